//! What a user's own articles teach about sentence ends: weights that are added to what the rules say
//! of each place between two tokens.

use std::ops::Range;

use copydesk_learn::added::AddedWeights;
use copydesk_learn::features::{Features, hash2, hash3, hash4};
use copydesk_learn::tagger::Sums;

use super::{Case, may_end};
use crate::tokens::{Kind, Token};
use crate::words::key;

/// The labels of a token: it goes on with the sentence of the one before, or begins one.
pub(crate) const GOES_ON: u8 = 0;
/// See [`GOES_ON`].
pub(crate) const BEGINS: u8 = 1;

/// How much the rules' word counts, in the units of the weights.
pub(crate) const RULED: i32 = 1000;

/// The tokens of a paragraph as the weights see them.
#[derive(Debug, Default)]
pub(crate) struct Ends {
    views: Vec<View>,
    /// By token, whether the rules begin a sentence with it.
    ruled: Vec<bool>,
    lower: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default)]
struct View {
    kind: u64,
    lower: u64,
    /// How it begins: small letter, capital, digit, mark, and whether all of it is in capitals.
    case: u64,
    /// What is between it and the token before: nothing, a space, or more.
    gap: u64,
    closes: bool,
}

impl Ends {
    /// Looks at the tokens of a paragraph that the rules have cut into `sentences`.
    pub(crate) fn read(&mut self, text: &str, tokens: &[Token], sentences: &[Range<usize>]) {
        self.views.clear();
        let mut before = tokens.first().map_or(0, |token| token.start);
        for token in tokens {
            let word = token.of(text);
            let capitals = word.chars().all(|c| c.is_uppercase());
            self.views.push(View {
                kind: number(token.kind),
                lower: key(word, &mut self.lower),
                case: Case::of(text, token) as u64 * 2 + u64::from(capitals),
                gap: text[before..token.start].chars().count().min(2) as u64,
                closes: may_end(token.kind)
                    || matches!(token.kind, Kind::CloseQuote | Kind::CloseBracket),
            });
            before = token.end;
        }
        self.ruled.clear();
        self.ruled.resize(tokens.len(), false);
        sentences.iter().for_each(|sentence| self.ruled[sentence.start] = true);
    }

    /// Whether the rules begin a sentence with the token `at`.
    pub(crate) fn is_ruled(&self, at: usize) -> bool {
        self.ruled[at]
    }

    /// Pushes what speaks for and against a sentence that begins with the token `at`, not the first.
    pub(crate) fn push(&self, at: usize, features: &mut Features) {
        let (before, after) = (self.views[at - 1], self.views[at]);
        // The last word before the marks.
        let word = self.views[..at].iter().rev().take(4).find(|view| !view.closes);
        let word = word.map_or(0, |view| view.lower);
        let ruled = u64::from(self.ruled[at]);
        let form = hash4(70, before.kind, after.kind, after.case << 2 | after.gap);
        features.push(hash3(71, ruled, form));
        features.push(hash4(72, ruled, word, before.kind));
        features.push(hash4(73, ruled, before.lower, after.lower));
        features.push(hash3(74, ruled, before.lower));
        features.push(hash4(75, ruled, before.kind, after.lower));
        features.push(hash4(76, ruled, word, form));
        features.push(hash4(77, ruled, before.lower, after.case << 2 | after.gap));
        features.push(hash2(78, ruled));
    }

    /// Cuts the tokens anew, by the rules and the added weights.
    pub(crate) fn split(
        &self,
        added: &AddedWeights,
        features: &mut Features,
        sentences: &mut Vec<Range<usize>>,
    ) {
        sentences.clear();
        let mut start = 0;
        for at in 1..self.views.len() {
            if self.begins(at, added, features) {
                sentences.push(start..at);
                start = at;
            }
        }
        if start < self.views.len() {
            sentences.push(start..self.views.len());
        }
    }

    /// Whether a sentence begins with the token `at`, not the first, by the rules and the weights.
    pub(crate) fn begins(&self, at: usize, added: &AddedWeights, features: &mut Features) -> bool {
        features.clear();
        self.push(at, features);
        let mut sums: Sums = [0; 64];
        sums[usize::from(self.ruled[at])] = RULED;
        added.add(features.open(), &mut sums);
        sums[usize::from(BEGINS)] > sums[usize::from(GOES_ON)]
    }
}

/// A number for what a token looks like; it is part of the features and stays as it is.
fn number(kind: Kind) -> u64 {
    match kind {
        Kind::Word => 0,
        Kind::Number => 1,
        Kind::Initial => 2,
        Kind::Acronym => 3,
        Kind::ListMark => 4,
        Kind::Address => 5,
        Kind::Stop => 6,
        Kind::Shout => 7,
        Kind::Ellipsis => 8,
        Kind::Comma => 9,
        Kind::Semicolon => 10,
        Kind::Colon => 11,
        Kind::Hyphen => 12,
        Kind::Dash => 13,
        Kind::OpenQuote => 14,
        Kind::CloseQuote => 15,
        Kind::OpenBracket => 16,
        Kind::CloseBracket => 17,
        Kind::Currency => 18,
        Kind::Symbol => 19,
        Kind::Emoticon => 20,
        Kind::Short(abbreviation) => 32 + abbreviation as u64,
    }
}
