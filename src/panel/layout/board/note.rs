//! The editor's note: the body of the board's own file, as a small box after the last article.

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
