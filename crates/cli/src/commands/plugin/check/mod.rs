//! `copydesk plugin check`: whether a stage does what every stage must, whatever article comes.
//!
//! Each case of [`cases`] runs in a process of its own, so that a stage that crashes, hangs or eats
//! memory fails its case and nothing else. [`texts`] are the articles, [`mod@bench`] is what a case works
//! with, [`child`] the process, [`report`] what is printed.

mod bench;
mod cases;
mod child;
mod report;
mod system;
mod texts;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use copydesk_pipeline::config::hint;
use copydesk_pipeline::library::LibraryFile;
use copydesk_pipeline::search::SearchPath;

use self::bench::{Bench, Finding, Verdict};
use self::cases::{CASES, Case, Repeats};
use self::child::{CaseResult, Order};
use self::report::{Line, Report};
use crate::failure::{Failure, Outcome};
use crate::output::file::Output;

#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The stage's library, or the name of a stage that is found where stages are looked for
    #[arg(value_name = "LIBRARY|NAME")]
    pub library: PathBuf,
    /// Run these cases only (names with commas between)
    #[arg(long = "case", value_name = "NAMES", value_delimiter = ',')]
    pub cases: Vec<String>,
    /// Where to find the stages whose layers it needs, beside those next to the program and in your
    /// own folder; may be given several times
    #[arg(long = "plugin-path", value_name = "PATH")]
    pub plugin_path: Vec<PathBuf>,
    /// How long a case may take; three times as long for articles of 1 MB, six times for 10,000
    /// articles
    #[arg(long, value_name = "N", default_value_t = 20.0)]
    pub seconds: f64,
    /// How much memory a case may hold
    #[arg(long, value_name = "N", default_value_t = 2048)]
    pub megabytes: u64,
    /// Print one JSON object instead of a table
    #[arg(long)]
    pub json: bool,
    /// Run the case in this very process, for a debugger; needs --case with one name
    #[arg(long)]
    pub in_process: bool,
    /// The folder for the result of a case, where another process waits for it
    #[arg(long, hide = true, value_name = "FOLDER")]
    pub report_to: Option<PathBuf>,
}

/// Checks the stage.
pub fn check(arguments: &CheckArguments) -> Result<Outcome, Failure> {
    let cases = chosen(&arguments.cases)?;
    if arguments.in_process {
        return in_process(arguments, &cases);
    }
    if !(arguments.seconds > 0.0 && arguments.seconds < 1e6) {
        return Err(Failure::new("--seconds takes a number above 0"));
    }
    let started = Instant::now();
    let path = path(&arguments.library, &arguments.plugin_path)?;
    let mut report = Report::new(&path);
    match LibraryFile::read(&path) {
        Ok(library) => {
            report.describe(&library);
            report.add(Line::passed("manifest", started.elapsed(), Verdict::pass()));
            // What is missing around the stage is said before its cases run, not by each of them.
            Bench::new(library, &arguments.plugin_path, None)?;
            in_children(arguments, &path, &cases, &mut report)?;
        }
        Err(copydesk_pipeline::Error::Load { reason, .. }) => {
            let finding = Finding::new(
                "no article",
                "a library with a manifest that this copydesk can use",
                reason,
            );
            report.add(Line::failed("manifest", started.elapsed(), finding));
            cases.iter().for_each(|case| report.add(Line::not_run(case.name, "manifest")));
        }
        Err(error) => return Err(error.into()),
    }
    let mut output = Output::open(None)?;
    let text = if arguments.json { report.json() } else { report.table() };
    output.write(text.as_bytes())?;
    output.finish()?;
    Ok(if report.failed() == 0 { Outcome::Done } else { Outcome::HadProblems })
}

/// Where the library lies that is meant: at this path, or else where stages are looked for, by the name of its stage.
fn path(named: &Path, plugin_path: &[PathBuf]) -> Result<PathBuf, Failure> {
    let is_name = named.components().count() == 1 && named.extension().is_none();
    if named.exists() {
        return Ok(named.to_owned());
    }
    if !is_name {
        return Err(Failure::at(named, &ErrorKind::NotFound.into()));
    }
    let stages = SearchPath::standard(plugin_path).find()?;
    let found = stages.iter().find(|stage| Path::new(&stage.manifest.name) == named);
    found.map(|stage| stage.path.clone()).ok_or_else(|| {
        let names: Vec<_> = stages.iter().map(|stage| stage.manifest.name.as_str()).collect();
        let named = named.to_string_lossy();
        let hint = hint(&named, &names);
        Failure::new(format!("there is no file {named:?}, nor a stage of that name; {hint}"))
    })
}

/// The cases of these names, or all.
fn chosen(names: &[String]) -> Result<Vec<&'static Case>, Failure> {
    let known = |name: &String| CASES.iter().any(|case| case.name == name) || name == "manifest";
    if let Some(name) = names.iter().find(|name| !known(name)) {
        let all: Vec<_> = CASES.iter().map(|case| case.name).collect();
        return Err(Failure::new(format!(
            "there is no case {name:?}; there are manifest, {}",
            all.join(", ")
        )));
    }
    Ok(CASES
        .iter()
        .filter(|case| names.is_empty() || names.iter().any(|name| name == case.name))
        .collect())
}

/// The cases that the others are not run without, when they end in a crash or never.
const GATES: [&str; 2] = ["load", "plain"];

fn in_children(
    arguments: &CheckArguments,
    library: &Path,
    cases: &[&'static Case],
    report: &mut Report,
) -> Result<(), Failure> {
    let folder = Folder::new()?;
    let mut shut: Option<&str> = None;
    for case in cases {
        if let Some(gate) = shut {
            report.add(Line::not_run(case.name, gate));
            continue;
        }
        let started = Instant::now();
        let deadline = Duration::from_secs_f64(arguments.seconds) * case.patience;
        let order = Order {
            library,
            plugin_path: &arguments.plugin_path,
            case: case.name,
            deadline,
            most_memory: arguments.megabytes << 20,
            folder: &folder.0,
        };
        let result = run_case(case, &order).map_err(|error| {
            Failure::new(format!("case {} could not be started: {error}", case.name))
        })?;
        let line = match result {
            CaseResult::Passed(verdict) => Line::passed(case.name, started.elapsed(), verdict),
            CaseResult::Failed(finding) => {
                if GATES.contains(&case.name) && finding.expected != "layers" {
                    shut = Some(case.name);
                }
                Line::failed(case.name, started.elapsed(), finding)
            }
        };
        report.add(line);
    }
    Ok(())
}

/// Runs a case as often as it needs.
fn run_case(case: &Case, order: &Order<'_>) -> std::io::Result<CaseResult> {
    let first = child::run(order)?;
    match (case.repeats, &first) {
        (Repeats::UntilPassed(times), CaseResult::Failed(_)) => {
            let mut last = first;
            for _ in 1..times {
                last = child::run(order)?;
                if matches!(last, CaseResult::Passed(_)) {
                    break;
                }
            }
            Ok(last)
        }
        (Repeats::Same(times), CaseResult::Passed(verdict)) => {
            for _ in 1..times {
                match child::run(order)? {
                    CaseResult::Passed(other) if other.digest == verdict.digest => {}
                    CaseResult::Passed(_) => {
                        let found = "a second process gave others; a map that is walked in its own order, an address, the time or the environment does that";
                        return Ok(CaseResult::Failed(Finding::new(
                            "ordinary articles",
                            "the same layers in every process",
                            found,
                        )));
                    }
                    failed => return Ok(failed),
                }
            }
            Ok(first)
        }
        _ => Ok(first),
    }
}

/// Runs one case here: for the process that waits in [`child::run`], or for a person with a debugger.
fn in_process(arguments: &CheckArguments, cases: &[&Case]) -> Result<Outcome, Failure> {
    let [case] = cases else {
        return Err(Failure::new("--in-process runs one case: name it with --case"));
    };
    let place = arguments.report_to.as_deref().map(child::place);
    let library = LibraryFile::read(path(&arguments.library, &arguments.plugin_path)?)?;
    let bench = Bench::new(library, &arguments.plugin_path, place)?;
    let result = match case.run(&bench) {
        Ok(verdict) => CaseResult::Passed(verdict),
        Err(finding) => CaseResult::Failed(finding),
    };
    if let Some(folder) = &arguments.report_to {
        child::report(folder, &result).map_err(|error| Failure::at(folder, &error))?;
        return Ok(Outcome::Done);
    }
    match result {
        CaseResult::Passed(_) => Ok(Outcome::Done),
        CaseResult::Failed(Finding { input, expected, found }) => Err(Failure::new(format!(
            "case {}: {input}: expected {expected}, found {found}",
            case.name
        ))),
    }
}

/// A folder for one run, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, Failure> {
        let path = std::env::temp_dir().join(format!("copydesk-check-{}", std::process::id()));
        make_private(&path).map_err(|error| Failure::at(&path, &error))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Makes the folder, which must be new, for its owner alone.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
