//! What comes after a change can be seen: boards are composed, then everything is looked over, in a thread of its own.
//!
//! Newer texts may come at any moment. They are shown at once by whoever reads them; here the work in hand is dropped
//! between two steps and begun anew.

use rayon::ThreadPoolBuilder;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::state::State;
use super::watch::Wake;
use super::{Said, guarded};
use crate::check::{self, Levels};
use crate::content::{self, LoadOptions};
use crate::diagnostic::{Diagnostics, Severity};
use crate::pipeline::{self, BoardCache, Build, BuildOptions, Names, Reuse, Snapshot};
use crate::world::World;

/// Everything is looked over when nobody has saved for so long …
const QUIET: Duration = Duration::from_millis(300);
/// … and so much longer for each page: who writes pauses between two sentences, and a large site should not be looked over in each
/// of those pauses.
const QUIET_PER_PAGE: Duration = Duration::from_micros(100);
/// Pages looked over between two glances at the bell.
const PAGES: usize = 32;

/// Writes a build somewhere; gives what to tell.
pub type Write = Box<dyn Fn(&Build, &dyn World) -> Result<String, String> + Send + Sync>;

/// The one at work.
pub(super) struct Proof {
    pub(super) state: Arc<State>,
    pub(super) cache: Arc<BoardCache>,
    /// Boards as they are written, without drafts.
    written: BoardCache,
    pub(super) options: BuildOptions,
    wanted: Mutex<bool>,
    bell: Condvar,
}

impl Proof {
    /// Waits for the bell.
    pub(super) fn new(state: Arc<State>, options: BuildOptions) -> Proof {
        let cache = Arc::<BoardCache>::default();
        Proof { state, cache, written: BoardCache::default(), options, wanted: Mutex::new(false), bell: Condvar::new() }
    }

    /// Begins to work, in a thread of its own.
    pub(super) fn start(self: &Arc<Proof>, tell: Sender<Wake>, write: Option<Write>) {
        let proof = Arc::clone(self);
        thread::spawn(move || {
            // Threads of its own: what a save needs must not stand in line behind what nobody waits for.
            let pool = ThreadPoolBuilder::new().num_threads(1).build();
            loop {
                proof.wait();
                let Some(drawn) = proof.compose() else { continue };
                let prove = || proof.prove(drawn, write.as_ref());
                if let Some(said) = pool.as_ref().map_or_else(|_| prove(), |pool| pool.install(prove))
                    && tell.send(Wake::Said(said)).is_err()
                {
                    return;
                }
            }
        });
    }

    /// Nothing that was drawn is trusted any more.
    pub(super) fn forget(&self) {
        self.cache.clear();
        self.written.clear();
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something new is shown.
    pub(super) fn ring(&self) {
        *self.lock() = true;
        self.bell.notify_all();
    }

    fn wait(&self) {
        let wanted = self.bell.wait_while(self.lock(), |w| !*w);
        *wanted.unwrap_or_else(PoisonError::into_inner) = false;
    }

    /// Whether something newer came; waits a while for it.
    fn is_rung_within(&self, wait: Duration) -> bool {
        let waited = self.bell.wait_timeout_while(self.lock(), wait, |w| !*w);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn is_rung(&self) -> bool {
        *self.lock()
    }

    /// Looks everything over. `None` when something newer came in between. `drawn` is what the boards took, in seconds.
    fn prove(&self, drawn: f64, write: Option<&Write>) -> Option<Said> {
        let pages = u32::try_from(self.state.now().shown?.pages()).unwrap_or(u32::MAX);
        if self.is_rung_within(QUIET + QUIET_PER_PAGE * pages) {
            return None;
        }
        let shown = self.file()?;
        let found = guarded(|| self.look_over(&shown)).unwrap_or_else(|d| Some(Diagnostics::from_iter([d])))?;
        self.state.put_proof(&shown, found);
        let blocking = self.state.now().blocking();
        let written = match write {
            Some(write) if blocking.is_empty() => Some(self.write(write)),
            _ => None,
        };
        let problems = self.state.now().problems();
        let count = |s| problems.count(s);
        let counts = [count(Severity::Error), count(Severity::Warning), count(Severity::Note)];
        Some(Said::Proved { drawn, errors: blocking, counts, written })
    }

    /// Draws the boards that changed and shows the drawings; gives what it took, in seconds.
    fn compose(&self) -> Option<f64> {
        let started = Instant::now();
        let before = self.state.now().shown?;
        let composed = guarded(|| before.compose());
        let (composed, found) = match composed {
            Ok(done) => done,
            Err(d) => {
                // What is half done must not stay.
                self.forget();
                ((*before).clone(), Diagnostics::from_iter([d]))
            }
        };
        // Newer texts may be shown by now; their boards come with the next ring.
        let now = self.state.now();
        let shown = now.shown?;
        if !composed.has_boards_of(&shown) || !now.boards.iter().eq(found.iter()) {
            self.state.put_boards(&composed, found);
        }
        Some(started.elapsed().as_secs_f64())
    }

    /// Puts print files and previews of new drawings on the website.
    fn file(&self) -> Option<Arc<Snapshot>> {
        let shown = self.state.now().shown?;
        if !shown.lacks_files() {
            return Some(shown);
        }
        let filed = Arc::new(guarded(|| shown.with_files()).ok()?);
        self.state.put_files(&shown, Arc::clone(&filed)).then_some(filed)
    }

    /// Renders every page, looks at every WeChat article, and runs the lints. `None` when something newer came.
    fn look_over(&self, shown: &Snapshot) -> Option<Diagnostics> {
        let mut found = Diagnostics::new();
        let mut start = 0;
        while let Some(some) = shown.look_over(start, PAGES) {
            if self.is_rung() {
                return None;
            }
            found.extend(some);
            start += PAGES;
        }
        found.extend(shown.look_over_wechat());
        let (config, calendar) = (shown.config(), shown.calendar());
        let (levels, wrong) = Levels::resolve(shown.world(), config);
        found.extend(wrong);
        found.extend(check::run(shown.world(), config, calendar, shown.site(), &levels));
        if self.options.drafts && shown.has_drafts() && !self.is_rung() {
            // What `build` would say when drafts are left out.
            let load = LoadOptions { drafts: false };
            found.extend(content::load(shown.world(), config, &Names(calendar), &load).1);
        }
        Some(found)
    }

    fn write(&self, write: &Write) -> Result<String, String> {
        let shown = self.state.now().shown.ok_or("")?;
        let options = BuildOptions { drafts: false, ..self.options.clone() };
        let build = guarded(|| pipeline::build_with(shown.world(), &options, Reuse::Same(&self.written)))
            .map_err(|d| d.message)?;
        if build.diagnostics.has_errors() {
            Err("发布的部分有错误，没有写 output/".to_owned())
        } else {
            write(&build, shown.world())
        }
    }
}
