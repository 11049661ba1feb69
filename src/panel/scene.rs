//! The one inert type between layout and exporters: sheets of positioned ink, in points.
//!
//! Layout ends here; PDF, SVG and PNG are three plain walks over it. Nothing in an exporter decides a position,
//! and nothing here knows about articles. Coordinates: origin at the **trim's** top left corner, x right, y down;
//! the bleed has negative coordinates. Painting order is list order.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::panel::separation::separate;
use crate::panel::sheet::SheetSize;
use crate::unit::{Em, Point, Pt, Rect};
use crate::world::Face;

/// A whole board: one sheet after another.
#[derive(Debug, Clone)]
pub struct Scene {
    /// Title for the document's metadata.
    pub title: String,
    /// Who publishes it.
    pub author: Option<String>,
    /// What it is about, for the metadata.
    pub subject: Option<String>,
    /// BCP 47, `zh-CN`.
    pub language: String,
    /// The faces that glyph runs refer to by [`FontId`].
    pub fonts: Vec<Arc<Face>>,
    /// The pictures that items refer to by [`ImageId`].
    pub images: Vec<Arc<ImageData>>,
    /// The sheets.
    pub sheets: Vec<Sheet>,
    /// Bookmarks, in order, each with its depth from 0.
    pub outline: Vec<OutlineEntry>,
}

/// A bookmark.
#[derive(Debug, Clone, PartialEq)]
pub struct OutlineEntry {
    /// Its text.
    pub title: String,
    /// Depth from 0.
    pub depth: usize,
    /// Number of the sheet, from 0.
    pub sheet: usize,
    /// Where on it.
    pub at: Point,
}

/// One sheet of paper.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Trim and bleed.
    pub size: SheetSize,
    /// What is painted, back to front.
    pub items: Vec<Item>,
    /// Areas that lead somewhere.
    pub links: Vec<LinkArea>,
}

/// Number of a face in [`Scene::fonts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FontId(pub usize);

/// Number of a picture in [`Scene::images`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageId(pub usize);

/// A link's area.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkArea {
    /// Where.
    pub rect: Rect,
    /// To what address.
    pub url: String,
}

/// One thing painted.
#[derive(Debug, Clone)]
pub enum Item {
    /// Text.
    Glyphs(GlyphRun),
    /// A filled or stroked shape.
    Path(PathItem),
    /// A picture of pixels.
    Image(ImageItem),
    /// Several things together.
    Group(Group),
}

/// Several things moved, clipped, faded or tagged together.
#[derive(Debug, Clone)]
pub struct Group {
    /// Applied to everything inside, the clip too.
    pub transform: Transform,
    /// Nothing outside this shape is painted (non-zero winding).
    pub clip: Option<Path>,
    /// 0 to 1, of the group as a whole.
    pub opacity: f64,
    /// What it means, for the structure tree of the PDF.
    pub tag: Option<Tag>,
    /// What is painted, back to front.
    pub items: Vec<Item>,
}

impl Group {
    /// Things that mean something.
    pub fn tagged(tag: Tag, items: Vec<Item>) -> Group {
        Group { transform: Transform::IDENTITY, clip: None, opacity: 1.0, tag: Some(tag), items }
    }

    /// Things moved.
    pub fn moved(by: Point, items: Vec<Item>) -> Group {
        Group { transform: Transform::translate(by), clip: None, opacity: 1.0, tag: None, items }
    }
}

/// The meaning of a group (PDF 32000-1, 14.8.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tag {
    /// A heading, 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A list, an item of it.
    List,
    /// One item of a list.
    ListItem,
    /// A table.
    Table,
    /// A row.
    TableRow,
    /// A head cell.
    TableHead,
    /// A cell.
    TableCell,
    /// A picture with its alternative text.
    Figure(String),
    /// A QR code and the address in it.
    Code(String),
    /// A caption.
    Caption,
    /// A quotation.
    Quote,
    /// A section: a card.
    Section,
    /// Decoration: not read out.
    Artifact,
}

impl Tag {
    /// What is read out in place of a picture.
    pub fn alt(&self) -> Option<Cow<'_, str>> {
        match self {
            Tag::Figure(alt) => Some(Cow::Borrowed(alt)),
            Tag::Code(url) => Some(Cow::Owned(format!("二维码：{url}"))),
            _ => None,
        }
    }
}

/// An affine map: x' = a·x + c·y + e, y' = b·x + d·y + f, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub struct Transform {
    pub a: f64,
    pub b: f64,
    pub c: f64,
    pub d: f64,
    pub e: f64,
    pub f: f64,
}

impl Transform {
    /// Nothing changes.
    pub const IDENTITY: Transform = Transform { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 };

    /// Moves.
    pub fn translate(by: Point) -> Transform {
        Transform { e: by.x.0, f: by.y.0, ..Self::IDENTITY }
    }

    /// Scales about the origin.
    pub fn scale(x: f64, y: f64) -> Transform {
        Transform { a: x, d: y, ..Self::IDENTITY }
    }

    /// Turns clockwise about the origin (y points down).
    pub fn rotate(degrees: f64) -> Transform {
        let (s, c) = degrees.to_radians().sin_cos();
        Transform { a: c, b: s, c: -s, d: c, e: 0.0, f: 0.0 }
    }

    /// First `self`, then `next`.
    pub fn then(self, next: Transform) -> Transform {
        Transform {
            a: next.a * self.a + next.c * self.b,
            b: next.b * self.a + next.d * self.b,
            c: next.a * self.c + next.c * self.d,
            d: next.b * self.c + next.d * self.d,
            e: next.a * self.e + next.c * self.f + next.e,
            f: next.b * self.e + next.d * self.f + next.f,
        }
    }

    /// The image of a point.
    pub fn apply(self, p: Point) -> Point {
        Point::new(Pt(self.a * p.x.0 + self.c * p.y.0 + self.e), Pt(self.b * p.x.0 + self.d * p.y.0 + self.f))
    }
}

/// Text in one face, size and colour on one baseline.
#[derive(Debug, Clone)]
pub struct GlyphRun {
    /// The face.
    pub font: FontId,
    /// The size.
    pub size: Pt,
    /// The ink.
    pub fill: Paint,
    /// An outline, painted under the fill.
    pub stroke: Option<Stroke>,
    /// The first glyph's origin on the baseline.
    pub origin: Point,
    /// The glyphs from left to right.
    pub glyphs: Vec<Glyph>,
    /// The characters, for copying and searching.
    pub text: String,
}

/// One glyph.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// Its number in the face.
    pub id: u16,
    /// How far the pen moves after it, squeezing and justification included.
    pub advance: Em,
    /// Where it is drawn, from the pen: right.
    pub dx: Em,
    /// Where it is drawn, from the pen: **up**.
    pub dy: Em,
    /// The bytes of [`GlyphRun::text`] it stands for; empty for the further glyphs of a cluster.
    pub text: Range<usize>,
}

/// A colour with its separation for print.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Color {
    /// For screens: sRGB.
    pub rgb: [u8; 3],
    /// For print: DeviceCMYK, 0 to 1 each.
    pub cmyk: [f64; 4],
}

impl Color {
    /// Paper.
    pub const WHITE: Color = Color { rgb: [255; 3], cmyk: [0.0; 4] };
    /// Single black.
    pub const BLACK: Color = Color { rgb: [0; 3], cmyk: [0.0, 0.0, 0.0, 1.0] };

    /// `#RRGGBB`.
    pub fn from_hex(text: &str) -> Option<Color> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let part = |i: usize| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok();
        Some(Color::from_rgb([part(0)?, part(2)?, part(4)?]))
    }

    /// A screen colour, separated so that it prints as it looks.
    pub fn from_rgb(rgb: [u8; 3]) -> Color {
        Color { rgb, cmyk: separate(rgb) }
    }
}

/// What a shape is filled with.
#[derive(Debug, Clone, PartialEq)]
pub enum Paint {
    /// One colour and its opacity, 0 to 1.
    Solid(Color, f64),
    /// A gradient.
    Linear(LinearGradient),
    /// A gradient.
    Radial(RadialGradient),
}

impl From<Color> for Paint {
    fn from(c: Color) -> Paint {
        Paint::Solid(c, 1.0)
    }
}

/// From one point to another, the end colours going on beyond.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearGradient {
    /// Where the first stop is, in the item's coordinates.
    pub from: Point,
    /// Where the last stop is.
    pub to: Point,
    /// The stops, by offset.
    pub stops: Vec<Stop>,
}

/// From a centre outwards.
#[derive(Debug, Clone, PartialEq)]
pub struct RadialGradient {
    /// The centre, in the item's coordinates.
    pub center: Point,
    /// Where the last stop is.
    pub radius: Pt,
    /// Maps the circle, for ellipses; identity mostly.
    pub transform: Transform,
    /// The stops, by offset.
    pub stops: Vec<Stop>,
}

/// One colour of a gradient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    /// 0 to 1.
    pub offset: f64,
    /// The colour.
    pub color: Color,
    /// 0 to 1.
    pub opacity: f64,
}

/// A line's look.
#[derive(Debug, Clone, PartialEq)]
pub struct Stroke {
    /// The ink.
    pub paint: Paint,
    /// The width.
    pub width: Pt,
    /// The ends.
    pub cap: Cap,
    /// The corners.
    pub join: Join,
    /// Lengths on and off in turn; empty for a solid line.
    pub dash: Vec<Pt>,
}

impl Stroke {
    /// A solid line with square ends and mitred corners.
    pub fn solid(color: Color, width: Pt) -> Stroke {
        Stroke { paint: color.into(), width, cap: Cap::Butt, join: Join::Miter, dash: Vec::new() }
    }
}

/// Line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Cap {
    Butt,
    Round,
    Square,
}

/// Line corners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Join {
    Miter,
    Round,
    Bevel,
}

/// A shape: filled first, then stroked.
#[derive(Debug, Clone)]
pub struct PathItem {
    /// The shape.
    pub path: Path,
    /// Its inside.
    pub fill: Option<Paint>,
    /// Whether overlapping parts cancel out.
    pub even_odd: bool,
    /// Its line.
    pub stroke: Option<Stroke>,
}

impl PathItem {
    /// A filled shape.
    pub fn filled(path: Path, paint: impl Into<Paint>) -> PathItem {
        PathItem { path, fill: Some(paint.into()), even_odd: false, stroke: None }
    }

    /// A line.
    pub fn stroked(path: Path, stroke: Stroke) -> PathItem {
        PathItem { path, fill: None, even_odd: false, stroke: Some(stroke) }
    }
}

/// An outline.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Path {
    /// Its steps.
    pub segments: Vec<Segment>,
}

/// One step of an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub enum Segment {
    Move(Point),
    Line(Point),
    Cubic(Point, Point, Point),
    Close,
}

/// The distance of a quarter circle's control points, as a part of the radius.
const KAPPA: f64 = 0.552_284_749_8;

impl Path {
    /// A straight line.
    pub fn line(from: Point, to: Point) -> Path {
        Path { segments: vec![Segment::Move(from), Segment::Line(to)] }
    }

    /// A closed figure with straight sides.
    pub fn polygon(points: &[Point]) -> Path {
        let mut segments: Vec<Segment> = Vec::with_capacity(points.len() + 1);
        for (i, p) in points.iter().enumerate() {
            segments.push(if i == 0 { Segment::Move(*p) } else { Segment::Line(*p) });
        }
        segments.push(Segment::Close);
        Path { segments }
    }

    /// A rectangle.
    pub fn rect(r: Rect) -> Path {
        let p = |x, y| Point::new(x, y);
        Path::polygon(&[p(r.x, r.y), p(r.right(), r.y), p(r.right(), r.bottom()), p(r.x, r.bottom())])
    }

    /// A rectangle with round corners: top left, top right, bottom right, bottom left.
    pub fn rounded_rect(r: Rect, radii: [Pt; 4]) -> Path {
        let limit = r.width.min(r.height) / 2.0;
        let [tl, tr, br, bl] = radii.map(|v| v.min(limit).max(Pt::ZERO));
        let p = |x: Pt, y: Pt| Point::new(x, y);
        let k = 1.0 - KAPPA;
        let mut s = vec![Segment::Move(p(r.x + tl, r.y)), Segment::Line(p(r.right() - tr, r.y))];
        if tr > Pt::ZERO {
            s.push(Segment::Cubic(p(r.right() - tr * k, r.y), p(r.right(), r.y + tr * k), p(r.right(), r.y + tr)));
        }
        s.push(Segment::Line(p(r.right(), r.bottom() - br)));
        if br > Pt::ZERO {
            s.push(Segment::Cubic(
                p(r.right(), r.bottom() - br * k),
                p(r.right() - br * k, r.bottom()),
                p(r.right() - br, r.bottom()),
            ));
        }
        s.push(Segment::Line(p(r.x + bl, r.bottom())));
        if bl > Pt::ZERO {
            s.push(Segment::Cubic(p(r.x + bl * k, r.bottom()), p(r.x, r.bottom() - bl * k), p(r.x, r.bottom() - bl)));
        }
        s.push(Segment::Line(p(r.x, r.y + tl)));
        if tl > Pt::ZERO {
            s.push(Segment::Cubic(p(r.x, r.y + tl * k), p(r.x + tl * k, r.y), p(r.x + tl, r.y)));
        }
        s.push(Segment::Close);
        Path { segments: s }
    }

    /// A circle.
    pub fn circle(center: Point, radius: Pt) -> Path {
        let r = Rect::new(center.x - radius, center.y - radius, 2.0 * radius, 2.0 * radius);
        Path::rounded_rect(r, [radius; 4])
    }
}

/// A picture of pixels, with the file's own bytes.
#[derive(Debug, Clone)]
pub struct ImageData {
    /// Site-relative path, for messages.
    pub path: String,
    /// The file as it is.
    pub bytes: Arc<[u8]>,
    /// What the bytes are.
    pub format: ImageFormat,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// What a picture's bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ImageFormat {
    Jpeg,
    Png,
    WebP,
    Gif,
}

/// A picture on a sheet.
#[derive(Debug, Clone)]
pub struct ImageItem {
    /// The picture.
    pub image: ImageId,
    /// Where; the picture is stretched to it.
    pub rect: Rect,
}
