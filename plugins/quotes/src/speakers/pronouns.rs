//! Speakers by a pronoun: the most prominent person before it who agrees in gender and number.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use super::voices::about;
use super::{Gender, REACH, REACH_OF_BODIES, Speakers};
use crate::compose::{Quote, finite};
use crate::lexicon::{AUXILIARY, HE, PREPOSITION, SHE, THEY, kind_name};
use crate::reading::{Kind, Reading};
use crate::word::Word;

/// Pronouns of the first person.
const FIRST_PERSONS: [&str; 2] = ["i", "we"];

/// How many sentences in a row may begin with a pronoun that leads to a name before them.
const MOST_OPENINGS: usize = 6;

/// What it counts to be of the pronoun's gender, to be the subject that a sentence begins with, and to be a sentence
/// farther away.
const AGREES: f32 = 0.8;
const SUBJECT: f32 = 1.7;
const FARTHER: f32 = 0.9;

/// What it counts to be of a gender that nobody knows, and to have spoken last.
const LIKELY: f32 = 0.6;

/// What it counts to be whom an obituary is about.
const OBITUARY: f32 = 3.0;

/// The prominence of what a sentence begins with and is about.
const PROMINENT: f32 = 1.7;

/// Verbs of documents, rather than of bodies.
const SHOWS: [&str; 10] = [
    "describes",
    "highlights",
    "mentioned",
    "mentions",
    "read",
    "reads",
    "showed",
    "shows",
    "stated",
    "states",
];

/// What it counts to have spoken in the same paragraph.
const GOES_ON: f32 = 0.5;

/// The gender of a pronoun for one person.
fn gender_of(word: &Word) -> Option<Gender> {
    match () {
        () if word.is(HE) => Some(Gender::Male),
        () if word.is(SHE) => Some(Gender::Female),
        () => None,
    }
}

impl Speakers {
    /// The antecedent of a pronoun.
    pub(super) fn pronoun(
        &self,
        reading: &Reading,
        quote: &Quote,
        at: usize,
        outer: Option<usize>,
    ) -> Option<usize> {
        let word = &reading.words[at];
        let gender = match () {
            () if gender_of(word).is_some() => gender_of(word).unwrap_or_default(),
            () if word.is(THEY) || word.lower == hash_str("it") => Gender::Plural,
            // "I" within a quote is who speaks it.
            () if word.is_one_of(&FIRST_PERSONS) => return outer,
            () => {
                let who = word.lower == hash_str("who");
                let relative = word.tag2[0] == b'W' || who;
                return self.right_before(reading, at, who).filter(|_| relative);
            }
        };
        self.antecedent(reading, at, gender, &quote.words.content, MOST_OPENINGS).flatten()
    }

    /// The most prominent of those before a pronoun who agree with it; somebody without a name is no entity. What is in
    /// `content` counts less. Sentences that begin with such a pronoun too are of whom that one means, `openings` of
    /// them in a row.
    fn antecedent(
        &self,
        reading: &Reading,
        at: usize,
        gender: Gender,
        content: &[Range<usize>],
        openings: usize,
    ) -> Option<Option<usize>> {
        let word = &reading.words[at];
        let sentence = word.sentence as usize;
        let inside =
            |words: &Range<usize>| content.iter().any(|piece| piece.contains(&words.start));
        let mut best: Option<(f32, Option<usize>)> = None;
        let mut offer = |score: f32, entity: Option<usize>| {
            if best.is_none_or(|(top, _)| score > top) {
                best = Some((score, entity));
            }
        };
        // "It reads", "it also shows".
        let verb = reading.words[at + 1..].iter().find(|word| word.tag2 != *b"RB");
        let shows = verb.is_some_and(|word| word.is_one_of(&SHOWS));
        // Whether somebody in the pronoun's own sentence may be meant.
        let mut here = false;
        // A cataphoric pronoun hardly occurs in news; what is before counts, near first.
        let reach = if gender == Gender::Plural { REACH_OF_BODIES } else { REACH };
        for back in 0..=reach.min(sentence) {
            let number = sentence - back;
            let mut first = true;
            let opening = reading.sentences[number].words.start;
            if back == 1
                && !here
                && openings > 0
                && gender != Gender::Plural
                && gender_of(&reading.words[opening]) == Some(gender)
                && reading.words[opening].quotation == 0
                && let Some(subject) = self.antecedent(reading, opening, gender, &[], openings - 1)
            {
                offer(SUBJECT + AGREES - FARTHER, subject);
            }
            // "A stallholder was less sure. “It’s dead,” he said."
            if back == 1
                && gender != Gender::Plural
                && reading.sentences[number].paragraph == reading.sentences[sentence].paragraph
                && let Some(own) = self.unnamed_subject(reading, number)
                && (own == gender || own == Gender::Unknown)
            {
                offer(SUBJECT + LIKELY - FARTHER, None);
            }
            for mention in &reading.mentions[self.near(reading, number, word.start)] {
                let wanted = match gender {
                    Gender::Plural if !word.is(THEY) => mention.kind == Kind::Organisation,
                    // "Syrians", and not "Syrian".
                    Gender::Plural if mention.kind == Kind::People => {
                        let last = reading.words_in(mention.span).end.checked_sub(1);
                        let tag = last.map_or(0, |last| reading.words[last].tag);
                        [hash_str("NNS"), hash_str("NNPS")].contains(&tag)
                    }
                    Gender::Plural => mention.kind == Kind::Organisation,
                    _ => mention.kind == Kind::Person,
                };
                let words = reading.words_in(mention.span);
                // What a body says, "it said", hardly names it.
                let itself = gender == Gender::Plural && !word.is(THEY) && inside(&words);
                if !wanted || itself || words.is_empty() || back == 0 && words.start > at {
                    continue;
                }
                let known = self.genders.get(mention.entity).copied().unwrap_or_default();
                let agrees = match known {
                    Gender::Unknown => 0.0,
                    known if known == gender => AGREES,
                    _ => continue,
                };
                let quoted = reading.words[words.start].quotation > 0 || inside(&words);
                let prominence = prominence(reading, &words, first);
                // "They" are people as a rule, "it reads" is of a document: bodies only where they are what the
                // sentence is about.
                let rather_another = word.is(THEY) || gender == Gender::Plural && shows;
                let body = rather_another && mention.kind == Kind::Organisation;
                if body && prominence < PROMINENT {
                    continue;
                }
                let mut score = agrees - FARTHER * back as f32;
                score += prominence - if quoted { 2.0 } else { 0.0 };
                // A clause before with its own subject: "Trump said he …" is Trump.
                offer(score, Some(mention.entity));
                here |= back == 0;
                first &= quoted;
            }
        }
        if let Some(departed) = self.departed_meant(reading, at, gender, content) {
            offer(OBITUARY, Some(departed));
        }
        for (nth, voice) in self.spoken.iter().rev().take(3).enumerate() {
            let there = reading.words[voice.place].sentence as usize;
            let back = sentence.abs_diff(there);
            let several = gender == Gender::Plural;
            let wanted = if several { voice.body } else { voice.person };
            if voice.place > at || back > reach || !wanted {
                continue;
            }
            let agrees = match voice.gender {
                // Whoever spoke right before is meant rather than somebody else, whose gender is known.
                Gender::Unknown if nth == 0 && back <= 1 && !several => LIKELY,
                Gender::Unknown => 0.0,
                known if known == gender => AGREES,
                _ if several => 0.0,
                _ => continue,
            };
            let same = reading.sentences[there].paragraph == reading.sentences[sentence].paragraph;
            let going_on = if same { GOES_ON } else { 0.0 };
            offer(agrees + going_on + 1.5 - 0.7 * back as f32, voice.entity);
        }
        best.map(|(_, entity)| entity)
    }
}

impl Speakers {
    /// Whom an obituary is about, where it comes back to him: "“He was fearless,” said Rolf Dahl. ¶ In 1979 he wrote …".
    fn departed_meant(
        &self,
        reading: &Reading,
        at: usize,
        gender: Gender,
        content: &[Range<usize>],
    ) -> Option<usize> {
        let departed = self.departed?;
        let voice = self.spoken.last()?;
        let known = self.genders.get(departed).copied().unwrap_or_default();
        let own = known == gender || known == Gender::Unknown && gender != Gender::Plural;
        let apart = reading.paragraph_of(voice.place) < reading.paragraph_of(at);
        let adds = reading.words.get(at + 1);
        let adds = adds.is_some_and(|word| kind_name(word.kind) == Some("added"));
        // "“I miss him,” he said.": of whom he speaks is another.
        let of_him = about(reading, content) == gender;
        (own && apart
            && voice.about == gender
            && voice.entity != Some(departed)
            && !adds
            && !of_him)
            .then_some(departed)
    }

    /// What "who", "which" or "that" stands for: what is right before it; or for "who" behind a place or a body the
    /// person named before that, "Ama Diop of Quay College, | who | says".
    fn right_before(&self, reading: &Reading, at: usize, who: bool) -> Option<usize> {
        let before = at.checked_sub(1)?;
        let comma = reading.words[before].first == b',';
        let before = if comma { before.checked_sub(1)? } else { before };
        // "Coun Ana Ruiz (Lab), who said"
        let before = match reading.words[before].first {
            b')' => {
                let from = before.saturating_sub(6);
                let open = (from..before).rev().find(|&at| reading.words[at].first == b'(');
                open.unwrap_or(before).saturating_sub(1)
            }
            _ => before,
        };
        let mention = reading.mention_at(before)?;
        // "Democrats on the Hill, who have argued": several people.
        let next = reading.words.get(at + 1);
        let several = next.is_some_and(|word| word.is_one_of(&["have", "are", "were"]));
        if who && comma && !several && mention.kind != Kind::Person {
            let sentence = reading.words[at].sentence as usize;
            let near = &reading.mentions[self.near(reading, sentence, reading.words[at].start)];
            let person = near.iter().rev().find(|one| one.kind == Kind::Person);
            if let Some(person) = person {
                return Some(person.entity);
            }
        }
        matches!(mention.kind, Kind::Person | Kind::Organisation).then_some(mention.entity)
    }
}

/// How prominent a mention is in its sentence.
fn prominence(reading: &Reading, words: &Range<usize>, first: bool) -> f32 {
    /// How many words of a title are looked over.
    const TITLE: usize = 4;
    /// How many words may stand before a name that a sentence is about.
    const OPENING: usize = 6;
    let next = reading.words.get(words.end);
    // "behind | President | Ana Ruiz"
    let is_title = |word: &&Word| word.tag2 == *b"NN" && word.shape != 1 && word.mention == 0;
    let title = reading.words[..words.start].iter().rev().take(TITLE).take_while(is_title).count();
    let before = (words.start - title).checked_sub(1).map(|at| &reading.words[at]);
    let possessive = next.is_some_and(|word| word.tag2 == *b"PO");
    let object = before.is_some_and(|word| word.is(PREPOSITION) || word.is_one_of(&BESIDES));
    // "John Marsh, his predecessor, disagreed", "The chancellor, John Marsh, was unimpressed"
    let sentence = before.map_or(0, |_| reading.words[words.start].sentence as usize);
    let opening = reading.sentences[sentence].words.start.min(words.start);
    let opens = first
        && !object
        && words.start - opening <= OPENING
        && next.is_some_and(|word| word.first == b',')
        && !reading.words[opening..words.start].iter().any(finite);
    let subject = opens
        || next.is_some_and(|word| word.is_verb() || word.is(AUXILIARY) || word.tag2 == *b"MD");
    let mut score = if first { 1.0 } else { 0.0 };
    score += if subject { 0.7 } else { 0.0 };
    score -= if possessive { 0.5 } else { 0.0 };
    score - if object { 0.6 } else { 0.0 }
}

/// Prepositions for those beside whom somebody is named.
const BESIDES: [&str; 7] = ["behind", "like", "unlike", "alongside", "beside", "including", "near"];
