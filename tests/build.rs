//! A site's life as one story on disk: begun, built, built again, broken, mended.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use banbao::cli::{BuildArgs, Invocation, NewArgs, NewKind, Only, Verb};
use banbao::commands::{Console, Status, run};

/// Runs a verb; gives its status, what it said and what it complained of.
fn banbao(site: &Path, verb: Verb) -> (Status, String, String) {
    let (mut out, mut err, mut input) = (Vec::new(), Vec::new(), Cursor::new(Vec::new()));
    let mut console = Console { out: &mut out, err: &mut err, input: &mut input, terminal: false, quiet: false };
    let status = run(&Invocation { site: site.to_owned(), verb }, &mut console);
    (status, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn build(site: &Path, args: BuildArgs) -> (Status, String, String) {
    banbao(site, Verb::Build(args))
}

fn new_site() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("站点");
    let (status, _, err) = banbao(Path::new("."), Verb::Init { dir: site.clone() });
    assert_eq!(status, Status::Done, "{err}");
    (dir, site)
}

/// Every file below a folder with its bytes and its time; the tool's own notes left out.
fn tree(root: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let walk = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
    walk.filter(|e| e.file_type().is_file())
        .map(|e| {
            let path = e.path().strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            (path, (fs::read(e.path()).unwrap(), e.metadata().unwrap().modified().unwrap()))
        })
        .filter(|(path, _)| path != ".banbao-lock")
        .collect()
}

fn bytes(tree: &BTreeMap<String, (Vec<u8>, SystemTime)>) -> BTreeMap<&str, &[u8]> {
    tree.iter().map(|(p, (b, _))| (p.as_str(), b.as_slice())).collect()
}

#[test]
fn a_new_site_builds_and_builds_again_to_the_same_files() {
    let (_dir, site) = new_site();
    let (status, out, err) = build(&site, BuildArgs::default());
    assert_eq!(status, Status::Done, "{err}");
    assert!(out.contains("1 期宣传栏"), "{out}");
    let first = tree(&site.join("output"));
    for file in [
        "site/index.html",
        "site/articles/hand-hygiene/index.html",
        "site/404.html",
        "print/sample.pdf",
        "print/sample-1.png",
        "wechat/hand-hygiene.html",
        "report.json",
    ] {
        assert!(first.contains_key(file), "{file} is missing: {:?}", first.keys());
    }
    let report: serde_json::Value = serde_json::from_slice(&first["report.json"].0).unwrap();
    assert_eq!(report["boards"][0]["sheets"][0]["width_mm"], 594.0);
    assert_eq!(report["boards"][0]["fit"]["overflow_chars"], 0);
    assert!(
        report["pages"].as_array().unwrap().iter().any(|p| p["source"] == "content/articles/hand-hygiene/index.md")
    );
    assert_eq!(
        report["generated"]["files"].as_u64().unwrap() as usize,
        first.len() - 1,
        "files, the list of them left out"
    );

    // The same input: nothing is written, times stay.
    let (_, out, _) = build(&site, BuildArgs { jobs: Some(1), ..BuildArgs::default() });
    assert!(out.contains("写了 0 个文件"), "{out}");
    assert_eq!(tree(&site.join("output")), first);

    // Into another folder, from nothing, with another number of threads: the same bytes.
    let elsewhere = site.join("elsewhere");
    build(&site, BuildArgs { jobs: Some(3), out: Some(elsewhere.clone()), ..BuildArgs::default() });
    assert_eq!(bytes(&tree(&elsewhere)), bytes(&first));
}

#[test]
fn a_broken_article_changes_nothing_until_it_is_mended() {
    let (_dir, site) = new_site();
    build(&site, BuildArgs::default());
    let before = tree(&site.join("output"));
    let article = site.join("content/articles/hand-hygiene/index.md");
    let sound = fs::read_to_string(&article).unwrap();
    fs::write(&article, sound.replace("date: 2026-10-08", "date: 2026-13-08")).unwrap();
    let (status, _, err) = build(&site, BuildArgs::default());
    assert_eq!(status, Status::ContentErrors);
    assert!(err.contains("content/articles/hand-hygiene/index.md:4"), "{err}");
    assert!(err.contains("没有写任何文件"), "{err}");
    assert_eq!(tree(&site.join("output")), before);
    // What is sound is written when that is asked for, and the status still tells.
    let (status, ..) = build(&site, BuildArgs { keep_going: true, ..BuildArgs::default() });
    assert_eq!(status, Status::ContentErrors);
    fs::write(&article, sound).unwrap();
    assert_eq!(build(&site, BuildArgs::default()).0, Status::Done);
    assert_eq!(bytes(&tree(&site.join("output"))), bytes(&before));
}

#[test]
fn parts_can_be_built_alone() {
    let (_dir, site) = new_site();
    build(&site, BuildArgs { only: Some(Only::Site), ..BuildArgs::default() });
    assert!(site.join("output/site/index.html").is_file());
    assert!(!site.join("output/print").exists());
    build(&site, BuildArgs { boards: vec!["sample".into()], ..BuildArgs::default() });
    assert!(site.join("output/print/sample.pdf").is_file());
    assert!(site.join("output/site/index.html").is_file());
    let (status, _, err) = build(&site, BuildArgs { boards: vec!["nope".into()], ..BuildArgs::default() });
    assert_eq!(status, Status::ContentErrors);
    assert!(err.contains("没有“nope”这一期宣传栏"), "{err}");
}

#[test]
fn boards_can_do_without_previews() {
    let (_dir, site) = new_site();
    build(&site, BuildArgs::default());
    let pdf = fs::read(site.join("output/print/sample.pdf")).unwrap();
    assert!(site.join("output/print/sample-1.png").is_file());
    let config = fs::read_to_string(site.join("banbao.toml")).unwrap();
    fs::write(site.join("banbao.toml"), config.replace("[print]", "[print]\npreviews = false")).unwrap();
    let (status, _, err) = build(&site, BuildArgs::default());
    assert_eq!(status, Status::Done, "{err}");
    assert!(!site.join("output/print/sample-1.png").exists());
    assert_eq!(fs::read(site.join("output/print/sample.pdf")).unwrap(), pdf);
    let page = fs::read_to_string(site.join("output/site/boards/sample/index.html")).unwrap();
    assert!(page.contains("请下载 PDF 看") && !page.contains("放大"), "{page}");
}

#[test]
fn a_deleted_article_takes_its_pages_along() {
    let (_dir, site) = new_site();
    let about = site.join("content/pages/about.md");
    build(&site, BuildArgs { only: Some(Only::Site), ..BuildArgs::default() });
    assert!(site.join("output/site/about/index.html").is_file());
    fs::remove_file(about).unwrap();
    build(&site, BuildArgs { only: Some(Only::Site), ..BuildArgs::default() });
    assert!(!site.join("output/site/about").exists());
}

#[test]
fn new_never_writes_over_anything() {
    let (_dir, site) = new_site();
    let args = NewArgs {
        kind: NewKind::Article,
        title: "远离烟草".into(),
        event: Some("无烟日".into()),
        date: banbao::model::Date::new(2026, 5, 20),
    };
    let (status, out, err) = banbao(&site, Verb::New(args.clone()));
    assert_eq!(status, Status::Done, "{err}");
    assert!(out.contains("content/articles/2026/yuanli-yancao/index.md"), "{out}");
    let file = site.join("content/articles/2026/yuanli-yancao/index.md");
    fs::write(&file, "mine").unwrap();
    assert_eq!(banbao(&site, Verb::New(args)).0, Status::Usage);
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    let (status, ..) = banbao(Path::new("."), Verb::Init { dir: site.clone() });
    assert_eq!(status, Status::Usage, "init refuses a folder with something in it");
    let wrong = NewArgs { kind: NewKind::Board, title: "x".into(), event: Some("无咽日".into()), date: None };
    let (status, _, err) = banbao(&site, Verb::New(wrong));
    assert_eq!(status, Status::Usage);
    assert!(err.contains("没有“无咽日”这个宣传日"), "{err}");
}

#[test]
fn what_new_makes_can_be_built() {
    let (_dir, site) = new_site();
    for (kind, title) in [(NewKind::Article, "少盐 \"少油\""), (NewKind::Page, "联系我们：电话")] {
        let args = NewArgs { kind, title: title.into(), event: None, date: None };
        let (status, _, err) = banbao(&site, Verb::New(args));
        assert_eq!(status, Status::Done, "{err}");
    }
    let (status, _, err) = build(&site, BuildArgs { only: Some(Only::Site), drafts: true, ..BuildArgs::default() });
    assert_eq!(status, Status::Done, "{err}");
}

#[test]
fn a_folder_that_is_not_there_is_wrong_usage() {
    let (status, _, err) = build(Path::new("没有这里"), BuildArgs::default());
    assert_eq!(status, Status::Usage);
    assert!(err.contains("没有“没有这里”这个文件夹"), "{err}");
}

#[cfg(unix)]
#[test]
fn an_output_that_cannot_be_written_is_the_machines_fault() {
    let (_dir, site) = new_site();
    // A file where the folder should be: no right in the world helps.
    fs::write(site.join("output"), "in the way").unwrap();
    let (status, _, err) = build(&site, BuildArgs { only: Some(Only::Site), ..BuildArgs::default() });
    assert_eq!(status, Status::Machine, "{err}");
    assert!(err.contains("失败"), "{err}");
    assert_eq!(fs::read_to_string(site.join("output")).unwrap(), "in the way");
}

#[test]
fn the_projects_own_content_is_sound() {
    let world = banbao::world::DiskWorld::new(env!("CARGO_MANIFEST_DIR"));
    let built = banbao::pipeline::build(&world, &banbao::pipeline::BuildOptions::default());
    let errors: Vec<String> = built
        .diagnostics
        .iter()
        .filter(|d| d.severity != banbao::diagnostic::Severity::Note)
        .map(|d| d.render())
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let articles =
        built.report.pages.iter().filter(|p| p.source.as_deref().is_some_and(|s| s.starts_with("content/articles/")));
    assert!(articles.count() >= 14);
    let boards = &built.report.boards;
    assert!(boards.len() >= 4 && boards.iter().all(|b| b.pdf.is_some()));
    let sizes: Vec<(usize, f64)> = boards.iter().map(|b| (b.sheets.len(), b.sheets[0].width_mm)).collect();
    for wanted in [(2, 594.0), (3, 594.0), (1, 594.0), (1, 841.0)] {
        assert!(sizes.contains(&wanted), "{wanted:?} is not in {sizes:?}");
    }
    for board in boards {
        let fit = board.fit;
        assert!(fit.body_pt >= fit.min_pt && fit.body_pt <= fit.max_pt, "{}: {fit:?}", board.id);
        let full = board.sheets.iter().flat_map(|s| &s.columns).all(|c| c.fill >= 0.97);
        assert!(full || (fit.max_pt - fit.body_pt).abs() < 0.3, "{}: {:?}", board.id, board.sheets);
    }
}
