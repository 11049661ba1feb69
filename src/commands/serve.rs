//! `banbao serve`: the live preview. What happens is told line by line; Ctrl-C ends it.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::{Console, Status};
use crate::cli::ServeArgs;
use crate::output::{self, Batch};
use crate::serve::{self, Said, ServeOptions, Write};
use crate::world::DiskWorld;

pub(super) fn run(world: &DiskWorld, args: &ServeArgs, console: &mut Console<'_>) -> Status {
    console.quiet = args.quiet;
    let options = ServeOptions { port: args.port, poll: args.poll, drafts: args.drafts, lan: args.lan };
    let write = args.write.then(|| writer(world.root().join("output")));
    let served = serve::run(world.root(), &options, write, &mut |said| tell(&said, args, console));
    match served {
        Ok(()) => Status::Done,
        Err(why) => {
            console.warn(&why);
            Status::Machine
        }
    }
}

/// `--write`: a build is put into `output/` as `banbao build` does it.
fn writer(out: PathBuf) -> Write {
    Box::new(move |build, world| {
        let copies: Vec<_> = build.copies.iter().map(|c| c.on(world)).collect();
        let batches: Vec<&dyn Batch> = copies.iter().map(|c| c as &dyn Batch).collect();
        let written = output::write_all(&out, &build.artifacts, &build.pictures, &batches, &build.extent)
            .map_err(|e| e.to_string())?;
        Ok(format!("写了 {} 个文件，{} 个没有变化", written.written, written.unchanged))
    })
}

fn tell(said: &Said, args: &ServeArgs, console: &mut Console<'_>) {
    match said {
        Said::Listening { port, lan, polls } => listening(*port, lan.as_deref(), *polls, args, console),
        Said::Read { errors, .. } if !errors.is_empty() => {
            for error in errors {
                console.warn(error.render().trim_end());
            }
            console.warn(&format!("有 {} 处错误，预览停在上一次；改好保存就继续", errors.len()));
        }
        Said::Read { seconds, .. } => console.tell(&format!("已更新，用时 {:.0} 毫秒", seconds * 1000.0)),
        Said::Proved { drawn, errors, counts: [wrong, warnings, notes], written } => {
            for error in errors {
                console.warn(error.render().trim_end());
            }
            let boards = if *drawn >= 0.01 { format!("板报重排用时 {drawn:.2} 秒，") } else { String::new() };
            console.tell(&format!("　{boards}全部检查过：错误 {wrong}，警告 {warnings}，提示 {notes}"));
            match written {
                Some(Ok(done)) => console.tell(&format!("　output/：{done}")),
                Some(Err(why)) => console.warn(why),
                None => {}
            }
        }
    }
}

fn listening(port: u16, lan: Option<&str>, polls: bool, args: &ServeArgs, console: &mut Console<'_>) {
    if args.port != 0 && port != args.port {
        console.warn(&format!("端口 {} 被别的程序占用，改用 {port}", args.port));
    }
    let desk = format!("http://127.0.0.1:{port}/_banbao/");
    console.say(&format!("工作台：{desk}"));
    console.say(&format!("网站：  http://127.0.0.1:{port}/"));
    match lan {
        Some(lan) => console.say(&format!("手机：  http://{lan}/（同一 Wi-Fi；只能看）")),
        None if args.lan => console.warn("没有找到这台电脑在局域网里的地址，手机看不了；连上 Wi-Fi 后再运行一次"),
        None => {}
    }
    let manner = if polls { "（定时查看文件）" } else { "" };
    console.say(&format!("保存文件后自动更新{manner}；按 Ctrl-C 结束"));
    if args.open && !open(&desk) {
        console.warn("浏览器没有打开，请把上面的网址复制过去");
    }
}

/// Asks the system to open an address.
fn open(url: &str) -> bool {
    let (program, lead): (&str, &[&str]) = if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(lead).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().is_ok()
}
