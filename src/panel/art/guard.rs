//! What a drawing must keep to before it is read.

use super::refused;
use crate::diagnostic::Diagnostic;

/// The largest file.
const MAX_BYTES: usize = 8 << 20;
/// The most text that entities may add.
const MAX_EXPANSION: usize = 8 << 20;
/// How deep elements may lie in each other.
pub(super) const MAX_DEPTH: usize = 200;
/// How many elements, and how many shapes they may become.
pub(super) const MAX_NODES: usize = 200_000;
/// The most characters that are set as text: a hundred thousand of them took usvg eleven gigabytes.
const MAX_TEXT: usize = 5_000;
/// Enough for usvg's own limit on depth (1024, through `use`), unoptimised.
pub(super) const STACK_BYTES: usize = 128 << 20;

const SIMPLIFY: &str = "请用绘图软件把图案简化、合并后另存，或者导出成 PNG 图片来用";

/// The text of a file that may be read.
pub(super) fn checked_text<'a>(path: &str, bytes: &'a [u8]) -> Result<&'a str, Diagnostic> {
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

/// Depth and number of elements, without recursion.
pub(super) fn checked_tree(path: &str, doc: &usvg::roxmltree::Document<'_>) -> Result<(), Diagnostic> {
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
        let quiet = |n: usvg::roxmltree::Node<'_, '_>| ["style", "title", "desc"].contains(&n.tag_name().name());
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

/// Too many shapes.
pub(super) fn too_many(path: &str) -> Diagnostic {
    refused(path, "svg-too-complex", "太复杂：形状超过 20 万个", SIMPLIFY)
}

/// Too deep after `use` was followed.
pub(super) fn too_deep(path: &str) -> Diagnostic {
    refused(path, "svg-too-deep", "的分组嵌套超过 200 层", SIMPLIFY)
}
