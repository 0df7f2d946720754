//! The article as the tagger sees it: words in sentences, with what the lexicon and the rest of the
//! article say of them.

use copydesk_learn::features::unescaped;
use copydesk_stage::{Article, Span, UndeclaredLayer};

use crate::kept;
use crate::lexicon::{Lexicon, name_hash};
use crate::memory::Memory;
use crate::word::{Kind, Word};

/// How a sentence uses capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// As running text does.
    Running,
    /// Capitals throughout.
    Upper,
    /// A capital on every longer word, as headlines in title case have.
    Title,
    /// No capitals at all.
    Lower,
}

/// A sentence: its words and how it uses capitals.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    /// Its first word.
    pub first: usize,
    /// The word after its last.
    pub end: usize,
    /// How it uses capitals.
    pub case: Case,
    /// Whether it is of the article proper.
    pub is_body: bool,
}

/// Places of a name of a list: one bit for each list, by where in the name the word stands.
pub type ListBits = [u32; 4];

/// An article's words and sentences. The buffers are used again for the next article.
#[derive(Debug, Default)]
pub struct Reading {
    /// All words that stand in sentences, in text order.
    pub words: Vec<Word>,
    /// All sentences that have words.
    pub sentences: Vec<Sentence>,
    /// The words' small letters, one after the other.
    pub letters: String,
    /// By word, the lists whose names it begins, continues, ends or is.
    pub lists: Vec<ListBits>,
    /// By word, whether the tagger looks at it.
    pub kept: Vec<bool>,
    /// What the article says of each word elsewhere.
    pub memory: Memory,
    /// Whether the article reads like a wire of the 1990s rather than today's news.
    pub is_wire: bool,
    /// Takes words as they are written and no other way, as training does, so that it learns what an
    /// accent tells. In use a name is better known without its accents than not at all.
    pub as_written: bool,
}

impl Reading {
    /// Reads an article's sentences and tokens.
    ///
    /// # Errors
    /// When the layers are not there.
    pub fn read(
        &mut self,
        article: &Article<'_>,
        lexicon: &Lexicon<'_>,
    ) -> Result<(), UndeclaredLayer> {
        self.words.clear();
        self.sentences.clear();
        self.letters.clear();
        let mut tokens = article.layer("token")?.iter().peekable();
        for sentence in article.layer("sentence")? {
            let span = sentence.span();
            while tokens.next_if(|token| token.span().start() < span.start()).is_some() {}
            let first = self.words.len();
            while let Some(token) = tokens.next_if(|token| token.span().end() <= span.end()) {
                let text = unescaped(token.text());
                let mut word = Word::new(text, token.span(), &mut self.letters);
                if self.as_written {
                    word.plain = word.lower;
                }
                self.words.push(word);
            }
            lexicon.touch(&self.words[first..]);
            for word in &mut self.words[first..] {
                word.entry = lexicon.word(word.lower);
                word.outside = lexicon.outside(word.lower);
                word.near = lexicon.near(word.lower);
                if word.plain != word.lower {
                    // Many write a name without its accents; what is known of that form is then more.
                    let (entry, outside) = (lexicon.word(word.plain), lexicon.outside(word.plain));
                    if entry.count() > word.entry.count() {
                        (word.lower, word.entry) = (word.plain, entry);
                    }
                    word.outside = word.outside.or(outside);
                    word.near = word.near.or(lexicon.near(word.plain));
                }
                word.path = lexicon.path(word.entry);
            }
            if self.words.len() > first {
                let case = case_of(&self.words[first..]);
                let is_body = sentence.label() != "boilerplate";
                self.sentences.push(Sentence { first, end: self.words.len(), case, is_body });
            }
        }
        self.is_wire = self.words.iter().map(|word| word.entry.source()).sum::<i32>() > 0;
        self.look_up_names(lexicon);
        kept::mark(&self.words, &self.sentences, &self.letters, &mut self.kept);
        self.memory.fill(&self.words, &self.sentences);
        Ok(())
    }

    /// The word's small letters.
    pub fn letters(&self, word: usize) -> &str {
        let (from, to) = self.words[word].letters;
        &self.letters[from as usize..to as usize]
    }

    /// The hull of the words from `first` up to `end`.
    pub fn span(&self, first: usize, end: usize) -> Span {
        self.words[first].span.hull(self.words[end - 1].span)
    }

    /// Marks the names of the lists; of names that begin at one word all count.
    fn look_up_names(&mut self, lexicon: &Lexicon<'_>) {
        self.lists.clear();
        self.lists.resize(self.words.len(), [0; 4]);
        for sentence in &self.sentences {
            for first in sentence.first..sentence.end {
                let word = &self.words[first];
                if word.kind == Kind::Sign
                    || word.kind == Kind::Lower && sentence.case == Case::Running
                {
                    continue;
                }
                // A name of one word may be in no other table.
                let longest = word.entry.longest().max(word.outside.longest()).max(1);
                let end = sentence.end.min(first + longest);
                let (mut name, mut plain) = (0, 0);
                for last in first..end {
                    name = name_hash(name, self.words[last].lower);
                    plain = name_hash(plain, self.words[last].plain);
                    let mut lists = lexicon.lists(name);
                    if plain != name {
                        lists |= lexicon.lists(plain);
                    }
                    if last == first {
                        lists |= word.outside.places();
                        self.lists[first][3] |= lists;
                        continue;
                    }
                    if last - first < word.outside.longest() {
                        lists |= lexicon.outside(name).or(lexicon.outside(plain)).places();
                    }
                    if lists == 0 {
                        continue;
                    }
                    self.lists[first][0] |= lists;
                    self.lists[last][2] |= lists;
                    for inside in &mut self.lists[first + 1..last] {
                        inside[1] |= lists;
                    }
                }
            }
        }
    }
}

/// How a sentence uses capitals, judged by its words of letters; the first word tells little.
fn case_of(words: &[Word]) -> Case {
    let (mut letters, mut small, mut capitalised, mut long, mut long_small) = (0, 0, 0, 0, 0);
    for word in words {
        let length = word.letters.1 - word.letters.0;
        match word.kind {
            Kind::Lower => small += 1,
            Kind::Caps => {}
            Kind::Initial | Kind::Mixed => capitalised += 1,
            _ => continue,
        }
        letters += 1;
        if length > 3 {
            long += 1;
            long_small += u32::from(word.kind == Kind::Lower);
        }
    }
    match () {
        () if letters >= 3 && small + capitalised == 0
            || letters >= 6 && (small + capitalised) * 5 <= letters =>
        {
            Case::Upper
        }
        () if letters >= 4 && small == letters => Case::Lower,
        () if long >= 4 && long_small * 5 <= long && capitalised * 2 > letters => Case::Title,
        () => Case::Running,
    }
}
