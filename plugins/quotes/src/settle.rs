//! Settles between finds that claim the same words.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use crate::compose::finite;
use crate::extract::Attribution;
use crate::forms;
use crate::lexicon::{PREPOSITION, SPEECH, is_told};
use crate::reading::Reading;
use crate::word::Place;

/// How many finds before and behind one are looked at: they are in the order of their cues, and what they claim is near.
pub(crate) const NEAR: usize = 6;

/// Cuts and drops finds until no two have words in common. They must be in the order of their cues.
pub(crate) fn settle(reading: &Reading, found: &mut Vec<Attribution>) {
    coordinated(reading, found);
    participle(reading, found);
    next_sentence(reading, found);
    by_score(reading, found);
}

/// Cuts content before a second verb of the same subject: "said the court was wrong | and promised
/// to appeal".
fn coordinated(reading: &Reading, found: &mut [Attribution]) {
    for place in 1..found.len() {
        let [first, second] = &mut found[place - 1..=place] else { continue };
        let (Some(said), Some(promised)) = (&first.cue, &second.cue) else { continue };
        let Some(and) = forms::joined_by(reading, promised.start) else { continue };
        let [said_verbs, verbs] = [said, promised].map(|cue| &reading.words[cue.clone()]);
        // "promptly endorsed"
        let Some(verb) = verbs.iter().find(|word| word.tag2 != *b"RB") else { continue };
        let [past, participle, present] = ["VBD", "VBN", "VBZ"].map(hash_str);
        let like = match said_verbs[0].tag {
            _ if and + 1 < promised.start && verb.tag == verbs[0].tag => true,
            said if said == past => verb.tag == past || verb.tag == participle,
            said => said == present && verb.tag == present,
        };
        // "has criticised it and called for talks", "says it is old but admitted": both are of one source.
        let to = reading.words.get(promised.end).is_some_and(|to| to.tag2 == *b"TO");
        let alike = said_verbs.last().is_some_and(|said| said.tag == verb.tag);
        let same = first.source.is_some() && first.source == second.source;
        let like = like || same && (finite(verb) || to || alike && verb.is_speech_verb());
        if !like {
            continue;
        }
        if let Some(piece) = first.content.last_mut()
            && said.end <= piece.start
            && piece.start < and
            && promised.start < piece.end
            && reading.words[and..piece.end].iter().all(|word| word.quotation == 0)
        {
            piece.end = and;
        }
    }
}

/// Cuts content before a participle that goes on with what its speaker says: "said it would open, |
/// adding that it was safe".
fn participle(reading: &Reading, found: &mut [Attribution]) {
    for place in 1..found.len() {
        let [first, second] = &mut found[place - 1..=place] else { continue };
        let (Some(said), Some(adding)) = (&first.cue, &second.cue) else { continue };
        let [before, verb] =
            [adding.start.saturating_sub(1), adding.start].map(|at| &reading.words[at]);
        let goes_on = verb.tag == hash_str("VBG")
            && verb.is(SPEECH)
            && is_told(verb.kind)
            && before.first == b','
            && verb.quotation == 0
            && reading.words[said.start].sentence == verb.sentence
            && second.content.iter().all(|piece| piece.start >= adding.end);
        if goes_on && first.content.first().is_some_and(|piece| piece.start < adding.start - 1) {
            for piece in &mut first.content {
                if piece.start > said.start {
                    piece.end = piece.end.min(adding.start - 1).max(piece.start);
                }
            }
            first.content.retain(|piece| !piece.is_empty());
        }
    }
}

/// "…," he said, "…." | "…," | she added.: a quotation that begins anew is of the cue behind it.
fn next_sentence(reading: &Reading, found: &mut [Attribution]) {
    for place in 1..found.len() {
        let [first, second] = &mut found[place - 1..=place] else { continue };
        let Some(said) = &first.cue else { continue };
        let Some(anew) = behind(reading, second) else { continue };
        if asks(reading, second, &anew) {
            continue;
        }
        // Behind a full stop, or one and a closing mark.
        let stop = |at: usize| at >= said.end && b".!?".contains(&reading.words[at].first);
        let ended = [1, 2].iter().any(|far| anew.start.checked_sub(*far).is_some_and(stop));
        // "Moe asked: “Was it you?” “No,” the clerk said.": nor is the question of the answer.
        if ended && let Some(piece) = second.content.first_mut() {
            let question = piece.start < anew.start && anew.start < piece.end;
            if question && first.content.iter().any(|asked| asked.contains(&piece.start)) {
                piece.start = anew.start;
            }
        }
        if ended && first.content.first().is_some_and(|piece| piece.start < anew.start) {
            for piece in &mut first.content {
                piece.end = piece.end.min(anew.start).max(piece.start);
            }
            first.content.retain(|piece| !piece.is_empty() && piece.start < anew.start);
        }
    }
}

/// "“Was it you?” Moe said | it was not.": whether a quotation before who speaks is a question, and what he says stands
/// behind.
fn asks(reading: &Reading, one: &Attribution, quoted: &Range<usize>) -> bool {
    let Some(cue) = &one.cue else { return false };
    let question = b"!?".contains(&reading.words[quoted.end.saturating_sub(2)].first);
    let inverted = one.source.as_ref().is_some_and(|source| source.start >= cue.end);
    let ends = reading.words.get(cue.end).is_none_or(|word| {
        b".,;:!?".contains(&word.first) || word.is(PREPOSITION) || word.place == Place::Opening
    });
    question && !inverted && !ends
}

/// The quotation that ends right before who speaks and the cue.
fn behind(reading: &Reading, one: &Attribution) -> Option<Range<usize>> {
    let cue = one.cue.as_ref()?;
    // "Moe joked of a “spring fever,” the agency said": Moe has it too.
    forms::behind_marks(reading, cue.start).or_else(|| {
        forms::quotation_before(reading, one).filter(|quoted| begins_anew(reading, quoted.start))
    })
}

/// Whether two have a word in common.
pub(crate) fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether a sentence begins at a word, or the word stands behind a quotation, or opens one behind a colon.
fn begins_anew(reading: &Reading, at: usize) -> bool {
    let Some(word) = reading.words.get(at) else { return true };
    let Some(before) = at.checked_sub(1).map(|before| &reading.words[before]) else { return true };
    reading.sentences[word.sentence as usize].words.start >= at
        || before.place == Place::Closing
        || before.first == b':' && word.place == Place::Opening
}

/// A piece of content without what another has of it: nothing, unless the one ends and the other begins with a sentence.
fn without(reading: &Reading, piece: &Range<usize>, theirs: &Range<usize>) -> Range<usize> {
    match () {
        () if !overlap(piece, theirs) => piece.clone(),
        () if theirs.start <= piece.start
            && theirs.end < piece.end
            && begins_anew(reading, theirs.end) =>
        {
            theirs.end..piece.end
        }
        () if piece.start < theirs.start && begins_anew(reading, theirs.start) => {
            piece.start..theirs.start
        }
        () => piece.start..piece.start,
    }
}

/// Whether what one says begins with who another find says something: "Moe | said | she | believes | it".
fn reports(reading: &Reading, one: &Attribution, other: &Attribution) -> bool {
    let (Some(said), Some(name), Some(cue)) = (&one.cue, &other.source, &other.cue) else {
        return false;
    };
    let verb = &reading.words[said.start];
    let that = reading.words.get(said.end).is_some_and(|word| word.lower == hash_str("that"));
    said.len() == 1
        && verb.is(SPEECH)
        && is_told(verb.kind)
        && finite(verb)
        && name.start == said.end + usize::from(that)
        && name.end <= cue.start
        && one.content.iter().any(|piece| piece.start == said.end && piece.contains(&cue.start))
        && other.content.iter().all(|piece| piece.start >= cue.end)
        && reading.words[cue.start].sentence == verb.sentence
        && reading.words[said.end..cue.end].iter().all(|word| word.quotation == 0)
}

/// Takes from each find the pieces of content that a better one has, and its cue where that lies in
/// a better one's content: nobody marks speech within speech unless it is quoted.
fn by_score(reading: &Reading, found: &mut Vec<Attribution>) {
    // What stands right behind a quotation has it, whatever else claims it.
    let has_before = |one: &Attribution| {
        behind(reading, one)
            .is_some_and(|said| one.content.iter().any(|piece| piece.end == said.end))
    };
    let mut ranks: Vec<(bool, f32)> =
        found.iter().map(|one| (has_before(one), one.score)).collect();
    let above = |a: (bool, f32), b: (bool, f32)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1));
    // What somebody is said to believe is part of what is said.
    for place in (0..found.len()).rev() {
        for outer in place.saturating_sub(NEAR)..place {
            if above(ranks[place], ranks[outer]).is_gt()
                && reports(reading, &found[outer], &found[place])
            {
                ranks[outer] = ranks[place];
            }
        }
    }
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|&a, &b| above(ranks[b], ranks[a]).then(a.cmp(&b)));
    let mut settled = vec![false; found.len()];
    for &place in &order {
        let around = place.saturating_sub(NEAR)..found.len().min(place + NEAR + 1);
        let cue = found[place].cue.clone().unwrap_or(0..0);
        let taken = around.clone().filter(|&other| settled[other]);
        let mut keep = true;
        let mut content = std::mem::take(&mut found[place].content);
        for other in taken {
            let theirs = &found[other];
            if theirs.cue.as_ref().is_some_and(|theirs| overlap(theirs, &cue))
                || theirs.content.iter().any(|piece| overlap(piece, &cue))
            {
                keep = false;
            }
            for piece in &mut content {
                for theirs in &theirs.content {
                    *piece = without(reading, piece, theirs);
                }
            }
            content.retain(|piece| {
                !piece.is_empty()
                    && !theirs.cue.as_ref().is_some_and(|theirs| overlap(theirs, piece))
            });
        }
        found[place].content = if keep { content } else { Vec::new() };
        settled[place] = !found[place].content.is_empty();
    }
    found.retain(|one| !one.content.is_empty());
}
