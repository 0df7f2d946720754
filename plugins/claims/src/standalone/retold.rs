//! Retold words that are no clause by themselves: "to step down", "a rescue by its largest holder".

use super::Names;
use super::opening::is_doubtful;
use crate::lexicon as lex;
use crate::quotes::Quote;
use crate::words::{CD, JJ, NN, NNP, POS, PRP_POSSESSIVE, VBG, Words, flag};

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

/// Whom or what a relative clause is about in which somebody says something of it: "| the scheme |, which critics say has
/// wasted £40m", "| a move | that the union says will cost jobs".
pub(super) fn antecedent<'t>(
    text: &'t str,
    words: &Words,
    picked: &[u32],
    quote: &Quote,
) -> Option<&'t str> {
    /// The most words of it.
    const LONGEST: usize = 10;
    let first = *picked.first()? as usize;
    let source = words.inside(quote.source?.span);
    let (relative, cue) = (source.start.checked_sub(1)?, words.inside(quote.cue?.span));
    let here = words.sentence_of(first)?;
    if quote.direct
        || !words.is_finite_verb(first)
        || !matches!(words.lower(relative), "which" | "that" | "who")
        || source.end > cue.start
        || cue.end > first
        || words.sentence_of(relative) != Some(here)
    {
        return None;
    }
    let before = words.lower_at(relative.checked_sub(1));
    // "… and that Moe said had cost 40 jobs": what it is about stands further off.
    if matches!(before, "and" | "or" | "but") {
        return None;
    }
    let comma = usize::from(before == ",");
    let end = relative - comma;
    let nominal = |at: usize| {
        let (word, tag) = (&words.words[at], words.words[at].tag);
        (NN..=NNP + 1).contains(&tag)
            || (JJ..=JJ + 2).contains(&tag)
            || word.classes & (lex::DETERMINER | lex::NUMBER) != 0
            || matches!(tag, CD | POS | PRP_POSSESSIVE | VBG)
            || matches!(words.lower(at), "-" | "of")
    };
    let begin = words.sentences[here].first.max(end.saturating_sub(LONGEST));
    let mut from = end;
    while from > begin && nominal(from - 1) {
        from -= 1;
        // Its article is its beginning, but for "the price of the plan".
        if words.is(from, lex::DETERMINER) && words.lower_at(from.checked_sub(1)) != "of" {
            break;
        }
    }
    while from < end && words.lower(from) == "of" {
        from += 1;
    }
    let noun = (from..end).any(|at| (NN..=NNP + 1).contains(&words.words[at].tag));
    noun.then(|| {
        &text[words.words[from].span.start() as usize..words.words[end - 1].span.end() as usize]
    })
}
