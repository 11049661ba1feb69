//! Writing the output as one story: first build, second build, broken build, other people's files.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use banbao::output::{Artifact, Extent, OutputError, write};

fn files(root: &Path) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let walk = walkdir::WalkDir::new(root).sort_by_file_name();
    for entry in walk.into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file()) {
        let path = entry.path().strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        if !path.starts_with(".banbao") {
            out.push((path, fs::read_to_string(entry.path()).unwrap()));
        }
    }
    out
}

fn build(root: &Path, list: &[(&str, &str)]) -> banbao::output::Written {
    let artifacts: Vec<Artifact> = list.iter().map(|(p, b)| Artifact::new(*p, b.as_bytes())).collect();
    write(root, &artifacts, &Extent::All).unwrap()
}

fn age(path: &Path) -> SystemTime {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    time
}

#[test]
fn unchanged_files_keep_their_times_and_stale_ones_go() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("output");
    let first = build(
        &out,
        &[("site/index.html", "a"), ("site/a/index.html", "b"), ("print/x.pdf", "p"), ("report.json", "{}")],
    );
    assert_eq!((first.written, first.unchanged, first.removed), (4, 0, 0));
    let time = age(&out.join("site/index.html"));
    let print_time = age(&out.join("print/x.pdf"));
    let second = build(
        &out,
        &[("site/index.html", "a"), ("site/c/index.html", "c"), ("print/x.pdf", "p"), ("report.json", "{}")],
    );
    assert_eq!((second.written, second.unchanged, second.removed), (1, 3, 1));
    assert_eq!(fs::metadata(out.join("site/index.html")).unwrap().modified().unwrap(), time);
    assert_eq!(fs::metadata(out.join("print/x.pdf")).unwrap().modified().unwrap(), print_time);
    assert!(!out.join("site/a").exists(), "an emptied folder goes too");
    assert!(!out.join(".banbao-staging").exists());
}

#[test]
fn other_peoples_files_stay() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("output");
    fs::create_dir_all(out.join("site/photos")).unwrap();
    fs::write(out.join(".gitkeep"), "").unwrap();
    fs::write(out.join("site/photos/mine.txt"), "mine").unwrap();
    build(&out, &[("site/index.html", "a")]);
    build(&out, &[("site/index.html", "b")]);
    assert_eq!(fs::read_to_string(out.join("site/photos/mine.txt")).unwrap(), "mine");
    build(&out, &[("print/x.pdf", "p")]);
    assert!(out.join(".gitkeep").is_file());
    assert_eq!(
        files(&out),
        [(".gitkeep", ""), ("print/x.pdf", "p"), ("site/photos/mine.txt", "mine")].map(|(a, b)| (a.into(), b.into()))
    );
}

#[test]
fn a_partial_build_takes_away_only_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("output");
    build(&out, &[("site/index.html", "a"), ("print/x.pdf", "p"), ("print/y.pdf", "q")]);
    let extent = Extent::Prefixes(vec!["print/x".into()]);
    write(&out, &[Artifact::new("print/x-1.png", "png")], &extent).unwrap();
    let names: Vec<String> = files(&out).into_iter().map(|f| f.0).collect();
    assert_eq!(names, ["print/x-1.png", "print/y.pdf", "site/index.html"]);
    // The next whole build still knows what is its own.
    build(&out, &[("site/index.html", "a")]);
    assert_eq!(files(&out).len(), 1);
}

#[test]
fn leftovers_of_a_killed_build_are_healed() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("output");
    build(&out, &[("site/index.html", "a")]);
    fs::create_dir_all(out.join(".banbao-staging/site")).unwrap();
    fs::write(out.join(".banbao-staging/site/half"), "hal").unwrap();
    build(&out, &[("site/index.html", "b")]);
    assert_eq!(files(&out), [("site/index.html".to_owned(), "b".to_owned())]);
}

#[test]
fn paths_that_leave_or_collide_are_refused_and_nothing_changes() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("output");
    build(&out, &[("site/index.html", "a")]);
    for bad in [
        "../x",
        "/etc/x",
        "site/../../x",
        "site//x",
        "",
        ".banbao-files",
        "site/con",
        "site/com1.html",
        "site/a:b",
        "site/x ",
        "site/a\\b",
    ] {
        let r = write(&out, &[Artifact::new(bad, "x")], &Extent::All);
        assert!(matches!(r, Err(OutputError::BadPath(_))), "{bad}: {r:?}");
    }
    let r = write(&out, &[Artifact::new("site/A", "x"), Artifact::new("site/a", "y")], &Extent::All);
    assert!(matches!(r, Err(OutputError::Collision(..))), "{r:?}");
    assert_eq!(files(&out), [("site/index.html".to_owned(), "a".to_owned())]);
}

#[test]
fn two_builds_at_once_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("output");
    build(&out, &[("site/index.html", "a")]);
    let held = fs::File::options().write(true).open(out.join(".banbao-lock")).unwrap();
    held.lock().unwrap();
    let r = write(&out, &[Artifact::new("site/index.html", "b")], &Extent::All);
    assert!(matches!(r, Err(OutputError::Busy(_))), "{r:?}");
    drop(held);
    build(&out, &[("site/index.html", "b")]);
}

#[cfg(unix)]
#[test]
fn a_linked_part_is_not_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let (out, elsewhere) = (dir.path().join("output"), dir.path().join("elsewhere"));
    fs::create_dir_all(&out).unwrap();
    fs::create_dir_all(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, out.join("site")).unwrap();
    let r = write(&out, &[Artifact::new("site/index.html", "a")], &Extent::All);
    assert!(matches!(r, Err(OutputError::Link(_))), "{r:?}");
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}
