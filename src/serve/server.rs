//! Who may come in, and what they are told. On the loopback, or on the network when asked for; reading only.
//! What is where, [`desk`] knows.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::http::{Asked, Connection, Reply, Request};
use super::state::State;
use super::{desk, events, guarded};

/// Ports tried after the one asked for.
const TRIED: u16 = 50;
/// Connections from this machine. They are counted apart: no guest can take the writer's own place.
const MOST_OWN: usize = 256;
/// Connections from one other machine; a browser opens six.
const MOST_OF_ONE: usize = 16;
/// Connections from all other machines.
const MOST_GUESTS: usize = 128;
/// After a connection could not be taken, so that a machine without free handles is not kept busy with that.
const BREATH: Duration = Duration::from_millis(50);

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
}

impl Front {
    pub(super) fn new(port: u16, lan: Option<String>, root: &Path, state: Arc<State>) -> Front {
        // Windows' own long form of paths (`\\?\C:\…`) is none that an editor's address may hold.
        let root = root.to_string_lossy().trim_start_matches(r"\\?\").replace('\\', "/");
        Front { port, lan, root, state }
    }

    fn is_own_machine(&self, host: &str) -> bool {
        let names = ["127.0.0.1", "localhost"];
        // A browser leaves out the port that is usual for HTTP.
        names.iter().any(|n| host == format!("{n}:{}", self.port) || (self.port == 80 && host == *n))
    }

    /// Whether a request names us. A page elsewhere that names its own host after our address (DNS rebinding) does not.
    fn is_ours(&self, host: &str) -> bool {
        self.is_own_machine(host) || self.lan.as_deref() == Some(host)
    }
}

/// Begins to answer: a thread for each connection.
pub(super) fn start(listener: TcpListener, front: Front) {
    let front = Arc::new(front);
    let door = Arc::new(Door::default());
    thread::spawn(move || {
        loop {
            match listener.accept() {
                Ok((stream, from)) => let_in(stream, from.ip(), &door, &front),
                // It was reset before it was taken, or there are no handles left for now.
                Err(_) => thread::sleep(BREATH),
            }
        }
    });
}

fn let_in(stream: TcpStream, who: IpAddr, door: &Arc<Door>, front: &Arc<Front>) {
    // Who finds no place is sent away without a word: an answer would need someone to wait until it is taken.
    let Some(seat) = door.enter(who) else { return };
    let connection = Connection::new(stream);
    let front = Arc::clone(front);
    // Without a thread to be had the connection closes, and the browser tries again.
    let _ = thread::Builder::new().spawn(move || {
        let _seat = seat;
        attend(connection, &front);
    });
}

/// Who is in.
#[derive(Default)]
struct Door(Mutex<BTreeMap<IpAddr, usize>>);

/// A place of one who is in.
struct Seat {
    door: Arc<Door>,
    who: IpAddr,
}

impl Door {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(self: &Arc<Door>, who: IpAddr) -> Option<Seat> {
        let mut inside = self.lock();
        let of_one = inside.get(&who).copied().unwrap_or(0);
        let guests: usize = inside.iter().filter(|(ip, _)| !ip.is_loopback()).map(|(_, n)| n).sum();
        let room = if who.is_loopback() { of_one < MOST_OWN } else { of_one < MOST_OF_ONE && guests < MOST_GUESTS };
        room.then(|| {
            inside.insert(who, of_one + 1);
            Seat { door: Arc::clone(self), who }
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut inside = self.door.lock();
        match inside.get_mut(&self.who) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(inside.remove(&self.who)),
        }
    }
}

/// Answers one connection until it ends.
fn attend(mut connection: Connection, front: &Front) {
    loop {
        let request = match connection.next() {
            Asked::Request(request) => request,
            Asked::Refused(reply) => {
                connection.refuse(&reply);
                return connection.close();
            }
            Asked::Gone => return,
        };
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let reply = match refuse(&request, front) {
            Some(reply) => reply,
            None if path == "/_banbao/events" && !request.is_head() => {
                return events::tell(&mut connection, &front.state, last_event(&request, query));
            }
            None => {
                let own = request.host.as_deref().is_some_and(|h| front.is_own_machine(h));
                // A fault of ours ends this answer, not the preview.
                guarded(|| desk::find(path, query, own, front)).unwrap_or_else(|d| Reply::text(500, &d.message))
            }
        };
        match connection.send(&request, &reply) {
            Ok(true) => {}
            Ok(false) => return connection.close(),
            // The browser may have gone; that is its right.
            Err(_) => return,
        }
    }
}

/// The version that a page knows: what the browser names when it comes back, or what the page names in the address.
/// A page that names none is told at once where we are.
fn last_event(request: &Request, query: &str) -> u64 {
    let query = query.split('&').find_map(|p| p.strip_prefix("known="));
    request.last_event.as_deref().or(query).and_then(|v| v.parse().ok()).unwrap_or(u64::MAX)
}

/// Why a request is not answered.
fn refuse(request: &Request, front: &Front) -> Option<Reply> {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Some(Reply::text(405, "只能看，不能改").with("Allow", "GET, HEAD".to_owned()));
    }
    if !request.host.as_deref().is_some_and(|h| front.is_ours(h)) {
        return Some(Reply::text(403, &format!("请用 http://127.0.0.1:{}/ 打开", front.port)));
    }
    (!request.target.starts_with('/')).then(|| Reply::text(400, "网址不对"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guests_never_take_the_writers_place() {
        let door = Arc::new(Door::default());
        let guest = |n: u8| IpAddr::from([192, 168, 1, n]);
        let all = (0..=255).flat_map(|n| [n; MOST_OF_ONE + 3]);
        let seats: Vec<Seat> = all.filter_map(|n| door.enter(guest(n))).collect();
        assert_eq!(seats.len(), MOST_GUESTS);
        assert_eq!(seats.iter().filter(|s| s.who == guest(0)).count(), MOST_OF_ONE);
        let own: Vec<Seat> = (0..MOST_OWN + 1).filter_map(|_| door.enter(Ipv4Addr::LOCALHOST.into())).collect();
        assert_eq!(own.len(), MOST_OWN);
        drop((seats, own));
        assert!(door.lock().is_empty());
    }

    #[test]
    fn only_our_own_names_are_ours() {
        let front = Front::new(3230, Some("192.168.1.5:3230".to_owned()), Path::new("/站"), Arc::default());
        for ours in ["127.0.0.1:3230", "localhost:3230", "192.168.1.5:3230"] {
            assert!(front.is_ours(ours), "{ours}");
        }
        for other in
            ["evil.example:3230", "127.0.0.1", "127.0.0.1:3231", "192.168.1.5", "localhost.evil.example:3230", ""]
        {
            assert!(!front.is_ours(other), "{other}");
        }
        assert!(!front.is_own_machine("192.168.1.5:3230"));
    }
}
