//! Where the cards of a site's boards stand, one a line: board, page, title, then x, y, width, height in millimetres of the
//! trim, then the sheet's width and height. `.ci/block-pictures` cuts the pictures of `docs/writing.md` out by it.

// A tool for developers; what goes wrong may stop it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

#[allow(dead_code)]
#[path = "../tests/generated/mod.rs"]
mod generated;

use banbao::calendar::Calendar;
use banbao::content::{self, LoadOptions};
use banbao::panel::layout::board::{Sources, compose};
use banbao::panel::layout::shelf::Shelf;
use banbao::panel::scene::Transform;
use banbao::world::DiskWorld;
use generated::{Seen, walk};

fn main() {
    let world = DiskWorld::new(std::env::args().nth(1).expect("a site's folder"));
    let (config, _) = banbao::config::load(&world);
    let (calendar, _) = Calendar::load(&world);
    let (site, found) = content::load(&world, &config, &(), &LoadOptions::default());
    assert!(!found.has_errors(), "{found:?}");
    for board in &site.boards {
        let made = compose(
            Sources { world: &world, config: &config, calendar: &calendar, site: &site, shelf: &Shelf::default() },
            board,
        );
        let scene = made.scene.unwrap_or_else(|| panic!("{}: {:?}", board.id, made.diagnostics));
        for (number, sheet) in scene.sheets.iter().enumerate() {
            let mut seen = Seen::default();
            walk(&sheet.items, Transform::IDENTITY, &mut seen);
            let titles = made.choices.iter().filter(|c| c.page == number + 1);
            for (card, choice) in seen.cards.iter().zip(titles) {
                let place = [card.x, card.y, card.width, card.height].map(|v| format!("{:.1}", v.0 / 72.0 * 25.4));
                let (w, h) = (sheet.size.width.0, sheet.size.height.0);
                println!("{}\t{}\t{}\t{}\t{w}\t{h}", board.id, number + 1, choice.title, place.join("\t"));
            }
        }
    }
}
