//! What Chinese text asks of a Markdown parser: line ends that vanish, emphasis beside full-width punctuation, counting.

use crate::words::is_han;

/// A noncharacter (Unicode 16 §23.7), so no text holds it for a meaning. pulldown-cmark takes it for a letter.
pub(super) const MARK: char = '\u{fdd0}';

/// Whether a character is East Asian wide or full-width (UAX #11), emoji left out.
pub fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2329}' | '\u{232a}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{a4cf}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe10}'..='\u{fe19}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{16fe0}'..='\u{18dff}' | '\u{1aff0}'..='\u{1b2ff}' | '\u{20000}'..='\u{3fffd}')
}

/// Korean: words are parted by spaces, so a line end there is a space.
fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' | '\u{ffa0}'..='\u{ffdc}')
}

/// Signs that are wide in Chinese text and narrow in Western text (UAX #11 class A).
fn is_ambiguous_sign(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·' | '×' | '℃' | '①'..='⓿')
}

/// Whether a line end between two characters vanishes (CSS Text 3 §4.1.3): both wide, neither Hangul.
/// A curly quote or dash goes with a wide neighbour, as it does in Chinese setting.
pub fn joins(before: char, after: char) -> bool {
    let wide = |c: char| is_wide(c) && !is_hangul(c);
    let loose = |c: char| wide(c) || is_ambiguous_sign(c);
    (wide(before) && loose(after)) || (loose(before) && wide(after))
}

/// A CJK character in the sense of the CJK-friendly amendment to CommonMark: wide, half-width form, or Hangul.
fn is_cjk(c: char) -> bool {
    is_wide(c)
        || is_hangul(c)
        || matches!(c, '\u{ff61}'..='\u{ffdc}' | '\u{ffe8}'..='\u{ffee}' | '\u{e0100}'..='\u{e01ef}')
}

/// Unicode punctuation in the sense of CommonMark 0.31: categories P and S.
fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    matches!(c,
        '\u{a1}'..='\u{a9}' | '\u{ab}' | '\u{ac}' | '\u{ae}'..='\u{b1}' | '\u{b4}' | '\u{b6}'..='\u{b8}' | '\u{bb}' | '\u{bf}'
        | '\u{d7}' | '\u{f7}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20c0}'
        | '\u{2100}' | '\u{2103}' | '\u{2109}' | '\u{2116}'..='\u{2117}' | '\u{2122}' | '\u{2190}'..='\u{2426}'
        | '\u{2500}'..='\u{2775}' | '\u{2794}'..='\u{2bff}' | '\u{2e00}'..='\u{2e7f}'
        | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3020}' | '\u{3030}' | '\u{303d}' | '\u{30a0}' | '\u{30fb}'
        | '\u{3200}'..='\u{321e}' | '\u{fe10}'..='\u{fe19}' | '\u{fe30}'..='\u{fe6b}'
        | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}'
        | '\u{ffe0}'..='\u{ffe6}' | '\u{1f000}'..='\u{1faff}')
}

/// What stands beside a delimiter run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Space,
    Letter { cjk: bool },
    Punctuation { cjk: bool },
}

fn side(c: Option<char>) -> Side {
    match c {
        None => Side::Space,
        Some(c) if c.is_whitespace() => Side::Space,
        Some(c) if is_punctuation(c) => Side::Punctuation { cjk: is_cjk(c) },
        Some(c) => Side::Letter { cjk: is_cjk(c) },
    }
}

impl Side {
    fn is_cjk(self) -> bool {
        matches!(self, Side::Letter { cjk: true } | Side::Punctuation { cjk: true })
    }

    /// Whether a run with `self` inside and `other` outside flanks, by the amendment: only Western punctuation
    /// inside asks for something outside, and a CJK character will do.
    fn flanks(self, other: Side) -> bool {
        match self {
            Side::Space => false,
            Side::Letter { .. } | Side::Punctuation { cjk: true } => true,
            Side::Punctuation { cjk: false } => {
                matches!(other, Side::Space | Side::Punctuation { .. }) || other.is_cjk()
            }
        }
    }
}

/// Sets [`MARK`] between a run of `*` or `~~` and the punctuation beside it wherever the CJK-friendly amendment to
/// CommonMark lets the run open or close and plain CommonMark does not. pulldown-cmark sees a letter there.
/// Text without CJK characters beside such runs comes back as it was. Marks are taken out again with [`unmark`].
pub(super) fn mark_emphasis(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 64);
    for line in text.split_inclusive('\n') {
        if line.contains(['*', '~']) { mark_line(line, &mut out) } else { out.push_str(line) }
    }
    out
}

fn mark_line(line: &str, out: &mut String) {
    // What leads the line (quote marks) is not text: a run after it stands at the start of a line.
    let lead = line.find(|c: char| !matches!(c, ' ' | '\t' | '>')).unwrap_or(line.len());
    let mut before: Option<char> = None;
    let mut escaped = false;
    let mut rest = line.get(lead..).unwrap_or_default();
    out.push_str(line.get(..lead).unwrap_or_default());
    while let Some(c) = rest.chars().next() {
        if escaped || !matches!(c, '*' | '~') {
            escaped = c == '\\' && !escaped;
            out.push(c);
            // A variation selector belongs to the character before it.
            before = if matches!(c, '\u{fe00}'..='\u{fe0e}') {
                before.map(|b| if b == '“' || b == '”' { '，' } else { b })
            } else {
                Some(c)
            };
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            continue;
        }
        let run = rest.len() - rest.trim_start_matches(c).len();
        let (delimiters, tail) = rest.split_at(run);
        mark_run(delimiters, before, tail.chars().next(), out);
        before = Some(c);
        rest = tail;
    }
}

fn mark_run(run: &str, before: Option<char>, after: Option<char>, out: &mut String) {
    let (b, a) = (side(before), side(after));
    let fence = run.starts_with('~') && run.len() > 2;
    let cell = before == Some('|') || after == Some('|');
    if fence || cell || !(b.is_cjk() || a.is_cjk()) {
        out.push_str(run);
        return;
    }
    if matches!(b, Side::Punctuation { .. }) && b.flanks(a) {
        out.push(MARK);
    }
    out.push_str(run);
    if matches!(a, Side::Punctuation { .. }) && a.flanks(b) {
        out.push(MARK);
    }
}

/// The text without marks.
pub(super) fn unmark(text: &str) -> String {
    if text.contains(MARK) { text.replace(MARK, "") } else { text.to_owned() }
}

/// Characters as Chinese users count them: every 汉字 is one, every other word or number is one, punctuation is none.
pub fn count_characters(text: &str) -> usize {
    let mut count = 0;
    let mut in_word = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_han(c) {
            count += 1;
            in_word = false;
        } else if c.is_alphanumeric() {
            count += usize::from(!in_word);
            in_word = true;
        } else {
            // `1.5`, `120/80` and `don't` are one each.
            let inside = matches!(c, '.' | '/' | '\'' | '’' | '-' | ',' | ':')
                && chars.peek().is_some_and(|n| n.is_alphanumeric() && !is_han(*n));
            in_word = in_word && inside;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_only_beside_cjk() {
        for plain in [
            "**a.**b",
            "* item\n* item\n",
            "***\n",
            "a * b",
            "**\"x\"**y",
            "~~~\ncode\n~~~\n",
            "> ***\n",
            "snake_case_**",
            "\\**a",
        ] {
            assert_eq!(mark_emphasis(plain), plain);
        }
        assert_eq!(mark_emphasis("**中。**后").replace(MARK, "M"), "**中。M**后");
        assert_eq!(mark_emphasis("中**“引”**后").replace(MARK, "M"), "中**M“引”M**后");
        assert_eq!(mark_emphasis("~~中。~~后").replace(MARK, "M"), "~~中。M~~后");
    }

    proptest::proptest! {
        #[test]
        fn western_text_gets_no_marks(text in "[ -~\u{a0}-\u{24f}“”‘’—…\n]{0,200}") {
            proptest::prop_assert_eq!(mark_emphasis(&text), text);
        }

        #[test]
        fn marks_come_out_again(text in "[中。，“”（）a*~_`>| \\\\\n\\[\\]]{0,80}") {
            proptest::prop_assert_eq!(unmark(&mark_emphasis(&text)), text);
        }
    }

    #[test]
    fn counts() {
        assert_eq!(count_characters("吸烟有害健康。"), 6);
        assert_eq!(count_characters("每天 30 分钟, BMI 24.0"), 7);
        assert_eq!(count_characters("120/80 mmHg"), 2);
        assert_eq!(count_characters("，。！"), 0);
    }

    #[test]
    fn line_ends() {
        assert!(joins('中', '文') && joins('。', '“') && joins('”', '中') && joins('，', '中'));
        assert!(!joins('中', 'a') && !joins('한', '국') && !joins('”', '“'));
    }
}
