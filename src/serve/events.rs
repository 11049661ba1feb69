//! Server-sent events (WHATWG HTML §9.2): one thread for each open page that listens.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::state::State;

/// Pages that may listen at once; a browser opens six connections to one host.
const MOST: usize = 64;
/// A comment this often finds out who has gone.
const HEARTBEAT: Duration = Duration::from_secs(10);

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n\
    X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\nretry: 1000\n\n";

/// Counts the listeners.
#[derive(Default)]
pub(super) struct Listeners(Arc<AtomicUsize>);

impl Listeners {
    /// Whether one more may listen.
    pub(super) fn has_room(&self) -> bool {
        self.0.load(Ordering::Relaxed) < MOST
    }

    /// Tells a page everything after the version it knows, until it goes away.
    pub(super) fn add(&self, mut to: Box<dyn Write + Send + 'static>, state: Arc<State>, known: u64) {
        let count = Arc::clone(&self.0);
        count.fetch_add(1, Ordering::Relaxed);
        thread::spawn(move || {
            // It ends with an error when the page is closed; nobody needs to know.
            let _ = tell(&mut to, &state, known);
            count.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

fn tell(to: &mut dyn Write, state: &State, mut known: u64) -> io::Result<()> {
    to.write_all(HEAD)?;
    to.flush()?;
    loop {
        match state.news_after(known, HEARTBEAT) {
            Some(news) => {
                known = news.version;
                let json = serde_json::to_string(&news).unwrap_or_default();
                write!(to, "id: {known}\nevent: built\ndata: {json}\n\n")?;
            }
            None => to.write_all(b": \n\n")?,
        }
        to.flush()?;
    }
}
