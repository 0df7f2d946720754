//! A claim's words so that they can be read without the article: what begins with "he" or "the
//! mayor" begins with the name instead, where it is known whom that means. A wrong name is worse than
//! a pronoun, so where there is a doubt the pronoun stays.

use copydesk_stage::{AnnotationId, Layer, Span};

use crate::lexicon as lex;
use crate::quotes::{ById, Quote};
use crate::words::{VB, VBD, VBN, Words, flag};

/// Words for those who speak.
const FIRST_PERSON: lex::Classes = lex::FIRST_SINGULAR | lex::FIRST_PLURAL;

/// What is known of the article's entities.
#[derive(Debug)]
pub struct Names<'a> {
    entities: Layer<'a>,
    by_id: ById<'a>,
    /// Roles and who has them, by role; only those that one person alone has are used.
    roles: Vec<(&'a str, AnnotationId)>,
}

impl<'a> Names<'a> {
    /// Reads the layer of entities.
    #[must_use]
    pub fn read(entities: Layer<'a>) -> Self {
        Self { entities, by_id: ById::new(entities), roles: Self::roles(entities) }
    }

    /// The name of an entity, by its canonical mention.
    #[must_use]
    pub fn name(&self, canonical: AnnotationId) -> Option<&'a str> {
        let mention = self.by_id.get(canonical)?;
        Some(mention.text_attr("name").unwrap_or_else(|| mention.text()))
    }

    /// Whether an annotation of this number is an entity.
    #[must_use]
    pub fn knows(&self, id: AnnotationId) -> bool {
        self.by_id.get(id).is_some()
    }

    fn label(&self, canonical: AnnotationId) -> &'a str {
        self.by_id.get(canonical).map_or("", |mention| mention.label())
    }

    fn gender(&self, canonical: AnnotationId) -> &'a str {
        self.by_id.get(canonical).and_then(|mention| mention.text_attr("gender")).unwrap_or("")
    }

    /// The person or organisation whose mention begins at `start`, if it has a fuller name than the
    /// mention: the mention's end and the name.
    fn fuller(&self, start: u32) -> Option<(u32, &'a str)> {
        let mention = self
            .entities
            .within(Span::new(start, start.saturating_add(200)))
            .find(|m| m.span().start() == start);
        // `within` drops mentions that run past its span, and names are shorter than that.
        let mention = mention?;
        if !matches!(mention.label(), "PERSON" | "ORG") {
            return None;
        }
        let canonical = mention.link("entity").filter(|&id| id != mention.id())?;
        let name = self.name(canonical)?;
        let words = mention.text();
        (name.len() > words.len() && !words.ends_with("'s") && !words.ends_with("’s"))
            .then_some((mention.span().end(), name))
    }

    /// The people who are named in a span, by their canonical mentions.
    fn people(&self, span: Span) -> impl Iterator<Item = AnnotationId> + use<'a> {
        let people = self.entities.within(span).filter(|mention| mention.label() == "PERSON");
        people.map(|mention| mention.link("entity").unwrap_or(mention.id()))
    }

    /// Whom "the ROLE" means, if one person of the article alone has the role.
    fn with_role(&self, role: &str) -> Option<AnnotationId> {
        let first = self.roles.partition_point(|&(known, _)| known < role);
        let mut found =
            self.roles[first..].iter().take_while(|&&(known, _)| known == role).map(|&(_, id)| id);
        let one = found.next()?;
        found.all(|other| other == one).then_some(one)
    }

    /// Whether an entity is mentioned in the paragraph of a word, or in the one before.
    fn is_near(&self, canonical: AnnotationId, words: &Words, at: usize) -> bool {
        let Some(place) = words.sentence_of(at) else { return false };
        let paragraph = words.sentences[place].paragraph;
        let near = words.sentences[..=place]
            .iter()
            .rev()
            .take_while(|sentence| sentence.paragraph + 1 >= paragraph)
            .fold(words.sentences[place].span, |near, sentence| near.hull(sentence.span));
        self.entities
            .within(near)
            .any(|mention| mention.id() == canonical || mention.link("entity") == Some(canonical))
    }

    /// Reads the roles of each entity.
    fn roles(entities: Layer<'a>) -> Vec<(&'a str, AnnotationId)> {
        let canonical = entities
            .iter()
            .filter(|mention| mention.link("entity").is_none_or(|id| id == mention.id()));
        let mut roles: Vec<_> = canonical
            .flat_map(|mention| mention.text_attrs("role").map(move |role| (role, mention.id())))
            .collect();
        roles.sort_unstable();
        roles
    }
}

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
        words.has(at as usize, flag::WORD) || is_currency(lower) || !direct && is_mark(lower)
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
    match opening {
        Some(Opening { words: name, then, end }) => {
            to.push_str(name);
            to.push_str(then);
            rest_from = end;
        }
        None => match names.fuller(start).filter(|&(mention_end, _)| mention_end <= end) {
            Some((mention_end, name)) => {
                to.push_str(name);
                rest_from = mention_end;
            }
            None => to.push_str(words.words[first].span.of(text)),
        },
    }
    push_rest(to, text, words, picked, direct, rest_from, end);
    if quote.is_none() && text[end as usize..].starts_with(['.', '?', '!']) {
        to.push_str(&text[end as usize..=end as usize]);
    }
}

fn is_mark(lower: &str) -> bool {
    is_quotation_mark(lower) || matches!(lower, "(" | ")" | "%")
}

fn is_currency(lower: &str) -> bool {
    lower.starts_with([
        '$', '£', '€', '¥', '₦', '₹', '₱', '₩', '₵', '₪', '₫', '₴', '₺', '₽', '฿', '৳',
    ])
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
        if other == one + 1 || words.words[one].span.end() < from {
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

struct Opening<'n> {
    words: &'n str,
    then: &'static str,
    end: u32,
}

/// What a claim's opening pronoun or role noun stands for.
fn opening<'n>(
    words: &Words,
    first: usize,
    quote: Option<&Quote>,
    names: &Names<'n>,
) -> Option<Opening<'n>> {
    let word = words.lower(first);
    let end = words.words[first].span.end();
    if word == "the" {
        return role(words, first, names);
    }
    let Some(quote) = quote else {
        let (pronouns, gender) = match word {
            "he" | "his" => (["he", "his"], "male"),
            "she" | "her" => (["she", "her"], "female"),
            _ => return None,
        };
        let name = names.name(person_before(words, first, names, pronouns, gender)?)?;
        let (then, end) = if word == pronouns[0] {
            in_full(words, first + 1).unwrap_or(("", end))
        } else {
            ("’s", end)
        };
        return Some(Opening { words: name, then, end });
    };
    let speaker = quote.speaker?;
    let name = names.name(speaker)?;
    let (label, gender) = (names.label(speaker), names.gender(speaker));
    let open = |then, end| Some(Opening { words: name, then, end });
    if quote.direct {
        let next = words.lower_at(Some(first + 1));
        let next_end = words.words.get(first + 1).map_or(end, |word| word.span.end());
        return match (word, next) {
            ("i", "am" | "'m") => open(" is", next_end),
            ("i", "have" | "'ve") => open(" has", next_end),
            (
                "i",
                "was" | "will" | "can" | "could" | "would" | "should" | "must" | "may" | "might"
                | "had" | "did" | "never",
            ) => open("", end),
            ("i", _) if words.words.get(first + 1).is_some_and(|word| word.tag == VBD) => {
                open("", end)
            }
            ("my", _) => open("’s", end),
            _ => None,
        };
    }
    // In indirect speech an opening pronoun is the speaker, where it can be.
    let person = label == "PERSON" && !is_doubtful(quote, speaker, names);
    let (then, end) = in_full(words, first + 1).unwrap_or(("", end));
    match word {
        "he" if person && gender != "female" => open(then, end),
        "she" if person && gender != "male" => open(then, end),
        "his" if person && gender != "female" => open("’s", end),
        "her" if person && gender != "male" => open("’s", end),
        "it" if label == "ORG" && speaks_of_itself(words, first, quote) => open(then, end),
        "its" if label == "ORG" => open("’s", end),
        _ => None,
    }
}

/// Whom the "he" or "she" means that a sentence begins with: the person who alone is named before the verb of the
/// sentence before, or of the one before sentences that begin with the pronoun too.
fn person_before(
    words: &Words,
    first: usize,
    names: &Names<'_>,
    pronouns: [&str; 2],
    gender: &str,
) -> Option<AnnotationId> {
    const FAR: usize = 4;
    let place = words.sentence_of(first).filter(|&place| words.sentences[place].first == first)?;
    let mut before = words.sentences[..place].iter().rev().take(FAR);
    let sentence = before.find(|sentence| !pronouns.contains(&words.lower(sentence.first)))?;
    let verb = (sentence.first..sentence.end).find(|&at| words.is_finite_verb(at))?;
    let subject = Span::new(sentence.span.start(), words.words[verb].span.start());
    let agrees = |&person: &AnnotationId| {
        let known = names.gender(person);
        known.is_empty() || known == gender
    };
    let mut people = names.people(subject).filter(agrees);
    let person = people.next()?;
    people.all(|other| other == person).then_some(person)
}

/// Whether a quote's speaker may be another person: its source is a pronoun, and somebody else spoke
/// before whom the pronoun could mean as well.
fn is_doubtful(quote: &Quote, speaker: AnnotationId, names: &Names<'_>) -> bool {
    let Some(before) = quote.speaker_before.filter(|&before| before != speaker) else {
        return false;
    };
    let (one, other) = (names.gender(before), names.gender(speaker));
    quote.by_pronoun && (one.is_empty() || other.is_empty() || one == other)
}

/// What is contracted behind a pronoun, in full, and where it ends: "'s" is no genitive there.
fn in_full(words: &Words, at: usize) -> Option<(&'static str, u32)> {
    let end = words.words.get(at)?.span.end();
    let after = words.words.get(at + 1).map_or(0, |word| word.tag);
    let full = match words.lower(at) {
        "'s" if matches!(words.lower_at(Some(at + 1)), "been" | "had" | "got") => " has",
        "'s" if matches!(after, VBN | VBD) => is_or_has(words, at + 1)?,
        "'s" => " is",
        "'d" if after == VB && !words.lower(at + 1).ends_with("ed") => " would",
        "'d" => " had",
        "'ll" => " will",
        _ => return None,
    };
    Some((full, end))
}

/// What "'s" is before the participle at `at`: "has" where the participle has an object ("he's warned the
/// board"), "is" where something is done to him or moves him ("he's accused of theft", "he's worried
/// the board may"). It could be either in "he's warned", and with verbs that keep one of two
/// objects in the passive: "he's paid $4 million".
fn is_or_has(words: &Words, at: usize) -> Option<&'static str> {
    const MOVED: [&str; 14] = [
        "alarmed",
        "amazed",
        "ashamed",
        "concerned",
        "convinced",
        "delighted",
        "determined",
        "disappointed",
        "pleased",
        "satisfied",
        "shocked",
        "surprised",
        "thrilled",
        "worried",
    ];
    const OF_TWO_OBJECTS: [&str; 18] = [
        "allowed",
        "asked",
        "called",
        "considered",
        "denied",
        "elected",
        "found",
        "given",
        "named",
        "offered",
        "ordered",
        "owed",
        "paid",
        "promised",
        "sent",
        "shown",
        "taught",
        "told",
    ];
    let (word, next) = (words.lower(at), words.lower_at(Some(at + 1)));
    if matches!(next, "by" | "to" | "of") || MOVED.contains(&word) {
        return Some(" is");
    }
    let object = words.is(at + 1, lex::DETERMINER | lex::NUMBER)
        || words.has(at + 1, flag::DIGIT)
        || matches!(next, "$" | "£" | "€");
    let clear = object && !matches!(next, "that" | "this") && !OF_TWO_OBJECTS.contains(&word);
    clear.then_some(" has")
}

/// Whether the "it" that a body's words begin with is the body: it tells what it does, has done or
/// intends. "The centre said it would cost millions" is about something else.
fn speaks_of_itself(words: &Words, first: usize, quote: &Quote) -> bool {
    const OF_OWN_ACTS: [&str; 12] = [
        "announc",
        "promis",
        "pledg",
        "vow",
        "agree",
        "admit",
        "acknowledg",
        "apologi",
        "den",
        "threaten",
        "plan",
        "commit",
    ];
    const OF_OWN_MIND: [&str; 14] = [
        "plan", "intend", "expect", "hope", "want", "believe", "support", "oppose", "take",
        "remain", "regret", "welcome", "stand", "condemn",
    ];
    let begins = |word: &str, stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    let mut cue = quote.cue.map_or(0..0, |cue| words.inside(cue.span));
    let (verb, after) = (words.lower_at(Some(first + 1)), words.words.get(first + 2));
    cue.any(|at| begins(words.lower(at), &OF_OWN_ACTS))
        || begins(verb, &OF_OWN_MIND)
        || matches!(verb, "had" | "has" | "'d")
            && after.is_some_and(|word| matches!(word.tag, VBN | VBD))
}

/// "the mayor" and "the former finance minister": the longest role that one person has, who was named
/// nearby.
fn role<'n>(words: &Words, first: usize, names: &Names<'n>) -> Option<Opening<'n>> {
    if names.roles.is_empty() {
        return None;
    }
    let mut phrase = String::new();
    let mut found = None;
    for at in first + 1..words.words.len().min(first + 5) {
        if !words.has(at, flag::WORD) {
            break;
        }
        if !phrase.is_empty() {
            phrase.push(' ');
        }
        phrase.push_str(words.lower(at));
        if let Some(id) = names.with_role(&phrase) {
            found = Some((id, at));
        }
    }
    let (id, last) = found?;
    if !names.is_near(id, words, first) {
        return None;
    }
    // "the mayor's office" is not the mayor, nor is "the mayor of" another place.
    if matches!(words.lower_at(Some(last + 1)), "'s" | "of" | "and" | "'") {
        return None;
    }
    Some(Opening { words: names.name(id)?, then: "", end: words.words[last].span.end() })
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
