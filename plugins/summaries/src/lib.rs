//! Which sentences of an article are its summary: the `summary` layer, a `headline`, and
//! its key points.
//!
//! The flow, in the order of the modules: [`vocabulary`] numbers the article's words;
//! [`sentences`] reads each body sentence and what is on its surface; [`weight`] says how near each
//! is to the rest of the article; [`features`] puts that into numbers for the model of
//! [`membership`], the probability that an editor's summary draws on a sentence; [`choose`] picks
//! the set of sentences that pays best for its length; [`headline`] shortens one; [`points`] ranks
//! the entities and the [`figures`] that those sentences and the others mention.
//!
//! The modules are public for the training in `examples/train`, which must see the very features
//! that the stage computes. Other crates use the stage through its layers.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

use copydesk_stage::{Article, Config, Failure, Output, Record, Stage};
use serde::Deserialize;

pub mod choose;
pub mod features;
pub mod figures;
pub mod headline;
pub mod membership;
pub mod points;
pub mod sentences;
#[cfg(test)]
mod testing;
pub mod vocabulary;
pub mod weight;

use choose::{Chooser, Limits};
use membership::{Frequency, Membership, Scorer};
use points::{Points, Salience};

/// The stage.
#[derive(Debug)]
pub struct Summaries {
    limits: Limits,
    membership: Membership<'static>,
    salience: Salience<'static>,
    /// How many key points there are at most.
    points: usize,
}

/// A worker's memory.
#[derive(Debug, Default)]
pub struct Scratch {
    scorer: Scorer,
    chooser: Chooser,
    headline: headline::Shortener,
    points: Points,
}

/// What the stage can be told; `stage.json` says what each means.
#[derive(Debug, Deserialize)]
struct Settings {
    sentences: u32,
    words: u32,
    share: f64,
    key_points: u32,
}

impl Stage for Summaries {
    type Scratch = Scratch;

    fn create(config: &Config<'_>) -> Result<Self, Failure> {
        let Settings { sentences, words, share, key_points } = config.get()?;
        let limits = Limits { sentences, words, share };
        let frequency = Frequency::from_bytes(include_bytes!("../model/frequency.bin"))?;
        let model = include_bytes!("../model/membership.bin");
        let membership = Membership::new(model, frequency)?;
        let salience = Salience::new(include_bytes!("../model/salience.bin"))?;
        let points = if key_points == 0 { usize::MAX } else { key_points as usize };
        Ok(Self { limits, membership, salience, points })
    }

    fn process(
        &self,
        scratch: &mut Scratch,
        article: &Article<'_>,
        out: &mut Output<'_>,
    ) -> Result<(), Failure> {
        let Scratch { scorer, chooser, headline, points } = scratch;
        scorer.score(article, &self.membership)?;
        let chosen = chooser.choose(scorer.reading(), scorer.scores(), &self.limits);
        for pick in chosen {
            let span = scorer.reading().sentences()[pick.sentence].span;
            let record = Record::at(span).score(scorer.scores()[pick.sentence]);
            out.emit("summary", record.integer("rank", i64::from(pick.rank)))?;
        }
        let best = headline::best(scorer.reading(), scorer.scores());
        if let Some(sentence) = best {
            let span = headline.shorten(article, scorer.reading().sentences()[sentence].span)?;
            out.emit("headline", Record::at(span).score(scorer.scores()[sentence]))?;
        }
        points.collect(article, scorer, scorer.scores(), best)?;
        points.rank(&self.salience);
        for (rank, (point, score)) in (1..).zip(points.ranked().take(self.points)) {
            let mut record = Record::at(point.span).score(score).integer("rank", rank);
            record = match point.measure {
                Some(measure) => record.label("figure").text("measure", measure.name()),
                None => record.label("entity"),
            };
            if let Some(entity) = point.entity {
                record = record.link("entity", entity);
            }
            out.emit("key_point", record)?;
        }
        Ok(())
    }
}

copydesk_stage::export!(Summaries, include_str!("../stage.json"));

#[cfg(test)]
mod tests;
