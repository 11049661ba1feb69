//! Tables of a document ► settings: do against don't, or rows and columns.

use super::classify;
use super::maker::Maker;
use super::table::{ChoiceBlock, TableBlock};
use crate::model::{Align, Inline, InlineKind, Table, plain_text};
use crate::panel::layout::Setting;
use crate::panel::typeset::TextAlign;

impl Maker<'_> {
    pub(super) fn table(&self, table: &Table) -> Box<dyn Setting> {
        let roles = &self.cx.style.roles;
        if let (Some(good_first), [a, b]) = (classify::is_choice(table), table.head.as_slice()) {
            let cell = |c: &[Inline]| self.text(c, &roles.choice_text).align(TextAlign::Center).balanced();
            let rows = table
                .rows
                .iter()
                .filter_map(|r| match r.as_slice() {
                    [a, b] => Some([cell(a), cell(b)]),
                    _ => None,
                })
                .collect();
            let head = |c: &[Inline]| self.text(c, &roles.choice_head).align(TextAlign::Left);
            return Box::new(ChoiceBlock { look: self.look.clone(), heads: [head(a), head(b)], good_first, rows });
        }
        Box::new(self.plain_table(table))
    }

    pub fn plain_table(&self, table: &Table) -> TableBlock {
        let roles = &self.cx.style.roles;
        let align = |c: usize| match table.align.get(c) {
            Some(Align::Center) => TextAlign::Center,
            Some(Align::Right) => TextAlign::Right,
            _ => TextAlign::Left,
        };
        let head = table.head.iter().enumerate();
        let head = head.map(|(c, t)| self.text(t, &roles.table_head).align(align(c)).by_clauses()).collect();
        let cell = |c: usize, cell: &[Inline]| {
            let role = if c == 0 { &roles.table_first } else { &roles.table_cell };
            let number = c > 0 && is_bold_number(cell);
            let role = if number { &roles.table_number } else { role };
            self.pieces(role).tabular().inlines(cell).finish().align(align(c)).by_clauses()
        };
        let row = |r: &Vec<Vec<Inline>>| r.iter().enumerate().map(|(c, t)| cell(c, t)).collect();
        let urgent = |r: &Vec<Vec<Inline>>| {
            r.len() > 1
                && r.iter().skip(1).all(|c| matches!(c.as_slice(), [Inline { kind: InlineKind::Strong(_), .. }]))
        };
        let rows = table.rows.iter().map(row).collect();
        let made = TableBlock::new(self.look.clone(), head, rows, table.rows.iter().map(urgent).collect());
        let labels: Vec<String> = table.rows.iter().filter_map(|r| r.first()).map(|c| plain_text(c)).collect();
        // Pills have a coloured first cell, on which no drawing shows.
        match self.cx.gallery.spots_for(&labels).filter(|_| !self.cx.style.table.pills) {
            Some(spots) => made.with_spots(spots),
            None => made,
        }
    }
}

/// A cell that is one bold stretch with a digit in it: a figure of the table.
fn is_bold_number(cell: &[Inline]) -> bool {
    match cell {
        [Inline { kind: InlineKind::Strong(inner), .. }] => {
            let text = plain_text(inner);
            text.contains(|c: char| c.is_ascii_digit()) && text.chars().count() <= 12
        }
        _ => false,
    }
}
