//! `配色`: the colours of its style that a board changes.

use crate::input::{Field, Fields, Place, Scalar, Value, unquote};
use crate::model::BoardColor;

/// The colours that every style has, as people call them (`docs/styles.md`); other names are taken as they are written.
const NAMES: [(&str, &str); 12] = [
    ("纸面", "page"),
    ("卡片", "card"),
    ("正文", "ink"),
    ("次要文字", "mute"),
    ("深色", "deep"),
    ("主色", "accent"),
    ("浅底", "tint"),
    ("细线", "line"),
    ("暖色", "warm"),
    ("暖色文字", "warm_deep"),
    ("暖色浅底", "warm_tint"),
    ("紧急", "urgent"),
];

const HOW: &str = "写成 \"#RRGGBB\"，六位十六进制数，连 # 一起放在英文引号里，例如 配色: {主色: \"#0A7D5A\"}";

/// `{主色: "#0a7d5a", deep: "#004d3b"}`, the same in lines of their own, or `主色：#0a7d5a，deep：#004d3b`, which is what
/// full-width colons make of either.
pub(super) fn palette(f: &mut Fields<'_>) -> Vec<BoardColor> {
    let pairs = match f.written("palette") {
        None | Some(Value::Empty) => Vec::new(),
        Some(Value::Table(fields)) => fields.into_iter().map(pair).collect(),
        Some(Value::Many(items)) => items.iter().flat_map(pairs_of).collect(),
        Some(Value::One(text)) => pairs_of(&text),
    };
    let mut out: Vec<BoardColor> = Vec::new();
    for (name, place, value) in pairs {
        let Some(rgb) = value.as_ref().and_then(|v| hex(&v.text)) else {
            let at = value.as_ref().map_or(place, |v| v.place);
            let message = match &value {
                Some(v) => format!("配色：“{}”不是颜色", v.text),
                None => format!("配色：“{name}”后面没有颜色（没有引号的 # 是注释的开头）"),
            };
            f.error("bad-color", at, message, HOW);
            continue;
        };
        let name = NAMES.iter().find(|(zh, _)| *zh == name).map_or(name, |(_, en)| (*en).to_owned());
        if out.iter().any(|c| c.name == name) {
            f.error("repeated-key", place, format!("配色：“{name}”写了两次"), "只留一处");
            continue;
        }
        let place = value.map_or(place, |v| v.place);
        out.push(BoardColor { name, rgb, span: f.span(place) });
    }
    out
}

/// A name, where it stands, and what stands after it.
type Pair = (String, Place, Option<Scalar>);

/// A field of a table; within braces a full-width colon stays part of the key.
fn pair(field: Field) -> Pair {
    match (field.value, field.key.split_once('：')) {
        (Value::Empty, Some((name, value))) => {
            let value = Scalar { text: value.trim().to_owned(), place: field.place };
            (name.trim().to_owned(), field.place, Some(value))
        }
        (Value::One(value), _) => (field.key.trim().to_owned(), field.place, Some(value)),
        _ => (field.key.trim().to_owned(), field.place, None),
    }
}

/// Names and colours in turn, as running text has them.
fn pairs_of(text: &Scalar) -> Vec<Pair> {
    let marks = |c: char| c.is_whitespace() || "，、；,;：:=".contains(c);
    let words: Vec<&str> = text.text.split(marks).filter(|w| !w.is_empty()).collect();
    let value = |w: &&str| Scalar { text: (*w).to_owned(), place: text.place };
    let pair = |pair: &[&str]| Some(((*pair.first()?).to_owned(), text.place, pair.get(1).map(value)));
    words.chunks(2).filter_map(pair).collect()
}

/// `#0a7d5a`, also without its `#` and within Chinese quotes.
fn hex(text: &str) -> Option<[u8; 3]> {
    let digits = unquote(text);
    let digits = digits.strip_prefix(['#', '＃']).unwrap_or(digits);
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let [_, r, g, b] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some([r, g, b])
}
