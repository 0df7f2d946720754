//! Finds mentions: features, decoding, the probability of each mention.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use copydesk_learn::ModelError;
use copydesk_learn::added::AddedWeights;
use copydesk_learn::bilou::Bilou;
use copydesk_learn::features::{Features, hash_str};
use copydesk_learn::tagger::{Tagger, TaggerScratch};
use copydesk_stage::{Article, UndeclaredLayer};

use crate::features::{self, Options, family};
use crate::labels::{Class, bilou, class};
use crate::lexicon::Lexicon;
use crate::reading::{Reading, Sentence};
use crate::sums::{KeptSums, Source};
use crate::word::Kind;

/// A mention, by the words that it covers.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Its words, by their places in the [`Reading`].
    pub words: Range<usize>,
    /// What kind of thing it names.
    pub class: Class,
    /// The probability that both are right.
    pub score: f32,
}

/// The model.
#[derive(Clone, Debug)]
pub struct Model<'a> {
    /// What is known beforehand.
    pub lexicon: Lexicon<'a>,
    first: Option<Tagger<'a>>,
    tagger: Tagger<'a>,
    bilou: Bilou,
    families: u32,
    /// What a user's training has added to the tagger.
    added: Option<AddedWeights>,
    /// Tells this model from all others in the process, so that no scratch mixes up their sums.
    number: u64,
}

/// The number of the next model.
fn next_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Working memory, kept from one article to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The article in hand.
    pub reading: Reading,
    features: Features,
    /// All features, where a user's training has added to the weights.
    all: Features,
    decoding: TaggerScratch,
    labels: Vec<u8>,
    /// For the first pass and for the second.
    kept: [KeptSums; 2],
    first_pass: Vec<Option<Class>>,
}

impl<'a> Model<'a> {
    /// Puts a model together from its parts. `first` is the tagger of the first pass, by whose
    /// mentions the words of the article are known to the second; without it there is one pass.
    ///
    /// # Errors
    /// When the bytes are not a tagger's.
    pub fn new(
        lexicon: Lexicon<'a>,
        first: Option<&'a [u8]>,
        tagger: &'a [u8],
    ) -> Result<Self, ModelError> {
        let first = first.map(Tagger::from_bytes).transpose()?;
        Ok(Self {
            lexicon,
            first,
            tagger: Tagger::from_bytes(tagger)?,
            bilou: bilou(),
            families: family::ALL,
            added: None,
            number: next_number(),
        })
    }

    /// The same with only some families of features, for measuring what each is worth.
    #[must_use]
    pub fn with_families(mut self, families: u32) -> Self {
        self.families = families;
        self.number = next_number();
        self
    }

    /// The same with what a user's training has added to it.
    ///
    /// # Errors
    /// When the text is not of a training of this model; in words for a person.
    pub fn with_added(mut self, text: &str) -> Result<Self, String> {
        let (labels, hash) = (self.tagger.labels(), self.tagger.hash());
        self.added = Some(AddedWeights::from_text(text, labels, hash)?);
        Ok(self)
    }

    /// The tagger whose labels count, without what was added to it.
    pub fn tagger(&self) -> &Tagger<'a> {
        &self.tagger
    }

    /// The families of features.
    pub fn families(&self) -> u32 {
        self.families
    }

    /// Finds the mentions of an article, in text order.
    ///
    /// # Errors
    /// When the article's sentences and tokens are not there.
    pub fn tag(
        &self,
        article: &Article<'_>,
        scratch: &mut Scratch,
        mentions: &mut Vec<Mention>,
    ) -> Result<(), UndeclaredLayer> {
        scratch.reading.read(article, &self.lexicon)?;
        scratch.kept.iter_mut().for_each(|kept| kept.belong_to(self.number));
        let mut passed = false;
        if let Some(first) = &self.first {
            self.pass(first, false, scratch, mentions);
            scratch.note(mentions);
            passed = true;
        }
        self.pass(&self.tagger, passed, scratch, mentions);
        Ok(())
    }

    /// One pass over the article that is being read.
    fn pass(
        &self,
        tagger: &Tagger<'_>,
        passed: bool,
        scratch: &mut Scratch,
        mentions: &mut Vec<Mention>,
    ) {
        mentions.clear();
        let is_first = self.first.is_some() && !passed;
        let families = if is_first { self.families & family::FIRST } else { self.families };
        for at in 0..scratch.reading.sentences.len() {
            let sentence = scratch.reading.sentences[at];
            let mut from = sentence.first;
            while let Some(run) = next_run(&scratch.reading, &sentence, from) {
                from = run.end;
                // The first pass is for what words are elsewhere; a run of words that are nowhere
                // else has nothing to tell.
                let again = |word: usize| {
                    scratch.reading.words[word].kind != Kind::Lower
                        && scratch.reading.memory.occurrences(word) > 1
                };
                if is_first && !run.clone().any(again) {
                    continue;
                }
                let Scratch { reading, features, all, first_pass, decoding, labels: path, kept } =
                    &mut *scratch;
                features.clear();
                let pass = passed.then_some(first_pass.as_slice());
                let options = Options { pass, families, own: false };
                features::write(reading, &sentence, run.clone(), options, features);
                let added = self.added.as_ref().filter(|_| !is_first);
                if added.is_some() {
                    all.clear();
                    let options = Options { own: true, ..options };
                    features::write(reading, &sentence, run.clone(), options, all);
                }
                let before = mentions.len();
                let kept = &mut kept[usize::from(passed)];
                let source = Source { tagger, families, reading, sentence: &sentence };
                kept.fetch(&source, run.clone());
                let labels = tagger.decode_with(features, decoding, |token, sums| {
                    kept.add(&source, run.start + token, sums);
                    if let Some(added) = added {
                        added.add(all.token(token), sums);
                    }
                });
                mentions.extend(self.bilou.decode(labels).map(|(words, number)| Mention {
                    words: run.start + words.start..run.start + words.end,
                    class: class(number),
                    score: 0.0,
                }));
                if mentions.len() == before || is_first {
                    continue;
                }
                path.clear();
                path.extend_from_slice(decoding.labels());
                let marginals = tagger.marginals(decoding);
                for mention in &mut mentions[before..] {
                    let own = mention.words.start - run.start..mention.words.end - run.start;
                    mention.score = marginals.path(own.start, &path[own]);
                }
            }
        }
    }
}

impl Scratch {
    /// Notes the mentions of a first pass over the article in hand, for the features of the second.
    pub fn note(&mut self, mentions: &[Mention]) {
        let words = self.reading.words.len();
        self.first_pass.clear();
        self.first_pass.resize(words, None);
        for mention in mentions {
            self.first_pass[mention.words.clone()].fill(Some(mention.class));
        }
        for (word, &class) in self.first_pass.iter().enumerate() {
            if self.reading.words[word].kind != Kind::Lower {
                self.reading.memory.vote(word, class);
            }
        }
        for mention in mentions {
            self.note_initials(mention);
        }
    }

    /// Notes the initials of a mention of several words: of those with a capital, and of all.
    fn note_initials(&mut self, mention: &Mention) {
        let words = mention.words.clone();
        let capitalised = words.clone().filter(|&at| self.reading.words[at].kind.is_capitalised());
        if capitalised.clone().count() < 2 {
            return;
        }
        let initial = |at: usize| self.reading.letters(at).chars().next();
        let (short, long): (String, String) =
            (capitalised.filter_map(initial).collect(), words.filter_map(initial).collect());
        let memory = &mut self.reading.memory;
        memory.note_initials(hash_str(&short), mention.class);
        if long != short {
            memory.note_initials(hash_str(&long), mention.class);
        }
    }

    /// The class that the first pass gave each word.
    pub fn first_pass(&self) -> &[Option<Class>] {
        &self.first_pass
    }
}

/// The most words that are decoded at once, so that a text without sentences cannot take all
/// memory. Sentences of this length are lists and tables.
const LONGEST: usize = 500;

/// The next words of a sentence, from `from` on, that the tagger looks at without a gap.
pub fn next_run(reading: &Reading, sentence: &Sentence, from: usize) -> Option<Range<usize>> {
    let start = (from..sentence.end).find(|&at| reading.kept[at])?;
    let longest = sentence.end.min(start + LONGEST);
    let end = (start..longest).find(|&at| !reading.kept[at]).unwrap_or(longest);
    Some(start..end)
}
