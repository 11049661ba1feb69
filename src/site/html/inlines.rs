//! Running text.

use super::super::picture::Picture;
use super::super::routes::{encode_path, from_root};
use super::super::text::{push_escaped, push_running};
use super::{Medium, Renderer, page_id};
use crate::model::{Image, Inline, InlineKind, Link, LinkTarget};

/// Schemes that a link may have; anything else (`javascript:`, `data:` …) is left out.
const SCHEMES: [&str; 5] = ["https:", "http:", "tel:", "mailto:", "sms:"];

impl Renderer<'_> {
    pub(super) fn inlines(&mut self, inlines: &[Inline], out: &mut String) {
        for inline in inlines {
            self.inline(inline, out);
        }
    }

    fn inline(&mut self, inline: &Inline, out: &mut String) {
        match &inline.kind {
            InlineKind::Text(text) if self.medium == Medium::Page => push_running(out, text),
            InlineKind::Text(text) => push_escaped(out, text),
            InlineKind::Emphasis(content) => self.wrapped("em", content, out),
            InlineKind::Strong(content) => self.wrapped("strong", content, out),
            InlineKind::Strikethrough(content) => self.wrapped("del", content, out),
            InlineKind::Code(text) => {
                out.push_str("<code>");
                push_escaped(out, text);
                out.push_str("</code>");
            }
            InlineKind::Link(link) => self.link(link, inline.line, out),
            InlineKind::Image(image) => self.image(image, inline.line, "inl", out),
            InlineKind::FootnoteRef(index) => self.footnote_ref(*index, out),
            InlineKind::Break => out.push_str("<br>"),
            InlineKind::Html(html) => out.push_str(html),
        }
    }

    fn wrapped(&mut self, tag: &str, content: &[Inline], out: &mut String) {
        if self.depth >= super::DEPTH_LIMIT {
            push_escaped(out, &crate::model::plain_text(content));
            return;
        }
        self.depth += 1;
        out.push_str(&format!("<{tag}>"));
        self.inlines(content, out);
        out.push_str(&format!("</{tag}>"));
        self.depth -= 1;
    }

    fn footnote_ref(&mut self, index: usize, out: &mut String) {
        if index >= self.document.footnotes.len() {
            return;
        }
        let number = index + 1;
        if self.medium == Medium::Feed || self.in_link {
            out.push_str(&format!("<sup>[{number}]</sup>"));
            return;
        }
        let count = self.references.entry(index).or_insert(0);
        *count += 1;
        let suffix = if *count == 1 { String::new() } else { format!("-{count}") };
        out.push_str(&format!(
            "<sup><a href=\"#fn-{number}\" id=\"fnref-{number}{suffix}\" role=\"doc-noteref\" aria-label=\"注 {number}\">[{number}]</a></sup>"
        ));
    }

    fn link(&mut self, link: &Link, line: u32, out: &mut String) {
        let href = match self.in_link {
            // A link within a link is not HTML.
            true => None,
            false => self.href(link, line),
        };
        let Some(href) = href else {
            self.inlines(&link.content, out);
            return;
        };
        out.push_str("<a href=\"");
        push_escaped(out, &href);
        out.push('"');
        if let Some(title) = &link.title {
            out.push_str(" title=\"");
            push_escaped(out, title);
            out.push('"');
        }
        if href.starts_with("http:") || href.starts_with("https:") {
            out.push_str(" rel=\"noopener\"");
        }
        out.push('>');
        self.in_link = true;
        self.inlines(&link.content, out);
        self.in_link = false;
        out.push_str("</a>");
    }

    /// Where a link leads from this page; `None`, and a warning, when nowhere.
    fn href(&mut self, link: &Link, line: u32) -> Option<String> {
        match &link.target {
            LinkTarget::Url(url) => self.url_href(url, line),
            LinkTarget::Fragment(id) if self.own.contains(id) => Some(format!("#{}", page_id(id))),
            LinkTarget::Fragment(id) => {
                let near = nearest(id, self.own.iter());
                self.dead("link-anchor-missing", line, format!("这一页没有叫“{id}”的标题"), &near);
                Some("#".to_owned()).filter(|_| id.is_empty())
            }
            LinkTarget::Content { path, fragment } => self.content_href(path, fragment.as_deref(), line),
        }
    }

    fn content_href(&mut self, path: &str, fragment: Option<&str>, line: u32) -> Option<String> {
        let routes = self.targets.routes;
        // Content has told of files that are missing or unpublished; here only the words are shown.
        let target = routes.content.get(path)?;
        let url = from_root(self.root, &target.url);
        match fragment {
            None => Some(url),
            Some(id) if target.ids.contains(id) => Some(format!("{url}#{}", page_id(id))),
            Some(id) => {
                let near = nearest(id, target.ids.iter());
                self.dead("link-anchor-missing", line, format!("{path} 里没有叫“{id}”的标题"), &near);
                Some(url)
            }
        }
    }

    fn url_href(&mut self, url: &str, line: u32) -> Option<String> {
        // Browsers skip control characters and spaces when they look for the scheme.
        let url: String = url.trim().chars().filter(|c| !c.is_control()).collect();
        let lower = url.to_ascii_lowercase();
        if SCHEMES.iter().any(|s| lower.starts_with(s)) {
            return Some(url);
        }
        if lower.starts_with("//") || has_scheme(&lower) {
            self.warn(
                "link-scheme",
                line,
                format!("这个链接不能放进网页：{}", super::super::text::clipped(&url, 40)),
                "链接请用 https:// 、tel: 或 mailto: 开头，或者写站内文件的路径",
            );
            return None;
        }
        self.file_href(&url, line)
    }

    /// A path: a file of `static/`, or a page by its address.
    fn file_href(&mut self, url: &str, line: u32) -> Option<String> {
        let end = url.find(['?', '#']).unwrap_or(url.len());
        let (path, tail) = (url.get(..end)?, url.get(end..)?);
        let decoded = path.trim_start_matches("./").trim_start_matches('/');
        let plain = decoded.strip_prefix("static/").unwrap_or(decoded);
        let candidates = [format!("/{plain}"), format!("/{}", encode_path(plain))];
        let files = self.targets.files;
        for candidate in &candidates {
            if files.contains(candidate) || self.targets.routes.has(candidate) {
                let encoded = if candidate.contains('%') { candidate.clone() } else { encode_path(candidate) };
                return Some(from_root(self.root, &encoded) + tail);
            }
        }
        // A Markdown file that is not there has been told of where the text was read.
        if !plain.ends_with(".md") {
            self.dead(
                "link-target-missing",
                line,
                format!("链接指向的“{path}”不存在"),
                "把文件放进 static/ 文件夹，再用 /文件名 链接；链接到别的文章请写那篇 .md 文件的路径",
            );
        }
        None
    }

    /// A picture with its size, so that the page does not jump while it loads.
    pub(super) fn image(&mut self, image: &Image, line: u32, class: &str, out: &mut String) {
        let found = image.path.as_ref().and_then(|p| self.targets.pictures.get(p));
        let Some(picture) = found else {
            self.missing_image(image, line, out);
            return;
        };
        let widths = self.medium == Medium::Page && !picture.srcset.is_empty();
        if widths && picture.webp {
            out.push_str("<picture><source type=\"image/webp\"");
            self.widths(picture, out);
            out.push('>');
        }
        out.push_str("<img");
        if !class.is_empty() {
            out.push_str(&format!(" class=\"{class}\""));
        }
        out.push_str(" src=\"");
        push_escaped(out, &from_root(self.root, &picture.url));
        out.push_str("\" alt=\"");
        push_escaped(out, &image.alt);
        out.push_str(&format!("\" width=\"{}\" height=\"{}\"", picture.width, picture.height));
        if widths && !picture.webp {
            self.widths(picture, out);
        }
        if self.medium == Medium::Page {
            out.push_str(" loading=\"lazy\" decoding=\"async\"");
        }
        out.push('>');
        if widths && picture.webp {
            out.push_str("</picture>");
        }
    }

    /// The widths to choose from. On a wide screen an article's column is 658 px, on a phone the screen less its margins.
    fn widths(&self, picture: &Picture, out: &mut String) {
        out.push_str(" srcset=\"");
        for (index, source) in picture.srcset.iter().enumerate() {
            out.push_str(if index == 0 { "" } else { ", " });
            push_escaped(out, &from_root(self.root, &source.url));
            out.push_str(&format!(" {}w", source.width));
        }
        out.push_str("\" sizes=\"(min-width: 760px) 660px, 92vw\"");
    }

    /// A picture elsewhere is linked, not fetched: no page asks a third party for anything.
    fn missing_image(&mut self, image: &Image, line: u32, out: &mut String) {
        let lower = image.src.to_ascii_lowercase();
        let words = if image.alt.is_empty() { "图片" } else { image.alt.as_str() };
        if (lower.starts_with("https:") || lower.starts_with("http:")) && !self.in_link {
            self.warn(
                "picture-elsewhere",
                line,
                "图片在别的网站上，网页里只放了链接".to_owned(),
                "把图片存到文章旁边，再写它的文件名",
            );
            out.push_str("<a rel=\"noopener\" href=\"");
            push_escaped(out, &image.src);
            out.push_str("\">");
            push_escaped(out, words);
            out.push_str("</a>");
        } else {
            out.push_str("<span class=\"gone\">");
            push_escaped(out, words);
            out.push_str("</span>");
        }
    }
}

fn has_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// The nearest id, as a piece of advice; empty when none is near.
fn nearest<'i>(wanted: &str, ids: impl Iterator<Item = &'i String>) -> String {
    let best =
        ids.map(|id| (strsim::jaro_winkler(wanted, id), id)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    match best {
        Some((score, id)) if score > 0.6 => format!("是不是想写“#{id}”？"),
        _ => String::new(),
    }
}
