//! Builds the tables of words and names: word classes and case counts from raw news, the lists of
//! names, the words with which mentions begin in small letters.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use copydesk_entities::lexicon::{Entry, class_key, list, name_hash};
use copydesk_entities::reading::Case;
use copydesk_entities::tagging::{Model, Scratch};
use copydesk_entities::word::lower_into;
use copydesk_learn::clusters::{ClusterOptions, ClusterTrainer};
use copydesk_learn::features::hash_str;
use copydesk_learn::word_table::WordTableBuilder;
use copydesk_stage::Document;
use serde_json::Value;

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

/// The texts beside raw news whose words are counted.
const TEXTS: [&str; 5] = [
    "entities/conll03.train.jsonl",
    "entities/worldwide.train.jsonl",
    "quotes/polnear.train.jsonl",
    "gum/gum.train.jsonl",
    "summaries/cnndm.dev.jsonl",
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

/// Words and names as one run of bytes, for [`thaw`].
pub fn freeze(words: &Words, names: &[u8]) -> Vec<u8> {
    let mut bytes = (words.len() as u64).to_le_bytes().to_vec();
    for (hash, entry) in words {
        bytes.extend(hash.to_le_bytes());
        bytes.extend(entry.to_le_bytes());
    }
    bytes.extend(names);
    bytes
}

/// What [`freeze`] put together.
pub fn thaw(bytes: &[u8]) -> (Words, Vec<u8>) {
    let number = |bytes: &[u8]| {
        bytes.iter().rev().fold(0, |number: u64, &byte| number << 8 | u64::from(byte))
    };
    let (count, rest) = bytes.split_at(8);
    let (words, names) = rest.split_at(number(count) as usize * 12);
    let entry = |entry: &[u8]| (number(&entry[..8]), number(&entry[8..]) as u32);
    (words.chunks_exact(12).map(entry).collect(), names.to_vec())
}

/// Raw news, cut into pieces of about the length of an article.
pub fn raw(data: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let news = fs::read_to_string(data.join("raw/news.txt"))?;
    let lines: Vec<&str> = news.lines().collect();
    let mut pieces: Vec<String> = lines.chunks(15).map(|lines| lines.join("\n")).collect();
    for file in TEXTS {
        for line in fs::read_to_string(data.join(file))?.lines() {
            let record: Value = serde_json::from_str(line)?;
            pieces.push(record["text"].as_str().unwrap_or_default().to_owned());
        }
    }
    Ok(pieces)
}

/// The words, and the bytes of the table of names.
pub fn build(
    raw: &[String],
    data: &Path,
    train: &[Article],
) -> Result<(Words, Vec<u8>), Box<dyn Error>> {
    let mut trainer =
        ClusterTrainer::new(ClusterOptions { classes: 1000, min_count: 4, rounds: 12 });
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    let mut found = Vec::new();
    let mut lowered = Vec::new();
    for line in raw.iter().flat_map(|piece| piece.lines()) {
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

    let begins = beginnings(train);
    let mut words: BTreeMap<u64, Entry> = BTreeMap::new();
    for (word, counts) in &counts {
        if counts.all < 3 {
            continue;
        }
        let class = classes.class(word).map_or(0, |class| class + 1);
        let capitals = counts.capital * 8 / (counts.capital + counts.small).max(1);
        let hash = hash_str(word);
        words.insert(hash, Entry::pack(class, capitals, counts.all, begins.contains(&hash)));
    }
    for &hash in &begins {
        words.entry(hash).or_insert(Entry::pack(0, 0, 1, true));
    }
    for (hash, source) in sources(train) {
        let entry = words.entry(hash).or_default();
        *entry = entry.with_source(source);
    }

    let mut names = WordTableBuilder::new();
    for (file, bit) in LISTS {
        for line in fs::read_to_string(data.join("names").join(file))?.lines() {
            let mut small = String::new();
            lower_into(line, &mut small);
            let mut found = Vec::new();
            tokens(&small, &mut found);
            if found.is_empty() || found.len() > 8 {
                continue;
            }
            let hash = found.iter().fold(0, |name, word| name_hash(name, hash_str(word)));
            names.add_bits(hash, bit);
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
    Ok((words, names.finish()))
}

/// The words with what a model takes them for in raw news, where they have a capital.
pub fn with_known(words: &Words, model: &Model<'_>, raw: &[Document]) -> Words {
    let mut counts: BTreeMap<u64, [u32; 10]> = BTreeMap::new();
    let mut scratch = Scratch::default();
    scratch.reading.as_written = true;
    let mut mentions = Vec::new();
    for document in raw {
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
    }
    let mut words = words.clone();
    for (word, counts) in counts {
        let all: u32 = counts.iter().sum();
        let (class, &most) =
            counts.iter().enumerate().rev().max_by_key(|&(_, &count)| count).expect("ten counts");
        if all >= 2 {
            let share = match most * 100 / all {
                95.. => 3,
                80.. => 2,
                60.. => 1,
                _ => 0,
            };
            let entry = words.entry(word).or_default();
            *entry = Entry(*entry).with_known(class as u32 + 1, share, all >= 8).0;
        }
    }
    words
}

/// The number of women's names in the census's list.
const WOMEN: usize = 4275;

/// The list of given names is two of the 1990 census, one after the other, each by falling frequency:
/// women's, then men's. A name in both goes where it stands far higher, or nowhere.
fn add_genders(given: &str, names: &mut WordTableBuilder) {
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
        names.add_bits(name_hash(0, hash_str(name)), bit);
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

/// The small-letter words of which at least every fiftieth begins a mention.
fn beginnings(train: &[Article]) -> std::collections::BTreeSet<u64> {
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for article in train {
        let text = article.document.text();
        let mut gold = article.gold.iter().peekable();
        for token in &article.tokens {
            while gold.next_if(|gold| gold.span.start() < token.start()).is_some() {}
            let word = token.of(text);
            if !word.starts_with(char::is_lowercase) || word.chars().any(char::is_uppercase) {
                continue;
            }
            let counts = counts.entry(word).or_default();
            counts.0 += 1;
            counts.1 +=
                u32::from(gold.peek().is_some_and(|gold| gold.span.start() == token.start()));
        }
    }
    let often = counts.into_iter().filter(|(_, (all, begins))| *begins > 0 && begins * 50 >= *all);
    often.map(|(word, _)| hash_str(word)).collect()
}
