//! Small models for text, trained and run: a sequence tagger, a greedy tagger, a classifier, a recurrent
//! net, word classes and word vectors.
//!
//! The crate knows no stage and no file format and does no input or output: a caller turns its
//! tokens into hashed [`features`], and a training turns those into *model bytes*, which the caller
//! stores where it likes and hands back to be used.
//!
//! | module | what it holds | method |
//! |---|---|---|
//! | [`features`] | feature hashing, shared by training and inference | Weinberger et al. 2009 |
//! | [`tagger`] | first-order linear-chain tagger | structured perceptron (Collins 2002) or CRF |
//! | [`greedy`] | left-to-right tagger that sees its own last two labels, and its adaptation | averaged perceptron, passive-aggressive steps |
//! | [`kept_sums`] | what a word alone says, summed up once for all its occurrences | |
//! | [`bilou`] | spans to labels and back, for the tagger | BILOU (Ratinov & Roth 2009) |
//! | [`classifier`] | logistic regression, binary or multinomial | AdaGrad, Platt scaling |
//! | [`recurrent`] | recurrent net over the words of a text | gated recurrent units (Cho et al. 2014), Adam |
//! | [`clusters`] | word classes from raw text | exchange (Uszkoreit & Brants 2008), Brown tree |
//! | [`vectors`] | word vectors | the lowest layer of a sentence encoder |
//! | [`word_table`] | word hash to number, for classes, gazetteers and counts | |
//! | [`memory`] | what models lie in: memory in large pages | |
//! | [`eval`] | precision, recall, F1, average precision, folds | |
//!
//! # Why not an existing crate
//!
//! Bindings to CRFsuite and its pure-Rust reader `crfs` take feature *strings*, so every feature of
//! every token is formatted and looked up by text; neither learns from partial labels, which is how
//! corpora with different label sets are trained together here. `vaporetto` is fast but is made for
//! word boundaries, and `linfa` works on dense matrices. None of them has a quantised model of a
//! few megabytes that is read in a millisecond or two, from `include_bytes!` or a mapped file, and
//! none promises the same bytes for the same data and seed; a stage's model is a build product here, and
//! that promise is what lets a test hold it.
//!
//! # Determinism
//!
//! Every training is single-threaded, shuffles with a seeded generator and never walks a hash map,
//! so the same calls in the same order give the same bytes on the same platform. Feature hashes and
//! decoding use integer arithmetic and are the same on every platform.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod added;
pub mod bilou;
pub mod classifier;
pub mod clusters;
pub mod eval;
pub mod features;
pub mod greedy;
pub mod kept_sums;
pub mod memory;
mod minimum;
mod model;
pub mod recurrent;
mod rng;
mod rows;
pub mod tagger;
pub mod vectors;
pub mod word_table;

pub use model::ModelError;
