//! Chinese punctuation (GB/T 15834—2011) typed with Western keys.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::file::{File, OBJECT, Passage};
use super::lint::{Found, Level, Lint};
use super::pattern::{Pattern, char_at, char_before};
use crate::words::is_han;

static HALF: Lint = Lint {
    code: "half-width-punctuation",
    title: "汉字后面用了半角标点",
    why: "GB/T 15834：中文里的逗号、句号、问号、括号等各占一个字的位置；半角标点印出来又小又挤",
    fix: "切换到中文输入法重打，用全角的 ，。：；？！（）",
    example: "饭前便后要洗手,咳嗽要遮挡.",
    right: "饭前便后要洗手，咳嗽要遮挡。",
    level: Level::Warning,
};
static QUOTES: Lint = Lint {
    code: "straight-quotes",
    title: "中文用了直引号",
    why: "GB/T 15834：引号用“”和‘’；直引号分不清前后",
    fix: "换成“…”，里面再引用时用‘…’",
    example: "他说\"不抽了\"。",
    right: "他说“不抽了”。",
    level: Level::Warning,
};
static ELLIPSIS: Lint = Lint {
    code: "ellipsis",
    title: "省略号不对",
    why: "GB/T 15834：省略号是六个点，占两个字的位置，写作“……”",
    fix: "换成“……”（中文输入法下按 Shift+6）",
    example: "发热、咳嗽、乏力。。。",
    right: "发热、咳嗽、乏力……",
    level: Level::Warning,
};
static REPEATED: Lint = Lint {
    code: "repeated-punctuation",
    title: "标点重复",
    why: "多半是多按了一下；问号、叹号连用也显得不庄重",
    fix: "只留一个",
    example: "多喝水，，早休息。",
    right: "多喝水，早休息。",
    level: Level::Warning,
};

pub(super) const LINTS: &[&Lint] = &[&HALF, &QUOTES, &ELLIPSIS, &REPEATED];

pub(super) fn check(file: &File<'_>, passage: &Passage, out: &mut Found) {
    half_width(file, passage, out);
    brackets(file, passage, out);
    quotes(file, passage, out);
    ellipsis(file, passage, out);
    repeated(file, passage, out);
}

/// A character of Chinese text: a 汉字 or one of its marks.
pub(super) fn is_chinese(c: char) -> bool {
    is_han(c)
        || matches!(
            c,
            '，' | '。' | '、' | '；' | '：' | '？' | '！' | '“' | '”' | '（' | '）' | '《' | '》' | '【' | '】'
        )
}

fn full_width(c: char) -> &'static str {
    match c {
        ',' => "，",
        '.' => "。",
        ':' => "：",
        ';' => "；",
        '?' => "？",
        _ => "！",
    }
}

static MARKS: LazyLock<Pattern> = LazyLock::new(|| Pattern::new("[,.;:?!]+"));

fn half_width(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for range in MARKS.ranges(text) {
        let marks = text.get(range.clone()).unwrap_or_default();
        let (before, after) = (char_before(text, range.start), char_at(text, range.end));
        let follows = before.is_some_and(|c| is_han(c) || matches!(c, '”' | '》' | '）' | '’'))
            || (matches!(before, Some('"' | ')')) && after.is_some_and(is_han));
        // 说明.txt, 卫健委.cn; …: told by another lint.
        let name = marks == "." && after.is_some_and(|c| c.is_ascii_alphanumeric());
        let dots = marks.len() >= 2 && marks.chars().all(|c| c == '.');
        let mixed = after.is_some_and(|c| c == '…' || c == '。');
        if follows && !name && !dots && !mixed {
            let right: String = marks.chars().map(full_width).collect();
            out.add_with(&HALF, file.span(passage, &range), format!("半角的“{marks}”"), format!("换成全角的“{right}”"));
        }
    }
}

static BRACKETS: LazyLock<Pattern> = LazyLock::new(|| Pattern::new("\\([^()\\n]*\\)|[()]"));

/// A pair counts once.
fn brackets(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for range in BRACKETS.ranges(text) {
        let whole = text.get(range.clone()).unwrap_or_default();
        let before = char_before(text, range.start);
        let after = char_at(text, range.end);
        let chinese = |c: Option<char>| c.is_some_and(is_chinese);
        let holds_chinese = whole.chars().any(is_han);
        // 身高(m)²: a formula; f(x).
        let formula =
            !holds_chinese && after.is_some_and(|c| matches!(c, '/' | '²' | '³' | '^' | '=' | '×' | '÷' | '+'));
        // 1) and a) as marks of a list.
        let lone_mark = whole == ")" && !before.is_some_and(is_han);
        let in_chinese = holds_chinese || chinese(before) || (whole.len() == 1 && chinese(after));
        if in_chinese && !formula && !lone_mark && !text.contains("](") {
            out.add_with(
                &HALF,
                file.span(passage, &range),
                format!("半角的括号“{whole}”"),
                format!("换成全角的“{}”", whole.replace('(', "（").replace(')', "）")),
            );
        }
    }
}

static STRAIGHT: LazyLock<Pattern> = LazyLock::new(|| Pattern::new("\"[^\"\\n]*\"|'[^'\\n]*'|\""));

fn quotes(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for range in STRAIGHT.ranges(text) {
        let whole = text.get(range.clone()).unwrap_or_default();
        let before = char_before(text, range.start);
        let after = char_at(text, range.end);
        let beside = |c: Option<char>| c.is_some_and(is_chinese);
        // don't: an apostrophe between letters; 6": inches.
        let apostrophe = whole.starts_with('\'') && before.is_some_and(|c| c.is_ascii_alphanumeric());
        let inches = whole == "\"" && before.is_some_and(|c| c.is_ascii_digit());
        if (whole.chars().any(is_han) || beside(before) || beside(after)) && !apostrophe && !inches {
            out.add(&QUOTES, file.span(passage, &range), format!("直引号“{whole}”"));
        }
    }
}

static DOTS: LazyLock<Pattern> = LazyLock::new(|| Pattern::new("。{3,}|\\.{2,}|…+|·{3,}|、{3,}|，{3,}|．{2,}"));

fn ellipsis(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for range in DOTS.ranges(text) {
        let dots = text.get(range.clone()).unwrap_or_default();
        let beside = |c: Option<char>| c.is_some_and(|c| is_chinese(c) || c == OBJECT);
        let near = beside(char_before(text, range.start)) || beside(char_at(text, range.end));
        let right = dots == "……" || (dots.starts_with('…') && dots.chars().count() == 4);
        if near && !right {
            out.add(&ELLIPSIS, file.span(passage, &range), format!("“{dots}”不是省略号"));
        }
    }
}

static SAME: LazyLock<Pattern> = LazyLock::new(|| Pattern::new("[，。、；：？！]{2,}"));

fn repeated(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for range in SAME.ranges(text) {
        let marks = text.get(range.clone()).unwrap_or_default();
        let count = marks.chars().count();
        let kinds = marks.chars().collect::<BTreeSet<char>>();
        // Three full stops or commas are a bad ellipsis, told by another lint.
        let ellipsis = count >= 3 && kinds.len() == 1 && marks.starts_with(['。', '，', '、']);
        // ？！ is right (GB/T 15834 §4.3); four kinds in a row are a list of marks.
        let both = count <= 3 && kinds.len() == 2 && kinds.iter().all(|c| matches!(c, '？' | '！'));
        if ellipsis || both || kinds.len() >= 4 {
            continue;
        }
        out.add(&REPEATED, file.span(passage, &range), format!("标点“{marks}”重复了"));
    }
}
