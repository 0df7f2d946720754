//! Where outputs go: nothing is lost that is read or that somebody else made, and no output is an article
//! of the next run.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{Ran, copydesk, records, run, standard};
use tempfile::TempDir;

const NEWS: &str = "Ana Ruiz, the mayor, said on Monday that the bridge had cost $4 million.\n";
const OTHER: &str = "Hugh Hill won the race on Friday.\n";

/// A folder with two articles, and records of them elsewhere.
struct Desk {
    home: TempDir,
    elsewhere: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk =
            Self { home: tempfile::tempdir().unwrap(), elsewhere: tempfile::tempdir().unwrap() };
        fs::write(desk.at("court.txt"), NEWS).unwrap();
        fs::write(desk.at("sport.txt"), OTHER).unwrap();
        desk
    }

    fn at(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    /// Puts records of the articles under this name into the folder.
    fn with_records(self, name: &str) -> Self {
        let made = self.elsewhere.path().join("made.jsonl");
        let ran = run(self.run(&["court.txt", "sport.txt"]).arg("-o").arg(&made));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        fs::copy(made, self.at(name)).unwrap();
        self
    }

    /// The segments alone, which are quick.
    fn run(&self, arguments: &[&str]) -> Command {
        let mut command = standard("run", ["--stages", "segments"]);
        command.args(arguments).current_dir(self.home.path());
        command
    }

    /// Another command, which needs no stages.
    fn other(&self, arguments: &[&str]) -> Ran {
        run(copydesk().args(arguments).current_dir(self.home.path()))
    }

    /// All that is in the folder.
    fn all(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut all = Vec::new();
        let mut folders = vec![self.home.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    all.push((path.clone(), fs::read(&path).unwrap()));
                }
            }
        }
        all.sort();
        all
    }
}

fn refused(ran: &Ran, says: &str) {
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
    assert!(ran.err.contains(says), "{says:?} is not in {}", ran.err);
}

#[test]
fn an_output_never_replaces_what_is_read() {
    let desk = Desk::new();
    let home = desk.home.path().file_name().unwrap().to_str().unwrap().to_owned();
    fs::write(desk.at("list"), "sport.txt\n").unwrap();
    fs::create_dir(desk.at("sub")).unwrap();
    fs::write(desk.at("sub/empty.jsonl"), "").unwrap();
    fs::write(desk.at("out.jsonl.partial"), NEWS).unwrap();
    let before = desk.all();
    let around = format!("../{home}/court.txt");
    for arguments in [
        &["court.txt", "-o", "court.txt"][..],
        &["court.txt", "-o", "./sub/../court.txt"],
        &["court.txt", "-o", &around],
        &["*.txt", "-o", "court.txt"],
        &[".", "-o", "court.txt"],
        &["court.txt", "--to", "spacy", "-o", "court.txt"],
        &["court.txt", "--to", "sqlite", "-o", "court.txt"],
        &["out.jsonl.partial", "--to", "spacy", "-o", "out.jsonl"],
        &["--files-from", "list", "--to", "spacy", "-o", "list"],
        &["sub/empty.jsonl", "-o", "sub/empty.jsonl"],
    ] {
        let ran = run(&mut desk.run(arguments));
        refused(&ran, if arguments.contains(&"spacy") { "this is also read" } else { ": " });
        assert!(desk.all() == before, "{arguments:?}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("court.txt", desk.at("link.txt")).unwrap();
        let arguments = ["link.txt", "--to", "spacy", "-o", "court.txt"];
        refused(&run(&mut desk.run(&arguments)), "court.txt: this is also read, and would be lost");
    }
}

#[test]
fn what_is_made_of_records_never_replaces_them() {
    let desk = Desk::new().with_records("a.jsonl");
    let site = ["report", "a.jsonl", "-o", "my.html"];
    assert_eq!(desk.other(&site).code, Some(0));
    for form in ["w3c", "claimreview"] {
        let output = format!("{form}.jsonl");
        let export = ["export", form, "a.jsonl", "-o", &output];
        assert_ne!(desk.other(&export).code, Some(2));
    }
    let tables = ["export", "csv", "a.jsonl", "-o", "tables"];
    assert_eq!(desk.other(&tables).code, Some(0));
    let before = desk.all();
    for arguments in [
        &["export", "w3c", "w3c.jsonl", "-o", "w3c.jsonl"][..],
        &["export", "claimreview", "claimreview.jsonl", "-o", "claimreview.jsonl"],
        &["export", "spacy", "a.jsonl", "-o", "a.jsonl"],
        &["report", "my.html", "-o", "my.html"],
        &["export", "csv", "tables/articles.csv", "-o", "tables"],
        &["report", "tables/articles.csv", "-o", "tables/"],
        &["eval", "entities", "a.jsonl", "--gold", "a.jsonl", "--errors", "a.jsonl"],
    ] {
        refused(&desk.other(arguments), "this is also read, and would be lost");
        assert!(desk.all() == before, "{arguments:?}");
    }
    // An output of the same kind makes way, in every form.
    for arguments in [&site[..], &tables[..], &["export", "w3c", "a.jsonl", "-o", "w3c.jsonl"][..]]
    {
        assert_eq!(desk.other(arguments).code, Some(0), "{arguments:?}");
    }
}

#[test]
fn what_somebody_else_made_is_left_alone() {
    let desk = Desk::new().with_records("a.jsonl");
    fs::write(desk.at("notes.txt"), "years of work\n").unwrap();
    fs::write(desk.at("page.html"), "<!doctype html><p>Ours").unwrap();
    let theirs = desk.all();
    let says = "something stands there that copydesk did not make";
    refused(&run(&mut desk.run(&["court.txt", "-o", "notes.txt"])), says);
    for arguments in [
        &["export", "w3c", "a.jsonl", "-o", "notes.txt"][..],
        &["export", "w3c", "a.jsonl", "-o", "a.jsonl"],
        &["export", "claimreview", "a.jsonl", "-o", "notes.txt"],
        &["report", "a.jsonl", "-o", "page.html"],
    ] {
        refused(&desk.other(arguments), says);
    }
    assert!(desk.all() == theirs);
    // An empty file is anybody's.
    fs::write(desk.at("out.jsonl"), "").unwrap();
    for _ in 0..2 {
        let ran = run(&mut desk.run(&["court.txt", "-o", "out.jsonl"]));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    assert_eq!(records(&fs::read_to_string(desk.at("out.jsonl")).unwrap()).len(), 1);
}

#[test]
fn an_output_within_the_folder_that_is_read_is_no_article_of_the_next_run() {
    for (input, output) in [
        (".", "out.jsonl"),
        ("*", "out.jsonl"),
        (".", "sub/out.jsonl"),
        (".", "out.csv"),
        ("*", "out.csv"),
        (".", "out.db"),
    ] {
        let desk = Desk::new();
        fs::create_dir(desk.at("sub")).unwrap();
        // A pattern takes a folder only for what is in it.
        fs::write(desk.at("sub/more.txt"), "Rain fell.\n").unwrap();
        for _ in 0..3 {
            let ran = run(&mut desk.run(&[input, "-o", output]));
            assert_eq!(ran.code, Some(0), "{input} {output}: {}", ran.err);
            assert!(ran.err.contains("\n3 articles, "), "{input} {output}: {}", ran.err);
            let others = output == "out.db";
            assert!(others || !ran.err.contains("passed over"), "{input} {output}: {}", ran.err);
        }
    }
    // Where there is nothing else, there is nothing to read.
    let desk = Desk::new();
    fs::create_dir(desk.at("sub")).unwrap();
    for (code, path) in [(0, "court.txt"), (2, "sub")] {
        let ran = run(&mut desk.run(&[path, "-o", "sub/out.jsonl"]));
        assert_eq!(ran.code, Some(code), "{}", ran.err);
    }
    // Tables that are named themselves are read.
    let ran = run(&mut desk.run(&["sub", "-o", "again.jsonl"]));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn where_there_is_no_folder_to_write_to_is_said_alike_everywhere() {
    let desk = Desk::new().with_records("a.jsonl");
    fs::write(desk.at("plain"), "").unwrap();
    let before = desk.all();
    let missing = "error: no: there is no such folder to write to; make it first";
    let file = "error: plain: this is a file and no folder to write to";
    for (folder, says) in [("no", missing), ("plain", file)] {
        for name in ["x.jsonl", "x.csv", "x.db", "x.jsonld"] {
            let output = format!("{folder}/{name}");
            refused(&run(&mut desk.run(&["court.txt", "-o", &output])), says);
        }
        let output = format!("{folder}/x");
        let store = ["court.txt", "--store", &output];
        refused(&run(&mut desk.run(&store)), says);
        for form in ["csv", "parquet", "sqlite", "brat", "w3c", "spacy", "claimreview"] {
            refused(&desk.other(&["export", form, "a.jsonl", "-o", &output]), says);
        }
        for name in ["x", "x.html"] {
            let output = format!("{folder}/{name}");
            refused(&desk.other(&["report", "a.jsonl", "-o", &output]), says);
        }
        let eval = ["eval", "entities", "a.jsonl", "--gold", "a.jsonl", "--errors", &output];
        refused(&desk.other(&eval), says);
    }
    assert!(desk.all() == before);
}

#[test]
fn an_ending_that_promises_another_form_is_refused_unless_the_form_is_said() {
    let desk = Desk::new();
    for (output, says) in [
        ("o.jsonl.gz", "add | gzip > FILE"),
        ("o.ZST", "add | zstd > FILE"),
        ("o.zip", "nothing is compressed or packed here"),
        ("o.html", "run `copydesk report` on it"),
        ("o.xlsx", "ends in .csv"),
    ] {
        refused(&run(&mut desk.run(&["court.txt", "-o", output])), says);
        assert!(!desk.at(output).exists());
        let ran = run(&mut desk.run(&["court.txt", "--to", "jsonl", "-o", output]));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
}

#[test]
fn standard_output_has_no_name() {
    let desk = Desk::new();
    let before = desk.all();
    refused(
        &run(&mut desk.run(&["court.txt", "-o", "-"])),
        "-o -: leave it out for standard output",
    );
    assert!(desk.all() == before);
}

#[test]
fn what_is_given_up_leaves_nothing_behind() {
    let desk = Desk::new().with_records("a.jsonl");
    let before = desk.all();
    for form in ["csv", "sqlite", "w3c", "brat"] {
        let export = ["export", form, "a.jsonl", "--layers", "sentense", "-o", "out"];
        refused(&desk.other(&export), "--layers: no record has a layer \"sentense\"; ");
        assert!(desk.all() == before, "{form}");
    }
    assert!(!Path::new(&desk.at("out.partial")).exists());
}

#[cfg(unix)]
#[test]
fn a_pipe_takes_what_is_written_to_it() {
    let desk = Desk::new();
    let made = Command::new("mkfifo").arg(desk.at("pipe")).status();
    assert!(made.unwrap().success());
    let reader = Command::new("cat")
        .arg(desk.at("pipe"))
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let ran = run(&mut desk.run(&["court.txt", "-o", "pipe"]));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let output = reader.wait_with_output().unwrap();
    assert_eq!(records(std::str::from_utf8(&output.stdout).unwrap()).len(), 1);
}
