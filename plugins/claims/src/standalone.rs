//! A claim's words so that they can be read without the article: what begins with "he" or "the
//! mayor" begins with the name instead, where it is known whom that means. A wrong name is worse than
//! a pronoun, so where there is a doubt the pronoun stays.

mod names;
mod opening;
mod retold;
mod unpaired;

use copydesk_stage::Span;

use crate::amounts::is_sign;
use crate::lexicon as lex;
use crate::quotes::Quote;
use crate::words::{Words, flag};

pub use names::Names;
use opening::{Opening, opening};

/// Words for those who speak.
const FIRST_PERSON: lex::Classes = lex::FIRST_SINGULAR | lex::FIRST_PLURAL;

/// Writes the claim's words, to be read alone, over what is in `to`.
pub fn write(
    to: &mut String,
    text: &str,
    words: &Words,
    picked: &[u32],
    quote: Option<&Quote>,
    names: &Names<'_>,
) {
    to.clear();
    // Marks around a direct quote go, as does one that is not closed; those around single words stay.
    let marks = picked.iter().filter(|&&at| is_quotation_mark(words.lower(at as usize))).count();
    let opens = picked.first().is_some_and(|&at| is_quotation_mark(words.lower(at as usize)));
    let direct = quote.is_some_and(|quote| quote.direct) || opens && marks == 1;
    let kept = |&&at: &&u32| {
        let lower = words.lower(at as usize);
        let is_sum = lower.starts_with(is_sign) || lower == "%";
        words.has(at as usize, flag::WORD) || is_sum || !direct && is_mark(lower)
    };
    let (Some(&first), Some(&last)) = (picked.iter().find(kept), picked.iter().rev().find(kept))
    else {
        return;
    };
    let first = first as usize;
    let start = words.words[first].span.start();
    let end = words.words[last as usize].span.end();
    let mut rest_from = words.words[first].span.end();
    let own = picked.iter().filter(|&&at| words.is(at as usize, FIRST_PERSON)).count();
    let mut opening = opening(words, first, quote, names);
    // "I put my car in park and ran": all of it is theirs who said so, and only their name can say so.
    if let Some(speaker) = quote.filter(|quote| quote.direct).and_then(|quote| quote.speaker)
        && own > usize::from(opening.is_some())
        && let Some(name) = names.name(speaker)
    {
        to.push_str(name);
        to.push_str(": ");
        opening = None;
    }
    let said_by = quote.and_then(|quote| retold::said_by(text, words, picked, quote, names));
    if let Some((subject, cue)) = said_by {
        to.extend([subject, " ", cue, " "]);
        opening = None;
    }
    let antecedent = || retold::antecedent(text, words, picked, quote?);
    match opening {
        None if said_by.is_none()
            && let Some(subject) = antecedent() =>
        {
            to.extend([subject, " ", words.words[first].span.of(text)]);
        }
        Some(Opening { words: name, then, end }) => {
            to.push_str(name);
            to.push_str(then);
            rest_from = end;
        }
        // The name stands at the beginning, once.
        None if said_by.is_some() => to.push_str(words.words[first].span.of(text)),
        None => match names.fuller(start).filter(|&(mention_end, _)| mention_end <= end) {
            Some((mention_end, name)) => {
                to.push_str(name);
                rest_from = mention_end;
            }
            None => to.push_str(words.words[first].span.of(text)),
        },
    }
    push_rest(to, text, words, picked, direct, rest_from, end);
    unpaired::take_out(to);
    if quote.is_none() && text[end as usize..].starts_with(['.', '?', '!']) {
        to.push_str(&text[end as usize..=end as usize]);
    }
}

fn is_mark(lower: &str) -> bool {
    is_quotation_mark(lower) || matches!(lower, "(" | ")")
}

fn is_quotation_mark(lower: &str) -> bool {
    matches!(lower, "\"" | "'" | "``" | "''" | "«" | "»")
}

/// Whether what stands between two of a claim's words is set off on both sides, as ", she said," is: what
/// is not belongs to the sentence ("for which they estimate a loss").
fn is_set_off(text: &str, interruption: Span) -> bool {
    const MARKS: &[char] =
        &[',', ';', '—', '–', '-', '(', ')', '"', '“', '”', '‘', '’', '\'', '«', '»', '.'];
    let (before, after) =
        (&text[..interruption.start() as usize], &text[interruption.end() as usize..]);
    let inside = interruption.of(text).trim();
    (before.trim_end().ends_with(MARKS) || inside.starts_with(MARKS))
        && (after.trim_start().starts_with(MARKS) || inside.ends_with(MARKS))
}

/// The words after the first, leaving out what interrupts them ("…," she said, "…").
fn push_rest(
    to: &mut String,
    text: &str,
    words: &Words,
    picked: &[u32],
    direct: bool,
    from: u32,
    end: u32,
) {
    let mut at = from;
    for pair in picked.windows(2) {
        let (one, other) = (pair[0] as usize, pair[1] as usize);
        // Parts of a quote may overlap.
        if other <= one + 1 || words.words[one].span.end() < from {
            continue;
        }
        let stop = words.words[one].span.end();
        let interruption = Span::new(stop, words.words[other].span.start());
        if stop >= at && stop <= end && is_set_off(text, interruption) {
            to.push_str(text.get(at as usize..stop as usize).unwrap_or(""));
            // `“The plan,” she said, “is dead.”`: the inner marks go, and the comma.
            let kept = to
                .trim_end_matches(|c| matches!(c, ',' | ' ') || direct && matches!(c, '”' | '"'))
                .len();
            let comma = to[kept..].starts_with(',') && begins_a_clause(words, other);
            to.truncate(kept);
            to.push_str(if comma { ", " } else { " " });
            let mark = direct && is_mark(words.lower(other));
            at = if mark { words.words[other].span.end() } else { words.words[other].span.start() };
        }
    }
    if at <= end {
        to.push_str(text.get(at as usize..end as usize).unwrap_or(""));
    }
}

/// Whether a clause of its own begins at a word or at the mark before it: "With respect," she said, "I …".
fn begins_a_clause(words: &Words, at: usize) -> bool {
    const SUBJECTS: [&str; 8] = ["i", "we", "you", "he", "she", "it", "they", "there"];
    let at = if words.has(at, flag::WORD) { at } else { at + 1 };
    SUBJECTS.contains(&words.lower_at(Some(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_set_off_is_left_out() {
        for (before, interruption, after, expected) in [
            ("“The plan,”", " she said, ", "“is dead.”", true),
            ("The plan, ", "she said,", " is dead.", true),
            ("The plan", " – she said – ", "is dead.", true),
            ("The plan, ", "according to Moe,", " is dead.", true),
            ("for which", " they estimate ", "a loss of four million", false),
            ("She", " was declared ", "dead in hospital", false),
            ("We began", " according to his ideals, ", "which meant war", false),
        ] {
            let text = [before, interruption, after].concat();
            let span = Span::from_range(before.len()..before.len() + interruption.len());
            assert_eq!(is_set_off(&text, span), expected, "{text}");
        }
    }
}
