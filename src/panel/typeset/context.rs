//! 1. Which marks are Chinese and which Latin (rule 9), and which typed spaces stay (rule 4).
//!
//! “ ” ‘ ’ — … · have one code point for both scripts. A mark takes its script from the nearest letters on both sides;
//! a pair of quotation marks decides as one: it is Latin only when nothing Chinese touches it, inside or outside.

use super::class::{Class, classify, is_ambiguous, is_han};
use super::{Piece, TextPiece};

/// One character of the paragraph as typed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Typed {
    pub c: char,
    pub piece: u32,
    pub class: Class,
    /// A hard break stands before it.
    pub after_break: bool,
    /// For a space: whether it came from a line end in the source.
    pub soft: bool,
    /// For a kept space: a Chinese–Latin gap, not a word space.
    pub gap: bool,
    /// For " and ' : +1 opens, −1 closes.
    pub side: i8,
}

/// The paragraph's characters with their classes, vanished spaces left out.
pub(super) fn read(pieces: &[Piece]) -> Vec<Typed> {
    let mut typed = flatten(pieces);
    resolve_ambiguous(&mut typed);
    pair_straight_quotes(&mut typed);
    drop_spaces(typed)
}

fn flatten(pieces: &[Piece]) -> Vec<Typed> {
    let mut out = Vec::new();
    let mut after_break = false;
    for (number, piece) in pieces.iter().enumerate() {
        let piece_number = u32::try_from(number).unwrap_or(u32::MAX);
        let plain = |c: char, class: Class, after_break: bool| Typed {
            c,
            piece: piece_number,
            class,
            after_break,
            soft: false,
            gap: false,
            side: 0,
        };
        match piece {
            Piece::Break => after_break = true,
            Piece::Space { .. } => {
                out.push(plain('\0', Class::Object, after_break));
                after_break = false;
            }
            Piece::Text(TextPiece { text, .. }) => {
                for c in text.chars() {
                    let class = classify(c, false);
                    let mut typed = plain(c, class, after_break);
                    if class == Class::Space {
                        typed.soft = matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}');
                        typed.c = ' ';
                    }
                    out.push(typed);
                    after_break = false;
                }
            }
        }
    }
    out
}

/// What a neighbour says of a mark's script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Chinese,
    Latin,
    Nothing,
}

fn side_of(t: &Typed) -> Option<Side> {
    match t.class {
        _ if is_ambiguous(t.c) => None,
        Class::Space | Class::NoBreakSpace | Class::Zero | Class::ZeroBreak => None,
        Class::Letter => Some(Side::Latin),
        // Both scripts write 0–9: 2019—2030 年 is Chinese, 2019—2030 in English is not.
        Class::Digit => None,
        // Proportional punctuation stands beside both; the word behind it decides.
        Class::Mark => None,
        _ => Some(Side::Chinese),
    }
}

/// The nearest letter before (resp. after) each character, in two passes, so that no text is quadratic.
fn neighbours(typed: &[Typed]) -> (Vec<Side>, Vec<Side>) {
    let walk = |items: &mut dyn Iterator<Item = &Typed>, breaks_first: bool| {
        let mut sides = Vec::with_capacity(typed.len());
        let mut last = Side::Nothing;
        for t in items {
            if breaks_first && t.after_break {
                last = Side::Nothing;
            }
            sides.push(last);
            if let Some(side) = side_of(t) {
                last = side;
            }
            if !breaks_first && t.after_break {
                last = Side::Nothing;
            }
        }
        sides
    };
    let before = walk(&mut typed.iter(), true);
    let mut after = walk(&mut typed.iter().rev(), false);
    after.reverse();
    (before, after)
}

fn resolve_ambiguous(typed: &mut [Typed]) {
    if !typed.iter().any(|t| is_ambiguous(t.c)) {
        return;
    }
    let (before, after) = neighbours(typed);
    let has_han = typed.iter().any(|t| is_han(t.c));
    let has_latin = typed.iter().any(|t| t.class == Class::Letter);
    let default_wide = has_han || !has_latin;
    let side = |sides: &[Side], i: usize| sides.get(i).copied().unwrap_or(Side::Nothing);
    // Chinese when either neighbour is; Latin when there are only Latin ones; else as the paragraph.
    let alone = |i: usize| match (side(&before, i), side(&after, i)) {
        (Side::Chinese, _) | (_, Side::Chinese) => true,
        (Side::Nothing, Side::Nothing) => default_wide,
        _ => false,
    };
    // 2·3 is a product.
    let product = |i: usize| {
        let digit = |at: Option<usize>| class_at(typed, at) == Some(Class::Digit);
        typed.get(i).is_some_and(|t| t.c == '·') && digit(i.checked_sub(1)) && digit(Some(i + 1))
    };
    let mut wide: Vec<bool> = (0..typed.len()).map(|i| alone(i) && !product(i)).collect();
    let mut open: Vec<usize> = Vec::new();
    for i in 0..typed.len() {
        let Some(t) = typed.get(i) else { break };
        match t.c {
            '“' | '‘' => open.push(i),
            '”' | '’' => {
                let opener = if t.c == '”' { '“' } else { '‘' };
                let apostrophe = t.c == '’' && is_apostrophe(typed, i);
                match open.iter().rposition(|&o| typed.get(o).is_some_and(|t| t.c == opener)) {
                    Some(at) if !apostrophe || at + 1 == open.len() && !joins_letters(typed, i) => {
                        let o = open.get(at).copied().unwrap_or(i);
                        let both = wide.get(o).copied().unwrap_or(false) || wide.get(i).copied().unwrap_or(false);
                        set(&mut wide, o, both);
                        set(&mut wide, i, both);
                        open.truncate(at);
                    }
                    _ if apostrophe => set(&mut wide, i, false),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    for (t, &wide) in typed.iter_mut().zip(&wide) {
        if is_ambiguous(t.c) {
            t.class = classify(t.c, wide);
        }
    }
}

fn set(list: &mut [bool], at: usize, value: bool) {
    if let Some(slot) = list.get_mut(at) {
        *slot = value;
    }
}

fn class_at(typed: &[Typed], at: Option<usize>) -> Option<Class> {
    at.and_then(|i| typed.get(i)).map(|t| t.class)
}

fn is_alnum(class: Option<Class>) -> bool {
    matches!(class, Some(Class::Letter | Class::Digit))
}

/// don’t: letters on both sides.
fn joins_letters(typed: &[Typed], i: usize) -> bool {
    is_alnum(class_at(typed, i.checked_sub(1))) && is_alnum(class_at(typed, Some(i + 1)))
}

/// don’t, students’, ’90s: a letter or digit touches it.
fn is_apostrophe(typed: &[Typed], i: usize) -> bool {
    is_alnum(class_at(typed, i.checked_sub(1))) || class_at(typed, Some(i + 1)) == Some(Class::Digit)
}

/// Straight quotes open and close by turns, except between letters (don't).
fn pair_straight_quotes(typed: &mut [Typed]) {
    let mut open = [false, false];
    for i in 0..typed.len() {
        let joined = joins_letters(typed, i);
        let after_alnum = is_alnum(class_at(typed, i.checked_sub(1)));
        let Some(t) = typed.get_mut(i) else { break };
        if t.after_break {
            open = [false, false];
        }
        let [double, single] = &mut open;
        let state = match t.c {
            '"' => double,
            '\'' if joined || (after_alnum && !*single) => continue,
            '\'' => single,
            _ => continue,
        };
        t.side = if *state { -1 } else { 1 };
        *state = !*state;
    }
}

/// Rule 4 and CSS Text 3 §4.1: what becomes of a run of typed spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Vanish,
    Gap,
    Word,
}

fn fate(before: Class, after: Class, soft: bool) -> Fate {
    let wide = (before.is_wide(), after.is_wide());
    if before.is_wide_mark() || after.is_wide_mark() || before == Class::WideSpace || after == Class::WideSpace {
        return Fate::Vanish;
    }
    if wide == (true, true) && (soft || (before == Class::Han && after == Class::Han)) {
        return Fate::Vanish;
    }
    if wide == (false, false) { Fate::Word } else { Fate::Gap }
}

fn drop_spaces(typed: Vec<Typed>) -> Vec<Typed> {
    let mut out: Vec<Typed> = Vec::with_capacity(typed.len());
    let mut pending: Option<Typed> = None;
    for mut t in typed {
        if t.class == Class::Space {
            let hard = t.after_break;
            match &mut pending {
                Some(p) => {
                    p.soft |= t.soft;
                    p.after_break |= hard;
                }
                None => pending = Some(t),
            }
            continue;
        }
        if let Some(mut space) = pending.take() {
            if space.after_break || t.after_break {
                // A break before or within the spaces: they stand at a line's start or end.
                t.after_break = true;
            } else if let Some(before) = out.iter().rev().find(|p| p.class != Class::Zero) {
                match fate(before.class, t.class, space.soft) {
                    Fate::Vanish => {}
                    kept => {
                        space.gap = kept == Fate::Gap;
                        out.push(space);
                    }
                }
            }
        }
        out.push(t);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::typeset::FaceId;

    fn typed(text: &str) -> Vec<Typed> {
        read(&[Piece::Text(TextPiece::new(text, FaceId(0)))])
    }

    fn marks(text: &str) -> Vec<bool> {
        typed(text).iter().filter(|t| is_ambiguous(t.c)).map(|t| t.class != Class::Mark).collect()
    }

    fn kept(text: &str) -> String {
        typed(text).iter().map(|t| t.c).collect()
    }

    #[test]
    fn rule_9_marks_follow_their_neighbours() {
        assert_eq!(marks("他说“你好”。"), [true, true]);
        assert_eq!(marks("He said “hello” to me"), [false, false]);
        assert_eq!(marks("使用 “Hello” 一词"), [true, true]);
        assert_eq!(marks("“PM2.5”是指"), [true, true]);
        assert_eq!(marks("“Hello, world”"), [false, false]);
        assert_eq!(marks("我说 I don’t know 对吗"), [false]);
        assert_eq!(marks("“三减三健”"), [true, true]);
        assert_eq!(marks("健康——快乐……"), [true, true, true, true]);
        assert_eq!(marks("wait … for — it"), [false, false]);
        assert_eq!(marks("诺尔曼·白求恩"), [true]);
        assert_eq!(marks("2·3"), [false]);
        assert_eq!(marks("健康中国（2019—2030 年）"), [true]);
        assert_eq!(marks("from 2019—2030 on"), [false]);
        assert_eq!(marks("——"), [true, true]);
        assert_eq!(marks("他问：‘it’s ok’？"), [true, false, true]);
    }

    #[test]
    fn rule_4_spaces_between_han_vanish() {
        assert_eq!(kept("健 康"), "健康");
        assert_eq!(kept("健\n康"), "健康");
        assert_eq!(kept("健康 ，快乐"), "健康，快乐");
        assert_eq!(kept("健康， world"), "健康，world");
        assert_eq!(kept("hello  world"), "hello world");
        assert_eq!(kept("hello\nworld"), "hello world");
        assert_eq!(kept(" 健康 BMI 值 "), "健康 BMI 值");
        assert_eq!(kept("36 ℃"), "36 ℃");
    }
}
