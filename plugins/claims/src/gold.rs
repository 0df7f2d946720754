//! The gold cases of `fixtures/claims.jsonl`, run on hand-made layers: what the rules find of stance,
//! type, hedges and negation, with floors that a change must not fall below.

use serde_json::Value;

use crate::sample::{Said, claims, stage};

const GOLD: &str = include_str!("../../../fixtures/claims.jsonl");

/// Right, found and wanted of one attribute.
#[derive(Debug, Default)]
struct Count {
    right: u32,
    found: u32,
    wanted: u32,
}

impl Count {
    fn add(&mut self, found: &str, wanted: &str, nothing: &str) -> bool {
        self.right += u32::from(found == wanted && wanted != nothing);
        self.found += u32::from(found != nothing);
        self.wanted += u32::from(wanted != nothing);
        found == wanted
    }

    fn precision(&self) -> f64 {
        100.0 * f64::from(self.right) / f64::from(self.found.max(1))
    }

    fn recall(&self) -> f64 {
        100.0 * f64::from(self.right) / f64::from(self.wanted.max(1))
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "a test's report")]
fn gold_cases_stay_above_their_floors() {
    let mut stage = stage();
    let keys = ["stance", "marker", "type", "hedged", "negated", "conditional", "modality"];
    let mut counts: Vec<Count> = keys.iter().map(|_| Count::default()).collect();
    let (mut cases, mut misses) = (0, Vec::new());
    for line in GOLD.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let field = |key: &str| case[key].as_str().unwrap_or("");
        let said = Said { source: field("source"), cue: field("cue"), content: field("content") };
        let said = if said.content.is_empty() { vec![] } else { vec![said] };
        let found = claims(&mut stage, field("text"), &said);
        let bare = |text: &str| text.trim_matches(['“', '”', '"', ',', '.', ' ']).to_owned();
        cases += 1;
        let claim = found.iter().find(|claim| bare(&claim.text) == bare(field("claim")));
        if claim.is_none() {
            misses.push(format!(
                "no such claim: {line}\n    {:?}",
                found.iter().map(|claim| &claim.text).collect::<Vec<_>>()
            ));
        }
        let claim = claim.cloned().unwrap_or_default();
        for (key, count) in keys.iter().zip(&mut counts) {
            let (found, wanted, nothing) = match *key {
                "hedged" | "negated" | "conditional" => (
                    claim.flag(key).to_string(),
                    case[*key].as_bool().unwrap_or(false).to_string(),
                    "false",
                ),
                "stance" if claim.text.is_empty() => {
                    ("none".to_owned(), field(key).to_owned(), "none")
                }
                "type" | "stance" => {
                    (claim.text_attr(key).to_owned(), field(key).to_owned(), "none")
                }
                _ => (claim.text_attr(key).to_owned(), field(key).to_owned(), ""),
            };
            if !count.add(&found, &wanted, nothing) {
                misses.push(format!("{key} is {found:?}, not {wanted:?}: {}", field("text")));
            }
        }
    }
    let mut report = format!("{cases} cases\n");
    for (key, count) in keys.iter().zip(&counts) {
        report += &format!(
            "  {key}: precision {:.1} recall {:.1} of {}\n",
            count.precision(),
            count.recall(),
            count.wanted
        );
    }
    report += &misses.join("\n");
    // To be read with `--nocapture`, or after a failure.
    println!("{report}");
    for (key, count) in keys.iter().zip(&counts) {
        let (precision, recall) = match *key {
            "stance" | "marker" => (95.0, 85.0),
            "type" => (85.0, 85.0),
            _ => (90.0, 85.0),
        };
        assert!(
            count.precision() >= precision && count.recall() >= recall,
            "{key} is below its floor"
        );
    }
}
