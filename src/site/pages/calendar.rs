//! The year's health days, and the page of each day that has something to read.

use super::super::Build;
use super::super::context::{CalendarContext, EventContext};
use super::super::items::link;
use super::super::text::spaced;
use super::{Draft, Job, lists};
use crate::diagnostic::Diagnostics;

pub(super) fn year(build: &Build<'_>, year: i32) -> Option<Draft<CalendarContext>> {
    let url = build.calendar_url(year);
    let title = format!("{year} 年健康日历");
    let mut page = build.page("calendar", "calendar", &title, &url);
    page.crumbs = vec![link("首页", "/", 0)];
    let months = build.months(year);
    let other = build.calendar_years().find(|y| *y != year)?;
    let body = CalendarContext {
        year,
        count: months.iter().map(|m| m.days.len()).sum(),
        months,
        other: link(&format!("{other} 年"), &build.calendar_url(other), 0),
        ics: build.ics_url(year),
    };
    page.description = format!("{year} 年全国和世界的健康宣传日、宣传周，共 {} 个", body.count);
    Some(Draft { template: "calendar.html", page, body, title, source: None, diagnostics: Diagnostics::new() })
}

/// Every page of every day that has something to read.
pub(super) fn jobs(build: &Build<'_>) -> Vec<Job> {
    let of = |id: &String| {
        let id = id.clone();
        (1..=lists::pages(build, articles(build, &id).len())).map(move |number| Job::Event(id.clone(), number))
    };
    build.routes.events.keys().flat_map(of).collect()
}

fn articles<'b>(build: &'b Build<'_>, id: &str) -> &'b [usize] {
    build.groups.events.get(id).map_or(&[], Vec::as_slice)
}

/// `number` counts from 1.
pub(super) fn event(build: &Build<'_>, id: &str, number: usize) -> Option<Draft<EventContext>> {
    let route = build.routes.events.get(id)?;
    let this_year = build.options.today.year();
    let event = build.calendar.event(id);
    let day = build.day_of(id, this_year);
    let name = event.map_or_else(|| id.to_owned(), |e| spaced(&e.name));
    let heading = day.as_ref().map_or_else(|| name.clone(), |d| d.title.clone());
    let title = if number <= 1 { name.clone() } else { format!("{name}（第 {number} 页）") };
    let mut page = build.page("event", "calendar", &title, &lists::address(&route.url, number));
    page.noindex = number > 1;
    let articles = articles(build, id);
    let shown = articles.get(lists::shown(build, articles.len(), number)).unwrap_or_default();
    page.crumbs = vec![link("首页", "/", 0), link("日历", "/calendar/", 0)];
    let given = |s: &String| Some(s.clone()).filter(|s| !s.is_empty());
    let body = EventContext {
        slogan: event.and_then(|e| e.slogan(this_year)).map(str::to_owned),
        name_en: event.and_then(|e| given(&e.name_en)),
        organizer: event.and_then(|e| given(&e.organizer)),
        // What the built-in days note is for editors: how the count was checked.
        note: event.filter(|e| e.own).and_then(|e| given(&e.note)),
        articles: build.article_items(shown.iter().copied()),
        turning: lists::turning(&route.url, number, lists::pages(build, articles.len())),
        boards: build.board_items(build.boards_of(id).take(if number <= 1 { usize::MAX } else { 0 })),
        day,
        heading,
        name: name.clone(),
    };
    page.description = format!("{name}的科普文章和板报");
    Some(Draft { template: "event.html", page, body, title, source: None, diagnostics: Diagnostics::new() })
}
