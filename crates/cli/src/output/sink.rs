//! Where articles leave in forms other than our own record: tables, a database, standoff.
//!
//! Each form is a [`Sink`]: it takes the articles one after another, and what it makes has its name
//! only when it is whole.

use std::path::Path;

use clap::ValueEnum;
use copydesk_document::{Document, OffsetUnit};

use super::brat::Brat;
use super::csv::CsvTables;
use super::folder::Folder;
use super::parquet::ParquetTables;
use super::record;
use super::spacy::Spacy;
use super::sqlite::Database;
use super::web_annotation::{self, WebAnnotations};
use crate::failure::Failure;

/// The forms that results are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Our own record, one JSON object a line
    Jsonl,
    /// A folder of CSV tables: articles, entities, mentions, quotes, claims, summaries, annotations, problems
    Csv,
    /// The same tables as Parquet files in a folder
    Parquet,
    /// The same tables in one SQLite database, with full-text search and views
    Sqlite,
    /// A folder of texts with brat's standoff
    Brat,
    /// W3C Web Annotations, one JSON-LD object a line
    W3c,
    /// What spaCy's Doc.from_json reads, one document a line
    Spacy,
}

impl OutputFormat {
    /// The form that a file's ending stands for; our own where it says nothing.
    ///
    /// # Errors
    /// When it stands for what is not written; with what to do.
    pub fn of(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self::Jsonl) };
        let ending = path.extension().and_then(|ending| ending.to_str());
        let instead = match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("csv") => return Ok(Self::Csv),
            Some("parquet") => return Ok(Self::Parquet),
            Some("db" | "sqlite" | "sqlite3") => return Ok(Self::Sqlite),
            Some("jsonld") => return Ok(Self::W3c),
            Some("gz") => "nothing is compressed here; leave -o out and add | gzip > FILE",
            Some("zst") => "nothing is compressed here; leave -o out and add | zstd > FILE",
            Some("bz2" | "xz" | "zip" | "tar" | "tgz" | "7z") => {
                "nothing is compressed or packed here; do that with what was written"
            }
            Some("html" | "htm") => {
                "pages are made of what was written: name a .jsonl here, and run `copydesk report` on it"
            }
            Some("xlsx" | "xls" | "ods" | "tsv") => {
                "tables are written as CSV, which spreadsheets read; name a place that ends in .csv"
            }
            _ => return Ok(Self::Jsonl),
        };
        let place = path.display();
        Err(Failure::new(format!("{place}: {instead}; or say with --to what form is meant")))
    }

    /// How its files begin, if that tells them from others.
    pub fn beginning(self) -> Option<&'static str> {
        match self {
            Self::Jsonl => Some(record::BEGINNING),
            Self::W3c => Some(web_annotation::BEGINNING),
            // Folders and databases say in other ways whose they are, and spaCy's documents do not.
            Self::Csv | Self::Parquet | Self::Sqlite | Self::Brat | Self::Spacy => None,
        }
    }

    /// Its name, as it is typed.
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// A form of output that is being written.
pub trait Sink: Send {
    /// Adds an article with those of its layers that are wanted.
    ///
    /// # Errors
    /// When it cannot be written; with the file.
    fn write(&mut self, document: &Document, wanted: &dyn Fn(&str) -> bool) -> Result<(), Failure>;

    /// Ends it and gives it its name.
    ///
    /// # Errors
    /// As for [`write`](Self::write).
    fn finish(self: Box<Self>) -> Result<(), Failure>;
}

/// Begins an output of another form than our own; `None` for our own. `offsets` is the unit of the
/// positions in tables; brat, W3C and spaCy count characters, whatever it is.
///
/// # Errors
/// When no place is named where one is needed, something stands there that is not of our making, or
/// it cannot be written.
pub fn open(
    format: OutputFormat,
    path: Option<&Path>,
    offsets: OffsetUnit,
) -> Result<Option<Box<dyn Sink>>, Failure> {
    let named = || {
        path.ok_or_else(|| {
            let name = format.name();
            Failure::new(format!("--to {name} does not fit on standard output: say where with -o"))
        })
    };
    Ok(match format {
        OutputFormat::Jsonl => None,
        OutputFormat::Csv => {
            Some(Box::new(CsvTables::new(Folder::open(named()?, "csv")?, offsets)?))
        }
        OutputFormat::Parquet => {
            Some(Box::new(ParquetTables::new(Folder::open(named()?, "parquet")?, offsets)?))
        }
        OutputFormat::Sqlite => Some(Box::new(Database::create(named()?, offsets)?)),
        OutputFormat::Brat => Some(Box::new(Brat::new(Folder::open(named()?, "brat")?))),
        OutputFormat::W3c => Some(Box::new(WebAnnotations::open(path)?)),
        OutputFormat::Spacy => Some(Box::new(Spacy::open(path)?)),
    })
}
