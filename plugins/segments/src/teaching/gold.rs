//! A line of a training file: where its sentences are, and what its tokens are.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::tags::TAGS;
use crate::training::tag_number;

/// What a line says, by bytes of its text; `None` where it says nothing of it.
#[derive(Debug, Default)]
pub(super) struct Gold {
    /// The sentences, in text order.
    pub(super) sentences: Option<Vec<Range<usize>>>,
    /// The tags of tokens, by their spans.
    pub(super) tags: Option<BTreeMap<(usize, usize), u8>>,
}

/// An annotation of a record of copydesk's own.
#[derive(Deserialize)]
struct Piece {
    start: usize,
    end: usize,
    label: String,
}

impl Gold {
    /// Reads the line of an article with this text.
    ///
    /// # Errors
    /// What is wrong with it, in words for a person.
    pub(super) fn read(text: &str, line: &str) -> Result<Self, String> {
        let line: Map<String, Value> =
            serde_json::from_str(line).map_err(|error| error.to_string())?;
        let (sentences, tokens) = match line.get("annotations").and_then(Value::as_object) {
            Some(layers) => of_record(&line, layers)?,
            None => of_corpus(&line)?,
        };
        if sentences.is_none() && tokens.is_none() {
            return Err(
                "the object has neither \"sentences\" nor \"tokens\" with their tags in \"pos\"; in a record they are layers, which `copydesk run --layers all` writes"
                    .to_owned(),
            );
        }
        let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let place = |what: &str, number: usize, (start, end): (usize, usize)| {
            if start < end && end < bytes.len() {
                return Ok(bytes[start]..bytes[end]);
            }
            Err(format!(
                "{what}[{number}] goes from {start} to {end}, which is no part of a text of {} characters",
                bytes.len() - 1
            ))
        };
        let mut gold = Self::default();
        if let Some(sentences) = sentences {
            let placed = sentences.into_iter().enumerate();
            let placed = placed.map(|(number, span)| place("sentences", number, span));
            gold.sentences = Some(in_order(text, placed.collect::<Result<_, _>>()?)?);
        }
        if let Some(tokens) = tokens {
            let mut tags = BTreeMap::new();
            for (number, (span, tag)) in tokens.into_iter().enumerate() {
                let place = place("tokens", number, span)?;
                // A token without a tag teaches nothing.
                let Some(tag) = tag.filter(|tag| !tag.is_empty()) else { continue };
                let tag = tag_number(&tag).ok_or_else(|| {
                    format!(
                        "the tag of tokens[{number}] is {tag:?}; this stage has {}, and others cannot be added",
                        TAGS.join(" ")
                    )
                })?;
                tags.insert((place.start, place.end), tag);
            }
            gold.tags = Some(tags);
        }
        Ok(gold)
    }
}

type Spans = Vec<(usize, usize)>;
type Tokens = Vec<((usize, usize), Option<String>)>;

fn of_record(
    line: &Map<String, Value>,
    layers: &Map<String, Value>,
) -> Result<(Option<Spans>, Option<Tokens>), String> {
    if line.get("offsets").is_some_and(|unit| unit != "char") {
        return Err("the record counts positions in other units than characters".to_owned());
    }
    let form = "a list of {\"start\", \"end\", \"label\"}";
    let sentences: Option<Vec<Piece>> = field(layers, "sentence", form)?;
    let tokens: Option<Vec<Piece>> = field(layers, "token", form)?;
    let span = |piece: &Piece| (piece.start, piece.end);
    Ok((
        sentences.map(|pieces| pieces.iter().map(span).collect()),
        tokens.map(|pieces| pieces.into_iter().map(|p| (span(&p), Some(p.label))).collect()),
    ))
}

fn of_corpus(line: &Map<String, Value>) -> Result<(Option<Spans>, Option<Tokens>), String> {
    let form = "a list of [start, end]";
    let sentences = field(line, "sentences", form)?;
    let pos: Option<Vec<Option<String>>> = field(line, "pos", "a list of tags")?;
    let Some(pos) = pos else { return Ok((sentences, None)) };
    let tokens: Spans = field(line, "tokens", form)?
        .ok_or("the object has \"pos\", but no \"tokens\" that these could be the tags of")?;
    if tokens.len() != pos.len() {
        return Err(format!(
            "there are {} \"tokens\" and {} tags in \"pos\"",
            tokens.len(),
            pos.len()
        ));
    }
    Ok((sentences, Some(tokens.into_iter().zip(pos).collect())))
}

fn field<T: DeserializeOwned>(
    object: &Map<String, Value>,
    name: &str,
    form: &str,
) -> Result<Option<T>, String> {
    let value = object.get(name).filter(|value| !value.is_null());
    let read = |value| {
        T::deserialize(value).map_err(|error| format!("{name:?} is no {}: {error}", &form[2..]))
    };
    value.map(read).transpose()
}

/// The sentences in text order, if they do not overlap.
fn in_order(text: &str, mut sentences: Vec<Range<usize>>) -> Result<Vec<Range<usize>>, String> {
    sentences.sort_by_key(|sentence| (sentence.start, sentence.end));
    for pair in sentences.windows(2) {
        if pair[1].start < pair[0].end {
            let [one, other] = [&text[pair[0].clone()], &text[pair[1].clone()]];
            return Err(format!("the sentences {one:?} and {other:?} overlap"));
        }
    }
    Ok(sentences)
}
