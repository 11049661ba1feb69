//! A picture at the left of what belongs to it, on cards that are wide enough; above it on others.

use super::stack::{Stack, spread, sum};
use crate::panel::layout::{Canvas, Extent, Scale, Setting};
use crate::unit::{Pt, Rect};

/// Width of a card's inside, in body ems, from which the picture stands beside.
const WIDE: f64 = 26.0;
/// The picture's part of the width, the largest first, and the room beside it in body ems.
const PARTS: [f64; 4] = [0.5, 0.44, 0.38, 0.32];
const GAP: f64 = 1.4;

/// The least part of the words' height that a picture beside them reaches: a lower one leaves a blank column, and stands
/// above them instead.
const TALL_ENOUGH: f64 = 0.62;

/// Blocks of which one is a picture.
pub(crate) struct Beside {
    pub stack: Stack,
    /// Which of them.
    pub picture: usize,
    /// The least width that the others want, in body ems.
    pub least: f64,
}

impl Beside {
    /// The widths of picture and text when they stand beside each other; `None` when they had better not.
    fn widths(&self, width: Pt, scale: &Scale) -> Option<(Pt, Pt)> {
        if width < scale.body * WIDE {
            return None;
        }
        let of = |part: f64| {
            let picture = (width * part).min(scale.body * 24.0);
            let text = width - picture - scale.body * GAP;
            (text >= scale.body * self.least).then_some((picture, text))
        };
        // As large as it can be without standing taller than the words.
        let fits = |(picture, text): &(Pt, Pt)| {
            self.picture(*picture, scale).natural <= sum(&self.others(*text, scale)).natural
        };
        let (picture, text) =
            PARTS.into_iter().filter_map(of).find(fits).or_else(|| PARTS.into_iter().rev().find_map(of))?;
        let words = sum(&self.others(text, scale)).natural;
        (self.picture(picture, scale).max >= words * TALL_ENOUGH).then_some((picture, text))
    }

    /// Gaps and blocks in turn, without the picture.
    fn others(&self, width: Pt, scale: &Scale) -> Vec<Extent> {
        let mut all = self.stack.extents(width, scale);
        all.drain(self.picture * 2..self.picture * 2 + 2);
        if let Some(first) = all.first_mut() {
            *first = Extent { min: Pt::ZERO, natural: Pt::ZERO, max: Pt::ZERO };
        }
        all
    }

    fn picture(&self, width: Pt, scale: &Scale) -> Extent {
        let zero = Extent { min: Pt::ZERO, natural: Pt::ZERO, max: Pt::ZERO };
        self.stack.children.get(self.picture).map_or(zero, |(_, p)| p.measure(width, scale))
    }
}

impl Setting for Beside {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let Some((left, right)) = self.widths(width, scale) else { return self.stack.measure(width, scale) };
        let (p, t) = (self.picture(left, scale), sum(&self.others(right, scale)));
        // The picture follows the words: it may be as small as it likes to be, the card as high as the words can be.
        let natural = t.natural.max(p.min);
        Extent { min: t.min.max(p.min).min(natural), natural, max: t.max.max(natural) }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let Some((left, right)) = self.widths(rect.width, scale) else {
            self.stack.draw(rect, scale, canvas);
            return;
        };
        if let Some((_, picture)) = self.stack.children.get(self.picture) {
            let e = picture.measure(left, scale);
            let height = rect.height.min(e.max);
            let y = rect.y + (rect.height - height) / 2.0;
            picture.draw(Rect::new(rect.x, y, left, height), scale, canvas);
        }
        let x = rect.x + left + scale.body * GAP;
        let heights = spread(&self.others(right, scale), rect.height, scale.body * scale.leading);
        let mut y = rect.y;
        let others = self.stack.children.iter().enumerate().filter(|(i, _)| *i != self.picture);
        for ((_, (_, child)), pair) in others.zip(heights.chunks(2)) {
            let [gap, height] = pair else { continue };
            y += *gap;
            child.draw(Rect::new(x, y, right, *height), scale, canvas);
            y += *height;
        }
    }
}
