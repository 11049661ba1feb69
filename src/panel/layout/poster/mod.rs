//! Small pictures that stand for an article or a board: covers for WeChat, pictures for shared links.
//!
//! ```text
//! art/poster.toml ─ spec ─► boxes and layers ─┐
//! art/topics.toml ─ Topics ─► the topic       ─┼─ Kit ─► ground(shape, topic) ─► Scene   one for many pictures
//! a title ─ lines ─► phrases ─────────────────┴──────► lettering(words, shape) ─► Scene   one for each
//! ```
//!
//! One px is one point. Ground and lettering are two scenes because a large site has thousands of titles and few topics: an
//! exporter paints a ground once and letters over a copy of it.

mod event;
mod lines;
mod spec;
mod title;

pub use spec::Shape;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::spec::{Place, Specs};
use super::Canvas;
use super::blocks::{Context, FaceSet, FamilyOverrides, Gallery};
use super::furniture::lettering::{Look, Type};
use super::furniture::mark::Mark;
use super::furniture::masthead::ink;
use super::furniture::scenery::{Ground, SceneSpec, Scenery, Zone};
use super::furniture::topics::{Topic, Topics};
use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::model::BoardColor;
use crate::panel::scene::{Item, Scene, Sheet};
use crate::panel::sheet::SheetSize;
use crate::panel::style::{self, FaceRole, Style};
use crate::panel::typeset::TextAlign;
use crate::unit::{Mm, Pt, Rect};
use crate::world::World;

/// What a picture says.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words {
    /// The title of the article or board.
    pub title: String,
    /// Words of it that are better not broken, such as its tags.
    pub kept: Vec<String>,
    /// 第39个世界无烟日.
    pub event: Option<String>,
    /// 5月31日.
    pub date: Option<String>,
    /// What stands where there is no event: 健康科普.
    pub column: String,
    /// Who publishes.
    pub organization: String,
}

/// Everything that the pictures of one style are made with.
pub struct Kit {
    cx: Context,
    specs: Specs,
    scenes: BTreeMap<Shape, SceneSpec>,
    scenery: Scenery,
    topics: Topics,
    mark: Option<Mark>,
    language: String,
}

impl Kit {
    /// Reads what a style with some colours of its own needs: faces, layers, the drawings of the topics that these texts
    /// lead to. `None` when there is no such style, which its user is told by whoever named it.
    pub fn load(
        world: &dyn World,
        config: &Config,
        (style, palette): (&str, &[BoardColor]),
        texts: &[Vec<String>],
    ) -> (Option<Kit>, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let theme = config.theme.as_str();
        let (Some(style), _) = style::load_with(world, theme, style, palette) else { return (None, diagnostics) };
        let overrides = FamilyOverrides {
            body: config.print.body_font.clone(),
            heading: config.print.heading_font.clone(),
            emphasis: config.print.emphasis_font.clone(),
        };
        let (faces, _) = FaceSet::load(world.fonts(), &style, &overrides);
        let (topics, found) = Topics::load(world, theme);
        diagnostics.extend(found);
        let (specs, found) = Specs::load(world, theme, &style);
        diagnostics.extend(found);
        let scenes: BTreeMap<Shape, SceneSpec> =
            Shape::ALL.into_iter().filter_map(|s| Some((s, specs.scene(s)?))).collect();
        let pictures: Vec<&Topic> = texts.iter().filter_map(|t| topics.find(t.iter().map(String::as_str))).collect();
        let all = scenes.values().cloned().collect();
        let scenery = Scenery::with(world, theme, &style, all, &pictures, &mut diagnostics);
        let mut gallery = Gallery::default();
        // A logo that cannot be read is told by the boards and the website.
        let own = config.organization.logo.as_ref().and_then(|path| gallery.add(world, path).ok());
        let mark = Mark::load(world, theme, &style, own);
        let cx = Context { style: Arc::new(style), faces, gallery, measures: Vec::new(), article_titles: false };
        (Some(Kit { cx, specs, scenes, scenery, topics, mark, language: config.language.clone() }), diagnostics)
    }

    /// The topic that the first telling text leads to.
    pub fn topic<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Option<&Topic> {
        self.topics.find(texts)
    }

    /// What lies under the letters.
    pub fn ground(&self, shape: Shape, topic: Option<&Topic>) -> Scene {
        let mut canvas = Canvas::default();
        let size = size(shape);
        let ground =
            Ground { zone: Zone::Masthead, rect: size.trim(), trim: size.trim(), bleed: Pt::ZERO, u: Pt(1.0), topic };
        if let Some(scene) = self.scenes.get(&shape) {
            self.scenery.paint_scene(scene, &ground, &mut canvas);
        }
        self.scene(shape, canvas.items)
    }

    /// The letters: title, event, who publishes.
    pub fn lettering(&self, words: &Words, shape: Shape, topic: Option<&Topic>) -> Scene {
        let mut canvas = Canvas::default();
        if let Some(spec) = self.specs.get(shape) {
            let lexicon = lines::Lexicon::new(self.topics.words().chain(words.kept.iter().map(String::as_str)));
            title::put(&self.cx, &spec.title, &words.title, &lexicon, &mut canvas);
            let told = topic.filter(|t| !self.topics.is_fallback(t));
            event::put(&self.cx, &spec.event, words, told, &mut canvas);
            self.organization(&spec.organization, &words.organization, &mut canvas);
        }
        self.scene(shape, canvas.items)
    }

    /// Who publishes, with the mark beside the name.
    fn organization(&self, place: &Place, name: &str, canvas: &mut Canvas) {
        if name.is_empty() {
            return;
        }
        let style: &Style = &self.cx.style;
        let rect = place.rect();
        let t = Type { cx: &self.cx, u: Pt(1.0) };
        let color = place.color(style).unwrap_or_else(|| ink(style, style.masthead.organization));
        let mark = self.mark.as_ref().filter(|_| place.mark);
        let gap = if mark.is_some() { place.size * 1.75 } else { 0.0 };
        let room = rect.width - Pt(gap);
        let look = t.shrunk(name, Look::new(FaceRole::Strong, place.size, color), room, place.size * 0.5);
        let width = t.width(name, look).min(room);
        let left = place.left(width + Pt(gap));
        let middle = rect.y + rect.height / 2.0;
        if let Some(mark) = mark {
            let side = Pt(place.size * 1.45);
            mark.put(Rect::new(left, middle - side / 2.0, side, side), canvas);
        }
        let baseline = middle + Pt(look.size * 0.37);
        t.line(name, look, TextAlign::Left, (left + Pt(gap), baseline, width + Pt(1.0)), canvas);
    }

    fn scene(&self, shape: Shape, items: Vec<Item>) -> Scene {
        Scene {
            title: String::new(),
            author: None,
            subject: None,
            language: self.language.clone(),
            fonts: self.cx.faces.faces.all().to_vec(),
            images: self.cx.gallery.images().to_vec(),
            sheets: vec![Sheet { size: size(shape), items, links: Vec::new() }],
            outline: Vec::new(),
        }
    }
}

/// The sheet of a shape, a point to the px.
fn size(shape: Shape) -> SheetSize {
    let (width, height) = shape.px();
    let mm = |px: u32| Pt(f64::from(px)).to_mm();
    SheetSize { width: mm(width), height: mm(height), bleed: Mm::ZERO }
}
