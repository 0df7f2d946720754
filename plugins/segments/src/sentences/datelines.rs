//! Lines that run into the next one: a dateline before the story, a date after the headline, a credit
//! after the caption.

use super::Case;
use crate::chars::char_at;
use crate::openers::starts_sentences;
use crate::tokens::{Kind, Token};

/// Whether a line that lost its line end begins at `at`: a date after a headline, a credit after a
/// caption.
pub(super) fn begins_apart(text: &str, tokens: &[Token], at: usize) -> bool {
    let rest = &tokens[at..];
    if rest[0].kind != Kind::Word {
        return false;
    }
    let word = |number: usize| rest.get(number).map_or("", |token| token.of(text));
    let before = &tokens[at - 1];
    if at == DATE_LEN && is_full_date(text, &tokens[..at]) {
        return Case::of(text, &rest[0]) == Case::Upper;
    }
    let date = rest.len() == DATE_LEN
        && is_full_date(text, rest)
        && !matches!(
            before.kind,
            Kind::Comma | Kind::OpenBracket | Kind::Dash | Kind::Hyphen | Kind::Colon
        )
        && !matches!(
            before.of(text),
            "on" | "On" | "for" | "from" | "until" | "by" | "of" | "dated" | "updated" | "Updated"
        );
    let credit = (3..=24).contains(&rest.len())
        && rest[1].kind == Kind::Colon
        && matches!(word(0), "Image" | "Photo" | "Photograph" | "Picture" | "Credit")
        && !matches!(before.kind, Kind::OpenBracket | Kind::Dash | Kind::Hyphen)
        && !matches!(before.of(text), "File" | "file" | "the" | "The" | "/" | "|");
    date || credit
}

/// Whether the tokens before `at` are a dateline: where the story was filed from, when, and by which agency.
pub(super) fn is_dateline(text: &str, tokens: &[Token], at: usize) -> bool {
    at <= LONGEST_DATELINE && (is_filed(text, tokens, at) || is_placed(text, tokens, at))
}

/// Whether they are one by how they are written: "NAKURU, Kenya (GNA) —", "NAKURU –".
fn is_placed(text: &str, tokens: &[Token], at: usize) -> bool {
    let next = &tokens[at];
    let (last, before) = (&tokens[at - 1], &tokens[..at - 1]);
    // "(ESA)NASA …": no abbreviation is written so.
    let glued = last.kind == Kind::CloseBracket && last.end == next.start;
    let starts_in_brackets = tokens[0].kind == Kind::OpenBracket;
    let opens = Case::of(text, next) == Case::Upper
        && (!is_all_capitals(text, next) || glued && starts_in_brackets);
    if !opens && next.kind != Kind::OpenQuote {
        return false;
    }
    let dashed = match last.kind {
        Kind::Dash => true,
        Kind::Hyphen => last.end < next.start,
        // "(GNA) The ferry …", "(GNA)The ferry …".
        Kind::CloseBracket => false,
        _ => return false,
    };
    let line = if dashed { before } else { &tokens[..at] };
    let bracket = line.iter().position(|token| token.kind == Kind::OpenBracket);
    let place = &line[..bracket.unwrap_or(line.len())];
    let agency = bracket.is_some_and(|open| {
        let inside = &line[open + 1..];
        let Some((close, words)) = inside.split_last() else { return false };
        close.kind == Kind::CloseBracket
            && (1..=3).contains(&words.len())
            && words.iter().all(|token| is_capital(text, token))
            && (dashed
                || glued && place.is_empty()
                || words.iter().any(|token| is_all_capitals(text, token))
                || words.iter().any(|token| AGENCIES.contains(&token.of(text))))
    });
    if (!dashed || bracket.is_some()) && !agency {
        return false;
    }
    // "NASA (ESA) Scientists …" is none, "Quito (AFP) Scientists …" is.
    let known = || line[place.len()..].iter().any(|token| AGENCIES.contains(&token.of(text)));
    let whole = dashed || glued || place.is_empty();
    if !whole && !place.iter().any(|token| token.kind == Kind::Comma) && !known() {
        return false;
    }
    let named = place.iter().all(|token| match token.kind {
        Kind::Comma | Kind::Number | Kind::Acronym | Kind::Initial | Kind::Short(_) => true,
        Kind::Word => is_capital(text, token),
        // "PORT-AU-PRINCE", "NAKURU/KISUMU".
        Kind::Hyphen | Kind::Symbol => !dashed || token.end < last.start,
        _ => false,
    });
    // Without an agency the place must be in capitals, or "Ana Ruiz – a captain" would be one.
    named
        && match place.first() {
            None => agency,
            Some(first) => {
                is_all_capitals(text, first)
                    || !dashed && (glued || known()) && place.len() <= LONGEST_PLACE
                    || dashed && (agency || is_place_before_story(text, place, &tokens[at..]))
            }
        }
}

/// Whether the tokens before `at` say where a story was filed from, by a city that is known or by a place and a date:
/// "Doha:", "Durban –", "MULTAN, Mar 03:", "New York (November 25, 2021) –".
fn is_filed(text: &str, tokens: &[Token], at: usize) -> bool {
    let (line, story) = tokens.split_at(at);
    let Some((mark, line)) = line.split_last() else { return false };
    let marked = match mark.kind {
        Kind::Colon | Kind::Dash => true,
        Kind::Hyphen => mark.end < story[0].start,
        _ => false,
    };
    if !marked {
        return false;
    }
    if story.len() < SHORTEST_STORY
        || !ends_with_stop(story)
        || Case::of(text, &story[0]) != Case::Upper
        || SPOKEN.contains(&story[0].of(text))
    {
        return false;
    }
    let of_name = |token: &Token| match token.kind {
        Kind::Word => is_capital(text, token) && !is_month(text, token),
        // "PORT-AU-PRINCE", "St. Louis".
        Kind::Hyphen => text[token.end..].starts_with(char::is_alphanumeric),
        Kind::Short(_) => !is_month(text, token),
        _ => false,
    };
    let length = line.iter().take_while(|token| of_name(token)).count();
    let (name, rest) = line.split_at(length);
    let (Some(first), Some(end)) = (name.first(), name.last()) else { return false };
    let plain = rest.iter().all(|token| match token.kind {
        Kind::Word => is_capital(text, token),
        Kind::Comma | Kind::Number | Kind::OpenBracket | Kind::CloseBracket => true,
        Kind::Dash | Kind::Hyphen | Kind::Acronym | Kind::Initial | Kind::Short(_) => true,
        _ => false,
    });
    let count = |kind: Kind| rest.iter().filter(|token| token.kind == kind).count();
    let whole = count(Kind::OpenBracket) == count(Kind::CloseBracket);
    let dated = rest.windows(2).any(|pair| {
        let month = pair.iter().any(|token| is_month(text, token));
        month && pair.iter().any(|token| token.kind == Kind::Number)
    });
    let is_city = || {
        let place = text[first.start..end.end].to_lowercase().replace('’', "'");
        CITIES.lines().any(|city| city == place)
    };
    let is_place = name.len() <= LONGEST_NAME && !DAYS.contains(&first.of(text));
    plain && whole && (dated && is_place || is_city())
}

/// Whether a story ends as sentences do.
fn ends_with_stop(story: &[Token]) -> bool {
    let last = story.iter().rev().find(|token| token.kind != Kind::CloseQuote);
    last.is_some_and(|token| token.kind == Kind::Stop)
}

/// "Mar", "Sept.", "July".
fn is_month(text: &str, token: &Token) -> bool {
    let word = token.of(text).trim_end_matches('.');
    word.len() >= 3
        && MONTHS.iter().any(|month| *month == word || word.len() <= 4 && month.starts_with(word))
}

/// Cities that stories are filed from, by their names in small letters. Those that are people's names as well, such as
/// Charlotte and Jackson, are not among them.
const CITIES: &str = include_str!("cities.txt");

/// The words that answers begin with, and stories do not: "Sydney: I was never there."
const SPOKEN: [&str; 10] = ["I", "We", "You", "My", "Our", "Yes", "No", "Well", "Yeah", "Oh"];

/// The fewest tokens of a story behind its place.
const SHORTEST_STORY: usize = 6;

/// The most tokens in the name of a place that is not known.
const LONGEST_NAME: usize = 3;

/// Whether a story begins after a place in small letters, "Nakuru, Kenya – The ferry sailed.": it
/// begins as sentences do and names seldom, it ends as they do, and before it are but names.
fn is_place_before_story(text: &str, place: &[Token], story: &[Token]) -> bool {
    starts_sentences(story[0].of(text))
        && !starts_sentences(place[0].of(text))
        && ends_with_stop(story)
        && place.split(|token| token.kind == Kind::Comma).all(|name| name.len() <= 3)
}

/// Agencies whose stories begin with a place, their name in brackets, and nothing more.
const AGENCIES: [&str; 24] = [
    "AAP", "AFP", "ANI", "AP", "APA", "Bernama", "CNN", "DPA", "EFE", "GNA", "IANS", "IPS", "KUNA",
    "Kyodo", "NAN", "PTI", "Reuters", "SPA", "TASS", "UPI", "WAM", "Xinhua", "Yonhap", "dpa",
];

/// The most tokens of a place before an agency that touches the story: "Lausanne, Switzerland (CNN)Talks …".
const LONGEST_PLACE: usize = 5;

/// The most tokens in a dateline.
const LONGEST_DATELINE: usize = 14;

fn is_capital(text: &str, token: &Token) -> bool {
    char_at(text, token.start).is_some_and(char::is_uppercase)
}

/// Whether the token is a word of capitals, longer than an initial or "US".
fn is_all_capitals(text: &str, token: &Token) -> bool {
    token.end - token.start > 1 && token.of(text).chars().all(char::is_uppercase)
}

/// The number of tokens in "Tuesday, May 5, 2026".
const DATE_LEN: usize = 6;

fn is_full_date(text: &str, tokens: &[Token]) -> bool {
    let word = |number: usize| tokens.get(number).map_or("", |token| token.of(text));
    tokens.len() == DATE_LEN
        && DAYS.contains(&word(0))
        && word(1) == ","
        && MONTHS.contains(&word(2))
        && tokens[3].kind == Kind::Number
        && word(4) == ","
        && word(5).len() == 4
}

pub(super) const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
