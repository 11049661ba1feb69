//! Running text. What the editor would throw away is turned into what it keeps: links out of WeChat become numbered notes.

use super::markup::{element, escape, span};
use super::palette::Look;
use crate::model::{Image, Inline, InlineKind, Link, LinkTarget, Site, plain_text};

/// A note at the end of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Note {
    /// `Document::footnotes[_]`.
    Text(usize),
    /// An address on the web, and the words that led there.
    Address {
        /// The words.
        words: String,
        /// The address.
        url: String,
    },
    /// Another article of the site, by its title.
    Article(String),
}

/// The notes of one article, numbered from 1 as the reader meets them.
#[derive(Debug, Clone, Default)]
pub(super) struct Notes(Vec<Note>);

impl Notes {
    /// The number of a note; the same note has the same number.
    fn number(&mut self, note: Note) -> usize {
        let same = |n: &Note| match (n, &note) {
            (Note::Address { url: a, .. }, Note::Address { url: b, .. }) => a == b,
            (a, b) => a == b,
        };
        if let Some(i) = self.0.iter().position(same) {
            return i + 1;
        }
        self.0.push(note);
        self.0.len()
    }

    /// The n-th note, from 0. Notes can grow while they are written: a note's text may hold links.
    pub(super) fn get(&self, n: usize) -> Option<&Note> {
        self.0.get(n)
    }
}

/// What running text is set with.
pub(super) struct Setting<'a> {
    pub(super) look: &'static Look,
    pub(super) site: &'a Site,
    /// One colour for everything, where the ground is solid.
    pub(super) only: Option<&'static str>,
    /// How many footnotes the document has; a reference past them is left out.
    pub(super) footnotes: usize,
}

/// Running text as HTML.
pub(super) fn html(inlines: &[Inline], set: &Setting<'_>, notes: &mut Notes) -> String {
    let mut out = String::new();
    let mut open: Vec<&'static str> = Vec::new();
    for inline in inlines {
        match &inline.kind {
            InlineKind::Html(raw) => raw_tag(raw, &mut open, &mut out),
            kind => out.push_str(&one(kind, set, notes)),
        }
    }
    while let Some(tag) = open.pop() {
        out.push_str(&format!("</{tag}>"));
    }
    out
}

fn one(kind: &InlineKind, set: &Setting<'_>, notes: &mut Notes) -> String {
    let look = set.look;
    let deep = set.only.unwrap_or(look.deep);
    match kind {
        InlineKind::Text(t) => escape(t),
        // Chinese has no italics; a marker line under the words is what a hand would draw.
        InlineKind::Emphasis(c) => span(
            &format!("color:{deep};border-bottom:2px solid {};padding-bottom:1px;", look.line),
            &html(c, set, notes),
        ),
        InlineKind::Strong(c) => element("strong", &format!("color:{deep};font-weight:bold;"), &html(c, set, notes)),
        InlineKind::Strikethrough(c) => {
            element("del", &format!("color:{};", set.only.unwrap_or(look.mute)), &html(c, set, notes))
        }
        InlineKind::Code(t) => element(
            "code",
            &format!(
                "background-color:{};color:{};padding:1px 5px;border-radius:4px;font-size:90%;font-family:Menlo,Consolas,monospace;",
                look.tint, look.deep
            ),
            &escape(t),
        ),
        InlineKind::Link(l) => link(l, set, notes),
        InlineKind::Image(i) => words_of(i, set),
        InlineKind::FootnoteRef(i) if *i < set.footnotes => mark(notes.number(Note::Text(*i)), set),
        InlineKind::FootnoteRef(_) | InlineKind::Html(_) => String::new(),
        InlineKind::Break => "<br>".to_owned(),
    }
}

/// A picture within a line: what it shows, in words; pictures of their own paragraph are figures.
fn words_of(image: &Image, set: &Setting<'_>) -> String {
    if image.alt.is_empty() {
        return String::new();
    }
    span(
        &format!("color:{};font-size:14px;", set.only.unwrap_or(set.look.mute)),
        &format!("［图：{}］", escape(&image.alt)),
    )
}

fn mark(number: usize, set: &Setting<'_>) -> String {
    let colour = set.only.unwrap_or(set.look.accent);
    element("sup", &format!("color:{colour};font-size:12px;line-height:1;padding:0 1px;"), &format!("[{number}]"))
}

fn link(link: &Link, set: &Setting<'_>, notes: &mut Notes) -> String {
    let colour = set.only.unwrap_or(set.look.accent);
    let words = html(&link.content, set, notes);
    let dress = |words: &str| span(&format!("color:{colour};"), words);
    match &link.target {
        LinkTarget::Url(url) if is_wechat(url) => format!(
            "<a href=\"{}\" style=\"color:{colour};text-decoration:none;border-bottom:1px solid {colour};\">{words}</a>",
            escape(url)
        ),
        LinkTarget::Url(url) => match outside(url) {
            Outside::Web => {
                let plain = plain_text(&link.content);
                // An address that is its own words says all; a note would only repeat it.
                if plain.trim() == url.trim() {
                    return dress(&words);
                }
                let n = notes.number(Note::Address { words: plain, url: url.trim().to_owned() });
                format!("{}{}", dress(&words), mark(n, set))
            }
            Outside::Reach(number) if digits(&plain_text(&link.content)).contains(&digits(number)) => dress(&words),
            Outside::Reach(number) => format!("{}（{}）", dress(&words), escape(number)),
            Outside::Nothing => words,
        },
        LinkTarget::Content { path, .. } => match title_of(set.site, path) {
            Some(title) => {
                let n = notes.number(Note::Article(title.to_owned()));
                format!("{}{}", dress(&words), mark(n, set))
            }
            None => words,
        },
        LinkTarget::Fragment(_) => words,
    }
}

fn title_of<'a>(site: &'a Site, path: &str) -> Option<&'a str> {
    let article = site.articles.iter().find(|a| a.path == path).map(|a| a.title.as_str());
    article.or_else(|| site.pages.iter().find(|p| p.path == path).map(|p| p.title.as_str()))
}

/// Digits and letters alone, for telling whether a text names a number or an address already.
fn digits(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || *c == '@').flat_map(char::to_lowercase).collect()
}

/// The only links that an article in WeChat may carry: to other articles in WeChat.
pub(super) fn is_wechat(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.and_then(|r| r.strip_prefix("mp.weixin.qq.com")).is_some_and(|r| r.starts_with('/'))
}

enum Outside<'a> {
    /// To be named in a note.
    Web,
    /// A telephone number or a mail address.
    Reach(&'a str),
    /// A path of the website, or a scheme that no reader can use: the words stay.
    Nothing,
}

fn outside(url: &str) -> Outside<'_> {
    let url = url.trim();
    match url.split_once(':').map(|(s, rest)| (s.to_ascii_lowercase(), rest)) {
        Some((s, _)) if s == "http" || s == "https" => Outside::Web,
        Some((s, rest)) if s == "tel" || s == "mailto" => Outside::Reach(rest),
        _ => Outside::Nothing,
    }
}

/// The few tags of raw HTML that mean something in a line; all others go, their text stays. Whatever is open is closed
/// in order, so that a stray tag cannot break the page.
fn raw_tag(raw: &str, open: &mut Vec<&'static str>, out: &mut String) {
    const KEPT: [&str; 7] = ["sub", "sup", "u", "strong", "em", "b", "i"];
    let inner = raw.trim().trim_start_matches('<');
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |i| (true, i));
    let name: String = inner.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let kept = KEPT.iter().find(|t| **t == name);
    match kept {
        _ if name == "br" => out.push_str("<br>"),
        Some(tag) if !closes => {
            open.push(tag);
            out.push_str(&format!("<{tag}>"));
        }
        // Only the innermost can be closed.
        Some(tag) if open.last() == Some(tag) => {
            open.pop();
            out.push_str(&format!("</{tag}>"));
        }
        _ => {}
    }
}
