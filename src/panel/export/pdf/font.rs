//! Faces for the file: only the glyphs that are used, their widths, and the text each of them stands for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use sha2::{Digest as _, Sha256};
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::{TableProvider as _, types::Tag};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};
use subsetter::GlyphRemapper;

use super::metadata::utf16;
use super::resources::single;
use super::text;
use crate::diagnostic::Diagnostic;
use crate::panel::scene::{FontId, Item, Scene};
use crate::world::Face;

/// The faces of a scene that have glyphs on its sheets.
#[derive(Clone)]
pub(super) struct Fonts {
    fonts: BTreeMap<FontId, Arc<Font>>,
    /// Those that this layer writes; the others are an earlier layer's.
    own: BTreeSet<FontId>,
}

struct Font {
    /// `ABCDEF+BanbaoHei-Regular`.
    name: String,
    program: Program,
    remapper: GlyphRemapper,
    /// Thousandths of an em, by the glyph's number in the subset.
    widths: Vec<f64>,
    /// By the glyph's number in the face.
    texts: BTreeMap<u16, String>,
    metrics: Metrics,
}

enum Program {
    /// A bare CFF table.
    Cff(Vec<u8>),
    /// A whole TrueType file.
    TrueType(Vec<u8>),
}

/// Thousandths of an em.
struct Metrics {
    bbox: [f64; 4],
    ascent: f64,
    descent: f64,
    cap_height: f64,
    italic_angle: f64,
    stem: f64,
}

impl Fonts {
    /// Subsets every face to what the scenes use: they have the same faces.
    pub fn collect(scenes: &[&Scene]) -> Result<Fonts, Diagnostic> {
        let mut fonts = Fonts { fonts: BTreeMap::new(), own: BTreeSet::new() };
        let sheets = scenes.iter().flat_map(|s| &s.sheets);
        let faces = scenes.first().map_or(&[][..], |s| s.fonts.as_slice());
        fonts.subset(faces, sheets.map(|s| s.items.as_slice()))?;
        Ok(fonts)
    }

    /// The same for a layer over scenes that were collected before. Text whose glyphs are all there is set with what is
    /// there; the rest gets further subsets, under faces added to the scene.
    pub fn extended(&self, words: &mut Scene) -> Result<Fonts, Diagnostic> {
        let count = words.fonts.len();
        words.fonts.extend_from_within(..);
        for sheet in &mut words.sheets {
            self.divert(&mut sheet.items, count);
        }
        let mut fonts = Fonts { fonts: self.fonts.clone(), own: BTreeSet::new() };
        fonts.subset(&words.fonts, words.sheets.iter().map(|s| s.items.as_slice()))?;
        Ok(fonts)
    }

    fn divert(&self, items: &mut [Item], count: usize) {
        for item in items {
            match item {
                Item::Glyphs(run) => {
                    let known = self.fonts.get(&run.font);
                    if !run.glyphs.iter().all(|g| known.is_some_and(|f| f.remapper.get(g.id).is_some())) {
                        run.font = FontId(run.font.0 + count);
                    }
                }
                Item::Group(group) => self.divert(&mut group.items, count),
                Item::Path(_) | Item::Image(_) => {}
            }
        }
    }

    /// Subsets the faces of these things that are not subset yet.
    fn subset<'s>(&mut self, faces: &[Arc<Face>], sheets: impl Iterator<Item = &'s [Item]>) -> Result<(), Diagnostic> {
        let mut used: BTreeMap<FontId, BTreeMap<u16, String>> = BTreeMap::new();
        sheets.for_each(|items| gather(items, &mut used));
        for (id, texts) in used {
            let Some(face) = faces.get(id.0).filter(|_| !self.fonts.contains_key(&id)) else { continue };
            self.fonts.insert(id, Arc::new(Font::new(face, texts)?));
            self.own.insert(id);
        }
        Ok(())
    }

    /// The faces that this layer writes.
    pub fn ids(&self) -> impl Iterator<Item = FontId> + '_ {
        self.own.iter().copied()
    }

    /// A glyph's number in the file, and its own width in thousandths of an em.
    pub fn glyph(&self, font: FontId, glyph: u16) -> Option<(u16, f64)> {
        let font = self.fonts.get(&font)?;
        let cid = font.remapper.get(glyph)?;
        Some((cid, font.widths.get(usize::from(cid)).copied().unwrap_or(0.0)))
    }

    /// What a reader takes a glyph for unless told otherwise.
    pub fn text(&self, font: FontId, glyph: u16) -> Option<&str> {
        self.fonts.get(&font)?.texts.get(&glyph).map(String::as_str)
    }

    /// Writes a face's objects.
    pub fn write(&self, id: FontId, doc: &mut Document) -> Option<ObjectId> {
        self.fonts.get(&id).map(|f| f.write(doc))
    }
}

/// The first text that each glyph stands for; none for glyphs that are always part of another's.
fn gather(items: &[Item], used: &mut BTreeMap<FontId, BTreeMap<u16, String>>) {
    for item in items {
        match item {
            Item::Glyphs(run) => {
                let texts = used.entry(run.font).or_default();
                for cluster in text::clusters(run) {
                    for (i, g) in run.glyphs.get(cluster.glyphs.clone()).unwrap_or_default().iter().enumerate() {
                        let entry = texts.entry(g.id).or_default();
                        if i == 0 && cluster.glyphs.len() == 1 && entry.is_empty() {
                            entry.clone_from(&cluster.text);
                        }
                    }
                }
            }
            Item::Group(group) => gather(&group.items, used),
            Item::Path(_) | Item::Image(_) => {}
        }
    }
}

impl Font {
    fn new(face: &Face, texts: BTreeMap<u16, String>) -> Result<Font, Diagnostic> {
        let failed = |why: &dyn std::fmt::Display| {
            let message = format!("字体“{}”不能嵌入 PDF（{why}）", face.postscript);
            Diagnostic::error("font-embed", message)
                .with_help("换成内置字体，或换一个普通的 OTF、TTF 字体（可变字体不行）")
        };
        let font = FontRef::from_index(face.data.as_ref(), face.index).map_err(|e| failed(&e))?;
        // A number that the face does not have would spoil the whole subset.
        let count = font.maxp().map_err(|e| failed(&e))?.num_glyphs();
        let mut texts = texts;
        texts.retain(|g, _| *g < count);
        let glyphs: Vec<u16> = texts.keys().copied().collect();
        let remapper = GlyphRemapper::new_from_glyphs_sorted(&glyphs);
        let subset = subsetter::subset(face.data.as_ref(), face.index, &remapper).map_err(|e| failed(&e))?;
        let program = match FontRef::new(&subset).ok().and_then(|f| f.table_data(Tag::new(b"CFF "))) {
            Some(cff) => Program::Cff(cff.as_bytes().to_vec()),
            None => Program::TrueType(subset),
        };
        let upem = f64::from(font.head().map_err(|e| failed(&e))?.units_per_em().max(1));
        let glyph_metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let width = |g: u16| f64::from(glyph_metrics.advance_width(GlyphId::from(g)).unwrap_or(0.0)) * 1000.0 / upem;
        let widths = remapper.remapped_gids().map(width).collect();
        let name = format!("{}+{}", subset_tag(face, &glyphs), plain_name(&face.postscript));
        Ok(Font { name, program, remapper, widths, texts, metrics: Metrics::of(&font, face, upem) })
    }

    fn write(&self, doc: &mut Document) -> ObjectId {
        let (program, file_key, subtype) = match &self.program {
            Program::Cff(bytes) => {
                (Stream::new(dictionary! { "Subtype" => "CIDFontType0C" }, bytes.clone()), "FontFile3", "CIDFontType0")
            }
            Program::TrueType(bytes) => {
                let dict = dictionary! { "Length1" => bytes.len() as i64 };
                (Stream::new(dict, bytes.clone()), "FontFile2", "CIDFontType2")
            }
        };
        let program = doc.add_object(program);
        let m = &self.metrics;
        let real = |v: f64| Object::Real(single(v));
        let mut descriptor = dictionary! {
            "Type" => "FontDescriptor",
            "FontName" => Object::Name(self.name.clone().into_bytes()),
            // Symbolic: the glyphs are not those of the standard Latin set.
            "Flags" => 4,
            "FontBBox" => Object::Array(m.bbox.iter().map(|v| real(*v)).collect()),
            "ItalicAngle" => real(m.italic_angle),
            "Ascent" => real(m.ascent),
            "Descent" => real(m.descent),
            "CapHeight" => real(m.cap_height),
            "StemV" => real(m.stem),
        };
        descriptor.set(file_key, program);
        let descriptor = doc.add_object(descriptor);
        let mut cid_font = dictionary! {
            "Type" => "Font",
            "Subtype" => subtype,
            "BaseFont" => Object::Name(self.name.clone().into_bytes()),
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal("Adobe"),
                "Ordering" => Object::string_literal("Identity"),
                "Supplement" => 0,
            },
            "FontDescriptor" => descriptor,
            "DW" => 1000,
            "W" => vec![0.into(), Object::Array(self.widths.iter().map(|w| real((w * 1000.0).round() / 1000.0)).collect())],
        };
        if matches!(self.program, Program::TrueType(_)) {
            cid_font.set("CIDToGIDMap", "Identity");
        }
        let cid_font = doc.add_object(cid_font);
        let to_unicode = doc.add_object(Stream::new(Dictionary::new(), self.to_unicode().into_bytes()));
        doc.add_object(dictionary! {
            "Type" => "Font",
            "Subtype" => "Type0",
            "BaseFont" => Object::Name(self.name.clone().into_bytes()),
            "Encoding" => "Identity-H",
            "DescendantFonts" => vec![cid_font.into()],
            "ToUnicode" => to_unicode,
        })
    }

    /// The CMap from glyphs to text (PDF 32000-1, 9.10.3).
    fn to_unicode(&self) -> String {
        let mut pairs: Vec<(u16, &str)> =
            self.texts.iter().filter_map(|(g, t)| Some((self.remapper.get(*g)?, t.as_str()))).collect();
        pairs.retain(|(_, t)| !t.is_empty());
        pairs.sort_unstable();
        let mut out = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n\
             << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n\
             /CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        );
        // At most 100 entries a block.
        for block in pairs.chunks(100) {
            let _ = writeln!(out, "{} beginbfchar", block.len());
            for (cid, text) in block {
                let _ = write!(out, "<{cid:04X}> <");
                for byte in utf16(text) {
                    let _ = write!(out, "{byte:02X}");
                }
                out.push_str(">\n");
            }
            out.push_str("endbfchar\n");
        }
        out.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        out
    }
}

impl Metrics {
    fn of(font: &FontRef<'_>, face: &Face, upem: f64) -> Metrics {
        let m = font.metrics(Size::unscaled(), LocationRef::default());
        let scaled = |v: f32| (f64::from(v) * 1000.0 / upem).round();
        let bbox = m.bounds.map_or([0.0, -200.0, 1000.0, 900.0], |b| [b.x_min, b.y_min, b.x_max, b.y_max].map(scaled));
        Metrics {
            bbox,
            ascent: scaled(m.ascent),
            descent: scaled(m.descent),
            cap_height: m.cap_height.map_or_else(|| scaled(m.ascent), scaled),
            italic_angle: f64::from(m.italic_angle),
            // No table has it; this rises with the weight as the stems of common faces do.
            stem: (10.0 + 220.0 * (f64::from(face.weight) - 50.0) / 900.0).round().max(20.0),
        }
    }
}

/// Six capitals that differ when the subset does (PDF 32000-1, 9.6.4).
fn subset_tag(face: &Face, glyphs: &[u16]) -> String {
    let mut hash = Sha256::new();
    hash.update(face.postscript.as_bytes());
    hash.update(face.index.to_be_bytes());
    for g in glyphs {
        hash.update(g.to_be_bytes());
    }
    hash.finalize().iter().take(6).map(|b| char::from(b'A' + b % 26)).collect()
}

/// A PostScript name: no blanks, no delimiters, ASCII.
fn plain_name(name: &str) -> String {
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    if plain.is_empty() { "Font".to_owned() } else { plain }
}
