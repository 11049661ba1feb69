//! Boxes: alerts, quotations, pictures, code, rules.

use super::gallery::{Icon, Shown};
use super::items::unit;
use super::look::Look;
use super::text::Text;
use crate::diagnostic::{Diagnostic, Span};
use crate::panel::art::{Align, Fit};
use crate::panel::layout::{Canvas, Extent, Scale, Setting};
use crate::panel::picture::dpi;
use crate::panel::scene::{Group, ImageItem, Item, Path, Tag, Transform};
use crate::panel::style::{AlertLook, AlertShape};
use crate::unit::{Point, Pt, Rect};

/// An alert.
pub(crate) struct AlertBox {
    pub look: Look,
    pub colors: AlertLook,
    pub icon: Option<Icon>,
    /// On a line of its own; `None` where it runs into the text.
    pub title: Option<Text>,
    pub body: Box<dyn Setting>,
    pub empty: bool,
}

impl AlertBox {
    fn bar(&self, scale: &Scale) -> Pt {
        let s = &self.look.style.alert;
        if s.shape == AlertShape::Bar { scale.u * s.line_width } else { Pt::ZERO }
    }

    fn disc(&self, scale: &Scale) -> Pt {
        if self.icon.is_some() { unit(scale) * self.look.style.alert.disc } else { Pt::ZERO }
    }

    /// Left edge of the body from the box's, its width, its top.
    fn body_at(&self, width: Pt, scale: &Scale) -> (Pt, Pt, Pt) {
        let s = &self.look.style.alert;
        let (x, y) = (scale.u * s.pad_x, scale.u * s.pad_y);
        match &self.title {
            Some(title) => {
                let left = x + self.disc(scale) + scale.u * 10.0;
                let words = title.height(width - left - x, scale).max(self.disc(scale));
                (x, width - x * 2.0, y + words + if self.empty { Pt::ZERO } else { scale.u * 4.0 })
            }
            None => {
                let gap = if self.icon.is_some() { scale.u * 10.0 } else { Pt::ZERO };
                let left = self.bar(scale) + x + self.disc(scale) + gap;
                (left, width - left - x, y)
            }
        }
    }
}

impl Setting for AlertBox {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let (_, inner, top) = self.body_at(width, scale);
        let pad = scale.u * self.look.style.alert.pad_y;
        let body = self.body.measure(inner, scale).natural;
        let natural = match &self.title {
            Some(_) => top + body + pad,
            None => body.max(self.disc(scale)) + pad * 2.0,
        };
        // Never stretched, like key figures: its box is as high as its words.
        Extent { min: natural, natural, max: natural }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let s = &self.look.style.alert;
        let (left, inner, top) = self.body_at(rect.width, scale);
        let disc = self.disc(scale);
        canvas.decoration(|c| self.put_ground(rect, scale, c));
        let body = self.body.measure(inner, scale).natural;
        let pad = scale.u * s.pad_y;
        if let Some(title) = &self.title {
            let words = top - pad - if self.empty { Pt::ZERO } else { scale.u * 4.0 };
            let spare = (rect.height - top - body - pad).max(Pt::ZERO) / 2.0;
            let rect = Rect { y: rect.y + spare, ..rect };
            let (x, y) = (rect.x + scale.u * s.pad_x, rect.y + pad);
            canvas.decoration(|c| self.put_icon(Rect::new(x, y + (words - disc) / 2.0, disc, disc), scale, c));
            let lead = if disc > Pt::ZERO { disc + scale.u * 10.0 } else { Pt::ZERO };
            let width = rect.width - lead - scale.u * s.pad_x * 2.0;
            title.put_centered(Rect::new(x + lead, y, width, words), scale, canvas);
            self.body.draw(Rect::new(rect.x + left, rect.y + top, inner, body), scale, canvas);
            return;
        }
        let x = rect.x + self.bar(scale) + scale.u * s.pad_x;
        let y = rect.y + (rect.height - disc) / 2.0;
        canvas.decoration(|c| self.put_icon(Rect::new(x, y, disc, disc), scale, c));
        let y = rect.y + (rect.height - body) / 2.0;
        self.body.draw(Rect::new(rect.x + left, y, inner, body), scale, canvas);
    }
}

impl AlertBox {
    fn put_ground(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let (s, u) = (&self.look.style.alert, scale.u);
        let radius = u * s.radius;
        canvas.fill_rect(rect, radius, self.look.ink(self.colors.fill));
        if s.shape == AlertShape::Bar {
            let bar = Rect { width: u * s.line_width, ..rect };
            canvas.fill_rect(bar, Pt::ZERO, self.look.ink(self.colors.border));
        } else {
            canvas.border(rect, radius, u * s.line_width, self.look.ink(self.colors.border));
        }
    }

    fn put_icon(&self, at: Rect, scale: &Scale, canvas: &mut Canvas) {
        let Some(icon) = &self.icon else { return };
        let center = Point::new(at.x + at.width / 2.0, at.y + at.height / 2.0);
        canvas.disc(center, at.width / 2.0, self.look.ink(self.colors.disc));
        let side = unit(scale) * self.look.style.alert.icon;
        icon.put(Rect::new(center.x - side / 2.0, center.y - side / 2.0, side, side), canvas);
    }
}

/// A quotation.
pub(crate) struct QuoteBox {
    pub look: Look,
    pub body: Box<dyn Setting>,
}

impl QuoteBox {
    fn insets(&self, scale: &Scale) -> (Pt, Pt, Pt) {
        let bar = scale.u * self.look.style.quote.bar_width;
        (bar + scale.u * 18.0, scale.u * 16.0, scale.u * 10.0)
    }
}

impl Setting for QuoteBox {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let (left, right, y) = self.insets(scale);
        let e = self.body.measure(width - left - right, scale);
        Extent { min: e.min + y * 1.4, natural: e.natural + y * 2.0, max: e.max + y * 2.0 + scale.u * 8.0 }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let s = &self.look.style.quote;
        let (left, right, _) = self.insets(scale);
        let r = scale.u * s.radius;
        canvas.decoration(|c| {
            if let Some(color) = self.look.ink(s.fill) {
                c.fill(Path::rounded_rect(rect, [Pt::ZERO, r, r, Pt::ZERO]), color);
            }
            let bar = Rect { width: scale.u * s.bar_width, ..rect };
            c.fill_rect(bar, Pt::ZERO, self.look.ink(s.bar));
        });
        let width = rect.width - left - right;
        let height = self.body.measure(width, scale).natural;
        let y = rect.y + (rect.height - height) / 2.0;
        canvas.tagged(Tag::Quote, |c| self.body.draw(Rect::new(rect.x + left, y, width, height), scale, c));
    }
}

/// A picture over a wide card is no higher than so many body ems by itself.
const TALLEST: f64 = 13.0;

/// A picture with its caption.
pub(crate) struct PictureBlock {
    pub look: Look,
    pub shown: Shown,
    pub alt: String,
    pub caption: Option<Text>,
    /// Article file and line, for messages.
    pub file: String,
    pub line: u32,
}

impl PictureBlock {
    fn caption(&self, width: Pt, scale: &Scale) -> Pt {
        self.caption.as_ref().map_or(Pt::ZERO, |c| c.height(width, scale) + scale.u * self.look.style.figure.gap)
    }

    fn check(&self, width: Pt, canvas: &mut Canvas) {
        let Shown::Pixels(_, data) = &self.shown else { return };
        let found = dpi(data.width, width);
        if found >= 100.0 {
            return;
        }
        let wanted = (width.0 / 72.0 * 150.0).round();
        let message = format!("图片“{}”印出来只有 {found:.0} dpi，会发虚", data.path);
        let help = format!("换一张宽度在 {wanted:.0} 像素以上的图，或把它放小一些");
        let problem = if found < 50.0 {
            Diagnostic::error("image-coarse", message)
        } else {
            Diagnostic::warning("image-coarse", message)
        };
        canvas.diagnostics.push(problem.with_span(Span::line(&self.file, self.line)).with_help(help));
    }
}

impl Setting for PictureBlock {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let s = &self.look.style.figure;
        let caption = self.caption(width, scale);
        let full = width * self.shown.aspect();
        let natural = full.min(width * s.tallest).min(scale.body * TALLEST);
        let most = full.min(scale.body * TALLEST * 1.6).max(natural);
        Extent { min: natural * s.shrink + caption, natural: natural + caption, max: most + caption }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let s = &self.look.style.figure;
        let caption = self.caption(rect.width, scale);
        let room = rect.height - caption;
        let width = rect.width.min(room / self.shown.aspect());
        let height = width * self.shown.aspect();
        let at = Rect::new(rect.x + (rect.width - width) / 2.0, rect.y + (room - height) / 2.0, width, height);
        self.check(width, canvas);
        canvas.tagged(Tag::Figure(self.alt.clone()), |c| match &self.shown {
            Shown::Art(art) => c.items.push(art.place(at, Fit::Contain, Align::CENTER)),
            Shown::Pixels(image, _) => c.items.push(Item::Group(Group {
                transform: Transform::IDENTITY,
                clip: Some(Path::rounded_rect(at, [scale.u * s.radius; 4])),
                opacity: 1.0,
                tag: None,
                items: vec![Item::Image(ImageItem { image: *image, rect: at })],
            })),
        });
        if let Some(text) = &self.caption {
            let y = rect.bottom() - caption + scale.u * s.gap;
            text.put(Rect::new(rect.x, y, rect.width, caption), scale, canvas);
        }
    }
}

/// Text on a tinted ground: code.
pub(crate) struct TintBox {
    pub look: Look,
    pub body: Box<dyn Setting>,
}

impl Setting for TintBox {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let pad = scale.u * 10.0;
        let e = self.body.measure(width - pad * 2.0, scale);
        Extent { min: e.min + pad, natural: e.natural + pad * 2.0, max: e.max + pad * 2.0 }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let pad = scale.u * 10.0;
        let radius = scale.u * self.look.style.tiles.radius;
        canvas.decoration(|c| c.fill_rect(rect, radius, Some(self.look.hue.tint)));
        let inner = rect.inset(pad);
        let height = self.body.measure(inner.width, scale).natural;
        self.body.draw(Rect { y: rect.y + (rect.height - height) / 2.0, height, ..inner }, scale, canvas);
    }
}

/// A thin line between thoughts.
pub(crate) struct Rule {
    pub look: Look,
}

impl Setting for Rule {
    fn measure(&self, _: Pt, scale: &Scale) -> Extent {
        let height = scale.u * 3.0;
        Extent { min: height, natural: height, max: height }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let y = rect.y + rect.height / 2.0;
        let (from, to) = (Point::new(rect.x, y), Point::new(rect.right(), y));
        canvas.decoration(|c| c.rule(from, to, scale.u * 1.5, Some(self.look.hue.tint)));
    }
}
