//! The core of `banbao typeset`: one paragraph in, its lines out as numbers.

use serde::Serialize;

use super::{FaceId, Faces, ParagraphOptions, Piece, PunctuationStyle, TextAlign, TextPiece, shape};
use crate::unit::Em;

/// How a probed paragraph is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProbeOptions {
    /// The face.
    pub face: FaceId,
    /// The measure.
    pub width: Em,
    /// Without justification: every mark and gap at its natural width.
    pub ragged: bool,
    /// How punctuation is squeezed.
    pub punctuation: PunctuationStyle,
    /// 标点悬挂.
    pub hanging: bool,
    /// The first line's indent; it is not part of any advance.
    pub indent: Em,
}

impl ProbeOptions {
    /// Justified, full-width punctuation, without indent.
    pub fn new(face: FaceId, width: Em) -> Self {
        ProbeOptions {
            face,
            width,
            ragged: false,
            punctuation: PunctuationStyle::Full,
            hanging: false,
            indent: Em::ZERO,
        }
    }
}

/// A paragraph as it was set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Probe {
    /// Its lines.
    pub lines: Vec<ProbeLine>,
}

/// A line as it was set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProbeLine {
    /// Its characters, spaces at its end left out.
    pub text: String,
    /// In em, one per character, after squeezing and justification.
    pub advances: Vec<f64>,
}

/// Sets one paragraph of plain text.
pub fn probe_line(faces: &Faces, text: &str, options: &ProbeOptions) -> Probe {
    let pieces = [Piece::Text(TextPiece::new(text, options.face))];
    let paragraph = ParagraphOptions {
        indent: options.indent,
        align: if options.ragged { TextAlign::Left } else { TextAlign::Justify },
        hanging: options.hanging,
        ..ParagraphOptions::new(options.width)
    };
    let lines = shape(faces, &pieces, options.punctuation).set(&paragraph);
    // A millionth of an em is finer than any printer; shorter numbers are easier to read.
    let round = |advance: Em| (advance.0 * 1e6).round() / 1e6 + 0.0;
    let line =
        |line: super::Line| ProbeLine { text: line.text, advances: line.advances.into_iter().map(round).collect() };
    Probe { lines: lines.into_iter().map(line).collect() }
}
