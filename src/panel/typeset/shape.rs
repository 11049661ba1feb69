//! The stages from pieces to [`Shaped`]: done once per text, in parts of the type size.

use std::collections::BTreeMap;

use super::class::{self, Class};
use super::context::{self, Typed};
use super::faces::{ShapeMode, ShapedGlyph};
use super::paragraph::{PieceInfo, Shaped};
use super::{FaceId, Faces, MissingGlyph, Piece, PunctuationStyle, breaks, hyphen, runs, squeeze};

/// Whether a line may end after a cell, the freest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Joint {
    /// Yes.
    Free,
    /// Inside an address or a date: yes, but elsewhere is better.
    Address,
    /// Inside a Latin word where its spelling lets a hyphen stand: only when a line can be made in no other way.
    Hyphen,
    /// Between the parts of an unbreakable run (300 | μg/m³): only when the run is wider than the measure.
    Loose,
    /// Inside a word or a number: only when it is wider than the measure.
    Glued,
    /// Against rule 1: only when nothing else is left.
    Forbidden,
    /// Inside a character or a ligature.
    Never,
}

/// A character of the paragraph with all that lines need to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    /// The character; U+0000 for [`Piece::Space`].
    pub c: char,
    /// Number of its piece.
    pub piece: u32,
    /// Its first glyph; its last is before the next cell's first.
    pub glyphs: u32,
    /// What it is.
    pub class: Class,
    /// May a line end after it?
    pub joint: Joint,
    /// Part of an address.
    pub address: bool,
    /// A typed space that is a Chinese–Latin gap.
    pub gap_space: bool,
    /// Drawn by the glyphs of the cell before it.
    pub joined: bool,
    /// A hard break stands before it.
    pub after_break: bool,
    /// Rule 1 for straight quotes.
    pub side: i8,
    /// The face that draws it.
    pub face: FaceId,
    /// Natural advance, adjacent marks already squeezed.
    pub advance: f32,
    /// Blank at its left that may still go.
    pub left: f32,
    /// Blank at its right that may still go.
    pub right: f32,
    /// How far its ink has moved left by squeezing.
    pub shift: f32,
    /// The gap between 汉字 and Latin after it, where no space was typed.
    pub gap: f32,
}

/// A glyph, already scaled to the paragraph's size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    pub id: u16,
    pub advance: f32,
    pub dx: f32,
    pub dy: f32,
}

/// Shapes a paragraph.
///
/// Missing characters are looked for in the fallback chain of `faces`; what no face has is drawn as the face's
/// own box and listed in [`Shaped::missing`].
pub fn shape(faces: &Faces, pieces: &[Piece], punctuation: PunctuationStyle) -> Shaped {
    let typed = context::read(pieces);
    let mut infos = PieceInfo::of(pieces);
    let mut missing = Vec::new();
    let mut cells = choose_faces(faces, pieces, &infos, &typed, &mut missing);
    let glyphs = draw(faces, pieces, &infos, &mut cells);
    squeeze::measure_halves(faces, &infos, &mut cells);
    squeeze::squeeze_neighbours(&mut cells, punctuation);
    squeeze::set_gaps(&infos, &mut cells);
    runs::glue_runs(&mut cells);
    breaks::set_joints(pieces, &mut cells);
    hyphen::mark(faces, &mut infos, &mut cells);
    missing.sort();
    missing.dedup();
    Shaped::new(infos, cells, glyphs, missing)
}

/// Rule 10: its own face, else the fallback chain, else the box of its own face and a report.
fn choose_faces(
    faces: &Faces,
    pieces: &[Piece],
    infos: &[PieceInfo],
    typed: &[Typed],
    missing: &mut Vec<MissingGlyph>,
) -> Vec<Cell> {
    let mut known: BTreeMap<(FaceId, char), Option<FaceId>> = BTreeMap::new();
    let mut cells: Vec<Cell> = Vec::with_capacity(typed.len());
    for t in typed {
        let info = infos.get(t.piece as usize).copied().unwrap_or_default();
        let own = info.face.unwrap_or(FaceId(0));
        let mut face = own;
        let inkless = matches!(t.class, Class::Zero | Class::ZeroBreak | Class::Object);
        if inkless || class::is_extending(t.c) {
            face = cells.last().filter(|p| p.piece == t.piece).map_or(own, |p| p.face);
        }
        if !inkless {
            let found = *known.entry((face, t.c)).or_insert_with(|| faces.face_for(face, t.c));
            match found {
                Some(f) => face = f,
                // A space that a face lacks is still a space.
                None if matches!(t.class, Class::Space | Class::NoBreakSpace) => {}
                None => {
                    let line = match pieces.get(t.piece as usize) {
                        Some(Piece::Text(p)) => p.line,
                        _ => 0,
                    };
                    missing.push(MissingGlyph { character: t.c, line });
                }
            }
        }
        cells.push(Cell {
            c: t.c,
            piece: t.piece,
            glyphs: 0,
            class: t.class,
            joint: Joint::Free,
            address: false,
            gap_space: t.gap,
            joined: false,
            after_break: t.after_break,
            side: t.side,
            face,
            advance: 0.0,
            left: 0.0,
            right: 0.0,
            shift: 0.0,
            gap: 0.0,
        });
    }
    cells
}

/// The longest run given to the shaper at once: keeps its work on broken text bounded.
const RUN_CELLS: usize = 4096;

/// Runs of one piece, face and mode through the shaper.
fn draw(faces: &Faces, pieces: &[Piece], infos: &[PieceInfo], cells: &mut [Cell]) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::with_capacity(cells.len());
    let mut text: Vec<(char, u32)> = Vec::new();
    let mut shaped: Vec<ShapedGlyph> = Vec::new();
    let mut start = 0;
    while start < cells.len() {
        let Some(&first) = cells.get(start) else { break };
        let mode = mode_of(infos, &first);
        let mut end = start + 1;
        while let Some(cell) = cells.get(end) {
            let follows = class::is_extending(cell.c) || cell.class == Class::Zero;
            let same = cell.piece == first.piece && cell.face == first.face;
            if !same || cell.after_break || (!follows && (mode_of(infos, cell) != mode || end - start >= RUN_CELLS)) {
                break;
            }
            end += 1;
        }
        text.clear();
        shaped.clear();
        let run = cells.get(start..end).unwrap_or_default();
        text.extend(run.iter().zip(0u32..).filter(|(c, _)| !is_blank(c)).map(|(c, k)| (c.c, k)));
        if !text.is_empty()
            && first.class != Class::Object
            && let Some(open) = faces.open(first.face)
        {
            open.shape(&text, mode, &mut shaped);
        }
        let scale = infos.get(first.piece as usize).map_or(1.0, |i| i.scale);
        if let Some(run) = cells.get_mut(start..end) {
            place(run, &shaped, scale, &mut glyphs);
        }
        start = end;
    }
    for cell in cells.iter_mut() {
        if let (Class::Object, Some(Piece::Space { width, .. })) = (cell.class, pieces.get(cell.piece as usize)) {
            cell.advance = width.0.max(0.0) as f32;
        }
    }
    glyphs
}

/// Controls and other characters without ink never reach the shaper, so that no face draws a box for them.
fn is_blank(cell: &Cell) -> bool {
    matches!(cell.class, Class::ZeroBreak)
        || (cell.class == Class::Zero && !class::is_extending(cell.c) && cell.c != '\u{200C}')
}

fn mode_of(infos: &[PieceInfo], cell: &Cell) -> ShapeMode {
    let wide = cell.class.is_wide();
    let tabular = infos.get(cell.piece as usize).is_some_and(|i| i.tabular);
    ShapeMode { wide, half: false, proportional: !wide && class::is_ambiguous(cell.c), tabular: tabular && !wide }
}

/// Gives every cell of a run its glyphs and advance.
fn place(run: &mut [Cell], shaped: &[ShapedGlyph], scale: f64, glyphs: &mut Vec<Glyph>) {
    let mut next = shaped.iter().peekable();
    let mut owner = 0;
    for i in 0..run.len() {
        let first = u32::try_from(glyphs.len()).unwrap_or(u32::MAX);
        let mut advance = 0.0;
        while let Some(g) = next.next_if(|g| g.cluster as usize <= i) {
            advance += g.advance * scale;
            glyphs.push(Glyph {
                id: g.id,
                advance: (g.advance * scale) as f32,
                dx: (g.dx * scale) as f32,
                dy: (g.dy * scale) as f32,
            });
        }
        let drawn = glyphs.len() > first as usize;
        if drawn {
            share(run, owner, i);
            owner = i;
        }
        if let Some(cell) = run.get_mut(i) {
            cell.glyphs = first;
            cell.advance = advance as f32;
            cell.joined = !drawn && i > 0 && !is_blank(cell);
        }
    }
    share(run, owner, run.len());
}

/// A ligature of full-width marks (—— is one glyph of two em) gives each its share.
fn share(run: &mut [Cell], owner: usize, end: usize) {
    let Some(group) = run.get_mut(owner..end) else { return };
    let members = group.iter().filter(|c| c.class == Class::Dash).count();
    if members < 2 || !group.first().is_some_and(|c| c.class == Class::Dash) {
        return;
    }
    let each = group.first().map_or(0.0, |c| c.advance) / members as f32;
    for cell in group.iter_mut().filter(|c| c.class == Class::Dash) {
        cell.advance = each;
    }
}
