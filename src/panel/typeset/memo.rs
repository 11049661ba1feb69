//! Texts that were shaped before, with their line counts. Every variant, grid and pass of the copyfit search asks for
//! the same words at the same few measures; what it gets is what [`shape`] and [`Shaped::line_count`] give.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use super::{Faces, ParagraphOptions, Piece, PunctuationStyle, Shaped, shape};
use crate::unit::Em;

/// What one job has shaped so far.
#[derive(Default)]
pub(super) struct Memo(Mutex<FxHashMap<Vec<u8>, Arc<Remembered>>>);

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Memo").field(&locked(&self.0).len()).finish()
    }
}

/// A shaped text that remembers how it was broken.
#[derive(Debug)]
pub struct Remembered {
    shaped: Shaped,
    natural: Em,
    least: Em,
    counts: Mutex<FxHashMap<(u64, u64, u8), usize>>,
}

impl Deref for Remembered {
    type Target = Shaped;

    fn deref(&self) -> &Shaped {
        &self.shaped
    }
}

impl Remembered {
    fn new(shaped: Shaped) -> Self {
        let (natural, least) = (shaped.natural_width(), shaped.min_content_width());
        Remembered { shaped, natural, least, counts: Mutex::default() }
    }

    /// As [`Shaped::natural_width`].
    pub fn natural(&self) -> Em {
        self.natural
    }

    /// As [`Shaped::min_content_width`].
    pub fn least(&self) -> Em {
        self.least
    }

    /// As [`Shaped::line_count`].
    pub fn lines(&self, options: &ParagraphOptions) -> usize {
        let ParagraphOptions { width, indent, align, hanging, balance } = *options;
        let key =
            (width.0.to_bits(), indent.0.to_bits(), align as u8 | u8::from(hanging) << 4 | u8::from(balance) << 5);
        if let Some(known) = locked(&self.counts).get(&key) {
            return *known;
        }
        let count = self.shaped.line_count(options);
        locked(&self.counts).insert(key, count);
        count
    }
}

impl Faces {
    /// A text shaped, or found again.
    pub fn shaped(&self, pieces: &[Piece], punctuation: PunctuationStyle) -> Arc<Remembered> {
        let fresh = || Arc::new(Remembered::new(shape(self, pieces, punctuation)));
        let Some(memo) = &self.memo else { return fresh() };
        let key = key(pieces, punctuation);
        if let Some(known) = locked(&memo.0).get(&key) {
            return Arc::clone(known);
        }
        let shaped = fresh();
        locked(&memo.0).insert(key, Arc::clone(&shaped));
        shaped
    }

    /// The same faces that remember nothing: for texts of which each is seen once, such as those of a thousand units.
    pub fn forgetful(&self) -> Faces {
        Faces { memo: None, ..self.clone() }
    }

    /// What was shaped with other faces counts no more.
    pub(super) fn forget(&mut self) {
        self.memo = Some(Arc::default());
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Everything about the pieces that shaping reads, each part of a known length or preceded by it.
fn key(pieces: &[Piece], punctuation: PunctuationStyle) -> Vec<u8> {
    let mut key = vec![punctuation as u8];
    for piece in pieces {
        match piece {
            Piece::Text(t) => {
                key.push(0);
                key.extend((t.text.len() as u64).to_le_bytes());
                key.extend(t.text.as_bytes());
                key.extend((t.face.0 as u64).to_le_bytes());
                key.extend(t.scale.to_bits().to_le_bytes());
                key.extend(t.raise.0.to_bits().to_le_bytes());
                key.push(u8::from(t.tabular) | u8::from(t.unbreakable) << 1);
                key.extend(t.mark.to_le_bytes());
                key.extend(t.line.to_le_bytes());
            }
            Piece::Break => key.push(1),
            Piece::Space { width, mark } => {
                key.push(2);
                key.extend(width.0.to_bits().to_le_bytes());
                key.extend(mark.to_le_bytes());
            }
        }
    }
    key
}
