//! usvg's tree ► items of a scene.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use usvg::tiny_skia_path::PathSegment;
use usvg::{ImageHrefResolver, ImageKind, Node, Options, SpreadMethod};

use super::Art;
use crate::diagnostic::{Diagnostic, Span};
use crate::drawing;
use crate::panel::picture::{self, Picture};
use crate::panel::scene::{
    Cap, Color, Group, ImageData, ImageId, ImageItem, Item, Join, LinearGradient, Paint, Path, PathItem,
    RadialGradient, Segment, Stop, Stroke, Transform,
};
use crate::unit::{Point, Pt, Rect};
use crate::world::builtin_faces;

/// What cannot be done, in a person's words.
type Misses = BTreeSet<String>;

/// Reads a drawing.
pub(super) fn convert(path: &str, bytes: &[u8], recolor: &BTreeMap<[u8; 3], Color>) -> Result<Art, Diagnostic> {
    let outside = Mutex::new(Misses::new());
    drawing::with_tree(
        path,
        bytes,
        |text| options(text, &outside),
        |tree| {
            let misses = outside.lock().map(|m| m.clone()).unwrap_or_default();
            art_of(path, tree, recolor, misses)
        },
    )
}

fn art_of(
    path: &str,
    tree: &usvg::Tree,
    recolor: &BTreeMap<[u8; 3], Color>,
    misses: Misses,
) -> Result<Art, Diagnostic> {
    let mut c = Converter {
        path,
        recolor,
        separated: RefCell::default(),
        images: Vec::new(),
        misses,
        far: far_from(tree),
        count: 0,
        problem: None,
    };
    let items = c.children(tree.root(), 0);
    if let Some(problem) = c.problem {
        return Err(problem);
    }
    let b = tree.root().abs_layer_bounding_box();
    let far = |v: f32| f64::from(v).clamp(-1e9, 1e9);
    let warn = |what: &String| {
        Diagnostic::warning("svg-unsupported", format!("图案“{path}”里的{what}不支持，已略去"))
            .with_span(Span::file(path))
            .with_help("看一看效果；要紧的话请在绘图软件里改成普通形状，或导出成 PNG 图片")
    };
    Ok(Art {
        width: f64::from(tree.size().width()),
        height: f64::from(tree.size().height()),
        items,
        images: c.images,
        warnings: c.misses.iter().map(warn).collect(),
        bounds: Rect::new(Pt(far(b.x())), Pt(far(b.y())), Pt(far(b.width())), Pt(far(b.height()))),
    })
}

/// Dashes along one side of a shape's box.
const MOST_DASHES: f64 = 20_000.0;

/// How far from the origin a shape may reach: a thousand times the drawing. What is beyond is a slip of a drawing program
/// or meant to harm; rasterisers spend minutes and gigabytes on it.
fn far_from(tree: &usvg::Tree) -> f32 {
    1000.0 * tree.size().width().max(tree.size().height()).max(100.0)
}

/// Nothing outside the file is opened; faces are the built-in ones, and only read where there is text.
fn options<'a>(text: &str, outside: &'a Mutex<Misses>) -> Options<'a> {
    let miss = move |what: &str| {
        if let Ok(mut m) = outside.lock() {
            m.insert(what.to_owned());
        }
    };
    let embedded = ImageHrefResolver::default_data_resolver();
    let mut options = Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(move |mime, data, options| {
                if mime.starts_with("image/svg") || !is_raster(&data) {
                    miss("内嵌图案（SVG 套 SVG）");
                    return None;
                }
                embedded(mime, data, options)
            }),
            resolve_string: Box::new(move |_, _| {
                miss("外部图片");
                None
            }),
        },
        languages: vec!["zh-CN".to_owned(), "zh".to_owned(), "en".to_owned()],
        ..Options::default()
    };
    if text.contains("<text") || text.contains(":text") {
        load_faces(&mut options);
    }
    options
}

fn is_raster(data: &[u8]) -> bool {
    [&b"\xff\xd8\xff"[..], b"\x89PNG", b"GIF8", b"RIFF"].iter().any(|magic| data.starts_with(magic))
}

/// Families that a drawing program writes are mapped onto the three that are always there: 宋, 楷 and 黑.
fn load_faces(options: &mut Options<'_>) {
    for face in builtin_faces().faces() {
        let data: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(face.data.clone());
        options.fontdb_mut().load_font_source(fontdb::Source::Binary(data));
    }
    options.font_resolver.select_font = Box::new(|font, db| {
        let wanted = font.families().iter().map(|f| format!("{f:?}").to_lowercase()).collect::<String>();
        let has = |names: &[&str]| names.iter().any(|n| wanted.contains(n));
        let family = if has(&["kai", "楷"]) {
            "Banbao Kai"
        } else if has(&["song", "simsun", "宋", "ming", "明"]) || (has(&["serif"]) && !has(&["sans"])) {
            "Banbao Song"
        } else {
            "Banbao Hei"
        };
        let query = fontdb::Query {
            families: &[fontdb::Family::Name(family), fontdb::Family::Name("Banbao Hei")],
            weight: fontdb::Weight(font.weight()),
            ..fontdb::Query::default()
        };
        db.query(&query).or_else(|| db.faces().next().map(|f| f.id))
    });
}

struct Converter<'a> {
    path: &'a str,
    recolor: &'a BTreeMap<[u8; 3], Color>,
    /// Colours of this drawing that were separated before.
    separated: RefCell<BTreeMap<[u8; 3], Color>>,
    images: Vec<Arc<ImageData>>,
    misses: Misses,
    /// See [`far_from`].
    far: f32,
    count: usize,
    problem: Option<Diagnostic>,
}

impl Converter<'_> {
    fn children(&mut self, group: &usvg::Group, depth: usize) -> Vec<Item> {
        let mut out = Vec::new();
        if depth > drawing::MAX_DEPTH {
            self.problem.get_or_insert_with(|| drawing::too_deep(self.path));
            return out;
        }
        for node in group.children() {
            self.count += 1;
            if self.count > drawing::MAX_NODES {
                self.problem.get_or_insert_with(|| drawing::too_many(self.path));
            }
            if self.problem.is_some() {
                return out;
            }
            match node {
                Node::Group(g) => self.group(g, depth, &mut out),
                Node::Path(p) if p.is_visible() => self.shape(p, &mut out),
                Node::Image(i) if i.is_visible() => self.image(i, &mut out),
                Node::Text(t) => self.group(t.flattened(), depth, &mut out),
                Node::Path(_) | Node::Image(_) => {}
            }
        }
        out
    }

    fn group(&mut self, g: &usvg::Group, depth: usize, out: &mut Vec<Item>) {
        if !g.filters().is_empty() {
            self.misses.insert("滤镜（阴影、模糊等）".to_owned());
        }
        if g.mask().is_some() {
            self.misses.insert("蒙版".to_owned());
        }
        if g.blend_mode() != usvg::BlendMode::Normal {
            self.misses.insert("混合模式".to_owned());
        }
        let mut items = self.children(g, depth + 1);
        if items.is_empty() {
            return;
        }
        let transform = transform(g.transform());
        let opacity = f64::from(g.opacity().get());
        let mut clip = None;
        // A clip may itself be clipped: the outer ones become groups further in, which clips the same points.
        let mut next = g.clip_path();
        let mut rounds = 0;
        while let Some(c) = next {
            rounds += 1;
            if rounds > drawing::MAX_DEPTH {
                self.problem.get_or_insert_with(|| drawing::too_deep(self.path));
                return;
            }
            let shape = self.clip(c);
            if let Some(inner) = clip.replace(shape) {
                items = vec![Item::Group(Group { clip: Some(inner), ..Group::moved(Point::default(), items) })];
            }
            next = c.clip_path();
        }
        if transform == Transform::IDENTITY && clip.is_none() && opacity >= 1.0 {
            out.append(&mut items);
        } else {
            out.push(Item::Group(Group { transform, clip, opacity, tag: None, items }));
        }
    }

    /// The union of a clip's shapes as one shape for the non-zero rule: all turned the same way round.
    fn clip(&mut self, clip: &usvg::ClipPath) -> Path {
        let mut whole = Path::default();
        let mut stack = vec![(clip.root(), transform(clip.transform()))];
        let mut shapes: Vec<Path> = Vec::new();
        while let Some((group, outer)) = stack.pop() {
            if group.clip_path().is_some() {
                self.misses.insert("裁切形状自己的裁切".to_owned());
            }
            let here = transform(group.transform()).then(outer);
            for node in group.children() {
                match node {
                    Node::Group(g) => stack.push((g, here)),
                    Node::Text(t) => stack.push((t.flattened(), here)),
                    Node::Path(p) => {
                        if p.fill().is_some_and(|f| f.rule() == usvg::FillRule::EvenOdd) {
                            self.misses.insert("裁切形状的奇偶填充".to_owned());
                        }
                        shapes.push(near(path_of(p.data(), here), f64::from(self.far)));
                    }
                    Node::Image(_) => {}
                }
            }
        }
        for mut shape in shapes {
            if signed_area(&shape) < 0.0 {
                shape = reversed(&shape);
            }
            whole.segments.append(&mut shape.segments);
        }
        whole
    }

    fn shape(&mut self, p: &usvg::Path, out: &mut Vec<Item>) {
        let b = p.abs_stroke_bounding_box();
        let corners = [b.left(), b.top(), b.right(), b.bottom()];
        if corners.iter().any(|v| !v.is_finite() || v.abs() > self.far) {
            self.misses.insert("画到极远处的形状".to_owned());
            return;
        }
        let path = path_of(p.data(), Transform::IDENTITY);
        let even_odd = p.fill().is_some_and(|f| f.rule() == usvg::FillRule::EvenOdd);
        let fill = p.fill().and_then(|f| self.paint(f.paint(), f.opacity().get()));
        let mut stroke = p.stroke().and_then(|s| self.stroke(s));
        let own = p.bounding_box();
        if let Some(s) = &mut stroke {
            let period: f64 = s.dash.iter().map(|d| d.0).sum();
            if f64::from(own.width() + own.height()) > period * MOST_DASHES {
                // Dashes that nobody can tell apart: they are a line, and would be drawn one by one.
                s.dash.clear();
            }
        }
        if fill.is_none() && stroke.is_none() {
            return;
        }
        if p.paint_order() == usvg::PaintOrder::StrokeAndFill && fill.is_some() && stroke.is_some() {
            out.push(Item::Path(PathItem { path: path.clone(), fill: None, even_odd, stroke }));
            out.push(Item::Path(PathItem { path, fill, even_odd, stroke: None }));
        } else {
            out.push(Item::Path(PathItem { path, fill, even_odd, stroke }));
        }
    }

    fn stroke(&mut self, s: &usvg::Stroke) -> Option<Stroke> {
        let paint = self.paint(s.paint(), s.opacity().get())?;
        Some(Stroke {
            paint,
            width: Pt(f64::from(s.width().get())),
            cap: match s.linecap() {
                usvg::LineCap::Butt => Cap::Butt,
                usvg::LineCap::Round => Cap::Round,
                usvg::LineCap::Square => Cap::Square,
            },
            join: match s.linejoin() {
                usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => Join::Miter,
                usvg::LineJoin::Round => Join::Round,
                usvg::LineJoin::Bevel => Join::Bevel,
            },
            dash: s.dasharray().map(|d| dashes(d, s.dashoffset())).unwrap_or_default(),
        })
    }

    fn paint(&mut self, paint: &usvg::Paint, opacity: f32) -> Option<Paint> {
        let opacity = f64::from(opacity);
        match paint {
            usvg::Paint::Color(c) => Some(Paint::Solid(self.color(*c), opacity)),
            usvg::Paint::LinearGradient(g) => {
                self.spread(g.spread_method());
                let (from, to) = linear_ends(g);
                Some(Paint::Linear(LinearGradient { from, to, stops: self.stops(g.stops(), opacity) }))
            }
            usvg::Paint::RadialGradient(g) => {
                self.spread(g.spread_method());
                if g.fx() != g.cx() || g.fy() != g.cy() || g.fr().get() > 0.0 {
                    self.misses.insert("径向渐变的焦点".to_owned());
                }
                Some(Paint::Radial(RadialGradient {
                    center: point(g.cx(), g.cy()),
                    radius: Pt(f64::from(g.r().get())),
                    transform: transform(g.transform()),
                    stops: self.stops(g.stops(), opacity),
                }))
            }
            usvg::Paint::Pattern(_) => {
                self.misses.insert("图案填充（pattern）".to_owned());
                None
            }
        }
    }

    fn spread(&mut self, method: SpreadMethod) {
        if method != SpreadMethod::Pad {
            self.misses.insert("渐变的重复".to_owned());
        }
    }

    fn stops(&self, stops: &[usvg::Stop], opacity: f64) -> Vec<Stop> {
        let one = |s: &usvg::Stop| Stop {
            offset: f64::from(s.offset().get()),
            color: self.color(s.color()),
            opacity: f64::from(s.opacity().get()) * opacity,
        };
        stops.iter().map(one).collect()
    }

    fn color(&self, c: usvg::Color) -> Color {
        let rgb = [c.red, c.green, c.blue];
        let separated = || *self.separated.borrow_mut().entry(rgb).or_insert_with(|| Color::from_rgb(rgb));
        self.recolor.get(&rgb).copied().unwrap_or_else(separated)
    }

    fn image(&mut self, i: &usvg::Image, out: &mut Vec<Item>) {
        let bytes = match i.kind() {
            ImageKind::JPEG(b) | ImageKind::PNG(b) | ImageKind::GIF(b) | ImageKind::WEBP(b) => b,
            ImageKind::SVG(_) => return,
        };
        let bytes: Arc<[u8]> = Arc::from(bytes.as_slice());
        match picture::load(self.path, bytes, self.recolor) {
            Ok(Picture::Pixels(data)) => {
                let size = i.size();
                let rect = Rect::new(Pt::ZERO, Pt::ZERO, Pt(f64::from(size.width())), Pt(f64::from(size.height())));
                out.push(Item::Image(ImageItem { image: ImageId(self.images.len()), rect }));
                self.images.push(Arc::new(data));
            }
            Ok(Picture::Art(_)) => {}
            Err(problem) => {
                self.problem.get_or_insert(problem);
            }
        }
    }
}

fn point(x: f32, y: f32) -> Point {
    Point::new(Pt(f64::from(x)), Pt(f64::from(y)))
}

fn transform(t: usvg::Transform) -> Transform {
    let [a, b, c, d, e, f] = [t.sx, t.ky, t.kx, t.sy, t.tx, t.ty].map(f64::from);
    Transform { a, b, c, d, e, f }
}

/// Where a gradient begins and ends once its transform is applied. Its lines of equal colour are moved with the
/// shape, and the ends are chosen square to them: exact for any affine map, skewed ones too.
fn linear_ends(g: &usvg::LinearGradient) -> (Point, Point) {
    let t = transform(g.transform());
    let (from, to) = (point(g.x1(), g.y1()), point(g.x2(), g.y2()));
    let (a, b) = (t.apply(from), t.apply(to));
    let (dx, dy) = ((to.x - from.x).0, (to.y - from.y).0);
    // A line of equal colour runs along (-dy, dx); n is square to where the map takes it.
    let along = (t.a * -dy + t.c * dx, t.b * -dy + t.d * dx);
    let n = (along.1, -along.0);
    let length = n.0 * n.0 + n.1 * n.1;
    if length <= 1e-12 {
        return (a, b);
    }
    let k = ((b.x - a.x).0 * n.0 + (b.y - a.y).0 * n.1) / length;
    (a, Point::new(a.x + Pt(n.0 * k), a.y + Pt(n.1 * k)))
}

/// Dashes that begin `offset` into their pattern: what is left of the first piece, the others, and the rest of it.
fn dashes(pattern: &[f32], offset: f32) -> Vec<Pt> {
    let mut lengths: Vec<f64> = pattern.iter().map(|v| f64::from(*v)).collect();
    let total: f64 = lengths.iter().sum();
    // Finer than can be seen, and a trap for renderers.
    if !total.is_finite() || total < 0.05 || lengths.iter().any(|v| *v < 0.0) {
        return Vec::new();
    }
    if lengths.len() % 2 == 1 {
        lengths.extend_from_within(..);
    }
    let total: f64 = lengths.iter().sum();
    let mut offset = f64::from(offset).rem_euclid(total);
    if !(offset > 1e-6 && offset < total - 1e-6) {
        return lengths.into_iter().map(Pt).collect();
    }
    let mut first = 0;
    while let Some(length) = lengths.get(first)
        && offset >= *length
        && first + 1 < lengths.len()
    {
        offset -= length;
        first += 1;
    }
    let at = |i: usize| lengths.get(i % lengths.len()).copied().unwrap_or(0.0);
    let rest = |out: &mut Vec<f64>| (1..lengths.len()).for_each(|i| out.push(at(first + i)));
    let mut out = Vec::new();
    // Even places are on, odd ones off; an empty piece keeps that so.
    if first % 2 == 1 {
        out.push(0.0);
    }
    out.push(at(first) - offset);
    rest(&mut out);
    out.push(offset);
    if out.len() % 2 == 1 {
        out.push(0.0);
    }
    out.into_iter().map(Pt).collect()
}

fn path_of(data: &usvg::tiny_skia_path::Path, t: Transform) -> Path {
    let mut segments = Vec::with_capacity(data.len());
    let mut at = (0.0f32, 0.0f32);
    for s in data.segments() {
        match s {
            PathSegment::MoveTo(p) => {
                segments.push(Segment::Move(t.apply(point(p.x, p.y))));
                at = (p.x, p.y);
            }
            PathSegment::LineTo(p) => {
                segments.push(Segment::Line(t.apply(point(p.x, p.y))));
                at = (p.x, p.y);
            }
            PathSegment::QuadTo(c, p) => {
                let third = |from: f32, control: f32| from + (control - from) * 2.0 / 3.0;
                segments.push(Segment::Cubic(
                    t.apply(point(third(at.0, c.x), third(at.1, c.y))),
                    t.apply(point(third(p.x, c.x), third(p.y, c.y))),
                    t.apply(point(p.x, p.y)),
                ));
                at = (p.x, p.y);
            }
            PathSegment::CubicTo(c, d, p) => {
                segments.push(Segment::Cubic(
                    t.apply(point(c.x, c.y)),
                    t.apply(point(d.x, d.y)),
                    t.apply(point(p.x, p.y)),
                ));
                at = (p.x, p.y);
            }
            PathSegment::Close => segments.push(Segment::Close),
        }
    }
    Path { segments }
}

/// What cuts may reach to infinity, which is as good as a little beyond the drawing.
fn near(mut path: Path, far: f64) -> Path {
    let bound = |p: &mut Point| {
        let inside = |v: f64| if v.is_finite() { v.clamp(-far, far) } else { 0.0 };
        *p = Point::new(Pt(inside(p.x.0)), Pt(inside(p.y.0)));
    };
    for segment in &mut path.segments {
        match segment {
            Segment::Move(p) | Segment::Line(p) => bound(p),
            Segment::Cubic(c, d, p) => [c, d, p].into_iter().for_each(bound),
            Segment::Close => {}
        }
    }
    path
}

/// Twice the area inside, by the shape's corners (the shoelace formula); its sign tells the way round.
fn signed_area(path: &Path) -> f64 {
    let (mut start, mut at, mut sum) = (Point::default(), Point::default(), 0.0);
    let cross = |a: Point, b: Point| a.x.0 * b.y.0 - b.x.0 * a.y.0;
    for s in &path.segments {
        match *s {
            Segment::Move(p) => {
                sum += cross(at, start);
                (start, at) = (p, p);
            }
            Segment::Line(p) => {
                sum += cross(at, p);
                at = p;
            }
            Segment::Cubic(c, d, p) => {
                sum += cross(at, c) + cross(c, d) + cross(d, p);
                at = p;
            }
            Segment::Close => {
                sum += cross(at, start);
                at = start;
            }
        }
    }
    sum + cross(at, start)
}

/// The same shape walked backwards.
fn reversed(path: &Path) -> Path {
    let mut out = Vec::with_capacity(path.segments.len() + 4);
    let mut one: Vec<Segment> = Vec::new();
    let flush = |one: &mut Vec<Segment>, out: &mut Vec<Segment>| {
        let end = |s: &Segment| match *s {
            Segment::Move(p) | Segment::Line(p) | Segment::Cubic(_, _, p) => Some(p),
            Segment::Close => None,
        };
        let Some(last) = one.last().and_then(end) else { return };
        out.push(Segment::Move(last));
        for pair in one.windows(2).rev() {
            let [before, step] = pair else { continue };
            let Some(to) = end(before) else { continue };
            out.push(match *step {
                Segment::Cubic(c, d, _) => Segment::Cubic(d, c, to),
                _ => Segment::Line(to),
            });
        }
        out.push(Segment::Close);
        one.clear();
    };
    for s in &path.segments {
        match s {
            Segment::Move(_) => {
                flush(&mut one, &mut out);
                one.push(*s);
            }
            Segment::Close => flush(&mut one, &mut out),
            _ => one.push(*s),
        }
    }
    flush(&mut one, &mut out);
    Path { segments: out }
}
