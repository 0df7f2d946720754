//! Learns from a user's own annotated articles, on top of the model that comes with the stage.
//!
//! An article's line has `entities`, a list of `{"start", "end", "label"}` with positions in code points,
//! and the labels of this stage. A label that none of the articles has is taken as one that they do not
//! mark, and is found as before.

use copydesk_learn::features::Features;
use copydesk_learn::tagger::{AdaptOptions, Adapter, TaggerScratch};
use copydesk_stage::{Article, Config, Failure, Report, Span, Training};
use serde::Deserialize;

use crate::features::{self, Options};
use crate::gold::{Gold, GoldWords};
use crate::labels::{Class, bilou, class};
use crate::tagging::{Mention, Model, Scratch, next_run};

/// A training under way.
#[derive(Debug)]
pub struct EntitiesTraining {
    model: Model<'static>,
    runs: Vec<Run>,
    articles: usize,
    /// By class, how many mentions the articles have.
    counts: [usize; 9],
    /// Mentions that begin or end inside a token.
    torn: usize,
    /// Mentions with a word that the stage never looks at.
    unseen: usize,
    scratch: Scratch,
    mentions: Vec<Mention>,
}

/// Words that are tagged at once, with what they are.
#[derive(Debug)]
struct Run {
    article: usize,
    features: Features,
    gold: GoldWords,
}

#[derive(Deserialize)]
struct Line {
    entities: Option<Vec<Entity>>,
    /// Of a record of copydesk's own.
    annotations: Option<Layers>,
    offsets: Option<String>,
}

#[derive(Deserialize)]
struct Layers {
    #[serde(default)]
    entity: Vec<Entity>,
}

#[derive(Deserialize)]
struct Entity {
    start: usize,
    end: usize,
    label: String,
}

impl Training for EntitiesTraining {
    fn begin(_config: &Config<'_>) -> Result<Self, Failure> {
        Ok(Self {
            model: crate::shipped()?,
            runs: Vec::new(),
            articles: 0,
            counts: [0; 9],
            torn: 0,
            unseen: 0,
            scratch: Scratch::default(),
            mentions: Vec::new(),
        })
    }

    fn add(&mut self, article: &Article<'_>, line: &str) -> Result<(), Failure> {
        let gold = gold(article.text(), line).map_err(Failure::new)?;
        self.model.tag(article, &mut self.scratch, &mut self.mentions)?;
        let (reading, pass) = (&self.scratch.reading, self.scratch.first_pass());
        let mut placed = 0;
        for sentence in &reading.sentences {
            let mut from = sentence.first;
            while let Some(run) = next_run(reading, sentence, from) {
                from = run.end;
                let mut features = Features::new();
                let families = self.model.families();
                let options = Options { pass: Some(pass), families, own: true };
                features::write(reading, sentence, run.clone(), options, &mut features);
                let gold = GoldWords::new(&gold, reading, &run);
                placed += gold.whole.len();
                self.torn += gold.torn.len();
                self.runs.push(Run { article: self.articles, features, gold });
            }
        }
        self.unseen += gold.len().saturating_sub(placed);
        for class in Class::ALL {
            let of_class = gold.iter().filter(|gold| gold.classes == class.bit());
            self.counts[class as usize] += of_class.count();
        }
        self.articles += 1;
        Ok(())
    }

    fn finish(&mut self, report: &mut Report<'_>) -> Result<String, Failure> {
        let all: usize = self.counts.iter().sum();
        if all == 0 {
            return Err(Failure::new("no article has any entities; there is nothing to learn"));
        }
        let present = |class: &Class| self.counts[*class as usize] > 0;
        let (marked, unmarked): (Vec<_>, Vec<_>) = Class::ALL.into_iter().partition(present);
        let counts = |class: &Class| format!("{} {}", class.name(), self.counts[*class as usize]);
        report.say(&format!(
            "{}, {}: {}",
            count(self.articles, "article"),
            count(all, "mention"),
            marked.iter().map(counts).collect::<Vec<_>>().join(", ")
        ));
        if !unmarked.is_empty() {
            let names: Vec<_> = unmarked.iter().map(|class| class.name()).collect();
            report
                .say(&format!("not in these articles, and found as before: {}", names.join(", ")));
        }
        if self.unseen > 0 {
            report.say(&format!(
                "{} mentions cannot be learned: they begin or end inside a word ({}), or the stage does not look at one of their words",
                self.unseen, self.torn
            ));
        }
        let unmarked = unmarked.iter().fold(0, |bits, class| bits | class.bit());
        let mut adapter = Adapter::new(self.model.tagger());
        for run in &self.runs {
            adapter.push(&run.features, &run.gold.masks(run.features.len(), unmarked));
        }
        let options = self.choose(&adapter, unmarked, report);
        let added = adapter.adapt(
            &options,
            |_| true,
            |epoch, wrong| {
                report.say(&format!(
                    "pass {epoch} of {}: {wrong} words wrong or not sure",
                    options.epochs
                ));
            },
        );
        let (mut counts, mut scratch) = ([0; 3], TaggerScratch::new());
        for (number, run) in self.runs.iter().enumerate() {
            let labels = adapter.decode(number, Some(&added), &mut scratch);
            run.count(labels, unmarked, &mut counts);
        }
        report.say(&format!(
            "of the {} the trained stage finds {}",
            count(all, "marked mention"),
            counts[0]
        ));
        Ok(added.to_text())
    }
}

/// The articles are told apart by their number; each of so many is tested on once.
const FOLDS: usize = 5;

/// The sizes of step that are tried.
const STEPS: [f32; 3] = [0.002, 0.005, 0.02];

impl EntitiesTraining {
    /// Chooses the size of the steps: that with which the stage is best on each article after learning from
    /// the others. Says how good that is.
    fn choose(
        &self,
        adapter: &Adapter<'_>,
        unmarked: u64,
        report: &mut Report<'_>,
    ) -> AdaptOptions {
        let with = |most: f32| AdaptOptions { most, ..AdaptOptions::default() };
        if self.articles < 2 * FOLDS {
            report.say("too few articles to tell how much they help; ten would do");
            return AdaptOptions::default();
        }
        let mut scratch = TaggerScratch::new();
        let mut score = |options: Option<AdaptOptions>| {
            let mut counts = [0; 3];
            for fold in 0..FOLDS {
                let is_left_out = |run: usize| self.runs[run].article % FOLDS == fold;
                let takes = |run: usize| !is_left_out(run);
                let added = options.as_ref().map(|to| adapter.adapt(to, takes, |_, _| ()));
                for run in (0..self.runs.len()).filter(|&run| is_left_out(run)) {
                    let labels = adapter.decode(run, added.as_ref(), &mut scratch);
                    self.runs[run].count(labels, unmarked, &mut counts);
                }
            }
            let [right, found, gold] = counts;
            200.0 * right as f64 / (found + gold).max(1) as f64
        };
        let before = score(None);
        let tried = STEPS.map(|most| (score(Some(with(most))), most));
        // Of equal ones the largest: where there is little to learn from, it counts for more.
        let best = tried.into_iter().max_by(|one, other| one.0.total_cmp(&other.0));
        let (after, most) = best.unwrap_or_default();
        report.say(&format!(
            "F1 on articles that were not learned from: {after:.1}; without training {before:.1}"
        ));
        if after <= before {
            report.say("these articles do not make the stage better; it may be best to do without this model");
        }
        with(most)
    }
}

impl Run {
    /// Adds how many mentions of a labelling are right, how many there are, and how many there ought to
    /// be.
    fn count(&self, labels: &[u8], unmarked: u64, counts: &mut [usize; 3]) {
        for (words, number) in bilou().decode(labels) {
            let class = class(number);
            if class.bit() & unmarked == 0 {
                counts[0] += usize::from(self.gold.whole.contains(&(words, class.bit())));
                counts[1] += 1;
            }
        }
        counts[2] += self.gold.whole.len() + self.gold.torn.len();
    }
}

/// "1 article", "2 articles".
fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// The mentions of a line, in text order.
fn gold(text: &str, line: &str) -> Result<Vec<Gold>, String> {
    let line: Line = serde_json::from_str(line).map_err(|error| {
        format!("\"entities\" is no list of {{\"start\", \"end\", \"label\"}}: {error}")
    })?;
    if line.annotations.is_some() && line.offsets.as_deref().is_some_and(|unit| unit != "char") {
        return Err("the record counts positions in other units than characters".to_owned());
    }
    let entities = line
        .entities
        .or(line.annotations.map(|layers| layers.entity))
        .ok_or("the object has no \"entities\"; write [] where there are none")?;
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut gold = Vec::new();
    for (number, Entity { start, end, label }) in entities.iter().enumerate() {
        let wrong = |what: String| format!("entities[{number}] {what}");
        if start >= end || *end >= bytes.len() {
            return Err(wrong(format!(
                "goes from {start} to {end}, which is no part of a text of {} characters",
                bytes.len() - 1
            )));
        }
        let class = Class::from_name(label).ok_or_else(|| {
            wrong(format!(
                "has the label {label:?}; this stage has {}, and others cannot be added",
                Class::ALL.map(Class::name).join(", ")
            ))
        })?;
        let span = Span::from_range(bytes[*start]..bytes[*end]);
        if span.of(text).trim() != span.of(text) {
            return Err(wrong(format!("{:?} begins or ends with a space", span.of(text))));
        }
        gold.push(Gold { span, classes: class.bit() });
    }
    gold.sort_by_key(|gold| (gold.span.start(), gold.span.end()));
    for pair in gold.windows(2) {
        if pair[1].span.start() < pair[0].span.end() {
            let [one, other] = [pair[0].span.of(text), pair[1].span.of(text)];
            return Err(format!("the entities {one:?} and {other:?} overlap"));
        }
    }
    Ok(gold)
}
