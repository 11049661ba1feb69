//! `banbao check`: everything that a build would find and what a careful editor would, without writing.

use super::{Console, Status};
use crate::check::{self, Levels};
use crate::cli::{CheckArgs, Format};
use crate::diagnostic::Severity;
use crate::model::Board;
use crate::panel::scene::Scene;
use crate::pipeline::{self, Build, BuildOptions};
use crate::report::Problem;
use crate::world::DiskWorld;

pub(super) fn run(world: &DiskWorld, args: &CheckArgs, console: &mut Console<'_>) -> Status {
    if let Some(code) = &args.explain {
        return explain(code, console);
    }
    let look = |board: &Board, scene: &Scene| check::sheets(world, board, scene);
    let Build { diagnostics, input, .. } = pipeline::build_looked_at(world, &BuildOptions::default(), &look);
    let (levels, unknown) = Levels::resolve(world, &input.config);
    // Lints say these two as well, with a place and a level that can be changed: `qr-no-address`, `image-too-large`.
    let once = diagnostics.into_iter().filter(|d| !["site-no-address", "picture-heavy"].contains(&d.code)).collect();
    let mut diagnostics = check::with_levels(once, &levels);
    diagnostics.extend(unknown);
    diagnostics.extend(check::run(world, &input.config, &input.calendar, &input.site, &levels));
    let mut diagnostics = check::once(diagnostics);
    diagnostics.sort();
    let (errors, warnings, notes) =
        (diagnostics.count(Severity::Error), diagnostics.count(Severity::Warning), diagnostics.count(Severity::Note));
    if args.format == Format::Json {
        let problems: Vec<Problem> = diagnostics.iter().map(Problem::from).collect();
        let json =
            serde_json::json!({ "errors": errors, "warnings": warnings, "notes": notes, "diagnostics": problems });
        console.say(&format!("{json:#}"));
    } else {
        console.report(&diagnostics);
        console.say(&format!("检查完毕：错误 {errors}，警告 {warnings}，提示 {notes}"));
        if errors + warnings + notes > 0 {
            console.say("想知道某一条为什么要改：banbao check --explain 方括号里的代号");
        }
    }
    if errors > 0 || (args.deny_warnings && warnings > 0) { Status::ContentErrors } else { Status::Done }
}

fn explain(code: &str, console: &mut Console<'_>) -> Status {
    match check::explain(code) {
        Some(lint) => {
            console.say(lint.text().trim_end());
            Status::Done
        }
        None => {
            let known = check::all().iter().map(|l| l.code).collect::<Vec<_>>().join(" ");
            console.warn(&format!("没有“{code}”这一条检查。全部代号：{known}"));
            Status::Usage
        }
    }
}
