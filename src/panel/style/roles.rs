//! Faces and the roles that text plays.

use toml::Spanned;
use toml::de::DeValue;

use super::palette::Ink;
use super::read::{Limits, Source, Table, Value, style_table, style_words};
use crate::panel::scene::Color;

style_words! {
    /// Which of the style's faces.
    FaceRole {
        /// Running text.
        Body = "body",
        /// Strong running text.
        Strong = "strong",
        /// Section titles.
        Heading = "heading",
        /// The board's title.
        Title = "title",
        /// Quotations, slogans.
        Quote = "quote",
        /// `*…*`: 楷体.
        Emphasis = "emphasis",
        /// Side notes of headings.
        Note = "note",
    }
}

/// A family and a weight.
#[derive(Debug, Clone, PartialEq)]
pub struct FaceChoice {
    /// The family's own or Chinese name.
    pub family: String,
    /// 100 to 900.
    pub weight: u16,
}

impl FaceChoice {
    fn new(family: &str, weight: u16) -> Self {
        FaceChoice { family: family.to_owned(), weight }
    }
}

impl Value for FaceChoice {
    fn read(value: &Spanned<DeValue<'_>>, source: &Source<'_>, _: Limits) -> Option<FaceChoice> {
        let Some(table) = value.get_ref().as_table() else {
            return Some(FaceChoice::new(&String::read(value, source, (0.0, 0.0))?, 400));
        };
        let table = Table::new(source, table, "faces");
        let family = table.field("family", String::new(), (0.0, 0.0));
        let weight = table.field("weight", 400.0, (100.0, 900.0)) as u16;
        table.finish();
        if family.is_empty() {
            source.error(&value.span(), "字体缺少 family", "写成 { family = \"Banbao Hei\", weight = 400 }");
            return None;
        }
        Some(FaceChoice { family, weight })
    }
}

style_table! {
    /// `[faces]`: one family and weight for each [`FaceRole`].
    FaceChoices {
        /// Running text.
        body: FaceChoice = FaceChoice::new("Banbao Hei", 400);
        /// Strong running text.
        strong: FaceChoice = FaceChoice::new("Banbao Hei", 700);
        /// Section titles.
        heading: FaceChoice = FaceChoice::new("Banbao Hei", 700);
        /// The board's title.
        title: FaceChoice = FaceChoice::new("Banbao Hei", 700);
        /// Quotations.
        quote: FaceChoice = FaceChoice::new("Banbao Song", 700);
        /// `*…*`.
        emphasis: FaceChoice = FaceChoice::new("Banbao Kai", 400);
        /// Side notes.
        note: FaceChoice = FaceChoice::new("Banbao Hei", 400);
    }
}

/// How one role is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Role {
    /// Size as a multiple of the body size.
    pub ratio: f64,
    /// The smallest size, in u.
    pub min: f64,
    /// The face.
    pub face: FaceRole,
    /// Line height as a multiple of the size; 0 takes the body's.
    pub leading: f64,
    /// The ink.
    pub color: Ink,
    /// The ink of `**…**`.
    pub strong: Ink,
}

/// What a role is where the style file says nothing.
struct Default(f64, FaceRole, f64, &'static str);

macro_rules! roles {
    ($( $(#[$meta:meta])* $name:ident = $ratio:literal, $face:ident, $leading:literal, $color:literal; )*) => {
        /// `[type.…]`: every role of text on a card.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Roles { $( $(#[$meta])* pub $name: Role, )* }

        impl Roles {
            pub(crate) fn read(table: &Table<'_, '_>, strong: Ink) -> Self {
                $( let $name = {
                    let default = Default($ratio, FaceRole::$face, $leading, $color);
                    Role::read_over(&table.table(stringify!($name)), &default, strong)
                }; )*
                table.finish();
                Roles { $( $name, )* }
            }
        }
    };
}

roles! {
    /// Running text.
    body = 1.0, Body, 0.0, "ink";
    /// The text before the first section.
    lead = 1.12, Body, 0.0, "ink";
    /// `##`.
    section = 1.59, Heading, 1.2, "deep";
    /// The number on a section's badge.
    badge = 1.47, Strong, 1.0, "card";
    /// `###`.
    subsection = 1.18, Strong, 1.4, "deep";
    /// The short note at the right of a section's title.
    note = 0.88, Note, 1.45, "mute";
    /// A number on its own.
    key_number = 5.2, Strong, 1.04, "card";
    /// Its unit.
    key_unit = 1.76, Strong, 1.04, "card";
    /// The line beneath it.
    key_text = 1.06, Body, 1.5, "card";
    /// Numbers of a band of several.
    band_number = 2.6, Strong, 1.1, "card";
    /// Their units.
    band_unit = 1.4, Strong, 1.1, "card";
    /// The line beneath them.
    band_text = 1.0, Body, 1.4, "card";
    /// Step numbers.
    step_number = 3.65, Strong, 0.95, "accent";
    /// The bold words that begin a step.
    step_title = 1.18, Strong, 1.5, "deep";
    /// The rest of a step.
    step_text = 1.0, Body, 1.5, "ink";
    /// The times of a timeline.
    time_label = 1.3, Strong, 1.3, "deep";
    /// What happens then.
    time_text = 1.0, Body, 1.4, "ink";
    /// Names of tiles.
    tile_title = 1.06, Strong, 1.3, "deep";
    /// Their text.
    tile_text = 0.91, Body, 1.4, "ink";
    /// Table heads.
    table_head = 0.97, Strong, 1.35, "card";
    /// Table cells.
    table_cell = 0.97, Body, 1.35, "ink";
    /// The first cell of a row.
    table_first = 0.97, Strong, 1.35, "deep";
    /// Numbers in bold in a table.
    table_number = 1.06, Strong, 1.28, "warm_deep";
    /// Lines of a checklist.
    check = 1.0, Body, 1.45, "ink";
    /// 问.
    question = 1.12, Strong, 1.45, "deep";
    /// 答.
    answer = 1.0, Body, 1.55, "ink";
    /// Titles of alerts.
    alert_title = 1.24, Strong, 1.25, "deep";
    /// Text of alerts.
    alert_text = 1.0, Body, 1.55, "ink";
    /// Quotations.
    quote = 1.29, Quote, 1.45, "warm_deep";
    /// Who said it.
    quote_source = 0.85, Body, 1.4, "mute";
    /// Captions of pictures.
    caption = 0.88, Body, 1.45, "mute";
    /// Heads of do and don't.
    choice_head = 1.06, Strong, 1.4, "card";
    /// Lines of do and don't.
    choice_text = 1.0, Body, 1.45, "ink";
    /// Code.
    code = 0.9, Body, 1.5, "ink";
    /// Notes and sources.
    sources = 0.82, Body, 1.55, "mute";
}

impl Role {
    fn read_over(table: &Table<'_, '_>, default: &Default, strong: Ink) -> Role {
        let named =
            |name: &str| table.source.palette.borrow().get(name).map_or(Ink::Solid(Color::BLACK), |c| Ink::Solid(*c));
        let color = table.field("color", named(default.3), (0.0, 0.0));
        // On a coloured ground strong words keep the ink of the rest unless the style says otherwise.
        let strong = if default.3 == "ink" { strong } else { color };
        let role = Role {
            ratio: table.field("ratio", default.0, (0.5, 12.0)),
            min: table.field("min", 14.0, (6.0, 60.0)),
            face: table.field("face", default.1, (0.0, 0.0)),
            leading: table.field("leading", default.2, (0.0, 3.0)),
            color,
            strong: table.field("strong", strong, (0.0, 0.0)),
        };
        table.finish();
        role
    }
}
