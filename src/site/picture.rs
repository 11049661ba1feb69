//! Pictures: made safe, measured, and given names that hold a hash of what is in them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::raster::{self, Rendition};
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
    /// The same picture in other widths, from narrow to wide; empty where one file is enough.
    pub srcset: Vec<PictureSource>,
    /// Whether the files of `srcset` are WebP, beside a PNG for what cannot show it.
    pub webp: bool,
}

/// A picture's file in one width.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PictureSource {
    /// Address from the site's root.
    pub url: String,
    /// Its width in pixels.
    pub width: u32,
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
type Prepared = (Option<(Picture, Vec<Arc<Artifact>>)>, Diagnostics);

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
    let one = |p: &&String| old.get(*p).map_or_else(|| Arc::new(prepare(world, p)), Arc::clone);
    // A preview has them all but one or two, and must not wait until the threads are free.
    let fresh = paths.iter().filter(|p| !old.contains_key(**p)).count();
    let read: Vec<Arc<Prepared>> =
        if fresh < 3 { paths.iter().map(one).collect() } else { paths.par_iter().map(one).collect() };
    let (mut pictures, mut artifacts, mut diagnostics) = (Pictures::default(), BTreeMap::new(), Diagnostics::new());
    for (path, prepared) in paths.into_iter().zip(read) {
        let (picture, problems) = &*prepared;
        diagnostics.extend(problems.iter().cloned());
        if let Some((picture, files)) = picture {
            pictures.found.insert(path.clone(), picture.clone());
            artifacts.extend(files.iter().map(|f| (f.path.clone(), Arc::clone(f))));
        }
        cache.0.insert(path.clone(), prepared);
    }
    (pictures, artifacts.into_values().collect(), diagnostics)
}

fn prepare(world: &dyn World, path: &str) -> Prepared {
    let mut diagnostics = Diagnostics::new();
    let Some(bytes) = assets::read(world, path, &mut diagnostics) else { return (None, diagnostics) };
    let extension = path.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let vector = extension == "svg";
    let (main, others) = if vector {
        match safe_svg(&bytes, path, &mut diagnostics) {
            Some((text, (width, height))) => {
                (Rendition { bytes: text.into_bytes(), extension: "svg", width, height }, Vec::new())
            }
            None => return (None, diagnostics),
        }
    } else {
        match raster::prepare(&bytes) {
            Ok(raster) => (raster.main, raster.others),
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
    if main.bytes.len() > HEAVY_BYTES {
        diagnostics.push(
            Diagnostic::warning(
                "picture-heavy",
                format!("图片有 {}，手机上打开会很慢", super::text::file_size(main.bytes.len() as u64)),
            )
            .with_span(Span::file(path))
            .with_help("网页用图宽 1600 像素就够；印板报要大图时，可以另存一份小的给网页"),
        );
    }
    let stem = path.rsplit('/').next().unwrap_or(path).rsplit_once('.').map_or(path, |(s, _)| s);
    let mut files = Files { stem: segment(stem), made: Vec::new() };
    let (width, height) = (main.width, main.height);
    let webp = others.iter().any(|o| o.extension == "webp");
    let url = files.add(main);
    let srcset = others.into_iter().map(|o| PictureSource { width: o.width, url: files.add(o) }).collect();
    (Some((Picture { url, width, height, vector, srcset, webp }, files.made)), diagnostics)
}

/// The files of one picture.
struct Files {
    stem: String,
    made: Vec<Arc<Artifact>>,
}

impl Files {
    /// Names a file after what is in it and gives its address.
    fn add(&mut self, file: Rendition) -> String {
        let name = format!("{}.{}.{}", self.stem, assets::hash8(&file.bytes), file.extension);
        self.made.push(Arc::new(Artifact::new(format!("site/pictures/{name}"), file.bytes)));
        format!("/pictures/{}", encode_path(&name))
    }
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
