//! A screen colour in printing inks, so that the print looks like the screen.
//!
//! Ink is no filter for the screen's red, green and blue: cyan prints as #00AEEF, yellow over cyan as a clear green.
//! The plain rule (cyan = 1 − red …) therefore turns greens olive and blues grey. Here the look of every overprint is
//! known (the eight primaries, with and without black, as coated offset paper gives them and viewers show DeviceCMYK),
//! what lies between is their Neugebauer mixture, and the inks are sought whose mixture is the colour.
//!
//! Black takes the place of what is grey in a colour (grey component replacement), from the mid tones on; a grey is black
//! alone. Total ink stays below 300 %.

/// The look of an overprint: red, green, blue, 0 to 1.
type Look = [f64; 3];

/// The primaries without black, by the inks that are in: bit 0 cyan, bit 1 magenta, bit 2 yellow.
const LIGHT: [Look; 8] = [
    [1.0, 1.0, 1.0],
    [0.0, 0.6784, 0.9373],
    [0.9255, 0.0, 0.5490],
    [0.1804, 0.1922, 0.5725],
    [1.0, 0.9490, 0.0],
    [0.0, 0.6510, 0.3137],
    [0.9294, 0.1098, 0.1412],
    [0.2118, 0.2119, 0.2235],
];

/// The same under black.
const DARK: [Look; 8] = [
    [0.1373, 0.1216, 0.1255],
    [0.0, 0.0588, 0.1412],
    [0.1412, 0.0, 0.0],
    [0.0, 0.0, 0.0078],
    [0.1098, 0.1020, 0.0],
    [0.0, 0.0745, 0.0],
    [0.1333, 0.0, 0.0],
    [0.0, 0.0, 0.0],
];

/// Colours whose channels differ by no more are greys.
const GREY: u8 = 3;
/// Black begins where so much of a colour is grey: light tints stay free of black dots.
const BLACK_FROM: f64 = 0.12;
/// The most that all inks may be together: what a coated sheet carries, with some room for rounding.
const MOST_INK: f64 = 2.9;
/// Amounts of black that are tried.
const STEPS: usize = 20;
/// Halvings of such a step in which the most black is sought: to a thousandth.
const HALVINGS: usize = 6;
/// Steps of Newton's method; each doubles the right digits.
const NEWTON: usize = 6;
/// Steps where the colour cannot be printed and the nearest one is sought.
const NEAREST: usize = 8;

/// The inks (cyan, magenta, yellow, black; 0 to 1, whole per cent) that print a screen colour.
pub fn separate(rgb: [u8; 3]) -> [f64; 4] {
    let [r, g, b] = rgb;
    let (least, most) = (r.min(g).min(b), r.max(g).max(b));
    let wanted = rgb.map(|v| f64::from(v) / 255.0);
    if most - least <= GREY {
        let black_look = DARK[0].iter().sum::<f64>() / 3.0;
        let grey = wanted.iter().sum::<f64>() / 3.0;
        return [0.0, 0.0, 0.0, per_cent(((1.0 - grey) / (1.0 - black_look)).clamp(0.0, 1.0))];
    }
    let [c, m, y, k] = with_black(wanted).unwrap_or_else(|| nearest_of_all(wanted));
    let colour = (c + m + y).max(1e-9);
    let part = ((MOST_INK - k) / colour).min(1.0);
    [c * part, m * part, y * part, k].map(|v| per_cent(v.clamp(0.0, 1.0)))
}

/// As colours are named in print.
fn per_cent(v: f64) -> f64 {
    (v * 100.0).round() / 100.0
}

/// The inks with the black that stands for their grey; `None` when no inks give the colour.
fn with_black(wanted: Look) -> Option<[f64; 4]> {
    let possible = |black: f64| {
        let inks = solved(wanted, black);
        inks.iter().all(|v| (-1e-6..=1.0 + 1e-6).contains(v)).then_some(inks)
    };
    let mut low = (0..=STEPS).rev().map(|i| i as f64 / STEPS as f64).find(|black| possible(*black).is_some())?;
    let mut high = low + 1.0 / STEPS as f64;
    for _ in 0..HALVINGS {
        let middle = (low + high) / 2.0;
        if possible(middle).is_some() { low = middle } else { high = middle }
    }
    let less = per_cent(((low - BLACK_FROM) / (1.0 - BLACK_FROM)).max(0.0));
    [less, low].into_iter().find_map(|black| possible(black).map(|[c, m, y]| [c, m, y, black]))
}

/// The inks that come nearest to a colour that cannot be printed.
fn nearest_of_all(wanted: Look) -> [f64; 4] {
    let off = |[c, m, y, k]: &[f64; 4]| {
        let look = mixture([*c, *m, *y], *k).0;
        look.iter().zip(wanted).map(|(l, w)| (l - w) * (l - w)).sum::<f64>()
    };
    let tried = (0..STEPS).step_by(2).map(|i| {
        let black = i as f64 / STEPS as f64;
        let [c, m, y] = nearest(wanted, black);
        [c, m, y, black]
    });
    tried.min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or([0.0, 0.0, 0.0, 1.0])
}

/// The look of three inks with black, and how it changes with each of the three.
fn mixture([c, m, y]: [f64; 3], black: f64) -> (Look, [Look; 3]) {
    let (mut look, mut slopes) = ([0.0; 3], [[0.0; 3]; 3]);
    for (inks, (light, dark)) in LIGHT.iter().zip(&DARK).enumerate() {
        let part = |bit: usize, v: f64| if inks >> bit & 1 == 1 { (v, 1.0) } else { (1.0 - v, -1.0) };
        let ((pc, sc), (pm, sm), (py, sy)) = (part(0, c), part(1, m), part(2, y));
        for (channel, (l, d)) in light.iter().zip(dark).enumerate() {
            let v = l * (1.0 - black) + d * black;
            if let (Some(sum), [Some(by_c), Some(by_m), Some(by_y)]) =
                (look.get_mut(channel), slopes.each_mut().map(|s| s.get_mut(channel)))
            {
                *sum += v * pc * pm * py;
                *by_c += v * sc * pm * py;
                *by_m += v * pc * sm * py;
                *by_y += v * pc * pm * sy;
            }
        }
    }
    (look, slopes)
}

/// The inks whose mixture is the colour (Newton); outside 0 to 1 where there are none.
fn solved(wanted: Look, black: f64) -> [f64; 3] {
    let mut inks = wanted.map(|v| (1.0 - v / (1.0 - 0.87 * black).max(0.05)).clamp(0.0, 1.0));
    for _ in 0..NEWTON {
        let (look, [by_c, by_m, by_y]) = mixture(inks, black);
        let off = [wanted[0] - look[0], wanted[1] - look[1], wanted[2] - look[2]];
        let whole = determinant(by_c, by_m, by_y);
        if whole.abs() < 1e-9 {
            return [-1.0; 3];
        }
        // Cramer's rule. The mixture is no longer one beyond its range: the steps stay near it.
        let step = [determinant(off, by_m, by_y), determinant(by_c, off, by_y), determinant(by_c, by_m, off)];
        for (ink, part) in inks.iter_mut().zip(step) {
            *ink = (*ink + part / whole).clamp(-0.25, 1.25);
        }
    }
    let (look, _) = mixture(inks, black);
    if distance(look, wanted) > 1e-3 { [-1.0; 3] } else { inks }
}

/// The inks that come nearest: one ink after the other takes its best, which is exact for each, as the mixture is
/// linear in it.
fn nearest(wanted: Look, black: f64) -> [f64; 3] {
    let mut inks = wanted.map(|v| 1.0 - v);
    for _ in 0..NEAREST {
        for which in 0..3 {
            let (look, slopes) = mixture(inks, black);
            let (Some(slope), Some(ink)) = (slopes.get(which), inks.get_mut(which)) else { continue };
            let (mut along, mut steep) = (0.0, 1e-12);
            for ((s, l), w) in slope.iter().zip(look).zip(wanted) {
                along += s * (w - l);
                steep += s * s;
            }
            *ink = (*ink + along / steep).clamp(0.0, 1.0);
        }
    }
    inks
}

fn determinant(a: Look, b: Look, c: Look) -> f64 {
    a[0] * (b[1] * c[2] - b[2] * c[1]) - b[0] * (a[1] * c[2] - a[2] * c[1]) + c[0] * (a[1] * b[2] - a[2] * b[1])
}

fn distance(a: Look, b: Look) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(rgb: [u8; 3]) -> Look {
        let [c, m, y, k] = separate(rgb);
        mixture([c, m, y], k).0.map(|v| v * 255.0)
    }

    #[test]
    fn greys_are_black_alone_and_paper_has_no_ink() {
        assert_eq!(separate([255, 255, 255]), [0.0; 4]);
        assert_eq!(separate([0, 0, 0]), [0.0, 0.0, 0.0, 1.0]);
        for v in 0..=255u8 {
            let [c, m, y, _] = separate([v, v, v.saturating_sub(2)]);
            assert_eq!([c, m, y], [0.0; 3], "{v}");
        }
    }

    #[test]
    fn what_can_be_printed_prints_as_it_looks() {
        for rgb in [
            [0x0a, 0x5a, 0x4e],
            [0x15, 0x87, 0x6f],
            [0xa9, 0xdc, 0xd6],
            [0xe8, 0x6f, 0x36],
            [0xc9, 0x1c, 0x26],
            [0x8f, 0xcb, 0x5c],
            [0xf2, 0xb3, 0x3d],
        ] {
            let printed = printed(rgb);
            for (got, asked) in printed.iter().zip(rgb) {
                assert!(
                    (got - f64::from(asked)).abs() < 16.0,
                    "{rgb:x?} prints as {printed:.0?} with {:?}",
                    separate(rgb)
                );
            }
        }
    }

    #[test]
    fn every_colour_has_inks_below_the_limit_and_keeps_its_lightness() {
        for r in (0..=255u8).step_by(15) {
            for g in (0..=255u8).step_by(15) {
                for b in (0..=255u8).step_by(15) {
                    let inks = separate([r, g, b]);
                    assert!(inks.iter().all(|v| (0.0..=1.0).contains(v)), "{r} {g} {b}: {inks:?}");
                    assert!(inks.iter().sum::<f64>() <= 3.0, "{r} {g} {b}: {inks:?}");
                    let luma = |v: [f64; 3]| 0.3 * v[0] + 0.59 * v[1] + 0.11 * v[2];
                    let off = luma(printed([r, g, b])) - luma([f64::from(r), f64::from(g), f64::from(b)]);
                    assert!(off.abs() < 60.0, "{r} {g} {b}: {off:.0} with {inks:?}");
                }
            }
        }
    }

    #[test]
    fn light_tints_have_no_black_dots() {
        for rgb in [[0xe8, 0xf5, 0xef], [0xfd, 0xf0, 0xe5], [0xcf, 0xeb, 0xe0], [0xff, 0xe1, 0xcc]] {
            assert_eq!(separate(rgb)[3], 0.0, "{rgb:x?} {:?}", separate(rgb));
        }
    }
}
