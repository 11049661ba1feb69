use super::*;

fn run(args: &[&str]) -> Parsed {
    parse(std::iter::once("banbao").chain(args.iter().copied()).map(OsString::from), Language::Chinese)
}

#[test]
fn the_grammar_holds() {
    for l in [Language::Chinese, Language::English] {
        command(l).debug_assert();
    }
}

#[test]
fn verbs_are_resolved() {
    let Parsed::Run(i) = run(&["-C", "x", "build", "--board", "a", "--board", "b", "--jobs", "2", "--only", "print"])
    else {
        panic!()
    };
    assert_eq!(i.site, PathBuf::from("x"));
    let Verb::Build(b) = i.verb else { panic!() };
    assert_eq!((b.boards.len(), b.jobs, b.only), (2, Some(2), Some(Only::Print)));
    let Parsed::Run(i) = run(&["new", "article", "远离烟草", "--date", "2026-05-31"]) else { panic!() };
    assert!(matches!(i.verb, Verb::New(NewArgs { date: Some(_), .. })));
    let Parsed::Run(i) = run(&["watch", "--port", "0", "--no-drafts"]) else { panic!() };
    assert_eq!(
        i.verb,
        Verb::Serve(ServeArgs {
            port: 0,
            open: false,
            poll: false,
            drafts: false,
            lan: false,
            write: false,
            quiet: false
        })
    );
    assert!(matches!(run(&["build", "-C", "y"]), Parsed::Run(i) if i.site == *"y"));
}

#[test]
fn mistakes_are_told_in_chinese() {
    let wrong = |args: &[&str]| match run(args) {
        Parsed::Wrong(m) => m,
        other => panic!("{other:?}"),
    };
    assert!(wrong(&["biuld"]).starts_with("没有“biuld”这个命令。是不是想写“build”？"));
    assert!(wrong(&["build", "--ony", "site"]).contains("没有“--ony”这个选项"));
    assert!(wrong(&["build", "--only", "pdf"]).contains("可以是：site print wechat"));
    assert!(wrong(&["typeset"]).contains("还缺：--width <EM>"));
    assert!(wrong(&["typeset", "--width", "0"]).contains("1 到 10000"));
    assert!(wrong(&["new", "article", "x", "--date", "2026-02-30"]).contains("没有这一天"));
    assert!(wrong(&["build", "--jobs", "0"]).contains("--jobs"));
}

#[test]
fn help_has_no_english_headings() {
    for args in [&["--help"][..], &["build", "--help"], &["serve", "--help"], &["new", "-h"], &[]] {
        let Parsed::Show(help) = run(args) else { panic!("{args:?}") };
        for word in ["Usage", "Options", "Commands", "Arguments", "Print help"] {
            assert!(!help.contains(word), "{help}");
        }
    }
}
