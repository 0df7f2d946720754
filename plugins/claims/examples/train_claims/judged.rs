//! The claims of news articles that were judged by hand, as the stage finds them today, and the
//! model that is fitted to them.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use copydesk_claims::candidates::{Candidate, Candidates};
use copydesk_claims::check_worthiness::CheckWorthiness;
use copydesk_claims::lexicon::Lexicon;
use copydesk_claims::news;
use copydesk_claims::quotes::Quotes;
use copydesk_claims::score::{Buffers, log_odds, of_words, voice};
use copydesk_claims::unmarked;
use copydesk_claims::words::{Layers, TagTable, Words};
use copydesk_document::{Document, OffsetMap, OffsetUnit, Span};
use copydesk_learn::classifier::{
    Classifier, ClassifierOptions, ClassifierTrainer, Platt, set_platt,
};
use copydesk_learn::eval::folds;
use copydesk_learn::features::ValuedFeatures;
use copydesk_pipeline::Pipeline;
use copydesk_stage::harness;

/// The judgements: line of the corpus, begin and end in code points, 1 or 0.
const JUDGEMENTS: &str = include_str!("judgements.tsv");

/// The layers that the stage reads.
const LAYERS: [&str; 8] =
    ["paragraph", "sentence", "token", "entity", "quote", "cue", "source", "content"];

/// A judged claim.
pub struct Judged {
    /// What the model of news sees of it.
    pub features: ValuedFeatures,
    /// Its log-odds by its words alone.
    pub alone: f32,
    /// Whether it was kept for checking.
    pub kept: bool,
}

/// Chosen by cross-validation over the judged claims.
fn options() -> ClassifierOptions {
    ClassifierOptions { epochs: 40, rate: 0.1, l2: 3.0, ..ClassifierOptions::default() }
}

/// Finds each judged claim among those of the stage. One that is no claim of the stage any more is
/// left out.
pub fn read(
    data: &Path,
    pipeline: &Pipeline,
    model: &CheckWorthiness<'_>,
) -> Result<Vec<Judged>, Box<dyn Error>> {
    let mut by_line: BTreeMap<u32, Vec<(u32, u32, bool)>> = BTreeMap::new();
    for line in JUDGEMENTS.lines().filter(|line| !line.starts_with('#')) {
        let numbers: Vec<u32> = line.split('\t').map(str::parse).collect::<Result<_, _>>()?;
        let [line, start, end, kept] = numbers[..] else { return Err("a bad judgement".into()) };
        by_line.entry(line).or_default().push((start, end, kept == 1));
    }
    let corpus = std::fs::read_to_string(data.join("quotes/polnear.train.jsonl"))?;
    let lines: Vec<&str> = corpus.lines().collect();
    let (lexicon, tags) = (Lexicon::new(), TagTable::new());
    let mut worker = pipeline.worker()?;
    let (mut words, mut quotes) = (Words::default(), Quotes::default());
    let (mut candidates, mut buffers) = (Candidates::default(), Buffers::default());
    let mut judged = Vec::new();
    for (line, claims) in by_line {
        let record: serde_json::Value = serde_json::from_str(lines[line as usize - 1])?;
        let text = record["text"].as_str().unwrap_or_default();
        let document = worker.annotate(Document::new("", text)?);
        let points = OffsetMap::new(document.text(), OffsetUnit::Char);
        harness::view(&document, &LAYERS, |article| {
            let layers = Layers::of(article)?;
            words.read(&lexicon, &tags, layers);
            quotes.read(article, &mut words)?;
            unmarked::find(&mut words, &mut quotes, layers.entity);
            quotes.sort(&words);
            candidates.find(&words, &quotes);
            Ok::<_, copydesk_stage::UndeclaredLayer>(())
        })?;
        buffers.begin(&words);
        for (start, end, kept) in claims {
            let span = points.inward(start, end).ok_or("the judgements are of other texts")?;
            let Some(candidate) = nearest(&candidates, span) else { continue };
            let alone =
                log_odds(of_words(model, &words, &quotes, &candidates, candidate, &mut buffers));
            let mut features = ValuedFeatures::new();
            let picked = candidates.whole_of(candidate);
            news::write_features(&words, picked, voice(&quotes, candidate), alone, &mut features);
            judged.push(Judged { features, alone, kept });
        }
    }
    Ok(judged)
}

/// The candidate that has most in common with a span, if that is more than half of both.
fn nearest(candidates: &Candidates, span: Span) -> Option<&Candidate> {
    let common = |candidate: &Candidate| {
        let end = candidate.span.end().min(span.end());
        f64::from(end.saturating_sub(candidate.span.start().max(span.start())))
            / f64::from(candidate.span.hull(span).len())
    };
    let best = candidates.all.iter().max_by(|one, other| common(one).total_cmp(&common(other)))?;
    (common(best) > 0.5).then_some(best)
}

fn fit<'j>(judged: impl Iterator<Item = &'j Judged>) -> Vec<u8> {
    let mut trainer = ClassifierTrainer::new(2, options());
    judged.for_each(|judged| trainer.push(&judged.features, usize::from(judged.kept), 1.0));
    trainer.train()
}

/// The model of news.
pub struct Trained {
    /// Its bytes.
    pub model: Vec<u8>,
    /// The probability and judgement of each claim by a model that has not seen it.
    pub seen: Vec<(f32, bool)>,
}

/// Fits the model, and calibrates it in ten-fold cross-validation.
pub fn train(judged: &[Judged]) -> Result<Trained, Box<dyn Error>> {
    let mut margins = Vec::new();
    for fold in folds(judged.len(), 10, 1) {
        let rest = judged.iter().enumerate().filter(|(nth, _)| fold.binary_search(nth).is_err());
        let model = fit(rest.map(|(_, judged)| judged));
        let classifier = Classifier::from_bytes(&model)?;
        margins.extend(
            fold.iter().map(|&nth| (classifier.margin(&judged[nth].features), judged[nth].kept)),
        );
    }
    let platt = Platt::fit(&margins);
    let model = set_platt(fit(judged.iter()), platt)?;
    let seen = margins.into_iter().map(|(margin, kept)| (platt.probability(margin), kept));
    Ok(Trained { model, seen: seen.collect() })
}
