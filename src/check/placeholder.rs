//! What was left to be filled in, and what an encoding broke.

use std::sync::LazyLock;

use super::file::{File, Passage};
use super::lint::{Found, Level, Lint};
use super::pattern::{Pattern, char_at, char_before};

static PLACEHOLDER: Lint = Lint {
    code: "placeholder",
    title: "模板里的空还没有填",
    why: "套用模板时最容易留下“xx县”“20xx年”，印出来就收不回来",
    fix: "填上实际的名称、数字或日期",
    example: "xx县将举办第xx个爱国卫生月活动，时间待补充。",
    right: "青禾县将于 2026 年 4 月举办第 38 个爱国卫生月活动，4 月 10 日上午 9:00 开始。",
    level: Level::Error,
};
static BROKEN: Lint = Lint {
    code: "broken-character",
    title: "乱码或缺字",
    why: "编码转错或字库里没有，原来的字已经丢了",
    fix: "找到原稿，把这个字补上；真的要画方框，用“- [ ] ”写成打钩的清单",
    example: "预防流�，从洗手开始。",
    right: "预防流感，从洗手开始。",
    level: Level::Error,
};
static MARK: Lint = Lint {
    code: "leftover-mark",
    title: "排版符号印出来了",
    why: "星号、井号没有成对或位置不对，会照原样印在板报上",
    fix: "加粗写成 **文字**，星号紧贴文字、前后各两个；标题的 # 后面要空一格",
    example: "**县卫生健康局",
    right: "**县卫生健康局**",
    level: Level::Warning,
};

static LIST: Lint = Lint {
    code: "list-run-together",
    title: "几条会连成一段",
    why: "“1.”后面没有空格、或用“1、”“①”分行写，Markdown 不当作清单，印出来几条首尾相连",
    fix: "写成“1. 洗手”“- 洗手”：数字、英文点或减号，再空一格",
    example: "1.洗手（换行）2.通风",
    right: "1. 洗手（换行）2. 通风",
    level: Level::Warning,
};

pub(super) const LINTS: &[&Lint] = &[&PLACEHOLDER, &BROKEN, &MARK, &LIST];

/// Runs of `x`, `X` or `×` with something beside them that a name or number belongs to; words for “to do”.
static BLANKS: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(concat!(
        "[xX×ｘＸ]{1,2}\\s?月\\s?[xX×ｘＸ]{1,2}\\s?日",
        "|第\\s?[xX×ｘＸ]+\\s?[个届次期条号]",
        "|(?:19|20)[xX×ｘＸ]{2}\\s?年?",
        "|[xX×ｘＸ]{2,}\\s?[年月日时省市县区镇乡村街路号局院所科某人名元次份个张条期场]",
        "|[xX×ｘＸ]{2,}(?:社区|中心|医院|街道|学校|小学|中学|单位|活动|同志|医生|老师|公司|健康|卫生)",
        "|[×ＸｘX]{2,}",
        "|\\b(?:TODO|FIXME|TBD|XXX+)\\b",
        "|[（(【\\[](?:待[^）)】\\]]{1,4}|此处[^）)】\\]]{1,6}|请?填写[^）)】\\]]{0,6}|单位名称|联系电话|某年某月|年月日)[）)】\\]]",
        "|待补充|待填写|此处填写|此处插入",
        "|某某(?:市|县|区|镇|乡|村|街道|社区|医院|中心|学校|单位)",
        "|＿{2,}|_{3,}",
    ))
});

/// Whole words that look like blanks and are none.
static GENES: LazyLock<Pattern> = LazyLock::new(|| Pattern::new("^(?:XX|XXX|XXY|XXYY)$"));

pub(super) fn check(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for range in BLANKS.ranges(text) {
        let word = text.get(range.clone()).unwrap_or_default();
        if is_blank(text, word, range.start, range.end) {
            out.add(&PLACEHOLDER, file.span(passage, &range), format!("“{word}”还没有填"));
        }
    }
    broken(file, passage, out);
    marks(file, passage, out);
    list(file, passage, out);
}

static ITEM: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(
        "^(?:[0-9０-９]{1,2}[.．、)）]|[（(][0-9一二三四五六七八九十]{1,2}[)）]|[一二三四五六七八九十]{1,2}、|[①-⑳]|[-－•·●◆■★])[\u{a0}\u{3000}]?[^0-9\\s.]",
    )
});

/// Lines of one paragraph that begin like items of a list: two of them are no chance.
fn list(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let is_item = |(at, source): &(usize, usize)| {
        let text = passage.text.get(*at..).unwrap_or_default();
        // A hard break keeps lines apart.
        let apart = passage.text.get(..*at).unwrap_or_default().ends_with('\n');
        !apart && file.is_line_start(*source) && ITEM.is_match(text.trim_start())
    };
    let items: Vec<usize> = passage.piece_starts().take(MAX_LINES).filter(is_item).map(|(at, _)| at).collect();
    if let [first, _, ..] = items.as_slice() {
        let end = first + passage.text.get(*first..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8);
        let message = format!("这 {} 条会连成一段", items.len());
        out.add(&LIST, file.span(passage, &(*first..end)), message);
    }
}

/// Lines of one paragraph that are looked at.
const MAX_LINES: usize = 200;

fn is_blank(text: &str, word: &str, start: usize, end: usize) -> bool {
    let before = char_before(text, start);
    let next = char_at(text, end);
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    // XXY 染色体; Windows XX; a word that goes on.
    if word.starts_with(['x', 'X']) && (joins(before) || (word.ends_with(['x', 'X']) && joins(next))) {
        return false;
    }
    if GENES.is_match(word) {
        return !text.contains("染色体") && !text.contains("性别");
    }
    // 水分有待补充.
    if word.starts_with('待') && before.is_some_and(|c| "有等亟期正".contains(c)) {
        return false;
    }
    // 3×××5: a product.
    !(word.chars().all(|c| c == '×')
        && before.is_some_and(|c| c.is_ascii_digit())
        && next.is_some_and(|c| c.is_ascii_digit()))
}

/// U+FFFD, and U+25A1 unless it is a box to tick.
fn broken(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let mut last_end = usize::MAX;
    for (i, c) in passage.text.char_indices().filter(|(_, c)| matches!(c, '\u{fffd}' | '□' | '\u{e000}'..='\u{f8ff}'))
    {
        let range = i..i + c.len_utf8();
        let again = i == last_end;
        last_end = range.end;
        // □ 是 □ 否: a box before a word to choose.
        let rest = passage.text.get(range.end..).unwrap_or_default().trim_start();
        let box_to_tick = c == '□'
            && rest.chars().next().is_some_and(char::is_alphanumeric)
            && char_before(&passage.text, i)
                .is_none_or(|p| p.is_whitespace() || matches!(p, '：' | '；' | '、' | '，'));
        if !again && !box_to_tick {
            out.add(&BROKEN, file.span(passage, &range), format!("“{c}”是乱码或缺字"));
        }
    }
}

static LEFT: LazyLock<Pattern> =
    LazyLock::new(|| Pattern::new("\\*{2,}|~{2,}|^#{1,6}[^#\\s0-9]|^\\[[ xX]?\\]|\\]\\([^)\\s]+\\)"));

/// Marks that stayed in the text after it was parsed.
fn marks(file: &File<'_>, passage: &Passage, out: &mut Found) {
    for mut range in LEFT.ranges(&passage.text) {
        let word = passage.text.get(range.clone()).unwrap_or_default();
        if word.starts_with('#') {
            range.end = range.start + word.rfind('#').map_or(1, |i| i + 1);
        }
        let mark = passage.text.get(range.clone()).unwrap_or_default();
        out.add(&MARK, file.span(passage, &range), format!("“{mark}”会照原样印出来"));
    }
}
