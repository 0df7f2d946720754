//! Names that the user lists: each occurrence as whole words gets the label that the list says, and
//! the names of one entity are joined.
//!
//! A list has an entity a line, its label and its names, the fullest first:
//!
//! ```text
//! # Our own.
//! PERSON: Adaeze Nwankpa-Obi | Mama Ada
//! ORG: Port Elsing Gazette | the Gazette | PEG
//! ```

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use copydesk_learn::features::hash_str;

use crate::aliases::Aliases;
use crate::labels::Class;
use crate::lexicon::name_hash;
use crate::reading::{Case, Reading};
use crate::tagging::Mention;
use crate::word::lower_into;

/// The listed names.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    written: ByFirst,
    /// In small letters, for sentences in capitals. Single words in capitals are left out: there
    /// "WHO" may be anybody's.
    small: ByFirst,
}

/// Names by the hash of their first word, the longest first.
type ByFirst = HashMap<u64, Vec<Name>>;

#[derive(Clone, Copy, Debug)]
struct Name {
    /// Its length in words.
    length: usize,
    hash: u64,
    class: Class,
    /// The number of its entity in the list, and its place among that one's names.
    entity: (usize, usize),
}

/// Where listed names were found in an article.
#[derive(Clone, Debug, Default)]
pub struct Found {
    names: Vec<(Mention, (usize, usize))>,
    /// By mention, the listed entity and which of its names it is.
    entities: Vec<Option<(usize, usize)>>,
}

impl Listed {
    /// Reads the table of names and labels, and the list.
    ///
    /// # Errors
    /// When a label is none of the entity layer's, a line of the list is not of its form, or a name
    /// stands under two labels; in words for the user.
    pub fn new(names: &BTreeMap<String, String>, list: &str) -> Result<Self, String> {
        let mut listed = Self::default();
        let mut classes: HashMap<String, Class> = HashMap::new();
        let mut number = 0;
        let mut add = |label: &str, names: &mut dyn Iterator<Item = &str>, place: &str| {
            let class = Class::from_name(label).ok_or_else(|| {
                let known = Class::ALL.map(Class::name).join(", ");
                format!("{place}{label:?} is no label; the labels are {known}")
            })?;
            for (rank, name) in names.enumerate() {
                match classes.insert(name.to_owned(), class) {
                    Some(other) if other != class => {
                        let (other, class) = (other.name(), class.name());
                        return Err(format!("{place}{name:?} is listed as {other} and as {class}"));
                    }
                    _ => listed.add(name, class, (number, rank)),
                }
            }
            number += 1;
            Ok(())
        };
        for (at, line) in list.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let place = format!("names_file, line {}: ", at + 1);
            let (label, names) = line.split_once(':').ok_or_else(|| {
                format!("{place}has no label; write it as in \"ORG: Port Elsing Gazette | PEG\"")
            })?;
            let mut names = names.split('|').map(str::trim);
            if names.clone().any(str::is_empty) {
                return Err(format!("{place}a name is empty"));
            }
            add(label.trim(), &mut names, &place)?;
        }
        for (name, label) in names {
            add(label, &mut std::iter::once(name.as_str()), &format!("names: for {name:?}, "))?;
        }
        for names in listed.written.values_mut().chain(listed.small.values_mut()) {
            names.sort_by_key(|name| (Reverse(name.length), name.hash, name.entity));
        }
        Ok(listed)
    }

    fn add(&mut self, name: &str, class: Class, entity: (usize, usize)) {
        let into = |names: &mut ByFirst, name: &str| {
            let words = words(name);
            let Some(first) = words.first() else { return };
            let hash = words.iter().fold(0, |hash, word| name_hash(hash, hash_str(word)));
            let name = Name { length: words.len(), hash, class, entity };
            names.entry(hash_str(first)).or_default().push(name);
        };
        into(&mut self.written, name);
        if name.contains(char::is_whitespace) || name.chars().any(char::is_lowercase) {
            let mut small = String::new();
            lower_into(name, &mut small);
            into(&mut self.small, &small);
        }
    }

    /// Puts the listed names in among the mentions, in place of those that they overlap.
    pub fn apply(&self, reading: &Reading, mentions: &mut Vec<Mention>, found: &mut Found) {
        found.names.clear();
        found.entities.clear();
        if self.written.is_empty() {
            return;
        }
        for sentence in &reading.sentences {
            let upper = sentence.case == Case::Upper;
            let known = if upper { &self.small } else { &self.written };
            let word = |at: usize| match upper {
                true => hash_str(reading.letters(at)),
                false => reading.words[at].cased,
            };
            let mut at = sentence.first;
            while at < sentence.end {
                let names = known.get(&word(at)).map_or(&[][..], Vec::as_slice);
                let longest = names.iter().find(|name| {
                    let words = at..at + name.length;
                    words.end <= sentence.end
                        && words.fold(0, |so_far, at| name_hash(so_far, word(at))) == name.hash
                });
                match longest {
                    Some(&Name { length, class, entity, .. }) => {
                        let mention = Mention { words: at..at + length, class, score: 1.0 };
                        found.names.push((mention, entity));
                        at += length;
                    }
                    None => at += 1,
                }
            }
        }
        let mut next = 0;
        mentions.retain(|mention| {
            let names = &found.names;
            while names.get(next).is_some_and(|(name, _)| name.words.end <= mention.words.start) {
                next += 1;
            }
            names.get(next).is_none_or(|(name, _)| name.words.start >= mention.words.end)
        });
        mentions.extend(found.names.iter().map(|(mention, _)| mention.clone()));
        mentions.sort_by_key(|mention| mention.words.start);
        let mut names = found.names.iter().peekable();
        found.entities.extend(mentions.iter().map(|mention| {
            names.next_if(|(name, _)| name.words == mention.words).map(|&(_, entity)| entity)
        }));
    }
}

impl Found {
    /// Joins the mentions of each listed entity, under the first of the name that the list has first.
    pub fn join(&self, aliases: &mut Aliases) {
        let mut best: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for (at, entity) in self.entities.iter().enumerate() {
            if let &Some((entity, rank)) = entity {
                let best = best.entry(entity).or_insert((rank, at));
                *best = (*best).min((rank, at));
            }
        }
        let stands_for = |at: usize| self.entities[at].map(|(entity, _)| best[&entity].1);
        for at in 0..self.entities.len() {
            let canonical = aliases.canonical[at];
            aliases.canonical[at] =
                stands_for(at).or_else(|| stands_for(canonical)).unwrap_or(canonical);
        }
        // What stood for unlisted mentions may itself have been joined to another.
        for at in 0..self.entities.len() {
            aliases.canonical[at] = aliases.canonical[aliases.canonical[at]];
        }
    }
}

/// The words of a name as the segments stage would cut it: signs apart, but for hyphens, stops and
/// apostrophes inside words.
fn words(name: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for chunk in name.split_whitespace() {
        let mut rest = chunk;
        while let Some(c) = rest.chars().next() {
            let inner = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '\'' | '’' | '_');
            let length = if c.is_alphanumeric() {
                rest.find(|c| !inner(c)).unwrap_or(rest.len())
            } else {
                c.len_utf8()
            };
            words.push(&rest[..length]);
            rest = &rest[length..];
        }
    }
    words
}
