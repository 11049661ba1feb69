//! `[masthead]` and `[footer]`: what surrounds the cards.

use super::palette::Ink;
use super::read::{style_table, style_words};
use crate::panel::scene::Color;

style_words! {
    /// How a masthead's type is arranged.
    MastheadKind {
        /// At the left, outlined, the picture at the right; on landscape sheets a panel (清新).
        Leaf = "leaf",
        /// Centred under an ordinal, the slogan on a ribbon (庄重).
        Ribbon = "ribbon",
        /// Centred, one bouncing letter after another, each in a hue (童趣).
        Bounce = "bounce",
    }
}

style_table! {
    /// `[masthead]`.
    Masthead {
        /// Arrangement.
        kind: MastheadKind = MastheadKind::Leaf;
        /// Whose scenes of `art/layout.toml` stand behind it; its own id when empty.
        scenery: String = String::new();
        /// Height on portrait sheets, in u.
        height: f64 = 350.0, 60 .. 700;
        /// Height on landscape sheets where it stays on top, in u.
        landscape: f64 = 318.0, 60 .. 700;
        /// Width of the full-height panel that stands for it on landscape sheets, in u; 0 keeps it on top.
        panel: f64 = 404.0, 0 .. 700;
        /// Between masthead and cards, in u.
        below: f64 = 8.0, 0 .. 100;
        /// The title's largest size on top, in u.
        title_size: f64 = 122.0, 30 .. 300;
        /// The title's largest size in a panel, in u.
        panel_size: f64 = 164.0, 30 .. 300;
        /// The title's first line.
        title: Ink = Ink::HueDeep;
        /// Its second line.
        title_second: Ink = Ink::Hue;
        /// The outline around it.
        outline: Ink = Ink::Solid(Color::WHITE);
        /// The outline's width as a part of the size.
        outline_width: f64 = 0.115, 0 .. 1;
        /// A shadow, a little to the lower right.
        shadow: Ink = Ink::None;
        /// Ground of the event's row.
        tab: Ink = Ink::Hue;
        /// Ground of the date's row.
        tab_second: Ink = Ink::HueDeep;
        /// The event and its date.
        tab_text: Ink = Ink::Solid(Color::WHITE);
        /// The event's number where it is set larger.
        tab_number: Ink = Ink::Solid(Color::WHITE);
        /// The slogan.
        slogan: Ink = Ink::HueDeep;
        /// The slogan in a panel.
        panel_slogan: Ink = Ink::HueDeep;
        /// The bar or rules beside it.
        slogan_bar: Ink = Ink::Hue;
        /// The organisation.
        organization: Ink = Ink::HueDeep;
        /// Series and issue.
        series: Ink = Ink::HueDeep;
    }
}

style_table! {
    /// `[footer]`.
    Footer {
        /// Height of its ground on portrait sheets, in u.
        height: f64 = 122.0, 0 .. 400;
        /// What it takes from the cards on portrait sheets, and on landscape sheets without a panel, in u.
        reserve: f64 = 134.0, 0 .. 400;
        /// What it takes from the cards beside a panel, in u.
        landscape: f64 = 62.0, 0 .. 400;
        /// Where its type begins, from its top, in u.
        text_top: f64 = 34.0, 0 .. 200;
        /// The organisation.
        title: Ink = Ink::Solid(Color::WHITE);
        /// Phone, address, hours.
        text: Ink = Ink::Solid(Color::WHITE);
        /// Sources, issue.
        note: Ink = Ink::Solid(Color::WHITE);
        /// A rule between its parts.
        rule: Ink = Ink::None;
    }
}

impl Masthead {
    /// Whose scenes stand behind it.
    pub fn scenery_of(&self, id: &str) -> String {
        if self.scenery.is_empty() { id.to_owned() } else { self.scenery.clone() }
    }
}
