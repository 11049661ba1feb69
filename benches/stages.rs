//! The stages of a board, each by itself: `cargo bench`. How and what was measured stands in `README.md` beside this.

// A bench that cannot go on should stop.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::{Arc, LazyLock};

use banbao::calendar::Calendar;
use banbao::config::Config;
use banbao::content::{self, LoadOptions};
use banbao::model::{Date, Site};
use banbao::panel::export::{PdfOptions, Template, pdf, png};
use banbao::panel::layout::Card;
use banbao::panel::layout::blocks::{Context, FaceSet, FamilyOverrides, Gallery, section};
use banbao::panel::layout::board::{BoardResult, Sources, compose};
use banbao::panel::layout::compose::{CardRole, Grid, Request, Sizes, compose as fit};
use banbao::panel::layout::shelf::Shelf;
use banbao::panel::style;
use banbao::panel::typeset::{FaceId, Faces, ParagraphOptions, Piece, PunctuationStyle, Shaped, TextPiece, shape};
use banbao::unit::{Em, Pt, Rect};
use banbao::world::{MemoryWorld, World, builtin_faces};
use divan::{Bencher, black_box};

const PARAGRAPH: &str = "1987 年，世界卫生组织（World Health Organization，WHO）的成员国通过决议，提出设立一个专门的日子，\
    提醒人们认识烟草流行造成的死亡与疾病。自 1989 年起，每年 5 月 31 日被定为“世界无烟日”（World No Tobacco Day）。\
    室内 PM2.5 浓度从 20 μg/m³ 升到 300 μg/m³ 以上，远远超过 GB 3095—2012《环境空气质量标准》规定的限值。";

fn main() {
    divan::main();
}

static FACES: LazyLock<Faces> = LazyLock::new(|| {
    let mut faces = Faces::new();
    for face in builtin_faces().faces() {
        faces.add(Arc::clone(face));
    }
    faces
});

fn shaped() -> Shaped {
    shape(&FACES, &[Piece::Text(TextPiece::new(PARAGRAPH, FaceId(0)))], PunctuationStyle::Full)
}

/// A site with the article that the peers set too.
struct Board {
    world: MemoryWorld,
    config: Config,
    calendar: Calendar,
    site: Site,
}

static FLOW: LazyLock<Board> = LazyLock::new(|| Board::new("flow"));
static CARDS: LazyLock<Board> = LazyLock::new(|| Board::new("cards"));

impl Board {
    fn new(layout: &str) -> Board {
        let (_, body) = include_str!("peers/article.md").split_once("---\n\n").unwrap();
        let article = format!("---\ntitle: 远离烟草，守护呼吸\nslug: a\n---\n\n{body}");
        let board = format!(
            "---\ntitle: 远离烟草，守护呼吸\ndate: 2025-05-20\nsize: A1\nlayout: {layout}\narticles: [a]\n\
             units: units.csv\n---\n"
        );
        let world = MemoryWorld::new(Date::epoch())
            .with("content/articles/a.md", article)
            .with("content/boards/b.md", board)
            .with("content/units.csv", "编号,单位,电话\nqinghe,青禾街道社区卫生服务中心,010-5555 0131\n");
        let (calendar, _) = Calendar::load(&world);
        let config = Config::default();
        let (site, _) = content::load(&world, &config, &(), &LoadOptions::default());
        Board { world, config, calendar, site }
    }

    fn compose(&self) -> BoardResult {
        let Board { world, config, calendar, site } = self;
        compose(
            Sources { world: world as &dyn World, config, calendar, site, shelf: &Shelf::default() },
            site.boards.first().unwrap(),
        )
    }
}

#[divan::bench]
fn shape_a_paragraph(bencher: Bencher) {
    LazyLock::force(&FACES);
    bencher.bench(shaped);
}

#[divan::bench(args = [12.0, 20.0, 34.0])]
fn break_a_paragraph(bencher: Bencher, measure: f64) {
    let text = shaped();
    let options = ParagraphOptions::new(Em(measure));
    bencher.bench(|| black_box(&text).line_count(&options));
}

#[divan::bench(sample_count = 20)]
fn fit_a1_flow(bencher: Bencher) {
    bencher.bench(|| FLOW.compose());
}

#[divan::bench(sample_count = 20)]
fn fit_a1_cards(bencher: Bencher) {
    bencher.bench(|| CARDS.compose());
}

/// The cards of the article and the area that 清新 leaves them on A1, texts shaped: what the search begins with.
fn cards(columns: usize) -> (Vec<Card>, Sizes) {
    let Board { world, config, site, .. } = &*CARDS;
    let (style, _) = style::load(world, &config.theme, "qingxin");
    let style = Arc::new(style.unwrap());
    let articles: Vec<_> = site.articles.iter().collect();
    let (faces, _) = FaceSet::load(world.fonts(), &style, &FamilyOverrides::default());
    let (gallery, _) = Gallery::load((world, &Shelf::default()), &config.theme, &style.id, &articles);
    let (u, b) = (U, &style.body);
    let sizes = Sizes {
        u,
        min: u * b.min,
        usual: u * b.portrait,
        max: u * b.max,
        leading: (b.leading_min, b.leading, b.leading_max),
        least_u: b.min,
    };
    let measures = Context::measures_of(&style, columns, AREA.0, b.portrait);
    let cx = Context { style, faces, gallery, measures, article_titles: false };
    (articles.iter().flat_map(|a| section::cards(&cx, section::Part::default(), a)).collect(), sizes)
}

/// The unit of A1, and the area in units.
const U: Pt = Pt(1.4173);
const AREA: (f64, f64) = (1084.0, 1190.0);

/// The search alone, on one grid, sizes and arrangements together; measuring the cards at all widths is part of it.
#[divan::bench(args = [2, 3, 4], sample_count = 20)]
fn search_a1_cards(bencher: Bencher, columns: usize) {
    let area = Rect::new(Pt::ZERO, Pt::ZERO, U * AREA.0, U * AREA.1);
    let grid = Grid { columns, gutter: U * 18.0, row_gap: U * 14.0, stack_gap: U * 16.0, cost: 0.0 };
    bencher.with_inputs(|| cards(columns)).bench_refs(|(cards, sizes)| {
        let roles = vec![CardRole::Section; cards.len()];
        let request = Request { cards, roles: &roles, areas: &[area], grids: &[grid], sizes: *sizes };
        fit(&request).unwrap()
    });
}

#[divan::bench(sample_count = 20)]
fn write_pdf(bencher: Bencher) {
    let scene = FLOW.compose().scene.unwrap();
    bencher.bench(|| pdf(&scene, &PdfOptions::default()));
}

#[divan::bench(sample_count = 20)]
fn write_preview(bencher: Bencher) {
    let scene = FLOW.compose().scene.unwrap();
    bencher.bench(|| png(&scene, 0, 1200));
}

#[divan::bench(sample_count = 20)]
fn a_unit_more(bencher: Bencher) {
    let made = FLOW.compose();
    let (scene, copies) = (made.scene.unwrap(), Arc::clone(made.copies.as_ref().unwrap()));
    let shared = copies.shared(&scene);
    let template = Template::new(&shared, &copies.usual(&scene), &PdfOptions::default()).unwrap();
    let unit = FLOW.site.boards.first().and_then(|b| b.units.first()).unwrap();
    bencher.bench(|| template.copy(copies.words(&FLOW.world, &shared, unit).unwrap()));
}
