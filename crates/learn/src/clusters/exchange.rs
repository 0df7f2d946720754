//! The exchange algorithm: each word in turn goes to the class where it makes the text likeliest.
//!
//! The text's likelihood is that of each word's class given the word before, and of the word given
//! its class (Uszkoreit & Brants 2008), times the same read backwards. Its logarithm is, up to what
//! does not depend on the classes,
//!
//! > Σ f(N(v, c)) over words v and classes c, for both directions, − 2 Σ f(N(c)) over classes c
//!
//! with f(n) = n ln n and N(v, c) the number of times that class c follows (precedes) word v. A
//! word's move from one class to another changes only the counts beside the words around it, and
//! only the classes that those words already have beside them need a look.

use super::tree::XLogX;

/// Assigns each of the words `0..words` of a text to one of the classes `0..classes`. Greater
/// numbers in the text are contexts without a class. The words must come by falling count.
pub(super) fn assign(text: &[u32], words: usize, classes: usize, rounds: u32) -> Vec<u32> {
    let contexts = text.iter().map(|&word| word as usize + 1).max().unwrap_or(0);
    let mut sides = [Side::count(text, words), Side::count_backwards(text, words)];
    // The most frequent words begin in classes of their own, and the others are dealt out to them.
    let mut assigned: Vec<u32> = (0..words).map(|word| (word % classes) as u32).collect();
    let mut sizes = vec![0_u32; classes];
    for side in &mut sides {
        side.classes = vec![Vec::new(); contexts];
        for (word, &class) in assigned.iter().enumerate() {
            side.add(word, class);
        }
    }
    let counts: Vec<u32> =
        sides[0].beside.iter().map(|beside| beside.iter().map(|&(_, count)| count).sum()).collect();
    for (&class, &count) in assigned.iter().zip(&counts) {
        sizes[class as usize] += count;
    }

    let f = XLogX::new();
    let mut gains = vec![0.0_f64; classes];
    for _ in 0..rounds {
        let mut moved = 0;
        for word in 0..words {
            let (old, count) = (assigned[word], counts[word]);
            sizes[old as usize] -= count;
            for (gain, &size) in gains.iter_mut().zip(&sizes) {
                *gain = -2.0 * f.gain(size, count);
            }
            for side in &mut sides {
                side.remove(word, old);
                for &(context, count) in &side.beside[word] {
                    let alone = f.of(count);
                    for &(class, beside) in &side.classes[context as usize] {
                        gains[class as usize] += f.gain(beside, count) - alone;
                    }
                }
            }
            // A word stays where it is unless another class is better by more than rounding.
            let mut best = old;
            let mut best_gain = gains[old as usize] + 1e-6;
            for (class, &gain) in gains.iter().enumerate() {
                if gain > best_gain {
                    (best, best_gain) = (class as u32, gain);
                }
            }
            moved += u32::from(best != old);
            assigned[word] = best;
            sizes[best as usize] += count;
            sides.iter_mut().for_each(|side| side.add(word, best));
        }
        if moved == 0 {
            break;
        }
    }
    assigned
}

/// One direction of reading.
#[derive(Debug)]
struct Side {
    /// For each word with a class, the contexts on this side of it, and how often each.
    beside: Vec<Vec<(u32, u32)>>,
    /// For each context, the classes of the words that it stands beside, and how often each; in
    /// no particular order.
    classes: Vec<Vec<(u32, u32)>>,
}

impl Side {
    /// The contexts before each word.
    fn count(text: &[u32], words: usize) -> Self {
        Self::from_pairs(text.windows(2).map(|pair| (pair[1], pair[0])), words)
    }

    /// The contexts after each word.
    fn count_backwards(text: &[u32], words: usize) -> Self {
        Self::from_pairs(text.windows(2).map(|pair| (pair[0], pair[1])), words)
    }

    fn from_pairs(pairs: impl Iterator<Item = (u32, u32)>, words: usize) -> Self {
        let mut pairs: Vec<(u32, u32)> =
            pairs.filter(|&(word, _)| (word as usize) < words).collect();
        pairs.sort_unstable();
        let mut beside = vec![Vec::new(); words];
        for same in pairs.chunk_by(|a, b| a == b) {
            let (word, context) = same[0];
            beside[word as usize].push((context, same.len() as u32));
        }
        Self { beside, classes: Vec::new() }
    }

    fn add(&mut self, word: usize, class: u32) {
        for &(context, count) in &self.beside[word] {
            let classes = &mut self.classes[context as usize];
            match classes.iter_mut().find(|(of, _)| *of == class) {
                Some((_, sum)) => *sum += count,
                None => classes.push((class, count)),
            }
        }
    }

    fn remove(&mut self, word: usize, class: u32) {
        for &(context, count) in &self.beside[word] {
            let classes = &mut self.classes[context as usize];
            if let Some(place) = classes.iter().position(|&(of, _)| of == class) {
                classes[place].1 -= count;
                if classes[place].1 == 0 {
                    classes.swap_remove(place);
                }
            }
        }
    }
}
