//! Where the pictures of shared links lie: `share/articles/<slug>-wide.png`, 1200 × 630, and `…-square.png`, 500 × 500.

/// Of articles.
pub const ARTICLES: &str = "articles";
/// Of boards.
pub const BOARDS: &str = "boards";

/// Width and height of the wide picture, in px.
pub const WIDE_PX: (u32, u32) = (1200, 630);

/// The path of the wide picture below the site; `kind` is [`ARTICLES`] or [`BOARDS`].
pub fn wide(kind: &str, name: &str) -> String {
    format!("share/{kind}/{name}-wide.png")
}

/// The path of the square one.
pub fn square(kind: &str, name: &str) -> String {
    format!("share/{kind}/{name}-square.png")
}
