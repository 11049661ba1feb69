//! What the build itself finds: told here in full, so that `--explain` knows it and `banbao.toml` can change its level.

use std::collections::BTreeSet;

use super::Levels;
use super::lint::{Level, Lint};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};

static BOARD_OVERSET: Lint = Lint {
    code: "board-overset",
    title: "宣传栏放不下",
    why: "字已缩到看板距离允许的最小号，再小就看不清；多出来的字印不上",
    fix: "照提示加一张纸、换大一号的纸，或删短文章",
    example: "size: A3，一张，放三篇 2000 字的文章",
    right: "size: A1，一张；或 sheets: 3",
    level: Level::Error,
};
static BOARD_UNDERFULL: Lint = Lint {
    code: "board-underfull",
    title: "宣传栏太空",
    why: "字号已到最大还有大片空白，看着像没有做完",
    fix: "加一节内容或一篇文章，也可以少用一张纸、换小一号的纸",
    example: "size: A0，只有一篇 200 字的文章",
    right: "size: A2，一篇 800 字的文章",
    level: Level::Note,
};
static BOARD_COLUMN_SHORT: Lint = Lint {
    code: "board-column-short",
    title: "有栏没有排满",
    why: "几栏不在一条线上收尾，底下空出一截：后面的图、提示框或表不能拆开，或者卡片已经撑到头",
    fix: "把图或提示框挪前一两段，或者给空的那一栏增删几行字、一个小节",
    example: "layout: flow，栏尾只剩五行，后面是一张八行高的图",
    right: "把图移到前一段的后面",
    level: Level::Note,
};
static BOARD_SHEETS_EMPTY: Lint = Lint {
    code: "board-sheets-empty",
    title: "写的张数用不完",
    why: "多出来的纸是空的，不会印出来",
    fix: "把 sheets 改小，或多放一篇文章",
    example: "sheets: 3，内容只够一张",
    right: "sheets: 1",
    level: Level::Warning,
};
static IMAGE_COARSE: Lint = Lint {
    code: "image-coarse",
    title: "图片印出来会模糊",
    why: "印刷要求图片在实际大小上至少 150 dpi，看板距离再远也要 100",
    fix: "换像素更多的原图，不要从聊天记录里保存缩略图",
    example: "800 像素宽的照片印成 60 厘米宽",
    right: "4000 像素宽的原图",
    level: Level::Warning,
};
static PICTURE_MISSING: Lint = Lint {
    code: "picture-missing",
    title: "找不到图片",
    why: "印出来少一张图，网页上是一个破图标",
    fix: "把图片放到文章的文件夹里，文件名要一模一样",
    example: "![洗手](xishou.png)，文件夹里没有 xishou.png",
    right: "![洗手](xishou.png)，图片和 index.md 放在一起",
    level: Level::Error,
};
static LINK_MISSING: Lint = Lint {
    code: "link-missing",
    title: "链接指向的文件不存在",
    why: "读者点了打不开",
    fix: "照提示改文件名，或删掉链接",
    example: "[看这篇](../no-such/index.md)",
    right: "[看这篇](../hand-washing/index.md)",
    level: Level::Error,
};
static LINK_UNSAFE: Lint = Lint {
    code: "link-unsafe",
    title: "链接不安全",
    why: "javascript: 一类的地址会在读者的手机上运行程序",
    fix: "改成 https:// 开头的网址",
    example: "[点我](javascript:alert(1))",
    right: "[点我](https://www.nhc.gov.cn/)",
    level: Level::Warning,
};
static HTML_REMOVED: Lint = Lint {
    code: "html-removed",
    title: "去掉了不安全的 HTML",
    why: "脚本和样式会被人利用，微信也会拦",
    fix: "改用 Markdown 的写法",
    example: "<script>…</script>",
    right: "**重点**、> [!TIP] 这样的写法",
    level: Level::Warning,
};

pub(super) const LINTS: &[&Lint] = &[
    &BOARD_OVERSET,
    &BOARD_UNDERFULL,
    &BOARD_COLUMN_SHORT,
    &BOARD_SHEETS_EMPTY,
    &IMAGE_COARSE,
    &PICTURE_MISSING,
    &LINK_MISSING,
    &LINK_UNSAFE,
    &HTML_REMOVED,
];

/// Says once what the build and a lint both found: a mark that stands in the text because its line was read otherwise.
pub fn once(found: Diagnostics) -> Diagnostics {
    let place = |d: &Diagnostic| d.span.as_ref().map(|s| (s.file.clone(), s.line));
    let read = found.iter().filter(|d| ["heading-space", "emphasis-unclosed"].contains(&d.code));
    let read: BTreeSet<_> = read.filter_map(place).collect();
    let again = |d: &Diagnostic| d.code == "leftover-mark" && place(d).is_some_and(|p| read.contains(&p));
    found.into_iter().filter(|d| !again(d)).collect()
}

/// A build's problems as the settings want them. An error stops the build, so no setting makes less of it.
pub fn with_levels(found: Diagnostics, levels: &Levels) -> Diagnostics {
    found.into_iter().filter_map(|d| changed(d, levels)).collect()
}

fn changed(mut d: Diagnostic, levels: &Levels) -> Option<Diagnostic> {
    let Some(level) = levels.get(d.code).filter(|_| d.severity != Severity::Error) else { return Some(d) };
    d.severity = match level {
        Level::Off => return None,
        Level::Note => Severity::Note,
        Level::Warning => Severity::Warning,
        Level::Error => Severity::Error,
    };
    Some(d)
}
