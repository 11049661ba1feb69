//! Paragraphs that blanks at the start of a line turned into code.

use super::file::File;
use super::lint::{Found, Level, Lint};
use crate::words::is_han;

static CODE: Lint = Lint {
    code: "indented-code",
    title: "行首的空格把一段话变成了代码",
    why: "Markdown 里行首有 4 个空格或一个 Tab 就是代码，会排成等宽的小字，在板报上不换行；段首缩进由版式来做",
    fix: "删去行首的空格和 Tab；真的要写代码，用 ``` 围起来",
    example: "（Tab）温馨提示：血压计每年校准一次。",
    right: "温馨提示：血压计每年校准一次。",
    level: Level::Warning,
};

pub(super) const LINTS: &[&Lint] = &[&CODE];

pub(super) fn check(file: &File<'_>, out: &mut Found) {
    for line in &file.codes {
        let text = file.source.line(*line);
        let fenced = text.trim_start().starts_with(['`', '~']);
        let words = text.trim();
        if fenced || !text.starts_with([' ', '\t']) || !words.chars().any(is_han) {
            continue;
        }
        let blanks = text.chars().take_while(|c| c.is_whitespace()).count() as u32;
        out.add(&CODE, file.source.span_at(*line, 1, blanks.max(1)), "行首有空格，这一段成了代码");
    }
}
