//! How often a board is to change.

/// How often a board is to change: organisations differ, `check` reminds by theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BoardInterval {
    /// 每月.
    Month,
    /// 每两个月.
    TwoMonths,
    /// 每季度.
    Quarter,
}

impl BoardInterval {
    /// As people write it in `banbao.toml` and at a board's head.
    pub fn read(text: &str) -> Option<BoardInterval> {
        match text.trim().to_ascii_lowercase().as_str() {
            "month" | "monthly" | "每月" | "一个月" => Some(BoardInterval::Month),
            "two-months" | "two-monthly" | "每两个月" | "两个月" | "每2个月" | "每 2 个月" => {
                Some(BoardInterval::TwoMonths)
            }
            "quarter" | "quarterly" | "每季度" | "季度" => Some(BoardInterval::Quarter),
            _ => None,
        }
    }

    /// The most days between two boards, the longest months taken.
    pub fn days(self) -> i64 {
        match self {
            BoardInterval::Month => 31,
            BoardInterval::TwoMonths => 62,
            BoardInterval::Quarter => 92,
        }
    }

    /// In Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            BoardInterval::Month => "一个月",
            BoardInterval::TwoMonths => "两个月",
            BoardInterval::Quarter => "一个季度",
        }
    }
}
