//! The options of `copydesk run`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::common::threads;
use super::{InputArguments, Offsets, StageArguments};
use crate::intake::selection::{Sample, Selection, Shard};
use crate::output::sink::OutputFormat;

#[derive(Debug, Args)]
pub struct RunArguments {
    /// Files (text, Markdown, HTML, JSON, JSON Lines, CSV, TSV, Parquet, WARC, zip and tar of these; .gz and
    /// .zst of each), folders of them, patterns such as 'news/*.txt', or - for standard input
    #[arg(required_unless_present = "files_from")]
    pub paths: Vec<PathBuf>,
    /// A file with a list of paths, one a line; - for standard input
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,
    /// The file or folder to write to; standard output where none is named
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// The form of the output; where it is not said, what -o ends in: .csv, .parquet, .db or .sqlite,
    /// .jsonld, and otherwise jsonl
    #[arg(long, value_enum, value_name = "FORM")]
    pub to: Option<OutputFormat>,
    /// The unit in which positions are counted: Python's, bytes, or JavaScript's and Java's
    #[arg(long, value_enum, default_value_t = Offsets::Char)]
    pub offsets: Offsets,
    /// The layers to write: names with commas between, or "all"; without this, all but those that
    /// stages mark as on request (token, sentence, paragraph)
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub layers: Vec<String>,
    /// How many threads to work with; all cores where none is said
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<NonZeroUsize>,
    #[command(flatten)]
    pub selection: SelectionArguments,
    /// Print the closing table, of what each stage took and gave, also with --quiet
    #[arg(long)]
    pub timings: bool,
    #[command(flatten)]
    pub keeping: KeepingArguments,
    #[command(flatten)]
    pub safety: SafetyArguments,
    /// Print nothing but errors: no progress, no problems (they are in the records), no closing table
    #[arg(short, long)]
    pub quiet: bool,
    /// Print progress, problems and the closing figures as JSON, one object a line, for programs
    #[arg(long, conflicts_with_all = ["quiet", "timings"])]
    pub json_log: bool,
    #[command(flatten)]
    pub input: InputArguments,
    #[command(flatten)]
    pub stages: StageArguments,
}

#[derive(Debug, Args)]
pub struct SelectionArguments {
    /// Take the first N articles, of those that --shard and --sample leave
    #[arg(long, value_name = "N")]
    pub limit: Option<u64>,
    /// Take a share of the articles (0.01 or 1%), or so many of them (1000), drawn by a hash of their places
    /// in the input: always the same ones of the same input
    #[arg(long, value_name = "SHARE|N")]
    pub sample: Option<Sample>,
    /// Take every Nth article from the Kth on: 1/16 to 16/16 are everything, spread over sixteen machines
    #[arg(long, value_name = "K/N")]
    pub shard: Option<Shard>,
}

impl SelectionArguments {
    /// What was asked for.
    pub fn selection(&self) -> Selection {
        let Self { limit, sample, shard } = *self;
        Selection { shard, sample, limit }
    }
}

#[derive(Debug, Args)]
pub struct KeepingArguments {
    /// Start over: throw away what is kept of earlier runs, and run every stage on every article
    #[arg(long)]
    pub force: bool,
    /// The file that results are kept in, so that the same command goes on where it was broken off and
    /// runs only what changed; with -o PATH it is PATH.store where none is named
    #[arg(long, value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// Keep no results: a run that is broken off begins anew
    #[arg(long, conflicts_with_all = ["store", "force"])]
    pub no_store: bool,
}

#[derive(Debug, Args)]
pub struct SafetyArguments {
    /// Run the stages in child processes: one that crashes or hangs costs its own layers of that
    /// article, and on Linux it can neither write files nor use the network
    #[arg(long)]
    pub isolate: bool,
    /// With --isolate, how long a stage may take on one article; 10 where none is said
    #[arg(long, value_name = "SECONDS")]
    pub deadline: Option<f64>,
    /// With --isolate, how much memory a child process may take; 1024 where none is said
    #[arg(long, value_name = "MB")]
    pub memory: Option<u64>,
    /// What to do when a stage has failed on so many articles (among so many in a row): continue, disable
    /// the stage for later articles, or stop the run; --budget quotes=5/1000:stop
    #[arg(long, value_name = "[STAGE=]FAILURES[/ARTICLES][:THEN]")]
    pub budget: Vec<String>,
}
