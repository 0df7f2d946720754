//! What a run counts.

use std::collections::BTreeMap;
use std::time::Duration;

use copydesk_document::{Problem, ProblemKind};

use super::finished::Finished;
use crate::plural::count;

/// What was done until now.
#[derive(Debug, Default)]
pub struct Tally {
    pub articles: u64,
    pub words: u64,
    pub with_problems: u64,
    /// Without those that say that a stage is disabled: that is said once, at the end.
    pub problems: u64,
    /// The articles that could not be read as they should.
    pub of_input: u64,
    /// By encoding, how many articles were converted from it.
    pub converted: BTreeMap<&'static str, u64>,
    /// By language, how many articles were passed on without annotations.
    pub unwanted: BTreeMap<String, u64>,
    /// The time of all threads in making documents of what was read.
    pub reading: Duration,
    /// The time of all threads in making records.
    pub writing: Duration,
}

impl Tally {
    /// Counts an article.
    pub fn add(&mut self, finished: &Finished) {
        let Finished { document, words, converted, unwanted, .. } = finished;
        if let Some(encoding) = converted {
            *self.converted.entry(encoding).or_default() += 1;
        }
        if let Some(language) = unwanted {
            *self.unwanted.entry(language.clone()).or_default() += 1;
        }
        self.articles += 1;
        self.words += words;
        self.reading += finished.reading;
        self.writing += finished.writing;
        let count = |of: &dyn Fn(&Problem) -> bool| {
            document.problems.iter().filter(|problem| of(problem)).count() as u64
        };
        self.with_problems += u64::from(!document.problems.is_empty());
        self.problems += count(&|problem| problem.kind != ProblemKind::Disabled);
        self.of_input += count(&|problem| problem.stage.is_none()).min(1);
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

    /// The run in one line.
    pub fn closing_line(&self, seconds: f64) -> String {
        let rate = self.words as f64 / seconds.max(1e-9);
        let problems = match self.with_problems {
            0 => "none with problems".to_owned(),
            some => format!("{some} with problems"),
        };
        format!(
            "{}, {} in {seconds:.2} s ({rate:.0} words/s), {problems}",
            count(self.articles, "article"),
            count(self.words, "word")
        )
    }
}
