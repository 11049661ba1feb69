//! Files that were read are kept: after a change only what it concerns is read again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::article::{self, Read};
use super::discover::{self, Kind};
use super::links::{self, Absent};
use super::{EventNames, Known, LoadOptions, Loader, Setup, Taken, order, slug};
use crate::config::Config;
use crate::diagnostic::{Diagnostics, Span};
use crate::input::Source;
use crate::model::{Article, Date, Page, Site};
use crate::world::{FontBook, Listing, ReadError, World};

/// What may differ from the last reading.
#[derive(Debug, Clone, Copy)]
pub enum Changed<'a> {
    /// Anything.
    Everything,
    /// These files alone were written, made or removed. Settings, health days and options are as they were.
    Files(&'a BTreeSet<String>),
}

/// Texts, lists of units and pictures.
const HEEDED: [&str; 9] = [".md", ".toml", ".csv", ".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif"];

/// Everything below `content/` as it was read last.
#[derive(Default)]
pub struct Reader {
    files: BTreeMap<String, File>,
    /// Folders that could not be entered.
    closed: Diagnostics,
}

/// One Markdown file.
struct File {
    text: Text,
    /// Found while reading it.
    problems: Diagnostics,
    /// What reading it asked about other files.
    asked: BTreeSet<String>,
    /// Markdown files that it links to, with the lines of the links.
    links: Vec<(u32, String)>,
}

enum Text {
    /// It lies where nothing is read.
    Elsewhere,
    /// It could not be read.
    Unread,
    /// `None`: too much is wrong with it.
    Article(Option<Box<Read<Article>>>),
    /// As above.
    Page(Option<Box<Read<Page>>>),
    /// Boards name articles, so they are understood when all articles are known.
    Board(Source),
}

impl Reader {
    /// Reads what changed and puts the site together anew.
    pub fn read(
        &mut self,
        world: &dyn World,
        names: &dyn EventNames,
        config: &Config,
        options: &LoadOptions,
        changed: Changed<'_>,
    ) -> (Site, Diagnostics) {
        let setup = Setup { config, names, options: *options };
        let known = match changed {
            Changed::Files(paths) if self.can_follow(world, paths) => Some(self.concerned(world, paths)),
            _ => None,
        };
        let paths: Vec<(String, u64)> = match known {
            Some(paths) => paths.into_iter().map(|p| (p, 0)).collect(),
            None => self.walk(world),
        };
        let fresh: Vec<(String, File)> =
            paths.into_par_iter().map(|(p, bytes)| (p.clone(), read_file(world, &p, bytes, setup))).collect();
        self.files.extend(fresh);
        self.put_together(setup.loader(world))
    }

    /// Whether an article or a page is a draft.
    pub fn has_drafts(&self) -> bool {
        self.files.values().any(|f| match &f.text {
            Text::Article(Some(read)) => read.draft,
            Text::Page(Some(read)) => read.draft,
            _ => false,
        })
    }

    /// Whether a path below `content/` can matter: editors leave files of their own there for a moment.
    pub fn heeds(&self, world: &dyn World, path: &str) -> bool {
        let name = path.to_ascii_lowercase();
        let folder = format!("{path}/");
        HEEDED.iter().any(|ending| name.ends_with(ending))
            || self.files.values().any(|f| f.asked.contains(path))
            || self.files.range(folder.clone()..).next().is_some_and(|(p, _)| p.starts_with(&folder))
            || !world.walk(path).files.is_empty()
    }

    /// All Markdown files; nothing of before is kept.
    fn walk(&mut self, world: &dyn World) -> Vec<(String, u64)> {
        let listing = world.walk("content");
        self.files.clear();
        self.closed = listing.problems.into_iter().map(discover::closed).collect();
        let is_text = |p: &str| p.to_ascii_lowercase().ends_with(".md");
        listing.files.into_iter().filter(|e| is_text(&e.path)).map(|e| (e.path, e.bytes)).collect()
    }

    /// Whether the paths are files, and not folders that came or went.
    fn can_follow(&self, world: &dyn World, paths: &BTreeSet<String>) -> bool {
        !self.files.is_empty()
            && self.closed.is_empty()
            && paths.iter().all(|p| self.files.contains_key(p) || world.is_file(p))
    }

    /// Takes out what is gone; gives what must be read: the files themselves, and those that ask about one that came or went.
    fn concerned(&mut self, world: &dyn World, paths: &BTreeSet<String>) -> BTreeSet<String> {
        let (mut again, mut moved) = (BTreeSet::new(), BTreeSet::new());
        for path in paths {
            let is_text = path.to_ascii_lowercase().ends_with(".md") && path.starts_with("content/");
            if !world.is_file(path) {
                self.files.remove(path);
                moved.insert(path);
            } else if !is_text {
                moved.insert(path);
            } else {
                if !self.files.contains_key(path) {
                    moved.insert(path);
                }
                again.insert(path.clone());
            }
        }
        let folder = |p: &String| format!("{}/", p.rsplit_once('/').map_or("", |(f, _)| f));
        let asked_of: BTreeSet<String> = moved.iter().flat_map(|p| [(*p).clone(), folder(p)]).collect();
        if !asked_of.is_empty() {
            let asks = self.files.iter().filter(|(_, f)| f.asked.iter().any(|a| asked_of.contains(a)));
            again.extend(asks.map(|(p, _)| p.clone()));
        }
        again
    }

    fn put_together(&self, mut loader: Loader<'_>) -> (Site, Diagnostics) {
        let mut site = Site::default();
        loader.problems.extend(self.closed.iter().cloned());
        for file in self.files.values() {
            loader.problems.extend(file.problems.iter().cloned());
        }
        let known = self.articles(&mut loader, &mut site);
        self.pages(&mut loader, &mut site);
        let board_links = self.boards(&mut loader, &known, &mut site);
        order(&mut site);
        let published = site.articles.iter().map(|a| &a.path).chain(site.pages.iter().map(|p| &p.path));
        let mut all: BTreeMap<&str, &[(u32, String)]> =
            published.filter_map(|p| Some((p.as_str(), self.files.get(p)?.links.as_slice()))).collect();
        all.extend(board_links.iter().map(|(p, l)| (p.as_str(), l.as_slice())));
        links::check(&all, &loader.absent, &mut loader.problems);
        let mut problems = loader.problems;
        problems.sort();
        (site, problems)
    }

    fn articles<'s>(&'s self, loader: &mut Loader<'_>, site: &mut Site) -> Known<'s> {
        let mut known = Known::default();
        let mut taken = Taken::default();
        for (path, file) in &self.files {
            let found = match &file.text {
                Text::Article(found) => found,
                Text::Unread => {
                    known.broken.extend(slug::from_name(article::name_of(path)));
                    loader.absent.insert(path.clone(), Absent::Broken);
                    continue;
                }
                _ => continue,
            };
            let Some(read) = found else {
                known.broken.extend(slug::from_name(article::name_of(path)));
                loader.absent.insert(path.clone(), Absent::Broken);
                continue;
            };
            if !taken.claim(&read.item.slug, path, &read.slug_span, &mut loader.problems) {
                loader.absent.insert(path.clone(), Absent::Broken);
                continue;
            }
            known.add(&read.item, read.draft);
            if loader.wanted(read.draft) {
                site.articles.push(read.item.clone());
            } else {
                loader.absent.insert(path.clone(), Absent::Draft);
            }
        }
        known
    }

    fn pages(&self, loader: &mut Loader<'_>, site: &mut Site) {
        let mut taken = Taken::default();
        for (path, file) in &self.files {
            let Text::Page(found) = &file.text else { continue };
            let Some(read) = found else {
                loader.absent.insert(path.clone(), Absent::Broken);
                continue;
            };
            let free = taken.claim(&read.item.slug, path, &read.slug_span, &mut loader.problems);
            match (free, loader.wanted(read.draft)) {
                (true, true) => site.pages.push(read.item.clone()),
                (true, false) => loader.leave_out(path, Absent::Draft),
                (false, _) => loader.leave_out(path, Absent::Broken),
            }
        }
    }

    /// Gives what the boards' notes link to.
    fn boards(&self, loader: &mut Loader<'_>, known: &Known<'_>, site: &mut Site) -> Vec<(String, Vec<(u32, String)>)> {
        let mut taken = Taken::default();
        let mut board_links = Vec::new();
        for (path, file) in &self.files {
            let Text::Board(source) = &file.text else { continue };
            let Some(board) = loader.board(source, known) else {
                loader.leave_out(path, Absent::Broken);
                continue;
            };
            let free = taken.claim(&board.id, path, &Span::file(path), &mut loader.problems);
            match (free, loader.wanted(board.draft)) {
                (true, true) => {
                    board_links.push((path.clone(), links::targets(&board.note)));
                    site.boards.push(board);
                }
                (true, false) => loader.leave_out(path, Absent::Draft),
                (false, _) => loader.leave_out(path, Absent::Broken),
            }
        }
        board_links
    }
}

/// Reads one file on its own; what it asks about others is noted.
fn read_file(world: &dyn World, path: &str, bytes: u64, setup: Setup<'_>) -> File {
    let mut file =
        File { text: Text::Elsewhere, problems: Diagnostics::new(), asked: BTreeSet::new(), links: Vec::new() };
    let Some(kind) = discover::kind_of(path) else {
        file.problems.push(discover::elsewhere(path));
        return file;
    };
    let source = match discover::read(world, path, bytes, &mut file.problems) {
        Ok(source) => source,
        Err(d) => {
            file.problems.push(*d);
            file.text = Text::Unread;
            return file;
        }
    };
    let listener = Listener { world, asked: Mutex::default() };
    let mut loader = setup.loader(&listener);
    match kind {
        Kind::Article => {
            let read = loader.article(&source);
            file.links = read.as_ref().map(|r| links::targets(&r.item.document)).unwrap_or_default();
            file.text = Text::Article(read.map(Box::new));
        }
        Kind::Page => {
            let read = loader.page(&source);
            file.links = read.as_ref().map(|r| links::targets(&r.item.document)).unwrap_or_default();
            file.text = Text::Page(read.map(Box::new));
        }
        Kind::Board => file.text = Text::Board(source),
    }
    let problems = loader.problems;
    file.problems.extend(problems);
    file.asked = listener.asked.into_inner().unwrap_or_else(PoisonError::into_inner);
    file
}

/// A world that notes which files are asked about: an answer may be another one later.
struct Listener<'a> {
    world: &'a dyn World,
    asked: Mutex<BTreeSet<String>>,
}

impl Listener<'_> {
    fn note(&self, path: String) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(path);
    }
}

impl World for Listener<'_> {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, ReadError> {
        self.note(path.to_owned());
        self.world.read(path)
    }

    fn is_file(&self, path: &str) -> bool {
        self.note(path.to_owned());
        self.world.is_file(path)
    }

    fn walk(&self, dir: &str) -> Listing {
        self.note(format!("{dir}/"));
        self.world.walk(dir)
    }

    fn today(&self) -> Date {
        self.world.today()
    }

    fn fonts(&self) -> &FontBook {
        self.world.fonts()
    }
}
