//! The home page: this month's health days, the board that hangs, the latest articles, ways to the others.

use super::super::Build;
use super::super::context::{DayItem, HomeContext, LinkItem};
use super::super::days::month_name;
use super::super::groups::quarter_of;
use super::super::items::link;
use super::{Draft, quarter_name};
use crate::diagnostic::Diagnostics;
use crate::model::Board;

/// Articles on the home page.
const ARTICLES: usize = 8;

/// Audiences on the home page; the list of articles has more.
const AUDIENCES: usize = 8;

/// Tags on the home page.
const TAGS: usize = 12;

/// Days of this month that are shown at once; the calendar has them all.
const DAYS: usize = 6;

/// Days after this month.
const NEXT_DAYS: usize = 3;

pub(super) fn draft(build: &Build<'_>) -> Option<Draft<HomeContext>> {
    let today = build.options.today;
    let mut page = build.page("home", "home", "", "/");
    page.json_ld = super::article::json_ld(&serde_json::json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": build.config.title,
        "url": page.canonical,
        "inLanguage": build.config.language,
        "publisher": { "@type": "Organization", "name": build.config.organization.name },
    }));
    let (days, next_days, past_days) = days(build);
    let board = latest_board(build);
    let browse = build.entries.browse(build);
    let (quarters, quarter) = quarters(build);
    let body = HomeContext {
        month: month_name(today.month()).to_owned(),
        days,
        next_days,
        past_days,
        board: board.and_then(|b| build.board_item(b)),
        articles: build.article_items(0..ARTICLES),
        article_count: build.site.articles.len(),
        audiences: browse.audiences.iter().take(AUDIENCES).cloned().collect(),
        tags: browse.tags.iter().take(TAGS).cloned().collect(),
        quarters,
        quarter,
    };
    let title = build.config.title.clone();
    Some(Draft { template: "home.html", page, body, title, source: None, diagnostics: Diagnostics::new() })
}

/// The quarters of this year, or of the last year with articles before it, and the one that today is in.
fn quarters(build: &Build<'_>) -> (Vec<LinkItem>, Option<LinkItem>) {
    let key = quarter_of(build.options.today);
    let year = build.routes.years.range(..=key.0).next_back().map(|(year, _)| *year);
    let count = build.groups.quarters.get(&key).map_or(0, Vec::len);
    let now = build.routes.quarters.get(&key).map(|r| link(quarter_name(key.1), &r.url, count));
    let named = |mut q: LinkItem| {
        q.title = year.map_or_else(String::new, |y| format!("{y} 年")) + &q.title;
        q
    };
    (build.quarter_links(year).into_iter().map(named).collect(), now.map(named))
}

/// The board that hangs today, else the last one that was posted, else the first to come.
fn latest_board<'b>(build: &Build<'b>) -> Option<&'b Board> {
    let today = build.options.today;
    let posted = |b: &&Board| b.date.is_some_and(|d| d <= today);
    let hangs = |b: &&Board| posted(b) && b.until.is_some_and(|d| d >= today);
    let boards = &build.site.boards;
    boards.iter().find(hangs).or_else(|| boards.iter().find(posted)).or_else(|| boards.last())
}

/// This month's days to come, the next ones, and those that are over.
///
/// The day of the month, the next one with something to read, stands first; the others follow by date. A month has up to
/// fifteen days: those without a date yet go first when there are too many, then the later ones.
fn days(build: &Build<'_>) -> (Vec<DayItem>, Vec<DayItem>, Vec<DayItem>) {
    let today = build.options.today;
    let months = build.months(today.year());
    let this = months.iter().find(|m| m.number == today.month()).map(|m| m.days.clone()).unwrap_or_default();
    let (past, mut ahead): (Vec<DayItem>, Vec<DayItem>) = this.into_iter().partition(|d| d.past);
    let read = |d: &DayItem| d.articles + d.boards > 0;
    ahead.sort_by_key(|d| (!read(d), d.from_iso.is_none()));
    let first = ahead.iter().position(read).map(|i| ahead.remove(i));
    ahead.truncate(DAYS.saturating_sub(first.iter().len()));
    ahead.sort_by(|a, b| (a.from_iso.is_none(), &a.from_iso).cmp(&(b.from_iso.is_none(), &b.from_iso)));
    let shown = first.into_iter().chain(ahead).collect();
    let later = months.into_iter().filter(|m| m.number > today.month()).flat_map(|m| m.days);
    let following = build.year(today.year().saturating_add(1));
    let next = later.chain(following).filter(|d| d.from_iso.is_some()).take(NEXT_DAYS).collect();
    (shown, next, past)
}
