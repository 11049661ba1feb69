//! Flow: long text in columns over the sheets of a board.
//!
//! The stream is poured column by column at a body size; the largest size at which all of it fits is taken, then the
//! columns of the last sheet are made as low as they can be, so that they end together (rule 12). A heading never ends
//! a column, no single line of a paragraph stands alone, tables break between rows with their head repeated (rule 11).

#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::blocks::flow::{FlowBody, FlowItem};
use super::compose::Sizes;
use super::{Canvas, Scale, Setting};
use crate::unit::{Pt, Rect};

/// Steps of the body size, in u.
const STEP: f64 = 0.25;
/// Lines of a paragraph that stay together at a column's head or foot.
const TOGETHER: usize = 2;
/// How far the room between things may be drawn out so that columns end on one line, in body lines per gap.
const GIVE: f64 = 0.7;

/// A piece of an item in a column.
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
}

/// What stands in a column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Column {
    /// From top to bottom.
    pub parts: Vec<Part>,
    /// How much of it is used.
    pub used: Pt,
}

/// All columns of a board, sheet by sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// The sizes.
    pub scale: Scale,
    /// Columns of every sheet.
    pub columns: usize,
    /// Width of a column.
    pub width: Pt,
    /// The height that columns of each sheet have.
    pub heights: Vec<Pt>,
    /// In reading order.
    pub filled: Vec<Column>,
}

/// Where the columns are.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Sheets.
    pub sheets: usize,
    /// Columns of a sheet.
    pub columns: usize,
    /// Width of a column.
    pub width: Pt,
    /// Height of a column.
    pub height: Pt,
}

/// Pours the items at the largest size that fits; `Err` tells which part of the stream finds no room at the smallest.
pub fn flow(items: &[FlowItem], room: Room, sizes: &Sizes) -> Result<Flow, f64> {
    let full = vec![room.height; room.sheets];
    let mut body = sizes.max;
    loop {
        let scale = sizes.scale(body, sizes.leading.1);
        let pourer = Pourer::new(items, room.width, scale);
        if let Ok(filled) = pourer.pour(&full, room.columns) {
            return Ok(balance(&pourer, room, full, filled));
        }
        if body <= sizes.min {
            break;
        }
        body = (body - sizes.u * STEP).max(sizes.min);
    }
    let pourer = Pourer::new(items, room.width, sizes.scale(sizes.min, sizes.leading.0));
    match pourer.pour(&full, room.columns) {
        Ok(filled) => Ok(balance(&pourer, room, full, filled)),
        Err(reached) => Err((1.0 - reached as f64 / items.len().max(1) as f64).clamp(0.01, 1.0)),
    }
}

/// Lowers the columns of the last used sheet until nothing more fits.
fn balance(pourer: &Pourer<'_>, room: Room, full: Vec<Pt>, filled: Vec<Column>) -> Flow {
    let used = filled.len().div_ceil(room.columns.max(1)).max(1);
    let mut heights = full;
    heights.truncate(used);
    let mut best = filled;
    let (mut low, mut high) = (Pt::ZERO, room.height);
    for _ in 0..24 {
        let middle = (low + high) / 2.0;
        if let Some(last) = heights.last_mut() {
            *last = middle;
        }
        match pourer.pour(&heights, room.columns) {
            Ok(found) => {
                high = middle;
                best = found;
            }
            Err(_) => low = middle,
        }
    }
    if let Some(last) = heights.last_mut() {
        *last = high;
    }
    best.resize(used * room.columns, Column::default());
    let mut flow = Flow { scale: pourer.scale, columns: room.columns, width: room.width, heights, filled: best };
    flow.justify(pourer.line());
    flow
}

impl Flow {
    /// Draws columns out to one foot where little is missing.
    fn justify(&mut self, line: Pt) {
        let last = self.filled.iter().rposition(|c| !c.parts.is_empty());
        for (i, column) in self.filled.iter_mut().enumerate() {
            let height = self.heights.get(i / self.columns.max(1)).copied().unwrap_or_default();
            let gaps = column.parts.iter().filter(|p| p.before > Pt::ZERO).count();
            if gaps == 0 || Some(i) == last {
                continue;
            }
            let each = ((height - column.used) / gaps as f64).max(Pt::ZERO).min(line * GIVE);
            for part in column.parts.iter_mut().filter(|p| p.before > Pt::ZERO) {
                part.before += each;
            }
            column.used += each * gaps as f64;
        }
    }

    /// Draws a column of a sheet from its top left corner.
    pub fn draw(&self, items: &[FlowItem], column: usize, at: Rect, canvas: &mut Canvas) {
        let Some(column) = self.filled.get(column) else { return };
        let mut y = at.y;
        for part in &column.parts {
            y += part.before;
            let rect = Rect::new(at.x, y, self.width, part.height);
            match items.get(part.item).map(|i| &i.body) {
                Some(FlowBody::Lines(text)) => text.put(part.range.clone(), rect, &self.scale, canvas),
                Some(FlowBody::Whole(setting)) => setting.draw(rect, &self.scale, canvas),
                Some(FlowBody::Rows { make, .. }) => make(part.range.clone()).draw(rect, &self.scale, canvas),
                None => {}
            }
            y += part.height;
        }
    }
}

type Heights = BTreeMap<(usize, usize, usize), Pt>;

/// Pours at one scale; remembers every height.
struct Pourer<'a> {
    items: &'a [FlowItem],
    width: Pt,
    scale: Scale,
    heights: RefCell<Heights>,
    made: RefCell<BTreeMap<(usize, usize, usize), Rc<Box<dyn Setting>>>>,
}

impl<'a> Pourer<'a> {
    fn new(items: &'a [FlowItem], width: Pt, scale: Scale) -> Self {
        Pourer { items, width, scale, heights: RefCell::default(), made: RefCell::default() }
    }

    fn line(&self) -> Pt {
        self.scale.body * self.scale.leading
    }

    fn count(&self, item: usize) -> usize {
        match self.items.get(item).map(|i| &i.body) {
            Some(FlowBody::Lines(text)) => text.lines(self.width, &self.scale),
            Some(FlowBody::Rows { rows, .. }) => *rows,
            _ => 1,
        }
    }

    /// The height of some of an item's lines or rows.
    fn height(&self, item: usize, range: &Range<usize>) -> Pt {
        let key = (item, range.start, range.end);
        if let Some(found) = self.heights.borrow().get(&key) {
            return *found;
        }
        let height = match self.items.get(item).map(|i| &i.body) {
            Some(FlowBody::Lines(text)) => text.line_height(&self.scale) * range.len() as f64,
            Some(FlowBody::Whole(setting)) => setting.measure(self.width, &self.scale).natural,
            Some(FlowBody::Rows { make, .. }) => {
                let setting = self.made.borrow().get(&key).cloned();
                let setting = setting.unwrap_or_else(|| Rc::new(make(range.clone())));
                self.made.borrow_mut().insert(key, setting.clone());
                setting.measure(self.width, &self.scale).natural
            }
            None => Pt::ZERO,
        };
        self.heights.borrow_mut().insert(key, height);
        height
    }

    /// How many lines or rows from `from` on fit into a height, without leaving too few on either side.
    fn fitting(&self, item: usize, from: usize, room: Pt) -> usize {
        let all = self.count(item);
        if self.height(item, &(from..all)) <= room + Pt(0.01) {
            return all - from;
        }
        if matches!(self.items.get(item).map(|i| &i.body), Some(FlowBody::Whole(_)) | None) {
            return 0;
        }
        let mut n = (all - from).saturating_sub(1);
        while n > 0 && self.height(item, &(from..from + n)) > room + Pt(0.01) {
            n -= 1;
        }
        // Neither a lone line at the foot nor one at the next head.
        let left = all - from - n;
        if left < TOGETHER {
            n = (all - from).saturating_sub(TOGETHER);
        }
        if n < TOGETHER { 0 } else { n }
    }

    /// What must stand under a heading: the next headings and two lines or rows of what follows.
    fn company(&self, item: usize) -> Pt {
        let mut need = Pt::ZERO;
        for next in item + 1..self.items.len() {
            let Some(found) = self.items.get(next) else { break };
            let some = self.count(next).min(TOGETHER);
            need += self.scale.body * found.before + self.height(next, &(0..some));
            if !found.keep_next {
                break;
            }
        }
        need
    }

    /// All columns, or the item that found no room.
    fn pour(&self, heights: &[Pt], columns: usize) -> Result<Vec<Column>, usize> {
        let total = heights.len() * columns;
        let mut out: Vec<Column> = vec![Column::default()];
        for (number, item) in self.items.iter().enumerate() {
            let all = self.count(number);
            let mut from = 0;
            while from < all {
                let index = out.len() - 1;
                let height = heights.get(index / columns.max(1)).copied().unwrap_or_default();
                let Some(column) = out.last_mut() else { return Err(number) };
                let head = column.parts.is_empty();
                let before = if head || from > 0 { Pt::ZERO } else { self.scale.body * item.before };
                let room = height - column.used - before;
                let mut n = self.fitting(number, from, room);
                let alone = item.keep_next && self.height(number, &(0..all)) + self.company(number) > room;
                if alone && !head {
                    n = 0;
                }
                if n == 0 {
                    // A thing higher than a whole column finds no room anywhere.
                    if head || out.len() == total {
                        return Err(number);
                    }
                    out.push(Column::default());
                    continue;
                }
                let range = from..from + n;
                let part = Part { item: number, height: self.height(number, &range), before, range };
                column.used += part.before + part.height;
                column.parts.push(part);
                from += n;
                if from < all {
                    if out.len() == total {
                        return Err(number);
                    }
                    out.push(Column::default());
                }
            }
        }
        Ok(out)
    }
}
