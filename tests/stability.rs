//! A small edit leaves the look of a sheet alone (issue 3.4): words are added to and taken from every paragraph of the
//! real boards, and grid, order, spans and variants stay what they were.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use std::path::Path;

use banbao::calendar::Calendar;
use banbao::config::Config;
use banbao::content::{self, EventNames, LoadOptions};
use banbao::model::Date;
use banbao::panel::layout::board::{Sources, compose};
use banbao::panel::layout::shelf::Shelf;
use banbao::world::{MemoryWorld, World};

struct NoDays;

impl EventNames for NoDays {
    fn resolve(&self, _: &str) -> Option<String> {
        None
    }

    fn nearest(&self, _: &str) -> Option<String> {
        None
    }
}

/// Words that are put in: 1, 3, 6 and 10 characters.
const ADDED: [&str; 4] = ["更", "请记住", "每一天都这样", "早晚各一次别怕麻烦呀"];

/// What a reader would call the look of a board: sheet, title, variant and span of every card.
fn look(world: &MemoryWorld, id: &str) -> Vec<String> {
    let config = Config::default();
    let (site, _) = content::load(world, &config, &NoDays, &LoadOptions { drafts: false });
    let calendar = Calendar::builtin();
    let board = site.boards.iter().find(|b| b.id == id).unwrap();
    let made =
        compose(Sources { world, config: &config, calendar: &calendar, site: &site, shelf: &Shelf::default() }, board);
    let mut look = vec![format!("{} 栏", made.fit.columns)];
    look.extend(made.choices.iter().map(|c| format!("{} {} {} {}", c.page, c.title, c.variant, c.span)));
    look
}

/// The article's lines that are plain paragraphs or list items, by number.
fn editable(text: &str) -> Vec<usize> {
    let mut front = 0;
    let mut lines = Vec::new();
    for (i, line) in text.lines().enumerate() {
        if line == "---" {
            front += 1;
            continue;
        }
        let plain = front >= 2 && line.chars().count() > 12 && !line.starts_with(['#', '|', '!', '[']);
        if plain && line.ends_with(['。', '！']) {
            lines.push(i);
        }
    }
    lines
}

/// With words put in before the line's last mark, or with so many characters taken out there.
fn edited(text: &str, line: usize, add: Option<&str>, take: usize) -> String {
    let lines = text.lines().enumerate().map(|(i, l)| {
        if i != line {
            return l.to_owned();
        }
        let mut words: Vec<char> = l.chars().collect();
        let mark = words.pop().unwrap();
        // Markup at the end stays whole.
        if words.iter().rev().take(take + 1).any(|c| "*]）”".contains(*c)) {
            return l.to_owned();
        }
        words.truncate(words.len() - take);
        words.into_iter().chain(add.unwrap_or_default().chars()).chain([mark]).collect()
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn a_small_edit_leaves_the_look_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut base = MemoryWorld::new(Date::new(2026, 5, 1).unwrap());
    for entry in walkdir::WalkDir::new(root.join("content/articles")).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            base = base.with(&path, std::fs::read(entry.path()).unwrap());
        }
    }
    let boards = [
        ("tobacco", "size: A1\nstyle: 清新", "no-tobacco-day"),
        ("clean", "size: A1\nstyle: 庄重", "clean-home"),
        ("teeth", "size: A1\norientation: 横\nstyle: 童趣", "love-teeth-kids"),
        ("mosquito", "size: A2\norientation: 横\nstyle: 清新", "mosquito-dengue"),
    ];
    let (mut tried, mut kept, mut changed) = (0, 0, Vec::new());
    for (id, size, slug) in boards {
        let board = format!("---\ntitle: 健康\ndate: 2026-05-28\n{size}\narticles: [{slug}]\n---\n");
        let world = base.clone().with(&format!("content/boards/{id}.md"), board.as_bytes());
        let before = look(&world, id);
        let path = format!("content/articles/2026/{slug}/index.md");
        let text = String::from_utf8(world.read(&path).unwrap().to_vec()).unwrap();
        for (n, line) in editable(&text).into_iter().enumerate() {
            // Each kind of edit comes round.
            let edits = [(Some(ADDED[n % 4]), 0), (None, 1 + n % 5)];
            for (add, take) in edits {
                let after = edited(&text, line, add, take);
                if after == text {
                    continue;
                }
                tried += 1;
                let now = look(&world.clone().with(&path, after.as_bytes()), id);
                if now == before {
                    kept += 1;
                } else {
                    let cards = now.iter().zip(&before).filter(|(a, b)| a != b).count();
                    changed.push(format!("{id}, line {}, {add:?} -{take}: {cards} of {} differ", line + 1, now.len()));
                }
            }
        }
    }
    assert!(tried >= 60, "only {tried} edits");
    assert!(kept * 100 >= tried * 90, "{kept} of {tried} kept their look:\n{}", changed.join("\n"));
}
