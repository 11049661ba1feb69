//! Pictures: drawings go into the article as plain shapes, photos as data that the editor uploads when it is pasted.

use super::blocks::Maker;
use super::markup::{escape, p, section};
use super::svg;
use crate::diagnostic::Diagnostic;
use crate::model::{Figure, Image};

/// The editor takes pictures up to this size.
const MAX_BYTES: usize = 10 << 20;

/// What became of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// In the article as shapes.
    Drawn,
    /// In the article as data; to be looked at after pasting.
    Embedded,
    /// To be put in by hand.
    ByHand,
}

/// A picture of an article, for the list beside its preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    /// Where its file is, or its address as written.
    pub(super) file: String,
    /// What it shows.
    pub(super) alt: String,
    pub(super) fate: Fate,
}

impl Maker<'_> {
    pub(super) fn figure(&mut self, figure: &Figure, line: u32) -> String {
        let (body, fate) = self.image(&figure.image, line);
        let file = figure.image.path.clone().unwrap_or_else(|| figure.image.src.clone());
        self.pictures.push(Picture { file, alt: figure.image.alt.clone(), fate });
        let caption = match figure.caption.as_deref().map(str::trim).filter(|c| !c.is_empty()) {
            Some(c) => p(
                &format!("margin:9px 0 0;font-size:14px;line-height:1.6;color:{};text-align:center;", self.look.mute),
                &escape(c),
            ),
            None => String::new(),
        };
        section("margin:22px 0;text-align:center;", &format!("{body}{caption}"))
    }

    fn image(&mut self, image: &Image, line: u32) -> (String, Fate) {
        let Some(path) = &image.path else {
            if is_uploaded(&image.src) {
                return (tag(&image.src, &image.alt), Fate::Embedded);
            }
            // A file that is not there was reported when the text was read.
            if image.src.contains("://") {
                self.warn(
                    line,
                    Diagnostic::warning(
                        "wechat-picture-elsewhere",
                        "公众号文章里不能用别的网站上的图片，这里先留了一个空位",
                    )
                    .with_help("把图片存到文章旁边再引用，或者粘贴后在公众号编辑器里上传"),
                );
            }
            return (self.placeholder(image), Fate::ByHand);
        };
        match self.world.read(path) {
            Ok(bytes) if is_svg(path, &bytes) => self.drawing(image, path, &bytes, line),
            Ok(bytes) => self.photo(image, path, &bytes, line),
            Err(_) => {
                self.warn(
                    line,
                    Diagnostic::warning(
                        "wechat-picture-unreadable",
                        format!("读不了图片 {path}，公众号文章里留了一个空位"),
                    ),
                );
                (self.placeholder(image), Fate::ByHand)
            }
        }
    }

    fn drawing(&mut self, image: &Image, path: &str, bytes: &[u8], line: u32) -> (String, Fate) {
        match svg::clean(path, bytes, &image.alt, self.world) {
            Ok(drawing) => {
                if !drawing.lost.is_empty() {
                    self.warn(
                        line,
                        Diagnostic::note(
                            "wechat-picture-simplified",
                            format!("公众号编辑器留不住图片 {path} 里的{}，已经简化", drawing.lost.join("、")),
                        )
                        .with_help("请在预览页里看一眼；不合适就把图另存成 PNG 再引用"),
                    );
                }
                (
                    section(
                        &format!("overflow:hidden;border-radius:{};line-height:0;", self.look.corner),
                        &drawing.html,
                    ),
                    Fate::Drawn,
                )
            }
            Err(e) => {
                self.warn(
                    line,
                    Diagnostic::warning(
                        "wechat-picture-unreadable",
                        format!("{}，公众号文章里留了一个空位", e.message),
                    ),
                );
                (self.placeholder(image), Fate::ByHand)
            }
        }
    }

    fn photo(&mut self, image: &Image, path: &str, bytes: &[u8], line: u32) -> (String, Fate) {
        let refused = match mime(bytes) {
            None => Some("公众号只收 JPG、PNG 和 GIF 图片"),
            Some(_) if bytes.len() > MAX_BYTES => Some("公众号的图片不能超过 10 MB"),
            Some(_) => None,
        };
        match (refused, mime(bytes)) {
            (None, Some(mime)) => (tag(&format!("data:{mime};base64,{}", base64(bytes)), &image.alt), Fate::Embedded),
            (why, _) => {
                self.warn(
                    line,
                    Diagnostic::warning(
                        "wechat-picture-refused",
                        format!("{}：{path}", why.unwrap_or("公众号不收这张图片")),
                    )
                    .with_help("换一张，或者粘贴后在公众号编辑器里上传"),
                );
                (self.placeholder(image), Fate::ByHand)
            }
        }
    }

    /// Keeps the place of a picture that has to be put in by hand, and says what it shows.
    fn placeholder(&self, image: &Image) -> String {
        let l = self.look;
        let words = if image.alt.is_empty() {
            "（请在这里插入图片）".to_owned()
        } else {
            format!("（请在这里插入图片：{}）", image.alt)
        };
        section(
            &format!(
                "padding:28px 16px;border:2px dashed {};border-radius:10px;background-color:{};color:{};",
                l.line, l.tint, l.mute
            ),
            &p(
                &format!("margin:0;font-size:14px;line-height:1.7;color:{};text-align:center;", l.mute),
                &escape(&words),
            ),
        )
    }
}

fn tag(src: &str, alt: &str) -> String {
    format!(
        "<img src=\"{}\" alt=\"{}\" style=\"display:block;max-width:100%;height:auto;margin:0 auto;border-radius:8px;\">",
        escape(src),
        escape(alt)
    )
}

/// A picture that is on WeChat's own servers already.
fn is_uploaded(src: &str) -> bool {
    ["https://mmbiz.qpic.cn/", "http://mmbiz.qpic.cn/"].iter().any(|p| src.starts_with(p))
}

fn is_svg(path: &str, bytes: &[u8]) -> bool {
    path.to_ascii_lowercase().ends_with(".svg") || bytes.trim_ascii_start().starts_with(b"<svg")
}

/// By its first bytes: the end of a name may be wrong.
fn mime(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        _ => None,
    }
}

/// RFC 4648 §4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |n: u32| ALPHABET.get((n & 63) as usize).map_or('=', |b| char::from(*b));
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| chunk.get(i).map_or(0, |b| u32::from(*b));
        let n = byte(0) << 16 | byte(1) << 8 | byte(2);
        out.push(letter(n >> 18));
        out.push(letter(n >> 12));
        out.push(if chunk.len() > 1 { letter(n >> 6) } else { '=' });
        out.push(if chunk.len() > 2 { letter(n) } else { '=' });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648 §10.
    #[test]
    fn base64_as_the_rfc_has_it() {
        let said = ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(|s| base64(s.as_bytes()));
        assert_eq!(said, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]);
    }
}
