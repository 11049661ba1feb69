//! QR codes as vector shapes.

use qrcode::{EcLevel, QrCode};

use crate::panel::layout::Canvas;
use crate::panel::scene::{Color, Group, Item, Path, PathItem, Segment, Tag};
use crate::unit::{Point, Pt, Rect};

/// Modules of blank around the code (ISO/IEC 18004, 9.1).
const QUIET: usize = 4;

/// A code.
#[derive(Debug, Clone)]
pub struct Qr {
    /// Where it leads.
    pub url: String,
    /// Modules on a side, without the quiet zone.
    size: usize,
    dark: Vec<bool>,
}

impl Qr {
    /// The code of an address; `None` when it is too long for one (over 2900 bytes).
    pub fn new(url: &str) -> Option<Qr> {
        // M: 15 % may be scratched off, which a poster in a stairwell needs; Q would make the modules smaller.
        let code = QrCode::with_error_correction_level(url.as_bytes(), EcLevel::M).ok()?;
        let dark = code.to_colors().into_iter().map(|c| c == qrcode::Color::Dark).collect();
        Some(Qr { url: url.to_owned(), size: code.width(), dark })
    }

    /// Draws it with its quiet zone into a square: dark modules in one path, on white whatever the ground is.
    pub fn put(&self, square: Rect, ink: Color, canvas: &mut Canvas) {
        let module = square.width / (self.size + 2 * QUIET) as f64;
        let mut path = Path::default();
        for row in 0..self.size {
            let mut column = 0;
            while column < self.size {
                let run = (column..self.size).take_while(|c| self.is_dark(row, *c)).count();
                if run > 0 {
                    let x = square.x + module * (column + QUIET) as f64;
                    let y = square.y + module * (row + QUIET) as f64;
                    push_rect(&mut path, Rect::new(x, y, module * run as f64, module));
                }
                column += run.max(1);
            }
        }
        let items = vec![
            Item::Path(PathItem::filled(Path::rect(square), Color::WHITE)),
            Item::Path(PathItem::filled(path, ink)),
        ];
        let tag = Tag::Code(self.url.clone());
        canvas.items.push(Item::Group(Group::tagged(tag, items)));
        canvas.links.push(crate::panel::scene::LinkArea { rect: square, url: self.url.clone() });
    }

    fn is_dark(&self, row: usize, column: usize) -> bool {
        self.dark.get(row * self.size + column).copied().unwrap_or(false)
    }
}

fn push_rect(path: &mut Path, r: Rect) {
    path.segments.extend([
        Segment::Move(Point::new(r.x, r.y)),
        Segment::Line(Point::new(r.right(), r.y)),
        Segment::Line(Point::new(r.right(), r.bottom())),
        Segment::Line(Point::new(r.x, r.bottom())),
        Segment::Close,
    ]);
}

/// The smallest side of a code on a sheet: 35 mm on A1 (1 m), in proportion on others, and never under 18 mm,
/// quiet zone included.
pub fn least_side(u: Pt) -> Pt {
    (u * 70.0).max(crate::unit::Mm(18.0).to_pt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finder_pattern_is_there_and_the_rim_is_blank() {
        let qr = Qr::new("https://example.org/articles/no-tobacco/").unwrap();
        assert_eq!((qr.size - 17) % 4, 0);
        // ISO/IEC 18004, 6.3.3: seven dark modules, a light ring within.
        assert!((0..7).all(|c| qr.is_dark(0, c)) && !qr.is_dark(1, 1) && qr.is_dark(3, 3));
        let mut canvas = Canvas::default();
        let square = Rect::new(Pt(10.0), Pt(10.0), Pt(100.0), Pt(100.0));
        qr.put(square, Color::BLACK, &mut canvas);
        let Some(Item::Group(g)) = canvas.items.first() else { panic!() };
        let Some(Item::Path(dark)) = g.items.get(1) else { panic!() };
        let module = 100.0 / (qr.size as f64 + 8.0);
        for s in &dark.path.segments {
            if let Segment::Move(p) | Segment::Line(p) = s {
                assert!(p.x.0 >= 10.0 + 4.0 * module - 1e-9 && p.x.0 <= 110.0 - 4.0 * module + 1e-9);
            }
        }
    }
}
