//! The lints over boards as they are drawn: on boards that are composed, and on sheets made by hand.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use banbao::check;
use banbao::diagnostic::{Diagnostic, Diagnostics};
use banbao::model::{Board, Date};
use banbao::panel::scene::{
    Color, FontId, Glyph, GlyphRun, Group, Item, Paint, Path, PathItem, Scene, Sheet, Stroke, Tag, Transform,
};
use banbao::panel::sheet::SheetSize;
use banbao::pipeline::{Build, BuildOptions, Parts, build_looked_at};
use banbao::unit::{Em, Mm, Point, Pt, Rect};
use banbao::world::MemoryWorld;

const ARTICLE: &str = "---\ntitle: 洗手\nslug: a\ndate: 2026-05-01\n---\n\n## 什么时候洗\n\n饭前便后洗手。\n\n## 怎么洗\n\n用流动的水和肥皂，揉搓 20 秒。\n";

fn world(address: &str, head: &str) -> MemoryWorld {
    MemoryWorld::new(Date::new(2026, 5, 20).unwrap())
        .with("banbao.toml", format!("title = \"健康\"\nbase_url = \"{address}\"\n"))
        .with("content/articles/a.md", ARTICLE)
        .with("content/boards/b.md", format!("---\ntitle: 板报\n{head}articles: [a]\n---\n"))
}

fn looked_at(world: &MemoryWorld) -> (Build, Vec<Diagnostic>) {
    let options = BuildOptions { parts: Parts { site: false, print: true, wechat: false }, ..BuildOptions::default() };
    let build = build_looked_at(world, &options, &|board, scene| check::sheets(world, board, scene));
    assert!(!build.diagnostics.has_errors(), "{:?}", build.diagnostics);
    let ours = ["text-small", "qr-small", "text-on-picture"];
    let found = build.diagnostics.iter().filter(|d| ours.contains(&d.code)).cloned().collect();
    (build, found)
}

fn told(found: &[Diagnostic]) -> Vec<(&str, u32)> {
    found.iter().map(|d| (d.code, d.span.as_ref().map_or(0, |s| s.line))).collect()
}

#[test]
fn ordinary_boards_are_legible() {
    for size in ["A4", "A3", "A2", "A1", "A0", "1200x2400mm"] {
        for orientation in ["portrait", "landscape"] {
            let (_, found) =
                looked_at(&world("https://jk.example.cn", &format!("size: {size}\norientation: {orientation}\n")));
            assert!(found.is_empty(), "{size} {orientation}: {}", found.iter().map(|d| d.render()).collect::<String>());
        }
    }
}

#[test]
fn small_print_is_measured_by_the_distance() {
    let (_, found) = looked_at(&world("https://jk.example.cn", "size: A2\nreading_distance: 2.6m\n"));
    let codes = told(&found);
    assert!(codes.contains(&("text-small", 4)), "{codes:?}");
    assert!(codes.iter().all(|(code, _)| *code != "text-on-picture"), "{codes:?}");
    let allowed = "# banbao: allow text-small 页脚给走近的人看\n# banbao: allow qr-small 旁边另有一张大码\nsize: A2\nreading_distance: 2.6m\n";
    assert_eq!(told(&looked_at(&world("https://jk.example.cn", allowed)).1), []);
}

#[test]
fn a_code_of_a_long_address_is_too_fine() {
    let long = format!("https://jiankang.example.cn/{}", "weisheng-fuwu/".repeat(12));
    let (_, found) = looked_at(&world(&long, "size: A4\n"));
    assert_eq!(told(&found), [("qr-small", 4)]);
    assert!(found[0].message.contains("每格 0.2"), "{}", found[0].message);
}

/// A sheet with a ground and words on it.
fn sheet(ground: [u8; 3], run: GlyphRun, tag: Option<Tag>) -> Scene {
    let size = SheetSize::new(Mm(297.0), Mm(420.0));
    let back = PathItem::filled(Path::rect(size.bleed_box()), Color::from_rgb(ground));
    let words = Group { transform: Transform::IDENTITY, clip: None, opacity: 1.0, tag, items: vec![Item::Glyphs(run)] };
    Scene {
        title: "板".to_owned(),
        author: None,
        subject: None,
        language: "zh-CN".to_owned(),
        fonts: Vec::new(),
        images: Vec::new(),
        sheets: vec![Sheet { size, items: vec![Item::Path(back), Item::Group(words)], links: Vec::new() }],
        outline: Vec::new(),
    }
}

fn run(size: f64, ink: [u8; 3]) -> GlyphRun {
    let text = "饭前便后要洗手";
    let glyph = |(at, c): (usize, char)| Glyph {
        id: 1,
        advance: Em(1.0),
        dx: Em::ZERO,
        dy: Em::ZERO,
        text: at..at + c.len_utf8(),
    };
    GlyphRun {
        font: FontId(0),
        size: Pt(size),
        fill: Paint::from(Color::from_rgb(ink)),
        stroke: None,
        origin: Point::new(Pt(100.0), Pt(200.0)),
        glyphs: text.char_indices().map(glyph).collect(),
        text: text.to_owned(),
    }
}

fn found(scene: &Scene) -> Vec<String> {
    let world = world("https://jk.example.cn", "size: A3\n");
    let (build, _) = looked_at(&world);
    let board: &Board = &build.input.site.boards[0];
    let found: Diagnostics = check::sheets(&world, board, scene);
    found.iter().map(|d| format!("{} {}", d.code, d.message)).collect()
}

#[test]
fn words_must_stand_out_from_what_is_behind_them() {
    let (cream, white, green) = ([255, 240, 190], [255; 3], [10, 90, 78]);
    let pale = found(&sheet(cream, run(40.0, white), None));
    assert_eq!(pale, ["text-on-picture “板报”第 1 张“饭前便后要洗手”和背后的颜色对比度只有 1.1，至少要 3.0"]);
    assert!(found(&sheet(cream, run(40.0, green), None)).is_empty());
    // Running text asks for more than large letters: 3.6 is between the two.
    let grey = [130; 3];
    assert!(found(&sheet(white, run(40.0, grey), None)).is_empty());
    assert_eq!(found(&sheet(white, run(12.0, grey), None)).len(), 1);
    // Cards are the style's own matter.
    assert!(found(&sheet(cream, run(40.0, white), Some(Tag::Section))).is_empty());
    // Decoration is not read; a water mark neither.
    assert!(found(&sheet(cream, run(40.0, white), Some(Tag::Artifact))).is_empty());
    let faint = GlyphRun { fill: Paint::Solid(Color::from_rgb(white), 0.2), ..run(40.0, green) };
    assert!(found(&sheet(cream, faint, None)).is_empty());
}

#[test]
fn an_outline_sets_words_off() {
    let outlined = |width: f64| GlyphRun {
        stroke: Some(Stroke::solid(Color::from_rgb([10, 90, 78]), Pt(width))),
        ..run(40.0, [255; 3])
    };
    assert!(found(&sheet([255, 240, 190], outlined(3.0), None)).is_empty());
    assert_eq!(found(&sheet([255, 240, 190], outlined(0.2), None)).len(), 1);
}

/// Titles whose letters bounce have their outlines in a group of their own, turned with them.
#[test]
fn an_outline_may_be_painted_apart() {
    let turned = |run: GlyphRun, tag: Option<Tag>| {
        Item::Group(Group {
            transform: Transform::rotate(5.0),
            clip: None,
            opacity: 1.0,
            tag,
            items: vec![Item::Glyphs(run)],
        })
    };
    let under = GlyphRun {
        stroke: Some(Stroke::solid(Color::from_rgb([10, 90, 78]), Pt(6.0))),
        text: String::new(),
        ..run(40.0, [255; 3])
    };
    let mut scene = sheet([255, 240, 190], run(40.0, [255; 3]), None);
    scene.sheets[0].items.truncate(1);
    scene.sheets[0].items.push(turned(under, Some(Tag::Artifact)));
    scene.sheets[0].items.push(turned(run(40.0, [255; 3]), None));
    assert!(found(&scene).is_empty());
    scene.sheets[0].items.remove(1);
    assert_eq!(found(&scene).len(), 1);
}

/// Half of the words over a dark picture is enough.
#[test]
fn a_picture_behind_some_of_the_words_counts() {
    let mut scene = sheet([255; 3], run(40.0, [10, 90, 78]), None);
    let picture = Rect::new(Pt(100.0), Pt(100.0), Pt(140.0), Pt(200.0));
    let dark = PathItem::filled(Path::rect(picture), Color::from_rgb([20, 80, 70]));
    scene.sheets[0].items.insert(1, Item::Path(dark));
    assert_eq!(found(&scene).len(), 1);
    // A corner of it under one of seven is not.
    let corner = PathItem::filled(Path::rect(Rect { width: Pt(30.0), ..picture }), Color::from_rgb([20, 80, 70]));
    scene.sheets[0].items[1] = Item::Path(corner);
    assert!(found(&scene).is_empty());
}
