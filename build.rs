//! Rebuilds the crate when a file is added to what it embeds (`include_dir!` alone notices only changed ones), and stamps
//! the code that draws, so that pictures drawn by other code are drawn again.

use std::fs;
use std::path::{Path, PathBuf};

/// What draws covers and share pictures.
const DRAWING: [&str; 3] = ["src/panel", "src/pipeline/posters.rs", "Cargo.lock"];

fn main() {
    println!("cargo:rerun-if-changed=themes");
    let mut files = Vec::new();
    for place in DRAWING {
        println!("cargo:rerun-if-changed={place}");
        gather(Path::new(place), &mut files);
    }
    files.sort();
    // FNV-1a, 64 bits: enough to tell two versions of the same files apart.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in files.iter().filter_map(|f| fs::read(f).ok()).flatten() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    println!("cargo:rustc-env=BANBAO_DRAWING={hash:016x}");
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) {
    match fs::read_dir(path) {
        Ok(entries) => entries.filter_map(Result::ok).for_each(|e| gather(&e.path(), files)),
        Err(_) => files.push(path.to_owned()),
    }
}
