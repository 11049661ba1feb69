//! Reads `banbao.toml` into [`Config`]; every problem is told with its place.

use std::collections::BTreeMap;

use super::{BoardInterval, Config, Level, Organization, PrintConfig, SiteConfig, profile};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::input::{Field, Fields, Key, Source, Value, decode, nearest, toml_fields};
use crate::unit::Mm;
use crate::world::{ReadError, World, resolve_path};

/// The settings' file, at the top of the site's folder.
pub const CONFIG_FILE: &str = "banbao.toml";

const fn key(name: &'static str, aliases: &'static [&'static str]) -> Key {
    Key { name, aliases }
}

const TOP: &[Key] = &[
    key("title", &["标题", "站名"]),
    key("description", &["简介", "描述"]),
    key("base_url", &["网址"]),
    key("language", &["语言"]),
    key("theme", &["主题"]),
    key("organization", &["单位", "机构"]),
    key("site", &["网站"]),
    key("print", &["印刷", "打印"]),
    key("check", &["检查"]),
];
const ORGANIZATION: &[Key] = &[
    key("name", &["名称", "全称"]),
    key("short", &["简称"]),
    key("phone", &["电话"]),
    key("address", &["地址"]),
    key("hours", &["服务时间", "门诊时间"]),
    key("icp", &["备案号", "icp备案号"]),
    key("police", &["公安备案号"]),
    key("logo", &["标志", "徽标"]),
];
const SITE: &[Key] = &[
    key("page_size", &["每页篇数"]),
    key("feed_size", &["订阅篇数"]),
    key("raw_html", &["保留html", "原样html"]),
    key("share_pictures", &["分享图"]),
    key("search", &["搜索", "站内搜索"]),
];
const PRINT: &[Key] = &[
    key("style", &["版式"]),
    key("bleed_mm", &["出血"]),
    key("crop_marks", &["裁切线"]),
    key("body_font", &["正文字体"]),
    key("heading_font", &["标题字体"]),
    key("emphasis_font", &["强调字体"]),
    key("previews", &["小样"]),
    key("preview_width", &["预览宽度"]),
    key("standard", &["标准"]),
    key("output_profile", &["特性文件", "印刷特性文件"]),
];

const CHECK: &[Key] = &[key("levels", &["级别"]), key("board_interval", &["更换周期"])];

/// The settings of a site. A missing file gives the defaults and a note.
pub fn load(world: &dyn World) -> (Config, Diagnostics) {
    let mut problems = Diagnostics::new();
    let bytes = match world.read(CONFIG_FILE) {
        Ok(bytes) => bytes,
        Err(ReadError::NotFound) => {
            problems.push(
                Diagnostic::note("config-missing", format!("没有 {CONFIG_FILE}，全部用默认设置"))
                    .with_help("运行 banbao init 可以生成一个带说明的样本"),
            );
            return (Config::default(), problems);
        }
        Err(e) => {
            problems.push(
                Diagnostic::error("config-unreadable", format!("打不开 {CONFIG_FILE}：{}", e.zh()))
                    .with_span(Span::file(CONFIG_FILE)),
            );
            return (Config::default(), problems);
        }
    };
    match decode(CONFIG_FILE, &bytes) {
        Ok(decoded) => {
            problems.extend(decoded.note);
            let source = Source::new(CONFIG_FILE, decoded.text);
            let config = resolve(world, &source, &mut problems);
            problems.sort();
            (config, problems)
        }
        Err(d) => {
            problems.push(*d);
            (Config::default(), problems)
        }
    }
}

fn resolve(world: &dyn World, source: &Source, problems: &mut Diagnostics) -> Config {
    let (fields, syntax) = toml_fields(source, source.text(), 0);
    problems.extend(syntax);
    let default = Config::default();
    let mut top = Fields::strict(source, fields, TOP);
    let (levels, interval) = check(source, top.table("check"), problems);
    let config = Config {
        title: top.text("title").unwrap_or(default.title),
        description: top.text("description").unwrap_or(default.description),
        base_url: base_url(&mut top),
        language: language(&mut top).unwrap_or(default.language),
        theme: theme(world, &mut top).unwrap_or(default.theme),
        organization: organization(world, source, top.table("organization"), problems),
        site: site(source, top.table("site"), default.site, problems),
        print: print(world, source, top.table("print"), default.print, problems),
        check: levels,
        board_interval: interval.unwrap_or(default.board_interval),
    };
    problems.extend(top.problems);
    config
}

/// A site's address without `/` at its end; `None` unless it is `http` or `https` and a host.
pub fn parse_base_url(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let host = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let ok = host.is_some_and(|h| {
        let name = h.split(['/', '?', '#']).next().unwrap_or_default();
        !name.is_empty() && !name.starts_with(['.', ':']) && !h.contains(['?', '#', ' ', '\\', '"', '<', '>', '@'])
    });
    ok.then(|| text.trim_end_matches('/').to_owned())
}

/// The value of `base_url`.
fn base_url(top: &mut Fields<'_>) -> Option<String> {
    let s = top.scalar("base_url", "https://health.example.cn")?;
    let url = parse_base_url(&s.text);
    if url.is_none() {
        top.error(
            "bad-base-url",
            s.place,
            format!("网址“{}”不对", s.text),
            "写完整的网址，以 https:// 或 http:// 开头，例如 https://health.example.cn；还没有网址就删掉这一行",
        );
    }
    url
}

/// A BCP 47 tag by its shape only.
fn language(top: &mut Fields<'_>) -> Option<String> {
    let s = top.scalar("language", "zh-CN")?;
    let part = |p: &str| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric());
    if s.text.split('-').all(part) && s.text.len() >= 2 {
        return Some(s.text);
    }
    top.error("bad-language", s.place, format!("语言“{}”不对", s.text), "简体中文写 zh-CN");
    None
}

fn theme(world: &dyn World, top: &mut Fields<'_>) -> Option<String> {
    let s = top.scalar("theme", "default")?;
    if !s.text.contains(['/', '\\']) && world.is_file(&format!("themes/{}/theme.toml", s.text)) {
        return Some(s.text);
    }
    let files = world.walk("themes").files;
    let names = files.iter().filter_map(|e| e.path.strip_prefix("themes/")?.strip_suffix("/theme.toml"));
    let names: Vec<&str> = names.filter(|n| !n.contains('/')).collect();
    let help = match nearest(&s.text, names.iter().copied()) {
        Some(near) => format!("是不是想写“{near}”？"),
        None => format!("现有的主题：{}", names.join("、")),
    };
    top.error("theme-missing", s.place, format!("没有主题“{}”（themes/{}/theme.toml）", s.text, s.text), help);
    None
}

fn organization(world: &dyn World, source: &Source, fields: Vec<Field>, problems: &mut Diagnostics) -> Organization {
    let mut f = Fields::strict(source, fields, ORGANIZATION);
    let name = f.text("name").unwrap_or_default();
    let organization = Organization {
        short: f.text("short").unwrap_or_else(|| name.clone()),
        name,
        phone: f.text("phone"),
        address: f.text("address"),
        hours: f.text("hours"),
        icp: f.text("icp"),
        police: f.text("police"),
        logo: logo(world, &mut f),
    };
    problems.extend(f.problems);
    organization
}

fn logo(world: &dyn World, f: &mut Fields<'_>) -> Option<String> {
    let s = f.scalar("logo", "static/logo.svg")?;
    let path = resolve_path(CONFIG_FILE, &s.text).filter(|p| world.is_file(p));
    let Some(path) = path else {
        let help = "写从网站文件夹算起的路径，例如 static/logo.svg";
        f.error("picture-missing", s.place, format!("找不到标志图片“{}”", s.text), help);
        return None;
    };
    let lower = path.to_ascii_lowercase();
    if !lower.ends_with(".svg") && !lower.ends_with(".png") {
        f.error("bad-logo", s.place, "标志要用 SVG 或 PNG 图片", "请把标志另存为 PNG，最好是 SVG");
        return None;
    }
    Some(path)
}

fn site(source: &Source, fields: Vec<Field>, default: SiteConfig, problems: &mut Diagnostics) -> SiteConfig {
    let mut f = Fields::strict(source, fields, SITE);
    let count = |n: Option<i64>, or: usize| n.and_then(|n| usize::try_from(n).ok()).unwrap_or(or);
    let site = SiteConfig {
        page_size: count(f.number("page_size", 1..=500), default.page_size),
        feed_size: count(f.number("feed_size", 1..=500), default.feed_size),
        raw_html: f.flag("raw_html").unwrap_or(default.raw_html),
        share_pictures: f.flag("share_pictures").unwrap_or(default.share_pictures),
        search: f.flag("search").unwrap_or(default.search),
    };
    problems.extend(f.problems);
    site
}

fn print(
    world: &dyn World,
    source: &Source,
    fields: Vec<Field>,
    default: PrintConfig,
    problems: &mut Diagnostics,
) -> PrintConfig {
    let mut f = Fields::strict(source, fields, PRINT);
    let preview = f.number("preview_width", 200..=8000).and_then(|n| u32::try_from(n).ok());
    let print = PrintConfig {
        style: f.text("style"),
        bleed: bleed(&mut f).unwrap_or(default.bleed),
        crop_marks: f.flag("crop_marks").unwrap_or(default.crop_marks),
        body_font: f.text("body_font"),
        heading_font: f.text("heading_font"),
        emphasis_font: f.text("emphasis_font"),
        previews: f.flag("previews").unwrap_or(default.previews),
        preview_width: preview.unwrap_or(default.preview_width),
        pdf_x4: profile::read(world, &mut f),
    };
    problems.extend(f.problems);
    print
}

/// `levels = { "code" = "off|note|warning|error" }`; whether there is such a code is for `check` to say. And how often
/// boards are to change.
fn check(
    source: &Source,
    fields: Vec<Field>,
    problems: &mut Diagnostics,
) -> (BTreeMap<String, Level>, Option<BoardInterval>) {
    let mut f = Fields::strict(source, fields, CHECK);
    let mut levels = BTreeMap::new();
    for field in f.table("levels") {
        let text = match &field.value {
            Value::One(s) => s.text.as_str(),
            _ => "",
        };
        match Level::read(text) {
            Some(level) => {
                levels.insert(field.key.trim().to_owned(), level);
            }
            None => {
                let message = format!("检查“{}”的级别不能是“{text}”", field.key);
                f.error(
                    "bad-level",
                    field.place,
                    message,
                    "写 off（不查）、note（提示）、warning（警告）或 error（错误），要加英文引号",
                );
            }
        }
    }
    let written = f.scalar("board_interval", "\"quarter\"");
    let interval = written.as_ref().and_then(|s| BoardInterval::read(&s.text));
    if let (Some(s), None) = (&written, interval) {
        let message = format!("更换周期不能是“{}”", s.text);
        let help = "写 \"month\"（每月）、\"two-months\"（每两个月）或 \"quarter\"（每季度）";
        f.error("bad-interval", s.place, message, help);
    }
    problems.extend(f.problems);
    (levels, interval)
}

fn bleed(f: &mut Fields<'_>) -> Option<Mm> {
    let s = f.scalar("bleed_mm", "3")?;
    let number = s.text.trim().trim_end_matches("mm").trim().parse::<f64>().ok();
    match number.filter(|n| (0.0..=20.0).contains(n)) {
        Some(n) => Some(Mm(n)),
        None => {
            f.error(
                "out-of-range",
                s.place,
                format!("出血“{}”不对，要在 0 到 20 毫米之间", s.text),
                "一般写 bleed_mm = 3",
            );
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Date;
    use crate::world::MemoryWorld;

    fn read(text: &str) -> (Config, Vec<String>) {
        let (config, problems) = load(&MemoryWorld::new(Date::epoch()).with(CONFIG_FILE, text));
        (config, problems.iter().map(|d| format!("{}:{}", d.code, d.span.as_ref().map_or(0, |s| s.line))).collect())
    }

    #[test]
    fn english_and_chinese_keys() {
        let (c, p) =
            read("网址 = \"https://a.cn/x/\"\ntitle = \"甲\"\n[单位]\n\"名称\" = “某中心”\n[print]\nbleed_mm = 5\n");
        assert_eq!(p, Vec::<String>::new());
        assert_eq!(c.base_url.as_deref(), Some("https://a.cn/x"));
        assert_eq!((c.organization.name.as_str(), c.organization.short.as_str()), ("某中心", "某中心"));
        assert_eq!(c.print.bleed, Mm(5.0));
    }

    #[test]
    fn levels_of_checks() {
        let (c, p) = read("[check]\nlevels = { \"dash\" = \"off\", x = \"提示\", y = \"bad\" }\n");
        assert_eq!(p, ["bad-level:2"]);
        let (months, none) = read("[check]\nboard_interval = \"每两个月\"\n");
        assert_eq!((months.board_interval, none.len()), (BoardInterval::TwoMonths, 0));
        let (other, bad) = read("[check]\nboard_interval = \"weekly\"\n");
        assert_eq!((other.board_interval, bad), (BoardInterval::Quarter, vec!["bad-interval:2".to_owned()]));
        assert_eq!((c.check.get("dash"), c.check.get("x"), c.check.len()), (Some(&Level::Off), Some(&Level::Note), 2));
    }

    #[test]
    fn every_problem_is_told() {
        let (_, p) = read(
            "titel = \"甲\"\nbase_url = \"a.cn\"\n[site]\npage_size = 0\nraw_html = \"maybe\"\n[print]\nbleed_mm = 90\n",
        );
        assert_eq!(p.len(), 5, "{p:?}");
        assert!(p.contains(&"unknown-key:1".to_owned()) && p.contains(&"bad-base-url:2".to_owned()), "{p:?}");
    }

    #[test]
    fn no_file_is_a_note() {
        let (c, p) = load(&MemoryWorld::new(Date::epoch()));
        assert_eq!(c, Config::default());
        assert!(!p.has_errors() && !p.is_empty());
    }
}
