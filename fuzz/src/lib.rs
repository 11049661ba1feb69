//! What is fuzzed. `tests/robust_corpus.rs` takes the same two files, so that every input that once did harm is
//! tried again by `cargo test`.

pub mod inert;
pub mod targets;
