//! Mentions: F1 of exact spans with labels, over all labels together (micro average) and by label.
//!
//! The measure of CoNLL-2003 (Tjong Kim Sang and De Meulder 2003): a mention is right if one with the
//! same start, end and label is in the gold standard. `entities4` first takes both sides to
//! CoNLL's four labels: FAC is LOC; NORP and PRODUCT are MISC; DATE, MONEY and others are left out.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use super::article::{Article, Error, overlap};
use super::counts::Counts;
use super::gold::{Gold, Place};
use super::{Measure, Report};
use crate::failure::Failure;

/// Counts by label.
pub struct Entities {
    label: fn(&str) -> Option<&str>,
    counts: BTreeMap<String, Counts>,
}

type Mentions = BTreeSet<(Place, String)>;

impl Entities {
    /// With the labels as they are.
    pub fn news() -> Self {
        Self { label: |label| Some(label), counts: BTreeMap::new() }
    }

    /// With CoNLL-2003's labels.
    pub fn conll() -> Self {
        let label = |label: &str| match label {
            "PERSON" | "PER" => Some("PER"),
            "ORG" => Some("ORG"),
            "LOC" | "FAC" => Some("LOC"),
            "NORP" | "PRODUCT" | "MISC" => Some("MISC"),
            _ => None,
        };
        Self { label, counts: BTreeMap::new() }
    }

    fn gold(&self, gold: &Gold) -> Result<Mentions, Failure> {
        #[derive(Deserialize)]
        struct Mention {
            start: u32,
            end: u32,
            label: String,
        }
        if let Some(layer) = gold.layer("entity") {
            let of_ours =
                layer.into_iter().filter_map(|(place, mention)| self.named(place, &mention.label));
            return Ok(of_ours.collect());
        }
        let form = r#"a list of {"start", "end", "label"}"#;
        let mut mentions = Mentions::new();
        for mention in gold.field::<Vec<Mention>>("entities", form)? {
            let place = gold.checked((mention.start, mention.end), "an entity")?;
            mentions.extend(self.named(place, &mention.label));
        }
        Ok(mentions)
    }

    fn named(&self, place: Place, label: &str) -> Option<(Place, String)> {
        (self.label)(label).map(|label| (place, label.to_owned()))
    }
}

impl Measure for Entities {
    fn add(&mut self, article: &Article<'_>, errors: &mut Vec<Error>) -> Result<(), Failure> {
        let gold = self.gold(article.gold)?;
        let found = article.found("entity").into_iter();
        let found: Mentions =
            found.filter_map(|(place, mention)| self.named(place, &mention.label)).collect();
        for (_, label) in &gold {
            self.counts.entry(label.clone()).or_default().gold += 1;
        }
        for mention in &found {
            let counts = self.counts.entry(mention.1.clone()).or_default();
            counts.found += 1;
            counts.right += u64::from(gold.contains(mention));
        }
        list_errors(article, &gold, &found, errors);
        Ok(())
    }

    fn report(&self) -> Report {
        let mut all = Counts::default();
        self.counts.values().for_each(|&counts| all += counts);
        let by_label = self.counts.iter().map(|(label, counts)| (label.clone(), counts.figure()));
        let figures: Vec<_> =
            [("all".to_owned(), all.figure())].into_iter().chain(by_label).collect();
        let mut json = all.figure().json();
        json["by_label"] = (self.counts.iter())
            .filter(|(_, counts)| counts.gold > 0)
            .map(|(label, counts)| (label.clone(), json!(counts.figure().f1)))
            .collect::<serde_json::Map<String, Value>>()
            .into();
        Report { figures, further: Vec::new(), json }
    }
}

/// Pairs what was missed with what was found in its place: the same words under another label, then
/// words that overlap.
fn list_errors(article: &Article<'_>, gold: &Mentions, found: &Mentions, errors: &mut Vec<Error>) {
    let mut invented: Vec<_> = found.difference(gold).collect();
    for (place, label) in gold.difference(found) {
        let there = invented
            .iter()
            .position(|(other, _)| other == place)
            .or_else(|| invented.iter().position(|(other, _)| overlap(*other, *place)));
        let ours = format!("gold {label}");
        let Some(there) = there else {
            errors.push(article.error(format!("{label} missed"), [(*place, &*ours)]));
            continue;
        };
        let (other, theirs) = invented.remove(there);
        let kind = match (other == place, theirs == label) {
            (true, _) => format!("{label} taken for {theirs}"),
            (false, true) => format!("{label} with other edges"),
            (false, false) => format!("{label} taken for {theirs}, with other edges"),
        };
        let note = format!("found {theirs}");
        errors.push(article.error(kind, [(*place, &*ours), (*other, &*note)]));
    }
    for (place, label) in invented {
        let note = format!("found {label}");
        errors.push(article.error(format!("{label} where there is none"), [(*place, &*note)]));
    }
}
