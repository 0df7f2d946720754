//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::commands::plugin::check::CheckArguments;
use crate::commands::plugin::new::NewArguments;

mod common;
mod quality;
mod results;
mod run;

pub use common::{InputArguments, Offsets, StageArguments};
pub use quality::{
    CompareArguments, EvalArguments, SnapshotAction, SnapshotArguments, SnapshotFolder,
    SnapshotRun, TrainArguments,
};
pub use results::{
    ClaimReviewArguments, ClaimsArguments, ExportFormat, FormArguments, ReportArguments,
};
pub use run::{RunArguments, SafetyArguments};

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
pub struct PluginsArguments {
    #[command(flatten)]
    pub stages: StageArguments,
}
