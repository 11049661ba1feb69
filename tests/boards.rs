//! Sixty articles that nobody wrote, on every kind of sheet: nothing overlaps, nothing leaves the sheet, no word is lost.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use banbao::calendar::Calendar;
use banbao::config::Config;
use banbao::content::{self, EventNames, LoadOptions};
use banbao::model::{Board, Date, Site};
use banbao::panel::layout::board::{BoardResult, Sources, compose};
use banbao::panel::scene::{Item, Path, Segment, Tag, Transform};
use banbao::unit::{Point, Pt, Rect};
use banbao::world::MemoryWorld;

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
const KINDS: usize = 15;
/// How far cards may reach into each other's gutters, such as a pill that stands out of its card's edge.
const SLACK: Pt = Pt(1.0);

const WORDS: [&str; 48] = [
    "洗手", "开窗", "通风", "口罩", "疫苗", "血压", "血糖", "体重", "运动", "睡眠", "早餐", "牛奶", "蔬菜", "水果",
    "食盐", "油脂", "老人", "孩子", "孕妇", "家属", "医生", "护士", "门诊", "社区", "检查", "复诊", "服药", "剂量",
    "发热", "咳嗽", "头晕", "胸闷", "乏力", "皮疹", "蚊虫", "积水", "垃圾", "厨房", "楼道", "阳台", "坚持", "记录",
    "预防", "避免", "减少", "增加", "及时", "每天",
];

/// A linear congruential generator (Knuth's MMIX constants): the same articles on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn words(&mut self, least: usize, most: usize) -> String {
        let n = least + self.roll(most - least + 1);
        (0..n).filter_map(|_| WORDS.get(self.roll(WORDS.len())).copied()).collect()
    }
}

/// An article's Markdown, and the stretches of text that must be found on its sheets in one piece.
struct Draft {
    dice: Dice,
    markdown: String,
    said: Vec<String>,
    titles: Vec<String>,
    notes: usize,
}

impl Draft {
    fn say(&mut self, least: usize, most: usize) -> String {
        let words = self.dice.words(least, most);
        self.said.push(words.clone());
        words
    }

    fn line(&mut self, line: &str) {
        self.markdown.push_str(line);
        self.markdown.push('\n');
    }

    fn sentence(&mut self) -> String {
        let a = self.dice.words(2, 6);
        let b = self.dice.words(2, 7);
        let text = format!("{a}，{b}。");
        self.said.push(text.clone());
        text
    }

    fn paragraph(&mut self, long: bool) {
        let n = if long { 3 + self.dice.roll(8) } else { 1 + self.dice.roll(2) };
        let mut text: String = (0..n).map(|_| self.sentence()).collect();
        if self.dice.roll(4) == 0 {
            let strong = self.say(1, 4);
            text.push_str(&format!("**{strong}**。"));
        }
        self.line(&text);
        self.line("");
    }

    fn rows(&mut self, least: usize, most: usize) -> usize {
        least + self.dice.roll(most - least + 1)
    }

    fn block(&mut self, kind: usize, long: bool) {
        match kind {
            1 => self.items(2, 8, |d, _| {
                let (label, rest) = (d.say(1, 2), d.say(2, 6));
                format!("- **{label}** {rest}")
            }),
            2 => self.items(3, 9, |d, i| {
                let (label, rest) = (d.say(1, 2), d.sentence());
                format!("{}. **{label}** {rest}", i + 1)
            }),
            3 => self.items(3, 8, |d, i| {
                let rest = d.say(2, 8);
                format!("- **{} 分钟** {rest}", (i + 1) * 10)
            }),
            4 => self.items(2, 5, |d, i| {
                let rest = d.say(2, 6);
                format!("- **{} 克** {rest}", (i + 2) * 25)
            }),
            5 => self.items(2, 10, |d, _| format!("- [ ] {}", d.say(2, 9))),
            6 => {
                let (columns, rows) = (self.rows(2, 4), self.rows(2, 7));
                for row in 0..=rows {
                    let cells: Vec<String> = (0..columns).map(|_| self.say(1, 4)).collect();
                    self.line(&format!("| {} |", cells.join(" | ")));
                    if row == 0 {
                        self.line(&format!("|{}", "---|".repeat(columns)));
                    }
                }
                self.line("");
            }
            7 => {
                self.line("| 该做 | 别做 |\n|---|---|");
                for _ in 0..self.rows(2, 5) {
                    let (a, b) = (self.say(2, 5), self.say(2, 5));
                    self.line(&format!("| {a} | {b} |"));
                }
                self.line("");
            }
            8 => {
                for _ in 0..self.rows(2, 4) {
                    let (question, answer) = (self.say(2, 5), self.sentence());
                    self.line(&format!("{question}？\n: {answer}\n"));
                }
            }
            9 => {
                let text = self.sentence();
                self.line(&format!("> {text}\n"));
            }
            10 => {
                let name = ["TIP", "NOTE", "WARNING", "IMPORTANT", "CAUTION"]
                    .into_iter()
                    .nth(self.dice.roll(5))
                    .unwrap_or("TIP");
                let text = self.sentence();
                self.line(&format!("> [!{name}]\n> {text}\n"));
            }
            11 => {
                let text = self.say(2, 5);
                self.line(&format!("```\n{text}\n```\n"));
            }
            12 => {
                let title = self.say(2, 3);
                self.line(&format!("### {title}\n"));
                self.paragraph(long);
            }
            13 => {
                let text = self.say(4, 9);
                self.line(&format!("**7000 多种** {text}。\n"));
            }
            14 => {
                self.paragraph(false);
                self.line("---\n");
                self.notes += 1;
                let (text, note) = (self.say(2, 6), self.say(2, 8));
                let n = self.notes;
                self.line(&format!("{text}[^{n}]。\n\n[^{n}]: {note}\n"));
            }
            _ => self.paragraph(long),
        }
    }

    fn items(&mut self, least: usize, most: usize, mut item: impl FnMut(&mut Draft, usize) -> String) {
        for i in 0..self.rows(least, most) {
            let line = item(self, i);
            self.line(&line);
        }
        self.line("");
    }
}

fn draft(number: usize) -> Draft {
    let mut d = Draft {
        dice: Dice(number as u64 * 7919 + 11),
        markdown: String::new(),
        said: Vec::new(),
        titles: Vec::new(),
        notes: 0,
    };
    // A board of one article says its own title, not the article's.
    let title = d.dice.words(2, 6);
    d.line(&format!("---\ntitle: {title}\ndate: 2026-05-20\nsource: 自编\n---\n"));
    if d.dice.roll(2) == 0 {
        d.block(if number.is_multiple_of(3) { 13 } else { 0 }, false);
    }
    for section in 0..1 + d.dice.roll(12) {
        let title = format!("{}{}", d.dice.words(1, 5), section + 101);
        d.line(&format!("## {title}\n"));
        d.titles.push(title.clone());
        d.said.push(title);
        // Every kind comes round, whatever the dice say.
        let first = (number + section * 4) % KINDS;
        let long = d.dice.roll(3) == 0;
        d.block(first, long);
        for _ in 0..d.dice.roll(3) {
            let kind = d.dice.roll(KINDS);
            d.block(kind, long);
        }
    }
    d
}

struct NoDays;

impl EventNames for NoDays {
    fn resolve(&self, _: &str) -> Option<String> {
        None
    }

    fn nearest(&self, _: &str) -> Option<String> {
        None
    }
}

/// Text and cards of a sheet, in the order in which they are painted.
#[derive(Default)]
struct Seen {
    text: String,
    /// Ends of the lines of text.
    words: Vec<Point>,
    cards: Vec<Rect>,
}

fn bounds(points: &[Point]) -> Option<Rect> {
    let first = points.first()?;
    let (mut low, mut high) = (*first, *first);
    for p in points {
        low = Point::new(low.x.min(p.x), low.y.min(p.y));
        high = Point::new(high.x.max(p.x), high.y.max(p.y));
    }
    Some(Rect::new(low.x, low.y, high.x - low.x, high.y - low.y))
}

fn corners(path: &Path, to: Transform, out: &mut Vec<Point>) {
    for segment in &path.segments {
        if let Segment::Move(p) | Segment::Line(p) | Segment::Cubic(.., p) = segment {
            out.push(to.apply(*p));
        }
    }
}

/// Walks the items; returns the corners of what is painted.
fn walk(items: &[Item], to: Transform, seen: &mut Seen) -> Vec<Point> {
    let mut out = Vec::new();
    for item in items {
        match item {
            Item::Glyphs(run) => {
                let advance: f64 = run.glyphs.iter().map(|g| g.advance.0).sum();
                let end = Point::new(run.origin.x + run.size * advance, run.origin.y);
                let ends = [to.apply(run.origin), to.apply(end)];
                if !run.text.trim().is_empty() {
                    seen.text.extend(run.text.chars().filter(|c| !c.is_whitespace()));
                    seen.words.extend(ends);
                }
                out.extend(ends);
            }
            Item::Path(p) => corners(&p.path, to, &mut out),
            Item::Image(i) => {
                let r = i.rect;
                out.extend([to.apply(Point::new(r.x, r.y)), to.apply(Point::new(r.right(), r.bottom()))]);
            }
            Item::Group(group) => {
                let to = group.transform.then(to);
                let inside = walk(&group.items, to, seen);
                let mut shown = inside;
                if let Some(clip) = &group.clip {
                    shown.clear();
                    corners(clip, to, &mut shown);
                }
                if group.tag == Some(Tag::Section)
                    && let Some(card) = bounds(&shown)
                {
                    seen.cards.push(card);
                }
                out.extend(shown);
            }
        }
    }
    out
}

fn within(outer: Rect, p: Point) -> bool {
    p.x >= outer.x - SLACK && p.x <= outer.right() + SLACK && p.y >= outer.y - SLACK && p.y <= outer.bottom() + SLACK
}

/// Whether some words begin at the end of one sheet and go on on the next one.
fn runs_on(said: &str, sheets: &[String]) -> bool {
    let cuts = || said.char_indices().skip(1).map(|(i, _)| said.split_at(i));
    sheets.windows(2).any(|pair| cuts().any(|(a, b)| pair[0].ends_with(a) && pair[1].contains(b)))
}

/// What is wrong with a composed board.
fn faults(draft: &Draft, made: &BoardResult) -> Vec<String> {
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

fn check(number: usize, world: &MemoryWorld, site: &Site, board: &Board) -> (bool, Vec<String>) {
    let (config, calendar) = (Config::default(), Calendar::builtin());
    let from = Sources { world, config: &config, calendar: &calendar, site };
    let draft = draft(number);
    let made = compose(from, board);
    let mut found = faults(&draft, &made);
    if number.is_multiple_of(12) {
        let again = compose(from, board);
        let print = |r: &BoardResult| format!("{:?}", r.scene.as_ref().map(|s| &s.sheets));
        if print(&made) != print(&again) {
            found.push("two runs differ".to_owned());
        }
    }
    let place = format!("article {number}, {}, {:?}", board.size_name, board.style);
    (made.scene.is_some(), found.into_iter().take(4).map(|f| format!("{place}: {f}")).collect())
}

#[test]
fn sixty_articles_on_every_kind_of_sheet() {
    let mut world = MemoryWorld::new(Date::new(2026, 5, 1).unwrap());
    for number in 0..ARTICLES {
        let text = draft(number).markdown;
        let size = SIZES[number % SIZES.len()];
        let style = STYLES[number / SIZES.len() % STYLES.len()];
        let board = format!(
            "---\ntitle: {}\ndate: 2026-05-28\n{size}\nstyle: {style}\narticles: [a{number}]\n---\n",
            ["健康生活每一天", "洗手", "守护一家人的呼吸健康"][number % 3]
        );
        world = world
            .with(&format!("content/articles/a{number}.md"), text.as_bytes())
            .with(&format!("content/boards/b{number}.md"), board.as_bytes());
    }
    let config = Config::default();
    let (site, found) = content::load(&world, &config, &NoDays, &LoadOptions { drafts: false });
    assert!(!found.has_errors(), "{found:?}");
    assert_eq!(site.boards.len(), ARTICLES);
    let board = |n: usize| site.boards.iter().find(|b| b.id == format!("b{n}")).unwrap();
    let some = |odd: usize| {
        (0..ARTICLES).filter(|n| n % 2 == odd).map(|n| check(n, &world, &site, board(n))).collect::<Vec<_>>()
    };
    let all = std::thread::scope(|s| {
        let odd = s.spawn(|| some(1));
        let mut all = some(0);
        all.extend(odd.join().unwrap());
        all
    });
    let scenes = all.iter().filter(|(scene, _)| *scene).count();
    assert!(scenes * 3 >= ARTICLES * 2, "only {scenes} boards have a scene");
    let faults: Vec<String> = all.into_iter().flat_map(|(_, faults)| faults).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
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
        let made = compose(Sources { world: &world, config: &config, calendar: &calendar, site: &site }, board);
        let place = format!("article {n}, {}, {:?}", board.size_name, board.style);
        let faults: Vec<String> =
            faults(&draft(n), &made).into_iter().take(3).map(|f| format!("{place}: {f}")).collect();
        let (left, all) = columns_left(&made);
        let told = made.diagnostics.iter().any(|d| d.code == "board-column-short" || d.code == "board-underfull");
        let mut faults = faults;
        if !left.is_empty() && !told {
            faults.push(format!("{place}: columns that are not full and no word of it: {left:?}"));
        }
        (made.scene.is_some(), faults, left, all)
    };
    let some = |odd: usize| (0..POURED).filter(|n| n % 2 == odd).map(pour).collect::<Vec<_>>();
    let all = std::thread::scope(|s| {
        let odd = s.spawn(|| some(1));
        let mut all = some(0);
        all.extend(odd.join().unwrap());
        all
    });
    let faults: Vec<String> = all.iter().flat_map(|a| a.1.clone()).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    let scenes = all.iter().filter(|a| a.0).count();
    assert!(scenes * 4 >= POURED * 3, "only {scenes} boards have a scene");
    let left: Vec<f64> = all.iter().flat_map(|a| a.2.clone()).collect();
    let columns: usize = all.iter().map(|a| a.3).sum();
    assert!(left.len() * 10 <= columns, "{} of {columns} columns are not full: {left:?}", left.len());
    let low = left.iter().filter(|f| **f < NEARLY).count();
    assert!(low * 30 <= columns, "{low} of {columns} columns are far from full: {left:?}");
}
