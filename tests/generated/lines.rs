//! The lines of a sheet as they are set: how far apart 汉字 stand, and where lines end (rule 5).

use banbao::panel::scene::{GlyphRun, Item, Tag, Transform};
use banbao::unit::{Point, Pt};

/// Widest stretch between two 汉字 of a line of so many characters, in em.
const STRETCH: f64 = 0.10;
const LONG: usize = 12;
/// The same where a short last line is paid for: in paragraphs of two lines, in longer ones.
const FOR_TWO: f64 = 0.33;
const FOR_MORE: f64 = 0.20;
/// How far from their common edge justified lines may end.
const FLUSH: Pt = Pt(0.05);
/// A line that ends this much before the edge was meant to stay short.
const SHORT: f64 = 0.3;

/// One line of a paragraph.
struct Line {
    y: f64,
    end: f64,
    size: f64,
    text: String,
    /// The widest stretch between two 汉字, in em.
    stretch: f64,
}

/// What was looked at.
#[derive(Debug, Default)]
pub struct Count {
    pub lines: usize,
    /// Lines of twelve characters or more.
    pub long: usize,
    /// Those of them that are loose for the sake of the last line.
    pub paying: usize,
    /// Those that are loose because what follows may not be divided (rule 2).
    pub loose: Vec<String>,
    /// Lines that end on a common edge.
    pub justified: usize,
}

impl Count {
    pub fn add(&mut self, other: Count) {
        self.lines += other.lines;
        self.long += other.long;
        self.paying += other.paying;
        self.justified += other.justified;
        self.loose.extend(other.loose);
    }

    /// Of a thousand long lines, how many may be loose for the one reason, and for the other.
    pub fn check(&self, paying: usize, loose: usize) {
        let n = self.long;
        assert!(self.paying * 1000 <= n * paying, "{} of {n} long lines pay for the last one", self.paying);
        assert!(
            self.loose.len() * 1000 <= n * loose,
            "{} of {n} long lines are loose: {:?}",
            self.loose.len(),
            self.loose
        );
    }
}

/// What is wrong with where the lines of a sheet end; how loose they are is counted.
pub fn faults(items: &[Item], count: &mut Count) -> Vec<String> {
    let mut out = Vec::new();
    paragraphs(items, Transform::IDENTITY, &mut |lines| {
        count.lines += lines.len();
        let long = lines.iter().enumerate().filter(|(_, l)| l.text.chars().count() >= LONG);
        for (i, line) in long {
            count.long += 1;
            if line.stretch <= STRETCH + 1e-4 {
                continue;
            }
            // `docs/typesetting.md`: the line before the last may pay for the two 汉字 that the last one holds (rule 6).
            let most = if lines.len() == 2 { FOR_TWO } else { FOR_MORE };
            let pays = i + 2 == lines.len() && lines[i + 1].text.chars().count() <= 3 && line.stretch <= most + 1e-4;
            if pays {
                count.paying += 1;
            } else {
                count.loose.push(format!("“{}” is stretched by {:.3} em", line.text, line.stretch));
            }
        }
        let Some((_, inner)) = lines.split_last() else { return };
        let edge = inner.iter().map(|l| l.end).fold(f64::MIN, f64::max);
        let flush = inner.iter().filter(|l| edge - l.end <= FLUSH.0).count();
        // What is set ragged meets its edge by chance only.
        if flush < 2 || flush * 5 < inner.len() * 3 {
            return;
        }
        count.justified += inner.len();
        for line in inner.iter().filter(|l| edge - l.end > FLUSH.0 && edge - l.end < SHORT * l.size) {
            out.push(format!("“{}” ends {:.3} pt before the edge", line.text, edge - line.end));
        }
    });
    out
}

/// Hands over the lines of every paragraph.
fn paragraphs(items: &[Item], to: Transform, tell: &mut impl FnMut(&[Line])) {
    for item in items {
        let Item::Group(group) = item else { continue };
        let inner = group.transform.then(to);
        if group.tag == Some(Tag::Paragraph) {
            let mut lines = Vec::new();
            gather(&group.items, inner, &mut lines);
            tell(&lines);
        } else {
            paragraphs(&group.items, inner, tell);
        }
    }
}

fn gather(items: &[Item], to: Transform, lines: &mut Vec<Line>) {
    for item in items {
        match item {
            Item::Glyphs(run) => add(run, to, lines),
            Item::Group(group) => gather(&group.items, group.transform.then(to), lines),
            _ => {}
        }
    }
}

fn add(run: &GlyphRun, to: Transform, lines: &mut Vec<Line>) {
    let advance: f64 = run.glyphs.iter().map(|g| g.advance.0).sum();
    let end = to.apply(Point::new(run.origin.x + run.size * advance, run.origin.y));
    let stretch = stretch(run);
    match lines.last_mut() {
        Some(line) if (line.y - end.y.0).abs() < 0.01 => {
            line.end = line.end.max(end.x.0);
            line.text.push_str(&run.text);
            line.stretch = line.stretch.max(stretch);
        }
        _ => lines.push(Line { y: end.y.0, end: end.x.0, size: run.size.0, text: run.text.clone(), stretch }),
    }
}

/// How much further than an em the pen moves from one 汉字 to the next.
fn stretch(run: &GlyphRun) -> f64 {
    let han = |i: usize| {
        let glyph = run.glyphs.get(i)?;
        run.text.get(glyph.text.clone())?.chars().next().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c))
    };
    let pairs = (0..run.glyphs.len()).filter(|i| han(*i).is_some() && han(*i + 1).is_some());
    pairs.map(|i| run.glyphs[i].advance.0 - 1.0).fold(0.0, f64::max)
}
