//! One function for each thing that reads what strangers write. They panic when something is wrong, and only then.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{LazyLock, OnceLock};
use std::time::Duration;

use banbao::calendar::{self, Calendar};
use banbao::check::{self, Levels};
use banbao::config::{self, Config};
use banbao::content::{self, LoadOptions};
use banbao::diagnostic::{Diagnostics, Severity};
use banbao::model::Date;
use banbao::output::is_safe_component;
use banbao::panel::typeset::{FaceId, Faces, ProbeOptions, PunctuationStyle, probe_line};
use banbao::panel::{art, picture, style};
use banbao::pipeline::{self, Build, BuildOptions, Names, Parts};
use banbao::serve::{self, Said, ServeOptions};
use banbao::site::svg;
use banbao::unit::Em;
use banbao::world::{MemoryWorld, World};

use super::inert;

/// A target's name and function.
pub type Target = (&'static str, fn(&[u8]));

/// All targets, by the names of their corpora.
pub const ALL: [Target; 9] = [
    ("front_matter", front_matter),
    ("markdown", markdown),
    ("typeset", typeset),
    ("style", style),
    ("art", art),
    ("picture", picture),
    ("calendar", calendar),
    ("http", http),
    ("pipeline", pipeline),
];

const SETTINGS: &str = "title = \"站\"\nbase_url = \"https://x.example\"\n[organization]\nname = \"中心\"\n";
const HEAD: &str = "---\ntitle: 甲\ndate: 2026-05-01\n---\n\n";

/// Longer inputs are cut: size has limits of its own, tested elsewhere, and short inputs find more in the same time.
const MOST: usize = 16 << 10;

fn text_of(data: &[u8]) -> String {
    String::from_utf8_lossy(data.get(..data.len().min(MOST)).unwrap_or(data)).into_owned()
}

fn today() -> Date {
    Date::new(2026, 5, 20).unwrap_or_else(Date::epoch)
}

fn world() -> MemoryWorld {
    static FONTS: LazyLock<MemoryWorld> = LazyLock::new(|| MemoryWorld::new(today()).with("banbao.toml", SETTINGS));
    FONTS.clone()
}

fn told(problems: &Diagnostics) {
    for d in problems.iter() {
        assert!(!d.render().is_empty() && !d.message.is_empty());
    }
}

/// Settings and the heads of all three kinds of file, in YAML and TOML, and the lints over what came of them.
pub fn front_matter(data: &[u8]) {
    let text = text_of(data);
    let world = world()
        .with("banbao.toml", &text)
        .with("content/articles/yaml.md", format!("---\n{text}\n---\n\n正文\n"))
        .with("content/articles/toml.md", format!("+++\n{text}\n+++\n\n正文\n"))
        .with("content/articles/raw.md", data)
        .with("content/boards/b.md", format!("---\n{text}\n---\n"))
        .with("content/pages/p.md", format!("---\n{text}\n---\n\n正文\n"));
    let (config, mut problems) = config::load(&world);
    let (calendar, found) = Calendar::load(&world);
    problems.extend(found);
    let (site, found) = content::load(&world, &config, &Names(&calendar), &LoadOptions { drafts: true });
    problems.extend(found);
    let (levels, found) = Levels::resolve(&world, &config);
    problems.extend(found);
    problems.extend(check::run(&world, &config, &calendar, &site, &levels));
    told(&problems);
    let names = site.articles.iter().map(|a| &a.slug).chain(site.boards.iter().map(|b| &b.id));
    for name in names.chain(site.pages.iter().map(|p| &p.slug)) {
        assert!(is_safe_component(name), "{name:?}");
    }
}

/// What pages have when nobody means harm.
fn known() -> &'static BTreeSet<String> {
    static KNOWN: OnceLock<BTreeSet<String>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let parts = Parts { site: true, print: false, wechat: true };
        let world = world().with("content/articles/a.md", format!("{HEAD}## 题\n\n文。\n"));
        let build = pipeline::build(&world, &BuildOptions { parts, jobs: Some(1), ..BuildOptions::default() });
        let mut known = BTreeSet::new();
        for a in build.artifacts.iter().filter(|a| a.path.ends_with(".html")) {
            inert::own_texts(&String::from_utf8_lossy(&a.bytes), &mut known);
        }
        known
    })
}

/// Markdown to the website and the WeChat page, in which nothing may run.
pub fn markdown(data: &[u8]) {
    let world = world().with("content/articles/a.md", format!("{HEAD}{}", text_of(data)));
    let parts = Parts { site: false, print: false, wechat: true };
    let build = pipeline::build(&world, &BuildOptions { parts, jobs: Some(1), ..BuildOptions::default() });
    told(&build.diagnostics);
    harmless(&build);
    let Input { config, calendar, site } = (&build).into();
    told(&check::run(&world, config, calendar, site, &Levels::new()));
    let empty = (banbao::site::html::Targets {
        routes: &Default::default(),
        pictures: &Default::default(),
        files: &BTreeSet::new(),
    },);
    for article in &site.articles {
        for medium in [banbao::site::html::Medium::Page, banbao::site::html::Medium::Feed] {
            let html = banbao::site::html::render(&article.document, &article.path, "../", medium, empty.0);
            let faults = inert::faults(&format!("{}{}", html.body, html.notes), known());
            assert!(faults.is_empty(), "{faults:?}");
        }
    }
}

struct Input<'a> {
    config: &'a Config,
    calendar: &'a Calendar,
    site: &'a banbao::model::Site,
}

impl<'a> From<&'a Build> for Input<'a> {
    fn from(build: &'a Build) -> Self {
        Input { config: &build.input.config, calendar: &build.input.calendar, site: &build.input.site }
    }
}

/// No file of a build leaves the output folder or can do anything that we did not put there.
pub fn harmless(build: &Build) {
    for a in &build.artifacts {
        assert!(a.path.split('/').all(is_safe_component), "{:?}", a.path);
        let faults = match a.path.rsplit('.').next() {
            Some("html") => inert::faults(&String::from_utf8_lossy(&a.bytes), known()),
            Some("svg") => inert::svg_faults(&String::from_utf8_lossy(&a.bytes)),
            _ => Vec::new(),
        };
        assert!(faults.is_empty(), "{}: {faults:?}", a.path);
    }
}

/// Any text in any width: every character is in exactly one line, in order, and every number is one.
pub fn typeset(data: &[u8]) {
    static FACES: OnceLock<Option<(Faces, FaceId)>> = OnceLock::new();
    let faces = FACES.get_or_init(|| {
        let (world, mut faces) = (world(), Faces::new());
        let hei = faces.add(world.fonts().select("Banbao Hei", 400)?.clone());
        let song = faces.add(world.fonts().select("Banbao Song", 400)?.clone());
        faces.set_fallback(vec![hei, song]);
        Some((faces, hei))
    });
    let (Some((faces, face)), [width, flags, rest @ ..]) = (faces, data) else { return };
    let text = text_of(rest);
    // From nothing to 64 em, in quarters.
    let base = ProbeOptions::new(*face, Em(f64::from(*width) / 4.0));
    let options = ProbeOptions {
        ragged: flags & 1 != 0,
        hanging: flags & 2 != 0,
        punctuation: if flags & 4 != 0 { PunctuationStyle::Kaiming } else { PunctuationStyle::Full },
        indent: if flags & 8 != 0 { Em(2.0) } else { Em::ZERO },
        ..base
    };
    for paragraph in text.lines() {
        let probe = probe_line(faces, paragraph, &options);
        // A word that is broken gets a hyphen that nobody wrote.
        let counted = |c: &char| !c.is_whitespace() && !c.is_control() && !['-', '\u{2010}'].contains(c);
        let solid = |t: &str| t.chars().filter(counted).count();
        let set: usize = probe.lines.iter().map(|l| solid(&l.text)).sum();
        assert!(set <= solid(paragraph), "{set} of {}", solid(paragraph));
        for line in &probe.lines {
            assert_eq!(line.advances.len(), line.text.chars().count(), "{:?}", line.text);
            assert!(line.advances.iter().all(|a| a.is_finite() && a.abs() < 1e4), "{:?}", line.advances);
        }
    }
}

/// A print style.
pub fn style(data: &[u8]) {
    let world = world().with("themes/default/print/x.toml", data.get(..data.len().min(MOST)).unwrap_or(data));
    let (style, problems) = style::load(&world, "default", "x");
    told(&problems);
    if let Some(style) = style {
        assert!(style.body.min.is_finite() && style.body.max.is_finite());
        assert!(!style.hues.is_empty());
    }
}

/// A drawing, for the board and for the website.
pub fn art(data: &[u8]) {
    match art::parse_svg("static/x.svg", data, &Default::default()) {
        Ok(art) => assert!(art.width.is_finite() && art.height.is_finite()),
        Err(d) => assert!(!d.render().is_empty()),
    }
    if let Ok(safe) = svg::sanitize(data) {
        let faults = inert::svg_faults(&safe.text);
        assert!(faults.is_empty(), "{faults:?} in {}", safe.text);
    }
}

/// A picture of pixels.
pub fn picture(data: &[u8]) {
    match picture::load("static/x.png", data.into(), &Default::default()) {
        Ok(picture) => {
            let (width, height) = picture.size();
            assert!(width.is_finite() && height.is_finite());
        }
        Err(d) => assert!(!d.render().is_empty()),
    }
}

/// Own health days, and the calendar that comes of them.
pub fn calendar(data: &[u8]) {
    let world = world().with("content/events.toml", data.get(..data.len().min(MOST)).unwrap_or(data));
    let (calendar, problems) = Calendar::load(&world);
    told(&problems);
    for year in [1899, 2024, 2026, 2100] {
        let ics = calendar::ics(&calendar, year, "x.example");
        assert!(ics.lines().all(|l| l.len() <= 75), "RFC 5545 §3.1");
        calendar::text(&calendar, year);
        calendar::json(&calendar, year);
        calendar.year(year);
    }
    for day in calendar.days() {
        assert!(calendar.resolve(&day.name).is_some());
    }
}

/// Bytes on the preview's socket. Whatever comes, it answers the next visitor.
pub fn http(data: &[u8]) {
    static PORT: OnceLock<Option<u16>> = OnceLock::new();
    let Some(port) = *PORT.get_or_init(preview) else { return };
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { panic!("nobody listens any more") };
    let short = Some(Duration::from_millis(30));
    let _ = (stream.set_read_timeout(short), stream.set_write_timeout(short), stream.write_all(data));
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut answer = [0; 512];
    let n = stream.read(&mut answer).unwrap_or(0);
    let head = String::from_utf8_lossy(answer.get(..n).unwrap_or_default()).into_owned();
    assert!(n == 0 || head.starts_with("HTTP/"), "{head}");
    assert!(!head.lines().any(|l| l.eq_ignore_ascii_case("x-injected: 1")), "{head}");
    drop(stream);
    assert!(alive(port), "no answer to a plain request any more");
}

fn alive(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(20)));
    let request = format!("GET /_banbao/desk.css HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let mut answer = [0; 15];
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_exact(&mut answer).is_ok()
        && &answer == b"HTTP/1.1 200 OK"
}

/// The preview of a small site, on a thread of this process, so that a panic of its threads is ours.
fn preview() -> Option<u16> {
    let dir = tempfile::tempdir().ok()?;
    let root = dir.keep();
    std::fs::write(root.join("banbao.toml"), SETTINGS).ok()?;
    std::fs::create_dir_all(root.join("content/articles")).ok()?;
    std::fs::write(root.join("content/articles/a.md"), format!("{HEAD}文。\n")).ok()?;
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let options = ServeOptions { port: 0, poll: true, drafts: false, lan: false };
        let said = serve::run(&root, &options, None, &mut |s| {
            let _ = send.send(s);
        });
        panic!("the preview ended: {said:?}");
    });
    let mut port = None;
    while let Ok(said) = receive.recv_timeout(Duration::from_secs(120)) {
        match said {
            Said::Listening { port: p, .. } => port = Some(p),
            Said::Proved { .. } => break,
            Said::Read { .. } => {}
        }
    }
    port
}

/// An article on the website, on WeChat and on a small board, with all that a build does.
pub fn pipeline(data: &[u8]) {
    let [flags, rest @ ..] = data else { return };
    let size = ["A4", "A3", "A2", "A1"][usize::from(flags & 3)];
    let layout = if flags & 4 != 0 { "flow" } else { "cards" };
    let turned = if flags & 8 != 0 { "landscape" } else { "portrait" };
    let board = format!(
        "---\ntitle: 板\nsize: {size}\norientation: {turned}\nlayout: {layout}\nsheets: {}\narticles: [a]\n---\n",
        1 + usize::from(flags >> 4 & 1)
    );
    let text = text_of(rest);
    let whole = text.starts_with("---") || text.starts_with("+++");
    let article = if whole { text } else { format!("{HEAD}{text}") };
    let world = world().with("content/articles/a.md", article).with("content/boards/b.md", board);
    let build = pipeline::build(&world, &BuildOptions { jobs: Some(1), ..BuildOptions::default() });
    told(&build.diagnostics);
    harmless(&build);
    if build.diagnostics.count(Severity::Error) == 0 {
        assert!(build.artifacts.iter().any(|a| a.path == "report.json"));
    }
}
