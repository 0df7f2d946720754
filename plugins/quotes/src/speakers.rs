//! Finds out who speaks: from the words of the source, a name, a role or a pronoun, to an entity.
//!
//! Names are looked up among the mentions in the source; roles among the words that stand with
//! people's names anywhere in the article; pronouns go to the most prominent person before them who
//! agrees in gender, in the manner of Lappin & Leass (1994), with what was quoted before counting
//! as a mention of its speaker.

use std::ops::Range;

use copydesk_learn::features::hash_str;
use copydesk_stage::{Article, UndeclaredLayer};

use crate::compose::Quote;
use crate::lexicon::{AUXILIARY, DEFINITE, HE, OTHER_PRONOUN, PREPOSITION, SHE, THEY};
use crate::reading::{Kind, Mention, Place, Reading, Word};

/// How far back, in sentences, a pronoun or a role may reach.
const REACH: usize = 8;

/// What is known of entities, by the place of their canonical mention, and who spoke.
#[derive(Debug, Default)]
pub struct Speakers {
    genders: Vec<Gender>,
    /// Role words with the entity that has them, sorted by word.
    roles: Vec<(u64, usize)>,
    /// The last words of the names of people and bodies, sorted, with whose they are.
    last_words: Vec<(u64, usize)>,
    /// By sentence, the places of the mentions that begin in it.
    by_sentence: Vec<Range<usize>>,
    /// Who spoke so far: the place of the cue or quote, and the speaker.
    spoken: Vec<(usize, usize)>,
}

/// Who speaks, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// The place of the canonical mention.
    pub entity: usize,
    /// How it was found.
    pub by: By,
}

/// What gives a speaker away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A name in the source.
    Name,
    /// A role that the article has told whose it is.
    Role,
    /// A pronoun.
    Pronoun,
    /// Nothing but that somebody was speaking before.
    Turn,
}

impl By {
    /// How often a speaker so found is the right one; counted by hand, see MODEL.md.
    pub fn score(self) -> f64 {
        match self {
            Self::Name => 0.98,
            Self::Role => 0.85,
            Self::Pronoun => 0.95,
            Self::Turn => 0.6,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Gender {
    #[default]
    Unknown,
    Female,
    Male,
    Plural,
}

impl Speakers {
    /// Finds the speaker of each quote.
    ///
    /// # Errors
    /// When the entity layer is missing.
    pub fn find(
        &mut self,
        article: &Article<'_>,
        reading: &Reading,
        quotes: &mut [Quote],
        speakers: &mut Vec<Option<Speaker>>,
    ) -> Result<(), UndeclaredLayer> {
        self.gather(article, reading)?;
        self.spoken.clear();
        speakers.clear();
        speakers.resize(quotes.len(), None);
        let mut order: Vec<usize> = (0..quotes.len()).collect();
        order.sort_by_key(|&at| (quotes[at].within.is_some(), anchor(&quotes[at]), at));
        // The quote before in reading order.
        let mut before: Option<usize> = None;
        for at in order {
            let speaker = self.speaker(reading, quotes, speakers, at, before);
            speakers[at] = speaker;
            if quotes[at].within.is_none() {
                before = Some(at);
                if let Some(speaker) = speaker {
                    self.spoken.push((anchor(&quotes[at]), speaker.entity));
                }
            }
        }
        Ok(())
    }

    fn gather(&mut self, article: &Article<'_>, reading: &Reading) -> Result<(), UndeclaredLayer> {
        self.genders.clear();
        self.roles.clear();
        for (place, entity) in article.layer("entity")?.iter().enumerate() {
            self.genders.push(match entity.text_attr("gender") {
                Some("female") => Gender::Female,
                Some("male") => Gender::Male,
                Some("plural") => Gender::Plural,
                _ => Gender::Unknown,
            });
            for role in entity.text_attrs("role") {
                for word in role.split(' ') {
                    self.roles.push((hash_str(&word.to_lowercase()), place));
                }
            }
        }
        for mention in &reading.mentions {
            if mention.kind == Kind::Person {
                self.add_roles(reading, mention);
            }
        }
        self.last_words.clear();
        let names = |one: &&Mention| matches!(one.kind, Kind::Person | Kind::Organisation);
        for mention in reading.mentions.iter().filter(names) {
            if let Some(last) = reading.words[reading.words_in(mention.span)].last() {
                self.last_words.push((last.lower, mention.entity));
            }
        }
        self.last_words.sort_unstable();
        self.roles.sort_unstable();
        self.roles.dedup();
        self.by_sentence.clear();
        let mut at = 0;
        for sentence in &reading.sentences {
            let start = at;
            while at < reading.mentions.len()
                && reading.mentions[at].span.start() < sentence.span.end()
            {
                at += 1;
            }
            self.by_sentence.push(start..at);
        }
        Ok(())
    }

    /// Notes the words right before a name ("Ukrainian President …") and those of an apposition
    /// after it ("…, a doctor from Leeds,").
    fn add_roles(&mut self, reading: &Reading, mention: &Mention) {
        let words = reading.words_in(mention.span);
        let Some(first) = reading.words.get(words.start) else { return };
        let sentence = first.sentence;
        let entity = mention.entity;
        let mut at = words.start;
        let mut left = 4;
        while at > 0 && left > 0 {
            at -= 1;
            let word = &reading.words[at];
            let nominal = matches!(word.tag2, [b'N', b'N'] | [b'J', b'J']);
            if word.sentence != sentence || !nominal || word.quotation != first.quotation {
                break;
            }
            let other = (word.entity as usize).checked_sub(1).map(|m| reading.mentions[m].kind);
            if other == Some(Kind::Person) {
                break;
            }
            self.roles.push((word.lower, entity));
            left -= 1;
        }
        let after = reading.words.get(words.end..).unwrap_or_default();
        let [comma, next, ..] = after else { return };
        // "Emma Doyle is the head teacher of the school" says it too.
        let is = ["is", "was", "became"].iter().any(|verb| hash_str(verb) == comma.lower);
        let article = next.tag2 == *b"DT" || next.tag2 == *b"NN" || next.tag2 == *b"JJ";
        let article = article || next.tag2 == *b"PR" && next.tag2 != *b"VB";
        if (comma.first == b',' || is) && article && next.sentence == sentence {
            for word in after[1..].iter().take(8) {
                let stop = word.first == b',' || word.is(PREPOSITION) || word.sentence != sentence;
                if stop {
                    break;
                }
                if matches!(word.tag2, [b'N', b'N'] | [b'J', b'J']) {
                    self.roles.push((word.lower, entity));
                }
            }
        }
    }

    fn speaker(
        &self,
        reading: &Reading,
        quotes: &[Quote],
        speakers: &[Option<Speaker>],
        at: usize,
        before: Option<usize>,
    ) -> Option<Speaker> {
        let quote = &quotes[at];
        let by = |by: By| move |entity: usize| Speaker { entity, by };
        let Some(source) = &quote.words.source else {
            // "Ruiz walked onto the stage, chanting “…”": the subject of the sentence.
            if let Some(cue) = &quote.words.cue
                && let Some(subject) = self.subject_of_participle(reading, cue)
            {
                return Some(Speaker { entity: subject, by: By::Turn });
            }
            // Whoever spoke last goes on speaking: in the same sentence, or in a quotation that
            // stands alone after another.
            let before = before?;
            let near = if quote.carried {
                let gap = reading
                    .paragraph_of(quote.words.hull().start)
                    .saturating_sub(reading.paragraph_of(quotes[before].words.hull().start));
                gap <= 2 && quotes[before].form != crate::compose::Form::Indirect || gap <= 1
            } else {
                let sentence = |quote: &Quote| reading.words[anchor(quote)].sentence;
                let participle = quote.words.cue.as_ref().is_some_and(|cue| {
                    reading.words[cue.start].tag2 == *b"VB"
                        && reading.words[cue.start].tag == hash_str("VBG")
                });
                sentence(quote) == sentence(&quotes[before]) && participle
            };
            return speakers[before].filter(|_| near).map(|one| Speaker { by: By::Turn, ..one });
        };
        let words = &reading.words[source.clone()];
        // "he", "it further"
        if let [one, adverbs @ ..] = words
            && one.is(HE | SHE | THEY | OTHER_PRONOUN)
            && adverbs.iter().all(|word| word.tag2 == *b"RB")
        {
            let outer = quote.within.and_then(|outer| speakers[outer]).map(|one| one.entity);
            return self.pronoun(reading, quote, source.start, outer).map(by(By::Pronoun));
        }
        named(reading, source)
            .or_else(|| spoken_for(reading, source))
            .map(by(By::Name))
            // "his campaign" is not he; "he and others" hardly.
            .or_else(|| self.role(reading, source).map(by(By::Role)))
            .or_else(|| self.unmarked_name(reading, source).map(by(By::Name)))
    }

    /// The person with whom a sentence begins, of a participle behind a comma in it.
    fn subject_of_participle(&self, reading: &Reading, cue: &Range<usize>) -> Option<usize> {
        let verb = &reading.words[cue.start];
        let comma = &reading.words[cue.start.checked_sub(1)?];
        let sentence = &reading.sentences[verb.sentence as usize];
        if verb.tag != hash_str("VBG") || comma.first != b',' || verb.quotation > 0 {
            return None;
        }
        let mention = self.by_sentence[verb.sentence as usize].clone().next()?;
        let mention = &reading.mentions[mention];
        let words = reading.words_in(mention.span);
        let acts = reading.words.get(words.end).is_some_and(Word::is_verb);
        let begins = words.start <= sentence.words.start + 1;
        (mention.kind == Kind::Person && begins && acts).then_some(mention.entity)
    }

    /// The mentions of a sentence before byte `end`, the last few of very many.
    fn near(&self, reading: &Reading, sentence: usize, end: u32) -> Range<usize> {
        const MOST: usize = 64;
        let all = self.by_sentence[sentence].clone();
        let before = |mention: &Mention| mention.span.start() < end;
        let last = all.start + reading.mentions[all.clone()].partition_point(before);
        all.start.max(last.saturating_sub(MOST))..last
    }

    /// The antecedent of a pronoun.
    fn pronoun(
        &self,
        reading: &Reading,
        quote: &Quote,
        at: usize,
        outer: Option<usize>,
    ) -> Option<usize> {
        let word = &reading.words[at];
        let gender = match () {
            () if word.is(HE) => Gender::Male,
            () if word.is(SHE) => Gender::Female,
            () if word.is(THEY) || word.lower == hash_str("it") => Gender::Plural,
            // "I" within a quote is who speaks it.
            () if FIRST_PERSONS.iter().any(|one| hash_str(one) == word.lower) => return outer,
            () => {
                // "who", "which", "that": what stands right before.
                let relative = word.tag2[0] == b'W' || word.lower == hash_str("who");
                let before = at.checked_sub(1)?;
                let before = if reading.words[before].first == b',' {
                    before.checked_sub(1)?
                } else {
                    before
                };
                let mention = (reading.words[before].entity as usize).checked_sub(1)?;
                let mention = &reading.mentions[mention];
                let speaks = matches!(mention.kind, Kind::Person | Kind::Organisation);
                return (relative && speaks).then_some(mention.entity);
            }
        };
        let sentence = word.sentence as usize;
        let content = &quote.words.content;
        let inside =
            |words: &Range<usize>| content.iter().any(|piece| piece.contains(&words.start));
        let mut best: Option<(f32, usize)> = None;
        let mut offer = |score: f32, entity: usize| {
            if best.is_none_or(|(top, _)| score > top) {
                best = Some((score, entity));
            }
        };
        // A cataphoric pronoun hardly occurs in news; what is before counts, near first.
        for back in 0..=REACH.min(sentence) {
            let number = sentence - back;
            let mut first = true;
            for mention in &reading.mentions[self.near(reading, number, word.start)] {
                let wanted = match gender {
                    Gender::Plural if !word.is(THEY) => mention.kind == Kind::Organisation,
                    Gender::Plural => matches!(mention.kind, Kind::Organisation | Kind::People),
                    _ => mention.kind == Kind::Person,
                };
                let words = reading.words_in(mention.span);
                if !wanted || words.is_empty() || back == 0 && words.start > at {
                    continue;
                }
                let known = self.genders.get(mention.entity).copied().unwrap_or_default();
                let agrees = match known {
                    Gender::Unknown => 0.0,
                    known if known == gender => 0.8,
                    _ => continue,
                };
                let quoted = reading.words[words.start].quotation > 0 || inside(&words);
                let mut score = agrees - 0.9 * back as f32;
                score += prominence(reading, &words, first) - if quoted { 2.0 } else { 0.0 };
                // A clause before with its own subject: "Trump said he …" is Trump.
                offer(score, mention.entity);
                first &= quoted;
            }
        }
        for &(place, speaker) in self.spoken.iter().rev().take(3) {
            let there = reading.words[place].sentence as usize;
            let back = sentence.abs_diff(there);
            if place > at || back > REACH {
                continue;
            }
            let known = self.genders.get(speaker).copied().unwrap_or_default();
            let person = reading.mentions.get(speaker).is_some_and(|m| m.kind == Kind::Person);
            let agrees = match known {
                Gender::Unknown => 0.0,
                known if known == gender => 0.8,
                _ => continue,
            };
            if person == (gender != Gender::Plural) {
                offer(agrees + 1.5 - 0.7 * back as f32, speaker);
            }
        }
        best.map(|(_, entity)| entity)
    }

    /// Somebody with the last name that a source has where the entities stage saw none: "Mr. King, 82,".
    fn unmarked_name(&self, reading: &Reading, source: &Range<usize>) -> Option<usize> {
        let words = &reading.words[source.clone()];
        let end = words.iter().position(|word| word.first == b',').unwrap_or(words.len());
        let last = words[..end].last()?;
        if last.entity > 0 || !matches!(last.shape, 2 | 3) || last.tag2 != *b"NN" {
            return None;
        }
        let at = self.last_words.partition_point(|&(word, _)| word < last.lower);
        self.last_words.get(at).filter(|(word, _)| *word == last.lower).map(|&(_, entity)| entity)
    }

    /// Who has the role that a description names: "the Ukrainian leader".
    fn role(&self, reading: &Reading, source: &Range<usize>) -> Option<usize> {
        let words = &reading.words[source.clone()];
        let first = words.first()?;
        let definite = first.is(DEFINITE) || first.tag2 == *b"NN";
        let end = words
            .iter()
            .position(|word| word.first == b',' || word.is(PREPOSITION) || word.tag2[0] == b'W')
            .unwrap_or(words.len());
        let phrase = &words[..end];
        let head = phrase.iter().rev().find(|word| word.tag2 == *b"NN")?;
        if !definite || end < words.len() && words[end].is(PREPOSITION) && words.len() > end + 4 {
            return None;
        }
        let has = |word: u64, entity: usize| self.roles.binary_search(&(word, entity)).is_ok();
        let sentence = head.sentence as usize;
        let mut best: Option<(f32, usize)> = None;
        for back in 0..=(4 * REACH).min(sentence) {
            for mention in &reading.mentions[self.near(reading, sentence - back, u32::MAX)] {
                let score = match mention.kind {
                    Kind::Person => {
                        let head_fits = has(head.lower, mention.entity)
                            || leads(head.lower)
                                && LEADERS.iter().any(|role| has(hash_str(role), mention.entity));
                        if !head_fits {
                            continue;
                        }
                        let modifiers = phrase.iter().filter(|word| {
                            matches!(word.tag2, [b'J', b'J'] | [b'N', b'N'])
                                && word.start != head.start
                                && has(word.lower, mention.entity)
                        });
                        2.0 * modifiers.count() as f32
                    }
                    // "the ministry", "the company": a body whose name has the word.
                    Kind::Organisation if back <= REACH => {
                        let words = reading.words_in(mention.span);
                        let named = reading.words[words].iter().any(|w| w.lower == head.lower);
                        let company = COMPANIES.iter().any(|word| hash_str(word) == head.lower);
                        if named {
                            0.0
                        } else if company && back <= 3 {
                            -1.0
                        } else {
                            continue;
                        }
                    }
                    _ => continue,
                };
                let score = score - 0.15 * back as f32;
                if best.is_none_or(|(top, _)| score > top) {
                    best = Some((score, mention.entity));
                }
            }
        }
        best.map(|(_, entity)| entity)
    }
}

/// Heads of states and governments, any of whom may be called a leader.
const LEADERS: [&str; 12] = [
    "president",
    "premier",
    "minister",
    "chancellor",
    "leader",
    "chairman",
    "chairwoman",
    "king",
    "queen",
    "governor",
    "mayor",
    "pm",
];

/// Words for one of them.
fn leads(word: u64) -> bool {
    ["leader", "premier", "president", "chief"].iter().any(|other| hash_str(other) == word)
}

/// Pronouns of the first person.
const FIRST_PERSONS: [&str; 2] = ["i", "we"];

/// Those who speak for a body, for whom it is named as the speaker where they have no name.
const SPEAKS_FOR: [&str; 5] =
    ["spokesman", "spokeswoman", "spokesperson", "spokespeople", "representative"];

/// Words for a body that need not be part of its name.
const COMPANIES: [&str; 14] = [
    "company",
    "firm",
    "group",
    "agency",
    "organisation",
    "organization",
    "party",
    "club",
    "union",
    "charity",
    "retailer",
    "bank",
    "manufacturer",
    "ministry",
];

/// Where a quote is reported: the cue, or the source, or the content.
fn anchor(quote: &Quote) -> usize {
    let words = &quote.words;
    let cue = words.cue.as_ref().or(words.source.as_ref()).map(|words| words.start);
    cue.unwrap_or_else(|| words.hull().start)
}

/// How prominent a mention is in its sentence.
fn prominence(reading: &Reading, words: &Range<usize>, first: bool) -> f32 {
    let next = reading.words.get(words.end);
    let before = words.start.checked_sub(1).map(|at| &reading.words[at]);
    let possessive = next.is_some_and(|word| word.tag2 == *b"PO");
    let object = before.is_some_and(|word| word.is(PREPOSITION));
    let subject =
        next.is_some_and(|word| word.is_verb() || word.is(AUXILIARY) || word.tag2 == *b"MD");
    let mut score = if first { 1.0 } else { 0.0 };
    score += if subject { 0.7 } else { 0.0 };
    score -= if possessive { 0.5 } else { 0.0 };
    score - if object { 0.6 } else { 0.0 }
}

/// The person, else the body, that a source names.
fn named(reading: &Reading, source: &Range<usize>) -> Option<usize> {
    let stop = |word: &Word| {
        word.first == b',' || word.is(PREPOSITION) || word.tag2[0] == b'W' || word.first == b'('
    };
    let words = &reading.words[source.clone()];
    let head = words.iter().position(stop).unwrap_or(words.len());
    let mention_at = |at: usize| {
        let word = reading.words.get(at)?;
        reading.mentions.get((word.entity as usize).checked_sub(1)?)
    };
    let possessive = |at: usize| {
        // Where a possessive is all that the source has, it is the source.
        let mut after = at;
        while after < source.end && mention_at(after).is_some() {
            after += 1;
        }
        after + 1 < source.end && reading.words[after].tag2 == *b"PO"
    };
    let person = |at: &usize| {
        reading.words[*at].place != Place::Closing
            && mention_at(*at).is_some_and(|m| m.kind == Kind::Person)
            && !possessive(*at)
    };
    // The head of the phrase: "Acme spokesman Ravi Patel, who works for …".
    if let Some(at) = (source.start..source.start + head).rev().find(person) {
        return mention_at(at).map(|mention| mention.entity);
    }
    // An apposition: "a spokesman, Ravi Patel,".
    let mut at = source.start + head;
    while at < source.end && reading.words[at].first == b',' {
        let next = (at + 1..source.end).find(|&at| stop(&reading.words[at])).unwrap_or(source.end);
        if let Some(found) = (at + 1..next).find(person) {
            return mention_at(found).map(|mention| mention.entity);
        }
        at = next;
    }
    // A body or a place, where it is what the phrase is about: its last word.
    let last = (source.start + head).checked_sub(1)?;
    let ends = mention_at(last).or_else(|| {
        // "Reuters news agency", "the Labour party".
        last.checked_sub(1).filter(|&at| at >= source.start).and_then(mention_at)
    })?;
    let body = match ends.kind {
        Kind::Organisation => true,
        Kind::Place => source.len() <= 3,
        _ => false,
    };
    body.then_some(ends.entity)
}

/// The body that a spokesman without a name speaks for: "a spokesman for Volvo", "a Volvo spokesman".
fn spoken_for(reading: &Reading, source: &Range<usize>) -> Option<usize> {
    let speaks =
        |at: &usize| SPEAKS_FOR.iter().any(|word| hash_str(word) == reading.words[*at].lower);
    let head = source.clone().find(speaks)?;
    let behind = head + 1..source.end.min(head + 6);
    let bodies = behind.chain(source.start..head).filter_map(|at| {
        let mention = (reading.words[at].entity as usize).checked_sub(1)?;
        Some(&reading.mentions[mention])
    });
    let mut bodies = bodies.filter(|one| matches!(one.kind, Kind::Organisation | Kind::Place));
    bodies.next().map(|body| body.entity)
}
