//! A mention's name taken apart for comparison: without title, article and possessive ending,
//! diacritics folded, abbreviations written out.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use crate::given;
use crate::labels::Class;
use crate::lexicon::{list, name_hash};
use crate::places;
use crate::reading::Reading;
use crate::tagging::Mention;
use crate::titles::{
    Gender, gender_of, is_honorific, is_office_title, is_rank, is_relative, is_role, is_unsure,
};
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
    /// How many words are joined in it by hyphens: two in "Osei-Mensah".
    pub joined: u8,
    /// Its place among the article's words.
    pub at: usize,
}

/// A name as it is compared.
#[derive(Clone, Debug, Default)]
pub struct Name {
    /// Its words.
    pub parts: Vec<Part>,
    /// A number for all of its words, with or without hyphens between them.
    pub key: u64,
    /// For a people that may be in the plural, "Kenyans", that number of the singular.
    pub singular: Option<u64>,
    /// The hashes of the words that hyphens join in its last part; else none.
    pub pieces: Vec<u64>,
    /// The ending that tells a father from a son, "jr" or "iii", as a hash.
    pub generation: Option<u64>,
    /// For a word in capitals, its letters; else empty.
    pub acronym: String,
    /// For a single word of three to seven letters, its letters: "Unicef" may be an acronym too.
    pub letters: String,
    /// The initials of its capitalised words.
    pub initials: String,
    /// The initials of all of its words.
    pub all_initials: String,
    /// Whether it ends in what a company is by law, "Ltd".
    pub ends_in_form: bool,
    /// The gender that a title shows.
    pub gender: Option<Gender>,
    /// Whether somebody is named as one of another's family: "his mother, Ama Osei,".
    pub relative: bool,
    /// The first word of the mention that is of the name proper, and the one after the last.
    pub words: (usize, usize),
}

/// The most words before a title that are of its office.
const LONGEST_BEFORE_TITLE: usize = 4;

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
        // "PT Sinar Utama Tbk" goes by Sinar Utama.
        if mention.class == Class::Org && end - first > 2 && matches!(reading.letters(first), "pt")
        {
            first += 1;
        }
        if mention.class == Class::Person {
            while end - first > 1 && is_post_nominal(reading, end - 1) {
                end -= 1;
            }
            // "U.S. President Ana Ruiz": whose office it is stands before it.
            let last = (first + LONGEST_BEFORE_TITLE).min(end - 1);
            let title = (first + 1..last).find(|&at| is_office_title(reading.letters(at)));
            first = title.unwrap_or(first);
            let end_of_titles = titles(reading, first..end);
            while first < end_of_titles {
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
            let kin = kin(reading, mention).map(|at| reading.letters(at));
            gender = gender.or_else(|| kin.and_then(gender_of));
        }
        let relative =
            mention.class == Class::Person && is_introduced_as_relative(reading, mention);
        let mut name = Self { gender, relative, words: (first, end), ..Self::default() };
        name.take_apart(reading, mention.class);
        name
    }

    /// Whether the name is written in capitals that it need not have: "CHINA", unlike "NATO".
    pub fn is_shouted(&self, reading: &Reading) -> bool {
        const LONGEST_ACRONYM: usize = 4;
        let mut words = reading.words[self.words.0..self.words.1].iter();
        let long = |at: usize| reading.letters(at).len() > LONGEST_ACRONYM;
        (self.words.0..self.words.1).any(long)
            && words.all(|word| !matches!(word.kind, Kind::Initial | Kind::Mixed | Kind::Lower))
    }

    /// Fills everything in but the gender, from the words of the name.
    fn take_apart(&mut self, reading: &Reading, class: Class) {
        let (first, end) = self.words;
        let mut folded = String::new();
        let mut hashes = Vec::new();
        for at in first..end {
            let raw = reading.letters(at);
            if raw.chars().all(|c| !c.is_alphanumeric()) || at > first && is_possessive(raw) {
                continue;
            }
            folded.clear();
            fold_into(raw, &mut folded);
            if folded == "and" {
                // It stands for the same as "&", which is no word.
                self.all_initials.push('a');
                continue;
            }
            let initial = folded.chars().next().unwrap_or(' ');
            let small = !reading.words[at].kind.is_capitalised();
            self.all_initials.push(initial);
            // "Inter-Agency" gives both of its letters to an acronym.
            for piece in raw.split('-').filter(|_| !small) {
                self.initials.extend(piece.chars().next().map(fold));
            }
            if class == Class::Person && at > first && is_generation(&folded) {
                self.generation = Some(hash_str(&folded));
                continue;
            }
            if at + 1 < end
                && let Some(full) = places::written_out(&folded)
            {
                folded.clear();
                folded.push_str(full);
            }
            if class == Class::Loc
                && at > first
                && reading.letters(at - 1) == ","
                && let Some(full) = places::one_name(&folded)
            {
                // "Austin, TX" is Austin, Texas.
                for word in full.split(' ') {
                    hashes.push(hash_str(word));
                    self.push(word, at);
                }
                continue;
            }
            if class == Class::Person
                && let Some(rest) = folded.strip_prefix("al-").or(folded.strip_prefix("el-"))
                && rest.len() > 2
            {
                // The article of Arabic surnames is written in many ways or left out.
                folded = rest.to_owned();
            }
            // "Zelenskiy" and "Zelenskyy" are Zelensky.
            if class == Class::Person
                && let Some(end) =
                    ["iy", "yy", "ij", "yi"].iter().find(|end| folded.ends_with(**end))
                && folded[..folded.len() - end.len()].ends_with("sk")
            {
                folded.replace_range(folded.len() - end.len().., "y");
            }
            self.pieces.clear();
            if folded.contains('-') {
                let pieces = folded.split('-').filter(|piece| !piece.is_empty());
                self.pieces.extend(pieces.map(hash_str));
                hashes.extend(&self.pieces);
            } else {
                hashes.push(hash_str(&folded));
            }
            let (_, joined) = (self.push(&folded, at), self.pieces.len().clamp(1, 8));
            if let Some(part) = self.parts.last_mut() {
                (part.initial, part.joined) = (initial, joined as u8);
            }
        }
        self.ends_in_form = is_legal_form(&folded);
        self.key = hashes.iter().copied().fold(0, name_hash);
        if let [only] = self.parts.as_slice() {
            if class == Class::Norp
                && folded.len() > 4
                && let Some(singular) = folded.strip_suffix('s').filter(|one| !one.ends_with('s'))
            {
                self.singular = Some(name_hash(0, hash_str(singular)));
            }
            let letters = folded.chars().filter(|c| c.is_alphanumeric());
            match reading.words[only.at].kind {
                Kind::Caps if end - first == 1 => self.acronym.extend(letters),
                Kind::Initial if (3..=7).contains(&folded.len()) => self.letters.extend(letters),
                _ => {}
            }
        }
        if class != Class::Person
            && let Some(one) = one_state(reading, first..end)
        {
            self.key = one.split(' ').map(hash_str).fold(0, name_hash);
        }
    }

    fn push(&mut self, folded: &str, at: usize) {
        let letters = folded.chars().filter(|c| c.is_alphanumeric()).count();
        let initial = folded.chars().next().unwrap_or(' ');
        let is_initial = letters == 1;
        self.parts.push(Part { hash: hash_str(folded), initial, is_initial, joined: 1, at });
    }

    /// The gender that a given name shows by itself, and whether the name may be a family's too, as what comes first often
    /// is in East Asia.
    pub fn of_given(&self, reading: &Reading) -> (Option<Gender>, bool) {
        let (first, end) = self.words;
        // A name alone is a family's, unless lists know better: "Melanie".
        let alone = end - first < 2;
        if first >= end || is_unsure(reading.letters(first)) {
            return (None, false);
        }
        let mut folded = String::new();
        fold_into(reading.letters(first), &mut folded);
        if let Some(gender) = given::gender(&folded).filter(|_| !alone) {
            return (Some(gender), false);
        }
        let lists = reading.lists[first][3];
        let gender = match lists & (list::FEMALE | list::MALE) {
            list::FEMALE => Some(Gender::Female),
            list::MALE => Some(Gender::Male),
            _ => None,
        };
        let of_family = lists & list::LAST != 0;
        (gender.filter(|_| !(alone && of_family)), alone || of_family)
    }

    /// How many words it has that are more than an initial; a hyphen joins two.
    pub fn words_in_full(&self) -> usize {
        let full = self.parts.iter().filter(|part| !part.is_initial);
        full.map(|part| usize::from(part.joined)).sum()
    }

    /// How much of a person's name is there: an initial counts less than a word.
    pub fn weight(&self) -> usize {
        let weight = |part: &Part| if part.is_initial { 1 } else { 3 * usize::from(part.joined) };
        self.parts.iter().map(weight).sum()
    }
}

/// Where the titles end that a person's name begins with: "Det Insp |", "PC |", "Tan Sri |".
pub(crate) fn titles(reading: &Reading, words: Range<usize>) -> usize {
    let mut first = words.start;
    while words.end - first > 1 {
        let (word, next) = (reading.letters(first), reading.letters(first + 1));
        let rank = is_rank(word) && reading.words[first].kind == Kind::Caps;
        let malay = matches!(next, "sri" | "seri") && matches!(word, "tan" | "datuk" | "dato");
        if malay && words.end - first > 2 {
            first += 2;
        } else if is_honorific(word) || rank {
            first += 1;
        } else {
            break;
        }
    }
    first
}

/// The word before a name that says of what kin somebody is: "his mother, Ama Osei,", "her brother Kofi", "her husband,
/// former goalkeeper Kofi Osei,". In "at the home of his sister, Osei said" it is no apposition.
fn kin(reading: &Reading, mention: &Mention) -> Option<usize> {
    const TITLES: usize = 3;
    let (first, end) = (mention.words.start, mention.words.end);
    let is_title = |at: &usize| {
        let word = reading.letters(*at);
        let adjective =
            matches!(word, "former" | "late" | "elder" | "older" | "younger" | "retired");
        reading.words[*at].kind == Kind::Lower && !is_relative(word) && (adjective || is_role(word))
    };
    let titles = (first.saturating_sub(TITLES)..first).rev().take_while(is_title).count();
    let of_him = |before: usize| -> Option<usize> {
        let comma = reading.letters(before) == ",";
        let closes = end < reading.words.len()
            && matches!(reading.letters(end), "," | "." | ")" | ";" | "?");
        let kin = before.checked_sub(usize::from(comma))?;
        (is_relative(reading.letters(kin)) && (!comma || closes)).then_some(kin)
    };
    of_him(first.checked_sub(1)?)
        .or_else(|| first.checked_sub(titles + 1).filter(|_| titles > 0).and_then(of_him))
}

/// "| his late mother, | Ama Osei,", "| Osei's brother | Kofi", "| and husband | Kofi", "| married to | the poet Kofi Osei":
/// somebody of another's family.
fn is_introduced_as_relative(reading: &Reading, mention: &Mention) -> bool {
    const FAR: usize = 3;
    let of = |at: usize| {
        let word = reading.letters(at);
        is_possessive(word) || matches!(word, "his" | "her" | "their" | "and")
    };
    if let Some(kin) = kin(reading, mention) {
        return (kin.saturating_sub(FAR)..kin).any(of);
    }
    let first = mention.words.start;
    // With an article and a title between.
    (first.saturating_sub(FAR + 2)..first.saturating_sub(1))
        .any(|at| reading.letters(at) == "married" && reading.letters(at + 1) == "to")
}

fn is_legal_form(word: &str) -> bool {
    matches!(word, "ltd" | "inc" | "plc" | "corp" | "co" | "llc" | "limited" | "gmbh" | "ag" | "sa")
}

fn is_generation(word: &str) -> bool {
    matches!(word, "jr" | "sr" | "junior" | "senior" | "ii" | "iii" | "iv")
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
const POST_NOMINALS: [&str; 36] = [
    "am", "ao", "bem", "bl", "bt", "cbe", "cmg", "dbe", "dds", "dl", "dsc", "dso", "esq", "frs",
    "gbe", "ias", "ips", "kbe", "kc", "mba", "mbe", "md", "mep", "mla", "mna", "mp", "mpp", "msp",
    "obe", "phd", "qc", "qpm", "ra", "rn", "sc", "td",
];

/// The name under which a state's other names come together.
fn one_state(reading: &Reading, words: Range<usize>) -> Option<&'static str> {
    if words.len() > places::LONGEST {
        return None;
    }
    let mut name = String::new();
    for at in words {
        if !name.is_empty() {
            name.push(' ');
        }
        fold_into(reading.letters(at), &mut name);
    }
    places::one_name(&name)
}

pub(crate) fn is_possessive(word: &str) -> bool {
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
