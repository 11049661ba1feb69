//! A year for people (text) and for programs (JSON).

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Calendar, When};
use crate::diagnostic::display_width;

/// A year as a list under month headings.
pub fn text(calendar: &Calendar, year: i32) -> String {
    let mut out = format!("{year} 年健康宣传日\n");
    let mut month = None;
    for o in calendar.year(year) {
        let here = o.when.month();
        if month != Some(here) {
            month = Some(here);
            let _ = match here {
                Some(m) => writeln!(out, "\n{m} 月"),
                None => writeln!(out, "\n日期以当年通知为准"),
            };
        }
        let day = calendar.event(&o.event);
        let pad = " ".repeat(16usize.saturating_sub(display_width(&o.when_zh)).max(1));
        let mut line = format!("  {}{pad}{}", o.when_zh, o.title);
        if let When::Days { from, to } = &o.when
            && from == to
        {
            let _ = write!(line, "（星期{}）", from.weekday().zh());
        }
        if let Some(slogan) = day.and_then(|d| d.slogan(year)) {
            let _ = write!(line, " 口号：{slogan}");
        }
        if day.is_some_and(|d| d.confidence == super::Confidence::Low) {
            line.push_str(" ［待核实］");
        }
        let _ = writeln!(out, "{line}");
    }
    out.push_str("\n序号按首届年份推算，使用前请与当年通知核对。\n");
    out
}

/// A year as data.
pub fn json(calendar: &Calendar, year: i32) -> Value {
    let days: Vec<Value> = calendar
        .year(year)
        .iter()
        .map(|o| {
            let day = calendar.event(&o.event);
            let (from, to) = (o.when.first(), o.when.last());
            json!({
                "id": o.event,
                "name": day.map(|d| d.name.as_str()),
                "title": o.title,
                "ordinal": o.ordinal,
                "from": from.map(|d| d.to_string()),
                "to": to.map(|d| d.to_string()),
                "when": o.when_zh,
                "announced": matches!(o.when, When::Announced(_)),
                "slogan": day.and_then(|d| d.slogan(year)),
                "organizer": day.map(|d| d.organizer.as_str()),
                "note": day.map(|d| d.note.as_str()),
                "confidence": day.map(|d| match d.confidence {
                    super::Confidence::High => "high",
                    super::Confidence::Medium => "medium",
                    super::Confidence::Low => "low",
                }),
            })
        })
        .collect();
    json!({ "year": year, "days": days })
}
