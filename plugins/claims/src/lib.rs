//! The standard stage for claims: what an article asserts, who asserts it, how firmly, and how much
//! it deserves checking. It gives no verdict.
//!
//! | module | what it does |
//! |---|---|
//! | `words` | the article's tokens and sentences, with the [`lexicon`]'s classes |
//! | `quotes`, `voice`, `unmarked` | what others are quoted to say, marked by earlier stages or found by rule |
//! | `candidates`, `no_claim` | the stretches that could be claims |
//! | `check_worthiness`, `news`, `score` | the models that score them |
//! | `stance`, `markers`, `scare_quotes` | where the author stands: "falsely", "without evidence" |
//! | `manner`, `findings`, `kind`, `values`, `amounts`, `dates` | how the claim is put, what kind it is, what amounts it names |
//! | `standalone`, `groups` | its words to be read alone, and which claims are the same |
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod amounts;
pub mod candidates;
pub mod check_worthiness;
mod dates;
mod findings;
mod groups;
mod kind;
pub mod lexicon;
mod manner;
mod markers;
pub mod news;
mod no_claim;
pub mod quotes;
mod scare_quotes;
pub mod score;
mod stance;
mod standalone;
pub mod unmarked;
mod values;
mod voice;
pub mod words;

mod claims;
#[cfg(test)]
mod gold;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub use claims::Claims;

copydesk_stage::export!(Claims, include_str!("../stage.json"));
