//! One sheet: a sequence of bands that fills its height. A beam search over the cards, kept wide by height.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::CardRole;
use super::band::{Band, again, bands};
use super::cost::{MONOTONY, PLAIN, SQUEEZE, STRETCH, hole};
use super::measure::{Measures, add};
use crate::panel::layout::Extent;
use crate::unit::Pt;

/// Partial sheets that are kept for each card and slice of height.
const BEAM: usize = 3;
/// Slices of a sheet's height.
const SLICES: f64 = 24.0;

/// A way to set cards `from..to` on one sheet.
#[derive(Debug, Clone)]
pub(super) struct SheetWay {
    pub bands: Vec<Rc<Band>>,
    pub cost: f64,
}

#[derive(Clone)]
struct Partial {
    bands: Vec<Rc<Band>>,
    extent: Extent,
    cost: f64,
    /// How far one of its bands is a showpiece: [`Band::showpiece`].
    shown: u8,
}

/// The sheets of one grid and scale, found once each.
pub(super) struct Sheets<'m, 'a> {
    pub m: &'m Measures<'a>,
    bands: RefCell<BTreeMap<(usize, usize), Rc<Vec<Rc<Band>>>>>,
}

impl<'m, 'a> Sheets<'m, 'a> {
    pub fn new(m: &'m Measures<'a>) -> Self {
        Sheets { m, bands: RefCell::default() }
    }

    /// The bands that begin with a card, up to the next banner: an article never shares a band with another.
    fn bands_from(&self, from: usize) -> Rc<Vec<Rc<Band>>> {
        let roles = self.m.request.roles;
        let banner = |i: &usize| roles.get(*i) == Some(&CardRole::Banner);
        let stop = if banner(&from) { from + 1 } else { (from + 1..roles.len()).find(banner).unwrap_or(roles.len()) };
        let room = self.m.request.areas.iter().map(|a| a.height).fold(Pt::ZERO, Pt::max);
        let key = (from, stop);
        if let Some(found) = self.bands.borrow().get(&key) {
            return found.clone();
        }
        let found: Rc<Vec<Rc<Band>>> = Rc::new(bands(self.m, from, stop, room).into_iter().map(Rc::new).collect());
        self.bands.borrow_mut().insert(key, found.clone());
        found
    }

    /// For every card at which a sheet of this height can end when it begins with `from`: the best way.
    pub fn from(&self, from: usize, height: Pt) -> BTreeMap<usize, SheetWay> {
        let count = self.m.request.cards.len();
        let empty = Extent { min: Pt::ZERO, natural: Pt::ZERO, max: Pt::ZERO };
        let mut open: BTreeMap<usize, Vec<Partial>> = BTreeMap::new();
        open.insert(from, vec![Partial { bands: Vec::new(), extent: empty, cost: 0.0, shown: 0 }]);
        let mut done = BTreeMap::new();
        for at in from..=count {
            let Some(partials) = open.remove(&at) else { continue };
            let partials = self.thin(partials, height);
            if at > from
                && self.may_end(at)
                && let Some(best) = self.best(&partials, height)
            {
                done.insert(at, best);
            }
            if at == count {
                break;
            }
            let next = self.bands_from(at);
            for partial in &partials {
                for band in next.iter() {
                    if let Some(longer) = self.append(partial, band, height) {
                        open.entry(band.to).or_default().push(longer);
                    }
                }
            }
        }
        done
    }

    /// The same bands at this scale; `None` when they do not fit.
    pub fn again(&self, way: &SheetWay, height: Pt) -> Option<SheetWay> {
        let empty = Extent { min: Pt::ZERO, natural: Pt::ZERO, max: Pt::ZERO };
        let mut partial = Partial { bands: Vec::new(), extent: empty, cost: 0.0, shown: 0 };
        for band in &way.bands {
            partial = self.append(&partial, &Rc::new(again(self.m, band)?), height)?;
        }
        Some(SheetWay { cost: self.closed(&partial, height), bands: partial.bands })
    }

    /// A banner is never the last thing on a sheet (rule 11, for whole articles).
    fn may_end(&self, at: usize) -> bool {
        self.m.request.roles.get(at.wrapping_sub(1)) != Some(&CardRole::Banner)
    }

    fn append(&self, partial: &Partial, band: &Rc<Band>, height: Pt) -> Option<Partial> {
        let gap = if partial.bands.is_empty() { Pt::ZERO } else { self.m.grid.row_gap };
        // The gap between bands gives a little, like the bands.
        let gap = Extent { min: gap * 0.85, natural: gap, max: gap * 1.5 };
        let extent = add(add(partial.extent, gap), band.extent);
        if extent.min > height {
            return None;
        }
        let wide = |b: &Band| b.is_full_width() && self.m.grid.columns > 2 && !self.is_banner(b);
        let monotonous = wide(band) && partial.bands.last().is_some_and(|b| wide(b));
        let mut bands = partial.bands.clone();
        bands.push(band.clone());
        let cost = partial.cost + band.cost + if monotonous { MONOTONY } else { 0.0 };
        Some(Partial { bands, extent, cost, shown: partial.shown.max(band.showpiece) })
    }

    fn is_banner(&self, band: &Band) -> bool {
        band.columns.first().is_some_and(|c| self.m.request.roles.get(c.from) == Some(&CardRole::Banner))
    }

    /// What a partial sheet costs when it ends here.
    fn closed(&self, partial: &Partial, height: Pt) -> f64 {
        let e = &partial.extent;
        let within = height.min(e.max).max(e.min);
        let part = (within - e.natural).0 / e.natural.0.max(1.0);
        let bent = if part >= 0.0 { STRETCH * part * part } else { SQUEEZE * part * part };
        let from = partial.bands.first().and_then(|b| b.columns.first()).map_or(0, |c| c.from);
        let to = partial.bands.last().map_or(0, |b| b.to);
        let missing = [1.0, 0.4, 0.0].get(usize::from(partial.shown)).copied().unwrap_or(0.0);
        let plain = if self.m.offers_showpiece(from..to) { PLAIN * missing } else { 0.0 };
        // Every band feels it.
        plain + partial.cost + bent * partial.bands.len() as f64 * 0.6 + hole(height - e.max, self.m.line()) * 1.5
    }

    fn best(&self, partials: &[Partial], height: Pt) -> Option<SheetWay> {
        let best = partials.iter().min_by(|a, b| self.closed(a, height).total_cmp(&self.closed(b, height)))?;
        Some(SheetWay { bands: best.bands.clone(), cost: self.closed(best, height) })
    }

    /// Keeps the cheapest of every slice of height.
    fn thin(&self, mut partials: Vec<Partial>, height: Pt) -> Vec<Partial> {
        let slice = |p: &Partial| (p.extent.natural / height * SLICES) as usize * 3 + usize::from(p.shown);
        partials.sort_by(|a, b| slice(a).cmp(&slice(b)).then(a.cost.total_cmp(&b.cost)));
        let mut kept: Vec<Partial> = Vec::new();
        for p in partials {
            let alike = kept.iter().rev().take_while(|k| slice(k) == slice(&p)).count();
            if alike < BEAM {
                kept.push(p);
            }
        }
        kept
    }
}
