//! Writing HTML: every text is escaped here, every tag is closed here.

/// Text as HTML, for content and for attribute values in double quotes. Control characters other than tab and line end go
/// away: they are not allowed in HTML and hide things from a reader.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(c),
            c if c.is_control() => {}
            // Overrides of the writing direction can make a text read otherwise than it is written.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c => out.push(c),
        }
    }
    out
}

/// An element with a style and content that is HTML already.
pub(super) fn element(tag: &str, style: &str, inner: &str) -> String {
    if style.is_empty() {
        format!("<{tag}>{inner}</{tag}>")
    } else {
        format!("<{tag} style=\"{style}\">{inner}</{tag}>")
    }
}

/// The editor's own kind of box: `<section>` is what it keeps best.
pub(super) fn section(style: &str, inner: &str) -> String {
    element("section", style, inner)
}

/// A run of text with a style.
pub(super) fn span(style: &str, inner: &str) -> String {
    element("span", style, inner)
}

/// A paragraph.
pub(super) fn p(style: &str, inner: &str) -> String {
    element("p", style, inner)
}

/// A small line icon on a 24-grid.
pub(super) fn icon(paths: &[&str], colour: &str, size: u32) -> String {
    let body: String = paths.iter().map(|d| format!("<path d=\"{d}\"></path>")).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" width=\"{size}\" height=\"{size}\" fill=\"none\" stroke=\"{colour}\" \
         stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\" \
         style=\"display:inline-block;vertical-align:-3px;margin-right:6px;\">{body}</svg>"
    )
}
