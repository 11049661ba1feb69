//! Short things side by side: place tiles, icon grids, step tiles.

use super::gallery::Icon;
use super::items::unit;
use super::look::{Look, blob, leaf};
use super::text::Text;
use crate::panel::layout::{Canvas, Extent, Scale, Setting};
use crate::panel::scene::{Path, Tag};
use crate::panel::style::{IconGround, NumberShape};
use crate::unit::{Point, Pt, Rect};

/// A tile: icon at the left, name and a short text.
pub(crate) struct Tile {
    pub look: Look,
    pub icon: Option<Icon>,
    pub title: Text,
    pub text: Text,
}

impl Tile {
    fn lead(&self, scale: &Scale) -> Pt {
        let s = &self.look.style.tiles;
        if self.icon.is_some() { unit(scale) * (s.disc + 9.0) } else { Pt::ZERO }
    }

    fn inner(&self, width: Pt, scale: &Scale) -> Pt {
        width - self.lead(scale) - unit(scale) * self.look.style.tiles.pad * 2.0
    }
}

impl Setting for Tile {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let u = unit(scale);
        let inner = self.inner(width, scale);
        let words = self.title.height(inner, scale) + self.text.height(inner, scale);
        let disc = if self.icon.is_some() { u * self.look.style.tiles.disc } else { Pt::ZERO };
        let natural = words.max(disc) + u * 18.0;
        Extent { min: natural - u * 6.0, natural, max: natural + scale.body * 0.8 }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let (s, u) = (&self.look.style.tiles, unit(scale));
        let inner = self.inner(rect.width, scale);
        let disc = u * s.disc;
        let x = rect.x + u * s.pad;
        canvas.tagged(Tag::ListItem, |canvas| {
            canvas.decoration(|c| {
                c.fill_rect(rect, scale.u * s.radius, self.look.ink(s.fill));
                if let Some(icon) = &self.icon {
                    let center = Point::new(x + disc / 2.0, rect.y + rect.height / 2.0);
                    c.disc(center, disc / 2.0, self.look.ink(s.disc_fill));
                    let side = disc * 0.58;
                    icon.put(Rect::new(center.x - side / 2.0, center.y - side / 2.0, side, side), c);
                }
            });
            let title = self.title.height(inner, scale);
            let words = title + self.text.height(inner, scale);
            let top = rect.y + (rect.height - words) / 2.0;
            let left = x + self.lead(scale);
            self.title.put(Rect::new(left, top, inner, title), scale, canvas);
            self.text.put(Rect::new(left, top + title, inner, words - title), scale, canvas);
        });
    }
}

/// A cell of an icon grid: a large icon, its name beneath, a short text.
pub(crate) struct IconCell {
    pub look: Look,
    pub icon: Option<Icon>,
    pub title: Text,
    pub text: Text,
}

impl IconCell {
    fn side(&self, width: Pt, scale: &Scale) -> Pt {
        (unit(scale) * self.look.style.tiles.grid_tile).min(width * 0.82)
    }
}

impl Setting for IconCell {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let u = unit(scale);
        let words = self.title.height(width, scale) + self.text.height(width, scale);
        let icon = if self.icon.is_some() { self.side(width, scale) + u * 6.0 } else { Pt::ZERO };
        let natural = icon + words + u * 6.0;
        Extent { min: natural - u * 4.0, natural, max: natural + scale.body * 1.1 }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        self.draw_in_row(rect, self.measure(rect.width, scale).natural, scale, canvas);
    }

    fn draw_in_row(&self, rect: Rect, natural: Pt, scale: &Scale, canvas: &mut Canvas) {
        let (s, u) = (&self.look.style.tiles, unit(scale));
        let mut y = rect.y + ((rect.height - natural) / 2.0).max(Pt::ZERO);
        canvas.tagged(Tag::ListItem, |canvas| {
            if let Some(icon) = &self.icon {
                let side = self.side(rect.width, scale);
                let ground = Rect::new(rect.x + (rect.width - side) / 2.0, y, side, side);
                canvas.decoration(|c| {
                    if let Some(color) = self.look.ink(s.disc_fill) {
                        c.fill(
                            match s.ground {
                                IconGround::Leaf => leaf(ground),
                                IconGround::Square => Path::rect(ground),
                                IconGround::Blob => blob(ground),
                            },
                            color,
                        );
                    }
                    icon.put(ground.inset(side * 0.27), c);
                });
                y += side + u * 6.0;
            }
            let title = self.title.height(rect.width, scale);
            self.title.put(Rect::new(rect.x, y, rect.width, title), scale, canvas);
            self.text.put(Rect::new(rect.x, y + title, rect.width, rect.height), scale, canvas);
        });
    }
}

/// A step in a box of its own.
pub(crate) struct StepTile {
    pub look: Look,
    pub number: Text,
    pub icon: Option<Icon>,
    /// Whether the icon is a drawing, which wants more room.
    pub drawn: bool,
    pub title: Text,
    pub text: Text,
}

/// Sides of an icon and of a drawing, in body ems.
const ICON: f64 = 3.2;
const DRAWING: f64 = 5.2;
/// Width in body ems from which the picture stands at the left of the words.
const WIDE_TILE: f64 = 12.5;

impl StepTile {
    fn is_wide(&self, width: Pt, scale: &Scale) -> bool {
        let disc = self.look.style.steps.number == NumberShape::Disc;
        // A row of drawings stands over its words, unless the style sets its tiles the other way.
        let above = self.drawn && !self.look.style.steps.tiles;
        (self.icon.is_some() || disc) && !above && width / scale.body >= WIDE_TILE
    }

    fn side(&self, scale: &Scale) -> Pt {
        scale.body * if self.drawn { DRAWING } else { ICON }
    }

    /// Room that the number's disc takes outside the box, at its top and left.
    fn out(&self, scale: &Scale) -> Pt {
        unit(scale) * Self::out_u(&self.look)
    }

    /// How far from a narrow tile's left edge a drawing begins at the least, to stay clear of the number in the corner.
    fn beside_number(&self, scale: &Scale) -> Pt {
        if self.drawn { unit(scale) * self.look.style.steps.number_size * 0.75 - self.out(scale) } else { Pt::ZERO }
    }

    /// Left edge and width of the words from the box's left, and the icon's side.
    fn columns(&self, width: Pt, scale: &Scale) -> (Pt, Pt, Pt) {
        let (s, u) = (&self.look.style.steps, unit(scale));
        let pad = u * if self.drawn { 10.0 } else { 14.0 };
        let number = u * s.number_size * 1.1 - self.out(scale);
        if self.is_wide(width, scale) {
            let icon = if self.icon.is_some() { self.side(scale) } else { Pt::ZERO };
            let number = if self.drawn { number * 0.4 } else { number };
            let lead = number + icon + if self.icon.is_some() { u * 10.0 } else { u * 4.0 };
            return (lead, width - lead - pad, icon);
        }
        let icon = match (&self.icon, self.drawn) {
            (None, _) => Pt::ZERO,
            (Some(_), true) => self.side(scale).min(width * 0.82).min(width - self.beside_number(scale)),
            (Some(_), false) => self.side(scale).min(width * 0.6),
        };
        (pad * 0.7, width - pad * 1.4, icon)
    }
}

impl Setting for StepTile {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let u = unit(scale);
        let out = self.out(scale);
        let width = width - out;
        let (_, inner, icon) = self.columns(width, scale);
        let words = self.title.height(inner, scale) + self.text.height(inner, scale);
        let number = u * self.look.style.steps.number_size;
        // Every tile of a grid is built alike, so that titles stand on one line.
        let natural = if self.is_wide(width, scale) {
            words.max(icon).max(number) + u * 20.0
        } else if self.icon.is_some() {
            words + icon + u * 20.0
        } else {
            self.head(width, scale) + self.text.height(inner, scale) + u * 12.0
        };
        Extent { min: natural + out - u * 6.0, natural: natural + out, max: natural + out + scale.body }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        self.draw_in_row(rect, self.measure(rect.width, scale).natural, scale, canvas);
    }

    fn draw_in_row(&self, rect: Rect, natural: Pt, scale: &Scale, canvas: &mut Canvas) {
        let u = unit(scale);
        let out = self.out(scale);
        let tile = Rect::new(rect.x + out, rect.y + out, rect.width - out, rect.height - out);
        let (lead, inner, mut icon) = self.columns(tile.width, scale);
        let wide = self.is_wide(tile.width, scale);
        canvas.tagged(Tag::ListItem, |canvas| {
            canvas.decoration(|c| self.put_box(rect, tile, scale, c));
            self.put_number(rect, scale, canvas);
            if !wide && self.icon.is_none() {
                self.put_words_below(tile, (lead, inner), scale, canvas);
                return;
            }
            let title = self.title.height(inner, scale);
            let words = title + self.text.height(inner, scale);
            if self.drawn && !wide {
                // A drawing takes what a higher row leaves, alike in all its tiles.
                let spare = (rect.height - natural).max(Pt::ZERO);
                let most = (tile.width * 0.86).min(tile.width - self.beside_number(scale));
                icon = (icon + spare).min(most).min(icon * 1.35).max(icon);
            }
            let spare = (rect.height - natural - icon + self.columns(tile.width, scale).2).max(Pt::ZERO);
            let top = if wide {
                tile.y + (tile.height - words) / 2.0
            } else if self.drawn {
                tile.y + u * 12.0 + spare / 2.0 + icon
            } else {
                tile.bottom() - words - ((tile.height - words - icon - u * 14.0) / 2.0).max(Pt::ZERO).min(u * 14.0)
            };
            if let Some(picture) = &self.icon {
                let at = if wide {
                    Rect::new(tile.x + lead - icon - u * 8.0, tile.y + (tile.height - icon) / 2.0, icon, icon)
                } else {
                    let above = top - tile.y;
                    let centered = (tile.width - icon) / 2.0;
                    let x = centered.max(self.beside_number(scale).min(tile.width - icon));
                    Rect::new(tile.x + x, tile.y + (above - icon) / 2.0, icon, icon)
                };
                canvas.decoration(|c| picture.put(at, c));
            }
            let left = tile.x + lead;
            self.title.put(Rect::new(left, top, inner, title), scale, canvas);
            self.text.put(Rect::new(left, top + title, inner, words - title), scale, canvas);
        });
    }
}

impl StepTile {
    /// Height of the number's line, with the title beside the number, in a narrow tile without a picture.
    fn head(&self, width: Pt, scale: &Scale) -> Pt {
        let u = unit(scale);
        let number = u * self.look.style.steps.number_size - self.out(scale);
        number.max(self.title.height(self.title_width(width, scale), scale) + u * 6.0)
    }

    fn title_width(&self, width: Pt, scale: &Scale) -> Pt {
        let u = unit(scale);
        width - u * self.look.style.steps.number_size + self.out(scale) - u * 14.0
    }

    fn put_words_below(&self, tile: Rect, (lead, inner): (Pt, Pt), scale: &Scale, canvas: &mut Canvas) {
        let u = unit(scale);
        let head = self.head(tile.width, scale);
        let width = self.title_width(tile.width, scale);
        let x = tile.right() - width - u * 6.0;
        self.title.put_centered(Rect::new(x, tile.y + u * 1.0, width, head), scale, canvas);
        let text = self.text.height(inner, scale);
        let room = tile.height - head - u * 4.0;
        let y = tile.y + head + u * 2.0 + ((room - text) / 3.0).max(Pt::ZERO).min(u * 8.0);
        self.text.put(Rect::new(tile.x + lead, y, inner, text), scale, canvas);
    }

    fn put_box(&self, rect: Rect, tile: Rect, scale: &Scale, canvas: &mut Canvas) {
        let (s, u) = (&self.look.style.steps, unit(scale));
        let radius = scale.u * s.tile_radius;
        canvas.fill_rect(tile, radius, self.look.ink(s.tile_fill));
        canvas.border(tile, radius, u * s.tile_border_width, self.look.ink(s.tile_border));
        let size = u * s.number_size;
        let number = Rect::new(rect.x, rect.y, size, size);
        let ground = self.look.hue.main;
        match s.number {
            NumberShape::Tab => canvas.fill_rect(number, Pt::ZERO, Some(ground)),
            NumberShape::Leaf => {
                canvas.fill(Path::rounded_rect(number, [radius, Pt::ZERO, size * 0.5, Pt::ZERO]), ground);
            }
            NumberShape::Disc => {
                let center = Point::new(number.x + size / 2.0, number.y + size / 2.0);
                canvas.disc(center, size / 2.0 + u * 3.0, self.look.ink(self.look.style.card.fill));
                canvas.disc(center, size / 2.0, Some(ground));
            }
        }
    }

    fn put_number(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let size = unit(scale) * self.look.style.steps.number_size;
        self.number.put_centered(Rect::new(rect.x, rect.y, size, size), scale, canvas);
    }

    /// Room that a number's disc takes outside its box, in u.
    pub fn out_u(look: &Look) -> f64 {
        let s = &look.style.steps;
        if s.number == NumberShape::Disc { s.number_size * 0.26 } else { 0.0 }
    }
}
