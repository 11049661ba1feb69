//! `banbao typeset`: paragraphs in, set lines out, for theme authors and conformance suites.

use super::{Console, Status};
use crate::cli::TypesetArgs;
use crate::config;
use crate::diagnostic::Diagnostics;
use crate::input;
use crate::panel::style;
use crate::panel::typeset::{FaceId, Faces, ProbeOptions, PunctuationStyle, probe_line};
use crate::unit::Em;
use crate::world::World;

/// The face when no style is named.
const BODY: (&str, u16) = ("Banbao Hei", 400);

pub(super) fn run(world: &dyn World, args: &TypesetArgs, console: &mut Console<'_>) -> Status {
    let mut faces = Faces::new();
    let (mut hanging, mut punctuation) = (false, PunctuationStyle::Full);
    let (family, weight) = match &args.style {
        None => (BODY.0.to_owned(), BODY.1),
        Some(name) => {
            let mut diagnostics = Diagnostics::new();
            let (config, found) = config::load(world);
            diagnostics.extend(found);
            let (style, found) = style::load(world, &config.theme, name);
            diagnostics.extend(found);
            let Some(style) = style else {
                console.report(&diagnostics);
                return Status::ContentErrors;
            };
            hanging = style.prose.hanging;
            if style.prose.kaiming {
                punctuation = PunctuationStyle::Kaiming;
            }
            let family = config.print.body_font.unwrap_or(style.faces.body.family);
            (family, style.faces.body.weight)
        }
    };
    let Some(face) = face(world, &mut faces, &family, weight) else {
        console.warn(&format!("没有“{family}”这个字体。看全部字体：banbao fonts"));
        return Status::Usage;
    };
    let mut text = Vec::new();
    if let Err(e) = console.input.read_to_end(&mut text) {
        console.warn(&format!("读不了标准输入：{e}"));
        return Status::Machine;
    }
    let text = match input::decode("标准输入", &text) {
        Ok(decoded) => decoded.text,
        Err(d) => {
            console.warn(&d.render());
            return Status::ContentErrors;
        }
    };
    let base = ProbeOptions::new(face, Em(args.width));
    let options = ProbeOptions { ragged: args.ragged, hanging, punctuation, ..base };
    for paragraph in text.lines() {
        let probe = probe_line(&faces, paragraph, &options);
        match serde_json::to_string(&probe) {
            Ok(json) => console.say(&json),
            Err(e) => {
                console.warn(&e.to_string());
                return Status::Machine;
            }
        }
    }
    Status::Done
}

/// The face, with the other built-in families to fall back on.
fn face(world: &dyn World, faces: &mut Faces, family: &str, weight: u16) -> Option<FaceId> {
    let book = world.fonts();
    let face = faces.add(book.select(family, weight)?.clone());
    let fallback = ["Banbao Hei", "Banbao Song", "Banbao Kai"];
    let chain = fallback.iter().filter_map(|f| book.select(f, weight)).cloned().collect::<Vec<_>>();
    let chain = chain.into_iter().map(|f| faces.add(f)).collect();
    faces.set_fallback(chain);
    Some(face)
}
