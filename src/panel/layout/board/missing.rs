//! Characters that no face has (rule 10): told with file, line and code point; a visible box is set for them.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{Article, Block, BlockKind, Board, Inline, InlineKind};
use crate::panel::layout::blocks::FaceSet;
use crate::panel::style::FaceRole;

/// Looks at every character of the articles and the board's note.
pub(super) fn check(faces: &FaceSet, articles: &[&Article], board: &Board) -> Diagnostics {
    let mut found = BTreeMap::new();
    for article in articles {
        let mut look = Look { faces, file: &article.path, found: &mut found };
        look.blocks(&article.document.blocks);
        article.document.footnotes.iter().for_each(|n| look.blocks(&n.blocks));
        look.text(&article.title, 0);
        article.sources.iter().for_each(|s| look.text(s, 0));
    }
    let mut look = Look { faces, file: &board.path, found: &mut found };
    look.blocks(&board.note.blocks);
    look.text(&board.title, 0);
    look.text(board.slogan.as_deref().unwrap_or_default(), 0);
    told(found)
}

/// Looks at every character of the units' names and addresses.
pub(super) fn check_units(faces: &FaceSet, board: &Board) -> Diagnostics {
    let mut found = BTreeMap::new();
    for unit in &board.units {
        let mut look = Look { faces, file: &unit.file, found: &mut found };
        for text in
            [Some(&unit.name), unit.phone.as_ref(), unit.address.as_ref(), unit.hours.as_ref()].into_iter().flatten()
        {
            look.text(text, unit.line);
        }
    }
    told(found)
}

fn told(found: BTreeMap<(String, u32, char), usize>) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for ((file, line, character), times) in found {
        let more = if times > 1 { format!("，这一行有 {times} 处") } else { String::new() };
        diagnostics.push(
            Diagnostic::warning(
                "glyph-missing",
                format!("没有一种字体有“{character}”（U+{:04X}）{more}，印出来会是方框", u32::from(character)),
            )
            .with_span(if line > 0 { Span::line(file, line) } else { Span::file(file) })
            .with_help("换一个字，或把有这个字的字体文件放进 fonts 文件夹"),
        );
    }
    diagnostics
}

struct Look<'a> {
    faces: &'a FaceSet,
    file: &'a str,
    found: &'a mut BTreeMap<(String, u32, char), usize>,
}

impl Look<'_> {
    fn text(&mut self, text: &str, line: u32) {
        let body = self.faces.id(FaceRole::Body);
        // Spaces, controls and selectors are never drawn.
        let drawn = |c: &char| {
            !c.is_whitespace()
                && !c.is_control()
                && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{2060}')
        };
        for c in text.chars().filter(drawn) {
            if self.faces.faces.face_for(body, c).is_none() {
                *self.found.entry((self.file.to_owned(), line, c)).or_insert(0) += 1;
            }
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(t) | InlineKind::Code(t) => self.text(t, inline.line),
                InlineKind::Emphasis(c) | InlineKind::Strong(c) | InlineKind::Strikethrough(c) => self.inlines(c),
                InlineKind::Link(l) => self.inlines(&l.content),
                _ => {}
            }
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Heading(h) => self.inlines(&h.content),
                BlockKind::Paragraph(p) => self.inlines(p),
                BlockKind::List(l) => l.items.iter().for_each(|i| self.blocks(&i.blocks)),
                BlockKind::Definitions(all) => {
                    for d in all {
                        self.inlines(&d.term);
                        d.details.iter().for_each(|b| self.blocks(b));
                    }
                }
                BlockKind::Table(t) => {
                    t.head.iter().for_each(|c| self.inlines(c));
                    t.rows.iter().flatten().for_each(|c| self.inlines(c));
                }
                BlockKind::Quote(b) => self.blocks(b),
                BlockKind::Alert(a) => {
                    a.title.iter().for_each(|t| self.inlines(t));
                    self.blocks(&a.blocks);
                }
                BlockKind::Figure(f) => self.text(f.caption.as_deref().unwrap_or_default(), block.line),
                BlockKind::Code { text, .. } => self.text(text, block.line),
                BlockKind::Html(_) | BlockKind::Rule => {}
            }
        }
    }
}
