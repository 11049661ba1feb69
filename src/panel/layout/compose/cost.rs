//! What the search pays for, in one place. The unit is "one variant that is not the section's own".
//!
//! | what | cost |
//! |---|---|
//! | body size under the largest | [`SIZE`] for each u; twice that under the style's usual size |
//! | a card that is not set as its most natural variant | [`VARIANT`] times its place in the list |
//! | a span that is not natural | as the variant says ([`crate::panel::layout::Variant::span_cost`]) |
//! | a stack drawn out or squeezed | [`STRETCH`], [`SQUEEZE`] times the square of the part, by the width it covers |
//! | a hole: height beyond what a stack can take | [`HOLE`] for each body line, [`BIG_HOLE`] for those after two |
//! | an article broken over two sheets | [`SPLIT`] |
//! | a sheet that an article's wish to begin one is not granted | [`WISH`] |
//! | another grid than the style's | [`super::Grid::cost`] |
//! | a band of columns with very unequal numbers of cards | [`RAGGED`] for each card of difference beyond two |
//! | a sheet without a showpiece over its width though one of its cards could be one | [`PLAIN`] |
//! | two full-width cards in a row on a grid of more than two columns | [`MONOTONY`] |
//!
//! Reading order, flush edges and staying within the area are not for sale: nothing else is ever generated.

use crate::panel::layout::Extent;
use crate::unit::Pt;

/// For each u of body size under the largest.
pub const SIZE: f64 = 0.55;
/// For a second-choice variant; twice for a third.
pub const VARIANT: f64 = 0.8;
/// Times (part drawn out)².
pub const STRETCH: f64 = 45.0;
/// Times (part squeezed)².
pub const SQUEEZE: f64 = 80.0;
/// For each line of a hole.
pub const HOLE: f64 = 2.0;
/// For each line of a hole after the second.
pub const BIG_HOLE: f64 = 4.0;
/// An article over two sheets.
pub const SPLIT: f64 = 1.2;
/// A wish to begin a sheet, not granted.
pub const WISH: f64 = 4.0;
/// For each card of difference beyond two between the stacks of a band.
pub const RAGGED: f64 = 0.5;
/// No strip of steps, timeline or the like over the full width of a sheet that has the text for it.
pub const PLAIN: f64 = 6.0;
/// Two full-width cards in a row.
pub const MONOTONY: f64 = 0.5;

/// What it costs to give a stack a height.
pub fn strain(extent: &Extent, height: Pt, line: Pt) -> f64 {
    let natural = extent.natural.0.max(1.0);
    let within = height.min(extent.max).max(extent.min);
    let part = (within - extent.natural).0 / natural;
    let bent = if part >= 0.0 { STRETCH * part * part } else { SQUEEZE * part * part };
    bent + hole(height - extent.max, line)
}

/// What a hole costs.
pub fn hole(height: Pt, line: Pt) -> f64 {
    let lines = (height / line).max(0.0);
    lines * HOLE + (lines - 2.0).max(0.0) * BIG_HOLE
}
