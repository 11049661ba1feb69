//! `banbao serve`: the live preview. What happens is told line by line; Ctrl-C ends it.

use std::process::{Command, Stdio};

use super::{Console, Status};
use crate::cli::ServeArgs;
use crate::serve::{self, Said, ServeOptions};
use crate::world::DiskWorld;

pub(super) fn run(world: &DiskWorld, args: &ServeArgs, console: &mut Console<'_>) -> Status {
    let options = ServeOptions { port: args.port, poll: args.poll, drafts: args.drafts };
    let served = serve::run(world.root(), &options, &mut |said| tell(&said, args, console));
    match served {
        Ok(()) => Status::Done,
        Err(why) => {
            console.warn(&why);
            Status::Machine
        }
    }
}

fn tell(said: &Said, args: &ServeArgs, console: &mut Console<'_>) {
    match said {
        Said::Listening { port, polls } => {
            if args.port != 0 && *port != args.port {
                console.warn(&format!("端口 {} 被别的程序占用，改用 {port}", args.port));
            }
            let desk = format!("http://127.0.0.1:{port}/_banbao/");
            console.say(&format!("工作台：{desk}"));
            console.say(&format!("网站：  http://127.0.0.1:{port}/"));
            let manner = if *polls { "（定时查看文件）" } else { "" };
            console.say(&format!("保存文件后自动更新{manner}；按 Ctrl-C 结束"));
            if args.open && !open(&desk) {
                console.warn("浏览器没有打开，请把上面的网址复制过去");
            }
        }
        Said::Built { errors, .. } if !errors.is_empty() => {
            for error in errors {
                console.warn(error.render().trim_end());
            }
            console.warn(&format!("有 {} 处错误，预览停在上一次；改好保存就继续", errors.len()));
        }
        Said::Built { seconds, changed, .. } => {
            console.say(&format!("已更新：{changed} 个文件有变化，用时 {seconds:.2} 秒"));
        }
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
