//! What stands before and after the text: the lead card; notes, sources, who wrote and checked it, who publishes.

use super::blocks::{Maker, WIDTH};
use super::inline::Note;
use super::markup::{escape, p, section, span};
use super::palette::WHITE;
use crate::calendar::Calendar;
use crate::config::Organization;

/// The whole article as it is copied.
pub(super) fn fragment(maker: &mut Maker<'_>, calendar: &Calendar, organization: &Organization) -> String {
    let article = maker.article;
    let lead = maker.lead(calendar);
    let body = maker.blocks(&article.document.blocks);
    let notes = maker.note_list();
    let tail = format!("{}{}{}", maker.sources(), maker.credits(), maker.footer(organization));
    let style = format!(
        "max-width:{WIDTH}px;margin:0 auto;padding:0 4px;font-size:16px;line-height:1.8;color:{};letter-spacing:0.3px;word-break:break-word;",
        maker.look.ink
    );
    section(&style, &format!("{lead}{body}{notes}{tail}"))
}

impl Maker<'_> {
    /// The health day, the slogan, the summary, the readers.
    fn lead(&self, calendar: &Calendar) -> String {
        let (l, corner) = (self.look, self.look.corner);
        let (day, slogan) = self.day(calendar);
        let mut inner = String::new();
        if let Some(slogan) = slogan {
            inner.push_str(&p(
                &format!(
                    "margin:0 0 8px;font-size:19px;line-height:1.5;font-weight:bold;color:{};text-align:left;",
                    l.deep
                ),
                &escape(&slogan),
            ));
        }
        if !self.article.summary.trim().is_empty() {
            inner.push_str(&p(&self.text(16, "0"), &escape(self.article.summary.trim())));
        }
        if !self.article.audience.is_empty() {
            let label = span(&format!("font-weight:bold;color:{};", l.accent), "写给");
            inner.push_str(&p(
                &format!("margin:10px 0 0;padding-top:9px;border-top:1px dashed {};font-size:14px;line-height:1.7;color:{};text-align:left;", l.line, l.mute),
                &format!("{label}　{}", escape(&self.article.audience.join("、"))),
            ));
        }
        if day.is_empty() && inner.is_empty() {
            return String::new();
        }
        let head = if day.is_empty() {
            String::new()
        } else {
            p(
                &format!(
                    "margin:0;padding:8px 18px;background-color:{};color:{WHITE};font-size:15px;line-height:1.6;font-weight:bold;letter-spacing:1px;text-align:left;",
                    l.solid
                ),
                &day,
            )
        };
        let body = if inner.is_empty() { String::new() } else { section("padding:15px 18px 16px;", &inner) };
        section(
            &format!(
                "margin:0 0 24px;border:1px solid {};border-radius:{corner};overflow:hidden;background-color:{};color:{};",
                l.line, l.tint, l.ink
            ),
            &format!("{head}{body}"),
        )
    }

    /// 第39个世界无烟日 · 5月31日, and the slogan of the year. The year is the article's; without a date there is no number.
    fn day(&self, calendar: &Calendar) -> (String, Option<String>) {
        let Some(id) = self.article.event.as_deref() else { return (String::new(), None) };
        let Some(day) = calendar.event(id) else { return (String::new(), None) };
        let Some(year) = self.article.date.map(|d| d.year()) else { return (escape(&day.name), None) };
        let when = calendar.occurrence(id, year).map(|o| o.when_zh).unwrap_or_default();
        let line = if when.is_empty() { day.title(year) } else { format!("{} · {when}", day.title(year)) };
        (escape(&line), day.slogan(year).map(str::to_owned))
    }

    /// A small heading of the matter at the end.
    fn end_title(&self, words: &str) -> String {
        let l = self.look;
        p(&format!("margin:0 0 6px;font-size:15px;line-height:1.6;font-weight:bold;color:{};", l.deep), words)
    }

    fn end_line(&self, inner: &str) -> String {
        let style = format!(
            "margin:0 0 4px;padding-left:1em;text-indent:-1em;font-size:14px;line-height:1.7;color:{};text-align:left;overflow-wrap:anywhere;",
            self.look.mute
        );
        section(&style, inner)
    }

    fn end_block(&self, title: &str, lines: &str) -> String {
        if lines.is_empty() {
            return String::new();
        }
        let style = format!("margin:28px 0 0;padding-top:14px;border-top:1px solid {};", self.look.line);
        section(&style, &format!("{}{lines}", self.end_title(title)))
    }

    /// Notes and addresses, in the order of their numbers. A note's own links add to the list while it is written.
    fn note_list(&mut self) -> String {
        let mut lines = String::new();
        let mut n = 0;
        let document = &self.article.document;
        while let Some(note) = self.notes.get(n).cloned() {
            n += 1;
            let inner = match note {
                Note::Text(i) => {
                    let blocks = document.footnotes.get(i).map(|f| f.blocks.as_slice()).unwrap_or_default();
                    let texts: Vec<String> =
                        blocks.iter().map(|b| self.note_text(b)).filter(|t| !t.is_empty()).collect();
                    texts.join("<br>")
                }
                Note::Address { words, url } if words.trim().is_empty() => escape(&url),
                Note::Address { words, url } => format!("{}：{}", escape(words.trim()), escape(&url)),
                Note::Article(title) => format!("见本号文章《{}》", escape(&title)),
            };
            let mark =
                span(&format!("color:{};font-weight:bold;margin-right:6px;", self.look.accent), &format!("[{n}]"));
            lines.push_str(&self.end_line(&format!("{mark}{inner}")));
        }
        self.end_block("注释", &lines)
    }

    fn note_text(&mut self, block: &crate::model::Block) -> String {
        match &block.kind {
            crate::model::BlockKind::Paragraph(inlines) => self.inline(inlines),
            _ => {
                let inner = self.blocks(std::slice::from_ref(block));
                // A list or table within a note stays a box of its own.
                if inner.is_empty() { inner } else { section("", &inner) }
            }
        }
    }

    fn sources(&self) -> String {
        let lines: String =
            self.article.sources.iter().map(|s| self.end_line(&format!("·\u{a0}{}", escape(s)))).collect();
        self.end_block("参考来源", &lines)
    }

    /// Who wrote it, who checked it, until when it holds.
    fn credits(&self) -> String {
        let a = self.article;
        let rows = [
            ("作者", a.author.clone()),
            ("审核", a.reviewer.clone()),
            ("日期", a.date.map(|d| d.zh())),
            ("内容有效期至", a.expires.map(|d| d.zh())),
        ];
        let (l, corner) = (self.look, self.look.corner);
        let lines: String = rows
            .into_iter()
            .filter_map(|(label, value)| {
                let label = span(&format!("font-weight:bold;color:{};margin-right:10px;", l.deep), label);
                value.map(|v| self.end_line(&format!("{label}{}", escape(&v))))
            })
            .collect();
        if lines.is_empty() {
            return lines;
        }
        section(
            &format!(
                "margin:24px 0 0;padding:13px 16px 9px;border-radius:{corner};background-color:{};color:{};",
                l.tint, l.mute
            ),
            &lines,
        )
    }

    fn footer(&self, o: &Organization) -> String {
        let (l, corner) = (self.look, self.look.corner);
        let mut inner = String::new();
        let mut line = |style: &str, text: &str| {
            inner.push_str(&p(&format!("margin:0;{style}color:{WHITE};text-align:center;"), &escape(text)));
        };
        if !o.name.is_empty() {
            line("font-size:17px;line-height:1.7;font-weight:bold;letter-spacing:1px;", &o.name);
        }
        if let Some(phone) = &o.phone {
            line("font-size:15px;line-height:1.8;", &format!("电话　{phone}"));
        }
        if let Some(hours) = &o.hours {
            line("font-size:14px;line-height:1.8;", &format!("时间　{hours}"));
        }
        if let Some(address) = &o.address {
            line("font-size:14px;line-height:1.8;", &format!("地址　{address}"));
        }
        let card = if inner.is_empty() {
            String::new()
        } else {
            section(
                &format!(
                    "margin:24px 0 0;padding:16px 18px;border-radius:{corner};background-color:{};color:{WHITE};",
                    l.solid
                ),
                &inner,
            )
        };
        let words = "本文是健康科普，不能代替医生的诊断。<br>身体不舒服，请及时就医。";
        let small =
            p(&format!("margin:14px 0 0;font-size:13px;line-height:1.7;color:{};text-align:center;", l.mute), words);
        format!("{card}{small}")
    }
}
