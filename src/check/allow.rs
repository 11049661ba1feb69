//! `<!-- banbao: allow CODE reason -->` in the text, `# banbao: allow CODE reason` in the front matter.

use super::file::File;
use super::lint::{Finding, Found, Level, Lint};
use crate::diagnostic::Span;
use crate::input::nearest;

static NO_REASON: Lint = Lint {
    code: "allow-without-reason",
    title: "放行没有写理由",
    why: "过一年再看，没有人记得当初为什么放行；检查组问起来也说不清",
    fix: "在后面写上理由，例如 <!-- banbao: allow relative-time 这是今年的通知，月底撤下 -->",
    example: "<!-- banbao: allow relative-time -->",
    right: "<!-- banbao: allow relative-time 这是当年的通知，月底撤下 -->",
    level: Level::Note,
};
static UNKNOWN: Lint = Lint {
    code: "allow-unknown",
    title: "放行的编号不存在",
    why: "编号写错了，放行不会起作用",
    fix: "照抄提示里方括号中的编号",
    example: "<!-- banbao: allow relativ-time 理由 -->",
    right: "<!-- banbao: allow relative-time 这是当年的通知，月底撤下 -->",
    level: Level::Warning,
};
static UNUSED: Lint = Lint {
    code: "allow-unused",
    title: "放行没有用上",
    why: "文字改过以后，旧的放行留着会把以后的错误也放过去",
    fix: "删掉这一条；它只管下面紧挨着的一段",
    example: "<!-- banbao: allow dash 理由 -->（下面一段没有破折号的问题）",
    right: "文字改好以后，把这一条一起删掉",
    level: Level::Note,
};

pub(super) const LINTS: &[&Lint] = &[&NO_REASON, &UNKNOWN, &UNUSED];

/// One allowance.
#[derive(Debug)]
pub(super) struct Allow {
    code: String,
    reason: bool,
    /// Lines it holds for.
    from: u32,
    to: u32,
    span: Span,
}

/// Allowances read in one file; a person writes a few.
const MAX_ALLOWS: usize = 500;

/// The words that begin an allowance.
const LEADS: [&str; 4] = ["banbao: allow", "banbao:allow", "banbao：allow", "banbao： allow"];

/// The allowances of a file.
pub(super) fn read(file: &File<'_>) -> Vec<Allow> {
    let text = file.source.text();
    if !text.contains("banbao") {
        return Vec::new();
    }
    let lines: Vec<&str> = text.lines().collect();
    let mut out = Vec::new();
    let mut offset = 0;
    for (i, line) in lines.iter().enumerate() {
        let in_head = offset < file.body;
        offset += line.len() + 1;
        let mut at = 0;
        while let Some((start, end, words)) = next_remark(line, at, in_head) {
            at = end;
            let Some(words) = LEADS.iter().find_map(|l| words.strip_prefix(l)) else { continue };
            let (code, reason) = words.trim().split_once(char::is_whitespace).unwrap_or((words.trim(), ""));
            if out.len() >= MAX_ALLOWS {
                return out;
            }
            let column = line.get(..start).unwrap_or_default().chars().count() as u32 + 1;
            let width = line.get(start..end).unwrap_or_default().chars().count() as u32;
            let alone = line.get(..start).unwrap_or_default().trim().is_empty()
                && line.get(end..).unwrap_or_default().trim().is_empty();
            let to = if alone { last_line(&lines, i) } else { i };
            out.push(Allow {
                code: code.to_owned(),
                reason: !reason.trim().is_empty(),
                from: i as u32 + 1,
                to: to as u32 + 1,
                span: file.source.span_at(i as u32 + 1, column, width),
            });
        }
    }
    out
}

/// The next remark of a line: where it begins and ends, and its words.
fn next_remark(line: &str, at: usize, in_head: bool) -> Option<(usize, usize, &str)> {
    let rest = line.get(at..)?;
    if in_head {
        let start = rest.find('#')?;
        let words = rest.get(start + 1..)?;
        return Some((at + start, line.len(), words.trim()));
    }
    let start = rest.find("<!--")?;
    let inner = rest.get(start + 4..)?;
    let len = inner.find("-->")?;
    Some((at + start, at + start + 4 + len + 3, inner.get(..len)?.trim()))
}

/// The last line of what follows: up to the next empty line.
fn last_line(lines: &[&str], at: usize) -> usize {
    let mut last = at;
    let mut begun = false;
    for (i, line) in lines.iter().enumerate().skip(at + 1) {
        let line = line.trim();
        let remark = line.starts_with("<!--") && line.ends_with("-->");
        match (line.is_empty(), begun) {
            (true, true) => break,
            (true, false) => {}
            _ => {
                begun = begun || !remark;
                last = i;
            }
        }
    }
    last
}

/// Takes away what is allowed; the second part tells which allowances were of use.
fn take(allows: &[Allow], findings: Vec<Finding>) -> (Vec<Finding>, Vec<bool>) {
    let mut used = vec![false; allows.len()];
    let mut kept = Vec::new();
    for finding in findings {
        let hit = allows.iter().position(|a| {
            a.code == finding.lint.code && (finding.whole_file || (a.from..=a.to).contains(&finding.span.line))
        });
        match hit.and_then(|i| used.get_mut(i)) {
            Some(used) => *used = true,
            None => kept.push(finding),
        }
    }
    (kept, used)
}

/// Takes away what is allowed.
pub(super) fn without(allows: &[Allow], findings: Vec<Finding>) -> Vec<Finding> {
    take(allows, findings).0
}

/// Takes away what is allowed; tells of allowances that are wrong.
pub(super) fn apply(allows: &[Allow], findings: Vec<Finding>) -> Vec<Finding> {
    let (mut kept, used) = take(allows, findings);
    let mut own = Found::default();
    for (allow, used) in allows.iter().zip(used) {
        // Whether one over drawn boards is of use is not known here.
        let drawn = super::sheets::LINTS.iter().any(|l| l.code == allow.code);
        if super::explain(&allow.code).is_none() {
            let codes = super::all().iter().map(|l| l.code);
            let help = match nearest(&allow.code, codes) {
                Some(near) => format!("是不是想写“{near}”？"),
                None => UNKNOWN.fix.to_owned(),
            };
            own.add_with(&UNKNOWN, allow.span.clone(), format!("没有“{}”这一项检查", allow.code), help);
        } else if !used && !drawn {
            own.add(&UNUSED, allow.span.clone(), format!("这里没有“{}”要放行", allow.code));
        } else if !allow.reason {
            own.add(&NO_REASON, allow.span.clone(), format!("放行了“{}”，没有写理由", allow.code));
        }
    }
    kept.extend(own.finish());
    kept
}
