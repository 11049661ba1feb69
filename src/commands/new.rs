//! `banbao new`: the beginning of an article, a board or a page.

use std::fs;
use std::io::Write as _;

use super::{Console, Status};
use crate::calendar::Calendar;
use crate::cli::{NewArgs, NewKind};
use crate::config;
use crate::content::{self, LoadOptions, slug_from_title};
use crate::model::Date;
use crate::pipeline::Names;
use crate::world::{DiskWorld, World};

pub(super) fn run(world: &DiskWorld, args: &NewArgs, console: &mut Console<'_>) -> Status {
    let title = args.title.trim();
    if title.is_empty() || title.chars().any(char::is_control) {
        console.warn("标题不能是空的，也不能有换行");
        return Status::Usage;
    }
    let (calendar, diagnostics) = Calendar::load(world);
    console.report(&diagnostics);
    let event = match &args.event {
        None => None,
        Some(name) => match calendar.resolve(name).and_then(|id| calendar.event(&id)) {
            Some(day) => Some(day.name.clone()),
            None => {
                let near = calendar.nearest(name).map(|n| format!("。是不是想写“{n}”？")).unwrap_or_default();
                console.warn(&format!("没有“{name}”这个宣传日{near}\n看全部宣传日：banbao calendar"));
                return Status::Usage;
            }
        },
    };
    let date = args.date.unwrap_or_else(|| world.today());
    let Some(slug) = slug_from_title(title) else {
        console.warn("标题里没有汉字、字母或数字，起不了文件名");
        return Status::Usage;
    };
    let (path, text) = match args.kind {
        NewKind::Article => (
            format!("content/articles/{}/{slug}/index.md", date.year()),
            article(title, event.as_deref(), &date.to_string(), date.plus_days(730).map(|d| d.to_string())),
        ),
        NewKind::Board => {
            let quarter = format!("content/boards/{}-q{}", date.year(), date.quarter());
            let first = format!("{quarter}.md");
            let path = if world.root().join(&first).exists() { format!("{quarter}-{slug}.md") } else { first };
            (path, board(title, date, &articles_for(world, &calendar, date)))
        }
        NewKind::Page => (format!("content/pages/{slug}.md"), format!("---\ntitle: {}\n---\n\n", yaml(title))),
    };
    let place = world.root().join(&path);
    let made = match place.parent() {
        Some(dir) => fs::create_dir_all(dir),
        None => Ok(()),
    };
    // `create_new`: what is there already is never written over.
    let file = made.and_then(|()| fs::File::create_new(&place));
    match file.and_then(|mut f| f.write_all(text.as_bytes())) {
        Ok(()) => {
            console.say(&format!("新建了 {path}\n用记事本或 VS Code 打开就能写，写好后运行 banbao build"));
            Status::Done
        }
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            console.warn(&format!("{path} 已经有了，没有动它。换一个标题，或直接打开它来改"));
            Status::Usage
        }
        Err(e) => {
            console.warn(&format!("写不了 {path}：{e}"));
            Status::Machine
        }
    }
}

/// A YAML scalar that means exactly this text.
fn yaml(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn article(title: &str, event: Option<&str>, date: &str, expires: Option<String>) -> String {
    let event = event.map(|e| format!("event: {e}\n")).unwrap_or_default();
    let expires = expires.map(|e| format!("expires: {e}\n")).unwrap_or_default();
    format!(
        "---\ntitle: {}\ndate: {date}\n{event}tags: []\nsummary: \"\"\nauthor: \"\"\nreviewer: \"\"\nsource: []\naudience: \"\"\n{expires}draft: true\n---\n\n\
         用一两句话说清这篇文章要读者做什么。\n\n\
         ## 第一个小标题\n\n每个小标题在宣传栏上是一张卡片，八十字以内最好读。\n\n\
         ## 这样做\n\n1. **第一步** 说明\n2. **第二步** 说明\n3. **第三步** 说明\n\n\
         > [!TIP]\n> 一条小贴士。\n",
        yaml(title)
    )
}

/// The addresses of the published articles of a date's quarter, or of the newest where there are none yet.
fn articles_for(world: &DiskWorld, calendar: &Calendar, date: Date) -> Vec<String> {
    let (config, _) = config::load(world);
    // What is wrong with the articles is told by the next build; here only their names are wanted.
    let (site, _) = content::load(world, &config, &Names(calendar), &LoadOptions::default());
    // Newest first already.
    let dated = || site.articles.iter().filter_map(|a| a.date.map(|d| (d, a.slug.clone())));
    let season = |d: Date| (d.year(), d.quarter());
    let of_quarter: Vec<String> = dated().filter(|(d, _)| season(*d) == season(date)).map(|(_, slug)| slug).collect();
    if of_quarter.is_empty() { dated().take(2).map(|(_, slug)| slug).collect() } else { of_quarter }
}

fn board(title: &str, date: Date, articles: &[String]) -> String {
    let until = date.plus_days(90).map(|u| format!("until: {u}\n")).unwrap_or_default();
    let articles = match articles {
        [] => "  - 文章的地址名\n".to_owned(),
        some => some.iter().map(|slug| format!("  - {slug}\n")).collect(),
    };
    format!(
        "---\ntitle: {}\nissue: \"\"\ndate: {date}\n{until}location: \"\"\nsize: A1\norientation: 竖\nsheets: 1\nstyle: 清新\narticles:\n{articles}slogan: \"\"\ndraft: true\n---\n",
        yaml(title)
    )
}
