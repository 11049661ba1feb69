//! `art/poster.toml`: layers and boxes of the pictures, per style and shape.

use serde::Deserialize;

use crate::diagnostic::Diagnostics;
use crate::panel::layout::furniture::scenery::{Layer, SceneSpec};
use crate::panel::layout::furniture::topics::unreadable;
use crate::panel::scene::Color;
use crate::panel::style::Style;
use crate::unit::{Pt, Rect};
use crate::world::World;

/// The shape of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// 900 × 383: the cover of a WeChat article. Its middle 383 × 383 is what lists show.
    Cover,
    /// 500 × 500: the small cover, and the thumbnail of a shared link.
    Square,
    /// 1200 × 630: the picture of a shared link (Open Graph).
    Share,
}

impl Shape {
    /// All of them.
    pub const ALL: [Shape; 3] = [Shape::Cover, Shape::Square, Shape::Share];

    /// Width and height in px.
    pub fn px(self) -> (u32, u32) {
        match self {
            Shape::Cover => (900, 383),
            Shape::Square => (500, 500),
            Shape::Share => (1200, 630),
        }
    }

    fn size(self) -> (f64, f64) {
        let (w, h) = self.px();
        (f64::from(w), f64::from(h))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    poster: Vec<Spec>,
}

/// One picture of one style.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spec {
    style: String,
    shape: Shape,
    layers: Vec<Layer>,
    pub title: TitleBox,
    pub event: Place,
    pub organization: Place,
}

/// Where the title stands.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TitleBox {
    #[serde(rename = "box")]
    place: [f64; 4],
    #[serde(default)]
    pub align: Side,
    /// At most.
    pub lines: usize,
    /// The largest size, in px.
    pub size: f64,
}

/// Where a line stands.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    #[serde(rename = "box")]
    place: [f64; 4],
    #[serde(default)]
    pub align: Side,
    /// The largest size, in px.
    pub size: f64,
    /// A colour of the style's palette; the masthead's when not given.
    ink: Option<String>,
    /// Whether the organisation's mark stands before it.
    #[serde(default)]
    pub mark: bool,
}

/// To which side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Side {
    Left,
    #[default]
    Center,
}

fn rect([x, y, w, h]: [f64; 4]) -> Rect {
    Rect::new(Pt(x), Pt(y), Pt(w), Pt(h))
}

fn left(rect: Rect, side: Side, width: Pt) -> Pt {
    match side {
        Side::Left => rect.x,
        Side::Center => rect.x + (rect.width - width) / 2.0,
    }
}

impl TitleBox {
    pub fn rect(&self) -> Rect {
        rect(self.place)
    }

    /// Where something of a width begins.
    pub fn left(&self, width: Pt) -> Pt {
        left(self.rect(), self.align, width)
    }
}

impl Place {
    pub fn rect(&self) -> Rect {
        rect(self.place)
    }

    /// Where something of a width begins.
    pub fn left(&self, width: Pt) -> Pt {
        left(self.rect(), self.align, width)
    }

    pub fn color(&self, style: &Style) -> Option<Color> {
        style.color(self.ink.as_deref()?)
    }
}

/// The pictures of one style.
#[derive(Debug, Clone, Default)]
pub(super) struct Specs(Vec<Spec>);

impl Specs {
    /// From the theme, else from the default theme; a style without scenes of its own takes those whose scenery it has.
    pub fn load(world: &dyn World, theme: &str, style: &Style) -> (Specs, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let name = style.masthead.scenery_of(&style.id);
        for theme in [theme, "default"] {
            let path = format!("themes/{theme}/print/art/poster.toml");
            let Ok(bytes) = world.read(&path) else { continue };
            match toml::from_str::<Raw>(&String::from_utf8_lossy(&bytes)) {
                Ok(raw) => {
                    let own: Vec<Spec> = raw.poster.into_iter().filter(|s| s.style == name).collect();
                    if !own.is_empty() {
                        return (Specs(own), diagnostics);
                    }
                }
                Err(e) => diagnostics.push(unreadable(&path, &bytes, &e)),
            }
        }
        (Specs::default(), diagnostics)
    }

    pub fn get(&self, shape: Shape) -> Option<&Spec> {
        self.0.iter().find(|s| s.shape == shape)
    }

    /// The scene of a shape.
    pub fn scene(&self, shape: Shape) -> Option<SceneSpec> {
        let spec = self.get(shape)?;
        Some(SceneSpec::alone(&spec.style, shape.size(), spec.layers.clone()))
    }
}
