//! The pixels of pictures.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageReader, metadata::Orientation};

use crate::diagnostic::{Diagnostic, Span};
use crate::panel::scene::{ImageData, ImageFormat};

/// The most memory a picture may take while it is decoded.
const MAX_DECODED_BYTES: u64 = 1 << 30;

fn format(format: ImageFormat) -> image::ImageFormat {
    match format {
        ImageFormat::Jpeg => image::ImageFormat::Jpeg,
        ImageFormat::Png => image::ImageFormat::Png,
        ImageFormat::WebP => image::ImageFormat::WebP,
        ImageFormat::Gif => image::ImageFormat::Gif,
    }
}

fn broken(data: &ImageData, why: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::error("image-broken", format!("图片“{}”打不开，文件可能已损坏（{why}）", data.path))
        .with_span(Span::file(data.path.clone()))
        .with_help("用看图软件打开它，另存为 JPEG 或 PNG 后再试")
}

/// The pixels as they are to be seen, the camera's orientation (EXIF) respected.
pub(super) fn decode(data: &ImageData) -> Result<DynamicImage, Diagnostic> {
    let mut reader = ImageReader::with_format(Cursor::new(data.bytes.as_ref()), format(data.format));
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|e| broken(data, e))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|e| broken(data, e))?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// How the stored pixels are to be turned before they are seen.
pub(super) fn orientation(data: &ImageData) -> Orientation {
    ImageReader::with_format(Cursor::new(data.bytes.as_ref()), format(data.format))
        .into_decoder()
        .and_then(|mut d| d.orientation())
        .unwrap_or(Orientation::NoTransforms)
}
