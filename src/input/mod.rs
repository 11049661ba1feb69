//! Files that people wrote by hand: their encoding, places in them, and the keys and values at their head.
//!
//! `config` and `content` both read through here, so a wrong key is told the same way in `banbao.toml` and in an article.

mod encoding;
mod fields;
mod source;
mod toml_fields;
mod value;
mod yaml_fields;

pub use encoding::{Decoded, decode};
pub use fields::{Field, Fields, Key, Place, Scalar, Value, nearest};
pub use source::Source;
pub use toml_fields::toml_fields;
pub use value::{parse_bool, parse_date, parse_length_mm, unquote};
pub use yaml_fields::{YAML_MAX_BYTES, yaml_fields};
