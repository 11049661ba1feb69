//! The pictures that stand for articles and boards: which there are, in which style, with which words.
//!
//! None is drawn here. A build hands them out as [`Drawn`]: `output` draws those that are missing, the preview those that are
//! looked at.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::{Parts, Reuse};
use crate::calendar::Calendar;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Article, Board, BoardColor, Date, Site};
use crate::output::Drawn;
use crate::panel::export::Ground;
use crate::panel::layout::poster::{Kit, Shape, Words};
use crate::site::share;
use crate::wechat::{self, Styles};
use crate::world::World;

/// Of the code that draws (`build.rs`): other code may draw other pictures from the same input.
const DRAWING: &str = env!("BANBAO_DRAWING");

/// Grounds that are kept: pictures are drawn in the order of their grounds, by a few threads.
const KEPT: usize = 8;

/// All pictures of a build, those on the same ground one after the other.
pub(super) fn pictures(
    world: &dyn World,
    config: &Config,
    calendar: &Calendar,
    site: &Site,
    options: (Parts, Reuse<'_>),
) -> (Vec<Drawn>, Diagnostics) {
    let (parts, reuse) = options;
    let wanted = wanted(&Sources { config, calendar, site }, parts);
    let mut diagnostics = Diagnostics::new();
    let fresh = |diagnostics: &mut Diagnostics| painters(world, config, &wanted, diagnostics);
    let painters = match reuse {
        Reuse::Nothing => fresh(&mut diagnostics),
        Reuse::Same(cache) | Reuse::Any(cache) => {
            let key = key(config, &wanted);
            cache.1.get(key).unwrap_or_else(|| cache.1.keep(key, fresh(&mut diagnostics)))
        }
    };
    let mut jobs: Vec<Job> = wanted.into_iter().flat_map(|w| w.jobs(&painters)).collect();
    jobs.sort_by(|a, b| a.order().cmp(&b.order()));
    (jobs.into_iter().map(Job::drawn).collect(), diagnostics)
}

struct Sources<'a> {
    config: &'a Config,
    calendar: &'a Calendar,
    site: &'a Site,
}

/// An article or a board with the pictures that it is to have.
struct Wanted {
    style: String,
    /// The board's own colours.
    palette: Vec<BoardColor>,
    /// The style that stands in when there is none of that name.
    natural: &'static str,
    /// The texts by which its topic is found, the most telling first.
    texts: Vec<String>,
    words: Words,
    pictures: Vec<(Shape, Vec<String>)>,
}

fn wanted(from: &Sources<'_>, parts: Parts) -> Vec<Wanted> {
    let Sources { config, calendar, site } = *from;
    let styles = Styles::new(config, calendar, site);
    let share = parts.site && config.site.share_pictures;
    let mut all = Vec::new();
    for article in &site.articles {
        let mut square = Vec::new();
        let mut pictures = Vec::new();
        if parts.wechat {
            pictures.push((Shape::Cover, vec![format!("wechat/{}", wechat::cover(&article.slug))]));
            square.push(format!("wechat/{}", wechat::square_cover(&article.slug)));
        }
        if share {
            pictures.push((Shape::Share, vec![format!("site/{}", share::wide(share::ARTICLES, &article.slug))]));
            square.push(format!("site/{}", share::square(share::ARTICLES, &article.slug)));
        }
        pictures.push((Shape::Square, square));
        all.push(Wanted {
            style: styles.of(article).to_owned(),
            palette: Vec::new(),
            natural: styles.natural(article),
            texts: texts_of(calendar, article),
            words: from.words(&article.title, article.tags.clone(), article.event.as_deref(), article.date),
            pictures,
        });
    }
    for board in site.boards.iter().filter(|_| share) {
        all.push(Wanted {
            style: styles.of_board(board, site).to_owned(),
            palette: board.palette.clone(),
            natural: "qingxin",
            texts: texts_of_board(from, board),
            words: from.words(&board.title, Vec::new(), board.event.as_deref(), board.date),
            pictures: vec![
                (Shape::Share, vec![format!("site/{}", share::wide(share::BOARDS, &board.id))]),
                (Shape::Square, vec![format!("site/{}", share::square(share::BOARDS, &board.id))]),
            ],
        });
    }
    for w in &mut all {
        w.pictures.retain(|(_, paths)| !paths.is_empty());
    }
    all.retain(|w| !w.pictures.is_empty());
    all
}

fn texts_of(calendar: &Calendar, article: &Article) -> Vec<String> {
    let day = article.event.as_ref().and_then(|id| calendar.event(id)).map(|d| d.name.clone());
    day.into_iter().chain([article.title.clone(), article.tags.join(" ")]).collect()
}

fn texts_of_board(from: &Sources<'_>, board: &Board) -> Vec<String> {
    let day = board.event.as_ref().and_then(|id| from.calendar.event(id)).map(|d| d.name.clone());
    let articles = board.articles.iter().filter_map(|slug| from.site.article(slug));
    let titles = articles.flat_map(|a| [a.title.clone(), a.tags.join(" ")]);
    day.into_iter().chain([board.title.clone()]).chain(titles).collect()
}

impl Sources<'_> {
    fn words(&self, title: &str, kept: Vec<String>, event: Option<&str>, date: Option<Date>) -> Words {
        let day = event.and_then(|id| self.calendar.event(id));
        // Without a date there is no year, and so neither a number nor a day.
        let year = date.map(|d| d.year());
        let when = day.zip(year).and_then(|(d, y)| self.calendar.occurrence(&d.id, y)).map(|o| o.when_zh);
        Words {
            title: title.to_owned(),
            kept,
            event: day.map(|d| year.map_or_else(|| d.name.clone(), |y| d.title(y))),
            date: when,
            column: "健康科普".to_owned(),
            organization: Some(&self.config.organization.name)
                .filter(|n| !n.is_empty())
                .unwrap_or(&self.config.title)
                .clone(),
        }
    }
}

/// What the painters of a build are chosen by, as far as it comes from `content/*.md` and the settings.
fn key(config: &Config, wanted: &[Wanted]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(format!("{config:?}"));
    for w in wanted {
        hash.update(format!("{} {} {:?}", w.look(), w.natural, w.texts));
    }
    hash.finalize().into()
}

/// The painters of the last build of a preview; forgotten with its boards when a theme or a font may have changed.
#[derive(Default)]
pub(super) struct KeptPainters(Mutex<Option<([u8; 32], Painters)>>);

impl KeptPainters {
    fn get(&self, key: [u8; 32]) -> Option<Painters> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(k, _)| *k == key).map(|(_, p)| p.clone())
    }

    fn keep(&self, key: [u8; 32], painters: Painters) -> Painters {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((key, painters.clone()));
        painters
    }

    pub(super) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// By their looks.
type Painters = BTreeMap<String, Arc<Painter>>;

/// One look's kit and the grounds that were painted last.
struct Painter {
    look: String,
    kit: Kit,
    /// Of everything that the kit was read from.
    read: String,
    grounds: Mutex<VecDeque<(GroundKey, Arc<Ground>)>>,
}

type GroundKey = (Shape, String);

/// A style with colours, and the texts of all that wear it.
type Worn<'a> = BTreeMap<String, (&'a str, &'a [BoardColor], Vec<Vec<String>>)>;

/// The kits of all looks that are worn, by name; a name without a style gets none.
fn painters(world: &dyn World, config: &Config, wanted: &[Wanted], diagnostics: &mut Diagnostics) -> Painters {
    let mut painters = Painters::new();
    let read = if wanted.is_empty() { String::new() } else { fingerprint(world, config) };
    let mut load = |worn: Worn<'_>, painters: &mut Painters| {
        for (look, (style, palette, texts)) in worn {
            let (kit, found) = Kit::load(world, config, (style, palette), &texts);
            diagnostics.extend(found);
            if let Some(kit) = kit {
                let painter = Painter { look: look.clone(), kit, read: read.clone(), grounds: Mutex::default() };
                painters.insert(look, Arc::new(painter));
            }
        }
    };
    let mut worn = Worn::new();
    for w in wanted {
        worn.entry(w.look()).or_insert((&w.style, &w.palette, Vec::new())).2.push(w.texts.clone());
    }
    load(worn, &mut painters);
    // Where a style that was named is not there, the natural one stands in, with all that its own articles need.
    let lost = |w: &&Wanted| !painters.contains_key(&w.look());
    if wanted.iter().any(|w| lost(&w)) {
        let mut natural = Worn::new();
        for w in wanted {
            let (look, style, palette) = match lost(&w) {
                true => (w.natural.to_owned(), w.natural, &[][..]),
                false => (w.look(), w.style.as_str(), w.palette.as_slice()),
            };
            natural.entry(look).or_insert((style, palette, Vec::new())).2.push(w.texts.clone());
        }
        load(natural, &mut painters);
    }
    painters
}

/// Of the theme's print files, the logo and the faces: whatever a picture is made of besides its words.
fn fingerprint(world: &dyn World, config: &Config) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{DRAWING} {:?} {:?}", config.print, config.organization.logo));
    let mut files: Vec<String> = config.organization.logo.clone().into_iter().collect();
    let themes = std::iter::once("default").chain(Some(config.theme.as_str()).filter(|t| *t != "default"));
    for theme in themes {
        files.extend(world.walk(&format!("themes/{theme}/print")).files.into_iter().map(|e| e.path));
    }
    for path in files {
        let bytes = world.read(&path).unwrap_or_else(|_| Arc::from(&[][..]));
        hash.update(path.as_bytes());
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(&bytes);
    }
    for face in world.fonts().faces() {
        hash.update(format!("{} {}", face.family, face.weight));
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// One picture.
struct Job {
    painter: Arc<Painter>,
    words: Arc<Words>,
    texts: Arc<Vec<String>>,
    topic: String,
    shape: Shape,
    paths: Vec<String>,
}

impl Wanted {
    /// The style and the colours, as one name.
    fn look(&self) -> String {
        self.palette.iter().fold(self.style.clone(), |look, c| format!("{look} {}={:02x?}", c.name, c.rgb))
    }

    fn jobs(self, painters: &Painters) -> Vec<Job> {
        let Some(painter) = painters.get(&self.look()).or_else(|| painters.get(self.natural)) else {
            return Vec::new();
        };
        let (words, texts) = (Arc::new(self.words), Arc::new(self.texts));
        let topic = painter.kit.topic(texts.iter().map(String::as_str)).map(|t| t.name.clone()).unwrap_or_default();
        let job = |(shape, paths)| Job {
            painter: Arc::clone(painter),
            words: Arc::clone(&words),
            texts: Arc::clone(&texts),
            topic: topic.clone(),
            shape,
            paths,
        };
        self.pictures.into_iter().map(job).collect()
    }
}

impl Job {
    fn order(&self) -> (&str, &str, Shape, &[String]) {
        (&self.painter.look, &self.topic, self.shape, &self.paths)
    }

    fn mark(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(&self.painter.read);
        hash.update(format!("{} {} {:?} {:?}", self.painter.look, self.topic, self.shape, self.words));
        hex(&hash.finalize())
    }

    fn drawn(self) -> Drawn {
        let (paths, mark) = (self.paths.clone(), self.mark());
        Drawn::new(paths, mark, move |mark| self.draw(mark).map_err(|d| d.message))
    }

    fn draw(&self, mark: &str) -> Result<Vec<u8>, Diagnostic> {
        let kit = &self.painter.kit;
        let topic = kit.topic(self.texts.iter().map(String::as_str));
        let ground = self.painter.ground((self.shape, self.topic.clone()), || {
            let specimen = kit.lettering(&specimen(&self.words.organization), self.shape, topic);
            Ground::new(&kit.ground(self.shape, topic), &specimen, self.shape.px().0)
        })?;
        ground.lettered(&kit.lettering(&self.words, self.shape, topic), mark)
    }
}

/// Words that show all inks of a style: a picture's colours are chosen with them.
fn specimen(organization: &str) -> Words {
    Words {
        title: "健康教育 从我做起".to_owned(),
        event: Some("第88个健康日".to_owned()),
        date: Some("8月8日".to_owned()),
        organization: organization.to_owned(),
        ..Words::default()
    }
}

impl Painter {
    fn ground(
        &self,
        key: GroundKey,
        paint: impl FnOnce() -> Result<Ground, Diagnostic>,
    ) -> Result<Arc<Ground>, Diagnostic> {
        let kept = || self.grounds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, ground)) = kept().iter().find(|(k, _)| *k == key) {
            return Ok(Arc::clone(ground));
        }
        // Painted without the lock: two threads may paint the same once, none waits.
        let ground = Arc::new(paint()?);
        let mut grounds = kept();
        if grounds.len() >= KEPT {
            grounds.pop_front();
        }
        grounds.push_back((key, Arc::clone(&ground)));
        Ok(ground)
    }
}
