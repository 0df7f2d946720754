//! Sentence boundaries: which full stops, marks and abbreviations end a sentence.
//!
//! Rules over tokens, as news copy is regular: what follows a mark decides, together with the closed
//! class of words that begin sentences.

mod datelines;
pub(crate) mod ends;

use std::ops::Range;

use crate::abbreviations::Abbreviation;
use crate::chars::char_at;
use crate::openers::starts_sentences;
use crate::tokens::{Kind, Token};

use datelines::{DAYS, MONTHS, begins_apart, is_dateline};

/// Writes the sentences of the paragraph with these tokens to the end of `sentences`, as ranges of
/// token numbers.
pub(crate) fn split(text: &str, tokens: &[Token], sentences: &mut Vec<Range<usize>>) {
    let mut start = 0;
    let mut at = 0;
    while at < tokens.len() {
        if at > start
            && (begins_apart(text, tokens, at) || start == 0 && is_dateline(text, tokens, at))
        {
            sentences.push(start..at);
            start = at;
        }
        if !may_end(tokens[at].kind) {
            at += 1;
            continue;
        }
        let end = with_closing(text, tokens, at);
        if end == tokens.len() {
            break;
        }
        if ends(text, &tokens[start..], at - start, end - start) {
            sentences.push(start..end);
            start = end;
        }
        at = end;
    }
    if start < tokens.len() {
        sentences.push(start..tokens.len());
    }
}

fn may_end(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Stop
            | Kind::Shout
            | Kind::Ellipsis
            | Kind::Acronym
            | Kind::Short(
                Abbreviation::Final
                    | Abbreviation::Closing
                    | Abbreviation::State
                    | Abbreviation::Date
            )
    )
}

/// The token after the marks that close together with the one at `at`.
fn with_closing(text: &str, tokens: &[Token], at: usize) -> usize {
    let mut end = at + 1;
    while let Some(token) = tokens.get(end) {
        let note = note(text, &tokens[end..]);
        if note > 0 {
            end += note;
            continue;
        }
        let touches = token.start == tokens[end - 1].end;
        // Where each token stands apart, a mark that closes belongs to what is before it.
        let apart = tokens.get(end + 1).is_none_or(|next| next.start > token.end);
        let closes = match token.kind {
            Kind::CloseQuote => touches || apart || token.of(text) == "”",
            Kind::CloseBracket => touches || apart,
            Kind::Emoticon => true,
            Kind::Shout | Kind::Ellipsis | Kind::Stop => touches,
            _ => false,
        };
        if !closes {
            break;
        }
        end += 1;
    }
    end
}

/// How many of `tokens`, which follow a mark, are a note on the sentence before: "[7]", "[note 2]",
/// "[citation needed]", or, at the end, an omission "[…]".
fn note(text: &str, tokens: &[Token]) -> usize {
    if tokens[0].kind != Kind::OpenBracket || tokens[0].of(text) != "[" {
        return 0;
    }
    let Some(close) = tokens.iter().take(6).position(|token| token.kind == Kind::CloseBracket)
    else {
        return 0;
    };
    let (Some(first), Some(last)) = (tokens.get(1), tokens[..close].last()) else { return 0 };
    let holds = match last.kind {
        Kind::Number => close <= 3,
        Kind::Ellipsis => close == 2 && tokens.len() == 3,
        _ => close == 2 && first.end - first.start == 1 || last.of(text) == "needed",
    };
    if holds { close + 1 } else { 0 }
}

/// Whether the sentence that begins with the first of `tokens` ends after the mark at `at` with what
/// closes with it, up to `end`. There is a token at `end`.
fn ends(text: &str, tokens: &[Token], at: usize, end: usize) -> bool {
    let mark = tokens[at].kind;
    let quoted = tokens[at + 1..end].iter().any(|token| token.kind == Kind::CloseQuote);
    let last = tokens[at..end]
        .iter()
        .rev()
        .find(|token| may_end(token.kind))
        .map_or(mark, |token| token.kind);
    let next = next_word(tokens, end);
    let Some(next_token) = tokens.get(next) else { return true };
    let opened = next > end;
    let case = Case::of(text, next_token);
    let spaced = tokens[end].start > tokens[end - 1].end;
    match last {
        Kind::Stop | Kind::Shout if is_signature(tokens, end, next) => false,
        Kind::Shout if is_year_of_title(text, &tokens[end..]) => false,
        Kind::Stop => match tokens[end].kind {
            Kind::Comma | Kind::Colon | Kind::Semicolon | Kind::Hyphen | Kind::Currency
                if !spaced =>
            {
                false
            }
            Kind::Comma | Kind::Semicolon => false,
            _ => match case {
                Case::Lower => opened && spaced && !quoted,
                Case::Upper => spaced || at > 0 && tokens[at - 1].kind == Kind::Word || quoted,
                Case::Digit | Case::Other => spaced,
            },
        },
        Kind::Shout => match case {
            Case::Lower => false,
            Case::Upper if quoted => !is_attribution(text, &tokens[next..]),
            Case::Upper | Case::Digit => true,
            Case::Other => {
                spaced
                    && !matches!(
                        tokens[end].kind,
                        Kind::Comma
                            | Kind::Dash
                            | Kind::Hyphen
                            | Kind::CloseBracket
                            | Kind::Semicolon
                    )
            }
        },
        // "then … I": the pronoun's capital says nothing.
        Kind::Ellipsis => {
            at > 0 && case == Case::Upper && spaced && (opened || next_token.of(text) != "I")
        }
        Kind::Short(Abbreviation::Closing) => case == Case::Upper || quoted,
        Kind::Short(_) | Kind::Acronym if case == Case::Upper => {
            let word = next_token.of(text);
            let time = matches!(tokens[at].of(text), "a.m." | "p.m.");
            // What somebody goes by: William "B.J." Novick.
            let nickname = quoted && at > 1 && tokens[at - 1].kind == Kind::OpenQuote;
            if nickname {
                return starts_sentences(word);
            }
            if quoted || opened && tokens[end].kind == Kind::OpenQuote {
                return true;
            }
            if time {
                return !is_after_time(word);
            }
            starts_sentences(word)
        }
        _ => false,
    }
}

/// Whether the paragraph's last words are the name of who said it: "We won. – Ana Ruiz, captain".
fn is_signature(tokens: &[Token], end: usize, next: usize) -> bool {
    let rest = &tokens[end..];
    matches!(rest[0].kind, Kind::Dash | Kind::Hyphen)
        && next == end
        && rest.len() <= 16
        && rest.get(1).is_some_and(|token| {
            matches!(token.kind, Kind::Word | Kind::Short(_) | Kind::Initial)
                && token.start > rest[0].end
        })
        && !rest.iter().any(|token| matches!(token.kind, Kind::Stop | Kind::Shout | Kind::Ellipsis))
}

/// Whether `rest` begins with the year of a film or a book whose title ends with a mark: "Storm! (1965)".
fn is_year_of_title(text: &str, rest: &[Token]) -> bool {
    let close = rest.iter().take(8).position(|token| token.kind == Kind::CloseBracket);
    let year = close.and_then(|close| rest[..close].last());
    rest[0].of(text) == "("
        && year.is_some_and(|year| year.kind == Kind::Number && year.end - year.start == 4)
}

/// The first token from `at` on that is no opening mark.
fn next_word(tokens: &[Token], at: usize) -> usize {
    let opening = |token: &Token| matches!(token.kind, Kind::OpenQuote | Kind::OpenBracket);
    at + tokens[at..].iter().take(4).take_while(|token| opening(token)).count()
}

/// What the first character of a token says of its being a sentence's first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Lower,
    Upper,
    Digit,
    Other,
}

impl Case {
    fn of(text: &str, token: &Token) -> Self {
        match char_at(text, token.start) {
            Some(c) if c.is_lowercase() => {
                // "iPhone" may begin a sentence.
                if token.kind != Kind::Address
                    && token.of(text).chars().take(12).any(char::is_uppercase)
                {
                    Self::Upper
                } else {
                    Self::Lower
                }
            }
            Some(c) if c.is_alphabetic() => Self::Upper,
            Some(c) if c.is_numeric() => Self::Digit,
            _ => Self::Other,
        }
    }
}

/// Whether the tokens after a closed quote go on with "Ana Ruiz said".
fn is_attribution(text: &str, tokens: &[Token]) -> bool {
    for token in tokens.iter().take(6) {
        let word = token.of(text);
        if is_speech_verb(word) {
            return true;
        }
        let names = matches!(token.kind, Kind::Initial | Kind::Short(_))
            || word.chars().next().is_some_and(char::is_uppercase);
        if !names || starts_sentences(word) && !matches!(word, "The" | "I" | "We") {
            return false;
        }
    }
    false
}

fn is_speech_verb(word: &str) -> bool {
    matches!(
        word,
        "said"
            | "says"
            | "asked"
            | "asks"
            | "told"
            | "tells"
            | "wrote"
            | "writes"
            | "added"
            | "adds"
            | "cried"
            | "shouted"
            | "replied"
            | "yelled"
            | "exclaimed"
            | "recalled"
            | "tweeted"
            | "joked"
            | "wondered"
            | "demanded"
            | "declared"
    )
}

/// Whether `word` goes on after "9 a.m.": a day, a month or a time zone.
fn is_after_time(word: &str) -> bool {
    let zone = (2..=4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase());
    zone || matches!(word, "Eastern" | "Pacific" | "Central" | "Mountain" | "Greenwich")
        || DAYS.contains(&word)
        || MONTHS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens;

    /// Splits `text` and shows the sentences as parted by " | ".
    fn shown(text: &str) -> String {
        let (mut found, mut sentences) = (Vec::new(), Vec::new());
        tokens::split(text, 0, text.len(), &mut found);
        split(text, &found, &mut sentences);
        let words: Vec<&str> =
            sentences.iter().map(|s| &text[found[s.start].start..found[s.end - 1].end]).collect();
        words.join(" | ")
    }

    #[test]
    fn an_agency_may_touch_the_story() {
        assert_eq!(shown("(GNA)The ferry sailed."), "(GNA) | The ferry sailed.");
        assert_eq!(shown("(Harbour Post)It sailed."), "(Harbour Post) | It sailed.");
        assert_eq!(shown("(GNA)HAFTA sailed."), "(GNA) | HAFTA sailed.");
        assert_eq!(shown("Nakuru, Kenya (GNA)Two sailed."), "Nakuru, Kenya (GNA) | Two sailed.");
        assert_eq!(shown("Nakuru (GNA)U.K. boats sailed."), "Nakuru (GNA) | U.K. boats sailed.");
        assert_eq!(shown("Nakuru (Reuters) Two sailed."), "Nakuru (Reuters) | Two sailed.");
        assert_eq!(shown("HAFTA (GNA) HAFTA sailed."), "HAFTA (GNA) HAFTA sailed.");
        assert_eq!(shown("Hafta (HFT) Sailors sailed."), "Hafta (HFT) Sailors sailed.");
    }

    #[test]
    fn boundaries() {
        for parted in [
            "Rain fell. | Nobody minded.",
            "“Rain fell,” she said. | “Nobody minded. | We danced.”",
            "\"Rain fell.\" | \"Who minded?\" he asked. | \"Nobody!\"",
            "\"Who minded?\" Ana Ruiz asked. | Nobody did.",
            "Dr. Ruiz met J. K. Lowe at 9 a.m. on Monday in the U.S. Senate. | It took 2.5 hours.",
            "It opens at 9 a.m. | Tickets cost $4.50 each.",
            "He left for the U.S. | They stayed at No. 10 with Mr. Lowe Jr. and wept.",
            "Prices rose 3.2 percent, etc. | Wages fell.",
            "She waited... and waited. | Then... nothing.",
            "“I am ready. | … I can go,” he said.",
            "(It rained.) | He left [laughs] at once.",
            "1. Wash the leaves. | Dry them.",
            "We chose plan B. | The others left.",
            "It was a novel by the writer L. Orla Hart. | It sold.",
            "“We won.” – Ana Ruiz, captain",
            "Harbour shut after storm | Tuesday, May 5, 2026",
            "A boat in the storm | Photo: Ana Ruiz",
            "Tuesday, May 5, 2026 | The harbour shut after a storm.",
            "Rain fell. [1] [note 2] | Nobody minded. [citation needed] | They danced.[3] | It stopped.",
            "Rain fell. | [Laughter] Nobody minded. […]",
            "Ana Ruiz (b. 1931) met Tom Lowe (c. 1920 – 1999, m. 1950). | They wed.",
            "4.1. Methods and means",
            "NAKURU, Kenya (GNA) — | The ferry sailed.",
            "NAKURU, May 5 (GNA) - | The ferry sailed.",
            "NAKURU — | The ferry sailed.",
            "Doha: | Ferries to the old port sailed again.",
            "Durban - | Mzi Cele sailed the new ferry home.",
            "KUALA LUMPUR: | HH the Sultan sailed on Monday.",
            "NAKURU, Mar 03: | Ferries sailed again on Monday.",
            "Nakuru (May 5, 2021) – | Ferries sailed again on Monday.",
            "LIMURU, July 5 (Reuters): | Ferries sailed again on Monday.",
            "Law No. (10) of 2021 was read. | He said no. | (10 did not.)",
            "Doha: I was never in the old port.",
            "Ana Ruiz (May 5, 1931 – June 5, 2001) sailed the old ferry.",
            "Monday, July 25: Ferries sailed to the old port.",
            "Ana Ruiz: Ferries sailed to the old port.",
            "Dakar: the old port.",
            "Nakuru, Kenya (Harbour Post) – | “We sailed,” he said.",
            "(GNA) -- | The ferry sailed.",
            "(GNA) | The ferry sailed.",
            "(Harbourline) - | The ferry sailed.",
            "Nakuru, Kenya – | The ferry sailed.",
            "Nakuru – The woman who sailed",
            "I – I saw the ferry.",
            "Ferry Just Got Asked About Nakuru – It Said Nothing.",
            "Ana Ruiz — Captain Ruiz to her men — sailed.",
            "NAKURU-based Lowe sailed.",
            "GNA (HP) Reporters sailed.",
            "HARBOUR RECORD — COUNCIL",
            "GNA (Harbour News Agency) The ferry sailed.",
            "That was fun! :) | We left.",
            "She wrote Storm! (1965) and Why? (in French, 1971). | It rained! | (It often did.)",
            "‘Why?’ he asked. | ‘It’s late.’",
            "\" Rain fell . \" | Nobody minded [ 2 ] . | ( They danced . ) | \" It stopped , \" he said .",
            "He asked , \" 'Who minded ?' \" | Nobody did .",
            "William \"B.J.\" Lowe sailed. | He met “K.B.” | The ferry sank.",
            "She could not look.He left",
        ] {
            let text = parted.replace(" | ", " ");
            if parted.contains("look.He") {
                assert_eq!(shown(&text), "She could not look. | He left");
                continue;
            }
            assert_eq!(shown(&text), parted);
        }
    }
}
