//! Entries of lists, the frame of every page, and what holds for the whole site.

use std::sync::OnceLock;

use super::Build;
use super::context::{
    ArticleItem, BoardItem, ImageFacts, LinkItem, NavItem, OrganizationContext, PageContext, Shared, SiteContext,
};
use super::pages::quarter_name;
use super::routes::root_from;
use super::text::{minutes, phone_href, zh_date};
use crate::model::{Article, Board, Orientation};

/// How many tags are offered for browsing.
const TAG_LIMIT: usize = 24;

/// How many audiences are offered for browsing.
const AUDIENCE_LIMIT: usize = 12;

impl Build<'_> {
    pub(super) fn site_context(&self) -> SiteContext {
        let organization = &self.config.organization;
        let digits = |s: &String| s.chars().filter(char::is_ascii_digit).collect::<String>();
        let nav = [
            ("home", "首页", "/"),
            ("articles", "文章", "/articles/"),
            ("boards", "板报", "/boards/"),
            ("calendar", "日历", "/calendar/"),
            ("search", "搜索", "/search/"),
        ];
        SiteContext {
            title: self.config.title.clone(),
            description: self.config.description.clone(),
            language: self.config.language.clone(),
            organization: OrganizationContext {
                name: organization.name.clone(),
                short: organization.short.clone(),
                phone: organization.phone.clone(),
                phone_href: organization.phone.as_deref().and_then(phone_href),
                address: organization.address.clone(),
                hours: organization.hours.clone(),
                icp: organization.icp.clone(),
                police: organization.police.clone(),
                police_code: organization.police.as_ref().map(digits).filter(|d| !d.is_empty()),
                logo: organization.logo.as_ref().and_then(|l| self.pictures.get(l)).cloned(),
            },
            nav: nav
                .into_iter()
                .filter(|(key, _, _)| *key != "search" || self.config.site.search)
                .map(|(key, title, url)| NavItem { key: key.to_owned(), title: title.to_owned(), url: url.to_owned() })
                .collect(),
            search: self.config.site.search.then(|| "/search/".to_owned()),
            pages: self
                .site
                .pages
                .iter()
                .filter_map(|p| Some(link(&p.title, &self.routes.pages.get(&p.slug)?.url, 0)))
                .collect(),
            feed: self.base_url.as_ref().map(|_| "/feed.xml".to_owned()),
            base_url: self.base_url.clone(),
        }
    }

    /// The frame of a page. `title` is the page's own; the site's name is added.
    pub(super) fn page(&self, kind: &str, section: &str, title: &str, url: &str) -> PageContext {
        let site = &self.config.title;
        PageContext {
            kind: kind.to_owned(),
            section: section.to_owned(),
            title: if title.is_empty() { site.clone() } else { format!("{title} · {site}") },
            description: self.config.description.clone(),
            url: url.to_owned(),
            root: root_from(url),
            canonical: self.absolute(url),
            og_type: "website".to_owned(),
            ..PageContext::default()
        }
    }

    /// The full address, if the site has one.
    pub(super) fn absolute(&self, url: &str) -> Option<String> {
        self.base_url.as_ref().map(|base| format!("{base}{url}"))
    }

    /// Names the picture that is drawn for sharing a page, unless the settings want none.
    pub(super) fn share(&self, page: &mut PageContext, path: String, title: &str) {
        if !self.config.site.share_pictures {
            return;
        }
        page.image = self.absolute(&format!("/{path}"));
        let (width, height) = super::share::WIDE_PX;
        let facts = ImageFacts { width, height, alt: format!("{title} · {}", self.config.title) };
        page.image_facts = page.image.is_some().then_some(facts);
    }

    fn article_item(&self, article: &Article) -> Option<ArticleItem> {
        let event = article.event.as_ref().and_then(|id| self.calendar.event(id));
        Some(ArticleItem {
            title: article.title.clone(),
            url: self.routes.articles.get(&article.slug)?.url.clone(),
            summary: article.summary.clone(),
            event: event.map(|e| e.name.clone()),
            date: article.date.map(zh_date),
            date_iso: article.date.map(|d| d.to_string()),
            reviewed: article.reviewer.is_some(),
            minutes: minutes(article.characters),
            cover: article.cover.as_ref().and_then(|c| self.pictures.get(c)).cloned(),
        })
    }

    /// The entries of some articles, by their positions.
    pub(super) fn article_items(&self, articles: impl Iterator<Item = usize>) -> Vec<Shared<ArticleItem>> {
        articles.filter_map(|i| self.entries.article(self, i)).collect()
    }

    pub(super) fn board_item(&self, board: &Board) -> Option<BoardItem> {
        let files = self.boards.get(&board.id);
        let today = self.options.today;
        let direction = if board.orientation == Orientation::Portrait { "竖版" } else { "横版" };
        Some(BoardItem {
            id: board.id.clone(),
            title: board.title.clone(),
            issue: board.issue.clone(),
            url: self.routes.boards.get(&board.id)?.url.clone(),
            posted: board.date.map(zh_date),
            posted_iso: board.date.map(|d| d.to_string()),
            until: board.until.map(zh_date),
            until_iso: board.until.map(|d| d.to_string()),
            location: board.location.clone(),
            format: format!("{} {direction} × {} 张", board.size_name, board.sheets),
            slogan: board.slogan.clone(),
            hanging: board.date.is_some_and(|d| d <= today) && board.until.is_some_and(|d| d >= today),
            sheets: files.map(|f| f.sheets.clone()).unwrap_or_default(),
            pdf: files.and_then(|f| f.pdf.as_ref()).map(|(url, _)| url.clone()),
            pdf_size: files.and_then(|f| f.pdf.as_ref()).map(|(_, bytes)| super::text::file_size(*bytes)),
        })
    }

    pub(super) fn board_items<'i>(&self, boards: impl Iterator<Item = &'i Board>) -> Vec<BoardItem> {
        boards.filter_map(|b| self.board_item(b)).collect()
    }

    /// Every tag, by name.
    pub(super) fn tags(&self) -> Vec<LinkItem> {
        let tags = self.groups.tags.iter();
        tags.filter_map(|(tag, group)| Some(link(tag, &self.routes.tags.get(tag)?.url, group.len()))).collect()
    }

    /// Every audience, by name.
    pub(super) fn audiences(&self) -> Vec<LinkItem> {
        let count = |name: &String| self.groups.audiences.get(name).map_or(0, Vec::len);
        self.routes.audiences.iter().map(|(name, route)| link(name, &route.url, count(name))).collect()
    }

    fn tag_links(&self) -> Vec<LinkItem> {
        let mut links = self.tags();
        by_count(&mut links);
        links.truncate(TAG_LIMIT);
        links
    }

    fn audience_links(&self) -> Vec<LinkItem> {
        let mut links = self.audiences();
        if links.len() > AUDIENCE_LIMIT {
            // Everyone words an audience their own way; one that stands on a single article narrows nothing.
            links.retain(|l| l.count > 1);
        }
        by_count(&mut links);
        links.truncate(AUDIENCE_LIMIT);
        links
    }

    /// Latest first.
    pub(super) fn year_links(&self) -> Vec<LinkItem> {
        let count = |year: &i32| self.groups.years.get(year).map_or(0, Vec::len);
        let years = self.routes.years.iter().rev();
        years.map(|(year, route)| link(&format!("{year} 年"), &route.url, count(year))).collect()
    }

    /// The quarters of a year that have articles, the first one first.
    pub(super) fn quarter_links(&self, year: Option<i32>) -> Vec<LinkItem> {
        let Some(year) = year else { return Vec::new() };
        let quarters = self.groups.quarters.range((year, 0)..=(year, 4));
        quarters
            .filter_map(|(key, group)| {
                Some(link(quarter_name(key.1), &self.routes.quarters.get(key)?.url, group.len()))
            })
            .collect()
    }
}

/// What stands on many pages, made when it is first asked for.
#[derive(Debug, Default)]
pub struct Entries {
    articles: Vec<OnceLock<Option<Shared<ArticleItem>>>>,
    browse: OnceLock<Browse>,
}

impl Entries {
    /// Room for the entries of `articles` articles.
    pub fn new(articles: usize) -> Entries {
        Entries { articles: std::iter::repeat_with(OnceLock::new).take(articles).collect(), browse: OnceLock::new() }
    }

    /// An article as lists show it; `None` for what has no page.
    fn article(&self, build: &Build<'_>, index: usize) -> Option<Shared<ArticleItem>> {
        let article = build.site.articles.get(index)?;
        let make = || build.article_item(article).map(|item| Shared::new(&item));
        self.articles.get(index)?.get_or_init(make).clone()
    }

    /// The ways to browse that several pages offer.
    pub(super) fn browse(&self, build: &Build<'_>) -> &Browse {
        self.browse.get_or_init(|| Browse {
            tags: build.tag_links(),
            audiences: build.audience_links(),
            years: build.year_links(),
        })
    }
}

/// Ways to browse.
#[derive(Debug, Default)]
pub(super) struct Browse {
    /// The most used tags.
    pub(super) tags: Vec<LinkItem>,
    /// The audiences with most articles.
    pub(super) audiences: Vec<LinkItem>,
    /// Years, latest first.
    pub(super) years: Vec<LinkItem>,
}

/// Those with most articles first, then by name.
pub(super) fn by_count(links: &mut [LinkItem]) {
    links.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.title.cmp(&b.title)));
}

pub(super) fn link(title: &str, url: &str, count: usize) -> LinkItem {
    LinkItem { title: title.to_owned(), url: url.to_owned(), count }
}
