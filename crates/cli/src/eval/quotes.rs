//! Quotes: who said what, against gold attributions of source, cue and content.
//!
//! The gold standard is that of PolNeAR (Newell, Margolin and Ruths 2018) and PARC 3 (Pareti 2016): an
//! attribution has a content, a source and a cue, each any number of spans. The figures, from the
//! published measure to the useful ones:
//!
//! - `exact content spans`, `exact source spans`, `exact cue spans`: F1 of each role's spans, a span
//!   counted once, whatever attribution it is in;
//! - `content`: F1 of the hulls of contents, without quotation marks and punctuation at the edges;
//! - `content, by letters`: the share of each found content's letters that one gold content has, and
//!   the other way round, as in Pareti's soft measure;
//! - `source`, `cue`: of attributions whose contents share half of their letters (pairs with more
//!   in common first), those whose sources or cues share a letter;
//! - `attribution`: those for which both do, or are missing on both sides;
//! - `speaker of direct quotes`: the share of gold attributions that open with a quotation mark and
//!   have a source whose source is found.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_document::{Annotation, AnnotationId};
use serde::Deserialize;
use serde_json::json;

use super::article::{Article, Error};
use super::counts::{Counts, Figure, percent};
use super::gold::{Gold, Place};
use super::{Measure, Report};
use crate::failure::Failure;

/// Punctuation that does not count at the edges of a content.
const EDGE: &str = " \t\n“”\"‘’'`.,;:!?-–—()[]";

/// The least share of letters that contents of a pair have in common.
const PAIRED: f64 = 0.5;

/// Counts and sums over attributions.
#[derive(Default)]
pub struct Quotes {
    /// Exact spans of content, source, cue.
    spans: [Counts; 3],
    content: Counts,
    covered_found: f64,
    covered_gold: f64,
    source: Counts,
    cue: Counts,
    whole: Counts,
    direct: u64,
    direct_right: u64,
}

/// Who said what.
#[derive(Debug, Default, Deserialize)]
struct Attribution {
    content: Vec<Place>,
    #[serde(default)]
    source: Vec<Place>,
    #[serde(default)]
    cue: Vec<Place>,
}

impl Attribution {
    fn roles(&self) -> [&Vec<Place>; 3] {
        [&self.content, &self.source, &self.cue]
    }

    /// From where the content starts to where it ends.
    fn hull(&self) -> Place {
        let start = self.content.iter().map(|place| place.0).min().unwrap_or(0);
        (start, self.content.iter().map(|place| place.1).max().unwrap_or(start))
    }
}

impl Measure for Quotes {
    fn add(&mut self, article: &Article<'_>, errors: &mut Vec<Error>) -> Result<(), Failure> {
        let gold = gold(article.gold)?;
        let found = found(article);
        for (role, counts) in self.spans.iter_mut().enumerate() {
            let spans = |all: &[Attribution]| -> BTreeSet<Place> {
                all.iter().flat_map(|one| one.roles()[role].iter().copied()).collect()
            };
            let (gold, found) = (spans(&gold), spans(&found));
            *counts += Counts {
                right: gold.intersection(&found).count() as u64,
                found: found.len() as u64,
                gold: gold.len() as u64,
            };
        }
        let chars = &article.chars;
        let hulls = |all: &[Attribution]| {
            let mut hulls: BTreeMap<Place, u64> = BTreeMap::new();
            all.iter().for_each(|one| *hulls.entry(trim(chars, one.hull())).or_default() += 1);
            hulls
        };
        let (gold_hulls, found_hulls) = (hulls(&gold), hulls(&found));
        let same =
            gold_hulls.iter().map(|(hull, &count)| count.min(*found_hulls.get(hull).unwrap_or(&0)));
        let all = Counts { right: 0, found: found.len() as u64, gold: gold.len() as u64 };
        self.content += Counts { right: same.sum(), ..all };

        let letters = |all: &[Attribution]| -> Vec<Letters> {
            all.iter().map(|one| Letters::of(chars, &one.content)).collect()
        };
        let (gold_letters, found_letters) = (letters(&gold), letters(&found));
        for one in &found_letters {
            self.covered_found += one.best_cover(&gold_letters);
        }
        for one in &gold_letters {
            self.covered_gold += one.best_cover(&found_letters);
        }

        let partner = pair(&gold_letters, &found_letters);
        let mut whole = 0;
        for (one, partner) in gold.iter().zip(&partner) {
            let other = partner.map(|number| &found[number]);
            let meets = |ours: &[Place], theirs: fn(&Attribution) -> &Vec<Place>| {
                other.is_some_and(|other| {
                    let (ours, theirs) =
                        (Letters::of(chars, ours), Letters::of(chars, theirs(other)));
                    ours.common(&theirs) > 0
                })
            };
            let source = meets(&one.source, |other| &other.source);
            let cue = meets(&one.cue, |other| &other.cue);
            self.source += Counts {
                right: u64::from(source),
                found: 0,
                gold: u64::from(!one.source.is_empty()),
            };
            self.cue +=
                Counts { right: u64::from(cue), found: 0, gold: u64::from(!one.cue.is_empty()) };
            let right = |gold: &[Place], meets: bool, theirs: fn(&Attribution) -> &Vec<Place>| {
                if gold.is_empty() {
                    other.is_some_and(|other| theirs(other).is_empty())
                } else {
                    meets
                }
            };
            let source_right = right(&one.source, source, |other| &other.source);
            let cue_right = right(&one.cue, cue, |other| &other.cue);
            whole += u64::from(source_right && cue_right);
            let opening = one.content.first().and_then(|place| chars.get(place.0 as usize));
            if opening.is_some_and(|c| "“\"‘'".contains(*c)) && !one.source.is_empty() {
                self.direct += 1;
                self.direct_right += u64::from(source);
            }
            list_error(article, one, other, source_right, cue_right, errors);
        }
        self.whole += Counts { right: whole, ..all };
        for (number, other) in found.iter().enumerate() {
            self.source.found += u64::from(!other.source.is_empty());
            self.cue.found += u64::from(!other.cue.is_empty());
            if !partner.contains(&Some(number)) {
                errors.push(article.error("quote where there is none", marks(other, &FOUND)));
            }
        }
        Ok(())
    }

    fn report(&self) -> Report {
        let [content, source, cue] = self.spans.map(Counts::figure);
        let per = |sum: f64, of: u64| if of == 0 { 0.0 } else { sum / of as f64 };
        let soft = Figure::of(
            per(self.covered_found, self.content.found),
            per(self.covered_gold, self.content.gold),
        );
        let speaker = percent(self.direct_right as f64 / self.direct.max(1) as f64);
        let figures = [
            ("attribution", self.whole.figure()),
            ("source", self.source.figure()),
            ("cue", self.cue.figure()),
            ("content", self.content.figure()),
            ("content, by letters", soft),
            ("exact content spans", content),
            ("exact source spans", source),
            ("exact cue spans", cue),
        ];
        Report {
            figures: figures.map(|(name, figure)| (name.to_owned(), figure)).to_vec(),
            further: vec![
                ("speaker of direct quotes, %".to_owned(), speaker),
                ("direct quotes".to_owned(), self.direct as f64),
            ],
            json: json!({
                "span_exact": {"content": content.f1, "source": source.f1, "cue": cue.f1},
                "content_exact": self.content.figure().json(),
                "content_soft": soft.json(),
                "source": self.source.figure().json(),
                "cue": self.cue.figure().json(),
                "attribution": self.whole.figure().json(),
                "direct_speaker_accuracy": speaker,
                "direct_quotes": self.direct,
                "attributions": self.content.gold,
            }),
        }
    }
}

fn gold(gold: &Gold) -> Result<Vec<Attribution>, Failure> {
    if let Some(quotes) = gold.layer("quote") {
        let places: BTreeMap<AnnotationId, Place> = ["source", "cue", "content"]
            .into_iter()
            .filter_map(|layer| gold.layer(layer))
            .flatten()
            .map(|(place, annotation)| (annotation.id, place))
            .collect();
        let place = |id: AnnotationId| places.get(&id).copied();
        let quotes = quotes.into_iter();
        return Ok(quotes.map(|(whole, quote)| attribution(quote, whole, place)).collect());
    }
    let form = r#"a list of {"content", "source", "cue"}, each a list of [start, end]"#;
    let attributions: Vec<Attribution> = gold.field("attributions", form)?;
    for one in &attributions {
        if one.content.is_empty() {
            return Err(gold.failure("an attribution has no content"));
        }
        for place in one.roles().into_iter().flatten() {
            gold.checked(*place, "a span of an attribution")?;
        }
    }
    Ok(attributions)
}

fn found(article: &Article<'_>) -> Vec<Attribution> {
    let document = article.document;
    let place = |id| document.annotation(id)?.span.map(|span| article.place(span));
    let quotes = article.found("quote").into_iter();
    quotes.map(|(whole, quote)| attribution(quote, whole, place)).collect()
}

/// A quote of ours as an attribution. `place` tells where a link's target stands.
fn attribution(
    quote: &Annotation,
    whole: Place,
    place: impl Fn(AnnotationId) -> Option<Place>,
) -> Attribution {
    let linked = |role: &'static str| quote.linked(role).filter_map(&place).collect::<Vec<_>>();
    let mut content = linked("parts");
    if content.is_empty() {
        content.push(whole);
    }
    Attribution { content, source: linked("source"), cue: linked("cue") }
}

/// The found attribution that belongs to each gold one, pairs with more in common first.
fn pair(gold: &[Letters], found: &[Letters]) -> Vec<Option<usize>> {
    let mut pairs = Vec::new();
    for (x, one) in found.iter().enumerate() {
        for (y, other) in gold.iter().enumerate() {
            let common = one.common(other);
            if common > 0 {
                let either = one.0.len() + other.0.len() - common;
                pairs.push((common as f64 / either as f64, x, y));
            }
        }
    }
    pairs.sort_by(|one, other| {
        other.0.total_cmp(&one.0).then_with(|| (other.1, other.2).cmp(&(one.1, one.2)))
    });
    let mut partner = vec![None; gold.len()];
    let mut used = vec![false; found.len()];
    for (share, x, y) in pairs {
        if share >= PAIRED && !used[x] && partner[y].is_none() {
            partner[y] = Some(x);
            used[x] = true;
        }
    }
    partner
}

/// The positions of letters, digits and marks that spans cover: all but white space, in order.
struct Letters(Vec<u32>);

impl Letters {
    fn of(chars: &[char], places: &[Place]) -> Self {
        let covered = places.iter().flat_map(|&(start, end)| start..end);
        let mut letters: Vec<u32> = covered.filter(|&at| !is_space(chars[at as usize])).collect();
        letters.sort_unstable();
        letters.dedup();
        Self(letters)
    }

    /// How many the two have in common.
    fn common(&self, other: &Self) -> usize {
        let (mut ours, mut theirs) = (self.0.as_slice(), other.0.as_slice());
        let mut common = 0;
        while let (Some(one), Some(two)) = (ours.first(), theirs.first()) {
            // What lies before the other's next letter is skipped at once.
            match one.cmp(two) {
                std::cmp::Ordering::Less => ours = &ours[ours.partition_point(|at| at < two)..],
                std::cmp::Ordering::Greater => {
                    theirs = &theirs[theirs.partition_point(|at| at < one)..];
                }
                std::cmp::Ordering::Equal => {
                    common += 1;
                    (ours, theirs) = (&ours[1..], &theirs[1..]);
                }
            }
        }
        common
    }

    /// The greatest share of these letters that one of `others` has.
    fn best_cover(&self, others: &[Self]) -> f64 {
        let whole = self.0.len().max(1) as f64;
        others.iter().map(|other| self.common(other) as f64 / whole).fold(0.0, f64::max)
    }
}

/// White space as Python has it, which takes four separators of ASCII for it as well.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1C}'..='\u{1F}').contains(&c)
}

/// The place without the punctuation at its edges.
fn trim(chars: &[char], (mut start, mut end): Place) -> Place {
    while start < end && EDGE.contains(chars[start as usize]) {
        start += 1;
    }
    while end > start && EDGE.contains(chars[end as usize - 1]) {
        end -= 1;
    }
    (start, end)
}

const GOLD: [&str; 3] = ["gold content", "gold source", "gold cue"];
const FOUND: [&str; 3] = ["found content", "found source", "found cue"];

fn marks<'a>(
    one: &'a Attribution,
    notes: &'static [&'static str; 3],
) -> impl Iterator<Item = (Place, &'static str)> + 'a {
    let roles = one.roles().into_iter().zip(notes);
    roles.flat_map(|(places, note)| places.iter().map(move |&place| (place, *note)))
}

/// The error in a gold attribution, if there is one: the gravest.
fn list_error(
    article: &Article<'_>,
    gold: &Attribution,
    found: Option<&Attribution>,
    source: bool,
    cue: bool,
    errors: &mut Vec<Error>,
) {
    let Some(found) = found else {
        errors.push(article.error("quote missed", marks(gold, &GOLD)));
        return;
    };
    let same_content = trim(&article.chars, gold.hull()) == trim(&article.chars, found.hull());
    let kind = match (source, cue) {
        (false, _) if found.source.is_empty() => "source missed",
        (false, _) if gold.source.is_empty() => "source where there is none",
        (false, _) => "another source",
        (true, false) if found.cue.is_empty() => "cue missed",
        (true, false) if gold.cue.is_empty() => "cue where there is none",
        (true, false) => "another cue",
        (true, true) if !same_content => "content with other edges",
        (true, true) => return,
    };
    errors.push(article.error(kind, marks(gold, &GOLD).chain(marks(found, &FOUND))));
}
