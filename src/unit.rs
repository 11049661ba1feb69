//! Lengths as types. Nothing in the crate passes a bare `f64` for a length; exporters convert at the edge.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

macro_rules! length {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(pub f64);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0.0);
            /// The larger of two.
            pub fn max(self, other: Self) -> Self { Self(self.0.max(other.0)) }
            /// The smaller of two.
            pub fn min(self, other: Self) -> Self { Self(self.0.min(other.0)) }
            /// Without sign.
            pub fn abs(self) -> Self { Self(self.0.abs()) }
        }
        impl Add for $name { type Output = Self; fn add(self, o: Self) -> Self { Self(self.0 + o.0) } }
        impl Sub for $name { type Output = Self; fn sub(self, o: Self) -> Self { Self(self.0 - o.0) } }
        impl Neg for $name { type Output = Self; fn neg(self) -> Self { Self(-self.0) } }
        impl Mul<f64> for $name { type Output = Self; fn mul(self, k: f64) -> Self { Self(self.0 * k) } }
        impl Mul<$name> for f64 { type Output = $name; fn mul(self, l: $name) -> $name { $name(self * l.0) } }
        impl Div<f64> for $name { type Output = Self; fn div(self, k: f64) -> Self { Self(self.0 / k) } }
        impl Div for $name { type Output = f64; fn div(self, o: Self) -> f64 { self.0 / o.0 } }
        impl AddAssign for $name { fn add_assign(&mut self, o: Self) { self.0 += o.0; } }
        impl SubAssign for $name { fn sub_assign(&mut self, o: Self) { self.0 -= o.0; } }
        impl std::iter::Sum for $name { fn sum<I: Iterator<Item = Self>>(it: I) -> Self { Self(it.map(|l| l.0).sum()) } }
    };
}

length!(
    /// Millimetres: paper, bleed, margins.
    Mm
);
length!(
    /// PostScript points, 1/72 inch: everything on a sheet.
    Pt
);
length!(
    /// Parts of the type size: everything inside a line of text.
    Em
);

impl Mm {
    /// In points.
    pub fn to_pt(self) -> Pt {
        Pt(self.0 * 72.0 / 25.4)
    }
}

impl Pt {
    /// In millimetres.
    pub fn to_mm(self) -> Mm {
        Mm(self.0 * 25.4 / 72.0)
    }
}

impl Em {
    /// At a type size.
    pub fn at(self, size: Pt) -> Pt {
        Pt(self.0 * size.0)
    }
}

/// A point on a sheet: x to the right, y **down**, from the trim's top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Point {
    /// To the right.
    pub x: Pt,
    /// Down.
    pub y: Pt,
}

impl Point {
    /// A point.
    pub const fn new(x: Pt, y: Pt) -> Self {
        Point { x, y }
    }
}

/// Width and height.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Size {
    /// Width.
    pub width: Pt,
    /// Height.
    pub height: Pt,
}

/// A rectangle with its origin at the top left.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Rect {
    /// Left edge.
    pub x: Pt,
    /// Top edge.
    pub y: Pt,
    /// Width, not negative.
    pub width: Pt,
    /// Height, not negative.
    pub height: Pt,
}

impl Rect {
    /// A rectangle.
    pub const fn new(x: Pt, y: Pt, width: Pt, height: Pt) -> Self {
        Rect { x, y, width, height }
    }

    /// The right edge.
    pub fn right(self) -> Pt {
        self.x + self.width
    }

    /// The bottom edge.
    pub fn bottom(self) -> Pt {
        self.y + self.height
    }

    /// The rectangle with `d` taken off every side (added when `d` is negative).
    pub fn inset(self, d: Pt) -> Rect {
        Rect::new(self.x + d, self.y + d, (self.width - 2.0 * d).max(Pt::ZERO), (self.height - 2.0 * d).max(Pt::ZERO))
    }

    /// Whether `other` lies inside, give or take `tolerance`.
    pub fn contains(self, other: Rect, tolerance: Pt) -> bool {
        other.x >= self.x - tolerance
            && other.y >= self.y - tolerance
            && other.right() <= self.right() + tolerance
            && other.bottom() <= self.bottom() + tolerance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a1_in_points() {
        assert!((Mm(594.0).to_pt().0 - 1683.779).abs() < 0.001);
        assert!((Mm(210.0).to_pt().to_mm().0 - 210.0).abs() < 1e-9);
    }
}
