//! Pictures and icons of a board, read once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::classify;
use super::spots::{Spot, Spots};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{Article, Block, BlockKind};
use crate::panel::art::{Align, Art, Fit, parse_svg};
use crate::panel::layout::Canvas;
use crate::panel::layout::shelf::Shelf;
use crate::panel::picture::{self, Picture};
use crate::panel::scene::{Color, ImageData, ImageId};
use crate::unit::Rect;
use crate::world::World;

/// An icon in one ink.
pub(crate) struct Icon {
    pub art: Art,
}

impl Icon {
    pub fn put(&self, rect: Rect, canvas: &mut Canvas) {
        canvas.items.push(self.art.place(rect, Fit::Contain, Align::CENTER));
    }
}

/// A picture of an article, ready to be placed.
#[derive(Debug, Clone)]
pub enum Shown {
    /// Pixels and their number in the scene.
    Pixels(ImageId, Arc<ImageData>),
    /// Shapes.
    Art(Art),
}

impl Shown {
    /// Height over width.
    pub fn aspect(&self) -> f64 {
        let (w, h) = match self {
            Shown::Pixels(_, image) => (f64::from(image.width), f64::from(image.height)),
            Shown::Art(art) => (art.width, art.height),
        };
        if w > 0.0 && h > 0.0 { h / w } else { 0.75 }
    }
}

/// All pictures and icons that a board may need.
#[derive(Debug, Clone, Default)]
pub struct Gallery {
    shown: BTreeMap<String, Shown>,
    images: Vec<Arc<ImageData>>,
    icons: Arc<Icons>,
    /// Drawings that lists and tables take as a set.
    spots: Spots,
    /// What drawings ask for and cannot have.
    warnings: Vec<Diagnostic>,
}

/// The line icons of a theme.
#[derive(Debug, Default)]
struct Icons {
    drawings: BTreeMap<String, Arc<[u8]>>,
    /// Keyword and icon, longest keyword first: 自来水 is found before 水.
    keywords: Vec<(String, String)>,
    fallback: Option<String>,
}

impl Icons {
    fn load(world: &dyn World, theme: &str) -> Icons {
        let mut icons = Icons::default();
        for theme in ["default", theme] {
            icons.read(world, &format!("themes/{theme}/print/art"));
        }
        icons
    }

    fn read(&mut self, world: &dyn World, art: &str) {
        let dir = format!("{art}/icons");
        for entry in world.walk(&dir).files {
            let Some(name) = entry.path.strip_prefix(&dir).and_then(|p| p.strip_prefix('/')) else { continue };
            if let (Some(name), Ok(bytes)) = (name.strip_suffix(".svg"), world.read(&entry.path)) {
                self.drawings.insert(name.to_owned(), bytes);
            }
        }
        if let Ok(bytes) = world.read(&format!("{dir}/keywords.toml")) {
            self.read_keywords(&String::from_utf8_lossy(&bytes));
        }
    }

    fn read_keywords(&mut self, text: &str) {
        let Ok(table) = text.parse::<toml::Table>() else { return };
        let fallback = table.get("fallback").and_then(|v| v.as_str());
        self.fallback = fallback.filter(|f| self.drawings.contains_key(*f)).map(str::to_owned).or(self.fallback.take());
        for (icon, words) in table.get("icons").and_then(|v| v.as_table()).into_iter().flatten() {
            let words = words.as_array().into_iter().flatten().filter_map(|w| w.as_str());
            if self.drawings.contains_key(icon) {
                self.keywords.extend(words.map(|w| (w.to_owned(), icon.clone())));
            }
        }
        self.keywords.sort_by(|a, b| b.0.chars().count().cmp(&a.0.chars().count()).then(a.cmp(b)));
        self.keywords.dedup();
    }
}

impl Gallery {
    /// Reads the icons and drawings of a theme and the pictures of the articles. A picture that cannot be used is an
    /// error. `style` is the id of the print style, whose folder the drawings come from.
    pub fn load(
        (world, shelf): (&dyn World, &Shelf),
        theme: &str,
        style: &str,
        articles: &[&Article],
    ) -> (Gallery, Diagnostics) {
        let icons = shelf.get(&format!("icons {theme}"), || Icons::load(world, theme));
        let mut gallery = Gallery { icons, ..Gallery::default() };
        let mut diagnostics = Diagnostics::new();
        for article in articles {
            let mut found = Vec::new();
            pictures_in(&article.document.blocks, &mut found);
            for (path, line) in found {
                if let Err(d) = gallery.add(world, &path) {
                    diagnostics.push(match &d.span {
                        Some(_) => d.with_span(Span::line(&article.path, line)),
                        None => d,
                    });
                }
            }
        }
        let labels: Vec<String> = articles.iter().flat_map(|a| classify::labels(&a.document.blocks)).collect();
        let (spots, found) = Spots::load((world, shelf), theme, style, &labels.join("\n"));
        gallery.spots = spots;
        diagnostics.extend(found);
        diagnostics.extend(std::mem::take(&mut gallery.warnings));
        (gallery, diagnostics)
    }

    /// Reads a picture unless it is there already, and gives it.
    pub fn add(&mut self, world: &dyn World, path: &str) -> Result<Shown, Diagnostic> {
        if let Some(shown) = self.shown.get(path) {
            return Ok(shown.clone());
        }
        let bytes = world.read(path).map_err(|e| {
            Diagnostic::error("image-unreadable", format!("图片“{path}”读不出来（{e:?}）")).with_span(Span::file(path))
        })?;
        let shown = match picture::load(path, bytes, &BTreeMap::new())? {
            Picture::Art(art) => {
                self.warnings.extend(art.warnings.iter().cloned());
                Shown::Art(art)
            }
            Picture::Pixels(data) => {
                let data = Arc::new(data);
                self.images.push(data.clone());
                Shown::Pixels(ImageId(self.images.len() - 1), data)
            }
        };
        self.shown.insert(path.to_owned(), shown.clone());
        Ok(shown)
    }

    /// A picture that was read before.
    pub fn get(&self, path: &str) -> Option<&Shown> {
        self.shown.get(path)
    }

    /// The pictures of pixels; a scene's images.
    pub fn images(&self) -> &[Arc<ImageData>] {
        &self.images
    }

    /// The name of the icon that suits an item, by its bold beginning first, then by its text.
    /// One character alone is a guess that only a bold beginning may make.
    pub(crate) fn icon_for(&self, label: &str, text: &str) -> Option<&str> {
        let find = |text: &str, least: usize| {
            let fits = |(word, _): &&(String, String)| word.chars().count() >= least && text.contains(word.as_str());
            let (first, _) = self.icons.keywords.iter().find(fits)?;
            // Of keywords of one length the one that occurs first.
            let length = first.chars().count();
            let same = self.icons.keywords.iter().filter(fits).take_while(|(w, _)| w.chars().count() == length);
            same.min_by_key(|(w, _)| text.find(w.as_str())).map(|(_, icon)| icon.as_str())
        };
        find(label, 1).or_else(|| find(text, 2))
    }

    /// A drawing for each label, when there is a set that has one for all of them.
    pub(crate) fn spots_for(&self, labels: &[String]) -> Option<Vec<Spot>> {
        self.spots.of(labels)
    }

    /// The icon for what no keyword names.
    pub(crate) fn fallback(&self) -> Option<&str> {
        self.icons.fallback.as_deref()
    }

    /// An icon in an ink; `None` when the theme has none of that name.
    pub(crate) fn icon(&self, name: &str, ink: Color) -> Option<Icon> {
        let bytes = self.icons.drawings.get(name)?;
        let recolor = BTreeMap::from([([0, 0, 0], ink)]);
        parse_svg(&format!("{name}.svg"), bytes, &recolor).ok().map(|art| Icon { art })
    }
}

/// The paths of pictures that stand alone, with their lines.
fn pictures_in(blocks: &[Block], out: &mut Vec<(String, u32)>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Figure(f) => out.extend(f.image.path.clone().map(|p| (p, block.line))),
            BlockKind::Quote(inner) => pictures_in(inner, out),
            BlockKind::Alert(a) => pictures_in(&a.blocks, out),
            BlockKind::List(l) => l.items.iter().for_each(|i| pictures_in(&i.blocks, out)),
            BlockKind::Definitions(d) => d.iter().flat_map(|d| &d.details).for_each(|b| pictures_in(b, out)),
            _ => {}
        }
    }
}
