//! Boards as they were drawn: codes that phones cannot read, words too small for the distance, words over pictures.

use super::allow;
use super::file::{File, Subject};
use super::lint::{Finding, Found, Level, Lint};
use super::{Levels, diagnostic};
use crate::diagnostic::{Diagnostics, Span};
use crate::model::Board;
use crate::panel::export::{Pixmap, pixmap};
use crate::panel::scene::{GlyphRun, Group, Item, Paint, Scene, Segment, Sheet, Tag, Transform};
use crate::panel::style::contrast;
use crate::unit::{Em, Point, Pt};
use crate::world::World;

static SMALL: Lint = Lint {
    code: "text-small",
    title: "有的字比看板距离要求的小",
    why: "站在看板的地方，汉字的高要有距离的 1/300 才认得出（正文按 1/200 排）；脚注、图注小于它，就只有走近了才看得见",
    fix: "换大一号的纸或者改近阅读距离；是版式里写的字号，就在版式文件里加大",
    example: "size: A2，阅读距离: 3m（页脚的字高 3.5 毫米，要 10 毫米）",
    right: "size: A0，阅读距离: 1.5m",
    level: Level::Warning,
};
static CODE: Lint = Lint {
    code: "qr-small",
    title: "二维码太小，站着扫不出来",
    why: "手机伸到看板距离的一半，二维码的每一格要有距离的 1/1250 才分得清；网址越长，格子越多越小",
    fix: "换短一些的网址（文章的 slug 或 base_url），或者换大一号的纸",
    example: "size: A4，网址 200 个字符（每格 0.2 毫米）",
    right: "网址在 60 个字符以内（每格 0.4 毫米）",
    level: Level::Warning,
};
static OVER: Lint = Lint {
    code: "text-on-picture",
    title: "压在图上的字看不清",
    why: "WCAG 1.4.3：字与它背后的颜色，对比度至少 4.5，大字至少 3；图有深有浅，按每个字背后的颜色算",
    fix: "换一个版式，或者在版式文件里给字换颜色、加描边，也可以把背后的图调淡",
    example: "白色标题压在浅黄色的图上（对比度 1.4）",
    right: "深绿色标题压在浅黄色的图上（对比度 8.1）",
    level: Level::Warning,
};

pub(super) const LINTS: &[&Lint] = &[&SMALL, &CODE, &OVER];

/// What younger readers can make out (typography, rule 15); running text is set for older ones, at a two-hundredth.
const LEAST_TEXT: f64 = 1.0 / 300.0;
/// A module of a code, at half the distance on two pixels of a 1080 line camera: an arm's length before the eyes.
const LEAST_MODULE: f64 = 1.0 / 1250.0;
/// Sizes are rounded on their way.
const TOLERANCE: f64 = 0.99;

/// Looks at a board as it was drawn. Every finding is at the level of its lint; `with_levels` does the rest.
pub fn sheets(world: &dyn World, board: &Board, scene: &Scene) -> Diagnostics {
    let Some(file) = File::read(world, Subject::Board(board)) else { return Diagnostics::new() };
    let mut found = Found::default();
    for (number, sheet) in scene.sheets.iter().enumerate() {
        let mut seen = Seen::default();
        seen.items(&sheet.items, Look::default());
        let place = Place { file: &file, board, number: number + 1 };
        small(&place, &seen, &mut found);
        codes(&place, &seen, &mut found);
        over_pictures(&place, &seen, (scene, number), &mut found);
    }
    let kept = allow::without(&allow::read(&file), found.finish());
    kept.into_iter().filter_map(|f| diagnostic(f, &Levels::new())).collect()
}

struct Place<'a> {
    file: &'a File<'a>,
    board: &'a Board,
    number: usize,
}

impl Place<'_> {
    fn distance(&self) -> Pt {
        self.board.reading_distance.to_pt()
    }

    fn told(&self, lint: &'static Lint, keys: &[&str], message: String, out: &mut Found) {
        // The first line of the file is its fence: no such key.
        let written = keys.iter().map(|key| self.file.head_line(&[key])).find(|span| span.line > 1);
        let span: Span = written.unwrap_or_else(|| self.file.first_line());
        let message = format!("“{}”第 {} 张{message}", self.board.title, self.number);
        out.push(Finding { lint, level: lint.level, span, message, help: lint.fix.to_owned(), whole_file: true });
    }
}

#[derive(Clone, Copy)]
struct Look {
    at: Transform,
    opacity: f64,
    decoration: bool,
    /// On a card, whose grounds are the style's own: `style-contrast` looks at those.
    card: bool,
}

impl Default for Look {
    fn default() -> Look {
        Look { at: Transform::IDENTITY, opacity: 1.0, decoration: false, card: false }
    }
}

/// What stands on a sheet.
#[derive(Default)]
struct Seen<'a> {
    words: Vec<(&'a GlyphRun, Look)>,
    /// Shadows and outlines under words.
    under: Vec<(&'a GlyphRun, Look)>,
    codes: Vec<(&'a Group, Transform)>,
}

impl<'a> Seen<'a> {
    fn items(&mut self, items: &'a [Item], look: Look) {
        for item in items {
            match item {
                Item::Glyphs(run) if !look.decoration => self.words.push((run, look)),
                Item::Group(g) => {
                    let at = g.transform.then(look.at);
                    if matches!(g.tag, Some(Tag::Code(_))) {
                        self.codes.push((g, at));
                        continue;
                    }
                    let decoration = look.decoration || g.tag == Some(Tag::Artifact);
                    let card = look.card || g.tag == Some(Tag::Section);
                    self.items(&g.items, Look { at, opacity: look.opacity * g.opacity, decoration, card });
                }
                Item::Glyphs(run) => self.under.push((run, look)),
                Item::Path(_) | Item::Image(_) => {}
            }
        }
    }
}

/// How much a map enlarges.
fn scale(t: Transform) -> f64 {
    (t.a * t.d - t.b * t.c).abs().sqrt()
}

fn small(place: &Place<'_>, seen: &Seen<'_>, out: &mut Found) {
    let least = place.distance() * LEAST_TEXT;
    let sizes = seen.words.iter().filter(|(run, _)| !run.text.trim().is_empty());
    let below = sizes.map(|(run, look)| (run.size * scale(look.at), *run)).filter(|(s, _)| *s < least * TOLERANCE);
    let Some((size, run)) = below.min_by(|a, b| a.0.0.total_cmp(&b.0.0)) else { return };
    let message = format!(
        "最小的字（“{}”）高 {:.1} 毫米，站在 {} 米外要 {:.1} 毫米",
        clipped(&run.text),
        size.to_mm().0,
        place.board.reading_distance.0 / 1000.0,
        least.to_mm().0
    );
    place.told(&SMALL, &["reading_distance", "阅读距离", "size", "尺寸"], message, out);
}

fn codes(place: &Place<'_>, seen: &Seen<'_>, out: &mut Found) {
    let least = place.distance() * LEAST_MODULE;
    let modules = seen.codes.iter().filter_map(|(g, at)| Some(module(g)? * scale(*at)));
    let Some(size) = modules.min_by(|a, b| a.0.total_cmp(&b.0)).filter(|m| *m < least * TOLERANCE) else { return };
    let message = format!(
        "的二维码每格 {:.2} 毫米，看板距离 {} 米，要 {:.2} 毫米",
        size.to_mm().0,
        place.board.reading_distance.0 / 1000.0,
        least.to_mm().0
    );
    place.told(&CODE, &["articles", "文章"], message, out);
}

/// The side of a code's modules: the height of the lowest of its dark runs.
fn module(code: &Group) -> Option<Pt> {
    let Some(Item::Path(dark)) = code.items.last() else { return None };
    let mut least: Option<Pt> = None;
    for pair in dark.path.segments.windows(2) {
        let [Segment::Line(a), Segment::Line(b)] = pair else { continue };
        let height = (b.y - a.y).abs();
        if height.0 > 1e-6 {
            least = Some(least.map_or(height, |l| l.min(height)));
        }
    }
    least
}

/// How wide a sheet is drawn to see what is behind its words, in pixels.
const WIDTH: u32 = 800;
/// WCAG 1.4.3: running text, and large text: here twice the size that the distance asks for.
const TEXT: f64 = 4.5;
const LARGE: f64 = 3.0;
/// Bold letters are large from 14 pt where others are from 18 (WCAG, "large scale").
const BOLD: u16 = 600;
const BOLD_PART: f64 = 14.0 / 18.0;
/// A run is hard to read when this part of its characters is.
const PART: f64 = 0.25;
/// What is fainter is meant as a water mark.
const FAINT: f64 = 0.35;

fn over_pictures(place: &Place<'_>, seen: &Seen<'_>, (scene, number): (&Scene, usize), out: &mut Found) {
    let Some(ground) = ground(scene, number) else { return };
    let large = place.distance() / 100.0;
    let mut worst: Option<(f64, f64, &GlyphRun)> = None;
    let mut count = 0;
    let all: Vec<(&GlyphRun, Look)> = seen.under.iter().chain(&seen.words).copied().collect();
    for (i, (run, look)) in seen.words.iter().enumerate().filter(|(_, w)| !w.1.card) {
        let bold = scene.fonts.get(run.font.0).is_some_and(|f| f.weight >= BOLD);
        let large = if bold { large * BOLD_PART } else { large };
        let least = if run.size * scale(look.at) >= large { LARGE } else { TEXT };
        let Some((ink, alpha)) = ink(&run.fill).map(|(ink, a)| (ink, a * look.opacity)) else { continue };
        let later = seen.words.get(i + 1..).unwrap_or_default();
        let this = (*run, *look);
        if alpha < FAINT || later.iter().any(|top| same_place(*top, this)) || is_outlined(this, &all, ink, least) {
            continue;
        }
        let found = legibility(&ground, run, look.at, (ink, alpha));
        if found < least {
            count += 1;
            if worst.is_none_or(|(w, l, _)| found / least < w / l) {
                worst = Some((found, least, run));
            }
        }
    }
    if let Some((found, least, run)) = worst {
        let more = if count > 1 { format!("，共 {count} 处") } else { String::new() };
        let message = format!("“{}”和背后的颜色对比度只有 {found:.1}，至少要 {least:.1}{more}", clipped(&run.text));
        place.told(&OVER, &["style", "版式"], message, out);
    }
}

/// A sheet without its words, and how many pixels a point is.
struct Ground {
    pixels: Pixmap,
    scale: f64,
}

fn ground(scene: &Scene, number: usize) -> Option<Ground> {
    let sheet = scene.sheets.get(number)?;
    let scale = f64::from(WIDTH) / sheet.size.trim().width.0.max(1e-6);
    let bare = Sheet { items: without_words(&sheet.items), links: Vec::new(), ..sheet.clone() };
    let scene = Scene { sheets: vec![bare], outline: Vec::new(), ..scene.clone() };
    Some(Ground { pixels: pixmap(&scene, 0, WIDTH).ok()?, scale })
}

fn without_words(items: &[Item]) -> Vec<Item> {
    let keep = |item: &Item| match item {
        Item::Glyphs(_) => None,
        Item::Group(g) => Some(Item::Group(Group { items: without_words(&g.items), ..g.clone() })),
        other => Some(other.clone()),
    };
    items.iter().filter_map(keep).collect()
}

/// One colour for a fill, and how opaque it is.
fn ink(paint: &Paint) -> Option<([u8; 3], f64)> {
    let stops = match paint {
        Paint::Solid(color, alpha) => return Some((color.rgb, *alpha)),
        Paint::Linear(g) => &g.stops,
        Paint::Radial(g) => &g.stops,
    };
    let middle = stops.get(stops.len() / 2)?;
    Some((middle.color.rgb, middle.opacity))
}

/// Whether two runs are the same letters in the same place, one over the other.
fn same_place((a, seen_a): (&GlyphRun, Look), (b, seen_b): (&GlyphRun, Look)) -> bool {
    let (p, q) = (seen_a.at.apply(a.origin), seen_b.at.apply(b.origin));
    let near = b.size * scale(seen_b.at) * 0.2;
    let letters = |r: &GlyphRun| (r.font, r.glyphs.len(), r.glyphs.first().map(|g| g.id));
    letters(a) == letters(b) && (p.x - q.x).abs() < near && (p.y - q.y).abs() < near
}

/// Whether the words, or the same letters under them, have an outline that sets them off.
fn is_outlined(run: (&GlyphRun, Look), all: &[(&GlyphRun, Look)], fill: [u8; 3], least: f64) -> bool {
    all.iter().filter(|other| same_place(**other, run)).any(|(other, _)| {
        let Some(stroke) = other.stroke.as_ref().filter(|s| s.width >= other.size * 0.02) else { return false };
        ink(&stroke.paint).is_some_and(|(rgb, alpha)| alpha > 0.7 && contrast(rgb, fill) >= least)
    })
}

/// Points of a character's box that are looked at, in each direction.
const GRID: usize = 5;

/// The contrast that all but [`PART`] of the characters reach, each taken at the middle of what is behind it.
fn legibility(ground: &Ground, run: &GlyphRun, at: Transform, (ink, alpha): ([u8; 3], f64)) -> f64 {
    let mut pen = Em::ZERO;
    let mut each = Vec::new();
    for g in &run.glyphs {
        let blank = run.text.get(g.text.clone()).is_some_and(|t| t.trim().is_empty());
        if !blank {
            let mut behind: Vec<f64> = Vec::with_capacity(GRID * GRID);
            for (i, j) in (0..GRID).flat_map(|i| (0..GRID).map(move |j| (i, j))) {
                let (right, up) = ((i as f64 + 0.5) / GRID as f64, (j as f64 + 0.5) / GRID as f64);
                let x = run.origin.x + (pen + g.dx + g.advance * right).at(run.size);
                let y = run.origin.y - (g.dy + Em(0.85 * up - 0.05)).at(run.size);
                if let Some(pixel) = pixel(ground, at.apply(Point::new(x, y))) {
                    behind.push(contrast(mixed(ink, pixel, alpha), pixel));
                }
            }
            behind.sort_by(f64::total_cmp);
            each.extend(behind.get(behind.len() / 2).copied());
        }
        pen += g.advance;
    }
    each.sort_by(f64::total_cmp);
    each.get((each.len() as f64 * PART) as usize).copied().unwrap_or(f64::INFINITY)
}

fn pixel(ground: &Ground, at: Point) -> Option<[u8; 3]> {
    let (x, y) = ((at.x.0 * ground.scale).floor(), (at.y.0 * ground.scale).floor());
    let (width, height) = (f64::from(ground.pixels.width()), f64::from(ground.pixels.height()));
    let inside = x >= 0.0 && y >= 0.0 && x < width && y < height;
    let p = if inside { ground.pixels.pixel(x as u32, y as u32) } else { None }?;
    Some([p.red(), p.green(), p.blue()])
}

fn mixed(ink: [u8; 3], ground: [u8; 3], alpha: f64) -> [u8; 3] {
    let mut out = [0; 3];
    for ((o, i), g) in out.iter_mut().zip(ink).zip(ground) {
        *o = (f64::from(i) * alpha + f64::from(g) * (1.0 - alpha)).round().clamp(0.0, 255.0) as u8;
    }
    out
}

/// Words as a message shows them.
fn clipped(text: &str) -> String {
    const MOST: usize = 12;
    let text = text.trim();
    let short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() { short + "…" } else { short }
}
