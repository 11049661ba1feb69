//! Art: SVG drawings become shapes of the [`crate::panel::scene`], with their own separations for print.
//!
//! A drawing may come from anywhere: [`crate::drawing`] judges it before it is read.

mod convert;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::panel::scene::{Color, Group, ImageData, ImageId, Item, Path, Transform};
use crate::unit::{Point, Pt, Rect};

/// A drawing: shapes in its own units.
#[derive(Debug, Clone)]
pub struct Art {
    /// Width, in its own units.
    pub width: f64,
    /// Height, in its own units.
    pub height: f64,
    /// The shapes, back to front; one unit is one point. Pictures among them count within [`Art::images`].
    pub items: Vec<Item>,
    /// The pictures of pixels that the drawing carries.
    pub images: Vec<Arc<ImageData>>,
    /// What the drawing asks for and we cannot do: warnings, each naming the file.
    pub warnings: Vec<Diagnostic>,
    /// How far the shapes reach.
    bounds: Rect,
}

/// How a drawing fills a rectangle of another shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fit {
    /// All of it is seen, with room left at two sides.
    #[default]
    Contain,
    /// Everything is covered, two sides of it cut off.
    Cover,
    /// Width and height are scaled on their own.
    Stretch,
}

/// Where in a rectangle: 0 left or top, 1 right or bottom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Align {
    /// Across.
    pub x: f64,
    /// Down.
    pub y: f64,
}

impl Align {
    /// In the middle.
    pub const CENTER: Align = Align { x: 0.5, y: 0.5 };
    /// At the top left.
    pub const TOP_LEFT: Align = Align { x: 0.0, y: 0.0 };
    /// At the top, in the middle.
    pub const TOP: Align = Align { x: 0.5, y: 0.0 };
    /// At the bottom, in the middle.
    pub const BOTTOM: Align = Align { x: 0.5, y: 1.0 };
    /// At the bottom left.
    pub const BOTTOM_LEFT: Align = Align { x: 0.0, y: 1.0 };
    /// At the bottom right.
    pub const BOTTOM_RIGHT: Align = Align { x: 1.0, y: 1.0 };
}

impl Default for Align {
    fn default() -> Self {
        Align::CENTER
    }
}

/// Reads an SVG drawing. `path` is site-relative and only for messages.
///
/// A colour that `recolor` names exactly becomes that colour, separation included; others are separated by
/// [`Color::from_rgb`]. Text is drawn with the built-in faces. Filters, masks, patterns and blend modes are left out
/// with a warning in [`Art::warnings`].
///
/// Errors: those of [`crate::drawing::with_tree`]; more than 200 000 shapes.
pub fn parse_svg(path: &str, bytes: &[u8], recolor: &BTreeMap<[u8; 3], Color>) -> Result<Art, Diagnostic> {
    convert::convert(path, bytes, recolor)
}

impl Art {
    /// The drawing in a rectangle, as one group. Pictures of pixels in it are left out; see [`Art::place_with_images`].
    pub fn place(&self, rect: Rect, fit: Fit, align: Align) -> Item {
        let mut items = self.items.clone();
        if !self.images.is_empty() {
            map_images(&mut items, &|_| None);
        }
        self.placed(items, rect, fit, align)
    }

    /// The drawing in a rectangle; its pictures of pixels are added to the scene's `images`.
    pub fn place_with_images(&self, rect: Rect, fit: Fit, align: Align, images: &mut Vec<Arc<ImageData>>) -> Item {
        let mut items = self.items.clone();
        if !self.images.is_empty() {
            let base = images.len();
            images.extend(self.images.iter().cloned());
            map_images(&mut items, &|id| Some(ImageId(base + id.0)));
        }
        self.placed(items, rect, fit, align)
    }

    fn placed(&self, items: Vec<Item>, rect: Rect, fit: Fit, align: Align) -> Item {
        let (sx, sy) = (rect.width.0 / self.width, rect.height.0 / self.height);
        let (sx, sy) = match fit {
            Fit::Contain => (sx.min(sy), sx.min(sy)),
            Fit::Cover => (sx.max(sy), sx.max(sy)),
            Fit::Stretch => (sx, sy),
        };
        if !(sx > 0.0 && sy > 0.0 && sx.is_finite() && sy.is_finite()) {
            return Item::Group(Group::moved(Point::default(), Vec::new()));
        }
        let x = rect.x.0 + (rect.width.0 - self.width * sx) * align.x;
        let y = rect.y.0 + (rect.height.0 - self.height * sy) * align.y;
        let transform = Transform { a: sx, b: 0.0, c: 0.0, d: sy, e: x, f: y };
        // What is seen, in the drawing's own units: never beyond its own edge (SVG's `overflow: hidden`) nor the
        // rectangle's. A clip costs every exporter something, so there is none where nothing reaches beyond.
        let own = Rect::new(Pt::ZERO, Pt::ZERO, Pt(self.width), Pt(self.height));
        let view =
            Rect::new(Pt((rect.x.0 - x) / sx), Pt((rect.y.0 - y) / sy), Pt(rect.width.0 / sx), Pt(rect.height.0 / sy));
        let (left, top) = (own.x.max(view.x), own.y.max(view.y));
        let (right, bottom) = (own.right().min(view.right()), own.bottom().min(view.bottom()));
        let seen = Rect::new(left, top, (right - left).max(Pt::ZERO), (bottom - top).max(Pt::ZERO));
        let tolerance = Pt(0.001 * self.width.max(self.height));
        let clip = (!seen.contains(self.bounds, tolerance)).then(|| Path::rect(seen));
        Item::Group(Group { transform, clip, opacity: 1.0, tag: None, items })
    }
}

/// Gives pictures other numbers; those without one are dropped.
fn map_images(items: &mut Vec<Item>, number: &dyn Fn(ImageId) -> Option<ImageId>) {
    items.retain_mut(|item| match item {
        Item::Image(image) => match number(image.image) {
            Some(id) => {
                image.image = id;
                true
            }
            None => false,
        },
        Item::Group(group) => {
            map_images(&mut group.items, number);
            true
        }
        _ => true,
    });
}

#[cfg(test)]
mod tests;
