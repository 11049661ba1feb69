//! A board's own colours reach its print file, under the rules that hold for the style's: ink limit, text in single black.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use banbao::calendar::Calendar;
use banbao::config::Config;
use banbao::content::{self, LoadOptions};
use banbao::model::{Board, Date};
use banbao::panel::export::{PdfOptions, pdf};
use banbao::panel::layout::board::{BoardResult, Sources, compose};
use banbao::panel::layout::shelf::Shelf;
use banbao::panel::scene::Color;
use banbao::world::MemoryWorld;
use lopdf::Document;
use lopdf::content::Content;

const ARTICLE: &str = "---\ntitle: 洗手\nslug: a\n---\n\n## 何时洗\n\n饭前便后、回家以后，都要**用流动的水**洗手。\n\n\
    ## 怎么洗\n\n1. **湿** 先把手淋湿。\n2. **搓** 搓出泡沫，二十秒。\n3. **冲** 冲净擦干。\n\n\
    ## 为什么\n\n| 病 | 传播 |\n|---|---|\n| 腹泻 | 手、口 |\n| 流感 | 手、飞沫 |\n";

/// The board with these lines in its front matter.
fn composed(style: &str, lines: &str) -> (Board, BoardResult) {
    let board = format!("---\ntitle: 手卫生\ndate: 2026-05-20\nsize: A4\nstyle: {style}\narticles: [a]\n{lines}---\n");
    let world =
        MemoryWorld::new(Date::epoch()).with("content/articles/a.md", ARTICLE).with("content/boards/b.md", board);
    let (config, calendar) = (Config::default(), Calendar::builtin());
    let (site, found) = content::load(&world, &config, &(), &LoadOptions::default());
    assert!(!found.has_errors(), "{found:?}");
    let board = site.boards[0].clone();
    let made = compose(
        Sources { world: &world, config: &config, calendar: &calendar, site: &site, shelf: &Shelf::default() },
        &board,
    );
    assert!(made.scene.is_some(), "{:?}", made.diagnostics);
    (board, made)
}

/// The inks of a print file in per cent: all of them, and those that text is set in.
fn inks(made: &BoardResult) -> (Vec<[i64; 4]>, Vec<[i64; 4]>) {
    let file = pdf(made.scene.as_ref().unwrap(), &PdfOptions::default()).unwrap();
    let doc = Document::load_mem(&file).unwrap();
    let (mut all, mut of_text) = (Vec::new(), Vec::new());
    for id in doc.get_pages().values() {
        let mut now = [0; 4];
        for o in Content::decode(&doc.get_page_content(*id)).unwrap().operations {
            match o.operator.as_str() {
                "k" | "K" => {
                    let part = |i: usize| (f64::from(o.operands[i].as_float().unwrap()) * 100.0).round() as i64;
                    let ink = [part(0), part(1), part(2), part(3)];
                    all.push(ink);
                    if o.operator == "k" {
                        now = ink;
                    }
                }
                "Tj" | "TJ" => of_text.push(now),
                _ => {}
            }
        }
    }
    (all, of_text)
}

fn whole(color: Color) -> [i64; 4] {
    color.cmyk.map(|v| (v * 100.0).round() as i64)
}

#[test]
fn the_print_file_takes_the_colours() {
    let accent = Color::from_hex("#0B5FA5").unwrap();
    for style in ["清新", "庄重", "童趣"] {
        let (plain, _) = inks(&composed(style, "").1);
        assert!(!plain.contains(&whole(accent)), "{style} has that colour of its own");
        let (_, made) = composed(style, "配色: {主色: \"#0B5FA5\"}\n");
        let (all, _) = inks(&made);
        assert!(all.contains(&whole(accent)), "{style}: {all:?}");
        assert!(made.diagnostics.iter().all(|d| d.code != "style-contrast"), "{style}: {:?}", made.diagnostics);
        assert_ne!(plain, all);
    }
}

#[test]
fn one_colour_turns_the_whole_look() {
    let (plain, _) = inks(&composed("清新", "").1);
    let (turned, _) = inks(&composed("清新", "配色: {主色: \"#1F6FB2\"}\n").1);
    // The greens of words and of the masthead's drawings go, the orange of what warns stays.
    let green = |[c, m, y, k]: &[i64; 4]| *c > *m + 20 && *y > *m + 20 && *k < 90;
    let count = |all: &[[i64; 4]], of: fn(&[i64; 4]) -> bool| all.iter().filter(|c| of(c)).count();
    assert!(count(&plain, green) > 20, "{plain:?}");
    assert_eq!(count(&turned, green), 0, "{:?}", turned.iter().filter(|c| green(c)).collect::<Vec<_>>());
    let orange = |[c, m, y, _]: &[i64; 4]| *c < 20 && *m > 40 && *y > 60;
    assert_eq!(count(&plain, orange), count(&turned, orange));
}

#[test]
fn ink_stays_within_what_paper_takes() {
    // Blues and purples near black are where full grey component replacement comes nearest to three full plates.
    for dark in ["#000001", "#01001E", "#0A0005", "#123456"] {
        let (_, made) = composed("清新", &format!("配色: {{主色: \"{dark}\", 深色: \"{dark}\", 暖色: \"{dark}\"}}\n"));
        let (all, _) = inks(&made);
        let most = all.iter().map(|c| c.iter().sum::<i64>()).max().unwrap();
        assert!(most <= 300, "{dark}: {most} %");
    }
}

#[test]
fn running_text_stays_single_black() {
    let (_, made) = composed("清新", "配色: {正文: \"#17395C\"}\n");
    let (_, of_text) = inks(&made);
    // 1 - (0.299 × 23 + 0.587 × 57 + 0.114 × 92) / 255 = 0.80.
    assert!(of_text.contains(&[0, 0, 0, 80]), "{of_text:?}");
    assert!(!of_text.contains(&whole(Color::from_hex("#17395C").unwrap())), "four plates for small type");
}

#[test]
fn every_way_to_write_it_is_the_same() {
    let (wanted, _) = composed("清新", "palette: {accent: \"#0b5fa5\", deep: \"#073b66\"}\n");
    let bare = |b: &Board| b.palette.iter().map(|c| (c.name.clone(), c.rgb)).collect::<Vec<_>>();
    for lines in [
        "配色:\n  主色: \"#0b5fa5\"\n  深色: 073b66\n",
        "配色：\n  主色：#0b5fa5\n  深色： “#073b66”\n",
        "配色：主色=#0b5fa5，深色=#073b66\n",
        "配色: [主色：#0b5fa5, 深色：#073b66]\n",
        "配色: {主色：\"#0b5fa5\", deep: '#073B66'}\n",
    ] {
        assert_eq!(bare(&composed("清新", lines).0), bare(&wanted), "{lines}");
    }
}
