use super::*;
use crate::content::{self, EventNames, LoadOptions};
use crate::model::Date;
use crate::panel::layout::shelf::Shelf;
use crate::panel::scene::{Item, Transform};
use crate::world::MemoryWorld;

struct Names<'a>(&'a Calendar);

impl EventNames for Names<'_> {
    fn resolve(&self, text: &str) -> Option<String> {
        self.0.resolve(text)
    }

    fn nearest(&self, text: &str) -> Option<String> {
        self.0.nearest(text)
    }
}

const ARTICLE: &str = "---\ntitle: 远离烟草 守护呼吸\nevent: 世界无烟日\ndate: 2026-05-20\nsource: 世界卫生组织《烟草》实况报道\n---\n\n\
## 无烟日的由来\n\n世界卫生组织发起世界无烟日，自 1989 年起定在**每年 5 月 31 日**。\n\n\
## 一支烟里有什么\n\n**7000 多种**化学物质藏在烟草烟雾里。\n\n\
## 科学戒烟三步走\n\n1. **下决心** 写下三个以上的理由。\n2. **定日子** 两周之内选好戒烟日。\n3. **求帮助** 拨打 12320 卫生热线。\n\n\
## 自测烟瘾\n\n- [ ] 醒来半小时内就要抽第一支\n- [ ] 每天抽 10 支以上\n\n\
> [!TIP]\n> 勾了两项，请到戒烟门诊做一次评估。\n\n\
## 居民问\n\n戒烟会变胖吗？\n: 可能长两三公斤，好处远大于这点体重。\n";

fn world(article: &str, board: &str) -> MemoryWorld {
    MemoryWorld::new(Date::new(2026, 5, 1).unwrap())
        .with("content/articles/tobacco.md", article.as_bytes())
        .with("content/boards/2026-05.md", board.as_bytes())
}

fn run(world: &MemoryWorld, base_url: Option<&str>) -> BoardResult {
    let config = Config { base_url: base_url.map(str::to_owned), ..Config::default() };
    let calendar = Calendar::builtin();
    let (site, found) = content::load(world, &config, &Names(&calendar), &LoadOptions { drafts: false });
    assert!(!found.has_errors(), "{found:?}");
    compose(
        Sources { world, config: &config, calendar: &calendar, site: &site, shelf: &Shelf::default() },
        &site.boards[0],
    )
}

fn text(items: &[Item], out: &mut String) {
    for item in items {
        match item {
            Item::Glyphs(run) => out.push_str(&run.text),
            Item::Group(group) => text(&group.items, out),
            _ => {}
        }
    }
}

const BOARD: &str = "---\ntitle: 远离烟草 守护呼吸\nissue: 2026 年第 5 期\ndate: 2026-05-28\nsize: A2\nstyle: 清新\narticles: [tobacco]\nslogan: 早一天戒 多一分健康\n---\n\n请到二楼戒烟门诊。\n";

#[test]
fn a_board_from_end_to_end_loses_no_word() {
    let made = run(&world(ARTICLE, BOARD), Some("https://example.org"));
    assert!(!made.diagnostics.has_errors(), "{:?}", made.diagnostics);
    let scene = made.scene.unwrap();
    assert_eq!((scene.sheets.len(), scene.language.as_str()), (1, "zh-CN"));
    let mut all = String::new();
    text(&scene.sheets[0].items, &mut all);
    let squeezed: String = all.chars().filter(|c| !c.is_whitespace()).collect();
    for words in [
        "远离烟草守护呼吸",
        "第39个世界无烟日",
        "2026年5月31日",
        "早一天戒",
        "无烟日的由来",
        "每年5月31日",
        "7000",
        "写下三个以上的理由",
        "醒来半小时内就要抽第一支",
        "戒烟会变胖吗？",
        "请到二楼戒烟门诊。",
        "世界卫生组织《烟草》实况报道",
        "2026年5月制作",
        "扫码看",
    ] {
        assert!(squeezed.contains(words), "{words} is not on the sheet: {squeezed}");
    }
    assert_eq!(scene.sheets[0].links.iter().filter(|l| l.url == "https://example.org/articles/tobacco/").count(), 1);
    assert!(made.sheets[0].columns.iter().all(|c| c.fill > 0.8), "{:?}", made.sheets);
    assert!(made.choices.iter().any(|c| c.variant == "steps") && scene.outline.len() > 4);
}

#[test]
fn without_an_address_there_is_no_code_but_a_note() {
    let made = run(&world(ARTICLE, BOARD), None);
    assert!(made.diagnostics.iter().any(|d| d.code == "board-no-code"));
    assert!(made.scene.unwrap().sheets[0].links.is_empty());
}

#[test]
fn too_much_text_is_an_error_that_says_what_helps() {
    let more = |n: usize| format!("\n## 更多{n}\n\n{}", "戒烟越早好处越多，任何年纪都不算晚。\n\n".repeat(20));
    let long = format!("{ARTICLE}{}", (1..=9).map(more).collect::<String>());
    let board = BOARD.replace("size: A2", "size: A4");
    let made = run(&world(&long, &board), None);
    assert!(made.scene.is_none());
    let told = made.diagnostics.iter().find(|d| d.code == "board-overset").unwrap();
    assert!(made.fit.overflow_chars > 300, "{:?}", made.fit);
    let rendered = told.render();
    for words in ["放不下", "看板距离 0.3 米", "articles: [tobacco]", "试排过", "远离烟草 守护呼吸"]
    {
        assert!(rendered.contains(words), "{words} is not in {rendered}");
    }
    // What it says would help does help.
    let helped = |board: &str| run(&world(&long, board), None).scene.is_some();
    let said = |key: &str| rendered.split(key).nth(1).and_then(|rest| rest.split_whitespace().next());
    let sheets = said("sheets: ").map(|n| board.replace("size: A4", &format!("size: A4\nsheets: {n}")));
    let size = said("size: ").map(|name| board.replace("size: A4", &format!("size: {name}")));
    let told: Vec<String> = sheets.into_iter().chain(size).collect();
    assert!(!told.is_empty(), "{rendered}");
    for changed in told {
        assert!(helped(&changed), "{changed} does not help: {rendered}");
    }
}

#[test]
fn a_nearly_empty_board_says_how_much_would_fit() {
    let short = "---\ntitle: 洗手\ndate: 2026-05-20\n---\n\n## 洗手\n\n回家先洗手。\n";
    let made = run(&world(short, BOARD), None);
    let told = made.diagnostics.iter().find(|d| d.code == "board-underfull").unwrap();
    assert!(told.message.contains("还能再放约") && made.fit.spare_chars > 60, "{told:?}");
    assert!((made.fit.body_pt - made.fit.max_pt).abs() < 0.01);
}

#[test]
fn the_same_input_gives_the_same_sheets() {
    let world = world(ARTICLE, BOARD);
    let print = |made: BoardResult| format!("{:?}", made.scene.unwrap().sheets);
    assert!(print(run(&world, None)) == print(run(&world, None)));
}

#[test]
fn an_unknown_character_is_told_with_its_place() {
    let odd = ARTICLE.replace("回家", "").replace("好处远大于", "𰻞好处远大于");
    let made = run(&world(&odd, BOARD), None);
    let told = made.diagnostics.iter().find(|d| d.code == "glyph-missing").unwrap();
    assert!(told.message.contains("U+30EDE"), "{told:?}");
    assert!(told.span.as_ref().unwrap().line > 6);
}

#[test]
fn long_text_flows_in_columns_and_loses_no_word() {
    let paragraphs = "戒烟越早好处越多，任何年纪都不算晚。身边的人不吸烟，您也少一份危害。\n\n".repeat(8);
    let article = format!("{ARTICLE}\n## 慢慢读\n\n{paragraphs}");
    let board = BOARD.replace("slogan:", "layout: flow\nslogan:");
    let made = run(&world(&article, &board), None);
    assert!(!made.diagnostics.has_errors(), "{:?}", made.diagnostics);
    let mut all = String::new();
    text(&made.scene.unwrap().sheets[0].items, &mut all);
    let squeezed: String = all.chars().filter(|c| !c.is_whitespace()).collect();
    assert_eq!(squeezed.matches("身边的人不吸烟").count(), 8, "{squeezed}");
    for words in ["写下三个以上的理由", "戒烟会变胖吗？", "请到二楼戒烟门诊。"] {
        assert!(squeezed.contains(words), "{words} is not in {squeezed}");
    }
    assert!(
        made.sheets[0].columns.len() > 1 && made.sheets[0].columns.iter().all(|c| c.fill > 0.8),
        "{:?}",
        made.sheets
    );
}

/// The article that is measured beside other programs: sections of running text, a quotation, a wide table, long steps.
#[test]
fn a_long_article_fits_an_a1_sheet_in_as_many_columns_as_asked() {
    let (_, body) = include_str!("../../../../benches/peers/article.md").split_once("---\n\n").unwrap();
    let article = format!("---\ntitle: 远离烟草，守护呼吸\ndate: 2026-05-20\n---\n\n{body}");
    for columns in [2, 3, 4] {
        let board = format!(
            "---\ntitle: 远离烟草，守护呼吸\ndate: 2026-05-20\nsize: A1\nlayout: flow\ncolumns: {columns}\narticles: [tobacco]\n---\n"
        );
        let made = run(&world(&article, &board), None);
        assert!(made.scene.is_some(), "{columns} columns: {:?}", made.diagnostics);
        assert_eq!(made.fit.columns, columns);
    }
}

/// The lowest baseline of some items.
fn lowest(items: &[Item], at: Transform) -> Pt {
    items.iter().fold(Pt::ZERO, |low, item| match item {
        Item::Glyphs(run) => low.max(at.apply(run.origin).y),
        Item::Group(group) => low.max(lowest(&group.items, group.transform.then(at))),
        _ => low,
    })
}

#[test]
fn long_sources_beside_several_codes_stay_on_the_sheet() {
    let article = |n: usize| {
        let sources: String =
            (1..=14).map(|k| format!("\n  - 第 {n} 号《第 {k} 种技术指南与规范（2024 年版）》")).collect();
        ARTICLE
            .replace("source: 世界卫生组织《烟草》实况报道", &format!("source:{sources}"))
            .replace("title: 远", &format!("title: {n} 远"))
    };
    for (style, size) in [("清新", "1200x2400mm"), ("庄重", "1200x2400mm")] {
        let board =
            BOARD.replace("size: A2", &format!("size: {size}")).replace("style: 清新", &format!("style: {style}"));
        let world = world(&article(1), &board.replace("[tobacco]", "[tobacco, b, c]"))
            .with("content/articles/b.md", article(2))
            .with("content/articles/c.md", article(3));
        let made = run(&world, Some("https://example.org"));
        let scene = made.scene.unwrap();
        let (trim, u) = (scene.sheets[0].size.trim(), scene.sheets[0].size.u());
        let low = lowest(&scene.sheets[0].items, Transform::IDENTITY);
        assert!(low < trim.bottom() - u * 12.0, "{style} {size}: {:.1} u from the edge", (trim.bottom() - low) / u);
        assert_eq!(scene.sheets[0].links.len(), 3, "a code for each article");
    }
}
