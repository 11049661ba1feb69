//! Articles that nobody wrote, and what is seen on a sheet.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

pub mod lines;

use banbao::panel::scene::{Item, Path, Segment, Tag, Transform};
use banbao::unit::{Point, Rect};

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

/// Kinds of blocks.
const KINDS: usize = 15;

/// An article's Markdown, and the stretches of text that must be found on its sheets in one piece.
pub struct Draft {
    dice: Dice,
    pub markdown: String,
    pub said: Vec<String>,
    pub titles: Vec<String>,
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

pub fn draft(number: usize) -> Draft {
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

/// Text and cards of a sheet, in the order in which they are painted.
#[derive(Default)]
pub struct Seen {
    pub text: String,
    /// Ends of the lines of text.
    pub words: Vec<Point>,
    pub cards: Vec<Rect>,
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
pub fn walk(items: &[Item], to: Transform, seen: &mut Seen) -> Vec<Point> {
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
