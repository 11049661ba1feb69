//! 5. Where lines end, chosen over the whole paragraph (Knuth and Plass, 1981), and 6. no 汉字 alone on a last line.
//!
//! Nearly every joint of Chinese text is a place to break, so only those starts are tried for an end that make a
//! line near the measure: first with the room that rule 5 allows, then, where that leaves an ugly paragraph, with any.
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
    /// The paragraph ends or a hard break follows.
    pub last: bool,
}

/// Paragraphs with more places to break than this are filled line by line.
const TOTAL_FIT_STOPS: usize = 20_000;

/// And those in so wide a measure that more pairs of places than this would be tried.
const TOTAL_FIT_WORK: f64 = 4e6;

/// Most room between two 汉字 in ordinary columns (rule 5).
pub(super) const MAX_INTER: f64 = 0.10;
/// The most room between two 汉字 that is looked for, one after another until the paragraph comes out well. The wider,
/// the more lines there are to weigh.
const LIMITS: [f64; 3] = [MAX_INTER, 0.3, f64::INFINITY];
/// Most room added to a word space.
pub(super) const MAX_SPACE: f64 = 0.25;
/// Most room added between the letters of an address.
pub(super) const MAX_LETTER: f64 = 0.04;
/// Most room added beside a mark.
pub(super) const MAX_MARK: f64 = 0.125;

/// What a last line with one 汉字 costs (rule 6); more than any drawn-out line, less than a broken word.
const ORPHAN: f64 = 1e6;
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
        let with_emergencies;
        let widest = if self.measure.justify { section.widest_squeezed } else { section.widest };
        let narrow = widest > self.narrowest() + EPSILON;
        let stops = if narrow {
            with_emergencies = self.emergency_stops(section);
            &with_emergencies
        } else {
            &section.stops
        };
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
        let mut nodes = Vec::new();
        for limit in LIMITS {
            nodes = self.best(stops, limit);
            if nodes.last().is_some_and(|n| n.cost < ORPHAN) {
                break;
            }
        }
        self.trace(stops, &nodes, lines);
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
        Chosen { start, end, width, indent, hung, last: to + 1 == stops.len() }
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
            let end = self.shaped.end_sum(stop.end);
            let mut best = UNREACHED;
            let mut nearest_too_long = None;
            let mut from = head;
            while from < to {
                let (Some(&node), Some(&start)) = (nodes.get(from), stops.get(from)) else { break };
                let Some(before) = starts.get(from) else { break };
                let (width, _) = self.room(from);
                let fit = if stop.end > start.start { end.since(before) } else { Sum::default() };
                if self.least(&fit) > width + reach {
                    // Longer still for every later end.
                    if node.cost.is_finite() {
                        nearest_too_long = Some(from);
                    }
                    head += usize::from(from == head);
                    from += 1;
                    continue;
                }
                if !last && from > 0 && self.hopelessly_short(&fit, width, limit) {
                    break;
                }
                if node.cost.is_finite() {
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
            Joint::Free => 0.0,
            Joint::Address => 200.0,
            Joint::Loose => SPLIT / 10.0,
            Joint::Glued => SPLIT,
            Joint::Forbidden | Joint::Never => FORBIDDEN,
        };
        if last && from > 0 && self.is_orphan(start.start, stop.end) {
            cost += ORPHAN;
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
        if growth.inter > limit + 1e-9 {
            return None;
        }
        let (a, b, c) = (growth.space / MAX_SPACE, growth.mark / MAX_MARK, growth.inter / (MAX_INTER / 2.0));
        let d = growth.letter / MAX_LETTER;
        let over = (growth.inter / MAX_INTER - 1.0).max(0.0);
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

    /// Rule 6: fewer than two 汉字 (or letters or digits) on the line (CLREQ 3.4.4 孤行与孤字处理).
    fn is_orphan(&self, start: u32, end: u32) -> bool {
        let cells = self.shaped.cells.get(start as usize..end as usize).unwrap_or_default();
        let counts = |c: &&super::shape::Cell| {
            matches!(c.class, Class::Han | Class::Letter | Class::Digit | Class::Symbol | Class::Object)
        };
        cells.iter().filter(counts).take(2).count() < 2
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
                let fit = self.shaped.fit(start, stop.end);
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

    /// The section's stops and, inside what is wider than the measure, first the joints between the parts of a
    /// run, then those inside words and numbers, then those against rule 1.
    fn emergency_stops(&self, section: &Section) -> Vec<Stop> {
        let loose = self.refine(&section.stops, Joint::Loose);
        let glued = self.refine(&loose, Joint::Glued);
        self.refine(&glued, Joint::Forbidden)
    }

    fn refine(&self, stops: &[Stop], with: Joint) -> Vec<Stop> {
        let narrowest = self.narrowest();
        let mut out = Vec::with_capacity(stops.len());
        let mut previous: Option<Stop> = None;
        for &stop in stops {
            if let Some(p) = previous {
                let fit = self.shaped.fit(p.start, stop.end);
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
}

/// Shares out `spare`: word spaces, then marks, then evenly between 汉字, then unseen
/// between the letters of an address. (A gap is widest at its natural quarter,
/// rule 4, so it has nothing to give here.)
pub(super) fn growth(fit: &Sum, spare: f64) -> Growth {
    let mut rest = spare.max(0.0);
    let mut share = |count: u32, most: f64| {
        let each = if count == 0 { 0.0 } else { (rest / f64::from(count)).min(most) };
        rest -= each * f64::from(count);
        each
    };
    let mut space = share(fit.spaces, MAX_SPACE);
    let mark = share(fit.marks, MAX_MARK);
    let mut inter = share(fit.inter, MAX_INTER);
    let letter = share(fit.letters, MAX_LETTER);
    if fit.inter > 0 {
        inter += share(fit.inter, f64::INFINITY);
    } else if fit.spaces > 0 {
        // A line of Latin words is judged by its spaces, which bear three times as much.
        space += share(fit.spaces, f64::INFINITY);
        inter = (space - MAX_SPACE) / 3.0;
    } else {
        // No place at all: as bad as one joint taking everything.
        inter = rest;
    }
    Growth { space, mark, inter, letter }
}

/// What [`growth`] can add while nothing passes `limit` between two 汉字.
fn room_to_grow(fit: &Sum, limit: f64) -> f64 {
    let latin = if fit.inter == 0 { 3.0 * limit * f64::from(fit.spaces) } else { 0.0 };
    f64::from(fit.spaces) * MAX_SPACE
        + f64::from(fit.marks) * MAX_MARK
        + f64::from(fit.inter) * limit
        + f64::from(fit.letters) * MAX_LETTER
        + latin
}
