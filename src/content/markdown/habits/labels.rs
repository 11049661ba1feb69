//! Labels that an author marked with a colon alone: `- 家里：包括阳台` means what `- **家里** 包括阳台` means.
//!
//! Most people write lists so, and few know the stars. Where every item of a list begins so, the label becomes bold, and
//! everything that looks for bold labels (steps, timelines, tiles, on boards, pages and in messages) finds it.

use unicode_width::UnicodeWidthStr;

use crate::model::{Block, BlockKind, Inline, InlineKind, List};

/// Longest label, in halves of a 汉字's width: two words or three. What is longer is the beginning of a sentence.
const LONGEST: usize = 16;

/// Makes the labels bold in all lists, inner ones too.
pub(super) fn mark(blocks: &mut [Block]) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::List(list) => {
                mark_list(list);
                list.items.iter_mut().for_each(|item| mark(&mut item.blocks));
            }
            BlockKind::Quote(inner) => mark(inner),
            BlockKind::Alert(alert) => mark(&mut alert.blocks),
            _ => {}
        }
    }
}

fn mark_list(list: &mut List) {
    if list.items.len() < 2 || list.is_task_list() {
        return;
    }
    let paragraphs: Option<Vec<&mut Vec<Inline>>> = list
        .items
        .iter_mut()
        .map(|item| match item.blocks.first_mut().map(|b| &mut b.kind) {
            Some(BlockKind::Paragraph(inlines)) => Some(inlines),
            _ => None,
        })
        .collect();
    let Some(mut paragraphs) = paragraphs else { return };
    let ends: Option<Vec<usize>> = paragraphs.iter().map(|p| label_end(p)).collect();
    for (inlines, end) in paragraphs.iter_mut().zip(ends.unwrap_or_default()) {
        part(inlines, end);
    }
}

/// The length in bytes of the label that a paragraph begins with, its colon not counted.
fn label_end(inlines: &[Inline]) -> Option<usize> {
    let (first, more) = inlines.split_first()?;
    let InlineKind::Text(text) = &first.kind else { return None };
    let (end, colon) = text.char_indices().find(|(_, c)| matches!(c, '：' | ':'))?;
    let (label, rest) = (text.get(..end)?.trim(), text.get(end + colon.len_utf8()..)?);
    let width = label.width();
    let word = |c: char| c.is_alphanumeric() || " ·～~-/%℃+（）()".contains(c);
    // `8:30` and `1:500` are one number, `http://` an address.
    let within = label.ends_with(|c: char| c.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit());
    let address = rest.starts_with("//");
    let said = !rest.trim().is_empty() || !more.is_empty();
    ((1..=LONGEST).contains(&width) && label.chars().all(word) && !within && !address && said).then_some(end)
}

/// Sets the label apart from the rest of its paragraph.
fn part(inlines: &mut Vec<Inline>, end: usize) {
    let Some(Inline { kind: InlineKind::Text(text), line }) = inlines.first_mut() else { return };
    let (line, rest) = (*line, text.split_off(end));
    let label = std::mem::replace(text, rest);
    let text = Inline { kind: InlineKind::Text(label.trim().to_owned()), line };
    inlines.insert(0, Inline { kind: InlineKind::Strong(vec![text]), line });
}
