//! The full-height panel that stands for a masthead on landscape sheets.

use super::lettering::{Letters, Look, Type};
use super::masthead::{ink, organization, put_lines, slogan_block};
use super::qr::{Qr, least_side};
use super::{Frame, Furniture, SheetRequest};
use crate::panel::layout::Canvas;
use crate::panel::layout::blocks::Context;
use crate::panel::scene::Color;
use crate::panel::style::{FaceRole, MastheadKind};
use crate::panel::typeset::TextAlign;
use crate::unit::{Point, Pt, Rect};
use crate::words;

/// Title, slogan, contact and codes in the panel; the scenery is there already.
pub(super) fn put(f: &Furniture, cx: &Context, sheet: &SheetRequest<'_>, frame: &Frame, canvas: &mut Canvas) {
    let u = sheet.size.u();
    let t = Type { cx, u };
    let left = (u * 34.0).max(sheet.size.safe_area().x);
    let width = frame.masthead.width - left * 2.0;
    let centered = cx.style.masthead.kind == MastheadKind::Ribbon;
    organization(f, t, sheet, (left, u * 38.0, width + u * 14.0), canvas);
    let mut top = u * 112.0;
    if let Some(event) = &sheet.info.event {
        top = event_row(t, event, sheet.info.event_date.as_deref(), (left, top, width), canvas) + u * 16.0;
    }
    let slogan_lines = sheet.info.slogan.len();
    let bottom = u * (578.0 - 44.0 * slogan_lines.min(3) as f64);
    let bottom = title(t, &sheet.info.title, Rect::new(left, top, width, bottom - top), centered, canvas);
    let slogan = Rect::new(left + u * 4.0, bottom + u * 22.0, width, u * 44.0 * slogan_lines.clamp(1, 3) as f64);
    slogan_block(t, sheet.info, slogan, cx.style.masthead.panel_slogan, canvas);
    contact(t, sheet, Rect::new(left, frame.masthead.bottom() - u * 172.0, width, u * 146.0), canvas);
}

/// The event in a pill of its own.
fn event_row(t: Type<'_>, event: &str, date: Option<&str>, (x, y, width): (Pt, Pt, Pt), canvas: &mut Canvas) -> Pt {
    let (u, style) = (t.u, &t.cx.style);
    let m = &style.masthead;
    let day = date.map(|d| d.split_once('年').map_or(d, |(_, d)| d));
    let text = day.map_or_else(|| event.to_owned(), |d| format!("{event} · {d}"));
    let look = t.shrunk(&text, Look::new(FaceRole::Strong, 20.0, ink(style, m.tab_text)), width - u * 30.0, 12.0);
    let wide = (t.width(&text, look) + u * 34.0).min(width);
    let rect = Rect::new(x, y, wide, u * 38.0);
    canvas.decoration(|c| c.fill_rect(rect, u * 10.0, m.tab.on(&style.hue(0))));
    t.line(&text, look, TextAlign::Center, (x, y + u * 26.0, wide), canvas);
    rect.bottom()
}

/// The title in as few letters a line as make it large; returns the lowest line's foot.
fn title(t: Type<'_>, lines: &[String], room: Rect, centered: bool, canvas: &mut Canvas) -> Pt {
    let style = &t.cx.style;
    let best = [lines.to_vec(), halves(lines)]
        .into_iter()
        .map(|lines| {
            let letters: Vec<Letters> = lines.iter().map(|l| Letters::new(t.cx, l, FaceRole::Title, 0.0)).collect();
            let widest = letters.iter().map(|l| l.width).fold(0.1, f64::max);
            let size = (t.u * style.masthead.panel_size)
                .min(room.width / widest)
                .min(room.height / (1.06 * letters.len().max(1) as f64));
            (letters, size)
        })
        .fold(None::<(Vec<Letters>, Pt)>, |best, way| match best {
            // More lines only where the letters grow by much.
            Some(b) if way.1 <= b.1 * 1.12 => Some(b),
            _ => Some(way),
        });
    let Some((letters, size)) = best else { return room.y };
    let pitch = size * 1.06;
    let block = pitch * letters.len() as f64;
    let first = room.y + (room.height - block) / 2.0 + size * 0.9;
    let foot = first + pitch * letters.len().saturating_sub(1) as f64 + size * 0.14;
    let half = letters.len().div_ceil(2);
    let placed: Vec<(Letters, Point, Pt)> = letters
        .into_iter()
        .enumerate()
        .map(|(i, l)| {
            let x = if centered { room.x + (room.width - size * l.width) / 2.0 } else { room.x - size * 0.04 };
            (l, Point::new(x, first + pitch * i as f64), size)
        })
        .collect();
    // The first half of the lines in the first ink, the rest in the second.
    let (upper, lower) = placed.split_at(half.min(placed.len()));
    let ordered: Vec<_> = upper.first().into_iter().chain(lower.first()).cloned().collect();
    if placed.len() <= 2 {
        put_lines(style, &ordered, canvas);
    } else {
        put_lines(style, &placed, canvas);
    }
    foot
}

/// Every line of four or more letters cut in two.
fn halves(lines: &[String]) -> Vec<String> {
    let cut = |line: &String| {
        let letters: Vec<char> = line.chars().collect();
        if letters.len() < 4 {
            return vec![line.clone()];
        }
        let (a, b) = letters.split_at(middle(&letters));
        vec![a.iter().collect(), b.iter().collect()]
    };
    lines.iter().flat_map(cut).collect()
}

/// Where a title is cut: at its middle, or between two words not far from it.
fn middle(letters: &[char]) -> usize {
    let half = letters.len().div_ceil(2);
    if !letters.iter().all(|c| words::is_han(*c)) {
        return half;
    }
    let mut at = 0;
    let ends = words::cut(letters).into_iter().map(|w| {
        at += w.length;
        at
    });
    // A particle leans on the word before it.
    let begins = |end: usize| letters.get(end).is_some_and(|c| !"的地得了着过吗呢吧啦呀们".contains(*c));
    let near = ends.filter(|end| end.abs_diff(half) <= 2 && begins(*end));
    near.min_by_key(|end| (end.abs_diff(half), *end < half)).unwrap_or(half)
}

/// Codes and ways to reach the organisation, on the deep ground at the foot.
fn contact(t: Type<'_>, sheet: &SheetRequest<'_>, room: Rect, canvas: &mut Canvas) {
    let (u, style, info) = (t.u, &t.cx.style, sheet.info);
    let side = least_side(u).max(u * 92.0);
    let mut x = room.x;
    for (url, caption) in info.codes.iter().take(2) {
        let Some(qr) = Qr::new(url) else { continue };
        let plate = Rect::new(x, room.y + (room.height - side - u * 26.0) / 2.0, side + u * 10.0, side + u * 26.0);
        canvas.decoration(|c| c.fill_rect(plate, u * 10.0, Some(Color::WHITE)));
        qr.put(Rect::new(plate.x + u * 5.0, plate.y + u * 3.0, side, side), Color::BLACK, canvas);
        let look = Look::new(FaceRole::Strong, 14.0, style.color("deep").unwrap_or(Color::BLACK));
        let look = t.shrunk(caption, look, plate.width - u * 6.0, 10.0);
        t.line(caption, look, TextAlign::Center, (plate.x, plate.bottom() - u * 8.0, plate.width), canvas);
        x = plate.right() + u * 14.0;
    }
    let width = room.right() - x;
    let strong = Look::new(FaceRole::Strong, 19.0, ink(style, style.footer.title)).leading(1.35);
    let plain = Look::new(FaceRole::Body, 15.5, ink(style, style.footer.text)).leading(1.5);
    let strong = t.shrunk(&info.organization, strong, width, 14.0);
    let mut words: Vec<(String, Look)> = vec![(info.organization.clone(), strong)];
    words.extend(info.contact.iter().map(|(_, w)| (w.clone(), plain)));
    words.extend(info.made.iter().map(|w| (w.clone(), plain)));
    let total: Pt = words.iter().map(|(w, l)| t.height(w, *l, width)).sum();
    let mut y = room.y + ((room.height - total) / 2.0).max(Pt::ZERO);
    for (word, look) in &words {
        y = t.lines(word, *look, TextAlign::Left, Rect::new(x, y, width, room.height), canvas);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_cut_between_words() {
        let halves = |title: &str| halves(&[title.to_owned()]);
        assert_eq!(halves("爱牙小卫士出发啦"), ["爱牙小卫士", "出发啦"]);
        assert_eq!(halves("夏季防蚊"), ["夏季", "防蚊"]);
        assert_eq!(halves("知晓您的血压"), ["知晓您的", "血压"]);
        assert_eq!(halves("洗手"), ["洗手"]);
    }
}
