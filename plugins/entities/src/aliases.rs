//! Joins the mentions of one entity within the article: equal names, short names, initials,
//! acronyms.
//!
//! Names that are written alike come together first. Then each such group looks for a fuller one
//! that it can be short for ([`people`], [`things`]); a surname that several people share goes, mention
//! by mention, to the one who was named in full last. Where two would do, none is chosen.

mod people;
mod said;
mod things;

use std::collections::{HashMap, HashSet};

use crate::labels::Class;
use crate::lexicon::name_hash;
use crate::names::Name;
use crate::reading::Reading;
use crate::tagging::Mention;
use crate::titles::Gender;

/// Which mention stands for the entity of each: that of its fullest name, of equal ones the first that is not in
/// capitals throughout.
#[derive(Debug, Default)]
pub struct Aliases {
    /// By mention, its name.
    pub names: Vec<Name>,
    /// By mention, the one that stands for its entity.
    pub canonical: Vec<usize>,
    groups: Vec<Group>,
    group_of: Vec<usize>,
    by_key: HashMap<(u64, bool), usize>,
    /// Names that a father and a son have, by their keys.
    namesakes: HashSet<u64>,
}

/// Mentions whose names are written alike.
#[derive(Clone, Debug)]
struct Group {
    /// The class that its mentions have most, by their scores.
    class: Class,
    weights: [f32; 9],
    /// The first mention, which lends its name.
    first: usize,
    gender: Option<Gender>,
    /// Whether it is introduced as one of somebody's family.
    relative: bool,
    /// The fuller group that this one is short for, or that is another name of the same.
    fuller: Option<usize>,
    /// Whether it is what the fuller one was called before.
    former: bool,
}

impl Aliases {
    /// Joins the mentions. Labels of which the tagger was unsure are set to those of their entity.
    pub fn join(&mut self, reading: &Reading, mentions: &mut [Mention]) {
        self.names.clear();
        self.names.extend(mentions.iter().map(|mention| Name::new(reading, mention)));
        speaking(reading, mentions);
        self.settle(mentions);
        self.tell_namesakes();
        self.group(reading, mentions);
        self.shorten(reading, mentions);
        self.join_said(reading, mentions);
        self.choose(reading, mentions);
    }

    /// Gives a mention whose class is unsure the class that its name has elsewhere, or that of the
    /// person whose surname it is.
    fn settle(&self, mentions: &mut [Mention]) {
        let mut weights: HashMap<u64, [f32; 9]> = HashMap::new();
        let mut surnames: HashMap<u64, f32> = HashMap::new();
        for (mention, name) in mentions.iter().zip(&self.names) {
            weights.entry(name.key).or_default()[mention.class as usize] += mention.score;
            if mention.class == Class::Person
                && let [_, .., last] = name.parts.as_slice()
            {
                *surnames.entry(name_hash(0, last.hash)).or_default() += mention.score;
            }
        }
        for (mention, name) in mentions.iter_mut().zip(&self.names) {
            if matches!(mention.class, Class::Date | Class::Money) || name.parts.is_empty() {
                continue;
            }
            let mut weights = weights.get(&name.key).copied().unwrap_or_default();
            weights[Class::Date as usize] = 0.0;
            weights[Class::Money as usize] = 0.0;
            if name.parts.len() == 1 {
                weights[Class::Person as usize] += surnames.get(&name.key).copied().unwrap_or(0.0);
            }
            let own = weights[mention.class as usize];
            let Some(best) = Class::ALL
                .into_iter()
                .rev()
                .max_by(|&a, &b| weights[a as usize].total_cmp(&weights[b as usize]))
            else {
                continue;
            };
            let weight = weights[best as usize];
            if best != mention.class && mention.score < 0.75 && weight > 1.5 * own && weight > 0.8 {
                mention.class = best;
                mention.score = (weight / (weight + own)).min(0.9) * (1.0 - mention.score).max(0.5);
            }
        }
    }

    /// Brings equal names together, of whatever label: within one article they seldom stand for two
    /// things, and the tagger's labels for one thing do differ.
    fn group(&mut self, reading: &Reading, mentions: &[Mention]) {
        self.by_key.clear();
        self.groups.clear();
        self.group_of.clear();
        let others: HashSet<u64> = mentions
            .iter()
            .zip(&self.names)
            .filter(|(mention, name)| mention.class != Class::Norp || name.singular.is_none())
            .map(|(_, name)| name.key)
            .collect();
        for (at, (mention, name)) in mentions.iter().zip(&self.names).enumerate() {
            let single =
                matches!(mention.class, Class::Date | Class::Money) || name.parts.is_empty();
            let key = match (single, name.singular) {
                (true, _) => (at as u64, true),
                // "Kenyans" are of one entity with "Kenyan", unless something else has that name.
                (_, Some(singular)) if !others.contains(&name.key) => (singular, false),
                _ => (self.key(at), false),
            };
            let fresh = self.groups.len();
            let group = *self.by_key.entry(key).or_insert(fresh);
            if group == fresh {
                self.groups.push(Group {
                    class: mention.class,
                    weights: [0.0; 9],
                    first: at,
                    gender: None,
                    relative: false,
                    fuller: None,
                    former: false,
                });
            }
            let group = &mut self.groups[group];
            // What a title shows, else what the given name does where no family is called so.
            let given = || match name.of_given(reading) {
                (given, false) => given,
                (_, true) => None,
            };
            group.gender = group.gender.or(name.gender);
            if group.gender.is_none() && mention.class == Class::Person {
                group.gender = given();
            }
            group.relative |= name.relative;
            group.weights[mention.class as usize] += mention.score;
            if group.weights[mention.class as usize] > group.weights[group.class as usize] {
                group.class = mention.class;
            }
            self.group_of.push(self.by_key[&key]);
        }
    }

    /// A mention's name as a number; where the article has a father and a son of one name, it tells
    /// them apart.
    fn key(&self, at: usize) -> u64 {
        let name = &self.names[at];
        match name.generation {
            Some(own) if self.namesakes.contains(&name.key) => name_hash(name.key, own),
            _ => name.key,
        }
    }

    /// Notes the names that the article has with different endings like "Jr".
    fn tell_namesakes(&mut self) {
        self.namesakes.clear();
        let mut endings: HashMap<u64, u64> = HashMap::new();
        for name in &self.names {
            if let Some(own) = name.generation
                && *endings.entry(name.key).or_insert(own) != own
            {
                self.namesakes.insert(name.key);
            }
        }
    }

    /// Finds for each group the fuller one that it is short for. A surname is decided mention by
    /// mention; the groups of such are taken apart there.
    fn shorten(&mut self, reading: &Reading, mentions: &[Mention]) {
        let index = Index::new(&self.groups, &self.names);
        let fuller = (0..self.groups.len()).map(|number| match self.groups[number].class {
            Class::Date | Class::Money | Class::Norp => None,
            _ if self.name(number).parts.is_empty() => None,
            Class::Person => self.fuller_person(&index, number),
            _ => self.fuller_thing(&index, reading, mentions, number),
        });
        let fuller: Vec<_> = fuller.collect();
        for (group, fuller) in self.groups.iter_mut().zip(fuller) {
            group.fuller = fuller;
        }
        self.surnames(reading, mentions, &index);
    }

    fn name(&self, group: usize) -> &Name {
        &self.names[self.groups[group].first]
    }

    /// Of the groups that a name may be short for the fullest, if all the others may be short for
    /// that one too; else nobody can tell.
    fn the_one(
        &self,
        fitting: impl Iterator<Item = usize>,
        is_short_for: impl Fn(usize, usize) -> bool,
    ) -> Option<usize> {
        let fitting: Vec<_> = fitting.collect();
        let fullest = |&&group: &&usize| {
            (self.name(group).weight(), std::cmp::Reverse(self.groups[group].first))
        };
        let best = fitting.iter().max_by_key(fullest).copied()?;
        let agrees = |&other: &usize| other == best || is_short_for(other, best);
        fitting.iter().all(agrees).then_some(best)
    }

    /// The group that a group is short for in the end.
    fn root(&self, mut number: usize) -> usize {
        // A group is always short for one of more words or for words instead of an acronym, so
        // that there is an end; the bound is for safety.
        for _ in 0..8 {
            match self.groups[number].fuller {
                Some(fuller) => number = fuller,
                None => break,
            }
        }
        number
    }

    /// Whether a group is short for what something was called before.
    fn is_former(&self, mut number: usize) -> bool {
        while let Some(fuller) = self.groups[number].fuller {
            if self.groups[number].former {
                return true;
            }
            number = fuller;
        }
        false
    }

    fn choose(&mut self, reading: &Reading, mentions: &[Mention]) {
        // "CHINA" at the head of a story is "China", where that is said too.
        let calmer = |at: usize, old: usize| {
            let [name, before] = [at, old].map(|at| &self.names[at]);
            name.key == before.key && before.is_shouted(reading) && !name.is_shouted(reading)
        };
        let mut best: Vec<Option<usize>> = vec![None; self.groups.len()];
        for at in 0..mentions.len() {
            let root = self.root(self.group_of[at]);
            let length = |at: usize| self.names[at].words_in_full();
            let better = best[root].is_none_or(|old| {
                length(at) > length(old) || length(at) == length(old) && calmer(at, old)
            });
            if better && !self.is_former(self.group_of[at]) {
                best[root] = Some(at);
            }
        }
        self.canonical.clear();
        for at in 0..mentions.len() {
            let root = self.root(self.group_of[at]);
            self.canonical.push(best[root].unwrap_or(at));
        }
    }
}

/// A place that has a spokesman is an organisation, where the tagger was unsure: "Rosehill spokesman".
fn speaking(reading: &Reading, mentions: &mut [Mention]) {
    for mention in mentions {
        let speaks = || {
            let next = mention.words.end;
            next < reading.words.len() && reading.letters(next).starts_with("spokes")
        };
        if matches!(mention.class, Class::Loc | Class::Fac) && mention.score < 0.7 && speaks() {
            mention.class = Class::Org;
            mention.score = 0.5;
        }
    }
}

/// How many groups that share a word are looked at.
const MOST: usize = 32;

/// Groups by a word that their names begin or end with, and by initials.
struct Index {
    begins: HashMap<u64, Vec<usize>>,
    /// The words of people's names between the first and the last.
    within: HashMap<u64, Vec<usize>>,
    ends: HashMap<u64, Vec<usize>>,
    initials: HashMap<String, Vec<usize>>,
}

impl Index {
    fn new(groups: &[Group], names: &[Name]) -> Self {
        let (mut begins, mut ends): (HashMap<_, Vec<_>>, HashMap<_, Vec<_>>) = Default::default();
        let mut within: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut initials: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, group) in groups.iter().enumerate() {
            let name = &names[group.first];
            if let [first, between @ .., last] = name.parts.as_slice() {
                begins.entry(first.hash).or_default().push(number);
                ends.entry(last.hash).or_default().push(number);
                if group.class == Class::Person {
                    // "Osei-Mensah" may be called Osei or Mensah.
                    for &piece in &name.pieces {
                        ends.entry(piece).or_default().push(number);
                    }
                    for part in between.iter().filter(|part| !part.is_initial) {
                        within.entry(part.hash).or_default().push(number);
                    }
                }
                for letters in things::initials(name) {
                    initials.entry(letters.to_owned()).or_default().push(number);
                }
            }
        }
        Self { begins, within, ends, initials }
    }

    fn beginning_with(&self, word: u64) -> impl Iterator<Item = usize> + Clone {
        self.begins.get(&word).into_iter().flatten().copied().take(MOST)
    }

    fn with_within(&self, word: u64) -> impl Iterator<Item = usize> + Clone {
        self.within.get(&word).into_iter().flatten().copied().take(MOST)
    }

    fn ending_with(&self, word: u64) -> impl Iterator<Item = usize> + Clone {
        self.ends.get(&word).into_iter().flatten().copied().take(MOST)
    }

    fn with_initials(&self, letters: &str) -> impl Iterator<Item = usize> + Clone {
        self.initials.get(letters).into_iter().flatten().copied().take(MOST)
    }
}
