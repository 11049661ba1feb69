//! YAML of a front matter, with the slips that Chinese input methods cause put right where only one reading is possible.

use saphyr_parser::{Event, Parser, ScalarStyle, Span as YamlSpan};

use super::Source;
use super::fields::{Field, Place, Scalar, Value};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// A front matter longer than this is none.
pub const YAML_MAX_BYTES: usize = 64 * 1024;

/// Reads the mapping in `text`, whose first line is line `first_line` of `source`.
pub fn yaml_fields(source: &Source, text: &str, first_line: u32) -> (Vec<Field>, Diagnostics) {
    let (mended, shifts) = mend(text);
    let swallowed = text.lines().any(comment_in_braces);
    let mut reader = Reader { source, first_line, shifts, swallowed, out: Vec::new(), problems: Diagnostics::new() };
    let mut parser = Parser::new_from_str(&mended);
    let mut state = State::Start;
    let mut skipping = 0_usize;
    while let Some(next) = parser.next_event() {
        let (event, span) = match next {
            Ok(pair) => pair,
            Err(e) => {
                reader.syntax_error(&e);
                break;
            }
        };
        // Nothing deeper than a list of words or a table of them has a meaning here, so depth never costs more than a
        // counter.
        if skipping > 0 {
            match event {
                Event::MappingStart(..) | Event::SequenceStart(..) => skipping += 1,
                Event::MappingEnd | Event::SequenceEnd => skipping -= 1,
                _ => {}
            }
            continue;
        }
        if matches!(event, Event::Alias(_)) || anchored(&event) {
            // An alias may stand for a thousand others ("billion laughs"); no front matter needs one.
            reader.error(
                "yaml-alias",
                &span,
                "YAML 的锚点（&）和引用（*）在这里不能用",
                "直接写出内容；文字以 & 或 * 开头时，给它加上英文引号",
            );
            break;
        }
        state = reader.step(state, event, span, &mut skipping);
        if matches!(state, State::Failed) {
            break;
        }
    }
    (reader.out, reader.problems)
}

fn anchored(event: &Event<'_>) -> bool {
    matches!(event, Event::Scalar(_, _, 1.., _) | Event::SequenceStart(1.., _) | Event::MappingStart(1.., _))
}

/// Where the reader stands.
enum State {
    Start,
    Key,
    Value { key: String, place: Place },
    List { key: String, place: Place, items: Vec<Scalar> },
    Table(Inner),
    Done,
    Failed,
}

/// A table within the mapping, and its key whose value is still to come.
struct Inner {
    key: String,
    place: Place,
    fields: Vec<Field>,
    open: Option<(String, Place)>,
}

struct Reader<'a> {
    source: &'a Source,
    first_line: u32,
    /// Per line, the column (from 0) after which one character was put in.
    shifts: Vec<Option<usize>>,
    /// Whether a comment hides the end of some braces.
    swallowed: bool,
    out: Vec<Field>,
    problems: Diagnostics,
}

impl Reader<'_> {
    fn step(&mut self, state: State, event: Event<'_>, span: YamlSpan, skipping: &mut usize) -> State {
        match (state, event) {
            (s, Event::Nothing | Event::StreamStart | Event::DocumentStart(_)) => s,
            (_, Event::StreamEnd) => State::Done,
            (State::Start, Event::MappingStart(..)) => State::Key,
            (State::Start, Event::DocumentEnd) => State::Done,
            (State::Start, Event::Scalar(t, ..)) if t.is_empty() || &*t == "~" => State::Start,
            (State::Start, _) => {
                self.error("bad-yaml", &span, "文章开头的设置要一行一项，写成“字段: 内容”", "例如：标题: 科学控烟");
                State::Failed
            }
            (State::Key, Event::Scalar(key, ..)) => State::Value { key: key.into_owned(), place: self.place(&span) },
            (State::Key, Event::MappingEnd) => State::Done,
            (State::Key, _) => {
                self.error("bad-yaml", &span, "字段名要是一个词", "写成“字段: 内容”，例如：标题: 科学控烟");
                State::Failed
            }
            (State::Value { key, place }, Event::Scalar(text, style, ..)) => {
                let value = match self.scalar(&text, style, &span) {
                    Some(s) => Value::One(s),
                    None => Value::Empty,
                };
                self.out.push(Field { key, place, value });
                State::Key
            }
            (State::Value { key, place }, Event::SequenceStart(..)) => State::List { key, place, items: Vec::new() },
            (State::Value { key, place }, Event::MappingStart(..)) => {
                State::Table(Inner { key, place, fields: Vec::new(), open: None })
            }
            (State::Value { key, place }, _) => {
                *skipping = 1;
                self.out.push(Field { key, place, value: Value::Table(Vec::new()) });
                State::Key
            }
            (State::Table(table), event) => self.within(table, event, &span, skipping),
            (State::List { key, place, mut items }, Event::Scalar(text, style, ..)) => {
                items.extend(self.scalar(&text, style, &span));
                State::List { key, place, items }
            }
            (State::List { key, place, items }, Event::SequenceEnd) => {
                self.out.push(Field { key, place, value: Value::Many(items) });
                State::Key
            }
            (State::List { key, place, items }, Event::MappingStart(..) | Event::SequenceStart(..)) => {
                *skipping = 1;
                self.error(
                    "wrong-type",
                    &span,
                    format!("“{key}”的列表里每一项要是一段文字"),
                    "写成 [甲, 乙]，或每行一个“- 甲”；文字里有英文冒号时给它加上英文引号",
                );
                State::List { key, place, items }
            }
            (s, _) => s,
        }
    }

    /// One event of a table: keys and plain values in turn, nothing deeper.
    fn within(&mut self, mut table: Inner, event: Event<'_>, span: &YamlSpan, skipping: &mut usize) -> State {
        table.open = match (table.open.take(), event) {
            (_, Event::MappingEnd) => {
                let Inner { key, place, fields, .. } = table;
                self.out.push(Field { key, place, value: Value::Table(fields) });
                return State::Key;
            }
            (None, Event::Scalar(name, ..)) => Some((name.into_owned(), self.place(span))),
            (Some((key, place)), Event::Scalar(text, style, ..)) => {
                let value = self.scalar(&text, style, span).map_or(Value::Empty, Value::One);
                table.fields.push(Field { key, place, value });
                None
            }
            (open, _) => {
                *skipping = 1;
                let message = format!("“{}”里每一项要写成“名字: 内容”，内容是一段文字", table.key);
                self.error("wrong-type", span, message, "去掉里面多余的括号或缩进");
                // What was refused stood for a key when none was open, and its value is still to come.
                if open.is_none() { Some((String::new(), self.place(span))) } else { None }
            }
        };
        State::Table(table)
    }

    fn scalar(&self, text: &str, style: ScalarStyle, span: &YamlSpan) -> Option<Scalar> {
        let plain = matches!(style, ScalarStyle::Plain);
        if plain && matches!(text, "" | "~" | "null" | "Null" | "NULL") {
            return None;
        }
        Some(Scalar { text: text.to_owned(), place: self.place(span) })
    }

    fn place(&self, span: &YamlSpan) -> Place {
        let mut place = self.at(span.start.line(), span.start.col());
        let one_line = span.start.line() == span.end.line();
        place.width = if one_line { (span.end.col().saturating_sub(span.start.col())).max(1) as u32 } else { 1 };
        place
    }

    fn at(&self, line: usize, column: usize) -> Place {
        let shift = self.shifts.get(line.saturating_sub(1)).copied().flatten();
        let column = if shift.is_some_and(|s| column > s) { column - 1 } else { column };
        Place { line: self.first_line + (line as u32).saturating_sub(1), column: column as u32 + 1, width: 1 }
    }

    fn error(&mut self, code: &'static str, span: &YamlSpan, message: impl Into<String>, help: &str) {
        let place = self.place(span);
        let span = self.source.span_at(place.line, place.column, place.width);
        self.problems.push(Diagnostic::error(code, message).with_span(span).with_help(help));
    }

    fn syntax_error(&mut self, error: &saphyr_parser::ScanError) {
        let (why, help) = if self.swallowed { COMMENT_IN_BRACES } else { explain(error.info()) };
        let lines = self.shifts.len().max(1);
        let (line, column) = (error.marker().line(), error.marker().col());
        // An error at the very end is told on the last line that is there.
        let place = if line > lines { self.at(lines, 0) } else { self.at(line, column) };
        let column = if line > lines { 0 } else { place.column };
        let span = self.source.span_at(place.line, column, 1);
        self.problems.push(Diagnostic::error("bad-yaml", why).with_span(span).with_help(help));
    }
}

const COMMENT_IN_BRACES: (&str, &str) =
    ("没有引号的 # 是注释的开头，后面的花括号也被当成了注释", "给颜色加上英文引号，例如 配色: {主色: \"#0A7D5A\"}");

/// `{主色: #0a7d5a}`: a `#` after a blank begins a comment, which takes the closing brace with it.
fn comment_in_braces(line: &str) -> bool {
    let open = line.split_once('{').and_then(|(_, rest)| rest.split_once(" #"));
    open.is_some_and(|(before, after)| !before.contains(['}', '"', '\'']) && after.contains('}'))
}

/// The parser's words in plain Chinese: what is wrong, what to do.
fn explain(info: &str) -> (&'static str, &'static str) {
    let has = |part: &str| info.contains(part);
    if has("mapping values are not allowed") || has("illegal placement of ':'") {
        ("这一行里多了一个英文冒号", "内容里有英文冒号时，用中文冒号“：”，或给整段内容加上英文引号")
    } else if has("tab") {
        ("这里有制表符（Tab 键），YAML 只能用空格", "删掉 Tab，改用空格")
    } else if has("quoted scalar") || has("double-quoted") || has("escape") {
        ("英文引号没有成对，或引号后面多了内容", "检查这一行和上面几行的英文引号；文字里要用引号时，用中文引号“”")
    } else if has("flow") || has("bracket") || has("',' or") {
        ("方括号或花括号没有成对", "列表写成 [甲, 乙]，用英文的方括号和逗号")
    } else if has("simple key") || has("expected key") || has("did not find expected") {
        ("这一行不是“字段: 内容”的样子", "每行写一项，字段名后面用冒号；列表的每一项前面写“- ”")
    } else if has("indent") || has("block collection") || has("'-'") || has("sequence entries") {
        ("这一行的缩进不对", "字段名顶格写；列表的每一项写成“  - 甲”，前面的空格一样多")
    } else if has("plain scalar") || has("unexpected character") || has("alias") || has("tag") || has("anchor") {
        ("内容的第一个字是 YAML 的特殊符号", "给这一项的内容加上英文引号，例如：标题: \"@所有人\"")
    } else {
        ("这一行的写法 YAML 读不懂", "每行写成“字段: 内容”；拿不准时给内容加上英文引号")
    }
}

/// Puts the colon after a top-level key right: `标题：甲` and `标题:甲` become `标题: 甲`.
fn mend(text: &str) -> (String, Vec<Option<usize>>) {
    let mut out = String::with_capacity(text.len() + 64);
    let mut shifts = Vec::new();
    for line in text.lines() {
        let (mended, shift) = mend_line(line);
        out.push_str(&mended);
        out.push('\n');
        shifts.push(shift);
    }
    (out, shifts)
}

fn mend_line(line: &str) -> (String, Option<usize>) {
    let unchanged = || (line.to_owned(), None);
    let Some((at, colon)) = line.char_indices().find(|(_, c)| matches!(c, ':' | '：')) else { return unchanged() };
    let key = line.get(..at).unwrap_or_default();
    let rest = line.get(at + colon.len_utf8()..).unwrap_or_default();
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let named = !key.is_empty() && key.chars().count() <= 20 && key.trim_end().chars().all(word);
    // A URL is no key, and `- …` is an item.
    if !named || key.starts_with('-') || (colon == ':' && rest.starts_with("//")) {
        return unchanged();
    }
    let spaced = rest.is_empty() || rest.starts_with([' ', '\t']);
    let wide_space = rest.starts_with('\u{3000}');
    if wide_space {
        return (format!("{key}: {}", rest.trim_start_matches('\u{3000}')), None);
    }
    match (colon, spaced) {
        (':', true) => unchanged(),
        (_, true) => (format!("{key}:{rest}"), None),
        (_, false) => (format!("{key}: {rest}"), Some(key.chars().count())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Field>, Vec<&'static str>) {
        let source = Source::new("a.md", text);
        let (fields, problems) = yaml_fields(&source, text, 1);
        (fields, problems.iter().map(|d| d.code).collect())
    }

    #[test]
    fn chinese_colons_and_places() {
        let (fields, problems) =
            read("标题：控烟：从我做起\ndate:2026-05-31\ntags: [甲, 乙]\nsource:\n  - 甲\n  - 乙\nslug:\n");
        assert_eq!(problems, Vec::<&str>::new());
        let value = |i: usize| fields[i].value.clone();
        assert!(
            matches!(value(0), Value::One(s) if s.text == "控烟：从我做起" && s.place == Place { line: 1, column: 4, width: 7 })
        );
        assert!(matches!(value(1), Value::One(s) if s.text == "2026-05-31" && s.place.column == 6));
        assert!(matches!(value(2), Value::Many(v) if v.len() == 2 && v[1].place.column == 11));
        assert!(matches!(value(3), Value::Many(v) if v[1].place.line == 6));
        assert_eq!(value(4), Value::Empty);
    }

    #[test]
    fn tables_one_deep() {
        let (fields, problems) =
            read("配色: {主色: \"#0a7d5a\", deep: 004d3b}\npalette:\n  accent: '#112233'\n  page: #112233\n");
        assert_eq!(problems, Vec::<&str>::new());
        let table = |i: usize| match &fields[i].value {
            Value::Table(inner) => inner.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(table(0).iter().map(|f| f.key.as_str()).collect::<Vec<_>>(), ["主色", "deep"]);
        assert!(matches!(&table(0)[1].value, Value::One(s) if s.text == "004d3b" && s.place.column == 27));
        assert!(matches!(&table(1)[0].value, Value::One(s) if s.text == "#112233" && s.place.line == 3));
        assert_eq!(table(1)[1].value, Value::Empty);
        assert_eq!(read("a: {b: [c, [d]], {e: f}: g, h: i}\nj: k\n").1, ["wrong-type", "wrong-type"]);
        assert_eq!(read("a: {b: [c], h: i}\nj: k\n").0.len(), 2);
    }

    #[test]
    fn errors_are_told() {
        assert_eq!(read("title: a: b\n").1, ["bad-yaml"]);
        assert_eq!(read("a: &x [1]\nb: *x\n").1, ["yaml-alias"]);
        assert_eq!(read("- a\n- b\n").1, ["bad-yaml"]);
        assert_eq!(read("title: \"abc\n").1, ["bad-yaml"]);
        assert_eq!(read("tags: [[a], b]\n").1, ["wrong-type"]);
        assert_eq!(read(&"[".repeat(20_000)).1.len(), 1);
        assert_eq!(read("").1, Vec::<&str>::new());
        assert_eq!(read("# 备注\n").1, Vec::<&str>::new());
    }
}
