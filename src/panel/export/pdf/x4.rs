//! PDF/X-4 (ISO 15930-7): what a print shop's preflight asks of a file beyond PDF.
//!
//! An output intent with the condition's profile; RGB pictures tied to sRGB, so that no colour is left to guessing; no
//! links, which may not lie on the printed area; dates, identifiers and `Trapped` in the metadata.

use std::sync::Arc;

use lopdf::{Document, Object, ObjectId, Stream, dictionary};

use super::metadata::text_string;

/// The printing condition that a file is made for.
#[derive(Clone, PartialEq, Eq)]
pub struct X4 {
    /// The condition's name, as its profile has it.
    pub condition: String,
    /// A CMYK output profile (ICC.1), as the file is.
    pub profile: Arc<[u8]>,
    /// When the file was made: a day, `2026-04-01`. Given from outside: the same board is the same file.
    pub date: String,
}

impl std::fmt::Debug for X4 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "X4({}, {} bytes, {})", self.condition, self.profile.len(), self.date)
    }
}

impl X4 {
    /// The output intent (ISO 15930-7, 6.2.3; PDF 32000-1, 14.11.5).
    pub(super) fn intent(&self, doc: &mut Document) -> ObjectId {
        let profile = Stream::new(dictionary! { "N" => 4 }, self.profile.to_vec());
        let profile = doc.add_object(profile);
        doc.add_object(dictionary! {
            "Type" => "OutputIntent",
            "S" => "GTS_PDFX",
            "OutputConditionIdentifier" => text_string(&self.condition),
            "Info" => text_string(&self.condition),
            "DestOutputProfile" => profile,
        })
    }

    /// The day as XMP writes it; noon in China is the same day nearly everywhere.
    pub(super) fn time(&self) -> String {
        format!("{}T12:00:00+08:00", self.date)
    }
}

/// sRGB as an ICC profile: what `DeviceRGB` in pictures means (PDF 32000-1, 8.6.5.6).
pub(super) fn default_rgb(doc: &mut Document) -> Option<Object> {
    let profile = moxcms::ColorProfile::new_srgb().encode().ok()?;
    let profile = doc.add_object(Stream::new(dictionary! { "N" => 3, "Alternate" => "DeviceRGB" }, profile));
    Some(Object::Array(vec!["ICCBased".into(), profile.into()]))
}
