//! Builds the tables of words and names: word classes and case counts from raw news, the lists of
//! names.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::{fs, io};

use copydesk_entities::lexicon::{Entry, LONGEST, Lexicon, class_key, list, name_hash};
use copydesk_entities::reading::Case;
use copydesk_entities::tagging::{Model, Scratch};
use copydesk_entities::word::lower_into;
use copydesk_learn::ModelError;
use copydesk_learn::clusters::{ClusterOptions, ClusterTrainer};
use copydesk_learn::features::hash_str;
use copydesk_learn::word_table::WordTableBuilder;
use copydesk_stage::Document;

use crate::corpus::Article;
use crate::view;

/// The files of names and the list that each goes into.
const LISTS: [(&str, u32); 18] = [
    ("firstname.5k.txt", list::FIRST),
    ("lastname.5000.txt", list::LAST),
    ("people.family_name.txt", list::LAST),
    ("location.country.txt", list::COUNTRY),
    ("architecture.museum.txt", list::MUSEUM),
    ("education.university.txt", list::SCHOOL),
    ("government.government_agency.txt", list::AGENCY),
    ("business.brand.txt", list::COMPANY),
    ("venture_capital.venture_funded_company.txt", list::COMPANY),
    ("book.newspaper.txt", list::MEDIA),
    ("tv.tv_network.txt", list::MEDIA),
    ("product.txt", list::PRODUCT),
    ("sports.sports_league.txt", list::LEAGUE),
    ("sports.sports_team.txt", list::TEAM),
    ("award.award.txt", list::AWARD),
    ("time.holiday.txt", list::EVENT),
    ("time.recurring_event.txt", list::EVENT),
    ("transportation.road.txt", list::ROAD),
];

/// A simple tokenizer for word counts: words with their inner hyphens and stops, signs apart,
/// genitive endings apart.
pub fn tokens<'t>(line: &'t str, found: &mut Vec<&'t str>) {
    found.clear();
    for chunk in line.split_whitespace() {
        let sign = |c: char| !c.is_alphanumeric() && !matches!(c, '$' | '€' | '£');
        let start = chunk.len() - chunk.trim_start_matches(sign).len();
        let mut end = chunk.trim_end_matches(sign).len().max(start);
        let rest = &chunk[end..];
        if rest.starts_with('.') && chunk[start..end].contains('.') {
            end += 1;
        }
        signs(&chunk[..start], found);
        let word = &chunk[start..end];
        let split = ["'s", "’s", "n't", "n’t"]
            .iter()
            .find(|ending| word.ends_with(**ending) && word.len() > ending.len());
        match split {
            Some(ending) => found
                .extend([&word[..word.len() - ending.len()], &word[word.len() - ending.len()..]]),
            None if !word.is_empty() => found.push(word),
            None => {}
        }
        signs(&chunk[end..], found);
    }
}

fn signs<'t>(text: &'t str, found: &mut Vec<&'t str>) {
    let ends = text.char_indices().map(|(at, c)| (at, at + c.len_utf8()));
    found.extend(ends.map(|(from, to)| &text[from..to]));
}

#[derive(Default)]
struct Counts {
    all: u32,
    small: u32,
    capital: u32,
}

/// What is known of words, and classes by their keys; the table is finished by [`finish`].
pub type Words = BTreeMap<u64, u32>;

/// The table of words.
pub fn finish(words: &Words) -> Vec<u8> {
    let mut table = WordTableBuilder::new();
    for (&hash, &entry) in words {
        table.insert(hash, entry);
    }
    table.finish()
}

/// The tables that training takes as they are.
#[derive(Debug)]
pub struct Given {
    pub outside: Vec<u8>,
    pub vectors: Vec<u8>,
}

impl Given {
    /// Reads them from the folder of the model.
    pub fn read(model: &Path) -> io::Result<Self> {
        let read = |name| fs::read(model.join(name));
        Ok(Self { outside: read("outside.bin")?, vectors: read("vectors.bin")? })
    }

    /// A lexicon of these and of the tables of words and names.
    pub fn lexicon<'a>(
        &'a self,
        words: &'a [u8],
        names: &'a [u8],
    ) -> Result<Lexicon<'a>, ModelError> {
        Lexicon::from_bytes(words, names, &self.outside, &self.vectors)
    }
}

/// What the stage knows beforehand, before it is written down.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    pub words: Words,
    /// The lists of names by their hashes.
    pub names: Words,
}

impl Tables {
    /// All as one run of bytes, for [`thaw`](Self::thaw).
    pub fn freeze(&self) -> Vec<u8> {
        let mut bytes = (self.words.len() as u64).to_le_bytes().to_vec();
        for (hash, entry) in self.words.iter().chain(&self.names) {
            bytes.extend(hash.to_le_bytes());
            bytes.extend(entry.to_le_bytes());
        }
        bytes
    }

    /// What [`freeze`](Self::freeze) put together.
    pub fn thaw(bytes: &[u8]) -> Self {
        let number = |bytes: &[u8]| {
            bytes.iter().rev().fold(0, |number: u64, &byte| number << 8 | u64::from(byte))
        };
        let (count, rest) = bytes.split_at(8);
        let (words, names) = rest.split_at(number(count) as usize * 12);
        let entry = |entry: &[u8]| (number(&entry[..8]), number(&entry[8..]) as u32);
        let map = |entries: &[u8]| entries.chunks_exact(12).map(entry).collect();
        Self { words: map(words), names: map(names) }
    }
}

/// Counts the words and reads the lists.
pub fn build(texts: &[Document], data: &Path, train: &[Article]) -> Result<Tables, Box<dyn Error>> {
    let mut trainer =
        ClusterTrainer::new(ClusterOptions { classes: 1000, min_count: 3, rounds: 12 });
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    let mut found = Vec::new();
    let mut lowered = Vec::new();
    for line in texts.iter().flat_map(|text| text.text().lines()) {
        tokens(line, &mut found);
        lowered.clear();
        lowered.extend(found.iter().map(|word| {
            let mut small = String::new();
            lower_into(word, &mut small);
            small
        }));
        trainer.push(lowered.iter().map(String::as_str));
        let running = found.iter().filter(|word| word.starts_with(char::is_lowercase)).count() * 3
            > found.len();
        for (at, (word, small)) in found.iter().zip(&lowered).enumerate() {
            let counts = counts.entry(small.clone()).or_default();
            counts.all += 1;
            let inside =
                at > 0 && found[at - 1].starts_with(|c: char| c.is_alphanumeric() || c == ',');
            if running && inside {
                counts.small += u32::from(word.starts_with(char::is_lowercase));
                counts.capital += u32::from(word.starts_with(char::is_uppercase));
            }
        }
    }
    let classes = trainer.train();

    let mut words: BTreeMap<u64, Entry> = BTreeMap::new();
    for (word, counts) in &counts {
        if counts.all < 2 {
            continue;
        }
        let class = classes.class(word).map_or(0, |class| class + 1);
        let capitals = counts.capital * 8 / (counts.capital + counts.small).max(1);
        words.insert(hash_str(word), Entry::pack(class, capitals, counts.all));
    }
    for (hash, source) in sources(train) {
        let entry = words.entry(hash).or_default();
        *entry = entry.with_source(source);
    }

    let mut names = Words::new();
    for (file, bit) in LISTS {
        for line in fs::read_to_string(data.join("names").join(file))?.lines() {
            let mut small = String::new();
            lower_into(line, &mut small);
            let mut found = Vec::new();
            tokens(&small, &mut found);
            if found.is_empty() || found.len() > LONGEST {
                continue;
            }
            let hash = found.iter().fold(0, |name, word| name_hash(name, hash_str(word)));
            *names.entry(hash).or_default() |= bit;
            if found.len() > 1 {
                let first = words.entry(hash_str(found[0])).or_default();
                *first = first.with_longest(found.len());
            }
        }
    }
    add_genders(&fs::read_to_string(data.join("names/firstname.5k.txt"))?, &mut names);
    let mut words: Words = words.into_iter().map(|(hash, entry)| (hash, entry.0)).collect();
    for class in 0..classes.classes() as u32 {
        words.insert(class_key(class + 1), classes.class_path(class).to_u32());
    }
    Ok(Tables { words, names })
}

/// The tables with what a model takes words and names of several words for in texts, where they have
/// a capital.
pub fn with_known<'a>(
    tables: &Tables,
    model: &Model<'_>,
    texts: impl Iterator<Item = &'a Document>,
) -> Tables {
    let mut counts: BTreeMap<u64, [u32; 10]> = BTreeMap::new();
    let mut names: BTreeMap<u64, Name> = BTreeMap::new();
    let mut scratch = Scratch::default();
    scratch.reading.as_written = true;
    let mut mentions = Vec::new();
    for (text, document) in texts.enumerate() {
        view(document, |view| model.tag(view, &mut scratch, &mut mentions));
        scratch.note(&mentions);
        let reading = &scratch.reading;
        for sentence in reading.sentences.iter().filter(|sentence| sentence.case == Case::Running) {
            for at in sentence.first + 1..sentence.end {
                let word = &reading.words[at];
                if word.kind.is_capitalised() {
                    let class = scratch.first_pass()[at].map_or(9, |class| class as usize);
                    counts.entry(word.lower).or_default()[class] += 1;
                }
            }
        }
        for mention in mentions.iter().filter(|m| (2..=LONGEST).contains(&m.words.len())) {
            let words = &reading.words[mention.words.clone()];
            let hash = words.iter().fold(0, |name, word| name_hash(name, word.lower));
            let name = names.entry(hash).or_default();
            (name.first, name.length) = (words[0].lower, words.len());
            name.classes[mention.class as usize] += 1;
            name.texts += u32::from(name.texts == 0 || name.last != text);
            name.last = text;
        }
    }
    let mut tables = tables.clone();
    for (word, counts) in counts {
        let all: u32 = counts.iter().sum();
        let (class, most) = majority(&counts);
        if all >= 2 {
            let share = match most * 100 / all {
                95.. => 3,
                80.. => 2,
                60.. => 1,
                _ => 0,
            };
            let entry = tables.words.entry(word).or_default();
            *entry = Entry(*entry).with_known(class as u32 + 1, share, all >= 8).0;
        }
    }
    for (hash, name) in names {
        let (class, most) = majority(&name.classes);
        if name.texts >= 2 && class < 7 && most * 3 >= name.classes.iter().sum::<u32>() * 2 {
            *tables.names.entry(hash).or_default() |= 1 << (list::SEEN_SHIFT + class as u32);
            let first = tables.words.entry(name.first).or_default();
            *first = Entry(*first).with_longest(name.length).0;
        }
    }
    tables
}

/// A name of several words that was seen in texts.
#[derive(Debug, Default)]
struct Name {
    first: u64,
    length: usize,
    classes: [u32; 10],
    /// The number of texts, and the last of them.
    texts: u32,
    last: usize,
}

/// The most frequent class, the first of several, and how often it is there.
fn majority(counts: &[u32; 10]) -> (usize, u32) {
    let most = counts.iter().copied().enumerate().rev().max_by_key(|&(_, count)| count);
    most.unwrap_or_default()
}

/// The number of women's names in the census's list.
const WOMEN: usize = 4275;

/// The list of given names is two of the 1990 census, one after the other, each by falling frequency:
/// women's, then men's. A name in both goes where it stands far higher, or nowhere.
fn add_genders(given: &str, names: &mut Words) {
    let given: Vec<String> = given.lines().map(|name| name.trim().to_lowercase()).collect();
    let mut first_at = BTreeMap::new();
    let rank = |at: usize| (at + 1) as f64;
    let women = WOMEN.min(given.len());
    for (at, name) in given[..women].iter().enumerate() {
        first_at.entry(name.as_str()).or_insert(at);
    }
    let mut men = BTreeMap::new();
    for (at, name) in given[women..].iter().enumerate() {
        men.entry(name.as_str()).or_insert(at);
    }
    for name in &given {
        let bit = match (first_at.get(name.as_str()), men.get(name.as_str())) {
            (Some(_), None) => list::FEMALE,
            (None, Some(_)) => list::MALE,
            (Some(&woman), Some(&man)) if rank(woman) * 3.0 < rank(man) => list::FEMALE,
            (Some(&woman), Some(&man)) if rank(man) * 3.0 < rank(woman) => list::MALE,
            _ => continue,
        };
        *names.entry(name_hash(0, hash_str(name))).or_default() |= bit;
    }
}

/// The words that one of the corpora has several times as often as the other: 1 for the wire, −1 for
/// the other. Signs and numbers are left out: they tell typography and years, not sources.
fn sources(train: &[Article]) -> BTreeMap<u64, i32> {
    let mut counts: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    let mut all = [0_u32; 2];
    for article in train {
        let corpus = usize::from(article.unmarked == 0);
        for token in &article.tokens {
            let word = token.of(article.document.text());
            if !word.starts_with(char::is_alphabetic) {
                continue;
            }
            let mut small = String::new();
            lower_into(word, &mut small);
            counts.entry(small).or_default()[corpus] += 1;
            all[corpus] += 1;
        }
    }
    let rate = |counts: [u32; 2], corpus: usize| {
        (f64::from(counts[corpus]) + 0.5) / f64::from(all[corpus].max(1))
    };
    let mut sources = BTreeMap::new();
    for (word, counts) in counts.into_iter().filter(|(_, counts)| counts[0] + counts[1] >= 8) {
        let odds = (rate(counts, 0) / rate(counts, 1)).ln();
        if odds.abs() > 1.5 {
            sources.insert(hash_str(&word), if odds > 0.0 { 1 } else { -1 });
        }
    }
    sources
}
