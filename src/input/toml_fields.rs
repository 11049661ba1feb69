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
    let mended = Mended::of(text);
    let (table, errors) = DeTable::parse_recoverable(&mended.text);
    let mut problems = Diagnostics::new();
    let reader = Reader { source, offset, mended: &mended };
    for error in errors.iter().take(10) {
        let at = reader.range(error.span().unwrap_or(0..0));
        let (why, help) = explain(error.message());
        problems.push(Diagnostic::error("bad-toml", why).with_span(source.span(at)).with_help(help));
    }
    (reader.table(table.get_ref(), 0), problems)
}

struct Reader<'a> {
    source: &'a Source,
    offset: usize,
    mended: &'a Mended,
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
            DeValue::Integer(i) => {
                i64::from_str_radix(i.as_str(), i.radix()).map_or_else(|_| i.to_string(), |n| n.to_string())
            }
            DeValue::Float(f) => f.as_str().replace('_', ""),
            DeValue::Boolean(b) => b.to_string(),
            DeValue::Datetime(d) => d.to_string(),
            DeValue::Array(_) | DeValue::Table(_) => return None,
        };
        Some(Scalar { text, place: self.place(value.span()) })
    }

    /// A range of the mended text as one of the file.
    fn range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.mended.original(range.start) + self.offset;
        start..(self.mended.original(range.end) + self.offset).max(start)
    }

    fn place(&self, range: Range<usize>) -> Place {
        let span = self.source.span(self.range(range));
        Place { line: span.line, column: span.column, width: span.width }
    }
}

/// The text with the slips of a Chinese input method put right, and the way back to the places of the file.
///
/// TOML allows no Chinese in bare keys; people who write `标题 = "甲"` mean one thing only.
struct Mended {
    text: String,
    /// From this place of `text` on, a place of the file is so much farther.
    shifts: Vec<(usize, isize)>,
}

impl Mended {
    fn of(text: &str) -> Mended {
        let mut this = Mended { text: String::with_capacity(text.len() + 32), shifts: Vec::new() };
        let mut within = false;
        for line in text.split_inclusive('\n') {
            let multiline = line.matches("\"\"\"").count() + line.matches("'''").count();
            if within {
                this.keep(line);
            } else {
                this.line(line);
            }
            within ^= multiline % 2 == 1;
        }
        this
    }

    fn line(&mut self, line: &str) {
        let bare = |k: &str| !k.is_ascii() && k.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        let trimmed = line.trim();
        if let Some(name) = trimmed.strip_prefix('[').and_then(|t| t.strip_suffix(']')).filter(|n| bare(n.trim())) {
            let (before, after) = line.split_once(name).unwrap_or((line, ""));
            self.keep(before);
            self.replace(name, &format!("\"{}\"", name.trim()));
            return self.keep(after);
        }
        let Some((at, equals)) = line.char_indices().find(|(_, c)| matches!(c, '=' | '＝')) else {
            return self.keep(line);
        };
        let (key, rest) = line.split_at(at);
        let name = key.trim();
        let quoted = name.starts_with('"') && name.ends_with('"') && name.matches('"').count() == 2;
        if !quoted && key.contains(['"', '\'', '#']) {
            return self.keep(line);
        }
        if bare(name) {
            let lead = key.len() - key.trim_start().len();
            self.keep(key.get(..lead).unwrap_or_default());
            self.replace(name, &format!("\"{name}\""));
            self.keep(key.get(lead + name.len()..).unwrap_or_default());
        } else {
            self.keep(key);
        }
        let value = rest.get(equals.len_utf8()..).unwrap_or_default();
        self.replace(rest.get(..equals.len_utf8()).unwrap_or_default(), "=");
        self.value(value);
    }

    /// `“甲”` to `"甲"`, `[“甲”，“乙”]` to `["甲","乙"]`; anything with ASCII quotes is left alone.
    fn value(&mut self, value: &str) {
        let trimmed = value.trim();
        let list = trimmed.starts_with('[') && trimmed.ends_with(']');
        let quoted = trimmed.starts_with(['“', '”']) && trimmed.ends_with(['“', '”']);
        let quotes = trimmed.matches(['“', '”']).count();
        if value.contains(['"', '\'', '\\'])
            || !((list && quotes > 0 && quotes.is_multiple_of(2)) || (quoted && quotes == 2))
        {
            return self.keep(value);
        }
        let mut within = false;
        for c in value.chars() {
            match c {
                '“' | '”' => {
                    within = !within;
                    self.replace(c.encode_utf8(&mut [0; 4]), "\"");
                }
                '，' if !within => self.replace("，", ","),
                c => self.text.push(c),
            }
        }
    }

    fn keep(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn replace(&mut self, old: &str, new: &str) {
        self.text.push_str(new);
        if old.len() != new.len() {
            let so_far = self.shifts.last().map_or(0, |(_, d)| *d);
            self.shifts.push((self.text.len(), so_far + old.len() as isize - new.len() as isize));
        }
    }

    /// The place in the file of a place in the mended text.
    fn original(&self, at: usize) -> usize {
        let i = self.shifts.partition_point(|(p, _)| *p <= at);
        let shift = i.checked_sub(1).and_then(|i| self.shifts.get(i)).map_or(0, |(_, d)| *d);
        at.saturating_add_signed(shift)
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
        let (fields, problems) = toml_fields(&source, text.get(2..).unwrap(), 2);
        assert!(problems.is_empty());
        assert_eq!(fields[0].place, Place { line: 2, column: 1, width: 5 });
        assert!(matches!(&fields[1].value, Value::One(s) if s.text == "2026-05-31"));
        assert!(matches!(&fields[2].value, Value::One(s) if s.text == "10"));
        assert!(matches!(&fields[3].value, Value::Table(t) if t.len() == 1));
    }

    #[test]
    fn chinese_slips_are_understood() {
        let text =
            "标题 ＝ “甲”\n[单位]\n名称 = \"乙\"\ntags = [“丙，丁”，“戊”]\nx = 1\n说明 = \"\"\"\n标题 = 1\n\"\"\"\n";
        let (fields, problems) = toml_fields(&Source::new("a", text), text, 0);
        assert!(problems.is_empty(), "{problems:?}");
        assert!(
            matches!(&fields[0].value, Value::One(s) if s.text == "甲" && s.place == Place { line: 1, column: 6, width: 3 })
        );
        let Value::Table(t) = &fields[1].value else { panic!() };
        assert_eq!((fields[1].key.as_str(), t[0].key.as_str(), t[0].place.column), ("单位", "名称", 1));
        assert!(
            matches!(&t[1].value, Value::Many(v) if v[0].text == "丙，丁" && v[1].place.column == 15),
            "{:?}",
            t[1]
        );
        assert!(matches!(&t[3].value, Value::One(s) if s.text == "标题 = 1\n"));
    }

    #[test]
    fn errors_are_told() {
        let text = "title = “甲\n标题 = \"x\"\n";
        let (_, problems) = toml_fields(&Source::new("a", text), text, 0);
        assert!(problems.has_errors());
    }
}
