//! What the candidates around one say of it: whether it stands within what another reports, whether another
//! stands within what it reports, and which words both claim.

use std::ops::Range;

use copydesk_learn::features::{ValuedFeatures, hash3, hash4};

use crate::judge::Candidate;
use crate::word::Word;

/// How many candidates are looked at before and behind one.
const NEAR: usize = 8;

/// Writes what the others say of candidate `number`, whose cue has this verb.
pub(crate) fn write_features(
    candidates: &[Candidate],
    number: usize,
    verb: &Word,
    features: &mut ValuedFeatures,
) {
    let Candidate { one, evidence } = &candidates[number];
    let Some(cue) = &one.cue else { return };
    let source = one.source.as_slice();
    // Of those that stand in each relation to this one, the highest probability.
    let mut highest = [0.0_f32; 5];
    let near = number.saturating_sub(NEAR)..candidates.len().min(number + NEAR + 1);
    for other in near.filter(|&other| other != number) {
        let Candidate { one: other, evidence } = &candidates[other];
        let Some(their_cue) = &other.cue else { continue };
        let contains = |content: &[Range<usize>], cue: &Range<usize>| {
            content.iter().any(|piece| piece.contains(&cue.start))
        };
        let (within, around) = (contains(&other.content, cue), contains(&one.content, their_cue));
        let both = shared(&one.content, &other.content);
        let same = 2 * both > length(&one.content).min(length(&other.content));
        let relations = [
            (within, evidence.cue * evidence.content.sqrt()),
            (around, evidence.cue),
            (same && !within && !around, evidence.cue),
            (shared(source, other.source.as_slice()) > 0, evidence.cue),
            (shared(source, &other.content) > 0, evidence.cue),
        ];
        for (highest, (_, probability)) in
            highest.iter_mut().zip(relations).filter(|(_, (holds, _))| *holds)
        {
            *highest = highest.max(probability);
        }
    }
    let level = |probability: f32| (5.0 * probability) as u64;
    for (template, probability) in (51..).zip(highest) {
        let step = if probability == 0.0 { 9 } else { level(probability) };
        features.push(hash3(template, step, level(evidence.cue)));
        features.push_value(hash3(template, 99, 0), probability);
    }
    let [within, _, same, ..] = highest;
    let claimed = u64::from(within > 0.4) | u64::from(same > 0.4) << 1;
    features.push(hash4(56, claimed, verb.place as u64, u64::from(verb.kind)));
}

/// How many words both have.
fn shared(a: &[Range<usize>], b: &[Range<usize>]) -> usize {
    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
    pairs.map(|(a, b)| a.end.min(b.end).saturating_sub(a.start.max(b.start))).sum()
}

fn length(pieces: &[Range<usize>]) -> usize {
    pieces.iter().map(ExactSizeIterator::len).sum()
}
