//! Lists: steps, timelines, checklists, terms, questions.

use super::super::text::push_escaped;
use super::shape::{ListShape, is_questions, lead_strong, list_shape};
use super::{Medium, Renderer};
use crate::model::{Block, BlockKind, Definition, Inline, List, ListItem, plain_text};

impl<'a> Renderer<'a> {
    pub(super) fn list(&mut self, list: &'a List, out: &mut String) {
        let shape = match self.medium {
            Medium::Page => list_shape(list, &self.classes),
            Medium::Feed => ListShape::Plain,
        };
        match shape {
            ListShape::Checklist => self.checklist(list, out),
            ListShape::Steps => self.led(list, "ol", "steps", out),
            ListShape::Timeline => self.led(list, "ol", "line", out),
            ListShape::Terms => self.led(list, "ul", "terms", out),
            ListShape::Plain => self.plain_list(list, out),
        }
    }

    /// A list whose items open with a bold label that stands apart.
    fn led(&mut self, list: &'a List, tag: &str, class: &str, out: &mut String) {
        let start = list.start.filter(|s| tag == "ol" && class == "steps" && *s != 1);
        match start {
            Some(start) => out.push_str(&format!("<{tag} class=\"{class}\" start=\"{start}\">\n")),
            None => out.push_str(&format!("<{tag} class=\"{class}\">\n")),
        }
        for item in &list.items {
            out.push_str("<li>");
            match lead_strong(&item.blocks) {
                Some((label, rest)) => self.led_item(label, rest, item, out),
                None => self.item_blocks(&item.blocks, out),
            }
            out.push_str("</li>\n");
        }
        out.push_str(&format!("</{tag}>\n"));
    }

    fn led_item(&mut self, label: &'a [Inline], rest: &'a [Inline], item: &'a ListItem, out: &mut String) {
        let plain = plain_text(label);
        out.push_str("<b>");
        // A colon within the bold words says the same as the layout does now.
        if plain.ends_with(['：', ':']) {
            push_escaped(out, plain.trim_end_matches(['：', ':']));
        } else {
            self.inlines(label, out);
        }
        out.push_str("</b> <span>");
        self.after_lead(rest, out);
        out.push_str("</span>");
        if let Some((_, more)) = item.blocks.split_first()
            && !more.is_empty()
        {
            out.push('\n');
            self.blocks(more, out);
        }
    }

    fn plain_list(&mut self, list: &'a List, out: &mut String) {
        let tag = if list.start.is_some() { "ol" } else { "ul" };
        out.push_str(&format!("<{tag}"));
        if self.medium == Medium::Page {
            out.push_str(if list.start.is_some() { " class=\"nums\"" } else { " class=\"dots\"" });
        }
        if let Some(start) = list.start.filter(|s| *s != 1) {
            out.push_str(&format!(" start=\"{start}\""));
        }
        out.push_str(">\n");
        for item in &list.items {
            out.push_str("<li>");
            if let Some(done) = item.task {
                out.push_str(if done { "☑ " } else { "☐ " });
            }
            self.item_blocks(&item.blocks, out);
            out.push_str("</li>\n");
        }
        out.push_str(&format!("</{tag}>\n"));
    }

    /// An item's first paragraph needs no element of its own.
    fn item_blocks(&mut self, blocks: &'a [Block], out: &mut String) {
        match blocks.split_first() {
            Some((Block { kind: BlockKind::Paragraph(first), .. }, rest)) => {
                self.inlines(first, out);
                if !rest.is_empty() {
                    out.push('\n');
                    self.blocks(rest, out);
                }
            }
            _ => self.blocks(blocks, out),
        }
    }

    /// Native boxes: they can be ticked without a script, and nothing leaves the phone.
    fn checklist(&mut self, list: &'a List, out: &mut String) {
        out.push_str("<ul class=\"checks\">\n");
        for item in &list.items {
            let checked = if item.task == Some(true) { " checked" } else { "" };
            out.push_str(&format!("<li><label class=\"opt\"><input type=\"checkbox\"{checked}><span>"));
            let rest = match item.blocks.split_first() {
                Some((Block { kind: BlockKind::Paragraph(first), .. }, rest)) => {
                    self.inlines(first, out);
                    rest
                }
                _ => item.blocks.as_slice(),
            };
            out.push_str("</span></label>");
            self.blocks(rest, out);
            out.push_str("</li>\n");
        }
        out.push_str("</ul>\n");
    }

    pub(super) fn definitions(&mut self, definitions: &'a [Definition], out: &mut String) {
        if self.medium == Medium::Page && is_questions(definitions) {
            self.questions(definitions, out);
            return;
        }
        out.push_str(if self.medium == Medium::Page { "<dl class=\"defs\">\n" } else { "<dl>\n" });
        for definition in definitions {
            out.push_str("<dt>");
            self.inlines(&definition.term, out);
            out.push_str("</dt>\n");
            for detail in &definition.details {
                out.push_str("<dd>");
                self.item_blocks(detail, out);
                out.push_str("</dd>\n");
            }
        }
        out.push_str("</dl>\n");
    }

    /// Questions fold; the first stands open, so that one sees what is behind the others.
    fn questions(&mut self, definitions: &'a [Definition], out: &mut String) {
        out.push_str("<div class=\"qa\">\n");
        for (index, definition) in definitions.iter().enumerate() {
            out.push_str(if index == 0 { "<details open><summary>" } else { "<details><summary>" });
            // A link within a summary would fight with the summary's own touch.
            self.in_link = true;
            out.push_str("<span>");
            self.inlines(&definition.term, out);
            out.push_str("</span>");
            self.in_link = false;
            out.push_str("</summary>\n");
            for detail in &definition.details {
                self.blocks(detail, out);
            }
            out.push_str("</details>\n");
        }
        out.push_str("</div>\n");
    }
}
