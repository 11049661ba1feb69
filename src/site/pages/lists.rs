//! Lists of articles: all, by tag, by audience, by year and quarter.

use super::super::Build;
use super::super::context::{ListContext, Turns};
use super::super::groups::Quarter;
use super::super::items::link;
use super::super::routes::Route;
use super::index::Index;
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

    /// The list of lists that it stands in.
    fn index(&self) -> Option<Index> {
        match self {
            List::All => None,
            List::Tag(_) => Some(Index::Tags),
            List::Audience(_) => Some(Index::Audiences),
            List::Year(_) | List::Quarter(_) => Some(Index::Archive),
        }
    }

    fn label(&self) -> Option<&'static str> {
        match self {
            List::Tag(_) => Some("话题"),
            List::Audience(_) => Some("适用人群"),
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

/// How many pages some articles fill.
pub(super) fn pages(build: &Build<'_>, articles: usize) -> usize {
    articles.div_ceil(build.config.site.page_size.max(1)).max(1)
}

/// The articles of a page, by their places in the list; `number` counts from 1.
pub(super) fn shown(build: &Build<'_>, count: usize, number: usize) -> std::ops::Range<usize> {
    let size = build.config.site.page_size.max(1);
    let first = number.saturating_sub(1).saturating_mul(size).min(count);
    first..first.saturating_add(size).min(count)
}

/// The address of a page of the list at `url`.
pub(super) fn address(url: &str, number: usize) -> String {
    if number <= 1 { url.to_owned() } else { format!("{url}page/{number}/") }
}

/// The file of a page of the list whose first page is `first`.
pub(super) fn page_file(first: &str, number: usize) -> String {
    match number {
        0 | 1 => first.to_owned(),
        _ => format!("{}page/{number}/index.html", first.trim_end_matches("index.html")),
    }
}

/// How to leaf through the list at `url`.
pub(super) fn turning(url: &str, number: usize, pages: usize) -> Turns {
    let around = number.saturating_sub(1)..=number.saturating_add(1);
    let mut turns = Vec::new();
    let mut last = 0;
    for n in (1..=pages).filter(|n| *n == 1 || *n == pages || around.contains(n)) {
        if n > last + 1 {
            turns.push(link("…", "", 0));
        }
        turns.push(link(&n.to_string(), &address(url, n), 0));
        last = n;
    }
    Turns {
        number,
        pages,
        previous: (number > 1).then(|| address(url, number - 1)),
        next: (number < pages).then(|| address(url, number + 1)),
        turns,
    }
}

/// The file of a page of a list; `number` counts from 1.
pub(super) fn file(build: &Build<'_>, list: &List, number: usize) -> Option<String> {
    Some(page_file(&list.route(build)?.file, number))
}

/// `number` counts from 1.
pub(super) fn draft(build: &Build<'_>, list: &List, number: usize) -> Option<Draft<ListContext>> {
    let route = list.route(build)?;
    let count = list.count(build);
    let heading = list.heading();
    let title = if number <= 1 { heading.clone() } else { format!("{heading}（第 {number} 页）") };
    let mut page = build.page("list", "articles", &title, &address(&route.url, number));
    page.crumbs = vec![link("首页", "/", 0)];
    if *list != List::All {
        page.crumbs.push(link("文章", "/articles/", 0));
    }
    page.crumbs.extend(list.index().map(Index::link));
    if let List::Quarter((year, _)) = list
        && let Some(route) = build.routes.years.get(year)
    {
        page.crumbs.push(link(&format!("{year} 年"), &route.url, 0));
    }
    page.noindex = number > 1;
    page.description = format!("{heading}，共 {count} 篇");
    let shown = shown(build, count, number);
    let all = *list == List::All;
    let browse = build.entries.browse(build);
    let group = list.group(build);
    let body = ListContext {
        note: format!("共 {count} 篇"),
        articles: match group {
            None => build.article_items(shown),
            Some(group) => build.article_items(group.get(shown).unwrap_or_default().iter().copied()),
        },
        label: list.label().map(str::to_owned),
        turning: turning(&route.url, number, pages(build, count)),
        audiences: if all { browse.audiences.clone() } else { Vec::new() },
        tags: if all { browse.tags.clone() } else { Vec::new() },
        years: if all { browse.years.clone() } else { Vec::new() },
        quarters: build.quarter_links(list.year()),
        heading,
    };
    Some(Draft { template: "list.html", page, body, title, source: None, diagnostics: Diagnostics::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_name_the_ends_and_what_is_near() {
        let titles = |number, pages| {
            let turns = turning("/a/", number, pages).turns;
            turns.iter().map(|t| t.title.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(titles(1, 1), "1");
        assert_eq!(titles(1, 9), "1 2 … 9");
        assert_eq!(titles(3, 9), "1 2 3 4 … 9");
        assert_eq!(titles(5, 9), "1 … 4 5 6 … 9");
        assert_eq!(titles(9, 9), "1 … 8 9");
        let turns = turning("/a/", 2, 3);
        assert_eq!((turns.previous.as_deref(), turns.next.as_deref()), (Some("/a/"), Some("/a/page/3/")));
    }
}
