//! Other forms of output, each read back in the tool that it is for (tests/outputs/read_back.py) or held
//! against its own rules.
//!
//! `COPYDESK_TEST_PYTHON` names a Python with pyarrow, duckdb and spacy; without it those are passed over.

#![allow(clippy::print_stdout, reason = "what a test prints is for who reads its output")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use support::{copydesk, fixture, records, root, run, run_with_input, standard};
use tempfile::TempDir;

/// Records of the articles in fixtures/, and of texts that are hard to put into a table.
fn collection(folder: &TempDir) -> PathBuf {
    let hard = [
        (
            "plain",
            "Ana Ruiz, the mayor, said: \"We won, and 🙂 they lost.\" She denied it on Monday.",
        ),
        (
            "sepa,rated\t\"id\"\n",
            "“Tab\there, comma, \"marks\"; and\r\na second line,” said Łucja Núñez.\n\n  Indented é́.",
        ),
        ("empty", ""),
        ("-- ' OR 1=1", "Robert'); DROP TABLE articles;-- said Ana Ruiz lost $4 million."),
    ];
    let lines: String = hard
        .iter()
        .map(|(id, text)| {
            let title = format!("Title of {id}");
            format!(
                "{}\n",
                json!({"id": id, "text": text, "title": title, "published": "2026-11-24"})
            )
        })
        .collect();
    let hard = folder.path().join("hard.jsonl");
    fs::write(&hard, lines).unwrap();
    let path = folder.path().join("records.jsonl");
    let mut command = standard("run", ["--layers", "all", "--quiet", "-o"]);
    let ran = run(command.arg(&path).arg(fixture("articles")).arg(&hard));
    assert_eq!(ran.code, Some(1), "the article without a text is a problem: {}", ran.err);
    path
}

/// What `export` says of [`collection`]: its empty article is a problem, and in the output all the same.
const EMPTY: &str = "problem: empty: the article is empty; there is nothing to find in it\n";

fn export(form: &str, records: &Path, output: &Path) -> support::Ran {
    run(copydesk().args(["export", form]).arg(records).arg("-o").arg(output))
}

/// Reads the output back in its tool, if there is one here.
fn read_back(tool: &str, records: &Path, output: &Path) {
    let named = std::env::var_os("COPYDESK_TEST_PYTHON");
    let python = named.clone().unwrap_or_else(|| "python3".into());
    let script = root().join("tests/outputs/read_back.py");
    let ran = Command::new(&python).arg(script).arg(tool).arg(records).arg(output).output();
    match ran {
        Err(error) => println!("passed over: {}: {error}", python.display()),
        Ok(ran) if ran.status.code() == Some(77) => {
            let missing = String::from_utf8_lossy(&ran.stdout);
            assert!(named.is_none(), "COPYDESK_TEST_PYTHON: {missing}");
            println!("passed over: {tool}: {}; set COPYDESK_TEST_PYTHON", missing.trim());
        }
        Ok(ran) => {
            assert!(ran.status.success(), "{tool}: {}", String::from_utf8_lossy(&ran.stderr));
        }
    }
}

#[test]
fn tables_are_read_back_in_their_tools() {
    let folder = tempfile::tempdir().unwrap();
    let records = collection(&folder);
    for (form, place) in [("csv", "csv"), ("parquet", "parquet"), ("sqlite", "news.db")] {
        let output = folder.path().join(place);
        let ran = export(form, &records, &output);
        assert_eq!((ran.code, ran.err.as_str()), (Some(1), EMPTY), "{form}");
        read_back(form, &records, &output);
    }
}

#[test]
fn spacy_reads_what_is_written_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let records = collection(&folder);
    let output = folder.path().join("docs.jsonl");
    assert_eq!(export("spacy", &records, &output).err, EMPTY);
    let texts: Vec<_> = lines(&output).into_iter().map(|doc| doc["text"].clone()).collect();
    let ours: Vec<_> = lines(&records).into_iter().map(|record| record["text"].clone()).collect();
    assert_eq!(texts, ours);
    read_back("spacy", &records, &output);
}

fn lines(path: &Path) -> Vec<Value> {
    records(&fs::read_to_string(path).unwrap())
}

/// The rules of <https://brat.nlplab.org/standoff.html>, line by line.
#[test]
fn brat_folders_keep_brats_rules() {
    let folder = tempfile::tempdir().unwrap();
    let records = collection(&folder);
    let output = folder.path().join("brat");
    assert_eq!(export("brat", &records, &output).err, EMPTY);
    let records = lines(&records);
    let conf = fs::read_to_string(output.join("annotation.conf")).unwrap();
    let known: BTreeSet<&str> = conf
        .lines()
        .filter_map(|line| line.split('\t').next())
        .filter(|name| !name.is_empty())
        .collect();
    let mut texts: Vec<_> = fs::read_dir(&output)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    texts.sort();
    assert_eq!(texts.len(), records.len());
    let (mut fragmented, mut relations) = (0, 0);
    for (path, record) in texts.iter().zip(&records) {
        let text = fs::read_to_string(path).unwrap();
        assert_eq!(text, record["text"].as_str().unwrap());
        let chars: Vec<char> = text.chars().collect();
        let mut ids = BTreeSet::new();
        let standoff = fs::read_to_string(path.with_extension("ann")).unwrap();
        let mut entities = BTreeMap::new();
        for line in standoff.lines() {
            let mut fields = line.split('\t');
            let (id, middle) = (fields.next().unwrap(), fields.next().unwrap());
            assert!(ids.insert(id), "{id} twice");
            let (kind, rest) = middle.split_once(' ').unwrap();
            match &id[..1] {
                "T" => {
                    assert!(known.contains(kind), "{kind} is not in annotation.conf");
                    let words = fields.next().unwrap();
                    let fragments: Vec<String> = rest
                        .split(';')
                        .map(|place| {
                            let (start, end) = place.split_once(' ').unwrap();
                            let (start, end): (usize, usize) =
                                (start.parse().unwrap(), end.parse().unwrap());
                            assert!(start < end && end <= chars.len(), "{line}");
                            chars[start..end].iter().collect()
                        })
                        .collect();
                    assert!(fragments.iter().all(|words| !words.contains(['\n', '\r'])), "{line}");
                    assert_eq!(fragments.join(" "), words, "{line}");
                    fragmented += usize::from(fragments.len() > 1);
                    if let Some(label) = kind.strip_prefix("entity-") {
                        entities.insert(rest.to_owned(), label.to_owned());
                    }
                }
                "R" => {
                    relations += 1;
                    assert!(known.contains(kind), "{kind} is not in annotation.conf");
                    for (argument, name) in rest.split(' ').zip(["Arg1:", "Arg2:"]) {
                        let target = argument.strip_prefix(name).unwrap();
                        assert!(ids.contains(target), "{line}");
                    }
                }
                "A" => assert!(known.contains(kind) && ids.contains(rest), "{line}"),
                "#" => {
                    assert!(kind == "AnnotatorNotes" && ids.contains(rest), "{line}");
                    assert!(fields.next().is_some_and(|note| !note.is_empty()), "{line}");
                }
                _ => panic!("{line}"),
            }
            assert_eq!(fields.next(), None, "{line}");
        }
        let ours: BTreeMap<_, _> = record["annotations"]["entity"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|one| !one["text"].as_str().unwrap().contains('\n'))
            .map(|one| {
                let place = format!("{} {}", one["start"], one["end"]);
                (place, one["label"].as_str().unwrap().to_owned())
            })
            .collect();
        entities.retain(|place, _| !place.contains(';'));
        assert_eq!(entities, ours, "{}", path.display());
    }
    assert!(fragmented > 0 && relations > 100, "{fragmented} and {relations}");
}

/// What the Web Annotation data model asks of an annotation and its selectors.
#[test]
fn web_annotations_select_the_words() {
    let folder = tempfile::tempdir().unwrap();
    let records = collection(&folder);
    let output = folder.path().join("annotations.jsonld");
    assert_eq!(export("w3c", &records, &output).err, EMPTY);
    let annotations = lines(&output);
    let records = lines(&records);
    let texts: Vec<Vec<char>> =
        records.iter().map(|record| record["text"].as_str().unwrap().chars().collect()).collect();
    let mut expected = records.iter().zip(&texts).flat_map(|(record, text)| {
        let layers = record["annotations"].as_object().unwrap();
        layers.iter().flat_map(move |(layer, found)| {
            found.as_array().unwrap().iter().map(move |one| (layer, one, text))
        })
    });
    let mut ids = BTreeSet::new();
    for annotation in &annotations {
        let (layer, one, text) = expected.next().expect("no annotation too many");
        assert_eq!(annotation["type"], "Annotation");
        assert_eq!(annotation["@context"][0], "http://www.w3.org/ns/anno.jsonld");
        assert!(ids.insert(annotation["id"].as_str().unwrap().to_owned()));
        assert!(annotation["body"][0]["value"].as_str().unwrap().starts_with(layer.as_str()));
        let position = &annotation["target"]["selector"][0];
        assert_eq!((&position["start"], &position["end"]), (&one["start"], &one["end"]));
        let quote = &annotation["target"]["selector"][1];
        assert_eq!(quote["exact"], one["text"]);
        let start = usize::try_from(position["start"].as_u64().unwrap()).unwrap();
        let before: String = text[start.saturating_sub(32)..start].iter().collect();
        assert_eq!(quote["prefix"], before);
    }
    assert_eq!(expected.next().map(|(layer, ..)| layer), None);
    // Links lead to annotations that are there.
    let links = annotations.iter().flat_map(|one| one["body"].as_array().unwrap());
    let links: Vec<_> =
        links.filter(|body| body["purpose"] == "linking").map(|body| &body["source"]).collect();
    assert!(links.len() > 100);
    assert!(links.iter().all(|link| ids.contains(link.as_str().unwrap())));
}

#[test]
fn run_writes_what_export_writes() {
    let folder = tempfile::tempdir().unwrap();
    let articles = fixture("articles");
    let records = folder.path().join("records.jsonl");
    assert_eq!(run(standard("run", ["-q", "-o"]).arg(&records).arg(&articles)).code, Some(0));
    let read = |path: &Path| {
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_owned();
            files.insert(name, fs::read(&path).unwrap());
        }
        files
    };
    for (form, ending) in [("csv", "csv"), ("parquet", "parquet"), ("brat", "")] {
        let exported = folder.path().join(format!("exported-{form}"));
        assert_eq!(export(form, &records, &exported).code, Some(0));
        // By the ending, or by name; with any number of threads.
        let ran = folder.path().join(format!("ran.{ending}"));
        let to: &[&str] = if ending.is_empty() { &["--to", form] } else { &[] };
        for threads in ["1", "3"] {
            let mut command = standard("run", ["-q", "--threads", threads]);
            let done = run(command.args(to).arg("-o").arg(&ran).arg(&articles));
            assert_eq!(done.code, Some(0), "{}", done.err);
            assert!(read(&ran) == read(&exported), "{form} with {threads} threads");
        }
    }
    let database = folder.path().join("news.db");
    let done = run(standard("run", ["-q", "-o"]).arg(&database).arg(&articles));
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(fs::read(&database).unwrap().starts_with(b"SQLite format 3\0"));
}

#[test]
fn what_copydesk_did_not_make_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let record = r#"{"schema":"copydesk/1","id":"a","offsets":"char","text":"Ruiz","annotations":{},"stages":[],"problems":[]}"#;
    let records = folder.path().join("records.jsonl");
    fs::write(&records, format!("{record}\n")).unwrap();
    let mine = folder.path().join("mine");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("thesis.txt"), "years of work").unwrap();
    let notes = folder.path().join("notes.db");
    fs::write(&notes, "my notes").unwrap();
    for (form, place) in [("csv", &mine), ("parquet", &mine), ("brat", &notes), ("sqlite", &notes)]
    {
        let ran = export(form, &records, place);
        assert_eq!(ran.code, Some(2), "{form}");
        assert!(ran.err.contains("something stands there"), "{}", ran.err);
    }
    assert_eq!(fs::read(mine.join("thesis.txt")).unwrap(), b"years of work");
    assert_eq!(fs::read(&notes).unwrap(), b"my notes");
    // A text in place of a record is a problem that is told; its table is still whole.
    let ran = run_with_input(
        copydesk().args(["export", "csv", "-", "-o"]).arg(folder.path().join("tables")),
        b"{\"id\": \"a\", \"text\": \"Not annotated.\"}\n",
    );
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("no stage was run on this"), "{}", ran.err);
    // Without a place, a folder has nowhere to go.
    let ran = run(copydesk().args(["export", "csv"]).arg(&records));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--output <FOLDER>"), "{}", ran.err);
}
