//! What is being shown: the files of the last good build, and the news for those who listen.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::output::Drawn;

/// Changes that are remembered for a page that was asleep; older ones make it load anew.
const REMEMBERED: usize = 64;

/// What is being shown.
#[derive(Default)]
pub(super) struct State {
    inner: Mutex<Inner>,
    news: Condvar,
}

#[derive(Default)]
struct Inner {
    version: u64,
    files: BTreeMap<String, Arc<[u8]>>,
    /// Pictures by path, drawn when someone looks.
    pictures: BTreeMap<String, Drawn>,
    desk: Arc<str>,
    errors: usize,
    changes: VecDeque<(u64, Vec<String>)>,
}

/// What a listener is told.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub(super) struct News {
    /// Counts up with everything that is told.
    pub version: u64,
    /// Problems that keep the preview at the last good version.
    pub errors: usize,
    /// Files that are not what they were, below `output/`; `null` when too long ago to say.
    pub changed: Option<Vec<String>>,
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A thread that panicked while it held the lock has left whole values behind: every change is one assignment.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts up a build's files (`None`: those before stay), what the workbench shows, and how many errors there are.
    /// Gives the number of files that changed.
    pub(super) fn publish(&self, files: Option<BTreeMap<String, Arc<[u8]>>>, desk: String, errors: usize) -> usize {
        let mut inner = self.lock();
        let mut changed = Vec::new();
        if let Some(files) = files {
            let all: BTreeSet<&String> = inner.files.keys().chain(files.keys()).collect();
            changed = all.into_iter().filter(|p| inner.files.get(*p) != files.get(*p)).cloned().collect();
            inner.files = files;
        }
        let count = changed.len();
        inner.desk = desk.into();
        inner.errors = errors;
        inner.version += 1;
        let version = inner.version;
        inner.changes.push_back((version, changed));
        if inner.changes.len() > REMEMBERED {
            inner.changes.pop_front();
        }
        self.news.notify_all();
        count
    }

    /// Puts up a build's pictures. Nobody is told: what they say is said by the pages that show them.
    pub(super) fn put_pictures(&self, pictures: Vec<Drawn>) {
        let by_path = pictures.iter().flat_map(|p| p.paths().map(|path| (path.to_owned(), p.clone()))).collect();
        self.lock().pictures = by_path;
    }

    /// A file of the last good build.
    pub(super) fn file(&self, path: &str) -> Option<Arc<[u8]>> {
        let picture = {
            let inner = self.lock();
            if let Some(bytes) = inner.files.get(path) {
                return Some(Arc::clone(bytes));
            }
            inner.pictures.get(path).cloned()
        };
        // Drawn without the lock: it takes a while.
        Some(picture?.bytes().ok()?.into())
    }

    /// Whether there is anything to be shown yet.
    pub(super) fn is_ready(&self) -> bool {
        self.lock().version > 0
    }

    /// What the workbench shows, as JSON; empty before the first build.
    pub(super) fn desk(&self) -> Arc<str> {
        Arc::clone(&self.lock().desk)
    }

    /// What there is to tell to someone who knows a version; waits for it, but not for ever.
    pub(super) fn news_after(&self, known: u64, wait: Duration) -> Option<News> {
        let inner = self.lock();
        let waited = self.news.wait_timeout_while(inner, wait, |i| i.version <= known);
        let (inner, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if inner.version <= known {
            return None;
        }
        let since = inner.changes.front().map_or(0, |(v, _)| *v);
        let changed = (since <= known.saturating_add(1)).then(|| {
            let later = inner.changes.iter().filter(|(v, _)| *v > known);
            later.flat_map(|(_, c)| c).collect::<BTreeSet<_>>().into_iter().cloned().collect()
        });
        Some(News { version: inner.version, errors: inner.errors, changed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(of: &[(&str, &str)]) -> Option<BTreeMap<String, Arc<[u8]>>> {
        Some(of.iter().map(|(p, b)| ((*p).to_owned(), Arc::from(b.as_bytes()))).collect())
    }

    #[test]
    fn news_tell_what_changed_and_a_bad_build_leaves_the_files() {
        let state = State::default();
        let soon = Duration::from_millis(1);
        assert_eq!(state.news_after(0, soon), None);
        assert_eq!(state.publish(files(&[("a", "1"), ("b", "1")]), "{}".into(), 0), 2);
        assert_eq!(state.publish(files(&[("a", "2"), ("c", "1")]), "{}".into(), 0), 3);
        assert_eq!(state.publish(None, "{}".into(), 4), 0);
        assert_eq!(state.file("a").as_deref(), Some(&b"2"[..]));
        assert_eq!(state.file("b"), None);
        let news = state.news_after(1, soon).unwrap();
        assert_eq!((news.version, news.errors), (3, 4));
        assert_eq!(news.changed.unwrap(), ["a", "b", "c"]);
    }

    #[test]
    fn who_slept_too_long_is_told_to_load_anew() {
        let state = State::default();
        for _ in 0..=REMEMBERED + 1 {
            state.publish(None, String::new(), 0);
        }
        assert_eq!(state.news_after(1, Duration::ZERO).unwrap().changed, None);
        assert_eq!(state.news_after(2, Duration::ZERO).unwrap().changed, Some(Vec::new()));
    }
}
