//! The organisation's mark: the site's own, else the style's.

use super::scenery;
use crate::panel::art::{Align, Art, Fit, parse_svg};
use crate::panel::layout::Canvas;
use crate::panel::layout::blocks::Shown;
use crate::panel::scene::{ImageItem, Item};
use crate::panel::style::Style;
use crate::unit::Rect;
use crate::world::World;

/// The organisation's mark.
pub(in crate::panel::layout) enum Mark {
    /// The site's own.
    Own(Shown),
    /// The style's.
    Style(Art),
}

impl Mark {
    /// The site's own mark, already read, or the one that the style has for those without.
    pub fn load(world: &dyn World, theme: &str, style: &Style, own: Option<Shown>) -> Option<Mark> {
        own.map(Mark::Own).or_else(|| of_style(world, theme, style).map(Mark::Style))
    }

    /// Draws it into a square.
    pub fn put(&self, rect: Rect, canvas: &mut Canvas) {
        let item = match self {
            Mark::Own(Shown::Art(art)) | Mark::Style(art) => art.place(rect, Fit::Contain, Align::CENTER),
            Mark::Own(shown @ Shown::Pixels(image, _)) => {
                let height = rect.width * shown.aspect();
                let k = (rect.height / height).min(1.0);
                let (w, h) = (rect.width * k, height * k);
                let at = Rect::new(rect.x + (rect.width - w) / 2.0, rect.y + (rect.height - h) / 2.0, w, h);
                Item::Image(ImageItem { image: *image, rect: at })
            }
        };
        canvas.decoration(|c| c.items.push(item));
    }
}

fn of_style(world: &dyn World, theme: &str, style: &Style) -> Option<Art> {
    let recolor = scenery::colors(world, theme, style);
    [theme, "default"].into_iter().find_map(|theme| {
        let path = format!("themes/{theme}/print/art/{}/logo-default.svg", style.masthead.scenery_of(&style.id));
        let bytes = world.read(&path).ok()?;
        parse_svg(&path, &bytes, &recolor).ok()
    })
}
