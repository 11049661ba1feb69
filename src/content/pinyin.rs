//! Titles in 拼音, word by word: 世界无烟日 `shijie wuyan ri`, 银行 `yinhang`, 重庆 `chongqing`.
//!
//! A dictionary of words with how often they occur cuts the text where the product of the frequencies is largest; a word
//! with a reading of its own (银行, 长大) brings it along. `words.py` makes `words.txt` and says where it comes from.

use std::cmp::Ordering;

use pinyin::ToPinyin;

/// A word a line, sorted by bytes: the word, a sign for how often, its reading where it is not the usual one.
const WORDS: &str = include_str!("words.txt");

/// Longest word of the dictionary, in characters.
const LONGEST: usize = 6;

/// What a character costs that is no word of the dictionary: as one that occurs once.
const UNKNOWN: u32 = 52;

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
                words(han, &mut pieces);
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

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '〇' | '\u{20000}'..='\u{323af}')
}

/// One way to the end of a run from a place in it: the cheapest one that is known.
#[derive(Clone, Copy)]
struct Way {
    cost: u32,
    length: usize,
    reading: &'static str,
}

/// Looks from the end backwards for the cheapest way to cut a run of 汉字.
fn words(run: &[char], pieces: &mut Vec<Piece>) {
    let end = Way { cost: 0, length: 0, reading: "" };
    let mut ways = vec![end; run.len() + 1];
    for at in (0..run.len()).rev() {
        let cost_after = |length: usize| ways.get(at + length).map_or(u32::MAX, |w| w.cost);
        let mut best = Way { cost: cost_after(1).saturating_add(UNKNOWN), length: 1, reading: "" };
        let mut word = String::new();
        for (i, c) in run.iter().skip(at).take(LONGEST).enumerate() {
            word.push(*c);
            let Some((cost, reading)) = look_up(&word) else { continue };
            let cost = cost_after(i + 1).saturating_add(cost);
            // Of two equal ways the one with the longer word.
            if cost <= best.cost {
                best = Way { cost, length: i + 1, reading };
            }
        }
        if let Some(way) = ways.get_mut(at) {
            *way = best;
        }
    }
    let mut at = 0;
    while let Some(way) = ways.get(at).filter(|w| w.length > 0) {
        let word = run.get(at..at + way.length).unwrap_or_default();
        match Some(way.reading).filter(|r| !r.is_empty()).map(str::to_owned).or_else(|| usual(word)) {
            Some(reading) => pieces.push(Piece::Word(reading)),
            None => pieces.extend(word.iter().map(|c| Piece::Other(*c))),
        }
        at += way.length;
    }
}

/// What a word costs (52 less 2·log2 of how often it occurs) and its own reading, which may be empty.
fn look_up(word: &str) -> Option<(u32, &'static str)> {
    let (mut low, mut high) = (0, WORDS.len());
    while low < high {
        // The line that holds the middle byte; line ends are ASCII, so every cut is at a character.
        let middle = low + (high - low) / 2;
        let bytes = WORDS.as_bytes();
        let start = bytes.get(low..middle)?.iter().rposition(|b| *b == b'\n').map_or(low, |i| low + i + 1);
        let end = bytes.get(middle..high)?.iter().position(|b| *b == b'\n').map_or(high, |i| middle + i);
        let line = WORDS.get(start..end)?;
        let split = line.find(|c: char| c.is_ascii()).unwrap_or(line.len());
        let (found, rest) = line.split_at_checked(split)?;
        match found.as_bytes().cmp(word.as_bytes()) {
            Ordering::Less => low = end + 1,
            Ordering::Greater => high = start,
            Ordering::Equal => {
                let (sign, reading) = rest.split_at_checked(1)?;
                let often = u32::from(sign.bytes().next()?).saturating_sub(48);
                return Some((UNKNOWN.saturating_sub(often), reading));
            }
        }
    }
    None
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
    fn every_line_is_found_and_the_lines_are_in_order() {
        let mut last = "";
        for line in WORDS.lines() {
            let word = line.split_at(line.find(|c: char| c.is_ascii()).unwrap()).0;
            assert!(word > last, "{word} after {last}");
            assert!(word.chars().count() <= LONGEST && word.chars().all(is_han), "{word}");
            assert!(look_up(word).is_some(), "{word}");
            last = word;
        }
        assert_eq!(look_up("无烟日"), None);
        assert_eq!(look_up(""), None);
    }

    #[test]
    fn rare_characters_do_not_stop_it() {
        let text: Vec<char> = "孑孓🙂𠮷".chars().collect();
        let pieces = read(&text);
        assert!(pieces.contains(&Piece::Other('🙂')), "{pieces:?}");
        assert_eq!(pieces.first(), Some(&Piece::Word("jiejue".to_owned())));
    }
}
