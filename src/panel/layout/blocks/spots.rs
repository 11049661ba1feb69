//! Small drawings that a theme keeps for things that many boards tell of: the seven steps of washing hands, the four
//! bins. A list takes a set of them as a whole or not at all, so that no drawing is a bad guess.

use serde::Deserialize;

use super::look::Look;
use super::text::Text;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::panel::art::{Align, Art, Fit, parse_svg};
use crate::panel::layout::shelf::Shelf;
use crate::panel::layout::{Canvas, Extent, Scale, Setting};
use crate::panel::scene::{Color, Tag};
use crate::unit::{Pt, Rect};
use crate::world::World;

/// One drawing.
#[derive(Debug, Clone)]
pub struct Spot {
    pub(crate) art: Art,
    /// The colour of the bar that the name stands on.
    pub(crate) bar: Option<Color>,
    words: Vec<String>,
}

impl Spot {
    pub(crate) fn put(&self, rect: Rect, canvas: &mut Canvas) {
        canvas.items.push(self.art.place(rect, Fit::Contain, Align::CENTER));
    }

    /// Height over width.
    pub(crate) fn aspect(&self) -> f64 {
        if self.art.width > 0.0 { self.art.height / self.art.width } else { 1.0 }
    }
}

#[derive(Debug, Clone)]
struct Set {
    least: usize,
    spots: Vec<Spot>,
}

/// The sets of a theme that a style has drawings for.
#[derive(Debug, Clone, Default)]
pub struct Spots {
    sets: Vec<Set>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSpots {
    set: Vec<RawSet>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSet {
    #[serde(rename = "name")]
    _name: String,
    least: usize,
    spots: Vec<RawSpot>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSpot {
    file: String,
    words: Vec<String>,
    bar: Option<String>,
}

/// The sets of the first theme that has a list, and that theme.
fn read_list(world: &dyn World, theme: &str) -> (Option<(String, Vec<RawSet>)>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    for theme in [theme, "default"] {
        let path = format!("themes/{theme}/print/art/spots.toml");
        let Ok(bytes) = world.read(&path) else { continue };
        let toml = String::from_utf8_lossy(&bytes);
        match toml::from_str::<RawSpots>(&toml) {
            Ok(raw) => return (Some((theme.to_owned(), raw.set)), diagnostics),
            Err(e) => {
                let span = Span::of_offset(&path, &toml, e.span().map_or(0, |s| s.start));
                let told = Diagnostic::error("art-layout", "版式的美术文件写得不对").with_span(span);
                diagnostics.push(told.with_help(e.message().to_owned()));
            }
        }
    }
    (None, diagnostics)
}

impl Spots {
    /// Reads `art/spots.toml` of a theme, else the default theme's, and the drawings that some text may ask for.
    pub(crate) fn load(
        (world, shelf): (&dyn World, &Shelf),
        theme: &str,
        style: &str,
        text: &str,
    ) -> (Spots, Diagnostics) {
        let list = shelf.get(&format!("spots {theme}"), || read_list(world, theme));
        let (found, diagnostics) = &*list;
        let (mut spots, mut diagnostics) = (Spots::default(), diagnostics.clone());
        let asked = |set: &&RawSet| {
            let met = |s: &&RawSpot| s.words.iter().any(|w| text.contains(w.as_str()));
            set.spots.iter().filter(met).count() >= set.least
        };
        if let Some((theme, sets)) = found {
            for set in sets.iter().filter(asked) {
                spots.read_set(world, &format!("themes/{theme}/print/art/{style}"), set, &mut diagnostics);
            }
        }
        (spots, diagnostics)
    }

    fn read_set(&mut self, world: &dyn World, folder: &str, raw: &RawSet, diagnostics: &mut Diagnostics) {
        let mut spots = Vec::new();
        for spot in &raw.spots {
            let path = format!("{folder}/{}.svg", spot.file);
            // A style of one's own need not have these drawings.
            let Ok(bytes) = world.read(&path) else { continue };
            match parse_svg(&path, &bytes, &std::collections::BTreeMap::new()) {
                Ok(art) => {
                    let bar = spot.bar.as_deref().and_then(Color::from_hex);
                    spots.push(Spot { art, bar, words: spot.words.clone() });
                }
                Err(d) => diagnostics.push(d),
            }
        }
        self.sets.push(Set { least: raw.least, spots });
    }

    /// A drawing for each of the labels, all of one set and all different; `None` when there is none for one of them.
    pub(crate) fn of(&self, labels: &[String]) -> Option<Vec<Spot>> {
        self.sets.iter().find_map(|set| {
            if labels.len() < set.least {
                return None;
            }
            let mut taken = Vec::new();
            for label in labels {
                let free =
                    |(i, s): &(usize, &Spot)| !taken.contains(i) && s.words.iter().any(|w| label.contains(w.as_str()));
                let (i, _) = set.spots.iter().enumerate().find(free).filter(|_| label.chars().count() <= 8)?;
                taken.push(i);
            }
            Some(taken.into_iter().filter_map(|i| set.spots.get(i).cloned()).collect())
        })
    }
}

/// A drawing with its name and a few words beneath.
pub(crate) struct SpotCell {
    pub look: Look,
    pub spot: Spot,
    pub title: Text,
    pub text: Text,
}

/// Height of the drawing, in body ems, and how far it may shrink and grow.
const DRAWING: f64 = 3.9;
const DRAWING_GIVE: (f64, f64) = (0.82, 1.45);

impl SpotCell {
    fn drawing(&self, width: Pt, scale: &Scale) -> Pt {
        (scale.body * DRAWING).min(width * 0.9 * self.spot.aspect())
    }

    fn words(&self, width: Pt, scale: &Scale) -> (Pt, Pt) {
        let bar = if self.spot.bar.is_some() { scale.body * 0.22 } else { Pt::ZERO };
        (self.title.height(width, scale) + bar, self.text.height(width, scale))
    }
}

impl Setting for SpotCell {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let (title, text) = self.words(width, scale);
        let rest = title + text + scale.body * 0.55;
        let drawing = self.drawing(width, scale);
        let most = (drawing * DRAWING_GIVE.1).min(width * 0.95 * self.spot.aspect()).max(drawing);
        Extent { min: drawing * DRAWING_GIVE.0 + rest, natural: drawing + rest, max: most + rest + scale.body * 0.5 }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        self.draw_in_row(rect, self.measure(rect.width, scale).natural, scale, canvas);
    }

    fn draw_in_row(&self, rect: Rect, natural: Pt, scale: &Scale, canvas: &mut Canvas) {
        let (title, text) = self.words(rect.width, scale);
        let spare = rect.height - natural;
        let least = self.drawing(rect.width, scale);
        let most = (least * DRAWING_GIVE.1).min(rect.width * 0.95 * self.spot.aspect()).max(least);
        let drawing = (least + spare).min(most);
        canvas.tagged(Tag::ListItem, |canvas| {
            let y = rect.y + (least + spare - drawing).max(Pt::ZERO) / 2.0;
            canvas.decoration(|c| self.spot.put(Rect::new(rect.x, y, rect.width, drawing), c));
            let y = y + drawing + scale.body * 0.25;
            let bar = Rect::new(rect.x, y, rect.width, title);
            canvas.decoration(|c| c.fill_rect(bar, scale.u * self.look.style.tiles.radius.min(6.0), self.spot.bar));
            self.title.put_centered(bar, scale, canvas);
            let y = y + title + scale.body * 0.15;
            self.text.put(Rect::new(rect.x, y, rect.width, text), scale, canvas);
        });
    }
}
