//! One board from beginning to end: style, faces, pictures ► cards ► the best composition ► drawn sheets.

use std::sync::Arc;

use rayon::prelude::*;

use super::blocks::{Context, FaceSet, FamilyOverrides, Gallery, Shown, section};
use super::compose::{
    CardRole, Choice, ColumnReport, Composition, FitReport, Grid, Overset, Request, SheetReport, Sizes, compose as fit,
    fits as may_fit,
};
use super::furniture::info::{Facts, SheetInfo, SheetPlace};
use super::furniture::{Frame, Furniture, FurnitureRequest, SheetRequest, banner};
use super::{Canvas, Card, Variant};
use crate::calendar::Calendar;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{
    Alert, AlertKind, Article, Block, BlockKind, Board, BoardLayout, Document, Inline, InlineKind, Site,
};
use crate::panel::layout::shelf::Shelf;
use crate::panel::scene::{OutlineEntry, Scene, Sheet};
use crate::panel::sheet::SheetSize;
use crate::panel::style::{self, Style};
use crate::unit::{Mm, Pt, Rect};
use crate::world::World;

mod copies;
mod missing;
mod note;
mod pour;
mod report;
#[cfg(test)]
mod tests;

pub use copies::Copies;
use copies::SheetWords;

/// Where a board comes from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The outside.
    pub world: &'a dyn World,
    /// The settings.
    pub config: &'a Config,
    /// The health days.
    pub calendar: &'a Calendar,
    /// All articles.
    pub site: &'a Site,
    /// What was read for the boards before.
    pub shelf: &'a Shelf,
}

/// What came of a board.
#[derive(Debug, Clone)]
pub struct BoardResult {
    /// The sheets; `None` when there is no style, no text, or more text than room.
    pub scene: Option<Scene>,
    /// How the text fits.
    pub fit: FitReport,
    /// Every sheet.
    pub sheets: Vec<SheetReport>,
    /// Why every section looks as it does.
    pub choices: Vec<Choice>,
    /// What the copies for its units are made from; `None` for a board without units.
    pub copies: Option<Arc<Copies>>,
    /// Everything that was found.
    pub diagnostics: Diagnostics,
}

/// A board while it is made.
struct Job<'a> {
    from: Sources<'a>,
    board: &'a Board,
    articles: Vec<&'a Article>,
    size: SheetSize,
    style: Arc<Style>,
    faces: FaceSet,
    gallery: Gallery,
    logo: Option<Shown>,
}

/// What is composed.
struct Material {
    cx: Arc<Context>,
    cards: Vec<Card>,
    roles: Vec<CardRole>,
    areas: Vec<Rect>,
}

/// Cards of one grid, composed or not.
struct Attempt {
    cx: Arc<Context>,
    cards: Vec<Card>,
    result: Result<Composition, Overset>,
    fit: FitReport,
    longest: Option<(usize, usize)>,
}

impl Attempt {
    fn is_better_than(&self, other: &Attempt) -> bool {
        match (&self.result, &other.result) {
            (Ok(a), Ok(b)) => a.cost < b.cost - 1e-9,
            (Ok(_), Err(_)) => true,
            (Err(a), Err(b)) => a.characters < b.characters,
            (Err(_), Ok(_)) => false,
        }
    }
}

/// How high the footer must be for the words of every sheet.
#[derive(Clone)]
struct Footer {
    words: Vec<(SheetInfo, Vec<String>)>,
    height: Pt,
}

/// Composes a board. Every problem is told; a board that does not fit is an error and has no scene.
pub fn compose(from: Sources<'_>, board: &Board) -> BoardResult {
    let mut diagnostics = Diagnostics::new();
    let Some(job) = prepare(from, board, &mut diagnostics) else { return BoardResult::failed(diagnostics) };
    let (furniture, found) = job.furniture();
    diagnostics.extend(found);
    diagnostics.extend(missing::check(&job.faces, &job.articles, board));
    diagnostics.extend(copies::check(&job));
    if board.layout == Some(BoardLayout::Flow) {
        return job.pour(furniture, diagnostics);
    }
    let (frame, attempt) = job.settle(&furniture);
    diagnostics.extend(report::fit_diagnostics(&job, &attempt));
    let composition = match &attempt.result {
        Ok(composition) => composition,
        Err(_) => return BoardResult { fit: attempt.fit, ..BoardResult::failed(diagnostics) },
    };
    let (scene, words, found) = job.draw(&furniture, &frame, &attempt, composition);
    diagnostics.extend(found);
    diagnostics.sort();
    let copies = job.copies(Copies { furniture, cx: Arc::clone(&attempt.cx), frame, size: job.size, words }, &scene);
    BoardResult {
        sheets: report::sheets(job.size, composition),
        choices: report::choices(&attempt.cards, composition),
        fit: attempt.fit,
        scene: Some(scene),
        copies,
        diagnostics,
    }
}

impl BoardResult {
    fn failed(mut diagnostics: Diagnostics) -> BoardResult {
        diagnostics.sort();
        let fit = FitReport {
            body_pt: 0.0,
            min_pt: 0.0,
            max_pt: 0.0,
            columns: 0,
            fill: 0.0,
            overflow_chars: 0,
            spare_chars: 0,
        };
        BoardResult { scene: None, fit, sheets: Vec::new(), choices: Vec::new(), copies: None, diagnostics }
    }
}

/// Style, faces and pictures.
fn prepare<'a>(from: Sources<'a>, board: &'a Board, diagnostics: &mut Diagnostics) -> Option<Job<'a>> {
    let Sources { world, config, site, shelf, .. } = from;
    let articles: Vec<&Article> = board.articles.iter().filter_map(|slug| site.article(slug)).collect();
    if articles.is_empty() {
        // Reading the board has told already: no article named, unknown, broken, or a draft.
        return None;
    }
    if articles.iter().all(|a| a.document.blocks.is_empty()) {
        diagnostics.push(
            Diagnostic::error("board-empty", format!("“{}”的文章里都还没有正文", board.title))
                .with_span(report::articles_span(world, board))
                .with_help("先把文章的正文写上，每一节以“## 小标题”开头"),
        );
        return None;
    }
    let style = load_style(from, board, diagnostics)?;
    let overrides = FamilyOverrides {
        body: config.print.body_font.clone(),
        heading: config.print.heading_font.clone(),
        emphasis: config.print.emphasis_font.clone(),
    };
    let (faces, found) = FaceSet::load(world.fonts(), &style, &overrides);
    diagnostics.extend(found);
    let (mut gallery, found) = Gallery::load((world, shelf), &config.theme, &style.id, &articles);
    diagnostics.extend(found);
    let logo = config.organization.logo.as_ref().and_then(|path| match gallery.add(world, path) {
        Ok(shown) => Some(shown),
        Err(d) => {
            diagnostics.push(d);
            None
        }
    });
    let (width, height) = board.trim_mm;
    let size = SheetSize { width, height, bleed: config.print.bleed };
    Some(Job { from, board, articles, size, style, faces, gallery, logo })
}

/// The unit of A1, the largest sheet that styles are drawn for.
fn largest_unit() -> Pt {
    SheetSize::new(Mm(594.0), Mm(841.0)).u()
}

/// The style that stands in where neither board nor settings name one.
const FIRST_STYLE: &str = "qingxin";

fn load_style(from: Sources<'_>, board: &Board, diagnostics: &mut Diagnostics) -> Option<Arc<Style>> {
    let theme = &from.config.theme;
    let named = board.style.as_ref().or(from.config.print.style.as_ref()).cloned();
    let loaded = from.shelf.get(&format!("style {theme} {named:?} {:?}", board.palette), || {
        let id = named.unwrap_or_else(|| {
            let all = style::list(from.world, theme);
            let first = all.iter().find(|s| s.id == FIRST_STYLE).or_else(|| all.first());
            first.map_or_else(|| FIRST_STYLE.to_owned(), |s| s.id.clone())
        });
        let (style, found) = style::load_with(from.world, theme, &id, &board.palette);
        (style.map(Arc::new), found)
    });
    let (style, found) = &*loaded;
    let at_board = |d: Diagnostic| match &d.span {
        Some(_) => d,
        None => d.with_span(Span::file(&board.path)),
    };
    diagnostics.extend(found.iter().cloned().map(at_board));
    style.clone()
}

impl Job<'_> {
    fn furniture(&self) -> (Furniture, Diagnostics) {
        let sheets = self.board.sheets.max(self.articles.len());
        let mut topic_texts = vec![self.topic_texts(None)];
        topic_texts.extend(self.articles.iter().take(sheets).map(|a| self.topic_texts(Some(a))));
        let request = FurnitureRequest {
            theme: &self.from.config.theme,
            style: &self.style,
            size: self.size,
            topic_texts,
            logo: self.logo.clone(),
        };
        Furniture::load((self.from.world, self.from.shelf), request)
    }

    /// The texts by which a sheet's topic is found: the day, titles, tags.
    fn topic_texts(&self, opened_by: Option<&Article>) -> Vec<String> {
        let day = |id: &Option<String>| id.as_ref().and_then(|id| self.from.calendar.event(id)).map(|d| d.name.clone());
        let of = |a: &Article| [a.title.clone(), a.tags.join(" ")];
        match opened_by {
            Some(a) => day(&a.event).into_iter().chain(of(a)).chain([self.board.title.clone()]).collect(),
            None => {
                let first = self.articles.first().into_iter().flat_map(|a| of(a));
                let others = self.articles.iter().skip(1).map(|a| a.title.clone());
                day(&self.board.event)
                    .into_iter()
                    .chain([self.board.title.clone()])
                    .chain(first)
                    .chain(others)
                    .collect()
            }
        }
    }

    fn sizes(&self) -> Sizes {
        let (u, b) = (self.size.u(), &self.style.body);
        let landscape = self.size.width > self.size.height;
        // Older readers: a 汉字's height is a two-hundredth of the distance (rule 15).
        let readable = self.board.reading_distance.to_pt() / 200.0;
        // The style's own smallest type is meant for A1; a larger sheet is not read from further than its distance says.
        let drawn_for = u.min(largest_unit());
        let min = (drawn_for * b.min).max(readable);
        Sizes {
            u,
            min,
            usual: (drawn_for * if landscape { b.landscape } else { b.portrait }).max(min),
            max: (u * b.max).max(min),
            leading: (b.leading_min, b.leading, b.leading_max),
            least_u: b.min,
        }
    }

    /// The board's own columns, else the style's.
    fn own_grid(&self) -> Grid {
        self.grid(self.board.columns.map_or_else(|| self.own_columns(), |c| c.clamp(1, 8)), 0.0)
    }

    /// The neighbours of the style's own grid, unless the board names its columns.
    fn other_grids(&self) -> Vec<Grid> {
        const OTHER: f64 = 3.0;
        if self.board.columns.is_some() {
            return Vec::new();
        }
        let own = self.own_columns();
        let near = own.saturating_sub(1).max(2)..=(own + 1).min(5);
        near.filter(|n| *n != own).map(|n| self.grid(n, OTHER)).collect()
    }

    /// A sheet larger than A1 holds more columns of the same width.
    fn own_columns(&self) -> usize {
        let own = &self.style.grid;
        let own = if self.size.width > self.size.height { own.landscape } else { own.portrait };
        (own as f64 * (self.size.u() / largest_unit()).max(1.0)).round() as usize
    }

    fn grid(&self, columns: usize, cost: f64) -> Grid {
        let (u, s) = (self.size.u(), &self.style);
        Grid { columns, gutter: u * s.grid.gutter, row_gap: u * s.grid.row_gap, stack_gap: u * s.card.stack_gap, cost }
    }

    /// Composes above the footer that the words want. What they want hangs on which articles are on which sheet: that is
    /// guessed from their lengths, and where composing finds otherwise, it is done once more.
    fn settle(&self, furniture: &Furniture) -> (Frame, Attempt) {
        let bare = Frame::new(&self.style, self.size, Pt::ZERO);
        let cx = self.context(&bare, &self.own_grid(), self.sizes().usual);
        let guess = self.footer(furniture, &cx, self.guessed_words(), None);
        let composed = |height: Pt| {
            let frame = Frame::new(&self.style, self.size, height);
            (frame, self.best(&frame))
        };
        let (mut height, mut tried) = (guess.height, composed(guess.height));
        if tried.1.result.is_err() && height > Pt::ZERO {
            (height, tried) = (Pt::ZERO, composed(Pt::ZERO));
        }
        let Ok(composition) = &tried.1.result else { return tried };
        let words = (0..composition.sheets.len()).map(|n| self.sheet_info(n, &tried.1.cards, composition)).collect();
        let found = self.footer(furniture, &cx, words, Some(&guess));
        if found.height == height { tried } else { composed(found.height) }
    }

    /// The words of every sheet, if articles filled the sheets by their lengths. What only just reaches over an edge is
    /// thought to stay on its side.
    fn guessed_words(&self) -> Vec<(SheetInfo, Vec<String>)> {
        const JUST: f64 = 0.2;
        let count = self.board.sheets.max(1);
        let room = self.articles.iter().map(|a| a.characters).sum::<usize>().max(1) as f64 / count as f64;
        let mut end = 0;
        let ends = self.articles.iter().map(|a| {
            end += a.characters;
            (*a, (end - a.characters) as f64 / room, end as f64 / room)
        });
        let spans: Vec<(&Article, f64, f64)> = ends.collect();
        let on_sheet = |number: usize| {
            let (top, foot) = (number as f64, number as f64 + 1.0);
            let is_here = |from: f64, to: f64| {
                let here = to.min(foot) - from.max(top);
                here > JUST || here * 2.0 > to - from
            };
            let articles: Vec<&Article> =
                spans.iter().filter(|(_, from, to)| is_here(*from, *to)).map(|(a, ..)| *a).collect();
            let opened_by = articles.first().copied().filter(|_| number > 0);
            self.words_of(SheetPlace { number, count, opened_by, articles: &articles })
        };
        (0..count).map(on_sheet).collect()
    }

    /// The highest footer that a sheet wants; 0 when the style's own is high enough.
    fn footer(
        &self,
        furniture: &Furniture,
        cx: &Context,
        words: Vec<(SheetInfo, Vec<String>)>,
        known: Option<&Footer>,
    ) -> Footer {
        if let Some(known) = known.filter(|k| k.words == words) {
            return known.clone();
        }
        let heights = words.iter().map(|(info, texts)| self.footer_height(furniture, cx, info, texts));
        Footer { height: heights.fold(Pt::ZERO, Pt::max), words }
    }

    /// The same job for a board that is a little different.
    fn with<'b>(&'b self, board: &'b Board, size: SheetSize) -> Job<'b> {
        let (style, faces) = (self.style.clone(), self.faces.clone());
        let (gallery, logo, articles) = (self.gallery.clone(), self.logo.clone(), self.articles.clone());
        Job { from: self.from, board, articles, size, style, faces, gallery, logo }
    }

    /// Whether everything finds room, the footer being as high as its style has it.
    fn fits(&self) -> bool {
        let frame = Frame::new(&self.style, self.size, Pt::ZERO);
        let sizes = self.sizes();
        std::iter::once(self.own_grid()).chain(self.other_grids()).any(|grid| {
            let Material { cards, roles, areas, .. } = self.material(&frame, &grid, sizes.min);
            may_fit(&Request { cards: &cards, roles: &roles, areas: &areas, grids: &[grid], sizes })
        })
    }

    /// The best of all grids, side by side: somebody may be waiting for this one board.
    fn best(&self, frame: &Frame) -> Attempt {
        let (own, others) = rayon::join(
            || self.attempt(frame, self.own_grid()),
            || self.other_grids().into_par_iter().map(|g| self.attempt(frame, g)).collect::<Vec<Attempt>>(),
        );
        others.into_iter().fold(own, |best, other| if other.is_better_than(&best) { other } else { best })
    }

    /// Composes on one grid. What a span costs depends on how many characters it holds: when the size found is far
    /// from the one that was thought of, the cards are made again for it.
    fn attempt(&self, frame: &Frame, grid: Grid) -> Attempt {
        const FAR: f64 = 0.08;
        let usual = self.sizes().usual;
        let first = self.attempt_for(frame, grid, usual);
        let Ok(found) = &first.result else { return first };
        if (found.scale.body / usual - 1.0).abs() <= FAR {
            return first;
        }
        let again = self.attempt_for(frame, grid, found.scale.body);
        if again.result.is_ok() { again } else { first }
    }

    fn attempt_for(&self, frame: &Frame, grid: Grid, body: Pt) -> Attempt {
        let Material { cx, cards, roles, areas } = self.material(frame, &grid, body);
        let request = Request { cards: &cards, roles: &roles, areas: &areas, grids: &[grid], sizes: self.sizes() };
        let result = fit(&request);
        let fit = match &result {
            Ok(c) => FitReport::of(&request, c),
            Err(o) => FitReport::overset(&request, o),
        };
        let longest = request.longest_article();
        Attempt { cx, cards, result, fit, longest }
    }

    fn context(&self, frame: &Frame, grid: &Grid, body: Pt) -> Arc<Context> {
        let u = self.size.u();
        Arc::new(Context {
            style: self.style.clone(),
            faces: self.faces.clone(),
            gallery: self.gallery.clone(),
            measures: Context::measures_of(&self.style, grid.columns, frame.cards.width / u, body / u),
            article_titles: false,
        })
    }

    /// The cards as a body size and a grid want them, and the room for them.
    fn material(&self, frame: &Frame, grid: &Grid, body: Pt) -> Material {
        let cx = self.context(frame, grid, body);
        let (cards, roles) = self.cards(&cx, grid);
        // A sheet without any card would only be paper.
        let count = self.board.sheets.min(roles.iter().filter(|r| **r != CardRole::Banner).count()).max(1);
        Material { cx, cards, roles, areas: vec![frame.cards; count] }
    }

    /// All cards of the board: banners, sections, footnotes, the editor's note.
    fn cards(&self, cx: &Arc<Context>, grid: &Grid) -> (Vec<Card>, Vec<CardRole>) {
        let mut cards = Vec::new();
        let mut roles = Vec::new();
        let several = self.articles.len() > 1;
        for (number, article) in self.articles.iter().enumerate() {
            let same = number == 0 && article.title == self.board.title;
            if several && !same {
                cards.push(banner::card(cx, number, &article.title, &self.day_of(article), grid.columns));
                roles.push(CardRole::Banner);
            }
            let part = section::Part { article: number, sections_before: 0 };
            for (i, card) in
                section::cards(cx, part, article).into_iter().filter(|c| !c.variants.is_empty()).enumerate()
            {
                cards.push(card);
                roles.push(if i == 0 && (!several || same) { CardRole::ArticleStart } else { CardRole::Section });
            }
            let notes = section::footnotes(cx, article).filter(|_| !note::fits_footer(article));
            if let Some(setting) = notes {
                let variant = Variant {
                    name: "footnotes",
                    reason: "文中的注".to_owned(),
                    span_cost: vec![Some(0.0); grid.columns],
                    showpiece: false,
                    setting,
                };
                let card = Card {
                    title: "注".to_owned(),
                    article: number,
                    line: 1,
                    characters: 0,
                    variants: vec![variant],
                    starts_sheet: false,
                };
                cards.push(card);
                roles.push(CardRole::Section);
            }
        }
        if let Some(card) = note::card(cx, self.board, self.articles.len().saturating_sub(1)) {
            cards.push(card);
            roles.push(CardRole::Section);
        }
        (cards, roles)
    }

    fn day_of(&self, article: &Article) -> String {
        let date = self.board.date.unwrap_or_else(|| self.from.world.today());
        let day = article.event.as_ref().and_then(|id| self.from.calendar.event(id));
        day.map(|d| d.title(date.year())).unwrap_or_default()
    }

    /// What a sheet's furniture says, and by what its topic is found.
    fn sheet_info(&self, number: usize, cards: &[Card], composition: &Composition) -> (SheetInfo, Vec<String>) {
        let plan = composition.sheets.get(number);
        let opened = plan.and_then(|p| p.opened_by).and_then(|c| cards.get(c));
        let opened_by = opened.and_then(|c| self.articles.get(c.article)).copied();
        let placed = plan.into_iter().flat_map(|p| &p.placed).filter_map(|p| cards.get(p.card));
        let mut numbers: Vec<usize> = placed.map(|c| c.article).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let articles: Vec<&Article> = numbers.iter().filter_map(|n| self.articles.get(*n).copied()).collect();
        self.words_of(SheetPlace { number, count: composition.sheets.len(), opened_by, articles: &articles })
    }

    /// What a sheet of cards says above and below them.
    fn words_of(&self, place: SheetPlace<'_>) -> (SheetInfo, Vec<String>) {
        let (mut info, texts) = self.words(place);
        info.notes = note::for_footer(place.articles);
        (info, texts)
    }

    fn words(&self, place: SheetPlace<'_>) -> (SheetInfo, Vec<String>) {
        let today = self.from.world.today();
        let facts = Facts { config: self.from.config, calendar: self.from.calendar, board: self.board, today };
        (SheetInfo::new(facts, place), self.topic_texts(place.opened_by))
    }

    fn draw(
        &self,
        furniture: &Furniture,
        frame: &Frame,
        attempt: &Attempt,
        found: &Composition,
    ) -> (Scene, Vec<SheetWords>, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let mut sheets = Vec::new();
        let mut words = Vec::new();
        let mut outline = Vec::new();
        for (number, plan) in found.sheets.iter().enumerate() {
            let (info, texts) = self.sheet_info(number, &attempt.cards, found);
            let mut canvas = Canvas::default();
            let put = SheetWords::paint(furniture, &attempt.cx, frame, self.size, (info, texts), &mut canvas);
            let info = &put.info;
            let entry = |title: String, depth, rect: Rect| OutlineEntry {
                title,
                depth,
                sheet: number,
                at: crate::unit::Point::new(rect.x, rect.y),
            };
            outline.push(entry(info.title.join(" "), 0, frame.masthead));
            for placed in &plan.placed {
                let Some(card) = attempt.cards.get(placed.card) else { continue };
                let Some(variant) = card.variants.get(placed.variant) else { continue };
                variant.setting.draw(placed.rect, &found.scale, &mut canvas);
                if !card.title.is_empty() {
                    outline.push(entry(card.title.clone(), 1, placed.rect));
                }
            }
            diagnostics.extend(canvas.diagnostics);
            sheets.push(Sheet { size: self.size, items: canvas.items, links: canvas.links });
            words.push(put);
        }
        (self.scene(&attempt.cx, sheets, outline), words, diagnostics)
    }

    fn scene(&self, cx: &Context, sheets: Vec<Sheet>, outline: Vec<OutlineEntry>) -> Scene {
        let config = self.from.config;
        let names: Vec<&str> = self.articles.iter().map(|a| a.title.as_str()).collect();
        Scene {
            title: self.board.title.clone(),
            author: Some(config.organization.name.clone()).filter(|n| !n.is_empty()),
            subject: Some(names.join("；")),
            language: config.language.clone(),
            fonts: cx.faces.faces.all().to_vec(),
            images: cx.gallery.images().to_vec(),
            sheets,
            outline,
        }
    }
}
