//! What templates can read. Every field is explained in `docs/themes.md`; a test holds the two together.
//!
//! Addresses count from the site's root and start with `/`; the filter `href` turns them into addresses
//! relative to the page. Fields that end in `_html` are HTML already and want the filter `safe`.

use std::marker::PhantomData;

use minijinja::value::{Serde, Value};
use serde::{Serialize, Serializer};

use super::picture::Picture;

/// An entry that stands on many pages, turned into a template's value once. Reads like a `T` in templates.
#[derive(Debug, Clone)]
pub struct Shared<T> {
    value: Value,
    kind: PhantomData<fn() -> T>,
}

impl<T: Serialize> Shared<T> {
    /// Shares an entry.
    pub fn new(entry: &T) -> Self {
        Shared { value: Value::from(Serde(entry)), kind: PhantomData }
    }
}

impl<T> Serialize for Shared<T> {
    /// Within a template's context the value itself is handed over, without a copy.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// `site`: the same on every page.
#[derive(Debug, Clone, Serialize)]
pub struct SiteContext {
    /// 站名.
    pub title: String,
    /// One sentence about the site.
    pub description: String,
    /// BCP 47: `zh-CN`.
    pub language: String,
    /// Who publishes.
    pub organization: OrganizationContext,
    /// The main navigation.
    pub nav: Vec<NavItem>,
    /// Pages that are no articles: 关于我们 …
    pub pages: Vec<LinkItem>,
    /// Address of the search page; none when the site has no search.
    pub search: Option<String>,
    /// Address of the feed; none while the site has no address of its own.
    pub feed: Option<String>,
    /// Where the site will be, without `/` at the end.
    pub base_url: Option<String>,
}

/// Who publishes.
#[derive(Debug, Clone, Serialize)]
pub struct OrganizationContext {
    /// Full name.
    pub name: String,
    /// Short name.
    pub short: String,
    /// As written.
    pub phone: Option<String>,
    /// `tel:…`.
    pub phone_href: Option<String>,
    /// 地址.
    pub address: Option<String>,
    /// 服务时间.
    pub hours: Option<String>,
    /// ICP 备案号.
    pub icp: Option<String>,
    /// 公安备案号.
    pub police: Option<String>,
    /// Only its digits, for the address at the ministry.
    pub police_code: Option<String>,
    /// The logo.
    pub logo: Option<Picture>,
}

/// One entry of the main navigation.
#[derive(Debug, Clone, Serialize)]
pub struct NavItem {
    /// `home`, `articles`, `boards`, `calendar`, `search`: compare with `page.section`.
    pub key: String,
    /// 首页.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// A name and where it leads.
#[derive(Debug, Clone, Serialize)]
pub struct LinkItem {
    /// What to show.
    pub title: String,
    /// Its address.
    pub url: String,
    /// How many articles are behind it; 0 where that means nothing.
    pub count: usize,
}

/// `page`: what the frame of every page needs.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PageContext {
    /// The template without `.html`: `article`.
    pub kind: String,
    /// The entry of the navigation that is lit.
    pub section: String,
    /// What stands in `<title>`.
    pub title: String,
    /// For search engines and when shared.
    pub description: String,
    /// Address from the root.
    pub url: String,
    /// From this page to the root: `../../`.
    pub root: String,
    /// Full address; none while the site has none.
    pub canonical: Option<String>,
    /// `article` or `website` (Open Graph).
    pub og_type: String,
    /// Full address of a picture for sharing (PNG or JPEG).
    pub image: Option<String>,
    /// Its width and height in px and what it shows, for pictures that were drawn for sharing.
    pub image_facts: Option<ImageFacts>,
    /// ISO date.
    pub published: Option<String>,
    /// schema.org, as JSON that is safe within `<script>`.
    pub json_ld: String,
    /// Whether search engines should leave it out.
    pub noindex: bool,
    /// The way back: 首页 › 文章.
    pub crumbs: Vec<LinkItem>,
}

/// What services want to know of a picture before they fetch it.
#[derive(Debug, Clone, Serialize)]
pub struct ImageFacts {
    /// In px.
    pub width: u32,
    /// In px.
    pub height: u32,
    /// In words.
    pub alt: String,
}

/// An article in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleItem {
    /// 标题.
    pub title: String,
    /// Its address.
    pub url: String,
    /// 摘要.
    pub summary: String,
    /// 宣传日's name.
    pub event: Option<String>,
    /// 2026 年 5 月 20 日.
    pub date: Option<String>,
    /// 2026-05-20.
    pub date_iso: Option<String>,
    /// Whether someone reviewed it.
    pub reviewed: bool,
    /// Reading time in minutes.
    pub minutes: usize,
    /// 封面.
    pub cover: Option<Picture>,
}

/// A health day.
#[derive(Debug, Clone, Serialize)]
pub struct DayItem {
    /// The event's id.
    pub id: String,
    /// 第 39 个世界无烟日.
    pub title: String,
    /// 世界无烟日.
    pub name: String,
    /// 第 39 个; none when it is not counted.
    pub ordinal: Option<String>,
    /// The page about it, if there is anything to show.
    pub url: Option<String>,
    /// First day, 2026-05-31; none for a whole month without days, and while it is not announced.
    pub from_iso: Option<String>,
    /// Last day; the same as the first for a single day.
    pub to_iso: Option<String>,
    /// 31, 全月, 待定.
    pub big: String,
    /// 5 月.
    pub month: String,
    /// 周日; empty without a day.
    pub weekday: String,
    /// In words: 5 月 31 日.
    pub when: String,
    /// How many articles.
    pub articles: usize,
    /// How many boards.
    pub boards: usize,
    /// 口号.
    pub slogan: Option<String>,
    /// Over on the day of the build.
    pub past: bool,
}

/// A month of the calendar.
#[derive(Debug, Clone, Serialize)]
pub struct MonthItem {
    /// 1 to 12.
    pub number: u8,
    /// Whether the site was built in it.
    pub current: bool,
    /// Its days, by date.
    pub days: Vec<DayItem>,
}

/// A sheet of a board.
#[derive(Debug, Clone, Serialize)]
pub struct SheetItem {
    /// From 1.
    pub number: usize,
    /// The whole picture.
    pub picture: Picture,
    /// A small one for lists.
    pub thumb: Picture,
}

/// A board in a list.
#[derive(Debug, Clone, Serialize)]
pub struct BoardItem {
    /// The file's name without `.md`.
    pub id: String,
    /// 标题.
    pub title: String,
    /// 期号.
    pub issue: Option<String>,
    /// Its address.
    pub url: String,
    /// 张贴: 2026 年 5 月 20 日.
    pub posted: Option<String>,
    /// 2026-05-20.
    pub posted_iso: Option<String>,
    /// 撤换.
    pub until: Option<String>,
    /// 2026-06-04.
    pub until_iso: Option<String>,
    /// 位置.
    pub location: Option<String>,
    /// A1 竖版 × 2 张.
    pub format: String,
    /// 口号.
    pub slogan: Option<String>,
    /// Whether it hangs on the day of the build.
    pub hanging: bool,
    /// The sheets' pictures; empty when no previews were made.
    pub sheets: Vec<SheetItem>,
    /// The PDF's address.
    pub pdf: Option<String>,
    /// 2.1 MB.
    pub pdf_size: Option<String>,
}

/// `home.html`.
#[derive(Debug, Clone, Serialize)]
pub struct HomeContext {
    /// 五月.
    pub month: String,
    /// This month's days from today on, and those of the whole month.
    pub days: Vec<DayItem>,
    /// The next days after this month, at least enough to fill the list.
    pub next_days: Vec<DayItem>,
    /// This month's days that are over.
    pub past_days: Vec<DayItem>,
    /// The board that hangs, else the latest.
    pub board: Option<BoardItem>,
    /// Latest first.
    pub articles: Vec<Shared<ArticleItem>>,
    /// How many articles there are.
    pub article_count: usize,
    /// Audiences.
    pub audiences: Vec<LinkItem>,
    /// Tags, the most used first.
    pub tags: Vec<LinkItem>,
    /// The quarters with articles of this year, else of the last year that has any.
    pub quarters: Vec<LinkItem>,
    /// This quarter, if it has articles; one of `quarters`.
    pub quarter: Option<LinkItem>,
}

/// A list's pages: fields of `list.html` and `event.html`.
#[derive(Debug, Clone, Serialize)]
pub struct Turns {
    /// From 1.
    pub number: usize,
    /// How many pages the list has.
    pub pages: usize,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// Pages by number: the first, the last and those around this one; a gap has no address.
    pub turns: Vec<LinkItem>,
}

/// `list.html`: all articles, a tag, an audience, a year.
#[derive(Debug, Clone, Serialize)]
pub struct ListContext {
    /// What kind of list it is, above the heading: 话题, 人群; none for the others.
    pub label: Option<String>,
    /// The heading.
    pub heading: String,
    /// A line below it.
    pub note: String,
    /// On this page.
    pub articles: Vec<Shared<ArticleItem>>,
    /// Its pages.
    #[serde(flatten)]
    pub(super) turning: Turns,
    /// Ways to narrow it; on the list of all articles only.
    pub audiences: Vec<LinkItem>,
    /// Tags.
    pub tags: Vec<LinkItem>,
    /// Years.
    pub years: Vec<LinkItem>,
    /// The quarters of the year, on its own list and theirs.
    pub quarters: Vec<LinkItem>,
}

/// `index.html`: all tags, all audiences, all years.
#[derive(Debug, Clone, Serialize)]
pub struct IndexContext {
    /// The heading.
    pub heading: String,
    /// A line below it.
    pub note: String,
    /// What is listed; one group but for the archive, which has one for each year.
    pub groups: Vec<IndexGroup>,
}

/// Lists that stand together.
#[derive(Debug, Clone, Serialize)]
pub struct IndexGroup {
    /// The list that holds them all, such as a year.
    pub all: Option<LinkItem>,
    /// The lists.
    pub items: Vec<LinkItem>,
}

/// `article.html`.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleContext {
    /// The article.
    pub article: ArticleView,
}

/// An article on its page.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleView {
    /// 标题.
    pub title: String,
    /// 摘要.
    pub summary: String,
    /// The text.
    pub body_html: String,
    /// The footnotes; empty without any.
    pub notes_html: String,
    /// Its sections.
    pub toc: Vec<TocItem>,
    /// Reading time in minutes.
    pub minutes: usize,
    /// 作者.
    pub author: Option<String>,
    /// 审核.
    pub reviewer: Option<String>,
    /// 来源 in one line.
    pub source: Option<String>,
    /// 来源 one by one.
    pub sources: Vec<String>,
    /// 适用人群.
    pub audience: Option<String>,
    /// 日期.
    pub date: Option<String>,
    /// ISO.
    pub date_iso: Option<String>,
    /// 有效期至.
    pub expires: Option<String>,
    /// ISO.
    pub expires_iso: Option<String>,
    /// Whether it had expired on the day of the build.
    pub expired: bool,
    /// 宣传日.
    pub event: Option<DayItem>,
    /// 标签.
    pub tags: Vec<LinkItem>,
    /// The boards that carry it.
    pub boards: Vec<BoardItem>,
    /// At most three with the same event or tags.
    pub related: Vec<Shared<ArticleItem>>,
    /// The next newer article.
    pub newer: Option<LinkItem>,
    /// The next older article.
    pub older: Option<LinkItem>,
}

/// A section of an article.
#[derive(Debug, Clone, Serialize)]
pub struct TocItem {
    /// Its id.
    pub id: String,
    /// Plain text.
    pub title: String,
}

/// `event.html`.
#[derive(Debug, Clone, Serialize)]
pub struct EventContext {
    /// 世界无烟日.
    pub name: String,
    /// 第 39 个世界无烟日.
    pub heading: String,
    /// This year's.
    pub day: Option<DayItem>,
    /// English name.
    pub name_en: Option<String>,
    /// Who calls for it.
    pub organizer: Option<String>,
    /// What is known about it.
    pub note: Option<String>,
    /// This year's slogan.
    pub slogan: Option<String>,
    /// Latest first, those of this page.
    pub articles: Vec<Shared<ArticleItem>>,
    /// Its pages.
    #[serde(flatten)]
    pub(super) turning: Turns,
    /// Latest first; on the first page only.
    pub boards: Vec<BoardItem>,
}

/// `calendar.html`.
#[derive(Debug, Clone, Serialize)]
pub struct CalendarContext {
    /// The year.
    pub year: i32,
    /// How many days it has.
    pub count: usize,
    /// Twelve.
    pub months: Vec<MonthItem>,
    /// The other year's page.
    pub other: LinkItem,
    /// For phones' calendars.
    pub ics: String,
}

/// `boards.html`.
#[derive(Debug, Clone, Serialize)]
pub struct BoardsContext {
    /// Latest first.
    pub boards: Vec<BoardItem>,
}

/// `board.html`.
#[derive(Debug, Clone, Serialize)]
pub struct BoardContext {
    /// The board.
    pub board: BoardItem,
    /// The editor's note; empty without one.
    pub note_html: String,
    /// 宣传日.
    pub event: Option<DayItem>,
    /// In the board's order.
    pub articles: Vec<Shared<ArticleItem>>,
    /// Other boards, latest first.
    pub others: Vec<BoardItem>,
}

/// `page.html`.
#[derive(Debug, Clone, Serialize)]
pub struct PlainContext {
    /// 标题.
    pub title: String,
    /// The text.
    pub body_html: String,
    /// The footnotes.
    pub notes_html: String,
    /// Its sections.
    pub toc: Vec<TocItem>,
}

/// `search.html`.
#[derive(Debug, Clone, Serialize)]
pub struct SearchContext {
    /// Where the script finds the index.
    pub index: String,
    /// Words to try: the most used tags, each leading to its results.
    pub popular: Vec<LinkItem>,
    /// How many articles there are.
    pub article_count: usize,
    /// Audiences.
    pub audiences: Vec<LinkItem>,
    /// Tags, the most used first.
    pub tags: Vec<LinkItem>,
    /// Years.
    pub years: Vec<LinkItem>,
}

/// `404.html`.
#[derive(Debug, Clone, Serialize)]
pub struct NotFoundContext {
    /// Latest first.
    pub articles: Vec<Shared<ArticleItem>>,
}

/// `redirect.html`.
#[derive(Debug, Clone, Serialize)]
pub struct RedirectContext {
    /// The new place.
    pub target: LinkItem,
}
