//! Names that the tagger sees in two halves: councils and forces of two places, "Perth and Kinross Council", and people with
//! a nickname in marks, "Dong-hyun “Danny” Seo".

use crate::labels::Class;
use crate::reading::Reading;
use crate::tagging::Mention;

/// The districts and police areas of Britain and Ireland that are called by two places: the last word of the first, and the
/// first of the second.
const PAIRS: [(&str, &str); 39] = [
    ("antrim", "newtownabbey"),
    ("argyll", "bute"),
    ("avon", "somerset"),
    ("banbridge", "craigavon"),
    ("barking", "dagenham"),
    ("basingstoke", "deane"),
    ("bath", "north"),
    ("brighton", "hove"),
    ("cornwall", "isles"),
    ("derry", "strabane"),
    ("devon", "cornwall"),
    ("devon", "somerset"),
    ("dorset", "wiltshire"),
    ("dumfries", "galloway"),
    ("durham", "darlington"),
    ("epsom", "ewell"),
    ("fermanagh", "omagh"),
    ("folkestone", "hythe"),
    ("hammersmith", "fulham"),
    ("hampshire", "isle"),
    ("hereford", "worcester"),
    ("hinckley", "bosworth"),
    ("kensington", "chelsea"),
    ("limerick", "clare"),
    ("lisburn", "castlereagh"),
    ("newark", "sherwood"),
    ("nuneaton", "bedworth"),
    ("oadby", "wigston"),
    ("perth", "kinross"),
    ("redcar", "cleveland"),
    ("reigate", "banstead"),
    ("shetland", "orkney"),
    ("telford", "wrekin"),
    ("tonbridge", "malling"),
    ("tyne", "wear"),
    ("weymouth", "portland"),
    ("windsor", "maidenhead"),
    ("wigan", "leigh"),
    ("yorkshire", "humber"),
];

/// Joins the two halves of such a name, and labels a body's.
pub fn join(reading: &Reading, mentions: &mut Vec<Mention>) {
    let mut at = 1;
    while at < mentions.len() {
        let (place, body) = (mentions[at - 1].words.clone(), mentions[at].words.clone());
        let and = place.end + 1 == body.start && matches!(reading.letters(place.end), "and" | "&");
        let ends = [place.end - 1, body.start].map(|word| reading.letters(word));
        // "Dudley and Quayside NHS Trust"
        let trust = body.len() > 2
            && reading.letters(body.end - 1) == "trust"
            && body.clone().any(|at| reading.letters(at) == "nhs");
        if and
            && mentions[at].class == Class::Org
            && (trust || PAIRS.iter().any(|&(one, other)| ends == [one, other]))
        {
            mentions[at].words.start = place.start;
            mentions.remove(at - 1);
        } else {
            at += 1;
        }
    }
}

/// Joins a given name with the nickname and the family's name behind it.
pub fn join_nicknames(reading: &Reading, mentions: &mut Vec<Mention>) {
    const MARKS: [&str; 6] = ["\"", "“", "”", "'", "‘", "’"];
    let is_mark = |at: usize| MARKS.contains(&reading.letters(at));
    let mut at = 1;
    while at < mentions.len() {
        let (given, rest) = (&mentions[at - 1], &mentions[at]);
        let people = given.class == Class::Person && rest.class == Class::Person;
        let between = given.words.end + 1 == rest.words.start && is_mark(given.words.end);
        let within = rest.words.clone().skip(1).take(rest.words.len().saturating_sub(2));
        if people && between && within.into_iter().any(is_mark) {
            mentions[at].words.start = mentions[at - 1].words.start;
            mentions.remove(at - 1);
        } else {
            at += 1;
        }
    }
}
