use super::*;
use crate::model::{BoardLayout, Date, Orientation};
use crate::unit::Mm;
use crate::world::MemoryWorld;

struct Days;

impl EventNames for Days {
    fn resolve(&self, text: &str) -> Option<String> {
        ["世界无烟日", "no-tobacco"].contains(&text).then(|| "no-tobacco".to_owned())
    }

    fn nearest(&self, text: &str) -> Option<String> {
        crate::input::nearest(text, ["世界无烟日"]).map(str::to_owned)
    }
}

fn world(files: &[(&str, &str)]) -> MemoryWorld {
    files.iter().fold(MemoryWorld::new(Date::epoch()), |w, (p, t)| w.with(p, t))
}

fn read(files: &[(&str, &str)], drafts: bool) -> (Site, Vec<String>) {
    let (site, problems) = load(&world(files), &Config::default(), &Days, &LoadOptions { drafts });
    (site, problems.iter().map(|d| format!("{}:{}", d.code, d.span.as_ref().map_or(0, |s| s.line))).collect())
}

const SMOKE: &str = "---\n标题：科学戒烟\n日期：2026年5月31日\n宣传日：世界无烟日\n标签：控烟、健康\n来源：\n  - 甲，乙\n---\n\n# 科学戒烟\n\n吸烟有害健康。\n\n![图](p.svg)\n";

#[test]
fn a_small_site() {
    let (site, p) = read(
        &[
            ("content/articles/2026/控烟/index.md", SMOKE),
            ("content/articles/2026/控烟/p.svg", "<svg/>"),
            (
                "content/articles/b-teeth.md",
                "+++\ntitle = \"爱牙\"\ndate = 2026-09-20\ntags = [\"牙\"]\n+++\n见[戒烟](2026/控烟/index.md#甲)。\n",
            ),
            (
                "content/boards/2026-q2.md",
                "---\n标题: 第二季度\n尺寸: 900×1200\n方向: 横\n文章: [kexue-jieyan，爱牙]\n编排: 卡片\n---\n编者的话。\n",
            ),
            ("content/pages/about.md", "# 关于我们\n"),
        ],
        false,
    );
    assert_eq!(p, ["title-from-heading:1"]);
    assert_eq!(site.articles.iter().map(|a| a.slug.as_str()).collect::<Vec<_>>(), ["b-teeth", "kexue-jieyan"]);
    let a = site.article("kexue-jieyan").unwrap();
    assert_eq!(
        (a.tags.len(), a.sources.clone(), a.event.as_deref()),
        (2, vec!["甲，乙".to_owned()], Some("no-tobacco"))
    );
    assert_eq!(a.cover.as_deref(), Some("content/articles/2026/控烟/p.svg"));
    assert_eq!((a.summary.as_str(), a.characters, a.document.blocks.len()), ("吸烟有害健康。", 6, 2));
    let b = &site.boards[0];
    assert_eq!(
        (b.trim_mm, b.orientation, b.reading_distance),
        ((Mm(1200.0), Mm(900.0)), Orientation::Landscape, Mm(1200.0))
    );
    assert_eq!(
        (b.articles.clone(), b.layout, b.event.as_deref()),
        (vec!["kexue-jieyan".to_owned(), "b-teeth".to_owned()], Some(BoardLayout::Cards), Some("no-tobacco"))
    );
}

#[test]
fn drafts_wait() {
    let files = [
        ("content/articles/a.md", "---\ntitle: 甲\ndraft: 是\n---\n![](no.png)\n"),
        ("content/boards/b.md", "---\ntitle: 栏\narticles: [a]\n---\n"),
    ];
    let (site, p) = read(&files, false);
    assert!(site.articles.is_empty());
    assert_eq!(p, ["draft-in-board:3"]);
    let (site, p) = read(&files, true);
    assert_eq!((site.articles.len(), site.boards[0].articles.len()), (1, 1));
    assert_eq!(p, ["picture-missing:5"]);
}

#[test]
fn distances_by_size() {
    for (size, mm) in [
        ("A0", 1000.0),
        ("A1", 1000.0),
        ("A2", 800.0),
        ("A3", 500.0),
        ("A4", 350.0),
        ("900x1200mm", 1200.0),
        ("400x500", 800.0),
    ] {
        let board = format!("---\ntitle: 栏\nsize: {size}\narticles: a\n---\n");
        let (site, _) =
            read(&[("content/articles/a.md", "---\ntitle: 甲\n---\n文\n"), ("content/boards/b.md", &board)], false);
        assert_eq!(site.boards[0].reading_distance, Mm(mm), "{size}");
    }
}

#[test]
fn case_only_collisions() {
    let (_, p) = read(
        &[
            ("content/articles/a.md", "---\ntitle: 甲\nslug: Smoke\n---\n文"),
            ("content/articles/b.md", "---\ntitle: 乙\nslug: smoke\n---\n文"),
        ],
        false,
    );
    assert_eq!(p, ["duplicate-slug:3"]);
}
