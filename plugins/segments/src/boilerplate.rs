//! What a paragraph is: the article's own prose, a heading, or what the page around it left behind.
//!
//! Judged by form and by cue phrases of a closed class (share bars, newsletter boxes, pointers to
//! other articles, bylines, credits); never by names.

use crate::abbreviations::Abbreviation;
use crate::tokens::{Kind, Token};

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
        || INSIDE.iter().any(|cue| lower.contains(cue))
        || is_byline(text, tokens, words, lower)
        || is_credit(text, tokens, lower)
        || is_count(tokens, lower, words)
        || tokens[0].of(text) == "©"
        || tokens.len() == 1 && tokens[0].kind == Kind::Address
}

/// The cue that the words begin with.
fn starts<'c>(lower: &str, cues: &[&'c str]) -> Option<&'c str> {
    let whole = |cue: &&&str| {
        lower.strip_prefix(**cue).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
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

/// Paragraphs that are nothing but this.
const WHOLE: &[&str] = &[
    "advertisement",
    "advertisements",
    "advertising",
    "ad",
    "sponsored",
    "sponsored content",
    "promoted",
    "share",
    "share this",
    "share this article",
    "share this story",
    "share this page",
    "share on",
    "listen",
    "listen to article",
    "listen to this article",
    "listen to the article",
    "listen to this story",
    "save",
    "save article",
    "print",
    "print this article",
    "email",
    "e-mail",
    "copy link",
    "comments",
    "comment",
    "leave a comment",
    "post a comment",
    "view comments",
    "join the conversation",
    "related",
    "related articles",
    "related stories",
    "related news",
    "related content",
    "related topics",
    "more on this story",
    "more stories",
    "most read",
    "most popular",
    "trending",
    "trending now",
    "recommended",
    "recommended for you",
    "recommended stories",
    "you may also like",
    "you might also like",
    "read more",
    "read full story",
    "read the full story",
    "read full article",
    "continue reading",
    "show more",
    "load more",
    "see more",
    "view more",
    "subscribe",
    "subscribe now",
    "sign up",
    "sign in",
    "log in",
    "register",
    "newsletter",
    "newsletters",
    "follow us",
    "watch",
    "watch now",
    "watch live",
    "play",
    "play video",
    "loading",
    "skip to content",
    "skip to main content",
    "skip advertisement",
    "story continues below",
    "story continues below advertisement",
    "article continues below",
    "article continues after advertisement",
    "close",
    "menu",
    "home",
    "news",
    "back to top",
    "tweet",
    "facebook",
    "twitter",
    "whatsapp",
    "facebook twitter",
    "linkedin",
    "telegram",
    "instagram",
    "editor 's picks",
    "editors picks",
    "live updates",
    "breaking news",
    "top stories",
    "latest news",
    "latest stories",
    "tags",
    "topics",
    "file photo",
    "photo",
    "image",
    "video",
    "gallery",
    "click here",
    "report a typo",
    "end of document",
    "get our free newsletter",
    "staff reporter",
    "staff writer",
    "special correspondent",
    "our correspondent",
    "web desk",
    "news desk",
    "staff correspondent",
];

/// Pointers to other articles, with a colon or without a full stop.
const POINTERS: &[&str] = &[
    "read also",
    "also read",
    "read more",
    "read next",
    "see also",
    "must read",
    "do n't miss",
    "watch also",
    "further reading",
    "up next",
    "you may also like",
    "you might also like",
    "also see",
    "related story",
    "related article",
    "related articles",
    "related stories",
    "related coverage",
    "more from",
    "more on this",
];

/// What stands before a colon in the furniture of a page.
const LABELS: &[&str] = &[
    "read",
    "related",
    "more",
    "recommended",
    "watch",
    "listen",
    "explained",
    "in pictures",
    "in photos",
    "tags",
    "tag",
    "topics",
    "categories",
    "category",
    "filed under",
    "photo",
    "photos",
    "picture",
    "pictures",
    "image",
    "images",
    "photograph",
    "photo credit",
    "image credit",
    "picture credit",
    "credit",
    "caption",
    "source",
    "sources",
    "published",
    "updated",
    "last updated",
    "last modified",
    "posted",
    "posted on",
    "posted in",
    "first published",
    "date",
    "share",
    "share on",
    "share this",
    "follow us",
    "video",
    "file photo",
    "author",
    "reporter",
    "editing by",
    "reporting by",
    "written by",
    "by",
    "contact",
    "email",
    "e-mail",
    "tel",
    "phone",
    "website",
];

/// How boxes and bars of a page begin.
const OPENINGS: &[&str] = &[
    "listen to this",
    "share this article",
    "share this story",
    "share on facebook",
    "share on twitter",
    "share on x",
    "share via",
    "sign up for",
    "sign up to",
    "subscribe to our",
    "subscribe to the",
    "subscribe now",
    "subscribe for",
    "get the day 's",
    "get our",
    "get the latest",
    "get breaking",
    "get all the",
    "by signing up",
    "by subscribing",
    "by clicking",
    "enter your email",
    "join our newsletter",
    "join our whatsapp",
    "join our telegram",
    "follow us on",
    "like us on",
    "find us on",
    "download our app",
    "download the app",
    "click here to",
    "all rights reserved",
    "copyright",
    "this article was originally",
    "this article first appeared",
    "this story was originally",
    "this article originally",
    "reporting by",
    "additional reporting",
    "edited by",
    "editing by",
    "republished with",
    "reproduced with",
    "read the full",
    "read our",
    "support our journalism",
    "become a member",
    "become a subscriber",
    "already a subscriber",
    "to continue reading",
    "story continues",
    "article continues",
    "with inputs from",
    "scroll down",
    "swipe",
    "tap here",
    "we use cookies",
    "this site uses",
    "this website uses",
    "have a story",
    "got a story",
    "do you have a story",
    "send your",
    "donate",
    "most read in",
    "photo by",
    "photograph by",
    "picture by",
    "image by",
    "photo courtesy",
    "image courtesy",
    "courtesy of",
    "image source",
    "image caption",
];

/// Words that only furniture holds.
const INSIDE: &[&str] = &[
    "all rights reserved",
    "terms of service",
    "privacy policy",
    "terms and conditions apply",
    "terms of use",
    "unsubscribe at any",
    "to your inbox",
    "in your inbox",
    "straight to your",
    "our free newsletter",
    "our daily newsletter",
    "our weekly newsletter",
    "whatsapp channel",
    "telegram channel",
    "image credit",
    "photo credit",
    "file photo",
    "getty images",
    "appeared first on",
    "may not be published",
    "email address below",
    "enable javascript",
];

/// "By Ana Ruiz, Health Correspondent", "Ana Ruiz | 3 May".
fn is_byline(text: &str, tokens: &[Token], words: usize, lower: &str) -> bool {
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
fn is_credit(text: &str, tokens: &[Token], lower: &str) -> bool {
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

/// "3 min read", "5 comments".
fn is_count(tokens: &[Token], lower: &str, words: usize) -> bool {
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

/// Whether the paragraph is a title: short, without a full stop, without a sentence inside.
fn is_heading(tokens: &[Token], words: usize, first: bool) -> bool {
    let ends = |kind: Kind| {
        matches!(
            kind,
            Kind::Stop | Kind::Ellipsis | Kind::Colon | Kind::Semicolon | Kind::Comma | Kind::Dash
        )
    };
    let Some((last, before)) = tokens.split_last() else { return false };
    let last_kind = match last.kind {
        Kind::CloseQuote | Kind::CloseBracket => before.last().map_or(last.kind, |token| {
            if ends(token.kind) || token.kind == Kind::Shout { token.kind } else { last.kind }
        }),
        kind => kind,
    };
    if ends(last_kind) || matches!(last_kind, Kind::Short(Abbreviation::Closing)) {
        return false;
    }
    if last_kind == Kind::Shout && (!first || last.kind != Kind::Shout) {
        return false;
    }
    let inside = before.iter().any(|token| matches!(token.kind, Kind::Stop | Kind::Shout));
    let listed = tokens[0].kind == Kind::ListMark || tokens[0].kind == Kind::Symbol;
    let colon = before.iter().take(6).any(|token| token.kind == Kind::Colon);
    let spoken = tokens[0].kind == Kind::OpenQuote && last.kind == Kind::CloseQuote && !first;
    !inside
        && !listed
        && !spoken
        && words
            <= if first {
                30
            } else if colon {
                10
            } else {
                14
            }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens;

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
            let mut found = Vec::new();
            tokens::split(text, 0, text.len(), &mut found);
            assert_eq!(role(text, &found, false, false), expected, "{text:?}");
        }
    }
}
