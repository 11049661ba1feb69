//! Slips of the hand: doubled words, full-width letters, “about … or so”.

use std::ops::Range;
use std::sync::LazyLock;

use super::file::{File, Passage};
use super::lint::{Found, Level, Lint};
use super::pattern::{Pattern, char_at, char_before};

static WIDE: Lint = Lint {
    code: "full-width-letters",
    title: "全角的数字或字母",
    why: "GB/T 15835：阿拉伯数字用半角；全角数字又宽又散，也搜不到",
    fix: "换成半角的数字和字母",
    example: "每天５克盐",
    right: "每天 5 克盐",
    level: Level::Warning,
};
static REPEATED: Lint = Lint {
    code: "repeated-word",
    title: "词语重复",
    why: "改稿时剪贴留下的，读着不顺",
    fix: "删掉多的一个",
    example: "健康的的生活方式",
    right: "健康的生活方式",
    level: Level::Warning,
};
static APPROX: Lint = Lint {
    code: "redundant-approx",
    title: "约数说了两遍",
    why: "“约”和“左右”、“超过”和“以上”意思重复，数字反而不清楚",
    fix: "只留一个：约 30%，或 30% 左右",
    example: "约 30% 左右的成人",
    right: "约 30% 的成人，或 30% 左右的成人",
    level: Level::Note,
};

pub(super) const LINTS: &[&Lint] = &[&WIDE, &REPEATED, &APPROX];

pub(super) fn check(file: &File<'_>, passage: &Passage, out: &mut Found) {
    wide(file, passage, out);
    repeated(file, passage, out);
    approx(file, passage, out);
}

static LETTERS: LazyLock<Pattern> = LazyLock::new(|| Pattern::new("[０-９Ａ-Ｚａ-ｚ]+(?:[．：／][０-９Ａ-Ｚａ-ｚ]+)*"));

fn wide(file: &File<'_>, passage: &Passage, out: &mut Found) {
    for range in LETTERS.ranges(&passage.text) {
        let word = passage.text.get(range.clone()).unwrap_or_default();
        let right: String = word.chars().map(half_width).collect();
        // 20ｘｘ年 is a blank, told by another lint.
        if !word.chars().all(|c| matches!(c, 'ｘ' | 'Ｘ')) {
            out.add_with(&WIDE, file.span(passage, &range), format!("全角的“{word}”"), format!("换成半角的“{right}”"));
        }
    }
}

/// The half-width form of a full-width ASCII character (U+FF01…U+FF5E).
fn half_width(c: char) -> char {
    match u32::from(c) {
        n @ 0xff01..=0xff5e => char::from_u32(n - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Doubles of one word looked at in one passage.
const MAX_DOUBLED: usize = 200;

/// A doubled word, the characters that may stand before it, and those that may follow, in words that are right.
const DOUBLED: &[(&str, &str, &str)] = &[
    ("的的", "目", "确士"),
    ("了了", "不得忘为明", "之分然"),
    ("是是", "", "非"),
    ("在在", "存现实正所自潜内外好健不", ""),
    ("和和", "温平缓饱谐柔", "美气睦平"),
    ("我们我们", "", ""),
    ("可以可以", "", ""),
    ("因为因为", "", ""),
    ("所以所以", "", ""),
    ("如果如果", "", ""),
    ("进行进行", "", ""),
    ("以及以及", "", ""),
    ("需要需要", "", ""),
    ("应该应该", "", ""),
    ("应当应当", "", ""),
    ("患者患者", "", ""),
    ("通过通过", "", ""),
    ("或者或者", "", ""),
    ("但是但是", "", ""),
    ("健康健康", "", ""),
    ("预防预防", "", ""),
    ("居民居民", "", ""),
    ("疫苗疫苗", "", ""),
    ("医院医院", "", ""),
    ("医生医生", "", ""),
];

fn repeated(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for (word, before, after) in DOUBLED {
        for (at, _) in text.match_indices(word).take(MAX_DOUBLED) {
            let range: Range<usize> = at..at + word.len();
            let first = char_before(text, range.start);
            let next = char_at(text, range.end);
            let right = first.is_some_and(|c| before.contains(c)) || next.is_some_and(|c| after.contains(c));
            // The next pair of a longer run.
            let again = word.chars().count() == 2 && first.is_some_and(|c| word.contains(c));
            if !right && !again {
                out.add(&REPEATED, file.span(passage, &range), format!("“{word}”重复了"));
            }
        }
    }
}

static APPROXES: LazyLock<Pattern> = LazyLock::new(|| {
    const N: &str = "\\s?[0-9一二两三四五六七八九十百千万几][0-9.,一二两三四五六七八九十百千万几]*\\s?[^，。；、！？：（）\\s0-9]{0,4}\\s?";
    Pattern::new(&format!(
        "(?:大约|大概|约|将近|接近)(?:有|为|占)?{N}(?:左右|上下)|(?:超过|多于|高于|大于){N}以上|(?:不足|少于|低于|小于){N}以下"
    ))
});

fn approx(file: &File<'_>, passage: &Passage, out: &mut Found) {
    for range in APPROXES.ranges(&passage.text) {
        let words = passage.text.get(range.clone()).unwrap_or_default();
        out.add(&APPROX, file.span(passage, &range), format!("“{words}”里的约数说了两遍"));
    }
}
