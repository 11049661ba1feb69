//! Folders of wrong input and the words that people get to read.
//!
//! Every folder below `tests/errors/` is a whole small site with an `expected.txt`. A file `stage` names the stage that
//! is run on it (`content` when there is none); a new stage is one more line in the table that a test hands over.
//! `BANBAO_ACCEPT=1` writes the expected files; without it a missing one is a failure, so no snapshot passes unseen.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};

use banbao::diagnostic::Diagnostics;

/// A stage: its name and what it says about a site's folder.
pub type Stage = (&'static str, fn(&Path) -> Diagnostics);

/// All problems as a person reads them.
pub fn render(problems: &Diagnostics) -> String {
    let parts: Vec<String> = problems.iter().map(|d| d.render()).collect();
    if parts.is_empty() { "没有问题\n".to_owned() } else { parts.join("\n") }
}

/// Compares with the accepted words; `Err` tells what differs.
pub fn compare(expected: &Path, actual: &str) -> Result<(), String> {
    if std::env::var_os("BANBAO_ACCEPT").is_some_and(|v| v == "1") {
        return fs::write(expected, actual).map_err(|e| format!("{}: {e}", expected.display()));
    }
    match fs::read_to_string(expected) {
        Err(_) => Err(format!(
            "{} is missing; look at this and accept it with BANBAO_ACCEPT=1:\n{actual}",
            expected.display()
        )),
        Ok(wanted) if wanted == actual => Ok(()),
        Ok(wanted) => Err(format!("{}\n--- expected\n{wanted}\n--- actual\n{actual}", expected.display())),
    }
}

/// Runs every folder below `dir`; returns the names of the cases.
pub fn run_cases(dir: &Path, stages: &[Stage]) -> Vec<String> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(dir).unwrap().filter_map(|e| e.ok().map(|e| e.path())).filter(|p| p.is_dir()).collect();
    folders.sort();
    let mut failures = Vec::new();
    let mut names = Vec::new();
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let stage =
            fs::read_to_string(folder.join("stage")).map_or_else(|_| "content".to_owned(), |s| s.trim().to_owned());
        let (_, run) = stages.iter().find(|(n, _)| *n == stage).unwrap_or_else(|| panic!("{name}: no stage {stage}"));
        let problems = run(&folder);
        // A case that finds nothing shows nothing.
        if problems.is_empty() {
            failures.push(format!("{name}: nothing was found wrong"));
        }
        if let Err(why) = compare(&folder.join("expected.txt"), &render(&problems)) {
            failures.push(why);
        }
        names.push(name);
    }
    assert!(failures.is_empty(), "{} of {} cases:\n\n{}", failures.len(), names.len(), failures.join("\n\n"));
    names
}
