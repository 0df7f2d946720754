//! Clubs are organisations, however much their names look like people's: "Penbury Athletic", "Tarn Wanderers".

use crate::labels::Class;
use crate::reading::Reading;
use crate::tagging::Mention;

/// What clubs' names end in and people's do not, in small letters; sorted.
const ENDS: [&str; 17] = [
    "afc",
    "albion",
    "argyle",
    "athletic",
    "bk",
    "cf",
    "city",
    "county",
    "fc",
    "fk",
    "hotspur",
    "if",
    "rovers",
    "town",
    "united",
    "utd",
    "wanderers",
];

/// Labels the people who are clubs.
pub fn label(reading: &Reading, mentions: &mut [Mention]) {
    for mention in mentions.iter_mut().filter(|one| one.class == Class::Person) {
        let last = mention.words.end - 1;
        if mention.words.len() > 1 && ENDS.binary_search(&reading.letters(last)).is_ok() {
            mention.class = Class::Org;
        }
    }
}
