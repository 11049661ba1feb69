//! `report.json`: what a build made, for programs. It holds no time stamp; the same input gives the same bytes.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity};

/// The report's shape; fractions are 0 to 1, sizes in the unit that the key names.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// Of banbao.
    pub version: String,
    /// How much was made.
    pub generated: Generated,
    /// The website's pages, by address.
    pub pages: Vec<PageEntry>,
    /// The boards, by id.
    pub boards: Vec<BoardEntry>,
    /// What was found wrong.
    pub diagnostics: Vec<Problem>,
}

/// How much was made.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Generated {
    /// Pages of the website.
    pub pages: usize,
    /// Sheets of boards.
    pub sheets: usize,
    /// Files in `output/`, this report included.
    pub files: usize,
}

/// A page of the website.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PageEntry {
    /// Its address below the site's root, `/` at both ends.
    pub url: String,
    /// The file it comes from; `null` for lists.
    pub source: Option<String>,
    /// Its title.
    pub title: String,
}

/// A board.
#[derive(Debug, Clone, Serialize)]
pub struct BoardEntry {
    /// Its id.
    pub id: String,
    /// The file it comes from.
    pub source: String,
    /// Its PDF below `output/`; `null` when it could not be made.
    pub pdf: Option<String>,
    /// The copies under the names of units.
    pub units: Vec<UnitEntry>,
    /// Its sheets.
    pub sheets: Vec<SheetEntry>,
    /// How the text fits.
    pub fit: FitEntry,
}

/// A unit's copy of a board.
#[derive(Debug, Clone, Serialize)]
pub struct UnitEntry {
    /// The unit's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its PDF below `output/`.
    pub pdf: String,
}

/// A sheet.
#[derive(Debug, Clone, Serialize)]
pub struct SheetEntry {
    /// The PDF's page, from 1.
    pub page: usize,
    /// Trim width.
    pub width_mm: f64,
    /// Trim height.
    pub height_mm: f64,
    /// Its columns, left to right.
    pub columns: Vec<ColumnEntry>,
}

/// A column.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ColumnEntry {
    /// How much of its height is filled.
    pub fill: f64,
}

/// How a board's text fits.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct FitEntry {
    /// The body size chosen.
    pub body_pt: f64,
    /// The smallest allowed.
    pub min_pt: f64,
    /// The largest allowed.
    pub max_pt: f64,
    /// How many columns.
    pub columns: usize,
    /// How much of all columns is filled.
    pub fill: f64,
    /// Characters too many; 0 when everything fits.
    pub overflow_chars: usize,
    /// How many more would fit at this size.
    pub spare_chars: usize,
}

/// A diagnostic in the report.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// `error`, `warning` or `note`.
    pub severity: Severity,
    /// Its stable name.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where: the file.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column in characters, from 1.
    pub column: Option<u32>,
    /// What to do.
    pub help: Option<String>,
}

impl From<&Diagnostic> for Problem {
    fn from(d: &Diagnostic) -> Problem {
        let known = |n: u32| (n > 0).then_some(n);
        Problem {
            severity: d.severity,
            code: d.code,
            message: d.message.clone(),
            file: d.span.as_ref().map(|s| s.file.clone()),
            line: d.span.as_ref().and_then(|s| known(s.line)),
            column: d.span.as_ref().and_then(|s| known(s.column)),
            help: d.help.clone(),
        }
    }
}

/// Rounds for people and for diffs: four places are more than a ruler can tell.
pub fn rounded(value: f64) -> f64 {
    if value.is_finite() { (value * 10_000.0).round() / 10_000.0 } else { 0.0 }
}
