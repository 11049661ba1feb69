//! HTTP on the loopback, or on the network when asked for. Reading only; what is where, [`desk`] knows.

use std::io::Cursor;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use super::events::Listeners;
use super::state::State;
use super::{desk, guarded};

/// Ports tried after the one asked for.
const TRIED: u16 = 50;
/// Threads that answer.
const THREADS: usize = 4;

/// A place to listen at: the port asked for or the next free one; any free one for 0.
pub(super) fn bind(port: u16, lan: bool) -> Result<(TcpListener, u16), String> {
    let host = if lan { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
    let last = if port == 0 { 0 } else { port.saturating_add(TRIED) };
    let mut why = String::new();
    for candidate in port..=last {
        match TcpListener::bind((host, candidate)) {
            Ok(listener) => {
                let port = listener.local_addr().map_or(candidate, |a| a.port());
                return Ok((listener, port));
            }
            Err(e) => why = e.to_string(),
        }
    }
    Err(why)
}

/// What requests are answered with.
pub(super) struct Front {
    pub(super) port: u16,
    /// Our address for phones, with the port.
    pub(super) lan: Option<String>,
    /// The site's folder, for links that open an editor on this machine.
    pub(super) root: String,
    pub(super) state: Arc<State>,
    listeners: Listeners,
}

impl Front {
    pub(super) fn new(port: u16, lan: Option<String>, root: &Path, state: Arc<State>) -> Front {
        // Windows' own long form of paths (`\\?\C:\…`) is none that an editor's address may hold.
        let root = root.to_string_lossy().trim_start_matches(r"\\?\").replace('\\', "/");
        Front { port, lan, root, state, listeners: Listeners::default() }
    }

    fn is_own_machine(&self, host: &str) -> bool {
        host == format!("127.0.0.1:{}", self.port) || host == format!("localhost:{}", self.port)
    }

    /// Whether a request names us. A page elsewhere that names its own host after our address (DNS rebinding) does not.
    fn is_ours(&self, host: &str) -> bool {
        self.is_own_machine(host) || self.lan.as_deref() == Some(host)
    }
}

/// Begins to answer, on threads of its own.
pub(super) fn start(listener: TcpListener, front: Front) -> Result<(), String> {
    let server = Arc::new(Server::from_listener(listener, None).map_err(|e| e.to_string())?);
    let front = Arc::new(front);
    for _ in 0..THREADS {
        let (server, front) = (Arc::clone(&server), Arc::clone(&front));
        thread::spawn(move || {
            loop {
                // An error here is of one connection (it was reset, say), not of the server.
                if let Ok(request) = server.recv() {
                    answer(request, &front);
                }
            }
        });
    }
    Ok(())
}

/// What is sent back.
pub(super) struct Reply {
    status: u16,
    kind: &'static str,
    bytes: Vec<u8>,
    extra: Option<(&'static str, String)>,
}

impl Reply {
    pub(super) fn new(status: u16, kind: &'static str, bytes: impl Into<Vec<u8>>) -> Reply {
        Reply { status, kind, bytes: bytes.into(), extra: None }
    }

    pub(super) fn text(status: u16, text: &str) -> Reply {
        Reply::new(status, "text/plain; charset=utf-8", text.as_bytes())
    }

    pub(super) fn with(mut self, name: &'static str, value: String) -> Reply {
        self.extra = Some((name, value));
        self
    }
}

fn answer(request: Request, front: &Front) {
    let reply = match refuse(&request, front) {
        Some(reply) => reply,
        None => {
            let url = request.url().to_owned();
            let (path, query) = url.split_once('?').unwrap_or((&url, ""));
            if path == "/_banbao/events" && *request.method() == Method::Get {
                if front.listeners.has_room() {
                    let known = last_event(&request, query);
                    return front.listeners.add(request.into_writer(), Arc::clone(&front.state), known);
                }
                Reply::text(503, "打开的预览页太多了，关掉几个再试")
            } else {
                let own = host(&request).is_some_and(|h| front.is_own_machine(&h));
                // A fault of ours ends this answer, not the preview.
                guarded(|| desk::find(path, query, own, front)).unwrap_or_else(|d| Reply::text(500, &d.message))
            }
        }
    };
    send(request, reply);
}

/// The host that the request names; none when it names several.
fn host(request: &Request) -> Option<String> {
    let mut hosts = request.headers().iter().filter(|h| h.field.equiv("Host"));
    let host = hosts.next().map(|h| h.value.as_str().to_ascii_lowercase());
    host.filter(|_| hosts.next().is_none())
}

/// The version that a page knows: what it names in the address, or what the browser names when it comes back.
/// A page that names none is told at once where we are.
fn last_event(request: &Request, query: &str) -> u64 {
    let header = request.headers().iter().find(|h| h.field.equiv("Last-Event-ID")).map(|h| h.value.as_str());
    let query = query.split('&').find_map(|p| p.strip_prefix("known="));
    header.or(query).and_then(|v| v.parse().ok()).unwrap_or(u64::MAX)
}

/// Why a request is not answered.
fn refuse(request: &Request, front: &Front) -> Option<Reply> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return Some(Reply::text(405, "只能看，不能改").with("Allow", "GET, HEAD".to_owned()));
    }
    if !host(request).is_some_and(|h| front.is_ours(&h)) {
        return Some(Reply::text(403, &format!("请用 http://127.0.0.1:{}/ 打开", front.port)));
    }
    (!request.url().starts_with('/')).then(|| Reply::text(400, "网址不对"))
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
