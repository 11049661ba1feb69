//! Server-sent events (WHATWG HTML §9.2): an open page that listens has its connection for itself.

use std::io;
use std::time::Duration;

use super::http::Connection;
use super::state::State;

/// A comment this often finds out who has gone.
const HEARTBEAT: Duration = Duration::from_secs(10);

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n\
    X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\nretry: 1000\n\n";

/// Tells a page everything after the version it knows, until it goes away.
pub(super) fn tell(to: &mut Connection, state: &State, known: u64) {
    // It ends with an error when the page is closed; nobody needs to know.
    let _ = tell_on(to, state, known);
}

fn tell_on(to: &mut Connection, state: &State, mut known: u64) -> io::Result<()> {
    to.push(HEAD)?;
    loop {
        match state.news_after(known, HEARTBEAT) {
            Some(news) => {
                known = news.version;
                let json = serde_json::to_string(&news).unwrap_or_default();
                to.push(format!("id: {known}\nevent: built\ndata: {json}\n\n").as_bytes())?;
            }
            None => to.push(b": \n\n")?,
        }
    }
}
