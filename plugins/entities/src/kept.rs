//! Which words the tagger looks at: two words of three are outside for certain, and a table of
//! words is enough to tell (a cascade, Weiss & Taskar 2010).
//!
//! A word is *plain* if it has no capital and no digit, or has a capital only because a sentence
//! begins with it. All others are looked at, and of the plain ones those that may be a mention by
//! themselves (an anchor: "baht", "monkeypox"), rare ones, and those beside a word that is looked at
//! which may belong to its mention ("of", "the", never "said"). What may is counted in the training
//! part. On the development parts this passes over 2 words of 3 of today's news and 1 word of 2 of
//! the wire, with its tables, and over 11 of 16,707 words of mentions (November 2026).
//!
//! In sentences without any capital all words are looked at.

use crate::reading::{Case, Sentence};
use crate::word::{Kind, Word};

/// How far a mention may go on in plain words from one that is not, in words.
const FAR: usize = 4;

/// The logarithm of the count from which on a capital at the beginning of a sentence tells nothing
/// about a word that elsewhere has none.
const COMMON: u32 = 7;

/// The logarithm of the count from which on such a word is known well enough to say whether it may
/// begin a name.
const FREQUENT: u32 = 11;

/// The logarithm of the count below which too little is known of a word to say what it may follow.
const RARE: u32 = 6;

/// Whether the word `at` is plain.
pub fn is_plain(words: &[Word], sentence: &Sentence, at: usize) -> bool {
    let word = &words[at];
    match word.kind {
        Kind::Lower | Kind::Sign => true,
        Kind::Initial | Kind::Single => {
            sentence.case == Case::Running
                && word.entry.count() >= COMMON
                && word.entry.capitals() == 0
                && (at == sentence.first || words[at - 1].kind == Kind::Sign)
        }
        _ => false,
    }
}

/// Whether the word is looked at whatever stands beside it.
fn is_strong(words: &[Word], sentence: &Sentence, at: usize) -> bool {
    let word = &words[at];
    if word.kind == Kind::Sign {
        return false;
    }
    if !is_plain(words, sentence, at) {
        return true;
    }
    let is_unknown = !word.entry.is_known() && word.letters.1 - word.letters.0 > 1;
    let has_lost_its_capital = word.kind == Kind::Lower && word.entry.capitals() >= 4;
    word.entry.is_anchor() || is_unknown || has_lost_its_capital
}

/// Marks the words that the tagger looks at. `letters` are those that the words point into.
pub fn mark(words: &[Word], sentences: &[Sentence], letters: &str, kept: &mut Vec<bool>) {
    kept.clear();
    kept.resize(words.len(), false);
    let is_hyphen = |at: usize| {
        let (from, to) = words[at].letters;
        &letters[from as usize..to as usize] == "-"
    };
    let touch = |left: usize| words[left].span.end() == words[left + 1].span.start();
    let follows = |at: usize| {
        let entry = words[at].entry;
        entry.follows() || entry.count() < RARE || is_hyphen(at - 1) && touch(at - 1)
    };
    let precedes = |at: usize| {
        let word = &words[at];
        word.entry.precedes()
            || word.kind.is_capitalised() && word.entry.count() < FREQUENT
            || is_hyphen(at + 1) && touch(at)
    };
    for sentence in sentences {
        if sentence.case == Case::Lower {
            kept[sentence.first..sentence.end].fill(true);
            continue;
        }
        for at in sentence.first..sentence.end {
            if !is_strong(words, sentence, at) {
                continue;
            }
            kept[at] = true;
            let before = (sentence.first..at).rev().take(FAR);
            for at in before.take_while(|&at| precedes(at)) {
                kept[at] = true;
            }
            let after = (at + 1..sentence.end).take(FAR);
            for at in after.take_while(|&at| follows(at)) {
                kept[at] = true;
            }
        }
    }
}
