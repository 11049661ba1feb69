//! HTTP on the loopback. Reading only; every answer comes from memory, so no path can lead out of a folder.

use std::io::Cursor;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::thread;

use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use super::events::Listeners;
use super::state::State;

/// Ports tried after the one asked for.
const TRIED: u16 = 50;
/// Threads that answer.
const THREADS: usize = 4;

const RELOAD: &str = include_str!("reload.js");
const OVERLAY_CSS: &str = include_str!("overlay.css");
const DESK: &str = include_str!("desk.html");
const DESK_CSS: &str = include_str!("desk.css");
const DESK_JS: &str = include_str!("desk.js");
const WAITING: &str = include_str!("waiting.html");

const SCRIPT: &str = "<script src=\"/_banbao/reload.js\" defer></script>";
const POLICIES: [(&str, &str); 2] = [
    ("content=\"default-src 'none';", "content=\"default-src 'none'; connect-src 'self';"),
    (
        "style-src 'unsafe-inline'; script-src 'unsafe-inline';",
        "style-src 'unsafe-inline' 'self'; script-src 'unsafe-inline' 'self';",
    ),
];
const DESK_POLICY: &str = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

/// A place to listen at: the port asked for or the next free one; any free one for 0.
pub(super) fn bind(port: u16) -> Result<(TcpListener, u16), String> {
    let last = if port == 0 { 0 } else { port.saturating_add(TRIED) };
    let mut why = String::new();
    for candidate in port..=last {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, candidate)) {
            Ok(listener) => {
                let port = listener.local_addr().map_or(candidate, |a| a.port());
                return Ok((listener, port));
            }
            Err(e) => why = e.to_string(),
        }
    }
    Err(why)
}

/// Begins to answer, on threads of its own.
pub(super) fn start(listener: TcpListener, port: u16, state: &Arc<State>) -> Result<(), String> {
    let server = Arc::new(Server::from_listener(listener, None).map_err(|e| e.to_string())?);
    let listeners = Arc::new(Listeners::default());
    for _ in 0..THREADS {
        let (server, state, listeners) = (Arc::clone(&server), Arc::clone(state), Arc::clone(&listeners));
        thread::spawn(move || {
            loop {
                // An error here is of one connection (it was reset, say), not of the server.
                if let Ok(request) = server.recv() {
                    answer(request, port, &state, &listeners);
                }
            }
        });
    }
    Ok(())
}

/// What is sent back.
struct Reply {
    status: u16,
    kind: &'static str,
    bytes: Arc<[u8]>,
    extra: Option<(&'static str, String)>,
}

impl Reply {
    fn new(status: u16, kind: &'static str, bytes: impl Into<Arc<[u8]>>) -> Reply {
        Reply { status, kind, bytes: bytes.into(), extra: None }
    }

    fn text(status: u16, text: &str) -> Reply {
        Reply::new(status, "text/plain; charset=utf-8", text.as_bytes())
    }

    fn with(mut self, name: &'static str, value: String) -> Reply {
        self.extra = Some((name, value));
        self
    }
}

fn answer(request: Request, port: u16, state: &Arc<State>, listeners: &Listeners) {
    let reply = match refuse(&request, port) {
        Some(reply) => reply,
        None => {
            let url = request.url().to_owned();
            let (path, query) = url.split_once('?').unwrap_or((&url, ""));
            if path == "/_banbao/events" && *request.method() == Method::Get {
                if listeners.has_room() {
                    let known = last_event(&request, query);
                    return listeners.add(request.into_writer(), Arc::clone(state), known);
                }
                Reply::text(503, "打开的预览页太多了，关掉几个再试")
            } else {
                find(path, state)
            }
        }
    };
    send(request, reply);
}

/// The version that a page knows: what it names in the address, or what the browser names when it comes back.
fn last_event(request: &Request, query: &str) -> u64 {
    let header = request.headers().iter().find(|h| h.field.equiv("Last-Event-ID")).map(|h| h.value.as_str());
    let query = query.split('&').find_map(|p| p.strip_prefix("known="));
    header.or(query).and_then(|v| v.parse().ok()).unwrap_or(0)
}

/// Why a request is not answered. A page elsewhere that names its own host after our address (DNS rebinding)
/// sends its own `Host`, and gets nothing.
fn refuse(request: &Request, port: u16) -> Option<Reply> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return Some(Reply::text(405, "只能看，不能改").with("Allow", "GET, HEAD".to_owned()));
    }
    let mut hosts = request.headers().iter().filter(|h| h.field.equiv("Host"));
    let host = hosts.next().map(|h| h.value.as_str().to_ascii_lowercase());
    let ours = |h: &str| h == format!("127.0.0.1:{port}") || h == format!("localhost:{port}");
    if hosts.next().is_some() || !host.is_some_and(|h| ours(&h)) {
        return Some(Reply::text(403, &format!("请用 http://127.0.0.1:{port}/ 打开")));
    }
    (!request.url().starts_with('/')).then(|| Reply::text(400, "网址不对"))
}

fn find(path: &str, state: &State) -> Reply {
    let css = "text/css; charset=utf-8";
    let js = "text/javascript; charset=utf-8";
    match path {
        "/_banbao" => return Reply::text(302, "").with("Location", "/_banbao/".to_owned()),
        "/_banbao/" => return desk(),
        "/_banbao/desk.css" => return Reply::new(200, css, DESK_CSS.as_bytes()),
        "/_banbao/desk.js" => return Reply::new(200, js, DESK_JS.as_bytes()),
        "/_banbao/reload.js" => return Reply::new(200, js, RELOAD.as_bytes()),
        "/_banbao/overlay.css" => return Reply::new(200, css, OVERLAY_CSS.as_bytes()),
        "/_banbao/state.json" => {
            let desk = state.desk();
            let ready = if desk.is_empty() { "{}" } else { &*desk };
            return Reply::new(200, "application/json; charset=utf-8", ready.as_bytes());
        }
        _ => {}
    }
    if !state.is_ready() {
        return Reply::new(503, HTML, WAITING.as_bytes());
    }
    let Some(decoded) = decode(path) else { return missing(state) };
    let inner = decoded.trim_start_matches('/');
    let index = inner.is_empty() || inner.ends_with('/');
    let name = if index { format!("{inner}index.html") } else { inner.to_owned() };
    for place in places(&name) {
        if let Some(bytes) = state.file(&place) {
            return page(200, &place, bytes);
        }
    }
    if !index && places(&format!("{name}/index.html")).iter().any(|p| state.file(p).is_some()) {
        // Built from the path as it came, one slash at its head: `//host` would be another site's address.
        return Reply::text(302, "").with("Location", format!("/{}/", path.trim_start_matches('/')));
    }
    missing(state)
}

/// The workbench. Its policy keeps what articles hold from running here, should any of it slip through.
fn desk() -> Reply {
    Reply::new(200, HTML, DESK.as_bytes()).with("Content-Security-Policy", DESK_POLICY.to_owned())
}

/// Where a path of the preview is below `output/`: the website first, then boards and WeChat pages.
fn places(name: &str) -> Vec<String> {
    let other = name.starts_with("print/") || name.starts_with("wechat/");
    std::iter::once(format!("site/{name}")).chain(other.then(|| name.to_owned())).collect()
}

fn missing(state: &State) -> Reply {
    match state.file("site/404.html") {
        Some(bytes) => page(404, "404.html", bytes),
        None => Reply::text(404, "没有这一页"),
    }
}

const HTML: &str = "text/html; charset=utf-8";

fn page(status: u16, path: &str, bytes: Arc<[u8]>) -> Reply {
    let kind = kind(path);
    if kind == HTML { Reply::new(status, kind, follow(&bytes)) } else { Reply::new(status, kind, bytes) }
}

/// The page with the script that follows changes. The page's own policy must let the script load and listen.
fn follow(bytes: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(bytes) else { return bytes.to_vec() };
    let mut text = text.to_owned();
    // Of the website's pages, then what only the WeChat pages have.
    for (have, want) in POLICIES {
        text = text.replacen(have, want, 1);
    }
    match text.rfind("</body>") {
        Some(at) => text.insert_str(at, SCRIPT),
        None => text.push_str(SCRIPT),
    }
    text.into_bytes()
}

/// `%E6` and the like; `None` when it is not UTF-8.
fn decode(path: &str) -> Option<String> {
    let mut out = Vec::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(b) = bytes.next() {
        if b != b'%' {
            out.push(b);
            continue;
        }
        let mut digit = || bytes.next().and_then(|d| char::from(d).to_digit(16));
        out.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
    }
    String::from_utf8(out).ok()
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "pdf" => "application/pdf",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn send(request: Request, reply: Reply) {
    let fixed = [
        ("Content-Type", reply.kind),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ];
    let extra = reply.extra.iter().map(|(n, v)| (*n, v.as_str()));
    let header = |(n, v): (&str, &str)| Header::from_bytes(n, v).ok();
    let headers = fixed.into_iter().chain(extra).filter_map(header).collect();
    let length = reply.bytes.len();
    let response = Response::new(StatusCode(reply.status), headers, Cursor::new(reply.bytes), Some(length), None);
    // The browser may have gone; that is its right.
    let _ = request.respond(response.with_chunked_threshold(usize::MAX));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_decoded_or_refused() {
        assert_eq!(decode("/tags/%E6%8E%A7%E7%83%9F/").as_deref(), Some("/tags/控烟/"));
        for bad in ["/%", "/%4", "/%zz", "/%ff"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_the_script_and_the_right_to_listen_are_added() {
        let page = "<meta content=\"default-src 'none'; img-src 'self'\"><body>甲</body></html>";
        let followed = String::from_utf8(follow(page.as_bytes())).unwrap();
        assert!(followed.contains("connect-src 'self'; img-src"));
        assert_eq!(followed.replace(SCRIPT, "").replace(" connect-src 'self';", ""), page);
    }
}
