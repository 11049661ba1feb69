//! Gradients as shadings of types 2 and 3, their colours in DeviceCMYK (PDF 32000-1, 8.7.4.5).

use lopdf::{Document, Object, dictionary};

use super::resources::{plates, single};
use crate::panel::scene::{Paint, Stop, Transform};

/// A gradient in its item's coordinates.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gradient {
    /// Two points, or centre, radius, centre, radius.
    coords: Vec<f64>,
    /// From the shading's coordinates to the item's.
    pub transform: Transform,
    /// By offset, the first at 0 and the last at 1.
    stops: Vec<Stop>,
}

/// What is read off a gradient.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Channel {
    /// The colours.
    Ink,
    /// The opacities, as greys.
    Opacity,
}

impl Gradient {
    /// The gradient of a paint, if it is one with more than one stop.
    pub fn of(paint: &Paint) -> Option<Gradient> {
        let (coords, transform, stops) = match paint {
            Paint::Solid(..) => return None,
            Paint::Linear(g) => (vec![g.from.x.0, g.from.y.0, g.to.x.0, g.to.y.0], Transform::IDENTITY, &g.stops),
            Paint::Radial(g) => {
                let (x, y) = (g.center.x.0, g.center.y.0);
                (vec![x, y, 0.0, x, y, g.radius.0.max(1e-3)], g.transform, &g.stops)
            }
        };
        Some(Gradient { coords, transform, stops: ordered(stops)? })
    }

    /// The opacity where it is the same everywhere.
    pub fn even_opacity(&self) -> Option<f64> {
        let first = self.stops.first()?.opacity;
        self.stops.iter().all(|s| (s.opacity - first).abs() < 1e-6).then_some(first)
    }
}

/// Stops in order, from 0 to 1.
fn ordered(stops: &[Stop]) -> Option<Vec<Stop>> {
    let mut out: Vec<Stop> = Vec::with_capacity(stops.len() + 2);
    let mut offset = 0.0_f64;
    for s in stops {
        // SVG 2, 14.2.4: an offset before its forerunner's counts as that.
        offset = if s.offset.is_finite() { s.offset.clamp(0.0, 1.0).max(offset) } else { offset };
        out.push(Stop { offset, ..*s });
    }
    let (first, last) = (*out.first()?, *out.last()?);
    if first.offset > 0.0 {
        out.insert(0, Stop { offset: 0.0, ..first });
    }
    if last.offset < 1.0 || out.len() < 2 {
        out.push(Stop { offset: 1.0, ..last });
    }
    Some(out)
}

/// The shading's object.
pub(super) fn dictionary(doc: &mut Document, gradient: &Gradient, channel: Channel) -> Object {
    let real = |v: f64| Object::Real(single(v));
    let function = function(gradient, channel);
    let function = doc.add_object(function);
    let shading = dictionary! {
        "ShadingType" => if gradient.coords.len() == 4 { 2 } else { 3 },
        "ColorSpace" => if channel == Channel::Ink { "DeviceCMYK" } else { "DeviceGray" },
        "Coords" => Object::Array(gradient.coords.iter().map(|v| real(*v)).collect()),
        "Function" => function,
        "Extend" => vec![true.into(), true.into()],
    };
    doc.add_object(shading).into()
}

fn function(gradient: &Gradient, channel: Channel) -> lopdf::Dictionary {
    let real = |v: f64| Object::Real(single(v));
    let value = |s: &Stop| -> Object {
        match channel {
            Channel::Ink => Object::Array(plates(&s.color).iter().map(|v| real(*v)).collect()),
            Channel::Opacity => Object::Array(vec![real(s.opacity.clamp(0.0, 1.0))]),
        }
    };
    let domain = || Object::Array(vec![0.into(), 1.into()]);
    let mut parts: Vec<Object> = Vec::new();
    let mut bounds: Vec<Object> = Vec::new();
    for pair in gradient.stops.windows(2) {
        let [a, b] = pair else { continue };
        if b.offset - a.offset < 1e-6 {
            // A sharp change: the parts on both sides meet here.
            continue;
        }
        if !parts.is_empty() {
            bounds.push(real(a.offset));
        }
        let part = dictionary! {
            "FunctionType" => 2,
            "Domain" => domain(),
            "C0" => value(a),
            "C1" => value(b),
            "N" => 1,
        };
        parts.push(part.into());
    }
    if let [Object::Dictionary(only)] = parts.as_slice() {
        return only.clone();
    }
    let encode = parts.iter().flat_map(|_| [0.into(), 1.into()]).collect();
    dictionary! {
        "FunctionType" => 3,
        "Domain" => domain(),
        "Functions" => parts,
        "Bounds" => bounds,
        "Encode" => Object::Array(encode),
    }
}
