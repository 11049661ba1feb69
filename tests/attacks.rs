//! A table of attacks. Each is put wherever a person can write something; then every file of the build is read as its
//! reader would read it (a browser's parser for pages, XML for feeds and drawings, lines for calendars), and must do
//! nothing that a page without the attack does not do.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

#[path = "../fuzz/src/inert.rs"]
mod inert;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use banbao::model::Date;
use banbao::output::is_safe_component;
use banbao::pipeline::{Build, BuildOptions, Parts, build};
use banbao::world::MemoryWorld;

/// For text: titles, names, notes, paragraphs.
const TEXTS: [&str; 44] = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</textarea><img src=x onerror=alert(1)>",
    "--><script>alert(1)</script><!--",
    "<!--><script>alert(1)</script>",
    "]]><script>alert(1)</script><![CDATA[",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "\"><svg onload=alert(1)>",
    "` onerror=alert(1) `",
    "<img src=x onerror=alert(1)>",
    "<img src=\"x` `<script>alert(1)</script>\"` `>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<iframe src=javascript:alert(1)>",
    "<object data=\"data:text/html,<script>alert(1)</script>\"></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import url(https://evil.example/x.css);</style>",
    "<div style=\"background:url(javascript:alert(1))\">x</div>",
    "<div style=\"width:expression(alert(1))\">x</div>",
    "<form action=https://evil.example/><input name=q><button formaction=javascript:alert(1)>x</button></form>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<video poster=https://evil.example/x><source onerror=alert(1)></video>",
    "<details open ontoggle=alert(1)>x</details>",
    "<template><script>alert(1)</script></template>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "{{ site }}{% include 'x' %}{{ 7*7 }}${7*7}#{7*7}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u{feff}\u{202e}\u{2028}\u{2029}<script\u{1}>alert(1)</script\u{b}>",
    "甲\rX-INJECTED:1\rBEGIN:VEVENT\rEND:VEVENT",
];

/// For addresses: links, pictures, covers, the site's own.
const ADDRESSES: [&str; 20] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "\\x6aavascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/passwd",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "/\\evil.example/x",
    "https://evil.example/\" onmouseover=\"alert(1)",
    "https://evil.example/'><script>alert(1)</script>",
    "../../../../etc/passwd",
    "blob:https://x/1",
    "x:javascript:alert(1)",
];

/// For drawings.
const DRAWINGS: [&str; 22] = [
    "<script>alert(1)</script>",
    "<script href=\"https://evil.example/x.js\"/>",
    "<script><![CDATA[alert(1)]]></script>",
    "<rect onload=\"alert(1)\" width=\"1\" height=\"1\"/>",
    "<rect ONCLICK=\"alert(1)\" width=\"1\" height=\"1\"/>",
    "<a href=\"javascript:alert(1)\"><rect width=\"1\" height=\"1\"/></a>",
    "<a xlink:href=\"java&#10;script:alert(1)\"><rect width=\"1\" height=\"1\"/></a>",
    "<a href=\"data:text/html,x\"><rect width=\"1\" height=\"1\"/></a>",
    "<use href=\"https://evil.example/x.svg#a\"/>",
    "<use xlink:href=\"data:image/svg+xml;base64,PHN2Zy8+#a\"/>",
    "<image href=\"https://evil.example/x.png\" width=\"1\" height=\"1\"/>",
    "<image href=\"file:///etc/passwd\" width=\"1\" height=\"1\"/>",
    "<image href=\"data:image/svg+xml,&lt;svg onload=alert(1)&gt;\" width=\"1\" height=\"1\"/>",
    "<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></body></foreignObject>",
    "<h:iframe xmlns:h=\"http://www.w3.org/1999/xhtml\" src=\"javascript:alert(1)\"/>",
    "<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\">alert(1)</h:script>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style>rect{fill:url('https://evil.example/x')}</style>",
    "<rect style=\"fill:u\\72l(https://evil.example)\" width=\"1\" height=\"1\"/>",
    "<animate attributeName=\"href\" to=\"javascript:alert(1)\"/>",
    "<set attributeName=\"onmouseover\" to=\"alert(1)\"/>",
    "<rect filter=\"url(https://evil.example/f.svg#x)\" width=\"1\" height=\"1\"/>",
];

/// The keys of actions that a PDF of ours never has, and addresses that it never leads to.
const PDF_ACTIONS: [&str; 8] = [
    "/JavaScript",
    "/JS",
    "/Launch",
    "/SubmitForm",
    "/URI(javascript:",
    "/URI (javascript:",
    "/URI(file:",
    "/URI (file:",
];

fn today() -> Date {
    Date::new(2026, 5, 20).unwrap()
}

fn toml_text(text: &str) -> String {
    serde_json::to_string(text).unwrap().replace("\\u2028", "\u{2028}")
}

/// A site that says `text` and points at `address` wherever it can.
fn site(text: &str, address: &str) -> MemoryWorld {
    let (t, a) = (toml_text(text), toml_text(address));
    let settings = format!(
        "title = {t}\ndescription = {t}\nbase_url = \"https://x.example/s\"\n\
         [organization]\nname = {t}\nshort = {t}\nphone = {t}\naddress = {t}\nhours = {t}\nicp = {t}\npolice = {t}\n"
    );
    let events = format!(
        "[[event]]\nname = {t}\nid = \"own\"\ndate = \"06-01\"\nslogan = {t}\norganizer = {t}\nnote = {t}\nmeasure = {t}\n\
         [[event]]\nname = \"世界无烟日\"\nyear = 2026\nslogan = {t}\n"
    );
    let article = format!(
        "---\ntitle: {t}\nslug: a\ndate: 2026-05-01\nevent: own\nsummary: {t}\nauthor: {t}\nreviewer: {t}\nsource: [{t}, {a}]\n\
         audience: [{t}]\ntags: [{t}]\naliases: [\"/old/x/\"]\n---\n\n\
         ## {one} {{#x\" onclick=alert(1) .c\"onclick=alert(1)}}\n\n{text}\n\n前{one}后 `{one}` **{one}** ~~{one}~~ [^1]\n\n\
         [{one}](<{address}> \"{one}\") [引用][r] <{address}> [空]({address})\n\n![{one}](<{address}> \"{one}\")\n\n![{one}](p.svg)\n\n\
         > {one}\n\n> [!TIP]\n> {one}\n\n- {one}\n- [ ] {one}\n\n1. {one}\n\n| {one} | b |\n|---|---|\n| {one} | [x](<{address}>) |\n\n\
         {one}\n: {one}\n\n```html\n{one}\n```\n\n[^1]: {one} [x](<{address}>)\n\n[r]: <{address}> \"{one}\"\n",
        one = text.replace(['\r', '\n'], " "),
    );
    let board = format!(
        "---\ntitle: {t}\nissue: {t}\ndate: 2026-04-01\nuntil: 2026-06-30\nlocation: {t}\nsize: A4\nslogan: {t}\narticles: [a]\n---\n\n{text}\n"
    );
    MemoryWorld::new(today())
        .with("banbao.toml", settings)
        .with("content/events.toml", events)
        .with("content/articles/a/index.md", article)
        .with("content/articles/a/p.svg", drawing(""))
        .with("content/boards/b.md", board)
        .with("content/pages/about.md", format!("---\ntitle: {t}\n---\n\n{text}\n"))
}

fn drawing(inner: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 9 9\">{inner}<rect width=\"9\" height=\"9\"/></svg>"
    )
}

fn made(world: &MemoryWorld, parts: Parts) -> Build {
    build(world, &BuildOptions { parts, ..BuildOptions::default() })
}

const SCREEN: Parts = Parts { site: true, print: false, wechat: true };

/// What pages have when nobody means harm.
fn known() -> &'static BTreeSet<String> {
    static KNOWN: OnceLock<BTreeSet<String>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut known = BTreeSet::new();
        for a in &made(&site("甲", "https://x.example/"), SCREEN).artifacts {
            if a.path.ends_with(".html") {
                inert::own_texts(std::str::from_utf8(&a.bytes).unwrap(), &mut known);
            }
        }
        assert!(!known.is_empty());
        known
    })
}

/// Everything that is wrong with a build, with the file it is in.
fn faults(built: &Build) -> Vec<String> {
    let mut out = Vec::new();
    let kinds: BTreeSet<&str> = built.artifacts.iter().filter_map(|a| a.path.rsplit('.').next()).collect();
    assert!(["html", "js", "css", "json", "ics", "xml", "txt", "svg"].iter().all(|k| kinds.contains(k)), "{kinds:?}");
    for a in &built.artifacts {
        assert!(a.path.split('/').all(is_safe_component), "{}", a.path);
        let text = || std::str::from_utf8(&a.bytes).expect("UTF-8");
        let found = match a.path.rsplit('.').next().unwrap() {
            "html" => inert::faults(text(), known()),
            "svg" => inert::svg_faults(text()),
            "xml" => feed(text()),
            "ics" => calendar(text()),
            "js" if a.path.starts_with("site/search/") => search(text()),
            "json" => {
                serde_json::from_str::<serde_json::Value>(text()).err().map(|e| e.to_string()).into_iter().collect()
            }
            // What runs is an action; a title may well say `url(javascript:…)` in the file's information.
            "pdf" => PDF_ACTIONS
                .iter()
                .filter(|w| a.bytes.windows(w.len()).any(|b| b.eq_ignore_ascii_case(w.as_bytes())))
                .map(|w| (*w).to_owned())
                .collect(),
            "css" | "js" | "txt" | "png" => Vec::new(),
            other => vec![format!("nobody looks at .{other}")],
        };
        out.extend(found.into_iter().map(|f| format!("{}: {f}", a.path)));
    }
    out
}

/// A feed or sitemap: XML, addresses that are the site's, and HTML that does nothing.
fn feed(xml: &str) -> Vec<String> {
    let doc = match usvg::roxmltree::Document::parse(xml) {
        Ok(doc) => doc,
        Err(e) => return vec![e.to_string()],
    };
    let mut out = Vec::new();
    for node in doc.descendants().filter(|n| n.is_element()) {
        if node.tag_name().name() == "content" {
            out.extend(inert::faults(node.text().unwrap_or_default(), known()));
        }
        let address =
            node.attribute("href").or_else(|| (node.tag_name().name() == "loc").then(|| node.text()).flatten());
        out.extend(address.filter(|a| !a.starts_with("https://x.example/s")).map(str::to_owned));
    }
    out
}

/// RFC 5545: only the lines that a calendar of ours has.
fn calendar(text: &str) -> Vec<String> {
    const NAMES: [&str; 16] = [
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "X-WR-CALNAME",
        "UID",
        "DTSTAMP",
        "DTSTART;VALUE=DATE",
        "DTEND;VALUE=DATE",
        "SUMMARY",
        "DESCRIPTION",
        "TRANSP",
        "URL",
        "CATEGORIES",
    ];
    let mut out: Vec<String> = text
        .split(['\r', '\n'])
        .filter(|l| !l.is_empty() && !l.starts_with(' ') && !NAMES.contains(&l.split(':').next().unwrap()))
        .map(str::to_owned)
        .collect();
    let events = text.split(['\r', '\n']).filter(|l| *l == "BEGIN:VEVENT").count();
    let uids = text.split(['\r', '\n']).filter(|l| l.starts_with("UID:")).count();
    if events != uids {
        out.push(format!("{events} events, {uids} UIDs"));
    }
    out
}

/// The search's files are one call with JSON in it, and nothing else.
fn search(text: &str) -> Vec<String> {
    let inner = text.trim_end().strip_prefix("banbaoSearch.got(").and_then(|t| t.strip_suffix(");"));
    let json = inner.map(|t| serde_json::from_str::<serde_json::Value>(&format!("[{t}]")).is_ok());
    if json == Some(true) { Vec::new() } else { vec![text.chars().take(200).collect()] }
}

fn harmless(name: &str, world: &MemoryWorld, parts: Parts) {
    let built = made(world, parts);
    let told = built.diagnostics.iter().map(|d| d.render()).collect::<Vec<_>>().join("\n");
    let found = faults(&built);
    assert!(found.is_empty(), "{name}\n{}", found.join("\n"));
    let page = built.artifacts.iter().any(|a| a.path == "site/articles/a/index.html");
    assert!(page, "{name}: the article did not become a page\n{told}");
}

#[test]
fn texts() {
    for text in TEXTS {
        harmless(text, &site(text, "https://y.example/"), SCREEN);
    }
}

#[test]
fn addresses() {
    for address in ADDRESSES {
        harmless(address, &site("甲", address), SCREEN);
    }
}

#[test]
fn drawings() {
    for inner in DRAWINGS {
        harmless(inner, &site("甲", "p.svg").with("content/articles/a/p.svg", drawing(inner)), SCREEN);
    }
}

/// The printed files too, for one attack of each kind: a board takes longer.
#[test]
fn boards() {
    for (text, address) in [(TEXTS[1], ADDRESSES[0]), (TEXTS[8], ADDRESSES[8]), (TEXTS[40], ADDRESSES[11])] {
        harmless(text, &site(text, address), Parts::ALL);
    }
}

/// Files whose names mean something to a browser, a shell or a path.
#[test]
fn names() {
    let hostile = [
        "\"><script>alert(1)</script>.svg",
        "' onload='alert(1).svg",
        "a b%2e%2e%2f.svg",
        "javascript:alert(1).svg",
        "&amp;#x3c;.svg",
        "甲\u{202e}gvs.svg",
        "p.svg\u{7f}.svg",
        "$(touch x).svg",
        "`id`.svg",
        "-rf.svg",
        "#a?b=c.svg",
    ];
    for name in hostile {
        let link =
            name.replace('%', "%25").replace('#', "%23").replace('?', "%3F").replace('<', "%3C").replace('>', "%3E");
        let text = format!("---\ntitle: 甲\nslug: a\ndate: 2026-05-01\n---\n\n![图](<{link}>)\n\n![图](p.svg)\n");
        let world = site("甲", "https://y.example/")
            .with("content/articles/a/index.md", text)
            .with(&format!("content/articles/a/{name}"), drawing(""));
        harmless(name, &world, SCREEN);
    }
}

/// The judge itself: it must not be blind.
#[test]
fn what_does_harm_is_seen() {
    let none = BTreeSet::new();
    let seen = [
        "<script>alert(1)</script>",
        "<p onclick=x>",
        "<a href=' java\nscript:x'>",
        "<img src=//evil.example/x>",
        "<base href=x>",
        "<iframe>",
        "<div style='background:url(//x)'>",
        "<meta http-equiv=refresh content='0;url=javascript:x'>",
        "<svg><script>x</script></svg>",
        "<style>*{}</style>",
        "<form action='javascript:x'>",
        "<script src=https://x/></script>",
        "<script type=application/ld+json>{</script>",
        "<img src='data:text/html,x'>",
        "<template><script>x</script></template>",
    ];
    for html in seen {
        assert!(!inert::faults(html, &none).is_empty(), "{html}");
    }
    let good =
        "<a href=https://x>x</a><img src=../p.svg><img src=data:image/png;base64,AA><script src=../x.js></script>";
    assert_eq!(inert::faults(good, &none), Vec::<String>::new());
    for inner in DRAWINGS {
        // A name that CSS spells out, and a picture within a picture, which runs nothing.
        let quiet = inner.contains("\\72") || inner.contains("image/svg+xml,");
        assert!(!inert::svg_faults(&drawing(inner)).is_empty() || quiet, "{inner}");
    }
    assert!(inert::svg_faults(&drawing("")).is_empty());
    assert!(!calendar("BEGIN:VEVENT\rX-INJECTED:1").is_empty());
    assert!(!search("banbaoSearch.got(1);alert(1);").is_empty());
}
