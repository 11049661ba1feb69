//! The command line: what can be typed. Raw words in, resolved [`Invocation`] out; nothing is done here.
//!
//! Help and complaints are Chinese; `BANBAO_LANG=en` gives English (the contract of `docs/`).

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::model::Date;

/// The language of help and messages of the command line itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// 中文.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// From the value of `BANBAO_LANG`.
    pub fn from_setting(value: Option<&str>) -> Language {
        match value {
            Some(v) if v.to_ascii_lowercase().starts_with("en") => Language::English,
            _ => Language::Chinese,
        }
    }

    fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        match self {
            Language::Chinese => zh,
            Language::English => en,
        }
    }
}

/// What is to be done, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Invocation {
    /// The site's folder.
    pub site: PathBuf,
    /// The verb.
    pub verb: Verb,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Verb {
    /// `typeset`.
    Typeset(TypesetArgs),
    /// `init`.
    Init {
        /// The new site's folder.
        dir: PathBuf,
    },
    /// `new`.
    New(NewArgs),
    /// `build`.
    Build(BuildArgs),
    /// `serve`.
    Serve(ServeArgs),
    /// `check`.
    Check(CheckArgs),
    /// `calendar`.
    Calendar {
        /// This year when not given.
        year: Option<i32>,
        /// How to print.
        format: Format,
    },
    /// `fonts`.
    Fonts,
}

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Format {
    Text,
    Json,
    Ics,
}

/// Arguments of `typeset`.
#[derive(Debug, Clone, PartialEq)]
pub struct TypesetArgs {
    /// The measure in em.
    pub width: f64,
    /// The print style whose faces and rules are used.
    pub style: Option<String>,
    /// No justification.
    pub ragged: bool,
}

/// Arguments of `new`.
#[derive(Debug, Clone, PartialEq)]
pub struct NewArgs {
    /// What to begin.
    pub kind: NewKind,
    /// Its title.
    pub title: String,
    /// The day it is for.
    pub event: Option<String>,
    /// Its date; today when not given.
    pub date: Option<Date>,
}

/// What `new` can begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum NewKind {
    Article,
    Board,
    Page,
}

/// Arguments of `build`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BuildArgs {
    /// Where to write; `output` in the site's folder when not given.
    pub out: Option<PathBuf>,
    /// One kind of output only.
    pub only: Option<Only>,
    /// These boards only.
    pub boards: Vec<String>,
    /// Drafts too.
    pub drafts: bool,
    /// Instead of the address in `banbao.toml`.
    pub base_url: Option<String>,
    /// Threads.
    pub jobs: Option<usize>,
    /// The share of the work: its number, from 1, and how many there are.
    pub shard: Option<(u32, u32)>,
    /// Write what is sound although there are errors.
    pub keep_going: bool,
    /// Say what was chosen for each card, and why.
    pub verbose: bool,
    /// Say only what is wrong.
    pub quiet: bool,
}

/// Arguments of `serve`.
#[derive(Debug, Clone, PartialEq)]
pub struct ServeArgs {
    /// Where to listen; 0 for any free port.
    pub port: u16,
    /// Open the workbench in a browser.
    pub open: bool,
    /// Look at the files again and again instead of being told by the system.
    pub poll: bool,
    /// Drafts too.
    pub drafts: bool,
    /// Let phones on the same network look, too.
    pub lan: bool,
    /// Write `output/` after good changes.
    pub write: bool,
    /// Say only where the preview is and what is wrong.
    pub quiet: bool,
}

/// Arguments of `check`.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckArgs {
    /// How to print.
    pub format: Format,
    /// Warnings count as errors for the exit status.
    pub deny_warnings: bool,
    /// Only say what this code means.
    pub explain: Option<String>,
}

/// One kind of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Only {
    Site,
    Print,
    Wechat,
}

/// What came of reading the command line.
#[derive(Debug, Clone, PartialEq)]
pub enum Parsed {
    /// Something to do.
    Run(Box<Invocation>),
    /// Help or version was asked for: print it, done.
    Show(String),
    /// It was wrong: what to tell.
    Wrong(String),
}

/// Reads a command line, the program's name first.
pub fn parse(args: impl IntoIterator<Item = OsString>, language: Language) -> Parsed {
    match command(language).try_get_matches_from(args) {
        Ok(matches) => match resolve(&matches, language) {
            Ok(invocation) => Parsed::Run(Box::new(invocation)),
            Err(message) => Parsed::Wrong(message),
        },
        Err(e) => match e.kind() {
            ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Parsed::Show(e.to_string()),
            _ => Parsed::Wrong(complain(&e, language)),
        },
    }
}

fn command(l: Language) -> Command {
    let site = Arg::new("site")
        .short('C')
        .value_name("DIR")
        .value_parser(value_parser!(PathBuf))
        .default_value(".")
        .hide_default_value(true)
        .global(true)
        .help(l.pick("站点文件夹（默认是当前文件夹）", "the site's folder (the current one by default)"));
    let base = dress(Command::new("banbao"), l)
        .version(env!("CARGO_PKG_VERSION"))
        .about(l.pick(
            "板报：把一个文件夹的健康教育文章变成网站、宣传栏和公众号文章",
            "banbao: turns a folder of Markdown health articles into a website, wall boards and WeChat articles",
        ))
        .disable_version_flag(true)
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(l.pick("显示版本", "show the version")),
        )
        .arg(site)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true);
    let verbs = [build(l), serve(l), check(l), init(l), new(l), calendar(l), fonts(l), typeset(l)];
    verbs.into_iter().fold(base, |base, verb| base.subcommand(dress(verb, l)))
}

/// Headings in the language, and `-h` told in it.
fn dress(command: Command, l: Language) -> Command {
    let template = match l {
        Language::Chinese => "{about}\n\n用法：{usage}\n\n{all-args}\n",
        Language::English => "{about}\n\nUsage: {usage}\n\n{all-args}\n",
    };
    command
        .help_template(template)
        .subcommand_help_heading(l.pick("命令", "Commands"))
        .subcommand_value_name(l.pick("命令", "COMMAND"))
        .next_help_heading(l.pick("选项", "Options"))
        .disable_help_flag(true)
        .arg(Arg::new("help").short('h').long("help").action(ArgAction::Help).help(l.pick("显示帮助", "show help")))
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

fn quiet(l: Language) -> Arg {
    flag("quiet", l.pick("不说进度和结果，只说错误", "no progress, no results, only what is wrong")).short('q')
}

fn build(l: Language) -> Command {
    Command::new("build")
        .about(l.pick("生成网站和宣传栏，写到 output/", "build the website and the boards into output/"))
        .next_help_heading(l.pick("选项", "Options"))
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help(l.pick("写到别的文件夹", "write to another folder")),
        )
        .arg(
            Arg::new("only")
                .long("only")
                .value_parser(["site", "print", "wechat"])
                .hide_possible_values(true)
                .value_name("site|print|wechat")
                .help(l.pick("只生成网站、宣传栏或公众号文章", "only the website, the boards or the WeChat articles")),
        )
        .arg(
            Arg::new("board")
                .long("board")
                .value_name("ID")
                .action(ArgAction::Append)
                .help(l.pick("只生成这一期宣传栏（可以写多次）", "only this board (may be repeated)")),
        )
        .arg(flag("drafts", l.pick("草稿也生成", "drafts too")))
        .arg(
            Arg::new("base-url").long("base-url").value_name("URL").help(
                l.pick("网站地址，代替 banbao.toml 里的", "the site's address, instead of the one in banbao.toml"),
            ),
        )
        .arg(
            Arg::new("jobs")
                .long("jobs")
                .value_name("N")
                .value_parser(value_parser!(u16).range(1..=1024))
                .help(l.pick("同时用几个处理器核心", "how many threads")),
        )
        .arg(
            Arg::new("shard")
                .long("shard")
                .value_name("K/N")
                .value_parser(|text: &str| share(text).ok_or("K/N，例如 1/4 到 4/4"))
                .help(l.pick("只做 N 份里的第 K 份，几台机器分着做", "only share K of N, for several machines")),
        )
        .arg(flag("keep-going", l.pick("有错误也写出没有问题的部分", "write what is sound although there are errors")))
        .arg(
            Arg::new("verbose")
                .short('v')
                .long("verbose")
                .action(ArgAction::SetTrue)
                .help(l.pick("说明每张卡片怎样排、为什么", "say how each card was set, and why")),
        )
        .arg(quiet(l))
}

fn serve(l: Language) -> Command {
    Command::new("serve")
        .visible_alias("watch")
        .about(
            l.pick(
                "一边写一边看：打开工作台，保存后马上更新",
                "write and look: a live preview that follows every save",
            ),
        )
        .next_help_heading(l.pick("选项", "Options"))
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("N")
                .value_parser(value_parser!(u16))
                .default_value("3230")
                .hide_default_value(true)
                .help(l.pick(
                    "端口（默认 3230，被占用就往后找）",
                    "the port (3230 by default; the next free one if taken)",
                )),
        )
        .arg(flag("open", l.pick("自动打开浏览器", "open a browser")))
        .arg(flag("lan", l.pick("同一 Wi-Fi 的手机也能看（只能看）", "phones on the same network may look, too")))
        .arg(flag("write", l.pick("没有错误时也写 output/", "write output/ as well when nothing is wrong")))
        .arg(flag(
            "poll",
            l.pick(
                "定时查看文件（文件在网络盘上、保存后不更新时用）",
                "look at the files by the clock (for network drives)",
            ),
        ))
        .arg(flag("no-drafts", l.pick("不显示草稿，与正式生成的完全一样", "no drafts: exactly what build makes")))
        .arg(quiet(l))
}

fn check(l: Language) -> Command {
    Command::new("check")
        .about(l.pick("检查文章和宣传栏，不写文件", "check articles and boards, write nothing"))
        .next_help_heading(l.pick("选项", "Options"))
        .arg(format(l, &["text", "json"]))
        .arg(
            Arg::new("explain")
                .long("explain")
                .value_name("CODE")
                .help(l.pick("说明一条检查：为什么、怎么改", "explain one check: why, and what to do")),
        )
        .arg(flag("deny-warnings", l.pick("有警告也算没通过", "warnings fail too")))
}

fn init(l: Language) -> Command {
    Command::new("init")
        .about(l.pick("建一个新站点（文件夹必须是空的）", "begin a new site (in an empty folder)"))
        .next_help_heading(l.pick("选项", "Options"))
        .arg(
            Arg::new("dir")
                .required(true)
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help_heading(l.pick("参数", "Arguments"))
                .help(l.pick("新站点的文件夹", "the new site's folder")),
        )
}

fn new(l: Language) -> Command {
    let arguments = l.pick("参数", "Arguments");
    Command::new("new")
        .about(l.pick("新写一篇文章、一期宣传栏或一个页面", "begin an article, a board or a page"))
        .next_help_heading(l.pick("选项", "Options"))
        .arg(
            Arg::new("kind")
                .required(true)
                .value_name("article|board|page")
                .value_parser(["article", "board", "page"])
                .hide_possible_values(true)
                .help_heading(arguments)
                .help(l.pick("article 文章、board 宣传栏、page 页面", "what to begin")),
        )
        .arg(
            Arg::new("title")
                .required(true)
                .value_name(l.pick("标题", "TITLE"))
                .help_heading(arguments)
                .help(l.pick("标题，有空格就加引号", "its title")),
        )
        .arg(
            Arg::new("event")
                .long("event")
                .value_name("ID")
                .help(l.pick("宣传日，如 世界无烟日", "the health day, by id or name")),
        )
        .arg(
            Arg::new("date")
                .long("date")
                .value_name("YYYY-MM-DD")
                .help(l.pick("日期（默认今天）", "its date (today by default)")),
        )
}

fn calendar(l: Language) -> Command {
    Command::new("calendar")
        .about(l.pick("列出一年的健康宣传日", "print a year's health days"))
        .next_help_heading(l.pick("选项", "Options"))
        .arg(
            Arg::new("year")
                .long("year")
                .value_name("Y")
                .value_parser(value_parser!(i32).range(1900..=2100))
                .help(l.pick("哪一年（默认今年）", "which year (this one by default)")),
        )
        .arg(format(l, &["text", "json", "ics"]))
}

fn fonts(l: Language) -> Command {
    Command::new("fonts")
        .about(l.pick("列出能用的字体和来源", "list the fonts that can be used"))
        .next_help_heading(l.pick("选项", "Options"))
}

fn typeset(l: Language) -> Command {
    Command::new("typeset")
        .about(l.pick(
            "从标准输入读段落，输出排好的行（供主题作者检验）",
            "read paragraphs from standard input, print set lines",
        ))
        .next_help_heading(l.pick("选项", "Options"))
        .arg(
            Arg::new("width")
                .long("width")
                .required(true)
                .value_name("EM")
                .value_parser(value_parser!(f64))
                .help(l.pick("行宽，以字宽为单位", "the measure in em")),
        )
        .arg(Arg::new("style").long("style").value_name("NAME").help(l.pick("版式", "the print style")))
        .arg(flag("ragged", l.pick("不两端对齐", "no justification")))
}

fn format(l: Language, values: &'static [&'static str]) -> Arg {
    Arg::new("format")
        .long("format")
        .value_parser(clap::builder::PossibleValuesParser::new(values))
        .hide_possible_values(true)
        .value_name(if values.len() == 3 { "text|json|ics" } else { "text|json" })
        .default_value("text")
        .hide_default_value(true)
        .help(l.pick("输出格式（默认 text）", "how to print (text by default)"))
}

fn resolve(m: &ArgMatches, l: Language) -> Result<Invocation, String> {
    let site = m.get_one::<PathBuf>("site").cloned().unwrap_or_else(|| PathBuf::from("."));
    let text = |m: &ArgMatches, id: &str| m.get_one::<String>(id).cloned();
    let format = |m: &ArgMatches| match text(m, "format").as_deref() {
        Some("json") => Format::Json,
        Some("ics") => Format::Ics,
        _ => Format::Text,
    };
    let verb = match m.subcommand() {
        Some(("build", m)) => Verb::Build(BuildArgs {
            out: m.get_one::<PathBuf>("out").cloned(),
            only: text(m, "only").map(|o| match o.as_str() {
                "site" => Only::Site,
                "print" => Only::Print,
                _ => Only::Wechat,
            }),
            boards: m.get_many::<String>("board").unwrap_or_default().cloned().collect(),
            drafts: m.get_flag("drafts"),
            base_url: text(m, "base-url"),
            jobs: m.get_one::<u16>("jobs").map(|j| usize::from(*j)),
            shard: m.get_one::<(u32, u32)>("shard").copied(),
            keep_going: m.get_flag("keep-going"),
            verbose: m.get_flag("verbose"),
            quiet: m.get_flag("quiet"),
        }),
        Some(("serve", m)) => Verb::Serve(ServeArgs {
            port: m.get_one::<u16>("port").copied().unwrap_or_default(),
            open: m.get_flag("open"),
            poll: m.get_flag("poll"),
            drafts: !m.get_flag("no-drafts"),
            lan: m.get_flag("lan"),
            write: m.get_flag("write"),
            quiet: m.get_flag("quiet"),
        }),
        Some(("check", m)) => Verb::Check(CheckArgs {
            format: format(m),
            deny_warnings: m.get_flag("deny-warnings"),
            explain: text(m, "explain"),
        }),
        Some(("init", m)) => Verb::Init { dir: m.get_one::<PathBuf>("dir").cloned().unwrap_or_default() },
        Some(("new", m)) => Verb::New(new_args(m, l)?),
        Some(("calendar", m)) => Verb::Calendar { year: m.get_one::<i32>("year").copied(), format: format(m) },
        Some(("typeset", m)) => {
            let width = m.get_one::<f64>("width").copied().unwrap_or_default();
            if !(width.is_finite() && (1.0..=10_000.0).contains(&width)) {
                return Err(l.pick("--width 要在 1 到 10000 之间", "--width must be between 1 and 10000").to_owned());
            }
            Verb::Typeset(TypesetArgs { width, style: text(m, "style"), ragged: m.get_flag("ragged") })
        }
        _ => Verb::Fonts,
    };
    Ok(Invocation { site, verb })
}

fn new_args(m: &ArgMatches, l: Language) -> Result<NewArgs, String> {
    let text = |id: &str| m.get_one::<String>(id).cloned();
    let date = match text("date") {
        None => None,
        Some(d) => {
            let mut parts = d.splitn(3, '-').map(str::parse::<u32>);
            let parsed = match (parts.next(), parts.next(), parts.next()) {
                (Some(Ok(y)), Some(Ok(m)), Some(Ok(d))) => {
                    let small = |v: u32| u8::try_from(v).ok();
                    i32::try_from(y).ok().zip(small(m)).zip(small(d)).and_then(|((y, m), d)| Date::new(y, m, d))
                }
                _ => None,
            };
            let wrong = l.pick("没有这一天，日期写成 2026-05-31 的样子", "no such day; write dates like 2026-05-31");
            Some(parsed.ok_or_else(|| format!("--date {d}：{wrong}"))?)
        }
    };
    Ok(NewArgs {
        kind: match text("kind").as_deref() {
            Some("board") => NewKind::Board,
            Some("page") => NewKind::Page,
            _ => NewKind::Article,
        },
        title: text("title").unwrap_or_default(),
        event: text("event"),
        date,
    })
}

/// A wrong command line, told in the user's language.
fn complain(e: &clap::Error, l: Language) -> String {
    if l == Language::English {
        return e.to_string();
    }
    let get = |kind: ContextKind| match e.get(kind) {
        Some(ContextValue::String(s)) => s.clone(),
        Some(ContextValue::Strings(s)) => s.join(" "),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let (arg, value) = (get(ContextKind::InvalidArg), get(ContextKind::InvalidValue));
    let mut message = match e.kind() {
        ErrorKind::UnknownArgument => format!("没有“{arg}”这个选项"),
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", get(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("还缺：{arg}"),
        ErrorKind::MissingSubcommand => "还缺一个命令".to_owned(),
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} 后面还缺一个值"),
        ErrorKind::InvalidValue => format!("{arg} 不能是“{value}”，可以是：{}", get(ContextKind::ValidValue)),
        ErrorKind::ValueValidation => format!("{arg} 的值“{value}”不对"),
        ErrorKind::ArgumentConflict => format!("“{arg}”写了两次，或和别的选项不能一起用"),
        ErrorKind::TooManyValues => format!("“{arg}”后面多写了“{value}”"),
        _ => "命令写得不对".to_owned(),
    };
    for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue] {
        let near = get(kind);
        if !near.is_empty() {
            message.push_str(&format!("。是不是想写“{near}”？"));
            break;
        }
    }
    message.push_str("\n看帮助：banbao --help");
    message
}

/// `K/N`: the first number from 1 to the second.
fn share(text: &str) -> Option<(u32, u32)> {
    let (number, count) = text.trim().split_once('/')?;
    let (number, count) = (number.trim().parse().ok()?, count.trim().parse().ok()?);
    (count <= 10_000 && (1..=count).contains(&number)).then_some((number, count))
}

#[cfg(test)]
mod tests;
