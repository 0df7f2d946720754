//! Short names of places, organisations and other things: acronyms, kinds of thing left out, the
//! words that an article goes on with.

use super::{Aliases, Index};
use crate::corrections::{companies, datelines, initialisms};
use crate::labels::Class;
use crate::lexicon::list;
use crate::names::{Name, Part};
use crate::places;
use crate::reading::Reading;
use crate::tagging::Mention;

/// The initials by which a name may go.
pub(super) fn initials(name: &Name) -> impl Iterator<Item = &str> {
    // "Rosehill Mining Board Ltd" is the RMB.
    let (all, capitalised) = (name.all_initials.as_str(), name.initials.as_str());
    let all = Some(all).filter(|&all| all != capitalised);
    let short = capitalised.char_indices().next_back().map(|(at, _)| &capitalised[..at]);
    let short = short.filter(|short| name.ends_in_form && short.chars().count() > 1);
    [Some(capitalised), all, short].into_iter().flatten()
}

impl Aliases {
    /// The fuller name that the name of a place, organisation or other thing is short for.
    pub(super) fn fuller_thing(
        &self,
        index: &Index,
        reading: &Reading,
        mentions: &[Mention],
        number: usize,
    ) -> Option<usize> {
        let parts = &self.name(number).parts;
        let (first, last) = (parts.first()?, parts.last()?);
        let is_short_for =
            |short: usize, long: usize| self.is_short_for_thing(reading, short, long);
        let fits = |other: &usize| is_short_for(number, *other);
        let longer = || {
            let before = index.beginning_with(first.hash).filter(fits);
            self.the_one(before.chain(index.ending_with(last.hash).filter(fits)), is_short_for)
        };
        self.acronym(index, number)
            .or_else(|| self.in_brackets(reading, mentions, number))
            .or_else(longer)
            .or_else(|| self.only_beginning(index, reading, number))
            .or_else(|| self.only_ending(index, number))
            .or_else(|| self.only_head(index, reading, number))
    }

    /// "HSB" for the Harbour Safety Board, "Unicef" for what the letters of it begin.
    fn acronym(&self, index: &Index, number: usize) -> Option<usize> {
        let (name, class) = (self.name(number), self.groups[number].class);
        let (letters, least) = match (name.acronym.as_str(), name.letters.as_str()) {
            ("", letters) if class == Class::Org => (letters, 3),
            (acronym, _) => (acronym, 2),
        };
        if letters.len() < 2 {
            return None;
        }
        let fits = |&other: &usize| {
            may_be_acronym(class, self.groups[other].class) && self.name(other).parts.len() >= least
        };
        let same = |&other: &usize| self.groups[other].class == class;
        let named = || index.with_initials(letters).filter(fits);
        named().find(same).or_else(|| named().next())
    }

    /// "Provincial Disaster Office (PDO)": the name before the brackets, if its initials hold the
    /// letters in order; or "(DisOff)", whose letters its words do.
    fn in_brackets(&self, reading: &Reading, mentions: &[Mention], number: usize) -> Option<usize> {
        let group = &self.groups[number];
        let acronym = &self.names[group.first].acronym;
        let before = group.first.checked_sub(1)?;
        let (outer, inner) = (&mentions[before], &mentions[group.first]);
        if outer.words.end + 1 != inner.words.start || reading.letters(outer.words.end) != "(" {
            return None;
        }
        // "Harbour Airport (IATA: HAR)" is no IATA.
        let closes =
            inner.words.end < reading.words.len() && reading.letters(inner.words.end) == ")";
        if closes && initialisms::stands_for(reading, inner.words.clone(), outer.words.clone()) {
            return Some(self.group_of[before]);
        }
        if acronym.len() < 2 {
            return None;
        }
        // "Security Service of Ukraine (SBU)": letters of another language.
        let bodies = outer.class == Class::Org && inner.class == Class::Org;
        if bodies
            && closes
            && self.names[before].parts.len() > 2
            && !datelines::is_exchange(acronym)
        {
            return Some(self.group_of[before]);
        }
        let mut letters = self.names[before].all_initials.chars();
        let found = acronym.chars().filter(|&c| letters.any(|initial| initial == c)).count();
        (self.names[before].parts.len() > 1 && found * 3 >= acronym.len() * 2)
            .then(|| self.group_of[before])
    }

    /// Whether a name is short for another that adds nothing but the kind of thing or where it lies.
    /// "Ashanti" is not the Ashanti Museum, but Harvard is Harvard University.
    fn is_short_for_thing(&self, reading: &Reading, short: usize, long: usize) -> bool {
        let class = self.groups[short].class;
        let (a, b) = (&self.name(short).parts, &self.name(long).parts);
        if class != self.groups[long].class || a.len() >= b.len() {
            return false;
        }
        let alike = |b: &[Part]| a.iter().zip(b).all(|(a, b)| a.hash == b.hash);
        let all = |parts: &[Part], is: fn(&str) -> bool| {
            parts.iter().all(|part| is(reading.letters(part.at)))
        };
        let (begin, rest) = b.split_at(a.len());
        if alike(begin) {
            let placed = || reading.letters(begin[a.len() - 1].at + 1) == ",";
            return match class {
                Class::Loc => {
                    placed() || all(rest, places::is_generic) && !self.is_larger(reading, a)
                }
                Class::Org => all(rest, is_generic_organisation),
                Class::Fac => all(rest, is_generic_building),
                _ => false,
            };
        }
        // "Kenya" is the Republic of Kenya.
        let (begin, end) = b.split_at(b.len() - a.len());
        class == Class::Loc
            && alike(end)
            && begin.last().is_some_and(|part| reading.letters(part.at) == "of")
            && all(begin, places::is_generic_before)
            && !self.is_larger(reading, a)
    }

    fn is_larger(&self, reading: &Reading, parts: &[Part]) -> bool {
        let words: Vec<_> = parts.iter().map(|part| reading.letters(part.at)).collect();
        places::is_larger(&words.join(" "))
    }

    /// "The Bank" after "the Harbour Bank", "Mariners" after "Rosehill Mariners": the last words of a
    /// name, where no other that was named before ends with them.
    fn only_ending(&self, index: &Index, number: usize) -> Option<usize> {
        let group = &self.groups[number];
        let name = self.name(number);
        let last = name.parts.last()?;
        if !matches!(group.class, Class::Org | Class::Product) || !name.acronym.is_empty() {
            return None;
        }
        let ends = |long: usize, short: usize| {
            let (a, b) = (&self.name(short).parts, &self.name(long).parts);
            b.len() > a.len() && a.iter().rev().zip(b.iter().rev()).all(|(a, b)| a.hash == b.hash)
        };
        let fitting = index.ending_with(last.hash).filter(|&other| {
            let long = &self.groups[other];
            long.class == group.class && long.first < group.first && ends(other, number)
        });
        self.the_one(fitting, |short, long| ends(long, short))
    }

    /// "Asikafo" after "Asikafo Footwear": the first word of a body's name, where no other that was named before begins
    /// with it and the word is no place's or person's, or what follows it is what companies are called.
    fn only_beginning(&self, index: &Index, reading: &Reading, number: usize) -> Option<usize> {
        let group = &self.groups[number];
        let name = self.name(number);
        let [first] = name.parts.as_slice() else { return None };
        let known = list::CITY | list::TOWN | list::COUNTRY | list::FIRST | list::LAST;
        if group.class != Class::Org || !name.acronym.is_empty() {
            return None;
        }
        let mut fitting = index.beginning_with(first.hash).filter(|&other| {
            let long = &self.groups[other];
            long.class == Class::Org && long.first < group.first
        });
        let long = fitting.next().filter(|_| fitting.next().is_none())?;
        let rest = &self.name(long).parts[1..];
        let plain = |part: &Part| {
            let word = reading.letters(part.at);
            reading.words[part.at].kind.is_capitalised() && !is_of_another(word)
        };
        let company = || rest.iter().all(|part| companies::is_kind(reading.letters(part.at)));
        let own = reading.lists[first.at][3] & known == 0 || company();
        (own && rest.len() <= 2 && rest.iter().all(plain)).then_some(long)
    }

    /// "The Ministry" after "the Ministry of Health": the word that says what it is, where no other
    /// that was named before begins with it.
    fn only_head(&self, index: &Index, reading: &Reading, number: usize) -> Option<usize> {
        let group = &self.groups[number];
        let [head] = self.name(number).parts.as_slice() else { return None };
        if group.class != Class::Org {
            return None;
        }
        let mut fitting = index.beginning_with(head.hash).filter(|&other| {
            let long = &self.groups[other];
            let next = self.name(other).parts.get(1);
            long.class == Class::Org
                && long.first < group.first
                && next.is_some_and(|next| matches!(reading.letters(next.at), "of" | "for"))
        });
        fitting.next().filter(|_| fitting.next().is_none())
    }
}

/// Whether a name in capitals of the first class can stand for a name of the second.
fn may_be_acronym(short: Class, long: Class) -> bool {
    let is_place = |class| matches!(class, Class::Loc | Class::Fac);
    short == long
        || !matches!(long, Class::Person | Class::Norp) && is_place(short) == is_place(long)
}

/// Words for what is named after another body, or has to do with it: "the Ashanti Museum", "Acme Workers".
fn is_of_another(word: &str) -> bool {
    matches!(
        word,
        "academy"
            | "award"
            | "awards"
            | "camp"
            | "caucus"
            | "center"
            | "centre"
            | "church"
            | "committee"
            | "council"
            | "court"
            | "cup"
            | "department"
            | "fans"
            | "festival"
            | "foundation"
            | "fund"
            | "hospital"
            | "museum"
            | "police"
            | "prize"
            | "relations"
            | "school"
            | "stadium"
            | "street"
            | "supporters"
            | "theatre"
            | "tower"
            | "union"
            | "university"
            | "workers"
    )
}

fn is_generic_building(word: &str) -> bool {
    matches!(
        word,
        "airport"
            | "international"
            | "station"
            | "stadium"
            | "arena"
            | "hall"
            | "bridge"
            | "prison"
            | "hospital"
            | "hotel"
            | "mosque"
            | "church"
            | "cathedral"
            | "palace"
            | "castle"
            | "square"
            | "park"
            | "museum"
            | "school"
            | "tower"
            | "dam"
            | "port"
            | "market"
            | "theatre"
            | "theater"
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
            | "ab"
            | "ag"
            | "asa"
            | "berhad"
            | "bv"
            | "gmbh"
            | "hf"
            | "jsc"
            | "kk"
            | "llp"
            | "lp"
            | "oyj"
            | "ojsc"
            | "ou"
            | "pjsc"
            | "pte"
            | "sa"
            | "saa"
            | "sab"
            | "se"
            | "tbk"
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
            | "partners"
            | "technologies"
            | "technology"
            | "systems"
            | "solutions"
            | "energy"
            | "oil"
            | "pharmaceuticals"
            | "pharma"
            | "entertainment"
            | "media"
            | "records"
            | "pictures"
            | "studios"
            | "stores"
            | "brothers"
            | "bros"
            | "sons"
            | "associates"
            | "services"
            | "communications"
            | "networks"
            | "software"
            | "labs"
            | "electronics"
            | "hospital"
            | "trust"
            | "association"
            | "league"
            | "united"
            | "city"
    )
}
