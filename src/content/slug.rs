//! Addresses: given, from an ASCII file name, or from the 拼音 of the title.

use super::pinyin::{self, Piece};

/// The longest address part, in characters.
pub const MAX_SLUG: usize = 80;
/// And in bytes: file systems take 255 for a name, and `-cover-square.png` and the like come behind it.
const MAX_BYTES: usize = 180;

/// Why an address that was given is refused, in Chinese.
pub fn check(slug: &str) -> Result<(), String> {
    let count = slug.chars().count();
    if slug.is_empty() {
        return Err("地址是空的".to_owned());
    }
    if count > MAX_SLUG {
        return Err(format!("地址有 {count} 个字符，最多 {MAX_SLUG} 个"));
    }
    if slug.len() > MAX_BYTES {
        return Err(format!("地址太长，汉字最多 {} 个", MAX_BYTES / 3));
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

/// The longest address that is made from a title.
const FROM_TITLE: usize = 60;

/// The address from the 拼音 of a title, a part to a word; `None` when nothing of it can be spelled.
pub fn from_title(title: &str) -> Option<String> {
    let chars: Vec<char> = title.chars().take(MAX_SLUG).collect();
    let mut out = String::new();
    for piece in pinyin::read(&chars) {
        match piece {
            Piece::Word(reading) => {
                out.push('-');
                out.push_str(&reading);
                out.push('-');
            }
            Piece::Other(c) if c.is_ascii_alphanumeric() => out.push(c),
            // 24.0 and 8·31 keep their numbers apart.
            Piece::Other(_) => out.push('-'),
        }
    }
    let mut slug = squeeze(&out);
    if slug.len() > FROM_TITLE {
        let whole = |(i, c): &(usize, char)| *i <= FROM_TITLE && *c == '-';
        let cut = slug.char_indices().rfind(whole).map_or(FROM_TITLE, |(i, _)| i);
        slug.truncate(cut);
    }
    if is_reserved(&slug) {
        slug.push_str("-1");
    }
    check(&slug).is_ok().then_some(slug)
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
            ("世界无烟日", "shijie-wuyan-ri"),
            ("银行", "yinhang"),
            ("适量运动，BMI 24", "shiliang-yundong-bmi-24"),
            ("重阳节：关爱长者", "chongyangjie-guanai-zhangzhe"),
            ("绿色出行", "lvse-chuxing"),
            ("去银行也要戴口罩", "qu-yinhang-ye-yao-dai-kouzhao"),
            ("为什么要接种疫苗？", "weishenme-yao-jiezhong-yimiao"),
            ("重庆的孩子长大了", "chongqing-de-haizi-zhangda-le"),
            ("血压、血糖和血脂", "xueya-xuetang-he-xuezhi"),
            ("子痫前期的早期信号", "zixian-qianqi-de-zaoqi-xinhao"),
            ("长期不重视高血压", "changqi-bu-zhongshi-gaoxueya"),
            ("家长怎样给孩子量血压", "jiazhang-zenyang-gei-haizi-liang-xueya"),
            ("世界阿尔茨海默病日", "shijie-aercihaimobing-ri"),
            ("自测30分钟", "zice-30-fenzhong"),
        ] {
            assert_eq!(from_title(title).as_deref(), Some(slug), "{title}");
        }
        assert_eq!(from_title("🙂"), None);
        assert!(from_title(&"健康".repeat(100)).unwrap().len() <= 60);
    }

    #[test]
    fn names_and_given_slugs() {
        assert_eq!(from_name("2026-05 No_Tobacco").as_deref(), Some("2026-05-no-tobacco"));
        assert_eq!(from_name("控烟"), None);
        assert_eq!(from_name("CON"), None);
        for bad in
            ["../../x", "a/b", "", "con", "COM1.md", "a b", "a\u{7}", "..", ".a", &"x".repeat(81), &"甲".repeat(61)]
        {
            assert!(check(bad).is_err(), "{bad}");
        }
        for good in ["no-tobacco", "控烟", "a.b", "2026", &"甲".repeat(60)] {
            assert!(check(good).is_ok(), "{good}");
        }
    }
}
