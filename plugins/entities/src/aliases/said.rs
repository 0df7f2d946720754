//! Other names that the article gives in so many words: "Joko Widodo, better known as Jokowi", "Novonor (formerly
//! Odebrecht)", "Keita alias Bob".

use std::ops::Range;

use super::Aliases;
use crate::labels::Class;
use crate::names::is_possessive;
use crate::reading::Reading;
use crate::tagging::Mention;

/// What may stand before "known as".
const ADVERBS: [&str; 20] = [
    "also",
    "best",
    "better",
    "colloquially",
    "commonly",
    "formerly",
    "locally",
    "more",
    "now",
    "often",
    "originally",
    "otherwise",
    "popularly",
    "previously",
    "professionally",
    "simply",
    "sometimes",
    "then",
    "usually",
    "widely",
];

/// Those of them with which a name is one of the past.
const PAST: [&str; 4] = ["formerly", "originally", "previously", "then"];

/// What stands between two names of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Between {
    /// Whether the second is what it was called before.
    former: bool,
    /// Whether it says so beyond doubt, whatever the classes of the two.
    sure: bool,
    /// Whether there is only an adverb, "formerly".
    bare: bool,
}

impl Aliases {
    /// Joins what the article says to be one thing under two names. The first stands for both where the second is one of
    /// the past.
    pub(super) fn join_said(&mut self, reading: &Reading, mentions: &[Mention]) {
        let named = |class: Class| !matches!(class, Class::Date | Class::Money | Class::Norp);
        for at in 1..mentions.len() {
            let [one, other] = [&mentions[at - 1], &mentions[at]];
            if !named(one.class) || !named(other.class) || other.words.start <= one.words.end {
                continue;
            }
            let Some(said) = between(reading, one.words.end..other.words.start) else { continue };
            let alike = one.class == other.class;
            let bodies = match said.bare {
                // "Ruiz, formerly Orr's deputy" is another.
                true => one.class == Class::Org && !has_possessive(reading, other),
                false => matches!(one.class, Class::Person | Class::Org),
            };
            let [root, second] = [at - 1, at].map(|at| self.root(self.group_of[at]));
            // What is not followed to its end is left as it is, so that nothing is short for itself.
            let ends = [root, second].iter().all(|&group| self.groups[group].fuller.is_none());
            if ends && root != second && (said.sure && (alike || !said.former) || alike && bodies) {
                self.groups[second].fuller = Some(root);
                self.groups[second].former = said.former;
            }
        }
    }
}

/// Reads the words between two names, where they say that both are of one thing.
fn between(reading: &Reading, words: Range<usize>) -> Option<Between> {
    const LONGEST: usize = 9;
    if words.len() > LONGEST {
        return None;
    }
    let words: Vec<&str> = words.map(|at| reading.letters(at)).collect();
    // Only what sets off: "… met Ruiz . Previously Orr …" is of two.
    if words.iter().any(|word| matches!(*word, "." | ";" | ":" | "!" | "?" | "…" | "...")) {
        return None;
    }
    let mark = |word: &&str| !word.chars().any(char::is_alphanumeric);
    let set_off = words.first().is_some_and(|word| mark(word) && *word != "-");
    let plain: Vec<&str> = words.iter().copied().filter(|word| !mark(word)).collect();
    // "which is also known as the"
    let rest = match plain.as_slice() {
        [rest @ .., "the"] => rest,
        rest => rest,
    };
    let (set_off, rest) = match rest {
        ["who" | "which", "is" | "was", rest @ ..] | ["is" | "was", rest @ ..] => (true, rest),
        rest => (set_off, rest),
    };
    let adverbs = rest.iter().take_while(|word| ADVERBS.contains(word)).count();
    let (adverbs, rest) = rest.split_at(adverbs);
    let former = adverbs.iter().any(|word| PAST.contains(word));
    let sure = !adverbs.is_empty();
    let said = Between { former, sure, bare: false };
    match rest {
        ["known", "as" | "by"] | ["known", "simply" | "locally", "as"] => {
            (sure || set_off).then_some(said)
        }
        // "Ruiz also called Orr a friend"
        ["called"] | ["referred", "to", "as"] => (sure && set_off).then_some(said),
        ["aka" | "a.k.a" | "a.k.a." | "alias"]
        | ["whose", "real", "name", "is" | "was"]
        | ["real", "name"] => Some(Between { sure: true, ..said }),
        // "Novonor, formerly Odebrecht", and not "met Novonor, then Odebrecht"
        [] if set_off && matches!(adverbs, ["formerly" | "originally" | "previously"]) => {
            Some(Between { sure: false, bare: true, ..said })
        }
        _ => None,
    }
}

/// Whether a possessive ending is in a mention, or behind it.
fn has_possessive(reading: &Reading, mention: &Mention) -> bool {
    let end = mention.words.end;
    let behind = (end < reading.words.len()).then(|| reading.letters(end));
    is_possessive(reading.letters(end - 1)) || behind.is_some_and(is_possessive)
}
