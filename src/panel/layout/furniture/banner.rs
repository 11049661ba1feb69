//! An article's title over the full width, where its article does not begin a sheet.

use std::sync::Arc;

use super::lettering::{Look, Type};
use super::masthead::ink;
use crate::panel::layout::blocks::Context;
use crate::panel::layout::{Canvas, Card, Extent, Scale, Setting, Variant};
use crate::panel::scene::{Color, Tag};
use crate::panel::style::{FaceRole, Ink};
use crate::panel::typeset::TextAlign;
use crate::unit::{Pt, Rect};

/// A banner.
struct Banner {
    cx: Arc<Context>,
    title: String,
    note: String,
}

impl Banner {
    fn height(&self, scale: &Scale) -> Pt {
        (scale.body * 3.0).max(scale.u * 50.0)
    }
}

impl Setting for Banner {
    fn measure(&self, _: Pt, scale: &Scale) -> Extent {
        let natural = self.height(scale);
        Extent { min: natural * 0.94, natural, max: natural * 1.1 }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let (u, style) = (scale.u, &self.cx.style);
        let t = Type { cx: &self.cx, u };
        let size = scale.body.0 / u.0;
        let (card, m) = (&style.card, &style.masthead);
        canvas.decoration(|c| {
            c.fill_rect(rect, (u * card.radius).min(rect.height / 2.0), Ink::Hue.on(&style.hue(0)));
            let inner = (u * card.radius - u * card.inner_gap).max(Pt::ZERO);
            c.border(rect.inset(u * card.inner_gap), inner, u * card.inner_width, card.inner.on(&style.hue(0)));
        });
        let pad = u * (card.pad_x + 10.0);
        let room = rect.width - pad * 2.0;
        let white = Color::WHITE;
        let note = Look::new(FaceRole::Strong, size * 1.05, ink(style, m.tab_text));
        let note = t.shrunk(&self.note, Look { color: white, ..note }, room * 0.4, 12.0);
        let beside = if self.note.is_empty() { Pt::ZERO } else { t.width(&self.note, note) + u * 24.0 };
        let title = t.shrunk(&self.title, Look::new(FaceRole::Heading, size * 1.75, white), room - beside, 14.0);
        let baseline = |size: f64| rect.y + rect.height / 2.0 + u * size * 0.38;
        canvas.tagged(Tag::Heading(1), |c| {
            t.line(&self.title, title, TextAlign::Left, (rect.x + pad, baseline(title.size), room - beside), c);
        });
        let x = rect.right() - pad - beside;
        t.line(&self.note, note, TextAlign::Right, (x, baseline(note.size), beside), canvas);
    }
}

/// The banner of an article as a card over all columns of a grid.
pub fn card(cx: &Arc<Context>, article: usize, title: &str, note: &str, columns: usize) -> Card {
    let title = title.split_whitespace().collect::<Vec<_>>().join("　");
    let setting = Banner { cx: cx.clone(), title: title.clone(), note: note.to_owned() };
    let mut span_cost = vec![None; columns.saturating_sub(1)];
    span_cost.push(Some(0.0));
    let variant = Variant {
        name: "banner",
        reason: "一张上有几篇文章，各有题头".to_owned(),
        span_cost,
        showpiece: false,
        setting: Box::new(setting),
    };
    Card { title, article, line: 1, characters: 0, variants: vec![variant], starts_sheet: true }
}
