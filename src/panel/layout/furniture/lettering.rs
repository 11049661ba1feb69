//! Type outside the cards: lines at a size in u, and large titles with outlines.

use crate::panel::layout::blocks::{Context, Label};
use crate::panel::layout::{Canvas, Scale};
use crate::panel::scene::{
    Cap, Color, FontId, Glyph, GlyphRun, Group, Item, Join, Paint, Path, Stroke, Tag, Transform,
};
use crate::panel::style::{FaceRole, Ink, Role};
use crate::panel::typeset::{ParagraphOptions, Piece, PunctuationStyle, TextAlign, TextPiece, shape};
use crate::unit::{Em, Point, Pt, Rect};

/// Sets type in u.
#[derive(Clone, Copy)]
pub(in crate::panel::layout) struct Type<'c> {
    pub cx: &'c Context,
    pub u: Pt,
}

/// How a line of type looks.
#[derive(Debug, Clone, Copy)]
pub(in crate::panel::layout) struct Look {
    pub face: FaceRole,
    /// In u.
    pub size: f64,
    pub leading: f64,
    pub color: Color,
}

impl Look {
    pub fn new(face: FaceRole, size: f64, color: Color) -> Look {
        Look { face, size, leading: 1.4, color }
    }

    pub fn leading(self, leading: f64) -> Look {
        Look { leading, ..self }
    }

    fn role(&self) -> Role {
        let ink = Ink::Solid(self.color);
        Role { ratio: self.size, min: 1.0, face: self.face, leading: self.leading, color: ink, strong: ink }
    }
}

impl<'c> Type<'c> {
    /// The sizes of a role are in u: its body is one u.
    pub fn scale(&self) -> Scale {
        Scale { body: self.u, leading: 1.4, u: self.u }
    }

    pub fn label(&self, text: &str, look: Look, align: TextAlign) -> Label {
        Label::new(self.cx, text, &look.role(), align)
    }

    /// The width of a text on one line.
    pub fn width(&self, text: &str, look: Look) -> Pt {
        self.label(text, look, TextAlign::Left).natural_width(&self.scale())
    }

    /// The look, made smaller until the text fits on one line.
    pub fn shrunk(&self, text: &str, look: Look, width: Pt, least: f64) -> Look {
        let natural = self.width(text, look);
        let size = if natural > width { (look.size * (width / natural) * 0.995).max(least) } else { look.size };
        Look { size, ..look }
    }

    /// One line with its baseline at `y`, in `x .. x + width`.
    pub fn line(&self, text: &str, look: Look, align: TextAlign, (x, y, width): (Pt, Pt, Pt), canvas: &mut Canvas) {
        if text.is_empty() {
            return;
        }
        let size = self.u * look.size;
        let top = y - size * 0.88 - size * (look.leading - 1.0) / 2.0;
        let rect = Rect::new(x, top, width, size * look.leading);
        self.label(text, look, align).put(rect, &self.scale(), canvas);
    }

    /// Several lines below each other from `top`; returns the bottom.
    pub fn lines(&self, text: &str, look: Look, align: TextAlign, rect: Rect, canvas: &mut Canvas) -> Pt {
        if text.is_empty() {
            return rect.y;
        }
        self.label(text, look, align).put(rect, &self.scale(), canvas)
    }

    pub fn height(&self, text: &str, look: Look, width: Pt) -> Pt {
        if text.is_empty() { Pt::ZERO } else { self.label(text, look, TextAlign::Left).height(width, &self.scale()) }
    }
}

/// A line of large letters, shaped; sizes come later.
#[derive(Debug, Clone)]
pub(in crate::panel::layout) struct Letters {
    glyphs: Vec<Letter>,
    /// In parts of the size.
    pub width: f64,
}

#[derive(Debug, Clone)]
struct Letter {
    font: FontId,
    glyph: Glyph,
    text: String,
    /// From the line's start.
    x: f64,
}

/// One painting of a line of letters.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::panel::layout) struct Coat {
    pub fill: Color,
    /// Round outline: colour and width as a part of the size.
    pub stroke: Option<(Color, f64)>,
    /// To the right and down, in parts of the size.
    pub shift: (f64, f64),
}

impl Coat {
    pub fn plain(fill: Color) -> Coat {
        Coat { fill, stroke: None, shift: (0.0, 0.0) }
    }

    pub fn outlined(color: Color, width: f64) -> Coat {
        Coat { fill: color, stroke: Some((color, width)), shift: (0.0, 0.0) }
    }

    fn stroke(&self, size: Pt) -> Option<Stroke> {
        let (color, part) = self.stroke?;
        let paint = Paint::from(color);
        (part > 0.0).then(|| Stroke { paint, width: size * part, cap: Cap::Round, join: Join::Round, dash: Vec::new() })
    }
}

impl Letters {
    /// Shapes a line; `tracking` is added between letters, in parts of the size.
    pub fn new(cx: &Context, text: &str, face: FaceRole, tracking: f64) -> Letters {
        let piece = Piece::Text(TextPiece::new(text, cx.faces.id(face)));
        let shaped = shape(&cx.faces.faces, &[piece], PunctuationStyle::Full);
        let options = ParagraphOptions { align: TextAlign::Left, ..ParagraphOptions::new(Em(10_000.0)) };
        let mut glyphs = Vec::new();
        let mut pen = 0.0;
        for line in shaped.set(&options) {
            for run in &line.runs {
                let mut x = run.x.0;
                let Some(face) = run.face else { continue };
                for g in &run.glyphs {
                    let text = run.text.get(g.text.clone()).unwrap_or_default().to_owned();
                    let glyph = Glyph { id: g.id, advance: g.advance, dx: g.dx, dy: g.dy, text: 0..text.len() };
                    let shift = tracking * glyphs.len() as f64;
                    glyphs.push(Letter { font: FontId(face.0), glyph, text, x: x + shift });
                    x += g.advance.0;
                }
                pen = x + tracking * glyphs.len().saturating_sub(1) as f64;
            }
        }
        Letters { glyphs, width: pen }
    }

    pub fn count(&self) -> usize {
        self.glyphs.len()
    }

    /// Paints the coats over each other, the last one being the text itself; the others are decoration.
    pub fn put(&self, origin: Point, size: Pt, coats: &[Coat], canvas: &mut Canvas) {
        let Some((text, under)) = coats.split_last() else { return };
        for coat in under {
            self.put_under(origin, size, coat, canvas);
        }
        canvas.items.extend(self.runs(origin, size, text, true));
    }

    /// Paints one coat as decoration.
    pub fn put_under(&self, origin: Point, size: Pt, coat: &Coat, canvas: &mut Canvas) {
        let items = self.runs(origin, size, coat, false);
        canvas.items.push(Item::Group(Group::tagged(Tag::Artifact, items)));
    }

    fn runs(&self, origin: Point, size: Pt, coat: &Coat, readable: bool) -> Vec<Item> {
        let at = |l: &Letter| Point::new(origin.x + size * (l.x + coat.shift.0), origin.y + size * coat.shift.1);
        self.glyphs.iter().map(|l| Item::Glyphs(run(l, at(l), size, coat, readable))).collect()
    }

    /// Paints every letter turned and lifted a little, each in its own colour over shared outlines.
    pub fn bounce(&self, origin: Point, how: &Bounce<'_>, canvas: &mut Canvas) {
        let Bounce { size, pitch, coats, colors } = *how;
        const TURN: [f64; 8] = [-5.0, 4.0, -6.0, 3.0, -4.0, 4.5, -3.0, 5.0];
        const LIFT: [f64; 8] = [0.0, -0.06, 0.02, -0.04, 0.01, -0.05, 0.0, -0.07];
        let turned = |i: usize, letter: &Letter, coat: &Coat, readable: bool| {
            let width = size * letter.glyph.advance.0;
            let x = origin.x + pitch * i as f64 + (pitch - width) / 2.0;
            let lift = size * LIFT.get(i % LIFT.len()).copied().unwrap_or(0.0);
            let middle = Point::new(x + width / 2.0, origin.y + lift - size * 0.38);
            let at = Point::new(-(width / 2.0), size * 0.38);
            let turn = TURN.get(i % TURN.len()).copied().unwrap_or(0.0);
            let transform = Transform::rotate(turn).then(Transform::translate(middle));
            let items = vec![Item::Glyphs(run(letter, at, size, coat, readable))];
            Item::Group(Group { transform, clip: None::<Path>, opacity: 1.0, tag: None, items })
        };
        let seen: Vec<(usize, &Letter)> =
            self.glyphs.iter().filter(|l| !l.text.trim().is_empty()).enumerate().collect();
        for coat in coats {
            let items = seen.iter().map(|(i, l)| turned(*i, l, coat, false)).collect();
            canvas.items.push(Item::Group(Group::tagged(Tag::Artifact, items)));
        }
        for (i, letter) in seen {
            let color = colors.get(i % colors.len().max(1)).copied().unwrap_or(Color::BLACK);
            let coat = Coat { fill: color, stroke: Some((color, 0.035)), shift: (0.0, 0.0) };
            canvas.items.push(turned(i, letter, &coat, true));
        }
    }
}

/// How letters bounce.
pub struct Bounce<'a> {
    pub size: Pt,
    /// From one letter's middle to the next.
    pub pitch: Pt,
    /// Under the letters, back to front.
    pub coats: &'a [Coat],
    /// One letter after the other.
    pub colors: &'a [Color],
}

fn run(letter: &Letter, origin: Point, size: Pt, coat: &Coat, readable: bool) -> GlyphRun {
    let text = if readable { letter.text.clone() } else { String::new() };
    let glyph = Glyph { text: 0..text.len(), ..letter.glyph.clone() };
    GlyphRun {
        font: letter.font,
        size,
        fill: Paint::from(coat.fill),
        stroke: coat.stroke(size),
        origin,
        glyphs: vec![glyph],
        text,
    }
}
