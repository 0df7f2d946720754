//! What a paragraph is: the article's own prose, a heading, or what the page around it left behind.
//!
//! Judged by form and by cue phrases of a closed class (share bars, newsletter boxes, pointers to
//! other articles, bylines, credits); never by names.

mod credits;
mod heading;
mod phrases;

use crate::tokens::{Kind, Token};

pub(crate) use credits::is_contribution;
use credits::{is_byline, is_count, is_credit};
use heading::is_heading;
use phrases::{INSIDE, LABELS, OPENINGS, POINTERS, WHOLE};

/// The label of a paragraph and its sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Body,
    Heading,
    Boilerplate,
}

impl Role {
    /// The label in the record.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Heading => "heading",
            Self::Boilerplate => "boilerplate",
        }
    }
}

/// The role of the paragraph with these tokens. `first` says whether it may be the headline, `sole`
/// whether there is no other.
pub(crate) fn role(text: &str, tokens: &[Token], first: bool, sole: bool) -> Role {
    let (Some(start), Some(end)) = (tokens.first(), tokens.last()) else {
        return Role::Boilerplate;
    };
    let words = tokens.iter().filter(|token| is_wordlike(token.kind)).count();
    if words == 0 {
        return Role::Boilerplate;
    }
    if words <= MOST_WORDS {
        let mut phrase = Phrase::default();
        phrase.set(text, tokens);
        if is_furniture(text, tokens, words, &phrase.lower) {
            return Role::Boilerplate;
        }
    }
    let bracketed = tokens[0].kind == Kind::OpenBracket && end.kind == Kind::CloseBracket;
    if !sole
        && !bracketed
        && is_heading(tokens, words, first)
        && !text[start.start..end.end].is_empty()
    {
        return Role::Heading;
    }
    Role::Body
}

/// Longer paragraphs are prose whatever they begin with.
const MOST_WORDS: usize = 45;

fn is_wordlike(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Word | Kind::Number | Kind::Short(_) | Kind::Initial | Kind::Acronym | Kind::Address
    )
}

/// The paragraph's words in lower case, with single spaces and without marks.
#[derive(Default)]
struct Phrase {
    lower: String,
}

impl Phrase {
    fn set(&mut self, text: &str, tokens: &[Token]) {
        for token in tokens.iter().filter(|token| is_wordlike(token.kind)) {
            if !self.lower.is_empty() {
                self.lower.push(' ');
            }
            self.lower.extend(token.of(text).chars().map(|c| c.to_ascii_lowercase()));
        }
    }
}

fn is_furniture(text: &str, tokens: &[Token], words: usize, lower: &str) -> bool {
    let ended =
        tokens.last().is_some_and(|token| matches!(token.kind, Kind::Stop | Kind::CloseQuote));
    WHOLE.contains(&lower)
        || starts(lower, POINTERS)
            .is_some_and(|cue| is_before_colon(tokens, cue) || !ended && words <= 14)
        || starts(lower, LABELS).is_some_and(|cue| is_before_colon(tokens, cue))
        || starts(lower, OPENINGS).is_some() && words <= 30
        // Somebody may be quoted on the terms of use.
        || tokens[0].kind != Kind::OpenQuote && INSIDE.iter().any(|cue| lower.contains(cue))
        || is_byline(text, tokens, words, lower)
        || is_credit(text, tokens, lower)
        || is_count(tokens, lower, words)
        || tokens[0].of(text) == "©"
        || tokens.len() == 1 && tokens[0].kind == Kind::Address
}

/// The cue that the words begin with.
fn starts<'c>(lower: &str, cues: &[&'c str]) -> Option<&'c str> {
    // Most cues begin otherwise, and need not be compared any further.
    let first = lower.as_bytes().first();
    let whole = |cue: &&&str| {
        cue.as_bytes().first() == first
            && lower
                .strip_prefix(**cue)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    cues.iter().rev().find(whole).copied()
}

/// Whether a colon stands right after the cue that the paragraph begins with.
fn is_before_colon(tokens: &[Token], cue: &str) -> bool {
    let mut words = cue.split(' ').count();
    for token in tokens {
        if words == 0 {
            return token.kind == Kind::Colon;
        }
        words -= usize::from(is_wordlike(token.kind));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens;

    fn split(text: &str) -> Vec<Token> {
        let mut found = Vec::new();
        tokens::split(text, 0, text.len(), &mut found);
        found
    }

    #[test]
    fn roles() {
        use Role::{Body, Boilerplate, Heading};
        for (text, expected) in [
            ("|", Boilerplate),
            ("***", Boilerplate),
            ("Listen to article", Boilerplate),
            ("Advertisement", Boilerplate),
            ("ADVERTISEMENT", Boilerplate),
            ("Read also: Ferry stays in harbour for a sixth week", Boilerplate),
            ("Don't miss: The best walks by the sea.", Boilerplate),
            ("Share on Facebook", Boilerplate),
            ("By Ana Ruiz, Harbour Correspondent", Boilerplate),
            ("By noon the harbour was empty.", Body),
            ("By going on you agree to our terms of use.", Boilerplate),
            ("“Tickets sold against the terms of use are void.”", Body),
            ("By the time the storm had passed, nobody spoke", Heading),
            ("Image: The old ferry (Photo: Ana Ruiz)", Boilerplate),
            ("Sign up for our newsletter and never miss a story.", Boilerplate),
            ("(Reporting by Ana Ruiz; Editing by Tom Lowe)", Boilerplate),
            ("© Harbour Gazette", Boilerplate),
            ("4 min read", Boilerplate),
            ("Ferry stays in harbour", Heading),
            ("Why the ferry stays in harbour", Heading),
            ("The ferry stays in harbour.", Body),
            ("The post and the pilot boat still sail.", Body),
            ("The two companies said:", Body),
            ("“We stay here.” – Ana Ruiz, captain", Body),
            ("Read the report and you will find no ferry in it.", Body),
            ("More people took the train.", Body),
        ] {
            assert_eq!(role(text, &split(text), false, false), expected, "{text:?}");
        }
    }

    #[test]
    fn first_sentences_without_a_full_stop_are_no_titles() {
        let title =
            "Harbour Authority Announces a New Approach to the Care of Old Ferries and Lighthouses";
        let lead = "The Harbour Authority on Tuesday allowed the owners of the last two ferries to keep them \
                    at the old quay until the new one is open in the spring";
        assert_eq!(role(title, &split(title), true, false), Role::Heading);
        assert_eq!(role(lead, &split(lead), true, false), Role::Body);
    }

    #[test]
    fn who_contributed() {
        for (text, expected) in [
            ("HNA's Ana Ruiz and Tom Lowe contributed to this report.", true),
            ("Ana Ruiz in Sitia contributed reporting", true),
            ("Ana Ruiz contributed to this story from Sitia, Tom Lowe from Nakuru.", true),
            ("Both captains contributed to this decision.", false),
            ("contributed to this report.", false),
        ] {
            assert_eq!(is_contribution(text, &split(text)), expected, "{text:?}");
        }
    }
}
