//! `banbao check`: everything that a build would find, without writing.

use super::{Console, Status};
use crate::cli::Format;
use crate::diagnostic::Severity;
use crate::pipeline::{self, BuildOptions};
use crate::report::Problem;
use crate::world::DiskWorld;

pub(super) fn run(world: &DiskWorld, format: Format, deny_warnings: bool, console: &mut Console<'_>) -> Status {
    let build = pipeline::build(world, &BuildOptions::default());
    let (errors, warnings, notes) = (
        build.diagnostics.count(Severity::Error),
        build.diagnostics.count(Severity::Warning),
        build.diagnostics.count(Severity::Note),
    );
    if format == Format::Json {
        let problems: Vec<Problem> = build.diagnostics.iter().map(Problem::from).collect();
        let json = serde_json::json!({ "errors": errors, "warnings": warnings, "notes": notes, "diagnostics": problems });
        console.say(&format!("{json:#}"));
    } else {
        console.report(&build.diagnostics);
        console.say(&format!("检查完毕：错误 {errors}，警告 {warnings}，提示 {notes}"));
    }
    if errors > 0 || (deny_warnings && warnings > 0) { Status::ContentErrors } else { Status::Done }
}
