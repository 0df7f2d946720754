//! The stage as a whole, on articles with hand-made layers.

use copydesk_stage::{Document, Value, harness};

use super::*;
use crate::testing::{Label, document};

fn run(article: &Document, config: &str) -> (Vec<String>, Vec<String>) {
    let layers = harness::run::<Summaries>(MANIFEST, config, article).unwrap();
    let words = |name: &str| -> Vec<String> {
        let layer = layers.iter().find(|layer| layer.name() == name);
        let all = layer.map(|layer| layer.annotations()).unwrap_or_default();
        all.iter().map(|one| one.span.unwrap().of(article.text()).to_owned()).collect()
    };
    (words("summary"), words("headline"))
}

const DEFAULT: &str = r#"{"sentences": 3, "words": 0, "share": 0, "key_points": 10}"#;

#[test]
fn a_heading_and_boilerplate_are_never_chosen() {
    let article = document(&[
        (Label::Heading, "Pool vote"),
        (Label::Boilerplate, "Read also: Pool prices rise"),
        (Label::Body, "The council closed the pool on Monday .|"),
    ]);
    let (summary, headline) =
        run(&article, r#"{"sentences": 0, "words": 0, "share": 1, "key_points": 0}"#);
    assert_eq!(summary, ["The council closed the pool on Monday."]);
    assert_eq!(headline, ["The council closed the pool on Monday"]);
}

#[test]
fn what_leads_on_and_the_middle_of_a_quotation_are_never_chosen() {
    let article = document(&[
        (Label::Body, "The council closed the pool on Monday .|"),
        (Label::Body, "Which pools close ?|"),
        (Label::Body, "Here are the pools :|"),
        (Label::Body, "“ They never asked us .|"),
        (Label::Next, "The mayor closed the council pool on Monday .|"),
        (Label::Next, "They will hear from us , ”| Ruiz said/VBD .|"),
        (Label::Body, "The pool of the council lost money last year .|"),
    ]);
    let (summary, _) =
        run(&article, r#"{"sentences": 0, "words": 0, "share": 1, "key_points": 0}"#);
    for out in ["Which", "Here", "The mayor"] {
        assert!(!summary.iter().any(|sentence| sentence.starts_with(out)), "{summary:?}");
    }
    assert!(summary.iter().any(|sentence| sentence.starts_with("The pool of")), "{summary:?}");
}

#[test]
fn texts_without_a_sentence_have_no_summary() {
    for sentences in [&[][..], &[(Label::Heading, "Pool vote")], &[(Label::Body, "—/: */SYM")]] {
        assert_eq!(run(&document(sentences), DEFAULT), (vec![], vec![]));
    }
}

#[test]
fn an_earlier_article_leaves_nothing_behind() {
    let short = document(&[(Label::Body, "The council closed the pool .|")]);
    let sentences: Vec<_> = (0..400)
        .map(|at| format!("Ruiz{at} told the council{} that pool{at} was closed .|", at % 7))
        .collect();
    let long: Vec<_> = sentences.iter().map(|text| (Label::Body, text.as_str())).collect();
    let long = document(&long);
    let mut stage = harness::Harness::<Summaries>::new(MANIFEST, DEFAULT).unwrap();
    let alone = stage.run(&short).unwrap();
    assert!(stage.run(&long).is_ok());
    assert_eq!(stage.run(&short).unwrap(), alone);
}

#[test]
fn a_figure_said_twice_is_one_key_point_and_ranks_are_in_order() {
    let article = document(&[
        (Label::Boilerplate, "Read 900/CD letters/NNS"),
        (Label::Body, "Police/NNS freed/VBD 212/CD people/NNS in/IN Larnmouth/NNP .|"),
        (Label::Body, "They/PRP paid/VBD 40/CD %|/NN for/IN 212/CD people/NNS .|"),
    ]);
    let layers = harness::run::<Summaries>(MANIFEST, DEFAULT, &article).unwrap();
    let points = layers.iter().find(|layer| layer.name() == "key_point").unwrap().annotations();
    let mut found: Vec<_> = points
        .iter()
        .map(|one| {
            let Some(Value::Int(rank)) = one.attr("rank") else { panic!("{one:?}") };
            (*rank, one.score.unwrap(), one.span.unwrap().of(article.text()))
        })
        .collect();
    found.sort_by_key(|one| one.0);
    assert_eq!(found.iter().map(|one| one.0).collect::<Vec<_>>(), [1, 2]);
    assert!(found[0].1 >= found[1].1);
    let mut words: Vec<_> = found.iter().map(|one| one.2).collect();
    words.sort_unstable();
    assert_eq!(words, ["212 people", "40%"]);
}
