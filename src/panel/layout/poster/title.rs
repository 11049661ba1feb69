//! The title, lettered as the style's masthead is.

use super::lines::{Lexicon, Room, lines};
use super::spec::TitleBox;
use crate::panel::layout::Canvas;
use crate::panel::layout::blocks::Context;
use crate::panel::layout::furniture::lettering::{Bounce, Coat, Letters};
use crate::panel::layout::furniture::masthead::{ink, put_inked};
use crate::panel::scene::{Color, Tag};
use crate::panel::style::{FaceRole, MastheadKind, Style};
use crate::unit::{Point, Pt};

/// How the letters of a kind stand, in parts of the size.
struct Stance {
    /// From one line to the next.
    pitch: f64,
    /// Between letters.
    tracking: f64,
    /// What outlines and turned letters take at the sides.
    spill: f64,
}

impl Stance {
    fn of(kind: MastheadKind) -> Stance {
        match kind {
            MastheadKind::Leaf => Stance { pitch: 1.1, tracking: 0.0, spill: 0.14 },
            MastheadKind::Ribbon => Stance { pitch: 1.2, tracking: 0.036, spill: 0.06 },
            MastheadKind::Bounce => Stance { pitch: 1.24, tracking: 0.066, spill: 0.26 },
        }
    }
}

pub(super) fn put(cx: &Context, place: &TitleBox, title: &str, lexicon: &Lexicon, canvas: &mut Canvas) {
    let (style, rect): (&Style, _) = (&cx.style, place.rect());
    let kind = style.masthead.kind;
    let stance = Stance::of(kind);
    let room = Room {
        width: rect.width.0,
        height: rect.height.0,
        size: place.size,
        pitch: stance.pitch,
        advance: 1.0 + stance.tracking,
        lines: place.lines,
    };
    let (words, size) = lines(title, lexicon, room);
    let tracking = if kind == MastheadKind::Bounce { 0.0 } else { stance.tracking };
    let letters: Vec<Letters> = words.iter().map(|l| Letters::new(cx, l, FaceRole::Title, tracking)).collect();
    // The letters' true widths may be a little other than what was reckoned with.
    let wide = |l: &Letters| match kind {
        MastheadKind::Bounce => l.count() as f64 * (1.0 + stance.tracking),
        _ => l.width,
    } + stance.spill;
    let widest = letters.iter().map(wide).fold(0.1, f64::max);
    let size = Pt(size.min(rect.width.0 / widest));
    let block = size * (1.0 + stance.pitch * letters.len().saturating_sub(1) as f64);
    // 0.88 and 0.12 of a 汉字's size stand above and below its baseline.
    let first = rect.y + (rect.height - block) / 2.0 + size * 0.88;
    let placed: Vec<(Letters, Point, Pt)> = letters
        .into_iter()
        .enumerate()
        .map(|(i, l)| {
            let x = place.left(size * (wide(&l) - stance.spill));
            (l, Point::new(x, first + size * (stance.pitch * i as f64)), size)
        })
        .collect();
    match kind {
        MastheadKind::Bounce => bounce(style, &placed, canvas),
        _ => {
            // The first half in the first ink, the rest in the second.
            let (m, half) = (&style.masthead, placed.len().div_ceil(2));
            put_inked(style, &placed, &|i| if i < half { m.title } else { m.title_second }, canvas);
        }
    }
}

/// Letters one by one in the style's hues, going on from line to line.
fn bounce(style: &Style, lines: &[(Letters, Point, Pt)], canvas: &mut Canvas) {
    let m = &style.masthead;
    let coats = [Coat::outlined(ink(style, m.shadow), 0.24), Coat::outlined(ink(style, m.outline), 0.15)];
    let colors: Vec<Color> = (0..style.hues.len()).map(|i| style.hue(i).main).collect();
    let pitch = 1.0 + Stance::of(MastheadKind::Bounce).tracking;
    canvas.tagged(Tag::Heading(1), |canvas| {
        let mut seen = 0;
        for (letters, origin, size) in lines {
            let mut turned = colors.clone();
            turned.rotate_left(seen % colors.len().max(1));
            let how = Bounce { size: *size, pitch: *size * pitch, coats: &coats, colors: &turned };
            letters.bounce(*origin, &how, canvas);
            seen += letters.count();
        }
    });
}
