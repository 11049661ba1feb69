//! `content/` to the model: discover ► decode ► front matter ► Markdown ► articles, pages, boards.

mod article;
mod board;
pub mod cjk;
mod discover;
mod front_matter;
mod links;
pub mod markdown;
mod palette;
mod pinyin;
mod reader;
mod slug;
mod summary;
mod units;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use links::Absent;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{Article, Site, Unit};
use crate::world::World;

pub use reader::{Changed, Reader};
pub use slug::from_title as slug_from_title;
pub use summary::walk_inlines;

/// The names of health days, as the calendar knows them.
pub trait EventNames: Sync {
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
    let (site, found) = Reader::default().read(world, names, config, options, Changed::Everything);
    (Arc::unwrap_or_clone(site), found)
}

/// Newest first; what has no date comes last; then by address.
fn order(site: &mut Site) {
    site.articles.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.slug.cmp(&b.slug)));
    site.boards.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.id.cmp(&b.id)));
    site.pages.sort_by(|a, b| a.slug.cmp(&b.slug));
}

/// The articles that boards can name.
#[derive(Default)]
struct Known<'a> {
    /// Slug ► whether it is a draft.
    slugs: BTreeMap<&'a str, bool>,
    /// Title and slug, in path order.
    titles: Vec<(&'a str, &'a str)>,
    /// Slug ► event.
    events: BTreeMap<&'a str, &'a str>,
    /// What files that could not be read would have been called: a board that names one is not told twice.
    broken: BTreeSet<String>,
}

impl<'a> Known<'a> {
    fn add(&mut self, article: &'a Article, draft: bool) {
        self.slugs.insert(&article.slug, draft);
        self.titles.push((&article.title, &article.slug));
        if let Some(event) = &article.event {
            self.events.insert(&article.slug, event);
        }
    }
}

/// Reads one file at a time; its problems gather here.
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

/// What all files are read with.
#[derive(Clone, Copy)]
struct Setup<'a> {
    config: &'a Config,
    names: &'a dyn EventNames,
    options: LoadOptions,
}

impl<'a> Setup<'a> {
    fn loader<'b>(self, world: &'b dyn World) -> Loader<'b>
    where
        'a: 'b,
    {
        let Setup { config, names, options } = self;
        Loader {
            world,
            config,
            names,
            options,
            problems: Diagnostics::new(),
            absent: BTreeMap::new(),
            lists: BTreeMap::new(),
        }
    }
}

impl Loader<'_> {
    fn wanted(&self, draft: bool) -> bool {
        !draft || self.options.drafts
    }

    fn leave_out(&mut self, path: &str, why: Absent) {
        self.absent.insert(path.to_owned(), why);
    }
}

/// Addresses in use, in lower case: Windows and macOS know no difference.
#[derive(Default)]
struct Taken(BTreeMap<String, (String, String)>);

impl Taken {
    fn claim(&mut self, slug: &str, path: &str, span: &Span, problems: &mut Diagnostics) -> bool {
        let entry = self.0.entry(slug.to_lowercase());
        match entry {
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert((slug.to_owned(), path.to_owned()));
                true
            }
            std::collections::btree_map::Entry::Occupied(first) => {
                let (other, file) = first.get();
                let message = if other == slug {
                    format!("网页地址“{slug}”和“{file}”的一样，会互相覆盖")
                } else {
                    format!("网页地址“{slug}”和“{file}”的“{other}”只差大小写，在 Windows 上会互相覆盖")
                };
                problems.push(
                    Diagnostic::error("duplicate-slug", message)
                        .with_span(span.clone())
                        .with_help("在其中一个文件开头写上不同的 slug，例如 slug: no-tobacco-2026"),
                );
                false
            }
        }
    }
}

#[cfg(test)]
mod tests;
