//! Problems as data. Stages collect [`Diagnostic`]s; only the command line prints them.

use std::fmt::Write as _;

use serde::Serialize;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How bad a problem is. Errors keep `output/` as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is written until it is mended.
    Error,
    /// Written, but probably not what was meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word shown to a person.
    pub fn label(self) -> &'static str {
        match self {
            Severity::Error => "错误",
            Severity::Warning => "警告",
            Severity::Note => "提示",
        }
    }
}

/// Where in a file. Lines and columns count from 1; columns count characters, as an editor does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Path below the site's folder, with `/` whatever the system.
    pub file: String,
    /// Line, from 1; 0 when the whole file is meant.
    pub line: u32,
    /// Column in characters, from 1; 0 when the whole line is meant.
    pub column: u32,
    /// How many characters the problem covers; at least 1 when a column is given.
    pub width: u32,
    /// The text of the line, if it is known.
    pub excerpt: Option<String>,
}

impl Span {
    /// A span for a file as a whole.
    pub fn file(file: impl Into<String>) -> Self {
        Span { file: file.into(), line: 0, column: 0, width: 0, excerpt: None }
    }

    /// A span for one line as a whole.
    pub fn line(file: impl Into<String>, line: u32) -> Self {
        Span { line, ..Span::file(file) }
    }

    /// Narrows the span to `width` characters from `column`.
    pub fn at(mut self, column: u32, width: u32) -> Self {
        self.column = column;
        self.width = width.max(1);
        self
    }

    /// Adds the text of the line, taken from the whole text of the file.
    pub fn excerpt_from(mut self, text: &str) -> Self {
        if self.line > 0 {
            self.excerpt = text.lines().nth(self.line as usize - 1).map(str::to_owned);
        }
        self
    }

    /// The span of the byte `offset` in `text`.
    pub fn of_offset(file: impl Into<String>, text: &str, offset: usize) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = text.get(..offset).unwrap_or_default();
        let line = before.matches('\n').count() as u32 + 1;
        let start = before.rfind('\n').map_or(0, |i| i + 1);
        let column = before.get(start..).unwrap_or_default().chars().count() as u32 + 1;
        Span::line(file, line).at(column, 1).excerpt_from(text)
    }
}

/// One problem, told in plain Chinese.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable kebab-case name, such as `front-matter-unclosed`.
    pub code: &'static str,
    /// What is wrong, one sentence without a full stop at the end.
    pub message: String,
    /// Where.
    pub span: Option<Span>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A note.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic { severity, code, message: message.into(), span: None, help: None }
    }

    /// Says where.
    pub fn with_span(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Says what to do.
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The problem as a person reads it, several lines, without colour.
    ///
    /// The caret stands under the character by display width: a 汉字 takes two columns (UAX #11).
    pub fn render(&self) -> String {
        let mut out = format!("{}[{}]：{}\n", self.severity.label(), self.code, self.message);
        if let Some(span) = &self.span {
            render_span(&mut out, span);
        }
        if let Some(help) = &self.help {
            for (i, line) in help.lines().enumerate() {
                let lead = if i == 0 { "  怎么改：" } else { "          " };
                let _ = writeln!(out, "{lead}{line}");
            }
        }
        out
    }
}

/// Longest excerpt shown, in columns; longer lines are cut around the caret.
const EXCERPT_COLUMNS: usize = 76;

fn render_span(out: &mut String, span: &Span) {
    let place = match (span.line, span.column) {
        (0, _) => span.file.clone(),
        (line, 0) => format!("{}:{line}", span.file),
        (line, column) => format!("{}:{line}:{column}", span.file),
    };
    let _ = writeln!(out, "  --> {place}");
    let Some(excerpt) = &span.excerpt else { return };
    let (shown, lead, caret) = clip_excerpt(excerpt, span.column, span.width);
    let number = span.line.to_string();
    let gutter = " ".repeat(number.len());
    let _ = writeln!(out, " {gutter} |");
    let _ = writeln!(out, " {number} | {shown}");
    if span.column > 0 {
        let _ = writeln!(out, " {gutter} | {}{}", " ".repeat(lead), "^".repeat(caret.max(1)));
    }
}

/// Cuts a long line around the caret. Returns the text, the columns before the caret, and the caret's width.
fn clip_excerpt(excerpt: &str, column: u32, width: u32) -> (String, usize, usize) {
    // Only the neighbourhood of the caret is looked at: a line may be megabytes long.
    let at = column.saturating_sub(1) as usize;
    let from = at.saturating_sub(EXCERPT_COLUMNS / 4);
    let mut shown = String::new();
    if from > 0 {
        shown.push('…');
    }
    let (mut lead, mut caret) = (0, 0);
    if from > 0 {
        lead = 1;
    }
    let mut columns = lead;
    let mut cut = false;
    for (i, c) in excerpt.chars().enumerate().skip(from) {
        let c = if c.is_control() { ' ' } else { c };
        let w = c.width().unwrap_or(0);
        if columns + w > EXCERPT_COLUMNS {
            cut = true;
            break;
        }
        columns += w;
        if i < at {
            lead += w;
        } else if i < at + width as usize {
            caret += w;
        }
        shown.push(c);
    }
    if cut {
        shown.push('…');
    }
    (shown, lead, caret)
}

/// The display width of a text in terminal columns (UAX #11).
pub fn display_width(text: &str) -> usize {
    text.width()
}

/// A collection of problems, in the order in which they were found.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// An empty collection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all of another collection.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(other);
    }

    /// Whether an error is among them.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// How many there are of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|d| d.severity == severity).count()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sorts by file, line and column, then by severity, so that the order never depends on threads;
    /// exact repeats are dropped.
    pub fn sort(&mut self) {
        self.0.sort_by(|a, b| {
            let key = |d: &Diagnostic| d.span.as_ref().map(|s| (s.file.clone(), s.line, s.column));
            key(a)
                .cmp(&key(b))
                .then(a.severity.cmp(&b.severity))
                .then(a.code.cmp(b.code))
                .then(a.message.cmp(&b.message))
        });
        self.0.dedup();
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(iter: I) -> Self {
        Diagnostics(iter.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caret_stands_under_wide_characters() {
        let d = Diagnostic::error("unknown-key", "不认识的字段“标提”")
            .with_span(Span::line("content/a.md", 2).at(3, 2).excerpt_from("---\n甲乙标提: x\n"))
            .with_help("是不是想写“标题”？");
        assert_eq!(
            d.render(),
            "错误[unknown-key]：不认识的字段“标提”\n  --> content/a.md:2:3\n   |\n 2 | 甲乙标提: x\n   |     ^^^^\n  怎么改：是不是想写“标题”？\n"
        );
    }

    #[test]
    fn a_very_long_line_is_cut_around_the_caret() {
        let line = "汉".repeat(100_000);
        let d = Diagnostic::error("x", "y").with_span(Span::line("a", 1).at(50_000, 1).excerpt_from(&line));
        let shown = d.render();
        assert!(shown.len() < 500, "{}", shown.len());
        let caret = shown.lines().last().map(|l| l.trim_end()).unwrap_or_default();
        assert_eq!(display_width(caret), " 1 | ".len() + 1 + 19 * 2 + 2);
    }

    #[test]
    fn offset_becomes_line_and_column() {
        let s = Span::of_offset("f", "一二\n三四五", "一二\n三四".len());
        assert_eq!((s.line, s.column), (2, 3));
        // Inside a character, and past the end: never a panic.
        assert_eq!(Span::of_offset("f", "一", 1).column, 1);
        assert_eq!(Span::of_offset("f", "一", 99).column, 2);
    }
}
