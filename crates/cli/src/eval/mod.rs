//! How good an output is, against gold annotations: one file a measure.
//!
//! A [`Measure`] is fed one article after another and keeps sums, so that a collection of any size
//! can be scored. Positions are code points throughout, as in gold files. Every figure is computed
//! in the order and with the rounding of the published definitions' usual Python, so that figures
//! agree with those of other tools to the last digit.
//!
//! | task | measure |
//! |---|---|
//! | `entities`, `entities4` | [`entities`]: F1 of exact spans with labels |
//! | `sentences` | [`sentences`]: F1 of exact spans |
//! | `tags` | [`tags`]: part-of-speech tags |
//! | `aliases` | [`aliases`]: B-cubed |
//! | `quotes` | [`quotes`]: contents, sources, cues and whole attributions |
//! | `claims` | [`claims`]: F1 and average precision of check-worthiness |
//! | `summaries` | [`summaries`]: ROUGE |

mod aliases;
mod article;
mod claims;
mod counts;
mod entities;
mod gold;
mod porter;
mod quotes;
mod rouge;
mod sentences;
mod summaries;
mod tags;

use clap::ValueEnum;
use serde_json::Value;

pub use article::{Article, Error};
pub use counts::Figure;
pub use gold::Gold;

use crate::failure::Failure;

/// What is scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Task {
    /// Mentions of people, places, organisations, …: F1 of exact spans with labels
    Entities,
    /// The same with CoNLL-2003's four labels PER, ORG, LOC, MISC
    Entities4,
    /// Quotes with source and cue: F1 in several strictnesses
    Quotes,
    /// Which texts deserve checking: F1 at score 0.5 and average precision
    Claims,
    /// Which mentions are one entity: B-cubed
    Aliases,
    /// Sentence boundaries: F1 of exact spans
    Sentences,
    /// Part-of-speech tags: share of right ones, and F1 of tokens
    Tags,
    /// Summaries against a written one: ROUGE-1, -2 and -L
    Summaries,
}

impl Task {
    /// A measure with nothing in it yet.
    pub fn measure(self) -> Box<dyn Measure + Send> {
        match self {
            Self::Entities => Box::new(entities::Entities::news()),
            Self::Entities4 => Box::new(entities::Entities::conll()),
            Self::Quotes => Box::<quotes::Quotes>::default(),
            Self::Claims => Box::<claims::Claims>::default(),
            Self::Aliases => Box::<aliases::Aliases>::default(),
            Self::Sentences => Box::<sentences::Sentences>::default(),
            Self::Tags => Box::<tags::Tags>::default(),
            Self::Summaries => Box::<summaries::Summaries>::default(),
        }
    }

    /// The layer whose annotations are scored.
    pub fn layer(self) -> &'static str {
        match self {
            Self::Entities | Self::Entities4 | Self::Aliases => "entity",
            Self::Quotes => "quote",
            Self::Claims => "claim",
            Self::Sentences => "sentence",
            Self::Tags => "token",
            Self::Summaries => "summary",
        }
    }
}

/// Sums over articles that come to figures.
pub trait Measure {
    /// Adds an article, and its errors to `errors`.
    ///
    /// # Errors
    /// When the gold annotation is not of the form that the measure asks for; with file and line.
    fn add(&mut self, article: &Article<'_>, errors: &mut Vec<Error>) -> Result<(), Failure>;

    /// What it comes to.
    fn report(&self) -> Report;
}

/// The figures of a measure.
#[derive(Debug)]
pub struct Report {
    /// Precision, recall and F1 by what they are of; the first is the task's main figure.
    pub figures: Vec<(String, Figure)>,
    /// Further figures, with what they are of.
    pub further: Vec<(String, f64)>,
    /// All of it for programs, as the evaluation script of the project's data prints it.
    pub json: Value,
}
