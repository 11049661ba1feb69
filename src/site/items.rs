//! Entries of lists, the frame of every page, and what holds for the whole site.

use std::collections::BTreeMap;

use super::Build;
use super::context::{
    ArticleItem, BoardItem, ImageFacts, LinkItem, NavItem, OrganizationContext, PageContext, SiteContext,
};
use super::routes::{audience_terms, root_from};
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
                .map(|(key, title, url)| NavItem { key: key.to_owned(), title: title.to_owned(), url: url.to_owned() })
                .to_vec(),
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

    pub(super) fn article_item(&self, article: &Article) -> Option<ArticleItem> {
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

    pub(super) fn article_items<'i>(&self, articles: impl Iterator<Item = &'i Article>) -> Vec<ArticleItem> {
        articles.filter_map(|a| self.article_item(a)).collect()
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

    /// The most used tags first, then by name.
    pub(super) fn tag_links(&self) -> Vec<LinkItem> {
        let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
        self.site.articles.iter().flat_map(|a| &a.tags).for_each(|t| *counts.entry(t).or_default() += 1);
        let mut links: Vec<LinkItem> = counts
            .into_iter()
            .filter_map(|(tag, count)| Some(link(tag, &self.routes.tags.get(tag)?.url, count)))
            .collect();
        links.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.title.cmp(&b.title)));
        links.truncate(TAG_LIMIT);
        links
    }

    pub(super) fn audience_links(&self) -> Vec<LinkItem> {
        let mut links: Vec<LinkItem> = self
            .routes
            .audiences
            .iter()
            .map(|(name, route)| {
                let count =
                    self.site.articles.iter().filter(|a| audience_terms(&a.audience).any(|t| t == *name)).count();
                link(name, &route.url, count)
            })
            .collect();
        if links.len() > AUDIENCE_LIMIT {
            // Everyone words an audience their own way; one that stands on a single article narrows nothing.
            links.retain(|l| l.count > 1);
        }
        links.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.title.cmp(&b.title)));
        links.truncate(AUDIENCE_LIMIT);
        links
    }

    /// Latest first.
    pub(super) fn year_links(&self) -> Vec<LinkItem> {
        let count = |year: i32| self.site.articles.iter().filter(|a| a.date.is_some_and(|d| d.year() == year)).count();
        self.routes
            .years
            .iter()
            .rev()
            .map(|(year, route)| link(&format!("{year} 年"), &route.url, count(*year)))
            .collect()
    }
}

pub(super) fn link(title: &str, url: &str, count: usize) -> LinkItem {
    LinkItem { title: title.to_owned(), url: url.to_owned(), count }
}
