//! Lists of lists: all tags, all audiences, all years with their quarters. Other pages offer only the most used ones.

use super::super::Build;
use super::super::context::{IndexContext, IndexGroup, LinkItem};
use super::super::items::{by_count, link};
use super::Draft;
use crate::diagnostic::Diagnostics;

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Index {
    /// Every tag.
    Tags,
    /// Every audience.
    Audiences,
    /// Every year and quarter.
    Archive,
}

impl Index {
    /// Those that have something to list.
    pub(in super::super) fn all(build: &Build<'_>) -> impl Iterator<Item = Index> {
        let routes = build.routes;
        let full = [
            (Index::Tags, routes.tags.is_empty()),
            (Index::Audiences, routes.audiences.is_empty()),
            (Index::Archive, routes.years.is_empty()),
        ];
        full.into_iter().filter(|(_, empty)| !empty).map(|(index, _)| index)
    }

    pub(in super::super) fn url(self) -> &'static str {
        match self {
            Index::Tags => "/tags/",
            Index::Audiences => "/audience/",
            Index::Archive => "/archive/",
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Index::Tags => "全部话题",
            Index::Audiences => "按人群查找",
            Index::Archive => "按时间查找",
        }
    }

    /// As a step on the way back.
    pub(super) fn link(self) -> LinkItem {
        let title = match self {
            Index::Tags => "话题",
            Index::Audiences => "人群",
            Index::Archive => "时间",
        };
        link(title, self.url(), 0)
    }

    fn groups(self, build: &Build<'_>) -> Vec<IndexGroup> {
        let of = |mut items: Vec<LinkItem>| {
            by_count(&mut items);
            vec![IndexGroup { all: None, items }]
        };
        match self {
            Index::Tags => of(build.tags()),
            Index::Audiences => of(build.audiences()),
            Index::Archive => {
                let years = build.routes.years.keys().rev().zip(build.year_links());
                years
                    .map(|(year, all)| IndexGroup { all: Some(all), items: build.quarter_links(Some(*year)) })
                    .collect()
            }
        }
    }
}

pub(super) fn draft(build: &Build<'_>, index: Index) -> Option<Draft<IndexContext>> {
    let heading = index.heading().to_owned();
    let mut page = build.page("index", "articles", &heading, index.url());
    page.crumbs = vec![link("首页", "/", 0), link("文章", "/articles/", 0)];
    let groups = index.groups(build);
    let count: usize = groups.iter().map(|g| g.items.len()).sum();
    let note = match index {
        Index::Tags => format!("共 {count} 个话题，文章多的在前"),
        Index::Audiences => format!("共 {count} 类人群，文章多的在前"),
        Index::Archive => format!("共 {} 年，{count} 个季度有文章", groups.len()),
    };
    page.description = format!("{heading}：{note}");
    let body = IndexContext { heading: heading.clone(), note, groups };
    Some(Draft { template: "index.html", page, body, title: heading, source: None, diagnostics: Diagnostics::new() })
}
