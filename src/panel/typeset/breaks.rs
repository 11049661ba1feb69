//! Where a line may end: rule 1 (CLREQ 3.1.4 行首行尾禁则) over the words and runs of rule 2 (3.1.5 符号分离禁则).

use super::Piece;
use super::class::{self, Class};
use super::shape::{Cell, Joint};

/// Settles the joint after every cell.
pub(super) fn set_joints(pieces: &[Piece], cells: &mut [Cell]) {
    for i in 0..cells.len() {
        let before = i.checked_sub(1).and_then(|p| cells.get(p)).copied();
        let (Some(&cell), Some(&next)) = (cells.get(i), cells.get(i + 1)) else { break };
        let mut joint = joint_after(before, cell, next).max(cell.joint);
        let whole = matches!(pieces.get(cell.piece as usize), Some(Piece::Text(p)) if p.unbreakable);
        if whole && next.piece == cell.piece {
            joint = joint.max(Joint::Glued);
        }
        if let Some(cell) = cells.get_mut(i) {
            cell.joint = joint;
        }
    }
}

fn joint_after(before: Option<Cell>, cell: Cell, next: Cell) -> Joint {
    if next.joined
        || class::is_extending(next.c)
        || cell.c == '\u{200D}'
        || (next.class == Class::Zero && next.c != '\u{2060}')
    {
        return Joint::Never;
    }
    // A line never begins with a space, and the spaces at its end are not seen.
    if matches!(next.class, Class::Space | Class::WideSpace) {
        return if cell.class == Class::WideSpace { Joint::Glued } else { Joint::Never };
    }
    let last = if cell.class == Class::Space { before.unwrap_or(cell) } else { cell };
    if may_not_end(&last) || may_not_start(&next) {
        return Joint::Forbidden;
    }
    if cell.class == Class::ZeroBreak || next.class == Class::ZeroBreak {
        return Joint::Free;
    }
    if cell.class == Class::NoBreakSpace || next.class == Class::NoBreakSpace {
        return Joint::Glued;
    }
    if matches!(cell.c, '\u{2060}' | '\u{FEFF}') || matches!(next.c, '\u{2060}' | '\u{FEFF}') {
        return Joint::Glued;
    }
    if cell.class == Class::Space || cell.class.is_wide() || next.class.is_wide() {
        return Joint::Free;
    }
    latin_joint(before, cell, next)
}

/// Inside Latin text without a space: after the hyphen of a compound and after a dash, nowhere else (rule 2).
fn latin_joint(before: Option<Cell>, cell: Cell, next: Cell) -> Joint {
    if cell.address {
        return cell.joint;
    }
    let letters = before.is_some_and(|b| b.class == Class::Letter) && next.class == Class::Letter;
    match cell.c {
        '-' | '\u{2010}' | '–' | '—' | '…' if letters => Joint::Free,
        '-' | '\u{2010}' | '–' | '/' => Joint::Loose,
        _ => Joint::Glued,
    }
}

fn may_not_start(cell: &Cell) -> bool {
    class::no_start(cell.c) || cell.side < 0
}

fn may_not_end(cell: &Cell) -> bool {
    class::no_end(cell.c) || cell.side > 0
}
