//! Joins the mentions of one entity within the article: equal names, short names, initials,
//! acronyms.
//!
//! Names that are written alike come together first. Then each such group looks for a fuller one
//! that it can be short for; a surname that several people share goes, mention by mention, to the
//! one who was named in full last.

use std::collections::HashMap;

use crate::labels::Class;
use crate::names::Name;
use crate::reading::Reading;
use crate::tagging::Mention;
use crate::titles::Gender;

/// Which mention stands for the entity of each: that of its fullest name, of equal ones the first.
#[derive(Debug, Default)]
pub struct Aliases {
    /// By mention, its name.
    pub names: Vec<Name>,
    /// By mention, the one that stands for its entity.
    pub canonical: Vec<usize>,
    groups: Vec<Group>,
    group_of: Vec<usize>,
    by_key: HashMap<(u64, bool), usize>,
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
    /// The fuller group that this one is short for.
    fuller: Option<usize>,
}

impl Aliases {
    /// Joins the mentions. Labels of which the tagger was unsure are set to those of their entity.
    pub fn join(&mut self, reading: &Reading, mentions: &mut [Mention]) {
        self.names.clear();
        self.names.extend(mentions.iter().map(|mention| Name::new(reading, mention)));
        speaking(reading, mentions);
        self.settle(mentions);
        self.group(mentions);
        self.shorten(reading, mentions);
        self.choose(mentions);
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
                *surnames.entry(crate::lexicon::name_hash(0, last.hash)).or_default() +=
                    mention.score;
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
    fn group(&mut self, mentions: &[Mention]) {
        self.by_key.clear();
        self.groups.clear();
        self.group_of.clear();
        for (at, (mention, name)) in mentions.iter().zip(&self.names).enumerate() {
            let single =
                matches!(mention.class, Class::Date | Class::Money) || name.parts.is_empty();
            let key = if single { (at as u64, true) } else { (name.key, false) };
            let fresh = self.groups.len();
            let group = *self.by_key.entry(key).or_insert(fresh);
            if group == fresh {
                self.groups.push(Group {
                    class: mention.class,
                    weights: [0.0; 9],
                    first: at,
                    gender: None,
                    fuller: None,
                });
            }
            let group = &mut self.groups[group];
            group.gender = group.gender.or(name.gender);
            group.weights[mention.class as usize] += mention.score;
            if group.weights[mention.class as usize] > group.weights[group.class as usize] {
                group.class = mention.class;
            }
            self.group_of.push(self.by_key[&key]);
        }
    }

    /// Finds for each group the fuller one that it is short for. A surname is decided mention by
    /// mention; the groups of such are taken apart here.
    fn shorten(&mut self, reading: &Reading, mentions: &[Mention]) {
        // By the hash of a word, the groups of several words that begin or end with it.
        let mut ends: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut begins: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut initials: HashMap<&str, Vec<usize>> = HashMap::new();
        for (number, group) in self.groups.iter().enumerate() {
            let name = &self.names[group.first];
            if let [first, .., last] = name.parts.as_slice() {
                begins.entry(first.hash).or_default().push(number);
                ends.entry(last.hash).or_default().push(number);
                initials.entry(&name.initials).or_default().push(number);
                if name.all_initials != name.initials {
                    initials.entry(&name.all_initials).or_default().push(number);
                }
            }
        }
        let none = Vec::new();
        let mut fuller: Vec<Option<usize>> = vec![None; self.groups.len()];
        for (number, group) in self.groups.iter().enumerate() {
            let name = &self.names[group.first];
            if matches!(group.class, Class::Date | Class::Money | Class::Norp) {
                continue;
            }
            let (Some(first), Some(last)) = (name.parts.first(), name.parts.last()) else {
                continue;
            };
            let fits =
                |&&other: &&usize| other != number && is_short_for(self, reading, number, other);
            if group.class == Class::Person {
                if name.parts.len() > 1 {
                    let candidates = ends.get(&last.hash).unwrap_or(&none);
                    let turned = || {
                        let key = name
                            .parts
                            .iter()
                            .rev()
                            .fold(0, |key, part| crate::lexicon::name_hash(key, part.hash));
                        let other = self.by_key.get(&(key, false)).copied();
                        other.filter(|&other| {
                            name.parts.len() == 2 && self.groups[other].first < group.first
                        })
                    };
                    fuller[number] =
                        candidates.iter().take(MOST).find(fits).copied().or_else(turned);
                }
                continue;
            }
            let acronym = || -> Option<usize> {
                if name.acronym.len() < 2 {
                    return None;
                }
                let named =
                    |&&other: &&usize| may_be_acronym(group.class, self.groups[other].class);
                initials.get(name.acronym.as_str())?.iter().find(named).copied()
            };
            let longer =
                || begins.get(&first.hash).unwrap_or(&none).iter().take(MOST).find(fits).copied();
            let ending = || {
                let candidates = ends.get(&last.hash).unwrap_or(&none);
                self.only_ending(number, candidates)
            };
            fuller[number] = acronym()
                .or_else(|| self.in_brackets(reading, mentions, number))
                .or_else(longer)
                .or_else(ending);
        }
        for (group, fuller) in self.groups.iter_mut().zip(fuller) {
            group.fuller = fuller;
        }
        self.surnames(mentions, &begins, &ends);
    }

    /// "Provincial Disaster Office (PDO)": the name before the brackets, if its initials hold the
    /// letters in order.
    fn in_brackets(&self, reading: &Reading, mentions: &[Mention], number: usize) -> Option<usize> {
        let group = &self.groups[number];
        let acronym = &self.names[group.first].acronym;
        let before = group.first.checked_sub(1)?;
        let (outer, inner) = (&mentions[before], &mentions[group.first]);
        if acronym.len() < 2
            || outer.words.end + 1 != inner.words.start
            || reading.letters(outer.words.end) != "("
        {
            return None;
        }
        let mut letters = self.names[before].all_initials.chars();
        let found = acronym.chars().filter(|&c| letters.any(|initial| initial == c)).count();
        (self.names[before].parts.len() > 1 && found * 3 >= acronym.len() * 2)
            .then(|| self.group_of[before])
    }

    /// "The Bank" after "the Harbour Bank", "Mariners" after "Rosehill Mariners": the last words of an
    /// organisation's name, where no other that was named before ends with them.
    fn only_ending(&self, number: usize, candidates: &[usize]) -> Option<usize> {
        let group = &self.groups[number];
        let parts = |number: usize| self.names[self.groups[number].first].parts.as_slice();
        if group.class != Class::Org || !self.names[group.first].acronym.is_empty() {
            return None;
        }
        let hashes = |number: usize| parts(number).iter().rev().map(|part| part.hash);
        let mut fitting = candidates.iter().take(MOST).copied().filter(|&other| {
            let long = &self.groups[other];
            long.class == Class::Org
                && long.first < group.first
                && parts(other).len() > parts(number).len()
                && hashes(number).zip(hashes(other)).all(|(a, b)| a == b)
        });
        fitting.next().filter(|_| fitting.next().is_none())
    }

    /// Sends single names of people to the people who have them: to the one named in full last
    /// before, else to the first after; a gender that a title shows must agree.
    fn surnames(
        &mut self,
        mentions: &[Mention],
        begins: &HashMap<u64, Vec<usize>>,
        ends: &HashMap<u64, Vec<usize>>,
    ) {
        // By person, the latest mention and how many there were.
        let mut last_named: HashMap<usize, (usize, u32)> = HashMap::new();
        let mut own: HashMap<(usize, Option<usize>), usize> = HashMap::new();
        for at in 0..mentions.len() {
            let number = self.group_of[at];
            let name = &self.names[at];
            if self.groups[number].class != Class::Person || name.parts.len() != 1 {
                let named = last_named.entry(self.root(number)).or_default();
                *named = (at, named.1 + 1);
                continue;
            }
            let hash = name.parts[0].hash;
            let empty = Vec::new();
            let by_surname = ends.get(&hash).unwrap_or(&empty);
            let by_first = begins.get(&hash).unwrap_or(&empty);
            let gender = name.gender;
            let pick = |candidates: &[usize]| -> Option<usize> {
                let fits = |&other: &usize| {
                    let group = &self.groups[other];
                    let opposed =
                        gender.is_some() && group.gender.is_some() && gender != group.gender;
                    group.class == Class::Person && !opposed
                };
                let fitting = || {
                    candidates
                        .iter()
                        .take(MOST)
                        .copied()
                        .filter(|other| fits(other))
                        .map(|other| self.root(other))
                };
                let named =
                    || fitting().filter_map(|other| Some((*last_named.get(&other)?, other)));
                // Someone named in passing does not take the name from the one whom the article
                // is about.
                let latest = named().max().map(|(_, other)| other);
                let most = named()
                    .max_by_key(|&((at, count), other)| (count, at, other))
                    .map(|((_, count), other)| (other, count));
                let passing =
                    |other: usize| last_named.get(&other).is_some_and(|&(_, count)| count == 1);
                match (latest, most) {
                    (Some(latest), Some((about, 3..))) if passing(latest) => Some(about),
                    (Some(latest), _) => Some(latest),
                    (None, _) => fitting().next(),
                }
            };
            let person = pick(by_surname).or_else(|| pick(by_first));
            // Mentions of one surname that go to different people are groups of their own.
            let fresh = self.groups.len();
            let split = *own.entry((number, person)).or_insert(fresh);
            if split == fresh {
                let group = Group {
                    class: Class::Person,
                    weights: [0.0; 9],
                    first: at,
                    gender,
                    fuller: person,
                };
                self.groups.push(group);
            }
            self.group_of[at] = split;
            if let Some(person) = person {
                let named = last_named.entry(person).or_default();
                *named = (at, named.1 + 1);
                let known = &mut self.groups[person].gender;
                *known = known.or(gender);
            }
        }
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

    fn choose(&mut self, mentions: &[Mention]) {
        let mut best: Vec<Option<usize>> = vec![None; self.groups.len()];
        for at in 0..mentions.len() {
            let root = self.root(self.group_of[at]);
            let length =
                |at: usize| self.names[at].parts.iter().filter(|part| !part.is_initial).count();
            let better = best[root].is_none_or(|old| length(at) > length(old));
            if better {
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

/// Whether one group's name, of several words or of a place or organisation, is short for another's.
fn is_short_for(aliases: &Aliases, reading: &Reading, short: usize, long: usize) -> bool {
    let (short, long) = (&aliases.groups[short], &aliases.groups[long]);
    let (a, b) = (&aliases.names[short.first].parts, &aliases.names[long.first].parts);
    if short.class != long.class || a.is_empty() || b.is_empty() {
        return false;
    }
    if short.class == Class::Person {
        let opposed =
            short.gender.is_some() && long.gender.is_some() && short.gender != long.gender;
        let same_first = a[0].hash == b[0].hash
            || (a[0].is_initial || b[0].is_initial) && a[0].initial == b[0].initial;
        let weight = |parts: &[crate::names::Part]| {
            parts.iter().map(|part| if part.is_initial { 1 } else { 3 }).sum::<usize>()
        };
        return !opposed
            && same_first
            && (weight(a), short.first) < (weight(b), long.first)
            && weight(a) != weight(b)
            || !opposed
                && same_first
                && weight(a) == weight(b)
                && a.len() == b.len()
                && long.first < short.first;
    }
    // "Ashanti" is not the Ashanti Museum, but Harvard is Harvard University: only words that add
    // nothing but the kind of thing may be left out.
    let (_, end) = aliases.names[short.first].words;
    let kept = end - aliases.names[short.first].words.0;
    let (from, to) = aliases.names[long.first].words;
    let generic = |at: usize| match short.class {
        Class::Loc => is_generic_place(reading.letters(at)),
        Class::Org => is_generic_organisation(reading.letters(at)),
        _ => false,
    };
    // "Sitia, Crete" is Sitia.
    let placed = || short.class == Class::Loc && reading.letters(from + kept) == ",";
    a.len() < b.len() && b.starts_with(a) && ((from + kept..to).all(generic) || placed())
}

fn is_generic_place(word: &str) -> bool {
    matches!(
        word,
        "city" | "town" | "village" | "island" | "islands" | "peninsula" | "desert" | "region"
    )
}

fn is_generic_organisation(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    matches!(
        word,
        "inc"
            | "corp"
            | "corporation"
            | "co"
            | "company"
            | "companies"
            | "ltd"
            | "limited"
            | "plc"
            | "llc"
            | "ag"
            | "sa"
            | "gmbh"
            | "nv"
            | "spa"
            | "pty"
            | "bhd"
            | "group"
            | "holdings"
            | "holding"
            | "international"
            | "industries"
            | "university"
            | "college"
            | "school"
            | "party"
            | "movement"
            | "front"
            | "foundation"
            | "institute"
            | "airlines"
            | "airways"
            | "motor"
            | "motors"
            | "bank"
            | "news"
            | "agency"
            | "club"
            | "fc"
            | "united"
            | "city"
            | "and"
            | "&"
            | ","
    )
}

/// Whether a name in capitals of the first class can stand for a name of the second.
fn may_be_acronym(short: Class, long: Class) -> bool {
    let is_place = |class| matches!(class, Class::Loc | Class::Fac);
    short == long
        || !matches!(long, Class::Person | Class::Norp) && is_place(short) == is_place(long)
}
