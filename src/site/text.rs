//! Small pieces of text: escaping, dates as Chinese readers write them, sizes.

use crate::model::Date;
use crate::words::{is_han, number};

/// Appends `text` so that it is text and nothing else, in an element or in a quoted attribute.
///
/// Control characters that XML 1.0 §2.2 forbids are left out: they would make the feed unreadable.
pub fn push_escaped(out: &mut String, text: &str) {
    escape_pieces(text, |piece| out.push_str(piece));
}

/// Longest number that is kept on one line, in characters: at 30 px it still fits on a screen of 320 px.
const LONGEST_NUMBER: usize = 16;

/// [`push_escaped`] for running text: a number stays on one line with what belongs to it (8:00～17:00, 30 分钟).
pub fn push_running(out: &mut String, text: &str) {
    let mut done = 0;
    for run in number::runs(text, LONGEST_NUMBER) {
        push_escaped(out, text.get(done..run.start).unwrap_or_default());
        out.push_str("<span class=\"nb\">");
        push_escaped(out, text.get(run.clone()).unwrap_or_default());
        out.push_str("</span>");
        done = run.end;
    }
    push_escaped(out, text.get(done..).unwrap_or_default());
}

/// Hands over the escaped text piece by piece: most texts are one piece, as they are.
pub fn escape_pieces(text: &str, mut put: impl FnMut(&str)) {
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let instead = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '\t' | '\n' | '\r' => continue,
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => "",
            _ => continue,
        };
        put(text.get(start..at).unwrap_or_default());
        put(instead);
        start = at + c.len_utf8();
    }
    put(text.get(start..).unwrap_or_default());
}

/// [`push_escaped`] as a value.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_escaped(&mut out, text);
    out
}

/// 2026 年 5 月 20 日: a quarter-em between 汉字 and figures (CLREQ §3.2.2) that does not hang on the
/// browser knowing `text-autospace`.
pub fn zh_date(date: Date) -> String {
    format!("{} 年 {} 月 {} 日", date.year(), date.month(), date.day())
}

/// 5 月 20 日.
pub fn zh_day(date: Date) -> String {
    format!("{} 月 {} 日", date.month(), date.day())
}

/// Puts a space between 汉字 and Latin letters or figures (CLREQ §3.2.2), for the names that we make ourselves;
/// what an author wrote is left alone.
pub fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut last: Option<char> = None;
    for c in text.chars() {
        if let Some(p) = last
            && ((is_han(p) && c.is_ascii_alphanumeric()) || (p.is_ascii_alphanumeric() && is_han(c)))
        {
            out.push(' ');
        }
        out.push(c);
        last = Some(c);
    }
    out
}

/// Characters a patient reader takes in per minute; older readers are slower than the usual 400 to 500.
const CHARACTERS_PER_MINUTE: usize = 300;

/// Whole minutes that a text takes, at least one.
pub fn minutes(characters: usize) -> usize {
    characters.div_ceil(CHARACTERS_PER_MINUTE).max(1)
}

/// 2.1 MB, 340 KB.
pub fn file_size(bytes: u64) -> String {
    if bytes >= 1_000_000 {
        format!("{:.1} MB", bytes as f64 / 1e6)
    } else {
        format!("{} KB", bytes.div_ceil(1000).max(1))
    }
}

/// The digits of a phone number for `tel:`; `None` when there are too few to be one.
pub fn phone_href(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    (digits.len() >= 3).then(|| format!("tel:{digits}"))
}

/// The first `limit` characters, with an ellipsis when something was cut.
pub fn clipped(text: &str, limit: usize) -> String {
    let mut out: String = text.chars().take(limit).collect();
    if text.chars().count() > limit {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spacing_only_where_han_meets_latin() {
        assert_eq!(spaced("第39个世界无烟日"), "第 39 个世界无烟日");
        assert_eq!(spaced("第 39 个"), "第 39 个");
        assert_eq!(spaced("HPV疫苗（2026）"), "HPV 疫苗（2026）");
    }

    #[test]
    fn escapes_and_drops_controls() {
        assert_eq!(escaped("<a \"b\" & 'c'>\u{0}\u{b}\n"), "&lt;a &quot;b&quot; &amp; &#39;c&#39;&gt;\n");
    }

    #[test]
    fn sizes_and_minutes() {
        assert_eq!(
            (file_size(0), file_size(1_001), file_size(2_140_000)),
            ("1 KB".into(), "2 KB".into(), "2.1 MB".into())
        );
        assert_eq!((minutes(0), minutes(300), minutes(301)), (1, 1, 2));
        assert_eq!(phone_href("010-5555 0131").as_deref(), Some("tel:01055550131"));
    }
}
