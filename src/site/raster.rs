//! Raster pictures for pages: turned upright, without what a camera notes about place and person, in a few widths.
//!
//! Photographs are offered as lossy WebP beside one JPEG, everything else as lossless WebP beside the picture itself.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits};

/// Widths that are offered, in pixels: a phone's column at one, two and three times its density, and the largest there is.
const WIDTHS: [u32; 3] = [480, 960, 1600];

/// A picture with more pixels is not decoded: a small file may hold a huge white sheet.
const MOST_PIXELS: u64 = 100_000_000;

/// What decoding one picture may take in memory.
const MOST_BYTES: u64 = 1 << 30;

/// JPEG quality: no difference shows on a phone.
const QUALITY: u8 = 82;

/// WebP quality that looks like [`QUALITY`] in JPEG.
const WEBP_QUALITY: f32 = 78.0;

/// The highest that a WebP can be (RFC 9649 §2.5): 长图 are higher.
const WEBP_SIDE: u32 = 16_383;

/// One file that shows a picture.
#[derive(Debug, PartialEq, Eq)]
pub struct Rendition {
    /// The file.
    pub bytes: Vec<u8>,
    /// Without the dot.
    pub extension: &'static str,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

/// A picture ready for pages.
#[derive(Debug, PartialEq, Eq)]
pub struct Raster {
    /// What every browser shows.
    pub main: Rendition,
    /// The same in other widths, or in a smaller format; from narrow to wide, all of one format.
    pub others: Vec<Rendition>,
}

/// Makes a picture ready. The same bytes give the same files.
///
/// # Errors
/// Why it cannot be shown, in Chinese or in the decoder's words.
pub fn prepare(bytes: &[u8]) -> Result<Raster, String> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| e.to_string())?;
    let format = reader.format().ok_or("认不出是哪种图片")?;
    let mut decoder = reader.into_decoder().map_err(|e| e.to_string())?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(format!("太大了（{width} × {height} 像素）"));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    if format == ImageFormat::Gif {
        // It may move; and GIF notes nothing about its maker.
        let main = Rendition { bytes: bytes.to_vec(), extension: "gif", width, height };
        return Ok(Raster { main, others: Vec::new() });
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    decoder.set_limits(limits).map_err(|e| e.to_string())?;
    // Pixels are written as RGB; a profile for inks or greys says nothing of those (ICC.1, 7.2.6).
    let profile = decoder.icc_profile().ok().flatten().filter(|p| p.get(16..20) == Some(b"RGB "));
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|e| e.to_string())?;
    picture.apply_orientation(orientation);
    let as_it_is = orientation == Orientation::NoTransforms && matches!(format, ImageFormat::Jpeg | ImageFormat::Png);
    let source = Source { bytes, picture, profile, as_it_is };
    // WebP without transparency is a photograph saved from a chat or a web page.
    let photograph =
        format == ImageFormat::Jpeg || (format == ImageFormat::WebP && !source.picture.color().has_alpha());
    if photograph { source.photograph() } else { source.drawing(format) }
}

struct Source<'a> {
    bytes: &'a [u8],
    picture: DynamicImage,
    profile: Option<Vec<u8>>,
    /// Whether the file's own pixels lie as they are shown, in a format that stays.
    as_it_is: bool,
}

impl Source<'_> {
    fn photograph(self) -> Result<Raster, String> {
        let (width, height) = (self.picture.width(), self.picture.height());
        let mut shown = self.widths();
        let main = if width > largest() {
            self.encoded(shown.last().ok_or("图片是空的")?, "jpg")?
        } else if self.as_it_is {
            Rendition { bytes: without_notes(self.bytes), extension: "jpg", width, height }
        } else {
            self.encoded(&self.picture, "jpg")?
        };
        if width <= largest() {
            shown.push(self.picture.clone());
        }
        let fits = shown.iter().all(|picture| picture.height() <= WEBP_SIDE);
        let lossy = |picture: &DynamicImage| self.lossy(picture);
        let mut others = if fits { shown.iter().map(lossy).collect::<Result<Vec<_>, _>>()? } else { Vec::new() };
        // A small photograph that is packed hard already gains nothing.
        if others.last().is_none_or(|o| o.bytes.len() >= main.bytes.len()) {
            others = shown.iter().map(|picture| self.encoded(picture, "jpg")).collect::<Result<Vec<_>, _>>()?;
            others.pop();
            others = if others.is_empty() { others } else { with(others, &main) };
        }
        Ok(Raster { main, others })
    }

    fn drawing(self, format: ImageFormat) -> Result<Raster, String> {
        let (width, height) = (self.picture.width(), self.picture.height());
        let shown = self.widths().pop().filter(|_| width > largest());
        let main = match (&shown, format) {
            (None, ImageFormat::Png) if self.as_it_is => {
                Rendition { bytes: without_text(self.bytes), extension: "png", width, height }
            }
            (Some(picture), _) => self.encoded(picture, "png")?,
            (None, _) => self.encoded(&self.picture, "png")?,
        };
        let mut others = Vec::new();
        let widths = if main.height <= WEBP_SIDE { self.widths() } else { Vec::new() };
        for picture in &widths {
            others.push(self.encoded(picture, "webp")?);
        }
        if shown.is_none() && main.height <= WEBP_SIDE {
            others.push(self.encoded(&self.picture, "webp")?);
        }
        // A drawing that is well packed already gains nothing.
        if others.last().is_some_and(|o| o.bytes.len() >= main.bytes.len()) {
            others.clear();
        }
        Ok(Raster { main, others })
    }

    /// The picture in every width below its own; each is made from the next wider one, which is quicker and as good.
    fn widths(&self) -> Vec<DynamicImage> {
        let mut made: Vec<DynamicImage> = Vec::new();
        for width in WIDTHS.iter().rev().filter(|w| **w < self.picture.width()) {
            let from = made.last().unwrap_or(&self.picture);
            let height = (u64::from(from.height()) * u64::from(*width)).div_ceil(u64::from(from.width().max(1)));
            let height = u32::try_from(height).unwrap_or(u32::MAX).max(1);
            made.push(from.resize_exact(*width, height, FilterType::CatmullRom));
        }
        made.reverse();
        made
    }

    fn encoded(&self, picture: &DynamicImage, extension: &'static str) -> Result<Rendition, String> {
        let alpha = picture.color().has_alpha();
        // Eight bits a channel is what pages show; grey becomes RGB so that every encoder takes it.
        let picture = match (extension, alpha) {
            ("jpg", _) | (_, false) => DynamicImage::ImageRgb8(picture.to_rgb8()),
            (_, true) => DynamicImage::ImageRgba8(picture.to_rgba8()),
        };
        let mut bytes = Vec::new();
        let written = match extension {
            "jpg" => self.write(JpegEncoder::new_with_quality(&mut bytes, QUALITY), &picture),
            "webp" => self.write(WebPEncoder::new_lossless(&mut bytes), &picture),
            _ => self.write(PngEncoder::new(&mut bytes), &picture),
        };
        written.map_err(|e| e.to_string())?;
        Ok(Rendition { bytes, extension, width: picture.width(), height: picture.height() })
    }

    fn lossy(&self, picture: &DynamicImage) -> Result<Rendition, String> {
        let (width, height) = (picture.width(), picture.height());
        let pixels = picture.to_rgb8();
        let packed = webp::Encoder::from_rgb(&pixels, width, height)
            .encode_simple(false, WEBP_QUALITY)
            .map_err(|e| format!("写不成 WebP（{e:?}）"))?;
        let bytes = match &self.profile {
            Some(profile) => with_profile(&packed, profile, width, height).ok_or("写不成 WebP")?,
            None => packed.to_vec(),
        };
        Ok(Rendition { bytes, extension: "webp", width, height })
    }

    /// The colour profile goes along: phones photograph in wider colours than sRGB.
    fn write(&self, mut encoder: impl ImageEncoder, picture: &DynamicImage) -> image::ImageResult<()> {
        if let Some(profile) = &self.profile {
            // An encoder that cannot hold one shows the numbers as sRGB, as browsers do.
            let _ = encoder.set_icc_profile(profile.clone());
        }
        let colour = picture.color().into();
        encoder.write_image(picture.as_bytes(), picture.width(), picture.height(), colour)
    }
}

/// The narrower ones and the main one, so that a browser may choose any of them.
fn with(mut narrower: Vec<Rendition>, main: &Rendition) -> Vec<Rendition> {
    let Rendition { bytes, extension, width, height } = main;
    narrower.push(Rendition { bytes: bytes.clone(), extension, width: *width, height: *height });
    narrower
}

fn largest() -> u32 {
    WIDTHS.iter().copied().max().unwrap_or(u32::MAX)
}

/// A simple WebP file as an extended one that holds a colour profile (RFC 9649 §2.7).
fn with_profile(webp: &[u8], profile: &[u8], width: u32, height: u32) -> Option<Vec<u8>> {
    const HOLDS_PROFILE: u8 = 0b0010_0000;
    let pictures = webp.get(12..)?;
    let mut out = b"RIFF\0\0\0\0WEBPVP8X".to_vec();
    out.extend(10u32.to_le_bytes());
    out.extend([HOLDS_PROFILE, 0, 0, 0]);
    for side in [width, height] {
        out.extend(side.checked_sub(1)?.to_le_bytes().get(..3)?);
    }
    out.extend(b"ICCP");
    out.extend(u32::try_from(profile.len()).ok()?.to_le_bytes());
    out.extend(profile);
    out.resize(out.len().next_multiple_of(2), 0);
    out.extend(pictures);
    let length = u32::try_from(out.len().checked_sub(8)?).ok()?;
    out.get_mut(4..8)?.copy_from_slice(&length.to_le_bytes());
    Some(out)
}

/// A JPEG without its notes: EXIF and XMP (APP1), IPTC (APP13), comments. Its pixels stay bit by bit (ISO 10918-1 Annex B).
fn without_notes(jpeg: &[u8]) -> Vec<u8> {
    let mut out = jpeg.get(..2).unwrap_or_default().to_vec();
    let mut rest = jpeg.get(2..).unwrap_or_default();
    while let [0xff, marker, high, low, ..] = *rest {
        let length = 2 + usize::from(u16::from_be_bytes([high, low]));
        // After the start of scan there are pixels only.
        if marker == 0xda || !(0xc0..=0xfe).contains(&marker) {
            break;
        }
        let Some((segment, next)) = rest.split_at_checked(length) else { break };
        if !matches!(marker, 0xe1 | 0xed | 0xfe) {
            out.extend_from_slice(segment);
        }
        rest = next;
    }
    out.extend_from_slice(rest);
    out
}

/// A PNG without the chunks that say something about its maker: text, EXIF, time (PNG 3rd ed. §11.3).
fn without_text(png: &[u8]) -> Vec<u8> {
    const SIGNATURE: usize = 8;
    let (mut out, mut rest) = match png.split_at_checked(SIGNATURE) {
        Some((signature, rest)) => (signature.to_vec(), rest),
        None => return png.to_vec(),
    };
    while let Some((head, _)) = rest.split_first_chunk::<8>() {
        let [a, b, c, d, kind @ ..] = *head;
        let length = 12 + u32::from_be_bytes([a, b, c, d]) as usize;
        let Some((chunk, next)) = rest.split_at_checked(length) else { break };
        if !matches!(&kind, b"tEXt" | b"zTXt" | b"iTXt" | b"eXIf" | b"tIME") {
            out.extend_from_slice(chunk);
        }
        rest = next;
        if &kind == b"IEND" {
            // What hangs on behind the end is no picture.
            return out;
        }
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let picture =
            image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, 90]));
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// An EXIF segment with one entry: how to turn the picture.
    fn turned(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let exif: &[u8] = &[
            b'E',
            b'x',
            b'i',
            b'f',
            0,
            0,
            b'M',
            b'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            orientation,
            0,
            0,
            0,
            0,
            0,
            0,
        ];
        let mut out = jpeg[..2].to_vec();
        out.extend([0xff, 0xe1, 0, (exif.len() + 2) as u8]);
        out.extend(exif);
        out.extend(&jpeg[2..]);
        out
    }

    #[test]
    fn photographs_stand_upright_and_say_nothing_of_their_maker() {
        let jpeg = encoded(2000, 1000, ImageFormat::Jpeg);
        let raster = prepare(&turned(&jpeg, 6)).unwrap();
        assert_eq!((raster.main.width, raster.main.height), (1000, 2000));
        assert_eq!(raster.others.iter().map(|o| o.width).collect::<Vec<_>>(), [480, 960, 1000]);
        assert!(raster.others.iter().all(|o| o.extension == "webp"));
        let small = encoded(300, 200, ImageFormat::Jpeg);
        let kept = prepare(&turned(&small, 1)).unwrap();
        assert_eq!(kept.main.bytes, small, "bit by bit, without the notes");
        assert!(kept.others.iter().all(|o| o.width <= 300));
        for file in [&raster.main, &kept.main].into_iter().chain(&raster.others) {
            assert!(!file.bytes.windows(4).any(|w| w == b"Exif"), "{} px", file.width);
        }
    }

    #[test]
    fn photographs_in_webp_are_smaller_and_keep_their_colours() {
        // Noise over a slope, as a camera gives it.
        let picture = image::RgbImage::from_fn(1200, 800, |x, y| {
            let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 13 & 15;
            image::Rgb([(x / 8) as u8 + noise as u8, (y / 8) as u8 + noise as u8, 90 + noise as u8])
        });
        let mut profile = vec![7u8; 131];
        profile[16..20].copy_from_slice(b"RGB ");
        let mut jpeg = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, 95);
        encoder.set_icc_profile(profile.clone()).unwrap();
        encoder.write_image(picture.as_raw(), 1200, 800, image::ExtendedColorType::Rgb8).unwrap();
        let raster = prepare(&jpeg).unwrap();
        assert_eq!(
            raster.others.iter().map(|o| (o.width, o.extension)).collect::<Vec<_>>(),
            [(480, "webp"), (960, "webp"), (1200, "webp"),]
        );
        assert!(raster.others.iter().all(|o| o.bytes.len() < raster.main.bytes.len()));
        for file in &raster.others {
            let mut decoder = image::codecs::webp::WebPDecoder::new(Cursor::new(&file.bytes)).unwrap();
            assert_eq!(decoder.dimensions(), (file.width, file.height));
            assert_eq!(decoder.icc_profile().unwrap().as_ref(), Some(&profile));
            let shown = DynamicImage::from_decoder(decoder).unwrap().to_rgb8();
            let (asked, got) = (picture.get_pixel(600, 400), shown.get_pixel(file.width / 2, file.height / 2));
            assert!(asked.0.iter().zip(got.0).all(|(a, b)| a.abs_diff(b) < 24), "{asked:?} {got:?}");
        }
    }

    #[test]
    fn drawings_get_webp_and_large_ones_are_made_smaller() {
        let raster = prepare(&encoded(2400, 600, ImageFormat::Png)).unwrap();
        assert_eq!((raster.main.width, raster.main.height, raster.main.extension), (1600, 400, "png"));
        assert!(raster.others.iter().all(|o| o.extension == "webp"));
        assert_eq!(raster.others.iter().map(|o| o.width).collect::<Vec<_>>(), [480, 960, 1600]);
        assert!(prepare(b"not a picture").is_err());
    }

    #[test]
    fn long_pictures_are_shown_though_webp_cannot_hold_them() {
        let tall = |format| prepare(&encoded(600, 20_000, format)).unwrap();
        let (photograph, drawing) = (tall(ImageFormat::Jpeg), tall(ImageFormat::Png));
        assert_eq!((photograph.main.width, photograph.main.height), (600, 20_000));
        assert_eq!(
            photograph.others.iter().map(|o| (o.width, o.extension)).collect::<Vec<_>>(),
            [(480, "jpg"), (600, "jpg")]
        );
        assert_eq!((drawing.main.height, drawing.others.len()), (20_000, 0));
    }

    #[test]
    fn a_profile_for_inks_is_not_given_to_rgb() {
        let small = encoded(300, 200, ImageFormat::Png);
        let picture = image::load_from_memory(&small).unwrap().to_rgb8();
        let mut jpeg = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, 95);
        let mut profile = vec![7u8; 131];
        profile[16..20].copy_from_slice(b"CMYK");
        encoder.set_icc_profile(profile).unwrap();
        encoder.write_image(picture.as_raw(), 300, 200, image::ExtendedColorType::Rgb8).unwrap();
        for file in prepare(&jpeg).unwrap().others.iter().filter(|o| o.extension == "webp") {
            assert!(!file.bytes.windows(4).any(|w| w == b"ICCP"));
        }
    }

    #[test]
    fn text_in_a_png_goes() {
        let png = encoded(10, 10, ImageFormat::Png);
        let mut noted = png[..33].to_vec();
        noted.extend([0, 0, 0, 3]);
        noted.extend(b"tEXtabc");
        noted.extend([0, 0, 0, 0]);
        noted.extend(&png[33..]);
        assert_eq!(without_text(&noted), png);
        assert_eq!(without_text(b"short"), b"short");
        assert_eq!(without_notes(b"\xff"), b"");
    }
}
