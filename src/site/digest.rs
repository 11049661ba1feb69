//! What the whole site must know of each text: the headings that can be linked to, the pictures that it shows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::{Article, Block, BlockKind, Document, Image, Inline, InlineKind, Site};

/// Of all texts, by the path of their Markdown file.
#[derive(Debug, Default)]
pub struct Digests(BTreeMap<String, Digest>);

/// Of one text.
#[derive(Debug)]
struct Digest {
    /// The article's text that was looked at; the same one need not be looked at again.
    of: Option<Arc<Document>>,
    ids: Arc<BTreeSet<String>>,
    pictures: BTreeSet<String>,
}

impl Digest {
    fn new(document: &Document, of: Option<Arc<Document>>) -> Digest {
        let (mut ids, mut pictures) = (BTreeSet::new(), BTreeSet::new());
        heading_ids(&document.blocks, &mut ids);
        document_pictures(document, &mut pictures);
        Digest { of, ids: Arc::new(ids), pictures }
    }
}

impl Digests {
    /// Looks at every text of a site; an article whose text is the one of before is taken over.
    pub fn renew(&mut self, site: &Site) {
        let mut old = std::mem::take(&mut self.0);
        let (mut known, mut fresh) = (Vec::new(), Vec::new());
        for article in &site.articles {
            match old.remove(&article.path) {
                Some(d) if d.of.as_ref().is_some_and(|o| Arc::ptr_eq(o, &article.document)) => {
                    known.push((article.path.clone(), d));
                }
                _ => fresh.push(article),
            }
        }
        let digest = |a: &&Article| (a.path.clone(), Digest::new(&a.document, Some(Arc::clone(&a.document))));
        // One or two are looked at here: a save must not wait in line behind the boards, which have all threads.
        match fresh.as_slice() {
            few @ ([] | [_] | [_, _]) => known.extend(few.iter().map(digest)),
            many => known.par_extend(many.par_iter().map(digest)),
        }
        known.extend(site.boards.iter().map(|b| (b.path.clone(), Digest::new(&b.note, None))));
        known.extend(site.pages.iter().map(|p| (p.path.clone(), Digest::new(&p.document, None))));
        self.0 = known.into_iter().collect();
    }

    /// The ids of a text's headings.
    pub fn ids(&self, path: &str) -> Arc<BTreeSet<String>> {
        self.0.get(path).map(|d| Arc::clone(&d.ids)).unwrap_or_default()
    }

    /// The pictures of all texts.
    pub fn pictures(&self) -> impl Iterator<Item = &String> {
        self.0.values().flat_map(|d| &d.pictures)
    }
}

fn heading_ids(blocks: &[Block], ids: &mut BTreeSet<String>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading(h) => {
                ids.insert(h.id.clone());
            }
            BlockKind::Quote(b) => heading_ids(b, ids),
            BlockKind::Alert(a) => heading_ids(&a.blocks, ids),
            BlockKind::List(l) => l.items.iter().for_each(|i| heading_ids(&i.blocks, ids)),
            BlockKind::Definitions(d) => {
                d.iter().flat_map(|d| &d.details).for_each(|b| heading_ids(b, ids));
            }
            _ => {}
        }
    }
}

fn document_pictures(document: &Document, paths: &mut BTreeSet<String>) {
    block_pictures(&document.blocks, paths);
    document.footnotes.iter().for_each(|n| block_pictures(&n.blocks, paths));
}

fn block_pictures(blocks: &[Block], paths: &mut BTreeSet<String>) {
    let mut image = |i: &Image| paths.extend(i.path.clone());
    for block in blocks {
        match &block.kind {
            BlockKind::Figure(f) => image(&f.image),
            BlockKind::Heading(h) => inline_pictures(&h.content, &mut image),
            BlockKind::Paragraph(p) => inline_pictures(p, &mut image),
            _ => {}
        }
    }
    for block in blocks {
        match &block.kind {
            BlockKind::List(l) => l.items.iter().for_each(|i| block_pictures(&i.blocks, paths)),
            BlockKind::Quote(b) => block_pictures(b, paths),
            BlockKind::Alert(a) => {
                inline_pictures(a.title.as_deref().unwrap_or_default(), &mut |i| paths.extend(i.path.clone()));
                block_pictures(&a.blocks, paths);
            }
            BlockKind::Definitions(definitions) => {
                for d in definitions {
                    inline_pictures(&d.term, &mut |i| paths.extend(i.path.clone()));
                    d.details.iter().for_each(|b| block_pictures(b, paths));
                }
            }
            BlockKind::Table(t) => {
                let cells = t.head.iter().chain(t.rows.iter().flatten());
                cells.for_each(|c| inline_pictures(c, &mut |i| paths.extend(i.path.clone())));
            }
            _ => {}
        }
    }
}

fn inline_pictures(inlines: &[Inline], found: &mut impl FnMut(&Image)) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Image(i) => found(i),
            InlineKind::Emphasis(c) | InlineKind::Strong(c) | InlineKind::Strikethrough(c) => {
                inline_pictures(c, &mut *found)
            }
            InlineKind::Link(l) => inline_pictures(&l.content, &mut *found),
            _ => {}
        }
    }
}
