//! Keeps what pieces of tokens add to the gates of a net's units, from one occurrence to the next.
//!
//! The inputs of a token are sums over its features, and its gates are products of its inputs, so that what some
//! of its features add to the gates is the same wherever they come back. Most words of an article have
//! occurred shortly before, in it or in the one before. What is kept is what would be computed, so that it makes no
//! difference to the result what is in memory.

use super::{RecurrentNet, add_gates};
use crate::features::Features;
use crate::rows::SumScratch;

/// The number of pieces that are kept. A piece has one place, by its key, where it drives out the one before.
const PLACES: usize = 2048;

/// The gates of all units at a token.
#[derive(Debug)]
pub struct Gates<'g>(pub(super) &'g mut [i16]);

/// What pieces of tokens add to the gates of one net.
///
/// ```
/// use copydesk_learn::features::{Features, hash2, hash_str};
/// use copydesk_learn::recurrent::{
///     KeptGates, RecurrentNet, RecurrentOptions, RecurrentScratch, RecurrentTrainer,
/// };
///
/// let write = |word: &str, features: &mut Features| features.push(hash2(1, hash_str(word)));
/// let sentence = ["Nurses", "accuse", "ministers"];
/// let mut features = Features::new();
/// for word in sentence {
///     write(word, &mut features);
///     features.end_token();
/// }
/// let mut trainer = RecurrentTrainer::new(RecurrentOptions { min_count: 1, ..Default::default() });
/// trainer.push(&features, 1.0);
/// let model = trainer.train();
/// let net = RecurrentNet::from_bytes(&model)?;
///
/// // The same margin, whether the features are written out or what they add to the gates is kept.
/// let (mut scratch, mut kept) = (RecurrentScratch::default(), KeptGates::default());
/// let with_kept = net.margin_with(sentence.len(), &mut scratch, |token, gates| {
///     let word = sentence[token];
///     kept.add(&net, hash_str(word), gates, |features| write(word, features));
/// });
/// assert!((with_kept - net.margin(&features, &mut scratch)).abs() < 0.01);
/// # Ok::<(), copydesk_learn::ModelError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct KeptGates {
    /// The key of the piece in each place.
    keys: Vec<u64>,
    /// For each place what the piece adds.
    gates: Vec<i16>,
    features: Features,
    sums: SumScratch,
}

impl KeptGates {
    /// Adds to a token's gates what a piece of it says.
    ///
    /// `key` is a hash of all that `write` looks at, which writes the features of the piece. The numbers
    /// are of the net of the first call; another needs numbers of its own.
    #[inline]
    pub fn add(
        &mut self,
        net: &RecurrentNet<'_>,
        key: u64,
        gates: &mut Gates<'_>,
        write: impl FnOnce(&mut Features),
    ) {
        let place = key as usize % PLACES;
        // No piece has the key 0 but by an accident that is rarer than a fault of the machine.
        if self.keys.get(place) != Some(&key) {
            self.keep(net, key, write);
        }
        let kept = &self.gates[place * gates.0.len()..];
        add_gates(gates.0, kept);
    }

    #[cold]
    fn keep(&mut self, net: &RecurrentNet<'_>, key: u64, write: impl FnOnce(&mut Features)) {
        let width = net.of_inputs.width();
        self.keys.resize(PLACES, 0);
        self.gates.resize(PLACES * width, 0);
        self.features.clear();
        write(&mut self.features);
        self.features.end_token();
        let place = key as usize % PLACES;
        self.keys[place] = key;
        net.rows.sum_tokens(&self.features, &mut self.sums);
        net.weigh_inputs(&self.sums.sums, &mut self.gates[place * width..][..width]);
    }
}
