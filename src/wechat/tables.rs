//! Tables. What is wider than a phone is pushed sideways, and says so.

use super::blocks::Maker;
use super::markup::{element, p, section};
use super::palette::WHITE;
use crate::model::{Align, Inline, Table, plain_text};

/// The text's width on a phone, in CSS pixels. Up to here a table is let to break its cells instead.
const PHONE: usize = 340;
/// A character and a cell's padding.
const CHARACTER: usize = 15;
const PADDING: usize = 20;
/// A cell of more characters than this is broken into lines before the table is pushed sideways.
const LINE: usize = 6;

impl Maker<'_> {
    pub(super) fn table(&mut self, t: &Table) -> String {
        let (l, turn) = (self.look, self.turn());
        let mut rows = self.head(t);
        for (n, row) in t.rows.iter().enumerate() {
            let ground = if n % 2 == 0 { WHITE } else { turn.tint };
            let mut cells = String::new();
            for (i, cell) in row.iter().enumerate() {
                let (colour, weight) = if i == 0 { (l.deep, "bold") } else { (l.ink, "normal") };
                // A figure is never broken: 12.|5.
                let short = length(cell) <= LINE && (i == 0 || plain_text(cell).contains(|c: char| c.is_ascii_digit()));
                let whole = if short { "white-space:nowrap;" } else { "" };
                let style = format!(
                    "padding:9px 10px;border-bottom:1px solid {};background-color:{ground};color:{colour};font-size:15px;line-height:1.6;font-weight:{weight};text-align:{};vertical-align:top;{whole}",
                    turn.line,
                    align(t, i)
                );
                let words = self.inline(cell);
                cells.push_str(&element("td", &style, &words));
            }
            rows.push_str(&element("tr", "", &cells));
        }
        let need = width(t);
        let least = if need > PHONE { format!("min-width:{need}px;") } else { String::new() };
        let style = format!("width:100%;{least}border-collapse:collapse;margin:0;");
        let table = element("table", &style, &element("tbody", "", &rows));
        let frame = format!("margin:0;overflow-x:auto;border:1px solid {};border-radius:{};", turn.line, l.corner);
        let hint = if least.is_empty() {
            String::new()
        } else {
            p(
                &format!("margin:6px 0 0;font-size:13px;line-height:1.6;color:{};text-align:right;", l.mute),
                "手机上可以左右滑动看全表",
            )
        };
        section("margin:8px 0 20px;", &format!("{}{hint}", section(&frame, &table)))
    }

    fn head(&mut self, t: &Table) -> String {
        let solid = self.turn().solid;
        let mut cells = String::new();
        for (i, cell) in t.head.iter().enumerate() {
            let whole = if length(cell) <= LINE { "white-space:nowrap;" } else { "" };
            let style = format!(
                "padding:9px 10px;background-color:{solid};color:{WHITE};font-size:15px;line-height:1.5;font-weight:bold;text-align:{};{whole}",
                align(t, i)
            );
            let words = self.inline_in(cell, Some(WHITE));
            cells.push_str(&element("th", &style, &words));
        }
        element("tr", "", &cells)
    }
}

fn align(t: &Table, column: usize) -> &'static str {
    match t.align.get(column) {
        Some(Align::Center) => "center",
        Some(Align::Right) => "right",
        _ => "left",
    }
}

fn length(cell: &[Inline]) -> usize {
    plain_text(cell).trim().chars().count()
}

/// The width below which the columns would break into slivers.
fn width(t: &Table) -> usize {
    let column = |i: usize| {
        let longest = t.rows.iter().chain([&t.head]).filter_map(|r| r.get(i)).map(|c| length(c)).max().unwrap_or(0);
        longest.clamp(2, LINE) * CHARACTER + PADDING
    };
    (0..t.head.len()).map(column).sum()
}
