//! Times in order: along a line over the width of the sheet, or down a narrow card.

use super::items::unit;
use super::look::{Look, diamond};
use super::text::Text;
use crate::panel::layout::{Canvas, Extent, Scale, Setting};
use crate::panel::scene::{Cap, Color, Group, Item, Join, Path, PathItem, Segment, Stroke, Tag, Transform};
use crate::panel::style::TimelineShape;
use crate::unit::{Point, Pt, Rect};

/// One time and what happens then.
pub(crate) struct Moment {
    pub label: Text,
    pub text: Text,
}

/// Along a line, the cells of one width.
pub(crate) struct TimelineBand {
    pub look: Look,
    pub moments: Vec<Moment>,
}

impl TimelineBand {
    /// The least width in body ems at which every label stands on one line and texts have five characters.
    pub fn least_em(&self) -> f64 {
        let label = |m: &Moment| m.label.natural_em().0 * m.label.spec.ratio + 0.6;
        self.moments.iter().map(label).fold(5.6, f64::max) * self.moments.len() as f64
    }

    fn art(&self, scale: &Scale) -> Pt {
        scale.u * self.look.style.timeline.art_height
    }

    fn cell(&self, width: Pt) -> Pt {
        width / self.moments.len().max(1) as f64
    }

    fn words(&self, width: Pt, scale: &Scale) -> (Pt, Pt) {
        let inner = self.cell(width) - scale.body * 0.4;
        let label = self.moments.iter().map(|m| m.label.height(inner, scale)).fold(Pt::ZERO, Pt::max);
        let text = self.moments.iter().map(|m| m.text.height(inner, scale)).fold(Pt::ZERO, Pt::max);
        (label, text)
    }
}

impl Setting for TimelineBand {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let (label, text) = self.words(width, scale);
        let art = self.art(scale);
        Extent { min: art * 0.75 + label + text, natural: art + label + text, max: art * 1.5 + label + text }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let (label, text) = self.words(rect.width, scale);
        let cell = self.cell(rect.width);
        let art = Rect::new(rect.x, rect.y, rect.width, rect.height - label - text);
        let n = self.moments.len();
        let nodes: Vec<Point> = (0..n).map(|i| self.node(art, cell, i, n)).collect();
        canvas.decoration(|c| match self.look.style.timeline.shape {
            TimelineShape::Vine => self.put_vine(art, cell, &nodes, scale, c),
            TimelineShape::Diamonds => self.put_diamonds(art, &nodes, scale, c),
            TimelineShape::Discs => self.put_discs(art, &nodes, scale, c),
        });
        let inner = cell - scale.body * 0.4;
        for (i, moment) in self.moments.iter().enumerate() {
            let x = rect.x + cell * i as f64 + (cell - inner) / 2.0;
            canvas.tagged(Tag::ListItem, |c| {
                moment.label.put(Rect::new(x, art.bottom(), inner, label), scale, c);
                moment.text.put(Rect::new(x, art.bottom() + label, inner, text), scale, c);
            });
        }
    }
}

impl TimelineBand {
    fn node(&self, art: Rect, cell: Pt, i: usize, n: usize) -> Point {
        let x = art.x + cell * (i as f64 + 0.5);
        let t = if n > 1 { i as f64 / (n - 1) as f64 } else { 0.0 };
        let y = match self.look.style.timeline.shape {
            // The stem rises: slowly, then faster.
            TimelineShape::Vine => 0.83 - 0.52 * t.powf(1.15),
            _ => 0.5,
        };
        Point::new(x, art.y + art.height * y)
    }

    fn ink_at(&self, t: f64) -> Color {
        let s = &self.look.style.timeline;
        let (from, to) = (s.from.text_on(&self.look.hue), s.to.text_on(&self.look.hue));
        mix(from, to, t)
    }

    fn put_vine(&self, art: Rect, cell: Pt, nodes: &[Point], scale: &Scale, canvas: &mut Canvas) {
        let u = scale.u;
        let (Some(first), Some(last)) = (nodes.first(), nodes.last()) else { return };
        let mut stem = vec![Point::new(first.x - cell * 0.42, first.y + u * 1.0)];
        stem.extend_from_slice(nodes);
        stem.push(Point::new(last.x + cell * 0.4, last.y - u * 8.0));
        let spans = stem.len() - 1;
        for (i, pair) in stem.windows(2).enumerate() {
            let [a, b] = pair else { continue };
            self.put_span(*a, *b, (i as f64 / spans as f64, (i + 1) as f64 / spans as f64), scale, canvas);
        }
        for (i, node) in nodes.iter().enumerate() {
            let t = if nodes.len() > 1 { i as f64 / (nodes.len() - 1) as f64 } else { 1.0 };
            let s = &self.look.style.timeline;
            let ink = mix(s.from.text_on(&self.look.hue), s.leaf.text_on(&self.look.hue), t * 1.5);
            let foot = Point::new(node.x, art.bottom() - u * 3.0);
            let from = Point::new(node.x, node.y + u * 14.0);
            if foot.y - from.y > u * 6.0 {
                canvas.dashes(from, foot, u * 1.5, Some(mix(ink, Color::WHITE, 0.35)));
            }
            let length = u * (16.0 + 20.0 * t);
            for side in [-1.0, 1.0] {
                canvas.items.push(vine_leaf(
                    *node,
                    length,
                    50.0 * side,
                    mix(ink, Color::WHITE, if side < 0.0 { 0.0 } else { 0.22 }),
                    u,
                ));
            }
            canvas.items.push(vine_leaf(*node, length * 0.72, 0.0, mix(ink, Color::WHITE, 0.38), u));
            if let Some(next) = nodes.get(i + 1).filter(|_| i > 0) {
                let at = |k: f64| Point::new(node.x + (next.x - node.x) * k, node.y + (next.y - node.y) * k);
                let small = u * (9.0 + 8.0 * t);
                canvas.items.push(vine_leaf(at(0.62), small, -28.0, mix(ink, Color::WHITE, 0.25), u));
                canvas.items.push(vine_leaf(at(0.72), small, 152.0, mix(ink, Color::WHITE, 0.1), u));
            }
        }
        for node in nodes {
            let node_ink = self.look.ink(self.look.style.timeline.node);
            canvas.disc(*node, u * 11.2, node_ink);
            canvas.disc(*node, u * 6.8, Some(Color::WHITE));
        }
    }

    /// A piece of the stem, thicker and greener as it goes.
    fn put_span(&self, a: Point, b: Point, (from, to): (f64, f64), scale: &Scale, canvas: &mut Canvas) {
        const PIECES: usize = 8;
        // A smooth step between the two heights, level at both ends.
        let at = |k: f64| Point::new(a.x + (b.x - a.x) * k, a.y + (b.y - a.y) * k * k * (3.0 - 2.0 * k));
        for i in 0..PIECES {
            let (k, l) = (i as f64 / PIECES as f64, (i + 1) as f64 / PIECES as f64);
            let t = from + (to - from) * k;
            let stroke = Stroke {
                paint: self.ink_at(t).into(),
                width: scale.u * (3.0 + 3.9 * t),
                cap: Cap::Round,
                join: Join::Round,
                dash: Vec::new(),
            };
            canvas.items.push(Item::Path(PathItem::stroked(Path::line(at(k), at(l)), stroke)));
        }
    }

    fn put_diamonds(&self, art: Rect, nodes: &[Point], scale: &Scale, canvas: &mut Canvas) {
        let u = scale.u;
        let s = &self.look.style.timeline;
        let y = art.y + art.height / 2.0;
        let (line, node) = (self.look.ink(s.from), self.look.ink(s.node));
        canvas.rule(Point::new(art.x, y - u * 2.0), Point::new(art.right(), y - u * 2.0), u * 2.5, line);
        canvas.rule(Point::new(art.x, y + u * 3.0), Point::new(art.right(), y + u * 3.0), u * 1.0, line);
        for at in nodes {
            for (radius, ink) in [(15.0, self.look.ink(self.look.style.card.fill)), (12.0, node), (5.0, line)] {
                if let Some(color) = ink {
                    canvas.fill(diamond(*at, u * radius), color);
                }
            }
        }
    }

    fn put_discs(&self, art: Rect, nodes: &[Point], scale: &Scale, canvas: &mut Canvas) {
        let u = scale.u;
        let s = &self.look.style.timeline;
        let y = art.y + art.height / 2.0;
        let bar = Rect::new(art.x, y - u * 5.0, art.width, u * 10.0);
        canvas.fill_rect(bar, u * 5.0, self.look.ink(s.from));
        for (i, at) in nodes.iter().enumerate() {
            let hue = self.look.style.hue(i);
            canvas.disc(*at, u * 16.0, Some(Color::WHITE));
            canvas.disc(*at, u * 13.0, Some(hue.main));
            canvas.disc(*at, u * 5.0, Some(Color::WHITE));
        }
    }
}

/// A leaf that grows from a point; 0° is upright, positive leans right.
fn vine_leaf(at: Point, length: Pt, degrees: f64, color: Color, u: Pt) -> Item {
    let (l, w) = (length.0, length.0 * 0.36);
    let p = |x: f64, y: f64| Point::new(Pt(x), Pt(y));
    let path = Path {
        segments: vec![
            Segment::Move(p(0.0, 0.0)),
            Segment::Cubic(p(w, -l * 0.25), p(w, -l * 0.7), p(0.0, -l)),
            Segment::Cubic(p(-w, -l * 0.7), p(-w, -l * 0.25), p(0.0, 0.0)),
            Segment::Close,
        ],
    };
    let start = Transform::translate(Point::new(Pt::ZERO, -u * 4.0));
    let transform = start.then(Transform::rotate(degrees)).then(Transform::translate(at));
    let items = vec![Item::Path(PathItem::filled(path, color))];
    Item::Group(Group { transform, clip: None, opacity: 1.0, tag: None, items })
}

/// A colour between two, on screen and in print.
pub(crate) fn mix(a: Color, b: Color, t: f64) -> Color {
    let t = t.clamp(0.0, 1.0);
    let part = |x: f64, y: f64| x + (y - x) * t;
    let mut rgb = [0; 3];
    for ((out, x), y) in rgb.iter_mut().zip(a.rgb).zip(b.rgb) {
        *out = part(f64::from(x), f64::from(y)).round() as u8;
    }
    let mut cmyk = [0.0; 4];
    for ((out, x), y) in cmyk.iter_mut().zip(a.cmyk).zip(b.cmyk) {
        *out = (part(x, y) * 100.0).round() / 100.0;
    }
    Color { rgb, cmyk }
}

/// One moment of a timeline that runs down a card.
pub(crate) struct MomentLine {
    pub look: Look,
    pub moment: Moment,
    /// The widest label of the timeline, in body ems.
    pub label_em: f64,
    pub first: bool,
    pub last: bool,
}

impl MomentLine {
    /// Where the line stands, where the text begins, and whether label and text share a line.
    fn places(&self, width: Pt, scale: &Scale) -> (Pt, Pt, bool) {
        let axis = unit(scale) * 9.0;
        let lead = axis + unit(scale) * 20.0;
        let label = scale.body * (self.label_em + 0.8);
        let beside = width - lead - label >= scale.body * 8.0 && self.label_em <= 6.5;
        (axis, if beside { lead + label } else { lead }, beside)
    }
}

impl Setting for MomentLine {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let (_, lead, beside) = self.places(width, scale);
        let text = self.moment.text.height(width - lead, scale);
        let label = self.moment.label.height(width - lead, scale);
        let words = if beside { text.max(self.moment.label.line_height(scale)) } else { text + label };
        let pad = scale.u * 4.0;
        Extent { min: words + pad, natural: words + pad * 2.0, max: words + pad * 2.0 + scale.body * 0.9 }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let u = unit(scale);
        let (axis, lead, beside) = self.places(rect.width, scale);
        let s = &self.look.style.timeline;
        let label_line = self.moment.label.line_height(scale);
        let top = rect.y + scale.u * 4.0;
        let node = Point::new(rect.x + axis, top + label_line / 2.0);
        canvas.tagged(Tag::ListItem, |canvas| {
            canvas.decoration(|c| {
                let from = if self.first { node.y } else { rect.y };
                let to = if self.last { node.y } else { rect.bottom() };
                c.rule(Point::new(node.x, from), Point::new(node.x, to), u * 3.0, self.look.ink(s.from));
                match s.shape {
                    TimelineShape::Diamonds => {
                        if let Some(color) = self.look.ink(s.node) {
                            c.fill(diamond(node, u * 9.0), color);
                        }
                    }
                    _ => {
                        c.disc(node, u * 9.0, self.look.ink(s.node));
                        c.disc(node, u * 4.6, Some(Color::WHITE));
                    }
                }
            });
            let text_width = rect.width - lead;
            if beside {
                let x = rect.x + axis + u * 20.0;
                let width = rect.x + lead - x;
                self.moment.label.put(Rect::new(x, top, width, label_line), scale, canvas);
                let shift = (label_line - self.moment.text.line_height(scale)) / 2.0;
                let at = Rect::new(rect.x + lead, top + shift.max(Pt::ZERO), text_width, rect.height);
                self.moment.text.put(at, scale, canvas);
            } else {
                let at = Rect::new(rect.x + lead, top, text_width, rect.height);
                let y = self.moment.label.put(at, scale, canvas);
                self.moment.text.put(Rect { y, ..at }, scale, canvas);
            }
        });
    }
}
