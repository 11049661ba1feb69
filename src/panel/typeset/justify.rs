//! 7. Placing a line: outer halves off, then squeezed or drawn out to the measure in the order of rule 5.

use super::class::Class;
use super::line_break::{Chosen, EPSILON, growth, modest_growth};
use super::paragraph::{Shaped, Sum, is_word_space, joint_sum, space_shrink};
use super::shape::{Cell, Glyph};
use super::{Line, ParagraphOptions, PlacedGlyph, Run, TextAlign};
use crate::unit::Em;

/// What becomes of a cell on its line.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    advance: f64,
    /// How far the ink moves left.
    shift: f64,
    /// Blank that may still go, at the left and at the right.
    left: f64,
    right: f64,
    /// Room added after it.
    added: f64,
    /// Joints after it, for drawing out.
    inter: bool,
    mark: bool,
    address: bool,
}

/// Places the glyphs of a line.
pub(super) fn place(shaped: &Shaped, line: &Chosen, options: &ParagraphOptions) -> Line {
    let range = line.start as usize..line.end.max(line.start) as usize;
    let cells = shaped.cells.get(range.clone()).unwrap_or_default();
    let mut places = natural(shaped, cells, range.end);
    let hung = hang(cells, &mut places, line.hung);
    let hyphen = if line.hyphen { shaped.hyphen_before(range.end) } else { None };
    let outside = hung - hyphen.map_or(0.0, |h| f64::from(h.advance));
    let spare = line.width - width(&places) + outside;
    let mut short = false;
    let justify = options.align == TextAlign::Justify && !options.balance;
    if justify && spare < -EPSILON {
        squeeze(cells, &mut places, -spare);
    } else if justify && !line.last && spare > EPSILON {
        short = draw_out(cells, &mut places, spare);
    }
    let stretch = widest_between_han(cells, &places);
    let used = width(&places) - outside;
    let offset = match options.align {
        TextAlign::Justify | TextAlign::Left => 0.0,
        TextAlign::Center => (line.width - used) / 2.0,
        TextAlign::Right => line.width - used,
    };
    let x = line.indent + offset;
    build(shaped, range.start, &places, Built { x, width: used, stretch, last: line.last, short, hyphen })
}

fn width(places: &[Place]) -> f64 {
    places.iter().map(|p| p.advance).sum()
}

/// Rule 3: an opening mark at the start and a closing mark at the end are half as wide.
fn natural(shaped: &Shaped, cells: &[Cell], end: usize) -> Vec<Place> {
    let count = cells.len();
    let mut places: Vec<Place> = cells
        .iter()
        .enumerate()
        .map(|(i, cell)| {
            let joint = joint_sum(cell, shaped.cells.get(end - count + i + 1));
            let inner = i + 1 < count;
            Place {
                advance: f64::from(cell.advance) + if inner { f64::from(cell.gap) } else { 0.0 },
                shift: f64::from(cell.shift),
                left: f64::from(cell.left),
                right: f64::from(cell.right),
                added: 0.0,
                inter: inner && joint.inter > 0,
                mark: inner && joint.marks > 0,
                address: inner && joint.letters > 0,
            }
        })
        .collect();
    if let Some(first) = places.first_mut() {
        first.advance -= first.left;
        first.shift += first.left;
        first.left = 0.0;
    }
    if let Some(last) = places.last_mut() {
        last.advance -= last.right;
        last.right = 0.0;
    }
    places
}

/// Rule 7: how much of the line stands outside the measure.
fn hang(cells: &[Cell], places: &mut [Place], hung: bool) -> f64 {
    match (places.last_mut(), cells.last()) {
        (Some(place), Some(_)) if hung => {
            place.left = 0.0;
            place.advance
        }
        _ => 0.0,
    }
}

/// The order of squeezing (CLREQ 3.5.3 挤压处理的优先顺序): word spaces, then marks from the lightest to the one that ends a
/// sentence, with the gaps before the last.
fn squeeze(cells: &[Cell], places: &mut [Place], need: f64) {
    let mut need = need;
    let tiers: [fn(&Cell) -> bool; 5] = [
        is_word_space,
        |c| c.class == Class::Middle || matches!(c.class, Class::Open | Class::Close),
        |c| c.class == Class::Pause,
        |c| c.gap > 0.0 || c.gap_space,
        |c| c.class == Class::Stop,
    ];
    for (tier, belongs) in tiers.iter().enumerate() {
        if need <= EPSILON / 10.0 {
            return;
        }
        let count = places.len();
        let room = |i: usize, cell: &Cell, place: &Place| match tier {
            0 => space_shrink(cell),
            3 if cell.gap_space => space_shrink(cell),
            3 if i + 1 < count => f64::from(cell.gap) / 2.0,
            3 => 0.0,
            _ => place.left + place.right,
        };
        let total: f64 = cells
            .iter()
            .zip(places.iter())
            .enumerate()
            .filter(|(_, (c, _))| belongs(c))
            .map(|(i, (c, p))| room(i, c, p))
            .sum();
        if total <= 0.0 {
            continue;
        }
        let part = (need / total).min(1.0);
        for (i, (cell, place)) in cells.iter().zip(places.iter_mut()).enumerate().filter(|(_, (c, _))| belongs(c)) {
            place.advance -= room(i, cell, place) * part;
            if tier != 3 {
                place.shift += place.left * part;
            }
        }
        need -= total * part;
    }
}

/// Draws a line out to the measure; `true` when it stays short, because a run that may not be split left more room
/// than its characters can take.
fn draw_out(cells: &[Cell], places: &mut [Place], spare: f64) -> bool {
    let mut counts = Sum::default();
    for (cell, place) in cells.iter().zip(places.iter()) {
        counts.spaces += u32::from(is_word_space(cell));
        counts.marks += u32::from(place.mark);
        counts.inter += u32::from(place.inter);
        counts.letters += u32::from(place.address);
    }
    let mut grown = growth(&counts, spare);
    let short = grown.short > EPSILON;
    if short {
        grown = modest_growth(&counts, spare);
    }
    for (cell, place) in cells.iter().zip(places.iter_mut()) {
        let share = |is: bool, amount: f64| if is { amount } else { 0.0 };
        place.added = share(is_word_space(cell), grown.space)
            + share(place.mark, grown.mark)
            + share(place.inter, grown.inter)
            + share(place.address, grown.letter);
        place.advance += place.added;
    }
    short
}

fn widest_between_han(cells: &[Cell], places: &[Place]) -> Em {
    let pairs = cells.windows(2).zip(places);
    let han = pairs.filter(|(pair, _)| pair.iter().all(|c| c.class == Class::Han));
    Em(han.map(|(_, place)| place.added).fold(0.0, f64::max))
}

/// The numbers of a finished line.
struct Built {
    x: f64,
    width: f64,
    stretch: Em,
    last: bool,
    short: bool,
    hyphen: Option<Glyph>,
}

fn build(shaped: &Shaped, first: usize, places: &[Place], built: Built) -> Line {
    let mut line = Line {
        runs: Vec::new(),
        text: String::with_capacity(places.len() * 3),
        advances: Vec::with_capacity(places.len()),
        width: Em(built.width),
        stretch: built.stretch,
        last: built.last,
        short: built.short,
        scale: 0.0,
    };
    let mut x = built.x;
    for (i, place) in places.iter().enumerate() {
        let Some(cell) = shaped.cells.get(first + i) else { break };
        let next_glyph = shaped.cells.get(first + i + 1).map_or(shaped.glyphs.len(), |c| c.glyphs as usize);
        let glyphs = shaped.glyphs.get(cell.glyphs as usize..next_glyph).unwrap_or_default();
        let Some(run) = run_for(shaped, cell, x, &mut line) else { break };
        let byte = run.text.len();
        if cell.class != Class::Object {
            run.text.push(cell.c);
        }
        let end = run.text.len();
        if glyphs.is_empty() {
            // Part of the glyph before it, or without ink.
            if let Some(glyph) = run.glyphs.last_mut() {
                glyph.advance += Em(place.advance);
                if cell.joined {
                    glyph.text.end = end;
                }
            }
        }
        let drawn: f64 = glyphs.iter().map(|g| f64::from(g.advance)).sum();
        for (k, glyph) in glyphs.iter().enumerate() {
            let mut advance = f64::from(glyph.advance);
            if k + 1 == glyphs.len() {
                advance += place.advance - drawn;
            }
            run.glyphs.push(PlacedGlyph {
                id: glyph.id,
                advance: Em(advance),
                dx: Em(f64::from(glyph.dx) - place.shift),
                dy: Em(f64::from(glyph.dy)),
                text: byte..end,
            });
        }
        run.width += Em(place.advance);
        x += place.advance;
        if cell.class != Class::Object {
            line.text.push(cell.c);
            line.advances.push(Em(place.advance));
        }
        line.scale = line.scale.max(shaped.pieces.get(cell.piece as usize).map_or(1.0, |p| p.scale));
    }
    if let Some(hyphen) = built.hyphen {
        put_hyphen(&hyphen, &mut line);
    }
    if line.scale <= 0.0 {
        line.scale = 1.0;
    }
    line
}

/// The hyphen of a broken word. A reader of the file gets a soft hyphen, which searching and copying skip (PDF 32000-1,
/// 14.8.2.2.3).
fn put_hyphen(hyphen: &Glyph, line: &mut Line) {
    let advance = Em(f64::from(hyphen.advance));
    line.text.push('-');
    line.advances.push(advance);
    let Some(run) = line.runs.last_mut() else { return };
    let start = run.text.len();
    run.text.push('\u{AD}');
    run.glyphs.push(PlacedGlyph {
        id: hyphen.id,
        advance,
        dx: Em(f64::from(hyphen.dx)),
        dy: Em(f64::from(hyphen.dy)),
        text: start..run.text.len(),
    });
    run.width += advance;
}

/// The run that a cell belongs to: the last one if face, size and mark agree, else a new one at `x`.
fn run_for<'l>(shaped: &Shaped, cell: &Cell, x: f64, line: &'l mut Line) -> Option<&'l mut Run> {
    let info = shaped.pieces.get(cell.piece as usize).copied().unwrap_or_default();
    let face = (cell.class != Class::Object).then_some(cell.face);
    let same = |r: &Run| {
        face.is_some() && r.face == face && r.scale == info.scale && r.raise == info.raise && r.mark == info.mark
    };
    let at = if line.runs.last().is_some_and(same) { line.runs.len() - 1 } else { line.runs.len() };
    let fresh = |runs: &mut Vec<Run>| {
        runs.push(Run {
            face,
            x: Em(x),
            raise: info.raise,
            scale: info.scale,
            mark: info.mark,
            glyphs: Vec::new(),
            text: String::new(),
            width: Em::ZERO,
        });
    };
    if at == line.runs.len() {
        fresh(&mut line.runs);
    }
    line.runs.get_mut(at)
}
