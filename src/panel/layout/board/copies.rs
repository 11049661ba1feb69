//! Copies of a board for units: the body is composed and drawn once, only the words of mastheads and footers are set
//! again under each unit's name.

use std::ops::Range;
use std::sync::Arc;

use super::{Canvas, Context, Frame, Furniture, Job, Scene, SheetInfo, SheetRequest, missing};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::Unit;
use crate::panel::layout::blocks::Shown;
use crate::panel::sheet::SheetSize;
use crate::unit::Pt;
use crate::world::World;

/// The words of one sheet's furniture, and where they are among what the sheet paints.
pub(super) struct SheetWords {
    pub info: SheetInfo,
    topic_texts: Vec<String>,
    items: Range<usize>,
    links: Range<usize>,
}

/// What the copies of one board are made from.
pub struct Copies {
    pub(super) furniture: Furniture,
    pub(super) cx: Arc<Context>,
    pub(super) frame: Frame,
    pub(super) size: SheetSize,
    pub(super) words: Vec<SheetWords>,
}

impl std::fmt::Debug for Copies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Copies({} sheets)", self.words.len())
    }
}

impl SheetWords {
    /// Paints a sheet's furniture.
    pub fn paint(
        furniture: &Furniture,
        cx: &Context,
        frame: &Frame,
        size: SheetSize,
        (info, topic_texts): (SheetInfo, Vec<String>),
        canvas: &mut Canvas,
    ) -> SheetWords {
        let sheet = SheetRequest { info: &info, size, topic_texts: &topic_texts, logo: None };
        furniture.paint_ground(cx, &sheet, frame, canvas);
        let (items, links) = (canvas.items.len(), canvas.links.len());
        furniture.paint_words(cx, &sheet, frame, canvas);
        let (items, links) = (items..canvas.items.len(), links..canvas.links.len());
        SheetWords { info, topic_texts, items, links }
    }
}

impl Copies {
    /// The scene without the words of its furniture: what all copies share.
    pub fn shared(&self, scene: &Scene) -> Scene {
        let mut shared = scene.clone();
        for (sheet, words) in shared.sheets.iter_mut().zip(&self.words) {
            sheet.items.drain(words.items.clone());
            sheet.links.drain(words.links.clone());
        }
        shared
    }

    /// The words alone, as the publisher's own board has them.
    pub fn usual(&self, scene: &Scene) -> Scene {
        let mut usual = scene.clone();
        for (sheet, words) in usual.sheets.iter_mut().zip(&self.words) {
            sheet.items = sheet.items.drain(words.items.clone()).collect();
            sheet.links = sheet.links.drain(words.links.clone()).collect();
        }
        usual
    }

    /// The words alone, under a unit's name. `shared` gives everything that a scene holds beside its sheets.
    ///
    /// Errors: the unit's logo cannot be read.
    pub fn words(&self, world: &dyn World, shared: &Scene, unit: &Unit) -> Result<Scene, Diagnostic> {
        let mut gallery = self.cx.gallery.clone();
        let logo: Option<Shown> = unit.logo.as_ref().map(|path| gallery.add(world, path)).transpose()?;
        let sheets = self.words.iter().zip(&shared.sheets).map(|(words, sheet)| {
            let info = words.info.of_unit(unit);
            let request =
                SheetRequest { info: &info, size: self.size, topic_texts: &words.topic_texts, logo: logo.as_ref() };
            let mut canvas = Canvas::default();
            self.furniture.paint_words(&self.cx, &request, &self.frame, &mut canvas);
            crate::panel::scene::Sheet { size: sheet.size, items: canvas.items, links: canvas.links }
        });
        Ok(Scene {
            title: shared.title.clone(),
            author: Some(unit.name.clone()),
            subject: shared.subject.clone(),
            language: shared.language.clone(),
            fonts: shared.fonts.clone(),
            images: gallery.images().to_vec(),
            sheets: sheets.collect(),
            outline: shared.outline.clone(),
        })
    }
}

/// What is wrong with the units' own words and logos, found before anything is written.
pub(super) fn check(job: &Job<'_>) -> Diagnostics {
    let mut out = missing::check_units(&job.faces, job.board);
    let mut seen: Vec<&String> = job.board.units.iter().filter_map(|u| u.logo.as_ref()).collect();
    seen.sort_unstable();
    seen.dedup();
    for path in seen {
        // A gallery of its own each time: a thousand logos are not held at once.
        if let Err(d) = job.gallery.clone().add(job.from.world, path) {
            out.push(d);
        }
    }
    out
}

impl Job<'_> {
    /// The copies of a board with units.
    pub(super) fn copies(&self, copies: Copies, scene: &Scene) -> Option<Arc<Copies>> {
        let copies = Copies { cx: Arc::new(copies.cx.forgetful()), ..copies };
        (!self.board.units.is_empty() && !scene.sheets.is_empty()).then(|| Arc::new(copies))
    }

    /// The height that the words of a footer want, the unit's with the most words counting.
    pub(super) fn footer_height(
        &self,
        furniture: &Furniture,
        cx: &Context,
        info: &SheetInfo,
        topic_texts: &[String],
    ) -> Pt {
        let of = |cx: &Context, info: &SheetInfo| {
            furniture.footer_height(cx, &SheetRequest { info, size: self.size, topic_texts, logo: None })
        };
        let once = cx.forgetful();
        self.board.units.iter().map(|unit| of(&once, &info.of_unit(unit))).fold(of(cx, info), Pt::max)
    }
}
