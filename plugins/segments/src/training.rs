//! What the training needs of the stage's inside; not for other use.

use std::collections::BTreeMap;

use copydesk_learn::ModelError;
use copydesk_learn::features::{Features, hash_str};
use copydesk_learn::greedy::{self, GreedyOptions};
use copydesk_learn::word_table::{WordTable, WordTableBuilder};

use crate::tagger::{Tagger, TaggerScratch, context, look, push};
use crate::tags::TAGS;
use crate::tokens::{Kind, Token};
use crate::words::{Lexicon, PATH_BITS, Seen, Word, key, pack};

/// The gold tag of a token that has none: one past the last, which is never possible, so that
/// nothing is learned from it.
pub const UNKNOWN: u8 = TAGS.len() as u8;

/// How often something was seen with each tag.
pub type TagCounts = BTreeMap<u8, u32>;

/// The number of a tag.
pub fn tag_number(name: &str) -> Option<u8> {
    TAGS.iter().position(|tag| *tag == name).map(|at| at as u8)
}

/// The name of a tag.
pub fn tag_name(tag: u8) -> &'static str {
    TAGS.get(usize::from(tag)).copied().unwrap_or("?")
}

/// A sentence as the stage cuts it, with gold tags.
#[derive(Clone, Debug)]
pub struct Sentence<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    /// A tag for each token, or [`UNKNOWN`].
    gold: Vec<u8>,
}

impl<'t> Sentence<'t> {
    /// The words.
    pub fn words(&self) -> impl Iterator<Item = &'t str> {
        self.tokens.iter().map(|token| token.of(self.text))
    }
}

/// The sentences of `text` as the stage cuts it, each token with what `gold` says of its span.
pub fn cut<'t>(text: &'t str, gold: &BTreeMap<(usize, usize), u8>) -> Vec<Sentence<'t>> {
    let (mut paragraphs, mut tokens, mut ranges) = (Vec::new(), Vec::new(), Vec::new());
    crate::paragraphs::split(text, &mut Vec::new(), &mut paragraphs);
    let mut sentences = Vec::new();
    for paragraph in paragraphs {
        tokens.clear();
        ranges.clear();
        crate::tokens::split(text, paragraph.start, paragraph.end, &mut tokens);
        crate::sentences::split(text, &tokens, &mut ranges);
        for range in &ranges {
            let tokens = tokens[range.clone()].to_vec();
            let tag =
                |token: &Token| gold.get(&(token.start, token.end)).copied().unwrap_or(UNKNOWN);
            let gold = tokens.iter().map(tag).collect();
            sentences.push(Sentence { text, tokens, gold });
        }
    }
    sentences
}

/// Writes the paths of word classes as a table, with the tags of the words that are settled.
pub fn classes<'w>(
    words: impl IntoIterator<Item = (&'w str, u32)>,
    settled: &BTreeMap<&str, u8>,
) -> Vec<u8> {
    let mut table = WordTableBuilder::new();
    for (word, path) in words {
        let path = path >> (path.max(1).ilog2() + 1).saturating_sub(PATH_BITS);
        let tag = settled.get(word).map_or(0, |&tag| u32::from(tag) + 1);
        table.insert(hash_str(word), path | tag << PATH_BITS);
    }
    table.finish()
}

/// A word that occurs this often with a gold tag has no other tags than those it was seen with.
const SURE: u32 = 20;

/// A word that occurs this often in raw text has the tags that a first tagger gave it as a hint.
const HINTED: u32 = 2;

/// Trains the dictionary: what tags each word can have, from gold tags where they are many, else
/// from `seen`, what a first tagger gave in raw text. Gold tags of rare words are left out, as they
/// would tell the training the answer.
pub fn dictionary(sentences: &[Sentence<'_>], seen: &BTreeMap<u64, TagCounts>) -> Vec<u8> {
    let mut counts: BTreeMap<u64, TagCounts> = BTreeMap::new();
    let mut lower = Vec::new();
    for sentence in sentences {
        for (token, &tag) in sentence.tokens.iter().zip(&sentence.gold) {
            if tag != UNKNOWN {
                let word = key(token.of(sentence.text), &mut lower);
                *counts.entry(word).or_default().entry(tag).or_default() += 1;
            }
        }
    }
    let mut table = WordTableBuilder::new();
    for (word, tags) in counts {
        let all: u32 = tags.values().sum();
        if all >= SURE {
            // What is seen once among many, or once in hundreds, is an annotator's slip.
            let kept = common(&tags, |count| count * 400 >= all && (count > 1 || all < 50));
            table.insert(word, pack(&kept, true));
        }
    }
    for (&word, tags) in seen {
        let all: u32 = tags.values().sum();
        if all >= HINTED && table.get(word).is_none() {
            let mut kept = common(tags, |count| count * 12 >= all);
            kept.truncate(3);
            table.insert(word, pack(&kept, false));
        }
    }
    table.finish()
}

/// The tags whose counts pass, the most frequent first.
fn common(tags: &TagCounts, passes: impl Fn(u32) -> bool) -> Vec<u8> {
    let mut kept: Vec<(u32, u8)> = tags.iter().map(|(&tag, &count)| (count, tag)).collect();
    kept.retain(|&(count, _)| passes(count));
    kept.sort_by(|a, b| b.cmp(a));
    kept.into_iter().map(|(_, tag)| tag).collect()
}

/// Trains the tagger and returns its model.
///
/// # Errors
/// When the tables cannot be read.
pub fn tagger(
    sentences: &[Sentence<'_>],
    dictionary: &[u8],
    classes: &[u8],
    options: &GreedyOptions,
) -> Result<Vec<u8>, ModelError> {
    let lexicon = lexicon(dictionary, classes)?;
    let (mut lower, mut seen) = (Vec::new(), Seen::default());
    let mut looked: Vec<Vec<Word>> = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let mut words = Vec::new();
        look(sentence.text, &sentence.tokens, &lexicon, &mut seen, &mut words, &mut lower);
        looked.push(words);
    }
    let gold: Vec<Vec<u8>> = sentences.iter().map(|sentence| sentence.gold.clone()).collect();
    let features = |sentence: usize, at: usize, history: [u8; 2], features: &mut Features| {
        push(&looked[sentence], at, history, features)
    };
    // The unknown tag is a label of its own that no word can have.
    Ok(greedy::train(TAGS.len() + 1, &gold, options, features))
}

fn lexicon<'m>(dictionary: &'m [u8], classes: &'m [u8]) -> Result<Lexicon<'m>, ModelError> {
    Ok(Lexicon {
        tags: WordTable::from_bytes(dictionary)?,
        classes: WordTable::from_bytes(classes)?,
    })
}

/// A tagger in training.
#[derive(Debug)]
pub struct Trained<'m> {
    tagger: Tagger<'m>,
    scratch: TaggerScratch,
}

impl<'m> Trained<'m> {
    /// The tagger with these tables and this model; without habits where there are none yet.
    ///
    /// # Errors
    /// When the tables or the model cannot be read.
    pub fn new(
        dictionary: &'m [u8],
        classes: &'m [u8],
        model: &'m [u8],
        habits: Option<&'m [u8]>,
    ) -> Result<Self, ModelError> {
        let habits = habits.map(WordTable::from_bytes).transpose()?;
        let tagger = Tagger::new(lexicon(dictionary, classes)?, model, habits)?;
        Ok(Self { tagger, scratch: TaggerScratch::default() })
    }

    fn tag(&mut self, sentence: &Sentence<'_>) -> &[u8] {
        self.tagger.tag(sentence.text, &sentence.tokens, None, &mut self.scratch)
    }

    /// Gives the tokens the tags that the tagger gives them, as if they were gold.
    pub fn assign(&mut self, sentences: &mut [Sentence<'_>]) {
        for sentence in sentences {
            let given = self.tag(sentence).to_vec();
            sentence.gold = given;
        }
    }

    /// Takes away the gold tags that the tagger does not agree with.
    pub fn filter(&mut self, sentences: &mut [Sentence<'_>]) {
        for sentence in sentences {
            let given = self.tag(sentence).to_vec();
            for (gold, given) in sentence.gold.iter_mut().zip(given) {
                if *gold != given {
                    *gold = UNKNOWN;
                }
            }
        }
    }

    /// Adds the tags that the tagger gives to each word, for [`dictionary`].
    pub fn count(&mut self, sentences: &[Sentence<'_>], counts: &mut BTreeMap<u64, TagCounts>) {
        let mut lower = Vec::new();
        for sentence in sentences {
            let given = self.tag(sentence);
            for (token, &tag) in sentence.tokens.iter().zip(given) {
                if token.kind == Kind::Word {
                    let word = key(token.of(sentence.text), &mut lower);
                    *counts.entry(word).or_default().entry(tag).or_default() += 1;
                }
            }
        }
    }

    /// How many tokens with a gold tag get it and how many there are, with the mistakes as pairs of
    /// the gold and the given tag.
    pub fn accuracy(
        &mut self,
        sentences: &[Sentence<'_>],
    ) -> (usize, usize, BTreeMap<(u8, u8), usize>) {
        let (mut right, mut all, mut mistakes) = (0, 0, BTreeMap::new());
        for sentence in sentences {
            let given = self.tag(sentence);
            for (&gold, &given) in
                sentence.gold.iter().zip(given).filter(|(gold, _)| **gold != UNKNOWN)
            {
                all += 1;
                if gold == given {
                    right += 1;
                } else {
                    *mistakes.entry((gold, given)).or_default() += 1;
                }
            }
        }
        (right, all, mistakes)
    }
}

/// What the tagger does over and over, counted over raw text: copying these habits saves it most of
/// its work and changes next to nothing.
#[derive(Debug, Default)]
pub struct Habits<'t> {
    words: BTreeMap<&'t str, TagCounts>,
    contexts: BTreeMap<u64, TagCounts>,
}

impl<'t> Habits<'t> {
    /// Tags the sentences and counts.
    pub fn add(&mut self, sentences: &[Sentence<'t>], trained: &mut Trained<'_>) {
        for sentence in sentences {
            let given = trained.tag(sentence).to_vec();
            let words = &trained.scratch.words;
            let mut history = [greedy::START; 2];
            for (at, (token, &tag)) in sentence.tokens.iter().zip(&given).enumerate() {
                if token.kind == Kind::Word {
                    *self
                        .words
                        .entry(token.of(sentence.text))
                        .or_default()
                        .entry(tag)
                        .or_default() += 1;
                }
                if words[at].possible.count_ones() > 1 {
                    let context = context(words, at, history);
                    *self.contexts.entry(context).or_default().entry(tag).or_default() += 1;
                }
                history = [tag, history[0]];
            }
        }
    }

    /// The words, in their case, that get one tag nearly always: all but one in 60 of 5 or more.
    pub fn settled(&self) -> BTreeMap<&'t str, u8> {
        let settled = |(&word, tags): (&&'t str, &TagCounts)| Some((word, usual(tags, 5, 60)?));
        self.words.iter().filter_map(settled).collect()
    }

    /// The contexts in which the tagger gives one tag nearly always, all but one in 60 of 6 or more,
    /// as a table.
    pub fn contexts(&self) -> Vec<u8> {
        let mut table = WordTableBuilder::new();
        for (&context, tags) in &self.contexts {
            if let Some(tag) = usual(tags, 6, 60) {
                table.insert(context, tag.into());
            }
        }
        table.finish()
    }
}

/// The tag that all but one in `but` have, where there are at least `often`.
fn usual(tags: &TagCounts, often: u32, but: u32) -> Option<u8> {
    let all: u32 = tags.values().sum();
    let (&tag, &most) = tags.iter().max_by_key(|&(_, &count)| count)?;
    (all >= often && (all - most) * but <= all).then_some(tag)
}
