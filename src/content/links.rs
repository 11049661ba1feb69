//! Links between texts: what a link leads to must be published with it.

use std::collections::BTreeMap;

use super::summary::walk_inlines;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{Document, Inline, InlineKind, LinkTarget, Site};

/// Why a Markdown file of the site is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    /// It waits.
    Draft,
    /// It has errors of its own, which are told.
    Broken,
}

/// Tells of links to texts that are not published. Those links stay in the tree; whoever renders them shows their words only.
pub(super) fn check(site: &Site, absent: &BTreeMap<String, Absent>, problems: &mut Diagnostics) {
    let articles = site.articles.iter().map(|a| (a.path.as_str(), &*a.document));
    let pages = site.pages.iter().map(|p| (p.path.as_str(), &p.document));
    let boards = site.boards.iter().map(|b| (b.path.as_str(), &b.note));
    let all: BTreeMap<&str, &Document> = articles.chain(pages).chain(boards).collect();
    for (file, document) in &all {
        for (line, path) in targets(document) {
            let message = match absent.get(path) {
                _ if all.contains_key(path) => continue,
                Some(Absent::Broken) => continue,
                Some(Absent::Draft) => format!("链接的“{path}”还是草稿，发布后只剩文字"),
                None => format!("链接的“{path}”不是文章、页面或宣传栏，不会发布"),
            };
            let help = "等它发布后再链接，或先去掉这个链接";
            problems.push(
                Diagnostic::warning("link-unpublished", message).with_span(Span::line(*file, line)).with_help(help),
            );
        }
    }
}

/// The Markdown files that a text links to, and the lines of the links.
fn targets(document: &Document) -> Vec<(u32, &str)> {
    fn of<'a>(inlines: &'a [Inline], out: &mut Vec<(u32, &'a str)>) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Link(link) => {
                    if let LinkTarget::Content { path, .. } = &link.target {
                        out.push((inline.line, path));
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
