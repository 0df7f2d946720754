//! The options of the commands that read what a run wrote.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::common::threads;
use super::{InputArguments, Offsets};

#[derive(Debug, Subcommand)]
pub enum ExportFormat {
    /// Drafts of schema.org ClaimReviews, one JSON-LD object a line: the claim, who made it and where
    Claimreview(ClaimReviewArguments),
    /// A folder of CSV tables: articles, entities, mentions, quotes, claims, summaries, annotations, problems
    Csv(FolderArguments),
    /// The same tables as Parquet files in a folder
    Parquet(FolderArguments),
    /// The same tables in one SQLite database, with full-text search and views
    Sqlite(DatabaseArguments),
    /// A folder of texts with brat's standoff
    Brat(FolderArguments),
    /// W3C Web Annotations, one JSON-LD object a line
    W3c(LinesArguments),
    /// What spaCy's Doc.from_json reads, one document a line
    Spacy(LinesArguments),
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
    /// Only those on which the article takes this stance: disputed, unsupported, supported, distanced, or
    /// none
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
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<NonZeroUsize>,
    #[command(flatten)]
    pub input: InputArguments,
}

#[derive(Debug, Args)]
pub struct FolderArguments {
    #[command(flatten)]
    pub form: FormArguments,
    /// The folder to write to
    #[arg(short, long, value_name = "FOLDER")]
    pub output: PathBuf,
}

#[derive(Debug, Args)]
pub struct DatabaseArguments {
    #[command(flatten)]
    pub form: FormArguments,
    /// The file to write to
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
}

#[derive(Debug, Args)]
pub struct LinesArguments {
    #[command(flatten)]
    pub form: FormArguments,
    /// The file to write to; standard output where none is named
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct FormArguments {
    /// What `copydesk run` wrote: JSON Lines files (also .gz and .zst), folders, or - for standard input
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The unit in which tables count positions; brat, W3C and spaCy always count characters
    #[arg(long, value_enum, default_value_t = Offsets::Char)]
    pub offsets: Offsets,
    /// The layers to write: names with commas between, or "all"; without this, all that the records have
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub layers: Vec<String>,
    #[command(flatten)]
    pub input: InputArguments,
}
