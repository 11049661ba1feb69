//! The one door to disk, fonts and today's date. [`DiskWorld`] for the program, [`MemoryWorld`] for tests.
//!
//! Paths are site-relative with `/` on every system. Files below `themes/` that a site does not have
//! come from the binary, so that a copied binary alone is enough.

mod builtin;
mod disk;
mod font;
mod memory;

pub use builtin::{builtin_faces, builtin_files, starter_files};
pub use disk::DiskWorld;
pub use font::{Face, FaceData, FontBook, FontOrigin};
pub use memory::MemoryWorld;

use std::sync::Arc;

use crate::model::Date;

/// Why something could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// There is no such file.
    NotFound,
    /// It is larger than [`MAX_FILE_BYTES`].
    TooLarge(u64),
    /// The path leaves the site's folder, through `..` or a link.
    Outside,
    /// The system refused; its own words.
    Failed(String),
}

impl ReadError {
    /// Why, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            ReadError::NotFound => "没有这个文件".to_owned(),
            ReadError::TooLarge(bytes) => format!("文件太大（{} MB）", bytes >> 20),
            ReadError::Outside => "它在网站文件夹之外".to_owned(),
            ReadError::Failed(why) => why.clone(),
        }
    }
}

/// The largest file that is read at all.
pub const MAX_FILE_BYTES: u64 = 256 << 20;

/// One file found below a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Site-relative path.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// What a walk over a folder found: the files in path order, and what could not be entered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Sorted by path.
    pub files: Vec<Entry>,
    /// Paths that could not be read (link loops, permissions) and why.
    pub problems: Vec<(String, String)>,
}

/// The outside.
pub trait World: Send + Sync {
    /// The bytes of a file.
    fn read(&self, path: &str) -> Result<Arc<[u8]>, ReadError>;

    /// Whether there is such a file.
    fn is_file(&self, path: &str) -> bool;

    /// All files below a folder, hidden ones left out; built-in theme files are included below `themes/`.
    fn walk(&self, dir: &str) -> Listing;

    /// Today, where the user is.
    fn today(&self) -> Date;

    /// The fonts that can be used.
    fn fonts(&self) -> &FontBook;
}

/// Resolves `reference` against the folder of the file `base`; `None` when it leaves the site's folder.
///
/// A reference that starts with `/` counts from the site's folder.
pub fn resolve_path(base: &str, reference: &str) -> Option<String> {
    let reference = reference.replace('\\', "/");
    let mut parts: Vec<&str> = if reference.starts_with('/') {
        Vec::new()
    } else {
        let mut p: Vec<&str> = base.split('/').collect();
        p.pop();
        p
    };
    for part in reference.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            p => parts.push(p),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        assert_eq!(resolve_path("content/a/index.md", "p.svg").as_deref(), Some("content/a/p.svg"));
        assert_eq!(resolve_path("content/a/index.md", "../b/./p.svg").as_deref(), Some("content/b/p.svg"));
        assert_eq!(resolve_path("content/a/index.md", "/static/p.svg").as_deref(), Some("static/p.svg"));
        assert_eq!(resolve_path("content/a/index.md", "..\\..\\..\\etc").as_deref(), None);
        assert_eq!(resolve_path("content/a/index.md", "../../../etc/passwd"), None);
    }
}
