//! Boards: what an inspector asks for, and boards that nobody changed in time.

use super::Context;
use super::file::{File, Subject};
use super::lint::{Finding, Found, Level, Lint};
use crate::config::CONFIG_FILE;
use crate::diagnostic::Span;
use crate::model::{Board, BoardInterval, Date};

static OVERDUE: Lint = Lint {
    code: "board-overdue",
    title: "宣传栏过了更换日期",
    why: "更换不及时是宣传栏最常被指出的问题",
    fix: "换上新的一期（banbao new board），旧的一期拍照存档",
    example: "更换日期: 2020-01-01，之后没有新的一期",
    right: "更换日期: 2026-06-30，7 月 1 日前挂上新的一期",
    level: Level::Warning,
};
static INTERVAL: Lint = Lint {
    code: "board-interval",
    title: "一期挂得太久",
    why: "《国家基本公共卫生服务规范》要求宣传栏每 2 个月至少更换一次；多数单位至少每季度一换",
    fix: "把更换日期提前，中间加一期；本单位另有规定的，在 banbao.toml 的 [check] 里写 board_interval = \"month\"、\"two-months\" 或 \"quarter\"；只有这一块不同，在这一期开头写 更换周期: 每两个月",
    example: "日期: 2026-01-01，更换日期: 2026-12-31",
    right: "日期: 2026-01-01，更换日期: 2026-03-31",
    level: Level::Note,
};
static QUARTER: Lint = Lint {
    code: "board-quarter-missing",
    title: "有一个季度没有换宣传栏",
    why: "检查按季度看更换记录",
    fix: "当时确实换过，就补一个文件，写上日期；没有换，下个季度记着",
    example: "去年第三季度没有一期",
    right: "去年每个季度都有一期，都写了日期",
    level: Level::Note,
};
static NO_LOCATION: Lint = Lint {
    code: "board-no-location",
    title: "没有写位置",
    why: "存档时要说得出挂在哪里",
    fix: "在开头的设置里写：位置: 门诊一楼大厅",
    example: "开头没有“位置”",
    right: "位置: 门诊一楼大厅",
    level: Level::Note,
};
static NO_ISSUE: Lint = Lint {
    code: "board-no-issue",
    title: "没有写期号",
    why: "存档和检查都按期号找",
    fix: "在开头的设置里写：期号: 2026 年第 2 期",
    example: "开头没有“期号”",
    right: "期号: 2026 年第 2 期",
    level: Level::Note,
};
static NO_DATES: Lint = Lint {
    code: "board-no-dates",
    title: "没有写张贴或更换的日期",
    why: "没有日期，就没有人知道该换了",
    fix: "在开头的设置里写：日期: 2026-04-01 和 更换日期: 2026-06-30",
    example: "开头没有“更换日期”",
    right: "日期: 2026-04-01，更换日期: 2026-06-30",
    level: Level::Note,
};
static NO_ADDRESS: Lint = Lint {
    code: "qr-no-address",
    title: "没有网址，二维码印不出来",
    why: "板报上的二维码要指向网站；没有网址就不印",
    fix: "在 banbao.toml 里写：base_url = \"https://…\"；还没有网站，就关掉这一项",
    example: "banbao.toml 里没有 base_url",
    right: "base_url = \"https://jiankang.example.cn\"",
    level: Level::Note,
};

pub(super) const LINTS: &[&Lint] = &[&OVERDUE, &INTERVAL, &QUARTER, &NO_LOCATION, &NO_ISSUE, &NO_DATES, &NO_ADDRESS];

/// Two weeks more than the interval are for printing and putting up.
const GRACE_DAYS: i64 = 15;

/// A board put up this long before a quarter begins is that quarter's.
const EARLY_DAYS: i64 = 15;

const UNTIL: &[&str] = &["until", "更换日期"];

/// What one board lacks.
pub(super) fn check(file: &File<'_>, context: &Context<'_>, out: &mut Found) {
    let Subject::Board(board) = file.subject else { return };
    let missing: [(bool, &'static Lint, &str); 4] = [
        (board.location.is_none(), &NO_LOCATION, "没有写位置"),
        (board.issue.is_none(), &NO_ISSUE, "没有写期号"),
        (board.date.is_none(), &NO_DATES, "没有写日期"),
        (board.until.is_none() && board.date.is_some(), &NO_DATES, "没有写更换日期"),
    ];
    for (is_missing, lint, message) in missing {
        if is_missing {
            whole(out, lint, file.first_line(), message.to_owned());
        }
    }
    let Some(until) = board.until else { return };
    let late = context.world.today().to_days() - until.to_days();
    if late > 0 && !replaced(board, until, context) {
        whole(out, &OVERDUE, file.head_line(UNTIL), format!("该在{}更换，已经过了 {late} 天", until.zh()));
    }
    if let Some(date) = board.date {
        let days = until.to_days() - date.to_days();
        let interval = interval(board, context);
        if days > interval.days() + GRACE_DAYS {
            let message = format!("从张贴到更换有 {days} 天，超过{}", interval.zh());
            whole(out, &INTERVAL, file.head_line(UNTIL), message);
        }
    }
}

/// The board's own, else the site's.
fn interval(board: &Board, context: &Context<'_>) -> BoardInterval {
    board.interval.unwrap_or(context.config.board_interval)
}

/// Whether a later board took its place. A site that tells several walls apart has a board for each.
fn replaced(board: &Board, until: Date, context: &Context<'_>) -> bool {
    context.site.boards.iter().any(|other| {
        let longest = interval(board, context).days() + GRACE_DAYS;
        let later = other.date.is_some_and(|d| Some(d) > board.date && d.to_days() >= until.to_days() - longest);
        other.id != board.id && later && other.date <= Some(context.world.today())
    })
}

/// What the boards lack together.
pub(super) fn check_site(context: &Context<'_>, out: &mut Found) {
    let boards = &context.site.boards;
    if !boards.is_empty() && context.config.base_url.is_none() {
        whole(out, &NO_ADDRESS, Span::file(CONFIG_FILE), "banbao.toml 里没有网址，板报上不印二维码".to_owned());
    }
    let dates: Vec<Date> = boards.iter().filter_map(|b| b.date).collect();
    let Some(first) = dates.iter().min() else { return };
    let today = context.world.today();
    let now = today.year() * 4 + i32::from(today.quarter()) - 1;
    for quarter in now - 4..now {
        let (year, number) = (quarter.div_euclid(4), quarter.rem_euclid(4) as u8 + 1);
        let (Some(from), Some(to)) = (Date::new(year, number * 3 - 2, 1), next_quarter(year, number)) else { continue };
        // The site began later.
        if to <= *first {
            continue;
        }
        let early = from.to_days() - EARLY_DAYS;
        if !dates.iter().any(|d| (early..to.to_days()).contains(&d.to_days())) {
            let message = format!("{year} 年第 {number} 季度没有一期宣传栏");
            whole(out, &QUARTER, Span::file("content/boards"), message);
        }
    }
}

fn next_quarter(year: i32, number: u8) -> Option<Date> {
    if number == 4 { Date::new(year + 1, 1, 1) } else { Date::new(year, number * 3 + 1, 1) }
}

fn whole(out: &mut Found, lint: &'static Lint, span: Span, message: String) {
    out.push(Finding { lint, level: lint.level, span, message, help: lint.fix.to_owned(), whole_file: true });
}
