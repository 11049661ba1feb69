//! The faces of a job: opened once, asked often.

use std::fmt;
use std::sync::{Arc, OnceLock};

use harfrust::font::{Blob, Source};
use harfrust::{
    Buffer, BufferFlags, Direction, Feature, Font, GlyphId, Language, Script, ShapeOptions, ShapePlan, ShaperFont, Tag,
};

use super::{FaceId, Faces};
use crate::unit::Em;
use crate::world::{Face, FaceData};

/// Heights of a face, in parts of its size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaceMetrics {
    /// From the baseline up to the top of the box of a 汉字 or of the line.
    pub ascent: Em,
    /// From the baseline down; positive.
    pub descent: Em,
    /// Height of a Latin capital.
    pub cap_height: Em,
    /// Height of x.
    pub x_height: Em,
}

/// How a run of one face is shaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ShapeMode {
    /// On the grid of 汉字: no kerning, Chinese forms.
    pub wide: bool,
    /// `halt`: marks without their blank half.
    pub half: bool,
    /// `pwid`: the Latin form of a mark that is full-width by default.
    pub proportional: bool,
    /// `tnum`: digits of one width.
    pub tabular: bool,
}

impl ShapeMode {
    fn slot(self) -> usize {
        usize::from(self.wide)
            | usize::from(self.half) << 1
            | usize::from(self.proportional) << 2
            | usize::from(self.tabular) << 3
    }

    fn features(self) -> Vec<Feature> {
        let mut out = Vec::new();
        if self.wide {
            // Chinese faces carry kerning for proportional kana; on the grid it would break the em.
            out.push(Feature::new(Tag::new(b"kern"), 0, ..));
        }
        if self.half {
            out.push(Feature::new(Tag::new(b"halt"), 1, ..));
        }
        if self.proportional {
            out.push(Feature::new(Tag::new(b"pwid"), 1, ..));
        }
        if self.tabular {
            out.push(Feature::new(Tag::new(b"tnum"), 1, ..));
        }
        out
    }

    fn script(self) -> Option<Script> {
        Script::from_iso15924_tag(if self.wide { Tag::new(b"Hani") } else { Tag::new(b"Latn") })
    }
}

/// A glyph out of the shaper, in parts of the face's size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ShapedGlyph {
    pub id: u16,
    pub cluster: u32,
    pub advance: f64,
    pub dx: f64,
    pub dy: f64,
}

/// A face with its tables read.
pub(super) struct OpenFace {
    font: Option<Font>,
    plans: [OnceLock<ShapePlan>; 16],
    units: f64,
}

impl fmt::Debug for OpenFace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenFace").field("usable", &self.font.is_some()).finish()
    }
}

impl OpenFace {
    fn new(face: &Face) -> Self {
        let blob: Blob = match &face.data {
            FaceData::Static(bytes) => Blob::from(*bytes),
            FaceData::Shared(bytes) => {
                let bytes: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(bytes.clone());
                Blob::from(bytes)
            }
        };
        let font = Font::new(Source::from(blob), face.index);
        let units = font.as_ref().map_or(1000.0, |f| f64::from(f.units_per_em().max(1)));
        OpenFace { font, plans: Default::default(), units }
    }

    fn glyph(&self, c: char) -> Option<GlyphId> {
        self.font.as_ref()?.charmap().map_unicode(c).filter(|g| g.to_u32() != 0)
    }

    /// Shapes `text` (characters with the cluster number each shall keep) into `out`.
    pub(super) fn shape(&self, text: &[(char, u32)], mode: ShapeMode, out: &mut Vec<ShapedGlyph>) {
        let Some(font) = &self.font else { return };
        let language = Language::new("zh-Hans");
        let script = mode.script();
        let features = mode.features();
        let Some(slot) = self.plans.get(mode.slot()) else { return };
        let plan =
            slot.get_or_init(|| ShapePlan::new(font, Direction::LeftToRight, script, language.as_ref(), &features));
        let mut buffer = Buffer::new();
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script);
        buffer.set_language(language);
        for &(c, cluster) in text {
            buffer.push(u32::from(c), cluster);
        }
        let options = ShapeOptions::new().plan(Some(plan)).features(&features);
        if harfrust::shape(&ShaperFont::new(font), &mut buffer, options).is_err() {
            return;
        }
        let em = |units: i32| f64::from(units) / self.units;
        out.extend(buffer.glyph_infos().iter().zip(buffer.glyph_positions()).map(|(info, at)| ShapedGlyph {
            id: u16::try_from(info.glyph_id).unwrap_or(0),
            cluster: info.cluster,
            advance: em(at.x_advance),
            dx: em(at.x_offset),
            dy: em(at.y_offset),
        }));
    }

    /// The ink's left edge and right edge from the glyph's origin; `None` when there is no ink.
    pub(super) fn ink(&self, glyph: u16) -> Option<(f64, f64)> {
        let extents = self.font.as_ref()?.glyph_metrics().extents(GlyphId::new(u32::from(glyph)))?;
        let left = f64::from(extents.x_bearing) / self.units;
        let width = f64::from(extents.width) / self.units;
        (width > 0.0).then_some((left, left + width))
    }
}

impl Faces {
    /// No faces.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a face, or finds it again: faces with the same bytes and number in their file are one.
    pub fn add(&mut self, face: Arc<Face>) -> FaceId {
        if let Some(known) = self.faces.iter().position(|f| same(f, &face)) {
            return FaceId(known);
        }
        self.opened.push(Arc::new(OpenFace::new(&face)));
        self.faces.push(face);
        self.forget();
        FaceId(self.faces.len() - 1)
    }

    /// The face of a number.
    pub fn get(&self, id: FaceId) -> Option<&Arc<Face>> {
        self.faces.get(id.0)
    }

    /// All faces in the order of their numbers, as [`crate::panel::typeset::FaceId`] counts them.
    pub fn all(&self) -> &[Arc<Face>] {
        &self.faces
    }

    /// Where a character is looked for when its own face lacks it, in order (rule 10).
    pub fn set_fallback(&mut self, chain: Vec<FaceId>) {
        self.fallback = chain;
        self.forget();
    }

    /// Whether a face draws a character.
    pub fn has(&self, face: FaceId, c: char) -> bool {
        self.opened.get(face.0).is_some_and(|f| f.glyph(c).is_some())
    }

    /// The face that draws a character: `face` itself, else the first of the fallback chain that has it.
    pub fn face_for(&self, face: FaceId, c: char) -> Option<FaceId> {
        if self.has(face, c) {
            return Some(face);
        }
        self.fallback.iter().copied().find(|&f| self.has(f, c))
    }

    /// Heights of a face; usual ones when the file does not say.
    pub fn metrics(&self, face: FaceId) -> FaceMetrics {
        let usual = FaceMetrics { ascent: Em(0.88), descent: Em(0.12), cap_height: Em(0.73), x_height: Em(0.53) };
        let Some(open) = self.opened.get(face.0) else { return usual };
        let Some(font) = &open.font else { return usual };
        let m = font.metrics();
        let em = |v: f64| Em(v / open.units);
        // The typographic line (0.88 + 0.12 in Chinese faces) is the box of a 汉字; hhea's is much taller.
        let line = m.typo_line.as_ref().or(m.hhea_line.as_ref());
        let (ascent, descent) =
            line.map_or((usual.ascent, usual.descent), |l| (em(l.ascender.to_f64()), em(l.descender.to_f64().abs())));
        FaceMetrics {
            ascent,
            descent,
            cap_height: m.cap_height.map_or(usual.cap_height, |v| em(v.to_f64())),
            x_height: m.x_height.map_or(usual.x_height, |v| em(v.to_f64())),
        }
    }

    pub(super) fn open(&self, face: FaceId) -> Option<&OpenFace> {
        self.opened.get(face.0).map(|f| &**f)
    }
}

fn same(a: &Arc<Face>, b: &Arc<Face>) -> bool {
    let (x, y) = (a.data.as_ref(), b.data.as_ref());
    Arc::ptr_eq(a, b) || (a.index == b.index && x.len() == y.len() && (x.as_ptr() == y.as_ptr() || x == y))
}
