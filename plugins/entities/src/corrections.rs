//! What the rules change of what the tagger found: names that look like what they are not, and names that it missed.
//!
//! In their order: `currency` and `years` look at sums and numbers again; `datelines` and `addresses` at what stands where a
//! place does; `courtesy` at whoever has a title; `joint` at names in two halves; `clubs`, `bodies`, `companies`, `known` and `storms` at those
//! that look like others; `compounds` at words of which a name is a part; `initialisms` finds the short names in
//! brackets, and `echoes` known names again.

pub(crate) mod addresses;
pub(crate) mod bodies;
pub(crate) mod clubs;
pub(crate) mod companies;
pub(crate) mod compounds;
pub(crate) mod courtesy;
pub(crate) mod currency;
pub(crate) mod datelines;
pub(crate) mod echoes;
pub(crate) mod initialisms;
pub(crate) mod joint;
pub(crate) mod known;
pub(crate) mod storms;
pub(crate) mod years;

use crate::labels::Class;
use crate::reading::Reading;
use crate::tagging::Mention;

/// The score of a body that a rule finds where the tagger found no name.
const SCORE: f32 = 0.6;

/// Whether no mention has the word `at`; the mentions are in text order.
fn is_free(mentions: &[Mention], at: usize) -> bool {
    let next = mentions.partition_point(|mention| mention.words.end <= at);
    mentions.get(next).is_none_or(|mention| mention.words.start > at)
}

/// Adds the words of the article for which `is_body` holds and that are no mention's, each as a body. The mentions stay in
/// text order.
fn add_bodies(reading: &Reading, mentions: &mut Vec<Mention>, is_body: impl Fn(usize) -> bool) {
    let found: Vec<usize> =
        (0..reading.words.len()).filter(|&at| is_body(at) && is_free(mentions, at)).collect();
    if !found.is_empty() {
        let mention = |at: usize| Mention { words: at..at + 1, class: Class::Org, score: SCORE };
        mentions.extend(found.into_iter().map(mention));
        mentions.sort_by_key(|mention| mention.words.start);
    }
}

/// What the rules change of what the tagger found in an article with this text.
pub fn correct(reading: &Reading, text: &str, mentions: &mut Vec<Mention>) {
    currency::drop_without(reading, text, mentions);
    currency::add_sums(reading, text, mentions);
    years::drop_counts(reading, mentions);
    years::drop_numbered(reading, mentions);
    datelines::label(reading, mentions);
    datelines::drop_tickers(reading, mentions);
    courtesy::drop_offices(reading, mentions);
    courtesy::drop_diseases(reading, mentions);
    courtesy::make_people(reading, mentions);
    addresses::label(reading, mentions);
    joint::join(reading, mentions);
    joint::join_nicknames(reading, mentions);
    clubs::label(reading, mentions);
    bodies::label(reading, mentions);
    companies::label(reading, mentions);
    known::label(reading, text, mentions);
    storms::drop_people(reading, mentions);
    compounds::cut(reading, mentions);
    initialisms::add(reading, mentions);
    echoes::add(reading, mentions);
}
