//! Marks in lists of things and of points (GB/T 15834—2011).

use std::sync::LazyLock;

use super::file::{File, Passage};
use super::lint::{Found, Level, Lint};
use super::pattern::{Pattern, char_at, char_before, sentence};

static COMMA: Lint = Lint {
    code: "comma-between-titles",
    title: "书名号、引号之间不用顿号",
    why: "GB/T 15834 第 4.5.3.5 条：并列的书名号之间、引号之间通常不用顿号，后面还有括注时才用",
    fix: "删去顿号",
    example: "《基本医疗卫生与健康促进法》、《传染病防治法》",
    right: "《基本医疗卫生与健康促进法》《传染病防治法》",
    level: Level::Note,
};
static ETC: Lint = Lint {
    code: "ellipsis-etc",
    title: "省略号和“等”重复",
    why: "GB/T 15834：省略号就是“等等”的意思，两个只用一个",
    fix: "只留一个",
    example: "发热、咳嗽、乏力……等症状",
    right: "发热、咳嗽、乏力等症状",
    level: Level::Note,
};
static ORDINAL: Lint = Lint {
    code: "ordinal-mark",
    title: "序号后面的标点不对",
    why: "GB/T 15834：“第一”“首先”后面用逗号；带括号的序号后面不加标点",
    fix: "“第一、”改为“第一，”，“（一）、”改为“（一）”",
    example: "第一、勤洗手；第二、常通风。",
    right: "第一，勤洗手；第二，常通风。",
    level: Level::Note,
};

pub(super) const LINTS: &[&Lint] = &[&COMMA, &ETC, &ORDINAL];

pub(super) fn check(file: &File<'_>, passage: &Passage, out: &mut Found) {
    commas(file, passage, out);
    etc(file, passage, out);
    ordinals(file, passage, out);
}

/// One for a passage: the list is put right as a whole.
fn commas(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for (pair, close) in [("》、《", '》'), ("”、“", '”')] {
        let Some(at) = text.find(pair) else { continue };
        let start = at + close.len_utf8();
        let range = start..start + '、'.len_utf8();
        // 《甲》（2016 年版）、《乙》、《丙》: one with a note, so all with the mark.
        let said = text.get(sentence(text, &range)).unwrap_or_default();
        let noted = ["）、《", "）、“", "》的", "”的"].iter().any(|n| said.contains(n));
        if !noted {
            let what = if close == '》' { "书名号" } else { "引号" };
            out.add(&COMMA, file.span(passage, &range), format!("{what}之间用了顿号"));
        }
    }
}

static ETCS: LazyLock<Pattern> = LazyLock::new(|| Pattern::new("…+\\s?等等?"));

fn etc(file: &File<'_>, passage: &Passage, out: &mut Found) {
    for range in ETCS.ranges(&passage.text) {
        // ……等待, ……等一会儿: to wait.
        let waits = char_at(&passage.text, range.end).is_some_and(|c| "待候到着我你他她一几不于级同".contains(c));
        if !waits {
            out.add(&ETC, file.span(passage, &range), "省略号后面又写了“等”");
        }
    }
}

static ORDINALS: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(
        "(?:第[一二三四五六七八九十]{1,2}|首先|其次|再次|最后|其[一二三四])、|[（(](?:[一二三四五六七八九十]{1,2}|[0-9]{1,2})[）)][、，.．]",
    )
});

fn ordinals(file: &File<'_>, passage: &Passage, out: &mut Found) {
    let text = &passage.text;
    for range in ORDINALS.ranges(text) {
        let begins = char_before(text, range.start).is_none_or(|c| "。；：！？，\n".contains(c) || c.is_whitespace());
        // 第一、第二类; 第一、二季度.
        let listed = char_at(text, range.end).is_some_and(|c| "第其一二三四五六七八九十（(".contains(c));
        if begins && !listed {
            let word = text.get(range.clone()).unwrap_or_default();
            out.add(&ORDINAL, file.span(passage, &range), format!("“{word}”后面的标点不对"));
        }
    }
}
