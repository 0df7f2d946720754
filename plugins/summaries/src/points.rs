//! The article's key points: the entities and figures that carry it, by salience.
//!
//! Salience is the probability that an editor's summary names the entity or figure (Dunietz &
//! Gillick 2014), by a model over where and how often it is mentioned, as what, and in how good
//! sentences. What is compared within the article is compared once all mentions are counted, so
//! that an article takes one pass.

use std::collections::HashMap;

use copydesk_learn::ModelError;
use copydesk_learn::classifier::Classifier;
use copydesk_learn::features::{ValuedFeatures, hash_str, hash3};
use copydesk_stage::{Annotation, AnnotationId, Article, Failure, Span};

use crate::figures::{self, Figure, Measure, Word};
use crate::membership::Scorer;

/// A key point: an entity or a figure, with what is known of its mentions.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    /// The mention that stands for it: an entity's canonical one, a figure's first.
    pub span: Span,
    /// That mention's annotation, where the entities stage made one.
    pub entity: Option<AnnotationId>,
    /// What it measures, if it is a figure.
    pub measure: Option<Measure>,
    /// How many mentions it has.
    pub count: u32,
    /// The first body sentence that mentions it; none if only headings do.
    pub first: Option<u32>,
    label: u64,
    in_heading: bool,
    in_headline: bool,
    bracketed: bool,
    begins: u32,
    subject: u32,
    best: f32,
    words: u32,
    has_role: bool,
}

/// The model of salience.
#[derive(Clone, Debug)]
pub struct Salience<'a> {
    classifier: Classifier<'a>,
}

impl<'a> Salience<'a> {
    /// Reads the model.
    ///
    /// # Errors
    /// When the bytes are not a classifier's.
    pub fn new(model: &'a [u8]) -> Result<Self, ModelError> {
        Ok(Self { classifier: Classifier::from_bytes(model)? })
    }
}

/// Groups of features, to be left out where the gain of the others is to be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait {
    /// How often it is mentioned.
    Count,
    /// Where it is mentioned first.
    First,
    /// How good the sentences are that mention it.
    Sentences,
    /// Whether it begins sentences, or stands before a verb.
    Subject,
    /// What it is.
    Label,
    /// Its name: how long, and whether the article gives it a role.
    Name,
}

impl Trait {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Count, Self::First, Self::Sentences, Self::Subject, Self::Label, Self::Name];
}

/// Collects, scores and ranks, and keeps the memory for it.
#[derive(Debug, Default)]
pub struct Points {
    points: Vec<Point>,
    scores: Vec<f32>,
    order: Vec<u32>,
    by_entity: HashMap<AnnotationId, u32>,
    by_figure: HashMap<u64, u32>,
    figures: Vec<Figure>,
    /// The most mentions that an entity has, and that a figure has.
    most: [u32; 2],
    features: ValuedFeatures,
}

/// A mention on its way to its point.
struct Mention {
    sentence: Option<u32>,
    score: f32,
    in_headline: bool,
    /// Whether it stands in a bracket, as the agency in a dateline does.
    bracketed: bool,
    begins: bool,
    subject: bool,
}

impl Points {
    /// Collects the points of the article that `scorer` has scored, in the order of their first
    /// mentions. `headline` is the sentence that the headline is made of.
    ///
    /// # Errors
    /// When the sentence or token layer is missing.
    pub fn collect(
        &mut self,
        article: &Article<'_>,
        scorer: &Scorer,
        scores: &[f32],
        headline: Option<usize>,
    ) -> Result<(), Failure> {
        self.points.clear();
        self.by_entity.clear();
        self.by_figure.clear();
        let layer = article.optional("entity");
        let mut mentions = layer.map(|layer| layer.iter().peekable());
        let mut tokens = article.layer("token")?.iter().peekable();
        let (mut words, mut entities) = (Vec::new(), Vec::new());
        let mut next = 0;
        for sentence in article.layer("sentence")? {
            let span = sentence.span();
            words.clear();
            entities.clear();
            while tokens.next_if(|token| token.span().start() < span.start()).is_some() {}
            while let Some(token) = tokens.next_if(|token| token.span().start() < span.end()) {
                let (text, tag) = (token.text(), token.label());
                words.push(Word { span: token.span(), text, tag });
            }
            if let Some(mentions) = &mut mentions {
                while mentions.next_if(|one| one.span().start() < span.start()).is_some() {}
                while let Some(one) = mentions.next_if(|one| one.span().start() < span.end()) {
                    entities.push(one);
                }
            }
            let read = scorer.reading().sentences();
            let place = read.get(next).is_some_and(|body| body.span == span).then_some(next);
            next += usize::from(place.is_some());
            if place.is_none() && sentence.label() != "heading" {
                continue;
            }
            let mention = |bracketed: bool, begins: bool, subject: bool| Mention {
                sentence: place.map(|place| place as u32),
                score: place.map_or(0.0, |place| scores[place]),
                in_headline: place.is_some() && place == headline,
                bracketed,
                begins,
                subject,
            };
            for one in &entities {
                let after = words.partition_point(|word| word.span.start() < one.span().end());
                let is_finite = |word: &Word<'_>| matches!(word.tag, "VBD" | "VBZ" | "VBP" | "MD");
                let subject = words.get(after).is_some_and(is_finite);
                // A quotation mark or "the" may stand before it.
                let begins = one.span().start() < span.start() + 4;
                let before = words.partition_point(|word| word.span.start() < one.span().start());
                let bracketed = before > 0 && words[before - 1].text.starts_with(['(', '[']);
                self.mention(one, &mention(bracketed, begins, subject));
            }
            self.figures.clear();
            figures::find(&words, &mut self.figures);
            for at in 0..self.figures.len() {
                let figure = self.figures[at];
                let overlaps = |one: &Annotation<'_>| {
                    one.span().start() < figure.span.end() && figure.span.start() < one.span().end()
                };
                // A number in a date or a name is no figure, and a sum was taken as an entity.
                if !entities.iter().any(overlaps) {
                    self.figure(&figure, None, &mention(false, false, false));
                }
            }
        }
        self.most = [1, 1];
        for point in &self.points {
            let most = &mut self.most[usize::from(point.measure.is_some())];
            *most = point.count.max(*most);
        }
        Ok(())
    }

    /// Scores the points and puts them in order, the most salient first.
    pub fn rank(&mut self, model: &Salience<'_>) {
        self.scores.clear();
        for at in 0..self.points.len() {
            self.write_features(at, None);
            self.scores.push(model.classifier.score(&self.features));
        }
        self.order.clear();
        self.order.extend(0..self.points.len() as u32);
        let (scores, points) = (&self.scores, &self.points);
        self.order.sort_unstable_by(|&a, &b| {
            let start = |at: u32| (points[at as usize].span.start(), at);
            scores[b as usize].total_cmp(&scores[a as usize]).then(start(a).cmp(&start(b)))
        });
    }

    /// The points in the order of their first mentions.
    #[must_use]
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The points and their scores, the most salient first, as [`rank`](Self::rank) left them.
    pub fn ranked(&self) -> impl Iterator<Item = (&Point, f32)> {
        self.order.iter().map(|&at| (&self.points[at as usize], self.scores[at as usize]))
    }

    /// The features of a point, without those of one group if one is named.
    pub fn features(&mut self, point: usize, without: Option<Trait>) -> &ValuedFeatures {
        self.write_features(point, without);
        &self.features
    }

    fn mention(&mut self, one: &Annotation<'_>, mention: &Mention) {
        let label = one.label();
        if label == "DATE" {
            return;
        }
        if label == "MONEY" {
            let key = figures::key(Measure::Money, one.text());
            let figure = Figure { span: one.span(), measure: Measure::Money, key };
            return self.figure(&figure, Some(one.id()), mention);
        }
        let id = one.link("entity").unwrap_or(one.id());
        let new = self.points.len() as u32;
        let at = *self.by_entity.entry(id).or_insert(new);
        if at == new {
            self.points.push(Point { entity: Some(id), ..Point::new(one.span()) });
        }
        // Which may come after others of the entity: they stand in until then.
        if at == new || one.id() == id {
            let point = &mut self.points[at as usize];
            point.span = one.span();
            point.label = hash3(0, 0, hash_str(label));
            point.words = one.text().split_whitespace().count() as u32;
            point.has_role = one.text_attrs("role").next().is_some();
        }
        self.points[at as usize].add(mention);
    }

    fn figure(&mut self, figure: &Figure, entity: Option<AnnotationId>, mention: &Mention) {
        let at = *self.by_figure.entry(figure.key).or_insert_with(|| {
            let label = hash3(1, 0, figure.measure as u64);
            let measure = Some(figure.measure);
            self.points.push(Point { entity, measure, label, ..Point::new(figure.span) });
            self.points.len() as u32 - 1
        });
        self.points[at as usize].add(mention);
    }

    fn write_features(&mut self, at: usize, without: Option<Trait>) {
        use Trait::{Count, First, Label, Name, Sentences, Subject};
        let point = &self.points[at];
        let is_figure = u64::from(point.measure.is_some());
        let most = self.most[is_figure as usize];
        let out = &mut self.features;
        out.clear();
        let mut write = |family: Trait, template: u64, value: f32| {
            if without != Some(family) && value != 0.0 {
                out.push_value(hash3(100 + family as u32, template, is_figure), value);
            }
        };
        let flag = |holds: bool| f32::from(u8::from(holds));
        let count = point.count as f32;
        write(Count, 0, count.ln());
        write(Count, 1, flag(point.count == 1));
        write(Count, 2, count / most as f32);
        write(Count, 3, flag(point.count == most && most > 1));
        write(Count, 4, (self.points.len() as f32).ln() - 3.0);
        let first = point.first.map_or(0, |first| first + 1);
        write(First, u64::from(first.min(4)), 1.0);
        write(First, 10, 1.0 / (first.max(1)) as f32);
        write(First, 11, (first as f32 + 1.0).ln() - 2.0);
        write(First, 12, flag(point.in_heading));
        write(First, 13, flag(point.bracketed));
        write(First, 14, flag(point.bracketed && first == 1));
        write(Sentences, 0, point.best * 2.0);
        write(Sentences, 1, flag(point.best > 0.25));
        write(Sentences, 2, flag(point.in_headline));
        write(Subject, 0, flag(point.begins > 0));
        write(Subject, 1, flag(point.subject > 0));
        write(Subject, 2, (point.subject as f32 + 1.0).ln());
        write(Label, point.label, 1.0);
        write(Name, 0, point.words.min(5) as f32 / 3.0);
        write(Name, 1, flag(point.has_role));
    }
}

impl Point {
    fn new(span: Span) -> Self {
        Self {
            span,
            entity: None,
            measure: None,
            count: 0,
            first: None,
            label: 0,
            in_heading: false,
            in_headline: false,
            bracketed: false,
            begins: 0,
            subject: 0,
            best: 0.0,
            words: 0,
            has_role: false,
        }
    }

    fn add(&mut self, mention: &Mention) {
        self.count += 1;
        self.bracketed |= self.count == 1 && mention.bracketed;
        self.first = self.first.or(mention.sentence);
        self.in_heading |= mention.sentence.is_none();
        self.in_headline |= mention.in_headline;
        self.begins += u32::from(mention.begins);
        self.subject += u32::from(mention.subject);
        self.best = self.best.max(mention.score);
    }
}
