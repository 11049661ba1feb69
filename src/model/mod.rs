//! What was written, as inert data: no I/O, no rendering, nothing that depends on a theme.
//! The site, the WeChat pages and the panels all read these types, so an article looks and counts the same everywhere.

mod date;
mod document;
mod interval;

use std::sync::Arc;

use crate::diagnostic::Span;

pub use date::{Date, Weekday, days_in_month};
pub use document::*;
pub use interval::BoardInterval;

/// One article, as `content/articles/**` has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Site-relative path of its Markdown file, such as `content/articles/2026/no-tobacco/index.md`.
    pub path: String,
    /// The address part, unique over all articles: `no-tobacco`. Never holds `/`, never empty.
    pub slug: String,
    /// 标题.
    pub title: String,
    /// 日期.
    pub date: Option<Date>,
    /// 宣传日: the id of a day in the calendar, already resolved.
    pub event: Option<String>,
    /// 标签, in the order written, without repeats.
    pub tags: Vec<String>,
    /// 摘要: as given, or the first words of the text. Plain text.
    pub summary: String,
    /// 作者.
    pub author: Option<String>,
    /// 审核.
    pub reviewer: Option<String>,
    /// 来源.
    pub sources: Vec<String>,
    /// 适用人群.
    pub audience: Vec<String>,
    /// 有效期至.
    pub expires: Option<Date>,
    /// 草稿.
    pub draft: bool,
    /// 封面: site-relative path of an existing picture.
    pub cover: Option<String>,
    /// Old addresses that lead here, each starting with `/`.
    pub aliases: Vec<String>,
    /// The text; shared, since a preview keeps it from one reading of the site to the next.
    pub document: Arc<Document>,
    /// Characters as Chinese users count: 汉字 one by one, other words and numbers as one each.
    pub characters: usize,
}

/// A page that is not an article: about, contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Site-relative path of its Markdown file.
    pub path: String,
    /// The address part.
    pub slug: String,
    /// 标题.
    pub title: String,
    /// The text.
    pub document: Document,
}

/// Paper orientation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Orientation {
    /// 竖.
    Portrait,
    /// 横.
    Landscape,
}

/// How a board is composed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BoardLayout {
    /// 卡片: every `##` section is a card on a grid.
    Cards,
    /// 通栏: long text in columns.
    Flow,
}

/// One issue of a wall board, as `content/boards/*.md` has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    /// Site-relative path of its Markdown file.
    pub path: String,
    /// From the file's name; the PDF is `output/print/<id>.pdf`.
    pub id: String,
    /// 标题.
    pub title: String,
    /// 期号.
    pub issue: Option<String>,
    /// 日期: when it is posted.
    pub date: Option<Date>,
    /// 更换日期.
    pub until: Option<Date>,
    /// 更换周期 of this board; the site's own when not given.
    pub interval: Option<BoardInterval>,
    /// 位置.
    pub location: Option<String>,
    /// Trim width and height of one sheet in millimetres, orientation applied.
    pub trim_mm: (crate::unit::Mm, crate::unit::Mm),
    /// The size as a person names it: `A1`, `900×1200mm`.
    pub size_name: String,
    /// 方向, as it follows from the trim.
    pub orientation: Orientation,
    /// 张数, at least 1.
    pub sheets: usize,
    /// 版式: the print style's id; `None` for the theme's default.
    pub style: Option<String>,
    /// 配色: colours of the style that this board changes, in the order written, no name twice.
    pub palette: Vec<BoardColor>,
    /// 编排.
    pub layout: Option<BoardLayout>,
    /// 栏数.
    pub columns: Option<usize>,
    /// 文章: slugs of existing articles, in order.
    pub articles: Vec<String>,
    /// 口号.
    pub slogan: Option<String>,
    /// 宣传日 of the board: the event of its first article unless given.
    pub event: Option<String>,
    /// 阅读距离.
    pub reading_distance: crate::unit::Mm,
    /// 单位名单: each gets a copy of its own.
    pub units: Vec<Unit>,
    /// 草稿.
    pub draft: bool,
    /// The body of the board's file: an editor's note.
    pub note: Document,
}

/// A colour of its style that a board changes. Whether the style has one of that name, only the style can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardColor {
    /// Its name in the style's `[palette]`.
    pub name: String,
    /// sRGB.
    pub rgb: [u8; 3],
    /// Where it is written.
    pub span: Span,
}

/// A unit that gets a copy of a board under its own name; what it leaves out is not printed, the logo aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The list it stands in: a site-relative path.
    pub file: Arc<str>,
    /// Its line there.
    pub line: u32,
    /// A sound file name, unique in its list whatever the case: the copy is `output/print/<board>/<id>.pdf`.
    pub id: String,
    /// 单位.
    pub name: String,
    /// 电话.
    pub phone: Option<String>,
    /// 地址.
    pub address: Option<String>,
    /// 服务时间.
    pub hours: Option<String>,
    /// Site-relative path of an existing SVG or PNG; the publisher's own when not given.
    pub logo: Option<String>,
    /// Where the code on its copy leads; the articles' own addresses when not given.
    pub link: Option<String>,
}

/// Everything that was read from `content/`, in a stable order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Site {
    /// Newest first, then by slug; drafts only when asked for.
    pub articles: Vec<Article>,
    /// Newest first, then by id.
    pub boards: Vec<Board>,
    /// By slug.
    pub pages: Vec<Page>,
}

impl Site {
    /// The article of a slug.
    pub fn article(&self, slug: &str) -> Option<&Article> {
        self.articles.iter().find(|a| a.slug == slug)
    }
}
