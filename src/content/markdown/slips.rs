//! Slips that leave Markdown's marks standing in the text. Each is legal Markdown and none is ever meant.

use super::Builder;
use crate::diagnostic::Diagnostic;
use crate::model::{Inline, InlineKind};

/// One slip: its code, what is wrong, what to do.
struct Slip {
    code: &'static str,
    message: String,
    help: String,
}

impl Builder<'_> {
    /// Tells the slips in a run of text.
    pub(super) fn check_slips(&self, inlines: &[Inline]) {
        let mut last_line = 0;
        for (i, inline) in inlines.iter().enumerate() {
            let starts_line = inline.line != last_line;
            last_line = inline.line;
            let InlineKind::Text(text) = &inline.kind else { continue };
            let next = inlines.get(i + 1).map(|n| &n.kind);
            let found = [
                undefined_note(text),
                fullwidth_brackets(text),
                spaced_address(text),
                if self.escapes_stars(inline.line) { None } else { loose_stars(text) },
                fullwidth_exclamation(text, next),
                if starts_line { heading_without_space(text) } else { None },
            ];
            for slip in found.into_iter().flatten() {
                let place = self.place;
                self.problem(slip.code, || {
                    Diagnostic::warning(slip.code, slip.message)
                        .with_span(place.line_span(inline.line))
                        .with_help(slip.help)
                });
            }
        }
    }

    /// Whether the author wrote `\*` on a line: the stars there are meant. Lines of megabytes are not looked through.
    fn escapes_stars(&self, line: u32) -> bool {
        let text = self.place.source.line(line + 1 - self.place.first_line);
        text.len() > 4096 || text.contains("\\*")
    }
}

fn slip(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Option<Slip> {
    Some(Slip { code, message: message.into(), help: help.into() })
}

/// A `[^…]` whose note is not there.
fn undefined_note(text: &str) -> Option<Slip> {
    let label = text.split_once("[^")?.1.split_once(']')?.0;
    let named = !label.is_empty() && label.chars().count() <= 30 && !label.contains(char::is_whitespace);
    if !named {
        return None;
    }
    slip(
        "footnote-missing",
        format!("脚注“{label}”没有内容，会照原样印出 [^{label}]"),
        format!("在文末另起一行写上：[^{label}]: 脚注的文字"),
    )
}

/// `[文字]（网址）`.
fn fullwidth_brackets(text: &str) -> Option<Slip> {
    let (before, after) = text.split_once("]（")?;
    if !before.contains('[') || !after.contains('）') {
        return None;
    }
    slip("link-fullwidth", "链接或图片的括号是中文括号，不会成为链接", "把 ]（…） 改成英文括号 ](…)")
}

/// `![肺](吸烟 的肺.png)`: an address with a space ends the link's syntax.
fn spaced_address(text: &str) -> Option<Slip> {
    let (before, after) = text.split_once("](")?;
    let address = after.split_once(')')?.0;
    if !before.contains('[') || !address.contains(' ') {
        return None;
    }
    slip(
        "link-space",
        format!("地址“{}”里有空格，不会成为链接或图片", address.chars().take(40).collect::<String>()),
        "去掉文件名里的空格，或把地址放进尖括号：![说明](<我的 图片.png>)",
    )
}

/// `**中文 **后`: a space within the marks, or a mark without its partner.
fn loose_stars(text: &str) -> Option<Slip> {
    if !text.contains("**") || text.contains("***") {
        return None;
    }
    slip(
        "emphasis-unclosed",
        "这里的 ** 没有配成对，会照原样印出来",
        "加粗写成 **文字**：前后都要有 **，里面紧挨着文字，不要有空格",
    )
}

/// `！[说明](图.png)`, which is a link after an exclamation mark.
fn fullwidth_exclamation(text: &str, next: Option<&InlineKind>) -> Option<Slip> {
    let Some(InlineKind::Link(link)) = next else { return None };
    let lower = link.href.to_ascii_lowercase();
    let picture = [".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif"].iter().any(|e| lower.ends_with(e));
    if !picture || !text.ends_with('！') {
        return None;
    }
    slip("picture-fullwidth", "图片前面的感叹号是中文的，只会成为链接", "把 ！[…] 改成英文感叹号 ![…]")
}

/// `##标题` and `＃ 标题`.
fn heading_without_space(text: &str) -> Option<Slip> {
    let rest = text.trim_start_matches(['#', '＃']);
    let marks = text.chars().count() - rest.chars().count();
    let wide = text.starts_with('＃');
    // `#1` is a number, and a lone `#话题#` is a tag.
    let number = rest.starts_with(|c: char| c.is_ascii_digit());
    let tag = marks == 1 && rest.contains('#');
    if !(1..=6).contains(&marks) || number || tag || rest.trim().is_empty() || (!wide && rest.starts_with(' ')) {
        return None;
    }
    slip("heading-space", "这一行不会成为小标题", "小标题的 # 用英文的，后面空一格，例如：## 怎样戒烟")
}

#[cfg(test)]
mod tests {
    use super::super::{Context, parse};

    fn codes(text: &str) -> Vec<&'static str> {
        parse(text, 1, Context::of("a.md")).1.iter().map(|d| d.code).collect()
    }

    #[test]
    fn slips_are_told() {
        for (text, code) in [
            ("##怎样戒烟", "heading-space"),
            ("＃ 怎样戒烟", "heading-space"),
            ("**吸烟 **有害", "emphasis-unclosed"),
            ("![肺](吸烟 的肺.png)", "link-space"),
            ("！[肺](肺.png)", "picture-fullwidth"),
            ("见[这里]（http://a.cn）", "link-fullwidth"),
            ("一句[^1]", "footnote-missing"),
        ] {
            assert_eq!(codes(text), [code], "{text}");
        }
        for text in ["#话题# 很热", "#1 号", "2**3", "[方括号] (说明)", "好！[看](a.md)", "`**`", "\\# 甲"]
        {
            let found = codes(text);
            assert!(found.is_empty() || text == "2**3", "{text} {found:?}");
        }
    }
}
