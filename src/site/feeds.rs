//! Atom (RFC 4287), the sitemap and `robots.txt`. Dates are the articles' own, never the clock's.

use std::fmt::Write as _;

use rayon::prelude::*;

use super::Build;
use super::html::{Medium, render};
use super::text::escaped;
use crate::model::{Article, Date};

pub fn robots(build: &Build<'_>) -> String {
    let sitemap = build.base_url.as_ref().map(|b| format!("Sitemap: {b}/sitemap.xml\n")).unwrap_or_default();
    format!("User-agent: *\nAllow: /\n{sitemap}")
}

/// Midnight in China: an article has a day, no hour.
fn stamp(date: Date) -> String {
    format!("{date}T00:00:00+08:00")
}

/// Articles without a date are left out: an entry must say when it was updated (RFC 4287 §4.1.2).
pub fn atom(build: &Build<'_>, base: &str) -> String {
    let dated = |a: &&Article| a.date.is_some();
    let articles: Vec<&Article> = build.site.articles.iter().filter(dated).take(build.config.site.feed_size).collect();
    let entries: Vec<String> = articles.par_iter().filter_map(|a| entry(build, base, a)).collect();
    let updated = articles.iter().filter_map(|a| a.date).max().unwrap_or_else(Date::epoch);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let language = escaped(&build.config.language);
    let _ = writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">");
    let _ = writeln!(out, "<title>{}</title>", escaped(&build.config.title));
    if !build.config.description.is_empty() {
        let _ = writeln!(out, "<subtitle>{}</subtitle>", escaped(&build.config.description));
    }
    let base = escaped(base);
    let _ = writeln!(out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"{base}/feed.xml\"/>");
    let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{base}/\"/>");
    let _ = writeln!(out, "<id>{base}/</id>\n<updated>{}</updated>", stamp(updated));
    let organization = &build.config.organization.name;
    let author = if organization.is_empty() { &build.config.title } else { organization };
    let _ = writeln!(out, "<author><name>{}</name></author>", escaped(author));
    entries.iter().for_each(|e| out.push_str(e));
    out.push_str("</feed>\n");
    out
}

fn entry(build: &Build<'_>, base: &str, article: &Article) -> Option<String> {
    let (date, route) = (article.date?, build.routes.articles.get(&article.slug)?);
    let address = escaped(&format!("{base}{}", route.url));
    let content = render(&article.document, &article.path, &format!("{base}/"), Medium::Feed, build.targets());
    let mut out = String::new();
    let _ = writeln!(out, "<entry>\n<title>{}</title>", escaped(&article.title));
    let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\n<id>{address}</id>");
    let _ = writeln!(out, "<published>{0}</published>\n<updated>{0}</updated>", stamp(date));
    if let Some(author) = &article.author {
        let _ = writeln!(out, "<author><name>{}</name></author>", escaped(author));
    }
    for tag in &article.tags {
        let _ = writeln!(out, "<category term=\"{}\"/>", escaped(tag));
    }
    let _ = writeln!(out, "<summary>{}</summary>", escaped(&article.summary));
    let html = escaped(&(content.body + &content.notes));
    let _ = writeln!(out, "<content type=\"html\">{html}</content>\n</entry>");
    Some(out)
}

/// <https://www.sitemaps.org/protocol.html>.
///
/// `pages` are addresses with the days of their texts.
pub fn sitemap(base: &str, mut pages: Vec<(String, Option<Date>)>) -> String {
    pages.sort();
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for (url, date) in pages {
        let lastmod = date.map(|d| format!("<lastmod>{d}</lastmod>")).unwrap_or_default();
        let _ = writeln!(out, "<url><loc>{}</loc>{lastmod}</url>", escaped(&format!("{base}{url}")));
    }
    out.push_str("</urlset>\n");
    out
}
