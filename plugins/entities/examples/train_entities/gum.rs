//! Names of GUM, a corpus of many genres that marks other things than names.
//!
//! Every phrase for a person, a place, a body, a thing is marked there, pronouns too, and of a class that is
//! none of ours. A phrase of nothing but proper nouns is a name; its class narrows down ours. Of other words with a
//! capital, and of numbers, GUM does not tell: they may be anything. What is left is outside, or of a date or a sum.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::Path;

use copydesk_document::{OffsetMap, OffsetUnit};
use copydesk_entities::gold::Gold;
use copydesk_entities::labels::Class;
use copydesk_entities::titles::{is_honorific, is_role};
use copydesk_stage::Document;
use serde::Deserialize;

use crate::corpus::Article;

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    tokens: Vec<[u32; 2]>,
    pos: Vec<String>,
    sentences: Vec<[u32; 2]>,
    mentions: Vec<Mention>,
}

#[derive(Deserialize)]
struct Mention {
    start: u32,
    end: u32,
    r#type: String,
}

/// Small words inside names.
const INNER: [&str; 12] =
    ["of", "the", "and", "&", "for", "de", "la", "del", "van", "von", "-", "’s"];

/// The tags of quotation marks, which nicknames stand in.
const MARKS: [&str; 2] = ["``", "''"];

/// Reads a file of the corpus.
pub fn read(path: &Path) -> Result<Vec<Article>, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let records =
        text.lines().map(serde_json::from_str::<Record>).collect::<Result<Vec<_>, _>>()?;
    let mut known = Known::default();
    for record in &records {
        let words = record.text.split(|c: char| !c.is_alphanumeric());
        known.common.extend(words.filter(|word| word.starts_with(char::is_lowercase)));
        let points = OffsetMap::new(&record.text, OffsetUnit::Char);
        let places = record.mentions.iter().filter(|mention| mention.r#type == "place");
        let spans = places.filter_map(|place| points.inward(place.start, place.end));
        known.places.extend(spans.map(|span| &record.text[span.range()]));
    }
    records.iter().map(|record| article(record, &known)).collect()
}

/// What the corpus has of words in all its texts.
#[derive(Debug, Default)]
struct Known<'t> {
    /// Words that are written in small letters somewhere.
    common: HashSet<&'t str>,
    /// Phrases for places.
    places: HashSet<&'t str>,
}

fn article(record: &Record, known: &Known<'_>) -> Result<Article, Box<dyn Error>> {
    let points = OffsetMap::new(&record.text, OffsetUnit::Char);
    let inward = |[start, end]: [u32; 2]| points.inward(start, end).ok_or("a bad span");
    let tokens = record.tokens.iter().map(|&at| inward(at)).collect::<Result<Vec<_>, _>>()?;
    let words: Vec<Word<'_>> = (tokens.iter().zip(&record.pos))
        .map(|(span, tag)| Word { text: &record.text[span.range()], tag })
        .collect();
    let mut names: Vec<Name> = Vec::new();
    for mention in &record.mentions {
        let span = inward([mention.start, mention.end])?;
        let from = tokens.partition_point(|token| token.end() <= span.start());
        let to = tokens.partition_point(|token| token.start() < span.end());
        names.extend(name(&words, from..to.max(from), &mention.r#type, known));
    }
    keep_outermost(&mut names);
    let is_open = set_open(&words, &mut names);
    let gold = |(name, classes): &Name| Gold {
        span: tokens[name.start].hull(tokens[name.end - 1]),
        classes: *classes,
    };
    Ok(Article {
        document: Document::new(record.id.as_str(), record.text.as_str())?,
        gold: names.iter().map(gold).collect(),
        unmarked: Class::Date.bit() | Class::Money.bit(),
        open: tokens.iter().zip(is_open).filter(|(_, open)| *open).map(|(span, _)| *span).collect(),
        sentences: record.sentences.iter().map(|&at| inward(at)).collect::<Result<_, _>>()?,
        tokens,
        altered: Vec::new(),
    })
}

/// The tokens of a name, and the classes that it may be of.
type Name = (Range<usize>, u64);

/// Of names within names keeps the outermost, in text order.
fn keep_outermost(names: &mut Vec<Name>) {
    names.sort_by_key(|(name, _)| (name.start, usize::MAX - name.end));
    let mut end = 0;
    names.retain(|(name, _)| {
        let is_outermost = name.start >= end;
        end = end.max(name.end);
        is_outermost
    });
}

/// Says of each word whether it may be anything; takes the names out that may be part of a longer one.
fn set_open(words: &[Word<'_>], names: &mut Vec<Name>) -> Vec<bool> {
    let mut is_name = vec![false; words.len()];
    names.iter().for_each(|(name, _)| is_name[name.clone()].fill(true));
    let free = words.iter().zip(&is_name);
    let mut is_open: Vec<bool> =
        free.map(|(word, is_name)| !is_name && word.may_be_name()).collect();
    let mut is_joint = vec![false; words.len()];
    // "Faculty | of | Fine Arts", which is no name of proper nouns.
    for at in 1..words.len().max(2) - 1 {
        let beside = |at: usize| is_open[at] || is_name[at];
        is_joint[at] = !is_name[at] && words[at].is_joint() && beside(at - 1) && beside(at + 1);
    }
    // "Dhaka | , | Bangladesh", which is one place to some and two to others.
    for [(place, one), (other, two)] in names.array_windows() {
        if place.end + 1 == other.start && words[place.end].text == "," {
            is_joint[place.end] |= one & two & Class::Loc.bit() != 0;
        }
    }
    names.retain(|(name, _)| {
        let before = name.start.checked_sub(1).is_some_and(|at| is_joint[at]);
        let is_part = before || is_joint.get(name.end).is_some_and(|joint| *joint);
        is_open[name.clone()].fill(is_part);
        !is_part
    });
    is_open.iter_mut().zip(is_joint).for_each(|(open, joint)| *open |= joint);
    is_open
}

/// A token.
#[derive(Clone, Copy, Debug)]
struct Word<'t> {
    text: &'t str,
    tag: &'t str,
}

impl Word<'_> {
    fn is_proper(self) -> bool {
        self.tag.starts_with("NNP")
    }

    fn is_inner(self) -> bool {
        INNER.contains(&self.text) || MARKS.contains(&self.tag)
    }

    /// Whether it may join two names that are none by themselves.
    fn is_joint(self) -> bool {
        self.is_inner() && self.tag != "CC"
    }

    /// Whether it may be of a name that GUM does not mark as one, for all that is seen of it.
    fn may_be_name(self) -> bool {
        const NEVER: [&str; 12] =
            ["DT", "PRP", "PRP$", "IN", "CC", "WP", "WRB", "WDT", "EX", "TO", "UH", "MD"];
        let has_capital = self.text.starts_with(char::is_uppercase);
        self.is_proper()
            || self.tag == "CD"
            || self.text.starts_with(|c: char| c.is_ascii_digit() || "$£€".contains(c))
            || has_capital && !NEVER.contains(&self.tag) && !self.tag.starts_with("RB")
    }
}

/// The name that a phrase is, and the classes that it may be of.
fn name(words: &[Word<'_>], phrase: Range<usize>, kind: &str, known: &Known<'_>) -> Option<Name> {
    let Range { mut start, mut end } = phrase;
    while start < end && words[start].tag == "DT" {
        start += 1;
    }
    let is_end = |word: &Word<'_>| word.tag == "POS" || word.text.starts_with([',', '.', ';', ':']);
    while start < end && is_end(&words[end - 1]) {
        end -= 1;
    }
    let is_title = |word: &str| is_honorific(&word.to_lowercase()) || is_role(&word.to_lowercase());
    if kind == "person" {
        while start + 1 < end && is_title(words[start].text) {
            start += 1;
        }
    }
    let own = words.get(start..end)?;
    let [first, .., last] = own else {
        return single(own, kind, known).map(|classes| (start..end, classes));
    };
    let all = own.iter().all(|word| word.is_proper() || word.is_inner() || word.tag == "HYPH");
    // "Bonnie and Clyde"; "House Democrats".
    let several = |word: &Word<'_>| word.tag == "CC" || word.tag == "NNPS";
    if !all
        || !first.is_proper()
        || !last.is_proper()
        || kind == "person" && own.iter().any(several)
    {
        return None;
    }
    let classes = match kind {
        "person" => Class::Person.bit(),
        "place" => Class::Loc.bit() | Class::Fac.bit(),
        "organization" => Class::Org.bit(),
        kind => thing(kind)?,
    };
    Some((start..end, classes))
}

/// The classes of a name of one word.
fn single(own: &[Word<'_>], kind: &str, known: &Known<'_>) -> Option<u64> {
    let [word] = own else { return None };
    let small = word.text.to_lowercase();
    // "Act", "Court", "Dad".
    if word.tag != "NNP" || small == word.text || known.common.contains(small.as_str()) {
        return None;
    }
    match kind {
        "person" => Some(Class::Person.bit()),
        "place" => Some(Class::Loc.bit() | Class::Fac.bit()),
        // Countries act, and teams are called like towns.
        "organization" if known.places.contains(word.text) => None,
        "organization" => Some(Class::Org.bit()),
        _ => None,
    }
}

fn thing(kind: &str) -> Option<u64> {
    match kind {
        "event" => Some(Class::Misc.bit()),
        "object" => Some(Class::Product.bit() | Class::Misc.bit() | Class::Fac.bit()),
        "abstract" => {
            Some(Class::Misc.bit() | Class::Product.bit() | Class::Norp.bit() | Class::Org.bit())
        }
        _ => None,
    }
}
