//! `copydesk export`: the records of a run in the forms that other tools read.

mod support;

use serde_json::{Value, json};
use support::{records, run_with_input, standard};

/// The reviews of one article, by way of `run` and `export claimreview` with these options.
fn reviews(article: &Value, options: &[&str]) -> Vec<Value> {
    let ran = run_with_input(&mut standard("run", ["-"]), article.to_string().as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let out = export(ran.out.as_bytes(), options);
    assert_eq!(out.code, Some(0), "{}", out.err);
    records(&out.out)
}

fn export(input: &[u8], options: &[&str]) -> support::Ran {
    let mut command = support::copydesk();
    command.args(["export", "claimreview", "-"]).args(options);
    run_with_input(&mut command, input)
}

fn article() -> Value {
    json!({
        "id": "harbour-7", "url": "https://example.org/news/7", "published": "2026-03-04",
        "title": "Harbour fees", "language": "en",
        "text": "Mayor Ana Ruiz falsely claimed that harbour fees had fallen by 12 percent since 2020. \
                 The harbour took in $4.2 million last year. Thank you.",
    })
}

#[test]
fn a_claim_becomes_a_draft_with_the_fields_of_schema_org() {
    let reviews = reviews(&article(), &["--min-score", "0.3"]);
    let claimed = reviews
        .iter()
        .find(|review| review["itemReviewed"]["text"].as_str().unwrap().contains("12 percent"))
        .expect("the mayor's claim is among them");
    assert_eq!(claimed["@context"], "https://schema.org");
    assert_eq!(claimed["@type"], "ClaimReview");
    assert_eq!(claimed["claimReviewed"], "harbour fees had fallen by 12 percent since 2020");
    assert_eq!(claimed["keywords"], json!(["quantity", "stance: disputed"]));
    let item = &claimed["itemReviewed"];
    assert_eq!(item["@type"], "Claim");
    assert_eq!(item["author"], json!({"@type": "Person", "name": "Ana Ruiz"}));
    assert_eq!(item["datePublished"], "2026-03-04");
    let appearance = json!({
        "@type": "NewsArticle", "identifier": "harbour-7", "url": "https://example.org/news/7",
        "headline": "Harbour fees", "datePublished": "2026-03-04", "inLanguage": "en",
    });
    assert_eq!(item["appearance"], appearance);
    assert_eq!(claimed.get("reviewRating"), None, "only a fact-checker can rate");

    let own = reviews
        .iter()
        .find(|review| review["itemReviewed"]["text"].as_str().unwrap().contains("$4.2"))
        .expect("the outlet's own claim is among them");
    assert_eq!(
        own["itemReviewed"]["author"],
        json!({"@type": "Organization", "url": "https://example.org"})
    );
}

#[test]
fn positions_count_from_the_most_check_worthy_and_end_where_asked() {
    let all = reviews(&article(), &["--min-score", "0"]);
    let positions: Vec<_> = all.iter().map(|review| review["position"].as_u64()).collect();
    assert_eq!(positions, (1..=all.len() as u64).map(Some).collect::<Vec<_>>());
    assert_eq!(reviews(&article(), &["--min-score", "0", "--most", "1"]), all[..1]);
}

#[test]
fn what_was_never_run_is_said_and_does_not_stop_the_rest() {
    let ran = run_with_input(&mut standard("run", ["-"]), article().to_string().as_bytes());
    let input = format!("{{\"id\":\"raw\",\"text\":\"Fees rose.\"}}\nno json\n{}", ran.out);
    let out = export(input.as_bytes(), &[]);
    assert_eq!(out.code, Some(1), "{}", out.err);
    assert!(out.err.contains("stdin:1: this is no record with claims"), "{}", out.err);
    assert!(out.err.contains("stdin:2"), "{}", out.err);
    assert!(!records(&out.out).is_empty());

    // What a record says already is not said again in other words.
    let binary =
        run_with_input(&mut standard("run", ["-", "--format", "text"]), b"\x07\0\x01\xfe\0\0");
    let folder = tempfile::tempdir().unwrap();
    let mut command = support::copydesk();
    command.args(["export", "csv", "-", "-o"]).arg(folder.path().join("tables"));
    let out = run_with_input(&mut command, binary.out.as_bytes());
    assert_eq!(out.code, Some(1), "{}", out.err);
    let problems = std::fs::read_to_string(folder.path().join("tables/problems.csv")).unwrap();
    assert_eq!(problems.lines().count(), 2, "{problems}");

    let out = export(b"", &["--min-score", "7"]);
    assert_eq!(out.code, Some(2), "{}", out.err);
    assert!(out.err.contains("between 0 and 1"), "{}", out.err);
}
