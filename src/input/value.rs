//! Values as Chinese users write them.

use crate::model::Date;

/// Takes off one pair of quotes or brackets that a Chinese input method may have put instead of ASCII ones.
pub fn unquote(text: &str) -> &str {
    let text = text.trim();
    for (open, close) in [('“', '”'), ('‘', '’'), ('”', '”'), ('＂', '＂'), ('「', '」'), ('"', '"'), ('\'', '\'')]
    {
        if let Some(inner) = text.strip_prefix(open).and_then(|t| t.strip_suffix(close)) {
            return inner.trim();
        }
    }
    text
}

/// Full-width digits, signs and letters to ASCII (Unicode block FF01–FF5E).
pub(super) fn halfwidth(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            '。' => '.',
            '—' | '–' => '-',
            c => c,
        })
        .collect()
}

/// A date as `2026-05-31`, `2026/5/31`, `2026.5.31`, `2026年5月31日`; the error says in Chinese why it is none.
pub fn parse_date(text: &str) -> Result<Date, String> {
    let shape = || format!("“{text}”不是日期");
    let plain = halfwidth(unquote(text));
    // A time after the date is common in exported articles; only the day counts.
    let plain = plain.split(['T', ' ']).find(|p| !p.is_empty()).unwrap_or_default();
    let plain = plain.trim_end_matches(['日', '号']);
    let parts: Vec<&str> = plain.split(['-', '/', '.', '年', '月']).collect();
    let [year, month, day] = parts.as_slice() else { return Err(shape()) };
    let number = |s: &str, most: usize| -> Option<i32> {
        let ok = !s.is_empty() && s.len() <= most && s.bytes().all(|b| b.is_ascii_digit());
        if ok { s.parse().ok() } else { None }
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 6), number(month, 2), number(day, 2)) else {
        return Err(shape());
    };
    if !(1900..=2100).contains(&year) {
        return Err(format!("“{text}”的年份不对，要在 1900 到 2100 之间"));
    }
    if !(1..=12).contains(&month) {
        return Err(format!("“{text}”不是日期：没有 {month} 月"));
    }
    Date::new(year, month as u8, day as u8)
        .ok_or_else(|| format!("“{text}”不是日期：{year} 年没有 {month} 月 {day} 日"))
}

/// Yes or no, in English or Chinese.
pub fn parse_bool(text: &str) -> Option<bool> {
    match unquote(text).to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "on" | "1" | "是" | "对" | "要" | "开" => Some(true),
        "false" | "no" | "n" | "off" | "0" | "否" | "不" | "不是" | "不要" | "关" => Some(false),
        _ => None,
    }
}

/// A length with its unit (`1.2m`, `80cm`, `900mm`, `1.2 米`, `80厘米`) in millimetres.
pub fn parse_length_mm(text: &str) -> Option<f64> {
    let plain = halfwidth(unquote(text)).to_ascii_lowercase();
    let plain = plain.trim();
    let units =
        [("mm", 1.0), ("毫米", 1.0), ("cm", 10.0), ("厘米", 10.0), ("公分", 10.0), ("m", 1000.0), ("米", 1000.0)];
    let (number, factor) = units.iter().find_map(|(u, f)| Some((plain.strip_suffix(u)?.trim(), *f)))?;
    let simple = !number.is_empty() && number.len() <= 12 && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let value: f64 = if simple { number.parse().ok()? } else { return None };
    Some(value * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_all_spellings() {
        let day = Date::new(2026, 5, 31).unwrap();
        for text in [
            "2026-05-31",
            "2026/5/31",
            "2026.5.31",
            "2026年5月31日",
            "２０２６－０５－３１",
            "“2026-5-31”",
            "2026-05-31T08:00:00+08:00",
            "2026年5月31号",
        ] {
            assert_eq!(parse_date(text), Ok(day), "{text}");
        }
        assert!(parse_date("2026-02-30").unwrap_err().contains("2026 年没有 2 月 30 日"));
        assert!(parse_date("2026-13-01").unwrap_err().contains("没有 13 月"));
        assert!(parse_date("0026-05-31").unwrap_err().contains("年份"));
        for text in ["明天", "", "2026-5", "1-2-3-4", "2026--05", "-", "9999999999-1-1"] {
            assert!(parse_date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn lengths() {
        assert_eq!(parse_length_mm("1.2m"), Some(1200.0));
        assert_eq!(parse_length_mm("80cm"), Some(800.0));
        assert_eq!(parse_length_mm("80 厘米"), Some(800.0));
        assert_eq!(parse_length_mm("１．２米"), Some(1200.0));
        assert_eq!(parse_length_mm("m"), None);
        assert_eq!(parse_length_mm("-3cm"), None);
        assert_eq!(parse_length_mm("1e9m"), None);
    }
}
