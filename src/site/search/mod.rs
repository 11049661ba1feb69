//! Full-text search from files alone: no server, no dictionary. `docs/search.md` says how it works and what was measured.
//!
//! `search/index.js` knows where texts and keys are, `search/keys/N.js` holds positions, `search/text/N.js` a page's own text
//! for its excerpt. All are scripts that call one function, so they load where `fetch` may not: from `file:`, and under
//! `script-src 'self'`.

pub mod index;
mod text;
pub mod tokenize;

use rayon::prelude::*;
use serde::Serialize;

use super::Build;
use super::assets::hash8;
use super::text::zh_date;
use crate::model::{Article, Board, Date, Page};
use crate::output::Artifact;

/// A page as the search sees it. Serialised as it is into `search/text/N.js`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchText {
    /// Address from the root.
    pub url: String,
    /// Its title.
    pub title: String,
    /// A line below the excerpt: what it is, since when.
    pub info: Vec<String>,
    /// Headings, and the names under which it is filed.
    pub heads: Vec<String>,
    /// Everything else, block by block.
    pub body: Vec<String>,
}

/// The search's files.
#[derive(Debug, Default)]
pub struct Search {
    /// Below `site/search/`.
    pub artifacts: Vec<Artifact>,
    /// Where the browser starts: `/search/index.js?v=1a2b3c4d`. The version keeps an old shard out of a new index.
    pub index: String,
}

/// Makes the files for a whole site. Articles, boards and pages are searched; lists only repeat them.
pub(super) fn collect(build: &Build<'_>) -> Search {
    let texts = texts(build);
    let index = index::build(&texts);
    let shards = index.shards.iter().enumerate().map(|(n, shard)| file(&format!("keys/{n}"), shard));
    let mut artifacts: Vec<Artifact> = shards.collect();
    artifacts.par_extend(texts.par_iter().enumerate().map(|(n, text)| file(&format!("text/{n}"), text)));
    let all: String = artifacts.par_iter().map(|a| hash8(&a.bytes)).collect();
    let head = serde_json::json!({ "zones": index.zones, "first": index.first });
    let version = hash8(format!("{all}{head}").as_bytes());
    artifacts.push(file("index", &head));
    Search { artifacts, index: format!("/search/index.js?v={version}") }
}

/// A script that hands its data over. U+2028 and U+2029 end a line in the JavaScript of old browsers.
fn file(name: &str, data: &impl Serialize) -> Artifact {
    // Plain data in memory always serialises.
    let json = serde_json::to_string(data).unwrap_or_default();
    let json = json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    Artifact::new(format!("site/search/{name}.js"), format!("banbaoSearch.got(\"{name}\",{json});\n"))
}

/// Oldest first: a new article leaves the files of the others as they are, and of two that match alike the later is newer.
fn texts(build: &Build<'_>) -> Vec<SearchText> {
    let articles = build.site.articles.par_iter().filter_map(|a| Some((a.date, article(build, a)?)));
    let boards = build.site.boards.par_iter().filter_map(|b| Some((b.date, board(build, b)?)));
    let pages = build.site.pages.par_iter().filter_map(|p| Some((None, page(build, p)?)));
    let mut texts: Vec<(Option<Date>, SearchText)> = articles.chain(boards).chain(pages).collect();
    texts.sort_by(|a, b| (a.0, &a.1.url).cmp(&(b.0, &b.1.url)));
    texts.into_iter().map(|(_, text)| text).collect()
}

fn article(build: &Build<'_>, article: &Article) -> Option<SearchText> {
    let event = article.event.as_ref().and_then(|id| build.calendar.event(id)).map(|e| e.name.clone());
    let (headings, blocks) = text::read(&article.document);
    let mut body = Vec::new();
    let own = article.summary.trim_end_matches('…');
    if !blocks.iter().any(|b| b.contains(own)) {
        text::push(&mut body, article.summary.clone());
    }
    body.extend(blocks);
    let people = article.author.iter().chain(&article.reviewer);
    for line in people.chain(&article.audience).chain(&article.sources) {
        text::push(&mut body, line.clone());
    }
    Some(SearchText {
        url: build.routes.articles.get(&article.slug)?.url.clone(),
        title: article.title.clone(),
        info: event.iter().cloned().chain(article.date.map(zh_date)).collect(),
        heads: event.into_iter().chain(article.tags.iter().cloned()).chain(headings).collect(),
        body,
    })
}

fn board(build: &Build<'_>, board: &Board) -> Option<SearchText> {
    let event = board.event.as_ref().and_then(|id| build.calendar.event(id)).map(|e| e.name.clone());
    let (headings, blocks) = text::read(&board.note);
    let mut body: Vec<String> = board.slogan.iter().cloned().collect();
    body.extend(blocks);
    body.extend(
        board
            .articles
            .iter()
            .filter_map(|s| build.site.articles.get(*build.groups.slugs.get(s.as_str())?))
            .map(|a| a.title.clone()),
    );
    body.extend(board.issue.iter().chain(&board.location).cloned());
    Some(SearchText {
        url: build.routes.boards.get(&board.id)?.url.clone(),
        title: board.title.clone(),
        info: std::iter::once("板报".to_owned()).chain(board.date.map(zh_date)).collect(),
        heads: event.into_iter().chain(headings).collect(),
        body,
    })
}

fn page(build: &Build<'_>, page: &Page) -> Option<SearchText> {
    let (heads, body) = text::read(&page.document);
    Some(SearchText {
        url: build.routes.pages.get(&page.slug)?.url.clone(),
        title: page.title.clone(),
        info: Vec::new(),
        heads,
        body,
    })
}
