//! The three looks and which article wears which. The only place of this module where a colour is written down.
//!
//! WeChat's dark mode recolours inks and grounds by itself. By its published rules (wechatjs/mp-darkmode, doc/cn/principle.md)
//! a pale solid ground becomes a mid grey on which little can be read, while a thin veil of a strong colour stays a veil and
//! is dark on the dark page; and an ink is only made lighter when it is dark enough to need it. So tints are veils, inks of
//! text are deep, and the bright colours are for solid grounds under white. Both modes are checked below (WCAG 1.4.3, 4.5 : 1).

use crate::calendar::Calendar;
use crate::model::{AlertKind, Article};

/// White, for text on the solid colours.
pub(super) const WHITE: &str = "#ffffff";

/// Which look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mood {
    /// 清新.
    Fresh,
    /// 庄重.
    Solemn,
    /// 童趣.
    Playful,
}

/// The colours of a look.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) mood: Mood,
    /// Of the print style that it goes with.
    pub(super) id: &'static str,
    /// As people call it.
    pub(super) name: &'static str,
    /// Solid grounds under white text, and bars.
    pub(super) solid: &'static str,
    /// Numerals, labels and links.
    pub(super) accent: &'static str,
    /// Headings and bold words, on white or `tint`.
    pub(super) deep: &'static str,
    /// Running text, on white or `tint`.
    pub(super) ink: &'static str,
    /// Captions and small print, on white or `tint`.
    pub(super) mute: &'static str,
    /// The pale ground of cards.
    pub(super) tint: &'static str,
    /// Hairlines and borders.
    pub(super) line: &'static str,
    /// The second colour, for key figures and slogans, on `warm_tint`.
    pub(super) warm: &'static str,
    /// Its pale ground.
    pub(super) warm_tint: &'static str,
    /// How round the corners of cards are.
    pub(super) corner: &'static str,
    /// Colours that sections take in turn.
    turns: &'static [Turn],
}

/// The colours of one section.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Turn {
    /// A solid ground under white text.
    pub(super) solid: &'static str,
    /// The same colour as text on white or `tint`.
    pub(super) ink: &'static str,
    /// A pale ground under every ink of the look.
    pub(super) tint: &'static str,
    /// Hairlines and borders.
    pub(super) line: &'static str,
}

impl Look {
    /// The colours of the n-th section, from 0.
    pub(super) fn turn(&self, n: usize) -> &'static Turn {
        self.turns.get(n % self.turns.len().max(1)).unwrap_or(&GREEN)
    }
}

const GREEN: Turn = Turn { solid: "#117a64", ink: "#0f6b58", tint: "rgba(17,122,100,0.07)", line: "#cfe5db" };

pub(super) const FRESH: Look = Look {
    mood: Mood::Fresh,
    id: "qingxin",
    name: "清新",
    solid: "#117a64",
    accent: "#0f6b58",
    deep: "#0a5a4e",
    ink: "#2b3a36",
    mute: "#4a5b56",
    tint: "rgba(17,122,100,0.07)",
    line: "#cfe5db",
    warm: "#8f3a10",
    warm_tint: "rgba(217,112,30,0.1)",
    corner: "10px",
    turns: &[GREEN],
};

pub(super) const SOLEMN: Look = Look {
    mood: Mood::Solemn,
    id: "zhuangzhong",
    name: "庄重",
    solid: "#b3131b",
    accent: "#6f0b12",
    deep: "#5f0a10",
    ink: "#33231d",
    mute: "#5c4c3e",
    tint: "rgba(217,164,65,0.08)",
    line: "#ead8b4",
    warm: "#744808",
    warm_tint: "rgba(217,164,65,0.1)",
    corner: "4px",
    turns: &[Turn { solid: "#b3131b", ink: "#6f0b12", tint: "rgba(217,164,65,0.08)", line: "#ead8b4" }],
};

pub(super) const PLAYFUL: Look = Look {
    mood: Mood::Playful,
    id: "tongqu",
    name: "童趣",
    solid: "#1a73ab",
    accent: "#14608f",
    deep: "#17395c",
    ink: "#26394d",
    mute: "#3f5162",
    tint: "rgba(26,115,171,0.09)",
    line: "#bfe0f1",
    warm: "#8c3c06",
    warm_tint: "rgba(224,160,16,0.11)",
    corner: "16px",
    turns: &[
        Turn { solid: "#1a73ab", ink: "#14608f", tint: "rgba(26,115,171,0.09)", line: "#bfe0f1" },
        Turn { solid: "#b34f07", ink: "#8f3f04", tint: "rgba(217,122,30,0.09)", line: "#f8d9b8" },
        Turn { solid: "#2a7d4f", ink: "#236b43", tint: "rgba(42,125,79,0.09)", line: "#c4e6cf" },
        Turn { solid: "#7455b5", ink: "#2e1d58", tint: "rgba(116,85,181,0.09)", line: "#dcd1f2" },
        Turn { solid: "#c62d6c", ink: "#75153b", tint: "rgba(198,45,108,0.08)", line: "#f5cddc" },
    ],
};

/// The colours of a kind of alert.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AlertInk {
    /// The label's ground under white, the icon; the head's ground for the urgent one.
    pub(super) solid: &'static str,
    /// The title.
    pub(super) ink: &'static str,
    pub(super) tint: &'static str,
    pub(super) line: &'static str,
    /// The icon: paths on a 24-grid, drawn with a stroke of 2.
    pub(super) icon: &'static [&'static str],
}

const RING: &str = "M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0z";

/// The colours of a kind of alert; the same in every look, because readers learn them.
pub(super) fn alert(kind: AlertKind) -> &'static AlertInk {
    const NOTE: AlertInk = AlertInk {
        solid: "#1f5f9c",
        ink: "#1a5288",
        tint: "rgba(31,95,156,0.08)",
        line: "#c9dff4",
        icon: &[RING, "M12 11v6", "M12 7.5v.1"],
    };
    const TIP: AlertInk = AlertInk {
        solid: "#1b7350",
        ink: "#1b7350",
        tint: "rgba(27,115,80,0.08)",
        line: "#c6e6d3",
        icon: &["M9 18h6", "M10 21.5h4", "M9 18c0-2-.6-2.9-1.7-4.1a6.5 6.5 0 1 1 9.4 0c-1.1 1.2-1.7 2.1-1.7 4.1"],
    };
    const IMPORTANT: AlertInk = AlertInk {
        solid: "#6a4a9c",
        ink: "#2f1d5a",
        tint: "rgba(106,74,156,0.08)",
        line: "#dcd0ee",
        icon: &["M6 21.5v-18h12l-2.5 4.5l2.5 4.5h-12"],
    };
    const WARNING: AlertInk = AlertInk {
        solid: "#9a4d07",
        ink: "#7d3e06",
        tint: "rgba(217,138,30,0.09)",
        line: "#f2d9b3",
        icon: &["M12 3.5l9.5 17h-19z", "M12 10v4.5", "M12 17.4v.1"],
    };
    const CAUTION: AlertInk = AlertInk {
        solid: "#c1272d",
        ink: "#780f15",
        tint: "rgba(193,39,45,0.08)",
        line: "#efb9b9",
        icon: &[RING, "M12 7.5v9", "M7.5 12h9"],
    };
    match kind {
        AlertKind::Note => &NOTE,
        AlertKind::Tip => &TIP,
        AlertKind::Important => &IMPORTANT,
        AlertKind::Warning => &WARNING,
        AlertKind::Caution => &CAUTION,
    }
}

/// The look that suits an article, from its health day and its readers; nobody has to choose.
///
/// Days of the state and of mourning are 庄重; texts whose first readers are children are 童趣; the rest is 清新.
pub(super) fn natural(article: &Article, calendar: &Calendar) -> &'static Look {
    let day = article.event.as_deref().and_then(|id| calendar.event(id)).map(|d| d.name.as_str()).unwrap_or_default();
    if ["爱国卫生", "艾滋病"].iter().any(|w| day.contains(w)) {
        return &SOLEMN;
    }
    if ["儿童", "中小学生"].iter().any(|w| day.contains(w)) || is_for_children(article) {
        return &PLAYFUL;
    }
    &FRESH
}

/// Whether children are the first readers: a tag says so, or the first-named readers are children and no one else's elders.
fn is_for_children(article: &Article) -> bool {
    const TAGS: [&str; 6] = ["儿童", "幼儿", "少儿", "小学生", "小朋友", "亲子"];
    const READERS: [&str; 6] = ["儿童", "幼儿", "少儿", "小学", "小朋友", "托幼"];
    const OTHERS: [&str; 6] = ["老", "孕", "成人", "患者", "照护", "居民"];
    if article.tags.iter().any(|t| TAGS.contains(&t.as_str())) {
        return true;
    }
    let first = article.audience.first().map(String::as_str).unwrap_or_default();
    let first = first.split(['、', '，', '；', ',', ';']).next().unwrap_or_default();
    READERS.iter().any(|w| first.contains(w)) && !OTHERS.iter().any(|w| first.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Rgb = [f64; 3];

    const PAPER: Rgb = [255.0; 3];
    /// WeChat's page and text in dark mode.
    const NIGHT: Rgb = [25.0; 3];
    const NIGHT_TEXT: f64 = 163.0;

    /// `#rrggbb` or `rgba(r,g,b,a)`.
    fn colour(css: &str) -> (Rgb, f64) {
        if let Some(list) = css.strip_prefix("rgba(").and_then(|c| c.strip_suffix(')')) {
            let n: Vec<f64> = list.split(',').map(|n| n.parse().unwrap()).collect();
            return ([n[0], n[1], n[2]], n[3]);
        }
        let part = |i: usize| f64::from(u8::from_str_radix(css.get(i..i + 2).unwrap(), 16).unwrap());
        ([part(1), part(3), part(5)], 1.0)
    }

    fn over(top: Rgb, alpha: f64, below: Rgb) -> Rgb {
        std::array::from_fn(|i| top[i] * alpha + below[i] * (1.0 - alpha))
    }

    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        let luminance =
            |c: Rgb| c.iter().zip([0.2126, 0.7152, 0.0722]).map(|(c, w)| linear(c / 255.0) * w).sum::<f64>();
        let (x, y) = (luminance(a), luminance(b));
        (x.max(y) + 0.05) / (x.min(y) + 0.05)
    }

    /// Perceived brightness, as WeChat's rules have it (W3C AERT).
    fn bright(c: Rgb) -> f64 {
        0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2]
    }

    /// Hue in sixths, saturation, lightness in per cent.
    fn hsl(c: Rgb) -> (f64, f64, f64) {
        let [r, g, b] = c.map(|v| v / 255.0);
        let (max, min) = (r.max(g).max(b), r.min(g).min(b));
        let (l, d) = ((max + min) / 2.0, max - min);
        if d == 0.0 {
            return (0.0, 0.0, l * 100.0);
        }
        let s = d / (1.0 - (2.0 * l - 1.0).abs());
        let h = if max == r {
            (g - b) / d
        } else if max == g {
            2.0 + (b - r) / d
        } else {
            4.0 + (r - g) / d
        };
        (h.rem_euclid(6.0), s, l * 100.0)
    }

    fn rgb(h: f64, s: f64, l: f64) -> Rgb {
        let l = l / 100.0;
        let c = (1.0 - (2.0 * l - 1.0).abs()) * s;
        let x = c * (1.0 - (h.rem_euclid(2.0) - 1.0).abs());
        let m = l - c / 2.0;
        let of = match h as u8 {
            0 => [c, x, 0.0],
            1 => [x, c, 0.0],
            2 => [0.0, c, x],
            3 => [0.0, x, c],
            4 => [x, 0.0, c],
            _ => [c, 0.0, x],
        };
        of.map(|v| (v + m) * 255.0)
    }

    fn made(brightness: f64, c: Rgb) -> Rgb {
        c.map(|v| (v * brightness / bright(c)).min(255.0))
    }

    /// A ground in dark mode: white and grey turn over, what is bright is dimmed to 190, what is very dark is lifted.
    fn ground_at_night(c: Rgb) -> Rgb {
        let (h, s, l) = hsl(c);
        match () {
            () if (s == 0.0 && l > 40.0) || bright(c) > 250.0 => rgb(0.0, 0.0, (100.0 + 9.8 - l).min(100.0)),
            () if bright(c) > 190.0 => made(190.0, c),
            () if l < 22.0 => rgb(h, s, 22.0),
            () => c,
        }
    }

    /// A text in dark mode on a ground of some brightness: untouched when it differs by 65 or more, else turned over.
    fn text_at_night(c: Rgb, ground: f64) -> Rgb {
        let away = NIGHT_TEXT - bright(NIGHT);
        let apart = (ground - bright(c)).abs();
        let (h, s, l) = hsl(c);
        match () {
            () if bright(c) >= 250.0 => c,
            () if apart > away && ground <= bright(NIGHT) + 2.0 => made(away + ground, c),
            () if apart >= 65.0 => c,
            () if ground >= 100.0 && l > 50.0 => text_at_night(rgb(h, s, 90.0 - l), ground),
            () if ground >= 100.0 => made(away.min(ground - 65.0), c),
            () if l <= 40.0 => text_at_night(rgb(h, s, 90.0 - l), ground),
            () => made(away.min(ground + 65.0), c),
        }
    }

    /// The contrast by day and by night.
    fn both(ink: &str, ground: &str) -> [f64; 2] {
        let ((ink, _), (ground, alpha)) = (colour(ink), colour(ground));
        let dark = ground_at_night(ground);
        let seen = bright(dark) * alpha + bright(NIGHT) * (1.0 - alpha);
        [contrast(ink, over(ground, alpha, PAPER)), contrast(text_at_night(ink, seen), over(dark, alpha, NIGHT))]
    }

    /// Every pair that is set, in both of WeChat's modes.
    #[test]
    fn every_pair_of_ink_and_ground_can_be_read_by_day_and_by_night() {
        let mut pairs = Vec::new();
        for l in [&FRESH, &SOLEMN, &PLAYFUL] {
            for ink in [l.accent, l.deep, l.ink, l.mute, l.warm] {
                pairs.extend([(ink, WHITE), (ink, l.tint), (ink, l.warm_tint)]);
            }
            pairs.extend([(WHITE, l.solid), (WHITE, l.warm)]);
            for t in l.turns {
                pairs.extend([(t.ink, WHITE), (WHITE, t.solid)]);
                pairs.extend([t.ink, l.deep, l.ink, l.mute, l.accent].map(|ink| (ink, t.tint)));
            }
        }
        for k in [AlertKind::Note, AlertKind::Tip, AlertKind::Important, AlertKind::Warning, AlertKind::Caution] {
            let a = alert(k);
            pairs.extend([(a.ink, WHITE), (a.ink, a.tint), (WHITE, a.solid)]);
            for l in [&FRESH, &SOLEMN, &PLAYFUL] {
                pairs.extend([l.ink, l.deep, l.accent].map(|ink| (ink, a.tint)));
            }
        }
        for (ink, ground) in pairs {
            let [day, night] = both(ink, ground);
            assert!(day >= 4.5 && night >= 4.5, "{ink} on {ground}: {day:.2} by day, {night:.2} by night");
        }
    }

    /// The rules themselves, on colours that were put through WeChat's own script (mp-darkmode 1.2.1).
    #[test]
    fn the_rules_of_dark_mode_are_wechats() {
        let near = |a: Rgb, css: &str| a.iter().zip(colour(css).0).all(|(a, b)| (a - b).abs() <= 1.0);
        assert!(near(ground_at_night(colour("#eef7f3").0), "#b9c1bd"));
        assert!(near(ground_at_night(colour("#fdf1e7").0), "#c6bcb4"));
        assert!(near(ground_at_night(PAPER), "#191919"));
        assert!(near(text_at_night(colour("#b3131b").0, 25.0), "#e71e28"));
        assert!(near(text_at_night(colour("#5b6f69").0, 25.0), "#5b6f69"));
        // That is why no tint is a pale solid, and no ink a mid grey.
        assert!(both("#5b6f69", "#eef7f3")[1] < 3.0);
    }
}
