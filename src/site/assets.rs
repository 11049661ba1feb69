//! Files that are copied: the theme's own, with a hash in their names, and the site's `static/`, as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::routes::encode_path;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::output::{Artifact, is_safe_component};
use crate::world::{ReadError, World};

/// Eight hex digits that stand for some bytes: a changed file gets a new address, so an old copy in a browser never shows.
pub fn hash8(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().take(4).map(|b| format!("{b:02x}")).collect()
}

/// The theme's own files and the site's `static/`.
#[derive(Debug, Default)]
pub struct Assets {
    /// Addresses of the theme's files by their path below `web/static/`: `site.css` → `/assets/site.1a2b3c4d.css`.
    pub theme: BTreeMap<String, String>,
    /// Addresses of the files of `static/`.
    pub files: BTreeSet<String>,
    /// Everything to be written.
    pub artifacts: Vec<Arc<Artifact>>,
}

/// Collects them. A theme that is not `default` overrides file by file.
pub fn collect(world: &dyn World, theme: &str, diagnostics: &mut Diagnostics) -> Assets {
    let mut assets = Assets::default();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for theme in ["default", theme] {
        let dir = format!("themes/{theme}/web/static");
        for entry in world.walk(&dir).files {
            if let Some(name) = entry.path.strip_prefix(&format!("{dir}/")) {
                found.insert(name.to_owned(), entry.path.clone());
            }
        }
    }
    for (name, path) in found {
        let Some(bytes) = read(world, &path, diagnostics) else { continue };
        let hash = hash8(&bytes);
        let hashed = match name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
            None => format!("{name}.{hash}"),
        };
        assets.theme.insert(name, format!("/assets/{}", encode_path(&hashed)));
        assets.artifacts.push(Arc::new(Artifact::new(format!("site/assets/{hashed}"), bytes.to_vec())));
    }
    let listing = world.walk("static");
    for (path, why) in &listing.problems {
        diagnostics.push(Diagnostic::warning("file-unreadable", format!("读不了：{why}")).with_span(Span::file(path)));
    }
    for entry in listing.files {
        let Some(name) = entry.path.strip_prefix("static/") else { continue };
        if !name.split('/').all(is_safe_component) {
            diagnostics.push(
                Diagnostic::error("static-name", format!("“{name}”这个文件名在 Windows 上不能用，没有放进网站"))
                    .with_span(Span::file(&entry.path))
                    .with_help(
                        "换一个名字：不要用 con、nul、com1 这样的设备名，不要有 : * ? \" < > |，不要以点或空格结尾",
                    ),
            );
            continue;
        }
        let Some(bytes) = read(world, &entry.path, diagnostics) else { continue };
        assets.files.insert(format!("/{}", encode_path(name)));
        assets.artifacts.push(Arc::new(Artifact::new(format!("site/{name}"), bytes.to_vec())));
    }
    assets
}

/// Reads a file, or says why it cannot be read.
pub fn read(world: &dyn World, path: &str, diagnostics: &mut Diagnostics) -> Option<Arc<[u8]>> {
    let why = match world.read(path) {
        Ok(bytes) => return Some(bytes),
        Err(ReadError::NotFound) => "文件不见了".to_owned(),
        Err(ReadError::TooLarge(bytes)) => format!("文件太大（{}）", super::text::file_size(bytes)),
        Err(ReadError::Outside) => "它指向网站文件夹以外的地方".to_owned(),
        Err(ReadError::Failed(why)) => why,
    };
    diagnostics.push(Diagnostic::error("file-unreadable", format!("读不了：{why}")).with_span(Span::file(path)));
    None
}
