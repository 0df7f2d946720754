//! Word classes from raw text, and a tree over the classes.
//!
//! Words that stand in the same places come into one class, so that a model that has seen *Nairobi*
//! knows something of *Mombasa*. The classes are found by the exchange algorithm (Martin, Liermann
//! & Ney 1998) in its predictive form (Uszkoreit & Brants 2008), in both directions at once
//! (Dehdari et al. 2016); the tree above them by merging those two that lose the least mutual
//! information (Brown et al. 1992). Prefixes of a class's path in the tree are coarser classes:
//! those of 4, 6 and 10 bits are the usual features (Turian et al. 2010).
//!
//! ```
//! use copydesk_learn::clusters::{ClusterOptions, ClusterTrainer};
//!
//! let options = ClusterOptions { classes: 3, min_count: 1, ..Default::default() };
//! let mut trainer = ClusterTrainer::new(options);
//! for verb in ["said", "told"] {
//!     for name in ["Kenyatta", "Odinga", "Ruto"] {
//!         trainer.push([name, verb, "reporters"]);
//!     }
//! }
//! let classes = trainer.train();
//! assert_eq!(classes.class("Odinga"), classes.class("Ruto"));
//! assert_ne!(classes.class("Odinga"), classes.class("said"));
//! let path = classes.path("Odinga").unwrap();
//! assert_eq!(path.prefix(10), path);
//! ```

mod exchange;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// How word classes are found.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterOptions {
    /// The number of classes; 500 to 1000 for a few million words.
    pub classes: usize,
    /// Words that occur fewer times than this get no class.
    pub min_count: u32,
    /// The number of times that each word is offered every other class.
    pub rounds: u32,
}

impl Default for ClusterOptions {
    /// 1000 classes of words that occur at least five times, in 15 rounds; few words still move
    /// then.
    fn default() -> Self {
        Self { classes: 1000, min_count: 5, rounds: 15 }
    }
}

/// The way from the root of the tree to a class, a bit a fork.
///
/// Written as a number, the bits follow a leading one, so that paths of different lengths differ;
/// forks beyond the 31st are left out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(u32);

impl Path {
    /// The path of no forks.
    pub const ROOT: Self = Self(1);

    /// The path that [`to_u32`](Self::to_u32) gave; the root for 0.
    pub fn from_u32(number: u32) -> Self {
        Self(number.max(1))
    }

    /// The path as a number, which is never 0; for a
    /// [word table](crate::word_table::WordTableBuilder).
    pub fn to_u32(self) -> u32 {
        self.0
    }

    /// The number of forks.
    pub fn len(self) -> u32 {
        self.0.ilog2()
    }

    /// Whether this is the root.
    pub fn is_empty(self) -> bool {
        self == Self::ROOT
    }

    /// The first `bits` forks of the path, or all of a shorter one.
    pub fn prefix(self, bits: u32) -> Self {
        Self(self.0 >> self.len().saturating_sub(bits))
    }

    fn child(self, bit: u32) -> Self {
        if self.len() == 31 { self } else { Self(self.0 << 1 | bit) }
    }
}

impl fmt::Display for Path {
    /// The bits, root first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (0..self.len()).rev().try_for_each(|bit| write!(f, "{}", self.0 >> bit & 1))
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Path({self})")
    }
}

/// Collects sentences and finds the classes of their words; [the module](self) has an example.
#[derive(Clone, Debug)]
pub struct ClusterTrainer {
    options: ClusterOptions,
    numbers: HashMap<String, u32>,
    words: Vec<String>,
    /// All sentences, each word by its number, each sentence ended by [`BOUNDARY`].
    text: Vec<u32>,
}

/// Stands in a text for the end of a sentence, and thereby for the start of the next.
const BOUNDARY: u32 = u32::MAX;

impl ClusterTrainer {
    /// A trainer without sentences.
    ///
    /// # Panics
    ///
    /// When the options ask for no classes.
    pub fn new(options: ClusterOptions) -> Self {
        assert!(options.classes > 0, "at least one class");
        Self { options, numbers: HashMap::new(), words: Vec::new(), text: vec![BOUNDARY] }
    }

    /// Adds a sentence, word by word, as the words are to be told apart: lower-cased or not.
    pub fn push<'w>(&mut self, sentence: impl IntoIterator<Item = &'w str>) {
        for word in sentence {
            let number = self.numbers.get(word).copied().unwrap_or_else(|| {
                let number = self.words.len() as u32;
                self.numbers.insert(word.to_owned(), number);
                self.words.push(word.to_owned());
                number
            });
            self.text.push(number);
        }
        self.text.push(BOUNDARY);
    }

    /// The number of words added, each as often as it was.
    pub fn words(&self) -> usize {
        self.text.iter().filter(|&&word| word != BOUNDARY).count()
    }

    /// Finds the classes and the tree. The same sentences in the same order give the same classes.
    ///
    /// Time: a quarter of a minute for 2.6 million words of news, 36,000 of them different, in 800
    /// classes (2026-11).
    pub fn train(self) -> WordClasses {
        let mut counts = vec![0_u32; self.words.len()];
        for &word in self.text.iter().filter(|&&word| word != BOUNDARY) {
            counts[word as usize] += 1;
        }
        // The words with a class come first, by falling count; equal ones as they first occurred.
        let mut kept: Vec<u32> = (0..self.words.len() as u32)
            .filter(|&word| counts[word as usize] >= self.options.min_count.max(1))
            .collect();
        kept.sort_by_key(|&word| std::cmp::Reverse(counts[word as usize]));
        // All other words are one more context, and so is the boundary.
        let (other, boundary) = (kept.len() as u32, kept.len() as u32 + 1);
        let mut renumbered = vec![other; self.words.len()];
        for (number, &word) in kept.iter().enumerate() {
            renumbered[word as usize] = number as u32;
        }
        let text: Vec<u32> = self
            .text
            .iter()
            .map(|&word| if word == BOUNDARY { boundary } else { renumbered[word as usize] })
            .collect();
        let classes = self.options.classes.min(kept.len()).max(1);
        let assigned = exchange::assign(&text, kept.len(), classes, self.options.rounds);
        let paths = tree::paths(&text, &assigned, classes);
        let words = kept.iter().zip(assigned).map(|(&word, class)| {
            let found = Word { class, count: counts[word as usize] };
            (self.words[word as usize].clone(), found)
        });
        WordClasses { words: words.collect(), paths }
    }
}

/// What is known of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Word {
    class: u32,
    count: u32,
}

/// The classes of words and their places in the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct WordClasses {
    words: BTreeMap<String, Word>,
    paths: Vec<Path>,
}

impl WordClasses {
    /// The class of a word, below [`classes`](Self::classes); nothing for a word that was not seen
    /// often enough.
    pub fn class(&self, word: &str) -> Option<u32> {
        self.words.get(word).map(|word| word.class)
    }

    /// The path of a word's class in the tree.
    pub fn path(&self, word: &str) -> Option<Path> {
        self.class(word).map(|class| self.class_path(class))
    }

    /// The path of a class in the tree.
    ///
    /// # Panics
    ///
    /// When there is no such class.
    pub fn class_path(&self, class: u32) -> Path {
        self.paths[class as usize]
    }

    /// The number of classes.
    pub fn classes(&self) -> usize {
        self.paths.len()
    }

    /// Each word, its class and how often it was seen, in the order of the words.
    pub fn words(&self) -> impl Iterator<Item = (&str, u32, u32)> {
        self.words.iter().map(|(word, found)| (word.as_str(), found.class, found.count))
    }
}
