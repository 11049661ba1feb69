//! The printing condition's profile: `[print] standard = "pdf/x-4"`, `output_profile = "….icc"`.

use super::OutputProfile;
use crate::input::{Fields, Place};
use crate::world::{World, resolve_path};

const HELP: &str = "向印刷厂要他们印刷条件的 ICC 特性文件（例如 Japan Color 2001 Coated、FOGRA39），放进网站文件夹，\
                    写 output_profile = \"static/文件名.icc\"";

/// The profile, when a standard is asked for and everything about it is right.
pub(super) fn read(world: &dyn World, f: &mut Fields<'_>) -> Option<OutputProfile> {
    let standard = f.scalar("standard", "pdf/x-4");
    let named = f.scalar("output_profile", "static/print.icc");
    let wanted = match &standard {
        None => false,
        Some(s) => {
            let plain: String = s.text.to_lowercase().chars().filter(|c| c.is_ascii_alphanumeric()).collect();
            match plain.as_str() {
                "pdfx4" | "x4" => true,
                "pdf" | "" => false,
                _ => {
                    let message = format!("不能写成“{}”标准的 PDF", s.text);
                    f.error("bad-standard", s.place, message, "写 pdf/x-4；不写就是普通的 PDF");
                    return None;
                }
            }
        }
    };
    match (wanted, standard, named) {
        (true, Some(s), None) => {
            f.error("profile-missing", s.place, "写 PDF/X-4 要有印刷条件的特性文件", HELP);
            None
        }
        (true, _, Some(named)) => profile(world, f, &named.text, named.place),
        (false, _, Some(named)) => {
            let help = "要写 PDF/X-4 时，再加一行 standard = \"pdf/x-4\"";
            f.warn("profile-unused", named.place, "没有写 standard，特性文件没有用上", help);
            None
        }
        _ => None,
    }
}

fn profile(world: &dyn World, f: &mut Fields<'_>, text: &str, place: Place) -> Option<OutputProfile> {
    let Some(path) = resolve_path(super::CONFIG_FILE, text).filter(|p| world.is_file(p)) else {
        f.error("profile-missing", place, format!("找不到特性文件“{text}”"), HELP);
        return None;
    };
    let bytes = match world.read(&path) {
        Ok(bytes) => bytes,
        Err(e) => {
            f.error("file-unreadable", place, format!("打不开特性文件“{text}”：{}", e.zh()), HELP);
            return None;
        }
    };
    match fault(&bytes) {
        None => Some(OutputProfile { name: name(&path), path, bytes }),
        Some(why) => {
            f.error("bad-profile", place, format!("“{text}”不是印刷用的 CMYK 特性文件：{why}"), HELP);
            None
        }
    }
}

/// What is wrong with a profile, by its head (ICC.1:2010, 7.2).
fn fault(bytes: &[u8]) -> Option<String> {
    let field = |from: usize| bytes.get(from..from + 4).unwrap_or_default();
    let word = |from: usize| field(from).iter().fold(0usize, |v, b| (v << 8) | usize::from(*b));
    if field(36) != b"acsp" {
        return Some("它不是 ICC 文件".to_owned());
    }
    if word(0) != bytes.len() {
        return Some("文件不完整".to_owned());
    }
    if !matches!(bytes.get(8), Some(2 | 4)) {
        return Some("它的 ICC 版本太新".to_owned());
    }
    let space = String::from_utf8_lossy(field(16)).trim().to_owned();
    if field(12) != b"prtr" {
        return Some("它不是输出设备的特性文件".to_owned());
    }
    (space != "CMYK").then(|| format!("它的颜色是 {space}"))
}

/// What people call it: the file's name.
fn name(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_told_by_their_head() {
        let mut head = vec![0u8; 132];
        assert!(fault(&head).is_some_and(|w| w.contains("不是 ICC")));
        head[36..40].copy_from_slice(b"acsp");
        assert!(fault(&head).is_some_and(|w| w.contains("不完整")));
        head[3] = 132;
        head[8] = 4;
        head[12..16].copy_from_slice(b"mntr");
        head[16..20].copy_from_slice(b"RGB ");
        assert!(fault(&head).is_some_and(|w| w.contains("输出设备")));
        head[12..16].copy_from_slice(b"prtr");
        assert!(fault(&head).is_some_and(|w| w.contains("RGB")));
        head[16..20].copy_from_slice(b"CMYK");
        assert_eq!(fault(&head), None);
        head[8] = 5;
        assert!(fault(&head).is_some());
    }
}
