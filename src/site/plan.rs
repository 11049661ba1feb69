//! Every file of the site by name, each with its way to be made: `build` makes them all, the preview the one it is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::assets::Assets;
use super::boards::BoardFiles;
use super::digest::Digests;
use super::groups::Groups;
use super::items::Entries;
use super::pages::{self, Job, Outcome};
use super::picture::{self, Pictures};
use super::routes::{Routes, encode_path};
use super::search::Search;
use super::templates::Templates;
use super::{BoardPreview, Build, SiteBuild, SiteOptions, assets, boards, feeds};
use crate::calendar::Calendar;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Date, Site};
use crate::output::Artifact;
use crate::progress::{Progress, Stage};
use crate::world::World;

/// A site of more articles is large: a search index takes longer than anybody waits between two saves.
const LARGE: usize = 500;

/// What a site is made from.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// The folder.
    pub world: &'a dyn World,
    /// `banbao.toml`.
    pub config: &'a Config,
    /// The health days.
    pub calendar: &'a Calendar,
    /// `content/`.
    pub site: &'a Site,
}

/// How the site's boards look.
#[derive(Clone, Copy)]
pub enum Drawings<'a> {
    /// Drawn for it.
    Fresh(&'a [BoardPreview<'a>]),
    /// As in an earlier plan, until they are drawn anew: [`Plan::with_boards`].
    Of(&'a Plan),
}

/// What one plan leaves for the next, when nothing but texts has changed in between.
#[derive(Default)]
pub struct Kept {
    digests: Digests,
    pictures: picture::Cache,
    assets: Option<(Arc<Assets>, Diagnostics)>,
    templates: Option<Templates>,
    frame: Option<Frame>,
}

/// Addresses and groups. They cost what a site has articles, and hardly ever differ from one save to the next.
struct Frame {
    /// All that they are made of.
    of: Vec<u8>,
    routes: Arc<Routes>,
    groups: Arc<Groups>,
    problems: Diagnostics,
}

/// A site ready to be made, whole or file by file.
#[derive(Clone)]
pub struct Plan {
    options: SiteOptions,
    base_url: Option<String>,
    routes: Arc<Routes>,
    pictures: Arc<Pictures>,
    picture_files: Arc<Vec<Arc<Artifact>>>,
    assets: Arc<Assets>,
    boards: Arc<BTreeMap<String, BoardFiles>>,
    board_files: Arc<Vec<Arc<Artifact>>>,
    files: Arc<BTreeSet<String>>,
    groups: Arc<Groups>,
    entries: Arc<Entries>,
    templates: Templates,
    search: Arc<OnceLock<Search>>,
    list: Arc<OnceLock<List>>,
}

/// How a file comes to be.
#[derive(Debug, Clone)]
enum Making {
    Page(Job),
    Atom,
    Sitemap,
    Robots,
    Ics(i32),
    Picture(usize),
    Board(usize),
    Asset(usize),
}

/// The files in the order in which they claim their names; those of the search come before the copied ones.
struct List {
    generated: Vec<(String, Making)>,
    copied: Vec<(String, Making)>,
    /// Path ► place in both, one after the other.
    index: BTreeMap<String, usize>,
}

impl Kept {
    /// The addresses and groups of a site: those of before when they would be the same.
    fn frame(&mut self, site: &Site, diagnostics: &mut Diagnostics) -> (Arc<Routes>, Arc<Groups>) {
        let of = self.outline(site);
        let frame = match self.frame.take() {
            Some(frame) if frame.of == of => frame,
            _ => {
                let mut problems = Diagnostics::new();
                let routes = Arc::new(Routes::new(site, &self.digests, &mut problems));
                Frame { of, routes, groups: Arc::new(Groups::new(site)), problems }
            }
        };
        diagnostics.extend(frame.problems.iter().cloned());
        let found = (Arc::clone(&frame.routes), Arc::clone(&frame.groups));
        self.frame = Some(frame);
        found
    }

    /// Everything that addresses, groups and the list of pages depend on: of articles all but their words.
    fn outline(&self, site: &Site) -> Vec<u8> {
        let mut out = Vec::new();
        let mut add = |text: &str| {
            // With its length before it no text runs into the next.
            out.extend((text.len() as u64).to_le_bytes());
            out.extend(text.as_bytes());
        };
        for a in &site.articles {
            [&a.path, &a.slug, &a.title].into_iter().for_each(|t| add(t));
            add(a.event.as_deref().unwrap_or_default());
            add(&a.date.map_or(String::new(), |d| d.to_string()));
            for list in [&a.tags, &a.audience, &a.aliases] {
                add(&list.len().to_string());
                list.iter().for_each(|t| add(t));
            }
            let ids = self.digests.ids(&a.path);
            add(&ids.len().to_string());
            ids.iter().for_each(|t| add(t));
        }
        add(&format!("{:?}{:?}", site.boards, site.pages));
        out
    }
}

impl Plan {
    /// Plans a site: addresses, pictures, templates. No page is rendered yet. `None` when the templates cannot be read.
    pub fn new(
        from: Material<'_>,
        drawings: Drawings<'_>,
        options: &SiteOptions,
        kept: &mut Kept,
    ) -> (Option<Plan>, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        kept.digests.renew(from.site);
        let (routes, groups) = kept.frame(from.site, &mut diagnostics);
        let (assets, problems) = kept.assets.get_or_insert_with(|| {
            let mut problems = Diagnostics::new();
            let assets = assets::collect(from.world, &from.config.theme, &mut problems);
            (Arc::new(assets), problems)
        });
        let assets = Arc::clone(assets);
        diagnostics.extend(problems.iter().cloned());
        let covers = from.site.articles.iter().filter_map(|a| a.cover.as_ref());
        let shown = kept.digests.pictures().chain(covers).chain(&from.config.organization.logo).collect();
        let (pictures, picture_files, problems) = picture::collect(from.world, shown, &mut kept.pictures);
        diagnostics.extend(problems);
        let base_url = options.base_url.as_ref().map(|u| u.trim_end_matches('/').to_owned());
        if base_url.is_none() {
            diagnostics.push(
                Diagnostic::note(
                    "site-no-address",
                    "还没有网站地址：板报上不印二维码，也没有生成订阅 feed.xml 和 sitemap.xml",
                )
                .with_help("知道网址以后，在 banbao.toml 里写 base_url = \"https://…\""),
            );
        }
        let (boards, board_files, list) = match drawings {
            Drawings::Fresh(previews) => {
                let (boards, files) = boards::collect(&routes, previews);
                (Arc::new(boards), Arc::new(files), Arc::default())
            }
            Drawings::Of(plan) => {
                let paths = |files: &[Arc<Artifact>]| files.iter().map(|a| a.path.clone()).collect::<Vec<_>>();
                let same = Arc::ptr_eq(&plan.routes, &routes)
                    && Arc::ptr_eq(&plan.assets, &assets)
                    && plan.base_url == base_url
                    && paths(&plan.picture_files) == paths(&picture_files);
                let list = if same { Arc::clone(&plan.list) } else { Arc::default() };
                (Arc::clone(&plan.boards), Arc::clone(&plan.board_files), list)
            }
        };
        let mut plan = Plan {
            options: options.clone(),
            base_url,
            routes,
            pictures: Arc::new(pictures),
            picture_files: Arc::new(picture_files),
            assets,
            boards,
            board_files,
            files: Arc::default(),
            groups,
            entries: Arc::new(Entries::new(from.site.articles.len())),
            templates: Templates::default(),
            search: Arc::default(),
            list,
        };
        plan.files = Arc::new(plan.addresses(from));
        match plan.read_templates(from, kept) {
            Ok(templates) => plan.templates = templates,
            Err(problems) => {
                diagnostics.extend(problems);
                return (None, diagnostics);
            }
        }
        (Some(plan), diagnostics)
    }

    /// The same site with other drawings of its boards.
    pub fn with_boards(&self, from: Material<'_>, previews: &[BoardPreview<'_>]) -> Plan {
        let (boards, board_files) = boards::collect(&self.routes, previews);
        let mut plan =
            Plan { boards: Arc::new(boards), board_files: Arc::new(board_files), list: Arc::default(), ..self.clone() };
        plan.files = Arc::new(plan.addresses(from));
        plan
    }

    fn read_templates(&self, from: Material<'_>, kept: &mut Kept) -> Result<Templates, Vec<Diagnostic>> {
        let site = self.build(from).site_context();
        if let Some(templates) = &kept.templates {
            return Ok(templates.of(&site));
        }
        let templates = Templates::load(from.world, &from.config.theme, &self.assets.theme, &site)?;
        kept.templates = Some(templates.clone());
        Ok(templates)
    }

    /// Addresses that exist besides the pages that come from content.
    fn addresses(&self, from: Material<'_>) -> BTreeSet<String> {
        let build = self.build(from);
        let mut files = self.assets.files.clone();
        files.extend(["/", "/articles/", "/boards/", "/calendar/", "/robots.txt"].map(str::to_owned));
        files.extend(from.config.site.search.then(|| "/search/".to_owned()));
        files.extend(pages::Index::all(&build).map(|i| i.url().to_owned()));
        files.extend(build.calendar_years().flat_map(|y| [build.ics_url(y), build.calendar_url(y)]));
        files.extend(self.boards.values().filter_map(|b| b.pdf.as_ref()).map(|(url, _)| url.clone()));
        if self.base_url.is_some() {
            files.extend(["/feed.xml", "/sitemap.xml"].map(str::to_owned));
        }
        files
    }

    fn build<'a>(&'a self, from: Material<'a>) -> Build<'a> {
        Build {
            config: from.config,
            calendar: from.calendar,
            site: from.site,
            options: &self.options,
            base_url: &self.base_url,
            routes: &self.routes,
            pictures: &self.pictures,
            boards: &self.boards,
            files: &self.files,
            groups: &self.groups,
            entries: &self.entries,
            search: &self.search,
        }
    }

    /// One file by its path below `output/`; `None` when the site has no such file.
    ///
    /// # Errors
    /// What keeps a page from being rendered.
    pub fn file(&self, from: Material<'_>, path: &str) -> Option<Result<Vec<u8>, Diagnostics>> {
        let build = self.build(from);
        let list = self.list(&build);
        let place = list.index.get(path);
        if from.config.site.search
            && place.is_none_or(|i| *i >= list.generated.len())
            && path.starts_with("site/search/")
        {
            let found = build.search().artifacts.iter().find(|a| a.path == path);
            if let Some(artifact) = found {
                return Some(Ok(artifact.bytes.clone()));
            }
        }
        let (_, making) = list.get(*place?)?;
        let outcome = self.make(&build, path, making);
        Some(outcome.artifact.map(|a| a.bytes).ok_or(outcome.diagnostics))
    }

    /// How many pages and feeds there are.
    pub fn count(&self, from: Material<'_>) -> usize {
        self.list(&self.build(from)).generated.len()
    }

    /// Renders pages as they are in the list from `start`, `count` of them, for what is wrong with them. `None` after the last.
    /// The search page of a large site is left out, unless somebody has opened it: its index costs more than all the others.
    pub fn look_over(&self, from: Material<'_>, start: usize, count: usize) -> Option<Diagnostics> {
        let build = self.build(from);
        let list = self.list(&build);
        let is_cheap = |making: &Making| {
            let is_search = matches!(making, Making::Page(Job::Search));
            !is_search || self.search.get().is_some() || from.site.articles.len() <= LARGE
        };
        let some = list.generated.get(start..)?.iter().take(count);
        if some.len() == 0 {
            return None;
        }
        let made = some.filter(|(_, making)| is_cheap(making));
        Some(made.flat_map(|(path, making)| self.make(&build, path, making).diagnostics).collect())
    }

    /// The address of the page that a Markdown file became.
    pub fn url_of(&self, source: &str) -> Option<&str> {
        self.routes.content.get(source).map(|t| t.url.as_str())
    }

    fn list(&self, build: &Build<'_>) -> &List {
        self.list.get_or_init(|| self.make_list(build))
    }

    /// Nothing generated is ever replaced by a copied file, except `robots.txt`.
    fn make_list(&self, build: &Build<'_>) -> List {
        let pages = pages::jobs(build).into_iter();
        let mut generated: Vec<(String, Making)> =
            pages.filter_map(|job| Some((pages::file(build, &job)?, Making::Page(job)))).collect();
        let mut add = |path: &str, making| generated.push((path.to_owned(), making));
        if self.base_url.is_some() {
            add("site/feed.xml", Making::Atom);
            add("site/sitemap.xml", Making::Sitemap);
        }
        if !self.assets.files.contains("/robots.txt") {
            add("site/robots.txt", Making::Robots);
        }
        for year in build.calendar_years() {
            add(&format!("site{}", build.ics_url(year)), Making::Ics(year));
        }
        let named = |files: &[Arc<Artifact>], making: fn(usize) -> Making| -> Vec<(String, Making)> {
            files.iter().enumerate().map(|(i, a)| (a.path.clone(), making(i))).collect()
        };
        let mut copied = named(&self.picture_files, Making::Picture);
        copied.extend(named(&self.board_files, Making::Board));
        copied.extend(named(&self.assets.artifacts, Making::Asset));
        List::new(generated, copied)
    }

    fn make(&self, build: &Build<'_>, path: &str, making: &Making) -> Outcome {
        let copy = |files: &[Arc<Artifact>], i: &usize| files.get(*i).map(|a| (**a).clone());
        let text = |text: String| Some(Artifact::new(path, text));
        let base = self.base_url.as_deref().unwrap_or_default();
        let artifact = match making {
            Making::Page(job) => return pages::render(build, &self.templates, job),
            Making::Atom => text(feeds::atom(build, base)),
            Making::Sitemap => text(feeds::sitemap(base, self.page_urls(build))),
            Making::Robots => text(feeds::robots(build)),
            Making::Ics(year) => text(build.ics(*year)),
            Making::Picture(i) => copy(&self.picture_files, i),
            Making::Board(i) => copy(&self.board_files, i),
            Making::Asset(i) => copy(&self.assets.artifacts, i),
        };
        Outcome { artifact, ..Outcome::default() }
    }

    /// The pages that a search engine may know, with the days of the articles among them.
    fn page_urls(&self, build: &Build<'_>) -> Vec<(String, Option<Date>)> {
        let page = |(path, making): &(String, Making)| {
            let Making::Page(job) = making else { return None };
            let date = match job {
                Job::Redirect(..) => return None,
                Job::Article(index) => build.site.articles.get(*index).and_then(|a| a.date),
                _ => None,
            };
            let folder = path.strip_prefix("site/")?.strip_suffix("index.html")?;
            Some((format!("/{}", encode_path(folder)), date))
        };
        self.list(build).generated.iter().filter_map(page).collect()
    }

    /// Makes every file, side by side on the current rayon pool.
    pub(super) fn into_all(self, from: Material<'_>, mut diagnostics: Diagnostics, progress: &Progress) -> SiteBuild {
        let build = self.build(from);
        let list = self.list(&build);
        progress.begin(Stage::Pages, list.generated.len() + list.copied.len());
        let make = |some: &[(String, Making)]| self.make_all(&build, some, progress);
        let (pages, copied) = (make(&list.generated), make(&list.copied));
        if from.config.site.search {
            build.search();
        }
        // The last holder takes the search's files without a copy: they are the larger half of a site.
        let search = Arc::into_inner(self.search).and_then(OnceLock::into_inner).unwrap_or_default().artifacts;
        let mut files = Files::default();
        let mut records = Vec::new();
        let found = search.into_iter().map(|a| Outcome { artifact: Some(a), ..Outcome::default() });
        for outcome in pages.into_iter().chain(found).chain(copied) {
            diagnostics.extend(outcome.diagnostics);
            records.extend(outcome.record);
            if let Some(artifact) = outcome.artifact {
                files.add(artifact, &mut diagnostics);
            }
        }
        records.sort();
        diagnostics.sort();
        SiteBuild { artifacts: files.found.into_values().collect(), pages: records, diagnostics }
    }

    fn make_all(&self, build: &Build<'_>, list: &[(String, Making)], progress: &Progress) -> Vec<Outcome> {
        let one = |(path, making): &(String, Making)| {
            let outcome = self.make(build, path, making);
            progress.advance();
            outcome
        };
        list.par_iter().map(one).collect()
    }
}

impl List {
    fn new(generated: Vec<(String, Making)>, copied: Vec<(String, Making)>) -> List {
        let mut index = BTreeMap::new();
        let mut folded = BTreeSet::new();
        for (i, (path, _)) in generated.iter().chain(&copied).enumerate() {
            // The same rule as in `Files::add`: of two that one file system takes for the same, the first stays.
            if folded.insert(path.to_lowercase()) {
                index.insert(path.clone(), i);
            }
        }
        List { generated, copied, index }
    }

    fn get(&self, place: usize) -> Option<&(String, Making)> {
        self.generated.get(place).or_else(|| self.copied.get(place.checked_sub(self.generated.len())?))
    }
}

/// Files by path; the second of two that one file system would take for the same is left out.
#[derive(Default)]
struct Files {
    found: BTreeMap<String, Artifact>,
    folded: BTreeMap<String, String>,
}

impl Files {
    fn add(&mut self, artifact: Artifact, diagnostics: &mut Diagnostics) {
        let folded = artifact.path.to_lowercase();
        if let Some(earlier) = self.folded.get(&folded) {
            let same = self.found.get(earlier).is_some_and(|a| a.bytes == artifact.bytes);
            if !same {
                let path = artifact.path.trim_start_matches("site/");
                diagnostics.push(
                    Diagnostic::warning("site-file-taken", format!("{path} 已经有了，后来的一份没有写进网站"))
                        .with_help("static/ 里的文件和旧网址（aliases）不要和网页重名；大小写不同也算同名"),
                );
            }
            return;
        }
        self.folded.insert(folded, artifact.path.clone());
        self.found.insert(artifact.path.clone(), artifact);
    }
}
