//! The stages for the preview: what is read stays in memory, and one file is made at a time, when it is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::boards::{self, BoardCache, Boards, Export, How, Reuse};
use super::{BuildOptions, Names, Parts, Shard, gather, posters, read_config};
use crate::calendar::Calendar;
use crate::config::Config;
use crate::content::{self, Changed, Reader};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Article, Site};
use crate::output::Drawn;
use crate::progress::Progress;
use crate::report::BoardEntry;
use crate::site::{Drawings, Kept, Material, Plan, SiteOptions};
use crate::wechat;
use crate::world::World;

/// Files that changed since the last reading.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Change {
    /// Their site-relative paths.
    pub paths: BTreeSet<String>,
    /// More may have changed than is known.
    pub unknown: bool,
}

impl Change {
    /// Whether only Markdown and what lies beside it is concerned.
    fn is_content(&self) -> bool {
        let ours = |p: &String| p.starts_with("content/") && p != "content/events.toml";
        !self.unknown && self.paths.iter().all(ours)
    }

    /// Whether only Markdown is concerned.
    pub fn is_text(&self) -> bool {
        self.is_content() && self.paths.iter().all(|p| p.to_ascii_lowercase().ends_with(".md"))
    }

    /// Whether settings, health days and fonts are as they were.
    fn spares_settings(&self) -> bool {
        let ours = |p: &String| ["content/", "themes/", "static/"].iter().any(|f| p.starts_with(f));
        !self.unknown && self.paths.iter().all(|p| ours(p) && p != "content/events.toml")
    }
}

/// A site that is read again and again.
pub struct Live {
    options: BuildOptions,
    cache: Arc<BoardCache>,
    reader: Reader,
    kept: Kept,
    settings: Option<Settings>,
    last: Option<Arc<Snapshot>>,
}

#[derive(Clone)]
struct Settings {
    config: Arc<Config>,
    calendar: Arc<Calendar>,
    found: Diagnostics,
}

/// A site as it was read at one moment. Any of its files can be made from it.
#[derive(Clone)]
pub struct Snapshot {
    world: Arc<dyn World>,
    settings: Settings,
    site: Arc<Site>,
    /// Whether some of it would be left out without drafts.
    drafts: bool,
    plan: Plan,
    boards: Boards,
    /// Those whose files the plan has.
    filed: Boards,
    cache: Arc<BoardCache>,
    /// Covers and share pictures by path, listed when the first is asked for.
    posters: Arc<OnceLock<BTreeMap<String, Drawn>>>,
}

impl Live {
    /// Nothing is read yet.
    pub fn new(options: BuildOptions, cache: Arc<BoardCache>) -> Live {
        Live { options, cache, reader: Reader::default(), kept: Kept::default(), settings: None, last: None }
    }

    /// Nothing of before is trusted any more.
    pub fn forget(&mut self) {
        *self = Live { last: self.last.take(), ..Live::new(self.options.clone(), Arc::clone(&self.cache)) };
    }

    /// The change without what cannot matter; `None` when nothing of it is left.
    pub fn heed(&self, world: &dyn World, mut change: Change) -> Option<Change> {
        change.paths.retain(|p| !p.starts_with("content/") || self.reader.heeds(world, p));
        (change.unknown || !change.paths.is_empty()).then_some(change)
    }

    /// Reads what changed. The boards are drawn as they were: composing them is the slow part, and comes after
    /// ([`Snapshot::compose`]). `None` when nothing can be shown.
    pub fn read(&mut self, world: &Arc<dyn World>, change: &Change) -> (Option<Arc<Snapshot>>, Diagnostics) {
        if !change.spares_settings() {
            self.forget();
        } else if !change.is_text() {
            self.kept = Kept::default();
        }
        let settings = self.settings.take().unwrap_or_else(|| self.read_settings(world.as_ref()));
        let mut diagnostics = settings.found.clone();
        let (config, calendar) = (&settings.config, &settings.calendar);
        let load = content::LoadOptions { drafts: self.options.drafts };
        let changed = if change.unknown { Changed::Everything } else { Changed::Files(&change.paths) };
        let site = self.reader.read(world.as_ref(), &Names(calendar), config, &load, changed);
        let site = gather(site, &mut diagnostics);
        let from = Material { world: world.as_ref(), config, calendar, site: &site };
        let options = SiteOptions { base_url: config.base_url.clone(), today: world.today() };
        let drawings = self.last.as_ref().map_or(Drawings::Fresh(&[]), |s| Drawings::Of(&s.plan));
        let plan = gather(Plan::new(from, drawings, &options, &mut self.kept), &mut diagnostics);
        diagnostics.sort();
        let last = self.last.as_ref();
        let (boards, filed) = last.map(|s| (s.boards.clone(), s.filed.clone())).unwrap_or_default();
        let snapshot = plan.map(|plan| {
            let (world, settings) = (Arc::clone(world), settings.clone());
            let (cache, posters) = (Arc::clone(&self.cache), Arc::default());
            let drafts = self.reader.has_drafts() || site.boards.iter().any(|b| b.draft);
            Arc::new(Snapshot { world, settings, site, drafts, plan, boards, filed, cache, posters })
        });
        self.settings = Some(settings);
        (snapshot, diagnostics)
    }

    /// Takes what is shown from now on as the state of before.
    pub fn follow(&mut self, shown: Arc<Snapshot>) {
        self.last = Some(shown);
    }

    fn read_settings(&self, world: &dyn World) -> Settings {
        let mut found = Diagnostics::new();
        let config = read_config(world, &self.options, &mut found);
        let calendar = gather(Calendar::load(world), &mut found);
        Settings { config: Arc::new(config), calendar: Arc::new(calendar), found }
    }
}

impl Snapshot {
    /// The settings.
    pub fn config(&self) -> &Config {
        &self.settings.config
    }

    /// The health days.
    pub fn calendar(&self) -> &Calendar {
        &self.settings.calendar
    }

    /// What was written.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Whether there are drafts in it.
    pub fn has_drafts(&self) -> bool {
        self.drafts
    }

    /// The folder that it was read from.
    pub fn world(&self) -> &dyn World {
        self.world.as_ref()
    }

    fn material(&self) -> Material<'_> {
        Material { world: self.world(), config: self.config(), calendar: self.calendar(), site: &self.site }
    }

    /// One file by its path below `output/`; `None` when there is none.
    ///
    /// # Errors
    /// What keeps it from being made.
    pub fn file(&self, path: &str) -> Option<Result<Vec<u8>, Diagnostics>> {
        let made = match path.split_once('/')?.0 {
            "site" => self.plan.file(self.material(), path),
            "wechat" => {
                wechat::file(self.world(), self.config(), self.calendar(), &self.site, path).map(|a| Ok(a.bytes))
            }
            _ => self
                .boards
                .file(self.world(), &self.site, path)
                .map(|made| made.map_err(|d| Diagnostics::from_iter([d]))),
        };
        made.or_else(|| self.poster(path))
    }

    fn poster(&self, path: &str) -> Option<Result<Vec<u8>, Diagnostics>> {
        if !path.ends_with(".png") {
            return None;
        }
        let posters = self.posters.get_or_init(|| {
            let how = (Parts::ALL, Reuse::Same(&self.cache));
            let all = posters::pictures(self.world(), self.config(), self.calendar(), &self.site, how).0;
            all.iter().flat_map(|p| p.paths().map(|path| (path.to_owned(), p.clone()))).collect()
        });
        let failed = |why| Diagnostics::from_iter([Diagnostic::error("poster-failed", why)]);
        Some(posters.get(path)?.bytes().map_err(failed))
    }

    /// One sheet of a board as SVG; sheets count from 1.
    pub fn drawing(&self, board: &str, sheet: usize) -> Option<Result<String, Diagnostics>> {
        let made = self.boards.svg(board, sheet.checked_sub(1)?)?;
        Some(made.map_err(|d| Diagnostics::from_iter([d])))
    }

    /// The page of a Markdown file.
    pub fn url_of(&self, source: &str) -> Option<&str> {
        self.plan.url_of(source)
    }

    /// The WeChat page of an article, below `output/`.
    pub fn wechat_of(&self, article: &Article) -> String {
        wechat::path(article, &self.site)
    }

    /// How the boards came out.
    pub fn board_entries(&self) -> Vec<BoardEntry> {
        self.boards.entries(Parts { print: false, ..Parts::ALL }, Shard::WHOLE, &self.site)
    }

    /// Composes the boards, as far as the cache does not hold them; what cannot be drawn stays as it was.
    /// The website shows the boards of before until [`Snapshot::with_files`].
    pub fn compose(&self) -> (Snapshot, Diagnostics) {
        let wanted: Vec<usize> = (0..self.site.boards.len()).collect();
        let how = How { reuse: Reuse::Same(&self.cache), export: Export::Later, progress: &Progress::default() };
        let (config, calendar) = (self.config(), self.calendar());
        let (boards, found) = boards::compose_all(self.world(), config, calendar, &self.site, &wanted, how);
        let boards = boards.or_as_before(&self.boards);
        (Snapshot { boards, ..self.clone() }, found)
    }

    /// This moment with the drawings of another one.
    pub fn with_drawings_of(&self, other: &Snapshot) -> Snapshot {
        Snapshot { boards: other.boards.clone(), ..self.clone() }
    }

    /// Whether the boards' files are not yet those of the drawings: [`Snapshot::with_files`].
    pub fn lacks_files(&self) -> bool {
        !self.filed.same_as(&self.boards)
    }

    /// Whether the boards are the very ones of another moment.
    pub fn has_boards_of(&self, other: &Snapshot) -> bool {
        self.boards.same_as(&other.boards)
    }

    /// With print files and previews, on the website too.
    pub fn with_files(&self) -> Snapshot {
        let sheets = self.boards.sheets();
        let previews = self.boards.previews(&sheets);
        let plan = self.plan.with_boards(self.material(), &previews);
        Snapshot { plan, filed: self.boards.clone(), ..self.clone() }
    }

    /// How many pages [`Snapshot::look_over`] looks over.
    pub fn pages(&self) -> usize {
        self.plan.count(self.material())
    }

    /// Makes `count` pages from number `start` on, for what is wrong with them. `None` after the last one.
    pub fn look_over(&self, start: usize, count: usize) -> Option<Diagnostics> {
        self.plan.look_over(self.material(), start, count)
    }

    /// What is wrong with the WeChat articles.
    pub fn look_over_wechat(&self) -> Diagnostics {
        wechat::look_over(self.world(), self.config(), self.calendar(), &self.site)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_change_concerns() {
        let of = |p: &[&str]| Change { paths: p.iter().map(|p| (*p).to_owned()).collect(), unknown: false };
        assert!(of(&["content/a.md"]).is_text());
        assert!(!of(&["content/a.md", "content/a.svg"]).is_text());
        assert!(of(&["content/a.svg", "static/b.png", "themes/x/web/static/site.css"]).spares_settings());
        assert!(!of(&["content/events.toml"]).spares_settings() && !of(&["banbao.toml"]).spares_settings());
        assert!(!Change { unknown: true, ..of(&["content/a.md"]) }.is_text());
    }
}
