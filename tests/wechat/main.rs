//! Articles for WeChat: what is copied holds only what the editor keeps.

mod scan;

use std::sync::Arc;

use banbao::calendar::Calendar;
use banbao::config::Config;
use banbao::content::{EventNames, LoadOptions};
use banbao::diagnostic::{Diagnostics, Severity};
use banbao::model::{
    Alert, AlertKind, Align, Article, Block, BlockKind, Date, Definition, Document, Figure, Footnote, Heading, Image,
    Inline, InlineKind, Link, LinkTarget, List, ListItem, Site, Table,
};
use banbao::wechat;
use banbao::world::{DiskWorld, MemoryWorld, World};
use scan::{faults, words};

fn inline(kind: InlineKind) -> Inline {
    Inline { kind, line: 7 }
}

fn text(t: &str) -> Inline {
    inline(InlineKind::Text(t.to_owned()))
}

fn strong(t: &str) -> Inline {
    inline(InlineKind::Strong(vec![text(t)]))
}

fn link(words: &str, target: LinkTarget) -> Inline {
    inline(InlineKind::Link(Box::new(Link { href: String::new(), target, title: None, content: vec![text(words)] })))
}

fn to(words: &str, url: &str) -> Inline {
    link(words, LinkTarget::Url(url.to_owned()))
}

fn block(kind: BlockKind) -> Block {
    Block { kind, line: 7 }
}

fn para(inlines: Vec<Inline>) -> Block {
    block(BlockKind::Paragraph(inlines))
}

fn heading(level: u8, t: &str) -> Block {
    let classes = Vec::new();
    block(BlockKind::Heading(Box::new(Heading {
        level,
        id: t.to_owned(),
        classes,
        attributes: Vec::new(),
        content: vec![text(t)],
    })))
}

fn item(blocks: Vec<Block>) -> ListItem {
    ListItem { task: None, blocks, line: 7 }
}

fn list(start: Option<u64>, items: Vec<ListItem>) -> Block {
    block(BlockKind::List(List { start, tight: true, items }))
}

fn labelled(start: Option<u64>, pairs: &[(&str, &str)]) -> Block {
    list(start, pairs.iter().map(|(l, t)| item(vec![para(vec![strong(l), text(&format!(" {t}"))])])).collect())
}

fn figure(path: &str) -> Block {
    let image =
        Image {
            src: path.to_owned(), path: Some(path.to_owned()), alt: "图上\"有\"<什么>".to_owned(), title: None
        };
    block(BlockKind::Figure(Box::new(Figure { image, caption: Some("说明".to_owned()) })))
}

fn article(blocks: Vec<Block>) -> Article {
    Article {
        path: "content/articles/a.md".to_owned(),
        slug: "a".to_owned(),
        title: "一篇文章".to_owned(),
        date: Date::new(2026, 5, 20),
        event: None,
        tags: Vec::new(),
        summary: "摘要在此。".to_owned(),
        author: Some("作者".to_owned()),
        reviewer: Some("审核".to_owned()),
        sources: vec!["来源一".to_owned()],
        audience: Vec::new(),
        expires: None,
        draft: false,
        cover: None,
        aliases: Vec::new(),
        document: Arc::new(Document { blocks, footnotes: Vec::new() }),
        characters: 0,
    }
}

fn world() -> MemoryWorld {
    MemoryWorld::new(Date::epoch())
}

fn site(articles: Vec<Article>) -> Site {
    Site { articles, ..Site::default() }
}

fn make_in(world: &dyn World, a: &Article) -> (String, Diagnostics) {
    let (fragment, d) = wechat::fragment(world, &Config::default(), &Calendar::builtin(), &site(vec![a.clone()]), a);
    assert_eq!(faults(&fragment), Vec::<String>::new());
    (fragment, d)
}

fn make(a: &Article) -> String {
    make_in(&world(), a).0
}

fn codes(d: &Diagnostics) -> Vec<&'static str> {
    d.iter().map(|d| d.code).collect()
}

#[test]
fn the_scanner_sees_what_is_forbidden() {
    for bad in [
        "<p class=\"x\">a</p>",
        "<p id=\"x\">a</p>",
        "<script>a</script>",
        "<style>a</style>",
        "<p style=\"position:absolute;\">a</p>",
        "<p style=\"background-image:url(x);\">a</p>",
        "<a href=\"https://example.org/\">a</a>",
        "<a href=\"javascript:x\">a</a>",
        "<p onclick=\"x\">a</p>",
        "<section></section>",
        "<p>a",
        "<ul><li>a</li></ul>",
        "<svg><path fill=\"url(#g)\"></path></svg>",
        "<p><section>a</section></p>",
    ] {
        assert!(!faults(bad).is_empty(), "{bad}");
    }
}

#[test]
fn every_kind_of_block_keeps_to_the_rules() {
    let cell = |t: &str| vec![text(t), strong("重"), to("链接", "https://example.org/t")];
    let table = Table {
        align: vec![Align::None, Align::Center, Align::Right, Align::Left],
        head: (0..4).map(|i| cell(&format!("表头第{i}列很长"))).collect(),
        rows: vec![(0..4).map(|i| cell(&format!("格子{i}里也有很长的一段话"))).collect()],
    };
    let task = |done: bool, t: &str| ListItem { task: Some(done), blocks: vec![para(vec![text(t)])], line: 7 };
    let define = |t: &str| Definition {
        term: vec![text(t)],
        details: vec![vec![para(vec![text("答。")])], Vec::new()],
        line: 7,
    };
    let mut blocks = vec![
        heading(2, "一节"),
        para(vec![strong("约 30%"), text(" 的人如此这般。")]),
        para(Vec::new()),
        heading(3, "小节"),
        heading(4, "更小"),
        labelled(Some(1), &[("擦", "擦干净"), ("洗", "洗干净")]),
        labelled(Some(1), &[("先擦", "擦干净"), ("再洗", "")]),
        labelled(None, &[("8:30", "起床"), ("9:00", "出门"), ("10:00", "")]),
        labelled(None, &[("尼古丁", "上瘾"), ("焦油", "致癌"), ("一氧化碳", "抢氧")]),
        labelled(None, &[("一个名字", "后面跟着一句比较长的话，长到一格里放不下了"), ("又一个", "后面也跟着一句话。")]),
        block(BlockKind::List(List {
            start: None, tight: true, items: vec![task(false, "没做"), task(true, "做了")]
        })),
        block(BlockKind::Definitions(vec![define("行不行？"), define("好不好？")])),
        block(BlockKind::Definitions(vec![define("名词"), define("又一个")])),
        block(BlockKind::Table(Box::new(table))),
        block(BlockKind::Quote(vec![para(vec![text("短短一句口号。")])])),
        block(BlockKind::Quote(vec![para(vec![text("一。")]), para(vec![text("二。")])])),
        block(BlockKind::Code { language: None, text: "a <b>\n  c\n".to_owned() }),
        block(BlockKind::Code { language: None, text: "\n".to_owned() }),
        block(BlockKind::Html(
            "<div class=\"x\" id=\"y\"><script>alert(1)</script><p>只留下&lt;文字</p></div>".to_owned(),
        )),
        block(BlockKind::Rule),
        list(None, vec![item(Vec::new()), item(vec![block(BlockKind::Rule)])]),
    ];
    for kind in [AlertKind::Note, AlertKind::Tip, AlertKind::Important, AlertKind::Warning, AlertKind::Caution] {
        let blocks_in = vec![para(vec![text("提醒。")]), list(None, vec![item(vec![para(vec![text("一条")])])])];
        blocks.push(block(BlockKind::Alert(Alert { kind, title: Some(vec![text("名称")]), blocks: blocks_in })));
        blocks.push(block(BlockKind::Alert(Alert { kind, title: None, blocks: Vec::new() })));
    }
    let mut looks = Vec::new();
    for (event, audience) in [(None, "居民"), (Some("爱国卫生月"), "居民"), (None, "儿童及家长")] {
        let mut a = article(blocks.clone());
        a.event = event.and_then(|e| Calendar::builtin().resolve(e));
        a.audience = vec![audience.to_owned()];
        let html = make(&a);
        let said = words(&html);
        for w in
            ["一节", "30%", "擦干净", "☐", "☑", "问", "答", "知识点", "紧急就医", "只留下<文字", "a <b>", "左右滑动"]
        {
            assert!(said.contains(w), "{w}\n{said}");
        }
        assert!(!said.contains("alert(1)"));
        looks.push(html);
    }
    assert!(looks[0] != looks[1] && looks[1] != looks[2]);
    assert!(words(&looks[1]).contains("第38个爱国卫生月 · 4月"));
}

#[test]
fn links_out_of_wechat_become_notes() {
    let mut a = article(vec![para(vec![
        to("卫健委", "https://www.nhc.gov.cn/a?b=1&c=2"),
        to("公众号旧文", "https://mp.weixin.qq.com/s/abc?x=1&y=2"),
        inline(InlineKind::FootnoteRef(0)),
        to("再说一次", "https://www.nhc.gov.cn/a?b=1&c=2"),
        to("https://self.example/", "https://self.example/"),
        to("12320", "tel:12320"),
        to("打电话", "tel:010-5555"),
        to("冒名", "https://mp.weixin.qq.com.evil.example/s"),
        to("脚本", "javascript:alert(1)"),
        to("下载", "/static/a.pdf"),
        link("另一篇", LinkTarget::Content { path: "content/articles/a.md".to_owned(), fragment: None }),
        link("没有的", LinkTarget::Content { path: "content/none.md".to_owned(), fragment: None }),
        link("上面", LinkTarget::Fragment("x".to_owned())),
        inline(InlineKind::FootnoteRef(9)),
    ])]);
    Arc::make_mut(&mut a.document).footnotes = vec![Footnote {
        label: "1".to_owned(),
        blocks: vec![
            para(vec![text("注文，见"), to("里面的链接", "https://inner.example/")]),
            list(None, vec![item(vec![para(vec![text("条")])])]),
        ],
    }];
    let html = make(&a);
    let said = words(&html);
    assert_eq!(html.matches("<a ").count(), 1);
    assert!(html.contains("href=\"https://mp.weixin.qq.com/s/abc?x=1&amp;y=2\""));
    assert!(!html.contains("javascript"));
    assert!(said.contains("卫健委[1]公众号旧文[2]再说一次[1]https://self.example/12320打电话（010-5555）冒名[3]脚本下载另一篇[4]没有的上面"), "{said}");
    for note in [
        "[1]卫健委：https://www.nhc.gov.cn/a?b=1&c=2",
        "[2]注文，见里面的链接[5]",
        "[4]见本号文章《一篇文章》",
        "[5]里面的链接：https://inner.example/",
    ] {
        assert!(said.contains(note), "{note}\n{said}");
    }
}

#[test]
fn inner_lists_become_rows_that_are_indented() {
    let leaf = |t: &str| item(vec![para(vec![text(t)])]);
    let deep = list(None, vec![leaf("三级")]);
    let inner = list(Some(3), vec![item(vec![para(vec![text("二级")]), deep]), leaf("二级又一")]);
    let html = make(&article(vec![list(None, vec![item(vec![para(vec![text("一级")]), inner]), leaf("一级又一")])]));
    assert!(words(&html).contains("•一级3.二级▪三级4.二级又一•一级又一"), "{}", words(&html));
    assert!(html.contains("0 0 6px 22px") && html.contains("0 0 6px 44px"));
}

#[test]
fn hostile_text_stays_text() {
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=y>&amp;\u{0}\u{202e}";
    let mut a = article(vec![
        heading(2, evil),
        para(vec![
            text(evil),
            strong(evil),
            inline(InlineKind::Code(evil.to_owned())),
            to(evil, "https://e.example/\"><script>"),
        ]),
        para(vec![
            inline(InlineKind::Html("<sup onclick=\"x\">".to_owned())),
            text("上"),
            inline(InlineKind::Html("<div>".to_owned())),
            inline(InlineKind::Html("</b>".to_owned())),
        ]),
        para(vec![to("x", "https://mp.weixin.qq.com/\"><script>alert(2)</script>")]),
        labelled(None, &[(evil, evil), (evil, evil)]),
    ]);
    for field in [&mut a.title, &mut a.summary] {
        *field = evil.to_owned();
    }
    a.author = Some(evil.to_owned());
    a.sources = vec![evil.to_owned()];
    a.audience = vec![evil.to_owned()];
    let html = make(&a);
    assert!(
        !html.contains("<script") && !html.contains("<img") && !html.contains('\u{202e}') && !html.contains('\u{0}')
    );
    let mut config = Config { title: evil.to_owned(), ..Config::default() };
    config.organization.name = evil.to_owned();
    let (artifacts, _) = wechat::build(&world(), &config, &Calendar::builtin(), &site(vec![a]));
    for file in artifacts {
        let page = String::from_utf8(file.bytes).unwrap();
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{}", file.path);
    }
}

#[test]
fn what_is_too_long_is_told() {
    let mut a = article(vec![para(vec![text(&"字".repeat(20_000))])]);
    a.title = "题".repeat(33);
    a.summary = "摘".repeat(129);
    let (_, d) = make_in(&world(), &a);
    assert_eq!(codes(&d), ["wechat-title-long", "wechat-digest-long", "wechat-text-long"]);
    for x in d.iter() {
        assert_eq!(x.severity, Severity::Warning);
        assert_eq!(x.span.as_ref().unwrap().file, "content/articles/a.md");
        assert!(x.help.is_some());
    }
    Arc::make_mut(&mut a.document).blocks = vec![para(vec![text("字")]); 10];
    a.title = "题".repeat(32);
    a.summary = "摘".repeat(128);
    assert!(make_in(&world(), &a).1.is_empty());
    a.title = "题".repeat(65);
    assert!(make_in(&world(), &a).1.iter().any(|d| d.message.contains("64")));
    a.title = "题".to_owned();
    Arc::make_mut(&mut a.document).blocks = vec![para(vec![inline(InlineKind::Emphasis(vec![text("字")])); 12]); 1000];
    assert_eq!(codes(&make_in(&world(), &a).1), ["wechat-code-large"]);
}

#[test]
fn drawings_come_out_as_plain_shapes() {
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><style>.a{fill:#123456}</style><script>x</script>
        <defs><linearGradient id="g"><stop offset="0" stop-color="#000000"/><stop offset="1" stop-color="#ffffff"/></linearGradient>
        <clipPath id="c"><rect width="10" height="10"/></clipPath><circle id="u" r="5"/></defs>
        <rect class="a" width="10" height="10" onclick="x"/><rect fill="url(#g)" width="20" height="20"/>
        <g clip-path="url(#c)"><use href="#u" x="7" y="8"/></g><g opacity=".5"><path d="M0 0L9 9" stroke="red"/><path d="M1 0L9 9" stroke="red"/></g>
        <image href="file:///etc/passwd" width="5" height="5"/><text x="5" y="30" font-size="12">字</text></svg>"##;
    let photo = [0x89, b'P', b'N', b'G', 1, 2, 3];
    let w = world().with("p.svg", svg).with("b.svg", b"<svg").with("p.png", photo).with("w.webp", b"RIFF");
    let (html, d) = make_in(&w, &article(vec![figure("p.svg")]));
    assert!(
        html.contains("fill=\"#123456\"") && html.contains("fill=\"#808080\"") && html.contains("<g opacity=\"0.5\">")
    );
    assert!(html.matches("<path").count() >= 6, "the letter is drawn too");
    assert!(html.contains("aria-label=\"图上&quot;有&quot;&lt;什么&gt;\""));
    assert_eq!(codes(&d), ["wechat-picture-simplified"]);
    let note = d.iter().next().unwrap();
    assert!(note.message.contains("渐变") && note.message.contains("裁剪"), "{}", note.message);
    assert_eq!(note.span.as_ref().unwrap().line, 7);

    for (src, told) in [("https://a.example/p.png", vec!["wechat-picture-elsewhere"]), ("gone.png", Vec::new())] {
        let image = Image { src: src.to_owned(), path: None, alt: "图".to_owned(), title: None };
        let (html, d) =
            make_in(&w, &article(vec![block(BlockKind::Figure(Box::new(Figure { image, caption: None })))]));
        assert_eq!(codes(&d), told);
        assert!(words(&html).contains("请在这里插入图片：图") && !html.contains(src));
    }
    let (html, d) = make_in(&w, &article(vec![figure("p.png")]));
    assert!(html.contains("src=\"data:image/png;base64,iVBORwECAw==\"") && d.is_empty());
    for (path, code) in [
        ("b.svg", "wechat-picture-unreadable"),
        ("w.webp", "wechat-picture-refused"),
        ("no.png", "wechat-picture-unreadable"),
    ] {
        let (html, d) = make_in(&w, &article(vec![figure(path)]));
        assert_eq!(codes(&d), [code], "{path}");
        assert!(words(&html).contains("请在这里插入图片"), "{path}");
    }
}

#[test]
fn looks_follow_the_day_and_the_readers() {
    let colour = |event: Option<&str>, audience: &str, tag: &str| {
        let mut a = article(Vec::new());
        a.event = event.and_then(|e| Calendar::builtin().resolve(e));
        a.audience = vec![audience.to_owned()];
        a.tags = vec![tag.to_owned()];
        let html = make(&a);
        ["#0f6b58", "#6f0b12", "#14608f"].into_iter().position(|c| html.contains(c))
    };
    assert_eq!(colour(None, "居民", ""), Some(0));
    assert_eq!(colour(Some("爱国卫生月"), "儿童", ""), Some(1));
    assert_eq!(colour(Some("爱牙日"), "3～12 岁儿童及家长", ""), Some(2));
    assert_eq!(colour(Some("爱牙日"), "18 岁以上居民", ""), Some(0));
    assert_eq!(colour(None, "老人、儿童照护者", ""), Some(0));
    assert_eq!(colour(None, "全体居民", "儿童"), Some(2));
}

#[test]
fn pages_need_no_network_and_name_every_article() {
    let mut b = article(vec![para(vec![to("外", "https://out.example/")])]);
    b.slug = "Index".to_owned();
    let mut c = article(Vec::new());
    c.slug = "牙 齿?".to_owned();
    let all = site(vec![article(Vec::new()), b, c]);
    let (artifacts, d) = wechat::build(&world(), &Config::default(), &Calendar::builtin(), &all);
    let paths: Vec<&str> = artifacts.iter().map(|a| a.path.as_str()).collect();
    assert_eq!(paths, ["wechat/a.html", "wechat/index-article.html", "wechat/牙 齿?.html", "wechat/index.html"]);
    assert_eq!(codes(&d), ["wechat-slug-index"]);
    for a in &artifacts {
        let page = std::str::from_utf8(&a.bytes).unwrap();
        assert!(page.contains("default-src 'none'"));
        for fetched in ["src=\"http", "href=\"http", "url(", "@import", "<link", "src=\"//"] {
            assert!(!page.contains(fetched), "{fetched} in {}", a.path);
        }
    }
    let index = std::str::from_utf8(&artifacts[3].bytes).unwrap();
    for href in ["./a.html", "./index-article.html", "./%E7%89%99%20%E9%BD%BF%3F.html"] {
        assert!(index.contains(&format!("href=\"{href}\"")), "{href}");
    }
    assert_eq!(index.matches("打开并复制").count(), 3);
    // The covers are drawn elsewhere; the pages name them as the pipeline does.
    let page = std::str::from_utf8(&artifacts[0].bytes).unwrap();
    for cover in [wechat::cover("a"), wechat::square_cover("a")] {
        assert_eq!(index.matches(&format!("href=\"./{cover}\" download")).count(), 1, "{cover}");
        assert!(page.contains(&format!("src=\"./{cover}\"")), "{cover}");
    }
}

struct Names<'a>(&'a Calendar);

impl EventNames for Names<'_> {
    fn resolve(&self, text: &str) -> Option<String> {
        self.0.resolve(text)
    }

    fn nearest(&self, text: &str) -> Option<String> {
        self.0.nearest(text)
    }
}

#[test]
fn the_articles_of_this_repository_can_be_pasted() {
    let world = DiskWorld::new(env!("CARGO_MANIFEST_DIR"));
    let (config, _) = banbao::config::load(&world);
    let (calendar, _) = Calendar::load(&world);
    let (site, _) = banbao::content::load(&world, &config, &Names(&calendar), &LoadOptions::default());
    assert!(site.articles.len() > 10);
    for a in &site.articles {
        let (html, d) = wechat::fragment(&world, &config, &calendar, &site, a);
        assert_eq!(faults(&html), Vec::<String>::new(), "{}", a.path);
        assert!(d.is_empty(), "{}: {:?}", a.path, codes(&d));
        assert!(words(&html).contains(&config.organization.name));
    }
    let once = wechat::build(&world, &config, &calendar, &site).0;
    assert_eq!(once.len(), site.articles.len() + 1);
    assert!(once == wechat::build(&world, &config, &calendar, &site).0, "the same input gives the same bytes");
}
