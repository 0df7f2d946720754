//! Which texts deserve checking: F1 of the texts that score 0.5 or more, and average precision.
//!
//! A text's score is that of its highest claim, 0 where it has none. Average precision is that of the
//! CheckThat! labs (Atanasova et al. 2019): the mean, over the texts that deserve checking, of the
//! precision among the texts ranked as high or higher; equal scores stay in the order of the file.
//! Where ids name a debate's file ("1996_debate.tsv:12"), the mean over the debates.

use serde::Deserialize;
use serde_json::json;

use super::article::{Article, Error};
use super::counts::{Counts, percent};
use super::{Measure, Report};
use crate::failure::Failure;

/// The score from which on a text counts as deserving it.
const THRESHOLD: f64 = 0.5;

/// The texts' scores, by debate.
#[derive(Default)]
pub struct Claims {
    counts: Counts,
    /// In the order in which the debates come, each with its texts' scores and gold labels.
    groups: Vec<(String, Vec<(f64, bool)>)>,
}

impl Measure for Claims {
    fn add(&mut self, article: &Article<'_>, errors: &mut Vec<Error>) -> Result<(), Failure> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Label {
            Flag(bool),
            Number(u64),
        }
        let form = "1 for a text that deserves checking, else 0";
        let gold = match article.gold.field::<Label>("label", form)? {
            Label::Flag(flag) => flag,
            Label::Number(number @ (0 | 1)) => number == 1,
            Label::Number(number) => {
                return Err(article.gold.failure(&format!("\"label\" is {number}; it is {form}")));
            }
        };
        let claims = article.document.layer("claim").map(|layer| layer.annotations());
        let scores = claims.unwrap_or_default().iter().filter_map(|claim| claim.score);
        let score = f64::from(scores.fold(0.0, f32::max));
        let found = score >= THRESHOLD;
        self.counts += Counts {
            right: u64::from(found && gold),
            found: u64::from(found),
            gold: u64::from(gold),
        };
        if found != gold {
            let kind = if gold { "missed" } else { "not worth checking" };
            let note = format!("gold {}, score {score:.2}", u8::from(gold));
            let whole = (0, u32::try_from(article.chars.len()).unwrap_or(u32::MAX));
            errors.push(article.error(kind, [(whole, &*note)]));
        }
        let group = article.gold.id.split_once(".tsv").map_or("all", |(debate, _)| debate);
        // The texts of a debate mostly stand together.
        match self.groups.iter_mut().rev().find(|(name, _)| name == group) {
            Some((_, texts)) => texts.push((score, gold)),
            None => self.groups.push((group.to_owned(), vec![(score, gold)])),
        }
        Ok(())
    }

    fn report(&self) -> Report {
        let with_any = self.groups.iter().filter(|(_, texts)| texts.iter().any(|text| text.1));
        let precisions: Vec<f64> = with_any.map(|(_, texts)| average_precision(texts)).collect();
        let count = precisions.len();
        let mean = percent(precisions.iter().sum::<f64>() / count.max(1) as f64);
        let figure = self.counts.figure();
        let mut json = figure.json();
        json["average_precision"] = json!(mean);
        json["groups"] = json!(count);
        Report {
            figures: vec![("worth checking".to_owned(), figure)],
            further: vec![("average precision".to_owned(), mean)],
            json,
        }
    }
}

fn average_precision(texts: &[(f64, bool)]) -> f64 {
    let mut ranked: Vec<_> = texts.iter().collect();
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (mut hits, mut total) = (0, 0.0);
    for (rank, (_, gold)) in (1_u32..).zip(ranked) {
        if *gold {
            hits += 1;
            total += f64::from(hits) / f64::from(rank);
        }
    }
    if hits == 0 { 0.0 } else { total / f64::from(hits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn average_precision_is_the_mean_of_the_precisions_at_the_hits() {
        // Ranked: hit, miss, hit; the tie of the last two stays as it came.
        let texts = [(0.2, false), (0.9, true), (0.2, true)];
        assert_eq!(average_precision(&texts), (1.0 + 2.0 / 3.0) / 2.0);
        assert_eq!(average_precision(&[(0.4, false)]), 0.0);
    }
}
