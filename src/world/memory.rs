//! A world in memory, for tests and for checking text that is not on disk yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Entry, FontBook, Listing, ReadError, World, builtin};
use crate::model::Date;

/// Files in memory over the built-in theme and fonts.
#[derive(Debug, Clone)]
pub struct MemoryWorld {
    files: BTreeMap<String, Arc<[u8]>>,
    today: Date,
    fonts: FontBook,
}

impl MemoryWorld {
    /// An empty folder on a day, with the built-in fonts.
    pub fn new(today: Date) -> Self {
        MemoryWorld { files: BTreeMap::new(), today, fonts: builtin::builtin_faces() }
    }

    /// Adds or replaces a file.
    pub fn with(mut self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.files.insert(path.to_owned(), Arc::from(bytes.as_ref()));
        self
    }
}

impl World for MemoryWorld {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, ReadError> {
        match self.files.get(path) {
            Some(bytes) => Ok(bytes.clone()),
            None => builtin::builtin_file(path).map(Arc::from).ok_or(ReadError::NotFound),
        }
    }

    fn is_file(&self, path: &str) -> bool {
        self.files.contains_key(path) || builtin::builtin_file(path).is_some()
    }

    fn walk(&self, dir: &str) -> Listing {
        let prefix = if dir.is_empty() { String::new() } else { format!("{dir}/") };
        let mut found: BTreeMap<String, u64> = builtin::builtin_files()
            .filter(|(p, _)| p.starts_with(&prefix))
            .map(|(p, b)| (p, b.len() as u64))
            .collect();
        for (path, bytes) in &self.files {
            if path.starts_with(&prefix) {
                found.insert(path.clone(), bytes.len() as u64);
            }
        }
        Listing { files: found.into_iter().map(|(path, bytes)| Entry { path, bytes }).collect(), problems: Vec::new() }
    }

    fn today(&self) -> Date {
        self.today
    }

    fn fonts(&self) -> &FontBook {
        &self.fonts
    }
}
