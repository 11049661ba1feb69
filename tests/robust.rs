//! What strangers bring, and what grows without end: nothing panics, nothing hangs, and what is refused is told in words.
//!
//! `BANBAO_MUTANTS=10000 cargo test --release --test robust mutants` is the long run; `docs/robustness.md` has the figures.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

#[path = "../fuzz/src/inert.rs"]
#[allow(dead_code)]
mod inert;
#[path = "../fuzz/src/targets.rs"]
#[allow(dead_code, clippy::exit)]
mod targets;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use banbao::model::Date;
use banbao::pipeline::{Build, BuildOptions, build};
use banbao::world::MemoryWorld;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every kept input of every fuzz target: seeds, and what once did harm.
#[test]
fn the_fuzz_corpus() {
    for (name, target) in targets::ALL {
        let folder = root().join("fuzz/corpus").join(name);
        let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        assert!(files.len() >= 3, "{name}: only {} inputs", files.len());
        for file in files {
            let bytes = fs::read(&file).unwrap();
            let run = std::panic::catch_unwind(|| target(&bytes));
            assert!(run.is_ok(), "{name}: {}", file.display());
        }
    }
}

/// Numbers that only look random, so that a failure can be tried again.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }
}

/// Real articles, ours and those that the tests have.
fn articles() -> Vec<String> {
    let mut files: Vec<PathBuf> = ["content/articles", "tests/check/clean"]
        .iter()
        .flat_map(|d| walkdir::WalkDir::new(root().join(d)))
        .filter_map(|e| e.ok().map(walkdir::DirEntry::into_path))
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .collect();
    files.sort();
    let texts: Vec<String> = files.iter().map(|f| fs::read_to_string(f).unwrap()).collect();
    assert!(texts.len() >= 30);
    texts
}

/// What is put in: marks that mean something somewhere, and characters that are hard to set.
const PIECES: [&str; 64] = [
    "\n",
    "\n\n",
    "\n---\n",
    "+++",
    "# ",
    "## ",
    "### ",
    "- ",
    "  - ",
    "1. ",
    "- [ ] ",
    "> ",
    "> [!WARNING]\n> ",
    "**",
    "*",
    "~~",
    "`",
    "```\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "|",
    "![",
    "](x.svg)",
    "](",
    ")",
    "[^1]",
    "[^1]: 注",
    "<b>",
    "</div>",
    "<!--",
    "-->",
    "&",
    "&#x;",
    "{.steps}",
    "{.key}",
    "{#",
    "}",
    "\\",
    ": ",
    "“",
    "”",
    "（",
    "）",
    "《",
    "……",
    "——",
    "，",
    "。",
    "“”‘’",
    "5～10",
    "mmHg",
    "https://x.example/一二三",
    "\u{200b}",
    "\u{feff}",
    "\u{202e}",
    "e\u{301}\u{301}\u{301}",
    "👨‍👩‍👧‍👦",
    "𠮷",
    "ﷺ",
    "\t",
    "　",
    "\r\n",
    "\u{1}",
    "吸烟有害健康吸烟有害健康吸烟有害健康吸烟有害健康",
    "Pneumonoultramicroscopicsilicovolcanoconiosis",
];

fn mutated(text: &str, other: &str, numbers: &mut Numbers) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let others: Vec<&str> = other.lines().collect();
    for _ in 0..1 + numbers.below(6) {
        let at = numbers.below(lines.len());
        match numbers.below(8) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, others[numbers.below(others.len())].to_owned()),
            2 => lines.swap(at, 0),
            3 => {
                let end = (at + numbers.below(20)).min(lines.len());
                let part = lines[at..end].to_vec();
                lines.splice(at..at, part);
            }
            4 => lines[at] = lines[at].repeat(1 + numbers.below(30)),
            5 => lines.truncate(at.max(1)),
            _ => {
                let places: Vec<usize> = lines[at].char_indices().map(|(i, _)| i).chain([lines[at].len()]).collect();
                let place = places[numbers.below(places.len())];
                lines[at].insert_str(place, PIECES[numbers.below(PIECES.len())]);
            }
        }
        if lines.is_empty() {
            lines.push(String::new());
        }
    }
    lines.join("\n")
}

/// The processor time of the whole process, to a hundredth of a second: a build has threads of its own, and the machine may
/// be busy with other things. Zero where it cannot be told.
fn cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<u64>().ok()).unwrap_or(0);
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

/// The most memory that the process has had, in MB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1024
}

#[test]
fn mutants_of_real_articles_on_every_kind_of_output() {
    let count: usize = std::env::var("BANBAO_MUTANTS").ok().and_then(|n| n.parse().ok()).unwrap_or(60);
    let first: u64 = std::env::var("BANBAO_MUTANT").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    let texts = articles();
    let (mut slowest, mut number) = (Duration::ZERO, 0);
    for n in first..first + count as u64 {
        let mut numbers = Numbers(n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        numbers.below(2);
        let (a, b) = (numbers.below(texts.len()), numbers.below(texts.len()));
        let text = mutated(&texts[a], &texts[b], &mut numbers);
        // A4 and A3, cards and flow, upright and turned, one sheet and two.
        let mut input = vec![[0, 1, 4, 5, 8, 9, 12, 16, 20, 17][numbers.below(10)]];
        input.extend_from_slice(text.as_bytes());
        let before = cpu();
        let run = std::panic::catch_unwind(|| targets::pipeline(&input));
        let took = cpu() - before;
        if run.is_err() {
            fs::write(std::env::temp_dir().join("banbao-mutant"), &input).unwrap();
            panic!("BANBAO_MUTANT={n} BANBAO_MUTANTS=1");
        }
        if took > slowest {
            (slowest, number) = (took, n);
        }
    }
    eprintln!("{count} mutants; slowest {slowest:?} (number {number}); peak {} MB", peak());
    assert!(peak() < 1024, "{} MB", peak());
}

/// One article with pictures on a site with a board of it.
fn with_files(article: &str, files: &[(&str, Vec<u8>)]) -> (Build, Duration) {
    let board = "---\ntitle: 板\nsize: A4\narticles: [a]\n---\n";
    let text = format!("---\ntitle: 甲\nslug: a\ndate: 2026-05-01\n---\n\n## 题\n\n{article}\n");
    let mut world = MemoryWorld::new(Date::new(2026, 5, 20).unwrap())
        .with("banbao.toml", "title = \"站\"\nbase_url = \"https://x.example\"\n")
        .with("content/articles/a/index.md", text)
        .with("content/boards/b.md", board);
    for (path, bytes) in files {
        world = world.with(path, bytes);
    }
    let start = Instant::now();
    (build(&world, &BuildOptions { jobs: Some(1), ..BuildOptions::default() }), start.elapsed())
}

/// It ends, soon, without panic, and either with a message or with a sheet.
fn survives(name: &str, article: &str, files: &[(&str, Vec<u8>)]) {
    let (built, took) = with_files(article, files);
    assert!(took < Duration::from_secs(60), "{name}: {took:?}");
    let internal = built.diagnostics.iter().find(|d| d.code == "internal" || d.message.contains("panic"));
    assert!(internal.is_none(), "{name}: {internal:?}");
    let sheets = built.artifacts.iter().filter(|a| a.path.ends_with(".pdf")).count();
    let told: Vec<&str> = built.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert!(built.diagnostics.has_errors() || sheets > 0, "{name}: {sheets} sheets, {told:?}");
    targets::harmless(&built);
    assert!(peak() < 1024, "{name}: {} MB", peak());
}

fn refused(name: &str, article: &str, files: &[(&str, Vec<u8>)], code: &str) {
    survives(name, article, files);
    let (built, _) = with_files(article, files);
    let codes: Vec<&str> = built.diagnostics.iter().map(|d| d.code).collect();
    assert!(codes.contains(&code), "{name}: {codes:?}");
}

fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    chunk(&mut out, &header);
    // Nothing but zeros, which is what a bomb is made of.
    let mut data = b"IDAT".to_vec();
    let mut zeros = flate2::write::ZlibEncoder::new(&mut data, flate2::Compression::best());
    zeros.write_all(&vec![0; 1 << 20]).expect("memory takes all");
    zeros.finish().expect("memory takes all");
    chunk(&mut out, &data);
    chunk(&mut out, b"IEND");
    out
}

fn chunk(out: &mut Vec<u8>, body: &[u8]) {
    out.extend((body.len() as u32 - 4).to_be_bytes());
    out.extend(body);
    let mut crc = u32::MAX;
    for byte in body {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    out.extend((!crc).to_be_bytes());
}

fn gif_that_claims(width: u16, height: u16) -> Vec<u8> {
    let mut out = b"GIF89a".to_vec();
    for n in [width, height] {
        out.extend(n.to_le_bytes());
    }
    out.extend([0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c, 0, 0, 0, 0]);
    for n in [width, height] {
        out.extend(n.to_le_bytes());
    }
    out.extend([0, 2, 2, 0x4c, 1, 0, 0x3b]);
    out
}

#[test]
fn picture_bombs() {
    let at = "content/articles/a/p.png";
    let one = "![图](p.png)";
    for (name, bytes) in [
        ("60000 × 60000", png_that_claims(60_000, 60_000)),
        ("1 × 4 billion", png_that_claims(1, u32::MAX)),
        ("GIF 65535 × 65535", gif_that_claims(65_535, 65_535)),
    ] {
        refused(name, one, &[(at, bytes)], "image-too-large");
    }
    for (name, bytes) in [
        ("nothing", png_that_claims(0, 0)),
        ("cut short", png_that_claims(4000, 4000)),
        ("cut in the head", png_that_claims(40, 40)[..20].to_vec()),
        ("GIF cut short", gif_that_claims(3000, 3000)),
        ("a JPEG's first bytes", b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec()),
        ("a WebP's first bytes", b"RIFF\xff\xff\xff\x7fWEBPVP8L\xff\xff\xff\x7f/".to_vec()),
    ] {
        survives(name, one, &[(at, bytes)]);
    }
}

fn svg(inner: &str) -> Vec<u8> {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 100 100\">{inner}</svg>"
    )
    .into_bytes()
}

#[test]
fn drawing_bombs() {
    let uses = |levels: usize| -> String {
        let level = |i: usize| format!("<g id=\"a{}\">{}</g>", i + 1, format!("<use href=\"#a{i}\"/>").repeat(10));
        format!(
            "<defs><rect id=\"a0\" width=\"1\" height=\"1\"/>{}</defs><use href=\"#a{levels}\"/>",
            (0..levels).map(level).collect::<String>()
        )
    };
    let laughs = format!(
        "<!DOCTYPE svg [<!ENTITY a0 \"ha\">{}]><svg xmlns=\"http://www.w3.org/2000/svg\"><text>&a9;</text></svg>",
        (0..9).map(|i| format!("<!ENTITY a{} \"{}\">", i + 1, format!("&a{i};").repeat(10))).collect::<String>()
    );
    let outer = "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg xmlns=\"http://www.w3.org/2000/svg\"><text>&x;</text></svg>";
    let bombs: Vec<(&str, Vec<u8>)> = vec![
        ("nested use", svg(&uses(9))),
        ("use of itself", svg("<g id=\"a\"><use href=\"#a\"/></g>")),
        ("uses in a ring", svg("<g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use href=\"#a\"/></g><use href=\"#a\"/>")),
        ("deep groups", svg(&format!("{}{}", "<g>".repeat(50_000), "</g>".repeat(50_000)))),
        ("billion laughs", laughs.into_bytes()),
        ("outer entity", outer.as_bytes().to_vec()),
        ("huge filter", svg("<filter id=\"f\" x=\"-1e9\" y=\"-1e9\" width=\"2e9\" height=\"2e9\"><feGaussianBlur stdDeviation=\"1e9\"/></filter><rect filter=\"url(#f)\" width=\"9\" height=\"9\"/>")),
        ("huge numbers", svg("<rect width=\"1e308\" height=\"1e308\"/><path d=\"M1e308 1e308L-1e308 NaN\"/><circle r=\"1e38\"/>")),
        ("huge radius in a style", svg("<circle style=\"r:1e38\"/><style>circle{r:1e37;rx:1e36px}</style><circle r=\"9\"/>")),
        ("huge radius in a path", svg("<path d=\"M0 0A1e38 1e38 0 1 1 9 9\"/>")),
        ("huge units", svg("<g font-size=\"9e7\"><circle r=\"9e7em\"/><ellipse rx=\"9e3%\" ry=\"9e7in\"/></g>")),
        ("many wide circles", svg(&"<circle r=\"9e7\"/>".repeat(20_000))),
        ("huge size", b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1e9\" height=\"1e9\"><rect width=\"9\" height=\"9\"/></svg>".to_vec()),
        ("no size", b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 0 0\"/>".to_vec()),
        ("many shapes", svg(&"<rect width=\"1\" height=\"1\"/>".repeat(250_000))),
        ("pattern of itself", svg("<pattern id=\"p\" width=\"1\" height=\"1\"><rect fill=\"url(#p)\" width=\"9\" height=\"9\"/></pattern><rect fill=\"url(#p)\" width=\"9\" height=\"9\"/>")),
        ("clip of itself", svg("<clipPath id=\"c\" clip-path=\"url(#c)\"><rect width=\"9\" height=\"9\"/></clipPath><rect clip-path=\"url(#c)\" width=\"9\" height=\"9\"/>")),
        ("mask of itself", svg("<mask id=\"m\"><rect mask=\"url(#m)\" width=\"9\" height=\"9\"/></mask><rect mask=\"url(#m)\" width=\"9\" height=\"9\"/>")),
        ("a dashed line without end", svg("<path d=\"M0 0H1e7\" stroke=\"red\" stroke-dasharray=\"1e-6\"/>")),
        ("a long path", svg(&format!("<path d=\"M0 0{}\" stroke=\"red\"/>", "l1 1l1 -1".repeat(100_000)))),
        ("long text", svg(&format!("<text>{}</text>", "字".repeat(100_000)))),
        ("cut short", svg("<rect")[..100].to_vec()),
        ("binary", (0..=255).cycle().take(5000).collect()),
    ];
    for (name, bytes) in bombs {
        survives(name, "![图](p.svg)", &[("content/articles/a/p.svg", bytes)]);
    }
}

#[test]
fn texts_that_go_deep() {
    let deep = 5000;
    let lists: String = (0..400).map(|i| format!("{}- 甲\n", "  ".repeat(i))).collect();
    for (name, text) in [
        ("quotes", ">".repeat(deep)),
        ("lists", lists),
        ("emphasis", "*甲 ".repeat(deep)),
        ("strong", "**甲".repeat(deep)),
        ("brackets", "[".repeat(deep * 10)),
        ("pictures", "![".repeat(deep)),
        ("links in links", format!("{}甲{}", "[".repeat(200), "](x)".repeat(200))),
        ("code", "`".repeat(deep * 10)),
        ("html", "<b>".repeat(deep)),
        ("entities", "&".repeat(deep * 10)),
        ("footnotes", (0..deep).map(|i| format!("[^{i}]: [^{}]\n\n", i + 1)).collect::<String>() + "[^0]"),
        ("references", (0..deep).map(|i| format!("[r{i}]: x\n")).collect()),
        ("headings", "## 题\n\n文。\n\n".repeat(300)),
        (
            "a table of many columns",
            format!("{}|\n{}|\n{}|\n", "| a ".repeat(300), "|---".repeat(300), "| 甲 ".repeat(300)),
        ),
        ("a table of many rows", format!("| a | b |\n|---|---|\n{}", "| 甲 | 乙 |\n".repeat(1000))),
        ("one word", "a".repeat(50_000)),
        ("one line", "吸烟有害健康，".repeat(3000)),
        ("marks", "“（《【".repeat(deep)),
        ("combining marks", format!("e{}", "\u{301}".repeat(deep))),
        ("joiners", "👨\u{200d}".repeat(deep)),
        ("turns", "\u{202e}\u{202d}".repeat(deep)),
        ("definitions", "甲\n: 乙\n".repeat(deep)),
        ("boxes", "> [!TIP]\n> 甲\n\n".repeat(200)),
    ] {
        survives(name, &text, &[]);
    }
}

#[test]
fn templates_that_never_end() {
    for (name, text, code) in [
        ("itself", "{% include \"article.html\" %}", "template-endless"),
        ("its own parent", "{% extends \"article.html\" %}", "template-endless"),
        ("a macro of itself", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "template-endless"),
        (
            "loops in loops",
            "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}x{% endfor %}{% endfor %}{% endfor %}",
            "template-endless",
        ),
    ] {
        refused(name, "文。", &[("themes/default/web/templates/article.html", text.as_bytes().to_vec())], code);
    }
}

/// A style may say anything; what comes of it is a sheet or a message.
#[test]
fn styles_that_ask_too_much() {
    let text = String::from_utf8(
        banbao::world::builtin_files().find(|(p, _)| p.ends_with("print/qingxin.toml")).unwrap().1.to_vec(),
    )
    .unwrap();
    let numbers = ["0", "-1", "1e308", "-1e308", "nan", "inf", "1e-308", "9223372036854775807", "\"x\"", "[]", "{}"];
    let lines: Vec<&str> = text.lines().collect();
    let keys: Vec<usize> = (0..lines.len())
        .filter(|i| lines[*i].split_once(" = ").is_some_and(|(_, v)| v.starts_with(|c: char| c.is_ascii_digit())))
        .collect();
    assert!(keys.len() > 40, "{}", keys.len());
    // Every number of the style once, with a value that goes round.
    for (n, line) in keys.iter().enumerate().step_by(4) {
        let mut changed: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
        let key = lines[*line].split_once(" = ").unwrap().0;
        changed[*line] = format!("{key} = {}", numbers[(n / 4) % numbers.len()]);
        survives(&changed[*line], "文。", &[("themes/default/print/qingxin.toml", changed.join("\n").into_bytes())]);
    }
}

/// The folder of kept inputs holds what it says.
#[test]
fn the_corpus_is_small() {
    let bytes: u64 = walkdir::WalkDir::new(Path::new(&root()).join("fuzz/corpus"))
        .into_iter()
        .map(|e| e.unwrap().metadata().unwrap().len())
        .sum();
    assert!(bytes < 2 << 20, "{bytes}");
}
