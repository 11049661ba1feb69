//! Pages that are no articles, `404.html`, and old addresses.

use super::super::Build;
use super::super::context::{NotFoundContext, PlainContext, RedirectContext};
use super::super::html::{Medium, render};
use super::super::items::link;
use super::super::routes::{encode_path, segment};
use super::super::text::clipped;
use super::article::toc_items;
use super::{Draft, Job};
use crate::diagnostic::Diagnostics;
use crate::model::{Article, Block, BlockKind, Page, plain_text};

/// Articles offered where a page is missing.
const SUGGESTED: usize = 4;

pub(super) fn draft(build: &Build<'_>, source: &Page) -> Option<Draft<PlainContext>> {
    let route = build.routes.pages.get(&source.slug)?;
    let mut page = build.page("page", &source.slug, &source.title, &route.url);
    let rendered = render(&source.document, &source.path, &page.root, Medium::Page, build.targets());
    let first = source.document.blocks.iter().find_map(|b: &Block| match &b.kind {
        BlockKind::Paragraph(p) => Some(plain_text(p)),
        _ => None,
    });
    page.description = first.map_or_else(|| page.description.clone(), |t| clipped(&t, 120));
    page.crumbs = vec![link("首页", "/", 0)];
    let body = PlainContext {
        title: source.title.clone(),
        body_html: rendered.body,
        notes_html: rendered.notes,
        toc: toc_items(rendered.toc),
    };
    Some(Draft {
        template: "page.html",
        page,
        body,
        title: source.title.clone(),
        source: Some(source.path.clone()),
        diagnostics: rendered.diagnostics,
    })
}

/// The page that a server shows for any address, at any depth: its own links start at the root.
pub(super) fn not_found(build: &Build<'_>) -> Option<Draft<NotFoundContext>> {
    let title = "没有这一页";
    let mut page = build.page("404", "", title, "/404.html");
    page.root = build.base_url.as_deref().map_or_else(|| "/".to_owned(), base_path);
    page.canonical = None;
    page.noindex = true;
    Some(Draft {
        template: "404.html",
        page,
        body: NotFoundContext { articles: build.article_items(0..SUGGESTED) },
        title: title.to_owned(),
        source: None,
        diagnostics: Diagnostics::new(),
    })
}

/// The path of an address with `/` at both ends: `https://x.cn/health` → `/health/`.
fn base_path(base: &str) -> String {
    let path = base.split_once("://").map_or(base, |(_, rest)| rest).split_once('/').map_or("", |(_, path)| path);
    if path.is_empty() { "/".to_owned() } else { format!("/{}/", path.trim_matches('/')) }
}

/// A redirect for every old address of an article.
pub(super) fn redirects(build: &Build<'_>) -> Vec<Job> {
    let articles = build.site.articles.iter().enumerate();
    articles
        .flat_map(|(index, article)| {
            article.aliases.iter().filter_map(move |a| Some(Job::Redirect(alias_file(a)?, index)))
        })
        .collect()
}

/// The file of an old address; each of its names made safe, so none leaves `site/`.
fn alias_file(alias: &str) -> Option<String> {
    let plain = alias.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<String> =
        plain.split('/').filter(|p| !p.is_empty() && *p != "." && *p != "..").map(segment).collect();
    let last = parts.last()?;
    let is_file = !plain.ends_with('/') && (last.ends_with(".html") || last.ends_with(".htm"));
    let path = parts.join("/");
    Some(if is_file { format!("site/{path}") } else { format!("site/{path}/index.html") })
}

pub(super) fn redirect(build: &Build<'_>, file: &str, article: &Article) -> Option<Draft<RedirectContext>> {
    let route = build.routes.articles.get(&article.slug)?;
    let here = format!("/{}", encode_path(file.trim_start_matches("site/").trim_end_matches("index.html")));
    let mut page = build.page("redirect", "", &article.title, &here);
    page.canonical = build.absolute(&route.url);
    page.noindex = true;
    Some(Draft {
        template: "redirect.html",
        page,
        body: RedirectContext { target: link(&article.title, &route.url, 0) },
        title: article.title.clone(),
        source: None,
        diagnostics: Diagnostics::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_addresses_stay_inside() {
        let cases = [
            ("/old/", Some("site/old/index.html")),
            ("/old.html", Some("site/old.html")),
            ("/../../etc/passwd", Some("site/etc/passwd/index.html")),
            ("/a/./b?x=1", Some("site/a/b/index.html")),
            ("/con/nul.html", Some("site/con-/nul-.html")),
            ("/", None),
        ];
        for (alias, file) in cases {
            assert_eq!(alias_file(alias).as_deref(), file, "{alias}");
        }
    }

    #[test]
    fn paths_of_addresses() {
        assert_eq!(base_path("https://x.cn"), "/");
        assert_eq!(base_path("https://x.cn/health"), "/health/");
    }
}
