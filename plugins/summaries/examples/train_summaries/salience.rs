//! Trains the model of salience, and scores its ranking of entities and figures against rankings by
//! first mention and by count.
//!
//! What an article's summary names is salient: of the CNN articles, each entity or figure that the
//! editor's highlights name (Dunietz & Gillick 2014); of GUM's texts, each entity by how many of
//! five people's summaries name it (Lin & Zeldes 2024).

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use copydesk_document::Document;
use copydesk_learn::classifier::{
    Classifier, ClassifierOptions, ClassifierTrainer, Platt, set_platt,
};
use copydesk_learn::eval::folds;
use copydesk_learn::features::ValuedFeatures;
use copydesk_pipeline::Worker;
use copydesk_stage::{AnnotationId, Article, Span, harness};
use copydesk_summaries::headline;
use copydesk_summaries::membership::Scorer;
use copydesk_summaries::points::{Point, Points, Trait};
use serde_json::Value;

const FOLDS: usize = 10;
/// How much a GUM text counts beside a CNN article: there are six times as many of those.
const GUM_WEIGHT: f32 = 3.0;

/// A text's points and how salient each is, of five; none where nobody can tell.
pub struct Text {
    points: Vec<Point>,
    features: Vec<ValuedFeatures>,
    gold: Vec<Option<u32>>,
    weight: f32,
}

/// What is seen of a document: its own layers and the stage's reading of them.
const VISIBLE: [&str; 3] = ["sentence", "token", "entity"];

/// Collects the points of a document whose sentences have these scores.
pub fn collect(
    document: &Document,
    scorer: &Scorer,
    scores: &[f32],
    without: Option<Trait>,
) -> Result<(Vec<Point>, Vec<ValuedFeatures>), Box<dyn Error>> {
    let mut points = Points::default();
    let best = headline::best(scorer.reading(), scores);
    harness::view(document, &VISIBLE, |article| points.collect(article, scorer, scores, best))
        .map_err(|failure| failure.message().to_owned())?;
    let features = (0..points.points().len()).map(|at| points.features(at, without).clone());
    let features = features.collect();
    Ok((points.points().to_vec(), features))
}

/// A CNN article: what its highlights name is salient.
pub fn of_highlights(
    document: &Document,
    (points, features): (Vec<Point>, Vec<ValuedFeatures>),
    highlights: &str,
) -> Text {
    let mentions = harness::view(document, &VISIBLE, mentions);
    let gold = |point: &Point| {
        let text = point.span.of(document.text());
        let named = if point.measure.is_some() {
            let has_digit = |word: &&str| word.bytes().any(|byte| byte.is_ascii_digit());
            let number = text.split_whitespace().find(has_digit);
            let trim = |c: char| !c.is_ascii_digit();
            number.is_some_and(|number| has_word(highlights, number.trim_matches(trim)))
        } else {
            let of_entity = point.entity.and_then(|id| mentions.get(&id));
            of_entity.into_iter().flatten().any(|&(span, is_person)| {
                let name = bare(span.of(document.text()));
                // People are named by their last names.
                let last = name.split_whitespace().last().filter(|_| is_person);
                [Some(name), last].into_iter().flatten().any(|form| has_word(highlights, form))
            })
        };
        Some(if named { 5 } else { 0 })
    };
    Text { gold: points.iter().map(gold).collect(), points, features, weight: 1.0 }
}

/// By canonical mention, where an entity is mentioned, and whether as a person.
fn mentions(article: &Article<'_>) -> BTreeMap<AnnotationId, Vec<(Span, bool)>> {
    let mut mentions: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for mention in article.optional("entity").into_iter().flatten() {
        let id = mention.link("entity").unwrap_or(mention.id());
        mentions.entry(id).or_default().push((mention.span(), mention.label() == "PERSON"));
    }
    mentions
}

/// A name without its article and possessive ending.
fn bare(name: &str) -> &str {
    let name = ["'s", "’s", "'", "’"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    name.strip_prefix("the ").or(name.strip_prefix("The ")).unwrap_or(name)
}

fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    word.len() > 1
        && text.match_indices(word).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + word.len()..]);
            !is_part(before.chars().next_back()) && !is_part(after.chars().next())
        })
}

/// The texts of a GUM file; `score` reads one and gives its sentences' scores.
pub fn of_gum(
    path: &Path,
    worker: &mut Worker,
    mut score: impl FnMut(&Document, &mut Scorer) -> Result<Vec<f32>, Box<dyn Error>>,
) -> Result<Vec<Text>, Box<dyn Error>> {
    let mut texts = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let row: Value = serde_json::from_str(line)?;
        let field = |name: &str| row[name].as_str().ok_or_else(|| format!("no {name}"));
        let document = worker.annotate(Document::new(field("id")?, field("text")?)?);
        let mut scorer = Scorer::default();
        let scores = score(&document, &mut scorer)?;
        let (points, features) = collect(&document, &scorer, &scores, None)?;
        let gold = Mentions::read(&row, document.text())?;
        let mentions = harness::view(&document, &VISIBLE, mentions);
        let salience = |point: &Point| {
            let id = point.entity.filter(|_| point.measure.is_none())?;
            let spans = mentions.get(&id)?.iter().map(|mention| mention.0);
            spans.filter_map(|span| gold.salience(span, document.text())).max()
        };
        let gold = points.iter().map(salience).collect();
        texts.push(Text { points, features, gold, weight: GUM_WEIGHT });
    }
    Ok(texts)
}

/// GUM's mentions in bytes, each with its cluster's salience.
struct Mentions(Vec<(usize, usize, u32)>);

impl Mentions {
    fn read(row: &Value, text: &str) -> Result<Self, Box<dyn Error>> {
        let mut bytes: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        bytes.push(text.len());
        let mut mentions = Vec::new();
        for mention in row["mentions"].as_array().ok_or("no mentions")? {
            let at =
                |name: &str| mention[name].as_u64().and_then(|at| bytes.get(at as usize).copied());
            let (start, end) = at("start").zip(at("end")).ok_or("a mention without a place")?;
            let cluster = mention["cluster"].as_str().ok_or("a mention without a cluster")?;
            let salience = row["salience"][cluster].as_u64().unwrap_or(0);
            mentions.push((start, end, salience as u32));
        }
        Ok(Self(mentions))
    }

    /// The salience of the smallest mention that is these words, but for a determiner before them
    /// and the possessive after them, or that ends as they do or begins as they do.
    fn salience(&self, span: Span, text: &str) -> Option<u32> {
        let (start, name) = (span.start() as usize, span.of(text));
        let possessive = ["'s", "’s", "'", "’"].iter().find(|end| name.ends_with(**end));
        let end = span.end() as usize - possessive.map_or(0, |end| end.len());
        let fits = |&&(from, to, _): &&(usize, usize, u32)| {
            let ends = || matches!(text[end..to].trim(), "" | "'s" | "’s" | "'" | "’");
            let begins =
                || matches!(text[from..start].trim(), "" | "the" | "The" | "a" | "A" | "an" | "An");
            from <= start && to >= end && start <= end && ends() && begins()
        };
        let fitting = self.0.iter().filter(fits);
        fitting.min_by_key(|&&(from, to, _)| to - from).map(|&(_, _, salience)| salience)
    }
}

/// Trains on both kinds of text, prints the scores, and returns the model.
pub fn train(cnn: &[Text], gum: &[Text], dev: &[Text]) -> Result<Vec<u8>, Box<dyn Error>> {
    let all: Vec<_> = cnn.iter().chain(gum).collect();
    let margins = cross_validate(&all)?;
    let model = fit(&all, |_| true);
    let classifier = Classifier::from_bytes(&model)?;
    let of = |text: &Text| -> Vec<f32> {
        text.features.iter().map(|features| classifier.margin(features)).collect()
    };
    let dev_margins: Vec<_> = dev.iter().map(of).collect();
    let (of_cnn, of_gum) = margins.split_at(cnn.len());
    for (name, texts, margins) in [
        ("highlights, cross-validated", cnn, of_cnn),
        ("GUM train, cross-validated", gum, of_gum),
        ("GUM dev", dev, &dev_margins[..]),
    ] {
        let first = |text: &Text| text.points.iter().map(|p| -(p.span.start() as f32)).collect();
        let count = |text: &Text| text.points.iter().map(|p| p.count as f32).collect();
        let by_first: Vec<Vec<f32>> = texts.iter().map(first).collect();
        let by_count: Vec<Vec<f32>> = texts.iter().map(count).collect();
        for figures in [false, true] {
            report(name, "by first mention", texts, &by_first, figures);
            report(name, "by count", texts, &by_count, figures);
            report(name, "this stage", texts, margins, figures);
        }
    }
    let seen: Vec<(f32, bool)> = cnn
        .iter()
        .zip(of_cnn)
        .flat_map(|(text, margins)| {
            let gold = text.gold.iter().map(|gold| gold.unwrap_or(0) > 0);
            margins.iter().copied().zip(gold)
        })
        .collect();
    Ok(set_platt(model, Platt::fit(&seen))?)
}

/// Prints how the ranking scores that a model of these texts' features gives.
pub fn measure(name: &str, cnn: &[Text]) -> Result<(), Box<dyn Error>> {
    let margins = cross_validate(&cnn.iter().collect::<Vec<_>>())?;
    report("highlights alone", name, cnn, &margins, false);
    report("highlights alone", name, cnn, &margins, true);
    Ok(())
}

fn fit(texts: &[&Text], wanted: impl Fn(usize) -> bool) -> Vec<u8> {
    let options =
        ClassifierOptions { epochs: 40, rate: 0.1, l2: 3.0, min_count: 5, ..Default::default() };
    let mut trainer = ClassifierTrainer::new(2, options);
    for (_, text) in texts.iter().enumerate().filter(|(at, _)| wanted(*at)) {
        for (features, gold) in text.features.iter().zip(&text.gold) {
            let Some(gold) = gold else { continue };
            let share = *gold as f32 / 5.0;
            for (class, weight) in [(1, share), (0, 1.0 - share)] {
                if weight > 0.0 {
                    trainer.push(features, class, weight * text.weight);
                }
            }
        }
    }
    trainer.train()
}

fn cross_validate(texts: &[&Text]) -> Result<Vec<Vec<f32>>, Box<dyn Error>> {
    let mut margins = vec![Vec::new(); texts.len()];
    for fold in folds(texts.len(), FOLDS, 1) {
        let model = fit(texts, |at| fold.binary_search(&at).is_err());
        let classifier = Classifier::from_bytes(&model)?;
        for at in fold {
            let features = texts[at].features.iter();
            margins[at] = features.map(|features| classifier.margin(features)).collect();
        }
    }
    Ok(margins)
}

/// Mean average precision and nDCG of the ten best, over the texts that have a salient point.
fn report(set: &str, name: &str, texts: &[Text], scores: &[Vec<f32>], figures: bool) {
    const TOP: usize = 10;
    let (mut precision, mut gain, mut count) = (0.0, 0.0, 0);
    for (text, scores) in texts.iter().zip(scores) {
        let is_wanted =
            |at: &usize| text.gold[*at].is_some() && text.points[*at].measure.is_some() == figures;
        let mut order: Vec<_> = (0..scores.len()).filter(is_wanted).collect();
        let start = |at: usize| text.points[at].span.start();
        order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(start(a).cmp(&start(b))));
        let gold: Vec<_> = order.iter().map(|&at| text.gold[at].unwrap_or(0)).collect();
        if gold.iter().all(|&gold| gold == 0) {
            continue;
        }
        let (mut hits, mut sum) = (0.0, 0.0);
        for (place, _) in (1..).zip(&gold).filter(|(_, gold)| **gold > 0) {
            hits += 1.0;
            sum += hits / f64::from(place);
        }
        precision += sum / hits;
        let discounted = |gold: &[u32]| -> f64 {
            (2..).zip(gold.iter().take(TOP)).map(|(r, &g)| f64::from(g) / f64::from(r).log2()).sum()
        };
        let mut ideal = gold.clone();
        ideal.sort_by(|a, b| b.cmp(a));
        gain += discounted(&gold) / discounted(&ideal);
        count += 1;
    }
    if count > 0 {
        let mean = |sum: f64| 100.0 * sum / f64::from(count);
        let what = if figures { "figures" } else { "entities" };
        println!(
            "{what:<9}{set:<28} {name:<18} AP {:.1}  nDCG {:.1}  texts {count}",
            mean(precision),
            mean(gain)
        );
    }
}
