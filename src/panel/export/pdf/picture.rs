//! Pictures: JPEG files go in as they are, others as deflated pixels.

use image::{DynamicImage, metadata::Orientation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::super::raster;
use crate::diagnostic::{Diagnostic, Span};
use crate::panel::scene::{ImageData, ImageFormat, Transform};

/// Writes a picture's objects.
pub(super) fn write(doc: &mut Document, image: &ImageData) -> Result<ObjectId, Diagnostic> {
    match image.format {
        ImageFormat::Jpeg => jpeg(doc, image),
        ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif => pixels(doc, image),
    }
}

/// How the unit square that holds the stored pixels is turned to show the picture upright, y pointing down.
pub(super) fn upright(image: &ImageData) -> Transform {
    // Pixels other than JPEG's are stored upright.
    match image.format {
        ImageFormat::Jpeg => turned(raster::orientation(image)),
        ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif => Transform::IDENTITY,
    }
}

fn turned(orientation: Orientation) -> Transform {
    let t = |a, b, c, d, e, f| Transform { a, b, c, d, e, f };
    match orientation {
        Orientation::NoTransforms => Transform::IDENTITY,
        Orientation::Rotate90 => t(0.0, 1.0, -1.0, 0.0, 1.0, 0.0),
        Orientation::Rotate180 => t(-1.0, 0.0, 0.0, -1.0, 1.0, 1.0),
        Orientation::Rotate270 => t(0.0, -1.0, 1.0, 0.0, 0.0, 1.0),
        Orientation::FlipHorizontal => t(-1.0, 0.0, 0.0, 1.0, 1.0, 0.0),
        Orientation::FlipVertical => t(1.0, 0.0, 0.0, -1.0, 0.0, 1.0),
        Orientation::Rotate90FlipH => t(0.0, 1.0, 1.0, 0.0, 0.0, 0.0),
        Orientation::Rotate270FlipH => t(0.0, -1.0, -1.0, 0.0, 1.0, 1.0),
    }
}

fn base(width: u32, height: u32, space: &str) -> Dictionary {
    dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(width),
        "Height" => i64::from(height),
        "ColorSpace" => space,
        "BitsPerComponent" => 8,
    }
}

/// What a JPEG file's header says.
#[derive(Debug, PartialEq, Eq)]
struct JpegHeader {
    width: u32,
    height: u32,
    components: u8,
    /// Written by Adobe's programs, which store CMYK the other way round.
    adobe: bool,
}

/// Walks the markers up to the frame header (ITU-T T.81, annex B).
fn jpeg_header(bytes: &[u8]) -> Option<JpegHeader> {
    let mut at = 2;
    let mut adobe = false;
    loop {
        while bytes.get(at)? != &0xff {
            at += 1;
        }
        while bytes.get(at)? == &0xff {
            at += 1;
        }
        let marker = *bytes.get(at)?;
        at += 1;
        if matches!(marker, 0x01 | 0xd0..=0xd8) {
            continue;
        }
        let word = |i: usize| Some(u32::from(*bytes.get(i)?) << 8 | u32::from(*bytes.get(i + 1)?));
        let length = word(at)? as usize;
        match marker {
            0xee => adobe |= bytes.get(at + 2..at + 7) == Some(b"Adobe"),
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let components = *bytes.get(at + 7)?;
                return Some(JpegHeader { height: word(at + 3)?, width: word(at + 5)?, components, adobe });
            }
            0xd9 | 0xda => return None,
            _ => {}
        }
        at += length.max(2);
    }
}

fn jpeg(doc: &mut Document, image: &ImageData) -> Result<ObjectId, Diagnostic> {
    let header = jpeg_header(&image.bytes);
    let space = header.as_ref().and_then(|h| match h.components {
        1 => Some("DeviceGray"),
        3 => Some("DeviceRGB"),
        4 => Some("DeviceCMYK"),
        _ => None,
    });
    let (Some(header), Some(space)) = (header, space) else {
        return Err(Diagnostic::error("image-broken", format!("图片“{}”不是完整的 JPEG", image.path))
            .with_span(Span::file(image.path.clone()))
            .with_help("用看图软件打开它，另存为 JPEG 后再试"));
    };
    let mut dict = base(header.width, header.height, space);
    dict.set("Filter", "DCTDecode");
    if header.components == 4 && header.adobe {
        dict.set("Decode", Object::Array([1, 0, 1, 0, 1, 0, 1, 0].iter().map(|v| Object::Integer(*v)).collect()));
    }
    Ok(doc.add_object(Stream::new(dict, image.bytes.to_vec())))
}

fn pixels(doc: &mut Document, image: &ImageData) -> Result<ObjectId, Diagnostic> {
    let decoded = raster::decode(image)?;
    let (width, height) = (decoded.width(), decoded.height());
    let gray = matches!(
        decoded,
        DynamicImage::ImageLuma8(_)
            | DynamicImage::ImageLumaA8(_)
            | DynamicImage::ImageLuma16(_)
            | DynamicImage::ImageLumaA16(_)
    );
    let alpha = if decoded.color().has_alpha() {
        let values: Vec<u8> = decoded.to_rgba8().pixels().map(|p| p.0[3]).collect();
        values.iter().any(|a| *a < 255).then_some(values)
    } else {
        None
    };
    let (space, samples, bytes) = if gray {
        ("DeviceGray", 1, decoded.into_luma8().into_raw())
    } else {
        ("DeviceRGB", 3, decoded.into_rgb8().into_raw())
    };
    let mut dict = base(width, height, space);
    if let Some(alpha) = alpha {
        let mut mask = base(width, height, "DeviceGray");
        let rows = predicted(&mut mask, &alpha, width as usize, 1);
        dict.set("SMask", doc.add_object(Stream::new(mask, rows)));
    }
    let rows = predicted(&mut dict, &bytes, width as usize, samples);
    Ok(doc.add_object(Stream::new(dict, rows)))
}

/// Rows as differences from their left neighbours (PNG's predictor 1), which deflate far better; and the entry that
/// says so. The compression itself comes last, with all other streams.
fn predicted(dict: &mut Dictionary, bytes: &[u8], width: usize, samples: usize) -> Vec<u8> {
    let row = (width * samples).max(1);
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / row + 1);
    for line in bytes.chunks(row) {
        out.push(1);
        out.extend(line.iter().take(samples));
        out.extend(line.iter().zip(line.iter().skip(samples)).map(|(left, here)| here.wrapping_sub(*left)));
    }
    let parameters = dictionary! {
        "Predictor" => 15,
        "Colors" => samples as i64,
        "BitsPerComponent" => 8,
        "Columns" => width as i64,
    };
    dict.set("DecodeParms", parameters);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_jpeg_files() {
        let cmyk = b"\xff\xd8\xff\xee\x00\x0eAdobe\0\x64\0\0\0\0\x02\xff\xff\xc2\x00\x14\x08\x01\x00\x02\x00\x04";
        let header = jpeg_header(cmyk).unwrap();
        assert_eq!(header, JpegHeader { width: 512, height: 256, components: 4, adobe: true });
        assert_eq!(jpeg_header(b"\xff\xd8\xff\xda\x00\x02"), None);
        assert_eq!(jpeg_header(b"\xff\xd8"), None);
        assert_eq!(jpeg_header(b""), None);
    }

    /// Where a stored pixel is seen, told by the library that turns the preview's pixels.
    #[test]
    fn turning_agrees_with_the_preview() {
        use crate::unit::{Point, Pt};
        for exif in 1..=8 {
            let orientation = Orientation::from_exif(exif).unwrap();
            let mut image =
                DynamicImage::ImageLuma8(image::GrayImage::from_fn(2, 3, |x, y| image::Luma([(y * 2 + x) as u8])));
            image.apply_orientation(orientation);
            let (seen, t) = (image.to_luma8(), turned(orientation));
            for (x, y) in [(0u32, 0u32), (1, 0), (0, 2), (1, 2)] {
                let p = t.apply(Point::new(Pt((f64::from(x) + 0.5) / 2.0), Pt((f64::from(y) + 0.5) / 3.0)));
                let at = |v: Pt, n: u32| (v.0 * f64::from(n)) as u32;
                let found = seen.get_pixel(at(p.x, seen.width()), at(p.y, seen.height())).0[0];
                assert_eq!(u32::from(found), y * 2 + x, "{orientation:?}");
            }
        }
    }

    #[test]
    fn rows_are_differences() {
        let mut dict = Dictionary::new();
        assert_eq!(
            predicted(&mut dict, &[1, 2, 3, 11, 12, 13, 5, 5, 5, 4, 4, 4], 2, 3),
            [1, 1, 2, 3, 10, 10, 10, 1, 5, 5, 5, 255, 255, 255]
        );
        assert!(dict.has(b"DecodeParms"));
    }
}
