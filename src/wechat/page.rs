//! The pages around the fragments: for the person at the desk, from `file://`, without a network.

use super::Rendered;
use super::limits::{BYTES, CHARACTERS, DIGEST, TITLE};
use super::markup::escape;
use super::picture::{Fate, Picture};
use crate::calendar::Calendar;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Nothing is fetched from anywhere, whatever an article holds; only pictures that are in the page, or on WeChat's own
/// servers, are shown.
const POLICY: &str = "default-src 'none'; img-src 'self' file: data: blob: https://mmbiz.qpic.cn; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

fn shell(config: &Config, title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escape(&config.language),
        escape(title)
    )
}

/// The preview of one article, with its buttons.
pub(super) fn article(r: &Rendered<'_>, config: &Config) -> String {
    let a = r.article;
    let name = if config.organization.name.is_empty() { &config.title } else { &config.organization.name };
    let date = a.date.map(|d| d.zh()).unwrap_or_default();
    let side = format!(
        "{}{}{}{}{}{}{}",
        problems(r),
        title_card(r),
        text_card(r),
        digest_card(r),
        cover_card(r),
        pictures(&r.pictures),
        help_card(r)
    );
    let body = format!(
        "<header class=\"bar\"><div class=\"bar-in\"><b>公众号文章</b><a href=\"index.html\">← 全部文章</a></div></header>\n\
         <main class=\"wrap\">\n<div class=\"side\">{side}</div>\n<div class=\"stage\">\
         <div class=\"tabs\"><span>预览（{}风格）</span><button type=\"button\" data-width=\"phone\" aria-pressed=\"false\">手机</button>\
         <button type=\"button\" data-width=\"wide\" aria-pressed=\"true\">电脑</button></div>\n\
         <div class=\"phone\" id=\"phone\"><h1>{}</h1><p class=\"meta\"><b>{}</b>{}</p>\n<div id=\"article\">{}</div>\n</div></div>\n</main>\n\
         <script>\n{SCRIPT}</script>\n",
        r.look.name,
        escape(&a.title),
        escape(name),
        escape(&date),
        r.fragment
    );
    shell(config, &format!("{} · 公众号", a.title), &body)
}

fn counted(n: usize, most: usize, unit: &str) -> String {
    let class = if n > most { "count over" } else { "count" };
    format!("<span class=\"{class}\">{n} / {most} {unit}</span>")
}

fn title_card(r: &Rendered<'_>) -> String {
    format!(
        "<section class=\"card\"><h2><i>1</i>标题</h2><p class=\"said\" id=\"title\">{}</p><div class=\"row\">{}\
         <button type=\"button\" data-copy=\"title\" data-ok=\"标题已复制\">复制标题</button></div></section>\n",
        escape(&r.article.title),
        counted(r.counts.title, TITLE, "字")
    )
}

fn text_card(r: &Rendered<'_>) -> String {
    format!(
        "<section class=\"card\"><h2><i>2</i>正文</h2><button type=\"button\" class=\"big\" data-copy=\"article\">复制正文</button>\
         <p class=\"tell\" id=\"tell\" role=\"status\" aria-live=\"polite\">点一下，再到编辑器里按 Ctrl+V</p>\
         <div class=\"row\">{}{}</div></section>\n",
        counted(r.counts.characters, CHARACTERS, "字"),
        counted(r.counts.bytes.div_ceil(1024), BYTES / 1024, "KB")
    )
}

fn digest_card(r: &Rendered<'_>) -> String {
    let digest = r.article.summary.trim();
    if digest.is_empty() {
        return "<section class=\"card\"><h2><i>3</i>摘要</h2><p>这篇没有写摘要，公众号会自动取开头几十个字。</p></section>\n".to_owned();
    }
    format!(
        "<section class=\"card\"><h2><i>3</i>摘要</h2><p class=\"said\" id=\"digest\">{}</p><div class=\"row\">{}\
         <button type=\"button\" data-copy=\"digest\" data-ok=\"摘要已复制\">复制摘要</button></div></section>\n",
        escape(digest),
        counted(r.counts.digest, DIGEST, "字")
    )
}

/// The two pictures that the editor asks for, to be saved.
fn cover_card(r: &Rendered<'_>) -> String {
    let slug = &r.article.slug;
    let one = |file: String, said: &str, (w, h): (u32, u32)| {
        let (at, alt) = (address(&file), escape(&r.article.title));
        format!(
            "<figure><a href=\"{at}\" download><img src=\"{at}\" width=\"{w}\" height=\"{h}\" alt=\"{said}：{alt}\" loading=\"lazy\"></a>\
             <figcaption>{said} {w} × {h} <a class=\"save\" href=\"{at}\" download>下载</a></figcaption></figure>"
        )
    };
    format!(
        "<section class=\"card covers\"><h2><i>4</i>封面</h2>{}{}</section>\n",
        one(super::cover(slug), "大图封面", (900, 383)),
        one(super::square_cover(slug), "小图封面", (500, 500))
    )
}

fn pictures(all: &[Picture]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let mut drawn = 0;
    let mut items = String::new();
    for picture in all {
        let base = picture.file.rsplit('/').next().unwrap_or_default();
        let stem = base.rsplit_once('.').map_or(base, |(s, _)| s);
        let (said, button) = match picture.fate {
            Fate::Drawn => {
                drawn += 1;
                (
                    "矢量图，会随正文一起粘贴",
                    format!(
                        " <button type=\"button\" data-save=\"{}\" data-name=\"{}\">存成 PNG</button>",
                        drawn - 1,
                        escape(stem)
                    ),
                )
            }
            Fate::Embedded => ("照片，粘贴后请看一眼有没有显示；没有就在编辑器里上传这个文件", String::new()),
            Fate::ByHand => ("要在公众号编辑器里自己插入", String::new()),
        };
        items.push_str(&format!(
            "<li><div class=\"row\"><span>{}<small>{said}</small></span>{button}</div></li>",
            escape(if picture.alt.is_empty() { base } else { &picture.alt })
        ));
    }
    format!("<section class=\"card\"><h2><i>5</i>文中的图</h2><ul class=\"look\">{items}</ul></section>\n")
}

fn problems(r: &Rendered<'_>) -> String {
    let items: String = r
        .diagnostics
        .iter()
        .map(|d| {
            let help = d.help.as_deref().map(|h| format!("<small>{}</small>", escape(h))).unwrap_or_default();
            format!("<li>{}{}{help}</li>", escape(&d.message), escape(&place(d)))
        })
        .collect();
    if items.is_empty() {
        return String::new();
    }
    format!("<section class=\"card problem\"><h2>发布前请看一看</h2><ul class=\"look\">{items}</ul></section>\n")
}

fn place(d: &Diagnostic) -> String {
    match &d.span {
        Some(s) if s.line > 0 => format!("（第 {} 行）", s.line),
        _ => String::new(),
    }
}

fn help_card(r: &Rendered<'_>) -> String {
    let photos = r.pictures.iter().any(|p| p.fate != Fate::Drawn);
    let check = if photos {
        "<li>逐张看图片。没显示的，点编辑器上方的“图片”上传</li>"
    } else {
        "<li>从头到尾看一遍，图片都在就行</li>"
    };
    format!(
        "<section class=\"card\"><h2>怎么发</h2><ol class=\"how\"><li>用电脑打开 mp.weixin.qq.com，新建一篇“文章”</li>\
         <li>回到这里，复制标题，粘贴到标题栏</li><li>点“复制正文”，在编辑器正文里按 Ctrl+V</li>{check}\
         <li>选封面，粘贴摘要</li><li>点“预览”发到自己手机上看，再群发</li></ol></section>\n"
    )
}

/// The list of all articles.
pub(super) fn index(all: &[Rendered<'_>], config: &Config, calendar: &Calendar) -> String {
    let items: String = all.iter().map(|r| item(r, calendar)).collect();
    let said = match all.len() {
        0 => "还没有文章。写好一篇放进 content/articles/，再运行一次就有了。".to_owned(),
        n => format!("共 {n} 篇。标题、摘要、封面在这里取；打开一篇，点“复制正文”，到公众号编辑器里粘贴。"),
    };
    let find = if all.len() < 2 {
        String::new()
    } else {
        "<label class=\"find\">找文章 <input type=\"search\" id=\"find\" placeholder=\"标题、节日或日期\" autocomplete=\"off\"></label>".to_owned()
    };
    let body = format!(
        "<header class=\"bar\"><div class=\"bar-in\"><b>{}</b><p class=\"tell\" id=\"tell\" role=\"status\" aria-live=\"polite\"></p></div></header>\n\
         <main class=\"list\">\n<h1>公众号文章</h1>\n<p>{said}</p>\n{find}\n<div class=\"grid\">\n{items}</div>\n\
         <p class=\"none\" id=\"none\" hidden>没有这样的文章，换个词试试。</p>\n</main>\n<script>\n{SCRIPT}</script>\n",
        escape(&config.title)
    );
    shell(config, &format!("公众号文章 · {}", config.title), &body)
}

fn item(r: &Rendered<'_>, calendar: &Calendar) -> String {
    let a = r.article;
    let day = a.event.as_deref().and_then(|id| calendar.event(id)).map(|d| d.name.clone());
    let mut facts: Vec<String> = a.date.map(|d| d.zh()).into_iter().chain(day).collect();
    facts.push(format!("{} 字", r.counts.characters));
    facts.push(format!("{}风格", r.look.name));
    let warnings = r.diagnostics.count(Severity::Warning);
    let over =
        if warnings == 0 { String::new() } else { format!(" · <span class=\"over\">{warnings} 处要改</span>") };
    let (page, cover, square) =
        (address(&r.file), address(&super::cover(&a.slug)), address(&super::square_cover(&a.slug)));
    let copy = |what: &str, text: &str, n: usize, most: usize| {
        if text.is_empty() {
            return format!("<li><span class=\"count\">没有写{what}，公众号会取开头的字</span></li>");
        }
        format!(
            "<li><button type=\"button\" data-text=\"{}\" data-ok=\"{what}已复制\">复制{what}</button>{}</li>",
            escape(text),
            counted(n, most, "字")
        )
    };
    format!(
        "<article class=\"item\" style=\"border-top-color:{}\"><a href=\"{page}\" tabindex=\"-1\" aria-hidden=\"true\"><img src=\"{cover}\" width=\"900\" height=\"383\" alt=\"\" loading=\"lazy\"></a>\
         <div class=\"in\"><h2>{}</h2><p>{}{over}</p><ul>{}{}</ul>\
         <p class=\"saves\">封面 <a href=\"{cover}\" download>900 × 383</a> <a href=\"{square}\" download>500 × 500</a></p>\
         <a class=\"go\" href=\"{page}\">打开并复制正文</a></div></article>\n",
        r.look.solid,
        escape(&a.title),
        facts.iter().map(|f| format!("<span>{}</span>", escape(f))).collect::<Vec<_>>().join(" · "),
        copy("标题", &a.title, r.counts.title, TITLE),
        copy("摘要", a.summary.trim(), r.counts.digest, DIGEST),
    )
}

/// A file's name as a relative address (RFC 3986 §2.1); a `./` in front keeps a colon from looking like a scheme.
fn address(file: &str) -> String {
    let mut out = "./".to_owned();
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
