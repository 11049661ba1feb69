//! What the workbench shows, as data; `desk.js` draws it.

use serde_json::{Value, json};

use super::state::Inner;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Article, Board, Date};
use crate::pipeline::Snapshot;
use crate::report::BoardEntry;
use crate::world::World;

/// Days that count as soon.
const SOON: i64 = 14;
/// A quarter after its end nobody waits for a board to be taken down any more.
const LONG_AGO: i64 = 90;
/// Health days shown ahead.
const AHEAD: usize = 3;
/// Lines of a file shown on each side of a mistake.
const AROUND: u32 = 2;
/// Problems shown: nobody mends more at one sitting.
const MOST_PROBLEMS: usize = 300;
/// Characters of a line that are shown.
const LONGEST_LINE: usize = 120;

/// Everything, as JSON.
pub(super) fn desk(now: &Inner) -> Value {
    let problems = now.problems();
    let blocking = now.blocking();
    let lists = now.shown.as_ref().map(|s| lists(s));
    let world = now.shown.as_ref().map(|s| s.world());
    json!({
        "lists": lists,
        "problems": told(problems.iter().take(MOST_PROBLEMS), world),
        "counts": {
            "error": problems.count(Severity::Error),
            "warning": problems.count(Severity::Warning),
            "note": problems.count(Severity::Note),
        },
        "blocking": told(blocking.iter().take(MOST_PROBLEMS), world),
        "seconds": (now.seconds * 1000.0).round() / 1000.0,
        "settled": now.settled,
    })
}

/// Boards, articles, what is due.
fn lists(shown: &Snapshot) -> Value {
    let site = shown.site();
    let today = shown.world().today();
    let entries = shown.board_entries();
    let entry = |b: &Board| entries.iter().find(|e| e.id == b.id);
    json!({
        "site": shown.config().title,
        "boards": site.boards.iter().map(|b| board(b, entry(b), shown, today)).collect::<Vec<_>>(),
        "articles": site.articles.iter().map(|a| article(a, shown, today)).collect::<Vec<_>>(),
        "due": due(&site.boards, today),
        "days": days(shown, today),
    })
}

fn article(a: &Article, shown: &Snapshot, today: Date) -> Value {
    let state = match a.expires {
        _ if a.draft => "draft",
        Some(end) if end < today => "expired",
        _ => "good",
    };
    json!({
        "path": a.path,
        "title": a.title,
        "date": a.date.map(Date::zh),
        "state": state,
        "expires": a.expires.map(Date::zh),
        "reviewed": a.reviewer.is_some(),
        "characters": a.characters,
        "url": shown.url_of(&a.path),
        "wechat": format!("/{}", shown.wechat_of(a)),
    })
}

fn board(b: &Board, entry: Option<&BoardEntry>, shown: &Snapshot, today: Date) -> Value {
    let sources: Vec<&String> = b.articles.iter().filter_map(|s| shown.site().article(s)).map(|a| &a.path).collect();
    let state = match (b.date, b.until) {
        _ if b.draft => "draft",
        (_, Some(until)) if until.to_days() - today.to_days() < -LONG_AGO => "over",
        (_, Some(until)) if until < today => "expired",
        (Some(date), _) if date > today => "planned",
        _ => "good",
    };
    let sheets: Vec<Value> = entry.map_or_else(Vec::new, |e| {
        let sheet = |s: &crate::report::SheetEntry| {
            json!({
                "src": format!("/_banbao/sheet/{}/{}.svg", encoded(&b.id), s.page),
                "width": s.width_mm,
                "height": s.height_mm,
                "fills": s.columns.iter().map(|c| c.fill).collect::<Vec<_>>(),
            })
        };
        e.sheets.iter().map(sheet).collect()
    });
    json!({
        "id": b.id,
        "path": b.path,
        "url": shown.url_of(&b.path),
        "title": b.title,
        "issue": b.issue,
        "size": format!("{} × {} 张", b.size_name, b.sheets),
        "date": b.date.map(day_zh),
        "until": b.until.map(day_zh),
        "state": state,
        "sources": sources,
        "pdf": entry.filter(|e| !e.sheets.is_empty()).map(|e| format!("/print/{}.pdf", encoded(&e.id))),
        "sheets": sheets,
        "fit": entry.map(|e| e.fit),
    })
}

fn day_zh(d: Date) -> String {
    format!("{} 月 {} 日", d.month(), d.day())
}

/// Boards that are to be put up or taken down soon, and those that should have been.
fn due(boards: &[Board], today: Date) -> Vec<Value> {
    let mut all: Vec<(i64, Value)> = Vec::new();
    let until = |d: Date| d.to_days() - today.to_days();
    for b in boards.iter().filter(|b| !b.draft) {
        let name = b.issue.as_ref().unwrap_or(&b.title);
        let mut add = |left: i64, what: &str| {
            all.push((
                left,
                json!({ "when": when(left), "text": format!("{name}{what}"), "board": b.id, "hot": left <= 2 }),
            ));
        };
        match (b.date, b.until) {
            (Some(date), _) if (0..=SOON).contains(&until(date)) => add(until(date), "该张贴"),
            (_, Some(end)) if (-LONG_AGO..=SOON).contains(&until(end)) => add(until(end), "该更换"),
            _ => {}
        }
    }
    all.sort_by_key(|(left, _)| *left);
    all.into_iter().map(|(_, v)| v).collect()
}

fn days(shown: &Snapshot, today: Date) -> Vec<Value> {
    let mut ahead: Vec<_> = [today.year(), today.year().saturating_add(1)]
        .into_iter()
        .flat_map(|y| shown.calendar().year(y))
        .filter_map(|o| o.when.first().map(|d| (d.to_days() - today.to_days(), o)))
        .filter(|(left, _)| *left >= 0)
        .collect();
    ahead.sort_by_key(|(left, _)| *left);
    let has = |event: &str| shown.site().articles.iter().any(|a| a.event.as_deref() == Some(event));
    let show = |(left, o): &(i64, crate::calendar::Occurrence)| json!({ "when": when(*left), "text": o.title, "date": o.when_zh, "written": has(&o.event) });
    ahead.iter().take(AHEAD).map(show).collect()
}

fn when(left: i64) -> String {
    match left {
        0 => "今天".to_owned(),
        1 => "明天".to_owned(),
        2 => "后天".to_owned(),
        n if n < 0 => format!("过了 {} 天", -n),
        n => format!("{n} 天后"),
    }
}

/// Problems, the worst first, with the lines around them.
fn told<'a>(found: impl Iterator<Item = &'a Diagnostic>, world: Option<&dyn World>) -> Vec<Value> {
    let mut sorted: Vec<&Diagnostic> = found.collect();
    // A mistake in settings or themes is often the cause of others in the texts. Stable: else in order of file and line.
    let is_text = |d: &Diagnostic| d.span.as_ref().is_some_and(|s| s.file.starts_with("content/"));
    sorted.sort_by_key(|d| (d.severity, is_text(d)));
    sorted.into_iter().map(|d| problem(d, world)).collect()
}

fn problem(d: &Diagnostic, world: Option<&dyn World>) -> Value {
    let span = d.span.as_ref();
    json!({
        "severity": d.severity,
        "label": d.severity.label(),
        "code": d.code,
        "message": d.message,
        "help": d.help,
        "file": span.map(|s| &s.file),
        "line": span.map_or(0, |s| s.line),
        "column": span.map_or(0, |s| s.column),
        "width": span.map_or(0, |s| s.width),
        "frame": (d.severity == Severity::Error).then(|| frame(d, world)),
    })
}

/// The lines around a mistake: number, text. The excerpt alone where the file is not plain UTF-8.
fn frame(d: &Diagnostic, world: Option<&dyn World>) -> Vec<(u32, String)> {
    let Some(span) = d.span.as_ref().filter(|s| s.line > 0) else { return Vec::new() };
    let short = |t: &str| t.chars().take(LONGEST_LINE).collect::<String>();
    let bytes = world.and_then(|w| w.read(&span.file).ok());
    let Some(text) = bytes.as_deref().and_then(|b| std::str::from_utf8(b).ok()) else {
        return span.excerpt.iter().map(|e| (span.line, short(e))).collect();
    };
    let first = span.line.saturating_sub(AROUND).max(1);
    let lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
    lines.filter(|(n, _)| (first..=span.line + AROUND).contains(n)).map(|(n, t)| (n, short(t))).collect()
}

/// A name as part of an address.
fn encoded(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    name.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
