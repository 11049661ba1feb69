//! The walk: items ► operators.

use std::collections::BTreeMap;

use printpdf::{
    Cmyk, Color as InkColor, CurTransMat, DictItem, ExtendedGraphicsStateId, LineCapStyle, LineDashPattern,
    LineJoinStyle, Op, PdfFontHandle, XObjectId, XObjectTransform,
};

use super::font::Fonts;
use super::picture;
use super::resources::{Form, Resources, font_name, plates, single};
use super::shading::Gradient;
use super::structure::{Holds, NodeId, Structure};
use super::{Marks, text};
use crate::panel::export::MITER_LIMIT;
use crate::panel::export::bounds::{item_bounds, items_bounds, run_rect as run_bounds};
use crate::panel::export::outline::Outlines;
use crate::panel::scene::{
    Cap, GlyphRun, Group, ImageItem, Item, Join, Paint, Path, PathItem, Scene, Segment, Stroke, Transform,
};
use crate::panel::sheet::SheetSize;
use crate::unit::{Mm, Point, Pt, Rect};

/// How far the paper reaches beyond the bleed when it carries marks.
const MARK_MARGIN: Mm = Mm(7.0);
/// Between the bleed and a mark.
const MARK_GAP: Mm = Mm(1.0);
/// A mark's length.
const MARK_LENGTH: Mm = Mm(5.0);

/// Everything that grows while the pages are walked.
pub(super) struct Job<'a> {
    pub scene: &'a Scene,
    pub fonts: Fonts,
    pub outlines: Outlines<'a>,
    pub resources: Resources,
    pub structure: Structure,
}

impl<'a> Job<'a> {
    /// Nothing of this layer walked yet.
    pub fn new(scene: &'a Scene, fonts: Fonts, layer: Layer, structure: Structure) -> Job<'a> {
        Job { scene, fonts, outlines: Outlines::new(&scene.fonts), resources: Resources::new(layer), structure }
    }
}

/// Which content of a page is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// The page, or what the copies for units share.
    Body,
    /// A unit's words over it.
    Words,
}

/// Media, bleed and trim of a sheet, in the scene's coordinates.
pub(super) fn boxes(size: SheetSize, marks: Marks) -> [Rect; 3] {
    let bleed = size.bleed_box();
    let media = match marks {
        Marks::None => bleed,
        Marks::Crop => bleed.inset(-MARK_MARGIN.to_pt()),
    };
    [media, bleed, size.trim()]
}

/// Walks one sheet.
pub(super) fn page(job: &mut Job<'_>, number: usize, layer: Layer, marks: Marks) -> Vec<Op> {
    let Some(sheet) = job.scene.sheets.get(number) else { return Vec::new() };
    let [media, ..] = boxes(sheet.size, marks);
    // The scene's y points down from the trim's corner, the page's up from the paper's.
    let flip = Transform { a: 1.0, b: 0.0, c: 0.0, d: -1.0, e: -media.x.0, f: media.bottom().0 };
    let mut canvas = Canvas::new(job, Some(number));
    // Layers are one stream after the other to a reader: each leaves the state as it was.
    canvas.ops.push(Op::SaveGraphicsState);
    canvas.transform(flip);
    canvas.items(&sheet.items);
    if marks == Marks::Crop && layer == Layer::Body {
        canvas.crop_marks(sheet.size);
    }
    canvas.close_mark();
    canvas.ops.push(Op::RestoreGraphicsState);
    canvas.ops
}

/// What the content that follows is to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Artifact,
    Element(NodeId),
}

/// Where the walk is in the structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Artifact,
    Element(NodeId, Holds),
}

struct Canvas<'j, 'a> {
    job: &'j mut Job<'a>,
    ops: Vec<Op>,
    /// From the current coordinates to the content stream's first ones.
    ctm: Transform,
    /// The sheet; `None` inside a form, whose content is marked as a whole where it is called.
    sheet: Option<usize>,
    level: Level,
    open: Option<Mark>,
    /// The paragraph made up for untagged text, and the element it stands in.
    untagged: Option<(NodeId, NodeId)>,
}

impl<'j, 'a> Canvas<'j, 'a> {
    fn new(job: &'j mut Job<'a>, sheet: Option<usize>) -> Self {
        Canvas {
            job,
            ops: Vec::new(),
            ctm: Transform::IDENTITY,
            sheet,
            level: Level::Element(0, Holds::Blocks),
            open: None,
            untagged: None,
        }
    }

    fn raw(&mut self, key: &str, values: &[f64]) {
        // A ten thousandth of a point on the sheet, whatever the scale here.
        let t = self.ctm;
        let scale = t.a.hypot(t.b).max(t.c.hypot(t.d)).clamp(1.0, 1e4) * 1e4;
        let real = |v: &f64| DictItem::Real(single((v * scale).round() / scale));
        self.ops.push(Op::Unknown { key: key.to_owned(), value: values.iter().map(real).collect() });
    }

    fn transform(&mut self, t: Transform) {
        if t != Transform::IDENTITY {
            let matrix = CurTransMat::Raw([t.a, t.b, t.c, t.d, t.e, t.f].map(single));
            self.ops.push(Op::SetTransformationMatrix { matrix });
            self.ctm = t.then(self.ctm);
        }
    }

    fn state(&mut self, name: String) {
        self.ops.push(Op::LoadGraphicsState { gs: ExtendedGraphicsStateId(name) });
    }

    /// Makes the marked content that is open the one wanted.
    fn mark(&mut self, has_text: bool) {
        let Some(sheet) = self.sheet else { return };
        let wanted = match self.level {
            Level::Artifact => Mark::Artifact,
            Level::Element(node, Holds::Everything) => Mark::Element(node),
            Level::Element(_, _) if !has_text => Mark::Artifact,
            Level::Element(node, Holds::Text) => Mark::Element(node),
            Level::Element(node, Holds::Blocks) => match self.untagged {
                Some((parent, paragraph)) if parent == node => Mark::Element(paragraph),
                _ => {
                    let paragraph = self.job.structure.paragraph(node);
                    self.untagged = Some((node, paragraph));
                    Mark::Element(paragraph)
                }
            },
        };
        if self.open == Some(wanted) {
            return;
        }
        self.close_mark();
        self.open = Some(wanted);
        self.ops.push(match wanted {
            Mark::Artifact => Op::BeginMarkedContent { tag: "Artifact".to_owned() },
            Mark::Element(node) => {
                let number = self.job.structure.mark(node, sheet);
                let map = BTreeMap::from([("MCID".to_owned(), DictItem::Int(number as i64))]);
                Op::BeginMarkedContentWithProperties { tag: "Span".to_owned(), properties: DictItem::Dict { map } }
            }
        });
    }

    fn close_mark(&mut self) {
        if self.open.take().is_some() {
            self.ops.push(Op::EndMarkedContent);
        }
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Path(p) => {
                    self.mark(false);
                    self.path(p);
                }
                Item::Glyphs(run) => {
                    self.mark(true);
                    self.run(run);
                }
                Item::Image(i) => {
                    self.mark(false);
                    self.image(i);
                }
                Item::Group(g) => self.group(g),
            }
        }
    }

    fn group(&mut self, g: &Group) {
        let (level, untagged) = (self.level, self.untagged);
        if let (Some(tag), Level::Element(node, _), Some(_)) = (&g.tag, self.level, self.sheet) {
            self.untagged = None;
            self.level = match (tag, self.job.structure.open(node, tag)) {
                (_, Some((node, holds))) => Level::Element(node, holds),
                (_, None) => Level::Artifact,
            };
        }
        self.painted(g);
        if g.tag.is_some() {
            self.untagged = None;
        } else {
            self.untagged = untagged.or(self.untagged);
        }
        self.level = level;
    }

    fn painted(&mut self, g: &Group) {
        if g.opacity < 1.0 {
            return self.faded(g);
        }
        if g.transform == Transform::IDENTITY && g.clip.is_none() {
            return self.items(&g.items);
        }
        // Marked content does not straddle a saved state.
        self.close_mark();
        let ctm = self.ctm;
        self.ops.push(Op::SaveGraphicsState);
        self.transform(g.transform);
        if let Some(clip) = &g.clip {
            self.outline(clip, Transform::IDENTITY);
            self.raw("W", &[]);
            self.raw("n", &[]);
        }
        self.items(&g.items);
        self.close_mark();
        self.ops.push(Op::RestoreGraphicsState);
        self.ctm = ctm;
    }

    /// A faded group is a form of its own, faded as a whole (PDF 32000-1, 11.6.6).
    fn faded(&mut self, g: &Group) {
        let Some(bbox) = items_bounds(&g.items, Transform::IDENTITY) else { return };
        let mut form = Canvas::new(self.job, None);
        form.items(&g.items);
        let ops = std::mem::take(&mut form.ops);
        self.job.resources.forms.push(Form { ops, bbox });
        let number = self.job.resources.forms.len() - 1;
        self.mark(has_text(&g.items));
        let ctm = self.ctm;
        self.ops.push(Op::SaveGraphicsState);
        self.transform(g.transform);
        if let Some(clip) = &g.clip {
            self.outline(clip, Transform::IDENTITY);
            self.raw("W", &[]);
            self.raw("n", &[]);
        }
        let name = self.job.resources.alpha(g.opacity);
        self.state(name);
        let name = self.job.resources.form_name(number);
        self.call(name);
        self.ops.push(Op::RestoreGraphicsState);
        self.ctm = ctm;
    }

    fn call(&mut self, name: String) {
        let transform = XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() };
        self.ops.push(Op::UseXobject { id: XObjectId(name), transform });
    }

    fn outline(&mut self, path: &Path, t: Transform) {
        let at = |p: Point| {
            let p = t.apply(p);
            [p.x.0, p.y.0]
        };
        for s in &path.segments {
            match *s {
                Segment::Move(p) => self.raw("m", &at(p)),
                Segment::Line(p) => self.raw("l", &at(p)),
                Segment::Cubic(c, d, p) => {
                    let ([a, b], [c, d], [e, f]) = (at(c), at(d), at(p));
                    self.raw("c", &[a, b, c, d, e, f]);
                }
                Segment::Close => self.raw("h", &[]),
            }
        }
    }

    fn path(&mut self, item: &PathItem) {
        let bounds = item_bounds(item);
        if let Some(fill) = &item.fill {
            let saved = self.ink(fill, Role::Fill, bounds);
            self.outline(&item.path, Transform::IDENTITY);
            self.raw(if item.even_odd { "f*" } else { "f" }, &[]);
            self.restore(saved);
        }
        if let Some(stroke) = &item.stroke {
            let saved = self.ink(&stroke.paint, Role::Stroke, bounds);
            self.pen(stroke);
            self.outline(&item.path, Transform::IDENTITY);
            self.raw("S", &[]);
            self.restore(saved);
        }
    }

    fn pen(&mut self, s: &Stroke) {
        self.raw("w", &[s.width.0]);
        let cap = match s.cap {
            Cap::Butt => LineCapStyle::Butt,
            Cap::Round => LineCapStyle::Round,
            Cap::Square => LineCapStyle::ProjectingSquare,
        };
        self.ops.push(Op::SetLineCapStyle { cap });
        let join = match s.join {
            Join::Miter => LineJoinStyle::Miter,
            Join::Round => LineJoinStyle::Round,
            Join::Bevel => LineJoinStyle::Bevel,
        };
        self.ops.push(Op::SetLineJoinStyle { join });
        self.raw("M", &[MITER_LIMIT]);
        let lengths: Vec<f32> = s.dash.iter().map(|d| single(d.0.max(0.0))).collect();
        let sound = lengths.iter().any(|d| *d > 0.0);
        let dash = if sound { LineDashPattern::new(0.0, &lengths) } else { LineDashPattern::solid() };
        self.ops.push(Op::SetLineDashPattern { dash });
    }

    /// Sets an ink. Tells whether a state was saved that must be restored after painting.
    fn ink(&mut self, paint: &Paint, role: Role, bounds: Option<Rect>) -> bool {
        let Some(gradient) = Gradient::of(paint) else {
            let Paint::Solid(color, opacity) = paint else { return false };
            let faded = *opacity < 1.0;
            if faded {
                self.ops.push(Op::SaveGraphicsState);
                let name = self.job.resources.alpha(*opacity);
                self.state(name);
            }
            let [c, m, y, k] = plates(color).map(|v| ((v * 1e4).round() / 1e4) as f32);
            let col = InkColor::Cmyk(Cmyk { c, m, y, k, icc_profile: None });
            self.ops.push(match role {
                Role::Fill => Op::SetFillColor { col },
                Role::Stroke => Op::SetOutlineColor { col },
            });
            return faded;
        };
        self.ops.push(Op::SaveGraphicsState);
        match gradient.even_opacity() {
            Some(opacity) if opacity < 1.0 => {
                let name = self.job.resources.alpha(opacity);
                self.state(name);
            }
            Some(_) => {}
            None => {
                let name = self.job.resources.mask(gradient.clone(), bounds.unwrap_or_default());
                self.state(name);
            }
        }
        let name = self.job.resources.pattern(gradient, self.ctm);
        let (space, set) = match role {
            Role::Fill => ("cs", "scn"),
            Role::Stroke => ("CS", "SCN"),
        };
        self.ops.push(Op::Unknown { key: space.to_owned(), value: vec![DictItem::Name(b"Pattern".to_vec())] });
        self.ops.push(Op::Unknown { key: set.to_owned(), value: vec![DictItem::Name(name.into_bytes())] });
        true
    }

    fn restore(&mut self, saved: bool) {
        if saved {
            self.ops.push(Op::RestoreGraphicsState);
        }
    }

    fn run(&mut self, run: &GlyphRun) {
        // Only a gradient needs to know how far the text reaches.
        let plain = |p: &Paint| matches!(p, Paint::Solid(..));
        let solid = plain(&run.fill) && run.stroke.as_ref().is_none_or(|s| plain(&s.paint));
        let bounds = if solid { None } else { Some(run_bounds(run)) };
        if let Some(stroke) = &run.stroke {
            // As shapes: text stroked and then filled would be copied twice.
            let saved = self.ink(&stroke.paint, Role::Stroke, bounds);
            self.pen(stroke);
            self.glyph_outlines(run);
            self.raw("S", &[]);
            self.restore(saved);
        }
        let saved = self.ink(&run.fill, Role::Fill, bounds);
        self.ops.push(Op::StartTextSection);
        let font = PdfFontHandle::External(printpdf::FontId(font_name(run.font)));
        self.ops.push(Op::SetFont { font, size: printpdf::Pt(single(run.size.0)) });
        self.ops.extend(text::show(run, &self.job.fonts));
        self.ops.push(Op::EndTextSection);
        self.restore(saved);
    }

    fn glyph_outlines(&mut self, run: &GlyphRun) {
        let size = run.size.0;
        let scale = size / self.job.outlines.upem(run.font);
        let mut pen = run.origin.x.0;
        for g in &run.glyphs {
            let outline = self.job.outlines.get(run.font, g.id);
            let (e, f) = (pen + g.dx.0 * size, run.origin.y.0 - g.dy.0 * size);
            pen += g.advance.0 * size;
            self.outline(&outline, Transform { a: scale, b: 0.0, c: 0.0, d: scale, e, f });
        }
    }

    fn image(&mut self, item: &ImageItem) {
        let Some(data) = self.job.scene.images.get(item.image.0) else { return };
        let upright = picture::upright(data);
        let name = self.job.resources.image(item.image);
        let r = item.rect;
        // The unit square of a picture has its foot at 0.
        let foot = Transform { a: 1.0, b: 0.0, c: 0.0, d: -1.0, e: 0.0, f: 1.0 };
        let place = Transform { a: r.width.0, b: 0.0, c: 0.0, d: r.height.0, e: r.x.0, f: r.y.0 };
        let ctm = self.ctm;
        self.ops.push(Op::SaveGraphicsState);
        self.transform(foot.then(upright).then(place));
        self.call(name);
        self.ops.push(Op::RestoreGraphicsState);
        self.ctm = ctm;
    }

    /// Where to cut: two lines at each corner, beyond the bleed, on every plate.
    fn crop_marks(&mut self, size: SheetSize) {
        self.level = Level::Artifact;
        self.mark(false);
        self.job.resources.registration = true;
        self.ops.push(Op::SaveGraphicsState);
        self.ops.push(Op::Unknown { key: "CS".to_owned(), value: vec![DictItem::Name(b"All".to_vec())] });
        self.raw("SCN", &[1.0]);
        self.pen(&Stroke { ..Stroke::solid(crate::panel::scene::Color::BLACK, Pt(0.25)) });
        let (trim, bleed) = (size.trim(), size.bleed_box());
        let (gap, length) = (MARK_GAP.to_pt(), MARK_LENGTH.to_pt());
        for y in [trim.y, trim.bottom()] {
            for (edge, way) in [(bleed.x, -1.0), (bleed.right(), 1.0)] {
                self.raw("m", &[(edge + gap * way).0, y.0]);
                self.raw("l", &[(edge + (gap + length) * way).0, y.0]);
            }
        }
        for x in [trim.x, trim.right()] {
            for (edge, way) in [(bleed.y, -1.0), (bleed.bottom(), 1.0)] {
                self.raw("m", &[x.0, (edge + gap * way).0]);
                self.raw("l", &[x.0, (edge + (gap + length) * way).0]);
            }
        }
        self.raw("S", &[]);
        self.ops.push(Op::RestoreGraphicsState);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Fill,
    Stroke,
}

fn has_text(items: &[Item]) -> bool {
    items.iter().any(|i| match i {
        Item::Glyphs(_) => true,
        Item::Group(g) => has_text(&g.items),
        Item::Path(_) | Item::Image(_) => false,
    })
}
