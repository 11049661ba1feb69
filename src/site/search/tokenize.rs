//! The one tokenizer of the search. `themes/default/web/static/search.js` has the same, line for line, and both are held
//! to `tests/search/vectors.json`: an index that is cut otherwise than the query loses pages without a word.
//!
//! A text becomes units: each 汉字 (or other letter beyond ASCII) is one, each run of ASCII letters and digits is one.
//! Full-width forms are folded, capitals too; spaces vanish; any run of punctuation is as good as any other. No dictionary,
//! so no word can be cut in the wrong place.

/// How far apart two neighbours are.
pub const STEP: u32 = 2;
/// What punctuation between two neighbours adds: the sum is odd, so no third unit can hide in between.
pub const MARK: u32 = 1;
/// What lies between two blocks, more than any two neighbours: no query runs from one into the next.
pub const GAP: u32 = 4;
/// Longest word in characters; the rest of it is ignored on both sides.
pub const WORD_LIMIT: usize = 32;

/// What a character counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Not there: zero-width characters, variation selectors, the soft hyphen.
    Nothing,
    /// Ends a word.
    Space,
    /// Punctuation and signs.
    Mark,
    /// An ASCII letter or digit.
    Word,
    /// A unit of its own.
    Letter,
}

/// Characters that are not there; from, to.
const NOTHING: [(u32, u32); 6] =
    [(0xad, 0xad), (0x200b, 0x200f), (0x202a, 0x202e), (0x2060, 0x206f), (0xfe00, 0xfe0f), (0xe0000, 0xe01ef)];

/// Space and control characters.
const SPACE: [(u32, u32); 7] = [
    (0x0, 0x20),
    (0x7f, 0xa0),
    (0x2000, 0x200a),
    (0x2028, 0x2029),
    (0x202f, 0x202f),
    (0x205f, 0x205f),
    (0xfeff, 0xfeff),
];

/// Punctuation and signs; what ASCII has of them is found by leaving out letters and digits.
const MARKS: [(u32, u32); 14] = [
    (0x21, 0x7e),
    (0xa1, 0xbf),
    (0xd7, 0xd7),
    (0xf7, 0xf7),
    (0x2010, 0x2bff),
    (0x2e00, 0x2e7f),
    (0x3001, 0x3004),
    (0x3008, 0x3020),
    (0x3030, 0x3030),
    (0x303d, 0x303f),
    (0xe000, 0xf8ff),
    (0xfe10, 0xfe6f),
    (0xff5f, 0xff65),
    (0xffe0, 0xffff),
];

/// Emoji and other pictures.
const PICTURES: (u32, u32) = (0x1f000, 0x1faff);

/// Full-width forms as ASCII, capitals as small letters, the ideographic space as a space; all else as it is.
pub fn fold(c: char) -> char {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    };
    c.to_ascii_lowercase()
}

/// The class of a folded character.
pub fn class(c: char) -> Class {
    let code = u32::from(c);
    let within = |ranges: &[(u32, u32)]| ranges.iter().any(|(from, to)| (*from..=*to).contains(&code));
    if c.is_ascii_lowercase() || c.is_ascii_digit() {
        Class::Word
    } else if (0x3400..=0x9fff).contains(&code) {
        Class::Letter
    } else if within(&NOTHING) {
        Class::Nothing
    } else if within(&SPACE) {
        Class::Space
    } else if within(&MARKS) || within(&[PICTURES]) {
        Class::Mark
    } else {
        Class::Letter
    }
}

/// What a unit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A 汉字 or other letter.
    Letter(char),
    /// A run of ASCII letters and digits.
    Word(String),
}

/// A token and where it stands, counted from 0 in its own text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// What it is.
    pub token: Token,
    /// [`STEP`] after the one before, and [`MARK`] more when punctuation stands between.
    pub at: u32,
}

/// Cuts a text.
pub fn units(text: &str) -> Vec<Unit> {
    let mut cutter = Cutter::default();
    for c in text.chars().map(fold) {
        match class(c) {
            Class::Nothing => {}
            Class::Word => cutter.grow(c),
            Class::Space => cutter.end_word(),
            Class::Mark => {
                cutter.end_word();
                cutter.mark = !cutter.units.is_empty();
            }
            Class::Letter => {
                cutter.end_word();
                cutter.push(Token::Letter(c));
            }
        }
    }
    cutter.end_word();
    cutter.units
}

#[derive(Default)]
struct Cutter {
    units: Vec<Unit>,
    word: String,
    mark: bool,
}

impl Cutter {
    fn grow(&mut self, c: char) {
        if self.word.len() < WORD_LIMIT {
            self.word.push(c);
        }
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            let word = std::mem::take(&mut self.word);
            self.push(Token::Word(word));
        }
    }

    fn push(&mut self, token: Token) {
        let after = if self.mark { STEP + MARK } else { STEP };
        let at = self.units.last().map_or(0, |u| u.at.saturating_add(after));
        self.mark = false;
        self.units.push(Unit { token, at });
    }
}

/// The second letter of a unit's pair: its neighbour, if that is a letter and nothing stands between.
pub fn partner(unit: &Unit, next: Option<&Unit>) -> Option<char> {
    match next {
        Some(Unit { token: Token::Letter(c), at }) if *at == unit.at + STEP => Some(*c),
        _ => None,
    }
}

/// Something to look up in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// A word, a letter that no letter follows, or two letters.
    pub key: String,
    /// Whether every key that starts so will do.
    pub prefix: bool,
    /// How far after the start of the term.
    pub at: u32,
}

/// Most terms of a query.
pub const TERM_LIMIT: usize = 8;
/// Most units of a term.
pub const UNIT_LIMIT: usize = 60;

/// A query as terms, parted by spaces; a page must hold them all. A term's lookups must all be met at the same start.
///
/// Pairs cover a run of letters two by two: 无烟日 needs 无烟 and 烟日, 世界卫生 needs 世界 and 卫生 only.
/// The last word of a term may go on.
pub fn plan(query: &str) -> Vec<Vec<Lookup>> {
    let folded: String = query.chars().map(fold).collect();
    let terms = folded.split(|c| class(c) == Class::Space).map(lookups).filter(|t| !t.is_empty());
    terms.take(TERM_LIMIT).collect()
}

fn lookups(term: &str) -> Vec<Lookup> {
    let mut units = units(term);
    units.truncate(UNIT_LIMIT);
    let mut found = Vec::new();
    let mut rest = units.as_slice();
    while let Some((unit, after)) = rest.split_first() {
        let last = after.is_empty();
        match &unit.token {
            Token::Word(word) => {
                found.push(Lookup { key: word.clone(), prefix: last, at: unit.at });
                rest = after;
            }
            Token::Letter(letter) => {
                let run = run(rest);
                pairs(rest.get(..run).unwrap_or_default(), &mut found);
                if run == 1 {
                    found.push(Lookup { key: letter.to_string(), prefix: last, at: unit.at });
                }
                rest = rest.get(run..).unwrap_or_default();
            }
        }
    }
    found
}

/// How many letters stand side by side at the start.
fn run(units: &[Unit]) -> usize {
    1 + units.windows(2).take_while(|w| matches!(w, [a, b] if partner(a, Some(b)).is_some())).count()
}

fn pairs(run: &[Unit], found: &mut Vec<Lookup>) {
    let odd_end = run.len() % 2 == 1;
    for (index, window) in run.windows(2).enumerate() {
        let [Unit { token: Token::Letter(a), at }, Unit { token: Token::Letter(b), .. }] = window else { continue };
        if index % 2 == 0 || (odd_end && index + 2 == run.len()) {
            found.push(Lookup { key: format!("{a}{b}"), prefix: false, at: *at });
        }
    }
}
