//! Small solid shapes, glyphs above all, painted by exact coverage.
//!
//! tiny-skia samples sixteen points of a pixel and sets up a pipeline for every span, which is what most of a preview's
//! time went to: a board is thousands of glyphs of ten by ten pixels.

use tiny_skia::{Mask, Pixmap};
use zeno::{Command, Scratch, Vector};

use crate::panel::scene::{Path, Segment, Transform};
use crate::unit::Point;

/// Larger shapes are tiny-skia's.
const MAX_SIDE: f32 = 1024.0;

/// Memory that is used again from glyph to glyph.
#[derive(Default)]
pub(super) struct Painter {
    scratch: Scratch,
    commands: Vec<Command>,
    coverage: Vec<u8>,
}

/// Sixteen-bit product of two bytes as fractions of 255, rounded.
fn times(a: u8, b: u8) -> u8 {
    let v = u32::from(a) * u32::from(b) + 128;
    ((v + (v >> 8)) >> 8) as u8
}

/// Coverage in sixteen steps: no eye tells it from 256, and the file is a third smaller.
fn stepped(cover: u8) -> u8 {
    ((u16::from(cover) + 8) / 17 * 17) as u8
}

impl Painter {
    /// Paints a shape in one ink (premultiplied). Tells whether it could: a shape that is large or reaches over the
    /// pixmap's edge is left to others.
    pub fn fill(&mut self, on: &mut Pixmap, path: &Path, t: Transform, ink: [u8; 4], mask: Option<&Mask>) -> bool {
        if path.segments.is_empty() {
            return true;
        }
        let Some((left, top, width, height)) = self.place(path, t) else { return false };
        let (right, bottom) = (left + width, top + height);
        if left < 0 || top < 0 || right > on.width() as i32 || bottom > on.height() as i32 {
            return false;
        }
        self.coverage.clear();
        self.coverage.resize((width * height) as usize, 0);
        let mut shape = zeno::Mask::with_scratch(self.commands.as_slice(), &mut self.scratch);
        shape.size(width as u32, height as u32).render_into(&mut self.coverage, None);
        let stride = on.width() as usize;
        let across = width as usize;
        for (row, line) in self.coverage.chunks_exact(across).enumerate() {
            let start = (top as usize + row) * stride + left as usize;
            let Some(pixels) = on.data_mut().get_mut(start * 4..(start + across) * 4) else { continue };
            let clip = mask.and_then(|m| m.data().get(start..start + across));
            for (x, (pixel, cover)) in pixels.chunks_exact_mut(4).zip(line).enumerate() {
                let cover = match clip.and_then(|c| c.get(x)) {
                    Some(clip) => times(*cover, *clip),
                    None => *cover,
                };
                let cover = stepped(cover);
                if cover == 0 {
                    continue;
                }
                let keep = 255 - times(ink[3], cover);
                for (to, from) in pixel.iter_mut().zip(ink) {
                    *to = times(from, cover).saturating_add(times(*to, keep));
                }
            }
        }
        true
    }

    /// The shape in pixels of a box of its own, and the box: left, top, width, height.
    fn place(&mut self, path: &Path, t: Transform) -> Option<(i32, i32, i32, i32)> {
        let at = |p: Point| {
            let p = t.apply(p);
            Vector::new(p.x.0 as f32, p.y.0 as f32)
        };
        self.commands.clear();
        let (mut min, mut max) = (Vector::new(f32::MAX, f32::MAX), Vector::new(f32::MIN, f32::MIN));
        let mut reach = |p: Vector| {
            min = Vector::new(min.x.min(p.x), min.y.min(p.y));
            max = Vector::new(max.x.max(p.x), max.y.max(p.y));
            p
        };
        for s in &path.segments {
            self.commands.push(match *s {
                Segment::Move(p) => Command::MoveTo(reach(at(p))),
                Segment::Line(p) => Command::LineTo(reach(at(p))),
                Segment::Cubic(c, d, p) => Command::CurveTo(reach(at(c)), reach(at(d)), reach(at(p))),
                Segment::Close => Command::Close,
            });
        }
        let (left, top) = (min.x.floor(), min.y.floor());
        let (width, height) = (max.x.ceil() - left, max.y.ceil() - top);
        let sound = |v: f32| (1.0..=MAX_SIDE).contains(&v);
        if !sound(width) || !sound(height) || left.abs() > 1e6 || top.abs() > 1e6 {
            return None;
        }
        for c in &mut self.commands {
            let moved = |p: Vector| Vector::new(p.x - left, p.y - top);
            *c = match *c {
                Command::MoveTo(p) => Command::MoveTo(moved(p)),
                Command::LineTo(p) => Command::LineTo(moved(p)),
                Command::CurveTo(a, b, p) => Command::CurveTo(moved(a), moved(b), moved(p)),
                Command::QuadTo(a, p) => Command::QuadTo(moved(a), moved(p)),
                Command::Close => Command::Close,
            };
        }
        Some((left as i32, top as i32, width as i32, height as i32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::{Pt, Rect};

    #[test]
    fn coverage_is_exact() {
        let mut on = Pixmap::new(4, 4).unwrap();
        on.fill(tiny_skia::Color::WHITE);
        // A quarter of a pixel in both ways over the next: 3/4 of a pixel's width, all of its height.
        let path = Path::rect(Rect::new(Pt(1.25), Pt(1.0), Pt(1.0), Pt(1.0)));
        assert!(Painter::default().fill(&mut on, &path, Transform::IDENTITY, [0, 0, 0, 255], None));
        let gray: Vec<u8> = on.pixels().iter().map(|p| p.red()).collect();
        assert_eq!(gray[4..8], [255, 68, 187, 255]);
        assert!(gray[..4].iter().chain(&gray[8..]).all(|v| *v == 255));
    }

    #[test]
    fn what_reaches_over_the_edge_is_left_to_others() {
        let mut on = Pixmap::new(4, 4).unwrap();
        let path = Path::rect(Rect::new(Pt(-1.0), Pt(0.0), Pt(2.0), Pt(2.0)));
        assert!(!Painter::default().fill(&mut on, &path, Transform::IDENTITY, [0, 0, 0, 255], None));
        assert!(on.data().iter().all(|v| *v == 0));
    }
}
