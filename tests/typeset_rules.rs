//! The setting rules, one table each, checked through the probe with the built-in faces.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use banbao::model::Date;
use banbao::panel::typeset::{
    FaceId, Faces, Line, ParagraphOptions, Piece, Probe, ProbeLine, ProbeOptions, PunctuationStyle, TextAlign,
    TextPiece, probe_line, shape,
};
use banbao::unit::Em;
use banbao::world::{MemoryWorld, World};
use proptest::prelude::*;

const NO_START: &str =
    "、，。．：；！？’”」』）》〉】〕｝］〗～–—…·／％‰℃)]},.:;!?%｡､｣﹐﹑﹒﹔﹕﹖﹗﹚﹜﹞︐︑︒︓︔︕︖︶︸︺︼︾﹀﹂﹄";
const NO_END: &str = "‘“「『（《〈【〔｛［〖￥＄№([{｢﹙﹛﹝︵︷︹︻︽︿﹁﹃";
/// Marks with a blank right half, with a blank left half.
const CLOSERS: &str = "、，。．：；！？’”」』）》〉】〕｝］〗";
const OPENERS: &str = "‘“「『（《〈【〔｛［〖";

struct Book {
    faces: Faces,
    families: Vec<(String, FaceId)>,
}

fn book() -> Book {
    let world = MemoryWorld::new(Date::new(2026, 5, 31).unwrap());
    let mut faces = Faces::new();
    let families = [("Banbao Hei", 400), ("Banbao Hei", 700), ("Banbao Song", 400), ("Banbao Kai", 400)];
    let families = families
        .map(|(family, weight)| {
            let face = world.fonts().select(family, weight).expect("built in");
            (format!("{family} {weight}"), faces.add(face.clone()))
        })
        .to_vec();
    Book { faces, families }
}

impl Book {
    fn hei(&self) -> FaceId {
        self.families[0].1
    }

    fn probe(&self, text: &str, width: f64) -> Probe {
        probe_line(&self.faces, text, &ProbeOptions::new(self.hei(), Em(width)))
    }

    fn set(&self, text: &str, options: &ParagraphOptions) -> Vec<Line> {
        let piece = Piece::Text(TextPiece::new(text, self.hei()));
        shape(&self.faces, &[piece], PunctuationStyle::Full).set(options)
    }

    /// The advances of a text that fits on one line.
    fn natural(&self, face: FaceId, text: &str) -> ProbeLine {
        let options = ProbeOptions { ragged: true, ..ProbeOptions::new(face, Em(200.0)) };
        let probe = probe_line(&self.faces, text, &options);
        assert_eq!(probe.lines.len(), 1, "{text}");
        probe.lines.into_iter().next().unwrap()
    }
}

fn sum(line: &ProbeLine) -> f64 {
    line.advances.iter().sum()
}

fn texts(probe: &Probe) -> Vec<&str> {
    probe.lines.iter().map(|l| l.text.as_str()).collect()
}

#[track_caller]
fn near(a: f64, b: f64, what: &str) {
    assert!((a - b).abs() < 1e-4, "{what}: {a} is not {b}");
}

#[test]
fn rule_1_no_line_starts_or_ends_with_a_forbidden_character() {
    let book = book();
    for width in 12..=16 {
        for mark in NO_START.chars().chain(NO_END.chars()) {
            for shift in 0..width {
                let text = format!("{}字{mark}字{}", "汉".repeat(shift), "汉".repeat(20));
                let probe = book.probe(&text, f64::from(width as u32));
                for (i, line) in probe.lines.iter().enumerate() {
                    let (first, last) = (line.text.chars().next().unwrap(), line.text.chars().last().unwrap());
                    assert!(i == 0 || !NO_START.contains(first), "{mark} at {width}: {:?}", texts(&probe));
                    let end = i + 1 == probe.lines.len();
                    assert!(end || !NO_END.contains(last), "{mark} at {width}: {:?}", texts(&probe));
                }
            }
        }
    }
}

#[test]
fn rule_2_runs_are_never_split() {
    let book = book();
    let runs = [
        "——",
        "……",
        "10～20 秒",
        "3.14",
        "1,000",
        "50%",
        "50％",
        "300 μg/m³",
        "＋1.00～＋1.50 D",
        "5 月",
        "31 日",
        "36 ℃",
        "36℃",
        "010-1234-5678",
        "2026-05-31",
        "120/80 mmHg",
        "37.5 °C",
        "6.1 mmol/L",
        "10 kg/m²",
        "5 km",
        "￥100",
        "¥ 100",
        "PM2.5",
        "COVID-19",
        "400 800 1234",
        "1.5 米",
        "30 分钟",
        "3 万人",
        "100 毫升",
        "18.5～23.9",
        "10%～20%",
        "≥ 7 小时",
        "Omega-3",
        "5 mg/L",
        "1:1000",
        "2 000",
        "500 mL",
        "18–59",
        "-18 ℃",
        "№ 5",
        "10 毫克",
        "1.2 亿元",
        "12320",
        "+86 10 6552 9999",
    ];
    for run in runs {
        for width in 13..=15 {
            for shift in 0..16 {
                let text = format!("{}{run}{}", "汉".repeat(shift + 1), "字".repeat(24));
                let probe = book.probe(&text, f64::from(width));
                assert!(
                    probe.lines.iter().any(|l| l.text.contains(run)),
                    "{run} at {width}+{shift}: {:?}",
                    texts(&probe)
                );
            }
        }
    }
}

/// Numbers as they are written, and units that stay with them, a space typed or not.
#[test]
fn rule_2_numbers_never_part_from_their_units() {
    let book = book();
    let numbers = ["5", "3.14", "1,000", "10～20", "10-20", "2～3.5", "-18", "1/3"];
    let units = [
        "%",
        "％",
        "‰",
        "℃",
        "°C",
        "g",
        "mg",
        "μg",
        "mg/L",
        "μg/m³",
        "mmol/L",
        "kg/m²",
        "mL",
        "L",
        "cm",
        "km",
        "mmHg",
        "kcal",
        "h",
        "min",
        "dB",
        "岁",
        "年",
        "月",
        "日",
        "天",
        "周",
        "次",
        "个",
        "克",
        "毫升",
        "分钟",
        "小时",
        "厘米",
        "公里",
        "千克",
        "元",
        "人",
        "万人",
        "亿元",
        "摄氏度",
        "平方米",
        "片",
        "粒",
        "支",
        "例",
        "个月",
        "号",
        "点",
        "时",
    ];
    for number in numbers {
        for unit in units {
            for space in ["", " "] {
                let run = format!("{number}{space}{unit}");
                for shift in 0..13 {
                    let text = format!("{}{run}{}", "汉".repeat(shift + 1), "字".repeat(20));
                    let probe = book.probe(&text, 13.0);
                    let whole = probe.lines.iter().any(|l| l.text.contains(&run));
                    assert!(whole, "{run} after {shift}: {:?}", texts(&probe));
                }
            }
        }
    }
}

/// Dates, times and telephone numbers in the forms that people write.
#[test]
fn rule_2_dates_and_telephones_stay_whole() {
    let book = book();
    let runs = [
        "2026-05-31",
        "2026/5/31",
        "2026.5.31",
        "2026年",
        "14:00～16:30",
        "8:30",
        "08:00-17:30",
        "120",
        "12320",
        "010-5555 0131",
        "(010)55550131",
        "+86-10-65529999",
        "400-888-5531",
        "138 0013 8000",
        "13800138000",
        "021-6437 1234",
        "800-810-1118",
        "1800 123 4567",
    ];
    for run in runs {
        for width in [12.0, 14.0, 19.5] {
            for shift in 0..18 {
                let text = format!("{}{run}{}", "汉".repeat(shift + 1), "字".repeat(24));
                let probe = book.probe(&text, width);
                let whole = probe.lines.iter().any(|l| l.text.contains(run));
                assert!(whole, "{run} at {width}+{shift}: {:?}", texts(&probe));
            }
        }
    }
}

#[test]
fn rule_2_addresses_break_only_after_their_signs() {
    let book = book();
    let url = "https://www.example.org/health/guide-2022/index.html?id=5&lang=zh";
    for width in 10..30 {
        let probe = book.probe(&format!("详见 {url}。谢谢大家来看"), f64::from(width));
        for pair in probe.lines.windows(2) {
            let (a, b) = (&pair[0].text, &pair[1].text);
            let last = a.chars().last().unwrap();
            if last.is_ascii_graphic() && b.starts_with(|c: char| c.is_ascii_graphic()) {
                assert!("/.-?&".contains(last), "{:?}", texts(&probe));
                assert!(!a.ends_with("https:/"), "{:?}", texts(&probe));
            }
        }
    }
}

#[test]
fn rule_3_adjacent_marks_lose_the_blank_half_between_them() {
    let book = book();
    for (name, face) in &book.families {
        let missing = |c: char| !book.faces.has(*face, c);
        for a in CLOSERS.chars().chain(OPENERS.chars()) {
            for b in CLOSERS.chars().chain(OPENERS.chars()) {
                if missing(a) || missing(b) {
                    continue;
                }
                // A mark that opens has its blank on the left, one that closes on the right: nothing lies between ( and ).
                let blank = !(OPENERS.contains(a) && CLOSERS.contains(b));
                let line = book.natural(*face, &format!("汉{a}{b}字"));
                let expected = if blank { 1.5 } else { 2.0 };
                near(line.advances[1] + line.advances[2], expected, &format!("{name} {a}{b}"));
            }
        }
    }
}

#[test]
fn rule_3_line_ends_are_half_width_and_the_rest_is_full() {
    let book = book();
    for (name, face) in &book.families {
        for c in CLOSERS.chars().filter(|&c| book.faces.has(*face, c)) {
            let line = book.natural(*face, &format!("汉{c}字汉{c}"));
            near(line.advances[1], 1.0, &format!("{name} {c} inside"));
            near(line.advances[4], 0.5, &format!("{name} {c} at the end"));
        }
        for c in OPENERS.chars().filter(|&c| book.faces.has(*face, c)) {
            let line = book.natural(*face, &format!("{c}汉{c}字"));
            near(line.advances[0], 0.5, &format!("{name} {c} at the start"));
            near(line.advances[2], 1.0, &format!("{name} {c} inside"));
        }
        near(sum(&book.natural(*face, "健康——快乐")), 6.0, name);
        near(sum(&book.natural(*face, "健康……快乐")), 6.0, name);
        near(book.natural(*face, "健康——快乐").advances[2], 1.0, name);
    }
}

#[test]
fn rule_3_ink_moves_with_the_half_that_goes() {
    let book = book();
    let lines = book.set("（汉）（字）", &ParagraphOptions::new(Em(20.0)));
    let offsets: Vec<f64> = lines[0].runs[0].glyphs.iter().map(|g| g.dx.0).collect();
    // Only the mark that starts the line has lost its left half; ）gave up its right one to （.
    for (offset, expected) in offsets.iter().zip([-0.5, 0.0, 0.0, 0.0, 0.0, 0.0]) {
        near(*offset, expected, &format!("{offsets:?}"));
    }
}

#[test]
fn rule_3_kaiming_keeps_only_sentence_ends_full() {
    let book = book();
    let options = ProbeOptions {
        punctuation: PunctuationStyle::Kaiming,
        ragged: true,
        ..ProbeOptions::new(book.hei(), Em(100.0))
    };
    let line = &probe_line(&book.faces, "甲，乙。丙：（丁）！戊", &options).lines[0];
    for (c, advance) in line.text.chars().zip(&line.advances) {
        near(*advance, if "，：（）".contains(c) { 0.5 } else { 1.0 }, &c.to_string());
    }
}

#[test]
fn rule_4_a_quarter_between_han_and_latin() {
    let book = book();
    // The text, and the characters followed by a gap (a typed space is the gap itself).
    let cases = [
        ("汉A字", "汉A字", vec![0, 1]),
        ("汉 A 字", "汉 A 字", vec![]),
        ("汉5字", "汉5字", vec![0, 1]),
        ("汉，A字", "汉，A字", vec![2]),
        ("汉， A字", "汉，A字", vec![2]),
        ("汉（A）字", "汉（A）字", vec![]),
        ("汉\nA", "汉 A", vec![]),
        ("汉 字", "汉字", vec![]),
        ("汉\n字", "汉字", vec![]),
        ("α字", "α字", vec![0]),
    ];
    for (text, expected, gaps) in cases {
        let line = book.natural(book.hei(), text);
        assert_eq!(line.text, expected);
        for (i, c) in line.text.chars().enumerate() {
            let own = if c == ' ' { 0.25 } else { sum(&book.natural(book.hei(), &c.to_string())) };
            let own = if CLOSERS.contains(c) || OPENERS.contains(c) { 1.0 } else { own };
            let gap = if gaps.contains(&i) { 0.25 } else { 0.0 };
            near(line.advances[i], own + gap, &format!("{text} at {i}"));
        }
    }
}

/// Plain text of the kind that boards carry.
const PROSE: &[&str] = &[
    "高血压患者每天食盐摄入量不超过5克，多吃新鲜蔬菜和水果，少吃腌制食品；坚持运动，每周至少 150 分钟。",
    "“管住嘴、迈开腿”（八字诀）说起来容易，做起来难：关键在于坚持！您今天走够 6000 步了吗？请记录下来，一个月后再看看效果。",
    "流感季节，勤洗手、常通风、戴口罩、保持社交距离；出现发热（≥ 37.3 ℃）、咳嗽等症状，及时到发热门诊就诊，并告知医生近 14 天的旅行史。",
    "PM2.5 是指大气中直径小于或等于 2.5 μm 的颗粒物，它能够直接进入肺泡，危害呼吸系统和心血管系统的健康，雾霾天应减少外出。",
    "世界卫生组织（WHO）把每年的5月31日定为“世界无烟日”，提醒人们：吸烟有害健康——戒烟，任何时候都不晚。",
];

#[test]
fn rule_5_lines_are_flush_and_hardly_drawn_out() {
    let book = book();
    for text in PROSE {
        for width in 14..=40 {
            let width = f64::from(width);
            let lines = book.set(text, &ParagraphOptions::new(Em(width)));
            let shown: Vec<_> = lines.iter().map(|l| (l.text.as_str(), l.stretch.0)).collect();
            for line in lines.iter().filter(|l| !l.last) {
                // Before a wide run that may not be split a line can be without hope (see typeset_properties).
                assert!(!line.short || width < 19.0, "{width}: {shown:?}");
                if !line.short {
                    near(line.width.0, width, &format!("{shown:?}"));
                }
                // In a narrow column a number that may not part from its unit can leave a first line no other way.
                assert!(width < 19.0 || line.stretch.0 <= 0.1 + 1e-9, "{width}: {shown:?}");
            }
        }
    }
}

#[test]
fn rule_5_squeezes_before_it_draws_out() {
    let book = book();
    // 21 em in 20: the two commas can give half an em each.
    let text = format!("{}，{}，{}", "汉".repeat(8), "汉".repeat(8), "汉".repeat(13));
    let line = &book.probe(&text, 18.5).lines[0];
    assert!(line.text.chars().count() == 19, "{}", line.text);
    near(sum(line), 18.5, &line.text);
    assert!(line.text.chars().zip(&line.advances).all(|(c, &a)| if c == '，' {
        (0.5..=1.0).contains(&a)
    } else {
        a == 1.0
    }));
    // Gaps stay between an eighth and a quarter.
    for text in PROSE {
        for width in 14..=40 {
            for line in book.probe(text, f64::from(width)).lines {
                let chars: Vec<char> = line.text.chars().collect();
                for (i, pair) in chars.windows(2).enumerate() {
                    let han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
                    if han(pair[0]) && pair[1].is_ascii_alphanumeric() {
                        let gap = line.advances[i] - 1.0;
                        assert!((0.125 - 1e-6..=0.25 + 1e-6).contains(&gap), "{gap} in {}", line.text);
                    }
                }
            }
        }
    }
}

#[test]
fn rule_6_no_han_alone_on_the_last_line() {
    let book = book();
    for width in 12..=30_u32 {
        for count in 2 * width..=5 * width {
            for end in ["", "。", "。”", "！）"] {
                let text = format!("{}{end}", "汉".repeat(count as usize));
                let probe = book.probe(&text, f64::from(width));
                let last = probe.lines.last().unwrap();
                assert!(
                    last.text.chars().filter(|&c| c == '汉').count() >= 2,
                    "{count} at {width}: {:?}",
                    texts(&probe)
                );
                for line in &probe.lines {
                    let widest = line.text.chars().zip(&line.advances).filter(|(c, _)| *c == '汉').map(|(_, &a)| a);
                    assert!(widest.fold(0.0, f64::max) <= 1.1 + 1e-6, "{count} at {width}: {:?}", texts(&probe));
                }
            }
        }
    }
}

#[test]
fn rule_7_marks_hang_only_when_asked() {
    let book = book();
    let text = format!("{}，{}。{}", "汉".repeat(12), "字".repeat(11), "好".repeat(6));
    let hanging = ParagraphOptions { hanging: true, ..ParagraphOptions::new(Em(12.0)) };
    let lines = book.set(&text, &hanging);
    assert_eq!(lines[0].text, format!("{}，", "汉".repeat(12)));
    near(lines[0].width.0, 12.0, "hung");
    let total: f64 = lines[0].advances.iter().map(|a| a.0).sum();
    near(total, 12.5, "with the mark outside");
    for line in book.set(&text, &ParagraphOptions::new(Em(12.0))) {
        assert!(line.width.0 <= 12.0 + 1e-6);
    }
}

#[test]
fn rule_8_indent_and_alignment() {
    let book = book();
    let text = "汉".repeat(30);
    let indented = ParagraphOptions { indent: Em(2.0), ..ParagraphOptions::new(Em(12.0)) };
    let lines = book.set(&text, &indented);
    near(lines[0].runs[0].x.0, 2.0, "indent");
    near(lines[0].width.0, 10.0, "first line");
    near(lines[1].runs[0].x.0, 0.0, "second line");
    let right = ParagraphOptions { align: TextAlign::Right, ..ParagraphOptions::new(Em(12.0)) };
    let lines = book.set("汉字", &right);
    near(lines[0].runs[0].x.0, 10.0, "right");
    let balanced = ParagraphOptions { balance: true, align: TextAlign::Center, ..ParagraphOptions::new(Em(12.0)) };
    let lines = book.set(&"汉".repeat(16), &balanced);
    assert_eq!(lines.iter().map(|l| l.text.chars().count()).collect::<Vec<_>>(), [8, 8]);
}

#[test]
fn rule_9_quotes_take_the_face_around_them() {
    let book = book();
    let chinese = book.natural(book.hei(), "他说“你好”了");
    near(chinese.advances[2], 1.0, "Chinese opening quote");
    near(chinese.advances[5], 1.0, "Chinese closing quote");
    let latin = book.natural(book.hei(), "He said “hello” and didn’t go");
    for (c, a) in latin.text.chars().zip(&latin.advances).filter(|(c, _)| "“”’".contains(*c)) {
        assert!(*a < 0.6, "{c} is {a} wide in Latin text");
    }
}

#[test]
fn rule_9_digits_of_one_width_in_tables() {
    let book = book();
    let song = book.families[2].1;
    let tabular = |on: bool| {
        let piece = Piece::Text(TextPiece { tabular: on, ..TextPiece::new("0123456789", song) });
        let line = shape(&book.faces, &[piece], PunctuationStyle::Full).set(&ParagraphOptions::new(Em(50.0))).remove(0);
        line.advances
    };
    assert!(tabular(false).windows(2).any(|w| (w[0].0 - w[1].0).abs() > 1e-4), "the face has proportional digits");
    assert!(tabular(true).windows(2).all(|w| (w[0].0 - w[1].0).abs() < 1e-4));
}

#[test]
fn rule_10_missing_glyphs_fall_back_or_are_reported() {
    let mut book = book();
    let absent = '\u{12000}';
    let piece = Piece::Text(TextPiece { line: 7, ..TextPiece::new(format!("汉{absent}字"), book.hei()) });
    let shaped = shape(&book.faces, std::slice::from_ref(&piece), PunctuationStyle::Full);
    assert_eq!(shaped.missing().iter().map(|m| (m.character, m.line)).collect::<Vec<_>>(), [(absent, 7)]);
    let lines = shaped.set(&ParagraphOptions::new(Em(20.0)));
    let glyph = &lines[0].runs[0].glyphs;
    assert!(lines[0].runs.iter().flat_map(|r| &r.glyphs).any(|g| g.id == 0 && g.advance.0 > 0.3), "a box: {glyph:?}");
    // What another face has comes from there.
    let kai = book.families[3].1;
    let only_kai =
        (0x4E00..0x9FFF).filter_map(char::from_u32).find(|&c| book.faces.has(kai, c) && !book.faces.has(book.hei(), c));
    if let Some(c) = only_kai {
        book.faces.set_fallback(vec![kai]);
        let piece = Piece::Text(TextPiece::new(c.to_string(), book.hei()));
        let shaped = shape(&book.faces, &[piece], PunctuationStyle::Full);
        assert!(shaped.missing().is_empty());
        assert_eq!(shaped.set(&ParagraphOptions::new(Em(9.0)))[0].runs[0].face, Some(kai));
    }
}

#[test]
fn huge_input_is_linear_and_whole() {
    let book = book();
    for text in ["汉".repeat(300_000), "a".repeat(300_000), "汉字，".repeat(100_000)] {
        let lines = book.set(&text, &ParagraphOptions::new(Em(20.0)));
        let joined: String = lines.iter().map(|l| l.text.as_str()).collect();
        assert!(joined == text);
    }
}

#[test]
fn odd_measures_do_no_harm() {
    let book = book();
    for width in [0.0, -5.0, 1e-9, 0.7, f64::NAN, f64::INFINITY, 1e300] {
        for text in [
            "",
            " ",
            "汉",
            "，，，",
            "hello world",
            "——————",
            "汉\u{200B}字\u{FE0F}",
            "\u{1F468}\u{200D}\u{1F469}",
            "\u{3000}\u{3000}汉",
        ] {
            for align in [TextAlign::Justify, TextAlign::Left, TextAlign::Center] {
                let options =
                    ParagraphOptions { indent: Em(2.0), align, hanging: true, ..ParagraphOptions::new(Em(width)) };
                let joined: String = book.set(text, &options).iter().map(|l| l.text.clone()).collect();
                let bare = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
                assert_eq!(bare(&joined), bare(text), "{width}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_lines_keep_their_width(
        text in "([一-龥]{1,6}|[a-z]{1,9}|[0-9]{1,4}|[，。、：；！？）」”（「“《》]| |——|……|\n|%|/|-){1,60}",
        width in 3.0..45.0_f64,
        justify in any::<bool>(),
    ) {
        thread_local!(static BOOK: Book = book());
        BOOK.with(|book| -> Result<(), TestCaseError> {
            let align = if justify { TextAlign::Justify } else { TextAlign::Left };
            let lines = book.set(&text, &ParagraphOptions { align, ..ParagraphOptions::new(Em(width)) });
            let bare = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            // A word that is wider than the measure may have been given a hyphen.
            let divided = |l: &Line| l.runs.last().is_some_and(|r| r.text.ends_with('\u{AD}'));
            let of = |l: &Line| l.text.strip_suffix('-').filter(|_| divided(l)).unwrap_or(&l.text).to_owned();
            let joined: String = lines.iter().map(of).collect();
            prop_assert_eq!(bare(&joined), bare(&text));
            for line in &lines {
                prop_assert_eq!(line.text.chars().count(), line.advances.len());
                prop_assert!(line.width.0 <= width + 1e-6 || line.text.chars().count() == 1, "{} > {}", line.width.0, width);
                let drawn: f64 = line.runs.iter().flat_map(|r| &r.glyphs).map(|g| g.advance.0).sum();
                let told: f64 = line.advances.iter().map(|a| a.0).sum();
                prop_assert!((drawn - told).abs() < 1e-6);
                prop_assert!(line.advances.iter().all(|a| a.0 > -1e-9));
            }
            Ok(())
        })?;
    }
}

#[test]
fn faces_are_shared_between_threads_and_added_once() {
    fn shared<T: Send + Sync>(_: &T) {}
    let world = MemoryWorld::new(Date::epoch());
    let mut faces = Faces::new();
    let mut add_all = || world.fonts().faces().iter().map(|f| faces.add(f.clone())).collect::<Vec<FaceId>>();
    let (first, second) = (add_all(), add_all());
    assert_eq!(first, second);
    shared(&faces);
    let hei = faces.metrics(first[0]);
    assert!((hei.ascent.0 + hei.descent.0 - 1.0).abs() < 1e-6, "the box of a 汉字 is an em: {hei:?}");
    assert!((0.6..0.8).contains(&hei.cap_height.0));
    assert!(faces.has(first[0], '汉') && !faces.has(first[0], '\u{12000}'));
}
