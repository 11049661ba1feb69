//! Cards from Markdown: the right ways are thought of, nothing is lost, nothing leaves its rectangle.

use std::sync::Arc;

use super::{Context, FaceSet, FamilyOverrides, Gallery, section};
use crate::content::markdown;
use crate::model::{Article, Date};
use crate::panel::layout::shelf::Shelf;
use crate::panel::layout::{Canvas, Card, Scale, Variant};
use crate::panel::scene::{Item, Path, Segment, Tag, Transform};
use crate::panel::style;
use crate::unit::{Point, Pt, Rect};
use crate::world::{MemoryWorld, World};

const ALL: &str = include_str!("tests.md");

fn article(text: &str) -> Article {
    let (document, problems) = markdown::parse(text, 1, markdown::Context::of("content/articles/a.md"));
    assert!(!problems.has_errors());
    Article {
        path: "content/articles/a.md".into(),
        slug: "a".into(),
        title: "题目".into(),
        date: None,
        event: None,
        tags: Vec::new(),
        summary: String::new(),
        author: None,
        reviewer: None,
        sources: Vec::new(),
        audience: Vec::new(),
        expires: None,
        draft: false,
        cover: None,
        aliases: Vec::new(),
        document: document.into(),
        characters: 0,
    }
}

/// A1 portrait, three columns.
fn context(id: &str) -> (Context, Scale) {
    let world = MemoryWorld::new(Date::new(2026, 5, 31).unwrap());
    let style = Arc::new(style::load(&world, "default", id).0.unwrap());
    let (faces, problems) = FaceSet::load(world.fonts(), &style, &FamilyOverrides::default());
    assert!(problems.is_empty());
    let (gallery, _) = Gallery::load((&world, &Shelf::default()), "default", id, &[]);
    let u = Pt(1683.8 / 1188.0);
    let scale = Scale { body: u * style.body.portrait, leading: style.body.leading, u };
    let width = 1188.0 - style.grid.margin * 2.0;
    let measures = Context::measures_of(&style, style.grid.portrait, width, style.body.portrait);
    (Context { style, faces, gallery, measures, article_titles: false }, scale)
}

fn cards(cx: &Context, text: &str) -> Vec<Card> {
    section::cards(cx, section::Part::default(), &article(text))
}

fn first_way(text: &str) -> &'static str {
    let (cx, _) = context("qingxin");
    cards(&cx, &format!("## 题\n\n{text}\n")).first().and_then(|c| c.variants.first()).map_or("", |v| v.name)
}

#[test]
fn what_stands_in_a_section_decides_how_it_is_set() {
    assert_eq!(first_way("只有一段话，讲一讲为什么要洗手。"), "prose");
    assert_eq!(first_way("1. **湿** 流水打湿\n2. **搓** 搓满 20 秒\n3. **冲** 冲干净"), "steps");
    assert_eq!(first_way("- **20 分钟** 心率下降\n- **12 小时** 恢复正常\n- **1 年** 风险减半"), "timeline");
    assert_eq!(first_way("- **8:30** 开窗\n- **9:00** 掸尘\n- **10:20** 刷厕所"), "timeline");
    assert_eq!(first_way("- **1952 人** 参加\n- **31.87%** 达到要求\n- **7 种** 疾病"), "key-figures");
    assert_eq!(first_way("**7 000 多种** 化学物质。"), "key-figure");
    assert_eq!(first_way("- [ ] 每天刷牙\n- [x] 饭前洗手"), "checklist");
    assert_eq!(first_way("能抓吗？\n: 不要抓。"), "qa");
    assert_eq!(first_way("- **家里** 含阳台\n- **车里** 烟雾更浓\n- **单位** 含楼梯间\n- **学校** 室内"), "tiles");
    assert_eq!(first_way("| 种类 | 在哪里 |\n|---|---|\n| 蚊 | 积水 |"), "table");
    assert_eq!(first_way("| 该做 | 别做 |\n|---|---|\n| 开窗 | 关窗抽烟 |"), "choice");
    assert_eq!(first_way("> [!TIP]\n> 开窗通风。"), "alert");
    assert_eq!(first_way("> 早一天戒，多一分健康。"), "quote");
    assert_eq!(first_way("- 第一条不带粗体\n- 第二条也不带"), "list");
}

#[test]
fn classes_steer_but_do_not_force() {
    let (cx, _) = context("qingxin");
    let way = |text: &str| cards(&cx, text)[0].variants[0].name;
    assert_eq!(way("## 题 {.timeline}\n\n- **起床** 喝水\n- **午后** 散步\n- **睡前** 刷牙\n"), "timeline");
    assert_eq!(way("## 题 {.timeline}\n\n- 没有粗体\n- 还是没有\n- 仍然没有\n"), "list");
    assert_eq!(way("## 题 {.list}\n\n1. **湿** 打湿\n2. **搓** 搓手\n"), "list");
    let wide = cards(&cx, "## 题 {.wide}\n\n短短一句话。\n");
    let cost = &wide[0].variants[0].span_cost;
    let steered = cost[0].unwrap() - cards(&cx, "## 题\n\n短短一句话。\n")[0].variants[0].span_cost[0].unwrap();
    assert!(steered > 1.0, "one column costs more where the author asked for width: {steered}");
}

#[test]
fn every_section_can_be_set_at_some_span() {
    for id in ["qingxin", "zhuangzhong", "tongqu"] {
        let (cx, _) = context(id);
        for card in cards(&cx, ALL) {
            assert!(!card.variants.is_empty(), "{id}: {}", card.title);
            for v in &card.variants {
                assert!(v.span_cost.iter().flatten().all(|c| *c >= 0.0), "{id}: {} {}", card.title, v.name);
                assert!(!v.reason.is_empty());
            }
        }
    }
}

/// Every variant at every width at which it may stand, with the width.
fn each_setting(id: &str, mut check: impl FnMut(&Card, &Variant, Pt, &Scale)) {
    let (cx, scale) = context(id);
    for card in &cards(&cx, ALL) {
        for v in &card.variants {
            for (em, cost) in cx.measures.iter().zip(&v.span_cost) {
                if cost.is_some() {
                    check(card, v, scale.body * *em, &scale);
                }
            }
        }
    }
}

#[test]
fn extents_are_ordered_and_drawing_stays_inside() {
    for id in ["qingxin", "zhuangzhong", "tongqu"] {
        each_setting(id, |card, v, width, scale| {
            let e = v.setting.measure(width, scale);
            let what = format!("{id} {} {} at {:.0}", card.title, v.name, width.0);
            assert!(Pt::ZERO < e.min && e.min <= e.natural && e.natural <= e.max, "{what}: {e:?}");
            for height in [e.min, e.natural, e.max] {
                let rect = Rect::new(Pt(100.0), Pt(50.0), width, height);
                let mut canvas = Canvas::default();
                v.setting.draw(rect, scale, &mut canvas);
                let mut seen = Boxes { rect: rect.inset(Pt(-1.0)), what: &what, texts: 0 };
                seen.walk(&canvas.items, Transform::IDENTITY);
                assert!(seen.texts > 0, "{what}: no text");
            }
        });
    }
}

/// Walks drawn items: text and shapes must lie in the rectangle; pictures' own shapes are the art's business.
struct Boxes<'a> {
    rect: Rect,
    what: &'a str,
    texts: usize,
}

impl Boxes<'_> {
    fn walk(&mut self, items: &[Item], at: Transform) {
        for item in items {
            match item {
                Item::Group(g) if g.clip.is_some() => {}
                Item::Group(g) => self.walk(&g.items, g.transform.then(at)),
                Item::Glyphs(run) => {
                    self.texts += 1;
                    let width: f64 = run.glyphs.iter().map(|g| g.advance.0).sum::<f64>() * run.size.0;
                    // A hanging or squeezed closing mark may reach half an em beyond.
                    let slack = run.size.0 * 0.55;
                    self.inside(at.apply(run.origin), slack);
                    self.inside(at.apply(Point::new(run.origin.x + Pt(width), run.origin.y)), slack);
                }
                Item::Path(p) => points(&p.path).for_each(|p| self.inside(at.apply(p), 1.0)),
                Item::Image(_) => {}
            }
        }
    }

    fn inside(&self, p: Point, slack: f64) {
        let r = self.rect.inset(Pt(-slack));
        let ok = p.x >= r.x && p.x <= r.right() && p.y >= r.y && p.y <= r.bottom();
        assert!(ok, "{}: {p:?} outside {r:?}", self.what);
    }
}

fn points(path: &Path) -> impl Iterator<Item = Point> + '_ {
    path.segments.iter().filter_map(|s| match s {
        Segment::Move(p) | Segment::Line(p) | Segment::Cubic(_, _, p) => Some(*p),
        Segment::Close => None,
    })
}

fn drawn(items: &[Item], out: &mut String) {
    for item in items {
        match item {
            Item::Glyphs(run) => out.push_str(&run.text),
            Item::Group(g) => drawn(&g.items, out),
            _ => {}
        }
    }
}

/// Letters, digits and 汉字 of a text: what must not be lost, whatever happens to its marks.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[test]
fn nothing_that_was_written_is_lost() {
    let sources: Vec<&str> = ALL.split("\n## ").collect();
    for id in ["qingxin", "zhuangzhong", "tongqu"] {
        each_setting(id, |card, v, width, scale| {
            let natural = v.setting.measure(width, scale).natural;
            let mut canvas = Canvas::default();
            v.setting.draw(Rect::new(Pt::ZERO, Pt::ZERO, width, natural), scale, &mut canvas);
            let mut text = String::new();
            drawn(&canvas.items, &mut text);
            let text = letters(&text);
            let source =
                sources.iter().find(|s| s.starts_with(&card.title) && !card.title.is_empty()).unwrap_or(&sources[0]);
            for line in source.lines().filter(|l| !l.contains("[!") && !l.contains("---")) {
                for part in line.replace("[x]", "").split(['*', '|', '`', '。', '，', '[', ']', '(', ')', '\\', '{'])
                {
                    let part = letters(part.trim_start_matches(|c: char| c.is_ascii_digit() && line.contains(". ")));
                    if line.contains("{.") && part.is_ascii() {
                        continue;
                    }
                    assert!(text.contains(&part), "{id} {} {}: “{part}” lost in {text}", card.title, v.name);
                }
            }
        });
    }
}

#[test]
fn every_card_is_a_section_with_its_title_as_heading() {
    let (cx, scale) = context("qingxin");
    let all = cards(&cx, "## 洗手\n\n要洗手。\n");
    let mut canvas = Canvas::default();
    let width = Pt(500.0);
    let setting = &all[0].variants[0].setting;
    setting.draw(Rect::new(Pt::ZERO, Pt::ZERO, width, setting.measure(width, &scale).natural), &scale, &mut canvas);
    let [Item::Group(section)] = canvas.items.as_slice() else { panic!("one group") };
    assert_eq!(section.tag, Some(Tag::Section));
    let heading = section.items.iter().find_map(|i| match i {
        Item::Group(g) if g.tag == Some(Tag::Heading(2)) => Some(&g.items),
        _ => None,
    });
    let mut text = String::new();
    drawn(heading.unwrap(), &mut text);
    assert_eq!(text, "洗手");
}

#[test]
fn ordinals_go_on_over_articles() {
    let (cx, scale) = context("zhuangzhong");
    let part = section::Part { article: 1, sections_before: 11 };
    let all = section::cards(&cx, part, &article("开头。\n\n## 甲\n\n话。\n"));
    assert_eq!((all.len(), all[1].article, all[1].line), (2, 1, 3));
    let mut canvas = Canvas::default();
    all[1].variants[0].setting.draw(Rect::new(Pt::ZERO, Pt::ZERO, Pt(700.0), Pt(300.0)), &scale, &mut canvas);
    let mut text = String::new();
    drawn(&canvas.items, &mut text);
    assert!(text.starts_with("十二"), "{text}");
}
