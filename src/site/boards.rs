//! Previews of boards: copied to the site, with a small picture for lists.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use image::imageops::FilterType;
use rayon::prelude::*;

use super::context::SheetItem;
use super::picture::Picture;
use super::routes::Routes;
use super::{BoardPreview, SheetPreview, assets};
use crate::output::Artifact;

/// What the site has of one board.
#[derive(Debug, Clone, Default)]
pub struct BoardFiles {
    /// The sheets, in order.
    pub sheets: Vec<SheetItem>,
    /// Address and size of the print file.
    pub pdf: Option<(String, u64)>,
}

/// Width of the small picture: twice what lists show, for dense screens.
const THUMB_WIDTH: u32 = 400;

/// Files of all boards that have a page.
pub fn collect(routes: &Routes, previews: &[BoardPreview<'_>]) -> (BTreeMap<String, BoardFiles>, Vec<Arc<Artifact>>) {
    let done: Vec<(String, BoardFiles, Vec<Artifact>)> = previews.par_iter().filter_map(|p| board(routes, p)).collect();
    let (mut boards, mut artifacts) = (BTreeMap::new(), Vec::new());
    for (id, files, written) in done {
        boards.insert(id, files);
        artifacts.extend(written.into_iter().map(Arc::new));
    }
    (boards, artifacts)
}

fn board(routes: &Routes, preview: &BoardPreview<'_>) -> Option<(String, BoardFiles, Vec<Artifact>)> {
    let route = routes.boards.get(preview.id)?;
    let dir = route.file.trim_end_matches("index.html");
    let (mut files, mut artifacts) = (BoardFiles::default(), Vec::new());
    for (index, sheet) in preview.sheets.iter().enumerate() {
        let number = index + 1;
        let mut add = |name: String, bytes: Vec<u8>, (width, height): (u32, u32)| {
            artifacts.push(Artifact::new(format!("{dir}{name}"), bytes));
            Picture {
                url: format!("{}{name}", route.url),
                width,
                height,
                vector: false,
                srcset: Vec::new(),
                webp: false,
            }
        };
        let name = format!("sheet-{number}.{}.png", assets::hash8(sheet.png));
        let picture = add(name, sheet.png.to_vec(), (sheet.width_px, sheet.height_px));
        let thumb = match thumbnail(sheet) {
            Some((bytes, size)) => add(format!("thumb-{number}.{}.png", assets::hash8(&bytes)), bytes, size),
            None => picture.clone(),
        };
        files.sheets.push(SheetItem { number, picture, thumb });
    }
    if let Some(pdf) = preview.pdf {
        // A name that a person can tell among their downloads.
        let name = dir.trim_end_matches('/').rsplit('/').next().unwrap_or("board");
        let url = format!("{}{}.pdf", route.url, super::routes::encode_path(name));
        artifacts.push(Artifact::new(format!("{dir}{name}.pdf"), pdf.to_vec()));
        files.pdf = Some((url, pdf.len() as u64));
    }
    Some((preview.id.to_owned(), files, artifacts))
}

/// The small picture; `None` when the preview is small already or cannot be read.
fn thumbnail(sheet: &SheetPreview<'_>) -> Option<(Vec<u8>, (u32, u32))> {
    if sheet.width_px <= THUMB_WIDTH {
        return None;
    }
    let picture = image::load_from_memory(sheet.png).ok()?;
    let height = (u64::from(picture.height()) * u64::from(THUMB_WIDTH)).div_ceil(u64::from(picture.width().max(1)));
    let small = picture.resize_exact(THUMB_WIDTH, u32::try_from(height).ok()?.max(1), FilterType::Lanczos3).to_rgb8();
    let size = small.dimensions();
    let mut bytes = Cursor::new(Vec::new());
    small.write_to(&mut bytes, image::ImageFormat::Png).ok()?;
    Some((bytes.into_inner(), size))
}
