//! What a lint is, and what lints find.

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use crate::config::Level;
use crate::diagnostic::Span;

/// One thing that a careful editor looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lint {
    /// Stable, kebab-case.
    pub code: &'static str,
    /// What is wrong, a few words.
    pub title: &'static str,
    /// Why it matters, with the rule it comes from.
    pub why: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// Something it finds.
    pub example: &'static str,
    /// The same, as it should be.
    pub right: &'static str,
    /// How bad it is unless `banbao.toml` says otherwise. A lint over a list of terms finds at most this.
    pub level: Level,
}

/// All lints, family by family.
static ALL: LazyLock<Vec<Lint>> = LazyLock::new(|| {
    let families = [
        super::meta::LINTS,
        super::time::LINTS,
        super::placeholder::LINTS,
        super::indent::LINTS,
        super::health_day::LINTS,
        super::terms::LINTS,
        super::contact::LINTS,
        super::punctuation::LINTS,
        super::dashes::LINTS,
        super::numbers::LINTS,
        super::series::LINTS,
        super::pairs::LINTS,
        super::wording::LINTS,
        super::pictures::LINTS,
        super::boards::LINTS,
        super::sheets::LINTS,
        super::contrast::LINTS,
        super::build::LINTS,
        super::allow::LINTS,
        super::levels::LINTS,
    ];
    families.into_iter().flatten().map(|l| **l).collect()
});

/// All lints, in the order of `docs/checks.md`.
pub fn all() -> &'static [Lint] {
    &ALL
}

/// The lint of a code.
pub fn explain(code: &str) -> Option<&'static Lint> {
    all().iter().find(|l| l.code == code)
}

impl Lint {
    /// Whether it is found in a file that people write, where a comment can allow it.
    fn is_of_text(&self) -> bool {
        !super::build::LINTS.contains(&self) && self.code != "style-contrast"
    }

    /// The lint as `check --explain` shows it.
    pub fn text(&self) -> String {
        if super::build::LINTS.contains(&self) && self.level == Level::Error {
            return format!(
                "{}：{}\n级别：错误，改好才能生成，不能关\n为什么：{}\n怎么改：{}\n错：{}\n对：{}\n",
                self.code, self.title, self.why, self.fix, self.example, self.right
            );
        }
        let allow = if self.is_of_text() {
            format!("\n这一处确实没有问题，就在它上一行写：\n<!-- banbao: allow {} 理由 -->\n", self.code)
        } else {
            "\n".to_owned()
        };
        format!(
            "{}：{}\n默认级别：{}\n为什么：{}\n怎么改：{}\n错：{}\n对：{}\n{}整站都不查，就在 banbao.toml 里写：\n[check]\nlevels = {{ \"{}\" = \"off\" }}\n",
            self.code,
            self.title,
            self.level.zh(),
            self.why,
            self.fix,
            self.example,
            self.right,
            allow,
            self.code
        )
    }
}

/// One place where a lint found something.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) lint: &'static Lint,
    /// How bad it is here, unless the settings say otherwise.
    pub(super) level: Level,
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) help: String,
    /// About the file as a whole: an allowance anywhere in it will do.
    pub(super) whole_file: bool,
}

/// Findings of one kind told for one file; the rest are only counted.
const MAX_SAME: usize = 50;

/// Gathers findings.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) list: Vec<Finding>,
    counts: BTreeMap<(&'static str, String), usize>,
}

impl Found {
    /// A finding with the lint's own level and help.
    pub(super) fn add(&mut self, lint: &'static Lint, span: Span, message: impl Into<String>) {
        self.push(Finding {
            lint,
            level: lint.level,
            span,
            message: message.into(),
            help: lint.fix.to_owned(),
            whole_file: false,
        });
    }

    /// A finding with words of its own on what to do.
    pub(super) fn add_with(
        &mut self,
        lint: &'static Lint,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Finding {
            lint,
            level: lint.level,
            span,
            message: message.into(),
            help: help.into(),
            whole_file: false,
        });
    }

    /// Any finding.
    pub(super) fn push(&mut self, finding: Finding) {
        let count = self.counts.entry((finding.lint.code, finding.span.file.clone())).or_default();
        *count += 1;
        if *count <= MAX_SAME {
            self.list.push(finding);
        }
    }

    /// A finding for every kind that was found too often to be listed.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        let counts = std::mem::take(&mut self.counts);
        for ((code, file), count) in counts.iter().filter(|(_, c)| **c > MAX_SAME) {
            let Some(last) = self.list.iter().rev().find(|f| f.lint.code == *code && f.span.file == *file) else {
                continue;
            };
            let more = Finding {
                lint: last.lint,
                level: last.level,
                span: Span::file(file.clone()),
                message: format!("同样的问题还有 {} 处，没有一一列出", count - MAX_SAME),
                help: last.help.clone(),
                whole_file: true,
            };
            self.list.push(more);
        }
        self.list
    }
}
