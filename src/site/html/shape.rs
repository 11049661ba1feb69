//! What a piece of text is meant to be, told from how it is written: a key figure, steps, a timeline, questions.
//!
//! The marks are ordinary Markdown, so the same file reads well everywhere; a heading's class
//! (`{.steps}`, `{.timeline}`, `{.plain}`) overrules the guess for its section.

use crate::model::{Block, BlockKind, Definition, Inline, InlineKind, List, plain_text};

/// How a list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListShape {
    /// Boxes to tick.
    Checklist,
    /// Numbered badges with a line between them.
    Steps,
    /// Points in time along a line.
    Timeline,
    /// A bold word and what it means.
    Terms,
    /// Bullets or numbers.
    Plain,
}

/// A paragraph that opens with a bold number.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyFigure {
    /// `7000`, `40`, `2～3`.
    pub number: String,
    /// `多种`, `℃`; may be empty.
    pub unit: String,
}

/// The bold words at the start of a block list's first paragraph, and what follows them there.
pub fn lead_strong(blocks: &[Block]) -> Option<(&[Inline], &[Inline])> {
    let BlockKind::Paragraph(inlines) = &blocks.first()?.kind else { return None };
    let (first, rest) = inlines.split_first()?;
    match &first.kind {
        InlineKind::Strong(content) => Some((content, rest)),
        _ => None,
    }
}

/// The shape of a list in a section whose heading has these classes.
pub fn list_shape(list: &List, classes: &[String]) -> ListShape {
    if list.is_task_list() {
        return ListShape::Checklist;
    }
    let has = |name: &str| classes.iter().any(|c| c == name);
    let leads: Option<Vec<String>> =
        list.items.iter().map(|i| lead_strong(&i.blocks).map(|(s, _)| plain_text(s))).collect();
    if has("plain") || list.items.is_empty() {
        return ListShape::Plain;
    }
    match (leads, list.start.is_some()) {
        (_, true) if has("steps") => ListShape::Steps,
        (Some(_), _) if has("timeline") => ListShape::Timeline,
        (Some(_), true) => ListShape::Steps,
        (Some(l), false) if l.len() >= 2 && l.iter().all(|t| is_time(t)) => ListShape::Timeline,
        (Some(_), false) => ListShape::Terms,
        (None, _) => ListShape::Plain,
    }
}

/// Whether every entry asks something.
pub fn is_questions(definitions: &[Definition]) -> bool {
    definitions.iter().all(|d| plain_text(&d.term).trim_end().ends_with(['？', '?']))
}

/// Words that name a time of day without a figure.
const DAY_PARTS: [&str; 14] =
    ["清晨", "早晨", "早上", "上午", "中午", "午后", "下午", "傍晚", "晚上", "夜里", "睡前", "起床", "饭前", "饭后"];

/// Whether a label is a point or a stretch of time: `20 分钟`, `6:00`, `1～9 个月`, `第 3 天`, `睡前`.
pub fn is_time(label: &str) -> bool {
    let label = label.trim().trim_end_matches(['：', ':']);
    if DAY_PARTS.contains(&label) {
        return true;
    }
    let start = label.trim_start_matches(['第', '约', '满']).trim_start();
    if !start.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let figure = |c: char| c.is_ascii_digit() || c.is_whitespace() || "～~–—-./到至第约".contains(c);
    let unit = |c: char| "年月日天周时小分钟秒点岁个半前后内起以上下午晨早晚季度期".contains(c);
    let clock = |c: char| matches!(c, ':' | '：');
    start.chars().all(|c| figure(c) || unit(c) || clock(c)) && start.chars().any(|c| unit(c) || clock(c))
}

/// Longest unit of a key figure, in characters.
const UNIT_LIMIT: usize = 4;

/// Splits the bold start of a paragraph into number and unit; `None` when it is no figure (a date, a phone number, a phrase).
pub fn key_figure(strong: &str) -> Option<KeyFigure> {
    let text = strong.trim();
    let split = text
        .char_indices()
        .find(|(_, c)| !(c.is_ascii_digit() || c.is_whitespace() || ".,，～~–—-/:：".contains(*c)))
        .map_or(text.len(), |(i, _)| i);
    let (number, unit) = (text.get(..split)?.trim(), text.get(split..)?.trim());
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let starts = number.starts_with(|c: char| c.is_ascii_digit()) && number.ends_with(|c: char| c.is_ascii_digit());
    // More than six digits is a phone number; “5 月 31 日” and “2026 年” are dates.
    let date = unit.starts_with(['月', '日', '号']) || (unit.starts_with('年') && digits == 4);
    let fits =
        (1..=6).contains(&digits) && unit.chars().count() <= UNIT_LIMIT && !unit.chars().any(|c| c.is_ascii_digit());
    (starts && fits && !date && !unit.is_empty())
        .then(|| KeyFigure { number: number.to_owned(), unit: unit.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for t in ["20 分钟", "6:00", "1～9 个月", "第 3 天", "睡前", "5～15 年", "22：30", "3 月 5 日"] {
            assert!(is_time(t), "{t}");
        }
        for t in ["下决心", "一氧化碳", "40 ℃", "3 个动作", "12320", ""] {
            assert!(!is_time(t), "{t}");
        }
    }

    #[test]
    fn figures() {
        let f = |s| key_figure(s).map(|k| (k.number, k.unit));
        assert_eq!(f("7000 多种"), Some(("7000".into(), "多种".into())));
        assert_eq!(f("40 ℃"), Some(("40".into(), "℃".into())));
        assert_eq!(f("2～3 倍"), Some(("2～3".into(), "倍".into())));
        assert_eq!(f("50%"), Some(("50".into(), "%".into())));
        for none in ["5 月 31 日", "2026 年", "12320", "400-888-5531", "三个动作", "3 个常见的误区", ""] {
            assert_eq!(f(none), None, "{none}");
        }
    }
}
