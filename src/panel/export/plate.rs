//! Small pictures for the web: letters over a painted ground, in at most 256 colours.
//!
//! A ground is painted once and lettered many times. Flat art in 256 colours of its own cannot be told from the original and
//! is a third of the bytes; the colours are found by cutting the box of all colours where it is widest (Heckbert's median
//! cut, at means), which keeps flat tones exact. NeuQuant, which `image` brings along, takes eight times as long and shifts them.

use std::collections::BTreeMap;

use tiny_skia::{Pixmap, PremultipliedColorU8};

use super::png::{paint, pixmap};
use crate::diagnostic::Diagnostic;
use crate::panel::scene::Scene;

/// The most colours of an indexed PNG.
const COLORS: usize = 256;

/// A painted ground and the colours for it and for letters over it.
#[derive(Debug)]
pub struct Ground {
    pixels: Pixmap,
    colors: Vec<[u8; 3]>,
    /// For every bin the number of its colour; [`UNSEEN`] for those that were not met.
    numbers: Vec<u16>,
    indexed: Vec<u8>,
}

/// The number of no colour.
const UNSEEN: u16 = u16::MAX;

impl Ground {
    /// Paints the first sheet of a scene, `width_px` across. Its colours are chosen with a specimen of the letters over it,
    /// so that all pictures on a ground share them, whichever is drawn first.
    ///
    /// Errors: as `png`.
    pub fn new(scene: &Scene, specimen: &Scene, width_px: u32) -> Result<Ground, Diagnostic> {
        let pixels = pixmap(scene, 0, width_px)?;
        let mut lettered = pixels.clone();
        paint(specimen, 0, &mut lettered)?;
        let (colors, numbers) = palette(&lettered);
        let mut ground = Ground { pixels, colors, numbers, indexed: Vec::new() };
        ground.indexed = ground.numbers_of(ground.pixels.pixels(), &mut BTreeMap::new());
        Ok(ground)
    }

    /// The PNG file of the ground with the first sheet of `letters` over it; `mark` is kept in the file as a comment.
    ///
    /// Errors: as `png`.
    pub fn lettered(&self, letters: &Scene, mark: &str) -> Result<Vec<u8>, Diagnostic> {
        let mut pixels = self.pixels.clone();
        paint(letters, 0, &mut pixels)?;
        let width = pixels.width() as usize;
        let mut indexed = Vec::with_capacity(self.indexed.len());
        let mut met = BTreeMap::new();
        let rows = pixels.pixels().chunks(width).zip(self.pixels.pixels().chunks(width));
        for ((row, before), numbers) in rows.zip(self.indexed.chunks(width)) {
            if row == before {
                indexed.extend_from_slice(numbers);
            } else {
                indexed.extend(self.numbers_of(row, &mut met));
            }
        }
        encode(&pixels, &self.colors, &indexed, mark)
            .map_err(|e| Diagnostic::error("export-png", format!("图片写不出来（{e}）")))
    }

    /// The numbers of pixels' colours; `met` remembers the bins that the specimen did not have.
    fn numbers_of(&self, pixels: &[PremultipliedColorU8], met: &mut BTreeMap<usize, u8>) -> Vec<u8> {
        let number = |pixel: &PremultipliedColorU8| {
            let color = rgb(pixel);
            let bin = bin(color);
            match self.numbers.get(bin).map(|n| u8::try_from(*n)) {
                Some(Ok(number)) => number,
                _ => *met.entry(bin).or_insert_with(|| self.nearest(color)),
            }
        };
        pixels.iter().map(number).collect()
    }

    fn nearest(&self, color: [u8; 3]) -> u8 {
        let far = |c: &[u8; 3]| c.iter().zip(color).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum::<u32>();
        let best = self.colors.iter().enumerate().min_by_key(|(_, c)| far(c));
        best.and_then(|(n, _)| u8::try_from(n).ok()).unwrap_or(0)
    }
}

fn rgb(p: &PremultipliedColorU8) -> [u8; 3] {
    [p.red(), p.green(), p.blue()]
}

fn encode(pixels: &Pixmap, colors: &[[u8; 3]], indexed: &[u8], mark: &str) -> Result<Vec<u8>, ::png::EncodingError> {
    let mut out = Vec::with_capacity(indexed.len() / 8);
    let mut encoder = ::png::Encoder::new(&mut out, pixels.width(), pixels.height());
    encoder.set_color(::png::ColorType::Indexed);
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.set_palette(colors.concat());
    encoder.set_source_srgb(::png::SrgbRenderingIntent::Perceptual);
    // A third of the time of the usual level, for a seventh more bytes.
    encoder.set_deflate_compression(::png::DeflateCompression::Level(3));
    // Neighbouring numbers of a palette mean nothing, so differences of them do not compress.
    encoder.set_filter(::png::Filter::NoFilter);
    encoder.add_text_chunk(MARK.to_owned(), mark.to_owned())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(indexed)?;
    writer.finish()?;
    Ok(out)
}

/// The keyword of the comment (PNG specification, 11.3.3.2).
const MARK: &str = "banbao";

/// Bits of each channel that colours are sorted by.
const BITS: u32 = 6;

fn bin(rgb: [u8; 3]) -> usize {
    let [r, g, b] = rgb.map(|c| usize::from(c >> (8 - BITS)));
    (r << (2 * BITS)) | (g << BITS) | b
}

/// Colours that are nearly the same.
#[derive(Clone, Copy, Default)]
struct Bin {
    number: usize,
    count: u64,
    sum: [u64; 3],
}

impl Bin {
    fn mean(&self, channel: usize) -> u64 {
        self.sum.get(channel).copied().unwrap_or(0) / self.count.max(1)
    }
}

/// The colours of a picture, and for each bin the number of its colour.
fn palette(pixels: &Pixmap) -> (Vec<[u8; 3]>, Vec<u16>) {
    let mut bins = vec![Bin::default(); 1 << (3 * BITS)];
    // Flat art comes in long runs of one colour.
    let mut run = (pixels.pixels().first().map(rgb).unwrap_or_default(), 0u64);
    let mut add = |(color, count): ([u8; 3], u64)| {
        if let Some(b) = bins.get_mut(bin(color)) {
            b.number = bin(color);
            b.count += count;
            b.sum.iter_mut().zip(color).for_each(|(s, c)| *s += u64::from(c) * count);
        }
    };
    for pixel in pixels.pixels().iter().map(rgb) {
        if pixel == run.0 {
            run.1 += 1;
        } else {
            add(run);
            run = (pixel, 1);
        }
    }
    add(run);
    bins.retain(|b| b.count > 0);
    let boxes = cut(&mut bins);
    let mut numbers = vec![UNSEEN; 1 << (3 * BITS)];
    let mut colors = Vec::with_capacity(boxes.len());
    for (number, range) in boxes.into_iter().enumerate() {
        let inside = bins.get(range).unwrap_or_default();
        let mut whole = Bin::default();
        for b in inside {
            whole.count += b.count;
            whole.sum.iter_mut().zip(b.sum).for_each(|(s, c)| *s += c);
            if let Some(n) = numbers.get_mut(b.number) {
                *n = u16::try_from(number).unwrap_or(UNSEEN);
            }
        }
        colors.push([0, 1, 2].map(|c| u8::try_from(whole.mean(c)).unwrap_or(u8::MAX)));
    }
    (colors, numbers)
}

/// Cuts all colours into at most [`COLORS`] boxes, the one that differs most within itself first.
fn cut(bins: &mut [Bin]) -> Vec<std::ops::Range<usize>> {
    let mut boxes = vec![(spread(bins), 0..bins.len())];
    while boxes.len() < COLORS {
        let worst = boxes.iter().enumerate().max_by(|(i, a), (j, b)| a.0.1.total_cmp(&b.0.1).then(j.cmp(i)));
        let Some((at, ((channel, error), range))) = worst.map(|(i, b)| (i, b.clone())) else { break };
        let inside = bins.get_mut(range.clone()).unwrap_or_default();
        if inside.len() < 2 || error <= 0.0 {
            break;
        }
        inside.sort_unstable_by_key(|b| (b.mean(channel), b.number));
        let (count, sum) = inside.iter().fold((0, 0), |(n, s), b| (n + b.count, s + b.mean(channel) * b.count));
        let middle = sum / count.max(1);
        let low = inside.partition_point(|b| b.mean(channel) <= middle).clamp(1, inside.len() - 1);
        let (first, second) = (range.start..range.start + low, range.start + low..range.end);
        let of = |r: &std::ops::Range<usize>, bins: &[Bin]| spread(bins.get(r.clone()).unwrap_or_default());
        let (a, b) = (of(&first, bins), of(&second, bins));
        if let Some(slot) = boxes.get_mut(at) {
            *slot = (a, first);
        }
        boxes.push((b, second));
    }
    boxes.into_iter().map(|(_, r)| r).collect()
}

/// The channel in which a box's colours differ most, and how much: the squared differences of all pixels.
fn spread(bins: &[Bin]) -> (usize, f64) {
    let count: f64 = bins.iter().map(|b| b.count as f64).sum();
    let error = |channel: usize| {
        let mean = bins.iter().map(|b| b.mean(channel) as f64 * b.count as f64).sum::<f64>() / count.max(1.0);
        // A rare colour counts for more than its pixels: letters' edges are few, and seen.
        bins.iter().map(|b| (b.mean(channel) as f64 - mean).powi(2) * (b.count as f64).sqrt()).sum::<f64>()
    };
    [0, 1, 2].map(|c| (c, error(c))).into_iter().fold((0, -1.0), |a, b| if b.1 > a.1 { b } else { a })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(color: impl Fn(u32, u32) -> [u8; 3]) -> Pixmap {
        let mut pixmap = Pixmap::new(64, 64).unwrap();
        for y in 0..64 {
            for x in 0..64 {
                let [r, g, b] = color(x, y);
                let opaque = tiny_skia::ColorU8::from_rgba(r, g, b, 255).premultiply();
                pixmap.pixels_mut()[(y * 64 + x) as usize] = opaque;
            }
        }
        pixmap
    }

    fn indexed(pixels: &Pixmap) -> (Vec<[u8; 3]>, Vec<u8>) {
        let (colors, numbers) = palette(pixels);
        let ground = Ground { pixels: pixels.clone(), colors: colors.clone(), numbers, indexed: Vec::new() };
        (colors, ground.numbers_of(pixels.pixels(), &mut BTreeMap::new()))
    }

    #[test]
    fn a_colour_that_was_not_met_becomes_the_nearest() {
        let flat = picture(|x, _| if x < 32 { [0, 0, 0] } else { [200, 0, 0] });
        let (colors, numbers) = palette(&flat);
        let ground = Ground { pixels: flat, colors, numbers, indexed: Vec::new() };
        assert_eq!(ground.colors[usize::from(ground.nearest([150, 30, 30]))], [200, 0, 0]);
    }

    #[test]
    fn few_colours_stay_exact() {
        let flat = picture(|x, y| if (x / 8 + y / 8) % 2 == 0 { [165, 15, 24] } else { [255, 233, 174] });
        let (colors, indexed) = indexed(&flat);
        assert_eq!(colors.len(), 2);
        for (pixel, number) in flat.pixels().iter().zip(&indexed) {
            assert_eq!(colors[usize::from(*number)], [pixel.red(), pixel.green(), pixel.blue()]);
        }
    }

    #[test]
    fn many_colours_stay_near() {
        let full = picture(|x, y| [(x * 4) as u8, (y * 4) as u8, ((x + y) * 2) as u8]);
        let (colors, indexed) = indexed(&full);
        assert!(colors.len() <= COLORS);
        for (pixel, number) in full.pixels().iter().zip(&indexed) {
            let [r, g, b] = colors[usize::from(*number)];
            let far = r.abs_diff(pixel.red()).max(g.abs_diff(pixel.green())).max(b.abs_diff(pixel.blue()));
            assert!(far <= 24, "{far}");
        }
    }
}
