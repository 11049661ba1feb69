//! Health days: the right number and the right date.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Captures;

use super::Context;
use super::file::{File, Passage, Subject};
use super::lint::{Finding, Found, Level, Lint};
use super::numeral;
use super::pattern::{Pattern, char_at, sentence};
use crate::calendar::{Calendar, Confidence, HealthDay, Rule, When};
use crate::model::Date;

static ORDINAL: Lint = Lint {
    code: "day-ordinal",
    title: "健康日的届数不对",
    why: "套用去年的稿子时最容易忘改，印在大标题上最显眼",
    fix: "照提示改届数；年份写错了就改年份",
    example: "（2026 年的文章）第38个世界无烟日",
    right: "（2026 年的文章）第39个世界无烟日",
    level: Level::Warning,
};
static DATE: Lint = Lint {
    code: "day-date",
    title: "健康日的日期不对",
    why: "日子写错，活动就办错了",
    fix: "照提示改日期；运行 banbao calendar 可以看全年的健康日",
    example: "每年 6 月 1 日是世界无烟日。",
    right: "每年 5 月 31 日是世界无烟日。",
    level: Level::Warning,
};

pub(super) const LINTS: &[&Lint] = &[&ORDINAL, &DATE];

/// The days by every name that texts use, and the patterns that find them.
pub(super) struct Names<'a> {
    by_name: BTreeMap<String, &'a HealthDay>,
    ordinals: Pattern,
    date_first: Pattern,
    name_first: Pattern,
    in_brackets: Pattern,
}

const NUMBER: &str = "[0-9０-９]{1,3}|[〇零一二两三四五六七八九十百]{1,6}";
const DAY: &str =
    "([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\\s?月\\s?([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\\s?[日号]";

impl<'a> Names<'a> {
    pub(super) fn of(calendar: &'a Calendar) -> Names<'a> {
        let mut by_name = BTreeMap::new();
        for day in calendar.days() {
            for name in std::iter::once(&day.name).chain(&day.aliases) {
                // 爱耳日 is also a part of 全国爱耳日: longer names come first in the pattern.
                if name.chars().count() >= 3 && day.confidence != Confidence::Low {
                    by_name.entry(name.clone()).or_insert(day);
                }
            }
        }
        let mut names: Vec<&String> = by_name.keys().collect();
        names.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        let any = names.iter().map(|n| regex::escape(n)).collect::<Vec<_>>().join("|");
        // Lazy: 世界无烟日 is to be found whole, not as 世界 and 无烟日.
        let prefix = "(?:全国|世界|国际|中国)??";
        Names {
            ordinals: Pattern::new(&format!("第\\s*({NUMBER})\\s*([个次届])\\s*[“‘《「]?{prefix}({any})")),
            date_first: Pattern::new(&format!(
                "{DAY}\\s?[，,]?\\s?(?:[（(][^）)]{{1,8}}[）)])?(?:是|为|即|就是|定为|被定为|确定为)(?:我国(?:的)?)?(?:第\\s*(?:{NUMBER})\\s*[个次届]\\s*)?[“‘「]?({any})[”’」]?"
            )),
            name_first: Pattern::new(&format!(
                "({any})[”’」]?\\s?(?:是|为|定在|定于|定为|固定在|自\\s?[0-9]{{4}}\\s?年起(?:定在|定于|为|是)?)(?:每年的?)?\\s?{DAY}"
            )),
            in_brackets: Pattern::new(&format!("({any})[”’」]?\\s?[（(](?:每年的?)?\\s?{DAY}[）)]")),
            by_name,
        }
    }
}

/// A year in a text.
static YEAR: LazyLock<Pattern> = LazyLock::new(|| Pattern::new("((?:19|20)[0-9]{2})\\s?年?"));
/// Words with which a text speaks of the past of a day.
static HISTORY: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(
        "首个|首次|首届|第一个|第一届|第一次|第 ?1 ?[个届次]|原为|原定|曾|最初|起初|改为|改到|此前|以前|当时|前身|调整",
    )
});

pub(super) fn check(file: &File<'_>, passage: &Passage, context: &Context<'_>, out: &mut Found) {
    let text = &passage.text;
    // Most passages speak of no day at all.
    if !text.contains(['日', '周', '月', '节']) {
        return;
    }
    let names = &context.days;
    let around = years_around(file);
    for found in names.ordinals.captures(text) {
        ordinal(file, passage, names, &around, &found, out);
    }
    for found in names.date_first.captures(text) {
        let parts = Parts { month: 1, day: 2, name: 3 };
        date(file, passage, names, &around, (&found, parts), out);
    }
    for found in names.name_first.captures(text).into_iter().chain(names.in_brackets.captures(text)) {
        let parts = Parts { month: 2, day: 3, name: 1 };
        date(file, passage, names, &around, (&found, parts), out);
    }
}

/// The years that a file may speak of without saying so: its own; in its last two months the next one too.
fn years_around(file: &File<'_>) -> Vec<i32> {
    let date: Option<Date> = match file.subject {
        Subject::Article(a) => a.date,
        Subject::Board(b) => b.date,
        Subject::Page(_) => None,
    };
    let Some(date) = date else { return Vec::new() };
    if date.month() >= 11 { vec![date.year(), date.year() + 1] } else { vec![date.year()] }
}

/// The years that a sentence names.
fn years_in(text: &str) -> Vec<i32> {
    YEAR.captures(text).iter().filter_map(|c| c.get(1)?.as_str().parse().ok()).collect()
}

fn group<'t>(found: &Captures<'t>, i: usize) -> &'t str {
    found.get(i).map_or("", |m| m.as_str())
}

fn level(day: &HealthDay, lint: &Lint) -> Level {
    if day.confidence == Confidence::High { lint.level } else { Level::Note }
}

fn push(out: &mut Found, lint: &'static Lint, day: &HealthDay, span: crate::diagnostic::Span, message: String) {
    let mut help = lint.fix.to_owned();
    if day.confidence != Confidence::High {
        help.push_str("。这个日子的资料只有一个来源，请再核对当年的通知");
    }
    out.push(Finding { lint, level: level(day, lint), span, message, help, whole_file: false });
}

fn ordinal(
    file: &File<'_>,
    passage: &Passage,
    names: &Names<'_>,
    around: &[i32],
    found: &Captures<'_>,
    out: &mut Found,
) {
    let Some(day) = names.by_name.get(group(found, 3)).copied() else { return };
    let (Some(whole), Some(number)) = (found.get(0), numeral::parse(group(found, 1))) else { return };
    let said = passage.text.get(sentence(&passage.text, &whole.range())).unwrap_or_default();
    // 第一个 is history, and needs no year to be so.
    if number == 1 || day.first_year.is_none() {
        return;
    }
    let named = years_in(said);
    // “自 1989 年起，今年是第 39 个”: the year named is not the year spoken of.
    let looks_back =
        named.is_empty() || HISTORY.is_match(said) || said.contains(['起', '自', '从', '今']) || said.contains("以来");
    let mut years = named.clone();
    if looks_back {
        years.extend(around);
    }
    if years.is_empty() || years.iter().any(|y| day.ordinal(*y) == Some(number)) {
        return;
    }
    let own = if looks_back { around.first().or(named.last()) } else { named.last() };
    let Some((year, right)) = own.and_then(|y| Some((*y, day.ordinal(*y)?))) else { return };
    // A text that tells of the past without its years is left alone.
    if HISTORY.is_match(said) {
        return;
    }
    let end = found.get(2).map_or(whole.end(), |m| m.end());
    let range = whole.start()..end;
    let measure = group(found, 2);
    let name = group(found, 3);
    let message = format!("{year} 年是第{right}{measure}{name}，不是第{number}{measure}");
    push(out, &ORDINAL, day, file.span(passage, &range), message);
}

/// Which groups of a match hold what.
struct Parts {
    month: usize,
    day: usize,
    name: usize,
}

fn date(
    file: &File<'_>,
    passage: &Passage,
    names: &Names<'_>,
    around: &[i32],
    (found, parts): (&Captures<'_>, Parts),
    out: &mut Found,
) {
    let Some(day) = names.by_name.get(group(found, parts.name)).copied() else { return };
    let Some(whole) = found.get(0) else { return };
    // 世界无烟日前一天, 世界无烟日宣传活动, 5月28日为世界无烟日义诊, 8月1日至7日 are other days.
    let closed = whole.as_str().ends_with(['）', ')']);
    let goes_on = char_at(&passage.text, whole.end())
        .is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '—' | '–' | '～' | '~'));
    if goes_on && !closed {
        return;
    }
    let said = passage.text.get(sentence(&passage.text, &whole.range())).unwrap_or_default();
    let number = |i| numeral::parse(group(found, i)).and_then(|n| u8::try_from(n).ok());
    let (Some(month), Some(on)) = (number(parts.month), number(parts.day)) else { return };
    let named = years_in(said);
    let fixed = matches!(day.rule, Rule::Day { .. } | Rule::Range { .. });
    // Rules change: what a text tells of the past is not measured by today's.
    if HISTORY.is_match(said)
        || (!named.is_empty() && !said.contains('起') && !named.iter().any(|y| around.contains(y)))
    {
        return;
    }
    let years: Vec<i32> = named.iter().chain(around).copied().filter(|y| around.contains(y)).collect();
    let years = if years.is_empty() && fixed { vec![2000] } else { years };
    let when: Vec<(i32, When)> = years.iter().flat_map(|y| day.rule.in_year(*y).into_iter().map(|w| (*y, w))).collect();
    let (Some((year, first)), Some(range)) = (when.first(), day_range(found, &parts)) else { return };
    let right = when.iter().any(|(y, w)| holds(w, *y, month, on));
    if right || !matches!(first, When::Days { .. }) {
        return;
    }
    let year = if fixed { String::new() } else { format!("{year} 年的") };
    let message = format!("{year}{}是{}，不是{month}月{on}日", day.name, first.zh());
    push(out, &DATE, day, file.span(passage, &range), message);
}

/// Where the month and day stand.
fn day_range(found: &Captures<'_>, parts: &Parts) -> Option<Range<usize>> {
    let (month, day) = (found.get(parts.month)?, found.get(parts.day)?);
    // 日 or 号 after the number.
    let whole = found.get(0)?;
    let text = whole.as_str().get(day.end() - whole.start()..)?;
    let tail = text.find(['日', '号']).map_or(0, |i| i + '日'.len_utf8());
    Some(month.start()..day.end() + tail)
}

fn holds(when: &When, year: i32, month: u8, day: u8) -> bool {
    match (when.first(), when.last(), Date::new(year, month, day)) {
        (Some(first), Some(last), Some(date)) => (first..=last).contains(&date),
        _ => false,
    }
}
