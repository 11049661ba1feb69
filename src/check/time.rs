//! Words for time that go stale on the wall.

use std::sync::LazyLock;

use super::file::{File, Passage};
use super::lint::{Found, Level, Lint};
use super::pattern::{Pattern, char_at, char_before, is_within};

static RELATIVE: Lint = Lint {
    code: "relative-time",
    title: "会过时的时间词",
    why: "板报要挂一个季度，网页挂得更久，“今年”“近日”过些日子就不对了",
    fix: "写明确切的年、月、日，例如“2026 年 5 月”",
    example: "近日，我街道开展了灭蚊行动。",
    right: "2026 年 5 月 12 日，我街道开展了灭蚊行动。",
    level: Level::Note,
};

pub(super) const LINTS: &[&Lint] = &[&RELATIVE];

static WORDS: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(
        "今年|明年|去年|前年|今天|昨天|明天|近日|日前|上周|本周|下周|上个?月|本月|下个?月|本季度|上季度|上个季度|截至目前|截止目前",
    )
});

/// What must follow for a day to be a day of the calendar and not “these days”.
static EVENT: LazyLock<Pattern> =
    LazyLock::new(|| Pattern::new("^(上午|中午|下午|晚上|早上|是|举办|举行|开展|召开|启动|公布|发布)"));

/// Someone's age.
static AGE: LazyLock<Pattern> =
    LazyLock::new(|| Pattern::new("^\\s?(多大|几岁|已?刚?满?\\s?[0-9一二三四五六七八九十]+\\s?岁)"));

pub(super) fn check(file: &File<'_>, passage: &Passage, out: &mut Found) {
    // A box to tick and a question are read on the reader's own day.
    if passage.frame.task || passage.frame.question {
        return;
    }
    let text = &passage.text;
    for range in WORDS.ranges(text) {
        let word = text.get(range.clone()).unwrap_or_default();
        // Someone speaks.
        if !is_within(text, &range, '“', '”') && speaks_of_a_date(text, word, range.start, range.end) {
            out.add(&RELATIVE, file.span(passage, &range), format!("“{word}”过些日子就不对了"));
        }
    }
}

fn speaks_of_a_date(text: &str, word: &str, start: usize, end: usize) -> bool {
    let before = char_before(text, start);
    let next = char_at(text, end);
    let rest = text.get(end..).unwrap_or_default();
    match word {
        "今天" | "明天" => EVENT.is_match(rest) && !matches!(before, Some('从' | '自')),
        // 隔夜菜: 昨天的剩饭.
        "昨天" => !matches!(next, Some('的' | '剩' | '吃')),
        "去年" | "前年" => next != Some('的') && !preceded_by_number(before),
        "今年" | "明年" => !AGE.is_match(rest),
        // 生日前, 节日前, 3 日前.
        "日前" => before.is_none_or(|c| matches!(c, '，' | '。' | '；' | '：' | '！' | '\n')),
        "近日" => !matches!(before, Some('最' | '接' | '附' | '邻')) && next != Some('点'),
        // 以上周围, 以下月龄, 晚上月经.
        "上周" | "本周" | "下周" => {
            !matches!(before, Some('以' | '晚' | '早'))
                && !matches!(next, Some('围' | '边' | '期' | '岁' | '长' | '身'))
        }
        "上月" | "下月" | "本月" => {
            !matches!(before, Some('以' | '晚' | '早' | '满'))
                && !matches!(next, Some('经' | '龄' | '子' | '嫂' | '饼'))
        }
        _ => true,
    }
}

fn preceded_by_number(before: Option<char>) -> bool {
    before.is_some_and(|c| c.is_ascii_digit() || "一二两三四五六七八九十几".contains(c))
}
