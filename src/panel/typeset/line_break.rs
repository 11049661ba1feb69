//! 5. Where lines end, chosen over the whole paragraph (Knuth and Plass, 1981), and 6. no 汉字 alone on a last line.
//!
//! Nearly every joint of Chinese text is a place to break, so only those starts are tried for an end that make a
//! line near the measure: first with the room that rule 5 allows, then with hyphens in Latin words, then with more room
//! than looks well, and where nothing helps (a long unbreakable run in a narrow column) with a line left short.
//! Work and memory grow with the text's length times the few starts in reach. Past [`TOTAL_FIT_STOPS`] places
//! lines are simply filled, so that a file of megabytes in one line costs no more than reading it.

use super::class::Class;
use super::paragraph::{Section, Shaped, Stop, Sum};
use super::shape::Joint;
use super::{ParagraphOptions, TextAlign};

/// A chosen line, as cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Chosen {
    pub start: u32,
    pub end: u32,
    /// The room it has.
    pub width: f64,
    /// From the measure's left edge.
    pub indent: f64,
    /// Whether the last mark hangs out.
    pub hung: bool,
    /// Whether it ends with a hyphen inside a word.
    pub hyphen: bool,
    /// The paragraph ends or a hard break follows.
    pub last: bool,
}

/// Paragraphs with more places to break than this are filled line by line.
const TOTAL_FIT_STOPS: usize = 20_000;

/// And those in so wide a measure that more pairs of places than this would be tried.
const TOTAL_FIT_WORK: f64 = 4e6;

/// Most room between two 汉字 in ordinary columns (rule 5).
pub(super) const MAX_INTER: f64 = 0.10;
/// Most room between two 汉字 at all: a third of an em, the loosest setting in ordinary use (CLREQ 2.1.3.1 增加字距). A
/// line that wants more looks better short.
const MAX_GAPE: f64 = 0.33;
/// Most room added to a word space (CLREQ 3.5.4: to half an em), and in a line of Latin words that has no other way.
pub(super) const MAX_SPACE: f64 = 0.25;
const MORE_SPACE: f64 = 0.75;
/// Most room added between the letters of an address.
pub(super) const MAX_LETTER: f64 = 0.04;
/// Most room added beside a mark, and in a line that would otherwise gape.
pub(super) const MAX_MARK: f64 = 0.125;
const MORE_MARK: f64 = 0.125;

/// How the paragraph is tried, one after another until it comes out well. The wider the limit, the more lines there
/// are to weigh.
#[derive(Debug, Clone, Copy)]
struct Attempt {
    /// The most room between two 汉字.
    limit: f64,
    /// Whether words may take hyphens.
    hyphens: bool,
}

const JUSTIFIED: [Attempt; 4] = [
    Attempt { limit: MAX_INTER, hyphens: false },
    Attempt { limit: MAX_INTER, hyphens: true },
    Attempt { limit: MAX_GAPE, hyphens: true },
    Attempt { limit: f64::INFINITY, hyphens: true },
];
/// Ragged lines have room for whole words.
const RAGGED: [Attempt; 3] = [
    Attempt { limit: MAX_INTER, hyphens: false },
    Attempt { limit: 0.3, hyphens: false },
    Attempt { limit: f64::INFINITY, hyphens: false },
];

/// What a last line with one 汉字 costs (rule 6); more than any drawn-out line, less than a broken word.
const ORPHAN: f64 = 1e6;
/// What one costs that has a single 汉字 beside a digit or two (“5 克。”): avoided where ordinary lines allow it.
const NEARLY_ORPHAN: f64 = 2e3;
/// A line that cannot be drawn out to the measure: worse than two that gape a little.
const SHORT: f64 = 3e4;
/// A ragged line that ends inside a word of 汉字: worse than any raggedness, better than one line more.
const WORD: f64 = 150.0;
/// What any line costs at least.
const CHEAPEST: f64 = 1.0;
/// A line that ends inside a word.
const HYPHEN: f64 = 3e3;
const SPLIT: f64 = 1e8;
const FORBIDDEN: f64 = 1e11;
const OVERFULL: f64 = 1e14;

/// The part of the options that breaking reads, cleaned of what is no number.
#[derive(Debug, Clone, Copy)]
struct Measure {
    width: f64,
    indent: f64,
    justify: bool,
    balance: bool,
    hanging: bool,
}

impl Measure {
    fn of(options: &ParagraphOptions) -> Self {
        let width = if options.width.0.is_finite() { options.width.0.clamp(0.0, 1e7) } else { 1e7 };
        let indent = if options.indent.0.is_finite() { options.indent.0.clamp(-width, width * 0.9) } else { 0.0 };
        Measure {
            width,
            indent,
            justify: options.align == TextAlign::Justify && !options.balance,
            balance: options.balance,
            hanging: options.hanging,
        }
    }
}

/// Breaks every section of the paragraph.
pub(super) fn break_lines(shaped: &Shaped, options: &ParagraphOptions) -> Vec<Chosen> {
    let measure = Measure::of(options);
    let mut lines = Vec::new();
    for (number, section) in shaped.sections.iter().enumerate() {
        let indent = if number == 0 { measure.indent } else { 0.0 };
        Breaker { shaped, measure: Measure { indent, ..measure } }.section(section, &mut lines);
    }
    lines
}

struct Breaker<'a> {
    shaped: &'a Shaped,
    measure: Measure,
}

/// The best way to a stop.
#[derive(Debug, Clone, Copy)]
struct Node {
    cost: f64,
    from: u32,
    hung: bool,
}

/// A line that might be.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    start: Stop,
    stop: Stop,
    /// Number of the stop that it starts at.
    from: usize,
    last: bool,
    /// The most room between two 汉字.
    limit: f64,
}

const UNREACHED: Node = Node { cost: f64::INFINITY, from: 0, hung: false };

impl Breaker<'_> {
    fn section(&self, section: &Section, lines: &mut Vec<Chosen>) {
        let widest = if self.measure.justify { section.widest_squeezed } else { section.widest };
        let narrow = widest > self.narrowest() + EPSILON;
        let with_emergencies = if narrow { self.emergency_stops(&section.stops) } else { Vec::new() };
        let stops = if narrow { &with_emergencies } else { &section.stops };
        if let (Some(first), Some(last)) = (stops.first(), stops.last())
            && self.shaped.fit(first.start, last.end).natural <= self.room(0).0 + EPSILON
        {
            lines.push(self.line(stops, 0, stops.len() - 1, false));
            return;
        }
        // The starts in reach of an end are at most as many as the measure has em, or letters in it.
        let work = stops.len() as f64 * (self.measure.width * 3.0).min(stops.len() as f64);
        if stops.len() > TOTAL_FIT_STOPS || work > TOTAL_FIT_WORK {
            self.fill(stops, lines);
            return;
        }
        let hyphened =
            if section.hyphens && self.measure.justify { self.hyphened(section, narrow) } else { Vec::new() };
        let attempts: &[Attempt] = if self.measure.justify { &JUSTIFIED } else { &RAGGED };
        let mut nodes = Vec::new();
        let mut tried = stops;
        for (number, attempt) in attempts.iter().enumerate() {
            if attempt.hyphens && !hyphened.is_empty() {
                tried = &hyphened;
            } else if number == 1 && self.measure.justify {
                // Without hyphens this is the first attempt again.
                continue;
            }
            nodes = self.best(tried, attempt.limit);
            if nodes.last().is_some_and(|n| n.cost < ORPHAN) {
                break;
            }
        }
        self.trace(tried, &nodes, lines);
    }

    /// The section's stops with those inside words.
    fn hyphened(&self, section: &Section, narrow: bool) -> Vec<Stop> {
        let (Some(first), Some(last)) = (section.stops.first(), section.stops.last()) else { return Vec::new() };
        let stops = self.shaped.stops(first.start as usize, last.start as usize, Joint::Hyphen);
        if narrow { self.emergency_stops(&stops) } else { stops }
    }

    fn narrowest(&self) -> f64 {
        self.measure.width.min(self.measure.width - self.measure.indent)
    }

    /// What a stretch of text needs at the least.
    fn least(&self, fit: &Sum) -> f64 {
        if self.measure.justify { fit.natural - fit.shrink } else { fit.natural }
    }

    /// Width and indent of the line that begins at the stop `from`.
    fn room(&self, from: usize) -> (f64, f64) {
        let indent = if from == 0 { self.measure.indent } else { 0.0 };
        (self.measure.width - indent, indent)
    }

    fn line(&self, stops: &[Stop], from: usize, to: usize, hung: bool) -> Chosen {
        let (width, indent) = self.room(from);
        let start = stops.get(from).map_or(0, |s| s.start);
        let end = stops.get(to).map_or(start, |s| s.end.max(start));
        let hyphen = stops.get(to).is_some_and(|s| s.joint == Joint::Hyphen);
        Chosen { start, end, width, indent, hung, hyphen, last: to + 1 == stops.len() }
    }

    /// Dynamic programming over the stops: the cheapest way to each.
    fn best(&self, stops: &[Stop], limit: f64) -> Vec<Node> {
        let mut nodes = vec![UNREACHED; stops.len()];
        if let Some(first) = nodes.first_mut() {
            first.cost = 0.0;
        }
        let starts: Vec<Sum> = stops.iter().map(|s| self.shaped.start_sum(s.start)).collect();
        let mut head = 0;
        let reach = REACH * self.shaped.largest;
        for to in 1..stops.len() {
            let Some(&stop) = stops.get(to) else { break };
            let last = to + 1 == stops.len();
            let mut end = self.shaped.end_sum(stop.end);
            end.natural += f64::from(stop.hyphen);
            let mut best = UNREACHED;
            let mut nearest_too_long = None;
            let mut from = head;
            while from < to {
                let (Some(&node), Some(&start)) = (nodes.get(from), stops.get(from)) else { break };
                let Some(before) = starts.get(from) else { break };
                let (width, _) = self.room(from);
                let some = stop.end > start.start;
                // The widths first: most starts are told by them alone.
                let natural = if some { end.natural - before.natural } else { 0.0 };
                let shrink = if some && self.measure.justify { (end.shrink - before.shrink).max(0.0) } else { 0.0 };
                if natural - shrink > width + reach {
                    // Longer still for every later end.
                    if node.cost.is_finite() {
                        nearest_too_long = Some(from);
                    }
                    head += usize::from(from == head);
                    from += 1;
                    continue;
                }
                let fit = if some { end.since(before) } else { Sum::default() };
                if !last && from > 0 && natural < width - reach && self.hopelessly_short(&fit, width, limit) {
                    break;
                }
                // What is dearer already than the best so far needs no weighing.
                if node.cost.is_finite() && node.cost + CHEAPEST < best.cost {
                    match self.cost(&fit, Candidate { start, stop, from, last, limit }) {
                        Some((cost, hung)) if node.cost + cost < best.cost => {
                            best = Node { cost: node.cost + cost, from: from as u32, hung };
                        }
                        Some(_) => {}
                        None => {
                            if self.least(&fit) > width {
                                nearest_too_long = Some(from);
                            }
                        }
                    }
                }
                from += 1;
            }
            if limit.is_infinite() && best.cost.is_infinite() {
                // One character wider than the measure: it stands out, and the text goes on.
                let from = nearest_too_long.unwrap_or(to - 1);
                if let Some(node) = nodes.get(from) {
                    best = Node { cost: node.cost + OVERFULL, from: from as u32, hung: false };
                }
            }
            if let Some(slot) = nodes.get_mut(to) {
                *slot = best;
            }
        }
        nodes
    }

    fn hopelessly_short(&self, fit: &Sum, width: f64, limit: f64) -> bool {
        if limit.is_infinite() {
            false
        } else if self.measure.justify {
            fit.natural + room_to_grow(fit, limit) < width - REACH * self.shaped.largest
        } else {
            fit.natural < width * (0.7 - limit) - REACH * self.shaped.largest
        }
    }

    /// What a line costs, and whether its last mark hangs out; `None` when it cannot be.
    fn cost(&self, fit: &Sum, candidate: Candidate) -> Option<(f64, bool)> {
        let Candidate { start, stop, from, last, limit } = candidate;
        let (width, _) = self.room(from);
        let mut best = self.line_cost(fit, width, last, limit).map(|c| (c, false));
        if self.measure.hanging
            && let Some(hung) = self.shaped.fit_hanging(start.start, stop.end)
            && let Some(cost) = self.line_cost(&hung, width, last, limit)
            && best.is_none_or(|(c, _)| cost < c)
            && !(last && best.is_some())
        {
            best = Some((cost, true));
        }
        let (mut cost, hung) = best?;
        cost += match stop.joint {
            Joint::Free if !last && !self.measure.justify && self.shaped.splits_word(stop.end) => WORD,
            Joint::Free => 0.0,
            Joint::Address => 200.0,
            Joint::Hyphen => HYPHEN,
            Joint::Loose => SPLIT / 10.0,
            Joint::Glued => SPLIT,
            Joint::Forbidden | Joint::Never => FORBIDDEN,
        };
        if last && from > 0 {
            cost += self.orphan_cost(start.start, stop.end);
        }
        Some((cost, hung))
    }

    fn line_cost(&self, fit: &Sum, width: f64, last: bool, limit: f64) -> Option<f64> {
        let spare = width - fit.natural;
        if !self.measure.justify {
            return self.ragged_cost(spare, width, last);
        }
        if spare < -EPSILON {
            // First squeeze: nearly free.
            let used = -spare / fit.shrink.max(1e-9);
            return (used <= 1.0 + 1e-9).then_some(1.0 + 30.0 * used * used);
        }
        if last {
            return Some(1.0);
        }
        let growth = growth(fit, spare);
        let inter = growth.felt(fit);
        if inter > limit + 1e-9 {
            return None;
        }
        if growth.short > EPSILON {
            // It is set as if it were a last line; how much it lacks hardly matters then.
            return Some(SHORT * (1.0 + 0.1 * growth.short / width.max(1e-6)));
        }
        let (a, b, c) = (growth.space / MAX_SPACE, growth.mark / MAX_MARK, inter / (MAX_INTER / 2.0));
        let d = growth.letter / MAX_LETTER;
        let over = (inter / MAX_INTER - 1.0).max(0.0);
        Some(1.0 + 10.0 * a * a + 30.0 * b * b + 100.0 * c * c + 100.0 * d * d + 4000.0 * over * over)
    }

    fn ragged_cost(&self, spare: f64, width: f64, last: bool) -> Option<f64> {
        if spare < -EPSILON {
            return None;
        }
        let slack = spare / width.max(1e-6);
        // A line more costs more than any raggedness.
        Some(if last && !self.measure.balance { 1000.0 } else { 1000.0 + 100.0 * slack * slack })
    }

    /// Rule 6: fewer than two 汉字 on the line (CLREQ 3.4.4 孤行与孤字处理); letters and digits count as half of one.
    fn orphan_cost(&self, start: u32, end: u32) -> f64 {
        let cells = self.shaped.cells.get(start as usize..end as usize).unwrap_or_default();
        let (mut han, mut other) = (0, 0);
        for cell in cells {
            match cell.class {
                Class::Han | Class::Symbol | Class::Object => han += 1,
                Class::Letter | Class::Digit => other += 1,
                _ => {}
            }
            if han > 1 || han + other > 3 {
                return 0.0;
            }
        }
        if han + other < 2 { ORPHAN } else { NEARLY_ORPHAN }
    }

    fn trace(&self, stops: &[Stop], nodes: &[Node], lines: &mut Vec<Chosen>) {
        let first = lines.len();
        let mut to = stops.len().saturating_sub(1);
        while to > 0 {
            let Some(node) = nodes.get(to) else { break };
            // Every way leads back: a node's origin lies before it.
            let from = (node.from as usize).min(to - 1);
            lines.push(self.line(stops, from, to, node.hung));
            to = from;
        }
        if let Some(new) = lines.get_mut(first..) {
            new.reverse();
        }
    }

    /// Fills line after line.
    fn fill(&self, stops: &[Stop], lines: &mut Vec<Chosen>) {
        let mut from = 0;
        while from + 1 < stops.len() {
            let (width, _) = self.room(from);
            let start = stops.get(from).map_or(0, |s| s.start);
            let mut to = from + 1;
            // The stop with the lowest price among the last that fit.
            let mut chosen = to;
            while let Some(stop) = stops.get(to) {
                let fit = self.shaped.fit_to(start, stop);
                let shrink = if self.measure.justify { fit.shrink * 0.5 } else { 0.0 };
                if to > from + 1 && fit.natural - shrink > width + EPSILON {
                    break;
                }
                let price = stops.get(chosen).map_or(Joint::Never, |s| s.joint);
                if stop.joint <= price.max(Joint::Address) {
                    chosen = to;
                }
                to += 1;
            }
            if to == stops.len() {
                chosen = to - 1;
            }
            lines.push(self.line(stops, from, chosen, false));
            from = chosen;
        }
    }

    /// Some stops and, inside what is wider than the measure, first where words take hyphens, then the joints between
    /// the parts of a run, then those inside words and numbers, then those against rule 1.
    fn emergency_stops(&self, stops: &[Stop]) -> Vec<Stop> {
        let divided = self.refine(stops, Joint::Hyphen);
        let loose = self.refine(&divided, Joint::Loose);
        let glued = self.refine(&loose, Joint::Glued);
        self.refine(&glued, Joint::Forbidden)
    }

    fn refine(&self, stops: &[Stop], with: Joint) -> Vec<Stop> {
        let narrowest = self.narrowest();
        let mut out = Vec::with_capacity(stops.len());
        let mut previous: Option<Stop> = None;
        for &stop in stops {
            if let Some(p) = previous {
                let fit = self.shaped.fit_to(p.start, &stop);
                if self.least(&fit) > narrowest + EPSILON {
                    for i in p.start as usize..(stop.end as usize).saturating_sub(1) {
                        if self.shaped.cells.get(i).is_some_and(|c| c.joint == with) {
                            out.push(self.shaped.stop(i + 1, with));
                        }
                    }
                }
            }
            out.push(stop);
            previous = Some(stop);
        }
        out
    }
}

/// Slack in comparisons of widths, in em.
pub(super) const EPSILON: f64 = 1e-6;

/// How far outside the measure a line is still looked at: the outer halves of marks make widths jump by so much.
const REACH: f64 = 2.0;

/// How a line is drawn out (rule 5).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Growth {
    /// Added to each word space.
    pub space: f64,
    /// Added beside each mark.
    pub mark: f64,
    /// Added between full-width characters.
    pub inter: f64,
    /// Added between the letters of an address.
    pub letter: f64,
    /// What is left when nothing can grow further.
    pub short: f64,
}

impl Growth {
    /// How loose the line looks, as room between two 汉字, with what it stays short shared out over the same places.
    fn felt(&self, fit: &Sum) -> f64 {
        if fit.inter > 0 {
            self.inter + self.short / f64::from(fit.inter)
        } else if fit.spaces > 0 {
            // A line of Latin words is judged by its spaces, which bear three times as much.
            ((self.space - MAX_SPACE) / 3.0).max(0.0) + self.short / (3.0 * f64::from(fit.spaces))
        } else {
            // No place at all: as bad as one joint taking everything.
            self.short
        }
    }
}

/// Shares out `spare` (CLREQ 3.5.4 拉伸处理的优先顺序): word spaces, then marks, then evenly between 汉字, then unseen
/// between the letters of an address. (A gap is widest at its natural quarter, rule 4, so it has nothing to give
/// here.) What is left goes beside marks once more and then between 汉字 up to [`MAX_GAPE`].
pub(super) fn growth(fit: &Sum, spare: f64) -> Growth {
    let mut growth = Growth { short: spare.max(0.0), ..Growth::default() };
    growth.share(fit, [MAX_SPACE, MAX_MARK, MAX_INTER, MAX_LETTER]);
    if growth.short > EPSILON {
        let more = if fit.inter > 0 { 0.0 } else { MORE_SPACE };
        growth.share(fit, [more, MORE_MARK, MAX_GAPE - MAX_INTER, 0.0]);
    }
    growth
}

/// What a line is given that cannot be made flush: no more than looks well.
pub(super) fn modest_growth(fit: &Sum, spare: f64) -> Growth {
    let mut growth = Growth { short: spare.max(0.0), ..Growth::default() };
    growth.share(fit, [MAX_SPACE, MAX_MARK, MAX_INTER / 2.0, MAX_LETTER]);
    growth
}

impl Growth {
    /// Gives each kind of place its share in order, each place at most so much.
    fn share(&mut self, fit: &Sum, most: [f64; 4]) {
        let counts = [fit.spaces, fit.marks, fit.inter, fit.letters];
        let slots = [&mut self.space, &mut self.mark, &mut self.inter, &mut self.letter];
        for ((slot, count), most) in slots.into_iter().zip(counts).zip(most) {
            if count > 0 {
                let each = (self.short / f64::from(count)).min(most);
                *slot += each;
                self.short -= each * f64::from(count);
            }
        }
    }
}

/// What [`growth`] can add while the line looks no looser than `limit`.
fn room_to_grow(fit: &Sum, limit: f64) -> f64 {
    let latin = if fit.inter == 0 { 3.0 * limit * f64::from(fit.spaces) } else { 0.0 };
    f64::from(fit.spaces) * MAX_SPACE
        + f64::from(fit.marks) * (MAX_MARK + MORE_MARK)
        + f64::from(fit.inter) * limit
        + f64::from(fit.letters) * MAX_LETTER
        + latin
}
