//! What can be typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use copydesk_document::OffsetUnit;

use crate::commands::plugin::check::CheckArguments;
use crate::commands::plugin::new::NewArguments;
use crate::eval::Task;
use crate::intake::article::Decoder;
use crate::intake::fields::{Fields, Mapping};
use crate::intake::format::InputFormat;
use crate::intake::language::Languages;
use crate::intake::selection::{Sample, Selection, Shard};
use crate::output::sink::OutputFormat;

/// Turns collections of news articles into entities, quotes, claims and summaries.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "Exit codes:\n  0  all went well\n  1  done, and there is something to look at: articles with problems, differences, cases that failed\n  \
    2  it could not run, or not to its end: what stands on standard error says why"
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Annotate articles and write one JSON record a line
    #[command(
        after_help = "Exit codes:\n  0  all went well\n  1  every article has its record, some with problems in it\n  \
        2  it could not run, or not to its end: what stands on standard error says why"
    )]
    Run(RunArguments),
    /// Show one article in the terminal, with what was found in it
    Show(ShowArguments),
    /// List the stages: where each was found, their order, what each needs, gives and costs
    Plugins(PluginsArguments),
    /// What concerns the stages themselves
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// Score an output, or the stages, against gold annotations
    Eval(EvalArguments),
    /// Have a stage learn from articles that you annotated yourself
    Train(TrainArguments),
    /// Compare two outputs of the same articles, layer by layer
    Compare(CompareArguments),
    /// Keep a collection's results as text files, and see what a change does to them
    Snapshot(SnapshotArguments),
    /// Print the JSON Schema of the output record
    Schema,
    /// Turn the records of a run into what other tools read
    #[command(subcommand)]
    Export(ExportFormat),
    /// List the claims most worth checking of all articles, with who made them and where
    Claims(ClaimsArguments),
    /// Make a site of plain files from the records of a run: articles, people, who said what, claims
    Report(ReportArguments),
    /// Print a script that completes what is typed, for a shell to read
    #[command(
        after_help = "bash:  copydesk completions bash > ~/.local/share/bash-completion/completions/copydesk\n\
        zsh:   copydesk completions zsh > a folder of $fpath/_copydesk\n\
        fish:  copydesk completions fish > ~/.config/fish/completions/copydesk.fish"
    )]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page: copydesk man | man -l -
    Man,
    /// Serve as the child process that --isolate runs stages in
    #[command(hide = true)]
    StageChild,
}

#[derive(Debug, Subcommand)]
pub enum PluginCommand {
    /// List the stages, as `copydesk plugins` does
    List(PluginsArguments),
    /// Pin the libraries that a run here would load, by name, version and hash, in copydesk.lock:
    /// later runs here refuse any other
    Lock(PluginsArguments),
    /// Make a folder with a new stage that builds, passes its test, and runs
    New(NewArguments),
    /// Check that a stage does what every stage must, each case in a process of its own
    #[command(
        after_help = "Exit codes: 0 all cases passed; 1 some failed; 2 the check could not be run."
    )]
    Check(CheckArguments),
}

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
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    #[command(flatten)]
    pub selection: SelectionArguments,
    /// The longest text to run the stages on, in bytes, with K or M for thousands and millions; a longer
    /// one, which is several articles run together or no article, is passed on with a problem. "any" for
    /// no bound; memory then grows with it, about 150 bytes for each of its bytes
    #[arg(long, value_name = "BYTES", default_value = "500K")]
    pub longest: Longest,
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

impl RunArguments {
    /// What makes documents of articles as these say.
    pub fn decoder(&self) -> Decoder {
        Decoder { longest: self.longest.0, ..self.input.decoder() }
    }
}

/// The longest text to run stages on, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Longest(pub Option<usize>);

impl FromStr for Longest {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        if typed == "any" {
            return Ok(Self(None));
        }
        let (digits, unit) = match typed.strip_suffix(['k', 'K']) {
            Some(digits) => (digits, 1_000),
            None => typed.strip_suffix(['m', 'M']).map_or((typed, 1), |digits| (digits, 1_000_000)),
        };
        let bytes = digits.parse::<usize>().ok().and_then(|number| number.checked_mul(unit));
        let bytes = bytes.filter(|bytes| *bytes > 0);
        bytes
            .map(|bytes| Self(Some(bytes)))
            .ok_or_else(|| "say 800000, 800K, 2M, or any".to_owned())
    }
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

#[derive(Debug, Subcommand)]
pub enum ExportFormat {
    /// Drafts of schema.org ClaimReviews, one JSON-LD object a line: the claim, who made it and where
    Claimreview(ClaimReviewArguments),
    /// A folder of CSV tables: articles, entities, mentions, quotes, claims, summaries, annotations, problems
    Csv(FormArguments),
    /// The same tables as Parquet files in a folder
    Parquet(FormArguments),
    /// The same tables in one SQLite database, with full-text search and views
    Sqlite(FormArguments),
    /// A folder of texts with brat's standoff
    Brat(FormArguments),
    /// W3C Web Annotations, one JSON-LD object a line
    W3c(FormArguments),
    /// What spaCy's Doc.from_json reads, one document a line
    Spacy(FormArguments),
}

#[derive(Debug, Args)]
pub struct ClaimReviewArguments {
    /// What `copydesk run` wrote: JSON Lines files (also .gz and .zst), folders, or - for standard input
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The file to write to; standard output where none is named
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Leave out claims less worth checking than this (0 to 1)
    // Of claims of news that score 0.3, a third are kept for checking, and few score above 0.5.
    #[arg(long, value_name = "SCORE", default_value_t = 0.3)]
    pub min_score: f32,
    /// The most claims to take from one article; all where none is said
    #[arg(long, value_name = "N")]
    pub most: Option<usize>,
    #[command(flatten)]
    pub input: InputArguments,
}

#[derive(Debug, Args)]
pub struct ClaimsArguments {
    /// What `copydesk run` wrote: JSON Lines files (also .gz and .zst), folders, or - for standard input
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// How many to list
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    pub top: usize,
    /// Only those of claimants whose name has this in it
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Only those on which the article takes this stance: disputed, unsupported, distanced, …
    #[arg(long, value_name = "STANCE")]
    pub stance: Option<String>,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub input: InputArguments,
}

#[derive(Debug, Args)]
pub struct ReportArguments {
    /// What `copydesk run` wrote: JSON Lines files (also .gz and .zst), folders, or - for standard input
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The folder to write to; or one file for all of it, where this ends in .html
    #[arg(short, long, value_name = "PATH")]
    pub output: PathBuf,
    /// How many threads to work with; all cores where none is said
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    #[command(flatten)]
    pub input: InputArguments,
}

#[derive(Debug, Args)]
pub struct FormArguments {
    /// What `copydesk run` wrote: JSON Lines files (also .gz and .zst), folders, or - for standard input
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The file or folder to write to
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// The unit in which tables count positions; brat, W3C and spaCy always count characters
    #[arg(long, value_enum, default_value_t = Offsets::Char)]
    pub offsets: Offsets,
    /// The layers to write: names with commas between; without this, all that the records have
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub layers: Vec<String>,
    #[command(flatten)]
    pub input: InputArguments,
}

#[derive(Debug, Args)]
pub struct ShowArguments {
    /// A text file, or a JSON Lines file of articles or of copydesk's own records
    pub path: PathBuf,
    /// Which article of a JSON Lines file, by its id; the first where none is named
    #[arg(long)]
    pub id: Option<String>,
    /// Draw carets and labels under the words, as snapshots do
    #[arg(long)]
    pub carets: bool,
    #[command(flatten)]
    pub input: InputArguments,
    #[command(flatten)]
    pub stages: StageArguments,
}

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
    /// How many threads to work with; all cores where none is said
    #[arg(long, value_name = "N")]
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
    #[arg(long, value_name = "LAYER.NAME", value_delimiter = ',', default_value = "claim.group")]
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
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Print the summary only
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    pub input: InputArguments,
    #[command(flatten)]
    pub stages: StageArguments,
}

#[derive(Debug, Args)]
pub struct PluginsArguments {
    #[command(flatten)]
    pub stages: StageArguments,
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

#[derive(Debug, Args)]
pub struct InputArguments {
    /// What the inputs are, where neither their names nor their first bytes say it rightly
    #[arg(long, value_enum)]
    pub format: Option<InputFormat>,
    /// Where a field of an article stands in a JSON object or a table: text=body, text=article.body.
    /// The fields are text, id, title, byline, url, published, language
    #[arg(long = "field", value_name = "FIELD=KEY")]
    pub fields: Vec<Mapping>,
    /// The languages to run the stages on, as BCP 47 tags with commas between, or "any". Articles that
    /// are clearly in another are marked with it and passed on without annotations. English where none
    /// is named
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    pub languages: Vec<String>,
}

impl InputArguments {
    /// What makes documents of articles as these say.
    pub fn decoder(&self) -> Decoder {
        let languages = Languages::new(&self.languages);
        Decoder { fields: Fields::new(&self.fields), languages, longest: None }
    }
}

#[derive(Debug, Args)]
pub struct StageArguments {
    /// Run only these stages and those that they require (names with commas between)
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub stages: Vec<String>,
    /// Leave these stages out
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub without: Vec<String>,
    /// A stage library, or a folder of them, beside those next to the program and in your own folder;
    /// may be given several times
    #[arg(long = "plugin-path", value_name = "PATH")]
    pub plugin_path: Vec<PathBuf>,
    /// The configuration file; copydesk.toml in the current folder where none is named
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Refuse to run where no copydesk.lock stands beside the configuration file; where one stands, every
    /// run holds to it
    #[arg(long)]
    pub locked: bool,
    /// Tell a stage something: --set summaries.sentences=2
    #[arg(long = "set", value_name = "STAGE.KEY=VALUE")]
    pub set: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Offsets {
    /// Unicode code points
    Char,
    /// UTF-8 bytes
    Utf8,
    /// UTF-16 code units
    Utf16,
}

impl From<Offsets> for OffsetUnit {
    fn from(offsets: Offsets) -> Self {
        match offsets {
            Offsets::Char => Self::Char,
            Offsets::Utf8 => Self::Utf8,
            Offsets::Utf16 => Self::Utf16,
        }
    }
}
