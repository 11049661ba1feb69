//! Every problem that a person can be told about has its words here; see `support` for how.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

mod support;

use std::path::{Path, PathBuf};

use banbao::calendar::Calendar;
use banbao::config;
use banbao::content::{self, EventNames, LoadOptions};
use banbao::diagnostic::{Diagnostics, Severity};
use banbao::panel::layout::board::{Sources, compose};
use banbao::panel::layout::shelf::Shelf;
use banbao::world::{DiskWorld, MemoryWorld, World};

/// A calendar of two days.
struct TwoDays;

impl EventNames for TwoDays {
    fn resolve(&self, text: &str) -> Option<String> {
        match text {
            "世界无烟日" | "no-tobacco-day" => Some("no-tobacco-day".to_owned()),
            "全国爱牙日" | "teeth-day" => Some("teeth-day".to_owned()),
            _ => None,
        }
    }

    fn nearest(&self, text: &str) -> Option<String> {
        banbao::input::nearest(text, ["世界无烟日", "全国爱牙日"]).map(str::to_owned)
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors")
}

fn problems_of(world: &dyn World) -> Diagnostics {
    let (config, mut problems) = config::load(world);
    let (_, found) = content::load(world, &config, &TwoDays, &LoadOptions::default());
    problems.extend(found);
    problems
}

fn content_stage(site: &Path) -> Diagnostics {
    problems_of(&DiskWorld::new(site))
}

/// What composing the boards says, the reading of them aside.
fn boards_stage(site: &Path) -> Diagnostics {
    let world = DiskWorld::new(site);
    let (config, _) = config::load(&world);
    let (calendar, _) = Calendar::load(&world);
    let (site, found) = content::load(&world, &config, &TwoDays, &LoadOptions::default());
    assert!(!found.has_errors(), "{found:?}");
    let from = Sources { world: &world, config: &config, calendar: &calendar, site: &site, shelf: &Shelf::default() };
    site.boards.iter().flat_map(|b| compose(from, b).diagnostics).collect()
}

#[test]
fn every_folder() {
    let names = support::run_cases(&folder(), &[("content", content_stage), ("boards", boards_stage)]);
    assert!(names.len() >= 25, "only {} cases", names.len());
}

/// Compares one generated case with its words, in `tests/errors/<name>.txt`.
fn generated(name: &str, world: &dyn World) {
    let problems = problems_of(world);
    assert!(problems.count(Severity::Error) > 0);
    support::compare(&folder().join(format!("{name}.txt")), &support::render(&problems))
        .unwrap_or_else(|e| panic!("{e}"));
}

fn memory(path: &str, text: &str) -> MemoryWorld {
    MemoryWorld::new(banbao::model::Date::epoch()).with("banbao.toml", "title = \"站\"\n").with(path, text)
}

#[test]
fn ten_thousand_quotes_deep() {
    let text = format!("---\n标题: 深\n---\n\n{}甲\n", ">".repeat(10_000));
    generated("nesting-quotes", &memory("content/articles/deep.md", &text));
}

#[test]
fn ten_thousand_lists_deep() {
    let lists: String = (0..1500).map(|i| format!("{}- 甲\n", "  ".repeat(i))).collect();
    generated("nesting-lists", &memory("content/articles/deep.md", &format!("---\n标题: 深\n---\n\n{lists}")));
}

#[test]
fn five_megabytes_in_one_line() {
    let line = "吸烟有害健康，".repeat(5 * 1024 * 1024 / 21);
    let text = format!("---\n标题: 长\n---\n\n{line}![](没有.png)\n");
    let started = std::time::Instant::now();
    generated("long-line", &memory("content/articles/long.md", &text));
    assert!(started.elapsed().as_secs() < 2, "{:?}", started.elapsed());
}

#[test]
fn nine_megabytes() {
    let text = format!("---\n标题: 大\n---\n\n{}\n", "吸烟有害健康。\n".repeat(9 * 1024 * 1024 / 22));
    generated("file-too-large", &memory("content/articles/large.md", &text));
}

#[test]
fn thousands_of_the_same_problem_are_counted() {
    let text = format!("---\n标题: 多\n---\n\n{}\n", "![](没有.png)\n\n".repeat(3000));
    let problems = problems_of(&memory("content/articles/many.md", &text));
    assert_eq!(problems.count(Severity::Error), 51);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_to_itself() {
    let dir = tempfile::tempdir().unwrap();
    let articles = dir.path().join("content/articles");
    std::fs::create_dir_all(&articles).unwrap();
    std::fs::write(dir.path().join("banbao.toml"), "title = \"站\"\n").unwrap();
    std::fs::write(articles.join("a.md"), "---\n标题: 甲\n---\n\n文。\n").unwrap();
    std::os::unix::fs::symlink(&articles, articles.join("again")).unwrap();
    generated("symlink-loop", &DiskWorld::new(dir.path()));
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_outside() {
    let dir = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret.md"), "---\n标题: 密\n---\n\n文。\n").unwrap();
    let articles = dir.path().join("content/articles");
    std::fs::create_dir_all(&articles).unwrap();
    std::fs::write(dir.path().join("banbao.toml"), "title = \"站\"\n").unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.md"), articles.join("secret.md")).unwrap();
    generated("symlink-outside", &DiskWorld::new(dir.path()));
}
