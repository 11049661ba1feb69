//! Pictures as people bring them: known by their content, never by their name, and measured without being decoded.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use image::{ImageDecoder as _, ImageReader, metadata::Orientation};

use crate::diagnostic::{Diagnostic, Span};
use crate::panel::art::{Art, parse_svg};
use crate::panel::scene::{Color, ImageData, ImageFormat};
use crate::unit::Pt;

/// The most pixels a picture may have: more than any camera makes, less than a decompression bomb claims.
pub const MAX_PIXELS: u64 = 100_000_000;

/// A picture that can be placed on a sheet.
#[derive(Debug, Clone)]
pub enum Picture {
    /// Pixels.
    Pixels(ImageData),
    /// Shapes.
    Art(Art),
}

impl Picture {
    /// Width and height as it is seen, in pixels or in the art's own units: only their ratio means anything for art.
    pub fn size(&self) -> (f64, f64) {
        match self {
            Picture::Pixels(image) => (f64::from(image.width), f64::from(image.height)),
            Picture::Art(art) => (art.width, art.height),
        }
    }
}

/// What a file seems to be, by its first bytes.
enum Kind {
    Pixels(ImageFormat),
    Svg,
    /// Known, but not taken: its usual name.
    Foreign(&'static str),
    Unknown,
}

fn sniff(bytes: &[u8]) -> Kind {
    let at = |offset: usize, magic: &[u8]| bytes.get(offset..offset + magic.len()) == Some(magic);
    if at(0, b"\xff\xd8\xff") {
        Kind::Pixels(ImageFormat::Jpeg)
    } else if at(0, b"\x89PNG\r\n\x1a\n") {
        Kind::Pixels(ImageFormat::Png)
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        Kind::Pixels(ImageFormat::WebP)
    } else if at(0, b"GIF87a") || at(0, b"GIF89a") {
        Kind::Pixels(ImageFormat::Gif)
    } else if at(4, b"ftyp") {
        Kind::Foreign("HEIC/AVIF")
    } else if at(0, b"BM") {
        Kind::Foreign("BMP")
    } else if at(0, b"II*\0") || at(0, b"MM\0*") {
        Kind::Foreign("TIFF")
    } else if at(0, b"%PDF") {
        Kind::Foreign("PDF")
    } else if at(0, b"8BPS") {
        Kind::Foreign("Photoshop（PSD）")
    } else if at(0, b"\x1f\x8b") {
        Kind::Foreign("压缩的 SVG（svgz）")
    } else if looks_like_svg(bytes) {
        Kind::Svg
    } else {
        Kind::Unknown
    }
}

/// An `<svg` within the first kilobytes, after whatever prologue a drawing program writes.
fn looks_like_svg(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(8192)).unwrap_or_default();
    let first = head.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf));
    first == Some(&b'<') && (head.windows(4).any(|w| w == b"<svg") || head.windows(5).any(|w| w == b":svg "))
}

/// Takes a picture by its content. `path` is site-relative and only for messages; `recolor` is for [`parse_svg`].
///
/// Errors: an unknown or unsupported format, a broken file, more than [`MAX_PIXELS`].
pub fn load(path: &str, bytes: Arc<[u8]>, recolor: &BTreeMap<[u8; 3], Color>) -> Result<Picture, Diagnostic> {
    let whole = || Span::file(path);
    match sniff(&bytes) {
        Kind::Svg => parse_svg(path, &bytes, recolor).map(Picture::Art),
        Kind::Pixels(format) => pixels(path, bytes, format).map(Picture::Pixels),
        Kind::Foreign(name) => {
            Err(Diagnostic::error("image-format", format!("图片“{path}”是 {name} 格式，不能用在版面上"))
                .with_span(whole())
                .with_help("用看图软件打开它，另存为 JPEG（照片）或 PNG（图标、截图）"))
        }
        Kind::Unknown if bytes.is_empty() => Err(Diagnostic::error("image-empty", format!("图片“{path}”是空文件"))
            .with_span(whole())
            .with_help("可能没有复制完整，请重新复制一次")),
        Kind::Unknown => Err(Diagnostic::error("image-format", format!("“{path}”不像是图片"))
            .with_span(whole())
            .with_help("能用的格式：JPEG、PNG、WebP、GIF、SVG。改文件名的后缀不会改变格式，请用看图软件另存")),
    }
}

fn pixels(path: &str, bytes: Arc<[u8]>, format: ImageFormat) -> Result<ImageData, Diagnostic> {
    let (width, height) = dimensions(&bytes, format).map_err(|why| {
        Diagnostic::error("image-broken", format!("图片“{path}”打不开，文件可能已损坏（{why}）"))
            .with_span(Span::file(path))
            .with_help("用看图软件打开它，另存为 JPEG 或 PNG 后再试")
    })?;
    if width == 0 || height == 0 {
        return Err(Diagnostic::error("image-empty", format!("图片“{path}”的宽或高是 0")).with_span(Span::file(path)));
    }
    let count = u64::from(width) * u64::from(height);
    if count > MAX_PIXELS {
        let megapixels = count / 1_000_000;
        let message = format!("图片“{path}”太大：{width} × {height}，约 {megapixels} 百万像素");
        return Err(Diagnostic::error("image-too-large", message)
            .with_span(Span::file(path))
            .with_help("最多 1 亿像素；A1 整幅按 150 dpi 只要 3500 × 5000 像素，请用看图软件缩小后再放进来"));
    }
    Ok(ImageData { path: path.to_owned(), bytes, format, width, height })
}

/// Width and height as seen: a photo taken with the camera upright is stored lying down (EXIF orientation).
fn dimensions(bytes: &[u8], format: ImageFormat) -> Result<(u32, u32), image::ImageError> {
    let format = match format {
        ImageFormat::Jpeg => image::ImageFormat::Jpeg,
        ImageFormat::Png => image::ImageFormat::Png,
        ImageFormat::WebP => image::ImageFormat::WebP,
        ImageFormat::Gif => image::ImageFormat::Gif,
    };
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder()?;
    let (width, height) = decoder.dimensions();
    let lying = matches!(
        decoder.orientation().unwrap_or(Orientation::NoTransforms),
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    );
    Ok(if lying { (height, width) } else { (width, height) })
}

/// Dots per inch of `pixels` printed over a length.
pub fn dpi(pixels: u32, over: Pt) -> f64 {
    if over.0 > 0.0 { f64::from(pixels) * 72.0 / over.0 } else { f64::INFINITY }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(width, height).write_to(&mut out, image::ImageFormat::Png).unwrap();
        out.into_inner()
    }

    fn jpeg_with_orientation(value: u8) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(8, 4).write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
        let plain = out.into_inner();
        let mut exif = b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend_from_slice(&[value, 0, 0, 0, 0, 0, 0]);
        [&plain[..2], &exif, &plain[2..]].concat()
    }

    fn try_load(bytes: Vec<u8>) -> Result<Picture, Diagnostic> {
        load("a.jpg", Arc::from(bytes), &BTreeMap::new())
    }

    #[test]
    fn content_counts_not_the_name() {
        let Picture::Pixels(image) = try_load(png(30, 20)).unwrap() else { panic!("pixels") };
        assert_eq!((image.format, image.width, image.height), (ImageFormat::Png, 30, 20));
        let svg = b"\xef\xbb\xbf<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' width='3' height='4'/>";
        let Picture::Art(art) = try_load(svg.to_vec()).unwrap() else { panic!("art") };
        assert_eq!((art.width, art.height), (3.0, 4.0));
    }

    #[test]
    fn the_cameras_orientation_is_respected() {
        let size = |v| try_load(jpeg_with_orientation(v)).unwrap().size();
        assert_eq!(size(1), (8.0, 4.0));
        assert_eq!(size(6), (4.0, 8.0));
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_decoded() {
        let mut bytes = png(1, 1);
        // IHDR: width and height, then its checksum.
        bytes[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
        let crc = crc32(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&crc.to_be_bytes());
        let e = try_load(bytes).unwrap_err();
        assert_eq!(e.code, "image-too-large");
        assert!(e.message.contains("65535 × 65535"), "{}", e.message);
        assert!(e.help.is_some());
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |crc, b| {
            (0..8).fold(crc ^ u32::from(*b), |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 })
        })
    }

    #[test]
    fn broken_and_foreign_files_are_told_apart() {
        let code = |b: &[u8]| try_load(b.to_vec()).unwrap_err().code;
        assert_eq!(code(b""), "image-empty");
        assert_eq!(code(b"hello"), "image-format");
        assert_eq!(code(b"\0\0\0\x18ftypheic"), "image-format");
        assert_eq!(code(b"\xff\xd8\xff\xe0"), "image-broken");
        assert_eq!(code(b"\x89PNG\r\n\x1a\n"), "image-broken");
        assert_eq!(code(b"GIF89a"), "image-broken");
        assert_eq!(code(b"RIFF\0\0\0\0WEBP"), "image-broken");
    }

    #[test]
    fn dots_per_inch() {
        assert!((dpi(300, Pt(72.0)) - 300.0).abs() < 1e-9);
        assert_eq!(dpi(300, Pt(0.0)), f64::INFINITY);
    }
}
