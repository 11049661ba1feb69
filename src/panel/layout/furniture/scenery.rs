//! `layout.toml`: the scenery behind mastheads, panels and footers, layer by layer.
//!
//! Boxes are in u, measured in a zone of a reference size; `at` says how a piece follows a zone of another width.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::topics::{Topic, unreadable};
use crate::diagnostic::{Diagnostics, Severity};
use crate::model::Orientation;
use crate::panel::art::{Art, parse_svg};
use crate::panel::layout::Canvas;
use crate::panel::scene::{Color, Group, Item, LinearGradient, Paint, Path, PathItem, Stop, Tag, Transform};
use crate::panel::style::Style;
use crate::unit::{Point, Pt, Rect};
use crate::world::World;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    scene: Vec<SceneSpec>,
}

/// The layers of one zone of a style.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::panel::layout) struct SceneSpec {
    style: String,
    orientation: Way,
    zone: Zone,
    /// The reference width, in u.
    w: f64,
    /// The reference height, in u.
    h: f64,
    /// For whoever reads the file.
    #[serde(default, rename = "note")]
    _note: String,
    layers: Vec<Layer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Way {
    Portrait,
    Landscape,
}

/// Which part of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    /// Across the head.
    Masthead,
    /// The full height at the left.
    Panel,
    /// Across the foot.
    Footer,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::panel::layout) struct Layer {
    #[serde(rename = "box")]
    place: [f64; 4],
    at: At,
    art: Option<String>,
    slot: Option<Slot>,
    fill: Option<Vec<String>>,
    #[serde(default = "one")]
    opacity: f64,
    #[serde(default)]
    mirror: bool,
    #[serde(default)]
    rotate: f64,
    #[serde(default)]
    only_for: Vec<String>,
    #[serde(default)]
    not_for: Vec<String>,
    #[serde(default)]
    hide_for: Vec<String>,
    #[serde(default)]
    with_topic: bool,
    /// For whoever draws: what may stand here instead.
    #[serde(default, rename = "swap")]
    _swap: Vec<String>,
}

fn one() -> f64 {
    1.0
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Slot {
    Topic,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum At {
    Stretch,
    Left,
    Right,
    Center,
}

impl SceneSpec {
    /// A scene of its own, drawn at exactly its size.
    pub(in crate::panel::layout) fn alone(style: &str, (w, h): (f64, f64), layers: Vec<Layer>) -> SceneSpec {
        let (orientation, zone) = (Way::Portrait, Zone::Masthead);
        SceneSpec { style: style.to_owned(), orientation, zone, w, h, _note: String::new(), layers }
    }
}

impl Layer {
    fn is_for(&self, topic: Option<&Topic>) -> bool {
        let name = topic.map_or("", |t| t.name.as_str());
        let among = |list: &[String]| list.iter().any(|n| n == name);
        (self.only_for.is_empty() || among(&self.only_for)) && !among(&self.not_for) && !among(&self.hide_for)
    }
}

/// The scenery of one style and orientation with all its drawings read.
#[derive(Debug, Clone)]
pub struct Scenery {
    scenes: Vec<SceneSpec>,
    art: BTreeMap<String, Art>,
    /// What the fills of its layers are painted with; what is not there is painted as it is written.
    recolor: BTreeMap<[u8; 3], Color>,
    style: String,
}

/// A zone of a sheet that is to be filled.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'t> {
    /// Which one.
    pub zone: Zone,
    /// Where it is, to the trim.
    pub rect: Rect,
    /// The sheet's trim; sides of the zone that lie on it run into the bleed.
    pub trim: Rect,
    /// How far.
    pub bleed: Pt,
    /// The style unit.
    pub u: Pt,
    /// What the sheet is about.
    pub topic: Option<&'t Topic>,
}

impl Scenery {
    /// Reads the scenery of a style, and the pictures of these topics.
    pub fn load(
        world: &dyn World,
        theme: &str,
        style: &Style,
        orientation: Orientation,
        topics: &[&Topic],
    ) -> (Scenery, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let way = match orientation {
            Orientation::Portrait => Way::Portrait,
            Orientation::Landscape => Way::Landscape,
        };
        let name = style.masthead.scenery_of(&style.id);
        let mut scenes = Vec::new();
        for theme in [theme, "default"] {
            let path = format!("themes/{theme}/print/art/layout.toml");
            let Ok(bytes) = world.read(&path) else { continue };
            match toml::from_str::<Raw>(&String::from_utf8_lossy(&bytes)) {
                Ok(raw) => scenes.extend(raw.scene.into_iter().filter(|s| s.style == name && s.orientation == way)),
                Err(e) => diagnostics.push(unreadable(&path, &bytes, &e)),
            }
            if !scenes.is_empty() {
                break;
            }
        }
        let scenery = Scenery::with(world, theme, style, scenes, topics, &mut diagnostics);
        (scenery, diagnostics)
    }

    /// These scenes with their drawings, and the pictures of these topics.
    pub(in crate::panel::layout) fn with(
        world: &dyn World,
        theme: &str,
        style: &Style,
        scenes: Vec<SceneSpec>,
        topics: &[&Topic],
        diagnostics: &mut Diagnostics,
    ) -> Scenery {
        let name = style.masthead.scenery_of(&style.id);
        let mut wanted: Vec<String> =
            scenes.iter().flat_map(|s| s.layers.iter().filter_map(|l| l.art.clone())).collect();
        wanted.extend(topics.iter().filter_map(|t| t.art.get(&name).cloned()));
        wanted.sort();
        wanted.dedup();
        let recolor = colors(world, theme, style);
        let mut art = BTreeMap::new();
        for piece in wanted {
            if let Some(found) = read_art(world, [theme, "default"], &name, &piece, &recolor, diagnostics) {
                art.insert(piece, found);
            }
        }
        Scenery { scenes, art, recolor, style: name }
    }

    /// The reference height of a zone, in u; `None` where the style has no such zone.
    pub fn height(&self, zone: Zone) -> Option<f64> {
        self.scenes.iter().find(|s| s.zone == zone).map(|s| s.h)
    }

    /// The reference width of a zone, in u.
    pub fn width(&self, zone: Zone) -> Option<f64> {
        self.scenes.iter().find(|s| s.zone == zone).map(|s| s.w)
    }

    /// A drawing of the style, to be placed by hand.
    pub fn piece(&self, name: &str) -> Option<&Art> {
        self.art.get(name)
    }

    /// Paints a zone, clipped to it and its bleed.
    pub fn paint(&self, ground: &Ground<'_>, canvas: &mut Canvas) {
        if let Some(scene) = self.scenes.iter().find(|s| s.zone == ground.zone) {
            self.paint_scene(scene, ground, canvas);
        }
    }

    /// Paints a scene onto a ground, clipped to it and its bleed.
    pub(in crate::panel::layout) fn paint_scene(&self, scene: &SceneSpec, ground: &Ground<'_>, canvas: &mut Canvas) {
        let layers = scene.layers.iter().filter(|l| l.is_for(ground.topic));
        let with_slot =
            scene.layers.iter().any(|l| l.slot.is_some() && l.is_for(ground.topic)) && ground.topic.is_some();
        let items: Vec<Item> =
            layers.filter(|l| !l.with_topic || with_slot).flat_map(|l| self.layer(scene, l, ground)).collect();
        let clip = Some(Path::rect(spread(ground, ground.rect)));
        let group = Group { transform: Transform::IDENTITY, clip, opacity: 1.0, tag: Some(Tag::Artifact), items };
        canvas.items.push(Item::Group(group));
    }

    fn layer(&self, scene: &SceneSpec, layer: &Layer, ground: &Ground<'_>) -> Option<Item> {
        let rect = self.rect(scene, layer, ground);
        let art = match (&layer.art, layer.slot) {
            (Some(name), _) => Some(self.art.get(name)?),
            (None, Some(Slot::Topic)) => Some(self.art.get(ground.topic?.art.get(&self.style)?)?),
            (None, None) => None,
        };
        let rect = if layer.at == At::Stretch { spread(ground, rect) } else { rect };
        let item = match art {
            Some(art) => put(art, rect, layer.at == At::Stretch, layer),
            None => Item::Path(PathItem::filled(Path::rect(rect), fill(layer.fill.as_deref()?, &self.recolor, rect)?)),
        };
        Some(item)
    }

    /// A layer's box on the sheet.
    fn rect(&self, scene: &SceneSpec, layer: &Layer, ground: &Ground<'_>) -> Rect {
        let [x, y, w, h] = layer.place;
        // A zone much narrower than it was drawn for is scaled as a whole rather than letting pieces meet.
        let width = ground.rect.width / ground.u;
        let k = (width / (scene.w * 0.9)).min(1.0);
        let (width, u) = (width / k, ground.u * k);
        let more = width - scene.w;
        let (x, w) = match layer.at {
            At::Stretch => (x * width / scene.w, w * width / scene.w),
            At::Left => (x, w),
            At::Right => (x + more, w),
            At::Center => (x + more / 2.0, w),
        };
        // Mastheads of another height grow or shrink at their tops: what stands on the foot stays there. Footers grow
        // at their feet: their edge stays at the top.
        let more = ground.rect.height - u * scene.h;
        let lift = if scene.zone == Zone::Footer { Pt::ZERO } else { more };
        let through = layer.at == At::Stretch && y + h >= scene.h;
        let (y, h) = match scene.zone {
            Zone::Footer if through => (u * y, u * h + more),
            _ if through && y <= 0.0 => (u * y, u * h + more),
            _ => (u * y + lift, u * h),
        };
        Rect::new(ground.rect.x + u * x, ground.rect.y + y, u * w, h)
    }
}

fn read_art(
    world: &dyn World,
    themes: [&str; 2],
    style: &str,
    piece: &str,
    recolor: &BTreeMap<[u8; 3], Color>,
    diagnostics: &mut Diagnostics,
) -> Option<Art> {
    for theme in themes {
        let path = format!("themes/{theme}/print/art/{style}/{piece}.svg");
        let Ok(bytes) = world.read(&path) else { continue };
        return match parse_svg(&path, &bytes, recolor) {
            Ok(art) => Some(art),
            Err(mut d) => {
                // A board without one of its ornaments is still a board.
                d.severity = Severity::Warning;
                diagnostics.push(d);
                None
            }
        };
    }
    None
}

/// A rectangle whose sides on the trim's edge run into the bleed.
fn spread(ground: &Ground<'_>, rect: Rect) -> Rect {
    let (t, b, near) = (ground.trim, ground.bleed, Pt(0.5));
    let left = if rect.x <= t.x + near { rect.x.min(t.x - b) } else { rect.x };
    let top = if rect.y <= t.y + near { rect.y.min(t.y - b) } else { rect.y };
    let right = if rect.right() >= t.right() - near { rect.right().max(t.right() + b) } else { rect.right() };
    let bottom = if rect.bottom() >= t.bottom() - near { rect.bottom().max(t.bottom() + b) } else { rect.bottom() };
    Rect::new(left, top, right - left, bottom - top)
}

/// Maps a drawing onto a box. Leaf tips and feet may run a little beyond it: it is not clipped.
fn put(art: &Art, rect: Rect, stretch: bool, layer: &Layer) -> Item {
    let (sx, sy) = (rect.width.0 / art.width.max(1e-6), rect.height.0 / art.height.max(1e-6));
    let (sx, sy) = if stretch { (sx, sy) } else { (sx.min(sy), sx.min(sy)) };
    let (w, h) = (art.width * sx, art.height * sy);
    let mut t = Transform::scale(sx, sy);
    if layer.mirror {
        t = t.then(Transform { a: -1.0, e: w, ..Transform::IDENTITY });
    }
    if layer.rotate != 0.0 {
        t = t
            .then(Transform::translate(Point::new(Pt(-w / 2.0), Pt(-h / 2.0))))
            .then(Transform::rotate(layer.rotate))
            .then(Transform::translate(Point::new(Pt(w / 2.0), Pt(h / 2.0))));
    }
    // Whatever is kept in proportion stands on the foot of its box, in the middle.
    let at = Point::new(rect.x + (rect.width - Pt(w)) / 2.0, rect.bottom() - Pt(h));
    let transform = t.then(Transform::translate(at));
    Item::Group(Group { transform, clip: None, opacity: layer.opacity, tag: None, items: art.items.clone() })
}

/// What the drawings of a style are drawn in. On a board with colours of its own, what `art/palette.toml` names turns
/// with them: skin, wood and the colours of bins are not there and stay.
pub(super) fn colors(world: &dyn World, theme: &str, style: &Style) -> BTreeMap<[u8; 3], Color> {
    let mut others = Vec::new();
    if !style.recolor.is_plain() {
        let name = style.masthead.scenery_of(&style.id);
        for theme in [theme, "default"] {
            let Ok(bytes) = world.read(&format!("themes/{theme}/print/art/palette.toml")) else { continue };
            let Ok(table) = String::from_utf8_lossy(&bytes).parse::<toml::Table>() else { continue };
            let Some(of_style) = table.get(&name) else { continue };
            let part = |key: &str| of_style.get(key).and_then(|t| t.as_table());
            let roles = part("roles").into_iter().flat_map(|t| t.values()).filter_map(|v| v.as_str());
            let tints = part("tints").into_iter().flat_map(|t| t.keys()).map(String::as_str);
            others.extend(roles.chain(tints).filter_map(hex));
            break;
        }
    }
    style.recolor.drawings(&style.palette, &others)
}

fn fill(colors: &[String], recolor: &BTreeMap<[u8; 3], Color>, rect: Rect) -> Option<Paint> {
    let painted = |rgb: [u8; 3]| recolor.get(&rgb).copied().unwrap_or_else(|| Color::from_rgb(rgb));
    let colors: Vec<Color> = colors.iter().filter_map(|c| hex(c)).map(painted).collect();
    let (first, last) = (colors.first()?, colors.last()?);
    if colors.len() == 1 {
        return Some(Paint::from(*first));
    }
    Some(Paint::Linear(LinearGradient {
        from: Point::new(rect.x, rect.y),
        to: Point::new(rect.x, rect.bottom()),
        stops: vec![
            Stop { offset: 0.0, color: *first, opacity: 1.0 },
            Stop { offset: 1.0, color: *last, opacity: 1.0 },
        ],
    }))
}

fn hex(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|d| d.len() == 6)?;
    let part = |i: usize| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}
