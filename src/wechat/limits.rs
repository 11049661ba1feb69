//! What WeChat takes at most. Everything here is a warning: the page is written all the same, so that it can be mended.

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::Article;
use crate::world::World;

/// Longer titles are cut short in lists and when shared.
pub const TITLE: usize = 32;
/// The editor refuses longer titles.
const TITLE_HARD: usize = 64;
/// The editor refuses longer digests.
pub const DIGEST: usize = 128;
/// Characters of an article's text.
pub const CHARACTERS: usize = 20_000;
/// Bytes of an article's code, pictures not counted: those are uploaded by themselves.
pub const BYTES: usize = 1 << 20;

/// What was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Characters of the title.
    pub(super) title: usize,
    /// Characters of the digest.
    pub(super) digest: usize,
    /// Characters of the text, without spaces.
    pub(super) characters: usize,
    /// Bytes of the code, without embedded pictures.
    pub(super) bytes: usize,
}

/// Counts an article.
pub(super) fn count(article: &Article, fragment: &str) -> Counts {
    let (characters, bytes) = measure(fragment);
    Counts { title: article.title.chars().count(), digest: article.summary.trim().chars().count(), characters, bytes }
}

/// Says what is too long.
pub(super) fn check(world: &dyn World, article: &Article, counts: Counts) -> Diagnostics {
    let mut found = Diagnostics::new();
    let mut warn = |code, message: String, help: &str| {
        let keys: &[&str] = match code {
            "wechat-title-long" => &["title", "标题"],
            "wechat-digest-long" => &["summary", "摘要"],
            _ => &[],
        };
        let place = match line_of(world, &article.path, keys) {
            Some(line) => Span::line(article.path.clone(), line),
            None => Span::file(article.path.clone()),
        };
        found.push(Diagnostic::warning(code, message).with_span(place).with_help(help));
    };
    if counts.title > TITLE_HARD {
        warn(
            "wechat-title-long",
            format!("标题有 {} 个字，公众号最多收 {TITLE_HARD} 个字", counts.title),
            &format!("改短到 {TITLE} 个字以内，转发时才能显示完整"),
        );
    } else if counts.title > TITLE {
        warn(
            "wechat-title-long",
            format!("标题有 {} 个字，公众号里超过 {TITLE} 个字会显示不全", counts.title),
            "把最要紧的话放在前面，其余的写进摘要",
        );
    }
    if counts.digest > DIGEST {
        warn(
            "wechat-digest-long",
            format!("摘要有 {} 个字，公众号最多收 {DIGEST} 个字", counts.digest),
            "在文章开头的“摘要”里写一两句短的",
        );
    }
    if counts.characters >= CHARACTERS {
        warn(
            "wechat-text-long",
            format!("正文有 {} 个字，公众号一篇要少于 {CHARACTERS} 个字", counts.characters),
            "分成两篇",
        );
    }
    if counts.bytes >= BYTES {
        warn(
            "wechat-code-large",
            format!("正文的代码有 {} KB，公众号一篇要小于 {} KB", counts.bytes / 1024, BYTES / 1024),
            "多半是 SVG 图太复杂：换成 PNG 图，或者分成两篇",
        );
    }
    found
}

/// The line of a file's head that begins with one of these keys.
fn line_of(world: &dyn World, path: &str, keys: &[&str]) -> Option<u32> {
    if keys.is_empty() {
        return None;
    }
    let bytes = world.read(path).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let names = |line: &str| {
        let after = keys.iter().find_map(|k| line.trim_start_matches(['\u{feff}', ' ', '"']).strip_prefix(k));
        after.is_some_and(|rest| rest.trim_start_matches([' ', '"']).starts_with([':', '：', '=']))
    };
    let at = text.lines().take(HEAD_LINES).position(names)?;
    u32::try_from(at + 1).ok()
}

/// No head is longer.
const HEAD_LINES: usize = 200;

/// Characters of the text (an entity is one, spaces are none) and bytes of the code without `data:` pictures.
fn measure(fragment: &str) -> (usize, usize) {
    let mut characters = 0;
    let mut data = 0;
    let mut rest = fragment;
    while let Some((text, tail)) = rest.split_once('<') {
        characters += letters(text);
        let (tag, after) = tail.split_once('>').unwrap_or((tail, ""));
        if let Some((_, source)) = tag.split_once("src=\"data:") {
            data += source.split('"').next().unwrap_or_default().len();
        }
        rest = after;
    }
    (characters + letters(rest), fragment.len() - data)
}

fn letters(text: &str) -> usize {
    let mut count = 0;
    let mut in_entity = false;
    for c in text.chars() {
        match c {
            '&' => {
                in_entity = true;
                count += 1;
            }
            ';' if in_entity => in_entity = false,
            c if in_entity || c.is_whitespace() => {}
            _ => count += 1,
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_read_counts() {
        let html = "<section style=\"a\"><p>洗手 20 秒&lt;&amp;</p><img src=\"data:image/png;base64,AAAA\" alt=\"x\"></section>";
        let (characters, bytes) = measure(html);
        assert_eq!(characters, "洗手20秒<&".chars().count());
        assert_eq!(bytes, html.len() - "image/png;base64,AAAA".len());
    }
}
