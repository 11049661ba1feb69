//! From operators to a file: what printpdf writes of the pages, put right and completed.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, Stream, dictionary};
use printpdf::{Mm, Op, PdfDocument, PdfPage, PdfSaveOptions};
use sha2::{Digest as _, Sha256};

use super::PdfOptions;
use super::content::{Job, Layer, page};
use super::font::Fonts;
use super::metadata::{info, text_string, xmp};
use super::resources::{corners, single};
use super::structure::Structure;
use super::x4;
use crate::diagnostic::Diagnostic;
use crate::panel::export::safe_url;
use crate::panel::scene::{OutlineEntry, Scene};
use crate::unit::{Point, Rect};

/// zlib's effort: the usual 6 buys one per cent of size for a twentieth of all the time of a board.
const EFFORT: u32 = 4;

/// Pages under way: layers of content on them, and what the content needs.
///
/// A board has one layer. The copies for units share a first one, written and compressed once, and each adds its words.
#[derive(Clone)]
pub(super) struct Body {
    doc: Document,
    sheets: Vec<Page>,
    /// Names of all layers; forms refer to it.
    resources: Dictionary,
    resources_id: ObjectId,
    options: PdfOptions,
    intent: Option<ObjectId>,
    /// What the content means so far.
    pub structure: Structure,
}

#[derive(Clone)]
struct Page {
    id: ObjectId,
    /// Media, bleed, trim.
    boxes: [Rect; 3],
    contents: Vec<Object>,
    links: Vec<Object>,
}

impl Body {
    /// Blank pages.
    pub fn new(scene: &Scene, boxes: Vec<[Rect; 3]>, options: &PdfOptions) -> Body {
        // PDF/X-4 is PDF 1.6 (ISO 15930-7, 6.1).
        let mut doc = Document::with_version(if options.standard.is_some() { "1.6" } else { "1.7" });
        let resources_id = doc.new_object_id();
        let page = |boxes| Page { id: doc.new_object_id(), boxes, contents: Vec::new(), links: Vec::new() };
        let sheets = boxes.into_iter().map(page).collect();
        let mut resources = Dictionary::new();
        if options.standard.is_some()
            && let Some(rgb) = x4::default_rgb(&mut doc)
        {
            resources.set("ColorSpace", dictionary! { "DefaultRGB" => rgb });
        }
        let intent = options.standard.as_ref().map(|x4| x4.intent(&mut doc));
        let structure = Structure::new(scene.sheets.len());
        Body { doc, sheets, resources, resources_id, options: options.clone(), intent, structure }
    }

    /// Walks a layer and puts it over what is there, compressed.
    pub fn put(&mut self, scene: &Scene, fonts: Fonts, layer: Layer) -> Result<(), Diagnostic> {
        let structure = std::mem::replace(&mut self.structure, Structure::new(0));
        let mut job = Job::new(scene, fonts, layer, structure);
        let pages: Vec<Vec<Op>> =
            (0..self.sheets.len()).map(|n| page(&mut job, n, layer, self.options.marks)).collect();
        let forms = std::mem::take(&mut job.resources.forms);
        let count = pages.len();
        let mut streams = written_by_printpdf(pages.into_iter().chain(forms.iter().map(|f| f.ops.clone())));
        let form_streams = streams.split_off(count.min(streams.len()));
        for (page, bytes) in self.sheets.iter_mut().zip(streams) {
            page.contents.push(self.doc.add_object(Stream::new(Dictionary::new(), bytes)).into());
        }
        let form_ids: Vec<ObjectId> =
            form_streams.into_iter().zip(&forms).map(|(bytes, form)| self.form(bytes, form.bbox)).collect();
        let names = job.resources.write(&mut self.doc, job.scene, &job.fonts, &form_ids)?;
        merge(&mut self.resources, names);
        // Nothing but ink may lie on the printed area of PDF/X (ISO 15930-7, 6.17).
        let linked = if self.options.standard.is_some() { 0 } else { self.sheets.len() };
        for (number, page) in self.sheets.iter_mut().take(linked).enumerate() {
            page.links.extend(links(&mut self.doc, &mut job, number, page.boxes[0]));
        }
        self.structure = job.structure;
        for object in self.doc.objects.values_mut() {
            if let Object::Stream(stream) = object {
                deflate(stream);
            }
        }
        Ok(())
    }

    /// A form XObject: a transparency group of its own.
    fn form(&mut self, bytes: Vec<u8>, bbox: Rect) -> ObjectId {
        let dict = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => corners(bbox),
            "Group" => dictionary! { "Type" => "Group", "S" => "Transparency", "CS" => "DeviceCMYK" },
            "Resources" => self.resources_id,
        };
        self.doc.add_object(Stream::new(dict, bytes))
    }

    /// Writes the file; everything that is not on a page is the scene's.
    pub fn finish(self, scene: &Scene) -> Result<Vec<u8>, Diagnostic> {
        let Body { mut doc, sheets, resources, resources_id, options, intent, structure } = self;
        let standard = options.standard.as_deref();
        doc.set_object(resources_id, resources);
        let ids: Vec<ObjectId> = sheets.iter().map(|p| p.id).collect();
        let boxes: Vec<[Rect; 3]> = sheets.iter().map(|p| p.boxes).collect();
        let kids: Vec<Object> = ids.iter().map(|s| (*s).into()).collect();
        let tree = doc.add_object(dictionary! { "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids });
        for page in sheets {
            let id = page.id;
            let page = page_entries(page, resources_id, tree);
            doc.set_object(id, page);
        }
        let structure = structure.write(&mut doc, &ids);
        let outlines = outlines(&mut doc, &scene.outline, &ids, &boxes);
        // The packet stays readable to tools that look for it without reading PDF (ISO 16684-1, 7.3).
        let packet =
            Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, xmp(scene, standard).into_bytes());
        let packet = doc.add_object(packet);
        let mut catalog = catalog_entries(scene, tree, structure, packet, outlines);
        if let Some(intent) = intent {
            // Made with the blank pages, so that copies share its compressed profile.
            catalog.set("OutputIntents", vec![intent.into()]);
        }
        let catalog = doc.add_object(catalog);
        doc.trailer.set("Root", catalog);
        let info = doc.add_object(info(scene, standard));
        doc.trailer.set("Info", info);
        save(doc)
    }
}

/// The bytes of content streams; printpdf writes them as pages, of which only the operators are of use.
fn written_by_printpdf(streams: impl Iterator<Item = Vec<Op>>) -> Vec<Vec<u8>> {
    let mut document = PdfDocument::new("");
    for ops in streams {
        document.pages.push(PdfPage::new(Mm(1.0), Mm(1.0), ops));
    }
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: false, image_optimization: None };
    // Its warnings are about fonts that it does not know: they are ours.
    let mut doc = document.to_lopdf_document(&options, &mut Vec::new());
    let pages: Vec<ObjectId> = doc.get_pages().into_values().collect();
    let contents = |page: ObjectId| {
        let id = doc.get_dictionary(page).ok()?.get(b"Contents").and_then(Object::as_reference).ok()?;
        match doc.objects.remove(&id)? {
            Object::Stream(stream) => Some(stream.content),
            _ => None,
        }
    };
    pages.into_iter().map(contents).map(Option::unwrap_or_default).collect()
}

/// Adds the names of a layer to those of the layers under it; layers use names of their own.
fn merge(all: &mut Dictionary, layer: Dictionary) {
    for (kind, names) in layer {
        match (all.get_mut(&kind).and_then(Object::as_dict_mut), names) {
            (Ok(there), Object::Dictionary(names)) => names.into_iter().for_each(|(k, v)| there.set(k, v)),
            (_, names) => all.set(kind, names),
        }
    }
}

fn page_entries(page: Page, resources: ObjectId, tree: ObjectId) -> Dictionary {
    let [media, bleed, trim] = page.boxes;
    let mut out = dictionary! {
        "Type" => "Page",
        "Parent" => tree,
        "Resources" => resources,
        "Group" => dictionary! { "Type" => "Group", "S" => "Transparency", "CS" => "DeviceCMYK" },
        // Readers follow the structure with the tab key.
        "Tabs" => "S",
    };
    for (key, r) in [("MediaBox", media), ("BleedBox", bleed), ("TrimBox", trim)] {
        out.set(key, corners(on_page(r, media)));
    }
    match <[Object; 1]>::try_from(page.contents) {
        Ok([only]) => out.set("Contents", only),
        Err(several) => out.set("Contents", several),
    }
    if !page.links.is_empty() {
        out.set("Annots", page.links);
    }
    out
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

/// Where the identifier goes when the rest of the file is known.
const NO_IDENTITY: [u8; 16] = *b"banbao-identity-";

/// Numbers, writes and names.
fn save(mut doc: Document) -> Result<Vec<u8>, Diagnostic> {
    doc.prune_objects();
    doc.renumber_objects();
    let id = Object::String(NO_IDENTITY.to_vec(), lopdf::StringFormat::Hexadecimal);
    doc.trailer.set("ID", vec![id.clone(), id]);
    let options = SaveOptions { use_object_streams: true, use_xref_streams: true, ..SaveOptions::default() };
    let mut out = Vec::new();
    doc.save_with_options(&mut out, options)
        .map_err(|e| Diagnostic::error("export-pdf", format!("PDF 写不出来（{e}）")))?;
    identify(&mut out);
    Ok(out)
}

/// Puts an identifier made from what the file holds in its place (PDF 32000-1, 14.4).
fn identify(file: &mut [u8]) {
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02X}")).collect::<String>().into_bytes();
    let digest = Sha256::digest(&*file);
    let (from, to) = (hex(&NO_IDENTITY), hex(digest.get(..16).unwrap_or(&NO_IDENTITY)));
    // The trailer is at the end.
    let mut end = file.len();
    for _ in 0..2 {
        let Some(at) = file.get(..end).and_then(|f| f.windows(from.len()).rposition(|w| w.eq_ignore_ascii_case(&from)))
        else {
            return;
        };
        if let Some(place) = file.get_mut(at..at + to.len()) {
            place.copy_from_slice(&to);
        }
        end = at;
    }
}

fn deflate(stream: &mut Stream) {
    // Tried already, when an earlier layer was added.
    if !stream.allows_compression || stream.dict.has(b"Filter") {
        return;
    }
    let Some(packed) = packed(&stream.content) else { return };
    if packed.len() + 20 < stream.content.len() || stream.dict.has(b"DecodeParms") {
        stream.dict.set("Filter", "FlateDecode");
        stream.set_content(packed);
    }
    stream.allows_compression = false;
}

/// zlib data; writing to memory does not fail.
fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(EFFORT));
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}
