//! An article as a stream for columns: what may break, what stays together, what keeps with the next.

use std::ops::Range;
use std::sync::Arc;

use super::Context;
use super::classify;
use super::look::Look;
use super::maker::{Form, Maker};
use super::text::{Pieces, Text};
use crate::model::{Article, Block, BlockKind, List, Table};
use crate::panel::layout::{Canvas, Scale, Setting};
use crate::panel::scene::Tag;
use crate::panel::typeset::TextAlign;
use crate::unit::{Em, Pt, Rect};

/// One thing in the stream.
pub struct FlowItem {
    /// What it is.
    pub body: FlowBody,
    /// Room before it, in parts of the body size, left out at a column's head.
    pub before: f64,
    /// Whether something must follow it in the same column: headings (CLREQ 8.1: no heading at a column's foot).
    pub keep_next: bool,
}

/// How something breaks.
pub enum FlowBody {
    /// Between lines.
    Lines(Box<FlowText>),
    /// Not at all.
    Whole(Box<dyn Setting>),
    /// Between rows or items.
    Rows {
        /// How many.
        rows: usize,
        /// Some of them; a table's head is repeated.
        make: Box<dyn Fn(Range<usize>) -> Box<dyn Setting> + Send + Sync>,
    },
}

/// A paragraph that can be drawn in parts.
pub struct FlowText(Text);

impl FlowText {
    /// How many lines it takes.
    pub fn lines(&self, width: Pt, scale: &Scale) -> usize {
        self.0.lines(width, scale)
    }

    /// The height of one.
    pub fn line_height(&self, scale: &Scale) -> Pt {
        self.0.line_height(scale)
    }

    /// Draws some of its lines from the top of `rect`.
    pub fn put(&self, lines: Range<usize>, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        self.0.put_part(lines, rect, scale, canvas);
    }
}

/// The stream of an article; `title` when its title heads it.
pub fn items(cx: &Arc<Context>, article: &Article, title: bool) -> Vec<FlowItem> {
    let look = Look { style: cx.style.clone(), hue: cx.style.hue(0) };
    let maker = Maker { cx, look, tone: None, classes: &[], file: &article.path, form: Form::Natural };
    let roles = &cx.style.roles;
    let mut out = Vec::new();
    if title {
        let spec = maker.look.spec(&roles.section);
        let spec = super::look::TypeSpec { ratio: spec.ratio * 1.25, ..spec };
        let text = Pieces::new(cx, spec).text(&article.title).finish();
        let text = text.align(TextAlign::Left).balanced().tag(Some(Tag::Heading(1)));
        out.push(FlowItem { body: FlowBody::Whole(Box::new(text)), before: 1.4, keep_next: true });
    }
    let mut after_heading = true;
    for block in &article.document.blocks {
        let Some(item) = item(cx, &maker, article, block, after_heading) else { continue };
        after_heading = matches!(block.kind, BlockKind::Heading(_));
        out.push(item);
    }
    out
}

fn item(cx: &Arc<Context>, maker: &Maker<'_>, article: &Article, block: &Block, first: bool) -> Option<FlowItem> {
    let roles = &cx.style.roles;
    let item = |body, before| FlowItem { body, before, keep_next: false };
    Some(match &block.kind {
        BlockKind::Heading(h) if h.level <= 2 => {
            let text = maker.text(&h.content, &roles.section).align(TextAlign::Left).balanced();
            let heading = text.tag(Some(Tag::Heading(2)));
            FlowItem { body: FlowBody::Whole(Box::new(heading)), before: 1.1, keep_next: true }
        }
        BlockKind::Heading(_) => {
            FlowItem { body: FlowBody::Whole(maker.block(block, &roles.body)?), before: 0.6, keep_next: true }
        }
        BlockKind::Paragraph(p) if classify::key_figure(p).is_none() => {
            // No indent right after a heading (rule 8).
            let indent = if first { 0.0 } else { cx.style.prose.indent };
            let text = maker.text(p, &roles.body).indented(Em(indent));
            item(FlowBody::Lines(Box::new(FlowText(text))), if first { 0.25 } else { 0.15 })
        }
        BlockKind::Table(t) if t.rows.len() > 3 && classify::is_choice(t).is_none() => {
            let (t, rows) = (t.clone(), t.rows.len());
            let part = move |r: Range<usize>| {
                BlockKind::Table(Table { rows: t.rows.get(r).unwrap_or_default().to_vec(), ..t.clone() })
            };
            item(rows_of(cx, article, block.line, rows, part), 0.6)
        }
        BlockKind::List(l) if l.items.len() > 3 => {
            let (l, rows) = (l.clone(), l.items.len());
            let part = move |r: Range<usize>| {
                let start = l.start.map(|s| s + r.start as u64);
                BlockKind::List(List { items: l.items.get(r).unwrap_or_default().to_vec(), start, tight: l.tight })
            };
            item(rows_of(cx, article, block.line, rows, part), 0.5)
        }
        _ => item(FlowBody::Whole(maker.block(block, &roles.body)?), 0.6),
    })
}

fn rows_of(
    cx: &Arc<Context>,
    article: &Article,
    line: u32,
    rows: usize,
    part: impl Fn(Range<usize>) -> BlockKind + Send + Sync + 'static,
) -> FlowBody {
    let (cx, file) = (cx.clone(), article.path.clone());
    let make = move |r: Range<usize>| {
        let look = Look { style: cx.style.clone(), hue: cx.style.hue(0) };
        let maker = Maker { cx: &cx, look, tone: None, classes: &[], file: &file, form: Form::Plain };
        let block = Block { kind: part(r), line };
        let setting = maker.block(&block, &cx.style.roles.body);
        setting.unwrap_or_else(|| Box::new(super::stack::Stack::default()))
    };
    FlowBody::Rows { rows, make: Box::new(make) }
}
