//! `banbao fonts`: the families that can be named in `banbao.toml`, and where each comes from.

use std::collections::BTreeMap;

use super::{Console, Status};
use crate::diagnostic::display_width;
use crate::world::{DiskWorld, Face, FontOrigin, World};

pub(super) fn run(world: &DiskWorld, console: &mut Console<'_>) -> Status {
    let system = world.system_fonts();
    let faces = world.fonts().faces().iter().chain(system.faces());
    let mut groups: [BTreeMap<String, Vec<&Face>>; 3] = Default::default();
    for face in faces {
        let [builtin, site, installed] = &mut groups;
        let group = match face.origin {
            FontOrigin::Builtin => builtin,
            FontOrigin::Site(_) => site,
            FontOrigin::System(_) => installed,
        };
        let name = match &face.family_zh {
            Some(zh) if *zh != face.family => format!("{zh}（{}）", face.family),
            _ => face.family.clone(),
        };
        group.entry(name).or_default().push(face);
    }
    let titles = ["内置字体", "站点 fonts/ 文件夹里的字体", "本机安装的字体"];
    for (title, group) in titles.iter().zip(&groups) {
        console.say(&format!("{title}（{} 种）", group.len()));
        for (name, faces) in group {
            let mut weights: Vec<u16> = faces.iter().map(|f| f.weight).collect();
            weights.sort_unstable();
            weights.dedup();
            let weights = weights.iter().map(u16::to_string).collect::<Vec<_>>().join(" ");
            let place = match faces.first().map(|f| &f.origin) {
                Some(FontOrigin::Site(path) | FontOrigin::System(path)) => format!("  {path}"),
                _ => String::new(),
            };
            let pad = " ".repeat(40usize.saturating_sub(display_width(name)).max(1));
            console.say(&format!("  {name}{pad}粗细 {weights}{place}"));
        }
        console.say("");
    }
    console.say("在 banbao.toml 里这样用：\n[print]\nbody_font = \"板报宋体\"");
    Status::Done
}
