//! `温馨提示：…` is a callout: paragraphs that begin with the name that a callout would be given.

use super::after_word;
use crate::model::{Alert, AlertKind, Block, BlockKind};

/// Names and what they are. Only names that nothing else begins with: 注意 and 提示 begin too many sentences.
const NAMES: [(&str, AlertKind); 7] = [
    ("小贴士", AlertKind::Tip),
    ("温馨提示", AlertKind::Tip),
    ("健康提示", AlertKind::Tip),
    ("知识点", AlertKind::Note),
    ("划重点", AlertKind::Important),
    ("误区", AlertKind::Warning),
    ("紧急就医", AlertKind::Caution),
];

/// Turns such paragraphs into callouts; not within quotes and lists, where they are somebody's words.
pub(super) fn frame(blocks: &mut [Block]) {
    let names = NAMES.map(|(name, _)| name);
    for block in blocks {
        let Some((i, said)) = after_word(block, &names) else { continue };
        let Some((_, kind)) = NAMES.get(i) else { continue };
        let text = Block { kind: BlockKind::Paragraph(said), line: block.line };
        block.kind = BlockKind::Alert(Alert { kind: *kind, title: None, blocks: vec![text] });
    }
}
