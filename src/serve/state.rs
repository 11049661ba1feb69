//! What is being shown, and the news for those who listen.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::pipeline::Snapshot;

/// What is being shown.
#[derive(Default)]
pub(super) struct State {
    inner: Mutex<Inner>,
    news: Condvar,
}

/// Everything under the lock; cheap to copy.
#[derive(Default, Clone)]
pub(super) struct Inner {
    version: u64,
    /// Counts up when pages may look different.
    pages: u64,
    /// Counts up when sheets may look different.
    sheets: u64,
    /// What requests are answered from.
    pub(super) shown: Option<Arc<Snapshot>>,
    /// The last one that was looked over and has no errors: it answers where `shown` cannot.
    proved: Option<Arc<Snapshot>>,
    /// Found when reading; what keeps newer texts from being shown is among it.
    pub(super) read: Arc<Diagnostics>,
    /// Found when composing the boards.
    pub(super) boards: Arc<Diagnostics>,
    /// Found when pages were rendered, one by one or all, and by the lints.
    pub(super) looked: Arc<Diagnostics>,
    /// From the change until it could be seen.
    pub(super) seconds: f64,
    /// Whether boards and problems are those of what is shown.
    pub(super) settled: bool,
}

/// What a listener is told.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub(super) struct News {
    /// Counts up with everything that is told.
    pub version: u64,
    /// Problems that keep something at the last good version.
    pub errors: usize,
    /// Counts up when pages may look different.
    pub pages: u64,
    /// Counts up when sheets may look different.
    pub sheets: u64,
}

/// What there is at an address.
pub(super) enum Found {
    File(Vec<u8>),
    Missing,
    /// It cannot be made, and never could.
    Broken,
}

impl Inner {
    /// Everything that was found, each thing once.
    pub(super) fn problems(&self) -> Diagnostics {
        self.found(|_| true)
    }

    fn found(&self, wanted: impl Fn(&Diagnostic) -> bool) -> Diagnostics {
        let all = self.read.iter().chain(self.boards.iter()).chain(self.looked.iter()).filter(|d| wanted(d));
        let mut found: Diagnostics = all.collect::<BTreeSet<_>>().into_iter().cloned().collect();
        found.sort();
        found
    }

    /// Those that stand between the files and what is shown.
    pub(super) fn blocking(&self) -> Vec<Diagnostic> {
        self.found(|d| d.severity == Severity::Error).into_iter().collect()
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A thread that panicked while it held the lock has left whole values behind: every change is one assignment.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is shown now.
    pub(super) fn now(&self) -> Inner {
        self.lock().clone()
    }

    fn change(&self, change: impl FnOnce(&mut Inner)) {
        let mut inner = self.lock();
        // What is replaced may be the last hold on ten thousand articles: it is let go when nobody waits for the lock any more.
        let before = inner.clone();
        change(&mut inner);
        inner.version += 1;
        self.news.notify_all();
        drop(inner);
        drop(before);
    }

    /// A reading: `None` leaves what is shown as it was.
    pub(super) fn put_reading(&self, snapshot: Option<Arc<Snapshot>>, found: Diagnostics, seconds: f64) {
        self.change(|i| {
            if snapshot.is_some() {
                i.shown = snapshot;
                i.pages += 1;
                // What pages said of themselves is said again when they are looked over; their errors go at once.
                let kept = i.looked.iter().filter(|d| d.severity != Severity::Error).cloned().collect();
                i.looked = Arc::new(kept);
            }
            i.read = Arc::new(found);
            i.seconds = seconds;
            i.settled = false;
        });
    }

    /// Boards drawn anew, whatever texts are shown by now. Pages follow with [`State::put_files`].
    pub(super) fn put_boards(&self, composed: &Snapshot, found: Diagnostics) {
        self.change(|i| {
            i.shown = i.shown.as_ref().map(|s| Arc::new(s.with_drawings_of(composed)));
            i.boards = Arc::new(found);
            i.sheets += 1;
        });
    }

    /// Print files and previews of the boards; not when something newer is shown meanwhile.
    pub(super) fn put_files(&self, of: &Arc<Snapshot>, snapshot: Arc<Snapshot>) -> bool {
        let mut done = false;
        self.change(|i| {
            if i.shown.as_ref().is_some_and(|s| Arc::ptr_eq(s, of)) {
                i.shown = Some(snapshot);
                i.pages += 1;
                done = true;
            }
        });
        done
    }

    /// What was found looking everything over. Without errors, what is shown is proved.
    pub(super) fn put_proof(&self, of: &Arc<Snapshot>, found: Diagnostics) {
        self.change(|i| {
            if i.shown.as_ref().is_some_and(|s| Arc::ptr_eq(s, of)) {
                let sound = !found.has_errors() && !i.boards.has_errors();
                i.looked = Arc::new(found);
                i.settled = true;
                if sound {
                    i.proved = Some(Arc::clone(of));
                }
            }
        });
    }

    /// Makes a file of what is shown; where that fails, of what was proved last.
    pub(super) fn file(&self, path: &str) -> Found {
        let now = self.now();
        let Some(shown) = &now.shown else { return Found::Missing };
        match shown.file(path) {
            None => Found::Missing,
            Some(Ok(bytes)) => Found::File(bytes),
            Some(Err(found)) => {
                self.tell_of(shown, &found);
                match now.proved.and_then(|p| p.file(path)) {
                    Some(Ok(bytes)) => Found::File(bytes),
                    _ => Found::Broken,
                }
            }
        }
    }

    /// A page that could not be rendered is told of at once, not only when everything has been looked over.
    fn tell_of(&self, of: &Arc<Snapshot>, found: &Diagnostics) {
        let now = self.now();
        let same = now.shown.as_ref().is_some_and(|s| Arc::ptr_eq(s, of));
        if same && found.iter().any(|d| !now.looked.iter().any(|k| k == d)) {
            self.change(|i| {
                let all: BTreeSet<&Diagnostic> = i.looked.iter().chain(found.iter()).collect();
                i.looked = Arc::new(all.into_iter().cloned().collect());
            });
        }
    }

    fn news(inner: &Inner) -> News {
        let errors = inner.blocking().len();
        News { version: inner.version, errors, pages: inner.pages, sheets: inner.sheets }
    }

    /// What there is to tell to someone who knows a version; waits for it, but not for ever.
    pub(super) fn news_after(&self, known: u64, wait: Duration) -> Option<News> {
        let inner = self.lock();
        let waited = self.news.wait_timeout_while(inner, wait, |i| i.version == known);
        let (inner, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let now = inner.clone();
        drop(inner);
        (now.version != known).then(|| Self::news(&now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_come_once_and_errors_are_counted_once() {
        let state = State::default();
        let soon = Duration::from_millis(1);
        assert_eq!(state.news_after(0, soon), None);
        let found = Diagnostics::from_iter([Diagnostic::error("a", "甲"), Diagnostic::note("b", "乙")]);
        state.put_reading(None, found.clone(), 0.1);
        state.change(|i| i.looked = Arc::new(found));
        let news = state.news_after(0, soon).unwrap();
        assert_eq!((news.version, news.errors, news.pages), (2, 1, 0));
        assert_eq!(state.news_after(news.version, soon), None);
        assert!(matches!(state.file("site/index.html"), Found::Missing));
    }
}
