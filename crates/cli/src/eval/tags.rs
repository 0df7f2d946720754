//! Part-of-speech tags.
//!
//! - `tags`: F1 of tokens that have the same edges and the same tag, as "XPOS" in the CoNLL 2017 and
//!   2018 shared tasks (Zeman et al.);
//! - `tokens`: F1 of the edges alone;
//! - `accuracy`: of the gold tokens whose edges were found, the share with the right tag.

use std::collections::BTreeMap;

use serde_json::json;

use super::article::{Article, Error};
use super::counts::{Counts, percent};
use super::gold::{Gold, Place};
use super::{Measure, Report};
use crate::failure::Failure;

/// Counts of tokens, with and without their tags.
#[derive(Default)]
pub struct Tags {
    tokens: Counts,
    tags: Counts,
}

impl Measure for Tags {
    fn add(&mut self, article: &Article<'_>, errors: &mut Vec<Error>) -> Result<(), Failure> {
        let gold = tokens(article.gold)?;
        let found = article.found("token").into_iter();
        let found: BTreeMap<Place, &str> =
            found.map(|(place, token)| (place, &*token.label)).collect();
        let (mut tokens, mut tags) = (0, 0);
        for (&place, tag) in &gold {
            let ours = format!("gold {tag}");
            match found.get(&place) {
                Some(other) => {
                    tokens += 1;
                    tags += u64::from(other == tag);
                    if other != tag {
                        let note = format!("found {other}");
                        let marks = [(place, &*ours), (place, &*note)];
                        errors.push(article.error(format!("{tag} taken for {other}"), marks));
                    }
                }
                None => errors.push(article.error("token with other edges", [(place, &*ours)])),
            }
        }
        let counts = |right| Counts { right, found: found.len() as u64, gold: gold.len() as u64 };
        self.tokens += counts(tokens);
        self.tags += counts(tags);
        Ok(())
    }

    fn report(&self) -> Report {
        let (tags, tokens) = (self.tags.figure(), self.tokens.figure());
        let accuracy = percent(self.tags.right as f64 / self.tokens.right.max(1) as f64);
        let mut json = tags.json();
        json["tokens"] = tokens.json();
        json["accuracy"] = json!(accuracy);
        Report {
            figures: vec![("tags".to_owned(), tags), ("tokens".to_owned(), tokens)],
            further: vec![("right tags among tokens with the right edges, %".to_owned(), accuracy)],
            json,
        }
    }
}

fn tokens(gold: &Gold) -> Result<BTreeMap<Place, String>, Failure> {
    if let Some(layer) = gold.layer("token") {
        return Ok(layer
            .into_iter()
            .map(|(place, token)| (place, token.label.to_string()))
            .collect());
    }
    let places: Vec<Place> = gold.field("tokens", "a list of [start, end]")?;
    let tags: Vec<String> = gold.field("pos", "a list of tags, one for each of \"tokens\"")?;
    if places.len() != tags.len() {
        let (places, tags) = (places.len(), tags.len());
        return Err(gold.failure(&format!("there are {places} tokens and {tags} tags for them")));
    }
    let checked = |place| gold.checked(place, "a token");
    places.into_iter().zip(tags).map(|(place, tag)| Ok((checked(place)?, tag))).collect()
}
