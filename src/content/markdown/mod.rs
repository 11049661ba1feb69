//! Markdown to [`Document`]. pulldown-cmark's events end here.
//!
//! Guards ► marks for CJK emphasis ► events ► blocks and inlines ► footnotes in order ► what people mean without marks.

mod blocks;
mod habits;
mod html;
mod inlines;
mod slips;
mod targets;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::cjk;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Span};
use crate::input::Source;
use crate::model::{Document, Footnote};
use crate::world::World;

/// Blocks or marks nested deeper than this are refused: no page needs them, and trees are walked by recursion.
pub const MAX_NESTING: usize = 64;

/// Problems of one kind told for one file; the rest are only counted.
const MAX_SAME_PROBLEMS: usize = 50;

/// What the text refers to and how it is read.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Site-relative path of the file, for places and for relative links.
    pub file: &'a str,
    /// Where pictures and linked files are looked for; without it nothing is looked for.
    pub world: Option<&'a dyn World>,
    /// Keep raw HTML as written.
    pub raw_html: bool,
}

impl<'a> Context<'a> {
    /// A text on its own.
    pub fn of(file: &'a str) -> Self {
        Context { file, world: None, raw_html: false }
    }
}

/// Reads `text`, whose first line is line `first_line` of its file.
pub fn parse(text: &str, first_line: u32, context: Context<'_>) -> (Document, Diagnostics) {
    let marked = cjk::mark_emphasis(text);
    let source = Source::new(context.file, marked);
    let problems = RefCell::new(Problems::default());
    let place = Places { source: &source, first_line };
    if let Some(d) = too_deep_by_its_marks(text, &place) {
        return (Document::default(), [d].into_iter().collect());
    }
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    let events: Vec<(Event<'_>, Range<usize>)> = Parser::new_ext(source.text(), options).into_offset_iter().collect();
    let builder = Builder::new(context, place, &events, &problems);
    let document = builder.document();
    let mut found = problems.into_inner().finish();
    found.sort();
    (document, found)
}

/// A first look at the line starts, before any parser takes time over them: `>>>>…` or `- - - … x`.
fn too_deep_by_its_marks(text: &str, place: &Places<'_>) -> Option<Diagnostic> {
    for (i, line) in text.lines().enumerate() {
        let mut depth = 0;
        let mut rest = line.trim_start();
        loop {
            let next = rest.strip_prefix('>').or_else(|| {
                let item = rest.strip_prefix(['-', '*', '+'])?;
                item.starts_with([' ', '\t']).then_some(item)
            });
            let Some(next) = next else { break };
            depth += 1;
            rest = next.trim_start();
            if depth > MAX_NESTING {
                break;
            }
        }
        // `- - - -` alone is a rule, however long.
        let rule = || ['-', '*'].iter().any(|m| line.chars().all(|c| c == *m || c.is_whitespace()));
        if depth > MAX_NESTING && !rule() {
            return Some(nesting_error(place.line_span(i as u32 + place.first_line)));
        }
    }
    None
}

fn nesting_error(span: Span) -> Diagnostic {
    Diagnostic::error("nesting-too-deep", format!("这里一层套一层，超过了 {MAX_NESTING} 层"))
        .with_span(span)
        .with_help("检查行首的 >、- 或空格，以及 * 和 [ 是否打多了")
}

/// Byte offsets of the marked text as places of the file.
#[derive(Clone, Copy)]
struct Places<'a> {
    source: &'a Source,
    first_line: u32,
}

impl Places<'_> {
    fn line(&self, offset: usize) -> u32 {
        self.source.line_of(offset) + self.first_line - 1
    }

    fn line_span(&self, line: u32) -> Span {
        let mut span = self.source.span_at(line + 1 - self.first_line, 0, 0);
        span.excerpt = span.excerpt.map(|e| cjk::unmark(&e));
        span.line = line;
        span
    }

    /// The span of a range, marks not counted.
    fn span(&self, range: &Range<usize>) -> Span {
        let mut span = self.source.span(range.clone());
        if let Some(excerpt) = &span.excerpt {
            let marks = |n: u32| excerpt.chars().take(n as usize).filter(|c| *c == cjk::MARK).count() as u32;
            let before = marks(span.column.saturating_sub(1));
            let within = marks(span.column.saturating_sub(1) + span.width) - before;
            span.column -= before;
            span.width = span.width.saturating_sub(within).max(1);
            span.excerpt = Some(cjk::unmark(excerpt));
        }
        span.line += self.first_line - 1;
        span
    }
}

/// Problems of one text; no kind is told more than [`MAX_SAME_PROBLEMS`] times.
#[derive(Default)]
struct Problems {
    found: Vec<Diagnostic>,
    counts: BTreeMap<&'static str, usize>,
}

impl Problems {
    /// Adds the problem unless there are too many of its kind; the maker runs only when it is told.
    fn push(&mut self, code: &'static str, make: impl FnOnce() -> Diagnostic) {
        let count = self.counts.entry(code).or_default();
        *count += 1;
        if *count <= MAX_SAME_PROBLEMS {
            self.found.push(make());
        }
    }

    fn finish(mut self) -> Diagnostics {
        for (code, count) in &self.counts {
            let Some(last) = self.found.iter().rev().find(|d| d.code == *code) else { continue };
            if *count > MAX_SAME_PROBLEMS {
                let more = format!("同样的问题还有 {} 处，没有一一列出", count - MAX_SAME_PROBLEMS);
                let mut d = if last.severity == Severity::Error {
                    Diagnostic::error(code, more)
                } else {
                    Diagnostic::warning(code, more)
                };
                d.span = last.span.as_ref().map(|s| Span::file(s.file.clone()));
                self.found.push(d);
            }
        }
        self.found.into_iter().collect()
    }
}

/// Walks the events.
struct Builder<'a> {
    context: Context<'a>,
    place: Places<'a>,
    events: &'a [(Event<'a>, Range<usize>)],
    problems: &'a RefCell<Problems>,
    /// The next event.
    at: usize,
    /// How deep the walk is in blocks and marks.
    depth: usize,
    /// Definitions of footnotes: label ► first event within, line.
    notes: BTreeMap<String, (usize, u32, String)>,
    /// Keys of the notes in the order of their first reference.
    order: Vec<String>,
    /// Ids that headings have taken.
    ids: BTreeMap<String, usize>,
    /// Fragments that links on this page ask for.
    fragments: Vec<(String, Range<usize>)>,
    /// The last character of running text, for line ends.
    last: Option<char>,
    /// A box to tick that was just read.
    task: Option<bool>,
    /// Files below the folders asked for, by folder.
    listings: BTreeMap<String, Vec<String>>,
}

impl<'a> Builder<'a> {
    fn new(
        context: Context<'a>,
        place: Places<'a>,
        events: &'a [(Event<'a>, Range<usize>)],
        problems: &'a RefCell<Problems>,
    ) -> Self {
        Builder {
            context,
            place,
            events,
            problems,
            at: 0,
            depth: 0,
            notes: BTreeMap::new(),
            order: Vec::new(),
            ids: BTreeMap::new(),
            fragments: Vec::new(),
            last: None,
            task: None,
            listings: BTreeMap::new(),
        }
    }

    fn document(mut self) -> Document {
        self.find_notes();
        let mut blocks = self.blocks(None);
        let footnotes = self.footnotes();
        self.check_fragments();
        habits::understand(&mut blocks);
        Document { blocks, footnotes }
    }

    fn find_notes(&mut self) {
        for (i, (event, range)) in self.events.iter().enumerate() {
            if let Event::Start(Tag::FootnoteDefinition(label)) = event {
                let label = cjk::unmark(label);
                let line = self.place.line(range.start);
                self.notes.entry(label.to_lowercase()).or_insert((i + 1, line, label));
            }
        }
    }

    /// The texts of the notes, in the order of first reference; a note may refer to further notes.
    fn footnotes(&mut self) -> Vec<Footnote> {
        let mut out = Vec::new();
        let mut next = 0;
        while let Some(key) = self.order.get(next).cloned() {
            next += 1;
            let (at, label) = self.notes.get(&key).map(|n| (n.0, n.2.clone())).unwrap_or((self.events.len(), key));
            self.at = at;
            let blocks = self.blocks(Some(TagEnd::FootnoteDefinition));
            out.push(Footnote { label, blocks });
        }
        let unused: Vec<(u32, String)> =
            self.notes.iter().filter(|(k, _)| !self.order.contains(k)).map(|(_, n)| (n.1, n.2.clone())).collect();
        for (line, label) in unused {
            let place = self.place;
            self.problem("footnote-unused", || {
                Diagnostic::warning("footnote-unused", format!("脚注“{label}”没有被引用，不会印出来"))
                    .with_span(place.line_span(line))
                    .with_help(format!("在正文要注的地方写上 [^{label}]，或删掉这条脚注"))
            });
        }
        out
    }

    /// The number of the note with a label, from 0.
    fn note_index(&mut self, label: &str) -> usize {
        let key = label.to_lowercase();
        self.order.iter().position(|k| *k == key).unwrap_or_else(|| {
            self.order.push(key);
            self.order.len() - 1
        })
    }

    fn problem(&self, code: &'static str, make: impl FnOnce() -> Diagnostic) {
        self.problems.borrow_mut().push(code, make);
    }

    fn peek(&self) -> Option<&'a Event<'a>> {
        self.events.get(self.at).map(|(e, _)| e)
    }

    fn range(&self) -> Range<usize> {
        self.events.get(self.at).map_or(0..0, |(_, r)| r.clone())
    }

    /// Goes past a container whose start is the next event.
    fn skip_container(&mut self) {
        let mut depth = 0_usize;
        while let Some(event) = self.peek() {
            self.at += 1;
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return;
                    }
                }
                _ if depth == 0 => return,
                _ => {}
            }
        }
    }

    /// Goes one level down; past the limit the container is left out and told.
    fn enter(&mut self) -> bool {
        if self.depth >= MAX_NESTING {
            let (place, range) = (self.place, self.range());
            self.problem("nesting-too-deep", || nesting_error(place.span(&range)));
            self.skip_container();
            return false;
        }
        self.depth += 1;
        true
    }

    fn check_fragments(&mut self) {
        for (fragment, range) in std::mem::take(&mut self.fragments) {
            if self.ids.contains_key(&fragment) || fragment.is_empty() || fragment == "top" {
                continue;
            }
            let near = crate::input::nearest(&fragment, self.ids.keys().map(String::as_str)).map(str::to_owned);
            let help =
                near.map_or_else(|| "# 后面写本页某个小标题的文字".to_owned(), |n| format!("是不是想写“#{n}”？"));
            let place = self.place;
            self.problem("fragment-missing", || {
                Diagnostic::warning("fragment-missing", format!("本页没有“#{fragment}”这个小标题，链接点了没有反应"))
                    .with_span(place.span(&range))
                    .with_help(help)
            });
        }
    }
}

#[cfg(test)]
mod tests;
