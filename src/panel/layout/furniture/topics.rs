//! `topics.toml`: which topic picture a sheet takes.

use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::world::World;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    fallback: String,
    #[serde(default)]
    topic: Vec<Topic>,
}

/// One topic.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// `tobacco`.
    pub name: String,
    /// 控烟.
    #[serde(default)]
    pub label: String,
    /// Words that lead to it.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Its picture in each style, without `.svg`.
    #[serde(default)]
    pub art: std::collections::BTreeMap<String, String>,
}

/// All topics of a theme.
#[derive(Debug, Clone, Default)]
pub struct Topics {
    fallback: String,
    topics: Vec<Topic>,
}

impl Topics {
    /// Reads `art/topics.toml` of a theme, or the default theme's. Without one there are no topic pictures.
    pub fn load(world: &dyn World, theme: &str) -> (Topics, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        for theme in [theme, "default"] {
            let path = format!("themes/{theme}/print/art/topics.toml");
            let Ok(bytes) = world.read(&path) else { continue };
            match toml::from_str::<Raw>(&String::from_utf8_lossy(&bytes)) {
                Ok(raw) => return (Topics { fallback: raw.fallback, topics: raw.topic }, diagnostics),
                Err(e) => diagnostics.push(unreadable(&path, &bytes, &e)),
            }
        }
        (Topics::default(), diagnostics)
    }

    /// Whether a topic is the one for texts that lead to none.
    pub fn is_fallback(&self, topic: &Topic) -> bool {
        topic.name == self.fallback
    }

    /// All words that lead to a topic.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.topics.iter().flat_map(|t| t.keywords.iter().map(String::as_str))
    }

    /// The topic of the first text in which a keyword occurs; the longest keyword there wins, then the first topic.
    pub fn find<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Option<&Topic> {
        let hit = |text: &str| {
            let hits = self.topics.iter().enumerate().flat_map(|(i, t)| t.keywords.iter().map(move |k| (i, t, k)));
            hits.filter(|(.., k)| text.contains(k.as_str()))
                .max_by_key(|(i, _, k)| (k.chars().count(), std::cmp::Reverse(*i)))
                .map(|(_, t, _)| t)
        };
        let found = texts.into_iter().find_map(hit);
        found.or_else(|| self.topics.iter().find(|t| t.name == self.fallback))
    }
}

/// A theme's TOML file that cannot be read.
pub(in crate::panel::layout) fn unreadable(path: &str, bytes: &[u8], error: &toml::de::Error) -> Diagnostic {
    let text = String::from_utf8_lossy(bytes);
    let span = Span::of_offset(path, &text, error.span().map_or(0, |s| s.start));
    Diagnostic::error("art-layout", "版式的美术文件写得不对").with_span(span).with_help(error.message().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topics() -> Topics {
        let topic = |name: &str, keywords: &[&str]| Topic {
            name: name.to_owned(),
            label: String::new(),
            keywords: keywords.iter().map(|k| (*k).to_owned()).collect(),
            art: std::collections::BTreeMap::new(),
        };
        let topics = vec![topic("water", &["水"]), topic("mosquito", &["积水", "蚊"]), topic("general", &[])];
        Topics { fallback: "general".into(), topics }
    }

    #[test]
    fn the_longest_word_of_the_first_text_wins() {
        let t = topics();
        let name = |texts: &[&str]| t.find(texts.iter().copied()).map(|t| t.name.clone());
        assert_eq!(name(&["清积水"]).as_deref(), Some("mosquito"));
        assert_eq!(name(&["喝水"]).as_deref(), Some("water"));
        assert_eq!(name(&["无关", "防蚊"]).as_deref(), Some("mosquito"));
        assert_eq!(name(&["无关"]).as_deref(), Some("general"));
    }
}
