//! The options that several commands share.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use copydesk_document::OffsetUnit;

use crate::intake::article::Decoder;
use crate::intake::fields::{Fields, Mapping};
use crate::intake::format::InputFormat;
use crate::intake::language::{Languages, Tag};
use crate::intake::longest::{self, Longest};

#[derive(Debug, Args)]
pub struct InputArguments {
    /// What the inputs are, where neither their names nor their first bytes say it rightly
    #[arg(long, value_enum)]
    pub format: Option<InputFormat>,
    /// Where a field of an article stands in a JSON object or a table: text=body, text=article.body.
    /// The fields are text, id, title, byline, url, published, language; and html in place of text
    /// where it is in HTML: html=content.rendered
    #[arg(long = "field", value_name = "FIELD=KEY")]
    pub fields: Vec<Mapping>,
    /// Mend texts that were once decoded wrongly, UTF-8 taken for Windows-1252 ("donâ€™t" for "don’t"). Positions
    /// are those in the text that is written out
    #[arg(long)]
    pub mend: bool,
    /// The languages to run the stages on, as BCP 47 tags with commas between, or "any". Articles that
    /// are clearly in another are marked with it and passed on without annotations. English where none
    /// is named
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    pub languages: Vec<Tag>,
    /// The longest text to run the stages on, in bytes, with K or M for thousands and millions; a longer
    /// one, which is several articles run together or no article, is passed on with a problem. "any" for
    /// no bound; memory then grows with it, about 150 bytes for each of its bytes
    #[arg(long, value_name = "BYTES", default_value = longest::USUAL)]
    pub longest: Longest,
}

impl InputArguments {
    /// What makes documents of articles as these say.
    pub fn decoder(&self) -> Decoder {
        let languages = Languages::new(&self.languages);
        let fields = Fields::new(&self.fields);
        Decoder { fields, languages, mend: self.mend, longest: self.longest }
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

/// The number of threads that was typed.
///
/// # Errors
/// When it is none, or of more than could be of use: each has a worker of its own, which takes memory.
pub fn threads(typed: &str) -> Result<NonZeroUsize, String> {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let most = MOST_THREADS.max(16 * cores);
    let number = typed.parse::<NonZeroUsize>().ok().filter(|number| number.get() <= most);
    number.ok_or_else(|| format!("say how many, from 1 to {most}; without this, all cores work"))
}

/// So many threads can be asked for on every machine.
const MOST_THREADS: usize = 1024;

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
