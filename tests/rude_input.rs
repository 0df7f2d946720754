//! Input that nobody should send: each gets one clear line that names the thing and the mend, and
//! never stops the rest.

#![allow(clippy::print_stdout, reason = "what a test prints is for who reads its output")]

mod support;

use std::fs;

use support::{Ran, records, run, run_with_input, standard};

/// Runs over one file with these bytes and a good one after it. The good one is always annotated.
fn over(name: &str, bytes: &[u8]) -> (Ran, serde_json::Value) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    fs::write(folder.path().join("z-good.txt"), "Ana Ruiz said no.").unwrap();
    let ran = run(standard("run", ["."]).current_dir(folder.path()));
    let all = records(&ran.out);
    assert_eq!(all.len(), 2, "each article has a record: {}", ran.err);
    assert_eq!(all[1]["problems"].as_array().map(Vec::len), Some(0), "{}", all[1]);
    assert!(!all[1]["annotations"]["entity"].as_array().unwrap().is_empty());
    (ran, all[0].clone())
}

#[test]
fn each_bad_article_is_one_line_and_a_problem_in_its_record() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe\0\0";
    for (name, bytes, says) in [
        ("empty.txt", &b""[..], "the article is empty"),
        ("blank.txt", b" \r\n\n", "the article is empty"),
        ("picture.txt", png, "this is an image"),
        ("binary.txt", b"\x07\0\x01\xfe\0\0", "this is a binary file"),
        ("paper.txt", b"%PDF-1.4\n1 0 obj\n", "this is a PDF"),
        ("nul.txt", b"Ana\0Ruiz said no.", "1 NUL byte"),
        ("no-text.jsonl", b"{\"body\":\"Ana Ruiz said no.\"}", "the object has no \"text\""),
        ("number.jsonl", b"{\"text\":12}", "\"text\" is a number"),
        ("array.jsonl", b"[1,2]", "no JSON object of an article"),
        ("cut.jsonl", b"{\"text\":\"Ana Ru", "no JSON object of an article"),
        ("cut.jsonl.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab", "it may be cut off or damaged"),
        ("record.jsonl", b"{\"schema\":\"copydesk/1\",\"id\":\"r\",\"offsets\":\"char\",\"text\":\"x\",\"annotations\":{\"entity\":[{\"id\":1,\"start\":0,\"end\":9}]},\"stages\":[],\"problems\":[]}", "outside the text"),
    ] {
        let (ran, record) = over(name, bytes);
        assert_eq!(ran.code, Some(1), "{name}: {}", ran.err);
        let problems: Vec<_> = ran.err.lines().filter(|line| line.starts_with("problem: ")).collect();
        assert_eq!(problems.len(), 1, "{name}: {}", ran.err);
        assert!(problems[0].contains(says), "{name}: {}", problems[0]);
        assert!(problems[0].contains(record["id"].as_str().unwrap()), "{name}: {}", problems[0]);
        assert!(record["problems"][0]["message"].as_str().unwrap().contains(says), "{name}: {record}");
        assert!(ran.err.contains("2 articles, ") && ran.err.contains("1 with problems"), "{name}: {}", ran.err);
    }
}

#[test]
fn other_encodings_are_converted_and_counted() {
    for (name, bytes, text, encoding) in [
        (
            "latin1.txt",
            &b"Caf\xE9 Ruiz \x93opened\x94 today."[..],
            "Café Ruiz “opened” today.",
            "windows-1252",
        ),
        ("utf16.txt", b"\xFF\xFER\0u\0i\0z\0 \0w\0o\0n\0.\0", "Ruiz won.", "UTF-16LE"),
        (
            "bytes.jsonl",
            b"{\"text\":\"Caf\xE9 Ruiz opened today.\"}",
            "Café Ruiz opened today.",
            "windows-1252",
        ),
    ] {
        let (ran, record) = over(name, bytes);
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.err);
        assert_eq!(record["text"], text, "{name}");
        let line = format!("converted to UTF-8: 1 {encoding}");
        assert!(ran.err.contains(&line), "{name}: {}", ran.err);
    }
}

#[test]
fn a_line_of_twenty_megabytes_is_an_article_if_it_is_said_to_be() {
    let mut line = "{\"id\":\"long\",\"text\":\"".to_owned();
    line.push_str(
        &"Ana Ruiz told the council that the bridge was safe. ".repeat(20 * 1024 * 1024 / 52),
    );
    line.push_str("\"}\n{\"id\":\"short\",\"text\":\"Ana Ruiz said no.\"}\n");
    let segments = ["-", "--stages", "segments"];
    let mut command = standard("run", segments);
    let ran = run_with_input(command.args(["--longest", "any"]), line.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let ids: Vec<_> = records(&ran.out).iter().map(|record| record["id"].clone()).collect();
    assert_eq!(ids, ["long", "short"]);

    // Unless it is said to be one, it is passed on as it is, and what comes after it is annotated.
    let ran = run_with_input(&mut standard("run", segments), line.as_bytes());
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let all = records(&ran.out);
    assert!(line.contains(all[0]["text"].as_str().unwrap()), "the text is whole");
    assert_eq!(all[0]["annotations"], serde_json::json!({}));
    let message = all[0]["problems"][0]["message"].as_str().unwrap();
    assert!(message.contains("let it through with --longest"), "{message}");
    assert_eq!(all[1]["stages"][0]["name"], "segments");
}

#[test]
fn every_command_that_runs_stages_stops_at_a_text_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Ana Ruiz said no. ".repeat(30_000);
    fs::write(folder.path().join("long.txt"), &text).unwrap();
    let line = serde_json::json!({"text": text, "entities": []}).to_string();
    fs::write(folder.path().join("long.jsonl"), line).unwrap();
    let said = |code: i32, arguments: &[&str]| {
        let mut command = support::copydesk();
        let stages = standard("", [""; 0]);
        command.args(arguments).args(stages.get_args().skip(1)).current_dir(folder.path());
        let ran = run(&mut command);
        assert_eq!(ran.code, Some(code), "{arguments:?}: {}", ran.err);
        format!("{}{}", ran.out, ran.err)
    };
    for (code, arguments) in [
        (1, &["show", "long.txt"][..]),
        (1, &["snapshot", "record", "snaps", "long.txt"]),
        (2, &["eval", "entities", "--gold", "long.jsonl"]),
        (2, &["train", "entities", "long.jsonl", "--out", "models"]),
    ] {
        let said = said(code, arguments);
        assert!(said.contains("the text has 540000 bytes, and over 500000"), "{arguments:?}");
        assert!(said.contains("--longest"), "{arguments:?}");
    }
    let all = ["eval", "sentences", "--gold", "long.jsonl", "--longest", "1M"];
    assert!(said(2, &all).contains("long.jsonl:1: there is no \"sentences\""));
}

#[test]
fn two_articles_of_one_id_are_both_done_and_the_second_is_marked() {
    let lines = "{\"id\":\"a\",\"text\":\"Ana Ruiz said no.\"}\n".repeat(2);
    let ran = run_with_input(&mut standard("run", ["-"]), lines.as_bytes());
    assert_eq!(ran.code, Some(1));
    let all = records(&ran.out);
    assert_eq!(all[0]["annotations"], all[1]["annotations"]);
    assert_eq!(all[0]["problems"].as_array().unwrap().len(), 0);
    let message = all[1]["problems"][0]["message"].as_str().unwrap();
    assert!(message.contains("the same id as this one (stdin:2)"), "{message}");
}

#[test]
fn a_mistake_in_the_configuration_file_is_said_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "Ana Ruiz said no.").unwrap();
    for (text, says) in [
        (
            "[stages.summaries]\n\nsentenses = 2\n",
            "copydesk.toml:3: stage summaries has no key \"sentenses\"; did you mean \"sentences\"?",
        ),
        (
            "[stages.summaries]\nsentences = \"two\"\n",
            "copydesk.toml:2: \"sentences\" of stage summaries takes a whole number, not \"two\"",
        ),
        ("[stages]\n[stage.summaries]\n", "copydesk.toml:2: unknown field `stage`"),
        ("[stages.summaries\n", "copydesk.toml:1: "),
        (
            "[stages.entites]\nmodel = \"a\"\n",
            "copydesk.toml:2: there is no stage \"entites\"; did you mean \"entities\"?",
        ),
    ] {
        fs::write(folder.path().join("copydesk.toml"), text).unwrap();
        let ran = run(standard("run", ["a.txt"]).current_dir(folder.path()));
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{text}: {}", ran.err);
        assert!(ran.err.contains(says), "{text}: {}", ran.err);
    }
    // What was typed counts more than the file.
    fs::write(folder.path().join("copydesk.toml"), "[stages.summaries]\nsentences = 2\n").unwrap();
    let told = |arguments: &[&str]| {
        let ran = run(standard("plugins", arguments).current_dir(folder.path()));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran.out
            .lines()
            .find_map(|line| line.split("summaries.sentences=").nth(1)?.chars().next())
            .unwrap()
    };
    assert_eq!((told(&[]), told(&["--set", "summaries.sentences=4"])), ('2', '4'));
}

#[cfg(unix)]
#[test]
fn a_part_of_a_folder_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.txt"), "Ana Ruiz said no.").unwrap();
    // A circle of links cannot be read by anybody; a folder without permission only by root.
    std::os::unix::fs::symlink("..", folder.path().join("circle")).unwrap_or_default();
    fs::create_dir(folder.path().join("sub")).unwrap();
    std::os::unix::fs::symlink("..", folder.path().join("sub/up")).unwrap();
    fs::remove_file(folder.path().join("circle")).unwrap();
    let ran = run(standard("run", ["."]).current_dir(folder.path()));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("sub/up: cannot be read: a link leads in a circle"), "{}", ran.err);
    assert_eq!(records(&ran.out).len(), 2);
}

#[cfg(unix)]
#[test]
fn a_folder_without_read_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::write(folder.path().join("good.txt"), "Ana Ruiz said no.").unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read_dir(&closed).is_ok() {
        println!("passed over: this user may read every folder");
        return;
    }
    let ran = run(standard("run", ["."]).current_dir(folder.path()));
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("closed: cannot be read: Permission denied"), "{}", ran.err);
    assert_eq!(records(&ran.out).len(), 2, "the good article and the folder's problem");
}

#[test]
fn what_was_typed_wrong_is_said_before_anything_runs() {
    for (arguments, says) in [
        (&["no-such-folder"][..], "error: no-such-folder: there is no such file or folder"),
        (&["no-such-*.txt"], "error: no-such-*.txt: no file matches this pattern"),
        (
            &["fixtures", "--set", "summaries.sentenses=2"],
            "error: --set: stage summaries has no key \"sentenses\"; did you mean \"sentences\"?",
        ),
        (&["fixtures", "--set", "summaries=2"], "error: --set summaries=2: say STAGE.KEY=VALUE"),
        (
            &["fixtures", "--set", "summary.sentences=2"],
            "error: --set: there is no stage \"summary\"; there are ",
        ),
        (
            &["fixtures", "--without", "quote"],
            "error: there is no stage \"quote\"; did you mean \"quotes\"?",
        ),
        (
            &["fixtures", "-o", "no-such-folder/a.jsonl"],
            "error: no-such-folder: there is no such folder",
        ),
        (
            &["fixtures/articles", "crates/cli/src/eval"],
            "error: crates/cli/src/eval: no file in this folder",
        ),
        (&["fixtures", "--thread", "2"], "error: unexpected argument '--thread' found"),
        (
            &["https://example.org/news/7"],
            "error: https://example.org/news/7: copydesk fetches nothing; download it first",
        ),
        (
            &["fixtures", "--threads", "100000"],
            "error: invalid value '100000' for '--threads <N>': say how many, from 1 to ",
        ),
        (
            &["fixtures", "--threads", "0"],
            "error: invalid value '0' for '--threads <N>': say how many, from 1 to ",
        ),
        (
            &["fixtures", "--languages", "es,english"],
            "error: invalid value 'english' for '--languages <TAGS>': there is no language tag \"english\"; did you mean \"en\"?",
        ),
        (
            &["fixtures", "--without", "segments"],
            "error: claims, entities, quotes, summaries need segments, which --without leaves out; leave out what needs it too: --without segments,claims,entities,quotes,summaries",
        ),
        (
            &["fixtures", "--stages", "quotes", "--without", "entities"],
            "error: quotes needs entities, which --without leaves out",
        ),
    ] {
        let ran = run(&mut standard("run", arguments));
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}: {}", ran.err);
        assert!(ran.err.starts_with(says), "{arguments:?}: {}", ran.err);
    }
}
