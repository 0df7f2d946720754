//! Sentence boundaries: F1 of exact spans, as in the CoNLL 2017 and 2018 shared tasks (Zeman et al.),
//! there called "Sentences". A sentence is right only if both ends are.

use std::collections::BTreeSet;

use super::article::{Article, Error, overlap};
use super::counts::Counts;
use super::gold::{Gold, Place};
use super::{Measure, Report};
use crate::failure::Failure;

/// Counts of sentences.
#[derive(Default)]
pub struct Sentences {
    counts: Counts,
}

impl Measure for Sentences {
    fn add(&mut self, article: &Article<'_>, errors: &mut Vec<Error>) -> Result<(), Failure> {
        let gold = spans(article.gold, "sentences", "sentence")?;
        let found: BTreeSet<Place> =
            article.found("sentence").into_iter().map(|(place, _)| place).collect();
        self.counts += Counts {
            right: gold.intersection(&found).count() as u64,
            found: found.len() as u64,
            gold: gold.len() as u64,
        };
        for missed in gold.difference(&found) {
            // Sentences do not overlap each other: those that overlap this one stand together.
            let there: Vec<_> =
                found.iter().filter(|other| overlap(**other, *missed)).copied().collect();
            let kind = match there[..] {
                [] => "sentence missed",
                [one] if one.0 <= missed.0 && missed.1 <= one.1 => "sentence joined with another",
                [_] => "sentence with other edges",
                _ => "sentence cut in pieces",
            };
            let marks = there.iter().map(|&other| (other, "found"));
            errors.push(article.error(kind, [(*missed, "gold")].into_iter().chain(marks)));
        }
        for &invented in found.difference(&gold) {
            if !gold.iter().any(|other| overlap(*other, invented)) {
                errors.push(article.error("sentence where there is none", [(invented, "found")]));
            }
        }
        Ok(())
    }

    fn report(&self) -> Report {
        let figure = self.counts.figure();
        Report {
            figures: vec![("sentences".to_owned(), figure)],
            further: Vec::new(),
            json: figure.json(),
        }
    }
}

/// The gold spans under `field`, or of the layer `layer` of a record.
pub fn spans(gold: &Gold, field: &str, layer: &str) -> Result<BTreeSet<Place>, Failure> {
    if let Some(layer) = gold.layer(layer) {
        return Ok(layer.into_iter().map(|(place, _)| place).collect());
    }
    let places: Vec<Place> = gold.field(field, "a list of [start, end]")?;
    places.into_iter().map(|place| gold.checked(place, &format!("one of {field:?}"))).collect()
}
