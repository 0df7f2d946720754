//! Quotation marks by which an author keeps away from a word: 'the “independent” audit', "the
//! so-called experts". They dispute nothing outright, so the stance is `distanced`.
//!
//! Most single words in quotation marks are somebody's; only words that vouch for what they name,
//! in a sentence without a verb of saying or naming, are taken for the author's doubt.

use crate::candidates::Candidates;
use crate::lexicon as lex;
use crate::stance::{Shown, Stance};
use crate::words::{Words, flag};

/// Words that vouch: to put them in quotation marks is to doubt them.
const VOUCHING: &[&str] = &[
    "accident",
    "authentic",
    "charity",
    "cure",
    "cures",
    "election",
    "elections",
    "evidence",
    "expert",
    "experts",
    "fact",
    "facts",
    "fair",
    "free",
    "guarantee",
    "guaranteed",
    "healing",
    "impartial",
    "independence",
    "independent",
    "investigation",
    "journalist",
    "journalists",
    "legal",
    "liberation",
    "miracle",
    "natural",
    "neutral",
    "official",
    "peacekeepers",
    "peacekeeping",
    "proof",
    "protection",
    "referendum",
    "reform",
    "reforms",
    "rescue",
    "research",
    "safe",
    "savings",
    "science",
    "scientific",
    "scientist",
    "scientists",
    "secure",
    "security",
    "studies",
    "study",
    "trial",
    "victory",
    "voluntary",
    "volunteer",
    "volunteers",
    "voted",
];

/// Finds such words in the outlet's own statements that have no stance yet.
pub fn find(words: &Words, candidates: &Candidates, shown: &mut [Option<Shown>]) {
    for (candidate, shown) in candidates.all.iter().zip(shown) {
        if candidate.quote.is_some() || shown.is_some() {
            continue;
        }
        let picked = candidates.words_of(candidate);
        let spoken = |&at: &u32| {
            let at = at as usize;
            words.says(at) && !is_so_called(words, at) || words.has(at, flag::CUE)
        };
        if picked.is_empty() || picked.iter().any(spoken) {
            continue;
        }
        let distancing = picked.iter().map(|&at| at as usize).find_map(|at| distances(words, at));
        *shown = distancing.map(|at| {
            let first = if words.lower(at) == "called" { at - 2 } else { at };
            let marker = words.words[first].span.hull(words.words[at].span);
            Shown { stance: Stance::Distanced, marker }
        });
    }
}

/// The word that shows the author's distance, if it is at `at`.
fn distances(words: &Words, at: usize) -> Option<usize> {
    let lower = words.lower(at);
    let next = words.words.get(at + 1)?;
    if is_so_called(words, at) {
        // "the so-called Iron Bank" is only its name.
        return (next.flags & flag::CAPITAL == 0).then_some(at);
    }
    if VOUCHING.binary_search(&lower).is_err() || words.has(at, flag::CAPITAL | flag::CONTENT) {
        return None;
    }
    let open = at.checked_sub(1)?;
    let before = words.lower_at(open.checked_sub(1));
    let article = matches!(before, "'s" | "'" | "of" | "any")
        || words.is(open.saturating_sub(1), lex::DETERMINER);
    (is_mark(words.lower(open)) && is_mark(words.lower(at + 1)) && article).then_some(at)
}

/// "so-called", which may come as three tokens; then `at` is the last.
fn is_so_called(words: &Words, at: usize) -> bool {
    let before = |back| words.lower_at(at.checked_sub(back));
    words.lower(at) == "so-called"
        || words.lower(at) == "called" && before(1) == "-" && before(2) == "so"
}

fn is_mark(word: &str) -> bool {
    matches!(word, "\"" | "'" | "``" | "''")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{claims, stage};

    #[test]
    fn the_vouching_words_can_be_searched() {
        assert!(VOUCHING.is_sorted());
    }

    #[test]
    fn only_doubted_words_are_scare_quotes() {
        for (text, marker) in [
            ("The company’s “independent” audit was paid for by its chairman.", "independent"),
            ("The so-called experts had never left the city.", "so-called"),
            ("The so-called Iron Bank opened a branch in the valley.", ""),
            ("The “Harbour Lights” festival opened in the valley.", ""),
            ("The independent audit was paid for by the chairman.", ""),
        ] {
            let found = claims(&mut stage(), text, &[]);
            assert_eq!(found[0].text_attr("marker"), marker, "{text}");
            let stance = if marker.is_empty() { "none" } else { "distanced" };
            assert_eq!(found[0].text_attr("stance"), stance, "{text}");
        }
    }
}
