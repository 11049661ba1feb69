//! What the binary carries: two themes, the starter site and five faces.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, DirEntry, include_dir};

use super::{Face, FaceData, FontBook, FontOrigin};

static THEME: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");
static FORMAL: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/zhuangzhong");

/// The built-in themes by the names of their folders.
static THEMES: [(&str, &Dir<'static>); 2] = [("default", &THEME), ("zhuangzhong", &FORMAL)];

/// Where the starter lies within the default theme.
const STARTER: &str = "starter/";
const STARTER_ROOT: &str = "themes/default/starter/";

static FACES: [&[u8]; 5] = [
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/fonts/BanbaoHei-Regular.otf")),
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/fonts/BanbaoHei-Bold.otf")),
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/fonts/BanbaoSong-Regular.otf")),
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/fonts/BanbaoSong-Bold.otf")),
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/fonts/BanbaoKai-Regular.ttf")),
];

/// The built-in faces.
pub fn builtin_faces() -> FontBook {
    let faces = FACES.iter().flat_map(|bytes| Face::read_all(&FaceData::Static(bytes), &FontOrigin::Builtin));
    FontBook::new(faces.map(Arc::new).collect())
}

/// Every theme file by its site-relative path. A board asks for hundreds, and a walk through nested folders each time
/// costs more than some stages of setting it.
static FILES: LazyLock<BTreeMap<String, &'static [u8]>> = LazyLock::new(|| {
    let of_theme = |(theme, dir): &(&str, &'static Dir<'static>)| {
        let root = format!("themes/{theme}/");
        files_of(dir).into_iter().map(move |(p, b)| (format!("{root}{p}"), b))
    };
    THEMES.iter().flat_map(of_theme).filter(|(p, _)| !p.starts_with(STARTER_ROOT)).collect()
});

/// The bytes of a built-in theme file by its site-relative path, such as `themes/default/web/base.html`.
pub(super) fn builtin_file(path: &str) -> Option<&'static [u8]> {
    FILES.get(path).copied()
}

/// All built-in theme files below a folder (`dir/`; everything when empty) with their site-relative paths, the starter
/// left out.
pub(super) fn builtin_files_below(prefix: &str) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES
        .range::<str, _>((Bound::Included(prefix), Bound::Unbounded))
        .take_while(move |(p, _)| p.starts_with(prefix))
        .map(|(p, b)| (p.as_str(), *b))
}

/// All built-in theme files with their site-relative paths, the starter left out.
pub fn builtin_files() -> impl Iterator<Item = (String, &'static [u8])> {
    builtin_files_below("").map(|(p, b)| (p.to_owned(), b))
}

/// The files that `init` writes, with paths below the new site's folder.
pub fn starter_files() -> impl Iterator<Item = (String, &'static [u8])> {
    files_of(&THEME).into_iter().filter_map(|(p, b)| Some((p.strip_prefix(STARTER)?.to_owned(), b)))
}

fn files_of(theme: &'static Dir<'static>) -> Vec<(String, &'static [u8])> {
    let mut out = Vec::new();
    let mut dirs = vec![theme];
    while let Some(dir) = dirs.pop() {
        for entry in dir.entries() {
            match entry {
                DirEntry::Dir(d) => dirs.push(d),
                DirEntry::File(f) => out.push((f.path().to_string_lossy().replace('\\', "/"), f.contents())),
            }
        }
    }
    out.sort();
    out
}
