//! Drawings good and hostile.

use super::*;
use crate::panel::scene::{Paint, Segment};

fn parse(body: &str) -> Result<Art, Diagnostic> {
    let text = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 100 50'>{body}</svg>"
    );
    parse_svg("art/a.svg", text.as_bytes(), &BTreeMap::new())
}

fn fills(items: &[Item]) -> Vec<Paint> {
    let mut out = Vec::new();
    for item in items {
        match item {
            Item::Path(p) => out.extend(p.fill.clone()),
            Item::Group(g) => out.extend(fills(&g.items)),
            _ => {}
        }
    }
    out
}

#[test]
fn colours_are_exchanged_by_exact_value() {
    let green = Color { rgb: [1, 2, 3], cmyk: [0.6, 0.0, 0.8, 0.1] };
    let recolor = BTreeMap::from([([0x33, 0x99, 0x66], green)]);
    let text = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='4' height='4' fill='#396'/>\
                <rect width='4' height='4' fill='#339967'/></svg>";
    let art = parse_svg("a.svg", text.as_bytes(), &recolor).unwrap();
    let [Paint::Solid(a, _), Paint::Solid(b, _)] = &fills(&art.items)[..] else { panic!("two fills") };
    assert_eq!(*a, green);
    assert_eq!(b.rgb, [0x33, 0x99, 0x67]);
}

#[test]
fn gradients_follow_their_transform() {
    let art = parse(
        "<linearGradient id='g' gradientUnits='userSpaceOnUse' x1='0' y1='0' x2='10' y2='10' \
         gradientTransform='scale(2 1)'><stop stop-color='red'/><stop offset='1' stop-color='blue'/></linearGradient>\
         <rect width='20' height='10' fill='url(#g)'/>",
    )
    .unwrap();
    let [Paint::Linear(g)] = &fills(&art.items)[..] else { panic!("a gradient") };
    // Equal colour runs along x + 2y after scaling, so the ends differ by a multiple of (1, 2).
    let (dx, dy) = ((g.to.x - g.from.x).0, (g.to.y - g.from.y).0);
    assert!((dy - 2.0 * dx).abs() < 1e-4, "{dx} {dy}");
    // Where the colour was all blue it still is: (20, 10) is the image of the end.
    let k = (20.0 * dx + 10.0 * dy) / (dx * dx + dy * dy);
    assert!((k - 1.0).abs() < 1e-4, "{k}");
}

#[test]
fn clips_and_fading_become_groups() {
    let art = parse(
        "<clipPath id='c'><circle cx='5' cy='5' r='5'/></clipPath>\
         <g clip-path='url(#c)' opacity='.5' transform='translate(3 4)'><rect width='9' height='9'/></g>",
    )
    .unwrap();
    let groups = art.items.iter().filter_map(|i| if let Item::Group(g) = i { Some(g) } else { None });
    let group = groups.into_iter().next().unwrap();
    assert!((group.opacity - 0.5).abs() < 1e-6);
    assert_eq!((group.transform.e, group.transform.f), (3.0, 4.0));
    assert!(group.clip.as_ref().unwrap().segments.iter().any(|s| matches!(s, Segment::Cubic(..))));
    assert!(art.warnings.is_empty());
}

#[test]
fn what_cannot_be_done_is_said() {
    let art = parse(
        "<filter id='f'><feGaussianBlur stdDeviation='2'/></filter><rect width='9' height='9' filter='url(#f)'/>\
         <image width='9' height='9' xlink:href='/etc/hostname'/><image width='9' height='9' href='https://a.b/c.png'/>",
    )
    .unwrap();
    let said: Vec<&str> = art.warnings.iter().map(|w| w.message.as_str()).collect();
    assert_eq!(
        said,
        ["图案“art/a.svg”里的外部图片不支持，已略去", "图案“art/a.svg”里的滤镜（阴影、模糊等）不支持，已略去"]
    );
    assert!(art.images.is_empty());
}

#[test]
fn embedded_pixels_are_kept_and_renumbered() {
    let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg==";
    let art = parse(&format!("<image width='9' height='9' href='data:image/png;base64,{png}'/>")).unwrap();
    assert_eq!(art.images.len(), 1);
    let mut images = vec![art.images[0].clone()];
    let rect = Rect::new(Pt(0.0), Pt(0.0), Pt(10.0), Pt(10.0));
    let placed = art.place_with_images(rect, Fit::Contain, Align::CENTER, &mut images);
    assert_eq!(images.len(), 2);
    assert!(format!("{placed:?}").contains("ImageId(1)"));
    assert!(!format!("{:?}", art.place(rect, Fit::Contain, Align::CENTER)).contains("ImageId"));
}

#[test]
fn fitting() {
    let art = parse("<rect width='100' height='50'/>").unwrap();
    let rect = Rect::new(Pt(10.0), Pt(10.0), Pt(50.0), Pt(50.0));
    let group = |fit, align| match art.place(rect, fit, align) {
        Item::Group(g) => g,
        other => panic!("{other:?}"),
    };
    let g = group(Fit::Contain, Align::CENTER);
    assert_eq!((g.transform.a, g.transform.d, g.transform.e, g.transform.f), (0.5, 0.5, 10.0, 22.5));
    assert!(g.clip.is_none());
    let g = group(Fit::Cover, Align::TOP_LEFT);
    assert_eq!((g.transform.a, g.transform.e, g.transform.f), (1.0, 10.0, 10.0));
    assert_eq!(g.clip, Some(Path::rect(Rect::new(Pt(0.0), Pt(0.0), Pt(50.0), Pt(50.0)))));
    let g = group(Fit::Stretch, Align::CENTER);
    assert_eq!((g.transform.a, g.transform.d), (0.5, 1.0));
    assert!(g.clip.is_none());
}

#[test]
fn dashes_that_start_late() {
    let dashed = |offset: &str| {
        let art =
            parse(&format!("<path d='M0 0H90' stroke='red' stroke-dasharray='4 2' stroke-dashoffset='{offset}'/>"))
                .unwrap();
        let Some(Item::Path(p)) = art.items.first() else { panic!("a path") };
        p.stroke.as_ref().unwrap().dash.iter().map(|d| d.0).collect::<Vec<_>>()
    };
    assert_eq!(dashed("0"), [4.0, 2.0]);
    assert_eq!(dashed("1"), [3.0, 2.0, 1.0, 0.0]);
    assert_eq!(dashed("5"), [0.0, 1.0, 4.0, 1.0]);
}

#[test]
fn text_is_drawn_with_the_built_in_faces() {
    let shapes = |family: &str| {
        let art =
            parse(&format!("<text y='20' font-size='20' font-family='{family}' fill='#c00'>汉字</text>")).unwrap();
        assert!(!fills(&art.items).is_empty(), "{family}");
        format!("{:?}", art.items)
    };
    let [hei, song, kai] = [shapes("Microsoft YaHei"), shapes("SimSun"), shapes("楷体")];
    assert!(hei != song && song != kai && kai != hei);
    assert_eq!(hei, shapes("no such face"));
}

fn code(result: Result<Art, Diagnostic>) -> &'static str {
    let d = result.unwrap_err();
    assert!(d.help.is_some(), "{d:?}");
    assert!(d.span.is_some(), "{d:?}");
    d.code
}

#[test]
fn entities_do_not_blow_up() {
    let laughs = "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>\
                  <!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><svg xmlns='http://www.w3.org/2000/svg'><text>&c;</text></svg>";
    let try_it = |t: &str| parse_svg("a.svg", t.as_bytes(), &BTreeMap::new());
    assert_eq!(code(try_it(laughs)), "svg-entities");
    let wide = format!(
        "<!DOCTYPE svg [<!ENTITY a '{}'>]><svg xmlns='http://www.w3.org/2000/svg'><text>{}</text></svg>",
        "a".repeat(10_000),
        "&a;".repeat(10_000)
    );
    assert_eq!(code(try_it(&wide)), "svg-entities");
    let outer = "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\
                 <svg xmlns='http://www.w3.org/2000/svg'><text>&x;</text></svg>";
    assert_eq!(code(try_it(outer)), "svg-entities");
    let drawing_program = "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/svg11.dtd' [\
        <!ENTITY ns_svg 'http://www.w3.org/2000/svg'>]><svg xmlns='&ns_svg;' viewBox='0 0 9 9'><rect width='9' height='9'/></svg>";
    assert_eq!(fills(&try_it(drawing_program).unwrap().items).len(), 1);
}

#[test]
fn absurd_drawings_are_refused() {
    let deep = format!("{}<rect width='1' height='1'/>{}", "<g opacity='.9'>".repeat(5000), "</g>".repeat(5000));
    assert_eq!(code(parse(&deep)), "svg-too-deep");
    assert_eq!(code(parse(&"<g/>".repeat(210_000))), "svg-too-complex");
    assert_eq!(code(parse(&" ".repeat(9 << 20))), "svg-too-large");
    // Ten levels of ten uses each: ten thousand million rectangles.
    let mut uses = String::from("<defs><rect id='u0' width='1' height='1'/>");
    for i in 1..=10 {
        let inner = format!("<use xlink:href='#u{}'/>", i - 1).repeat(10);
        uses.push_str(&format!("<g id='u{i}'>{inner}</g>"));
    }
    uses.push_str("</defs><use xlink:href='#u10'/>");
    assert_eq!(code(parse(&uses)), "svg-too-complex");
    // A long chain of uses is deep although its text is flat.
    let mut chain = String::from("<defs><rect id='c0' width='1' height='1'/>");
    for i in 1..=1200 {
        chain.push_str(&format!("<g id='c{i}' opacity='.9'><use xlink:href='#c{}'/></g>", i - 1));
    }
    chain.push_str("</defs><use xlink:href='#c1200'/>");
    assert!(matches!(code(parse(&chain)), "svg-too-deep" | "svg-too-complex"));
}

#[test]
fn broken_files_are_told_with_their_line() {
    let d = parse("\n<rect width='3'").unwrap_err();
    assert_eq!(d.code, "svg-broken");
    assert_eq!(d.span.unwrap().line, 2);
    let utf16 = [0xff, 0xfe, b'<', 0];
    assert_eq!(code(parse_svg("a.svg", &utf16, &BTreeMap::new())), "svg-encoding");
    assert_eq!(code(parse_svg("a.svg", b"", &BTreeMap::new())), "svg-broken");
    // Loops are cut, not followed.
    assert!(parse("<g id='a'><use xlink:href='#a'/></g>").is_ok());
    assert!(
        parse(
            "<clipPath id='c' clip-path='url(#c)'><rect width='1' height='1'/></clipPath>\
                   <rect width='1' height='1' clip-path='url(#c)'/>"
        )
        .is_ok()
    );
    assert!(parse("<path d='M0 0H1e7' stroke='red' stroke-dasharray='1e-9'/>").is_ok());
    assert!(parse("<rect width='NaN' height='9' transform='scale(0)'/>").is_ok());
    let d = parse("\n<circle r='1e400'/>").unwrap_err();
    assert_eq!((d.code, d.span.unwrap().line), ("svg-number", 2));
    assert_eq!(code(parse("<rect rx='2em' width='9' height='9'/>")), "svg-number");
}
