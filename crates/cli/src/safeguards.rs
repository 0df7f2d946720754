//! What keeps a run safe from its stages, as the configuration file and the command line say it:
//! child processes, and budgets of failures.
//!
//! ```toml
//! [isolate]
//! always = true        # without --isolate on the command line
//! deadline = 10        # seconds that a stage may take on an article
//! memory = 1024        # megabytes that a child process may take
//!
//! [budget]             # of each stage
//! failures = 50        # with so many failures
//! articles = 1000      # among so many articles in a row, or in the whole run,
//! then = "disable"     # or "continue", or "stop"
//!
//! [budgets.quotes]     # of this stage, over what [budget] says
//! failures = 5
//! ```

use std::collections::BTreeMap;
use std::time::Duration;

use copydesk_pipeline::Pipeline;
use copydesk_pipeline::budget::{Budget, Ledger, Then};
use copydesk_pipeline::config::{self, Setting};
use copydesk_pipeline::isolate::Isolation;
use copydesk_stage::{ConfigSpec, ConfigType};
use serde_json::{Map, Value};

use crate::cli::{RunArguments, SafetyArguments};
use crate::failure::Failure;
use crate::settings::{self, Tables};

/// What was said of a run's safety.
pub struct Safeguards {
    tables: Tables,
    typed: Vec<TypedBudget>,
    /// How to start child processes, if the stages are to run in some.
    pub isolation: Option<Isolation>,
}

impl Safeguards {
    /// Reads the configuration file and the options.
    ///
    /// # Errors
    /// When either says what cannot be; with the place.
    pub fn new(arguments: &RunArguments) -> Result<Self, Failure> {
        let tables = settings::tables(arguments.stages.config.as_deref())?;
        let isolation = isolation(&tables.isolate, &arguments.safety)?;
        let typed = arguments.safety.budget.iter().map(|typed| TypedBudget::parse(typed));
        let typed = typed.collect::<Result<_, _>>()?;
        Ok(Self { tables, typed, isolation })
    }

    /// The ledger of a run of this pipeline's stages.
    ///
    /// # Errors
    /// When a budget is not one, or is that of no stage; with the place.
    pub fn ledger(&self, pipeline: &Pipeline, arguments: &RunArguments) -> Result<Ledger, Failure> {
        let names: Vec<_> = pipeline.stages().map(|info| info.manifest.name.as_str()).collect();
        let of_file = self.tables.budgets.iter().map(|(stage, said)| (stage, &said.origin));
        let of_options = self
            .typed
            .iter()
            .filter_map(|typed| typed.stage.as_ref().map(|stage| (stage, &typed.origin)));
        // A stage that is there and was not chosen may have a budget in the file.
        let all = arguments.stages.stages.is_empty() && arguments.stages.without.is_empty();
        for (stage, origin) in of_file.chain(of_options) {
            if all && !names.contains(&stage.as_str()) {
                let hint = config::hint(stage, &names);
                return Err(Failure::new(format!("{origin}: there is no stage {stage:?}; {hint}")));
            }
        }
        // All are checked, also those that no stage of this run has.
        self.of_file(None)?;
        let mut accounts = Vec::new();
        for name in names {
            let typed = self
                .typed
                .iter()
                .rev()
                .find(|typed| typed.stage.as_deref().is_none_or(|stage| stage == name));
            let budget = match typed {
                Some(typed) => Some(typed.budget.clone()),
                None => self.of_file(Some(name))?,
            };
            accounts.push((name.to_owned(), budget));
        }
        Ok(Ledger::new(accounts))
    }

    /// The budget that the configuration file gives a stage, or each.
    fn of_file(&self, stage: Option<&str>) -> Result<Option<Budget>, Failure> {
        let mut said = self.tables.budget.clone();
        let own = self.tables.budgets.iter().filter(|(name, _)| Some(name.as_str()) == stage);
        let own: Vec<_> = own.map(|(_, setting)| setting.clone()).collect();
        let owner = match stage {
            Some(stage) if !own.is_empty() => format!("[budgets.{stage}]"),
            _ => "[budget]".to_owned(),
        };
        said.extend(own);
        let Some(first) = said.first() else {
            return Ok(None);
        };
        let origin = first.origin.clone();
        let known = config::fill(&owner, &budget_keys(), &said).map_err(Failure::new)?;
        let Some(failures) = known["failures"].as_u64() else {
            return Err(Failure::new(format!(
                "{origin}: {owner} does not say with how many failures it is used up; add failures = 50, say"
            )));
        };
        let articles = known["articles"].as_u64();
        let then = Then::WORDS.into_iter().find(|(word, _)| known["then"] == *word);
        let then = then.map_or(Then::Disable, |(_, then)| then);
        Ok(Some(Budget { failures, articles, then }))
    }
}

/// How child processes are started, if there are to be any.
fn isolation(said: &[Setting], typed: &SafetyArguments) -> Result<Option<Isolation>, Failure> {
    let option = |name: &str, value: Option<Value>| {
        let origin = format!("--{name}");
        value.map(|value| Setting::new(name, value, origin))
    };
    let options = [
        option("deadline", typed.deadline.map(Value::from)),
        option("memory", typed.memory.map(Value::from)),
    ];
    let mut said = said.to_vec();
    said.extend(options.iter().flatten().cloned());
    let known = config::fill("[isolate]", &isolate_keys(), &said).map_err(Failure::new)?;
    if !typed.isolate && known["always"] != true {
        if let Some(option) = options.into_iter().flatten().next() {
            return Err(Failure::new(format!(
                "{} counts only with --isolate; add it",
                option.origin
            )));
        }
        return Ok(None);
    }
    let isolation = Isolation::of_this_program(["stage-child"]).map_err(|error| {
        Failure::new(format!(
            "--isolate starts this program anew, and where it is cannot be found out: {error}"
        ))
    })?;
    Ok(Some(within(isolation, &known)))
}

fn within(isolation: Isolation, known: &Map<String, Value>) -> Isolation {
    // Both are within bounds that `isolate_keys` sets.
    let deadline = known["deadline"].as_f64().map_or(Isolation::DEADLINE, Duration::from_secs_f64);
    let memory = known["memory"].as_u64().map_or(Isolation::MEMORY, |megabytes| megabytes << 20);
    isolation.deadline(deadline).memory(memory)
}

fn isolate_keys() -> BTreeMap<String, ConfigSpec> {
    BTreeMap::from([
        key("always", ConfigType::Boolean, Value::Bool(false)),
        (
            "deadline".to_owned(),
            // A week; more is no deadline.
            ConfigSpec {
                minimum: Some(0.01),
                maximum: Some(604_800.0),
                ..key("", ConfigType::Number, Isolation::DEADLINE.as_secs().into()).1
            },
        ),
        (
            "memory".to_owned(),
            // Less is not enough for the program itself; more than a terabyte no limit.
            ConfigSpec {
                minimum: Some(16.0),
                maximum: Some(1_048_576.0),
                ..key("", ConfigType::Integer, (Isolation::MEMORY >> 20).into()).1
            },
        ),
    ])
}

fn budget_keys() -> BTreeMap<String, ConfigSpec> {
    let count = |name: &str| {
        let (name, spec) = key(name, ConfigType::Integer, Value::Null);
        (name, ConfigSpec { minimum: Some(1.0), ..spec })
    };
    let words = Then::WORDS.map(|(word, _)| word.to_owned()).to_vec();
    let (then, spec) = key("then", ConfigType::Text, "disable".into());
    BTreeMap::from([
        count("failures"),
        count("articles"),
        (then, ConfigSpec { values: words, ..spec }),
    ])
}

fn key(name: &str, kind: ConfigType, default: Value) -> (String, ConfigSpec) {
    let (minimum, maximum, values) = (None, None, Vec::new());
    let description = String::new();
    (name.to_owned(), ConfigSpec { kind, default, description, minimum, maximum, values })
}

/// A budget that was typed as `[STAGE=]FAILURES[/ARTICLES][:THEN]`.
struct TypedBudget {
    stage: Option<String>,
    budget: Budget,
    origin: String,
}

impl TypedBudget {
    fn parse(typed: &str) -> Result<Self, Failure> {
        let origin = format!("--budget {typed}");
        let parts = || {
            let (stage, rest) = match typed.split_once('=') {
                Some((stage, rest)) => (Some(stage.to_owned()), rest),
                None => (None, typed),
            };
            let (counts, then) = match rest.split_once(':') {
                Some((counts, word)) => {
                    let known = Then::WORDS.into_iter().find(|(other, _)| *other == word);
                    (counts, known?.1)
                }
                None => (rest, Then::Disable),
            };
            let count = |digits: &str| digits.parse().ok().filter(|&count: &u64| count > 0);
            let (failures, articles) = match counts.split_once('/') {
                Some((failures, articles)) => (count(failures)?, Some(count(articles)?)),
                None => (count(counts)?, None),
            };
            Some((stage, Budget { failures, articles, then }))
        };
        let (stage, budget) = parts().ok_or_else(|| {
            Failure::new(format!(
                "{origin}: say [STAGE=]FAILURES[/ARTICLES][:continue|disable|stop], as in quotes=5/1000:stop"
            ))
        })?;
        Ok(Self { stage, budget, origin })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_budget_is_read_or_refused_with_its_form() {
        let read = |typed: &str| {
            let TypedBudget { stage, budget, .. } = TypedBudget::parse(typed).ok()?;
            Some((stage, budget.failures, budget.articles, budget.then))
        };
        let quotes = Some("quotes".to_owned());
        assert_eq!(read("quotes=5/1000:stop"), Some((quotes.clone(), 5, Some(1000), Then::Stop)));
        assert_eq!(read("quotes=5"), Some((quotes, 5, None, Then::Disable)));
        assert_eq!(read("5:continue"), Some((None, 5, None, Then::Continue)));
        for wrong in ["", "five", "0", "5/0", "5:halt", "quotes=", "5/1000/2", "-1"] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }
}
