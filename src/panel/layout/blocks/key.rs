//! Numbers set large: one in a box of its own, or several in a band.

use super::look::Look;
use super::text::Text;
use crate::panel::layout::{Canvas, Extent, Scale, Setting};
use crate::panel::scene::{Cap, Color, Group, Item, Join, Paint, Path, PathItem, Segment, Stroke, Tag, Transform};
use crate::panel::style::Ink;
use crate::unit::{Point, Pt, Rect};

/// One number with its unit on a line.
pub(crate) struct Number {
    pub before: Text,
    pub number: Text,
    pub unit: Text,
}

impl Number {
    fn gap(&self, scale: &Scale) -> Pt {
        if self.unit.empty { Pt::ZERO } else { scale.body * 0.3 }
    }

    fn width(&self, scale: &Scale) -> Pt {
        let before = if self.before.empty { Pt::ZERO } else { self.before.natural_width(scale) + self.gap(scale) };
        before + self.number.natural_width(scale) + self.gap(scale) + self.unit.natural_width(scale)
    }

    /// The scale at which it fits a width: a number is never broken.
    fn fitted(&self, width: Pt, scale: &Scale) -> Scale {
        let part = (width / self.width(scale)).min(1.0);
        Scale { body: scale.body * part, u: scale.u * part, ..*scale }
    }

    fn height(&self, width: Pt, scale: &Scale) -> Pt {
        self.number.line_height(&self.fitted(width, scale))
    }

    fn put(&self, at: Rect, center: bool, scale: &Scale, canvas: &mut Canvas) {
        let fitted = self.fitted(at.width, scale);
        let own = self.width(&fitted);
        let mut x = if center { at.x + (at.width - own) / 2.0 } else { at.x };
        let line = self.number.line_height(&fitted);
        // All stand on the number's baseline.
        let baseline = |t: &Text| (t.line_height(&fitted) - t.size(&fitted)) / 2.0 + t.size(&fitted) * 0.88;
        let shared = baseline(&self.number);
        for text in [&self.before, &self.number, &self.unit] {
            if text.empty {
                continue;
            }
            let width = text.natural_width(&fitted);
            text.put(Rect::new(x, at.y + shared - baseline(text), width, line), &fitted, canvas);
            x += width + self.gap(&fitted);
        }
    }
}

/// A key figure in its box.
pub(crate) struct KeyFigure {
    pub look: Look,
    pub number: Number,
    pub text: Text,
}

/// Width in body ems from which the text stands beside the number.
const BESIDE: f64 = 26.0;

impl KeyFigure {
    fn pads(&self, scale: &Scale) -> (Pt, Pt, Pt) {
        let s = &self.look.style.key_figure;
        (scale.u * s.pad_x, scale.u * s.pad_top, scale.u * s.pad_bottom)
    }

    /// The number's width when the text stands beside it.
    fn beside(&self, width: Pt, scale: &Scale) -> Option<Pt> {
        let (x, ..) = self.pads(scale);
        let number = self.number.width(scale);
        let left = width - x * 2.0 - number - scale.body * 1.2;
        (width / scale.body >= BESIDE && left > scale.body * 9.0).then_some(number)
    }
}

/// How far a number may grow in a box that is higher than its words, and the box with it.
const GROWTH: f64 = 1.7;
const MOST_GROWTH: f64 = 1.3;

/// The words under a number grow less than the number.
fn with_growth(scale: &Scale, growth: f64) -> (Scale, Scale) {
    let by = |k: f64| Scale { body: scale.body * k, u: scale.u * k, ..*scale };
    (by(growth), by(1.0 + (growth - 1.0) * 0.35))
}

/// The largest growth that something allows.
fn growth(fits: impl Fn(f64) -> bool) -> f64 {
    let steps = ((GROWTH - 1.0) * 20.0).round() as u32;
    (1..=steps).rev().map(|i| 1.0 + f64::from(i) / 20.0).find(|k| fits(*k)).unwrap_or(1.0)
}

impl Setting for KeyFigure {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let (x, top, bottom) = self.pads(scale);
        let natural = match self.beside(width, scale) {
            Some(number) => {
                let rest = width - x * 2.0 - number - scale.body * 1.2;
                self.number.height(number, scale).max(self.text.height(rest, scale)) + top + bottom
            }
            None => {
                self.number.height(width - x * 2.0, scale) + self.text.height(width - x * 2.0, scale) + top + bottom
            }
        };
        // A higher box makes the number larger.
        Extent { min: natural, natural, max: natural * MOST_GROWTH }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let s = &self.look.style.key_figure;
        let (x, top, bottom) = self.pads(scale);
        let radius = scale.u * s.radius;
        canvas.decoration(|c| {
            c.fill_rect(rect, radius, self.look.ink(s.fill));
            if s.waves {
                put_waves(rect, radius, scale, c);
            }
            c.border(rect.inset(scale.u * 5.0), Pt::ZERO, scale.u * 1.2, self.look.ink(s.inner));
        });
        let inner = Rect::new(rect.x + x, rect.y + top, rect.width - x * 2.0, rect.height - top - bottom);
        if let Some(number) = self.beside(rect.width, scale) {
            let height = self.number.height(number, scale);
            let grown = growth(|k| number * k <= inner.width * 0.5 && height * k <= inner.height);
            let (big, words) = with_growth(scale, grown);
            let number = number * grown;
            let height = self.number.height(number, &big);
            let at = Rect::new(inner.x, inner.y + (inner.height - height) / 2.0, number, height);
            self.number.put(at, false, &big, canvas);
            let lead = number + scale.body * 1.2;
            let at = Rect::new(inner.x + lead, inner.y, inner.width - lead, inner.height);
            // One line over a wide band may be larger still.
            let large = Scale { body: scale.body * 1.45, u: scale.u * 1.45, ..*scale };
            let fits =
                |s: &&Scale| self.text.height(at.width, s) <= at.height * 0.8 && self.text.lines(at.width, s) <= 2;
            let chosen = [&large, &words].into_iter().find(fits).unwrap_or(scale);
            self.text.put_centered(at, chosen, canvas);
            return;
        }
        let height = |k: f64| {
            let (big, words) = with_growth(scale, k);
            self.number.height(inner.width, &big) + self.text.height(inner.width, &words)
        };
        let grown = growth(|k| self.number.width(scale) * k <= inner.width && height(k) <= inner.height);
        let (big, words) = with_growth(scale, grown);
        let number = self.number.height(inner.width, &big);
        let y = inner.y + ((inner.height - height(grown)) / 2.0).max(Pt::ZERO);
        self.number.put(Rect::new(inner.x, y, inner.width, number), false, &big, canvas);
        let text = Rect::new(inner.x, y + number, inner.width, height(grown) - number);
        self.text.put(text, &words, canvas);
    }
}

/// Three strokes like rising smoke at the right side, clipped to the box.
fn put_waves(rect: Rect, radius: Pt, scale: &Scale, canvas: &mut Canvas) {
    let u = scale.u;
    let mut strokes = Vec::new();
    let n = (rect.height / (u * 48.0)).ceil() as usize + 1;
    for i in 0..3 {
        let x = rect.right() - u * (88.0 - 34.0 * i as f64);
        let mut segments = vec![Segment::Move(Point::new(x, rect.bottom() + u * 12.0))];
        let mut y = rect.bottom() + u * 12.0;
        for k in 0..n {
            let side = if k % 2 == 0 { -1.0 } else { 1.0 };
            let next = y - u * 48.0;
            segments.push(Segment::Cubic(
                Point::new(x + u * 22.0 * side, y - u * 16.0),
                Point::new(x + u * 22.0 * side, next + u * 16.0),
                Point::new(x, next),
            ));
            y = next;
        }
        let paint = Paint::Solid(Color::WHITE, 1.0);
        let stroke = Stroke { paint, width: u * 9.0, cap: Cap::Round, join: Join::Round, dash: Vec::new() };
        strokes.push(Item::Path(PathItem::stroked(Path { segments }, stroke)));
    }
    canvas.items.push(Item::Group(Group {
        transform: Transform::IDENTITY,
        clip: Some(Path::rounded_rect(rect, [radius; 4])),
        opacity: 0.18,
        tag: None,
        items: strokes,
    }));
}

/// A band of several numbers.
pub(crate) struct KeyBand {
    pub look: Look,
    pub cells: Vec<(Number, Text)>,
}

/// Least width of a cell, in body ems.
const LEAST_CELL: f64 = 8.0;

impl KeyBand {
    fn shape(&self, width: Pt, scale: &Scale) -> (usize, usize) {
        let n = self.cells.len().max(1);
        let most = ((width / (scale.body * LEAST_CELL)).floor() as usize).clamp(1, n);
        let rows = n.div_ceil(most);
        (n.div_ceil(rows), rows)
    }

    fn cell_width(&self, width: Pt, columns: usize, scale: &Scale) -> Pt {
        (width - scale.u * 24.0) / columns as f64 - scale.body * 0.9
    }

    fn row_height(&self, width: Pt, scale: &Scale) -> Pt {
        let most = |of: &dyn Fn(&(Number, Text)) -> Pt| self.cells.iter().map(of).fold(Pt::ZERO, Pt::max);
        most(&|c| c.0.height(width, scale)) + most(&|c| c.1.height(width, scale))
    }
}

impl Setting for KeyBand {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let (columns, rows) = self.shape(width, scale);
        let row = self.row_height(self.cell_width(width, columns, scale), scale);
        let natural = row * rows as f64 + scale.u * (24.0 + 12.0 * (rows as f64 - 1.0));
        Extent { min: natural - scale.u * 6.0, natural, max: natural * MOST_GROWTH }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let s = &self.look.style.key_figure;
        let (columns, rows) = self.shape(rect.width, scale);
        let width = self.cell_width(rect.width, columns, scale);
        let pitch = (rect.width - scale.u * 24.0) / columns as f64;
        let plain = *scale;
        let room = (rect.height - scale.u * (24.0 + 12.0 * (rows as f64 - 1.0))) / rows as f64;
        let fits = |k: f64| {
            let (big, words) = with_growth(&plain, k);
            let most = |of: &dyn Fn(&(Number, Text)) -> Pt| self.cells.iter().map(of).fold(Pt::ZERO, Pt::max);
            let height = most(&|c| c.0.height(width, &big)) + most(&|c| c.1.height(width, &words));
            height <= room && self.cells.iter().all(|c| c.0.width(&plain) * k <= width)
        };
        let (big, words) = with_growth(&plain, growth(|k| k <= 1.4 && fits(k)));
        let highest = self.cells.iter().map(|c| c.0.height(width, &big)).fold(Pt::ZERO, Pt::max);
        let row = highest + self.cells.iter().map(|c| c.1.height(width, &words)).fold(Pt::ZERO, Pt::max);
        let spare = rect.height - row * rows as f64 - scale.u * 12.0 * (rows as f64 - 1.0);
        let top = rect.y + spare / 2.0;
        canvas.decoration(|c| {
            c.fill_rect(rect, scale.u * s.radius, self.look.ink(s.fill));
            c.border(rect.inset(scale.u * 5.0), Pt::ZERO, scale.u * 1.2, self.look.ink(s.inner));
        });
        for (i, (number, text)) in self.cells.iter().enumerate() {
            let (r, k) = (i / columns, i % columns);
            let y = top + (row + scale.u * 12.0) * r as f64;
            let x = rect.x + scale.u * 12.0 + pitch * k as f64;
            if k > 0 {
                let ink = if s.inner == Ink::None { Some(Color::WHITE) } else { self.look.ink(s.inner) };
                let (from, to) = (Point::new(x, y + row * 0.12), Point::new(x, y + row * 0.92));
                canvas.decoration(|c| c.rule(from, to, scale.u * 1.2, ink));
            }
            let cell = Rect::new(x + (pitch - width) / 2.0, y, width, row);
            // A number that had to shrink stands on the same line as the others.
            let own = number.height(width, &big);
            canvas.tagged(Tag::ListItem, |c| {
                number.put(Rect::new(cell.x, cell.y + highest - own, width, own), true, &big, c);
                text.put(Rect::new(cell.x, cell.y + highest, width, row - highest), &words, c);
            });
        }
    }
}
