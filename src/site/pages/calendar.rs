//! The year's health days, and the page of each day that has something to read.

use super::super::Build;
use super::super::context::{CalendarContext, EventContext};
use super::super::items::link;
use super::super::text::spaced;
use super::Draft;
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

pub(super) fn event(build: &Build<'_>, id: &str) -> Option<Draft<EventContext>> {
    let route = build.routes.events.get(id)?;
    let this_year = build.options.today.year();
    let event = build.calendar.event(id);
    let day = build.day_of(id, this_year);
    let name = event.map_or_else(|| id.to_owned(), |e| spaced(&e.name));
    let heading = day.as_ref().map_or_else(|| name.clone(), |d| d.title.clone());
    let mut page = build.page("event", "calendar", &name, &route.url);
    page.crumbs = vec![link("首页", "/", 0), link("日历", "/calendar/", 0)];
    let given = |s: &String| Some(s.clone()).filter(|s| !s.is_empty());
    let body = EventContext {
        slogan: event.and_then(|e| e.slogan(this_year)).map(str::to_owned),
        name_en: event.and_then(|e| given(&e.name_en)),
        organizer: event.and_then(|e| given(&e.organizer)),
        // What the built-in days note is for editors: how the count was checked.
        note: event.filter(|e| e.own).and_then(|e| given(&e.note)),
        articles: build.article_items(build.groups.events.get(id).into_iter().flatten().copied()),
        boards: build.board_items(build.boards_of(id)),
        day,
        heading,
        name: name.clone(),
    };
    page.description = format!("{name}的科普文章和板报");
    Some(Draft { template: "event.html", page, body, title: name, source: None, diagnostics: Diagnostics::new() })
}
