//! Styles: the built-in ones are sound; every mistake in a file is told where it stands.

use super::*;
use crate::model::Date;
use crate::world::MemoryWorld;

fn world() -> MemoryWorld {
    MemoryWorld::new(Date::new(2026, 5, 31).unwrap())
}

fn told(text: &str) -> String {
    let world = world().with("themes/mine/print/a.toml", text);
    let (_, diagnostics) = load(&world, "mine", "a");
    diagnostics.into_iter().map(|d| d.render()).collect()
}

/// A palette that names all that is required.
const PALETTE: &str = "[palette]\npage = \"#FFFFFF\"\ncard = \"#FFFFFF\"\nink = \"#000000\"\nmute = \"#555555\"\n\
    deep = \"#004040\"\naccent = \"#008080\"\ntint = \"#E0F0F0\"\nline = \"#C0D0D0\"\nwarm = \"#E07030\"\n\
    warm_deep = \"#B04010\"\nwarm_tint = \"#FFF0E0\"\nurgent = \"#D05020\"\n";

#[test]
fn the_built_in_styles_load_by_id_and_by_chinese_name() {
    let names: Vec<(String, String)> = list(&world(), "default").into_iter().map(|e| (e.id, e.name)).collect();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(names, [pair("qingxin", "清新"), pair("tongqu", "童趣"), pair("zhuangzhong", "庄重")]);
    for (id, name) in names {
        let (by_name, diagnostics) = load(&world(), "default", &name);
        assert!(diagnostics.is_empty(), "{:?}", diagnostics.into_iter().next());
        assert_eq!(by_name.unwrap().id, id);
    }
}

#[test]
fn a_theme_without_a_style_takes_the_default_themes() {
    let (style, _) = load(&world(), "mine", "庄重");
    assert_eq!(style.unwrap().path, "themes/default/print/zhuangzhong.toml");
}

#[test]
fn colours_keep_their_separation() {
    let (style, _) = load(&world(), "default", "qingxin");
    let deep = style.unwrap().color("deep").unwrap();
    assert_eq!(deep, Color { rgb: [0x0a, 0x5a, 0x4e], cmyk: [0.9, 0.4, 0.7, 0.35] });
}

#[test]
fn all_mistakes_are_told_with_their_places() {
    let text =
        format!("{PALETTE}[card]\nfil = \"card\"\nradius = 900\nborder = \"acent\"\n[heading]\nshape = \"lef\"\n");
    assert_eq!(
        told(&text),
        "错误[style-key]：[card] 里不认识“fil”\n  --> themes/mine/print/a.toml:15:1\n    |\n 15 | fil = \"card\"\n    | ^^^\n  怎么改：是不是想写“fill”？\n\
         错误[style-value]：数值 900 超出范围\n  --> themes/mine/print/a.toml:16:10\n    |\n 16 | radius = 900\n    |          ^^^\n  怎么改：应在 0 到 80 之间\n\
         错误[style-value]：没有名叫“acent”的颜色\n  --> themes/mine/print/a.toml:17:10\n    |\n 17 | border = \"acent\"\n    |          ^^^^^^^\n  怎么改：是不是想写“accent”？\n\
         错误[style-value]：不认识“lef”\n  --> themes/mine/print/a.toml:19:9\n    |\n 19 | shape = \"lef\"\n    |         ^^^^^\n  怎么改：是不是想写“leaf”？\n\
        "
        .replace("\n         ", "\n")
    );
}

#[test]
fn colours_that_are_none_and_too_much_ink() {
    let text = format!(
        "{PALETTE}a = \"#12\"\nb = {{ rgb = \"#123456\", cmyk = [90, 90, 90, 90] }}\nc = {{ cmyk = [1, 2, 3] }}\n"
    );
    let told = told(&text);
    for part in ["“#12”不是颜色", "墨量之和超过 300%", "cmyk 应当是四个数"] {
        assert!(told.contains(part), "{part} not in\n{told}");
    }
}

#[test]
fn broken_toml_and_missing_colours() {
    assert!(told("name = \"a\n").contains("错误[style-syntax]"));
    let told = told("[palette]\npage = \"#FFFFFF\"\n");
    assert!(told.contains("[palette] 缺少颜色：card、ink、mute"), "{told}");
}

#[test]
fn an_unknown_style_names_those_there_are() {
    let (style, diagnostics) = load(&world(), "default", "清心");
    assert!(style.is_none());
    let told: String = diagnostics.into_iter().map(|d| d.render()).collect();
    assert_eq!(
        told,
        "错误[style-unknown]：没有名叫“清心”的版式\n  怎么改：可以用：清新（qingxin）、童趣（tongqu）、庄重（zhuangzhong）\n"
    );
}

#[test]
fn light_letters_can_be_read_on_every_cards_own_colour() {
    for id in ["qingxin", "zhuangzhong", "tongqu"] {
        let mut style = load(&world(), "default", id).0.unwrap();
        assert_eq!(unreadable(&style), [], "{id}");
        style.hues.last_mut().unwrap().main = Color::from_hex("#F58A1F").unwrap();
        assert_eq!(unreadable(&style).is_empty(), style.heading.badge_fill != Ink::Hue, "{id}");
    }
}
