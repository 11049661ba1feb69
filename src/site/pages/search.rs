//! The search page. What it finds is the script's work; the ways to browse are there without it.

use super::super::Build;
use super::super::context::SearchContext;
use super::super::items::link;
use super::super::routes::encode_path;
use super::Draft;
use crate::diagnostic::Diagnostics;

/// Words offered to try.
const POPULAR: usize = 3;

pub(super) fn draft(build: &Build<'_>) -> Option<Draft<SearchContext>> {
    let title = "搜索";
    let mut page = build.page("search", "search", title, "/search/");
    page.description = format!("在 {} 篇文章和历期板报里查找", build.site.articles.len());
    let browse = &build.entries.browse(build);
    let popular = browse.tags.iter().take(POPULAR);
    let popular = popular.map(|t| link(&t.title, &format!("/search/?q={}", encode_path(&t.title)), 0)).collect();
    let body = SearchContext {
        index: build.search().index.clone(),
        popular,
        article_count: build.site.articles.len(),
        audiences: browse.audiences.clone(),
        tags: browse.tags.clone(),
        years: browse.years.clone(),
    };
    Some(Draft {
        template: "search.html",
        page,
        body,
        title: title.to_owned(),
        source: None,
        diagnostics: Diagnostics::new(),
    })
}
