//! Sections ► cards: what stands in a section decides how it can be set.

use super::Context;
use super::beside::Beside;
use super::boxes::TintBox;
use super::classify::{self, ListKind, Parts};
use super::frame::{Frame, Heading, HeadingLine};
use super::look::{Look, TypeSpec};
use super::maker::{Form, Maker};
use super::stack::{Gap, Stack, share};
use super::text::Pieces;
use crate::model::{Article, Block, BlockKind, Inline, InlineKind, List, plain_text};
use crate::panel::layout::{Canvas, Card, Extent, Scale, Setting, Variant};
use crate::panel::scene::Tag;
use crate::panel::style::{AlertPlace, HeadingShape, Ordinals};
use crate::panel::typeset::TextAlign;
use crate::unit::{Pt, Rect};

/// A section's heading for running text, and whether its note came out of the first of `blocks`.
pub(super) fn heading_line(
    maker: &Maker<'_>,
    article: &Article,
    heading: &crate::model::Heading,
    blocks: &[Block],
    ordinal: usize,
) -> Option<(Box<dyn Setting>, bool)> {
    let section = Section { heading: Some(heading), line: 0, blocks };
    let made = section.heading(maker, article, ordinal)?;
    let noted = made.note.is_some();
    Some((Box::new(HeadingLine(made)), noted))
}

/// Where an article stands on its board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// Its number among the board's articles, from 0.
    pub article: usize,
    /// How many numbered sections come before it on the board.
    pub sections_before: usize,
}

/// The cards of one article, in its order: the text before the first `##`, then every section.
pub fn cards(cx: &Context, part: Part, article: &Article) -> Vec<Card> {
    let mut ordinal = part.sections_before;
    split(&article.document.blocks)
        .into_iter()
        .map(|section| {
            if section.heading.is_some() {
                ordinal += 1;
            }
            section.card(cx, part, article, ordinal)
        })
        .collect()
}

/// How many numbered sections an article has, for [`Part::sections_before`] of the next one.
pub fn count(article: &Article) -> usize {
    split(&article.document.blocks).iter().filter(|s| s.heading.is_some()).count()
}

/// The notes of an article, for the end of its board.
pub fn footnotes(cx: &Context, article: &Article) -> Option<Box<dyn Setting>> {
    let look = Look { style: cx.style.clone(), hue: cx.style.hue(0) };
    let role = &cx.style.roles.sources;
    let mut stack = Stack::default();
    for (i, note) in article.document.footnotes.iter().enumerate() {
        let mut text = Vec::new();
        for block in &note.blocks {
            if let BlockKind::Paragraph(p) = &block.kind {
                text.extend(p.iter().cloned());
            }
        }
        let number = format!("{} ", i + 1);
        let pieces = Pieces::new(cx, look.spec(role)).text(&number).inlines(&text);
        stack.push(Gap::fixed(2.0), pieces.finish().align(TextAlign::Left));
    }
    (!stack.is_empty()).then(|| Box::new(TintBox { look, body: Box::new(stack) }) as Box<dyn Setting>)
}

/// A section before it is set.
struct Section<'a> {
    heading: Option<&'a crate::model::Heading>,
    line: u32,
    blocks: &'a [Block],
}

/// `#` and `##` begin sections; what comes before is the lead.
fn split(blocks: &[Block]) -> Vec<Section<'_>> {
    let level = |b: &Block| matches!(&b.kind, BlockKind::Heading(h) if h.level <= 2);
    let starts: Vec<usize> = blocks.iter().enumerate().filter(|(_, b)| level(b)).map(|(i, _)| i).collect();
    let mut sections = Vec::new();
    let first = starts.first().copied().unwrap_or(blocks.len());
    if let Some(lead) = blocks.get(..first).filter(|l| !l.is_empty()) {
        let line = lead.first().map_or(1, |b| b.line);
        sections.push(Section { heading: None, line, blocks: lead });
    }
    for (k, start) in starts.iter().enumerate() {
        let end = starts.get(k + 1).copied().unwrap_or(blocks.len());
        if let Some(Block { kind: BlockKind::Heading(h), line }) = blocks.get(*start) {
            let blocks = blocks.get(start + 1..end).unwrap_or_default();
            sections.push(Section { heading: Some(h), line: *line, blocks });
        }
    }
    sections
}

/// What a table pays whose cells all break in the middle of a word.
const RAGGED: f64 = 7.0;

/// One way to set a section, before it is built.
struct Way {
    name: &'static str,
    reason: String,
    form: Form,
    fit: Fit,
    /// On a tinted ground, as a band.
    band: bool,
    /// Over the full width it carries a sheet, as a strip of steps or a timeline does.
    showpiece: bool,
    /// How much worse it is than the natural way, all else alike.
    extra: f64,
    /// What it costs more at the widths of 1, 2, 3 … columns: how badly it breaks there.
    wear: Vec<f64>,
}

/// Widths, in body ems, at which something can stand: the least, and where it stands well.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Fit {
    least: f64,
    from: f64,
    to: f64,
}

impl Fit {
    const fn new(least: f64, from: f64, to: f64) -> Fit {
        Fit { least, from, to }
    }

    /// 0 where it stands well, more the further off, `None` where it cannot stand.
    fn cost(&self, width: f64) -> Option<f64> {
        if width < self.least {
            return None;
        }
        if width < self.from {
            return Some((self.from - width) / self.from * 3.0);
        }
        Some(((width - self.to) / self.to).max(0.0) * 1.6)
    }
}

impl Section<'_> {
    fn card(&self, cx: &Context, part: Part, article: &Article, ordinal: usize) -> Card {
        // The lead wears the last hue, so that it differs from the first section's.
        let hue = if self.heading.is_some() { ordinal.saturating_sub(1) } else { ordinal + cx.style.hues.len() - 1 };
        let look = Look { style: cx.style.clone(), hue: cx.style.hue(hue) };
        let classes = self.heading.map_or(&[][..], |h| h.classes.as_slice());
        let maker = Maker { cx, look, tone: None, classes, file: &article.path, form: Form::Natural };
        let title = self.heading.map(|h| plain_text(&h.content)).unwrap_or_default();
        let characters = classify::characters(self.blocks) + title.chars().filter(|c| !c.is_whitespace()).count();
        let pads = (cx.style.card.pad_x + cx.style.card.border_width) * 2.0 / cx.style.body.portrait;
        let variants = self
            .ways(&maker, pads)
            .into_iter()
            .filter_map(|way| {
                let span_cost: Vec<Option<f64>> = cx
                    .measures
                    .iter()
                    .enumerate()
                    .map(|(i, w)| {
                        let wear = way.wear.get(i).copied().unwrap_or(0.0);
                        way.fit.cost(w - pads).map(|c| c + way.extra + wear + self.steered(w, cx))
                    })
                    .collect();
                let setting = self.setting(&maker, article, ordinal, &way);
                let some = span_cost.iter().any(Option::is_some);
                some.then_some(Variant {
                    name: way.name,
                    reason: way.reason,
                    span_cost,
                    showpiece: way.showpiece,
                    setting,
                })
            })
            .collect::<Vec<_>>();
        Card { title, article: part.article, line: self.line, characters, variants, starts_sheet: false }
    }

    /// What `{.wide}` and `{.narrow}` on the heading add.
    fn steered(&self, width: &f64, cx: &Context) -> f64 {
        let has = |c: &str| self.heading.is_some_and(|h| h.classes.iter().any(|x| x == c));
        let widest = cx.measures.last().copied().unwrap_or(1.0);
        let part = width / widest;
        if has("wide") || has("full") {
            return (1.0 - part) * 2.0;
        }
        if has("narrow") { part } else { 0.0 }
    }

    /// The blocks without the heading's note.
    fn content(&self) -> &[Block] {
        match (self.heading, classify::heading_note(self.blocks)) {
            (Some(_), Some(_)) => self.blocks.get(1..).unwrap_or_default(),
            _ => self.blocks,
        }
    }

    /// All ways that suit what stands in the section; the most natural first, never none.
    fn ways(&self, maker: &Maker<'_>, pads: f64) -> Vec<Way> {
        let content = self.content();
        let classes = maker.classes;
        let longest = content.iter().find_map(|b| match &b.kind {
            BlockKind::List(l) => Some((l, classify::list_kind(l, classes))).filter(|(_, k)| *k != ListKind::Plain),
            _ => None,
        });
        let mut ways = match longest {
            Some((list, kind)) => list_ways(maker, list, kind),
            None => self.other_ways(maker),
        };
        if ways.is_empty() {
            ways.push(self.prose());
        }
        // On a grid with fewer or narrower columns than something wants, it is set at the widest span all the same.
        let widest = maker.cx.measures.last().copied().unwrap_or(0.0) - pads;
        if ways.iter().all(|w| w.fit.cost(widest).is_none())
            && let Some(first) = ways.first_mut()
        {
            first.fit.least = widest.min(first.fit.least);
        }
        ways
    }

    fn prose(&self) -> Way {
        let characters = classify::characters(self.content());
        let fit = if characters > 420 { Fit::new(9.0, 22.0, 34.0) } else { Fit::new(9.0, 13.0, 30.0) };
        let reason = format!("{characters} 字正文，按段落排");
        Way {
            name: "prose",
            reason,
            form: Form::Natural,
            fit,
            band: false,
            showpiece: false,
            extra: 0.0,
            wear: Vec::new(),
        }
    }

    fn other_ways(&self, maker: &Maker<'_>) -> Vec<Way> {
        let way = |name, reason: String, fit| Way {
            name,
            reason,
            form: Form::Natural,
            fit,
            band: false,
            showpiece: false,
            extra: 0.0,
            wear: Vec::new(),
        };
        let content = self.content();
        for block in content {
            return match &block.kind {
                BlockKind::Table(t) if classify::is_choice(t).is_some() => {
                    vec![way("choice", "两栏对照表：该做与别做".to_owned(), Fit::new(11.0, 15.0, 34.0))]
                }
                BlockKind::Table(t) => {
                    let table = maker.plain_table(t);
                    let (least, natural) = table.widths_em();
                    let pads = table.pads_em();
                    let reason = format!("{} 行 {} 列的表格", t.rows.len(), t.align.len().max(t.head.len()));
                    let fit = Fit::new(least + pads, natural.min(34.0).max(least) + pads, (natural + pads) * 1.5);
                    // As it would break at the usual size.
                    let usual = maker.cx.style.body.portrait;
                    let scale = Scale { body: Pt(usual), leading: maker.cx.style.body.leading, u: Pt(1.0) };
                    let pads = (maker.cx.style.card.pad_x + maker.cx.style.card.border_width) * 2.0;
                    let wear = |w: &f64| table.raggedness(Pt(w * usual - pads), &scale) * RAGGED;
                    vec![Way { wear: maker.cx.measures.iter().map(wear).collect(), ..way("table", reason, fit) }]
                }
                BlockKind::Definitions(d) => {
                    vec![way("qa", format!("{} 组问答", d.len()), Fit::new(11.0, 15.0, 46.0))]
                }
                BlockKind::Figure(_) => {
                    vec![way("figure", "有插图，图随栏宽".to_owned(), Fit::new(9.0, 14.0, 46.0))]
                }
                _ => continue,
            };
        }
        let all = |f: fn(&BlockKind) -> bool| !content.is_empty() && content.iter().all(|b| f(&b.kind));
        if all(|k| matches!(k, BlockKind::Alert(_))) {
            return vec![way("alert", "整节是提示框".to_owned(), Fit::new(9.0, 13.0, 40.0))];
        }
        if all(|k| matches!(k, BlockKind::Quote(_))) {
            return vec![way("quote", "整节是引文".to_owned(), Fit::new(9.0, 13.0, 36.0))];
        }
        if all(|k| matches!(k, BlockKind::Paragraph(p) if classify::key_figure(p).is_some())) {
            return vec![way("key-figure", "短句以数字开头，数字放大".to_owned(), Fit::new(9.0, 13.0, 60.0))];
        }
        if content.iter().any(|b| matches!(&b.kind, BlockKind::List(_))) {
            return vec![way("list", "以列表为主".to_owned(), Fit::new(10.0, 14.0, 44.0))];
        }
        Vec::new()
    }

    fn setting(&self, maker: &Maker<'_>, article: &Article, ordinal: usize, way: &Way) -> Box<dyn Setting> {
        let maker = Maker { form: way.form, ..maker.clone() };
        let style = &maker.cx.style;
        let (before, inside, after) = self.boxes(&maker);
        let (mut stack, mut frame) = (Stack::default(), None);
        let gap = Gap::fixed(style.card.stack_gap);
        for block in before {
            if let Some(setting) = maker.block(block, &style.roles.body) {
                stack.push_boxed(gap, setting);
            }
        }
        let heading = self.heading(&maker, article, ordinal);
        if heading.is_some() || !inside.is_empty() {
            let body = self.body(&maker, inside);
            frame = Some(stack.children.len());
            stack.push(gap, Frame { look: maker.look.clone(), heading, body, band: way.band });
        }
        for block in after {
            if let Some(setting) = maker.block(block, &style.roles.body) {
                stack.push_boxed(gap, setting);
            }
        }
        Box::new(Whole { stack, frame })
    }

    fn body(&self, maker: &Maker<'_>, inside: &[Block]) -> Box<dyn Setting> {
        let roles = &maker.cx.style.roles;
        // The text before the first section is set a little larger when it is short.
        let lead = self.heading.is_none() && classify::characters(inside) <= 120;
        match inside {
            [Block { kind: BlockKind::Paragraph(_), .. }] if lead => {
                let mut stack = Stack::default();
                for block in inside {
                    if let Some(setting) = maker.block(block, &roles.lead) {
                        stack.push_boxed(Gap::NONE, setting);
                    }
                }
                Box::new(stack)
            }
            _ => {
                let stack = maker.blocks(inside);
                let figure = |b: &Block| matches!(b.kind, BlockKind::Figure(_));
                let set = |b: &&Block| !matches!(b.kind, BlockKind::Html(_));
                let mut figures = inside.iter().filter(set).enumerate().filter(|(_, b)| figure(b)).map(|(i, _)| i);
                match (figures.next(), figures.next()) {
                    // All blocks are set, so that their numbers agree; and there is more than the picture.
                    (Some(picture), None)
                        if stack.children.len() == inside.iter().filter(set).count() && inside.len() > 1 =>
                    {
                        let least = if maker.form == Form::Band { 60.0 } else { 14.0 };
                        Box::new(Beside { stack, picture, least })
                    }
                    _ => Box::new(stack),
                }
            }
        }
    }

    /// What stands in boxes of its own above the card, in it, and below it.
    fn boxes(&self, maker: &Maker<'_>) -> (&[Block], &[Block], &[Block]) {
        let content = self.content();
        let style = &maker.cx.style;
        let key = |b: &Block| matches!(&b.kind, BlockKind::Paragraph(p) if classify::key_figure(p).is_some());
        let boxed = |b: &Block| matches!(&b.kind, BlockKind::Alert(_) | BlockKind::Quote(_));
        // What stands before the first section needs no card around a box.
        let bare = self.heading.is_none() && !maker.cx.article_titles;
        let mut first =
            if style.key_figure.outside || bare { content.iter().take_while(|b| key(b)).count() } else { 0 };
        let mut last = content.len();
        if style.alert.place == AlertPlace::Outside || bare {
            last -= content.iter().rev().take_while(|b| boxed(b)).count().min(last - first);
        }
        // A titled card is never left empty.
        if self.heading.is_some() && first >= last {
            (first, last) = (0, if first > 0 { first.max(last) } else { content.len() });
        }
        (
            content.get(..first).unwrap_or_default(),
            content.get(first..last).unwrap_or_default(),
            content.get(last..).unwrap_or_default(),
        )
    }

    fn heading(&self, maker: &Maker<'_>, article: &Article, ordinal: usize) -> Option<Heading> {
        let style = &maker.cx.style;
        let roles = &style.roles;
        let (content, note) = match self.heading {
            Some(h) => (h.content.clone(), classify::heading_note(self.blocks)),
            None if maker.cx.article_titles => {
                let kind = InlineKind::Text(article.title.clone());
                (vec![Inline { kind, line: self.line }], None)
            }
            None => return None,
        };
        let number = match (self.heading, style.heading.ordinals) {
            (None, _) | (_, Ordinals::None) => None,
            (Some(_), Ordinals::Arabic) => Some(ordinal.to_string()),
            (Some(_), Ordinals::Chinese) => Some(classify::chinese_number(ordinal)),
        };
        let pill = style.heading.shape == HeadingShape::Pill;
        let spec = maker.look.spec(&roles.section);
        let badge: TypeSpec = maker.look.spec(&roles.badge);
        let icon = if pill { self.icon(maker, badge) } else { None };
        let badge_text = number.filter(|_| icon.is_none()).map(|n| {
            // Long ordinals (十二) are set smaller so that they stay on the badge.
            let part = if n.chars().count() > 1 { 0.72 } else { 1.0 };
            let spec = TypeSpec { ratio: badge.ratio * part, ..badge };
            Pieces::new(maker.cx, spec).text(&n).finish().align(TextAlign::Center).tag(Some(Tag::Artifact))
        });
        // The badge says the number: an author's own 一、 before the title would say it twice.
        let content = if badge_text.is_some() { classify::without_own_number(content) } else { content };
        let title = Pieces::new(maker.cx, spec).inlines(&content).finish();
        Some(Heading {
            look: maker.look.clone(),
            badge: badge_text,
            icon,
            title: title.align(TextAlign::Left).balanced().tag(Some(Tag::Heading(2))),
            note: note.map(|n| maker.text(n, &roles.note).align(TextAlign::Left)),
        })
    }

    /// The icon of a pill: by the title, else by the kind of section.
    fn icon(&self, maker: &Maker<'_>, badge: TypeSpec) -> Option<super::gallery::Icon> {
        let gallery = &maker.cx.gallery;
        let title = plain_text(&self.heading?.content);
        gallery.icon(gallery.icon_for(&title, &title)?, badge.color)
    }
}

/// A whole section, tagged as one.
struct Whole {
    stack: Stack,
    /// Which of the stack is the framed card, when there is one.
    frame: Option<usize>,
}

/// Lines of height that a section takes without looking hollow: its frame or box grows and its content is centred in
/// it or spread.
const SLACK: f64 = 1.2;

impl Whole {
    /// What is left over beyond the largest that all parts like goes to the frame, else to all boxes alike.
    fn heights(&self, rect: Rect, scale: &Scale) -> Vec<Pt> {
        let mut heights = share(&self.stack.extents(rect.width, scale), rect.height);
        let left = rect.height - heights.iter().copied().sum::<Pt>();
        let boxes = self.stack.children.len().max(1) as f64;
        if left > Pt::ZERO {
            for (i, height) in heights.iter_mut().skip(1).step_by(2).enumerate() {
                *height += match self.frame {
                    Some(frame) if frame == i => left,
                    Some(_) => Pt::ZERO,
                    None => left / boxes,
                };
            }
        }
        heights
    }
}

impl Setting for Whole {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let e = self.stack.measure(width, scale);
        Extent { max: e.max + scale.body * scale.leading * SLACK, ..e }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let heights = self.heights(rect, scale);
        canvas.tagged(Tag::Section, |c| self.stack.put(&heights, rect, scale, c));
    }
}

/// The ways of a section that turns on a list.
fn list_ways(maker: &Maker<'_>, list: &List, kind: ListKind) -> Vec<Way> {
    let items: Vec<Parts> = list.items.iter().map(classify::parts).collect();
    let n = items.len();
    let longest = items.iter().map(|p| text_length(&p.rest)).max().unwrap_or(0);
    let labelled = items.iter().all(|p| !p.label.is_empty() && p.more.is_empty());
    let way = |name, reason: String, form, fit| Way {
        name,
        reason,
        form,
        fit,
        band: false,
        showpiece: false,
        extra: 0.0,
        wear: Vec::new(),
    };
    let plain =
        || Way { extra: 1.0, ..way("list", "按普通列表排".to_owned(), Form::Plain, Fit::new(10.0, 14.0, 44.0)) };
    match kind {
        ListKind::Checklist => {
            vec![way("checklist", format!("{n} 条可打钩的清单"), Form::Natural, Fit::new(10.0, 14.0, 46.0))]
        }
        ListKind::Timeline => {
            let band = maker.timeline_band(&items);
            let least = band.least_em();
            let along = Way {
                band: true,
                showpiece: true,
                ..way(
                    "timeline",
                    format!("{n} 条以时间开头，横向排成时间轴"),
                    Form::Band,
                    Fit::new(least, least * 1.05, least * 3.0),
                )
            };
            let down =
                way("timeline-down", format!("{n} 条以时间开头，竖排成时间轴"), Form::Down, Fit::new(10.0, 14.0, 30.0));
            vec![along, Way { extra: 0.15, ..down }, plain()]
        }
        ListKind::Figures => {
            let wide = Fit::new(9.0, 8.5 * n as f64, 90.0);
            let figures = way("key-figures", format!("{n} 条以数字开头，数字放大"), Form::Natural, wide);
            vec![Way { showpiece: n >= 3, ..figures }, plain()]
        }
        ListKind::Steps => {
            let numerals =
                way("steps", format!("{n} 个有序步骤，大号数字"), Form::Numerals, Fit::new(11.0, 15.0, 56.0));
            let drawn = maker.spots(&items).is_some();
            // Numerals make steps: a plain list of them is for sheets that hold them in no other way.
            let tight = Way { extra: 2.2, ..plain() };
            if !labelled || longest > 34 || n > 8 {
                return vec![numerals, tight];
            }
            let tiles = maker.cx.style.steps.tiles;
            let each = match (tiles, drawn) {
                (true, true) => 14.0,
                (true, false) => 11.5,
                (false, true) => 6.9,
                (false, false) => 7.5,
            };
            let strip = |least: f64, from: f64| Way {
                showpiece: n >= 4,
                ..way("step-tiles", format!("{n} 个短步骤，每步一格"), Form::StepTiles, Fit::new(least, from, 90.0))
            };
            if drawn {
                let from = if tiles { each * 3.0 } else { each * n as f64 };
                let reason = format!("{n} 个短步骤都有配图，横排成一条");
                let least = if tiles { from * 0.6 } else { (from * 0.6).min(each * 2.2) };
                let strip = Way { reason, ..strip(least, from) };
                // Boxed steps take much room; the drawings alone, words beneath, take little more than numerals.
                let reason = format!("{n} 个短步骤都有配图，图在上字在下");
                let bare = way("drawings", reason, Form::Drawings, Fit::new(12.0, 6.4 * n.min(3) as f64, 60.0));
                // Whoever is to do as the drawings show is better served by them than by larger type.
                let (numerals, tight) = (Way { extra: 2.5, ..numerals }, Way { extra: 3.0, ..tight });
                return if tiles { vec![strip, bare, numerals, tight] } else { vec![strip, numerals, tight] };
            }
            let row = each * n.min(3) as f64;
            let boxed = strip(row.min(24.0), row);
            if tiles {
                return vec![boxed, Way { extra: 0.2, ..numerals }, tight];
            }
            // Short steps in one row over the sheet are as good as a column of numerals.
            vec![numerals, Way { extra: 0.25, ..boxed }, tight]
        }
        ListKind::Tiles => {
            let tiles = way("tiles", format!("{n} 个短条目，两列小块"), Form::Tiles, Fit::new(13.0, 16.0, 44.0));
            let grid = way("icon-grid", format!("{n} 个短条目都有图标，排成图标格"), Form::IconGrid, {
                Fit::new(14.0, 16.5, 50.0)
            });
            if maker.spots(&items).is_some() {
                let reason = format!("{n} 个短条目都有配图，图在上字在下");
                let drawn = way("drawings", reason, Form::Drawings, Fit::new(12.0, 6.4 * n as f64, 60.0));
                return vec![drawn, Way { extra: 0.6, ..tiles }, Way { extra: 2.0, ..plain() }];
            }
            if !maker.has_icons(&items) {
                return vec![tiles, plain()];
            }
            if longest <= 8 && n >= 3 && n.is_multiple_of(3) {
                return vec![grid, Way { extra: 0.1, ..tiles }, plain()];
            }
            if longest <= 10 {
                return vec![tiles, Way { extra: 0.3, ..grid }, plain()];
            }
            vec![tiles, plain()]
        }
        ListKind::Plain => Vec::new(),
    }
}

fn text_length(inlines: &[Inline]) -> usize {
    plain_text(inlines).chars().filter(|c| !c.is_whitespace()).count()
}
