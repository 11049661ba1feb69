//! What kind of list is it? The author writes plain Markdown; the shape is read from what is written.

use crate::model::{Block, BlockKind, Definition, Heading, Inline, InlineKind, List, ListItem, plain_text};

/// How a list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Boxes to tick.
    Checklist,
    /// Every item begins with a bold time.
    Timeline,
    /// Numbered, every item begins with a bold name.
    Steps,
    /// A bold name and a few words each: cards side by side.
    Tiles,
    /// A bold name and a sentence each.
    Labelled,
    /// Anything else.
    Plain,
}

/// The longest name of a step or tile, in characters.
const LABEL: usize = 10;
/// The longest text of a tile, in characters; more would make a narrow card tall.
const TILE_TEXT: usize = 16;

/// The shape of a list. A class on the heading above it (`{.timeline}`) decides, when the list can take that shape.
pub(super) fn shape(list: &List, heading: Option<&Heading>) -> Shape {
    if list.is_task_list() {
        return Shape::Checklist;
    }
    let labels: Option<Vec<(String, usize)>> = list.items.iter().map(measured).collect();
    let asked = |name: &str| heading.is_some_and(|h| h.classes.iter().any(|c| c == name));
    let Some(labels) = labels.filter(|l| !l.is_empty() && !asked("plain")) else { return Shape::Plain };
    let many = labels.len() >= 3;
    let short = labels.iter().all(|(l, _)| l.chars().count() <= LABEL);
    if asked("timeline") || (many && labels.iter().all(|(l, _)| is_time(l))) {
        Shape::Timeline
    } else if asked("steps") || (list.start.is_some() && short) {
        Shape::Steps
    } else if asked("tiles") || (many && short && labels.iter().all(|(_, n)| (1..=TILE_TEXT).contains(n))) {
        Shape::Tiles
    } else if labels.iter().all(|(_, n)| *n > 0) {
        Shape::Labelled
    } else {
        Shape::Plain
    }
}

/// An item's bold name and the length of the text after it; `None` when it does not begin with one, or holds more than a line.
fn measured(item: &ListItem) -> Option<(String, usize)> {
    if item.blocks.len() != 1 {
        return None;
    }
    let (label, rest) = split_label(item)?;
    Some((plain_text(label), plain_text(&rest).trim().chars().count()))
}

/// An item's bold name and what follows it, without the space or colon between them.
pub(super) fn split_label(item: &ListItem) -> Option<(&[Inline], Vec<Inline>)> {
    let BlockKind::Paragraph(inlines) = &item.blocks.first()?.kind else { return None };
    let (first, rest) = inlines.split_first()?;
    let InlineKind::Strong(label) = &first.kind else { return None };
    Some((label, without_lead(rest)))
}

fn without_lead(rest: &[Inline]) -> Vec<Inline> {
    let mut rest = rest.to_vec();
    if let Some(Inline { kind: InlineKind::Text(t), .. }) = rest.first_mut() {
        let cut = t.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '：' | ':' | '，'));
        *t = cut.to_owned();
    }
    rest
}

/// Whether a bold name is a time: a clock time, a span, an age, or a moment that begins with 第 or a number and ends in a unit.
pub(super) fn is_time(label: &str) -> bool {
    const UNITS: [&str; 13] = ["秒", "分钟", "小时", "钟头", "天", "日", "周", "星期", "月", "年", "岁", "点", "时"];
    let label = label.trim();
    let bare = label.trim_start_matches(['约', '第', '满', '孕', '前', '后', ' ']);
    let digits = |c: char| c.is_ascii_digit() || "一二两三四五六七八九十半几数".contains(c);
    if !bare.starts_with(digits) || label.chars().count() > 12 {
        return false;
    }
    let clock = bare.split_once([':', '：']).is_some_and(|(h, m)| {
        let two = |s: &str| s.chars().next().is_some_and(|c| c.is_ascii_digit());
        h.chars().all(|c| c.is_ascii_digit()) && two(m)
    });
    let end = bare.trim_end_matches(['内', '后', '前', '起', '以', '上', '左', '右', '间']);
    clock || UNITS.iter().any(|u| end.ends_with(u))
}

/// A paragraph that is a figure and what it says: the bold number and the rest.
pub(super) fn key_figure(inlines: &[Inline]) -> Option<(String, Vec<Inline>)> {
    let (first, rest) = inlines.split_first()?;
    let InlineKind::Strong(strong) = &first.kind else { return None };
    let figure = plain_text(strong);
    let figure = figure.trim();
    let bare = figure.trim_start_matches(['约', '近', '超', '过', '达', '每', '仅', '≥', '≤', '>', '<']).trim_start();
    let begins = bare.starts_with(|c: char| c.is_ascii_digit());
    let said = plain_text(rest);
    let fits = begins && figure.chars().count() <= 12 && said.trim().chars().count() >= 4;
    fits.then(|| (figure.to_owned(), without_lead(rest)))
}

/// The number of a key figure and the words around it, to be set in two sizes: `约`, `30`, `%`.
pub(super) fn split_figure(figure: &str) -> (&str, &str, &str) {
    let from = figure.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let (before, rest) = figure.split_at(from);
    let joins = |c: char| matches!(c, '.' | ',' | '～' | '~' | '—' | '–' | '-' | ':' | '/' | '%' | '万' | '亿' | ' ');
    // A range goes to its last digit: 29 万～65 | 万人.
    let run = rest.find(|c: char| !c.is_ascii_digit() && !joins(c)).unwrap_or(rest.len());
    let digits = rest.split_at(run).0.trim_end_matches(|c: char| !c.is_ascii_digit()).len();
    let to = if rest.split_at(digits).1.starts_with('%') { digits + 1 } else { digits };
    let (number, after) = rest.split_at(to);
    (before, number, after)
}

/// About how wide a text is at a size in pixels: 汉字 are square, Latin letters and figures about six tenths of that.
pub(super) fn width(text: &str, size: usize) -> usize {
    text.chars().map(|c| if c.is_ascii() { size * 6 / 10 } else { size }).sum()
}

/// Whether a definition list asks questions.
pub(super) fn asks(list: &[Definition]) -> bool {
    list.iter().any(|d| plain_text(&d.term).trim_end().ends_with(['？', '?']))
}

/// A quotation that is a slogan: one paragraph, short enough for two lines on a phone.
pub(super) fn slogan(blocks: &[Block]) -> Option<&[Inline]> {
    match blocks {
        [Block { kind: BlockKind::Paragraph(p), .. }] if plain_text(p).chars().count() <= 32 => Some(p),
        _ => None,
    }
}

/// Numerals as headings of a solemn text count: 一 … 九十九.
pub(super) fn zh_number(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |i: usize| DIGITS.get(i).copied().unwrap_or_default();
    match n {
        1..=9 => digit(n).to_owned(),
        10..=19 => format!("十{}", digit(n - 10)),
        20..=99 => format!("{}十{}", digit(n / 10), digit(n % 10)),
        _ => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_from_other_names() {
        for t in
            ["20 分钟", "2～12 周", "1～9 个月", "5～15 年", "8:30", "10:20", "第 3 天", "孕 12 周", "3 岁以上", "半年"]
        {
            assert!(is_time(t), "{t}");
        }
        for t in ["尼古丁", "花盆托盘", "5 克盐", "三餐", "84 消毒液", "1:100 的水怎么配才对呢呢", ""]
        {
            assert!(!is_time(t), "{t}");
        }
    }

    #[test]
    fn figures_come_apart() {
        assert_eq!(split_figure("约 30%"), ("约 ", "30%", ""));
        assert_eq!(split_figure("7000 多种"), ("", "7000", " 多种"));
        assert_eq!(split_figure("2～3 次"), ("", "2～3", " 次"));
        assert_eq!(split_figure("29 万～65 万人"), ("", "29 万～65", " 万人"));
        assert_eq!(split_figure("1 万"), ("", "1", " 万"));
        assert_eq!(split_figure("很多"), ("", "", "很多"));
    }

    #[test]
    fn chinese_numerals() {
        let said: Vec<String> = [1, 10, 11, 20, 35].into_iter().map(zh_number).collect();
        assert_eq!(said, ["一", "十", "十一", "二十", "三十五"]);
    }
}
