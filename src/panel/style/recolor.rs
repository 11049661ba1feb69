//! What a board's own colours do to the colours around them.
//!
//! Who writes 主色 alone means the whole look: what is of the same hue as the colour that was changed turns with it, in
//! Oklch, where lightness stays what the eye takes for lightness, so that what could be read can still be read.

use std::collections::BTreeMap;

use ::palette::convert::{FromColorUnclamped as _, IntoColor as _};
use ::palette::{IsWithinBounds as _, Oklch, Srgb};

use super::palette::Palette;
use crate::model::BoardColor;
use crate::panel::scene::Color;

/// Hues that differ by no more are of one family, in degrees.
const FAMILY: f32 = 32.0;
/// Below this chroma a colour is a grey and has no hue.
const GREY: f32 = 0.006;
/// A tint does not get gaudier than this many times.
const GAUDIEST: f32 = 1.6;

/// One family of hues and where it turns.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Turn {
    /// Degrees.
    hue: f32,
    by: f32,
    chroma: f32,
}

/// The colours of a style as a board changes them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recolor {
    turns: Vec<Turn>,
    /// What the style's own colours became.
    named: BTreeMap<[u8; 3], Color>,
}

/// Lightness, chroma and hue in degrees.
fn oklch([r, g, b]: [u8; 3]) -> (f32, f32, f32) {
    let c: Oklch = Srgb::new(r, g, b).into_format::<f32>().into_color();
    (c.l, c.chroma, c.hue.into_degrees())
}

/// The nearest screen colour of this lightness and hue: chroma gives way.
fn srgb(l: f32, chroma: f32, hue: f32) -> [u8; 3] {
    const STEPS: u8 = 32;
    let at = |step: u8| {
        let chroma = chroma * f32::from(STEPS - step) / f32::from(STEPS);
        Srgb::from_color_unclamped(Oklch::new(l, chroma, hue))
    };
    let shown = (0..STEPS).map(at).find(|c: &Srgb| c.is_within_bounds()).unwrap_or_else(|| at(STEPS));
    // As floats become bytes they are kept within their range.
    let Srgb { red, green, blue, .. } = shown.into_format::<u8>();
    [red, green, blue]
}

/// Degrees between two hues.
fn apart(a: f32, b: f32) -> f32 {
    let d = (a - b).rem_euclid(360.0);
    d.min(360.0 - d)
}

impl Recolor {
    /// What some changes mean to a palette, which they are then made to.
    pub(super) fn make(palette: &mut Palette, changes: &[BoardColor]) -> Recolor {
        let mut recolor = Recolor::default();
        if changes.is_empty() {
            return recolor;
        }
        // 主色 speaks for its family, the others for theirs.
        let main = changes.iter().filter(|c| c.name == "accent");
        for change in main.chain(changes.iter().filter(|c| c.name != "accent")) {
            let Some(old) = palette.get(&change.name) else { continue };
            let ((_, c0, h0), (_, c1, h1)) = (oklch(old.rgb), oklch(change.rgb));
            if c0 > GREY && old.rgb != change.rgb {
                let by = if c1 > GREY { h1 - h0 } else { 0.0 };
                recolor.turns.push(Turn { hue: h0, by, chroma: (c1 / c0).min(GAUDIEST) });
            }
        }
        for (name, color) in palette.iter_mut() {
            let was = *color;
            let rgb = match changes.iter().find(|c| c.name == *name) {
                Some(change) => change.rgb,
                None => recolor.turned(was.rgb),
            };
            if rgb != was.rgb {
                // What prints in black alone stays so, whatever its colour on a screen: small type must not depend on
                // four plates lying exactly over one another (rule 18).
                let black_alone = matches!(was.cmyk, [0.0, 0.0, 0.0, k] if k > 0.0);
                *color = if black_alone { single_black(rgb) } else { Color::from_rgb(rgb) };
            }
            // Of two names for one colour the last, as for drawings on a plain board.
            recolor.named.insert(was.rgb, *color);
        }
        recolor
    }

    /// A colour, turned with its family.
    fn turned(&self, rgb: [u8; 3]) -> [u8; 3] {
        let (l, c, h) = oklch(rgb);
        match self.turns.iter().find(|t| c > GREY && apart(t.hue, h) <= FAMILY) {
            Some(turn) => srgb(l, c * turn.chroma, h + turn.by),
            None => rgb,
        }
    }

    /// Whether a board changes nothing.
    pub fn is_plain(&self) -> bool {
        self.turns.is_empty() && self.named.is_empty()
    }

    /// What drawings in the style's colours are drawn in: its own as they are now, and these others turned with them.
    pub fn drawings(&self, palette: &Palette, others: &[[u8; 3]]) -> BTreeMap<[u8; 3], Color> {
        if self.is_plain() {
            return palette.values().map(|c| (c.rgb, *c)).collect();
        }
        let mut out = self.named.clone();
        for rgb in others {
            let turned = self.turned(*rgb);
            if turned != *rgb {
                out.entry(*rgb).or_insert_with(|| Color::from_rgb(turned));
            }
        }
        out
    }
}

/// As dark in black ink as the colour is to the eye (ITU-R BT.601 luma).
fn single_black(rgb: [u8; 3]) -> Color {
    let [r, g, b] = rgb.map(|v| f64::from(v) / 255.0);
    let black = 1.0 - (0.299 * r + 0.587 * g + 0.114 * b);
    Color { rgb, cmyk: [0.0, 0.0, 0.0, (black * 100.0).round() / 100.0] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    fn change(name: &str, hex: &str) -> BoardColor {
        BoardColor { name: name.to_owned(), rgb: Color::from_hex(hex).unwrap().rgb, span: Span::file("b.md") }
    }

    fn palette(colors: &[(&str, &str)]) -> Palette {
        colors.iter().map(|(n, h)| ((*n).to_owned(), Color::from_hex(h).unwrap())).collect()
    }

    #[test]
    fn a_main_colour_turns_its_family_and_nothing_else() {
        let plain = palette(&[
            ("accent", "#15876F"),
            ("deep", "#0A5A4E"),
            ("tint", "#E8F5EF"),
            ("warm", "#E86F36"),
            ("ink", "#25332F"),
            ("card", "#FFFFFF"),
        ]);
        let mut changed = plain.clone();
        let recolor = Recolor::make(&mut changed, &[change("accent", "#1F6FB2")]);
        assert_eq!(changed["accent"].rgb, [0x1f, 0x6f, 0xb2]);
        assert_eq!((changed["warm"], changed["card"]), (plain["warm"], plain["card"]));
        for name in ["deep", "tint"] {
            let ((l0, _, _), (l1, _, h)) = (oklch(plain[name].rgb), oklch(changed[name].rgb));
            assert!((l0 - l1).abs() < 0.02, "{name} keeps its lightness");
            assert!(apart(h, oklch([0x1f, 0x6f, 0xb2]).2) < 25.0, "{name} is {:x?}", changed[name].rgb);
        }
        // A drawing's own green follows, its skin does not.
        let drawn = recolor.drawings(&changed, &[[0x2c, 0x9c, 0x80], [0xed, 0xbe, 0x9b]]);
        assert!(drawn.contains_key(&[0x2c, 0x9c, 0x80]) && !drawn.contains_key(&[0xed, 0xbe, 0x9b]));
        assert_eq!(drawn[&[0x15, 0x87, 0x6f]].rgb, [0x1f, 0x6f, 0xb2]);
    }

    #[test]
    fn what_is_written_is_what_comes() {
        let mut p = palette(&[("accent", "#15876F"), ("deep", "#0A5A4E")]);
        Recolor::make(&mut p, &[change("deep", "#333333"), change("accent", "#808080")]);
        assert_eq!((p["accent"].rgb, p["deep"].rgb), ([0x80; 3], [0x33; 3]));
        let mut p = palette(&[("accent", "#15876F"), ("deep", "#0A5A4E")]);
        Recolor::make(&mut p, &[change("accent", "#808080")]);
        let [r, g, b] = p["deep"].rgb;
        assert!(r.abs_diff(g) < 8 && g.abs_diff(b) < 8, "a grey accent makes its family grey: {:x?}", p["deep"].rgb);
    }

    #[test]
    fn no_change_changes_nothing() {
        let mut p = palette(&[("accent", "#15876F")]);
        let recolor = Recolor::make(&mut p, &[]);
        assert!(recolor.is_plain());
        assert_eq!(recolor.drawings(&p, &[[1, 2, 3]]).len(), 1);
    }
}
