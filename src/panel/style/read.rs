//! Reading a style's TOML so that every mistake is told at once, with its line and column, in Chinese.
//!
//! serde would stop at the first mistake and speak English; a style author sees all of them.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::palette::Palette;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};

/// A style file while it is read.
pub(crate) struct Source<'a> {
    file: &'a str,
    text: &'a str,
    diagnostics: RefCell<Diagnostics>,
    /// The style's colours, read before everything that names them.
    pub palette: RefCell<Palette>,
}

impl<'a> Source<'a> {
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Source { file, text, diagnostics: RefCell::default(), palette: RefCell::default() }
    }

    /// The whole file as a table; what breaks TOML's own grammar is an error and leaves what could be read.
    pub fn parse(&self) -> Spanned<DeTable<'a>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for e in errors {
            let at = e.span().unwrap_or(0..0);
            let wrong = Diagnostic::error("style-syntax", "样式文件不合 TOML 写法")
                .with_span(self.span(&at))
                .with_help(format!("检查这一行的引号、方括号和等号（{}）", e.message()));
            self.diagnostics.borrow_mut().push(wrong);
        }
        table
    }

    pub fn span(&self, range: &Range<usize>) -> Span {
        let width = self.text.get(range.clone()).map_or(1, |t| t.lines().next().unwrap_or_default().chars().count());
        let span = Span::of_offset(self.file, self.text, range.start);
        let column = span.column;
        span.at(column, width as u32)
    }

    pub fn error(&self, range: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let d = Diagnostic::error("style-value", message).with_span(self.span(range)).with_help(help);
        self.diagnostics.borrow_mut().push(d);
    }

    pub fn into_diagnostics(self) -> Diagnostics {
        self.diagnostics.into_inner()
    }
}

/// One table of the file, or nothing where the author left it out.
pub(crate) struct Table<'s, 'a> {
    pub source: &'s Source<'a>,
    table: Option<&'s DeTable<'a>>,
    /// Such as `[card]`, for messages.
    name: String,
    known: RefCell<Vec<&'static str>>,
}

/// What a value may be.
pub(crate) type Limits = (f64, f64);

/// A value that a style can give.
pub(crate) trait Value: Sized {
    /// `None` after having told what is wrong.
    fn read(value: &Spanned<DeValue<'_>>, source: &Source<'_>, limits: Limits) -> Option<Self>;
}

impl<'s, 'a> Table<'s, 'a> {
    pub fn new(source: &'s Source<'a>, table: &'s DeTable<'a>, name: impl Into<String>) -> Self {
        Table { source, table: Some(table), name: name.into(), known: RefCell::default() }
    }

    /// The value of a key, if given.
    pub fn get(&self, key: &'static str) -> Option<&'s Spanned<DeValue<'a>>> {
        self.known.borrow_mut().push(key);
        self.table?.get(key)
    }

    /// A field or its default.
    pub fn field<T: Value>(&self, key: &'static str, default: T, limits: Limits) -> T {
        self.get(key).and_then(|v| T::read(v, self.source, limits)).unwrap_or(default)
    }

    /// A table within; an empty one where there is none.
    pub fn table(&self, key: &'static str) -> Table<'s, 'a> {
        let name = if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) };
        let value = self.get(key);
        let table = value.and_then(|v| v.get_ref().as_table());
        if let (Some(v), None) = (value, table) {
            self.source.error(&v.span(), format!("“{key}”应当是一张表"), format!("写成 [{name}]，下面逐行写它的各项"));
        }
        Table { source: self.source, table, name, known: RefCell::default() }
    }

    /// The tables of `[[key]]`.
    pub fn tables(&self, key: &'static str) -> Vec<Table<'s, 'a>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.source.error(&value.span(), format!("“{key}”应当是一组表"), format!("写成 [[{key}]]，每组一个"));
            return Vec::new();
        };
        array.iter().filter_map(|v| Some(Table::new(self.source, v.get_ref().as_table()?, key))).collect()
    }

    /// All entries, for tables whose keys are the author's own.
    pub fn entries(&self) -> impl Iterator<Item = (&'s Spanned<std::borrow::Cow<'a, str>>, &'s Spanned<DeValue<'a>>)> {
        self.table.into_iter().flatten()
    }

    /// Refuses keys that were never asked for, naming the nearest known one.
    pub fn finish(&self) {
        let known = self.known.borrow();
        for (key, _) in self.entries() {
            let written: &str = key.get_ref().as_ref();
            if known.contains(&written) {
                continue;
            }
            let place =
                if self.name.is_empty() { "样式文件里".to_owned() } else { format!("[{}] 里", self.name) };
            let help = match nearest(written, known.iter().copied()) {
                Some(near) => format!("是不是想写“{near}”？"),
                None => format!("可以写：{}", known.join("、")),
            };
            let d = Diagnostic::error("style-key", format!("{place}不认识“{written}”"))
                .with_span(self.source.span(&key.span()))
                .with_help(help);
            self.source.diagnostics.borrow_mut().push(d);
        }
    }
}

/// The known word nearest to a written one, if it is near at all.
pub(crate) fn nearest<'k>(written: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    known
        .map(|k| (strsim::osa_distance(written, k), k))
        .filter(|(d, k)| *d <= (k.chars().count() / 3).max(1))
        .min()
        .map(|(_, k)| k)
}

impl Value for f64 {
    fn read(value: &Spanned<DeValue<'_>>, source: &Source<'_>, (low, high): Limits) -> Option<f64> {
        let number = match value.get_ref() {
            DeValue::Integer(i) => i.as_str().replace('_', "").parse().ok(),
            DeValue::Float(f) => f.as_str().replace('_', "").parse().ok(),
            _ => None,
        };
        match number {
            Some(n) if (low..=high).contains(&n) => Some(n),
            Some(n) => {
                source.error(&value.span(), format!("数值 {n} 超出范围"), format!("应在 {low} 到 {high} 之间"));
                None
            }
            None => {
                source.error(&value.span(), "这里应当是一个数", format!("写 {low} 到 {high} 之间的数，不加引号和单位"));
                None
            }
        }
    }
}

impl Value for usize {
    fn read(value: &Spanned<DeValue<'_>>, source: &Source<'_>, limits: Limits) -> Option<usize> {
        let n = f64::read(value, source, limits)?;
        if n.fract() == 0.0 {
            return Some(n as usize);
        }
        source.error(&value.span(), "这里应当是整数", format!("写 {} 到 {} 之间的整数", limits.0, limits.1));
        None
    }
}

impl Value for bool {
    fn read(value: &Spanned<DeValue<'_>>, source: &Source<'_>, _: Limits) -> Option<bool> {
        let found = value.get_ref().as_bool();
        if found.is_none() {
            source.error(&value.span(), "这里应当是 true 或 false", "写 true（是）或 false（否），不加引号");
        }
        found
    }
}

impl Value for String {
    fn read(value: &Spanned<DeValue<'_>>, source: &Source<'_>, _: Limits) -> Option<String> {
        let found = value.get_ref().as_str();
        if found.is_none() {
            source.error(&value.span(), "这里应当是文字", "用引号括起来");
        }
        found.map(str::to_owned)
    }
}

/// One word of a few: an enum in a style file.
pub(crate) fn read_word<T: Copy>(value: &Spanned<DeValue<'_>>, source: &Source<'_>, words: &[(&str, T)]) -> Option<T> {
    let written = String::read(value, source, (0.0, 0.0))?;
    let found = words.iter().find(|(w, _)| *w == written).map(|(_, t)| *t);
    if found.is_none() {
        let all = words.iter().map(|(w, _)| *w);
        let help = match nearest(&written, all.clone()) {
            Some(near) => format!("是不是想写“{near}”？"),
            None => format!("可以写：{}", all.collect::<Vec<_>>().join("、")),
        };
        source.error(&value.span(), format!("不认识“{written}”"), help);
    }
    found
}

/// A table of a style: fields with their defaults and bounds, read by their own names.
macro_rules! style_table {
    ($(#[$meta:meta])* $name:ident { $( $(#[$fmeta:meta])* $field:ident : $ty:ty = $default:expr $(, $low:literal .. $high:literal)? ; )* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name { $( $(#[$fmeta])* pub $field: $ty, )* }

        impl $name {
            pub(crate) fn read(table: &crate::panel::style::read::Table<'_, '_>) -> Self {
                $( let $field = table.field(stringify!($field), $default, style_table!(@limits $($low .. $high)?)); )*
                table.finish();
                $name { $( $field, )* }
            }
        }
    };
    (@limits) => { (0.0, 0.0) };
    (@limits $low:literal .. $high:literal) => { (f64::from($low), f64::from($high)) };
}

/// Words of a style file that stand for the variants of an enum.
macro_rules! style_words {
    ($(#[$meta:meta])* $name:ident { $( $(#[$vmeta:meta])* $variant:ident = $word:literal ),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $( $(#[$vmeta])* $variant, )* }

        impl crate::panel::style::read::Value for $name {
            fn read(
                value: &toml::Spanned<toml::de::DeValue<'_>>,
                source: &crate::panel::style::read::Source<'_>,
                _: crate::panel::style::read::Limits,
            ) -> Option<Self> {
                crate::panel::style::read::read_word(value, source, &[$( ($word, $name::$variant), )*])
            }
        }
    };
}

pub(crate) use {style_table, style_words};
