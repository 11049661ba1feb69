use proptest::prelude::*;

use super::*;
use crate::panel::layout::{Canvas, Extent, Setting, Variant};

/// A card of so many characters: lines of text and a frame, as blocks make them.
struct Fake {
    characters: f64,
    give: f64,
}

impl Setting for Fake {
    fn measure(&self, width: Pt, scale: &Scale) -> Extent {
        let per_line = ((width - scale.u * 36.0) / scale.body).floor().max(1.0);
        let lines = (self.characters / per_line).ceil();
        let natural = scale.body * scale.leading * lines + scale.u * 86.0;
        Extent { min: natural * 0.97, natural, max: natural * (1.0 + self.give) }
    }

    fn draw(&self, _: Rect, _: &Scale, _: &mut Canvas) {}
}

fn card(article: usize, characters: usize, give: f64, spans: &[Option<f64>]) -> Card {
    let variant = |name, characters: usize| Variant {
        name,
        reason: String::new(),
        span_cost: spans.to_vec(),
        showpiece: false,
        setting: Box::new(Fake { characters: characters as f64, give }),
    };
    Card {
        title: format!("第{characters}"),
        article,
        line: 1,
        characters,
        variants: vec![variant("prose", characters), variant("steps", characters * 5 / 4)],
        starts_sheet: false,
    }
}

fn banner(article: usize) -> Card {
    let setting: Box<dyn Setting> = Box::new(Fake { characters: 8.0, give: 0.0 });
    let variant = Variant {
        name: "banner",
        reason: String::new(),
        span_cost: vec![None, None, Some(0.0)],
        showpiece: false,
        setting,
    };
    Card { title: "文".into(), article, line: 1, characters: 8, variants: vec![variant], starts_sheet: true }
}

const U: Pt = Pt(1.417);

fn sizes() -> Sizes {
    Sizes { u: U, min: U * 14.0, usual: U * 17.0, max: U * 22.0, leading: (1.5, 1.6, 1.75), least_u: 14.0 }
}

fn grid() -> Grid {
    Grid { columns: 3, gutter: U * 18.0, row_gap: U * 14.0, stack_gap: U * 16.0, cost: 0.0 }
}

fn areas(n: usize) -> Vec<Rect> {
    vec![Rect::new(U * 52.0, U * 354.0, U * 1084.0, U * 1194.0); n]
}

fn run(cards: &[Card], roles: &[CardRole], sheets: usize) -> Result<Composition, Overset> {
    let areas = areas(sheets);
    compose(&Request { cards, roles, areas: &areas, grids: &[grid()], sizes: sizes() })
}

const SPANS: [Option<f64>; 3] = [Some(0.0), Some(0.3), Some(1.5)];

/// What must hold of every composition.
fn check(found: &Composition, cards: usize, areas: &[Rect]) {
    let mut seen: Vec<usize> = Vec::new();
    for (sheet, area) in found.sheets.iter().zip(areas) {
        seen.extend(sheet.opened_by);
        for (i, p) in sheet.placed.iter().enumerate() {
            seen.push(p.card);
            assert!(area.contains(p.rect, Pt(0.01)), "{:?} leaves {area:?}", p.rect);
            for q in sheet.placed.iter().skip(i + 1) {
                let apart = p.rect.right() <= q.rect.x + Pt(0.01)
                    || q.rect.right() <= p.rect.x + Pt(0.01)
                    || p.rect.bottom() <= q.rect.y + Pt(0.01)
                    || q.rect.bottom() <= p.rect.y + Pt(0.01);
                assert!(apart, "{p:?} lies on {q:?}");
            }
        }
    }
    assert_eq!(seen, (0..cards).collect::<Vec<_>>(), "order");
}

#[test]
fn a_usual_board_is_full_and_flush() {
    let lengths = [90, 40, 110, 160, 130, 120, 60, 50, 45, 40];
    let cards: Vec<Card> = lengths.iter().map(|n| card(0, *n, 0.2, &SPANS)).collect();
    let roles = vec![CardRole::Section; cards.len()];
    let found = run(&cards, &roles, 1).unwrap();
    let areas = areas(1);
    check(&found, cards.len(), &areas);
    assert!(found.sheets[0].fill.iter().all(|f| *f >= 0.97), "{:?} {found:?}", found.sheets[0].fill);
    // The last cards of the last band end at the foot of the sheet.
    let foot = areas[0].bottom();
    let lowest = found.sheets[0].placed.iter().map(|p| p.rect.bottom()).fold(Pt::ZERO, Pt::max);
    assert!((foot - lowest).abs() < Pt(0.1) || found.scale.body == sizes().max, "{lowest:?} {foot:?}");
}

#[test]
fn articles_take_their_own_sheets_and_banners_give_way() {
    let mut cards = Vec::new();
    let mut roles = Vec::new();
    for article in 0..3 {
        cards.push(banner(article));
        roles.push(CardRole::Banner);
        for n in [120, 90, 110, 80, 150, 100, 70, 60] {
            cards.push(card(article, n, 0.2, &SPANS));
            roles.push(CardRole::Section);
        }
    }
    let found = run(&cards, &roles, 3).unwrap();
    check(&found, cards.len(), &areas(3));
    assert_eq!(found.sheets.iter().map(|s| s.opened_by).collect::<Vec<_>>(), [None, Some(9), Some(18)]);
}

#[test]
fn too_much_is_told_and_adding_a_sheet_helps() {
    let cards: Vec<Card> = (0..12).map(|_| card(0, 420, 0.1, &SPANS)).collect();
    let roles = vec![CardRole::Section; cards.len()];
    let over = run(&cards, &roles, 1).unwrap_err();
    let all: usize = cards.iter().map(|c| c.characters).sum();
    assert!(over.characters > all / 5 && over.characters < all, "{over:?}");
    assert!(run(&cards, &roles, 3).is_ok());
}

#[test]
fn more_text_never_means_larger_type() {
    let body = |factor: usize| {
        let cards: Vec<Card> = (0..9).map(|i| card(0, (60 + i * 7) * factor / 2, 0.2, &SPANS)).collect();
        let roles = vec![CardRole::Section; cards.len()];
        run(&cards, &roles, 1).unwrap().scale.body
    };
    let (few, some, many) = (body(2), body(4), body(6));
    assert!(few >= some && some > many, "{few:?} {some:?} {many:?}");
    assert_eq!(few, sizes().max);
}

#[test]
fn spare_height_is_shared_in_proportion_and_within_limits() {
    let e = |min: f64, natural: f64, max: f64| Extent { min: Pt(min), natural: Pt(natural), max: Pt(max) };
    let parts = [e(90.0, 100.0, 130.0), e(50.0, 50.0, 50.0), e(180.0, 200.0, 300.0)];
    let sum = |h: f64| place::share(&parts, Pt(h), Pt(5.0)).into_iter().map(|p| p.0).collect::<Vec<f64>>();
    let close = |a: Vec<f64>, b: [f64; 3]| assert!(a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-6), "{a:?} {b:?}");
    close(sum(380.0), [110.0, 50.0, 220.0]);
    close(sum(470.0), [130.0, 50.0, 290.0]);
    close(sum(335.0), [95.0, 50.0, 190.0]);
    // Beyond every limit: the gap in the middle nearly doubles first, then the parts take their five points each.
    close(sum(500.0), [130.0, 70.0, 300.0]);
    close(sum(900.0), [135.0, 95.0, 305.0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn every_composition_keeps_its_promises(
        lengths in prop::collection::vec((20usize..260, 0.0f64..0.4, 0usize..3), 1..16),
        sheets in 1usize..3,
    ) {
        let spans = [SPANS, [None, Some(0.0), Some(0.4)], [Some(0.0), None, Some(0.6)]];
        let cards: Vec<Card> = lengths.iter().map(|(n, give, s)| card(0, *n, *give, &spans[*s])).collect();
        let roles = vec![CardRole::Section; cards.len()];
        let areas = areas(sheets.min(cards.len()));
        let request = Request { cards: &cards, roles: &roles, areas: &areas, grids: &[grid()], sizes: sizes() };
        if let Ok(found) = compose(&request) {
            check(&found, cards.len(), &areas);
            prop_assert_eq!(&found, &compose(&request).unwrap());
            prop_assert!(found.scale.body >= sizes().min - Pt(1e-9) && found.scale.body <= sizes().max + Pt(1e-9));
        }
    }
}
