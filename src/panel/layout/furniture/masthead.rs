//! Mastheads across the head of a sheet. Numbers are u, as in the styles' specifications.

use super::lettering::{Bounce, Coat, Letters, Look, Type};
use super::{Frame, Furniture, SheetRequest};
use crate::panel::layout::Canvas;
use crate::panel::scene::{Color, Path, Tag};
use crate::panel::style::{FaceRole, Ink, Style};
use crate::panel::typeset::TextAlign;
use crate::unit::{Point, Pt, Rect};

pub(in crate::panel::layout) fn ink(style: &Style, ink: Ink) -> Color {
    ink.text_on(&style.hue(0))
}

/// The coats of a title: shadow, outline, fill.
pub(in crate::panel::layout) fn coats(style: &Style, fill: Ink) -> Vec<Coat> {
    let m = &style.masthead;
    let hue = style.hue(0);
    let mut coats = Vec::new();
    if let Some(shadow) = m.shadow.on(&hue) {
        coats.push(Coat { shift: (0.028, 0.034), ..Coat::plain(shadow) });
    }
    if let Some(outline) = m.outline.on(&hue).filter(|_| m.outline_width > 0.0) {
        coats.push(Coat::outlined(outline, m.outline_width));
    }
    let fill = fill.text_on(&hue);
    // A hair of the same colour makes the heaviest cut a little heavier, as display faces are.
    coats.push(Coat::outlined(fill, 0.018));
    coats
}

/// Paints several lines so that no outline lies on another line's letters: all under-coats first.
pub(in crate::panel::layout) fn put_lines(style: &Style, lines: &[(Letters, Point, Pt)], canvas: &mut Canvas) {
    let m = &style.masthead;
    put_inked(style, lines, &|i| if i == 0 { m.title } else { m.title_second }, canvas);
}

/// The same with an ink for every line.
pub(in crate::panel::layout) fn put_inked(
    style: &Style,
    lines: &[(Letters, Point, Pt)],
    inks: &dyn Fn(usize) -> Ink,
    canvas: &mut Canvas,
) {
    canvas.tagged(Tag::Heading(1), |canvas| {
        let all: Vec<Vec<Coat>> = (0..lines.len()).map(|i| coats(style, inks(i))).collect();
        let deep = all.iter().map(Vec::len).max().unwrap_or(0);
        for level in 0..deep.saturating_sub(1) {
            for ((letters, origin, size), coats) in lines.iter().zip(&all) {
                if let Some(coat) = coats.get(level) {
                    // An under-coat is decoration; an empty text coat after it paints nothing.
                    letters.put_under(*origin, *size, coat, canvas);
                }
            }
        }
        for ((letters, origin, size), coats) in lines.iter().zip(&all) {
            letters.put(*origin, *size, coats.get(coats.len() - 1..).unwrap_or_default(), canvas);
        }
    });
}

/// 清新: organisation, title at the left in two lines, ordinal and slogan in the middle, the picture at the right.
pub(super) fn leaf(f: &Furniture, t: Type<'_>, sheet: &SheetRequest<'_>, frame: &Frame, canvas: &mut Canvas) {
    let (u, style, info) = (t.u, &t.cx.style, sheet.info);
    let left = (u * style.grid.margin).max(sheet.size.safe_area().x);
    let top = sheet.size.safe_area().y.max(u * 20.0);
    organization(f, t, sheet, (left, top, u * 490.0), canvas);
    // The lines' own room: beside the first stand ordinal and slogan, the second may run on below them.
    let middle = u * 551.0;
    let rooms = [middle - left - u * 14.0, u * 612.0 - left];
    let lines: Vec<Letters> =
        info.title.iter().map(|l| Letters::new(t.cx, l, FaceRole::Title, 0.0)).filter(|l| l.count() > 0).collect();
    let single = lines.len() == 1;
    let wide = if single { [u * 590.0; 2] } else { rooms };
    let fit = lines.iter().zip(wide).map(|(l, room)| room / l.width.max(0.1));
    let largest = u * style.masthead.title_size * if single { 1.2 } else { 1.0 };
    let size = fit.fold(largest, Pt::min);
    let foot = frame.masthead.bottom() - u * 36.0;
    let x = left - size * 0.05;
    let mut slogan_at = (middle, u * 112.0, u * 208.0, false);
    let placed: Vec<(Letters, Point, Pt)> = if single {
        let baseline = if info.slogan.is_empty() { u * 236.0 } else { u * 214.0 };
        if lines.first().is_some_and(|l| left + size * l.width > middle - u * 16.0) {
            slogan_at = (left, u * 262.0, u * 600.0, true);
        }
        lines.into_iter().map(|l| (l, Point::new(x, baseline), size)).collect()
    } else {
        let pitch = size * 1.02;
        let block = pitch + size * 0.86;
        let room = foot - u * 84.0;
        let first = u * 84.0 + (room - block) / 2.0 + size * 0.84;
        lines.into_iter().enumerate().map(|(i, l)| (l, Point::new(x, first + pitch * i as f64), size)).collect()
    };
    put_lines(style, &placed, canvas);
    tab(t, info, (middle, top + u * 2.0, u * 230.0), canvas);
    if slogan_at.3 {
        slogan_line(t, info, slogan_at, canvas);
    } else {
        let block = Rect::new(slogan_at.0, slogan_at.1, slogan_at.2, u * 120.0);
        slogan_block(t, info, block, style.masthead.slogan, canvas);
    }
}

/// Logo, organisation, series and issue.
pub(super) fn organization(
    f: &Furniture,
    t: Type<'_>,
    sheet: &SheetRequest<'_>,
    (x, y, width): (Pt, Pt, Pt),
    canvas: &mut Canvas,
) {
    let (u, style, info) = (t.u, &t.cx.style, sheet.info);
    f.put_logo(sheet.logo, Rect::new(x, y, u * 44.0, u * 44.0), canvas);
    let text = x + u * if f.logo.is_some() { 56.0 } else { 0.0 };
    let room = width - (text - x);
    let name = Look::new(FaceRole::Strong, 22.0, ink(style, style.masthead.organization));
    let name = t.shrunk(&info.organization, name, room, 14.0);
    t.line(&info.organization, name, TextAlign::Left, (text, y + u * 19.5, room), canvas);
    let series = Look::new(FaceRole::Body, 16.0, ink(style, style.masthead.series));
    let series = t.shrunk(&info.series, series, room, 12.0);
    t.line(&info.series, series, TextAlign::Left, (text, y + u * 43.0, room), canvas);
}

/// The event and its date in two rows.
fn tab(t: Type<'_>, info: &super::info::SheetInfo, (x, y, width): (Pt, Pt, Pt), canvas: &mut Canvas) {
    let (u, style) = (t.u, &t.cx.style);
    let Some(event) = &info.event else { return };
    let color = ink(style, style.masthead.tab_text);
    let look = t.shrunk(event, Look::new(FaceRole::Strong, 21.5, color), width - u * 36.0, 14.0);
    let date = info.event_date.as_deref().unwrap_or_default();
    let second = Look::new(FaceRole::Body, 19.0, color);
    let wide = (t.width(event, look) + u * 36.0).max(t.width(date, second) + u * 44.0).min(width);
    let r = u * 12.0;
    let first = Rect::new(x, y, wide, u * 38.0);
    let radii = if date.is_empty() { [r; 4] } else { [r, r, Pt::ZERO, Pt::ZERO] };
    canvas.decoration(|c| c.fill(Path::rounded_rect(first, radii), ink(style, style.masthead.tab)));
    t.line(event, look, TextAlign::Center, (x, y + u * 26.5, wide), canvas);
    if date.is_empty() {
        return;
    }
    let row = Rect::new(x, first.bottom(), wide, u * 33.0);
    let radii = [Pt::ZERO, Pt::ZERO, r, r];
    canvas.decoration(|c| c.fill(Path::rounded_rect(row, radii), ink(style, style.masthead.tab_second)));
    t.line(date, second, TextAlign::Center, (x, row.y + u * 23.5, wide), canvas);
}

/// The slogan in lines, a bar at its left.
pub(super) fn slogan_block(t: Type<'_>, info: &super::info::SheetInfo, rect: Rect, color: Ink, canvas: &mut Canvas) {
    let (u, style) = (t.u, &t.cx.style);
    if info.slogan.is_empty() {
        return;
    }
    let color = ink(style, color);
    let look = Look::new(FaceRole::Quote, 31.0, color);
    let room = rect.width - u * 19.0;
    let size = info.slogan.iter().map(|s| t.shrunk(s, look, room, 15.0).size).fold(31.0, f64::min);
    let size = size.min(rect.height / u / info.slogan.len() as f64 / 1.36);
    let (look, pitch) = (Look { size, ..look }, u * size * 1.36);
    let height = pitch * info.slogan.len() as f64;
    let bar = Rect::new(rect.x, rect.y, u * 5.0, height);
    canvas.decoration(|c| c.fill_rect(bar, Pt::ZERO, style.masthead.slogan_bar.on(&style.hue(0))));
    for (i, line) in info.slogan.iter().enumerate() {
        let baseline = rect.y + pitch * (i as f64 + 0.5) + u * size * 0.38;
        t.line(line, look, TextAlign::Left, (rect.x + u * 19.0, baseline, room), canvas);
    }
}

/// The slogan on one line, a bar at its left.
fn slogan_line(t: Type<'_>, info: &super::info::SheetInfo, at: (Pt, Pt, Pt, bool), canvas: &mut Canvas) {
    let (u, style) = (t.u, &t.cx.style);
    let look = Look::new(FaceRole::Quote, 29.0, ink(style, style.masthead.slogan));
    let bar = Rect::new(at.0, at.1, u * 5.0, u * 40.0);
    canvas.decoration(|c| c.fill_rect(bar, Pt::ZERO, style.masthead.slogan_bar.on(&style.hue(0))));
    spaced(t, &info.slogan, look, (at.0 + u * 19.0, at.1 + u * 30.5, at.2 - u * 19.0), 0.0, canvas);
}

/// Parts on one line, an em apart, made smaller until they fit; `align` 0 is left, 0.5 centred.
pub(super) fn spaced(
    t: Type<'_>,
    parts: &[String],
    look: Look,
    (x, y, width): (Pt, Pt, Pt),
    align: f64,
    canvas: &mut Canvas,
) {
    let gap = |look: &Look| t.u * look.size;
    let total = |look: &Look| {
        parts.iter().map(|p| t.width(p, *look)).sum::<Pt>() + gap(look) * parts.len().saturating_sub(1) as f64
    };
    let natural = total(&look);
    let look = if natural > width { Look { size: look.size * (width / natural) * 0.995, ..look } } else { look };
    let mut pen = x + (width - total(&look)) * align;
    for part in parts {
        let w = t.width(part, look);
        t.line(part, look, TextAlign::Left, (pen, y, w), canvas);
        pen += w + gap(&look);
    }
}

/// 庄重: strip, ordinal, title in gold over the city, slogan on the ribbon.
pub(super) fn ribbon(t: Type<'_>, sheet: &SheetRequest<'_>, frame: &Frame, canvas: &mut Canvas) {
    let (u, style, info) = (t.u, &t.cx.style, sheet.info);
    let m = &style.masthead;
    let left = (u * style.grid.margin).max(sheet.size.safe_area().x);
    let width = frame.masthead.width - left * 2.0;
    let middle = frame.masthead.x + frame.masthead.width / 2.0;
    let lift = frame.masthead.height - u * 380.0;
    let small = Look::new(FaceRole::Heading, 17.5, ink(style, m.series));
    t.line(&info.organization, small, TextAlign::Left, (left, u * 34.0, width / 2.0), canvas);
    t.line(&info.series, small, TextAlign::Right, (left + width / 2.0, u * 34.0, width / 2.0), canvas);
    canvas.decoration(|c| {
        let rule = ink(style, m.slogan_bar);
        c.fill_rect(Rect::new(left, u * 47.0, width, u * 1.5), Pt::ZERO, Some(rule));
        c.fill_rect(Rect::new(left, u * 52.0, width, u), Pt::ZERO, Some(rule));
    });
    let above = info.event.clone().unwrap_or_else(|| info.column.clone());
    ordinal(t, &above, Point::new(middle, u * 95.0 + lift * 0.4), canvas);
    let lines: Vec<Letters> = info.title.iter().map(|l| Letters::new(t.cx, l, FaceRole::Title, 0.036)).collect();
    const GAP: f64 = 0.42;
    let total: f64 = lines.iter().map(|l| l.width).sum::<f64>() + GAP * lines.len().saturating_sub(1) as f64;
    let size = (u * m.title_size).min((frame.masthead.width * 0.8) / total.max(0.1));
    let baseline = u * 162.0 + size * 0.36 + lift * 0.7;
    let mut x = middle - size * (total / 2.0);
    let placed: Vec<(Letters, Point, Pt)> = lines
        .into_iter()
        .map(|l| {
            let at = Point::new(x, baseline);
            x += size * (l.width + GAP);
            (l, at, size)
        })
        .collect();
    put_lines(style, &placed, canvas);
    let slogan = if info.slogan.is_empty() { vec![info.organization.clone()] } else { info.slogan.clone() };
    let look = Look::new(FaceRole::Quote, 27.0, ink(style, m.slogan));
    spaced(t, &slogan, look, (middle - u * 308.0, u * 255.5 + lift, u * 616.0), 0.5, canvas);
}

/// 第 38 个爱国卫生月 with its number set larger, double rules at both sides.
pub(in crate::panel::layout) fn ordinal(t: Type<'_>, text: &str, at: Point, canvas: &mut Canvas) {
    let (u, style) = (t.u, &t.cx.style);
    let m = &style.masthead;
    let parts = digits_apart(text);
    let look = |part: &str| {
        let number = part.chars().all(|c| c.is_ascii_digit());
        let (size, color) = if number { (56.0, m.tab_number) } else { (36.0, m.tab_text) };
        Look::new(FaceRole::Heading, size, ink(style, color))
    };
    let gap = u * 7.0;
    let total = parts.iter().map(|p| t.width(p, look(p))).sum::<Pt>() + gap * parts.len().saturating_sub(1) as f64;
    let mut x = at.x - total / 2.0;
    let start = x;
    for part in &parts {
        let w = t.width(part, look(part));
        t.line(part, look(part), TextAlign::Left, (x, at.y, w), canvas);
        x += w + gap;
    }
    canvas.decoration(|c| {
        let color = ink(style, m.slogan_bar);
        let y = at.y - u * 16.0;
        for (from, to) in [(start - u * 136.0, start - u * 22.0), (start + total + u * 22.0, start + total + u * 136.0)]
        {
            c.fill_rect(Rect::new(from, y, to - from, u * 1.5), Pt::ZERO, Some(color));
            c.fill_rect(Rect::new(from + u * 16.0, y + u * 6.0, to - from - u * 32.0, u * 1.5), Pt::ZERO, Some(color));
        }
    });
}

/// 第38个… → 第, 38, 个….
pub(super) fn digits_apart(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for c in text.chars() {
        let same = |p: &String| p.chars().last().is_some_and(|l| l.is_ascii_digit() == c.is_ascii_digit());
        match parts.last_mut().filter(|p| same(p)) {
            Some(part) => part.push(c),
            None => parts.push(c.to_string()),
        }
    }
    parts
}

/// 童趣: ordinal pill, bouncing title, slogan plate.
pub(super) fn bounce(t: Type<'_>, sheet: &SheetRequest<'_>, frame: &Frame, canvas: &mut Canvas) {
    let (u, style, info) = (t.u, &t.cx.style, sheet.info);
    let m = &style.masthead;
    let landscape = frame.masthead.width > u * 1400.0;
    // The free boxes of the scenes: centre, baselines, width of the title.
    let (center, baseline, room, largest, slogan) = if landscape {
        (760.0, 182.0, 880.0, m.title_size, 250.0)
    } else {
        (594.0, 172.0, 780.0, m.title_size * 0.9, 256.0)
    };
    let reference = if landscape { 1682.0 } else { 1188.0 };
    let center = u * center + (frame.masthead.width - u * reference) / 2.0;
    let above = match (&info.event, &info.event_date) {
        (Some(e), Some(d)) => format!("{e} · {}", d.split_once('年').map_or(d.as_str(), |(_, d)| d)),
        (Some(e), None) => e.clone(),
        _ => info.issue.clone(),
    };
    pill(t, &above, (center, u * 12.0), canvas);
    let letters: Vec<Letters> = info.title.iter().map(|l| Letters::new(t.cx, l, FaceRole::Title, 0.0)).collect();
    const PITCH: f64 = 1.066;
    const GAP: f64 = 0.4;
    let counts: Vec<usize> = letters.iter().map(Letters::count).collect();
    let total = counts.iter().sum::<usize>() as f64 * PITCH + GAP * counts.len().saturating_sub(1) as f64;
    let size = (u * largest).min(u * room / total.max(0.1));
    let mut x = center - size * (total / 2.0);
    let hue = style.hue(0);
    let outline = m.outline.text_on(&hue);
    let coats = [Coat::outlined(ink(style, m.shadow), 0.24), Coat::outlined(outline, 0.15)];
    let colors: Vec<Color> = (0..style.hues.len()).map(|i| style.hue(i).main).collect();
    let baseline = u * baseline - (u * largest - size) * 0.38;
    canvas.tagged(Tag::Heading(1), |canvas| {
        let mut seen = 0;
        for (part, count) in letters.iter().zip(&counts) {
            let mut turned = colors.clone();
            turned.rotate_left(seen % colors.len().max(1));
            let how = Bounce { size, pitch: size * PITCH, coats: &coats, colors: &turned };
            part.bounce(Point::new(x, baseline), &how, canvas);
            x += size * (PITCH * *count as f64 + GAP);
            seen += count;
        }
    });
    let text = if info.slogan.is_empty() { vec![info.organization.clone()] } else { info.slogan.clone() };
    let look = Look::new(FaceRole::Strong, 30.0, ink(style, m.slogan));
    let plate = u * if landscape { 620.0 } else { 590.0 };
    spaced(t, &text, look, (center - plate / 2.0, u * slogan, plate), 0.5, canvas);
}

/// A pill with the event, its number larger and in its own ink.
pub(in crate::panel::layout) fn pill(t: Type<'_>, text: &str, (center, top): (Pt, Pt), canvas: &mut Canvas) {
    let (u, style) = (t.u, &t.cx.style);
    let m = &style.masthead;
    let (head, tail) = text.split_once('个').map_or(("", text), |(h, _)| (h, text.get(h.len()..).unwrap_or_default()));
    let mut parts: Vec<String> = if head.is_empty() { Vec::new() } else { digits_apart(head) };
    parts.push(tail.to_owned());
    let look = |i: usize, part: &str| {
        let number = i + 1 < parts.len() && part.chars().all(|c| c.is_ascii_digit());
        let (size, color) = if number { (44.0, m.tab_number) } else { (32.0, m.tab_text) };
        Look::new(FaceRole::Strong, size, ink(style, color))
    };
    let gap = u * 7.0;
    let widths: Vec<Pt> = parts.iter().enumerate().map(|(i, p)| t.width(p, look(i, p))).collect();
    let total = widths.iter().copied().sum::<Pt>() + gap * parts.len().saturating_sub(1) as f64;
    let width = (total + u * 64.0).max(u * 300.0);
    let rect = Rect::new(center - width / 2.0, top, width, u * 60.0);
    canvas.decoration(|c| {
        c.fill_rect(rect, u * 30.0, m.tab.on(&style.hue(0)));
        c.border(rect, u * 30.0, u * 4.0, m.tab_second.on(&style.hue(0)));
    });
    let mut x = center - total / 2.0;
    for (i, part) in parts.iter().enumerate() {
        let w = widths.get(i).copied().unwrap_or_default();
        t.line(part, look(i, part), TextAlign::Left, (x, top + u * 42.0, w), canvas);
        x += w + gap;
    }
}
