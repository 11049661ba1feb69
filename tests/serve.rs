//! The live preview as its users have it: a process, a browser's requests, an editor's saves.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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
        let mut found: Vec<PathBuf> = walkdir::WalkDir::new(self.site.join("content/articles"))
            .into_iter()
            .filter_map(|e| e.ok().map(walkdir::DirEntry::into_path))
            .filter(|p| p.extension().is_some_and(|e| e == "md"))
            .collect();
        found.sort();
        found.remove(0)
    }

    /// The page of the article.
    fn url(&self) -> String {
        self.desk()["lists"]["articles"][0]["url"].as_str().unwrap().to_owned()
    }
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

fn tells_of(news: &serde_json::Value, path: &str) -> bool {
    news["changed"].as_array().is_some_and(|c| c.iter().any(|p| p.as_str() == Some(path)))
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
    let page = format!("site{url}index.html");
    let before = fs::read_to_string(&article).unwrap();
    let mut events = p.listen();

    let edited = format!("{before}\n新写的一句话。\n");
    save(&article, &edited);
    let news = events.until(|n| tells_of(n, &page));
    assert_eq!(news["errors"], 0);
    assert!(p.text(&url).contains("新写的一句话"));

    save(&article, &edited.replacen("---", "---\n没有的字段: [", 1));
    events.until(|n| n["errors"].as_u64().unwrap() > 0);
    assert!(p.text(&url).contains("新写的一句话"), "the last good version stays");
    let desk = p.desk();
    let first = &desk["blocking"][0];
    assert!(first["file"].as_str().unwrap().starts_with("content/articles/"), "{first}");
    assert!(first["line"].as_u64().unwrap() > 0 && !first["frame"].as_array().unwrap().is_empty(), "{first}");
    assert!(!first["message"].as_str().unwrap().is_empty());

    save(&article, &before);
    events.until(|n| n["errors"] == 0 && tells_of(n, &page));
    assert!(p.desk()["blocking"].as_array().unwrap().is_empty());
    assert!(!p.text(&url).contains("新写的一句话"));

    fs::write(article.with_file_name("xin-wenzhang.md"), "---\ntitle: 新来的\ndate: 2026-01-02\n---\n\n正文。\n")
        .unwrap();
    events.until(|n| n["errors"] == 0 && n["changed"].as_array().is_some_and(|c| !c.is_empty()));
    assert!(p.text("/articles/").contains("新来的"));
    assert!(fs::read_dir(p.site.join("output")).map_or(0, Iterator::count) <= 1, "nothing is written");
}

#[test]
fn the_same_bytes_as_build() {
    let p = preview(&["--no-drafts", "--poll"]);
    let built = build(&DiskWorld::new(&p.site), &BuildOptions::default());
    let mut pages = 0;
    for artifact in built.artifacts.iter().filter(|a| a.path != "report.json") {
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
    assert!(pages > 3);
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
    let pdf = |all: &[banbao::output::Artifact]| all.iter().find(|a| a.path.ends_with(".pdf")).unwrap().bytes.clone();
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
