//! Blocks other than lists.

use super::super::text::push_escaped;
use super::shape::{KeyFigure, key_figure};
use super::{DEPTH_LIMIT, Medium, Renderer, icons, page_id};
use crate::model::{Alert, AlertKind, Align, Block, BlockKind, Figure, Heading, Inline, InlineKind, Table, plain_text};

impl<'a> Renderer<'a> {
    pub(super) fn blocks(&mut self, blocks: &'a [Block], out: &mut String) {
        if self.depth >= DEPTH_LIMIT {
            return;
        }
        self.depth += 1;
        for block in blocks {
            self.block(block, out);
        }
        self.depth -= 1;
    }

    fn block(&mut self, block: &'a Block, out: &mut String) {
        match &block.kind {
            BlockKind::Heading(heading) => self.heading(heading, out),
            BlockKind::Paragraph(inlines) => self.paragraph(inlines, out),
            BlockKind::List(list) => self.list(list, out),
            BlockKind::Definitions(definitions) => self.definitions(definitions, out),
            BlockKind::Table(table) => self.table(table, out),
            BlockKind::Quote(blocks) => {
                out.push_str("<blockquote>\n");
                self.blocks(blocks, out);
                out.push_str("</blockquote>\n");
            }
            BlockKind::Alert(alert) => self.alert(alert, out),
            BlockKind::Figure(figure) => self.figure(figure, block.line, out),
            BlockKind::Code { text, .. } => {
                // Reachable by keyboard, because long lines scroll inside (WCAG 2.1.1).
                out.push_str("<pre tabindex=\"0\"><code>");
                push_escaped(out, text);
                out.push_str("</code></pre>\n");
            }
            BlockKind::Html(html) => {
                out.push_str(html);
                out.push('\n');
            }
            BlockKind::Rule => out.push_str("<hr>\n"),
        }
    }

    /// The page's title is its only `h1`, and a card's heading its `h2`; within a card headings start at `h3`.
    fn heading(&mut self, heading: &'a Heading, out: &mut String) {
        let level = heading.level.clamp(3, 6);
        out.push_str(&format!("<h{level}"));
        if self.medium == Medium::Page {
            let mut names = String::new();
            self.class_names(&heading.classes, &mut names);
            if !names.is_empty() {
                out.push_str(&format!(" class=\"{}\"", names.trim_start()));
            }
            out.push_str(" id=\"");
            push_escaped(out, &page_id(&heading.id));
            out.push('"');
        }
        out.push('>');
        self.inlines(&heading.content, out);
        out.push_str(&format!("</h{level}>\n"));
    }

    fn paragraph(&mut self, inlines: &'a [Inline], out: &mut String) {
        if self.depth == 1
            && self.medium == Medium::Page
            && let Some((figure, rest)) = self.figure_of(inlines)
        {
            self.key(&figure, rest, out);
            return;
        }
        out.push_str("<p>");
        self.inlines(inlines, out);
        out.push_str("</p>\n");
    }

    /// The key figure that a paragraph opens with, and the sentence about it.
    pub(super) fn figure_of(&self, inlines: &'a [Inline]) -> Option<(KeyFigure, &'a [Inline])> {
        let (first, rest) = inlines.split_first()?;
        let InlineKind::Strong(content) = &first.kind else { return None };
        let figure = key_figure(&plain_text(content))?;
        (!plain_text(rest).trim().is_empty()).then_some((figure, rest))
    }

    fn key(&mut self, figure: &KeyFigure, rest: &'a [Inline], out: &mut String) {
        out.push_str("<p class=\"key\"><b>");
        push_escaped(out, &figure.number);
        if !figure.unit.is_empty() {
            out.push_str("<small>");
            push_escaped(out, &figure.unit);
            out.push_str("</small>");
        }
        out.push_str("</b><span>");
        self.after_lead(rest, out);
        out.push_str("</span></p>\n");
    }

    /// Text that follows a label which stands apart now: the mark between them has nothing left to do.
    pub(super) fn after_lead(&mut self, rest: &'a [Inline], out: &mut String) {
        let Some((first, others)) = rest.split_first() else { return };
        match &first.kind {
            InlineKind::Text(text) => {
                let lead = |c: char| c.is_whitespace() || matches!(c, '：' | ':' | '，' | ',' | '、');
                push_escaped(out, text.trim_start_matches(lead));
            }
            _ => self.inlines(std::slice::from_ref(first), out),
        }
        self.inlines(others, out);
    }

    fn alert(&mut self, alert: &'a Alert, out: &mut String) {
        if self.medium == Medium::Feed {
            out.push_str("<blockquote>\n<p><strong>");
            self.alert_title(alert, out);
            out.push_str("</strong></p>\n");
            self.blocks(&alert.blocks, out);
            out.push_str("</blockquote>\n");
            return;
        }
        out.push_str(&format!(
            "<div class=\"al {}\" role=\"note\"><p class=\"al-t\"><svg viewBox=\"0 0 24 24\" width=\"22\" height=\"22\" fill=\"none\" \
             stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\">{}</svg><span>",
            icons::class(alert.kind),
            icons::paths(alert.kind)
        ));
        self.alert_title(alert, out);
        out.push_str("</span></p>\n");
        self.blocks(&alert.blocks, out);
        if alert.kind == AlertKind::Caution && self.names_120(alert) {
            out.push_str("<p class=\"al-b\"><a class=\"btn\" href=\"tel:120\">拨打 120</a></p>\n");
        }
        out.push_str("</div>\n");
    }

    /// The author's own title stands alone: not every warning is a myth.
    fn alert_title(&mut self, alert: &'a Alert, out: &mut String) {
        match &alert.title {
            Some(title) => self.inlines(title, out),
            None => out.push_str(alert.kind.label()),
        }
    }

    /// Whether the text tells the reader to call 120: then one touch should do it.
    fn names_120(&self, alert: &Alert) -> bool {
        let mut text = alert.title.as_ref().map(|t| plain_text(t)).unwrap_or_default();
        for block in &alert.blocks {
            if let BlockKind::Paragraph(p) = &block.kind {
                text.push(' ');
                text.push_str(&plain_text(p));
            }
        }
        text.split(|c: char| !c.is_ascii_digit()).any(|n| n == "120")
    }

    fn figure(&mut self, figure: &'a Figure, line: u32, out: &mut String) {
        out.push_str("<figure>");
        self.image(&figure.image, line, "", out);
        if let Some(caption) = &figure.caption {
            out.push_str("<figcaption>");
            push_escaped(out, caption);
            out.push_str("</figcaption>");
        }
        out.push_str("</figure>\n");
    }

    /// Below 640 px every row becomes a block; its cells then carry their column's name.
    fn table(&mut self, table: &'a Table, out: &mut String) {
        let labels: Vec<String> = table.head.iter().map(|c| plain_text(c)).collect();
        let headed = labels.iter().any(|l| !l.trim().is_empty());
        // Reachable by keyboard, because a table of many columns scrolls inside on a wide screen (WCAG 2.1.1).
        let wide = self.medium == Medium::Page && labels.len() >= MANY_COLUMNS;
        if wide {
            out.push_str("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"表格，可以左右滑动\">");
        }
        out.push_str("<table>");
        if headed {
            out.push_str("<thead><tr>");
            for (column, cell) in table.head.iter().enumerate() {
                out.push_str("<th scope=\"col\"");
                align(table, column, out);
                out.push('>');
                self.inlines(cell, out);
                out.push_str("</th>");
            }
            out.push_str("</tr></thead>\n");
        }
        out.push_str("<tbody>");
        for row in &table.rows {
            out.push_str("<tr>");
            for (column, cell) in row.iter().enumerate() {
                let tag = if column == 0 && row.len() > 1 { "th" } else { "td" };
                out.push_str(&format!("<{tag}"));
                if tag == "th" {
                    out.push_str(" scope=\"row\"");
                }
                if let Some(label) = labels.get(column).filter(|l| !l.trim().is_empty()) {
                    out.push_str(" data-l=\"");
                    push_escaped(out, label);
                    out.push('"');
                }
                align(table, column, out);
                out.push('>');
                // The label and the value are two grid cells on a phone.
                out.push_str(if tag == "td" { "<span>" } else { "" });
                self.inlines(cell, out);
                out.push_str(if tag == "td" { "</span>" } else { "" });
                out.push_str(&format!("</{tag}>"));
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody></table>");
        out.push_str(if wide { "</div>\n" } else { "\n" });
    }
}

/// From here on columns are too narrow for words and numbers side by side in an article.
const MANY_COLUMNS: usize = 6;

fn align(table: &Table, column: usize, out: &mut String) {
    match table.align.get(column) {
        Some(Align::Center) => out.push_str(" class=\"al-c\""),
        Some(Align::Right) => out.push_str(" class=\"al-r\""),
        _ => {}
    }
}
