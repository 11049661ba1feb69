//! Titles in 拼音, word by word: 世界无烟日 `shijie wuyan ri`, 银行 `yinhang`, 重庆 `chongqing`.
//!
//! [`crate::words`] cuts the text and knows the words with a reading of their own (银行, 长大).

use pinyin::ToPinyin;

use crate::words::{self, is_han};

/// The characters whose usual reading in health texts is not the pinyin crate's first; `words.py` has the same list.
const SINGLES: &[(char, &str)] = &[
    ('的', "de"),
    ('了', "le"),
    ('着', "zhe"),
    ('地', "di"),
    ('得', "de"),
    ('都', "dou"),
    ('和', "he"),
    ('与', "yu"),
    ('为', "wei"),
    ('长', "chang"),
    ('重', "zhong"),
    ('行', "xing"),
    ('血', "xue"),
    ('量', "liang"),
    ('还', "hai"),
    ('调', "tiao"),
    ('没', "mei"),
    ('少', "shao"),
    ('好', "hao"),
    ('大', "da"),
    ('不', "bu"),
    ('中', "zhong"),
    ('给', "gei"),
];

/// A piece of text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// The reading of one word, in ASCII letters.
    Word(String),
    /// A character without a reading.
    Other(char),
}

/// Cuts a text into words with their readings.
pub(super) fn read(text: &[char]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let run = rest.iter().take_while(|c| is_han(**c)).count();
        match rest.split_at_checked(run) {
            Some((han, next)) if run > 0 => {
                spell(han, &mut pieces);
                rest = next;
            }
            _ => {
                pieces.push(Piece::Other(*first));
                rest = after;
            }
        }
    }
    pieces
}

fn spell(run: &[char], pieces: &mut Vec<Piece>) {
    let mut at = 0;
    for found in words::cut(run) {
        let word = run.get(at..at + found.length).unwrap_or_default();
        match Some(found.reading).filter(|r| !r.is_empty()).map(str::to_owned).or_else(|| usual(word)) {
            Some(reading) => pieces.push(Piece::Word(reading)),
            None => pieces.extend(word.iter().map(|c| Piece::Other(*c))),
        }
        at += found.length;
    }
}

/// The usual readings of a word's characters one after the other; `None` when one has none.
fn usual(word: &[char]) -> Option<String> {
    word.iter().map(|c| syllable(*c)).collect()
}

fn syllable(c: char) -> Option<String> {
    if let Some((_, s)) = SINGLES.iter().find(|(k, _)| *k == c) {
        return Some((*s).to_owned());
    }
    // ü is spelled v in addresses, as on keyboards and in passports of old.
    let plain = c.to_pinyin()?.plain().replace('ü', "v");
    plain.is_ascii().then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_characters_do_not_stop_it() {
        let text: Vec<char> = "孑孓🙂𠮷".chars().collect();
        let pieces = read(&text);
        assert!(pieces.contains(&Piece::Other('🙂')), "{pieces:?}");
        assert_eq!(pieces.first(), Some(&Piece::Word("jiejue".to_owned())));
    }
}
