//! `content/events.toml`: a site's own days, and slogans for those that are built in.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{Confidence, HealthDay, Rule, fold};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::world::{ReadError, World};

const PATH: &str = "content/events.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default, alias = "宣传日")]
    event: Vec<Spanned<RawEvent>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEvent {
    #[serde(alias = "名称")]
    name: Spanned<String>,
    id: Option<Spanned<String>>,
    #[serde(alias = "日期")]
    date: Option<Spanned<String>>,
    #[serde(alias = "年份")]
    year: Option<i32>,
    #[serde(alias = "口号")]
    slogan: Option<String>,
    #[serde(default, alias = "别名")]
    aliases: Vec<String>,
    #[serde(alias = "首届年份")]
    first_year: Option<i32>,
    #[serde(alias = "量词")]
    measure: Option<String>,
    #[serde(alias = "主办")]
    organizer: Option<String>,
    #[serde(alias = "说明")]
    note: Option<String>,
}

/// Adds what the file says to the days. Without a file nothing happens.
pub(super) fn apply(world: &dyn World, days: &mut Vec<HealthDay>) -> Diagnostics {
    let mut out = Diagnostics::new();
    let bytes = match world.read(PATH) {
        Ok(bytes) => bytes,
        Err(ReadError::NotFound) => return out,
        Err(e) => {
            out.push(
                Diagnostic::error("events-unreadable", format!("读不了宣传日文件：{}", e.zh()))
                    .with_span(Span::file(PATH)),
            );
            return out;
        }
    };
    let Ok(text) = std::str::from_utf8(&bytes) else {
        let message = "宣传日文件不是 UTF-8 编码";
        let help = "用记事本打开，“另存为”时编码选 UTF-8";
        out.push(Diagnostic::error("events-encoding", message).with_span(Span::file(PATH)).with_help(help));
        return out;
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match toml::from_str::<RawFile>(text) {
        Ok(file) => {
            for event in file.event {
                add(event.into_inner(), text, days, &mut out);
            }
        }
        Err(e) => {
            let span = e.span().map_or_else(|| Span::file(PATH), |s| Span::of_offset(PATH, text, s.start));
            let message = format!("宣传日文件写法有误：{}", e.message());
            let help = "每个日子这样写：\n[[event]]\nname = \"世界无烟日\"\nslogan = \"早一天戒 多一分健康\"\n本地自己的日子再加一行 date = \"07-15\"";
            out.push(Diagnostic::error("events-syntax", message).with_span(span).with_help(help));
        }
    }
    out
}

fn add(raw: RawEvent, text: &str, days: &mut Vec<HealthDay>, out: &mut Diagnostics) {
    let name = raw.name.get_ref().trim().to_owned();
    let at = |s: &std::ops::Range<usize>| Span::of_offset(PATH, text, s.start);
    if name.is_empty() {
        out.push(Diagnostic::error("event-name-empty", "宣传日没有名称").with_span(at(&raw.name.span())));
        return;
    }
    let folded = fold(&name);
    let known = days.iter_mut().find(|d| fold(&d.name) == folded || d.aliases.iter().any(|a| fold(a) == folded));
    let slogan = raw.slogan.map(|s| (raw.year.unwrap_or(0), s.trim().to_owned())).filter(|(_, s)| !s.is_empty());
    if let Some(day) = known {
        // A built-in day: the file adds its slogan and other names; the date stays the built-in one.
        day.slogans.extend(slogan);
        day.aliases.extend(raw.aliases);
        return;
    }
    let Some(date) = raw.date else {
        let d = Diagnostic::error("event-date-missing", format!("“{name}”不在内置的健康日里，要写上日期"))
            .with_span(at(&raw.name.span()))
            .with_help("加一行 date = \"07-15\"；一段日子写 \"07-06..07-12\"，整月写 \"07\"");
        out.push(d);
        return;
    };
    let rule: Rule = match date.get_ref().parse() {
        Ok(rule) => rule,
        Err(why) => {
            let d = Diagnostic::error("event-date-bad", why).with_span(at(&date.span())).with_help(
                "写成 \"07-15\"（月-日）、\"07-06..07-12\"（一段）、\"07\"（整月）、\"10/2/thu\"（10 月第 2 个星期四）或 \"lunar:09-09\"（农历）",
            );
            out.push(d);
            return;
        }
    };
    let id = raw.id.map_or_else(|| slug(&name), |id| slug(id.get_ref()));
    if id.is_empty() || days.iter().any(|d| d.id == id) {
        let d = Diagnostic::error("event-id-taken", format!("“{name}”的编号“{id}”已经用过或不能用"))
            .with_span(at(&raw.name.span()))
            .with_help("加一行 id = \"…\"，只用小写字母、数字和“-”，不与别的日子相同");
        out.push(d);
        return;
    }
    days.push(HealthDay {
        id,
        name,
        aliases: raw.aliases,
        name_en: String::new(),
        rule,
        first_year: raw.first_year,
        measure: raw.measure.unwrap_or_else(|| "个".to_owned()),
        organizer: raw.organizer.unwrap_or_default(),
        note: raw.note.unwrap_or_default(),
        confidence: Confidence::High,
        slogans: BTreeMap::from_iter(slogan),
        own: true,
    });
}

/// An id from a name: pinyin for 汉字, letters and digits kept, everything else a hyphen.
fn slug(name: &str) -> String {
    use pinyin::ToPinyin as _;
    let mut out = String::new();
    for c in name.chars() {
        if let Some(p) = c.to_pinyin() {
            out.push_str(p.plain());
        } else if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::model::Date;
    use crate::world::MemoryWorld;

    fn load(text: &str) -> (Calendar, Vec<String>) {
        let world = MemoryWorld::new(Date::epoch()).with(PATH, text);
        let (c, d) = Calendar::load(&world);
        (c, d.iter().map(|d| d.render()).collect())
    }

    #[test]
    fn slogans_join_builtin_days_and_own_days_are_added() {
        let (c, problems) = load(
            "[[event]]\nname = \"世界无烟日\"\nyear = 2026\nslogan = \"早一天戒\"\n\n[[event]]\nname = \"青禾清积水周\"\ndate = \"07-06..07-12\"\n",
        );
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(c.event("shijie-wuyan-ri").unwrap().slogan(2026), Some("早一天戒"));
        assert_eq!(c.event("shijie-wuyan-ri").unwrap().slogan(2027), None);
        assert_eq!(c.occurrence("qingheqingjishuizhou", 2026).unwrap().when_zh, "7月6日—12日");
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        let (_, problems) = load("[[event]]\nname = \"本地日\"\n\n[[event]]\nname = \"另一日\"\ndate = \"02-30\"\n");
        assert_eq!(problems.len(), 2);
        assert!(problems[0].contains("content/events.toml:2:8"), "{}", problems[0]);
        assert!(problems[1].contains("看不懂日期“02-30”"), "{}", problems[1]);
        let (_, problems) = load("[[event]]\nnmae = \"x\"\n");
        assert!(problems[0].contains("content/events.toml:2:1"), "{}", problems[0]);
    }
}
