//! Whoever is called Mr, Mrs or Ms is a person, whatever the name looks like: "Mr Justice Vale", "Ms Holland".
//!
//! In the training parts of CoNLL-2003 and English Worldwide Newswire 326 of 327 mentions behind one of these
//! are people.

use crate::corrections::companies;
use crate::labels::Class;
use crate::names::is_possessive;
use crate::reading::Reading;
use crate::tagging::Mention;
use crate::titles::is_rank;
use crate::word::Kind;

/// In small letters without stops.
const TITLES: [&str; 4] = ["mr", "mrs", "ms", "messrs"];

/// Titles that the tagger does not know to be none of the name, in small letters; sorted.
const NO_NAMES: [&str; 26] = [
    "alderman",
    "assemblyman",
    "assemblymember",
    "assemblywoman",
    "cllr",
    "comrade",
    "constable",
    "coun",
    "councilman",
    "councilmember",
    "councilwoman",
    "det",
    "detective",
    "fr",
    "freshman",
    "garda",
    "gda",
    "insp",
    "inspector",
    "pte",
    "sgt",
    "solon",
    "sophomore",
    "tanaiste",
    "taoiseach",
    "tánaiste",
];

/// Members of parliaments by their initials, as they stand before names.
const MEMBERS: [&str; 7] = ["dce", "mca", "mep", "mla", "mna", "mp", "msp"];

/// Diseases that are called by who described them: "Parkinson's disease".
const DISEASES: [&str; 4] = ["disease", "lymphoma", "palsy", "syndrome"];

/// Drops people who are a disease's name.
pub fn drop_diseases(reading: &Reading, mentions: &mut Vec<Mention>) {
    let letters = |at: usize| (at < reading.words.len()).then(|| reading.letters(at));
    mentions.retain(|mention| {
        let last = mention.words.end - 1;
        let inside = is_possessive(reading.letters(last));
        let behind = letters(last + 1).is_some_and(is_possessive);
        let noun = letters(if inside { last + 1 } else { last + 2 });
        let disease = noun.is_some_and(|noun| DISEASES.contains(&noun));
        !(mention.class == Class::Person && (inside || behind) && disease)
    });
}

/// Irish offices, which the tagger takes for names, in small letters, by their words.
const OFFICES: [&[&str]; 4] =
    [&["ceann", "comhairle"], &["tanaiste"], &["taoiseach"], &["tánaiste"]];

/// Drops mentions that are an office and nobody's name: "the Tánaiste said".
pub fn drop_offices(reading: &Reading, mentions: &mut Vec<Mention>) {
    mentions.retain(|mention| {
        let words = mention.words.clone().map(|at| reading.letters(at));
        let office = OFFICES.iter().any(|office| words.clone().eq(office.iter().copied()));
        // "MEP | Ama Osei", "Tánaiste"
        let next = mention.words.end;
        let stands_before = mention.words.len() == 1
            && is_member(reading, mention.words.start)
            && next < reading.words.len()
            && reading.words[next].kind == Kind::Initial;
        // "Ward councillor Ama Osei"
        let ward = mention.words.len() == 1
            && matches!(
                reading.letters(mention.words.start),
                "ward" | "county" | "borough" | "district" | "parish"
            )
            && next < reading.words.len()
            && matches!(reading.letters(next), "councillor" | "councillors" | "coun" | "cllr");
        !stands_before && !ward && !office
    });
}

/// Makes people of the mentions that have such a title before them or begin with one, or end in letters that only people
/// have: "Ines Prado KC".
pub fn make_people(reading: &Reading, mentions: &mut [Mention]) {
    let is_title = |at: usize| TITLES.contains(&reading.letters(at).trim_end_matches('.'));
    for mention in mentions {
        let (first, last) = (mention.words.start, mention.words.end - 1);
        let begins = mention.words.len() > 1 && (is_title(first) || is_called(reading, first));
        let honoured = mention.words.len() > 2 && matches!(reading.letters(last), "kc" | "qc");
        // "SP Perera": no body.
        let ranked = mention.words.len() > 1
            && matches!(mention.class, Class::Org | Class::Misc)
            && is_no_name(reading, first)
            && !companies::is_kind(reading.letters(last))
            && (first + 1..=last).all(|at| reading.words[at].kind == Kind::Initial);
        if begins || honoured || ranked || first.checked_sub(1).is_some_and(is_title) {
            mention.class = Class::Person;
        }
        while mention.class == Class::Person
            && mention.words.len() > 1
            && is_no_name(reading, mention.words.start)
        {
            mention.words.start += 1;
        }
    }
}

/// Whether a word is a title that is no name's: "Councilwoman".
fn is_called(reading: &Reading, at: usize) -> bool {
    let next = at + 1;
    let name = next < reading.words.len() && reading.words[next].kind == Kind::Initial;
    if is_member(reading, at) && name {
        return true;
    }
    let word = reading.letters(at).trim_end_matches('.');
    NO_NAMES.binary_search(&word).is_ok() && reading.words[at].kind == Kind::Initial
}

/// Whether a word is such a title, or a rank by its initials.
fn is_no_name(reading: &Reading, at: usize) -> bool {
    let rank = || is_rank(reading.letters(at)) && reading.words[at].kind == Kind::Caps;
    is_called(reading, at) || rank()
}

/// Whether a word is a member of a parliament.
fn is_member(reading: &Reading, at: usize) -> bool {
    MEMBERS.contains(&reading.letters(at)) && reading.words[at].kind == Kind::Caps
}
