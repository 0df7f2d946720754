//! Other names that the article gives in so many words: "Joko Widodo, better known as Jokowi", "Novonor (formerly
//! Odebrecht)", "Keita alias Bob".

use std::ops::Range;

use super::Aliases;
use crate::labels::Class;
use crate::names::is_possessive;
use crate::reading::Reading;
use crate::tagging::Mention;
use crate::word::Kind;

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
            let between_them = one.words.end..other.words.start;
            if is_called_for_short(reading, one, other) {
                self.join_groups(at - 1, at, false);
                continue;
            }
            let Some(said) = between(reading, between_them) else { continue };
            let alike = one.class == other.class;
            let bodies = match said.bare {
                // "Ruiz, formerly Orr's deputy" is another.
                true => one.class == Class::Org && !has_possessive(reading, other),
                false => matches!(one.class, Class::Person | Class::Org),
            };
            if said.sure && (alike || !said.former) || alike && bodies {
                self.join_groups(at - 1, at, said.former);
            }
        }
    }

    /// Joins the groups of two mentions, of which the second is the `former` name.
    fn join_groups(&mut self, one: usize, other: usize, former: bool) {
        let [root, second] = [one, other].map(|at| self.root(self.group_of[at]));
        // What is not followed to its end is left as it is, so that nothing is short for itself.
        let ends = [root, second].iter().all(|&group| self.groups[group].fuller.is_none());
        if ends && root != second {
            self.groups[second].fuller = Some(root);
            self.groups[second].former = former;
        }
    }
}

/// "Luma Retail Group, Inc. (“Luma”": whether a body's first word stands in brackets and marks behind its name, as
/// it is called in the rest of a press release.
fn is_called_for_short(reading: &Reading, one: &Mention, other: &Mention) -> bool {
    const MARKS: [&str; 4] = ["\"", "“", "'", "‘"];
    let [open, rest @ ..] = &reading.words[one.words.end..other.words.start] else { return false };
    let letters = |at: usize| reading.letters(at);
    let mark = match rest.len() {
        1 => one.words.end + 1,
        2 if letters(one.words.end + 1) == "the" => one.words.end + 2,
        _ => return false,
    };
    let [first, short] = [one, other].map(|mention| reading.words[mention.words.start].lower);
    one.class == Class::Org
        && open.kind == Kind::Sign
        && letters(one.words.end) == "("
        && MARKS.contains(&letters(mark))
        && other.words.len() <= 2
        && first == short
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
