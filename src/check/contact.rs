//! How to reach a medical provider, beside health knowledge.

use std::sync::LazyLock;

use super::Context;
use super::file::{File, Passage, Subject};
use super::lint::{Found, Level, Lint};
use super::pattern::Pattern;

static CONTACT: Lint = Lint {
    code: "medical-contact",
    title: "健康知识旁边有医疗机构的联系方式",
    why: "《互联网广告管理办法》：介绍健康、养生知识时，不得在同一页面出现相关医疗、药品、保健食品经营者的地址、联系方式、购物链接等内容。本单位在 banbao.toml 里写的电话不算",
    fix: "删去，或移到机构介绍页（content/pages）；急救和政府公益热线不受限",
    example: "牙疼请找康美口腔，电话 13800000000。",
    right: "牙疼请到正规医疗机构的口腔科就诊。",
    level: Level::Note,
};

pub(super) const LINTS: &[&Lint] = &[&CONTACT];

/// Telephone numbers of offices, mobiles and 400 lines; 微信 and QQ.
static REACH: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(concat!(
        "(?-u:\\b)(?:1[3-9][0-9]{9}|1[3-9][0-9]{1}[- ][0-9]{4}[- ][0-9]{4}|400[- ]?[0-9]{3,4}[- ]?[0-9]{3,4}|0[0-9]{2,3}[- ]?[0-9]{3,4}[- ]?[0-9]{4})(?-u:\\b)",
        "|(?:微信号?|QQ群?号?)[：:]\\s?[A-Za-z0-9_-]{5,}",
        "|(?:医院|门诊部|诊所|体检中心|药店|口腔|眼科|整形)[^。；\\n]{0,10}(?:地址|乘车路线)[：:][^。；\\n]{0,30}"
    ))
});

pub(super) fn check(file: &File<'_>, passage: &Passage, context: &Context<'_>, out: &mut Found) {
    let Subject::Article(_) = file.subject else { return };
    let own = digits(context.config.organization.phone.as_deref().unwrap_or_default());
    for range in REACH.ranges(&passage.text) {
        let found = passage.text.get(range.clone()).unwrap_or_default();
        let number = digits(found);
        if number.is_empty() || own.is_empty() || !own.contains(&number) {
            out.add(&CONTACT, file.span(passage, &range), format!("“{found}”是联系方式，和健康知识放在了一起"));
        }
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
