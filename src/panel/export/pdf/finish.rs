//! From operators to a file: what printpdf writes of the pages, put right and completed.

use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, Stream, dictionary};
use printpdf::{Mm, PdfDocument, PdfPage, PdfSaveOptions};
use sha2::{Digest as _, Sha256};

use super::content::{Job, PageContent};
use super::metadata::{info, text_string, xmp};
use super::resources::{corners, single};
use crate::diagnostic::Diagnostic;
use crate::panel::export::safe_url;
use crate::panel::scene::{OutlineEntry, Scene};
use crate::unit::{Point, Rect};

/// zlib's usual effort: one more buys one per cent for twice the time.
const EFFORT: u8 = 6;

/// Writes the file.
pub(super) fn finish(mut job: Job<'_>, pages: Vec<PageContent>) -> Result<Vec<u8>, Diagnostic> {
    let broken = || Diagnostic::error("export-pdf", "PDF 没有写成：内部结构不完整");
    let forms = std::mem::take(&mut job.resources.forms);
    let boxes: Vec<[Rect; 3]> = pages.iter().map(|p| [p.media, p.bleed, p.trim]).collect();
    let mut doc = written_by_printpdf(pages.into_iter().map(|p| p.ops), forms.iter().map(|f| f.ops.clone()));
    let all: Vec<ObjectId> = doc.get_pages().into_values().collect();
    let (sheets, extra) = all.split_at_checked(boxes.len()).ok_or_else(broken)?;
    let (sheets, extra) = (sheets.to_vec(), extra.to_vec());
    // A form's resources are the pages' own, whose object is made last: it names the forms.
    let resources = doc.new_object_id();
    let mut form_ids = Vec::new();
    for (page, form) in extra.iter().zip(&forms) {
        form_ids.push(form_of_page(&mut doc, *page, form.bbox, resources).ok_or_else(broken)?);
    }
    let dictionary = job.resources.write(&mut doc, job.scene, &job.fonts, &form_ids)?;
    doc.set_object(resources, dictionary);
    let catalog = doc.trailer.get(b"Root").and_then(Object::as_reference).map_err(|_| broken())?;
    let tree = page_tree(&mut doc, &sheets).ok_or_else(broken)?;
    for (number, (id, boxes)) in sheets.iter().zip(&boxes).enumerate() {
        let links = links(&mut doc, &mut job, number, boxes[0]);
        let page = doc.get_object_mut(*id).and_then(Object::as_dict_mut).map_err(|_| broken())?;
        page_entries(page, boxes, resources, tree, links);
    }
    let structure = job.structure.write(&mut doc, &sheets);
    let outlines = outlines(&mut doc, &job.scene.outline, &sheets, &boxes);
    let packet = Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, xmp(job.scene).into_bytes());
    let packet = doc.add_object(packet);
    doc.set_object(catalog, catalog_entries(job.scene, tree, structure, packet, outlines));
    let info = doc.add_object(info(job.scene));
    doc.trailer.set("Info", info);
    save(doc, packet)
}

/// The pages, and after them one page for every form: only their operators are of use.
fn written_by_printpdf(
    pages: impl Iterator<Item = Vec<printpdf::Op>>,
    forms: impl Iterator<Item = Vec<printpdf::Op>>,
) -> Document {
    let mut document = PdfDocument::new("");
    for ops in pages.chain(forms) {
        document.pages.push(PdfPage::new(Mm(1.0), Mm(1.0), ops));
    }
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: false, image_optimization: None };
    // Its warnings are about fonts that it does not know: they are ours.
    let mut doc = document.to_lopdf_document(&options, &mut Vec::new());
    doc.version = "1.7".to_owned();
    doc
}

/// Turns a page into a form XObject: a transparency group of its own.
fn form_of_page(doc: &mut Document, page: ObjectId, bbox: Rect, resources: ObjectId) -> Option<ObjectId> {
    let contents = doc.get_dictionary(page).ok()?.get(b"Contents").and_then(Object::as_reference).ok()?;
    let bytes = doc.get_object(contents).and_then(Object::as_stream).ok()?.content.clone();
    let dict = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => corners(bbox),
        "Group" => dictionary! { "Type" => "Group", "S" => "Transparency", "CS" => "DeviceCMYK" },
        "Resources" => resources,
    };
    Some(doc.add_object(Stream::new(dict, bytes)))
}

/// The tree with the sheets alone.
fn page_tree(doc: &mut Document, sheets: &[ObjectId]) -> Option<ObjectId> {
    let catalog = doc.catalog().ok()?;
    let id = catalog.get(b"Pages").and_then(Object::as_reference).ok()?;
    let kids: Vec<Object> = sheets.iter().map(|s| (*s).into()).collect();
    doc.set_object(id, dictionary! { "Type" => "Pages", "Count" => sheets.len() as i64, "Kids" => kids });
    Some(id)
}

fn page_entries(page: &mut Dictionary, boxes: &[Rect; 3], resources: ObjectId, tree: ObjectId, links: Vec<Object>) {
    let [media, bleed, trim] = boxes;
    page.remove(b"CropBox");
    page.remove(b"Annots");
    page.set("Parent", tree);
    page.set("Resources", resources);
    for (key, r) in [("MediaBox", media), ("BleedBox", bleed), ("TrimBox", trim)] {
        page.set(key, corners(on_page(*r, *media)));
    }
    page.set("Group", dictionary! { "Type" => "Group", "S" => "Transparency", "CS" => "DeviceCMYK" });
    // Readers follow the structure with the tab key.
    page.set("Tabs", "S");
    if !links.is_empty() {
        page.set("Annots", links);
    }
}

/// From the scene's coordinates to the page's: y up from the paper's foot.
fn on_page(r: Rect, media: Rect) -> Rect {
    Rect::new(r.x - media.x, media.bottom() - r.bottom(), r.width, r.height)
}

fn links(doc: &mut Document, job: &mut Job<'_>, sheet: usize, media: Rect) -> Vec<Object> {
    let mut out = Vec::new();
    let Some(links) = job.scene.sheets.get(sheet).map(|s| &s.links) else { return out };
    for link in links.iter().filter(|l| safe_url(&l.url)) {
        let annotation = doc.add_object(dictionary! {
            "Type" => "Annot",
            "Subtype" => "Link",
            "Rect" => corners(on_page(link.rect, media)),
            "Border" => vec![0.into(), 0.into(), 0.into()],
            // Printed, as everything else on the sheet.
            "F" => 4,
            "Contents" => text_string(&link.url),
            "A" => dictionary! { "S" => "URI", "URI" => Object::string_literal(uri(&link.url)) },
        });
        job.structure.link(sheet, annotation, &link.url);
        out.push(annotation.into());
    }
    out
}

/// 7-bit ASCII, as the URI action asks for (PDF 32000-1, 12.6.4.7): everything else in per cent.
fn uri(url: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(url.len());
    for b in url.trim().bytes() {
        if b.is_ascii_graphic() {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
    }
    out
}

fn catalog_entries(
    scene: &Scene,
    tree: ObjectId,
    structure: ObjectId,
    packet: ObjectId,
    outlines: Option<ObjectId>,
) -> Dictionary {
    let mut catalog = dictionary! {
        "Type" => "Catalog",
        "Pages" => tree,
        "PageLayout" => "SinglePage",
        "PageMode" => if outlines.is_some() { "UseOutlines" } else { "UseNone" },
        "Lang" => text_string(&scene.language),
        "MarkInfo" => dictionary! { "Marked" => true },
        "StructTreeRoot" => structure,
        "Metadata" => packet,
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
    };
    if let Some(outlines) = outlines {
        catalog.set("Outlines", outlines);
    }
    catalog
}

/// Bookmarks as a tree (PDF 32000-1, 12.3.3).
fn outlines(
    doc: &mut Document,
    entries: &[OutlineEntry],
    sheets: &[ObjectId],
    boxes: &[[Rect; 3]],
) -> Option<ObjectId> {
    let entries: Vec<&OutlineEntry> = entries.iter().filter(|e| e.sheet < sheets.len()).collect();
    if entries.is_empty() {
        return None;
    }
    let root = doc.new_object_id();
    let ids: Vec<ObjectId> = entries.iter().map(|_| doc.new_object_id()).collect();
    // The parent is the nearest entry before that is less deep, whatever the step between.
    let parents: Vec<Option<usize>> = (0..entries.len())
        .map(|i| {
            let depth = entries.get(i).map_or(0, |e| e.depth);
            (0..i).rev().find(|j| entries.get(*j).is_some_and(|e| e.depth < depth))
        })
        .collect();
    let kids_of = |parent: Option<usize>| -> Vec<usize> {
        parents.iter().enumerate().filter(|(_, p)| **p == parent).map(|(i, _)| i).collect()
    };
    let below = |i: usize| {
        let mut count = 0i64;
        for mut p in parents.iter().copied() {
            while let Some(up) = p {
                if up == i {
                    count += 1;
                    break;
                }
                p = parents.get(up).copied().flatten();
            }
        }
        count
    };
    let id_of = |i: &usize| ids.get(*i).copied().unwrap_or(root);
    for (i, entry) in entries.iter().enumerate() {
        let siblings = kids_of(parents.get(i).copied().flatten());
        let place = siblings.iter().position(|s| *s == i).unwrap_or(0);
        let mut item = dictionary! {
            "Title" => text_string(&entry.title),
            "Parent" => parents.get(i).copied().flatten().map_or(root, |p| id_of(&p)),
            "Dest" => destination(entry, sheets, boxes),
        };
        if let Some(before) = place.checked_sub(1).and_then(|p| siblings.get(p)) {
            item.set("Prev", id_of(before));
        }
        if let Some(after) = siblings.get(place + 1) {
            item.set("Next", id_of(after));
        }
        let kids = kids_of(Some(i));
        if let (Some(first), Some(last)) = (kids.first(), kids.last()) {
            item.set("First", id_of(first));
            item.set("Last", id_of(last));
            item.set("Count", below(i));
        }
        doc.set_object(id_of(&i), item);
    }
    let top = kids_of(None);
    let mut outlines = dictionary! { "Type" => "Outlines", "Count" => entries.len() as i64 };
    if let (Some(first), Some(last)) = (top.first(), top.last()) {
        outlines.set("First", id_of(first));
        outlines.set("Last", id_of(last));
    }
    doc.set_object(root, outlines);
    Some(root)
}

fn destination(entry: &OutlineEntry, sheets: &[ObjectId], boxes: &[[Rect; 3]]) -> Object {
    let page = sheets.get(entry.sheet).map_or(Object::Null, |id| (*id).into());
    let media = boxes.get(entry.sheet).map_or(Rect::default(), |b| b[0]);
    let Point { x, y } = entry.at;
    let real = |v: f64| Object::Real(single(v));
    Object::Array(vec![page, "XYZ".into(), real((x - media.x).0.max(0.0)), real((media.bottom() - y).0), Object::Null])
}

/// Compresses, numbers, names and writes.
fn save(mut doc: Document, packet: ObjectId) -> Result<Vec<u8>, Diagnostic> {
    // The packet stays readable to tools that look for it without reading PDF (ISO 16684-1, 7.3).
    for (id, object) in &mut doc.objects {
        if let Object::Stream(stream) = object
            && *id != packet
        {
            deflate(stream);
        }
    }
    doc.prune_objects();
    doc.renumber_objects();
    let id = identity(&doc);
    doc.trailer.set("ID", vec![Object::String(id.clone(), lopdf::StringFormat::Hexadecimal); 2]);
    let options = SaveOptions { use_object_streams: true, use_xref_streams: true, ..SaveOptions::default() };
    let mut out = Vec::new();
    doc.save_with_options(&mut out, options)
        .map_err(|e| Diagnostic::error("export-pdf", format!("PDF 写不出来（{e}）")))?;
    Ok(out)
}

fn deflate(stream: &mut Stream) {
    if stream.dict.has(b"Filter") {
        return;
    }
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(&stream.content, EFFORT);
    if packed.len() + 20 < stream.content.len() || stream.dict.has(b"DecodeParms") {
        stream.dict.set("Filter", "FlateDecode");
        stream.set_content(packed);
    }
    stream.allows_compression = false;
}

/// A file identifier made from what the file holds (PDF 32000-1, 14.4).
fn identity(doc: &Document) -> Vec<u8> {
    let mut hash = Sha256::new();
    for (id, object) in &doc.objects {
        hash.update(id.0.to_be_bytes());
        match object {
            Object::Stream(s) => {
                hash.update(format!("{:?}", s.dict).as_bytes());
                hash.update(&s.content);
            }
            other => hash.update(format!("{other:?}").as_bytes()),
        }
    }
    hash.finalize().iter().copied().take(16).collect()
}
