use super::*;
use crate::model::*;

fn read(text: &str) -> (Document, Vec<String>) {
    let (document, problems) = parse(text, 1, Context::of("content/articles/a.md"));
    let told = problems.iter().map(|d| format!("{}:{}", d.code, d.span.as_ref().map_or(0, |s| s.line))).collect();
    (document, told)
}

/// A short spelling of a tree, for comparing.
fn show(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|i| match &i.kind {
            InlineKind::Text(t) => t.clone(),
            InlineKind::Emphasis(c) => format!("<i>{}</i>", show(c)),
            InlineKind::Strong(c) => format!("<b>{}</b>", show(c)),
            InlineKind::Strikethrough(c) => format!("<s>{}</s>", show(c)),
            InlineKind::Code(t) => format!("`{t}`"),
            InlineKind::Link(l) => format!("[{}]({})", show(&l.content), l.href),
            InlineKind::Image(i) => format!("!({})", i.src),
            InlineKind::FootnoteRef(n) => format!("^{n}"),
            InlineKind::Break => "/".to_owned(),
            InlineKind::Html(h) => h.clone(),
        })
        .collect()
}

fn line(text: &str) -> String {
    match read(text).0.blocks.first().map(|b| &b.kind) {
        Some(BlockKind::Paragraph(c)) => show(c),
        other => format!("{other:?}"),
    }
}

#[test]
fn emphasis_beside_chinese() {
    for (text, wanted) in [
        ("**中文。**后文", "<b>中文。</b>后文"),
        ("前文**“引号”**后", "前文<b>“引号”</b>后"),
        ("**“引号”**后", "<b>“引号”</b>后"),
        ("*中文，*后", "<i>中文，</i>后"),
        ("请**不要（绝对）**吸烟", "请<b>不要（绝对）</b>吸烟"),
        ("请**（绝对）不要**吸烟", "请<b>（绝对）不要</b>吸烟"),
        ("我**这个`code`**吗", "我<b>这个`code`</b>吗"),
        ("~~旧的。~~新的", "<s>旧的。</s>新的"),
        ("每天**30%**的盐", "每天<b>30%</b>的盐"),
        ("吃**《指南》**推荐", "吃<b>《指南》</b>推荐"),
        ("**[链接](http://a.cn)**后", "<b>[链接](http://a.cn)</b>后"),
        ("***又粗又斜。***后", "<i><b>又粗又斜。</b></i>后"),
        ("**甲。** **乙。**丙", "<b>甲。</b> <b>乙。</b>丙"),
        ("`**中。**后`", "`**中。**后`"),
        ("[字](http://a.cn/**中。**后)", "[字](http://a.cn/**中。**后)"),
        ("<http://a.cn/**中。**后>", "[http://a.cn/**中。**后](http://a.cn/**中。**后)"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a**\"x\"**b", "a**\"x\"**b"),
        ("** 中。**后", "** 中。**后"),
        ("\\*\\*中。\\*\\*后", "**中。**后"),
    ] {
        assert_eq!(line(text), wanted, "{text}");
    }
}

#[test]
fn plain_commonmark_is_unchanged() {
    for text in [
        "*a*b",
        "**a**b",
        "a*\"b\"*",
        "*(a)*b",
        "_a_b",
        "**(**a)",
        "a** b**",
        "*a `*`*",
        "**a.**b",
        "foo*bar*baz ~~x~~",
    ] {
        let marked = cjk::mark_emphasis(text);
        assert_eq!(marked, text);
    }
}

#[test]
fn line_ends() {
    assert_eq!(line("吸烟\n有害"), "吸烟有害");
    assert_eq!(line("吸烟\nabc\n有害"), "吸烟 abc 有害");
    assert_eq!(line("**吸烟**\n有害"), "<b>吸烟</b>有害");
    assert_eq!(line("他说“好。”\n后来"), "他说“好。”后来");
    assert_eq!(line("한국\n어"), "한국 어");
    assert_eq!(line("one\ntwo"), "one two");
    assert_eq!(line("甲  \n乙"), "甲/乙");
    assert_eq!(line("甲\n[链接](http://a.cn)"), "甲[链接](http://a.cn)");
    let (d, _) = read("甲\n乙\n丙");
    let BlockKind::Paragraph(c) = &d.blocks[0].kind else { panic!() };
    assert_eq!(c.iter().map(|i| i.line).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn headings_keep_chinese_ids() {
    let (d, p) =
        read("## 怎样 戒烟？ {.timeline .wide}\n\n## 怎样 戒烟\n\n### 怎样 戒烟\n\n[回](#怎样-戒烟-2) [坏](#没有)\n");
    let ids: Vec<_> = d
        .blocks
        .iter()
        .filter_map(|b| if let BlockKind::Heading(h) = &b.kind { Some((h.id.as_str(), h.level)) } else { None })
        .collect();
    assert_eq!(ids, [("怎样-戒烟", 2), ("怎样-戒烟-2", 2), ("怎样-戒烟-3", 3)]);
    let BlockKind::Heading(h) = &d.blocks[0].kind else { panic!() };
    assert_eq!(h.classes, ["timeline", "wide"]);
    assert_eq!(p, ["fragment-missing:7"]);
}

#[test]
fn alerts_with_and_without_title() {
    let (d, _) =
        read("> [!TIP]\n> **先漱口。**\n> 再刷牙。\n\n> [!WARNING]\n> **甲**乙\n\n> [!NOTE]\n> **只有题**\n>\n> 文\n");
    let alerts: Vec<_> =
        d.blocks.iter().map(|b| if let BlockKind::Alert(a) = &b.kind { a.clone() } else { panic!("{b:?}") }).collect();
    assert_eq!(alerts[0].title.as_deref().map(show).as_deref(), Some("先漱口。"));
    assert!(
        matches!(&alerts[0].blocks[..], [Block { kind: BlockKind::Paragraph(c), line: 3 }] if show(c) == "再刷牙。")
    );
    assert_eq!((alerts[1].kind, alerts[1].title.clone()), (AlertKind::Warning, None));
    assert_eq!(alerts[2].title.as_deref().map(show).as_deref(), Some("只有题"));
    assert_eq!(alerts[2].blocks.len(), 1);
}

#[test]
fn lists_tables_definitions_tasks() {
    let (d, _) =
        read("- [x] 甲\n- [ ] 乙\n  - 丙\n\n1. 一\n\n2. 二\n\n| 甲 | 乙 |\n|:-:|--:|\n| 1 |\n\n问\n: 答一\n: 答二\n");
    let BlockKind::List(l) = &d.blocks[0].kind else { panic!() };
    assert!(l.is_task_list() && l.tight && l.items[0].task == Some(true) && l.items[1].blocks.len() == 2);
    let BlockKind::List(l) = &d.blocks[1].kind else { panic!() };
    assert_eq!((l.start, l.tight, l.items.len()), (Some(1), false, 2));
    let BlockKind::Table(t) = &d.blocks[2].kind else { panic!() };
    assert_eq!((t.align.as_slice(), t.head.len(), t.rows[0].len()), ([Align::Center, Align::Right].as_slice(), 2, 2));
    let BlockKind::Definitions(defs) = &d.blocks[3].kind else { panic!() };
    assert_eq!((defs.len(), defs[0].details.len()), (1, 2));
}

#[test]
fn loose_task_lists_keep_their_boxes() {
    let (d, _) = read("- [x] 甲\n\n- [ ] 乙\n");
    let BlockKind::List(l) = &d.blocks[0].kind else { panic!() };
    assert_eq!(l.items.iter().map(|i| i.task).collect::<Vec<_>>(), [Some(true), Some(false)]);
    assert!(!l.tight);
}

#[test]
fn footnotes_in_order_of_reference() {
    let (d, p) = read("甲[^b]乙[^a]丙[^b]丁[^无]\n\n[^a]: 注 a [^c]\n[^b]: 注 b\n[^c]: 注 c\n[^d]: 没用\n");
    assert_eq!(d.footnotes.iter().map(|f| f.label.as_str()).collect::<Vec<_>>(), ["b", "a", "c"]);
    let BlockKind::Paragraph(c) = &d.blocks[0].kind else { panic!() };
    assert_eq!(show(c), "甲^0乙^1丙^0丁[^无]");
    assert_eq!(p, ["footnote-missing:1", "footnote-unused:6"]);
}

#[test]
fn figures_and_pictures() {
    let (d, p) = read("![甲](a.png \"图注\")\n\n文 ![乙](http://a.cn/b.png)\n\n![](data:image/png;base64,AA)\n");
    assert!(
        matches!(&d.blocks[0].kind, BlockKind::Figure(f) if f.caption.as_deref() == Some("图注") && f.image.alt == "甲")
    );
    assert_eq!(p, ["picture-remote:3", "picture-unsafe:5"]);
    assert_eq!(d.blocks.len(), 2);
}

#[test]
fn unsafe_links_and_html_go() {
    assert_eq!(line("[甲](javascript:alert(1))乙"), "甲乙");
    assert_eq!(line("[甲](java&#10;script:alert(1))乙"), "甲乙");
    assert_eq!(line("甲<u>乙<script>丙</u>丁<br>戊"), "甲<u>乙丙</u>丁/戊");
    assert_eq!(line("甲<b onclick=x>乙"), "甲<b>乙</b>");
    let (d, p) = read("<div onclick=\"x\"><script>alert(1)</script><b>甲</b></div>\n");
    assert!(
        matches!(&d.blocks[0].kind, BlockKind::Html(h) if h.contains("<b>甲</b>") && !h.contains("script") && !h.contains("onclick"))
    );
    assert_eq!(p, ["html-removed:1"]);
}

#[test]
fn front_matter_lines_count() {
    let (d, p) = parse("\n# 题\n\n![甲](b.bmp)\n\n[x](javascript:1)", 5, Context::of("a.md"));
    assert_eq!(d.blocks.iter().map(|b| b.line).collect::<Vec<_>>(), [6, 8, 10]);
    assert_eq!(p.iter().map(|d| d.span.as_ref().unwrap().line).collect::<Vec<_>>(), [10]);
}

#[test]
fn places_do_not_count_the_marks() {
    let (_, p) = read("**中。**后[x](javascript:1)");
    let d = p.len();
    assert_eq!(d, 1);
    let (_, p) = parse("**中。**后[x](javascript:1)", 1, Context::of("a.md"));
    let span = p.iter().next().unwrap().span.clone().unwrap();
    assert_eq!((span.column, span.width, span.excerpt.as_deref()), (8, 17, Some("**中。**后[x](javascript:1)")));
}

#[test]
fn bombs_end_in_a_clear_error() {
    let deep_lists = (0..2000).map(|i| format!("{}- 甲\n", " ".repeat(i * 2))).collect::<String>();
    for (name, text) in [
        ("quotes", ">".repeat(10_000) + "甲"),
        ("items", "- ".repeat(10_000) + "甲"),
        ("emphasis", "*甲 **乙 ".repeat(5_000) + &"** *".repeat(5_000)),
        ("lists", deep_lists),
    ] {
        let start = std::time::Instant::now();
        let (_, p) = read(&text);
        assert!(start.elapsed().as_secs() < 5, "{name}");
        if name != "emphasis" {
            assert!(p.iter().any(|c| c.starts_with("nesting-too-deep")), "{name} {p:?}");
        }
    }
    assert!(read(&"- ".repeat(500)).1.is_empty(), "a rule");
}

/// What a parser may be quadratic in, in such a length that it would not come to an end; `benches/` has the times.
#[test]
fn long_texts_of_one_mark_come_to_an_end() {
    let units = [
        "吸烟有害健康，",
        "**中。**后",
        "[a](b.png)![x](y.png)",
        "[",
        "*",
        "`",
        "<",
        "![",
        "a\u{300}",
        "&amp;",
        "[^1]",
        "]（[",
        "<b>",
        "<b",
        "- a\n",
        "> a\n\n",
        "# a\n\n",
        "[^a]: b\n\n",
        "甲\n",
    ];
    for unit in units {
        let text = unit.repeat(2_000_000 / unit.len());
        let (_, problems) = read(&text);
        assert!(problems.len() <= 6 * (MAX_SAME_PROBLEMS + 1), "{unit:?}");
    }
}
