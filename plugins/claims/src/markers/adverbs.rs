//! Adverbs beside a verb of saying: "falsely claimed", "claimed, wrongly, that".

use crate::lexicon as lex;
use crate::markers::{Marker, Range, Reach, after, before, governed_by, own, stance_of};
use crate::words::{Words, flag};

/// "falsely claimed", "claimed, wrongly, that".
pub(super) fn adverb(words: &Words, range: &Range, at: usize) -> Option<Marker> {
    if !own(words, at) {
        return None;
    }
    let (last, next) = (before(words, range, at, 1), after(words, range, at, 1));
    // "rightly or wrongly", "not falsely", "whether correctly", "was wrongly convicted of".
    if matches!(last, "or" | "not" | "n't" | "whether" | "if" | "as") || next == "or" {
        return None;
    }
    // "accused of falsely claiming", "said she wrongly told": somebody else's view, unless the verb
    // is the cue that the adverb itself qualifies.
    if governed_by(words, range, at, 8, lex::ACCUSING) {
        return None;
    }
    let mut own_cue = at;
    while own_cue > range.start && words.has(own_cue - 1, flag::CUE) {
        own_cue -= 1;
    }
    if governed_by(words, range, own_cue, 8, lex::SPEECH) && !adjacent_cue_before(words, range, at)
    {
        return None;
    }
    Some(Marker::new(stance_of(words, at), at, at + 1, Reach::Cue))
}

fn adjacent_cue_before(words: &Words, range: &Range, at: usize) -> bool {
    (1..=3).any(|back| {
        at.checked_sub(back).is_some_and(|at| range.contains(&at) && words.has(at, flag::CUE))
    }) && !(1..=3).any(|ahead| range.contains(&(at + ahead)) && words.has(at + ahead, flag::CUE))
}
