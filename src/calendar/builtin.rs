//! The days that every site knows: `health-days.tsv`, beside this file.

use std::collections::BTreeMap;

use super::{Confidence, HealthDay};

const DATA: &str = include_str!("health-days.tsv");

/// The built-in days. A line that does not parse is left out; a test sees to it that there is none.
pub(super) fn days() -> Vec<HealthDay> {
    DATA.lines().skip(1).filter_map(parse).collect()
}

fn parse(line: &str) -> Option<HealthDay> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [id, name, aliases, name_en, rule, first_year, measure, organizer, note, confidence] = fields.as_slice() else {
        return None;
    };
    Some(HealthDay {
        id: (*id).to_owned(),
        name: (*name).to_owned(),
        aliases: aliases.split('|').filter(|a| !a.is_empty()).map(str::to_owned).collect(),
        name_en: (*name_en).to_owned(),
        rule: rule.parse().ok()?,
        first_year: if first_year.is_empty() { None } else { Some(first_year.parse().ok()?) },
        measure: (*measure).to_owned(),
        organizer: (*organizer).to_owned(),
        note: (*note).to_owned(),
        confidence: match *confidence {
            "high" => Confidence::High,
            "medium" => Confidence::Medium,
            "low" => Confidence::Low,
            _ => return None,
        },
        slogans: BTreeMap::new(),
        own: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read() {
        assert_eq!(days().len(), DATA.lines().count() - 1);
        assert!(days().iter().all(|d| matches!(d.measure.as_str(), "个" | "次" | "届")));
    }
}
