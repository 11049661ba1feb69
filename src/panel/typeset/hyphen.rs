//! 2b. Where a Latin word may take a hyphen (rule 2: by hyphenation rules or not at all).
//!
//! Only words in plain English spelling: acronyms, names such as PM2.5 or COVID-19, addresses and whatever has a digit
//! or a sign in it stay whole. The patterns are hypher's (Liang, 1983); two letters at least stay before the hyphen,
//! three after it.

use hypher::{Lang, hyphenate_bounded};

use super::Faces;
use super::class::Class;
use super::faces::ShapeMode;
use super::paragraph::PieceInfo;
use super::shape::{Cell, Glyph, Joint};

/// The shortest word that is ever divided.
const SHORTEST: usize = 6;
/// Letters before and after the hyphen.
const BOUNDS: (usize, usize) = (2, 3);
/// Longer than any word; what is longer is no word.
const LONGEST: usize = 40;

/// Marks the joints inside words, and gives their pieces the hyphen of their face.
pub(super) fn mark(faces: &Faces, infos: &mut [PieceInfo], cells: &mut [Cell]) {
    let mut i = 0;
    while i < cells.len() {
        let end = word_end(cells, i);
        if end - i >= SHORTEST && end - i <= LONGEST && is_plain(cells, i, end) {
            divide(faces, infos, cells, i, end);
        }
        i = end.max(i + 1);
    }
}

/// One past the letters that begin at `i`.
fn word_end(cells: &[Cell], i: usize) -> usize {
    let first = cells.get(i);
    let same = |c: &&Cell| {
        c.class == Class::Letter && first.is_some_and(|f| f.piece == c.piece && f.face == c.face) && !c.address
    };
    i + cells.get(i..).unwrap_or_default().iter().take_while(same).count()
}

/// ASCII letters, all but the first in lower case, and nothing beside them that makes more than a word of them.
fn is_plain(cells: &[Cell], start: usize, end: usize) -> bool {
    let letters = cells.get(start..end).unwrap_or_default();
    let spelled = letters.iter().enumerate().all(|(k, c)| {
        !c.joined && (c.c.is_ascii_lowercase() || (k == 0 && c.c.is_ascii_uppercase())) && (k == 0 || !c.after_break)
    });
    let part_of_more = |cell: Option<&Cell>| {
        cell.is_some_and(|c| {
            matches!(c.class, Class::Letter | Class::Digit)
                || matches!(c.c, '-' | '/' | '@' | '_' | '\\' | '\'' | '’' | '+' | '#' | '&' | '=')
        })
    };
    let before = start.checked_sub(1).and_then(|b| cells.get(b));
    spelled && !part_of_more(before) && !part_of_more(cells.get(end))
}

fn divide(faces: &Faces, infos: &mut [PieceInfo], cells: &mut [Cell], start: usize, end: usize) {
    let Some(first) = cells.get(start).copied() else { return };
    let Some(info) = infos.get_mut(first.piece as usize) else { return };
    // A word out of a face that only stands in has no hyphen of its own kind.
    if info.face != Some(first.face) {
        return;
    }
    if info.hyphen.is_none() {
        info.hyphen = hyphen(faces, &first, info.scale);
    }
    if info.hyphen.is_none() {
        return;
    }
    let word: String = cells.get(start..end).unwrap_or_default().iter().map(|c| c.c.to_ascii_lowercase()).collect();
    let mut at = start;
    for syllable in hyphenate_bounded(&word, Lang::English, BOUNDS.0, BOUNDS.1) {
        at += syllable.len();
        if let Some(cell) = at.checked_sub(1).filter(|_| at < end).and_then(|last| cells.get_mut(last))
            && cell.joint == Joint::Glued
        {
            cell.joint = Joint::Hyphen;
        }
    }
}

/// The hyphen as the shaper draws it.
fn hyphen(faces: &Faces, cell: &Cell, scale: f64) -> Option<Glyph> {
    if !faces.has(cell.face, '-') {
        return None;
    }
    let mode = ShapeMode { wide: false, half: false, proportional: false, tabular: false };
    let mut out = Vec::new();
    faces.open(cell.face)?.shape(&[('-', 0)], mode, &mut out);
    let drawn = out.first()?;
    let scaled = |v: f64| (v * scale) as f32;
    Some(Glyph { id: drawn.id, advance: scaled(drawn.advance), dx: scaled(drawn.dx), dy: scaled(drawn.dy) })
}
