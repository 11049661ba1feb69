//! The real folder, clock and fonts.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};

use walkdir::WalkDir;

use super::{Entry, Face, FaceData, FontBook, FontOrigin, Listing, MAX_FILE_BYTES, ReadError, World, builtin};
use crate::model::Date;

/// China has one time zone, eight hours ahead of UTC; a board is due by that clock wherever the server stands.
const CHINA_OFFSET_SECONDS: i64 = 8 * 3600;

/// A site's folder on disk.
pub struct DiskWorld {
    root: PathBuf,
    /// The folder with its links followed, once there is such a folder.
    real_root: OnceLock<PathBuf>,
    fonts: OnceLock<FontBook>,
}

impl DiskWorld {
    /// A world over a folder. Nothing is read yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        DiskWorld { root: root.into(), real_root: OnceLock::new(), fonts: OnceLock::new() }
    }

    /// The site's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The place of a site-relative path, if it stays inside.
    fn locate(&self, path: &str) -> Option<PathBuf> {
        let relative = Path::new(path);
        let plain = relative.components().all(|c| matches!(c, Component::Normal(_)));
        plain.then(|| self.root.join(relative))
    }

    /// Faces in the site's `fonts/` folder, then those installed.
    fn load_fonts(&self) -> FontBook {
        let mut faces: Vec<Arc<Face>> = builtin::builtin_faces().faces().to_vec();
        for entry in self.walk("fonts").files {
            if let Ok(bytes) = self.read(&entry.path) {
                let found = Face::read_all(&FaceData::Shared(bytes), &FontOrigin::Site(entry.path));
                faces.extend(found.into_iter().map(Arc::new));
            }
        }
        FontBook::new(faces)
    }

    /// The faces installed on this machine; reads every font file there, so it is asked for only when needed.
    pub fn system_fonts(&self) -> FontBook {
        let mut db = fontdb::Database::new();
        db.load_system_fonts();
        let mut paths: Vec<PathBuf> = db
            .faces()
            .filter_map(|f| match &f.source {
                fontdb::Source::File(p) => Some(p.clone()),
                fontdb::Source::Binary(_) => None,
            })
            .collect();
        paths.sort();
        paths.dedup();
        let faces = paths.iter().flat_map(|path| {
            let bytes = std::fs::read(path).map(Arc::<[u8]>::from).map(FaceData::Shared);
            let origin = FontOrigin::System(path.to_string_lossy().into_owned());
            bytes.map(|b| Face::read_all(&b, &origin)).unwrap_or_default()
        });
        FontBook::new(faces.map(Arc::new).collect())
    }
}

impl World for DiskWorld {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, ReadError> {
        let place = self.locate(path).ok_or(ReadError::Outside)?;
        match std::fs::metadata(&place) {
            Ok(meta) if meta.len() > MAX_FILE_BYTES => return Err(ReadError::TooLarge(meta.len())),
            Ok(meta) if meta.is_file() => {}
            Ok(_) => return Err(ReadError::NotFound),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound || e.kind() == std::io::ErrorKind::NotADirectory => {
                return builtin::builtin_file(path).map(Arc::from).ok_or(ReadError::NotFound);
            }
            Err(e) => return Err(ReadError::Failed(e.to_string())),
        }
        self.refuse_links_outside(Path::new(path), &place)?;
        std::fs::read(&place).map(Arc::from).map_err(|e| ReadError::Failed(e.to_string()))
    }

    fn is_file(&self, path: &str) -> bool {
        self.locate(path).is_some_and(|p| p.is_file()) || builtin::builtin_file(path).is_some()
    }

    fn walk(&self, dir: &str) -> Listing {
        let prefix = if dir.is_empty() { String::new() } else { format!("{dir}/") };
        let mut files: BTreeMap<String, u64> =
            builtin::builtin_files_below(&prefix).map(|(p, b)| (p.to_owned(), b.len() as u64)).collect();
        let mut problems = Vec::new();
        let base = if dir.is_empty() { Some(self.root.clone()) } else { self.locate(dir) };
        if let Some(base) = base.filter(|b| b.is_dir()) {
            self.walk_disk(&base, &mut files, &mut problems);
        }
        problems.sort();
        Listing { files: files.into_iter().map(|(path, bytes)| Entry { path, bytes }).collect(), problems }
    }

    fn today(&self) -> Date {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let seconds = since.map_or(0, |d| d.as_secs() as i64) + CHINA_OFFSET_SECONDS;
        Date::from_days(seconds.div_euclid(86_400)).unwrap_or_else(Date::epoch)
    }

    fn fonts(&self) -> &FontBook {
        self.fonts.get_or_init(|| self.load_fonts())
    }
}

impl DiskWorld {
    /// A link may point within the site's folder only: a shared folder must not publish the rest of the disk.
    fn refuse_links_outside(&self, relative: &Path, place: &Path) -> Result<(), ReadError> {
        if !self.has_link(relative) {
            return Ok(());
        }
        let failed = |e: std::io::Error| ReadError::Failed(e.to_string());
        let real = place.canonicalize().map_err(failed)?;
        let root = match self.real_root.get() {
            Some(root) => root,
            None => {
                let found = self.root.canonicalize().map_err(failed)?;
                self.real_root.get_or_init(|| found)
            }
        };
        if real.starts_with(root) { Ok(()) } else { Err(ReadError::Outside) }
    }

    /// Whether a name on the way to a file is a link; so it is taken where that cannot be found out. Following every
    /// name from the disk's root on, as `canonicalize` does, is a good part of reading ten thousand small files.
    fn has_link(&self, relative: &Path) -> bool {
        let mut place = self.root.clone();
        relative.components().any(|name| {
            place.push(name);
            std::fs::symlink_metadata(&place).map_or(true, |meta| meta.file_type().is_symlink())
        })
    }

    fn walk_disk(&self, base: &Path, files: &mut BTreeMap<String, u64>, problems: &mut Vec<(String, String)>) {
        let relative = |p: &Path| {
            let inner = p.strip_prefix(&self.root).unwrap_or(p);
            inner.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
        };
        let hidden = |name: &std::ffi::OsStr| {
            let name = name.to_string_lossy();
            // `~$` are the lock files of WPS and Word.
            name.starts_with('.') || name.starts_with("~$")
        };
        let walk = WalkDir::new(base).follow_links(true).sort_by_file_name();
        for entry in walk.into_iter().filter_entry(|e| e.depth() == 0 || !hidden(e.file_name())) {
            match entry {
                Ok(e) if e.file_type().is_file() => {
                    files.insert(relative(e.path()), e.metadata().map_or(0, |m| m.len()));
                }
                Ok(_) => {}
                Err(e) => {
                    let place = e.path().map(&relative).unwrap_or_default();
                    let why = if e.loop_ancestor().is_some() {
                        "快捷方式（符号链接）绕回了自己".to_owned()
                    } else {
                        e.to_string()
                    };
                    problems.push((place, why));
                }
            }
        }
    }
}
