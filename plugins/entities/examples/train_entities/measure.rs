//! Scores of a model on articles with gold mentions; the stage's output for the scorer.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use copydesk_entities::aliases::Aliases;
use copydesk_entities::corrections::correct;
use copydesk_entities::labels::Class;
use copydesk_entities::reading::Reading;
use copydesk_entities::tagging::{Mention, Model, Scratch};
use copydesk_entities::{Entities, MANIFEST};
use copydesk_pipeline::Worker;
use copydesk_stage::{Span, harness::Harness};
use serde_json::{Map, json};

use crate::corpus::{self, Article, Score};
use crate::recase::{self, Style};
use crate::{Part, view};

/// Prints the scores on each part, as it is and with other capitals, and how far probabilities can
/// be taken at their word.
pub fn print(model: &Model<'_>, parts: &[Part], worker: &mut Worker) {
    for (name, articles) in parts {
        println!("{name}: {}", score(model, articles));
        println!("{name}: {}", kept(model, articles));
        for style in Style::ALL {
            let mut altered: Vec<_> =
                articles.iter().map(|article| recase::alter(article, |_| Some(style))).collect();
            altered
                .iter_mut()
                .for_each(|article| article.document = worker.annotate(article.document.clone()));
            println!("  {style:?}: {}", score(model, &altered));
        }
    }
    for (name, articles) in parts {
        println!("{name}: mentions, mean score, share that is right");
        calibration(model, articles);
    }
}

/// Finds the mentions of an article as the stage does.
fn find(
    model: &Model<'_>,
    article: &Article,
    scratch: &mut Scratch,
    aliases: &mut Aliases,
) -> Vec<(Span, &'static str, f32)> {
    let mut mentions: Vec<Mention> = Vec::new();
    view(&article.document, |view| model.tag(view, scratch, &mut mentions));
    correct(&scratch.reading, article.document.text(), &mut mentions);
    aliases.join(&scratch.reading, &mut mentions);
    let labelled = mentions.iter().filter_map(|mention| {
        let span = scratch.reading.span(mention.words.start, mention.words.end);
        Some((span, corpus::scored(mention.class, article)?, mention.score))
    });
    labelled.collect()
}

pub fn score(model: &Model<'_>, articles: &[Article]) -> Score {
    let (mut scratch, mut aliases) = (Scratch::default(), Aliases::default());
    let mut score = Score::default();
    for article in articles {
        let found: Vec<_> = find(model, article, &mut scratch, &mut aliases)
            .into_iter()
            .map(|(span, label, _)| (span, label))
            .collect();
        score.add(&corpus::gold_labels(article), &found);
    }
    score
}

/// How many of the names of articles in which not all are marked are found.
pub fn names(model: &Model<'_>, articles: &[Article]) -> String {
    let (mut scratch, mut aliases) = (Scratch::default(), Aliases::default());
    let (mut names, mut found, mut right) = (0, 0, 0);
    for article in articles {
        let mentions = find(model, article, &mut scratch, &mut aliases);
        names += article.gold.len();
        for gold in &article.gold {
            let own = mentions.iter().find(|(span, ..)| *span == gold.span);
            let class = own.and_then(|(_, label, _)| Class::from_name(label));
            found += usize::from(own.is_some());
            right += usize::from(class.is_some_and(|class| gold.classes & class.bit() != 0));
        }
    }
    format!("of {names} names {found} found, {right} with the right class")
}

/// How many words the tagger looks at, and how many words of mentions it does not.
fn kept(model: &Model<'_>, articles: &[Article]) -> String {
    let mut reading = Reading::default();
    let (mut words, mut kept, mut gold, mut lost) = (0, 0, 0, 0);
    for article in articles {
        view(&article.document, |view| reading.read(view, &model.lexicon));
        words += reading.words.len();
        kept += reading.kept.iter().filter(|&&kept| kept).count();
        for (at, word) in reading.words.iter().enumerate() {
            let is_gold = article.gold.iter().any(|gold| gold.span.overlaps(word.span));
            gold += usize::from(is_gold);
            lost += usize::from(is_gold && !reading.kept[at]);
        }
    }
    let share = kept as f64 / words.max(1) as f64;
    format!("{:.1} % of words looked at; not {lost} of {gold} of mentions", 100.0 * share)
}

fn calibration(model: &Model<'_>, articles: &[Article]) {
    let (mut scratch, mut aliases) = (Scratch::default(), Aliases::default());
    let mut bins = [[0.0_f64; 3]; 10];
    for article in articles.iter().filter(|article| !crate::fits(article)) {
        let gold = corpus::gold_labels(article);
        for (span, label, score) in find(model, article, &mut scratch, &mut aliases) {
            let bin = &mut bins[((score * 10.0) as usize).min(9)];
            bin[0] += 1.0;
            bin[1] += f64::from(score);
            bin[2] += f64::from(u8::from(gold.contains(&(span, label))));
        }
    }
    for [count, score, right] in bins.into_iter().filter(|bin| bin[0] > 0.0) {
        println!("  {count:5} {:.2} {:.2}", score / count, right / count);
    }
}

/// Runs the stage as it was built on a file of JSON Lines and writes its entities, for the scorer;
/// prints its speed.
pub fn annotate(input: &Path, output: &Path, worker: &mut Worker) -> Result<(), Box<dyn Error>> {
    let mut stage = Harness::<Entities>::new(MANIFEST, r#"{"names":{}}"#)?;
    let mut lines = String::new();
    let (mut words, mut time) = (0, Duration::ZERO);
    for article in corpus::read(input)? {
        let document = worker.annotate(article.document);
        let started = Instant::now();
        let layers = stage.run(&document)?;
        time += started.elapsed();
        words += document.text().split_whitespace().count();
        let mut entities = Vec::new();
        for entity in layers[0].annotations() {
            let span = entity.span.map_or(0..0, Span::range);
            let mut attrs = Map::new();
            for attr in &entity.attrs {
                attrs.insert(attr.key.to_string(), serde_json::to_value(&attr.value)?);
            }
            entities.push(json!({
                "id": entity.id.get(), "start": span.start, "end": span.end, "label": entity.label, "score": entity.score,
                "text": &document.text()[span], "attrs": attrs,
                "links": {"entity": entity.link("entity").map(|id| id.get())},
            }));
        }
        let record = json!({
            "id": document.id(), "offsets": "utf8", "text": document.text(), "annotations": {"entity": entities},
        });
        lines.push_str(&record.to_string());
        lines.push('\n');
    }
    fs::write(output, lines)?;
    println!("{words} words, {:.0} a second", words as f64 / time.as_secs_f64());
    Ok(())
}
