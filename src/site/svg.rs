//! Makes an SVG picture safe to publish: it is copied part by part, and only the parts that draw are copied.
//!
//! A browser runs no script of a picture shown with `<img>`, but it does when the file itself is opened, on the site's own
//! origin. So scripts, event handlers, embedded pages and everything that would be fetched from elsewhere stay behind.

/// A safe picture.
#[derive(Debug, Clone, PartialEq)]
pub struct SafeSvg {
    /// The file.
    pub text: String,
    /// Width and height in CSS pixels, from `width` and `height`, else from `viewBox`.
    pub size: Option<(f64, f64)>,
    /// What was left out and matters: names of elements and attributes, sorted, each once.
    pub removed: Vec<String>,
}

/// Elements that draw or describe. Everything else goes with all it holds.
const ELEMENTS: [&str; 60] = [
    "svg",
    "g",
    "defs",
    "symbol",
    "use",
    "title",
    "desc",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "textpath",
    "lineargradient",
    "radialgradient",
    "stop",
    "clippath",
    "mask",
    "pattern",
    "marker",
    "image",
    "filter",
    "feblend",
    "fecolormatrix",
    "fecomponenttransfer",
    "fecomposite",
    "feconvolvematrix",
    "fediffuselighting",
    "fedisplacementmap",
    "fedistantlight",
    "fedropshadow",
    "feflood",
    "fefunca",
    "fefuncb",
    "fefuncg",
    "fefuncr",
    "fegaussianblur",
    "femerge",
    "femergenode",
    "femorphology",
    "feoffset",
    "fepointlight",
    "fespecularlighting",
    "fespotlight",
    "fetile",
    "feturbulence",
    "style",
    "switch",
    "a",
    "animate",
    "animatetransform",
    "animatemotion",
    "mpath",
    "view",
    "solidcolor",
    "hatch",
];

/// Elements whose loss is worth a word; editors' notes (`metadata`, `sodipodi:namedview` …) go in silence.
const DANGEROUS: [&str; 9] =
    ["script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "set", "audio"];

/// Deepest nesting that is copied.
const DEPTH_LIMIT: usize = 200;

/// Copies the safe parts.
///
/// # Errors
/// What is wrong with the file, in Chinese, when it is no well-formed SVG or uses entities of its own.
pub fn sanitize(bytes: &[u8]) -> Result<SafeSvg, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "不是 UTF-8 编码的文本".to_owned())?;
    // XML 1.0, production [2]: such a file is no XML, and browsers show an error in its place.
    if text
        .chars()
        .any(|c| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'))
    {
        return Err("里面有不能用的控制字符，文件可能已损坏".to_owned());
    }
    let mut cleaner = Cleaner { rest: text.trim_start_matches('\u{feff}'), ..Cleaner::default() };
    cleaner.run()?;
    // A broken entity, an attribute twice, a prefix that nobody declared: of such a file browsers show nothing.
    if usvg::roxmltree::Document::parse(&cleaner.out).is_err() {
        return Err("不是合格的 XML，浏览器不会显示它".to_owned());
    }
    cleaner.removed.sort();
    cleaner.removed.dedup();
    Ok(SafeSvg { text: cleaner.out, size: cleaner.size, removed: cleaner.removed })
}

#[derive(Default)]
struct Cleaner<'a> {
    rest: &'a str,
    out: String,
    /// Open elements: the name, and whether it was copied.
    open: Vec<(&'a str, bool)>,
    /// How many of the open elements are left out together with what they hold.
    dropped: usize,
    seen_root: bool,
    size: Option<(f64, f64)>,
    removed: Vec<String>,
    style: String,
}

struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    closed: bool,
}

impl<'a> Cleaner<'a> {
    fn run(&mut self) -> Result<(), String> {
        while !self.rest.is_empty() {
            let Some(at) = self.rest.find('<') else {
                self.text(self.rest)?;
                break;
            };
            let (text, rest) = self.rest.split_at(at);
            self.text(text)?;
            self.rest = rest;
            self.markup()?;
        }
        if !self.seen_root || !self.open.is_empty() {
            return Err("标签没有成对，文件可能不完整".to_owned());
        }
        self.out.push('\n');
        Ok(())
    }

    fn markup(&mut self) -> Result<(), String> {
        if let Some(after) = self.rest.strip_prefix("<!--") {
            self.rest = skip_past(after, "-->")?;
        } else if let Some(after) = self.rest.strip_prefix("<![CDATA[") {
            let end = after.find("]]>").ok_or("CDATA 没有结束")?;
            let (text, rest) = after.split_at(end);
            self.rest = rest.strip_prefix("]]>").unwrap_or(rest);
            self.raw_text(text);
        } else if let Some(after) = self.rest.strip_prefix("<?") {
            self.rest = skip_past(after, "?>")?;
        } else if let Some(after) = self.rest.strip_prefix("<!") {
            let simple = after.find('>').unwrap_or(usize::MAX);
            let subset = after.find('[').unwrap_or(usize::MAX);
            self.rest = if subset < simple { skip_past(skip_past(after, "]")?, ">")? } else { skip_past(after, ">")? };
        } else if let Some(after) = self.rest.strip_prefix("</") {
            let end = after.find('>').ok_or("标签没有结束")?;
            let (name, rest) = after.split_at(end);
            self.rest = rest.strip_prefix('>').unwrap_or(rest);
            self.close(name.trim())?;
        } else {
            let tag = self.tag()?;
            self.open(&tag)?;
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        // Only the five entities of XML and character numbers; others need a DTD, which is not copied.
        for piece in text.split('&').skip(1) {
            let known = ["amp;", "lt;", "gt;", "quot;", "apos;", "#"].iter().any(|k| piece.starts_with(k));
            if !known {
                return Err("用了自定义的实体（&名称;），请在绘图软件里另存为“普通 SVG”".to_owned());
            }
        }
        if self.dropped == 0 {
            match self.open.last() {
                Some(("style", true)) => self.style.push_str(text),
                Some(_) => self.out.push_str(text),
                None => {}
            }
        }
        Ok(())
    }

    fn raw_text(&mut self, text: &str) {
        if self.dropped == 0 {
            let escaped = super::text::escaped(text);
            match self.open.last() {
                Some(("style", true)) => self.style.push_str(&escaped),
                Some(_) => self.out.push_str(&escaped),
                None => {}
            }
        }
    }

    fn tag(&mut self) -> Result<Tag<'a>, String> {
        let body = self.rest.strip_prefix('<').unwrap_or(self.rest);
        let end = body.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).ok_or("标签没有结束")?;
        let (name, mut rest) = body.split_at(end);
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, ':' | '-' | '_' | '.')) {
            return Err(format!("标签名不对：<{}", super::text::clipped(name, 20)));
        }
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix("/>") {
                self.rest = after;
                return Ok(Tag { name, attributes, closed: true });
            }
            if let Some(after) = rest.strip_prefix('>') {
                self.rest = after;
                return Ok(Tag { name, attributes, closed: false });
            }
            let (attribute, after) = attribute(rest)?;
            attributes.push(attribute);
            rest = after;
        }
    }

    fn open(&mut self, tag: &Tag<'a>) -> Result<(), String> {
        let local = tag.name.rsplit_once(':').map_or(tag.name, |(_, l)| l).to_ascii_lowercase();
        let name = tag.name.strip_prefix("svg:").unwrap_or(tag.name);
        if self.open.is_empty() {
            if self.seen_root || local != "svg" {
                return Err("最外层不是 <svg>".to_owned());
            }
            self.seen_root = true;
            self.size = size_of(&tag.attributes);
        }
        if self.open.len() >= DEPTH_LIMIT {
            return Err("嵌套得太深".to_owned());
        }
        let keep = self.dropped == 0 && !name.contains(':') && ELEMENTS.contains(&local.as_str());
        if !keep && DANGEROUS.contains(&local.as_str()) {
            self.removed.push(format!("<{local}>"));
        }
        // A link's drawing stays, the link goes; style is written when it is known to be harmless.
        let write = keep && local != "a" && local != "style";
        if write {
            self.write_tag(name, &local, tag);
        }
        if !tag.closed {
            self.open.push((if local == "style" { "style" } else { tag.name }, keep));
            self.dropped += usize::from(!keep);
        }
        Ok(())
    }

    fn write_tag(&mut self, name: &str, local: &str, tag: &Tag<'a>) {
        self.out.push('<');
        self.out.push_str(name);
        let (mut has_namespace, mut has_links) = (false, false);
        for (key, value) in &tag.attributes {
            if self.attribute_is_safe(local, key, value) {
                has_namespace |= *key == "xmlns";
                has_links |= *key == "xmlns:xlink";
                self.out.push_str(&format!(" {key}=\"{}\"", value.replace('"', "&quot;").replace('<', "&lt;")));
            }
        }
        let root = local == "svg" && self.open.is_empty();
        if root && !has_namespace {
            self.out.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
        }
        // Drawings cut out of a web page do without: HTML needs no declaration.
        if root && !has_links && self.rest.contains("xlink:") {
            self.out.push_str(" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
        }
        self.out.push_str(if tag.closed { "/>" } else { ">" });
    }

    fn attribute_is_safe(&mut self, element: &str, key: &str, value: &str) -> bool {
        let lower = key.to_ascii_lowercase();
        if lower.starts_with("on") {
            self.removed.push(lower);
            return false;
        }
        if lower == "xmlns" || lower == "xmlns:xlink" {
            return value.starts_with("http://www.w3.org/");
        }
        if lower == "href" || lower == "xlink:href" {
            // What a browser leaves out before an address (URL Standard: C0 control or space), and no more: U+3000 is a path.
            let inside = value.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('#');
            let picture = element == "image" && is_embedded_picture(value);
            if !inside && !picture {
                self.removed.push(lower);
            }
            return inside || picture;
        }
        // Other namespaces are editors' notes.
        if lower.contains(':') {
            return lower == "xml:space" || lower == "xml:lang";
        }
        // An animation could turn a harmless address into another.
        if element.starts_with("animate") && lower == "attributename" {
            return !value.to_ascii_lowercase().contains("href");
        }
        if !css_is_safe(value) {
            self.removed.push(lower);
            return false;
        }
        true
    }

    fn close(&mut self, name: &str) -> Result<(), String> {
        let Some((open, keep)) = self.open.pop() else { return Err("多了一个结束标签".to_owned()) };
        let local = name.rsplit_once(':').map_or(name, |(_, l)| l);
        if open != name && !(open == "style" && local.eq_ignore_ascii_case("style")) {
            return Err(format!("标签没有成对：<{open}> 和 </{}>", super::text::clipped(name, 20)));
        }
        if !keep {
            self.dropped = self.dropped.saturating_sub(1);
            return Ok(());
        }
        if open == "style" {
            let style = std::mem::take(&mut self.style);
            if css_is_safe(&style) {
                self.out.push_str(&format!("<style>{style}</style>"));
            } else {
                self.removed.push("<style>".to_owned());
            }
        } else if !open.eq_ignore_ascii_case("a") {
            self.out.push_str(&format!("</{}>", name.strip_prefix("svg:").unwrap_or(name)));
        }
        Ok(())
    }
}

fn skip_past<'t>(text: &'t str, end: &str) -> Result<&'t str, String> {
    text.split_once(end).map(|(_, rest)| rest).ok_or_else(|| "注释或声明没有结束".to_owned())
}

fn attribute(text: &str) -> Result<((&str, &str), &str), String> {
    let (key, after) = text.split_once('=').ok_or("属性没有值")?;
    let key = key.trim_end();
    if key.is_empty() || !key.chars().all(|c| c.is_alphanumeric() || matches!(c, ':' | '-' | '_' | '.')) {
        return Err(format!("属性名不对：{}", super::text::clipped(key, 20)));
    }
    let after = after.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or("属性的值没有引号")?;
    let inner = after.strip_prefix(quote).unwrap_or(after);
    let (value, rest) = inner.split_once(quote).ok_or("属性的引号没有成对")?;
    for piece in value.split('&').skip(1) {
        if !["amp;", "lt;", "gt;", "quot;", "apos;", "#"].iter().any(|k| piece.starts_with(k)) {
            return Err("用了自定义的实体（&名称;），请在绘图软件里另存为“普通 SVG”".to_owned());
        }
    }
    Ok(((key, value), rest))
}

fn is_embedded_picture(value: &str) -> bool {
    let value = value.trim_start().to_ascii_lowercase();
    ["data:image/png;", "data:image/jpeg;", "data:image/jpg;", "data:image/webp;", "data:image/gif;"]
        .iter()
        .any(|p| value.starts_with(p))
}

/// Whether a value or a style sheet fetches nothing: every `url(` points inside, no `@import`, no escapes that could hide either.
fn css_is_safe(css: &str) -> bool {
    let plain: String =
        css.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>().to_ascii_lowercase();
    if plain.contains('\\')
        || plain.contains("@import")
        || plain.contains("javascript:")
        || plain.contains("expression(")
        || plain.contains("-moz-binding")
        || plain.contains("behavior:")
    {
        return false;
    }
    // A character number could spell any of these.
    if plain.contains("&#") && plain.contains('(') {
        return false;
    }
    plain.split("url(").skip(1).all(|u| {
        let u = u.trim_start_matches(['"', '\'']).trim_start_matches("&quot;").trim_start_matches("&apos;");
        u.starts_with('#') || is_embedded_picture(u)
    })
}

fn size_of(attributes: &[(&str, &str)]) -> Option<(f64, f64)> {
    let find = |name: &str| attributes.iter().find(|(k, _)| *k == name).map(|(_, v)| *v);
    let given = find("width").and_then(pixels).zip(find("height").and_then(pixels));
    let boxed = || {
        let mut numbers = find("viewBox")?.split([' ', ',', '\n', '\t']).filter(|n| !n.is_empty()).skip(2);
        let (width, height) = (numbers.next()?.parse::<f64>().ok()?, numbers.next()?.parse::<f64>().ok()?);
        Some((width, height))
    };
    given.or_else(boxed).filter(|(w, h)| w.is_finite() && h.is_finite() && *w > 0.0 && *h > 0.0)
}

/// A length in CSS pixels (CSS Values 4 §6.2); percentages say nothing here.
fn pixels(length: &str) -> Option<f64> {
    let length = length.trim();
    let end = length.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '+' | '-'))).unwrap_or(length.len());
    let number: f64 = length.get(..end)?.parse().ok()?;
    let factor = match length.get(end..)?.trim() {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "mm" => 96.0 / 25.4,
        "cm" => 96.0 / 2.54,
        "in" => 96.0,
        _ => return None,
    };
    Some(number * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(svg: &str) -> SafeSvg {
        sanitize(svg.as_bytes()).unwrap()
    }

    #[test]
    fn a_plain_drawing_stays_as_it_is() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\"><defs><linearGradient id=\"a\"/></defs><path fill=\"url(#a)\" d=\"M0 0h1\"/><text>一 &amp; 二</text></svg>";
        let safe = clean(svg);
        assert_eq!(safe.text.trim(), svg);
        assert_eq!((safe.size, safe.removed.len()), (Some((40.0, 20.0)), 0));
    }

    #[test]
    fn nothing_that_runs_or_fetches_is_left() {
        let safe = clean(concat!(
            "<?xml version=\"1.0\"?><?xml-stylesheet href=\"http://x/\"?><!DOCTYPE svg [ <!ELEMENT svg ANY> ]>",
            "<svg width='10mm' height='20' onload='a()' xmlns:sodipodi='urn:x'><script>alert(1)</script>",
            "<a xlink:href='javascript:x'><circle r='1' ONCLICK=\"b\" sodipodi:role='z'/></a><image href='https://x/y.png'/>",
            "<foreignObject><iframe src='x'><b>hi</b></iframe></foreignObject><style>@import 'x';</style>",
            "<path stroke-linecap='-moz-bindinground' style='behavior:url(#x)'/>",
            "<rect style='fill:url(https://x)' fill='u\\72l(//x)'/><use href='#a'/><use href='\u{3000}#b'/><animate attributeName='href' to='x'/>",
            "<style><![CDATA[.a{fill:red}]]></style></svg>"
        ));
        for word in [
            "script",
            "alert",
            "onload",
            "ONCLICK",
            "javascript",
            "https:",
            "iframe",
            "hi",
            "@import",
            "-moz-binding",
            "behavior",
            "#b",
            "sodipodi:",
            "\\",
        ] {
            assert!(!safe.text.contains(word), "{word} in {}", safe.text);
        }
        assert!(safe.text.contains("<circle r=\"1\"/>") && safe.text.contains("<use href=\"#a\"/>"), "{}", safe.text);
        assert!(safe.text.contains("<style>.a{fill:red}</style>"));
        assert!(safe.removed.contains(&"<script>".to_owned()) && safe.removed.contains(&"onload".to_owned()));
        assert_eq!(safe.size.map(|(w, h)| (w.round(), h)), Some((38.0, 20.0)));
    }

    #[test]
    fn what_was_cut_out_of_a_page_is_a_file_again() {
        let safe = clean("<svg xmlns='urn:x'><g id='a'/><use xlink:href='#a'/></svg>");
        let root = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">";
        assert_eq!(safe.text.trim(), format!("{root}<g id=\"a\"/><use xlink:href=\"#a\"/></svg>"));
    }

    #[test]
    fn broken_files_are_refused() {
        for broken in [
            "",
            "<svg>",
            "<p/>",
            "<svg>\u{0}</svg>",
            "<svg a='\u{1f}'/>",
            "<svg><g></svg>",
            "<svg a=b/>",
            "<svg>&x;</svg>",
            "<svg/><svg/>",
            "<svg",
            "</svg>",
            "<svg fill='&#ff'/>",
            "<svg fill='a' fill='b'/>",
            "<svg><text>&#0;</text></svg>",
            "<svg><text>]]></text></svg>",
        ] {
            assert!(sanitize(broken.as_bytes()).is_err(), "{broken}");
        }
        assert!(sanitize("<svg>".repeat(100_000).as_bytes()).is_err());
    }
}
