//! Staging and swapping: the only writer.

/// A file to be written: its path below the output folder (`/` on every system) and its bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Artifact {
    /// Such as `site/index.html`; never absolute, never with `..`.
    pub path: String,
    /// The whole file.
    pub bytes: Vec<u8>,
}

impl Artifact {
    /// A file.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Artifact { path: path.into(), bytes: bytes.into() }
    }
}
