//! What the workbench shows, as data; `desk.js` draws it.

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::model::{Article, Board, Date, Site};
use crate::pipeline::Build;
use crate::report::BoardEntry;
use crate::world::World;

/// Days that count as soon.
const SOON: i64 = 14;
/// Health days shown ahead.
const AHEAD: usize = 4;
/// Lines of a file shown on each side of a mistake.
const AROUND: u32 = 2;
/// Characters of a line that are shown.
const LONGEST_LINE: usize = 120;

/// The lists of a build: boards, articles, what is due.
pub(super) fn lists(build: &Build, today: Date) -> Value {
    let input = &build.input;
    let site = &input.site;
    let entry = |b: &Board| build.report.boards.iter().find(|e| e.id == b.id);
    json!({
        "site": input.config.title,
        "boards": site.boards.iter().map(|b| board(b, entry(b), site, today)).collect::<Vec<_>>(),
        "articles": site.articles.iter().map(|a| article(a, build, today)).collect::<Vec<_>>(),
        "due": due(&site.boards, today),
        "days": days(build, today),
    })
}

fn article(a: &Article, build: &Build, today: Date) -> Value {
    let url = build.report.pages.iter().find(|p| p.source.as_ref() == Some(&a.path)).map(|p| &p.url);
    let wechat = format!("wechat/{}.html", a.slug);
    let has_wechat = build.artifacts.iter().any(|f| f.path == wechat);
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
        "characters": a.characters,
        "url": url,
        "wechat": has_wechat.then(|| format!("/{wechat}")),
    })
}

fn board(b: &Board, entry: Option<&BoardEntry>, site: &Site, today: Date) -> Value {
    let sources: Vec<&String> = b.articles.iter().filter_map(|s| site.article(s)).map(|a| &a.path).collect();
    let state = match (b.date, b.until) {
        _ if b.draft => "draft",
        (_, Some(until)) if until < today => "expired",
        (Some(date), _) if date > today => "planned",
        _ => "good",
    };
    let sheets: Vec<Value> = entry.map_or_else(Vec::new, |e| {
        let sheet = |s: &crate::report::SheetEntry| {
            json!({
                "src": format!("/print/{}-{}.png", b.id, s.page),
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
        "title": b.title,
        "issue": b.issue,
        "size": format!("{} × {} 张", b.size_name, b.sheets),
        "date": b.date.map(day_zh),
        "until": b.until.map(day_zh),
        "state": state,
        "sources": sources,
        "pdf": entry.and_then(|e| e.pdf.as_ref()).map(|p| format!("/{p}")),
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
            // A quarter after its end nobody waits for it to be taken down any more.
            (_, Some(end)) if (-90..=SOON).contains(&until(end)) => add(until(end), "该更换"),
            _ => {}
        }
    }
    all.sort_by_key(|(left, _)| *left);
    all.into_iter().map(|(_, v)| v).collect()
}

fn days(build: &Build, today: Date) -> Vec<Value> {
    let input = &build.input;
    let mut ahead: Vec<_> = [today.year(), today.year().saturating_add(1)]
        .into_iter()
        .flat_map(|y| input.calendar.year(y))
        .filter_map(|o| o.when.first().map(|d| (d.to_days() - today.to_days(), o)))
        .filter(|(left, _)| *left >= 0)
        .collect();
    ahead.sort_by_key(|(left, _)| *left);
    let has = |event: &str| input.site.articles.iter().any(|a| a.event.as_deref() == Some(event));
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

/// Problems with the lines around them.
pub(super) fn problems(found: &Diagnostics, world: &dyn World) -> Vec<Value> {
    let mut sorted: Vec<&Diagnostic> = found.iter().collect();
    // Stable: within one severity they stay in order of file and line.
    sorted.sort_by_key(|d| d.severity);
    sorted.into_iter().map(|d| problem(d, world)).collect()
}

fn problem(d: &Diagnostic, world: &dyn World) -> Value {
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
        "frame": (d.severity == Severity::Error).then(|| frame(d, world)),
    })
}

/// The lines around a mistake: number, text. The excerpt alone where the file is not plain UTF-8.
fn frame(d: &Diagnostic, world: &dyn World) -> Vec<(u32, String)> {
    let Some(span) = d.span.as_ref().filter(|s| s.line > 0) else { return Vec::new() };
    let short = |t: &str| t.chars().take(LONGEST_LINE).collect::<String>();
    let bytes = world.read(&span.file).ok();
    let Some(text) = bytes.as_deref().and_then(|b| std::str::from_utf8(b).ok()) else {
        return span.excerpt.iter().map(|e| (span.line, short(e))).collect();
    };
    let first = span.line.saturating_sub(AROUND).max(1);
    let lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
    lines.filter(|(n, _)| (first..=span.line + AROUND).contains(n)).map(|(n, t)| (n, short(t))).collect()
}
