//! An article's page.

use super::super::Build;
use super::super::context::{ArticleContext, ArticleView, LinkItem, TocItem};
use super::super::html::{Medium, TocEntry, render};
use super::super::items::link;
use super::super::share;
use super::super::text::{clipped, minutes, spaced, zh_date};
use super::Draft;
use crate::model::Article;

/// Related articles shown.
const RELATED: usize = 3;

/// Longest list of sources that still fits the trust line, in characters.
const SOURCE_LIMIT: usize = 34;

/// Longest description for search engines, in characters.
const DESCRIPTION_LIMIT: usize = 120;

pub(super) fn draft(build: &Build<'_>, index: usize, article: &Article) -> Option<Draft<ArticleContext>> {
    let route = build.routes.articles.get(&article.slug)?;
    let mut page = build.page("article", "articles", &article.title, &route.url);
    let rendered = render(&article.document, &article.path, &page.root, Medium::Page, build.targets());
    page.description = clipped(&article.summary, DESCRIPTION_LIMIT);
    page.og_type = "article".to_owned();
    page.published = article.date.map(|d| d.to_string());
    let cover = article.cover.as_ref().and_then(|c| build.pictures.get(c));
    page.image = cover.filter(|c| !c.vector).and_then(|c| build.absolute(&c.url));
    if page.image.is_none() {
        build.share(&mut page, share::wide(share::ARTICLES, &article.slug), &article.title);
    }
    page.json_ld = article_json_ld(build, article, page.canonical.as_deref());
    page.crumbs = vec![link("首页", "/", 0), link("文章", "/articles/", 0)];
    let tags: Vec<LinkItem> =
        article.tags.iter().filter_map(|t| Some(link(t, &build.routes.tags.get(t)?.url, 0))).collect();
    page.crumbs.extend(tags.first().cloned());
    let year = article.date.map_or_else(|| build.options.today.year(), |d| d.year());
    let neighbour = |i: Option<usize>| {
        let other = build.site.articles.get(i?)?;
        Some(link(&other.title, &build.routes.articles.get(&other.slug)?.url, 0))
    };
    let boards = build.groups.carriers.get(article.slug.as_str()).into_iter().flatten();
    let boards = boards.filter_map(|i| build.site.boards.get(*i));
    let view = ArticleView {
        title: article.title.clone(),
        summary: article.summary.clone(),
        body_html: rendered.body,
        notes_html: rendered.notes,
        toc: toc_items(rendered.toc),
        minutes: minutes(article.characters),
        author: article.author.clone(),
        reviewer: article.reviewer.clone(),
        source: source_line(&article.sources),
        sources: article.sources.clone(),
        audience: (!article.audience.is_empty()).then(|| article.audience.join("、")),
        date: article.date.map(zh_date),
        date_iso: article.date.map(|d| d.to_string()),
        expires: article.expires.map(zh_date),
        expires_iso: article.expires.map(|d| d.to_string()),
        expired: article.expires.is_some_and(|d| d < build.options.today),
        event: article.event.as_ref().and_then(|e| build.day_of(e, year)),
        tags,
        boards: build.board_items(boards),
        related: build.article_items(build.groups.related(build.site, index, RELATED).into_iter()),
        newer: neighbour(index.checked_sub(1)),
        older: neighbour(index.checked_add(1)),
    };
    Some(Draft {
        template: "article.html",
        page,
        body: ArticleContext { article: view },
        title: article.title.clone(),
        source: Some(article.path.clone()),
        diagnostics: rendered.diagnostics,
    })
}

pub(super) fn toc_items(toc: Vec<TocEntry>) -> Vec<TocItem> {
    toc.into_iter().map(|t| TocItem { id: t.id, title: t.title }).collect()
}

/// All sources when they fit on a line, else the first and how many there are.
fn source_line(sources: &[String]) -> Option<String> {
    let first = sources.first()?;
    let joined = sources.join("、");
    if sources.len() == 1 || joined.chars().count() <= SOURCE_LIMIT {
        return Some(joined);
    }
    Some(spaced(&format!("{first}等 {} 种", sources.len())))
}

fn article_json_ld(build: &Build<'_>, article: &Article, url: Option<&str>) -> String {
    let organization = serde_json::json!({ "@type": "Organization", "name": build.config.organization.name });
    let person = |name: &Option<String>| name.as_ref().map(|n| serde_json::json!({ "@type": "Person", "name": n }));
    let audience = (!article.audience.is_empty())
        .then(|| serde_json::json!({ "@type": "Audience", "audienceType": article.audience.join("、") }));
    json_ld(&serde_json::json!({
        "@context": "https://schema.org",
        // An article that is also a page about health: only the latter knows who reviewed it.
        "@type": ["Article", "MedicalWebPage"],
        "headline": article.title,
        "description": article.summary,
        "inLanguage": build.config.language,
        "datePublished": article.date.map(|d| d.to_string()),
        "expires": article.expires.map(|d| d.to_string()),
        "author": person(&article.author).unwrap_or_else(|| organization.clone()),
        "reviewedBy": person(&article.reviewer),
        "lastReviewed": article.reviewer.as_ref().and(article.date).map(|d| d.to_string()),
        "audience": audience,
        "citation": (!article.sources.is_empty()).then_some(&article.sources),
        "publisher": organization,
        "keywords": article.tags.join(","),
        "mainEntityOfPage": url,
    }))
}

/// JSON that may stand within `<script>`: it cannot end the element, and what is absent is left out.
pub(super) fn json_ld(value: &serde_json::Value) -> String {
    let mut value = value.clone();
    if let Some(object) = value.as_object_mut() {
        object.retain(|_, v| !v.is_null() && v.as_str() != Some(""));
    }
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
