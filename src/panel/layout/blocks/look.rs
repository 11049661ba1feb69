//! What every block on a card is made with: the style, the card's hue, the faces, and simple shapes.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::panel::layout::{Canvas, Scale};
use crate::panel::scene::{Cap, Color, Group, Item, Join, Paint, Path, PathItem, Stroke, Tag};
use crate::panel::style::{FaceChoice, FaceRole, Hue, Ink, Role, Style};
use crate::panel::typeset::{FaceId, Faces};
use crate::unit::{Point, Pt, Rect};
use crate::world::FontBook;

/// The faces of a style, opened.
#[derive(Debug, Clone)]
pub struct FaceSet {
    /// All faces; the scene's fonts are these.
    pub faces: Faces,
    body: FaceId,
    strong: FaceId,
    heading: FaceId,
    title: FaceId,
    quote: FaceId,
    emphasis: FaceId,
    note: FaceId,
}

/// Families that stand in for the style's, by the site's own wish.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FamilyOverrides {
    /// Running text, regular and bold.
    pub body: Option<String>,
    /// Headings and titles.
    pub heading: Option<String>,
    /// 楷体.
    pub emphasis: Option<String>,
}

impl FaceSet {
    /// Finds the faces of a style. A family that is not there is a warning and the built-in 黑体 stands in.
    pub fn load(fonts: &FontBook, style: &Style, overrides: &FamilyOverrides) -> (FaceSet, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let mut faces = Faces::default();
        let mut find = |choice: &FaceChoice, instead: &Option<String>| {
            let family = instead.as_deref().unwrap_or(&choice.family);
            let found = fonts.select(family, choice.weight);
            if found.is_none() {
                diagnostics.push(
                    Diagnostic::warning("font-missing", format!("没有找到字体“{family}”，改用内置黑体"))
                        .with_help("用 banbao fonts 看看有哪些字体可用，或把字体文件放进 fonts 文件夹"),
                );
            }
            let face = found.or_else(|| fonts.select("Banbao Hei", choice.weight)).or_else(|| fonts.faces().first());
            face.map_or(FaceId(0), |f| faces.add(f.clone()))
        };
        let f = &style.faces;
        let body = find(&f.body, &overrides.body);
        let strong = find(&f.strong, &overrides.body);
        let heading = find(&f.heading, &overrides.heading);
        let title = find(&f.title, &overrides.heading);
        let quote = find(&f.quote, &None);
        let emphasis = find(&f.emphasis, &overrides.emphasis);
        let note = find(&f.note, &None);
        (FaceSet { faces, body, strong, heading, title, quote, emphasis, note }, diagnostics)
    }

    /// The face of a role.
    pub fn id(&self, role: FaceRole) -> FaceId {
        match role {
            FaceRole::Body => self.body,
            FaceRole::Strong => self.strong,
            FaceRole::Heading => self.heading,
            FaceRole::Title => self.title,
            FaceRole::Quote => self.quote,
            FaceRole::Emphasis => self.emphasis,
            FaceRole::Note => self.note,
        }
    }
}

/// The style and the hue that a card wears.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub style: Arc<Style>,
    pub hue: Hue,
}

impl Look {
    pub fn ink(&self, ink: Ink) -> Option<Color> {
        ink.on(&self.hue)
    }

    /// The same style in another of its hues.
    pub fn in_hue(&self, number: usize) -> Look {
        Look { style: self.style.clone(), hue: self.style.hue(number) }
    }

    pub fn spec(&self, role: &Role) -> TypeSpec {
        TypeSpec {
            ratio: role.ratio,
            min: role.min,
            face: role.face,
            leading: role.leading,
            color: role.color.text_on(&self.hue),
            strong: role.strong.text_on(&self.hue),
        }
    }
}

/// A role of text with its colours chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TypeSpec {
    pub ratio: f64,
    pub min: f64,
    pub face: FaceRole,
    pub leading: f64,
    pub color: Color,
    pub strong: Color,
}

impl TypeSpec {
    pub fn size(&self, scale: &Scale) -> Pt {
        (scale.body * self.ratio).max(scale.u * self.min)
    }

    pub fn leading(&self, scale: &Scale) -> f64 {
        if self.leading > 0.0 { self.leading } else { scale.leading }
    }

    pub fn line_height(&self, scale: &Scale) -> Pt {
        self.size(scale) * self.leading(scale)
    }

    pub fn in_ink(self, color: Color) -> TypeSpec {
        TypeSpec { color, strong: color, ..self }
    }
}

/// Simple shapes.
impl Canvas {
    pub(crate) fn fill(&mut self, path: Path, paint: impl Into<Paint>) {
        self.items.push(Item::Path(PathItem::filled(path, paint)));
    }

    pub(crate) fn fill_rect(&mut self, rect: Rect, radius: Pt, color: Option<Color>) {
        if let Some(color) = color {
            self.fill(Path::rounded_rect(rect, [radius; 4]), color);
        }
    }

    /// A border whose outer edge is the rectangle's.
    pub(crate) fn border(&mut self, rect: Rect, radius: Pt, width: Pt, color: Option<Color>) {
        if let Some(color) = color.filter(|_| width > Pt::ZERO) {
            let path = Path::rounded_rect(rect.inset(width / 2.0), [(radius - width / 2.0).max(Pt::ZERO); 4]);
            self.items.push(Item::Path(PathItem::stroked(path, Stroke::solid(color, width))));
        }
    }

    pub(crate) fn rule(&mut self, from: Point, to: Point, width: Pt, color: Option<Color>) {
        if let Some(color) = color.filter(|_| width > Pt::ZERO) {
            self.items.push(Item::Path(PathItem::stroked(Path::line(from, to), Stroke::solid(color, width))));
        }
    }

    pub(crate) fn dashes(&mut self, from: Point, to: Point, width: Pt, color: Option<Color>) {
        if let Some(color) = color.filter(|_| width > Pt::ZERO) {
            let dash = vec![width * 2.6, width * 2.2];
            let stroke = Stroke { paint: color.into(), width, cap: Cap::Butt, join: Join::Miter, dash };
            self.items.push(Item::Path(PathItem::stroked(Path::line(from, to), stroke)));
        }
    }

    pub(crate) fn polyline(&mut self, points: &[Point], width: Pt, color: Color) {
        let mut path = Path::polygon(points);
        path.segments.pop();
        let stroke = Stroke { paint: color.into(), width, cap: Cap::Round, join: Join::Round, dash: Vec::new() };
        self.items.push(Item::Path(PathItem::stroked(path, stroke)));
    }

    pub(crate) fn disc(&mut self, center: Point, radius: Pt, color: Option<Color>) {
        if let Some(color) = color {
            self.fill(Path::circle(center, radius), color);
        }
    }

    /// Draws with a tag around it.
    pub(crate) fn tagged(&mut self, tag: Tag, draw: impl FnOnce(&mut Canvas)) {
        let outside = std::mem::take(&mut self.items);
        draw(self);
        let inside = std::mem::replace(&mut self.items, outside);
        if !inside.is_empty() {
            self.items.push(Item::Group(Group::tagged(tag, inside)));
        }
    }

    /// Draws decoration: not read out, not extracted as structure.
    pub(crate) fn decoration(&mut self, draw: impl FnOnce(&mut Canvas)) {
        self.tagged(Tag::Artifact, draw);
    }
}

/// The leaf that badges and tiles stand in: a square with three round corners and a pointed one at the lower left.
pub(crate) fn leaf(rect: Rect) -> Path {
    let r = rect.width.min(rect.height) / 2.0;
    Path::rounded_rect(rect, [r, r, r, r * 0.27])
}

/// A blob: a circle pressed out of shape (the outline of the 童趣 badge).
pub(crate) fn blob(rect: Rect) -> Path {
    use crate::panel::scene::Segment;
    let p = |x: f64, y: f64| {
        Point::new(rect.x + rect.width * ((x + 50.0) / 100.0), rect.y + rect.height * ((y + 50.0) / 100.0))
    };
    Path {
        segments: vec![
            Segment::Move(p(-44.0, -6.0)),
            Segment::Cubic(p(-46.0, -40.0), p(-14.0, -50.0), p(10.0, -44.0)),
            Segment::Cubic(p(40.0, -40.0), p(50.0, -14.0), p(44.0, 12.0)),
            Segment::Cubic(p(38.0, 42.0), p(8.0, 50.0), p(-16.0, 43.0)),
            Segment::Cubic(p(-38.0, 36.0), p(-43.0, 18.0), p(-44.0, -6.0)),
            Segment::Close,
        ],
    }
}

/// A diamond around a centre.
pub(crate) fn diamond(center: Point, radius: Pt) -> Path {
    Path::polygon(&[
        Point::new(center.x, center.y - radius),
        Point::new(center.x + radius, center.y),
        Point::new(center.x, center.y + radius),
        Point::new(center.x - radius, center.y),
    ])
}
