//! The live preview as its users have it: a process, a browser's requests, an editor's saves.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use banbao::config;
use banbao::content::{self, Changed, LoadOptions, Reader};
use banbao::output::{Artifact, Batch};
use banbao::pipeline::{BoardCache, BuildOptions, Reuse, build, build_with};
use banbao::world::DiskWorld;

/// Far beyond what anything here takes; a wait that lasts so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

struct Preview {
    child: Child,
    port: u16,
    site: PathBuf,
    _dir: tempfile::TempDir,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_banbao"));
    command.env_remove("BANBAO_LANG").stdin(Stdio::null());
    command
}

/// A new site with a preview of it.
fn preview(args: &[&str]) -> Preview {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("站点");
    assert!(program().arg("init").arg(&site).stdout(Stdio::null()).status().unwrap().success());
    start(dir, site, args)
}

/// A preview of a site that is there.
fn start(dir: tempfile::TempDir, site: PathBuf, args: &[&str]) -> Preview {
    let mut child = program()
        .arg("-C")
        .arg(&site)
        .args(["serve", "--port", "0"])
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let port = first.split("127.0.0.1:").nth(1).unwrap().split('/').next().unwrap().parse().unwrap();
    // Read on, so that the program never waits for us.
    std::thread::spawn(move || lines.for_each(drop));
    let preview = Preview { child, port, site, _dir: dir };
    let start = Instant::now();
    while preview.get("/").0 == 503 {
        assert!(start.elapsed() < PATIENCE, "no first build");
        std::thread::sleep(Duration::from_millis(50));
    }
    preview
}

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Sends bytes as they are; gives the status, the head and the body.
fn raw(port: u16, request: &[u8]) -> (u16, String, Vec<u8>) {
    let mut stream = connect(port);
    stream.write_all(request).unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).unwrap();
    let end = all.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(all.len());
    let head = String::from_utf8_lossy(&all[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    (status, head, all.get(end + 4..).unwrap_or_default().to_vec())
}

impl Preview {
    fn ask(&self, method: &str, path: &str, host: &str) -> (u16, String, Vec<u8>) {
        let request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        raw(self.port, request.as_bytes())
    }

    fn get(&self, path: &str) -> (u16, String, Vec<u8>) {
        self.ask("GET", path, &format!("127.0.0.1:{}", self.port))
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8(self.get(path).2).unwrap()
    }

    fn desk(&self) -> serde_json::Value {
        serde_json::from_str(&self.text("/_banbao/state.json")).unwrap()
    }

    /// Listens from now on.
    fn listen(&self) -> Events {
        let mut stream = connect(self.port);
        let request = format!("GET /_banbao/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.port);
        stream.write_all(request.as_bytes()).unwrap();
        let mut events = Events(BufReader::new(stream).lines());
        events.next();
        events
    }

    fn article(&self) -> PathBuf {
        first_below(&self.site.join("content/articles"))
    }

    /// The page of the article.
    fn url(&self) -> String {
        self.url_of(&self.article())
    }

    fn url_of(&self, file: &Path) -> String {
        let desk = self.desk();
        let mut all = desk["lists"]["articles"].as_array().unwrap().iter();
        let own = all.find(|a| file.ends_with(a["path"].as_str().unwrap()));
        own.unwrap()["url"].as_str().unwrap().to_owned()
    }
}

/// The first Markdown file below a folder.
fn first_below(folder: &Path) -> PathBuf {
    let mut found: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(|e| e.ok().map(walkdir::DirEntry::into_path))
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .collect();
    found.sort();
    found.remove(0)
}

struct Events(std::io::Lines<BufReader<TcpStream>>);

impl Events {
    fn next(&mut self) -> serde_json::Value {
        let start = Instant::now();
        loop {
            assert!(start.elapsed() < PATIENCE, "no news");
            let line = self.0.next().unwrap().unwrap();
            if let Some(json) = line.strip_prefix("data: ") {
                return serde_json::from_str(json).unwrap();
            }
        }
    }

    /// Listens until something is told that is looked for.
    fn until(&mut self, wanted: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        loop {
            let news = self.next();
            if wanted(&news) {
                return news;
            }
        }
    }
}

/// Waits until something holds.
fn until(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// As careful editors save: beside, then over.
fn save(path: &Path, text: &str) {
    let beside = path.with_extension("tmp");
    fs::write(&beside, text).unwrap();
    fs::rename(&beside, path).unwrap();
}

#[test]
fn saved_broken_and_mended() {
    let p = preview(&[]);
    let (article, url) = (p.article(), p.url());
    let before = fs::read_to_string(&article).unwrap();
    let mut events = p.listen();

    let edited = format!("{before}\n新写的一句话。\n");
    save(&article, &edited);
    events.until(|n| n["errors"] == 0 && p.text(&url).contains("新写的一句话"));

    save(&article, &edited.replacen("---", "---\n没有的字段: [", 1));
    events.until(|n| n["errors"].as_u64().unwrap() > 0);
    assert!(p.text(&url).contains("新写的一句话"), "the last good version stays");
    let desk = p.desk();
    let first = &desk["blocking"][0];
    assert!(first["file"].as_str().unwrap().starts_with("content/articles/"), "{first}");
    assert!(first["line"].as_u64().unwrap() > 0 && !first["frame"].as_array().unwrap().is_empty(), "{first}");
    assert!(!first["message"].as_str().unwrap().is_empty());

    save(&article, &before);
    events.until(|n| n["errors"] == 0);
    assert!(p.desk()["blocking"].as_array().unwrap().is_empty());
    assert!(!p.text(&url).contains("新写的一句话"));
    assert!(fs::read_dir(p.site.join("output")).map_or(0, Iterator::count) <= 1, "nothing is written");
}

#[test]
fn files_come_move_and_go() {
    let p = preview(&[]);
    let folder = p.site.join("content/articles");
    let one = "---\ntitle: 新来的一篇\ndate: 2026-01-02\ntags: [新标签]\n---\n\n正文，见[另一篇](other.md)。\n";
    fs::write(folder.join("other.md"), one.replace("新来的一篇", "另有一篇").replace("other.md", "fresh.md")).unwrap();
    fs::write(folder.join("fresh.md"), one).unwrap();
    until("the new one is listed", || p.text("/articles/").contains("新来的一篇"));
    until("its tag has a page", || p.get("/tags/%E6%96%B0%E6%A0%87%E7%AD%BE/").0 == 200);
    assert!(p.text("/search/").contains("index.js"));

    fs::rename(folder.join("fresh.md"), folder.join("moved.md")).unwrap();
    until("the link to the old name is an error", || p.desk()["blocking"].to_string().contains("fresh.md"));
    save(&folder.join("other.md"), &one.replace("新来的一篇", "另有一篇").replace("other.md", "moved.md"));
    until("the new address", || p.get("/articles/moved/").0 == 200 && p.get("/articles/fresh/").0 == 404);

    fs::remove_file(folder.join("other.md")).unwrap();
    until("a link to nothing is an error", || p.desk()["blocking"].to_string().contains("other.md"));
    fs::remove_file(folder.join("moved.md")).unwrap();
    until("all is well", || p.desk()["blocking"].as_array().unwrap().is_empty());
    until("they are gone", || !p.text("/articles/").contains("新来的一篇"));
}

#[test]
fn themes_break_and_mend() {
    let p = preview(&[]);
    let url = p.url();
    until("looked over", || p.desk()["settled"] == true);
    let template = p.site.join("themes/default/web/templates/article.html");
    fs::create_dir_all(template.parent().unwrap()).unwrap();
    fs::write(&template, "<!doctype html><title>x</title><body>改过的模板 {{ article.title }}</body>").unwrap();
    until("the site's own template", || p.text(&url).contains("改过的模板"));
    until("looked over again", || p.desk()["settled"] == true);
    fs::write(&template, "<!doctype html>{{ article.nothing }}").unwrap();
    until("a message", || p.text(&url).contains("改过的模板") && p.desk()["blocking"].to_string().contains("nothing"));
    fs::write(&template, "<!doctype html>{% if %}").unwrap();
    until("another one", || p.desk()["blocking"].to_string().contains("template-syntax"));
    assert!(p.text(&url).contains("改过的模板"), "the last good version stays");
    fs::remove_file(&template).unwrap();
    until("all is well", || p.desk()["blocking"].as_array().unwrap().is_empty());
    until("as it was", || !p.text(&url).contains("改过的模板"));

    let settings = p.site.join("banbao.toml");
    let good = fs::read_to_string(&settings).unwrap();
    save(&settings, "title = [");
    until("settings", || p.desk()["blocking"].to_string().contains("banbao.toml"));
    save(&settings, &good);
    until("settings mended", || p.desk()["blocking"].as_array().unwrap().is_empty());
}

#[test]
fn the_workbench_shows_sheets_and_their_fit() {
    let p = preview(&[]);
    until("drawn", || p.desk()["lists"]["boards"][0]["sheets"][0]["src"].is_string());
    let desk = p.desk();
    let board = &desk["lists"]["boards"][0];
    assert!(board["fit"]["body_pt"].as_f64().unwrap() > 0.0 && board["fit"]["fill"].as_f64().unwrap() > 0.0, "{board}");
    let svg = p.text(board["sheets"][0]["src"].as_str().unwrap());
    assert!(svg.contains("<svg") && !svg.contains("<script"));
    assert_eq!(&p.get(board["pdf"].as_str().unwrap()).2[..5], b"%PDF-");
    assert_eq!(p.get("/_banbao/sheet/nothing/1.svg").0, 404);
    assert_eq!(p.get("/_banbao/qr.svg?to=/").0, 404, "only with --lan");
    assert!(p.text("/_banbao/place.json").contains("站点"));
}

/// Every file of a build, asked for one by one.
fn compare(p: &Preview) -> usize {
    until("looked over", || p.desk()["settled"] == true);
    let world = DiskWorld::new(&p.site);
    let built = build(&world, &BuildOptions::default());
    assert!(!built.diagnostics.has_errors());
    let mut files = built.artifacts;
    for picture in &built.pictures {
        let bytes = picture.bytes().unwrap();
        files.extend(picture.paths().map(|path| Artifact::new(path, bytes.clone())));
    }
    for copies in &built.copies {
        let batch = copies.on(&world);
        files.extend(batch.paths().into_iter().enumerate().map(|(i, p)| Artifact::new(p, batch.make(i).unwrap())));
    }
    let mut pages = 0;
    for artifact in files.iter().filter(|a| a.path != "report.json") {
        let encoded: String = artifact.path.bytes().map(|b| format!("%{b:02x}")).collect();
        let path = encoded.strip_prefix("%73%69%74%65%2f").unwrap_or(&encoded);
        let (status, _, mut bytes) = p.get(&format!("/{path}"));
        assert_eq!(status, 200, "{}", artifact.path);
        if artifact.path.ends_with(".html") {
            pages += 1;
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains("/_banbao/reload.js"), "{}", artifact.path);
            bytes = text
                .replace("<script src=\"/_banbao/reload.js\" defer></script>", "")
                .replacen(" connect-src 'self';", "", 1)
                .replacen("'unsafe-inline' 'self';", "'unsafe-inline';", 2)
                .into_bytes();
        }
        assert!(bytes == artifact.bytes, "{} differs", artifact.path);
    }
    pages
}

#[test]
fn the_same_bytes_as_build() {
    let p = preview(&["--no-drafts", "--poll"]);
    assert!(compare(&p) > 3);
}

/// Everything that this project itself publishes, and again after edits of every kind, one after the other.
#[test]
fn the_same_bytes_of_all_our_own_content() {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("ours");
    let from = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["content", "static", "themes", "fonts"] {
        copy(&from.join(folder), &site.join(folder));
    }
    fs::copy(from.join("banbao.toml"), site.join("banbao.toml")).unwrap();
    let units = "单位,电话\n青禾路社区站,010-1234\n";
    fs::write(site.join("content/units.csv"), units).unwrap();
    let board = first_below(&site.join("content/boards"));
    let text = fs::read_to_string(&board).unwrap();
    fs::write(&board, text.replacen("---\n", "---\n单位名单: units.csv\n", 1)).unwrap();
    let p = start(dir, site, &["--no-drafts"]);
    assert!(compare(&p) > 20);

    let article = p.article();
    let text = fs::read_to_string(&article).unwrap();
    save(&article, &format!("{text}\n比较之前添的一句。\n"));
    save(&p.site.join("content/articles/new.md"), "---\ntitle: 新的\ntags: [新]\n---\n\n![图](new.svg)\n");
    fs::write(
        p.site.join("content/articles/new.svg"),
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
    )
    .unwrap();
    save(&p.site.join("content/units.csv"), &format!("{units}柳林路社区站,010-5678\n"));
    until("all of it is seen", || {
        p.get("/articles/new/").0 == 200
            && p.text(&p.url_of(&article)).contains("比较之前添的一句")
            && p.desk()["blocking"].as_array().unwrap().is_empty()
    });
    assert!(compare(&p) > 20);

    fs::rename(p.site.join("content/articles/new.md"), p.site.join("content/articles/other.md")).unwrap();
    let settings = p.site.join("banbao.toml");
    let text = fs::read_to_string(&settings).unwrap();
    save(&settings, &text.replacen("title = \"", "title = \"新的", 1));
    until("renamed", || p.get("/articles/other/").0 == 200 && p.text("/").contains("<title>新的"));
    assert!(compare(&p) > 20);
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().filter_map(Result::ok) {
        let place = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(place).unwrap();
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// A short run of what `benches/serve/soak` does for an hour.
#[test]
fn many_edits_leave_what_a_cold_build_makes() {
    let p = preview(&["--no-drafts"]);
    let folder = p.site.join("content/articles/soak");
    fs::create_dir_all(&folder).unwrap();
    let text = |n: u32| {
        let (day, to) = (n % 28 + 1, n % 7);
        format!(
            "---\ntitle: 第{n}次写的\ndate: 2026-03-{day:02}\ntags: [标签{to}, 甲]\n---\n\n## 小标题{n}\n\n\
             见[那篇](edit-{to}.md)。\n"
        )
    };
    for n in 0..8 {
        fs::write(folder.join(format!("edit-{n}.md")), text(n)).unwrap();
    }
    // No random numbers: the multiplier walks through all residues (Knuth, TAOCP 3.2.1.2).
    let mut state = 7_u32;
    for n in 8..60 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let path = folder.join(format!("edit-{}.md", state >> 16 & 7));
        match state >> 24 & 7 {
            0 => drop(fs::remove_file(&path)),
            1 => save(&path, "---\ntitle: [\n---\n"),
            _ => save(&path, &text(n)),
        }
        std::thread::sleep(Duration::from_millis(u64::from(state >> 20 & 31)));
    }
    for n in 0..8 {
        save(&folder.join(format!("edit-{n}.md")), &text(n));
    }
    until("mended", || {
        p.desk()["blocking"].as_array().unwrap().is_empty() && p.text("/tags/%E7%94%B2/").contains("第7次")
    });
    assert!(compare(&p) > 8);
}

#[test]
fn reading_again_is_reading_anew() {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("s");
    assert!(program().arg("init").arg(&site).stdout(Stdio::null()).status().unwrap().success());
    let world = DiskWorld::new(&site);
    let (settings, _) = config::load(&world);
    let options = LoadOptions::default();
    let mut reader = Reader::default();
    let mut step = |changed: &[&str]| {
        let paths = changed.iter().map(|p| (*p).to_owned()).collect();
        let again = reader.read(&world, &(), &settings, &options, Changed::Files(&paths));
        let anew = content::load(&world, &settings, &(), &options);
        assert!(*again.0 == anew.0 && again.1.iter().eq(anew.1.iter()), "after {changed:?}");
    };
    step(&[]);
    let file = |name: &str, text: &str| {
        let path = site.join("content/articles").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    file("a.md", "---\ntitle: 甲\n---\n\n[乙](b.md) ![图](p.png)\n");
    step(&["content/articles/a.md"]);
    file("b.md", "---\ntitle: 乙\n---\n\n[甲](a.md)\n");
    step(&["content/articles/b.md"]);
    file("p.png", "x");
    step(&["content/articles/p.png"]);
    file("a.md", "---\ntitle: 甲\n---\n\n[乙](b.md) [没有](no.md) ![图](p.png) 别的话\n");
    step(&["content/articles/a.md"]);
    file("a.md", "---\ntitle: 改了名\n---\n\n[乙](b.md) ![图](p.png)\n");
    step(&["content/articles/a.md"]);
    file("c.md", "---\ntitle: 丙\nslug: a\n---\n\n同一个地址\n");
    step(&["content/articles/c.md"]);
    file("d/index.md", "---\ntitle: 丁\ndraft: true\n---\n\n草稿\n");
    step(&["content/articles/d", "content/articles/d/index.md"]);
    file("b.md", "---\ntitle: [\n---\n");
    step(&["content/articles/b.md"]);
    fs::remove_dir_all(site.join("content/articles/d")).unwrap();
    step(&["content/articles/d"]);
    fs::remove_file(site.join("content/articles/p.png")).unwrap();
    fs::remove_file(site.join("content/articles/b.md")).unwrap();
    step(&["content/articles/p.png", "content/articles/b.md"]);
}

#[test]
fn a_cache_never_shows() {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("s");
    assert!(program().arg("init").arg(&site).stdout(Stdio::null()).status().unwrap().success());
    let (world, cache, options) = (DiskWorld::new(&site), BoardCache::default(), BuildOptions::default());
    let artifacts = |cache: Reuse<'_>| build_with(&world, &options, cache).artifacts;
    let first = artifacts(Reuse::Same(&cache));
    assert!(first == artifacts(Reuse::Same(&cache)), "taken over");
    let board = fs::read_dir(site.join("content/boards")).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(&board).unwrap();
    let title = text.lines().find(|l| l.starts_with("title") || l.starts_with("标题")).unwrap();
    fs::write(&board, text.replacen(title, "title: 换了一个名字", 1)).unwrap();
    let second = artifacts(Reuse::Same(&cache));
    assert!(second == artifacts(Reuse::Nothing), "as without a cache");
    let pdf = |all: &[Artifact]| all.iter().find(|a| a.path.ends_with(".pdf")).unwrap().bytes.clone();
    assert!(pdf(&first) != pdf(&second));
}

#[test]
fn strangers_get_nothing() {
    let p = preview(&[]);
    let own = format!("127.0.0.1:{}", p.port);
    assert_eq!(p.ask("GET", "/", "evil.example").0, 403);
    assert_eq!(p.ask("GET", "/", &format!("evil.example:{}", p.port)).0, 403);
    assert_eq!(raw(p.port, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").0, 403);
    assert_eq!(p.ask("GET", "/", &format!("localhost:{}", p.port)).0, 200);
    assert_eq!(p.ask("POST", "/", &own).0, 405);
    for path in ["/../banbao.toml", "/%2e%2e/banbao.toml", "/..%2fbanbao.toml", "//etc/passwd", "/report.json", "/%zz"]
    {
        assert_eq!(p.get(path).0, 404, "{path}");
    }
    let (status, head, _) = p.get("/articles");
    assert_eq!(status, 302);
    assert!(head.to_ascii_lowercase().contains("location: /articles/\r"), "{head}");
    for bad in [
        &b"\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"\xff\xfe\x00\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nx\r\n\r\n",
    ] {
        let mut stream = connect(p.port);
        stream.write_all(bad).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    }
    assert_eq!(p.get("/").0, 200, "it lives");
    assert!(p.text("/_banbao/").contains("工作台"));
}

#[test]
fn a_busy_port_leads_to_the_next() {
    let p = preview(&[]);
    let mut second = program()
        .arg("-C")
        .arg(&p.site)
        .args(["serve", "--port", &p.port.to_string()])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(second.stdout.take().unwrap()).read_line(&mut line).unwrap();
    second.kill().unwrap();
    second.wait().unwrap();
    assert!(line.contains("127.0.0.1:") && !line.contains(&format!(":{}/", p.port)), "{line}");
}

/// Every way to be slow, silent or rude that comes to mind, all at once; whoever asks properly is answered meanwhile.
#[test]
fn who_is_slow_or_rude_stops_nobody() {
    let p = preview(&[]);
    until("drawn", || p.desk()["lists"]["boards"][0]["pdf"].is_string());
    let pdf = p.desk()["lists"]["boards"][0]["pdf"].as_str().unwrap().to_owned();
    let own = format!("127.0.0.1:{}", p.port);
    let say = |bytes: &[u8]| {
        let mut stream = connect(p.port);
        stream.write_all(bytes).unwrap();
        stream
    };
    let mut crowd: Vec<TcpStream> = (0..40).map(|_| say(b"GET / HTTP/1.1\r\nHost: 127.0")).collect();
    crowd.extend((0..40).map(|_| say(format!("GET {pdf} HTTP/1.1\r\nHost: {own}\r\n\r\n").repeat(3).as_bytes())));
    crowd.extend((0..40).map(|_| connect(p.port)));
    crowd.extend((0..40).map(|_| say(format!("GET /_banbao/events HTTP/1.1\r\nHost: {own}\r\n\r\n").as_bytes())));
    assert_eq!(p.get("/").0, 200);
    assert_eq!(p.get(&p.url()).0, 200);

    let long = "a".repeat(1 << 20);
    assert_eq!(raw(p.port, format!("GET /{long}").as_bytes()).0, 431, "a line without an end");
    assert_eq!(raw(p.port, format!("GET / HTTP/1.1\r\nX: {long}\r\n\r\n").as_bytes()).0, 431);
    assert_eq!(raw(p.port, b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n").0, 400);
    assert_eq!(raw(p.port, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03").0, 400, "a browser that tries https");
    let body = format!("POST / HTTP/1.1\r\nHost: {own}\r\nContent-Length: 1048576\r\n\r\n{long}");
    assert_eq!(raw(p.port, body.as_bytes()).0, 405);
    let two =
        format!("GET / HTTP/1.1\r\nHost: {own}\r\n\r\nHEAD / HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n");
    let (_, _, answers) = raw(p.port, two.as_bytes());
    assert_eq!(
        String::from_utf8_lossy(&answers).matches("HTTP/1.1 200 OK").count(),
        1,
        "the second one, without a body"
    );
    assert!(answers.ends_with(b"\r\n\r\n"));

    while crowd.len() < 300 {
        crowd.push(connect(p.port));
    }
    let mut late = connect(p.port);
    let _ = late.write_all(format!("GET / HTTP/1.1\r\nHost: {own}\r\n\r\n").as_bytes());
    let mut answer = Vec::new();
    let _ = late.read_to_end(&mut answer);
    assert!(answer.is_empty(), "there is an end to what one machine may hold open");
    drop(crowd);
    until("places are given back", || {
        let mut stream = connect(p.port);
        let request = format!("GET / HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n");
        let mut answer = Vec::new();
        let _ = stream.write_all(request.as_bytes()).and_then(|()| stream.read_to_end(&mut answer));
        answer.starts_with(b"HTTP/1.1 200")
    });
}
