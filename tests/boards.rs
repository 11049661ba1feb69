//! Sixty articles that nobody wrote, on every kind of sheet: nothing overlaps, nothing leaves the sheet, no word is lost.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

mod generated;

use banbao::calendar::Calendar;
use banbao::config::Config;
use banbao::content::{self, EventNames, LoadOptions};
use banbao::model::{Board, BoardLayout, Date};
use banbao::panel::layout::board::{BoardResult, Sources, compose};
use banbao::panel::layout::shelf::Shelf;
use banbao::panel::scene::Transform;
use banbao::unit::{Point, Pt, Rect};
use banbao::world::{DiskWorld, MemoryWorld};
use generated::{Draft, Seen, draft, lines, walk};

const ARTICLES: usize = 60;
const SIZES: [&str; 9] = [
    "size: A0",
    "size: A1\nsheets: 3",
    "size: A2\norientation: 横",
    "size: A3",
    "size: 1200x2400mm",
    "size: 600x900mm",
    "size: 900x1200mm",
    "size: A4\nsheets: 4",
    "size: A3\norientation: 横",
];
const STYLES: [&str; 3] = ["清新", "庄重", "童趣"];
/// The widest gap between two cards that is none by itself, for each millimetre of a sheet's short edge: 40 u.
const GAP: Pt = Pt(40.0 / 1188.0 * 72.0 / 25.4);
/// How far cards may reach into each other's gutters, such as a pill that stands out of its card's edge.
const SLACK: Pt = Pt(1.0);

struct NoDays;

impl EventNames for NoDays {
    fn resolve(&self, _: &str) -> Option<String> {
        None
    }

    fn nearest(&self, _: &str) -> Option<String> {
        None
    }
}

struct Days<'a>(&'a Calendar);

impl EventNames for Days<'_> {
    fn resolve(&self, text: &str) -> Option<String> {
        self.0.resolve(text)
    }

    fn nearest(&self, _: &str) -> Option<String> {
        None
    }
}

fn within(outer: Rect, p: Point) -> bool {
    p.x >= outer.x - SLACK && p.x <= outer.right() + SLACK && p.y >= outer.y - SLACK && p.y <= outer.bottom() + SLACK
}

/// Whether some words begin at the end of one sheet and go on on the next one.
fn runs_on(said: &str, sheets: &[String]) -> bool {
    let cuts = || said.char_indices().skip(1).map(|(i, _)| said.split_at(i));
    sheets.windows(2).any(|pair| cuts().any(|(a, b)| pair[0].ends_with(a) && pair[1].contains(b)))
}

/// Whether it was said that columns are not full.
fn told(made: &BoardResult) -> bool {
    made.diagnostics.iter().any(|d| d.code == "board-column-short" || d.code == "board-underfull")
}

/// Columns that are not full though larger type would not fit either, and not a word of it.
fn untold(made: &BoardResult) -> Option<String> {
    let (left, _) = columns_left(made);
    (!left.is_empty() && !told(made)).then(|| format!("columns that are not full and no word of it: {left:?}"))
}

/// Room below a card, down to the next one or to the lowest of its sheet, where two body lines and the widest gap that
/// a style has are not enough to explain it.
fn holes<'c>(made: &BoardResult, cards: &'c [Rect]) -> impl Iterator<Item = String> + 'c {
    let most =
        Pt(made.fit.body_pt * 1.75 * 2.0) + GAP * (made.sheets.first().map_or(0.0, |s| s.width_mm.min(s.height_mm)));
    let foot = cards.iter().map(|c| c.bottom()).fold(Pt::ZERO, Pt::max);
    let above = |a: &Rect, b: &Rect| b.y >= a.bottom() - SLACK && b.x < a.right() - SLACK && a.x < b.right() - SLACK;
    let hole = move |a: &'c Rect| {
        let next = cards.iter().filter(|b| above(a, b)).map(|b| b.y).fold(foot, Pt::min);
        (next - a.bottom() > most).then(|| format!("{:.1} pt empty below {a:?}", (next - a.bottom()).0))
    };
    cards.iter().filter_map(hole)
}

/// What is wrong with a composed board.
fn faults(draft: &Draft, made: &BoardResult, count: &mut lines::Count) -> Vec<String> {
    let mut out = Vec::new();
    let Some(scene) = &made.scene else {
        if !made.diagnostics.iter().any(|d| d.code == "board-overset") || made.fit.overflow_chars == 0 {
            out.push(format!("no scene and no reason: {:?}", made.diagnostics));
        }
        return out;
    };
    let mut all = String::new();
    let mut sheets = Vec::new();
    for (number, sheet) in scene.sheets.iter().enumerate() {
        let mut seen = Seen::default();
        walk(&sheet.items, Transform::IDENTITY, &mut seen);
        let (trim, safe) = (sheet.size.trim(), sheet.size.safe_area());
        for p in seen.words.iter().filter(|p| !within(trim, **p)) {
            out.push(format!("sheet {number}: text outside the trim at {p:?}"));
        }
        for (i, a) in seen.cards.iter().enumerate() {
            let ends = [Point::new(a.x, a.y), Point::new(a.right(), a.bottom())];
            if ends.iter().any(|p| !within(safe, *p)) {
                out.push(format!("sheet {number}: card {i} leaves the safe area: {a:?}, {safe:?}"));
            }
            // One reads down a stack, then the stack to its right, then the band below: what comes later stands
            // below or to the right, and so never on top either.
            for (k, b) in seen.cards.iter().enumerate().skip(i + 1) {
                if b.y < a.bottom() - SLACK && b.x < a.right() - SLACK {
                    out.push(format!("sheet {number}: card {k} lies before or over card {i}: {b:?}, {a:?}"));
                }
            }
        }
        out.extend(lines::faults(&sheet.items, count));
        if !told(made) {
            out.extend(holes(made, &seen.cards).map(|h| format!("sheet {number}: {h}, and no word of it")));
        }
        all.push_str(&seen.text);
        sheets.push(seen.text);
    }
    for said in draft.said.iter().filter(|s| !all.contains(s.as_str()) && !runs_on(s, &sheets)) {
        out.push(format!("“{said}” is not on the sheets"));
    }
    let places: Vec<Option<usize>> = draft.titles.iter().map(|t| all.find(t.as_str())).collect();
    if !places.is_sorted() {
        out.push(format!("sections out of order: {places:?}"));
    }
    out
}

/// Sheets for cards: every article is set on each of them.
const CARD_SIZES: [&str; 8] = [
    "size: A0",
    "size: A1",
    "size: A1\nsheets: 3",
    "size: A2\norientation: 横",
    "size: A3",
    "size: A4",
    "size: 600x900mm",
    "size: 1200x2400mm",
];

/// Sixty articles as cards on every size, and nothing but cards.
fn boards_of_cards() -> MemoryWorld {
    let mut world = MemoryWorld::new(Date::new(2026, 5, 1).unwrap());
    for number in 0..ARTICLES {
        world = world.with(&format!("content/articles/a{number}.md"), draft(number).markdown.as_bytes());
        for (s, size) in CARD_SIZES.iter().enumerate() {
            let style = STYLES[(number + s) % STYLES.len()];
            let title = ["健康生活每一天", "洗手", "守护一家人的呼吸健康"][number % 3];
            let board = format!(
                "---\ntitle: {title}\ndate: 2026-05-28\n{size}\nstyle: {style}\nlayout: cards\narticles: [a{number}]\n---\n"
            );
            world = world.with(&format!("content/boards/b{number}-{s}.md"), board.as_bytes());
        }
    }
    world
}

/// Runs `of` for all numbers below `count` on two threads, in order.
fn all_of<T: Send>(count: usize, of: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let some = |odd: usize| (0..count).filter(|n| n % 2 == odd).map(&of).collect::<Vec<T>>();
    let (even, odd) = std::thread::scope(|s| {
        let odd = s.spawn(|| some(1));
        (some(0), odd.join().unwrap())
    });
    let mut odd = odd.into_iter();
    even.into_iter().flat_map(|e| std::iter::once(e).chain(odd.next())).collect()
}

#[test]
fn sixty_articles_as_cards_on_every_size() {
    let world = boards_of_cards();
    let (config, calendar) = (Config::default(), Calendar::builtin());
    let (site, found) = content::load(&world, &config, &NoDays, &LoadOptions { drafts: false });
    assert!(!found.has_errors(), "{found:?}");
    assert_eq!(site.boards.len(), ARTICLES * CARD_SIZES.len());
    let all = all_of(ARTICLES * CARD_SIZES.len(), |n| {
        let (number, size) = (n / CARD_SIZES.len(), n % CARD_SIZES.len());
        let board = site.boards.iter().find(|b| b.id == format!("b{number}-{size}")).unwrap();
        let from =
            Sources { world: &world, config: &config, calendar: &calendar, site: &site, shelf: &Shelf::default() };
        let made = compose(from, board);
        let mut count = lines::Count::default();
        let mut found = faults(&draft(number), &made, &mut count);
        found.extend(untold(&made));
        if n.is_multiple_of(31) {
            let print = |r: &BoardResult| format!("{:?}", r.scene.as_ref().map(|s| &s.sheets));
            if print(&made) != print(&compose(from, board)) {
                found.push("two runs differ".to_owned());
            }
        }
        let place = format!("article {number}, {}, {:?}", board.size_name, board.style);
        let found: Vec<String> = found.into_iter().take(4).map(|f| format!("{place}: {f}")).collect();
        (size, made.scene.is_some(), found, columns_left(&made), count)
    });
    let faults: Vec<String> = all.iter().flat_map(|a| a.2.clone()).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    let mut count = lines::Count::default();
    for (size, name) in CARD_SIZES.iter().enumerate() {
        let of = || all.iter().filter(|a| a.0 == size);
        let scenes = of().filter(|a| a.1).count();
        assert!(scenes * 3 >= ARTICLES * 2, "{name}: only {scenes} boards have a scene");
        let columns: usize = of().map(|a| a.3.1).sum();
        let left: Vec<f64> = of().flat_map(|a| a.3.0.clone()).collect();
        assert!(left.len() * 50 <= columns, "{name}: {} of {columns} columns are not full: {left:?}", left.len());
    }
    all.into_iter().for_each(|a| count.add(a.4));
    count.check(20, 5);
}

#[test]
fn the_projects_own_boards() {
    let world = DiskWorld::new(env!("CARGO_MANIFEST_DIR"));
    let (config, _) = banbao::config::load(&world);
    let (calendar, _) = Calendar::load(&world);
    let (site, found) = content::load(&world, &config, &Days(&calendar), &LoadOptions { drafts: false });
    assert!(!found.has_errors(), "{found:?}");
    let mut count = lines::Count::default();
    for board in &site.boards {
        let from =
            Sources { world: &world, config: &config, calendar: &calendar, site: &site, shelf: &Shelf::default() };
        for layout in [BoardLayout::Cards, BoardLayout::Flow] {
            let board = Board { layout: Some(layout), ..board.clone() };
            let made = compose(from, &board);
            let sheets = made.scene.as_ref().map_or(&[][..], |s| &s.sheets);
            let faults: Vec<String> = sheets.iter().flat_map(|s| lines::faults(&s.items, &mut count)).collect();
            assert!(faults.is_empty(), "{}, {layout:?}: {faults:#?}", board.id);
            assert_eq!(untold(&made), None, "{}, {layout:?}", board.id);
        }
    }
    assert!(count.lines > 1000 && count.justified > 100, "{} lines, {} justified", count.lines, count.justified);
    count.check(5, 5);
}

/// Articles poured into columns (`layout: flow`).
const POURED: usize = 200;
/// How full a column is at the least (rule 14), and a column that one high block ends early.
const FULL: f64 = 0.97;
const NEARLY: f64 = 0.8;

/// Columns of a board that are not full though larger type would not fit either, and all its columns.
fn columns_left(made: &BoardResult) -> (Vec<f64>, usize) {
    let all: Vec<f64> = made.sheets.iter().flat_map(|s| &s.columns).map(|c| c.fill).collect();
    let largest = made.fit.body_pt >= made.fit.max_pt - 0.01;
    let left = all.iter().copied().filter(|f| *f < FULL && !largest).collect();
    (left, all.len())
}

#[test]
fn two_hundred_articles_poured_into_columns() {
    let mut world = MemoryWorld::new(Date::new(2026, 5, 1).unwrap());
    for number in 0..POURED {
        let text = draft(number).markdown;
        let size = SIZES[number % SIZES.len()];
        let style = STYLES[number / SIZES.len() % STYLES.len()];
        let board = format!(
            "---\ntitle: 健康生活每一天\ndate: 2026-05-28\n{size}\nstyle: {style}\nlayout: flow\narticles: [a{number}]\n---\n"
        );
        world = world
            .with(&format!("content/articles/a{number}.md"), text.as_bytes())
            .with(&format!("content/boards/b{number}.md"), board.as_bytes());
    }
    let (config, calendar) = (Config::default(), Calendar::builtin());
    let (site, found) = content::load(&world, &config, &NoDays, &LoadOptions { drafts: false });
    assert!(!found.has_errors(), "{found:?}");
    let pour = |n: usize| {
        let board = site.boards.iter().find(|b| b.id == format!("b{n}")).unwrap();
        let made = compose(
            Sources { world: &world, config: &config, calendar: &calendar, site: &site, shelf: &Shelf::default() },
            board,
        );
        let place = format!("article {n}, {}, {:?}", board.size_name, board.style);
        let mut count = lines::Count::default();
        let faults: Vec<String> =
            faults(&draft(n), &made, &mut count).into_iter().take(3).map(|f| format!("{place}: {f}")).collect();
        let (left, all) = columns_left(&made);
        let mut faults = faults;
        faults.extend(untold(&made).map(|f| format!("{place}: {f}")));
        (made.scene.is_some(), faults, left, all, count)
    };
    let all = all_of(POURED, pour);
    let faults: Vec<String> = all.iter().flat_map(|a| a.1.clone()).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    let scenes = all.iter().filter(|a| a.0).count();
    assert!(scenes * 4 >= POURED * 3, "only {scenes} boards have a scene");
    let left: Vec<f64> = all.iter().flat_map(|a| a.2.clone()).collect();
    let columns: usize = all.iter().map(|a| a.3).sum();
    assert!(left.len() * 10 <= columns, "{} of {columns} columns are not full: {left:?}", left.len());
    let low = left.iter().filter(|f| **f < NEARLY).count();
    assert!(low * 30 <= columns, "{low} of {columns} columns are far from full: {left:?}");
    let mut count = lines::Count::default();
    all.into_iter().for_each(|a| count.add(a.4));
    count.check(20, 5);
}
