//! How many failures a stage may have before it is disabled or the run is stopped.
//!
//! UIMA's error policy: so many failures in so many articles, then continue, disable or stop. Failures
//! are counted in the order of the articles and not as they happen to come, so that the same
//! input gives the same output whatever the number of threads.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use copydesk_document::{Document, ProblemKind};

/// What a stage may fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// With this many failures, at least 1, ...
    pub failures: u64,
    /// ... among this many articles in a row, or in the whole run, ...
    pub articles: Option<u64>,
    /// ... this is done.
    pub then: Then,
}

/// What is done when a stage has used its budget up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing but saying so at the end.
    Continue,
    /// The stage is not run on later articles.
    Disable,
    /// The run ends with the article at hand.
    Stop,
}

impl Then {
    /// The words for it, in the order from mild to strict.
    pub const WORDS: [(&'static str, Self); 3] =
        [("continue", Self::Continue), ("disable", Self::Disable), ("stop", Self::Stop)];
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { failures, articles, .. } = self;
        let plural = if *failures == 1 { "" } else { "s" };
        match articles {
            Some(articles) => write!(f, "{failures} failure{plural} in {articles} articles"),
            None => write!(f, "{failures} failure{plural}"),
        }
    }
}

/// Counts the failures of the stages of a run.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    accounts: Vec<Account>,
    /// How many articles have been counted.
    articles: u64,
}

#[derive(Clone, Debug)]
struct Account {
    stage: String,
    budget: Option<Budget>,
    /// The numbers of the articles that the stage failed on, as far back as the budget looks.
    recent: VecDeque<u64>,
    failures: BTreeMap<ProblemKind, u64>,
    /// The article with which the budget was used up.
    spent: Option<String>,
    disabled: bool,
    /// The articles that it was not run on for that.
    passed_over: u64,
}

/// What an article's failures come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The run goes on as it is.
    GoOn,
    /// Stages are to be disabled from the next article on: those of [`Ledger::disabled`].
    Disable,
    /// The run is to end, for this reason.
    Stop(String),
}

impl Ledger {
    /// A ledger for stages of these names, in their order, each with its budget if it has one.
    #[must_use]
    pub fn new(stages: impl IntoIterator<Item = (String, Option<Budget>)>) -> Self {
        let account = |(stage, budget)| Account {
            stage,
            budget,
            recent: VecDeque::new(),
            failures: BTreeMap::new(),
            spent: None,
            disabled: false,
            passed_over: 0,
        };
        Self { accounts: stages.into_iter().map(account).collect(), articles: 0 }
    }

    /// Whether some stage might come to be disabled.
    #[must_use]
    pub fn may_disable(&self) -> bool {
        let disables = |budget: &Budget| budget.then == Then::Disable;
        self.accounts.iter().any(|account| account.budget.as_ref().is_some_and(disables))
    }

    /// Counts an article's failures. Articles are to come in the order of the input.
    pub fn count(&mut self, document: &Document) -> Verdict {
        let number = self.articles;
        self.articles += 1;
        let mut verdict = Verdict::GoOn;
        for problem in &document.problems {
            let Some(stage) = problem.stage.as_deref() else { continue };
            let account = self.accounts.iter_mut().find(|account| account.stage == stage);
            let Some(account) = account else { continue };
            match problem.kind {
                ProblemKind::Disabled => account.passed_over += 1,
                // The consequence of another stage's failure.
                ProblemKind::Skipped | ProblemKind::Input => {}
                kind => match account.fail(number, kind, document.id()) {
                    Verdict::GoOn => {}
                    // The strictest counts.
                    Verdict::Disable if matches!(verdict, Verdict::Stop(_)) => {}
                    other => verdict = other,
                },
            }
        }
        verdict
    }

    /// The places of the disabled stages, each with what to say in its layers' stead.
    #[must_use]
    pub fn disabled(&self) -> Vec<(usize, String)> {
        let disabled = self.accounts.iter().enumerate().filter(|(_, account)| account.disabled);
        disabled
            .map(|(place, account)| {
                let budget = account.budget.as_ref().map(Budget::to_string).unwrap_or_default();
                let last = account.spent.as_deref().unwrap_or_default();
                (place, format!("not run, because it had {budget}, the last of them {last}"))
            })
            .collect()
    }

    /// What there is to say at the end: one line for each stage that failed.
    pub fn report(&self) -> impl Iterator<Item = String> {
        self.accounts.iter().filter(|account| !account.failures.is_empty()).map(Account::line)
    }
}

impl Account {
    fn fail(&mut self, number: u64, kind: ProblemKind, article: &str) -> Verdict {
        *self.failures.entry(kind).or_default() += 1;
        let Some(budget) = &self.budget else {
            return Verdict::GoOn;
        };
        self.recent.push_back(number);
        let oldest = budget.articles.map_or(0, |window| (number + 1).saturating_sub(window));
        while self.recent.front().is_some_and(|&failed| failed < oldest) {
            self.recent.pop_front();
        }
        if (self.recent.len() as u64) < budget.failures {
            return Verdict::GoOn;
        }
        // Only the failures up to the budget matter, and only the first time that it is used up.
        self.recent.pop_front();
        if self.spent.is_some() {
            return Verdict::GoOn;
        }
        self.spent = Some(article.to_owned());
        match budget.then {
            Then::Continue => Verdict::GoOn,
            Then::Disable => {
                self.disabled = true;
                Verdict::Disable
            }
            Then::Stop => Verdict::Stop(format!(
                "stopped after article {article}: stage {} had {budget}, and its budget says to stop then; mend the stage, leave it out with --without {}, or give it a larger budget",
                self.stage, self.stage
            )),
        }
    }

    fn line(&self) -> String {
        let all: u64 = self.failures.values().sum();
        let kinds: Vec<_> = self
            .failures
            .iter()
            .map(|(kind, count)| format!("{count} {}", kind.as_str()))
            .collect();
        let plural = if all == 1 { "" } else { "s" };
        let mut line =
            format!("stage {}: {all} failure{plural} ({})", self.stage, kinds.join(", "));
        if let (Some(article), Some(budget)) = (&self.spent, &self.budget) {
            line += &format!("; its budget of {budget} was used up with article {article}");
            line += &match budget.then {
                Then::Continue => ", and it went on".to_owned(),
                Then::Disable => {
                    format!(", and it was not run on the {} articles after that", self.passed_over)
                }
                Then::Stop => ", and the run was stopped".to_owned(),
            };
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use copydesk_document::Problem;

    use super::*;

    /// What comes of articles on which the stage fails where there is an "x".
    fn run(articles: &str, failures: u64, window: Option<u64>, then: Then) -> (Ledger, String) {
        let budget = Budget { failures, articles: window, then };
        let mut ledger = Ledger::new([("money".to_owned(), Some(budget))]);
        let verdicts = articles.char_indices().map(|(number, sign)| {
            let mut document = Document::new(format!("a{number}"), "text").unwrap();
            if sign == 'x' {
                document.problems.push(Problem::of_stage("money", ProblemKind::Failed, "no"));
            }
            if sign == 's' {
                document.problems.push(Problem::of_stage("money", ProblemKind::Skipped, "no"));
            }
            match ledger.count(&document) {
                Verdict::GoOn => '.',
                Verdict::Disable => 'D',
                Verdict::Stop(_) => 'S',
            }
        });
        let verdicts = verdicts.collect();
        (ledger, verdicts)
    }

    #[test]
    fn a_budget_is_used_up_by_failures_that_lie_close_enough() {
        for (articles, failures, window, expected) in [
            ("x", 1, None, "D"),
            ("x.x..x", 3, None, ".....D"),
            // Three of six in a row, but not of five.
            ("x.x..x", 3, Some(6), ".....D"),
            ("x.x..x", 3, Some(5), "......"),
            ("x.x..x..x.x", 3, Some(6), ".....D....."),
            ("x...x.x..x.x", 3, Some(4), "............"),
            ("xx", 2, Some(2), ".D"),
            ("x.x", 2, Some(2), "..."),
            // Not run because of others: no failure of its own.
            ("ssss", 1, None, "...."),
        ] {
            let (_, verdicts) = run(articles, failures, window, Then::Disable);
            assert_eq!(verdicts, expected, "{articles} {failures} in {window:?}");
        }
    }

    #[test]
    fn what_is_done_is_what_was_said_and_is_reported() {
        let (ledger, verdicts) = run("x.xx", 2, Some(10), Then::Continue);
        assert_eq!((verdicts.as_str(), ledger.disabled().len()), ("....", 0));
        assert_eq!(
            ledger.report().next().unwrap(),
            "stage money: 3 failures (3 failed); its budget of 2 failures in 10 articles was used up with article a2, and it went on"
        );
        let (ledger, verdicts) = run("x.x", 2, Some(10), Then::Disable);
        assert_eq!(verdicts, "..D");
        let words = "not run, because it had 2 failures in 10 articles, the last of them a2";
        assert_eq!(ledger.disabled(), [(0, words.to_owned())]);
        assert_eq!(run("x.x", 2, Some(10), Then::Stop).1, "..S");
        assert_eq!(run("...", 1, None, Then::Stop).0.report().next(), None);
    }
}
