//! A headline's length of the article's best sentence.
//!
//! Clauses at the end of the sentence are left out where they begin after a comma, a semicolon or a
//! dash, run to the end of the sentence, and leave a main clause with its subject and verb (the
//! trimming of Dorr et al. 2003's Hedge Trimmer, without a parser and so only where the tags leave
//! little doubt). What would change the meaning stays: attributions, concessions ("but", "although")
//! and conditions.

use copydesk_stage::{Article, Failure, Span};

use crate::sentences::{Opening, Reading, Sentence, is_one_of, is_speech};

/// A sentence of up to this many tokens is short enough.
const SHORT: usize = 12;
/// A headline has this many tokens at least.
const LEAST: usize = 5;
/// How many clauses are left out at most.
const CUTS: usize = 3;
/// Within how many tokens a dateline ends.
const DATELINE: usize = 12;

/// How good the headline's sentence must be, as a share of the best. Measured in 2026 on CNN
/// articles, the best sentence and the first from 0.8 on share as many words with the first of the
/// editor's highlights.
const GOOD: f32 = 0.8;
/// How good the article's first sentence must be. From 0.5 on it shares as much as the best one
/// does, and it is the one that says what the article is about without leaning on another.
const GOOD_LEAD: f32 = 0.5;
/// How good a sentence that can stand alone must be to be taken before the best, if that cannot.
const USABLE: f32 = 0.4;
/// How many words a sentence has that can be a headline. A shorter one is a catchword.
const WORDS: std::ops::RangeInclusive<u32> = 6..=45;

/// The sentence to make a headline of: the first that is about as good as the best and can stand
/// alone, else the best of those that can, or the best of all if none does.
#[must_use]
pub fn best(reading: &Reading, scores: &[f32]) -> Option<usize> {
    let best = (0..scores.len()).rev().max_by(|&a, &b| scores[a].total_cmp(&scores[b]))?;
    let reaches = |at: usize, share: f32| scores[at] >= scores[best] * share;
    let alone = || (0..scores.len()).filter(|&at| stands_alone(reading, at));
    let good = |&at: &usize| reaches(at, if at == 0 { GOOD_LEAD } else { GOOD });
    let usable = || {
        let usable = alone().filter(|&at| reaches(at, USABLE)).rev();
        usable.max_by(|&a, &b| scores[a].total_cmp(&scores[b]))
    };
    alone().find(good).or_else(usable).or(Some(best))
}

/// Whether a sentence says what it says without the ones before it, and to no one in particular.
fn stands_alone(reading: &Reading, sentence: usize) -> bool {
    let Sentence { surface: seen, words, .. } = &reading.sentences()[sentence];
    // "The ex-governor said …" leans on what came before, "The Salt Lake board said …" does not.
    let opens = match seen.opening {
        Opening::Other => true,
        Opening::The => sentence == 0 || seen.name_early,
        Opening::Pronoun | Opening::Connective => false,
    };
    opens
        && !seen.pronoun_before_noun
        && WORDS.contains(words)
        && !seen.quote_first
        && !seen.question
        && seen.first_person == 0
        && seen.second_person == 0
}

/// Shortens, and keeps the memory for it.
#[derive(Debug, Default)]
pub struct Shortener {
    tokens: Vec<Token>,
}

#[derive(Clone, Copy, Debug)]
struct Token {
    span: Span,
    role: Role,
    /// Whether it is a verb of speech, or another word that names a source.
    speech: bool,
}

/// What a token is to the rules below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// A noun, pronoun or number, or a determiner: what a subject begins with.
    Nominal,
    /// A verb that makes a clause: past, present or modal.
    Finite,
    /// "-ing", not of speech.
    Participle,
    /// "who", "which", "where".
    Relative,
    /// "while", "after" and others that a clause can follow and that do not take back what is said.
    Subordinator,
    /// "that", "if", "although": a clause that must not be parted from its main clause.
    Binding,
    /// "and".
    Coordinator,
    /// "but", "only".
    Limit,
    Colon,
    Comma,
    Semicolon,
    Dash,
    Quote,
    Open,
    Close,
    Stop,
    Other,
}

impl Shortener {
    /// The part of the sentence at `sentence` that is to stand as a headline; all of it, but for a
    /// dateline and the full stop, where no part surely can.
    ///
    /// # Errors
    /// When the token layer is missing.
    pub fn shorten(&mut self, article: &Article<'_>, sentence: Span) -> Result<Span, Failure> {
        self.tokens.clear();
        let tokens = article.layer("token")?.within(sentence);
        self.tokens.extend(tokens.map(|token| {
            let (text, tag) = (token.text(), token.label());
            let speech = is_speech(text.as_bytes()) || text.eq_ignore_ascii_case("accused");
            Token { span: token.span(), role: role(text, tag), speech }
        }));
        let start = after_dateline(&self.tokens, article.text());
        let mut rest = &self.tokens[start..];
        if let [before @ .., last] = rest
            && last.role == Role::Stop
        {
            rest = before;
        }
        for _ in 0..CUTS {
            let Some(cut) = cut(rest) else { break };
            rest = &rest[..cut];
        }
        let (Some(first), Some(last)) = (rest.first(), rest.last()) else { return Ok(sentence) };
        Ok(Span::new(first.span.start(), last.span.end()))
    }
}

fn role(text: &str, tag: &str) -> Role {
    let word = text.as_bytes();
    match tag {
        "," => return Role::Comma,
        "." if text == "." => return Role::Stop,
        "``" | "''" => return Role::Quote,
        _ => {}
    }
    match text {
        "\"" | "“" | "”" => return Role::Quote,
        "(" | "[" => return Role::Open,
        ")" | "]" => return Role::Close,
        ";" => return Role::Semicolon,
        ":" => return Role::Colon,
        "--" | "—" | "–" => return Role::Dash,
        _ => {}
    }
    let after = ["while", "after", "when", "because", "since", "before", "as"];
    if is_one_of(word, &after) {
        return Role::Subordinator;
    }
    if is_one_of(word, &["that", "if", "unless", "although", "though", "whether", "until", "why"]) {
        return Role::Binding;
    }
    if is_one_of(word, &["but", "yet", "only", "not", "except", "albeit", "or"]) {
        return Role::Limit;
    }
    match tag {
        "VBD" | "VBZ" | "VBP" | "MD" => Role::Finite,
        "VBG" if !is_one_of(word, &["including", "according", "excluding"]) => Role::Participle,
        "WDT" | "WP" | "WP$" | "WRB" => Role::Relative,
        "CC" if is_one_of(word, &["and"]) => Role::Coordinator,
        "PRP" | "PRP$" | "DT" | "EX" | "CD" => Role::Nominal,
        _ if tag.starts_with("NN") => Role::Nominal,
        _ => Role::Other,
    }
}

/// The number of tokens of a dateline, such as "ACCRA (News Agency) –", at the beginning.
fn after_dateline(tokens: &[Token], text: &str) -> usize {
    let opening = &tokens[..tokens.len().min(DATELINE)];
    let is_place = |token: &Token| {
        let word = token.span.of(text);
        matches!(token.role, Role::Comma | Role::Stop)
            || word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
    };
    let place = opening.iter().take_while(|token| is_place(token)).count();
    let rest = &opening[place..];
    let mut end = 0;
    if let [open, inside @ ..] = rest
        && open.role == Role::Open
        && let Some(close) = inside.iter().position(|token| token.role == Role::Close)
        && inside[..close].iter().all(is_place)
    {
        end = place + close + 2;
    }
    let is_loud = |token: &Token| {
        let word = token.span.of(text);
        word.len() > 2 && word.chars().all(char::is_uppercase)
    };
    let at = if end > 0 { end } else { place };
    let loud = opening[..place].first().is_some_and(is_loud);
    if opening.get(at).is_some_and(|token| is_dash(token, text)) && (end > 0 || loud) {
        end = at + 1;
    }
    // "The union (TUW) said …" has no dateline, and a sentence that is all dateline keeps it.
    let goes_on = |token: &Token| token.span.of(text).starts_with(char::is_lowercase);
    if tokens.get(end).is_none_or(goes_on) { 0 } else { end }
}

fn is_dash(token: &Token, text: &str) -> bool {
    token.role == Role::Dash || matches!(token.span.of(text), "-" | ":")
}

/// How many tokens are left when the last clause is taken off; nothing where it must not be.
fn cut(tokens: &[Token]) -> Option<usize> {
    if tokens.len() <= SHORT {
        return None;
    }
    let is_border =
        |token: &Token| matches!(token.role, Role::Comma | Role::Semicolon | Role::Dash);
    let border = tokens.iter().rposition(is_border)?;
    let (head, tail) = (&tokens[..border], &tokens[border + 1..]);
    let allowed = match tokens[border].role {
        // A dash that another one answers begins an aside, not the end.
        Role::Dash => head.iter().all(|token| token.role != Role::Dash) && !takes_back(tail),
        Role::Semicolon => !takes_back(tail),
        _ => {
            let lists = |token: &&Token| matches!(token.role, Role::Comma | Role::Colon);
            can_go(tail, head.iter().filter(lists).count())
        }
    };
    // Without the source, a claim would become the newspaper's own.
    let attributes = tail.iter().any(|token| token.speech);
    (allowed && !attributes && is_closed(head) && is_closed(tail) && is_clause(head))
        .then_some(border)
}

/// Whether these words after a comma are a clause that can be left out. `lists` is how many commas
/// and colons there are before that one.
fn can_go(tail: &[Token], lists: usize) -> bool {
    let [first, rest @ ..] = tail else { return false };
    let has_verb = rest.iter().any(|token| token.role == Role::Finite);
    let subject_first = rest.first().is_some_and(|token| token.role == Role::Nominal);
    match first.role {
        Role::Relative => has_verb,
        Role::Subordinator => has_verb && subject_first,
        Role::Participle => rest.len() >= 2,
        // With more commas it may be the end of a list.
        Role::Coordinator => has_verb && subject_first && lists == 0,
        _ => false,
    }
}

/// Whether these words limit what was said before them.
fn takes_back(tail: &[Token]) -> bool {
    tail.first().is_none_or(|first| matches!(first.role, Role::Binding | Role::Limit))
}

/// Whether no quotation or bracket is open at the end.
fn is_closed(tokens: &[Token]) -> bool {
    let count = |role: Role| tokens.iter().filter(|token| token.role == role).count();
    count(Role::Quote) % 2 == 0 && count(Role::Open) == count(Role::Close)
}

/// Whether these words surely are a main clause: a subject and its verb, with nothing before the
/// verb that could make the clause depend on another, and something after it.
fn is_clause(tokens: &[Token]) -> bool {
    let Some(verb) = tokens.iter().position(|token| token.role == Role::Finite) else {
        return false;
    };
    let depends = |token: &Token| {
        matches!(
            token.role,
            Role::Relative | Role::Subordinator | Role::Binding | Role::Comma | Role::Coordinator
        )
    };
    let subject = &tokens[..verb];
    let ends_well = tokens.last().is_some_and(|last| last.role != Role::Finite && !last.speech);
    tokens.len() >= LEAST
        && subject.iter().any(|token| token.role == Role::Nominal)
        && !subject.iter().any(depends)
        // "Police said the driver, who …": what follows a verb of speech is not ended by a comma.
        && !(tokens[verb].speech && tokens[verb + 1..].iter().all(|t| t.role != Role::Finite))
        && ends_well
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Label, document, no_frequency};

    #[test]
    fn clauses_go_where_the_rest_stands() {
        let table = [
            (
                "The/DT council/NN closed/VBD the/DT old/JJ pool/NN on/IN Monday/NNP ,|/, which/WDT had/VBD cost/VBN millions/NNS .|/.",
                "The council closed the old pool on Monday",
            ),
            (
                "The/DT council/NN closed/VBD the/DT old/JJ pool/NN on/IN Monday/NNP ,|/, ending/VBG months/NNS of/IN talks/NNS .|/.",
                "The council closed the old pool on Monday",
            ),
            (
                "Ana/NNP Ruiz/NNP won/VBD the/DT vote/NN in/IN Larnmouth/NNP ,|/, and/CC her/PRP$ rival/NN left/VBD the/DT hall/NN .|/.",
                "Ana Ruiz won the vote in Larnmouth",
            ),
            // The attribution stays.
            (
                "The/DT council/NN closed/VBD the/DT old/JJ pool/NN on/IN Monday/NNP ,|/, while/IN residents/NNS said/VBD they/PRP protested/VBD .|/.",
                "The council closed the old pool on Monday, while residents said they protested",
            ),
            (
                "The/DT council/NN closed/VBD the/DT old/JJ pool/NN on/IN Monday/NNP --/: but/CC only/RB for/IN repairs/NNS .|/.",
                "The council closed the old pool on Monday -- but only for repairs",
            ),
            // So does the condition.
            (
                "The/DT council/NN will/MD close/VB the/DT old/JJ pool/NN on/IN Monday/NNP ,|/, if/IN residents/NNS agree/VBP .|/.",
                "The council will close the old pool on Monday, if residents agree",
            ),
            // The rest would have no verb of its own.
            (
                "Police/NNS said/VBD the/DT driver/NN of/IN the/DT small/JJ red/JJ van/NN ,|/, who/WP was/VBD hurt/VBN .|/.",
                "Police said the driver of the small red van, who was hurt",
            ),
            // The clause does not run to the end.
            (
                "The/DT pool/NN ,|/, which/WDT had/VBD cost/VBN millions/NNS ,|/, was/VBD closed/VBN on/IN Monday/NNP evening/NN .|/.",
                "The pool, which had cost millions, was closed on Monday evening",
            ),
            // A quotation is not cut open.
            (
                "She/PRP called/VBD the/DT plan/NN “/`` a/DT gift/NN to/TO the/DT rich/NN ,|/, which/WDT nobody/NN wanted/VBD .|/. ”|/''",
                "She called the plan “ a gift to the rich, which nobody wanted.”",
            ),
            (
                "The/DT show/NN opens/VBZ in/IN May/NNP ,|/, who/WP knows/VBZ .|/.",
                "The show opens in May, who knows",
            ),
        ];
        for (sentence, expected) in table {
            assert_eq!(headline(sentence), expected);
        }
    }

    #[test]
    fn the_headline_is_of_a_sentence_that_can_stand_alone() {
        let lead = "Ruiz/NNP left/VBD the/DT council/NN on/IN Monday/NNP evening/NN";
        let other = "Larnmouth/NNP council/NN voted/VBD to/TO close/VB the/DT pool/NN";
        let the = "The/DT mayor/NN voted/VBD to/TO close/VB the/DT old/JJ pool/NN";
        let named = "The/DT Larnmouth/NNP council/NN voted/VBD to/TO close/VB the/DT pool/NN";
        let he = "He/PRP voted/VBD to/TO close/VB the/DT pool/NN for/IN good/JJ";
        let short = "Larnmouth/NNP mourns/VBZ";
        for (sentences, scores, expected) in [
            (&[lead, other][..], &[0.3, 0.5][..], Some(0)),
            (&[lead, other], &[0.2, 0.5], Some(1)),
            (&[lead, the], &[0.2, 0.5], Some(0)),
            (&[lead, named], &[0.2, 0.5], Some(1)),
            (&[the, other], &[0.4, 0.5], Some(0)),
            (&[he, other, lead], &[0.5, 0.3, 0.2], Some(1)),
            (
                &["If/IN it/PRP were/VBD easy/JJ Ruiz/NNP would/MD stay/VB", other],
                &[0.5, 0.3],
                Some(1),
            ),
            (&[short, other], &[0.5, 0.3], Some(1)),
            (&[he, other], &[0.5, 0.1], Some(0)),
            (&[], &[], None),
        ] {
            let sentences: Vec<_> = sentences.iter().map(|&text| (Label::Body, text)).collect();
            let mut reading = Reading::default();
            let visible = ["sentence", "token"];
            copydesk_stage::harness::view(&document(&sentences), &visible, |article| {
                reading.read(article, no_frequency()).unwrap();
            });
            assert_eq!(best(&reading, scores), expected, "{sentences:?} {scores:?}");
        }
    }

    #[test]
    fn datelines_go() {
        for (sentence, expected) in [
            ("(|/( NEWS|/NNP )|/) Ana/NNP Ruiz/NNP won/VBD .|/.", "Ana Ruiz won"),
            ("ACCRA/NNP ,|/, Ghana/NNP (/( News|/NNP )|/) –/: Ana/NNP won/VBD", "Ana won"),
            ("Larnmouth/NNP (/( Kent|/NNP )|/) :|/: Ana/NNP won/VBD", "Ana won"),
            ("Tea/NNP Union/NNP (/( TU|/NNP )|/) said/VBD no/DT", "Tea Union (TU) said no"),
            ("ACCRA/NNP --/: Ana/NNP Ruiz/NNP won/VBD", "Ana Ruiz won"),
            ("Ana/NNP –/: a/DT baker/NN –/: won/VBD .|/.", "Ana – a baker – won"),
            ("Ghana/NNP (|/( News|/NNP )|/)", "Ghana(News)"),
        ] {
            assert_eq!(headline(sentence), expected);
        }
    }

    fn headline(sentence: &str) -> String {
        let document = document(&[(Label::Body, sentence)]);
        copydesk_stage::harness::view(&document, &["token"], |article| {
            let whole = Span::from_range(0..article.text().len());
            let span = Shortener::default().shorten(article, whole).unwrap();
            span.of(article.text()).to_owned()
        })
    }
}
