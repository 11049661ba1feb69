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
mod x4;

use std::sync::Arc;

pub use x4::X4;

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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PdfOptions {
    /// Crop marks.
    pub marks: Marks,
    /// As PDF/X-4 for this condition; plain PDF 1.7 when not given.
    pub standard: Option<Arc<X4>>,
}

/// The whole scene as a PDF file. Same scene and options, same bytes.
///
/// Colours are DeviceCMYK (pictures keep their own space), total ink at most 299 %. With [`PdfOptions::standard`] it is
/// PDF 1.6 and claims to be PDF/X-4.
///
/// Errors: a face that cannot be subset, a picture that cannot be read.
pub fn pdf(scene: &Scene, options: &PdfOptions) -> Result<Vec<u8>, Diagnostic> {
    let fonts = font::Fonts::collect(&[scene])?;
    body(scene, fonts, options)?.finish(scene)
}

fn body(scene: &Scene, fonts: font::Fonts, options: &PdfOptions) -> Result<finish::Body, Diagnostic> {
    let boxes = scene.sheets.iter().map(|s| content::boxes(s.size, options.marks)).collect();
    let mut body = finish::Body::new(scene, boxes, options);
    body.put(scene, fonts, content::Layer::Body)?;
    Ok(body)
}

/// The part that the copies of a board share, walked and compressed once.
pub struct Template {
    body: finish::Body,
    fonts: font::Fonts,
}

impl Template {
    /// The shared part. `usual` is a layer such as will come: its glyphs are subset with the shared ones, so that the
    /// copies need few of their own.
    ///
    /// Errors: as [`pdf`].
    pub fn new(shared: &Scene, usual: &Scene, options: &PdfOptions) -> Result<Template, Diagnostic> {
        let fonts = font::Fonts::collect(&[shared, usual])?;
        Ok(Template { body: body(shared, fonts.clone(), options)?, fonts })
    }

    /// A copy: `words` painted over the shared sheets. It has the shared scene's faces and pictures, more pictures
    /// perhaps, and everything that a scene holds beside its sheets.
    ///
    /// Errors: as [`pdf`].
    pub fn copy(&self, mut words: Scene) -> Result<Vec<u8>, Diagnostic> {
        let fonts = self.fonts.extended(&mut words)?;
        let mut body = self.body.clone();
        body.put(&words, fonts, content::Layer::Words)?;
        body.finish(&words)
    }
}
