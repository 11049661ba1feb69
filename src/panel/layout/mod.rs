//! From articles to sheets: sections ► cards with variants ► placed on a grid (or poured into columns) ► [`Scene`].
//!
//! ```text
//! Document ─ section ─► Card { variants } ─ compose ─► sheets of placed cards ─ draw ─► Scene
//!            (blocks/)    measured at any width   (cards | flow, copyfit)    (furniture/: masthead, footer)
//! ```
//!
//! The two halves meet in [`Setting`]: whoever fills a card knows how high it is at a width and how to draw itself;
//! whoever composes a sheet knows nothing else about it.

pub mod blocks;
pub mod board;
pub mod compose;
pub mod flow;
pub mod furniture;
pub mod poster;
pub mod shelf;

use crate::panel::scene::{Item, LinkArea};
use crate::unit::{Pt, Rect};

/// The sizes of one attempt of the copyfit search. Everything on a sheet follows from these.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Body size, `b` in the style specifications.
    pub body: Pt,
    /// Body line height as a multiple of the size.
    pub leading: f64,
    /// The style unit: short edge / 1188.
    pub u: Pt,
}

/// The heights that something can take at a width, all of them looking right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// As small as it may be squeezed (pictures smaller, list gaps gone).
    pub min: Pt,
    /// As its style wants it.
    pub natural: Pt,
    /// As high as it may be drawn out (pictures larger, list gaps wider, steps apart).
    pub max: Pt,
}

/// Something that can be set at any width: measured often, drawn once.
pub trait Setting: Send + Sync {
    /// Its heights at a width.
    fn measure(&self, width: Pt, scale: &Scale) -> Extent;

    /// Draws it into exactly `rect`, whose height lies within the extent for its width.
    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas);

    /// Draws it as one of a row in which the highest thing wants `natural` and all are given the height of `rect`:
    /// whoever has a picture above words sets both on the same lines as its neighbours.
    fn draw_in_row(&self, rect: Rect, natural: Pt, scale: &Scale, canvas: &mut Canvas) {
        let _ = natural;
        self.draw(rect, scale, canvas);
    }
}

/// What has been drawn so far on a sheet.
#[derive(Debug, Clone, Default)]
pub struct Canvas {
    /// Back to front.
    pub items: Vec<Item>,
    /// Areas that lead somewhere.
    pub links: Vec<LinkArea>,
    /// Problems met while drawing, such as a picture that is too coarse at its printed size.
    pub diagnostics: Vec<crate::diagnostic::Diagnostic>,
}

/// One way to set a section.
pub struct Variant {
    /// Such as `prose`, `steps`, `timeline`, `table`, `key-figure`, `checklist`, `qa`, `icon-grid`, `alert`, `quote`, `figure`.
    pub name: &'static str,
    /// Why it was thought of, in Chinese, for `build -v` and the workbench.
    pub reason: String,
    /// For 1, 2, 3 … columns of the grid: what it costs to set it at that span (0 = natural); `None` = never.
    pub span_cost: Vec<Option<f64>>,
    /// Whether it carries a sheet when it stands over the full width: one band of that kind makes a board.
    pub showpiece: bool,
    /// The card, heading and frame included.
    pub setting: Box<dyn Setting>,
}

/// A section of an article, ready to be placed.
pub struct Card {
    /// The heading's plain text; empty for a lead.
    pub title: String,
    /// Which article of the board it belongs to.
    pub article: usize,
    /// Line of the heading in the article's file.
    pub line: u32,
    /// Characters of text, for overset counts.
    pub characters: usize,
    /// The ways to set it, the most natural first; never empty.
    pub variants: Vec<Variant>,
    /// Whether a new sheet should begin with it.
    pub starts_sheet: bool,
}
