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
            for Unreadable { what, found, least } in style::unreadable(&style) {
                let message = format!("版式“{}”的{what}对比度只有 {found:.1}，至少要 {least:.1}", style.name);
                out.add(&CONTRAST, Span::file(style.path.clone()), message);
            }
        }
    }
}
