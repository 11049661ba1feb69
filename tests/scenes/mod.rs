//! A scene made by hand.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use std::sync::Arc;

use banbao::panel::scene::*;
use banbao::panel::sheet::SheetSize;
use banbao::unit::{Em, Mm, Point, Pt, Rect};
use banbao::world::{Face, builtin_faces};
use skrifa::MetadataProvider as _;

pub const GREEN: Color = Color { rgb: [0x1f, 0x8a, 0x5b], cmyk: [0.8, 0.1, 0.75, 0.1] };
pub const BLUE: Color = Color { rgb: [0x1d, 0x5f, 0xa8], cmyk: [0.9, 0.6, 0.0, 0.0] };

/// A paragraph with squeezed marks: `：“` and `。”` and `”（` lose half an em each.
pub const QUOTE: &str = "他说：“先用流动水冲湿双手。”（然后取皂液）";
pub const TITLE: &str = "勤洗手，少生病";
pub const LATIN: &str = "PM2.5 office 75 μg/m³";

fn mm(v: f64) -> Pt {
    Mm(v).to_pt()
}

pub fn at(x: f64, y: f64) -> Point {
    Point::new(mm(x), mm(y))
}

pub fn rect(x: f64, y: f64, w: f64, h: f64) -> Rect {
    Rect::new(mm(x), mm(y), mm(w), mm(h))
}

/// A line set by hand: the face's own advances, and half an em less between squeezed marks.
pub fn line(faces: &[Arc<Face>], font: usize, text: &str, size: Pt, origin: Point) -> GlyphRun {
    let face = &faces[font];
    let font_ref = skrifa::FontRef::from_index(face.data.as_ref(), face.index).unwrap();
    let charmap = font_ref.charmap();
    let metrics = font_ref.glyph_metrics(skrifa::instance::Size::unscaled(), skrifa::instance::LocationRef::default());
    let upem = f64::from(
        font_ref.metrics(skrifa::instance::Size::unscaled(), skrifa::instance::LocationRef::default()).units_per_em,
    );
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut glyphs = Vec::new();
    for (i, (start, c)) in chars.iter().enumerate() {
        let id = charmap.map(*c).unwrap();
        let mut advance = f64::from(metrics.advance_width(id).unwrap()) / upem;
        let next = chars.get(i + 1).map(|n| n.1);
        let closing = matches!(c, '：' | '。' | '”' | '，');
        let marks = matches!(next, Some('“' | '”' | '（'));
        if closing && marks {
            advance -= 0.5;
        }
        let range = *start..start + c.len_utf8();
        glyphs.push(Glyph { id: id.to_u32() as u16, advance: Em(advance), dx: Em(0.0), dy: Em(0.0), text: range });
    }
    GlyphRun {
        font: FontId(font),
        size,
        fill: Color::BLACK.into(),
        stroke: None,
        origin,
        glyphs,
        text: text.to_owned(),
    }
}

fn face(postscript: &str) -> Arc<Face> {
    builtin_faces().faces().iter().find(|f| f.postscript == postscript).unwrap().clone()
}

/// Red at the left, blue at the right.
fn photo(format: image::ImageFormat, alpha: bool) -> Vec<u8> {
    let pixels = image::RgbaImage::from_fn(40, 40, |x, y| {
        let a = if alpha && y < 20 { 128 } else { 255 };
        if x < 20 { image::Rgba([200, 40, 40, a]) } else { image::Rgba([40, 40, 200, a]) }
    });
    let image = image::DynamicImage::ImageRgba8(pixels);
    let mut out = std::io::Cursor::new(Vec::new());
    if alpha { image.write_to(&mut out, format) } else { image.to_rgb8().write_to(&mut out, format) }.unwrap();
    out.into_inner()
}

fn image_data(path: &str, format: ImageFormat, bytes: Vec<u8>) -> Arc<ImageData> {
    Arc::new(ImageData { path: path.to_owned(), bytes: Arc::from(bytes), format, width: 40, height: 40 })
}

fn stop(offset: f64, color: Color, opacity: f64) -> Stop {
    Stop { offset, color, opacity }
}

/// Two A6 sheets.
pub fn sample() -> Scene {
    let fonts = vec![face("BanbaoHei-Bold"), face("BanbaoSong-Regular"), face("BanbaoKai-Regular")];
    let images = vec![
        image_data("p/photo.jpg", ImageFormat::Jpeg, photo(image::ImageFormat::Jpeg, false)),
        image_data("p/icon.png", ImageFormat::Png, photo(image::ImageFormat::Png, true)),
    ];
    let band = Paint::Linear(LinearGradient {
        from: at(0.0, 0.0),
        to: at(105.0, 0.0),
        stops: vec![stop(0.0, GREEN, 1.0), stop(0.5, Color::WHITE, 1.0), stop(1.0, BLUE, 1.0)],
    });
    let glow = Paint::Radial(RadialGradient {
        center: at(30.0, 105.0),
        radius: mm(10.0),
        transform: Transform::IDENTITY,
        stops: vec![stop(0.0, GREEN, 1.0), stop(1.0, GREEN, 0.0)],
    });
    let mut title = line(&fonts, 0, TITLE, Pt(26.0), at(6.0, 25.0));
    title.stroke = Some(Stroke { join: Join::Round, ..Stroke::solid(Color::WHITE, Pt(1.0)) });
    let mut kai = line(&fonts, 2, "饭前便后要洗手", Pt(12.0), at(6.0, 80.0));
    kai.fill = GREEN.into();
    let dashed = Stroke { dash: vec![Pt(4.0), Pt(2.0)], cap: Cap::Round, ..Stroke::solid(BLUE, Pt(1.0)) };
    let photo = Group {
        clip: Some(Path::circle(at(91.0, 55.0), mm(9.0))),
        ..Group::tagged(
            Tag::Figure("两只手".to_owned()),
            vec![Item::Image(ImageItem { image: ImageId(0), rect: rect(81.0, 45.0, 20.0, 20.0) })],
        )
    };
    let faded = Group {
        opacity: 0.5,
        ..Group::moved(
            at(0.0, 0.0),
            vec![
                Item::Path(PathItem::filled(Path::rect(rect(10.0, 120.0, 12.0, 10.0)), Color::BLACK)),
                Item::Path(PathItem::filled(Path::rect(rect(18.0, 120.0, 12.0, 10.0)), Color::BLACK)),
            ],
        )
    };
    let first = vec![
        Item::Path(PathItem::filled(Path::rect(rect(-3.0, -3.0, 111.0, 12.0)), band)),
        Item::Group(Group::tagged(Tag::Heading(1), vec![Item::Glyphs(title)])),
        Item::Group(Group::tagged(
            Tag::Paragraph,
            vec![
                Item::Glyphs(line(&fonts, 1, QUOTE, Pt(11.0), at(6.0, 40.0))),
                Item::Glyphs(line(&fonts, 1, LATIN, Pt(11.0), at(6.0, 46.0))),
            ],
        )),
        Item::Group(Group::tagged(Tag::Paragraph, vec![Item::Glyphs(kai)])),
        Item::Path(PathItem::stroked(Path::line(at(6.0, 90.0), at(99.0, 90.0)), dashed)),
        Item::Group(photo),
        Item::Path(PathItem::filled(Path::circle(at(30.0, 105.0), mm(10.0)), glow)),
        Item::Group(faded),
        Item::Image(ImageItem { image: ImageId(1), rect: rect(60.0, 100.0, 20.0, 20.0) }),
        Item::Image(ImageItem { image: ImageId(1), rect: rect(82.0, 100.0, 10.0, 10.0) }),
    ];
    let turned = Group {
        transform: Transform::rotate(30.0).then(Transform::translate(at(50.0, 40.0))),
        ..Group::tagged(Tag::Paragraph, vec![Item::Glyphs(line(&fonts, 1, "第二张", Pt(20.0), Point::default()))])
    };
    let size = SheetSize::new(Mm(105.0), Mm(148.0));
    let link = |url: &str| LinkArea { rect: rect(6.0, 135.0, 30.0, 8.0), url: url.to_owned() };
    let entry = |title: &str, depth, sheet| OutlineEntry { title: title.to_owned(), depth, sheet, at: at(6.0, 20.0) };
    Scene {
        title: "勤洗手 <要点> & “七步”".to_owned(),
        author: Some("某社区卫生服务中心".to_owned()),
        subject: Some("手卫生".to_owned()),
        language: "zh-CN".to_owned(),
        fonts,
        images,
        sheets: vec![
            Sheet {
                size,
                items: first,
                links: vec![link("https://example.org/a?b=1&c=<2>"), link("javascript:alert(1)")],
            },
            Sheet { size, items: vec![Item::Group(turned)], links: Vec::new() },
        ],
        outline: vec![entry("勤洗手", 0, 0), entry("步骤", 1, 0), entry("第二张", 0, 1)],
    }
}
