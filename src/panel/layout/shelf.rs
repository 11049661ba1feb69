//! What the boards of a build share: the theme's files, read and parsed once.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Things by name. It lives as long as one build, in which no file changes.
#[derive(Default)]
pub struct Shelf(Mutex<BTreeMap<String, Arc<dyn Any + Send + Sync>>>);

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shelf")
    }
}

impl Shelf {
    /// What lies there under a name, else what is made and put there. Two threads may make the same at once.
    pub fn get<T: Send + Sync + 'static>(&self, name: &str, make: impl FnOnce() -> T) -> Arc<T> {
        let there = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        if let Some(found) = there.and_then(|found| found.downcast::<T>().ok()) {
            return found;
        }
        let made = Arc::new(make());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), made.clone());
        made
    }
}

#[cfg(test)]
mod tests {
    use super::Shelf;

    #[test]
    fn a_thing_is_made_once() {
        let shelf = Shelf::default();
        assert_eq!(*shelf.get("a", || 1), 1);
        assert_eq!(*shelf.get("a", || 2), 1);
        assert_eq!(*shelf.get("b", || 3), 3);
        assert_eq!(*shelf.get("a", || "another kind".to_owned()), "another kind");
    }
}
