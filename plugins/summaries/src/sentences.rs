//! Reads an article's body sentences: where they stand, their content words, and what a reader sees
//! on their surface.

use std::ops::Range;

use copydesk_stage::{Article, Failure, Span};

use crate::membership::Frequency;
use crate::vocabulary::{Term, Vocabulary, stem};

/// A sentence that could be in a summary.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Where it stands.
    pub span: Span,
    /// How many words it has, counted between spaces.
    pub words: u32,
    /// Its content words, in [`Reading::terms_of`].
    pub terms: Range<usize>,
    /// What is on its surface.
    pub surface: Surface,
}

/// What can be seen of a sentence without knowing its words' meaning. Counts are of tokens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surface {
    /// Words and numbers, not marks.
    pub words: u32,
    /// Proper nouns after the first word.
    pub names: u32,
    /// Tokens with a digit.
    pub numbers: u32,
    /// Personal and possessive pronouns.
    pub pronouns: u32,
    /// "I", "we" and their forms.
    pub first_person: u32,
    /// "you" and its forms.
    pub second_person: u32,
    /// Words inside quotation marks.
    pub quoted: u32,
    /// Whether a pronoun stands before the first noun: "if it were easy".
    pub pronoun_before_noun: bool,
    /// Whether one of the words from the second to the fifth is a proper noun.
    pub name_early: bool,
    /// What the first word is.
    pub opening: Opening,
    /// Whether the first token is a quotation mark.
    pub quote_first: bool,
    /// Whether the last token is a quotation mark.
    pub quote_last: bool,
    /// Whether it is part of a longer quotation: one that it ends and does not begin, or begins and does not end.
    pub cut_from_quotation: bool,
    /// Whether it stands inside a longer quotation and has no mark of it.
    pub within_quotation: bool,
    /// Whether it ends with a colon or a dash, so that what it tells follows.
    pub leads_on: bool,
    /// Whether it has a verb of speech.
    pub speech: bool,
    /// Whether it has a question mark.
    pub question: bool,
    /// Whether it has an exclamation mark.
    pub exclamation: bool,
    /// Whether it has a colon.
    pub colon: bool,
    /// Whether it has a dash between words.
    pub dash: bool,
    /// Whether it has a bracket after its beginning.
    pub bracket: bool,
}

impl Surface {
    /// Whether no editor would have it in a summary: a short question, what leads on to something
    /// else, the middle of what somebody said, one or two words.
    #[must_use]
    pub const fn is_out_of_place(&self) -> bool {
        self.question && !self.speech && self.words <= SHORT_QUESTION
            || self.leads_on
            || self.within_quotation
            || self.words < LEAST_WORDS
    }
}

/// Questions of up to so many words are headings or asides; longer ones may have the news.
const SHORT_QUESTION: u32 = 8;

/// A sentence of a summary has at least as many words.
const LEAST_WORDS: u32 = 3;

/// Kinds of first word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Opening {
    /// Any other word.
    #[default]
    Other,
    /// A word that points back: "he", "this".
    Pronoun,
    /// A word that carries on: "but", "however".
    Connective,
    /// "the".
    The,
}

/// An article's body sentences.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    vocabulary: Vocabulary,
    sentences: Vec<Sentence>,
    words: u32,
    terms: Vec<u32>,
    buffer: String,
}

impl Reading {
    /// Reads the sentences that are neither heading nor boilerplate and have a word, in place of
    /// what was read before.
    ///
    /// # Errors
    /// When the sentence or token layer is missing.
    pub fn read(&mut self, article: &Article<'_>, frequency: Frequency<'_>) -> Result<(), Failure> {
        self.vocabulary.clear();
        self.sentences.clear();
        self.words = 0;
        self.terms.clear();
        // Whether the last sentence ended inside a quotation, and where it did.
        let (mut quoted, mut before) = (false, 0);
        // Both layers are in text order, so one walk over each is enough.
        let mut tokens = article.layer("token")?.iter().peekable();
        for sentence in article.layer("sentence")? {
            let span = sentence.span();
            while tokens.next_if(|token| token.span().start() < span.start()).is_some() {}
            if matches!(sentence.label(), "heading" | "boilerplate") {
                continue;
            }
            let first = self.terms.len();
            let mut read =
                Sentence { span, words: 0, terms: first..first, surface: Surface::default() };
            let mut eye = Eye::default();
            while let Some(token) = tokens.next_if(|token| token.span().start() < span.end()) {
                let (text, tag) = (token.text(), token.label());
                read.words += u32::from(eye.look(text, tag, token.span(), &mut read.surface));
                if eye.is_word {
                    let hash = stem(text, &mut self.buffer);
                    let number = self.vocabulary.count(hash, || frequency.rarity(hash));
                    if self.vocabulary.terms()[number as usize].rarity > 0.0 {
                        self.terms.push(number);
                    }
                }
            }
            if read.surface.words == 0 || eye.saw_only_a_dateline() {
                self.terms.truncate(first);
                continue;
            }
            // A quotation that nothing closes ends with its paragraph.
            quoted &= !article.text()[before as usize..span.start() as usize].contains('\n');
            before = span.end();
            read.surface.within_quotation = quoted && !eye.has_quote;
            quoted = eye.in_quote || read.surface.within_quotation;
            read.surface.leads_on = eye.last_leads_on;
            read.surface.quote_last = eye.last_is_quote;
            read.surface.cut_from_quotation |= eye.in_quote;
            read.terms = first..self.terms.len();
            self.words += read.words;
            self.sentences.push(read);
        }
        Ok(())
    }

    /// The sentences in text order.
    #[must_use]
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The numbers of a sentence's content words, in text order.
    #[must_use]
    pub fn terms_of(&self, sentence: usize) -> &[u32] {
        &self.terms[self.sentences[sentence].terms.clone()]
    }

    /// The article's words by number.
    #[must_use]
    pub fn vocabulary(&self) -> &[Term] {
        self.vocabulary.terms()
    }

    /// How many words the sentences have together, counted between spaces.
    #[must_use]
    pub fn words(&self) -> u32 {
        self.words
    }
}

/// What was seen of a sentence's tokens so far.
#[derive(Debug, Default)]
struct Eye {
    /// Where the last token ended.
    end: Option<u32>,
    tokens: u32,
    in_quote: bool,
    has_noun: bool,
    /// Whether the next word begins the sentence: nothing was before it but a dateline.
    at_start: bool,
    is_word: bool,
    has_quote: bool,
    last_is_quote: bool,
    last_leads_on: bool,
    last_is_bracket: bool,
    has_verb: bool,
    has_small_word: bool,
}

impl Eye {
    /// Looks at the next token; returns whether it begins a word between spaces.
    fn look(&mut self, text: &str, tag: &str, span: Span, seen: &mut Surface) -> bool {
        let begins = self.end != Some(span.start());
        self.end = Some(span.end());
        let bytes = text.as_bytes();
        let digit = bytes.iter().any(u8::is_ascii_digit);
        self.is_word = digit || text.starts_with(char::is_alphanumeric);
        self.last_is_quote = false;
        self.last_leads_on = matches!(text, "-" | "--" | "–" | "—" | ":");
        self.last_is_bracket = matches!(text, ")" | "]");
        self.has_small_word |= text.starts_with(char::is_lowercase);
        self.has_verb |= tag.starts_with("VB") || tag == "MD";
        if self.is_word {
            self.look_at_word(bytes, digit, tag, seen);
        } else {
            self.look_at_mark(text, seen);
        }
        self.tokens += 1;
        begins
    }

    /// "LARNMOUTH (Coast News) —", "(AP)": where the sentence after it comes from.
    fn saw_only_a_dateline(&self) -> bool {
        let is_agency = self.last_is_bracket && !self.has_small_word;
        !self.has_verb && (self.last_leads_on || is_agency)
    }

    fn look_at_word(&mut self, word: &[u8], digit: bool, tag: &str, seen: &mut Surface) {
        if seen.words == 0 || self.at_start {
            seen.opening = opening(word, tag);
            (self.at_start, self.has_noun) = (false, false);
        } else if tag.starts_with("NNP") {
            seen.names += 1;
            seen.name_early |= seen.words < 5;
        }
        self.has_noun |= tag.starts_with("NN");
        seen.pronoun_before_noun |= !self.has_noun && matches!(tag, "PRP" | "PRP$");
        seen.words += 1;
        seen.numbers += u32::from(digit);
        seen.quoted += u32::from(self.in_quote);
        match tag {
            "PRP" | "PRP$" => {
                seen.pronouns += 1;
                let first =
                    ["i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"];
                let second = ["you", "your", "yours", "yourself", "yourselves"];
                seen.first_person += u32::from(is_one_of(word, &first));
                seen.second_person += u32::from(is_one_of(word, &second));
            }
            _ if tag.starts_with("VB") => seen.speech |= is_speech(word),
            _ => {}
        }
    }

    fn look_at_mark(&mut self, mark: &str, seen: &mut Surface) {
        let (opens, closes) = (matches!(mark, "“" | "``"), matches!(mark, "”" | "''"));
        if opens || closes || mark == "\"" {
            seen.quote_first |= seen.words == 0;
            seen.cut_from_quotation |= closes && !self.in_quote;
            self.in_quote = opens || (!closes && !self.in_quote);
            (self.has_quote, self.last_is_quote) = (true, true);
        }
        match mark.as_bytes().first() {
            Some(b'?') => seen.question = true,
            Some(b'!') => seen.exclamation = true,
            Some(b':') => seen.colon = true,
            // A dateline's place is not what a bracket in running text is.
            Some(b'(' | b'[') => seen.bracket |= self.tokens > 5,
            // "(CNN)", "Moscow (CNN)"; but "The union (TUW) said" goes on.
            Some(b')' | b']') => {
                self.at_start = self.tokens < 6 && seen.words == seen.names + 1;
            }
            _ => seen.dash |= matches!(mark, "--" | "—" | "–" | "-"),
        }
    }
}

/// Verbs of speech, for telling a report of words from a report of deeds.
pub(crate) fn is_speech(word: &[u8]) -> bool {
    is_one_of(
        word,
        &[
            "said",
            "says",
            "say",
            "saying",
            "told",
            "tells",
            "telling",
            "according",
            "added",
            "adds",
            "adding",
            "announced",
            "argued",
            "claimed",
            "claims",
            "warned",
            "wrote",
            "tweeted",
            "insisted",
            "insists",
            "noted",
            "explained",
            "reported",
            "reports",
        ],
    )
}

pub(crate) fn is_one_of(word: &[u8], list: &[&str]) -> bool {
    list.iter().any(|other| word.eq_ignore_ascii_case(other.as_bytes()))
}

fn opening(word: &[u8], tag: &str) -> Opening {
    let back = ["this", "that", "these", "those"];
    let on = [
        "but",
        "and",
        "so",
        "or",
        "however",
        "meanwhile",
        "still",
        "yet",
        "though",
        "although",
        "also",
        "then",
        "besides",
        "moreover",
        "instead",
        "nor",
    ];
    if matches!(tag, "PRP" | "PRP$") || is_one_of(word, &back) {
        Opening::Pronoun
    } else if is_one_of(word, &on) {
        Opening::Connective
    } else if word.eq_ignore_ascii_case(b"the") {
        Opening::The
    } else {
        Opening::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Label, document, no_frequency};

    fn read(text: &str) -> Reading {
        let mut reading = Reading::default();
        let document = document(&[(Label::Body, text)]);
        copydesk_stage::harness::view(&document, &["sentence", "token"], |article| {
            reading.read(article, no_frequency()).unwrap();
        });
        reading
    }

    #[test]
    fn a_word_is_what_stands_between_spaces() {
        let reading = read("She/PRP did/VBD n't|/RB pay/VB $/$ 4.50|/CD ,|/, he/PRP said/VBD .|/.");
        assert_eq!(reading.sentences()[0].words, 6, "{:?}", reading.sentences());
    }

    #[test]
    fn the_surface_is_seen() {
        let cut = |text: &str| read(text).sentences()[0].surface.cut_from_quotation;
        assert!(cut("We/PRP won/VBD ”/''") && cut("“/`` We/PRP won/VBD !/.") && cut("No/DT \"/''"));
        assert!(!cut("“/`` We/PRP won/VBD ”/'' Ana/NNP") && !cut("We/PRP won/VBD"));
        let quote = read("“/`` We/PRP won/VBD !|/. ”/'' Ana/NNP Ruiz/NNP told/VBD 40/CD fans/NNS");
        let seen = quote.sentences()[0].surface;
        assert!(seen.quote_first && seen.exclamation && seen.speech && !seen.quote_last);
        assert_eq!((seen.words, seen.names, seen.numbers, seen.quoted), (7, 2, 1, 2));
        assert_eq!((seen.first_person, seen.opening), (1, Opening::Pronoun));
    }

    #[test]
    fn a_dateline_does_not_hide_the_first_word() {
        for (sentence, expected) in [
            ("(|/( CNN|/NNP )|/) She/PRP won/VBD", (Opening::Pronoun, true)),
            ("Moscow/NNP (/( CNN|/NNP )|/) The/DT race/NN began/VBD", (Opening::The, false)),
            ("Ana/NNP (/( right|/JJ )|/) and/CC he/PRP won/VBD", (Opening::Other, false)),
        ] {
            let seen = read(sentence).sentences()[0].surface;
            assert_eq!((seen.opening, seen.pronoun_before_noun), expected, "{sentence}");
        }
    }

    #[test]
    fn datelines_are_passed_over() {
        for (sentence, kept) in [
            ("(|/( CNN|/NNP )/)", 0),
            ("Moscow/NNP (|/( Reuters|/NNP )/) –/:", 0),
            ("Nobody/NN knows/VBZ –/:", 1),
            ("A/DT party/NN of/IN the/DT left/NN (|/( PDL|/NNP )/)", 1),
        ] {
            assert_eq!(read(sentence).sentences().len(), kept, "{sentence}");
        }
    }

    #[test]
    fn sentences_without_a_word_are_passed_over() {
        assert!(read("—/: */SYM").sentences().is_empty());
    }
}
