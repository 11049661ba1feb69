//! SVG drawings, which may come from anywhere, are judged before they are read: size, entities, depth, numbers.
//!
//! Nothing outside the file is ever opened. The work runs on a thread with a stack of its own, so that not even a drawing
//! that deceives these limits can bring the program down. Boards and WeChat articles both read through [`with_tree`].

use std::thread;

use usvg::roxmltree::{Document, Node, ParsingOptions};

use crate::diagnostic::{Diagnostic, Span};

/// The largest file.
const MAX_BYTES: usize = 8 << 20;
/// The most text that entities may add.
const MAX_EXPANSION: usize = 8 << 20;
/// How deep elements may lie in each other.
pub const MAX_DEPTH: usize = 200;
/// How many elements, and how many shapes they may become.
pub const MAX_NODES: usize = 200_000;
/// The most characters that are set as text: a hundred thousand of them took usvg eleven gigabytes.
const MAX_TEXT: usize = 5_000;
/// The largest number that means something. An arc of radius 1e38 became three million curves.
const MAX_NUMBER: f64 = 1e8;
/// The largest radius in per cent.
const MAX_PERCENT: f64 = 1e4;
/// Enough for usvg's own limit on depth (1024, through `use`), unoptimised.
const STACK_BYTES: usize = 128 << 20;

const SIMPLIFY: &str = "请用绘图软件把图案简化、合并后另存，或者导出成 PNG 图片来用";

const ANOTHER: &str = "请用绘图软件打开它，另存为“纯 SVG”后再试";

/// Reads a drawing and gives it to `work`. `path` is site-relative and only for messages; `options` are made from the
/// file's text.
///
/// Errors: no SVG, or one beyond the limits: 8 MB, 200 levels, 200 000 elements, 5 000 characters of text, numbers beyond
/// 1e8, entities that blow up.
pub fn with_tree<'o, T: Send>(
    path: &str,
    bytes: &[u8],
    options: impl FnOnce(&str) -> usvg::Options<'o> + Send,
    work: impl FnOnce(&usvg::Tree) -> Result<T, Diagnostic> + Send,
) -> Result<T, Diagnostic> {
    let text = checked_text(path, bytes)?;
    let read = || {
        let doc = document(path, text)?;
        checked_tree(path, &doc)?;
        let tree = usvg::Tree::from_xmltree(&doc, &options(text)).map_err(|e| tree_error(path, &e))?;
        work(&tree)
    };
    let spawned = thread::scope(|scope| {
        thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, read).map(thread::ScopedJoinHandle::join)
    });
    match spawned {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(refused(path, "svg-broken", "读到一半出错了", ANOTHER)),
        Err(e) => Err(Diagnostic::error("thread", format!("系统不让开新的线程（{e}）"))),
    }
}

/// A drawing that is not taken.
pub fn refused(path: &str, code: &'static str, why: &str, help: &str) -> Diagnostic {
    Diagnostic::error(code, format!("图案“{path}”{why}")).with_span(Span::file(path)).with_help(help)
}

fn document<'a>(path: &str, text: &'a str) -> Result<Document<'a>, Diagnostic> {
    let parsing = ParsingOptions { allow_dtd: true, nodes_limit: MAX_NODES as u32 * 2, ..ParsingOptions::default() };
    Document::parse_with_options(text, parsing).map_err(|e| {
        if matches!(e, usvg::roxmltree::Error::NodesLimitReached) {
            return too_many(path);
        }
        let at = e.pos();
        let span = Span::line(path, at.row).at(at.col, 1).excerpt_from(text);
        Diagnostic::error("svg-broken", format!("图案“{path}”不是完整的 SVG（{e}）"))
            .with_span(span)
            .with_help("可能没有复制完整；请用绘图软件打开它，另存为“纯 SVG”后再试")
    })
}

fn tree_error(path: &str, e: &usvg::Error) -> Diagnostic {
    match e {
        usvg::Error::ElementsLimitReached | usvg::Error::ParsingFailed(usvg::roxmltree::Error::NodesLimitReached) => {
            too_many(path)
        }
        usvg::Error::InvalidSize => {
            refused(path, "svg-size", "没有大小", "在 <svg …> 里写上 viewBox，例如 viewBox=\"0 0 200 100\"")
        }
        e => refused(path, "svg-broken", &format!("读不懂（{e}）"), ANOTHER),
    }
}

/// The text of a file that may be read.
fn checked_text<'a>(path: &str, bytes: &'a [u8]) -> Result<&'a str, Diagnostic> {
    if bytes.len() > MAX_BYTES {
        let why = format!("太大：{} MB，最多 8 MB", bytes.len() >> 20);
        return Err(refused(path, "svg-too-large", &why, SIMPLIFY));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|_| refused(path, "svg-encoding", "不是 UTF-8 编码", "请用绘图软件另存一次，编码选 UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    entities(path, text)?;
    Ok(text)
}

/// Entities are text that multiplies: plain ones are taken (Illustrator writes them), nested or outer ones are not.
fn entities(path: &str, text: &str) -> Result<(), Diagnostic> {
    let Some(start) = text.find("<!DOCTYPE") else { return Ok(()) };
    let rest = text.get(start..).unwrap_or_default();
    if !rest.contains("<!ENTITY") {
        return Ok(());
    }
    let end = rest.find("]>").unwrap_or(rest.len());
    let (declared, used) = rest.split_at(end);
    let nested = declared.contains('&') || declared.contains('%');
    let outer = declared.split("<!ENTITY").skip(1).any(|e| {
        let mut words = e.split_whitespace().skip(1);
        matches!(words.next(), Some("SYSTEM" | "PUBLIC"))
    });
    let uses = used.matches('&').count();
    if nested || outer || declared.len().saturating_mul(uses) > MAX_EXPANSION {
        let help = "正常的图案用不到它们。请用绘图软件打开，另存为“纯 SVG”后再试";
        return Err(refused(
            path,
            "svg-entities",
            "里有会层层展开或引用外部文件的实体（ENTITY），可能有害，没有读入",
            help,
        ));
    }
    Ok(())
}

/// Depth and number of elements, without recursion; the numbers in them.
fn checked_tree(path: &str, doc: &Document<'_>) -> Result<(), Diagnostic> {
    let mut stack = vec![(doc.root(), 0usize)];
    let (mut count, mut characters) = (0usize, 0usize);
    while let Some((node, depth)) = stack.pop() {
        count += 1;
        if depth > MAX_DEPTH {
            return Err(refused(path, "svg-too-deep", "的分组嵌套超过 200 层", SIMPLIFY));
        }
        if count > MAX_NODES {
            return Err(too_many(path));
        }
        if let Some(number) = absurd_number(node) {
            let row = doc.text_pos_at(node.range().start).row;
            let why = format!("里有大得没有道理的数，或者用 em 写的半径（{number}）");
            return Err(refused(path, "svg-number", &why, ANOTHER).with_span(Span::line(path, row)));
        }
        let quiet = |n: Node<'_, '_>| ["style", "title", "desc"].contains(&n.tag_name().name());
        if node.is_text() && !node.parent().is_some_and(quiet) {
            characters += node.text().map_or(0, |t| t.split_whitespace().map(|w| w.chars().count()).sum());
        }
        if characters > MAX_TEXT {
            return Err(refused(
                path,
                "svg-too-complex",
                "里的文字超过 5000 个字",
                "长的文字请写在文章里，图案里只留标注",
            ));
        }
        stack.extend(node.children().map(|c| (c, depth + 1)));
    }
    Ok(())
}

/// A number beyond [`MAX_NUMBER`] in what an element says of its shape, as it is written.
fn absurd_number<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    const WORDS: [&str; 5] = ["id", "class", "href", "desc", "title"];
    // Sizes of type multiply from group to group, so a radius counted in them has no bound.
    let radius = |name: &str, value: &str| {
        let value = value.trim();
        let percent = value.strip_suffix('%').and_then(|n| n.trim().parse::<f64>().ok());
        ["r", "rx", "ry"].contains(&name)
            && (value.ends_with("em") || value.ends_with("ex") || percent.is_some_and(|n| n > MAX_PERCENT))
    };
    if let Some(a) = node.attributes().find(|a| radius(a.name(), a.value())) {
        return Some(a.value());
    }
    let sheet = node.parent().filter(|p| p.tag_name().name() == "style").and_then(|_| node.text());
    let values = node.attributes().filter(|a| !WORDS.contains(&a.name())).map(|a| (a.name() == "d", a.value()));
    values.chain(sheet.map(|text| (false, text))).find_map(|(path, text)| absurd_in(text, path))
}

/// `after_letters`: whether a number may follow a letter, as in `M1e38`; elsewhere `a1e38` is a name and `#1e9999` a colour.
fn absurd_in(text: &str, after_letters: bool) -> Option<&str> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
    let mut i = 0;
    let mut before = b' ';
    while let Some(&byte) = bytes.get(i) {
        let number =
            byte.is_ascii_digit() && (after_letters || !(before.is_ascii_alphanumeric() || b"#_".contains(&before)));
        if !number {
            (before, i) = (byte, i + 1);
            continue;
        }
        let start = i;
        i += digits(i);
        let whole = i - start;
        if bytes.get(i) == Some(&b'.') {
            i += 1 + digits(i + 1);
        }
        let sign = usize::from(matches!(bytes.get(i + 1), Some(b'+' | b'-')));
        let exponent = if matches!(bytes.get(i), Some(b'e' | b'E')) { digits(i + 1 + sign) } else { 0 };
        if exponent > 0 {
            i += 1 + sign + exponent;
        }
        if whole > 9 || exponent > 0 {
            let written = text.get(start..i)?;
            if written.parse::<f64>().is_ok_and(|n| n > MAX_NUMBER) {
                return Some(written);
            }
        }
        before = b'0';
    }
    None
}

/// Too many shapes.
pub fn too_many(path: &str) -> Diagnostic {
    refused(path, "svg-too-complex", "太复杂：形状超过 20 万个", SIMPLIFY)
}

/// Too deep after `use` was followed.
pub fn too_deep(path: &str) -> Diagnostic {
    refused(path, "svg-too-deep", "的分组嵌套超过 200 层", SIMPLIFY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_mean_nothing() {
        for (text, path) in
            [("1e10", false), ("1 -2e38", false), ("12345678901", false), ("M0 0L1e38 0", true), ("r:1E+30", false)]
        {
            assert!(absurd_in(text, path).is_some(), "{text}");
        }
        for (text, path) in [
            ("#1e9999", false),
            ("url(#a1e99)", false),
            ("1e-30 999999999 1.23456789012345", false),
            ("M1e2 3.5e1L-4e-20 7", true),
            ("0e99", false),
        ] {
            assert_eq!(absurd_in(text, path), None, "{text}");
        }
    }
}
