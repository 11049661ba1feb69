//! The three looks and which article wears which. The only place of this module where a colour is written down.
//!
//! WeChat's dark mode recolours inks and grounds by itself; it keeps a pair readable when both are set on the same
//! element, so every coloured ground here comes with the ink that stands on it (WCAG 1.4.3: 4.5 : 1, checked below).

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
    /// Solid grounds under white text; numerals and links on white.
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
    /// A pale ground under every ink of the look.
    pub(super) tint: &'static str,
    /// Hairlines and borders.
    pub(super) line: &'static str,
}

impl Look {
    /// The colours of the n-th section, from 0.
    pub(super) fn turn(&self, n: usize) -> &'static Turn {
        const PLAIN: Turn = Turn { solid: "#117a64", tint: "#eef7f3", line: "#cfe5db" };
        self.turns.get(n % self.turns.len().max(1)).unwrap_or(&PLAIN)
    }
}

pub(super) const FRESH: Look = Look {
    mood: Mood::Fresh,
    id: "qingxin",
    name: "清新",
    accent: "#117a64",
    deep: "#0a5a4e",
    ink: "#2b3a36",
    mute: "#5b6f69",
    tint: "#eef7f3",
    line: "#cfe5db",
    warm: "#b24615",
    warm_tint: "#fdf1e7",
    corner: "10px",
    turns: &[Turn { solid: "#117a64", tint: "#eef7f3", line: "#cfe5db" }],
};

pub(super) const SOLEMN: Look = Look {
    mood: Mood::Solemn,
    id: "zhuangzhong",
    name: "庄重",
    accent: "#b3131b",
    deep: "#7e0a12",
    ink: "#33231d",
    mute: "#73604f",
    tint: "#fcf5e8",
    line: "#ead8b4",
    warm: "#8a560a",
    warm_tint: "#fbf0d6",
    corner: "4px",
    turns: &[Turn { solid: "#b3131b", tint: "#fcf5e8", line: "#ead8b4" }],
};

pub(super) const PLAYFUL: Look = Look {
    mood: Mood::Playful,
    id: "tongqu",
    name: "童趣",
    accent: "#1a73ab",
    deep: "#17395c",
    ink: "#26394d",
    mute: "#566b7d",
    tint: "#ebf6fc",
    line: "#bfe0f1",
    warm: "#b04c08",
    warm_tint: "#fff4d8",
    corner: "16px",
    turns: &[
        Turn { solid: "#1a73ab", tint: "#ebf6fc", line: "#bfe0f1" },
        Turn { solid: "#b34f07", tint: "#fff3e6", line: "#f8d9b8" },
        Turn { solid: "#2a7d4f", tint: "#ecf8ef", line: "#c4e6cf" },
        Turn { solid: "#7455b5", tint: "#f5f1fc", line: "#dcd1f2" },
        Turn { solid: "#c62d6c", tint: "#fdf0f5", line: "#f5cddc" },
    ],
};

/// The colours of a kind of alert.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AlertInk {
    /// Label, title, icon; a solid ground under white for the urgent one.
    pub(super) ink: &'static str,
    pub(super) tint: &'static str,
    pub(super) line: &'static str,
    /// The icon: paths on a 24-grid, drawn with a stroke of 2.
    pub(super) icon: &'static [&'static str],
}

const RING: &str = "M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0z";

/// The colours of a kind of alert; the same in every look, because readers learn them.
pub(super) fn alert(kind: AlertKind) -> &'static AlertInk {
    const NOTE: AlertInk =
        AlertInk { ink: "#1f5f9c", tint: "#eef5fc", line: "#c9dff4", icon: &[RING, "M12 11v6", "M12 7.5v.1"] };
    const TIP: AlertInk = AlertInk {
        ink: "#1b7350",
        tint: "#edf8f1",
        line: "#c6e6d3",
        icon: &["M9 18h6", "M10 21.5h4", "M9 18c0-2-.6-2.9-1.7-4.1a6.5 6.5 0 1 1 9.4 0c-1.1 1.2-1.7 2.1-1.7 4.1"],
    };
    const IMPORTANT: AlertInk =
        AlertInk { ink: "#6a4a9c", tint: "#f5f1fb", line: "#dcd0ee", icon: &["M6 21.5v-18h12l-2.5 4.5l2.5 4.5h-12"] };
    const WARNING: AlertInk = AlertInk {
        ink: "#9a4d07",
        tint: "#fdf4e6",
        line: "#f2d9b3",
        icon: &["M12 3.5l9.5 17h-19z", "M12 10v4.5", "M12 17.4v.1"],
    };
    const CAUTION: AlertInk =
        AlertInk { ink: "#c1272d", tint: "#fdeeee", line: "#efb9b9", icon: &[RING, "M12 7.5v9", "M7.5 12h9"] };
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

    fn luminance(hex: &str) -> f64 {
        let part = |i: usize| f64::from(u8::from_str_radix(hex.get(i..i + 2).unwrap(), 16).unwrap()) / 255.0;
        let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        0.2126 * linear(part(1)) + 0.7152 * linear(part(3)) + 0.0722 * linear(part(5))
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (x, y) = (luminance(a), luminance(b));
        (x.max(y) + 0.05) / (x.min(y) + 0.05)
    }

    /// WCAG 1.4.3: every pair that is set.
    #[test]
    fn every_pair_of_ink_and_ground_can_be_read() {
        let mut pairs = Vec::new();
        for l in [&FRESH, &SOLEMN, &PLAYFUL] {
            for ink in [l.accent, l.deep, l.ink, l.mute, l.warm] {
                pairs.extend([(ink, WHITE), (ink, l.tint), (ink, l.warm_tint)]);
            }
            for t in l.turns {
                pairs.push((t.solid, WHITE));
                pairs.extend([t.solid, l.deep, l.ink, l.mute, l.accent].map(|ink| (ink, t.tint)));
            }
        }
        for k in [AlertKind::Note, AlertKind::Tip, AlertKind::Important, AlertKind::Warning, AlertKind::Caution] {
            let a = alert(k);
            pairs.extend([(a.ink, WHITE), (a.ink, a.tint)]);
            for l in [&FRESH, &SOLEMN, &PLAYFUL] {
                pairs.extend([(l.ink, a.tint), (l.deep, a.tint)]);
            }
        }
        for (ink, ground) in pairs {
            assert!(contrast(ink, ground) >= 4.5, "{ink} on {ground}: {:.2}", contrast(ink, ground));
        }
    }
}
