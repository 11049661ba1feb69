//! Glyph outlines, each read once.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::raw::TableProvider as _;
use skrifa::{FontRef, GlyphId, MetadataProvider as _, OutlineGlyphCollection};

use crate::panel::scene::{FontId, Path, Segment};
use crate::unit::{Point, Pt};
use crate::world::Face;

/// The outlines of a scene's faces.
pub(super) struct Outlines<'a> {
    fonts: Vec<Option<Font<'a>>>,
    // Only looked up, never iterated, so its order cannot reach the output.
    cache: HashMap<(usize, u16), Rc<Path>>,
}

struct Font<'a> {
    glyphs: OutlineGlyphCollection<'a>,
    upem: f64,
}

impl<'a> Outlines<'a> {
    /// Opens every face; one that cannot be opened has no outlines.
    pub fn new(faces: &'a [Arc<Face>]) -> Self {
        let open = |face: &'a Arc<Face>| {
            let font = FontRef::from_index(face.data.as_ref(), face.index).ok()?;
            let upem = f64::from(font.head().ok()?.units_per_em().max(1));
            Some(Font { glyphs: font.outline_glyphs(), upem })
        };
        Outlines { fonts: faces.iter().map(open).collect(), cache: HashMap::new() }
    }

    /// Units to an em; 1000 for a face that cannot be opened.
    pub fn upem(&self, font: FontId) -> f64 {
        self.fonts.get(font.0).and_then(Option::as_ref).map_or(1000.0, |f| f.upem)
    }

    /// The outline in font units, y **down**; empty for blanks.
    pub fn get(&mut self, font: FontId, glyph: u16) -> Rc<Path> {
        if let Some(path) = self.cache.get(&(font.0, glyph)) {
            return path.clone();
        }
        let mut pen = Pen::default();
        if let Some(font) = self.fonts.get(font.0).and_then(Option::as_ref)
            && let Some(outline) = font.glyphs.get(GlyphId::from(glyph))
        {
            let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
            if outline.draw(settings, &mut pen).is_err() {
                pen = Pen::default();
            }
        }
        let path = Rc::new(pen.path);
        self.cache.insert((font.0, glyph), path.clone());
        path
    }
}

#[derive(Default)]
struct Pen {
    path: Path,
    at: (f32, f32),
}

fn point(x: f32, y: f32) -> Point {
    Point::new(Pt(f64::from(x)), Pt(-f64::from(y)))
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.segments.push(Segment::Move(point(x, y)));
        self.at = (x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.segments.push(Segment::Line(point(x, y)));
        self.at = (x, y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        // Degree elevation: the cubic's handles lie two thirds of the way to the quadratic's.
        let third = |from: f32, control: f32| from + (control - from) * 2.0 / 3.0;
        let (x0, y0) = self.at;
        self.path.segments.push(Segment::Cubic(
            point(third(x0, cx), third(y0, cy)),
            point(third(x, cx), third(y, cy)),
            point(x, y),
        ));
        self.at = (x, y);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.path.segments.push(Segment::Cubic(point(cx0, cy0), point(cx1, cy1), point(x, y)));
        self.at = (x, y);
    }

    fn close(&mut self) {
        self.path.segments.push(Segment::Close);
    }
}
