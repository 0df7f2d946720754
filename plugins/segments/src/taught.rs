//! What a user's own articles teach the stage, and how it is written: text, so that it can be compared
//! and looked at.
//!
//! ```text
//! copydesk-segments 1
//! 0a1b2c3d0a1b2c3d NN VB
//! copydesk-added 1 51 …
//! copydesk-added 1 2 …
//! ```
//!
//! After the first line come words, by the hash of their small letters, with tags that they can have beside
//! those that the stage knows of; then [weights](copydesk_learn::added) for tags; then weights for
//! sentence ends.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use copydesk_learn::added::AddedWeights;
use copydesk_learn::greedy::GreedyTagger;

use crate::tags::TAGS;

/// What the first line says.
const HEAD: &str = "copydesk-segments 1\n";

/// What the first line of weights begins with.
const WEIGHTS: &str = "copydesk-added";

/// Tags that words can have beside those that the dictionary allows, as bits, by the words' hashes.
pub(crate) type FurtherTags = BTreeMap<u64, u64>;

/// What was taught.
#[derive(Debug)]
pub(crate) struct Taught {
    pub(crate) words: FurtherTags,
    pub(crate) tags: AddedWeights,
    pub(crate) ends: AddedWeights,
}

impl Taught {
    /// What was taught, as text. The same gives the same text.
    pub(crate) fn to_text(&self) -> String {
        let mut text = HEAD.to_owned();
        for (word, tags) in &self.words {
            let _ = write!(text, "{word:016x}");
            let is_set = |&(number, _): &(usize, &&str)| tags >> number & 1 == 1;
            for (_, tag) in TAGS.iter().enumerate().filter(is_set) {
                let _ = write!(text, " {tag}");
            }
            text.push('\n');
        }
        text + &self.tags.to_text() + &self.ends.to_text()
    }

    /// What the text holds, if it was taught to this model.
    ///
    /// # Errors
    /// When it is no such text, is damaged or belongs to another model; in words for a person.
    pub(crate) fn from_text(text: &str, model: &GreedyTagger<'_>) -> Result<Self, String> {
        let body = text
            .strip_prefix(HEAD)
            .ok_or("this is no model that `copydesk train segments` made")?;
        let damaged = || "the model is damaged; train it again".to_owned();
        let mut parts = body.match_indices(WEIGHTS).map(|(at, _)| at);
        let (Some(tags), Some(ends), None) = (parts.next(), parts.next(), parts.next()) else {
            return Err(damaged());
        };
        let words = body[..tags].lines().map(word).collect::<Option<_>>().ok_or_else(damaged)?;
        Ok(Self {
            words,
            tags: AddedWeights::from_text(&body[tags..ends], model.labels(), model.hash())?,
            ends: AddedWeights::from_text(&body[ends..], 2, model.hash())?,
        })
    }
}

fn word(line: &str) -> Option<(u64, u64)> {
    let (word, tags) = line.split_once(' ')?;
    let bit = |name: &str| Some(1 << TAGS.iter().position(|tag| *tag == name)?);
    let tags = tags.split(' ').map(bit).try_fold(0, |tags: u64, tag| Some(tags | tag?))?;
    Some((u64::from_str_radix(word, 16).ok()?, tags))
}

#[cfg(test)]
mod tests {
    use copydesk_learn::features::hash2;
    use copydesk_learn::greedy::adapt::{AdaptOptions, Lessons};

    use super::*;
    use crate::tagger::Tagger;
    use crate::tags::tag;

    #[test]
    fn what_was_taught_is_the_same_once_written_and_read() {
        let tagger = Tagger::built_in().expect("the stage's own model");
        let weights = |labels: usize| {
            let lessons = Lessons { labels, base: tagger.model().hash(), gold: &[vec![1]] };
            let options = AdaptOptions { epochs: 1, margin: 9.0, most: 9.0, seed: 1 };
            lessons.adapt(&[0], &options, |_, _, _, features, _| {
                features.push(hash2(1, 1));
                u64::MAX
            })
        };
        let words = FurtherTags::from([(7, 1 << tag("NN") | 1 << tag("$")), (9, 1 << tag("TO"))]);
        let taught = Taught { words, tags: weights(tagger.model().labels()), ends: weights(2) };
        let text = taught.to_text();
        assert!(
            text.starts_with("copydesk-segments 1\n0000000000000007 NN $\n0000000000000009 TO\n")
        );
        assert!(!taught.tags.is_empty() && !taught.ends.is_empty());
        let read = Taught::from_text(&text, tagger.model()).expect("what was just written");
        assert_eq!(
            (&read.words, &read.tags, &read.ends),
            (&taught.words, &taught.tags, &taught.ends)
        );

        for (bad, message) in [
            ("Ana", "this is no model that `copydesk train segments` made"),
            (&text.replace(" TO\n", " TOO\n"), "the model is damaged; train it again"),
            (&text[..text.len() - 40], "train it again"),
        ] {
            let error = Taught::from_text(bad, tagger.model()).expect_err(bad);
            assert!(error.ends_with(message), "{error}");
        }
    }
}
