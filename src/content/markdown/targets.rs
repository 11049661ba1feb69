//! Where links lead and where pictures lie.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use super::Builder;
use crate::diagnostic::Diagnostic;
use crate::input::nearest;
use crate::model::LinkTarget;
use crate::world::{World, resolve_path};

impl Builder<'_> {
    /// Where a link leads; `None` when the link is refused and only its text stays.
    pub(super) fn link_target(&mut self, href: &str, range: &Range<usize>) -> Option<LinkTarget> {
        match scheme(href).as_deref() {
            Some("javascript" | "data" | "vbscript") => {
                let place = self.place;
                self.problem("link-unsafe", || {
                    Diagnostic::warning("link-unsafe", "这个链接会在读者的浏览器里运行程序，已经去掉，只留文字")
                        .with_span(place.span(range))
                        .with_help("链接只用 https:// 开头的网址、tel: 电话，或本站的文件")
                });
                None
            }
            Some(s) if s == "file" || s.len() == 1 => {
                let place = self.place;
                self.problem("link-missing", || {
                    Diagnostic::error("link-missing", format!("链接“{href}”指向您自己电脑里的文件，别人打不开"))
                        .with_span(place.span(range))
                        .with_help("把文件复制到 static 文件夹，再链接到 /文件名")
                });
                None
            }
            Some(_) => Some(LinkTarget::Url(href.to_owned())),
            None if href.starts_with("//") => Some(LinkTarget::Url(href.to_owned())),
            None => Some(self.local_target(href, range)),
        }
    }

    fn local_target(&mut self, href: &str, range: &Range<usize>) -> LinkTarget {
        let (path, fragment) = match href.split_once('#') {
            Some((p, f)) => (p, Some(percent_decode(f))),
            None => (href, None),
        };
        if path.is_empty() {
            let fragment = fragment.unwrap_or_default();
            self.fragments.push((fragment.clone(), range.clone()));
            return LinkTarget::Fragment(fragment);
        }
        let plain = percent_decode(path.split('?').next().unwrap_or_default());
        let markdown = plain.to_lowercase().ends_with(".md");
        let Some(world) = self.context.world else {
            return match resolve_path(self.context.file, &plain).filter(|_| markdown) {
                Some(path) => LinkTarget::Content { path, fragment },
                None => LinkTarget::Url(href.to_owned()),
            };
        };
        let found = candidates(self.context.file, &plain).into_iter().find_map(|p| file_of(world, p));
        match found {
            Some(path) if markdown => return LinkTarget::Content { path, fragment },
            Some(_) => {}
            // An address such as `/about/` or one below `static/` of another tool is kept as written.
            None if markdown || has_extension(&plain) => self.missing_link(href, &plain, markdown, range),
            None => {}
        }
        LinkTarget::Url(href.to_owned())
    }

    fn missing_link(&mut self, href: &str, plain: &str, markdown: bool, range: &Range<usize>) {
        let help = match self.near_file(plain) {
            Some(near) => format!("是不是“{near}”？"),
            None => "检查文件名和文件夹；路径从这篇文章所在的文件夹算起".to_owned(),
        };
        let place = self.place;
        self.problem("link-missing", || {
            let message = format!("链接的文件“{href}”不存在");
            let d = if markdown {
                Diagnostic::error("link-missing", message)
            } else {
                Diagnostic::warning("link-missing", message)
            };
            d.with_span(place.span(range)).with_help(help)
        });
    }

    /// The place of a picture: `Some(None)` for one on the web or a missing one, `None` for a refused one.
    #[allow(clippy::option_option)] // Three answers, each told apart by the one caller.
    pub(super) fn picture_path(&mut self, src: &str, range: &Range<usize>) -> Option<Option<String>> {
        match scheme(src).as_deref() {
            Some("http" | "https") => return self.remote_picture(src, range),
            None if src.starts_with("//") => return self.remote_picture(src, range),
            Some("javascript" | "data" | "vbscript") => {
                let place = self.place;
                self.problem("picture-unsafe", || {
                    Diagnostic::warning("picture-unsafe", "图片写在了地址里（data:），已经去掉")
                        .with_span(place.span(range))
                        .with_help("把图片存成文件，放在文章旁边，再写 ![说明](文件名)")
                });
                return None;
            }
            Some(_) => {
                let place = self.place;
                self.problem("picture-missing", || {
                    Diagnostic::error("picture-missing", format!("图片“{src}”不在网站文件夹里"))
                        .with_span(place.span(range))
                        .with_help("把图片复制到文章旁边，再写 ![说明](文件名)")
                });
                return Some(None);
            }
            None => {}
        }
        let Some(world) = self.context.world else { return Some(None) };
        let bare = src.split(['?', '#']).next().unwrap_or_default();
        let tries = [bare.to_owned(), percent_decode(bare), percent_decode(src)];
        let found = tries.iter().flat_map(|t| candidates(self.context.file, t)).find_map(|p| file_of(world, p));
        if found.is_none() {
            self.missing_picture(src, range);
        }
        Some(found)
    }

    #[allow(clippy::option_option, clippy::unnecessary_wraps)]
    fn remote_picture(&mut self, src: &str, range: &Range<usize>) -> Option<Option<String>> {
        let place = self.place;
        self.problem("picture-remote", || {
            Diagnostic::warning("picture-remote", format!("图片“{src}”在别的网站上，宣传栏印不出来，对方删了也就没了"))
                .with_span(place.span(range))
                .with_help("把图片下载下来，放在文章旁边，再写 ![说明](文件名)；别人的图片要先得到许可")
        });
        Some(None)
    }

    fn missing_picture(&mut self, src: &str, range: &Range<usize>) {
        let help = if src.trim().is_empty() {
            "括号里要写图片的文件名：![说明](文件名)".to_owned()
        } else {
            match self.near_file(&percent_decode(src)) {
                Some(near) => format!("是不是“{near}”？"),
                None => "把图片放在文章旁边，检查文件名（包括 .jpg、.png 这样的结尾）".to_owned(),
            }
        };
        let place = self.place;
        self.problem("picture-missing", || {
            Diagnostic::error("picture-missing", format!("找不到图片“{src}”"))
                .with_span(place.span(range))
                .with_help(help)
        });
    }

    /// The name of a file in the folder that `reference` points into, nearest to it.
    fn near_file(&mut self, reference: &str) -> Option<String> {
        let world = self.context.world?;
        let path = resolve_path(self.context.file, reference)?;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let names = self.listings.entry(folder.to_owned()).or_insert_with(|| {
            let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            let files = world.walk(folder).files;
            files
                .iter()
                .filter_map(|e| e.path.strip_prefix(&prefix))
                .filter(|n| !n.contains('/'))
                .map(str::to_owned)
                .collect()
        });
        let stem = |n: &str| n.rsplit_once('.').map_or_else(|| n.to_owned(), |(s, _)| s.to_owned());
        let others = || names.iter().map(String::as_str).filter(|n| *n != name);
        // The same name with another ending comes first: photo.jpg for photo.png.
        let same_stem = others().find(|n| stem(n).to_lowercase() == stem(name).to_lowercase());
        same_stem.or_else(|| nearest(name, others())).map(str::to_owned)
    }
}

/// The file of that name. macOS takes names apart (é is e and an accent), editors write them composed (UAX #15).
fn file_of(world: &dyn World, path: String) -> Option<String> {
    if world.is_file(&path) {
        return Some(path);
    }
    if path.is_ascii() {
        return None;
    }
    let forms = [path.nfc().collect::<String>(), path.nfd().collect::<String>()];
    forms.into_iter().find(|p| *p != path && world.is_file(p))
}

/// Where a local reference may lie: as written; from the site's root; below `static/`.
fn candidates(file: &str, reference: &str) -> Vec<String> {
    let mut out: Vec<String> = resolve_path(file, reference).into_iter().collect();
    if let Some(rest) = reference.strip_prefix('/') {
        out.extend(resolve_path("static/x", rest).filter(|p| p.starts_with("static/")));
    }
    out
}

fn has_extension(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_some_and(|(s, e)| {
        !s.is_empty() && (1..=5).contains(&e.len()) && e.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

/// The scheme of an address in lower case. Browsers drop tabs and line ends in it, so they are dropped here too.
fn scheme(address: &str) -> Option<String> {
    let seen: String =
        address.chars().filter(|c| !c.is_control() && !c.is_whitespace() && *c != '\u{feff}').take(40).collect();
    let (name, _) = seen.split_once(':')?;
    let ok = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    ok.then(|| name.to_ascii_lowercase())
}

/// `%E5%9B%BE.png` to `图.png`; as it was when what comes out is no text.
pub(super) fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while let Some(b) = bytes.get(i) {
        let hex = bytes.get(i + 1..i + 3).and_then(|h| std::str::from_utf8(h).ok());
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            Some(value) if *b == b'%' => {
                out.push(value);
                i += 3;
            }
            _ => {
                out.push(*b);
                i += 1;
            }
        }
    }
    String::from_utf8(out).ok().filter(|s| !s.contains('\0')).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes() {
        assert_eq!(scheme("java\tscript:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(scheme(" JavaScript:x").as_deref(), Some("javascript"));
        assert_eq!(scheme("C:\\a.png").as_deref(), Some("c"));
        assert_eq!(scheme("a/b:c"), None);
        assert_eq!(scheme("图:1.png"), None);
    }

    #[test]
    fn percent() {
        assert_eq!(percent_decode("%E5%9B%BE%201.png"), "图 1.png");
        assert_eq!(percent_decode("100%.png"), "100%.png");
        assert_eq!(percent_decode("%ff"), "%ff");
        assert_eq!(percent_decode("a%"), "a%");
    }
}
