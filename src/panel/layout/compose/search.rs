//! All sheets, all grids, all sizes: the least cost wins.

use std::collections::BTreeMap;

use super::cost::{SIZE, SPLIT, WISH};
use super::measure::Measures;
use super::place::place;
use super::sheet::{SheetWay, Sheets};
use super::{CardRole, Composition, Grid, Overset, Request, fit};
use crate::panel::layout::Scale;
use crate::unit::Pt;

/// Steps of the body size, in u: first coarse, then fine around the best.
const COARSE: f64 = 0.5;
const FINE: f64 = 0.125;
/// How far from its even share a sheet's end may lie, as a part of all cards, where no article begins.
const SWAY: f64 = 0.22;

/// One way to set everything at one scale.
struct Found {
    scale: Scale,
    grid: Grid,
    sheets: Vec<(SheetWay, Option<usize>)>,
    cost: f64,
}

/// The arrangement is chosen at coarse steps of the body size only, and then kept while size and leading are settled
/// finely: of all the arrangements that differ by a hair, few ever come into play, so that a small edit seldom changes
/// the look of a sheet (issue 3.4), and the fine steps cost next to nothing.
pub(super) fn search(request: &Request<'_>) -> Result<Composition, Overset> {
    let s = &request.sizes;
    let mut best: Option<Found> = None;
    let bodies = steps(s.u, s.max, s.min, COARSE);
    let too_large = too_large(request, &bodies);
    for body in bodies.into_iter().skip(too_large) {
        arrange(request, s.scale(body, s.leading.1), &mut best);
    }
    if best.is_none() {
        arrange(request, s.scale(s.min, s.leading.0), &mut best);
    }
    match best {
        Some(found) => Ok(realize(request, settle(request, found))),
        None => Err(fit::overset(request)),
    }
}

/// How many of the sizes, from the largest on, are too large for all cards. Nothing gets lower as type grows: what is
/// too much at one size is too much at every larger one; and paper is taken about as the square of the size, so the
/// place is nearly known from the smallest.
fn too_large(request: &Request<'_>, bodies: &[Pt]) -> usize {
    let leading = request.sizes.leading.1;
    let taken = |body: Pt| paper_taken(request, request.sizes.scale(body, leading));
    let (Some(smallest), Some(last)) = (bodies.last(), bodies.len().checked_sub(1)) else { return 0 };
    let least = taken(*smallest);
    if least > 1.0 {
        return bodies.len();
    }
    let near = *smallest / least.max(1e-9).sqrt();
    let mut first = bodies.partition_point(|body| *body > near).min(last);
    let too_much = |at: usize| at < last && bodies.get(at).is_some_and(|body| taken(*body) > 1.0);
    if too_much(first) {
        while too_much(first) {
            first += 1;
        }
    } else {
        while first > 0 && !too_much(first - 1) {
            first -= 1;
        }
    }
    first
}

/// The part of the paper that the cards take on the grid that suits them best, each at the span where it takes least.
fn paper_taken(request: &Request<'_>, scale: Scale) -> f64 {
    let paper: f64 = request.areas.iter().map(|a| a.width.0 * a.height.0).sum();
    let on = |grid: &Grid| {
        let m = Measures::new(request, *grid, scale);
        // A banner may be left out.
        let cards = (0..request.cards.len()).filter(|i| role(request, *i) != Some(CardRole::Banner));
        cards.map(|card| m.least_paper(card)).sum::<f64>() / paper.max(1e-9)
    };
    request.grids.iter().map(on).fold(f64::INFINITY, f64::min)
}

fn steps(u: Pt, from: Pt, to: Pt, by: f64) -> Vec<Pt> {
    let by = u * by;
    let n = ((from - to) / by).max(0.0).floor() as usize;
    (0..=n).map(|i| from - by * i as f64).chain([to]).collect()
}

/// The best arrangement of all grids at a scale, where it is better than what there is.
fn arrange(request: &Request<'_>, scale: Scale, best: &mut Option<Found>) {
    for grid in request.grids {
        if best.as_ref().is_some_and(|b| size_cost(request, scale.body) + grid.cost >= b.cost) {
            continue;
        }
        let found = at_scale(request, grid, scale);
        if let Some(found) = found.filter(|f| best.as_ref().is_none_or(|b| f.cost < b.cost - 1e-9)) {
            *best = Some(found);
        }
    }
}

/// The size and the leading that suit an arrangement best.
fn settle(request: &Request<'_>, found: Found) -> Found {
    let s = &request.sizes;
    let mut best = found;
    let consider = |best: &mut Found, body: Pt, leading: f64| {
        if let Some(other) = restate(request, best, s.scale(body, leading))
            && other.cost < best.cost - 1e-9
        {
            *best = other;
        }
    };
    let body = best.scale.body;
    let (high, low) = ((body + s.u * COARSE).min(s.max), (body - s.u * COARSE).max(s.min));
    for body in steps(s.u, high, low, FINE) {
        consider(&mut best, body, s.leading.1);
    }
    // A little looser or tighter between the lines, before anything else is given up.
    let (body, (tight, usual, loose)) = (best.scale.body, s.leading);
    for part in [0.35, 0.7, 1.0] {
        if body >= s.max - Pt(1e-6) {
            consider(&mut best, body, usual + (loose - usual) * part);
        }
        consider(&mut best, (body + s.u * FINE).min(s.max), usual + (tight - usual) * part);
    }
    best
}

/// The same arrangement at another scale; `None` when it does not fit there.
fn restate(request: &Request<'_>, found: &Found, scale: Scale) -> Option<Found> {
    let m = Measures::new(request, found.grid, scale);
    let sheets = Sheets::new(&m);
    let arranged = |ways: &[(SheetWay, Option<usize>)]| ways.iter().map(|(w, _)| w.cost).sum::<f64>();
    let mut ways = Vec::new();
    for ((way, opened), area) in found.sheets.iter().zip(request.areas) {
        ways.push((sheets.again(way, area.height)?, *opened));
    }
    let (before, after) = (arranged(&found.sheets), arranged(&ways));
    let size = size_cost(request, scale.body) - size_cost(request, found.scale.body);
    Some(Found { scale, grid: found.grid, sheets: ways, cost: found.cost - before + after + size })
}

fn size_cost(request: &Request<'_>, body: Pt) -> f64 {
    let s = &request.sizes;
    let sheets = request.areas.len() as f64;
    let under = |limit: Pt| ((limit - body) / s.u).max(0.0);
    SIZE * sheets * (under(s.max) + under(s.usual.min(s.max)))
}

fn realize(request: &Request<'_>, found: Found) -> Composition {
    let m = Measures::new(request, found.grid, found.scale);
    let areas = request.areas.iter();
    let sheets = areas.zip(&found.sheets).map(|(area, (way, opened))| place(&m, *area, way, *opened)).collect();
    Composition { scale: found.scale, grid: found.grid, sheets, cost: found.cost }
}

/// The best way to deal the cards to the sheets at one scale on one grid; `None` when they do not fit.
fn at_scale(request: &Request<'_>, grid: &Grid, scale: Scale) -> Option<Found> {
    let m = Measures::new(request, *grid, scale);
    let sheets = Sheets::new(&m);
    let count = request.cards.len();
    let last = request.areas.len().checked_sub(1)?;
    // Ways to have set the cards before a card on the sheets so far.
    let mut front: BTreeMap<usize, (f64, Vec<(SheetWay, Option<usize>)>)> = BTreeMap::new();
    front.insert(0, (0.0, Vec::new()));
    for (number, area) in request.areas.iter().enumerate() {
        let mut next: BTreeMap<usize, (f64, Vec<(SheetWay, Option<usize>)>)> = BTreeMap::new();
        for (start, (cost, so_far)) in &front {
            let opened = (number > 0 && role(request, *start) == Some(CardRole::Banner)).then_some(*start);
            let from = if opened.is_some() { start + 1 } else { *start };
            for (end, way) in sheets.from(from, area.height) {
                let wanted = if number == last { end == count } else { may_break(request, end, number + 1) };
                if !wanted {
                    continue;
                }
                let cost = cost + way.cost + broken_wishes(request, from, end) + split_cost(request, end);
                if next.get(&end).is_none_or(|(c, _)| cost < *c - 1e-9) {
                    let mut all = so_far.clone();
                    all.push((way, opened));
                    next.insert(end, (cost, all));
                }
            }
        }
        front = next;
    }
    let (cost, sheets) = front.remove(&count)?;
    let cost = cost + size_cost(request, scale.body) + grid.cost;
    Some(Found { scale, grid: *grid, sheets, cost })
}

/// Whether everything finds its place at one scale on one grid.
pub(super) fn fits(request: &Request<'_>, grid: &Grid, scale: Scale) -> bool {
    at_scale(request, grid, scale).is_some()
}

fn role(request: &Request<'_>, card: usize) -> Option<CardRole> {
    request.roles.get(card).copied()
}

fn begins_article(request: &Request<'_>, card: usize) -> bool {
    matches!(role(request, card), Some(CardRole::Banner | CardRole::ArticleStart))
}

/// Whether a sheet may begin with a card: where an article begins, or near the even share.
fn may_break(request: &Request<'_>, card: usize, sheets: usize) -> bool {
    let (n, all) = (request.cards.len(), request.areas.len());
    if card >= n {
        return false;
    }
    let share = sheets as f64 / all as f64;
    begins_article(request, card) || (card as f64 / n as f64 - share).abs() <= SWAY
}

/// What a sheet costs that ends before a card in the middle of an article.
fn split_cost(request: &Request<'_>, end: usize) -> f64 {
    if end >= request.cards.len() || begins_article(request, end) { 0.0 } else { SPLIT }
}

fn broken_wishes(request: &Request<'_>, from: usize, end: usize) -> f64 {
    let wishes = |i: &usize| request.cards.get(*i).is_some_and(|c| c.starts_sheet);
    (from + 1..end).filter(wishes).count() as f64 * WISH
}
