//! 3. How wide marks are (rule 3, CLREQ 3.1.6 标点符号的宽度调整) and 4. the room between 汉字 and Latin (rule 4).

use std::collections::BTreeMap;

use super::class::{self, Class};
use super::faces::{OpenFace, ShapeMode, ShapedGlyph};
use super::paragraph::PieceInfo;
use super::shape::Cell;
use super::{FaceId, Faces, PunctuationStyle};

/// The gap between 汉字 and Latin letters or digits (rule 4).
pub(super) const GAP: f32 = 0.25;

/// The halves of a mark in parts of its own size, and what its glyph must change to carry them.
#[derive(Debug, Clone, Copy, Default)]
struct Halves {
    left: f32,
    right: f32,
    /// The advance to use instead of the glyph's.
    advance: Option<f32>,
    /// How far the ink moves left.
    shift: f32,
}

/// Finds the blank halves of every full-width mark.
pub(super) fn measure_halves(faces: &Faces, infos: &[PieceInfo], cells: &mut [Cell]) {
    let mut known: BTreeMap<(FaceId, char, bool), Halves> = BTreeMap::new();
    for cell in cells.iter_mut() {
        let wide = cell.class.is_squeezable();
        if cell.joined || !(wide || class::is_ambiguous(cell.c)) {
            continue;
        }
        let halves = *known.entry((cell.face, cell.c, wide)).or_insert_with(|| match faces.open(cell.face) {
            Some(open) if wide => wide_halves(open, cell.c, cell.class),
            Some(open) => latin_form(open, cell.c),
            None => Halves::default(),
        });
        let scale = infos.get(cell.piece as usize).map_or(1.0, |i| i.scale) as f32;
        cell.left = halves.left * scale;
        cell.right = halves.right * scale;
        cell.shift = halves.shift * scale;
        if let Some(advance) = halves.advance {
            cell.advance = advance * scale;
        }
    }
}

fn one(open: &OpenFace, c: char, mode: ShapeMode) -> Option<ShapedGlyph> {
    let mut out = Vec::new();
    open.shape(&[(c, 0)], mode, &mut out);
    out.first().copied()
}

/// A full-width mark: what `halt` takes off, else what the ink leaves free.
fn wide_halves(open: &OpenFace, c: char, class: Class) -> Halves {
    let full_mode = ShapeMode { wide: true, half: false, proportional: false, tabular: false };
    let Some(full) = one(open, c, full_mode) else { return Halves::default() };
    if full.advance < 0.75 {
        return widen(full, class);
    }
    if let Some(half) = one(open, c, ShapeMode { half: true, ..full_mode }) {
        let total = full.advance - half.advance;
        if total > 0.05 {
            let left = (full.dx - half.dx).clamp(0.0, total);
            return Halves { left: left as f32, right: (total - left) as f32, ..Halves::default() };
        }
    }
    let Some((x0, x1)) = open.ink(full.id) else { return Halves::default() };
    let half = full.advance / 2.0;
    let (before, after) = (x0.clamp(0.0, half), (full.advance - x1).clamp(0.0, half));
    let (left, right) = match class {
        Class::Open => (before, 0.0),
        Class::Middle => (before.min(half / 2.0), after.min(half / 2.0)),
        // Traditional faces centre their marks: both sides are blank.
        _ if before > 0.25 && after > 0.25 => (before.min(half / 2.0), after.min(half / 2.0)),
        _ => (0.0, after),
    };
    Halves { left: left as f32, right: right as f32, ..Halves::default() }
}

/// A mark between 汉字 out of a face that only has the Latin form (most system faces' “ ”): it gets an em of room.
fn widen(narrow: ShapedGlyph, class: Class) -> Halves {
    let extra = (1.0 - narrow.advance) as f32;
    match class {
        Class::Open => Halves { left: extra.min(0.5), right: 0.0, advance: Some(1.0), shift: -extra },
        Class::Middle => Halves {
            left: (extra / 2.0).min(0.25),
            right: (extra / 2.0).min(0.25),
            advance: Some(1.0),
            shift: -extra / 2.0,
        },
        _ => Halves { left: 0.0, right: extra.min(0.5), advance: Some(1.0), shift: 0.0 },
    }
}

/// A mark inside Latin text out of a face that only has the full form (no `pwid`): its ink and a little room.
fn latin_form(open: &OpenFace, c: char) -> Halves {
    let mode = ShapeMode { wide: false, half: false, proportional: true, tabular: false };
    let Some(glyph) = one(open, c, mode) else { return Halves::default() };
    let narrow = matches!(c, '“' | '”' | '‘' | '’' | '·');
    match open.ink(glyph.id) {
        Some((x0, x1)) if narrow && glyph.advance > 0.75 => {
            let side = 0.06;
            Halves { advance: Some((x1 - x0 + 2.0 * side) as f32), shift: (x0 - side) as f32, ..Halves::default() }
        }
        _ => Halves::default(),
    }
}

/// Adjacent marks lose the blank half between them (CLREQ 3.1.6.2 连续标点符号的调整); 开明式 leaves halves nowhere but
/// at the end of a sentence.
pub(super) fn squeeze_neighbours(cells: &mut [Cell], style: PunctuationStyle) {
    if style == PunctuationStyle::Kaiming {
        for cell in cells.iter_mut().filter(|c| c.class.is_squeezable() && !class::full_in_kaiming(c.c)) {
            cut_left(cell);
            cut_right(cell);
        }
    }
    for i in 1..cells.len() {
        let Some([a, b]) = cells.get_mut(i - 1..=i).and_then(|pair| <&mut [Cell; 2]>::try_from(pair).ok()) else {
            continue;
        };
        if !a.class.is_squeezable() || !b.class.is_squeezable() || b.after_break {
            continue;
        }
        // One blank half goes, not both: ）（ keeps half an em between its strokes.
        if a.right >= b.left { cut_right(a) } else { cut_left(b) }
    }
}

fn cut_left(cell: &mut Cell) {
    cell.advance -= cell.left;
    cell.shift += cell.left;
    cell.left = 0.0;
}

fn cut_right(cell: &mut Cell) {
    cell.advance -= cell.right;
    cell.right = 0.0;
}

/// Rule 4: a quarter em between 汉字 and Latin letters or digits, a space typed or not (CLREQ 3.2.2 横排的中、西文
/// 混排配置: no more than a quarter em).
pub(super) fn set_gaps(infos: &[PieceInfo], cells: &mut [Cell]) {
    let scale = |cell: &Cell| infos.get(cell.piece as usize).map_or(1.0, |i| i.scale) as f32;
    let raised = |cell: &Cell| infos.get(cell.piece as usize).is_some_and(|i| i.raise.abs().0 > 1e-6);
    for i in 0..cells.len() {
        let next = cells.get(i + 1).copied();
        let before = i.checked_sub(1).and_then(|p| cells.get(p)).copied();
        let Some(cell) = cells.get_mut(i) else { break };
        if cell.gap_space {
            cell.advance = GAP * scale(cell);
            continue;
        }
        let Some(next) = next else { continue };
        // The number of a note clings to the word it belongs to.
        if raised(cell) || raised(&next) || next.after_break {
            continue;
        }
        let latin_end = match cell.c {
            '%' | '°' | '′' | '″' => before.is_some_and(|b| b.class == Class::Digit),
            _ => matches!(cell.class, Class::Letter | Class::Digit),
        };
        let latin_start = matches!(next.class, Class::Letter | Class::Digit) && !is_superscript(next.c);
        let gap = (cell.class == Class::Han && latin_start) || (latin_end && next.class == Class::Han);
        if gap {
            cell.gap = GAP * scale(cell).max(scale(&next));
        }
    }
}

fn is_superscript(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰'..='⁹' | '₀'..='₉')
}
