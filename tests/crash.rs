//! Builds that are killed, run out of disk, meet a closed folder or each other: the previous output is whole or the new one
//! is, and what was written by hand is never touched.
//!
//! `BANBAO_KILLS=500 cargo test --test crash` kills more builds; `docs/robustness.md` has the figures.

// A test that cannot go on should stop; the helpers here are tests too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use banbao::output::{Artifact, Extent, OutputError, write};

type Tree = BTreeMap<String, Vec<u8>>;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_banbao"));
    command.env_remove("BANBAO_LANG").stdin(Stdio::null());
    command
}

fn tree(root: &Path) -> Tree {
    let walk = walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file());
    walk.map(|e| {
        let path = e.path().strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        (path, fs::read(e.path()).unwrap())
    })
    .collect()
}

/// A site of a few articles and a small board; `version` is in every one of them.
fn site(root: &Path, version: &str) {
    fs::create_dir_all(root.join("content/boards")).unwrap();
    fs::create_dir_all(root.join("content/articles")).unwrap();
    fs::write(root.join("banbao.toml"), "title = \"站\"\nbase_url = \"https://x.example\"\n").unwrap();
    for i in 0..6 {
        let text =
            format!("---\ntitle: 第 {i} 篇\nslug: a{i}\ndate: 2026-05-01\n---\n\n## 要点\n\n{version}：多洗手。\n");
        fs::write(root.join(format!("content/articles/a{i}.md")), text).unwrap();
    }
    // An article that one version alone has: what goes away must go away whole.
    let own = root.join(format!("content/articles/{version}.md"));
    fs::write(own, format!("---\ntitle: {version}\ndate: 2026-05-01\n---\n\n文。\n")).unwrap();
    let board = format!("---\ntitle: {version}\nsize: A4\narticles: [a0]\n---\n");
    fs::write(root.join("content/boards/b.md"), board).unwrap();
}

/// The two versions of a site, and what each of them is when nothing disturbs its build.
struct Two {
    dir: tempfile::TempDir,
    expected: [Tree; 2],
}

const VERSIONS: [&str; 2] = ["old", "new"];

impl Two {
    fn new() -> Two {
        let dir = tempfile::tempdir().unwrap();
        let expected = VERSIONS.map(|version| {
            let root = dir.path().join(version);
            site(&root, version);
            let out = root.join("output");
            assert!(build(&root, &out).wait_with_output().unwrap().status.success());
            tree(&out)
        });
        Two { dir, expected }
    }

    fn root(&self, i: usize) -> PathBuf {
        self.dir.path().join(VERSIONS[i])
    }

    /// Every part of the output is one of the versions, whole.
    fn assert_whole(&self, out: &Path) {
        for part in ["site", "print", "wechat"] {
            let found = tree(&out.join(part));
            let of = |t: &Tree| -> Tree {
                let inner = |(p, b): (&String, &Vec<u8>)| {
                    Some((p.strip_prefix(part)?.strip_prefix('/')?.to_owned(), b.clone()))
                };
                t.iter().filter_map(inner).collect()
            };
            let whole = self.expected.iter().any(|t| of(t) == found);
            assert!(whole, "{part} is neither: {:?}", found.keys().collect::<Vec<_>>());
        }
    }
}

fn build(root: &Path, out: &Path) -> std::process::Child {
    let mut command = program();
    command.arg("-C").arg(root).args(["build", "--jobs", "1", "--out"]).arg(out);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

fn without_lock(mut t: Tree) -> Tree {
    t.remove(".banbao-lock");
    t
}

/// Numbers that only look random, so that a failure can be tried again.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

#[test]
fn a_build_killed_at_any_moment_leaves_one_whole_site() {
    let kills: u64 = std::env::var("BANBAO_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(16);
    let two = Two::new();
    let out = two.dir.path().join("out");
    let sources = [tree(&two.root(0).join("content")), tree(&two.root(1).join("content"))];
    assert!(build(&two.root(0), &out).wait().unwrap().success());
    fs::write(out.join("site/手写.txt"), "别人的文件").unwrap();
    let mut numbers = Numbers(20_260_531);
    let (mut killed, mut writing) = (0, 0);
    for round in 0..kills {
        let staging = || fs::metadata(out.join(".banbao-staging")).and_then(|m| m.modified()).ok();
        let left = staging();
        let mut child = build(&two.root(usize::from(round % 2 == 0)), &out);
        // Half of them at any moment; half as soon as writing has begun, and a little later.
        if round % 2 == 0 {
            std::thread::sleep(Duration::from_millis(numbers.below(1000)));
        } else {
            while (staging().is_none() || staging() == left) && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_micros(100));
            }
            std::thread::sleep(Duration::from_micros(numbers.below(30_000)));
        }
        let _ = child.kill();
        killed += usize::from(!child.wait().unwrap().success());
        writing += usize::from(staging().is_some() && staging() != left);
        let own = out.join("site/手写.txt");
        assert_eq!(fs::read_to_string(&own).unwrap(), "别人的文件", "round {round}");
        fs::remove_file(&own).unwrap();
        two.assert_whole(&out);
        fs::write(&own, "别人的文件").unwrap();
    }
    assert!(killed > 0, "every build was over before it was killed");
    eprintln!("{kills} builds: {killed} killed, {writing} of them while they wrote");
    // The next build heals: exactly the new tree and the one file that is not ours.
    assert!(build(&two.root(1), &out).wait().unwrap().success());
    fs::remove_file(out.join("site/手写.txt")).unwrap();
    assert_eq!(without_lock(tree(&out)), without_lock(two.expected[1].clone()));
    assert_eq!(sources, [tree(&two.root(0).join("content")), tree(&two.root(1).join("content"))]);
}

/// Runs a build in a shell script; `$0` is the program, `$1` the site, `$2` the output.
#[cfg(target_os = "linux")]
fn scripted(script: &str, two: &Two, out: &Path) -> Output {
    let mut command = Command::new("unshare");
    let user = if fs::metadata("/proc/self").unwrap().uid() == 0 { None } else { Some("--map-root-user") };
    command.arg("--mount").args(user).args(["sh", "-c", script, env!("CARGO_BIN_EXE_banbao")]);
    command.arg(two.root(0)).arg(out).arg(two.root(1)).stdin(Stdio::null()).output().unwrap()
}

#[cfg(target_os = "linux")]
use std::os::unix::fs::MetadataExt as _;

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_previous_site() {
    let two = Two::new();
    let out = two.dir.path().join("out");
    fs::create_dir(&out).unwrap();
    let size: usize = two.expected[0].values().map(|b| b.len().next_multiple_of(4096)).sum();
    // Room for the first build, and for a little of what differs in the second: what is the same takes none.
    let script = format!(
        "mount -t tmpfs -o size={} none \"$2\" && \"$0\" -C \"$1\" build --out \"$2\" >/dev/null && cp -a \"$2\" \"$1/before\" &&
         {{ \"$0\" -C \"$3\" build --out \"$2\"; echo \"status $?\"; cp -a \"$2\" \"$1/after\"; }}",
        size + size / 16
    );
    let run = scripted(&script, &two, &out);
    let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(said.contains("status 3") && said.contains("磁盘满了") && said.contains("原来的内容没有动"), "{said}");
    assert_eq!(tree(&two.root(0).join("before")), tree(&two.root(0).join("after")));
    assert!(!two.root(0).join("after/.banbao-staging").exists(), "room is given back");
}

#[cfg(target_os = "linux")]
#[test]
fn a_closed_folder_is_told() {
    let two = Two::new();
    let out = two.dir.path().join("out");
    assert!(build(&two.root(0), &out).wait().unwrap().success());
    let before = tree(&out);
    let script = "mount --bind \"$2\" \"$2\" && mount -o remount,ro,bind \"$2\" && { \"$0\" -C \"$3\" build --out \"$2\"; echo \"status $?\"; }";
    let run = scripted(script, &two, &out);
    let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(said.contains("status 3") && said.contains("这个盘是只读的"), "{said}");
    assert_eq!(before, tree(&out));
}

#[test]
fn a_file_in_the_way_is_told() {
    let two = Two::new();
    let out = two.dir.path().join("out");
    fs::write(&out, "我是文件").unwrap();
    let run = build(&two.root(0), &out).wait_with_output().unwrap();
    assert_eq!(run.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&run.stderr).contains("建立输出文件夹失败"), "{run:?}");
    assert_eq!(fs::read_to_string(&out).unwrap(), "我是文件");
}

#[test]
fn many_builds_at_once_end_with_one_whole_site() {
    let two = Two::new();
    let out = two.dir.path().join("out");
    let children: Vec<_> = (0..6).map(|i| build(&two.root(i % 2), &out)).collect();
    let mut done = 0;
    for child in children {
        let run = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        match run.status.code() {
            Some(0) => done += 1,
            Some(3) => assert!(said.contains("另一个 banbao 正在写"), "{said}"),
            other => panic!("{other:?}: {said}"),
        }
    }
    assert!(done > 0);
    two.assert_whole(&out);
}

#[test]
fn a_reader_of_the_old_file_reads_it_to_its_end() {
    let dir = tempfile::tempdir().unwrap();
    let old = vec![b'a'; 100_000];
    write(dir.path(), &[Artifact::new("print/x.pdf", old.clone())], &Extent::All).unwrap();
    let mut open = fs::File::open(dir.path().join("print/x.pdf")).unwrap();
    let mut read = vec![0; 1000];
    open.read_exact(&mut read).unwrap();
    write(dir.path(), &[Artifact::new("print/x.pdf", vec![b'b'; 100_000])], &Extent::All).unwrap();
    open.read_to_end(&mut read).unwrap();
    assert_eq!(read, old);
    assert_eq!(fs::read(dir.path().join("print/x.pdf")).unwrap()[0], b'b');
}

/// Where a system cannot exchange two folders, a kill between two renames leaves a part away: it is put back.
#[test]
fn a_part_that_was_taken_away_is_put_back() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path();
    write(out, &[Artifact::new("site/index.html", "1")], &Extent::All).unwrap();
    fs::write(out.join("site/手写.txt"), "别人的文件").unwrap();
    fs::create_dir_all(out.join(".banbao-staging/old")).unwrap();
    fs::rename(out.join("site"), out.join(".banbao-staging/old/site")).unwrap();
    write(out, &[Artifact::new("site/index.html", "2")], &Extent::All).unwrap();
    assert_eq!(fs::read_to_string(out.join("site/手写.txt")).unwrap(), "别人的文件");
    assert_eq!(fs::read_to_string(out.join("site/index.html")).unwrap(), "2");
    assert!(!out.join(".banbao-staging").exists());
}

/// A kill right after the swap, before the list of files is shortened: what it left is still known to be ours.
#[test]
fn nothing_is_orphaned() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path();
    write(out, &[Artifact::new("site/a", "1"), Artifact::new("site/b", "1")], &Extent::All).unwrap();
    let list = fs::read_to_string(out.join(".banbao-files")).unwrap();
    write(out, &[Artifact::new("site/a", "1"), Artifact::new("site/c", "1")], &Extent::All).unwrap();
    fs::write(out.join("site/b"), "1").unwrap();
    fs::write(out.join(".banbao-files"), format!("{list}site/c\n")).unwrap();
    write(out, &[Artifact::new("site/a", "2")], &Extent::All).unwrap();
    assert_eq!(tree(&out.join("site")).into_keys().collect::<Vec<_>>(), ["a"]);
}

/// One part that cannot be replaced: those that were replaced before it are put back.
#[cfg(target_os = "linux")]
#[test]
fn all_parts_change_or_none() {
    let two = Two::new();
    let out = two.dir.path().join("out");
    assert!(build(&two.root(0), &out).wait().unwrap().success());
    let before = tree(&out);
    // A mount in the place of the website can be exchanged by nobody; boards come before it.
    let script = "mount --bind \"$2/site\" \"$2/site\" && { \"$0\" -C \"$3\" build --out \"$2\"; echo \"status $?\"; }";
    let run = scripted(script, &two, &out);
    let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(said.contains("status 3") && said.contains("替换失败"), "{said}");
    let mut after = tree(&out);
    after.insert(".banbao-files".to_owned(), before[".banbao-files"].clone());
    assert_eq!(before, after);
    // The list names more than there is until the next build, which is as good as any.
    assert!(build(&two.root(1), &out).wait().unwrap().success());
    assert_eq!(without_lock(tree(&out)), without_lock(two.expected[1].clone()));
    let bad = [Artifact::new("site/../x", "x")];
    assert!(matches!(write(&out, &bad, &Extent::All), Err(OutputError::BadPath(_))));
}
