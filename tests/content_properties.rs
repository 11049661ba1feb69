//! Whatever stands in a file, reading it ends with problems told, never with a panic.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use banbao::config::{self, Config};
use banbao::content::{self, LoadOptions, cjk, markdown};
use banbao::input;
use banbao::model::{Date, Document, plain_text};
use banbao::world::MemoryWorld;
use proptest::prelude::*;

fn load(path: &str, bytes: &[u8]) -> usize {
    let world = MemoryWorld::new(Date::epoch())
        .with(path, bytes)
        .with("content/articles/other.md", "---\ntitle: 乙\n---\n文\n");
    let (site, problems) = content::load(&world, &Config::default(), &(), &LoadOptions { drafts: true });
    for d in problems.iter() {
        assert!(!d.render().is_empty());
    }
    site.articles.len()
}

/// Text made of the pieces that have a meaning somewhere.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "---\n",
        "+++\n",
        "title: 甲\n",
        "标题：乙\n",
        "日期: 2026-05-31\n",
        "文章: [a，b]\n",
        "尺寸: A1\n",
        "tags:\n  - x\n",
        "a: &a [",
        "*a",
        "\"",
        "'",
        "# ",
        "## 题 {.a #b}\n",
        "> ",
        "> [!TIP]\n",
        "**",
        "*",
        "~~",
        "_",
        "`",
        "```\n",
        "~~~",
        "- ",
        "1. ",
        "- [x] ",
        ": ",
        "| a | b |\n",
        "|--|--|\n",
        "![",
        "](",
        ")",
        "[^1]",
        "[^1]: ",
        "<b>",
        "</b>",
        "<script>",
        "<br>",
        "<!--",
        "-->",
        "<div>\n",
        "&amp;",
        "\\",
        "\n",
        "\n\n",
        "  \n",
        "    ",
        "\t",
        "中文",
        "。",
        "“",
        "”",
        "，",
        "：",
        "한",
        "a",
        "1",
        "\u{fdd0}",
        "\u{fe00}",
        "\u{200d}",
        "😀",
        "http://a.cn",
        "javascript:",
        "../",
        "图.png",
        "other.md",
        "{",
        "}",
        "=",
        "＝",
        "[",
        "]",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|v| v.concat())
}

/// A wrong line number would send people astray, and an empty tree node would break a setter.
fn sound(document: &Document, lines: u32) {
    let mut count = 0;
    content::walk_inlines(document, &mut |inlines| {
        for inline in inlines {
            assert!(inline.line >= 1 && inline.line <= lines.max(1), "line {} of {lines}", inline.line);
        }
        let text = plain_text(inlines);
        assert!(!text.contains(['\u{fdd0}', '\n']), "{text:?}");
        count += cjk::count_characters(&text);
    });
    assert!(count < 1_000_000);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        load("content/articles/a.md", &bytes);
        load("content/boards/a.md", &bytes);
        let _ = config::load(&MemoryWorld::new(Date::epoch()).with("banbao.toml", &bytes));
    }

    #[test]
    fn any_text(text in ".{0,200}", board in ".{0,80}") {
        load("content/articles/a.md", text.as_bytes());
        load("content/boards/a.md", format!("---\n{board}\n---\n{text}").as_bytes());
        load("content/pages/a.md", format!("+++\n{board}\n+++\n{text}").as_bytes());
        let _ = config::load(&MemoryWorld::new(Date::epoch()).with("banbao.toml", &text));
        let _ = (input::parse_date(&text), input::parse_bool(&text), input::parse_length_mm(&text));
        let _ = content::slug_from_title(&text);
    }

    #[test]
    fn any_pieces(text in pieces()) {
        load("content/articles/a.md", text.as_bytes());
        load("content/boards/a.md", text.as_bytes());
        let _ = config::load(&MemoryWorld::new(Date::epoch()).with("banbao.toml", &text));
        let (document, _) = markdown::parse(&text, 1, markdown::Context::of("content/articles/a.md"));
        sound(&document, text.lines().count() as u32);
    }

    #[test]
    fn dates_come_back(days in -25_000_i64..47_000) {
        let date = Date::from_days(days).unwrap();
        prop_assert_eq!(input::parse_date(&date.to_string()), Ok(date));
        prop_assert_eq!(input::parse_date(&date.zh()), Ok(date));
    }

    #[test]
    fn addresses_from_titles_are_sound(title in "[\u{4e00}-\u{9fa5}a-zA-Z0-9 ，。：]{1,60}") {
        if let Some(slug) = content::slug_from_title(&title) {
            prop_assert!(slug.len() <= 64 && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{}", slug);
        }
    }
}
