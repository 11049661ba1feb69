//! Files that change. The only user of `notify`.
//!
//! Only what a site is made of is watched, never `output/`, `.git` or a `target/` beside it: a watch costs a handle per
//! folder. Editors save in several steps (write beside, rename over, touch), so a change is told when nothing has
//! happened for a moment, or after a while of ceaseless change.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// Quiet for this long: the editor has done.
const QUIET: Duration = Duration::from_millis(80);
/// Told even if it is never quiet.
const LONGEST: Duration = Duration::from_millis(1000);
/// How often the files are looked at with `--poll`.
const POLL: Duration = Duration::from_millis(400);
/// How often a waiter is woken although nothing changed: a day may have begun.
const TICK: Duration = Duration::from_secs(60);

/// The folders that a site is made of.
const FOLDERS: [&str; 4] = ["content", "themes", "fonts", "static"];
/// The file beside them.
const SETTINGS: &str = "banbao.toml";

/// What changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    paths: BTreeSet<String>,
    unknown: bool,
}

impl Change {
    /// Whether nothing changed, only time went by.
    pub(super) fn is_tick(&self) -> bool {
        self.paths.is_empty() && !self.unknown
    }

    /// Whether only Markdown below `content/` is concerned.
    pub(super) fn is_text_only(&self) -> bool {
        let text = |p: &String| p.starts_with("content/") && p.ends_with(".md");
        !self.unknown && self.paths.iter().all(text)
    }
}

/// The watch over a site's folder.
pub(super) struct Watch {
    root: PathBuf,
    events: Receiver<notify::Result<Event>>,
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
        let watcher: Box<dyn Watcher + Send> = if polls {
            Box::new(PollWatcher::new(tell, Config::default().with_poll_interval(POLL))?)
        } else {
            Box::new(RecommendedWatcher::new(tell, Config::default())?)
        };
        let mut watch = Watch { root: root.to_owned(), events, watcher, polls };
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

    /// Waits for the next change. `None` when there will be none any more.
    pub(super) fn next(&mut self) -> Option<Change> {
        let mut change = Change::default();
        let mut first: Option<Instant> = None;
        loop {
            let wait = if first.is_some() { QUIET } else { TICK };
            match self.events.recv_timeout(wait) {
                Ok(event) => {
                    if self.note(event, &mut change) {
                        first.get_or_insert_with(Instant::now);
                    }
                }
                Err(RecvTimeoutError::Timeout) => return Some(change),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
            if first.is_some_and(|f| f.elapsed() > LONGEST) {
                return Some(change);
            }
        }
    }

    /// Whether the event matters.
    fn note(&mut self, event: notify::Result<Event>, change: &mut Change) -> bool {
        let Ok(event) = event else {
            change.unknown = true;
            return true;
        };
        // Our own reading is told too (inotify: IN_OPEN, IN_CLOSE_NOWRITE), and must not set off another build.
        if matches!(event.kind, EventKind::Access(k) if k != AccessKind::Close(AccessMode::Write)) {
            return false;
        }
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

    #[test]
    fn a_picture_is_not_text() {
        let of = |p: &[&str]| Change { paths: p.iter().map(|p| (*p).to_owned()).collect(), unknown: false };
        assert!(of(&["content/a.md"]).is_text_only());
        assert!(!of(&["content/a.md", "content/a.svg"]).is_text_only());
        assert!(!of(&["themes/x/README.md"]).is_text_only());
        assert!(of(&[]).is_tick() && !of(&["banbao.toml"]).is_tick());
    }
}
