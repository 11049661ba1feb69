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

/// So many files are read sooner than another thread has begun.
const FEW: usize = 4;

/// Texts, lists of units and pictures.
const HEEDED: [&str; 9] = [".md", ".toml", ".csv", ".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif"];

/// Everything below `content/` as it was read last.
#[derive(Default)]
pub struct Reader {
    files: BTreeMap<String, File>,
    /// Folders that could not be entered.
    closed: Diagnostics,
    last: Option<Whole>,
}

/// The site as it was put together last.
struct Whole {
    site: Arc<Site>,
    absent: BTreeMap<String, Absent>,
    /// Found while putting it together, links aside.
    found: Diagnostics,
    /// What the boards' notes link to.
    board_links: Vec<(String, Vec<(u32, String)>)>,
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

impl File {
    /// Whether the site around it is the same with the other one in its place: nothing but its words differ.
    fn stands_as(&self, other: &File) -> bool {
        let (Text::Article(Some(a)), Text::Article(Some(b))) = (&self.text, &other.text) else { return false };
        let (one, other) = (&a.item, &b.item);
        let same = |of: fn(&Article) -> &str| of(one) == of(other);
        a.draft == b.draft
            && one.date == other.date
            && one.event == other.event
            && same(|a| &a.slug)
            && same(|a| &a.title)
    }
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
    ) -> (Arc<Site>, Diagnostics) {
        let setup = Setup { config, names, options: *options };
        let (known, are_texts) = match changed {
            Changed::Files(paths) if self.can_follow(world, paths) => {
                let are_texts = paths.iter().all(|p| self.files.contains_key(p) && world.is_file(p));
                (Some(self.concerned(world, paths)), are_texts)
            }
            _ => (None, false),
        };
        let paths: Vec<(String, u64)> = match known {
            Some(paths) => paths.into_iter().map(|p| (p, 0)).collect(),
            None => self.walk(world),
        };
        let read = |(path, bytes): (String, u64)| {
            let file = read_file(world, &path, bytes, setup);
            (path, file)
        };
        // A few are read here: the pool may be busy with boards, and a save would wait behind them.
        let fresh: Vec<(String, File)> = match paths.len() {
            ..FEW => paths.into_iter().map(read).collect(),
            _ => paths.into_par_iter().map(read).collect(),
        };
        let stand = are_texts && fresh.iter().all(|(p, f)| self.files.get(p).is_some_and(|old| old.stands_as(f)));
        let names: Vec<String> = fresh.iter().map(|(p, _)| p.clone()).collect();
        self.files.extend(fresh);
        let whole = match self.last.take() {
            Some(last) if stand => self.replace(last, &names),
            _ => None,
        };
        let whole = whole.unwrap_or_else(|| self.put_together(setup.loader(world)));
        let problems = self.problems(&whole);
        let site = Arc::clone(&whole.site);
        self.last = Some(whole);
        (site, problems)
    }

    /// The same site with other words in some of its articles; `None` when one of them is not in it.
    fn replace(&self, last: Whole, paths: &[String]) -> Option<Whole> {
        let mut site = (*last.site).clone();
        for path in paths {
            let Text::Article(Some(read)) = &self.files.get(path)?.text else { return None };
            *site.articles.iter_mut().find(|a| a.path == *path)? = read.item.clone();
        }
        Some(Whole { site: Arc::new(site), ..last })
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

    fn put_together(&self, mut loader: Loader<'_>) -> Whole {
        let mut site = Site::default();
        let known = self.articles(&mut loader, &mut site);
        self.pages(&mut loader, &mut site);
        let board_links = self.boards(&mut loader, &known, &mut site);
        drop(known);
        order(&mut site);
        let Loader { problems, absent, .. } = loader;
        Whole { site: Arc::new(site), absent, found: problems, board_links }
    }

    /// Everything that is wrong, in order of file and line.
    fn problems(&self, whole: &Whole) -> Diagnostics {
        let Whole { site, absent, found, board_links } = whole;
        let of_files = self.files.values().flat_map(|f| f.problems.iter());
        let mut problems: Diagnostics = self.closed.iter().chain(of_files).chain(found.iter()).cloned().collect();
        let published = site.articles.iter().map(|a| &a.path).chain(site.pages.iter().map(|p| &p.path));
        let mut all: BTreeMap<&str, &[(u32, String)]> =
            published.filter_map(|p| Some((p.as_str(), self.files.get(p)?.links.as_slice()))).collect();
        all.extend(board_links.iter().map(|(p, l)| (p.as_str(), l.as_slice())));
        links::check(&all, absent, &mut problems);
        problems.sort();
        problems
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
