//! The copies of boards for units: made one by one as they are written.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Span};
use crate::model::Unit;
use crate::output::Batch;
use crate::panel::export::Template;
use crate::panel::layout::board::Copies;
use crate::panel::scene::Scene;
use crate::world::World;

/// The copies of one board.
pub struct UnitFiles {
    pub(super) board: String,
    pub(super) units: Vec<Unit>,
    pub(super) copies: Arc<Copies>,
    pub(super) shared: Scene,
    pub(super) template: Template,
}

impl std::fmt::Debug for UnitFiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UnitFiles({}, {} units)", self.board, self.units.len())
    }
}

/// Where a unit's copy of a board is, below the output folder.
pub(super) fn path_of(board: &str, unit: &Unit) -> String {
    format!("print/{board}/{}.pdf", unit.id)
}

impl UnitFiles {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.units.len()
    }

    /// As files to be written; logos are read from `world` as they are needed.
    pub fn on<'a>(&'a self, world: &'a dyn World) -> impl Batch + 'a {
        OnWorld { files: self, world }
    }
}

struct OnWorld<'a> {
    files: &'a UnitFiles,
    world: &'a dyn World,
}

impl Batch for OnWorld<'_> {
    fn paths(&self) -> Vec<String> {
        self.files.units.iter().map(|u| path_of(&self.files.board, u)).collect()
    }

    fn make(&self, number: usize) -> Result<Vec<u8>, Diagnostic> {
        let UnitFiles { units, copies, shared, template, .. } = self.files;
        let Some(unit) = units.get(number) else { return Ok(Vec::new()) };
        let placed = |d: Diagnostic| {
            if d.span.is_some() { d } else { d.with_span(Span::line(unit.file.as_ref(), unit.line)) }
        };
        let words = copies.words(self.world, shared, unit).map_err(placed)?;
        template.copy(words).map_err(placed)
    }
}
