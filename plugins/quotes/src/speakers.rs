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
use crate::lexicon::{HE, OTHER_PRONOUN, PREPOSITION, SHE, THEY};
use crate::reading::{Kind, Mention, Reading};
use crate::word::Word;

mod bodies;
mod epithets;
mod homes;
mod names;
mod nouns;
mod pronouns;
mod roles;
mod turns;
mod voices;

use names::{in_brackets, named, spoken_for};
use voices::Voice;

/// How far back, in sentences, a pronoun or a role may reach.
const REACH: usize = 8;

/// How far "it" and "they" may: of those that were linked over two sentences and more in GUM, 4 of 54
/// were right (2026-11-25).
const REACH_OF_BODIES: usize = 1;

/// What is known of entities, by the place of their canonical mention, and who spoke.
#[derive(Debug, Default)]
pub struct Speakers {
    genders: Vec<Gender>,
    /// Role words with the entity that has them, sorted by word.
    roles: Vec<(u64, usize)>,
    /// The same of the bodies in which they are it.
    bodies: Vec<(u64, usize)>,
    /// By entity, sorted, of which nations they are it.
    nations: Vec<(usize, u64)>,
    /// Of which lands people are what they are, by the letters that the lands begin with.
    homes: Vec<(usize, [u8; 3])>,
    /// The last words of the names of people and bodies, sorted, with whose they are.
    last_words: Vec<(u64, usize)>,
    /// The initials of people in small letters, sorted, with whose they are.
    initials: Vec<(u64, usize)>,
    /// By sentence, the places of the mentions that begin in it.
    by_sentence: Vec<Range<usize>>,
    /// The initials of offices in small letters, sorted, with who holds them.
    offices: Vec<(u64, usize)>,
    /// Who has died, as an obituary begins.
    departed: Option<usize>,
    /// Who gives the answers of an interview.
    interviewee: Option<usize>,
    /// Who spoke so far.
    spoken: Vec<Voice>,
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
    /// A pronoun that stands for a person.
    Pronoun,
    /// "It" or "they", for a body.
    Body,
    /// Nothing but that somebody was speaking before.
    Turn,
}

impl By {
    /// How often a speaker so found is the right one, by the counts in MODEL.md.
    pub fn score(self) -> f64 {
        match self {
            Self::Name => 0.95,
            Self::Role => 0.7,
            Self::Pronoun => 0.87,
            Self::Body => 0.5,
            Self::Turn => 0.65,
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
        self.departed = departed(reading);
        self.interviewee = turns::interviewee(reading, quotes);
        let mut order: Vec<usize> = (0..quotes.len()).collect();
        order.sort_by_key(|&at| (quotes[at].within.is_some(), anchor(&quotes[at]), at));
        // The quote before in reading order.
        let mut before: Option<usize> = None;
        for at in order {
            let speaker = self.speaker(reading, quotes, speakers, at, before);
            speakers[at] = speaker;
            if quotes[at].within.is_none() {
                before = Some(at);
                let voice = self.voice(reading, &quotes[at], speaker);
                self.spoken.extend(voice);
            }
        }
        turns::between(reading, quotes, speakers);
        Ok(())
    }

    fn gather(&mut self, article: &Article<'_>, reading: &Reading) -> Result<(), UndeclaredLayer> {
        self.genders.clear();
        self.roles.clear();
        self.bodies.clear();
        self.nations.clear();
        self.offices.clear();
        self.homes.clear();
        for (place, entity) in article.layer("entity")?.iter().enumerate() {
            self.genders.push(match entity.text_attr("gender") {
                Some("female") => Gender::Female,
                Some("male") => Gender::Male,
                Some("plural") => Gender::Plural,
                _ => Gender::Unknown,
            });
            for role in entity.text_attrs("role") {
                for word in role.split([' ', '-']) {
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
        self.gather_initials(reading);
        self.roles.sort_unstable();
        self.roles.dedup();
        self.offices.sort_unstable();
        self.offices.dedup();
        self.bodies.sort_unstable();
        self.nations.sort_unstable();
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
            return self.turn(reading, quotes, speakers, at, before);
        };
        let words = &reading.words[source.clone()];
        // "he", "it further"
        if let [one, adverbs @ ..] = words
            && one.is(HE | SHE | THEY | OTHER_PRONOUN)
            // The World Health Organization is no "who".
            && !(one.mention > 0 && one.shape == 3)
            && adverbs.iter().all(|word| word.tag2 == *b"RB")
        {
            let outer = quote.within.and_then(|outer| speakers[outer]).map(|one| one.entity);
            let it = one.lower == hash_str("it");
            if it && quote.words.cue.as_ref().is_some_and(|cue| is_state(reading, cue)) {
                return None;
            }
            let body = it || one.is(THEY);
            let how = if body { By::Body } else { By::Pronoun };
            // "Traders accuse the board of delay. They say …": not the board.
            let several = |&before: &usize| {
                speakers[before].is_none()
                    && is_several(reading, quotes[before].words.source.as_ref(), source.start)
            };
            let others = one.is(THEY) && before.as_ref().is_some_and(several);
            let meant = |&entity: &usize| !others || reading.mentions[entity].kind == Kind::People;
            let entity = self.pronoun(reading, quote, source.start, outer).filter(meant);
            return entity.map(by(how));
        }
        // "AR: …", whatever else may be called that.
        let colon = |cue: &Range<usize>| reading.words[cue.start].first == b':';
        let turn = quote.words.cue.as_ref().is_some_and(colon);
        if turn
            && words.len() == 1
            && words[0].is_one_of(&["a"])
            && let Some(entity) = self.interviewee
        {
            return Some(Speaker { entity, by: By::Turn });
        }
        let initials = || self.initials(reading, source).filter(|_| turn);
        let name = initials().or_else(|| named(reading, source));
        let person = name.is_some_and(|name| reading.mentions[name].kind == Kind::Person);
        let holder = || self.by_initials(reading, source).or_else(|| self.holder(reading, source));
        let holder = if person { None } else { holder() };
        holder
            .map(by(By::Role))
            .or_else(|| name.or_else(|| spoken_for(reading, source)).map(by(By::Name)))
            // "his campaign" is not he; "he and others" hardly.
            .or_else(|| self.role(reading, source).map(by(By::Role)))
            .or_else(|| self.epithet(reading, source).map(by(By::Role)))
            .or_else(|| self.of_body(reading, source).map(by(By::Body)))
            .or_else(|| self.unmarked_name(reading, source).map(by(By::Name)))
            .or_else(|| in_brackets(reading, source).map(by(By::Name)))
    }

    /// The mentions of a sentence before byte `end`, the last few of very many.
    fn near(&self, reading: &Reading, sentence: usize, end: u32) -> Range<usize> {
        const MOST: usize = 64;
        let all = self.by_sentence[sentence].clone();
        let before = |mention: &Mention| mention.span.start() < end;
        let last = all.start + reading.mentions[all.clone()].partition_point(before);
        all.start.max(last.saturating_sub(MOST))..last
    }
}

/// With whose death the article begins: whom an obituary is about.
fn departed(reading: &Reading) -> Option<usize> {
    const OPENING: usize = 2;
    const BEFORE: usize = 4;
    let died = |at: usize| {
        let words = &reading.words;
        let has = at > 0 && words[at - 1].is_one_of(&["has"]);
        let when = words.get(at + 1);
        let when = when.is_some_and(|next| next.is_one_of(&["aged", "at", "on", "peacefully"]));
        words[at].is_one_of(&["died"]) && (has || when)
    };
    let body = reading.sentences.iter().filter(|sentence| !sentence.boilerplate).take(OPENING);
    body.map(|sentence| sentence.words.clone())
        .filter(|words| words.clone().any(died))
        .find_map(|words| words.take(BEFORE).find_map(|at| reading.person_at(at)))
        .map(|person| person.entity)
}

/// Verbs that tell how something looks, of nobody.
const SEEMS: [&str; 6] = ["appear", "appears", "appeared", "seem", "seems", "seemed"];

/// Adjectives for those who have something in mind.
const OF_MINDS: [&str; 14] = [
    "aware",
    "certain",
    "committed",
    "concerned",
    "confident",
    "convinced",
    "disappointed",
    "hopeful",
    "optimistic",
    "pleased",
    "proud",
    "ready",
    "sure",
    "willing",
];

/// "It | is astounding | that …", "it | is a shame | that", "it | seems |", "suffice it | to say |": whether a cue says how something is. "It" is nobody there,
/// unless it is in somebody's mind: "it is confident".
fn is_state(reading: &Reading, cue: &Range<usize>) -> bool {
    let words = &reading.words[cue.clone()];
    let first = words.iter().find(|word| word.tag2 != *b"RB");
    let be = first.is_some_and(|word| word.is_be() || word.is_one_of(&["'s"]));
    let seems = first.is_some_and(|word| word.tag2 == *b"TO" || word.is_one_of(&SEEMS));
    seems
        || be && !words.iter().any(|word| word.tag == hash_str("VBG") || word.is_one_of(&OF_MINDS))
}

/// Whether a source is of several, and in the sentence before the word at `at` or in its own.
fn is_several(reading: &Reading, source: Option<&Range<usize>>, at: usize) -> bool {
    let Some(source) = source else { return false };
    let [there, here] = [source.start, at].map(|at| reading.words[at].sentence);
    let words = &reading.words[source.clone()];
    let plural = |word: &Word| word.tag == hash_str("NNS") || word.tag == hash_str("NNPS");
    // "residents of the valley"
    let head = words.iter().take_while(|word| !word.is(PREPOSITION)).last();
    (there..=there + 1).contains(&here) && head.is_some_and(plural)
}

/// Where a quote is reported: the cue, or the source, or the content.
fn anchor(quote: &Quote) -> usize {
    let words = &quote.words;
    let cue = words.cue.as_ref().or(words.source.as_ref()).map(|words| words.start);
    cue.unwrap_or_else(|| words.hull().start)
}
