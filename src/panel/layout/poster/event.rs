//! The health day with its number, as the style's masthead shows it.

use super::Words;
use super::spec::Place;
use crate::panel::layout::Canvas;
use crate::panel::layout::blocks::Context;
use crate::panel::layout::furniture::lettering::{Look, Type};
use crate::panel::layout::furniture::masthead::{ink, ordinal, pill};
use crate::panel::layout::furniture::topics::Topic;
use crate::panel::scene::Path;
use crate::panel::style::{FaceRole, MastheadKind, Style};
use crate::panel::typeset::TextAlign;
use crate::unit::{Point, Pt, Rect};

/// The day; where there is none, the column and the topic.
pub(super) fn put(cx: &Context, place: &Place, words: &Words, topic: Option<&Topic>, canvas: &mut Canvas) {
    let style: &Style = &cx.style;
    let label = topic.map(|t| t.label.clone()).filter(|l| !l.is_empty());
    let (name, beside) = match &words.event {
        Some(event) => (event.clone(), words.date.clone()),
        None => (words.column.clone(), label),
    };
    if name.is_empty() {
        return;
    }
    match style.masthead.kind {
        MastheadKind::Leaf => tabs(cx, place, &name, beside.as_deref(), canvas),
        MastheadKind::Ribbon => {
            // Drawn 36 u high with 136 u of rules at each side.
            let em = name.chars().count() as f64 * 39.0 + 280.0;
            let u = Pt((place.size / 36.0).min(place.rect().width.0 / em));
            let rect = place.rect();
            let middle = Point::new(place.left(rect.width) + rect.width / 2.0, rect.y + rect.height / 2.0 + u * 14.0);
            ordinal(Type { cx, u }, &name, middle, canvas);
        }
        MastheadKind::Bounce => {
            let text = match beside {
                Some(beside) => format!("{name} · {beside}"),
                None => name,
            };
            // Drawn 60 u high with type of 32 u.
            let em = text.chars().count() as f64 * 33.0 + 70.0;
            let u = Pt((place.size / 32.0).min(place.rect().width.0 / em));
            let rect = place.rect();
            let top = rect.y + (rect.height - u * 60.0) / 2.0;
            pill(Type { cx, u }, &text, (rect.x + rect.width / 2.0, top), canvas);
        }
    }
}

/// Two tabs side by side: the day, and when it is.
fn tabs(cx: &Context, place: &Place, name: &str, beside: Option<&str>, canvas: &mut Canvas) {
    let (style, rect): (&Style, _) = (&cx.style, place.rect());
    let m = &style.masthead;
    let t = Type { cx, u: Pt(1.0) };
    let color = ink(style, m.tab_text);
    let look = |size: f64| (Look::new(FaceRole::Strong, size, color), Look::new(FaceRole::Body, size, color));
    let pad = |size: f64| Pt(size * 0.7);
    let wide = |size: f64| {
        let (first, second) = look(size);
        let beside = beside.map_or(Pt::ZERO, |b| t.width(b, second) + pad(size) * 2.0);
        (t.width(name, first) + pad(size) * 2.0, beside)
    };
    let (a, b) = wide(place.size);
    let size = place.size * (rect.width / (a + b)).min(1.0);
    let ((a, b), (first, second)) = (wide(size), look(size));
    let (x, height, r) = (place.left(a + b), Pt(size * 1.75), Pt(size * 0.5));
    let y = rect.y + (rect.height - height) / 2.0;
    let (one, two) = (Rect::new(x, y, a, height), Rect::new(x + a, y, b, height));
    let none = Pt::ZERO;
    let left = if beside.is_some() { [r, none, none, r] } else { [r; 4] };
    canvas.decoration(|c| c.fill(Path::rounded_rect(one, left), ink(style, m.tab)));
    let baseline = y + height / 2.0 + Pt(size * 0.37);
    t.line(name, first, TextAlign::Center, (one.x, baseline, a), canvas);
    if let Some(beside) = beside {
        canvas.decoration(|c| c.fill(Path::rounded_rect(two, [none, r, r, none]), ink(style, m.tab_second)));
        t.line(beside, second, TextAlign::Center, (two.x, baseline, b), canvas);
    }
}
