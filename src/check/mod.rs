//! What a careful editor finds before printing. One family of lints to a file; `docs/checks.md` lists them all.
//!
//! Files ► passages with their places ► lints ► allowances ► levels ► [`Diagnostics`].

mod allow;
mod boards;
mod build;
mod contact;
mod contrast;
mod dashes;
mod file;
mod health_day;
mod indent;
mod levels;
mod lint;
mod meta;
mod numbers;
mod numeral;
mod pairs;
mod pattern;
mod pictures;
mod placeholder;
mod punctuation;
mod series;
mod sheets;
mod terms;
mod time;
mod wording;

pub use build::{once, with_levels};
pub use levels::Levels;
pub use lint::{Level, Lint, all, explain};
pub use sheets::sheets;

use file::{File, Subject};
use lint::{Finding, Found};

use crate::calendar::Calendar;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::Site;
use crate::world::World;

/// What lints may ask about.
struct Context<'a> {
    world: &'a dyn World,
    config: &'a Config,
    site: &'a Site,
    days: health_day::Names<'a>,
    pictures: pictures::Sizes,
}

/// Looks over everything that was read from `content/`, in the order of the files.
pub fn run(world: &dyn World, config: &Config, calendar: &Calendar, site: &Site, levels: &Levels) -> Diagnostics {
    let context =
        Context { world, config, site, days: health_day::Names::of(calendar), pictures: pictures::Sizes::read(world) };
    let articles = site.articles.iter().map(Subject::Article);
    let pages = site.pages.iter().map(Subject::Page);
    let boards = site.boards.iter().map(Subject::Board);
    let mut findings = Vec::new();
    for subject in articles.chain(pages).chain(boards) {
        if let Some(file) = File::read(world, subject) {
            findings.extend(check_file(&file, &context));
        }
    }
    let mut whole = Found::default();
    boards::check_site(&context, &mut whole);
    contrast::check(&context, &mut whole);
    findings.extend(whole.finish());
    let mut out: Diagnostics = findings.into_iter().filter_map(|f| diagnostic(f, levels)).collect();
    out.sort();
    out
}

fn check_file(file: &File<'_>, context: &Context<'_>) -> Vec<Finding> {
    let mut found = Found::default();
    meta::check(file, context, &mut found);
    boards::check(file, context, &mut found);
    pictures::check(file, context, &mut found);
    for passage in &file.passages {
        time::check(file, passage, &mut found);
        placeholder::check(file, passage, &mut found);
        health_day::check(file, passage, context, &mut found);
        terms::check(file, passage, &mut found);
        contact::check(file, passage, context, &mut found);
        punctuation::check(file, passage, &mut found);
        dashes::check(file, passage, &mut found);
        numbers::check(file, passage, &mut found);
        series::check(file, passage, &mut found);
        wording::check(file, passage, &mut found);
    }
    pairs::check(file, &mut found);
    indent::check(file, &mut found);
    allow::apply(&allow::read(file), found.finish())
}

/// A finding as the settings see it.
fn diagnostic(finding: Finding, levels: &Levels) -> Option<Diagnostic> {
    let code = finding.lint.code;
    let d = match levels.get(code).unwrap_or(finding.level) {
        Level::Off => return None,
        Level::Note => Diagnostic::note(code, finding.message),
        Level::Warning => Diagnostic::warning(code, finding.message),
        Level::Error => Diagnostic::error(code, finding.message),
    };
    Some(d.with_span(finding.span).with_help(finding.help))
}
