//! The website: pages, feeds and pictures from the model. Reads nothing but the [`World`], writes nothing.

mod assets;
mod audience;
mod boards;
pub mod context;
mod days;
mod digest;
mod feeds;
mod groups;
pub mod html;
mod items;
mod pages;
mod picture;
mod plan;
mod raster;
mod routes;
pub mod search;
pub mod share;
pub mod svg;
mod templates;
mod text;

pub use plan::{Drawings, Kept, Material, Plan};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::calendar::Calendar;
use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::model::{Date, Site};
use crate::output::Artifact;
use crate::progress::Progress;
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

/// Builds the whole site: a [`Plan`], and everything that it lists.
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
    build_watched(Material { world, config, calendar, site }, boards, options, &Progress::default())
}

/// The same, with `progress` to look at meanwhile.
pub fn build_watched(
    from: Material<'_>,
    boards: &[BoardPreview<'_>],
    options: &SiteOptions,
    progress: &Progress,
) -> SiteBuild {
    let (plan, diagnostics) = Plan::new(from, Drawings::Fresh(boards), options, &mut Kept::default());
    match plan {
        Some(plan) => plan.into_all(from, diagnostics, progress),
        None => SiteBuild { diagnostics, ..SiteBuild::default() },
    }
}

/// What every page reads.
struct Build<'a> {
    config: &'a Config,
    calendar: &'a Calendar,
    site: &'a Site,
    options: &'a SiteOptions,
    base_url: &'a Option<String>,
    routes: &'a routes::Routes,
    pictures: &'a picture::Pictures,
    boards: &'a BTreeMap<String, boards::BoardFiles>,
    groups: &'a groups::Groups,
    entries: &'a items::Entries,
    /// Addresses that exist besides the pages of `routes`.
    files: &'a BTreeSet<String>,
    /// Made when it is first asked for: it reads every text.
    search: &'a OnceLock<search::Search>,
}

impl Build<'_> {
    fn targets(&self) -> html::Targets<'_> {
        html::Targets { routes: self.routes, pictures: self.pictures, files: self.files }
    }

    fn search(&self) -> &search::Search {
        self.search.get_or_init(|| search::collect(self))
    }
}
