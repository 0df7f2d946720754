//! `copydesk snapshot`: what is kept, what a check tells of a change, and the ways to take it.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{Ran, copydesk, run, run_with_input, standard};
use tempfile::TempDir;

/// A collection of two articles in a folder of its own, where the commands are given.
struct Desk {
    home: TempDir,
}

const COURT: &str = "Ana Ruiz, the mayor of Port Elsing, said on Monday that “nobody will lose their home”.\n\nRain fell in the valley.\n";
const SPORT: &str = "Hugh Hill won the race on Friday.\n";

impl Desk {
    fn new() -> Self {
        let desk = Self { home: tempfile::tempdir().unwrap() };
        fs::create_dir(desk.at("news")).unwrap();
        fs::write(desk.at("news/court.txt"), COURT).unwrap();
        fs::write(desk.at("news/sport.txt"), SPORT).unwrap();
        desk
    }

    fn at(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    /// `copydesk snapshot` with the standard stages.
    fn with_stages(&self, action: &str, arguments: &[&str]) -> Ran {
        let mut command = standard("snapshot", [""; 0]);
        // The stages' options come after the action's name.
        let mut ours = copydesk();
        ours.args(["snapshot", action]).args(command.get_args().skip(1)).args(arguments);
        command = ours;
        run(command.current_dir(self.home.path()))
    }

    fn without_stages(&self, action: &str, keys: &str) -> Ran {
        let mut command = copydesk();
        command.args(["snapshot", action, "snaps"]).current_dir(self.home.path());
        run_with_input(&mut command, keys.as_bytes())
    }

    fn record(&self) {
        let ran = self.with_stages("record", &["snaps", "news"]);
        assert_eq!((ran.code, &*ran.out), (Some(0), "recorded 2 articles\n"), "{}", ran.err);
    }

    /// Changes the kept snapshot, as if the stages had found something else when it was recorded.
    fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.at(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    fn files(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.at("snaps"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

const COURT_SNAP: &str = "snaps/news-court.txt.snap";

#[test]
fn what_was_recorded_checks_as_kept() {
    let desk = Desk::new();
    desk.record();
    assert_eq!(desk.files(), ["news-court.txt.snap", "news-sport.txt.snap", "snapshot.toml"]);
    let text = fs::read_to_string(desk.at(COURT_SNAP)).unwrap();
    assert!(
        text.starts_with(
            "---\nsource: copydesk\nexpression: \"news/court.txt\"\n---\nAna Ruiz, the mayor"
        ),
        "{text}"
    );
    assert!(text.contains("\n^^^^^^^^ entity PERSON "), "{text}");
    // The folder remembers where the articles are.
    let ran = desk.with_stages("check", &["snaps"]);
    assert_eq!(
        (ran.code, &*ran.out),
        (Some(0), "2 articles: 0 changed, 0 new, 2 as kept\n"),
        "{}",
        ran.err
    );
    // In another order, on one thread, they are the same.
    let arguments = ["snaps", "news/sport.txt", "news/court.txt", "--threads", "1"];
    assert_eq!(desk.with_stages("check", &arguments).code, Some(0));
    // And recorded anew they are the same bytes.
    desk.record();
    assert_eq!(fs::read_to_string(desk.at(COURT_SNAP)).unwrap(), text);
}

#[test]
fn a_check_tells_by_article_and_layer_what_has_changed() {
    let desk = Desk::new();
    desk.record();
    desk.edit(COURT_SNAP, "entity PERSON", "entity ORG");
    desk.edit(
        COURT_SNAP,
        "Rain fell in the valley.",
        "Rain fell in the valley.\n^^^^ entity MISC 0.3",
    );
    let ran = desk.with_stages("check", &["snaps"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.starts_with("news/court.txt: entity 1 lost, 1 relabelled\n"), "{}", ran.out);
    for line in [
        "  Ana Ruiz, the mayor of Port Elsing, said on Monday that “nobody will lose their home”.\n- ^^^^^^^^ entity ORG ",
        "\n+ ^^^^^^^^ entity PERSON ",
        "\n  Rain fell in the valley.\n- ^^^^ entity MISC 0.3\n",
        "\nlayer      gained       lost      moved relabelled    changed\nentity          0          1          0          1          0\n",
        "\n2 articles: 1 changed, 0 new, 1 as kept\n",
    ] {
        assert!(ran.out.contains(line), "{line:?} is not in {}", ran.out);
    }
    assert!(desk.files().contains(&"news-court.txt.snap.new".to_owned()));
    let quiet = desk.with_stages("check", &["snaps", "--quiet"]);
    assert!(quiet.out.starts_with("layer "), "{}", quiet.out);
    // Once it is as kept again, nothing is left over.
    desk.edit(COURT_SNAP, "entity ORG", "entity PERSON");
    desk.edit(COURT_SNAP, "\n^^^^ entity MISC 0.3", "");
    assert_eq!(desk.with_stages("check", &["snaps"]).code, Some(0));
    assert_eq!(desk.files().len(), 3);
}

#[test]
fn new_articles_and_those_that_are_gone_are_told() {
    let desk = Desk::new();
    desk.record();
    fs::rename(desk.at("news/sport.txt"), desk.at("news/Court.txt")).unwrap();
    let ran = desk.with_stages("check", &["snaps"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("news/Court.txt: new article\n"), "{}", ran.out);
    assert!(
        ran.out.contains("news/sport.txt: kept, but no longer among the articles\n"),
        "{}",
        ran.out
    );
    // A file system may take news-court and news-Court for one name.
    let new: Vec<_> = desk.files().into_iter().filter(|name| name.ends_with(".new")).collect();
    assert!(new.len() == 1 && new[0].starts_with("news-Court.txt-"), "{new:?}");
    let ran = desk.with_stages("record", &["snaps"]);
    assert_eq!(ran.out, "recorded 2 articles, removed 1 article no longer there\n");
    assert_eq!(desk.with_stages("check", &["snaps"]).code, Some(0));
    assert_eq!(desk.files().len(), 3);
}

#[test]
fn accept_takes_all_changes() {
    let desk = Desk::new();
    desk.record();
    let kept = fs::read_to_string(desk.at(COURT_SNAP)).unwrap();
    desk.edit(COURT_SNAP, "entity PERSON", "entity ORG");
    assert_eq!(desk.with_stages("check", &["snaps"]).code, Some(1));
    assert_eq!(desk.without_stages("accept", "").out, "1 accepted\n");
    assert_eq!(fs::read_to_string(desk.at(COURT_SNAP)).unwrap(), kept);
    assert_eq!(desk.with_stages("check", &["snaps"]).code, Some(0));
}

/// Both articles changed, with a check made.
fn changed() -> Desk {
    let desk = Desk::new();
    desk.record();
    desk.edit(COURT_SNAP, "entity PERSON", "entity ORG");
    desk.edit("snaps/news-sport.txt.snap", "entity PERSON", "entity LOC");
    assert_eq!(desk.with_stages("check", &["snaps"]).code, Some(1));
    desk
}

#[test]
fn review_does_as_the_keys_say() {
    for (keys, said, court, left) in [
        ("ar", "1 accepted, 1 rejected, 0 left for later", "PERSON", 0),
        ("x s\nA\n", "1 accepted, 0 rejected, 1 left for later", "ORG", 1),
        ("q", "0 accepted, 0 rejected, 2 left for later", "ORG", 2),
        ("r", "0 accepted, 1 rejected, 1 left for later", "ORG", 1),
    ] {
        let desk = changed();
        let ran = desk.without_stages("review", keys);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(ran.out.ends_with(&format!("{said}\n")), "{keys:?}: {}", ran.out);
        assert!(ran.out.contains("news/court.txt (1 of 2): entity 1 relabelled\n"), "{}", ran.out);
        let text = fs::read_to_string(desk.at(COURT_SNAP)).unwrap();
        assert!(text.contains(&format!("\n^^^^^^^^ entity {court} ")), "{keys:?}: {text}");
        let new = desk.files().into_iter().filter(|name| name.ends_with(".new")).count();
        assert_eq!(new, left, "{keys:?}");
    }
}

#[test]
fn what_the_user_wrote_into_the_configuration_stays() {
    let desk = Desk::new();
    desk.record();
    let own =
        "# Ours.\ninputs = [\"news\"] # the desk's\nscore_digits = 1\nignore = [\"claim.group\"]\n";
    write(&desk.at("snaps/snapshot.toml"), own);
    let config = || fs::read_to_string(desk.at("snaps/snapshot.toml")).unwrap();
    desk.record();
    assert_eq!(config(), own, "what was recorded anew is what it says");
    let all = desk.files();
    for (arguments, says) in [
        (&["no-news"][..], "error: no-news: there is no such file"),
        (&["news", "--layers", "quote,entiti"], "did you mean \"entity\"?"),
        (&["news", "--set", "entities.x=1"], "has no key \"x\""),
    ] {
        let ran = desk.with_stages("record", &[&["snaps"], arguments].concat());
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(says), "{says:?} is not in {}", ran.err);
        assert_eq!((config(), desk.files()), (own.to_owned(), all.clone()), "{arguments:?}");
        let ran = desk.with_stages("record", &[&["new"], arguments].concat());
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(!desk.at("new").exists(), "{arguments:?}");
    }
    // What it is told anew is written.
    let ran = desk.with_stages("record", &["snaps", "news/sport.txt"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(config().contains("inputs = [\"news/sport.txt\"]"), "{}", config());
}

#[test]
fn mistakes_in_the_configuration_are_told_with_the_file() {
    let desk = Desk::new();
    desk.record();
    for (text, says) in [
        ("inputs = [\"nws\"]", "inputs: nws: there is no such file or folder"),
        (
            "inputs = [\"news\"]\nlayers = [\"weather\"]",
            "layers: no stage makes a layer \"weather\"; there are ",
        ),
        ("inputs = [\"news\"]\nignore = [\"group\"]", "ignore: \"group\" is no attribute or link"),
        (
            "inputs = [\"news\"]\nignore = [\"claim.group\", \"claims.type\"]",
            "ignore: no stage makes a layer \"claims\"; did you mean \"claim\"?",
        ),
        (
            "inputs = [\"news\"]\nignore = [\"claim.negatd\"]",
            "ignore: \"claim.negatd\": the layer claim has no attribute or link \"negatd\"; did you mean \"negated\"?",
        ),
    ] {
        write(&desk.at("snaps/snapshot.toml"), text);
        for action in ["check", "record"] {
            let ran = desk.with_stages(action, &["snaps"]);
            assert_eq!(ran.code, Some(2), "{}", ran.out);
            let says = format!("error: snaps/snapshot.toml: {says}");
            assert!(ran.err.contains(&says), "{says:?} is not in {}", ran.err);
        }
        assert_eq!(fs::read_to_string(desk.at("snaps/snapshot.toml")).unwrap(), text);
    }
}

#[test]
fn articles_with_problems_are_told_and_counted() {
    let desk = Desk::new();
    write(&desk.at("news/empty.txt"), "");
    fs::write(desk.at("news/bin.txt"), b"\x07\0\x01\xfe\0\0").unwrap();
    let told = "problem: news/bin.txt: this is a binary file";
    let ran = desk.with_stages("record", &["snaps", "news"]);
    let says = "recorded 4 articles; 2 with problems\n";
    assert_eq!((ran.code, &*ran.out), (Some(1), says), "{}", ran.err);
    assert!(ran.err.contains(told), "{}", ran.err);
    assert!(ran.err.contains("problem: news/empty.txt: the article is empty"), "{}", ran.err);
    let ran = desk.with_stages("check", &["snaps"]);
    let says = "4 articles: 0 changed, 0 new, 4 as kept; 2 with problems\n";
    assert_eq!((ran.code, &*ran.out), (Some(1), says), "{}", ran.err);
    assert!(ran.err.contains(told), "{}", ran.err);
    let quiet = desk.with_stages("check", &["snaps", "--quiet"]);
    assert_eq!((quiet.code, &*quiet.out, &*quiet.err), (Some(1), says, ""));
}

/// In a real terminal, where single keys count and are not echoed.
#[cfg(unix)]
#[test]
fn review_in_a_terminal_takes_single_keys() {
    use expectrl::Expect as _;

    let desk = changed();
    let mut command = copydesk();
    command.args(["snapshot", "review", "snaps"]).current_dir(desk.home.path());
    command.env_remove("NO_COLOR").env("TERM", "xterm-256color");
    // The terminal is its standard input, which the other tests' programs have none of.
    command.stdin(std::process::Stdio::inherit());
    let mut terminal = expectrl::Session::spawn(command).unwrap();
    terminal.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
    terminal.expect("a accept, r reject, s skip, q quit: ").unwrap();
    terminal.send("a").unwrap();
    terminal.expect("accepted\r\n").unwrap();
    terminal.expect("a accept, r reject, s skip, q quit: ").unwrap();
    terminal.send("s").unwrap();
    let end = terminal.expect("1 accepted, 0 rejected, 1 left for later").unwrap();
    assert!(String::from_utf8_lossy(end.before()).contains("skipped"));
    let text = fs::read_to_string(desk.at(COURT_SNAP)).unwrap();
    assert!(text.contains("\n^^^^^^^^ entity PERSON "), "{text}");
}

#[test]
fn what_cannot_be_done_is_said() {
    let desk = Desk::new();
    let said = |ran: Ran, words: &str| {
        assert_eq!(ran.code, Some(2), "{}", ran.out);
        assert!(ran.err.contains(words), "{} should say {words:?}", ran.err);
    };
    said(
        desk.with_stages("check", &["snaps"]),
        "no folder of snapshots; make one with `copydesk snapshot record snaps ARTICLES`",
    );
    said(desk.with_stages("record", &["news", "news"]), "the folder holds other files");
    said(desk.with_stages("record", &["snaps"]), "it remembers no articles");
    said(
        desk.with_stages("record", &["snaps", "news", "--layers", "entiti"]),
        "no stage makes a layer \"entiti\"; did you mean \"entity\"?",
    );
    desk.record_only_entities();
    said(
        desk.with_stages("check", &["snaps", "news/court.txt", "news/court.txt"]),
        "two articles have the id \"news/court.txt\"",
    );
    write(&desk.at("snaps/other.snap"), "Rain.");
    said(
        desk.with_stages("check", &["snaps"]),
        "other.snap: no snapshot: it does not begin with the head",
    );
    fs::remove_file(desk.at("snaps/other.snap")).unwrap();
    write(&desk.at("snaps/snapshot.toml"), "inputs = [\"news\"]\nlayer = 3\n");
    said(desk.with_stages("check", &["snaps"]), "snapshot.toml:2: unknown field `layer`");
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

impl Desk {
    fn record_only_entities(&self) {
        let ran = self.with_stages("record", &["snaps", "news", "--layers", "entity"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let text = fs::read_to_string(self.at(COURT_SNAP)).unwrap();
        assert!(text.contains(" entity ") && !text.contains(" quote "), "{text}");
    }
}
