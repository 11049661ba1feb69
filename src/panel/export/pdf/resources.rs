//! What content streams call by name.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use printpdf::Op;

use super::content::Layer;
use super::font::Fonts;
use super::picture;
use super::shading::{self, Gradient};
use crate::diagnostic::Diagnostic;
use crate::panel::scene::{Color, FontId, ImageId, Scene, Transform};
use crate::unit::Rect;

/// The most ink on one spot, of four plates.
const MAX_INK: f64 = 2.99;

/// A colour's plates, held under the limit: black stays, the colours give way.
pub(super) fn plates(color: &Color) -> [f64; 4] {
    let [c, m, y, k] = color.cmyk.map(|v| if v.is_finite() { v.clamp(0.0, 1.0) } else { 0.0 });
    let colours = c + m + y;
    let room = MAX_INK - k;
    let part = if colours > room { room / colours } else { 1.0 };
    [c * part, m * part, y * part, k]
}

/// A group painted by itself: operators to be run as a form XObject.
pub(super) struct Form {
    pub ops: Vec<Op>,
    /// In its own coordinates.
    pub bbox: Rect,
}

/// Everything that a layer asked for so far.
pub(super) struct Resources {
    /// Before the layer's own names, so that they differ from those of the layer under it.
    prefix: &'static str,
    alphas: BTreeSet<u16>,
    patterns: Vec<(Gradient, Transform)>,
    masks: Vec<(Gradient, Rect)>,
    images: BTreeSet<ImageId>,
    /// Forms, by number.
    pub forms: Vec<Form>,
    /// Whether crop marks ask for the colour that prints on all plates.
    pub registration: bool,
}

/// A face's name.
pub(super) fn font_name(id: FontId) -> String {
    format!("T{}", id.0)
}

impl Resources {
    /// Nothing yet.
    pub fn new(layer: Layer) -> Resources {
        Resources {
            prefix: if layer == Layer::Words { "w" } else { "" },
            alphas: BTreeSet::new(),
            patterns: Vec::new(),
            masks: Vec::new(),
            images: BTreeSet::new(),
            forms: Vec::new(),
            registration: false,
        }
    }

    /// A form's name.
    pub fn form_name(&self, number: usize) -> String {
        format!("{}X{number}", self.prefix)
    }

    /// The graphics state that fades to `opacity`.
    pub fn alpha(&mut self, opacity: f64) -> String {
        let thousandths = (opacity.clamp(0.0, 1.0) * 1000.0).round() as u16;
        self.alphas.insert(thousandths);
        format!("{}A{thousandths}", self.prefix)
    }

    /// The pattern of a gradient under a matrix from its coordinates to the content stream's own.
    pub fn pattern(&mut self, gradient: Gradient, matrix: Transform) -> String {
        let known = self.patterns.iter().position(|p| p.0 == gradient && p.1 == matrix);
        let number = known.unwrap_or_else(|| {
            self.patterns.push((gradient, matrix));
            self.patterns.len() - 1
        });
        format!("{}P{number}", self.prefix)
    }

    /// The graphics state that fades by a gradient's opacities, within a box.
    pub fn mask(&mut self, gradient: Gradient, bbox: Rect) -> String {
        self.masks.push((gradient, bbox));
        format!("{}M{}", self.prefix, self.masks.len() - 1)
    }

    /// A picture.
    pub fn image(&mut self, id: ImageId) -> String {
        self.images.insert(id);
        format!("I{}", id.0)
    }

    /// The resource dictionary that all pages and forms share. `forms` are their objects.
    pub fn write(
        &self,
        doc: &mut Document,
        scene: &Scene,
        fonts: &Fonts,
        forms: &[ObjectId],
    ) -> Result<Dictionary, Diagnostic> {
        let mut font_dict = Dictionary::new();
        for id in fonts.ids() {
            if let Some(object) = fonts.write(id, doc) {
                font_dict.set(font_name(id), object);
            }
        }
        let mut xobjects = Dictionary::new();
        for id in &self.images {
            if let Some(image) = scene.images.get(id.0) {
                xobjects.set(format!("I{}", id.0), picture::write(doc, image)?);
            }
        }
        for (number, object) in forms.iter().enumerate() {
            xobjects.set(self.form_name(number), *object);
        }
        let mut states = Dictionary::new();
        for thousandths in &self.alphas {
            let value = Object::Real(f32::from(*thousandths) / 1000.0);
            let state = dictionary! { "Type" => "ExtGState", "ca" => value.clone(), "CA" => value };
            states.set(format!("{}A{thousandths}", self.prefix), state);
        }
        for (number, (gradient, bbox)) in self.masks.iter().enumerate() {
            states.set(format!("{}M{number}", self.prefix), soft_mask(doc, gradient, *bbox));
        }
        let mut patterns = Dictionary::new();
        for (number, (gradient, matrix)) in self.patterns.iter().enumerate() {
            let shading = shading::dictionary(doc, gradient, shading::Channel::Ink);
            let pattern = dictionary! {
                "Type" => "Pattern",
                "PatternType" => 2,
                "Shading" => shading,
                "Matrix" => matrix_object(gradient.transform.then(*matrix)),
            };
            patterns.set(format!("{}P{number}", self.prefix), doc.add_object(pattern));
        }
        let mut out =
            dictionary! { "Font" => font_dict, "XObject" => xobjects, "ExtGState" => states, "Pattern" => patterns };
        if self.registration {
            let all = dictionary! {
                "FunctionType" => 2,
                "Domain" => vec![0.into(), 1.into()],
                "C0" => vec![0.into(); 4],
                "C1" => vec![1.into(); 4],
                "N" => 1,
            };
            let space: Vec<Object> = vec!["Separation".into(), "All".into(), "DeviceCMYK".into(), all.into()];
            out.set("ColorSpace", dictionary! { "All" => space });
        }
        Ok(out)
    }
}

/// A number as printpdf and lopdf hold it; what is no number, or beyond what readers take (PDF 32000-1, annex C),
/// never reaches the file.
pub(super) fn single(v: f64) -> f32 {
    if v.is_finite() { v.clamp(-1e9, 1e9) as f32 } else { 0.0 }
}

/// A transform as six numbers.
pub(super) fn matrix_object(t: Transform) -> Object {
    Object::Array([t.a, t.b, t.c, t.d, t.e, t.f].iter().map(|v| Object::Real(single(*v))).collect())
}

/// A rectangle as its corners.
pub(super) fn corners(r: Rect) -> Object {
    Object::Array([r.x.0, r.y.0, r.right().0, r.bottom().0].iter().map(|v| Object::Real(single(*v))).collect())
}

/// A graphics state whose mask is the gradient of opacities, as greys (PDF 32000-1, 11.6.5.3).
fn soft_mask(doc: &mut Document, gradient: &Gradient, bbox: Rect) -> Dictionary {
    let shading = shading::dictionary(doc, gradient, shading::Channel::Opacity);
    let t = gradient.transform;
    let mut content = String::from("q ");
    for v in [t.a, t.b, t.c, t.d, t.e, t.f] {
        super::super::number(&mut content, v, 6);
        content.push(' ');
    }
    content.push_str("cm /S sh Q");
    let form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => corners(bbox),
        "Group" => dictionary! { "Type" => "Group", "S" => "Transparency", "CS" => "DeviceGray" },
        "Resources" => dictionary! { "Shading" => dictionary! { "S" => shading } },
    };
    let form = doc.add_object(Stream::new(form, content.into_bytes()));
    dictionary! {
        "Type" => "ExtGState",
        "SMask" => dictionary! { "Type" => "Mask", "S" => "Luminosity", "G" => form },
    }
}
