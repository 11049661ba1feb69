use super::*;
use crate::panel::layout::Extent;

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
    FlowItem { body: FlowBody::Whole(Box::new(Block(lines))), before: 0.5, keep_next }
}

fn rows(rows: usize) -> FlowItem {
    let make = |r: Range<usize>| Box::new(Block(r.len() as f64 + 1.0)) as Box<dyn Setting>;
    FlowItem { body: FlowBody::Rows { rows, make: Box::new(make) }, before: 0.5, keep_next: false }
}

fn sizes(max: f64) -> Sizes {
    Sizes { u: Pt(1.0), min: Pt(10.0), usual: Pt(10.0), max: Pt(max), leading: (1.5, 1.6, 1.7), least_u: 1.0 }
}

fn room(columns: usize, height: f64) -> Room {
    Room { sheets: 1, columns, width: Pt(100.0), height: Pt(height) }
}

#[test]
fn a_heading_never_ends_a_column() {
    let items = [whole(7.0, false), whole(1.0, true), whole(3.0, false)];
    let found = flow(&items, room(2, 100.0), &sizes(10.0)).unwrap();
    let columns: Vec<Vec<usize>> = found.filled.iter().map(|c| c.parts.iter().map(|p| p.item).collect()).collect();
    assert_eq!(columns, [vec![0], vec![1, 2]]);
}

#[test]
fn tables_break_between_rows_and_keep_two() {
    let items = [whole(5.0, false), rows(9)];
    let found = flow(&items, room(2, 100.0), &sizes(10.0)).unwrap();
    let ranges: Vec<Range<usize>> =
        found.filled.iter().flat_map(|c| &c.parts).filter(|p| p.item == 1).map(|p| p.range.clone()).collect();
    assert_eq!(ranges.first().map(|r| r.start), Some(0));
    assert_eq!(ranges.last().map(|r| r.end), Some(9));
    assert!(ranges.iter().all(|r| r.len() >= 2), "{ranges:?}");
    assert!(ranges.windows(2).all(|w| w[0].end == w[1].start));
}

#[test]
fn the_last_sheet_ends_together_and_the_size_is_the_largest() {
    let items: Vec<FlowItem> = (0..12).map(|_| whole(2.0, false)).collect();
    let found = flow(&items, room(3, 400.0), &sizes(12.0)).unwrap();
    assert_eq!(found.scale.body, Pt(12.0));
    let used: Vec<f64> = found.filled.iter().map(|c| c.used.0).collect();
    assert!(used.iter().all(|u| (u - used[0]).abs() < 24.0) && used.len() == 3, "{used:?}");
}

#[test]
fn too_much_is_told() {
    let items: Vec<FlowItem> = (0..40).map(|_| whole(5.0, false)).collect();
    let part = flow(&items, room(2, 300.0), &sizes(14.0)).unwrap_err();
    assert!(part > 0.6 && part < 0.9, "{part}");
}
