//! The table of how rare words are in news.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_learn::features::hash_str;
use copydesk_learn::word_table::WordTableBuilder;
use copydesk_summaries::membership::Frequency;
use copydesk_summaries::vocabulary::stem;

/// Words that say nothing of what an article is about: closed-class words, verbs of speech, and
/// numbers that stand in every article.
const EMPTY: &str = "a about above after again against all also am an and any are as at be because \
    been before being below between both but by ca can could did do does doing down during each \
    few for from further had has have having he her here hers him himself his how i if in into is \
    it its itself just me more most my myself n't no nor not now of off on once only or other our \
    out over own said same say says she should so some such t than that the their them then there \
    these they this those through to told too two under until up us very was we were what when \
    where which while who whom why will with wo would yet you your one new s d ll m re ve";

/// Words that stand in fewer paragraphs are left to be the rarest.
const LEAST: u32 = 3;

/// Counts in how many of the text's lines each stem stands, and writes its rarity.
pub fn table(text: &str) -> Vec<u8> {
    let mut buffer = String::new();
    let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
    let mut lines = 0;
    for line in text.lines() {
        let is_part = |c: char| c.is_alphanumeric();
        let words = line.split(|c: char| !is_part(c)).filter(|word| !word.is_empty());
        for stem in words.map(|word| stem(word, &mut buffer)).collect::<BTreeSet<_>>() {
            *counts.entry(stem).or_default() += 1;
        }
        lines += 1;
    }
    let mut table = WordTableBuilder::new();
    for (stem, count) in counts.into_iter().filter(|&(_, count)| count >= LEAST) {
        let rarity = ((f64::from(lines) + 1.0) / f64::from(count + 1)).ln();
        let units = (rarity / f64::from(Frequency::UNIT)).round().clamp(1.0, 255.0);
        table.insert(stem, units as u32);
    }
    for word in EMPTY.split_whitespace() {
        table.insert(stem(word, &mut buffer), 0);
    }
    // A single letter is an initial or a mark.
    for letter in 'a'..='z' {
        table.insert(hash_str(letter.encode_utf8(&mut [0; 4])), 0);
    }
    table.finish()
}
