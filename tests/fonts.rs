//! The built-in faces are what `themes/fonts/manifest.toml` says, cover what they promise, and may be given away.
//!
//! OFL 1.1: the licence and the copyright lines go with the files (condition 2), and a modified font does not bear a
//! reserved name (condition 3).

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]
// A helper of a test may fail the test: clippy.toml says so of test functions alone.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use sha2::{Digest, Sha256};
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::TableProvider;
use skrifa::raw::tables::layout::FeatureList;
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

const TOTAL_LIMIT: usize = 16 * 1000 * 1000;
const RESERVED: [&str; 6] = ["noto", "source", "lxgw", "wenkai", "霞鹜", "klee"];

struct Face {
    file: String,
    bytes: Vec<u8>,
    entry: toml::Table,
}

impl Face {
    fn font(&self) -> FontRef<'_> {
        FontRef::new(&self.bytes).unwrap_or_else(|error| panic!("{}: {error}", self.file))
    }

    fn text(&self, key: &str) -> &str {
        self.entry[key].as_str().unwrap_or_else(|| panic!("{}: `{key}` is not text", self.file))
    }

    fn number(&self, key: &str) -> i64 {
        self.entry[key].as_integer().unwrap_or_else(|| panic!("{}: `{key}` is not a number", self.file))
    }

    fn missing(&self) -> BTreeSet<u32> {
        let list = self.entry["missing"].as_array().expect("`missing` is a list");
        list.iter().flat_map(|code| range(code.as_str().expect("a code point"))).collect()
    }

    fn advance(&self, character: char) -> i32 {
        let font = self.font();
        let glyph = font.charmap().map(character).unwrap_or_default();
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        metrics.advance_width(glyph).unwrap_or_default() as i32
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("themes/fonts")
}

fn read(name: &str) -> String {
    let path = folder().join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn faces() -> Vec<Face> {
    let manifest: toml::Table = read("manifest.toml").parse().expect("manifest.toml is TOML");
    let entries = manifest["face"].as_array().expect("[[face]]");
    let faces: Vec<Face> = entries
        .iter()
        .map(|entry| {
            let entry = entry.as_table().expect("a table").clone();
            let file = entry["file"].as_str().expect("`file`").to_owned();
            let bytes = fs::read(folder().join(&file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            Face { file, bytes, entry }
        })
        .collect();
    assert_eq!(faces.len(), 5);
    faces
}

/// `U+4E00` or `U+3000-301F`.
fn range(entry: &str) -> std::ops::RangeInclusive<u32> {
    let digits = entry.strip_prefix("U+").unwrap_or_else(|| panic!("not a code point: {entry}"));
    let (first, last) = digits.split_once('-').unwrap_or((digits, digits));
    let parse = |hex| u32::from_str_radix(hex, 16).unwrap_or_else(|_| panic!("not a code point: {entry}"));
    parse(first)..=parse(last)
}

fn code_points(list: &str) -> BTreeSet<u32> {
    read(&format!("coverage/{list}"))
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|entry| !entry.is_empty())
        .flat_map(range)
        .collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn names(font: &FontRef<'_>, id: StringId) -> Vec<String> {
    font.localized_strings(id).map(|text| text.chars().collect()).collect()
}

fn tags(list: &FeatureList<'_>) -> BTreeSet<String> {
    list.feature_records().iter().map(|record| record.feature_tag().to_string()).collect()
}

#[test]
fn files_are_those_of_the_manifest() {
    let faces = faces();
    for face in &faces {
        assert_eq!(hexadecimal(&Sha256::digest(&face.bytes)), face.text("sha256"), "{}", face.file);
        assert_eq!(face.bytes.len() as i64, face.number("bytes"), "{}", face.file);
        let maxp = face.font().maxp().expect("maxp");
        assert_eq!(i64::from(maxp.num_glyphs()), face.number("glyphs"), "{}", face.file);
        for key in ["source_sha256", "source_package", "source"] {
            assert!(!face.text(key).is_empty(), "{}: {key}", face.file);
        }
    }
    let total: usize = faces.iter().map(|face| face.bytes.len()).sum();
    assert!(total < TOTAL_LIMIT, "the faces weigh {total} bytes");
    let listed: BTreeSet<String> = faces.iter().map(|face| face.file.clone()).collect();
    let present: BTreeSet<String> = fs::read_dir(folder())
        .expect("themes/fonts")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".otf") || name.ends_with(".ttf"))
        .collect();
    assert_eq!(present, listed, "every font file is in the manifest");
}

#[test]
fn every_hanzi_of_the_national_tables_is_there() {
    let table = code_points("tgscc-8105.txt");
    let gb2312 = code_points("gb2312.txt");
    assert_eq!(table.len(), 8105);
    assert_eq!(gb2312.len(), 7445);
    for face in faces() {
        let font = face.font();
        let charmap = font.charmap();
        let absent: Vec<_> = table.union(&gb2312).filter(|code| charmap.map(**code).is_none()).collect();
        assert!(absent.is_empty(), "{} lacks {absent:X?}", face.file);
    }
}

#[test]
fn missing_symbols_are_exactly_those_owned_up_to() {
    let symbols = code_points("symbols.txt");
    assert!(symbols.len() > 700, "{}", symbols.len());
    for face in faces() {
        let font = face.font();
        let charmap = font.charmap();
        let absent: BTreeSet<u32> = symbols.iter().copied().filter(|code| charmap.map(*code).is_none()).collect();
        assert_eq!(absent, face.missing(), "{}", face.file);
        assert!(absent.len() <= 2, "{}: the list of exceptions has grown", face.file);
    }
}

#[test]
fn marks_that_were_drawn_have_an_outline() {
    for face in faces() {
        let font = face.font();
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        for character in "☐☑☒⚠✅✔✕✖✗✘❌⁰⁵⁺⁻₀₂₅₉₊₋—“”·".chars() {
            let glyph = font.charmap().map(character).unwrap_or_default();
            let bounds = metrics.bounds(glyph).unwrap_or_else(|| panic!("{}: {character}", face.file));
            assert!(bounds.x_max - bounds.x_min > 30.0, "{}: {character}", face.file);
            assert!(bounds.y_max - bounds.y_min > 30.0, "{}: {character}", face.file);
            let advance = metrics.advance_width(glyph).unwrap_or_default();
            assert!(bounds.x_min >= 0.0 && bounds.x_max <= advance, "{}: {character} {bounds:?} {advance}", face.file);
        }
    }
}

#[test]
fn chinese_punctuation_is_one_em_in_every_face() {
    for face in faces() {
        assert_eq!(face.font().head().expect("head").units_per_em(), 1000, "{}", face.file);
        for character in "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕—…～·　汉".chars()
        {
            assert_eq!(face.advance(character), 1000, "{}: {character}", face.file);
        }
    }
}

#[test]
fn names_are_our_own() {
    for face in faces() {
        let font = face.font();
        let style = if face.number("weight") == 700 { "Bold" } else { "Regular" };
        let family = face.text("family");
        let postscript = format!("{}-{style}", family.replace(' ', ""));
        assert!(names(&font, StringId::FAMILY_NAME).iter().any(|name| name == family), "{}", face.file);
        assert_eq!(names(&font, StringId::POSTSCRIPT_NAME), std::slice::from_ref(&postscript));
        assert_eq!(names(&font, StringId::SUBFAMILY_NAME).first().map(String::as_str), Some(style));
        assert!(face.file.starts_with(&postscript), "{}", face.file);
        let weight = font.os2().expect("OS/2").us_weight_class();
        assert_eq!(i64::from(weight), face.number("weight"), "{}", face.file);
        let primary = [
            StringId::FAMILY_NAME,
            StringId::UNIQUE_ID,
            StringId::FULL_NAME,
            StringId::POSTSCRIPT_NAME,
            StringId::TYPOGRAPHIC_FAMILY_NAME,
        ];
        for name in primary.into_iter().flat_map(|id| names(&font, id)) {
            let lower = name.to_lowercase();
            assert!(!RESERVED.iter().any(|word| lower.contains(word)), "{}: {name}", face.file);
        }
    }
}

#[test]
fn outlines_do_not_carry_the_old_name() {
    for face in faces() {
        let font = face.font();
        let Ok(cff) = font.cff() else { continue };
        let name = cff.names().get(0).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let stem = face.file.trim_end_matches(".otf");
        assert_eq!(name.as_deref(), Some(stem));
        let strings = cff.strings();
        assert!(strings.count() > 0);
        for index in 0..strings.count() as usize {
            let text = String::from_utf8_lossy(strings.get(index).expect("a string")).into_owned();
            // The notice of copyright and trademark is kept; it is the only string that may speak of the source.
            let notice = text.contains('©') || text.contains("trademark") || text.contains("opyright");
            assert!(notice || !text.contains("Noto"), "{}: {text}", face.file);
        }
    }
}

#[test]
fn layout_rules_are_kept_and_none_depends_on_the_language() {
    for face in faces() {
        let font = face.font();
        let gsub = font.gsub().expect("GSUB");
        let gpos = font.gpos().expect("GPOS");
        let substitutions = tags(&gsub.feature_list().expect("features"));
        let positions = tags(&gpos.feature_list().expect("features"));
        for tag in ["ccmp", "pwid", "vert", "vrt2"] {
            assert!(substitutions.contains(tag), "{}: {tag} in {substitutions:?}", face.file);
        }
        assert!(positions.contains("halt"), "{}: {positions:?}", face.file);
        assert!(!substitutions.contains("locl") && !positions.contains("locl"), "{}", face.file);
        if face.file.ends_with(".otf") {
            for tag in ["kern", "palt", "vhal"] {
                assert!(positions.contains(tag), "{}: {tag} in {positions:?}", face.file);
            }
        }
        if face.text("family") == "Banbao Song" {
            assert!(positions.contains("tnum"), "{}: its figures differ in width", face.file);
        } else {
            let widths: BTreeSet<i32> = ('0'..='9').map(|figure| face.advance(figure)).collect();
            assert_eq!(widths.len(), 1, "{}: figures are not tabular", face.file);
        }
    }
}

#[test]
fn the_faces_may_be_embedded_and_given_away() {
    for face in faces() {
        let font = face.font();
        assert_eq!(font.os2().expect("OS/2").fs_type(), 0, "{}: installable embedding", face.file);
        assert_eq!(face.text("licence"), "OFL-1.1");
        let licence = read(face.text("licence_file"));
        assert!(licence.contains("SIL OPEN FONT LICENSE Version 1.1 - 26 February 2007"), "{}", face.file);
        assert!(licence.contains(face.text("family")), "{}", face.file);
        let copyright = names(&font, StringId::COPYRIGHT_NOTICE);
        assert!(!copyright.is_empty(), "{}", face.file);
        for line in copyright.iter().flat_map(|text| text.lines()) {
            assert!(licence.contains(line.trim()), "{}: `{line}` is not in its licence file", face.file);
        }
        assert!(names(&font, StringId::LICENSE_DESCRIPTION).iter().any(|text| text.contains("SIL Open Font License")));
    }
    for document in ["FONTLOG.txt", "README.md"] {
        let text = read(document);
        for face in faces() {
            assert!(text.contains(face.text("family")), "{document} does not speak of {}", face.file);
        }
    }
}
