//! The block and inline tree of one text. pulldown-cmark's events end here.

/// One text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The blocks, in order.
    pub blocks: Vec<Block>,
    /// The notes that the text refers to, in the order of their first reference; numbered from 1 by position.
    pub footnotes: Vec<Footnote>,
}

/// A footnote's text.
#[derive(Debug, Clone, PartialEq)]
pub struct Footnote {
    /// As the author named it.
    pub label: String,
    /// Its text.
    pub blocks: Vec<Block>,
}

/// One block and the line of its file on which it starts (from 1).
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Line in the Markdown file, from 1, front matter counted.
    pub line: u32,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq)]
pub enum BlockKind {
    /// `#` … `######`.
    Heading(Box<Heading>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// Bulleted or numbered; task lists too.
    List(List),
    /// Definition lists: Q&A.
    Definitions(Vec<Definition>),
    /// A table.
    Table(Box<Table>),
    /// `>`.
    Quote(Vec<Block>),
    /// `> [!TIP]`.
    Alert(Alert),
    /// A picture alone in its paragraph.
    Figure(Box<Figure>),
    /// Fenced or indented code.
    Code {
        /// The language after the fence.
        language: Option<String>,
        /// The text, with its line ends.
        text: String,
    },
    /// Raw HTML, already made safe; panels leave it out (with a note).
    Html(String),
    /// `---`.
    Rule,
}

/// A heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Unique in the document; keeps the Chinese.
    pub id: String,
    /// `{.timeline .wide}`.
    pub classes: Vec<String>,
    /// `{key=value}`.
    pub attributes: Vec<(String, String)>,
    /// Its text.
    pub content: Vec<Inline>,
}

/// A list.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// The first number of a numbered list.
    pub start: Option<u64>,
    /// Whether the author left no blank lines between items.
    pub tight: bool,
    /// The items.
    pub items: Vec<ListItem>,
}

impl List {
    /// Whether every item has a box to tick.
    pub fn is_task_list(&self) -> bool {
        !self.items.is_empty() && self.items.iter().all(|i| i.task.is_some())
    }
}

/// One item.
#[derive(Debug, Clone, PartialEq)]
pub struct ListItem {
    /// `[ ]` or `[x]`.
    pub task: Option<bool>,
    /// Its text; a tight item holds one paragraph first.
    pub blocks: Vec<Block>,
    /// Line in the file.
    pub line: u32,
}

/// One entry of a definition list.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// What is asked or defined.
    pub term: Vec<Inline>,
    /// The answers.
    pub details: Vec<Vec<Block>>,
    /// Line in the file.
    pub line: u32,
}

/// How a table's column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Align {
    None,
    Left,
    Center,
    Right,
}

/// A table; every row has as many cells as there are columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// One per column.
    pub align: Vec<Align>,
    /// The head's cells.
    pub head: Vec<Vec<Inline>>,
    /// The rows' cells.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// The kinds of alert (GFM), with the names that boards give them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AlertKind {
    /// `[!NOTE]` 知识点.
    Note,
    /// `[!TIP]` 小贴士.
    Tip,
    /// `[!IMPORTANT]` 划重点.
    Important,
    /// `[!WARNING]` 误区.
    Warning,
    /// `[!CAUTION]` 紧急就医.
    Caution,
}

impl AlertKind {
    /// The name set when the author gives none.
    pub fn label(self) -> &'static str {
        match self {
            AlertKind::Note => "知识点",
            AlertKind::Tip => "小贴士",
            AlertKind::Important => "划重点",
            AlertKind::Warning => "误区",
            AlertKind::Caution => "紧急就医",
        }
    }
}

/// A callout.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Its kind.
    pub kind: AlertKind,
    /// The author's own title: the first line when all of it is bold; not repeated in `blocks`.
    pub title: Option<Vec<Inline>>,
    /// Its text.
    pub blocks: Vec<Block>,
}

/// A picture that stands alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The picture.
    pub image: Image,
    /// The caption: the Markdown title of the picture.
    pub caption: Option<String>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// As written.
    pub src: String,
    /// Site-relative path of the existing file; `None` for addresses on the web and for missing files (already reported).
    pub path: Option<String>,
    /// What it shows, as plain text.
    pub alt: String,
    /// The title.
    pub title: Option<String>,
}

/// A piece of running text and its line in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Line in the Markdown file, from 1.
    pub line: u32,
}

/// What a piece of running text is.
#[derive(Debug, Clone, PartialEq)]
pub enum InlineKind {
    /// Text. Soft line ends are resolved already: gone between wide characters, else one space.
    Text(String),
    /// `*…*`.
    Emphasis(Vec<Inline>),
    /// `**…**`.
    Strong(Vec<Inline>),
    /// `~~…~~`.
    Strikethrough(Vec<Inline>),
    /// `` `…` ``.
    Code(String),
    /// A link.
    Link(Box<Link>),
    /// A picture within text.
    Image(Box<Image>),
    /// A reference to `Document::footnotes[index]`.
    FootnoteRef(usize),
    /// A hard line break.
    Break,
    /// Raw inline HTML, already made safe.
    Html(String),
}

/// A link.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// As written.
    pub href: String,
    /// Where it leads.
    pub target: LinkTarget,
    /// The title.
    pub title: Option<String>,
    /// Its text.
    pub content: Vec<Inline>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// Out of the site, or kept as written (`https:`, `tel:`, `mailto:`, a path below `static/`).
    Url(String),
    /// Another Markdown file of the site, by its site-relative path, with the part after `#`.
    Content {
        /// Site-relative path of the Markdown file.
        path: String,
        /// The part after `#`, without it.
        fragment: Option<String>,
    },
    /// A heading on this page.
    Fragment(String),
}

/// The plain text of running text: no marks, no notes, line breaks as spaces.
pub fn plain_text(inlines: &[Inline]) -> String {
    fn walk(inlines: &[Inline], out: &mut String) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(t) | InlineKind::Code(t) => out.push_str(t),
                InlineKind::Emphasis(c) | InlineKind::Strong(c) | InlineKind::Strikethrough(c) => walk(c, out),
                InlineKind::Link(l) => walk(&l.content, out),
                InlineKind::Break => out.push(' '),
                InlineKind::Image(_) | InlineKind::FootnoteRef(_) | InlineKind::Html(_) => {}
            }
        }
    }
    let mut out = String::new();
    walk(inlines, &mut out);
    out
}
