//! Flow: long text in columns over the sheets of a board.
//!
//! ```text
//! items ─ lay (bands of columns, things over the full width, sheet by sheet) ─► Flow
//!          └ pour (fill columns, balance a band)       at the largest size at which all fits
//! ```
//!
//! A sheet is a sequence of bands: columns of running text that end together (rule 12), and between them what wants the
//! full width (an article's banner, a wide table). A heading never ends a column, no single line of a paragraph stands
//! alone, tables break between rows with their head repeated (rule 11).

mod lay;
mod pour;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::blocks::flow::{FlowBody, FlowItem};
use super::compose::Sizes;
use super::{Canvas, Scale};
use crate::unit::{Pt, Rect};
use lay::lay;
use pour::{Made, Pourer};

/// Steps of the body size, in u, and how many of them the first, rough search takes at once.
const STEP: f64 = 0.25;
const STRIDE: usize = 6;
/// The part of the usual room between things that is left where nothing else helps.
const CLOSE: f64 = 0.6;
/// Line heights that are tried between the usual and the loosest, and sizes below the largest.
const LEADING_STEPS: usize = 5;
const SMALLER: usize = 6;

/// A piece of an item where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Number of the item.
    pub item: usize,
    /// Lines or rows; empty for what is whole.
    pub range: Range<usize>,
    /// Room before it.
    pub before: Pt,
    /// Its height.
    pub height: Pt,
    /// Room after it, so that what follows stands on the grid.
    pub after: Pt,
}

/// What stands in a column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Column {
    /// From top to bottom.
    pub parts: Vec<Part>,
    /// How much of it is used.
    pub used: Pt,
}

/// What stands below each other on a sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum Band {
    /// Columns beside each other.
    Columns {
        /// From the top of the sheet's ground.
        top: Pt,
        /// The height that they share.
        height: Pt,
        /// As many as the board has.
        columns: Vec<Column>,
    },
    /// Something over the full width.
    Wide {
        /// From the top of the sheet's ground.
        top: Pt,
        /// What.
        part: Part,
    },
}

impl Band {
    /// Its lower edge.
    fn bottom(&self) -> Pt {
        match self {
            Band::Columns { top, height, .. } => *top + *height,
            Band::Wide { top, part } => *top + part.height,
        }
    }

    /// The parts in it.
    fn parts(&self) -> Vec<&Part> {
        match self {
            Band::Columns { columns, .. } => columns.iter().flat_map(|c| &c.parts).collect(),
            Band::Wide { part, .. } => vec![part],
        }
    }
}

/// A sheet of flowing text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FlowSheet {
    /// From top to bottom.
    pub bands: Vec<Band>,
    /// The height of all of it.
    pub height: Pt,
    /// The banner that was left out because the sheet begins with it: there the masthead says it.
    pub opened_by: Option<usize>,
}

impl FlowSheet {
    /// The items on the sheet, in order.
    pub fn items(&self) -> Vec<usize> {
        let mut items: Vec<usize> = self.bands.iter().flat_map(|b| b.parts()).map(|p| p.item).collect();
        items.dedup();
        items
    }

    /// How much of each column of the sheet is filled.
    pub fn fill(&self, columns: usize) -> Vec<f64> {
        let mut holes = vec![Pt::ZERO; columns];
        for band in &self.bands {
            if let Band::Columns { height, columns, .. } = band {
                for (hole, column) in holes.iter_mut().zip(columns) {
                    *hole += *height - column.used;
                }
            }
        }
        let height = self.height.max(Pt(1e-6));
        holes.into_iter().map(|h| (1.0 - h / height).clamp(0.0, 1.0)).collect()
    }
}

/// All columns of a board, sheet by sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// The sizes.
    pub scale: Scale,
    /// Where the columns are.
    pub room: Room,
    /// The sheets that hold something.
    pub sheets: Vec<FlowSheet>,
}

/// Where the columns are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    /// Sheets.
    pub sheets: usize,
    /// Columns of a sheet.
    pub columns: usize,
    /// Width of a column.
    pub width: Pt,
    /// Between columns.
    pub gutter: Pt,
    /// Height of a column.
    pub height: Pt,
    /// Whether every article begins on a sheet of its own (rule 16).
    pub article_sheets: bool,
    /// Whether the lines of neighbouring columns stand on one grid (rule 12).
    pub grid: bool,
}

impl Room {
    /// The width of all columns.
    pub fn full_width(&self) -> Pt {
        self.width * self.columns as f64 + self.gutter * (self.columns as f64 - 1.0)
    }
}

/// Pours the items at the largest size that fits; `Err` tells which part of the stream finds no room at the smallest.
pub fn flow(items: &[FlowItem], room: Room, sizes: &Sizes) -> Result<Flow, f64> {
    let made = Made::default();
    let at = |body: Pt, leading: f64| {
        let pourer = Pourer::new(items, room, sizes.scale(body, leading), &made);
        lay(&pourer).map(|sheets| Flow { scale: pourer.scale, room, sheets })
    };
    let usual = |body: Pt| at(body, sizes.leading.1).ok();
    let body_of = |step: usize| (sizes.max - sizes.u * (STEP * step as f64)).max(sizes.min);
    let steps = ((sizes.max - sizes.min) / (sizes.u * STEP)).ceil().max(0.0) as usize;
    // Roughly first, then every step between the last size that was too large and the first that fits.
    let mut rough = 0;
    let mut found = usual(body_of(0));
    while found.is_none() && rough < steps {
        rough = (rough + STRIDE).min(steps);
        found = usual(body_of(rough));
    }
    if found.is_none() {
        // The tightest lines, then things closer together as well.
        if let Ok(flow) = at(sizes.min, sizes.leading.0) {
            return Ok(flow);
        }
        let scale = sizes.scale(sizes.min, sizes.leading.0);
        let close = Pourer::new(items, room, scale, &made).closer(CLOSE);
        return lay(&close)
            .map(|sheets| Flow { scale, room, sheets })
            .map_err(|reached| (1.0 - reached as f64 / items.len().max(1) as f64).clamp(0.01, 1.0));
    }
    let before = rough.saturating_sub(STRIDE) + 1;
    let largest = (before..rough).find_map(|step| usual(body_of(step)).map(|flow| (step, flow)));
    let (step, flow) = match (largest, found) {
        (Some(found), _) => found,
        (None, Some(flow)) => (rough, flow),
        (None, None) => return Err(1.0),
    };
    let smaller = (step..=(step + SMALLER).min(steps)).map(body_of);
    Ok(handsomest(flow, smaller, sizes, &at))
}

/// The best of the largest size and a few steps below, each with what is left over given to the line height (rule 14):
/// type is as large as it can be without holes at the columns' feet.
fn handsomest(
    largest: Flow,
    bodies: impl Iterator<Item = Pt>,
    sizes: &Sizes,
    at: &dyn Fn(Pt, f64) -> Result<Flow, usize>,
) -> Flow {
    let (top, sheets) = (largest.scale.body, largest.sheets.len());
    let mut best = (ugliness(&largest, top), largest);
    for body in bodies {
        for step in 0..=LEADING_STEPS {
            let part = step as f64 / LEADING_STEPS as f64;
            let leading = sizes.leading.1 + (sizes.leading.2 - sizes.leading.1) * part;
            let Ok(flow) = at(body, leading) else { break };
            if flow.sheets.len() > sheets {
                break;
            }
            let ugly = ugliness(&flow, top);
            if ugly < best.0 - 1e-9 {
                best = (ugly, flow);
            }
        }
    }
    best.1
}

/// What smaller type costs, per part of the size: a tenth smaller is as bad as a hole of a fifth of a column.
const SMALLNESS: f64 = 2.0;
/// What blank paper at the foot of sheets costs, per part of the board.
const BLANK: f64 = 1.5;

/// Holes at columns' feet, the worst most, blank paper, and how far the type is from the largest.
fn ugliness(flow: &Flow, top: Pt) -> f64 {
    let holes: Vec<f64> =
        flow.sheets.iter().flat_map(|s| s.fill(flow.room.columns)).map(|f| (1.0 - f - 0.005).max(0.0)).collect();
    let worst = holes.iter().copied().fold(0.0, f64::max);
    let mean = holes.iter().sum::<f64>() / holes.len().max(1) as f64;
    let height: Pt = flow.sheets.iter().map(|s| s.height).sum();
    let blank = 1.0 - height / (flow.room.height * flow.sheets.len().max(1) as f64);
    worst + mean * 2.0 + blank.max(0.0) * BLANK + (1.0 - flow.scale.body / top) * SMALLNESS
}

impl Flow {
    /// The left edge of a column from that of the first.
    pub fn column_x(&self, column: usize) -> Pt {
        (self.room.width + self.room.gutter) * column as f64
    }

    /// Draws a sheet; `at` is the top left corner of its first column.
    pub fn draw(&self, items: &[FlowItem], sheet: usize, at: crate::unit::Point, canvas: &mut Canvas) {
        let Some(sheet) = self.sheets.get(sheet) else { return };
        for band in &sheet.bands {
            match band {
                Band::Columns { top, columns, .. } => {
                    for (number, column) in columns.iter().enumerate() {
                        let mut y = at.y + *top;
                        for part in &column.parts {
                            y += part.before;
                            let rect = Rect::new(at.x + self.column_x(number), y, self.room.width, part.height);
                            self.put(items, part, rect, canvas);
                            y += part.height + part.after;
                        }
                    }
                }
                Band::Wide { top, part } => {
                    let rect = Rect::new(at.x, at.y + *top, self.room.full_width(), part.height);
                    self.put(items, part, rect, canvas);
                }
            }
        }
    }

    fn put(&self, items: &[FlowItem], part: &Part, rect: Rect, canvas: &mut Canvas) {
        match items.get(part.item).map(|i| &i.body) {
            Some(FlowBody::Lines(text)) => text.put(part.range.clone(), rect, &self.scale, canvas),
            Some(FlowBody::Whole(setting)) => setting.draw(rect, &self.scale, canvas),
            Some(FlowBody::Rows { make, .. }) => make(part.range.clone()).draw(rect, &self.scale, canvas),
            None => {}
        }
    }
}
