//! Raw HTML, made safe.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use ammonia::Builder as Cleaner;

use super::Builder;
use super::inlines::Run;
use crate::diagnostic::Diagnostic;
use crate::model::InlineKind;

/// A raw HTML block with more tags than this is refused: making it safe takes time with the square of its depth.
const MAX_TAGS: usize = 2000;

static CLEANER: LazyLock<Cleaner<'static>> = LazyLock::new(|| {
    let mut cleaner = Cleaner::default();
    cleaner.add_generic_attributes(["class"]).add_tags(["section", "u"]);
    cleaner
});

/// HTML tags within running text that are open.
#[derive(Default)]
pub(super) struct OpenTags(Vec<String>);

impl OpenTags {
    pub(super) fn close_all(&mut self) -> Vec<String> {
        self.0.drain(..).rev().map(|n| format!("</{n}>")).collect()
    }
}

impl Builder<'_> {
    /// Makes a block of HTML safe, or keeps it when the settings say so; tells what was taken out.
    pub(super) fn safe_html(&mut self, html: String, range: &Range<usize>) -> String {
        if self.context.raw_html {
            return html;
        }
        if html.matches('<').count() > MAX_TAGS {
            let place = self.place;
            self.problem("html-too-large", || {
                Diagnostic::warning("html-too-large", format!("这一段 HTML 超过 {MAX_TAGS} 个标签，整段去掉了"))
                    .with_span(place.span(range))
                    .with_help("改用 Markdown 的写法")
            });
            return String::new();
        }
        let safe = CLEANER.clean(&html).to_string();
        let removed = removed(&html, &safe);
        if !removed.is_empty() {
            self.html_removed(removed.into_iter().collect::<Vec<_>>().join("、"), range);
        }
        safe
    }

    fn html_removed(&self, what: String, range: &Range<usize>) {
        let place = self.place;
        self.problem("html-removed", || {
            Diagnostic::warning("html-removed", format!("为了安全，去掉了 HTML 里的 {what}"))
                .with_span(place.span(range))
                .with_help("改用 Markdown 的写法；确实要原样保留时，在 banbao.toml 的 [site] 里写 raw_html = true")
        });
    }

    /// One tag within running text: kept when safe, always closed.
    pub(super) fn inline_html(
        &mut self,
        tag: &str,
        range: &Range<usize>,
        open: &mut OpenTags,
        run: &mut Run,
        line: u32,
    ) {
        let name = tag_name(tag);
        if name == "br" {
            self.last = None;
            run.push(InlineKind::Break, line);
            return;
        }
        if self.context.raw_html {
            run.push(InlineKind::Html(tag.to_owned()), line);
            return;
        }
        if tag.starts_with("</") {
            // Only what is open can be closed, and what lies within it is closed first.
            if let Some(at) = open.0.iter().rposition(|n| *n == name) {
                for inner in open.0.drain(at..).rev() {
                    run.push(InlineKind::Html(format!("</{inner}>")), line);
                }
            }
            return;
        }
        // `<!-- … -->` is a remark of the author.
        if name.is_empty() {
            return;
        }
        let safe = CLEANER.clean(tag).to_string();
        let removed = removed(tag, &safe);
        if !removed.is_empty() {
            self.html_removed(removed.into_iter().collect::<Vec<_>>().join("、"), range);
        }
        if safe.is_empty() || open.0.len() >= super::MAX_NESTING {
            return;
        }
        match safe.strip_suffix(&format!("</{name}>")) {
            Some(start) => {
                open.0.push(name);
                run.push(InlineKind::Html(start.to_owned()), line);
            }
            None => run.push(InlineKind::Html(safe), line),
        }
    }
}

fn tag_name(tag: &str) -> String {
    let inner = tag.trim_start_matches('<').trim_start_matches('/');
    inner.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>().to_ascii_lowercase()
}

/// Tags and attributes that were there and are gone.
fn removed(before: &str, after: &str) -> BTreeSet<String> {
    let after = names(after);
    names(before).into_iter().filter(|(n, count)| after.get(n).copied().unwrap_or(0) < *count).map(|(n, _)| n).collect()
}

/// The start tags (`<b>`) and attributes (`onclick`) of a piece of HTML, counted. Good enough to tell a person.
fn names(html: &str) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    let mut rest = html;
    while let Some((_, tail)) = rest.split_once('<') {
        rest = tail;
        let name: String = tail.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        if name.is_empty() || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        *out.entry(format!("<{}>", name.to_ascii_lowercase())).or_insert(0) += 1;
        let after = tail.get(name.len()..).unwrap_or_default();
        let used = attributes(after, &mut out);
        rest = after.get(used..).unwrap_or_default();
    }
    out
}

/// Counts the attribute names up to `>`; returns how many bytes were read.
fn attributes(text: &str, out: &mut BTreeMap<String, usize>) -> usize {
    let mut quote: Option<char> = None;
    let mut name = String::new();
    let mut in_value = false;
    for (i, c) in text.char_indices() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if in_value => quote = Some(c),
            (None, '>') => {
                count(&mut name, out);
                return i;
            }
            (None, '=') => {
                count(&mut name, out);
                in_value = true;
            }
            (None, c) if c.is_whitespace() || c == '/' => {
                count(&mut name, out);
                in_value = false;
            }
            (None, c) if !in_value => name.push(c),
            _ => {}
        }
    }
    text.len()
}

fn count(name: &mut String, out: &mut BTreeMap<String, usize>) {
    if !name.is_empty() {
        *out.entry(std::mem::take(name).to_ascii_lowercase()).or_insert(0) += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone() {
        let gone = |a: &str| removed(a, &CLEANER.clean(a).to_string()).into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(gone("<p onclick=\"x>y\">a<script>1</script></p>"), "<script> onclick");
        assert_eq!(gone("<b>a</b><br/>"), "");
        assert_eq!(gone("<a href='javascript:x'>a</a>"), "href");
    }
}
