//! Pictures: made safe, measured, and given names that hold a hash of what is in them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::Arc;

use image::ImageDecoder;
use image::metadata::Orientation;
use rayon::prelude::*;
use serde::Serialize;

use super::routes::{encode_path, segment};
use super::{assets, svg};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::output::Artifact;
use crate::world::World;

/// A picture of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// Address from the site's root: `/pictures/lungs.1a2b3c4d.svg`.
    pub url: String,
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// Whether it is an SVG drawing.
    pub vector: bool,
}

/// All pictures by the path of their file.
#[derive(Debug, Default)]
pub struct Pictures {
    found: BTreeMap<String, Picture>,
}

impl Pictures {
    /// The picture of a file.
    pub fn get(&self, path: &str) -> Option<&Picture> {
        self.found.get(path)
    }
}

/// Over this, a picture is slow on a phone outdoors.
const HEAVY_BYTES: usize = 2_000_000;

/// A file made ready, or what is wrong with it.
type Prepared = (Option<(Picture, Arc<Artifact>)>, Diagnostics);

/// Pictures of an earlier plan by path. Whoever keeps them forgets them when a picture's file may have changed.
#[derive(Debug, Default)]
pub struct Cache(BTreeMap<String, Arc<Prepared>>);

/// Collects every picture that the site shows.
pub fn collect(
    world: &dyn World,
    paths: BTreeSet<&String>,
    cache: &mut Cache,
) -> (Pictures, Vec<Arc<Artifact>>, Diagnostics) {
    let old = std::mem::take(&mut cache.0);
    // In order, whatever the threads do: rayon's collect keeps positions.
    let paths: Vec<&String> = paths.into_iter().collect();
    let read: Vec<Arc<Prepared>> =
        paths.par_iter().map(|p| old.get(*p).map_or_else(|| Arc::new(prepare(world, p)), Arc::clone)).collect();
    let (mut pictures, mut artifacts, mut diagnostics) = (Pictures::default(), BTreeMap::new(), Diagnostics::new());
    for (path, prepared) in paths.into_iter().zip(read) {
        let (picture, problems) = &*prepared;
        diagnostics.extend(problems.iter().cloned());
        if let Some((picture, artifact)) = picture {
            pictures.found.insert(path.clone(), picture.clone());
            artifacts.insert(artifact.path.clone(), Arc::clone(artifact));
        }
        cache.0.insert(path.clone(), prepared);
    }
    (pictures, artifacts.into_values().collect(), diagnostics)
}

fn prepare(world: &dyn World, path: &str) -> Prepared {
    let mut diagnostics = Diagnostics::new();
    let Some(bytes) = assets::read(world, path, &mut diagnostics) else { return (None, diagnostics) };
    let extension = path.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let (bytes, size, vector) = if extension == "svg" {
        match safe_svg(&bytes, path, &mut diagnostics) {
            Some((text, size)) => (text.into_bytes(), size, true),
            None => return (None, diagnostics),
        }
    } else {
        match raster_size(&bytes) {
            Ok(size) => (bytes.to_vec(), size, false),
            Err(why) => {
                diagnostics.push(
                    Diagnostic::error("picture-unreadable", format!("这张图片打不开：{why}"))
                        .with_span(Span::file(path))
                        .with_help("请用画图或看图软件另存为 PNG 或 JPG，再放回来"),
                );
                return (None, diagnostics);
            }
        }
    };
    if bytes.len() > HEAVY_BYTES {
        diagnostics.push(
            Diagnostic::warning(
                "picture-heavy",
                format!("图片有 {}，手机上打开会很慢", super::text::file_size(bytes.len() as u64)),
            )
            .with_span(Span::file(path))
            .with_help("网页用图宽 1600 像素就够；印板报要大图时，可以另存一份小的给网页"),
        );
    }
    let stem = path.rsplit('/').next().unwrap_or(path).rsplit_once('.').map_or(path, |(s, _)| s);
    let name = format!("{}.{}.{extension}", segment(stem), assets::hash8(&bytes));
    let picture = Picture { url: format!("/pictures/{}", encode_path(&name)), width: size.0, height: size.1, vector };
    (Some((picture, Arc::new(Artifact::new(format!("site/pictures/{name}"), bytes)))), diagnostics)
}

/// A drawing without a size is taken as square; browsers would make it 300 × 150.
const NO_SIZE: (f64, f64) = (600.0, 600.0);

fn safe_svg(bytes: &[u8], path: &str, diagnostics: &mut Diagnostics) -> Option<(String, (u32, u32))> {
    match svg::sanitize(bytes) {
        Ok(safe) => {
            if !safe.removed.is_empty() {
                diagnostics.push(
                    Diagnostic::warning(
                        "svg-unsafe-parts",
                        format!("图里有脚本或外部引用，没有放进网页：{}", safe.removed.join("、")),
                    )
                    .with_span(Span::file(path))
                    .with_help("在绘图软件里另存为“普通 SVG”，外部图片请嵌入文件"),
                );
            }
            let (width, height) = safe.size.unwrap_or(NO_SIZE);
            Some((safe.text, (width.round().clamp(1.0, 1e5) as u32, height.round().clamp(1.0, 1e5) as u32)))
        }
        Err(why) => {
            diagnostics.push(
                Diagnostic::error("svg-unreadable", format!("这张 SVG 图不能用：{why}"))
                    .with_span(Span::file(path))
                    .with_help("在绘图软件里重新导出一次，或者换成 PNG"),
            );
            None
        }
    }
}

/// Width and height as shown: phones store a picture lying down and note how to turn it (EXIF orientation).
fn raster_size(bytes: &[u8]) -> Result<(u32, u32), String> {
    let reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| e.to_string())?;
    let mut decoder = reader.into_decoder().map_err(|e| e.to_string())?;
    let (width, height) = decoder.dimensions();
    let turned = matches!(
        decoder.orientation(),
        Ok(Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH)
    );
    Ok(if turned { (height, width) } else { (width, height) })
}
