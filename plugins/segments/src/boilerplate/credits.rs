//! Who wrote, edited or photographed it, and how long it takes to read.

use super::is_wordlike;
use crate::tokens::{Kind, Token};

/// "By Ana Ruiz, Health Correspondent", "Ana Ruiz | 3 May".
pub(super) fn is_byline(text: &str, tokens: &[Token], words: usize, lower: &str) -> bool {
    let by = lower.starts_with("by ")
        || lower.starts_with("interview by ")
        || lower.starts_with("written by ")
        || lower.starts_with("words by ");
    if !by || words > 16 {
        return false;
    }
    let ended = tokens
        .last()
        .is_some_and(|token| matches!(token.kind, Kind::Stop | Kind::Shout | Kind::CloseQuote));
    let skip = 1 + usize::from(!lower.starts_with("by "));
    let named = tokens
        .iter()
        .skip(skip)
        .take(2)
        .all(|token| is_capital(text, token) || !is_wordlike(token.kind));
    let small = tokens
        .iter()
        .skip(skip)
        .filter(|token| token.kind == Kind::Word && !is_capital(text, token))
        .count();
    !ended && named && small * 2 <= words
}

/// "(Reporting by …; Editing by …)", "Image: … (Photo: …)", "Photo: …/…".
pub(super) fn is_credit(text: &str, tokens: &[Token], lower: &str) -> bool {
    let bracketed = tokens[0].kind == Kind::OpenBracket
        && tokens.last().is_some_and(|token| matches!(token.kind, Kind::CloseBracket));
    if bracketed {
        return [
            "reporting by",
            "additional reporting",
            "writing by",
            "editing by",
            "with inputs from",
            "with agencies",
            "photo",
            "image",
            "source",
            "edited by",
            "compiled by",
            "with input from",
        ]
        .iter()
        .any(|cue| lower.starts_with(cue));
    }
    // A caption ends in its credit.
    let credit = tokens.windows(2).skip(3).any(|pair| {
        matches!(
            pair[0].of(text),
            "Photo" | "Photograph" | "Picture" | "Image" | "Pic" | "Credit" | "PHOTO" | "IMAGE"
        ) && (pair[1].kind == Kind::Colon || pair[1].of(text) == "by")
    });
    credit && tokens.len() <= 60
}

/// "Ana Ruiz and Tom Lowe contributed to this report.", a sentence which may stand behind the story's last.
pub(crate) fn is_contribution(text: &str, tokens: &[Token]) -> bool {
    const LONGEST: usize = 60;
    const WHAT: [&[&str]; 4] = [
        &["reporting"],
        &["to", "this", "report"],
        &["to", "this", "story"],
        &["to", "this", "article"],
    ];
    let goes_on = |rest: &[Token], words: &[&str]| {
        rest.len() >= words.len()
            && rest.iter().zip(words).all(|(token, word)| token.of(text) == *word)
    };
    let mut contributed = (1..tokens.len()).filter(|&at| tokens[at].of(text) == "contributed");
    tokens.len() <= LONGEST
        && contributed.any(|at| WHAT.iter().any(|words| goes_on(&tokens[at + 1..], words)))
}

/// "3 min read", "5 comments".
pub(super) fn is_count(tokens: &[Token], lower: &str, words: usize) -> bool {
    words <= 5
        && tokens[0].kind == Kind::Number
        && [
            "min read",
            "mins read",
            "minute read",
            "minutes read",
            "min ago",
            "mins ago",
            "minutes ago",
            "hours ago",
            "hour ago",
            "days ago",
            "day ago",
            "comments",
            "shares",
            "views",
        ]
        .iter()
        .any(|cue| lower.ends_with(cue))
}

fn is_capital(text: &str, token: &Token) -> bool {
    token.of(text).chars().next().is_some_and(char::is_uppercase)
}
