//! Lists of articles: all, by tag, by audience, by year and quarter.

use super::super::Build;
use super::super::context::ListContext;
use super::super::groups::Quarter;
use super::super::items::link;
use super::super::routes::Route;
use super::{Draft, Job};
use crate::diagnostic::Diagnostics;

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
    /// Those of a quarter.
    Quarter(Quarter),
}

impl List {
    /// The articles of a list that is not the list of all.
    fn group<'b>(&self, build: &'b Build<'_>) -> Option<&'b [usize]> {
        let groups = build.groups;
        let group = match self {
            List::All => None,
            List::Tag(tag) => groups.tags.get(tag),
            List::Audience(name) => groups.audiences.get(name),
            List::Year(year) => groups.years.get(year),
            List::Quarter(quarter) => groups.quarters.get(quarter),
        };
        group.map(Vec::as_slice)
    }

    fn count(&self, build: &Build<'_>) -> usize {
        match self {
            List::All => build.site.articles.len(),
            list => list.group(build).map_or(0, <[usize]>::len),
        }
    }

    fn route(&self, build: &Build<'_>) -> Option<Route> {
        match self {
            List::All => Some(Route::folder("articles")),
            List::Tag(tag) => build.routes.tags.get(tag).cloned(),
            List::Audience(name) => build.routes.audiences.get(name).cloned(),
            List::Year(year) => build.routes.years.get(year).cloned(),
            List::Quarter(quarter) => build.routes.quarters.get(quarter).cloned(),
        }
    }

    /// The year whose quarters are offered.
    fn year(&self) -> Option<i32> {
        match self {
            List::Year(year) | List::Quarter((year, _)) => Some(*year),
            _ => None,
        }
    }

    fn heading(&self) -> String {
        match self {
            List::All => "全部文章".to_owned(),
            List::Tag(name) | List::Audience(name) => name.clone(),
            List::Year(year) => format!("{year} 年的文章"),
            List::Quarter((year, quarter)) => format!("{year} 年{}的文章", quarter_name(*quarter)),
        }
    }
}

/// 第二季度.
pub(in super::super) fn quarter_name(quarter: u8) -> &'static str {
    match quarter {
        1 => "第一季度",
        2 => "第二季度",
        3 => "第三季度",
        _ => "第四季度",
    }
}

/// Every page of every list.
pub(super) fn jobs(build: &Build<'_>) -> Vec<Job> {
    let lists = std::iter::once(List::All)
        .chain(build.routes.tags.keys().cloned().map(List::Tag))
        .chain(build.routes.audiences.keys().cloned().map(List::Audience))
        .chain(build.routes.years.keys().copied().map(List::Year))
        .chain(build.routes.quarters.keys().copied().map(List::Quarter));
    lists
        .flat_map(|list| (1..=pages(build, list.count(build))).map(move |number| Job::List(list.clone(), number)))
        .collect()
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
    let count = list.count(build);
    let (size, pages) = (build.config.site.page_size.max(1), pages(build, count));
    let address = |n: usize| if n <= 1 { route.url.clone() } else { format!("{}page/{n}/", route.url) };
    let heading = list.heading();
    let title = if number <= 1 { heading.clone() } else { format!("{heading}（第 {number} 页）") };
    let mut page = build.page("list", "articles", &title, &address(number));
    page.crumbs = vec![link("首页", "/", 0)];
    if *list != List::All {
        page.crumbs.push(link("文章", "/articles/", 0));
    }
    if let List::Quarter((year, _)) = list
        && let Some(route) = build.routes.years.get(year)
    {
        page.crumbs.push(link(&format!("{year} 年"), &route.url, 0));
    }
    page.noindex = number > 1;
    page.description = format!("{heading}，共 {count} 篇");
    let first = number.saturating_sub(1).saturating_mul(size);
    let shown = first..first.saturating_add(size).min(count);
    let all = *list == List::All;
    let browse = build.entries.browse(build);
    let group = list.group(build);
    let body = ListContext {
        note: format!("共 {count} 篇"),
        articles: match group {
            None => build.article_items(shown),
            Some(group) => build.article_items(group.get(shown).unwrap_or_default().iter().copied()),
        },
        number,
        pages,
        previous: (number > 1).then(|| address(number - 1)),
        next: (number < pages).then(|| address(number + 1)),
        audiences: if all { browse.audiences.clone() } else { Vec::new() },
        tags: if all { browse.tags.clone() } else { Vec::new() },
        years: if all { browse.years.clone() } else { Vec::new() },
        quarters: build.quarter_links(list.year()),
        heading,
    };
    Some(Draft { template: "list.html", page, body, title, source: None, diagnostics: Diagnostics::new() })
}
