//! What a sheet's masthead and footer say, as words.

use crate::calendar::Calendar;
use crate::config::Config;
use crate::model::{Article, Board, Date, Unit};

/// The words of one sheet's furniture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SheetInfo {
    /// Who publishes.
    pub organization: String,
    /// 健康教育 · 2026 年第 5 期 (· 第 2 张).
    pub series: String,
    /// The site's name alone.
    pub column: String,
    /// 2026年第5期.
    pub issue: String,
    /// 第39个世界无烟日.
    pub event: Option<String>,
    /// 2026年5月31日.
    pub event_date: Option<String>,
    /// The large title, one or two lines.
    pub title: Vec<String>,
    /// One or two lines; empty for none.
    pub slogan: Vec<String>,
    /// 2026年5月制作.
    pub made: Option<String>,
    /// Phone, address, hours: the kind and the words.
    pub contact: Vec<(Contact, String)>,
    /// Sources of the articles on the sheet, without repeats.
    pub sources: Vec<String>,
    /// Notes of the text, numbered: `[1] …`.
    pub notes: Vec<String>,
    /// Codes: address and caption.
    pub codes: Vec<(String, String)>,
}

/// A way to reach the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Contact {
    Phone,
    Address,
    Hours,
}

/// What a sheet is: its number, how many there are, the article that opens it, and all articles on it.
#[derive(Debug, Clone, Copy)]
pub struct SheetPlace<'a> {
    /// From 0.
    pub number: usize,
    /// In all.
    pub count: usize,
    /// The article whose title stands in the masthead; `None` on the first sheet, and where an article goes on.
    pub opened_by: Option<&'a Article>,
    /// Articles with text on the sheet.
    pub articles: &'a [&'a Article],
}

/// Where the facts are.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The health days.
    pub calendar: &'a Calendar,
    /// The board.
    pub board: &'a Board,
    /// Today, for boards without a date.
    pub today: Date,
}

/// Codes on one sheet: more would be too small to be found.
const MOST_CODES: usize = 3;

impl SheetInfo {
    /// The words of a sheet.
    pub fn new(facts: Facts<'_>, place: SheetPlace<'_>) -> SheetInfo {
        let Facts { config, board, .. } = facts;
        let date = board.date.unwrap_or(facts.today);
        let issue = board.issue.clone().unwrap_or_else(|| format!("{}年{}月", date.year(), date.month()));
        let mut series = vec![config.title.clone(), issue.clone()];
        if place.count > 1 {
            series.push(format!("第{}张（共{}张）", place.number + 1, place.count));
        }
        let (event, event_date) = event(facts, place.opened_by, date);
        let title = place.opened_by.map_or(board.title.as_str(), |a| a.title.as_str());
        SheetInfo {
            organization: config.organization.name.clone(),
            series: series.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" · "),
            column: config.title.clone(),
            issue,
            event,
            event_date,
            title: title_lines(title),
            slogan: slogan(facts, place, date),
            made: Some(format!("{}年{}月制作", date.year(), date.month())),
            contact: contact(config),
            sources: sources(place.articles),
            notes: Vec::new(),
            codes: codes(config, board, place.articles),
        }
    }
}

impl SheetInfo {
    /// The same words under a unit's name. What the unit leaves out is not printed: the publisher's number on a
    /// unit's board would send people to the wrong door.
    pub fn of_unit(&self, unit: &Unit) -> SheetInfo {
        let one = |kind, text: &Option<String>| text.clone().map(|t| (kind, t));
        let contact =
            [one(Contact::Phone, &unit.phone), one(Contact::Hours, &unit.hours), one(Contact::Address, &unit.address)];
        let codes = match &unit.link {
            Some(link) => vec![(link.clone(), "扫码联系我们".to_owned())],
            None => self.codes.clone(),
        };
        SheetInfo {
            organization: unit.name.clone(),
            contact: contact.into_iter().flatten().collect(),
            codes,
            ..self.clone()
        }
    }
}

fn event(facts: Facts<'_>, opened_by: Option<&Article>, date: Date) -> (Option<String>, Option<String>) {
    let id = match opened_by {
        Some(article) => article.event.as_ref(),
        None => facts.board.event.as_ref(),
    };
    let Some(day) = id.and_then(|id| facts.calendar.event(id)) else { return (None, None) };
    let year = date.year();
    let when = facts.calendar.occurrence(&day.id, year).map(|o| format!("{year}年{}", o.when_zh));
    (Some(day.title(year)), when)
}

fn slogan(facts: Facts<'_>, place: SheetPlace<'_>, date: Date) -> Vec<String> {
    let own = facts.board.slogan.as_deref();
    let of_day = |id: Option<&String>| {
        let day = id.and_then(|id| facts.calendar.event(id))?;
        day.slogan(date.year())
    };
    let text = match place.opened_by {
        Some(article) => of_day(article.event.as_ref()).unwrap_or(&facts.board.title),
        None => own.or_else(|| of_day(facts.board.event.as_ref())).unwrap_or_default(),
    };
    pieces(text)
}

fn contact(config: &Config) -> Vec<(Contact, String)> {
    let o = &config.organization;
    let one = |kind, text: &Option<String>| text.clone().filter(|t| !t.is_empty()).map(|t| (kind, t));
    [one(Contact::Phone, &o.phone), one(Contact::Hours, &o.hours), one(Contact::Address, &o.address)]
        .into_iter()
        .flatten()
        .collect()
}

fn sources(articles: &[&Article]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for source in articles.iter().flat_map(|a| &a.sources) {
        if !all.contains(source) {
            all.push(source.clone());
        }
    }
    all
}

fn codes(config: &Config, board: &Board, articles: &[&Article]) -> Vec<(String, String)> {
    let Some(base) = &config.base_url else { return Vec::new() };
    let base = base.trim_end_matches('/');
    if articles.len() == 1 || (2..=MOST_CODES).contains(&articles.len()) {
        let caption = |a: &Article| if articles.len() == 1 { "扫码看全文".to_owned() } else { short(&a.title) };
        return articles.iter().map(|a| (format!("{base}/articles/{}/", a.slug), caption(a))).collect();
    }
    vec![(format!("{base}/boards/{}/", board.id), "扫码看全文".to_owned())]
}

/// The first words of a title, for the caption of a code.
fn short(title: &str) -> String {
    let first = title.split([' ', '\u{3000}', '，', '：', '、', '！', '？']).find(|p| !p.is_empty()).unwrap_or(title);
    first.chars().take(6).collect()
}

/// The parts of a slogan or title: at spaces, else at the mark in the middle.
fn pieces(text: &str) -> Vec<String> {
    let parts: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    if parts.len() != 1 {
        return parts;
    }
    let marks = ['，', '：', '；', '！', '？', '—', '、'];
    let text = text.trim();
    let Some(cut) = text.find(marks) else { return parts };
    let (head, tail) = text.split_at(cut);
    // 、 and ， at a line's end say no more than the line's end itself; ！ and ？ do.
    let mut mark: String = tail.chars().take_while(|c| marks.contains(c)).collect();
    let rest: String = tail.chars().skip(mark.chars().count()).collect();
    if rest.is_empty() {
        return parts;
    }
    mark.retain(|c| matches!(c, '！' | '？'));
    vec![format!("{head}{mark}"), rest]
}

/// A title in at most two lines, as even as its own breaks allow: a space marks a line's end.
pub fn title_lines(title: &str) -> Vec<String> {
    let parts = pieces(title);
    if parts.len() <= 2 {
        return parts;
    }
    let count = |parts: &[String]| parts.iter().map(|p| p.chars().count()).sum::<usize>();
    let best = (1..parts.len()).min_by_key(|cut| {
        let (a, b) = parts.split_at(*cut);
        count(a).abs_diff(count(b))
    });
    let (a, b) = parts.split_at(best.unwrap_or(1));
    vec![a.join(" "), b.join(" ")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_break_where_their_authors_mean_it() {
        assert_eq!(title_lines("远离烟草 守护呼吸"), ["远离烟草", "守护呼吸"]);
        assert_eq!(title_lines("流感来了，先把疫苗打上"), ["流感来了", "先把疫苗打上"]);
        assert_eq!(title_lines("高温来了！请防中暑"), ["高温来了！", "请防中暑"]);
        assert_eq!(title_lines("知晓您的血压"), ["知晓您的血压"]);
        assert_eq!(title_lines("常开窗 勤洗手 早接种 好过冬"), ["常开窗 勤洗手", "早接种 好过冬"]);
    }
}
