//! PDF/X-4: what ISO 15930-7 asks of the file, as far as it can be read back from it. No preflight program is run here.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

mod scenes;

use std::sync::Arc;

use banbao::panel::export::{PdfOptions, X4, pdf};
use banbao::panel::scene::{ImageData, ImageFormat, ImageId, ImageItem, Item, Scene};
use lopdf::{Dictionary, Document, Object};

fn options() -> PdfOptions {
    // Not a real profile: nothing here reads it.
    let x4 =
        X4 {
            condition: "测试 条件".to_owned(), profile: Arc::from(&[7u8; 500][..]), date: "2026-04-01".to_owned()
        };
    PdfOptions { standard: Some(Arc::new(x4)), ..PdfOptions::default() }
}

fn follow<'a>(doc: &'a Document, o: &'a Object) -> &'a Object {
    doc.dereference(o).unwrap().1
}

fn dict<'a>(doc: &'a Document, d: &'a Dictionary, key: &str) -> &'a Dictionary {
    follow(doc, d.get(key.as_bytes()).unwrap()).as_dict().unwrap()
}

fn page(doc: &Document) -> &Dictionary {
    doc.get_dictionary(*doc.get_pages().values().next().unwrap()).unwrap()
}

#[test]
fn the_condition_is_in_the_file() {
    let bytes = pdf(&scenes::sample(), &options()).unwrap();
    assert!(bytes.starts_with(b"%PDF-1.6"));
    let doc = Document::load_mem(&bytes).unwrap();
    let intents = doc.catalog().unwrap().get(b"OutputIntents").unwrap().as_array().unwrap();
    let [intent] = intents.as_slice() else { panic!("{intents:?}") };
    let intent = follow(&doc, intent).as_dict().unwrap();
    assert_eq!(intent.get(b"S").unwrap().as_name().unwrap(), b"GTS_PDFX");
    assert!(intent.has(b"OutputConditionIdentifier"));
    let profile = follow(&doc, intent.get(b"DestOutputProfile").unwrap()).as_stream().unwrap();
    assert_eq!(profile.dict.get(b"N").unwrap().as_i64().unwrap(), 4);
    assert_eq!(profile.decompressed_content().unwrap(), [7u8; 500]);
    assert_eq!(dict(&doc, &doc.trailer, "Info").get(b"Trapped").unwrap().as_name().unwrap(), b"False");
    assert_eq!(doc.trailer.get(b"ID").unwrap().as_array().unwrap().len(), 2);
    assert!(!doc.trailer.has(b"Encrypt"));
}

#[test]
fn the_metadata_says_so() {
    let doc = Document::load_mem(&pdf(&scenes::sample(), &options()).unwrap()).unwrap();
    let stream = follow(&doc, doc.catalog().unwrap().get(b"Metadata").unwrap()).as_stream().unwrap();
    assert!(!stream.dict.has(b"Filter"));
    let xmp = String::from_utf8(stream.content.clone()).unwrap();
    let packet = xmp.split_once("?>").unwrap().1.rsplit_once("<?").unwrap().0;
    let xml = usvg::roxmltree::Document::parse(packet).unwrap();
    let text = |name: &str| xml.descendants().find(|n| n.tag_name().name() == name).and_then(|n| n.text());
    assert_eq!(text("GTS_PDFXVersion"), Some("PDF/X-4"));
    assert_eq!(text("Trapped"), Some("False"));
    assert_eq!(text("RenditionClass"), Some("default"));
    assert_eq!(text("VersionID"), Some("1"));
    for key in ["CreateDate", "ModifyDate", "MetadataDate"] {
        assert_eq!(text(key), Some("2026-04-01T12:00:00+08:00"));
    }
    assert!(text("DocumentID").unwrap().starts_with("uuid:"));
}

#[test]
fn no_colour_is_left_to_guessing_and_nothing_lies_on_the_page() {
    let doc = Document::load_mem(&pdf(&scenes::sample(), &options()).unwrap()).unwrap();
    let page = page(&doc);
    assert!(!page.has(b"Annots"));
    assert!(page.has(b"TrimBox") && !page.has(b"ArtBox"));
    let spaces = dict(&doc, dict(&doc, page, "Resources"), "ColorSpace");
    let rgb = follow(&doc, spaces.get(b"DefaultRGB").unwrap()).as_array().unwrap();
    assert_eq!(rgb[0].as_name().unwrap(), b"ICCBased");
    let profile = follow(&doc, &rgb[1]).as_stream().unwrap();
    assert_eq!(&profile.decompressed_content().unwrap()[36..40], b"acsp");
    let group = dict(&doc, page, "Group");
    assert_eq!(group.get(b"CS").unwrap().as_name().unwrap(), b"DeviceCMYK");
    // Neither actions nor what would need them.
    for object in doc.objects.values() {
        if let Ok(d) = object.as_dict() {
            assert!(!d.has(b"OpenAction") && !d.has(b"AA") && !d.has(b"JS") && !d.has(b"URI"), "{d:?}");
        }
        if let Ok(s) = object.as_stream() {
            assert!(!s.dict.get(b"Filter").and_then(Object::as_name).is_ok_and(|f| f == b"LZWDecode"));
        }
    }
}

#[test]
fn an_ordinary_file_claims_nothing() {
    let bytes = pdf(&scenes::sample(), &PdfOptions::default()).unwrap();
    assert!(!bytes.windows(5).any(|w| w == b"PDF/X"));
    assert!(!Document::load_mem(&bytes).unwrap().catalog().unwrap().has(b"OutputIntents"));
}

/// The head of a CMYK JPEG as Photoshop writes it: Adobe's mark, four components. Its pixels are nobody's business.
fn cmyk_jpeg() -> Vec<u8> {
    let mut out = b"\xff\xd8\xff\xee\x00\x0eAdobe\0\x64\0\0\0\0\x02".to_vec();
    out.extend(b"\xff\xc0\x00\x14\x08\x01\x00\x02\x00\x04\x01\x11\0\x02\x11\0\x03\x11\0\x04\x11\0");
    out.extend(b"\xff\xda\x00\x02 and so on \xff\xd9");
    out
}

#[test]
fn a_cmyk_photo_passes_untouched() {
    let mut scene: Scene = scenes::sample();
    let bytes: Arc<[u8]> = cmyk_jpeg().into();
    let data = ImageData {
        path: "p/cmyk.jpg".to_owned(),
        bytes: Arc::clone(&bytes),
        format: ImageFormat::Jpeg,
        width: 512,
        height: 256,
    };
    scene.images.push(Arc::new(data));
    let image = ImageId(scene.images.len() - 1);
    let rect = scenes::rect(10.0, 100.0, 20.0, 10.0);
    scene.sheets[0].items.push(Item::Image(ImageItem { image, rect }));
    let doc = Document::load_mem(&pdf(&scene, &options()).unwrap()).unwrap();
    let xobjects = dict(&doc, dict(&doc, page(&doc), "Resources"), "XObject");
    let name = format!("I{}", image.0);
    let photo = follow(&doc, xobjects.get(name.as_bytes()).unwrap()).as_stream().unwrap();
    assert!(photo.content[..] == bytes[..]);
    assert_eq!(photo.dict.get(b"ColorSpace").unwrap().as_name().unwrap(), b"DeviceCMYK");
    // Adobe writes the plates upside down.
    let decode: Vec<i64> =
        photo.dict.get(b"Decode").unwrap().as_array().unwrap().iter().map(|v| v.as_i64().unwrap()).collect();
    assert_eq!(decode, [1, 0, 1, 0, 1, 0, 1, 0]);
}
