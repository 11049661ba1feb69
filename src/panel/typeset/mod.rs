//! Lines of Chinese text: pieces of text ► shaped once, in em ► broken at a width ► placed glyphs.
//!
//! ```text
//! Piece  ─ shape ─►  Shaped  ─ set ─►  Line
//!          (once per text)   (as often as copyfit asks)
//! ```
//!
//! Nothing here knows of colours, boxes or sheets. Every number is a part of the paragraph's type size ([`Em`]),
//! so the search over sizes never shapes again; it only breaks and places.

mod breaks;
mod class;
mod context;
mod faces;
mod hyphen;
mod justify;
mod line_break;
mod memo;
mod paragraph;
mod probe;
mod runs;
mod shape;
mod squeeze;

pub use faces::FaceMetrics;
pub use memo::Remembered;
pub use paragraph::Shaped;
pub use probe::{Probe, ProbeLine, ProbeOptions, probe_line};
pub use shape::shape;

use std::ops::Range;
use std::sync::Arc;

use crate::unit::Em;
use crate::world::Face;

/// Number of a face in [`Faces`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub usize);

/// The faces of a job, each opened once. The scene's `FontId`s are the same numbers.
#[derive(Debug, Clone, Default)]
pub struct Faces {
    pub(crate) faces: Vec<Arc<Face>>,
    opened: Vec<Arc<faces::OpenFace>>,
    fallback: Vec<FaceId>,
    memo: Option<Arc<memo::Memo>>,
}

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Text in one face.
    Text(TextPiece),
    /// A hard line break.
    Break,
    /// Room for something that the caller draws (an icon, a box to tick): it behaves like a 汉字 of that width.
    Space {
        /// Its width.
        width: Em,
        /// The caller's mark, found again in [`Run::mark`].
        mark: u32,
    },
}

/// Text in one face and relative size.
#[derive(Debug, Clone, PartialEq)]
pub struct TextPiece {
    /// The characters.
    pub text: String,
    /// The face.
    pub face: FaceId,
    /// Size relative to the paragraph's: 1.0 mostly, 0.6 for a note's number.
    pub scale: f64,
    /// How far above the baseline, in parts of the paragraph's size.
    pub raise: Em,
    /// Digits all of one width (tables).
    pub tabular: bool,
    /// Whether the piece must stay on one line if it can.
    pub unbreakable: bool,
    /// The caller's mark (a colour, a link), found again in [`Run::mark`].
    pub mark: u32,
    /// Line in the Markdown file, for [`MissingGlyph`].
    pub line: u32,
}

impl TextPiece {
    /// Plain text at the paragraph's size, mark 0, line 0.
    pub fn new(text: impl Into<String>, face: FaceId) -> Self {
        TextPiece {
            text: text.into(),
            face,
            scale: 1.0,
            raise: Em::ZERO,
            tabular: false,
            unbreakable: false,
            mark: 0,
            line: 0,
        }
    }
}

/// A character that no face has; a visible box stands for it (rule 10).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MissingGlyph {
    /// The character.
    pub character: char,
    /// Line in the Markdown file.
    pub line: u32,
}

/// How a line's ends are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextAlign {
    /// Flush at both ends, the last line at the left.
    Justify,
    /// Flush left.
    Left,
    /// Centred.
    Center,
    /// Flush right.
    Right,
}

/// How punctuation is squeezed (rule 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PunctuationStyle {
    /// 全角式: full width, adjacent marks and line ends squeezed.
    Full,
    /// 开明式: 。！？ full, the rest half.
    Kaiming,
}

/// How a paragraph is broken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParagraphOptions {
    /// The measure.
    pub width: Em,
    /// The first line's indent.
    pub indent: Em,
    /// How line ends are set.
    pub align: TextAlign,
    /// 标点悬挂 (rule 7): ，。、 may hang out of the line's end.
    pub hanging: bool,
    /// Prefer lines of even length (titles, captions) to few full ones.
    pub balance: bool,
}

impl ParagraphOptions {
    /// Justified, without indent.
    pub fn new(width: Em) -> Self {
        ParagraphOptions { width, indent: Em::ZERO, align: TextAlign::Justify, hanging: false, balance: false }
    }
}

/// One line, its glyphs placed from the measure's left edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Runs of one face from left to right.
    pub runs: Vec<Run>,
    /// The text of the line, each character once; a word broken at its end has its hyphen.
    pub text: String,
    /// One advance per character of `text` (a Latin ligature's on its first; each half of —— has its own em).
    pub advances: Vec<Em>,
    /// From the first glyph's origin to the end of the last advance, hanging marks left out.
    pub width: Em,
    /// Widest room added between two 汉字 by justification.
    pub stretch: Em,
    /// Whether the paragraph ends here (or a hard break follows).
    pub last: bool,
    /// Whether a justified line stays short of the measure, because nothing in it could be drawn out that far.
    pub short: bool,
    /// The tallest piece's relative size, for the line's height.
    pub scale: f64,
}

/// Glyphs of one face, size and mark in a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The face; `None` for a [`Piece::Space`].
    pub face: Option<FaceId>,
    /// From the measure's left edge to the first glyph's origin.
    pub x: Em,
    /// Above the line's baseline.
    pub raise: Em,
    /// Relative size.
    pub scale: f64,
    /// The caller's mark.
    pub mark: u32,
    /// The glyphs; advances are in parts of the **paragraph's** size, not of the run's.
    pub glyphs: Vec<PlacedGlyph>,
    /// The characters.
    pub text: String,
    /// From the first glyph's origin to the end of the last advance.
    pub width: Em,
}

/// One glyph of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedGlyph {
    /// Its number in the face.
    pub id: u16,
    /// How far the pen moves after it, in parts of the paragraph's size.
    pub advance: Em,
    /// From the pen, right.
    pub dx: Em,
    /// From the pen, up.
    pub dy: Em,
    /// The bytes of [`Run::text`] it stands for.
    pub text: Range<usize>,
}
