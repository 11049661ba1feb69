//! What Windows and macOS do otherwise than Linux, tried on any system: names, line ends, encodings, long paths.
//! Files that a system refuses to make are made in memory.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use banbao::model::Date;
use banbao::output::is_safe_component;
use banbao::pipeline::{Build, BuildOptions, Parts, build};
use banbao::world::MemoryWorld;

const SETTINGS: &str = "title = \"站\"\nbase_url = \"https://x.example\"\n";
const SCREEN: Parts = Parts { site: true, print: false, wechat: true };
const PICTURE: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><rect width=\"9\" height=\"9\"/></svg>";

/// Names that are devices on Windows, whatever follows the first dot, and names that it changes in silence.
const DEVICES: [&str; 8] = ["con", "PRN", "Aux", "nul", "COM1", "lpt9", "con.x", "NUL.tar"];
const ENDS: [&str; 4] = ["甲.", "甲 ", "甲. .", " "];

fn world() -> MemoryWorld {
    MemoryWorld::new(Date::new(2026, 5, 20).unwrap()).with("banbao.toml", SETTINGS)
}

fn made(world: &MemoryWorld) -> Build {
    build(world, &BuildOptions { parts: SCREEN, ..BuildOptions::default() })
}

fn article(head: &str, text: &str) -> String {
    format!("---\ntitle: 甲\ndate: 2026-05-01\n{head}---\n\n{text}\n")
}

fn codes(build: &Build) -> Vec<&'static str> {
    build.diagnostics.iter().map(|d| d.code).collect()
}

/// Every file can be made on every system, and no two are the same to one that folds case.
fn assert_portable(what: &str, build: &Build) {
    let mut folded = BTreeMap::new();
    for a in &build.artifacts {
        assert!(a.path.split('/').all(is_safe_component), "{what}: {:?}", a.path);
        assert!(a.path.encode_utf16().count() <= 200, "{what}: {:?} is too long for C:\\Users\\…\\output\\", a.path);
        if let Some(other) = folded.insert(a.path.to_lowercase(), &a.path) {
            panic!("{what}: {other} and {}", a.path);
        }
    }
}

#[test]
fn names_of_devices_are_told_or_changed() {
    for name in DEVICES.into_iter().chain(ENDS) {
        // Written as an address: told where it is written.
        let slug = made(&world().with("content/articles/a.md", article(&format!("slug: \"{name}\"\n"), "文。")));
        let changed = slug.artifacts.iter().any(|a| a.path.starts_with("site/articles/") && a.path.contains('甲'));
        let trimmed = name.trim() != name && (changed || slug.diagnostics.has_errors() || name.trim().is_empty());
        assert!(codes(&slug).contains(&"bad-slug") || trimmed, "{name:?}: {:?}", codes(&slug));
        assert_portable(name, &slug);

        // Where a name only becomes a folder, it is changed.
        let tag = made(&world().with("content/articles/a.md", article(&format!("tags: [\"{name}\"]\n"), "文。")));
        assert!(!tag.diagnostics.has_errors(), "{name:?}: {:?}", codes(&tag));
        assert_portable(name, &tag);
        let audience =
            made(&world().with("content/articles/a.md", article(&format!("audience: [\"{name}\"]\n"), "文。")));
        assert_portable(name, &audience);

        // As a file's name.
        let file = made(&world().with(&format!("content/articles/{name}.md"), article("", "文。")));
        assert!(file.artifacts.iter().any(|a| a.path.starts_with("site/articles/")), "{name:?}: {:?}", codes(&file));
        assert_portable(name, &file);
        let picture = world()
            .with("content/articles/a/index.md", article("", &format!("![图](<{name}.svg>)")))
            .with(&format!("content/articles/a/{name}.svg"), PICTURE);
        assert_portable(name, &made(&picture));
        let page = made(&world().with(&format!("content/pages/{name}.md"), "---\ntitle: 甲\n---\n\n文。\n"));
        assert_portable(name, &page);
    }
}

/// A board's name is the name of its PDF; `static/` is copied name by name.
#[test]
fn what_cannot_be_renamed_is_told() {
    for name in DEVICES {
        let board = world()
            .with("content/articles/a.md", article("slug: a\n", "文。"))
            .with(&format!("content/boards/{name}.md"), "---\ntitle: 板\nsize: A4\narticles: [a]\n---\n");
        let board = made(&board);
        assert!(codes(&board).contains(&"bad-board-name"), "{name}: {:?}", codes(&board));
        assert_portable(name, &board);

        let copied = made(&world().with(&format!("static/{name}"), "x"));
        assert!(!copied.artifacts.iter().any(|a| a.path == format!("site/{name}")), "{name}");
        assert!(!copied.diagnostics.is_empty(), "{name} is left out without a word");
        assert_portable(name, &copied);
    }
}

#[test]
fn names_that_differ_in_case_alone() {
    let two = world()
        .with("content/articles/a.md", article("slug: one\ntags: [HIV, hiv, Ａ]\naudience: [Adults, adults]\n", "文。"))
        .with("content/articles/b.md", article("slug: two\ntags: [Hiv]\n", "![图](x/P.svg) ![图](x/p.svg)"))
        .with("content/articles/x/P.svg", PICTURE)
        .with("content/articles/x/p.svg", PICTURE.replace("0 0 9 9", "0 0 8 8"))
        .with("static/A.txt", "1")
        .with("static/a.txt", "2");
    let two = made(&two);
    assert_portable("case", &two);
    assert!(codes(&two).contains(&"site-file-taken"), "{:?}", codes(&two));
    let same = world()
        .with("content/articles/a.md", article("slug: One\n", "文。"))
        .with("content/articles/b.md", article("slug: one\n", "文。"));
    assert!(made(&same).diagnostics.has_errors());
}

/// Notepad writes CRLF and a mark; old Macs wrote CR.
#[test]
fn line_ends_and_marks_change_nothing() {
    let text = article(
        "slug: a\nsource:\n  - 甲\n  - 乙\ntags: [丙]\n",
        "## 一\n\n第一行\n第二行  \n第三行\n\n- 甲\n- 乙\n  续\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx\ny\n```\n\n> [!TIP]\n> 丁",
    );
    let toml = "title = \"站\"\nbase_url = \"https://x.example\"\n[organization]\nname = \"\"\"甲\n乙\"\"\"\n";
    let of = |change: &dyn Fn(&str) -> Vec<u8>| {
        let build = made(&world().with("banbao.toml", change(toml)).with("content/articles/a.md", change(&text)));
        assert!(!build.diagnostics.has_errors(), "{:?}", codes(&build));
        build.artifacts.into_iter().map(|a| (a.path, a.bytes)).collect::<BTreeMap<_, _>>()
    };
    let plain = of(&|t| t.into());
    let crlf = |t: &str| t.replace('\n', "\r\n");
    let bom = |t: &str| [b"\xef\xbb\xbf", t.as_bytes()].concat();
    for (name, other) in [
        ("CRLF", of(&|t| crlf(t).into())),
        ("CR", of(&|t| t.replace('\n', "\r").into())),
        ("BOM", of(&|t| bom(t))),
        ("BOM and CRLF", of(&|t| bom(&crlf(t)))),
    ] {
        let differing: Vec<&String> = plain.keys().filter(|k| plain.get(*k) != other.get(*k)).collect();
        assert!(plain.len() == other.len() && differing.is_empty(), "{name}: {differing:?}");
    }
}

/// “Unicode” in old Notepads. It is told, in every file that people write.
#[test]
fn utf_16_is_told() {
    let utf16 = |text: &str, mark: bool| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        if mark { [0xff, 0xfe].into_iter().chain(units).collect() } else { units.collect::<Vec<u8>>() }
    };
    for mark in [true, false] {
        for path in ["content/articles/a.md", "content/boards/b.md", "content/events.toml", "banbao.toml"] {
            let text = if path.ends_with("toml") { SETTINGS } else { "---\ntitle: 甲\n---\n\n文。\n" };
            let build = made(&world().with(path, utf16(text, mark)));
            let told = build.diagnostics.iter().any(|d| {
                ["encoding-utf16", "events-encoding"].contains(&d.code)
                    && d.span.as_ref().is_some_and(|s| s.file == path)
                    && d.help.is_some()
            });
            assert!(told, "{path} {mark}: {:?}", codes(&build));
        }
    }
}

/// Explorer writes `图\洗手.svg`; a link with it works, and in settings too.
#[test]
fn backslashes_are_separators() {
    let site = world()
        .with(
            "content/articles/a/index.md",
            article("slug: a\ncover: 图\\洗手.svg\n", "![洗手](图\\洗手.svg)\n\n[另一篇](..\\b\\index.md)"),
        )
        .with("content/articles/a/图/洗手.svg", PICTURE)
        .with("content/articles/b/index.md", article("slug: b\n", "文。"));
    let build = made(&site);
    assert!(!build.diagnostics.has_errors(), "{:?}", build.diagnostics.iter().map(|d| d.render()).collect::<Vec<_>>());
    let page = build.artifacts.iter().find(|a| a.path == "site/articles/a/index.html").unwrap();
    let html = String::from_utf8_lossy(&page.bytes);
    assert!(html.contains("../b/") && html.contains("pictures/洗手") || html.contains("%E6%B4%97%E6%89%8B"), "{html}");
    assert!(!html.contains('\\'), "{html}");
    assert_portable("backslash", &build);
}

/// macOS takes names apart (é is e and ́), editors write them composed.
#[test]
fn composed_and_decomposed_names_are_the_same() {
    let (composed, apart) = ("caf\u{e9}.svg", "cafe\u{301}.svg");
    for (on_disk, written) in [(composed, apart), (apart, composed), (apart, apart), (composed, composed)] {
        let site = world()
            .with("content/articles/a/index.md", article("slug: a\n", &format!("![图](图/{written})")))
            .with(&format!("content/articles/a/图/{on_disk}"), PICTURE);
        let build = made(&site);
        assert_eq!(codes(&build), Vec::<&str>::new(), "{on_disk:?} as {written:?}");
        assert_portable(on_disk, &build);
    }
}

/// Titles, tags and names as long as people make them: what we make of them stays short.
#[test]
fn long_names_become_short_ones() {
    let long = "关于进一步加强冬春季呼吸道传染病防控工作的温馨提示".repeat(8);
    let site = world()
        .with(
            &format!("content/articles/{long}/index.md"),
            format!(
                "---\ntitle: {long}\ndate: 2026-05-01\ntags: [{long}]\naudience: [{long}]\n---\n\n![图]({long}.svg)\n"
            ),
        )
        .with(&format!("content/articles/{long}/{long}.svg"), PICTURE)
        .with(&format!("content/pages/{long}.md"), format!("---\ntitle: {long}\n---\n\n文。\n"));
    let build = made(&site);
    assert!(build.artifacts.iter().any(|a| a.path.starts_with("site/tags/关于")), "{:?}", codes(&build));
    assert_portable("long", &build);
    let slug = "甲".repeat(60);
    assert_portable("slug", &made(&world().with("content/articles/a.md", article(&format!("slug: {slug}\n"), "文。"))));
}

/// A site that lies deeper than the 260 characters of old Windows programs, on a real disk.
#[test]
fn a_deep_folder() {
    let dir = tempfile::tempdir().unwrap();
    let root = (0..6).fold(dir.path().to_owned(), |p, i| p.join(format!("第{i}层{}", "文件夹".repeat(14))));
    assert!(root.to_string_lossy().encode_utf16().count() > 260);
    fs::create_dir_all(root.join("content/articles")).unwrap();
    fs::write(root.join("banbao.toml"), SETTINGS).unwrap();
    fs::write(root.join("content/articles/甲.md"), article("", "文。")).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_banbao"));
    let done = program.arg("-C").arg(&root).args(["build", "--only", "site"]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(root.join("output/site/articles/jia/index.html").is_file());
}

/// No source file takes paths apart by `/` of the system or knows Unix alone, but where it says so.
#[test]
fn unix_alone_is_named_in_few_places() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeSet::new();
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
        let entry = entry.unwrap();
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        if text.contains("std::os::unix") || text.contains("rustix::") {
            found.insert(entry.path().strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"));
        }
    }
    for file in &found {
        let text = fs::read_to_string(root.join(file)).unwrap();
        assert!(
            text.contains("cfg(unix)") || text.contains("cfg(not(unix))") || text.contains("cfg(any("),
            "{file} knows Unix alone"
        );
    }
}
