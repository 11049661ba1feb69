//! Files that are made when they are wanted.

use std::sync::Arc;

/// A picture that is drawn when it is written or looked at. Thousands of them wait in a build without taking room, and those
/// that lie in the output already are not drawn again.
#[derive(Clone)]
pub struct Drawn {
    paths: Vec<String>,
    mark: String,
    draw: Arc<dyn Fn(&str) -> Result<Vec<u8>, String> + Send + Sync>,
}

/// How far from a file's beginning its mark is looked for, in bytes: behind the palette of a PNG.
pub(super) const HEAD: usize = 2048;

impl Drawn {
    /// A picture with the paths at which it lies. `mark` names all that it is made of: the same mark, the same bytes.
    /// `draw` gets the mark and puts it into the file's first two kilobytes; an error is told in Chinese.
    pub fn new(
        paths: Vec<String>,
        mark: String,
        draw: impl Fn(&str) -> Result<Vec<u8>, String> + Send + Sync + 'static,
    ) -> Drawn {
        Drawn { paths, mark, draw: Arc::new(draw) }
    }

    /// The same picture; `note` hears of it when it was drawn.
    #[must_use]
    pub fn noted(&self, note: impl Fn() + Send + Sync + 'static) -> Drawn {
        let draw = Arc::clone(&self.draw);
        let draw = move |mark: &str| draw(mark).inspect(|_| note());
        Drawn { draw: Arc::new(draw), ..self.clone() }
    }

    /// Where it lies below the output folder.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    /// Names all that it is made of.
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// The whole file.
    ///
    /// # Errors
    /// Why it cannot be drawn, in Chinese.
    pub fn bytes(&self) -> Result<Vec<u8>, String> {
        (self.draw)(&self.mark)
    }

    /// Whether a file that begins so is this picture.
    pub(super) fn is_in(&self, head: &[u8]) -> bool {
        let mark = self.mark.as_bytes();
        !mark.is_empty() && head.windows(mark.len()).any(|w| w == mark)
    }
}

impl std::fmt::Debug for Drawn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drawn").field("paths", &self.paths).field("mark", &self.mark).finish_non_exhaustive()
    }
}
