//! The stage as a whole, on articles with hand-made layers.

use copydesk_stage::{Document, harness};

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
