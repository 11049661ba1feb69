//! Which style an article wears: its board's, else the settings', else what its day and its readers ask for.

use std::collections::BTreeMap;

use super::palette::{self, Look};
use crate::calendar::Calendar;
use crate::config::Config;
use crate::model::{Article, Board, Site};

/// The styles of a site's articles, by the names that boards and settings give them.
#[derive(Debug, Clone)]
pub struct Styles<'a> {
    calendar: &'a Calendar,
    /// Of the newest board on which an article stands.
    boards: BTreeMap<&'a str, &'a str>,
    /// Of the settings.
    all: Option<&'a str>,
}

impl<'a> Styles<'a> {
    /// Looks through the boards once.
    pub fn new(config: &'a Config, calendar: &'a Calendar, site: &'a Site) -> Styles<'a> {
        let mut boards = BTreeMap::new();
        for board in &site.boards {
            for (slug, style) in board.articles.iter().filter_map(|slug| Some((slug, board.style.as_ref()?))) {
                boards.entry(slug.as_str()).or_insert(style.as_str());
            }
        }
        Styles { calendar, boards, all: config.print.style.as_deref() }
    }

    /// The style of an article: an id or a Chinese name.
    pub fn of(&self, article: &Article) -> &'a str {
        let named = self.boards.get(article.slug.as_str()).copied().or(self.all);
        named.unwrap_or_else(|| self.natural(article))
    }

    /// The built-in style that suits an article when nobody names one.
    pub fn natural(&self, article: &Article) -> &'static str {
        palette::natural(article, self.calendar).id
    }

    /// The style of a board: its own, the settings', or that of its first article.
    pub fn of_board(&self, board: &'a Board, site: &Site) -> &'a str {
        let first = || board.articles.iter().find_map(|slug| site.article(slug));
        let named = board.style.as_deref().or(self.all);
        named.unwrap_or_else(|| first().map_or(palette::FRESH.id, |a| self.natural(a)))
    }

    /// How an article looks in WeChat. A style that only the boards know has no look here: the nearest of ours stands in.
    pub(super) fn look(&self, article: &Article) -> &'static Look {
        let named = self.of(article);
        let known = [&palette::FRESH, &palette::SOLEMN, &palette::PLAYFUL];
        known
            .into_iter()
            .find(|l| l.id == named || l.name == named)
            .unwrap_or_else(|| palette::natural(article, self.calendar))
    }
}
