//! Closed-class words by what they tell about a claim. No names of people, places or organisations.
//!
//! Every list is written out in `lists`; a [`Lexicon`] folds them into one table, so that a token costs
//! one look-up for all of them.

mod lists;

use copydesk_learn::features::hash_str;

use lists::LISTS;

/// A set of word classes, one bit each.
pub type Classes = u64;

/// Words that write a number: "seven", "dozen".
pub const NUMBER: Classes = 1;
/// Words that multiply the number before them: "million", "crore".
pub const MAGNITUDE: Classes = 1 << 1;
/// "percent" and its spellings.
pub const PERCENT: Classes = 1 << 2;
/// Names of currencies and their signs.
pub const CURRENCY: Classes = 1 << 3;
/// Words that compare: "more", "higher", "than".
pub const COMPARATIVE: Classes = 1 << 4;
/// Words for amounts without a number: "most", "half", "majority".
pub const QUANTIFIER: Classes = 1 << 5;
/// "I", "my".
pub const FIRST_SINGULAR: Classes = 1 << 6;
/// "we", "our".
pub const FIRST_PLURAL: Classes = 1 << 7;
/// "you", "your".
pub const SECOND: Classes = 1 << 8;
/// "he", "they", "it" and their kin.
pub const THIRD: Classes = 1 << 9;
/// Modal verbs.
pub const MODAL: Classes = 1 << 10;
/// Words that weaken what is said: "perhaps", "reportedly".
pub const HEDGE: Classes = 1 << 11;
/// Words that deny: "not", "never".
pub const NEGATOR: Classes = 1 << 12;
/// Verbs of opinion: "think", "hope".
pub const OPINION: Classes = 1 << 13;
/// Verbs of saying.
pub const SPEECH: Classes = 1 << 14;
/// Words that open a condition.
pub const CONDITION: Classes = 1 << 15;
/// Adverbs by which a reporter disputes: "falsely".
pub const DISPUTING_ADVERB: Classes = 1 << 16;
/// Adjectives by which a reporter disputes: "debunked".
pub const DISPUTING_ADJECTIVE: Classes = 1 << 17;
/// Adverbs by which a reporter says that support is missing: "baselessly".
pub const UNSUPPORTED_ADVERB: Classes = 1 << 18;
/// Adjectives by which a reporter says that support is missing: "unfounded".
pub const UNSUPPORTED_ADJECTIVE: Classes = 1 << 19;
/// Adverbs by which a reporter agrees: "rightly".
pub const SUPPORTING_ADVERB: Classes = 1 << 20;
/// Nouns for what was claimed: "claim", "allegation".
pub const CLAIM_NOUN: Classes = 1 << 21;
/// Nouns for what a claim needs: "evidence", "proof".
pub const EVIDENCE: Classes = 1 << 22;
/// Verbs of handing over evidence: "offered", "citing".
pub const GIVING: Classes = 1 << 23;
/// Forms of "be".
pub const BE: Classes = 1 << 24;
/// Verbs of claiming that already say that it is untrue: "lied".
pub const LYING: Classes = 1 << 25;
/// Words that tie a cause to an effect.
pub const CAUSE: Classes = 1 << 26;
/// Words of law and rules.
pub const LAW: Classes = 1 << 27;
/// What office holders do on the record: "vetoed".
pub const RECORD: Classes = 1 << 28;
/// Verbs and nouns of change in an amount: "rose", "decline".
pub const CHANGE: Classes = 1 << 29;
/// Words of wishing, backing and opposing.
pub const POSITION: Classes = 1 << 30;
/// Words of forecast.
pub const FORECAST: Classes = 1 << 31;
/// Verbs of seeing and feeling, for personal experience.
pub const EXPERIENCE: Classes = 1 << 32;
/// Words without content of their own, passed over when claims are compared.
pub const STOP: Classes = 1 << 33;
/// Forms of "have" and "do" and other finite auxiliaries.
pub const AUXILIARY: Classes = 1 << 34;
/// Conjunctions and relatives that open a clause below the main one.
pub const SUBORDINATOR: Classes = 1 << 35;
/// Verbs that contradict: "contradicts", "refutes".
pub const CONTRADICTING: Classes = 1 << 36;
/// Superlatives and absolute words: "first", "worst", "ever", "only".
pub const ABSOLUTE: Classes = 1 << 37;
/// Names of months.
pub const MONTH: Classes = 1 << 38;
/// Determiners and possessives that can stand before a role noun: "the", "his".
pub const DETERMINER: Classes = 1 << 39;
/// Cues that leave the truth open: "suggested", "believes".
pub const HEDGING_CUE: Classes = 1 << 40;
/// Cues by which a speaker denies: "denied", "rejected".
pub const DENYING: Classes = 1 << 41;
/// Verbs that put what follows into somebody else's mouth: "accused", "alleged".
pub const ACCUSING: Classes = 1 << 42;
/// Those who check facts, whose verdict a reporter makes their own: "fact-checkers".
pub const CHECKER: Classes = 1 << 43;
/// Nouns that say by themselves that what they name is untrue: "the myth that".
pub const FALSEHOOD: Classes = 1 << 45;
/// Cues by which a speaker binds themselves: "promised", "vowed".
pub const PLEDGING: Classes = 1 << 44;
/// Days of the week, and words that place an event in a day: "Tuesday", "p.m.", "overnight".
pub const DAY: Classes = 1 << 46;

/// The classes of words, by the hash of their lower-case form.
#[derive(Clone, Debug)]
pub struct Lexicon {
    /// Open addressing; a slot of classes 0 is empty. The length is a power of two.
    slots: Vec<(u64, Classes)>,
}

impl Default for Lexicon {
    fn default() -> Self {
        Self::new()
    }
}

impl Lexicon {
    /// The table of all lists.
    #[must_use]
    pub fn new() -> Self {
        let words = LISTS.iter().map(|(_, list)| list.split_whitespace().count()).sum::<usize>();
        let mut lexicon = Self { slots: vec![(0, 0); (words * 2).next_power_of_two()] };
        for &(class, list) in LISTS {
            for word in list.split_whitespace() {
                let hash = hash_str(word);
                let slot = lexicon.slot(hash);
                lexicon.slots[slot].0 = hash;
                lexicon.slots[slot].1 |= class;
            }
        }
        lexicon
    }

    /// The classes of the word with this hash; none for a word in no list.
    #[inline]
    #[must_use]
    pub fn classes(&self, hash: u64) -> Classes {
        self.slots[self.slot(hash)].1
    }

    #[inline]
    fn slot(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        // The high half: the low one is what feature ids are made of, too.
        let mut slot = (hash >> 32) as usize & mask;
        while self.slots[slot].1 != 0 && self.slots[slot].0 != hash {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_the_classes_of_all_its_lists() {
        let lexicon = Lexicon::new();
        let of = |word: &str| lexicon.classes(hash_str(word));
        assert_eq!(of("falsely"), DISPUTING_ADVERB);
        assert_eq!(of("may") & (MODAL | HEDGE | MONTH), MODAL | HEDGE | MONTH);
        assert_eq!(of("turnip"), 0);
    }
}
