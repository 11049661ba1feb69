//! One board from beginning to end: style, faces, pictures ► cards ► the best composition ► drawn sheets.

use std::sync::Arc;

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
    let Sources { world, config, site, .. } = from;
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
    let (mut gallery, found) = Gallery::load(world, &config.theme, &style.id, &articles);
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
    Some(Job { from, board, articles, size, style: Arc::new(style), faces, gallery, logo })
}

/// The unit of A1, the largest sheet that styles are drawn for.
fn largest_unit() -> Pt {
    SheetSize::new(Mm(594.0), Mm(841.0)).u()
}

/// The style that stands in where neither board nor settings name one.
const FIRST_STYLE: &str = "qingxin";

fn load_style(from: Sources<'_>, board: &Board, diagnostics: &mut Diagnostics) -> Option<Style> {
    let theme = &from.config.theme;
    let named = board.style.as_ref().or(from.config.print.style.as_ref()).cloned();
    let id = named.unwrap_or_else(|| {
        let all = style::list(from.world, theme);
        let first = all.iter().find(|s| s.id == FIRST_STYLE).or_else(|| all.first());
        first.map_or_else(|| FIRST_STYLE.to_owned(), |s| s.id.clone())
    });
    let (style, found) = style::load_with(from.world, theme, &id, &board.palette);
    let at_board = |d: Diagnostic| match &d.span {
        Some(_) => d,
        None => d.with_span(Span::file(&board.path)),
    };
    diagnostics.extend(found.iter().cloned().map(at_board));
    style
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
        Furniture::load(self.from.world, request)
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

    /// The grids to try: the board's own columns, else the style's and its neighbours.
    fn grids(&self) -> Vec<Grid> {
        let (u, s) = (self.size.u(), &self.style);
        let landscape = self.size.width > self.size.height;
        let own = if landscape { s.grid.landscape } else { s.grid.portrait };
        let grid = |columns: usize, cost: f64| Grid {
            columns,
            gutter: u * s.grid.gutter,
            row_gap: u * s.grid.row_gap,
            stack_gap: u * s.card.stack_gap,
            cost,
        };
        if let Some(columns) = self.board.columns {
            return vec![grid(columns.clamp(1, 8), 0.0)];
        }
        // A sheet larger than A1 holds more columns of the same width.
        let own = (own as f64 * (u / largest_unit()).max(1.0)).round() as usize;
        const OTHER: f64 = 3.0;
        let others = (own.saturating_sub(1).max(2)..=(own + 1).min(5)).filter(|n| *n != own);
        std::iter::once(grid(own, 0.0)).chain(others.map(|n| grid(n, OTHER))).collect()
    }

    /// Composes with the style's footer, and once more where the words of a footer want more room.
    fn settle(&self, furniture: &Furniture) -> (Frame, Attempt) {
        let frame = Frame::new(&self.style, self.size, Pt::ZERO);
        let attempt = self.best(&frame);
        let Ok(composition) = &attempt.result else { return (frame, attempt) };
        let wanted = (0..composition.sheets.len()).map(|n| {
            let (info, texts) = self.sheet_info(n, &attempt.cards, composition);
            self.footer_height(furniture, &attempt.cx, &info, &texts)
        });
        let wanted = wanted.fold(Pt::ZERO, Pt::max);
        if wanted <= Pt::ZERO {
            return (frame, attempt);
        }
        let frame = Frame::new(&self.style, self.size, wanted);
        let again = self.best(&frame);
        (frame, again)
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
        self.grids().into_iter().any(|grid| {
            let Material { cards, roles, areas, .. } = self.material(&frame, &grid, sizes.min);
            may_fit(&Request { cards: &cards, roles: &roles, areas: &areas, grids: &[grid], sizes })
        })
    }

    /// The best of all grids.
    fn best(&self, frame: &Frame) -> Attempt {
        let mut best: Option<Attempt> = None;
        for grid in self.grids() {
            let attempt = self.attempt(frame, grid);
            let better = match (&attempt.result, best.as_ref().map(|b| &b.result)) {
                (_, None) => true,
                (Ok(a), Some(Ok(b))) => a.cost < b.cost - 1e-9,
                (Ok(_), Some(Err(_))) => true,
                (Err(a), Some(Err(b))) => a.characters < b.characters,
                (Err(_), Some(Ok(_))) => false,
            };
            if better {
                best = Some(attempt);
            }
        }
        // There is always the style's own grid.
        best.unwrap_or_else(|| {
            self.attempt(
                frame,
                Grid { columns: 1, gutter: Pt::ZERO, row_gap: Pt::ZERO, stack_gap: Pt::ZERO, cost: 0.0 },
            )
        })
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

    /// The cards as a body size and a grid want them, and the room for them.
    fn material(&self, frame: &Frame, grid: &Grid, body: Pt) -> Material {
        let u = self.size.u();
        let measures = Context::measures_of(&self.style, grid.columns, frame.cards.width / u, body / u);
        let cx = Arc::new(Context {
            style: self.style.clone(),
            faces: self.faces.clone(),
            gallery: self.gallery.clone(),
            measures,
            article_titles: false,
        });
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
        let (mut info, texts) =
            self.words(SheetPlace { number, count: composition.sheets.len(), opened_by, articles: &articles });
        info.notes = note::for_footer(&articles);
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
