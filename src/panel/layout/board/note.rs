//! Notes: the editor's (the body of the board's own file), as a small box after the last article; and where the notes
//! of articles stand.

use crate::model::plain_text;

use super::{Alert, AlertKind, Article, Block, BlockKind, Board, Card, Context, Document, Inline, InlineKind, section};

/// The words over the note.
const TITLE: &str = "编者的话";

/// The note's card; `None` when the board has none.
pub(super) fn card(cx: &Context, board: &Board, article: usize) -> Option<Card> {
    let first = board.note.blocks.first()?;
    let title = vec![Inline { kind: InlineKind::Text(TITLE.to_owned()), line: first.line }];
    let alert = Alert { kind: AlertKind::Note, title: Some(title), blocks: board.note.blocks.clone() };
    let block = Block { kind: BlockKind::Alert(alert), line: first.line };
    let document = Document { blocks: vec![block], footnotes: board.note.footnotes.clone() };
    let text = Article {
        path: board.path.clone(),
        slug: board.id.clone(),
        title: TITLE.to_owned(),
        date: None,
        event: None,
        tags: Vec::new(),
        summary: String::new(),
        author: None,
        reviewer: None,
        sources: Vec::new(),
        audience: Vec::new(),
        expires: None,
        draft: false,
        cover: None,
        aliases: Vec::new(),
        document: document.into(),
        characters: 0,
    };
    let part = section::Part { article, sections_before: 0 };
    let mut card = section::cards(cx, part, &text).into_iter().next()?;
    card.title = TITLE.to_owned();
    (!card.variants.is_empty()).then_some(card)
}

/// Most characters of an article's notes that stand among the sources in the footer; longer ones have a card.
const FOOTER_NOTES: usize = 90;

/// The notes of an article, as plain words.
fn notes(article: &Article) -> Vec<String> {
    let words = |b: &Block| match &b.kind {
        BlockKind::Paragraph(p) => plain_text(p).trim().trim_end_matches('。').to_owned(),
        _ => String::new(),
    };
    let of = |blocks: &Vec<Block>| blocks.iter().map(words).collect::<Vec<_>>().concat();
    article.document.footnotes.iter().map(|n| of(&n.blocks)).collect()
}

/// Whether an article's notes are short enough for the footer.
pub(super) fn fits_footer(article: &Article) -> bool {
    let plain = |b: &Block| matches!(b.kind, BlockKind::Paragraph(_));
    article.document.footnotes.iter().all(|n| n.blocks.iter().all(plain))
        && notes(article).iter().map(|n| n.chars().count()).sum::<usize>() <= FOOTER_NOTES
}

/// The notes that stand in a sheet's footer, numbered as the text numbers them; where several articles have notes,
/// each is named.
pub(super) fn for_footer(articles: &[&Article]) -> Vec<String> {
    let with: Vec<&&Article> = articles.iter().filter(|a| !a.document.footnotes.is_empty() && fits_footer(a)).collect();
    let several = with.len() > 1;
    let mut out = Vec::new();
    for article in with {
        for (i, note) in notes(article).into_iter().enumerate() {
            let whose = if several && i == 0 { format!("《{}》", article.title) } else { String::new() };
            out.push(format!("{whose}[{}] {note}", i + 1));
        }
    }
    out
}
