//! A year as iCalendar (RFC 5545): whole-day events, folded at 75 octets, CRLF.

use super::Calendar;

/// A year's days as an `.ics` file. `domain` makes the UIDs the site's own; nothing depends on the clock.
pub fn ics(calendar: &Calendar, year: i32, domain: &str) -> String {
    let mut out = String::new();
    let mut line = |text: &str| fold_into(&mut out, text);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//banbao//health days//ZH");
    line("CALSCALE:GREGORIAN");
    line("METHOD:PUBLISH");
    line(&format!("X-WR-CALNAME:{year}年健康宣传日"));
    for o in calendar.year(year) {
        let (Some(first), Some(last)) = (o.when.first(), o.when.last()) else { continue };
        // DTEND is the day after the last (RFC 5545, 3.6.1).
        let Some(end) = last.plus_days(1) else { continue };
        let compact = |d: crate::model::Date| d.to_string().replace('-', "");
        line("BEGIN:VEVENT");
        line(&format!("UID:{}-{}@{domain}", o.event, compact(first)));
        // The stamp must be there (3.6.1) and must not be the clock: the year's first day.
        line(&format!("DTSTAMP:{year:04}0101T000000Z"));
        line(&format!("DTSTART;VALUE=DATE:{}", compact(first)));
        line(&format!("DTEND;VALUE=DATE:{}", compact(end)));
        line(&format!("SUMMARY:{}", escape(&o.title)));
        if let Some(slogan) = calendar.event(&o.event).and_then(|d| d.slogan(year)) {
            line(&format!("DESCRIPTION:{}", escape(slogan)));
        }
        line("TRANSP:TRANSPARENT");
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    out
}

/// RFC 5545, 3.3.11. No other control character may stand in a text (3.1): a lone CR ends a line for some readers.
fn escape(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// RFC 5545, 3.1: lines of at most 75 octets, never cut inside a character.
fn fold_into(out: &mut String, text: &str) {
    let mut width = 0;
    for c in text.chars() {
        if width + c.len_utf8() > 74 {
            out.push_str("\r\n ");
            width = 1;
        }
        width += c.len_utf8();
        out.push(c);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_unfolds_to_whole_lines() {
        let text = ics(&Calendar::builtin(), 2026, "example.org");
        assert!(text.lines().all(|l| l.len() <= 75));
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains("SUMMARY:第39个世界无烟日\r\n"));
        assert!(unfolded.contains("DTSTART;VALUE=DATE:20260531\r\nDTEND;VALUE=DATE:20260601\r\n"));
        assert_eq!(unfolded.matches("BEGIN:VEVENT").count(), unfolded.matches("END:VEVENT").count());
    }
}
