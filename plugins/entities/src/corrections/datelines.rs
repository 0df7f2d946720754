//! What stands where a dispatch comes from, or where a share is traded, whatever it looks like: "DALLAS (AP) —" is a place
//! and an agency, "(NYSE: HRW)" a stock exchange and what is no name.

use crate::labels::Class;
use crate::reading::Reading;
use crate::tagging::Mention;
use crate::word::Kind;

/// Stock exchanges by what press releases call them, in small letters.
const EXCHANGES: [&str; 20] = [
    "aim", "asx", "bse", "cse", "euronext", "hkex", "jse", "lse", "nasdaq", "ngx", "nse", "nyse",
    "otc", "otcqb", "otcqx", "sgx", "six", "tsx", "tsxv", "xetra",
];

/// Whether a word in small letters is a stock exchange.
pub fn is_exchange(word: &str) -> bool {
    EXCHANGES.contains(&word)
}

/// Labels the place of a dateline and the agency in its brackets.
pub fn label(reading: &Reading, mentions: &mut [Mention]) {
    let is = |at: usize, words: &[&str]| {
        at < reading.words.len() && words.contains(&reading.letters(at))
    };
    for at in 0..mentions.len() {
        let place = mentions[at].words.clone();
        let opens = reading.sentences.partition_point(|one| one.first < place.start);
        let begins = reading.sentences.get(opens).is_some_and(|one| one.first == place.start);
        let capitals = place.clone().all(|at| reading.words[at].kind == Kind::Caps);
        let agency = place.end + 1;
        let line = begins
            && capitals
            && is(place.end, &["("])
            && is(agency + 1, &[")"])
            && is(agency + 2, &["—", "–", "-", "--"]);
        if line {
            mentions[at].class = Class::Loc;
            let next = mentions.get_mut(at + 1).filter(|one| one.words == (agency..agency + 1));
            if let Some(next) = next {
                next.class = Class::Org;
            }
        }
    }
}

/// Labels stock exchanges in brackets, and drops the codes of shares behind them.
pub fn drop_tickers(reading: &Reading, mentions: &mut Vec<Mention>) {
    let trades = |at: usize| {
        at > 0
            && is_exchange(reading.letters(at))
            && matches!(reading.letters(at - 1), "(" | ";" | ",")
    };
    let letters = |at: usize| (at < reading.words.len()).then(|| reading.letters(at));
    for mention in mentions.iter_mut() {
        let last = mention.words.end - 1;
        if mention.words.len() == 1 && trades(last) && letters(last + 1) == Some(":") {
            mention.class = Class::Org;
        }
    }
    mentions.retain(|mention| {
        let first = mention.words.start;
        let behind = first > 2 && reading.letters(first - 1) == ":" && trades(first - 2);
        !(behind
            && matches!(reading.words[first].kind, Kind::Caps | Kind::Alphanumeric | Kind::Single))
    });
}
