//! Covers and share pictures: which there are, how large, how heavy; drawn once and only when they are missing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use banbao::model::Date;
use banbao::output::{Drawn, Extent, write_with};
use banbao::pipeline::{BuildOptions, Parts, build};
use banbao::world::{DiskWorld, MemoryWorld};

/// WeChat takes more, but lists of articles load them all.
const HEAVIEST: usize = 300_000;

fn size(png: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

fn wanted(path: &str) -> (u32, u32) {
    match path {
        p if p.ends_with("-cover.png") => (900, 383),
        p if p.ends_with("-wide.png") => (1200, 630),
        p if p.ends_with("-square.png") => (500, 500),
        p => panic!("{p} has no known shape"),
    }
}

fn by_path(pictures: &[Drawn]) -> BTreeMap<&str, &Drawn> {
    pictures.iter().flat_map(|p| p.paths().map(move |path| (path, p))).collect()
}

#[test]
fn every_article_and_board_of_this_repository_has_its_pictures() {
    let world = DiskWorld::new(env!("CARGO_MANIFEST_DIR"));
    let options = BuildOptions { parts: Parts { print: false, ..Parts::ALL }, ..BuildOptions::default() };
    let built = build(&world, &options);
    let pictures = by_path(&built.pictures);
    let site = &built.input.site;
    for article in &site.articles {
        let slug = &article.slug;
        for path in [
            format!("wechat/{slug}-cover.png"),
            format!("wechat/{slug}-cover-square.png"),
            format!("site/share/articles/{slug}-wide.png"),
            format!("site/share/articles/{slug}-square.png"),
        ] {
            assert!(pictures.contains_key(path.as_str()), "{path}");
        }
    }
    for board in &site.boards {
        assert!(pictures.contains_key(format!("site/share/boards/{}-wide.png", board.id).as_str()), "{}", board.id);
    }
    assert_eq!(pictures.len(), site.articles.len() * 4 + site.boards.len() * 2);
    for (path, picture) in &pictures {
        let png = picture.bytes().unwrap();
        assert_eq!(size(&png), wanted(path), "{path}");
        assert!(png.len() < HEAVIEST, "{path}: {} bytes", png.len());
    }
    let first = built.pictures.first().unwrap();
    assert!(first.bytes().unwrap() == first.bytes().unwrap(), "same picture, same bytes");
}

fn world(title: &str, settings: &str) -> MemoryWorld {
    MemoryWorld::new(Date::epoch())
        .with("banbao.toml", format!("title = \"站\"\nbase_url = \"https://a.example\"\n{settings}"))
        .with("content/articles/a.md", format!("---\ntitle: \"{title}\"\ndate: 2026-05-31\n---\n\n正文。\n"))
}

fn made(world: &MemoryWorld) -> banbao::pipeline::Build {
    build(world, &BuildOptions::default())
}

#[test]
fn titles_of_any_length_and_unknown_styles_still_have_pictures() {
    let thirty_two = "社区老年人高血压糖尿病规范管理与家庭自我监测健康教育宣传要点";
    for title in ["戒烟", "远离烟草 守护呼吸", thirty_two, "COVID-19 & flu: what to do in 2026?", "𠮷野家🙂"]
    {
        for style in ["qingxin", "zhuangzhong", "tongqu", "no-such-style"] {
            let built = made(&world(title, &format!("[print]\nstyle = \"{style}\"\n")));
            assert_eq!(by_path(&built.pictures).len(), 4, "{title} {style}");
            for picture in &built.pictures {
                picture.bytes().unwrap();
            }
        }
    }
}

#[test]
fn pages_name_their_pictures_unless_the_settings_want_none() {
    let html = |built: &banbao::pipeline::Build| {
        let page = built.artifacts.iter().find(|a| a.path == "site/articles/a/index.html").unwrap();
        String::from_utf8(page.bytes.clone()).unwrap()
    };
    let built = made(&world("戒烟", ""));
    let page = html(&built);
    assert!(page.contains("<meta property=\"og:image\" content=\"https://a.example/share/articles/a-wide.png\">"));
    assert!(page.contains("<meta property=\"og:image:width\" content=\"1200\">"));
    assert!(page.contains("<meta name=\"twitter:card\" content=\"summary_large_image\">"));
    let without = made(&world("戒烟", "[site]\nshare_pictures = false\n"));
    assert!(!html(&without).contains("og:image"));
    let paths = by_path(&without.pictures);
    assert_eq!(paths.keys().copied().collect::<Vec<_>>(), ["wechat/a-cover-square.png", "wechat/a-cover.png"]);
}

#[test]
fn a_boards_own_colours_reach_its_pictures_and_no_others() {
    let with = |lines: &str| {
        let board = format!("---\ntitle: 戒烟\ndate: 2026-05-20\nsize: A4\nstyle: 清新\narticles: [a]\n{lines}---\n");
        made(&world("戒烟", "").with("content/boards/b.md", board))
    };
    let (plain, blue) = (with(""), with("配色: {主色: \"#1F6FB2\"}\n"));
    let (plain, blue) = (by_path(&plain.pictures), by_path(&blue.pictures));
    for (path, picture) in &plain {
        let same = picture.bytes().unwrap() == blue[path].bytes().unwrap();
        assert_eq!(same, !path.starts_with("site/share/boards/"), "{path}");
    }
    assert!(plain.keys().any(|p| p.starts_with("site/share/boards/")));
}

#[test]
fn a_picture_is_drawn_again_only_when_its_words_change() {
    let out = tempfile::tempdir().unwrap();
    let write = |title: &str| {
        let built = made(&world(title, ""));
        write_with(out.path(), &built.artifacts, &built.pictures, &Extent::All).unwrap()
    };
    let cover = || std::fs::read(out.path().join("wechat/a-cover.png")).unwrap();
    write("戒烟");
    let first = cover();
    let again = write("戒烟");
    assert_eq!((again.written, again.removed), (0, 0));
    write("控烟");
    assert!(cover() != first);
    std::fs::write(out.path().join("wechat/a-cover.png"), b"not ours").unwrap();
    assert_eq!(write("控烟").written, 1);
    assert_eq!(size(&cover()), (900, 383));
}
