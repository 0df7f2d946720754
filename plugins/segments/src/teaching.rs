//! Learns sentence ends and tags from a user's own articles, on top of the rules and the model that come
//! with the stage.
//!
//! An article's line has `sentences`, a list of `[start, end]`, or `tokens`, a list of the same, with a tag
//! for each in `pos`, or all of them; or it is a record of copydesk's own with these layers. Positions
//! are code points. Where paragraphs and tokens begin and end is not learned.

mod end_lessons;
mod gold;
mod tag_lessons;

use std::ops::Range;

use copydesk_stage::{Article, Config, Failure, Report, Training};

use crate::sentences::ends::{BEGINS, Ends, GOES_ON};
use crate::tagger::Tagger;
use crate::taught::Taught;
use crate::tokens::Token;
use crate::{paragraphs, sentences, tokens};
use end_lessons::EndLessons;
use gold::Gold;
use tag_lessons::TagLessons;

/// A training under way.
#[derive(Debug)]
pub struct SegmentsTraining {
    tagger: Tagger<'static>,
    ends: EndLessons,
    tags: TagLessons,
    articles: usize,
    sentences: usize,
    /// Sentences that run over the end of a paragraph.
    unseen_sentences: usize,
    tagged: usize,
    /// Tokens that are none of the stage's.
    unseen_tokens: usize,
}

/// Stands for a label that is not known: nothing is learned from it.
const UNKNOWN: u8 = u8::MAX;

impl Training for SegmentsTraining {
    fn begin(_config: &Config<'_>) -> Result<Self, Failure> {
        Ok(Self {
            tagger: Tagger::built_in()?,
            ends: EndLessons::default(),
            tags: TagLessons::default(),
            articles: 0,
            sentences: 0,
            unseen_sentences: 0,
            tagged: 0,
            unseen_tokens: 0,
        })
    }

    fn add(&mut self, article: &Article<'_>, line: &str) -> Result<(), Failure> {
        let text = article.text();
        let gold = Gold::read(text, line).map_err(Failure::new)?;
        let (mut spans, mut ruled, mut found) = (Vec::new(), Vec::new(), Vec::new());
        paragraphs::split(text, &mut Vec::new(), &mut spans);
        let mut tagged = 0;
        for paragraph in &spans {
            found.clear();
            ruled.clear();
            tokens::split(text, paragraph.start, paragraph.end, &mut found);
            sentences::split(text, &found, &mut ruled);
            let mut ends = Ends::default();
            ends.read(text, &found, &ruled);
            let marks = gold.sentences.as_ref().map(|sentences| marks(sentences, &found));
            if let Some(tags) = &gold.tags {
                for sentence in cut(&ends, marks.as_deref(), found.len()) {
                    let own = &found[sentence];
                    let tag = |token: &Token| {
                        tags.get(&(token.start, token.end)).copied().unwrap_or(UNKNOWN)
                    };
                    let gold: Vec<u8> = own.iter().map(tag).collect();
                    tagged += gold.iter().filter(|&&tag| tag != UNKNOWN).count();
                    self.tags.push(self.articles, &self.tagger, text, own, gold);
                }
            }
            if let Some(marks) = marks {
                self.ends.push(self.articles, ends, marks);
            }
        }
        self.tagged += tagged;
        self.unseen_tokens += gold.tags.map_or(0, |tags| tags.len()) - tagged;
        let sentences = gold.sentences.unwrap_or_default();
        let crosses = |sentence: &&Range<usize>| {
            !spans.iter().any(|span| span.start <= sentence.start && sentence.end <= span.end)
        };
        self.unseen_sentences += sentences.iter().filter(crosses).count();
        self.sentences += sentences.len();
        self.articles += 1;
        Ok(())
    }

    fn finish(&mut self, report: &mut Report<'_>) -> Result<String, Failure> {
        if self.sentences + self.tagged == 0 {
            return Err(Failure::new(
                "no article has any sentences or tagged tokens; there is nothing to learn",
            ));
        }
        report.say(&format!(
            "{} articles, {} sentences, {} tokens with a tag",
            self.articles, self.sentences, self.tagged
        ));
        if self.unseen_sentences > 0 {
            report.say(&format!(
                "{} sentences run over the end of a paragraph; that part of them cannot be learned",
                self.unseen_sentences
            ));
        }
        if self.unseen_tokens > 0 {
            report.say(&format!(
                "{} tokens cannot be learned: they begin or end elsewhere than the stage's own",
                self.unseen_tokens
            ));
        }
        let enough = self.articles >= 2 * FOLDS;
        if !enough {
            report.say("too few articles to tell how much they help; ten would do");
        }
        let base = self.tagger.model().hash();
        let mut most = [end_lessons::STEPS, tag_lessons::STEPS].map(|steps| steps[1]);
        if enough && self.sentences > 0 {
            let score = |most| self.ends.tested(most, base);
            most[0] = choose("sentence ends, F1", end_lessons::STEPS, score, report);
        }
        if enough && self.tagged > 0 {
            let score = |most| self.tags.tested(most, &self.tagger);
            most[1] = choose("tags, per cent right", tag_lessons::STEPS, score, report);
        }
        let ends = self.ends.learn(|_| true, most[0], base);
        let (words, tags) = self.tags.learn(|_| true, most[1], &self.tagger);
        Ok(Taught { words, tags, ends }.to_text())
    }
}

/// Articles are told apart by their number; each of so many is tested on once.
const FOLDS: usize = 5;

/// Chooses the size of the steps: that with which the stage is best on each article after learning from
/// the others. `score` says how good that is, and without a size how good the stage is as it came.
fn choose(
    what: &str,
    steps: [f32; 3],
    mut score: impl FnMut(Option<f32>) -> f64,
    report: &mut Report<'_>,
) -> f32 {
    let before = score(None);
    let tried = steps.map(|most| (score(Some(most)), most));
    // Of equal ones the largest: where there is little to learn from, it counts for more.
    let best = tried.into_iter().max_by(|one, other| one.0.total_cmp(&other.0));
    let (after, most) = best.unwrap_or_default();
    report.say(&format!(
        "{what}, on articles that were not learned from: {after:.2}; without training {before:.2}"
    ));
    if after < before {
        report.say(
            "these articles do not make the stage better; it may be best to do without this model",
        );
    }
    most
}

/// By token, whether it begins a sentence, as far as the sentences tell.
fn marks(sentences: &[Range<usize>], tokens: &[Token]) -> Vec<u8> {
    // The sentence that a token is in, and whether all of it is.
    let place = |token: &Token| {
        let number = sentences.partition_point(|sentence| sentence.end <= token.start);
        let sentence = sentences.get(number).filter(|sentence| sentence.start < token.end);
        sentence
            .map(|sentence| (number, sentence.start <= token.start && token.end <= sentence.end))
    };
    let places: Vec<_> = tokens.iter().map(place).collect();
    let mark = |pair: &[Option<(usize, bool)>]| match (pair[0], pair[1]) {
        (None, None) | (Some((_, false)), _) | (_, Some((_, false))) => UNKNOWN,
        (Some((one, _)), Some((other, _))) if one == other => GOES_ON,
        _ => BEGINS,
    };
    let first = (!tokens.is_empty()).then_some(UNKNOWN);
    first.into_iter().chain(places.windows(2).map(mark)).collect()
}

/// The sentences of a paragraph of so many tokens, as marked, and elsewhere by the rules.
fn cut(ends: &Ends, marks: Option<&[u8]>, tokens: usize) -> Vec<Range<usize>> {
    let begins = |at: usize| match marks.map(|marks| marks[at]) {
        Some(mark) if mark != UNKNOWN => mark == BEGINS,
        _ => ends.is_ruled(at),
    };
    let mut starts: Vec<usize> = (0..tokens).filter(|&at| at == 0 || begins(at)).collect();
    starts.push(tokens);
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_between_tokens_are_marked_as_far_as_the_sentences_tell() {
        let text = "One. Two Three four. Five-six. Seven";
        let mut found = Vec::new();
        tokens::split(text, 0, text.len(), &mut found);
        let word = |words: &str| {
            let start = text.find(words).expect("in the text");
            start..start + words.len()
        };
        // The last word is in none; "Fi" is part of a token.
        let known = [word("One."), word("Two"), word("Three four."), word("Fi")];
        let marked = marks(&known, &found);
        let shown: Vec<String> = found
            .iter()
            .zip(&marked)
            .map(|(token, &mark)| {
                let sign = match mark {
                    BEGINS => "|",
                    GOES_ON => "",
                    _ => "?",
                };
                format!("{sign}{}", token.of(text))
            })
            .collect();
        assert_eq!(shown.join(" "), "?One . |Two |Three four . ?Five ?- ?six ?. ?Seven");
    }
}
