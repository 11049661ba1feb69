//! What is at which address: the workbench below `/_banbao/`, the preview everywhere else. Nothing here touches a file:
//! a path is looked up among the files of the site, so that none can lead out of a folder.

use serde_json::json;

use super::http::Reply;
use super::server::Front;
use super::state::{Found, State};
use super::{lan, pages};
use crate::diagnostic::Diagnostics;

const RELOAD: &str = include_str!("reload.js");
const OVERLAY_CSS: &str = include_str!("overlay.css");
const DESK: &str = include_str!("desk.html");
const DESK_CSS: &str = include_str!("desk.css");
const DESK_JS: &str = include_str!("desk.js");
const WAITING: &str = include_str!("waiting.html");
const BROKEN: &str = include_str!("broken.html");

const SCRIPT: &str = "<script src=\"/_banbao/reload.js\" defer></script>";
const POLICIES: [(&str, &str); 2] = [
    ("content=\"default-src 'none';", "content=\"default-src 'none'; connect-src 'self';"),
    (
        "style-src 'unsafe-inline'; script-src 'unsafe-inline';",
        "style-src 'unsafe-inline' 'self'; script-src 'unsafe-inline' 'self';",
    ),
];
const DESK_POLICY: &str =
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Answers a request that may be answered. `own`: it comes from a browser on this machine.
pub(super) fn find(path: &str, query: &str, own: bool, front: &Front) -> Reply {
    match path.strip_prefix("/_banbao") {
        Some("") => Reply::text(302, "").with("Location", "/_banbao/".to_owned()),
        Some(name) if name.starts_with('/') => workbench(name, query, own, front),
        _ => preview(path, &front.state),
    }
}

fn workbench(name: &str, query: &str, own: bool, front: &Front) -> Reply {
    let css = "text/css; charset=utf-8";
    let js = "text/javascript; charset=utf-8";
    let state = &front.state;
    match name {
        "/" => desk(),
        "/desk.css" => Reply::new(200, css, DESK_CSS),
        "/desk.js" => Reply::new(200, js, DESK_JS),
        "/reload.js" => Reply::new(200, js, RELOAD),
        "/overlay.css" => Reply::new(200, css, OVERLAY_CSS),
        "/state.json" => Reply::new(200, JSON, pages::desk(&state.now()).to_string()),
        // Others on the network need not know where the folder lies.
        "/place.json" => {
            let root = own.then_some(&front.root);
            let lan = front.lan.as_ref().map(|l| format!("http://{l}"));
            Reply::new(200, JSON, json!({ "root": root, "lan": lan }).to_string())
        }
        "/qr.svg" => qr(query, front).unwrap_or_else(|| Reply::text(404, "没有二维码：运行时加上 --lan")),
        _ => match drawing(name, state) {
            Some(Ok(svg)) => Reply::new(200, "image/svg+xml", svg),
            Some(Err(_)) => Reply::text(500, "这一张画不出来"),
            None => Reply::text(404, "没有这一页"),
        },
    }
}

/// `/sheet/<board>/<number>.svg`.
fn drawing(name: &str, state: &State) -> Option<Result<String, Diagnostics>> {
    let decoded = decode(name.strip_prefix("/sheet/")?)?;
    let (board, file) = decoded.rsplit_once('/')?;
    state.now().shown?.drawing(board, file.strip_suffix(".svg")?.parse().ok()?)
}

/// The code for a phone; `to` is a path of the preview.
fn qr(query: &str, front: &Front) -> Option<Reply> {
    let lan = front.lan.as_ref()?;
    let to = query.split('&').find_map(|p| p.strip_prefix("to=")).and_then(decode)?;
    let path = to.strip_prefix('/').filter(|p| !p.starts_with('/'))?;
    lan::qr(&format!("http://{lan}/{path}")).map(|svg| Reply::new(200, "image/svg+xml", svg))
}

fn preview(path: &str, state: &State) -> Reply {
    if state.now().shown.is_none() {
        return Reply::new(503, HTML, WAITING);
    }
    let Some(decoded) = decode(path) else { return missing(state) };
    let inner = decoded.trim_start_matches('/');
    let index = inner.is_empty() || inner.ends_with('/');
    let name = if index { format!("{inner}index.html") } else { inner.to_owned() };
    for place in places(&name) {
        match state.file(&place) {
            Found::File(bytes) => return page(200, &place, bytes),
            Found::Broken => return Reply::new(500, HTML, BROKEN),
            Found::Missing => {}
        }
    }
    let folder = || places(&format!("{name}/index.html"));
    if !index && folder().iter().any(|p| !matches!(state.file(p), Found::Missing)) {
        // Built from the path as it came, one slash at its head: `//host` would be another site's address.
        return Reply::text(302, "").with("Location", format!("/{}/", path.trim_start_matches('/')));
    }
    missing(state)
}

/// The workbench. Its policy keeps what articles hold from running here, should any of it slip through.
fn desk() -> Reply {
    Reply::new(200, HTML, DESK).with("Content-Security-Policy", DESK_POLICY.to_owned())
}

/// Where a path of the preview is below `output/`: the website first, then boards and WeChat pages.
fn places(name: &str) -> Vec<String> {
    let other = name.starts_with("print/") || name.starts_with("wechat/");
    std::iter::once(format!("site/{name}")).chain(other.then(|| name.to_owned())).collect()
}

fn missing(state: &State) -> Reply {
    match state.file("site/404.html") {
        Found::File(bytes) => page(404, "404.html", bytes),
        _ => Reply::text(404, "没有这一页"),
    }
}

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

fn page(status: u16, path: &str, bytes: Vec<u8>) -> Reply {
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
