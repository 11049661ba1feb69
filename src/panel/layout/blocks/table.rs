//! Tables: columns as wide as their content asks, cells never cut.

use std::sync::Mutex;

use super::look::Look;
use super::spots::Spot;
use super::text::Text;
use crate::panel::layout::{Canvas, Extent, Scale, Setting};
use crate::panel::scene::{Path, Tag};
use crate::unit::{Point, Pt, Rect};

/// A table.
pub(crate) struct TableBlock {
    pub look: Look,
    pub head: Vec<Text>,
    pub rows: Vec<Vec<Text>>,
    /// Rows that stand out (童趣: emergencies), by number.
    pub urgent: Vec<bool>,
    /// Drawings before the first cells of all rows, or none.
    pub spots: Vec<Spot>,
    /// The columns of the last widths asked for.
    columns: Mutex<Vec<(u64, u64, Vec<Pt>)>>,
}

/// Steps of the search for a column's width.
const HALVINGS: usize = 6;
/// The most lines that a cell may have before its column simply takes what is left.
const MOST_LINES: usize = 12;
/// How many widths are remembered.
const REMEMBERED: usize = 12;
/// Side of a drawing before a row, and the room after it, in body ems.
const SPOT: f64 = 2.3;
const SPOT_GAP: f64 = 0.5;

impl TableBlock {
    pub fn new(look: Look, head: Vec<Text>, rows: Vec<Vec<Text>>, urgent: Vec<bool>) -> Self {
        TableBlock { look, head, rows, urgent, spots: Vec::new(), columns: Mutex::default() }
    }

    /// With a drawing for every row.
    pub fn with_spots(self, spots: Vec<Spot>) -> Self {
        TableBlock { spots, ..self }
    }

    /// Room that a drawing takes at the left of a first cell, in body ems.
    fn spot_em(&self) -> f64 {
        if self.spots.is_empty() { 0.0 } else { SPOT + SPOT_GAP }
    }

    /// Room at the left of a cell's words.
    fn lead(&self, column: usize, head: bool, scale: &Scale) -> Pt {
        if column == 0 && !head { scale.body * self.spot_em() } else { Pt::ZERO }
    }

    /// How badly cells break at a width, in parts of all cells: 0 where each stands on one line, or breaks after a mark.
    pub fn raggedness(&self, width: Pt, scale: &Scale) -> f64 {
        let columns = self.columns(width, scale);
        let pad = scale.u * self.look.style.table.pad_x * 2.0;
        let cell = |(c, t): (usize, &Text), head: bool| {
            let room = columns.get(c).map_or(width, |w| *w - pad - self.lead(c, head, scale));
            match t.lines(room, scale) {
                0 | 1 => 0.0,
                2 if !t.breaks_words(room, scale) => 0.12,
                2 => 1.0,
                n => n as f64 * 0.6,
            }
        };
        let head: f64 = self.head.iter().enumerate().map(|c| cell(c, true) * 1.5).sum();
        let body: f64 = self.rows.iter().flat_map(|r| r.iter().enumerate()).map(|c| cell(c, false)).sum();
        (head + body) / ((self.rows.len() + 1) * self.column_count()) as f64
    }

    fn column_count(&self) -> usize {
        self.head.len().max(self.rows.first().map_or(0, Vec::len)).max(1)
    }

    fn column(&self, c: usize) -> impl Iterator<Item = &Text> {
        self.head.get(c).into_iter().chain(self.rows.iter().filter_map(move |r| r.get(c)))
    }

    /// The least and the natural width in body ems, paddings left out.
    pub fn widths_em(&self) -> (f64, f64) {
        let columns = 0..self.column_count();
        let em = |t: &Text, w: f64| w * t.spec.ratio;
        let widest = |f: fn(&Text) -> f64| {
            columns.clone().map(|c| self.column(c).map(|t| em(t, f(t))).fold(0.0, f64::max)).sum::<f64>()
        };
        let spot = self.spot_em();
        (widest(|t| t.least_em().0.max(t.natural_em().0.min(4.0))) + spot, widest(|t| t.natural_em().0) + spot)
    }

    pub fn pads_em(&self) -> f64 {
        self.column_count() as f64 * self.look.style.table.pad_x * 2.0 / self.look.style.body.portrait
    }

    fn natural(&self, c: usize, scale: &Scale) -> Pt {
        self.column(c).map(|t| t.natural_width(scale)).fold(Pt::ZERO, Pt::max) + self.lead(c, false, scale)
    }

    fn least(&self, c: usize, scale: &Scale) -> Pt {
        let of = |t: &Text| t.least_em().at(t.size(scale)).max(t.natural_width(scale).min(scale.body * 4.0));
        self.column(c).map(of).fold(Pt::ZERO, Pt::max) + self.lead(c, false, scale)
    }

    /// The least width at which no cell of a column has more than so many lines; `clean`: nor breaks between marks.
    fn width_for(&self, c: usize, (lines, clean): (usize, bool), scale: &Scale) -> Pt {
        let (mut low, mut high) = (self.least(c, scale), self.natural(c, scale));
        if lines <= 1 || high <= low {
            return high.max(low);
        }
        let lead = self.lead(c, false, scale);
        let fits = |w: Pt| {
            self.column(c).all(|t| t.lines(w - lead, scale) <= lines && !(clean && t.breaks_words(w - lead, scale)))
        };
        if fits(low) {
            return low;
        }
        for _ in 0..HALVINGS {
            let middle = (low + high) / 2.0;
            if fits(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        high
    }

    /// The columns' widths, paddings included: the fewest lines that the width allows, what is left over shared out.
    fn columns(&self, width: Pt, scale: &Scale) -> Vec<Pt> {
        let key = (width.0.to_bits(), scale.body.0.to_bits());
        if let Ok(known) = self.columns.lock()
            && let Some((_, _, found)) = known.iter().find(|(w, b, _)| (*w, *b) == key)
        {
            return found.clone();
        }
        let found = self.fit_columns(width, scale);
        if let Ok(mut known) = self.columns.lock() {
            if known.len() >= REMEMBERED {
                known.remove(0);
            }
            known.push((key.0, key.1, found.clone()));
        }
        found
    }

    fn fit_columns(&self, width: Pt, scale: &Scale) -> Vec<Pt> {
        let n = self.column_count();
        let pad = scale.u * self.look.style.table.pad_x * 2.0;
        let room = width - pad * n as f64;
        let total = |w: &[Pt]| w.iter().copied().sum::<Pt>();
        let mut widths: Vec<Pt> = Vec::new();
        // One line; two that break after marks; two; three …
        let steps = [(1, false), (2, true)].into_iter().chain((2..=MOST_LINES).map(|n| (n, false)));
        for step in steps {
            widths = (0..n).map(|c| self.width_for(c, step, scale)).collect();
            if total(&widths) <= room {
                break;
            }
        }
        let sum = total(&widths);
        if sum > room && sum > Pt::ZERO {
            // Narrower than any of this can be: everything gives alike, and the lines break where they must.
            return widths.iter().map(|w| *w * (room / sum) + pad).collect();
        }
        // What is left goes where the text is longest, so that columns end together.
        let weights: Vec<f64> = (0..n).map(|c| self.natural(c, scale).0.max(1.0).sqrt()).collect();
        let whole: f64 = weights.iter().sum();
        let spare = room - sum;
        widths.iter().zip(weights).map(|(w, k)| *w + spare * (k / whole) + pad).collect()
    }

    fn is_pills(&self) -> bool {
        self.look.style.table.pills
    }

    fn row_height(&self, cells: &[Text], columns: &[Pt], (head, scale): (bool, &Scale)) -> Pt {
        let s = &self.look.style.table;
        let pad = scale.u * s.pad_x * 2.0;
        let of = |(c, (t, w)): (usize, (&Text, &Pt))| t.height(*w - pad - self.lead(c, head, scale), scale);
        let words = cells.iter().zip(columns).enumerate().map(of).fold(Pt::ZERO, Pt::max);
        let spot = if head || self.spots.is_empty() { Pt::ZERO } else { scale.body * SPOT };
        words.max(spot) + scale.u * s.pad_y * 2.0
    }

    fn has_head(&self) -> bool {
        self.head.iter().any(|t| !t.empty)
    }

    /// Heights of the head and the rows, and the room between rows.
    fn heights(&self, columns: &[Pt], scale: &Scale) -> (Pt, Vec<Pt>, Pt) {
        let head = if self.has_head() { self.row_height(&self.head, columns, (true, scale)) } else { Pt::ZERO };
        let rows: Vec<Pt> = self.rows.iter().map(|r| self.row_height(r, columns, (false, scale))).collect();
        let gap = if self.is_pills() { scale.u * self.look.style.table.pill_gap } else { Pt::ZERO };
        (head, rows, gap)
    }
}

impl Setting for TableBlock {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let columns = self.columns(width, scale);
        let (head, rows, gap) = self.heights(&columns, scale);
        let n = rows.len() as f64;
        let natural = head + rows.into_iter().sum::<Pt>() + gap * n;
        let squeeze = scale.u * (self.look.style.table.pad_y * 0.5) * n;
        Extent { min: natural - squeeze, natural, max: natural + scale.body * 0.8 * n }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let columns = self.columns(rect.width, scale);
        let (head, rows, gap) = self.heights(&columns, scale);
        let n = rows.len().max(1) as f64;
        let natural = head + rows.iter().copied().sum::<Pt>() + gap * rows.len() as f64;
        let extra = (rect.height - natural) / n;
        canvas.tagged(Tag::Table, |canvas| {
            let mut y = rect.y;
            if self.has_head() {
                let row = Rect::new(rect.x, y, rect.width, head);
                canvas.decoration(|c| self.put_head(row, scale, c));
                self.put_cells(&self.head, &columns, row, scale, (true, canvas));
                y += head;
            }
            for (i, (cells, height)) in self.rows.iter().zip(&rows).enumerate() {
                y += gap;
                let row = Rect::new(rect.x, y, rect.width, *height + extra);
                canvas.decoration(|c| self.put_row(i, row, columns.first().copied().unwrap_or_default(), scale, c));
                self.put_cells(cells, &columns, row, scale, (false, canvas));
                if let Some(spot) = self.spots.get(i) {
                    let side = scale.body * SPOT;
                    let x = row.x + scale.u * self.look.style.table.pad_x * 0.6;
                    let at = Rect::new(x, row.y + (row.height - side) / 2.0, side, side);
                    canvas.decoration(|c| spot.put(at, c));
                }
                y += *height + extra;
            }
        });
    }
}

impl TableBlock {
    fn put_head(&self, row: Rect, scale: &Scale, canvas: &mut Canvas) {
        let s = &self.look.style.table;
        let Some(color) = self.look.ink(s.head) else { return };
        let r = scale.u * s.radius;
        let radii = if self.is_pills() { [r; 4] } else { [r, r, Pt::ZERO, Pt::ZERO] };
        canvas.fill(Path::rounded_rect(row, radii), color);
    }

    fn put_row(&self, i: usize, row: Rect, first: Pt, scale: &Scale, canvas: &mut Canvas) {
        let (s, u) = (&self.look.style.table, scale.u);
        if self.is_pills() {
            let urgent = self.urgent.get(i).copied().unwrap_or(false);
            let style = &self.look.style;
            let (main, tint) = match (urgent, style.color("urgent"), style.color("urgent_tint")) {
                (true, Some(main), Some(tint)) => (main, tint),
                _ => (self.look.hue.main, self.look.hue.tint),
            };
            let r = (u * 18.0).min(row.height / 2.0);
            canvas.fill(Path::rounded_rect(row, [r; 4]), tint);
            let left = Rect { width: first, ..row };
            canvas.fill(Path::rounded_rect(left, [r, Pt::ZERO, Pt::ZERO, r]), main);
            return;
        }
        if i % 2 == if self.has_head() { 0 } else { 1 } {
            canvas.fill_rect(row, Pt::ZERO, self.look.ink(s.zebra));
        }
        let last = i + 1 == self.rows.len();
        let (ink, width) = if last { (s.last, s.last_width) } else { (s.rule, s.rule_width) };
        let y = row.bottom() - u * width / 2.0;
        canvas.rule(Point::new(row.x, y), Point::new(row.right(), y), u * width, self.look.ink(ink));
    }

    fn put_cells(&self, cells: &[Text], columns: &[Pt], row: Rect, scale: &Scale, (head, canvas): (bool, &mut Canvas)) {
        let pad = scale.u * self.look.style.table.pad_x;
        canvas.tagged(Tag::TableRow, |canvas| {
            let mut x = row.x;
            for (i, (text, width)) in cells.iter().zip(columns).enumerate() {
                let lead = self.lead(i, head, scale);
                let cell = Rect::new(x + pad + lead, row.y, *width - pad * 2.0 - lead, row.height);
                let tag = if head { Tag::TableHead } else { Tag::TableCell };
                canvas.tagged(tag, |c| text.put_centered(cell, scale, c));
                x += *width;
            }
        });
    }
}

/// Do and don't: two columns, each under a head of its colour.
pub(crate) struct ChoiceBlock {
    pub look: Look,
    pub heads: [Text; 2],
    /// Whether the first column is what to do.
    pub good_first: bool,
    pub rows: Vec<[Text; 2]>,
}

impl ChoiceBlock {
    fn column(&self, width: Pt, scale: &Scale) -> Pt {
        (width - scale.u * self.look.style.choice.gap) / 2.0
    }

    fn row(&self, row: &[Text; 2], column: Pt, scale: &Scale) -> Pt {
        let inner = column - scale.u * 20.0;
        row.iter().map(|t| t.height(inner, scale)).fold(Pt::ZERO, Pt::max) + scale.u * 12.0
    }

    fn head(&self, scale: &Scale) -> Pt {
        self.heads.iter().map(|h| h.line_height(scale)).fold(Pt::ZERO, Pt::max) + scale.u * 8.0
    }
}

impl Setting for ChoiceBlock {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let column = self.column(width, scale);
        let rows: Pt = self.rows.iter().map(|r| self.row(r, column, scale)).sum();
        let natural = self.head(scale) + rows;
        let n = self.rows.len() as f64;
        Extent { min: natural - scale.u * 5.0 * n, natural, max: natural + scale.body * 1.2 * n }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let (s, u) = (&self.look.style.choice, scale.u);
        let column = self.column(rect.width, scale);
        let head = self.head(scale);
        let heights: Vec<Pt> = self.rows.iter().map(|r| self.row(r, column, scale)).collect();
        let extra = (rect.height - head - heights.iter().copied().sum::<Pt>()) / self.rows.len().max(1) as f64;
        for side in 0..2 {
            let good = (side == 0) == self.good_first;
            let (main, tint) = if good { (s.good, s.good_tint) } else { (s.bad, s.bad_tint) };
            let x = rect.x + (column + u * s.gap) * side as f64;
            let r = u * s.radius;
            let top = Rect::new(x, rect.y, column, head);
            canvas.decoration(|c| {
                c.fill_rect(Rect::new(x, rect.y, column, rect.height), r, self.look.ink(tint));
                if let Some(color) = self.look.ink(main) {
                    c.fill(Path::rounded_rect(top, [r, r, Pt::ZERO, Pt::ZERO]), color);
                }
            });
            if let Some(text) = self.heads.get(side) {
                self.put_head(text, good, top, scale, canvas);
            }
            let mut y = rect.y + head;
            for (i, (row, height)) in self.rows.iter().zip(&heights).enumerate() {
                let cell = Rect::new(x + u * 10.0, y, column - u * 20.0, *height + extra);
                if let Some(text) = row.get(side) {
                    text.put_centered(cell, scale, canvas);
                }
                y += *height + extra;
                if i + 1 < self.rows.len() {
                    let (from, to) = (Point::new(cell.x, y), Point::new(cell.right(), y));
                    canvas.decoration(|c| c.dashes(from, to, u * 1.2, self.look.ink(main)));
                }
            }
        }
    }
}

impl ChoiceBlock {
    fn put_head(&self, text: &Text, good: bool, at: Rect, scale: &Scale, canvas: &mut Canvas) {
        let u = scale.u;
        let width = text.natural_width(scale).min(at.width - u * 30.0);
        let sign = text.size(scale) * 0.8;
        let left = at.x + (at.width - width - sign - u * 8.0) / 2.0;
        let (x, y) = (left, at.y + (at.height - sign) / 2.0);
        let p = |a: f64, b: f64| Point::new(x + sign * a, y + sign * b);
        let color = text.spec.color;
        canvas.decoration(|c| {
            if good {
                c.polyline(&[p(0.08, 0.55), p(0.38, 0.84), p(0.94, 0.2)], u * 3.0, color);
            } else {
                c.polyline(&[p(0.14, 0.14), p(0.86, 0.86)], u * 3.0, color);
                c.polyline(&[p(0.86, 0.14), p(0.14, 0.86)], u * 3.0, color);
            }
        });
        text.put_centered(Rect::new(left + sign + u * 8.0, at.y, width, at.height), scale, canvas);
    }
}
