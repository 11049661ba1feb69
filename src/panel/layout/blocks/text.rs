//! Running text: inlines ► pieces ► shaped once ► lines at any width ► glyph runs.

use std::sync::Arc;

use super::Context;
use super::look::TypeSpec;
use crate::model::{Inline, InlineKind};
use crate::panel::layout::{Canvas, Extent, Scale, Setting};
use crate::panel::scene::{Color, FontId, Glyph, GlyphRun, Item, Paint, Tag};
use crate::panel::style::FaceRole;
use crate::panel::typeset::{Line, ParagraphOptions, Piece, PunctuationStyle, Remembered, TextAlign, TextPiece};
use crate::unit::{Em, Point, Pt, Rect};

/// Pieces of a paragraph while it is put together, with the inks that their marks stand for.
pub(crate) struct Pieces<'c> {
    cx: &'c Context,
    spec: TypeSpec,
    pieces: Vec<Piece>,
    inks: Vec<Color>,
    tabular: bool,
}

/// How a stretch of inlines is set.
#[derive(Clone, Copy)]
struct Manner {
    face: FaceRole,
    color: Color,
    scale: f64,
}

impl<'c> Pieces<'c> {
    pub fn new(cx: &'c Context, spec: TypeSpec) -> Self {
        Pieces { cx, spec, pieces: Vec::new(), inks: Vec::new(), tabular: false }
    }

    /// Digits all of one width, as in tables.
    pub fn tabular(mut self) -> Self {
        self.tabular = true;
        self
    }

    pub fn inlines(mut self, inlines: &[Inline]) -> Self {
        let manner = Manner { face: self.spec.face, color: self.spec.color, scale: 1.0 };
        self.walk(inlines, manner);
        self
    }

    /// Text of our own, such as a numeral.
    pub fn text(self, text: &str) -> Self {
        let (face, color) = (self.spec.face, self.spec.color);
        self.text_in(text, face, color, 1.0)
    }

    /// Text of our own in another face, ink and relative size.
    pub fn text_in(mut self, text: &str, face: FaceRole, color: Color, scale: f64) -> Self {
        self.push(text, Manner { face, color, scale }, Em::ZERO, 0);
        self
    }

    /// Inlines in another face, ink and relative size.
    pub fn inlines_in(mut self, inlines: &[Inline], face: FaceRole, color: Color, scale: f64) -> Self {
        self.walk(inlines, Manner { face, color, scale });
        self
    }

    /// Empty room.
    pub fn space(mut self, width: Em) -> Self {
        self.pieces.push(Piece::Space { width, mark: 0 });
        self
    }

    fn walk(&mut self, inlines: &[Inline], manner: Manner) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(t) => self.push(t, manner, Em::ZERO, inline.line),
                InlineKind::Code(t) => self.push(t, manner, Em::ZERO, inline.line),
                InlineKind::Emphasis(c) => self.walk(c, Manner { face: FaceRole::Emphasis, ..manner }),
                InlineKind::Strong(c) => {
                    let face = match manner.face {
                        FaceRole::Body | FaceRole::Note => FaceRole::Strong,
                        other => other,
                    };
                    self.walk(c, Manner { face, color: self.strong_ink(manner.color), ..manner });
                }
                InlineKind::Strikethrough(c) => self.walk(c, manner),
                InlineKind::Link(l) => self.walk(&l.content, manner),
                InlineKind::FootnoteRef(i) => {
                    let small = Manner { scale: manner.scale * 0.6, face: FaceRole::Body, ..manner };
                    self.push(&(i + 1).to_string(), small, Em(0.36), inline.line);
                }
                InlineKind::Break => self.pieces.push(Piece::Break),
                // A picture within a line has no room on a board; its words stand for it.
                InlineKind::Image(image) => self.push(&image.alt, manner, Em::ZERO, inline.line),
                InlineKind::Html(_) => {}
            }
        }
    }

    fn strong_ink(&self, color: Color) -> Color {
        if color == self.spec.color { self.spec.strong } else { color }
    }

    fn push(&mut self, text: &str, manner: Manner, raise: Em, line: u32) {
        if text.is_empty() {
            return;
        }
        let mark = match self.inks.iter().position(|c| *c == manner.color) {
            Some(i) => i,
            None => {
                self.inks.push(manner.color);
                self.inks.len() - 1
            }
        };
        self.pieces.push(Piece::Text(TextPiece {
            text: text.to_owned(),
            face: self.cx.faces.id(manner.face),
            scale: manner.scale,
            raise,
            tabular: self.tabular,
            unbreakable: false,
            mark: mark as u32,
            line,
        }));
    }

    pub fn finish(self) -> Text {
        let style = if self.cx.style.prose.kaiming { PunctuationStyle::Kaiming } else { PunctuationStyle::Full };
        let faces = &self.cx.faces.faces;
        let shaped = faces.shaped(&self.pieces, style);
        // The widest line between hard breaks is the wider half.
        let parted = parted(&self.pieces).map(|[first, second]| {
            let whole: Vec<Piece> = first.into_iter().chain([Piece::Break]).chain(second).collect();
            faces.shaped(&whole, style)
        });
        Text {
            parted,
            empty: self.pieces.is_empty(),
            shaped,
            spec: self.spec,
            inks: self.inks,
            indent: Em::ZERO,
            align: TextAlign::Justify,
            balance: false,
            clauses: false,
            hanging: self.cx.style.prose.hanging,
            flexible: false,
            tag: Some(Tag::Paragraph),
        }
    }
}

/// Cuts a short text at the comma nearest to its middle, if there is one in the middle half. A space that the author
/// typed between two 汉字 counts as one: it sets nothing (rule 4), so it can only mean “break here”.
fn parted(pieces: &[Piece]) -> Option<[Vec<Piece>; 2]> {
    let length = |p: &Piece| match p {
        Piece::Text(t) => t.text.chars().count(),
        Piece::Break | Piece::Space { .. } => 0,
    };
    let total: usize = pieces.iter().map(length).sum();
    if !(6..=30).contains(&total) || pieces.iter().any(|p| matches!(p, Piece::Break)) {
        return None;
    }
    let mut before = 0;
    let mut best: Option<(usize, usize, usize)> = None;
    for (i, piece) in pieces.iter().enumerate() {
        let Piece::Text(text) = piece else { continue };
        for (k, (at, c)) in text.text.char_indices().enumerate() {
            let place = before + k + 1;
            let middle = place * 4 >= total && place * 4 <= total * 3;
            let off = (place * 2).abs_diff(total);
            let mark = "，；：。？！、".contains(c) || (c == ' ' && between_wide(&text.text, at));
            // 、 parts words, the others clauses: it is broken at only where it is much nearer to the middle.
            let off = if c == '、' { off + total / 3 } else { off };
            if middle && mark && best.is_none_or(|(o, ..)| off < o) {
                best = Some((off, i, at + c.len_utf8()));
            }
        }
        before += text.text.chars().count();
    }
    let (_, at, byte) = best?;
    let Some(Piece::Text(cut)) = pieces.get(at) else { return None };
    let half = |text: &str| Piece::Text(TextPiece { text: text.to_owned(), ..cut.clone() });
    let mut first = pieces.get(..at)?.to_vec();
    first.push(half(cut.text.get(..byte)?));
    let mut second = Vec::new();
    if byte < cut.text.len() {
        second.push(half(cut.text.get(byte..)?));
    }
    second.extend_from_slice(pieces.get(at + 1..)?);
    (!second.is_empty()).then_some([first, second])
}

/// Whether the space at a byte stands between two wide characters.
fn between_wide(text: &str, at: usize) -> bool {
    let wide = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && !c.is_whitespace());
    let before = text.get(..at).and_then(|t| t.chars().next_back());
    let after = text.get(at + 1..).and_then(|t| t.chars().next());
    wide(before) && wide(after)
}

/// A paragraph, shaped.
pub(crate) struct Text {
    shaped: Arc<Remembered>,
    /// The same text with a break at the comma in its middle: where two lines are needed, a short text reads best when
    /// it breaks between its clauses.
    parted: Option<Arc<Remembered>>,
    pub spec: TypeSpec,
    inks: Vec<Color>,
    pub indent: Em,
    pub align: TextAlign,
    pub balance: bool,
    clauses: bool,
    hanging: bool,
    /// Whether its line height may give a little, within the style's range.
    flexible: bool,
    tag: Option<Tag>,
    pub empty: bool,
}

/// How far the line height of running text may give: the style's own range is set by copyfit.
const GIVE: (f64, f64) = (0.97, 1.07);

impl Text {
    pub fn align(mut self, align: TextAlign) -> Self {
        self.align = align;
        self
    }

    pub fn balanced(mut self) -> Self {
        self.balance = true;
        self
    }

    /// Two lines break between clauses where they can.
    pub fn by_clauses(mut self) -> Self {
        self.clauses = true;
        self
    }

    pub fn indented(mut self, indent: Em) -> Self {
        self.indent = indent;
        self
    }

    pub fn flexible(mut self) -> Self {
        self.flexible = true;
        self
    }

    pub fn tag(mut self, tag: Option<Tag>) -> Self {
        self.tag = tag;
        self
    }

    pub fn size(&self, scale: &Scale) -> Pt {
        self.spec.size(scale)
    }

    pub fn line_height(&self, scale: &Scale) -> Pt {
        self.spec.line_height(scale)
    }

    /// Its width on one line.
    pub fn natural_width(&self, scale: &Scale) -> Pt {
        // A hair more than needed, so that rounding never breaks the line.
        (self.shaped.natural() + Em(0.01)).at(self.size(scale))
    }

    /// Its width on one line in em of its own size.
    pub fn natural_em(&self) -> Em {
        self.shaped.natural()
    }

    /// The narrowest width that breaks nothing apart.
    pub fn least_em(&self) -> Em {
        self.shaped.least()
    }

    /// The way to break that suits a width.
    fn shaped_for(&self, width: Em) -> &Remembered {
        let long = (self.balance || self.clauses) && self.shaped.natural() > width;
        match &self.parted {
            Some(parted) if long && parted.natural() <= width => parted,
            _ => &self.shaped,
        }
    }

    fn options(&self, width: Em) -> ParagraphOptions {
        ParagraphOptions { width, indent: self.indent, align: self.align, hanging: self.hanging, balance: self.balance }
    }

    /// Whether it is broken at a width where its author set no mark: 流行性乙 / 型脑炎.
    pub fn breaks_words(&self, width: Pt, scale: &Scale) -> bool {
        let em = Em(width / self.size(scale));
        let clean = self.parted.as_ref().is_some_and(|parted| self.clauses && parted.natural() <= em);
        self.shaped.natural() > em && !clean
    }

    /// How many lines it takes at a width.
    pub fn lines(&self, width: Pt, scale: &Scale) -> usize {
        if self.empty {
            return 0;
        }
        let em = Em(width / self.size(scale));
        self.shaped_for(em).lines(&self.options(em))
    }

    pub fn height(&self, width: Pt, scale: &Scale) -> Pt {
        self.line_height(scale) * self.lines(width, scale) as f64
    }

    /// Draws it from the top of `rect`; the height is its own. Returns the bottom.
    pub fn put(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) -> Pt {
        self.put_at(rect, self.line_height(scale), scale, canvas)
    }

    /// Draws it centred on the height of `rect`.
    pub fn put_centered(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let own = self.height(rect.width, scale);
        let y = rect.y + (rect.height - own) / 2.0;
        self.put(Rect::new(rect.x, y, rect.width, own), scale, canvas);
    }

    fn put_at(&self, rect: Rect, line_height: Pt, scale: &Scale, canvas: &mut Canvas) -> Pt {
        if self.empty {
            return rect.y;
        }
        let size = self.size(scale);
        let em = Em(rect.width / size);
        let lines = self.shaped_for(em).set(&self.options(em));
        let height = line_height * lines.len() as f64;
        let draw = |canvas: &mut Canvas| {
            for (i, line) in lines.iter().enumerate() {
                let top = rect.y + line_height * i as f64;
                // The em box of 汉字 (ascent 0.88, descent 0.12 of the size) stands in the middle of the line.
                let baseline = top + (line_height - size) / 2.0 + size * 0.88;
                self.put_line(line, Point::new(rect.x, baseline), size, canvas);
            }
        };
        match &self.tag {
            Some(tag) => canvas.tagged(tag.clone(), draw),
            None => draw(canvas),
        }
        rect.y + height
    }

    /// Draws some of its lines from the top of `rect`, for columns that a paragraph runs on in.
    pub fn put_part(&self, part: std::ops::Range<usize>, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let (size, line_height) = (self.size(scale), self.line_height(scale));
        let lines = self.shaped.set(&self.options(Em(rect.width / size)));
        let draw = |canvas: &mut Canvas| {
            for (i, line) in lines.get(part).unwrap_or_default().iter().enumerate() {
                let baseline = rect.y + line_height * i as f64 + (line_height - size) / 2.0 + size * 0.88;
                self.put_line(line, Point::new(rect.x, baseline), size, canvas);
            }
        };
        canvas.tagged(Tag::Paragraph, draw);
    }

    fn put_line(&self, line: &Line, origin: Point, size: Pt, canvas: &mut Canvas) {
        for run in &line.runs {
            let Some(face) = run.face else { continue };
            let color = self.inks.get(run.mark as usize).copied().unwrap_or(self.spec.color);
            let part = if run.scale > 0.0 { run.scale } else { 1.0 };
            // Advances come in parts of the paragraph's size; the scene wants parts of the run's own.
            let glyphs = run
                .glyphs
                .iter()
                .map(|g| Glyph {
                    id: g.id,
                    advance: g.advance / part,
                    dx: g.dx / part,
                    dy: g.dy / part,
                    text: g.text.clone(),
                })
                .collect();
            canvas.items.push(Item::Glyphs(GlyphRun {
                font: FontId(face.0),
                size: size * part,
                fill: Paint::from(color),
                stroke: None,
                origin: Point::new(origin.x + run.x.at(size), origin.y - run.raise.at(size)),
                glyphs,
                text: run.text.clone(),
            }));
        }
    }
}

impl Setting for Text {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let natural = self.height(width, scale);
        if self.flexible {
            return Extent { min: natural * GIVE.0, natural, max: natural * GIVE.1 };
        }
        Extent { min: natural, natural, max: natural }
    }

    fn draw(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) {
        let natural = self.line_height(scale);
        let lines = self.lines(rect.width, scale).max(1) as f64;
        let line_height =
            if self.flexible { (rect.height / lines).max(natural * GIVE.0).min(natural * GIVE.1) } else { natural };
        self.put_at(rect, line_height, scale, canvas);
    }
}

/// A line or paragraph of text for what surrounds the cards: footers, captions of codes, side notes.
pub struct Label(Text);

impl Label {
    /// Plain text in a role of the style, on a card's hue.
    pub fn new(cx: &Context, text: &str, role: &crate::panel::style::Role, align: TextAlign) -> Label {
        let look = super::look::Look { style: cx.style.clone(), hue: cx.style.hue(0) };
        Label(Pieces::new(cx, look.spec(role)).text(text).finish().align(align))
    }

    /// Running text in a role of the style.
    pub fn of_inlines(cx: &Context, text: &[Inline], role: &crate::panel::style::Role, align: TextAlign) -> Label {
        let look = super::look::Look { style: cx.style.clone(), hue: cx.style.hue(0) };
        Label(Pieces::new(cx, look.spec(role)).inlines(text).finish().align(align))
    }

    /// The same text in another ink.
    pub fn in_ink(mut self, color: Color) -> Label {
        self.0.spec = self.0.spec.in_ink(color);
        self.0.inks = vec![color; self.0.inks.len()];
        self
    }

    /// Its width on one line.
    pub fn natural_width(&self, scale: &Scale) -> Pt {
        self.0.natural_width(scale)
    }

    /// Its height at a width.
    pub fn height(&self, width: Pt, scale: &Scale) -> Pt {
        self.0.height(width, scale)
    }

    /// Draws it from the top of `rect`; returns the bottom.
    pub fn put(&self, rect: Rect, scale: &Scale, canvas: &mut Canvas) -> Pt {
        self.0.put(rect, scale, canvas)
    }
}
