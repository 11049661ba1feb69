//! Files that change. The only user of `notify`.
//!
//! Only what a site is made of is watched, never `output/`, `.git` or a `target/` beside it: a watch costs a handle per
//! folder. Editors save in several steps (write beside, rename over, touch), so a change is told when nothing has
//! happened for a moment, or after a while of ceaseless change.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::Said;
use crate::pipeline::Change;
use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// Quiet for this long: the editor has done.
const QUIET: Duration = Duration::from_millis(6);
/// So many files are no editor's: something else is at work, a checkout or a copy.
const STORM: usize = 64;
/// Quiet for this long: the storm is over.
const CALM: Duration = Duration::from_millis(120);
/// Told even if it is never quiet.
const LONGEST: Duration = Duration::from_millis(1500);
/// How often the files are looked at with `--poll`.
const POLL: Duration = Duration::from_millis(400);
/// How often a waiter is woken although nothing changed: a day may have begun.
const TICK: Duration = Duration::from_secs(60);

/// The folders that a site is made of.
const FOLDERS: [&str; 4] = ["content", "themes", "fonts", "static"];
/// The file beside them.
const SETTINGS: &str = "banbao.toml";

/// What wakes the preview.
pub(super) enum Wake {
    /// The system tells of files.
    Files(notify::Result<Event>),
    /// Another thread has something for the terminal.
    Said(Said),
}

/// What is next.
pub(super) enum Next {
    /// Files changed.
    Change(Change),
    /// Something for the terminal.
    Said(Said),
    /// Only time went by.
    Tick,
}

/// The watch over a site's folder.
pub(super) struct Watch {
    root: PathBuf,
    events: Receiver<Wake>,
    tell: Sender<Wake>,
    /// Heard while files were changing.
    said: VecDeque<Said>,
    watcher: Box<dyn Watcher + Send>,
    /// Whether the files are looked at by the clock.
    pub(super) polls: bool,
}

impl Watch {
    /// Begins to watch; falls back to looking by the clock when the system cannot tell.
    pub(super) fn start(root: &Path, poll: bool) -> Result<Watch, String> {
        if !poll && let Ok(watch) = Watch::with(root, false) {
            return Ok(watch);
        }
        Watch::with(root, true).map_err(|e| e.to_string())
    }

    fn with(root: &Path, polls: bool) -> notify::Result<Watch> {
        let (tell, events) = channel();
        let files = tell.clone();
        let hear = move |event: notify::Result<Event>| {
            if event.as_ref().is_ok_and(is_reading) {
                return;
            }
            // Nobody listens any more when the preview ends.
            let _ = files.send(Wake::Files(event));
        };
        let watcher: Box<dyn Watcher + Send> = if polls {
            Box::new(PollWatcher::new(hear, Config::default().with_poll_interval(POLL))?)
        } else {
            Box::new(RecommendedWatcher::new(hear, Config::default())?)
        };
        let mut watch = Watch { root: root.to_owned(), events, tell, said: VecDeque::new(), watcher, polls };
        watch.watcher.watch(root, RecursiveMode::NonRecursive)?;
        for folder in FOLDERS {
            watch.follow(folder)?;
        }
        Ok(watch)
    }

    fn follow(&mut self, folder: &str) -> notify::Result<()> {
        let place = self.root.join(folder);
        if place.is_dir() { self.watcher.watch(&place, RecursiveMode::Recursive) } else { Ok(()) }
    }

    /// For threads that have something to tell.
    pub(super) fn teller(&self) -> Sender<Wake> {
        self.tell.clone()
    }

    /// Waits for what is next. `None` when there will be nothing any more.
    pub(super) fn next(&mut self) -> Option<Next> {
        if let Some(said) = self.said.pop_front() {
            return Some(Next::Said(said));
        }
        let mut change = Change::default();
        match self.events.recv_timeout(TICK) {
            Ok(Wake::Said(said)) => Some(Next::Said(said)),
            Ok(Wake::Files(event)) => {
                Some(if self.note(event, &mut change) { Next::Change(self.gather(change)) } else { Next::Tick })
            }
            Err(RecvTimeoutError::Timeout) => Some(Next::Tick),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    /// Further changes, if there are any within a while.
    pub(super) fn more_within(&mut self, wait: Duration) -> Option<Change> {
        let until = Instant::now() + wait;
        let mut change = Change::default();
        loop {
            match self.events.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Wake::Said(said)) => self.said.push_back(said),
                Ok(Wake::Files(event)) => {
                    if self.note(event, &mut change) {
                        return Some(self.gather(change));
                    }
                }
                Err(_) => return None,
            }
        }
    }

    /// What follows at once belongs to the same change.
    fn gather(&mut self, mut change: Change) -> Change {
        let first = Instant::now();
        let mut last = first;
        while first.elapsed() < LONGEST {
            let quiet = if change.paths.len() > STORM { CALM } else { QUIET };
            // What does not matter does not prolong the wait.
            match self.events.recv_timeout(quiet.saturating_sub(last.elapsed())) {
                Ok(Wake::Files(event)) => {
                    if self.note(event, &mut change) {
                        last = Instant::now();
                    }
                }
                Ok(Wake::Said(said)) => self.said.push_back(said),
                Err(_) => break,
            }
        }
        change
    }

    /// Whether the event matters.
    fn note(&mut self, event: notify::Result<Event>, change: &mut Change) -> bool {
        let Ok(event) = event else {
            change.unknown = true;
            return true;
        };
        let mut matters = event.need_rescan();
        change.unknown |= matters;
        let paths: Vec<String> = event.paths.iter().filter_map(|p| relative(&self.root, p)).collect();
        for path in paths {
            if FOLDERS.contains(&path.as_str()) {
                // A folder that was deleted and came back is a new one, with no watch on it.
                let _ = self.follow(&path);
                change.unknown = true;
            }
            change.paths.insert(path);
            matters = true;
        }
        matters
    }
}

/// Our own reading is told too (inotify: IN_OPEN, IN_CLOSE_NOWRITE): it is no change.
fn is_reading(event: &Event) -> bool {
    matches!(event.kind, EventKind::Access(k) if k != AccessKind::Close(AccessMode::Write))
}

/// The site-relative path, if a site is made of it.
fn relative(root: &Path, path: &Path) -> Option<String> {
    let inner = path.strip_prefix(root).ok()?;
    let parts: Vec<_> = inner.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    let first = parts.first()?;
    let ours = FOLDERS.contains(&first.as_ref()) || (parts.len() == 1 && first == SETTINGS);
    // Hidden files and the lock files of WPS and Word (`~$`) are not content; the world does not read them either.
    let hidden = parts.iter().any(|p| p.starts_with('.') || p.starts_with("~$"));
    (ours && !hidden).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_site_is_made_of_matters() {
        let of = |p: &str| relative(Path::new("/站"), &Path::new("/站").join(p));
        assert_eq!(of("content/articles/甲.md").as_deref(), Some("content/articles/甲.md"));
        assert_eq!(of("banbao.toml").as_deref(), Some("banbao.toml"));
        for other in ["output/site/index.html", ".git/index", "content/.甲.md.swp", "content/~$甲.md", "target/x", ""]
        {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
