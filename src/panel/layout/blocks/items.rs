//! Lines with something before them: bullets, boxes to tick, questions, steps with large numerals.

use super::look::{Look, diamond, leaf};
use super::stack::Grid;
use super::text::Text;
use crate::panel::layout::{Canvas, Extent, Scale, Setting};
use crate::panel::scene::Tag;
use crate::panel::style::{BoxShape, Bullet, Ink};
use crate::unit::{Em, Point, Pt, Rect};

/// The size of decoration: u, or more where the body is set larger than the styles suppose.
pub(crate) fn unit(scale: &Scale) -> Pt {
    scale.u.max(scale.body / 19.5)
}

/// What stands before an item.
pub(crate) enum Mark {
    Bullet,
    Number(Box<Text>),
}

/// An item of a plain list.
pub(crate) struct Item {
    pub look: Look,
    pub mark: Mark,
    /// Room for the mark.
    pub indent: Em,
    /// The line height of the text that it begins with, as a multiple of the body size; 0 for the scale's own.
    pub leading: f64,
    pub body: Box<dyn Setting>,
}

impl Item {
    fn indent(&self, scale: &Scale) -> Pt {
        match &self.mark {
            Mark::Number(n) => (n.natural_width(scale) + scale.body * 0.35).max(self.indent.at(scale.body)),
            _ => self.indent.at(scale.body),
        }
    }
}

impl Setting for Item {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        self.body.measure(width - self.indent(scale), scale)
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let indent = self.indent(scale);
        let leading = if self.leading > 0.0 { self.leading } else { scale.leading };
        let line = scale.body * leading;
        canvas.tagged(Tag::ListItem, |canvas| {
            match &self.mark {
                Mark::Bullet => canvas.decoration(|c| self.put_bullet(rect, line, scale, c)),
                Mark::Number(n) => {
                    let shift = (line - n.line_height(scale)) / 2.0;
                    n.put(Rect::new(rect.x, rect.y + shift, indent, line), scale, canvas);
                }
            }
            let body = Rect::new(rect.x + indent, rect.y, rect.width - indent, rect.height);
            self.body.draw(body, scale, canvas);
        });
    }
}

impl Item {
    fn put_bullet(&self, rect: Rect, line: Pt, scale: &Scale, canvas: &mut Canvas) {
        let style = &self.look.style.list;
        let Some(color) = self.look.ink(style.mark) else { return };
        let size = scale.body * style.size;
        let center = Point::new(rect.x + self.indent.at(scale.body) * 0.36, rect.y + line / 2.0);
        let path = match style.bullet {
            Bullet::Disc => crate::panel::scene::Path::circle(center, size / 2.0),
            Bullet::Diamond => diamond(center, size * 0.62),
            Bullet::Leaf => leaf(Rect::new(center.x - size / 2.0, center.y - size / 2.0, size, size)),
        };
        canvas.fill(path, color);
    }
}

/// A line to tick.
pub(crate) struct CheckLine {
    pub look: Look,
    pub done: bool,
    pub last: bool,
    pub body: Box<dyn Setting>,
    pub line: f64,
}

impl CheckLine {
    fn insets(&self, scale: &Scale) -> (Pt, Pt, Pt) {
        let (s, u) = (&self.look.style.checklist, unit(scale));
        let side = if s.pill == Ink::None { Pt::ZERO } else { u * 12.0 };
        let lead = side + u * (s.size + s.gap);
        (lead, side, u * s.pad)
    }
}

impl Setting for CheckLine {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let (lead, side, pad) = self.insets(scale);
        let e = self.body.measure(width - lead - side, scale);
        // Lines are spread to fill: the classic place for spare height.
        Extent { min: e.min + pad, natural: e.natural + pad * 2.0, max: e.max + pad * 2.0 + scale.body * 0.9 }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let (s, u) = (&self.look.style.checklist, unit(scale));
        let (lead, side, _) = self.insets(scale);
        let width = rect.width - lead - side;
        let height = self.body.measure(width, scale).natural;
        let top = rect.y + (rect.height - height) / 2.0;
        let size = u * s.size;
        let middle = top + scale.body * self.line / 2.0;
        canvas.tagged(Tag::ListItem, |canvas| {
            canvas.decoration(|c| {
                c.fill_rect(rect, rect.height.min(u * 36.0) / 2.0, self.look.ink(s.pill));
                let square = Rect::new(rect.x + side, middle - size / 2.0, size, size);
                let radius = if s.shape == BoxShape::Ring { size / 2.0 } else { u * s.radius };
                c.fill_rect(square, radius, Some(crate::panel::scene::Color::WHITE));
                c.border(square, radius, u * s.line_width, self.look.ink(s.ink));
                if let Some(color) = self.look.ink(s.ink).filter(|_| self.done) {
                    let at = |x: f64, y: f64| Point::new(square.x + size * x, square.y + size * y);
                    c.polyline(&[at(0.24, 0.52), at(0.43, 0.72), at(0.78, 0.3)], u * s.line_width, color);
                }
                if !self.last {
                    let y = rect.bottom();
                    c.dashes(Point::new(rect.x, y), Point::new(rect.right(), y), u * 1.5, self.look.ink(s.rule));
                }
            });
            self.body.draw(Rect::new(rect.x + lead, top, width, height), scale, canvas);
        });
    }
}

/// A question and its answers.
pub(crate) struct Question {
    pub look: Look,
    pub mark: Text,
    pub question: Text,
    pub answer: Box<dyn Setting>,
    pub first: bool,
}

impl Question {
    fn lead(&self, scale: &Scale) -> Pt {
        self.disc(scale) + unit(scale) * 8.0
    }

    fn disc(&self, scale: &Scale) -> Pt {
        unit(scale) * self.look.style.qa.size
    }

    fn pads(&self, scale: &Scale) -> (Pt, Pt) {
        let pad = scale.u * self.look.style.qa.pad;
        (if self.first { Pt::ZERO } else { pad }, pad)
    }

    /// Draws it with its question this far below the top pad.
    fn put(&self, rect: Rect, spare: Pt, scale: &Scale, canvas: &mut Canvas) {
        let lead = self.lead(scale);
        let inner = rect.width - lead;
        let (above, _) = self.pads(scale);
        let disc = self.disc(scale);
        let question = self.question.height(inner, scale);
        let q = question.max(disc);
        let answer = self.answer.measure(inner, scale).natural;
        let top = rect.y + (above + spare).max(Pt::ZERO);
        let line = self.question.line_height(scale).max(disc);
        let style = &self.look.style.qa;
        canvas.decoration(|c| {
            if !self.first {
                let (from, to) = (Point::new(rect.x, rect.y), Point::new(rect.right(), rect.y));
                c.rule(from, to, scale.u * 1.5, self.look.ink(style.rule));
            }
            c.disc(Point::new(rect.x + disc / 2.0, top + line / 2.0), disc / 2.0, self.look.ink(style.disc));
        });
        self.mark.put_centered(Rect::new(rect.x, top, disc, line), scale, canvas);
        let x = rect.x + lead;
        self.question.put(Rect::new(x, top + (q - question) / 2.0, inner, question), scale, canvas);
        self.answer.draw(Rect::new(x, top + q, inner, answer), scale, canvas);
    }
}

/// Questions with their answers, one below the other or in pairs. The pair at the top has no rule above it.
pub(crate) struct Questions {
    pub one: Grid,
    pub two: Grid,
}

impl Questions {
    fn at(&self, width: Pt, scale: &Scale) -> &Grid {
        if self.two.shape(width, scale).0 > 1 { &self.two } else { &self.one }
    }
}

impl Setting for Questions {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        self.at(width, scale).measure(width, scale)
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        self.at(rect.width, scale).draw(rect, scale, canvas);
    }
}

impl Setting for Question {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let inner = width - self.lead(scale);
        let (above, below) = self.pads(scale);
        let q = self.question.height(inner, scale).max(self.disc(scale));
        let a = self.answer.measure(inner, scale);
        let give = scale.body * 0.8;
        Extent {
            min: q + a.min + (above + below) * 0.4,
            natural: q + a.natural + above + below,
            max: q + a.max + above + below + give,
        }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let natural = self.measure(rect.width, scale).natural;
        // Spare height stands above and below the pair.
        self.put(rect, (rect.height - natural) / 2.0, scale, canvas);
    }

    fn draw_in_row(&self, rect: Rect, natural: Pt, scale: &Scale, canvas: &mut Canvas) {
        self.put(rect, (rect.height - natural) / 2.0, scale, canvas);
    }
}

/// A step: a large numeral and its text.
pub(crate) struct Step {
    pub look: Look,
    pub number: Text,
    pub body: Box<dyn Setting>,
    /// Width of the numeral in parts of its size.
    pub numeral: f64,
}

impl Step {
    fn lead(&self, scale: &Scale) -> Pt {
        self.number.size(scale) * self.numeral + scale.u * self.look.style.steps.gap
    }
}

impl Setting for Step {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let pad = scale.u * self.look.style.steps.pad;
        let e = self.body.measure(width - self.lead(scale), scale);
        let number = self.number.line_height(scale);
        Extent {
            min: e.min.max(number) + pad,
            natural: e.natural.max(number) + pad * 2.0,
            max: e.max.max(number) + pad * 2.0 + scale.body * 0.9,
        }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let style = &self.look.style.steps;
        let lead = self.lead(scale);
        let (from, to) = (Point::new(rect.x, rect.y), Point::new(rect.right(), rect.y));
        canvas.tagged(Tag::ListItem, |canvas| {
            canvas.decoration(|c| c.rule(from, to, scale.u * style.rule_width, self.look.ink(style.rule)));
            let numeral = Rect::new(rect.x, rect.y, lead - scale.u * style.gap, rect.height);
            self.number.put_centered(numeral, scale, canvas);
            let width = rect.width - lead;
            let height = self.body.measure(width, scale).natural;
            let top = rect.y + (rect.height - height) / 2.0;
            self.body.draw(Rect::new(rect.x + lead, top, width, height), scale, canvas);
        });
    }
}
