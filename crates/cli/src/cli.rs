//! What can be typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use copydesk_document::OffsetUnit;

use crate::intake::article::Decoder;
use crate::intake::fields::{Fields, Mapping};
use crate::intake::format::InputFormat;
use crate::intake::language::Languages;

/// Turns collections of news articles into entities, quotes, claims and summaries.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Annotate articles and write one JSON record a line
    #[command(
        after_help = "Exit codes: 0 all went well; 1 every article has its record, some with problems in it; \
        2 it could not run, or not to its end."
    )]
    Run(RunArguments),
    /// Show one article in the terminal, with what was found in it
    Show(ShowArguments),
    /// List the stages: where each was found, their order, what each needs, gives and costs
    Plugins(PluginsArguments),
    /// Print the JSON Schema of the output record
    Schema,
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
    /// The file to write to; standard output where none is named
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
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
    /// Print what each stage cost
    #[arg(long)]
    pub timings: bool,
    /// Print nothing but errors
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    pub input: InputArguments,
    #[command(flatten)]
    pub stages: StageArguments,
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
        Decoder { fields: Fields::new(&self.fields), languages: Languages::new(&self.languages) }
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
