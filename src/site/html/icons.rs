//! The marks of the alerts: shape beside colour and word (WCAG 1.4.1). Drawn for this theme.

use crate::model::AlertKind;

/// The inside of the mark, on a 24 × 24 grid, to be stroked.
pub fn paths(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Note => "<path d=\"M5 4h10a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h10M9 8h5\"/>",
        AlertKind::Tip => "<path d=\"M12 3a6 6 0 0 0-3 11v3h6v-3a6 6 0 0 0-3-11zM9.5 20.5h5\"/>",
        AlertKind::Important => {
            "<path d=\"m12 3 2.7 5.6 6.1.8-4.5 4.2 1.1 6.1-5.400-3-5.400 3 1.100-6.100-4.500-4.200 6.100-.8z\"/>"
        }
        AlertKind::Warning => "<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"m8.5 8.5 7 7m0-7-7 7\"/>",
        AlertKind::Caution => "<path d=\"M12 3 2 20h20zM12 9v5m0 3v.2\"/>",
    }
}

/// The class of an alert.
pub fn class(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Note => "note",
        AlertKind::Tip => "tip",
        AlertKind::Important => "imp",
        AlertKind::Warning => "myth",
        AlertKind::Caution => "sos",
    }
}
