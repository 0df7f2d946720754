//! The whole program over the articles of fixtures/: snapshots that a person can review, the stages'
//! own examples, and the case that shows what the program is for.

#![allow(clippy::print_stdout, reason = "what a test prints is for who reads its output")]

mod support;

use std::fs;

use serde_json::Value;
use support::{fixture, records, run, run_with_input, shared, standard};

/// Each article with carets and labels under its words. Review changes with `cargo insta review`.
#[test]
fn articles() {
    let mut paths: Vec<_> =
        fs::read_dir(fixture("articles")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 12, "the articles are there");
    for path in paths {
        let ran = run(standard("show", ["--carets"]).arg(&path));
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", path.display());
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        insta::with_settings!({snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(name, ran.out);
        });
    }
}

/// Every stage's manifest has examples; they hold in the real pipeline.
#[test]
fn the_stages_own_examples_hold() {
    for stage in support::STANDARD {
        let manifest =
            fs::read_to_string(support::root().join("plugins").join(stage).join("stage.json"))
                .unwrap();
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        let examples =
            manifest["examples"].as_array().unwrap_or_else(|| panic!("{stage} has no examples"));
        assert!(!examples.is_empty(), "{stage} has no examples");
        for example in examples {
            let input = serde_json::json!({"id": "example", "text": example["text"]}).to_string();
            let ran =
                run_with_input(&mut standard("run", ["-", "--layers", "all"]), input.as_bytes());
            let found = support::words(&records(&ran.out)[0]);
            for (layer, words) in example["expect"].as_object().unwrap() {
                let expected: Vec<String> = serde_json::from_value(words.clone()).unwrap();
                assert_eq!(
                    found.get(layer),
                    Some(&expected),
                    "{stage}, {layer}: {}",
                    example["text"]
                );
            }
        }
    }
}

/// The seed case, line by line: what is expected of an article that has it all.
#[test]
fn the_seed_case_comes_out_right() {
    let Some(text) = shared("eval/cases/000_7b18e98d13cef019.txt") else { return };
    let expected = shared("eval/cases/000_7b18e98d13cef019.expected.json")
        .expect("the case has its expectations");
    let expected: Value = serde_json::from_str(&fs::read_to_string(expected).unwrap()).unwrap();
    let ran = run(standard("run", ["--layers", "all"]).arg(&text));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let record = &records(&ran.out)[0];
    let layer = |name: &str| record["annotations"][name].as_array().unwrap().clone();
    let by_id = |id: &Value| {
        let layers = record["annotations"].as_object().unwrap().values();
        layers
            .flat_map(|layer| layer.as_array().unwrap())
            .find(|annotation| annotation["id"] == *id)
            .unwrap()
            .clone()
    };
    let name = |id: &Value| by_id(id)["attrs"]["name"].as_str().unwrap_or_default().to_owned();
    let strings = |value: &Value| {
        value
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };

    let boilerplate: Vec<_> = layer("paragraph")
        .into_iter()
        .filter(|p| p["label"] == "boilerplate")
        .map(|p| p["text"].clone())
        .collect();
    assert_eq!(boilerplate, strings(&expected["boilerplate"]));

    let mut missing = Vec::new();
    for entity in expected["entities"].as_array().unwrap() {
        for mention in strings(&entity["mentions"]) {
            let found = layer("entity").into_iter().any(|found| {
                found["text"] == mention.as_str()
                    && found["label"] == entity["label"]
                    && (entity["label"] != "PERSON"
                        || name(&found["links"]["entity"]) == entity["name"].as_str().unwrap())
            });
            if !found {
                missing.push(format!("{mention} {}", entity["label"]));
            }
        }
    }
    println!("entities missing or of another label: {missing:?}");
    let people_missing = missing.iter().any(|mention| mention.ends_with("\"PERSON\""));
    // A name that can be read two ways ("Kremlin": a place, or those who govern from it) may be.
    assert!(!people_missing && missing.len() <= 1, "{missing:?}");

    let wanted = expected["quotes"].as_array().unwrap();
    let right = wanted.iter().filter(|wanted| {
        layer("quote").iter().any(|quote| {
            quote["text"] == wanted["content"]
                && quote["label"] == wanted["kind"]
                && quote["links"]
                    .get("speaker")
                    .is_some_and(|id| name(id) == wanted["speaker"].as_str().unwrap())
        })
    });
    let right = right.count();
    println!("{right} of {} quotes", wanted.len());
    assert!(right >= 10, "{right} of {} quotes", wanted.len());

    for claim in
        expected["claims"].as_array().unwrap().iter().filter(|claim| claim["stance"] != "none")
    {
        let found = layer("claim").into_iter().any(|found| {
            found["text"].as_str().unwrap().contains(claim["text"].as_str().unwrap())
                && found["attrs"]["stance"] == claim["stance"]
                && found["attrs"]["marker"] == claim["marker"]
                && name(&found["links"]["claimant"]) == claim["claimant"].as_str().unwrap()
        });
        assert!(found, "{claim}");
    }

    let summary = layer("summary");
    assert!((2..=4).contains(&summary.len()), "{summary:?}");
    let sentences = layer("sentence");
    for sentence in &summary {
        let whole = sentences
            .iter()
            .find(|s| s["start"] == sentence["start"] && s["end"] == sentence["end"]);
        assert_eq!(whole.expect("a whole sentence")["label"], "body");
    }
    let text: String = summary.iter().map(|sentence| sentence["text"].as_str().unwrap()).collect();
    for word in strings(&expected["summary"]["must_mention"]) {
        assert!(text.contains(&word), "the summary should mention {word}: {text}");
    }
}
