//! Counts what mentions do with plain words, for the stage to know which words it need not look at
//! ([`kept`]).

use std::collections::BTreeMap;
use std::error::Error;

use copydesk_entities::kept;
use copydesk_entities::lexicon::Entry;
use copydesk_entities::reading::{Case, Reading};

use crate::corpus::Article;
use crate::lexica::{self, Given, Tables};
use crate::view;

/// The share of a word's occurrences that must be anchors of mentions for it to be one.
const ANCHOR: f64 = 0.02;

/// The share of a word's occurrences beside a word that may be in a mention, that must be in the same
/// mention for it to be looked at there.
const BESIDE: f64 = 0.005;

/// Counts of a word where it is plain.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    all: u32,
    anchor: u32,
    /// Before a word that is not plain or in a mention; in the same mention as that.
    before: [u32; 2],
    /// After one.
    after: [u32; 2],
}

/// The words with what mentions do with them where they are plain.
pub fn mark(train: &[Article], tables: &mut Tables, given: &Given) -> Result<(), Box<dyn Error>> {
    let (words, names) = (lexica::finish(&tables.words), lexica::finish(&tables.names));
    let lexicon = given.lexicon(&words, &names)?;
    let mut reading = Reading { as_written: true, ..Reading::default() };
    let mut counts: BTreeMap<u64, Counts> = BTreeMap::new();
    let mut plain_mentions: Vec<Vec<u64>> = Vec::new();
    for article in train.iter().filter(|article| article.altered.is_empty()) {
        view(&article.document, |view| reading.read(view, &lexicon));
        let mut mentions = vec![None; reading.words.len()];
        for (number, gold) in article.gold.iter().enumerate() {
            let words = &reading.words;
            let from = words.partition_point(|word| word.span.end() <= gold.span.start());
            let to = words.partition_point(|word| word.span.start() < gold.span.end());
            mentions[from..to.max(from)].fill(Some(number));
        }
        for sentence in reading.sentences.iter().filter(|s| s.case == Case::Running) {
            let own = sentence.first..sentence.end;
            let is_plain = |at: usize| kept::is_plain(&reading.words, sentence, at);
            for at in own.clone().filter(|&at| is_plain(at)) {
                let counts = counts.entry(reading.words[at].lower).or_default();
                counts.all += 1;
                let see = |other: usize, count: &mut [u32; 2]| {
                    if own.contains(&other) && (!is_plain(other) || mentions[other].is_some()) {
                        count[0] += 1;
                        let same = mentions[at].is_some() && mentions[at] == mentions[other];
                        count[1] += u32::from(same);
                    }
                };
                see(at + 1, &mut counts.before);
                see(at.wrapping_sub(1), &mut counts.after);
            }
            let mut at = sentence.first;
            while at < sentence.end {
                let end = (at..sentence.end).find(|&end| mentions[end] != mentions[at]);
                let end = end.unwrap_or(sentence.end);
                if mentions[at].is_some() && (at..end).all(is_plain) {
                    plain_mentions.push((at..end).map(|at| reading.words[at].lower).collect());
                }
                at = end;
            }
        }
    }
    anchors(&plain_mentions, &mut counts);
    let share = |part: u32, all: u32| f64::from(part) / f64::from(all.max(1));
    for (word, counts) in counts {
        let is_anchor = share(counts.anchor, counts.all) >= ANCHOR;
        let beside = |[all, same]: [u32; 2]| same > 0 && share(same, all) >= BESIDE;
        let (precedes, follows) = (beside(counts.before), beside(counts.after));
        if is_anchor || precedes || follows {
            let entry = tables.words.entry(word).or_default();
            *entry = Entry(*entry).with_plain(is_anchor, precedes, follows).0;
        }
    }
    Ok(())
}

/// In each mention of plain words, counts as its anchor the word that is in such mentions most often
/// for its frequency.
fn anchors(mentions: &[Vec<u64>], counts: &mut BTreeMap<u64, Counts>) {
    let mut within: BTreeMap<u64, u32> = BTreeMap::new();
    for &word in mentions.iter().flatten() {
        *within.entry(word).or_default() += 1;
    }
    for mention in mentions {
        let share = |word: &u64| f64::from(within[word]) / f64::from(counts[word].all.max(1));
        let anchor = mention.iter().max_by(|a, b| share(a).total_cmp(&share(b)).then(a.cmp(b)));
        if let Some(counts) = anchor.and_then(|word| counts.get_mut(word)) {
            counts.anchor += 1;
        }
    }
}
