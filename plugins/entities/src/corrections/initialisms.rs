//! Short names that stand in brackets behind the full one: "the Ministry of Manpower (MOM)", "the National Parks Board
//! (NParks)". Where the tagger saw no name in one, it is one all the same, there and in the rest of the article.

use std::ops::Range;

use crate::corrections::{add_bodies, is_free};
use crate::labels::Class;
use crate::reading::Reading;
use crate::tagging::Mention;
use crate::word::Kind;

/// Adds the short names of bodies that are no mentions yet. The mentions stay in text order.
pub fn add(reading: &Reading, mentions: &mut Vec<Mention>) {
    let mut defined: Vec<u64> = Vec::new();
    for mention in mentions.iter().filter(|one| one.class == Class::Org && one.words.len() > 1) {
        let short = mention.words.end + 1;
        if short + 1 < reading.words.len()
            && reading.letters(short - 1) == "("
            && reading.letters(short + 1) == ")"
            && is_free(mentions, short)
            && stands_for(reading, short..short + 1, mention.words.clone())
        {
            defined.push(reading.words[short].cased);
        }
    }
    if !defined.is_empty() {
        add_bodies(reading, mentions, |at| defined.contains(&reading.words[at].cased));
    }
}

/// Whether a word of two capitals and more is made of letters of a name, in their order, and begins as one of its
/// words does: "MinLaw" of the Ministry of Law.
pub fn stands_for(reading: &Reading, short: Range<usize>, name: Range<usize>) -> bool {
    if short.len() != 1 || name.len() < 2 {
        return false;
    }
    let kind = reading.words[short.start].kind;
    let letters = reading.letters(short.start);
    let Some(first) = letters.chars().next() else { return false };
    let in_name = name.clone().flat_map(|at| reading.letters(at).chars());
    let mut rest = in_name.skip_while(|&letter| letter != first);
    let capital = name.into_iter().any(|at| {
        reading.words[at].kind.is_capitalised() && reading.letters(at).starts_with(first)
    });
    matches!(kind, Kind::Caps | Kind::Mixed)
        && (3..=10).contains(&letters.len())
        && capital
        && letters.chars().all(|letter| rest.any(|other| other == letter))
}
