//! `content/units.csv`: the units that each get a copy of a board under their own name.
//!
//! Excel and WPS save CSV as GBK with commas, or tabs when told so; both are read. Every cell that is wrong is told with
//! line and column, and all of them at once.

use std::collections::BTreeMap;

use super::Loader;
use super::slug;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::input::{Fields, Key, Scalar, Source, decode, nearest};
use crate::model::Unit;
use crate::world::{World, resolve_path};

const COLUMNS: &[Key] = &[
    Key { name: "id", aliases: &["编号", "代号"] },
    Key { name: "name", aliases: &["单位", "单位名称", "名称"] },
    Key { name: "phone", aliases: &["电话", "联系电话"] },
    Key { name: "address", aliases: &["地址"] },
    Key { name: "hours", aliases: &["服务时间", "门诊时间"] },
    Key { name: "logo", aliases: &["标志", "徽标"] },
    Key { name: "qr", aliases: &["二维码", "网址"] },
];

/// More units than any province has, so that a wrong file does not fill the disk.
const MAX_UNITS: usize = 100_000;
/// The longest address that a code of readable size holds.
const MAX_URL: usize = 300;

/// A cell: its text and where it stands.
struct Cell {
    text: String,
    line: u32,
    column: u32,
    width: u32,
}

impl Loader<'_> {
    /// The units that a board names; none when it names no list.
    pub(super) fn units(&mut self, board: &Source, f: &mut Fields<'_>) -> Vec<Unit> {
        let Some(named) = f.scalar("units", "units.csv") else { return Vec::new() };
        let Some(path) = place_of(self.world, board.file(), &named.text) else {
            f.error(
                "units-missing",
                named.place,
                format!("找不到单位名单“{}”", named.text),
                "把名单存成 CSV 文件，放在 content 文件夹里，例如 content/units.csv，这里就写 单位名单: units.csv",
            );
            return Vec::new();
        };
        // Several boards may share a list: it is read and told once.
        if let Some(known) = self.lists.get(&path) {
            return known.clone();
        }
        let units = read(self.world, &path, f, &named, &mut self.problems);
        self.lists.insert(path, units.clone());
        units
    }
}

/// `content/units.csv`, else beside the board's file.
fn place_of(world: &dyn World, board: &str, named: &str) -> Option<String> {
    let inner = named.strip_prefix("content/").unwrap_or(named);
    [resolve_path("content/x", inner), resolve_path(board, named)].into_iter().flatten().find(|p| world.is_file(p))
}

fn read(world: &dyn World, path: &str, f: &mut Fields<'_>, named: &Scalar, problems: &mut Diagnostics) -> Vec<Unit> {
    let bytes = match world.read(path) {
        Ok(bytes) => bytes,
        Err(e) => {
            let help = "看看它是不是正在 Excel 或 WPS 里打开着";
            f.error("file-unreadable", named.place, format!("打不开单位名单“{path}”：{}", e.zh()), help);
            return Vec::new();
        }
    };
    let decoded = match decode(path, &bytes) {
        Ok(decoded) => decoded,
        Err(d) => {
            let help = "在 Excel 或 WPS 里打开名单，选“另存为”→“CSV（逗号分隔）”，不要只改文件名";
            problems.push(d.with_help(help));
            return Vec::new();
        }
    };
    // GBK is what Excel saves: nothing to complain about here, unlike in Markdown.
    let source = Source::new(path, decoded.text);
    let mut table = Table { world, source: &source, problems };
    table.units()
}

struct Table<'a> {
    world: &'a dyn World,
    source: &'a Source,
    problems: &'a mut Diagnostics,
}

impl Table<'_> {
    fn units(&mut self) -> Vec<Unit> {
        let rows = self.rows();
        let mut rows = rows.iter().filter(|r| r.iter().any(|c| !c.text.is_empty()));
        let Some(head) = rows.next().and_then(|head| self.head(head)) else { return Vec::new() };
        let mut units = Vec::new();
        let mut taken: BTreeMap<String, u32> = BTreeMap::new();
        for row in rows.take(MAX_UNITS) {
            if let Some(unit) = self.unit(&head, row, &mut taken) {
                units.push(unit);
            }
        }
        if units.is_empty() && !self.problems.has_errors() {
            let d = Diagnostic::error("units-empty", "单位名单里一个单位也没有");
            let help = "第一行写栏目名，从第二行起每行一个单位";
            self.problems.push(d.with_span(self.source.span_at(1, 0, 0)).with_help(help));
        }
        units
    }

    /// All records, with the place of every cell.
    fn rows(&mut self) -> Vec<Vec<Cell>> {
        let first = self.source.line(1);
        let delimiter = if first.contains('\t') && !first.contains(',') { b'\t' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(self.source.text().as_bytes());
        let mut rows = Vec::new();
        for record in reader.records().flatten() {
            let line = record.position().map_or(1, csv::Position::line) as u32;
            let places = columns_of(self.source.line(line), char::from(delimiter));
            let cells = record.iter().enumerate().map(|(i, text)| {
                let (column, width) = places.get(i).copied().unwrap_or((0, 0));
                Cell { text: text.trim().to_owned(), line, column, width }
            });
            rows.push(cells.collect());
        }
        rows
    }

    fn error(&mut self, code: &'static str, at: &Cell, message: String, help: impl Into<String>) {
        let span = self.source.span_at(at.line, at.column, at.width);
        self.problems.push(Diagnostic::error(code, message).with_span(span).with_help(help));
    }

    /// What each column is; `None` when the head cannot be used.
    fn head(&mut self, cells: &[Cell]) -> Option<Vec<Option<&'static str>>> {
        let all = || COLUMNS.iter().flat_map(|k| std::iter::once(k.name).chain(k.aliases.iter().copied()));
        let mut out: Vec<Option<&'static str>> = Vec::new();
        let mut sound = true;
        for cell in cells {
            let name = cell.text.to_ascii_lowercase();
            let key = COLUMNS.iter().find(|k| k.name == name || k.aliases.contains(&name.as_str())).map(|k| k.name);
            if key.is_none() && !name.is_empty() {
                sound = false;
                let help = match nearest(&name, all()) {
                    Some(near) => format!("是不是想写“{near}”？"),
                    None => format!(
                        "可以用的栏目：{}。不用的栏目请整列删掉",
                        COLUMNS
                            .iter()
                            .map(|k| k.aliases.first().copied().unwrap_or(k.name))
                            .collect::<Vec<_>>()
                            .join("、")
                    ),
                };
                self.error("units-unknown-column", cell, format!("不认识的栏目“{}”", cell.text), help);
            } else if key.is_some() && out.contains(&key) {
                sound = false;
                self.error("units-repeated-column", cell, format!("栏目“{}”有两列", cell.text), "只留一列");
            }
            out.push(key);
        }
        if sound && !out.contains(&Some("name")) {
            sound = false;
            let d = Diagnostic::error("units-no-name", "单位名单的第一行里没有“单位”这一栏");
            let help = "第一行写栏目名，例如：单位,电话,地址";
            self.problems.push(d.with_span(self.source.span_at(1, 0, 0)).with_help(help));
        }
        sound.then_some(out)
    }

    fn unit(&mut self, head: &[Option<&'static str>], row: &[Cell], taken: &mut BTreeMap<String, u32>) -> Option<Unit> {
        if let Some(extra) = row.iter().skip(head.len()).find(|c| !c.text.is_empty()) {
            let message = format!("这一行多出一格“{}”，第一行只有 {} 栏", extra.text, head.len());
            self.error("units-cells", extra, message, "地址等文字里有逗号时，整格用英文双引号括起来");
            return None;
        }
        let cell = |name: &str| {
            let at = head.iter().position(|h| *h == Some(name))?;
            row.get(at).filter(|c| !c.text.is_empty())
        };
        let text = |name: &str| cell(name).map(|c| c.text.clone());
        let Some(name) = cell("name") else {
            let first = row.first()?;
            let at = Cell { text: String::new(), column: 0, width: 0, ..*first };
            self.error("units-no-name", &at, "这一行没有写单位".to_owned(), "写上单位名称，或删掉这一行");
            return None;
        };
        let id = self.id(cell("id"), name, taken);
        // A cell that is written and wrong was told, and there is no board without its error mended.
        let logo = cell("logo").and_then(|c| self.logo(c));
        let link = cell("qr").and_then(|c| self.link(c));
        Some(Unit {
            file: self.source.file().into(),
            line: name.line,
            id: id?,
            name: name.text.clone(),
            phone: text("phone"),
            address: text("address"),
            hours: text("hours"),
            logo,
            link,
        })
    }

    /// The file's name: as given, else the name's 拼音.
    fn id(&mut self, given: Option<&Cell>, name: &Cell, taken: &mut BTreeMap<String, u32>) -> Option<String> {
        let at = given.unwrap_or(name);
        let id = match given {
            Some(c) => c.text.clone(),
            None => match slug::from_title(&name.text) {
                Some(id) => id,
                None => {
                    let message = format!("“{}”拼不出文件名", name.text);
                    self.error("units-bad-id", name, message, "加一栏“编号”，写一个简单的名字，例如 qinghe-01");
                    return None;
                }
            },
        };
        if let Err(why) = slug::check(&id) {
            let message = format!("编号“{id}”不能做文件名：{why}");
            self.error("units-bad-id", at, message, "用字母、数字和减号，例如 qinghe-01");
            return None;
        }
        match taken.insert(id.to_lowercase(), at.line) {
            None => Some(id),
            Some(first) => {
                let message = format!("编号“{id}”和第 {first} 行的一样，PDF 会互相覆盖");
                self.error("units-duplicate", at, message, "在“编号”一栏写上不同的编号");
                None
            }
        }
    }

    fn logo(&mut self, cell: &Cell) -> Option<String> {
        let place = [resolve_path(self.source.file(), &cell.text), resolve_path("x", &cell.text)];
        let Some(path) = place.into_iter().flatten().find(|p| self.world.is_file(p)) else {
            let help = "写从网站文件夹算起的路径，例如 static/logos/qinghe.svg";
            self.error("picture-missing", cell, format!("找不到标志图片“{}”", cell.text), help);
            return None;
        };
        let lower = path.to_ascii_lowercase();
        if !lower.ends_with(".svg") && !lower.ends_with(".png") {
            self.error("bad-logo", cell, "标志要用 SVG 或 PNG 图片".to_owned(), "请把标志另存为 PNG，最好是 SVG");
            return None;
        }
        Some(path)
    }

    fn link(&mut self, cell: &Cell) -> Option<String> {
        let lower = cell.text.to_ascii_lowercase();
        let sound =
            (lower.starts_with("https://") || lower.starts_with("http://")) && !cell.text.contains(char::is_whitespace);
        if !sound || cell.text.len() > MAX_URL {
            let why = if sound { "太长，印成二维码扫不出来" } else { "不对" };
            let help = "写完整的网址，以 https:// 开头，越短越好";
            self.error("units-bad-link", cell, format!("二维码的网址{why}：{}", shortened(&cell.text)), help);
            return None;
        }
        Some(cell.text.clone())
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_owned() } else { text.chars().take(40).chain(['…']).collect() }
}

/// Column and width of every cell on a record's first line (RFC 4180: a delimiter within quotes is text).
fn columns_of(line: &str, delimiter: char) -> Vec<(u32, u32)> {
    let mut out = Vec::new();
    let (mut start, mut quoted) = (1u32, false);
    let mut column = 1u32;
    for c in line.chars() {
        if c == '"' {
            quoted = !quoted;
        } else if c == delimiter && !quoted {
            out.push((start, (column - start).max(1)));
            start = column + 1;
        }
        column += 1;
    }
    out.push((start, (column - start).max(1)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_places() {
        assert_eq!(columns_of("一,二三,", ','), [(1, 1), (3, 2), (6, 1)]);
        assert_eq!(columns_of("\"甲,乙\",丙", ','), [(1, 5), (7, 1)]);
    }
}
