//! The article as the stage works on it: words with what is known of each, sentences, quotations
//! and entities, in flat vectors that are used again.

use std::ops::Range;

use copydesk_learn::features::unescaped;
use copydesk_learn::word_table::WordTable;
use copydesk_stage::{AnnotationId, Article, Span, UndeclaredLayer};

use crate::lexicon::Lexicon;
use crate::marks::{Marks, Quotation};
use crate::word::{Place, Word, word};

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
    /// Its first three letters, small: those of "Kenya" and "Kenyan".
    pub begins: [u8; 3],
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
    /// A day, or another time.
    Date,
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
                let mut word = word(unescaped(token.text()), token.label(), lexicon, classes);
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
                "DATE" => Kind::Date,
                _ => Kind::Other,
            };
            self.ids.push((entity.id().get(), place));
            let canonical = entity.link("entity").unwrap_or(entity.id());
            let mut begins = [0; 3];
            let first = entity.text().trim_start_matches("the ").as_bytes();
            begins.iter_mut().zip(first).for_each(|(to, from)| *to = from.to_ascii_lowercase());
            self.mentions.push(Mention { span, kind, canonical, entity: place, begins });
            while word < self.words.len() && self.words[word].end <= span.start() {
                word += 1;
            }
            let initial = label.as_bytes().first().copied().unwrap_or(b'-');
            let mut at = word;
            while at < self.words.len() && self.words[at].start < span.end() {
                if self.words[at].mention == 0 {
                    self.words[at].mention = place as u32 + 1;
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

    /// Where the words of a sentence end but for its full stop, question or exclamation mark.
    pub(crate) fn before_stop(&self, sentence: &Range<usize>) -> usize {
        sentence.end - usize::from(b".!?".contains(&self.words[sentence.end - 1].first))
    }

    /// The span from the first to the last of these words.
    pub fn span(&self, words: &Range<usize>) -> Span {
        match self.words.get(words.clone()) {
            Some([one]) => one.span(),
            Some([first, .., last]) => first.span().hull(last.span()),
            _ => Span::new(0, 0),
        }
    }

    /// Whether an outermost quotation begins among these words.
    pub fn opens_in(&self, words: &Range<usize>) -> bool {
        let from = self.quoted.partition_point(|quoted| quoted.start < words.start);
        let begun = self.quoted.iter().zip(&self.quotations).skip(from);
        begun.take_while(|(quoted, _)| quoted.start < words.end).any(|(_, one)| !one.nested)
    }

    /// The words that share a byte with `span`.
    pub fn words_in(&self, span: Span) -> Range<usize> {
        let first = self.words.partition_point(|word| word.end <= span.start());
        let last = self.words.partition_point(|word| word.start < span.end());
        first..last.max(first)
    }

    /// The mention that a word is of.
    pub fn mention_of(&self, word: &Word) -> Option<&Mention> {
        Some(&self.mentions[(word.mention as usize).checked_sub(1)?])
    }

    /// The mention that the word at a place is of.
    pub fn mention_at(&self, at: usize) -> Option<&Mention> {
        self.mention_of(self.words.get(at)?)
    }

    /// The same where it is a person.
    pub fn person_at(&self, at: usize) -> Option<&Mention> {
        self.mention_at(at).filter(|mention| mention.kind == Kind::Person)
    }

    /// The number of the paragraph that a word is in.
    pub fn paragraph_of(&self, word: usize) -> usize {
        self.words.get(word).map_or(0, |word| self.sentences[word.sentence as usize].paragraph)
    }
}
