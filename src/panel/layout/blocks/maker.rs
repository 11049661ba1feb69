//! Blocks of a document ► settings.

use super::Context;
use super::boxes::Rule;
use super::classify::{self, Figure as Number, ListKind, Parts};
use super::gallery::Icon;
use super::items::{CheckLine, Item, Mark, Step};
use super::key::{KeyBand, KeyFigure, Number as SetNumber};
use super::look::{Look, TypeSpec};
use super::spots::{Spot, SpotCell};
use super::stack::{Columns, Gap, Grid, Stack};
use super::text::{Pieces, Text};
use super::tiles::{IconCell, StepTile, Tile};
use super::timeline::{Moment, MomentLine, TimelineBand};
use crate::model::{Block, BlockKind, Inline, InlineKind, List, plain_text};
use crate::panel::layout::Setting;
use crate::panel::scene::Color;
use crate::panel::style::{FaceRole, Role};
use crate::panel::typeset::TextAlign;
use crate::unit::Em;

/// How the block that a section turns on is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As its style has it.
    Natural,
    /// As a plain list.
    Plain,
    /// Steps with large numerals.
    Numerals,
    /// Steps in boxes.
    StepTiles,
    /// A timeline along a line.
    Band,
    /// A timeline down the card.
    Down,
    /// Tiles with icons at the left.
    Tiles,
    /// Icons with names beneath.
    IconGrid,
    /// The theme's drawings with names beneath.
    Drawings,
}

/// Makes settings in one look.
#[derive(Clone)]
pub(crate) struct Maker<'a> {
    pub cx: &'a Context,
    pub look: Look,
    /// Inks of text on a coloured ground: text, strong.
    pub tone: Option<(Color, Color)>,
    /// The section's classes.
    pub classes: &'a [String],
    /// The article's file.
    pub file: &'a str,
    pub form: Form,
}

impl<'a> Maker<'a> {
    pub(super) fn spec(&self, role: &Role) -> TypeSpec {
        let spec = self.look.spec(role);
        match self.tone {
            Some((color, strong)) => TypeSpec { color, strong, ..spec },
            None => spec,
        }
    }

    pub(super) fn pieces(&self, role: &Role) -> Pieces<'a> {
        Pieces::new(self.cx, self.spec(role))
    }

    pub fn text(&self, inlines: &[Inline], role: &Role) -> Text {
        self.pieces(role).inlines(inlines).finish()
    }

    pub(super) fn plain(&self, text: &str, role: &Role) -> Text {
        self.pieces(role).text(text).finish()
    }

    pub(super) fn icon_ink(&self, name: &str, ink: Color) -> Option<Icon> {
        self.cx.gallery.icon(name, ink)
    }

    /// Blocks below each other, with the card's rhythm.
    pub fn blocks(&self, blocks: &[Block]) -> Stack {
        let mut stack = Stack::default();
        let roles = &self.cx.style.roles;
        let gap = self.cx.style.card.block_gap;
        let mut before: Option<&BlockKind> = None;
        for block in blocks {
            let Some(setting) = self.block(block, &roles.body) else { continue };
            let heading = |k: Option<&BlockKind>| matches!(k, Some(BlockKind::Heading(_)));
            let prose = |k: Option<&BlockKind>| matches!(k, Some(BlockKind::Paragraph(_)));
            let room = if heading(before) {
                Gap::fixed(gap * 0.3)
            } else if heading(Some(&block.kind)) {
                Gap::elastic(gap * 1.5, gap * 3.0)
            } else if prose(before) && prose(Some(&block.kind)) {
                Gap::elastic(self.cx.style.prose.gap, gap * 1.6)
            } else {
                Gap::elastic(gap, gap * 2.4)
            };
            stack.push_boxed(room, setting);
            before = Some(&block.kind);
        }
        stack
    }

    /// One block; `None` for what a board leaves out.
    pub fn block(&self, block: &Block, role: &Role) -> Option<Box<dyn Setting>> {
        let roles = &self.cx.style.roles;
        Some(match &block.kind {
            BlockKind::Heading(h) => Box::new(
                self.text(&h.content, &roles.subsection)
                    .align(TextAlign::Left)
                    .tag(Some(crate::panel::scene::Tag::Heading(3))),
            ),
            BlockKind::Paragraph(p) => match classify::key_figure(p) {
                Some(number) if self.tone.is_none() => Box::new(self.key_figure(&number)),
                _ => Box::new(self.paragraph(p, role)),
            },
            BlockKind::List(list) => self.list(list, role),
            BlockKind::Definitions(d) => self.questions(d),
            BlockKind::Table(t) => self.table(t),
            BlockKind::Quote(b) => Box::new(self.quote(b)),
            BlockKind::Alert(a) => Box::new(self.alert(a)),
            BlockKind::Figure(f) => self.figure(f, block.line)?,
            BlockKind::Code { text, .. } => self.code(text),
            BlockKind::Html(_) => return None,
            BlockKind::Rule => Box::new(Rule { look: self.look.clone() }),
        })
    }

    fn paragraph(&self, inlines: &[Inline], role: &Role) -> Text {
        let prose = &self.cx.style.prose;
        // Short lines that lead to what follows (“下面这些地方：”) and text on coloured grounds stand without indent.
        let indent = if self.tone.is_some() { 0.0 } else { prose.indent };
        self.text(inlines, role).indented(Em(indent)).flexible()
    }

    fn list(&self, list: &List, role: &Role) -> Box<dyn Setting> {
        let kind = if self.tone.is_some() { ListKind::Plain } else { classify::list_kind(list, self.classes) };
        self.list_of(list, kind, role)
    }

    /// A list, or some items of one, set as a list of a kind.
    pub fn list_of(&self, list: &List, kind: ListKind, role: &Role) -> Box<dyn Setting> {
        let items: Vec<Parts> = list.items.iter().map(classify::parts).collect();
        match (kind, self.form) {
            (ListKind::Checklist, _) => self.checklist(list),
            (_, Form::Plain) | (ListKind::Plain, _) => self.bullets(list, role),
            (ListKind::Timeline, Form::Band) => Box::new(self.timeline_band(&items)),
            (ListKind::Timeline, _) => self.timeline_down(&items),
            (ListKind::Figures, _) => self.key_band(&items),
            (ListKind::Steps, Form::StepTiles) => self.step_tiles(&items, list.start.unwrap_or(1)),
            (ListKind::Steps, Form::Drawings) => self.drawings(&items, list.start.or(Some(1))),
            (ListKind::Steps, _) => self.steps(&items, list.start.unwrap_or(1)),
            (ListKind::Tiles, Form::IconGrid) => self.icon_grid(&items),
            (ListKind::Tiles, Form::Drawings) => self.drawings(&items, None),
            (ListKind::Tiles, _) => self.tiles(&items),
        }
    }

    fn bullets(&self, list: &List, role: &Role) -> Box<dyn Setting> {
        let style = &self.cx.style.list;
        let mut inner = self.clone();
        inner.form = Form::Plain;
        let mut longest = 0;
        let cells: Vec<Box<dyn Setting>> = list
            .items
            .iter()
            .enumerate()
            .map(|(i, item)| {
                longest = longest.max(classify::characters(&item.blocks));
                let mark = match (list.start, item.task) {
                    (Some(start), _) => {
                        let number = self.pieces_in(role, FaceRole::Strong, &format!("{}.", start + i as u64));
                        Mark::Number(Box::new(number.finish()))
                    }
                    _ => Mark::Bullet,
                };
                let mut body = Stack::default();
                for (k, block) in item.blocks.iter().enumerate() {
                    let setting: Option<Box<dyn Setting>> = match &block.kind {
                        // A space between 汉字 sets nothing (rule 4): a label parts from its text all the same.
                        BlockKind::Paragraph(p) if k == 0 && self.tone.is_none() && runs_in(p) => {
                            let label = Role { face: FaceRole::Strong, color: role.strong, ..*role };
                            Some(Box::new(self.run_in(&classify::parts(item), role, &label)))
                        }
                        BlockKind::Paragraph(p) => Some(Box::new(self.text(p, role))),
                        _ => inner.block(block, role),
                    };
                    if let Some(setting) = setting {
                        body.push_boxed(Gap::fixed(if k == 0 { 0.0 } else { style.gap }), setting);
                    }
                }
                Box::new(Item {
                    look: self.look.clone(),
                    mark,
                    indent: Em(style.indent),
                    leading: role.leading,
                    body: Box::new(body),
                }) as Box<dyn Setting>
            })
            .collect();
        let columns = if longest <= 15 && list.items.len() >= 4 { Columns::Fit(15.0, 3) } else { Columns::Fixed(1) };
        let gap = Gap { min: 0.0, natural: style.gap, max: style.gap * 4.0 + 4.0 };
        Box::new(Grid { columns, column_first: true, column_gap: 24.0, ..Grid::list(cells, gap) })
    }

    fn pieces_in(&self, role: &Role, face: FaceRole, text: &str) -> Pieces<'a> {
        let spec = self.spec(role);
        let color = if self.tone.is_some() { spec.color } else { self.look.hue.main };
        Pieces::new(self.cx, spec).text_in(text, face, color, 1.0)
    }

    fn checklist(&self, list: &List) -> Box<dyn Setting> {
        let roles = &self.cx.style.roles;
        let n = list.items.len();
        let style = &self.cx.style.checklist;
        let pill = style.pill != crate::panel::style::Ink::None;
        let cells = list
            .items
            .iter()
            .enumerate()
            .map(|(i, item)| {
                Box::new(CheckLine {
                    look: self.look.clone(),
                    done: item.task == Some(true),
                    last: i + 1 == n || pill,
                    body: Box::new(self.item_body(&item.blocks, &roles.check)),
                    line: roles.check.ratio * roles.check.leading,
                }) as Box<dyn Setting>
            })
            .collect();
        let gap = if pill { Gap { min: 3.0, natural: 7.0, max: 14.0 } } else { Gap::NONE };
        let columns = Columns::Fit(16.0, 2);
        Box::new(Grid { columns, column_first: true, column_gap: 26.0, ..Grid::list(cells, gap) })
    }

    /// An item's blocks without indents.
    pub(super) fn item_body(&self, blocks: &[Block], role: &Role) -> Stack {
        let mut inner = self.clone();
        inner.form = Form::Plain;
        let mut stack = Stack::default();
        for block in blocks {
            let setting: Option<Box<dyn Setting>> = match &block.kind {
                BlockKind::Paragraph(p) => Some(Box::new(self.text(p, role))),
                _ => inner.block(block, role),
            };
            if let Some(setting) = setting {
                stack.push_boxed(Gap::fixed(3.0), setting);
            }
        }
        stack
    }

    /// A label that runs in, then the text.
    fn run_in(&self, parts: &Parts, role: &Role, title: &Role) -> Text {
        let spec = self.spec(role);
        let mut pieces = Pieces::new(self.cx, spec);
        if !parts.label.is_empty() {
            let color = title.color.text_on(&self.look.hue);
            // Words that run in may stand out only so far before the lines beneath crowd them.
            let scale = (title.ratio / role.ratio).min(1.2);
            pieces = pieces.inlines_in(&parts.label, title.face, color, scale);
            if !parts.rest.is_empty() {
                pieces = pieces.space(Em(0.5));
            }
        }
        pieces.inlines(&parts.rest).finish()
    }

    fn steps(&self, items: &[Parts], start: u64) -> Box<dyn Setting> {
        let roles = &self.cx.style.roles;
        let style = &self.cx.style.steps;
        let last = start + items.len() as u64;
        let numeral = if last > 10 { style.numeral_width * 1.7 } else { style.numeral_width };
        let cells = items
            .iter()
            .zip(start..)
            .map(|(parts, n)| {
                let mut body = Stack::default();
                body.push(Gap::NONE, self.run_in(parts, &roles.step_text, &roles.step_title).align(TextAlign::Justify));
                if !parts.more.is_empty() {
                    body.push(Gap::fixed(3.0), self.item_body(&parts.more, &roles.step_text));
                }
                let number = self.plain(&n.to_string(), &roles.step_number).align(TextAlign::Center);
                Box::new(Step { look: self.look.clone(), number, body: Box::new(body), numeral }) as Box<dyn Setting>
            })
            .collect();
        Box::new(Grid {
            columns: Columns::Fit(14.0, 3),
            column_first: true,
            column_gap: style.column_gap,
            even: true,
            ..Grid::list(cells, Gap::NONE)
        })
    }

    /// Icons for all of some items, or for none: a grid with holes looks like a mistake.
    fn icons(&self, items: &[Parts], ink: impl Fn(usize) -> Color) -> Vec<Option<Icon>> {
        let gallery = &self.cx.gallery;
        let names: Vec<Option<&str>> =
            items.iter().map(|p| gallery.icon_for(&plain_text(&p.label), &plain_text(&p.rest))).collect();
        let known = names.iter().flatten().count();
        let enough = known * 5 >= items.len() * 3;
        names
            .into_iter()
            .enumerate()
            .map(|(i, name)| {
                let name = name.or(gallery.fallback()).filter(|_| enough)?;
                self.icon_ink(name, ink(i))
            })
            .collect()
    }

    /// Icons for steps: only when each step's own name asks for one, and not for the same one again and again.
    fn step_icons(&self, items: &[Parts], ink: impl Fn(usize) -> Color) -> Vec<Option<Icon>> {
        let names: Vec<&str> =
            items.iter().filter_map(|p| self.cx.gallery.icon_for(&plain_text(&p.label), "")).collect();
        let distinct: std::collections::BTreeSet<&str> = names.iter().copied().collect();
        if names.len() < items.len() || distinct.len() * 3 < items.len() * 2 {
            return items.iter().map(|_| None).collect();
        }
        names.into_iter().enumerate().map(|(i, name)| self.icon_ink(name, ink(i))).collect()
    }

    fn step_tiles(&self, items: &[Parts], start: u64) -> Box<dyn Setting> {
        let (roles, style) = (&self.cx.style.roles, &self.cx.style.steps);
        let look = |i: usize| if style.tile_hues { self.look.in_hue(i) } else { self.look.clone() };
        let spots = self.spots(items);
        let drawn = spots.is_some();
        let icons = match spots {
            Some(spots) => spots.into_iter().map(|s| Some(Icon { art: s.art })).collect(),
            None => self.step_icons(items, |i| look(i).hue.main),
        };
        // Under a drawing, words stand in the middle; beside one, or alone, at the left.
        let centered = drawn && !style.tiles;
        let align = if centered { TextAlign::Center } else { TextAlign::Left };
        let short = items.iter().all(|p| characters(&p.label) <= 2.0);
        let title = match (centered, short) {
            (true, true) => {
                Role { ratio: roles.step_title.ratio * 1.6, leading: 1.2, face: FaceRole::Heading, ..roles.step_title }
            }
            (true, false) => Role { ratio: roles.step_title.ratio * 1.15, leading: 1.3, ..roles.step_title },
            (false, true) if !style.tiles => Role { ratio: roles.step_title.ratio * 1.25, ..roles.step_title },
            _ => roles.step_title,
        };
        let cells: Vec<Box<dyn Setting>> = items
            .iter()
            .zip(icons)
            .enumerate()
            .map(|(i, (parts, icon))| {
                let look = look(i);
                let own = Maker { look: look.clone(), ..self.clone() };
                let text = own.text(&parts.rest, &roles.step_text).align(align);
                let badge = TypeSpec { ratio: roles.badge.ratio * 0.9, ..look.spec(&roles.badge) };
                Box::new(StepTile {
                    number: Pieces::new(self.cx, badge)
                        .text(&(start + i as u64).to_string())
                        .finish()
                        .align(TextAlign::Center),
                    icon,
                    drawn,
                    title: own.text(&parts.label, &title).align(align),
                    text: if centered { text.balanced() } else { text.by_clauses() },
                    look,
                }) as Box<dyn Setting>
            })
            .collect();
        let gap = if centered { 8.0 } else { style.column_gap };
        let least = match (style.tiles, drawn) {
            (true, true) => 13.0,
            (true, false) => 11.5,
            (false, true) => 6.4,
            (false, false) => 7.0,
        };
        Box::new(Grid {
            columns: Columns::Fit(least, if style.tiles { 4 } else { 8 }),
            column_gap: gap,
            even: true,
            links: self.look.ink(style.chevron).map(|c| (c, self.look.hue.deep, StepTile::out_u(&self.look))),
            ..Grid::list(cells, Gap { min: gap * 0.4, natural: gap * if centered { 1.0 } else { 0.6 }, max: gap * 1.2 })
        })
    }

    fn moments(&self, items: &[Parts], center: bool) -> Vec<Moment> {
        let roles = &self.cx.style.roles;
        items
            .iter()
            .map(|p| {
                let label = self.text(&p.label, &roles.time_label);
                let text = self.text(&p.rest, &roles.time_text);
                if center {
                    let label = label.align(TextAlign::Center);
                    return Moment { label, text: text.align(TextAlign::Center).balanced() };
                }
                Moment { label: label.align(TextAlign::Left), text: text.align(TextAlign::Left) }
            })
            .collect()
    }

    pub fn timeline_band(&self, items: &[Parts]) -> TimelineBand {
        TimelineBand { look: self.look.clone(), moments: self.moments(items, true) }
    }

    fn timeline_down(&self, items: &[Parts]) -> Box<dyn Setting> {
        let moments = self.moments(items, false);
        let label_em = moments.iter().map(|m| m.label.natural_em().0 * m.label.spec.ratio).fold(0.0, f64::max);
        let n = moments.len();
        let cells = moments
            .into_iter()
            .enumerate()
            .map(|(i, moment)| {
                let look = self.look.clone();
                Box::new(MomentLine { look, moment, label_em, first: i == 0, last: i + 1 == n }) as Box<dyn Setting>
            })
            .collect();
        Box::new(Grid::list(cells, Gap::NONE))
    }

    fn number(&self, figure: &Number, big: &Role, unit: &Role) -> SetNumber {
        SetNumber {
            before: self.plain(&figure.before, unit),
            number: self.plain(&figure.number, big).align(TextAlign::Left),
            unit: self.plain(&figure.unit, unit),
        }
    }

    pub fn key_figure(&self, figure: &Number) -> KeyFigure {
        let roles = &self.cx.style.roles;
        KeyFigure {
            look: self.look.clone(),
            number: self.number(figure, &roles.key_number, &roles.key_unit),
            text: self.text(&figure.text, &roles.key_text).align(TextAlign::Left).balanced(),
        }
    }

    fn key_band(&self, items: &[Parts]) -> Box<dyn Setting> {
        let roles = &self.cx.style.roles;
        let cells = items
            .iter()
            .filter_map(|p| {
                let figure = classify::number_of(&plain_text(&p.label), p.rest.clone())?;
                let text = self.text(&p.rest, &roles.band_text).align(TextAlign::Center).balanced();
                Some((self.number(&figure, &roles.band_number, &roles.band_unit), text))
            })
            .collect();
        Box::new(KeyBand { look: self.look.clone(), cells })
    }

    fn tiles(&self, items: &[Parts]) -> Box<dyn Setting> {
        let (roles, style) = (&self.cx.style.roles, &self.cx.style.tiles);
        let look = |i: usize| if style.hues { self.look.in_hue(i) } else { self.look.clone() };
        let icons = self.icons(items, |i| style.icon.text_on(&look(i).hue));
        let with_icons = icons.iter().any(Option::is_some);
        let cells = items
            .iter()
            .zip(icons)
            .enumerate()
            .map(|(i, (parts, icon))| {
                let own = Maker { look: look(i), ..self.clone() };
                Box::new(Tile {
                    icon,
                    title: own.text(&parts.label, &roles.tile_title).align(TextAlign::Left),
                    text: own.text(&parts.rest, &roles.tile_text).align(TextAlign::Left).by_clauses(),
                    look: own.look,
                }) as Box<dyn Setting>
            })
            .collect();
        let gap = style.gap;
        // A name stands on one line if it can, its text on two at most.
        let label = items.iter().map(|p| characters(&p.label)).fold(0.0, f64::max) * roles.tile_title.ratio;
        let text = items.iter().map(|p| characters(&p.rest)).fold(0.0, f64::max) * roles.tile_text.ratio;
        let least = label.min(4.7).max((text / 2.0).min(9.0)) + if with_icons { 4.0 } else { 1.4 };
        Box::new(Grid {
            columns: Columns::Fit(least, 4),
            column_gap: gap,
            ..Grid::list(cells, Gap { min: gap * 0.6, natural: gap, max: gap * 1.6 })
        })
    }

    fn icon_grid(&self, items: &[Parts]) -> Box<dyn Setting> {
        let (roles, style) = (&self.cx.style.roles, &self.cx.style.tiles);
        let look = |i: usize| if style.hues { self.look.in_hue(i) } else { self.look.clone() };
        let icons = self.icons(items, |i| style.icon.text_on(&look(i).hue));
        let cells = items
            .iter()
            .zip(icons)
            .enumerate()
            .map(|(i, (parts, icon))| {
                let own = Maker { look: look(i), ..self.clone() };
                Box::new(IconCell {
                    icon,
                    title: own.text(&parts.label, &roles.tile_title).align(TextAlign::Center),
                    text: own.text(&parts.rest, &roles.tile_text).align(TextAlign::Center).balanced(),
                    look: own.look,
                }) as Box<dyn Setting>
            })
            .collect();
        Box::new(Grid {
            columns: Columns::Fit(5.2, 6),
            column_gap: 8.0,
            ..Grid::list(cells, Gap { min: 2.0, natural: 8.0, max: 20.0 })
        })
    }

    /// The theme's drawings for all items of a list.
    pub fn spots(&self, items: &[Parts]) -> Option<Vec<Spot>> {
        let labels: Vec<String> = items.iter().map(|p| plain_text(&p.label)).collect();
        self.cx.gallery.spots_for(&labels)
    }

    /// Drawings with their names beneath; numbered from a number on where they are steps.
    fn drawings(&self, items: &[Parts], from: Option<u64>) -> Box<dyn Setting> {
        let (roles, style) = (&self.cx.style.roles, &self.cx.style.tiles);
        let cells = items
            .iter()
            .zip(self.spots(items).unwrap_or_default())
            .enumerate()
            .map(|(i, (parts, spot))| {
                let on_bar = Maker { tone: spot.bar.map(|_| (Color::WHITE, Color::WHITE)), ..self.clone() };
                let number = from.map(|n| InlineKind::Text(format!("{} ", n + i as u64)));
                let number = number.map(|kind| Inline { kind, line: 0 });
                let label: Vec<Inline> = number.into_iter().chain(parts.label.iter().cloned()).collect();
                Box::new(SpotCell {
                    title: on_bar.text(&label, &roles.tile_title).align(TextAlign::Center),
                    text: self.text(&parts.rest, &roles.tile_text).align(TextAlign::Center).balanced(),
                    look: self.look.clone(),
                    spot,
                }) as Box<dyn Setting>
            })
            .collect();
        let gap = style.gap;
        Box::new(Grid {
            // Steps are one row where they can.
            columns: if from.is_some() { Columns::Fit(5.1, 8) } else { Columns::Fit(6.2, 6) },
            column_gap: gap,
            even: from.is_some(),
            ..Grid::list(cells, Gap { min: gap * 0.6, natural: gap, max: gap * 1.8 })
        })
    }

    /// Whether every item of a list can have an icon, most of them its own.
    pub fn has_icons(&self, items: &[Parts]) -> bool {
        let found = items
            .iter()
            .filter(|p| self.cx.gallery.icon_for(&plain_text(&p.label), &plain_text(&p.rest)).is_some())
            .count();
        found * 5 >= items.len() * 3 && self.cx.gallery.fallback().is_some()
    }
}

/// Whether a paragraph begins with a label that only a space parts from its text.
fn runs_in(paragraph: &[Inline]) -> bool {
    let parted = paragraph.get(1).is_some_and(|i| matches!(&i.kind, InlineKind::Text(t) if t.starts_with(' ')));
    parted && !classify::split_label(paragraph).0.is_empty()
}

/// Characters of running text.
fn characters(inlines: &[Inline]) -> f64 {
    plain_text(inlines).chars().count() as f64
}
