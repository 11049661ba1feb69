//! HTTP/1.1 on one connection (RFC 9112), as much of it as a preview needs: heads without bodies in, whole answers out.
//! The only user of httparse. Every read and every write has an end: who is slow or silent holds a thread, but not for long.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// Longest head of a request, in bytes; browsers send one or two thousand.
const MOST_HEAD: usize = 16 << 10;
/// Most fields in a head.
const MOST_FIELDS: usize = 64;
/// From the first byte of a head to its last.
const HEAD: Duration = Duration::from_secs(10);
/// Between two requests on one connection.
const IDLE: Duration = Duration::from_secs(20);
/// For an answer, besides what its length allows.
const ANSWER: Duration = Duration::from_secs(20);
/// Bytes a second that a reader must take.
const SLOWEST: u64 = 16 << 10;
/// A piece of an answer between two looks at the clock.
const PIECE: usize = 64 << 10;
/// For what a client still sends after it was refused: closing at once would take the answer from it (RFC 9112 §9.6).
const LINGER: Duration = Duration::from_secs(1);

/// A request that is well formed.
pub(super) struct Request {
    pub(super) method: String,
    /// As it came, with its query.
    pub(super) target: String,
    /// In lower case; none when it is missing or there are several.
    pub(super) host: Option<String>,
    /// Where a page that listens left off.
    pub(super) last_event: Option<String>,
    /// Whether another request may follow.
    keeps: bool,
}

impl Request {
    /// Whether only the head of the answer is wanted.
    pub(super) fn is_head(&self) -> bool {
        self.method == "HEAD"
    }
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

    fn head(&self, keeps: bool) -> String {
        // A line end in a value would begin a field of its own.
        let sound = |(_, v): &&(&'static str, String)| !v.chars().any(char::is_control);
        let extra = self.extra.as_ref().filter(sound).map(|(n, v)| format!("{n}: {v}\r\n")).unwrap_or_default();
        format!(
            "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n{extra}Connection: {}\r\n\r\n",
            self.status,
            reason(self.status),
            self.kind,
            self.bytes.len(),
            if keeps { "keep-alive" } else { "close" },
        )
    }
}

/// RFC 9110 §15; programs do not read it.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        302 => "Found",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

/// What came from a connection.
pub(super) enum Asked {
    Request(Request),
    /// No request that can be understood; nothing more is read.
    Refused(Reply),
    /// The other end has closed, or was silent for too long.
    Gone,
}

/// One connection and what came over it that is not answered yet.
pub(super) struct Connection {
    stream: TcpStream,
    waiting: Vec<u8>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream) -> Connection {
        // Without it an answer may wait 40 ms for the acknowledgement of its own head; the rest works all the same.
        let _ = stream.set_nodelay(true);
        Connection { stream, waiting: Vec::new() }
    }

    /// Waits for the next request.
    pub(super) fn next(&mut self) -> Asked {
        let mut until = Instant::now() + if self.waiting.is_empty() { IDLE } else { HEAD };
        loop {
            match parse(&self.waiting) {
                Ok(Some((request, length))) => {
                    self.waiting.drain(..length);
                    return Asked::Request(request);
                }
                Ok(None) if self.waiting.len() < MOST_HEAD => {}
                Ok(None) => return Asked::Refused(Reply::text(431, "请求太长")),
                Err(reply) => return Asked::Refused(reply),
            }
            let mut piece = [0; 4096];
            match self.read(&mut piece, until) {
                Ok(0) => return Asked::Gone,
                Ok(count) => {
                    if self.waiting.is_empty() {
                        until = Instant::now() + HEAD;
                    }
                    self.waiting.extend(piece.iter().take(count));
                }
                Err(e) if e.kind() == ErrorKind::TimedOut && !self.waiting.is_empty() => {
                    return Asked::Refused(Reply::text(408, "请求没有发完"));
                }
                Err(_) => return Asked::Gone,
            }
        }
    }

    fn read(&mut self, into: &mut [u8], until: Instant) -> io::Result<usize> {
        loop {
            self.stream.set_read_timeout(Some(left(until)?))?;
            match self.stream.read(into) {
                Err(e) if is_passing(&e) => {}
                done => return done,
            }
        }
    }

    /// Answers. Whether another request may follow.
    pub(super) fn send(&mut self, request: &Request, reply: &Reply) -> io::Result<bool> {
        let body: &[u8] = if request.is_head() { &[] } else { &reply.bytes };
        let allowed = ANSWER + Duration::from_secs(body.len() as u64 / SLOWEST);
        let until = Instant::now() + allowed;
        self.write(reply.head(request.keeps).as_bytes(), until)?;
        self.write(body, until)?;
        Ok(request.keeps)
    }

    /// Answers what was no request; nothing follows.
    pub(super) fn refuse(&mut self, reply: &Reply) {
        let until = Instant::now() + ANSWER;
        // Whoever sends nonsense may not wait for the answer to it.
        let _ = self.write(reply.head(false).as_bytes(), until).and_then(|()| self.write(&reply.bytes, until));
    }

    /// Sends bytes that are all wanted before a moment.
    pub(super) fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(bytes, Instant::now() + ANSWER)
    }

    fn write(&mut self, bytes: &[u8], until: Instant) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            self.stream.set_write_timeout(Some(left(until)?))?;
            match self.stream.write(rest.get(..PIECE).unwrap_or(rest)) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => rest = rest.get(count..).unwrap_or_default(),
                Err(e) if is_passing(&e) => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    /// Closes so that the last answer arrives.
    pub(super) fn close(mut self) {
        let until = Instant::now() + LINGER;
        let mut rest = [0; 4096];
        if self.stream.shutdown(Shutdown::Write).is_ok() {
            while matches!(self.read(&mut rest, until), Ok(count) if count > 0) {}
        }
    }
}

/// The time until a moment; an error when it has come.
fn left(until: Instant) -> io::Result<Duration> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
}

/// Errors after which the clock is looked at and the same is tried again; how a time-out is called differs by system.
fn is_passing(e: &io::Error) -> bool {
    matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

/// The request at the head of these bytes and its length; `None` while it is not whole.
fn parse(bytes: &[u8]) -> Result<Option<(Request, usize)>, Reply> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
    let mut head = httparse::Request::new(&mut fields);
    let length = match head.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(Reply::text(431, "请求太长")),
        Err(_) => return Err(Reply::text(400, "看不懂的请求；网址以 http:// 开头，不是 https://")),
    };
    let all = |name: &'static str| head.headers.iter().filter(move |f| f.name.eq_ignore_ascii_case(name));
    let first = |name| all(name).next().and_then(|f| std::str::from_utf8(f.value).ok()).map(str::trim);
    let says = |word| first("Connection").is_some_and(|c| c.to_ascii_lowercase().contains(word));
    // A body is not read: what follows it could not be told from it.
    let has_body = first("Content-Length").is_some_and(|l| l != "0") || all("Transfer-Encoding").next().is_some();
    let request = Request {
        method: head.method.unwrap_or_default().to_owned(),
        target: head.path.unwrap_or_default().to_owned(),
        host: first("Host").filter(|_| all("Host").count() == 1).map(str::to_ascii_lowercase),
        last_event: first("Last-Event-ID").map(str::to_owned),
        keeps: !has_body && if head.version == Some(1) { !says("close") } else { says("keep-alive") },
    };
    Ok(Some((request, length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Request {
        let (request, length) = parse(text.as_bytes()).ok().flatten().unwrap();
        assert_eq!(length, text.len());
        request
    }

    #[test]
    fn heads_are_read_to_their_end() {
        let whole = "GET /a?b HTTP/1.1\r\nHost: LOCALHOST:1\r\n\r\n";
        for end in 0..whole.len() {
            assert!(matches!(parse(whole.as_bytes().get(..end).unwrap()), Ok(None)), "{end}");
        }
        let r = parsed(whole);
        assert_eq!((r.method.as_str(), r.target.as_str(), r.host.as_deref()), ("GET", "/a?b", Some("localhost:1")));
        assert!(r.keeps);
        assert!(parsed("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").host.is_none(), "two hosts are none");
        assert!(!parsed("GET / HTTP/1.0\r\n\r\n").keeps);
        assert!(!parsed("GET / HTTP/1.1\r\nContent-Length: 4\r\n\r\n").keeps, "a body is not read");
        assert!(!parsed("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n").keeps);
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for bad in
            [&b"\x16\x03\x01\x02\x00\x01"[..], b"GET /\xff\xfe HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n"]
        {
            assert!(matches!(parse(bad), Err(Reply { status: 400, .. })), "{}", String::from_utf8_lossy(bad));
        }
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(MOST_FIELDS + 1));
        assert!(matches!(parse(many.as_bytes()), Err(Reply { status: 431, .. })));
    }

    #[test]
    fn no_value_begins_a_field_of_its_own() {
        let reply = Reply::text(302, "").with("Location", "/a\r\nSet-Cookie: x".to_owned());
        assert!(!reply.head(true).contains("Set-Cookie"));
    }
}
