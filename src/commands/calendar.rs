//! `banbao calendar`: a year's health days.

use super::{Console, Status};
use crate::calendar::{self, Calendar};
use crate::cli::Format;
use crate::config;
use crate::world::World;

pub(super) fn run(world: &dyn World, year: Option<i32>, format: Format, console: &mut Console<'_>) -> Status {
    let (calendar, diagnostics) = Calendar::load(world);
    console.report(&diagnostics);
    if diagnostics.has_errors() {
        return Status::ContentErrors;
    }
    let year = year.unwrap_or_else(|| world.today().year());
    match format {
        Format::Text => console.say(calendar::text(&calendar, year).trim_end()),
        Format::Json => console.say(&format!("{:#}", calendar::json(&calendar, year))),
        Format::Ics => {
            // Problems of banbao.toml are build's to tell; the file's UIDs only want a name.
            let (config, _) = config::load(world);
            let host = config.base_url.as_deref().and_then(|u| u.split("//").nth(1)).unwrap_or("banbao.local");
            let text = calendar::ics(&calendar, year, host.split('/').next().unwrap_or(host));
            let _ = console.out.write_all(text.as_bytes());
        }
    }
    Status::Done
}
