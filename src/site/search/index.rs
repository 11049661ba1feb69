//! The index: every unit of every text has one position in one long line, and every key the list of its positions.
//!
//! Keys are sorted as JavaScript compares strings (by UTF-16 code units) and cut into shards of about the same size; the
//! browser finds the shard of a key by the first keys alone.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::SearchText;
use super::tokenize::{GAP, STEP, Token, Unit, partner, units};

/// When a shard is full, in bytes.
const SHARD_BYTES: usize = 10_000;

/// What `index.js` tells: where the texts lie and where the keys are.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Three numbers for each text: the room that its title, its headings and its body take, [`encode`]d.
    pub zones: String,
    /// The first key of each shard.
    pub first: Vec<String>,
    /// Entries `key=positions`, parted by spaces; positions as [`encode`]d differences.
    pub shards: Vec<String>,
}

/// A text cut into units, with positions from its own start.
struct Cut {
    units: Vec<Unit>,
    /// Where a block ends: indices into `units`. No pair reaches over it.
    zones: [u32; 3],
}

fn cut(text: &SearchText) -> Cut {
    let mut cut = Cut { units: Vec::new(), zones: [0; 3] };
    let mut at = 0u32;
    let title = std::slice::from_ref(&text.title);
    for (zone, blocks) in cut.zones.iter_mut().zip([title, text.heads.as_slice(), text.body.as_slice()]) {
        let start = at;
        for block in blocks {
            let found = units(block);
            let end = found.last().map_or(0, |u| u.at + STEP);
            cut.units.extend(found.into_iter().map(|u| Unit { at: u.at.saturating_add(at), ..u }));
            at = at.saturating_add(end + GAP);
        }
        *zone = at - start;
    }
    cut
}

/// A pair and its position in one number, so that sorting is quick: 18 bits for each letter's rank, 28 for the position.
const RANK_BITS: u32 = 18;
const POSITION_BITS: u32 = 28;

/// Makes the index of some texts, in their order.
pub fn build(texts: &[SearchText]) -> Index {
    let cuts: Vec<Cut> = texts.par_iter().map(cut).collect();
    let letters = letters(&cuts);
    let rank: BTreeMap<char, u64> = letters.iter().copied().zip(1..).collect();
    let rank_of = |c: Option<char>| c.and_then(|c| rank.get(&c)).copied().unwrap_or(0);
    let mut index = Index::default();
    let mut words: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let mut packed: Vec<u64> = Vec::new();
    let mut base = 0u32;
    for cut in &cuts {
        for (i, unit) in cut.units.iter().enumerate() {
            let at = base.saturating_add(unit.at);
            match &unit.token {
                Token::Word(word) => words.entry(word).or_default().push(at),
                Token::Letter(c) => {
                    let second = rank_of(partner(unit, cut.units.get(i + 1)));
                    let pair = rank_of(Some(*c)) << RANK_BITS | second;
                    packed.push(pair << POSITION_BITS | u64::from(at));
                }
            }
        }
        for zone in cut.zones {
            encode(zone, &mut index.zones);
            base = base.saturating_add(zone);
        }
    }
    packed.par_sort_unstable();
    let mut shards = Shards { index, open: String::new() };
    for (word, positions) in words {
        shards.add(word, positions.into_iter());
    }
    let letter = |rank: u64| rank.checked_sub(1).and_then(|r| letters.get(usize::try_from(r).ok()?));
    for group in packed.chunk_by(|a, b| a >> POSITION_BITS == b >> POSITION_BITS) {
        let pair = group.first().map_or(0, |p| p >> POSITION_BITS);
        let ranks = [pair >> RANK_BITS, pair & ((1 << RANK_BITS) - 1)];
        let key: String = ranks.into_iter().filter_map(letter).collect();
        let low = (1u64 << POSITION_BITS) - 1;
        shards.add(&key, group.iter().map(|p| u32::try_from(p & low).unwrap_or(u32::MAX)));
    }
    shards.close();
    shards.index
}

/// All letters, as JavaScript sorts them.
fn letters(cuts: &[Cut]) -> Vec<char> {
    let of = |cut: &Cut| -> BTreeSet<char> {
        let letter = |u: &Unit| match u.token {
            Token::Letter(c) => Some(c),
            Token::Word(_) => None,
        };
        cut.units.iter().filter_map(letter).collect()
    };
    let all = cuts.par_iter().map(of).reduce(BTreeSet::new, |mut a, b| {
        a.extend(b);
        a
    });
    let mut letters: Vec<char> = all.into_iter().collect();
    letters.sort_by_key(|c| {
        let mut halves = [0u16; 2];
        c.encode_utf16(&mut halves);
        halves
    });
    letters
}

struct Shards {
    index: Index,
    open: String,
}

impl Shards {
    fn add(&mut self, key: &str, positions: impl Iterator<Item = u32>) {
        if self.open.len() >= SHARD_BYTES {
            self.close();
        }
        if self.open.is_empty() {
            self.index.first.push(key.to_owned());
        } else {
            self.open.push(' ');
        }
        self.open.push_str(key);
        self.open.push('=');
        let mut last = 0;
        for at in positions {
            encode(at.saturating_sub(last), &mut self.open);
            last = at;
        }
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.index.shards.push(std::mem::take(&mut self.open));
        }
    }
}

/// The digits: printable ASCII without the space and `=`, which part the entries, and without what a string of JavaScript
/// or HTML minds. The first half ends a number, the second goes on.
pub const DIGITS: &str = "!#$%()*+,-./0123456789:;>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/// Half of the digits.
pub const HALF: u32 = 44;

/// Appends a number in 44-ary digits, the lowest first.
pub fn encode(mut number: u32, out: &mut String) {
    let digits = DIGITS.as_bytes();
    let mut put = |digit: u32| out.extend(digits.get(digit as usize).map(|b| char::from(*b)));
    while number >= HALF {
        put(HALF + number % HALF);
        number /= HALF;
    }
    put(number);
}
