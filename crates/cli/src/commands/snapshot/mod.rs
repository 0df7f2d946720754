//! `copydesk snapshot`: a collection's results as text files, and what a change does to them.

mod review;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Display, Write as _};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use console::Term;
use copydesk_document::Document;
use copydesk_pipeline::{Pipeline, Worker};

use super::annotate;
use super::names::Names;
use crate::cli::{SnapshotAction, SnapshotArguments, SnapshotFolder, SnapshotRun};
use crate::compare::Kind;
use crate::failure::{Failure, Outcome, PLAIN, YELLOW, tell_problem};
use crate::intake::article::Decoded;
use crate::intake::paths::{self, Sources};
use crate::intake::source::{RawArticle, RawArticles};
use crate::output::file::Output;
use crate::output::terminal::coloured;
use crate::plural::count;
use crate::snapshot::difference::{Tally, difference};
use crate::snapshot::folder::{self, Config, Folder, new_of, read_snap};
use crate::snapshot::passage::Passage;
use crate::snapshot::render::render;
use crate::snapshot::snap::Snap;

/// Does what was asked for.
pub fn snapshot(arguments: &SnapshotArguments) -> Result<Outcome, Failure> {
    match &arguments.action {
        SnapshotAction::Record(arguments) => record(arguments),
        SnapshotAction::Check(arguments) => check(arguments),
        SnapshotAction::Review(arguments) => review::review(arguments),
        SnapshotAction::Accept(arguments) => accept(arguments),
    }
}

/// Writes the snapshot of every article, and removes those of articles that are gone.
fn record(arguments: &SnapshotRun) -> Result<Outcome, Failure> {
    let mut folder = Folder::open_or_begin(&arguments.folder)?;
    let plan = Plan::new(arguments, &folder)?;
    let mut config = folder.config.clone();
    if !arguments.paths.is_empty() {
        config.inputs.clone_from(&arguments.paths);
    }
    if !arguments.layers.is_empty() {
        config.layers.clone_from(&arguments.layers);
    }
    folder.save_config(config)?;
    let mut recorded = 0;
    let mut with_problems = 0;
    let orphans = each(arguments, plan, folder, |folder, checked| {
        with_problems += u64::from(!checked.problems.is_empty());
        let file = folder.file_or_name(&checked.snap.id);
        folder::write(&file, &checked.snap.print())?;
        folder::remove(&new_of(&file))?;
        recorded += 1;
        Ok(())
    })?;
    for file in orphans.values() {
        folder::remove(file)?;
        folder::remove(&new_of(file))?;
    }
    let mut line = format!("recorded {}", articles(recorded));
    if !orphans.is_empty() {
        let _ = write!(line, ", removed {} no longer there", articles(orphans.len() as u64));
    }
    line += &in_addition(with_problems);
    print(&format!("{line}\n"))?;
    Ok(if with_problems == 0 { Outcome::Done } else { Outcome::HadProblems })
}

/// Tells what has changed, and puts the new snapshots beside the kept ones.
fn check(arguments: &SnapshotRun) -> Result<Outcome, Failure> {
    let folder = Folder::open(&arguments.folder)?;
    let plan = Plan::new(arguments, &folder)?;
    let mut output = Output::open(None)?;
    let mut all = Tally::new();
    let (mut unchanged, mut changed, mut new, mut with_problems) = (0, 0, 0, 0);
    let orphans = each(arguments, plan, folder, |folder, checked| {
        with_problems += u64::from(!checked.problems.is_empty());
        let file = folder.file_or_name(&checked.snap.id);
        let Some((passages, tally)) = &checked.changes else {
            folder::remove(&new_of(&file))?;
            unchanged += 1;
            return Ok(());
        };
        folder::write(&new_of(&file), &checked.snap.print())?;
        let is_new = !file.exists();
        *if is_new { &mut new } else { &mut changed } += 1;
        for (layer, counts) in tally {
            let sums = all.entry(layer.clone()).or_default();
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        if arguments.quiet {
            return Ok(());
        }
        let mut text = format!("{YELLOW}{}{PLAIN}: {}\n", checked.snap.id, in_words(is_new, tally));
        if !is_new {
            passages.iter().for_each(|passage| text.push_str(&passage.show(width())));
            text.push('\n');
        }
        output.write(coloured(&text).as_bytes())
    })?;
    let mut text = String::new();
    if !all.is_empty() {
        text.push_str(&table(&all));
    }
    for id in orphans.keys().filter(|_| !arguments.quiet) {
        let _ = writeln!(text, "{id}: kept, but no longer among the articles");
    }
    let _ = write!(
        text,
        "{}: {changed} changed, {new} new, {unchanged} as kept",
        articles(changed + new + unchanged)
    );
    if !orphans.is_empty() {
        let _ = write!(text, "; {} gone, which `copydesk snapshot record` forgets", orphans.len());
    }
    text += &in_addition(with_problems);
    text.push('\n');
    let same = changed + new == 0 && orphans.is_empty();
    if changed + new > 0 {
        let _ = writeln!(
            text,
            "look at the changes with `copydesk snapshot review {0}`, take them all with `copydesk snapshot accept {0}`",
            arguments.folder.display()
        );
    }
    output.write(coloured(&text).as_bytes())?;
    output.finish()?;
    Ok(match same {
        false => Outcome::Differs,
        true if with_problems > 0 => Outcome::HadProblems,
        true => Outcome::Done,
    })
}

/// Behind the counts, how many articles had problems.
fn in_addition(with_problems: u64) -> String {
    match with_problems {
        0 => String::new(),
        some => format!("; {some} with problems"),
    }
}

/// An article that was run, with what differs from its snapshot.
struct Checked {
    snap: Snap,
    /// `None` where nothing does.
    changes: Option<(Vec<Passage>, Tally)>,
    problems: Vec<String>,
}

/// What is to be run, with everything checked that can be before anything is.
struct Plan {
    sources: Sources,
    pipeline: Pipeline,
    /// What the folder says, with what the command line says over it.
    config: Config,
}

impl Plan {
    /// # Errors
    /// When there is nothing to run, or something is named that is not there; with the file that says it.
    fn new(arguments: &SnapshotRun, folder: &Folder) -> Result<Self, Failure> {
        let mut config = folder.config.clone();
        let file = folder.config_path();
        let in_file = |what: &dyn Display| Failure::new(format!("{}: {what}", file.display()));
        let sources = match (arguments.paths.as_slice(), config.inputs.as_slice()) {
            ([], []) => {
                return Err(Failure::new(format!(
                    "{}: it remembers no articles; name them, or write them into snapshot.toml as inputs",
                    arguments.folder.display()
                )));
            }
            ([], inputs) => paths::expand(inputs, None)
                .map_err(|failure| in_file(&format_args!("inputs: {failure}")))?,
            (typed, _) => paths::expand(typed, None)?,
        };
        let pipeline = super::pipeline(&arguments.stages, None)?;
        let names = Names::of_stages(&pipeline);
        if arguments.layers.is_empty() {
            names
                .check_layers(&config.layers)
                .map_err(|what| in_file(&format_args!("layers: {what}")))?;
        } else {
            names.check_layers(&arguments.layers).map_err(Failure::new)?;
            config.layers.clone_from(&arguments.layers);
        }
        // A stage that was left out may have what is ignored.
        if arguments.stages.stages.is_empty() && arguments.stages.without.is_empty() {
            names
                .check_ignored(&config.ignore)
                .map_err(|what| in_file(&format_args!("ignore: {what}")))?;
        }
        if config.layers.is_empty() {
            let usual = pipeline.layers().filter(|(_, on_request)| !on_request);
            config.layers = usual.map(|(layer, _)| layer.to_owned()).collect();
        }
        Ok(Self { sources, pipeline, config })
    }
}

/// Runs the stages on the articles and hands them on in order; returns the snapshots of articles that
/// are not among them, by id.
fn each(
    arguments: &SnapshotRun,
    plan: Plan,
    mut folder: Folder,
    mut done: impl FnMut(&mut Folder, Checked) -> Result<(), Failure> + Send,
) -> Result<BTreeMap<String, PathBuf>, Failure> {
    let Plan { sources, pipeline, config } = plan;
    let files: BTreeMap<String, PathBuf> =
        folder.all().map(|(id, file)| (id.to_owned(), file.to_owned())).collect();
    let decoder = arguments.input.decoder();
    let work = |worker: &mut Worker, raw: RawArticle| -> Result<Checked, Failure> {
        let Decoded { document, unwanted, too_long, .. } = decoder.decode(raw);
        let pass_on = document.text().is_empty() || unwanted.is_some() || too_long;
        let document = if pass_on { document } else { worker.annotate(document) };
        let file = files.get(document.id()).filter(|file| file.exists());
        let kept = file.map(|file| read_snap(file)).transpose()?;
        Ok(against(&document, &config, kept.map(|snap| snap.contents)))
    };
    let mut seen = BTreeSet::new();
    annotate::in_order(
        &pipeline,
        arguments.threads,
        RawArticles::new(sources.list, arguments.input.format),
        RawArticle::len,
        work,
        |checked: Result<Checked, Failure>| {
            let checked = checked?;
            if !seen.insert(checked.snap.id.clone()) {
                return Err(Failure::new(format!(
                    "two articles have the id {:?}; a snapshot needs each to have its own",
                    checked.snap.id
                )));
            }
            for problem in checked.problems.iter().filter(|_| !arguments.quiet) {
                tell_problem(&checked.snap.id, problem);
            }
            done(&mut folder, checked)
        },
    )?;
    Ok(files.into_iter().filter(|(id, _)| !seen.contains(id)).collect())
}

fn against(document: &Document, config: &Config, kept: Option<String>) -> Checked {
    let contents = render(document, config, kept.as_deref());
    let changes = match kept {
        Some(kept) if kept == contents => None,
        kept => Some(difference(&kept.unwrap_or_default(), &contents)),
    };
    let problems = document.problems.iter().map(ToString::to_string).collect();
    Checked { snap: Snap { id: document.id().to_owned(), contents }, changes, problems }
}

/// Takes all changes.
fn accept(arguments: &SnapshotFolder) -> Result<Outcome, Failure> {
    let pending = Folder::open(&arguments.folder)?.pending();
    pending.iter().try_for_each(|file| take(file))?;
    print(&format!("{} accepted\n", pending.len()))?;
    Ok(Outcome::Done)
}

/// Makes the new snapshot the one that is kept.
fn take(file: &Path) -> Result<(), Failure> {
    fs::rename(new_of(file), file).map_err(|error| Failure::at(file, &error))
}

/// "entity 2 gained, 1 relabelled; quote 1 lost".
fn in_words(new: bool, tally: &Tally) -> String {
    if new {
        return "new article".to_owned();
    }
    if tally.is_empty() {
        return "other paragraphs".to_owned();
    }
    let layer = |(layer, counts): (&String, &[u64; 5])| {
        let counts = Kind::ALL.iter().zip(counts).filter(|(_, count)| **count > 0);
        let words: Vec<_> =
            counts.map(|(kind, count)| format!("{count} {}", kind.word())).collect();
        format!("{layer} {}", words.join(", "))
    };
    tally.iter().map(layer).collect::<Vec<_>>().join("; ")
}

fn table(tally: &Tally) -> String {
    let width = tally.keys().map(|layer| layer.chars().count()).max().unwrap_or(0).max(5);
    let mut out = format!("{:width$}", "layer");
    for kind in Kind::ALL {
        let _ = write!(out, " {:>10}", kind.word());
    }
    out.push('\n');
    for (layer, counts) in tally {
        let _ = write!(out, "{layer:width$}");
        for count in counts {
            let _ = write!(out, " {count:>10}");
        }
        out.push('\n');
    }
    out
}

/// How many columns a person's terminal has; `None` where none is looked at.
fn width() -> Option<usize> {
    let terminal = Term::stdout();
    terminal.size_checked().filter(|_| terminal.is_term()).map(|(_, columns)| columns.into())
}

fn articles(number: u64) -> String {
    count(number, "article")
}

fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = out.write_all(coloured(text).as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| Failure::at(Path::new("standard output"), &error))
}
