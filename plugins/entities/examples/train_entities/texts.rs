//! Texts without labels: raw news and the texts of the other corpora.
//!
//! The file of raw news holds again most texts of the corpora, those of the development parts too.
//! Here each text is there once, and none of the development parts: these must stay as new to the
//! model as any article will be.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use copydesk_learn::features::{hash_str, hash2};
use copydesk_stage::Document;
use serde_json::Value;

/// The corpora whose texts are taken.
const CORPORA: [&str; 5] = [
    "entities/conll03.train.jsonl",
    "entities/worldwide.train.jsonl",
    "quotes/polnear.train.jsonl",
    "gum/gum.train.jsonl",
    "summaries/cnndm.dev.jsonl",
];

/// Those whose texts are not taken from raw news either.
const NOT: [&str; 4] = [
    "entities/conll03.dev.jsonl",
    "entities/worldwide.dev.jsonl",
    "quotes/polnear.dev.jsonl",
    "gum/gum.dev.jsonl",
];

/// The length in words of the pieces by which a text is recognised.
const PIECE: usize = 6;

/// The lines of raw news that are read as one article.
const ARTICLE: usize = 15;

/// All texts. Those of corpora have their ids; raw news comes in pieces of about the length of an
/// article, without.
pub fn read(data: &Path) -> Result<Vec<Document>, Box<dyn Error>> {
    let (mut texts, mut known) = (Vec::new(), HashSet::new());
    for file in CORPORA.into_iter().chain(NOT) {
        for line in fs::read_to_string(data.join(file))?.lines() {
            let record: Value = serde_json::from_str(line)?;
            let text = record["text"].as_str().unwrap_or_default();
            text.lines().for_each(|line| known.extend(pieces(line)));
            if !NOT.contains(&file) {
                texts.push(Document::new(record["id"].as_str().unwrap_or_default(), text)?);
            }
        }
    }
    let news = fs::read_to_string(data.join("raw/news.txt"))?;
    let mut is_new = false;
    let mut lines = Vec::new();
    for line in news.lines() {
        let own: Vec<u64> = pieces(line).collect();
        // A line that is too short to tell belongs to the one before.
        if !own.is_empty() {
            is_new = own.iter().filter(|piece| known.contains(piece)).count() * 4 < own.len();
            known.extend(own);
        }
        if is_new {
            lines.push(line);
        }
    }
    for article in lines.chunks(ARTICLE) {
        texts.push(Document::new("", article.join("\n"))?);
    }
    Ok(texts)
}

/// The hashes of all runs of so many words in a line, whatever the signs between.
fn pieces(line: &str) -> impl Iterator<Item = u64> {
    let words: Vec<u64> = line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| hash_str(&word.to_lowercase()))
        .collect();
    let hash = |words: &[u64]| words.iter().fold(0, |hash, &word| hash2(1, hash ^ word));
    words.windows(PIECE).map(hash).collect::<Vec<_>>().into_iter()
}
