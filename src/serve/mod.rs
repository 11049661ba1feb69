//! `banbao serve`: a preview that follows every save.
//!
//! Files change ([`watch`]) ► what they concern is read again ([`crate::pipeline::Live`]) ► [`state`] shows it, and tells
//! open pages ([`events`]), which fetch themselves anew (`reload.js`) ► [`server`] makes what they ask for through the functions
//! of `build` ► meanwhile [`proof`] composes boards, then looks everything over.
//! Nothing is written, unless the caller of [`run`] brings the means to.

mod desk;
mod events;
mod http;
mod lan;
mod pages;
mod proof;
mod server;
mod state;
mod watch;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub use proof::Write;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::model::Date;
use crate::pipeline::{BuildOptions, Change, Live, Snapshot};
use crate::world::{DiskWorld, World};

use proof::Proof;
use server::Front;
use state::State;
use watch::{Next, Watch};

/// A mistake is told only when it is still there after so long: many editors empty a file before they fill it.
const DOUBT: Duration = Duration::from_millis(60);
/// How often a file is looked at again before a mistake in it is believed.
const DOUBTS: usize = 3;

/// What is asked of the preview.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Where to listen; the next free port when it is taken, any for 0.
    pub port: u16,
    /// Look at the files by the clock.
    pub poll: bool,
    /// Drafts too.
    pub drafts: bool,
    /// Let phones on the same network look, too.
    pub lan: bool,
}

/// What happened, for the person at the terminal.
#[derive(Debug, Clone)]
pub enum Said {
    /// The preview can be opened.
    Listening {
        /// The port.
        port: u16,
        /// The address for phones: `192.168.1.5:3230`.
        lan: Option<String>,
        /// Whether the files are looked at by the clock.
        polls: bool,
    },
    /// A change can be seen, or its mistakes.
    Read {
        /// From the change until then.
        seconds: f64,
        /// What keeps the preview at the last good version; none of it is shown when this is empty.
        errors: Vec<Diagnostic>,
    },
    /// Everything was looked over.
    Proved {
        /// Seconds it took to draw the boards that changed.
        drawn: f64,
        /// What is wrong.
        errors: Vec<Diagnostic>,
        /// Errors, warnings, notes.
        counts: [usize; 3],
        /// What came of writing, when it was asked for.
        written: Option<Result<String, String>>,
    },
}

/// Serves until the process is ended. `tell` hears what happens; `write` is called with a build after good changes.
///
/// # Errors
/// In Chinese: no port could be had, or the folder cannot be watched.
pub fn run(
    root: &Path,
    options: &ServeOptions,
    write: Option<Write>,
    tell: &mut dyn FnMut(Said),
) -> Result<(), String> {
    let root = root.canonicalize().map_err(|e| format!("打不开文件夹 {}：{e}", root.display()))?;
    // Without an address to tell, nobody else could come anyway: then the network stays shut.
    let address = if options.lan { lan::address() } else { None };
    let (listener, port) = server::bind(options.port, address.is_some())
        .map_err(|e| format!("端口 {} 和后面的都用不了：{e}", options.port))?;
    let state = Arc::new(State::default());
    let lan = address.map(|a| format!("{a}:{port}"));
    server::start(listener, Front::new(port, lan.clone(), &root, Arc::clone(&state)));
    // Watching begins before the first reading: what is saved meanwhile is not missed.
    let mut watch = Watch::start(&root, options.poll).map_err(|e| format!("不能留意文件夹的变化：{e}"))?;
    tell(Said::Listening { port, lan, polls: watch.polls });
    let build = BuildOptions { drafts: options.drafts, ..BuildOptions::default() };
    let proof = Arc::new(Proof::new(state, build.clone()));
    proof.start(watch.teller(), write);
    let mut maker = Maker::new(root, build, proof);
    maker.follow(Change { unknown: true, ..Change::default() }, &mut watch).into_iter().for_each(&mut *tell);
    while let Some(next) = watch.next() {
        match next {
            Next::Said(said) => tell(said),
            Next::Change(change) => maker.follow(change, &mut watch).into_iter().for_each(&mut *tell),
            Next::Tick if maker.is_new_day() => {
                let all = Change { unknown: true, ..Change::default() };
                maker.follow(all, &mut watch).into_iter().for_each(&mut *tell);
            }
            Next::Tick => {}
        }
    }
    Err("文件夹的变化再也看不到了，请重新运行".to_owned())
}

/// Reads again and again.
struct Maker {
    root: PathBuf,
    world: Arc<dyn World>,
    live: Live,
    proof: Arc<Proof>,
    /// The day of the last reading.
    day: Date,
    /// Whether there has been a sound reading.
    good: bool,
}

impl Maker {
    fn new(root: PathBuf, options: BuildOptions, proof: Arc<Proof>) -> Maker {
        let world: Arc<dyn World> = Arc::new(DiskWorld::new(&root));
        let live = Live::new(options, Arc::clone(&proof.cache));
        Maker { day: world.today(), world, root, live, proof, good: false }
    }

    fn is_new_day(&self) -> bool {
        self.world.today() != self.day
    }

    /// Reads what changed and shows it. `None` when nothing that matters did.
    fn follow(&mut self, change: Change, watch: &mut Watch) -> Option<Said> {
        let started = Instant::now();
        let mut change = self.live.heed(self.world.as_ref(), change)?;
        self.day = self.world.today();
        let (mut snapshot, mut found) = self.read(&change);
        for _ in 0..DOUBTS {
            if !found.has_errors() || !self.good {
                break;
            }
            match watch.more_within(DOUBT) {
                Some(more) => {
                    change.paths.extend(more.paths);
                    change.unknown |= more.unknown;
                }
                None => break,
            }
            (snapshot, found) = self.read(&change);
        }
        let errors: Vec<Diagnostic> = found.iter().filter(|d| d.severity == Severity::Error).cloned().collect();
        // Before anything was good, the sound part of a bad site is better than nothing.
        let show = errors.is_empty() || !self.good;
        self.good |= errors.is_empty();
        let snapshot = snapshot.filter(|_| show);
        let shows = snapshot.is_some();
        let seconds = started.elapsed().as_secs_f64();
        self.proof.state.put_reading(snapshot, found, seconds);
        if shows {
            self.proof.ring();
        }
        Some(Said::Read { seconds, errors })
    }

    fn read(&mut self, change: &Change) -> (Option<Arc<Snapshot>>, Diagnostics) {
        if change.unknown || change.paths.iter().any(|p| p.starts_with("fonts/")) {
            self.world = Arc::new(DiskWorld::new(&self.root));
        }
        if !change.is_text() {
            self.proof.forget();
        }
        if let Some(shown) = self.proof.state.now().shown {
            self.live.follow(shown);
        }
        guarded(|| self.live.read(&self.world, change)).unwrap_or_else(|d| {
            self.live.forget();
            (None, Diagnostics::from_iter([d]))
        })
    }
}

/// A fault of ours in one build must not end the preview: it is told like any problem.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Diagnostic> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|cause| {
        let text = cause.downcast_ref::<String>().map(String::as_str);
        let why = text.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("没有说明");
        let why = why.lines().next().unwrap_or_default();
        Diagnostic::error("internal", format!("程序自己出了错：{why}"))
            .with_help("这是板报的毛病，不是文章的。撤回刚才的改动可以接着用；请把这句话和刚改的文件告诉开发者")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_ours_becomes_a_problem() {
        assert_eq!(guarded(|| 1).unwrap(), 1);
        let d = guarded(|| -> u8 { panic!("甲\n乙") }).unwrap_err();
        assert_eq!((d.code, d.message.as_str()), ("internal", "程序自己出了错：甲"));
    }
}
