//! What an article says of the people in it: their roles and whether they are he or she.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::aliases::Aliases;
use crate::labels::Class;
use crate::reading::Reading;
use crate::tagging::Mention;
use crate::titles::{Gender, gender_of, in_full, is_role, pronoun};

/// What is said of one person.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Role phrases in small letters, each once, in the order in which they come up.
    pub roles: Vec<String>,
    /// He or she, where it is known.
    pub gender: Option<Gender>,
    he: u32,
    she: u32,
}

/// By mention, what is said of the person for whom it stands; nothing for other mentions.
pub fn profiles(
    reading: &Reading,
    mentions: &[Mention],
    aliases: &Aliases,
    profiles: &mut Vec<Profile>,
) {
    profiles.clear();
    profiles.resize_with(mentions.len(), Profile::default);
    let mut at = 0;
    let mut alone = None;
    for sentence in &reading.sentences {
        let from = at;
        while at < mentions.len() && mentions[at].words.start < sentence.end {
            at += 1;
        }
        let people: Vec<usize> =
            (from..at).filter(|&at| mentions[at].class == Class::Person).collect();
        let distinct: BTreeSet<usize> = people.iter().map(|&at| aliases.canonical[at]).collect();
        for &person in &people {
            let profile = &mut profiles[aliases.canonical[person]];
            profile.gender = profile.gender.or(aliases.names[person].gender);
            let mut words = mentions[person].words.clone();
            // "the floor leader, Rep. Ana Ruiz," and "Gov. Ana Ruiz"
            while words.start > sentence.first && is_courtesy(reading.letters(words.start - 1)) {
                words.start -= 1;
                if let Some(role) = in_full(reading.letters(words.start)) {
                    push(role.to_owned(), &mut profile.roles);
                }
                if words.start > sentence.first + 1 && reading.letters(words.start - 1) == "." {
                    words.start -= 1;
                }
            }
            before(reading, sentence.first, words.start, &mut profile.roles);
            if is_set_off(reading, sentence.first, &words, sentence.end) {
                let comma = words.start - 1;
                let end = office_of(reading, sentence.first, comma).unwrap_or(comma);
                before(reading, sentence.first, end, &mut profile.roles);
            }
            after(reading, words.end, sentence.end, &mut profile.roles);
        }
        // A pronoun speaks of the only person of its sentence, or of the last one's that has people where its
        // own has none: "Ruiz bought it. She said … She left."
        let subject = if distinct.len() == 1 {
            distinct.first().copied()
        } else {
            alone.filter(|_| distinct.is_empty())
        };
        if let Some(subject) = subject {
            let start = people.first().map_or(sentence.first, |&first| mentions[first].words.end);
            let profile = &mut profiles[subject];
            for word in start..sentence.end {
                // One that opens a sentence goes on with whom the last one was about, as does "…,” she said".
                let says = word + 1 < sentence.end && is_said(reading.letters(word + 1));
                let weight = if word == sentence.first || says { SUBJECT } else { 1 };
                match pronoun(reading.letters(word)) {
                    Some(Gender::Male) => profile.he += weight,
                    Some(Gender::Female) => profile.she += weight,
                    None => {}
                }
            }
        }
        if !distinct.is_empty() {
            alone = (distinct.len() == 1).then(|| distinct.first().copied()).flatten();
        } else if pronoun(reading.letters(sentence.first)).is_none() {
            alone = None;
        }
    }
    for (at, profile) in profiles.iter_mut().enumerate() {
        if mentions[at].class != Class::Person || aliases.canonical[at] != at {
            continue;
        }
        let by_role =
            || profile.roles.iter().filter_map(|role| gender_of(role.rsplit(' ').next()?)).next();
        // Pronouns near a person may be another's: what the given name says is surer, if it is none of a family too, as
        // what comes first often is in East Asia.
        let (by_name, of_family) = aliases.names[at].of_given(reading);
        let by_pronoun = match (profile.he, profile.she) {
            (he, she) if he >= 2 && he > 3 * she => Some(Gender::Male),
            (he, she) if she >= 2 && she > 3 * he => Some(Gender::Female),
            _ => None,
        };
        let (surer, other) = if of_family { (by_pronoun, by_name) } else { (by_name, by_pronoun) };
        let by_chair = || {
            let chairman = profile.roles.iter().any(|role| role.ends_with("chairman"));
            chairman.then_some(Gender::Male)
        };
        profile.gender = profile.gender.or_else(by_role).or(surer).or(other).or_else(by_chair);
    }
}

/// What a pronoun counts for that opens a sentence or says something.
const SUBJECT: u32 = 2;

/// Whether a word is a common verb of speech.
fn is_said(word: &str) -> bool {
    matches!(word, "said" | "says" | "told" | "added" | "explained" | "recalled" | "asked")
}

/// The most roles of one person that are noted.
const MOST: usize = 12;

/// The longest role phrase, in words.
const LONGEST: usize = 6;

/// "Ukrainian President Ana Ruiz", "Kremlin spokesman Ana Ruiz", "Minister of Health Ana Ruiz".
fn before(reading: &Reading, first: usize, end: usize, roles: &mut Vec<String>) {
    let Some(end) = end_of_role(reading, first, end) else { return };
    let is_modifier = |at: usize| {
        let word = &reading.words[at];
        let letters = reading.letters(at);
        let hyphen = letters == "-" && at > first;
        hyphen
            || letters.starts_with(char::is_alphanumeric)
                && !matches!(
                    letters.trim_end_matches('.'),
                    "mr" | "mrs" | "ms" | "miss" | "sir" | "dr"
                )
                && (is_role(letters)
                    || word.kind.is_capitalised() && !(at == first && opens(letters))
                    || is_adjective(letters))
    };
    let least = first.max(end.saturating_sub(LONGEST));
    let start = (least..end - 1).rev().take_while(|&at| is_modifier(at)).last().unwrap_or(end - 1);
    add(reading, start, end, roles);
}

/// Whether a name stands between commas, or behind one at the end: "the minister for roads, Ana Ruiz, …".
fn is_set_off(reading: &Reading, first: usize, name: &Range<usize>, end: usize) -> bool {
    name.start > first + 1
        && reading.letters(name.start - 1) == ","
        && (name.end == end || matches!(reading.letters(name.end), "," | "."))
}

/// Where the words for an office end, before what it is of: "the chairman | of the harbour branch |,".
fn office_of(reading: &Reading, first: usize, comma: usize) -> Option<usize> {
    const LONGEST: usize = 10;
    let from = first.max(comma.saturating_sub(LONGEST));
    let is_word = |at: &usize| reading.letters(*at).starts_with(char::is_alphanumeric);
    let words = (from..comma).rev().take_while(is_word);
    let of =
        words.filter(|&at| at > first && matches!(reading.letters(at), "of" | "for")).last()?;
    is_office(reading.letters(of - 1)).then_some(of)
}

/// Where the words for a role end that stand before a name at `name`: right there, or before what the
/// office is of.
fn end_of_role(reading: &Reading, first: usize, name: usize) -> Option<usize> {
    const LONGEST: usize = 10;
    let last = name.checked_sub(1).filter(|&last| last >= first)?;
    // "Minister of Justice Ana Ruiz" is no justice.
    let is_field = reading.letters(last) == "justice"
        && last > first
        && matches!(reading.letters(last - 1), "of" | "for");
    if is_role(reading.letters(last)) && !is_field {
        return Some(name);
    }
    let is_capitalised = |at: usize| reading.words[at].kind.is_capitalised();
    let is_inside = |at: &usize| {
        let letters = reading.letters(*at);
        matches!(letters, "of" | "the" | "and" | "&" | "for")
            || is_capitalised(*at) && (*at == last || !is_role(letters))
    };
    let least = first.max(name.saturating_sub(LONGEST));
    let start = (least..name).rev().take_while(is_inside).last()?;
    let office = start.checked_sub(1).filter(|&office| office >= first)?;
    let is_of = matches!(reading.letters(start), "of" | "for") && is_capitalised(last);
    (is_of && is_office(reading.letters(office))).then_some(start)
}

/// Roles that are held, of a body or a place: none that one has of a person, as "wife" and "aide".
fn is_office(word: &str) -> bool {
    matches!(
        word,
        "ambassador"
            | "archbishop"
            | "bishop"
            | "captain"
            | "chair"
            | "chairman"
            | "chairperson"
            | "chairwoman"
            | "chief"
            | "coach"
            | "commander"
            | "commissioner"
            | "coroner"
            | "councillor"
            | "dean"
            | "director"
            | "emir"
            | "governor"
            | "head"
            | "king"
            | "leader"
            | "mayor"
            | "mep"
            | "minister"
            | "mp"
            | "msp"
            | "owner"
            | "premier"
            | "president"
            | "prince"
            | "princess"
            | "professor"
            | "queen"
            | "rector"
            | "secretary"
            | "speaker"
            | "sultan"
            | "superintendent"
            | "td"
            | "undersecretary"
            | "vicar"
    )
}

/// "Ana Ruiz, a doctor,", "Ana Ruiz, the mayor of Accra,".
fn after(reading: &Reading, comma: usize, end: usize, roles: &mut Vec<String>) {
    if comma + 1 >= end || reading.letters(comma) != "," {
        return;
    }
    let mut start = comma + 1;
    if matches!(reading.letters(start), "a" | "an" | "the" | "its" | "their") {
        start += 1;
    }
    let last = end.min(start + LONGEST);
    let stops = |at: &usize| {
        let letters = reading.letters(*at);
        !letters.starts_with(char::is_alphanumeric) && !matches!(letters, "'s" | "-")
            || matches!(
                letters,
                "of" | "at" | "for" | "in" | "who" | "and" | "with" | "from" | "to" | "on"
            )
    };
    let stop = (start..last).find(stops).unwrap_or(last);
    let Some(head) = (start..stop).rev().find(|&at| is_role(reading.letters(at))) else { return };
    // "Ana Ruiz, greeted Senator Kofi Osei"
    let title = head + 1 < end && reading.words[head + 1].kind.is_capitalised();
    if title && reading.words[head].kind.is_capitalised() && start == comma + 1 {
        return;
    }
    // "With Ana Ruiz, the mayor openly laughed"
    let another = reading.letters(comma + 1) == "the" && head + 1 < stop;
    // "…, officials said": a verb between means that the phrase is no apposition.
    let verb = head + 1 < end
        && matches!(
            reading.letters(head + 1),
            "said" | "says" | "told" | "has" | "have" | "was" | "is" | "were" | "are"
        );
    if another || verb {
        return;
    }
    // "Ana Ruiz, accused the governor": an article within it begins another phrase.
    let is_article = |word: &str| matches!(word, "a" | "an" | "the");
    let ends = |word: &str| pronoun(word).is_some() || is_verb(word) || is_article(word);
    if !(start..head).any(|at| ends(reading.letters(at))) {
        add(reading, start, head + 1, roles);
    }
}

/// Whether a word stands between a role and a name: "the director, | Mr. | Ruiz".
fn is_courtesy(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    in_full(word).is_some()
        || matches!(
            word,
            "mr" | "mrs"
                | "ms"
                | "miss"
                | "hon"
                | "sir"
                | "dame"
                | "ing"
                | "engr"
                | "datuk"
                | "madam"
        )
}

/// Notes a role, once.
fn push(role: String, roles: &mut Vec<String>) {
    if roles.len() < MOST && !roles.contains(&role) {
        roles.push(role);
    }
}

fn add(reading: &Reading, start: usize, end: usize, roles: &mut Vec<String>) {
    let phrase = |from: usize| {
        let mut phrase = String::new();
        for at in from..end {
            let joined = |at: usize| matches!(reading.letters(at), "'s" | "-");
            let hyphen = at > 0 && reading.letters(at - 1) == "-";
            if !(phrase.is_empty() || joined(at) || hyphen) {
                phrase.push(' ');
            }
            phrase.push_str(reading.letters(at));
        }
        phrase
    };
    // "secretary-general" is one word.
    let whole = |mut at: usize| {
        while at >= start + 2 && reading.letters(at - 1) == "-" {
            at -= 2;
        }
        at
    };
    push(phrase(start), roles);
    // "the shadow home secretary" is no secretary.
    if let Some(shadow) = (start..end).find(|&at| reading.letters(at) == "shadow") {
        push(phrase(shadow), roles);
        return;
    }
    // "prime minister" is one word in two.
    let head = end - 1;
    let compound = head > start
        && matches!(
            reading.letters(head - 1),
            "prime" | "vice" | "attorney" | "chief" | "secretary"
        );
    push(phrase(whole(head - usize::from(compound))), roles);
}

fn is_adjective(word: &str) -> bool {
    matches!(
        word,
        "former"
            | "ex"
            | "acting"
            | "deputy"
            | "vice"
            | "prime"
            | "foreign"
            | "finance"
            | "defence"
            | "defense"
            | "interior"
            | "senior"
            | "junior"
            | "assistant"
            | "chief"
            | "associate"
            | "opposition"
            | "party"
            | "police"
            | "government"
            | "state"
            | "federal"
            | "national"
            | "health"
            | "education"
            | "army"
            | "military"
            | "outgoing"
            | "incoming"
            | "general"
            | "managing"
            | "executive"
            | "team"
            | "football"
            | "justice"
            | "shadow"
            | "home"
            | "trade"
            | "labour"
            | "labor"
            | "energy"
            | "environment"
            | "transport"
            | "agriculture"
            | "human"
            | "rights"
            | "law"
            | "company"
            | "club"
            | "district"
            | "regional"
            | "provincial"
            | "then"
            | "late"
            | "veteran"
            | "presidential"
            | "parliamentary"
    )
}

/// Words that have a capital only because a sentence begins with them.
fn opens(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "when"
            | "while"
            | "as"
            | "after"
            | "before"
            | "and"
            | "but"
            | "with"
            | "in"
            | "on"
            | "at"
            | "by"
            | "for"
            | "from"
            | "to"
            | "then"
            | "so"
            | "if"
            | "although"
            | "though"
            | "since"
            | "because"
            | "his"
            | "her"
            | "its"
            | "their"
            | "our"
            | "my"
            | "this"
            | "that"
            | "these"
            | "those"
            | "both"
            | "like"
            | "said"
            | "says"
    )
}

fn is_verb(word: &str) -> bool {
    matches!(
        word,
        "said"
            | "says"
            | "told"
            | "is"
            | "was"
            | "has"
            | "had"
            | "will"
            | "would"
            | "who"
            | "which"
            | "that"
    )
}
