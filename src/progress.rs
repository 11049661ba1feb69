//! How far a long piece of work is: counted by those who do it, looked at by whoever shows it.

use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering::Relaxed};

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// `content/` is read.
    Reading,
    /// Boards are composed and exported.
    Boards,
    /// Pages are rendered.
    Pages,
    /// Pictures and copies for units are made as they are written.
    Writing,
}

const STAGES: [Stage; 4] = [Stage::Reading, Stage::Boards, Stage::Pages, Stage::Writing];

/// Counts one piece of work. Whoever looks may see a count of one stage with the total of the next for a moment.
#[derive(Debug, Default)]
pub struct Progress {
    /// From 1; 0 before the first.
    stage: AtomicU8,
    total: AtomicUsize,
    done: AtomicUsize,
}

impl Progress {
    /// A stage begins. `total` is how many things it does; 0 when that is not known.
    pub fn begin(&self, stage: Stage, total: usize) {
        self.done.store(0, Relaxed);
        self.total.store(total, Relaxed);
        self.stage.store(stage as u8 + 1, Relaxed);
    }

    /// One of the stage's things is done.
    pub fn advance(&self) {
        self.done.fetch_add(1, Relaxed);
    }

    /// The stage, how many of its things are done, and how many there are; `None` before the first.
    pub fn now(&self) -> Option<(Stage, usize, usize)> {
        let stage = STAGES.get(usize::from(self.stage.load(Relaxed)).checked_sub(1)?)?;
        let total = self.total.load(Relaxed);
        Some((*stage, self.done.load(Relaxed).min(total), total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_follow_one_another() {
        let progress = Progress::default();
        assert_eq!(progress.now(), None);
        progress.begin(Stage::Boards, 2);
        progress.advance();
        assert_eq!(progress.now(), Some((Stage::Boards, 1, 2)));
        progress.begin(Stage::Writing, 1);
        assert_eq!(progress.now(), Some((Stage::Writing, 0, 1)));
        progress.advance();
        progress.advance();
        assert_eq!(progress.now(), Some((Stage::Writing, 1, 1)), "never more than there are");
    }
}
