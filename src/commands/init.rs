//! `banbao init`: a new site from what the binary carries.

use std::fs;
use std::path::Path;

use super::{Console, Status};
use crate::world::starter_files;

pub(super) fn run(dir: &Path, console: &mut Console<'_>) -> Status {
    let occupied = fs::read_dir(dir).is_ok_and(|mut d| d.next().is_some());
    if occupied || dir.is_file() {
        console.warn(&format!("“{}”里已经有东西了，不敢动它。请换一个空的或还没有的文件夹", dir.display()));
        return Status::Usage;
    }
    for (path, bytes) in starter_files() {
        // A site's own `.gitignore` must not be one within the theme, so it travels under another name.
        let to = dir.join(path.replace("dot-", "."));
        let written = match to.parent() {
            Some(parent) => fs::create_dir_all(parent).and_then(|()| fs::write(&to, bytes)),
            None => fs::write(&to, bytes),
        };
        if let Err(e) = written {
            console.warn(&format!("写不了 {}：{e}", to.display()));
            return Status::Machine;
        }
    }
    console.say(&format!("新站点建好了：{}", dir.display()));
    console.say("接着：");
    console.say("  1. 打开 banbao.toml，把单位名称、电话换成自己的");
    console.say(&format!("  2. banbao -C {} new article \"文章标题\"", dir.display()));
    console.say(&format!("  3. banbao -C {} build", dir.display()));
    Status::Done
}
