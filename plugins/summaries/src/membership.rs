//! The probability that an editor's summary draws on a sentence: how rare its words are in news,
//! the model, and the worker's memory in which an article's sentences are scored.

use copydesk_learn::ModelError;
use copydesk_learn::classifier::Classifier;
use copydesk_learn::features::ValuedFeatures;
use copydesk_learn::word_table::WordTable;
use copydesk_stage::{Article, Failure};

use crate::features::{Families, Row, write};
use crate::sentences::Reading;
use crate::weight::Weights;

/// How rare words are in news. A word that is not in the table is the rarest.
#[derive(Clone, Copy, Debug)]
pub struct Frequency<'a> {
    table: WordTable<'a>,
}

impl<'a> Frequency<'a> {
    /// A unit of the table's numbers, as the logarithm of one in how many paragraphs has the word.
    pub const UNIT: f32 = 0.05;
    /// The rarity of a word that the table does not have.
    pub const RAREST: f32 = 10.5;

    /// Reads a table of [stems](crate::vocabulary::stem), 0 for words that say nothing of what an
    /// article is about.
    ///
    /// # Errors
    /// When the bytes are not a word table's.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, ModelError> {
        Ok(Self { table: WordTable::from_bytes(bytes)? })
    }

    /// The rarity of a stem.
    #[must_use]
    pub fn rarity(&self, stem: u64) -> f32 {
        self.table.get(stem).map_or(Self::RAREST, |units| units as f32 * Self::UNIT)
    }
}

/// The model and the table that its features need.
#[derive(Clone, Debug)]
pub struct Membership<'a> {
    classifier: Classifier<'a>,
    frequency: Frequency<'a>,
}

impl<'a> Membership<'a> {
    /// Reads the model.
    ///
    /// # Errors
    /// When the bytes are not a classifier's.
    pub fn new(model: &'a [u8], frequency: Frequency<'a>) -> Result<Self, ModelError> {
        Ok(Self { classifier: Classifier::from_bytes(model)?, frequency })
    }
}

/// How much of its probability a sentence keeps that is cut from a longer quotation: its readers would miss who speaks.
const OF_A_QUOTATION: f32 = 0.5;

/// Scores the sentences of one article after another.
#[derive(Debug, Default)]
pub struct Scorer {
    reading: Reading,
    weights: Weights,
    features: ValuedFeatures,
    scores: Vec<f32>,
}

impl Scorer {
    /// Reads an article and scores its sentences.
    ///
    /// # Errors
    /// When the article's layers are not those that the stage asks for.
    pub fn score(&mut self, article: &Article<'_>, model: &Membership<'_>) -> Result<(), Failure> {
        self.scores.clear();
        self.read(article, model.frequency)?;
        for sentence in 0..self.reading.sentences().len() {
            self.write_features(sentence, Families::ALL);
            let whole = !self.reading.sentences()[sentence].surface.cut_from_quotation;
            let share = if whole { 1.0 } else { OF_A_QUOTATION };
            self.scores.push(share * model.classifier.score(&self.features));
        }
        Ok(())
    }

    /// Reads an article so that [`features`](Self::features) can be asked for.
    ///
    /// # Errors
    /// As [`score`](Self::score).
    pub fn read(&mut self, article: &Article<'_>, frequency: Frequency<'_>) -> Result<(), Failure> {
        self.reading.read(article, frequency)?;
        self.weights.weigh(&self.reading);
        Ok(())
    }

    /// The features of a sentence of the article that was read, of some families only where the
    /// gain of the others is to be measured.
    pub fn features(&mut self, sentence: usize, families: Families) -> &ValuedFeatures {
        self.write_features(sentence, families);
        &self.features
    }

    /// The article that was read.
    #[must_use]
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// By sentence of [`reading`](Self::reading), the probability that a summary draws on it.
    #[must_use]
    pub fn scores(&self) -> &[f32] {
        &self.scores
    }

    fn write_features(&mut self, sentence: usize, families: Families) {
        let row = Row { reading: &self.reading, weights: &self.weights, sentence };
        write(&row, families, &mut self.features);
    }
}
