//! Which pages there are, and each one's way from the model to HTML.

mod article;
mod board;
mod calendar;
mod home;
mod index;
mod lists;
mod plain;
mod search;

pub(super) use index::Index;
pub(super) use lists::quarter_name;

use serde::Serialize;

use super::context::PageContext;
use super::routes::Route;
use super::templates::Templates;
use super::{Build, PageRecord};
use crate::diagnostic::Diagnostics;
use crate::output::Artifact;

/// One page to be made. Indices count in the model's own lists.
#[derive(Debug, Clone)]
pub enum Job {
    /// `/`.
    Home,
    /// A page of a list.
    List(lists::List, usize),
    /// A list of lists.
    Index(Index),
    /// An article.
    Article(usize),
    /// A page about a health day; it has more than one when there are many articles.
    Event(String, usize),
    /// A year of health days.
    Calendar(i32),
    /// All boards.
    Boards,
    /// A board.
    Board(usize),
    /// A page that is no article.
    Plain(usize),
    /// `/search/`.
    Search,
    /// `404.html`.
    NotFound,
    /// An old address: the file, and the article it leads to.
    Redirect(String, usize),
}

/// What came of a page.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The file; none when its template failed.
    pub artifact: Option<Artifact>,
    /// For the report; none for redirects.
    pub record: Option<PageRecord>,
    /// What is wrong.
    pub diagnostics: Diagnostics,
}

/// A page ready for its template.
struct Draft<T> {
    template: &'static str,
    page: PageContext,
    body: T,
    /// The page's own title, without the site's.
    title: String,
    source: Option<String>,
    diagnostics: Diagnostics,
}

/// All pages in a fixed order.
pub fn jobs(build: &Build<'_>) -> Vec<Job> {
    let site = build.site;
    let mut jobs = vec![Job::Home, Job::Boards, Job::NotFound];
    jobs.extend(build.config.site.search.then_some(Job::Search));
    jobs.extend(build.calendar_years().map(Job::Calendar));
    jobs.extend((0..site.articles.len()).map(Job::Article));
    jobs.extend((0..site.boards.len()).map(Job::Board));
    jobs.extend((0..site.pages.len()).map(Job::Plain));
    jobs.extend(calendar::jobs(build));
    jobs.extend(Index::all(build).map(Job::Index));
    jobs.extend(lists::jobs(build));
    jobs.extend(plain::redirects(build));
    jobs
}

/// The file of a page, below `output/`; `None` when there is no such page.
pub fn file(build: &Build<'_>, job: &Job) -> Option<String> {
    let (routes, site) = (build.routes, build.site);
    let of = |route: Option<&Route>| route.map(|r| r.file.clone());
    match job {
        Job::Home => Some("site/index.html".to_owned()),
        Job::List(list, number) => lists::file(build, list, *number),
        Job::Article(index) => of(site.articles.get(*index).and_then(|a| routes.articles.get(&a.slug))),
        Job::Index(index) => Some(format!("site{}index.html", index.url())),
        Job::Event(id, number) => routes.events.get(id).map(|r| lists::page_file(&r.file, *number)),
        Job::Calendar(year) => Some(format!("site{}index.html", build.calendar_url(*year))),
        Job::Boards => Some("site/boards/index.html".to_owned()),
        Job::Board(index) => of(site.boards.get(*index).and_then(|b| routes.boards.get(&b.id))),
        Job::Plain(index) => of(site.pages.get(*index).and_then(|p| routes.pages.get(&p.slug))),
        Job::Search => Some("site/search/index.html".to_owned()),
        Job::NotFound => Some("site/404.html".to_owned()),
        Job::Redirect(file, _) => Some(file.clone()),
    }
}

/// Makes one page.
pub fn render(build: &Build<'_>, templates: &Templates, job: &Job) -> Outcome {
    let Some(file) = file(build, job) else { return Outcome::default() };
    let mut outcome = html(build, templates, job);
    if let Some(artifact) = &mut outcome.artifact {
        artifact.path = file;
    }
    outcome
}

/// The page, its file's name left empty.
fn html(build: &Build<'_>, templates: &Templates, job: &Job) -> Outcome {
    match job {
        Job::Home => finish(templates, home::draft(build)),
        Job::List(list, number) => finish(templates, lists::draft(build, list, *number)),
        Job::Article(index) => {
            site_item(&build.site.articles, *index, |a| finish(templates, article::draft(build, *index, a)))
        }
        Job::Index(index) => finish(templates, index::draft(build, *index)),
        Job::Event(id, number) => finish(templates, calendar::event(build, id, *number)),
        Job::Calendar(year) => finish(templates, calendar::year(build, *year)),
        Job::Boards => finish(templates, board::all(build)),
        Job::Board(index) => site_item(&build.site.boards, *index, |b| finish(templates, board::draft(build, b))),
        Job::Plain(index) => site_item(&build.site.pages, *index, |p| finish(templates, plain::draft(build, p))),
        Job::Search => finish(templates, search::draft(build)),
        Job::NotFound => finish(templates, plain::not_found(build)),
        Job::Redirect(file, index) => site_item(&build.site.articles, *index, |a| {
            let mut outcome = finish(templates, plain::redirect(build, file, a));
            outcome.record = None;
            outcome
        }),
    }
}

fn site_item<T>(items: &[T], index: usize, make: impl FnOnce(&T) -> Outcome) -> Outcome {
    items.get(index).map(make).unwrap_or_default()
}

fn finish<T: Serialize>(templates: &Templates, draft: Option<Draft<T>>) -> Outcome {
    let Some(draft) = draft else { return Outcome::default() };
    let mut diagnostics = draft.diagnostics;
    let record = PageRecord { url: draft.page.url.clone(), source: draft.source, title: draft.title };
    match templates.render(draft.template, &draft.page, &draft.body) {
        Ok(html) => Outcome { artifact: Some(Artifact::new("", html)), record: Some(record), diagnostics },
        Err(problem) => {
            diagnostics.push(*problem);
            Outcome { artifact: None, record: None, diagnostics }
        }
    }
}
