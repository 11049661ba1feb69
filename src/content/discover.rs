//! Which files of `content/` are read, and their text.

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::input::{Source, decode};
use crate::world::World;

/// A Markdown file longer than this is none that a person wrote.
pub const MAX_MARKDOWN_BYTES: u64 = 8 << 20;

/// What a file is, by its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `content/articles/**/*.md`.
    Article,
    /// `content/boards/*.md`.
    Board,
    /// `content/pages/*.md`.
    Page,
}

/// A folder that cannot be entered.
pub fn closed((path, why): (String, String)) -> Diagnostic {
    Diagnostic::error("folder-unreadable", format!("打不开“{path}”：{why}"))
        .with_span(Span::file(path))
        .with_help("把它移出 content 文件夹，或改正快捷方式、文件夹的权限")
}

/// A Markdown file that belongs to nothing.
pub fn elsewhere(path: &str) -> Diagnostic {
    Diagnostic::warning("not-read", "这个文件不在 articles、boards 或 pages 文件夹里，没有读它")
        .with_span(Span::file(path))
        .with_help("文章放进 content/articles，宣传栏放进 content/boards，页面放进 content/pages")
}

/// What a file is, by its folder; `None` where nothing is read.
pub fn kind_of(path: &str) -> Option<Kind> {
    let inner = path.strip_prefix("content/")?;
    let (folder, rest) = inner.split_once('/')?;
    // A folder with `index.md` keeps its pictures beside it, as an article does.
    let shallow = |rest: &str| match rest.split_once('/') {
        None => true,
        Some((_, file)) => file.eq_ignore_ascii_case("index.md"),
    };
    match folder {
        "articles" => Some(Kind::Article),
        "boards" if shallow(rest) => Some(Kind::Board),
        "pages" if shallow(rest) => Some(Kind::Page),
        _ => None,
    }
}

/// The text of a file. `bytes` is its size as far as it is known.
pub fn read(world: &dyn World, path: &str, bytes: u64, problems: &mut Diagnostics) -> Result<Source, Box<Diagnostic>> {
    let too_large = |bytes: u64| {
        Diagnostic::error("file-too-large", format!("文件有 {} MB，超过 8 MB", bytes.div_ceil(1 << 20)))
            .with_span(Span::file(path))
            .with_help("图片不要贴进文字里，存成单独的文件；太长的文章拆成几篇")
    };
    if bytes > MAX_MARKDOWN_BYTES {
        return Err(too_large(bytes).into());
    }
    let bytes = world.read(path).map_err(|e| {
        Diagnostic::error("file-unreadable", format!("打不开这个文件：{}", e.zh()))
            .with_span(Span::file(path))
            .with_help("看看它是不是正在别的程序里打开着，或者只是一个失效的快捷方式")
    })?;
    if bytes.len() as u64 > MAX_MARKDOWN_BYTES {
        return Err(too_large(bytes.len() as u64).into());
    }
    let decoded = decode(path, &bytes)?;
    if decoded.text.trim().is_empty() {
        return Err(Diagnostic::error("file-empty", "这个文件是空的")
            .with_span(Span::file(path))
            .with_help("写上标题和正文，或删掉这个文件")
            .into());
    }
    problems.extend(decoded.note);
    Ok(Source::new(path, decoded.text))
}
