//! Retold words that are no clause by themselves: "to step down", "a rescue by its largest holder".

use super::Names;
use super::opening::is_doubtful;
use crate::quotes::Quote;
use crate::words::{Words, flag};

/// What makes a sentence of a quote's words where they are no clause: who said them, and the cue. None
/// where they are one, or where the cue makes no sentence of them ("promising", or a cue behind them).
pub(super) fn said_by<'t>(
    text: &'t str,
    words: &Words,
    picked: &[u32],
    quote: &Quote,
    names: &Names<'t>,
) -> Option<(&'t str, &'t str)> {
    let (cue, source) = (quote.cue?.span, quote.source?.span);
    let is_clause = words.are_clause(picked.iter().map(|&at| at as usize));
    if quote.direct || source.end() > cue.start() || is_clause {
        return None;
    }
    let verb = words.inside(cue);
    let first = picked.first().map_or(0, |&at| at as usize);
    let between = verb.end..first;
    let reported = verb.clone().any(|at| words.is_finite_verb(at))
        && verb.end <= first
        && between.len() <= 1
        && !between.into_iter().any(|at| words.has(at, flag::WORD));
    if !reported {
        return None;
    }
    let speaker = quote.speaker.filter(|&speaker| !is_doubtful(quote, speaker, names));
    let subject = if quote.by_pronoun {
        names.name(speaker?)?
    } else {
        match names.fuller(source.start()) {
            Some((end, name)) if end == source.end() => name,
            _ => source.of(text),
        }
    };
    Some((subject, cue.of(text)))
}
