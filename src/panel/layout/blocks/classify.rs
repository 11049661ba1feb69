//! What an author's plain Markdown means on a board: labels, numbers, times, do and don't.

use crate::model::{Block, BlockKind, Inline, InlineKind, List, ListItem, Table, plain_text};

/// A list item as a board sets it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parts {
    /// The bold words that it begins with, without their colon.
    pub label: Vec<Inline>,
    /// What follows them in the same paragraph.
    pub rest: Vec<Inline>,
    /// Further blocks.
    pub more: Vec<Block>,
}

/// Marks that part a label from its text and are not needed once the label is set apart.
const PARTING: [char; 8] = ['：', ':', '，', ',', '—', '–', '|', '｜'];

/// Splits a paragraph into its bold beginning and the rest; the label is empty where it begins otherwise.
pub(crate) fn split_label(inlines: &[Inline]) -> (Vec<Inline>, Vec<Inline>) {
    let skip = inlines.iter().take_while(|i| matches!(&i.kind, InlineKind::Text(t) if t.trim().is_empty())).count();
    let inlines = inlines.get(skip..).unwrap_or_default();
    let Some((first, rest)) = inlines.split_first() else { return (Vec::new(), Vec::new()) };
    let InlineKind::Strong(label) = &first.kind else { return (Vec::new(), inlines.to_vec()) };
    let mut label = label.clone();
    let mut rest = rest.to_vec();
    if let Some(Inline { kind: InlineKind::Text(t), .. }) = label.last_mut() {
        *t = t.trim_end_matches(['：', ':', ' ']).to_owned();
    }
    // Words that are bold to their own full stop, or that run on in the sentence, are no label.
    let follows = plain_text(&rest);
    let parted = follows.is_empty() || follows.starts_with(|c: char| PARTING.contains(&c) || c.is_whitespace());
    let colon = plain_text(std::slice::from_ref(first)).ends_with(['：', ':']);
    if !parted && !colon {
        return (Vec::new(), inlines.to_vec());
    }
    while let Some(Inline { kind, .. }) = rest.first_mut() {
        match kind {
            InlineKind::Text(t) => {
                *t = t.trim_start_matches(|c: char| PARTING.contains(&c) || c.is_whitespace()).to_owned();
                if t.is_empty() {
                    rest.remove(0);
                    continue;
                }
            }
            InlineKind::Break => {
                rest.remove(0);
                continue;
            }
            _ => {}
        }
        break;
    }
    (label, rest)
}

pub(crate) fn parts(item: &ListItem) -> Parts {
    match item.blocks.split_first() {
        Some((Block { kind: BlockKind::Paragraph(p), .. }, more)) => {
            let (label, rest) = split_label(p);
            Parts { label, rest, more: more.to_vec() }
        }
        _ => Parts { label: Vec::new(), rest: Vec::new(), more: item.blocks.clone() },
    }
}

/// What the items of lists and the rows of tables begin with: the words that may ask for a drawing.
pub(crate) fn labels(blocks: &[Block]) -> Vec<String> {
    let of = |block: &Block| match &block.kind {
        BlockKind::List(l) => l.items.iter().map(|i| plain_text(&parts(i).label)).collect(),
        BlockKind::Table(t) => t.rows.iter().filter_map(|r| r.first()).map(|c| plain_text(c)).collect(),
        _ => Vec::new(),
    };
    blocks.iter().flat_map(of).collect()
}

/// Characters of all text in blocks.
pub(crate) fn characters(blocks: &[Block]) -> usize {
    blocks.iter().map(|b| block_characters(&b.kind)).sum()
}

fn count(inlines: &[Inline]) -> usize {
    plain_text(inlines).chars().filter(|c| !c.is_whitespace()).count()
}

fn block_characters(kind: &BlockKind) -> usize {
    match kind {
        BlockKind::Heading(h) => count(&h.content),
        BlockKind::Paragraph(p) => count(p),
        BlockKind::List(l) => l.items.iter().map(|i| characters(&i.blocks)).sum(),
        BlockKind::Definitions(d) => {
            d.iter().map(|d| count(&d.term) + d.details.iter().map(|b| characters(b)).sum::<usize>()).sum()
        }
        BlockKind::Table(t) => t.head.iter().chain(t.rows.iter().flatten()).map(|c| count(c)).sum(),
        BlockKind::Quote(b) => characters(b),
        BlockKind::Alert(a) => a.title.as_deref().map_or(0, count) + characters(&a.blocks),
        BlockKind::Figure(f) => f.caption.as_deref().map_or(0, |c| c.chars().count()),
        BlockKind::Code { text, .. } => text.chars().filter(|c| !c.is_whitespace()).count(),
        BlockKind::Html(_) | BlockKind::Rule => 0,
    }
}

/// A number in large, its unit, and what it counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    /// Words before the number: 约, 超过.
    pub before: String,
    pub number: String,
    pub unit: String,
    pub text: Vec<Inline>,
}

/// Longest number, unit and line of a key figure, in characters.
const LONGEST_NUMBER: usize = 8;
const LONGEST_UNIT: usize = 5;
const LONGEST_LINE: usize = 46;

/// A paragraph that begins with a bold number and its unit, and is short.
pub(crate) fn key_figure(inlines: &[Inline]) -> Option<Figure> {
    let first = inlines.first()?;
    let InlineKind::Strong(strong) = &first.kind else { return None };
    let (before, number, mut unit) = split_number(plain_text(strong).trim())?;
    let mut text = inlines.get(1..).unwrap_or_default().to_vec();
    if let Some(Inline { kind: InlineKind::Text(t), .. }) = text.first_mut() {
        // `**1 瓶盖**水，就够…`: a word that the bold runs on into belongs to the unit.
        let word: String = t.chars().take_while(|c| !PARTING.contains(c)).collect();
        let runs_on = !unit.is_empty() && t.len() > word.len() && !word.contains(char::is_whitespace);
        if runs_on && word.chars().count() <= 2 && unit.chars().count() + word.chars().count() <= LONGEST_UNIT {
            unit.push_str(&word);
            *t = t.get(word.len()..).unwrap_or_default().to_owned();
        }
        *t = t.trim_start_matches(|c: char| PARTING.contains(&c) || c.is_whitespace()).to_owned();
    }
    let length = count(&text);
    (length > 0 && length <= LONGEST_LINE).then_some(Figure { before, number, unit, text })
}

/// The number that a bold beginning is, with the text that follows it.
pub(crate) fn number_of(label: &str, text: Vec<Inline>) -> Option<Figure> {
    let (before, number, unit) = split_number(label.trim())?;
    Some(Figure { before, number, unit, text })
}

/// Splits “约 7 000 多种” into 约, 7 000, 多种.
fn split_number(text: &str) -> Option<(String, String, String)> {
    let before: String = text.chars().take_while(|c| "约近超过达≥≤＞＜><每第".contains(*c)).collect();
    let rest = text.get(before.len()..)?.trim_start();
    let inner = |c: char| c.is_ascii_digit() || " .,，．～~–—-/／:".contains(c);
    let run: usize = rest.chars().take_while(|c| inner(*c)).map(char::len_utf8).sum();
    let run = rest.get(..run)?;
    let end = run.rfind(|c: char| c.is_ascii_digit())? + 1;
    let number = rest.get(..end)?.to_owned();
    let unit = rest.get(end..)?.trim().to_owned();
    let fits = number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().count() <= LONGEST_NUMBER
        && unit.chars().count() <= LONGEST_UNIT
        && before.chars().count() <= 3;
    fits.then_some((before, number, unit))
}

/// Whether a bold beginning names a time or a length of time.
pub(crate) fn is_time(text: &str) -> bool {
    let text = text.trim();
    let units = ["秒", "分", "小时", "时", "点", "天", "日", "周", "星期", "月", "年", "岁", "时辰", "世纪"];
    let digit = text.contains(|c: char| c.is_ascii_digit() || "一二三四五六七八九十半两数".contains(c));
    let short = text.chars().count() <= 12;
    let words =
        ["清晨", "早晨", "早上", "上午", "中午", "下午", "傍晚", "晚上", "睡前", "起床", "第一", "产前", "产后"];
    short
        && (is_clock(text)
            || (digit && units.iter().any(|u| text.contains(u)))
            || words.iter().any(|w| text.starts_with(w)))
}

/// Whether a text is a time of day: 8:30, 22：00～6：00.
fn is_clock(text: &str) -> bool {
    let mut sides = text.splitn(2, [':', '：']);
    let (hour, rest) = (sides.next().unwrap_or_default().trim(), sides.next().unwrap_or_default());
    let hour_fits = (1..=2).contains(&hour.len()) && hour.bytes().all(|b| b.is_ascii_digit());
    hour_fits && rest.chars().take(2).filter(char::is_ascii_digit).count() == 2
}

/// What a list is on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListKind {
    Checklist,
    Timeline,
    Figures,
    Steps,
    Tiles,
    Plain,
}

/// The most items of one kind that a board can show so.
const MOST_STEPS: usize = 9;
const MOST_TILES: usize = 12;
/// The longest step that is read as one: with a name of its own it may say more.
const LONGEST_STEP: usize = 70;
const LONGEST_NAMED_STEP: usize = 150;

/// Looks at a list and its section's classes; the classes steer but what cannot be is not forced.
pub(crate) fn list_kind(list: &List, classes: &[String]) -> ListKind {
    let has = |c: &str| classes.iter().any(|x| x == c);
    if list.is_task_list() {
        return ListKind::Checklist;
    }
    let items: Vec<Parts> = list.items.iter().map(parts).collect();
    let n = items.len();
    let labelled = n > 0 && items.iter().all(|p| !p.label.is_empty());
    let flat = items.iter().all(|p| p.more.is_empty());
    let longest = items.iter().map(|p| count(&p.rest) + count(&p.label)).max().unwrap_or(0);
    let label = items.iter().map(|p| count(&p.label)).max().unwrap_or(0);
    let times = items.iter().filter(|p| is_time(&plain_text(&p.label))).count();
    let figures = labelled && flat && items.iter().all(|p| split_number(&plain_text(&p.label)).is_some());
    if has("list") || has("plain") {
        return ListKind::Plain;
    }
    if labelled && flat && n >= 3 && (has("timeline") || times == n) {
        return ListKind::Timeline;
    }
    if figures && (2..=6).contains(&n) && longest <= 34 {
        return ListKind::Figures;
    }
    let step = if labelled { LONGEST_NAMED_STEP } else { LONGEST_STEP };
    if list.start.is_some() && n >= 2 && (has("steps") || (n <= MOST_STEPS && longest <= step)) {
        return ListKind::Steps;
    }
    let tiles = labelled && flat && (2..=MOST_TILES).contains(&n) && label <= 8 && longest <= 26;
    if tiles && (has("tiles") || has("icons") || list.start.is_none()) {
        return ListKind::Tiles;
    }
    ListKind::Plain
}

/// Heads that mean “do” and “don't”.
const GOOD: [&str; 12] = ["该做", "要做", "应该", "正确", "宜", "推荐", "可以", "做", "要", "建议", "真相", "能"];
const BAD: [&str; 14] =
    ["别做", "不做", "不要", "错误", "忌", "不宜", "禁止", "别", "不该", "不应", "不推荐", "误区", "不能", "避免"];

/// Whether a table of two columns sets do against don't; `true` when the first column is what to do.
pub(crate) fn is_choice(table: &Table) -> Option<bool> {
    let [a, b] = table.head.as_slice() else { return None };
    let (a, b) = (plain_text(a), plain_text(b));
    let bad = |t: &str| BAD.iter().any(|w| t.trim().starts_with(w));
    let good = |t: &str| !bad(t) && GOOD.iter().any(|w| t.trim().starts_with(w));
    let short = table.rows.iter().flatten().all(|c| count(c) <= 30);
    match (short, good(&a) && bad(&b), bad(&a) && good(&b)) {
        (true, true, _) => Some(true),
        (true, _, true) => Some(false),
        _ => None,
    }
}

/// The short line in italics that a section may begin with: its heading's note.
pub(crate) fn heading_note(blocks: &[Block]) -> Option<&[Inline]> {
    let BlockKind::Paragraph(p) = &blocks.first()?.kind else { return None };
    let [Inline { kind: InlineKind::Emphasis(inner), .. }] = p.as_slice() else { return None };
    (count(inner) <= 24).then_some(inner.as_slice())
}

/// A number as Chinese ordinals write it: 一, 十二.
pub(crate) fn chinese_number(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |d: usize| DIGITS.get(d).copied().unwrap_or_default();
    match n {
        0 => "零".to_owned(),
        1..=9 => digit(n).to_owned(),
        10..=19 => format!("十{}", digit(n - 10)),
        20..=99 => format!("{}十{}", digit(n / 10), digit(n % 10)),
        _ => n.to_string(),
    }
}

/// A heading without the number that its author typed before it: `一、由来`, `2. 由来`, `（三）由来`.
pub(crate) fn without_own_number(mut content: Vec<Inline>) -> Vec<Inline> {
    if let Some(Inline { kind: InlineKind::Text(text), .. }) = content.first_mut()
        && let Some(rest) = after_own_number(text)
    {
        *text = rest.to_owned();
    }
    content
}

/// What follows a typed number; `None` when there is none, or nothing follows it.
fn after_own_number(text: &str) -> Option<&str> {
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let text = text.trim_start();
    let (inner, closing): (&str, &[char]) = match text.strip_prefix(['（', '(']) {
        Some(inner) => (inner, &['）', ')']),
        None => (text, &['、', '．', '.']),
    };
    let rest = inner.trim_start_matches(numeral);
    let digits = inner.len() - rest.len();
    if digits == 0 || inner.chars().take_while(|c| numeral(*c)).count() > 3 {
        return None;
    }
    let after = rest.strip_prefix(closing)?;
    // `3.5 毫米` is no number of a section.
    let title = after.trim_start();
    (!title.is_empty() && !after.starts_with(|c: char| c.is_ascii_digit())).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_number_gives_way_to_the_badge() {
        for (text, rest) in [
            ("一、由来", Some("由来")),
            ("2. 由来", Some("由来")),
            ("（三）由来", Some("由来")),
            ("12、由来", Some("由来")),
            ("一支烟里有什么", None),
            ("3.5 毫米的雨", None),
            ("十天，卵变成蚊", None),
            ("（注）由来", None),
            ("一、", None),
            ("2026.由来", None),
        ] {
            assert_eq!(after_own_number(text), rest, "{text}");
        }
    }

    fn text(t: &str) -> Inline {
        Inline { kind: InlineKind::Text(t.to_owned()), line: 1 }
    }

    fn figure(bold: &str, rest: &str) -> Option<(String, String, String, String)> {
        let strong = Inline { kind: InlineKind::Strong(vec![text(bold)]), line: 1 };
        let f = key_figure(&[strong, text(rest)])?;
        Some((f.before, f.number, f.unit, plain_text(&f.text)))
    }

    #[test]
    fn numbers_part_from_their_units() {
        let parts = |a: &str, b: &str, c: &str, d: &str| Some((a.into(), b.into(), c.into(), d.into()));
        assert_eq!(figure("约 7 000 多种", " 化学物质。"), parts("约", "7 000", "多种", "化学物质。"));
        assert_eq!(figure("1 瓶盖", "水，就够蚊子产卵。"), parts("", "1", "瓶盖水", "就够蚊子产卵。"));
        assert_eq!(figure("31.87%", "：居民健康素养水平"), parts("", "31.87", "%", "居民健康素养水平"));
        assert_eq!(figure("没有数字", "的话"), None);
        assert_eq!(figure("3 天", ""), None);
    }

    #[test]
    fn labels_lose_only_the_mark_that_parts_them() {
        let strong = |t: &str| Inline { kind: InlineKind::Strong(vec![text(t)]), line: 1 };
        let split = |a: &[Inline]| {
            let (label, rest) = split_label(a);
            (plain_text(&label), plain_text(&rest))
        };
        assert_eq!(split(&[strong("家里："), text("含阳台")]), ("家里".to_owned(), "含阳台".to_owned()));
        assert_eq!(split(&[strong("家里"), text(" 含阳台")]), ("家里".to_owned(), "含阳台".to_owned()));
        // Bold words that run on in the sentence are no label.
        assert_eq!(split(&[strong("二手烟"), text("是烟头冒出的烟")]).0, "");
    }

    #[test]
    fn ordinals_in_chinese() {
        assert_eq!([1, 10, 11, 20, 35].map(chinese_number), ["一", "十", "十一", "二十", "三十五"]);
    }
}
