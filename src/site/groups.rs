//! Which articles and boards belong together: found once, so that a site costs what its articles and tags cost and not
//! their product. Numbers are positions in the model's own lists, so every group keeps their order: newest first.

use std::collections::{BTreeMap, HashMap};

use super::audience;
use crate::model::{Article, Board, Date, Site};

/// A quarter of a year: the year, and 1 to 4. Boards are changed by the quarter, and so is the archive read.
pub type Quarter = (i32, u8);

/// The quarter of a day.
pub fn quarter_of(date: Date) -> Quarter {
    (date.year(), date.month().saturating_sub(1) / 3 + 1)
}

/// The groups of a site.
#[derive(Debug, Default)]
pub struct Groups {
    /// Articles by slug.
    pub slugs: HashMap<String, usize>,
    /// By tag.
    pub tags: BTreeMap<String, Vec<usize>>,
    /// By audience, as [`audience::terms`] gives them.
    pub audiences: BTreeMap<String, Vec<usize>>,
    /// By the id of the day.
    pub events: BTreeMap<String, Vec<usize>>,
    /// By year.
    pub years: BTreeMap<i32, Vec<usize>>,
    /// By quarter.
    pub quarters: BTreeMap<Quarter, Vec<usize>>,
    /// Boards by the slug of an article that they carry.
    pub carriers: HashMap<String, Vec<usize>>,
    /// Boards by the id of a day: those that name it, and those that carry an article about it.
    pub event_boards: BTreeMap<String, Vec<usize>>,
}

impl Groups {
    /// Looks at every article and board once.
    pub fn new(site: &Site) -> Self {
        let mut groups = Groups::default();
        for (index, article) in site.articles.iter().enumerate() {
            groups.article(index, article);
        }
        for (index, board) in site.boards.iter().enumerate() {
            groups.board(index, board, site);
        }
        groups
    }

    fn article(&mut self, index: usize, article: &Article) {
        self.slugs.insert(article.slug.clone(), index);
        article.tags.iter().for_each(|t| add(of(&mut self.tags, t), index));
        audience::terms(&article.audience).into_iter().for_each(|t| add(of(&mut self.audiences, &t), index));
        article.event.iter().for_each(|e| add(of(&mut self.events, e), index));
        if let Some(date) = article.date {
            add(self.years.entry(date.year()).or_default(), index);
            add(self.quarters.entry(quarter_of(date)).or_default(), index);
        }
    }

    fn board(&mut self, index: usize, board: &Board, site: &Site) {
        board.articles.iter().for_each(|s| add(self.carriers.entry(s.clone()).or_default(), index));
        let carried = board.articles.iter().filter_map(|s| site.articles.get(*self.slugs.get(s.as_str())?));
        let about = carried.filter_map(|a| a.event.as_deref()).collect::<Vec<_>>();
        for event in board.event.as_deref().into_iter().chain(about) {
            add(of(&mut self.event_boards, event), index);
        }
    }

    /// The articles nearest to one: those of the same day first, then by shared tags and audiences, then the newest.
    /// An article that shares nothing is not related.
    pub fn related(&self, site: &Site, index: usize, count: usize) -> Vec<usize> {
        let Some(article) = site.articles.get(index) else { return Vec::new() };
        let mut scores: HashMap<usize, usize> = HashMap::new();
        let mut mark = |group: Option<&Vec<usize>>, points: usize| {
            for other in around(group.map_or(&[], Vec::as_slice), index) {
                *scores.entry(*other).or_default() += points;
            }
        };
        article.event.iter().for_each(|e| mark(self.events.get(e.as_str()), 10));
        article.tags.iter().for_each(|t| mark(self.tags.get(t.as_str()), 3));
        audience::terms(&article.audience).into_iter().for_each(|t| mark(self.audiences.get(&t), 1));
        let mut found: Vec<(usize, usize)> = scores.into_iter().filter(|(other, _)| *other != index).collect();
        // The position decides between equals, so the map's order never shows.
        found.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        found.into_iter().take(count).map(|(other, _)| other).collect()
    }
}

/// How many members of a group are looked at on each side of an article: enough to find what shares most with it, and a
/// bound on what a tag that everything bears can cost.
const NEIGHBOURS: usize = 24;

/// The members of a group around a position.
fn around(group: &[usize], index: usize) -> &[usize] {
    let at = group.partition_point(|i| *i < index);
    let end = (at + NEIGHBOURS + 1).min(group.len());
    group.get(at.saturating_sub(NEIGHBOURS)..end).unwrap_or_default()
}

/// The group of a name; most names have theirs already.
fn of<'g>(groups: &'g mut BTreeMap<String, Vec<usize>>, name: &str) -> &'g mut Vec<usize> {
    if !groups.contains_key(name) {
        groups.insert(name.to_owned(), Vec::new());
    }
    groups.entry(name.to_owned()).or_default()
}

/// Adds a position unless it was the last one added: an audience may be written twice.
fn add(group: &mut Vec<usize>, index: usize) {
    if group.last() != Some(&index) {
        group.push(index);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters() {
        let of = |m: u8| quarter_of(Date::new(2026, m, 1).unwrap());
        assert_eq!([1, 3, 4, 6, 7, 9, 10, 12].map(of).map(|q| q.1), [1, 1, 2, 2, 3, 3, 4, 4]);
    }

    #[test]
    fn around_is_bounded_and_holds_both_sides() {
        let group: Vec<usize> = (0..200).map(|n| n * 2).collect();
        let found = around(&group, 100);
        assert_eq!((found.first(), found.last(), found.len()), (Some(&52), Some(&148), 2 * NEIGHBOURS + 1));
        assert_eq!(around(&group, 0).len(), NEIGHBOURS + 1);
        assert_eq!(around(&[], 5), &[] as &[usize]);
    }
}
