//! One issue of a wall board from one file.

use super::article::{event, name_of};
use super::front_matter::split;
use super::palette::palette;
use super::{Known, Loader, slug};
use crate::diagnostic::Diagnostic;
use crate::input::{Fields, Key, Scalar, Source, nearest, parse_length_mm, unquote};
use crate::model::{Board, BoardInterval, BoardLayout, Orientation};
use crate::unit::Mm;

const fn key(name: &'static str, aliases: &'static [&'static str]) -> Key {
    Key { name, aliases }
}

const BOARD: &[Key] = &[
    key("title", &["标题", "题目"]),
    key("issue", &["期号", "期数"]),
    key("date", &["日期", "张贴日期"]),
    key("until", &["更换日期"]),
    key("interval", &["更换周期"]),
    key("location", &["位置", "地点"]),
    key("size", &["尺寸", "大小", "纸张"]),
    key("orientation", &["方向"]),
    key("sheets", &["张数"]),
    key("style", &["版式"]),
    key("palette", &["配色", "颜色"]),
    key("layout", &["编排"]),
    key("columns", &["栏数"]),
    key("articles", &["文章"]),
    key("slogan", &["口号", "标语"]),
    key("event", &["宣传日"]),
    key("reading_distance", &["阅读距离"]),
    key("units", &["单位名单", "单位"]),
    key("draft", &["草稿"]),
];

/// Trim sizes of the A series in millimetres, portrait (ISO 216), and the distance from which each is read.
const A_SIZES: [(&str, f64, f64, f64); 5] = [
    ("A0", 841.0, 1189.0, 1000.0),
    ("A1", 594.0, 841.0, 1000.0),
    ("A2", 420.0, 594.0, 800.0),
    ("A3", 297.0, 420.0, 500.0),
    ("A4", 210.0, 297.0, 350.0),
];
/// What is read from farther than A0.
const BEYOND_A0_DISTANCE: f64 = 1200.0;
/// Sides of a sheet in millimetres.
const SIDES: std::ops::RangeInclusive<f64> = 100.0..=5000.0;
/// Reading distances in millimetres.
const DISTANCES: std::ops::RangeInclusive<f64> = 200.0..=10_000.0;

struct Trim {
    width: f64,
    height: f64,
    name: String,
}

impl Loader<'_> {
    /// A board, if enough of it is sound to go on with. Articles must be known by now.
    pub(super) fn board(&mut self, source: &Source, known: &Known<'_>) -> Option<Board> {
        let mut parts = split(source);
        let head_ok = !parts.problems.has_errors();
        self.problems.extend(std::mem::take(&mut parts.problems));
        let mut f = Fields::lenient(source, std::mem::take(&mut parts.fields), BOARD);
        let draft = f.flag("draft").unwrap_or(false);
        let note = self.body(source, &parts, draft);
        let title = f.text("title");
        if head_ok && !f.is_written("title") {
            self.problems.push(
                Diagnostic::error("title-missing", "宣传栏没有标题")
                    .with_span(source.span_at(1, 0, 0))
                    .with_help("在开头的设置里写上，例如 标题: 第三季度健康教育宣传栏"),
            );
        }
        let trim = trim(&mut f);
        let trim = orient(&mut f, trim);
        let articles = if draft && !self.options.drafts {
            Vec::new()
        } else {
            self.board_articles(source, &mut f, known, head_ok)
        };
        let given = event(&mut f, self.names);
        let (date, until) = (f.date("date"), f.date("until"));
        if let (Some(date), Some(until), Some(place)) = (date, until, f.place_of("until"))
            && until < date
        {
            f.error("dates-reversed", place, "更换日期比张贴日期还早", "检查“日期”和“更换日期”");
        }
        let units = self.units(source, &mut f);
        let board = Board {
            path: source.file().to_owned(),
            id: self.board_id(source),
            title: title.unwrap_or_default(),
            issue: f.text("issue"),
            date,
            until,
            interval: interval(&mut f),
            location: f.text("location"),
            trim_mm: (Mm(trim.width), Mm(trim.height)),
            orientation: if trim.width > trim.height { Orientation::Landscape } else { Orientation::Portrait },
            reading_distance: Mm(distance(&mut f, &trim)),
            size_name: trim.name,
            sheets: count(f.number("sheets", 1..=12)).unwrap_or(1),
            style: f.text("style").map(|s| unquote(&s).to_owned()),
            palette: palette(&mut f),
            layout: layout(&mut f),
            columns: count(f.number("columns", 1..=6)),
            event: given
                .or_else(|| articles.first().and_then(|s| known.events.get(s.as_str()).map(|e| (*e).to_owned()))),
            articles,
            slogan: f.text("slogan"),
            units,
            draft,
            note,
        };
        self.problems.extend(f.problems);
        (head_ok && !board.title.is_empty() && !board.id.is_empty()).then_some(board)
    }

    /// The file's name; the PDF bears it, so it must be a sound file name on Windows too.
    fn board_id(&mut self, source: &Source) -> String {
        let name = name_of(source.file());
        let id = name.split_whitespace().collect::<Vec<_>>().join("-");
        match slug::check(&id) {
            Ok(()) => id,
            Err(why) => {
                self.problems.push(
                    Diagnostic::error("bad-board-name", format!("宣传栏的文件名不能用：{why}"))
                        .with_span(source.span_at(1, 0, 0))
                        .with_help("改一个简单的文件名，例如 2026-q3.md"),
                );
                String::new()
            }
        }
    }

    /// Articles by slug, or by their exact title.
    fn board_articles(&mut self, source: &Source, f: &mut Fields<'_>, known: &Known<'_>, head_ok: bool) -> Vec<String> {
        let asked = f.words("articles");
        if asked.is_empty() && head_ok {
            let place = f.place_of("articles");
            let span = place.map_or_else(|| source.span_at(1, 0, 0), |p| f.span(p));
            self.problems.push(
                Diagnostic::error("board-empty", "宣传栏里一篇文章也没有")
                    .with_span(span)
                    .with_help("写上要排的文章，例如 文章: [no-tobacco, teeth]"),
            );
        }
        let mut out: Vec<String> = Vec::new();
        for item in asked {
            let Some(slug) = self.board_article(f, &item, known) else { continue };
            if out.contains(&slug) {
                f.warn("repeated-article", item.place, format!("文章“{}”写了两次，只排一次", item.text), "删掉一处");
            } else {
                out.push(slug);
            }
        }
        out
    }

    fn board_article(&mut self, f: &mut Fields<'_>, item: &Scalar, known: &Known<'_>) -> Option<String> {
        let text = item.text.strip_suffix(".md").unwrap_or(&item.text);
        let by_title = || known.titles.iter().find(|(t, _)| *t == text).map(|(_, s)| (*s).to_owned());
        let slug = known.slugs.get(text).map(|_| text.to_owned()).or_else(by_title);
        match slug.and_then(|s| known.slugs.get(s.as_str()).copied().map(|draft| (s, draft))) {
            Some((slug, false)) => Some(slug),
            Some((slug, true)) if self.options.drafts => Some(slug),
            Some((_, true)) => {
                let help = "写好后把文章里的“草稿”改成 false；只想先看看效果，用 --drafts";
                f.error("draft-in-board", item.place, format!("文章“{text}”还是草稿，不能上宣传栏"), help);
                None
            }
            None if known.broken.contains(text) => None,
            None => {
                let near = nearest(text, known.slugs.keys().copied()).map(str::to_owned).or_else(|| {
                    let title = nearest(text, known.titles.iter().map(|(t, _)| *t))?;
                    known.titles.iter().find(|(t, _)| *t == title).map(|(_, s)| (*s).to_owned())
                });
                let help = match near {
                    Some(near) => format!("是不是想写“{near}”？"),
                    None if known.slugs.is_empty() => "content/articles 里还没有能用的文章".to_owned(),
                    None => {
                        let some: Vec<&str> = known.slugs.keys().copied().take(8).collect();
                        format!("现有的文章：{}", some.join("、"))
                    }
                };
                f.error("unknown-article", item.place, format!("没有文章“{text}”"), help);
                None
            }
        }
    }
}

fn count(n: Option<i64>) -> Option<usize> {
    n.and_then(|n| usize::try_from(n).ok())
}

/// The trim as written; A1 when nothing is.
fn trim(f: &mut Fields<'_>) -> Trim {
    let default = || Trim { width: 594.0, height: 841.0, name: "A1".to_owned() };
    let Some(s) = f.scalar("size", "A1") else { return default() };
    let text: String = unquote(&s.text).chars().filter(|c| !c.is_whitespace()).collect();
    let upper: String = text.to_uppercase().replace('Ａ', "A");
    if let Some((name, w, h, _)) = A_SIZES.iter().find(|(n, ..)| *n == upper) {
        return Trim { width: *w, height: *h, name: (*name).to_owned() };
    }
    match custom(&text) {
        Some((width, height)) if SIDES.contains(&width) && SIDES.contains(&height) => {
            let name = format!("{width}×{height}mm");
            Trim { width, height, name }
        }
        Some(_) => {
            let message = format!("尺寸“{}”太大或太小，每边要在 100 到 5000 毫米之间", s.text);
            f.error("out-of-range", s.place, message, "写 A0、A1、A2、A3、A4，或 900x1200mm");
            default()
        }
        None => {
            f.error("bad-size", s.place, format!("没有“{}”这种尺寸", s.text), "写 A0、A1、A2、A3、A4，或 900x1200mm");
            default()
        }
    }
}

/// `900x1200mm`, `900×1200`, `90x120cm`, `0.9×1.2米`.
fn custom(text: &str) -> Option<(f64, f64)> {
    let text = text.to_lowercase();
    let (w, h) = text.split_once(['x', '×', '*', 'ｘ', '✕', '╳'])?;
    let has_unit = |t: &str| t.ends_with(|c: char| c.is_alphabetic());
    let unit: String =
        h.chars().rev().take_while(|c| c.is_alphabetic()).collect::<Vec<_>>().into_iter().rev().collect();
    let unit = if unit.is_empty() { "mm".to_owned() } else { unit };
    let read = |t: &str| parse_length_mm(&if has_unit(t) { t.to_owned() } else { format!("{t}{unit}") });
    Some((read(w)?, read(h)?))
}

/// Turns the sheet; without a word, A sizes stand upright and custom sizes stay as written.
fn orient(f: &mut Fields<'_>, trim: Trim) -> Trim {
    let Some(s) = f.scalar("orientation", "竖") else { return trim };
    let wide = match unquote(&s.text).to_lowercase().as_str() {
        "portrait" | "竖" | "竖向" | "竖版" | "纵" | "纵向" => false,
        "landscape" | "横" | "横向" | "横版" => true,
        _ => {
            f.error("bad-orientation", s.place, format!("方向不能是“{}”", s.text), "写 竖 或 横");
            return trim;
        }
    };
    if wide == (trim.width > trim.height) {
        return trim;
    }
    Trim { width: trim.height, height: trim.width, name: trim.name }
}

fn layout(f: &mut Fields<'_>) -> Option<BoardLayout> {
    let s = f.scalar("layout", "卡片")?;
    match unquote(&s.text).to_lowercase().as_str() {
        "cards" | "card" | "卡片" => Some(BoardLayout::Cards),
        "flow" | "通栏" => Some(BoardLayout::Flow),
        _ => {
            f.error("bad-layout", s.place, format!("编排不能是“{}”", s.text), "写 卡片 或 通栏");
            None
        }
    }
}

fn interval(f: &mut Fields<'_>) -> Option<BoardInterval> {
    let s = f.scalar("interval", "每两个月")?;
    let read = BoardInterval::read(&s.text);
    if read.is_none() {
        f.error("bad-interval", s.place, format!("更换周期不能是“{}”", s.text), "写 每月、每两个月 或 每季度");
    }
    read
}

/// As given, else by the size: a sheet between two A sizes is read like the smaller one that holds it.
fn distance(f: &mut Fields<'_>, trim: &Trim) -> f64 {
    let long = trim.width.max(trim.height);
    let by_size = A_SIZES.iter().rev().find(|(_, _, h, _)| long <= *h).map_or(BEYOND_A0_DISTANCE, |(.., d)| *d);
    let Some(s) = f.scalar("reading_distance", "1.2m") else { return by_size };
    match parse_length_mm(&s.text).filter(|d| DISTANCES.contains(d)) {
        Some(d) => d,
        None => {
            let message = format!("阅读距离“{}”不对，要在 0.2 米到 10 米之间", s.text);
            f.error("out-of-range", s.place, message, "带上单位，例如 阅读距离: 1.2m，或 80cm");
            by_size
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_sizes() {
        assert_eq!(custom("900x1200mm"), Some((900.0, 1200.0)));
        assert_eq!(custom("900×1200"), Some((900.0, 1200.0)));
        assert_eq!(custom("90x120cm"), Some((900.0, 1200.0)));
        assert_eq!(custom("0.9×1.2米"), Some((900.0, 1200.0)));
        assert_eq!(custom("900mm×1200mm"), Some((900.0, 1200.0)));
        assert_eq!(custom("A9"), None);
        assert_eq!(custom("x"), None);
    }
}
