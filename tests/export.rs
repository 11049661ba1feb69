//! The exporters on a scene made by hand: two sheets, two faces, squeezed marks, gradients, clips, a picture, links.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

mod scenes;

use std::collections::BTreeMap;

use banbao::panel::export::{pixmap, png, svg};
use banbao::panel::scene::Scene;
use scenes::sample;

/// The colour of the preview at a point of the sheet, in millimetres.
fn pixel(scene: &Scene, sheet: usize, x: f64, y: f64) -> [u8; 3] {
    let size = scene.sheets[sheet].size;
    let px = pixmap(scene, sheet, 600).unwrap();
    let at = |v: f64| (v / size.width.0 * 600.0) as u32;
    let p = px.pixel(at(x), at(y)).unwrap();
    [p.red(), p.green(), p.blue()]
}

fn near(a: [u8; 3], b: [u8; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 6)
}

#[test]
fn the_preview_shows_the_ink_where_it_belongs() {
    let scene = sample();
    // The band's gradient runs from green at the left to blue at the right.
    let [left, right] = [pixel(&scene, 0, 1.0, 3.0), pixel(&scene, 0, 104.0, 3.0)];
    assert!(near(left, [0x1f, 0x8a, 0x5b]), "{left:?}");
    assert!(near(right, [0x1d, 0x5f, 0xa8]), "{right:?}");
    // The picture is clipped to a circle: its middle is seen, its corner is not.
    assert_eq!(pixel(&scene, 0, 82.0, 47.0), [255, 255, 255]);
    assert!(near(pixel(&scene, 0, 88.0, 55.0), [200, 40, 40]), "{:?}", pixel(&scene, 0, 88.0, 55.0));
    assert!(near(pixel(&scene, 0, 94.0, 55.0), [40, 40, 200]), "{:?}", pixel(&scene, 0, 94.0, 55.0));
    // Half a black square over white, faded as a group: overlapping parts do not add up.
    let grey = pixel(&scene, 0, 15.0, 125.0);
    assert!(near(grey, [128, 128, 128]), "{grey:?}");
    assert_eq!(pixel(&scene, 0, 20.0, 125.0), grey);
    // Text: the bold title is dark somewhere in its line, and nowhere below it.
    let dark = |y: f64| (0..100).any(|i| pixel_row(&scene, y, i) < 90);
    assert!(dark(22.5));
    assert!(!dark(31.0));
}

fn pixel_row(scene: &Scene, y: f64, percent: u32) -> u8 {
    thread_local!(static CACHE: std::cell::OnceCell<tiny_skia::Pixmap> = const { std::cell::OnceCell::new() });
    CACHE.with(|c| {
        let px = c.get_or_init(|| pixmap(scene, 0, 600).unwrap());
        let p = px.pixel(percent * 5 + 30, (y / 105.0 * 600.0) as u32).unwrap();
        p.red().max(p.green()).max(p.blue())
    })
}

#[test]
fn the_preview_is_a_small_file_of_the_asked_size() {
    let scene = sample();
    let bytes = png(&scene, 0, 420).unwrap();
    let image = image::load_from_memory(&bytes).unwrap();
    assert_eq!((image.width(), image.height()), (420, 592));
    assert!(bytes.len() < 150_000, "{}", bytes.len());
    assert_eq!(png(&scene, 9, 420).unwrap_err().code, "export-no-sheet");
    assert_eq!(png(&scene, 0, 400_000).unwrap_err().code, "export-png-too-large");
}

#[test]
fn previews_are_the_same_every_time_and_on_every_thread() {
    let one = (png(&sample(), 0, 300).unwrap(), svg(&sample(), 0).unwrap());
    let threads: Vec<_> =
        (0..3).map(|_| std::thread::spawn(|| (png(&sample(), 0, 300).unwrap(), svg(&sample(), 0).unwrap()))).collect();
    for t in threads {
        assert!(t.join().unwrap() == one);
    }
}

#[test]
fn the_svg_is_sound() {
    let scene = sample();
    let text = svg(&scene, 0).unwrap();
    let doc = usvg::roxmltree::Document::parse(&text).unwrap();
    let named = |n: &str| doc.descendants().filter(|e| e.has_tag_name(n)).count();
    assert_eq!(doc.root_element().attribute("width"), Some("105mm"));
    assert_eq!(doc.descendants().find(|e| e.has_tag_name("title")).unwrap().text(), Some("勤洗手 <要点> & “七步”"));
    // Every reference has exactly one target.
    let mut ids = BTreeMap::new();
    for e in doc.descendants() {
        if let Some(id) = e.attribute("id") {
            *ids.entry(id.to_owned()).or_insert(0) += 1;
        }
    }
    assert!(ids.values().all(|n| *n == 1));
    let mut used = 0;
    for e in doc.descendants().filter(|e| e.is_element()) {
        for a in e.attributes() {
            let target = a
                .value()
                .strip_prefix("url(#")
                .map(|v| v.trim_end_matches(')'))
                .or_else(|| if a.name() == "href" { a.value().strip_prefix('#') } else { None });
            if let Some(target) = target {
                used += 1;
                assert!(ids.contains_key(target), "{target}");
            }
        }
    }
    assert!(used > 20);
    assert_eq!(named("image"), 2);
    assert_eq!(named("linearGradient"), 1);
    assert_eq!(named("radialGradient"), 1);
    let labels: String = doc.descendants().filter_map(|e| e.attribute("aria-label")).collect();
    assert!(labels.contains("他说：“先用流动水冲湿双手。”（然后取皂液）"), "{labels}");
    let links: Vec<_> = doc.descendants().filter(|e| e.has_tag_name("a")).filter_map(|e| e.attribute("href")).collect();
    assert_eq!(links, ["https://example.org/a?b=1&c=<2>"]);
}

/// The SVG, read back by another reader and drawn, is the preview.
#[test]
fn the_svg_looks_like_the_preview() {
    let scene = sample();
    let text = svg(&scene, 0).unwrap();
    let art = banbao::panel::art::parse_svg("a.svg", text.as_bytes(), &BTreeMap::new()).unwrap();
    assert!(art.warnings.is_empty(), "{:?}", art.warnings);
    let mut again = scene.clone();
    again.images.clear();
    let rect = scene.sheets[0].size.trim();
    let item = art.place_with_images(rect, banbao::panel::art::Fit::Contain, Default::default(), &mut again.images);
    again.sheets[0].items = vec![item];
    let (a, b) = (pixmap(&scene, 0, 600).unwrap(), pixmap(&again, 0, 600).unwrap());
    let far = a.data().iter().zip(b.data()).filter(|(a, b)| a.abs_diff(**b) > 40).count();
    assert!(far * 500 < a.data().len(), "{far} of {}", a.data().len());
}
