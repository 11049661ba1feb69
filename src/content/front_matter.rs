//! The head of a file: YAML between `---` or TOML between `+++`, and the body after it.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::input::{Field, Source, YAML_MAX_BYTES, toml_fields, yaml_fields};

/// A file taken apart.
pub struct Parts<'a> {
    /// Keys and values.
    pub fields: Vec<Field>,
    /// The Markdown after the head.
    pub body: &'a str,
    /// The line on which `body` starts.
    pub body_line: u32,
    /// What was wrong.
    pub problems: Diagnostics,
}

/// Takes a file apart. A file without a head is all body.
pub fn split(source: &Source) -> Parts<'_> {
    let text = source.text();
    let mut parts = Parts { fields: Vec::new(), body: text, body_line: 1, problems: Diagnostics::new() };
    let mut offset = 0;
    let mut line = 1;
    let mut lines = text.split_inclusive('\n');
    let opening = loop {
        match lines.next() {
            None => return parts,
            Some(l) if l.trim().is_empty() => {
                offset += l.len();
                line += 1;
            }
            Some(l) => break l,
        }
    };
    let fence = opening.trim_end();
    if let Some(d) = wrong_fence(source, fence, line) {
        parts.problems.push(d);
        return parts;
    }
    if fence != "---" && fence != "+++" {
        return parts;
    }
    let start = offset + opening.len();
    let mut end = start;
    let mut last = line;
    let closing = lines.find(|l| {
        last += 1;
        let t = l.trim_end();
        let closes = t == fence || (fence == "---" && t == "...");
        if !closes {
            end += l.len();
        }
        closes
    });
    let Some(closing) = closing else {
        let d = Diagnostic::error("front-matter-unclosed", format!("开头的“{fence}”没有配对的结尾"))
            .with_span(source.span_at(line, 1, 3))
            .with_help(format!("在设置写完之后另起一行，再写一个 {fence}"));
        parts.problems.push(d);
        parts.body = "";
        return parts;
    };
    parts.body = text.get(end + closing.len()..).unwrap_or_default();
    parts.body_line = last + 1;
    let head = text.get(start..end).unwrap_or_default();
    if head.len() > YAML_MAX_BYTES {
        let d = Diagnostic::error("front-matter-too-long", "开头的设置超过 64 KB")
            .with_span(source.span_at(line, 0, 0))
            .with_help(format!("检查结尾的 {fence} 是不是放错了地方；正文写在它后面"));
        parts.problems.push(d);
        return parts;
    }
    let (fields, problems) =
        if fence == "---" { yaml_fields(source, head, line + 1) } else { toml_fields(source, head, start) };
    parts.fields = fields;
    parts.problems.extend(problems);
    parts
}

/// Dashes of a Chinese input method instead of `---`.
fn wrong_fence(source: &Source, fence: &str, line: u32) -> Option<Diagnostic> {
    let dashes = fence.chars().all(|c| matches!(c, '—' | '－' | '–' | '＋' | '─' | '-')) && !fence.is_ascii();
    (dashes && fence.chars().count() <= 12).then(|| {
        Diagnostic::error("front-matter-fence", "开头的分隔线不是英文的三个减号")
            .with_span(source.span_at(line, 1, fence.chars().count() as u32))
            .with_help("切换到英文输入法，写成 ---，结尾也一样")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (usize, String, u32, Vec<&'static str>) {
        let source = Source::new("a.md", text);
        let p = split(&source);
        (p.fields.len(), p.body.to_owned(), p.body_line, p.problems.iter().map(|d| d.code).collect())
    }

    #[test]
    fn heads() {
        assert_eq!(read("---\ntitle: a\n---\nb\n"), (1, "b\n".into(), 4, vec![]));
        assert_eq!(read("\n+++\ntitle = 'a'\n+++\nb"), (1, "b".into(), 5, vec![]));
        assert_eq!(read("# a\n"), (0, "# a\n".into(), 1, vec![]));
        assert_eq!(read("---\ntitle: a\n").3, ["front-matter-unclosed"]);
        assert_eq!(read("———\n标题：a\n———\n").3, ["front-matter-fence"]);
        assert_eq!(read("---\n---\n"), (0, String::new(), 3, vec![]));
        assert_eq!(read("").1, "");
    }
}
