//! The module table of docs/architecture.md, enforced: who may import whom, and who alone uses which crate.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Longest source file, in lines.
const MAX_LINES: usize = 620;

/// A module and the crate modules that it may import. The longest matching module wins.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("diagnostic", &[]),
    ("unit", &[]),
    ("drawing", &["diagnostic"]),
    ("words", &[]),
    ("progress", &[]),
    ("model", &["diagnostic", "unit"]),
    ("world", &["model", "diagnostic", "unit"]),
    ("input", &["model", "diagnostic", "unit"]),
    ("config", &["input", "model", "diagnostic", "unit", "world"]),
    ("calendar", &["model", "diagnostic", "unit", "world"]),
    ("content", &["words", "input", "model", "config", "calendar", "world", "diagnostic", "unit"]),
    ("output", &["diagnostic"]),
    ("report", &["diagnostic"]),
    ("site", &["words", "model", "config", "calendar", "world", "diagnostic", "output", "progress"]),
    ("wechat", &["drawing", "model", "config", "calendar", "world", "diagnostic", "output"]),
    ("panel::sheet", &["unit"]),
    ("panel::separation", &[]),
    ("panel::scene", &["panel::separation", "panel::sheet", "unit", "world"]),
    ("panel::art", &["drawing", "panel::scene", "panel::picture", "unit", "diagnostic", "world"]),
    ("panel::picture", &["panel::scene", "panel::art", "unit", "diagnostic", "world"]),
    ("panel::style", &["panel::scene", "panel::sheet", "model", "unit", "diagnostic", "world"]),
    ("panel::typeset", &["words", "world", "unit", "diagnostic"]),
    (
        "panel::layout",
        &[
            "words",
            "panel::typeset",
            "panel::style",
            "panel::sheet",
            "panel::scene",
            "panel::art",
            "panel::picture",
            "model",
            "config",
            "calendar",
            "world",
            "unit",
            "diagnostic",
        ],
    ),
    ("panel::export", &["panel::scene", "panel::sheet", "unit", "diagnostic", "output", "world"]),
    ("panel", &["panel", "model", "config", "calendar", "world", "unit", "diagnostic", "output"]),
    (
        "pipeline",
        &[
            "site",
            "wechat",
            "panel",
            "content",
            "model",
            "config",
            "calendar",
            "world",
            "unit",
            "diagnostic",
            "output",
            "report",
            "progress",
        ],
    ),
    ("cli", &["model"]),
    (
        "check",
        &[
            "words",
            "site",
            "wechat",
            "panel",
            "content",
            "input",
            "model",
            "config",
            "calendar",
            "world",
            "unit",
            "diagnostic",
            "output",
        ],
    ),
    (
        "serve",
        &["pipeline", "check", "content", "config", "calendar", "model", "output", "report", "world", "diagnostic"],
    ),
    (
        "commands",
        &[
            "check",
            "cli",
            "serve",
            "input",
            "pipeline",
            "report",
            "site",
            "wechat",
            "panel",
            "content",
            "model",
            "config",
            "calendar",
            "world",
            "unit",
            "diagnostic",
            "output",
            "progress",
        ],
    ),
];

/// A crate (or a part of std) and the only modules that use it.
const ALONE: &[(&str, &[&str])] = &[
    ("pulldown_cmark", &["content"]),
    ("minijinja", &["site"]),
    ("printpdf", &["panel::export::pdf"]),
    ("lopdf", &["panel::export::pdf"]),
    ("harfrust", &["panel::typeset"]),
    ("hypher", &["panel::typeset"]),
    ("clap", &["cli"]),
    ("walkdir", &["world"]),
    ("std::fs", &["world", "output", "commands"]),
    ("std::time::SystemTime", &["world"]),
    ("httparse", &["serve::http"]),
    ("notify", &["serve::watch"]),
    ("std::net", &["serve"]),
    // `serve --open` starts a browser.
    ("std::process", &["main", "commands::serve"]),
    ("std::env::", &["main"]),
];

struct Source {
    module: String,
    path: String,
    code: String,
    lines: usize,
}

/// The source files with their module paths; comments and unit tests are left out of `code`.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut out = Vec::new();
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.path().extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let path = entry.path().strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(entry.path()).unwrap();
        let module = path.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
        let body = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let code: String = body.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        let is_test = path.ends_with("tests.rs") || path.contains("/tests/");
        out.push(Source {
            module,
            path,
            code: if is_test { String::new() } else { code },
            lines: text.lines().count(),
        });
    }
    assert!(out.len() > 20, "the sources were not found");
    out
}

fn within(module: &str, parent: &str) -> bool {
    module == parent || module.starts_with(&format!("{parent}::"))
}

/// Every `crate::…` path in the code, as far as its modules go.
fn imports(code: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            // `use crate::{a::…, b::…};`
            let mut depth = 1;
            let mut item = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => {
                        out.insert(std::mem::take(&mut item).trim().to_owned());
                        continue;
                    }
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
                item.push(c);
            }
            out.insert(item.trim().to_owned());
        } else {
            out.insert(rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect());
        }
    }
    out.remove("");
    out
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let mut breaches = Vec::new();
    for source in sources() {
        let Some((owner, allowed)) =
            MAY_IMPORT.iter().filter(|(m, _)| within(&source.module, m)).max_by_key(|(m, _)| m.len())
        else {
            assert!(matches!(source.module.as_str(), "lib" | "main"), "{} is in no row of the table", source.path);
            continue;
        };
        for import in imports(&source.code) {
            let own = within(&import, owner) || import.starts_with(&format!("{owner}::"));
            if !own && !allowed.iter().any(|a| within(&import, a)) {
                breaches.push(format!("{} imports crate::{import}", source.path));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn some_crates_are_used_in_one_place_only() {
    let mut breaches = Vec::new();
    for source in sources() {
        for (name, owners) in ALONE {
            let needle =
                if name.ends_with("::") || name.contains("::") { (*name).to_owned() } else { format!("{name}::") };
            let used = source
                .code
                .match_indices(&needle)
                .any(|(at, _)| !source.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'));
            if used && !owners.iter().any(|o| within(&source.module, o)) {
                breaches.push(format!("{} uses {name}", source.path));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn files_stay_short_and_keep_their_manners() {
    let mut breaches = Vec::new();
    for source in sources() {
        if source.lines > MAX_LINES {
            breaches.push(format!("{} has {} lines", source.path, source.lines));
        }
        for bad in ["static mut ", "process::exit", "thread_local!", "lazy_static!", "todo!(", "unimplemented!("] {
            if source.code.contains(bad) {
                breaches.push(format!("{} has `{bad}`", source.path));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn site_and_panel_are_strangers() {
    for source in sources() {
        let crossed = imports(&source.code).into_iter().find(|i| {
            (within(&source.module, "site") && within(i, "panel"))
                || (within(&source.module, "panel") && within(i, "site"))
        });
        assert_eq!(crossed, None, "{}", source.path);
    }
}
