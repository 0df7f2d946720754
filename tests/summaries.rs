//! Summaries by the real program: every way to ask for a length, texts of every shape, and the stage
//! without the layers that it can do without.

mod support;

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;
use support::{copydesk, library, records, run, run_with_input, standard};

const NAMES: [&str; 5] = ["Ruiz", "Adeyemi", "Novak", "Tanaka", "Hughes"];
const THINGS: [&str; 7] =
    ["bridge", "school", "harbour", "budget", "clinic", "library", "tram line"];
const DEEDS: [&str; 6] =
    ["approved the plan for", "closed", "inspected", "paid for", "argued over", "reopened"];

/// A report of `sentences` sentences of some ten words, four to a paragraph.
fn report(sentences: usize) -> String {
    let mut text = String::new();
    for at in 0..sentences {
        let (name, thing, deed) = (NAMES[at % 5], THINGS[at % 7], DEEDS[at % 6]);
        let gap = if at % 4 == 3 { "\n\n" } else { " " };
        let _ =
            write!(text, "Councillor {name}{at} {deed} the {thing} of ward {at} on Monday.{gap}");
    }
    text
}

/// The record of a text, with these arguments.
fn summarise(text: &str, arguments: &[&str]) -> Value {
    let mut command = standard("run", ["-"]);
    command.args(["--layers", "all"]).args(arguments);
    let line = serde_json::json!({"id": "a", "text": text}).to_string();
    let ran = run_with_input(&mut command, line.as_bytes());
    // That there is nothing in an article is a problem of the article's.
    assert_eq!(ran.code, Some(i32::from(text.trim().is_empty())), "{}", ran.err);
    records(&ran.out).remove(0)
}

fn layer<'r>(record: &'r Value, name: &str) -> Vec<&'r Value> {
    record["annotations"][name].as_array().map(|all| all.iter().collect()).unwrap_or_default()
}

fn texts(record: &Value, name: &str) -> Vec<String> {
    layer(record, name).iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect()
}

fn words(sentences: &[String]) -> usize {
    sentences.iter().map(|sentence| sentence.split_whitespace().count()).sum()
}

/// Whether so many sentences and words are right for an article of so many words.
type Holds = fn(usize, usize, usize) -> bool;

#[test]
fn length_is_told_in_sentences_words_or_a_share_by_flag_and_by_file() {
    let text = report(60);
    let all = text.split_whitespace().count();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copydesk.toml");
    let cases: [(&str, &str, Holds); 5] = [
        ("sentences", "1", |sentences, _, _| sentences == 1),
        ("sentences", "5", |sentences, _, _| (2..=5).contains(&sentences)),
        ("words", "25", |sentences, words, _| sentences > 0 && words <= 25),
        ("share", "0.2", |_, words, all| words * 10 > all && words * 5 <= all + 15),
        ("share", "0.001", |sentences, _, _| sentences == 1),
    ];
    for (key, value, holds) in cases {
        let told = format!("summaries.{key}={value}");
        let by_flag = texts(&summarise(&text, &["--set", &told]), "summary");
        assert!(holds(by_flag.len(), words(&by_flag), all), "{told}: {by_flag:?}");
        fs::write(&file, format!("[stages.summaries]\n{key} = {value}\n")).unwrap();
        let by_file = summarise(&text, &["--config", file.to_str().unwrap()]);
        assert_eq!(texts(&by_file, "summary"), by_flag, "{told}");
    }
    // Words alone, without a limit of sentences, fill their room.
    let told = ["--set", "summaries.words=100", "--set", "summaries.sentences=0"];
    let filled = words(&texts(&summarise(&text, &told), "summary"));
    assert!((85..=100).contains(&filled), "{filled} words");
    let figures = "Repairs cost 2 million pounds, 40 percent more than 300 workers had been told.";
    let told = |most: &str| layer(&summarise(figures, &["--set", most]), "key_point").len();
    assert_eq!((told("summaries.key_points=2"), told("summaries.key_points=0")), (2, 3));
}

#[test]
fn texts_of_every_shape_have_sensible_summaries() {
    let list = "Five ways to save water\n\n- Mend the taps in the kitchen first.\n- Take shorter \
                showers in the dry months.\n- Collect the rain of the winter in barrels.\n- Water \
                the garden after sunset only.\n- Ask the town for a meter.";
    let blog = "18:40 The council of Larnmouth has voted to close the pool.\n\n18:21 Speeches are \
                over and the vote begins.\n\n17:55 About 200 people are waiting outside the town \
                hall.\n\n17:30 Good evening, and welcome to our live coverage.";
    let transcript = "INTERVIEWER: Why did the council close the pool?\n\nMAYOR: The roof of the \
                      pool was about to fall, and repairs cost 2 million pounds.\n\nINTERVIEWER: \
                      Was there no other way?\n\nMAYOR: The council looked for one for three \
                      years, and found none.";
    let one = "The council of Larnmouth closed the only swimming pool of the town on Monday.";
    let boilerplate = "Listen to article\n\nRead also: Pool prices rise again";
    for (name, text, most) in [
        ("list", list, 3),
        ("live blog", blog, 3),
        ("transcript", transcript, 3),
        ("one sentence", one, 1),
        ("report", &report(1000), 3),
        ("boilerplate", boilerplate, 0),
        ("empty", "", 0),
        ("blank", " \n\n \n", 0),
    ] {
        let record = summarise(text, &[]);
        let summary = layer(&record, "summary");
        let least = usize::from(most > 0);
        assert!((least..=most).contains(&summary.len()), "{name}: {summary:?}");
        assert_eq!(layer(&record, "headline").len(), least, "{name}");
        // Whole body sentences, in text order, with ranks from 1.
        let body: Vec<_> = layer(&record, "sentence")
            .into_iter()
            .filter(|sentence| sentence["label"] == "body")
            .map(|sentence| (sentence["start"].clone(), sentence["end"].clone()))
            .collect();
        let spans: Vec<_> =
            summary.iter().map(|one| (one["start"].clone(), one["end"].clone())).collect();
        assert!(spans.iter().all(|span| body.contains(span)), "{name}: {summary:?}");
        let starts: Vec<_> = spans.iter().map(|span| span.0.as_u64()).collect();
        assert!(starts.is_sorted(), "{name}");
        let mut ranks: Vec<_> =
            summary.iter().map(|one| one["attrs"]["rank"].as_u64().unwrap()).collect();
        ranks.sort_unstable();
        assert_eq!(ranks, (1..=summary.len() as u64).collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn without_entities_the_summary_is_the_same_and_figures_remain() {
    let text = "The council of Larnmouth closed the pool after 212 people fell ill, the mayor said. \
                Repairs would cost 2 million pounds. Visits to the pool had fallen by 8.4 percent.";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, text).unwrap();
    let mut two = copydesk();
    two.arg("run").arg(&path);
    for stage in ["segments", "summaries"] {
        two.arg("--plugin-path").arg(library(stage));
    }
    let ran = run(&mut two);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let alone = records(&ran.out).remove(0);
    let all = summarise(text, &[]);
    for name in ["summary", "headline"] {
        assert!(!texts(&alone, name).is_empty(), "{name}");
        assert_eq!(texts(&alone, name), texts(&all, name), "{name}");
    }
    let points = layer(&alone, "key_point");
    assert!(points.iter().all(|point| point["label"] == "figure"), "{points:?}");
    let figures = texts(&alone, "key_point");
    assert_eq!(figures, ["212 people", "2 million pounds", "8.4 percent"]);
    assert!(texts(&all, "key_point").contains(&"Larnmouth".to_owned()));
}
