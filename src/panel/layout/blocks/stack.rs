//! Putting settings below and beside each other, and sharing out spare height.

use crate::panel::layout::{Canvas, Extent, Scale, Setting};
use crate::panel::scene::Color;
use crate::unit::{Point, Pt, Rect};

/// Room between two things, in u: squeezed, as the style wants it, drawn out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Gap {
    pub min: f64,
    pub natural: f64,
    pub max: f64,
}

impl Gap {
    pub const NONE: Gap = Gap { min: 0.0, natural: 0.0, max: 0.0 };

    /// Never more, never less.
    pub fn fixed(u: f64) -> Gap {
        Gap { min: u, natural: u, max: u }
    }

    /// May shrink to half and grow.
    pub fn elastic(u: f64, max: f64) -> Gap {
        Gap { min: u * 0.5, natural: u, max: max.max(u) }
    }

    fn extent(self, scale: &Scale) -> Extent {
        Extent { min: scale.u * self.min, natural: scale.u * self.natural, max: scale.u * self.max }
    }
}

/// Things below each other.
#[derive(Default)]
pub(crate) struct Stack {
    pub children: Vec<(Gap, Box<dyn Setting>)>,
}

impl Stack {
    /// Adds a thing; the gap stands above it unless it is the first.
    pub fn push(&mut self, gap: Gap, child: impl Setting + 'static) {
        self.push_boxed(gap, Box::new(child));
    }

    pub fn push_boxed(&mut self, gap: Gap, child: Box<dyn Setting>) {
        let gap = if self.children.is_empty() { Gap::NONE } else { gap };
        self.children.push((gap, child));
    }

    pub fn is_empty(&self) -> bool {
        self.children.is_empty()
    }

    /// The extents of gaps and children in turn.
    pub fn extents(&self, width: Pt, scale: &Scale) -> Vec<Extent> {
        self.children.iter().flat_map(|(gap, child)| [gap.extent(scale), child.measure(width, scale)]).collect()
    }
}

/// The sum of extents below each other.
pub(crate) fn sum(extents: &[Extent]) -> Extent {
    Extent {
        min: extents.iter().map(|e| e.min).sum(),
        natural: extents.iter().map(|e| e.natural).sum(),
        max: extents.iter().map(|e| e.max).sum(),
    }
}

/// Shares a height out: each part gives or takes in proportion to what it can.
pub(crate) fn share(extents: &[Extent], height: Pt) -> Vec<Pt> {
    let total = sum(extents);
    let spare = height - total.natural;
    let room = if spare >= Pt::ZERO { total.max - total.natural } else { total.natural - total.min };
    let part = if room > Pt(1e-9) { (spare / room).clamp(-1.0, 1.0) } else { 0.0 };
    let give = |e: &Extent| if part >= 0.0 { (e.max - e.natural) * part } else { (e.natural - e.min) * part };
    extents.iter().map(|e| e.natural + give(e)).collect()
}

/// Shares a height out like [`share`]; what is left over then widens the gaps by up to `line` each, and the rest goes
/// to the children in proportion, so that a card that is given more than it likes is spread over all of it.
/// Gaps and children take turns, a gap first.
pub(crate) fn spread(extents: &[Extent], height: Pt, line: Pt) -> Vec<Pt> {
    let mut heights = share(extents, height);
    let left = height - heights.iter().copied().sum::<Pt>();
    if left <= Pt(1e-6) {
        return heights;
    }
    let gaps = (extents.len() / 2).saturating_sub(1) as f64;
    let wider = if gaps > 0.0 { (left / gaps).min(line) } else { Pt::ZERO };
    let left = left - wider * gaps;
    let children: Pt = heights.iter().skip(1).step_by(2).copied().sum();
    let part = left / children.max(Pt(1e-6));
    for (i, height) in heights.iter_mut().enumerate() {
        if i % 2 == 1 {
            *height += *height * part;
        } else if i > 0 {
            *height += wider;
        }
    }
    heights
}

impl Stack {
    /// Draws the children with the heights of gaps and children in turn.
    pub fn put(&self, heights: &[Pt], rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let mut y = rect.y;
        for ((_, child), pair) in self.children.iter().zip(heights.chunks(2)) {
            let [gap, height] = pair else { continue };
            y += *gap;
            child.draw(Rect::new(rect.x, y, rect.width, *height), scale, canvas);
            y += *height;
        }
    }
}

impl Setting for Stack {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        sum(&self.extents(width, scale))
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let heights = spread(&self.extents(rect.width, scale), rect.height, scale.body * scale.leading);
        self.put(&heights, rect, scale, canvas);
    }
}

/// How many columns a grid has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Columns {
    /// So many at any width.
    Fixed(usize),
    /// As many as fit when each is at least so many body ems wide, but no more than the second.
    Fit(f64, usize),
}

/// Things in rows and columns, the rows of one height each.
pub(crate) struct Grid {
    pub cells: Vec<Box<dyn Setting>>,
    pub columns: Columns,
    /// Down the columns first, as steps are read.
    pub column_first: bool,
    /// Between columns, in u.
    pub column_gap: f64,
    /// Between rows.
    pub row_gap: Gap,
    /// By how much of its natural height a row may grow.
    pub give: f64,
    /// Whether all rows are as high as the highest.
    pub even: bool,
    /// Chevrons between the things of a row: disc, mark, and how far each thing's box begins within it, in u.
    pub links: Option<(Color, Color, f64)>,
}

impl Grid {
    /// Rows of one thing each.
    pub fn list(cells: Vec<Box<dyn Setting>>, row_gap: Gap) -> Grid {
        Grid {
            cells,
            columns: Columns::Fixed(1),
            column_first: false,
            column_gap: 0.0,
            row_gap,
            give: 0.0,
            even: false,
            links: None,
        }
    }

    fn put_links(
        &self,
        tops: &[(Pt, Pt)],
        rect: Rect,
        (columns, column): (usize, Pt),
        scale: &Scale,
        canvas: &mut Canvas,
    ) {
        let Some((disc, mark, out)) = self.links else { return };
        let (u, gap) = (super::items::unit(scale), scale.u * self.column_gap);
        for i in 1..self.cells.len() {
            let (row, col) = (i / columns, i % columns);
            let Some((top, height)) = tops.get(row).filter(|_| col > 0) else { continue };
            let x = rect.x + (column + gap) * col as f64 + (u * out - gap) / 2.0;
            let center = Point::new(x, *top + (*height + u * out) / 2.0);
            canvas.disc(center, u * 14.0, Some(disc));
            let at = |x: f64, y: f64| Point::new(center.x + u * x, center.y + u * y);
            canvas.polyline(&[at(-3.0, -6.0), at(3.0, 0.0), at(-3.0, 6.0)], u * 3.5, mark);
        }
    }

    /// Columns and rows at a width. As few columns as the rows need: 6 things in 4 columns stand better in 3.
    pub fn shape(&self, width: Pt, scale: &Scale) -> (usize, usize) {
        let n = self.cells.len().max(1);
        let most = match self.columns {
            Columns::Fixed(c) => c,
            Columns::Fit(least, most) => {
                let gap = scale.u * self.column_gap;
                let fits = ((width + gap) / (scale.body * least + gap)).floor();
                (fits as usize).clamp(1, most.max(1))
            }
        }
        .clamp(1, n);
        let rows = n.div_ceil(most);
        (n.div_ceil(rows), rows)
    }

    pub fn column_width(&self, width: Pt, columns: usize, scale: &Scale) -> Pt {
        (width - scale.u * self.column_gap * (columns as f64 - 1.0)) / columns as f64
    }

    fn place(&self, index: usize, columns: usize, rows: usize) -> (usize, usize) {
        if self.column_first { (index % rows, index / rows) } else { (index / columns, index % columns) }
    }

    /// The extents of gaps and rows in turn.
    fn extents(&self, width: Pt, scale: &Scale) -> Vec<Extent> {
        let (columns, rows) = self.shape(width, scale);
        let column = self.column_width(width, columns, scale);
        let zero = Extent { min: Pt::ZERO, natural: Pt::ZERO, max: Pt::ZERO };
        let mut heights = vec![zero; rows];
        for (i, cell) in self.cells.iter().enumerate() {
            let (row, _) = self.place(i, columns, rows);
            if let Some(e) = heights.get_mut(row) {
                let own = cell.measure(column, scale);
                e.min = e.min.max(own.min);
                e.natural = e.natural.max(own.natural);
                e.max = e.max.max(own.max);
            }
        }
        if self.even {
            let highest = heights.iter().fold(zero, |a, e| Extent {
                min: a.min.max(e.min),
                natural: a.natural.max(e.natural),
                max: a.max.max(e.max),
            });
            heights.fill(highest);
        }
        let mut out = Vec::with_capacity(rows * 2);
        for (i, mut e) in heights.into_iter().enumerate() {
            e.max = e.max.max(e.natural * (1.0 + self.give));
            out.push(if i == 0 { zero } else { self.row_gap.extent(scale) });
            out.push(e);
        }
        out
    }
}

impl Setting for Grid {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        sum(&self.extents(width, scale))
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let (columns, rows) = self.shape(rect.width, scale);
        let column = self.column_width(rect.width, columns, scale);
        let extents = self.extents(rect.width, scale);
        let naturals: Vec<Pt> = extents.iter().skip(1).step_by(2).map(|e| e.natural).collect();
        let heights = spread(&extents, rect.height, scale.body * scale.leading);
        let mut tops = Vec::with_capacity(rows);
        let mut y = rect.y;
        for pair in heights.chunks(2) {
            let [gap, height] = pair else { continue };
            y += *gap;
            tops.push((y, *height));
            y += *height;
        }
        for (i, cell) in self.cells.iter().enumerate() {
            let (row, col) = self.place(i, columns, rows);
            let Some((top, height)) = tops.get(row) else { continue };
            let x = rect.x + (column + scale.u * self.column_gap) * col as f64;
            let natural = naturals.get(row).copied().unwrap_or(*height);
            cell.draw_in_row(Rect::new(x, *top, column, *height), natural, scale, canvas);
        }
        canvas.decoration(|c| self.put_links(&tops, rect, (columns, column), scale, c));
    }
}
