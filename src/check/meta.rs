//! The head of an article: who wrote it, who vouches for it, how long it holds.

use std::sync::LazyLock;

use super::Context;
use super::file::{File, Subject};
use super::lint::{Finding, Found, Level, Lint};
use super::pattern::Pattern;
use crate::diagnostic::Span;

static NO_SOURCE: Lint = Lint {
    code: "no-source",
    title: "没有写来源",
    why: "健康知识要说得出依据；《健康科普信息生成与传播技术指南》要求注明出处",
    fix: "在开头的设置里写：来源: 《中国居民膳食指南（2022）》，可以一行一条写几个",
    example: "开头没有“来源”",
    right: "来源: 《中国居民膳食指南（2022）》",
    level: Level::Warning,
};
static NO_AUTHOR: Lint = Lint {
    code: "no-author",
    title: "没有写作者",
    why: "《健康科普信息生成与传播技术指南》要求注明作者，读者和检查组要知道是谁写的",
    fix: "在开头的设置里写：作者: 姓名（科室 职称）",
    example: "开头没有“作者”",
    right: "作者: 李明（健康教育科 主管医师）",
    level: Level::Warning,
};
static NO_REVIEWER: Lint = Lint {
    code: "no-reviewer",
    title: "没有写审核人",
    why: "健康科普发布前要由相应专业的人审核；没有审核人，出了错没有人把关",
    fix: "请对口科室的医师看过，在开头的设置里写：审核: 姓名（科室 职称）",
    example: "开头没有“审核”",
    right: "审核: 王芳（呼吸科 副主任医师）",
    level: Level::Warning,
};
static NO_DATE: Lint = Lint {
    code: "no-date",
    title: "没有写日期",
    why: "没有日期，读者不知道内容新不新，存档也排不进年份",
    fix: "在开头的设置里写：日期: 2026-05-31",
    example: "开头没有“日期”",
    right: "日期: 2026-05-31",
    level: Level::Warning,
};
static NO_AUDIENCE: Lint = Lint {
    code: "no-audience",
    title: "没有写适用人群",
    why: "同一条建议，孕妇、孩子和慢性病人未必都合适；《健康科普信息生成与传播技术指南》要求说明适用人群",
    fix: "在开头的设置里写：适用人群: 18 岁以上居民",
    example: "开头没有“适用人群”",
    right: "适用人群: 18 岁以上居民",
    level: Level::Note,
};
static EXPIRED: Lint = Lint {
    code: "expired",
    title: "过了有效期",
    why: "指南和政策会更新，过期的内容可能已经不对",
    fix: "请审核人再看一遍；没有问题就把“有效期至”往后改，有问题就改正或撤下",
    example: "有效期至: 2020-01-01",
    right: "有效期至: 2028-12-31（请审核人复核以后再改）",
    level: Level::Warning,
};
static EXPIRES_SOON: Lint = Lint {
    code: "expires-soon",
    title: "30 天内到期",
    why: "复核要找人、要时间，等过期就晚了",
    fix: "现在就请审核人复核，再把“有效期至”往后改",
    example: "有效期至写的是下个星期",
    right: "有效期至: 2028-12-31（请审核人复核以后再改）",
    level: Level::Note,
};

pub(super) const LINTS: &[&Lint] =
    &[&NO_SOURCE, &NO_AUTHOR, &NO_REVIEWER, &NO_DATE, &NO_AUDIENCE, &EXPIRED, &EXPIRES_SOON];

/// Days before the end of an article's time in which to remind.
const SOON_DAYS: i64 = 30;

const EXPIRES: &[&str] = &["expires", "有效期至", "有效期"];

/// Words in the place of a name that name nobody.
static VAGUE: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(
        "^(?:[xX×]+|无|没有|待定|待补充?|待审核?|未知|不详|佚名|某某.{0,3}|来源于?网络|网络|互联网|网上|百度(?:百科)?|转载|admin|/|-+|—+)$",
    )
});

pub(super) fn check(file: &File<'_>, context: &Context<'_>, out: &mut Found) {
    let Subject::Article(article) = file.subject else { return };
    let sources: Vec<&str> = article.sources.iter().map(String::as_str).filter(|s| !VAGUE.is_match(s)).collect();
    let named = |who: &Option<String>| who.as_deref().is_some_and(|w| !VAGUE.is_match(w));
    let missing: [(bool, &'static Lint, &str); 5] = [
        (sources.is_empty(), &NO_SOURCE, "来源"),
        (!named(&article.author), &NO_AUTHOR, "作者"),
        (!named(&article.reviewer), &NO_REVIEWER, "审核人"),
        (article.date.is_none(), &NO_DATE, "日期"),
        (article.audience.is_empty(), &NO_AUDIENCE, "适用人群"),
    ];
    for (is_missing, lint, what) in missing {
        if is_missing {
            whole(out, lint, file.first_line(), format!("没有写{what}"));
        }
    }
    let Some(expires) = article.expires else { return };
    let today = context.world.today();
    let left = expires.to_days() - today.to_days();
    if left < 0 {
        whole(out, &EXPIRED, file.head_line(EXPIRES), format!("{}就过期了，已经 {} 天", expires.zh(), -left));
    } else if left <= SOON_DAYS {
        whole(out, &EXPIRES_SOON, file.head_line(EXPIRES), format!("{}到期，还有 {left} 天", expires.zh()));
    }
}

fn whole(out: &mut Found, lint: &'static Lint, span: Span, message: String) {
    out.push(Finding { lint, level: lint.level, span, message, help: lint.fix.to_owned(), whole_file: true });
}
