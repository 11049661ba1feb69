//! What surrounds the cards: mastheads, panels, footers, the banners of articles.
//!
//! ```text
//! board, config, calendar ─ info ─► SheetInfo (words)  ─┐
//! art/layout.toml         ─ scenery ─► layers           ─┼─ masthead, panel, footer ─► Canvas
//! art/topics.toml         ─ topics ─► the topic picture ─┘
//! ```

pub mod banner;
mod footer;
pub mod info;
pub(in crate::panel::layout) mod lettering;
pub(in crate::panel::layout) mod mark;
pub(in crate::panel::layout) mod masthead;
mod panel;
pub mod qr;
pub mod scenery;
pub mod topics;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::info::SheetInfo;
use self::lettering::Type;
use self::mark::Mark;
use self::scenery::{Ground, Scenery, Zone};
use self::topics::{Topic, Topics};
use crate::diagnostic::Diagnostics;
use crate::model::Orientation;
use crate::panel::art::{Art, parse_svg};
use crate::panel::layout::Canvas;
use crate::panel::layout::blocks::{Context, Shown};
use crate::panel::layout::shelf::Shelf;
use crate::panel::sheet::SheetSize;
use crate::panel::style::{MastheadKind, Style};
use crate::unit::{Pt, Rect};
use crate::world::World;

/// Everything that surrounds the cards of one board.
pub struct Furniture {
    topics: Arc<(Topics, Diagnostics)>,
    scenery: Arc<(Scenery, Diagnostics)>,
    logo: Option<Mark>,
    /// Line icons of the footer by name.
    icons: BTreeMap<&'static str, Art>,
}

/// What is asked of the furniture of a board.
pub struct FurnitureRequest<'a> {
    /// The theme.
    pub theme: &'a str,
    /// The style.
    pub style: &'a Style,
    /// The sheets.
    pub size: SheetSize,
    /// For every sheet that may be: the texts by which its topic is found, the most telling first.
    pub topic_texts: Vec<Vec<String>>,
    /// The organisation's logo, already read.
    pub logo: Option<Shown>,
}

/// One sheet to be furnished.
pub struct SheetRequest<'a> {
    /// Words.
    pub info: &'a SheetInfo,
    /// The sheet.
    pub size: SheetSize,
    /// The texts by which its topic is found.
    pub topic_texts: &'a [String],
    /// A unit's own mark instead of the organisation's.
    pub logo: Option<&'a Shown>,
}

/// Where things stand on every sheet of a board.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// The masthead, or the panel.
    pub masthead: Rect,
    /// The footer.
    pub footer: Rect,
    /// Where the cards stand.
    pub cards: Rect,
    /// Whether the masthead is a panel at the left.
    pub panel: bool,
}

/// How far a card's area keeps from the right edge beside a panel, in u.
const PANEL_RIGHT: f64 = 40.0;
/// Between a panel and the cards, in u.
const PANEL_GAP: f64 = 26.0;
/// Above the cards beside a panel, in u.
const PANEL_TOP: f64 = 36.0;

impl Frame {
    /// The frame of a sheet whose footer's words want `footer` of height (0 when the style's is enough).
    pub fn new(style: &Style, size: SheetSize, footer: Pt) -> Frame {
        let (trim, u) = (size.trim(), size.u());
        let landscape = trim.width > trim.height;
        let safe = size.safe_area();
        let margin = (u * style.grid.margin).max(safe.x);
        if landscape && style.masthead.panel > 0.0 {
            let width = u * style.masthead.panel;
            let height = (u * style.footer.landscape).max(footer);
            let right = (trim.right() - u * PANEL_RIGHT).min(safe.right());
            let (x, y) = (width + u * PANEL_GAP, u * PANEL_TOP);
            let bottom = trim.bottom() - height;
            return Frame {
                masthead: Rect::new(Pt::ZERO, Pt::ZERO, width, trim.height),
                footer: Rect::new(x, bottom, right - x, height),
                cards: Rect::new(x, y, right - x, bottom - y),
                panel: true,
            };
        }
        let head = u * if landscape { style.masthead.landscape } else { style.masthead.height };
        let ground = (u * style.footer.height).max(footer);
        let reserve = (u * style.footer.reserve).max(footer + u * 12.0 * f64::from(u8::from(footer > Pt::ZERO)));
        let top = head + u * style.masthead.below;
        Frame {
            masthead: Rect::new(Pt::ZERO, Pt::ZERO, trim.width, head),
            footer: Rect::new(Pt::ZERO, trim.bottom() - ground, trim.width, ground),
            cards: Rect::new(margin, top, trim.width - margin * 2.0, trim.bottom() - reserve - top),
            panel: false,
        }
    }
}

/// The line icons of the footer.
const ICONS: [&str; 3] = ["phone-call", "clock", "home"];

impl Furniture {
    /// Reads scenery, topics and icons of a board.
    pub fn load((world, shelf): (&dyn World, &Shelf), request: FurnitureRequest<'_>) -> (Furniture, Diagnostics) {
        let FurnitureRequest { theme, style, size, topic_texts, logo } = request;
        let topics = shelf.get(&format!("topics {theme}"), || Topics::load(world, theme));
        let mut diagnostics = topics.1.clone();
        let found: Vec<&Topic> =
            topic_texts.iter().filter_map(|t| topics.0.find(t.iter().map(String::as_str))).collect();
        let orientation = if size.width > size.height { Orientation::Landscape } else { Orientation::Portrait };
        let names: Vec<&str> = found.iter().map(|t| t.name.as_str()).collect();
        let name = format!("scenery {theme} {} {orientation:?} {names:?} {:?}", style.id, style.palette);
        let scenery = shelf.get(&name, || Scenery::load(world, theme, style, orientation, &found));
        diagnostics.extend(scenery.1.iter().cloned());
        let ink = style.footer.text.text_on(&style.hue(0));
        let icons = ICONS.into_iter().filter_map(|name| Some((name, icon(world, theme, name, ink)?))).collect();
        let logo = Mark::load(world, theme, style, logo);
        (Furniture { topics, scenery, logo, icons }, diagnostics)
    }

    /// The height that a footer's words want on a sheet.
    pub fn footer_height(&self, cx: &Context, sheet: &SheetRequest<'_>) -> Pt {
        let frame = Frame::new(&cx.style, sheet.size, Pt::ZERO);
        footer::wanted(self, cx, sheet, &frame)
    }

    /// Paints what lies under the cards and is the same whoever publishes: grounds and scenery.
    pub fn paint_ground(&self, cx: &Context, sheet: &SheetRequest<'_>, frame: &Frame, canvas: &mut Canvas) {
        let (u, style) = (sheet.size.u(), &cx.style);
        canvas.decoration(|c| c.fill_rect(sheet.size.bleed_box(), Pt::ZERO, Some(style.page)));
        let topic = self.topics.0.find(sheet.topic_texts.iter().map(String::as_str));
        let ground =
            |zone, rect| Ground { zone, rect, trim: sheet.size.trim(), bleed: sheet.size.bleed.to_pt(), u, topic };
        if frame.panel {
            self.scenery.0.paint(&ground(Zone::Panel, frame.masthead), canvas);
            return;
        }
        self.scenery.0.paint(&ground(Zone::Footer, frame.footer), canvas);
        self.scenery.0.paint(&ground(Zone::Masthead, frame.masthead), canvas);
        if style.masthead.kind != MastheadKind::Ribbon {
            // Such a masthead ends in the page's own colour; a hair over the seam keeps its ground from shining through.
            let bleed = sheet.size.bleed_box();
            let seam = Rect::new(bleed.x, frame.masthead.bottom() - u * 0.7, bleed.width, u * 1.4);
            canvas.decoration(|c| c.fill_rect(seam, Pt::ZERO, Some(style.page)));
        }
    }

    /// Paints the words of masthead and footer.
    pub fn paint_words(&self, cx: &Context, sheet: &SheetRequest<'_>, frame: &Frame, canvas: &mut Canvas) {
        if frame.panel {
            panel::put(self, cx, sheet, frame, canvas);
        } else {
            let t = Type { cx, u: sheet.size.u() };
            match cx.style.masthead.kind {
                MastheadKind::Leaf => masthead::leaf(self, t, sheet, frame, canvas),
                MastheadKind::Ribbon => masthead::ribbon(t, sheet, frame, canvas),
                MastheadKind::Bounce => masthead::bounce(t, sheet, frame, canvas),
            }
        }
        footer::put(self, cx, sheet, frame, canvas);
    }

    /// Draws the organisation's mark into a square.
    fn put_logo(&self, of_unit: Option<&Shown>, rect: Rect, canvas: &mut Canvas) {
        match of_unit {
            Some(shown) => Mark::Own(shown.clone()).put(rect, canvas),
            None => self.logo.iter().for_each(|mark| mark.put(rect, canvas)),
        }
    }
}

fn icon(world: &dyn World, theme: &str, name: &str, ink: crate::panel::scene::Color) -> Option<Art> {
    let recolor = BTreeMap::from([([0, 0, 0], ink)]);
    [theme, "default"].into_iter().find_map(|theme| {
        let path = format!("themes/{theme}/print/art/icons/{name}.svg");
        let bytes: Arc<[u8]> = world.read(&path).ok()?;
        parse_svg(&path, &bytes, &recolor).ok()
    })
}
