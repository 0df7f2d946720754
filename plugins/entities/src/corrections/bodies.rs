//! Bodies whose names look like people's, places' or nobody's: "the Kremlin", "Ofsted", "Transport for Wales"; and what stands
//! behind a politician's name and is no body, "R-Utah".

use crate::corrections::add_bodies;
use crate::labels::Class;
use crate::reading::Reading;
use crate::tagging::Mention;
use crate::word::Kind;

/// In small letters.
const BODIES: [&str; 9] =
    ["kremlin", "ofcom", "ofgem", "ofqual", "ofsted", "ofwat", "fidesz", "hamas", "hezbollah"];

/// Labels such bodies, adds those that the tagger did not see, and drops the parties behind names. The mentions stay in text
/// order.
pub fn label(reading: &Reading, mentions: &mut Vec<Mention>) {
    let is_body = |at: usize| {
        BODIES.contains(&reading.letters(at)) && reading.words[at].kind.is_capitalised()
    };
    for at in 0..mentions.len() {
        if let Some(whole) = with_first_half(reading, mentions, at) {
            mentions[at].words.start = whole;
        }
    }
    for mention in mentions.iter_mut() {
        let first = mention.words.start;
        if mention.class == Class::Person && mention.words.len() == 1 && is_body(first) {
            mention.class = Class::Org;
        }
        // "Transport for | Wales |"
        if matches!(mention.class, Class::Loc | Class::Org)
            && first > 1
            && reading.letters(first - 1) == "for"
            && reading.letters(first - 2) == "transport"
            && reading.words[first - 2].kind == Kind::Initial
        {
            mention.words.start -= 2;
            mention.class = Class::Org;
        }
    }
    drop_parties(reading, mentions);
    add_bodies(reading, mentions, |at| reading.letters(at).starts_with("of") && is_body(at));
    add_bodies(reading, mentions, |at| is_network(reading, at));
}

/// Whether a word is the network X, where something is posted: "wrote on X".
fn is_network(reading: &Reading, at: usize) -> bool {
    const FAR: usize = 6;
    const POSTING: [&str; 10] = [
        "post",
        "wrot",
        "writ",
        "tweet",
        "said",
        "messag",
        "statement",
        "video",
        "platform",
        "shar",
    ];
    reading.words[at].kind == Kind::Single
        && reading.letters(at) == "x"
        && at > 1
        && matches!(reading.letters(at - 1), "on" | "to")
        && (at.saturating_sub(FAR)..at)
            .any(|at| POSTING.iter().any(|stem| reading.letters(at).starts_with(stem)))
}

/// Where a body begins of whose name only what stands behind "and" was found: "the | Betting and | Leisure Alliance".
fn with_first_half(reading: &Reading, mentions: &[Mention], at: usize) -> Option<usize> {
    let mention = &mentions[at];
    let first = mention.words.start.checked_sub(2).filter(|&first| first > 0)?;
    let free = at == 0 || mentions[at - 1].words.end <= first;
    let whole = mention.class == Class::Org
        && mention.words.len() > 1
        && free
        && reading.letters(first + 1) == "and"
        && reading.words[first].kind == Kind::Initial
        && reading.letters(first - 1) == "the";
    whole.then_some(first)
}

/// Drops "R-Utah" and "D-N.H." behind a name and a comma or bracket.
fn drop_parties(reading: &Reading, mentions: &mut Vec<Mention>) {
    let is_party = |at: usize| {
        let word = reading.letters(at);
        let (short, long) = (matches!(word, "d" | "r" | "i"), word.get(..2));
        let hyphen = at + 1 < reading.words.len() && reading.letters(at + 1) == "-";
        short && hyphen || matches!(long, Some("d-" | "r-" | "i-"))
    };
    let mut before: Option<(usize, Class)> = None;
    mentions.retain(|mention| {
        let first = mention.words.start;
        let behind = before.is_some_and(|(end, class)| {
            class == Class::Person && first == end + 1 && matches!(reading.letters(end), "," | "(")
        });
        let kept = !(behind && is_party(first) && mention.class != Class::Date);
        if kept {
            before = Some((mention.words.end, mention.class));
        }
        kept
    });
}
