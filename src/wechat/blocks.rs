//! Blocks as the editor keeps them: `section`s with a style each, never an empty one (the editor drops those).

use super::inline::{self, Notes, Setting};
use super::markup::{element, escape, icon, p, section, span};
use super::palette::{Look, Mood, Turn, WHITE, alert};
use super::picture::Picture;
use super::sections;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{Alert, AlertKind, Article, Block, BlockKind, Heading, Inline, Site, plain_text};
use crate::world::World;

/// The widest that an article is shown, in CSS pixels.
pub(super) const WIDTH: u32 = 677;

/// Writes the text of one article.
pub(super) struct Maker<'a> {
    pub(super) world: &'a dyn World,
    pub(super) site: &'a Site,
    pub(super) article: &'a Article,
    pub(super) look: &'static Look,
    pub(super) notes: Notes,
    pub(super) pictures: Vec<Picture>,
    pub(super) diagnostics: Diagnostics,
    /// How many `##` there were so far.
    sections: usize,
}

impl<'a> Maker<'a> {
    pub(super) fn new(world: &'a dyn World, site: &'a Site, article: &'a Article, look: &'static Look) -> Self {
        Maker {
            world,
            site,
            article,
            look,
            notes: Notes::default(),
            pictures: Vec::new(),
            diagnostics: Diagnostics::new(),
            sections: 0,
        }
    }

    pub(super) fn warn(&mut self, line: u32, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic.with_span(Span::line(self.article.path.clone(), line)));
    }

    /// The colours of the section that is being written.
    pub(super) fn turn(&self) -> &'static Turn {
        self.look.turn(self.sections.saturating_sub(1))
    }

    /// Running text on white or a pale ground.
    pub(super) fn inline(&mut self, inlines: &[Inline]) -> String {
        self.inline_in(inlines, None)
    }

    /// Running text in one colour.
    pub(super) fn inline_in(&mut self, inlines: &[Inline], only: Option<&'static str>) -> String {
        let footnotes = self.article.document.footnotes.len();
        let set = Setting { look: self.look, site: self.site, only, footnotes };
        inline::html(inlines, &set, &mut self.notes)
    }

    /// The style of running text. Full lines are justified; the narrow columns of smaller text would gape.
    pub(super) fn text(&self, size: u32, margin: &str) -> String {
        let align = if size < 16 { "left" } else { "justify" };
        format!("margin:{margin};font-size:{size}px;line-height:1.8;color:{};text-align:{align};", self.look.ink)
    }

    /// Blocks in order; a heading may say how the list under it is shown.
    pub(super) fn blocks(&mut self, blocks: &[Block]) -> String {
        let mut out = String::new();
        let mut heading: Option<&Heading> = None;
        for block in blocks {
            if let BlockKind::Heading(h) = &block.kind {
                heading = Some(h);
            }
            out.push_str(&self.block(block, heading));
        }
        out
    }

    fn block(&mut self, block: &Block, heading: Option<&Heading>) -> String {
        match &block.kind {
            BlockKind::Heading(h) => self.heading(h),
            BlockKind::Paragraph(inlines) => self.paragraph(inlines),
            BlockKind::List(l) => self.list(l, heading),
            BlockKind::Definitions(d) => self.definitions(d),
            BlockKind::Table(t) => self.table(t),
            BlockKind::Quote(b) => self.quote(b),
            BlockKind::Alert(a) => self.alert(a),
            BlockKind::Figure(f) => self.figure(f, block.line),
            BlockKind::Code { text, .. } => self.code(text),
            BlockKind::Html(raw) => self.raw(raw, block.line),
            BlockKind::Rule => p(
                &format!(
                    "margin:28px 0;text-align:center;font-size:12px;line-height:1;letter-spacing:14px;color:{};",
                    self.look.line
                ),
                "◆◆◆",
            ),
        }
    }

    /// Blocks within a card: the last margin would only make its foot too deep.
    fn tight(&mut self, blocks: &[Block], size: u32) -> String {
        let last = blocks.len().saturating_sub(1);
        let mut out = String::new();
        for (i, block) in blocks.iter().enumerate() {
            match &block.kind {
                BlockKind::Paragraph(inlines) => {
                    let style = self.text(size, if i == last { "0" } else { "0 0 8px" });
                    let inner = self.inline(inlines);
                    out.push_str(&p(&style, &inner));
                }
                _ => out.push_str(&self.block(block, None)),
            }
        }
        out
    }

    /// Text under a term, in a step, in an answer.
    pub(super) fn small(&mut self, blocks: &[Block]) -> String {
        self.tight(blocks, 15)
    }

    fn heading(&mut self, h: &Heading) -> String {
        if h.level > 2 {
            let words = self.inline(&h.content);
            let style = format!(
                "margin:24px 0 10px;padding-left:10px;border-left:4px solid {};font-size:17px;line-height:1.5;font-weight:bold;color:{};",
                self.look.solid, self.look.deep
            );
            return element(if h.level == 3 { "h3" } else { "h4" }, &style, &words);
        }
        self.sections += 1;
        let solid = !matches!(self.look.mood, Mood::Fresh);
        let words = self.inline_in(&h.content, solid.then_some(WHITE));
        match self.look.mood {
            Mood::Fresh => self.fresh_heading(&words),
            Mood::Solemn => self.solemn_heading(&words),
            Mood::Playful => self.playful_heading(&words),
        }
    }

    /// A numbered leaf and a line below.
    fn fresh_heading(&self, words: &str) -> String {
        let l = self.look;
        let badge = section(
            &format!(
                "flex-shrink:0;width:32px;height:32px;margin-right:10px;border-radius:16px 16px 16px 4px;background-color:{};color:{WHITE};font-size:16px;line-height:32px;font-weight:bold;text-align:center;",
                l.solid
            ),
            &self.sections.to_string(),
        );
        let title = element(
            "h2",
            &format!("flex:1;margin:0;font-size:20px;line-height:1.4;font-weight:bold;color:{};", l.deep),
            words,
        );
        section(
            &format!(
                "display:flex;align-items:center;margin:40px 0 18px;padding-bottom:9px;border-bottom:2px solid {};",
                l.line
            ),
            &format!("{badge}{title}"),
        )
    }

    /// A red plate with a dark end that counts in 汉字.
    fn solemn_heading(&self, words: &str) -> String {
        let l = self.look;
        let badge = section(
            &format!(
                "flex-shrink:0;padding:8px 12px;background-color:{};color:#f7dfa6;font-size:18px;line-height:1.4;font-weight:bold;",
                l.deep
            ),
            &sections::zh_number(self.sections),
        );
        let title = element(
            "h2",
            &format!(
                "margin:0;padding:8px 18px;background-color:{};color:{WHITE};font-size:19px;line-height:1.4;font-weight:bold;letter-spacing:1px;",
                l.solid
            ),
            words,
        );
        let plate = section(
            "display:inline-flex;align-items:stretch;max-width:100%;text-align:left;",
            &format!("{badge}{title}"),
        );
        section(
            &format!(
                "margin:40px 0 20px;text-align:left;border-bottom:3px solid {};line-height:1;font-size:0;",
                l.line
            ),
            &plate,
        )
    }

    /// A round label whose colour changes from section to section.
    fn playful_heading(&self, words: &str) -> String {
        let (colour, ink) = (self.turn().solid, self.turn().ink);
        let badge = section(
            &format!(
                "flex-shrink:0;width:34px;height:34px;margin-right:10px;border-radius:17px;background-color:{WHITE};color:{ink};font-size:18px;line-height:34px;font-weight:bold;text-align:center;"
            ),
            &self.sections.to_string(),
        );
        let title =
            element("h2", &format!("margin:0;font-size:19px;line-height:1.4;font-weight:bold;color:{WHITE};"), words);
        let label = section(
            &format!(
                "display:inline-flex;align-items:center;max-width:100%;box-sizing:border-box;padding:5px 22px 5px 5px;border-radius:22px;background-color:{colour};color:{WHITE};text-align:left;"
            ),
            &format!("{badge}{title}"),
        );
        section("margin:40px 0 18px;", &label)
    }

    fn paragraph(&mut self, inlines: &[Inline]) -> String {
        if let Some((figure, rest)) = sections::key_figure(inlines) {
            return self.key_figure(&figure, &rest);
        }
        let inner = self.inline(inlines);
        if inner.trim().is_empty() {
            return String::new();
        }
        p(
            &self.text(16, "0 0 16px").replace("justify", if has_long_word(inlines) { "left" } else { "justify" }),
            &inner,
        )
    }

    /// A number that one remembers, and what it says.
    fn key_figure(&mut self, figure: &str, rest: &[Inline]) -> String {
        let (l, corner) = (self.look, self.look.corner);
        let (before, number, after) = sections::split_figure(figure);
        let small =
            |t: &str| if t.is_empty() { String::new() } else { span("font-size:20px;font-weight:bold;", &escape(t)) };
        let big = span("font-size:46px;font-weight:bold;letter-spacing:-1px;", &escape(number));
        let number = p(
            &format!("margin:0 0 6px;font-size:20px;line-height:1.15;color:{};text-align:left;", l.warm),
            &format!("{}{big}{}", small(before), small(after)),
        );
        let words = self.inline(rest);
        let said = p(&format!("margin:0;font-size:16px;line-height:1.75;color:{};text-align:justify;", l.ink), &words);
        section(
            &format!(
                "margin:4px 0 20px;padding:18px 20px;border-left:5px solid {};border-radius:2px {corner} {corner} 2px;background-color:{};color:{};",
                l.warm, l.warm_tint, l.ink
            ),
            &format!("{number}{said}"),
        )
    }

    fn quote(&mut self, blocks: &[Block]) -> String {
        let (l, corner) = (self.look, self.look.corner);
        if let Some(inlines) = sections::slogan(blocks) {
            let words = self.inline(inlines);
            let line = p(
                &format!(
                    "margin:0;font-size:18px;line-height:1.7;font-weight:bold;color:{};text-align:center;letter-spacing:1px;",
                    l.warm
                ),
                &words,
            );
            return section(
                &format!(
                    "margin:26px 0;padding:16px 14px;border-top:2px solid {};border-bottom:2px solid {};background-color:{};color:{};",
                    l.warm, l.warm, l.warm_tint, l.warm
                ),
                &line,
            );
        }
        let inner = self.tight(blocks, 16);
        section(
            &format!(
                "margin:18px 0;padding:14px 18px;border-left:4px solid {};border-radius:2px {corner} {corner} 2px;background-color:{};color:{};",
                l.warm, l.warm_tint, l.ink
            ),
            &inner,
        )
    }

    fn alert(&mut self, a: &Alert) -> String {
        let (c, corner) = (alert(a.kind), self.look.corner);
        let urgent = a.kind == AlertKind::Caution;
        let label = a.kind.label();
        let title = a.title.as_deref().map(plain_text).unwrap_or_default();
        // “误区：……” as a title says its kind already.
        let title = title.strip_prefix(label).map_or(title.as_str(), |t| t.trim_start_matches(['：', ':', ' ', '·']));
        let ink = if urgent { WHITE } else { c.ink };
        let chip = span(
            &if urgent {
                format!("font-size:17px;font-weight:bold;color:{WHITE};")
            } else {
                format!(
                    "display:inline-block;padding:0 8px;border-radius:4px;background-color:{};color:{WHITE};font-size:14px;line-height:24px;font-weight:bold;",
                    c.solid
                )
            },
            label,
        );
        let named = if title.is_empty() {
            String::new()
        } else {
            span(&format!("margin-left:8px;font-size:16px;font-weight:bold;color:{ink};"), &escape(title))
        };
        let inner = self.tight(&a.blocks, 15);
        let head_style = if urgent {
            format!(
                "margin:0;padding:9px 16px;background-color:{};color:{WHITE};font-size:16px;line-height:1.6;",
                c.solid
            )
        } else {
            let foot = if inner.is_empty() { "14px" } else { "0" };
            format!("margin:0;padding:14px 16px {foot};color:{};font-size:16px;line-height:1.6;", c.ink)
        };
        let head = p(&head_style, &format!("{}{chip}{named}", icon(c.icon, if urgent { WHITE } else { c.solid }, 18)));
        let body = if inner.is_empty() { String::new() } else { section("padding:8px 16px 14px;", &inner) };
        section(
            &format!(
                "margin:20px 0;border:1px solid {};border-radius:{corner};overflow:hidden;background-color:{};color:{};",
                if urgent { c.solid } else { c.line },
                c.tint,
                self.look.ink
            ),
            &format!("{head}{body}"),
        )
    }

    /// Lines of code keep their ends and indents as the editor understands them.
    fn code(&mut self, text: &str) -> String {
        let lines: Vec<String> = text
            .trim_end()
            .lines()
            .map(|line| {
                let body = line.trim_start();
                let indent = line.chars().count() - body.chars().count();
                format!("{}{}", "\u{a0}".repeat(indent), escape(body))
            })
            .collect();
        if lines.is_empty() {
            return String::new();
        }
        let inner = p(
            &format!(
                "margin:0;font-family:Menlo,Consolas,monospace;font-size:14px;line-height:1.7;color:{};white-space:nowrap;",
                self.look.ink
            ),
            &lines.join("<br>"),
        );
        section(
            &format!(
                "margin:8px 0 20px;padding:12px 16px;overflow-x:auto;border-radius:8px;background-color:{};color:{};",
                self.look.tint, self.look.ink
            ),
            &inner,
        )
    }

    /// Raw HTML: its words alone. Its classes and layouts would not live through the editor.
    fn raw(&mut self, raw: &str, line: u32) -> String {
        let words = words_of_html(raw);
        if words.is_empty() {
            return String::new();
        }
        self.warn(
            line,
            Diagnostic::note("wechat-html", "公众号里不能用这段网页代码（HTML），只留下了文字")
                .with_help("改用 Markdown 的写法，三种输出就都有一样的效果"),
        );
        words.iter().map(|w| p(&self.text(16, "0 0 16px"), &escape(w))).collect()
    }
}

/// The words of a piece of HTML, one text per line; the insides of `script` and `style` are no words.
fn words_of_html(raw: &str) -> Vec<String> {
    let mut words = String::new();
    let mut rest = raw;
    while let Some((text, tail)) = rest.split_once('<') {
        words.push_str(text);
        let (tag, after) = tail.split_once('>').unwrap_or((tail, ""));
        let name: String =
            tag.chars().take_while(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase();
        let is_line =
            tag.starts_with('/') && !["/b", "/i", "/u", "/span", "/a", "/em", "/strong", "/sub", "/sup"].contains(&tag);
        if is_line || name == "br" {
            words.push('\n');
        }
        rest = match name.as_str() {
            "script" | "style" => after.split_once("</").map_or("", |(_, t)| t.split_once('>').map_or("", |(_, t)| t)),
            _ => after,
        };
    }
    words.push_str(rest);
    let plain = words
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&");
    plain.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

/// Whether a line may stay half empty before a word such as an address: justified, its few characters would fly apart.
fn has_long_word(inlines: &[Inline]) -> bool {
    const LONG: usize = 16;
    let text = plain_text(inlines);
    text.split(|c: char| !c.is_ascii_graphic()).any(|word| word.len() >= LONG)
}
