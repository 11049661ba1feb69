//! The moment of change: all parts change places, or none does.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::stage::{STAGING, Staged};
use super::{OutputError, io_error};

/// What was done to one part, so that it can be undone.
enum Step {
    /// The new one stands where nothing stood.
    Placed { staged: PathBuf },
    /// Old and new changed places in one step.
    Exchanged { staged: PathBuf },
    /// The old one waits in the grave; the new one, if there is one, stands in its place.
    Buried { staged: Option<PathBuf> },
}

/// Puts every staged part in the place of the published one. When one cannot be replaced (on Windows: because a program
/// has one of its files open), those that were replaced before it are put back.
pub(super) fn commit(out: &Path, staged: &[Staged]) -> Result<(), OutputError> {
    let mut done: Vec<(&str, Step)> = Vec::new();
    for part in staged {
        let place = out.join(&part.name);
        match change(out, &place, part.path.as_deref()) {
            Ok(step) => done.push((&part.name, step)),
            Err(e) => {
                for (name, step) in done.into_iter().rev() {
                    // If even this fails, the first error is the one to tell.
                    let _ = undo(out, &out.join(name), step);
                }
                return Err(io_error("替换", &place)(e));
            }
        }
    }
    Ok(())
}

fn change(out: &Path, place: &Path, staged: Option<&Path>) -> io::Result<Step> {
    let Some(staged) = staged else {
        bury(out, place)?;
        return Ok(Step::Buried { staged: None });
    };
    let kept = staged.to_owned();
    if !place.exists() {
        fs::rename(staged, place)?;
        Ok(Step::Placed { staged: kept })
    } else if staged.is_file() {
        // A file is replaced in one step by itself; a second name keeps the old one.
        let old = grave(out, place)?;
        fs::hard_link(place, &old).or_else(|_| fs::copy(place, &old).map(|_| ()))?;
        fs::rename(staged, place)?;
        Ok(Step::Buried { staged: Some(kept) })
    } else if exchange(staged, place).is_ok() {
        Ok(Step::Exchanged { staged: kept })
    } else {
        // Not every system can, nor every file system.
        bury(out, place)?;
        if let Err(e) = fs::rename(staged, place) {
            // The first error is the one to tell.
            let _ = undo(out, place, Step::Buried { staged: None });
            return Err(e);
        }
        Ok(Step::Buried { staged: Some(kept) })
    }
}

fn undo(out: &Path, place: &Path, step: Step) -> io::Result<()> {
    match step {
        Step::Placed { staged } => fs::rename(place, staged),
        Step::Exchanged { staged } => exchange(&staged, place),
        Step::Buried { staged } => {
            if let Some(staged) = staged.filter(|_| place.is_dir()) {
                fs::rename(place, staged)?;
            }
            fs::rename(grave(out, place)?, place)
        }
    }
}

/// Puts back what a build had taken away when it was ended between two renames.
pub(super) fn heal(out: &Path) -> Result<(), OutputError> {
    let Ok(buried) = fs::read_dir(out.join(STAGING).join(OLD)) else { return Ok(()) };
    for old in buried {
        let old = old.map_err(io_error("读文件夹", out))?;
        let place = out.join(old.file_name());
        if !place.exists() {
            fs::rename(old.path(), &place).map_err(io_error("放回", &place))?;
        }
    }
    Ok(())
}

/// The folder below [`STAGING`] for what is being replaced.
const OLD: &str = "old";

/// Where the old one waits while the new one takes its place.
fn grave(out: &Path, place: &Path) -> io::Result<PathBuf> {
    let dir = out.join(STAGING).join(OLD);
    fs::create_dir_all(&dir)?;
    Ok(dir.join(place.file_name().unwrap_or_default()))
}

fn bury(out: &Path, place: &Path) -> io::Result<()> {
    fs::rename(place, grave(out, place)?)
}

/// One step where the system can exchange two folders.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(staged: &Path, place: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, staged, CWD, place, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
