//! 2. What is never split (rule 2): dashes, numbers with their units, dates, telephone numbers, addresses.
//!
//! Each finding is a range of cells; the joints inside it are glued. What belongs to a number, `words::number` says.

use super::class::Class;
use super::shape::{Cell, Joint};
use crate::words::number;

/// Glues what must stay together.
pub(super) fn glue_runs(cells: &mut [Cell]) {
    glue_addresses(cells);
    glue_dashes(cells);
    let mut i = 0;
    while i < cells.len() {
        if class(cells, i) == Some(Class::Digit) && !is_address(cells, i) {
            let (start, end) = number::around(|at| ch(cells, at), i);
            glue(cells, start, end);
            keep_date(cells, end);
            i = end.max(i + 1);
        } else {
            i += 1;
        }
    }
}

/// 5 月 | 31 日 and 2026 年 | 5 月 may part, but elsewhere is better.
fn keep_date(cells: &mut [Cell], end: usize) {
    let space = matches!(class(cells, end), Some(Class::Space | Class::NoBreakSpace));
    let after = end + usize::from(space);
    let of_date = end.checked_sub(1).is_some_and(|last| matches!(ch(cells, last), '年' | '月'));
    if of_date
        && class(cells, after) == Some(Class::Digit)
        && let Some(cell) = after.checked_sub(1).and_then(|i| cells.get_mut(i))
    {
        cell.joint = cell.joint.max(Joint::Address);
    }
}

fn class(cells: &[Cell], i: usize) -> Option<Class> {
    cells.get(i).map(|c| c.class)
}

fn ch(cells: &[Cell], i: usize) -> char {
    cells.get(i).map_or('\0', |c| c.c)
}

fn is_address(cells: &[Cell], i: usize) -> bool {
    cells.get(i).is_some_and(|c| c.address)
}

/// Keeps the cells `start..end` on one line. (The letters and digits inside are glued harder, as every word is.)
fn glue(cells: &mut [Cell], start: usize, end: usize) {
    let Some(inside) = end.checked_sub(1).filter(|&last| last > start).and_then(|last| cells.get_mut(start..last))
    else {
        return;
    };
    for cell in inside {
        cell.joint = cell.joint.max(Joint::Loose);
    }
}

/// —— and …… (CLREQ 3.1.5.1 符号分离禁则; UAX #14 B2, IN).
fn glue_dashes(cells: &mut [Cell]) {
    let dash = |c: char| match c {
        '—' | '―' | '\u{2E3A}' | '\u{2E3B}' => 1,
        '…' | '⋯' | '‥' => 2,
        _ => 0,
    };
    for i in 1..cells.len() {
        let kind = dash(ch(cells, i));
        let joined = kind != 0 && kind == dash(ch(cells, i - 1));
        if let Some(cell) = cells.get_mut(i - 1).filter(|_| joined) {
            cell.joint = Joint::Glued;
        }
    }
}

/// Web and mail addresses: only after / . - ? & (rule 2), never between the two slashes.
fn glue_addresses(cells: &mut [Cell]) {
    let mut i = 0;
    while i < cells.len() {
        let end = token_end(cells, i);
        if end == i {
            i += 1;
            continue;
        }
        if looks_like_address(cells, i, end) {
            mark_address(cells, i, end);
        }
        i = end;
    }
}

/// One past a run of printing ASCII.
fn token_end(cells: &[Cell], start: usize) -> usize {
    let mut i = start;
    while ch(cells, i).is_ascii_graphic() {
        i += 1;
    }
    i
}

fn looks_like_address(cells: &[Cell], start: usize, end: usize) -> bool {
    // The signs stand near the beginning; a token of megabytes need not be copied for this.
    let head: String = (start..end.min(start + 80)).map(|i| ch(cells, i)).collect();
    let lower = head.to_ascii_lowercase();
    if lower.contains("://") || lower.contains("www.") || lower.starts_with("mailto:") {
        return true;
    }
    // example.org/path: a dot between letters, then a slash.
    let Some((host, _)) = lower.split_once('/') else { return false };
    host.rsplit_once('.').is_some_and(|(name, top)| {
        !name.is_empty() && (2..=6).contains(&top.len()) && top.bytes().all(|b| b.is_ascii_lowercase())
    })
}

fn mark_address(cells: &mut [Cell], start: usize, end: usize) {
    let breaks_after = |c: char| matches!(c, '/' | '.' | '-' | '?' | '&');
    for i in start..end {
        let c = ch(cells, i);
        let next = ch(cells, i + 1);
        let last = i + 1 >= end;
        let may = breaks_after(c) && !breaks_after(next) && !last && next.is_ascii_alphanumeric() && i > start;
        if let Some(cell) = cells.get_mut(i) {
            cell.address = true;
            if !last {
                cell.joint = if may { Joint::Address } else { cell.joint.max(Joint::Glued) };
            }
        }
    }
}
