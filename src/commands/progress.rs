//! How far a long build is, for the person who waits: one line that is written over on a terminal, a plain line now and then
//! elsewhere, nothing for short builds.

use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::Console;
use crate::progress::{Progress, Stage};

/// Nobody has waited before.
const PATIENCE: Duration = Duration::from_millis(700);
/// How often the line on a terminal is written anew.
const REDRAWN: Duration = Duration::from_millis(100);
/// How often a line is added elsewhere: a log keeps them all.
const REPEATED: Duration = Duration::from_secs(10);
/// Cells of the bar.
const CELLS: usize = 24;
/// Wider than any line here, in columns: what is left of a longer one is covered.
const WIDTH: usize = 60;

/// Does the work while its progress is shown.
pub(super) fn shown<T: Send>(console: &mut Console<'_>, progress: &Progress, work: impl FnOnce() -> T + Send) -> T {
    if console.quiet {
        return work();
    }
    let every = if console.terminal { REDRAWN } else { REPEATED };
    let start = Instant::now();
    let mut drawn = false;
    thread::scope(|scope| {
        let (ended, end) = channel::<()>();
        let worker = scope.spawn(move || {
            // Dropped when the work is done, or has failed: the receiver hears of both.
            let _ended = ended;
            work()
        });
        while matches!(end.recv_timeout(every), Err(RecvTimeoutError::Timeout)) {
            let Some(now) = progress.now().filter(|_| start.elapsed() >= PATIENCE) else { continue };
            drawn = console.terminal;
            if drawn {
                let line = bar(now);
                let rest = WIDTH.saturating_sub(columns(&line));
                console.put(&format!("\r{line}{}", " ".repeat(rest)));
            } else {
                console.warn(&words(now));
            }
        }
        if drawn {
            console.put(&format!("\r{}\r", " ".repeat(WIDTH)));
        }
        worker.join().unwrap_or_else(|cause| resume_unwind(cause))
    })
}

/// How many columns a line takes on a terminal: 汉字 take two.
fn columns(line: &str) -> usize {
    line.chars().map(|c| if c > '\u{2e7f}' { 2 } else { 1 }).sum()
}

fn words((stage, done, total): (Stage, usize, usize)) -> String {
    let name = match stage {
        Stage::Reading => "正在读文章",
        Stage::Boards => "正在排板报",
        Stage::Pages => "正在做网页",
        Stage::Writing => "正在写文件",
    };
    if total == 0 { name.to_owned() } else { format!("{name} {done}/{total}") }
}

fn bar(now: (Stage, usize, usize)) -> String {
    let (_, done, total) = now;
    let full = (done * CELLS).checked_div(total).unwrap_or(0);
    format!("[{}{}] {}", "#".repeat(full), ".".repeat(CELLS - full), words(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_fills() {
        assert_eq!(bar((Stage::Boards, 3, 12)), format!("[######{}] 正在排板报 3/12", ".".repeat(18)));
        assert_eq!(bar((Stage::Pages, 9, 9)), format!("[{}] 正在做网页 9/9", "#".repeat(24)));
        assert_eq!(bar((Stage::Reading, 0, 0)), format!("[{}] 正在读文章", ".".repeat(24)));
        assert!(columns(&bar((Stage::Writing, 99_999, 99_999))) < WIDTH);
    }
}
