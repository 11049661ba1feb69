//! The `banbao` program: reads the command line, runs one verb, ends with its status.

use std::io::{self, BufReader, IsTerminal as _, Write as _};
use std::process::ExitCode;

use banbao::cli::{self, Language, Parsed};
use banbao::commands::{self, Console, Status};

/// A build makes and frees millions of small texts; the allocators of Linux's and Windows' C libraries spend a third of it on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let language = Language::from_setting(std::env::var("BANBAO_LANG").ok().as_deref());
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    let status = match cli::parse(std::env::args_os(), language) {
        Parsed::Run(invocation) => {
            let mut input = BufReader::new(io::stdin());
            let terminal = err.is_terminal();
            let mut console = Console { out: &mut out, err: &mut err, input: &mut input, terminal, quiet: false };
            commands::run(&invocation, &mut console)
        }
        Parsed::Show(text) => {
            // A closed pipe (`banbao --help | head`) is no failure.
            let _ = write!(out, "{text}");
            Status::Done
        }
        Parsed::Wrong(text) => {
            let _ = writeln!(err, "{text}");
            Status::Usage
        }
    };
    ExitCode::from(status.code())
}
