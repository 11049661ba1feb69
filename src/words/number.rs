//! Numbers with what belongs to them: signs, ranges, groups of a telephone number, units. A line does not end within.
//!
//! UAX #14 rules LB 15–25 cover part of this; the Chinese units and the spaces within come from GB/T 15835 and CY/T 154;
//! CLREQ 3.1.5.2 (数字及其相应的前后缀单位符号).

use std::ops::Range;

use super::is_han;

/// Measure words and units that stay with the number before them.
const CHINESE_UNITS: &[&str] = &[
    "平方公里",
    "平方千米",
    "平方厘米",
    "立方厘米",
    "平方米",
    "立方米",
    "千焦耳",
    "微摩尔",
    "毫摩尔",
    "毫米汞柱",
    "大卡",
    "千卡",
    "千焦",
    "小时",
    "分钟",
    "秒钟",
    "毫升",
    "毫克",
    "微克",
    "千克",
    "公斤",
    "公里",
    "千米",
    "厘米",
    "毫米",
    "微米",
    "分贝",
    "周岁",
    "个月",
    "星期",
    "年级",
    "人次",
    "摄氏度",
    "年",
    "月",
    "日",
    "号",
    "时",
    "点",
    "分",
    "秒",
    "周",
    "岁",
    "天",
    "次",
    "个",
    "米",
    "克",
    "斤",
    "两",
    "升",
    "元",
    "角",
    "度",
    "片",
    "粒",
    "倍",
    "例",
    "人",
    "名",
    "位",
    "支",
    "种",
    "项",
    "届",
    "期",
    "章",
    "条",
    "款",
    "页",
    "册",
    "级",
    "层",
    "楼",
    "室",
    "杯",
    "步",
    "口",
    "勺",
    "袋",
    "盒",
    "组",
    "套",
    "场",
    "碗",
    "份",
    "颗",
    "瓶",
    "户",
    "家",
    "所",
    "后",
    "万",
    "亿",
    "吨",
    "顿",
    "把",
    "只",
    "张",
    "台",
    "针",
    "剂",
    "类",
    "代",
    "段",
    "轮",
    "辆",
    "滴",
    "成",
    "折",
    "号楼",
];

/// Unit symbols that stay with the number before them, a space between or not.
const UNIT_SYMBOLS: &[&str] = &[
    "m", "km", "dm", "cm", "mm", "μm", "µm", "um", "nm", "kg", "g", "mg", "μg", "µg", "ug", "ng", "pg", "t", "L", "l",
    "dL", "dl", "mL", "ml", "μL", "µL", "uL", "s", "ms", "min", "h", "d", "a", "mol", "mmol", "μmol", "µmol", "nmol",
    "pmol", "J", "kJ", "MJ", "cal", "kcal", "Cal", "W", "kW", "MW", "kWh", "V", "kV", "mV", "A", "mA", "Hz", "kHz",
    "MHz", "GHz", "Pa", "kPa", "MPa", "hPa", "mmHg", "cmH2O", "bar", "dB", "D", "K", "N", "kN", "lx", "lm", "cd", "Bq",
    "kBq", "Gy", "mGy", "Sv", "mSv", "μSv", "µSv", "IU", "U", "mU", "ppm", "ppb", "bpm", "rpm", "B", "KB", "kB", "MB",
    "GB", "TB", "bit", "px", "pt", "hm", "ha", "in", "ft", "yd", "lb", "oz", "mi", "kn", "AM", "PM", "am", "pm", "°C",
    "°F", "°", "%", "‰", "℃", "℉", "％", "CFU", "cfu",
];

/// How far a number is followed, and how far back its sign is looked for, in characters.
const AHEAD: usize = 48;
const BACK: usize = 3;

/// The bytes of every number of a text that a line could end within, were it not kept together.
///
/// What is longer than `longest` characters is left out: kept together it might not fit on a narrow screen.
pub fn runs(text: &str, longest: usize) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    while let Some(digit) = text.bytes().skip(from).position(|b| b.is_ascii_digit()).map(|at| from + at) {
        let (before, after) = (text.get(..digit).unwrap_or_default(), text.get(digit..).unwrap_or_default());
        let mut window = ['\0'; BACK + AHEAD];
        let back = window.iter_mut().take(BACK).rev().zip(before.chars().rev()).map(|(w, c)| *w = c).count();
        window.iter_mut().skip(BACK).zip(after.chars()).for_each(|(w, c)| *w = c);
        let at = |i: usize| window.get(i).copied().unwrap_or_default();
        if back > 0 && at(BACK - 1).is_ascii_alphabetic() {
            // H7N9, PM2.5
            from = digit + after.bytes().take_while(u8::is_ascii_digit).count();
            continue;
        }
        let (first, end) = around(at, BACK);
        let length = |from: usize, to: usize| (from..to).map(|i| at(i).len_utf8()).sum::<usize>();
        let run = digit.saturating_sub(length(first, BACK))..(digit + length(BACK, end)).min(text.len());
        let whole = (first..end).all(|i| at(i).is_ascii_alphanumeric() || at(i) == '.');
        let after_last = found.last().is_none_or(|last| last.end <= run.start);
        from = run.end.max(digit + 1);
        if !whole && end - first <= longest && after_last {
            found.push(run);
        }
    }
    found
}

fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\n' | '\r' | '\u{2002}'
            ..='\u{200A}' | '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{0B}' | '\u{0C}' | '\u{A0}' | '\u{202F}'
    )
}

/// The letters that unit symbols are made of.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'μ' | 'µ' | 'Ω' | 'Å')
}

/// From where to where a number with its sign, ranges and unit goes, around the digit at `first`. `at` gives the
/// character at a place, and `\0` where there is none.
pub fn around(at: impl Fn(usize) -> char + Copy, first: usize) -> (usize, usize) {
    let ch = at;
    let start = sign_before(ch, first);
    let mut end = digits_end(ch, first);
    // An international number is written in groups of two digits and more.
    let shortest = if ch(start) == '+' { 2 } else { 3 };
    loop {
        let next = continued(ch, end, shortest);
        if next == end {
            break;
        }
        end = next;
    }
    (start, unit_end(ch, end))
}

/// One past the digits.
fn digits_end(ch: impl Fn(usize) -> char + Copy, mut i: usize) -> usize {
    while ch(i).is_ascii_digit() {
        i += 1;
    }
    i
}

/// Skips one space that is no line start.
fn skip_space(ch: impl Fn(usize) -> char + Copy, i: usize) -> usize {
    if is_space(ch(i)) { i + 1 } else { i }
}

/// Where a number goes on after `end`: .14 ,000 -05-31 ～20 :30 /80, a space before a group of digits.
fn continued(ch: impl Fn(usize) -> char + Copy, end: usize, shortest_group: usize) -> usize {
    let digit = |i: usize| ch(i).is_ascii_digit();
    let mark = ch(end);
    let joins = matches!(
        mark,
        '.' | ','
            | '-'
            | ':'
            | '/'
            | '–'
            | '−'
            | '~'
            | '～'
            | '〜'
            | '×'
            | '·'
            | '\''
            | '：'
            | '‐'
            | '‑'
            | '－'
            | '^'
    ) || (matches!(mark, '—' | '―') && !matches!(ch(end + 1), '—' | '―'));
    if joins && mark != '：' && digit(end + 1) {
        return digits_end(ch, end + 1);
    }
    // 10% ～ 20%, 36 ℃～37 ℃: a unit may stand before the sign of the range.
    if matches!(mark, '%' | '％' | '‰' | '℃' | '°')
        && matches!(ch(end + 1), '～' | '〜' | '–' | '~' | '-' | '—')
        && digit(end + 2)
    {
        return digits_end(ch, end + 2);
    }
    // ＋1.00～＋1.50: the second number may have a sign of its own.
    if matches!(mark, '～' | '〜' | '–' | '~') && matches!(ch(end + 1), '+' | '＋' | '-' | '－' | '−') && digit(end + 2)
    {
        return digits_end(ch, end + 2);
    }
    if matches!(mark, '×' | '±' | '～' | '–') || is_space(ch(end)) {
        let at = skip_space(ch, end);
        if matches!(ch(at), '×' | '±' | '～' | '–' | '−' | '+') && digit(skip_space(ch, at + 1)) {
            return digits_end(ch, skip_space(ch, at + 1));
        }
        // 400 800 1234, 10 000.
        if at > end && digit(at) {
            let group = digits_end(ch, at);
            if (shortest_group..=4).contains(&(group - at)) {
                return group;
            }
        }
    }
    end
}

/// Where the signs before a number begin: ≥ 7, ￥ 100, -5, +86, (010).
fn sign_before(ch: impl Fn(usize) -> char + Copy, first: usize) -> usize {
    let mut start = first;
    let mut before = match first.checked_sub(1) {
        Some(b) => b,
        None => return first,
    };
    if is_space(ch(before)) && before > 0 {
        before -= 1;
    }
    let c = ch(before);
    let signs = matches!(
        c,
        '≥' | '≤'
            | '＞'
            | '＜'
            | '>'
            | '<'
            | '≈'
            | '±'
            | '＝'
            | '='
            | '≦'
            | '≧'
            | '￥'
            | '¥'
            | '$'
            | '＄'
            | '№'
            | '～'
            | '×'
    );
    let tight = before + 1 == first && matches!(c, '+' | '＋' | '-' | '－' | '−' | '第' | '#');
    if signs || tight {
        start = before;
    }
    start
}

/// One past the unit after a number that ends at `end`; `end` itself when there is none.
fn unit_end(ch: impl Fn(usize) -> char + Copy, end: usize) -> usize {
    let mut at = skip_space(ch, end);
    let mut seen = end;
    // 3 万人, 1.2 亿元, 30 多岁
    for _ in 0..3 {
        if matches!(ch(at), '万' | '亿' | '百' | '千' | '多' | '余' | '几') {
            at += 1;
            if !matches!(ch(at - 1), '多' | '余' | '几') {
                seen = at;
            }
        }
    }
    let chinese = if is_han(ch(at)) { CHINESE_UNITS } else { &[] };
    let longest = chinese.iter().filter(|unit| unit.chars().enumerate().all(|(k, u)| ch(at + k) == u));
    if let Some(length) = longest.map(|unit| unit.chars().count()).max() {
        return at + length;
    }
    if at > skip_space(ch, end) {
        return seen;
    }
    let symbol = symbol_end(ch, at);
    if symbol > at { symbol } else { seen }
}

/// One past a unit symbol that begins at `at`: μg/m³, mmol/L, kg·m⁻², ℃.
fn symbol_end(ch: impl Fn(usize) -> char + Copy, at: usize) -> usize {
    let mut i = at;
    loop {
        let start = i;
        let mut word = String::new();
        while word.len() < 12
            && (is_letter(ch(i)) || matches!(ch(i), '°' | '%' | '‰' | '℃' | '℉' | '％'))
            && !matches!(ch(i), '²' | '³' | '⁻' | '¹')
        {
            word.push(ch(i));
            i += 1;
        }
        if !UNIT_SYMBOLS.contains(&word.as_str()) {
            // The part after a slash may be anything (次/d, mg/片); the first part must be known.
            return if start > at { start - 1 } else { at };
        }
        while matches!(ch(i), '²' | '³' | '⁻' | '¹' | '2' | '3') {
            i += 1;
        }
        if !matches!(ch(i), '/' | '·' | '⋅') {
            break;
        }
        i += 1;
    }
    i
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn numbers_hold_what_belongs_to_them() {
        let found =
            |text: &str| runs(text, 16).into_iter().map(|r| text.get(r).unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(found("周一至周五 8:00～17:00，电话 010-5555 0131。"), ["8:00～17:00", "010-5555 0131"]);
        assert_eq!(
            found("自 1989 年起，至少 69 种，泡 30 分钟，血压 140/90 mmHg"),
            ["1989 年", "69 种", "30 分钟", "140/90 mmHg"]
        );
        assert_eq!(found("打 12320 热线"), [""; 0], "nothing to part inside");
        assert_eq!(found("H7N9 与 PM2.5"), [""; 0]);
        assert_eq!(found("≥ 7 mmol/L"), ["≥ 7 mmol/L"]);
        assert_eq!(found("编号 1234-5678-9012-3456-7890"), [""; 0], "too long for a phone");
        assert_eq!(found("没有数"), [""; 0]);
    }
}
