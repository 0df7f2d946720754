//! `copydesk eval`: figures worked out by hand, those of the evaluation script beside the project's
//! data, and what is said of gold files that are not right.

#![allow(clippy::print_stdout, reason = "what a test prints is for who reads its output")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use support::{copydesk, run, shared, standard};
use tempfile::TempDir;

/// A folder with a gold file and an output.
struct Case {
    folder: TempDir,
}

impl Case {
    fn new(gold: &str, output: &[Value]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("gold.jsonl"), gold).unwrap();
        let output: String = output.iter().map(|record| format!("{record}\n")).collect();
        fs::write(folder.path().join("out.jsonl"), output).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, task: &str) -> Command {
        let mut command = copydesk();
        command.args(["eval", task]).arg(self.path("out.jsonl"));
        command.arg("--gold").arg(self.path("gold.jsonl"));
        command
    }

    fn figures(&self, task: &str) -> Value {
        let ran = run(self.command(task).arg("--json"));
        assert_eq!((ran.code, &*ran.err), (Some(0), ""));
        serde_json::from_str(&ran.out).unwrap()
    }

    fn refusal(&self, task: &str) -> String {
        let ran = run(&mut self.command(task));
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{}", ran.err);
        ran.err
    }
}

/// A record with these layers.
fn record(id: &str, text: &str, annotations: Value) -> Value {
    json!({"schema": "copydesk/1", "id": id, "offsets": "char", "text": text,
        "annotations": annotations, "stages": [], "problems": []})
}

fn gold(id: &str, text: &str, field: &str, value: Value) -> String {
    format!("{}\n", json!({"id": id, "text": text, field: value}))
}

const TALKS: &str = "Łucja Núñez met Port Elsing FC in Port Elsing.";

/// Of three gold mentions one is found as it is, one under another label, one not; and one is found
/// where there is none.
fn mentions() -> Case {
    let gold = gold(
        "a",
        TALKS,
        "entities",
        json!([
            {"start": 0, "end": 11, "label": "PERSON"},
            {"start": 16, "end": 30, "label": "ORG"},
            {"start": 34, "end": 45, "label": "FAC"}
        ]),
    );
    let found = json!([
        {"id": 1, "start": 0, "end": 11, "label": "PERSON"},
        {"id": 2, "start": 12, "end": 15, "label": "ORG"},
        {"id": 3, "start": 34, "end": 45, "label": "LOC"}
    ]);
    Case::new(&gold, &[record("a", TALKS, json!({"entity": found}))])
}

#[test]
fn mentions_count_by_exact_span_and_label() {
    let case = mentions();
    let figures = case.figures("entities");
    let third = json!(33.33);
    assert_eq!((&figures["p"], &figures["r"], &figures["f1"]), (&third, &third, &third));
    assert_eq!(figures["by_label"], json!({"FAC": 0.0, "ORG": 0.0, "PERSON": 100.0}));
    // In CoNLL's labels FAC is LOC.
    let figures = case.figures("entities4");
    assert_eq!(figures["f1"], 66.67);
    assert_eq!(figures["by_label"], json!({"LOC": 100.0, "ORG": 0.0, "PER": 100.0}));
}

#[test]
fn errors_are_listed_with_their_sentence() {
    let case = mentions();
    let ran = run(case.command("entities").args(["--errors", "9"]));
    let listed = "\
a: FAC taken for LOC
  Łucja Núñez met Port Elsing FC in Port Elsing.
                                    ^^^^^^^^^^^ gold FAC
                                    ^^^^^^^^^^^ found LOC
";
    assert!(ran.out.contains(listed), "{}", ran.out);
    for kind in ["1 FAC taken for LOC", "1 ORG missed", "1 ORG where there is none"] {
        assert!(ran.out.contains(kind), "{}", ran.out);
    }
    let file = case.path("errors.txt");
    let to_file = run(case.command("entities").arg("--errors").arg(&file));
    let written = fs::read_to_string(file).unwrap();
    assert!(written.contains(listed) && !to_file.out.contains(listed), "{written}");
}

#[test]
fn claims_are_ranked_by_their_highest_score() {
    let texts = [("a", 1, Some(0.9)), ("b", 0, Some(0.6)), ("c", 1, Some(0.2)), ("d", 0, None)];
    let (mut lines, mut records) = (String::new(), Vec::new());
    for (id, label, score) in texts {
        lines += &gold(id, "Rain fell.", "label", json!(label));
        let claims: Vec<_> = score
            .into_iter()
            .flat_map(|score| [0.1, score])
            .zip(1..)
            .map(|(score, id)| json!({"id": id, "start": 0, "end": 10, "score": score}))
            .collect();
        records.push(record(id, "Rain fell.", json!({"claim": claims})));
    }
    let figures = Case::new(&lines, &records).figures("claims");
    // Ranked a, b, c, d: precision 1/1 at a and 2/3 at c.
    let expected =
        json!({"p": 50.0, "r": 50.0, "f1": 50.0, "average_precision": 83.33, "groups": 1});
    assert_eq!(figures, expected);
}

#[test]
fn aliases_are_scored_by_b_cubed() {
    let text = "Ana Ruiz, Ruiz and Hill met. Ruiz left.";
    let places = [(0, 8), (10, 14), (19, 23), (29, 33)];
    let wiki = ["Ana", "Ana", "Hill", "Ana"];
    let mentions: Vec<_> = (places.iter().zip(wiki))
        .map(|((start, end), wiki)| json!({"start": start, "end": end, "wiki": wiki}))
        .collect();
    // The output puts Hill with Ana, and the last Ruiz by herself.
    let entities: Vec<_> = (places.iter().zip([1, 1, 1, 4]).zip(1..))
        .map(|(((start, end), entity), id)| json!({"id": id, "start": start, "end": end, "label": "PERSON", "links": {"entity": entity}}))
        .collect();
    let case = Case::new(
        &gold("a", text, "mentions", json!(mentions)),
        &[record("a", text, json!({"entity": entities}))],
    );
    let figures = case.figures("aliases");
    // Precision 2/3, 2/3, 1/3, 1; recall 2/3, 2/3, 1, 1/3.
    let expected = json!({"p": 66.67, "r": 66.67, "f1": 66.67, "mentions": 4, "found": 4});
    assert_eq!(figures, expected);
    let ran = run(case.command("aliases").args(["--errors", "9"]));
    for words in ["^^^^ joined with “Ana Ruiz”, another entity", "^^^^ not joined with “Ana Ruiz”"]
    {
        assert!(ran.out.contains(words), "{}", ran.out);
    }
}

#[test]
fn quotes_are_scored_by_content_source_and_cue() {
    let text = "“No,” Ruiz said. Hill warned of rain.";
    let attributions = json!([
        {"content": [[0, 5]], "source": [[6, 10]], "cue": [[11, 15]]},
        {"content": [[29, 36]], "source": [[17, 21]], "cue": [[22, 28]]}
    ]);
    // The first has the wrong source and lacks the marks; the second is not found.
    let annotations = json!({
        "quote": [{"id": 1, "start": 1, "end": 4, "links": {"parts": [2], "source": 3, "cue": 4}}],
        "content": [{"id": 2, "start": 1, "end": 4}],
        "source": [{"id": 3, "start": 17, "end": 21}],
        "cue": [{"id": 4, "start": 11, "end": 15}]
    });
    let case = Case::new(
        &gold("a", text, "attributions", attributions),
        &[record("a", text, annotations)],
    );
    let figures = case.figures("quotes");
    assert_eq!(figures["span_exact"], json!({"content": 0.0, "source": 66.67, "cue": 66.67}));
    assert_eq!(figures["content_exact"], json!({"p": 100.0, "r": 50.0, "f1": 66.67}));
    // All of the three letters are gold; three of five and none of six are found.
    assert_eq!(figures["content_soft"], json!({"p": 100.0, "r": 30.0, "f1": 46.15}));
    assert_eq!(figures["source"], json!({"p": 0.0, "r": 0.0, "f1": 0.0}));
    assert_eq!(figures["cue"], json!({"p": 100.0, "r": 50.0, "f1": 66.67}));
    assert_eq!(figures["attribution"], json!({"p": 0.0, "r": 0.0, "f1": 0.0}));
    assert_eq!((&figures["direct_quotes"], &figures["attributions"]), (&json!(1), &json!(2)));
}

#[test]
fn sentences_and_tags_are_scored_by_exact_spans() {
    let text = "Rain fell. She left.";
    let line = json!({"id": 7, "text": text, "sentences": [[0, 10], [11, 20]],
        "tokens": [[0, 4], [5, 9], [9, 10]], "pos": ["NN", "VBD", "."]});
    let found = json!({
        "sentence": [{"id": 1, "start": 0, "end": 10}, {"id": 2, "start": 11, "end": 14}, {"id": 3, "start": 15, "end": 20}],
        "token": [{"id": 4, "start": 0, "end": 4, "label": "VB"}, {"id": 5, "start": 5, "end": 9, "label": "VBD"}]
    });
    // A number as the id, a byte order mark, Windows line ends, and a blank line.
    let lines = format!("\u{FEFF}{line}\r\n\r\n");
    let case = Case::new(&lines, &[record("7", text, found)]);
    assert_eq!(case.figures("sentences"), json!({"p": 33.33, "r": 50.0, "f1": 40.0}));
    let tags = case.figures("tags");
    assert_eq!(
        (&tags["p"], &tags["r"], &tags["accuracy"]),
        (&json!(50.0), &json!(33.33), &json!(50.0))
    );
    assert_eq!(tags["tokens"], json!({"p": 100.0, "r": 66.67, "f1": 80.0}));
}

#[test]
fn a_record_that_was_corrected_is_gold_too() {
    let case = mentions();
    let out = fs::read_to_string(case.path("out.jsonl")).unwrap();
    fs::write(case.path("gold.jsonl"), out.replace("\"LOC\"", "\"FAC\"")).unwrap();
    let figures = case.figures("entities");
    assert_eq!((&figures["f1"], &figures["by_label"]["FAC"]), (&json!(66.67), &json!(0.0)));
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_the_line() {
    let text = "Rain fell.";
    let entities = |value: Value| gold("a", text, "entities", value);
    let none = entities(json!([]));
    let outputs = [record("a", text, json!({"entity": []}))];
    for (lines, words) in [
        (format!("{none}{none}"), "gold.jsonl:2: an earlier gold article has the id \"a\" too"),
        (format!("{}\n", json!({"text": text})), "gold.jsonl:1: the object has no \"id\""),
        (format!("{}\n", json!({"id": "a"})), "gold.jsonl:1: the object has no \"text\""),
        ("[1]\n".to_owned(), "gold.jsonl:1: this line is no JSON object"),
        (
            gold("a", text, "tokens", json!([])),
            "gold.jsonl:1: there is no \"entities\"; this task needs a list of",
        ),
        (
            entities(json!([{"start": 0}])),
            "gold.jsonl:1: \"entities\" is not as this task needs it",
        ),
        (
            entities(json!([{"start": 5, "end": 11, "label": "ORG"}])),
            "gold.jsonl:1: an entity stands at 5..11, but the text has 10 code points",
        ),
        (
            gold("a", "Rain\r\nfell.", "entities", json!([])),
            "the text of \"a\" is another in the output, from code point 4",
        ),
        (format!("{none}{}", none.replace("\"a\"", "\"b\"")), "1 gold articles have no record in"),
        (String::new(), "gold.jsonl: there is no article in it"),
    ] {
        let said = Case::new(&lines, &outputs).refusal("entities");
        assert!(said.contains(words), "{said:?} should say {words:?}");
    }
    let said = Case::new(&none, &[json!({"id": "a", "text": text})]).refusal("entities");
    assert!(said.contains("out.jsonl:1: no record that `copydesk run` wrote"), "{said}");
    let said = Case::new(&none, &[record("a", text, json!({}))]).refusal("entities");
    assert!(said.contains("no record has the layer \"entity\""), "{said}");
}

#[test]
fn gold_without_ids_is_enough_where_the_stages_are_run() {
    let lines =
        json!({"text": "Ana Ruiz left.", "entities": [{"start": 0, "end": 8, "label": "PERSON"}]});
    let case = Case::new(&format!("{lines}\n"), &[]);
    let mut command = standard("eval", ["entities", "--errors", "9", "--gold"]);
    let ran = run(command.arg(case.path("gold.jsonl")));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.starts_with("1 article\n"), "{}", ran.out);
}

#[test]
fn articles_without_gold_are_left_out_and_counted() {
    let text = "Rain fell.";
    let records = ["b", "a", "c"].map(|id| record(id, text, json!({"entity": []})));
    let ran =
        run(&mut Case::new(&gold("a", text, "entities", json!([])), &records).command("entities"));
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.starts_with("2 records of "), "{}", ran.err);
    assert!(ran.err.ends_with("the first is \"b\"\n"), "{}", ran.err);
}

/// The first articles of a dev file, run and scored by both programs.
#[test]
fn figures_are_those_of_the_evaluation_script() {
    const ARTICLES: usize = 40;
    let Some(script) = shared("eval/score.py") else { return };
    let folder = tempfile::tempdir().unwrap();
    for (tasks, file) in [
        (&["entities", "sentences"][..], "entities/worldwide.dev.jsonl"),
        (&["entities4"], "entities/conll03.dev.jsonl"),
        (&["quotes"], "quotes/polnear.dev.jsonl"),
        (&["claims"], "claims/claimbuster.dev.jsonl"),
        (&["aliases", "sentences"], "gum/gum.dev.jsonl"),
        (&["summaries"], "summaries/cnndm.dev.jsonl"),
    ] {
        let Some(data) = shared(&format!("data/{file}")) else { continue };
        let lines = fs::read_to_string(data).unwrap();
        let lines: String = lines.split_inclusive('\n').take(ARTICLES).collect();
        let (gold, output) = (folder.path().join("gold.jsonl"), folder.path().join("out.jsonl"));
        fs::write(&gold, lines).unwrap();
        let mut command = standard("run", ["--layers", "all", "-q"]);
        assert_eq!(run(command.arg(&gold).arg("-o").arg(&output)).code, Some(0));
        for task in tasks {
            let theirs = by_script(&script, task, &gold, &output);
            let Some(theirs) = theirs else { continue };
            let mut command = copydesk();
            command.args(["eval", task, "--json"]).arg(&output).arg("--gold").arg(&gold);
            let ours = run(&mut command);
            let ours: Value =
                serde_json::from_str(&ours.out).unwrap_or_else(|_| panic!("{}", ours.err));
            assert!(same(&ours, &theirs), "{task} of {file}:\n{ours}\n{theirs}");
            // And without an output, from the texts themselves.
            if file.starts_with("claims") {
                let arguments = ["claims", "--json", "--gold", gold.to_str().unwrap()];
                let ran = run(&mut standard("eval", arguments));
                assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap(), ours, "{}", ran.err);
            }
        }
    }
}

/// What the script prints, or `None` where it does not run, with its reason printed.
fn by_script(script: &Path, task: &str, gold: &Path, output: &Path) -> Option<Value> {
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let ran = Command::new(python).arg(script).arg(task).args([gold, output]).output();
    match ran {
        Ok(ran) if ran.status.success() => serde_json::from_slice(&ran.stdout).ok(),
        Ok(ran) => {
            let said = String::from_utf8_lossy(&ran.stderr);
            // For ROUGE it needs a package that is not everywhere.
            let reason = said.lines().last().unwrap_or_default();
            assert!(reason.contains("No module named"), "{task}: {said}");
            println!("passed over {task}: {reason}");
            None
        }
        Err(error) => {
            println!("passed over: no Python to run the script with: {error}");
            None
        }
    }
}

/// Whether two values are equal, 0 and 0.0 being the same.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, value)| other.get(key).is_some_and(|theirs| same(value, theirs)))
        }
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        _ => one == other,
    }
}
