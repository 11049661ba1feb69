//! `问：…` and `答：…` are a question and its answer, in two paragraphs or on two lines of one.

use super::after_word;
use crate::model::{Block, BlockKind, Definition, Inline, InlineKind};

const QUESTION: [&str; 3] = ["问", "Q", "q"];
const ANSWER: [&str; 3] = ["答", "A", "a"];

/// Joins neighbouring questions and answers to definition lists.
pub(super) fn join(blocks: &mut Vec<Block>) {
    if !blocks.iter().any(|b| after_word(b, &QUESTION).is_some()) {
        return;
    }
    let mut out: Vec<Block> = Vec::new();
    let mut rest = std::mem::take(blocks).into_iter().peekable();
    while let Some(block) = rest.next() {
        let Some((_, asked)) = after_word(&block, &QUESTION) else {
            out.push(block);
            continue;
        };
        let (term, answer) = match on_two_lines(&asked) {
            Some((term, answer)) => (term, Some(answer)),
            None => {
                let next = rest.peek().and_then(|b| after_word(b, &ANSWER)).map(|(_, said)| said);
                if next.is_some() {
                    rest.next();
                }
                (asked, next)
            }
        };
        match answer {
            Some(answer) => push(&mut out, term, answer, block.line),
            None => out.push(block),
        }
    }
    *blocks = out;
}

fn push(out: &mut Vec<Block>, term: Vec<Inline>, answer: Vec<Inline>, line: u32) {
    let line_of_answer = answer.first().map_or(line, |i| i.line);
    let details = vec![vec![Block { kind: BlockKind::Paragraph(answer), line: line_of_answer }]];
    let pair = Definition { term: unbold(term), details, line };
    match out.last_mut() {
        Some(Block { kind: BlockKind::Definitions(pairs), .. }) => pairs.push(pair),
        _ => out.push(Block { kind: BlockKind::Definitions(vec![pair]), line }),
    }
}

/// A question is set bold by its place already.
fn unbold(term: Vec<Inline>) -> Vec<Inline> {
    match term.as_slice() {
        [Inline { kind: InlineKind::Strong(inner), .. }] => inner.clone(),
        _ => term,
    }
}

/// A paragraph whose second line is the answer: soft line ends are gone by now, so the lines' numbers tell.
fn on_two_lines(asked: &[Inline]) -> Option<(Vec<Inline>, Vec<Inline>)> {
    // The answer's line begins an inline of its own, or follows within the text: `…吗？答：…`.
    for (i, inline) in asked.iter().enumerate() {
        let InlineKind::Text(text) = &inline.kind else { continue };
        let found = ["答：", "答:"].iter().find_map(|mark| text.find(mark).map(|at| (at, mark.len())));
        let Some((at, length)) = found else { continue };
        let (before, after) = (text.get(..at)?.trim_end(), text.get(at + length..)?.trim_start());
        let ended = before.ends_with(['？', '?', '。', '！']) || (before.is_empty() && i > 0);
        if !ended || (after.is_empty() && i + 1 == asked.len()) {
            continue;
        }
        let piece = |t: &str| Inline { kind: InlineKind::Text(t.to_owned()), line: inline.line };
        let mut term = asked.get(..i)?.to_vec();
        term.extend((!before.is_empty()).then(|| piece(before)));
        let mut answer: Vec<Inline> = (!after.is_empty()).then(|| piece(after)).into_iter().collect();
        answer.extend(asked.get(i + 1..)?.iter().cloned());
        if matches!(term.last(), Some(Inline { kind: InlineKind::Break, .. })) {
            term.pop();
        }
        return (!term.is_empty()).then_some((term, answer));
    }
    None
}
