//! What makes a bare number a date: that it can be a year.
//!
//! Scores and sizes look like years to the tagger where a text has many of them: "a score of 5425". All of the
//! 1,380 bare numbers that are dates in English Worldwide Newswire are years from 1260 to 2077.

use crate::labels::Class;
use crate::reading::Reading;
use crate::tagging::Mention;

/// Takes out the dates that are a number and no year.
pub fn drop_counts(reading: &Reading, mentions: &mut Vec<Mention>) {
    mentions.retain(|mention| {
        mention.class != Class::Date
            || mention.words.len() > 1
            || is_year(reading.letters(mention.words.start))
    });
}

/// What is numbered and is no date, in small letters.
const NUMBERED: [&str; 14] = [
    "android",
    "article",
    "boeing",
    "channel",
    "chapter",
    "flight",
    "formula",
    "highway",
    "interstate",
    "route",
    "section",
    "title",
    "windows",
    "x",
];

/// Takes out the dates that are a thing with a number, as "Highway 16", or the network X.
pub fn drop_numbered(reading: &Reading, mentions: &mut Vec<Mention>) {
    let numbered = |mention: &Mention| {
        let mut words = mention.words.clone().take(2).map(|at| reading.letters(at));
        let first = words.next().unwrap_or("");
        // "House Bill 417"
        NUMBERED.contains(&first) && mention.words.len() < 3 || words.next() == Some("bill")
    };
    mentions.retain(|mention| mention.class != Class::Date || !numbered(mention));
}

/// Whether a word is a year, or no bare number: "1999", but not "5425" or "13,919".
fn is_year(word: &str) -> bool {
    !word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
        || word.len() == 4 && matches!(word.parse(), Ok(1000..=2099))
}
