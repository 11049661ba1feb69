//! Which page has which address. Addresses end in `/`; pages are `index.html` in a folder of that name.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::audience;
use super::digest::Digests;
use super::groups::{Quarter, quarter_of};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::Site;

/// One page's address and file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// From the root of the site, percent-encoded: `/tags/%E6%8E%A7%E7%83%9F/`.
    pub url: String,
    /// Below `output/`: `site/tags/控烟/index.html`.
    pub file: String,
}

impl Route {
    /// The address of a folder, written as names with `/` between them; empty for the home page.
    pub fn folder(dir: &str) -> Route {
        if dir.is_empty() {
            return Route { url: "/".to_owned(), file: "site/index.html".to_owned() };
        }
        Route { url: format!("/{}/", encode_path(dir)), file: format!("site/{dir}/index.html") }
    }
}

/// Where a Markdown file became a page, and what can be linked to on it.
#[derive(Debug, Clone, Default)]
pub struct ContentTarget {
    /// The page's address.
    pub url: String,
    /// The headings' ids.
    pub ids: Arc<BTreeSet<String>>,
}

/// All addresses of a site.
#[derive(Debug, Default)]
pub struct Routes {
    /// By slug.
    pub articles: BTreeMap<String, Route>,
    /// By id.
    pub boards: BTreeMap<String, Route>,
    /// By slug.
    pub pages: BTreeMap<String, Route>,
    /// By the id of the day; only days that have an article or a board.
    pub events: BTreeMap<String, Route>,
    /// By tag.
    pub tags: BTreeMap<String, Route>,
    /// By audience, as [`audience::terms`] gives them.
    pub audiences: BTreeMap<String, Route>,
    /// By year.
    pub years: BTreeMap<i32, Route>,
    /// By quarter.
    pub quarters: BTreeMap<Quarter, Route>,
    /// By the path of the Markdown file.
    pub content: BTreeMap<String, ContentTarget>,
    taken: BTreeSet<String>,
    addresses: HashSet<String>,
}

/// Folders at the top that no page may take.
const RESERVED: [&str; 12] = [
    "articles", "boards", "events", "tags", "audience", "archive", "calendar", "search", "assets", "pictures", "page",
    "index",
];

impl Routes {
    /// Gives every page of a site its address.
    pub fn new(site: &Site, digests: &Digests, diagnostics: &mut Diagnostics) -> Routes {
        let mut routes = Routes { taken: RESERVED.iter().map(|r| (*r).to_owned()).collect(), ..Routes::default() };
        for article in &site.articles {
            let route = routes.allocate("articles", &article.slug);
            routes.target(&article.path, &route, digests.ids(&article.path));
            routes.articles.insert(article.slug.clone(), route);
        }
        for board in &site.boards {
            let route = routes.allocate("boards", &board.id);
            routes.target(&board.path, &route, digests.ids(&board.path));
            routes.boards.insert(board.id.clone(), route);
        }
        for page in &site.pages {
            let wanted = segment(&page.slug);
            let route = routes.allocate("", &page.slug);
            if route.file != Route::folder(&wanted).file {
                diagnostics.push(
                    Diagnostic::warning(
                        "page-address-taken",
                        format!("网址 /{wanted}/ 留作他用，这一页改用 {}", route.url),
                    )
                    .with_span(Span::file(&page.path))
                    .with_help("给这一页写一个别的 slug，例如 slug: about"),
                );
            }
            routes.target(&page.path, &route, digests.ids(&page.path));
            routes.pages.insert(page.slug.clone(), route);
        }
        routes.allocate_lists(site);
        routes.addresses = routes.urls().map(str::to_owned).collect();
        routes
    }

    fn allocate_lists(&mut self, site: &Site) {
        let events: BTreeSet<&String> = site
            .articles
            .iter()
            .filter_map(|a| a.event.as_ref())
            .chain(site.boards.iter().filter_map(|b| b.event.as_ref()))
            .collect();
        for event in events {
            let route = self.allocate("events", event);
            self.events.insert(event.clone(), route);
        }
        let tags: BTreeSet<&String> = site.articles.iter().flat_map(|a| &a.tags).collect();
        for tag in tags {
            let route = self.allocate("tags", tag);
            self.tags.insert(tag.clone(), route);
        }
        let audiences: BTreeSet<String> = site.articles.iter().flat_map(|a| audience::terms(&a.audience)).collect();
        for audience in audiences {
            let route = self.allocate("audience", &audience);
            self.audiences.insert(audience, route);
        }
        let years: BTreeSet<i32> = site.articles.iter().filter_map(|a| a.date).map(|d| d.year()).collect();
        for year in years {
            self.years.insert(year, Route::folder(&format!("archive/{year}")));
        }
        let quarters: BTreeSet<Quarter> = site.articles.iter().filter_map(|a| a.date).map(quarter_of).collect();
        for (year, quarter) in quarters {
            self.quarters.insert((year, quarter), Route::folder(&format!("archive/{year}/q{quarter}")));
        }
    }

    /// A folder of its own for a name, below `parent`. Names that differ only in case, or that become
    /// the same once unsafe characters are gone, get `-2`, `-3` …: Windows and macOS fold case.
    fn allocate(&mut self, parent: &str, name: &str) -> Route {
        let base = segment(name);
        let mut number = 1;
        loop {
            let name = if number == 1 { base.clone() } else { format!("{base}-{number}") };
            let dir = if parent.is_empty() { name } else { format!("{parent}/{name}") };
            if self.taken.insert(dir.to_lowercase()) {
                return Route::folder(&dir);
            }
            number += 1;
        }
    }

    fn target(&mut self, path: &str, route: &Route, ids: Arc<BTreeSet<String>>) {
        self.content.insert(path.to_owned(), ContentTarget { url: route.url.clone(), ids });
    }

    /// Whether a page that comes from content or lists has this address.
    pub fn has(&self, url: &str) -> bool {
        self.addresses.contains(url)
    }

    fn urls(&self) -> impl Iterator<Item = &str> {
        let maps = [&self.articles, &self.boards, &self.pages, &self.events, &self.tags, &self.audiences];
        let archive = self.years.values().chain(self.quarters.values());
        maps.into_iter().flat_map(|m| m.values()).chain(archive).map(|r| r.url.as_str())
    }
}

/// Longest name of a folder, in characters: 255 bytes are the limit of most file systems, a 汉字 takes three.
const SEGMENT_LIMIT: usize = 60;

/// A name that is safe as a folder on every system, and keeps its Chinese.
///
/// Separators, control and format characters, and what Windows forbids become `-`; names of devices (`CON`, `NUL`, `COM1` …)
/// get a `-` at the end; dots and spaces at either end go.
pub fn segment(name: &str) -> String {
    let mut out = String::new();
    for c in name.trim().chars() {
        let unsafe_char = c.is_control()
            || c.is_whitespace()
            || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '#' | '%')
            // Invisible marks, directions and private use: two names would look the same.
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}');
        match unsafe_char {
            true if out.ends_with('-') => {}
            true => out.push('-'),
            false => out.push(c),
        }
    }
    let mut out = out.trim_matches(['.', '-', ' ']).to_owned();
    if out.chars().count() > SEGMENT_LIMIT {
        let tag = super::assets::hash8(out.as_bytes());
        out = out.chars().take(SEGMENT_LIMIT).collect::<String>() + "-" + &tag;
    }
    if out.is_empty() {
        return format!("x-{}", super::assets::hash8(name.as_bytes()));
    }
    let stem = out.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|n| n.len() == 1 && n.chars().all(|c| ('1'..='9').contains(&c)))
    };
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT") {
        out = match out.split_once('.') {
            Some((stem, rest)) => format!("{stem}-.{rest}"),
            None => format!("{out}-"),
        };
    }
    out
}

/// Percent-encodes the names of a path, keeping its `/` (RFC 3986 §2.3).
pub fn encode_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for b in path.bytes() {
        match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(b)),
            _ => {
                let hex = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or('0').to_ascii_uppercase();
                out.extend(['%', hex(b >> 4), hex(b & 15)]);
            }
        }
    }
    out
}

/// How a page at `url` reaches the root: `./`, `../`, `../../`.
///
/// Relative addresses hold wherever the folder is put: below a path, on a memory stick, behind a proxy.
pub fn root_from(url: &str) -> String {
    let depth = url.trim_matches('/').split('/').filter(|s| !s.is_empty()).count();
    let depth = if url.ends_with('/') { depth } else { depth.saturating_sub(1) };
    if depth == 0 { "./".to_owned() } else { "../".repeat(depth) }
}

/// `url`, which counts from the site's root, as seen from a page whose root is `root`. Other addresses stay.
pub fn from_root(root: &str, url: &str) -> String {
    match url.strip_prefix('/') {
        Some(rest) if !rest.starts_with('/') => format!("{root}{rest}"),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_safe_everywhere() {
        for (name, want) in [
            ("控烟", "控烟"),
            ("A/B\\C:D", "A-B-C-D"),
            ("../../etc/passwd", "etc-passwd"),
            ("..", "x-"),
            ("con", "con-"),
            ("Nul.txt", "Nul-.txt"),
            ("COM1", "COM1-"),
            ("COM10", "COM10"),
            ("名 称.", "名-称"),
            ("a\u{202e}b", "a-b"),
        ] {
            let got = segment(name);
            assert!(got == want || (want == "x-" && got.starts_with("x-")), "{name:?} -> {got:?}");
        }
        assert!(segment(&"汉".repeat(300)).len() < 250);
    }

    #[test]
    fn roots() {
        assert_eq!(root_from("/"), "./");
        assert_eq!(root_from("/articles/x/"), "../../");
        assert_eq!(root_from("/404.html"), "./");
        assert_eq!(from_root("../", "/a/"), "../a/");
        assert_eq!(from_root("../", "https://x/"), "https://x/");
        assert_eq!(from_root("../", "//evil/"), "//evil/");
        assert_eq!(encode_path("tags/控烟"), "tags/%E6%8E%A7%E7%83%9F");
    }
}
