//! Colours of print styles that cannot be read on one another (WCAG 2.2, 1.4.3).

use super::Context;
use super::lint::{Found, Level, Lint};
use crate::diagnostic::Span;
use crate::panel::style::{self, Unreadable};

static CONTRAST: Lint = Lint {
    code: "style-contrast",
    title: "版式的颜色看不清",
    why: "WCAG 1.4.3：正文与底色的对比度至少 4.5，大字至少 3；老人和弱视的人站在板报前才看得清",
    fix: "在版式文件的 [palette] 里把字的颜色改深，或者把底色改浅",
    example: "ink = \"#9aa5a0\"，card = \"#ffffff\"（对比度 2.5）",
    right: "ink = \"#1f2d28\"，card = \"#ffffff\"（对比度 14.2）",
    level: Level::Warning,
};

pub(super) const LINTS: &[&Lint] = &[&CONTRAST];

/// Looks at every style of the site's theme; what a board's own colours do is told where boards are composed.
pub(super) fn check(context: &Context<'_>, out: &mut Found) {
    for entry in style::list(context.world, &context.config.theme) {
        if let (Some(style), _) = style::load(context.world, &context.config.theme, &entry.id) {
<<<<<<< HEAD
            for Unreadable { what, found, least } in style::unreadable(&style) {
                let message = format!("版式“{}”的{what}对比度只有 {found:.1}，至少要 {least:.1}", style.name);
                out.add(&CONTRAST, Span::file(style.path.clone()), message);
=======
            for (what, text, ground, least) in pairs(&style) {
                let found = contrast(text.rgb, ground.rgb);
                if found < least {
                    let message = format!("版式“{}”的{what}对比度只有 {found:.1}，至少要 {least:.1}", style.name);
                    out.add(&CONTRAST, Span::file(style.path.clone()), message);
                }
>>>>>>> e2f1ec7 (check: more of GB/T 15834 and 15835, indented code, drawn boards (small print, fine codes, words over pictures), an interval per board; broken drawings are refused)
            }
        }
    }
}
<<<<<<< HEAD
=======

/// What stands on what: the words for it, the two colours, and how much they must differ.
fn pairs(style: &Style) -> Vec<(String, Color, Color, f64)> {
    let mut out = Vec::new();
    let mut named = |what: &str, text: &str, ground: &str, least: f64| {
        if let (Some(t), Some(g)) = (style.color(text), style.color(ground)) {
            out.push((format!("{what}（{text} 在 {ground} 上）"), t, g, least));
        }
    };
    named("正文", "ink", "card", BODY);
    named("正文", "ink", "page", BODY);
    named("正文", "ink", "tint", BODY);
    for (i, hue) in style.hues.iter().enumerate() {
        out.push((format!("第 {} 种卡片的标题（deep 在 tint 上）", i + 1), hue.deep, hue.tint, LARGE));
        if let Some(card) = style.color("card") {
            out.push((format!("第 {} 种卡片的标题（deep 在 card 上）", i + 1), hue.deep, card, LARGE));
        }
    }
    out
}

/// WCAG 2.2: contrast ratio.
pub(super) fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
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
>>>>>>> e2f1ec7 (check: more of GB/T 15834 and 15835, indented code, drawn boards (small print, fine codes, words over pictures), an interval per board; broken drawings are refused)
