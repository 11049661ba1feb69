//! What people write who know the things but not the marks: `家里：包括阳台`, `问：…` and `答：…`, `温馨提示：…`.
//!
//! Each becomes what its marked form becomes, so that boards, pages and messages need to know one form only. Nothing is
//! left out of the text but the words 问 and 答 and a callout's own name, which the setting says instead.

mod callouts;
mod labels;
mod questions;

use crate::model::{Block, BlockKind, Inline, InlineKind};

/// Reads the habits in a whole document.
pub(super) fn understand(blocks: &mut Vec<Block>) {
    labels::mark(blocks);
    questions::join(blocks);
    callouts::frame(blocks);
}

/// The text after a word and its colon at the start of a paragraph; the whole beginning may be bold.
fn after_word(block: &Block, words: &[&str]) -> Option<(usize, Vec<Inline>)> {
    let BlockKind::Paragraph(inlines) = &block.kind else { return None };
    let (first, rest) = inlines.split_first()?;
    let strip = |text: &str| {
        words.iter().enumerate().find_map(|(i, word)| {
            let after = text.trim_start().strip_prefix(word)?.trim_start();
            after.strip_prefix(['：', ':']).map(|said| (i, said.trim_start().to_owned()))
        })
    };
    let keep = |kind: InlineKind| Inline { kind, line: first.line };
    let (word, begin) = match &first.kind {
        InlineKind::Text(text) => strip(text).map(|(i, t)| (i, vec![keep(InlineKind::Text(t))]))?,
        InlineKind::Strong(bold) => {
            let InlineKind::Text(text) = &bold.first()?.kind else { return None };
            let (i, said) = strip(text).or_else(|| colon_after(text, rest, words))?;
            let mut inner = bold.clone();
            match inner.first_mut() {
                Some(Inline { kind: InlineKind::Text(t), .. }) if !said.is_empty() => *t = said,
                _ => inner.truncate(0),
            }
            let kept = if inner.is_empty() { Vec::new() } else { vec![keep(InlineKind::Strong(inner))] };
            (i, kept)
        }
        _ => return None,
    };
    let mut said: Vec<Inline> = begin.into_iter().filter(|i| !is_blank(i)).collect();
    let after = said.is_empty();
    said.extend(rest.iter().cloned());
    if after && let Some(Inline { kind: InlineKind::Text(t), .. }) = said.first_mut() {
        *t = t.trim_start().trim_start_matches(['：', ':']).trim_start().to_owned();
    }
    said.iter().any(|i| !is_blank(i)).then_some((word, said))
}

/// `**问**：…`: the colon stands behind the bold word.
fn colon_after(bold: &str, rest: &[Inline], words: &[&str]) -> Option<(usize, String)> {
    let word = words.iter().position(|w| bold.trim() == *w)?;
    let InlineKind::Text(next) = &rest.first()?.kind else { return None };
    next.trim_start().starts_with(['：', ':']).then(|| (word, String::new()))
}

fn is_blank(inline: &Inline) -> bool {
    matches!(&inline.kind, InlineKind::Text(t) if t.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use crate::content::markdown::{Context, parse};
    use crate::model::{Block, BlockKind, InlineKind, plain_text};

    fn read(text: &str) -> Vec<Block> {
        parse(text, 1, Context::of("content/articles/a.md")).0.blocks
    }

    /// The bold labels of the first list.
    fn labels(text: &str) -> Vec<String> {
        let blocks = read(text);
        let Some(Block { kind: BlockKind::List(list), .. }) = blocks.first() else { panic!("a list: {blocks:?}") };
        let label = |blocks: &[Block]| match &blocks.first()?.kind {
            BlockKind::Paragraph(p) => match &p.first()?.kind {
                InlineKind::Strong(bold) => Some(plain_text(bold)),
                _ => None,
            },
            _ => None,
        };
        list.items.iter().filter_map(|i| label(&i.blocks)).collect()
    }

    #[test]
    fn a_word_and_a_colon_is_a_label() {
        assert_eq!(labels("- 家里：包括阳台\n- 车里：空间小，烟更浓"), ["家里", "车里"]);
        assert_eq!(labels("1. 下决心：写下理由\n2. 定日子: 两周之内"), ["下决心", "定日子"]);
        assert_eq!(labels("- 1～9 个月：咳嗽减轻\n- 1 年：**降一半**"), ["1～9 个月", "1 年"]);
        assert_eq!(labels("- 慢阻肺（COPD）：要戒烟\n- 冠心病：要戒烟"), ["慢阻肺（COPD）", "冠心病"]);
    }

    #[test]
    fn what_only_looks_like_one_stays() {
        for text in [
            "- 8:30 起床\n- 9:00 出门",
            "- 1：500 稀释\n- 1：100 浸泡",
            "- 家里：包括阳台\n- 学校里不许吸烟",
            "- 请记住下面这一句话：不吸烟\n- 请记住下面这一句话：多运动",
            "- 家里：\n- 车里：",
            "- 家里：包括阳台",
            "- 见 https://a.cn/b\n- 见 https://a.cn/c",
            "- [ ] 早上：刷牙\n- [ ] 晚上：刷牙",
            "- 他说，我：不去\n- 她说，我：也不去",
        ] {
            assert!(labels(text).is_empty(), "{text}: {:?}", labels(text));
        }
    }

    #[test]
    fn labels_change_no_text() {
        let text = "- 家里：包括阳台\n- 车里 ：空间小";
        let blocks = read(text);
        let Some(Block { kind: BlockKind::List(list), .. }) = blocks.first() else { panic!("a list") };
        let said: Vec<String> = list
            .items
            .iter()
            .map(|i| match i.blocks.first().map(|b| &b.kind) {
                Some(BlockKind::Paragraph(p)) => plain_text(p),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(said, ["家里：包括阳台", "车里：空间小"]);
    }

    fn pairs(text: &str) -> Vec<(String, Vec<String>)> {
        let said = |blocks: &[Block]| -> String {
            blocks
                .iter()
                .map(|b| match &b.kind {
                    BlockKind::Paragraph(p) => plain_text(p),
                    other => format!("{other:?}"),
                })
                .collect()
        };
        read(text)
            .iter()
            .flat_map(|b| match &b.kind {
                BlockKind::Definitions(d) => d.clone(),
                _ => Vec::new(),
            })
            .map(|d| (plain_text(&d.term), d.details.iter().map(|b| said(b)).collect()))
            .collect()
    }

    #[test]
    fn questions_and_answers() {
        let wanted = vec![
            ("能停药吗？".to_owned(), vec!["不能。".to_owned()]),
            ("要忌口吗？".to_owned(), vec!["要少盐。".to_owned()]),
        ];
        assert_eq!(pairs("问：能停药吗？\n\n答：不能。\n\n问：要忌口吗？\n\n答：要少盐。"), wanted);
        assert_eq!(pairs("**问：能停药吗？**\n\n**答：**不能。\n\n**问**：要忌口吗？\n\n答：要少盐。"), wanted);
        assert_eq!(pairs("问：能停药吗？\n答：不能。\n\n问：要忌口吗？\n答：要少盐。"), wanted);
        // A question without an answer, and words that only begin so.
        assert!(pairs("问：能停药吗？\n\n不能。").is_empty());
        assert!(pairs("问题：能停药吗？\n\n答案：不能。").is_empty());
    }

    #[test]
    fn callouts_by_their_names() {
        let kinds = |text: &str| -> Vec<String> {
            read(text)
                .iter()
                .map(|b| match &b.kind {
                    BlockKind::Alert(a) => {
                        let BlockKind::Paragraph(p) = &a.blocks[0].kind else { panic!("{a:?}") };
                        format!("{}｜{}", a.kind.label(), plain_text(p))
                    }
                    BlockKind::Paragraph(p) => plain_text(p),
                    other => format!("{other:?}"),
                })
                .collect()
        };
        assert_eq!(kinds("小贴士：多喝水。"), ["小贴士｜多喝水。"]);
        assert_eq!(kinds("**温馨提示：**多喝水。"), ["小贴士｜多喝水。"]);
        assert_eq!(kinds("紧急就医：马上拨打 120。"), ["紧急就医｜马上拨打 120。"]);
        assert_eq!(kinds("提示语：多喝水。"), ["提示语：多喝水。"]);
        assert_eq!(kinds("小贴士："), ["小贴士："]);
    }
}
