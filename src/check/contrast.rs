//! Colours of print styles that cannot be read on one another (WCAG 2.2, 1.4.3).

use super::Context;
use super::lint::{Found, Level, Lint};
use crate::diagnostic::Span;
use crate::panel::scene::Color;
use crate::panel::style::{self, Style};

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

/// Running text, and letters of 24 px and more (WCAG's "large scale": 18 pt; section titles on a wall are larger).
const BODY: f64 = 4.5;
const LARGE: f64 = 3.0;

/// Looks at every style of the site's theme.
pub(super) fn check(context: &Context<'_>, out: &mut Found) {
    for entry in style::list(context.world, &context.config.theme) {
        if let (Some(style), _) = style::load(context.world, &context.config.theme, &entry.id) {
            for (what, text, ground, least) in pairs(&style) {
                let found = contrast(text, ground);
                if found < least {
                    let message = format!("版式“{}”的{what}对比度只有 {found:.1}，至少要 {least:.1}", style.name);
                    out.add(&CONTRAST, Span::file(style.path.clone()), message);
                }
            }
        }
    }
}

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
fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// WCAG 2.2: relative luminance.
fn luminance(color: Color) -> f64 {
    let [r, g, b] = color.rgb.map(|v| {
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
        assert!((contrast(Color::BLACK, Color::WHITE) - 21.0).abs() < 1e-9);
        assert!((contrast(Color::from_rgb([0x77; 3]), Color::WHITE) - 4.48).abs() < 0.01);
    }
}
