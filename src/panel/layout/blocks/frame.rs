//! The card itself: ground, border, title in the style's shape, and what it holds.

use super::gallery::Icon;
use super::look::{Look, blob, leaf};
use super::text::Text;
use crate::panel::layout::{Canvas, Extent, Scale, Setting};
use crate::panel::scene::Path;
use crate::panel::style::HeadingShape;
use crate::unit::{Point, Pt, Rect};

/// A section's title.
pub(crate) struct Heading {
    pub look: Look,
    /// The number on the badge.
    pub badge: Option<Text>,
    /// A picture on the badge, instead of the number.
    pub icon: Option<Icon>,
    pub title: Text,
    /// At the right, or beneath where there is no room.
    pub note: Option<Text>,
}

/// Where the parts of a heading stand, from its top left corner.
struct Places {
    badge: Pt,
    badge_height: Pt,
    title_x: Pt,
    title_width: Pt,
    title_height: Pt,
    title_scale: Scale,
    /// The line that badge and title share.
    line: Pt,
    /// The note's width when it stands at the right.
    beside: Option<Pt>,
    /// The note's height when it stands beneath.
    beneath: Pt,
}

/// Least length of the rule between title and note, in u.
const LEAST_RULE: f64 = 20.0;
/// How far a title may shrink to stay on one line.
const SMALLEST_TITLE: f64 = 0.78;
/// Side paddings of a pill's text, in u: after the blob, before the right end.
const PILL_PAD: (f64, f64) = (12.0, 26.0);

impl Heading {
    fn style(&self) -> &crate::panel::style::HeadingStyle {
        &self.look.style.heading
    }

    fn is_pill(&self) -> bool {
        self.style().shape == HeadingShape::Pill
    }

    fn places(&self, width: Pt, scale: &Scale) -> Places {
        let s = self.style();
        let u = scale.u;
        let has_badge = self.badge.is_some() || self.icon.is_some();
        // The badge grows with the title where the body is set larger than the style's own.
        let grow = (self.title.line_height(scale) / (u * 33.0)).max(1.0);
        let badge_height = if has_badge { u * s.badge_height * grow } else { Pt::ZERO };
        let badge = if has_badge { u * s.badge * grow } else { Pt::ZERO };
        let gap = u * s.gap;
        let (before, after) = match s.shape {
            HeadingShape::Pill if has_badge => (u * PILL_PAD.0, u * PILL_PAD.1),
            HeadingShape::Pill => (u * PILL_PAD.1, u * PILL_PAD.1),
            _ if has_badge => (gap, Pt::ZERO),
            _ => (Pt::ZERO, Pt::ZERO),
        };
        let title_x = badge + before;
        let room = (width - title_x - after).max(u);
        // A title that is a little too long is set smaller rather than broken.
        let natural = self.title.natural_width(scale);
        let part = if natural * SMALLEST_TITLE <= room { (room / natural).min(1.0) } else { 1.0 };
        let title_scale = Scale { body: scale.body * part, u: scale.u * part, ..*scale };
        let title_width = self.title.natural_width(&title_scale).min(room);
        let title_height = self.title.height(title_width, &title_scale);
        let note = self.note.as_ref().map(|n| n.natural_width(scale));
        let tag_pad = if self.is_pill() { u * 28.0 } else { Pt::ZERO };
        let rule = if s.shape == HeadingShape::Leaf { u * LEAST_RULE + gap } else { Pt::ZERO };
        let left = room - title_width - gap - rule - tag_pad;
        let beside = note.filter(|n| *n <= left);
        let beneath = match (&self.note, beside) {
            (Some(n), None) if self.is_pill() => n.height(width - u * 42.0, scale) + u * 12.0,
            (Some(n), None) => n.height(width, scale) + u * 4.0,
            _ => Pt::ZERO,
        };
        let line = badge_height.max(title_height).max(if self.is_pill() { u * 48.0 * grow } else { Pt::ZERO });
        Places { badge, badge_height, title_x, title_width, title_height, title_scale, line, beside, beneath }
    }

    fn height(&self, width: Pt, scale: &Scale) -> Pt {
        let p = self.places(width, scale);
        let rules = match self.style().shape {
            HeadingShape::Ribbon => scale.u * (self.style().rule_width + 5.0),
            _ => Pt::ZERO,
        };
        p.line + rules + p.beneath
    }

    fn put(&self, at: Rect, scale: &Scale, canvas: &mut Canvas) {
        let p = self.places(at.width, scale);
        let title = Rect::new(at.x + p.title_x, at.y + (p.line - p.title_height) / 2.0, p.title_width, p.title_height);
        canvas.decoration(|c| match self.style().shape {
            HeadingShape::Leaf => self.put_leaf(at, &p, scale, c),
            HeadingShape::Ribbon => self.put_ribbon(at, &p, scale, c),
            HeadingShape::Pill => self.put_pill(at, &p, scale, c),
        });
        if let Some(number) = &self.badge {
            // A ribbon's point takes a fifth of its width.
            let width = if self.style().shape == HeadingShape::Ribbon { p.badge * 0.8 } else { p.badge };
            number.put_centered(Rect::new(at.x, at.y, width, p.line), scale, canvas);
        }
        self.title.put(title, &p.title_scale, canvas);
        if let Some(note) = &self.note {
            self.put_note(note, at, &p, scale, canvas);
        }
    }

    fn put_note(&self, note: &Text, at: Rect, p: &Places, scale: &Scale, canvas: &mut Canvas) {
        let u = scale.u;
        match p.beside {
            Some(width) if self.is_pill() => {
                let x = at.x + p.title_x + p.title_width + u * (PILL_PAD.1 + 12.0);
                let height = u * 28.0 * (p.line / (u * 62.0)).max(1.0);
                let tag = Rect::new(x, at.y + p.line - height - u * 2.0, width + u * 28.0, height);
                canvas.fill_rect(tag, height / 2.0, self.look.ink(self.style().tag_fill));
                note.put_centered(Rect::new(tag.x + u * 14.0, tag.y, width, height), scale, canvas);
            }
            Some(width) => {
                note.put_centered(Rect::new(at.right() - width, at.y, width, p.line), scale, canvas);
            }
            None if self.is_pill() => {
                // Beneath the pill, on its own ground, flush with the card's text.
                let own = note.natural_width(scale).min(at.width - u * 42.0);
                let y = at.y + self.height(at.width, scale) - p.beneath + u * 6.0;
                let height = p.beneath - u * 6.0;
                let tag = Rect::new(at.x + u * 14.0, y, own + u * 28.0, height);
                canvas.fill_rect(tag, (u * 14.0).min(height / 2.0), self.look.ink(self.style().tag_fill));
                note.put_centered(Rect::new(tag.x + u * 14.0, y, own, height), scale, canvas);
            }
            None => {
                let below = self.height(at.width, scale) - p.beneath;
                note.put(Rect::new(at.x, at.y + below + u * 2.0, at.width, p.beneath), scale, canvas);
            }
        }
    }

    fn put_leaf(&self, at: Rect, p: &Places, scale: &Scale, canvas: &mut Canvas) {
        let (s, u) = (self.style(), scale.u);
        let badge = Rect::new(at.x, at.y + (p.line - p.badge_height) / 2.0, p.badge, p.badge_height);
        if let Some(color) = self.look.ink(s.badge_fill).filter(|_| p.badge > Pt::ZERO) {
            canvas.fill(leaf(badge), color);
        }
        let from = at.x + p.title_x + p.title_width + u * s.gap;
        let to = at.right() - p.beside.map_or(Pt::ZERO, |w| w + u * s.gap);
        if to - from >= u * LEAST_RULE * 0.5 {
            let middle = at.y + p.line / 2.0;
            let rule = Rect::new(from, middle - u * s.rule_width / 2.0, to - from, u * s.rule_width);
            canvas.fill_rect(rule, rule.height / 2.0, self.look.ink(s.rule));
        }
    }

    fn put_ribbon(&self, at: Rect, p: &Places, scale: &Scale, canvas: &mut Canvas) {
        let (s, u) = (self.style(), scale.u);
        let arrow = |inset: Pt| {
            let (x, y) = (at.x + inset, at.y + (p.line - p.badge_height) / 2.0 + inset);
            let (w, h) = (p.badge - inset * 2.2, p.badge_height - inset * 2.0);
            let neck = w * 0.793;
            Path::polygon(&[
                Point::new(x, y),
                Point::new(x + neck, y),
                Point::new(x + w, y + h / 2.0),
                Point::new(x + neck, y + h),
                Point::new(x, y + h),
            ])
        };
        if p.badge > Pt::ZERO {
            if let Some(color) = self.look.ink(s.badge_fill) {
                canvas.fill(arrow(Pt::ZERO), color);
            }
            if let Some(color) = self.look.ink(s.badge_line) {
                use crate::panel::scene::{Item, PathItem, Stroke};
                let line = PathItem::stroked(arrow(u * 4.0), Stroke::solid(color, u * 1.6));
                canvas.items.push(Item::Path(line));
            }
        }
        let y = at.y + p.line;
        let rule = |canvas: &mut Canvas, y: Pt, width: f64, ink| {
            canvas.fill_rect(Rect::new(at.x, y, at.width, u * width), Pt::ZERO, self.look.ink(ink));
        };
        rule(canvas, y, s.rule_width, s.rule);
        rule(canvas, y + u * (s.rule_width + 4.0), 1.0, s.second_rule);
    }

    fn put_pill(&self, at: Rect, p: &Places, scale: &Scale, canvas: &mut Canvas) {
        let (s, u) = (self.style(), scale.u);
        let left = if p.badge > Pt::ZERO { p.badge - u * 24.0 } else { Pt::ZERO };
        let height = (p.title_height + u * 8.0).max(p.line - u * 14.0);
        let width = p.title_x + p.title_width + u * PILL_PAD.1 - left;
        let pill = Rect::new(at.x + left, at.y + (p.line - height) / 2.0, width, height);
        canvas.fill_rect(pill, u * 24.0, self.look.ink(s.badge_fill));
        if p.badge > Pt::ZERO {
            let badge = Rect::new(at.x, at.y + (p.line - p.badge_height) / 2.0, p.badge, p.badge_height);
            if let Some(color) = self.look.ink(s.badge_line) {
                canvas.fill(blob(badge.inset(-u * 3.0)), color);
            }
            if let Some(color) = self.look.ink(s.badge_fill) {
                canvas.fill(blob(badge), color);
            }
            if let Some(icon) = &self.icon {
                icon.put(badge.inset(p.badge * 0.22), canvas);
            }
        }
    }
}

/// A heading that stands in running text, without a card around it.
pub(crate) struct HeadingLine(pub Heading);

impl Setting for HeadingLine {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let natural = self.0.height(width, scale);
        Extent { min: natural, natural, max: natural }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        self.0.put(rect, scale, canvas);
    }
}

/// A card.
pub(crate) struct Frame {
    pub look: Look,
    pub heading: Option<Heading>,
    pub body: Box<dyn Setting>,
    /// Set on a tinted ground over the full width.
    pub band: bool,
}

/// What a frame takes around its body.
struct Pads {
    rise: Pt,
    x: Pt,
    above: Pt,
    heading: Pt,
    below: Pt,
}

impl Frame {
    fn pads(&self, width: Pt, scale: &Scale) -> Pads {
        let (card, heading, u) = (&self.look.style.card, &self.look.style.heading, scale.u);
        let x = u * (card.pad_x + card.border_width);
        let inner = width - x * 2.0;
        let below = u * (card.pad_bottom + card.border_width);
        let top = u * (card.pad_top + card.border_width);
        match &self.heading {
            Some(h) if heading.shape == HeadingShape::Pill => {
                let rise = u * heading.rise;
                Pads { rise, x, above: Pt::ZERO, heading: h.height(inner, scale) - rise + u * heading.below, below }
            }
            Some(h) => {
                Pads { rise: Pt::ZERO, x, above: top, heading: h.height(inner, scale) + u * heading.below, below }
            }
            None => Pads { rise: Pt::ZERO, x, above: top, heading: Pt::ZERO, below },
        }
    }

    fn put_ground(&self, card: Rect, scale: &Scale, canvas: &mut Canvas) {
        let (s, u) = (&self.look.style.card, scale.u);
        let (fill, border) = if self.band { (s.band_fill, s.band_border) } else { (s.fill, s.border) };
        canvas.fill_rect(card, u * s.radius, self.look.ink(fill));
        canvas.border(card, u * s.radius, u * s.border_width, self.look.ink(border));
        let gap = u * s.inner_gap;
        canvas.border(card.inset(gap), (u * s.radius - gap).max(Pt::ZERO), u * s.inner_width, self.look.ink(s.inner));
    }
}

impl Setting for Frame {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let p = self.pads(width, scale);
        let e = self.body.measure(width - p.x * 2.0, scale);
        let around = p.rise + p.above + p.heading + p.below;
        Extent { min: e.min + around, natural: e.natural + around, max: e.max + around }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let p = self.pads(rect.width, scale);
        let card = Rect::new(rect.x, rect.y + p.rise, rect.width, rect.height - p.rise);
        canvas.decoration(|c| self.put_ground(card, scale, c));
        let (x, width) = (rect.x + p.x, rect.width - p.x * 2.0);
        let top = card.y + p.above;
        if let Some(heading) = &self.heading {
            let y = if p.rise > Pt::ZERO { rect.y } else { top };
            // A pill stands out to the left of the text it heads.
            let out = if heading.is_pill() { scale.u * 14.0 } else { Pt::ZERO };
            heading.put(Rect::new(x - out, y, width + out, p.heading), scale, canvas);
        }
        let top = top + p.heading;
        let mut body = Rect::new(x, top, width, card.bottom() - p.below - top);
        if self.heading.is_none() {
            // A lead stands in the middle of a frame that is higher than it likes.
            let spare = (body.height - self.body.measure(width, scale).max).max(Pt::ZERO);
            body = Rect { y: body.y + spare / 2.0, height: body.height - spare, ..body };
        }
        self.body.draw(body, scale, canvas);
    }
}
