//! Words in Chinese text: where titles become 拼音 by the word, and where ragged lines had better not end.
//!
//! A dictionary of words with how often they occur cuts the text where the product of the frequencies is largest; a word
//! with a reading of its own (银行, 长大) brings it along. `words.py` makes `words.txt` and says where it comes from.

pub mod number;

use std::cmp::Ordering;

/// A word a line, sorted by bytes: the word, a sign for how often, its reading where it is not the usual one.
const WORDS: &str = include_str!("words.txt");

/// Longest word of the dictionary, in characters.
const LONGEST: usize = 6;

/// What a character costs that is no word of the dictionary: as one that occurs once.
const UNKNOWN: u32 = 52;

/// Whether a character is a 汉字.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// A word of a run of 汉字; one character long when the dictionary does not know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// In characters, at least 1.
    pub length: usize,
    /// In ASCII letters; empty for the usual readings of its characters.
    pub reading: &'static str,
}

/// The cheapest way to the end of a run from a place in it.
#[derive(Clone, Copy)]
struct Way {
    cost: u32,
    word: Word,
}

/// Looks from the end backwards for the cheapest way to cut a run of 汉字.
pub fn cut(run: &[char]) -> Vec<Word> {
    let end = Way { cost: 0, word: Word { length: 0, reading: "" } };
    let mut ways = vec![end; run.len() + 1];
    for at in (0..run.len()).rev() {
        let cost_after = |length: usize| ways.get(at + length).map_or(u32::MAX, |w| w.cost);
        let mut best = Way { cost: cost_after(1).saturating_add(UNKNOWN), word: Word { length: 1, reading: "" } };
        let mut text = String::new();
        for (i, c) in run.iter().skip(at).take(LONGEST).enumerate() {
            text.push(*c);
            let Some((cost, reading)) = look_up(&text) else { continue };
            let cost = cost_after(i + 1).saturating_add(cost);
            // Of two equal ways the one with the longer word.
            if cost <= best.cost {
                best = Way { cost, word: Word { length: i + 1, reading } };
            }
        }
        if let Some(way) = ways.get_mut(at) {
            *way = best;
        }
    }
    let mut at = 0;
    let mut words = Vec::new();
    while let Some(way) = ways.get(at).filter(|w| w.word.length > 0) {
        words.push(way.word);
        at += way.word.length;
    }
    words
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
    fn text_is_cut_at_words() {
        for (text, words) in
            [("什么时候必须洗", "什么 时候 必须 洗"), ("从现在做起", "从 现在 做起"), ("流行性感冒", "流行性 感冒")]
        {
            let run: Vec<char> = text.chars().collect();
            let mut rest = text;
            let found: Vec<&str> = cut(&run)
                .iter()
                .map(|w| {
                    let end = rest.char_indices().nth(w.length).map_or(rest.len(), |(i, _)| i);
                    let (word, after) = rest.split_at(end);
                    rest = after;
                    word
                })
                .collect();
            assert_eq!(found.join(" "), words);
        }
        assert!(cut(&[]).is_empty());
    }
}
