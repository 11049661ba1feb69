//! Sheets: bands of columns, and what stands over the full width between them.

use super::pour::{Cursor, HAIR, Pourer};
use super::{Band, Column, FlowSheet, Part};
use crate::unit::Pt;

/// A band of text that is cut off by the sheet's end is at least so many lines high.
const LEAST_LINES: f64 = 5.0;
/// Between a band and what stands over the full width, in body sizes.
const BAND_GAP: f64 = 1.2;
/// A last sheet is drawn out to its foot when no more than this part of it is missing.
const NEARLY_FULL: f64 = 0.12;

/// A board while it is laid.
struct Layer<'a> {
    pourer: &'a Pourer<'a>,
    sheets: Vec<FlowSheet>,
    sheet: FlowSheet,
}

/// Lays all items on the room's sheets; `Err` is the item that finds no place.
pub(super) fn lay(pourer: &Pourer<'_>) -> Result<Vec<FlowSheet>, usize> {
    let mut layer = Layer { pourer, sheets: Vec::new(), sheet: FlowSheet::default() };
    let mut at = Cursor { item: 0, line: 0 };
    while let Some(item) = pourer.items.get(at.item) {
        let begins = at.line == 0 && item.starts_article && pourer.room.article_sheets;
        if begins && !layer.sheet.bands.is_empty() {
            layer.next_sheet(at)?;
        }
        at = if item.wide { layer.wide(at)? } else { layer.columns(at)? };
    }
    layer.finish_sheet(true);
    Ok(layer.sheets)
}

impl Layer<'_> {
    fn y(&self) -> Pt {
        self.sheet.height
    }

    /// Room before the next band.
    fn gap(&self) -> Pt {
        if self.sheet.bands.is_empty() { Pt::ZERO } else { self.pourer.scale.body * BAND_GAP }
    }

    fn push(&mut self, band: Band) {
        self.sheet.height = band.bottom();
        self.sheet.bands.push(band);
    }

    /// Ends the sheet; there is another, or the item at `at` finds no place.
    fn next_sheet(&mut self, at: Cursor) -> Result<(), usize> {
        if self.sheets.len() + 1 >= self.pourer.room.sheets {
            return Err(at.item);
        }
        self.finish_sheet(false);
        Ok(())
    }

    /// Something over the full width, with what must stay with it.
    fn wide(&mut self, at: Cursor) -> Result<Cursor, usize> {
        let p = self.pourer;
        let Some(item) = p.items.get(at.item) else { return Err(at.item) };
        let next = Cursor { item: at.item + 1, line: 0 };
        let first = self.sheet.bands.is_empty();
        if first && item.banner && !self.sheets.is_empty() {
            self.sheet.opened_by = Some(at.item);
            return Ok(next);
        }
        let all = p.count(at.item);
        let company = if item.keep_next { p.company(at.item) + p.scale.body * BAND_GAP } else { Pt::ZERO };
        // A banner wants more than two lines under it.
        let company = if item.banner { company + p.line() * LEAST_LINES } else { company };
        let room = p.room.height - self.y() - self.gap();
        let whole = p.height(at.item, &(at.line..all));
        let enough = if first { whole } else { whole + company };
        let n = if enough <= room + HAIR {
            all - at.line
        } else if item.keep_next {
            0
        } else {
            p.fitting(at.item, at.line, room)
        };
        if n == 0 {
            if first {
                return Err(at.item);
            }
            self.next_sheet(at)?;
            return Ok(at);
        }
        let range = at.line..at.line + n;
        let part = Part { item: at.item, height: p.height(at.item, &range), before: Pt::ZERO, after: Pt::ZERO, range };
        let top = self.y() + self.gap();
        self.push(Band::Wide { top, part });
        if at.line + n < all {
            self.next_sheet(at)?;
            return Ok(Cursor { line: at.line + n, ..at });
        }
        Ok(next)
    }

    /// A band of columns up to the next thing over the full width.
    fn columns(&mut self, at: Cursor) -> Result<Cursor, usize> {
        let p = self.pourer;
        let breaks = |i: &super::FlowItem| i.wide || (i.starts_article && p.room.article_sheets);
        let rest = p.items.get(at.item + 1..).unwrap_or_default();
        let end = rest.iter().position(breaks).map_or(p.items.len(), |k| at.item + 1 + k);
        let top = self.y() + self.gap();
        let room = p.room.height - top;
        if let Some((columns, height)) = p.balance(at, end, room) {
            self.push(Band::Columns { top, height, columns });
            return Ok(Cursor { item: end, line: 0 });
        }
        let first = self.sheet.bands.is_empty();
        if room >= p.line() * LEAST_LINES || first {
            let (columns, reached) = p.fill(at, end, room);
            let full = columns.iter().all(|c| !c.parts.is_empty());
            if reached > at && (full || first) {
                let height = columns.iter().map(|c| c.used).fold(Pt::ZERO, Pt::max);
                self.push(Band::Columns { top, height, columns });
                self.next_sheet(reached)?;
                return Ok(reached);
            }
        }
        if first {
            return Err(at.item);
        }
        self.next_sheet(at)?;
        Ok(at)
    }

    /// Draws the columns of a sheet out to one foot, and the sheet to its own where little is missing.
    fn finish_sheet(&mut self, last: bool) {
        let p = self.pourer;
        let mut sheet = std::mem::take(&mut self.sheet);
        let left = (p.room.height - sheet.height).max(Pt::ZERO);
        let near = !last || left <= p.room.height * NEARLY_FULL;
        let bands = sheet.bands.iter().filter(|b| matches!(b, Band::Columns { .. })).count().max(1);
        let each = if near { left / bands as f64 } else { Pt::ZERO };
        let mut down = Pt::ZERO;
        for band in &mut sheet.bands {
            match band {
                Band::Columns { top, height, columns } => {
                    *top += down;
                    let mut more = each.min(reach(p, columns, *height));
                    if p.room.grid {
                        more = p.line() * (more / p.line() + 1e-6).floor();
                    }
                    *height += more;
                    p.justify(columns, *height);
                    down += more;
                }
                Band::Wide { top, .. } => *top += down,
            }
        }
        sheet.height += down;
        // What the columns could not take goes between the bands, a little to each.
        let joints = sheet.bands.len().saturating_sub(1);
        if near && joints > 0 {
            let each = ((p.room.height - sheet.height) / joints as f64).max(Pt::ZERO).min(p.line() * 0.8);
            for (i, band) in sheet.bands.iter_mut().enumerate() {
                match band {
                    Band::Columns { top, .. } | Band::Wide { top, .. } => *top += each * i as f64,
                }
            }
            sheet.height += each * joints as f64;
        }
        self.sheets.push(sheet);
    }
}

/// How much higher a band may become with all its columns still ending on one line.
fn reach(p: &Pourer<'_>, columns: &[Column], height: Pt) -> Pt {
    let used = columns.iter().filter(|c| !c.parts.is_empty());
    used.map(|c| c.used + p.give(c) - height).fold(Pt(f64::MAX), Pt::min).max(Pt::ZERO)
}
