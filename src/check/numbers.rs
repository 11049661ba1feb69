//! Numbers as GB/T 15835—2011 writes them. What reads the same either way is left alone.

use std::ops::Range;
use std::sync::LazyLock;

use super::file::{File, Passage};
use super::lint::{Found, Level, Lint};
use super::numeral;
use super::pattern::{Pattern, char_at, char_before, is_within, sentence};

static DECADE: Lint = Lint {
    code: "decade",
    title: "年代没有写世纪",
    why: "GB/T 15835：年代要写出世纪，“90 年代”过几十年就说不清了",
    fix: "写成“20 世纪 90 年代”",
    example: "我国从 90 年代起推广食盐加碘。",
    right: "我国从 20 世纪 90 年代起推广食盐加碘。",
    level: Level::Note,
};
static RANGE_UNIT: Lint = Lint {
    code: "range-unit",
    title: "数值范围前一半少了单位",
    why: "GB/T 15835：百分数和万、亿的范围，前后都要写全；“5～10%”会被读成“从 5 到 10%”",
    fix: "前一个数也写上，例如 5%～10%、3 万～5 万",
    example: "感染率为 5～10%",
    right: "感染率为 5%～10%",
    level: Level::Note,
};
static COMMA: Lint = Lint {
    code: "number-comma",
    title: "大数里用了中文逗号",
    why: "GB/T 15835：千分位用半角逗号或者四分之一字的空；中文逗号会把一个数断成两个",
    fix: "换成半角逗号，或者不分节，例如 1200",
    example: "为 1，200 人体检",
    right: "为 1200 人体检",
    level: Level::Warning,
};
static APPROX: Lint = Lint {
    code: "approx-number",
    title: "相邻两个数的约数写法不对",
    why: "GB/T 15835：相邻两个数连用表示约数，用汉字，中间不加顿号；加了就成了两个数",
    fix: "写成“三四天”；真的是两个数，就写“3 天或 4 天”",
    example: "发热会持续 3、4 天",
    right: "发热会持续三四天",
    level: Level::Note,
};
static DATE: Lint = Lint {
    code: "date-format",
    title: "日期的写法不规范",
    why: "GB/T 15835、GB/T 7408：日期写“2026 年 5 月 31 日”或“2026-05-31”；年份要四位，不能一半汉字一半数字",
    fix: "写成“2026 年 5 月 31 日”",
    example: "2026.5.31 起施行",
    right: "2026 年 5 月 31 日起施行",
    level: Level::Note,
};
static MIXED: Lint = Lint {
    code: "number-mixed",
    title: "同一句里的数量一会儿汉字一会儿数字",
    why: "GB/T 15835：同一个地方、同一类数量，写法要一致",
    fix: "都改成阿拉伯数字",
    example: "盐每天 5 克，油每天二十五克",
    right: "盐每天 5 克，油每天 25 克",
    level: Level::Note,
};
static DECREASE: Lint = Lint {
    code: "decrease-times",
    title: "减少不能用倍数",
    why: "减少一倍就没有了；“降低 2 倍”算不出是多少",
    fix: "写成“降低到原来的 1/3”或“降低 60%”",
    example: "戒烟后发病率降低 2 倍",
    right: "戒烟后发病率降低约一半",
    level: Level::Warning,
};
static SYMBOL: Lint = Lint {
    code: "unit-symbol",
    title: "计量单位的大小写不对",
    why: "GB 3100：单位符号的大小写是规定好的，M 是“兆”，m 是“毫”，写错差出十亿倍",
    fix: "照提示改，例如 kg、mg、mL、cm、mmHg",
    example: "每次 5ML，血压 140/90 mmhg",
    right: "每次 5 mL，血压 140/90 mmHg",
    level: Level::Note,
};

pub(super) const LINTS: &[&Lint] = &[&DECADE, &RANGE_UNIT, &COMMA, &APPROX, &DATE, &MIXED, &DECREASE, &SYMBOL];

pub(super) fn check(file: &File<'_>, passage: &Passage, out: &mut Found) {
    decades(file, passage, out);
    range_units(file, passage, out);
    commas(file, passage, out);
    approximate(file, passage, out);
    dates(file, passage, out);
    short_years(file, passage, out);
    mixed(file, passage, out);
    decreases(file, passage, out);
    symbols(file, passage, out);
}

/// What others wrote is quoted as it stands.
fn is_quoted(text: &str, range: &Range<usize>) -> bool {
    is_within(text, range, '《', '》') || is_within(text, range, '“', '”')
}

static DECADES: LazyLock<Pattern> =
    LazyLock::new(|| Pattern::new("(?:[1-9]0|[二三四五六七八九]十|[五六七八九]零)\\s?年代"));

fn decades(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for range in DECADES.ranges(text) {
        let before = text.get(..range.start).unwrap_or_default();
        // 20 世纪 80、90 年代; 20 世纪 80 年代到 90 年代; 2020 年代.
        let goes_on = |c: char| c.is_ascii_digit() || "、至到和～ 年代二三四五六七八九十".contains(c);
        let with_century = before.trim_end_matches(goes_on).ends_with("世纪");
        let year = before.ends_with(|c: char| c.is_ascii_digit());
        if !with_century && !year && !is_quoted(text, &range) {
            let word = text.get(range.clone()).unwrap_or_default();
            out.add(&DECADE, file.span(passage, &range), format!("“{word}”没有写是哪个世纪"));
        }
    }
}

static RANGES: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new("([0-9]+(?:\\.[0-9]+)?)(\\s?[～—]\\s?)([0-9]+(?:\\.[0-9]+)?)(\\s?(?:%|％|‰|[万亿]))")
});

fn range_units(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for found in RANGES.captures(text) {
        let (Some(whole), Some(first)) = (found.get(0), found.get(1)) else { continue };
        let joined =
            char_before(text, whole.start()).is_some_and(|c| c.is_ascii_alphanumeric() || "-.—～年".contains(c));
        if joined || is_quoted(text, &whole.range()) {
            continue;
        }
        let unit = found.get(4).map_or("", |m| m.as_str());
        let rest = whole.as_str().get(first.as_str().len()..).unwrap_or_default();
        let help = format!("写成“{}{unit}{rest}”", first.as_str());
        out.add_with(
            &RANGE_UNIT,
            file.span(passage, &whole.range()),
            format!("“{}”的前一半少了“{}”", whole.as_str(), unit.trim()),
            help,
        );
    }
}

static THOUSANDS: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(
        "([1-9][0-9]{0,2}(?:，[0-9]{3})+)\\s?(?:多|余)?\\s?(?:人|例|名|户|元|份|个|次|步|公里|米|毫升|千卡|克|家|所|场|支|剂|册|张|万|mL|ml|kcal)",
    )
});

fn commas(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for number in THOUSANDS.captures(text).iter().filter_map(|c| c.get(1)) {
        let joined = char_before(text, number.start())
            .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '，' | '第'));
        if !joined {
            let help = format!("写成“{}”", number.as_str().replace('，', ""));
            out.add_with(
                &COMMA,
                file.span(passage, &number.range()),
                format!("“{}”里用了中文逗号", number.as_str()),
                help,
            );
        }
    }
}

static NEIGHBOURS: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(
        "([0-9]|[一二三四五六七八九])、([0-9]|[一二三四五六七八九])\\s?(?:天|个|次|人|小时|分钟|年|周|岁|米|公斤|斤|两|杯|片|粒|步|遍|口|位|名|碗|圈)",
    )
});

fn approximate(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for found in NEIGHBOURS.captures(text) {
        let (Some(whole), Some(first), Some(second)) = (found.get(0), found.get(1), found.get(2)) else { continue };
        let numbers = (numeral::parse(first.as_str()), numeral::parse(second.as_str()));
        let (Some(a), Some(b)) = numbers else { continue };
        // 第 3、4 次; 2、3、4 岁; 二、三个误区 as a heading; 一、二年级.
        let before = text.get(..whole.start()).unwrap_or_default().trim_end().chars().next_back();
        let listed = before.is_none_or(|c| c.is_ascii_digit() || "第、，。；：！？～—-.\n".contains(c));
        let same_kind = first.as_str().is_ascii() == second.as_str().is_ascii();
        let grade = char_at(text, whole.end()).is_some_and(|c| "级代月".contains(c));
        if b != a + 1 || !same_kind || listed || grade || is_quoted(text, &whole.range()) {
            continue;
        }
        out.add(&APPROX, file.span(passage, &whole.range()), format!("“{}”是约数还是两个数", whole.as_str()));
    }
}

static DATES: LazyLock<Pattern> =
    LazyLock::new(|| Pattern::new("((?:19|20)[0-9]{2})([./])([0-9]{1,2})([./])([0-9]{1,2})"));

/// 2026.5.31, 2026/5/31; 二〇二六年5月, 2026 年五月.
fn dates(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for found in DATES.captures(text) {
        let Some(whole) = found.get(0) else { continue };
        let part = |i: usize| found.get(i).map_or("", |m| m.as_str());
        let number = |i: usize, most: u8| part(i).parse().is_ok_and(|n: u8| (1..=most).contains(&n));
        let joins = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-'));
        let joined = joins(char_before(text, whole.start())) || joins(char_at(text, whole.end()));
        if joined || part(2) != part(4) || !number(3, 12) || !number(5, 31) {
            continue;
        }
        let trim = |i: usize| part(i).trim_start_matches('0').to_owned();
        let help = format!("写成“{} 年 {} 月 {} 日”", part(1), trim(3), trim(5));
        out.add_with(&DATE, file.span(passage, &whole.range()), format!("日期“{}”", whole.as_str()), help);
    }
    for range in HALVES.ranges(text) {
        if !is_quoted(text, &range) {
            let word = text.get(range.clone()).unwrap_or_default();
            out.add(&DATE, file.span(passage, &range), format!("“{word}”一半汉字一半数字"));
        }
    }
}

static HALVES: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(
        "[一二][〇零○一二三四五六七八九]{3}\\s?年\\s?[0-9]{1,2}\\s?月|(?:19|20)[0-9]{2}\\s?年\\s?(?:[一二三四五六七八九]|十[一二]?)月(?:[一二三四五六七八九十]{1,3}[日号]|份)",
    )
});

static SHORT_YEARS: LazyLock<Pattern> =
    LazyLock::new(|| Pattern::new("[0-9]{2}\\s?年\\s?[0-9]{1,2}\\s?月\\s?[0-9]{1,2}\\s?[日号]"));

/// 26 年 5 月 31 日.
fn short_years(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for range in SHORT_YEARS.ranges(text) {
        let before = char_before(text, range.start);
        if !before.is_some_and(|c| c.is_ascii_alphanumeric()) && !is_quoted(text, &range) {
            let word = text.get(range.clone()).unwrap_or_default();
            out.add_with(
                &DATE,
                file.span(passage, &range),
                format!("“{word}”的年份只有两位"),
                "年份写四位，例如 2026 年",
            );
        }
    }
}

const MEASURES: &str = "克|毫克|毫升|小时|分钟|天|周|个月|杯|公斤|斤|厘米|片|次|人|例|岁";

static ARABIC: LazyLock<Pattern> = LazyLock::new(|| Pattern::new(&format!("[0-9]\\s?({MEASURES})")));
static CHINESE: LazyLock<Pattern> = LazyLock::new(|| Pattern::new(&format!("([二三四五六七八九十百]+)({MEASURES})")));

fn mixed(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for found in CHINESE.captures(text) {
        let (Some(whole), Some(number), Some(unit)) = (found.get(0), found.get(1), found.get(2)) else { continue };
        // 三天 beside 30 天 reads well, and 三四天, 七八十岁 have no other form; 第十天, 每十天 count otherwise.
        let digit = |c: char| !matches!(c, '十' | '百');
        let word = number.as_str();
        let small = word.chars().all(digit);
        let about = word.chars().zip(word.chars().skip(1)).any(|(a, b)| digit(a) && digit(b));
        let other =
            char_before(text, whole.start()).is_some_and(|c| "第这那每头前后数几一二两〇零十百千万多近".contains(c));
        let goes_on = char_at(text, whole.end()).is_some_and(|c| "世工口数群半".contains(c));
        if small
            || about
            || other
            || goes_on
            || numeral::parse(number.as_str()).is_none()
            || is_quoted(text, &whole.range())
        {
            continue;
        }
        let said = text.get(sentence(text, &whole.range())).unwrap_or_default();
        let same = |c: &regex::Captures<'_>| c.get(1).is_some_and(|m| m.as_str() == unit.as_str());
        if let Some(other) = ARABIC.captures(said).iter().find(|c| same(c)).and_then(|c| c.get(0)) {
            let digits = said.get(..other.start()).unwrap_or_default();
            let from = digits.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
            let other = said.get(from..other.end()).unwrap_or_default();
            out.add(&MIXED, file.span(passage, &whole.range()), format!("“{}”和“{other}”写法不一样", whole.as_str()));
        }
    }
}

static DECREASES: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(
        "(?:减少|降低|下降|缩小|减轻|缩短)(?:了|到|至)?(?:约|近)?\\s?(?:[0-9]+(?:\\.[0-9]+)?|[一二两三四五六七八九十几]+)\\s?(?:多)?倍",
    )
});

fn decreases(file: &File<'_>, passage: &Passage, out: &mut Found) {
    for range in DECREASES.ranges(&passage.text) {
        if !is_quoted(&passage.text, &range) {
            let word = passage.text.get(range.clone()).unwrap_or_default();
            out.add(&DECREASE, file.span(passage, &range), format!("“{word}”算不出是多少"));
        }
    }
}

/// A wrong symbol and the right one.
const SYMBOLS: &[(&str, &str)] = &[
    ("KG", "kg"),
    ("Kg", "kg"),
    ("ML", "mL"),
    ("Ml", "mL"),
    ("MG", "mg"),
    ("Mg", "mg"),
    ("CM", "cm"),
    ("Cm", "cm"),
    ("MM", "mm"),
    ("KM", "km"),
    ("Km", "km"),
    ("mmhg", "mmHg"),
    ("MMHG", "mmHg"),
    ("mmHG", "mmHg"),
    ("MmHg", "mmHg"),
    ("Mmol", "mmol"),
    ("MMOL", "mmol"),
    ("KCAL", "kcal"),
    ("Kcal", "kcal"),
    ("cc", "mL"),
    ("ug", "μg"),
    ("hz", "Hz"),
    ("db", "dB"),
    ("DB", "dB"),
];

static SYMBOL_WORDS: LazyLock<Pattern> = LazyLock::new(|| {
    let any = SYMBOLS.iter().map(|(wrong, _)| *wrong).collect::<Vec<_>>().join("|");
    Pattern::new(&format!("[0-9]\\s?({any})(?-u:\\b)"))
});

fn symbols(file: &File<'_>, passage: &Passage, out: &mut Found) {
    for symbol in SYMBOL_WORDS.captures(&passage.text).iter().filter_map(|c| c.get(1)) {
        let right = SYMBOLS.iter().find(|(wrong, _)| *wrong == symbol.as_str()).map_or("", |(_, right)| *right);
        let help = format!("换成“{right}”");
        out.add_with(&SYMBOL, file.span(passage, &symbol.range()), format!("单位“{}”", symbol.as_str()), help);
    }
}
