//! Everything inside a card: sections ► blocks ► settings that can be measured at any width and drawn once.
//!
//! ```text
//! Article ─ section::cards ─► Card { variants: Frame { Heading, Stack of blocks } }
//!                  (classify: what an author's plain Markdown means on a board)
//! ```
//!
//! Nothing here decides where a card stands.

mod beside;
mod boxes;
mod callouts;
mod classify;
pub mod flow;
mod frame;
mod gallery;
mod items;
mod key;
mod look;
mod maker;
pub mod section;
mod spots;
mod stack;
mod table;
mod tables;
mod text;
mod tiles;
mod timeline;

use std::sync::Arc;

pub use gallery::{Gallery, Shown};
pub use look::{FaceSet, FamilyOverrides};
pub use text::Label;

use crate::panel::style::Style;

/// What the cards of one board are made with.
#[derive(Debug, Clone)]
pub struct Context {
    /// The print style.
    pub style: Arc<Style>,
    /// Its faces.
    pub faces: FaceSet,
    /// Pictures and icons.
    pub gallery: Gallery,
    /// Outer widths of cards that span 1, 2, 3 … columns of the grid, in ems of the usual body size.
    pub measures: Vec<f64>,
    /// Whether an article's title heads its first card, as on boards with several articles.
    pub article_titles: bool,
}

impl Context {
    /// The same, remembering no text that it shapes.
    pub(super) fn forgetful(&self) -> Context {
        let mut once = self.clone();
        once.faces.faces = self.faces.faces.forgetful();
        once
    }

    /// The widths of spans on a grid of so many equal columns; `width` is the grid's, in u.
    pub fn measures_of(style: &Style, columns: usize, width: f64, body: f64) -> Vec<f64> {
        let gutter = style.grid.gutter;
        let columns = columns.max(1);
        let one = (width - gutter * (columns as f64 - 1.0)) / columns as f64;
        (1..=columns).map(|n| (one * n as f64 + gutter * (n as f64 - 1.0)) / body.max(1.0)).collect()
    }
}

#[cfg(test)]
mod tests;
