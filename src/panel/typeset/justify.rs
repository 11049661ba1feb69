//! 7. Placing a line: outer halves off, then squeezed or drawn out to the measure in the order of rule 5.

use super::class::Class;
use super::line_break::{Chosen, EPSILON, MAX_INTER, MAX_LETTER, MAX_MARK, MAX_SPACE};
use super::paragraph::{Shaped, is_word_space, joint_sum, space_shrink};
use super::shape::Cell;
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
    latin: bool,
}

/// Most room between the letters of a word that stands alone on its line; wider, it stays short of the measure.
const MAX_LONE_WORD: f64 = 0.25;

/// Places the glyphs of a line.
pub(super) fn place(shaped: &Shaped, line: &Chosen, options: &ParagraphOptions) -> Line {
    let range = line.start as usize..line.end.max(line.start) as usize;
    let cells = shaped.cells.get(range.clone()).unwrap_or_default();
    let mut places = natural(shaped, cells, range.end);
    let hung = hang(cells, &mut places, line.hung);
    let spare = line.width - width(&places) + hung;
    let justify = options.align == TextAlign::Justify && !options.balance;
    if justify && spare < -EPSILON {
        squeeze(cells, &mut places, -spare);
    } else if justify && !line.last && spare > EPSILON {
        draw_out(cells, &mut places, spare);
    }
    let stretch = widest_between_han(cells, &places);
    let used = width(&places) - hung;
    let offset = match options.align {
        TextAlign::Justify | TextAlign::Left => 0.0,
        TextAlign::Center => (line.width - used) / 2.0,
        TextAlign::Right => line.width - used,
    };
    build(shaped, range.start, &places, Built { x: line.indent + offset, width: used, stretch, last: line.last })
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
                latin: inner && is_letter_joint(cell, shaped.cells.get(end - count + i + 1)),
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

/// The order of squeezing (CLREQ 3.5.2 挤压处理): word spaces, then marks from the lightest to the one that ends a
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

/// The order of drawing out (rule 5): word spaces, marks, then evenly between 汉字; past every limit only so that the
/// line is flush.
fn draw_out(cells: &[Cell], places: &mut [Place], spare: f64) {
    let mut rest = spare;
    let count = places.len();
    let spaces: Vec<bool> = cells.iter().map(is_word_space).collect();
    let pick = |of: fn(&Place) -> bool| places.iter().map(of).collect::<Vec<bool>>();
    let (marks, inter) = (pick(|p| p.mark), pick(|p| p.inter));
    let (address, latin) = (pick(|p| p.address), pick(|p| p.latin));
    let gaps: Vec<bool> =
        cells.iter().enumerate().map(|(i, c)| c.gap_space || (c.gap > 0.0 && i + 1 < count)).collect();
    let mut share = |at: &[bool], most: f64| {
        let number = at.iter().filter(|&&b| b).count();
        if number == 0 || rest <= 0.0 {
            return;
        }
        let each = (rest / number as f64).min(most);
        for (place, _) in places.iter_mut().zip(at).filter(|(_, b)| **b) {
            place.advance += each;
            place.added += each;
        }
        rest -= each * number as f64;
    };
    share(&spaces, MAX_SPACE);
    share(&marks, MAX_MARK);
    share(&inter, MAX_INTER);
    share(&address, MAX_LETTER);
    // Past every limit, the first kind of place that the line has; a lone word is not pulled to pieces.
    share(&inter, f64::INFINITY);
    share(&spaces, f64::INFINITY);
    share(&latin, MAX_LONE_WORD);
    share(&gaps, f64::INFINITY);
}

/// Between two letters of Latin text: drawn out only in a line of one word.
fn is_letter_joint(cell: &Cell, next: Option<&Cell>) -> bool {
    let latin = |c: &Cell| matches!(c.class, Class::Letter | Class::Digit | Class::Mark);
    next.is_some_and(|n| latin(cell) && latin(n) && !n.joined)
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
}

fn build(shaped: &Shaped, first: usize, places: &[Place], built: Built) -> Line {
    let mut line = Line {
        runs: Vec::new(),
        text: String::with_capacity(places.len() * 3),
        advances: Vec::with_capacity(places.len()),
        width: Em(built.width),
        stretch: built.stretch,
        last: built.last,
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
    if line.scale <= 0.0 {
        line.scale = 1.0;
    }
    line
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
