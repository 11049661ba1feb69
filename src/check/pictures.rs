//! Pictures: words for those who cannot see them, and a size that phones can load.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::Context;
use super::file::{File, Subject};
use super::lint::{Found, Level, Lint};
use super::pattern::Pattern;
use crate::diagnostic::Span;
use crate::model::{Block, BlockKind, Document, Image, Inline, InlineKind};
use crate::world::World;

static NO_ALT: Lint = Lint {
    code: "no-alt",
    title: "图片没有说明",
    why: "看不见图的人靠它知道图里有什么（GB/T 37668、WCAG 1.1.1）；图片打不开时也显示它",
    fix: "在方括号里写图上画了什么，例如 ![坐稳靠背，上臂与心脏同高](measure.svg)",
    example: "![](measure.svg)",
    right: "![坐稳靠背，上臂与心脏同高](measure.svg)",
    level: Level::Warning,
};
static TOO_LARGE: Lint = Lint {
    code: "image-too-large",
    title: "图片太大，手机打不开",
    why: "超过 2 MB 的图片，用流量的读者要等很久",
    fix: "用画图或 WPS 把图片缩到长边 2000 像素左右，另存为 JPG",
    example: "一张 6 MB 的照片",
    right: "一张长边 2000 像素、500 KB 的照片",
    level: Level::Warning,
};

pub(super) const LINTS: &[&Lint] = &[&NO_ALT, &TOO_LARGE];

/// The largest picture for the web, in bytes.
const MAX_BYTES: u64 = 2 << 20;

/// The sizes of the files that pictures may be, by site-relative path.
pub(super) struct Sizes(BTreeMap<String, u64>);

impl Sizes {
    pub(super) fn read(world: &dyn World) -> Sizes {
        let files = ["content", "static"].into_iter().flat_map(|dir| world.walk(dir).files);
        Sizes(files.map(|e| (e.path, e.bytes)).collect())
    }
}

/// Words that say nothing: 图片, 图1, IMG_2031.
static EMPTY: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(
        "^(?i:图片?|插图|配图|照片|image|img|picture|photo|pic|(?:图|图片|照片|微信图片|img|dsc|image|photo)[ _-]?[0-9_ -]+|.*\\.(?:jpg|jpeg|png|gif|webp|svg))$",
    )
});

pub(super) fn check(file: &File<'_>, context: &Context<'_>, out: &mut Found) {
    let (document, cover) = match file.subject {
        Subject::Article(a) => (&*a.document, a.cover.as_deref()),
        Subject::Page(p) => (&p.document, None),
        Subject::Board(b) => (&b.note, None),
    };
    let mut images = Vec::new();
    collect(document, &mut images);
    let mut told = BTreeSet::new();
    for (image, line) in images {
        let alt = image.alt.trim();
        if alt.is_empty() {
            out.add(&NO_ALT, span(file, &image.src, line), format!("图片“{}”没有说明", image.src));
        } else if EMPTY.is_match(alt) {
            out.add(&NO_ALT, span(file, &image.src, line), format!("“{alt}”没有说出图上有什么"));
        }
        if let Some(path) = image.path.as_deref().filter(|p| told.insert((*p).to_owned())) {
            too_large(context, path, span(file, &image.src, line), out);
        }
    }
    if let Some(path) = cover.filter(|p| !told.contains(*p)) {
        too_large(context, path, file.head_line(&["cover", "封面"]), out);
    }
}

fn too_large(context: &Context<'_>, path: &str, span: Span, out: &mut Found) {
    if let Some(bytes) = context.pictures.0.get(path).copied().filter(|b| *b > MAX_BYTES) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let tenths = bytes * 10 / (1 << 20);
        out.add(&TOO_LARGE, span, format!("图片“{name}”有 {}.{} MB", tenths / 10, tenths % 10));
    }
}

/// Where a picture is written: its address in the line, or on the lines after when the paragraph goes on.
fn span(file: &File<'_>, src: &str, line: u32) -> Span {
    let text = file.source.line(line);
    match text.find(src).filter(|_| !src.is_empty()) {
        Some(at) => {
            let column = text.get(..at).unwrap_or_default().chars().count() as u32 + 1;
            file.source.span_at(line, column, src.chars().count() as u32)
        }
        None => file.source.span_at(line, 0, 0),
    }
}

fn collect<'a>(document: &'a Document, out: &mut Vec<(&'a Image, u32)>) {
    blocks(&document.blocks, out);
    document.footnotes.iter().for_each(|n| blocks(&n.blocks, out));
}

fn blocks<'a>(list: &'a [Block], out: &mut Vec<(&'a Image, u32)>) {
    for block in list {
        match &block.kind {
            BlockKind::Figure(f) => out.push((&f.image, block.line)),
            BlockKind::Heading(h) => inlines(&h.content, out),
            BlockKind::Paragraph(c) => inlines(c, out),
            BlockKind::List(l) => l.items.iter().for_each(|i| blocks(&i.blocks, out)),
            BlockKind::Definitions(d) => d.iter().flat_map(|d| &d.details).for_each(|b| blocks(b, out)),
            BlockKind::Table(t) => t.head.iter().chain(t.rows.iter().flatten()).for_each(|c| inlines(c, out)),
            BlockKind::Quote(inner) => blocks(inner, out),
            BlockKind::Alert(a) => blocks(&a.blocks, out),
            BlockKind::Code { .. } | BlockKind::Html(_) | BlockKind::Rule => {}
        }
    }
}

fn inlines<'a>(list: &'a [Inline], out: &mut Vec<(&'a Image, u32)>) {
    for inline in list {
        match &inline.kind {
            InlineKind::Image(image) => out.push((image, inline.line)),
            InlineKind::Emphasis(c) | InlineKind::Strong(c) | InlineKind::Strikethrough(c) => inlines(c, out),
            InlineKind::Link(l) => inlines(&l.content, out),
            _ => {}
        }
    }
}
