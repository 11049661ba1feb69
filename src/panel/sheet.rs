//! Paper: trim sizes, bleed, the safe area.

use crate::unit::{Mm, Pt, Rect};

/// The bleed around the trim when nothing else is asked for.
pub const DEFAULT_BLEED: Mm = Mm(3.0);

/// The A series of ISO 216 (GB/T 148), portrait: A0 to A4.
pub const A_SERIES: [(Mm, Mm); 5] = [
    (Mm(841.0), Mm(1189.0)),
    (Mm(594.0), Mm(841.0)),
    (Mm(420.0), Mm(594.0)),
    (Mm(297.0), Mm(420.0)),
    (Mm(210.0), Mm(297.0)),
];

/// One sheet's size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SheetSize {
    /// Width after cutting.
    pub width: Mm,
    /// Height after cutting.
    pub height: Mm,
    /// What is printed beyond the cut on every side.
    pub bleed: Mm,
}

impl SheetSize {
    /// A sheet with the usual bleed.
    pub fn new(width: Mm, height: Mm) -> SheetSize {
        SheetSize { width, height, bleed: DEFAULT_BLEED }
    }

    /// The trim in points, its origin at 0, 0.
    pub fn trim(&self) -> Rect {
        Rect::new(Pt::ZERO, Pt::ZERO, self.width.to_pt(), self.height.to_pt())
    }

    /// The trim with the bleed around it.
    pub fn bleed_box(&self) -> Rect {
        self.trim().inset(-self.bleed.to_pt())
    }

    /// Where live matter may stand: 5 mm inside the trim, 10 mm on A1 and up (rule 17).
    pub fn safe_area(&self) -> Rect {
        let large = self.width.min(self.height).0 >= 594.0;
        self.trim().inset(Mm(if large { 10.0 } else { 5.0 }).to_pt())
    }

    /// The unit of the print styles: the short edge is 1188 of them, so one style scales to every size.
    pub fn u(&self) -> Pt {
        self.width.min(self.height).to_pt() / 1188.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_halves() {
        for pair in A_SERIES.windows(2) {
            let [(w, h), (w2, h2)] = [pair[0], pair[1]];
            assert_eq!(h2, w);
            assert!((w2.0 - (h.0 / 2.0).floor()).abs() < 0.5);
        }
        let a1 = SheetSize::new(Mm(594.0), Mm(841.0));
        assert!((a1.u().0 - 1.4173).abs() < 0.001);
        assert!((a1.bleed_box().width.to_mm().0 - 600.0).abs() < 1e-9);
    }
}
