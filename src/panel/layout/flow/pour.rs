//! Columns: how much of the stream goes into a height, and the least height that holds all of some of it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::{Column, Part, Room};
use crate::panel::layout::blocks::flow::{FlowBody, FlowItem};
use crate::panel::layout::{Extent, Scale, Setting};
use crate::unit::Pt;

/// Lines of a paragraph that stay together at a column's head or foot.
const TOGETHER: usize = 2;
/// How far the room between things may be drawn out so that columns end on one line, in body lines per gap.
const GIVE: f64 = 0.9;
/// How far a block may be drawn out, in body lines.
const STRETCH: f64 = 1.5;
/// Halvings on the least height of a band: to a ten-thousandth of a sheet.
const HALVINGS: usize = 14;
/// Less than this is rounding.
pub(super) const HAIR: Pt = Pt(0.01);

type Key = (usize, usize, usize);

/// A place in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cursor {
    pub item: usize,
    /// Line or row.
    pub line: usize,
}

/// Pours at one scale; remembers every height.
pub(super) struct Pourer<'a> {
    pub items: &'a [FlowItem],
    pub room: Room,
    pub scale: Scale,
    /// The part of the room between things that they are given.
    rhythm: f64,
    /// Natural and largest.
    heights: RefCell<BTreeMap<Key, (Pt, Pt)>>,
    made: &'a Made,
}

/// The parts of lists and tables that were made so far: they are the same at every scale.
pub(super) type Made = RefCell<BTreeMap<Key, Rc<Box<dyn Setting>>>>;

impl<'a> Pourer<'a> {
    pub(super) fn new(items: &'a [FlowItem], room: Room, scale: Scale, made: &'a Made) -> Self {
        Pourer { items, room, scale, rhythm: 1.0, heights: RefCell::default(), made }
    }

    /// The same with less room between things.
    pub(super) fn closer(self, rhythm: f64) -> Self {
        Pourer { rhythm, ..self }
    }

    pub(super) fn line(&self) -> Pt {
        self.scale.body * self.scale.leading
    }

    fn width(&self, item: usize) -> Pt {
        if self.items.get(item).is_some_and(|i| i.wide) { self.room.full_width() } else { self.room.width }
    }

    pub(super) fn count(&self, item: usize) -> usize {
        match self.items.get(item).map(|i| &i.body) {
            Some(FlowBody::Lines(text)) => text.lines(self.width(item), &self.scale),
            Some(FlowBody::Rows { rows, .. }) => *rows,
            _ => 1,
        }
    }

    fn together(&self, item: usize) -> usize {
        match self.items.get(item).map(|i| &i.body) {
            Some(FlowBody::Rows { together, .. }) => *together,
            _ => TOGETHER,
        }
    }

    /// The height of some of an item's lines or rows.
    pub(super) fn height(&self, item: usize, range: &Range<usize>) -> Pt {
        self.heights(item, range).0
    }

    /// The same, and how high it may be drawn out.
    fn heights(&self, item: usize, range: &Range<usize>) -> (Pt, Pt) {
        let key = (item, range.start, range.end);
        if let Some(found) = self.heights.borrow().get(&key) {
            return *found;
        }
        let width = self.width(item);
        let both = |extent: Extent| (extent.natural, extent.max.max(extent.natural));
        let height = match self.items.get(item).map(|i| &i.body) {
            Some(FlowBody::Lines(text)) => {
                let height = text.line_height(&self.scale) * range.len() as f64;
                (height, height)
            }
            Some(FlowBody::Whole(setting)) => both(setting.measure(width, &self.scale)),
            Some(FlowBody::Rows { make, .. }) => {
                let setting = self.made.borrow().get(&key).cloned();
                let setting = setting.unwrap_or_else(|| Rc::new(make(range.clone())));
                self.made.borrow_mut().insert(key, setting.clone());
                both(setting.measure(width, &self.scale))
            }
            None => (Pt::ZERO, Pt::ZERO),
        };
        self.heights.borrow_mut().insert(key, height);
        height
    }

    /// Room before an item that does not begin a column.
    pub(super) fn before(&self, item: usize) -> Pt {
        self.items.get(item).map_or(Pt::ZERO, |i| self.scale.body * (i.before * self.rhythm))
    }

    /// How many lines or rows from `from` on fit into a height, without leaving too few on either side.
    pub(super) fn fitting(&self, item: usize, from: usize, room: Pt) -> usize {
        let all = self.count(item);
        if self.height(item, &(from..all)) <= room + HAIR {
            return all - from;
        }
        if matches!(self.items.get(item).map(|i| &i.body), Some(FlowBody::Whole(_)) | None) {
            return 0;
        }
        // More rows are never lower: halve in on the most that fit.
        let (mut n, mut too_many) = (0, all - from);
        while too_many - n > 1 {
            let middle = (n + too_many) / 2;
            if self.height(item, &(from..from + middle)) <= room + HAIR { n = middle } else { too_many = middle }
        }
        // Neither a lone line at the foot nor one at the next head (CLREQ 3.4.4 孤行).
        let together = self.together(item);
        if all - from - n < together {
            n = (all - from).saturating_sub(together);
        }
        if n < together { 0 } else { n }
    }

    /// What must stand under a heading: the next headings and two lines or rows of what follows.
    pub(super) fn company(&self, item: usize) -> Pt {
        let mut need = Pt::ZERO;
        for next in item + 1..self.items.len() {
            let Some(found) = self.items.get(next) else { break };
            let all = self.count(next);
            // A paragraph of three lines cannot be split at all.
            let together = self.together(next);
            let some = if all < together * 2 { all } else { together };
            need += self.before(next) + self.height(next, &(0..some));
            if !found.keep_next {
                break;
            }
        }
        need
    }

    /// Fills columns of one height from a place on, up to an item; returns them with the place that was reached.
    pub(super) fn fill(&self, from: Cursor, end: usize, height: Pt) -> (Vec<Column>, Cursor) {
        let mut out: Vec<Column> = Vec::with_capacity(self.room.columns);
        let mut at = from;
        while at.item < end && out.len() < self.room.columns {
            let mut column = Column::default();
            let started = at;
            at = self.fill_column(&mut column, at, end, height);
            if at == started {
                break;
            }
            out.push(column);
        }
        out.resize(self.room.columns, Column::default());
        (out, at)
    }

    fn fill_column(&self, column: &mut Column, mut at: Cursor, end: usize, height: Pt) -> Cursor {
        while at.item < end {
            let Some(item) = self.items.get(at.item) else { break };
            let all = self.count(at.item);
            let head = column.parts.is_empty();
            let before = if head || at.line > 0 { Pt::ZERO } else { self.before(at.item) };
            let room = height - column.used - before;
            let n = self.fitting(at.item, at.line, room);
            // Even at a column's head, unless no column is higher.
            let highest = head && height >= self.room.height - HAIR;
            let alone =
                item.keep_next && !highest && self.height(at.item, &(0..all)) + self.company(at.item) > room + HAIR;
            if all == 0 {
                at = Cursor { item: at.item + 1, line: 0 };
                continue;
            }
            if n == 0 || alone {
                break;
            }
            let range = at.line..at.line + n;
            let mut part = Part { item: at.item, height: self.height(at.item, &range), before, after: Pt::ZERO, range };
            self.snap(&mut part, head);
            let takes = part.before + part.height + part.after;
            if column.used + takes > height + HAIR && !head {
                break;
            }
            column.used += takes;
            column.parts.push(part);
            at.line += n;
            if at.line < all {
                break;
            }
            at = Cursor { item: at.item + 1, line: 0 };
        }
        at
    }

    /// On the grid everything takes whole lines, so that the lines beside each other share their baselines.
    fn snap(&self, part: &mut Part, head: bool) {
        if !self.room.grid {
            return;
        }
        let line = self.line();
        let whole = |height: Pt| line * (height / line - 1e-6).ceil().max(0.0);
        match self.items.get(part.item).map(|i| &i.body) {
            Some(FlowBody::Lines(_)) => part.before = line * (part.before / line).round(),
            _ => {
                let takes = part.before + part.height;
                let heading = self.items.get(part.item).is_some_and(|i| i.keep_next);
                let mut slack = whole(takes) - takes;
                // What follows a heading keeps off it.
                if heading && slack < line * 0.25 {
                    slack += line;
                }
                part.after = if head {
                    slack
                } else if heading {
                    (slack * 0.6).min(line * 0.6)
                } else {
                    Pt::ZERO
                };
                part.before += slack - part.after;
            }
        }
    }

    /// The least height up to `most` at which columns hold the stream from a place up to an item; `None` when none does.
    pub(super) fn balance(&self, from: Cursor, end: usize, most: Pt) -> Option<(Vec<Column>, Pt)> {
        let (mut best, reached) = self.fill(from, end, most);
        if reached.item < end {
            return None;
        }
        let total: Pt = best.iter().map(|c| c.used).sum();
        let (mut low, mut high) = (total * 0.8 / self.room.columns as f64, most);
        for _ in 0..HALVINGS {
            if high - low < HAIR {
                break;
            }
            let middle = (low + high) / 2.0;
            let (columns, reached) = self.fill(from, end, middle);
            if reached.item >= end {
                high = columns.iter().map(|c| c.used).fold(Pt::ZERO, Pt::max).min(middle);
                best = columns;
            } else {
                low = middle;
            }
        }
        let height = best.iter().map(|c| c.used).fold(Pt::ZERO, Pt::max);
        Some((best, height))
    }

    /// How much lower a column may end than `height` and still be drawn out to it.
    pub(super) fn give(&self, column: &Column) -> Pt {
        let stretch: Pt = column.parts.iter().map(|p| self.stretch(p)).sum();
        self.line() * (GIVE * self.gaps(column).len() as f64) + stretch
    }

    /// How much higher a part likes to be: list gaps wider, pictures larger. On the grid nothing is stretched.
    fn stretch(&self, part: &Part) -> Pt {
        if self.room.grid {
            return Pt::ZERO;
        }
        let (natural, most) = self.heights(part.item, &part.range);
        (most - natural).min(self.line() * STRETCH)
    }

    /// Which parts have a gap before them that may be drawn out: not those right under a heading.
    fn gaps(&self, column: &Column) -> Vec<usize> {
        let headed = |part: &Part| part.item > 0 && self.items.get(part.item - 1).is_some_and(|i| i.keep_next);
        let parts = column.parts.iter().enumerate();
        parts.filter(|(_, p)| p.before > Pt::ZERO && !headed(p)).map(|(i, _)| i).collect()
    }

    /// Draws columns out to one foot where little is missing.
    pub(super) fn justify(&self, columns: &mut [Column], height: Pt) {
        for column in columns {
            let gaps = self.gaps(column);
            let missing = (height - column.used).max(Pt::ZERO).min(self.give(column));
            if missing <= Pt::ZERO {
                continue;
            }
            if self.room.grid {
                self.add_lines(column, gaps, missing);
                continue;
            }
            // Gaps and parts give in proportion to what they have.
            let share = missing / self.give(column);
            for at in gaps {
                if let Some(part) = column.parts.get_mut(at) {
                    part.before += self.line() * (GIVE * share);
                }
            }
            for part in &mut column.parts {
                part.height += self.stretch(part) * share;
            }
            column.used += missing;
        }
    }

    /// On the grid: a line each to the widest gaps.
    fn add_lines(&self, column: &mut Column, mut gaps: Vec<usize>, missing: Pt) {
        let line = self.line();
        let before = |at: usize| column.parts.get(at).map_or(0.0, |p| p.before.0);
        gaps.sort_by(|a, b| before(*b).total_cmp(&before(*a)).then(a.cmp(b)));
        let lines = (missing / line + 1e-6).floor() as usize;
        for at in gaps.into_iter().take(lines) {
            if let Some(part) = column.parts.get_mut(at) {
                part.before += line;
                column.used += line;
            }
        }
    }
}
