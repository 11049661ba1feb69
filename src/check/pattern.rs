//! Regular expressions of bounded size, and how text is cut into sentences.

use std::ops::Range;

use regex::{Captures, Regex, RegexBuilder};

/// A compiled pattern may take this many bytes: the list of all health days fits, a runaway repetition does not.
const MAX_BYTES: usize = 4 << 20;

/// Matches looked at in one passage. Only a file made to waste time has more.
const MAX_MATCHES: usize = 200;

/// A pattern. One that does not compile finds nothing; the tests see to it that every one compiles.
#[derive(Debug)]
pub(super) struct Pattern(Option<Regex>);

impl Pattern {
    pub(super) fn new(text: &str) -> Pattern {
        let regex = RegexBuilder::new(text).size_limit(MAX_BYTES).build();
        debug_assert!(regex.is_ok(), "{text}: {regex:?}");
        Pattern(regex.ok())
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|r| r.is_match(text))
    }

    /// The byte ranges of all matches.
    pub(super) fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        self.0.as_ref().map(|r| r.find_iter(text).take(MAX_MATCHES).map(|m| m.range()).collect()).unwrap_or_default()
    }

    /// All matches with their groups.
    pub(super) fn captures<'t>(&self, text: &'t str) -> Vec<Captures<'t>> {
        self.0.as_ref().map(|r| r.captures_iter(text).take(MAX_MATCHES).collect()).unwrap_or_default()
    }
}

/// Characters that end a sentence or a clause of its own.
fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '\n' | '!' | '?' | ';')
}

/// The sentence around a range, its end mark included.
pub(super) fn sentence(text: &str, range: &Range<usize>) -> Range<usize> {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let start = before.char_indices().rev().find(|(_, c)| ends_sentence(*c)).map_or(0, |(i, c)| i + c.len_utf8());
    let end =
        after.char_indices().find(|(_, c)| ends_sentence(*c)).map_or(text.len(), |(i, c)| range.end + i + c.len_utf8());
    start..end
}

/// The character before an offset.
pub(super) fn char_before(text: &str, offset: usize) -> Option<char> {
    text.get(..offset)?.chars().next_back()
}

/// The character at an offset.
pub(super) fn char_at(text: &str, offset: usize) -> Option<char> {
    text.get(offset..)?.chars().next()
}

/// Whether a range lies between an opening mark and its closing mark.
pub(super) fn is_within(text: &str, range: &Range<usize>, open: char, close: char) -> bool {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let opened = before.rfind(open).is_some_and(|o| before.rfind(close).is_none_or(|c| c < o));
    opened && after.find(close).is_some_and(|c| after.find(open).is_none_or(|o| c < o))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences() {
        let text = "甲。乙丙！丁";
        let at = |s: &str| text.find(s).map(|i| i..i + 3).unwrap_or_default();
        assert_eq!(text.get(sentence(text, &at("乙"))), Some("乙丙！"));
        assert_eq!(text.get(sentence(text, &at("丁"))), Some("丁"));
    }

    #[test]
    fn within_marks() {
        let text = "见《甲乙》和丙";
        let at = |s: &str| text.find(s).map(|i| i..i + 3).unwrap_or_default();
        assert!(is_within(text, &at("乙"), '《', '》'));
        assert!(!is_within(text, &at("丙"), '《', '》'));
    }
}
