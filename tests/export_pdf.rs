//! The PDF, read back: boxes, faces, exact text, inks, pictures, metadata, structure.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

mod scenes;

use std::collections::BTreeMap;

use banbao::panel::export::{Marks, PdfOptions, pdf};
use banbao::panel::scene::*;
use banbao::unit::{Em, Mm, Pt};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};
use scenes::{LATIN, QUOTE, TITLE, at, line, sample};

fn written(scene: &Scene) -> Document {
    Document::load_mem(&pdf(scene, &PdfOptions::default()).unwrap()).unwrap()
}

fn pages(doc: &Document) -> Vec<&Dictionary> {
    doc.get_pages().values().map(|id| doc.get_dictionary(*id).unwrap()).collect()
}

fn follow<'a>(doc: &'a Document, o: &'a Object) -> &'a Object {
    doc.dereference(o).unwrap().1
}

fn dict<'a>(doc: &'a Document, d: &'a Dictionary, key: &str) -> &'a Dictionary {
    follow(doc, d.get(key.as_bytes()).unwrap()).as_dict().unwrap()
}

fn operations(doc: &Document, page: usize) -> Vec<Operation> {
    let id: ObjectId = *doc.get_pages().values().nth(page).unwrap();
    Content::decode(&doc.get_page_content(id)).unwrap().operations
}

fn rectangle(d: &Dictionary, key: &str) -> [f64; 4] {
    let v: Vec<f64> =
        d.get(key.as_bytes()).unwrap().as_array().unwrap().iter().map(|o| f64::from(o.as_float().unwrap())).collect();
    [v[0], v[1], v[2], v[3]]
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks(2).map(|p| u16::from_be_bytes([p[0], p[1]])).collect();
    String::from_utf16(&units).unwrap()
}

fn text_string(o: &Object) -> String {
    match o.as_str().unwrap() {
        [0xfe, 0xff, rest @ ..] => utf16(rest),
        ascii => String::from_utf8(ascii.to_vec()).unwrap(),
    }
}

/// Glyph ► text, as the face's ToUnicode has it.
fn to_unicode(doc: &Document, font: &Dictionary) -> BTreeMap<u16, String> {
    let stream = follow(doc, font.get(b"ToUnicode").unwrap()).as_stream().unwrap();
    let cmap = String::from_utf8(stream.decompressed_content().unwrap()).unwrap();
    let hex = |s: &str| -> Vec<u8> {
        (0..s.len() / 2).map(|i| u8::from_str_radix(&s[2 * i..2 * i + 2], 16).unwrap()).collect()
    };
    let mut out = BTreeMap::new();
    let mut inside = false;
    for line in cmap.lines() {
        if line.ends_with("beginbfchar") {
            inside = true;
        } else if line == "endbfchar" {
            inside = false;
        } else if inside {
            let (cid, text) = line.split_once(' ').unwrap();
            let cid = hex(cid.trim_matches(['<', '>']));
            out.insert(u16::from_be_bytes([cid[0], cid[1]]), utf16(&hex(text.trim_matches(['<', '>']))));
        }
    }
    out
}

/// A page's text as a reader extracts it: one line for each `BT … ET`.
fn extracted(doc: &Document, page: usize) -> Vec<String> {
    let fonts = dict(doc, dict(doc, pages(doc)[page], "Resources"), "Font");
    let maps: BTreeMap<Vec<u8>, BTreeMap<u16, String>> =
        fonts.iter().map(|(n, f)| (n.clone(), to_unicode(doc, follow(doc, f).as_dict().unwrap()))).collect();
    let mut out = Vec::new();
    let (mut font, mut actual): (Vec<u8>, Vec<bool>) = (Vec::new(), Vec::new());
    for op in operations(doc, page) {
        match op.operator.as_str() {
            "BT" => out.push(String::new()),
            "Tf" => font = op.operands[0].as_name().unwrap().to_vec(),
            "BDC" => {
                let said = op.operands[1].as_dict().ok().and_then(|d| d.get(b"ActualText").ok()).map(text_string);
                actual.push(said.is_some());
                if let Some(said) = said {
                    out.last_mut().unwrap().push_str(&said);
                }
            }
            "BMC" => actual.push(false),
            "EMC" => assert!(actual.pop().is_some()),
            "TJ" if !actual.contains(&true) => {
                for o in op.operands[0].as_array().unwrap() {
                    if let Object::String(code, _) = o {
                        for pair in code.chunks(2) {
                            let cid = u16::from_be_bytes([pair[0], pair[1]]);
                            out.last_mut().unwrap().push_str(&maps[&font][&cid]);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    assert!(actual.is_empty());
    out
}

#[test]
fn boxes_are_corners_and_lie_in_each_other() {
    let near = |a: [f64; 4], b: [f64; 4]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.01);
    let mm = |v: f64| Mm(v).to_pt().0;
    let doc = written(&sample());
    assert_eq!(doc.version, "1.7");
    assert_eq!(pages(&doc).len(), 2);
    for page in pages(&doc) {
        let bleed = [0.0, 0.0, mm(111.0), mm(154.0)];
        assert!(near(rectangle(page, "MediaBox"), bleed));
        assert!(near(rectangle(page, "BleedBox"), bleed));
        assert!(near(rectangle(page, "TrimBox"), [mm(3.0), mm(3.0), mm(108.0), mm(151.0)]));
    }
    let bytes = pdf(&sample(), &PdfOptions { marks: Marks::Crop, ..PdfOptions::default() }).unwrap();
    let doc = Document::load_mem(&bytes).unwrap();
    let page = pages(&doc)[0];
    assert!(near(rectangle(page, "MediaBox"), [0.0, 0.0, mm(125.0), mm(168.0)]));
    assert!(near(rectangle(page, "BleedBox"), [mm(7.0), mm(7.0), mm(118.0), mm(161.0)]));
    assert!(near(rectangle(page, "TrimBox"), [mm(10.0), mm(10.0), mm(115.0), mm(158.0)]));
}

#[test]
fn faces_are_embedded_subsets() {
    let scene = sample();
    let doc = written(&scene);
    let fonts = dict(&doc, dict(&doc, pages(&doc)[0], "Resources"), "Font");
    let mut names = Vec::new();
    for (_, font) in fonts.iter() {
        let font = follow(&doc, font).as_dict().unwrap();
        assert_eq!(font.get(b"Subtype").unwrap().as_name().unwrap(), b"Type0");
        assert_eq!(font.get(b"Encoding").unwrap().as_name().unwrap(), b"Identity-H");
        let name = String::from_utf8(font.get(b"BaseFont").unwrap().as_name().unwrap().to_vec()).unwrap();
        let (tag, rest) = name.split_once('+').unwrap();
        assert!(tag.len() == 6 && tag.chars().all(|c| c.is_ascii_uppercase()), "{name}");
        names.push(rest.to_owned());
        let descendant = follow(&doc, &font.get(b"DescendantFonts").unwrap().as_array().unwrap()[0]).as_dict().unwrap();
        let descriptor = dict(&doc, descendant, "FontDescriptor");
        let (key, most) = if rest.contains("Kai") { ("FontFile2", 60_000) } else { ("FontFile3", 20_000) };
        let program = follow(&doc, descriptor.get(key.as_bytes()).unwrap()).as_stream().unwrap();
        let bytes = program.decompressed_content().unwrap();
        assert!(!bytes.is_empty() && bytes.len() < most, "{name}: {}", bytes.len());
        // A 汉字 is one em wide.
        let widths = descendant.get(b"W").unwrap().as_array().unwrap()[1].as_array().unwrap();
        assert!(widths.iter().any(|w| (w.as_float().unwrap() - 1000.0).abs() < 0.5));
    }
    names.sort();
    assert_eq!(names, ["BanbaoHei-Bold", "BanbaoKai-Regular", "BanbaoSong-Regular"]);
}

#[test]
fn text_is_copied_exactly() {
    let doc = written(&sample());
    assert_eq!(extracted(&doc, 0), [TITLE, QUOTE, LATIN, "饭前便后要洗手"]);
    assert_eq!(extracted(&doc, 1), ["第二张"]);
}

/// A scene with these runs only.
fn with_runs(runs: Vec<GlyphRun>) -> Scene {
    let mut scene = sample();
    scene.sheets.truncate(1);
    scene.outline.clear();
    scene.sheets[0].links.clear();
    scene.sheets[0].items = runs.into_iter().map(Item::Glyphs).collect();
    scene
}

#[test]
fn glyphs_that_stand_for_other_text_are_copied_exactly_too() {
    let fonts = sample().fonts;
    let set = |text: &str| line(&fonts, 1, text, Pt(10.0), at(5.0, 20.0));
    // Two letters with one glyph.
    let mut ligature = set("office");
    ligature.glyphs[1].text = 1..3;
    ligature.glyphs.remove(2);
    // One letter with two glyphs.
    let mut parts = set("甲乙丙");
    parts.text = "甲丙".to_owned();
    parts.glyphs[1].text = 3..3;
    parts.glyphs[2].text = 3..6;
    // One glyph for two letters of different meaning: the second is not what ToUnicode says.
    let mut radical = set("一一");
    radical.text = "一⼀".to_owned();
    // A typed blank that became a gap, and blanks at the line's end.
    let mut blank = set("甲PM");
    blank.text = "甲 PM  ".to_owned();
    blank.glyphs[0].advance = Em(1.25);
    blank.glyphs[1].text = 4..5;
    blank.glyphs[2].text = 5..6;
    // A gap where nothing was typed.
    let mut gap = set("患者PM是");
    gap.glyphs[1].advance = Em(1.25);
    gap.glyphs[3].advance += Em(0.25);
    let doc = written(&with_runs(vec![ligature, parts, radical, blank, gap]));
    assert_eq!(extracted(&doc, 0), ["office", "甲丙", "一⼀", "甲 PM", "患者PM是"]);
    // Only the two sides of each gap are joined: `者P` and `M是`.
    let said: Vec<String> = operations(&doc, 0)
        .iter()
        .filter(|o| o.operator == "BDC")
        .filter_map(|o| o.operands[1].as_dict().unwrap().get(b"ActualText").ok().map(text_string))
        .collect();
    assert!(said.ends_with(&["者P".to_owned(), "M是".to_owned()]), "{said:?}");
}

#[test]
fn the_pen_lands_where_the_scene_says() {
    let fonts = sample().fonts;
    let mut run = line(&fonts, 1, "甲，乙", Pt(10.0), at(0.0, 20.0));
    run.glyphs[1].dx = Em(0.05);
    run.glyphs[2].dy = Em(0.3);
    let doc = written(&with_runs(vec![run]));
    let ops = operations(&doc, 0);
    let matrices: Vec<Vec<f32>> = ops
        .iter()
        .filter(|o| o.operator == "Tm")
        .map(|o| o.operands.iter().map(|v| v.as_float().unwrap()).collect())
        .collect();
    // The raised glyph has a matrix of its own: two ems on, three tenths up.
    assert_eq!(matrices.len(), 2);
    assert!((matrices[1][4] - 20.0).abs() < 1e-3, "{matrices:?}");
    assert!((matrices[0][5] - matrices[1][5] - 3.0).abs() < 1e-3, "{matrices:?}");
    let shown = ops.iter().find(|o| o.operator == "TJ").unwrap().operands[0].as_array().unwrap();
    assert!((shown[1].as_float().unwrap() + 50.0).abs() < 0.01, "{shown:?}");
}

#[test]
fn the_same_scene_is_the_same_file() {
    let one = pdf(&sample(), &PdfOptions::default()).unwrap();
    assert!(pdf(&sample(), &PdfOptions::default()).unwrap() == one);
    let threads: Vec<_> =
        (0..3).map(|_| std::thread::spawn(|| pdf(&sample(), &PdfOptions::default()).unwrap())).collect();
    for t in threads {
        assert!(t.join().unwrap() == one);
    }
    let mut other = sample();
    other.title.push('！');
    let id = |bytes: &[u8]| Document::load_mem(bytes).unwrap().trailer.get(b"ID").unwrap().clone();
    assert_ne!(id(&one), id(&pdf(&other, &PdfOptions::default()).unwrap()));
    let text = String::from_utf8_lossy(&one);
    assert!(!text.contains("CreationDate") && !text.contains("xmp:CreateDate"));
}

#[test]
fn inks_are_plates() {
    let mut scene = sample();
    let rich = Color { rgb: [0; 3], cmyk: [1.0, 1.0, 1.0, 1.0] };
    let square = Path::rect(scenes::rect(50.0, 120.0, 5.0, 5.0));
    scene.sheets[0].items.push(Item::Path(PathItem::filled(square, rich)));
    let doc = written(&scene);
    let mut black = false;
    for op in operations(&doc, 0) {
        assert!(!matches!(op.operator.as_str(), "rg" | "RG" | "g" | "G"), "{op:?}");
        if matches!(op.operator.as_str(), "k" | "K") {
            let plates: Vec<f32> = op.operands.iter().map(|v| v.as_float().unwrap()).collect();
            assert!(plates.iter().sum::<f32>() < 3.0, "{plates:?}");
            black |= plates == [0.0, 0.0, 0.0, 1.0];
        }
    }
    assert!(black);
    let patterns = dict(&doc, dict(&doc, pages(&doc)[0], "Resources"), "Pattern");
    let mut kinds = Vec::new();
    for (_, p) in patterns.iter() {
        let shading = dict(&doc, follow(&doc, p).as_dict().unwrap(), "Shading");
        assert_eq!(shading.get(b"ColorSpace").unwrap().as_name().unwrap(), b"DeviceCMYK");
        let function = dict(&doc, shading, "Function");
        kinds.push((
            shading.get(b"ShadingType").unwrap().as_i64().unwrap(),
            function.get(b"FunctionType").unwrap().as_i64().unwrap(),
        ));
    }
    assert_eq!(kinds, [(2, 3), (3, 2)]);
}

#[test]
fn pictures_go_in_once_and_untouched() {
    let scene = sample();
    let doc = written(&scene);
    let xobjects = dict(&doc, dict(&doc, pages(&doc)[0], "Resources"), "XObject");
    let stream = |name: &str| follow(&doc, xobjects.get(name.as_bytes()).unwrap()).as_stream().unwrap();
    let photo = stream("I0");
    assert_eq!(photo.dict.get(b"Filter").unwrap().as_name().unwrap(), b"DCTDecode");
    assert!(photo.content[..] == scene.images[0].bytes[..]);
    let icon = stream("I1");
    assert_eq!(icon.decompressed_content().unwrap().len(), 40 * 40 * 3);
    let mask = follow(&doc, icon.dict.get(b"SMask").unwrap()).as_stream().unwrap();
    let alphas = mask.decompressed_content().unwrap();
    assert_eq!((alphas[0], alphas[1599]), (128, 255));
    let calls = operations(&doc, 0)
        .iter()
        .filter(|o| o.operator == "Do" && o.operands[0].as_name().is_ok_and(|n| n == b"I1"))
        .count();
    assert_eq!(calls, 2);
    let images = doc.objects.values().filter_map(|o| o.as_stream().ok());
    let images =
        images.filter(|s| s.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Image")).count();
    assert_eq!(images, 3);
}

#[test]
fn a_broken_picture_is_an_error_with_its_name() {
    let mut scene = sample();
    let mut broken = (*scene.images[1]).clone();
    broken.bytes = broken.bytes[..60].into();
    scene.images[1] = std::sync::Arc::new(broken);
    let e = pdf(&scene, &PdfOptions::default()).unwrap_err();
    assert_eq!(e.code, "image-broken");
    assert_eq!(e.span.unwrap().file, "p/icon.png");
}

#[test]
fn the_file_says_what_it_is() {
    let scene = sample();
    let doc = written(&scene);
    let info = dict(&doc, &doc.trailer, "Info");
    assert_eq!(text_string(info.get(b"Title").unwrap()), scene.title);
    assert_eq!(text_string(info.get(b"Author").unwrap()), "某社区卫生服务中心");
    let catalog = doc.catalog().unwrap();
    assert_eq!(text_string(catalog.get(b"Lang").unwrap()), "zh-CN");
    assert!(dict(&doc, catalog, "ViewerPreferences").get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
    let xmp = follow(&doc, catalog.get(b"Metadata").unwrap()).as_stream().unwrap();
    let xmp = String::from_utf8(xmp.content.clone()).unwrap();
    let packet = xmp.split_once("?>").unwrap().1.rsplit_once("<?").unwrap().0;
    let xml = usvg::roxmltree::Document::parse(packet).unwrap();
    let title = xml.descendants().find(|n| n.tag_name().name() == "title").unwrap();
    assert_eq!(title.descendants().filter(|n| n.is_text()).filter_map(|n| n.text()).collect::<String>(), scene.title);
}

#[test]
fn bookmarks_nest_and_links_lead_to_plain_addresses() {
    let doc = written(&sample());
    let outlines = dict(&doc, doc.catalog().unwrap(), "Outlines");
    let title = |d: &Dictionary| text_string(d.get(b"Title").unwrap());
    let first = dict(&doc, outlines, "First");
    let second = dict(&doc, first, "Next");
    let inner = dict(&doc, first, "First");
    assert_eq!((title(first), title(inner), title(second)), ("勤洗手".into(), "步骤".into(), "第二张".into()));
    assert!(second.get(b"Next").is_err() && inner.get(b"Next").is_err());
    let page = second.get(b"Dest").unwrap().as_array().unwrap()[0].as_reference().unwrap();
    assert_eq!(Some(&page), doc.get_pages().get(&2));
    let annotations = pages(&doc)[0].get(b"Annots").unwrap().as_array().unwrap();
    assert_eq!(annotations.len(), 1);
    let link = follow(&doc, &annotations[0]).as_dict().unwrap();
    assert_eq!(dict(&doc, link, "A").get(b"URI").unwrap().as_str().unwrap(), b"https://example.org/a?b=1&c=<2>");
    let r = rectangle(link, "Rect");
    assert!(
        (r[0] - Mm(9.0).to_pt().0).abs() < 0.01 && (r[1] - Mm(154.0 - 3.0 - 143.0).to_pt().0).abs() < 0.01,
        "{r:?}"
    );
}

#[test]
fn everything_painted_is_in_the_structure_or_decoration() {
    let doc = written(&sample());
    let root = dict(&doc, doc.catalog().unwrap(), "StructTreeRoot");
    let mut roles = Vec::new();
    let mut alts = Vec::new();
    let mut marks: BTreeMap<ObjectId, Vec<i64>> = BTreeMap::new();
    let mut stack: Vec<&Object> = root.get(b"K").unwrap().as_array().unwrap().iter().collect();
    while let Some(o) = stack.pop() {
        let d = follow(&doc, o).as_dict().unwrap();
        if let Ok(role) = d.get(b"S") {
            roles.push(String::from_utf8(role.as_name().unwrap().to_vec()).unwrap());
            alts.extend(d.get(b"Alt").ok().map(text_string));
            stack.extend(d.get(b"K").unwrap().as_array().unwrap());
        } else if let Ok(mark) = d.get(b"MCID") {
            marks.entry(d.get(b"Pg").unwrap().as_reference().unwrap()).or_default().push(mark.as_i64().unwrap());
        }
    }
    roles.sort();
    assert_eq!(roles, ["Document", "Figure", "H1", "Link", "P", "P", "P"]);
    assert!(alts.contains(&"两只手".to_owned()));
    for (number, id) in doc.get_pages() {
        let mut used = Vec::new();
        let mut open: Vec<bool> = Vec::new();
        for op in operations(&doc, number as usize - 1) {
            match op.operator.as_str() {
                "BMC" => open.push(true),
                "BDC" => {
                    used.extend(op.operands[1].as_dict().unwrap().get(b"MCID").ok().map(|m| m.as_i64().unwrap()));
                    open.push(true);
                }
                "EMC" => assert!(open.pop().is_some()),
                "f" | "f*" | "S" | "TJ" | "Do" => assert!(!open.is_empty(), "{op:?} outside marked content"),
                _ => {}
            }
        }
        assert!(open.is_empty());
        let mut known = marks.remove(&id).unwrap();
        known.sort_unstable();
        assert_eq!(used, known);
    }
}

/// Whatever a scene holds, no exporter panics and the PDF can be read.
#[test]
fn nonsense_is_drawn_without_a_panic() {
    let numbers = [0.0, -1.0, 1e-30, 1e30, f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    let mut items = Vec::new();
    for a in numbers {
        for b in numbers {
            let r = banbao::unit::Rect::new(Pt(a), Pt(b), Pt(b), Pt(a));
            let stops = vec![
                Stop { offset: a, color: scenes::GREEN, opacity: b },
                Stop { offset: b, color: scenes::BLUE, opacity: a },
            ];
            let (from, to) = (banbao::unit::Point::new(Pt(a), Pt(b)), banbao::unit::Point::new(Pt(b), Pt(a)));
            let linear = Paint::Linear(LinearGradient { from, to, stops: stops.clone() });
            let transform = Transform { a, b, c: b, d: a, e: a, f: b };
            let radial = Paint::Radial(RadialGradient { center: from, radius: Pt(a), transform, stops: stops.clone() });
            let stroke = Stroke { dash: vec![Pt(a), Pt(b)], paint: radial, ..Stroke::solid(Color::BLACK, Pt(a)) };
            let path = Path::rounded_rect(r, [Pt(a), Pt(b), Pt(a), Pt(b)]);
            let glyph = |id, range| Glyph { id, advance: Em(a), dx: Em(b), dy: Em(a), text: range };
            let glyphs = vec![
                glyph(1, 0..1),
                glyph(u16::MAX, std::ops::Range { start: 5, end: 2 }),
                glyph(0, 0..99),
                glyph(40, 2..2),
            ];
            let run = GlyphRun {
                font: FontId(1),
                size: Pt(b),
                fill: linear.clone(),
                stroke: Some(stroke.clone()),
                origin: from,
                glyphs,
                text: "汉字".to_owned(),
            };
            let inner = vec![
                Item::Path(PathItem { path: path.clone(), fill: Some(linear), even_odd: true, stroke: Some(stroke) }),
                Item::Glyphs(GlyphRun { font: FontId(77), ..run.clone() }),
                Item::Glyphs(run),
                Item::Image(ImageItem { image: ImageId(0), rect: r }),
                Item::Image(ImageItem { image: ImageId(99), rect: r }),
            ];
            items.push(Item::Group(Group { transform, clip: Some(path), opacity: a, tag: None, items: inner }));
        }
    }
    let mut scene = sample();
    scene.sheets[0].items = items;
    scene.outline.push(OutlineEntry { title: String::new(), depth: 9, sheet: 99, at: at(0.0, f64::NAN) });
    let doc = written(&scene);
    assert_eq!(pages(&doc).len(), 2);
    for id in doc.get_pages().values() {
        let content = String::from_utf8_lossy(&doc.get_page_content(*id)).into_owned();
        assert!(!content.contains("NaN") && !content.contains("inf"));
    }
    let text = banbao::panel::export::svg(&scene, 0).unwrap();
    usvg::roxmltree::Document::parse(&text).unwrap();
    assert!(!text.contains("NaN") && !text.contains("inf"));
    assert!(!banbao::panel::export::png(&scene, 0, 100).unwrap().is_empty());
}
