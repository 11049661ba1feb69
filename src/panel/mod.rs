//! Wall boards: typeset (lines) ► layout (boxes, cards, sheets) ► [`scene`] ► export (PDF, SVG, PNG).

pub mod art;
pub mod export;
pub mod layout;
pub mod picture;
pub mod scene;
mod separation;
pub mod sheet;
pub mod style;
pub mod typeset;
