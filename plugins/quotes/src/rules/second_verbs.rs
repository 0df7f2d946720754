//! A second verb of speech in what the models took for what somebody said: of the same one, "Police said | the man had fled | and
//! urged | residents to stay in |", or of another, "…, police said, while the rebels said | they had won |".

use copydesk_learn::features::hash_str;

use crate::compose::{finite, one_piece};
use crate::extract::Attribution;
use crate::lexicon::{AUXILIARY, COORDINATOR, SPEECH, is_told, kind_name};
use crate::reading::Reading;
use crate::word::Word;

/// Kinds of verbs that take somebody to say such things. In PolNeAR 64 of 66 of them behind "and" in the same tense are of who
/// speaks, and not of whom he speaks of.
const KINDS: [&str; 7] =
    ["accused", "criticised", "defended", "demanded", "praised", "promised", "warned"];

/// Makes what stands behind such a verb a find of its own.
pub(crate) fn second_verbs(reading: &Reading, found: &mut Vec<Attribution>) {
    for at in (0..found.len()).rev() {
        let second = same_speaker(reading, &found[at]).or_else(|| another(reading, &found[at]));
        let Some((end, second)) = second else { continue };
        let first = &mut found[at];
        if let Some(piece) = first.content.last_mut() {
            piece.end = end.max(piece.start);
        }
        first.content.retain(|piece| !piece.is_empty());
        found.insert(at + 1, second);
    }
}

/// The second find, and where the first then ends, of "said | … | and urged | … |".
fn same_speaker(reading: &Reading, one: &Attribution) -> Option<(usize, Attribution)> {
    let Attribution { cue: Some(cue), source: Some(source), content, score } = one else {
        return None;
    };
    let piece = content.last()?;
    let said = &reading.words[cue.start];
    let told = said.is_speech_verb() && is_told(said.kind);
    if source.end > cue.start || piece.start < cue.end || !told {
        return None;
    }
    let is_second = |&and: &usize| {
        let Some([link, verb, object]) = reading.words.get(and..and + 3) else { return false };
        let takes =
            matches!(object.tag2, [b'D', b'T'] | [b'N', b'N'] | [b'P', b'R'] | [b'J', b'J']);
        let like = match finite(verb) {
            true => verb.tag == said.tag,
            // "… had fled and urged": which of the two a verb in -ed is, its tag hardly knows.
            false => verb.tag == hash_str("VBN") && said.tag == hash_str("VBD"),
        };
        link.is(COORDINATOR)
            && link.quotation == 0
            && verb.quotation == 0
            && verb.is(SPEECH)
            && kind_name(verb.kind).is_some_and(|kind| KINDS.contains(&kind))
            && like
            && (takes || object.is_one_of(&["on", "for"]))
            // What is told in the same tense may be of whom he speaks of.
            && reading.words[piece.start..and]
                .iter()
                .find(|word| finite(word))
                .is_some_and(|verb| verb.is(AUXILIARY))
    };
    let and = (piece.start + 1..piece.end.saturating_sub(2)).find(is_second)?;
    let on = reading.words[and + 2].is_one_of(&["on", "for"]);
    let verb = and + 1..and + 2 + usize::from(on);
    let rest = verb.end..piece.end;
    let comma = usize::from(reading.words[and - 1].first == b',');
    (!rest.is_empty()).then(|| {
        let source = Some(source.clone());
        (
            and - comma,
            Attribution { cue: Some(verb), source, content: one_piece(rest), score: *score },
        )
    })
}

/// The same of "…, police | said |, while the rebels said | … |": what another says, where the first has what stands before.
fn another(reading: &Reading, one: &Attribution) -> Option<(usize, Attribution)> {
    const LONGEST: usize = 8;
    let Attribution { cue: Some(cue), content, score, .. } = one else { return None };
    let [before, piece] = content.as_slice() else { return None };
    let words = &reading.words;
    let opens = words[piece.start].is_one_of(&["while", "whereas"]);
    if !opens || before.end > cue.start || piece.start < cue.end {
        return None;
    }
    let from = piece.start + 1;
    let nominal =
        |word: &Word| !finite(word) && word.quotation == 0 && !b",;:".contains(&word.first);
    let length =
        words[from..piece.end].iter().take(LONGEST).take_while(|word| nominal(word)).count();
    let verb = from + length;
    let says = words
        .get(verb)
        .is_some_and(|word| word.is_speech_verb() && is_told(word.kind) && finite(word));
    let source = from..verb;
    let rest = verb + 1..piece.end;
    let noun =
        words[source.clone()].iter().any(|word| matches!(word.tag2, [b'N', b'N'] | [b'P', b'R']));
    (says && noun && verb < piece.end && !rest.is_empty()).then(|| {
        let (cue, content) = (Some(verb..verb + 1), one_piece(rest));
        (piece.start, Attribution { cue, source: Some(source), content, score: *score })
    })
}
