//! Running text.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::Builder;
use super::blocks::is_inline;
use super::html::OpenTags;
use crate::content::cjk;
use crate::model::{Image, Inline, InlineKind, Link};

/// Events looked at beyond a line end for the character that follows it.
const LOOK_AHEAD: usize = 32;

/// Where a run of inlines stops.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// At this end, which is taken.
    End(TagEnd),
    /// Before the first event that is no running text.
    Block,
}

impl<'a> Builder<'a> {
    /// The running text of a block up to its end, which is taken.
    pub(super) fn inlines(&mut self, end: TagEnd) -> Vec<Inline> {
        self.last = None;
        self.run(Until::End(end))
    }

    /// Running text without a container, as in a tight item.
    pub(super) fn loose_inlines(&mut self) -> Vec<Inline> {
        self.last = None;
        self.run(Until::Block)
    }

    fn run(&mut self, until: Until) -> Vec<Inline> {
        let mut run = Run { out: Vec::new(), fresh: true };
        let mut open = OpenTags::default();
        while let Some(event) = self.peek() {
            match event {
                Event::End(tag) if until == Until::End(*tag) => {
                    self.at += 1;
                    break;
                }
                Event::End(_) | Event::Rule | Event::Html(_) if until == Until::Block => break,
                Event::Start(tag) if until == Until::Block && !is_inline(tag) => break,
                Event::Start(tag) if !is_inline(tag) => self.skip_container(),
                _ => self.inline(event, &mut run, &mut open),
            }
        }
        let line = run.out.last().map_or(1, |i| i.line);
        for tag in open.close_all() {
            run.push(InlineKind::Html(tag), line);
        }
        self.check_slips(&run.out);
        run.trimmed()
    }

    fn inline(&mut self, event: &'a Event<'a>, run: &mut Run, open: &mut OpenTags) {
        let range = self.range();
        let line = self.place.line(range.start);
        if let Event::Start(tag) = event {
            if self.enter() {
                self.at += 1;
                self.marked(tag, &range, run);
                self.depth -= 1;
            }
            return;
        }
        self.at += 1;
        match event {
            Event::Text(t) => {
                let text = cjk::unmark(t);
                self.last = text.chars().next_back().or(self.last);
                run.text(&text, line);
            }
            Event::Code(t) => {
                let text = cjk::unmark(t);
                self.last = text.chars().next_back().or(self.last);
                run.push(InlineKind::Code(text), line);
            }
            Event::SoftBreak => self.soft_break(run, line),
            Event::HardBreak => {
                self.last = None;
                run.push(InlineKind::Break, line);
            }
            Event::InlineHtml(t) | Event::Html(t) => self.inline_html(&cjk::unmark(t), &range, open, run, line),
            Event::FootnoteReference(label) => {
                let index = self.note_index(&cjk::unmark(label));
                run.push(InlineKind::FootnoteRef(index), line);
            }
            Event::TaskListMarker(done) => self.task = Some(*done),
            Event::InlineMath(t) | Event::DisplayMath(t) => run.text(&cjk::unmark(t), line),
            Event::Start(_) | Event::End(_) | Event::Rule => {}
        }
    }

    /// A line end in the file: gone between wide characters, else one space.
    fn soft_break(&mut self, run: &mut Run, line: u32) {
        let gone = match (self.last, self.first_after()) {
            (Some(before), Some(after)) => cjk::joins(before, after) || before.is_whitespace(),
            (None, _) => true,
            _ => false,
        };
        if !gone {
            run.text(" ", line);
        }
        run.fresh = true;
    }

    fn first_after(&self) -> Option<char> {
        for (event, _) in self.events.iter().skip(self.at).take(LOOK_AHEAD) {
            match event {
                Event::Text(t) | Event::Code(t) => match t.chars().find(|c| *c != cjk::MARK) {
                    Some(c) => return Some(c),
                    None => continue,
                },
                // The mark of a note is set close to the word before it.
                Event::FootnoteReference(_) => return Some('。'),
                Event::Start(tag) if is_inline(tag) && !matches!(tag, Tag::Image { .. }) => {}
                Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {}
                _ => return None,
            }
        }
        None
    }

    fn marked(&mut self, tag: &'a Tag<'a>, range: &Range<usize>, run: &mut Run) {
        let line = self.place.line(range.start);
        let end = Until::End(tag.to_end());
        match tag {
            Tag::Emphasis => {
                let content = self.run(end);
                run.container(InlineKind::Emphasis, content, line);
            }
            Tag::Strong => {
                let content = self.run(end);
                run.container(InlineKind::Strong, content, line);
            }
            Tag::Strikethrough => {
                let content = self.run(end);
                run.container(InlineKind::Strikethrough, content, line);
            }
            Tag::Link { link_type, dest_url, title, .. } => {
                let content = self.run(end);
                self.link(*link_type, dest_url, title, Piece { content, range, line }, run);
            }
            Tag::Image { dest_url, title, .. } => {
                let alt = self.alt();
                let image = self.image(&cjk::unmark(dest_url), &cjk::unmark(title), alt, range);
                self.last = None;
                if let Some(image) = image {
                    run.push(InlineKind::Image(Box::new(image)), line);
                }
            }
            _ => {
                let content = self.run(end);
                run.out.extend(content);
            }
        }
    }

    fn link(&mut self, kind: LinkType, url: &CowStr<'_>, title: &CowStr<'_>, piece: Piece<'_>, run: &mut Run) {
        let mut href = cjk::unmark(url).trim().to_owned();
        if kind == LinkType::Email && !href.starts_with("mailto:") {
            href.insert_str(0, "mailto:");
        }
        match self.link_target(&href, piece.range) {
            Some(target) => {
                let title = Some(cjk::unmark(title)).filter(|t| !t.trim().is_empty());
                let link = Link { href, target, title, content: piece.content };
                run.push(InlineKind::Link(Box::new(link)), piece.line);
            }
            None => {
                run.fresh = true;
                run.out.extend(piece.content);
            }
        }
    }

    /// The words of a picture's description, up to its end, which is taken.
    fn alt(&mut self) -> String {
        let mut alt = String::new();
        let mut depth = 0_usize;
        while let Some(event) = self.peek() {
            self.at += 1;
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 0 => break,
                Event::End(_) => depth -= 1,
                Event::Text(t) | Event::Code(t) => alt.push_str(&cjk::unmark(t)),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                _ => {}
            }
        }
        alt.trim().to_owned()
    }

    /// The picture, unless its address is refused.
    fn image(&mut self, src: &str, title: &str, alt: String, range: &Range<usize>) -> Option<Image> {
        let path = self.picture_path(src, range)?;
        let title = Some(title.trim().to_owned()).filter(|t| !t.is_empty());
        Some(Image { src: src.to_owned(), path, alt, title })
    }
}

/// What a link was written with.
struct Piece<'r> {
    content: Vec<Inline>,
    range: &'r Range<usize>,
    line: u32,
}

/// Inlines being gathered.
pub(super) struct Run {
    pub(super) out: Vec<Inline>,
    /// Whether the next text starts a piece of its own: each line of the file keeps its number.
    fresh: bool,
}

impl Run {
    pub(super) fn push(&mut self, kind: InlineKind, line: u32) {
        self.fresh = true;
        self.out.push(Inline { kind, line });
    }

    fn container(&mut self, make: impl FnOnce(Vec<Inline>) -> InlineKind, content: Vec<Inline>, line: u32) {
        if !content.is_empty() {
            self.push(make(content), line);
        }
    }

    pub(super) fn text(&mut self, text: &str, line: u32) {
        if text.is_empty() {
            return;
        }
        // A space for a line end belongs to the piece before it.
        let joinable = !self.fresh || text == " ";
        match self.out.last_mut() {
            Some(Inline { kind: InlineKind::Text(t), .. }) if joinable => t.push_str(text),
            _ => {
                self.out.push(Inline { kind: InlineKind::Text(text.to_owned()), line });
                self.fresh = false;
            }
        }
    }

    /// Without empty pieces.
    fn trimmed(mut self) -> Vec<Inline> {
        self.out.retain(|i| !matches!(&i.kind, InlineKind::Text(t) if t.is_empty()));
        // Most runs are one piece; a grown list has room for four, and a site holds a hundred thousand runs.
        self.out.shrink_to_fit();
        self.out
    }
}
