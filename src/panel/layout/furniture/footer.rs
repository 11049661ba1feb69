//! Footers: who publishes and how to reach them, where the facts come from, the codes.

use super::info::{Contact, SheetInfo};
use super::lettering::{Look, Type};
use super::masthead::ink;
use super::qr::{Qr, least_side};
use super::{Frame, Furniture, SheetRequest};
use crate::panel::art::{Align, Fit};
use crate::panel::layout::Canvas;
use crate::panel::layout::blocks::Context;
use crate::panel::scene::Color;
use crate::panel::style::FaceRole;
use crate::panel::typeset::TextAlign;
use crate::unit::{Pt, Rect};

/// The smallest type on a board (14 u: 20 pt on A1).
const SMALLEST: f64 = 14.0;

/// Height of a caption below a code, in u.
const CAPTION: f64 = 21.0;
/// Between two codes, in u.
const CODE_GAP: f64 = 18.0;

/// Where the parts of a footer stand.
struct Plan {
    /// The text's box: above it only the ground.
    text: Rect,
    /// Width of the left block.
    left: Pt,
    /// Left edge of the codes.
    codes: Pt,
    /// Side of a code.
    side: Pt,
    /// Room for the sources.
    sources: Rect,
}

fn title(cx: &Context) -> Look {
    Look::new(FaceRole::Heading, 22.0, ink(&cx.style, cx.style.footer.title)).leading(1.3)
}

fn plain(cx: &Context) -> Look {
    Look::new(FaceRole::Body, 16.0, ink(&cx.style, cx.style.footer.text)).leading(1.45)
}

/// Sources and imprint. On sheets larger than A1 they need not be larger than there.
fn note(cx: &Context, u: Pt) -> Look {
    const A1: Pt = Pt(1.4173);
    let size = SMALLEST * (A1 / u).clamp(0.85, 1.0);
    Look::new(FaceRole::Body, size, ink(&cx.style, cx.style.footer.note)).leading(1.45)
}

/// 注：[1] …；…。资料来源：…；….
fn sources(info: &SheetInfo) -> String {
    let part = |name: &str, all: &[String]| {
        if all.is_empty() { String::new() } else { format!("{name}：{}。", all.join("；")) }
    };
    part("注", &info.notes) + &part("资料来源", &info.sources)
}

fn imprint(info: &SheetInfo) -> String {
    [Some(info.issue.as_str()), info.made.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The largest side of a code, in u.
const CODE: f64 = 86.0;

fn plan(cx: &Context, sheet: &SheetRequest<'_>, frame: &Frame) -> Plan {
    let p = plan_codes(cx, sheet, frame, sheet.size.u() * CODE);
    // Codes as large as the footer's height allows.
    let caption = if sheet.info.codes.len() > 1 { CAPTION } else { 0.0 };
    let u = sheet.size.u();
    let above =
        frame.cards.bottom().max(frame.footer.y) + u * if frame.cards.bottom() > frame.footer.y { 8.0 } else { -8.0 };
    plan_codes(cx, sheet, frame, (p.text.bottom() - above - u * caption).min(p.side).max(least_side(u)))
}

fn plan_codes(cx: &Context, sheet: &SheetRequest<'_>, frame: &Frame, side: Pt) -> Plan {
    let u = sheet.size.u();
    let t = Type { cx, u };
    let safe = sheet.size.safe_area();
    let x = (u * cx.style.grid.margin).max(safe.x);
    let right = frame.footer.right() - x;
    let top = frame.footer.y + text_top(cx, u, frame.footer.height);
    let bottom = (frame.footer.bottom() - u * 14.0).min(safe.bottom());
    let text = Rect::new(x, top, right - x, bottom - top);
    let codes = sheet.info.codes.len() as f64;
    // One code has its caption beside it, several have theirs below.
    let several = codes > 1.0;
    let each = side + if several { Pt::ZERO } else { caption_width(u) };
    let codes = if codes > 0.0 { right - each * codes - u * CODE_GAP * (codes - 1.0) } else { right };
    let words = sheet.info.contact.iter().map(|(_, w)| t.width(w, plain(cx)) + u * 26.0);
    let left = words.fold(t.width(&sheet.info.organization, title(cx)), Pt::max).min(text.width * 0.36);
    let gap = u * 36.0;
    let sources =
        Rect::new(x + left + gap, top, codes - x - left - gap * if codes < right { 1.7 } else { 1.0 }, text.height);
    Plan { text, left, codes, side, sources }
}

/// The caption stands beside its code.
fn caption_width(u: Pt) -> Pt {
    u * 62.0
}

/// The height that the words want; nothing where the style's own height is enough.
pub(super) fn wanted(f: &Furniture, cx: &Context, sheet: &SheetRequest<'_>, frame: &Frame) -> Pt {
    let u = sheet.size.u();
    let t = Type { cx, u };
    if frame.panel {
        let width = strip_width(t, sheet, frame);
        let lines = t.height(&sources(sheet.info), strip(cx), width);
        let needed = lines + u * 30.0;
        return if needed > u * cx.style.footer.landscape { needed } else { Pt::ZERO };
    }
    let _ = f;
    let words = |p: &Plan| words_height(t, sheet, p);
    let p = plan(cx, sheet, frame);
    if words(&p) <= p.text.height + Pt(0.5) {
        return Pt::ZERO;
    }
    // A higher footer has room for larger codes, which leave less for the words beside them.
    let p = plan_codes(cx, sheet, frame, u * CODE);
    let words = words(&p);
    // Solved for the height at which the words fit below the text's top, which sinks as the ground grows.
    let s = &cx.style.footer;
    let below = frame.footer.bottom() - p.text.bottom();
    (words + below + u * s.text_top * (1.0 - SINKING)) / (1.0 - SINKING * s.text_top / usual(s))
}

/// The height of the sources or of the contact, whichever is more.
fn words_height(t: Type<'_>, sheet: &SheetRequest<'_>, p: &Plan) -> Pt {
    let (cx, u) = (t.cx, t.u);
    let text = t.height(&sources(sheet.info), note(cx, u), p.sources.width)
        + t.height(&imprint(sheet.info), note(cx, u), p.sources.width);
    let contact = t.height(&sheet.info.organization, title(cx), p.left)
        + sheet.info.contact.iter().map(|(_, w)| t.height(w, plain(cx), p.left - u * 26.0)).sum::<Pt>();
    text.max(contact)
}

/// How far the words of a footer that grows keep pace with the hills that they stand below, which are drawn out with it.
const SINKING: f64 = 0.6;

/// The height in u from which a footer's growth counts.
fn usual(s: &crate::panel::style::Footer) -> f64 {
    s.height.max(s.text_top * 2.0).max(1.0)
}

/// Where the words begin below the top of a footer of some height.
fn text_top(cx: &Context, u: Pt, height: Pt) -> Pt {
    let s = &cx.style.footer;
    let growth = (height / (u * usual(s)) - 1.0).max(0.0);
    u * s.text_top * (1.0 + SINKING * growth)
}

/// Paints a footer's words and codes.
pub(super) fn put(f: &Furniture, cx: &Context, sheet: &SheetRequest<'_>, frame: &Frame, canvas: &mut Canvas) {
    if frame.panel {
        put_strip(cx, sheet, frame, canvas);
        return;
    }
    let u = sheet.size.u();
    let t = Type { cx, u };
    let p = plan(cx, sheet, frame);
    put_contact(f, t, sheet, &p, canvas);
    put_sources(t, sheet, &p, canvas);
    put_codes(t, sheet, &p, canvas);
}

fn put_contact(f: &Furniture, t: Type<'_>, sheet: &SheetRequest<'_>, p: &Plan, canvas: &mut Canvas) {
    let (u, cx, info) = (t.u, t.cx, sheet.info);
    let head = t.height(&info.organization, title(cx), p.left);
    let rows: Vec<Pt> = info.contact.iter().map(|(_, w)| t.height(w, plain(cx), p.left - u * 26.0)).collect();
    let total = head + rows.iter().copied().sum::<Pt>();
    let mut y = p.text.y + ((p.text.height - total) / 2.0).max(Pt::ZERO);
    let rect = |y: Pt| Rect::new(p.text.x, y, p.left, u);
    y = t.lines(&info.organization, title(cx), TextAlign::Left, rect(y), canvas);
    for ((kind, words), height) in info.contact.iter().zip(rows) {
        let name = match kind {
            Contact::Phone => "phone-call",
            Contact::Hours => "clock",
            Contact::Address => "home",
        };
        let x = p.text.x + u * if f.icons.contains_key(name) { 25.0 } else { 0.0 };
        if let Some(icon) = f.icons.get(name) {
            let at = Rect::new(p.text.x, y + u * 3.0, u * 18.0, u * 18.0);
            canvas.decoration(|c| c.items.push(icon.place(at, Fit::Contain, Align::CENTER)));
        }
        t.lines(words, plain(cx), TextAlign::Left, Rect::new(x, y, p.left - (x - p.text.x), height), canvas);
        y += height;
    }
}

fn put_sources(t: Type<'_>, sheet: &SheetRequest<'_>, p: &Plan, canvas: &mut Canvas) {
    let (u, cx, info) = (t.u, t.cx, sheet.info);
    let words = sources(info);
    let (first, last) =
        (t.height(&words, note(cx, u), p.sources.width), t.height(&imprint(info), note(cx, u), p.sources.width));
    let y = p.sources.y + ((p.sources.height - first - last) / 2.0).max(Pt::ZERO);
    canvas.decoration(|c| {
        let rule = cx.style.footer.rule.on(&cx.style.hue(0));
        let x = p.sources.x - u * 18.0;
        c.fill_rect(Rect::new(x, p.text.y, u * 1.5, p.text.height), Pt::ZERO, rule);
    });
    let rect = |y: Pt| Rect::new(p.sources.x, y, p.sources.width, u);
    let y = t.lines(&words, note(cx, u), TextAlign::Left, rect(y), canvas);
    t.lines(&imprint(info), note(cx, u), TextAlign::Left, rect(y), canvas);
}

fn put_codes(t: Type<'_>, sheet: &SheetRequest<'_>, p: &Plan, canvas: &mut Canvas) {
    let u = t.u;
    let mut x = p.codes;
    let style = &t.cx.style;
    let words = Look::new(FaceRole::Strong, SMALLEST + 0.5, ink(style, style.footer.text)).leading(1.35);
    let several = sheet.info.codes.len() > 1;
    for (url, caption) in &sheet.info.codes {
        let Some(qr) = Qr::new(url) else { continue };
        let beside = if several { Pt::ZERO } else { caption_width(u) };
        let below = if several { u * CAPTION } else { Pt::ZERO };
        let code = Rect::new(x + beside, p.text.bottom() - below - p.side, p.side, p.side);
        canvas.decoration(|c| c.fill_rect(code.inset(-u * 3.0), u * 9.0, Some(Color::WHITE)));
        qr.put(code, Color::BLACK, canvas);
        if several {
            let small = t.shrunk(caption, Look { size: SMALLEST, ..words }, p.side + u * (CODE_GAP - 4.0), 9.0);
            let at = (code.x - u * CODE_GAP / 2.0, p.text.bottom() - u * 3.0, code.width + u * CODE_GAP);
            t.line(caption, small, TextAlign::Center, at, canvas);
        } else {
            let width = beside - u * 10.0;
            let parts = caption_lines(caption, t.width(caption, words) <= width);
            let height = parts.iter().map(|p| t.height(p, words, width)).sum::<Pt>();
            let mut y = code.y + (code.height - height) / 2.0;
            for part in parts {
                y = t.lines(part, words, TextAlign::Right, Rect::new(x, y, width, height), canvas);
            }
        }
        x = code.right() + u * CODE_GAP;
    }
}

/// A caption that is too long for one line breaks after its verb: 扫码 / 看全文, not 扫码看 / 全文.
fn caption_lines(caption: &str, fits: bool) -> Vec<&str> {
    match caption.strip_prefix("扫码") {
        Some(rest) if !fits && !rest.is_empty() => vec!["扫码", rest],
        _ => vec![caption],
    }
}

fn strip(cx: &Context) -> Look {
    let mute = cx.style.color("mute").unwrap_or(Color::BLACK);
    Look::new(FaceRole::Body, SMALLEST + 0.5, mute).leading(1.4)
}

/// Room for the sources in the strip beside a panel.
fn strip_width(t: Type<'_>, sheet: &SheetRequest<'_>, frame: &Frame) -> Pt {
    let ends = t.width(&imprint(sheet.info), strip(t.cx));
    frame.footer.width - ends - t.u * 40.0
}

/// Beside a panel: a rule, the sources, the imprint.
fn put_strip(cx: &Context, sheet: &SheetRequest<'_>, frame: &Frame, canvas: &mut Canvas) {
    let u = sheet.size.u();
    let t = Type { cx, u };
    let rule = Rect::new(frame.footer.x, frame.footer.y + u * 12.0, frame.footer.width, u * 2.0);
    canvas.decoration(|c| c.fill_rect(rule, Pt::ZERO, cx.style.color("line")));
    let y = rule.bottom() + u * 6.0;
    let width = strip_width(t, sheet, frame);
    t.lines(&sources(sheet.info), strip(cx), TextAlign::Left, Rect::new(frame.footer.x, y, width, u), canvas);
    let end = Rect::new(frame.footer.x + width, y, frame.footer.width - width, u);
    t.lines(&imprint(sheet.info), strip(cx), TextAlign::Right, end, canvas);
}
