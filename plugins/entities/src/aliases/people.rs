//! Short names of people: initials, nicknames, names without the middle ones, surnames, first names.

use std::collections::HashMap;

use super::{Aliases, Group, Index};
use crate::labels::Class;
use crate::lexicon::{list, name_hash};
use crate::names::Part;
use crate::nicknames::are_forms_of_one;
use crate::reading::Reading;
use crate::tagging::Mention;

impl Aliases {
    /// The fuller person that a name of several words is short for, or a name like "MBS".
    pub(super) fn fuller_person(&self, index: &Index, number: usize) -> Option<usize> {
        let name = self.name(number);
        let (Some(first), Some(last)) = (name.parts.first(), name.parts.last()) else {
            return None;
        };
        let is_short_for = |short: usize, long: usize| self.is_short_for_person(short, long);
        let fits = |&other: &usize| is_short_for(number, other);
        if name.parts.len() == 1 {
            if name.acronym.len() < 3 {
                return None;
            }
            let people = index.with_initials(&name.acronym);
            return self.the_one(
                people.filter(|&other| self.groups[other].class == Class::Person),
                |_, _| false,
            );
        }
        let fitting = || index.ending_with(last.hash).filter(fits);
        let beginning = || index.beginning_with(first.hash).filter(fits);
        let within = || index.with_within(last.hash).filter(fits);
        self.the_one(fitting(), is_short_for)
            .or_else(|| self.turned(number))
            .or_else(|| self.the_one(beginning(), is_short_for))
            .or_else(|| self.the_one(within(), is_short_for))
    }

    /// "Osei Ama" after "Ama Osei": the same words with the family name at the other end.
    fn turned(&self, number: usize) -> Option<usize> {
        let parts = &self.name(number).parts;
        let keyed = |parts: &mut dyn Iterator<Item = &Part>| {
            let key = parts.fold(0, |key, part| name_hash(key, part.hash));
            self.by_key.get(&(key, false)).copied()
        };
        let (first, rest) = parts.split_first()?;
        let (last, others) = parts.split_last()?;
        let before = |&other: &usize| {
            self.groups[other].first < self.groups[number].first
                && self.groups[other].class == Class::Person
        };
        keyed(&mut rest.iter().chain([first]))
            .filter(before)
            .or_else(|| keyed(&mut [last].into_iter().chain(others)).filter(before))
    }

    /// Whether one name of several words is short for another: the same first name or a form of it and
    /// the same last name, or a part of the other from its beginning or to its end.
    fn is_short_for_person(&self, short: usize, long: usize) -> bool {
        let (a, b) = (self.name(short), self.name(long));
        let (short, long) = (&self.groups[short], &self.groups[long]);
        let differ =
            |one: Option<u64>, other: Option<u64>| one.is_some() && other.is_some() && one != other;
        if long.class != Class::Person
            || short.first == long.first
            || opposed(short, long)
            || differ(a.generation, b.generation)
            || a.generation.is_some() && self.namesakes.contains(&a.key)
            || b.generation.is_some() && self.namesakes.contains(&b.key)
        {
            return false;
        }
        let fuller = (a.weight(), long.first) < (b.weight(), short.first) && {
            a.weight() < b.weight() || a.parts.len() == b.parts.len()
        };
        let ([x, .., u], [y, .., v]) = (a.parts.as_slice(), b.parts.as_slice()) else {
            return false;
        };
        let same_first = x.hash == y.hash
            || (x.is_initial || y.is_initial) && x.initial == y.initial
            || are_forms_of_one(x.hash, y.hash);
        let same_last =
            u.hash == v.hash || a.pieces.contains(&v.hash) || b.pieces.contains(&u.hash);
        if !fuller {
            return false;
        }
        // "S. Osei Mensah" is not "S.K. Kofi Mensah".
        let within = |parts: &[Part]| {
            let inner = parts.get(1..parts.len() - 1).unwrap_or_default().iter();
            inner.filter(|part| !part.is_initial).map(|part| part.hash).collect::<Vec<_>>()
        };
        if x.is_initial || y.is_initial {
            let (inner, others) = (within(&a.parts), within(&b.parts));
            let shared = inner.iter().any(|part| others.contains(part));
            if !inner.is_empty() && !others.is_empty() && !shared {
                return false;
            }
        }
        // "López Obrador" is Andrés Manuel López Obrador, "Ana Belén" Ana Belén Ruiz.
        let hashes = |parts: &[Part]| parts.iter().map(|part| part.hash).collect::<Vec<_>>();
        let (a, b) = (hashes(&a.parts), hashes(&b.parts));
        // "de la Torre" is Ana de la Torre Ruiz.
        let part = || b.windows(a.len()).any(|part| part == a);
        same_first && same_last || a.len() < b.len() && part()
    }

    /// Sends single names of people to the people who have them: to the one named in full last
    /// before, else to the first after; a gender that a title shows must agree.
    pub(super) fn surnames(&mut self, reading: &Reading, mentions: &[Mention], index: &Index) {
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
            let gender = name.gender;
            let generation = name.generation;
            let fits = |other: &usize| {
                let group = &self.groups[*other];
                // What a given name tells that may be a family's is enough against "Mrs".
                let theirs = || self.name(*other).of_given(reading).0;
                let known = group.gender.or_else(theirs);
                let differ = gender.is_some() && known.is_some() && gender != known;
                let theirs = self.name(*other).generation;
                let other_one = generation.is_some() && theirs.is_some() && generation != theirs;
                group.class == Class::Person && !differ && !other_one
            };
            // A surname alone is of whom the article is about, and not of those who are told to be of the family.
            let people = |candidates: &mut dyn Iterator<Item = usize>| -> Vec<usize> {
                let mut fitting: Vec<usize> = candidates.filter(fits).collect();
                // "Mrs Osei" is a woman rather than somebody of whom nothing is known.
                let agrees =
                    |other: &usize| gender.is_some() && self.groups[*other].gender == gender;
                if fitting.iter().any(agrees) {
                    fitting.retain(agrees);
                }
                let relative = |other: &usize| self.groups[*other].relative && !name.relative;
                let others = fitting.iter().any(|other| !relative(other));
                let fitting = fitting.into_iter().filter(|other| !(others && relative(other)));
                fitting.map(|other| self.root(other)).collect()
            };
            let pick = |people: &[usize]| pick(people, &last_named);
            // "Shafie" for Muhammad Shafie Yusof, if he is the only one; "Leopold" may be anybody's.
            let given = reading.lists[name.parts[0].at][3] & list::FIRST != 0;
            let within = || {
                // "Marcos" for Laura Marcos Ibáñez
                let iberian = |other: &usize| {
                    self.name(*other).parts.iter().any(|part| {
                        let word = reading.letters(part.at);
                        !word.is_ascii() || word.ends_with("ez")
                    })
                };
                let own = |other: &usize| !given || iberian(other);
                let people = people(&mut index.with_within(hash).filter(own));
                let first = people.first().copied()?;
                people.iter().all(|&other| other == first).then_some(first)
            };
            let person = pick(&people(&mut index.ending_with(hash)))
                .or_else(|| pick(&people(&mut index.beginning_with(hash))))
                .or_else(within)
                .or(self.groups[number].fuller);
            // Mentions of one surname that go to different people are groups of their own.
            let fresh = self.groups.len();
            let split = *own.entry((number, person)).or_insert(fresh);
            if split == fresh {
                let group = Group {
                    class: Class::Person,
                    weights: [0.0; 9],
                    first: at,
                    gender,
                    relative: false,
                    fuller: person,
                    former: false,
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
}

/// Of the people of one surname the one who was named last; but someone named in passing does not
/// take the name from the one whom the article is about.
fn pick(people: &[usize], last_named: &HashMap<usize, (usize, u32)>) -> Option<usize> {
    let named = || people.iter().filter_map(|other| Some((*last_named.get(other)?, *other)));
    let latest = named().max();
    let most = named().max_by_key(|&((at, count), other)| (count, at, other));
    match (latest, most) {
        (Some(((_, 1), _)), Some(((_, 3..), about))) => Some(about),
        (Some((_, latest)), _) => Some(latest),
        (None, _) => people.first().copied(),
    }
}

fn opposed(one: &Group, other: &Group) -> bool {
    one.gender.is_some() && other.gender.is_some() && one.gender != other.gender
}
