//! The stage `entities`: named entities of nine classes, joined to aliases within the article.
//!
//! The flow, in the order of the modules: [`reading`] takes in the article's words with what the
//! [`lexicon`] and the rest of the article say of them ([`word`], [`memory`]); [`tagging`] finds
//! mentions among the words that are [`kept`], by [`features`] and each word's [`own`], whose
//! [`sums`] it keeps; [`corrections`] are rules that change what it found; [`listed`] puts the
//! user's names in; [`aliases`] joins mentions by their [`names`]; [`roles`] notes what is said of
//! people. [`training`] adds to the model what a user's own articles teach, whose marked mentions
//! [`gold`] brings onto the words.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod aliases;
pub mod corrections;
pub mod features;
mod given;
pub mod gold;
pub mod kept;
pub mod labels;
pub mod lexicon;
pub mod listed;
pub mod memory;
pub mod names;
pub mod nicknames;
pub mod own;
pub mod places;
pub mod reading;
pub mod roles;
pub mod sums;
pub mod tagging;
pub mod titles;
pub mod training;
pub mod word;

use std::collections::BTreeMap;

use copydesk_stage::{AnnotationId, Article, Config, Failure, Output, Record, Stage};
use serde::Deserialize;

use aliases::Aliases;
use labels::Class;
use lexicon::Lexicon;
use listed::Listed;
use roles::Profile;
use tagging::{Mention, Model};

/// The stage: its model and the names that the user lists.
#[derive(Debug)]
pub struct Entities {
    model: Model<'static>,
    listed: Listed,
}

/// A worker's memory.
#[derive(Debug, Default)]
pub struct Scratch {
    tagging: tagging::Scratch,
    mentions: Vec<Mention>,
    aliases: Aliases,
    profiles: Vec<Profile>,
    ids: Vec<AnnotationId>,
    name: String,
    found: listed::Found,
}

#[derive(Deserialize)]
struct Settings {
    #[serde(default)]
    names: BTreeMap<String, String>,
    #[serde(default)]
    names_file: String,
    #[serde(default)]
    model: String,
}

/// The model that comes with the stage.
fn shipped() -> Result<Model<'static>, copydesk_learn::ModelError> {
    let lexicon = Lexicon::from_bytes(
        include_bytes!("../model/words.bin"),
        include_bytes!("../model/names.bin"),
        include_bytes!("../model/outside.bin"),
        include_bytes!("../model/vectors.bin"),
    )?;
    let (first, second) =
        (include_bytes!("../model/first.bin"), include_bytes!("../model/tagger.bin"));
    Model::new(lexicon, Some(first), second)
}

impl Stage for Entities {
    type Scratch = Scratch;

    fn create(config: &Config<'_>) -> Result<Self, Failure> {
        let settings: Settings = config.get()?;
        let mut model = shipped()?;
        if !settings.model.is_empty() {
            let added = model.with_added(&settings.model);
            model = added.map_err(|what| Failure::new(format!("model: {what}")))?;
        }
        let listed = Listed::new(&settings.names, &settings.names_file).map_err(Failure::new)?;
        Ok(Self { model, listed })
    }

    fn process(
        &self,
        scratch: &mut Scratch,
        article: &Article<'_>,
        out: &mut Output<'_>,
    ) -> Result<(), Failure> {
        let Scratch { tagging, mentions, aliases, profiles, ids, name, found } = scratch;
        self.model.tag(article, tagging, mentions)?;
        let reading = &tagging.reading;
        corrections::correct(reading, article.text(), mentions);
        self.listed.apply(reading, mentions, found);
        aliases.join(reading, mentions);
        found.join(aliases);
        roles::profiles(reading, mentions, aliases, profiles);
        ids.clear();
        ids.extend(mentions.iter().map(|_| out.reserve()));
        for (at, mention) in mentions.iter().enumerate() {
            let canonical = aliases.canonical[at];
            let span = reading.span(mention.words.start, mention.words.end);
            let mut record = Record::at(span)
                .id(ids[at])
                .label(mention.class.name())
                .score(mention.score.clamp(0.0, 1.0))
                .link("entity", ids[canonical]);
            if canonical == at {
                let (first, end) = aliases.names[at].words;
                let text = reading.span(first, end).of(article.text());
                clean(text, name);
                record = record.text("name", name);
                if mention.class == Class::Person {
                    if let Some(gender) = profiles[at].gender {
                        record = record.text("gender", gender.name());
                    }
                    record = profiles[at]
                        .roles
                        .iter()
                        .fold(record, |record, role| record.text("role", role));
                }
            }
            out.emit("entity", record)?;
        }
        Ok(())
    }
}

/// A name on one line, without a possessive ending.
fn clean(text: &str, name: &mut String) {
    name.clear();
    for word in text.split_whitespace() {
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(word);
    }
    for ending in ["'s", "’s"] {
        if let Some(length) = name.strip_suffix(ending).map(str::len) {
            name.truncate(length);
        }
    }
}

copydesk_stage::export!(Entities, include_str!("../stage.json"), training::EntitiesTraining);

#[cfg(test)]
mod tests;
