//! Lists of articles: all, by tag, by audience, by year.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Build;
use super::super::context::ListContext;
use super::super::items::link;
use super::super::routes::{Route, audience_terms};
use super::{Draft, Job};
use crate::diagnostic::Diagnostics;
use crate::model::Article;

/// What a list gathers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// Every article.
    All,
    /// Those with a tag.
    Tag(String),
    /// Those for an audience.
    Audience(String),
    /// Those of a year.
    Year(i32),
}

impl List {
    fn has(&self, article: &Article) -> bool {
        match self {
            List::All => true,
            List::Tag(tag) => article.tags.contains(tag),
            List::Audience(name) => audience_terms(&article.audience).any(|t| t == *name),
            List::Year(year) => article.date.is_some_and(|d| d.year() == *year),
        }
    }

    fn route(&self, build: &Build<'_>) -> Option<Route> {
        match self {
            List::All => Some(Route::folder("articles")),
            List::Tag(tag) => build.routes.tags.get(tag).cloned(),
            List::Audience(name) => build.routes.audiences.get(name).cloned(),
            List::Year(year) => build.routes.years.get(year).cloned(),
        }
    }

    fn heading(&self) -> String {
        match self {
            List::All => "全部文章".to_owned(),
            List::Tag(name) | List::Audience(name) => name.clone(),
            List::Year(year) => format!("{year} 年的文章"),
        }
    }
}

/// Every page of every list.
pub(super) fn jobs(build: &Build<'_>) -> Vec<Job> {
    let lists = std::iter::once(List::All)
        .chain(build.routes.tags.keys().cloned().map(List::Tag))
        .chain(build.routes.audiences.keys().cloned().map(List::Audience))
        .chain(build.routes.years.keys().copied().map(List::Year));
    let counts = Counts::of(build);
    lists
        .flat_map(|list| {
            let count = counts.get(&list);
            (1..=pages(build, count)).map(move |number| Job::List(list.clone(), number))
        })
        .collect()
}

/// How many articles each list has, counted in one walk over all of them.
#[derive(Default)]
struct Counts<'a> {
    all: usize,
    tags: BTreeMap<&'a str, usize>,
    audiences: BTreeMap<String, usize>,
    years: BTreeMap<i32, usize>,
}

impl Counts<'_> {
    fn of<'a>(build: &Build<'a>) -> Counts<'a> {
        let mut counts = Counts { all: build.site.articles.len(), ..Counts::default() };
        for article in &build.site.articles {
            // A name that stands twice in one article is one article all the same.
            let tags: BTreeSet<&str> = article.tags.iter().map(String::as_str).collect();
            let audiences: BTreeSet<String> = audience_terms(&article.audience).collect();
            tags.into_iter().for_each(|t| *counts.tags.entry(t).or_default() += 1);
            audiences.into_iter().for_each(|t| *counts.audiences.entry(t).or_default() += 1);
            if let Some(date) = article.date {
                *counts.years.entry(date.year()).or_default() += 1;
            }
        }
        counts
    }

    fn get(&self, list: &List) -> usize {
        let found = match list {
            List::All => Some(&self.all),
            List::Tag(tag) => self.tags.get(tag.as_str()),
            List::Audience(name) => self.audiences.get(name),
            List::Year(year) => self.years.get(year),
        };
        found.copied().unwrap_or_default()
    }
}

fn pages(build: &Build<'_>, articles: usize) -> usize {
    articles.div_ceil(build.config.site.page_size.max(1)).max(1)
}

/// The file of a page of a list; `number` counts from 1.
pub(super) fn file(build: &Build<'_>, list: &List, number: usize) -> Option<String> {
    let first = list.route(build)?.file;
    let later = || format!("{}page/{number}/index.html", first.trim_end_matches("index.html"));
    Some(if number <= 1 { first.clone() } else { later() })
}

/// `number` counts from 1.
pub(super) fn draft(build: &Build<'_>, list: &List, number: usize) -> Option<Draft<ListContext>> {
    let route = list.route(build)?;
    let all: Vec<&Article> = build.site.articles.iter().filter(|a| list.has(a)).collect();
    let (size, pages) = (build.config.site.page_size.max(1), pages(build, all.len()));
    let address = |n: usize| if n <= 1 { route.url.clone() } else { format!("{}page/{n}/", route.url) };
    let heading = list.heading();
    let title = if number <= 1 { heading.clone() } else { format!("{heading}（第 {number} 页）") };
    let mut page = build.page("list", "articles", &title, &address(number));
    page.crumbs = vec![link("首页", "/", 0)];
    if *list != List::All {
        page.crumbs.push(link("文章", "/articles/", 0));
    }
    page.noindex = number > 1;
    page.description = format!("{heading}，共 {} 篇", all.len());
    let first = number.saturating_sub(1).saturating_mul(size);
    let browse = *list == List::All;
    let body = ListContext {
        note: format!("共 {} 篇", all.len()),
        articles: build.article_items(all.into_iter().skip(first).take(size)),
        number,
        pages,
        previous: (number > 1).then(|| address(number - 1)),
        next: (number < pages).then(|| address(number + 1)),
        audiences: if browse { build.audience_links() } else { Vec::new() },
        tags: if browse { build.tag_links() } else { Vec::new() },
        years: if browse { build.year_links() } else { Vec::new() },
        heading,
    };
    Some(Draft { template: "list.html", page, body, title, source: None, diagnostics: Diagnostics::new() })
}
