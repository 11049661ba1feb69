//! The faces that can be used.

use std::sync::Arc;

/// Where a face comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FontOrigin {
    /// In the binary.
    Builtin,
    /// In the site's `fonts/` folder; the site-relative path.
    Site(String),
    /// Installed; the path.
    System(String),
}

/// The bytes of a font file.
#[derive(Clone)]
pub enum FaceData {
    /// In the binary.
    Static(&'static [u8]),
    /// Read from a file.
    Shared(Arc<[u8]>),
}

impl AsRef<[u8]> for FaceData {
    fn as_ref(&self) -> &[u8] {
        match self {
            FaceData::Static(b) => b,
            FaceData::Shared(b) => b,
        }
    }
}

impl std::fmt::Debug for FaceData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FaceData({} bytes)", self.as_ref().len())
    }
}

/// One face.
#[derive(Debug, Clone)]
pub struct Face {
    /// Family name as the file has it: `Banbao Hei`.
    pub family: String,
    /// Chinese name, if it has one: `黑体`.
    pub family_zh: Option<String>,
    /// `BanbaoHei-Regular`.
    pub postscript: String,
    /// 100 to 900; 400 regular, 700 bold.
    pub weight: u16,
    /// Whether it leans.
    pub italic: bool,
    /// The file.
    pub data: FaceData,
    /// The face's number in a collection.
    pub index: u32,
    /// Where it comes from.
    pub origin: FontOrigin,
}

/// All faces, in order of preference: built-in, the site's own, the system's.
#[derive(Debug, Clone, Default)]
pub struct FontBook {
    faces: Vec<Arc<Face>>,
}

impl FontBook {
    /// A book of these faces.
    pub fn new(faces: Vec<Arc<Face>>) -> Self {
        FontBook { faces }
    }

    /// All faces.
    pub fn faces(&self) -> &[Arc<Face>] {
        &self.faces
    }

    /// The upright face of a family (its own name, its Chinese name, or PostScript name; case and spaces
    /// do not matter) nearest to a weight.
    pub fn select(&self, family: &str, weight: u16) -> Option<&Arc<Face>> {
        let fold = |s: &str| s.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect::<String>();
        let wanted = fold(family);
        self.faces
            .iter()
            .filter(|f| {
                fold(&f.family) == wanted
                    || f.family_zh.as_deref().is_some_and(|n| fold(n) == wanted)
                    || fold(&f.postscript) == wanted
            })
            .min_by_key(|f| (f.italic, f.weight.abs_diff(weight)))
    }
}

impl Face {
    /// All faces of a font file; none when it is no font.
    pub fn read_all(data: &FaceData, origin: &FontOrigin) -> Vec<Face> {
        use skrifa::MetadataProvider as _;
        use skrifa::raw::FileRef;

        let count = match FileRef::new(data.as_ref()) {
            Ok(FileRef::Font(_)) => 1,
            Ok(FileRef::Collection(c)) => c.len(),
            Err(_) => 0,
        };
        let face = |index: u32| {
            let font = skrifa::FontRef::from_index(data.as_ref(), index).ok()?;
            let name = |id| {
                let strings = || font.localized_strings(id);
                let english = strings().english_or_first().map(|s| s.to_string());
                let chinese =
                    strings().find(|s| s.language().is_some_and(|l| l.starts_with("zh"))).map(|s| s.to_string());
                (english, chinese)
            };
            let (family, family_zh) = match name(skrifa::string::StringId::TYPOGRAPHIC_FAMILY_NAME) {
                (Some(f), zh) => (f, zh),
                (None, _) => {
                    let (f, zh) = name(skrifa::string::StringId::FAMILY_NAME);
                    (f?, zh)
                }
            };
            let attributes = font.attributes();
            Some(Face {
                postscript: name(skrifa::string::StringId::POSTSCRIPT_NAME)
                    .0
                    .unwrap_or_else(|| family.replace(' ', "")),
                family,
                family_zh,
                weight: attributes.weight.value().round() as u16,
                italic: attributes.style != skrifa::attribute::Style::Normal,
                data: data.clone(),
                index,
                origin: origin.clone(),
            })
        };
        (0..count).filter_map(face).collect()
    }
}
