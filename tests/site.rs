//! The website as a whole, over sites in memory: every link holds, nothing unsafe gets through, the same bytes every time.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use banbao::calendar::Calendar;
use banbao::config;
use banbao::content::{self, EventNames, LoadOptions};
use banbao::model::Date;
use banbao::site::{self, BoardPreview, SheetPreview, SiteBuild, SiteOptions};
use banbao::world::MemoryWorld;

struct Names<'a>(&'a Calendar);

impl EventNames for Names<'_> {
    fn resolve(&self, text: &str) -> Option<String> {
        self.0.resolve(text)
    }

    fn nearest(&self, text: &str) -> Option<String> {
        self.0.nearest(text)
    }
}

const CONFIG: &str = "title = \"测试 <站> & “健康”\"\nbase_url = \"https://example.org/health\"\n[organization]\nname = \"某社区 <中心>\"\nphone = \"010-5555 0131\"\nicp = \"京ICP备00000000号-1\"\npolice = \"京公网安备 11010102000000号\"\n";

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 120 80\" onload=\"alert(1)\"><script>alert(2)</script><path d=\"M0 0h9\"/></svg>";

const RICH: &str = "**7000 多种**化学物质。[^1]又一次。[^1]

## 由来 {.timeline}

![肺](lungs.svg \"两片肺\")

- **20 分钟** 心率下降
- **1 年** 风险减半

## 六步走

1. **下决心** 写下理由
2. **定日子** 两周之内

见[另一篇](plain.md#second)、[本页](#由来)、[文件](/files/表.txt)。

## 自测

- [ ] 半小时内第一支
- [x] 每天十支

## 问答

会变胖吗？
: 可能*两三公斤*。

## 表

| 系统 | 病 |
|---|:-:|
| 呼吸 | 肺癌 |

> [!CAUTION]
> 马上拨打 120。

[^1]: 某指南。
";

const HOSTILE: &str = "---
title: \"<script>alert('标题')</script> & \\\"引号\\\"\"
date: 2026-03-01
tags: [\"<b>\", \"../../逃\", CON, \"HPV\", \"hpv\"]
author: \"<img src=x onerror=alert(1)>\"
audience: 老年人、孕产妇
---

# elder

<script>alert(3)</script><b onclick=\"x()\">粗</b>

[坏](javascript:alert(4)) [也坏](JaVaScRiPt:alert(5)) [数据](data:text/html,x) ![远](https://evil.example/x.png \"a\\\"b\")

## bb-main

`</script>` <https://example.com/?a=1&b=2>

- **<i>** 词
";

fn article(title: &str, date: &str, extra: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: {date}\n{extra}\n---\n\n{body}")
}

fn world() -> MemoryWorld {
    let today = Date::new(2026, 5, 22).unwrap();
    let mut world = MemoryWorld::new(today)
        .with("banbao.toml", CONFIG)
        .with("static/files/表.txt", "x")
        .with("static/MP_verify_a1B2.txt", "a1B2")
        .with("static/index.html", "not the home page")
        .with("content/pages/about.md", "---\ntitle: 关于\n---\n\n## 我们\n\n写字的人。\n")
        .with("content/articles/rich.md", article("远离烟草", "2026-05-20", "event: 世界无烟日\ntags: [控烟]\nreviewer: 陈知远\nexpires: 2026-05-21\naliases: [/old/path/, /old.html, /../../up.html]\nsource: [甲, 乙]", RICH))
        .with("content/articles/lungs.svg", SVG)
        .with("content/articles/plain.md", article("平常的一篇", "2026-05-01", "tags: [控烟]", "## 第二 {#second}\n\n一段。\n"))
        .with("content/articles/hostile.md", HOSTILE)
        .with("content/boards/q2.md", "---\ntitle: 第二季度\ndate: 2026-04-01\nuntil: 2026-06-30\nsize: A1\nsheets: 1\narticles: [rich, plain]\n---\n\n编者的话，见[文章](../articles/rich.md)。\n");
    for n in 1..=9 {
        let (path, date) = (format!("content/articles/n{n}.md"), format!("2025-0{n}-01"));
        world = world.with(&path, article(&format!("第 {n} 篇"), &date, "tags: [日常]", "一段正文。\n"));
    }
    world
}

fn build(world: &MemoryWorld) -> SiteBuild {
    build_for(world, 4)
}

fn build_for(world: &MemoryWorld, page_size: usize) -> SiteBuild {
    let (mut config, _) = config::load(world);
    config.site.page_size = page_size;
    let (calendar, _) = Calendar::load(world);
    let (site, _) = content::load(world, &config, &Names(&calendar), &LoadOptions::default());
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(600, 900).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let png = png.into_inner();
    let sheets = [SheetPreview { png: &png, width_px: 600, height_px: 900 }];
    let boards = [BoardPreview { id: "q2", sheets: &sheets, pdf: Some(b"%PDF-1.7") }];
    let options = SiteOptions { base_url: config.base_url.clone(), today: Date::new(2026, 5, 22).unwrap() };
    site::build(world, &config, &calendar, &site, &boards, &options)
}

fn files(built: &SiteBuild) -> BTreeMap<&str, &[u8]> {
    built.artifacts.iter().map(|a| (a.path.as_str(), a.bytes.as_slice())).collect()
}

fn page<'b>(built: &'b SiteBuild, path: &str) -> &'b str {
    let artifact = built.artifacts.iter().find(|a| a.path == path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(&artifact.bytes).unwrap()
}

fn pages(built: &SiteBuild) -> impl Iterator<Item = (&str, &str)> {
    let html = built.artifacts.iter().filter(|a| a.path.ends_with(".html"));
    html.map(|a| (a.path.as_str(), std::str::from_utf8(&a.bytes).unwrap()))
}

/// The values of an attribute, unescaped.
fn values(html: &str, attribute: &str) -> Vec<String> {
    let start = format!(" {attribute}=\"");
    let unescape = |v: &str| {
        v.replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    };
    html.split(&start).skip(1).map(|rest| unescape(rest.split('"').next().unwrap())).collect()
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = (*first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|h| u8::from_str_radix(std::str::from_utf8(h).ok()?, 16).ok());
        bytes.push(hex.unwrap_or(*first));
        rest = if hex.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap()
}

/// The file that an address leads to from a page's file, and the fragment.
fn target(from: &str, address: &str) -> (String, Option<String>) {
    let (path, fragment) = match address.split_once('#') {
        Some((p, f)) => (p, Some(percent_decoded(f))),
        None => (address, None),
    };
    let path = percent_decoded(path.split('?').next().unwrap());
    if path.is_empty() {
        return (from.to_owned(), fragment);
    }
    let mut parts: Vec<&str> = if let Some(absolute) = path.strip_prefix('/') {
        let inner = absolute.strip_prefix("health/").expect("absolute addresses keep the base path");
        std::iter::once("site").chain(inner.split('/')).collect()
    } else {
        let dir = from.rsplit_once('/').unwrap().0;
        dir.split('/').chain(path.split('/')).collect()
    };
    let mut kept: Vec<&str> = Vec::new();
    for part in parts.drain(..) {
        match part {
            "." | "" => {}
            ".." => {
                kept.pop().expect("inside the site");
            }
            p => kept.push(p),
        }
    }
    let file = kept.join("/");
    (if path.ends_with('/') || file == "site" { format!("{file}/index.html") } else { file }, fragment)
}

#[test]
fn every_internal_link_and_picture_resolves() {
    let built = build(&world());
    let files = files(&built);
    let mut checked = 0;
    for (path, html) in pages(&built) {
        let ids: BTreeSet<String> = values(html, "id").into_iter().collect();
        assert_eq!(ids.len(), values(html, "id").len(), "ids repeat in {path}");
        for address in values(html, "href").into_iter().chain(values(html, "src")) {
            if address.contains("://") || address.starts_with("tel:") || address == "#standard" {
                continue;
            }
            let (file, fragment) = target(path, &address);
            assert!(files.contains_key(file.as_str()), "{path}: {address} leads to {file}");
            if let Some(fragment) = fragment {
                let there = std::str::from_utf8(files[file.as_str()]).unwrap();
                assert!(values(there, "id").contains(&fragment), "{path}: {address} finds no such id");
            }
            checked += 1;
        }
    }
    assert!(checked > 500, "{checked}");
}

#[test]
fn every_page_has_one_title_and_one_heading() {
    let built = build(&world());
    for (path, html) in pages(&built) {
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        assert_eq!(html.matches("<title>").count(), 1, "{path}");
        assert!(html.starts_with("<!doctype html>\n<html lang=\"zh-CN\""), "{path}");
        assert_eq!(html.matches("<main").count(), 1, "{path}");
        assert!(html.contains("Content-Security-Policy"), "{path}");
        assert!(!html.contains(" style=\"") && !html.contains(" onclick"), "{path}");
        for picture in html.split("<img").skip(1).map(|i| i.split('>').next().unwrap()) {
            assert!(
                picture.contains(" alt=\"") && picture.contains(" width=\"") && picture.contains(" height=\""),
                "{path}: {picture}"
            );
        }
        assert!(html.len() < 40_000, "{path}: {} bytes", html.len());
    }
    let weight: usize = built
        .artifacts
        .iter()
        .filter(|a| a.path.starts_with("site/assets/") && !a.path.contains("/search."))
        .map(|a| a.bytes.len())
        .sum();
    // The reading aloud is 4 KB of it; what a phone loads is weighed, packed, in tests/browser/files.test.mjs.
    assert!(weight < 34_000, "{weight}");
}

#[test]
fn hostile_text_stays_text() {
    let built = build(&world());
    let hostile = page(&built, "site/articles/hostile/index.html");
    assert!(
        hostile.contains("<h1>&lt;script&gt;alert(&#39;标题&#39;)&lt;/script&gt; &amp; &quot;引号&quot;</h1>"),
        "{hostile}"
    );
    for (path, html) in pages(&built) {
        let scripts: Vec<&str> = html.split("<script").skip(1).map(|s| s.split('>').next().unwrap()).collect();
        assert!(
            scripts.iter().all(|s| s.starts_with(" src=\"") || s.starts_with(" type=\"application/ld+json\"")),
            "{path}: {scripts:?}"
        );
        for bad in ["javascript:", "data:text", "<img src=x", "<b onclick"] {
            assert!(!html.to_lowercase().contains(bad), "{path}: {bad}");
        }
        assert!(!values(html, "src").iter().any(|s| s.contains("evil.example")), "{path}");
    }
    let json = hostile.split("ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
    let json: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(json["headline"], "<script>alert('标题')</script> & \"引号\"");
    let drawing = built.artifacts.iter().find(|a| a.path.contains("pictures/lungs.")).unwrap();
    assert!(!String::from_utf8_lossy(&drawing.bytes).contains("alert"));
    assert!(built.diagnostics.iter().any(|d| d.code == "svg-unsafe-parts"));
    assert!(built.diagnostics.iter().any(|d| d.code == "picture-elsewhere"));
}

#[test]
fn no_path_leaves_the_site_and_none_clashes() {
    let built = build(&world());
    let mut folded = BTreeSet::new();
    for artifact in &built.artifacts {
        let path = &artifact.path;
        assert!(
            path.starts_with("site/") && !path.contains("..") && !path.contains('\\') && !path.contains("//"),
            "{path}"
        );
        assert!(folded.insert(path.to_lowercase()), "{path} twice on Windows");
        for name in path.split('/') {
            let stem = name.split('.').next().unwrap().to_ascii_uppercase();
            assert!(!["CON", "NUL", "AUX", "PRN"].contains(&stem.as_str()), "{path}");
        }
    }
    assert!(page(&built, "site/index.html").contains("<h1"), "a file of static/ never replaces a page");
    assert_eq!(page(&built, "site/MP_verify_a1B2.txt"), "a1B2", "what WeChat asks of a domain's owner");
    assert!(built.diagnostics.iter().any(|d| d.code == "site-file-taken"));
}

#[test]
fn blocks_get_their_dress() {
    let built = build(&world());
    let html = page(&built, "site/articles/rich/index.html");
    for part in [
        "<p class=\"key\"><b>7000<small>多种</small></b><span>化学物质。",
        "<section class=\"blk c-timeline\" id=\"由来\"><h2>由来</h2>",
        "<ol class=\"line\">\n<li><b><span class=\"nb\">20 分钟</span></b> <span>心率下降</span></li>",
        "<ol class=\"steps\">\n<li><b>下决心</b> <span>写下理由</span></li>",
        "<input type=\"checkbox\" checked><span>每天十支</span>",
        "<details open><summary><span>会变胖吗？</span></summary>\n<p>可能<em>两三公斤</em>。</p>",
        "<th scope=\"row\" data-l=\"系统\">呼吸</th><td data-l=\"病\" class=\"al-c\"><span>肺癌</span></td>",
        "<a class=\"btn\" href=\"tel:120\">拨打 120</a>",
        "<figcaption>两片肺</figcaption>",
        "id=\"fnref-1-2\"",
        "href=\"#fnref-1-2\" role=\"doc-backlink\"",
        "href=\"../../articles/plain/#second\"",
        "href=\"../../files/%E8%A1%A8.txt\"",
        "第 39 个世界无烟日 · 5 月 31 日",
        "本文内容截至 2026 年 5 月 21 日",
        "href=\"../../boards/q2/\"",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    let home = page(&built, "site/index.html");
    assert!(home.contains("正在张贴的板报") && home.contains("data-from=\"2026-05-31\""));
    assert!(page(&built, "site/articles/page/2/index.html").contains("第 2 页，共 3 页"));
    assert!(page(&built, "site/old/path/index.html").contains("url=../../articles/rich/"));
    assert!(page(&built, "site/404.html").contains("href=\"/health/articles/\""));
}

#[test]
fn feed_and_sitemap_are_well_formed() {
    let built = build(&world());
    for path in ["site/feed.xml", "site/sitemap.xml"] {
        let xml = page(&built, path);
        let mut open = Vec::new();
        for piece in xml.split('<').skip(1) {
            let (tag, text) = piece.split_once('>').unwrap_or_else(|| panic!("{path}: {piece}"));
            assert!(!text.contains('>') || !text.contains("]]>"), "{path}");
            for entity in text.split('&').skip(1) {
                assert!(
                    ["amp;", "lt;", "gt;", "quot;", "#39;"].iter().any(|e| entity.starts_with(e)),
                    "{path}: &{entity:.12}"
                );
            }
            let name = tag.split([' ', '/']).next().unwrap();
            match tag.strip_prefix('/') {
                Some(end) => assert_eq!(open.pop(), Some(end), "{path}"),
                None if tag.ends_with('/') || tag.starts_with('?') => {}
                None => open.push(name),
            }
        }
        assert!(open.is_empty(), "{path}: {open:?}");
    }
    let feed = page(&built, "site/feed.xml");
    assert!(feed.contains("<updated>2026-05-20T00:00:00+08:00</updated>"));
    assert!(feed.contains("<id>https://example.org/health/articles/rich/</id>"));
    assert!(feed.contains("src=&quot;https://example.org/health/pictures/"));
    assert!(
        page(&built, "site/sitemap.xml").contains("<loc>https://example.org/health/tags/%E6%8E%A7%E7%83%9F/</loc>")
    );
    assert!(!page(&built, "site/sitemap.xml").contains("/old/"), "redirects are no pages");
}

#[test]
fn the_same_bytes_every_time_and_with_any_number_of_threads() {
    let world = world();
    let with =
        |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| build(&world));
    let (one, four, again) = (with(1), with(4), with(4));
    assert!(one.artifacts == four.artifacts && four.artifacts == again.artifacts);
    assert_eq!((&one.pages, &four.pages), (&four.pages, &again.pages));
    let told = |b: &SiteBuild| b.diagnostics.iter().map(|d| d.render()).collect::<String>();
    assert_eq!(told(&one), told(&four));
}

#[test]
fn broken_links_are_told_with_file_and_line() {
    let body = "一\n\n[没有](#没有的)\n\n## 有的\n\n[锚点](plain.md#secnod)\n\n[文件](/files/none.pdf)\n";
    let built = build(&world().with("content/articles/bad.md", article("坏链接", "2026-01-01", "", body)));
    let told: Vec<String> =
        built.diagnostics.iter().filter(|d| d.code.starts_with("link-")).map(|d| d.render()).collect();
    let told: Vec<&String> = told.iter().filter(|t| t.contains("bad.md")).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains("bad.md:9") && told[0].contains("没有的"), "{told:?}");
    assert!(told[1].contains("是不是想写“#second”"), "{told:?}");
}

#[test]
fn a_theme_overrides_one_template() {
    let world = world()
        .with("banbao.toml", CONFIG.replacen("title", "theme = \"mine\"\ntitle", 1))
        .with("themes/mine/theme.toml", "name = \"我的\"\n")
        .with("themes/mine/web/templates/404.html", "{% extends \"base.html\" %}{% block main %}<main id=\"bb-main\"><h1>走丢了 {{ site.title }}</h1></main>{% endblock %}");
    let built = build(&world);
    assert!(page(&built, "site/404.html").contains("<h1>走丢了 测试 &lt;站&gt; &amp; “健康”</h1>"));
    assert!(page(&built, "site/index.html").contains("class=\"card days\""), "the others come from the default theme");
}

#[test]
fn the_second_theme_changes_blocks_of_the_first() {
    let built = build(&world().with("banbao.toml", CONFIG.replacen("title", "theme = \"zhuangzhong\"\ntitle", 1)));
    let found: Vec<&str> = built.diagnostics.iter().map(|d| d.code).filter(|c| c.starts_with("template-")).collect();
    assert_eq!(found, [] as [&str; 0]);
    for (path, html) in
        pages(&built).filter(|(p, html)| !p.contains("/old") && !html.contains("http-equiv=\"refresh\""))
    {
        assert!(html.contains("/zhuangzhong.") && html.contains("/site."), "{path} has both style sheets");
        assert!(html.contains("content=\"#8f1a1a\""), "{path}");
    }
    assert!(page(&built, "site/index.html").contains("class=\"hero\""));
    assert!(page(&built, "site/articles/rich/index.html").contains("class=\"kv trust\""));
}

#[test]
fn the_archive_has_quarters() {
    let built = build_for(&world(), 2);
    let quarter = page(&built, "site/archive/2025/q1/index.html");
    assert!(quarter.contains("<h1>2025 年第一季度的文章</h1>") && quarter.contains("共 3 篇"));
    assert!(page(&built, "site/archive/2025/q1/page/2/index.html").contains("第 1 篇"));
    let year = page(&built, "site/archive/2025/index.html");
    assert!(year.contains("href=\"../../archive/2025/q3/\">第三季度</a>"), "{year}");
    assert!(!files(&built).contains_key("site/archive/2025/q4/index.html"), "no article, no page");
}

#[test]
fn every_tag_audience_and_year_can_be_found_from_a_page_that_lists_them() {
    let built = build(&world());
    let tags = page(&built, "site/tags/index.html");
    for tag in ["控烟", "日常", "HPV", "hpv", "CON"] {
        assert!(tags.contains(&format!(">{tag}</a>")), "{tag}\n{tags}");
    }
    let audiences = page(&built, "site/audience/index.html");
    assert!(audiences.contains(">老年人</a>") && audiences.contains(">孕产妇</a>"), "{audiences}");
    let archive = page(&built, "site/archive/index.html");
    assert!(
        archive.contains("href=\"../archive/2025/\"") && archive.contains("href=\"../archive/2026/q2/\""),
        "{archive}"
    );
    let tag = page(&built, "site/tags/控烟/index.html");
    assert!(tag.contains("<p class=\"ev\">话题</p>") && tag.contains("href=\"../../tags/\""), "{tag}");
    // A site without articles has nothing to list.
    let empty = build(&MemoryWorld::new(Date::new(2026, 5, 22).unwrap()).with("banbao.toml", CONFIG));
    for path in ["site/tags/index.html", "site/audience/index.html", "site/archive/index.html"] {
        assert!(!files(&empty).contains_key(path), "{path}");
    }
}

#[test]
fn the_home_page_leads_to_this_quarter_and_has_no_empty_place_for_boards() {
    let home = page(&build(&world()), "site/index.html").to_owned();
    assert!(home.contains("href=\"./archive/2026/q2/\">本季度 2 篇</a>"), "{home}");
    assert!(home.contains(">2026 年第一季度</a>") && !home.contains("2025 年第一季度"), "{home}");
    let one = MemoryWorld::new(Date::new(2026, 5, 22).unwrap())
        .with("banbao.toml", CONFIG)
        .with("content/articles/a.md", article("一篇", "2025-02-01", "tags: [甲]", "一段。\n"));
    let built = build(&one);
    let home = page(&built, "site/index.html");
    assert!(!home.contains("准备中") && !home.contains("本季度") && home.contains(">2025 年第一季度</a>"), "{home}");
}

#[test]
fn a_day_with_many_articles_has_pages() {
    let mut world = world();
    for n in 1..=7 {
        let (path, date) = (format!("content/articles/e{n}.md"), format!("2026-01-0{n}"));
        world = world.with(&path, article(&format!("无烟 {n}"), &date, "event: 世界无烟日", "一段正文。\n"));
    }
    let built = build_for(&world, 3);
    let of = |path: &str| page(&built, path).to_owned();
    let first = of("site/events/shijie-wuyan-ri/index.html");
    let last = of("site/events/shijie-wuyan-ri/page/3/index.html");
    assert!(
        first.contains("第 1 页，共 3 页") && first.contains("href=\"../../events/shijie-wuyan-ri/page/2/\""),
        "{first}"
    );
    assert!(first.contains("id=\"bb-boards\"") && !last.contains("id=\"bb-boards\""), "boards stand on the first page");
    assert!(last.contains("rel=\"prev\"") && last.contains("noindex") && last.contains("无烟 1"), "{last}");
    // Every article of the day, each once.
    let all = [1, 2, 3]
        .map(|n| if n == 1 { first.clone() } else { of(&format!("site/events/shijie-wuyan-ri/page/{n}/index.html")) });
    for n in 1..=7 {
        assert_eq!(all.iter().filter(|p| p.contains(&format!(">无烟 {n}</b>"))).count(), 1, "{n}");
    }
}

#[test]
fn a_table_of_many_columns_can_be_pushed_by_keyboard() {
    let row = |cells: &str| format!("|{}\n", cells.split(' ').map(|c| format!(" {c} |")).collect::<String>());
    let table = |names: &str| {
        format!(
            "## 表\n\n{}{}{}",
            row(names),
            row(&names.split(' ').map(|_| "---").collect::<Vec<_>>().join(" ")),
            row(names)
        )
    };
    let body = |names: &str| {
        let world = MemoryWorld::new(Date::new(2026, 5, 22).unwrap())
            .with("banbao.toml", CONFIG)
            .with("content/articles/a.md", article("一篇", "2026-02-01", "tags: [甲]", &table(names)));
        page(&build(&world), "site/articles/a/index.html").to_owned()
    };
    assert!(body("甲 乙 丙 丁 戊 己").contains("<div class=\"wide\" tabindex=\"0\" role=\"region\""));
    assert!(!body("甲 乙 丙").contains("class=\"wide\""));
}

#[test]
fn a_site_can_do_without_a_search() {
    let built = build(&world().with("banbao.toml", format!("{CONFIG}[site]\nsearch = false\n")));
    assert!(files(&built).keys().all(|p| !p.starts_with("site/search/")));
    for (path, html) in pages(&built) {
        assert!(!html.contains("/search/"), "{path}");
    }
}

#[test]
fn photographs_come_in_widths_and_without_notes() {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(1200, 800).write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let jpeg = jpeg.into_inner();
    let mut noted = jpeg[..2].to_vec();
    noted.extend(b"\xff\xe1\x00\x10Exif\0\0GPS here");
    noted.extend(&jpeg[2..]);
    let text = article("一张照片", "2026-01-02", "cover: photo.jpg", "正文。\n\n![照片](photo.jpg)\n");
    let built = build(&world().with("content/articles/photo.md", text).with("content/articles/photo.jpg", noted));
    let html = page(&built, "site/articles/photo/index.html");
    let srcset = values(html, "srcset");
    let widths: Vec<&str> = srcset[0].split(", ").map(|s| s.rsplit(' ').next().unwrap()).collect();
    assert_eq!(widths, ["480w", "960w", "1200w"]);
    assert!(html.contains("width=\"1200\" height=\"800\"") && html.contains("loading=\"lazy\""));
    let pictures: Vec<&[u8]> =
        files(&built).into_iter().filter(|(p, _)| p.starts_with("site/pictures/photo.")).map(|(_, b)| b).collect();
    assert_eq!(pictures.len(), 4, "a JPEG for what shows no WebP, and three widths");
    assert!(html.contains("<source type=\"image/webp\""));
    assert!(pictures.iter().all(|bytes| !bytes.windows(4).any(|w| w == b"Exif" || w == b"GPS ")));
}

/// Every mistake of a template as a person reads it.
#[test]
fn mistakes_of_templates_are_told_with_file_and_line() {
    let broken = |text: &str| {
        let built = build(&world().with("themes/default/web/templates/404.html", text));
        let told: Vec<String> =
            built.diagnostics.iter().filter(|d| d.code.starts_with("template-")).map(|d| d.render()).collect();
        told.join("\n")
    };
    let cases = [
        ("undefined", "<p>\n{{ page.titel }}</p>"),
        ("syntax", "{% if page.title %}\n<p>\n"),
        ("filter", "{{ page.title|shout }}"),
        ("missing", "{% include \"none.html\" %}"),
        ("asset", "<p>{{ asset(\"none.css\") }}</p>"),
        ("endless-loop", "{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}"),
        ("endless-include", "{% include \"404.html\" %}"),
    ];
    let mut all = String::new();
    for (name, text) in cases {
        let told = broken(text);
        assert!(told.contains("404.html"), "{name}: {told}");
        all.push_str(&format!("== {name}\n{told}\n"));
    }
    let expected = include_str!("snapshots/site-templates.txt").replace("\r\n", "\n");
    assert!(
        all == expected,
        "the messages changed; if that is meant, put this into tests/snapshots/site-templates.txt:\n{all}"
    );
}

/// The page about themes names every variable that templates can read, and nothing that is not there.
#[test]
fn the_theme_page_lists_every_variable() {
    let source = include_str!("../src/site/context.rs");
    let page = include_str!("../docs/themes.md");
    let fields = source.lines().filter_map(|l| l.trim().strip_prefix("pub ")?.split_once(": ")).map(|(name, _)| name);
    for field in fields.filter(|name| !name.starts_with("fn ")) {
        assert!(page.contains(&format!("`{field}`")), "docs/themes.md says nothing of `{field}`");
    }
}
