//! Colours that cannot be read on one another (WCAG 2.2, 1.4.3).

use super::read::nearest;
use super::{Ink, Style};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::BoardColor;
use crate::panel::scene::Color;

/// Running text, and letters of 24 px and more (WCAG's "large scale": 18 pt; section titles on a wall are larger).
const BODY: f64 = 4.5;
const LARGE: f64 = 3.0;

/// What stands on what.
struct Pair {
    what: String,
    text: Color,
    ground: Color,
    least: f64,
}

/// Text that stands out too little from its ground.
#[derive(Debug, Clone, PartialEq)]
pub struct Unreadable {
    /// The text and its ground, in Chinese.
    pub what: String,
    /// Their contrast ratio.
    pub found: f64,
    /// What it should be.
    pub least: f64,
}

/// What cannot be read in a style.
pub fn unreadable(style: &Style) -> Vec<Unreadable> {
    let all = pairs(style).into_iter().chain(light_on_dark(style));
    let judged = all.map(|p| Unreadable { found: p.contrast(), what: p.what, least: p.least });
    judged.filter(|p| p.found < p.least).collect()
}

/// What a board's own colours do to its style: names that it does not have, and text that could be read before.
pub(super) fn changed(plain: &Style, style: &Style, changes: &[BoardColor]) -> Diagnostics {
    let mut out = Diagnostics::new();
    for change in changes.iter().filter(|c| !style.palette.contains_key(&c.name)) {
        out.push(unknown(style, change));
    }
    let both = |s: &Style| pairs(s).into_iter().chain(light_on_dark(s)).collect::<Vec<_>>();
    let mut worse: Vec<(Option<&BoardColor>, Vec<Pair>)> = Vec::new();
    for (before, after) in both(plain).iter().zip(both(style)) {
        let found = after.contrast();
        if found >= after.least || found >= before.contrast() {
            continue;
        }
        let is_cause = |c: &&BoardColor| style.color(&c.name).is_some_and(|c| c == after.text || c == after.ground);
        let cause = changes.iter().find(is_cause);
        match worse.iter_mut().find(|(c, _)| *c == cause) {
            Some((_, pairs)) => pairs.push(after),
            None => worse.push((cause, vec![after])),
        }
    }
    out.extend(worse.iter().map(|(cause, pairs)| too_close(*cause, pairs)));
    out
}

fn too_close(cause: Option<&BoardColor>, pairs: &[Pair]) -> Diagnostic {
    let one = |p: &Pair| format!("{}只有 {:.1}，至少要 {:.1}", p.what, p.contrast(), p.least);
    let all = pairs.iter().map(one).collect::<Vec<_>>().join("；");
    let d = Diagnostic::warning("style-contrast", format!("配色改过以后看不清，对比度：{all}"))
        .with_help("把字的颜色改深，或者把底色改浅；老人和弱视的人站在板报前才看得清");
    match cause {
        Some(cause) => d.with_span(cause.span.clone()),
        None => d,
    }
}

fn unknown(style: &Style, change: &BoardColor) -> Diagnostic {
    let names = || style.palette.keys().map(String::as_str);
    let help = match nearest(&change.name, names()) {
        Some(near) => format!("是不是想写“{near}”？"),
        None => format!("可以改的颜色：{}", names().collect::<Vec<_>>().join("、")),
    };
    let message = format!("版式“{}”里没有名叫“{}”的颜色，没有用它", style.name, change.name);
    Diagnostic::warning("unknown-color", message).with_span(change.span.clone()).with_help(help)
}

/// Dark text on light grounds.
fn pairs(style: &Style) -> Vec<Pair> {
    let mut out = Vec::new();
    for ground in ["card", "page", "tint"] {
        if let (Some(text), Some(on)) = (style.color("ink"), style.color(ground)) {
            out.push(Pair { what: format!("正文（ink 在 {ground} 上）"), text, ground: on, least: BODY });
        }
    }
    for (i, hue) in style.hues.iter().enumerate() {
        let mut title = |on: &str, ground: Color| {
            let what = format!("第 {} 种卡片的标题（deep 在 {on} 上）", i + 1);
            out.push(Pair { what, text: hue.deep, ground, least: LARGE });
        };
        title("tint", hue.tint);
        if let Some(card) = style.color("card") {
            title("card", card);
        }
    }
    out
}

/// Large light text on what is painted with the accent, or with each card's own colour.
fn light_on_dark(style: &Style) -> Vec<Pair> {
    let roles = &style.roles;
    let parts: [(&str, Ink, Ink); 3] = [
        ("序号牌上的数字", roles.badge.color, style.heading.badge_fill),
        ("表头", roles.table_head.color, style.table.head),
        ("大数字", roles.key_number.color, style.key_figure.fill),
    ];
    let mut out = Vec::new();
    for (what, text, ground) in parts {
        let worn = if ground == Ink::Hue { style.hues.len().max(1) } else { 1 };
        for card in 0..worn {
            let hue = style.hue(card);
            let which = if worn > 1 { format!("（第 {} 种卡片）", card + 1) } else { String::new() };
            let what = format!("{what}{which}");
            out.extend(ground.on(&hue).map(|ground| Pair { what, text: text.text_on(&hue), ground, least: LARGE }));
        }
    }
    out
}

impl Pair {
    fn contrast(&self) -> f64 {
        contrast(self.text.rgb, self.ground.rgb)
    }
}

/// WCAG 2.2: contrast ratio of two sRGB colours.
pub fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// WCAG 2.2: relative luminance.
fn luminance(rgb: [u8; 3]) -> f64 {
    let [r, g, b] = rgb.map(|v| {
        let v = f64::from(v) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_on_white_is_21_to_1() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
        assert!((contrast([0x77; 3], [255; 3]) - 4.48).abs() < 0.01);
    }
}
