//! Cards on a grid: the largest body size and the handsomest arrangement in which everything fits.
//!
//! ```text
//! cards ─ measure ─► stacks ─ band ─► bands ─ sheet ─► sheets ─ search ─► Composition
//!         (memo)     (a column     (columns that        (beam over        (all sheets, grids, body sizes;
//!                     of cards)     end on one line)     bands)            least cost wins; see `cost`)
//! ```
//!
//! A sheet is a sequence of *bands* from edge to edge; a band is one or more columns, each as many grid columns wide
//! as it says, each holding a stack of consecutive cards. All stacks of a band end on one line, the last band ends at
//! the foot of the sheet. So every edge is flush, and one reads a band column by column, then the next band.
//! Cards never leave their order, nor the area they are given.

mod band;
pub mod cost;
mod fit;
mod measure;
mod place;
mod search;
mod sheet;
#[cfg(test)]
mod tests;

pub use fit::{Choice, ColumnReport, FitReport, SheetReport};

use crate::panel::layout::{Card, Scale};
use crate::unit::{Pt, Rect};

/// What is to be composed.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The cards in reading order.
    pub cards: &'a [Card],
    /// For every card: what it is to the reader's path. As long as `cards`.
    pub roles: &'a [CardRole],
    /// Where cards may stand on each sheet.
    pub areas: &'a [Rect],
    /// The grids to try, the style's own first.
    pub grids: &'a [Grid],
    /// The sizes to try.
    pub sizes: Sizes,
}

/// What a card is to the reader's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardRole {
    /// A section.
    Section,
    /// The first section of an article that has no banner.
    ArticleStart,
    /// An article's title as a banner over the full width. It never ends a sheet, and it is left out where its article
    /// begins a sheet that is not the first: there the masthead says it.
    Banner,
}

/// A grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Columns.
    pub columns: usize,
    /// Between columns.
    pub gutter: Pt,
    /// Between bands.
    pub row_gap: Pt,
    /// Between the cards of a stack.
    pub stack_gap: Pt,
    /// What it costs to use it instead of the first.
    pub cost: f64,
}

/// The sizes of a search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sizes {
    /// The style unit.
    pub u: Pt,
    /// The smallest body size: reading distance and style agree (rule 15).
    pub min: Pt,
    /// The size that the style was drawn for; below it the cost of smallness doubles.
    pub usual: Pt,
    /// The largest.
    pub max: Pt,
    /// Line heights: tightest, usual, loosest.
    pub leading: (f64, f64, f64),
    /// The least body size that the style was drawn for, in u. On sheets larger than A1 type may be smaller than that
    /// in u and still be read; paddings and small roles then shrink with it.
    pub least_u: f64,
}

impl Sizes {
    pub(crate) fn scale(&self, body: Pt, leading: f64) -> Scale {
        Scale { body, leading, u: self.u.min(body / self.least_u.max(1.0)) }
    }
}

/// A card on a sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// Number of the card.
    pub card: usize,
    /// Number of its variant.
    pub variant: usize,
    /// Grid columns it covers.
    pub span: usize,
    /// The first of them.
    pub column: usize,
    /// Where.
    pub rect: Rect,
}

/// One sheet's cards.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SheetPlan {
    /// In reading order.
    pub placed: Vec<Placed>,
    /// How full every grid column is, 0 to 1.
    pub fill: Vec<f64>,
    /// The most that one stack of every grid column leaves empty below what its cards can take.
    pub holes: Vec<Pt>,
    /// Whether it begins with an article whose banner was left out, and which card that banner is.
    pub opened_by: Option<usize>,
    /// Height that nothing wanted: what the cards would have left over at their natural sizes; negative when squeezed.
    pub spare: Pt,
}

/// What the search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Composition {
    /// The sizes.
    pub scale: Scale,
    /// The grid.
    pub grid: Grid,
    /// The sheets.
    pub sheets: Vec<SheetPlan>,
    /// What it cost.
    pub cost: f64,
}

/// Finds the best composition.
///
/// # Errors
/// When not even the smallest size fits: how much too much there is.
pub fn compose(request: &Request<'_>) -> Result<Composition, Overset> {
    search::search(request)
}

/// Whether everything finds room at the smallest size and the tightest lines.
pub fn fits(request: &Request<'_>) -> bool {
    let s = &request.sizes;
    request.grids.iter().any(|grid| search::fits(request, grid, s.scale(s.min, s.leading.0)))
}

/// More text than the sheets hold at the smallest size.
#[derive(Debug, Clone, PartialEq)]
pub struct Overset {
    /// The scale at which it was tried last.
    pub scale: Scale,
    /// The part of the text that finds no room, 0 to 1.
    pub part: f64,
    /// Characters too many.
    pub characters: usize,
}

/// Width of `span` columns of a grid in an area.
pub fn span_width(area: Rect, grid: &Grid, span: usize) -> Pt {
    let column = column_width(area, grid);
    column * span as f64 + grid.gutter * span.saturating_sub(1) as f64
}

fn column_width(area: Rect, grid: &Grid) -> Pt {
    let n = grid.columns.max(1) as f64;
    (area.width - grid.gutter * (n - 1.0)) / n
}
