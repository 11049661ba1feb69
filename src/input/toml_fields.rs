//! TOML with places, for `banbao.toml` and for front matter between `+++`.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Source;
use super::fields::{Field, Place, Scalar, Value};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Tables within tables beyond this are not looked into; no setting is so deep.
const MAX_DEPTH: usize = 4;

/// Reads the TOML in `text`, which starts at the byte `offset` of `source`. All syntax errors are told, not the first only.
pub fn toml_fields(source: &Source, text: &str, offset: usize) -> (Vec<Field>, Diagnostics) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut problems = Diagnostics::new();
    for error in errors.iter().take(10) {
        let at = error.span().unwrap_or(0..0);
        let (why, help) = explain(error.message());
        let span = source.span(at.start + offset..(at.end + offset).max(at.start + offset));
        problems.push(Diagnostic::error("bad-toml", why).with_span(span).with_help(help));
    }
    let reader = Reader { source, offset };
    (reader.table(table.get_ref(), 0), problems)
}

struct Reader<'a> {
    source: &'a Source,
    offset: usize,
}

impl Reader<'_> {
    fn table(&self, table: &DeTable<'_>, depth: usize) -> Vec<Field> {
        let read = |(key, value): (&Spanned<std::borrow::Cow<'_, str>>, &Spanned<DeValue<'_>>)| Field {
            key: key.get_ref().to_string(),
            place: self.place(key.span()),
            value: self.value(value, depth),
        };
        let mut fields: Vec<Field> = table.iter().map(read).collect();
        fields.sort_by_key(|f| (f.place.line, f.place.column));
        fields
    }

    fn value(&self, value: &Spanned<DeValue<'_>>, depth: usize) -> Value {
        match value.get_ref() {
            DeValue::Array(items) => Value::Many(items.iter().filter_map(|i| self.scalar(i)).collect()),
            DeValue::Table(t) if depth < MAX_DEPTH => Value::Table(self.table(t, depth + 1)),
            DeValue::Table(_) => Value::Table(Vec::new()),
            _ => self.scalar(value).map_or(Value::Empty, Value::One),
        }
    }

    fn scalar(&self, value: &Spanned<DeValue<'_>>) -> Option<Scalar> {
        let text = match value.get_ref() {
            DeValue::String(s) => s.to_string(),
            DeValue::Integer(i) if i.radix() == 10 => i.as_str().replace('_', ""),
            DeValue::Integer(i) => i64::from_str_radix(i.as_str(), i.radix()).map_or_else(|_| i.to_string(), |n| n.to_string()),
            DeValue::Float(f) => f.as_str().replace('_', ""),
            DeValue::Boolean(b) => b.to_string(),
            DeValue::Datetime(d) => d.to_string(),
            DeValue::Array(_) | DeValue::Table(_) => return None,
        };
        Some(Scalar { text, place: self.place(value.span()) })
    }

    fn place(&self, range: Range<usize>) -> Place {
        let span = self.source.span(range.start + self.offset..range.end + self.offset);
        Place { line: span.line, column: span.column, width: span.width }
    }
}

/// The parser's words in plain Chinese.
fn explain(message: &str) -> (&'static str, &'static str) {
    let has = |part: &str| message.contains(part);
    if has("duplicate") {
        ("同一项写了两次", "只留一处")
    } else if has("string") || has("quot") {
        ("文字要放在一对英文引号里", "写成：title = \"健康教育\"，引号要用英文的")
    } else if has("bare key") || has("key") {
        ("这里的字段名 TOML 读不懂", "英文字段名直接写，中文字段名要加英文引号：\"标题\" = \"健康教育\"")
    } else if has("array") || has("bracket") || has("`]`") {
        ("方括号没有成对", "列表写成 [\"甲\", \"乙\"]，用英文的方括号、引号和逗号")
    } else {
        ("这一行的写法 TOML 读不懂", "每行写成：字段 = \"内容\"，等号和引号都用英文的")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_kinds() {
        let text = "x\ntitle = \"甲\"\ndate = 2026-05-31\nn = 1_0\n[site]\nok = true\n";
        let source = Source::new("a", text);
        let (fields, problems) = toml_fields(&source, &text[2..], 2);
        assert!(problems.is_empty());
        assert_eq!(fields[0].place, Place { line: 2, column: 1, width: 5 });
        assert!(matches!(&fields[1].value, Value::One(s) if s.text == "2026-05-31"));
        assert!(matches!(&fields[2].value, Value::One(s) if s.text == "10"));
        assert!(matches!(&fields[3].value, Value::Table(t) if t.len() == 1));
    }

    #[test]
    fn errors_are_told() {
        let text = "title = “甲”\n标题 = \"x\"\n";
        let (_, problems) = toml_fields(&Source::new("a", text), text, 0);
        assert!(problems.has_errors());
    }
}
