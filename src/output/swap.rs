//! The moment of change.

use std::fs;
use std::io;
use std::path::Path;

use super::stage::{STAGING, Staged};
use super::{OutputError, io_error};

/// Puts every staged part in the place of the published one.
pub(super) fn commit(out: &Path, staged: &[Staged]) -> Result<(), OutputError> {
    for part in staged {
        let place = out.join(&part.name);
        let doing = "替换";
        if part.path.as_os_str().is_empty() {
            // Nothing is left of this part.
            retire(out, &place).map_err(io_error(doing, &place))?;
        } else if !place.exists() || part.path.is_file() {
            fs::rename(&part.path, &place).map_err(io_error(doing, &place))?;
        } else {
            exchange(out, &part.path, &place).map_err(io_error(doing, &place))?;
        }
    }
    Ok(())
}

/// Moves a published part into the staging folder, where it is thrown away.
fn retire(out: &Path, place: &Path) -> io::Result<()> {
    let name = place.file_name().unwrap_or_default();
    let grave = out.join(STAGING).join("old");
    fs::create_dir_all(&grave)?;
    fs::rename(place, grave.join(name))
}

/// One step where the system can exchange two folders.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(out: &Path, staged: &Path, place: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, staged, CWD, place, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Not every file system can.
        Err(_) => in_two_steps(out, staged, place),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(out: &Path, staged: &Path, place: &Path) -> io::Result<()> {
    in_two_steps(out, staged, place)
}

/// Two renames, the old one put back when the second fails.
fn in_two_steps(out: &Path, staged: &Path, place: &Path) -> io::Result<()> {
    retire(out, place)?;
    fs::rename(staged, place).inspect_err(|_| {
        let name = place.file_name().unwrap_or_default();
        // If even this fails, the first error is the one to tell.
        let _ = fs::rename(out.join(STAGING).join("old").join(name), place);
    })
}
