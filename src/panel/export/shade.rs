//! Boxes that shade from top to bottom, such as skies: one colour a row, where tiny-skia works out every pixel's.

use tiny_skia::Pixmap;

use crate::panel::scene::{LinearGradient, Path, Segment, Stop, Transform};
use crate::unit::{Point, Rect};

/// The box that a path is, if it is one and stays one.
pub(super) fn as_rect(path: &Path, t: Transform) -> Option<Rect> {
    let [Segment::Move(a), Segment::Line(b), Segment::Line(c), Segment::Line(d), Segment::Close] = *path.segments
    else {
        return None;
    };
    let upright = a.y == b.y && b.x == c.x && c.y == d.y && d.x == a.x;
    if !upright || t.b != 0.0 || t.c != 0.0 {
        return None;
    }
    let (p, q) = (t.apply(a), t.apply(c));
    let (x, y) = (p.x.min(q.x), p.y.min(q.y));
    Some(Rect::new(x, y, p.x.max(q.x) - x, p.y.max(q.y) - y))
}

/// Paints a box in pixels with a gradient from top to bottom; whether it could. `t` is the gradient's way to pixels.
pub(super) fn fill(on: &mut Pixmap, rect: Rect, gradient: &LinearGradient, t: Transform) -> bool {
    let (from, to) = (t.apply(gradient.from), t.apply(gradient.to));
    let opaque = gradient.stops.iter().all(|s| s.opacity >= 1.0);
    if (from.x - to.x).abs().0 > 1e-6 || (from.y - to.y).abs().0 < 1e-6 || !opaque || gradient.stops.is_empty() {
        return false;
    }
    let (width, height) = (on.width() as usize, on.height() as usize);
    let whole = |v: f64, most: usize| v.clamp(0.0, most as f64) as usize;
    let (left, right) = (whole(rect.x.0.floor(), width), whole(rect.right().0.ceil(), width));
    let (top, bottom) = (whole(rect.y.0.floor(), height), whole(rect.bottom().0.ceil(), height));
    let covered = |low: f64, high: f64, at: usize| (high.min(at as f64 + 1.0) - low.max(at as f64)).clamp(0.0, 1.0);
    for row in top..bottom {
        let part = (row as f64 + 0.5 - from.y.0) / (to.y.0 - from.y.0);
        let ink = colour(&gradient.stops, part);
        let down = covered(rect.y.0, rect.bottom().0, row);
        let start = (row * width + left) * 4;
        let Some(pixels) = on.data_mut().get_mut(start..start + (right.max(left) - left) * 4) else { continue };
        for (column, pixel) in (left..).zip(pixels.chunks_exact_mut(4)) {
            let cover = down * covered(rect.x.0, rect.right().0, column);
            if cover >= 1.0 {
                pixel.copy_from_slice(&ink);
                continue;
            }
            for (to, from) in pixel.iter_mut().zip(ink) {
                *to = (f64::from(*to) + (f64::from(from) - f64::from(*to)) * cover).round() as u8;
            }
        }
    }
    true
}

/// The colour at a part of a gradient's way.
fn colour(stops: &[Stop], part: f64) -> [u8; 4] {
    let next = stops.iter().position(|s| s.offset >= part).unwrap_or(stops.len());
    let pair = (stops.get(next.saturating_sub(1)), stops.get(next.min(stops.len().saturating_sub(1))));
    let (Some(a), Some(b)) = pair else { return [0; 4] };
    let way = b.offset - a.offset;
    let k = if way > 0.0 { ((part - a.offset) / way).clamp(0.0, 1.0) } else { 1.0 };
    let mut out = [255; 4];
    for ((to, a), b) in out.iter_mut().zip(a.color.rgb).zip(b.color.rgb) {
        *to = (f64::from(a) + (f64::from(b) - f64::from(a)) * k).round() as u8;
    }
    out
}

/// Whether a box lies in another.
pub(super) fn holds(outer: Rect, inner: Rect) -> bool {
    let corner = |p: Point| p.x >= outer.x && p.y >= outer.y && p.x <= outer.right() && p.y <= outer.bottom();
    corner(Point::new(inner.x, inner.y)) && corner(Point::new(inner.right(), inner.bottom()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::scene::Color;
    use crate::unit::Pt;

    #[test]
    fn rows_shade_from_top_to_bottom_and_edges_are_partly_covered() {
        let mut on = Pixmap::new(3, 4).unwrap();
        on.fill(tiny_skia::Color::BLACK);
        let stop = |offset, rgb| Stop { offset, color: Color::from_rgb(rgb), opacity: 1.0 };
        let gradient = LinearGradient {
            from: Point::new(Pt(0.0), Pt(0.0)),
            to: Point::new(Pt(0.0), Pt(4.0)),
            stops: vec![stop(0.0, [0, 0, 0]), stop(1.0, [240, 240, 240])],
        };
        let rect = Rect::new(Pt(0.0), Pt(0.0), Pt(2.5), Pt(3.5));
        assert!(fill(&mut on, rect, &gradient, Transform::IDENTITY));
        let red: Vec<u8> = on.pixels().iter().map(|p| p.red()).collect();
        assert_eq!(red, [30, 30, 15, 90, 90, 45, 150, 150, 75, 105, 105, 53]);
        let across = LinearGradient { to: Point::new(Pt(3.0), Pt(0.0)), ..gradient };
        assert!(!fill(&mut on, rect, &across, Transform::IDENTITY));
    }

    #[test]
    fn only_upright_boxes_are_boxes() {
        let rect = Rect::new(Pt(1.0), Pt(2.0), Pt(3.0), Pt(4.0));
        let path = Path::rect(rect);
        assert_eq!(as_rect(&path, Transform::IDENTITY), Some(rect));
        let turned = Transform { a: 0.8, b: 0.6, c: -0.6, d: 0.8, e: 0.0, f: 0.0 };
        assert_eq!(as_rect(&path, turned), None);
        assert!(holds(rect, rect) && !holds(rect, Rect::new(Pt(0.9), Pt(2.0), Pt(1.0), Pt(1.0))));
    }
}
