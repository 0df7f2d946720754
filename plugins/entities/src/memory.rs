//! What an article says of a word elsewhere: whether it also writes it small, where else it stands,
//! what was taken for what in a first pass (non-local features, Chieu & Ng 2002; Ratinov & Roth 2009).

use std::collections::HashMap;

use crate::labels::Class;
use crate::reading::{Case, Sentence};
use crate::word::{Kind, Word};

/// No word, no entry.
const NONE: u32 = u32::MAX;

/// The words of one article by their small letters.
#[derive(Debug, Default)]
pub struct Memory {
    /// Hash table with open addressing: the word's hash and the place in `entries`.
    slots: Vec<(u64, u32)>,
    entries: Vec<Entry>,
    /// By word, its entry; for words that are not letters none.
    of_word: Vec<u32>,
    /// By word, the occurrence before and the one after that has a capital.
    before: Vec<u32>,
    after: Vec<u32>,
    /// What the first pass made of longer names, by the hash of the initials that would stand for
    /// each.
    initials: HashMap<u64, Class>,
}

/// Counts of one word.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    small: u16,
    capital_inside: u16,
    caps: u16,
    capital: u16,
    last: u32,
    /// What the first pass made of it: votes for each class and for none.
    votes: [u16; 10],
}

impl Memory {
    /// Forgets the last article and takes in another.
    pub fn fill(&mut self, words: &[Word], sentences: &[Sentence]) {
        let size = (words.len() * 2).next_power_of_two().max(16);
        self.slots.clear();
        self.slots.resize(size, (0, NONE));
        self.entries.clear();
        self.initials.clear();
        self.of_word.clear();
        self.of_word.resize(words.len(), NONE);
        self.before.clear();
        self.before.resize(words.len(), NONE);
        self.after.clear();
        self.after.resize(words.len(), NONE);
        for sentence in sentences {
            let own = words.iter().enumerate().take(sentence.end).skip(sentence.first);
            for (at, word) in own {
                if matches!(word.kind, Kind::Sign | Kind::Digits | Kind::Currency) {
                    continue;
                }
                let entry = self.entry_of(word.lower);
                self.of_word[at] = entry;
                let entry = &mut self.entries[entry as usize];
                let add = |count: &mut u16| *count = count.saturating_add(1);
                let is_inside = at > sentence.first && sentence.case == Case::Running;
                match word.kind {
                    Kind::Lower if sentence.case == Case::Running => add(&mut entry.small),
                    Kind::Caps if sentence.case == Case::Running => add(&mut entry.caps),
                    _ if word.kind.is_capitalised() && is_inside => add(&mut entry.capital_inside),
                    _ => {}
                }
                if word.kind != Kind::Lower {
                    add(&mut entry.capital);
                    if entry.last != NONE {
                        self.before[at] = entry.last;
                        self.after[entry.last as usize] = at as u32;
                    }
                    entry.last = at as u32;
                }
            }
        }
    }

    fn entry_of(&mut self, hash: u64) -> u32 {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot] {
                (_, NONE) => {
                    let entry = self.entries.len() as u32;
                    self.slots[slot] = (hash, entry);
                    self.entries.push(Entry { last: NONE, ..Entry::default() });
                    return entry;
                }
                (found, entry) if found == hash => return entry,
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    fn entry(&self, word: usize) -> Option<&Entry> {
        self.entries.get(self.of_word[word] as usize)
    }

    /// How the article writes the word in running text, as a small number: whether it has it in
    /// small letters, with a capital inside a sentence, in capitals.
    pub fn cases(&self, word: usize) -> u64 {
        self.entry(word).map_or(0, |entry| {
            let many = |count: u16| u64::from(count.min(2));
            1 + many(entry.small) + 3 * many(entry.capital_inside) + 9 * u64::from(entry.caps > 0)
        })
    }

    /// Whether the article has the word in small letters anywhere in running text.
    pub fn has_small(&self, word: usize) -> bool {
        self.entry(word).is_some_and(|entry| entry.small > 0)
    }

    /// Whether the article has the word in small letters more often than with a capital.
    pub fn is_mostly_small(&self, word: usize) -> bool {
        self.entry(word).is_some_and(|entry| entry.small > entry.capital_inside + entry.caps)
    }

    /// How often the word stands in the article with a capital, this occurrence included.
    pub fn occurrences(&self, word: usize) -> usize {
        self.entry(word).map_or(0, |entry| entry.capital.into())
    }

    /// Other occurrences of the word with a capital: up to `most` before it and as many after it,
    /// the nearest first.
    pub fn others<'a>(&'a self, word: usize, most: usize) -> impl Iterator<Item = usize> + 'a {
        let walk = |links: &'a [u32]| {
            let next =
                move |&at: &usize| links.get(at).filter(|&&at| at != NONE).map(|&at| at as usize);
            std::iter::successors(next(&word), next).take(most)
        };
        walk(&self.before).chain(walk(&self.after))
    }

    /// Notes what the first pass made of a word.
    pub fn vote(&mut self, word: usize, class: Option<Class>) {
        if let Some(entry) = self.entries.get_mut(self.of_word[word] as usize) {
            let votes = &mut entry.votes[class.map_or(9, |class| class as usize)];
            *votes = votes.saturating_add(1);
        }
    }

    /// Notes what the first pass made of a name that a word of these initials, in small letters, may
    /// stand for; see [`stands_for`](Self::stands_for).
    pub fn note_initials(&mut self, initials: u64, class: Class) {
        self.initials.entry(initials).or_insert(class);
    }

    /// What the first pass made of the first longer name whose initials the word has.
    pub fn stands_for(&self, word: u64) -> Option<Class> {
        self.initials.get(&word).copied()
    }

    /// What the first pass made of the word most often elsewhere, and whether always: a class's
    /// number or 9 for none, times two, plus one if always.
    pub fn majority(&self, word: usize, own: Option<Class>) -> Option<u64> {
        let mut votes = self.entry(word)?.votes;
        let own = &mut votes[own.map_or(9, |class| class as usize)];
        *own = own.saturating_sub(1);
        let total: u32 = votes.iter().map(|&count| u32::from(count)).sum();
        let (best, &count) = votes.iter().enumerate().rev().max_by_key(|&(_, &count)| count)?;
        (total > 0).then_some(best as u64 * 2 + u64::from(u32::from(count) == total))
    }
}
