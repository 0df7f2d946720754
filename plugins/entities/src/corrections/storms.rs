//! Storms have people's given names and are no people: "cyclone Larry", "Larry had passed by noon".

use std::ops::Range;

use crate::labels::Class;
use crate::reading::Reading;
use crate::tagging::Mention;

/// What a storm's name stands behind.
const STORMS: [&str; 4] = ["cyclone", "hurricane", "storm", "typhoon"];

/// Makes [`Class::Misc`] of the people of one word who are called a storm in the article, unless somebody has that name too.
pub fn drop_people(reading: &Reading, mentions: &mut [Mention]) {
    let is_person = |one: &Mention| one.class == Class::Person;
    let is_storm = |name: &Range<usize>| {
        let before = name.start.checked_sub(1);
        name.len() == 1 && before.is_some_and(|at| STORMS.contains(&reading.letters(at)))
    };
    let storms: Vec<u64> = mentions
        .iter()
        .filter(|one| is_person(one) && is_storm(&one.words))
        .map(|one| reading.words[one.words.start].lower)
        .filter(|storm| {
            let names = mentions.iter().filter(|one| is_person(one) && one.words.len() > 1);
            !names.flat_map(|one| one.words.clone()).any(|at| reading.words[at].lower == *storm)
        })
        .collect();
    for mention in mentions.iter_mut().filter(|one| is_person(one) && one.words.len() == 1) {
        if storms.contains(&reading.words[mention.words.start].lower) {
            mention.class = Class::Misc;
        }
    }
}
