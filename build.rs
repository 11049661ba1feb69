//! Rebuilds the crate when a file is added to what it embeds; `include_dir!` alone notices only changed ones.

fn main() {
    println!("cargo:rerun-if-changed=themes");
}
