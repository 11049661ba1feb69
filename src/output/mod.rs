//! Staging and swapping: the only writer.
//!
//! A build's files are put together in a staging folder beside what is published: new files are written, unchanged ones
//! are linked over (so they keep their bytes *and* their times), files that we never wrote are carried along. Only when all
//! of it is there, each of `site/`, `print/` and `wechat/` changes places with its staged twin: in one step where the system
//! has such a step, in two renames elsewhere. Whatever stops a build, each of them is whole: the previous one or the new one.

mod drawn;
mod manifest;
mod stage;
mod swap;

pub use drawn::Drawn;
pub use manifest::MANIFEST;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use manifest::Manifest;

use crate::diagnostic::Diagnostic;

/// A file to be written: its path below the output folder (`/` on every system) and its bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Artifact {
    /// Such as `site/index.html`; never absolute, never with `..`.
    pub path: String,
    /// The whole file.
    pub bytes: Vec<u8>,
}

impl Artifact {
    /// A file.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let mut bytes = bytes.into();
        // A text that grew may have twice the room it needs, and a site is ten thousand texts.
        bytes.shrink_to_fit();
        Artifact { path: path.into(), bytes }
    }
}

/// Files that are made one by one as they are written, so that memory does not grow with their number.
pub trait Batch: Sync {
    /// Their paths, as in [`Artifact::path`].
    fn paths(&self) -> Vec<String>;

    /// The bytes of a file, by its number among the paths. Called once for each, from several threads.
    ///
    /// # Errors
    /// What is wrong with the content; then nothing of the build is written.
    fn make(&self, number: usize) -> Result<Vec<u8>, Diagnostic>;
}

/// What a build replaces. Files of earlier builds that are within it and are not written again go away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// Everything.
    All,
    /// Paths that begin with one of these.
    Prefixes(Vec<String>),
}

impl Extent {
    fn covers(&self, path: &str) -> bool {
        match self {
            Extent::All => true,
            Extent::Prefixes(p) => p.iter().any(|p| path.starts_with(p.as_str())),
        }
    }
}

/// What writing did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// New or changed files.
    pub written: usize,
    /// Files that were there already, byte for byte.
    pub unchanged: usize,
    /// Files of earlier builds that went away.
    pub removed: usize,
}

/// Why nothing was written.
#[derive(Debug)]
pub enum OutputError {
    /// The system refused something.
    Io {
        /// What was being done, in Chinese.
        doing: String,
        /// Where.
        path: PathBuf,
        /// Its answer.
        error: io::Error,
    },
    /// Another build is writing to the folder.
    Busy(PathBuf),
    /// A path that must not be written.
    BadPath(String),
    /// Two files whose names are the same where case does not matter (Windows, macOS).
    Collision(String, String),
    /// `site`, `print` or `wechat` is a link.
    Link(PathBuf),
    /// A picture could not be drawn; why, in Chinese.
    Drawing(String, String),
    /// A file of a batch could not be made.
    Content(Box<Diagnostic>),
}

impl std::fmt::Display for OutputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            OutputError::Io { doing, path, error } => {
                let why = match error.kind() {
                    io::ErrorKind::PermissionDenied => "没有权限，或文件正被别的程序打开".to_owned(),
                    io::ErrorKind::StorageFull => "磁盘满了".to_owned(),
                    io::ErrorKind::ReadOnlyFilesystem => "这个盘是只读的".to_owned(),
                    _ => error.to_string(),
                };
                write!(f, "{doing}失败：{}（{why}）。原来的内容没有动", path.display())
            }
            OutputError::Busy(p) => write!(f, "另一个 banbao 正在写 {}，请等它结束再试", p.display()),
            OutputError::BadPath(p) => write!(f, "不能写到这个位置：{p}"),
            OutputError::Collision(a, b) => {
                write!(f, "“{a}”和“{b}”只差大小写，在 Windows 上是同一个文件，请改一个名字")
            }
            OutputError::Content(d) => write!(f, "{}\n没有写任何文件，原来的内容没有动", d.render()),
            OutputError::Drawing(p, why) => write!(f, "{p} 画不出来：{why}"),
            OutputError::Link(p) => write!(f, "{} 是一个快捷方式（符号链接），不敢替换，请先把它移走", p.display()),
        }
    }
}

impl std::error::Error for OutputError {}

pub(crate) fn io_error(doing: &str, path: &Path) -> impl FnOnce(io::Error) -> OutputError {
    let (doing, path) = (doing.to_owned(), path.to_owned());
    move |error| OutputError::Io { doing, path, error }
}

/// Writes a build's files below `out`.
///
/// # Errors
/// Nothing has changed when an error comes back: parts that had changed places already are put back.
pub fn write(out: &Path, artifacts: &[Artifact], extent: &Extent) -> Result<Written, OutputError> {
    write_with(out, artifacts, &[], extent)
}

/// Writes a build's files below `out`, and its pictures, of which only those are drawn that are not there yet.
///
/// # Errors
/// As [`write`].
pub fn write_with(
    out: &Path,
    artifacts: &[Artifact],
    pictures: &[Drawn],
    extent: &Extent,
) -> Result<Written, OutputError> {
    write_all(out, artifacts, pictures, &[], extent)
}

/// Writes a build's files below `out`, its pictures and its batches, all or nothing.
///
/// # Errors
/// As [`write_with`]; a file of a batch that cannot be made is one more.
pub fn write_all(
    out: &Path,
    artifacts: &[Artifact],
    pictures: &[Drawn],
    batches: &[&dyn Batch],
    extent: &Extent,
) -> Result<Written, OutputError> {
    let paths: Vec<Vec<String>> = batches.iter().map(|b| b.paths()).collect();
    let made = batches
        .iter()
        .zip(&paths)
        .flat_map(|(batch, paths)| paths.iter().enumerate().map(|(number, path)| Made { path, batch: *batch, number }));
    let files = checked(artifacts, pictures, made.collect())?;
    fs::create_dir_all(out).map_err(io_error("建立输出文件夹", out))?;
    let _lock = lock(out)?;
    swap::heal(out)?;
    stage::clear(out)?;
    let before = Manifest::read(out);
    let plan = stage::Plan::new(out, &files, &before, extent).inspect_err(|_| {
        // Best effort: the next build clears it too.
        let _ = stage::clear(out);
    })?;
    if plan.is_idle() {
        return Ok(plan.written);
    }
    let staged = plan.stage()?;
    let done = before.with(&plan.manifest).write(out).and_then(|()| swap::commit(out, &staged));
    if let Err(e) = done {
        // Best effort: the next build clears it too.
        let _ = stage::clear(out);
        return Err(e);
    }
    // The new files are in place. A list that names too much, or an old tree that some program keeps open, does no harm,
    // and the next build sees to both.
    let _ = plan.manifest.write(out);
    let _ = stage::clear(out);
    Ok(plan.written)
}

/// What is to be written.
struct Files<'a> {
    /// By path.
    ready: BTreeMap<&'a str, &'a [u8]>,
    /// In the order in which they are best drawn.
    drawn: &'a [Drawn],
    /// The files of batches.
    made: Vec<Made<'a>>,
    /// The paths of both.
    later_paths: BTreeSet<&'a str>,
}

/// A file of a batch.
#[derive(Clone, Copy)]
struct Made<'a> {
    path: &'a str,
    batch: &'a dyn Batch,
    number: usize,
}

impl Files<'_> {
    fn contains(&self, path: &str) -> bool {
        self.ready.contains_key(path) || self.later_paths.contains(path)
    }
}

/// The files, when every path may be written and no two are the same to Windows.
fn checked<'a>(
    artifacts: &'a [Artifact],
    pictures: &'a [Drawn],
    made: Vec<Made<'a>>,
) -> Result<Files<'a>, OutputError> {
    let mut folded: BTreeMap<String, &str> = BTreeMap::new();
    let mut check = |path: &'a str| {
        if !path.split('/').all(is_safe_component) || path.starts_with('.') {
            return Err(OutputError::BadPath(path.to_owned()));
        }
        match folded.insert(path.to_lowercase(), path) {
            Some(other) => Err(OutputError::Collision(other.to_owned(), path.to_owned())),
            None => Ok(path),
        }
    };
    let mut files = Files { ready: BTreeMap::new(), drawn: pictures, made, later_paths: BTreeSet::new() };
    for a in artifacts {
        files.ready.insert(check(&a.path)?, a.bytes.as_slice());
    }
    for path in pictures.iter().flat_map(Drawn::paths).chain(files.made.iter().map(|m| m.path)) {
        files.later_paths.insert(check(path)?);
    }
    Ok(files)
}

/// Whether a name can be a file or folder on every system (Windows: "Naming Files, Paths, and Namespaces").
pub fn is_safe_component(name: &str) -> bool {
    const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered =
        |p: &str| stem.strip_prefix(p).is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit()));
    let refused = |c: char| c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*');
    !name.is_empty()
        && name.len() <= 240
        && name != "."
        && name != ".."
        && !name.chars().any(refused)
        && !name.ends_with(['.', ' '])
        && !RESERVED.contains(&stem.as_str())
        && !numbered("com")
        && !numbered("lpt")
}

/// How often the lock is tried, and the time between.
const TRIES: usize = 20;
const BETWEEN_TRIES: std::time::Duration = std::time::Duration::from_millis(10);

/// Held while a build writes; the system lets go of it when the process ends, however it ends.
fn lock(out: &Path) -> Result<fs::File, OutputError> {
    let path = out.join(".banbao-lock");
    let file = fs::OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(io_error("锁住输出文件夹", &path))?;
    // A process that is being started elsewhere may hold a copy of the lock for a moment (between fork and exec).
    for _ in 0..TRIES {
        match file.try_lock() {
            // A file system without locks (some network drives): go on unlocked.
            Ok(()) | Err(fs::TryLockError::Error(_)) => return Ok(file),
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(BETWEEN_TRIES),
        }
    }
    Err(OutputError::Busy(out.to_owned()))
}
