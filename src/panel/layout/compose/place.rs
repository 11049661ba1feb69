//! From bands to rectangles: spare height goes where it hurts least, and every edge stays flush.

use std::rc::Rc;

use super::band::{Band, Column};
use super::measure::Measures;
use super::sheet::SheetWay;
use super::{Placed, SheetPlan, column_width};
use crate::panel::layout::Extent;
use crate::unit::{Pt, Rect};

/// A stack that is still too low after all its cards are as high as they may be: each card takes at most this many
/// body lines more, so that the edge stays flush; the search makes holes of more than two lines dear.
const OVER: f64 = 4.0;

/// Sets the bands of a sheet into its area.
pub(super) fn place(m: &Measures<'_>, area: Rect, way: &SheetWay, opened_by: Option<usize>) -> SheetPlan {
    let gap = m.grid.row_gap;
    let gap = Extent { min: gap * 0.85, natural: gap, max: gap * 1.5 };
    let mut parts = Vec::new();
    for (i, band) in way.bands.iter().enumerate() {
        if i > 0 {
            parts.push(gap);
        }
        parts.push(band.extent);
    }
    let heights = share(&parts, area.height, m.line() * OVER);
    let columns = m.grid.columns;
    let mut plan =
        SheetPlan { opened_by, fill: vec![1.0; columns], holes: vec![Pt::ZERO; columns], ..SheetPlan::default() };
    let mut y = area.y;
    let mut heights = heights.into_iter();
    for (i, band) in way.bands.iter().enumerate() {
        if i > 0 {
            y += heights.next().unwrap_or(Pt::ZERO);
        }
        let height = heights.next().unwrap_or(Pt::ZERO);
        put_band(m, area, band, (y, height), &mut plan);
        y += height;
    }
    let foot = (area.bottom() - y).max(Pt::ZERO);
    for (fill, hole) in plan.fill.iter_mut().zip(&mut plan.holes) {
        *fill = (*fill - foot / area.height).clamp(0.0, 1.0);
        *hole = hole.max(foot);
    }
    plan.spare = area.height - natural_height(m, &way.bands);
    plan
}

fn put_band(m: &Measures<'_>, area: Rect, band: &Rc<Band>, (y, height): (Pt, Pt), plan: &mut SheetPlan) {
    let step = column_width(area, &m.grid) + m.grid.gutter;
    for column in &band.columns {
        let x = area.x + step * column.at as f64;
        let hole = put_stack(m, column, Rect::new(x, y, m.width(column.span), height), plan);
        for (fill, most) in plan.fill.iter_mut().zip(&mut plan.holes).skip(column.at).take(column.span) {
            *fill -= hole / area.height;
            *most = most.max(hole);
        }
    }
}

/// Places a stack's cards; returns the height that no card wanted.
fn put_stack(m: &Measures<'_>, column: &Column, rect: Rect, plan: &mut SheetPlan) -> Pt {
    let gap = m.grid.stack_gap;
    let gap = Extent { min: gap * 0.8, natural: gap, max: gap * 1.4 };
    let extents: Vec<Extent> = (column.from..column.to)
        .zip(&column.way.variants)
        .filter_map(|(card, variant)| {
            let ways = m.ways(card, column.span);
            ways.iter().find(|w| w.variant == *variant).map(|w| w.extent)
        })
        .collect();
    let mut parts = Vec::new();
    for (i, extent) in extents.iter().enumerate() {
        if i > 0 {
            parts.push(gap);
        }
        parts.push(*extent);
    }
    let mut heights = share(&parts, rect.height, m.line() * OVER).into_iter();
    let (mut y, mut wanted) = (rect.y, Pt::ZERO);
    for (i, (card, variant)) in (column.from..column.to).zip(&column.way.variants).enumerate() {
        if i > 0 {
            let gap = heights.next().unwrap_or(Pt::ZERO);
            y += gap;
            wanted += gap;
        }
        let height = heights.next().unwrap_or(Pt::ZERO);
        wanted += height.min(extents.get(i).map_or(height, |e| e.max));
        let at = Rect::new(rect.x, y, rect.width, height);
        plan.placed.push(Placed { card, variant: *variant, span: column.span, column: column.at, rect: at });
        y += height;
    }
    (rect.height - wanted).max(Pt::ZERO)
}

/// What the bands would take if every column were as high as it likes, columns weighed by their width.
fn natural_height(m: &Measures<'_>, bands: &[Rc<Band>]) -> Pt {
    let all = m.grid.columns.max(1) as f64;
    let band = |b: &Rc<Band>| b.columns.iter().map(|c| c.way.extent.natural * (c.span as f64 / all)).sum::<Pt>();
    bands.iter().map(band).sum::<Pt>() + m.grid.row_gap * bands.len().saturating_sub(1) as f64
}

/// Heights of parts that fill `height`: all give by the same share of themselves until they reach their limits.
/// Parts and gaps take turns. Where all are at their largest, gaps widen, then each part takes up to `over` more.
pub(super) fn share(parts: &[Extent], height: Pt, over: Pt) -> Vec<Pt> {
    let natural: Pt = parts.iter().map(|p| p.natural).sum();
    let spare = height - natural;
    if spare < Pt::ZERO {
        let caps: Vec<Pt> = parts.iter().map(|p| p.natural - p.min).collect();
        let cuts = pour(parts, &caps, -spare);
        return parts.iter().zip(cuts).map(|(p, cut)| p.natural - cut).collect();
    }
    let caps: Vec<Pt> = parts.iter().map(|p| p.max - p.natural).collect();
    let mut added = pour(parts, &caps, spare);
    let left = spare - added.iter().copied().sum();
    if left > Pt(1e-6) {
        // Gaps first: they may double; then every card a little.
        let gap = |i: usize| i % 2 == 1;
        let widest = |(i, p): (usize, &Extent)| if gap(i) { p.natural * 0.9 } else { Pt::ZERO };
        let wider = pour(parts, &parts.iter().enumerate().map(widest).collect::<Vec<Pt>>(), left);
        let left = left - wider.iter().copied().sum();
        let higher = |(i, _): (usize, &Extent)| if gap(i) { Pt::ZERO } else { over };
        let caps: Vec<Pt> = parts.iter().enumerate().map(higher).collect();
        for ((a, wide), high) in added.iter_mut().zip(wider).zip(pour(parts, &caps, left)) {
            *a += wide + high;
        }
    }
    parts.iter().zip(added).map(|(p, a)| p.natural + a).collect()
}

/// Deals `amount` in proportion to the parts' natural heights, none getting more than its cap.
fn pour(parts: &[Extent], caps: &[Pt], amount: Pt) -> Vec<Pt> {
    let at = |t: f64| parts.iter().zip(caps).map(|(p, c)| (p.natural * t).min(*c)).collect::<Vec<Pt>>();
    let total: Pt = caps.iter().copied().sum();
    if amount >= total {
        return caps.to_vec();
    }
    let (mut low, mut high) = (0.0, 1.0);
    while at(high).into_iter().sum::<Pt>() < amount && high < 1e9 {
        high *= 2.0;
    }
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if at(middle).into_iter().sum::<Pt>() < amount { low = middle } else { high = middle }
    }
    at(high)
}
