//! Named colours with their separations, and the inks that the parts of a style choose among them.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::DeValue;

use super::read::{Limits, Source, Table, Value, nearest};
use crate::panel::scene::Color;

/// The colours of a style by name.
pub type Palette = BTreeMap<String, Color>;

/// The colours that every style must name, for the defaults of its parts.
pub const REQUIRED: [&str; 12] =
    ["page", "card", "ink", "mute", "deep", "accent", "tint", "line", "warm", "warm_deep", "warm_tint", "urgent"];

/// A family of colours that a card wears; styles with one accent have one, 童趣 has one per card.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hue {
    /// Borders, badges, numerals.
    pub main: Color,
    /// Grounds.
    pub tint: Color,
    /// Titles on paper.
    pub deep: Color,
}

/// What a part of a style is painted with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ink {
    /// Nothing.
    None,
    /// One colour.
    Solid(Color),
    /// The card's own colour.
    Hue,
    /// The card's own tint.
    HueTint,
    /// The card's own deep colour.
    HueDeep,
}

impl Ink {
    /// The colour on a card of a hue; `None` paints nothing.
    pub fn on(self, hue: &Hue) -> Option<Color> {
        match self {
            Ink::None => None,
            Ink::Solid(c) => Some(c),
            Ink::Hue => Some(hue.main),
            Ink::HueTint => Some(hue.tint),
            Ink::HueDeep => Some(hue.deep),
        }
    }

    /// The colour for text, which is never nothing.
    pub fn text_on(self, hue: &Hue) -> Color {
        self.on(hue).unwrap_or(Color::BLACK)
    }
}

/// The words that stand for a card's own colours.
const HUE_WORDS: [(&str, Ink); 4] =
    [("none", Ink::None), ("hue", Ink::Hue), ("hue_tint", Ink::HueTint), ("hue_deep", Ink::HueDeep)];

impl Value for Ink {
    fn read(value: &Spanned<DeValue<'_>>, source: &Source<'_>, _: Limits) -> Option<Ink> {
        let written = String::read(value, source, (0.0, 0.0))?;
        if written.starts_with('#') {
            return read_color(value, source).map(Ink::Solid);
        }
        if let Some((_, ink)) = HUE_WORDS.iter().find(|(w, _)| *w == written) {
            return Some(*ink);
        }
        let palette = source.palette.borrow();
        if let Some(color) = palette.get(&written) {
            return Some(Ink::Solid(*color));
        }
        let names = palette.keys().map(String::as_str).chain(HUE_WORDS.iter().map(|(w, _)| *w));
        let help = match nearest(&written, names) {
            Some(near) => format!("是不是想写“{near}”？"),
            None => "写 [palette] 里的颜色名，或 \"#RRGGBB\"，或 hue、hue_tint、hue_deep、none".to_owned(),
        };
        source.error(&value.span(), format!("没有名叫“{written}”的颜色"), help);
        None
    }
}

/// Reads `[palette]`; the author chooses the names beyond the required ones.
pub(crate) fn read_palette(table: &Table<'_, '_>) -> Palette {
    let mut palette = Palette::new();
    for (key, value) in table.entries() {
        if let Some(color) = read_color(value, table.source) {
            palette.insert(key.get_ref().clone().into_owned(), color);
        }
    }
    palette
}

/// `"#RRGGBB"` or `{ rgb = "#RRGGBB", cmyk = [c, m, y, k] }` with the parts in per cent.
pub(crate) fn read_color(value: &Spanned<DeValue<'_>>, source: &Source<'_>) -> Option<Color> {
    let Some(inner) = value.get_ref().as_table() else {
        let written = String::read(value, source, (0.0, 0.0))?;
        return match Color::from_hex(&written) {
            Some(color) => Some(color),
            None => {
                source.error(
                    &value.span(),
                    format!("“{written}”不是颜色"),
                    "写成 \"#RRGGBB\"，六位十六进制数，如 \"#15876F\"",
                );
                None
            }
        };
    };
    let table = Table::new(source, inner, "palette");
    let rgb = table.get("rgb").and_then(|v| read_color(v, source));
    let cmyk = match table.get("cmyk") {
        Some(v) => Some(read_cmyk(v, source)?),
        None => None,
    };
    table.finish();
    let mut color = rgb.or_else(|| {
        source.error(&value.span(), "颜色缺少 rgb", "写成 { rgb = \"#15876F\", cmyk = [82, 22, 65, 8] }");
        None
    })?;
    if let Some(cmyk) = cmyk {
        color.cmyk = cmyk;
    }
    Some(color)
}

fn read_cmyk(value: &Spanned<DeValue<'_>>, source: &Source<'_>) -> Option<[f64; 4]> {
    let parts: Vec<f64> = value
        .get_ref()
        .as_array()
        .into_iter()
        .flat_map(|a| a.iter())
        .filter_map(|v| f64::read(v, source, (0.0, 100.0)))
        .collect();
    let [c, m, y, k] = parts.as_slice() else {
        source.error(&value.span(), "cmyk 应当是四个数", "写成 cmyk = [青, 品红, 黄, 黑]，各为 0 到 100 的百分数");
        return None;
    };
    // Printers refuse more ink than the paper can take up (rule 18: under 300 %).
    if c + m + y + k > 300.0 {
        source.error(&value.span(), "四色墨量之和超过 300%", "减少其中的颜色，纸张吃不住这么多墨");
        return None;
    }
    Some([c / 100.0, m / 100.0, y / 100.0, k / 100.0])
}
