//! The whole build as a list of stages. Nothing here touches the disk but through [`World`], and nothing is written:
//! what comes back is data, and `output` writes it.

mod boards;
mod events;
mod live;
mod posters;
mod shard;
mod units;

use boards::Export;
pub use boards::{BoardCache, Reuse};
pub use events::Names;
pub use live::{Change, Live, Snapshot};
pub use shard::Shard;
pub use units::UnitFiles;

use rayon::ThreadPoolBuilder;

use crate::calendar::Calendar;
use crate::config::{self, Config};
use crate::content;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Board, Site};
use crate::output::{Artifact, Drawn, Extent};
use crate::panel::scene::Scene;
use crate::progress::{Progress, Stage};
use crate::report::{Generated, PageEntry, Problem, Report};
use crate::site;
use crate::wechat;
use crate::world::World;

/// Which kinds of output are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Parts {
    pub site: bool,
    pub print: bool,
    pub wechat: bool,
}

impl Parts {
    /// Everything.
    pub const ALL: Parts = Parts { site: true, print: true, wechat: true };
    /// Nothing.
    pub const NONE: Parts = Parts { site: false, print: false, wechat: false };
}

/// What is asked of a build.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildOptions {
    /// Which kinds of output.
    pub parts: Parts,
    /// Only these boards; all when empty.
    pub boards: Vec<String>,
    /// Drafts too.
    pub drafts: bool,
    /// Instead of the address in `banbao.toml`.
    pub base_url: Option<String>,
    /// Threads; as many as the machine has when not given. The output does not depend on it.
    pub jobs: Option<usize>,
    /// The share of the work.
    pub shard: Shard,
}

impl Default for BuildOptions {
    fn default() -> Self {
        BuildOptions {
            parts: Parts::ALL,
            boards: Vec::new(),
            drafts: false,
            base_url: None,
            jobs: None,
            shard: Shard::WHOLE,
        }
    }
}

/// What came of a build.
#[derive(Debug)]
pub struct Build {
    /// The files, `report.json` the last.
    pub artifacts: Vec<Artifact>,
    /// Pictures that are drawn when they are written or looked at.
    pub pictures: Vec<Drawn>,
    /// The copies of boards for units, which are made as they are written.
    pub copies: Vec<UnitFiles>,
    /// What the files replace.
    pub extent: Extent,
    /// What `report.json` says.
    pub report: Report,
    /// How each card was set and why, a line each.
    pub choices: Vec<String>,
    /// All problems, in order of file and line.
    pub diagnostics: Diagnostics,
    /// What was read.
    pub input: Input,
}

/// What a build read.
#[derive(Debug)]
pub struct Input {
    /// `banbao.toml`.
    pub config: Config,
    /// The health days.
    pub calendar: Calendar,
    /// `content/`.
    pub site: Site,
}

/// Builds everything that is asked for.
pub fn build(world: &dyn World, options: &BuildOptions) -> Build {
    build_with(world, options, Reuse::Nothing)
}

/// Builds everything that is asked for, with boards of an earlier build where they are still right.
/// With [`Reuse::Same`] the same bytes come out as without a cache.
pub fn build_with(world: &dyn World, options: &BuildOptions, reuse: Reuse<'_>) -> Build {
    build_watched(world, options, reuse, &Progress::default())
}

/// The same, with `progress` to look at meanwhile.
pub fn build_watched(world: &dyn World, options: &BuildOptions, reuse: Reuse<'_>, progress: &Progress) -> Build {
    with_threads(options.jobs, || stages(world, options, (reuse, None), progress))
}

/// Looks at a board as it was drawn.
pub type Look<'a> = &'a (dyn Fn(&Board, &Scene) -> Diagnostics + Sync);

/// The same as [`build`], with `look` at every board that was drawn; what it finds is told with the rest.
pub fn build_looked_at(world: &dyn World, options: &BuildOptions, look: Look<'_>) -> Build {
    with_threads(options.jobs, || stages(world, options, (Reuse::Nothing, Some(look)), &Progress::default()))
}

/// Runs something with so many threads; as many as the machine has when not given.
pub fn with_threads<T: Send>(jobs: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    match ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0)).build() {
        Ok(pool) => pool.install(work),
        // No threads to be had: the caller's own will do.
        Err(_) => work(),
    }
}

fn stages(
    world: &dyn World,
    options: &BuildOptions,
    (reuse, look): (Reuse<'_>, Option<Look<'_>>),
    progress: &Progress,
) -> Build {
    progress.begin(Stage::Reading, 0);
    let mut diagnostics = Diagnostics::new();
    let parts = options.shard.parts(options.parts);
    let config = read_config(world, options, &mut diagnostics);
    let calendar = gather(Calendar::load(world), &mut diagnostics);
    let load = content::LoadOptions { drafts: options.drafts };
    let site = gather(content::load(world, &config, &Names(&calendar), &load), &mut diagnostics);
    let wanted = wanted_boards(&site, options, &mut diagnostics);

    let boards = if parts.print || parts.site {
        let how = boards::How { reuse, export: Export::Now, progress };
        gather(boards::compose_all(world, &config, &calendar, &site, &wanted, how), &mut diagnostics)
    } else {
        boards::Boards::default()
    };
    diagnostics.extend(look.map(|look| boards.looked_at(&site, look)).unwrap_or_default());
    let mut artifacts = Vec::new();
    let mut pages = Vec::new();
    if parts.site {
        let site_options = site::SiteOptions { base_url: config.base_url.clone(), today: world.today() };
        let sheets = boards.sheets();
        let previews = boards.previews(&sheets);
        let from = site::Material { world, config: &config, calendar: &calendar, site: &site };
        let built = site::build_watched(from, &previews, &site_options, progress);
        artifacts.extend(built.artifacts);
        pages = built.pages.into_iter().map(|p| PageEntry { url: p.url, source: p.source, title: p.title }).collect();
        diagnostics.extend(built.diagnostics);
    }
    if parts.wechat {
        artifacts.extend(gather(wechat::build(world, &config, &calendar, &site), &mut diagnostics));
    }
    let pictures = gather(posters::pictures(world, &config, &calendar, &site, (parts, reuse)), &mut diagnostics);
    let mut copies = Vec::new();
    if parts.print {
        artifacts.extend(boards.artifacts(options.shard));
        copies = gather(boards.copies(&site, options.shard), &mut diagnostics);
    }
    if diagnostics.iter().any(|d| d.code == "site-no-address") {
        // The website's word is for the boards too.
        diagnostics = diagnostics.into_iter().filter(|d| d.code != "board-no-code").collect();
    }
    diagnostics.sort();
    finish(options, Made { artifacts, pictures, copies, pages, boards }, diagnostics, Input { config, calendar, site })
}

fn gather<T>((value, found): (T, Diagnostics), diagnostics: &mut Diagnostics) -> T {
    diagnostics.extend(found);
    value
}

fn read_config(world: &dyn World, options: &BuildOptions, diagnostics: &mut Diagnostics) -> Config {
    let mut config = gather(config::load(world), diagnostics);
    if let Some(url) = &options.base_url {
        match config::parse_base_url(url) {
            Some(url) => config.base_url = Some(url),
            None => diagnostics.push(
                Diagnostic::error("bad-base-url", format!("--base-url 后面的网址“{url}”不对"))
                    .with_help("写完整的网址，以 https:// 或 http:// 开头，例如 https://health.example.cn"),
            ),
        }
    }
    config
}

/// The boards asked for, as far as this share of the work needs them; an unknown id is an error.
fn wanted_boards(site: &Site, options: &BuildOptions, diagnostics: &mut Diagnostics) -> Vec<usize> {
    for id in options.boards.iter().filter(|id| !site.boards.iter().any(|b| b.id == **id)) {
        let known = site.boards.iter().map(|b| b.id.as_str()).collect::<Vec<_>>().join("、");
        diagnostics.push(
            Diagnostic::error("board-unknown", format!("没有“{id}”这一期宣传栏"))
                .with_help(format!("现有：{known}。名字就是 content/boards/ 里的文件名，不带 .md")),
        );
    }
    let asked = |id: &String| options.boards.is_empty() || options.boards.contains(id);
    // The website shows every board.
    let all = options.shard.parts(options.parts).site;
    let shares = |b: &Board, unit: &str| options.shard.holds(&b.id, unit);
    let here = |b: &Board| all || shares(b, "") || b.units.iter().any(|unit| shares(b, &unit.id));
    site.boards.iter().enumerate().filter(|(_, b)| asked(&b.id) && here(b)).map(|(i, _)| i).collect()
}

/// What the stages made.
struct Made {
    artifacts: Vec<Artifact>,
    pictures: Vec<Drawn>,
    copies: Vec<UnitFiles>,
    pages: Vec<PageEntry>,
    boards: boards::Boards,
}

fn finish(options: &BuildOptions, made: Made, diagnostics: Diagnostics, input: Input) -> Build {
    let Made { mut artifacts, pictures, copies, mut pages, boards } = made;
    pages.sort();
    let later =
        pictures.iter().map(|p| p.paths().count()).sum::<usize>() + copies.iter().map(UnitFiles::count).sum::<usize>();
    let files = artifacts.len() + later + 1;
    let report = Report {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        generated: Generated { pages: pages.len(), sheets: boards.sheet_count(), files },
        pages,
        boards: boards.entries(options.parts, options.shard, &input.site),
        diagnostics: diagnostics.iter().map(Problem::from).collect(),
    };
    // Serialising plain data to memory cannot fail; should it ever, an empty report is better than no build.
    let mut json = serde_json::to_string_pretty(&report).unwrap_or_default();
    json.push('\n');
    artifacts.push(Artifact::new(options.shard.report_name(), json));
    artifacts.sort();
    let choices = boards.choices();
    Build { artifacts, pictures, copies, extent: extent(options), report, choices, diagnostics, input }
}

fn extent(options: &BuildOptions) -> Extent {
    if !options.shard.is_whole() {
        // The other shares' files may be there already, and stay.
        return Extent::Prefixes(Vec::new());
    }
    if options.parts == Parts::ALL && options.boards.is_empty() {
        return Extent::All;
    }
    let mut prefixes = Vec::new();
    if options.parts.site {
        prefixes.push("site/".to_owned());
    }
    if options.parts.wechat {
        prefixes.push("wechat/".to_owned());
    }
    if options.parts.print {
        if options.boards.is_empty() {
            prefixes.push("print/".to_owned());
        }
        for id in &options.boards {
            prefixes.extend([format!("print/{id}.pdf"), format!("print/{id}-"), format!("print/{id}/")]);
        }
    }
    Extent::Prefixes(prefixes)
}
