//! A shaped paragraph: everything about its text that does not depend on the measure.

use std::sync::OnceLock;

use super::class::Class;
use super::shape::{Cell, Glyph, Joint};
use super::{FaceId, Line, MissingGlyph, ParagraphOptions, Piece, class, justify, line_break};
use crate::unit::Em;
use crate::words;

/// What the cells of a piece have in common.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct PieceInfo {
    pub face: Option<FaceId>,
    pub scale: f64,
    pub raise: Em,
    pub mark: u32,
    pub tabular: bool,
    /// The hyphen of its face, when one of its words may take one.
    pub hyphen: Option<Glyph>,
}

impl PieceInfo {
    pub(super) fn of(pieces: &[Piece]) -> Vec<PieceInfo> {
        let info = |piece: &Piece| match piece {
            Piece::Text(p) => PieceInfo {
                face: Some(p.face),
                scale: if p.scale.is_finite() { p.scale.clamp(0.01, 100.0) } else { 1.0 },
                raise: p.raise,
                mark: p.mark,
                tabular: p.tabular,
                hyphen: None,
            },
            Piece::Break => PieceInfo { scale: 1.0, ..PieceInfo::default() },
            Piece::Space { mark, .. } => PieceInfo { scale: 1.0, mark: *mark, ..PieceInfo::default() },
        };
        pieces.iter().map(info).collect()
    }
}

/// Totals over the cells before a place; the difference of two is a stretch of text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    /// Natural width.
    pub natural: f64,
    /// How much it can be squeezed.
    pub shrink: f64,
    /// Word spaces.
    pub spaces: u32,
    /// Joints beside full-width marks.
    pub marks: u32,
    /// Joints between full-width characters.
    pub inter: u32,
    /// Joints between the letters of addresses.
    pub letters: u32,
}

impl Sum {
    /// What lies between an earlier place and this one.
    #[inline]
    pub(super) fn since(&self, before: &Sum) -> Sum {
        Sum {
            natural: self.natural - before.natural,
            shrink: (self.shrink - before.shrink).max(0.0),
            spaces: self.spaces.saturating_sub(before.spaces),
            marks: self.marks.saturating_sub(before.marks),
            inter: self.inter.saturating_sub(before.inter),
            letters: self.letters.saturating_sub(before.letters),
        }
    }
}

/// A place where a line may end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stop {
    /// One past the last cell seen on the line that ends here.
    pub end: u32,
    /// First cell of the line that begins here.
    pub start: u32,
    /// How welcome.
    pub joint: Joint,
    /// Width of the hyphen that ends the line.
    pub hyphen: f32,
}

/// The text between two hard breaks.
#[derive(Debug, Clone)]
pub(super) struct Section {
    /// Its stops; the first is its beginning, the last its end.
    pub stops: Vec<Stop>,
    /// Whether a word in it may take a hyphen.
    pub hyphens: bool,
    /// The widest part between two neighbouring stops, at its natural width and squeezed.
    pub widest: f64,
    pub widest_squeezed: f64,
}

/// A paragraph that can be set at any measure.
#[derive(Debug, Clone)]
pub struct Shaped {
    pub(super) pieces: Vec<PieceInfo>,
    pub(super) cells: Vec<Cell>,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) sums: Vec<Sum>,
    pub(super) sections: Vec<Section>,
    /// The largest relative size of a piece, at least 1: how far the edges of lines can jump.
    pub(super) largest: f64,
    /// Whether a word goes on after a cell, found when a ragged line first asks.
    words: OnceLock<Vec<bool>>,
    missing: Vec<MissingGlyph>,
}

/// For each cell whether its word goes on in the next.
fn inside_words(cells: &[Cell]) -> Vec<bool> {
    let mut inside = vec![false; cells.len()];
    let mut at = 0;
    while at < cells.len() {
        let run: Vec<char> =
            cells.iter().skip(at).map(|c| c.c).take_while(|c| words::is_han(*c)).take(MOST_CUT).collect();
        let mut end = at;
        for word in words::cut(&run) {
            for goes_on in inside.iter_mut().skip(end).take(word.length.saturating_sub(1)) {
                *goes_on = true;
            }
            end += word.length;
        }
        at = end.max(at + 1);
    }
    inside
}

/// The longest run of 汉字 that is cut in one piece.
const MOST_CUT: usize = 200;

/// How far a word space may close up, in parts of itself.
pub(super) const SPACE_SHRINK: f64 = 1.0 / 3.0;

impl Shaped {
    pub(super) fn new(
        pieces: Vec<PieceInfo>,
        cells: Vec<Cell>,
        glyphs: Vec<Glyph>,
        missing: Vec<MissingGlyph>,
    ) -> Self {
        let sums = sums(&cells);
        let largest = pieces.iter().map(|p| p.scale).fold(1.0, f64::max);
        let mut shaped =
            Shaped { pieces, cells, glyphs, sums, sections: Vec::new(), largest, words: OnceLock::new(), missing };
        shaped.sections = shaped.find_sections();
        shaped
    }

    /// Whether a line that ends before the cell `end` ends within a word (什么时/候).
    pub(super) fn splits_word(&self, end: u32) -> bool {
        let inside = self.words.get_or_init(|| inside_words(&self.cells));
        (end as usize).checked_sub(1).and_then(|i| inside.get(i)).is_some_and(|goes_on| *goes_on)
    }

    /// Breaks the paragraph and places its glyphs. An empty paragraph has no lines; hard breaks in a row count as one.
    pub fn set(&self, options: &ParagraphOptions) -> Vec<Line> {
        let lines = line_break::break_lines(self, options);
        lines.iter().map(|line| justify::place(self, line, options)).collect()
    }

    /// How many lines [`Shaped::set`] gives, without placing anything.
    pub fn line_count(&self, options: &ParagraphOptions) -> usize {
        line_break::break_lines(self, options).len()
    }

    /// The width of the longest line when only hard breaks count.
    pub fn natural_width(&self) -> Em {
        let ends = |s: &Section| Some(self.fit(s.stops.first()?.start, s.stops.last()?.end).natural);
        Em(self.sections.iter().filter_map(ends).fold(0.0, f64::max))
    }

    /// The narrowest measure at which nothing that belongs together is split.
    pub fn min_content_width(&self) -> Em {
        Em(self.sections.iter().map(|s| s.widest).fold(0.0, f64::max))
    }

    /// Characters that no face has, sorted, each place once (rule 10).
    pub fn missing(&self) -> &[MissingGlyph] {
        &self.missing
    }

    /// How many characters there are, spaces not counted.
    pub fn char_count(&self) -> usize {
        let counted = |c: &&Cell| {
            !matches!(c.class, Class::Space | Class::WideSpace | Class::Zero | Class::ZeroBreak | Class::Object)
        };
        self.cells.iter().filter(counted).count()
    }

    /// Whether there is nothing to set.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// What a line of the cells `start..end` measures: a mark at its start or end gives up its outer half, and the gap
    /// after its last character is gone.
    pub(super) fn fit(&self, start: u32, end: u32) -> Sum {
        if end > start { self.end_sum(end).since(&self.start_sum(start)) } else { Sum::default() }
    }

    /// The totals before a line that starts at a cell; the outer half of a mark there counts as gone before.
    pub(super) fn start_sum(&self, start: u32) -> Sum {
        let mut sum = self.sums.get(start as usize).copied().unwrap_or_default();
        if let Some(first) = self.cells.get(start as usize) {
            sum.natural += f64::from(first.left);
            sum.shrink += f64::from(first.left);
        }
        sum
    }

    /// The totals before a line's end, without the outer half of a mark, the gap and the joint after it.
    pub(super) fn end_sum(&self, end: u32) -> Sum {
        let end = end as usize;
        let mut sum = self.sums.get(end).copied().unwrap_or_default();
        if let Some(last) = end.checked_sub(1).and_then(|l| self.cells.get(l)) {
            let tail = joint_sum(last, self.cells.get(end));
            sum.natural -= f64::from(last.right) + f64::from(last.gap);
            sum.shrink -= f64::from(last.right) + f64::from(last.gap) / 2.0;
            sum.marks -= tail.marks;
            sum.inter -= tail.inter;
            sum.letters -= tail.letters;
        }
        sum
    }

    /// The same with the last mark hung outside the measure (rule 7).
    pub(super) fn fit_hanging(&self, start: u32, end: u32) -> Option<Sum> {
        let last = self.cells.get((end as usize).checked_sub(1)?)?;
        if !class::may_hang(last.c) || end <= start + 1 {
            return None;
        }
        let mut fit = self.fit(start, end);
        fit.natural -= f64::from(last.advance) - f64::from(last.right);
        fit.shrink = (fit.shrink - f64::from(last.left)).max(0.0);
        Some(fit)
    }

    fn find_sections(&self) -> Vec<Section> {
        let mut sections = Vec::new();
        let mut start = 0;
        for i in 1..=self.cells.len() {
            if i == self.cells.len() || self.cells.get(i).is_some_and(|c| c.after_break) {
                sections.push(self.section(start, i));
                start = i;
            }
        }
        sections
    }

    fn section(&self, start: usize, end: usize) -> Section {
        let stops = self.stops(start, end, Joint::Address);
        let hyphens = self.cells.get(start..end).unwrap_or_default().iter().any(|c| c.joint == Joint::Hyphen);
        let (mut widest, mut widest_squeezed) = (0.0_f64, 0.0_f64);
        for (a, b) in stops.iter().zip(stops.iter().skip(1)) {
            let fit = self.fit_to(a.start, b);
            widest = widest.max(fit.natural);
            widest_squeezed = widest_squeezed.max(fit.natural - fit.shrink);
        }
        Section { stops, hyphens, widest, widest_squeezed }
    }

    /// The stops of the cells `start..end` that are at least as welcome as `dearest`.
    pub(super) fn stops(&self, start: usize, end: usize, dearest: Joint) -> Vec<Stop> {
        let mut stops = vec![self.stop(start, Joint::Free)];
        for i in start..end.saturating_sub(1) {
            if let Some(joint) = self.cells.get(i).map(|c| c.joint).filter(|&j| j <= dearest) {
                stops.push(self.stop(i + 1, joint));
            }
        }
        stops.push(self.stop(end, Joint::Free));
        stops
    }

    /// The stop before the cell `at`: the spaces before it are not seen.
    pub(super) fn stop(&self, at: usize, joint: Joint) -> Stop {
        let blank = |i: usize| self.cells.get(i).is_some_and(|c| matches!(c.class, Class::Space | Class::WideSpace));
        let mut end = at;
        while end > 0 && blank(end - 1) {
            end -= 1;
        }
        let number = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
        let hyphen = if joint == Joint::Hyphen { self.hyphen_before(at).map_or(0.0, |h| h.advance) } else { 0.0 };
        Stop { end: number(end), start: number(at), joint, hyphen }
    }

    /// The hyphen of a line that ends before the cell `at`.
    pub(super) fn hyphen_before(&self, at: usize) -> Option<Glyph> {
        let cell = at.checked_sub(1).and_then(|i| self.cells.get(i))?;
        self.pieces.get(cell.piece as usize)?.hyphen
    }

    /// What a line from a cell to a stop measures, its hyphen included.
    pub(super) fn fit_to(&self, start: u32, stop: &Stop) -> Sum {
        let mut fit = self.fit(start, stop.end);
        fit.natural += f64::from(stop.hyphen);
        fit
    }
}

fn sums(cells: &[Cell]) -> Vec<Sum> {
    let mut out = Vec::with_capacity(cells.len() + 1);
    let mut sum = Sum::default();
    out.push(sum);
    for (i, cell) in cells.iter().enumerate() {
        let joint = joint_sum(cell, cells.get(i + 1));
        sum.natural += f64::from(cell.advance) + f64::from(cell.gap);
        sum.shrink += f64::from(cell.left) + f64::from(cell.right) + f64::from(cell.gap) / 2.0 + space_shrink(cell);
        sum.spaces += u32::from(is_word_space(cell));
        sum.marks += joint.marks;
        sum.inter += joint.inter;
        sum.letters += joint.letters;
        out.push(sum);
    }
    out
}

/// How far a typed space may close up: a gap from 1/4 to 1/8 em (rule 4), a word space by a third.
pub(super) fn space_shrink(cell: &Cell) -> f64 {
    match cell.class {
        Class::Space if cell.gap_space => f64::from(cell.advance) / 2.0,
        Class::Space => f64::from(cell.advance) * SPACE_SHRINK,
        _ => 0.0,
    }
}

pub(super) fn is_word_space(cell: &Cell) -> bool {
    matches!(cell.class, Class::Space | Class::NoBreakSpace) && !cell.gap_space
}

/// What the joint after a cell adds when a line is drawn out (rule 5): as a place beside a mark, as one between
/// full-width characters, as one inside an address (which is broken at few places and may fill a line alone). A pair of squeezed marks, a dash and its other half, and a gap stay as they are.
pub(super) fn joint_sum(cell: &Cell, next: Option<&Cell>) -> Sum {
    let Some(next) = next else { return Sum::default() };
    if cell.address && next.address && !next.joined {
        return Sum { letters: 1, ..Sum::default() };
    }
    let both_marks = cell.class.is_squeezable() && next.class.is_squeezable();
    let dashes = cell.class == Class::Dash && next.class == Class::Dash;
    // CLREQ 3.5.4 (拉伸处理的优先顺序): ～ and ／ are not drawn apart from what they join.
    let joiner = |c: &Cell| matches!(c.class, Class::Connector | Class::Slash);
    let fixed = both_marks || dashes || joiner(cell) || joiner(next);
    if !cell.class.is_wide() || !next.class.is_wide() || fixed || next.joined || next.after_break {
        return Sum::default();
    }
    let closes = matches!(cell.class, Class::Close | Class::Pause | Class::Stop | Class::Middle);
    let beside = (closes && cell.right > 0.0) || (next.class == Class::Open && next.left > 0.0);
    Sum { inter: 1, marks: u32::from(beside), ..Sum::default() }
}
