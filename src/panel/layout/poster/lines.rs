//! Where a title is broken: at its own marks, between phrases, never within a word that we know.
//!
//! A title has few characters, so all ways to break it are tried. What a break costs is in parts of the type size: a title
//! is set a tenth smaller rather than broken at a place that costs 0.1 more.

/// The most lines of a title.
const MOST_LINES: usize = 5;
/// Titles of more characters are broken greedily: nobody reads so much on a cover.
const LONG: usize = 48;

/// Words that are not broken.
#[derive(Debug, Default)]
pub(super) struct Lexicon(Vec<String>);

/// What titles of health education are made of, besides the words of the theme's topics.
const COMMON: &str = "咨询 检测 监测 监督 服务 国家 基本 公共 卫生 健康 教育 宣传 管理 规范 项目 知识 家庭 社区 居民 医生 医院 患者 \
    签约 接种 预防 防治 防控 控制 筛查 体检 治疗 症状 急救 安全 传染 中毒 饮食 营养 运动 睡眠 心理 用药 药物 隐私 保护 问题 \
    办法 方法 指南 要点 通知 孩子 老人 儿童 学生 青年 妇女 家长 自我 科学 合理 同时 可以 什么 怎样 怎么 来啦";

impl Lexicon {
    /// Words of two characters or more.
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Lexicon {
        Lexicon(
            COMMON.split_whitespace().chain(words).filter(|w| w.chars().nth(1).is_some()).map(str::to_owned).collect(),
        )
    }

    /// For every place between two characters: whether it lies within a word.
    fn within(&self, text: &[char]) -> Vec<bool> {
        let mut within = vec![false; text.len() + 1];
        for word in &self.0 {
            let word: Vec<char> = word.chars().collect();
            for (start, window) in text.windows(word.len()).enumerate() {
                if window == word {
                    within.iter_mut().skip(start + 1).take(word.len() - 1).for_each(|w| *w = true);
                }
            }
        }
        within
    }
}

/// The room that lines are broken for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// In px.
    pub width: f64,
    /// In px.
    pub height: f64,
    /// The largest size, in px.
    pub size: f64,
    /// From one line to the next, in parts of the size.
    pub pitch: f64,
    /// From one character to the next, in parts of the size.
    pub advance: f64,
    /// At most.
    pub lines: usize,
}

/// The lines of a title and how large they may be, in px.
pub(super) fn lines(title: &str, lexicon: &Lexicon, room: Room) -> (Vec<String>, f64) {
    let text: Vec<char> = title.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let costs = costs(&text, lexicon);
    let most = room.lines.clamp(1, MOST_LINES);
    let mut best: Option<(f64, Vec<usize>)> = None;
    for count in 1..=most {
        let mut cuts = Vec::new();
        search(&Search { text: &text, costs: &costs, room, count }, 0, &mut cuts, &mut best);
    }
    let cuts = best.map(|(_, cuts)| cuts).unwrap_or_default();
    let mut lines: Vec<String> = Vec::new();
    let mut from = 0;
    for to in cuts.into_iter().chain([text.len()]) {
        let last = to == text.len();
        lines.push(trimmed(text.get(from..to).unwrap_or_default(), last));
        from = to;
    }
    lines.retain(|l| !l.is_empty());
    let size = fitting(lines.iter().map(|l| width(&l.chars().collect::<Vec<_>>())), lines.len(), room);
    (lines, size)
}

struct Search<'a> {
    text: &'a [char],
    costs: &'a [f64],
    room: Room,
    /// Lines.
    count: usize,
}

fn search(s: &Search<'_>, from: usize, cuts: &mut Vec<usize>, best: &mut Option<(f64, Vec<usize>)>) {
    if cuts.len() + 1 == s.count {
        let score = score(s, cuts);
        if best.as_ref().is_none_or(|(b, _)| score > *b + 1e-9) {
            *best = Some((score, cuts.clone()));
        }
        return;
    }
    // A long title is only cut near even parts: all ways would be too many.
    let left = s.count - cuts.len();
    let even = (s.text.len() - from) / left.max(1);
    let (low, high) = if s.text.len() > LONG { (even.saturating_sub(2), even + 2) } else { (1, s.text.len()) };
    for cut in from + low.max(1)..=(from + high).min(s.text.len().saturating_sub(1)) {
        if s.costs.get(cut).is_some_and(|c| *c < NEVER) {
            cuts.push(cut);
            search(s, cut, cuts, best);
            cuts.pop();
        }
    }
}

/// How good a way of breaking is: the size it allows, less what its breaks cost and how uneven its lines are.
fn score(s: &Search<'_>, cuts: &[usize]) -> f64 {
    let ends = cuts.iter().copied().chain([s.text.len()]);
    let mut from = 0;
    let mut widths = Vec::with_capacity(s.count);
    for to in ends {
        let line = s.text.get(from..to).unwrap_or_default();
        widths.push(width(&trimmed(line, to == s.text.len()).chars().collect::<Vec<_>>()));
        from = to;
    }
    let longest = widths.iter().copied().fold(0.0, f64::max);
    let mean = widths.iter().sum::<f64>() / widths.len().max(1) as f64;
    let shortest = widths.iter().copied().fold(f64::MAX, f64::min);
    let size = fitting(widths.iter().copied(), widths.len(), s.room) / s.room.size;
    let cost: f64 = cuts.iter().filter_map(|c| s.costs.get(*c)).sum();
    // A line of one 汉字 looks forgotten.
    let lonely = if shortest < 2.0 && s.count > 1 { 0.5 } else { 0.0 };
    1.1 * size.ln() - cost - lonely - 0.2 * (longest - mean) / longest.max(1.0)
}

fn fitting(widths: impl Iterator<Item = f64>, count: usize, room: Room) -> f64 {
    let widest = widths.fold(0.1, f64::max) * room.advance;
    let high = 1.0 + room.pitch * count.saturating_sub(1) as f64;
    room.size.min(room.width / widest).min(room.height / high)
}

/// In parts of the size: Latin letters and digits are about half as wide.
fn width(line: &[char]) -> f64 {
    line.iter().map(|c| if c.is_ascii() { 0.58 } else { 1.0 }).sum()
}

/// A mark at a line's end says no more than the line's end itself; ！ and ？ do.
fn trimmed(line: &[char], last: bool) -> String {
    let line: String = line.iter().collect();
    let line = line.trim();
    if last {
        line.to_owned()
    } else {
        line.trim_end_matches(['，', '、', '：', '；', '。', ',', ':', ' ']).to_owned()
    }
}

const NEVER: f64 = 50.0;
/// Never at a line's start (CLREQ 6.1.1, and words that lean on what stands before them).
const NOT_FIRST: &str = "，。、；：！？）》」』”’…·—％℃的了吗呢吧啊啦们着过地得";
/// Never at a line's end.
const NOT_LAST: &str = "（《「『“‘第";
/// The last parts of words: 卫士, 患者, 人员, 慢性, 急症.
const SUFFIX: &str = "士者员性化症率";
/// After these a phrase is over.
const AFTER: &str = "的了";
/// Before these one begins; they hold on to what follows.
const BEFORE: &str = "和与及或而但让把被给从向在要请别勿也都还先再就才快早您你我他";
/// These hold on to what follows.
const HOLDING: &str = "不未最更很多少常勤无每各这那两一二三四五六七八九十";

/// What a break before each character costs.
fn costs(text: &[char], lexicon: &Lexicon) -> Vec<f64> {
    let within = lexicon.within(text);
    let mut costs = vec![NEVER; text.len() + 1];
    // Words have two characters more often than one: a break after an odd number of them is the likelier to cut one. Counted
    // from the last place where a word surely began.
    let mut since: i32 = 0;
    for i in 1..text.len() {
        let (Some(&a), Some(&b)) = (text.get(i - 1), text.get(i)) else { continue };
        let whole = within.get(i).copied().unwrap_or(false);
        since += 1;
        if is_mark(a) || a == ' ' || SUFFIX.contains(a) || AFTER.contains(a) {
            since = 0;
        }
        let cost = if b == ' ' || NOT_FIRST.contains(b) || NOT_LAST.contains(a) {
            NEVER
        } else if is_mark(a) || a == ' ' {
            0.0
        } else if a.is_ascii_alphanumeric() && (b.is_ascii_alphanumeric() || a.is_ascii_digit()) {
            NEVER
        } else if whole || SUFFIX.contains(b) {
            0.9
        } else if HOLDING.contains(a) || BEFORE.contains(a) {
            0.6
        } else if AFTER.contains(a) {
            0.16
        } else if BEFORE.contains(b) {
            0.12
        } else if since.rem_euclid(2) == 1 {
            0.42
        } else {
            0.2
        };
        if BEFORE.contains(b) && !whole {
            // The next word begins after this one.
            since = -1;
        }
        if let Some(c) = costs.get_mut(i) {
            *c = cost;
        }
    }
    costs
}

fn is_mark(c: char) -> bool {
    "，。、；：！？…—·,:;!?）》」』”".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(title: &str, words: &[&str], room: Room) -> Vec<String> {
        lines(title, &Lexicon::new(words.iter().copied()), room).0
    }

    const SQUARE: Room = Room { width: 376.0, height: 220.0, size: 92.0, pitch: 1.1, advance: 1.0, lines: 4 };

    #[test]
    fn at_the_authors_own_marks() {
        assert_eq!(broken("远离烟草 守护呼吸", &[], SQUARE), ["远离烟草", "守护呼吸"]);
        assert_eq!(broken("流感来了，先把疫苗打上", &[], SQUARE), ["流感来了", "先把疫苗打上"]);
        assert_eq!(broken("高温来了！请防中暑", &[], SQUARE), ["高温来了！", "请防中暑"]);
    }

    #[test]
    fn between_phrases_and_not_within_words() {
        assert_eq!(broken("严防一氧化碳中毒", &["一氧化碳中毒"], SQUARE), ["严防", "一氧化碳中毒"]);
        assert_eq!(broken("别让孩子吸进你的烟", &[], SQUARE), ["别让孩子", "吸进你的烟"]);
        assert_eq!(broken("爱牙小卫士出发啦", &[], SQUARE), ["爱牙小卫士", "出发啦"]);
        assert_eq!(broken("知晓您的血压", &["血压"], SQUARE), ["知晓", "您的血压"]);
        let long = broken("社区老年人高血压糖尿病规范管理与家庭自我监测", &["高血压", "糖尿病", "老年人"], SQUARE);
        assert!(long.iter().all(|l| !l.starts_with('的') && l.chars().count() <= 9), "{long:?}");
        assert!(long.iter().any(|l| l.contains("高血压")) && long.iter().any(|l| l.contains("糖尿病")), "{long:?}");
    }

    #[test]
    fn numbers_and_latin_stay_whole() {
        let lines = broken("2026年流感疫苗接种通知COVID-19", &[], SQUARE);
        assert!(
            lines.iter().any(|l| l.contains("2026年")) && lines.iter().any(|l| l.contains("COVID-19")),
            "{lines:?}"
        );
    }

    #[test]
    fn any_title_comes_back_whole() {
        for n in 1..=64 {
            let title: String = "世界无烟日让我们一起远离烟草守护呼吸".chars().cycle().take(n).collect();
            let (lines, size) = lines(&title, &Lexicon::default(), SQUARE);
            assert_eq!(lines.concat(), title);
            assert!(lines.len() <= 4 && size > 4.0);
        }
        assert_eq!(broken("", &[], SQUARE), Vec::<String>::new());
    }
}
