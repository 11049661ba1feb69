//! One file per verb, each a short story of calls. Only `main` calls these.

mod build;
mod calendar;
mod check;
mod fonts;
mod init;
mod new;
mod progress;
mod serve;
mod typeset;

use std::io::Write;

use crate::cli::{Invocation, Verb};
use crate::diagnostic::{Diagnostics, Severity};
use crate::world::DiskWorld;

/// How a run ended; the contract of the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 0: done.
    Done,
    /// 1: the content has errors.
    ContentErrors,
    /// 2: wrong usage.
    Usage,
    /// 3: the machine failed us.
    Machine,
}

impl Status {
    /// The number for the shell.
    pub fn code(self) -> u8 {
        match self {
            Status::Done => 0,
            Status::ContentErrors => 1,
            Status::Usage => 2,
            Status::Machine => 3,
        }
    }
}

/// Where results and complaints go, and what comes in.
pub struct Console<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// Diagnostics and progress.
    pub err: &'a mut dyn Write,
    /// What `typeset` reads.
    pub input: &'a mut dyn std::io::BufRead,
    /// Whether `err` is a terminal, where a line can be written over.
    pub terminal: bool,
    /// Only what is wrong is told.
    pub quiet: bool,
}

impl Console<'_> {
    /// Tells a result. A closed pipe is no failure of ours.
    fn say(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}");
    }

    /// Tells a result, unless only what is wrong is wanted.
    fn tell(&mut self, text: &str) {
        if !self.quiet {
            self.say(text);
        }
    }

    /// Writes beside the results, without ending the line.
    fn put(&mut self, text: &str) {
        let _ = write!(self.err, "{text}").and_then(|()| self.err.flush());
    }

    /// Tells a complaint.
    fn warn(&mut self, text: &str) {
        let _ = writeln!(self.err, "{text}");
    }

    /// Tells all problems, the worst last, so that they stand where the eye is.
    fn report(&mut self, diagnostics: &Diagnostics) {
        let all = [Severity::Note, Severity::Warning, Severity::Error];
        for severity in all.into_iter().filter(|s| !self.quiet || *s == Severity::Error) {
            for d in diagnostics.iter().filter(|d| d.severity == severity) {
                let _ = writeln!(self.err, "{}", d.render());
            }
        }
    }
}

/// Does what was asked for.
pub fn run(invocation: &Invocation, console: &mut Console<'_>) -> Status {
    if let Verb::Init { dir } = &invocation.verb {
        return init::run(dir, console);
    }
    if !invocation.site.is_dir() {
        console.warn(&format!("没有“{}”这个文件夹。-C 后面写站点文件夹的位置", invocation.site.display()));
        return Status::Usage;
    }
    let world = DiskWorld::new(&invocation.site);
    match &invocation.verb {
        Verb::Typeset(args) => typeset::run(&world, args, console),
        Verb::Init { dir } => init::run(dir, console),
        Verb::New(args) => new::run(&world, args, console),
        Verb::Build(args) => build::run(&world, args, console),
        Verb::Serve(args) => serve::run(&world, args, console),
        Verb::Check(args) => check::run(&world, args, console),
        Verb::Calendar { year, format } => calendar::run(&world, *year, *format, console),
        Verb::Fonts => fonts::run(&world, console),
    }
}
