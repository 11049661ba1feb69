//! Runs of glyphs as text operators, such that a reader copies exactly the characters they were made of.
//!
//! A glyph that stands for what its face's ToUnicode says needs nothing more. Ligatures' further glyphs, a glyph
//! used for two texts, and neighbours with a gap that readers would take for a space go into a `Span` with `ActualText`
//! (PDF 32000-1, 14.9.4).

use std::collections::BTreeMap;
use std::ops::Range;

use printpdf::{Codepoint, DictItem, Op, TextItem, TextMatrix};

use super::font::Fonts;
use super::metadata::utf16_with_mark;
use super::resources::single;
use crate::panel::scene::GlyphRun;

/// Readers take a gap wider than about a tenth of an em for a space.
const SPACE_GAP: f64 = 90.0;

/// Glyphs that stand for a piece of text together.
pub(super) struct Cluster {
    pub glyphs: Range<usize>,
    pub text: String,
}

/// The clusters of a run. Characters that no glyph stands for, such as a space that became a gap, go with the glyph
/// before them.
pub(super) fn clusters(run: &GlyphRun) -> Vec<Cluster> {
    let mut heads: Vec<(usize, Range<usize>)> = Vec::new();
    for (i, g) in run.glyphs.iter().enumerate() {
        if heads.is_empty() || !g.text.is_empty() {
            heads.push((i, g.text.clone()));
        }
    }
    let mut out = Vec::with_capacity(heads.len());
    for (n, (first, range)) in heads.iter().enumerate() {
        let next = heads.get(n + 1);
        let end = next.map_or(run.glyphs.len(), |(i, _)| *i);
        let start = if n == 0 && !range.is_empty() { 0 } else { range.start };
        // Blanks after the last glyph are the line's end, not text.
        let until = next.map_or_else(|| range.end.max(run.text.trim_end().len()), |(_, r)| r.start);
        let text = if until >= range.end { run.text.get(start..until) } else { run.text.get(range.clone()) };
        out.push(Cluster { glyphs: *first..end, text: text.unwrap_or_default().to_owned() });
    }
    out
}

/// A stretch of glyphs that is shown with one operator.
struct Span {
    glyphs: Range<usize>,
    /// What to say instead of the glyphs' own texts.
    actual: Option<String>,
}

/// The operators between `BT` and `ET`, colour and font aside.
pub(super) fn show(run: &GlyphRun, fonts: &Fonts) -> Vec<Op> {
    let mut ops = Vec::new();
    let mut pen = None;
    let places = places(run);
    for span in spans(run, fonts, &places) {
        if let Some(text) = &span.actual {
            let entry = DictItem::String { data: utf16_with_mark(text), literal: false };
            let properties = DictItem::Dict { map: BTreeMap::from([("ActualText".to_owned(), entry)]) };
            ops.push(Op::BeginMarkedContentWithProperties { tag: "Span".to_owned(), properties });
        }
        glyphs(run, fonts, &places, span.glyphs, &mut pen, &mut ops);
        if span.actual.is_some() {
            ops.push(Op::EndMarkedContent);
        }
    }
    ops
}

/// Where each glyph is drawn, in thousandths of an em from the run's origin.
fn places(run: &GlyphRun) -> Vec<(f64, f64)> {
    let mut pen = 0.0;
    let mut out = Vec::with_capacity(run.glyphs.len());
    for g in &run.glyphs {
        out.push(((pen + g.dx.0) * 1000.0, g.dy.0 * 1000.0));
        pen += g.advance.0;
    }
    out
}

fn spans(run: &GlyphRun, fonts: &Fonts, places: &[(f64, f64)]) -> Vec<Span> {
    let clusters = clusters(run);
    let mut out: Vec<Span> = Vec::new();
    let mut joins = false;
    for (n, c) in clusters.iter().enumerate() {
        let glyph = |i: usize| run.glyphs.get(i).map(|g| g.id);
        let plain = c.glyphs.len() == 1 && glyph(c.glyphs.start).and_then(|g| fonts.text(run.font, g)) == Some(&c.text);
        let actual = (!plain).then(|| c.text.clone());
        match out.last_mut() {
            Some(last) if joins => {
                let said = last.actual.get_or_insert_with(String::new);
                said.push_str(&c.text);
                last.glyphs.end = c.glyphs.end;
            }
            Some(last) if last.actual.is_none() && plain => last.glyphs.end = c.glyphs.end,
            _ => out.push(Span { glyphs: c.glyphs.clone(), actual }),
        }
        // Whether what follows stands apart without a blank between.
        let was_joined = joins;
        joins = clusters.get(n + 1).is_some_and(|next| {
            let blank = c.text.ends_with(char::is_whitespace) || next.text.starts_with(char::is_whitespace);
            let last = c.glyphs.end.saturating_sub(1);
            let width = glyph(last).and_then(|g| fonts.glyph(run.font, g)).map_or(0.0, |g| g.1);
            let gap = match (places.get(last), places.get(next.glyphs.start)) {
                (Some(a), Some(b)) => b.0 - a.0 - width,
                _ => 0.0,
            };
            !blank && gap > SPACE_GAP
        });
        // The two sides of the gap go into a span of their own.
        if joins
            && !was_joined
            && plain
            && let Some(last) = out.last_mut()
        {
            if last.glyphs.len() > 1 {
                last.glyphs.end = c.glyphs.start;
                out.push(Span { glyphs: c.glyphs.clone(), actual: Some(c.text.clone()) });
            } else {
                last.actual = Some(c.text.clone());
            }
        }
    }
    out
}

/// Where the reader's pen is, in thousandths of an em from the run's origin.
struct Pen {
    x: f64,
    y: f64,
}

fn glyphs(
    run: &GlyphRun,
    fonts: &Fonts,
    places: &[(f64, f64)],
    range: Range<usize>,
    pen: &mut Option<Pen>,
    ops: &mut Vec<Op>,
) {
    let size = run.size.0;
    let mut items: Vec<TextItem> = Vec::new();
    for i in range {
        let (Some(g), Some(&(x, y))) = (run.glyphs.get(i), places.get(i)) else { continue };
        let Some((cid, width)) = fonts.glyph(run.font, g.id) else { continue };
        let here = match pen {
            Some(here) if (here.y - y).abs() < 0.01 => here,
            _ => {
                flush(&mut items, ops);
                let at = (run.origin.x.0 + x * size / 1000.0, run.origin.y.0 - y * size / 1000.0);
                // The page's y points down, glyphs' up.
                let matrix = TextMatrix::Raw([1.0, 0.0, 0.0, -1.0, single(at.0), single(at.1)]);
                ops.push(Op::SetTextMatrix { matrix });
                pen.insert(Pen { x, y })
            }
        };
        // Rounded as it is written, so that errors do not add up along the line.
        let shift = ((here.x - x) * 100.0).round() / 100.0;
        if shift != 0.0 {
            items.push(TextItem::Offset(single(shift)));
            here.x -= shift;
        }
        items.push(TextItem::GlyphIds(vec![Codepoint { gid: cid, offset: 0.0, cid: None }]));
        here.x += width;
    }
    flush(&mut items, ops);
}

fn flush(items: &mut Vec<TextItem>, ops: &mut Vec<Op>) {
    if !items.is_empty() {
        ops.push(Op::ShowText { items: std::mem::take(items) });
    }
}
