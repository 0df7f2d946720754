//! The standard stage for quotes: who said what, in which words.
//!
//! An article is [read](reading) into words; [`marks`] finds quotations; [`extract`] runs the models: a net
//! sees what part each word plays, its [`roles`], of which [`cues`] are made; a tagger finds each cue's
//! [`arguments`], and a classifier is there to [`judge`] them together. Rules mend what the form of a sentence
//! tells better; [`compose`] makes quotes of it all, and [`speakers`] finds out who it was.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod arguments;
pub mod compose;
pub mod cues;
pub mod extract;
pub mod forms;
pub mod judge;
pub mod lexicon;
pub mod marks;
mod output;
pub mod reading;
mod rivals;
pub mod roles;
mod rules;
mod settle;
pub mod speakers;
pub mod word;
mod word_sums;

use copydesk_learn::ModelError;
use copydesk_stage::{Article, Config, Failure, Output, Stage};

use compose::Quote;
use extract::Models;
use lexicon::Lexicon;
use reading::Reading;
use speakers::{Speaker, Speakers};

/// The stage.
#[derive(Debug)]
pub struct Quotes {
    models: Models<'static>,
    lexicon: Lexicon,
}

/// A worker's memory.
#[derive(Debug, Default)]
pub struct Scratch {
    reading: Reading,
    extract: extract::Scratch,
    quotes: Vec<Quote>,
    speakers: Speakers,
    spoken_by: Vec<Option<Speaker>>,
}

impl Quotes {
    /// The stage with the models that it is built with.
    fn new() -> Result<Self, ModelError> {
        let models = Models::from_bytes(
            include_bytes!("../model/classes.bin"),
            include_bytes!("../model/roles.bin"),
            include_bytes!("../model/ends.bin"),
            include_bytes!("../model/arguments.bin"),
            include_bytes!("../model/judge.bin"),
        )?;
        Ok(Self { models, lexicon: Lexicon::new() })
    }
}

impl Stage for Quotes {
    type Scratch = Scratch;

    fn create(_config: &Config<'_>) -> Result<Self, Failure> {
        Ok(Self::new()?)
    }

    fn process(
        &self,
        scratch: &mut Scratch,
        article: &Article<'_>,
        out: &mut Output<'_>,
    ) -> Result<(), Failure> {
        let Scratch { reading, extract, quotes, speakers, spoken_by } = scratch;
        reading.read(article, &self.lexicon, &self.models.classes)?;
        extract::run(&self.models, reading, extract);
        compose::compose(article.text(), reading, &mut extract.found, quotes);
        speakers.find(article, reading, quotes, spoken_by)?;
        output::write(article, reading, quotes, spoken_by, out)?;
        Ok(())
    }
}

copydesk_stage::export!(Quotes, include_str!("../stage.json"));

#[cfg(test)]
mod tests;
