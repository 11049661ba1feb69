//! Print styles: a theme's `print/<id>.toml` ► [`Style`], everything resolved.
//!
//! Lengths are in u (the sheet's short edge / 1188) or in parts of the body size, so one style fits every sheet.

mod contrast;
mod furniture;
mod palette;
mod parts;
mod read;
mod recolor;
mod roles;

use std::collections::BTreeMap;

pub use contrast::{Unreadable, contrast, unreadable};
pub use furniture::{Footer, Masthead, MastheadKind};
pub use palette::{Hue, Ink, Palette};
pub use parts::*;
pub use recolor::Recolor;
pub use roles::{FaceChoice, FaceChoices, FaceRole, Role, Roles};

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{AlertKind, BoardColor};
use crate::panel::scene::Color;
use crate::world::World;
use read::{Source, Table};

/// A print style, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Style {
    /// The file's name without `.toml`: `qingxin`.
    pub id: String,
    /// The name that boards use: 清新.
    pub name: String,
    /// One sentence on what it is for.
    pub summary: String,
    /// The file it came from.
    pub path: String,
    /// Its colours by name.
    pub palette: Palette,
    /// What a board made of them.
    pub recolor: Recolor,
    /// The sheet's ground.
    pub page: Color,
    /// The hues that cards wear in turn; never empty.
    pub hues: Vec<Hue>,
    /// Faces.
    pub faces: FaceChoices,
    /// Roles of text.
    pub roles: Roles,
    /// Body size and line height.
    pub body: BodyRange,
    /// The grid.
    pub grid: Grid,
    /// Cards.
    pub card: CardFrame,
    /// Section titles.
    pub heading: HeadingStyle,
    /// Paragraphs.
    pub prose: ProseStyle,
    /// Boards with running text in columns.
    pub flow: FlowStyle,
    /// Lists.
    pub list: ListStyle,
    /// Steps.
    pub steps: StepStyle,
    /// Timelines.
    pub timeline: TimelineStyle,
    /// Key figures.
    pub key_figure: KeyStyle,
    /// Checklists.
    pub checklist: CheckStyle,
    /// Questions and answers.
    pub qa: QaStyle,
    /// Tiles and icon grids.
    pub tiles: TileStyle,
    /// Tables.
    pub table: TableStyle,
    /// Do and don't.
    pub choice: ChoiceStyle,
    /// Alerts.
    pub alert: AlertStyle,
    /// The looks of the kinds of alert.
    pub alerts: BTreeMap<AlertKind, AlertLook>,
    /// Quotations.
    pub quote: QuoteStyle,
    /// Pictures.
    pub figure: FigureStyle,
    /// The masthead.
    pub masthead: Masthead,
    /// The footer.
    pub footer: Footer,
}

impl Style {
    /// The hue of the card with a number from 0.
    pub fn hue(&self, card: usize) -> Hue {
        let fallback = Hue { main: Color::BLACK, tint: Color::WHITE, deep: Color::BLACK };
        self.hues.get(card % self.hues.len().max(1)).copied().unwrap_or(fallback)
    }

    /// A colour by its name in the palette.
    pub fn color(&self, name: &str) -> Option<Color> {
        self.palette.get(name).copied()
    }
}

/// What can be told of a style without loading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StyleEntry {
    /// Its id.
    pub id: String,
    /// Its Chinese name.
    pub name: String,
    /// Its file.
    pub path: String,
}

/// The theme whose styles stand in where a theme has none of its own.
const DEFAULT_THEME: &str = "default";

/// The styles of a theme, those of the default theme included, by id.
pub fn list(world: &dyn World, theme: &str) -> Vec<StyleEntry> {
    let mut found: BTreeMap<String, StyleEntry> = BTreeMap::new();
    for theme in [DEFAULT_THEME, theme] {
        let dir = format!("themes/{theme}/print");
        for entry in world.walk(&dir).files {
            let Some(id) = entry.path.strip_prefix(&dir).and_then(|p| p.strip_prefix('/')) else { continue };
            let Some(id) = id.strip_suffix(".toml").filter(|i| !i.contains('/')) else { continue };
            let Ok(bytes) = world.read(&entry.path) else { continue };
            let text = String::from_utf8_lossy(&bytes);
            let source = Source::new(&entry.path, &text);
            let table = source.parse();
            let name = table.get_ref().get("name").and_then(|v| v.get_ref().as_str()).unwrap_or(id).to_owned();
            found.insert(id.to_owned(), StyleEntry { id: id.to_owned(), name, path: entry.path.clone() });
        }
    }
    found.into_values().collect()
}

/// Loads a style by its id or Chinese name; from the default theme when the theme has none of that name.
///
/// `None` only when there is no such style or its file cannot be used; every mistake in it is told.
pub fn load(world: &dyn World, theme: &str, id: &str) -> (Option<Style>, Diagnostics) {
    load_with(world, theme, id, &[])
}

/// The same with some of its colours changed. A name that the style does not have is told, and what can no longer be
/// read on what it stands on.
pub fn load_with(world: &dyn World, theme: &str, id: &str, changes: &[BoardColor]) -> (Option<Style>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let entries = list(world, theme);
    let Some(entry) = entries.iter().find(|e| e.id == id || e.name == id) else {
        let names: Vec<String> = entries.iter().map(|e| format!("{}（{}）", e.name, e.id)).collect();
        diagnostics.push(
            Diagnostic::error("style-unknown", format!("没有名叫“{id}”的版式"))
                .with_help(format!("可以用：{}", names.join("、"))),
        );
        // A file that is no TOML has lost its name: perhaps it is the one that was meant.
        diagnostics.extend(entries.iter().flat_map(|e| broken(world, e)));
        return (None, diagnostics);
    };
    let bytes = match world.read(&entry.path) {
        Ok(bytes) => bytes,
        Err(e) => {
            diagnostics.push(
                Diagnostic::error("style-unreadable", format!("样式文件读不出来（{e:?}）"))
                    .with_span(Span::file(&entry.path)),
            );
            return (None, diagnostics);
        }
    };
    let Ok(text) = std::str::from_utf8(&bytes) else {
        diagnostics.push(
            Diagnostic::error("style-encoding", "样式文件不是 UTF-8 编码")
                .with_span(Span::file(&entry.path))
                .with_help("用记事本打开，另存为时选 UTF-8"),
        );
        return (None, diagnostics);
    };
    let (style, found) = parse(&entry.id, &entry.path, text, changes);
    diagnostics.extend(found);
    if !changes.is_empty() {
        let (plain, _) = parse(&entry.id, &entry.path, text, &[]);
        diagnostics.extend(contrast::changed(&plain, &style, changes));
    }
    let style = (!diagnostics.has_errors()).then_some(style);
    (style, diagnostics)
}

/// Where a style's file breaks TOML's grammar.
fn broken(world: &dyn World, entry: &StyleEntry) -> Diagnostics {
    let Ok(bytes) = world.read(&entry.path) else { return Diagnostics::new() };
    let text = String::from_utf8_lossy(&bytes);
    let source = Source::new(&entry.path, &text);
    source.parse();
    source.into_diagnostics()
}

/// Reads a style's text. Where something is wrong, a default stands in and the mistake is told.
fn parse(id: &str, path: &str, text: &str, changes: &[BoardColor]) -> (Style, Diagnostics) {
    let source = Source::new(path, text);
    let parsed = source.parse();
    let root = Table::new(&source, parsed.get_ref(), "");
    let (palette, recolor) = read_palette(&root, changes);
    let hues = read_hues(&root);
    let name = root.field("name", id.to_owned(), (0.0, 0.0));
    let summary = root.field("summary", String::new(), (0.0, 0.0));
    let named = |key: &str| source.palette.borrow().get(key).copied().unwrap_or(Color::BLACK);
    let strong = root.field("strong", Ink::Solid(named("deep")), (0.0, 0.0));
    let alert = root.table("alerts");
    let style = Style {
        id: id.to_owned(),
        name,
        summary,
        path: path.to_owned(),
        page: palette.get("page").copied().unwrap_or(Color::WHITE),
        palette,
        recolor,
        hues,
        faces: FaceChoices::read(&root.table("faces")),
        roles: Roles::read(&root.table("type"), strong),
        body: BodyRange::read(&root.table("body")),
        grid: Grid::read(&root.table("grid")),
        card: CardFrame::read(&root.table("card")),
        heading: HeadingStyle::read(&root.table("heading")),
        prose: ProseStyle::read(&root.table("prose")),
        flow: FlowStyle::read(&root.table("flow")),
        list: ListStyle::read(&root.table("list")),
        steps: StepStyle::read(&root.table("steps")),
        timeline: TimelineStyle::read(&root.table("timeline")),
        key_figure: KeyStyle::read(&root.table("key_figure")),
        checklist: CheckStyle::read(&root.table("checklist")),
        qa: QaStyle::read(&root.table("qa")),
        tiles: TileStyle::read(&root.table("tiles")),
        table: TableStyle::read(&root.table("table")),
        choice: ChoiceStyle::read(&root.table("choice")),
        alert: AlertStyle::read(&root.table("alert")),
        alerts: ALERT_KEYS.into_iter().map(|(kind, key)| (kind, AlertLook::read(&alert.table(key)))).collect(),
        quote: QuoteStyle::read(&root.table("quote")),
        figure: FigureStyle::read(&root.table("figure")),
        masthead: Masthead::read(&root.table("masthead")),
        footer: Footer::read(&root.table("footer")),
    };
    alert.finish();
    root.finish();
    // As one reads the file, not as the parts were read.
    let mut diagnostics: Vec<Diagnostic> = source.into_diagnostics().into_iter().collect();
    diagnostics.sort_by_key(|d| d.span.as_ref().map(|s| (s.line, s.column)));
    (style, diagnostics.into_iter().collect())
}

/// The names of the kinds of alert in `[alerts.…]`.
const ALERT_KEYS: [(AlertKind, &str); 5] = [
    (AlertKind::Note, "note"),
    (AlertKind::Tip, "tip"),
    (AlertKind::Important, "important"),
    (AlertKind::Warning, "myth"),
    (AlertKind::Caution, "urgent"),
];

fn read_palette(root: &Table<'_, '_>, changes: &[BoardColor]) -> (Palette, Recolor) {
    let mut palette = palette::read_palette(&root.table("palette"));
    let missing: Vec<&str> = palette::REQUIRED.into_iter().filter(|n| !palette.contains_key(*n)).collect();
    if !missing.is_empty() {
        let at = root.get("palette").map_or(0..0, |v| v.span());
        root.source.error(
            &at,
            format!("[palette] 缺少颜色：{}", missing.join("、")),
            "每个版式都要有这些颜色，补上即可",
        );
    }
    let recolor = Recolor::make(&mut palette, changes);
    root.source.palette.replace(palette.clone());
    (palette, recolor)
}

fn read_hues(root: &Table<'_, '_>) -> Vec<Hue> {
    let named = |key: &str| root.source.palette.borrow().get(key).copied().unwrap_or(Color::BLACK);
    let whole = Hue { main: named("accent"), tint: named("tint"), deep: named("deep") };
    let mut hues = Vec::new();
    for table in root.tables("hue") {
        let pick = |key, default: Color| table.field(key, Ink::Solid(default), (0.0, 0.0)).text_on(&whole);
        hues.push(Hue {
            main: pick("main", whole.main),
            tint: pick("tint", whole.tint),
            deep: pick("deep", whole.deep),
        });
        table.finish();
    }
    if hues.is_empty() {
        hues.push(whole);
    }
    hues
}

#[cfg(test)]
mod tests;
