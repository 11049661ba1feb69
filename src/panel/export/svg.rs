//! A sheet as SVG: no font needed, every glyph's outline written once and used by number.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::outline::Outlines;
use super::{MITER_LIMIT, escaped, number, safe_url, sheet};
use crate::diagnostic::Diagnostic;
use crate::panel::scene::{
    Cap, FontId, GlyphRun, Group, ImageFormat, ImageItem, Item, Join, Paint, Path, PathItem, Scene, Segment, Stop,
    Stroke, Tag, Transform,
};
use crate::unit::Point;

/// Decimals of a point: a hundredth of a millimetre needs two, small art drawn large needs a third.
const PLACES: usize = 3;

/// Sheet `sheet` (from 0) as an SVG file, the trim only. Same scene, same bytes.
///
/// Errors: no such sheet.
pub fn svg(scene: &Scene, sheet_number: usize) -> Result<String, Diagnostic> {
    let sheet = sheet(scene, sheet_number)?;
    let mut w = Writer {
        scene,
        outlines: Outlines::new(&scene.fonts),
        defs: Defs::default(),
        body: String::new(),
        scale: 1.0,
        places: PLACES,
    };
    w.items(&sheet.items);
    for link in &sheet.links {
        if !safe_url(&link.url) {
            continue;
        }
        let _ = write!(w.body, "<a href=\"{}\"><rect fill-opacity=\"0\"", escaped(&link.url));
        let r = link.rect;
        for (name, v) in [("x", r.x), ("y", r.y), ("width", r.width), ("height", r.height)] {
            attribute(&mut w.body, name, v.0, PLACES);
        }
        w.body.push_str("/></a>\n");
    }
    let (width, height) = (sheet.size.width.0, sheet.size.height.0);
    let trim = sheet.size.trim();
    let mut out = String::with_capacity(w.body.len() + w.defs.text.len() + 1024);
    out.push_str("<svg xmlns=\"http://www.w3.org/2000/svg\"");
    let _ = write!(out, " xml:lang=\"{}\"", escaped(&scene.language));
    for (name, v) in [("width", width), ("height", height)] {
        let _ = write!(out, " {name}=\"");
        number(&mut out, v, PLACES);
        out.push_str("mm\"");
    }
    out.push_str(" viewBox=\"0 0 ");
    number(&mut out, trim.width.0, PLACES);
    out.push(' ');
    number(&mut out, trim.height.0, PLACES);
    let _ = writeln!(out, "\" role=\"document\">\n<title>{}</title>", escaped(&scene.title));
    if let Some(subject) = &scene.subject {
        let _ = writeln!(out, "<desc>{}</desc>", escaped(subject));
    }
    let _ = write!(out, "<defs>\n{}</defs>\n<rect fill=\"#fff\"", w.defs.text);
    attribute(&mut out, "width", trim.width.0, PLACES);
    attribute(&mut out, "height", trim.height.0, PLACES);
    let _ = write!(out, "/>\n{}</svg>\n", w.body);
    Ok(out)
}

/// What is written once and used by id; ids count up in the order of use.
#[derive(Default)]
struct Defs {
    text: String,
    glyphs: BTreeMap<(FontId, u16), usize>,
    images: BTreeMap<usize, usize>,
    /// Gradients and clips by their own text.
    shared: BTreeMap<String, usize>,
}

impl Defs {
    /// The number of a definition whose text has `#` where its id belongs.
    fn share(&mut self, definition: String) -> usize {
        let next = self.shared.len();
        let id = *self.shared.entry(definition.clone()).or_insert(next);
        if id == next {
            let _ = writeln!(self.text, "{}", definition.replacen('#', &format!("s{id}"), 1));
        }
        id
    }
}

struct Writer<'a> {
    scene: &'a Scene,
    outlines: Outlines<'a>,
    defs: Defs,
    body: String,
    /// How much larger things are seen than they are written here.
    scale: f64,
    /// Decimals of a length here: small art drawn large needs more.
    places: usize,
}

impl Writer<'_> {
    fn items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Path(p) => self.path(p),
                Item::Glyphs(run) => self.run(run),
                Item::Image(i) => self.image(i),
                Item::Group(g) => self.group(g),
            }
        }
    }

    fn group(&mut self, g: &Group) {
        let plain = g.transform == Transform::IDENTITY && g.clip.is_none() && g.opacity >= 1.0;
        let spoken = match &g.tag {
            Some(tag @ (Tag::Figure(_) | Tag::Code(_))) => {
                format!(" role=\"img\" aria-label=\"{}\"", escaped(&tag.alt().unwrap_or_default()))
            }
            Some(Tag::Artifact) => " aria-hidden=\"true\"".to_owned(),
            Some(Tag::Heading(level)) => format!(" role=\"heading\" aria-level=\"{level}\""),
            Some(Tag::List) => " role=\"list\"".to_owned(),
            Some(Tag::ListItem) => " role=\"listitem\"".to_owned(),
            _ => String::new(),
        };
        if plain && spoken.is_empty() {
            return self.items(&g.items);
        }
        let mut open = format!("<g{spoken}");
        transform(&mut open, g.transform);
        let outer = (self.scale, self.places);
        let t = g.transform;
        self.scale *= t.a.hypot(t.b).max(t.c.hypot(t.d));
        self.places = PLACES + self.scale.log10().ceil().clamp(0.0, 6.0) as usize;
        if let Some(clip) = &g.clip {
            let mut d = String::new();
            path_data(&mut d, clip, self.places);
            let id = self.defs.share(format!("<clipPath id=\"#\"><path d=\"{d}\"/></clipPath>"));
            let _ = write!(open, " clip-path=\"url(#s{id})\"");
        }
        if g.opacity < 1.0 {
            attribute(&mut open, "opacity", g.opacity.max(0.0), 4);
        }
        self.body.push_str(&open);
        self.body.push_str(">\n");
        self.items(&g.items);
        self.body.push_str("</g>\n");
        (self.scale, self.places) = outer;
    }

    fn path(&mut self, item: &PathItem) {
        let mut el = String::from("<path");
        self.inks(&mut el, item.fill.as_ref(), item.stroke.as_ref(), 1.0);
        if item.even_odd && item.fill.is_some() {
            el.push_str(" fill-rule=\"evenodd\"");
        }
        el.push_str(" d=\"");
        path_data(&mut el, &item.path, self.places);
        el.push_str("\"/>\n");
        self.body.push_str(&el);
    }

    fn run(&mut self, run: &GlyphRun) {
        let size = run.size.0;
        let scale = size / self.outlines.upem(run.font);
        if scale <= 0.0 || run.glyphs.is_empty() {
            return;
        }
        let flat = |p: &Paint| matches!(p, Paint::Solid(..));
        let mut el = String::from("<g");
        if !run.text.trim().is_empty() {
            let _ = write!(el, " role=\"img\" aria-label=\"{}\"", escaped(&run.text));
        }
        if flat(&run.fill) && run.stroke.as_ref().is_none_or(|s| flat(&s.paint)) {
            // Inside, the unit is the font's: positions become short whole numbers.
            transform(&mut el, Transform { a: scale, b: 0.0, c: 0.0, d: scale, e: run.origin.x.0, f: run.origin.y.0 });
            self.inks(&mut el, Some(&run.fill), run.stroke.as_ref(), scale);
            el.push_str(" paint-order=\"stroke\">");
            let upem = self.outlines.upem(run.font);
            let mut pen = 0.0;
            for g in &run.glyphs {
                let (x, y) = ((pen + g.dx.0) * upem, -g.dy.0 * upem);
                pen += g.advance.0;
                let Some(id) = self.glyph(run.font, g.id) else { continue };
                let _ = write!(el, "<use href=\"#g{id}\"");
                for (name, v) in [("x", x), ("y", y)] {
                    if v.abs() >= 0.05 {
                        attribute(&mut el, name, v, 1);
                    }
                }
                el.push_str("/>");
            }
        } else {
            // A gradient runs over the whole line, so the line is one shape in the sheet's own units.
            el.push_str("><path paint-order=\"stroke\"");
            self.inks(&mut el, Some(&run.fill), run.stroke.as_ref(), 1.0);
            el.push_str(" d=\"");
            let mut pen = run.origin.x.0;
            for g in &run.glyphs {
                let (x, y) = (pen + g.dx.0 * size, run.origin.y.0 - g.dy.0 * size);
                pen += g.advance.0 * size;
                let outline = self.outlines.get(run.font, g.id);
                let place = Transform { a: scale, b: 0.0, c: 0.0, d: scale, e: x, f: y };
                path_data(&mut el, &moved(&outline, place), self.places);
            }
            el.push_str("\"/>");
        }
        el.push_str("</g>\n");
        self.body.push_str(&el);
    }

    /// The number of a glyph's outline; `None` for blanks.
    fn glyph(&mut self, font: FontId, glyph: u16) -> Option<usize> {
        if let Some(id) = self.defs.glyphs.get(&(font, glyph)) {
            return Some(*id);
        }
        let outline = self.outlines.get(font, glyph);
        if outline.segments.is_empty() {
            return None;
        }
        let id = self.defs.glyphs.len();
        self.defs.glyphs.insert((font, glyph), id);
        let _ = write!(self.defs.text, "<path id=\"g{id}\" d=\"");
        path_data(&mut self.defs.text, &outline, 1);
        self.defs.text.push_str("\"/>\n");
        Some(id)
    }

    fn image(&mut self, item: &ImageItem) {
        let number_of = item.image.0;
        let Some(data) = self.scene.images.get(number_of) else { return };
        let next = self.defs.images.len();
        let id = *self.defs.images.entry(number_of).or_insert(next);
        if id == next {
            let mime = match data.format {
                ImageFormat::Jpeg => "image/jpeg",
                ImageFormat::Png => "image/png",
                ImageFormat::WebP => "image/webp",
                ImageFormat::Gif => "image/gif",
            };
            let _ = write!(
                self.defs.text,
                "<image id=\"i{id}\" width=\"1\" height=\"1\" preserveAspectRatio=\"none\" href=\"data:{mime};base64,"
            );
            base64(&mut self.defs.text, &data.bytes);
            self.defs.text.push_str("\"/>\n");
        }
        let r = item.rect;
        let _ = write!(self.body, "<use href=\"#i{id}\"");
        transform(&mut self.body, Transform { a: r.width.0, b: 0.0, c: 0.0, d: r.height.0, e: r.x.0, f: r.y.0 });
        self.body.push_str("/>\n");
    }

    /// Fill and stroke attributes; lengths are divided by `scale`, the unit of the element.
    fn inks(&mut self, el: &mut String, fill: Option<&Paint>, stroke: Option<&Stroke>, scale: f64) {
        match fill {
            Some(paint) => self.ink(el, "fill", paint),
            None => el.push_str(" fill=\"none\""),
        }
        let Some(s) = stroke else { return };
        self.ink(el, "stroke", &s.paint);
        attribute(el, "stroke-width", s.width.0 / scale, self.places);
        match s.cap {
            Cap::Butt => {}
            Cap::Round => el.push_str(" stroke-linecap=\"round\""),
            Cap::Square => el.push_str(" stroke-linecap=\"square\""),
        }
        match s.join {
            Join::Miter => attribute(el, "stroke-miterlimit", MITER_LIMIT, 1),
            Join::Round => el.push_str(" stroke-linejoin=\"round\""),
            Join::Bevel => el.push_str(" stroke-linejoin=\"bevel\""),
        }
        if !s.dash.is_empty() {
            el.push_str(" stroke-dasharray=\"");
            for (i, d) in s.dash.iter().enumerate() {
                if i > 0 {
                    el.push(' ');
                }
                number(el, d.0 / scale, self.places);
            }
            el.push('"');
        }
    }

    fn ink(&mut self, el: &mut String, name: &str, paint: &Paint) {
        let definition = match paint {
            Paint::Solid(color, opacity) => {
                let _ = write!(el, " {name}=\"{}\"", hex(color.rgb));
                if *opacity < 1.0 {
                    attribute(el, &format!("{name}-opacity"), opacity.max(0.0), 4);
                }
                return;
            }
            Paint::Linear(g) => {
                let mut d = String::from("<linearGradient id=\"#\" gradientUnits=\"userSpaceOnUse\"");
                for (n, v) in [("x1", g.from.x), ("y1", g.from.y), ("x2", g.to.x), ("y2", g.to.y)] {
                    attribute(&mut d, n, v.0, self.places);
                }
                stops(&mut d, &g.stops);
                d + "</linearGradient>"
            }
            Paint::Radial(g) => {
                let mut d = String::from("<radialGradient id=\"#\" gradientUnits=\"userSpaceOnUse\"");
                for (n, v) in [("cx", g.center.x), ("cy", g.center.y), ("r", g.radius)] {
                    attribute(&mut d, n, v.0, self.places);
                }
                named_transform(&mut d, "gradientTransform", g.transform);
                stops(&mut d, &g.stops);
                d + "</radialGradient>"
            }
        };
        let id = self.defs.share(definition);
        let _ = write!(el, " {name}=\"url(#s{id})\"");
    }
}

fn stops(out: &mut String, stops: &[Stop]) {
    out.push('>');
    for s in stops {
        out.push_str("<stop");
        attribute(out, "offset", s.offset, 4);
        let _ = write!(out, " stop-color=\"{}\"", hex(s.color.rgb));
        if s.opacity < 1.0 {
            attribute(out, "stop-opacity", s.opacity.max(0.0), 4);
        }
        out.push_str("/>");
    }
}

fn attribute(out: &mut String, name: &str, value: f64, places: usize) {
    let _ = write!(out, " {name}=\"");
    number(out, value, places);
    out.push('"');
}

fn transform(out: &mut String, t: Transform) {
    named_transform(out, "transform", t);
}

fn named_transform(out: &mut String, name: &str, t: Transform) {
    if t == Transform::IDENTITY {
        return;
    }
    let _ = write!(out, " {name}=\"");
    let turned = [t.a, t.b, t.c, t.d] != [1.0, 0.0, 0.0, 1.0];
    out.push_str(if turned { "matrix(" } else { "translate(" });
    if turned {
        // A glyph's scale is small and multiplies large numbers: it needs its digits.
        for v in [t.a, t.b, t.c, t.d] {
            number(out, v, 8);
            out.push(' ');
        }
    }
    number(out, t.e, PLACES + 2);
    out.push(' ');
    number(out, t.f, PLACES + 2);
    out.push_str(")\"");
}

fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn moved(path: &Path, t: Transform) -> Path {
    let segments = path.segments.iter().map(|s| match *s {
        Segment::Move(p) => Segment::Move(t.apply(p)),
        Segment::Line(p) => Segment::Line(t.apply(p)),
        Segment::Cubic(c, d, p) => Segment::Cubic(t.apply(c), t.apply(d), t.apply(p)),
        Segment::Close => Segment::Close,
    });
    Path { segments: segments.collect() }
}

fn path_data(out: &mut String, path: &Path, places: usize) {
    let pair = |out: &mut String, p: Point| {
        number(out, p.x.0, places);
        out.push(' ');
        number(out, p.y.0, places);
    };
    for s in &path.segments {
        match *s {
            Segment::Move(p) => {
                out.push('M');
                pair(out, p);
            }
            Segment::Line(p) => {
                out.push('L');
                pair(out, p);
            }
            Segment::Cubic(c, d, p) => {
                out.push('C');
                pair(out, c);
                out.push(' ');
                pair(out, d);
                out.push(' ');
                pair(out, p);
            }
            Segment::Close => out.push('Z'),
        }
    }
}

/// RFC 4648, section 4.
fn base64(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |v: u32| DIGITS.get((v & 63) as usize).map_or('=', |d| char::from(*d));
    out.reserve(bytes.len() / 3 * 4 + 4);
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| chunk.get(i).copied().map_or(0, u32::from);
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        out.push(digit(word >> 18));
        out.push(digit(word >> 12));
        out.push(if chunk.len() > 1 { digit(word >> 6) } else { '=' });
        out.push(if chunk.len() > 2 { digit(word) } else { '=' });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_the_rfc() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            let mut out = String::new();
            base64(&mut out, plain.as_bytes());
            assert_eq!(out, coded);
        }
    }

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(escaped("a\u{1}<\"&\n"), "a&lt;&quot;&amp; ");
    }
}
