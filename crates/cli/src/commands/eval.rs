//! `copydesk eval`: how good an output is, against gold annotations.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use copydesk_document::Document;
use copydesk_pipeline::{Pipeline, Worker};

use super::annotate;
use crate::cli::EvalArguments;
use crate::eval::{Article, Error, Figure, Gold, Measure, Report};
use crate::failure::{Failure, Outcome};
use crate::intake::paths::Source;
use crate::intake::records::{self, Records};
use crate::output::excerpt;
use crate::output::file::Output;
use crate::output::place::Place;
use crate::plural::count;

/// How many kinds of error are listed with their counts.
const KINDS: usize = 10;

/// Scores the output that was named, or what the stages find in the gold file's texts.
pub fn eval(arguments: &EvalArguments) -> Result<Outcome, Failure> {
    let inputs: Vec<_> =
        arguments.output.iter().chain([&arguments.gold]).map(PathBuf::as_path).collect();
    let mut run = Run {
        measure: arguments.task.measure(),
        list: List::open(arguments.errors.as_deref(), &inputs)?,
        layer: arguments.task.layer(),
        ids: HashSet::new(),
        with_layer: 0,
        with_problems: 0,
    };
    let mut notes = match &arguments.output {
        Some(output) => of_file(&mut run, &arguments.gold, output)?,
        None => {
            of_stages(&mut run, arguments)?;
            String::new()
        }
    };
    if run.ids.is_empty() {
        return Err(Failure::new(format!(
            "{}: there is no article in it",
            arguments.gold.display()
        )));
    }
    if run.with_layer == 0 {
        return Err(Failure::new(format!(
            "no record has the layer {:?}, which this task looks at; write it with `copydesk run --layers all`",
            run.layer
        )));
    }
    if run.with_problems > 0 {
        let _ = writeln!(
            notes,
            "{} had problems; what is missing there counts as missed",
            count(run.with_problems, "article")
        );
    }
    let report = run.measure.report();
    let text = if arguments.json {
        format!("{}\n", report.json)
    } else {
        table(&report, &run.list, run.ids.len())
    };
    run.list.finish()?;
    let mut output = Output::open(None)?;
    output.write(text.as_bytes())?;
    output.finish()?;
    if !notes.is_empty() {
        anstream::eprint!("{notes}");
    }
    Ok(Outcome::Done)
}

/// An evaluation under way.
struct Run {
    measure: Box<dyn Measure + Send>,
    list: List,
    layer: &'static str,
    ids: HashSet<String>,
    with_layer: u64,
    with_problems: u64,
}

impl Run {
    fn add(&mut self, gold: &Gold, document: &Document) -> Result<(), Failure> {
        if !self.ids.insert(gold.id.clone()) {
            return Err(gold.failure(&format!(
                "an earlier gold article has the id {:?} too; each needs its own",
                gold.id
            )));
        }
        self.with_layer += u64::from(document.layer(self.layer).is_some());
        self.with_problems += u64::from(!document.problems.is_empty());
        let mut errors = Vec::new();
        self.measure.add(&Article::new(gold, document)?, &mut errors)?;
        errors.into_iter().try_for_each(|error| self.list.add(document, &error))
    }
}

/// Scores the records of a file; returns what else there is to say.
fn of_file(run: &mut Run, gold: &Path, output: &Path) -> Result<String, Failure> {
    let mut found = Records::open(output)?;
    let mut missing = Vec::new();
    for raw in records::lines(gold)? {
        let gold = Gold::read(&raw)?;
        gold.check_id()?;
        match found.get(&gold.id)? {
            Some(document) => run.add(&gold, &document)?,
            None => missing.push(gold),
        }
    }
    if let Some(first) = missing.first() {
        return Err(Failure::new(format!(
            "{} gold articles have no record in {}, the first: {:?} ({})",
            missing.len(),
            output.display(),
            first.id,
            first.place
        )));
    }
    Ok(match found.left_over()?.as_slice() {
        [] => String::new(),
        more => format!(
            "{} records of {} are of articles that the gold file does not have; they were left out, the first is {:?}\n",
            more.len(),
            output.display(),
            more[0]
        ),
    })
}

/// Runs the stages that make the layer on the gold file's texts, and scores what they find.
fn of_stages(run: &mut Run, arguments: &EvalArguments) -> Result<(), Failure> {
    let mut builder = super::builder(&arguments.stages)?;
    if arguments.stages.stages.is_empty() {
        let plan = builder.plan()?;
        let makes = |provides: &[_]| {
            provides.iter().any(|spec: &copydesk_stage::LayerSpec| spec.layer == run.layer)
        };
        let maker = plan.iter().find(|library| makes(&library.manifest.provides));
        let maker = maker.ok_or_else(|| {
            Failure::new(format!("no stage that was found makes the layer {:?}", run.layer))
        })?;
        builder = builder.only([maker.manifest.name.clone()]);
    }
    let pipeline: Pipeline = builder.build()?;
    let longest = arguments.longest;
    let work = |worker: &mut Worker, raw| {
        let gold = Gold::read(&raw)?;
        longest.check(&gold.text).map_err(|what| {
            gold.failure(&format!("{what}; leave it out, or let it through with --longest"))
        })?;
        let document = Document::new(gold.id.clone(), gold.text.as_str())
            .map_err(|error| gold.failure(&error.to_string()))?;
        Ok((gold, worker.annotate(document)))
    };
    annotate::in_order(
        &pipeline,
        arguments.threads,
        records::lines(&arguments.gold)?,
        |raw| raw.len(),
        work,
        |done: Result<(Gold, Document), Failure>| {
            let (gold, document) = done?;
            run.add(&gold, &document)
        },
    )
}

/// The errors: counted by kind, and written out where that was asked for.
struct List {
    kinds: BTreeMap<String, u64>,
    shown: String,
    left_to_show: u64,
    file: Option<Output>,
}

impl List {
    /// A number asks for so many errors on the screen, anything else names a file for all.
    /// The file may be none of the `inputs`.
    fn open(asked: Option<&str>, inputs: &[&Path]) -> Result<Self, Failure> {
        let number = asked.and_then(|asked| asked.parse().ok());
        let file = match asked.filter(|_| number.is_none()) {
            Some(path) => {
                let path = Path::new(path);
                if let Some(place) = Place::new(Some(path), None)? {
                    let sources = inputs.iter().map(|input| Source::of_name(input));
                    place.spare(&mut sources.collect(), false)?;
                }
                Some(Output::open(Some(path))?)
            }
            None => None,
        };
        let left_to_show = number.unwrap_or(0);
        Ok(Self { kinds: BTreeMap::new(), shown: String::new(), left_to_show, file })
    }

    fn add(&mut self, document: &Document, error: &Error) -> Result<(), Failure> {
        match self.kinds.get_mut(&error.kind) {
            Some(count) => *count += 1,
            None => {
                self.kinds.insert(error.kind.clone(), 1);
            }
        }
        if self.left_to_show == 0 && self.file.is_none() {
            return Ok(());
        }
        let lines = excerpt::render(document, &error.marks, "  ");
        let words = format!("{}: {}\n{lines}\n", document.id(), error.kind);
        if let Some(file) = &mut self.file {
            file.write(words.as_bytes())?;
        } else {
            self.left_to_show -= 1;
            self.shown.push_str(&words);
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Failure> {
        self.file.map_or(Ok(()), Output::finish)
    }
}

/// The figures, the kinds of error and the errors that were asked for.
fn table(report: &Report, list: &List, articles: usize) -> String {
    let mut out = list.shown.clone();
    let _ = writeln!(out, "{}", count(articles as u64, "article"));
    let names = report.figures.iter().map(|(name, _)| name.chars().count());
    let width = names.max().unwrap_or(0).max(5);
    if !report.figures.is_empty() {
        let _ = writeln!(
            out,
            "{:width$} {:>9} {:>7} {:>7} {:>8} {:>8} {:>8}",
            "", "precision", "recall", "F1", "right", "found", "gold"
        );
    }
    for (name, Figure { precision, recall, f1, counts }) in &report.figures {
        let _ = write!(out, "{name:width$} {precision:>9.2} {recall:>7.2} {f1:>7.2}");
        let _ = match counts {
            Some(counts) => {
                writeln!(out, " {:>8} {:>8} {:>8}", counts.right, counts.found, counts.gold)
            }
            None => writeln!(out),
        };
    }
    for (name, number) in &report.further {
        let _ = writeln!(out, "{name}: {number}");
    }
    let mut kinds: Vec<_> = list.kinds.iter().collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    if !kinds.is_empty() {
        let all: u64 = list.kinds.values().sum();
        let _ = writeln!(out, "\n{}, the commonest kinds:", count(all, "error"));
    }
    for (kind, count) in kinds.into_iter().take(KINDS) {
        let _ = writeln!(out, "{count:>7} {kind}");
    }
    out
}
