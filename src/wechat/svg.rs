//! Drawings as the editor keeps them: bare shapes with colours of their own.
//!
//! The editor takes away `id`, `class` and `<style>`, and with them whatever a drawing refers to by name. So a drawing is
//! read whole (usvg resolves style sheets, `use`, nesting and texts) and written again as paths with plain colours.
//! Gradients become the mean of their colours; what plain shapes cannot say (clips, masks, filters, patterns, pictures
//! within the drawing) is left out and told.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use tiny_skia::{PathSegment, Point, Transform};
use usvg::{Group, Node, Options, Paint, Tree};

use super::markup::escape;
use crate::diagnostic::Diagnostic;
use crate::drawing;
use crate::world::World;

/// Four times what the editor takes of a whole article; nothing more is written.
const MAX_CODE: usize = 4 << 20;

/// A drawing, ready to be put into an article.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drawing {
    /// `<svg …>…</svg>`.
    pub(super) html: String,
    /// What could not be kept, in Chinese, in a stable order.
    pub(super) lost: Vec<&'static str>,
}

/// Reads a drawing and writes it again in plain shapes.
///
/// # Errors
/// Those of [`drawing::with_tree`].
pub(super) fn clean(path: &str, bytes: &[u8], alt: &str, world: &dyn World) -> Result<Drawing, Diagnostic> {
    drawing::with_tree(path, bytes, |text| options(text, world), |tree| written(path, tree, alt))
}

fn written(path: &str, tree: &Tree, alt: &str) -> Result<Drawing, Diagnostic> {
    let size = tree.size();
    let mut writer = Writer::new(size.width().max(size.height()));
    writer.group(tree.root());
    let Writer { out, lost, .. } = writer;
    if out.len() > MAX_CODE {
        let help = "公众号一篇只收 1 MB 代码：请用绘图软件简化这张图，或者导出成 PNG 图片来用";
        return Err(drawing::refused(path, "svg-too-complex", "太复杂：画成普通形状以后超过 4 MB", help));
    }
    let (w, h) = (number(size.width(), 2), number(size.height(), 2));
    let html = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" role=\"img\" aria-label=\"{}\" \
         style=\"display:block;width:100%;max-width:100%;height:auto;margin:0 auto;\">{out}</svg>",
        escape(alt)
    );
    Ok(Drawing { html, lost: lost.into_iter().collect() })
}

/// Nothing outside the drawing is read: pictures by name are refused, since only `world` reads the disk.
fn options<'a>(text: &str, world: &dyn World) -> Options<'a> {
    let mut options = Options { font_family: "Banbao Hei".to_owned(), ..Options::default() };
    options.image_href_resolver.resolve_string = Box::new(|_, _| None);
    // The fonts are many megabytes; a drawing without words does not need them.
    if text.contains("<text") || text.contains(":text") {
        let db = options.fontdb_mut();
        for face in world.fonts().faces() {
            db.load_font_source(fontdb::Source::Binary(Arc::new(face.data.clone())));
        }
        db.set_sans_serif_family("Banbao Hei");
        db.set_serif_family("Banbao Song");
    }
    options
}

struct Writer {
    out: String,
    lost: BTreeSet<&'static str>,
    /// Decimals that a screen can still show.
    decimals: usize,
}

impl Writer {
    fn new(extent: f32) -> Self {
        let decimals = if extent >= 300.0 { 1 } else { 2 };
        Writer { out: String::new(), lost: BTreeSet::new(), decimals }
    }

    fn group(&mut self, group: &Group) {
        if group.clip_path().is_some() || group.mask().is_some() {
            self.lost.insert("裁剪和蒙版");
        }
        if !group.filters().is_empty() {
            self.lost.insert("滤镜（阴影、模糊）");
        }
        let opacity = group.opacity().get();
        let faded = opacity < 1.0;
        if faded {
            let _ = write!(self.out, "<g opacity=\"{}\">", number(opacity, 2));
        }
        for node in group.children() {
            match node {
                Node::Group(g) => self.group(g),
                Node::Path(p) => self.path(p, p.abs_transform()),
                Node::Text(t) => self.group(t.flattened()),
                Node::Image(_) => {
                    self.lost.insert("图里嵌的照片");
                }
            }
        }
        if faded {
            self.out.push_str("</g>");
        }
    }

    fn path(&mut self, path: &usvg::Path, at: Transform) {
        let unseen = !path.is_visible() || (path.fill().is_none() && path.stroke().is_none());
        if unseen || self.out.len() > MAX_CODE {
            return;
        }
        let Some(data) = path.data().clone().transform(at) else { return };
        let _ = write!(self.out, "<path d=\"{}\"", self.data(&data));
        match path.fill() {
            Some(fill) => {
                let (colour, alpha) = self.paint(fill.paint(), fill.opacity().get());
                let _ = write!(self.out, " fill=\"{colour}\"");
                self.alpha("fill-opacity", alpha);
                if fill.rule() == usvg::FillRule::EvenOdd {
                    self.out.push_str(" fill-rule=\"evenodd\"");
                }
            }
            None => self.out.push_str(" fill=\"none\""),
        }
        if let Some(stroke) = path.stroke() {
            self.stroke(stroke, at);
        }
        self.out.push_str("></path>");
    }

    fn stroke(&mut self, stroke: &usvg::Stroke, at: Transform) {
        // A stroke that is stretched more one way than the other is set at its mean width.
        let (sx, sy) = at.get_scale();
        let scale = (sx.abs() * sy.abs()).sqrt();
        let (colour, alpha) = self.paint(stroke.paint(), stroke.opacity().get());
        let width = number(stroke.width().get() * scale, 2);
        let _ = write!(self.out, " stroke=\"{colour}\" stroke-width=\"{width}\"");
        self.alpha("stroke-opacity", alpha);
        match stroke.linecap() {
            usvg::LineCap::Butt => {}
            usvg::LineCap::Round => self.out.push_str(" stroke-linecap=\"round\""),
            usvg::LineCap::Square => self.out.push_str(" stroke-linecap=\"square\""),
        }
        match stroke.linejoin() {
            usvg::LineJoin::Round => self.out.push_str(" stroke-linejoin=\"round\""),
            usvg::LineJoin::Bevel => self.out.push_str(" stroke-linejoin=\"bevel\""),
            usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => {}
        }
        if let Some(dashes) = stroke.dasharray() {
            let dashes: Vec<String> = dashes.iter().map(|d| number(d * scale, 2)).collect();
            let _ = write!(self.out, " stroke-dasharray=\"{}\"", dashes.join(" "));
        }
    }

    fn alpha(&mut self, name: &str, alpha: f32) {
        if alpha < 0.995 {
            let _ = write!(self.out, " {name}=\"{}\"", number(alpha, 2));
        }
    }

    /// A plain colour and its opacity.
    fn paint(&mut self, paint: &Paint, alpha: f32) -> (String, f32) {
        let stops = match paint {
            Paint::Color(c) => return (hex([c.red, c.green, c.blue]), alpha),
            Paint::LinearGradient(g) => g.stops(),
            Paint::RadialGradient(g) => g.stops(),
            Paint::Pattern(_) => {
                self.lost.insert("图案填充");
                return ("#cccccc".to_owned(), alpha);
            }
        };
        self.lost.insert("渐变色（改成了一种颜色）");
        let count = stops.len().max(1) as f32;
        let mean = |part: fn(&usvg::Stop) -> f32| stops.iter().map(part).sum::<f32>() / count;
        let rgb = [
            mean(|s| f32::from(s.color().red)),
            mean(|s| f32::from(s.color().green)),
            mean(|s| f32::from(s.color().blue)),
        ];
        (hex(rgb.map(|c| c.round().clamp(0.0, 255.0) as u8)), alpha * mean(|s| s.opacity().get()))
    }

    fn data(&self, path: &tiny_skia::Path) -> String {
        let mut out = String::new();
        let at = |p: Point| format!("{} {}", number(p.x, self.decimals), number(p.y, self.decimals));
        for segment in path.segments() {
            let _ = match segment {
                PathSegment::MoveTo(p) => write!(out, "M{}", at(p)),
                PathSegment::LineTo(p) => write!(out, "L{}", at(p)),
                PathSegment::QuadTo(a, p) => write!(out, "Q{} {}", at(a), at(p)),
                PathSegment::CubicTo(a, b, p) => write!(out, "C{} {} {}", at(a), at(b), at(p)),
                PathSegment::Close => write!(out, "Z"),
            };
        }
        out
    }
}

fn hex(rgb: [u8; 3]) -> String {
    let [r, g, b] = rgb;
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// A number without needless zeros.
fn number(value: f32, decimals: usize) -> String {
    let s = format!("{value:.decimals$}");
    let s = if s.contains('.') { s.trim_end_matches('0').trim_end_matches('.') } else { &s };
    if s == "-0" { "0".to_owned() } else { s.to_owned() }
}
