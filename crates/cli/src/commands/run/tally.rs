//! What a run counts and says about its articles.

use std::collections::BTreeMap;
use std::time::Duration;

use copydesk_document::{Problem, ProblemKind};

use crate::failure::{PLAIN, YELLOW};

use super::finished::Finished;

/// How many problems are printed; the records hold them all.
const PRINTED_PROBLEMS: u64 = 20;

/// What the closing line says.
#[derive(Default)]
pub struct Tally {
    articles: u64,
    pub words: u64,
    pub with_problems: u64,
    problems: u64,
    /// By encoding, how many articles were converted from it.
    converted: BTreeMap<&'static str, u64>,
    /// By language, how many articles were passed on without annotations.
    unwanted: BTreeMap<String, u64>,
}

impl Tally {
    pub fn add(&mut self, finished: &Finished, quiet: bool) {
        let Finished { document, words, converted, unwanted, .. } = finished;
        if let Some(encoding) = converted {
            *self.converted.entry(encoding).or_default() += 1;
        }
        if let Some(language) = unwanted {
            *self.unwanted.entry(language.clone()).or_default() += 1;
        }
        self.articles += 1;
        self.words += words;
        self.with_problems += u64::from(!document.problems.is_empty());
        // That a stage is disabled is said once, at the end.
        let told = |problem: &&Problem| problem.kind != ProblemKind::Disabled;
        for problem in document.problems.iter().filter(told) {
            self.problems += 1;
            if !quiet && self.problems <= PRINTED_PROBLEMS {
                anstream::eprintln!("{YELLOW}problem:{PLAIN} {}: {problem}", document.id());
            } else if !quiet && self.problems == PRINTED_PROBLEMS + 1 {
                anstream::eprintln!(
                    "{YELLOW}problem:{PLAIN} … further problems are in the records, under \"problems\""
                );
            }
        }
    }

    /// What was done with articles that are no problem but should be known.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let list = |counts: &mut dyn Iterator<Item = (&str, u64)>| {
            counts.map(|(what, count)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
        };
        if !self.converted.is_empty() {
            let list = list(&mut self.converted.iter().map(|(name, count)| (*name, *count)));
            remarks.push(format!("converted to UTF-8: {list}"));
        }
        if !self.unwanted.is_empty() {
            let count: u64 = self.unwanted.values().sum();
            let list = list(&mut self.unwanted.iter().map(|(tag, count)| (tag.as_str(), *count)));
            remarks.push(format!(
                "passed on without annotations: {count} in other languages ({list}); --languages any runs the stages on them too"
            ));
        }
        remarks
    }

    pub fn closing_line(&self, time: Duration) -> String {
        let seconds = time.as_secs_f64();
        let rate = self.words as f64 / seconds.max(1e-9);
        let problems = match self.with_problems {
            0 => "none with problems".to_owned(),
            some => format!("{some} with problems"),
        };
        let plural = if self.articles == 1 { "" } else { "s" };
        format!(
            "{} article{plural}, {} words in {seconds:.2} s ({rate:.0} words/s), {problems}",
            self.articles, self.words
        )
    }
}
