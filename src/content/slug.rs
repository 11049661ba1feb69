//! Addresses: given, from an ASCII file name, or from the 拼音 of the title.

use pinyin::ToPinyin;

/// The longest address part, in characters.
pub const MAX_SLUG: usize = 80;

/// Words whose characters have more than one reading; the usual reading is the dictionary's first.
/// Longest match first; one syllable per character.
const PHRASES: &[(&str, &str)] = &[
    ("银行", "yin hang"),
    ("行业", "hang ye"),
    ("同行", "tong hang"),
    ("重阳", "chong yang"),
    ("重复", "chong fu"),
    ("重新", "chong xin"),
    ("重庆", "chong qing"),
    ("长者", "zhang zhe"),
    ("成长", "cheng zhang"),
    ("生长", "sheng zhang"),
    ("家长", "jia zhang"),
    ("校长", "xiao zhang"),
    ("增长", "zeng zhang"),
    ("长大", "zhang da"),
    ("长期", "chang qi"),
    ("长效", "chang xiao"),
    ("长寿", "chang shou"),
    ("长时间", "chang shi jian"),
    ("延长", "yan chang"),
    ("适量", "shi liang"),
    ("测量", "ce liang"),
    ("调味", "tiao wei"),
    ("调理", "tiao li"),
    ("调节", "tiao jie"),
    ("调整", "tiao zheng"),
    ("空调", "kong tiao"),
    ("协调", "xie tiao"),
    ("失调", "shi tiao"),
    ("调查", "diao cha"),
    ("音乐", "yin yue"),
    ("快乐", "kuai le"),
    ("便宜", "pian yi"),
    ("便秘", "bian mi"),
    ("睡着", "shui zhao"),
    ("着凉", "zhao liang"),
    ("着火", "zhao huo"),
    ("了解", "liao jie"),
    ("首都", "shou du"),
    ("都市", "du shi"),
    ("传记", "zhuan ji"),
    ("人参", "ren shen"),
    ("出差", "chu chai"),
    ("差别", "cha bie"),
    ("大夫", "dai fu"),
    ("头发", "tou fa"),
    ("睡觉", "shui jiao"),
    ("午觉", "wu jiao"),
    ("觉醒", "jue xing"),
    ("投降", "tou xiang"),
    ("没收", "mo shou"),
    ("曝光", "bao guang"),
    ("暴露", "bao lu"),
    ("什么", "shen me"),
    ("为什么", "wei shen me"),
    ("弹性", "tan xing"),
    ("吐司", "tu si"),
    ("转动", "zhuan dong"),
    ("接种", "jie zhong"),
    ("种植", "zhong zhi"),
    ("种类", "zhong lei"),
    ("结核", "jie he"),
    ("中毒", "zhong du"),
    ("中暑", "zhong shu"),
    ("中风", "zhong feng"),
    ("中奖", "zhong jiang"),
    ("处方", "chu fang"),
    ("处理", "chu li"),
    ("到处", "dao chu"),
    ("应急", "ying ji"),
    ("应对", "ying dui"),
    ("应该", "ying gai"),
    ("尽量", "jin liang"),
    ("尽早", "jin zao"),
    ("给予", "ji yu"),
    ("供给", "gong ji"),
    ("干净", "gan jing"),
    ("干燥", "gan zao"),
    ("骨干", "gu gan"),
    ("假期", "jia qi"),
    ("放假", "fang jia"),
    ("暑假", "shu jia"),
    ("寒假", "han jia"),
    ("血压", "xue ya"),
    ("血糖", "xue tang"),
    ("流血", "liu xue"),
    ("率先", "shuai xian"),
    ("心率", "xin lv"),
    ("概率", "gai lv"),
    ("脂肪", "zhi fang"),
    ("禁忌", "jin ji"),
    ("不禁", "bu jin"),
    ("好吃", "hao chi"),
    ("爱好", "ai hao"),
    ("哪些", "na xie"),
    ("那些", "na xie"),
    ("还是", "hai shi"),
    ("还有", "hai you"),
    ("偿还", "chang huan"),
    ("归还", "gui huan"),
    ("角色", "jue se"),
    ("咽喉", "yan hou"),
    ("肚子", "du zi"),
    ("露出", "lu chu"),
    ("背包", "bei bao"),
    ("模样", "mu yang"),
    ("勉强", "mian qiang"),
    ("宿舍", "su she"),
    ("系统", "xi tong"),
    ("系鞋带", "ji xie dai"),
    ("厦门", "xia men"),
    ("大厦", "da sha"),
    ("朝阳", "chao yang"),
    ("似的", "shi de"),
    ("相似", "xiang si"),
    ("地方", "di fang"),
    ("土地", "tu di"),
    ("得了", "de le"),
    ("得病", "de bing"),
    ("觉得", "jue de"),
    ("子女", "zi nv"),
    ("妇女", "fu nv"),
    ("少女", "shao nv"),
    ("少年", "shao nian"),
    ("老少", "lao shao"),
    ("少吃", "shao chi"),
    ("难民", "nan min"),
    ("苦难", "ku nan"),
    ("灾难", "zai nan"),
    ("困难", "kun nan"),
    ("华佗", "hua tuo"),
];

/// The single characters whose usual reading in health texts is not the dictionary's first.
const SINGLES: &[(char, &str)] = &[
    ('的', "de"),
    ('了', "le"),
    ('着', "zhe"),
    ('地', "di"),
    ('得', "de"),
    ('都', "dou"),
    ('和', "he"),
    ('与', "yu"),
    ('为', "wei"),
    ('长', "chang"),
    ('重', "zhong"),
    ('行', "xing"),
    ('血', "xue"),
    ('量', "liang"),
    ('还', "hai"),
    ('调', "tiao"),
    ('没', "mei"),
    ('少', "shao"),
    ('好', "hao"),
    ('大', "da"),
    ('不', "bu"),
    ('中', "zhong"),
    ('给', "gei"),
];

/// Why an address that was given is refused, in Chinese.
pub fn check(slug: &str) -> Result<(), String> {
    let count = slug.chars().count();
    if slug.is_empty() {
        return Err("地址是空的".to_owned());
    }
    if count > MAX_SLUG {
        return Err(format!("地址有 {count} 个字符，最多 {MAX_SLUG} 个"));
    }
    if slug.contains("..") || slug.contains(['/', '\\']) {
        return Err(format!("地址“{slug}”里不能有 /、\\ 和 .."));
    }
    if slug.starts_with(['.', '-']) || slug.ends_with('.') {
        return Err(format!("地址“{slug}”不能以点或减号开头，也不能以点结尾"));
    }
    let bad = slug.chars().find(|c| {
        c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '#' | '%' | '&' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{fdd0}')
    });
    if let Some(c) = bad {
        let shown = if c.is_control() || c.is_whitespace() {
            "空格或看不见的字符".to_owned()
        } else {
            format!("“{c}”")
        };
        return Err(format!("地址里不能有{shown}"));
    }
    if is_reserved(slug) {
        return Err(format!("“{slug}”是 Windows 保留的名字，不能作文件夹名"));
    }
    Ok(())
}

/// Device names of Windows, with or without an ending.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered =
        |p: &str| stem.strip_prefix(p).is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// The address from a file's or folder's name, if the name is ASCII and gives a sound one.
pub fn from_name(name: &str) -> Option<String> {
    if !name.is_ascii() {
        return None;
    }
    let slug = squeeze(name);
    check(&slug).is_ok().then_some(slug)
}

/// The address from the 拼音 of a title; `None` when nothing of it can be spelled.
pub fn from_title(title: &str) -> Option<String> {
    let chars: Vec<char> = title.chars().take(MAX_SLUG).collect();
    let mut out = String::new();
    let mut i = 0;
    while let Some(c) = chars.get(i) {
        if let Some((length, syllables)) = phrase_at(chars.get(i..).unwrap_or_default()) {
            out.push('-');
            out.push_str(&syllables.replace(' ', "-"));
            out.push('-');
            i += length;
            continue;
        }
        match syllable(*c) {
            Some(s) => {
                out.push('-');
                out.push_str(&s);
                out.push('-');
            }
            None if c.is_ascii_alphanumeric() => out.push(*c),
            // 24.0 and 8·31 keep their numbers apart.
            None => out.push('-'),
        }
        i += 1;
    }
    let mut slug = squeeze(&out);
    if slug.len() > 60 {
        let cut =
            slug.char_indices().take_while(|(i, _)| *i <= 60).filter(|(_, c)| *c == '-').last().map_or(60, |(i, _)| i);
        slug.truncate(cut);
    }
    if is_reserved(&slug) {
        slug.push_str("-1");
    }
    check(&slug).is_ok().then_some(slug)
}

fn phrase_at(chars: &[char]) -> Option<(usize, &'static str)> {
    let matches = |p: &str| p.chars().enumerate().all(|(i, c)| chars.get(i) == Some(&c));
    PHRASES.iter().filter(|(p, _)| matches(p)).map(|(p, s)| (p.chars().count(), *s)).max_by_key(|(n, _)| *n)
}

fn syllable(c: char) -> Option<String> {
    if let Some((_, s)) = SINGLES.iter().find(|(k, _)| *k == c) {
        return Some((*s).to_owned());
    }
    // ü is spelled v in addresses, as on keyboards and in passports of old.
    let plain = c.to_pinyin()?.plain().replace('ü', "v");
    plain.is_ascii().then_some(plain)
}

/// Lower case; every run of other characters becomes one `-`.
fn squeeze(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_pinyin() {
        for (title, slug) in [
            ("世界无烟日", "shi-jie-wu-yan-ri"),
            ("重阳节：关爱长者", "chong-yang-jie-guan-ai-zhang-zhe"),
            ("适量运动，BMI 24", "shi-liang-yun-dong-bmi-24"),
            ("绿色出行", "lv-se-chu-xing"),
            ("去银行也要戴口罩", "qu-yin-hang-ye-yao-dai-kou-zhao"),
            ("为什么要接种疫苗？", "wei-shen-me-yao-jie-zhong-yi-miao"),
        ] {
            assert_eq!(from_title(title).as_deref(), Some(slug), "{title}");
        }
        assert_eq!(from_title("🙂"), None);
        assert!(from_title(&"健康".repeat(100)).unwrap().len() <= 60);
        for (phrase, syllables) in PHRASES {
            assert_eq!(phrase.chars().count(), syllables.split(' ').count(), "{phrase}");
        }
    }

    #[test]
    fn names_and_given_slugs() {
        assert_eq!(from_name("2026-05 No_Tobacco").as_deref(), Some("2026-05-no-tobacco"));
        assert_eq!(from_name("控烟"), None);
        assert_eq!(from_name("CON"), None);
        for bad in ["../../x", "a/b", "", "con", "COM1.md", "a b", "a\u{7}", "..", ".a", &"x".repeat(81)] {
            assert!(check(bad).is_err(), "{bad}");
        }
        for good in ["no-tobacco", "控烟", "a.b", "2026"] {
            assert!(check(good).is_ok(), "{good}");
        }
    }
}
