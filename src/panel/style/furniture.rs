//! `[masthead]` and `[footer]`: what surrounds the cards. Their author extends these tables.

use super::read::style_table;

style_table! {
    /// `[masthead]`.
    Masthead {
        /// Height on portrait sheets, in u.
        height: f64 = 350.0, 0 .. 700;
        /// Width of the full-height panel that stands for it on landscape sheets, in u; 0 keeps it on top.
        panel: f64 = 0.0, 0 .. 700;
    }
}

style_table! {
    /// `[footer]`.
    Footer {
        /// Height on portrait sheets, in u.
        height: f64 = 122.0, 0 .. 400;
        /// Height on landscape sheets, in u.
        landscape: f64 = 62.0, 0 .. 400;
    }
}
