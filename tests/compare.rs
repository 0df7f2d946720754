//! `copydesk compare`: what two outputs have in common and what not.

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{Ran, copydesk, run};
use tempfile::TempDir;

const TEXT: &str = "Ana Ruiz met Hugh Hill of Port Elsing. Rain fell.";

fn record(id: &str, text: &str, mentions: Value) -> Value {
    json!({"schema": "copydesk/1", "id": id, "offsets": "char", "text": text,
        "annotations": {"entity": mentions}, "stages": [], "problems": []})
}

fn mentions(all: &[(u32, u32, &str)]) -> Value {
    let one = |(id, (start, end, label)): (usize, &(u32, u32, &str))| json!({"id": id, "start": start, "end": end, "label": label, "score": 0.5, "links": {"entity": id}});
    (1..).zip(all).map(one).collect()
}

const BASE: [(u32, u32, &str); 3] = [(0, 8, "PERSON"), (13, 22, "PERSON"), (26, 37, "LOC")];

struct Case {
    folder: TempDir,
}

impl Case {
    fn new(before: &[Value], after: &[Value]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, records) in [("a.jsonl", before), ("b.jsonl", after)] {
            let text: String = records.iter().map(|record| format!("{record}\n")).collect();
            fs::write(folder.path().join(name), text).unwrap();
        }
        Self { folder }
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = copydesk();
        command.args(["compare", "a.jsonl", "b.jsonl"]).args(arguments);
        run(command.current_dir(self.folder.path()))
    }
}

#[test]
fn outputs_that_differ_in_numbers_and_scores_alone_agree() {
    let same = mentions(&BASE);
    let mut other = same.clone();
    for (mention, id) in other.as_array_mut().unwrap().iter_mut().zip([50, 40, 60]) {
        mention["id"] = json!(id);
        mention["links"]["entity"] = json!(id);
        mention["score"] = json!(0.9);
    }
    let ran =
        Case::new(&[record("a", TEXT, same)], &[record("a", TEXT, other)]).run(&["--exit-code"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.starts_with("1 article, 0 of them differ\n"), "{}", ran.out);
    assert!(
        ran.out.contains("\nentity  100.00        3        3        3       0 "),
        "{}",
        ran.out
    );
}

#[test]
fn disagreements_are_counted_ranked_and_shown() {
    let quiet = |id: &str| record(id, TEXT, mentions(&BASE));
    let before = [quiet("a"), quiet("b"), quiet("c")];
    let after = [
        record("a", TEXT, mentions(&[BASE[0], BASE[1], (26, 30, "LOC")])),
        record("b", TEXT, mentions(&[(0, 8, "ORG"), BASE[2], (39, 43, "MISC")])),
        quiet("c"),
    ];
    let case = Case::new(&before, &after);
    let ran = case.run(&["--exit-code"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let expected = "\
b: 3 disagreements
  Ana Ruiz met Hugh Hill of Port Elsing. Rain fell.
  ^^^^^^^^ - entity PERSON
  ^^^^^^^^ + entity ORG
  Ana Ruiz met Hugh Hill of Port Elsing. Rain fell.
               ^^^^^^^^^ - entity PERSON
  Ana Ruiz met Hugh Hill of Port Elsing. Rain fell.
                                         ^^^^ + entity MISC

a: 1 disagreement
  Ana Ruiz met Hugh Hill of Port Elsing. Rain fell.
                            ^^^^^^^^^^^ - entity LOC
                            ^^^^ + entity LOC

3 articles, 2 of them differ
layer       F1   before    after     same  gained    lost   moved relabelled changed
entity   66.67        9        9        6       1       1       1          1       0

      1 entity gained MISC
      1 entity lost PERSON
      1 entity moved LOC
      1 entity relabelled PERSON to ORG
";
    assert_eq!(ran.out, expected);
    // Without being asked for it, a difference is no failure; and the order does not matter.
    let mut turned = after.to_vec();
    turned.reverse();
    let again = Case::new(&before, &turned).run(&[]);
    assert_eq!((again.code, again.out), (Some(0), ran.out));
    assert!(case.run(&["--top", "0"]).out.starts_with("3 articles"));
}

#[test]
fn a_name_that_is_nowhere_in_the_records_is_no_agreement() {
    let mut other = mentions(&BASE);
    for mention in other.as_array_mut().unwrap() {
        mention["attrs"] = json!({"gender": "female"});
    }
    let case = Case::new(&[record("a", TEXT, mentions(&BASE))], &[record("a", TEXT, other)]);
    for (arguments, says) in [
        (
            ["--layers", "entities"],
            "error: --layers: no record has a layer \"entities\"; there are entity",
        ),
        (
            ["--layers", "entity,entitty"],
            "error: --layers: no record has a layer \"entitty\"; did you mean \"entity\"?",
        ),
        (["--ignore", "foo"], "error: --ignore: \"foo\" is no attribute or link of a layer; say"),
        (["--ignore", "entitty.gender"], "did you mean \"entity\"?"),
        (["--ignore", "entity.gendre"], "did you mean \"gender\"?"),
    ] {
        let ran = case.run(&[&["--exit-code"], &arguments[..]].concat());
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{}", ran.err);
        assert!(ran.err.contains(says), "{says:?} is not in {}", ran.err);
    }
    for (ignored, code) in [("entity.gender", 0), ("entity.role", 1), ("claim.group", 1)] {
        let ran = case.run(&["--exit-code", "--ignore", ignored]);
        assert_eq!(ran.code, Some(code), "{ignored}: {}", ran.err);
    }
}

#[test]
fn what_a_link_leads_to_is_told() {
    let mut other = mentions(&BASE);
    other[1]["links"]["entity"] = json!(1);
    let ran =
        Case::new(&[record("a", TEXT, mentions(&BASE))], &[record("a", TEXT, other)]).run(&[]);
    assert!(ran.out.contains("^^^^^^^^^ - entity PERSON entity→Hugh Hill\n"), "{}", ran.out);
    assert!(ran.out.contains("^^^^^^^^^ + entity PERSON entity→Ana Ruiz\n"), "{}", ran.out);
    assert!(ran.out.contains("1 entity changed PERSON\n"), "{}", ran.out);
}

#[test]
fn articles_on_one_side_and_other_texts_are_told() {
    let none = || json!([]);
    let before = [record("a", TEXT, none()), record("b", TEXT, none()), record("c", TEXT, none())];
    let mut bare = record("c", TEXT, none());
    bare["annotations"] = json!({});
    let after = [record("d", TEXT, none()), record("a", "Snow fell.", none()), bare];
    let ran = Case::new(&before, &after).run(&["--exit-code"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    for line in [
        "2 articles, 2 of them differ\n",
        "1 have another text and were not compared further\n",
        "1 articles have this layer on one side alone\n",
        "1 article is only in a.jsonl: \"b\"\n",
        "1 article is only in b.jsonl: \"d\"\n",
    ] {
        assert!(ran.out.contains(line), "{line:?} is not in {}", ran.out);
    }
    let missing = Case::new(&before, &after);
    fs::remove_file(missing.folder.path().join("b.jsonl")).unwrap();
    assert_eq!(missing.run(&[]).code, Some(2));
}
