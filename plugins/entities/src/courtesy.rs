//! Whoever is called Mr, Mrs or Ms is a person, whatever the name looks like: "Mr Justice Vale", "Ms Holland".
//!
//! In the training parts of CoNLL-2003 and English Worldwide Newswire 326 of 327 mentions behind one of these
//! are people.

use crate::labels::Class;
use crate::reading::Reading;
use crate::tagging::Mention;

/// In small letters without stops.
const TITLES: [&str; 4] = ["mr", "mrs", "ms", "messrs"];

/// Makes people of the mentions that have such a title before them, or begin with one.
pub fn make_people(reading: &Reading, mentions: &mut [Mention]) {
    let is_title = |at: usize| TITLES.contains(&reading.letters(at).trim_end_matches('.'));
    for mention in mentions {
        let first = mention.words.start;
        let begins = mention.words.len() > 1 && is_title(first);
        if begins || first.checked_sub(1).is_some_and(is_title) {
            mention.class = Class::Person;
        }
    }
}
