//! One article or page from one file.

use std::sync::Arc;

use super::front_matter::{Parts, split};
use super::markdown::{self, Context};
use super::{EventNames, Loader, slug, summary};
use crate::diagnostic::{Diagnostic, Span};
use crate::input::{Fields, Key, Scalar, Source, nearest, unquote};
use crate::model::{Article, BlockKind, Document, Page, plain_text};
use crate::world::resolve_path;

const fn key(name: &'static str, aliases: &'static [&'static str]) -> Key {
    Key { name, aliases }
}

const ARTICLE: &[Key] = &[
    key("title", &["标题", "题目"]),
    key("date", &["日期", "时间"]),
    key("event", &["宣传日", "节日"]),
    key("tags", &["标签", "关键词", "tag"]),
    key("summary", &["摘要", "简介", "description"]),
    key("author", &["作者"]),
    key("reviewer", &["审核", "审核人"]),
    key("source", &["来源", "sources", "出处"]),
    key("audience", &["适用人群", "人群"]),
    key("expires", &["有效期至", "有效期"]),
    key("draft", &["草稿"]),
    key("slug", &["地址", "网址"]),
    key("cover", &["封面"]),
    key("aliases", &["旧地址"]),
];
/// A page shows neither date nor summary; people write them from habit, and they do no harm.
const PAGE: &[Key] = &[
    key("title", &["标题", "题目"]),
    key("slug", &["地址", "网址"]),
    key("draft", &["草稿"]),
    key("date", &["日期", "时间"]),
    key("summary", &["摘要", "简介", "description"]),
    key("author", &["作者"]),
    key("reviewer", &["审核", "审核人"]),
];

/// An article and what later stages must know about it.
pub(super) struct Read<T> {
    pub(super) item: T,
    /// Where the slug comes from, for telling of two equal ones.
    pub(super) slug_span: Span,
    pub(super) draft: bool,
}

impl Loader<'_> {
    /// An article, if enough of it is sound to go on with.
    pub(super) fn article(&mut self, source: &Source) -> Option<Read<Article>> {
        let mut parts = split(source);
        let head_ok = !parts.problems.has_errors();
        self.problems.extend(std::mem::take(&mut parts.problems));
        let mut fields = Fields::lenient(source, std::mem::take(&mut parts.fields), ARTICLE);
        let draft = fields.flag("draft").unwrap_or(false);
        let mut document = self.body(source, &parts, draft);
        let title = self.title(source, &mut fields, &mut document, head_ok);
        let slug_span = slug_span(source, &fields);
        let slug = title.as_ref().and_then(|t| self.slug(source, &mut fields, t));
        let date = fields.date("date");
        let article = Article {
            path: source.file().to_owned(),
            slug: slug.unwrap_or_default(),
            title: title.unwrap_or_default(),
            date,
            event: event(&mut fields, self.names),
            tags: fields.words("tags").into_iter().map(|s| s.text).collect(),
            summary: fields.text("summary").unwrap_or_else(|| summary::summary(&document)),
            author: fields.text("author"),
            reviewer: fields.text("reviewer"),
            sources: fields.items("source").into_iter().map(|s| s.text).collect(),
            audience: fields.words("audience").into_iter().map(|s| s.text).collect(),
            expires: fields.date("expires"),
            draft,
            cover: self.cover(source, &mut fields).or_else(|| summary::first_picture(&document)),
            aliases: aliases(&mut fields),
            characters: summary::characters(&document),
            document: Arc::new(document),
        };
        if let (Some(date), Some(until), Some(place)) = (article.date, article.expires, fields.place_of("expires"))
            && until < date
        {
            fields.warn("dates-reversed", place, "有效期比发布日期还早", "检查“日期”和“有效期至”");
        }
        self.problems.extend(fields.problems);
        let sound = head_ok && !article.slug.is_empty() && !article.title.is_empty();
        sound.then_some(Read { item: article, slug_span, draft })
    }

    /// A page.
    pub(super) fn page(&mut self, source: &Source) -> Option<Read<Page>> {
        let mut parts = split(source);
        let head_ok = !parts.problems.has_errors();
        self.problems.extend(std::mem::take(&mut parts.problems));
        let mut fields = Fields::lenient(source, std::mem::take(&mut parts.fields), PAGE);
        let draft = fields.flag("draft").unwrap_or(false);
        let mut document = self.body(source, &parts, draft);
        let title = self.title(source, &mut fields, &mut document, head_ok);
        let slug_span = slug_span(source, &fields);
        let slug = title.as_ref().and_then(|t| self.slug(source, &mut fields, t));
        self.problems.extend(fields.problems);
        let item = Page { path: source.file().to_owned(), slug: slug?, title: title?, document };
        head_ok.then_some(Read { item, slug_span, draft })
    }

    /// The text after the head. Problems in the text of a draft wait until the draft is wanted.
    pub(super) fn body(&mut self, source: &Source, parts: &Parts<'_>, draft: bool) -> Document {
        let context = Context { file: source.file(), world: Some(self.world), raw_html: self.config.site.raw_html };
        let (document, found) = markdown::parse(parts.body, parts.body_line, context);
        if !draft || self.options.drafts {
            self.problems.extend(found);
        }
        document
    }

    /// The title given, else the first `#`, which is then taken out of the text. A `#` that repeats the title goes too.
    fn title(
        &mut self,
        source: &Source,
        fields: &mut Fields<'_>,
        document: &mut Document,
        head_ok: bool,
    ) -> Option<String> {
        let given = fields.text("title");
        let first = document.blocks.iter().position(|b| matches!(&b.kind, BlockKind::Heading(h) if h.level == 1));
        let heading = first.and_then(|i| document.blocks.get(i)).and_then(|b| match &b.kind {
            BlockKind::Heading(h) => Some((plain_text(&h.content).trim().to_owned(), b.line)),
            _ => None,
        });
        match (given, heading) {
            (Some(title), heading) => {
                if first == Some(0) && heading.is_some_and(|(text, _)| text == title) {
                    document.blocks.remove(0);
                }
                Some(title)
            }
            (None, Some((text, line))) if !text.is_empty() => {
                if let Some(i) = first {
                    document.blocks.remove(i);
                }
                self.problems.push(
                    Diagnostic::note("title-from-heading", format!("没有写“标题”，用了正文的第一个大标题“{text}”"))
                        .with_span(source.span_at(line, 0, 0))
                        .with_help(format!("在开头的设置里写上：标题: {text}")),
                );
                Some(text)
            }
            _ => {
                // A broken head may hold the title; one error is enough.
                if head_ok && !fields.is_written("title") {
                    let help = match source.text().trim_start() {
                        t if t.starts_with("---") => "在开头的设置里写上：标题: 文章的题目",
                        t if t.starts_with("+++") => "在开头的设置里写上：title = \"文章的题目\"",
                        _ => "在文件最前面写上三行：\n---\n标题: 文章的题目\n---",
                    };
                    self.problems.push(
                        Diagnostic::error("title-missing", "没有标题")
                            .with_span(source.span_at(1, 0, 0))
                            .with_help(help),
                    );
                }
                None
            }
        }
    }

    /// The address: given, from the file's or folder's name, or from the title.
    fn slug(&mut self, source: &Source, fields: &mut Fields<'_>, title: &str) -> Option<String> {
        if let Some(given) = fields.scalar("slug", "no-tobacco") {
            let text = unquote(&given.text).to_owned();
            return match slug::check(&text) {
                Ok(()) => Some(text),
                Err(why) => {
                    fields.error("bad-slug", given.place, why, "用英文字母、数字和减号，例如 slug: no-tobacco");
                    None
                }
            };
        }
        let name = name_of(source.file());
        let made = slug::from_name(name).or_else(|| slug::from_title(title)).or_else(|| slug::from_title(name));
        if made.is_none() {
            self.problems.push(
                Diagnostic::error("bad-slug", "从文件名和标题里都得不出网页地址")
                    .with_span(source.span_at(1, 0, 0))
                    .with_help("在开头的设置里写上 slug，例如 slug: no-tobacco"),
            );
        }
        made
    }

    fn cover(&mut self, source: &Source, fields: &mut Fields<'_>) -> Option<String> {
        let given = fields.scalar("cover", "photo.jpg")?;
        let text = unquote(&given.text);
        let path = resolve_path(source.file(), text).filter(|p| self.world.is_file(p));
        if path.is_none() {
            let folder = source.file().rsplit_once('/').map_or("", |(f, _)| f);
            let prefix = format!("{folder}/");
            let files = self.world.walk(folder).files;
            let names = files.iter().filter_map(|e| e.path.strip_prefix(&prefix)).filter(|n| !n.contains('/'));
            let help = match nearest(text, names) {
                Some(near) => format!("是不是“{near}”？"),
                None => "把图片放在文章旁边，检查文件名（包括 .jpg、.png 这样的结尾）".to_owned(),
            };
            fields.error("picture-missing", given.place, format!("找不到封面图片“{text}”"), help);
        }
        path
    }
}

fn slug_span(source: &Source, fields: &Fields<'_>) -> Span {
    let place = fields.place_of("slug");
    place.map_or_else(|| Span::file(source.file()), |p| source.span_at(p.line, p.column, p.width))
}

/// The health day, resolved to its id.
pub(super) fn event(fields: &mut Fields<'_>, names: &dyn EventNames) -> Option<String> {
    let Scalar { text, place } = fields.scalar("event", "世界无烟日")?;
    let name = unquote(&text);
    let id = names.resolve(name);
    if id.is_none() {
        let help = match names.nearest(name) {
            Some(near) => format!("是不是想写“{near}”？"),
            None => "运行 banbao calendar 看全部宣传日；自己的日子写在 content/events.toml 里".to_owned(),
        };
        fields.error("unknown-event", place, format!("不认识宣传日“{name}”"), help);
    }
    id
}

fn aliases(fields: &mut Fields<'_>) -> Vec<String> {
    let mut out = Vec::new();
    for item in fields.words("aliases") {
        let path = if item.text.starts_with('/') { item.text.clone() } else { format!("/{}", item.text) };
        let bad = path.contains("..")
            || path.contains(['\\', '?', '#', ':', '"', '<', '>', '|', '*'])
            || path.contains(char::is_whitespace)
            || path.trim_matches('/').is_empty();
        if bad {
            let message = format!("旧地址“{}”不对", item.text);
            fields.error("bad-alias", item.place, message, "写本站原来的地址，例如 /2024/old-name/");
        } else {
            out.push(path);
        }
    }
    out
}

/// The name that gives the address: the folder's for `index.md`, else the file's without `.md`.
pub(super) fn name_of(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(s, _)| s);
    if stem.eq_ignore_ascii_case("index") && path.matches('/').count() > 2 {
        return parts.next().unwrap_or(stem);
    }
    stem
}
