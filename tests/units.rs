//! Copies of a board for units, and shares of the work: what is in them, and that the shares make the whole.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::path::Path;

use banbao::model::Date;
use banbao::output::{self, Batch, Extent};
use banbao::pipeline::{self, Build, BuildOptions, Parts, Shard};
use banbao::world::{MemoryWorld, World};
use lopdf::{Document, Object};

const ARTICLE: &str = "---\n标题: 科学洗手\nslug: wash\n日期: 2026-03-01\n---\n\n## 什么时候洗\n\n饭前便后要洗手，外出回家要洗手。\n\n\
                       ## 怎样洗\n\n1. 打湿双手。\n2. 搓出泡沫，至少二十秒。\n3. 流水冲净，用毛巾擦干。\n";
const BOARD: &str =
    "---\n标题: 科学洗手\n日期: 2026-03-01\n尺寸: A3\n编排: 通栏\n文章: [wash]\n单位名单: units.csv\n---\n";
const UNITS: &str = "编号,单位,电话,地址,标志,二维码\n\
                     qinghe,青禾街道社区卫生服务中心,010-5555 0131,青禾路 1 号,static/q.svg,https://q.example/\n\
                     liushu,柳树乡卫生院,010-5555 0132,,,\n\
                     yinxing,\"银杏镇中心卫生院（东门）\",,银杏镇 5 号,static/q.svg,\n";
const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\"><rect width=\"10\" height=\"10\" fill=\"#1f8a5b\"/></svg>";

fn world(units: &str) -> MemoryWorld {
    let config = "title = \"健康教育\"\nbase_url = \"https://health.example\"\n[organization]\nname = \"青禾市疾控中心\"\n\
                  phone = \"010-5555 0000\"\n";
    MemoryWorld::new(Date::epoch())
        .with("banbao.toml", config)
        .with("content/articles/wash.md", ARTICLE)
        .with("content/boards/2026-q1.md", BOARD)
        .with("content/units.csv", units)
        .with("static/q.svg", LOGO)
}

fn build(world: &dyn World, shard: Shard) -> Build {
    let options = BuildOptions { shard, jobs: Some(2), ..BuildOptions::default() };
    let build = pipeline::build(world, &options);
    let problems: Vec<String> = build
        .diagnostics
        .iter()
        .filter(|d| d.severity == banbao::diagnostic::Severity::Error)
        .map(|d| d.render())
        .collect();
    assert!(problems.is_empty(), "{problems:?}");
    build
}

fn write(out: &Path, world: &dyn World, build: &Build) -> output::Written {
    let copies: Vec<_> = build.copies.iter().map(|c| c.on(world)).collect();
    let batches: Vec<&dyn Batch> = copies.iter().map(|c| c as &dyn Batch).collect();
    output::write_all(out, &build.artifacts, &build.pictures, &batches, &build.extent).unwrap()
}

fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(root)
        .into_iter()
        .map(Result::unwrap)
        .filter(|e| e.file_type().is_file() && !e.file_name().to_string_lossy().starts_with(".banbao"))
        .map(|e| {
            let path = e.path().strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            (path, std::fs::read(e.path()).unwrap())
        })
        .collect()
}

/// Everything that a reader would copy from a page, in the order of the file.
fn text(bytes: &[u8]) -> String {
    let doc = Document::load_mem(bytes).unwrap();
    doc.extract_text(&[1]).unwrap().split_whitespace().collect()
}

#[test]
fn every_unit_gets_its_own_words_on_the_same_body() {
    let (world, dir) = (world(UNITS), tempfile::tempdir().unwrap());
    let build = build(&world, Shard::WHOLE);
    write(dir.path(), &world, &build);
    let files = tree(dir.path());
    let of = |id: &str| files.get(&format!("print/2026-q1/{id}.pdf")).unwrap_or_else(|| panic!("{:?}", files.keys()));
    let (qinghe, liushu, yinxing) = (text(of("qinghe")), text(of("liushu")), text(of("yinxing")));
    for (said, name, phone) in [
        (&qinghe, "青禾街道社区卫生服务中心", "0131"),
        (&liushu, "柳树乡卫生院", "0132"),
        (&yinxing, "银杏镇中心卫生院（东门）", "银杏镇"),
    ] {
        assert!(said.contains(name) && said.contains(phone), "{said}");
        assert!(said.contains("搓出泡沫，至少二十秒。") && said.contains("什么时候洗"), "{said}");
        // Another's number would send people to the wrong door.
        assert!(!said.contains("50000") && !said.contains("青禾市疾控中心"), "{said}");
    }
    assert!(!liushu.contains("0131") && !yinxing.contains("010-"), "{liushu} {yinxing}");
    // The publisher's own copy stays as it is.
    assert!(text(files.get("print/2026-q1.pdf").unwrap()).contains("青禾市疾控中心"));
    // The code: the unit's own address, else the article's.
    let url = |bytes: &[u8]| {
        let doc = Document::load_mem(bytes).unwrap();
        let urls = doc
            .objects
            .values()
            .filter_map(|o| o.as_dict().ok()?.get(b"A").ok()?.as_dict().ok()?.get(b"URI").ok()?.as_str().ok());
        urls.map(|u| String::from_utf8_lossy(u).into_owned()).collect::<Vec<_>>()
    };
    assert_eq!(url(of("qinghe")), ["https://q.example/"]);
    assert_eq!(url(of("liushu")), ["https://health.example/articles/wash/"]);
    let entry = &build.report.boards[0];
    let listed: Vec<(&str, &str)> = entry.units.iter().map(|u| (u.id.as_str(), u.pdf.as_str())).collect();
    assert_eq!(listed[1], ("liushu", "print/2026-q1/liushu.pdf"));
    assert_eq!(build.report.generated.files, files.len());
}

#[test]
fn a_copy_is_a_sound_file_of_its_own() {
    let (world, dir) = (world(UNITS), tempfile::tempdir().unwrap());
    write(dir.path(), &world, &build(&world, Shard::WHOLE));
    let files = tree(dir.path());
    let own = files.get("print/2026-q1.pdf").unwrap();
    for id in ["qinghe", "liushu", "yinxing"] {
        let bytes = files.get(&format!("print/2026-q1/{id}.pdf")).unwrap();
        let doc = Document::load_mem(bytes).unwrap();
        // Every marked piece of both layers is in the structure, once.
        let page = *doc.get_pages().values().next().unwrap();
        let ops = lopdf::content::Content::decode(&doc.get_page_content(page)).unwrap().operations;
        let marks = ops
            .iter()
            .filter(|o| {
                o.operator == "BDC" && o.operands.get(1).is_some_and(|p| p.as_dict().is_ok_and(|d| d.has(b"MCID")))
            })
            .count();
        let parents =
            doc.objects.values().filter_map(|o| o.as_dict().ok()?.get(b"Nums").ok()?.as_array().ok()).next().unwrap();
        let of_page = match &parents[1] {
            Object::Reference(id) => doc.get_object(*id).unwrap().as_array().unwrap().len(),
            _ => panic!(),
        };
        assert_eq!(marks, of_page);
        // Fonts are shared: a copy costs little more than the publisher's own.
        assert!(bytes.len() < own.len() + 20_000, "{} and {}", bytes.len(), own.len());
    }
}

#[test]
fn shares_make_the_whole() {
    let world = world(UNITS);
    let (whole, merged) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(whole.path(), &world, &build(&world, Shard::WHOLE));
    let mut shares = 0;
    for number in 1..=3 {
        let share = build(&world, Shard { number, count: 3 });
        shares += usize::from(!share.copies.is_empty());
        // Into the same folder, as shares are merged: nothing of another's goes away.
        write(merged.path(), &world, &share);
    }
    assert!(shares > 1);
    let without_reports = |root: &Path| {
        let mut files = tree(root);
        let reports: Vec<String> = files.keys().filter(|p| p.starts_with("report")).cloned().collect();
        for report in &reports {
            files.remove(report);
        }
        (files, reports)
    };
    let ((whole, _), (merged, reports)) = (without_reports(whole.path()), without_reports(merged.path()));
    assert!(whole == merged, "{:?}\n{:?}", whole.keys(), merged.keys());
    assert_eq!(reports, ["report-1-of-3.json", "report-2-of-3.json", "report-3-of-3.json"]);
}

#[test]
fn one_unit_more_leaves_the_others_copies_alone() {
    let (dir, more) = (tempfile::tempdir().unwrap(), format!("{UNITS}huaishu,槐树卫生所,010-5555 0133,,,\n"));
    let (before, after) = (world(UNITS), world(&more));
    write(dir.path(), &before, &build(&before, Shard::WHOLE));
    let written = write(dir.path(), &after, &build(&after, Shard::WHOLE));
    // The new copy and the report.
    assert_eq!((written.written, written.removed), (2, 0));
    let written = write(dir.path(), &before, &build(&before, Shard::WHOLE));
    assert_eq!((written.written, written.removed), (1, 1));
    assert!(!dir.path().join("print/2026-q1/huaishu.pdf").exists());
}

#[test]
fn a_list_as_excel_saves_it() {
    let (gbk, _, _) = encoding_rs::GB18030.encode(UNITS);
    let with_tabs = UNITS.replace(',', "\t").replace('\n', "\r\n");
    for list in [gbk.into_owned(), format!("\u{feff}{UNITS}").into_bytes(), with_tabs.into_bytes()] {
        let world = MemoryWorld::new(Date::epoch())
            .with("content/articles/wash.md", ARTICLE)
            .with("content/boards/2026-q1.md", BOARD)
            .with("content/units.csv", list)
            .with("static/q.svg", LOGO);
        let options = BuildOptions { parts: Parts { print: true, ..Parts::NONE }, ..BuildOptions::default() };
        let build = pipeline::build(&world, &options);
        let names: Vec<&str> = build.report.boards[0].units.iter().map(|u| u.name.as_str()).collect();
        assert_eq!(names, ["青禾街道社区卫生服务中心", "柳树乡卫生院", "银杏镇中心卫生院（东门）"]);
    }
}

/// A batch whose second file cannot be made.
struct Failing;

impl Batch for Failing {
    fn paths(&self) -> Vec<String> {
        vec!["print/a.pdf".to_owned(), "print/b.pdf".to_owned()]
    }

    fn make(&self, number: usize) -> Result<Vec<u8>, banbao::diagnostic::Diagnostic> {
        if number == 0 { Ok(vec![1]) } else { Err(banbao::diagnostic::Diagnostic::error("x", "做不出来")) }
    }
}

#[test]
fn a_copy_that_cannot_be_made_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    output::write(dir.path(), &[output::Artifact::new("print/old.pdf", "old")], &Extent::All).unwrap();
    let before = tree(dir.path());
    let error = output::write_all(dir.path(), &[], &[], &[&Failing], &Extent::All).unwrap_err();
    assert!(error.to_string().contains("做不出来"), "{error}");
    assert_eq!(tree(dir.path()), before);
    assert!(!dir.path().join(".banbao-staging").exists());
}
