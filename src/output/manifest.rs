//! Which files below the output folder are ours: only those may be replaced or taken away.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{OutputError, io_error};

/// The list's name below the output folder.
pub const MANIFEST: &str = ".banbao-files";

/// The paths that earlier builds wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest(pub(super) BTreeSet<String>);

impl Manifest {
    /// The list as the last build left it; empty when there is none or it is damaged.
    pub(super) fn read(out: &Path) -> Manifest {
        let text = fs::read_to_string(out.join(MANIFEST)).unwrap_or_default();
        let safe = |l: &&str| l.split('/').all(super::is_safe_component) && !l.starts_with('.');
        Manifest(text.lines().filter(safe).map(str::to_owned).collect())
    }

    /// Both lists. It is written before anything changes places: a build that ends in the middle of the swap leaves no file
    /// behind that nobody knows to be ours.
    pub(super) fn with(&self, other: &Manifest) -> Manifest {
        Manifest(self.0.union(&other.0).cloned().collect())
    }

    /// Puts the list in the place of the old one, in one step.
    pub(super) fn write(&self, out: &Path) -> Result<(), OutputError> {
        let mut text = self.0.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
        text.push('\n');
        let (path, staged) = (out.join(MANIFEST), out.join(super::stage::STAGING).join("files"));
        if fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
            return Ok(());
        }
        fs::create_dir_all(out.join(super::stage::STAGING)).map_err(io_error("建立暂存文件夹", out))?;
        fs::write(&staged, text).map_err(io_error("写文件", &staged))?;
        fs::rename(&staged, &path).map_err(io_error("替换文件", &path))
    }
}
