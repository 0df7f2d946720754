//! The whole stage on texts whose layers are made by hand: what must hold whatever the models say,
//! and that odd texts do no harm. Tables of cases run through the real stages with the project's
//! other tests.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use copydesk_document::{Annotation, Layer};
use copydesk_learn::features::{Features, ValuedFeatures};
use copydesk_learn::recurrent::RecurrentScratch;
use copydesk_learn::tagger::TaggerScratch;
use copydesk_stage::harness::{self, Harness};
use copydesk_stage::{Document, Span};

use crate::arguments::{self, Window};
use crate::reading::Reading;
use crate::word_sums::WordSums;
use crate::{MANIFEST, Quotes, extract, roles};

/// An article with paragraphs by line, sentences by full stop, tokens by letter and mark, and these
/// words as people.
fn document(text: &str, people: &[&str]) -> Document {
    let mut document = Document::new("a", text).expect("short enough");
    let mut layers = [const { Vec::new() }; 4];
    let mut add =
        |document: &mut Document, layer: usize, at: std::ops::Range<usize>, label: &str| {
            let id = document.fresh_id();
            let one = Annotation::new(id, Span::from_range(at)).with_label(label.to_owned());
            layers[layer].push(one);
        };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        if end > start {
            add(&mut document, 0, start..end, "body");
            let mut from = start;
            let body = &text[start..end];
            for (at, mark) in body.match_indices(['.', '?', '!']) {
                let close = body[at + 1..].chars().take_while(|c| "”\"'’".contains(*c));
                let stop = start + at + mark.len() + close.map(char::len_utf8).sum::<usize>();
                let ends = text[stop..].chars().next().is_none_or(char::is_whitespace);
                if ends && stop > from {
                    add(&mut document, 1, from..stop, "body");
                    from = stop + text[stop..].len() - text[stop..].trim_start().len();
                }
            }
            if from < end {
                add(&mut document, 1, from..end, "body");
            }
            let mut word = start;
            for (at, c) in body.char_indices() {
                let at = start + at;
                if c.is_alphanumeric() {
                    continue;
                }
                if at > word {
                    let name = text[word..].starts_with(char::is_uppercase);
                    add(&mut document, 2, word..at, if name { "NNP" } else { "NN" });
                }
                if !c.is_whitespace() {
                    add(&mut document, 2, at..at + c.len_utf8(), ".");
                }
                word = at + c.len_utf8();
            }
            if word < end {
                add(&mut document, 2, word..end, "NN");
            }
        }
        start += line.len();
    }
    for person in people {
        for (at, _) in text.match_indices(person) {
            add(&mut document, 3, at..at + person.len(), "PERSON");
        }
    }
    for (name, annotations) in ["paragraph", "sentence", "token", "entity"].into_iter().zip(layers)
    {
        document.insert(Layer::new(name, annotations));
    }
    document
}

/// The quotes of an article, a line each: form, words, speaker.
fn quotes(text: &str, people: &[&str]) -> String {
    let document = document(text, people);
    let mut stage = Harness::<Quotes>::new(MANIFEST, "{}").expect("the stage can be made");
    let layers = stage.run(&document).expect("the stage runs");
    let mut lines = String::new();
    for quote in
        layers.iter().find(|layer| layer.name() == "quote").expect("declared").annotations()
    {
        let speaker = quote.link("speaker").and_then(|id| document.annotation(id));
        let speaker = speaker.and_then(|one| one.span).map_or("?", |span| span.of(text));
        let words = quote.span.expect("a quote has a place").of(text);
        writeln!(lines, "{} {} ~ {speaker}", quote.label, words.replace('\n', "|"))
            .expect("memory");
    }
    lines
}

#[test]
fn the_form_decides_where_marks_are() {
    for (text, people, expected) in [
        (
            "“It leaks,” said Ama Boateng. “We told them twice.”",
            &["Ama Boateng"][..],
            "direct “It leaks,” said Ama Boateng. “We told them twice.” ~ Ama Boateng\n",
        ),
        (
            "Ama Boateng said: “It leaks.\n“It always has.”\n",
            &["Ama Boateng"],
            "direct “It leaks.|“It always has.” ~ Ama Boateng\n",
        ),
        (
            "“A fine day for the harbour and the town.” – Ama Boateng\n",
            &["Ama Boateng"],
            "direct “A fine day for the harbour and the town.” ~ Ama Boateng\n",
        ),
    ] {
        assert_eq!(quotes(text, people), expected, "{text}");
    }
}

#[test]
fn one_odd_mark_loses_no_other_quote() {
    let text = "The 12\" pipe broke on “Monday.\n\n“It leaks,” said Ama Boateng.\n\n”\n";
    assert!(quotes(text, &["Ama Boateng"]).contains("direct “It leaks,” ~ Ama Boateng"), "{text}");
}

#[test]
fn odd_texts_do_no_harm() {
    for text in [
        "",
        " ",
        "\n\n",
        "“",
        "”",
        "\"",
        "'",
        "''",
        "«»“”‘’\"'",
        "said",
        "“said",
        "said: “",
        ":",
        "– A",
        "according to",
        "According to",
        "According to, a.",
        "“” said",
        "“a” – ",
        "A:\nB:\nC:\nD: e f\n",
        "👍 “👍” 👍 said 👍",
        "e\u{301}“e\u{301}” said E\u{301}va.",
        "\u{0}“\u{0}”",
        "“““““”””””",
        "''' '''' '''''",
        "called “a” labelled “b” calling him “c”",
    ] {
        quotes(text, &["A", "👍"]);
    }
}

#[test]
fn the_time_grows_with_the_length() {
    let phrase = "According to Ama Boateng, he said “it leaks, calling it “a” joke, 'she said, ";
    let time = |text: &str| {
        let clock = Instant::now();
        quotes(text, &["Ama Boateng"]);
        clock.elapsed()
    };
    for (piece, times) in [(phrase, 200), ("‘“'\"«", 4_000), ("said Ama, ", 2_000)] {
        // With the square of the length it would be a hundred times.
        let short = (0..3).map(|_| time(&piece.repeat(times))).max().unwrap_or_default();
        let long = time(&piece.repeat(10 * times));
        assert!(long < 40 * short + Duration::from_secs(1), "{piece}: {short:?}, then {long:?}");
    }
}

#[test]
fn what_is_kept_of_a_word_is_what_its_features_say() {
    let text = "Ama Boateng said the pumps leak, and that nobody had listened. “It leaks,” she told \
                the council on Monday. “It always has, and you were told.” The council denied that.";
    let document = document(text, &["Ama Boateng"]);
    let stage = Quotes::new().expect("the stage can be made");
    let mut reading = Reading::default();
    let layers = ["paragraph", "sentence", "token", "entity"];
    harness::view(&document, &layers, |article| {
        reading.read(article, &stage.lexicon, &stage.models.classes)
    })
    .expect("the layers are there");
    let mut scratch = extract::Scratch::default();
    let net = &stage.models.roles;
    roles::read(net, &reading, &mut scratch.roles, &mut scratch.seen.odds);
    let (ends, least) = (&stage.models.ends, extract::LEAST_LEARNED);
    scratch.seen.conclude(ends, &reading, least, &mut ValuedFeatures::new());
    let (mut features, mut running, mut margins) =
        (Features::new(), RecurrentScratch::default(), Vec::new());
    for range in roles::stretches(&reading) {
        roles::write_features(&reading, range.clone(), &mut features);
        net.margins(&features, &mut running, &mut margins);
        let kept = scratch.seen.odds[range].as_flattened();
        assert!(margins.iter().zip(kept).all(|(margin, kept)| (margin - kept).abs() < 0.02));
    }
    let (tagger, seen) = (&stage.models.arguments, &scratch.seen);
    let (mut window, mut buffers) = (Window::default(), arguments::Buffers::default());
    let (mut kept, mut decoding) = (WordSums::default(), TaggerScratch::new());
    kept.clear(&reading);
    for cue in 0..reading.words.len() {
        window.set(&reading, cue..cue + 1);
        let probabilities = |decoding: &mut TaggerScratch| -> Vec<f32> {
            let all = tagger.marginals(decoding);
            (0..window.words.len()).flat_map(|place| all.token(place)).copied().collect()
        };
        arguments::write_features(&reading, &window, seen, true, &mut buffers, &mut features);
        tagger.decode(&features, &mut decoding);
        let written_out = probabilities(&mut decoding);
        arguments::write_features(&reading, &window, seen, false, &mut buffers, &mut features);
        kept.fill(tagger, &reading, &window, seen);
        tagger.decode_with(&features, &mut decoding, |place, sums| {
            kept.add(tagger, &reading, &window, place, sums);
        });
        assert_eq!(probabilities(&mut decoding), written_out, "the cue is word {cue}");
    }
}
