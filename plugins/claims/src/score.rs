//! A candidate's score: the probability that a person would find it worth checking.

use copydesk_learn::ModelError;
use copydesk_learn::classifier::Classifier;
use copydesk_learn::features::ValuedFeatures;

use crate::candidates::{Candidate, Candidates};
use crate::check_worthiness::{self, CheckWorthiness};
use crate::news::{self, Voice};
use crate::quotes::Quotes;
use crate::stance::LONGEST_SENTENCE;
use crate::words::Words;

/// The model of [`news`] of the release.
static NEWS: &[u8] = include_bytes!("../model/news.bin");

/// What the words of a retold claim count for beside its sentence. On the training debates of
/// CheckThat!, which were not trained on, a quarter and a half rank alike; on ClaimBuster's dev part a
/// quarter is better.
const OWN_SHARE: f32 = 0.25;

/// The models.
#[derive(Debug)]
pub struct Scorer {
    words: CheckWorthiness<'static>,
    news: Classifier<'static>,
}

/// A worker's buffers.
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    of_words: check_worthiness::Buffers,
    of_news: ValuedFeatures,
    sentence: Vec<u32>,
    /// By sentence, where it has been asked for.
    of_sentences: Vec<Option<f32>>,
}

impl Buffers {
    /// Forgets the article before; of one with these words the scores are asked next.
    pub fn begin(&mut self, words: &Words) {
        self.of_sentences.clear();
        self.of_sentences.resize(words.sentences.len(), None);
    }
}

impl Scorer {
    /// The models of the release.
    ///
    /// # Errors
    /// When one of their files is damaged.
    pub fn load() -> Result<Self, ModelError> {
        Ok(Self { words: CheckWorthiness::load()?, news: Classifier::from_bytes(NEWS)? })
    }

    /// The score of a candidate; `in_article` is what [`news::is_article`] says of its text.
    #[must_use]
    pub fn score(
        &self,
        words: &Words,
        quotes: &Quotes,
        candidates: &Candidates,
        candidate: &Candidate,
        in_article: bool,
        buffers: &mut Buffers,
    ) -> f32 {
        let alone = of_words(&self.words, words, quotes, candidates, candidate, buffers);
        let picked = candidates.whole_of(candidate);
        if !in_article || alone == 0.0 {
            return alone;
        }
        let voice = voice(quotes, candidate);
        news::write_features(words, picked, voice, log_odds(alone), &mut buffers.of_news);
        self.news.score(&buffers.of_news)
    }
}

/// What a candidate's words alone make of it. For retold words it is mostly what their sentence
/// makes: the people whose judgement the model learned saw whole sentences, and who says something
/// is part of why it is checked. Their own words count for [`OWN_SHARE`], so that of two claims of a
/// sentence the better comes first. [`Buffers::begin`] must have been told of the article.
#[must_use]
pub fn of_words(
    model: &CheckWorthiness<'_>,
    words: &Words,
    quotes: &Quotes,
    candidates: &Candidates,
    candidate: &Candidate,
    buffers: &mut Buffers,
) -> f32 {
    let Buffers { of_words, sentence: picked, of_sentences, .. } = buffers;
    let own = model.score(words, candidates.whole_of(candidate), of_words);
    let sentence = words.sentences[candidate.sentence];
    let range = sentence.first..sentence.end;
    // A sentence of thousands of quotes must not be read once for each.
    if voice(quotes, candidate) != Voice::Retold || range.len() > LONGEST_SENTENCE {
        return own;
    }
    let whole = *of_sentences[candidate.sentence].get_or_insert_with(|| {
        picked.clear();
        picked.extend(range.map(|at| at as u32));
        model.score(words, picked, of_words)
    });
    own * OWN_SHARE + whole * (1.0 - OWN_SHARE)
}

/// Whose words a candidate's are.
#[must_use]
pub fn voice(quotes: &Quotes, candidate: &Candidate) -> Voice {
    match candidate.quote {
        None => Voice::Reporter,
        Some(place) if quotes.all[place].direct => Voice::Direct,
        Some(_) => Voice::Retold,
    }
}

/// The logarithm of the odds of a probability, for one of 0 or 1 that of one nearby.
#[must_use]
pub fn log_odds(probability: f32) -> f32 {
    let probability = probability.clamp(1e-4, 1.0 - 1e-4);
    (probability / (1.0 - probability)).ln()
}
