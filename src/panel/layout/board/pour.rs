//! Boards in flow mode: the articles in columns on one ground per sheet.

use std::sync::Arc;

use super::report;
use super::{
    Article, BoardResult, Canvas, Choice, ColumnReport, Context, Diagnostics, FitReport, Frame, Furniture, Job,
    OutlineEntry, Pt, Rect, Sheet, SheetPlace, SheetReport, SheetRequest, section,
};
use crate::panel::layout::Setting;
use crate::panel::layout::blocks::flow::{self as stream, FlowBody, FlowItem};
use crate::panel::layout::flow::{Flow, Room, flow};
use crate::unit::Point;

/// The measure that columns of running text are chosen for, in characters (CLREQ 6.3: 15 to 40 are easily read).
const MEASURE: f64 = 22.0;

/// The stream of a board.
struct Stream {
    items: Vec<FlowItem>,
    /// Which article every item belongs to.
    articles: Vec<usize>,
}

/// The ground and the columns on it.
#[derive(Clone, Copy)]
struct Ground {
    area: Rect,
    pad: Pt,
    gutter: Pt,
    columns: usize,
    width: Pt,
}

/// A board that has been poured.
struct Poured<'a> {
    frame: Frame,
    ground: Ground,
    cx: &'a Arc<Context>,
    found: &'a Flow,
    stream: &'a Stream,
}

impl Job<'_> {
    /// Pours a board and draws it.
    pub(super) fn pour(&self, furniture: &Furniture, mut diagnostics: Diagnostics) -> BoardResult {
        let sizes = self.sizes();
        let mut frame = Frame::new(&self.style, self.size, Pt::ZERO);
        let (mut ground, mut cx) = self.ground(&frame);
        let stream = self.stream(&cx);
        let run = |ground: &Ground, stream: &Stream| {
            let height = ground.area.height - ground.pad * 2.0;
            let room = Room { sheets: self.board.sheets, columns: ground.columns, width: ground.width, height };
            flow(&stream.items, room, &sizes)
        };
        let mut found = run(&ground, &stream);
        if let Ok(first) = &found {
            let wanted = (0..first.heights.len()).map(|n| {
                let (info, texts) = self.flow_words(n, first, &stream);
                furniture.footer_height(&cx, &SheetRequest { info: &info, size: self.size, topic_texts: &texts })
            });
            let wanted = wanted.fold(Pt::ZERO, Pt::max);
            if wanted > Pt::ZERO {
                frame = Frame::new(&self.style, self.size, wanted);
                (ground, cx) = self.ground(&frame);
                found = run(&ground, &stream);
            }
        }
        let lengths = || self.articles.iter().map(|a| a.characters);
        let all: usize = lengths().sum();
        let longest = lengths().enumerate().max_by_key(|(i, n)| (*n, std::cmp::Reverse(*i)));
        let mut fit = FitReport {
            body_pt: round(sizes.min.0),
            min_pt: round(sizes.min.0),
            max_pt: round(sizes.max.0),
            columns: ground.columns,
            fill: 1.0,
            overflow_chars: 0,
            spare_chars: 0,
        };
        let found = match found {
            Ok(found) => found,
            Err(part) => {
                fit.overflow_chars = ((all as f64 * part).ceil() as usize).max(1);
                diagnostics.push(report::overset(self, fit.min_pt, longest, fit.overflow_chars));
                return BoardResult { fit, ..BoardResult::failed(diagnostics) };
            }
        };
        let room = (ground.area.height - ground.pad * 2.0) * (ground.columns * self.board.sheets) as f64;
        let used: Pt = found.filled.iter().map(|c| c.used).sum();
        fit.body_pt = round(found.scale.body.0);
        fit.fill = round((used / room).min(1.0));
        fit.spare_chars = (all as f64 * ((room - used) / used).max(0.0)) as usize;
        diagnostics.extend(report::underfull(self, &fit));
        diagnostics.extend(report::no_code(self));
        let (sheets, outline, told) =
            self.draw_flow(furniture, &Poured { frame, ground, cx: &cx, found: &found, stream: &stream });
        diagnostics.extend(told);
        diagnostics.sort();
        BoardResult {
            sheets: self.flow_reports(&found),
            choices: self.flow_choices(ground.columns),
            fit,
            scene: Some(self.scene(&cx, sheets, outline)),
            diagnostics,
        }
    }

    fn ground(&self, frame: &Frame) -> (Ground, Arc<Context>) {
        let (u, sizes, card) = (self.size.u(), self.sizes(), &self.style.card);
        let pad = u * (card.pad_x + card.inner_gap + 8.0);
        let inner = frame.cards.width - pad * 2.0;
        let gutter = (u * self.style.grid.gutter * 1.6).max(sizes.usual * 1.8);
        let fitting = ((inner + gutter) / (sizes.usual * MEASURE + gutter)).round().max(1.0) as usize;
        let columns = self.board.columns.unwrap_or(fitting).clamp(1, 8);
        let width = (inner - gutter * (columns as f64 - 1.0)) / columns as f64;
        let measures = Context::measures_of(&self.style, columns, frame.cards.width / u, sizes.usual / u);
        let cx = Context {
            style: self.style.clone(),
            faces: self.faces.clone(),
            gallery: self.gallery.clone(),
            measures,
            article_titles: false,
        };
        (Ground { area: frame.cards, pad, gutter, columns, width }, Arc::new(cx))
    }

    fn stream(&self, cx: &Arc<Context>) -> Stream {
        let mut stream = Stream { items: Vec::new(), articles: Vec::new() };
        let several = self.articles.len() > 1;
        let mut push = |item: FlowItem, article: usize| {
            stream.items.push(item);
            stream.articles.push(article);
        };
        let whole =
            |setting: Box<dyn Setting>| FlowItem { body: FlowBody::Whole(setting), before: 0.8, keep_next: false };
        for (number, article) in self.articles.iter().enumerate() {
            for item in stream::items(cx, article, several || article.title != self.board.title) {
                push(item, number);
            }
            if let Some(notes) = section::footnotes(cx, article) {
                push(whole(notes), number);
            }
        }
        let last = self.articles.len().saturating_sub(1);
        if let Some(setting) = super::note::card(cx, self.board, last).and_then(|c| c.variants.into_iter().next()) {
            push(whole(setting.setting), last);
        }
        stream
    }

    fn flow_words(&self, sheet: usize, found: &Flow, stream: &Stream) -> (super::SheetInfo, Vec<String>) {
        let columns = found.filled.iter().skip(sheet * found.columns).take(found.columns);
        let mut numbers: Vec<usize> =
            columns.flat_map(|c| &c.parts).filter_map(|p| stream.articles.get(p.item).copied()).collect();
        numbers.dedup();
        let articles: Vec<&Article> = numbers.iter().filter_map(|n| self.articles.get(*n).copied()).collect();
        self.words(SheetPlace { number: sheet, count: found.heights.len(), opened_by: None, articles: &articles })
    }

    fn draw_flow(&self, furniture: &Furniture, poured: &Poured<'_>) -> (Vec<Sheet>, Vec<OutlineEntry>, Diagnostics) {
        let Poured { frame, ground, cx, found, stream } = poured;
        let mut diagnostics = Diagnostics::new();
        let mut sheets = Vec::new();
        let mut outline = Vec::new();
        for (number, height) in found.heights.iter().enumerate() {
            let (info, texts) = self.flow_words(number, found, stream);
            let mut canvas = Canvas::default();
            let sheet = SheetRequest { info: &info, size: self.size, topic_texts: &texts };
            furniture.paint(cx, &sheet, frame, &mut canvas);
            let at = Point::new(frame.masthead.x, frame.masthead.y);
            outline.push(OutlineEntry { title: info.title.join(" "), depth: 0, sheet: number, at });
            let area = Rect { height: *height + ground.pad * 2.0, ..ground.area };
            self.put_ground(ground, area, &mut canvas);
            for i in 0..found.columns {
                let x = area.x + ground.pad + (ground.width + ground.gutter) * i as f64;
                let rect = Rect::new(x, area.y + ground.pad, ground.width, *height);
                found.draw(&stream.items, number * found.columns + i, rect, &mut canvas);
            }
            diagnostics.extend(std::mem::take(&mut canvas.diagnostics));
            sheets.push(Sheet { size: self.size, items: canvas.items, links: canvas.links });
        }
        (sheets, outline, diagnostics)
    }

    /// One card under all columns, a hairline between them.
    fn put_ground(&self, ground: &Ground, area: Rect, canvas: &mut Canvas) {
        let (u, card) = (self.size.u(), &self.style.card);
        let hue = self.style.hue(0);
        canvas.decoration(|c| {
            c.fill_rect(area, u * card.radius, card.fill.on(&hue));
            c.border(area, u * card.radius, u * card.border_width, card.border.on(&hue));
            c.border(area.inset(u * card.inner_gap), Pt::ZERO, u * card.inner_width, card.inner.on(&hue));
            for i in 1..ground.columns {
                let x = area.x + ground.pad + (ground.width + ground.gutter) * i as f64 - ground.gutter / 2.0;
                let (top, foot) = (area.y + ground.pad, area.bottom() - ground.pad);
                c.rule(Point::new(x, top), Point::new(x, foot), u * 1.5, self.style.color("line"));
            }
        });
    }

    fn flow_reports(&self, found: &Flow) -> Vec<SheetReport> {
        let sheet = |(number, height): (usize, &Pt)| SheetReport {
            page: number + 1,
            width_mm: round(self.size.width.0),
            height_mm: round(self.size.height.0),
            columns: found
                .filled
                .iter()
                .skip(number * found.columns)
                .take(found.columns)
                .map(|c| ColumnReport { fill: round((c.used / *height).min(1.0)) })
                .collect(),
        };
        found.heights.iter().enumerate().map(sheet).collect()
    }

    fn flow_choices(&self, columns: usize) -> Vec<Choice> {
        let choice = |article: &&Article| Choice {
            page: 1,
            title: article.title.clone(),
            variant: "flow".to_owned(),
            span: 1,
            reason: format!("通栏：全文分 {columns} 栏排"),
        };
        self.articles.iter().map(choice).collect()
    }
}

fn round(v: f64) -> f64 {
    (v * 1000.0).round() / 1000.0
}
