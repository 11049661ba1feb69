//! The website: pages, feeds and pictures from the model. Reads nothing but the [`World`], writes nothing.

mod assets;
mod boards;
pub mod context;
mod days;
mod feeds;
pub mod html;
mod items;
mod pages;
mod picture;
mod routes;
pub mod search;
pub mod svg;
mod templates;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::calendar::Calendar;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Date, Site};
use crate::output::Artifact;
use crate::world::World;

/// How a site is built.
#[derive(Debug, Clone)]
pub struct SiteOptions {
    /// Where the site will be; feeds and full addresses are left out without it.
    pub base_url: Option<String>,
    /// The day of the build: which days are next, which board hangs.
    pub today: Date,
}

/// A built site.
#[derive(Debug, Default)]
pub struct SiteBuild {
    /// Below `site/`, sorted by path.
    pub artifacts: Vec<Artifact>,
    /// Sorted by address.
    pub pages: Vec<PageRecord>,
    /// What is wrong, in order of file and line.
    pub diagnostics: Diagnostics,
}

/// What a board looks like, made elsewhere: the site knows no layout.
#[derive(Debug, Clone, Copy)]
pub struct BoardPreview<'a> {
    /// The board's id.
    pub id: &'a str,
    /// One picture per sheet, in order.
    pub sheets: &'a [SheetPreview<'a>],
    /// The print file, if it was made.
    pub pdf: Option<&'a [u8]>,
}

/// A sheet's picture.
#[derive(Debug, Clone, Copy)]
pub struct SheetPreview<'a> {
    /// The file, a PNG.
    pub png: &'a [u8],
    /// Its width.
    pub width_px: u32,
    /// Its height.
    pub height_px: u32,
}

/// One page of the site, for `report.json`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageRecord {
    /// Address from the site's root.
    pub url: String,
    /// The Markdown file; none for lists.
    pub source: Option<String>,
    /// Its title.
    pub title: String,
}

/// Builds the whole site.
///
/// Pages are rendered side by side on the current rayon pool; the same input gives the same bytes however many threads it
/// has. A page whose template fails is left out, with an error.
pub fn build(
    world: &dyn World,
    config: &Config,
    calendar: &Calendar,
    site: &Site,
    boards: &[BoardPreview<'_>],
    options: &SiteOptions,
) -> SiteBuild {
    let mut diagnostics = Diagnostics::new();
    let routes = routes::Routes::new(site, &mut diagnostics);
    let assets = assets::collect(world, &config.theme, &mut diagnostics);
    let logo: Vec<&String> = config.organization.logo.iter().collect();
    let (pictures, mut artifacts, problems) = picture::collect(world, site, &logo);
    diagnostics.extend(problems);
    let (board_files, files) = boards::collect(&routes, boards);
    artifacts.extend(files);
    let base_url = options.base_url.as_ref().map(|u| u.trim_end_matches('/').to_owned());
    if base_url.is_none() {
        diagnostics.push(
            Diagnostic::note("site-no-address", "还没有网站地址，没有生成订阅 feed.xml 和 sitemap.xml")
                .with_help("知道网址以后，在 banbao.toml 里写 base_url = \"https://…\""),
        );
    }
    let build = Build {
        config,
        calendar,
        site,
        options,
        base_url,
        routes,
        pictures,
        boards: board_files,
        files: BTreeSet::new(),
        search: search::Search::default(),
    }
    .with_files(&assets)
    .with_search();
    match templates::Templates::load(world, &config.theme, &assets.theme, &build.site_context()) {
        Ok(templates) => build.finish(&templates, assets, artifacts, diagnostics),
        Err(problems) => {
            diagnostics.extend(problems);
            SiteBuild { diagnostics, ..SiteBuild::default() }
        }
    }
}

/// What every page reads.
struct Build<'a> {
    config: &'a Config,
    calendar: &'a Calendar,
    site: &'a Site,
    options: &'a SiteOptions,
    base_url: Option<String>,
    routes: routes::Routes,
    pictures: picture::Pictures,
    boards: BTreeMap<String, boards::BoardFiles>,
    /// Addresses that exist besides the pages of `routes`.
    files: BTreeSet<String>,
    search: search::Search,
}

impl Build<'_> {
    fn with_files(mut self, assets: &assets::Assets) -> Self {
        self.files.extend(assets.files.iter().cloned());
        self.files.extend(["/", "/articles/", "/boards/", "/calendar/", "/search/", "/robots.txt"].map(str::to_owned));
        self.files
            .extend(self.calendar_years().flat_map(|y| [self.ics_url(y), self.calendar_url(y)]).collect::<Vec<_>>());
        self.files.extend(self.boards.values().filter_map(|b| b.pdf.as_ref()).map(|(url, _)| url.clone()));
        if self.base_url.is_some() {
            self.files.extend(["/feed.xml", "/sitemap.xml"].map(str::to_owned));
        }
        self
    }

    fn with_search(mut self) -> Self {
        self.search = search::collect(&self);
        self
    }

    fn targets(&self) -> html::Targets<'_> {
        html::Targets { routes: &self.routes, pictures: &self.pictures, files: &self.files }
    }

    /// Pages, feeds, then the files that are only copied. Nothing generated is ever replaced by a copied file, except `robots.txt`.
    fn finish(
        mut self,
        templates: &templates::Templates,
        assets: assets::Assets,
        pictures: Vec<Artifact>,
        mut diagnostics: Diagnostics,
    ) -> SiteBuild {
        let jobs = pages::jobs(&self);
        let rendered: Vec<pages::Outcome> = jobs.par_iter().map(|job| pages::render(&self, templates, job)).collect();
        let mut files = Files::default();
        let mut records = Vec::new();
        for outcome in rendered {
            diagnostics.extend(outcome.diagnostics);
            records.extend(outcome.record);
            if let Some(artifact) = outcome.artifact {
                files.add(artifact, &mut diagnostics);
            }
        }
        let own_robots = assets.files.contains("/robots.txt");
        for artifact in feeds::collect(&self, &records, own_robots) {
            files.add(artifact, &mut diagnostics);
        }
        for year in self.calendar_years() {
            files.add(Artifact::new(format!("site{}", self.ics_url(year)), self.ics(year)), &mut diagnostics);
        }
        let found = std::mem::take(&mut self.search.artifacts);
        for artifact in found.into_iter().chain(pictures).chain(assets.artifacts) {
            files.add(artifact, &mut diagnostics);
        }
        records.sort();
        diagnostics.sort();
        SiteBuild { artifacts: files.found.into_values().collect(), pages: records, diagnostics }
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
