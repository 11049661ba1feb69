//! Numbers as texts write them: 38, ３８, 三十八.

/// The value of a whole number up to 999 in ASCII, full-width or Chinese digits.
pub(super) fn parse(text: &str) -> Option<i32> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let digits: Option<String> = text.chars().map(digit).map(|d| d.map(|d| char::from(b'0' + d))).collect();
    match digits {
        // 三八 is no number, 二〇二六 is: digits alone hold when they are ASCII or have a zero or are one.
        Some(d) if !d.is_empty() && d.len() <= 4 => d.parse().ok(),
        _ => chinese(&text),
    }
}

fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '０'..='９' => u8::try_from(u32::from(c) - u32::from('０')).ok(),
        '〇' | '零' => Some(0),
        '一' => Some(1),
        '二' | '两' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        _ => None,
    }
}

fn chinese(text: &str) -> Option<i32> {
    let (mut total, mut last) = (0, None);
    for c in text.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '零' | '〇' => {
                last = None;
                continue;
            }
            _ => {
                last = Some(i32::from(digit(c)?));
                continue;
            }
        };
        total += last.unwrap_or(1) * unit;
        last = None;
    }
    let value = total + last.unwrap_or(0);
    (value > 0 && !text.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_write_a_number() {
        for (text, value) in [
            ("38", 38),
            ("３８", 38),
            ("三十八", 38),
            ("十", 10),
            ("二十", 20),
            ("一百零二", 102),
            ("一百二十", 120),
            ("三 十 一", 31),
        ] {
            assert_eq!(parse(text), Some(value), "{text}");
        }
        assert_eq!(parse("甲"), None);
        assert_eq!(parse(""), None);
    }
}
