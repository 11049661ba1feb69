//! Heights of cards, asked for once per variant, span and scale; stacks of them with their few best options.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::cost::VARIANT;
use super::{Grid, Request, span_width};
use crate::panel::layout::{Extent, Scale};
use crate::unit::{Pt, Rect};

/// The most ways to set one card that a stack considers.
const WAYS: usize = 3;
/// What a card pays that no variant wants at this span.
const FORCED: f64 = 6.0;

/// One way to set one card.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    pub variant: usize,
    pub extent: Extent,
    pub cost: f64,
}

/// One way to set a stack: a variant for each of its cards.
#[derive(Debug, Clone)]
pub(super) struct StackWay {
    pub variants: Vec<usize>,
    /// Gaps included.
    pub extent: Extent,
    pub cost: f64,
}

/// Everything measured at one scale on one grid.
pub(super) struct Measures<'a> {
    pub request: &'a Request<'a>,
    pub grid: Grid,
    pub scale: Scale,
    area: Rect,
    ways: RefCell<BTreeMap<(usize, usize), Rc<Vec<Way>>>>,
    stacks: RefCell<BTreeMap<(usize, usize, usize), Rc<Vec<StackWay>>>>,
}

impl<'a> Measures<'a> {
    pub fn new(request: &'a Request<'a>, grid: Grid, scale: Scale) -> Self {
        let area = request.areas.first().copied().unwrap_or_default();
        Measures { request, grid, scale, area, ways: RefCell::default(), stacks: RefCell::default() }
    }

    /// The height of a line of running text.
    pub fn line(&self) -> Pt {
        self.scale.body * self.scale.leading
    }

    pub fn width(&self, span: usize) -> Pt {
        span_width(self.area, &self.grid, span)
    }

    /// Whether a variant of a card carries a sheet when it stands over the full width.
    pub fn is_showpiece(&self, card: usize, variant: usize) -> bool {
        let variant = self.request.cards.get(card).and_then(|c| c.variants.get(variant));
        self.grid.columns > 1 && variant.is_some_and(|v| v.showpiece)
    }

    /// Whether one of some cards could carry a sheet.
    pub fn offers_showpiece(&self, cards: std::ops::Range<usize>) -> bool {
        let cards = self.request.cards.get(cards).unwrap_or_default();
        let wide = |v: &crate::panel::layout::Variant| v.span_cost.get(self.grid.columns - 1).copied().flatten();
        self.grid.columns > 1 && cards.iter().flat_map(|c| &c.variants).any(|v| v.showpiece && wide(v).is_some())
    }

    /// The ways to set a card at a span, the cheapest first.
    pub fn ways(&self, card: usize, span: usize) -> Rc<Vec<Way>> {
        if let Some(found) = self.ways.borrow().get(&(card, span)) {
            return found.clone();
        }
        let ways = Rc::new(self.find_ways(card, span));
        self.ways.borrow_mut().insert((card, span), ways.clone());
        ways
    }

    /// The least paper that a card takes at any span, in square points; none when it can be set at no span.
    pub fn least_paper(&self, card: usize) -> f64 {
        let at = |span: usize| {
            let low = self.ways(card, span).iter().map(|w| w.extent.min.0).fold(f64::INFINITY, f64::min);
            low * self.width(span).0
        };
        let least = (1..=self.grid.columns).map(at).fold(f64::INFINITY, f64::min);
        if least.is_finite() { least } else { 0.0 }
    }

    fn find_ways(&self, card: usize, span: usize) -> Vec<Way> {
        let Some(card) = self.request.cards.get(card) else { return Vec::new() };
        let width = self.width(span);
        let cost_at = |v: &crate::panel::layout::Variant, s: usize| v.span_cost.get(s - 1).copied().flatten();
        let way = |(i, cost): (usize, f64)| {
            let extent = card.variants.get(i).map(|v| v.setting.measure(width, &self.scale))?;
            Some(Way { variant: i, extent: sane(extent), cost })
        };
        let mut costs: Vec<(usize, f64)> = card
            .variants
            .iter()
            .enumerate()
            .filter_map(|(i, v)| Some((i, cost_at(v, span)? + VARIANT * i as f64)))
            .collect();
        costs.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        costs.truncate(WAYS);
        // A card that no grid column suits is still set: on the widest there is.
        let never = || (1..=self.grid.columns).all(|s| card.variants.iter().all(|v| cost_at(v, s).is_none()));
        if costs.is_empty() && span == self.grid.columns && never() {
            costs.push((0, FORCED));
        }
        costs.into_iter().filter_map(way).collect()
    }

    /// The ways to set cards `from..to` below each other at a span: all at their cheapest, and with one of them otherwise.
    pub fn stack(&self, from: usize, to: usize, span: usize) -> Rc<Vec<StackWay>> {
        if let Some(found) = self.stacks.borrow().get(&(from, to, span)) {
            return found.clone();
        }
        let found = Rc::new(self.find_stack(from, to, span));
        self.stacks.borrow_mut().insert((from, to, span), found.clone());
        found
    }

    fn find_stack(&self, from: usize, to: usize, span: usize) -> Vec<StackWay> {
        let cards: Vec<Rc<Vec<Way>>> = (from..to).map(|c| self.ways(c, span)).collect();
        let gaps = self.grid.stack_gap * to.saturating_sub(from + 1) as f64;
        // The gaps of a stack may give a little as well.
        let gap = Extent { min: gaps * 0.8, natural: gaps, max: gaps * 1.4 };
        let Some(best) = cards.iter().map(|w| w.first().copied()).collect::<Option<Vec<Way>>>() else {
            return Vec::new();
        };
        let sum = |ways: &[Way]| StackWay {
            variants: ways.iter().map(|w| w.variant).collect(),
            extent: ways.iter().fold(gap, |e, w| add(e, w.extent)),
            cost: ways.iter().map(|w| w.cost).sum(),
        };
        let mut out = vec![sum(&best)];
        for (i, ways) in cards.iter().enumerate() {
            for other in ways.iter().skip(1) {
                let mut with = best.clone();
                if let Some(slot) = with.get_mut(i) {
                    *slot = *other;
                }
                out.push(sum(&with));
            }
        }
        out
    }
}

pub(super) fn add(a: Extent, b: Extent) -> Extent {
    Extent { min: a.min + b.min, natural: a.natural + b.natural, max: a.max + b.max }
}

/// min ≤ natural ≤ max, whatever a setting says.
fn sane(e: Extent) -> Extent {
    let natural = e.natural.max(Pt(1.0));
    Extent { min: e.min.min(natural).max(Pt(0.5)), natural, max: e.max.max(natural) }
}
