//! Health days as pages show them. The only file that looks into the calendar's own types.

use super::Build;
use super::context::{DayItem, MonthItem};
use super::text::{spaced, zh_day};
use crate::calendar::{self, Occurrence, When};
use crate::model::Board;

impl Build<'_> {
    /// All days of a year, by date.
    pub(super) fn year(&self, year: i32) -> Vec<DayItem> {
        self.calendar.year(year).iter().map(|o| self.day(o, year)).collect()
    }

    /// The boards for a day: those that name it, and those that carry an article about it.
    pub(super) fn boards_of(&self, event: &str) -> impl Iterator<Item = &Board> {
        let group = self.groups.event_boards.get(event);
        group.into_iter().flatten().filter_map(|i| self.site.boards.get(*i))
    }

    /// One day in one year.
    pub(super) fn day_of(&self, event: &str, year: i32) -> Option<DayItem> {
        self.calendar.occurrence(event, year).map(|o| self.day(&o, year))
    }

    /// The months of a year; what has no date yet stands in the month it is announced for, or in none.
    pub(super) fn months(&self, year: i32) -> Vec<MonthItem> {
        let today = self.options.today;
        let mut months: Vec<MonthItem> = (1..=12)
            .map(|number| MonthItem {
                number,
                current: today.year() == year && today.month() == number,
                days: Vec::new(),
            })
            .collect();
        for occurrence in self.calendar.year(year) {
            let month = occurrence.when.month().unwrap_or(0);
            if let Some(m) = months.iter_mut().find(|m| m.number == month) {
                m.days.push(self.day(&occurrence, year));
            }
        }
        months
    }

    /// The years that have a calendar page: this one and the next, so that December can plan.
    pub(super) fn calendar_years(&self) -> impl Iterator<Item = i32> + use<> {
        let year = self.options.today.year();
        year..=year.saturating_add(1)
    }

    /// The page of a year; this year's has the short address.
    pub(super) fn calendar_url(&self, year: i32) -> String {
        if year == self.options.today.year() { "/calendar/".to_owned() } else { format!("/calendar/{year}/") }
    }

    /// A year for phones' calendars.
    pub(super) fn ics_url(&self, year: i32) -> String {
        format!("/calendar/{year}.ics")
    }

    pub(super) fn ics(&self, year: i32) -> String {
        let host = self.base_url.as_deref().and_then(|u| u.split("//").nth(1)).unwrap_or("banbao.local");
        calendar::ics(self.calendar, year, host.split('/').next().unwrap_or(host))
    }

    fn day(&self, occurrence: &Occurrence, year: i32) -> DayItem {
        let event = self.calendar.event(&occurrence.event);
        let name = event.map_or_else(|| occurrence.title.clone(), |e| e.name.clone());
        let ordinal = occurrence.ordinal.map(|n| {
            let measure = event.map_or("个", |e| e.measure.as_str());
            format!("第 {n} {measure}")
        });
        let (from, to) = (occurrence.when.first(), occurrence.when.last());
        let whole_month = matches!(occurrence.when, When::Month { .. });
        let big = match from {
            Some(_) if whole_month => "全月".to_owned(),
            Some(d) => d.day().to_string(),
            None => "待定".to_owned(),
        };
        DayItem {
            title: spaced(&occurrence.title),
            name,
            ordinal,
            url: self.routes.events.get(&occurrence.event).map(|r| r.url.clone()),
            from_iso: from.map(|d| d.to_string()),
            to_iso: to.map(|d| d.to_string()),
            big,
            month: occurrence.when.month().map(|m| format!("{m} 月")).unwrap_or_default(),
            weekday: from.filter(|_| !whole_month).map(|d| format!("周{}", d.weekday().zh())).unwrap_or_default(),
            when: when_words(occurrence),
            articles: self.groups.events.get(occurrence.event.as_str()).map_or(0, Vec::len),
            boards: self.groups.event_boards.get(occurrence.event.as_str()).map_or(0, Vec::len),
            slogan: event.and_then(|e| e.slogan(year)).map(str::to_owned),
            past: to.is_some_and(|d| d < self.options.today),
            id: occurrence.event.clone(),
        }
    }
}

/// In words, with the spaces of our other dates.
fn when_words(occurrence: &Occurrence) -> String {
    match (&occurrence.when, occurrence.when.first(), occurrence.when.last()) {
        (When::Days { .. }, Some(from), Some(to)) if from == to => zh_day(from),
        (When::Days { .. }, Some(from), Some(to)) if from.month() == to.month() => {
            format!("{} 月 {}～{} 日", from.month(), from.day(), to.day())
        }
        (When::Days { .. }, Some(from), Some(to)) => format!("{}～{}", zh_day(from), zh_day(to)),
        _ => spaced(&occurrence.when_zh),
    }
}

/// The name of a month as a heading: 五月.
pub(super) fn month_name(month: u8) -> &'static str {
    const NAMES: [&str; 12] =
        ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"];
    NAMES.get(usize::from(month).saturating_sub(1)).copied().unwrap_or("本月")
}
