//! Links between texts: what a link leads to must be published with it.

use std::collections::BTreeMap;

use super::summary::walk_inlines;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{Document, Inline, InlineKind, LinkTarget};

/// Why a Markdown file of the site is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    /// It waits.
    Draft,
    /// It has errors of its own, which are told.
    Broken,
}

/// Tells of links to texts that are not published. Those links stay in the tree; whoever renders them shows their words only.
///
/// `all` are the texts that are published, with what [`targets`] found in them.
pub(super) fn check(
    all: &BTreeMap<&str, &[(u32, String)]>,
    absent: &BTreeMap<String, Absent>,
    problems: &mut Diagnostics,
) {
    for (file, links) in all {
        for (line, path) in *links {
            let message = match absent.get(path) {
                _ if all.contains_key(path.as_str()) => continue,
                Some(Absent::Broken) => continue,
                Some(Absent::Draft) => format!("链接的“{path}”还是草稿，发布后只剩文字"),
                None => format!("链接的“{path}”不是文章、页面或宣传栏，不会发布"),
            };
            let help = "等它发布后再链接，或先去掉这个链接";
            problems.push(
                Diagnostic::warning("link-unpublished", message).with_span(Span::line(*file, *line)).with_help(help),
            );
        }
    }
}

/// The Markdown files that a text links to, and the lines of the links.
pub(super) fn targets(document: &Document) -> Vec<(u32, String)> {
    fn of(inlines: &[Inline], out: &mut Vec<(u32, String)>) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Link(link) => {
                    if let LinkTarget::Content { path, .. } = &link.target {
                        out.push((inline.line, path.clone()));
                    }
                }
                InlineKind::Emphasis(c) | InlineKind::Strong(c) | InlineKind::Strikethrough(c) => of(c, out),
                _ => {}
            }
        }
    }
    let mut out = Vec::new();
    walk_inlines(document, &mut |inlines| of(inlines, &mut out));
    out
}
