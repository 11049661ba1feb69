//! Health days: what they are called, when they fall, which one it is this year.

mod builtin;
mod ics;
mod own;
mod rule;
mod text;

pub use ics::ics;
pub use rule::{Rule, When};
pub use text::{json, text};

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::model::Date;
use crate::world::World;

/// How sure we are of a day's facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Checked against more than one source.
    High,
    /// From one source.
    Medium,
    /// To be checked before it is printed.
    Low,
}

impl Confidence {
    /// 高, 中, 低.
    pub fn zh(self) -> &'static str {
        match self {
            Confidence::High => "高",
            Confidence::Medium => "中",
            Confidence::Low => "低",
        }
    }
}

/// A health day, week or month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthDay {
    /// In pinyin: `shijie-wuyan-ri`. The address of its page.
    pub id: String,
    /// 世界无烟日.
    pub name: String,
    /// Other names that staff write.
    pub aliases: Vec<String>,
    /// Its English name; empty for own days.
    pub name_en: String,
    /// When.
    pub rule: Rule,
    /// The year of the first one, by which it is numbered; `None` when it is not numbered.
    pub first_year: Option<i32>,
    /// 个, 次 or 届.
    pub measure: String,
    /// Who began it.
    pub organizer: String,
    /// What else to know.
    pub note: String,
    /// How sure we are.
    pub confidence: Confidence,
    /// Slogans by year, from the site's `events.toml`; year 0 holds for every year.
    pub slogans: BTreeMap<i32, String>,
    /// Whether the site itself added it.
    pub own: bool,
}

impl HealthDay {
    /// Its number in a year, if it is numbered.
    pub fn ordinal(&self, year: i32) -> Option<i32> {
        self.first_year.map(|first| year - first + 1).filter(|n| *n >= 1)
    }

    /// Its name with its number, as staff write it: 第39个世界无烟日, 第27次全国爱耳日.
    pub fn title(&self, year: i32) -> String {
        match self.ordinal(year) {
            Some(n) => format!("第{n}{}{}", self.measure, self.name),
            None => self.name.clone(),
        }
    }

    /// The slogan of a year.
    pub fn slogan(&self, year: i32) -> Option<&str> {
        self.slogans.get(&year).or_else(|| self.slogans.get(&0)).map(String::as_str)
    }
}

/// One day in one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The day's id.
    pub event: String,
    /// When.
    pub when: When,
    /// Its number.
    pub ordinal: Option<i32>,
    /// 第39个世界无烟日.
    pub title: String,
    /// 5月31日.
    pub when_zh: String,
}

/// All the days that a site knows.
#[derive(Debug, Clone)]
pub struct Calendar {
    days: Vec<HealthDay>,
    by_id: BTreeMap<String, usize>,
    by_name: BTreeMap<String, usize>,
}

impl Calendar {
    /// The built-in days alone.
    pub fn builtin() -> Calendar {
        Calendar::of(builtin::days())
    }

    /// The built-in days and what `content/events.toml` adds.
    pub fn load(world: &dyn World) -> (Calendar, Diagnostics) {
        let mut days = builtin::days();
        let diagnostics = own::apply(world, &mut days);
        (Calendar::of(days), diagnostics)
    }

    fn of(days: Vec<HealthDay>) -> Calendar {
        let mut by_name = BTreeMap::new();
        for (i, day) in days.iter().enumerate() {
            for name in [&day.id, &day.name].into_iter().chain(&day.aliases) {
                by_name.entry(fold(name)).or_insert(i);
            }
        }
        let by_id = days.iter().enumerate().map(|(i, day)| (day.id.clone(), i)).collect();
        Calendar { days, by_id, by_name }
    }

    /// All days, in the order of the data.
    pub fn days(&self) -> &[HealthDay] {
        &self.days
    }

    /// The day of an id.
    pub fn event(&self, id: &str) -> Option<&HealthDay> {
        self.days.get(*self.by_id.get(id)?)
    }

    /// The id of the day that a text names: its id, its name, one of its other names, its number in front or not.
    pub fn resolve(&self, text: &str) -> Option<String> {
        let folded = fold(text);
        let found = self.by_name.get(&folded).or_else(|| {
            let bare = folded.strip_prefix('第')?.trim_start_matches(|c: char| c.is_ascii_digit());
            self.by_name.get(bare.strip_prefix(['个', '次', '届'])?)
        })?;
        self.days.get(*found).map(|d| d.id.clone())
    }

    /// The name nearest to a text, if one is near at all.
    pub fn nearest(&self, text: &str) -> Option<String> {
        let folded = fold(text);
        let names = self.days.iter().flat_map(|d| std::iter::once(&d.name).chain(&d.aliases));
        let best = names
            .map(|n| (strsim::normalized_damerau_levenshtein(&fold(n), &folded), n))
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
        (best.0 >= 0.5).then(|| best.1.clone())
    }

    /// What happens in a year: months before days of the same month, then by date; what a notice names comes
    /// at the end of the month it speaks of, or of the year.
    pub fn year(&self, year: i32) -> Vec<Occurrence> {
        let mut all: Vec<Occurrence> = self.days.iter().flat_map(|d| occurrences(d, year)).collect();
        all.sort_by_key(|o| sort_key(&o.when));
        all
    }

    /// The first time that a day happens in a year.
    pub fn occurrence(&self, id: &str, year: i32) -> Option<Occurrence> {
        occurrences(self.event(id)?, year).into_iter().next()
    }
}

fn occurrences(day: &HealthDay, year: i32) -> Vec<Occurrence> {
    if day.first_year.is_some_and(|first| year < first) {
        return Vec::new();
    }
    let make = |when: When| Occurrence {
        event: day.id.clone(),
        ordinal: day.ordinal(year),
        title: day.title(year),
        when_zh: when.zh(),
        when,
    };
    day.rule.in_year(year).into_iter().map(make).collect()
}

fn sort_key(when: &When) -> (u8, u8, Option<Date>, Option<Date>) {
    match when {
        When::Month { month, .. } => (*month, 0, None, None),
        When::Days { from, to } => (from.month(), 1, Some(*from), Some(*to)),
        When::Announced(_) => (when.month().unwrap_or(13), 2, None, None),
    }
}

/// Spaces, case and quotes do not matter when a day is named.
fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '“' | '”' | '"' | '·' | '—'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_staff_write_them() {
        let c = Calendar::builtin();
        let title = |name: &str| c.event(&c.resolve(name).unwrap()).unwrap().title(2026);
        assert_eq!(title("爱国卫生月"), "第38个爱国卫生月");
        assert_eq!(title("世界无烟日"), "第39个世界无烟日");
        assert_eq!(title("爱牙日"), "第38个全国爱牙日");
        assert_eq!(title("全国爱耳日"), "第27次全国爱耳日");
        assert_eq!(title("世界水日"), "第34届世界水日");
        assert_eq!(title("世界听力日"), "世界听力日");
        assert_eq!(title("第39个 世界无烟日"), "第39个世界无烟日");
    }

    #[test]
    fn names_are_found_and_near_misses_told() {
        let c = Calendar::builtin();
        assert_eq!(c.resolve("世界无烟日").as_deref(), Some("shijie-wuyan-ri"));
        assert_eq!(c.resolve("shijie-wuyan-ri").as_deref(), Some("shijie-wuyan-ri"));
        assert_eq!(c.resolve("世界无咽日"), None);
        assert_eq!(c.nearest("世界无咽日").as_deref(), Some("世界无烟日"));
        assert_eq!(c.nearest("完全不相干的一句话在这里"), None);
    }

    #[test]
    fn a_year_is_in_order_and_without_days_not_yet_begun() {
        let c = Calendar::builtin();
        let y = c.year(2026);
        assert!(y.len() > 110, "{}", y.len());
        assert!(y.windows(2).all(|w| sort_key(&w[0].when) <= sort_key(&w[1].when)));
        assert!(c.year(1900).iter().all(|o| o.ordinal.is_none()));
        assert_eq!(c.occurrence("shijie-xiaochuan-ri", 2026).unwrap().when_zh, "5月5日");
    }

    #[test]
    fn ids_and_names_are_unique_and_safe() {
        let c = Calendar::builtin();
        let mut seen = std::collections::BTreeSet::new();
        for d in c.days() {
            assert!(seen.insert(d.id.clone()), "{}", d.id);
            assert!(d.id.chars().all(|ch| ch.is_ascii_lowercase() || ch == '-'), "{}", d.id);
            assert_eq!(c.resolve(&d.name).as_deref(), Some(d.id.as_str()), "{}", d.name);
            for a in &d.aliases {
                assert_eq!(c.resolve(a).as_deref(), Some(d.id.as_str()), "{a}");
            }
        }
    }
}
