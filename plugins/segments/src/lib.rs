//! The stage `segments`: paragraphs, sentences and tokens with Penn Treebank tags.
//!
//! Text is cut from the outside in: [`paragraphs`] by lines, [`tokens`] by characters, [`sentences`]
//! by tokens; [`boilerplate`] then says which paragraphs are the article's own prose, and [`tagger`] what
//! each token is. [`teaching`] makes of a user's own articles what is [`taught`].
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod abbreviations;
mod boilerplate;
mod chars;
mod openers;
mod paragraphs;
mod sentences;
mod tagger;
mod tags;
mod taught;
mod teaching;
mod tokens;
#[doc(hidden)]
pub mod training;
mod web;
mod words;

use std::ops::Range;

use copydesk_learn::features::Features;
use copydesk_stage::{Article, Batch, Config, Failure, Output, Record, Span, Stage};
use serde::Deserialize;

use boilerplate::{Role, is_contribution};

/// The stage.
#[derive(Debug)]
pub struct Segments {
    tagger: tagger::Tagger<'static>,
    /// What the user's own articles have added.
    taught: Option<taught::Taught>,
}

#[derive(Deserialize)]
struct Settings {
    #[serde(default)]
    model: String,
}

/// A worker's memory.
#[derive(Debug, Default)]
pub struct Scratch {
    lines: Vec<paragraphs::Line>,
    paragraphs: Vec<Range<usize>>,
    tokens: Vec<tokens::Token>,
    sentences: Vec<Range<usize>>,
    ends: sentences::ends::Ends,
    features: Features,
    tagging: tagger::TaggerScratch,
    tagged: Batch<'static>,
}

impl Stage for Segments {
    type Scratch = Scratch;

    fn create(config: &Config<'_>) -> Result<Self, Failure> {
        let Settings { model } = config.get()?;
        let tagger = tagger::Tagger::built_in()?;
        let taught = if model.is_empty() {
            None
        } else {
            let taught = taught::Taught::from_text(&model, tagger.model());
            Some(taught.map_err(|what| Failure::new(format!("model: {what}")))?)
        };
        Ok(Self { tagger, taught })
    }

    fn process(
        &self,
        scratch: &mut Scratch,
        article: &Article<'_>,
        out: &mut Output<'_>,
    ) -> Result<(), Failure> {
        let text = article.text();
        paragraphs::split(text, &mut scratch.lines, &mut scratch.paragraphs);
        let sole = scratch.paragraphs.len() == 1;
        let mut headline = true;
        for paragraph in &scratch.paragraphs {
            if out.cancelled() {
                break;
            }
            scratch.tokens.clear();
            scratch.sentences.clear();
            tokens::split(text, paragraph.start, paragraph.end, &mut scratch.tokens);
            sentences::split(text, &scratch.tokens, &mut scratch.sentences);
            if let Some(taught) = &self.taught {
                scratch.ends.read(text, &scratch.tokens, &scratch.sentences);
                scratch.ends.split(&taught.ends, &mut scratch.features, &mut scratch.sentences);
            }
            let tokens = &scratch.tokens;
            let is_credit =
                |sentence: &Range<usize>| is_contribution(text, &tokens[sentence.clone()]);
            let role = if scratch.sentences.iter().all(is_credit) {
                Role::Boilerplate
            } else {
                boilerplate::role(text, tokens, headline, sole)
            };
            headline &= role == Role::Boilerplate;
            let paragraph = Record::at(Span::from_range(paragraph.clone()));
            out.emit("paragraph", paragraph.label(role.label()))?;
            for sentence in &scratch.sentences {
                let tokens = &scratch.tokens[sentence.clone()];
                let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { continue };
                let role = if is_credit(sentence) { Role::Boilerplate } else { role };
                let sentence = Record::at(Span::from_range(first.start..last.end));
                out.emit("sentence", sentence.label(role.label()))?;
                let given =
                    self.tagger.tag(text, tokens, self.taught.as_ref(), &mut scratch.tagging);
                scratch.tagged.clear();
                for (token, &tag) in tokens.iter().zip(given) {
                    let tag = tags::TAGS.get(usize::from(tag)).copied().unwrap_or("XX");
                    let span = Span::from_range(token.start..token.end);
                    scratch.tagged.push(Record::at(span).label(tag));
                }
                out.emit_all("token", &scratch.tagged)?;
            }
        }
        Ok(())
    }
}

copydesk_stage::export!(Segments, include_str!("../stage.json"), teaching::SegmentsTraining);

#[cfg(test)]
mod tests {
    use copydesk_stage::Document;
    use copydesk_stage::harness::Harness;

    use super::*;

    /// The annotations of each layer as (words, label).
    fn run(text: &str) -> Vec<Vec<(String, String)>> {
        let document = Document::new("a", text).expect("a short text");
        let layers =
            Harness::<Segments>::new(MANIFEST, "{}").and_then(|mut stage| stage.run(&document));
        let layers = layers.unwrap_or_else(|problem| panic!("{problem} in {text:?}"));
        ["paragraph", "sentence", "token"]
            .map(|name| {
                let layer = layers.iter().find(|layer| layer.name() == name);
                let annotations = layer.map_or(&[][..], |layer| layer.annotations());
                let words = |span: Option<Span>| span.map_or("", |span| span.of(text)).to_owned();
                annotations.iter().map(|a| (words(a.span), a.label.to_string())).collect()
            })
            .into()
    }

    #[test]
    fn an_article_is_cut_and_labelled() {
        let text = "Ferry stays in harbour\n\nBy Ana Ruiz\n\nThe ferry did not sail. \"It's old,\" Mr. Lowe said. Tom Lowe contributed to this report.\n\nShare";
        let [paragraphs, sentences, tokens] = run(text).try_into().expect("three layers");
        let labels: Vec<&str> = paragraphs.iter().map(|(_, label)| label.as_str()).collect();
        assert_eq!(labels, ["heading", "boilerplate", "body", "boilerplate"]);
        assert_eq!(sentences.len(), 6);
        assert_eq!(sentences[3].0, "\"It's old,\" Mr. Lowe said.");
        let labels: Vec<&str> = sentences[3..].iter().map(|(_, label)| label.as_str()).collect();
        assert_eq!(labels, ["body", "boilerplate", "boilerplate"]);
        let tagged: Vec<String> =
            tokens[7..13].iter().map(|(word, tag)| format!("{word}/{tag}")).collect();
        assert_eq!(tagged.join(" "), "The/DT ferry/NN did/VBD not/RB sail/VB ./.");
    }

    #[test]
    fn odd_texts_are_no_trouble() {
        for text in [
            "",
            " ",
            "\0\0",
            "\r\n\r\n",
            "🙂",
            "\u{301}",
            "\u{FEFF}a\u{200B}",
            "|",
            "...",
            "\"",
            "（。）",
        ] {
            run(text);
        }
    }

    /// A step worse than n log n would take minutes for these.
    #[test]
    fn long_lines_take_no_longer_than_their_length() {
        for piece in [
            "a", ".", "a.", "'", "\"", "-", "a-", "@", "a@", "/", "www.", "1,", "(", ")",
            "\u{301}", "Mr. ", "a b ", "U.S. \"", "! ) ",
        ] {
            let text = piece.repeat(200_000 / piece.len());
            run(&text);
        }
    }
}
