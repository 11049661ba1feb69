//! The plain text of a document, its summary and its first picture.

use super::cjk;
use crate::model::{Block, BlockKind, Document, Image, Inline, InlineKind, plain_text};

/// The longest summary in characters.
pub const SUMMARY_CHARACTERS: usize = 80;

/// The first paragraph, cut at the end of a sentence; empty for a text without paragraphs.
pub fn summary(document: &Document) -> String {
    let first = document.blocks.iter().find_map(|b| match &b.kind {
        BlockKind::Paragraph(inlines) => Some(plain_text(inlines)).filter(|t| !t.trim().is_empty()),
        _ => None,
    });
    cut(first.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ").trim())
}

/// Cuts at the last sentence end within the limit, else at the last pause, with an ellipsis (GB/T 15834 §4.11).
fn cut(text: &str) -> String {
    if text.chars().count() <= SUMMARY_CHARACTERS {
        return text.to_owned();
    }
    let head: Vec<char> = text.chars().take(SUMMARY_CHARACTERS).collect();
    let mut end = head.iter().rposition(|c| matches!(c, '。' | '！' | '？' | '!' | '?'));
    // A closing quote belongs to the sentence before it.
    if let Some(e) = end.as_mut() {
        while head.get(*e + 1).is_some_and(|c| matches!(c, '”' | '’' | '）' | '」' | '》')) {
            *e += 1;
        }
    }
    if let Some(e) = end.filter(|e| *e >= 15) {
        return head.iter().take(e + 1).collect();
    }
    let pause =
        head.iter().rposition(|c| matches!(c, '，' | '；' | '、' | '：' | ',' | ';' | ' ')).filter(|p| *p >= 40);
    let keep = pause.unwrap_or(SUMMARY_CHARACTERS - 2);
    head.iter().take(keep).chain(['…', '…'].iter()).collect()
}

/// Every run of inline text in a document, footnotes last.
pub fn walk_inlines<'a>(document: &'a Document, visit: &mut dyn FnMut(&'a [Inline])) {
    walk_blocks(&document.blocks, visit);
    for note in &document.footnotes {
        walk_blocks(&note.blocks, visit);
    }
}

fn walk_blocks<'a>(blocks: &'a [Block], visit: &mut dyn FnMut(&'a [Inline])) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading(h) => visit(&h.content),
            BlockKind::Paragraph(inlines) => visit(inlines),
            BlockKind::List(list) => list.items.iter().for_each(|i| walk_blocks(&i.blocks, visit)),
            BlockKind::Definitions(defs) => {
                for def in defs {
                    visit(&def.term);
                    def.details.iter().for_each(|d| walk_blocks(d, visit));
                }
            }
            BlockKind::Table(table) => {
                table.head.iter().chain(table.rows.iter().flatten()).for_each(|cell| visit(cell));
            }
            BlockKind::Quote(inner) => walk_blocks(inner, visit),
            BlockKind::Alert(alert) => {
                if let Some(title) = &alert.title {
                    visit(title);
                }
                walk_blocks(&alert.blocks, visit);
            }
            BlockKind::Figure(_) | BlockKind::Code { .. } | BlockKind::Html(_) | BlockKind::Rule => {}
        }
    }
}

/// Characters as Chinese users count, of all the text that is read: headings, tables and notes too.
pub fn characters(document: &Document) -> usize {
    let mut count = 0;
    walk_inlines(document, &mut |inlines| count += cjk::count_characters(&plain_text(inlines)));
    count
}

/// The first picture that lies in the site's folder.
pub fn first_picture(document: &Document) -> Option<String> {
    fn of_inlines(inlines: &[Inline]) -> Option<&Image> {
        inlines.iter().find_map(|i| match &i.kind {
            InlineKind::Image(image) if image.path.is_some() => Some(image.as_ref()),
            InlineKind::Emphasis(c) | InlineKind::Strong(c) | InlineKind::Strikethrough(c) => of_inlines(c),
            InlineKind::Link(l) => of_inlines(&l.content),
            _ => None,
        })
    }
    fn of_blocks(blocks: &[Block]) -> Option<&Image> {
        blocks.iter().find_map(|b| match &b.kind {
            BlockKind::Figure(f) => f.image.path.is_some().then_some(&f.image),
            BlockKind::Paragraph(c) => of_inlines(c),
            BlockKind::Quote(inner) => of_blocks(inner),
            BlockKind::Alert(a) => of_blocks(&a.blocks),
            BlockKind::List(l) => l.items.iter().find_map(|i| of_blocks(&i.blocks)),
            BlockKind::Table(t) => t.head.iter().chain(t.rows.iter().flatten()).find_map(|c| of_inlines(c)),
            _ => None,
        })
    }
    of_blocks(&document.blocks).and_then(|i| i.path.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_at_a_sentence() {
        let sentence = "吸烟会让人得肺癌等多种疾病，二手烟没有安全的剂量。";
        let text = sentence.repeat(6);
        assert_eq!(cut(&text), sentence.repeat(3));
        let long = "长".repeat(200);
        assert_eq!(cut(&long).chars().count(), SUMMARY_CHARACTERS);
        assert!(cut(&long).ends_with("……"));
        assert_eq!(cut("短。"), "短。");
    }
}
