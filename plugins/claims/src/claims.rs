//! The stage: reads an article, scores its candidates and emits those worth it.

use copydesk_stage::{Article, Config, Failure, Layer, Output, Record, Stage};
use serde::Deserialize;

use crate::candidates::{Candidate, Candidates};
use crate::groups::Groups;
use crate::kind::kind;
use crate::lexicon::{self as lex, Lexicon};
use crate::manner::Manner;
use crate::no_claim;
use crate::quotes::{Quote, Quotes};
use crate::score::{Buffers, Scorer};
use crate::stance::{self, Shown};
use crate::standalone::{self, Names};
use crate::values::{Around, Surroundings, Values};
use crate::words::{Layers, TagTable, Words, flag};
use crate::{dates, news, unmarked};

/// The stage.
#[derive(Debug)]
pub struct Claims {
    lexicon: Lexicon,
    tags: TagTable,
    scorer: Scorer,
    threshold: f32,
}

#[derive(Deserialize)]
struct Options {
    threshold: f32,
}

/// A worker's buffers.
#[derive(Debug, Default)]
pub struct Scratch {
    words: Words,
    quotes: Quotes,
    candidates: Candidates,
    in_article: bool,
    buffers: Buffers,
    shown: Vec<Option<Shown>>,
    values: Values,
    groups: Groups,
    standalone: String,
    dates: Vec<String>,
}

impl Stage for Claims {
    type Scratch = Scratch;

    fn create(config: &Config<'_>) -> Result<Self, Failure> {
        let options: Options = config.get()?;
        Ok(Self {
            lexicon: Lexicon::new(),
            tags: TagTable::new(),
            scorer: Scorer::load()?,
            threshold: options.threshold,
        })
    }

    fn process(
        &self,
        scratch: &mut Scratch,
        article: &Article<'_>,
        out: &mut Output<'_>,
    ) -> Result<(), Failure> {
        let layers = Layers::of(article)?;
        let Scratch { words, quotes, candidates, shown, .. } = scratch;
        words.read(&self.lexicon, &self.tags, layers);
        quotes.read(article, words)?;
        unmarked::find(words, quotes, layers.entity);
        quotes.sort(words);
        candidates.find(words, quotes);
        stance::find(words, quotes, candidates, shown);
        scratch.in_article = news::is_article(words, quotes);
        scratch.buffers.begin(words);
        let names = Names::read(layers.entity);
        let surroundings = Surroundings::new(layers.entity);
        scratch.groups.clear();
        for place in 0..scratch.candidates.all.len() {
            if place % 4096 == 4095 && out.cancelled() {
                return Ok(());
            }
            self.emit(scratch, place, article, &surroundings, &names, out)?;
        }
        Ok(())
    }
}

impl Claims {
    fn emit(
        &self,
        scratch: &mut Scratch,
        place: usize,
        article: &Article<'_>,
        surroundings: &Surroundings<'_>,
        names: &Names<'_>,
        out: &mut Output<'_>,
    ) -> Result<(), Failure> {
        let Scratch {
            words,
            quotes,
            candidates,
            in_article,
            buffers,
            shown,
            values,
            groups,
            standalone,
            dates,
        } = scratch;
        let candidate = candidates.all[place];
        let picked = candidates.words_of(&candidate);
        let whole = candidates.whole_of(&candidate);
        if *in_article && asks(words, whole)
            || candidate.quote.is_none() && no_claim::is_none(words, whole)
            || whole.first().is_some_and(|&at| no_claim::is_appeal(words, at as usize))
        {
            return Ok(());
        }
        let score = self.scorer.score(words, quotes, candidates, &candidate, *in_article, buffers);
        // What the author took the trouble to judge is worth showing whatever its score.
        if score < self.threshold && shown[place].is_none() {
            return Ok(());
        }
        let text = article.text();
        let quote = candidate.quote.map(|place| &quotes.all[place]);
        let cue = quote.and_then(|quote| quote.cue).map_or(0..0, |cue| words.inside(cue.span));
        let manner = Manner::read(words, picked, cue.clone(), candidate.conditional);
        read_values(words, picked, &candidate, text, surroundings, values);
        read_dates(surroundings.entities, &candidate, values, dates);
        let direct = quote.is_some_and(|quote| quote.direct);
        let kind = kind(words, picked, cue, &manner, values, direct);
        let group = groups.place(words, picked, values, manner.negated);
        standalone::write(standalone, text, words, whole, quote, names);

        let label = if quote.is_some() { "attributed" } else { "statement" };
        let mut record = Record::at(candidate.span).label(label).score(score);
        record = record.text("stance", shown[place].map_or("none", |shown| shown.stance.name()));
        if let Some(shown) = shown[place] {
            record = record.text("marker", shown.marker.of(text));
        }
        record = record.flag("hedged", manner.hedged).flag("negated", manner.negated);
        record = record.flag("conditional", manner.conditional).text("type", kind);
        if !manner.modality.is_empty() {
            record = record.text("modality", manner.modality);
        }
        for (key, values) in [
            ("numbers", &values.numbers),
            ("money", &values.money),
            ("percentages", &values.percentages),
            ("dates", &*dates),
        ] {
            record = values.iter().fold(record, |record, value| record.text(key, value));
        }
        record = record.text("standalone", standalone).integer("group", i64::from(group));
        record = quote.map_or(record.clone(), |quote| with_links(record, quote, names));
        out.emit("claim", record)?;
        Ok(())
    }
}

/// Whether words are a question, which asserts nothing: not "Do you know that …?". People did find some
/// questions of debates worth checking, so that texts that are no articles keep theirs.
fn asks(words: &Words, picked: &[u32]) -> bool {
    let lower = |at: Option<&u32>| at.map_or("", |&at| words.lower(at as usize));
    let mark = |at: &&u32| matches!(words.lower(**at as usize), "\"" | "''" | "'" | "»" | ")");
    let telling = matches!(lower(picked.first()), "do" | "did" | "does")
        && matches!(lower(picked.get(2)), "know" | "realize" | "realise" | "remember");
    lower(picked.iter().rev().find(|at| !mark(at))) == "?" && !telling
}

fn with_links<'r>(mut record: Record<'r>, quote: &Quote, names: &Names<'_>) -> Record<'r> {
    if let Some(speaker) = quote.speaker.filter(|&id| names.knows(id)) {
        record = record.link("claimant", speaker);
    }
    if let Some(cue) = quote.cue.and_then(|cue| cue.id) {
        record = record.link("cue", cue);
    }
    match quote.id {
        Some(id) => record.link("quote", id),
        None => record,
    }
}

fn read_values(
    words: &Words,
    picked: &[u32],
    candidate: &Candidate,
    text: &str,
    article: &Surroundings<'_>,
    values: &mut Values,
) {
    const AMOUNT: lex::Classes = lex::NUMBER | lex::MAGNITUDE | lex::QUANTIFIER;
    let amount = |&at: &u32| words.has(at as usize, flag::DIGIT) || words.is(at as usize, AMOUNT);
    if picked.iter().any(amount) {
        let around = Around { article, start: candidate.span.start() };
        values.read(candidate.span.of(text), Some(around));
    } else {
        values.clear();
    }
}

/// The dates that earlier stages marked in the claim, and years that they did not.
fn read_dates(
    entities: Layer<'_>,
    candidate: &Candidate,
    values: &Values,
    dates: &mut Vec<String>,
) {
    dates.clear();
    for date in entities.within(candidate.span).filter(|entity| entity.label() == "DATE") {
        dates.push(dates::normalised(date.text()));
    }
    for year in &values.years {
        if !dates.iter().any(|date| date.contains(year.as_str())) {
            dates.push(year.clone());
        }
    }
}
