//! How far things reach, generously: control points, not curves, and strokes with their mitres.

use super::MITER_LIMIT;
use crate::panel::scene::{GlyphRun, Item, Join, Path, PathItem, Segment, Stroke, Transform};
use crate::unit::{Point, Pt, Rect};

/// A box that grows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    min: (f64, f64),
    max: (f64, f64),
}

impl Bounds {
    /// Nothing yet.
    pub const EMPTY: Bounds =
        Bounds { min: (f64::INFINITY, f64::INFINITY), max: (f64::NEG_INFINITY, f64::NEG_INFINITY) };

    fn add(&mut self, p: Point) {
        self.min = (self.min.0.min(p.x.0), self.min.1.min(p.y.0));
        self.max = (self.max.0.max(p.x.0), self.max.1.max(p.y.0));
    }

    fn add_rect(&mut self, r: Rect, t: Transform) {
        for (x, y) in [(r.x, r.y), (r.right(), r.y), (r.x, r.bottom()), (r.right(), r.bottom())] {
            self.add(t.apply(Point::new(x, y)));
        }
    }

    /// The box; `None` when nothing was added.
    pub fn rect(self) -> Option<Rect> {
        let (w, h) = (self.max.0 - self.min.0, self.max.1 - self.min.1);
        (w >= 0.0 && h >= 0.0 && w.is_finite() && h.is_finite())
            .then(|| Rect::new(Pt(self.min.0), Pt(self.min.1), Pt(w), Pt(h)))
    }
}

/// The box of a shape's control points.
pub(super) fn path_bounds(path: &Path, t: Transform) -> Option<Rect> {
    let mut b = Bounds::EMPTY;
    add_path(&mut b, path, t, 0.0);
    b.rect()
}

/// The box of a shape with its line, in its own coordinates.
pub(super) fn item_bounds(item: &PathItem) -> Option<Rect> {
    let mut b = Bounds::EMPTY;
    add_path(&mut b, &item.path, Transform::IDENTITY, item.stroke.as_ref().map_or(0.0, reach));
    b.rect()
}

/// The box of several things.
pub(super) fn items_bounds(items: &[Item], t: Transform) -> Option<Rect> {
    let mut b = Bounds::EMPTY;
    add_items(&mut b, items, t);
    b.rect()
}

/// What two boxes share.
pub(super) fn intersection(a: Rect, b: Rect) -> Option<Rect> {
    let (x, y) = (a.x.max(b.x), a.y.max(b.y));
    let (w, h) = (a.right().min(b.right()) - x, a.bottom().min(b.bottom()) - y);
    (w.0 > 0.0 && h.0 > 0.0).then(|| Rect::new(x, y, w, h))
}

fn add_items(b: &mut Bounds, items: &[Item], t: Transform) {
    for item in items {
        match item {
            Item::Path(p) => add_path(b, &p.path, t, p.stroke.as_ref().map_or(0.0, reach)),
            Item::Image(i) => b.add_rect(i.rect, t),
            Item::Glyphs(run) => b.add_rect(run_rect(run), t),
            Item::Group(g) => {
                let t = g.transform.then(t);
                let Some(inner) = items_bounds(&g.items, t) else { continue };
                let seen = match &g.clip {
                    Some(clip) => path_bounds(clip, t).and_then(|c| intersection(c, inner)),
                    None => Some(inner),
                };
                if let Some(seen) = seen {
                    b.add_rect(seen, Transform::IDENTITY);
                }
            }
        }
    }
}

fn add_path(b: &mut Bounds, path: &Path, t: Transform, reach: f64) {
    let mut own = Bounds::EMPTY;
    for s in &path.segments {
        match *s {
            Segment::Move(p) | Segment::Line(p) => own.add(p),
            Segment::Cubic(c, d, p) => {
                own.add(c);
                own.add(d);
                own.add(p);
            }
            Segment::Close => {}
        }
    }
    if let Some(r) = own.rect() {
        b.add_rect(r.inset(Pt(-reach)), t);
    }
}

fn reach(stroke: &Stroke) -> f64 {
    let half = stroke.width.0 / 2.0;
    if stroke.join == Join::Miter { half * MITER_LIMIT } else { half * std::f64::consts::SQRT_2 }
}

/// No face's glyphs are read for this: two ems around the pen's way hold any 汉字.
pub(super) fn run_rect(run: &GlyphRun) -> Rect {
    let mut b = Bounds::EMPTY;
    let mut pen = 0.0;
    for g in &run.glyphs {
        b.add(Point::new(Pt(pen + g.dx.0), Pt(-g.dy.0)));
        pen += g.advance.0;
        b.add(Point::new(Pt(pen + g.dx.0), Pt(-g.dy.0)));
    }
    let reach = run.stroke.as_ref().map_or(0.0, reach);
    let size = run.size.0;
    b.rect().map_or(Rect::default(), |r| {
        let r = r.inset(Pt(-1.2));
        Rect::new(run.origin.x + r.x * size, run.origin.y + r.y * size, r.width * size, r.height * size)
            .inset(Pt(-reach))
    })
}
