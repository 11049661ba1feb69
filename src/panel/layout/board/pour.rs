//! Boards in flow mode: the articles in columns on one ground per sheet.

use std::sync::Arc;

use super::report;
use super::{
    Article, BoardResult, Canvas, Choice, ColumnReport, Context, Copies, Diagnostics, FitReport, Frame, Furniture, Job,
    OutlineEntry, Pt, Rect, Scene, Sheet, SheetPlace, SheetReport, SheetWords, Sizes, banner, section,
};
use crate::panel::layout::blocks::flow::{self as stream, FlowBody, FlowItem, StreamOptions};
use crate::panel::layout::flow::{Band, Flow, FlowSheet, Room, flow};
use crate::panel::style::ArticleSheets;
use crate::unit::Point;

/// The measure that columns of running text are chosen for, in characters (newspapers and magazines set 12 to 25).
const MEASURE: f64 = 22.0;

/// Articles begin on sheets of their own when the type stays at least so large.
const OWN_SHEET: f64 = 0.9;

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
    pub(super) fn pour(&self, furniture: Furniture, mut diagnostics: Diagnostics) -> BoardResult {
        let sizes = self.sizes();
        let mut frame = Frame::new(&self.style, self.size, Pt::ZERO);
        let (mut ground, mut cx, mut stream, mut found, more) = self.best_columns(&frame, &sizes);
        if let Ok(first) = &found {
            let wanted = (0..first.sheets.len()).map(|n| {
                let (info, texts) = self.flow_words(n, first, &stream);
                self.footer_height(&furniture, &cx, &info, &texts)
            });
            let wanted = wanted.fold(Pt::ZERO, Pt::max);
            if wanted > Pt::ZERO {
                frame = Frame::new(&self.style, self.size, wanted);
                (ground, cx) = self.ground(&frame, more);
                (stream, found) = self.best_flow(&cx, &ground, &sizes);
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
                diagnostics.push(report::overset(
                    self,
                    fit.min_pt,
                    longest,
                    (fit.overflow_chars, report::untried(self)),
                ));
                return BoardResult { fit, ..BoardResult::failed(diagnostics) };
            }
        };
        let room = (ground.area.height - ground.pad * 2.0) * self.board.sheets as f64;
        let used: Pt = found.sheets.iter().map(|s| s.height).sum();
        fit.body_pt = round(found.scale.body.0);
        fit.fill = round((used / room).min(1.0));
        fit.spare_chars = (all as f64 * ((room - used) / used.max(Pt(1.0))).max(0.0)) as usize;
        diagnostics.extend(report::underfull(self, &fit));
        diagnostics.extend(report::short_columns(self, &found));
        diagnostics.extend(report::no_code(self));
        let poured = Poured { frame, ground, cx: &cx, found: &found, stream: &stream };
        let (scene, words, told) = self.draw_flow(&furniture, &poured);
        diagnostics.extend(told);
        diagnostics.sort();
        let copies = self.copies(Copies { furniture, cx: Arc::clone(&cx), frame, size: self.size, words }, &scene);
        BoardResult {
            sheets: self.flow_reports(&found),
            choices: self.flow_choices(ground.columns),
            fit,
            scene: Some(scene),
            copies,
            diagnostics,
        }
    }

    /// The columns that give the largest type. Those next to the usual number are tried where that leaves the smallest,
    /// or none: blocks waste less of narrower columns, tables and pictures of wider ones.
    fn best_columns(&self, frame: &Frame, sizes: &Sizes) -> (Ground, Arc<Context>, Stream, Result<Flow, f64>, isize) {
        let at = |more: isize| {
            let (ground, cx) = self.ground(frame, more);
            let (stream, found) = self.best_flow(&cx, &ground, sizes);
            (ground, cx, stream, found, more)
        };
        let mut best = at(0);
        let others: &[isize] = if self.board.columns.is_none() { &[1, -1] } else { &[] };
        for more in others {
            if best.3.as_ref().is_ok_and(|f| f.scale.body > sizes.min + Pt(1e-6)) {
                break;
            }
            let other = at(*more);
            let better = match (&other.3, &best.3) {
                (Ok(a), Ok(b)) => a.scale.body > b.scale.body + Pt(1e-6),
                (Ok(_), Err(_)) => true,
                (Err(a), Err(b)) => a < b,
                (Err(_), Ok(_)) => false,
            };
            if better {
                best = other;
            }
        }
        best
    }

    /// The stream at its largest size: with designed lists and tables in their columns if they fit; articles on sheets of
    /// their own where the style asks, or where that costs hardly any size.
    fn best_flow(&self, cx: &Arc<Context>, ground: &Ground, sizes: &Sizes) -> (Stream, Result<Flow, f64>) {
        let style = &self.style.flow;
        let (sheets, several) = (self.board.sheets, self.articles.len() > 1);
        let room = |article_sheets: bool| Room {
            sheets,
            columns: ground.columns,
            width: ground.width,
            gutter: ground.gutter,
            height: ground.area.height - ground.pad * 2.0,
            article_sheets,
            grid: style.baseline_grid,
        };
        let pour = |stream: &Stream| {
            let apart = several && sheets > 1;
            let own = |stream: &Stream| flow(&stream.items, room(true), sizes);
            let joined = |stream: &Stream| flow(&stream.items, room(false), sizes);
            match style.article_sheets {
                ArticleSheets::Always if apart => own(stream),
                ArticleSheets::Auto if apart && sheets == self.articles.len() => match (own(stream), joined(stream)) {
                    (Ok(own), Ok(joined)) if own.scale.body < joined.scale.body * OWN_SHEET => Ok(joined),
                    (Ok(own), _) => Ok(own),
                    (Err(_), joined) => joined,
                },
                _ => joined(stream),
            }
        };
        let first = self.saving(cx, ground, sizes, (false, &pour));
        if first.1.is_ok() {
            return first;
        }
        let wide = self.saving(cx, ground, sizes, (true, &pour));
        if wide.1.is_ok() { wide } else { first }
    }

    /// A stream that fits, or the one that takes least: designed lists are given up article by article, the longest first.
    fn saving(
        &self,
        cx: &Arc<Context>,
        ground: &Ground,
        sizes: &Sizes,
        (wide_tables, pour): (bool, &dyn Fn(&Stream) -> Result<Flow, f64>),
    ) -> (Stream, Result<Flow, f64>) {
        let mut plain = vec![!self.style.flow.designed_lists; self.articles.len()];
        let mut by_length: Vec<usize> = (0..self.articles.len()).collect();
        by_length.sort_by_key(|&n| self.articles.get(n).map_or(0, |a| a.characters));
        loop {
            let stream = self.stream(cx, ground, sizes, (wide_tables, &plain));
            let found = pour(&stream);
            let next = by_length.pop().and_then(|n| plain.get_mut(n)).filter(|p| !**p);
            match next {
                Some(plain) if found.is_err() => *plain = true,
                _ => return (stream, found),
            }
        }
    }

    fn ground(&self, frame: &Frame, more: isize) -> (Ground, Arc<Context>) {
        let (u, sizes, card) = (self.size.u(), self.sizes(), &self.style.card);
        let pad = u * (card.pad_x + card.inner_gap + 8.0);
        let inner = frame.cards.width - pad * 2.0;
        let gutter = (u * self.style.grid.gutter * 1.6).max(sizes.usual * 1.8);
        let fitting = ((inner + gutter) / (sizes.usual * MEASURE + gutter)).round().max(1.0) as usize;
        let columns = self.board.columns.unwrap_or(fitting.saturating_add_signed(more)).clamp(1, 8);
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

    fn stream(
        &self,
        cx: &Arc<Context>,
        ground: &Ground,
        sizes: &Sizes,
        (wide_tables, plain): (bool, &[bool]),
    ) -> Stream {
        let mut stream = Stream { items: Vec::new(), articles: Vec::new() };
        let several = self.articles.len() > 1;
        let last = self.articles.len().saturating_sub(1);
        for (number, article) in self.articles.iter().enumerate() {
            let first = stream.items.len();
            let plain = plain.get(number).copied().unwrap_or_default();
            let column_em = ground.width / sizes.usual;
            let options = StreamOptions { column_em, columns: ground.columns, plain, wide_tables };
            // The first article's title stands in the masthead when it is the board's.
            if (several && number > 0) || article.title != self.board.title {
                stream.items.extend(self.banner(cx, number, article));
            }
            stream.items.extend(stream::items(cx, article, options));
            if let Some(item) = stream.items.get_mut(first) {
                item.starts_article = true;
            }
            let whole = |setting| FlowItem { before: 0.8, ..FlowItem::new(FlowBody::Whole(setting)) };
            stream.items.extend(section::footnotes(cx, article).map(whole));
            if number == last {
                let note = super::note::card(cx, self.board, last).and_then(|c| c.variants.into_iter().next());
                stream.items.extend(note.map(|n| whole(n.setting)));
            }
            stream.articles.resize(stream.items.len(), number);
        }
        if ground.columns > 1 {
            widen_lonely(&mut stream.items);
        }
        stream
    }

    /// An article's title over all columns.
    fn banner(&self, cx: &Arc<Context>, number: usize, article: &Article) -> Option<FlowItem> {
        let card = banner::card(cx, number, &article.title, &self.day_of(article), 1);
        let setting = card.variants.into_iter().next()?.setting;
        let item = FlowItem::new(FlowBody::Whole(setting));
        Some(FlowItem { keep_next: true, wide: true, banner: true, ..item })
    }

    fn flow_words(&self, sheet: usize, found: &Flow, stream: &Stream) -> (super::SheetInfo, Vec<String>) {
        let article = |item: usize| stream.articles.get(item).and_then(|n| self.articles.get(*n)).copied();
        let on_sheet = found.sheets.get(sheet);
        let opened_by = on_sheet.and_then(|s| s.opened_by).and_then(article);
        let mut numbers: Vec<usize> = on_sheet.map(|s| s.items()).unwrap_or_default();
        numbers = numbers.into_iter().filter_map(|i| stream.articles.get(i).copied()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let articles: Vec<&Article> = numbers.iter().filter_map(|n| self.articles.get(*n).copied()).collect();
        self.words(SheetPlace { number: sheet, count: found.sheets.len(), opened_by, articles: &articles })
    }

    fn draw_flow(&self, furniture: &Furniture, poured: &Poured<'_>) -> (Scene, Vec<SheetWords>, Diagnostics) {
        let Poured { frame, ground, cx, found, stream } = poured;
        let mut diagnostics = Diagnostics::new();
        let mut sheets = Vec::new();
        let mut words = Vec::new();
        let mut outline = Vec::new();
        for (number, flowed) in found.sheets.iter().enumerate() {
            let mut canvas = Canvas::default();
            let said = self.flow_words(number, found, stream);
            let put = SheetWords::paint(furniture, cx, frame, self.size, said, &mut canvas);
            let at = Point::new(frame.masthead.x, frame.masthead.y);
            outline.push(OutlineEntry { title: put.info.title.join(" "), depth: 0, sheet: number, at });
            let area = Rect { height: flowed.height + ground.pad * 2.0, ..ground.area };
            self.put_ground(area, &mut canvas);
            let corner = Point::new(area.x + ground.pad, area.y + ground.pad);
            self.put_rules(ground, flowed, corner, &mut canvas);
            found.draw(&stream.items, number, corner, &mut canvas);
            diagnostics.extend(std::mem::take(&mut canvas.diagnostics));
            sheets.push(Sheet { size: self.size, items: canvas.items, links: canvas.links });
            words.push(put);
        }
        (self.scene(cx, sheets, outline), words, diagnostics)
    }

    /// One card under all columns.
    fn put_ground(&self, area: Rect, canvas: &mut Canvas) {
        let (u, card) = (self.size.u(), &self.style.card);
        let hue = self.style.hue(0);
        canvas.decoration(|c| {
            c.fill_rect(area, u * card.radius, card.fill.on(&hue));
            c.border(area, u * card.radius, u * card.border_width, card.border.on(&hue));
            c.border(area.inset(u * card.inner_gap), Pt::ZERO, u * card.inner_width, card.inner.on(&hue));
        });
    }

    /// A hairline between the columns of every band.
    fn put_rules(&self, ground: &Ground, sheet: &FlowSheet, corner: Point, canvas: &mut Canvas) {
        let u = self.size.u();
        canvas.decoration(|c| {
            for band in &sheet.bands {
                let Band::Columns { top, height, columns } = band else { continue };
                let used = columns.iter().rposition(|c| !c.parts.is_empty()).unwrap_or(0);
                for i in 1..=used {
                    let x = corner.x + (ground.width + ground.gutter) * i as f64 - ground.gutter / 2.0;
                    let (from, to) = (corner.y + *top, corner.y + *top + *height);
                    c.rule(Point::new(x, from), Point::new(x, to), u * 1.5, self.style.color("line"));
                }
            }
        });
    }

    fn flow_reports(&self, found: &Flow) -> Vec<SheetReport> {
        let sheet = |(number, sheet): (usize, &FlowSheet)| SheetReport {
            page: number + 1,
            width_mm: round(self.size.width.0),
            height_mm: round(self.size.height.0),
            columns: sheet.fill(found.room.columns).into_iter().map(|f| ColumnReport { fill: round(f) }).collect(),
        };
        found.sheets.iter().enumerate().map(sheet).collect()
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

/// What stands alone before, between or after things over the full width is over the full width as well: in a column it
/// would leave the columns beside it blank.
fn widen_lonely(items: &mut [FlowItem]) {
    for run in items.chunk_by_mut(|a, b| a.wide == b.wide && !b.starts_article) {
        let lonely = match run.split_last() {
            Some((last, headings)) => {
                matches!(last.body, FlowBody::Whole(_)) && !last.keep_next && headings.iter().all(|h| h.keep_next)
            }
            None => false,
        };
        if lonely {
            run.iter_mut().for_each(|item| item.wide = true);
        }
    }
}

fn round(v: f64) -> f64 {
    (v * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::layout::{Extent, Scale, Setting};

    struct Blank;

    impl Setting for Blank {
        fn measure(&self, _: Pt, _: &Scale) -> Extent {
            Extent { min: Pt(1.0), natural: Pt(1.0), max: Pt(1.0) }
        }

        fn draw(&self, _: Rect, _: &Scale, _: &mut Canvas) {}
    }

    /// `W`: over the full width, `h`: a heading, `b`: a block, `|`: an article begins with what follows.
    fn widened(stream: &str) -> String {
        let mut items: Vec<FlowItem> = Vec::new();
        let mut starts_article = false;
        for kind in stream.chars() {
            if kind == '|' {
                starts_article = true;
                continue;
            }
            let item = FlowItem::new(FlowBody::Whole(Box::new(Blank)));
            items.push(FlowItem { wide: kind == 'W', keep_next: kind == 'h', starts_article, ..item });
            starts_article = false;
        }
        widen_lonely(&mut items);
        items.iter().map(|i| if i.wide { 'W' } else { '.' }).collect()
    }

    #[test]
    fn what_stands_alone_goes_over_all_columns() {
        assert_eq!(widened("WbW"), "WWW");
        assert_eq!(widened("bW"), "WW");
        assert_eq!(widened("WhhbW"), "WWWWW", "with its headings");
        assert_eq!(widened("WbbW"), "W..W", "two are company");
        assert_eq!(widened("Wb|bb"), "WW..", "an article begins at a column's head");
        assert_eq!(widened("WbhW"), "W..W", "a heading belongs to what follows");
    }
}
