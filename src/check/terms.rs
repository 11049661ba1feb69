//! Terms that do not belong in health education: `terms.tsv`, beside this file.
//!
//! A line of the table is a pattern over the text as it is read, with its level, the rule it comes from, what to write
//! instead, and when it is no fault: where `not_when` matches in the same sentence.

use std::ops::Range;
use std::sync::LazyLock;

use super::file::{File, Passage, Role};
use super::lint::{Finding, Found, Level, Lint};
use super::pattern::{Pattern, is_within, sentence};

const DATA: &str = include_str!("terms.tsv");

static ABSOLUTE: Lint = Lint {
    code: "absolute-claim",
    title: "绝对化用语",
    why: "《广告法》第九条禁用“国家级”“最高级”“最佳”一类的话；健康科普也不能把话说绝对",
    fix: "换成具体的数据和来源，写明条件与例外",
    example: "接种后百分之百有效。",
    right: "接种后多数人能得到保护，少数人仍可能感染，但重症明显减少。",
    level: Level::Error,
};
static CLAIM: Lint = Lint {
    code: "medical-claim",
    title: "功效的断言或保证",
    why: "《广告法》第十六条：医疗、药品、医疗器械广告不得有功效、安全性的断言或者保证；科普里出现同样的话会误导就医",
    fix: "写规范治疗能做到什么，常见的不良反应是什么",
    example: "三个疗程痊愈，永不复发。",
    right: "按医嘱规范治疗，多数患者的症状能够减轻。",
    level: Level::Error,
};
static PSEUDO: Lint = Lint {
    code: "pseudo-science",
    title: "没有科学依据的说法",
    why: "谣言上了宣传栏，就像有人替它作了保",
    fix: "删去，或者放进“误区”小节里讲明白为什么不对",
    example: "酸性体质容易生病。",
    right: "人体的酸碱度由肺和肾调节，吃什么都不会让血液变酸。",
    level: Level::Error,
};
static CLICKBAIT: Lint = Lint {
    code: "clickbait",
    title: "标题党",
    why: "煽动情绪会损害公信力，公众号也容易被限流",
    fix: "改成说事实的标题",
    example: "震惊！这样喝水等于喝毒",
    right: "每天喝多少水合适",
    level: Level::Error,
};
static SHARE: Lint = Lint {
    code: "share-bait",
    title: "诱导分享、诱导关注",
    why: "微信外部链接内容管理规范禁止用奖励诱导分享、关注，网页会被屏蔽",
    fix: "删去奖励",
    example: "转发朋友圈集赞，免费领取礼品",
    right: "欢迎把这篇文章讲给家里人听",
    level: Level::Error,
};
static AD: Lint = Lint {
    code: "disguised-ad",
    title: "像广告的话",
    why: "《广告法》第十九条、《互联网广告管理办法》：不得以介绍健康、养生知识的形式变相发布医疗、药品、保健食品广告",
    fix: "删去；服务信息统一放到机构介绍页",
    example: "扫码立即购买，限时优惠",
    right: "需要接种的居民，请到社区卫生服务中心预防接种门诊咨询",
    level: Level::Error,
};
static TOBACCO: Lint = Lint {
    code: "tobacco-wording",
    title: "误导性的烟草描述",
    why: "《烟草控制框架公约》第十一条：不得用“低焦油”“淡味”等词使人以为某种烟危害较小",
    fix: "写“任何烟草制品都有害”，写上戒烟门诊",
    example: "改抽低焦油香烟",
    right: "任何烟草制品都有害，戒烟可以去戒烟门诊",
    level: Level::Error,
};
static RESPECT: Lint = Lint {
    code: "respectful-wording",
    title: "不尊重人的称谓",
    why: "贴标签会让人不愿就医；《残疾人保障法》禁止侮辱、贬低残疾人",
    fix: "用规范的称谓",
    example: "聋哑人也能接种。",
    right: "听力残疾人、言语残疾人也能接种。",
    level: Level::Error,
};
static OUTDATED: Lint = Lint {
    code: "outdated-name",
    title: "过时的名称",
    why: "机构、病名和文件已经改名，照抄旧稿会露马脚",
    fix: "换成现在的名称；引用当年的文件时写明年份",
    example: "据卫计委介绍",
    right: "据国家卫生健康委介绍",
    level: Level::Warning,
};
static STYLE: Lint = Lint {
    code: "term-style",
    title: "术语不规范",
    why: "以全国科学技术名词审定委员会公布的名词和现行标准为准，同一件事全站一个叫法",
    fix: "换成规范的术语",
    example: "建立健康教育台帐",
    right: "建立健康教育台账",
    level: Level::Warning,
};
static SPELLING: Lint = Lint {
    code: "misspelling",
    title: "错别字",
    why: "形近、音近的字最容易看漏",
    fix: "改正",
    example: "哮踹病人要随身带药",
    right: "哮喘病人要随身带药",
    level: Level::Warning,
};

pub(super) const LINTS: &[&Lint] =
    &[&ABSOLUTE, &CLAIM, &PSEUDO, &CLICKBAIT, &SHARE, &AD, &TOBACCO, &RESPECT, &OUTDATED, &STYLE, &SPELLING];

/// Lints over claims: a sentence that denies, warns or quotes makes no claim.
const CLAIMS: &[&str] =
    &["absolute-claim", "medical-claim", "pseudo-science", "share-bait", "disguised-ad", "tobacco-wording"];

struct Term {
    lint: &'static Lint,
    pattern: Pattern,
    level: Level,
    reason: &'static str,
    suggestion: &'static str,
    not_when: Option<Pattern>,
}

static TERMS: LazyLock<Vec<Term>> = LazyLock::new(|| DATA.lines().skip(1).filter_map(term).collect());

/// One line of the table; a line that does not parse is left out, and a test sees to it that there is none.
fn term(line: &'static str) -> Option<Term> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [code, pattern, level, reason, suggestion, not_when] = fields.as_slice() else { return None };
    Some(Term {
        lint: LINTS.iter().find(|l| l.code == *code).copied()?,
        pattern: Pattern::new(pattern),
        level: match *level {
            "note" => Level::Note,
            "warning" => Level::Warning,
            "error" => Level::Error,
            _ => return None,
        },
        reason,
        suggestion,
        not_when: (!not_when.is_empty()).then(|| Pattern::new(not_when)),
    })
}

/// Words with which a sentence denies, warns or doubts.
static GUARD: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(concat!(
        "警惕|谨防|当心|小心|谎称|声称|号称|宣称|自称|吹嘘|鼓吹|所谓|骗|误区|误解|误以为|以为|谣|夸大|虚假|不可信|不可靠|",
        "别(?:信|再|买|用|吃|去|让|把|被|当|拿|等)|不信|轻信|迷信|听信|没有依据|没有证据|没有科学|无依据|不存在|不是|不能|不可|不会|不应|不宜|不该|不用|不必|不要|",
        "不等于|不得|不推荐|不建议|没有|并不|并非|无法|难以|尚无|暂无|无特效|切勿|勿|禁|防止|避免|拒绝|远离|错误|不对|吗"
    ))
});

pub(super) fn check(file: &File<'_>, passage: &Passage, out: &mut Found) {
    for term in TERMS.iter() {
        for range in term.pattern.ranges(&passage.text) {
            if is_fault(term, passage, &range) {
                report(file, passage, term, &range, out);
            }
        }
    }
}

fn is_fault(term: &Term, passage: &Passage, range: &Range<usize>) -> bool {
    let text = &passage.text;
    // The title of a document is quoted as it is.
    if is_within(text, range, '《', '》') {
        return false;
    }
    let around = sentence(text, range);
    let said = text.get(around.clone()).unwrap_or_default();
    if term.not_when.as_ref().is_some_and(|p| p.is_match(said)) {
        return false;
    }
    let frame = passage.frame;
    // 震惊！…不能… is bait whatever it goes on to say; a text about bait quotes it.
    if term.lint.code == "clickbait" {
        let quoted = is_within(text, range, '“', '”') && passage.role != Role::Title;
        return !frame.myth && !quoted;
    }
    if !CLAIMS.contains(&term.lint.code) {
        return true;
    }
    let asked = said.ends_with(['？', '?']) || frame.question;
    let quoted = is_within(text, range, '“', '”') && passage.role != Role::Title;
    !asked && !frame.myth && !quoted && !guarded(said, &(range.start - around.start..range.end - around.start))
}

/// Whether a word of warning stands in the sentence, and is not a part of the claim itself (没有副作用).
fn guarded(said: &str, claim: &Range<usize>) -> bool {
    GUARD.ranges(said).iter().any(|g| g.start < claim.start || g.end > claim.end)
}

fn report(file: &File<'_>, passage: &Passage, term: &Term, range: &Range<usize>, out: &mut Found) {
    let word = passage.text.get(range.clone()).unwrap_or_default();
    out.push(Finding {
        lint: term.lint,
        level: term.level,
        span: file.span(passage, range),
        message: format!("“{word}”：{}", term.reason),
        help: match term.lint.code {
            "misspelling" | "term-style" => format!("改为“{}”", term.suggestion),
            _ => term.suggestion.to_owned(),
        },
        whole_file: false,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read() {
        assert_eq!(TERMS.len(), DATA.lines().count() - 1);
        for term in TERMS.iter() {
            assert!(term.level <= term.lint.level, "{} {}", term.lint.code, term.reason);
            assert!(!term.reason.is_empty() && !term.suggestion.is_empty());
        }
        for lint in LINTS {
            assert!(TERMS.iter().any(|t| t.lint.code == lint.code && t.level == lint.level), "{}", lint.code);
        }
    }

    #[test]
    fn a_denial_is_no_claim() {
        assert!(guarded("没有绝对安全的烟", &(6..18)));
        assert!(!guarded("没有副作用", &(0..15)));
        assert!(guarded("不能代替药", &(3..15)));
    }
}
