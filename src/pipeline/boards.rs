//! The boards of a build: composed, drawn, written to bytes; side by side, in order.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::posters::KeptPainters;
use super::units::{UnitFiles, path_of};
use super::{Look, Parts, Shard};
use crate::calendar::Calendar;
use crate::config::{Config, OutputProfile};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{Board, Site, Unit};
use crate::output::{Artifact, Batch};
use crate::panel::export::{Marks, PdfOptions, Template, X4, pdf, png, svg};
use crate::panel::layout::board::{BoardResult, Sources, compose};
use crate::panel::layout::shelf::Shelf;
use crate::progress::{Progress, Stage};
use crate::report::{BoardEntry, ColumnEntry, FitEntry, SheetEntry, UnitEntry, rounded};
use crate::site::{BoardPreview, SheetPreview};
use crate::world::World;

/// Boards of earlier builds, so that a preview composes again only what changed.
///
/// A board is taken over when its own file, those of its articles, what was read from them, and the settings are the
/// same to the byte. What else a board is made of (theme, fonts, pictures, the calendar, the day) is not looked at:
/// whoever keeps a cache calls [`BoardCache::clear`] when any of it may have changed.
#[derive(Default)]
pub struct BoardCache(Mutex<BTreeMap<String, ([u8; 32], Arc<(Made, Diagnostics)>)>>, pub(super) KeptPainters);

impl BoardCache {
    /// Forgets everything.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.1.clear();
    }

    fn get(&self, id: &str, fits: impl Fn(&[u8; 32]) -> bool) -> Option<Arc<(Made, Diagnostics)>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(id).filter(|(k, _)| fits(k)).map(|(_, made)| Arc::clone(made))
    }

    /// Keeps what this build made, and nothing that it did not use.
    fn keep(&self, boards: BTreeMap<String, ([u8; 32], Arc<(Made, Diagnostics)>)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = boards;
    }
}

/// Which boards of an earlier build may be taken over.
#[derive(Clone, Copy, Default)]
pub enum Reuse<'a> {
    /// None: everything is composed.
    #[default]
    Nothing,
    /// Those that would come out the same.
    Same(&'a BoardCache),
    /// Any: the website first, its boards as they were; a build with [`Reuse::Same`] follows.
    Any(&'a BoardCache),
}

/// When the files of boards are made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Export {
    /// With the boards, side by side.
    Now,
    /// When they are asked for.
    Later,
}

/// How boards are composed.
#[derive(Clone, Copy)]
pub(super) struct How<'a> {
    pub(super) reuse: Reuse<'a>,
    pub(super) export: Export,
    pub(super) progress: &'a Progress,
}

/// What a board is made of, as far as it comes from `content/*.md` and the settings.
fn key(from: Sources<'_>, board: &Board) -> [u8; 32] {
    let mut hash = Sha256::new();
    let articles: Vec<_> = board.articles.iter().filter_map(|slug| from.site.article(slug)).collect();
    for path in std::iter::once(&board.path).chain(articles.iter().map(|a| &a.path)) {
        let bytes = from.world.read(path).unwrap_or_else(|_| Arc::from(&[][..]));
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(&bytes);
    }
    // What reading made of the files: a link may lead elsewhere although the file that holds it is the same.
    hash.update(format!("{board:?}{articles:?}{:?}", from.config));
    hash.finalize().into()
}

/// All boards of a build.
#[derive(Default, Clone)]
pub(super) struct Boards(Vec<Arc<(Made, Diagnostics)>>);

/// One board.
pub(super) struct Made {
    id: String,
    source: String,
    result: BoardResult,
    options: PdfOptions,
    /// `None` when no previews are wanted.
    preview_width: Option<u32>,
    /// Made when it is first wanted: a preview shows the drawing before the print file is needed.
    exports: OnceLock<Exports>,
}

/// A board as files.
#[derive(Default)]
struct Exports {
    pdf: Option<Vec<u8>>,
    previews: Vec<Preview>,
    diagnostics: Diagnostics,
}

struct Preview {
    png: Vec<u8>,
    width_px: u32,
    height_px: u32,
}

/// Composes the boards with these numbers. What went wrong with one does not keep the others from being made.
pub(super) fn compose_all(
    world: &dyn World,
    config: &Config,
    calendar: &Calendar,
    site: &Site,
    wanted: &[usize],
    how: How<'_>,
) -> (Boards, Diagnostics) {
    let boards: Vec<&Board> = wanted.iter().filter_map(|i| site.boards.get(*i)).collect();
    let shelf = Shelf::default();
    let from = Sources { world, config, calendar, site, shelf: &shelf };
    how.progress.begin(Stage::Boards, boards.len());
    let one = |board: &&Board| {
        let fresh = || Arc::new(make(from, board));
        match how.reuse {
            Reuse::Nothing => ([0; 32], fresh()),
            Reuse::Any(cache) => ([0; 32], cache.get(&board.id, |_| true).unwrap_or_else(fresh)),
            Reuse::Same(cache) => {
                let key = key(from, board);
                (key, cache.get(&board.id, |k| *k == key).unwrap_or_else(fresh))
            }
        }
    };
    let make_one = |board: &&Board| {
        let (key, made) = one(board);
        if how.export == Export::Now {
            made.0.exports();
        }
        how.progress.advance();
        (key, made)
    };
    let mut made: Vec<([u8; 32], Arc<(Made, Diagnostics)>)> = boards.par_iter().map(make_one).collect();
    made.sort_by(|(_, a), (_, b)| a.0.id.cmp(&b.0.id));
    if let Reuse::Same(cache) = how.reuse {
        cache.keep(made.iter().map(|(key, m)| (m.0.id.clone(), (*key, Arc::clone(m)))).collect());
    }
    let mut diagnostics: Diagnostics = made.iter().flat_map(|(_, m)| m.1.iter().cloned()).collect();
    if how.export == Export::Now {
        diagnostics.extend(made.iter().flat_map(|(_, m)| m.0.exports().diagnostics.iter().cloned()));
    }
    (Boards(made.into_iter().map(|(_, m)| m).collect()), diagnostics)
}

fn make(from: Sources<'_>, board: &Board) -> (Made, Diagnostics) {
    let mut result = compose(from, board);
    let diagnostics = std::mem::take(&mut result.diagnostics);
    let made = Made {
        id: board.id.clone(),
        source: board.path.clone(),
        result,
        options: options(from.world, from.config, board),
        preview_width: from.config.print.previews.then_some(from.config.print.preview_width),
        exports: OnceLock::new(),
    };
    (made, diagnostics)
}

impl Made {
    fn exports(&self) -> &Exports {
        self.exports.get_or_init(|| self.export())
    }

    fn export(&self) -> Exports {
        let mut out = Exports::default();
        let Some(scene) = &self.result.scene else { return out };
        match pdf(scene, &self.options) {
            Ok(bytes) => out.pdf = Some(bytes),
            Err(d) => out.diagnostics.push(self.placed(d)),
        }
        let Some(width_px) = self.preview_width else { return out };
        let previews: Vec<Result<Preview, Diagnostic>> = (0..scene.sheets.len())
            .into_par_iter()
            .map(|sheet| png(scene, sheet, width_px).map(|png| preview(png, width_px)))
            .collect();
        for preview in previews {
            match preview {
                Ok(preview) => out.previews.push(preview),
                Err(d) => out.diagnostics.push(self.placed(d)),
            }
        }
        out
    }

    fn pdf(&self) -> Option<&Vec<u8>> {
        self.exports().pdf.as_ref()
    }

    /// The copies for these units; `None` when there are none.
    fn copies(&self, units: Vec<Unit>) -> Option<Result<UnitFiles, Diagnostic>> {
        let (Some(copies), Some(scene), false) = (&self.result.copies, &self.result.scene, units.is_empty()) else {
            return None;
        };
        let (copies, shared) = (Arc::clone(copies), copies.shared(scene));
        let template = Template::new(&shared, &copies.usual(scene), &self.options).map_err(|d| self.placed(d));
        Some(template.map(|template| UnitFiles { board: self.id.clone(), units, copies, shared, template }))
    }

    /// An exporter knows no files: the board's own stands in.
    fn placed(&self, d: Diagnostic) -> Diagnostic {
        if d.span.is_some() { d } else { d.with_span(Span::file(&self.source)) }
    }
}

/// A preview and its height, which the PNG header tells (PNG specification, 11.2.1: IHDR).
fn preview(png: Vec<u8>, width_px: u32) -> Preview {
    let height = png.get(20..24).and_then(|b| <[u8; 4]>::try_from(b).ok()).map_or(0, u32::from_be_bytes);
    Preview { png, width_px, height_px: height }
}

impl Boards {
    fn made(&self) -> impl Iterator<Item = &Made> {
        self.0.iter().map(|m| &m.0)
    }

    /// What `output/print/` holds of a share, the copies for units aside.
    pub(super) fn artifacts(&self, shard: Shard) -> Vec<Artifact> {
        let mut out = Vec::new();
        for board in self.made().filter(|b| shard.holds(&b.id, "")) {
            if let Some(pdf) = board.pdf() {
                out.push(Artifact::new(format!("print/{}.pdf", board.id), pdf.clone()));
            }
            for (i, preview) in board.exports().previews.iter().enumerate() {
                out.push(Artifact::new(format!("print/{}-{}.png", board.id, i + 1), preview.png.clone()));
            }
        }
        out
    }

    /// The copies for the units of a share.
    pub(super) fn copies(&self, site: &Site, shard: Shard) -> (Vec<UnitFiles>, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let mut out = Vec::new();
        for made in self.made() {
            let Some(board) = site.boards.iter().find(|b| b.id == made.id) else { continue };
            let units: Vec<Unit> = units_of(board, shard).cloned().collect();
            match made.copies(units) {
                Some(Ok(files)) => out.push(files),
                Some(Err(d)) => diagnostics.push(d),
                None => {}
            }
        }
        (out, diagnostics)
    }

    /// What `look` finds on every board that was drawn, in order.
    pub(super) fn looked_at(&self, site: &Site, look: Look<'_>) -> Diagnostics {
        let one = |made: &Arc<(Made, Diagnostics)>| {
            let board = site.boards.iter().find(|board| board.id == made.0.id)?;
            Some(look(board, made.0.result.scene.as_ref()?))
        };
        self.0.par_iter().filter_map(one).collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// The sheets as the website shows them; hand the result to [`Boards::previews`].
    pub(super) fn sheets(&self) -> Vec<Vec<SheetPreview<'_>>> {
        let sheet = |p| {
            let Preview { png, width_px, height_px }: &Preview = p;
            SheetPreview { png, width_px: *width_px, height_px: *height_px }
        };
        self.made().map(|b| b.exports().previews.iter().map(sheet).collect()).collect()
    }

    /// The boards as the website shows them.
    pub(super) fn previews<'a>(&'a self, sheets: &'a [Vec<SheetPreview<'a>>]) -> Vec<BoardPreview<'a>> {
        let boards = self.made().zip(sheets);
        boards.map(|(b, sheets)| BoardPreview { id: &b.id, sheets, pdf: b.pdf().map(Vec::as_slice) }).collect()
    }

    /// One drawing as SVG; sheets count from 0.
    pub(super) fn svg(&self, id: &str, sheet: usize) -> Option<Result<String, Diagnostic>> {
        let made = self.made().find(|b| b.id == id)?;
        let scene = made.result.scene.as_ref().filter(|s| sheet < s.sheets.len())?;
        Some(svg(scene, sheet).map_err(|d| made.placed(d)))
    }

    /// A file of `output/print/`, made now.
    pub(super) fn file(&self, world: &dyn World, site: &Site, path: &str) -> Option<Result<Vec<u8>, Diagnostic>> {
        let name = path.strip_prefix("print/")?;
        self.made().find_map(|b| match name.strip_prefix(&b.id)? {
            ".pdf" => b.pdf().cloned().map(Ok),
            tail if tail.starts_with('/') => {
                let board = site.boards.iter().find(|board| board.id == b.id)?;
                let unit = board.units.iter().find(|u| path_of(&b.id, u) == path)?;
                Some(b.copies(vec![unit.clone()])?.and_then(|files| files.on(world).make(0)))
            }
            tail => {
                let number: usize = tail.strip_prefix('-')?.strip_suffix(".png")?.parse().ok()?;
                let preview = b.exports().previews.get(number.checked_sub(1)?)?;
                (tail == format!("-{number}.png")).then(|| Ok(preview.png.clone()))
            }
        })
    }

    /// Whether all are the very ones of `other`.
    pub(super) fn same_as(&self, other: &Boards) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| Arc::ptr_eq(a, b))
    }

    /// The boards here, but those that could not be drawn as they were in `other`.
    pub(super) fn or_as_before(self, other: &Boards) -> Boards {
        let before = |made: &Arc<(Made, Diagnostics)>| {
            let kept = other.0.iter().find(|o| o.0.id == made.0.id && !o.1.has_errors());
            if made.1.has_errors() { kept.map(Arc::clone) } else { None }
        };
        Boards(self.0.into_iter().map(|made| before(&made).unwrap_or(made)).collect())
    }

    /// How many sheets were drawn.
    pub(super) fn sheet_count(&self) -> usize {
        self.made().filter_map(|b| b.result.scene.as_ref()).map(|s| s.sheets.len()).sum()
    }

    /// What `report.json` says; `parts` tells whether the PDFs are among the files.
    pub(super) fn entries(&self, parts: Parts, shard: Shard, site: &Site) -> Vec<BoardEntry> {
        let one = |made: &Made| {
            let board = site.boards.iter().find(|b| b.id == made.id && parts.print && made.pdf().is_some());
            let unit = |u: &Unit| UnitEntry { id: u.id.clone(), name: u.name.clone(), pdf: path_of(&made.id, u) };
            let units = board.into_iter().flat_map(|b| units_of(b, shard)).map(unit).collect();
            let own = parts.print && shard.holds(&made.id, "");
            BoardEntry { units, ..entry(made, own) }
        };
        self.made().map(one).collect()
    }

    /// How each card was set and why, a line each.
    pub(super) fn choices(&self) -> Vec<String> {
        let line = |id: &str, c: &crate::panel::layout::compose::Choice| {
            let title = if c.title.is_empty() { "（开头）" } else { &c.title };
            format!("{id} 第 {} 张 · {title}：{}，占 {} 栏；{}", c.page, c.variant, c.span, c.reason)
        };
        self.made().flat_map(|b| b.result.choices.iter().map(|c| line(&b.id, c))).collect()
    }
}

/// The units of a board whose copies belong to a share.
fn units_of(board: &Board, shard: Shard) -> impl Iterator<Item = &Unit> {
    board.units.iter().filter(move |u| shard.holds(&board.id, &u.id))
}

/// How a board's PDFs are written.
fn options(world: &dyn World, config: &Config, board: &Board) -> PdfOptions {
    let x4 = |profile: &OutputProfile| X4 {
        condition: profile.name.clone(),
        profile: Arc::clone(&profile.bytes),
        // As it is printed on the board.
        date: board.date.unwrap_or_else(|| world.today()).to_string(),
    };
    PdfOptions {
        marks: if config.print.crop_marks { Marks::Crop } else { Marks::None },
        standard: config.print.pdf_x4.as_ref().map(|profile| Arc::new(x4(profile))),
    }
}

fn entry(board: &Made, has_pdf: bool) -> BoardEntry {
    let fit = &board.result.fit;
    BoardEntry {
        id: board.id.clone(),
        source: board.source.clone(),
        pdf: has_pdf.then(|| board.pdf().map(|_| format!("print/{}.pdf", board.id))).flatten(),
        units: Vec::new(),
        sheets: board.result.sheets.iter().map(sheet_entry).collect(),
        fit: FitEntry {
            body_pt: rounded(fit.body_pt),
            min_pt: rounded(fit.min_pt),
            max_pt: rounded(fit.max_pt),
            columns: fit.columns,
            fill: rounded(fit.fill),
            overflow_chars: fit.overflow_chars,
            spare_chars: fit.spare_chars,
        },
    }
}

fn sheet_entry(sheet: &crate::panel::layout::compose::SheetReport) -> SheetEntry {
    SheetEntry {
        page: sheet.page,
        width_mm: rounded(sheet.width_mm),
        height_mm: rounded(sheet.height_mm),
        columns: sheet.columns.iter().map(|c| ColumnEntry { fill: rounded(c.fill) }).collect(),
    }
}
