//! What the file says of itself: never when it was made, so that the same board is the same file.

use std::fmt::Write as _;

use lopdf::{Dictionary, Object, StringFormat};
use sha2::{Digest as _, Sha256};

use super::x4::X4;
use crate::panel::export::escaped;
use crate::panel::scene::Scene;

/// UTF-16, big end first.
pub(super) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// UTF-16 with its mark: a text string (PDF 32000-1, 7.9.2.2).
pub(super) fn utf16_with_mark(text: &str) -> Vec<u8> {
    let mut out = vec![0xfe, 0xff];
    out.extend(utf16(text));
    out
}

/// A text string.
pub(super) fn text_string(text: &str) -> Object {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        Object::String(text.as_bytes().to_vec(), StringFormat::Literal)
    } else {
        Object::String(utf16_with_mark(text), StringFormat::Hexadecimal)
    }
}

/// What wrote the file.
pub(super) fn producer() -> String {
    format!("banbao {}", env!("CARGO_PKG_VERSION"))
}

/// The information dictionary.
pub(super) fn info(scene: &Scene, standard: Option<&X4>) -> Dictionary {
    let mut info = Dictionary::new();
    info.set("Title", text_string(&scene.title));
    if let Some(author) = &scene.author {
        info.set("Author", text_string(author));
    }
    if let Some(subject) = &scene.subject {
        info.set("Subject", text_string(subject));
    }
    info.set("Creator", text_string("banbao"));
    info.set("Producer", text_string(&producer()));
    if standard.is_some() {
        info.set("Trapped", "False");
    }
    info
}

/// The same as an XMP packet (ISO 16684-1).
pub(super) fn xmp(scene: &Scene, standard: Option<&X4>) -> String {
    let mut out = String::from(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n\
         <dc:format>application/pdf</dc:format>\n",
    );
    let plain = |v: &str| escaped(v);
    let alternative = |name: &str, v: &str| {
        format!("<dc:{name}><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:{name}>\n", plain(v))
    };
    out.push_str(&alternative("title", &scene.title));
    if let Some(author) = &scene.author {
        let _ = writeln!(out, "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>", plain(author));
    }
    if let Some(subject) = &scene.subject {
        out.push_str(&alternative("description", subject));
    }
    let language = plain(&scene.language);
    let _ = writeln!(out, "<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>");
    let _ = writeln!(out, "<xmp:CreatorTool>banbao</xmp:CreatorTool>");
    let _ = writeln!(out, "<pdf:Producer>{}</pdf:Producer>", plain(&producer()));
    if let Some(x4) = standard {
        out.push_str(&xmp_of_x4(scene, x4));
    }
    out.push_str("</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>\n");
    out
}

/// What PDF/X-4 wants to be told (ISO 15930-7, 6.10 and 6.14).
fn xmp_of_x4(scene: &Scene, x4: &X4) -> String {
    let (time, mut hash) = (x4.time(), Sha256::new());
    for part in [Some(&scene.title), scene.author.as_ref(), Some(&x4.condition), Some(&time)].into_iter().flatten() {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let id: String = hash.finalize().iter().take(16).map(|b| format!("{b:02x}")).collect();
    format!(
        "<xmp:CreateDate>{time}</xmp:CreateDate>\n<xmp:ModifyDate>{time}</xmp:ModifyDate>\n\
         <xmp:MetadataDate>{time}</xmp:MetadataDate>\n<pdf:Trapped>False</pdf:Trapped>\n\
         <xmpMM:DocumentID xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\">uuid:{id}</xmpMM:DocumentID>\n\
         <xmpMM:RenditionClass xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\">default</xmpMM:RenditionClass>\n\
         <xmpMM:VersionID xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\">1</xmpMM:VersionID>\n\
         <pdfxid:GTS_PDFXVersion xmlns:pdfxid=\"http://www.npes.org/pdfx/ns/id/\">PDF/X-4</pdfxid:GTS_PDFXVersion>\n"
    )
}
