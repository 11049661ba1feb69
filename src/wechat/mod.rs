//! Articles for a WeChat account: one page each, with a preview and a button that copies the text as the editor of
//! mp.weixin.qq.com keeps it.
//!
//! [`build`] makes `wechat/<slug>.html` for every article and `wechat/index.html`. A page is two things: the *fragment*,
//! which is what gets copied (`section`s with inline styles and nothing else), and the page around it, which is for the
//! person at the desk.
//!
//! # What the editor keeps
//! WeChat publishes no list; this is what makers of tools for it have found in years of use, and we keep to the careful
//! side of it:
//! - it drops `<style>`, `<script>`, `class`, `id`, event handlers, `position`, `input`, links that leave WeChat, and
//!   boxes with nothing in them; hence inline styles, notes for links, ticks as text, and no empty element;
//! - of lists within lists it keeps two levels, and only outside of `li`; hence rows of our own;
//! - drawings pasted as `<svg>` stay, without `id` and so without anything they refer to; one that is the very first thing
//!   may vanish, so words come first; SVG in `<img>` is refused; hence plain shapes;
//! - photos as `data:` are uploaded when pasted into the editor of today, older ones dropped them; the page says to look;
//! - its dark mode turns colours by itself and does best when ink and ground are given together.
//!
//! Not tried with an account by us: flex boxes, `overflow-x` and negative margins are said to be kept; where one is not,
//! the text still reads from top to bottom.
//!
//! `tests/wechat` reads every fragment for all that must not be in it.

mod blocks;
mod furniture;
mod inline;
mod limits;
mod lists;
mod markup;
mod page;
mod palette;
mod picture;
mod sections;
mod styles;
mod svg;
mod tables;

pub use styles::Styles;

use rayon::prelude::*;

use crate::calendar::Calendar;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{Article, Site};
use crate::output::Artifact;
use crate::world::World;

/// The list of all articles.
const INDEX: &str = "wechat/index.html";

/// An article as WeChat gets it.
#[derive(Debug, Clone)]
pub(crate) struct Rendered<'a> {
    article: &'a Article,
    /// Its file in `wechat/`.
    file: String,
    look: &'static palette::Look,
    /// What is copied.
    fragment: String,
    counts: limits::Counts,
    pictures: Vec<picture::Picture>,
    diagnostics: Diagnostics,
}

/// The cover of an article in `wechat/`, 900 × 383.
pub fn cover(slug: &str) -> String {
    format!("{slug}-cover.png")
}

/// The small cover, 500 × 500.
pub fn square_cover(slug: &str) -> String {
    format!("{slug}-cover-square.png")
}

/// The pages of all articles and the list of them.
pub fn build(world: &dyn World, config: &Config, calendar: &Calendar, site: &Site) -> (Vec<Artifact>, Diagnostics) {
    let sources = Sources { world, config, calendar, site, styles: &Styles::new(config, calendar, site) };
    let rendered: Vec<Rendered<'_>> = site.articles.par_iter().map(|article| render(sources, article)).collect();
    let mut artifacts: Vec<Artifact> =
        rendered.iter().map(|r| Artifact::new(format!("wechat/{}", r.file), page::article(r, config))).collect();
    artifacts.push(Artifact::new(INDEX, page::index(&rendered, config, calendar)));
    let mut diagnostics = Diagnostics::new();
    for r in rendered {
        diagnostics.extend(r.diagnostics);
    }
    (artifacts, diagnostics)
}

/// One of the pages that [`build`] makes, by its path below `output/`.
pub fn file(world: &dyn World, config: &Config, calendar: &Calendar, site: &Site, path: &str) -> Option<Artifact> {
    let from = Sources { world, config, calendar, site, styles: &Styles::new(config, calendar, site) };
    if path == INDEX {
        let all: Vec<Rendered<'_>> = site.articles.par_iter().map(|a| render(from, a)).collect();
        return Some(Artifact::new(INDEX, page::index(&all, config, calendar)));
    }
    let article = site.articles.iter().find(|a| self::path(a, site) == path)?;
    let rendered = render(from, article);
    Some(Artifact::new(path, page::article(&rendered, config)))
}

/// The page of an article, below `output/`.
pub fn path(article: &Article, site: &Site) -> String {
    format!("wechat/{}", file_name(article, site, &mut Diagnostics::new()))
}

/// What [`build`] would find wrong.
pub fn look_over(world: &dyn World, config: &Config, calendar: &Calendar, site: &Site) -> Diagnostics {
    let from = Sources { world, config, calendar, site, styles: &Styles::new(config, calendar, site) };
    site.articles.iter().flat_map(|a| render(from, a).diagnostics).collect()
}

/// What is copied into the editor for one article: `section`s with inline styles.
pub fn fragment(
    world: &dyn World,
    config: &Config,
    calendar: &Calendar,
    site: &Site,
    article: &Article,
) -> (String, Diagnostics) {
    let r = render(Sources { world, config, calendar, site, styles: &Styles::new(config, calendar, site) }, article);
    (r.fragment, r.diagnostics)
}

/// Where an article comes from.
#[derive(Clone, Copy)]
struct Sources<'a> {
    world: &'a dyn World,
    config: &'a Config,
    calendar: &'a Calendar,
    site: &'a Site,
    styles: &'a Styles<'a>,
}

fn render<'a>(from: Sources<'_>, article: &'a Article) -> Rendered<'a> {
    let Sources { world, config, calendar, site, styles } = from;
    let look = styles.look(article);
    let mut maker = blocks::Maker::new(world, site, article, look);
    let fragment = furniture::fragment(&mut maker, calendar, &config.organization);
    let (pictures, mut diagnostics) = (maker.pictures, maker.diagnostics);
    let counts = limits::count(article, &fragment);
    diagnostics.extend(limits::check(world, article, counts));
    let file = file_name(article, site, &mut diagnostics);
    Rendered { article, file, look, fragment, counts, pictures, diagnostics }
}

/// `<slug>.html`, except for the one name that the list of all articles has.
fn file_name(article: &Article, site: &Site, diagnostics: &mut Diagnostics) -> String {
    if !article.slug.eq_ignore_ascii_case("index") {
        return format!("{}.html", article.slug);
    }
    let mut slug = "index-article".to_owned();
    while site.article(&slug).is_some() {
        slug.push('-');
    }
    diagnostics.push(
        Diagnostic::warning(
            "wechat-slug-index",
            format!("这篇的网址名 index 和目录页重名，公众号页面改叫 {slug}.html"),
        )
        .with_span(Span::file(article.path.clone()))
        .with_help("在文章开头写一个别的 slug"),
    );
    format!("{slug}.html")
}
