//! The options of the commands that judge, teach and guard the stages.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::common::threads;
use super::{InputArguments, StageArguments};
use crate::eval::Task;
use crate::intake::longest::{self, Longest};
use crate::snapshot::folder::IGNORED;

#[derive(Debug, Args)]
pub struct EvalArguments {
    /// What to score
    #[arg(value_enum)]
    pub task: Task,
    /// The output of `copydesk run --layers all`; where none is named the stages are run on the gold
    /// file's texts
    pub output: Option<PathBuf>,
    /// A JSON Lines file of articles with gold annotations
    #[arg(long, value_name = "FILE")]
    pub gold: PathBuf,
    /// List errors, each with its sentence: the first N, or all of them in a file
    #[arg(long, value_name = "N|FILE")]
    pub errors: Option<String>,
    /// Print the figures as one JSON object
    #[arg(long)]
    pub json: bool,
    /// The longest text to run the stages on, in bytes, with K or M for thousands and millions; "any" for no
    /// bound
    #[arg(long, value_name = "BYTES", default_value = longest::USUAL)]
    pub longest: Longest,
    /// How many threads to work with; all cores where none is said
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<NonZeroUsize>,
    #[command(flatten)]
    pub stages: StageArguments,
}

#[derive(Debug, Args)]
pub struct TrainArguments {
    /// The stage that is to learn: entities or segments
    pub stage: String,
    /// JSON Lines files of articles with what ought to be found in them: "text" and, with positions in
    /// characters, for entities "entities", a list of {"start", "end", "label"}; for segments
    /// "sentences", a list of [start, end], or "tokens", the same, with a tag for each in "pos"; or
    /// records of copydesk's own, corrected
    #[arg(required = true, value_name = "DATA")]
    pub data: Vec<PathBuf>,
    /// The folder to put the model into, as STAGE.model
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The longest text to learn from, in bytes, with K or M for thousands and millions; "any" for no bound
    #[arg(long, value_name = "BYTES", default_value = longest::USUAL)]
    pub longest: Longest,
    #[command(flatten)]
    pub stages: StageArguments,
}

#[derive(Debug, Args)]
pub struct CompareArguments {
    /// The output of `copydesk run` before a change
    pub before: PathBuf,
    /// The output after it, on the same articles
    pub after: PathBuf,
    /// Show the articles that differ most, so many of them
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub top: usize,
    /// Compare these layers alone (names with commas between)
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub layers: Vec<String>,
    /// Attributes and links whose changes do not matter (names with commas between)
    #[arg(long, value_name = "LAYER.NAME", value_delimiter = ',', default_value = IGNORED)]
    pub ignore: Vec<String>,
    /// Exit with code 1 if anything differs
    #[arg(long)]
    pub exit_code: bool,
}

#[derive(Debug, Args)]
pub struct SnapshotArguments {
    #[command(subcommand)]
    pub action: SnapshotAction,
}

#[derive(Debug, Subcommand)]
pub enum SnapshotAction {
    /// Run the stages and keep what they find, in place of what is kept so far
    Record(SnapshotRun),
    /// Run the stages and tell what has changed against what is kept; exit code 1 if anything has
    Check(SnapshotRun),
    /// Walk through the changes that a check found: a accepts one, r rejects it, s leaves it for later
    Review(SnapshotFolder),
    /// Keep all changes that a check found
    Accept(SnapshotFolder),
}

#[derive(Debug, Args)]
pub struct SnapshotFolder {
    /// The folder of snapshots
    pub folder: PathBuf,
}

#[derive(Debug, Args)]
pub struct SnapshotRun {
    /// The folder of snapshots
    pub folder: PathBuf,
    /// The articles, as for `copydesk run`; those that the folder remembers where none are named
    pub paths: Vec<PathBuf>,
    /// The layers to keep: names with commas between; without this, those that the folder remembers
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub layers: Vec<String>,
    /// How many threads to work with; all cores where none is said
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<NonZeroUsize>,
    /// Print the summary only
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    pub input: InputArguments,
    #[command(flatten)]
    pub stages: StageArguments,
}
