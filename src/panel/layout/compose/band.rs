//! Bands: columns of stacks that end on one line.

use super::cost::{RAGGED, strain};
use super::measure::{Measures, StackWay};
use crate::panel::layout::Extent;
use crate::unit::Pt;

/// The most cards in one stack.
const STACK: usize = 7;
/// The most cards in one band.
const BAND: usize = 14;
/// How many ways to set one split of cards are kept.
const KEPT: usize = 2;
/// Stacks that differ by more body lines than this are never set beside each other.
const UNEQUAL: f64 = 8.0;
/// Beyond this cost a band is never part of a good sheet.
const HOPELESS: f64 = 40.0;

/// One column of a band.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// The first grid column.
    pub at: usize,
    pub span: usize,
    pub from: usize,
    pub to: usize,
    pub way: StackWay,
}

/// A band.
#[derive(Debug, Clone)]
pub(super) struct Band {
    pub columns: Vec<Column>,
    /// The card after its last.
    pub to: usize,
    /// Least: no stack is squeezed too far. Natural: where it costs least. Most: no stack has a hole.
    pub extent: Extent,
    /// Its cost at its natural height.
    pub cost: f64,
    /// Whether a card carries the sheet: 2 over the full width, 1 over two thirds of it, else 0.
    pub showpiece: u8,
}

impl Band {
    pub fn is_full_width(&self) -> bool {
        self.columns.len() == 1
    }

    /// What it costs at a height: variants, spans and strain.
    pub fn cost_at(&self, height: Pt, m: &Measures<'_>) -> f64 {
        let all = m.grid.columns.max(1) as f64;
        let part =
            |c: &Column| c.way.cost + strain(&c.way.extent, height, m.line()) * (0.7 + 0.3 * c.span as f64 / all);
        self.columns.iter().map(part).sum::<f64>() + ragged(self.columns.iter().map(|c| c.to - c.from))
    }
}

fn ragged(counts: impl Iterator<Item = usize> + Clone) -> f64 {
    let (most, least) = (counts.clone().max().unwrap_or(0), counts.min().unwrap_or(0));
    most.saturating_sub(least + 2) as f64 * RAGGED
}

/// The shapes of bands on a grid: spans from left to right.
pub(super) fn shapes(columns: usize) -> Vec<Vec<usize>> {
    fn grow(left: usize, shape: &mut Vec<usize>, out: &mut Vec<Vec<usize>>) {
        if left == 0 {
            out.push(shape.clone());
            return;
        }
        for span in 1..=left {
            shape.push(span);
            grow(left - span, shape, out);
            shape.pop();
        }
    }
    let mut out = Vec::new();
    grow(columns.max(1), &mut Vec::new(), &mut out);
    out
}

/// All bands worth trying that begin with card `from` and hold no card from `stop` on.
pub(super) fn bands(m: &Measures<'_>, from: usize, stop: usize, room: Pt) -> Vec<Band> {
    let mut out = Vec::new();
    for shape in shapes(m.grid.columns) {
        let mut splits = Vec::new();
        let deal = Deal { m, stop: stop.min(from + BAND), room };
        deal.split(&shape, from, &mut Vec::new(), &mut splits);
        for ends in splits {
            out.extend(settle(m, &shape, from, &ends));
        }
    }
    out
}

/// How cards are dealt to the columns of a band.
struct Deal<'m, 'a> {
    m: &'m Measures<'a>,
    /// The card that no band holds.
    stop: usize,
    /// The height that no stack exceeds.
    room: Pt,
}

impl Deal<'_, '_> {
    /// The ways to deal consecutive cards to the columns of a shape, as the end of each stack.
    fn split(&self, shape: &[usize], from: usize, ends: &mut Vec<usize>, out: &mut Vec<Vec<usize>>) {
        let Some((span, rest)) = shape.split_first() else {
            out.push(ends.clone());
            return;
        };
        // A band of one column holds one card: two of them are two bands.
        let deepest = if ends.is_empty() && rest.is_empty() { 1 } else { STACK };
        for to in from + 1..=self.stop.min(from + deepest) {
            if least(&self.m.stack(from, to, *span)) > self.room {
                break;
            }
            ends.push(to);
            self.split(rest, to, ends, out);
            ends.pop();
        }
    }
}

/// The same columns with the same variants at this scale; `None` when they no longer end on one line.
pub(super) fn again(m: &Measures<'_>, band: &Band) -> Option<Band> {
    let mut columns = band.columns.clone();
    for column in &mut columns {
        let ways = m.stack(column.from, column.to, column.span);
        column.way = ways.iter().find(|w| w.variants == column.way.variants)?.clone();
    }
    let naturals = columns.iter().map(|c| c.way.extent.natural);
    let made = naturals.map(|target| finish(m, columns.clone(), target));
    made.filter(|b| b.cost < HOPELESS).min_by(|a, b| a.cost.total_cmp(&b.cost))
}

/// The best ways to set one split: every natural height of a stack is tried as the band's.
fn settle(m: &Measures<'_>, shape: &[usize], from: usize, ends: &[usize]) -> Vec<Band> {
    let starts = std::iter::once(&from).chain(ends);
    let stacks: Vec<_> =
        starts.zip(ends).zip(shape).map(|((from, to), span)| (*from, *to, *span, m.stack(*from, *to, *span))).collect();
    let tallest = stacks.iter().map(|s| least(&s.3)).fold(Pt::ZERO, Pt::max);
    let lowest = stacks.iter().map(|s| most(&s.3)).fold(Pt(f64::INFINITY), Pt::min);
    if (tallest - lowest) / m.line() > UNEQUAL {
        return Vec::new();
    }
    let all = m.grid.columns.max(1) as f64;
    let weight = |span: usize| 0.7 + 0.3 * span as f64 / all;
    let mut targets: Vec<Pt> = stacks.iter().flat_map(|(.., ways)| ways.iter().map(|w| w.extent.natural)).collect();
    targets.sort_by(|a, b| a.0.total_cmp(&b.0));
    targets.dedup_by(|a, b| (*a - *b).abs() < Pt(0.5));
    let mut found: Vec<Band> = Vec::new();
    for target in targets {
        let pick = |(from, to, span, ways): &(usize, usize, usize, std::rc::Rc<Vec<StackWay>>)| {
            let cost = |w: &StackWay| {
                let over = (w.extent.min - target).max(Pt::ZERO);
                w.cost + strain(&w.extent, target, m.line()) * weight(*span) + over / m.line() * 4.0
            };
            let best = ways.iter().min_by(|a, b| cost(a).total_cmp(&cost(b)))?;
            Some(Column { at: 0, span: *span, from: *from, to: *to, way: best.clone() })
        };
        let Some(mut columns) = stacks.iter().map(pick).collect::<Option<Vec<Column>>>() else { return Vec::new() };
        let mut at = 0;
        for column in &mut columns {
            column.at = at;
            at += column.span;
        }
        if found.iter().any(|b| same(&b.columns, &columns)) {
            continue;
        }
        found.push(finish(m, columns, target));
    }
    found.retain(|b| b.cost < HOPELESS);
    found.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    found.truncate(KEPT);
    found
}

fn showpiece(m: &Measures<'_>, column: &Column) -> u8 {
    let all = m.grid.columns;
    let shown = (column.from..column.to).zip(&column.way.variants).any(|(card, v)| m.is_showpiece(card, *v));
    u8::from(shown && column.span * 3 >= all * 2) + u8::from(shown && column.span == all)
}

fn least(ways: &[StackWay]) -> Pt {
    ways.iter().map(|w| w.extent.min).fold(Pt(f64::INFINITY), Pt::min)
}

fn most(ways: &[StackWay]) -> Pt {
    ways.iter().map(|w| w.extent.max).fold(Pt::ZERO, Pt::max)
}

fn same(a: &[Column], b: &[Column]) -> bool {
    a.iter().zip(b).all(|(x, y)| x.way.variants == y.way.variants)
}

fn finish(m: &Measures<'_>, columns: Vec<Column>, target: Pt) -> Band {
    let min = columns.iter().map(|c| c.way.extent.min).fold(Pt::ZERO, Pt::max);
    let max = columns.iter().map(|c| c.way.extent.max).fold(Pt(f64::INFINITY), Pt::min).max(min);
    let to = columns.last().map_or(0, |c| c.to);
    let showpiece = columns.iter().map(|c| showpiece(m, c)).max().unwrap_or(0);
    let mut band = Band { columns, to, extent: Extent { min, natural: min, max }, cost: 0.0, showpiece };
    // Where the sum of strains is least: the target, the mean of the naturals, or the least there can be.
    let mean = band.columns.iter().map(|c| c.way.extent.natural).sum::<Pt>() / band.columns.len().max(1) as f64;
    let natural = [target.max(min), mean.max(min), max]
        .into_iter()
        .min_by(|a, b| band.cost_at(*a, m).total_cmp(&band.cost_at(*b, m)))
        .unwrap_or(min);
    band.extent = Extent { min, natural, max: max.max(natural) };
    band.cost = band.cost_at(natural, m);
    band
}
