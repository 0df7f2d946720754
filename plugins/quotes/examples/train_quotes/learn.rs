//! Trains the models, each on what those before it make of articles that they have not seen.

use std::ops::Range;

use copydesk_learn::bilou::Bilou;
use copydesk_learn::classifier::{Classifier, ClassifierOptions, ClassifierTrainer};
use copydesk_learn::clusters::{ClusterOptions, ClusterTrainer};
use copydesk_learn::features::{Features, ValuedFeatures, hash_bytes};
use copydesk_learn::recurrent::{RecurrentNet, RecurrentOptions, RecurrentTrainer};
use copydesk_learn::tagger::{Method, Tagger, TaggerOptions, TaggerTrainer};
use copydesk_learn::vectors;
use copydesk_learn::word_table::WordTableBuilder;
use copydesk_quotes::arguments::{self, Buffers, Window};
use copydesk_quotes::cues;
use copydesk_quotes::extract::{self, Attribution, Scratch, Seen};
use copydesk_quotes::judge::{self, Candidate};
use copydesk_quotes::reading::Reading;
use copydesk_quotes::roles;
use copydesk_quotes::word::lower_case;
use copydesk_stage::Span;
use rayon::prelude::*;

use crate::Article;
use crate::corpus::Gold;

/// The parts in which the training set is cut to label each with a model of the others.
const FOLDS: usize = 4;

/// The bytes of the models.
pub struct Trained {
    /// The net that reads sentences.
    pub roles: Vec<u8>,
    /// The classifier that says how far cues go.
    pub ends: Vec<u8>,
    /// The tagger that finds source and content of a cue.
    pub arguments: Vec<u8>,
    /// The classifier that judges what was found.
    pub judge: Vec<u8>,
}

/// Trains them all. `report` is told what has been done.
pub fn train(articles: &[&Article], report: impl Fn(&str) + Sync) -> Trained {
    let (roles, mut unseen) = read_unseen(articles, &report);
    let ends = list_unseen(articles, &mut unseen);
    report("the ends of cues");
    // The same for the tagger, by halves.
    let mut judge = ClassifierTrainer::new(2, judge_options());
    let half = |at: usize| at / FOLDS % 2;
    for part in 0..2 {
        let mut windows = arguments_trainer(6);
        for at in (0..articles.len()).filter(|&at| half(at) != part) {
            push_windows(articles[at], &unseen[at], &mut windows);
        }
        let model = windows.train();
        let tagger = Tagger::from_bytes(&model).expect("just made");
        let mut scratch = Scratch::default();
        for at in (0..articles.len()).filter(|&at| half(at) == part) {
            scratch.seen.clone_from(&unseen[at]);
            push_finds(articles[at], &tagger, &mut scratch, &mut judge);
        }
        report("a tagger of one half");
    }
    let judge = judge.train();
    let mut windows = arguments_trainer(8);
    for (article, seen) in articles.iter().zip(&unseen) {
        push_windows(article, seen, &mut windows);
    }
    let arguments = windows.train();
    report("the tagger");
    Trained { roles, ends, arguments, judge }
}

/// The net, and what a net of the other parts reads in each article.
fn read_unseen(articles: &[&Article], report: &(impl Fn(&str) + Sync)) -> (Vec<u8>, Vec<Seen>) {
    let of_part = |part: usize| {
        let others = articles.iter().enumerate().filter(|(n, _)| n % FOLDS != part);
        let net = train_roles(others.map(|(_, article)| *article));
        report(if part < FOLDS { "a net of three quarters" } else { "the net" });
        net
    };
    // The last is of no part, and has all to learn from.
    let mut nets: Vec<Vec<u8>> = (0..=FOLDS).into_par_iter().map(of_part).collect();
    let net = nets.pop().unwrap_or_default();
    let mut unseen = vec![Seen::default(); articles.len()];
    for (part, model) in nets.iter().enumerate() {
        let net = RecurrentNet::from_bytes(model).expect("just made");
        let mut scratch = roles::Scratch::default();
        for at in (0..articles.len()).filter(|n| n % FOLDS == part) {
            roles::read(&net, &articles[at].reading, &mut scratch, &mut unseen[at].odds);
        }
    }
    (net, unseen)
}

/// The classifier that says how far cues go; lists the cues of each article by one of the other parts.
fn list_unseen(articles: &[&Article], unseen: &mut [Seen]) -> Vec<u8> {
    let of_part = |part: usize| {
        let others = articles.iter().copied().zip(&*unseen).enumerate();
        train_ends(others.filter(|(n, _)| n % FOLDS != part).map(|(_, article)| article))
    };
    let mut ends: Vec<Vec<u8>> = (0..=FOLDS).into_par_iter().map(of_part).collect();
    let all = ends.pop().unwrap_or_default();
    let mut features = ValuedFeatures::new();
    for (part, model) in ends.iter().enumerate() {
        let ends = Classifier::from_bytes(model).expect("just made");
        for at in (0..articles.len()).filter(|n| n % FOLDS == part) {
            let reading = &articles[at].reading;
            unseen[at].conclude(&ends, reading, extract::LEAST_LEARNED, &mut features);
        }
    }
    all
}

/// Word classes of lower-case words, as paths.
pub fn train_classes(text: &str) -> Vec<u8> {
    let options = ClusterOptions { classes: 400, min_count: 5, rounds: 8 };
    let mut trainer = ClusterTrainer::new(options);
    let mut words = Vec::new();
    for line in text.lines() {
        words.clear();
        for word in line.split_whitespace() {
            let lower = word.to_lowercase().replace('’', "'");
            let core = lower.trim_matches(|c: char| !c.is_alphanumeric());
            let end = lower.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
            for piece in [core.trim_end_matches("'s"), &lower[end..]] {
                if !piece.is_empty() {
                    words.push(piece.to_owned());
                }
            }
        }
        trainer.push(words.iter().map(String::as_str));
    }
    let classes = trainer.train();
    let mut table = WordTableBuilder::new();
    for (word, class, _) in classes.words() {
        table.insert(hash_lower(word), classes.class_path(class).to_u32());
    }
    table.finish()
}

fn hash_lower(word: &str) -> u64 {
    hash_bytes(lower_case(word, &mut [0; 40]))
}

/// Trains the net that reads sentences.
fn train_roles<'a>(articles: impl Iterator<Item = &'a Article>) -> Vec<u8> {
    let options =
        RecurrentOptions { inputs: 48, units: 48, epochs: 8, min_count: 10, ..Default::default() };
    let mut trainer = RecurrentTrainer::of_tokens(roles::PARTS, options);
    for (word, vector) in vectors::words() {
        trainer.vector(roles::of_word(hash_lower(word)), &vector);
    }
    let mut features = Features::new();
    for Article { reading, gold, taught, .. } in articles {
        let wanted = taught.clone().unwrap_or_else(|| wanted_roles(reading, gold));
        for range in roles::stretches(reading) {
            roles::write_features(reading, range.clone(), &mut features);
            trainer.push_tokens(&features, wanted[range].as_flattened());
        }
    }
    trainer.train()
}

/// The parts of each word, 0 or 1.
fn wanted_roles(reading: &Reading, gold: &[Gold]) -> Vec<[f32; roles::PARTS]> {
    let mut wanted = vec![[0.0_f32; roles::PARTS]; reading.words.len()];
    for one in gold {
        for (spans, role) in
            [(&one.source, roles::SOURCE), (&one.content, roles::CONTENT), (&one.cue, roles::CUE)]
        {
            for range in words(reading, spans) {
                for wanted in &mut wanted[range.clone()] {
                    wanted[role] = 1.0;
                }
                if role == roles::CUE {
                    wanted[range.start][roles::BEGIN] = 1.0;
                }
            }
        }
    }
    wanted
}

/// The words of gold spans. A word that a span only begins in counts.
fn words(reading: &Reading, spans: &[Span]) -> Vec<Range<usize>> {
    let words = spans.iter().map(|&span| reading.words_in(span));
    words.filter(|range| !range.is_empty()).collect()
}

/// Trains the classifier that says how far cues go, on those of the corpus: the teacher does not say.
fn train_ends<'a>(articles: impl Iterator<Item = (&'a Article, &'a Seen)>) -> Vec<u8> {
    let options =
        ClassifierOptions { epochs: 15, l2: 5.0, min_count: 3, ..ClassifierOptions::default() };
    let mut trainer = ClassifierTrainer::new(2, options);
    let mut features = ValuedFeatures::new();
    for (Article { reading, gold, .. }, seen) in articles.filter(|(one, _)| one.taught.is_none()) {
        for cue in gold.iter().filter_map(|one| words(reading, &one.cue).into_iter().next()) {
            let sentence = &reading.sentences[reading.words[cue.start].sentence as usize];
            for at in cue.start + 1..(cue.end + 1).min(sentence.words.end) {
                cues::write_features(reading, &seen.odds, cue.start, at, &mut features);
                trainer.push(&features, usize::from(at < cue.end), 1.0);
            }
        }
    }
    trainer.train()
}

fn arguments_trainer(epochs: u32) -> TaggerTrainer {
    let bilou = Bilou::new(arguments::CLASSES);
    // As was best on held-out articles: with a strong penalty, and the mean of the last passes.
    let options = TaggerOptions {
        method: Method::Crf { rate: 0.1, l2: 16.0 },
        epochs,
        prune: 0.03,
        averaged: 3,
        trainings: 2,
        ..TaggerOptions::default()
    };
    TaggerTrainer::with_constraints(bilou.labels(), options, move |a, b| bilou.allowed(a, b))
}

/// Adds the windows of an article's cues, those of the corpus and those that were found
/// besides, which have neither source nor content.
fn push_windows(article: &Article, seen: &Seen, trainer: &mut TaggerTrainer) {
    if article.taught.is_some() {
        return;
    }
    let bilou = Bilou::new(arguments::CLASSES);
    let Article { reading, gold, .. } = article;
    let (mut window, mut buffers, mut features) =
        (Window::default(), Buffers::default(), Features::new());
    let overlap = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    let golden: Vec<(Range<usize>, &Gold)> = gold
        .iter()
        .filter_map(|one| Some((words(reading, &one.cue).first()?.clone(), one)))
        .collect();
    let mut examples: Vec<(Range<usize>, Option<&Gold>)> = Vec::new();
    for (cue, _) in &seen.cues {
        let one = golden.iter().find(|(gold, _)| overlap(gold, cue)).map(|(_, one)| *one);
        if one.is_some() {
            examples.push((cue.clone(), one));
        }
    }
    for (cue, one) in &golden {
        if !seen.cues.iter().any(|(found, _)| found == cue) {
            examples.push((cue.clone(), Some(one)));
        }
    }
    for (cue, one) in examples {
        if reading.sentences[reading.words[cue.start].sentence as usize].boilerplate {
            continue;
        }
        window.set(reading, cue.clone());
        let mut classes = vec![(u8::MAX, 0); window.words.len()];
        let mut number = 0;
        if let Some(one) = one {
            for (class, spans) in
                [(arguments::CONTENT, &one.content), (arguments::SOURCE, &one.source)]
            {
                for range in words(reading, spans) {
                    number += 1;
                    for (at, slot) in window.words.iter().zip(&mut classes) {
                        if range.contains(at) && !cue.contains(at) {
                            *slot = (class, number);
                        }
                    }
                }
            }
        }
        let mut spans: Vec<(Range<usize>, u8)> = Vec::new();
        let mut at = 0;
        while at < classes.len() {
            let run = classes[at..].iter().take_while(|other| **other == classes[at]).count();
            if classes[at].0 != u8::MAX {
                spans.push((at..at + run, classes[at].0));
            }
            at += run;
        }
        arguments::write_features(reading, &window, seen, true, &mut buffers, &mut features);
        let labels = bilou.encode(window.words.len(), &spans);
        let masks: Vec<u64> = labels.iter().map(|&label| 1 << label).collect();
        trainer.push(&features, &masks).expect("spans make an allowed path");
    }
}

fn judge_options() -> ClassifierOptions {
    ClassifierOptions { epochs: 20, l2: 40.0, min_count: 3, ..ClassifierOptions::default() }
}

/// Adds what is found in an article, with how likely it is right.
fn push_finds(
    article: &Article,
    tagger: &Tagger<'_>,
    scratch: &mut Scratch,
    judge: &mut ClassifierTrainer,
) {
    let reading = &article.reading;
    let golden: Vec<Golden> = (article.gold.iter())
        .map(|one| Golden {
            cue: words(reading, &one.cue),
            content: words(reading, &one.content),
            sure: one.sure,
        })
        .collect();
    extract::find_candidates(tagger, reading, scratch);
    let mut features = ValuedFeatures::new();
    for (number, Candidate { one, .. }) in scratch.candidates.iter().enumerate() {
        judge::write_features(reading, &scratch.candidates, number, &scratch.seen, &mut features);
        let right = if article.taught.is_some() {
            taught_right(&golden, one)
        } else {
            golden_right(&golden, one)
        };
        for (class, weight) in [1.0 - right, right].into_iter().enumerate() {
            if weight > 0.0 {
                judge.push(&features, class, weight);
            }
        }
    }
}

/// The words of a gold attribution.
struct Golden {
    cue: Vec<Range<usize>>,
    content: Vec<Range<usize>>,
    sure: f32,
}

/// Whether a find's cue touches one of the corpus, and its content and that one's have more in common than
/// not.
fn golden_right(golden: &[Golden], one: &Attribution) -> f32 {
    let right = golden.iter().any(|Golden { cue, content, .. }| {
        let both = shared(content, &one.content);
        shared(cue, one.cue.as_slice()) > 0 && 3 * both >= length(content) + length(&one.content)
    });
    f32::from(u8::from(right))
}

/// How sure the teacher is of a find's cue, if it sees content in most of the find's.
fn taught_right(golden: &[Golden], one: &Attribution) -> f32 {
    let said: usize = golden.iter().map(|golden| shared(&golden.content, &one.content)).sum();
    let cues = golden.iter().filter(|golden| shared(&golden.cue, one.cue.as_slice()) > 0);
    let sure = cues.fold(0.0_f32, |sure, golden| sure.max(golden.sure));
    if 3 * said >= 2 * length(&one.content) { sure } else { 0.0 }
}

fn length(pieces: &[Range<usize>]) -> usize {
    pieces.iter().map(ExactSizeIterator::len).sum()
}

/// The words that both have.
fn shared(a: &[Range<usize>], b: &[Range<usize>]) -> usize {
    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
    pairs.map(|(a, b)| a.end.min(b.end).saturating_sub(a.start.max(b.start))).sum()
}
