//! An article as a stream for columns: what may break, what stays together, what keeps with the next.

use std::ops::Range;
use std::sync::Arc;

use super::Context;
use super::classify::{self, ListKind};
use super::look::Look;
use super::maker::{Form, Maker};
use super::section;
use super::text::Text;
use crate::model::{Article, Block, BlockKind, Definition, List, Table};
use crate::panel::layout::{Canvas, Scale, Setting};
use crate::panel::scene::Tag;
use crate::panel::style::Role;
use crate::panel::typeset::TextAlign;
use crate::unit::{Em, Pt, Rect};

/// One thing in the stream.
pub struct FlowItem {
    /// What it is.
    pub body: FlowBody,
    /// Room before it, in parts of the body size, left out at a column's head.
    pub before: f64,
    /// Whether something must follow it in the same column: headings (CLREQ 4.1.3 单页起、换页处理: a heading without
    /// text under it goes to the next column).
    pub keep_next: bool,
    /// Whether it goes over all columns.
    pub wide: bool,
    /// Whether an article begins with it.
    pub starts_article: bool,
    /// An article's banner: left out where its article begins a sheet after the first.
    pub banner: bool,
}

impl FlowItem {
    /// Something in a column, without room before it.
    pub fn new(body: FlowBody) -> FlowItem {
        FlowItem { body, before: 0.0, keep_next: false, wide: false, starts_article: false, banner: false }
    }
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
        /// How many stay together at a column's head or foot.
        together: usize,
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

/// How a stream is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StreamOptions {
    /// The width of a column in body ems: what wants much more goes over the full width.
    pub column_em: f64,
    /// The number of columns.
    pub columns: usize,
    /// Lists as plain lists: a way to save room.
    pub plain: bool,
    /// Every table of many columns over the full width, where its cells take fewer lines: another.
    pub wide_tables: bool,
}

/// The stream of an article, its title left to the caller.
pub fn items(cx: &Arc<Context>, article: &Article, options: StreamOptions) -> Vec<FlowItem> {
    let mut stream = Stream { cx, article, options, ordinal: 0, out: Vec::new() };
    let blocks = &article.document.blocks;
    let mut skip = false;
    for (i, block) in blocks.iter().enumerate() {
        if std::mem::take(&mut skip) {
            continue;
        }
        let rest = blocks.get(i + 1..).unwrap_or_default();
        match &block.kind {
            BlockKind::Heading(h) if h.level <= 2 => skip = stream.heading(h, rest),
            _ => stream.block(block, blocks.get(i.wrapping_sub(1))),
        }
    }
    stream.out
}

/// An article on its way into columns.
struct Stream<'a> {
    cx: &'a Arc<Context>,
    article: &'a Article,
    options: StreamOptions,
    /// Number of the section.
    ordinal: usize,
    out: Vec<FlowItem>,
}

/// Text before the first heading that is so short is set larger, over all columns.
const LEAD: usize = 140;
const LEAD_GROWS: f64 = 1.15;

/// A table of so many rows is not worth a second head.
const MOST_WHOLE: usize = 5;

/// Rows and items that stay together at a column's head or foot.
const TOGETHER: usize = 2;

/// Room before a block, in body sizes.
fn room(after_heading: bool) -> f64 {
    if after_heading { 0.45 } else { 0.7 }
}

impl Stream<'_> {
    fn look(&self) -> Look {
        let style = &self.cx.style;
        // The lead wears the last hue, as on a card.
        let hue = if self.ordinal == 0 { style.hues.len() - 1 } else { self.ordinal - 1 };
        Look { style: style.clone(), hue: style.hue(hue) }
    }

    fn maker(&self) -> Maker<'_> {
        let (look, file) = (self.look(), self.article.path.as_str());
        Maker { cx: self.cx, look, tone: None, classes: &[], file, form: Form::Natural }
    }

    fn push(&mut self, body: FlowBody, before: f64) {
        self.out.push(FlowItem { before, ..FlowItem::new(body) });
    }

    /// A section's heading; whether the next block is its note.
    fn heading(&mut self, heading: &crate::model::Heading, rest: &[Block]) -> bool {
        self.ordinal += 1;
        let made = section::heading_line(&self.maker(), self.article, heading, rest, self.ordinal);
        let Some((setting, noted)) = made else { return false };
        self.out.push(FlowItem { before: 1.3, keep_next: true, ..FlowItem::new(FlowBody::Whole(setting)) });
        noted
    }

    fn block(&mut self, block: &Block, previous: Option<&Block>) {
        let cx = self.cx;
        let (roles, prose) = (&cx.style.roles, &cx.style.prose);
        let after = |f: fn(&BlockKind) -> bool| previous.is_some_and(|b| f(&b.kind));
        let after_heading = previous.is_none() || after(|k| matches!(k, BlockKind::Heading(_)));
        match &block.kind {
            BlockKind::Heading(_) => {
                let made = self.maker().block(block, &roles.body).map(FlowBody::Whole);
                let Some(body) = made else { return };
                self.out.push(FlowItem { before: 0.7, keep_next: true, ..FlowItem::new(body) });
            }
            BlockKind::Paragraph(p) if classify::key_figure(p).is_none() => {
                if self.ordinal == 0 && classify::characters(std::slice::from_ref(block)) <= LEAD {
                    // Larger than on a card, where it has less room.
                    let role = Role { ratio: roles.lead.ratio * LEAD_GROWS, ..roles.lead };
                    let text = self.maker().text(p, &role).align(TextAlign::Left).balanced().tag(Some(Tag::Paragraph));
                    let body = FlowBody::Whole(Box::new(text));
                    self.out.push(FlowItem { wide: true, ..FlowItem::new(body) });
                    return;
                }
                // No indent right after a heading (rule 8).
                let indent = if after_heading { 0.0 } else { prose.indent };
                let text = self.maker().text(p, &roles.body).indented(Em(indent));
                let before = if after_heading {
                    0.4
                } else if after(|k| matches!(k, BlockKind::Paragraph(_))) {
                    0.15
                } else {
                    0.6
                };
                self.push(FlowBody::Lines(Box::new(FlowText(text))), before);
            }
            BlockKind::Table(t) if classify::is_choice(t).is_none() => self.table(t, after_heading),
            BlockKind::List(l) => self.list(l, after_heading),
            BlockKind::Definitions(d) => self.questions(d, after_heading),
            _ => {
                let made = self.maker().block(block, &roles.body).map(FlowBody::Whole);
                if let Some(body) = made {
                    self.push(body, room(after_heading));
                }
            }
        }
    }

    /// A table in its column, or over all of them when its cells would be torn to pieces there.
    fn table(&mut self, table: &Table, after_heading: bool) {
        let (least, natural) = {
            let made = self.maker().plain_table(table);
            let (least, natural) = made.widths_em();
            (least + made.pads_em(), natural + made.pads_em())
        };
        let column = self.options.column_em;
        let many = table.align.len().max(table.head.len()) >= 4;
        let torn = least > column || (natural > column * 1.7 && many);
        let wide = self.options.columns > 1 && (torn || (many && self.options.wide_tables));
        let (t, rows) = (table.clone(), table.rows.len());
        let part = move |maker: &Maker<'_>, r: Range<usize>| -> Box<dyn Setting> {
            Box::new(maker.plain_table(&Table { rows: t.rows.get(r).unwrap_or_default().to_vec(), ..t.clone() }))
        };
        let body = if rows > MOST_WHOLE {
            self.rows(rows, TOGETHER, part)
        } else {
            FlowBody::Whole(part(&self.maker(), 0..rows))
        };
        if wide {
            // Its heading goes with it.
            let headings = self.out.iter_mut().rev().take_while(|i| i.keep_next && !i.wide);
            headings.for_each(|i| i.wide = true);
        }
        self.out.push(FlowItem { before: room(after_heading), wide, ..FlowItem::new(body) });
    }

    /// A list between its items, each part set as the whole would be.
    fn list(&mut self, list: &List, after_heading: bool) {
        let natural = classify::list_kind(list, &[]);
        let kind = if self.options.plain { ListKind::Plain } else { natural };
        let kind = if natural == ListKind::Checklist { natural } else { kind };
        // Large numbers stand beside each other, tiles in pairs.
        let whole = kind == ListKind::Figures || list.items.len() <= 3;
        let unit = if kind == ListKind::Tiles { 2 } else { 1 };
        let (l, rows) = (list.clone(), list.items.len().div_ceil(unit));
        let part = move |maker: &Maker<'_>, r: Range<usize>| -> Box<dyn Setting> {
            let r = r.start * unit..(r.end * unit).min(l.items.len());
            let start = l.start.map(|s| s + r.start as u64);
            let items = l.items.get(r).unwrap_or_default().to_vec();
            let form = if kind == ListKind::Plain { Form::Plain } else { Form::Numerals };
            let maker = Maker { form, ..maker.clone() };
            let body = &maker.cx.style.roles.body;
            maker.list_of(&List { items, start, tight: l.tight }, kind, body)
        };
        let body =
            if whole { FlowBody::Whole(part(&self.maker(), 0..rows)) } else { self.rows(rows, TOGETHER / unit, part) };
        self.push(body, room(after_heading));
    }

    /// Questions with their answers: any of them may stand alone.
    fn questions(&mut self, definitions: &[Definition], after_heading: bool) {
        let (all, rows) = (definitions.to_vec(), definitions.len());
        let part = move |maker: &Maker<'_>, r: Range<usize>| maker.questions(all.get(r).unwrap_or_default());
        let body = self.rows(rows, 1, part);
        self.push(body, room(after_heading));
    }

    fn rows(
        &self,
        rows: usize,
        together: usize,
        part: impl Fn(&Maker<'_>, Range<usize>) -> Box<dyn Setting> + Send + Sync + 'static,
    ) -> FlowBody {
        let (cx, file, look) = (self.cx.clone(), self.article.path.clone(), self.look());
        let make = move |r: Range<usize>| {
            let look = look.clone();
            let maker = Maker { cx: &cx, look, tone: None, classes: &[], file: &file, form: Form::Natural };
            part(&maker, r)
        };
        FlowBody::Rows { rows, together, make: Box::new(make) }
    }
}
