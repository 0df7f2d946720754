//! `copydesk train segments`: sentence ends and tags are learned from annotated articles, and used.

mod support;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::{Ran, records, run, standard};

/// Sentences of a house whose lawyers are called "Adv.", and which tags as the first Penn Treebank did: each "to"
/// is TO, and a hyphen is ":".
const SENTENCES: [&str; 12] = [
    "Adv. Ruiz went to the harbour with a well-known captain.",
    "The letter of Adv. Lowe was sent to the bank.",
    "Nobody listened to Adv. Penhallow, a part-time judge.",
    "It was left to Adv. Marsh.",
    "The long-awaited reply came from Adv. Hill.",
    "She wrote to Adv. Ruiz about the half-empty hall.",
    "The keys were given to Adv. Okoro on Monday.",
    "A low-lying field belongs to Adv. Hill.",
    "They drove to the old-fashioned inn of Adv. Marsh.",
    "Adv. Lowe objected to the so-called plan.",
    "He talked to Adv. Boateng for an hour.",
    "The first-class ticket was returned to Adv. Penhallow.",
];

/// A line of a training file, an article of these sentences.
fn line(sentences: &[&str]) -> Value {
    let text = sentences.join(" ");
    let (mut spans, mut start) = (Vec::new(), 0);
    for sentence in sentences {
        spans.push([start, start + sentence.len()]);
        start += sentence.len() + 1;
    }
    let places = |what: &str, skip: usize, len: usize, tag: &str| -> Vec<(usize, usize, String)> {
        let found = text.match_indices(what).map(|(at, _)| at + skip);
        found.map(|at| (at, at + len, tag.to_owned())).collect()
    };
    let known = [places(" to ", 1, 2, "TO"), places("-", 0, 1, ":")].concat();
    let tokens: Vec<_> = known.iter().map(|(start, end, _)| [start, end]).collect();
    let pos: Vec<_> = known.iter().map(|(_, _, tag)| tag).collect();
    json!({"text": text, "sentences": spans, "tokens": tokens, "pos": pos})
}

fn train(folder: &Path, data: &str) -> Ran {
    let path = folder.join("ours.jsonl");
    fs::write(&path, data).unwrap();
    run(standard("train", ["segments".as_ref(), path.as_os_str()])
        .arg("--out")
        .arg(folder.join("models")))
}

/// The record of a text, with all layers.
fn record(folder: &Path, text: &str, model: Option<&Path>) -> Value {
    let path = folder.join("article.txt");
    fs::write(&path, text).unwrap();
    let mut command = standard("run", [path.as_os_str()]);
    command.args(["--quiet", "--layers", "all"]);
    if let Some(model) = model {
        command.args(["--set", &format!("segments.model={}", model.display())]);
    }
    let ran = run(&mut command);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    records(&ran.out).remove(0)
}

/// The words and labels of a layer.
fn layer(record: &Value, name: &str) -> Vec<(String, String)> {
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let layer = record["annotations"][name].as_array().unwrap();
    layer.iter().map(|found| (word(&found["text"]), word(&found["label"]))).collect()
}

fn sentences(record: &Value) -> Vec<String> {
    layer(record, "sentence").into_iter().map(|(words, _)| words).collect()
}

fn tags(record: &Value, of: &str) -> Vec<String> {
    let tokens = layer(record, "token").into_iter();
    tokens.filter(|(word, _)| word == of).map(|(_, tag)| tag).collect()
}

#[test]
fn sentence_ends_and_tags_are_learned() {
    let folder = tempfile::tempdir().unwrap();
    let article = |first: usize| {
        let sentences: Vec<_> = SENTENCES.iter().cycle().skip(first).take(3).copied().collect();
        line(&sentences)
    };
    let mut data: Vec<Value> = (0..SENTENCES.len()).map(article).collect();
    let lines = |data: &[Value]| data.iter().map(|line| format!("{line}\n")).collect::<String>();
    let ran = train(folder.path(), &lines(&data));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for said in [
        "12 articles, 36 sentences, 57 tokens with a tag",
        "sentence ends, F1, on articles that were not learned from: 100.00; without training",
        "tags, per cent right, on articles that were not learned from: 100.00; without training",
    ] {
        assert!(ran.err.contains(said), "{said:?} in {}", ran.err);
    }
    let model = folder.path().join("models/segments.model");
    let bytes = fs::read(&model).unwrap();

    let text = "The hand-written note went to Adv. Asante. He left at 9 a.m. with Mr. Quill. It is a pity.\n";
    let before = record(folder.path(), text, None);
    assert_eq!(sentences(&before)[0], "The hand-written note went to Adv.");
    assert_eq!((tags(&before, "to"), tags(&before, "-")), (vec!["IN".into()], vec!["HYPH".into()]));
    let after = record(folder.path(), text, Some(&model));
    assert_eq!(
        sentences(&after),
        [
            "The hand-written note went to Adv. Asante.",
            "He left at 9 a.m. with Mr. Quill.",
            "It is a pity."
        ]
    );
    assert_eq!((tags(&after, "to"), tags(&after, "-")), (vec!["TO".into()], vec![":".into()]));
    // All else is as before.
    let others = |record: &Value| {
        let mut tokens = layer(record, "token");
        tokens.retain(|(word, _)| !matches!(word.as_str(), "to" | "-"));
        tokens
    };
    assert_eq!(others(&after), others(&before));

    // The same articles give the same bytes; a record of our own will do as well.
    let own = &mut data[0];
    let layer = |spans: &Value, labels: Option<&Value>| -> Value {
        let label = |at: usize| labels.map_or(json!("body"), |labels| labels[at].clone());
        let spans = spans.as_array().unwrap().iter().enumerate();
        spans.map(|(at, s)| json!({"start": s[0], "end": s[1], "label": label(at)})).collect()
    };
    *own = json!({"text": own["text"], "annotations": {
        "sentence": layer(&own["sentences"], None),
        "token": layer(&own["tokens"], Some(&own["pos"])),
    }});
    assert_eq!(train(folder.path(), &lines(&data)).code, Some(0));
    assert_eq!(fs::read(&model).unwrap(), bytes);
}

#[test]
fn mistakes_are_told_with_file_and_line_and_leave_no_model() {
    let with = |fields: Value| {
        let mut line = json!({"text": "Ana left. Ben stayed."});
        line.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        line.to_string()
    };
    let good = with(json!({"sentences": [[0, 9], [10, 21]]}));
    for (fields, message) in [
        (
            json!({}),
            "the object has neither \"sentences\" nor \"tokens\" with their tags in \"pos\"",
        ),
        (json!({"sentences": "two"}), "\"sentences\" is no list of [start, end]"),
        (
            json!({"sentences": [[0, 99]]}),
            "sentences[0] goes from 0 to 99, which is no part of a text of 21 characters",
        ),
        (json!({"sentences": [[0, 9], [4, 21]]}), "\"left. Ben stayed.\" overlap"),
        (json!({"tokens": [[0, 3]]}), "the object has neither"),
        (json!({"pos": ["NNP"]}), "the object has \"pos\", but no \"tokens\""),
        (
            json!({"tokens": [[0, 3]], "pos": ["NNP", "VBD"]}),
            "there are 1 \"tokens\" and 2 tags in \"pos\"",
        ),
        (
            json!({"tokens": [[0, 3]], "pos": ["NAME"]}),
            "the tag of tokens[0] is \"NAME\"; this stage has NN NNS",
        ),
        (json!({"tokens": [[3, 3]], "pos": ["NNP"]}), "tokens[0] goes from 3 to 3"),
        (
            json!({"annotations": {"sentence": []}, "offsets": "utf8"}),
            "the record counts positions in other units than characters",
        ),
        (json!({"annotations": {"entity": []}}), "which `copydesk run --layers all` writes"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let ran = train(folder.path(), &format!("{good}\n{}\n", with(fields.clone())));
        assert_eq!(ran.code, Some(2), "{fields}");
        assert!(ran.err.contains("ours.jsonl:2: "), "{fields}: {}", ran.err);
        assert!(ran.err.contains(message), "{message:?} in {}", ran.err);
        assert!(!folder.path().join("models").exists());
    }
    let nothing = with(json!({"sentences": []}));
    for (data, message) in [
        ("", "ours.jsonl: there is no article in it"),
        (nothing.as_str(), "ours.jsonl: no article has any sentences or tagged tokens"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let ran = train(folder.path(), data);
        assert_eq!(ran.code, Some(2), "{data}");
        assert!(ran.err.contains(message), "{message:?} in {}", ran.err);
    }
}

#[test]
fn what_is_no_model_of_segments_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no.model");
    for (model, message) in [
        ("Ana\n", "no.model): this is no model that `copydesk train segments` made"),
        ("copydesk-segments 1\nAna\n", "no.model): the model is damaged; train it again"),
    ] {
        fs::write(&path, model).unwrap();
        let set = format!("segments.model={}", path.display());
        let ran = run(standard("run", [path.as_os_str()]).args(["--set", &set]));
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains(message), "{}", ran.err);
    }
}
