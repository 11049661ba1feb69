//! The lints over folders of texts: every planted fault is found once, at its place, and nothing else;
//! clean texts and the project's own content give no finding. `docs/checks.md` says what there is.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]
// A helper of a test may fail the test: clippy.toml says so of test functions alone.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use banbao::calendar::Calendar;
use banbao::check::{self, Level, Levels};
use banbao::config::{self, Config};
use banbao::content::{self, EventNames, LoadOptions};
use banbao::diagnostic::{Diagnostic, Severity, Span};
use banbao::model::Date;
use banbao::world::{MemoryWorld, builtin_files};

struct Names<'a>(&'a Calendar);

impl EventNames for Names<'_> {
    fn resolve(&self, text: &str) -> Option<String> {
        self.0.resolve(text)
    }

    fn nearest(&self, text: &str) -> Option<String> {
        self.0.nearest(text)
    }
}

const SETTINGS: &str = "title = \"健康\"\nbase_url = \"https://health.example\"\n[organization]\nname = \"青禾中心\"\nphone = \"010-5555 0131\"\n";

/// An article without fault, for boards to show.
const OTHER: &str =
    "---\ntitle: 洗手\ndate: 2026-05-01\nauthor: 甲\nreviewer: 乙\naudience: 居民\nsource: 《洗手》\n---\n\n多洗手。\n";

fn today() -> Date {
    Date::new(2026, 6, 1).unwrap()
}

fn world() -> MemoryWorld {
    MemoryWorld::new(today())
        .with("banbao.toml", SETTINGS)
        .with("content/articles/ok.svg", "<svg/>")
        .with("content/articles/big.jpg", vec![0_u8; 3 << 20])
        .with("content/articles/other.md", OTHER)
}

fn run_with(world: &MemoryWorld, levels: Option<Levels>) -> Vec<Diagnostic> {
    let (config, problems) = config::load(world);
    assert!(!problems.has_errors(), "{problems:?}");
    let (calendar, _) = Calendar::load(world);
    let (site, problems) = content::load(world, &config, &Names(&calendar), &LoadOptions::default());
    assert!(!problems.has_errors(), "{:?}", problems.iter().map(Diagnostic::render).collect::<Vec<_>>());
    let (resolved, unknown) = Levels::resolve(world, &config);
    let found = check::run(world, &config, &calendar, &site, &levels.unwrap_or(resolved));
    unknown.into_iter().chain(found).collect()
}

fn run(world: &MemoryWorld) -> Vec<Diagnostic> {
    run_with(world, None)
}

/// `code 行` or `code 行:列+宽`.
fn place(d: &Diagnostic) -> String {
    let span = d.span.as_ref().expect("every finding has a place");
    match (span.line, span.column) {
        (0, _) => format!("{} {}", d.code, span.file),
        (line, 0) => format!("{} {line}", d.code),
        (line, column) => format!("{} {line}:{column}+{}", d.code, span.width),
    }
}

fn texts(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check").join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let name = |p: &Path| p.file_name().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|p| (name(p), fs::read_to_string(p).unwrap())).collect()
}

/// A text as a site of its own; boards by their names.
fn site_of(name: &str, text: &str) -> MemoryWorld {
    let folder = if name.starts_with("board-") {
        "boards"
    } else if name.starts_with("page-") {
        "pages"
    } else {
        "articles"
    };
    world().with(&format!("content/{folder}/{name}"), text)
}

/// What `<!-- 应报 … -->` at the end of a text says.
fn expected(text: &str) -> Vec<String> {
    let mut out: Vec<String> =
        text.lines().filter_map(|l| l.strip_prefix("<!-- 应报 ")?.strip_suffix(" -->")).map(str::to_owned).collect();
    out.sort();
    out
}

#[test]
fn every_planted_fault_is_found_once_and_nothing_else() {
    // `staff` is what people copy out of Word and off the web, with many faults in one text.
    let files = [texts("faults"), texts("staff")].concat();
    assert!(files.len() >= 70, "{}", files.len());
    let mut wrong = String::new();
    for (name, text) in &files {
        let wanted = expected(text);
        assert!(!wanted.is_empty(), "{name} says not what is to be found");
        let found = run(&site_of(name, text));
        let mut places: Vec<String> = found.iter().map(place).collect();
        places.sort();
        if places != wanted {
            let told: Vec<String> = found.iter().map(Diagnostic::render).collect();
            let _ = writeln!(wrong, "{name}\n  wanted {wanted:?}\n  found  {places:?}\n{}", told.concat());
        }
        // Every finding shows the line it speaks of and says what to do.
        for d in &found {
            let span = d.span.as_ref().unwrap();
            assert!(d.help.is_some() && (span.line == 0 || span.excerpt.is_some()), "{name}: {d:?}");
            let line = text.lines().nth((span.line.max(1) - 1) as usize).unwrap_or_default();
            assert!(span.column as usize + span.width as usize <= line.chars().count() + 2, "{name}: {d:?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_lint_has_a_planted_fault() {
    let planted: BTreeSet<String> = texts("faults")
        .iter()
        .flat_map(|(_, t)| expected(t))
        .filter_map(|e| e.split(' ').next().map(str::to_owned))
        .collect();
    // These are about the settings, the theme and the site as a whole, and have tests of their own.
    let others = ["check-level-unknown", "qr-no-address", "board-quarter-missing", "style-contrast"];
    // These are about boards as they are drawn: tests/check_sheets.rs.
    let drawn = ["text-small", "qr-small", "text-on-picture"];
    // What the build finds has its cases in tests/errors and beside the stages.
    let built = [
        "board-overset",
        "board-underfull",
        "board-column-short",
        "board-sheets-empty",
        "image-coarse",
        "picture-missing",
    ];
    let built = built.into_iter().chain(["link-missing", "link-unsafe", "html-removed"]);
    let others: Vec<&str> = others.into_iter().chain(drawn).chain(built).collect();
    for lint in check::all() {
        assert!(planted.contains(lint.code) || others.contains(&lint.code), "no fault for {}", lint.code);
    }
    for code in &planted {
        assert!(check::explain(code).is_some(), "{code} is no lint");
    }
}

#[test]
fn clean_texts_give_no_finding() {
    let files = texts("clean");
    assert!(files.len() >= 20, "{}", files.len());
    let found = files.iter().flat_map(|(name, text)| run(&site_of(name, text)));
    let told: String = found.map(|d| d.render()).collect();
    assert!(told.is_empty(), "{told}");
}

#[test]
fn the_projects_own_content_gives_no_finding() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for day in [today(), Date::new(2026, 11, 22).unwrap()] {
        let found = run(&own_content(root, day));
        assert!(found.is_empty(), "{day}\n{}", found.iter().map(Diagnostic::render).collect::<String>());
    }
}

fn own_content(root: &Path, day: Date) -> MemoryWorld {
    let mut world = MemoryWorld::new(day);
    let mut articles = 0;
    for entry in walkdir::WalkDir::new(root.join("content")).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            articles += usize::from(path.starts_with("content/articles/") && path.ends_with(".md"));
            world = world.with(&path, fs::read(entry.path()).unwrap());
        }
    }
    world = world.with("banbao.toml", fs::read(root.join("banbao.toml")).unwrap());
    assert!(articles >= 10, "{articles}");
    world
}

#[test]
fn settings_change_levels() {
    let fault = "---\ntitle: 甲\ndate: 2026-05-01\nauthor: 甲\nreviewer: 乙\naudience: 居民\nsource: 《丙》\n---\n\n健康的的生活,很好。\n";
    let with = |levels: &str| {
        let settings = format!("{SETTINGS}[check]\nlevels = {{ {levels} }}\n");
        run(&world().with("banbao.toml", settings).with("content/articles/a.md", fault))
    };
    let severities = |found: &[Diagnostic]| found.iter().map(|d| (d.code, d.severity)).collect::<Vec<_>>();
    let both = [("repeated-word", Severity::Warning), ("half-width-punctuation", Severity::Warning)];
    assert_eq!(severities(&with("\"dash\" = \"off\"")), both);
    assert_eq!(severities(&with("\"half-width-punctuation\" = \"off\"")), both[..1]);
    let raised = with("\"half-width-punctuation\" = \"off\", \"repeated-word\" = \"错误\"");
    assert_eq!(severities(&raised), [("repeated-word", Severity::Error)]);
    let unknown = with("\"repeated-wrod\" = \"off\"");
    assert_eq!(unknown[0].code, "check-level-unknown");
    assert_eq!(unknown[0].help.as_deref(), Some("是不是想写“repeated-word”？"));
    assert_eq!(unknown[0].span.as_ref().map(|s| (s.file.as_str(), s.line, s.column)), Some(("banbao.toml", 7, 13)));
    assert_eq!(unknown.len(), 3);
    let mut levels = Levels::new();
    assert!(levels.set("repeated-word", Level::Off) && !levels.set("no-such", Level::Off));
    let found = run_with(&world().with("content/articles/a.md", fault), Some(levels));
    assert_eq!(severities(&found), both[1..]);
}

fn board(issue: &str, date: &str, until: &str) -> String {
    format!("---\ntitle: 板报\nissue: {issue}\ndate: {date}\nuntil: {until}\nlocation: 大厅\narticles: [other]\n---\n")
}

#[test]
fn a_site_is_looked_at_as_a_whole() {
    let two = world()
        .with("content/boards/a.md", board("1", "2025-07-01", "2025-09-30"))
        .with("content/boards/b.md", board("2", "2026-03-25", "2026-06-30"));
    let found = run(&two);
    // From the second quarter of 2025 to the first of 2026; the site began in the third.
    let messages: Vec<&str> = found.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(messages, ["2025 年第 4 季度没有一期宣传栏"], "{found:?}");
    let nowhere = two.with("banbao.toml", "title = \"健康\"\n");
    assert_eq!(run(&nowhere).iter().map(|d| d.code).collect::<Vec<_>>(), ["qr-no-address", "board-quarter-missing"]);
}

#[test]
fn the_interval_is_the_organisations_own() {
    let four_months = |settings: &str| {
        let site = world()
            .with("banbao.toml", format!("{SETTINGS}{settings}"))
            .with("content/boards/b.md", board("2", "2026-02-23", "2026-06-02"));
        run(&site).iter().map(|d| (d.code, d.message.clone())).collect::<Vec<_>>()
    };
    assert_eq!(four_months(""), []);
    let late = ("board-interval", "从张贴到更换有 99 天，超过两个月".to_owned());
    assert_eq!(four_months("[check]\nboard_interval = \"two-months\"\n"), [late]);
}

#[test]
fn a_board_may_have_an_interval_of_its_own() {
    let own = |interval: &str| {
        let text = board("2", "2026-05-20", "2026-07-20").replacen("---\n", &format!("---\n更换周期：{interval}\n"), 1);
        let site = world()
            .with("banbao.toml", format!("{SETTINGS}[check]\nboard_interval = \"two-months\"\n"))
            .with("content/boards/b.md", text);
        run(&site).iter().map(|d| (d.code, d.message.clone())).collect::<Vec<_>>()
    };
    assert_eq!(own("每季度"), []);
    assert_eq!(own("每两个月"), []);
    assert_eq!(own("每月"), [("board-interval", "从张贴到更换有 61 天，超过一个月".to_owned())]);
}

#[test]
fn colours_that_cannot_be_read_are_told() {
    let text = builtin_files().find(|(p, _)| p.ends_with("print/qingxin.toml")).unwrap().1;
    let text = String::from_utf8(text.to_vec()).unwrap();
    let line = text.lines().find(|l| l.trim_start().starts_with("ink ")).unwrap();
    let pale = text.replacen(line, "ink = \"#9aa5a0\"", 1);
    let found = run(&world().with("themes/default/print/qingxin.toml", pale));
    assert!(!found.is_empty() && found.iter().all(|d| d.code == "style-contrast"), "{found:?}");
}

#[test]
fn what_the_build_says_already_is_not_said_again() {
    let at = |code, line| Diagnostic::warning(code, "甲").with_span(Span::line("a.md", line));
    let found = [at("heading-space", 3), at("leftover-mark", 3), at("leftover-mark", 4), at("dash", 3)];
    let kept: Vec<_> = check::once(found.into_iter().collect()).iter().map(|d| d.code).collect();
    assert_eq!(kept, ["heading-space", "leftover-mark", "dash"]);
}

#[test]
fn too_many_of_a_kind_are_counted() {
    let body = "健康的的生活。\n\n".repeat(80);
    let text = OTHER.replace("多洗手。\n", &body);
    let found = run(&world().with("content/articles/a.md", text));
    assert_eq!(found.len(), 51);
    assert!(found.iter().any(|d| d.message == "同样的问题还有 30 处，没有一一列出"));
}

#[test]
fn a_file_made_to_waste_time_does_not() {
    let shapes = [
        "的的，，".repeat(200_000),
        format!("| a |\n|---|\n|{}\n", "健康的的|".repeat(60_000)),
        "健康的的&lt;生活,\n".repeat(40_000),
        "<!-- banbao: allow dash 甲 -->\n".repeat(40_000),
        "“".repeat(300_000),
        "第三十八个".repeat(60_000),
    ];
    for shape in shapes {
        let text = OTHER.replace("多洗手。\n", &shape);
        let started = std::time::Instant::now();
        let world = world().with("content/articles/a.md", &text);
        let (calendar, config) = (Calendar::builtin(), Config::default());
        let (site, _) = content::load(&world, &config, &Names(&calendar), &LoadOptions::default());
        let loaded = started.elapsed();
        check::run(&world, &config, &calendar, &site, &Levels::new());
        let checked = started.elapsed() - loaded;
        assert!(checked.as_secs() < 20, "{checked:?} for {}", shape.chars().take(12).collect::<String>());
    }
}

#[test]
fn nothing_that_people_write_makes_it_fail() {
    let pieces = [
        "“",
        "”",
        "《",
        "**",
        "*",
        "`",
        "[a](b)",
        "![](x)",
        "第",
        "38",
        "个",
        "世界无烟日",
        "每年",
        "5月31日",
        "是",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "| a | b |\n|---|---|\n",
        "<!-- banbao: allow",
        " -->",
        "xx",
        "×",
        "—",
        "-",
        "…",
        "\u{fffd}",
        "&amp;",
        "\\*",
        "的的",
        "0",
        "🙂",
        "[^1]",
        "e\u{301}",
        "\u{200b}",
        "\t",
        "（",
        ")",
        "今年",
        "电话",
        "13800000000",
    ];
    let mut seed = 7_u32;
    for _ in 0..300 {
        let mut text = OTHER.to_owned();
        for _ in 0..40 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(pieces[(seed >> 16) as usize % pieces.len()]);
        }
        let world = world().with("content/articles/a.md", &text);
        let (calendar, config) = (Calendar::builtin(), Config::default());
        let (site, _) = content::load(&world, &config, &Names(&calendar), &LoadOptions::default());
        for d in check::run(&world, &config, &calendar, &site, &Levels::new()) {
            let span = d.span.as_ref().unwrap();
            assert!(span.line as usize <= text.lines().count() + 1, "{d:?}\n{text}");
        }
    }
}

/// `docs/checks.md`, made from the lints. `BANBAO_ACCEPT=1` writes it again.
#[test]
fn the_table_of_lints_is_up_to_date() {
    let mut page = String::from(
        "# 检查项目一览\n\n\
         <!-- 这一页由 tests/check.rs 生成：BANBAO_ACCEPT=1 cargo test --test check -->\n\n\
         `banbao check` 像一位仔细的编辑，在印刷之前把文章从头看到尾。每一条提示都有编号、行号、列号和改法。\n\n\
         - **错误**：印出来就收不回来，先改再印。\n- **警告**：多半是写错了。\n- **提示**：请您再看一眼。\n\n\
         按词表检查的项目，级别逐词而定，表里写的是最高的一级。\n\n\
         ## 改级别\n\n在 `banbao.toml` 里写（`off` 不查、`note` 提示、`warning` 警告、`error` 错误）：\n\n\
         ```toml\n[check]\nlevels = { \"relative-time\" = \"off\", \"no-reviewer\" = \"error\" }\n```\n\n\
         ## 这一处没有错\n\n在它上一行写明编号和理由，只管紧挨着的一段；也可以写在同一行的末尾：\n\n\
         ```markdown\n<!-- banbao: allow relative-time 这是当年的通知，月底撤下 -->\n今年的免费体检从 5 月开始。\n```\n\n\
         开头的设置里用井号：`# banbao: allow no-reviewer 通知类文章，不用审核`。\n\n\
         ## 多久换一期\n\n宣传栏默认每季度一换。本单位规定不同时，在 `banbao.toml` 里写 `month`（每月）、`two-months`（每两个月）或 `quarter`（每季度）：\n\n\
         ```toml\n[check]\nboard_interval = \"two-months\"\n```\n\n\
         只有一块宣传栏不同，就在这一期的开头写：`更换周期: 每两个月`。\n\n\
         ## 全部项目\n\n`banbao check --explain 编号` 有同样的话。\n\n| 编号 | 查什么 | 级别 | 错 | 对 | 怎么改 |\n|---|---|---|---|---|---|\n",
    );
    let cell = |t: &str| t.replace('|', "\\|").replace('*', "\\*").replace("<!--", "&lt;!--").replace("![", "!\\[");
    for lint in check::all() {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {} | {} |",
            lint.code,
            cell(lint.title),
            lint.level.zh(),
            cell(lint.example),
            cell(lint.right),
            cell(lint.fix)
        );
    }
    page.push_str("\n## 为什么查\n\n");
    for lint in check::all() {
        let _ = writeln!(page, "- `{}`：{}。", lint.code, lint.why);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md");
    if std::env::var_os("BANBAO_ACCEPT").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == page,
        "docs/checks.md is out of date: BANBAO_ACCEPT=1 writes it"
    );
}

#[test]
fn lints_are_told_in_full() {
    let mut codes = BTreeSet::new();
    for lint in check::all() {
        assert!(codes.insert(lint.code), "{} twice", lint.code);
        assert!(lint.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", lint.code);
        for words in [lint.title, lint.why, lint.fix, lint.example, lint.right] {
            let sample = words == lint.example || words == lint.right;
            assert!(!words.is_empty() && !words.ends_with('。') || sample, "{}: {words}", lint.code);
        }
        assert_eq!(check::explain(lint.code), Some(lint));
        assert!(
            lint.text().contains(lint.fix)
                && lint.text().contains(&format!("错：{}\n对：{}\n", lint.example, lint.right))
        );
    }
    assert!(check::explain("no-such-code").is_none());
}
