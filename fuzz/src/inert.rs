//! Whether a page that we made can do anything that we did not put there: run a script, load from elsewhere, frame
//! another page, send a form away. A browser's parser (html5ever) reads the page, so what is judged is what a browser
//! would see, not what the text looks like.

use std::collections::BTreeSet;

use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// Elements that no page of ours has.
const BANNED: [&str; 13] = [
    "iframe",
    "object",
    "embed",
    "applet",
    "base",
    "frame",
    "frameset",
    "portal",
    "foreignobject",
    "math",
    "plaintext",
    "xmp",
    "template",
];
/// Attributes whose value is an address.
const ADDRESSES: [&str; 13] = [
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "data",
    "cite",
    "background",
    "ping",
    "manifest",
    "longdesc",
    "data-src",
    "codebase",
];
/// The address that the tests' sites have.
const OWN: &str = "https://x.example/";
const LINK_SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "sms"];

/// The texts of `<script>` and `<style>` on a page: what pages without anything hostile have is known to be ours.
pub fn own_texts(html: &str, known: &mut BTreeSet<String>) {
    walk(&parse(html, true).document, &mut |node| {
        if name_of(node).is_some_and(|n| n == "script" || n == "style") {
            known.insert(text_of(node));
        }
    });
}

/// What is wrong with a page; empty for a good one.
pub fn faults(html: &str, known: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    // A browser without scripts reads what stands in `<noscript>` as elements.
    for scripting in [true, false] {
        walk(&parse(html, scripting).document, &mut |node| element(node, known, &mut found));
    }
    found.sort();
    found.dedup();
    found
}

fn parse(html: &str, scripting: bool) -> RcDom {
    let mut options = html5ever::ParseOpts::default();
    options.tree_builder.scripting_enabled = scripting;
    html5ever::parse_document(RcDom::default(), options).one(html)
}

/// Without recursion: the page may be nested by a hostile hand.
fn walk(root: &Handle, visit: &mut dyn FnMut(&Handle)) {
    let mut stack = vec![root.clone()];
    while let Some(node) = stack.pop() {
        visit(&node);
        stack.extend(node.children.borrow().iter().cloned());
        if let NodeData::Element { template_contents, .. } = &node.data
            && let Some(contents) = template_contents.borrow().as_ref()
        {
            stack.push(contents.clone());
        }
    }
}

fn name_of(node: &Handle) -> Option<String> {
    match &node.data {
        NodeData::Element { name, .. } => Some(name.local.to_ascii_lowercase().to_string()),
        _ => None,
    }
}

fn text_of(node: &Handle) -> String {
    let mut text = String::new();
    for child in node.children.borrow().iter() {
        if let NodeData::Text { contents } = &child.data {
            text.push_str(&contents.borrow());
        }
    }
    text
}

fn element(node: &Handle, known: &BTreeSet<String>, found: &mut Vec<String>) {
    let NodeData::Element { attrs, .. } = &node.data else { return };
    let Some(name) = name_of(node) else { return };
    let attrs: Vec<(String, String)> =
        attrs.borrow().iter().map(|a| (a.name.local.to_ascii_lowercase().to_string(), a.value.to_string())).collect();
    let get = |n: &str| attrs.iter().find(|(k, _)| k == n).map(|(_, v)| v.as_str());
    if BANNED.contains(&name.as_str()) {
        found.push(format!("<{name}>"));
    }
    match name.as_str() {
        "script" => script(node, get("src"), get("type"), known, found),
        "style" if !known.contains(&text_of(node)) => found.push(format!("<style>{}", text_of(node))),
        "meta" => meta(get("http-equiv"), get("content"), found),
        "animate" | "set" if get("attributename").is_some_and(|a| a.to_lowercase().contains("href")) => {
            found.push(format!("<{name} attributeName=href>"));
        }
        _ => {}
    }
    for (key, value) in &attrs {
        attribute(&name, key, value, found);
    }
}

fn script(node: &Handle, src: Option<&str>, kind: Option<&str>, known: &BTreeSet<String>, found: &mut Vec<String>) {
    let text = text_of(node);
    let data = kind.is_some_and(|k| k == "application/ld+json" || k == "application/json");
    if data {
        if serde_json::from_str::<serde_json::Value>(&text).is_err() {
            found.push(format!("<script> of data that is no JSON: {text}"));
        }
    } else if let Some(src) = src {
        if scheme(src).is_some() || outward(src) {
            found.push(format!("<script src={src}>"));
        }
    } else if !known.contains(&text) {
        found.push(format!("<script>{text}"));
    }
}

fn meta(equiv: Option<&str>, content: Option<&str>, found: &mut Vec<String>) {
    let Some(equiv) = equiv.map(str::to_ascii_lowercase) else { return };
    let content = content.unwrap_or_default();
    let target = content.split_once('=').map_or("", |(_, t)| t);
    let inner = equiv == "refresh" && scheme(target).is_none() && !outward(target);
    if equiv != "content-security-policy" && !inner {
        found.push(format!("<meta http-equiv={equiv} content={content}>"));
    }
}

fn attribute(element: &str, key: &str, value: &str, found: &mut Vec<String>) {
    let bad = if key.starts_with("on") || key == "srcdoc" {
        true
    } else if key == "style" {
        bad_style(value)
    } else if ADDRESSES.contains(&key) {
        bad_address(element, key, value)
    } else if key == "srcset" || key == "imagesrcset" {
        value.split(',').any(|part| bad_address("img", "src", part.trim()))
    } else {
        false
    };
    if bad {
        found.push(format!("<{element} {key}={value:?}>"));
    }
}

/// A style that fetches or runs something.
fn bad_style(value: &str) -> bool {
    let plain: String = value.to_ascii_lowercase().split_whitespace().collect();
    let fetches = plain.match_indices("url(").any(|(at, _)| {
        let inner = plain[at + 4..].trim_start_matches(['"', '\'']);
        !inner.starts_with("data:image/") && !inner.starts_with('#')
    });
    fetches || ["expression(", "@import", "-moz-binding", "behavior:", "javascript:"].iter().any(|w| plain.contains(w))
}

fn bad_address(element: &str, key: &str, value: &str) -> bool {
    // What a person follows may lead anywhere by a scheme that is no code; what is loaded by itself stays here.
    let followed = element == "a" && key == "href" || element == "area";
    match scheme(value) {
        None if followed => false,
        None => outward(value),
        Some(s) if s == "data" => !(matches!(element, "img" | "image") && value.trim().starts_with("data:image/")),
        Some(s) if followed => !LINK_SCHEMES.contains(&s.as_str()),
        Some(s) if element == "link" => s != "http" && s != "https",
        // The feed names the site's own pictures in full; WeChat's articles may show pictures on WeChat's servers.
        Some(_) => !(value.starts_with(OWN) || value.starts_with("https://mmbiz.qpic.cn/")),
    }
}

/// The scheme as a browser finds it: tabs and line ends within are dropped (WHATWG URL, basic URL parser, step 3).
fn scheme(address: &str) -> Option<String> {
    let plain: String = address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let plain = plain.trim_start_matches(|c: char| c <= ' ');
    let (head, _) = plain.split_once(':')?;
    let shaped = head.starts_with(|c: char| c.is_ascii_alphabetic())
        && head.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    shaped.then(|| head.to_ascii_lowercase())
}

/// `//host/…`, with either slash.
fn outward(address: &str) -> bool {
    let plain: String = address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let plain = plain.trim_start_matches(|c: char| c <= ' ').replace('\\', "/");
    plain.starts_with("//")
}

/// What is wrong with an SVG file: it must draw, and do nothing else, also when it is opened by itself.
pub fn svg_faults(svg: &str) -> Vec<String> {
    let options = usvg::roxmltree::ParsingOptions { allow_dtd: false, ..Default::default() };
    let doc = match usvg::roxmltree::Document::parse_with_options(svg, options) {
        Ok(doc) => doc,
        Err(e) => return vec![format!("not well-formed: {e}")],
    };
    let mut found = Vec::new();
    for e in doc.descendants().filter(|n| n.is_element()) {
        let name = e.tag_name().name().to_ascii_lowercase();
        if ["script", "foreignobject", "iframe", "handler", "listener", "set", "object", "embed"]
            .contains(&name.as_str())
        {
            found.push(format!("<{name}>"));
        }
        if name == "style" && bad_style(e.text().unwrap_or_default()) {
            found.push(format!("<style>{}", e.text().unwrap_or_default()));
        }
        for a in e.attributes() {
            let key = a.name().to_ascii_lowercase();
            let animated = key == "attributename" && a.value().to_ascii_lowercase().contains("href");
            let bad = match key.as_str() {
                "href" if name == "a" => scheme(a.value()).is_some_and(|s| !LINK_SCHEMES.contains(&s.as_str())),
                "href" if name == "image" => !a.value().trim().starts_with("data:image/"),
                "href" => !a.value().trim_start_matches([' ', '\t', '\r', '\n']).starts_with('#'),
                k if k.starts_with("on") => true,
                _ => animated || bad_style(a.value()),
            };
            if bad {
                found.push(format!("<{name} {key}={:?}>", a.value()));
            }
        }
    }
    for node in doc.descendants().filter(|n| n.is_pi()) {
        found.push(format!("<?{}?>", node.pi().map_or("", |p| p.target)));
    }
    found
}
