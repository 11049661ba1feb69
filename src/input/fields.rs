//! Keys and values with their places, whether they came from YAML or TOML, and readers that say in Chinese what is wrong.

use super::Source;
use super::value::{parse_bool, parse_date, unquote};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::Date;

/// Where a key or value stands: line and column from 1, width in characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// Line of the file.
    pub line: u32,
    /// Column; 0 for the whole line.
    pub column: u32,
    /// Characters covered.
    pub width: u32,
}

/// One plain value.
#[derive(Debug, Clone, PartialEq)]
pub struct Scalar {
    /// As text, quotes taken off.
    pub text: String,
    /// Where.
    pub place: Place,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing after the key.
    Empty,
    /// Text, a number, a date, yes or no.
    One(Scalar),
    /// A list of plain values.
    Many(Vec<Scalar>),
    /// Keys within.
    Table(Vec<Field>),
}

/// One key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// As written.
    pub key: String,
    /// Where the key stands.
    pub place: Place,
    /// Its value.
    pub value: Value,
}

/// A key that is understood: its English name and its Chinese ones.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The English name.
    pub name: &'static str,
    /// Other spellings; the first is shown to people.
    pub aliases: &'static [&'static str],
}

impl Key {
    /// The name to show: the Chinese one if there is one.
    pub fn label(&self) -> &'static str {
        self.aliases.first().copied().unwrap_or(self.name)
    }
}

/// The nearest of `names`, if any is near enough to be meant.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.trim().to_lowercase();
    if word.is_empty() || word.chars().count() > 60 {
        return None;
    }
    names
        .into_iter()
        .map(|n| {
            (strsim::jaro_winkler(&word, &n.to_lowercase()), strsim::damerau_levenshtein(&word, &n.to_lowercase()), n)
        })
        .filter(|(similar, edits, n)| *similar >= 0.8 || *edits <= 1 && n.chars().count() > 1)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)).then(b.2.cmp(a.2)))
        .map(|(_, _, n)| n)
}

/// The fields of one table, each read at most once, and the problems found.
pub struct Fields<'a> {
    source: &'a Source,
    keys: &'static [Key],
    syntax: Syntax,
    found: Vec<(&'static str, Field)>,
    /// What was wrong.
    pub problems: Diagnostics,
}

/// How examples are written in help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Yaml,
    Toml,
}

/// Whether an unknown key stops the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unknown {
    Error,
    Warning,
}

impl<'a> Fields<'a> {
    /// Front matter: an unknown key is a warning.
    pub fn lenient(source: &'a Source, fields: Vec<Field>, keys: &'static [Key]) -> Self {
        Self::sort(source, fields, keys, Unknown::Warning)
    }

    /// Settings: an unknown key is an error.
    pub fn strict(source: &'a Source, fields: Vec<Field>, keys: &'static [Key]) -> Self {
        Self::sort(source, fields, keys, Unknown::Error)
    }

    fn sort(source: &'a Source, fields: Vec<Field>, keys: &'static [Key], unknown: Unknown) -> Self {
        let first = source.text().trim_start();
        let toml = unknown == Unknown::Error || first.starts_with("+++");
        let syntax = if toml { Syntax::Toml } else { Syntax::Yaml };
        let mut this = Fields { source, keys, syntax, found: Vec::new(), problems: Diagnostics::new() };
        for field in fields {
            let name = field.key.trim().to_ascii_lowercase().replace('-', "_");
            match keys.iter().find(|k| k.name == name || k.aliases.contains(&name.as_str())) {
                None => this.unknown_key(&field, unknown),
                Some(key) if this.found.iter().any(|(n, _)| *n == key.name) => this.repeated_key(key, &field),
                Some(key) => this.found.push((key.name, field)),
            }
        }
        this
    }

    fn unknown_key(&mut self, field: &Field, unknown: Unknown) {
        let message = format!("不认识的字段“{}”", shorten(&field.key));
        let d = match unknown {
            Unknown::Error => Diagnostic::error("unknown-key", message),
            Unknown::Warning => Diagnostic::warning("unknown-key", message + "，没有用它"),
        };
        let all = self.keys.iter().flat_map(|k| std::iter::once(k.name).chain(k.aliases.iter().copied()));
        let help = match nearest(&field.key, all) {
            Some(near) => format!("是不是想写“{near}”？"),
            None => format!("可以用的字段：{}", self.keys.iter().map(Key::label).collect::<Vec<_>>().join("、")),
        };
        self.problems.push(d.with_span(self.span(field.place)).with_help(help));
    }

    fn repeated_key(&mut self, key: &Key, field: &Field) {
        let first = self.found.iter().find(|(n, _)| *n == key.name).map_or(0, |(_, f)| f.place.line);
        let d = Diagnostic::error("repeated-key", format!("“{}”写了两次，第一次在第 {first} 行", key.label()));
        self.problems.push(d.with_span(self.span(field.place)).with_help("只留一处"));
    }

    /// The span of a place in this file.
    pub fn span(&self, place: Place) -> Span {
        self.source.span_at(place.line, place.column, place.width)
    }

    /// Where a key stands; the start of the file when it was not written.
    pub fn place_of(&self, name: &str) -> Option<Place> {
        self.found.iter().find(|(n, _)| *n == name).map(|(_, f)| match &f.value {
            Value::One(s) => s.place,
            Value::Many(items) => items.first().map_or(f.place, |s| s.place),
            _ => f.place,
        })
    }

    /// The key as its author wrote it, else its Chinese name.
    fn label(&self, name: &str) -> String {
        let written = self.found.iter().find(|(n, _)| *n == name).map(|(_, f)| f.key.trim().to_owned());
        written.unwrap_or_else(|| self.keys.iter().find(|k| k.name == name).map_or("", Key::label).to_owned())
    }

    /// `标题: 甲` or `title = "甲"`. Values that TOML takes bare are not quoted.
    pub fn example(&self, name: &str, value: &str) -> String {
        let label = self.label(name);
        let bare = value.starts_with(|c: char| c.is_ascii_digit() || c == '[') && !value.contains(char::is_alphabetic);
        match self.syntax {
            Syntax::Yaml => format!("{label}: {value}"),
            Syntax::Toml if bare || matches!(value, "true" | "false") => format!("{label} = {value}"),
            Syntax::Toml => format!("{label} = \"{value}\""),
        }
    }

    fn value(&self, name: &str) -> Option<&Field> {
        self.found.iter().find(|(n, _)| *n == name).map(|(_, f)| f).filter(|f| f.value != Value::Empty)
    }

    /// Whether something stands after a key.
    pub fn is_written(&self, name: &str) -> bool {
        self.value(name).is_some_and(|f| !matches!(&f.value, Value::One(s) if s.text.trim().is_empty()))
    }

    /// Adds an error about a value.
    pub fn error(&mut self, code: &'static str, place: Place, message: impl Into<String>, help: impl Into<String>) {
        let d = Diagnostic::error(code, message).with_span(self.span(place)).with_help(help);
        self.problems.push(d);
    }

    /// Adds a warning about a value.
    pub fn warn(&mut self, code: &'static str, place: Place, message: impl Into<String>, help: impl Into<String>) {
        let d = Diagnostic::warning(code, message).with_span(self.span(place)).with_help(help);
        self.problems.push(d);
    }

    fn wrong_type(&mut self, name: &str, wanted: &str, example: &str) {
        let place = self.place_of(name).unwrap_or_default();
        let message = format!("“{}”应当是{wanted}", self.label(name));
        let help = format!("例如：{}", self.example(name, example));
        self.error("wrong-type", place, message, help);
    }

    /// A plain value as written; an error, with an example of a right value, when it is a list or a table.
    pub fn scalar(&mut self, name: &'static str, example: &str) -> Option<Scalar> {
        match self.value(name).map(|f| f.value.clone())? {
            Value::One(s) if s.text.trim().is_empty() => None,
            Value::One(s) => Some(Scalar { text: clean(&s.text), place: s.place }),
            _ => {
                self.wrong_type(name, "一段文字，不是列表", example);
                None
            }
        }
    }

    /// Text.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.scalar(name, "一段文字").map(|s| s.text)
    }

    /// A day.
    pub fn date(&mut self, name: &'static str) -> Option<Date> {
        let s = self.scalar(name, "2026-05-31")?;
        match parse_date(&s.text) {
            Ok(date) => Some(date),
            Err(why) => {
                let help = format!("写成 {}", self.example(name, "2026-05-31"));
                self.error("bad-date", s.place, why, help);
                None
            }
        }
    }

    /// Yes or no.
    pub fn flag(&mut self, name: &'static str) -> Option<bool> {
        let label = self.label(name);
        let s = self.scalar(name, "true")?;
        let flag = parse_bool(&s.text);
        if flag.is_none() {
            let message = format!("“{label}”只能是 true（是）或 false（否），不能是“{}”", shorten(&s.text));
            let help = format!("例如：{}", self.example(name, "true"));
            self.error("wrong-type", s.place, message, help);
        }
        flag
    }

    /// A whole number within bounds.
    pub fn number(&mut self, name: &'static str, bounds: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let label = self.label(name);
        let low = bounds.start().to_string();
        let s = self.scalar(name, &low)?;
        let plain = super::value::halfwidth(unquote(&s.text));
        match plain.trim().parse::<i64>() {
            Ok(n) if bounds.contains(&n) => Some(n),
            Ok(n) => {
                let message = format!("“{label}”要在 {} 到 {} 之间，不能是 {n}", bounds.start(), bounds.end());
                let help = format!("例如：{}", self.example(name, &low));
                self.error("out-of-range", s.place, message, help);
                None
            }
            Err(_) => {
                self.wrong_type(name, "一个整数", &low);
                None
            }
        }
    }

    /// A list; a single text that holds Chinese or ASCII separators counts as one. `[“a”，“b”]` is understood.
    pub fn words(&mut self, name: &'static str) -> Vec<Scalar> {
        let items = self.items(name);
        let mut out: Vec<Scalar> = Vec::new();
        for item in items {
            let inner = item.text.trim();
            let inner = inner.strip_prefix(['【', '［', '[']).unwrap_or(inner);
            let inner = inner.strip_suffix(['】', '］', ']']).unwrap_or(inner);
            for part in inner.split(['，', '、', '；', ',', ';']) {
                let text = clean(unquote(part));
                if !text.is_empty() && out.iter().all(|s| s.text != text) {
                    out.push(Scalar { text, place: item.place });
                }
            }
        }
        out
    }

    /// A list whose items are sentences and are not split.
    pub fn items(&mut self, name: &'static str) -> Vec<Scalar> {
        match self.value(name).map(|f| f.value.clone()) {
            Some(Value::Many(items)) => items,
            Some(Value::One(s)) => vec![s],
            Some(Value::Table(_)) => {
                self.wrong_type(name, "文字或列表", "甲、乙");
                Vec::new()
            }
            _ => Vec::new(),
        }
        .into_iter()
        .map(|s| Scalar { text: clean(&s.text), place: s.place })
        .filter(|s| !s.text.is_empty())
        .collect()
    }

    /// A value as it was written, for keys that take more than one shape.
    pub fn written(&self, name: &str) -> Option<Value> {
        self.value(name).map(|f| f.value.clone())
    }

    /// The fields of a table within.
    pub fn table(&mut self, name: &'static str) -> Vec<Field> {
        match self.value(name).map(|f| f.value.clone()) {
            Some(Value::Table(fields)) => fields,
            None => Vec::new(),
            Some(_) => {
                let place = self.place_of(name).unwrap_or_default();
                let message = format!("“{}”应当是一组设置", self.label(name));
                self.error("wrong-type", place, message, format!("单独一行写 [{name}]，下面再写各项"));
                Vec::new()
            }
        }
    }
}

/// One line, no control characters: the value goes into titles, file names and attributes.
fn clean(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shorten(text: &str) -> String {
    let mut out: String = text.chars().take(40).collect();
    if text.chars().nth(40).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names() {
        let names = ["title", "标题", "date", "日期", "summary", "sources"];
        assert_eq!(nearest("titel", names), Some("title"));
        assert_eq!(nearest("标提", names), Some("标题"));
        assert_eq!(nearest("sumary", names), Some("summary"));
        assert_eq!(nearest("天气", names), None);
        assert_eq!(nearest("", names), None);
    }
}
