//! The calendar, as content asks for it.

use crate::calendar::Calendar;
use crate::content::EventNames;

/// Names of health days, resolved by the calendar.
pub struct Names<'a>(pub &'a Calendar);

impl EventNames for Names<'_> {
    fn resolve(&self, text: &str) -> Option<String> {
        self.0.resolve(text)
    }

    fn nearest(&self, text: &str) -> Option<String> {
        self.0.nearest(text)
    }
}
