//! `banbao build`: read, compose, write, tell.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::{Console, Status, progress};
use crate::cli::{BuildArgs, Only};
use crate::diagnostic::{Diagnostic, Severity};
use crate::output::{self, Batch, Drawn, OutputError, Written};
use crate::pipeline::{self, Build, BuildOptions, Parts, Reuse, Shard, UnitFiles};
use crate::progress::{Progress, Stage};
use crate::world::DiskWorld;

pub(super) fn run(world: &DiskWorld, args: &BuildArgs, console: &mut Console<'_>) -> Status {
    let started = Instant::now();
    console.quiet = args.quiet;
    let progress = Arc::new(Progress::default());
    let read = || pipeline::build_watched(world, &options(args), Reuse::Nothing, &progress);
    let build = progress::shown(console, &progress, read);
    console.report(&build.diagnostics);
    if args.verbose {
        for choice in &build.choices {
            console.warn(choice);
        }
    }
    let failed = build.diagnostics.has_errors();
    if failed && !args.keep_going {
        let errors = build.diagnostics.count(Severity::Error);
        console.warn(&format!("有 {errors} 处错误，没有写任何文件，原来的 output/ 没有动。改好后再运行一次"));
        return Status::ContentErrors;
    }
    let out = args.out.clone().unwrap_or_else(|| world.root().join("output"));
    match progress::shown(console, &progress, || write(world, args, &out, &build, &progress)) {
        Ok(written) => {
            console.tell(&summary(&build, &written, started.elapsed().as_secs_f64(), &out.display().to_string()));
            if failed { Status::ContentErrors } else { Status::Done }
        }
        Err(e @ OutputError::Content(_)) => {
            console.warn(&e.to_string());
            Status::ContentErrors
        }
        Err(e) => {
            console.warn(&e.to_string());
            Status::Machine
        }
    }
}

/// Pictures and copies are made as they are written, and counted.
fn write(
    world: &DiskWorld,
    args: &BuildArgs,
    out: &Path,
    build: &Build,
    progress: &Arc<Progress>,
) -> Result<Written, OutputError> {
    let note = || {
        let progress = Arc::clone(progress);
        move || progress.advance()
    };
    let pictures: Vec<Drawn> = build.pictures.iter().map(|p| p.noted(note())).collect();
    let copies: Vec<Counted<'_, _>> = build.copies.iter().map(|c| Counted { batch: c.on(world), progress }).collect();
    let batches: Vec<&dyn Batch> = copies.iter().map(|c| c as &dyn Batch).collect();
    progress.begin(Stage::Writing, pictures.len() + build.copies.iter().map(UnitFiles::count).sum::<usize>());
    let write = || output::write_all(out, &build.artifacts, &pictures, &batches, &build.extent);
    pipeline::with_threads(args.jobs, write)
}

/// A batch whose files are counted as they are made.
struct Counted<'a, B> {
    batch: B,
    progress: &'a Progress,
}

impl<B: Batch> Batch for Counted<'_, B> {
    fn paths(&self) -> Vec<String> {
        self.batch.paths()
    }

    fn make(&self, number: usize) -> Result<Vec<u8>, Diagnostic> {
        let made = self.batch.make(number);
        self.progress.advance();
        made
    }
}

fn options(args: &BuildArgs) -> BuildOptions {
    let mut parts = match args.only {
        None => Parts::ALL,
        Some(Only::Site) => Parts { site: true, ..Parts::NONE },
        Some(Only::Print) => Parts { print: true, ..Parts::NONE },
        Some(Only::Wechat) => Parts { wechat: true, ..Parts::NONE },
    };
    if !args.boards.is_empty() && args.only.is_none() {
        // One board alone: the website shows all of them, so it is left as it is.
        parts = Parts { print: true, ..Parts::NONE };
    }
    BuildOptions {
        parts,
        boards: args.boards.clone(),
        drafts: args.drafts,
        base_url: args.base_url.clone(),
        jobs: args.jobs,
        shard: args.shard.map_or(Shard::WHOLE, |(number, count)| Shard { number, count }),
    }
}

fn summary(build: &Build, written: &Written, seconds: f64, out: &str) -> String {
    let g = build.report.generated;
    let boards = build.report.boards.len();
    let mut s = format!("完成：{} 个网页", g.pages);
    let _ = write!(s, "，{boards} 期宣传栏共 {} 张", g.sheets);
    let units: usize = build.report.boards.iter().map(|b| b.units.len()).sum();
    if units > 0 {
        let _ = write!(s, "，各单位的分册 {units} 份");
    }
    let _ = write!(
        s,
        "；写了 {} 个文件，{} 个没有变化，删去 {} 个旧文件，用时 {seconds:.2} 秒",
        written.written, written.unchanged, written.removed
    );
    let (warnings, notes) = (build.diagnostics.count(Severity::Warning), build.diagnostics.count(Severity::Note));
    if warnings + notes > 0 {
        let _ = write!(s, "；警告 {warnings} 条，提示 {notes} 条");
    }
    let _ = write!(s, "\n都在 {out} 里：site/ 是网站，print/ 是送印的 PDF");
    s
}
