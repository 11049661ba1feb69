//! What is said of a composed board: fit, sheets, choices, and what to do when it does not fit.

use super::{
    Attempt, Board, Card, Choice, ColumnReport, Composition, Diagnostic, Diagnostics, FitReport, Job, SheetReport,
    SheetSize, Span,
};
use crate::panel::layout::flow::Flow;
use crate::world::World;

/// Spare characters that are worth telling of.
const WORTH_TELLING: usize = 60;

/// Three decimals are enough for millimetres and parts.
fn round(v: f64) -> f64 {
    (v * 1000.0).round() / 1000.0
}

pub(super) fn sheets(size: SheetSize, found: &Composition) -> Vec<SheetReport> {
    let sheet = |(i, plan): (usize, &crate::panel::layout::compose::SheetPlan)| SheetReport {
        page: i + 1,
        width_mm: round(size.width.0),
        height_mm: round(size.height.0),
        columns: plan.fill.iter().map(|f| ColumnReport { fill: round(*f) }).collect(),
    };
    found.sheets.iter().enumerate().map(sheet).collect()
}

pub(super) fn choices(cards: &[Card], found: &Composition) -> Vec<Choice> {
    let mut out = Vec::new();
    for (i, plan) in found.sheets.iter().enumerate() {
        for placed in &plan.placed {
            let Some(card) = cards.get(placed.card) else { continue };
            let Some(variant) = card.variants.get(placed.variant) else { continue };
            out.push(Choice {
                page: i + 1,
                title: card.title.clone(),
                variant: variant.name.to_owned(),
                span: placed.span,
                reason: variant.reason.clone(),
            });
        }
    }
    out
}

/// Too much text, or much room left; and a note where codes are left out.
pub(super) fn fit_diagnostics(job: &Job<'_>, attempt: &Attempt) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let board = job.board;
    match &attempt.result {
        Err(over) => {
            let remedies = remedies(job);
            diagnostics.push(overset(job, attempt.fit.min_pt, attempt.longest, (over.characters, remedies)));
        }
        Ok(found) => {
            match underfull(job, &attempt.fit) {
                Some(note) => diagnostics.push(note),
                None => diagnostics.extend(short_stacks(job, &attempt.fit, found)),
            }
            if found.sheets.len() < board.sheets {
                let message = format!("“{}”写了 {} 张，内容只够 {} 张", board.title, board.sheets, found.sheets.len());
                diagnostics.push(
                    Diagnostic::warning("board-sheets-empty", message).with_span(articles_span(job.from.world, board)),
                );
            }
        }
    }
    diagnostics.extend(no_code(job));
    diagnostics
}

/// A note where codes are left out.
pub(super) fn no_code(job: &Job<'_>) -> Option<Diagnostic> {
    job.from.config.base_url.is_none().then(|| {
        Diagnostic::note("board-no-code", "还没有网站地址，板报上不印二维码")
            .with_span(Span::file("banbao.toml"))
            .with_help("网站上线以后，在 banbao.toml 里写 base_url = \"https://……\"")
    })
}

/// A note where much room is left at the largest size.
pub(super) fn underfull(job: &Job<'_>, fit: &FitReport) -> Option<Diagnostic> {
    let largest = fit.body_pt >= fit.max_pt - 0.01;
    (largest && fit.spare_chars >= WORTH_TELLING).then(|| {
        let message =
            format!("“{}”字号已到最大（{:.1} pt），还能再放约 {} 字", job.board.title, fit.body_pt, fit.spare_chars);
        Diagnostic::note("board-underfull", message)
            .with_span(articles_span(job.from.world, job.board))
            .with_help("可以加一节内容或一篇文章，也可以少用一张纸或换小一号的纸")
    })
}

/// A column is full from here on (rule 14).
const FULL: f64 = 0.97;

/// A note for every sheet with columns that end before their band does, because what comes next cannot be divided.
pub(super) fn short_columns(job: &Job<'_>, found: &Flow) -> Diagnostics {
    let line = found.scale.body * found.scale.leading;
    let mut out = Diagnostics::new();
    for (number, sheet) in found.sheets.iter().enumerate() {
        let fills = sheet.fill(found.room.columns);
        let short: Vec<(usize, f64)> = fills.into_iter().enumerate().filter(|(_, fill)| *fill < FULL).collect();
        if short.is_empty() {
            continue;
        }
        let told: Vec<String> = short
            .iter()
            .map(|(column, fill)| {
                let lines = (sheet.height * (1.0 - fill) / line).round().max(1.0);
                format!("第 {} 栏空约 {lines} 行", column + 1)
            })
            .collect();
        let message = format!("“{}”第 {} 张有栏没有排满：{}", job.board.title, number + 1, told.join("，"));
        out.push(
            Diagnostic::note("board-column-short", message)
                .with_span(articles_span(job.from.world, job.board))
                .with_help("后面的图、提示框或表不能拆开。把它挪前一两段，或者增删几行字，就能排满"),
        );
    }
    out
}

/// Body lines that may stay empty below a stack of cards before it is told.
const HOLE: f64 = 2.0;

/// A note for every sheet of cards with columns that no card fills: unless the type is as large as it may be, every
/// column is to be full, and no stack is to leave more than two lines empty.
fn short_stacks(job: &Job<'_>, fit: &FitReport, found: &Composition) -> Diagnostics {
    let line = found.scale.body * found.scale.leading;
    let largest = fit.body_pt >= fit.max_pt - 0.01;
    let mut out = Diagnostics::new();
    for (number, sheet) in found.sheets.iter().enumerate() {
        let columns = sheet.fill.iter().zip(&sheet.holes).enumerate();
        let short: Vec<String> = columns
            .filter(|(_, (fill, hole))| (**fill < FULL && !largest) || **hole > line * HOLE)
            .map(|(column, (_, hole))| format!("第 {} 栏空约 {} 行", column + 1, (*hole / line).round().max(1.0)))
            .collect();
        if !short.is_empty() {
            let message = format!("“{}”第 {} 张有栏没有排满：{}", job.board.title, number + 1, short.join("，"));
            out.push(
                Diagnostic::note("board-column-short", message)
                    .with_span(articles_span(job.from.world, job.board))
                    .with_help("给这几栏的小节添几行字，或者增减一个小节，就能排满"),
            );
        }
    }
    out
}

/// More text than room.
pub(super) fn overset(
    job: &Job<'_>,
    min_pt: f64,
    longest: Option<(usize, usize)>,
    (characters, remedies): (usize, Vec<String>),
) -> Diagnostic {
    let board = job.board;
    let message = format!(
        "“{}”放不下：字已缩到 {:.1} pt（看板距离 {:.1} 米，再小看不清），还多约 {characters} 字",
        board.title,
        min_pt,
        board.reading_distance.0 / 1000.0,
    );
    let mut help = remedies;
    if let Some((article, count)) = longest
        && let Some(article) = job.articles.get(article)
    {
        help.push(format!(
            "{}删短文章，最长的是“{}”（{count} 字，{}）",
            if help.is_empty() { "" } else { "或" },
            article.title,
            article.path
        ));
    }
    if board.columns.is_some_and(|c| c > 2) {
        help.push("或少分一栏：columns 改小，或删去这一行由程序来定".to_owned());
    }
    Diagnostic::error("board-overset", message)
        .with_span(articles_span(job.from.world, board))
        .with_help(help.join("\n"))
}

/// What was tried and helps: more sheets, a larger sheet.
fn remedies(job: &Job<'_>) -> Vec<String> {
    let mut help = Vec::new();
    let sheets = job.board.sheets;
    let more = (sheets + 1..=sheets + MOST_SHEETS_MORE).find(|n| {
        let board = Board { sheets: *n, ..job.board.clone() };
        job.with(&board, job.size).fits()
    });
    if let Some(n) = more {
        help.push(format!("加到 {n} 张纸就放得下（试排过）：sheets: {n}"));
    }
    if let Some((name, factor)) = larger(&job.board.size_name) {
        let times = |mm: crate::unit::Mm| crate::unit::Mm((mm.0 * factor).round());
        let size = SheetSize { width: times(job.size.width), height: times(job.size.height), ..job.size };
        if job.with(job.board, size).fits() {
            let or = if help.is_empty() { "" } else { "或" };
            help.push(format!("{or}换大一号的纸就放得下（试排过）：size: {name}"));
        }
    }
    help
}

/// What helps as a rule, where nothing was tried.
pub(super) fn untried(job: &Job<'_>) -> Vec<String> {
    let mut help = vec![format!("加一张纸：sheets: {}", job.board.sheets + 1)];
    help.extend(larger(&job.board.size_name).map(|(name, _)| format!("或换大一号的纸：size: {name}")));
    help
}

/// How many sheets more are tried.
const MOST_SHEETS_MORE: usize = 3;

/// The next larger of the A series, and how much longer its edges are.
fn larger(size: &str) -> Option<(&'static str, f64)> {
    let next = [("A4", "A3"), ("A3", "A2"), ("A2", "A1"), ("A1", "A0")];
    next.into_iter().find(|(s, _)| *s == size).map(|(_, l)| (l, std::f64::consts::SQRT_2))
}

/// Where a board's file names its articles; the whole file when that line is not found.
pub(super) fn articles_span(world: &dyn World, board: &Board) -> Span {
    let Ok(bytes) = world.read(&board.path) else { return Span::file(&board.path) };
    let text = String::from_utf8_lossy(&bytes);
    let key = |line: &str| {
        let line = line.trim_start_matches('\u{FEFF}').trim_start();
        line.starts_with("articles") || line.starts_with("文章")
    };
    match text.lines().position(key) {
        Some(i) => {
            let line = text.lines().nth(i).unwrap_or_default();
            let width = line.chars().count() as u32;
            Span::line(&board.path, i as u32 + 1).at(1, width).excerpt_from(&text)
        }
        None => Span::file(&board.path),
    }
}
