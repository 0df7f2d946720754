//! Reads the corpora, and scores what was found in them.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::Path;

use copydesk_document::{OffsetMap, OffsetUnit};
use copydesk_entities::gold::{Gold, GoldWords};
use copydesk_entities::labels::Class;
use copydesk_entities::reading::Reading;
use copydesk_stage::{Document, Span};
use serde_json::Value;

/// An article with its gold mentions.
#[derive(Clone, Debug)]
pub struct Article {
    pub document: Document,
    pub gold: Vec<Gold>,
    /// The classes that the corpus does not mark, as bits.
    pub unmarked: u64,
    /// Words that may be of any mention, as the corpus does not tell; in text order.
    pub open: Vec<Span>,
    /// The tokens and sentences that the corpus has.
    pub tokens: Vec<Span>,
    pub sentences: Vec<Span>,
    /// For an article that was altered, the spans that were; else empty.
    pub altered: Vec<Span>,
}

/// The classes behind a corpus's label.
fn classes(label: &str) -> u64 {
    match label {
        "PER" => Class::Person.bit(),
        // In a corpus of four classes. One of nine has its own names for the others.
        "LOC4" => Class::Loc.bit() | Class::Fac.bit(),
        "MISC4" => Class::Norp.bit() | Class::Product.bit() | Class::Misc.bit(),
        label => Class::from_name(label).map_or(0, Class::bit),
    }
}

/// Reads a file of JSON Lines.
pub fn read(path: &Path) -> Result<Vec<Article>, Box<dyn Error>> {
    let four = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("conll"));
    let mut articles = Vec::new();
    for line in
        fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?.lines()
    {
        let record: Value = serde_json::from_str(line)?;
        let text = record["text"].as_str().ok_or("no text")?;
        let points = OffsetMap::new(text, OffsetUnit::Char);
        let span = |start: &Value, end: &Value| -> Option<Span> {
            let at = |value: &Value| u32::try_from(value.as_u64()?).ok();
            points.inward(at(start)?, at(end)?)
        };
        let spans = |key: &str| -> Vec<Span> {
            let all = record[key].as_array().into_iter().flatten();
            all.filter_map(|pair| span(&pair[0], &pair[1])).collect()
        };
        let mut gold = Vec::new();
        for entity in record["entities"].as_array().into_iter().flatten() {
            let label = entity["label"].as_str().unwrap_or_default();
            let label = match label {
                "LOC" | "MISC" if four => format!("{label}4"),
                label => label.to_owned(),
            };
            if let Some(span) = span(&entity["start"], &entity["end"]) {
                gold.push(Gold { span, classes: classes(&label) });
            }
        }
        articles.push(Article {
            document: Document::new(record["id"].as_str().unwrap_or_default(), text)?,
            gold,
            unmarked: if four { Class::Date.bit() | Class::Money.bit() } else { 0 },
            open: Vec::new(),
            tokens: spans("tokens"),
            sentences: spans("sentences"),
            altered: Vec::new(),
        });
    }
    Ok(articles)
}

/// The label masks of the words in `run`: what gold allows for each.
pub fn masks(article: &Article, reading: &Reading, run: &Range<usize>) -> Vec<u64> {
    let mut words = GoldWords::new(&article.gold, reading, run);
    let places = run.clone().filter(|&at| {
        let span = reading.words[at].span;
        let first = article.open.partition_point(|open| open.end() <= span.start());
        article.open.get(first).is_some_and(|open| open.overlaps(span))
    });
    words.torn.extend(places.map(|at| at - run.start..at - run.start + 1));
    words.masks(run.len(), article.unmarked)
}

/// Precision, recall and F1 of exact spans.
#[derive(Clone, Debug, Default)]
pub struct Score {
    by_label: BTreeMap<&'static str, [u32; 3]>,
}

impl Score {
    pub fn add(&mut self, gold: &[(Span, &'static str)], found: &[(Span, &'static str)]) {
        for (_, label) in gold {
            self.by_label.entry(label).or_default()[0] += 1;
        }
        for mention in found {
            let counts = self.by_label.entry(mention.1).or_default();
            counts[1] += 1;
            counts[2] += u32::from(gold.contains(mention));
        }
    }

    pub fn f1(&self) -> f64 {
        let sums = self
            .by_label
            .values()
            .fold([0; 3], |sums, counts| [0, 1, 2].map(|i| sums[i] + counts[i]));
        f1(sums)
    }
}

fn f1([gold, found, right]: [u32; 3]) -> f64 {
    200.0 * f64::from(right) / f64::from((gold + found).max(1))
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "F1 {:.2}", self.f1())?;
        self.by_label
            .iter()
            .filter(|(_, counts)| counts[0] > 0)
            .try_for_each(|(label, &counts)| write!(f, "  {label} {:.1}", f1(counts)))
    }
}

/// The label by which a class is scored: CoNLL's four where the corpus has those.
pub fn scored(class: Class, article: &Article) -> Option<&'static str> {
    if article.unmarked == 0 || !article.open.is_empty() {
        return Some(class.name());
    }
    match class {
        Class::Person => Some("PER"),
        Class::Org => Some("ORG"),
        Class::Loc | Class::Fac => Some("LOC"),
        Class::Norp | Class::Product | Class::Misc => Some("MISC"),
        Class::Date | Class::Money => None,
    }
}

/// The gold mentions with the labels by which they are scored.
pub fn gold_labels(article: &Article) -> Vec<(Span, &'static str)> {
    let of = |classes: u64| Class::ALL.into_iter().find(|class| classes & class.bit() != 0);
    let labelled = |gold: &Gold| Some((gold.span, scored(of(gold.classes)?, article)?));
    article.gold.iter().filter_map(labelled).collect()
}
