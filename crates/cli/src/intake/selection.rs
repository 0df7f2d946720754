//! Which of the articles a run takes: a shard, a sample, the first so many.
//!
//! All three go by an article's place in the input, counted from 0, and so need not look into the
//! articles that they pass over: one in a hundred of ten million costs reading them and no more. The
//! same input in the same order gives the same choice, on every machine and in every version.
//!
//! - The shard K/N takes each Nth article, from the Kth on. The N shards have no article in common,
//!   and together they are everything.
//! - A sample takes the articles whose place has a hash below a bound. The sample of a larger share
//!   holds that of a smaller one, and what comes later changes nothing about what came before. A
//!   sample of so many articles takes those with the smallest hashes, so it needs to know how many
//!   there are.
//! - Of what is left, the first so many.

use std::collections::BinaryHeap;
use std::str::FromStr;

/// What was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Selection {
    /// The shard; all articles where there is none.
    pub shard: Option<Shard>,
    /// The sample; all articles where there is none.
    pub sample: Option<Sample>,
    /// How many at most.
    pub limit: Option<u64>,
}

/// One of `of` shards; `number` is from 1 to `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: u64,
    of: u64,
}

/// A part of the articles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sample {
    /// Of each article alike, with this probability: above 0, at most 1.
    Share(f64),
    /// So many, or all where there are not so many.
    Count(u64),
}

/// A selection that knows what it takes.
#[derive(Clone, Copy, Debug)]
pub struct Chosen {
    shard: Option<Shard>,
    /// Places whose hashes are below this are in the sample.
    below: Option<u128>,
    limit: Option<u64>,
}

/// One more than the largest hash.
const ALL: u128 = 1 << 64;

impl Selection {
    /// Whether nothing is left out.
    pub fn is_everything(&self) -> bool {
        let Self { shard, sample, limit } = self;
        shard.is_none() && sample.is_none() && limit.is_none()
    }

    /// Makes sure of what is taken. `total` is asked for the number of articles where the sample needs
    /// it.
    ///
    /// # Errors
    /// Those of `total`.
    pub fn choose<E>(self, total: impl FnOnce() -> Result<u64, E>) -> Result<Chosen, E> {
        let Self { shard, sample, limit } = self;
        let below = match sample {
            None => None,
            // A share is a multiple of a power of two, so that this is exact everywhere.
            Some(Sample::Share(share)) => Some((share * ALL as f64) as u128),
            Some(Sample::Count(count)) => Some(bound(count, total()?, shard)),
        };
        Ok(Chosen { shard, below, limit })
    }
}

impl Chosen {
    /// Those of the articles that are taken.
    pub fn of<I: Iterator>(self, articles: I) -> impl Iterator<Item = I::Item> {
        let limit = usize::try_from(self.limit.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let taken = (0_u64..).zip(articles).filter(move |(place, _)| self.takes(*place));
        taken.map(|(_, article)| article).take(limit)
    }

    /// How many at most.
    pub fn limit(self) -> Option<u64> {
        self.limit
    }

    fn takes(&self, place: u64) -> bool {
        self.shard.is_none_or(|shard| shard.takes(place))
            && self.below.is_none_or(|below| u128::from(hash(place)) < below)
    }
}

impl Shard {
    fn takes(self, place: u64) -> bool {
        place % self.of == self.number - 1
    }
}

/// The bound below which `count` hashes of the first `total` places are, of those that the shard takes.
fn bound(count: u64, total: u64, shard: Option<Shard>) -> u128 {
    let mut smallest = BinaryHeap::new();
    for place in (0..total).filter(|&place| shard.is_none_or(|shard| shard.takes(place))) {
        smallest.push(hash(place));
        if smallest.len() as u64 > count {
            smallest.pop();
        }
    }
    smallest.peek().map_or(ALL, |&largest| u128::from(largest) + 1)
}

/// A hash of a place, different for each: the finalizer of SplitMix64 (Steele, Lea and Flood 2014),
/// written out here because the standard library's hashes may change from one version to the next.
fn hash(place: u64) -> u64 {
    let mut z = place.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let parts = typed.split_once('/');
        let parts = parts.and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match parts {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            _ => Err("say which of how many, from 1/16 to 16/16 for sixteen".to_owned()),
        }
    }
}

impl FromStr for Sample {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let share = match typed.strip_suffix('%') {
            Some(percent) => percent.parse::<f64>().ok().map(|percent| percent / 100.0),
            None if typed.contains('.') => typed.parse().ok(),
            None => {
                let count = typed.parse().ok().filter(|&count: &u64| count > 0);
                return count.map(Self::Count).ok_or_else(how_to_sample);
            }
        };
        let share = share.filter(|share| *share > 0.0 && *share <= 1.0);
        share.map(Self::Share).ok_or_else(how_to_sample)
    }
}

fn how_to_sample() -> String {
    "say a share, as 0.01 or 1%, or how many, as 1000".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(shard: &str, sample: &str) -> Selection {
        let typed = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Selection {
            shard: typed(shard).map(|text| text.parse().unwrap()),
            sample: typed(sample).map(|text| text.parse().unwrap()),
            limit: None,
        }
    }

    fn taken(selection: Selection, of: u64) -> Vec<u64> {
        selection.choose(|| Ok::<_, ()>(of)).unwrap().of(0..of).collect()
    }

    #[test]
    fn sixteen_shards_are_disjoint_and_together_everything_also_of_a_sample() {
        for sample in ["", "0.3"] {
            let mut all = Vec::new();
            for number in 1..=16 {
                all.extend(taken(selection(&format!("{number}/16"), sample), 1000));
            }
            all.sort_unstable();
            assert_eq!(all, taken(selection("", sample), 1000), "{sample}");
        }
    }

    #[test]
    fn a_sample_has_its_size_and_holds_the_smaller_ones() {
        let one = taken(selection("", "1%"), 100_000);
        let two = taken(selection("", "0.02"), 100_000);
        assert!((900..1100).contains(&one.len()), "{}", one.len());
        assert!(one.iter().all(|place| two.contains(place)));
        assert_eq!(
            taken(selection("", "1%"), 50_000),
            one[..one.iter().filter(|&&p| p < 50_000).count()]
        );
        assert_eq!(taken(selection("", "500"), 100_000).len(), 500);
        assert_eq!(taken(selection("3/16", "5"), 1000).len(), 5);
        assert_eq!(taken(selection("", "500"), 20), (0..20).collect::<Vec<_>>());
        assert_eq!(taken(selection("", "100%"), 20), (0..20).collect::<Vec<_>>());
    }

    #[test]
    fn a_sample_is_the_same_in_every_version() {
        assert_eq!(taken(selection("", "4"), 1000), [196, 558, 963, 992]);
        assert_eq!(hash(0), 0xE220_A839_7B1D_CDAF);
    }

    #[test]
    fn the_limit_counts_what_is_left() {
        let selection = Selection { limit: Some(3), ..selection("2/3", "") };
        assert_eq!(taken(selection, 100), [1, 4, 7]);
    }

    #[test]
    fn what_is_no_shard_or_sample_is_refused() {
        for wrong in ["", "3", "0/16", "17/16", "3/0", "-1/2", "a/b"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong:?}");
        }
        for wrong in ["", "0", "0.0", "1.5", "101%", "-3", "half", "NaN%", "0%"] {
            assert!(wrong.parse::<Sample>().is_err(), "{wrong:?}");
        }
    }
}
