//! The article as the stage works on it: words with what is known of each, sentences, quotations
//! and entities, in flat vectors that are used again.

use std::ops::Range;

use copydesk_learn::clusters::Path;
use copydesk_learn::features::{hash_bytes, hash_str};
use copydesk_learn::word_table::WordTable;
use copydesk_stage::{AnnotationId, Article, Span, UndeclaredLayer};

use crate::lexicon::Lexicon;
use crate::marks::{Marks, Quotation};

/// A token with what features and rules ask of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Word {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// The hash of the word in lower case.
    pub lower: u64,
    /// The hash of its last three bytes in lower case.
    pub suffix: u64,
    /// The hash of its stem: one for all forms of a verb and the nouns made of it.
    pub stem: u64,
    /// The hash of its part-of-speech tag.
    pub tag: u64,
    /// The first two letters of the tag.
    pub tag2: [u8; 2],
    /// How it is written: 1 small letters, 2 a capital first, 3 all capitals, 4 with digits, 5 capitals
    /// inside, 6 one capital; else a mark.
    pub shape: u8,
    /// Its first byte.
    pub first: u8,
    /// Its word class from raw text, as a path in the tree of classes; 0 where it has none.
    pub class: u32,
    /// Bits of the [lexicon](crate::lexicon).
    pub lex: u16,
    /// The kind of speech that it stands for, as the lexicon numbers them.
    pub kind: u8,
    /// The place of its entity mention and one more; 0 where it has none.
    pub entity: u32,
    /// Its label's first letter and where in the mention it is: 0 outside.
    pub entity_part: u8,
    /// The place of its outermost quotation and one more; 0 outside.
    pub quotation: u32,
    /// Where in the quotation it is.
    pub place: Place,
    /// The number of its sentence.
    pub sentence: u32,
}

impl Word {
    /// Stands for a word beyond the first or the last.
    pub const NONE: Self = Self {
        start: 0,
        end: 0,
        lower: 1,
        suffix: 1,
        stem: 1,
        tag: 1,
        tag2: [0; 2],
        shape: 0,
        first: 0,
        class: 0,
        lex: 0,
        kind: 0,
        entity: 0,
        entity_part: 0,
        quotation: 0,
        place: Place::Outside,
        sentence: 0,
    };

    /// Whether the lexicon has one of `bits` for it.
    #[inline]
    pub fn is(&self, bits: u16) -> bool {
        self.lex & bits != 0
    }

    /// Where it stands in the text.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }

    /// Whether its tag is one of a verb's.
    pub fn is_verb(&self) -> bool {
        self.tag2 == *b"VB"
    }
}

/// Where a word is with respect to its outermost quotation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Place {
    /// Outside of all.
    #[default]
    Outside,
    /// It is, or holds, the opening mark.
    Opening,
    /// Between the marks.
    Inside,
    /// It is, or holds, the closing mark.
    Closing,
}

/// A sentence.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// The places of its words.
    pub words: Range<usize>,
    /// Where it stands.
    pub span: Span,
    /// The number of its paragraph.
    pub paragraph: usize,
    /// Whether it is boilerplate, and to be passed over.
    pub boilerplate: bool,
}

/// A mention of an entity.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// Its label, as the entities stage gives it.
    pub kind: Kind,
    /// The annotation of the entity's canonical mention.
    pub canonical: AnnotationId,
    /// The place of the canonical mention among all.
    pub entity: usize,
}

/// What sort of entity it is, as far as speaking goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A person.
    Person,
    /// An organisation, or a newspaper, or a team.
    Organisation,
    /// A place, which can stand for its government.
    Place,
    /// A people, or a party's followers.
    People,
    /// Anything else.
    Other,
}

/// The article.
#[derive(Debug, Default)]
pub struct Reading {
    /// All words of the sentences, in text order.
    pub words: Vec<Word>,
    /// All sentences.
    pub sentences: Vec<Sentence>,
    /// Where the paragraphs stand.
    pub paragraphs: Vec<Span>,
    /// The quotations, nested ones among them.
    pub quotations: Vec<Quotation>,
    /// The words of each quotation.
    pub quoted: Vec<Range<usize>>,
    /// The mentions of entities.
    pub mentions: Vec<Mention>,
    ids: Vec<(u32, usize)>,
    marks: Marks,
}

impl Reading {
    /// Reads an article in place of the one before.
    ///
    /// # Errors
    /// When a layer is missing.
    pub fn read(
        &mut self,
        article: &Article<'_>,
        lexicon: &Lexicon,
        classes: &WordTable<'_>,
    ) -> Result<(), UndeclaredLayer> {
        let text = article.text();
        self.paragraphs.clear();
        self.paragraphs.extend(article.layer("paragraph")?.iter().map(|one| one.span()));
        self.read_words(article, lexicon, classes)?;
        self.read_mentions(article)?;
        let paragraphs = self.paragraphs.iter().copied();
        self.marks.find(text, paragraphs, &mut self.quotations);
        self.place_quotations();
        Ok(())
    }

    fn read_words(
        &mut self,
        article: &Article<'_>,
        lexicon: &Lexicon,
        classes: &WordTable<'_>,
    ) -> Result<(), UndeclaredLayer> {
        self.words.clear();
        self.sentences.clear();
        let mut tokens = article.layer("token")?.iter().peekable();
        let mut paragraph = 0;
        for sentence in article.layer("sentence")? {
            let span = sentence.span();
            while paragraph + 1 < self.paragraphs.len()
                && self.paragraphs[paragraph].end() <= span.start()
            {
                paragraph += 1;
            }
            let first = self.words.len();
            while let Some(token) = tokens.next_if(|token| token.span().start() < span.end()) {
                if token.span().is_empty() {
                    continue;
                }
                let mut word = word(token.text(), token.label(), lexicon, classes);
                (word.start, word.end) = (token.span().start(), token.span().end());
                word.sentence = self.sentences.len() as u32;
                self.words.push(word);
            }
            self.sentences.push(Sentence {
                words: first..self.words.len(),
                span,
                paragraph,
                boilerplate: sentence.label() == "boilerplate",
            });
        }
        Ok(())
    }

    fn read_mentions(&mut self, article: &Article<'_>) -> Result<(), UndeclaredLayer> {
        self.mentions.clear();
        self.ids.clear();
        let mut word = 0;
        for (place, entity) in article.layer("entity")?.iter().enumerate() {
            let span = entity.span();
            let label = entity.label();
            let kind = match label {
                "PERSON" => Kind::Person,
                "ORG" => Kind::Organisation,
                "LOC" | "FAC" => Kind::Place,
                "NORP" => Kind::People,
                _ => Kind::Other,
            };
            self.ids.push((entity.id().get(), place));
            let canonical = entity.link("entity").unwrap_or(entity.id());
            self.mentions.push(Mention { span, kind, canonical, entity: place });
            while word < self.words.len() && self.words[word].end <= span.start() {
                word += 1;
            }
            let initial = label.as_bytes().first().copied().unwrap_or(b'-');
            let mut at = word;
            while at < self.words.len() && self.words[at].start < span.end() {
                if self.words[at].entity == 0 {
                    self.words[at].entity = place as u32 + 1;
                    self.words[at].entity_part =
                        initial & 0x3f | if at > word { 0x40 } else { 0x80 };
                }
                at += 1;
            }
        }
        self.ids.sort_unstable();
        for place in 0..self.mentions.len() {
            let id = self.mentions[place].canonical.get();
            if let Ok(found) = self.ids.binary_search_by_key(&id, |&(id, _)| id) {
                self.mentions[place].entity = self.ids[found].1;
            }
        }
        Ok(())
    }

    /// Tells words which outermost quotation they are in, and cuts unclosed ones that nothing
    /// continues down to their sentence.
    fn place_quotations(&mut self) {
        self.quoted.clear();
        let mut from = 0;
        for place in 0..self.quotations.len() {
            let quotation = self.quotations[place];
            let (start, mut end) = (quotation.span.start(), quotation.span.end());
            while from < self.words.len() && self.words[from].end <= start {
                from += 1;
            }
            let unclosed = !quotation.closed && !quotation.nested;
            let continued = unclosed
                && self
                    .quotations
                    .get(place + 1..)
                    .and_then(|after| after.iter().find(|other| !other.nested))
                    .is_some_and(|next| next.continues);
            if unclosed && !continued && from < self.words.len() {
                let sentence = &self.sentences[self.words[from].sentence as usize];
                let paragraph = self.paragraphs.get(sentence.paragraph).map_or(0, |p| p.start());
                // At the head of a paragraph it is taken to run to the end.
                if start > paragraph {
                    end = end.min(sentence.span.end());
                    self.quotations[place].span = Span::new(start, end.max(start));
                }
            }
            let mut at = from;
            while at < self.words.len() && self.words[at].start < end {
                let word = &mut self.words[at];
                if !quotation.nested {
                    word.quotation = place as u32 + 1;
                    word.place = if word.start <= start {
                        Place::Opening
                    } else if quotation.closed && word.end >= end {
                        Place::Closing
                    } else {
                        Place::Inside
                    };
                }
                at += 1;
            }
            self.quoted.push(from..at);
        }
    }

    /// The words of the sentence with this number.
    pub fn sentence_words(&self, sentence: usize) -> &[Word] {
        &self.words[self.sentences[sentence].words.clone()]
    }

    /// The span from the first to the last of these words.
    pub fn span(&self, words: &Range<usize>) -> Span {
        match self.words.get(words.clone()) {
            Some([one]) => one.span(),
            Some([first, .., last]) => first.span().hull(last.span()),
            _ => Span::new(0, 0),
        }
    }

    /// The words that share a byte with `span`.
    pub fn words_in(&self, span: Span) -> Range<usize> {
        let first = self.words.partition_point(|word| word.end <= span.start());
        let last = self.words.partition_point(|word| word.start < span.end());
        first..last.max(first)
    }

    /// The number of the paragraph that a word is in.
    pub fn paragraph_of(&self, word: usize) -> usize {
        self.words.get(word).map_or(0, |word| self.sentences[word.sentence as usize].paragraph)
    }
}

fn word(text: &str, tag: &str, lexicon: &Lexicon, classes: &WordTable<'_>) -> Word {
    let mut buffer = [0_u8; 40];
    let lower = lower_case(text, &mut buffer);
    let hash = hash_bytes(lower);
    let suffix = hash_bytes(&lower[lower.len().saturating_sub(3)..]);
    let stem = hash_bytes(stem(lower));
    let (lex, kind) = lexicon.get(hash);
    let tag_bytes = tag.as_bytes();
    let second = tag_bytes.get(1).copied().unwrap_or(0);
    Word {
        lower: hash,
        suffix,
        stem,
        tag: hash_str(tag),
        tag2: [tag_bytes.first().copied().unwrap_or(0), second],
        shape: shape(text),
        first: text.as_bytes().first().copied().unwrap_or(0),
        class: classes.get(hash).unwrap_or(0),
        lex,
        kind,
        ..Word::default()
    }
}

/// The coarser class above a class: its first `bits` forks.
pub fn coarse(class: u32, bits: u32) -> u64 {
    if class == 0 { 0 } else { u64::from(Path::from_u32(class).prefix(bits).to_u32()) }
}

/// A word in lower case without the endings of verbs and of the nouns made of them: "denies", "denied",
/// "denying" and "denial" meet. A crude one, after Lovins (1968): only features use it.
fn stem(lower: &[u8]) -> &[u8] {
    const ENDINGS: [&[u8]; 20] = [
        b"ations", b"ation", b"ments", b"ment", b"tions", b"tion", b"ances", b"ance", b"sions",
        b"sion", b"ing", b"ies", b"ied", b"als", b"al", b"ers", b"er", b"ed", b"es", b"s",
    ];
    const LEAST: usize = 3;
    let fits = |ending: &&&[u8]| lower.ends_with(ending) && lower.len() >= LEAST + ending.len();
    let ending = ENDINGS.iter().find(fits).map_or(0, |ending| ending.len());
    let stem = &lower[..lower.len() - ending];
    match stem {
        [.., a, b] if ending > 1 && a == b && *b != b's' => &stem[..stem.len() - 1],
        [_, _, _, .., b'e' | b'y' | b'i'] => &stem[..stem.len() - 1],
        _ => stem,
    }
}

/// The first bytes of a word in lower case, curly apostrophes made straight.
pub fn lower_case<'b>(text: &str, buffer: &'b mut [u8; 40]) -> &'b [u8] {
    let mut length = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() && length < buffer.len() {
        if bytes[at..].starts_with("’".as_bytes()) {
            buffer[length] = b'\'';
            at += 3;
        } else {
            buffer[length] = bytes[at].to_ascii_lowercase();
            at += 1;
        }
        length += 1;
    }
    &buffer[..length]
}

/// How a word is written: lower case, capital first, all capitals, number, mark, mixed.
fn shape(text: &str) -> u8 {
    let bytes = text.as_bytes();
    let first = text.chars().next().unwrap_or(' ');
    let upper = bytes.iter().filter(|byte| byte.is_ascii_uppercase()).count();
    let digits = bytes.iter().any(u8::is_ascii_digit);
    match () {
        () if digits => 4,
        () if !first.is_alphanumeric() => match bytes[0] {
            byte if byte < 0x80 => byte | 0x80,
            _ => bytes.get(2).copied().unwrap_or(0) | 0x80,
        },
        () if upper > 1 && upper == bytes.len() => 3,
        () if first.is_uppercase() && bytes.len() == 1 => 6,
        () if first.is_uppercase() => 2,
        () if upper > 0 => 5,
        () => 1,
    }
}
