//! What a page says, block by block: what a reader sees is what can be found.

use crate::model::{Block, BlockKind, Document, Inline, plain_text};

/// Deepest nesting that is read; pages are cut off there too.
const DEPTH_LIMIT: usize = 60;

/// The headings and the other blocks of a text, each one line.
pub fn read(document: &Document) -> (Vec<String>, Vec<String>) {
    let mut reader = Reader::default();
    reader.blocks(&document.blocks, 0);
    for note in &document.footnotes {
        reader.blocks(&note.blocks, 0);
    }
    (reader.heads, reader.body)
}

#[derive(Default)]
struct Reader {
    heads: Vec<String>,
    body: Vec<String>,
}

impl Reader {
    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        if depth >= DEPTH_LIMIT {
            return;
        }
        for block in blocks {
            match &block.kind {
                BlockKind::Heading(heading) => push(&mut self.heads, plain_text(&heading.content)),
                BlockKind::Paragraph(inlines) => self.line(inlines),
                BlockKind::List(list) => list.items.iter().for_each(|i| self.blocks(&i.blocks, depth + 1)),
                BlockKind::Definitions(definitions) => {
                    for definition in definitions {
                        self.line(&definition.term);
                        definition.details.iter().for_each(|d| self.blocks(d, depth + 1));
                    }
                }
                BlockKind::Table(table) => {
                    table.head.iter().chain(table.rows.iter().flatten()).for_each(|cell| self.line(cell));
                }
                BlockKind::Quote(blocks) => self.blocks(blocks, depth + 1),
                BlockKind::Alert(alert) => {
                    alert.title.iter().for_each(|t| self.line(t));
                    self.blocks(&alert.blocks, depth + 1);
                }
                BlockKind::Figure(figure) => push(&mut self.body, figure.caption.clone().unwrap_or_default()),
                BlockKind::Code { text, .. } => text.lines().for_each(|l| push(&mut self.body, l.to_owned())),
                BlockKind::Html(html) => push(&mut self.body, without_tags(html)),
                BlockKind::Rule => {}
            }
        }
    }

    fn line(&mut self, inlines: &[Inline]) {
        push(&mut self.body, plain_text(inlines));
    }
}

/// Adds a line that has something to say.
pub fn push(lines: &mut Vec<String>, line: String) {
    let line = line.trim();
    if !line.is_empty() {
        lines.push(line.to_owned());
    }
}

/// The text of HTML that has been made safe already: every `<` opens a tag.
fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")]
        .iter()
        .fold(out, |text, (entity, c)| text.replace(entity, c))
}
