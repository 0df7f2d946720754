//! Names that the user lists: each occurrence as whole words gets the label that the list says.

use std::collections::{BTreeMap, HashMap};

use copydesk_learn::features::hash_str;

use crate::labels::Class;
use crate::lexicon::name_hash;
use crate::reading::Reading;
use crate::tagging::Mention;

/// The listed names by their first word.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// By the hash of the first word, each name's length in words, hash and class; the longest first.
    by_first: HashMap<u64, Vec<(usize, u64, Class)>>,
}

impl Listed {
    /// Reads the table of names and labels.
    ///
    /// # Errors
    /// When a label is none of the entity layer's, in words for the user.
    pub fn new(names: &BTreeMap<String, String>) -> Result<Self, String> {
        let mut by_first: HashMap<u64, Vec<_>> = HashMap::new();
        for (name, label) in names {
            let class = Class::from_name(label).ok_or_else(|| {
                let known = Class::ALL.map(Class::name).join(", ");
                format!("names: {label:?}, for {name:?}, is no label; the labels are {known}")
            })?;
            let words = words(name);
            let Some(first) = words.first() else { continue };
            let hash = words.iter().fold(0, |hash, word| name_hash(hash, hash_str(word)));
            by_first.entry(hash_str(first)).or_default().push((words.len(), hash, class));
        }
        by_first.values_mut().for_each(|names| {
            names.sort_by_key(|&(length, hash, _)| (std::cmp::Reverse(length), hash));
        });
        Ok(Self { by_first })
    }

    /// Puts the listed names in among the mentions, in place of those that they overlap.
    pub fn apply(&self, reading: &Reading, mentions: &mut Vec<Mention>) {
        if self.by_first.is_empty() {
            return;
        }
        let mut found: Vec<Mention> = Vec::new();
        let text = |at: usize| reading.words[at].cased;
        for sentence in &reading.sentences {
            let mut at = sentence.first;
            while at < sentence.end {
                let names = self.by_first.get(&text(at)).map_or(&[][..], Vec::as_slice);
                let longest = names.iter().find(|&&(length, hash, _)| {
                    at + length <= sentence.end
                        && (at..at + length).fold(0, |so_far, at| name_hash(so_far, text(at)))
                            == hash
                });
                match longest {
                    Some(&(length, _, class)) => {
                        found.push(Mention { words: at..at + length, class, score: 1.0 });
                        at += length;
                    }
                    None => at += 1,
                }
            }
        }
        let mut next = 0;
        mentions.retain(|mention| {
            while found.get(next).is_some_and(|listed| listed.words.end <= mention.words.start) {
                next += 1;
            }
            found.get(next).is_none_or(|listed| listed.words.start >= mention.words.end)
        });
        mentions.append(&mut found);
        mentions.sort_by_key(|mention| mention.words.start);
    }
}

/// The words of a name as the segments stage would cut it: signs apart, but for hyphens, stops and
/// apostrophes inside words.
fn words(name: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for chunk in name.split_whitespace() {
        let mut rest = chunk;
        while let Some(c) = rest.chars().next() {
            let inner = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '\'' | '’' | '_');
            let length = if c.is_alphanumeric() {
                rest.find(|c| !inner(c)).unwrap_or(rest.len())
            } else {
                c.len_utf8()
            };
            words.push(&rest[..length]);
            rest = &rest[length..];
        }
    }
    words
}
