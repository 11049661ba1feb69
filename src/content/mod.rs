//! `content/` to the model: discover ► decode ► front matter ► Markdown ► articles, pages, boards.

mod article;
mod board;
pub mod cjk;
mod discover;
mod front_matter;
mod links;
pub mod markdown;
mod pinyin;
mod slug;
mod summary;
mod units;

use std::collections::{BTreeMap, BTreeSet};

use article::Read;
use discover::{Found, Kind};
use links::Absent;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::input::{Place, Source};
use crate::model::{Article, Site, Unit};
use crate::world::World;

pub use slug::from_title as slug_from_title;
pub use summary::walk_inlines;

/// The names of health days, as the calendar knows them.
pub trait EventNames {
    /// The id of the day that a name (Chinese, English, short or id) means.
    fn resolve(&self, text: &str) -> Option<String>;

    /// The name of a day that was perhaps meant.
    fn nearest(&self, text: &str) -> Option<String>;
}

/// No day is known: for texts that stand alone.
impl EventNames for () {
    fn resolve(&self, _: &str) -> Option<String> {
        None
    }

    fn nearest(&self, _: &str) -> Option<String> {
        None
    }
}

/// How `content/` is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// Take drafts too.
    pub drafts: bool,
}

/// Reads everything below `content/`. What is sound is in the [`Site`] even when there are errors.
pub fn load(world: &dyn World, config: &Config, names: &dyn EventNames, options: &LoadOptions) -> (Site, Diagnostics) {
    let mut loader = Loader {
        world,
        config,
        names,
        options: *options,
        problems: Diagnostics::new(),
        absent: BTreeMap::new(),
        lists: BTreeMap::new(),
    };
    let (found, unread) = discover::discover(world, &mut loader.problems);
    let mut site = Site::default();
    let mut known = loader.articles(&found, &mut site);
    known.broken.extend(unread.iter().filter_map(|path| slug::from_name(article::name_of(path))));
    loader.pages(&found, &mut site);
    loader.boards(&found, &known, &mut site);
    order(&mut site);
    loader.absent.extend(unread.into_iter().map(|path| (path, Absent::Broken)));
    links::check(&site, &loader.absent, &mut loader.problems);
    let mut problems = loader.problems;
    problems.sort();
    (site, problems)
}

/// Newest first; what has no date comes last; then by address.
fn order(site: &mut Site) {
    site.articles.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.slug.cmp(&b.slug)));
    site.boards.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.id.cmp(&b.id)));
    site.pages.sort_by(|a, b| a.slug.cmp(&b.slug));
}

/// The articles that boards can name.
#[derive(Default)]
struct Known {
    /// Slug ► whether it is a draft.
    slugs: BTreeMap<String, bool>,
    /// Title and slug, in path order.
    titles: Vec<(String, String)>,
    /// Slug ► event.
    events: BTreeMap<String, String>,
    /// What files that could not be read would have been called: a board that names one is not told twice.
    broken: BTreeSet<String>,
}

struct Loader<'a> {
    world: &'a dyn World,
    config: &'a Config,
    names: &'a dyn EventNames,
    options: LoadOptions,
    problems: Diagnostics,
    /// Files that are not in the site, by path.
    absent: BTreeMap<String, Absent>,
    /// Lists of units by path.
    lists: BTreeMap<String, Vec<Unit>>,
}

impl Loader<'_> {
    fn articles(&mut self, found: &[Found], site: &mut Site) -> Known {
        let mut known = Known::default();
        let mut taken = Taken::default();
        for file in found.iter().filter(|f| f.kind == Kind::Article) {
            let Some(Read { item, slug_place, draft }) = self.article(&file.source) else {
                known.broken.extend(slug::from_name(article::name_of(file.source.file())));
                self.leave_out(file, Absent::Broken);
                continue;
            };
            if !taken.claim(&item.slug, &file.source, slug_place, &mut self.problems) {
                self.leave_out(file, Absent::Broken);
                continue;
            }
            known.add(&item, draft);
            if self.wanted(draft) {
                site.articles.push(item);
            } else {
                self.leave_out(file, Absent::Draft);
            }
        }
        known
    }

    fn pages(&mut self, found: &[Found], site: &mut Site) {
        let mut taken = Taken::default();
        for file in found.iter().filter(|f| f.kind == Kind::Page) {
            let Some(Read { item, slug_place, draft }) = self.page(&file.source) else {
                self.leave_out(file, Absent::Broken);
                continue;
            };
            let free = taken.claim(&item.slug, &file.source, slug_place, &mut self.problems);
            match (free, self.wanted(draft)) {
                (true, true) => site.pages.push(item),
                (true, false) => self.leave_out(file, Absent::Draft),
                (false, _) => self.leave_out(file, Absent::Broken),
            }
        }
    }

    fn boards(&mut self, found: &[Found], known: &Known, site: &mut Site) {
        let mut taken = Taken::default();
        for file in found.iter().filter(|f| f.kind == Kind::Board) {
            let Some(board) = self.board(&file.source, known) else {
                self.leave_out(file, Absent::Broken);
                continue;
            };
            let free = taken.claim(&board.id, &file.source, None, &mut self.problems);
            match (free, self.wanted(board.draft)) {
                (true, true) => site.boards.push(board),
                (true, false) => self.leave_out(file, Absent::Draft),
                (false, _) => self.leave_out(file, Absent::Broken),
            }
        }
    }

    fn wanted(&self, draft: bool) -> bool {
        !draft || self.options.drafts
    }

    fn leave_out(&mut self, file: &Found, why: Absent) {
        self.absent.insert(file.source.file().to_owned(), why);
    }
}

impl Known {
    fn add(&mut self, article: &Article, draft: bool) {
        self.slugs.insert(article.slug.clone(), draft);
        self.titles.push((article.title.clone(), article.slug.clone()));
        if let Some(event) = &article.event {
            self.events.insert(article.slug.clone(), event.clone());
        }
    }
}

/// Addresses in use, in lower case: Windows and macOS know no difference.
#[derive(Default)]
struct Taken(BTreeMap<String, (String, String)>);

impl Taken {
    fn claim(&mut self, slug: &str, source: &Source, place: Option<Place>, problems: &mut Diagnostics) -> bool {
        let entry = self.0.entry(slug.to_lowercase());
        match entry {
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert((slug.to_owned(), source.file().to_owned()));
                true
            }
            std::collections::btree_map::Entry::Occupied(first) => {
                let (other, file) = first.get();
                let message = if other == slug {
                    format!("网页地址“{slug}”和“{file}”的一样，会互相覆盖")
                } else {
                    format!("网页地址“{slug}”和“{file}”的“{other}”只差大小写，在 Windows 上会互相覆盖")
                };
                let span =
                    place.map_or_else(|| Span::file(source.file()), |p| source.span_at(p.line, p.column, p.width));
                problems.push(
                    Diagnostic::error("duplicate-slug", message)
                        .with_span(span)
                        .with_help("在其中一个文件开头写上不同的 slug，例如 slug: no-tobacco-2026"),
                );
                false
            }
        }
    }
}

#[cfg(test)]
mod tests;
