//! Three plain walks over a [`Scene`]: PDF for the print shop, SVG and PNG for screens.
//!
//! Nothing here decides a position. Every walk takes the same list in the same order; what differs is the
//! ink: DeviceCMYK in the PDF, sRGB on screens.

mod bounds;
mod ink;
mod outline;
mod pdf;
mod plate;
mod png;
mod raster;
mod shade;
mod svg;

pub use pdf::{Marks, PdfOptions, Template, X4, pdf};
pub use plate::Ground;
pub use png::{pixmap, png};
pub use svg::svg;
/// The pixels of [`pixmap`]: 8-bit RGBA, premultiplied, opaque.
pub use tiny_skia::Pixmap;

use crate::diagnostic::Diagnostic;
use crate::panel::scene::{Scene, Sheet};

/// Sharp corners are cut at this ratio in every format; PDF's own default differs from SVG's.
const MITER_LIMIT: f64 = 4.0;

/// The sheet of that number.
fn sheet(scene: &Scene, number: usize) -> Result<&Sheet, Diagnostic> {
    scene.sheets.get(number).ok_or_else(|| {
        Diagnostic::error(
            "export-no-sheet",
            format!("版面只有 {} 张，没有第 {} 张", scene.sheets.len(), number.saturating_add(1)),
        )
    })
}

/// Whether an address may be written into a file that others open: nothing that runs in the reader.
fn safe_url(url: &str) -> bool {
    let lower = url.trim_start().to_ascii_lowercase();
    match lower.split_once(':') {
        Some((scheme, _)) if scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')) => {
            matches!(scheme, "http" | "https" | "mailto" | "tel")
        }
        _ => true,
    }
}

/// A number as both SVG and PDF write it: fixed point, at most `places` decimals, no trailing zeros.
fn number(out: &mut String, value: f64, places: usize) {
    use std::fmt::Write as _;
    if !value.is_finite() {
        out.push('0');
        return;
    }
    let start = out.len();
    let _ = write!(out, "{value:.places$}");
    if places > 0 {
        while out.len() > start + 1 && out.ends_with('0') {
            out.pop();
        }
        if out.ends_with('.') {
            out.pop();
        }
    }
    if out.get(start..).is_some_and(|s| s == "-0" || s.is_empty()) {
        out.truncate(start);
        out.push('0');
    }
}

/// Text for XML 1.0: marks escaped, line ends and tabs as spaces, characters that it forbids left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let n = |v, p| {
            let mut s = String::new();
            number(&mut s, v, p);
            s
        };
        assert_eq!(n(1.5, 3), "1.5");
        assert_eq!(n(100.0, 3), "100");
        assert_eq!(n(100.0, 0), "100");
        assert_eq!(n(-0.0001, 3), "0");
        assert_eq!(n(0.0, 3), "0");
        assert_eq!(n(f64::NAN, 3), "0");
        assert_eq!(n(-2.0625, 3), "-2.062");
    }

    #[test]
    fn only_plain_addresses_are_links() {
        assert!(safe_url("https://example.org/a?b=c:d"));
        assert!(safe_url("/articles/x/"));
        assert!(!safe_url(" JavaScript:alert(1)"));
        assert!(!safe_url("data:text/html,x"));
        assert!(!safe_url("file:///etc/passwd"));
    }
}
