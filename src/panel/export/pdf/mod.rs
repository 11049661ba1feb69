//! The print shop's file: one page per sheet, DeviceCMYK, faces embedded, text that can be copied, a structure tree.
//!
//! printpdf writes the pages; fonts, pictures, shadings and everything a print shop or a screen reader asks of the
//! document around them are our own objects, added to what printpdf hands out before it is saved.
//!
//! ```text
//! Scene ─ font ─►    subsets, widths, texts of glyphs
//!       ─ content ─► operators of pages and forms, and what they need: resources, structure
//!       ─ finish ─►  objects, boxes, metadata, bookmarks, links ─► bytes
//! ```

mod content;
mod finish;
mod font;
mod metadata;
mod picture;
mod resources;
mod shading;
mod structure;
mod text;

use crate::diagnostic::Diagnostic;
use crate::panel::scene::Scene;

/// What is drawn beyond the bleed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Marks {
    /// Nothing: the paper is the bleed.
    #[default]
    None,
    /// Lines that show where to cut, on paper 7 mm larger on every side.
    Crop,
}

/// How the file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PdfOptions {
    /// Crop marks.
    pub marks: Marks,
}

/// The whole scene as a PDF 1.7 file. Same scene and options, same bytes.
///
/// Colours are DeviceCMYK (pictures keep their own space), total ink at most 299 %. No PDF/X is claimed.
///
/// Errors: a face that cannot be subset, a picture that cannot be read.
pub fn pdf(scene: &Scene, options: &PdfOptions) -> Result<Vec<u8>, Diagnostic> {
    let fonts = font::Fonts::collect(scene)?;
    let mut job = content::Job::new(scene, fonts);
    let pages: Vec<content::PageContent> =
        (0..scene.sheets.len()).filter_map(|number| content::page(&mut job, number, *options)).collect();
    finish::finish(job, pages)
}
