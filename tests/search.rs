//! The search as a reader uses it: what the files of a built site find, against the texts themselves.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use banbao::calendar::Calendar;
use banbao::config;
use banbao::content::{self, EventNames, LoadOptions};
use banbao::site::search::index::{DIGITS, HALF, encode};
use banbao::site::search::tokenize::{Class, Lookup, Token, class, fold, plan, units};
use banbao::site::{self, SiteOptions};
use banbao::world::{DiskWorld, MemoryWorld, World};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::Value;

struct Names<'a>(&'a Calendar);

impl EventNames for Names<'_> {
    fn resolve(&self, text: &str) -> Option<String> {
        self.0.resolve(text)
    }

    fn nearest(&self, text: &str) -> Option<String> {
        self.0.nearest(text)
    }
}

const VECTORS: &str = include_str!("search/vectors.json");

fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

/// The same file is read by `tests/browser/search.test.mjs`.
#[test]
fn this_side_agrees_with_the_vectors() {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    for case in vectors["units"].as_array().unwrap() {
        let show = |t: &Token| match t {
            Token::Letter(c) => c.to_string(),
            Token::Word(w) => w.clone(),
        };
        let got: Vec<String> =
            units(case["text"].as_str().unwrap()).iter().map(|u| format!("{}:{}", u.at, show(&u.token))).collect();
        assert_eq!(got, strings(&case["units"]), "{}", case["text"]);
    }
    for case in vectors["plans"].as_array().unwrap() {
        let show = |l: &Lookup| format!("{}:{}{}", l.at, l.key, if l.prefix { "*" } else { "" });
        let got: Vec<Vec<String>> =
            plan(case["query"].as_str().unwrap()).iter().map(|t| t.iter().map(show).collect()).collect();
        let want: Vec<Vec<String>> = case["terms"].as_array().unwrap().iter().map(strings).collect();
        assert_eq!(got, want, "{}", case["query"]);
    }
    for case in vectors["numbers"].as_array().unwrap() {
        let mut out = String::new();
        encode(u32::try_from(case["number"].as_u64().unwrap()).unwrap(), &mut out);
        assert_eq!(out, case["text"].as_str().unwrap());
    }
    // Every character's class and what it folds to, in one number (FNV-1a).
    let mut sum = 0x811c_9dc5u32;
    for c in '\0'..=char::MAX {
        let folded = fold(c);
        let kind = match class(folded) {
            Class::Nothing => 0,
            Class::Space => 1,
            Class::Mark => 2,
            Class::Word => 3,
            Class::Letter => 4,
        };
        sum = (sum ^ (kind * 7 + (u32::from(folded) & 0xff))).wrapping_mul(0x0100_0193);
    }
    assert_eq!(u64::from(sum), vectors["classes"].as_u64().unwrap());
}

/// A page's own text, and where it lies in the index.
struct Page {
    url: String,
    blocks: Vec<String>,
}

/// What a browser has after loading everything.
struct Loaded {
    pages: Vec<Page>,
    edges: Vec<u32>,
    keys: BTreeMap<String, Vec<u32>>,
    first: Vec<String>,
    shards: Vec<String>,
}

fn load(world: &dyn World) -> Loaded {
    let (config, _) = config::load(world);
    let (calendar, _) = Calendar::load(world);
    let (site, _) = content::load(world, &config, &Names(&calendar), &LoadOptions::default());
    let options = SiteOptions { base_url: None, today: world.today() };
    let built = site::build(world, &config, &calendar, &site, &[], &options);
    let data: BTreeMap<String, Value> = built
        .artifacts
        .iter()
        .filter(|a| a.path.starts_with("site/search/") && a.path.ends_with(".js"))
        .map(|a| {
            let script = std::str::from_utf8(&a.bytes).unwrap();
            let name = a.path.trim_start_matches("site/search/").trim_end_matches(".js").to_owned();
            let call = format!("banbaoSearch.got(\"{name}\",");
            let json = script.strip_prefix(&call).unwrap().strip_suffix(");\n").unwrap();
            (name, serde_json::from_str(json).unwrap())
        })
        .collect();
    let index = &data["index"];
    let first = strings(&index["first"]);
    let shards: Vec<String> =
        (0..first.len()).map(|n| data[&format!("keys/{n}")].as_str().unwrap().to_owned()).collect();
    let mut keys = BTreeMap::new();
    for entry in shards.iter().flat_map(|s| s.split(' ')) {
        let (key, numbers) = entry.split_once('=').unwrap();
        let positions = decode(numbers).into_iter().scan(0, |at, step| {
            *at += step;
            Some(*at)
        });
        assert!(keys.insert(key.to_owned(), positions.collect()).is_none(), "{key} twice");
    }
    let mut edges = vec![0];
    decode(index["zones"].as_str().unwrap()).iter().for_each(|z| edges.push(edges.last().unwrap() + z));
    let pages = (0..(edges.len() - 1) / 3).map(|n| {
        let page = &data[&format!("text/{n}")];
        let mut blocks = vec![page["title"].as_str().unwrap().to_owned()];
        blocks.extend(strings(&page["heads"]));
        blocks.extend(strings(&page["body"]));
        Page { url: page["url"].as_str().unwrap().to_owned(), blocks }
    });
    Loaded { pages: pages.collect(), edges, keys, first, shards }
}

fn decode(text: &str) -> Vec<u32> {
    let (mut numbers, mut number, mut scale) = (Vec::new(), 0, 1u64);
    for c in text.chars() {
        let digit = DIGITS.find(c).unwrap() as u64;
        number += digit % u64::from(HALF) * scale;
        scale *= u64::from(HALF);
        if digit < u64::from(HALF) {
            numbers.push(u32::try_from(number).unwrap());
            (number, scale) = (0, 1);
        }
    }
    numbers
}

impl Loaded {
    /// The pages that the index finds, and how many bytes of shards it took.
    fn find(&self, query: &str) -> BTreeSet<&str> {
        let mut found: Option<BTreeSet<&str>> = None;
        for term in plan(query) {
            let mut starts: Option<BTreeSet<i64>> = None;
            for lookup in &term {
                let keys = self.keys.range(lookup.key.clone()..);
                let mine = keys
                    .take_while(|(k, _)| k.starts_with(&lookup.key))
                    .filter(|(k, _)| lookup.prefix || **k == lookup.key);
                let here: BTreeSet<i64> =
                    mine.flat_map(|(_, at)| at).map(|at| i64::from(*at) - i64::from(lookup.at)).collect();
                starts = Some(starts.map_or_else(|| here.clone(), |s| &s & &here));
            }
            let pages = starts.unwrap_or_default().into_iter().map(|at| {
                let zone = self.edges.partition_point(|e| i64::from(*e) <= at) - 1;
                self.pages[zone / 3].url.as_str()
            });
            let pages: BTreeSet<&str> = pages.collect();
            found = Some(found.map_or_else(|| pages.clone(), |f| &f & &pages));
        }
        found.unwrap_or_default()
    }

    /// The pages that hold a text, found by reading them all: another way than the tokenizer's.
    fn hold(&self, wanted: &str) -> BTreeSet<&str> {
        let wanted = plain(wanted);
        let has = |p: &&Page| p.blocks.iter().any(|b| plain(b).contains(&wanted));
        self.pages.iter().filter(has).map(|p| p.url.as_str()).collect()
    }
}

/// What counts of a text that has no Latin in it: no spaces, one mark for any run of punctuation.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().map(fold) {
        match class(c) {
            Class::Space | Class::Nothing => {}
            Class::Mark if out.ends_with('·') => {}
            Class::Mark => out.push('·'),
            _ => out.push(c),
        }
    }
    out
}

fn own_site() -> Loaded {
    load(&DiskWorld::new(env!("CARGO_MANIFEST_DIR")))
}

fn han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Every pair and every longer piece of 汉字 and punctuation, taken from anywhere in any page.
#[test]
fn pieces_of_real_text_find_exactly_the_pages_that_hold_them() {
    let site = own_site();
    assert!(site.pages.len() > 20);
    let mut runner = TestRunner::deterministic();
    let mut several = 0;
    for _ in 0..1500 {
        let (page, block, at, length) =
            (any::<usize>(), any::<usize>(), any::<usize>(), 2..14usize).new_tree(&mut runner).unwrap().current();
        let page = &site.pages[page % site.pages.len()];
        let chars: Vec<char> = page.blocks[block % page.blocks.len()].chars().collect();
        let from = at % chars.len();
        let usable = |c: &&char| han(**c) || (class(fold(**c)) == Class::Mark && !c.is_ascii());
        let piece: String = chars[from..].iter().take(length).take_while(usable).collect();
        let piece = piece.trim_matches(|c| !han(c));
        if piece.chars().filter(|c| han(*c)).count() < 2 {
            continue;
        }
        let (found, hold) = (site.find(piece), site.hold(piece));
        assert_eq!(found, hold, "{piece}");
        assert!(found.contains(page.url.as_str()), "{piece}");
        several += usize::from(found.len() > 1);
    }
    assert!(several > 100, "{several}");
}

/// Two words that stand side by side nowhere find nothing, however often each is there.
#[test]
fn nothing_is_found_that_is_not_there() {
    let site = own_site();
    let mut checked = 0;
    for page in &site.pages {
        for pair in page.blocks.windows(2) {
            let end: String = pair[0].chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
            let joined: String = end.chars().chain(pair[1].chars().take(2)).collect();
            if joined.chars().all(han) && joined.chars().count() == 4 {
                assert_eq!(site.find(&joined), site.hold(&joined), "{joined}");
                checked += 1;
            }
        }
    }
    assert!(checked > 20, "{checked}");
}

fn small(bodies: &[&str]) -> Loaded {
    let mut world =
        MemoryWorld::new(banbao::model::Date::new(2026, 5, 22).unwrap()).with("banbao.toml", "title = \"站\"\n");
    for (n, body) in bodies.iter().enumerate() {
        world =
            world.with(&format!("content/articles/p{n}.md"), format!("---\ntitle: 题\nsummary: 要\n---\n\n{body}\n"));
    }
    load(&world)
}

#[test]
fn latin_figures_width_and_punctuation() {
    let site = small(&[
        "接种HPV疫苗。血压 140/90 mmHg",
        "接种 ＨＰＶ 疫苗；B超",
        "血压140 mmHg 90，维生素D",
        "戒烟，限酒。",
        "𠮷野家与𠮷",
    ]);
    let all = |query: &str| -> Vec<String> {
        site.find(query).iter().map(|u| u.trim_matches('/').rsplit('/').next().unwrap().to_owned()).collect()
    };
    let cases: [(&str, &[&str]); 12] = [
        ("hpv疫苗", &["p0", "p1"]),
        ("Hp", &["p0", "p1"]),
        ("pv", &[]),
        ("种hpv", &["p0", "p1"]),
        ("140/90", &["p0"]),
        ("140 90", &["p0", "p2"]),
        ("b超", &["p1"]),
        ("维生素d", &["p2"]),
        ("戒烟、限酒", &["p3"]),
        ("戒烟限酒", &[]),
        ("𠮷野", &["p4"]),
        ("，。！", &[]),
    ];
    for (query, want) in cases {
        assert_eq!(all(query), want, "{query}");
    }
}

/// The order that the browser's halving relies on, and no shard out of proportion.
#[test]
fn shards_are_sorted_as_javascript_sorts() {
    let site = own_site();
    let keys: Vec<Vec<u16>> = site
        .shards
        .iter()
        .flat_map(|s| s.split(' '))
        .map(|e| e.split('=').next().unwrap().encode_utf16().collect())
        .collect();
    assert!(keys.is_sorted(), "keys are out of order");
    assert!(site.shards.len() > 2 && site.shards.iter().all(|s| s.len() < 20_000));
    for (first, shard) in site.first.iter().zip(&site.shards) {
        assert!(shard.starts_with(&format!("{first}=")));
    }
}
