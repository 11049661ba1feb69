//! `banbao.toml`: raw (serde, unknown keys refused) → resolved. Nothing downstream sees a raw string that could be wrong.

mod load;
mod profile;

pub use load::{CONFIG_FILE, load, parse_base_url};

use std::collections::BTreeMap;

use crate::model::BoardInterval;
use crate::unit::Mm;

/// The settings of a site, all resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// 站名.
    pub title: String,
    /// One sentence for search engines and the feed.
    pub description: String,
    /// Where the site will be, without a `/` at the end; `None` while it has no address (QR codes are left out, with a note).
    pub base_url: Option<String>,
    /// BCP 47.
    pub language: String,
    /// The theme's folder below `themes/`.
    pub theme: String,
    /// Who publishes.
    pub organization: Organization,
    /// The website.
    pub site: SiteConfig,
    /// The boards.
    pub print: PrintConfig,
    /// How bad a lint is for this site, by its code as written; `check` knows the codes.
    pub check: BTreeMap<String, Level>,
    /// How often the boards are to change.
    pub board_interval: BoardInterval,
}

/// How bad what a lint finds is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Not looked for.
    Off,
    /// Worth knowing.
    Note,
    /// Probably not what was meant.
    Warning,
    /// Must not be printed.
    Error,
}

impl Level {
    /// The word for a person.
    pub fn zh(self) -> &'static str {
        match self {
            Level::Off => "关",
            Level::Note => "提示",
            Level::Warning => "警告",
            Level::Error => "错误",
        }
    }

    /// As people write it in `banbao.toml`.
    fn read(text: &str) -> Option<Level> {
        match text.trim().to_ascii_lowercase().as_str() {
            "off" | "关" | "不查" => Some(Level::Off),
            "note" | "提示" => Some(Level::Note),
            "warning" | "warn" | "警告" => Some(Level::Warning),
            "error" | "错误" => Some(Level::Error),
            _ => None,
        }
    }
}

/// Who publishes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Organization {
    /// Full name.
    pub name: String,
    /// Short name for narrow places; the full name when not given.
    pub short: String,
    /// 电话.
    pub phone: Option<String>,
    /// 地址.
    pub address: Option<String>,
    /// 门诊或服务时间.
    pub hours: Option<String>,
    /// ICP 备案号.
    pub icp: Option<String>,
    /// 公安备案号.
    pub police: Option<String>,
    /// Site-relative path of the logo, an existing SVG or PNG.
    pub logo: Option<String>,
}

/// The website.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteConfig {
    /// Articles on a page of a list.
    pub page_size: usize,
    /// Articles in the feed.
    pub feed_size: usize,
    /// Keep raw HTML as written instead of making it safe.
    pub raw_html: bool,
    /// Draw a share picture for every article and board.
    pub share_pictures: bool,
    /// Whether the site has a search page and its index.
    pub search: bool,
}

/// The boards.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintConfig {
    /// The print style of boards that name none.
    pub style: Option<String>,
    /// Beyond the trim.
    pub bleed: Mm,
    /// 裁切线.
    pub crop_marks: bool,
    /// Families that replace the style's: body text.
    pub body_font: Option<String>,
    /// Headings and titles.
    pub heading_font: Option<String>,
    /// Emphasis, the 楷体.
    pub emphasis_font: Option<String>,
    /// Whether sheets are drawn as pictures too.
    pub previews: bool,
    /// The preview pictures' width in pixels.
    pub preview_width: u32,
    /// 标准: write PDF/X-4 for the condition of this profile.
    pub pdf_x4: Option<OutputProfile>,
}

/// The profile of a printing condition: a CMYK output profile, checked as far as its head tells.
#[derive(Clone, PartialEq)]
pub struct OutputProfile {
    /// Site-relative path.
    pub path: String,
    /// The condition's name, as the profile has it.
    pub name: String,
    /// The file.
    pub bytes: std::sync::Arc<[u8]>,
}

impl std::fmt::Debug for OutputProfile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OutputProfile({}, {}, {} bytes)", self.path, self.name, self.bytes.len())
    }
}

impl Default for Config {
    fn default() -> Self {
        Config {
            title: "健康教育".to_owned(),
            description: String::new(),
            base_url: None,
            language: "zh-CN".to_owned(),
            theme: "default".to_owned(),
            organization: Organization::default(),
            site: SiteConfig { page_size: 20, feed_size: 20, raw_html: false, share_pictures: true, search: true },
            print: PrintConfig {
                style: None,
                bleed: Mm(3.0),
                crop_marks: false,
                body_font: None,
                heading_font: None,
                emphasis_font: None,
                previews: true,
                preview_width: 1200,
                pdf_x4: None,
            },
            check: BTreeMap::new(),
            board_interval: BoardInterval::Quarter,
        }
    }
}
