//! A file's text with its line starts, so that a place is found without reading the text again.

use crate::diagnostic::Span;

/// A longer line is not quoted in a message: a report must not grow by megabytes.
const MAX_EXCERPT_BYTES: usize = 4096;

/// The text of one file.
#[derive(Debug, Clone)]
pub struct Source {
    file: String,
    text: String,
    starts: Vec<usize>,
}

impl Source {
    /// Over a file's text.
    pub fn new(file: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1));
        Source { file: file.into(), text, starts }
    }

    /// Site-relative path.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// All of the text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A line's text, counted from 1, without its end.
    pub fn line(&self, line: u32) -> &str {
        let i = (line as usize).saturating_sub(1);
        let Some(start) = self.starts.get(i).copied() else { return "" };
        let end = self.starts.get(i + 1).map_or(self.text.len(), |e| e.saturating_sub(1));
        self.text.get(start..end).unwrap_or_default()
    }

    /// The line of a byte offset, from 1. Costs nothing on long lines.
    pub fn line_of(&self, offset: usize) -> u32 {
        self.starts.partition_point(|s| *s <= offset) as u32
    }

    /// Line and column of a byte offset, both from 1.
    pub fn position(&self, offset: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|s| *s <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = self.text.get(start..offset.min(self.text.len())).map_or(0, |t| t.chars().count());
        (line as u32, column as u32 + 1)
    }

    /// The span of a range of bytes, cut at the end of its first line.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        let (line, column) = self.position(range.start);
        let covered = self.text.get(range).unwrap_or_default();
        let width = covered.lines().next().unwrap_or_default().chars().count();
        self.span_at(line, column, width as u32)
    }

    /// The span of a line, narrowed when `column` is not 0.
    pub fn span_at(&self, line: u32, column: u32, width: u32) -> Span {
        let mut span = Span::line(self.file.clone(), line);
        if column > 0 {
            span = span.at(column, width);
        }
        let excerpt = self.line(line);
        if excerpt.len() <= MAX_EXCERPT_BYTES && line > 0 {
            span.excerpt = Some(excerpt.to_owned());
        }
        span
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let s = Source::new("a", "一二\n三四\n");
        assert_eq!(s.position(0), (1, 1));
        assert_eq!(s.position(3), (1, 2));
        assert_eq!(s.position(7), (2, 1));
        assert_eq!(s.line(2), "三四");
        assert_eq!(s.line(9), "");
        let span = s.span(7..13);
        assert_eq!((span.line, span.column, span.width, span.excerpt.as_deref()), (2, 1, 2, Some("三四")));
        assert_eq!(s.position(1000).0, 3);
    }
}
