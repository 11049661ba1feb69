//! [`Document`] to HTML. Everything is escaped; nothing is slanted; every block has its own dress.

mod blocks;
mod icons;
mod inlines;
mod lists;
pub mod shape;

use std::collections::{BTreeMap, BTreeSet};

use super::picture::Pictures;
use super::routes::Routes;
use super::text::push_escaped;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{Block, BlockKind, Document, Heading, plain_text};

/// What documents may point at.
#[derive(Debug, Clone, Copy)]
pub struct Targets<'a> {
    /// Addresses of pages.
    pub routes: &'a Routes,
    /// Pictures that were found.
    pub pictures: &'a Pictures,
    /// Addresses from the site's root, each starting with `/`, that exist besides the pages: files of `static/`, the feed.
    pub files: &'a BTreeSet<String>,
}

/// Where the HTML will be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// On a page of the site.
    Page,
    /// In a feed reader, which has none of our styles.
    Feed,
}

/// An entry of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TocEntry {
    /// The id on the page.
    pub id: String,
    /// Plain text.
    pub title: String,
}

/// A document as HTML.
#[derive(Debug, Clone, Default)]
pub struct Rendered {
    /// The sections, each a card.
    pub body: String,
    /// The footnotes as an `<ol>`; empty without any.
    pub notes: String,
    /// The sections that have a heading.
    pub toc: Vec<TocEntry>,
    /// What is wrong with its links and pictures.
    pub diagnostics: Diagnostics,
}

/// Renders one document.
///
/// `file` is the Markdown file's site-relative path, for messages; `root` leads to the site's root: `../../`, or an address for feeds.
pub fn render(document: &Document, file: &str, root: &str, medium: Medium, targets: Targets<'_>) -> Rendered {
    let mut own = BTreeSet::new();
    if let Some(target) = targets.routes.content.get(file) {
        own.clone_from(&target.ids);
    }
    let mut renderer = Renderer {
        document,
        file,
        root,
        medium,
        targets,
        own,
        references: BTreeMap::new(),
        classes: Vec::new(),
        in_link: false,
        depth: 0,
        diagnostics: Diagnostics::new(),
    };
    let (body, toc) = renderer.sections();
    let notes = renderer.notes();
    Rendered { body, notes, toc, diagnostics: renderer.diagnostics }
}

/// Ids that the templates use themselves; a heading that is called the same gets a prefix.
pub fn page_id(id: &str) -> String {
    if id == "elder" || id.starts_with("bb-") || id.starts_with("fn-") || id.starts_with("fnref-") {
        format!("s-{id}")
    } else {
        id.to_owned()
    }
}

/// The deepest nesting of blocks that is rendered; a hostile text may nest thousands of quotes.
const DEPTH_LIMIT: usize = 60;

struct Renderer<'a> {
    document: &'a Document,
    file: &'a str,
    root: &'a str,
    medium: Medium,
    targets: Targets<'a>,
    /// Heading ids of this document.
    own: BTreeSet<String>,
    /// How often each footnote was referred to.
    references: BTreeMap<usize, usize>,
    /// Classes of the section's heading.
    classes: Vec<String>,
    in_link: bool,
    depth: usize,
    diagnostics: Diagnostics,
}

impl<'a> Renderer<'a> {
    /// Cuts the blocks at `#` and `##`: each section is a card.
    fn sections(&mut self) -> (String, Vec<TocEntry>) {
        let document = self.document;
        let (mut out, mut toc) = (String::new(), Vec::new());
        let mut rest = document.blocks.as_slice();
        while let Some((first, after)) = rest.split_first() {
            let heading = section_heading(first);
            let inner = if heading.is_some() { after } else { rest };
            let end = inner.iter().position(|b| section_heading(b).is_some()).unwrap_or(inner.len());
            let (section, next) = inner.split_at(end);
            self.section(heading, section, &mut out, &mut toc);
            rest = next;
        }
        (out, toc)
    }

    fn section(
        &mut self,
        heading: Option<&'a Heading>,
        blocks: &'a [Block],
        out: &mut String,
        toc: &mut Vec<TocEntry>,
    ) {
        self.classes = heading.map(|h| h.classes.clone()).unwrap_or_default();
        if self.medium == Medium::Feed {
            if let Some(h) = heading {
                out.push_str("<h2>");
                self.inlines(&h.content, out);
                out.push_str("</h2>\n");
            }
            self.blocks(blocks, out);
            return;
        }
        match heading {
            Some(h) => {
                let id = page_id(&h.id);
                out.push_str("<section class=\"blk");
                self.class_names(&h.classes, out);
                out.push_str("\" id=\"");
                push_escaped(out, &id);
                out.push_str("\"><h2>");
                self.inlines(&h.content, out);
                out.push_str("</h2>\n");
                toc.push(TocEntry { id, title: plain_text(&h.content) });
                self.blocks(blocks, out);
                out.push_str("</section>\n");
            }
            // A lone figure before the first section stands by itself; everything else gets a card.
            None => {
                let lone =
                    matches!(blocks, [Block { kind: BlockKind::Paragraph(p), .. }] if self.figure_of(p).is_some());
                out.push_str(if lone { "<div class=\"intro\">\n" } else { "<div class=\"blk intro\">\n" });
                self.blocks(blocks, out);
                out.push_str("</div>\n");
            }
        }
    }

    /// An author's classes, each with `c-` before it, so that none of them meets a class of the theme by accident.
    fn class_names(&self, classes: &[String], out: &mut String) {
        for class in classes {
            let clean: String = class.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
            if !clean.is_empty() {
                out.push_str(" c-");
                out.push_str(&clean);
            }
        }
    }

    /// The footnotes with their ways back.
    fn notes(&mut self) -> String {
        let document = self.document;
        if document.footnotes.is_empty() {
            return String::new();
        }
        self.classes.clear();
        let mut out = String::from("<ol class=\"src notes\">\n");
        for (index, note) in document.footnotes.iter().enumerate() {
            let number = index + 1;
            out.push_str(&format!("<li id=\"fn-{number}\">"));
            match note.blocks.as_slice() {
                [Block { kind: BlockKind::Paragraph(p), .. }] => self.inlines(p, &mut out),
                blocks => self.blocks(blocks, &mut out),
            }
            if self.medium == Medium::Page {
                for reference in 1..=self.references.get(&index).copied().unwrap_or(0) {
                    let suffix = if reference == 1 { String::new() } else { format!("-{reference}") };
                    out.push_str(&format!(
                        " <a class=\"back\" href=\"#fnref-{number}{suffix}\" role=\"doc-backlink\" aria-label=\"回到正文注 {number}\">↩</a>"
                    ));
                }
            }
            out.push_str("</li>\n");
        }
        out.push_str("</ol>\n");
        out
    }

    fn warn(&mut self, code: &'static str, line: u32, message: String, help: &str) {
        self.tell(Diagnostic::warning(code, message), line, help);
    }

    /// A link within the site that leads nowhere stops the build: no reader should meet it.
    fn dead(&mut self, code: &'static str, line: u32, message: String, help: &str) {
        self.tell(Diagnostic::error(code, message), line, help);
    }

    fn tell(&mut self, diagnostic: Diagnostic, line: u32, help: &str) {
        let mut diagnostic = diagnostic.with_span(Span::line(self.file, line));
        if !help.is_empty() {
            diagnostic = diagnostic.with_help(help);
        }
        self.diagnostics.push(diagnostic);
    }
}

fn section_heading(block: &Block) -> Option<&Heading> {
    match &block.kind {
        BlockKind::Heading(h) if h.level <= 2 => Some(h),
        _ => None,
    }
}
