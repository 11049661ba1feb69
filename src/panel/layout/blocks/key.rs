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
        // Never stretched: its box is as high as its words.
        Extent { min: natural, natural, max: natural }
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
            let at = Rect::new(inner.x, inner.y + (inner.height - height) / 2.0, number, height);
            self.number.put(at, false, scale, canvas);
            let lead = number + scale.body * 1.2;
            self.text.put_centered(Rect::new(inner.x + lead, inner.y, inner.width - lead, inner.height), scale, canvas);
            return;
        }
        let number = self.number.height(inner.width, scale);
        let words = number + self.text.height(inner.width, scale);
        let y = inner.y + ((inner.height - words) / 2.0).max(Pt::ZERO);
        self.number.put(Rect::new(inner.x, y, inner.width, number), false, scale, canvas);
        self.text.put(Rect::new(inner.x, y + number, inner.width, words - number), scale, canvas);
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
        let height = |(number, text): &(Number, Text)| number.height(width, scale) + text.height(width, scale);
        self.cells.iter().map(height).fold(Pt::ZERO, Pt::max)
    }
}

impl Setting for KeyBand {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let (columns, rows) = self.shape(width, scale);
        let row = self.row_height(self.cell_width(width, columns, scale), scale);
        let natural = row * rows as f64 + scale.u * (24.0 + 12.0 * (rows as f64 - 1.0));
        Extent { min: natural - scale.u * 6.0, natural, max: natural + scale.u * 10.0 }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let s = &self.look.style.key_figure;
        let (columns, rows) = self.shape(rect.width, scale);
        let width = self.cell_width(rect.width, columns, scale);
        let pitch = (rect.width - scale.u * 24.0) / columns as f64;
        let row = self.row_height(width, scale);
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
            let height = number.height(width, scale);
            canvas.tagged(Tag::ListItem, |c| {
                number.put(Rect::new(cell.x, cell.y, width, height), true, scale, c);
                text.put(Rect::new(cell.x, cell.y + height, width, row - height), scale, c);
            });
        }
    }
}
