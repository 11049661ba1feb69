//! Marks that come in pairs (GB/T 15834 §4.8, §4.9, §4.15).

use super::file::File;
use super::lint::{Found, Level, Lint};
use super::pattern::{char_at, char_before};

static UNBALANCED: Lint = Lint {
    code: "unbalanced-marks",
    title: "成对的标点缺了一半",
    why: "GB/T 15834：引号、括号、书名号都成对使用，少了一半，读者不知道到哪里为止",
    fix: "补上缺的一半，或删掉多的一半；前引号是“，后引号是”",
    example: "请阅读《中国居民膳食指南。",
    right: "请阅读《中国居民膳食指南》。",
    level: Level::Warning,
};

pub(super) const LINTS: &[&Lint] = &[&UNBALANCED];

const PAIRS: [(char, char); 6] = [('“', '”'), ('《', '》'), ('（', '）'), ('【', '】'), ('「', '」'), ('‘', '’')];

pub(super) fn check(file: &File<'_>, out: &mut Found) {
    for (i, passage) in file.passages.iter().enumerate() {
        for pair in PAIRS {
            // A quotation over several paragraphs opens each and closes only the last (GB/T 15834 §4.8).
            let goes_on = pair.0 == '“'
                && file
                    .passages
                    .get(i + 1)
                    .is_some_and(|next| next.text.starts_with('“') && passage.text.starts_with('“'));
            if let Some((at, mark)) = first_alone(&passage.text, pair, goes_on) {
                let range = at..at + mark.len_utf8();
                let message = if mark == pair.0 {
                    format!("“{mark}”没有配对的后一半")
                } else {
                    format!("“{mark}”没有配对的前一半")
                };
                out.add(&UNBALANCED, file.span(passage, &range), message);
            }
        }
    }
}

/// The first mark without its half; one for each kind and passage, or a slip would be told twice.
///
/// A half-width half counts as the other half: that it is half-width is told by another lint.
fn first_alone(text: &str, (open, close): (char, char), goes_on: bool) -> Option<(usize, char)> {
    let mut opened: Vec<(usize, char)> = Vec::new();
    for (i, c) in text.char_indices() {
        let (opens, closes) = match (open, c) {
            ('“', '"') => (opened.is_empty(), !opened.is_empty()),
            ('（', '(') => (true, false),
            ('（', ')') => (false, true),
            _ => (c == open, c == close),
        };
        if opens {
            // A second “ before the first is closed means that the first never was: within it stands ‘ (GB/T 15834 §4.8).
            if open == '“' && !opened.is_empty() {
                return opened.first().copied();
            }
            opened.push((i, c));
        } else if closes && opened.pop().is_none() && c == close && !is_alone_rightly(text, i, c) {
            return Some((i, close));
        }
    }
    let left = opened.into_iter().find(|(_, c)| *c == open);
    if goes_on { None } else { left }
}

/// 1）, 一） and a） at the start; the apostrophe of don’t.
fn is_alone_rightly(text: &str, at: usize, mark: char) -> bool {
    match mark {
        '）' => {
            let before = text.get(..at).unwrap_or_default();
            let start = before
                .rfind(['。', '；', '，', '：', '\n', ' '])
                .map_or(0, |i| i + before.get(i..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
            let label = before.get(start..).unwrap_or_default();
            let short = (1..=2).contains(&label.chars().count());
            short && label.chars().all(|c| c.is_ascii_alphanumeric() || "一二三四五六七八九十①②③".contains(c))
        }
        '’' => {
            let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
            letter(char_before(text, at)) || letter(char_at(text, at + mark.len_utf8()))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves() {
        let quotes = ('“', '”');
        assert_eq!(first_alone("他说“好。", quotes, false), Some((6, '“')));
        assert_eq!(first_alone("他说”好“。", quotes, false).map(|f| f.1), Some('”'));
        assert_eq!(first_alone("“甲”和“乙”", quotes, false), None);
        let brackets = ('（', '）');
        assert_eq!(first_alone("1）洗手；2）通风", brackets, false), None);
        assert_eq!(first_alone("洗手）", brackets, false).map(|f| f.1), Some('）'));
        assert_eq!(first_alone("it’s", ('‘', '’'), false), None);
    }
}
