//! Lists of every shape, and questions with answers.
//!
//! The editor keeps two levels of `ul` and `ol` at most and drops tick boxes, so no list is written with them: every item
//! is a row of its own with its mark as text, and an inner list is a row that is indented.

use super::blocks::Maker;
use super::markup::{element, escape, p, section, span};
use super::palette::{Mood, WHITE};
use super::sections::{self, Shape, split_label};
use crate::model::{Block, BlockKind, Definition, Heading, Inline, List, ListItem, plain_text};

impl Maker<'_> {
    pub(super) fn list(&mut self, list: &List, heading: Option<&Heading>) -> String {
        match sections::shape(list, heading) {
            Shape::Checklist => self.checklist(list),
            Shape::Timeline => self.timeline(list),
            Shape::Steps => self.steps(list),
            Shape::Tiles => self.tiles(list),
            Shape::Labelled => self.labelled(list),
            Shape::Plain => {
                let rows = self.rows(list, 0);
                section("margin:0 0 18px;", &rows)
            }
        }
    }

    /// Names and texts; items without a name are never given one of these shapes.
    fn pairs(&mut self, list: &List) -> Vec<(String, String)> {
        list.items
            .iter()
            .filter_map(|item| {
                let (label, rest) = split_label(item)?;
                Some((escape(&plain_text(label)), self.inline(&rest)))
            })
            .collect()
    }

    fn steps(&mut self, list: &List) -> String {
        let (l, t, corner) = (self.look, self.turn(), self.look.corner);
        let solid = t.solid;
        let round = if matches!(l.mood, Mood::Solemn) { "4px" } else { "17px" };
        let first = list.start.unwrap_or(1);
        let pairs = self.pairs(list);
        // 内、外、夹、弓……: names of one character are their own numbers.
        let one = pairs.iter().all(|(label, _)| label.chars().count() == 1);
        let rows: String = pairs
            .into_iter()
            .zip(first..)
            .map(|((label, text), n)| {
                let mark = if one { label.clone() } else { n.to_string() };
                let badge = section(
                    &format!("flex-shrink:0;width:34px;height:34px;margin-right:13px;border-radius:{round};background-color:{solid};color:{WHITE};font-size:17px;line-height:34px;font-weight:bold;text-align:center;"),
                    &mark,
                );
                let name = if one { String::new() } else { p(&format!("margin:0;font-size:17px;line-height:1.5;font-weight:bold;color:{};", l.deep), &label) };
                let said = if text.is_empty() { String::new() } else { p(&self.text(if one { 16 } else { 15 }, "2px 0 0"), &text) };
                let body = section(if one { "flex:1;min-width:0;" } else { "flex:1;min-width:0;padding-top:4px;" }, &format!("{name}{said}"));
                section(
                    &format!("display:flex;align-items:flex-start;margin:0 0 10px;padding:12px 14px;border-radius:{corner};background-color:{};color:{};", t.tint, l.ink),
                    &format!("{badge}{body}"),
                )
            })
            .collect();
        section("margin:8px 0 20px;", &rows)
    }

    fn timeline(&mut self, list: &List) -> String {
        let (l, t, corner) = (self.look, self.turn(), self.look.corner);
        let solid = t.solid;
        let pairs = self.pairs(list);
        let last = pairs.len().saturating_sub(1);
        // Texts begin in one line, as near to the times as the longest time lets them.
        let column = pairs.iter().map(|(label, _)| sections::width(label, 17)).max().unwrap_or(0).clamp(48, 104);
        let rows: String = pairs
            .into_iter()
            .enumerate()
            .map(|(i, (label, text))| {
                // The knot sits on the line by a negative margin; where that is not kept it stands before the time.
                let knot = format!(
                    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" \
                     style=\"display:inline-block;vertical-align:-2px;margin-left:-27px;margin-right:11px;\">\
                     <circle cx=\"8\" cy=\"8\" r=\"6\" fill=\"{WHITE}\" stroke=\"{solid}\" stroke-width=\"4\"></circle></svg>"
                );
                let time = p(
                    &format!("flex:0 0 auto;min-width:{column}px;margin:0 14px 0 0;font-size:17px;line-height:1.6;font-weight:bold;color:{};text-align:left;", t.ink),
                    &format!("{knot}{label}"),
                );
                // Beside the time where there is room, below it where there is not.
                let said = if text.is_empty() { String::new() } else { p(&format!("{}flex:1 1 165px;", self.text(15, "0")), &text) };
                let row = section("display:flex;flex-wrap:wrap;align-items:baseline;", &format!("{time}{said}"));
                let foot = if i == last { "2px" } else { "16px" };
                section(
                    &format!("margin-left:8px;padding:0 0 {foot} 18px;border-left:2px solid {};", t.line),
                    &row,
                )
            })
            .collect();
        section(
            &format!(
                "margin:8px 0 20px;padding:18px 18px 16px;border-radius:{corner};background-color:{};color:{};",
                t.tint, l.ink
            ),
            &rows,
        )
    }

    fn tiles(&mut self, list: &List) -> String {
        let (l, t, corner) = (self.look, self.turn(), self.look.corner);
        let tiles: String = self
            .pairs(list)
            .into_iter()
            .map(|(label, text)| {
                let name = p(&format!("margin:0;font-size:16px;line-height:1.5;font-weight:bold;color:{};", l.deep), &label);
                let said = p(&format!("margin:2px 0 0;font-size:14px;line-height:1.6;color:{};", l.ink), &text);
                section(
                    &format!("flex:1 1 42%;box-sizing:border-box;margin:4px;padding:11px 12px;border-top:3px solid {};border-radius:3px 3px {corner} {corner};background-color:{};color:{};", t.solid, t.tint, l.ink),
                    &format!("{name}{said}"),
                )
            })
            .collect();
        section("display:flex;flex-wrap:wrap;margin:4px -4px 18px;", &tiles)
    }

    fn labelled(&mut self, list: &List) -> String {
        let (l, t, corner) = (self.look, self.turn(), self.look.corner);
        let pairs = self.pairs(list);
        let last = pairs.len().saturating_sub(1);
        let rows: String = pairs
            .into_iter()
            .enumerate()
            .map(|(i, (label, text))| {
                let name =
                    span(&format!("font-size:16px;font-weight:bold;color:{};margin-right:10px;", l.deep), &label);
                let rule = if i == last { String::new() } else { format!("border-bottom:1px dashed {};", t.line) };
                p(
                    &format!(
                        "margin:0;padding:9px 0;{rule}font-size:15px;line-height:1.8;color:{};text-align:justify;",
                        l.ink
                    ),
                    &format!("{name}{text}"),
                )
            })
            .collect();
        section(
            &format!("margin:4px 0 20px;padding:5px 16px;border:1px solid {};border-radius:{corner};", t.line),
            &rows,
        )
    }

    fn checklist(&mut self, list: &List) -> String {
        let (t, corner) = (self.turn(), self.look.corner);
        let last = list.items.len().saturating_sub(1);
        let mut rows = String::new();
        for (i, item) in list.items.iter().enumerate() {
            // U+2611 has a colour form on phones; VS15 asks for the plain one.
            let mark = if item.task == Some(true) { "☑\u{fe0e}" } else { "☐" };
            let tick = section(
                &format!("flex-shrink:0;width:26px;margin-right:6px;font-size:20px;line-height:27px;color:{};", t.ink),
                mark,
            );
            let inner = self.small(&item.blocks);
            let rule = if i == last { String::new() } else { format!("border-bottom:1px dashed {};", t.line) };
            let body = section("flex:1;min-width:0;", &inner);
            rows.push_str(&section(
                &format!("display:flex;align-items:flex-start;padding:9px 0;{rule}"),
                &format!("{tick}{body}"),
            ));
        }
        section(
            &format!("margin:8px 0 20px;padding:6px 16px;border:2px solid {};border-radius:{corner};", t.line),
            &rows,
        )
    }

    /// Items row by row, inner lists after their item and indented.
    fn rows(&mut self, list: &List, depth: usize) -> String {
        let mut out = String::new();
        for (i, item) in list.items.iter().enumerate() {
            let mark = match list.start {
                Some(first) => format!("{}.", first.saturating_add(i as u64)),
                None => ["•", "◦", "▪"].get(depth.min(2)).copied().unwrap_or("•").to_owned(),
            };
            let (inner, rest) = leading_text(item);
            let words = self.inline(inner);
            out.push_str(&self.row(&mark, &words, depth));
            for block in rest {
                match &block.kind {
                    BlockKind::List(l) => out.push_str(&self.rows(l, depth + 1)),
                    _ => out.push_str(&self.indented(block, depth + 1)),
                }
            }
        }
        out
    }

    fn row(&self, mark: &str, words: &str, depth: usize) -> String {
        let t = self.turn();
        let tick = section(
            &format!(
                "flex-shrink:0;min-width:16px;margin-right:6px;font-size:16px;line-height:1.8;font-weight:bold;color:{};",
                t.ink
            ),
            mark,
        );
        let text =
            section("flex:1;min-width:0;", &p(&self.text(16, "0"), if words.is_empty() { "\u{a0}" } else { words }));
        section(
            &format!("display:flex;align-items:flex-start;margin:0 0 6px {}px;", depth.min(4) * 22),
            &format!("{tick}{text}"),
        )
    }

    fn indented(&mut self, block: &Block, depth: usize) -> String {
        let inner = self.blocks(std::slice::from_ref(block));
        if inner.is_empty() {
            return inner;
        }
        section(&format!("margin:0 0 6px {}px;", depth.min(4) * 22), &inner)
    }

    pub(super) fn definitions(&mut self, list: &[Definition]) -> String {
        let asks = sections::asks(list);
        let cards: String = list.iter().map(|d| if asks { self.question(d) } else { self.definition(d) }).collect();
        section("margin:8px 0 20px;", &cards)
    }

    fn question(&mut self, d: &Definition) -> String {
        let (l, t, corner) = (self.look, self.turn(), self.look.corner);
        let badge = |letter: &str, ground: &str, ink: &str, line: &str| {
            section(
                &format!(
                    "flex-shrink:0;width:24px;height:24px;margin:2px 10px 0 0;border:1px solid {line};border-radius:6px;background-color:{ground};color:{ink};font-size:14px;line-height:24px;font-weight:bold;text-align:center;"
                ),
                letter,
            )
        };
        let words = self.inline(&d.term);
        let asked = element(
            "section",
            "flex:1;min-width:0;",
            &p(&format!("margin:0;font-size:16px;line-height:1.7;font-weight:bold;color:{};", l.deep), &words),
        );
        let mut card =
            section("display:flex;align-items:flex-start;", &format!("{}{asked}", badge("问", l.warm, WHITE, l.warm)));
        for answer in &d.details {
            let inner = self.small(answer);
            if inner.is_empty() {
                continue;
            }
            let said = section("flex:1;min-width:0;", &inner);
            card.push_str(&section(
                "display:flex;align-items:flex-start;margin-top:8px;",
                &format!("{}{said}", badge("答", WHITE, t.ink, t.solid)),
            ));
        }
        section(
            &format!(
                "margin:0 0 12px;padding:13px 15px;border-radius:{corner};background-color:{};color:{};",
                t.tint, l.ink
            ),
            &card,
        )
    }

    fn definition(&mut self, d: &Definition) -> String {
        let (l, t, corner) = (self.look, self.turn(), self.look.corner);
        let words = self.inline(&d.term);
        let mut card =
            p(&format!("margin:0;font-size:16px;line-height:1.6;font-weight:bold;color:{};", l.deep), &words);
        for detail in &d.details {
            let inner = self.small(detail);
            if !inner.is_empty() {
                card.push_str(&section("margin-top:2px;", &inner));
            }
        }
        section(
            &format!(
                "margin:0 0 10px;padding:11px 15px;border-left:4px solid {};border-radius:2px {corner} {corner} 2px;background-color:{};color:{};",
                t.solid, t.tint, l.ink
            ),
            &card,
        )
    }
}

/// An item's first paragraph and the rest.
fn leading_text(item: &ListItem) -> (&[Inline], &[Block]) {
    match item.blocks.split_first() {
        Some((Block { kind: BlockKind::Paragraph(inlines), .. }, rest)) => (inlines, rest),
        _ => (&[], &item.blocks),
    }
}
