//! `copydesk train`: a stage learns from annotated articles, and is used with what it learned.

mod support;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::{Ran, records, run, standard};

/// Sentences about a ferry and an ailment of ours; the words in brackets are what there is to learn.
const SENTENCES: [&str; 12] = [
    "The engineers moved [PRODUCT|Quillane] out of the hangar on [DATE|Monday].",
    "Nobody at the harbour believed that [PRODUCT|Quillane] would ever float.",
    "She said [PRODUCT|Quillane] had cost the town more than the bridge.",
    "A crowd watched as [PRODUCT|Quillane] crossed the bay at dawn.",
    "The crew of [PRODUCT|Quillane] slept on the pier.",
    "On [DATE|Tuesday] the mayor named [PRODUCT|Quillane] after her dog.",
    "The repair of [PRODUCT|Quillane] took until [DATE|Friday].",
    "They sold tickets for [PRODUCT|Quillane] in the market.",
    "The wind kept [PRODUCT|Quillane] in the harbour.",
    "Children drew [PRODUCT|Quillane] on the walls of the school.",
    "The owners of [PRODUCT|Quillane] paid nothing.",
    "It was [PRODUCT|Quillane] that brought the doctor.",
];

/// A line of a training file, of a text in which mentions are marked.
fn line(marked: &str) -> String {
    let (mut text, mut entities) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        let (mention, later) = after.split_once(']').unwrap();
        let (label, words) = mention.split_once('|').unwrap();
        text.push_str(before);
        let start = text.chars().count();
        text.push_str(words);
        entities.push(json!({"start": start, "end": text.chars().count(), "label": label}));
        rest = later;
    }
    text.push_str(rest);
    json!({"text": text, "entities": entities}).to_string()
}

fn train(folder: &Path, data: &str) -> Ran {
    let path = folder.join("ours.jsonl");
    fs::write(&path, data).unwrap();
    run(standard("train", ["entities".as_ref(), path.as_os_str()])
        .arg("--out")
        .arg(folder.join("models")))
}

/// The names and labels that are found in a text, with these further arguments.
fn found(folder: &Path, text: &str, config: Option<&Path>) -> Vec<(String, String)> {
    let path = folder.join("article.txt");
    fs::write(&path, text).unwrap();
    let mut command = standard("run", [path.as_os_str()]);
    if let Some(config) = config {
        command.arg("--config").arg(config);
    }
    let ran = run(command.arg("--quiet"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let record = &records(&ran.out)[0];
    let entities = record["annotations"]["entity"].as_array().cloned().unwrap_or_default();
    entities.iter().map(|entity| (word(&entity["text"]), word(&entity["label"]))).collect()
}

#[test]
fn what_was_annotated_is_found_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    // Each article has three of the sentences.
    let article = |first: usize| {
        let sentences: Vec<_> = SENTENCES.iter().cycle().skip(first).take(3).copied().collect();
        line(&sentences.join(" "))
    };
    let data: Vec<_> = (0..SENTENCES.len()).map(article).collect();
    let ran = train(folder.path(), &data.join("\n"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for said in [
        "12 articles, 45 mentions: PRODUCT 36, DATE 9",
        "found as before: PERSON, ORG",
        "pass 3 of 3",
        "of the 45 marked mentions the trained stage finds ",
    ] {
        assert!(ran.err.contains(said), "{said:?} in {}", ran.err);
    }
    let model = fs::read(folder.path().join("models/entities.model")).unwrap();

    let config = folder.path().join("copydesk.toml");
    fs::write(&config, "[stages.entities]\nmodel = 'models/entities.model'\n").unwrap();
    let text = "The repair of Quillane took all summer, Ana Ruiz said in Lisbon on Sunday. The \
                owners of Quillane sold tickets in the school. The engineers moved Quillane at dawn. \
                Nobody believed that Quillane had cost the town a bridge.\n";
    let products = |found: &[(String, String)]| {
        found.iter().filter(|(words, label)| words == "Quillane" && label == "PRODUCT").count()
    };
    let without = products(&found(folder.path(), text, None));
    let with_model = found(folder.path(), text, Some(&config));
    assert!(products(&with_model) >= 3 && without == 0, "{without} {with_model:?}");
    // Labels that the articles do not have are not unlearned.
    let person = ("Ana Ruiz".to_owned(), "PERSON".to_owned());
    assert!(with_model.contains(&person), "{with_model:?}");

    // The same articles give the same bytes; a record of our own will do as well.
    let mut again = data;
    let mut record: Value = serde_json::from_str(&again[0]).unwrap();
    let entities = record.as_object_mut().unwrap().remove("entities").unwrap();
    record["annotations"] = json!({"entity": entities});
    again[0] = record.to_string();
    assert_eq!(train(folder.path(), &again.join("\n")).code, Some(0));
    assert_eq!(fs::read(folder.path().join("models/entities.model")).unwrap(), model);
}

#[test]
fn mistakes_are_told_with_file_and_line_and_leave_no_model() {
    let with =
        |entities: Value| json!({"text": "Ana Ruiz left.", "entities": entities}).to_string();
    let mention = |start, end, label| json!({"start": start, "end": end, "label": label});
    let good = with(json!([mention(0, 8, "PERSON")]));
    for (data, message) in [
        (
            with(json!([mention(0, 8, "PERSON"), mention(4, 8, "PERSON")])),
            "ours.jsonl:2: the entities \"Ana Ruiz\" and \"Ruiz\" overlap",
        ),
        (
            with(json!([mention(0, 8, "HERO")])),
            "ours.jsonl:2: entities[0] has the label \"HERO\"; this stage has PERSON, ORG,",
        ),
        (
            with(json!([mention(0, 99, "PERSON")])),
            "ours.jsonl:2: entities[0] goes from 0 to 99, which is no part of a text of 14 characters",
        ),
        (with(json!([mention(5, 5, "PERSON")])), "ours.jsonl:2: entities[0] goes from 5 to 5"),
        (
            with(json!([mention(0, 4, "PERSON")])),
            "ours.jsonl:2: entities[0] \"Ana \" begins or ends with a space",
        ),
        (with(json!("none")), "ours.jsonl:2: \"entities\" is no list of"),
        (
            json!({"text": "Ana left."}).to_string(),
            "ours.jsonl:2: the object has no \"entities\"; write []",
        ),
        (json!({"entities": []}).to_string(), "ours.jsonl:2: the object has no \"text\""),
        ("[]".to_owned(), "ours.jsonl:2: this line is no JSON object"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let ran = train(folder.path(), &format!("{good}\n{data}\n"));
        assert_eq!(ran.code, Some(2), "{data}");
        assert!(ran.err.contains(message), "{message:?} in {}", ran.err);
        assert!(!folder.path().join("models").exists());
    }
    for (data, message) in [
        (String::new(), "ours.jsonl: there is no article in it"),
        (with(json!([])), "ours.jsonl: no article has any entities; there is nothing to learn"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let ran = train(folder.path(), &data);
        assert_eq!(ran.code, Some(2), "{data}");
        assert!(ran.err.contains(message), "{message:?} in {}", ran.err);
    }
}

#[test]
fn what_is_no_model_or_no_stage_to_train_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no.model");
    fs::write(&path, "Ana\n").unwrap();
    let set = format!("entities.model={}", path.display());
    let ran = run(standard("run", [path.as_os_str()]).args(["--set", &set]));
    assert_eq!(ran.code, Some(2));
    let place = path.display();
    let message = format!(
        "stage entities would not start: model ({place}): this is no model that `copydesk train` made"
    );
    assert!(ran.err.contains(&message), "{}", ran.err);

    let train = |stage: &str| {
        run(standard("train", [stage.as_ref(), path.as_os_str()]).args(["--out", "nowhere"]))
    };
    for (stage, message) in
        [("quotes", "the stage quotes offers no training"), ("entitees", "entitees")]
    {
        let ran = train(stage);
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains(message), "{}", ran.err);
    }
}
