//! The list of boards, and each board's page.

use super::super::Build;
use super::super::context::{BoardContext, BoardItem, BoardsContext};
use super::super::html::{Medium, render};
use super::super::items::link;
use super::super::share;
use super::Draft;
use crate::diagnostic::Diagnostics;
use crate::model::Board;

/// Other boards shown beside one.
const OTHERS: usize = 4;

pub(super) fn all(build: &Build<'_>) -> Option<Draft<BoardsContext>> {
    let mut page = build.page("boards", "boards", "往期板报", "/boards/");
    page.crumbs = vec![link("首页", "/", 0)];
    Some(Draft {
        template: "boards.html",
        page,
        body: BoardsContext { boards: build.board_items(build.site.boards.iter()) },
        title: "往期板报".to_owned(),
        source: None,
        diagnostics: Diagnostics::new(),
    })
}

pub(super) fn draft(build: &Build<'_>, board: &Board) -> Option<Draft<BoardContext>> {
    let route = build.routes.boards.get(&board.id)?;
    let mut page = build.page("board", "boards", &board.title, &route.url);
    let note = render(&board.note, &board.path, &page.root, Medium::Page, build.targets());
    let item = build.board_item(board)?;
    page.description = description(&item);
    build.share(&mut page, share::wide(share::BOARDS, &board.id), &board.title);
    if page.image.is_none() {
        page.image = item.sheets.first().and_then(|s| build.absolute(&s.thumb.url));
    }
    page.published = item.posted_iso.clone();
    page.crumbs = vec![link("首页", "/", 0), link("板报", "/boards/", 0)];
    let year = board.date.map_or_else(|| build.options.today.year(), |d| d.year());
    let body = BoardContext {
        note_html: note.body + &note.notes,
        event: board.event.as_ref().and_then(|e| build.day_of(e, year)),
        articles: build
            .article_items(board.articles.iter().filter_map(|s| build.groups.slugs.get(s.as_str()).copied())),
        others: build.board_items(build.site.boards.iter().filter(|b| b.id != board.id).take(OTHERS)),
        board: item,
    };
    Some(Draft {
        template: "board.html",
        page,
        body,
        title: board.title.clone(),
        source: Some(board.path.clone()),
        diagnostics: note.diagnostics,
    })
}

fn description(board: &BoardItem) -> String {
    let parts = [board.issue.as_ref(), board.slogan.as_ref(), Some(&board.format), board.location.as_ref()];
    parts.into_iter().flatten().cloned().collect::<Vec<_>>().join("，")
}
