//! A mention's name taken apart for comparison: without title, article and possessive ending,
//! diacritics folded.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use crate::labels::Class;
use crate::reading::Reading;
use crate::tagging::Mention;
use crate::titles::{Gender, gender_of, is_honorific};
use crate::word::Kind;

/// One word of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The hash of the word in small letters, folded.
    pub hash: u64,
    /// Its first letter.
    pub initial: char,
    /// Whether there is no more of it than that.
    pub is_initial: bool,
}

/// A name as it is compared.
#[derive(Clone, Debug, Default)]
pub struct Name {
    /// Its words.
    pub parts: Vec<Part>,
    /// A number for all of its words.
    pub key: u64,
    /// For a word in capitals, its letters; else empty.
    pub acronym: String,
    /// The initials of its capitalised words.
    pub initials: String,
    /// The initials of all of its words.
    pub all_initials: String,
    /// The gender that a title shows.
    pub gender: Option<Gender>,
    /// The first word of the mention that is of the name proper, and the one after the last.
    pub words: (usize, usize),
}

impl Name {
    /// Takes a mention apart.
    pub fn new(reading: &Reading, mention: &Mention) -> Self {
        let (mut first, mut end) = (mention.words.start, mention.words.end);
        let mut gender = None;
        if end - first > 1 && is_possessive(reading.letters(end - 1)) {
            end -= 1;
        }
        if end - first > 1 && reading.letters(first) == "the" {
            first += 1;
        }
        if mention.class == Class::Person {
            while end - first > 1 && is_post_nominal(reading, end - 1) {
                end -= 1;
            }
            while end - first > 1 && is_honorific(reading.letters(first)) {
                gender = gender.or_else(|| gender_of(reading.letters(first)));
                first += 1;
            }
            let mut before = mention.words.start;
            while before > 0
                && reading.words[before - 1].span.end() + 2 >= reading.words[before].span.start()
            {
                before -= 1;
                let word = reading.letters(before);
                if word == "." {
                    continue;
                }
                // "her brother Kofi" tells as much as "Mr".
                gender = gender.or_else(|| gender_of(word));
                if !is_honorific(word) {
                    break;
                }
            }
        }
        let mut name = Self { gender, words: (first, end), ..Self::default() };
        let mut folded = String::new();
        for at in first..end {
            let raw = reading.letters(at);
            if raw.chars().all(|c| !c.is_alphanumeric()) {
                continue;
            }
            folded.clear();
            fold_into(raw, &mut folded);
            let initial = folded.chars().next().unwrap_or(' ');
            let small = !reading.words[at].kind.is_capitalised();
            name.all_initials.push(initial);
            // "Inter-Agency" gives both of its letters to an acronym.
            for piece in raw.split('-').filter(|_| !small) {
                name.initials.extend(piece.chars().next().map(fold));
            }
            let letters = folded.chars().filter(|c| c.is_alphanumeric()).count();
            if mention.class == Class::Person
                && matches!(folded.as_str(), "jr" | "sr" | "ii" | "iii" | "iv")
                && at > first
            {
                continue;
            }
            name.parts.push(Part { hash: hash_str(&folded), initial, is_initial: letters == 1 });
        }
        if mention.class == Class::Norp && name.parts.len() == 1 {
            // "Kenyans" are of one entity with "Kenyan".
            let plural = folded.len() > 4 && folded.ends_with('s') && !folded.ends_with("ss");
            folded.truncate(folded.len() - usize::from(plural));
            name.parts[0].hash = hash_str(&folded);
        }
        if name.parts.len() == 1 && end - first == 1 && reading.words[first].kind == Kind::Caps {
            name.acronym.push_str(&folded);
        }
        let key = |hashes: &mut dyn Iterator<Item = u64>| hashes.fold(0, crate::lexicon::name_hash);
        name.key = key(&mut name.parts.iter().map(|part| part.hash));
        if mention.class != Class::Person
            && let Some(one) = one_state(reading, first..end)
        {
            name.key = key(&mut one.split(' ').map(hash_str));
        }
        name
    }
}

/// Whether the word at the end of a person's name is an honour, office or degree, or a sign before
/// such: "Ines Prado KC", "Ben Osei, MP".
fn is_post_nominal(reading: &Reading, at: usize) -> bool {
    let word = reading.letters(at);
    let mut folded = String::new();
    fold_into(word, &mut folded);
    matches!(word, "," | "(" | ")")
        || reading.words[at].kind != Kind::Initial && POST_NOMINALS.contains(&folded.as_str())
}

/// Letters after people's names, which are no part of them.
const POST_NOMINALS: [&str; 30] = [
    "am", "ao", "bt", "cbe", "cmg", "dbe", "dds", "dsc", "dso", "esq", "frs", "gbe", "kbe", "kc",
    "mba", "mbe", "md", "mep", "mla", "mna", "mp", "mpp", "msp", "obe", "phd", "qc", "ra", "rn",
    "sc", "td",
];

/// States and unions that go by several names, in small letters, folded; the first of each line is
/// the fullest that the news uses.
const STATES: [&[&str]; 20] = [
    &["united states", "us", "usa", "united states of america", "america"],
    &["united kingdom", "uk", "great britain", "britain", "gb"],
    &["united arab emirates", "uae", "emirates"],
    &["european union", "eu"],
    &["united nations", "un"],
    &["african union", "au"],
    &["democratic republic of congo", "drc", "dr congo", "democratic republic of the congo"],
    &["central african republic", "car"],
    &["china", "prc", "peoples republic of china"],
    &["north korea", "dprk", "democratic peoples republic of korea"],
    &["south korea", "rok", "republic of korea"],
    &["russia", "russian federation"],
    &["saudi arabia", "ksa", "kingdom of saudi arabia"],
    &["czech republic", "czechia"],
    &["turkey", "turkiye"],
    &["myanmar", "burma"],
    &["ivory coast", "cote divoire"],
    &["eswatini", "swaziland"],
    &["east timor", "timor-leste"],
    &["papua new guinea", "png"],
];

/// The name under which a state's other names come together.
fn one_state(reading: &Reading, words: Range<usize>) -> Option<&'static str> {
    const LONGEST: usize = 6;
    if words.len() > LONGEST {
        return None;
    }
    let mut name = String::new();
    for at in words {
        if !name.is_empty() {
            name.push(' ');
        }
        fold_into(reading.letters(at), &mut name);
    }
    STATES.iter().find(|names| names.contains(&name.as_str())).map(|names| names[0])
}

fn is_possessive(word: &str) -> bool {
    matches!(word, "'s" | "'" | "s'")
}

/// Appends a word without diacritics, stops and possessive ending.
pub fn fold_into(word: &str, out: &mut String) {
    let word = word.strip_suffix("'s").unwrap_or(word);
    out.extend(word.chars().filter(|c| !matches!(c, '.' | '\'')).map(fold));
}

/// A small letter without its diacritic, for the letters of Latin-script European and Vietnamese
/// names and usual romanisations.
fn fold(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ' | 'ả' | 'ấ' | 'ầ' | 'ậ' | 'ắ' | 'ằ' => {
            'a'
        }
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' | 'ḍ' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ' | 'ẽ' | 'ế' | 'ề' | 'ể' | 'ệ' => {
            'e'
        }
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' | 'ḥ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ị' => 'i',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ọ' | 'ố' | 'ồ' | 'ộ' | 'ớ' | 'ờ' => {
            'o'
        }
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ṣ' => 's',
        'ţ' | 'ť' | 'ț' | 'ṭ' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ' | 'ứ' | 'ừ' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        '‐' | '‑' | '–' => '-',
        c => c,
    }
}
