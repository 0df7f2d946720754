//! `copydesk run`: every kind of input, ordered and repeatable output, and its way back in.

mod support;

use std::fs;
use std::io::Write;
use std::path::Path;

use support::{fixture, records, run, run_with_input, standard};

/// A collection of `count` short articles that differ.
fn collection(folder: &Path, count: usize) -> std::path::PathBuf {
    let path = folder.join("collection.jsonl");
    let mut file = fs::File::create(&path).unwrap();
    for number in 0..count {
        // Lengths that differ by a factor of twenty, so that threads finish out of turn.
        let sentence =
            format!("Mayor Ana Ruiz said that street {number} would close. “We must,” she added. ");
        let text = sentence.repeat(1 + (number * 7) % 20);
        writeln!(file, "{}", serde_json::json!({"id": format!("article-{number}"), "text": text}))
            .unwrap();
    }
    path
}

#[test]
fn the_same_bytes_come_out_whatever_the_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let path = collection(folder.path(), 300);
    let path = path.to_str().unwrap();
    let one = run(&mut standard("run", [path, "--threads", "1", "--layers", "all"]));
    let four = run(&mut standard("run", [path, "--threads", "4", "--layers", "all"]));
    assert_eq!((one.code, four.code), (Some(0), Some(0)), "{}", one.err);
    assert!(one.out == four.out, "the outputs differ");
    let ids: Vec<_> =
        records(&one.out).iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, (0..300).map(|number| format!("article-{number}")).collect::<Vec<_>>());
}

#[test]
fn folders_patterns_compressed_files_and_standard_input_all_give_articles() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let line = |id: &str| format!("{{\"id\":\"{id}\",\"text\":\"Ana Ruiz spoke.\"}}\n");
    fs::create_dir(at("news")).unwrap();
    fs::write(at("news/b.txt"), "Ana Ruiz spoke.").unwrap();
    fs::write(at("news/a.txt"), "\u{FEFF}Ana Ruiz spoke.").unwrap();
    fs::write(at("news/.hidden.txt"), "no").unwrap();
    fs::write(at("news/photo.jpg"), "no").unwrap();
    let mut gz = flate2::write::GzEncoder::new(
        fs::File::create(at("news/c.jsonl.gz")).unwrap(),
        flate2::Compression::fast(),
    );
    // Two members, as tools that append to a .gz make them.
    gz.write_all(line("gz-1").as_bytes()).unwrap();
    let mut file = gz.finish().unwrap();
    let mut gz = flate2::write::GzEncoder::new(&mut file, flate2::Compression::fast());
    gz.write_all(line("gz-2").as_bytes()).unwrap();
    gz.finish().unwrap();
    fs::write(at("news/d.jsonl.zst"), zstd::encode_all(line("zst").as_bytes(), 0).unwrap())
        .unwrap();
    fs::write(at("other.list"), line("odd-name")).unwrap();

    let mut command = standard("run", ["news", "news/[ab].*", "other.list", "-"]);
    let ran = run_with_input(
        command.current_dir(folder.path()).args(["--layers", "token"]),
        line("piped").as_bytes(),
    );
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let records = records(&ran.out);
    let ids: Vec<_> = records.iter().map(|record| record["id"].as_str().unwrap()).collect();
    let expected = [
        "news/a.txt",
        "news/b.txt",
        "gz-1",
        "gz-2",
        "zst",
        "news/a.txt",
        "news/b.txt",
        "odd-name",
        "piped",
    ];
    assert_eq!(ids, expected);
    for (place, record) in records.iter().enumerate() {
        // A file whose name says nothing is looked into; the two that the pattern named again are twice there.
        assert_eq!(record["text"], "Ana Ruiz spoke.", "{record}");
        let problems = record["problems"].as_array().unwrap();
        assert_eq!(problems.len(), usize::from(place == 5 || place == 6), "{record}");
    }
    assert!(ran.err.contains("passed over news/photo.jpg, whose name"), "{}", ran.err);
}

#[test]
fn a_record_can_be_read_back_and_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let first = folder.path().join("first.jsonl");
    let articles = fixture("articles");
    let arguments = [
        articles.to_str().unwrap(),
        "--layers",
        "all",
        "--offsets",
        "utf16",
        "-o",
        first.to_str().unwrap(),
    ];
    assert_eq!(run(&mut standard("run", arguments)).code, Some(0));
    let written = fs::read_to_string(&first).unwrap();
    assert!(written.lines().count() >= 12);

    // Without stages, what came in goes out; with them, it is made anew and is the same.
    for without in ["segments,entities,quotes,claims,summaries", ""] {
        let mut arguments = vec![first.to_str().unwrap(), "--layers", "all", "--offsets", "utf16"];
        if !without.is_empty() {
            arguments.extend(["--without", without]);
        }
        let again = run(&mut standard("run", arguments));
        assert_eq!(again.code, Some(0), "{}", again.err);
        if without.is_empty() {
            // Numbers go on from those that were there; all else is equal.
            let texts = |out: &str| records(out).iter().map(support::words).collect::<Vec<_>>();
            assert_eq!(texts(&again.out), texts(&written));
        } else {
            assert!(again.out == written, "reading back lost something");
        }
    }
}

#[test]
fn positions_are_in_the_unit_that_was_asked_for() {
    let input = "{\"id\":\"a\",\"text\":\"🙂 Łucja Núñez said no.\"}";
    for (unit, start, end) in [("char", 2, 7), ("utf8", 5, 11), ("utf16", 3, 8)] {
        let ran = run_with_input(
            &mut standard("run", ["-", "--layers", "token", "--offsets", unit]),
            input.as_bytes(),
        );
        let record = &records(&ran.out)[0];
        assert_eq!(record["offsets"], unit);
        let tokens = record["annotations"]["token"].as_array().unwrap();
        let name = tokens.iter().find(|token| token["text"] == "Łucja").expect("a token");
        assert_eq!(
            (name["start"].as_u64(), name["end"].as_u64()),
            (Some(start), Some(end)),
            "{unit}"
        );
    }
}

#[test]
fn layers_are_those_that_were_asked_for() {
    let layers = |arguments: &[&str]| {
        let mut all = vec!["-"];
        all.extend(arguments);
        let ran = run_with_input(&mut standard("run", all), b"{\"text\":\"Ana Ruiz said no.\"}");
        (
            ran.code,
            records(&ran.out)
                .first()
                .map(|record| support::words(record).into_keys().collect::<Vec<_>>()),
            ran.err,
        )
    };
    let (_, usual, _) = layers(&[]);
    let usual = usual.unwrap();
    assert!(
        usual.contains(&"entity".to_owned()) && !usual.contains(&"token".to_owned()),
        "{usual:?}"
    );
    assert_eq!(layers(&["--layers", "token,summary"]).1.unwrap(), ["summary", "token"]);
    let (code, _, err) = layers(&["--layers", "tokens"]);
    assert_eq!(code, Some(2));
    let says = "error: no stage makes a layer \"tokens\"; did you mean \"token\"?";
    assert!(err.starts_with(says), "{err}");
    // Only what a stage requires comes with it.
    assert_eq!(
        layers(&["--stages", "entities", "--layers", "all"]).1.unwrap(),
        ["entity", "paragraph", "sentence", "token"]
    );
}

#[test]
fn an_output_file_is_there_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.jsonl");
    let arguments = [fixture("articles/court.txt"), "-o".into(), output.clone()];
    let ran = run(&mut standard("run", arguments));
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
    assert_eq!(records(&fs::read_to_string(&output).unwrap()).len(), 1);
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["out.jsonl", "out.jsonl.store"], "nothing else is left behind");

    let ran = run(&mut standard(
        "run",
        [fixture("articles/court.txt"), "-o".into(), folder.path().into()],
    ));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("this is a folder; name a file to write to"), "{}", ran.err);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let path = collection(folder.path(), 400);
    let mut command = standard("run", [path.to_str().unwrap(), "--layers", "all"]);
    let mut child = command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_schema_describes_the_records_that_are_written() {
    let schema: serde_json::Value =
        serde_json::from_str(&run(support::copydesk().arg("schema")).out).unwrap();
    let ran = run(&mut standard("run", [fixture("articles/quotes.txt")]));
    let record = &records(&ran.out)[0];
    let known = |definition: &serde_json::Value, value: &serde_json::Value| {
        let properties = definition["properties"].as_object().unwrap();
        for key in value.as_object().unwrap().keys() {
            assert!(properties.contains_key(key), "{key} is not in the schema");
        }
        for key in definition["required"].as_array().unwrap() {
            assert!(value.get(key.as_str().unwrap()).is_some(), "{key} is required and missing");
        }
    };
    known(&schema, record);
    for layer in record["annotations"].as_object().unwrap().values() {
        for annotation in layer.as_array().unwrap() {
            known(&schema["$defs"]["AnnotationRecord"], annotation);
        }
    }
    for stage in record["stages"].as_array().unwrap() {
        known(&schema["$defs"]["StageRecord"], stage);
    }
}

#[test]
fn a_filter_gives_a_record_for_each_line_and_nothing_for_nothing() {
    let lines = "{\"id\":\"b\",\"text\":\"Ana Ruiz said no.\"}\n{\"id\":\"c\"}\nno JSON\n{\"id\":\"a\",\"text\":\"\"}\n";
    let ran = run_with_input(&mut standard("run", ["-", "--threads", "4"]), lines.as_bytes());
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let all = records(&ran.out);
    let ids: Vec<_> = all.iter().map(|record| record["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["b", "c", "stdin:3", "a"]);
    let problems: Vec<_> =
        all.iter().map(|record| record["problems"].as_array().unwrap().len()).collect();
    assert_eq!(problems, [0, 1, 1, 1], "problems are data");

    let ran = run_with_input(&mut standard("run", ["-", "--quiet"]), b"");
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "", ""));
}
