//! The article as the rules and the model see it: its tokens with their classes, its sentences, and
//! what earlier stages found there. Made once an article, in buffers that are used again.

use copydesk_learn::features::{hash_bytes, hash_str};
use copydesk_stage::{Article, Layer, Span};

use crate::lexicon::{self as lex, Classes, Lexicon};

/// A token.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Where it stands in the text.
    pub span: Span,
    /// Where its lower-case form lies in [`Words::lower`].
    low: (u32, u32),
    /// The hash of the lower-case form with every digit as 0, for the model.
    pub hash: u64,
    /// The classes of the lower-case form.
    pub classes: Classes,
    /// Its Penn Treebank tag.
    pub tag: Tag,
    /// Flags of [`flag`].
    pub flags: u8,
    /// 1 and the place of the entity label in [`ENTITY_LABELS`]; 0 outside entities.
    pub entity: u8,
}

/// What a word is marked with.
pub mod flag {
    /// It has a digit.
    pub const DIGIT: u8 = 1;
    /// It begins with a capital.
    pub const CAPITAL: u8 = 2;
    /// It is inside what somebody is quoted to say.
    pub const CONTENT: u8 = 4;
    /// It is in a cue.
    pub const CUE: u8 = 8;
    /// It names a source.
    pub const SOURCE: u8 = 16;
    /// It has a letter or a digit, so is no punctuation mark.
    pub const WORD: u8 = 32;
    /// It is a year between 1900 and 2099.
    pub const YEAR: u8 = 64;
}

/// The entity labels, in the order of their numbers.
pub const ENTITY_LABELS: [&str; 9] =
    ["PERSON", "ORG", "LOC", "FAC", "NORP", "PRODUCT", "MISC", "DATE", "MONEY"];

/// A Penn Treebank tag as a number; 0 for none.
pub type Tag = u8;

/// The tags, in the order of their numbers less 1.
const TAGS: &str = "CC CD DT EX FW IN JJ JJR JJS LS MD NN NNS NNP NNPS PDT POS PRP PRP$ RB RBR RBS \
                    RP SYM TO UH VB VBD VBG VBN VBP VBZ WDT WP WP$ WRB";

/// Preposition or subordinating conjunction.
pub const IN: Tag = 6;
/// "to".
pub const TO: Tag = 25;
/// Modal verb.
pub const MD: Tag = 11;
/// Noun; its kinds follow.
pub const NN: Tag = 12;
/// Number.
pub const CD: Tag = 2;
/// Mark of the genitive.
pub const POS: Tag = 17;
/// Possessive pronoun.
pub const PRP_POSSESSIVE: Tag = 19;
/// Present participle.
pub const VBG: Tag = 29;
/// Name.
pub const NNP: Tag = 14;
/// Personal pronoun.
pub const PRP: Tag = 18;
/// Base form of a verb.
pub const VB: Tag = 27;
/// Past tense.
pub const VBD: Tag = 28;
/// Past participle.
pub const VBN: Tag = 30;
/// Present, not third person.
pub const VBP: Tag = 31;
/// Present, third person.
pub const VBZ: Tag = 32;
/// Adjective and its degrees.
pub const JJ: Tag = 7;

/// A sentence.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    /// Where it stands in the text.
    pub span: Span,
    /// Its first word.
    pub first: usize,
    /// The word after its last.
    pub end: usize,
    /// The number of its paragraph.
    pub paragraph: usize,
}

/// The words and sentences of one article.
#[derive(Debug, Default)]
pub struct Words {
    /// The words in text order.
    pub words: Vec<Word>,
    /// The sentences that are no boilerplate, in text order.
    pub sentences: Vec<Sentence>,
    lower: String,
}

impl Words {
    /// Reads the article's tokens, sentences and entities.
    pub fn read(&mut self, lexicon: &Lexicon, tags: &TagTable, layers: Layers<'_>) {
        self.words.clear();
        self.sentences.clear();
        self.lower.clear();
        // A text of nothing but boilerplate is somebody's whole text: read it all the same.
        let all = layers.sentence.iter().all(|sentence| sentence.label() == "boilerplate");
        let mut tokens = layers.token.iter().peekable();
        let mut paragraphs = layers.paragraph.iter().map(|p| p.span().end()).peekable();
        let mut paragraph = 0;
        for sentence in layers.sentence {
            let span = sentence.span();
            while paragraphs.next_if(|&end| end <= span.start()).is_some() {
                paragraph += 1;
            }
            while tokens.next_if(|token| token.span().start() < span.start()).is_some() {}
            let first = self.words.len();
            let keep = all || sentence.label() != "boilerplate";
            while let Some(token) = tokens.next_if(|token| token.span().end() <= span.end()) {
                if keep {
                    self.push(lexicon, tags.number(token.label()), token.span(), token.text());
                }
            }
            if keep {
                self.sentences.push(Sentence { span, first, end: self.words.len(), paragraph });
            }
        }
        self.read_entities(layers.entity);
    }

    fn push(&mut self, lexicon: &Lexicon, tag: Tag, span: Span, text: &str) {
        let from = self.lower.len();
        let mut flags = 0;
        for (at, c) in text.chars().enumerate() {
            if c.is_ascii() {
                if c.is_ascii_digit() {
                    flags |= flag::DIGIT | flag::WORD;
                } else if c.is_ascii_alphabetic() {
                    flags |= flag::WORD;
                    if at == 0 && c.is_ascii_uppercase() {
                        flags |= flag::CAPITAL;
                    }
                }
                self.lower.push(c.to_ascii_lowercase());
                continue;
            }
            match c {
                '’' | '‘' | 'ʼ' => self.lower.push('\''),
                '“' | '”' => self.lower.push('"'),
                _ => {
                    if c.is_alphanumeric() {
                        flags |= flag::WORD;
                    }
                    if at == 0 && c.is_uppercase() {
                        flags |= flag::CAPITAL;
                    }
                    self.lower.extend(c.to_lowercase());
                }
            }
        }
        let lower = &self.lower[from..];
        let own = hash_str(lower);
        let classes = lexicon.classes(own);
        let hash = if flags & flag::DIGIT == 0 {
            own
        } else {
            let year = lower.len() == 4 && (lower.starts_with("19") || lower.starts_with("20"));
            if year && lower.bytes().all(|byte| byte.is_ascii_digit()) {
                flags |= flag::YEAR;
            }
            without_digits(lower)
        };
        let low = (from as u32, self.lower.len() as u32);
        self.words.push(Word { span, low, hash, classes, tag, flags, entity: 0 });
    }

    fn read_entities(&mut self, entities: Layer<'_>) {
        let mut at = 0;
        for entity in entities {
            let span = entity.span();
            while self.words.get(at).is_some_and(|word| word.span.start() < span.start()) {
                at += 1;
            }
            let place = ENTITY_LABELS.iter().position(|&label| label == entity.label());
            let Some(place) = place else { continue };
            let inside =
                self.words[at..].iter_mut().take_while(|word| word.span.end() <= span.end());
            for word in inside.filter(|word| word.entity == 0) {
                word.entity = place as u8 + 1;
            }
        }
    }

    /// The lower-case form of a word, with straight quotation marks.
    #[must_use]
    pub fn lower(&self, at: usize) -> &str {
        let (from, to) = self.words[at].low;
        &self.lower[from as usize..to as usize]
    }

    /// The lower-case form, or "" outside the article.
    #[must_use]
    pub fn lower_at(&self, at: Option<usize>) -> &str {
        at.filter(|&at| at < self.words.len()).map_or("", |at| self.lower(at))
    }

    /// Whether a word has one of these classes.
    #[must_use]
    pub fn is(&self, at: usize, classes: Classes) -> bool {
        self.words.get(at).is_some_and(|word| word.classes & classes != 0)
    }

    /// Whether a word is a verb of saying, and not a noun of the same form: "the claim", "a report".
    #[must_use]
    pub fn says(&self, at: usize) -> bool {
        let noun = |tag: Tag| (NN..=NN + 3).contains(&tag);
        self.is(at, lex::SPEECH)
            && !noun(self.words[at].tag)
            && !at.checked_sub(1).is_some_and(|before| self.is(before, lex::DETERMINER))
    }

    /// Whether a word has one of these flags.
    #[must_use]
    pub fn has(&self, at: usize, flags: u8) -> bool {
        self.words.get(at).is_some_and(|word| word.flags & flags != 0)
    }

    /// Whether a word is a verb that carries tense. Without tags, by the auxiliaries alone.
    #[must_use]
    pub fn is_finite_verb(&self, at: usize) -> bool {
        let word = &self.words[at];
        matches!(word.tag, MD | VBD | VBP | VBZ)
            || (word.tag == 0 && word.classes & (lex::BE | lex::MODAL | lex::AUXILIARY) != 0)
    }

    /// Whether words have a verb with tense that is not of a relative or other clause inside: "the toll would
    /// rise", but not "to leave", nor "a plan that would ruin the town".
    #[must_use]
    pub fn are_clause(&self, places: impl IntoIterator<Item = usize>) -> bool {
        let (mut first, mut inside) = (true, false);
        for at in places {
            if std::mem::take(&mut first) && self.words[at].tag == TO {
                return false;
            }
            if OPENING_A_CLAUSE.contains(&self.lower(at)) {
                inside = true;
            } else if self.is_finite_verb(at) && !std::mem::take(&mut inside) {
                return true;
            }
        }
        false
    }

    /// The words that lie inside `span`, as a range of places.
    #[must_use]
    pub fn inside(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.words.partition_point(|word| word.span.start() < span.start());
        let end = self.words.partition_point(|word| word.span.end() <= span.end());
        first..end.max(first)
    }

    /// The place of the sentence that a word is in.
    #[must_use]
    pub fn sentence_of(&self, word: usize) -> Option<usize> {
        let after = self.sentences.partition_point(|sentence| sentence.first <= word);
        after.checked_sub(1).filter(|&at| word < self.sentences[at].end)
    }

    /// Sets a flag on the words inside `span`.
    pub fn mark(&mut self, span: Span, flag: u8) {
        let inside = self.inside(span);
        self.words[inside].iter_mut().for_each(|word| word.flags |= flag);
    }
}

/// The layers that [`Words::read`] reads.
#[derive(Clone, Copy, Debug)]
pub struct Layers<'a> {
    /// Paragraphs.
    pub paragraph: Layer<'a>,
    /// Sentences.
    pub sentence: Layer<'a>,
    /// Tokens.
    pub token: Layer<'a>,
    /// Mentions of entities.
    pub entity: Layer<'a>,
}

impl<'a> Layers<'a> {
    /// Those layers of `article`.
    ///
    /// # Errors
    /// When one of them was not handed over.
    pub fn of(article: &Article<'a>) -> Result<Self, copydesk_stage::UndeclaredLayer> {
        Ok(Self {
            paragraph: article.layer("paragraph")?,
            sentence: article.layer("sentence")?,
            token: article.layer("token")?,
            entity: article.layer("entity")?,
        })
    }
}

/// The hash of a word with every digit as 0: one thousand-odd amounts share what they teach.
fn without_digits(lower: &str) -> u64 {
    let mut bytes = [0; 24];
    let len = lower.len().min(bytes.len());
    for (to, &from) in bytes.iter_mut().zip(lower.as_bytes()) {
        *to = if from.is_ascii_digit() { b'0' } else { from };
    }
    hash_bytes(&bytes[..len])
}

/// Numbers of tags, by name.
#[derive(Clone, Debug)]
pub struct TagTable {
    tags: Vec<(u64, Tag)>,
}

/// The bytes of a tag as one number. No tag has more of them than fit.
fn packed(tag: &str) -> u64 {
    tag.bytes().fold(0, |packed, byte| packed << 8 | u64::from(byte))
}

impl Default for TagTable {
    fn default() -> Self {
        Self::new()
    }
}

impl TagTable {
    /// All Penn Treebank tags for words.
    #[must_use]
    pub fn new() -> Self {
        let mut tags: Vec<_> = TAGS
            .split_whitespace()
            .enumerate()
            .map(|(at, tag)| (packed(tag), at as Tag + 1))
            .collect();
        tags.sort_unstable();
        Self { tags }
    }

    /// The number of a tag; 0 for punctuation and whatever is unknown.
    #[inline]
    #[must_use]
    pub fn number(&self, tag: &str) -> Tag {
        let place = self.tags.binary_search_by_key(&packed(tag), |&(name, _)| name);
        place.ok().filter(|_| tag.len() <= 8).map_or(0, |at| self.tags[at].1)
    }
}

/// Words that open a clause inside another.
const OPENING_A_CLAUSE: [&str; 16] = [
    "because", "although", "though", "while", "where", "who", "which", "whom", "whose", "if",
    "unless", "that", "what", "when", "how", "why",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_tags_are_those_of_the_table() {
        let table = TagTable::new();
        for (name, tag) in [
            ("IN", IN),
            ("TO", TO),
            ("MD", MD),
            ("VB", VB),
            ("VBD", VBD),
            ("VBN", VBN),
            ("VBP", VBP),
            ("VBZ", VBZ),
            ("JJ", JJ),
            ("NN", NN),
            ("NNPS", NN + 3),
        ] {
            assert_eq!(table.number(name), tag, "{name}");
        }
        assert_eq!(table.number(","), 0);
    }

    #[test]
    fn numbers_of_one_shape_share_a_hash() {
        assert_eq!(without_digits("4.7bn"), without_digits("3.2bn"));
        assert_ne!(without_digits("4.7bn"), without_digits("47bn"));
    }
}
