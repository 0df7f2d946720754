//! Altered sentences, whose judgements by the teacher tell which words of a sentence it is that count.

/// How often each sentence is altered in each way.
const ROUNDS: usize = 2;

/// The fewest words of a sentence that is altered.
const FEWEST: usize = 6;

/// The most words that one has after it.
const LONGEST: usize = 45;

/// SplitMix64, as `teach.py` draws.
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(mixed ^ (mixed >> 31)) * bound as u128) >> 64) as usize
    }
}

/// A piece of each sentence, what is left of it without a piece, and its beginning with another's end, and
/// all that once more by other draws. `teacher/teach.py` has the same function, which must draw the same.
pub fn variants(texts: &[String]) -> Vec<String> {
    let mut draws = Draws(1);
    let sentences: Vec<Vec<&str>> = texts.iter().map(|text| text.split(' ').collect()).collect();
    let mut found = Vec::new();
    for words in sentences.iter().filter(|words| words.len() >= FEWEST) {
        let size = words.len();
        for _ in 0..ROUNDS {
            let least = (2 * size / 5).max(4);
            let length = least + draws.below(size - least);
            let start = draws.below(size - length + 1);
            found.push(words[start..start + length].join(" "));
            let length = 1 + draws.below(2 * size / 5);
            let start = draws.below(size - length + 1);
            found.push([&words[..start], &words[start + length..]].concat().join(" "));
            let other = &sentences[draws.below(sentences.len())];
            let head = 3 + draws.below(size - 4);
            if other.len() >= FEWEST {
                let tail = 2 + draws.below(other.len() - 4);
                let mut both = [&words[..head], &other[tail..]].concat();
                both.truncate(LONGEST);
                found.push(both.join(" "));
            }
        }
    }
    found
}
