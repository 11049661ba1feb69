//! How bad each lint is for this site: `[check] levels` of `banbao.toml`.

use std::collections::BTreeMap;

use super::lint::{Level, Lint, all, explain};
use crate::config::{CONFIG_FILE, Config};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::input::{Source, decode, nearest};
use crate::world::World;

static UNKNOWN: Lint = Lint {
    code: "check-level-unknown",
    title: "设置里的检查编号不存在",
    why: "编号写错了，这一行设置不会起作用",
    fix: "照抄提示里方括号中的编号",
    example: "[check] levels = { \"relativ-time\" = \"off\" }",
    right: "[check] levels = { \"relative-time\" = \"off\" }",
    level: Level::Warning,
};

pub(super) const LINTS: &[&Lint] = &[&UNKNOWN];

/// Levels that differ from the lints' own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<&'static str, Level>);

impl Levels {
    /// Every lint at its own level.
    pub fn new() -> Self {
        Self::default()
    }

    /// What the settings say; a code that no lint has is a warning with the nearest one.
    pub fn resolve(world: &dyn World, config: &Config) -> (Levels, Diagnostics) {
        let mut levels = Levels::new();
        let mut problems = Diagnostics::new();
        for (code, level) in &config.check {
            if levels.set(code, *level) {
                continue;
            }
            let help = match nearest(code, all().iter().map(|l| l.code)) {
                Some(near) => format!("是不是想写“{near}”？"),
                None => UNKNOWN.fix.to_owned(),
            };
            let d = Diagnostic::warning(UNKNOWN.code, format!("没有“{code}”这一项检查"));
            problems.push(d.with_span(place(world, code)).with_help(help));
        }
        (levels, problems)
    }

    /// Sets the level of a lint; `false` when there is no such lint.
    pub fn set(&mut self, code: &str, level: Level) -> bool {
        let Some(lint) = explain(code) else { return false };
        self.0.insert(lint.code, level);
        true
    }

    /// The level that the settings give a lint.
    pub fn get(&self, code: &str) -> Option<Level> {
        self.0.get(code).copied()
    }
}

/// Where the settings name a code.
fn place(world: &dyn World, code: &str) -> Span {
    let text = world.read(CONFIG_FILE).ok().and_then(|bytes| decode(CONFIG_FILE, &bytes).ok()).map(|d| d.text);
    let Some(text) = text else { return Span::file(CONFIG_FILE) };
    match text.find(code) {
        Some(at) => Source::new(CONFIG_FILE, text.as_str()).span(at..at + code.len()),
        None => Span::file(CONFIG_FILE),
    }
}
