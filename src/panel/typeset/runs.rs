//! 2. What is never split (rule 2): dashes, numbers with their units, dates, telephone numbers, addresses.
//!
//! Each finding is a range of cells; the joints inside it are glued. UAX #14 rules LB 15–25 cover part of this;
//! the Chinese units and the spaces within come from GB/T 15835 and CY/T 154; CLREQ 3.1.5.2 (数字及其相应的前后缀
//! 单位符号).

use super::class::Class;
use super::shape::{Cell, Joint};

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

/// Glues what must stay together.
pub(super) fn glue_runs(cells: &mut [Cell]) {
    glue_addresses(cells);
    glue_dashes(cells);
    let mut i = 0;
    while i < cells.len() {
        if class(cells, i) == Some(Class::Digit) && !is_address(cells, i) {
            let (start, end) = number_run(cells, i);
            glue(cells, start, end);
            keep_date(cells, end);
            i = end.max(i + 1);
        } else {
            i += 1;
        }
    }
}

/// 5 月 | 31 日 and 2026 年 | 5 月 may part, but elsewhere is better.
fn keep_date(cells: &mut [Cell], end: usize) {
    let after = skip_space(cells, end);
    let of_date = end.checked_sub(1).is_some_and(|last| matches!(ch(cells, last), '年' | '月'));
    if of_date
        && class(cells, after) == Some(Class::Digit)
        && let Some(cell) = after.checked_sub(1).and_then(|i| cells.get_mut(i))
    {
        cell.joint = cell.joint.max(Joint::Address);
    }
}

fn class(cells: &[Cell], i: usize) -> Option<Class> {
    cells.get(i).map(|c| c.class)
}

fn ch(cells: &[Cell], i: usize) -> char {
    cells.get(i).map_or('\0', |c| c.c)
}

fn is_address(cells: &[Cell], i: usize) -> bool {
    cells.get(i).is_some_and(|c| c.address)
}

/// Keeps the cells `start..end` on one line. (The letters and digits inside are glued harder, as every word is.)
fn glue(cells: &mut [Cell], start: usize, end: usize) {
    let Some(inside) = end.checked_sub(1).filter(|&last| last > start).and_then(|last| cells.get_mut(start..last))
    else {
        return;
    };
    for cell in inside {
        cell.joint = cell.joint.max(Joint::Loose);
    }
}

/// —— and …… (CLREQ 3.1.5.1 符号分离禁则; UAX #14 B2, IN).
fn glue_dashes(cells: &mut [Cell]) {
    let dash = |c: char| match c {
        '—' | '―' | '\u{2E3A}' | '\u{2E3B}' => 1,
        '…' | '⋯' | '‥' => 2,
        _ => 0,
    };
    for i in 1..cells.len() {
        let kind = dash(ch(cells, i));
        let joined = kind != 0 && kind == dash(ch(cells, i - 1));
        if let Some(cell) = cells.get_mut(i - 1).filter(|_| joined) {
            cell.joint = Joint::Glued;
        }
    }
}

/// The cells of a number with its sign, ranges and unit, around the digit at `first`.
fn number_run(cells: &[Cell], first: usize) -> (usize, usize) {
    let start = sign_before(cells, first);
    let mut end = digits_end(cells, first);
    // An international number is written in groups of two digits and more.
    let shortest = if ch(cells, start) == '+' { 2 } else { 3 };
    loop {
        let next = continued(cells, end, shortest);
        if next == end {
            break;
        }
        end = next;
    }
    (start, unit_end(cells, end))
}

/// One past the digits.
fn digits_end(cells: &[Cell], mut i: usize) -> usize {
    while class(cells, i) == Some(Class::Digit) {
        i += 1;
    }
    i
}

/// Skips one space that is no line start.
fn skip_space(cells: &[Cell], i: usize) -> usize {
    if matches!(class(cells, i), Some(Class::Space | Class::NoBreakSpace)) { i + 1 } else { i }
}

/// Where a number goes on after `end`: .14 ,000 -05-31 ～20 :30 /80, a space before a group of digits.
fn continued(cells: &[Cell], end: usize, shortest_group: usize) -> usize {
    let digit = |i: usize| class(cells, i) == Some(Class::Digit);
    let mark = ch(cells, end);
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
    ) || (matches!(mark, '—' | '―') && !matches!(ch(cells, end + 1), '—' | '―'));
    if joins && mark != '：' && digit(end + 1) {
        return digits_end(cells, end + 1);
    }
    // 10% ～ 20%, 36 ℃～37 ℃: a unit may stand before the sign of the range.
    if matches!(mark, '%' | '％' | '‰' | '℃' | '°')
        && matches!(ch(cells, end + 1), '～' | '〜' | '–' | '~' | '-' | '—')
        && digit(end + 2)
    {
        return digits_end(cells, end + 2);
    }
    // ＋1.00～＋1.50: the second number may have a sign of its own.
    if matches!(mark, '～' | '〜' | '–' | '~')
        && matches!(ch(cells, end + 1), '+' | '＋' | '-' | '－' | '−')
        && digit(end + 2)
    {
        return digits_end(cells, end + 2);
    }
    if matches!(mark, '×' | '±' | '～' | '–') || matches!(class(cells, end), Some(Class::Space | Class::NoBreakSpace))
    {
        let at = skip_space(cells, end);
        if matches!(ch(cells, at), '×' | '±' | '～' | '–' | '−' | '+') && digit(skip_space(cells, at + 1)) {
            return digits_end(cells, skip_space(cells, at + 1));
        }
        // 400 800 1234, 10 000.
        if at > end && digit(at) {
            let group = digits_end(cells, at);
            if (shortest_group..=4).contains(&(group - at)) {
                return group;
            }
        }
    }
    end
}

/// Where the signs before a number begin: ≥ 7, ￥ 100, -5, +86, (010).
fn sign_before(cells: &[Cell], first: usize) -> usize {
    let mut start = first;
    let mut before = match first.checked_sub(1) {
        Some(b) => b,
        None => return first,
    };
    if class(cells, before) == Some(Class::Space) && before > 0 {
        before -= 1;
    }
    let c = ch(cells, before);
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
fn unit_end(cells: &[Cell], end: usize) -> usize {
    let mut at = skip_space(cells, end);
    let mut seen = end;
    // 3 万人, 1.2 亿元, 30 多岁
    for _ in 0..3 {
        if matches!(ch(cells, at), '万' | '亿' | '百' | '千' | '多' | '余' | '几') {
            at += 1;
            if !matches!(ch(cells, at - 1), '多' | '余' | '几') {
                seen = at;
            }
        }
    }
    let longest = CHINESE_UNITS.iter().filter(|unit| unit.chars().enumerate().all(|(k, u)| ch(cells, at + k) == u));
    if let Some(length) = longest.map(|unit| unit.chars().count()).max() {
        return at + length;
    }
    if at > skip_space(cells, end) {
        return seen;
    }
    let symbol = symbol_end(cells, at);
    if symbol > at { symbol } else { seen }
}

/// One past a unit symbol that begins at `at`: μg/m³, mmol/L, kg·m⁻², ℃.
fn symbol_end(cells: &[Cell], at: usize) -> usize {
    let mut i = at;
    loop {
        let start = i;
        let mut word = String::new();
        while word.len() < 12
            && (class(cells, i) == Some(Class::Letter) || matches!(ch(cells, i), '°' | '%' | '‰' | '℃' | '℉' | '％'))
            && !matches!(ch(cells, i), '²' | '³' | '⁻' | '¹')
        {
            word.push(ch(cells, i));
            i += 1;
        }
        if !UNIT_SYMBOLS.contains(&word.as_str()) {
            // The part after a slash may be anything (次/d, mg/片); the first part must be known.
            return if start > at { start - 1 } else { at };
        }
        while matches!(ch(cells, i), '²' | '³' | '⁻' | '¹' | '2' | '3') {
            i += 1;
        }
        if !matches!(ch(cells, i), '/' | '·' | '⋅') {
            break;
        }
        i += 1;
    }
    i
}

/// Web and mail addresses: only after / . - ? & (rule 2), never between the two slashes.
fn glue_addresses(cells: &mut [Cell]) {
    let mut i = 0;
    while i < cells.len() {
        let end = token_end(cells, i);
        if end == i {
            i += 1;
            continue;
        }
        if looks_like_address(cells, i, end) {
            mark_address(cells, i, end);
        }
        i = end;
    }
}

/// One past a run of printing ASCII.
fn token_end(cells: &[Cell], start: usize) -> usize {
    let mut i = start;
    while ch(cells, i).is_ascii_graphic() {
        i += 1;
    }
    i
}

fn looks_like_address(cells: &[Cell], start: usize, end: usize) -> bool {
    // The signs stand near the beginning; a token of megabytes need not be copied for this.
    let head: String = (start..end.min(start + 80)).map(|i| ch(cells, i)).collect();
    let lower = head.to_ascii_lowercase();
    if lower.contains("://") || lower.contains("www.") || lower.starts_with("mailto:") {
        return true;
    }
    // example.org/path: a dot between letters, then a slash.
    let Some((host, _)) = lower.split_once('/') else { return false };
    host.rsplit_once('.').is_some_and(|(name, top)| {
        !name.is_empty() && (2..=6).contains(&top.len()) && top.bytes().all(|b| b.is_ascii_lowercase())
    })
}

fn mark_address(cells: &mut [Cell], start: usize, end: usize) {
    let breaks_after = |c: char| matches!(c, '/' | '.' | '-' | '?' | '&');
    for i in start..end {
        let c = ch(cells, i);
        let next = ch(cells, i + 1);
        let last = i + 1 >= end;
        let may = breaks_after(c) && !breaks_after(next) && !last && next.is_ascii_alphanumeric() && i > start;
        if let Some(cell) = cells.get_mut(i) {
            cell.address = true;
            if !last {
                cell.joint = if may { Joint::Address } else { cell.joint.max(Joint::Glued) };
            }
        }
    }
}
