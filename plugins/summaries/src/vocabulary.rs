//! The words of one article, each with a number from 0: a hash table that is emptied in the time
//! that it took to fill, so that short articles do not pay for a long one before them.

use copydesk_learn::features::hash_bytes;

/// A word of the article.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    hash: u64,
    slot: u32,
    /// How many times it stands in the article's body.
    pub count: u32,
    /// How rare it is in news: the logarithm of one in how many paragraphs has it. 0 for a word
    /// that says nothing of what an article is about.
    pub rarity: f32,
}

/// The words seen so far.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// A term's number plus 1, or 0; as many as a power of two.
    slots: Vec<u32>,
    terms: Vec<Term>,
}

impl Vocabulary {
    /// Forgets all words and keeps the memory.
    pub fn clear(&mut self) {
        for term in self.terms.drain(..) {
            self.slots[term.slot as usize] = 0;
        }
    }

    /// The number of the word with this hash, which counts once more. `rarity` is asked for that of
    /// a new one.
    pub fn count(&mut self, hash: u64, rarity: impl FnOnce() -> f32) -> u32 {
        if (self.terms.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot] {
                0 => break,
                number => {
                    let term = &mut self.terms[number as usize - 1];
                    if term.hash == hash {
                        term.count += 1;
                        return number - 1;
                    }
                }
            }
            slot = (slot + 1) & mask;
        }
        self.terms.push(Term { hash, slot: slot as u32, count: 1, rarity: rarity() });
        self.slots[slot] = self.terms.len() as u32;
        self.terms.len() as u32 - 1
    }

    /// All words by number.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(1024);
        self.slots.clear();
        self.slots.resize(size, 0);
        for (number, term) in self.terms.iter_mut().enumerate() {
            let mut slot = term.hash as usize & (size - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = number as u32 + 1;
            term.slot = slot as u32;
        }
    }
}

/// The hash of a word in lower case without a plural or third-person s: Harman's S-stemmer (1991),
/// shortened, which is enough for "strike" and "strikes" to be one word. `buffer` is scratch.
pub fn stem(word: &str, buffer: &mut String) -> u64 {
    buffer.clear();
    if word.is_ascii() {
        buffer.push_str(word);
        buffer.make_ascii_lowercase();
    } else {
        buffer.extend(word.chars().flat_map(char::to_lowercase));
    }
    let mut stem = buffer.as_bytes();
    if stem.len() > 3 && stem.ends_with(b"s") && !stem.ends_with(b"ss") && !stem.ends_with(b"us") {
        stem = &stem[..stem.len() - 1];
    }
    hash_bytes(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_numbers_while_the_table_grows_and_are_forgotten_after() {
        let mut vocabulary = Vocabulary::default();
        for round in 0..2 {
            for word in 0..5000_u32 {
                let hash = hash_bytes(&word.to_le_bytes());
                assert_eq!(vocabulary.count(hash, || round as f32), word);
            }
            assert_eq!(vocabulary.count(hash_bytes(&7_u32.to_le_bytes()), || 9.0), 7);
            assert_eq!(vocabulary.terms()[7].count, 2);
            assert_eq!(vocabulary.terms()[7].rarity, round as f32);
            vocabulary.clear();
            assert!(vocabulary.terms().is_empty());
        }
    }

    #[test]
    fn stems_of_the_same_word_are_the_same() {
        let mut buffer = String::new();
        for (one, other, same) in [
            ("Strikes", "strike", true),
            ("boss", "bos", false),
            ("virus", "viru", false),
            ("Šumava", "šumava", true),
            ("gas", "ga", false),
        ] {
            let equal = stem(one, &mut buffer) == stem(other, &mut buffer);
            assert_eq!(equal, same, "{one} {other}");
        }
    }
}
