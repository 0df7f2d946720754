//! Finds the same claim made twice in an article, by the words and values that two claims share.

use std::collections::HashMap;

use copydesk_learn::features::{hash_bytes, hash_str};

use crate::lexicon as lex;
use crate::values::Values;
use crate::words::{Words, flag};

/// The claims so far, by what they share. Buffers are used again.
#[derive(Debug, Default)]
pub struct Groups {
    claims: Vec<Claim>,
    /// The greatest number given.
    last: u32,
    /// The claims in which a word or value is, the latest few. Looked up, never walked.
    holders: HashMap<u64, Vec<u32>>,
    keys: Vec<(u64, f32)>,
    shared: Vec<(u32, f32)>,
}

#[derive(Debug)]
struct Claim {
    group: u32,
    weight: f32,
    negated: bool,
    turn: Turn,
    /// Its numbers, sums and shares.
    values: Vec<u64>,
}

/// Which way a claim says that something went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// Neither, or nobody can tell.
    #[default]
    None,
    /// Up.
    Up,
    /// Down.
    Down,
}

impl Turn {
    /// Whether one is up and the other down.
    #[must_use]
    pub fn is_against(self, other: Self) -> bool {
        self != Self::None && other != Self::None && self != other
    }
}

/// Beginnings of words for more.
const UP: [&str; 15] = [
    "rose", "rise", "rising", "grew", "grow", "increas", "doubl", "tripl", "soar", "climb", "gain",
    "creat", "jump", "surg", "higher",
];

/// Beginnings of words for less.
const DOWN: [&str; 15] = [
    "fell", "fall", "drop", "declin", "decreas", "halv", "shrank", "shrink", "plung", "slump",
    "lost", "lose", "cut", "lower", "slid",
];

/// The numbers, sums and shares of a claim.
fn all_values(values: &Values) -> impl Iterator<Item = u64> + '_ {
    let all = values.numbers.iter().chain(&values.money).chain(&values.percentages);
    all.map(|value| hash_str(value))
}

/// A word in more claims than this tells little; only the latest are compared, which keeps the work
/// in proportion to the article.
const HOLDERS: usize = 24;

/// Claims of less than this are too thin to compare.
const LEAST_WEIGHT: f32 = 2.0;

/// Twice what is shared over what both have (Dice), from which on two claims are the same.
const SAME: f32 = 0.62;

impl Groups {
    /// Forgets the claims of the article before.
    pub fn clear(&mut self) {
        self.claims.clear();
        self.last = 0;
        self.holders.clear();
    }

    /// The number of the claim's group, from 1 in text order: that of the earlier claim which is
    /// most like it, or a new one.
    pub fn place(&mut self, words: &Words, picked: &[u32], values: &Values, negated: bool) -> u32 {
        self.read_keys(words, picked, values);
        let weight: f32 = self.keys.iter().map(|&(_, weight)| weight).sum();
        let mine = self.claims.len() as u32;
        self.shared.clear();
        for &(key, weight) in &self.keys {
            let holders = self.holders.entry(key).or_default();
            self.shared.extend(holders.iter().map(|&claim| (claim, weight)));
            if holders.len() == HOLDERS {
                holders.remove(0);
            }
            holders.push(mine);
        }
        let turn = turn(words, picked.iter().map(|&at| at as usize));
        let values: Vec<u64> = all_values(values).collect();
        let group = self.most_alike(weight, negated, turn, &values).unwrap_or_else(|| {
            self.last += 1;
            self.last
        });
        self.claims.push(Claim { group, weight, negated, turn, values });
        group
    }

    fn most_alike(
        &mut self,
        weight: f32,
        negated: bool,
        turn: Turn,
        values: &[u64],
    ) -> Option<u32> {
        if weight < LEAST_WEIGHT {
            return None;
        }
        self.shared.sort_unstable_by_key(|&(claim, _)| claim);
        let mut best: Option<(f32, u32)> = None;
        for run in self.shared.chunk_by(|one, other| one.0 == other.0) {
            let other = &self.claims[run[0].0 as usize];
            let shared: f32 = run.iter().map(|&(_, weight)| weight).sum();
            let dice = 2.0 * shared / (weight + other.weight);
            // The lesser claim wholly inside the greater one, if that is not much greater.
            let inside = shared / weight.min(other.weight) >= 0.85 && shared >= 3.0 && dice >= 0.5;
            let alike = other.weight >= LEAST_WEIGHT
                && other.negated == negated
                && !other.turn.is_against(turn)
                // "3,000 homes", "2,000 homes": two claims.
                && (values.is_empty()
                    || other.values.is_empty()
                    || other.values.iter().any(|value| values.contains(value)))
                && (dice >= SAME || inside);
            if alike && best.is_none_or(|(most, _)| dice > most) {
                best = Some((dice, other.group));
            }
        }
        best.map(|(_, group)| group)
    }

    /// Content words by their first five letters, and values, which count double.
    fn read_keys(&mut self, words: &Words, picked: &[u32], values: &Values) {
        self.keys.clear();
        for &at in picked {
            let at = at as usize;
            let word = &words.words[at];
            if word.flags & flag::WORD == 0 || word.flags & flag::DIGIT != 0 {
                continue;
            }
            if word.classes
                & (lex::STOP | lex::NUMBER | lex::MAGNITUDE | lex::CURRENCY | lex::PERCENT)
                != 0
            {
                continue;
            }
            let lower = words.lower(at).as_bytes();
            self.keys.push((hash_bytes(&lower[..lower.len().min(5)]), 1.0));
        }
        self.keys.extend(all_values(values).map(|value| (value, 2.0)));
        self.keys.sort_unstable_by_key(|&(key, _)| key);
        self.keys.dedup_by_key(|key| key.0);
    }
}

/// Which way the words at these places say that something went, where they have words for one way only.
pub fn turn(words: &Words, places: impl Iterator<Item = usize> + Clone) -> Turn {
    let has = |stems: &[&str]| {
        let mut lower = places.clone().map(|at| words.lower(at));
        lower.any(|word| stems.iter().any(|stem| word.starts_with(stem)))
    };
    match (has(&UP), has(&DOWN)) {
        (true, false) => Turn::Up,
        (false, true) => Turn::Down,
        _ => Turn::None,
    }
}
