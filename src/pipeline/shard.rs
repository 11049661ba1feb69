//! A share of the work, for several machines: `--shard K/N`.

use sha2::{Digest, Sha256};

use super::Parts;

/// One of several shares. Which share a file belongs to follows from its name alone, so that a board or unit more or
/// less moves no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    pub number: u32,
    /// How many there are.
    pub count: u32,
}

impl Shard {
    /// All of the work.
    pub const WHOLE: Shard = Shard { number: 1, count: 1 };

    /// Whether this is all of the work.
    pub fn is_whole(self) -> bool {
        self.count == 1
    }

    /// Whether a board's own files (`unit` empty) or a unit's copy belong here.
    pub fn holds(self, board: &str, unit: &str) -> bool {
        if self.is_whole() {
            return true;
        }
        let mut hash = Sha256::new();
        hash.update(board.as_bytes());
        hash.update([0]);
        hash.update(unit.as_bytes());
        let digest = hash.finalize();
        let first = digest.iter().take(8).fold(0u64, |v, b| (v << 8) | u64::from(*b));
        first % u64::from(self.count) == u64::from(self.number) - 1
    }

    /// What is left to do here: the website and the WeChat articles are the first share's.
    pub fn parts(self, asked: Parts) -> Parts {
        if self.number == 1 { asked } else { Parts { site: false, wechat: false, ..asked } }
    }

    /// The report's name: shares are merged by copying, and must not overwrite each other's.
    pub fn report_name(self) -> String {
        if self.is_whole() {
            return "report.json".to_owned();
        }
        format!("report-{}-of-{}.json", self.number, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_in_one_share_and_shares_are_even() {
        let mut sizes = [0usize; 7];
        for unit in 0..2000 {
            let id = format!("unit-{unit}");
            let holders: Vec<u32> = (1..=7).filter(|n| Shard { number: *n, count: 7 }.holds("2026-q2", &id)).collect();
            assert_eq!(holders.len(), 1);
            sizes[holders[0] as usize - 1] += 1;
        }
        assert!(sizes.iter().all(|n| (200..=380).contains(n)), "{sizes:?}");
    }
}
