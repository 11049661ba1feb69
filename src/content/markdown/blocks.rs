//! Blocks.

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, Tag, TagEnd};

use super::Builder;
use crate::content::cjk;
use crate::model::{
    Alert, AlertKind, Align, Block, BlockKind, Definition, Figure, Heading, Inline, InlineKind, List, ListItem, Table,
    plain_text,
};

impl<'a> Builder<'a> {
    /// Blocks up to `end` (or the end of all), which is taken.
    pub(super) fn blocks(&mut self, end: Option<TagEnd>) -> Vec<Block> {
        let mut out = Vec::new();
        while let Some(event) = self.peek() {
            if let Event::End(tag) = event {
                self.at += 1;
                if Some(*tag) == end {
                    return out;
                }
                continue;
            }
            let line = self.place.line(self.range().start);
            let at = self.at;
            if let Some(kind) = self.block(event) {
                out.push(Block { kind, line });
            }
            if self.at == at {
                self.at += 1;
            }
        }
        out
    }

    fn block(&mut self, event: &'a Event<'a>) -> Option<BlockKind> {
        match event {
            Event::Start(tag) => self.container(tag),
            Event::Rule => {
                self.at += 1;
                Some(BlockKind::Rule)
            }
            Event::TaskListMarker(done) => {
                self.task = Some(*done);
                self.at += 1;
                None
            }
            // Text without a paragraph: the text of a tight item.
            _ => Some(BlockKind::Paragraph(self.loose_inlines())),
        }
    }

    fn container(&mut self, tag: &'a Tag<'a>) -> Option<BlockKind> {
        if is_inline(tag) {
            return Some(BlockKind::Paragraph(self.loose_inlines()));
        }
        if let Tag::FootnoteDefinition(_) = tag {
            // Read later, in the order of reference.
            self.skip_container();
            return None;
        }
        if !self.enter() {
            return None;
        }
        self.at += 1;
        let kind = self.entered(tag);
        self.depth -= 1;
        kind
    }

    fn entered(&mut self, tag: &'a Tag<'a>) -> Option<BlockKind> {
        match tag {
            Tag::Paragraph => self.paragraph(),
            Tag::Heading { level, id, classes, attrs } => Some(self.heading(*level, id.as_ref(), classes, attrs)),
            Tag::BlockQuote(None) => Some(BlockKind::Quote(self.blocks(Some(TagEnd::BlockQuote(None))))),
            Tag::BlockQuote(Some(kind)) => Some(self.alert(*kind)),
            Tag::CodeBlock(kind) => Some(self.code(kind)),
            Tag::HtmlBlock => self.html_block(),
            Tag::List(start) => Some(self.list(*start)),
            Tag::DefinitionList => Some(self.definitions()),
            Tag::Table(align) => Some(self.table(align)),
            // Metadata blocks are not enabled; items and cells are taken by their containers.
            _ => {
                let blocks = self.blocks(Some(tag.to_end()));
                (!blocks.is_empty()).then_some(BlockKind::Quote(blocks))
            }
        }
    }

    fn paragraph(&mut self) -> Option<BlockKind> {
        let content = self.inlines(TagEnd::Paragraph);
        if let [Inline { kind: InlineKind::Image(image), .. }] = content.as_slice() {
            let caption = image.title.clone();
            return Some(BlockKind::Figure(Box::new(Figure { image: (**image).clone(), caption })));
        }
        (!content.is_empty()).then_some(BlockKind::Paragraph(content))
    }

    fn heading(
        &mut self,
        level: HeadingLevel,
        id: Option<&CowStr<'_>>,
        classes: &[CowStr<'_>],
        attrs: &[(CowStr<'_>, Option<CowStr<'_>>)],
    ) -> BlockKind {
        let content = self.inlines(TagEnd::Heading(level));
        let wanted = match id {
            Some(id) => heading_id(&cjk::unmark(id)),
            None => heading_id(&plain_text(&content)),
        };
        BlockKind::Heading(Box::new(Heading {
            level: level as u8,
            id: self.unique_id(wanted),
            classes: classes.iter().map(|c| cjk::unmark(c)).collect(),
            attributes: attrs
                .iter()
                .map(|(k, v)| (cjk::unmark(k), v.as_ref().map(|v| cjk::unmark(v)).unwrap_or_default()))
                .collect(),
            content,
        }))
    }

    fn unique_id(&mut self, wanted: String) -> String {
        let mut n = self.ids.get(&wanted).copied().unwrap_or(0);
        let mut id = wanted.clone();
        while self.ids.contains_key(&id) {
            n += 1;
            id = format!("{wanted}-{}", n + 1);
        }
        // The count makes a thousand equal headings cost a thousand steps, not a million.
        self.ids.insert(wanted, n);
        self.ids.entry(id.clone()).or_insert(0);
        id
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>) -> BlockKind {
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split_whitespace().next().map(cjk::unmark).filter(|l| !l.is_empty()),
            CodeBlockKind::Indented => None,
        };
        let mut text = String::new();
        while let Some(event) = self.peek() {
            self.at += 1;
            match event {
                Event::Text(t) => text.push_str(&cjk::unmark(t)),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        BlockKind::Code { language, text }
    }

    fn html_block(&mut self) -> Option<BlockKind> {
        let range = self.range();
        let mut text = String::new();
        while let Some(event) = self.peek() {
            self.at += 1;
            match event {
                Event::Html(t) | Event::Text(t) => text.push_str(&cjk::unmark(t)),
                Event::End(TagEnd::HtmlBlock) => break,
                _ => {}
            }
        }
        let safe = self.safe_html(text, &range);
        (!safe.trim().is_empty()).then_some(BlockKind::Html(safe))
    }

    fn list(&mut self, start: Option<u64>) -> BlockKind {
        let end = TagEnd::List(start.is_some());
        let mut items = Vec::new();
        let mut tight = true;
        while let Some(event) = self.peek() {
            match event {
                Event::Start(Tag::Item) => {
                    let line = self.place.line(self.range().start);
                    let outer = self.task.take();
                    self.at += 1;
                    if let Some(Event::TaskListMarker(done)) = self.peek() {
                        self.task = Some(*done);
                        self.at += 1;
                    }
                    tight &= !matches!(self.peek(), Some(Event::Start(Tag::Paragraph)));
                    let blocks = self.item_blocks();
                    items.push(ListItem { task: self.task.take(), blocks, line });
                    self.task = outer;
                }
                Event::End(tag) => {
                    self.at += 1;
                    if *tag == end {
                        break;
                    }
                }
                _ => self.at += 1,
            }
        }
        BlockKind::List(List { start, tight, items })
    }

    /// The blocks of an item; a box to tick at their start is kept for the caller.
    fn item_blocks(&mut self) -> Vec<Block> {
        let before = self.task;
        let mut blocks = self.blocks(Some(TagEnd::Item));
        self.task = before.or(self.task);
        blocks.retain(|b| !matches!(&b.kind, BlockKind::Paragraph(c) if c.is_empty()));
        blocks
    }

    fn definitions(&mut self) -> BlockKind {
        let mut out: Vec<Definition> = Vec::new();
        while let Some(event) = self.peek() {
            let line = self.place.line(self.range().start);
            self.at += 1;
            match event {
                Event::Start(Tag::DefinitionListTitle) => {
                    let term = self.inlines(TagEnd::DefinitionListTitle);
                    out.push(Definition { term, details: Vec::new(), line });
                }
                Event::Start(Tag::DefinitionListDefinition) => {
                    let details = self.blocks(Some(TagEnd::DefinitionListDefinition));
                    match out.last_mut() {
                        Some(last) => last.details.push(details),
                        None => out.push(Definition { term: Vec::new(), details: vec![details], line }),
                    }
                }
                Event::End(TagEnd::DefinitionList) => break,
                _ => {}
            }
        }
        BlockKind::Definitions(out)
    }

    fn table(&mut self, align: &[Alignment]) -> BlockKind {
        let align: Vec<Align> = align
            .iter()
            .map(|a| match a {
                Alignment::None => Align::None,
                Alignment::Left => Align::Left,
                Alignment::Center => Align::Center,
                Alignment::Right => Align::Right,
            })
            .collect();
        let mut head: Vec<Vec<Inline>> = Vec::new();
        let mut rows: Vec<Vec<Vec<Inline>>> = Vec::new();
        while let Some(event) = self.peek() {
            self.at += 1;
            match event {
                Event::Start(Tag::TableRow) => rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => {
                    let cell = self.inlines(TagEnd::TableCell);
                    rows.last_mut().unwrap_or(&mut head).push(cell);
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        head.resize_with(align.len(), Vec::new);
        rows.iter_mut().for_each(|r| r.resize_with(align.len(), Vec::new));
        BlockKind::Table(Box::new(Table { align, head, rows }))
    }

    fn alert(&mut self, kind: BlockQuoteKind) -> BlockKind {
        let title = self.alert_title();
        let kind_end = TagEnd::BlockQuote(Some(kind));
        let blocks = self.blocks(Some(kind_end));
        let kind = match kind {
            BlockQuoteKind::Note => AlertKind::Note,
            BlockQuoteKind::Tip => AlertKind::Tip,
            BlockQuoteKind::Important => AlertKind::Important,
            BlockQuoteKind::Warning => AlertKind::Warning,
            BlockQuoteKind::Caution => AlertKind::Caution,
        };
        BlockKind::Alert(Alert { kind, title, blocks })
    }

    /// The first line, when all of it is bold. The walk is left at the start of the rest, paragraph start left out,
    /// so that the rest reads as loose text up to the paragraph's end.
    fn alert_title(&mut self) -> Option<Vec<Inline>> {
        let start = self.at;
        let opens = matches!(self.peek(), Some(Event::Start(Tag::Paragraph)))
            && matches!(self.events.get(start + 1), Some((Event::Start(Tag::Strong), _)));
        if !opens {
            return None;
        }
        let mut depth = 0_usize;
        let mut at = start + 1;
        loop {
            match self.events.get(at).map(|(e, _)| e)? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                Event::SoftBreak | Event::HardBreak => return None,
                _ => {}
            }
            at += 1;
            if depth == 0 {
                break;
            }
        }
        let ends = matches!(
            self.events.get(at).map(|(e, _)| e),
            Some(Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph))
        );
        if !ends {
            return None;
        }
        self.at = start + 2;
        self.last = None;
        let title = self.inlines(TagEnd::Strong);
        self.last = None;
        // The line end after the title, or the end of its paragraph.
        self.at += 1;
        Some(title)
    }
}

/// Whether a tag is running text.
pub(super) fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

/// An id from a heading's words: Chinese kept, spaces as `-`, punctuation left out.
fn heading_id(text: &str) -> String {
    let mut id = String::new();
    for c in text.chars().take(120) {
        if c.is_alphanumeric() || c == '_' {
            id.extend(c.to_lowercase());
        } else if (c.is_whitespace() || c == '-') && !id.ends_with('-') && !id.is_empty() {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-').to_owned();
    if id.is_empty() { "section".to_owned() } else { id }
}
