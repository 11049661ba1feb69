//! What the search says of its result: numbers for the report, and what to do when there is too much or too little.

use serde::Serialize;

use super::{CardRole, Composition, Overset, Request};
use crate::unit::Pt;

/// How the text fits, as `report.json` has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FitReport {
    /// The body size found.
    pub body_pt: f64,
    /// The smallest that was allowed.
    pub min_pt: f64,
    /// The largest that was allowed.
    pub max_pt: f64,
    /// Columns of the grid.
    pub columns: usize,
    /// How full the columns are on the whole, 0 to 1.
    pub fill: f64,
    /// Characters that found no room.
    pub overflow_chars: usize,
    /// Characters that would still fit at this size.
    pub spare_chars: usize,
}

/// One sheet of the report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SheetReport {
    /// Number of the page, from 1.
    pub page: usize,
    /// Trim width.
    pub width_mm: f64,
    /// Trim height.
    pub height_mm: f64,
    /// From left to right.
    pub columns: Vec<ColumnReport>,
}

/// One column of the report.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ColumnReport {
    /// 0 to 1.
    pub fill: f64,
}

/// Why a section looks as it does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// Number of the page, from 1.
    pub page: usize,
    /// The section's title.
    pub title: String,
    /// How it is set.
    pub variant: String,
    /// Grid columns it covers.
    pub span: usize,
    /// Why it was thought of.
    pub reason: String,
}

/// Three decimals are enough for a part of a column.
pub(crate) fn round3(v: f64) -> f64 {
    (v * 1000.0).round() / 1000.0
}

impl FitReport {
    /// The numbers of a composition.
    pub fn of(request: &Request<'_>, found: &Composition) -> FitReport {
        let fills: Vec<f64> = found.sheets.iter().flat_map(|s| s.fill.iter().copied()).collect();
        let fill = if fills.is_empty() { 1.0 } else { fills.iter().sum::<f64>() / fills.len() as f64 };
        FitReport {
            body_pt: round3(found.scale.body.0),
            min_pt: round3(request.sizes.min.0),
            max_pt: round3(request.sizes.max.0),
            columns: found.grid.columns,
            fill: round3(fill),
            overflow_chars: 0,
            spare_chars: spare_characters(request, found),
        }
    }

    /// The numbers of a board that does not fit.
    pub fn overset(request: &Request<'_>, overset: &Overset) -> FitReport {
        FitReport {
            body_pt: round3(request.sizes.min.0),
            min_pt: round3(request.sizes.min.0),
            max_pt: round3(request.sizes.max.0),
            columns: request.grids.first().map_or(1, |g| g.columns),
            fill: 1.0,
            overflow_chars: overset.characters,
            spare_chars: 0,
        }
    }
}

/// How many characters more would fit, by the density of what is there.
fn spare_characters(request: &Request<'_>, found: &Composition) -> usize {
    let heights: Pt = request.areas.iter().map(|a| a.height).sum();
    let spare: Pt = found.sheets.iter().map(|s| s.spare.max(Pt::ZERO)).sum();
    let characters: usize = request.cards.iter().map(|c| c.characters).sum();
    let used = heights - spare;
    if used <= Pt::ZERO { 0 } else { (characters as f64 * (spare / used)).floor() as usize }
}

/// The most that sheets are imagined to be taller, to find out by how much they are too low.
const TALLEST: f64 = 64.0;
/// Halvings of the step in which that is sought: to less than a hundredth.
const HALVINGS: usize = 5;

/// How much too much there is, found by trying: at the smallest size and the tightest lines, how much taller would the
/// sheets have to be for everything to find its place?
pub(super) fn overset(request: &Request<'_>) -> Overset {
    let s = &request.sizes;
    let scale = s.scale(s.min, s.leading.0);
    let fits = |factor: f64| {
        let taller = |a: &crate::unit::Rect| crate::unit::Rect { height: a.height * factor, ..*a };
        let areas: Vec<crate::unit::Rect> = request.areas.iter().map(taller).collect();
        let wider = Request { areas: &areas, ..*request };
        request.grids.iter().any(|grid| super::search::fits(&wider, grid, scale))
    };
    let (mut low, mut high) = (1.0, 1.25);
    while high < TALLEST && !fits(high) {
        (low, high) = (high, high * 1.5);
    }
    for _ in 0..HALVINGS {
        let middle = (low + high) / 2.0;
        if fits(middle) { high = middle } else { low = middle }
    }
    let part = 1.0 - 1.0 / high;
    let characters: usize = request.cards.iter().map(|c| c.characters).sum();
    Overset { scale, part, characters: ((characters as f64 * part).ceil() as usize).max(1) }
}

impl Request<'_> {
    /// The longest article's number and its characters.
    pub fn longest_article(&self) -> Option<(usize, usize)> {
        let mut lengths = std::collections::BTreeMap::new();
        for (card, role) in self.cards.iter().zip(self.roles) {
            if *role != CardRole::Banner {
                *lengths.entry(card.article).or_insert(0) += card.characters;
            }
        }
        lengths.into_iter().max_by_key(|(article, n)| (*n, std::cmp::Reverse(*article)))
    }
}
