//! A small reader of HTML, and what an article in WeChat may hold.

// What cannot be read must fail the test that reads it.
#![allow(clippy::panic)]

/// A start tag.
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

/// One thing in a piece of HTML.
pub enum Piece {
    Open(Tag),
    Close(String),
    Text(String),
}

/// Reads HTML as this project writes it: attributes in double quotes, nothing abbreviated. Anything else fails the test.
pub fn pieces(html: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut rest = html;
    while let Some((text, tail)) = rest.split_once('<') {
        if !text.is_empty() {
            out.push(Piece::Text(text.to_owned()));
        }
        let (inside, after) = tail.split_once('>').unwrap_or_else(|| panic!("unclosed tag: <{:.80}", tail));
        out.push(match inside.strip_prefix('/') {
            Some(name) => Piece::Close(name.to_owned()),
            None => Piece::Open(tag(inside)),
        });
        rest = after;
    }
    if !rest.is_empty() {
        out.push(Piece::Text(rest.to_owned()));
    }
    out
}

fn tag(inside: &str) -> Tag {
    let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    while !rest.trim().is_empty() {
        let (key, tail) =
            rest.trim_start().split_once("=\"").unwrap_or_else(|| panic!("bad attribute in <{inside:.120}>"));
        let (value, after) = tail.split_once('"').unwrap_or_else(|| panic!("bad value in <{inside:.120}>"));
        attributes.push((key.to_owned(), value.to_owned()));
        rest = after;
    }
    Tag { name: name.to_owned(), attributes }
}

const HTML: [&str; 21] = [
    "section", "p", "span", "strong", "em", "del", "code", "sup", "sub", "u", "b", "i", "br", "a", "h2", "h3", "h4",
    "table", "tbody", "tr", "th",
];
const MORE: [&str; 6] = ["td", "img", "svg", "g", "path", "circle"];
const VOID: [&str; 2] = ["br", "img"];
const SHAPES: [&str; 2] = ["path", "circle"];

const SVG_ATTRIBUTES: [&str; 23] = [
    "xmlns",
    "viewBox",
    "width",
    "height",
    "role",
    "aria-label",
    "style",
    "fill",
    "fill-opacity",
    "fill-rule",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-dasharray",
    "opacity",
    "d",
    "cx",
    "cy",
    "r",
    "x",
    "y",
];

const STYLES: [&str; 42] = [
    "align-items",
    "background-color",
    "border",
    "border-bottom",
    "border-collapse",
    "border-left",
    "border-radius",
    "border-top",
    "box-sizing",
    "color",
    "display",
    "flex",
    "flex-shrink",
    "flex-wrap",
    "font-family",
    "font-size",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-width",
    "min-width",
    "overflow",
    "overflow-wrap",
    "overflow-x",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-top",
    "text-align",
    "text-decoration",
    "text-indent",
    "vertical-align",
    "white-space",
    "width",
    "word-break",
    "opacity",
];

/// Everything that is wrong with a fragment; nothing when it can be pasted.
pub fn faults(fragment: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut open: Vec<(String, bool)> = Vec::new();
    for piece in pieces(fragment) {
        match piece {
            Piece::Text(_) => {
                if let Some(last) = open.last_mut() {
                    last.1 = true;
                }
            }
            Piece::Open(tag) => {
                if let Some(last) = open.last_mut() {
                    last.1 = true;
                }
                if !HTML.contains(&tag.name.as_str()) && !MORE.contains(&tag.name.as_str()) {
                    faults.push(format!("tag <{}>", tag.name));
                }
                let blocks = ["section", "p", "h2", "h3", "h4", "table"];
                if blocks.contains(&tag.name.as_str()) && open.iter().any(|(n, _)| n == "p" || n == "span") {
                    faults.push(format!("<{}> within a paragraph", tag.name));
                }
                tag.attributes.iter().for_each(|(k, v)| attribute(&tag.name, k, v, &mut faults));
                if !VOID.contains(&tag.name.as_str()) {
                    open.push((tag.name, false));
                }
            }
            Piece::Close(name) => match open.pop() {
                Some((top, filled)) if top == name => {
                    if !filled && !SHAPES.contains(&name.as_str()) {
                        faults.push(format!("empty <{name}>"));
                    }
                }
                other => faults.push(format!("</{name}> closes {other:?}")),
            },
        }
    }
    faults.extend(open.into_iter().map(|(n, _)| format!("<{n}> stays open")));
    faults
}

fn attribute(tag: &str, key: &str, value: &str, faults: &mut Vec<String>) {
    let svg = ["svg", "g", "path", "circle"].contains(&tag);
    let fine = match (tag, key) {
        (_, "style") => {
            style(value, faults);
            true
        }
        ("a", "href") => {
            value.starts_with("https://mp.weixin.qq.com/") || value.starts_with("http://mp.weixin.qq.com/")
        }
        ("img", "src") => value.starts_with("data:image/") || value.starts_with("https://mmbiz.qpic.cn/"),
        ("img", "alt") => true,
        ("svg", "xmlns") => value == "http://www.w3.org/2000/svg",
        _ => svg && SVG_ATTRIBUTES.contains(&key),
    };
    if !fine || (svg && value.contains("url(")) {
        faults.push(format!("attribute {key}=\"{value:.60}\" on <{tag}>"));
    }
}

fn style(value: &str, faults: &mut Vec<String>) {
    for one in value.split(';').filter(|s| !s.is_empty()) {
        let (name, what) = one.split_once(':').unwrap_or((one, ""));
        if !STYLES.contains(&name) || what.is_empty() || what.contains("url(") || what.contains('{') {
            faults.push(format!("style {one}"));
        }
    }
}

/// The words of a fragment, as a reader sees them.
pub fn words(fragment: &str) -> String {
    let mut out = String::new();
    for piece in pieces(fragment) {
        if let Piece::Text(t) = piece {
            out.push_str(&t);
        }
    }
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}
