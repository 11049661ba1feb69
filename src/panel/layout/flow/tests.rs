use super::*;
use crate::panel::layout::{Extent, Setting};

/// Rows of ten points each, under a head of ten.
struct Block(f64);

impl Setting for Block {
    fn measure(&self, _: Pt, scale: &Scale) -> Extent {
        let natural = scale.body * self.0;
        Extent { min: natural, natural, max: natural }
    }

    fn draw(&self, _: Rect, _: &Scale, _: &mut Canvas) {}
}

fn whole(lines: f64, keep_next: bool) -> FlowItem {
    FlowItem { before: 0.5, keep_next, ..FlowItem::new(FlowBody::Whole(Box::new(Block(lines)))) }
}

fn rows(rows: usize) -> FlowItem {
    let make = |r: Range<usize>| Box::new(Block(r.len() as f64 + 1.0)) as Box<dyn Setting>;
    FlowItem { before: 0.5, ..FlowItem::new(FlowBody::Rows { rows, together: 2, make: Box::new(make) }) }
}

fn sizes(max: f64) -> Sizes {
    Sizes { u: Pt(1.0), min: Pt(10.0), usual: Pt(10.0), max: Pt(max), leading: (1.5, 1.6, 1.7), least_u: 1.0 }
}

fn room(columns: usize, height: f64) -> Room {
    Room {
        sheets: 1,
        columns,
        width: Pt(100.0),
        gutter: Pt(10.0),
        height: Pt(height),
        article_sheets: false,
        grid: false,
    }
}

/// The columns of a sheet's bands, one after another.
fn columns(flow: &Flow) -> Vec<&Column> {
    let mut out = Vec::new();
    for band in flow.sheets.iter().flat_map(|s| &s.bands) {
        if let Band::Columns { columns, .. } = band {
            out.extend(columns);
        }
    }
    out
}

#[test]
fn rule_11_a_heading_never_ends_a_column() {
    let items = [whole(7.0, false), whole(1.0, true), whole(3.0, false)];
    let found = flow(&items, room(2, 100.0), &sizes(10.0)).unwrap();
    let columns: Vec<Vec<usize>> = columns(&found).iter().map(|c| c.parts.iter().map(|p| p.item).collect()).collect();
    assert_eq!(columns, [vec![0], vec![1, 2]]);
}

#[test]
fn rule_11_a_heading_never_stands_alone_in_a_column() {
    for lines in 1..12 {
        let high = f64::from(lines);
        let items =
            [whole(1.0, true), whole(high, false), whole(1.0, true), whole(2.0, false), whole(13.0 - high, false)];
        let found = flow(&items, room(3, 400.0), &sizes(10.0)).unwrap();
        for column in columns(&found) {
            let last = column.parts.last().and_then(|p| items.get(p.item));
            assert!(last.is_none_or(|i| !i.keep_next), "{high}: {column:?}");
        }
    }
}

#[test]
fn rule_11_tables_break_between_rows_and_keep_two() {
    let items = [whole(5.0, false), rows(9)];
    let found = flow(&items, room(2, 100.0), &sizes(10.0)).unwrap();
    let ranges: Vec<Range<usize>> =
        columns(&found).iter().flat_map(|c| &c.parts).filter(|p| p.item == 1).map(|p| p.range.clone()).collect();
    assert_eq!(ranges.first().map(|r| r.start), Some(0));
    assert_eq!(ranges.last().map(|r| r.end), Some(9));
    assert!(ranges.iter().all(|r| r.len() >= 2), "{ranges:?}");
    assert!(ranges.windows(2).all(|w| w[0].end == w[1].start));
}

#[test]
fn rule_12_columns_end_together_and_the_size_is_the_largest() {
    let items: Vec<FlowItem> = (0..12).map(|_| whole(2.0, false)).collect();
    let found = flow(&items, room(3, 400.0), &sizes(12.0)).unwrap();
    assert_eq!(found.scale.body, Pt(12.0));
    let used: Vec<f64> = columns(&found).iter().map(|c| c.used.0).collect();
    assert!(used.iter().all(|u| (u - used[0]).abs() < 0.05) && used.len() == 3, "{used:?}");
}

#[test]
fn what_is_wide_stands_between_two_bands() {
    let mut items: Vec<FlowItem> = (0..9).map(|_| whole(2.0, false)).collect();
    items[4].wide = true;
    let found = flow(&items, room(2, 400.0), &sizes(10.0)).unwrap();
    let [Band::Columns { top, height, .. }, Band::Wide { top: wide, part }, Band::Columns { top: below, .. }] =
        found.sheets[0].bands.as_slice()
    else {
        panic!("{:?}", found.sheets)
    };
    assert!(*top == Pt::ZERO && *wide > *height && *below > *wide + part.height, "{:?}", found.sheets);
    assert_eq!(found.sheets[0].items(), (0..9).collect::<Vec<_>>());
}

#[test]
fn rule_16_an_article_can_begin_on_a_sheet_of_its_own() {
    let mut items: Vec<FlowItem> = (0..6).map(|_| whole(2.0, false)).collect();
    items[3] = FlowItem { wide: true, banner: true, keep_next: true, starts_article: true, ..whole(1.0, true) };
    let two = Room { sheets: 2, article_sheets: true, ..room(2, 200.0) };
    let found = flow(&items, two, &sizes(10.0)).unwrap();
    assert_eq!(found.sheets.iter().map(FlowSheet::items).collect::<Vec<_>>(), [vec![0, 1, 2], vec![4, 5]]);
    assert_eq!(found.sheets[1].opened_by, Some(3), "the masthead says what the banner would");
}

#[test]
fn rule_12_on_the_grid_everything_takes_whole_lines() {
    let items: Vec<FlowItem> = (0..9).map(|i| whole(1.3 + f64::from(i) * 0.37, false)).collect();
    let found = flow(&items, Room { grid: true, ..room(2, 400.0) }, &sizes(10.0)).unwrap();
    let line = found.scale.body * found.scale.leading;
    for column in columns(&found) {
        let mut y = Pt::ZERO;
        for part in &column.parts {
            y += part.before + part.height + part.after;
            let lines = y / line;
            assert!((lines - lines.round()).abs() < 1e-6, "{lines}");
        }
    }
}

#[test]
fn too_much_is_told() {
    let items: Vec<FlowItem> = (0..40).map(|_| whole(5.0, false)).collect();
    let part = flow(&items, room(2, 300.0), &sizes(14.0)).unwrap_err();
    assert!(part > 0.6 && part < 0.9, "{part}");
}
