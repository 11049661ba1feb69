//! Date rules: when a day falls in a year.
//!
//! ```text
//! 05-31            a day                 03-22..03-28   days in a row (may run into the next year)
//! 04               a month               10/2/thu       the nth weekday of a month (-1: the last)
//! 02/last-day      a month's last day    lunar:09-09    a day of the Chinese calendar (GB/T 33661-2017)
//! announced:…      named every year by a notice; the text says when, roughly
//! ```

use std::str::FromStr;

use icu_calendar::types::Month;

use crate::model::{Date, Weekday, days_in_month};

/// When something happens, every year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// A day.
    Day {
        /// 1 to 12.
        month: u8,
        /// From 1; 29 February falls away in common years.
        day: u8,
    },
    /// The last day of a month.
    LastDay {
        /// 1 to 12.
        month: u8,
    },
    /// The nth weekday of a month.
    NthWeekday {
        /// 1 to 12.
        month: u8,
        /// 1 to 5 from the month's start, -1 to -5 from its end.
        nth: i8,
        /// Which day of the week.
        weekday: Weekday,
    },
    /// From one day to another.
    Range {
        /// Month and day of the first.
        from: (u8, u8),
        /// Month and day of the last.
        to: (u8, u8),
    },
    /// A whole month.
    Month {
        /// 1 to 12.
        month: u8,
    },
    /// A day of the Chinese calendar, never in a leap month.
    Lunar {
        /// 1 to 12.
        month: u8,
        /// 1 to 30.
        day: u8,
    },
    /// Named by a notice every year.
    Announced(String),
}

/// When something happens in one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// From a day to a day, both counted; the same for a single day.
    Days {
        /// The first.
        from: Date,
        /// The last.
        to: Date,
    },
    /// A whole month.
    Month {
        /// The year.
        year: i32,
        /// 1 to 12.
        month: u8,
    },
    /// Named by a notice; the text says when, roughly.
    Announced(String),
}

impl When {
    /// As Chinese readers write it, without the year: `5月31日`, `4月`, `3月22日—28日`.
    pub fn zh(&self) -> String {
        match self {
            When::Days { from, to } if from == to => format!("{}月{}日", from.month(), from.day()),
            When::Days { from, to } if from.month() == to.month() => {
                format!("{}月{}日—{}日", from.month(), from.day(), to.day())
            }
            When::Days { from, to } => {
                format!("{}月{}日—{}月{}日", from.month(), from.day(), to.month(), to.day())
            }
            When::Month { month, .. } => format!("{month}月"),
            When::Announced(text) => text.clone(),
        }
    }

    /// The first day, if it is known.
    pub fn first(&self) -> Option<Date> {
        match self {
            When::Days { from, .. } => Some(*from),
            When::Month { year, month } => Date::new(*year, *month, 1),
            When::Announced(_) => None,
        }
    }

    /// The last day, if it is known.
    pub fn last(&self) -> Option<Date> {
        match self {
            When::Days { to, .. } => Some(*to),
            When::Month { year, month } => Date::new(*year, *month, days_in_month(*year, *month)),
            When::Announced(_) => None,
        }
    }

    /// The month it begins in; for a notice, the first month its text names.
    pub fn month(&self) -> Option<u8> {
        match self {
            When::Announced(text) => {
                let digits: String =
                    text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
                digits.parse().ok().filter(|m| (1..=12).contains(m))
            }
            _ => self.first().map(Date::month),
        }
    }
}

impl Rule {
    /// When it happens in a year: mostly once; a lunar day may fall into a Gregorian year twice or never.
    pub fn in_year(&self, year: i32) -> Vec<When> {
        let day = |d: Option<Date>| d.map(|d| When::Days { from: d, to: d }).into_iter().collect();
        match self {
            Rule::Day { month, day: d } => day(Date::new(year, *month, *d)),
            Rule::LastDay { month } => day(Date::new(year, *month, days_in_month(year, *month))),
            Rule::NthWeekday { month, nth, weekday } => day(nth_weekday(year, *month, *nth, *weekday)),
            Rule::Range { from, to } => {
                let over = i32::from(to < from);
                let ends = Date::new(year, from.0, from.1).zip(Date::new(year + over, to.0, to.1));
                ends.map(|(from, to)| When::Days { from, to }).into_iter().collect()
            }
            Rule::Month { month } => vec![When::Month { year, month: *month }],
            Rule::Lunar { month, day: d } => [year - 1, year]
                .into_iter()
                .filter_map(|lunar_year| lunar_date(lunar_year, *month, *d))
                .filter(|d| d.year() == year)
                .map(|d| When::Days { from: d, to: d })
                .collect(),
            Rule::Announced(text) => vec![When::Announced(text.clone())],
        }
    }
}

/// The Gregorian day of a lunar one; month 12 has no 30th in some years.
fn lunar_date(year: i32, month: u8, day: u8) -> Option<Date> {
    // The date source is accurate for 1900 to 2100; outside, the rules are extrapolated.
    let date = icu_calendar::Date::try_new_chinese_traditional(year, Month::new(month), day).ok()?;
    let iso = date.to_calendar(icu_calendar::Iso);
    Date::new(iso.year().extended_year(), iso.month().number(), iso.day_of_month().0)
}

fn nth_weekday(year: i32, month: u8, nth: i8, weekday: Weekday) -> Option<Date> {
    let last = days_in_month(year, month);
    let matching: Vec<Date> =
        (1..=last).filter_map(|d| Date::new(year, month, d)).filter(|d| d.weekday() == weekday).collect();
    let i = usize::from(nth.unsigned_abs()).checked_sub(1)?;
    if nth > 0 { matching.get(i).copied() } else { matching.iter().rev().nth(i).copied() }
}

impl FromStr for Rule {
    type Err = String;

    fn from_str(text: &str) -> Result<Rule, String> {
        let text = text.trim();
        let wrong = || format!("看不懂日期“{text}”");
        if let Some(hint) = text.strip_prefix("announced:") {
            return Ok(Rule::Announced(hint.trim().to_owned()));
        }
        if let Some(day) = text.strip_prefix("lunar:") {
            let (month, day) = month_day(day).filter(|(_, d)| *d <= 30).ok_or_else(wrong)?;
            return Ok(Rule::Lunar { month, day });
        }
        if let Some((from, to)) = text.split_once("..") {
            let (from, to) = real_day(from).zip(real_day(to)).ok_or_else(wrong)?;
            return Ok(Rule::Range { from, to });
        }
        if text.contains('/') {
            return slashes(text).ok_or_else(wrong);
        }
        if text.contains('-') {
            let (month, day) = real_day(text).ok_or_else(wrong)?;
            return Ok(Rule::Day { month, day });
        }
        month_number(text).map(|month| Rule::Month { month }).ok_or_else(wrong)
    }
}

fn slashes(text: &str) -> Option<Rule> {
    let parts: Vec<&str> = text.split('/').collect();
    match parts.as_slice() {
        [month, "last-day"] => Some(Rule::LastDay { month: month_number(month)? }),
        [month, nth, weekday] => {
            let month = month_number(month)?;
            let nth: i8 = nth.parse().ok().filter(|n: &i8| *n != 0 && (-5..=5).contains(n))?;
            let weekday = match *weekday {
                "mon" => Weekday::Mon,
                "tue" => Weekday::Tue,
                "wed" => Weekday::Wed,
                "thu" => Weekday::Thu,
                "fri" => Weekday::Fri,
                "sat" => Weekday::Sat,
                "sun" => Weekday::Sun,
                _ => return None,
            };
            Some(Rule::NthWeekday { month, nth, weekday })
        }
        _ => None,
    }
}

fn month_number(text: &str) -> Option<u8> {
    text.trim().parse().ok().filter(|m| (1..=12).contains(m))
}

fn month_day(text: &str) -> Option<(u8, u8)> {
    let (month, day) = text.trim().split_once('-')?;
    let day: u8 = day.parse().ok().filter(|d| *d >= 1)?;
    Some((month_number(month)?, day))
}

/// A month and day that exists, 29 February included.
fn real_day(text: &str) -> Option<(u8, u8)> {
    month_day(text).filter(|(m, d)| *d <= days_in_month(2000, *m))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(rule: &str, year: i32) -> Vec<String> {
        let rule: Rule = rule.parse().unwrap_or_else(|e| panic!("{e}"));
        rule.in_year(year)
            .iter()
            .map(|w| match w {
                When::Days { from, to } if from == to => from.to_string(),
                When::Days { from, to } => format!("{from}..{to}"),
                other => other.zh(),
            })
            .collect()
    }

    #[test]
    fn every_kind_of_rule() {
        assert_eq!(dates("05-31", 2026), ["2026-05-31"]);
        assert_eq!(dates("04", 2026), ["4月"]);
        assert_eq!(dates("01/-1/sun", 2026), ["2026-01-25"]);
        assert_eq!(dates("05/3/sun", 2026), ["2026-05-17"]);
        assert_eq!(dates("11/3/wed", 2026), ["2026-11-18"]);
        assert_eq!(dates("02/last-day", 2028), ["2028-02-29"]);
        assert_eq!(dates("02-29", 2027), Vec::<String>::new());
        assert_eq!(dates("04-25..05-01", 2026), ["2026-04-25..2026-05-01"]);
        assert_eq!(dates("12-25..01-05", 2026), ["2026-12-25..2027-01-05"]);
        assert_eq!(dates("announced:5月第三周", 2026), ["5月第三周"]);
    }

    #[test]
    fn lunar_days_follow_the_published_calendar() {
        assert_eq!(dates("lunar:01-01", 2026), ["2026-02-17"]);
        assert_eq!(dates("lunar:05-05", 2026), ["2026-06-19"]);
        assert_eq!(dates("lunar:09-09", 2026), ["2026-10-18"]);
        assert_eq!(dates("lunar:09-09", 2025), ["2025-10-29"]);
        // The eighth of the twelfth month: 2026-01-26 belongs to the lunar year 2025.
        assert_eq!(dates("lunar:12-08", 2026), ["2026-01-26"]);
        // 2025 had two: 7 January and none after (the next is 26 January 2026).
        assert_eq!(dates("lunar:12-08", 2025), ["2025-01-07"]);
        // 2033 has a leap eleventh month; the new year is 2034-02-19.
        assert_eq!(dates("lunar:01-01", 2034), ["2034-02-19"]);
    }

    #[test]
    fn nonsense_is_refused() {
        for bad in [
            "",
            "13",
            "0",
            "02-30",
            "13-01",
            "05/0/sun",
            "05/6/sun",
            "05/1/sund",
            "lunar:13-01",
            "lunar:01-31",
            "a..b",
            "05-",
        ] {
            assert!(bad.parse::<Rule>().is_err(), "{bad}");
        }
    }

    #[test]
    fn written_as_people_write() {
        let when: Vec<String> = ["03-22..03-28", "04-25..05-01", "11"]
            .iter()
            .flat_map(|r| r.parse::<Rule>().unwrap().in_year(2026))
            .map(|w| w.zh())
            .collect();
        assert_eq!(when, ["3月22日—28日", "4月25日—5月1日", "11月"]);
        assert_eq!(When::Announced("9-10月".into()).month(), Some(9));
    }
}
