//! `banbao typeset`: paragraphs in, set lines out, for theme authors and conformance suites.

use super::{Console, Status};
use crate::cli::TypesetArgs;
use crate::world::World;

pub(super) fn run(world: &dyn World, args: &TypesetArgs, console: &mut Console<'_>) -> Status {
    let _ = (world, args, console);
    Status::Done
}
