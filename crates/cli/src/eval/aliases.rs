//! Which mentions are one entity: B-cubed (Bagga and Baldwin 1998).
//!
//! Scored are gold mentions by name whose entity is known (`wiki`). For each, precision is the share
//! of the mentions that the output puts with it that belong with it, recall the share of those that
//! belong with it that the output puts with it; the mention itself counts in both. The figures are
//! the means over mentions. A gold mention is looked up in the output by the entity that overlaps it
//! most; one that has none is alone.
//!
//! Names are mentions that start with a capital letter, but not with an article or a pronoun.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::article::{Article, Error};
use super::counts::Figure;
use super::gold::{Gold, Place};
use super::{Measure, Report};
use crate::failure::Failure;

/// What no name starts with.
const NO_NAME: [&str; 5] = ["the ", "he ", "his ", "she ", "her "];

/// Sums over mentions.
#[derive(Default)]
pub struct Aliases {
    precision: f64,
    recall: f64,
    mentions: u64,
    found: u64,
}

/// Whom a mention names: as the gold standard or as the output has it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    /// The entity of this number.
    Entity(u32),
    /// Nobody: the output lacks the mention of this number.
    Alone(usize),
}

impl Measure for Aliases {
    fn add(&mut self, article: &Article<'_>, errors: &mut Vec<Error>) -> Result<(), Failure> {
        let mentions = names(article)?;
        let entities = article.found("entity");
        let mut groups = Vec::with_capacity(mentions.len());
        for (number, ((start, end), _)) in mentions.iter().enumerate() {
            let mut best = None;
            let mut most = 0;
            for (place, entity) in &entities {
                let common = place.1.min(*end).saturating_sub(place.0.max(*start));
                if common > most {
                    (best, most) = (Some(entity), common);
                }
            }
            self.found += u64::from(best.is_some());
            groups.push(best.map_or(Group::Alone(number), |entity| {
                Group::Entity(entity.link("entity").unwrap_or(entity.id).get())
            }));
        }
        let mut sizes: BTreeMap<&str, u64> = BTreeMap::new();
        let mut group_sizes: BTreeMap<Group, u64> = BTreeMap::new();
        let mut common: BTreeMap<(&str, Group), u64> = BTreeMap::new();
        for ((_, name), &group) in mentions.iter().zip(&groups) {
            *sizes.entry(name).or_default() += 1;
            *group_sizes.entry(group).or_default() += 1;
            *common.entry((name, group)).or_default() += 1;
        }
        for ((_, name), group) in mentions.iter().zip(&groups) {
            let both = common[&(&**name, *group)] as f64;
            self.precision += both / group_sizes[group] as f64;
            self.recall += both / sizes[&**name] as f64;
            self.mentions += 1;
        }
        list_errors(article, &mentions, &groups, errors);
        Ok(())
    }

    fn report(&self) -> Report {
        let mentions = self.mentions.max(1) as f64;
        let figure = Figure::of(self.precision / mentions, self.recall / mentions);
        let mut json = figure.json();
        json["mentions"] = json!(self.mentions);
        json["found"] = json!(self.found);
        let further = vec![
            ("gold mentions".to_owned(), self.mentions as f64),
            ("of them found".to_owned(), self.found as f64),
        ];
        Report { figures: vec![("B-cubed".to_owned(), figure)], further, json }
    }
}

/// The gold mentions by name, each with its entity.
fn names(article: &Article<'_>) -> Result<Vec<(Place, String)>, Failure> {
    #[derive(Deserialize)]
    struct Mention {
        start: u32,
        end: u32,
        wiki: Option<String>,
    }
    let gold: &Gold = article.gold;
    let mut mentions = Vec::new();
    if let Some(layer) = gold.layer("entity") {
        for (place, mention) in layer {
            let entity = mention.link("entity").unwrap_or(mention.id).get();
            mentions.push((place, entity.to_string()));
        }
    } else {
        let form = r#"a list of {"start", "end", "wiki"}"#;
        for mention in gold.field::<Vec<Mention>>("mentions", form)? {
            let place = gold.checked((mention.start, mention.end), "a mention")?;
            if let Some(entity) = mention.wiki.filter(|entity| !entity.is_empty()) {
                mentions.push((place, entity));
            }
        }
    }
    mentions.retain(|&((start, end), _)| {
        let words = &article.chars[start as usize..end as usize];
        let start: String = words.iter().take(4).flat_map(|c| c.to_lowercase()).collect();
        words[0].is_uppercase() && !NO_NAME.iter().any(|opening| start.starts_with(opening))
    });
    Ok(mentions)
}

/// One error for each gold entity in pieces, a piece at a time, and for each stranger in a group.
fn list_errors(
    article: &Article<'_>,
    mentions: &[(Place, String)],
    groups: &[Group],
    errors: &mut Vec<Error>,
) {
    let words = |(start, end): Place| -> String {
        article.chars[start as usize..end as usize].iter().collect()
    };
    let mut first_of_name: BTreeMap<&str, usize> = BTreeMap::new();
    let mut first_of_group: BTreeMap<Group, usize> = BTreeMap::new();
    let mut said = std::collections::BTreeSet::new();
    for (number, ((place, name), &group)) in mentions.iter().zip(groups).enumerate() {
        let own = *first_of_name.entry(name).or_insert(number);
        if groups[own] != group && said.insert((true, own, group)) {
            let kind = match group {
                Group::Alone(_) => "mention missed that belongs with others",
                Group::Entity(_) => "entity in two pieces",
            };
            let note = format!("not joined with “{}”", words(mentions[own].0));
            errors.push(article.error(kind, [(*place, &*note)]));
        }
        let met = *first_of_group.entry(group).or_insert(number);
        if mentions[met].1 != *name && said.insert((false, own, group)) {
            let note = format!("joined with “{}”, another entity", words(mentions[met].0));
            errors.push(article.error("two entities joined", [(*place, &*note)]));
        }
    }
}
