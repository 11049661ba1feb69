//! Which encoding a text file has. Notepad of Windows 7 saves GBK ("ANSI"); WPS sometimes UTF-16 ("Unicode").

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

use crate::diagnostic::{Diagnostic, Span};

/// What to do about any wrong encoding, in the words of the menus people have.
const HELP_UTF8: &str = "用记事本打开，选“文件”→“另存为”，在“编码”里选 UTF-8，再保存";

/// A text and what there is to say about its encoding.
#[derive(Debug)]
pub struct Decoded {
    /// The text: no byte order mark, every line end `\n`.
    pub text: String,
    /// A note when the file was not UTF-8.
    pub note: Option<Diagnostic>,
}

/// Reads the bytes of a text file; an error when they are no text or a text that cannot be read safely.
pub fn decode(file: &str, bytes: &[u8]) -> Result<Decoded, Box<Diagnostic>> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return decode_utf8(file, rest, 3);
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || looks_like_utf16(bytes) {
        let d = Diagnostic::error("encoding-utf16", "这个文件是 UTF-16（记事本里叫 Unicode）编码，读不了");
        return Err(d.with_span(Span::file(file)).with_help(HELP_UTF8).into());
    }
    decode_utf8(file, bytes, 0)
}

/// `skipped`: bytes before `bytes` in the file, so that offsets are true.
fn decode_utf8(file: &str, bytes: &[u8], skipped: usize) -> Result<Decoded, Box<Diagnostic>> {
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(not_text(file, at + skipped, "0x00").into());
    }
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(Decoded { text: tidy(text), note: None }),
        Err(e) => e,
    };
    let at = error.valid_up_to();
    let wide_before = bytes.iter().take(at).filter(|b| **b >= 0xe0).count();
    // A long run of good UTF-8 before the bad byte is a damaged UTF-8 file, not GBK by chance.
    if skipped == 0
        && wide_before < 8
        && let Some(text) = decode_gb18030(bytes)
    {
        let note = Diagnostic::note("encoding-gb18030", "这个文件是 GBK（GB 18030）编码，已按它读入")
            .with_span(Span::file(file))
            .with_help(HELP_UTF8);
        return Ok(Decoded { text: tidy(&text), note: Some(note) });
    }
    let byte = bytes.get(at).map_or_else(String::new, |b| format!("0x{b:02X}"));
    if wide_before == 0 {
        return Err(not_text(file, at + skipped, &byte).into());
    }
    let mut d = Diagnostic::error(
        "encoding-broken",
        format!("这个文件的第 {} 个字节（{byte}）坏了，不是完整的 UTF-8 文字", at + skipped + 1),
    );
    let good = bytes.get(..at).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default();
    d = d.with_span(Span::of_offset(file, good, good.len()));
    Err(d.with_help("多半是复制或传输时断了。打开文件，看看这一处的文字是否完整，改好后再存为 UTF-8").into())
}

fn not_text(file: &str, offset: usize, byte: &str) -> Diagnostic {
    Diagnostic::error("not-text", format!("这不是文字文件：第 {} 个字节是 {byte}，像是图片、文档或压缩包", offset + 1))
        .with_span(Span::file(file))
        .with_help("文章要存成纯文字的 .md 文件；Word 或 WPS 文档请把文字复制到记事本里再保存")
}

/// One kind of line end, no leftovers of other systems, no control characters (neither XML nor PDF text may hold them).
fn tidy(text: &str) -> String {
    let stray = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    if text.contains(stray) {
        return tidy(&text.replace(stray, ""));
    }
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() };
    // A lone U+FEFF within is a mark left by joining files; it shows as nothing and only breaks keys.
    if text.contains('\u{feff}') { text.replace('\u{feff}', "") } else { text }
}

/// The text, if the bytes are GB 18030 and what comes out is mostly Chinese.
fn decode_gb18030(bytes: &[u8]) -> Option<String> {
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    let (mut chinese, mut other) = (0_usize, 0_usize);
    for c in text.chars() {
        match c {
            '\t' | '\n' | '\r' | '\u{c}' => {}
            c if c.is_control() => return None,
            '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => return None,
            c if c.is_ascii() => {}
            '\u{2010}'..='\u{2026}' | '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ff60}' => {
                chinese += 1;
            }
            '·' | '×' | '÷' | '±' | '°' | '℃' | '①'..='⑳' => chinese += 1,
            _ => other += 1,
        }
    }
    (chinese > 0 && chinese >= other * 4).then(|| text.into_owned())
}

/// UTF-16 without its mark: NULs in every second byte, and text when read so.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4096) & !1).unwrap_or_default();
    if !bytes.len().is_multiple_of(2) || !head.contains(&0) {
        return false;
    }
    [UTF_16LE, UTF_16BE].into_iter().any(|e| reads_as_text(e, head))
}

fn reads_as_text(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) else { return false };
    let (mut good, mut all) = (0_usize, 0_usize);
    for c in text.chars() {
        if c.is_control() && !matches!(c, '\t' | '\n' | '\r') {
            return false;
        }
        all += 1;
        let usual = c.is_ascii()
            || matches!(c, '\u{2010}'..='\u{2026}' | '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ff60}');
        good += usize::from(usual);
    }
    all >= 2 && good * 10 >= all * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: &[u8]) -> String {
        match decode("a.md", bytes) {
            Ok(d) => d.note.map_or_else(|| "ok".to_owned(), |n| n.code.to_owned()),
            Err(d) => d.code.to_owned(),
        }
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "---\n标题: 控烟\n---\n吸烟有害健康。\n";
        assert_eq!(code(text.as_bytes()), "ok");
        assert_eq!(code(format!("\u{feff}{text}").as_bytes()), "ok");
        let (gbk, _, _) = GB18030.encode(text);
        assert_eq!(code(&gbk), "encoding-gb18030");
        assert_eq!(decode("a", &gbk).unwrap().text, text);
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(code(&le), "encoding-utf16");
        assert_eq!(code(&be), "encoding-utf16");
        assert_eq!(code(&[b"\xff\xfe".as_slice(), &le].concat()), "encoding-utf16");
        assert_eq!(code(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "not-text");
        assert_eq!(code(b"\xff\xd8\xff\xe0JFIF"), "not-text");
        assert_eq!(code(&[text.as_bytes(), b"\xe4\xb8"].concat()), "encoding-broken");
    }

    #[test]
    fn line_ends_become_one_kind() {
        assert_eq!(decode("a", b"a\r\nb\rc\n").unwrap().text, "a\nb\nc\n");
    }
}
