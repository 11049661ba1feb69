//! Putting the new tree together beside the old one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::drawn::{Drawn, HEAD};
use super::manifest::Manifest;
use super::{Extent, Files, Made, OutputError, Written, io_error};

/// Where a build puts its files together; a leftover of a killed build is thrown away by the next.
pub(super) const STAGING: &str = ".banbao-staging";

/// The new tree below [`STAGING`]; beside it are the parts that it replaces and the list of files.
const NEW: &str = "new";

/// What is to be done, decided before anything is written.
pub(super) struct Plan<'a> {
    out: &'a Path,
    /// Every part (`site`, `print`, `report.json`) that changes, with its files that are new or changed.
    parts: BTreeMap<&'a str, Vec<(&'a str, &'a [u8])>>,
    /// Pictures that are not there yet, with the paths at which they are missing.
    drawn: Vec<(&'a Drawn, Vec<&'a str>)>,
    /// New or changed files of batches: staged already.
    made: BTreeSet<&'a str>,
    /// Ours, and to go away.
    removed: BTreeSet<String>,
    /// What will be ours.
    pub(super) manifest: Manifest,
    pub(super) written: Written,
}

/// A part that waits in the staging folder.
pub(super) struct Staged {
    /// Such as `site`.
    pub(super) name: String,
    /// Its place in the staging folder; `None` when nothing is left of it.
    pub(super) path: Option<PathBuf>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        out: &'a Path,
        files: &Files<'a>,
        before: &'a Manifest,
        extent: &Extent,
    ) -> Result<Plan<'a>, OutputError> {
        let mut plan = Plan {
            out,
            parts: BTreeMap::new(),
            drawn: Vec::new(),
            made: BTreeSet::new(),
            removed: BTreeSet::new(),
            manifest: before.clone(),
            written: Written::default(),
        };
        for (path, bytes) in &files.ready {
            plan.manifest.0.insert((*path).to_owned());
            if same_file(&out.join(path), bytes) {
                plan.written.unchanged += 1;
            } else {
                plan.written.written += 1;
                plan.parts.entry(part_of(path)).or_default().push((path, bytes));
            }
        }
        plan.look_for_pictures(files);
        plan.make_batches(files)?;
        for old in before.0.iter().filter(|p| extent.covers(p) && !files.contains(p)) {
            plan.manifest.0.remove(old);
            if out.join(old).is_file() {
                plan.written.removed += 1;
                plan.parts.entry(part_of(old)).or_default();
                plan.removed.insert(old.clone());
            }
        }
        for part in plan.parts.keys() {
            let place = out.join(part);
            if fs::symlink_metadata(&place).is_ok_and(|m| m.file_type().is_symlink()) {
                return Err(OutputError::Link(place));
            }
        }
        Ok(plan)
    }

    fn look_for_pictures(&mut self, files: &Files<'a>) {
        for picture in files.drawn {
            let (there, missing): (Vec<&str>, Vec<&str>) =
                picture.paths().partition(|path| picture.is_in(&head(&self.out.join(path))));
            self.manifest.0.extend(picture.paths().map(str::to_owned));
            self.written.unchanged += there.len();
            self.written.written += missing.len();
            for path in &missing {
                self.parts.entry(part_of(path)).or_default();
            }
            if !missing.is_empty() {
                self.drawn.push((picture, missing));
            }
        }
    }

    /// Makes the files of batches, each compared and staged at once and then forgotten: memory holds one for each thread.
    fn make_batches(&mut self, files: &Files<'a>) -> Result<(), OutputError> {
        let root = self.out.join(STAGING).join(NEW);
        let out = self.out;
        let make = |made: &Made<'a>| {
            let bytes = made.batch.make(made.number).map_err(|d| OutputError::Content(Box::new(d)))?;
            let changed = !same_file(&out.join(made.path), &bytes);
            if changed {
                put(&root, made.path, &bytes)?;
            }
            Ok((made.path, changed))
        };
        let made: Vec<(&'a str, bool)> = files.made.par_iter().map(make).collect::<Result<_, OutputError>>()?;
        for (path, changed) in made {
            self.manifest.0.insert(path.to_owned());
            self.written.written += usize::from(changed);
            self.written.unchanged += usize::from(!changed);
            if changed {
                self.parts.entry(part_of(path)).or_default();
                self.made.insert(path);
            }
        }
        Ok(())
    }

    /// Whether the output is already what it is to be.
    pub(super) fn is_idle(&self) -> bool {
        self.parts.is_empty() && Manifest::read(self.out) == self.manifest
    }

    /// Writes and links every changed part into the staging folder.
    pub(super) fn stage(&self) -> Result<Vec<Staged>, OutputError> {
        let result = self.stage_all(&self.out.join(STAGING).join(NEW));
        if result.is_err() {
            // Best effort: the next build clears it too.
            let _ = clear(self.out);
        }
        result
    }

    fn stage_all(&self, root: &Path) -> Result<Vec<Staged>, OutputError> {
        let mut staged = Vec::new();
        self.drawn.par_iter().try_for_each(|(picture, paths)| draw(root, picture, paths))?;
        let drawn: BTreeSet<&str> = self.drawn.iter().flat_map(|(_, paths)| paths.iter().copied()).collect();
        for (part, files) in &self.parts {
            let mut changed: BTreeSet<&str> = files.iter().map(|(p, _)| *p).collect();
            changed.extend(&drawn);
            changed.extend(&self.made);
            for (path, bytes) in files {
                put(root, path, bytes)?;
            }
            let old = self.out.join(part);
            if old.is_dir() {
                self.carry_over(part, &old, root, &changed)?;
            }
            let path = root.join(part);
            let path = path.exists().then_some(path);
            staged.push(Staged { name: (*part).to_owned(), path });
        }
        Ok(staged)
    }

    /// Links what stays the same, ours or not, into the staged part.
    fn carry_over(&self, part: &str, old: &Path, root: &Path, changed: &BTreeSet<&str>) -> Result<(), OutputError> {
        let mut dirs = vec![(old.to_owned(), part.to_owned())];
        while let Some((dir, prefix)) = dirs.pop() {
            let entries = fs::read_dir(&dir).map_err(io_error("读文件夹", &dir))?;
            for entry in entries {
                let entry = entry.map_err(io_error("读文件夹", &dir))?;
                let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
                    // Not ours: our names are UTF-8.
                    link(&entry.path(), &root.join(&prefix).join(entry.file_name()))?;
                    continue;
                };
                let path = format!("{prefix}/{name}");
                let kind = entry.file_type().map_err(io_error("读文件", &entry.path()))?;
                if kind.is_dir() {
                    dirs.push((entry.path(), path));
                } else if !changed.contains(path.as_str()) && !self.removed.contains(&path) {
                    link(&entry.path(), &root.join(&path))?;
                }
            }
        }
        Ok(())
    }
}

/// Draws a picture and writes it wherever it is missing.
fn draw(root: &Path, picture: &Drawn, paths: &[&str]) -> Result<(), OutputError> {
    let named = || paths.first().map(|p| (*p).to_owned()).unwrap_or_default();
    let bytes = picture.bytes().map_err(|why| OutputError::Drawing(named(), why))?;
    paths.iter().try_for_each(|path| put(root, path, &bytes))
}

fn put(root: &Path, path: &str, bytes: &[u8]) -> Result<(), OutputError> {
    let to = root.join(path);
    make_parent(&to)?;
    fs::write(&to, bytes).map_err(io_error("写文件", &to))
}

/// The beginning of a file; nothing where there is none.
fn head(path: &Path) -> Vec<u8> {
    let mut head = Vec::new();
    let file = fs::symlink_metadata(path).is_ok_and(|m| m.is_file());
    if let Some(file) = file.then(|| fs::File::open(path).ok()).flatten() {
        // A file that cannot be read is drawn again.
        let _ = file.take(HEAD as u64).read_to_end(&mut head);
    }
    head
}

fn part_of(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

fn same_file(path: &Path, bytes: &[u8]) -> bool {
    let same_length = fs::symlink_metadata(path).is_ok_and(|m| m.is_file() && m.len() == bytes.len() as u64);
    same_length && fs::read(path).is_ok_and(|old| old == bytes)
}

fn make_parent(path: &Path) -> Result<(), OutputError> {
    match path.parent() {
        Some(dir) => fs::create_dir_all(dir).map_err(io_error("建立文件夹", dir)),
        None => Ok(()),
    }
}

/// The same file under a second name, times and all; a copy with the old time where links are not to be had.
fn link(from: &Path, to: &Path) -> Result<(), OutputError> {
    make_parent(to)?;
    match fs::hard_link(from, to) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(_) => {
            fs::copy(from, to).map_err(io_error("复制文件", from))?;
            let time = fs::metadata(from).and_then(|m| m.modified());
            if let (Ok(time), Ok(file)) = (time, fs::File::options().write(true).open(to)) {
                // A copy with a new time is still the right file.
                let _ = file.set_modified(time);
            }
            Ok(())
        }
    }
}

/// Throws away what a killed build left, or the old tree after a swap.
pub(super) fn clear(out: &Path) -> Result<(), OutputError> {
    let root = out.join(STAGING);
    match fs::remove_dir_all(&root) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(io_error("清理暂存文件夹", &root)(e)),
        _ => Ok(()),
    }
}
