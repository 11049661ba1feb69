//! One file as the lints see it: its raw text, and the passages that a reader reads with their places in it.

use std::ops::Range;

use crate::diagnostic::Span;
use crate::input::{Source, decode};
use crate::model::{Article, Block, BlockKind, Board, Document, Image, Inline, InlineKind, Page, plain_text};
use crate::world::World;

use super::pattern::Pattern;

/// Stands for what is no text: a picture, code.
pub(super) const OBJECT: char = '\u{fffc}';

/// A longer passage, in bytes, is nothing that a person wrote, and is left out.
const MAX_PASSAGE: usize = 16 << 10;
/// A longer line, in bytes, is told without a column: finding columns takes time with its length.
const MAX_LINE: usize = 64 << 10;
/// How far beyond its own length, in bytes, a piece of text is looked for in its line.
const SEARCH: usize = 4 << 10;

/// What a file is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'a> {
    Article(&'a Article),
    Page(&'a Page),
    Board(&'a Board),
}

/// Where a passage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Heading,
    Body,
    Cell,
    /// The words for a picture.
    Alt,
}

/// What surrounds a passage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Frame {
    /// A box to tick: the reader's own day is meant.
    pub(super) task: bool,
    /// What someone asks.
    pub(super) question: bool,
    /// Told in order to be refuted.
    pub(super) myth: bool,
}

/// One run of text that belongs together: a paragraph, a cell, a heading.
#[derive(Debug)]
pub(super) struct Passage {
    pub(super) role: Role,
    pub(super) frame: Frame,
    /// As it is read, marks taken away.
    pub(super) text: String,
    /// Pieces of `text` and where they stand in the file, both in bytes.
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    text: usize,
    source: usize,
    len: usize,
}

impl Passage {
    /// Where in the file a byte of the text stands.
    fn offset(&self, at: usize) -> usize {
        let i = self.pieces.partition_point(|p| p.text <= at).saturating_sub(1);
        self.pieces.get(i).map_or(0, |p| p.source + at.saturating_sub(p.text).min(p.len))
    }

    /// Where in the text the pieces begin, each with its place in the file.
    pub(super) fn piece_starts(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.pieces.iter().map(|p| (p.text, p.source))
    }

    /// The bytes of the file that a range of the text covers.
    pub(super) fn source_range(&self, range: &Range<usize>) -> Range<usize> {
        let last = self.text.get(range.clone()).and_then(|t| t.chars().next_back()).map_or(0, char::len_utf8);
        let start = self.offset(range.start);
        let end = self.offset(range.end.saturating_sub(last)) + last;
        start..end.max(start)
    }
}

/// One file.
#[derive(Debug)]
pub(super) struct File<'a> {
    pub(super) subject: Subject<'a>,
    pub(super) source: Source,
    pub(super) passages: Vec<Passage>,
    /// Lines on which code begins.
    pub(super) codes: Vec<u32>,
    /// Where the text begins, after the front matter.
    pub(super) body: usize,
    starts: Vec<usize>,
}

impl<'a> File<'a> {
    /// Reads the file again; `None` when it cannot be read any more.
    pub(super) fn read(world: &dyn World, subject: Subject<'a>) -> Option<File<'a>> {
        let (path, document) = match subject {
            Subject::Article(a) => (&a.path, &*a.document),
            Subject::Page(p) => (&p.path, &p.document),
            Subject::Board(b) => (&b.path, &b.note),
        };
        let text = decode(path, &world.read(path).ok()?).ok()?.text;
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        let body = front_matter_end(&text);
        let mut file = File {
            subject,
            source: Source::new(path.clone(), text),
            passages: Vec::new(),
            codes: Vec::new(),
            body,
            starts,
        };
        file.head();
        let mut walker = Walker { file: &mut file, cursor: body };
        walker.document(document);
        Some(file)
    }

    /// The span of a range of a passage.
    pub(super) fn span(&self, passage: &Passage, range: &Range<usize>) -> Span {
        let range = passage.source_range(range);
        let line = self.source.line_of(range.start);
        if self.source.line(line).len() > MAX_LINE {
            return self.source.span_at(line, 0, 0);
        }
        self.source.span(range)
    }

    /// The span of the first line, for what is missing from the head.
    pub(super) fn first_line(&self) -> Span {
        self.source.span_at(1, 0, 0)
    }

    /// The span of the value of a front matter key, if the key is there; else the first line.
    pub(super) fn head_line(&self, keys: &[&str]) -> Span {
        let head = self.source.text().get(..self.body).unwrap_or_default();
        for (i, line) in head.lines().enumerate() {
            let key = line.split([':', '：', '=']).next().unwrap_or_default().trim().trim_matches('"');
            if keys.iter().any(|k| k.eq_ignore_ascii_case(key)) {
                return self.source.span_at(i as u32 + 1, 1, line.chars().count() as u32);
            }
        }
        self.first_line()
    }

    /// Whether nothing but blanks and quote marks stands before an offset in its line.
    pub(super) fn is_line_start(&self, offset: usize) -> bool {
        let start = self.line_start(self.source.line_of(offset));
        let before = self.source.text().get(start..offset).unwrap_or_default();
        before.len() < 64 && before.chars().all(|c| c.is_whitespace() || c == '>')
    }

    fn line_start(&self, line: u32) -> usize {
        self.starts.get((line as usize).saturating_sub(1)).copied().unwrap_or(self.source.text().len())
    }

    /// The values of the head that readers see.
    fn head(&mut self) {
        match self.subject {
            Subject::Article(a) => {
                self.value(&a.title, Role::Title);
                self.value(&a.summary, Role::Body);
            }
            Subject::Page(p) => self.value(&p.title, Role::Title),
            Subject::Board(b) => {
                self.value(&b.title, Role::Title);
                self.value(b.slogan.as_deref().unwrap_or_default(), Role::Title);
            }
        }
    }

    /// A value that stands in the head as it is. A summary taken from the text does not stand there; a title taken
    /// from a heading is no longer in the document, so the body's first heading is looked at too.
    fn value(&mut self, value: &str, role: Role) {
        if value.is_empty() {
            return;
        }
        let text = self.source.text();
        let found = text.get(..self.body).and_then(|head| head.find(value)).or_else(|| {
            let body = text.get(self.body..)?;
            let at = body.find(value).filter(|_| role == Role::Title)?;
            let line = body.get(..at)?.rsplit('\n').next()?;
            line.trim_start().starts_with('#').then_some(self.body + at)
        });
        if let Some(source) = found {
            let pieces = vec![Piece { text: 0, source, len: value.len() }];
            self.passages.push(Passage { role, frame: Frame::default(), text: value.to_owned(), pieces });
        }
    }
}

/// Where the front matter ends; 0 without one.
fn front_matter_end(text: &str) -> usize {
    let mut at = 0;
    let mut fence: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        at += line.len();
        match fence {
            None if bare.trim().is_empty() => {}
            None if bare == "---" || bare == "+++" => fence = Some(bare),
            None => return 0,
            Some(f) if bare == f || (f == "---" && bare == "...") => return at,
            Some(_) => {}
        }
    }
    0
}

/// Headings and titles under which wrong beliefs are told.
static MYTH: std::sync::LazyLock<Pattern> = std::sync::LazyLock::new(|| {
    Pattern::new("误区|谣言|辟谣|传言|骗|真相|打假|真的吗|别信|不可信|错误(说法|做法)|不要这样")
});

/// Walks a document in the order of the file and finds every piece of text again in the raw lines.
struct Walker<'f, 'a> {
    file: &'f mut File<'a>,
    /// Where the last piece ended.
    cursor: usize,
}

impl Walker<'_, '_> {
    fn document(&mut self, document: &Document) {
        let title = match self.file.subject {
            Subject::Article(a) => a.title.as_str(),
            Subject::Page(p) => p.title.as_str(),
            Subject::Board(_) => "",
        };
        let frame = Frame { myth: MYTH.is_match(title), ..Frame::default() };
        self.blocks(&document.blocks, frame);
        for note in &document.footnotes {
            self.blocks(&note.blocks, frame);
        }
    }

    fn blocks(&mut self, blocks: &[Block], outer: Frame) {
        let mut frame = outer;
        let mut myth_level = 7;
        for block in blocks {
            if let BlockKind::Heading(h) = &block.kind {
                let text = plain_text(&h.content);
                if MYTH.is_match(&text) {
                    frame.myth = true;
                    myth_level = h.level;
                } else if h.level <= myth_level {
                    frame.myth = outer.myth;
                    myth_level = 7;
                }
            }
            self.block(block, frame);
        }
    }

    fn block(&mut self, block: &Block, frame: Frame) {
        match &block.kind {
            BlockKind::Heading(h) => self.passage(&h.content, Role::Heading, frame),
            BlockKind::Paragraph(inlines) => self.passage(inlines, Role::Body, frame),
            BlockKind::List(list) => {
                for item in &list.items {
                    self.blocks(&item.blocks, Frame { task: frame.task || item.task.is_some(), ..frame });
                }
            }
            BlockKind::Definitions(definitions) => {
                for d in definitions {
                    self.passage(&d.term, Role::Body, Frame { question: true, ..frame });
                    d.details.iter().for_each(|b| self.blocks(b, frame));
                }
            }
            BlockKind::Table(table) => {
                for cell in table.head.iter().chain(table.rows.iter().flatten()) {
                    self.passage(cell, Role::Cell, frame);
                }
            }
            BlockKind::Quote(inner) => self.blocks(inner, frame),
            BlockKind::Alert(alert) => {
                let warning = alert.kind == crate::model::AlertKind::Warning;
                let title = alert.title.as_deref().unwrap_or_default();
                let frame = Frame { myth: frame.myth || warning || MYTH.is_match(&plain_text(title)), ..frame };
                self.passage(title, Role::Heading, frame);
                self.blocks(&alert.blocks, frame);
            }
            BlockKind::Figure(figure) => {
                self.image(&figure.image, block.line, frame);
            }
            BlockKind::Code { .. } => self.file.codes.push(block.line),
            BlockKind::Html(_) | BlockKind::Rule => {}
        }
    }

    /// The words for a picture are passages of their own.
    fn image(&mut self, image: &Image, line: u32, frame: Frame) {
        for words in [Some(&image.alt), image.title.as_ref()].into_iter().flatten() {
            let inline = Inline { kind: InlineKind::Text(words.clone()), line };
            self.passage(std::slice::from_ref(&inline), Role::Alt, frame);
        }
        self.skip(&image.src, line);
    }

    fn passage(&mut self, inlines: &[Inline], role: Role, frame: Frame) {
        let mut passage = Passage { role, frame, text: String::new(), pieces: Vec::new() };
        let mut images = Vec::new();
        self.inlines(inlines, &mut passage, &mut images);
        if !passage.text.trim().is_empty() && passage.text.len() <= MAX_PASSAGE {
            self.file.passages.push(passage);
        }
        for (image, line) in images {
            let after = self.cursor;
            self.cursor = self.file.line_start(line);
            self.image(image, line, frame);
            self.cursor = self.cursor.max(after);
        }
    }

    fn inlines<'i>(&mut self, inlines: &'i [Inline], out: &mut Passage, images: &mut Vec<(&'i Image, u32)>) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(t) => self.text(t, inline.line, out),
                InlineKind::Emphasis(c) | InlineKind::Strong(c) | InlineKind::Strikethrough(c) => {
                    self.inlines(c, out, images);
                }
                InlineKind::Code(t) => {
                    self.object(OBJECT, inline.line, out);
                    self.skip(t, inline.line);
                }
                InlineKind::Link(l) => {
                    // A bare address is no text.
                    let own = plain_text(&l.content);
                    if own == l.href || own.contains("://") {
                        self.object(OBJECT, inline.line, out);
                    } else {
                        self.inlines(&l.content, out, images);
                    }
                    self.skip(&l.href, inline.line);
                }
                InlineKind::Image(image) => {
                    self.object(OBJECT, inline.line, out);
                    images.push((image, inline.line));
                    self.skip(&image.src, inline.line);
                }
                InlineKind::Break => self.object('\n', inline.line, out),
                InlineKind::FootnoteRef(_) | InlineKind::Html(_) => {}
            }
        }
    }

    fn object(&mut self, c: char, line: u32, out: &mut Passage) {
        self.enter(line);
        out.pieces.push(Piece { text: out.text.len(), source: self.cursor, len: 0 });
        out.text.push(c);
    }

    /// Moves the cursor to a line unless it is there already.
    fn enter(&mut self, line: u32) {
        let (start, end) = (self.file.line_start(line), self.file.line_start(line + 1));
        if !(start..end.max(start + 1)).contains(&self.cursor) {
            self.cursor = start;
        }
    }

    /// What follows the cursor in its raw line, as far as something of a length is looked for.
    fn rest(&self, line: u32, len: usize) -> &str {
        let text = self.file.source.text();
        let mut end = self.file.line_start(line + 1).min(self.cursor + len + SEARCH).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.get(self.cursor..end).unwrap_or_default()
    }

    /// Goes past something that is not read.
    fn skip(&mut self, what: &str, line: u32) {
        self.enter(line);
        if let Some(i) = self.rest(line, what.len()).find(what).filter(|_| !what.is_empty()) {
            self.cursor += i + what.len();
        }
    }

    fn text(&mut self, text: &str, line: u32, out: &mut Passage) {
        self.enter(line);
        let found = self.rest(line, text.len()).find(text);
        if let Some(i) = found {
            let source = self.cursor + i;
            out.pieces.push(Piece { text: out.text.len(), source, len: text.len() });
            out.text.push_str(text);
            self.cursor = source + text.len();
            return;
        }
        // Escapes, entities, a space for a line end: character by character, each where it next stands.
        for c in text.chars() {
            let next = self.rest(line, 4).find(c);
            let source = self.cursor + next.unwrap_or(0);
            out.pieces.push(Piece { text: out.text.len(), source, len: c.len_utf8() });
            out.text.push(c);
            if next.is_some() {
                self.cursor = source + c.len_utf8();
            }
        }
    }
}
