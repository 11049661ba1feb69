//! Dashes between words (GB/T 15834 §4.10) and between numbers (GB/T 15834 §4.13, GB/T 15835).

use std::ops::Range;
use std::sync::LazyLock;

use super::file::{File, Passage};
use super::lint::{Finding, Found, Level, Lint};
use super::pattern::{Pattern, char_at, char_before, is_within};
use super::punctuation::is_chinese;
use crate::words::is_han;

static DASH: Lint = Lint {
    code: "dash",
    title: "破折号不对",
    why: "GB/T 15834：破折号是一条长线，占两个字的位置，写作“——”；减号和短横线是连接号",
    fix: "换成“——”（中文输入法下按 Shift 和减号键）",
    example: "预防流感--从洗手做起",
    right: "预防流感——从洗手做起",
    level: Level::Warning,
};
static RANGE: Lint = Lint {
    code: "number-range",
    title: "数字的范围用了减号",
    why: "GB/T 15835：数值的起止用浪纹线“～”或一字线“—”；减号会被读成“减”",
    fix: "换成“～”，例如 5～6 月、10～20 秒",
    example: "每次 10-20 秒",
    right: "每次 10～20 秒",
    level: Level::Note,
};

pub(super) const LINTS: &[&Lint] = &[&DASH, &RANGE];

pub(super) fn check(file: &File<'_>, passage: &Passage, out: &mut Found) {
    dashes(file, passage, out);
    ranges(file, passage, out);
}

static DASHES: LazyLock<Pattern> = LazyLock::new(|| Pattern::new("\\s*[-–—－─―]+\\s*"));

/// Ways of infection, which are written with a short line.
const PATHS: &[(char, char)] =
    &[('粪', '口'), ('手', '口'), ('口', '口'), ('人', '人'), ('母', '婴'), ('医', '患'), ('畜', '人')];

/// This many 汉字 on both sides make a clause: 北京—上海 and 人—蚊—人 stay as they are.
const CLAUSE: usize = 4;

fn dashes(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for whole in DASHES.ranges(text) {
        let found = text.get(whole.clone()).unwrap_or_default();
        let dash = found.trim();
        let (before, after) = (char_before(text, whole.start), char_at(text, whole.end));
        let beside = |c: Option<char>| c.is_some_and(is_chinese);
        // Alone in a cell: nothing to say here.
        if dash == "——" || !(beside(before) || beside(after)) || (before.is_none() && after.is_none()) {
            continue;
        }
        // 粪-口传播, 人-人传播, 母-婴阻断: from the one to the other (GB/T 15834 §4.13).
        if before.zip(after).is_some_and(|(b, a)| PATHS.iter().any(|p| p.0 == b && p.1 == a)) {
            continue;
        }
        let both = before.is_some_and(is_han) && after.is_some_and(is_han);
        let clauses = both && hanzi_before(text, whole.start) >= CLAUSE && hanzi_after(text, whole.end) >= CLAUSE;
        let level = match dash {
            // One line between clauses; between names it is a 连接号.
            "—" | "―" => (clauses && !is_within(text, &whole, '《', '》')).then_some(Level::Note),
            "-" | "–" => (clauses || (both && found.len() > dash.len())).then_some(DASH.level),
            "－" | "─" => both.then_some(DASH.level),
            _ => Some(DASH.level),
        };
        let Some(level) = level else { continue };
        let start = whole.start + found.find(dash).unwrap_or(0);
        let range = start..start + dash.len();
        out.push(Finding {
            lint: &DASH,
            level,
            span: file.span(passage, &range),
            message: format!("“{dash}”不是破折号"),
            help: DASH.fix.to_owned(),
            whole_file: false,
        });
    }
}

fn hanzi_before(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().chars().rev().take_while(|c| is_han(*c)).count()
}

fn hanzi_after(text: &str, at: usize) -> usize {
    text.get(at..).unwrap_or_default().chars().take_while(|c| is_han(*c)).count()
}

const UNIT: &str = concat!(
    "岁|周岁|月龄|个月|个|年|月|日|天|周|小时|分钟|秒|次|克|毫克|微克|千克|公斤|斤|两|升|毫升|米|厘米|毫米|公里|千米|度|℃|°C|%|％|",
    "例|人|支|片|粒|步|倍|元|点|时|名|期|遍|杯|勺|碗|千卡|层|种|条|滴|针|剂|mg|ml|mL|kg|km|cm|mm|mmHg|mmol|g\\b|h\\b|min\\b"
);

static RANGES: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(&format!(
        "([0-9]{{1,4}}(?:\\.[0-9]+)?)\\s?(?:{UNIT})?\\s?([-–~－]+|——)\\s?[0-9]{{1,4}}(?:\\.[0-9]+)?\\s?(?:{UNIT})|[0-9]{{1,2}}[:：][0-9]{{2}}\\s?([-–~－]+)\\s?[0-9]{{1,2}}[:：][0-9]{{2}}"
    ))
});

fn ranges(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for found in RANGES.captures(text) {
        let Some(whole) = found.get(0) else { continue };
        // Telephone numbers, dates, standards (GB 17905-2008), models.
        let before = char_before(text, whole.start());
        let joined =
            before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/' | '–' | '—' | '~'));
        if joined || standard_before(text, whole.start()) || is_within(text, &whole.range(), '《', '》') {
            continue;
        }
        let range: Range<usize> = whole.range();
        let mark = found.get(2).or_else(|| found.get(3)).map_or("-", |m| m.as_str());
        // GB/T 15835: 5%～10%, never 5～10%.
        let per_cent = whole.as_str().chars().next_back().filter(|c| matches!(c, '%' | '％')).map(String::from);
        let twice = per_cent.filter(|p| whole.as_str().matches(p.as_str()).count() == 1).unwrap_or_default();
        let help = format!("换成“{}”", whole.as_str().replace(mark, &format!("{twice}～")));
        out.add_with(&RANGE, file.span(passage, &range), format!("“{}”里的范围用了“{mark}”", whole.as_str()), help);
    }
}

/// Whether the number belongs to a code: `GB 17905`, `WS/T 313`, `ISO 9001`.
fn standard_before(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let trimmed = before.trim_end();
    trimmed.len() < before.len() && trimmed.chars().next_back().is_some_and(|c| c.is_ascii_uppercase())
}
