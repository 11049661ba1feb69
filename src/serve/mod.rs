//! `banbao serve`: a preview that follows every save.
//!
//! Files change ([`watch`]) ► the same `pipeline` that `build` runs, with boards kept from before ► [`state`] holds the last
//! good files ► [`server`] answers from it, [`events`] tells open pages, which fetch themselves anew (`reload.js`).
//! Nothing is written, least of all to `output/`.

mod events;
mod pages;
mod server;
mod state;
mod watch;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};

use crate::check::{self, Levels};
use crate::content::{self, LoadOptions};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::model::Date;
use crate::pipeline::{self, BoardCache, BuildOptions, Input, Names, Reuse};
use crate::world::{DiskWorld, World};

use state::State;
use watch::Watch;

/// What is asked of the preview.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Where to listen; the next free port when it is taken, any for 0.
    pub port: u16,
    /// Look at the files by the clock.
    pub poll: bool,
    /// Drafts too.
    pub drafts: bool,
}

/// What happened, for the person at the terminal.
#[derive(Debug, Clone)]
pub enum Said {
    /// The preview can be opened.
    Listening {
        /// The port.
        port: u16,
        /// Whether the files are looked at by the clock.
        polls: bool,
    },
    /// A build is done.
    Built {
        /// Of building, until it could be seen.
        seconds: f64,
        /// Files that are not what they were.
        changed: usize,
        /// What keeps the preview at the last good version; none of it is shown when this is empty.
        errors: Vec<Diagnostic>,
    },
}

/// Serves until the process is ended. `tell` hears what happens.
///
/// # Errors
/// In Chinese: no port could be had, or the folder cannot be watched.
pub fn run(root: &Path, options: &ServeOptions, tell: &mut dyn FnMut(Said)) -> Result<(), String> {
    let root = root.canonicalize().map_err(|e| format!("打不开文件夹 {}：{e}", root.display()))?;
    let (listener, port) =
        server::bind(options.port).map_err(|e| format!("端口 {} 和后面的都用不了：{e}", options.port))?;
    let state = Arc::new(State::default());
    server::start(listener, port, &state).map_err(|e| format!("预览服务打不开：{e}"))?;
    // Watching begins before the first build: what is saved meanwhile is not missed.
    let mut watch = Watch::start(&root, options.poll).map_err(|e| format!("不能留意文件夹的变化：{e}"))?;
    tell(Said::Listening { port, polls: watch.polls });
    let mut maker = Maker::new(root, options.drafts, state);
    tell(maker.make());
    while let Some(change) = watch.next() {
        if change.is_tick() && !maker.is_new_day() {
            continue;
        }
        if !change.is_text_only() || maker.is_new_day() {
            maker.forget();
        } else {
            maker.hurry();
        }
        tell(maker.make());
    }
    Err("文件夹的变化再也看不到了，请重新运行".to_owned())
}

/// Builds again and again.
struct Maker {
    root: PathBuf,
    world: DiskWorld,
    cache: BoardCache,
    options: BuildOptions,
    state: Arc<State>,
    /// The day of the last build.
    day: Date,
    /// The lists of the last good build.
    lists: Value,
    /// Whether there has been a good build.
    good: bool,
    /// What the lints said last.
    lints: Diagnostics,
}

impl Maker {
    fn new(root: PathBuf, drafts: bool, state: Arc<State>) -> Maker {
        let world = DiskWorld::new(&root);
        Maker {
            day: world.today(),
            world,
            root,
            cache: BoardCache::default(),
            options: BuildOptions { drafts, ..BuildOptions::default() },
            state,
            lists: json!({ "site": "", "boards": [], "articles": [], "due": [], "days": [] }),
            good: false,
            lints: Diagnostics::new(),
        }
    }

    fn is_new_day(&self) -> bool {
        self.world.today() != self.day
    }

    /// Fonts, themes or pictures may be others.
    fn forget(&mut self) {
        self.world = DiskWorld::new(&self.root);
        self.cache.clear();
    }

    /// The website and the WeChat articles first, boards as they were: composing is the slow part.
    /// Anything wrong is left for the whole build that follows to tell.
    fn hurry(&mut self) {
        if !self.good {
            return;
        }
        let made = guarded(|| pipeline::build_with(&self.world, &self.options, Reuse::Any(&self.cache)));
        if let Ok(build) = made
            && !build.diagnostics.has_errors()
        {
            let files = build.artifacts.into_iter().map(|a| (a.path, Arc::from(a.bytes))).collect();
            self.state.put_pictures(build.pictures);
            self.state.publish(Some(files), self.state.desk().to_string(), 0);
        }
    }

    /// One build: shown as soon as it is there, lints after it.
    fn make(&mut self) -> Said {
        let started = Instant::now();
        self.day = self.world.today();
        let made = guarded(|| pipeline::build_with(&self.world, &self.options, Reuse::Same(&self.cache)));
        let (build, mut found) = match made {
            Ok(build) => {
                let found = build.diagnostics.clone();
                (Some(build), found)
            }
            Err(d) => {
                // A board that was kept is not at fault, but what is half done must not stay.
                self.cache.clear();
                (None, Diagnostics::from_iter([d]))
            }
        };
        let errors: Vec<Diagnostic> = found.iter().filter(|d| d.severity == Severity::Error).cloned().collect();
        let (mut input, mut files) = (None, None);
        if let Some(build) = build {
            // Before anything was good, the sound part of a bad build is better than nothing.
            let show = errors.is_empty() || !self.good;
            self.good |= errors.is_empty();
            if show {
                self.lists = pages::lists(&build, self.day);
                files = Some(build.artifacts.into_iter().map(|a| (a.path, Arc::from(a.bytes))).collect());
                self.state.put_pictures(build.pictures);
            }
            input = Some(build.input);
        }
        let desk = self.desk(&found, &errors, started.elapsed().as_secs_f64());
        let changed = self.state.publish(files, desk, errors.len());
        let seconds = started.elapsed().as_secs_f64();
        if let Some(input) = input {
            self.lints = guarded(|| self.lint(&input)).unwrap_or_else(|d| Diagnostics::from_iter([d]));
        }
        found.sort();
        let desk = self.desk(&found, &errors, seconds);
        if *self.state.desk() != *desk {
            self.state.publish(None, desk, errors.len());
        }
        Said::Built { seconds, changed, errors }
    }

    /// What a careful editor finds, and what `build` would say when drafts are left out.
    fn lint(&self, input: &Input) -> Diagnostics {
        let Input { config, calendar, site } = input;
        let (levels, mut found) = Levels::resolve(&self.world, config);
        found.extend(check::run(&self.world, config, calendar, site, &levels));
        if self.options.drafts {
            let published = content::load(&self.world, config, &Names(calendar), &LoadOptions { drafts: false });
            found.extend(published.1);
        }
        found
    }

    fn desk(&self, found: &Diagnostics, errors: &[Diagnostic], seconds: f64) -> String {
        let mut all = found.clone();
        all.extend(self.lints.iter().cloned());
        all.sort();
        let blocking = Diagnostics::from_iter(errors.iter().cloned());
        let desk = json!({
            "lists": self.lists,
            "problems": pages::problems(&all, &self.world),
            "blocking": pages::problems(&blocking, &self.world),
            "good": self.good,
            "seconds": (seconds * 1000.0).round() / 1000.0,
        });
        desk.to_string()
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
