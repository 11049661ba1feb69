//! The theme's templates: found one by one, the site's own before the built-in, and their mistakes told with file and line.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use serde::Serialize;

use super::context::PageContext;
use super::routes::from_root;
use super::text::escape_pieces;
use crate::diagnostic::{Diagnostic, Span};
use crate::world::World;

/// Instructions that one page may take; the longest list of ours takes under a hundredth.
const FUEL: u64 = 20_000_000;

/// How deep templates may include and call each other.
const RECURSION: usize = 60;

/// The templates of a theme, ready to render.
#[derive(Clone, Default)]
pub struct Templates {
    environment: Arc<Environment<'static>>,
    /// The text and the path of each template, for messages.
    sources: Arc<BTreeMap<String, (String, Arc<str>)>>,
    site: Value,
}

impl Templates {
    /// Reads the templates of a theme.
    ///
    /// # Errors
    /// One diagnostic for each template that cannot be read or parsed.
    pub fn load(
        world: &dyn World,
        theme: &str,
        assets: &BTreeMap<String, String>,
        site: &impl Serialize,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut sources: BTreeMap<String, (String, Arc<str>)> = BTreeMap::new();
        let mut problems = Vec::new();
        for from in ["default", theme] {
            let dir = format!("themes/{from}/web/templates/");
            for entry in world.walk(dir.trim_end_matches('/')).files {
                let Some(name) = entry.path.strip_prefix(&dir).filter(|n| n.ends_with(".html")) else { continue };
                match world.read(&entry.path).map(|b| String::from_utf8(b.to_vec())) {
                    Ok(Ok(text)) => {
                        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
                        let source = (entry.path.clone(), Arc::from(text));
                        if from == "default" && theme != "default" {
                            // A theme that changes one block can still reach the template that it stands in for.
                            sources.insert(format!("default/{name}"), source.clone());
                        }
                        sources.insert(name.to_owned(), source);
                    }
                    _ => problems.push(
                        Diagnostic::error("template-unreadable", "模板读不了，或者不是 UTF-8 编码")
                            .with_span(Span::file(&entry.path))
                            .with_help("用记事本另存为 UTF-8"),
                    ),
                }
            }
        }
        let mut environment = environment(assets.clone());
        let mut errors = Vec::new();
        for (name, (_, text)) in &sources {
            if let Err(error) = environment.add_template_owned(name.clone(), text.to_string()) {
                errors.push(error);
            }
        }
        let site = Value::from(Serde(site));
        let templates = Templates { environment: Arc::new(environment), sources: Arc::new(sources), site };
        for problem in errors.iter().map(|e| templates.diagnostic(e)) {
            // A template that goes by two names is wrong once.
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        if problems.is_empty() { Ok(templates) } else { Err(problems) }
    }

    /// The same templates over another site.
    pub fn of(&self, site: &impl Serialize) -> Templates {
        Templates { site: Value::from(Serde(site)), ..self.clone() }
    }

    /// Renders a page with `template`; `body` are the variables of its kind.
    ///
    /// # Errors
    /// What is wrong, with the template's file and line.
    pub fn render(&self, template: &str, page: &PageContext, body: &impl Serialize) -> Result<String, Box<Diagnostic>> {
        let context = minijinja::context! {
            site => self.site.clone(),
            page => Value::from(Serde(page)),
            ..Value::from(Serde(body))
        };
        let rendered = self.environment.get_template(template).and_then(|t| t.render(context));
        rendered.map_err(|error| Box::new(self.diagnostic(&error)))
    }

    /// Goes down to where it happened: an error within an include arrives wrapped in those of its callers.
    fn diagnostic(&self, error: &Error) -> Diagnostic {
        let mut innermost = error;
        let mut next = std::error::Error::source(error);
        while let Some(source) = next {
            if let Some(e) = source.downcast_ref::<Error>() {
                innermost = e;
            }
            next = source.source();
        }
        let (code, message, help) = explain(innermost);
        let mut diagnostic = Diagnostic::error(code, message);
        let place = innermost.name().or_else(|| error.name());
        if let Some(name) = place {
            diagnostic = diagnostic.with_span(self.span(name, innermost));
        }
        diagnostic.with_help(help)
    }

    fn span(&self, name: &str, error: &Error) -> Span {
        let Some((path, text)) = self.sources.get(name) else { return Span::file(name) };
        if let Some(range) = error.range() {
            let span = Span::of_offset(path, text, range.start);
            let width = text.get(range).and_then(|t| t.lines().next()).map_or(1, |t| t.chars().count());
            let column = span.column;
            return span.at(column, width as u32);
        }
        match error.line() {
            Some(line) => Span::line(path, line as u32).excerpt_from(text),
            None => Span::file(path),
        }
    }
}

fn explain(error: &Error) -> (&'static str, String, String) {
    let detail = error.detail().unwrap_or_default();
    let name = quoted(detail).unwrap_or(detail);
    match error.kind() {
        ErrorKind::SyntaxError | ErrorKind::BadEscape | ErrorKind::InvalidDelimiter => {
            let what = if detail.contains("end of input") { "到文件末尾还没有写完" } else { detail };
            let help = "检查 {% %} 和 {{ }} 是否成对，if、for、block、macro 是否都有对应的 end";
            ("template-syntax", format!("模板的语法不对：{what}"), help.to_owned())
        }
        ErrorKind::UndefinedError => {
            let message = if detail.is_empty() {
                "模板里用了不存在的变量".to_owned()
            } else {
                format!("模板里没有变量 {name}")
            };
            (
                "template-undefined",
                message,
                "变量名见 docs/themes.md；可有可无的先用 {% if 变量 is defined %} 判断".to_owned(),
            )
        }
        ErrorKind::TemplateNotFound => (
            "template-missing",
            format!("找不到模板 {name}"),
            "include、import 和 extends 的名字要和 web/templates 里的文件名一样".to_owned(),
        ),
        ErrorKind::UnknownFilter | ErrorKind::UnknownTest | ErrorKind::UnknownFunction | ErrorKind::UnknownMethod => {
            let what = match error.kind() {
                ErrorKind::UnknownFilter => "过滤器",
                ErrorKind::UnknownTest => "测试",
                _ => "函数",
            };
            let name = name.split(' ').find(|w| !["filter", "test", "function", "method"].contains(w)).unwrap_or(name);
            ("template-unknown", format!("没有叫 {name} 的{what}"), "可用的写在 docs/themes.md".to_owned())
        }
        ErrorKind::OutOfFuel => (
            "template-endless",
            "模板算得太久，已经停下".to_owned(),
            "多半是循环没有尽头，或者循环里又套了很大的循环".to_owned(),
        ),
        ErrorKind::InvalidOperation if ["recursion", "cycle"].iter().any(|w| detail.contains(w)) => (
            "template-endless",
            "模板互相引用，没有尽头".to_owned(),
            "看看 include、extends 或 macro 是不是绕回了自己".to_owned(),
        ),
        ErrorKind::MissingArgument if detail.starts_with("web/static") => (
            "template-asset-missing",
            detail.to_owned(),
            "把文件放进 themes/<主题名>/web/static/，或者改正 asset() 里的名字".to_owned(),
        ),
        kind => {
            ("template-failed", format!("模板出错：{kind}，{detail}"), "变量和过滤器的用法见 docs/themes.md".to_owned())
        }
    }
}

/// What stands between the quotes of the engine's English words: the name of a variable or a file.
fn quoted(detail: &str) -> Option<&str> {
    ['`', '\'', '"'].iter().find_map(|q| detail.split(*q).nth(1)).filter(|n| !n.is_empty())
}

fn environment(assets: BTreeMap<String, String>) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(RECURSION);
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.set_formatter(format_value);
    environment.add_filter("href", |state: &State, url: String| -> String { from_root(&root_of(state), &url) });
    environment.add_function("asset", move |state: &State, name: String| -> Result<String, Error> {
        match assets.get(&name) {
            Some(url) => Ok(from_root(&root_of(state), url)),
            None => Err(Error::new(ErrorKind::MissingArgument, format!("web/static 里没有 {name}"))),
        }
    });
    environment
}

fn root_of(state: &State) -> String {
    let page = state.lookup("page");
    let root = page.and_then(|p| p.get_attr("root").ok());
    root.and_then(|r| r.as_str().map(str::to_owned)).unwrap_or_else(|| "/".to_owned())
}

/// Escapes like the rest of the site does: `/` needs no escape, and what is absent shows as nothing.
fn format_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_none() {
        return Ok(());
    }
    match (value.as_str(), state.auto_escape()) {
        (Some(text), AutoEscape::Html) if !value.is_safe() => {
            let mut written = Ok(());
            escape_pieces(text, |piece| {
                if written.is_ok() {
                    written = out.write_str(piece);
                }
            });
            written.map_err(Error::from)
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
}
