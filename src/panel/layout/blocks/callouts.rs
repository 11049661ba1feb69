//! Blocks that stand out of the text: quotations, alerts, pictures, code.

use super::boxes::{AlertBox, PictureBlock, QuoteBox, TintBox};
use super::items::{Question, Questions};
use super::look::TypeSpec;
use super::maker::{Form, Maker};
use super::stack::{Columns, Gap, Grid, Stack};
use super::text::Pieces;
use crate::model::{Alert, AlertKind, Block, BlockKind, Definition, Figure, plain_text};
use crate::panel::layout::Setting;
use crate::panel::scene::Color;
use crate::panel::style::AlertShape;
use crate::panel::typeset::TextAlign;
use crate::unit::Em;

impl<'a> Maker<'a> {
    pub(super) fn quote(&self, blocks: &[Block]) -> QuoteBox {
        let roles = &self.cx.style.roles;
        let mut body = Stack::default();
        for (i, block) in blocks.iter().enumerate() {
            let setting: Option<Box<dyn Setting>> = match &block.kind {
                BlockKind::Paragraph(p) => {
                    let source = i > 0 && plain_text(p).trim_start().starts_with(['—', '–', '-', '―']);
                    let small = source || (i > 0 && i + 1 == blocks.len());
                    let role = if small { &roles.quote_source } else { &roles.quote };
                    let text = self.text(p, role);
                    // A short saying breaks between its clauses; justified it would gape.
                    let short = plain_text(p).chars().count() <= 32;
                    Some(Box::new(if short { text.align(TextAlign::Left).balanced() } else { text }))
                }
                _ => self.block(block, &roles.body),
            };
            if let Some(setting) = setting {
                body.push_boxed(Gap::fixed(5.0), setting);
            }
        }
        QuoteBox { look: self.look.clone(), body: Box::new(body) }
    }

    pub(super) fn alert(&self, alert: &Alert) -> AlertBox {
        let style = &self.cx.style;
        let roles = &style.roles;
        let fallback = || style.alerts.values().next().cloned();
        let colors = style.alerts.get(&alert.kind).cloned().or_else(fallback);
        let ink = |i: crate::panel::style::Ink| i.text_on(&self.look.hue);
        let colors = match colors {
            Some(colors) => colors,
            None => return self.bare_alert(alert),
        };
        let inner = Maker { tone: Some((ink(colors.text), ink(colors.strong))), form: Form::Plain, ..self.clone() };
        let icon = icon_name(alert.kind).iter().find_map(|n| self.icon_ink(n, ink(colors.icon)));
        let spec = self.look.spec(&roles.alert_title).in_ink(ink(colors.title));
        let title = |pieces: Pieces<'a>, scale: f64| match &alert.title {
            Some(own) => {
                let label = alert.kind.label();
                let told = plain_text(own);
                let named = alert.kind != AlertKind::Warning || told.starts_with(label);
                let lead = if named { String::new() } else { format!("{label}：") };
                let pieces = pieces.text_in(&lead, spec.face, spec.color, scale);
                pieces.inlines_in(own, spec.face, spec.color, scale)
            }
            None => pieces.text_in(alert.kind.label(), spec.face, spec.color, scale),
        };
        let mut blocks = alert.blocks.as_slice();
        let mut body = Stack::default();
        let apart = style.alert.shape == AlertShape::Box;
        if !apart {
            // The title runs into the first paragraph.
            let text = inner.spec(&roles.alert_text);
            let mut pieces = title(Pieces::new(self.cx, text), roles.alert_title.ratio / roles.alert_text.ratio);
            if let Some((Block { kind: BlockKind::Paragraph(p), .. }, rest)) = blocks.split_first() {
                pieces = pieces.space(Em(0.5)).inlines(p);
                blocks = rest;
            }
            body.push(Gap::NONE, pieces.finish());
        }
        for block in blocks {
            if let Some(setting) = inner.block(block, &roles.alert_text) {
                body.push_boxed(Gap::fixed(3.0), setting);
            }
        }
        let title = apart.then(|| title(Pieces::new(self.cx, spec), 1.0).finish().align(TextAlign::Left));
        let empty = body.is_empty();
        AlertBox { look: self.look.clone(), colors, icon, title, body: Box::new(body), empty }
    }

    /// An alert of a style that names no looks at all.
    fn bare_alert(&self, alert: &Alert) -> AlertBox {
        use crate::panel::style::{AlertLook, Ink};
        let colors = AlertLook {
            fill: Ink::HueTint,
            border: Ink::Hue,
            disc: Ink::Hue,
            icon: Ink::Solid(Color::WHITE),
            title: Ink::HueDeep,
            text: Ink::Solid(Color::BLACK),
            strong: Ink::HueDeep,
        };
        let body = self.item_body(&alert.blocks, &self.cx.style.roles.alert_text);
        let title = self.plain(alert.kind.label(), &self.cx.style.roles.alert_title);
        let (icon, title) = (None, Some(title));
        AlertBox { look: self.look.clone(), colors, icon, title, empty: body.is_empty(), body: Box::new(body) }
    }

    /// Questions with their answers, in two columns where they are wide enough.
    pub fn questions(&self, definitions: &[Definition]) -> Box<dyn Setting> {
        let roles = &self.cx.style.roles;
        let badge = TypeSpec { ratio: 0.84, leading: 1.0, ..self.look.spec(&roles.badge) };
        let grid = |columns: usize| {
            let cells = definitions.iter().enumerate().map(|(i, d)| {
                let mut answer = Stack::default();
                for blocks in &d.details {
                    answer.push(Gap::fixed(3.0), self.item_body(blocks, &roles.answer));
                }
                Box::new(Question {
                    look: self.look.clone(),
                    mark: Pieces::new(self.cx, badge).text("问").finish().align(TextAlign::Center),
                    question: self.text(&d.term, &roles.question).align(TextAlign::Left),
                    answer: Box::new(answer),
                    first: i < columns,
                }) as Box<dyn Setting>
            });
            let columns = Columns::Fit(17.0, columns);
            Grid { columns, column_gap: 28.0, ..Grid::list(cells.collect(), Gap::NONE) }
        };
        Box::new(Questions { one: grid(1), two: grid(2) })
    }

    pub(super) fn figure(&self, figure: &Figure, line: u32) -> Option<Box<dyn Setting>> {
        let shown = self.cx.gallery.get(figure.image.path.as_deref()?)?.clone();
        let caption = figure.caption.as_deref().filter(|c| !c.trim().is_empty());
        let caption = caption.map(|c| {
            let text = self.plain(c, &self.cx.style.roles.caption).align(TextAlign::Center).balanced();
            text.tag(Some(crate::panel::scene::Tag::Caption))
        });
        Some(Box::new(PictureBlock {
            look: self.look.clone(),
            shown,
            alt: figure.image.alt.clone(),
            caption,
            file: self.file.to_owned(),
            line,
        }))
    }

    pub(super) fn code(&self, text: &str) -> Box<dyn Setting> {
        let mut body = Stack::default();
        for line in text.lines() {
            let line = if line.is_empty() { " " } else { line };
            body.push(Gap::NONE, self.plain(line, &self.cx.style.roles.code).align(TextAlign::Left));
        }
        Box::new(TintBox { look: self.look.clone(), body: Box::new(body) })
    }
}

/// The icons that suit a kind of alert, the best first.
fn icon_name(kind: AlertKind) -> &'static [&'static str] {
    match kind {
        AlertKind::Note => &["info", "book"],
        AlertKind::Tip => &["bulb", "info"],
        AlertKind::Important => &["star", "pin"],
        AlertKind::Warning => &["myth", "warning"],
        AlertKind::Caution => &["cross", "first-aid", "phone-call"],
    }
}
