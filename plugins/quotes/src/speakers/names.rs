//! Speakers by a name in the source: of a person, of a body, or of the body that a spokesman speaks for.

use std::ops::Range;

use copydesk_learn::features::hash_str;

use super::Speakers;
use super::nouns::EPITHETS;
use crate::lexicon::{DEFINITE, DOCUMENT, OFFICES, PREPOSITION, SPEECH, TITLE};
use crate::reading::{Kind, Mention, Reading};
use crate::word::{Place, Word};

/// Those who speak for a body, for whom it is named as the speaker where they have no name.
const SPEAKS_FOR: [&str; 5] =
    ["spokesman", "spokeswoman", "spokesperson", "spokespeople", "representative"];

impl Speakers {
    /// Notes the initials of the people who have two names or three.
    pub(super) fn gather_initials(&mut self, reading: &Reading) {
        self.initials.clear();
        for (place, mention) in reading.mentions.iter().enumerate() {
            if mention.kind != Kind::Person || mention.entity != place {
                continue;
            }
            let words = &reading.words[reading.words_in(mention.span)];
            let letters = words.iter().map(|word| char::from(word.first.to_ascii_lowercase()));
            let initials: String = letters.filter(char::is_ascii_alphabetic).collect();
            if (2..=3).contains(&initials.len()) && initials.len() == words.len() {
                self.initials.push((hash_str(&initials), place));
            }
        }
        self.initials.sort_unstable();
    }

    /// The one person whose initials are all that a source has, as in the turns of an interview: "AR: …".
    pub(super) fn initials(&self, reading: &Reading, source: &Range<usize>) -> Option<usize> {
        let [word] = &reading.words[source.clone()] else { return None };
        let at = self.initials.partition_point(|&(initials, _)| initials < word.lower);
        let mut found = self.initials[at..].iter().take_while(|(own, _)| *own == word.lower);
        let (_, person) = found.next().filter(|_| word.shape == 3)?;
        found.next().is_none().then_some(*person)
    }

    /// Somebody with the last name that a source has where the entities stage saw none: "Mr. King, 82,".
    pub(super) fn unmarked_name(&self, reading: &Reading, source: &Range<usize>) -> Option<usize> {
        let words = &reading.words[source.clone()];
        // "Mr. King, 82,", "King of the Tribune"
        let stop = |word: &Word| word.first == b',' || word.is_one_of(&["of"]);
        let end = words.iter().position(stop).unwrap_or(words.len());
        let of = words.get(end).is_some_and(|word| word.first != b',');
        let last = words[..end].last()?;
        // "says Early": a name alone may be a word of any kind, unless it has its capital from where it stands.
        let opens = reading.sentences[last.sentence as usize].words.start == source.start;
        let nominal = last.tag2 == *b"NN" || words.len() == 1 && !opens && last.tag2 != *b"PR";
        if last.mention > 0 || !matches!(last.shape, 2 | 3) || !nominal {
            return None;
        }
        let at = self.last_words.partition_point(|&(word, _)| word < last.lower);
        let (_, entity) = self.last_words.get(at).filter(|(word, _)| *word == last.lower)?;
        // "News of the deal" is no medium.
        (!of || reading.mentions[*entity].kind == Kind::Person).then_some(*entity)
    }
}

/// The person, else the body, that a source names; nobody where it names two who speak together, "Israel and Egypt".
pub(super) fn named(reading: &Reading, source: &Range<usize>) -> Option<usize> {
    if is_joint(reading, source) {
        return None;
    }
    // The "of" of a name is no end, "the Bureau of Weather's Ravi Patel", nor are its initials, "the Bureau (BoW) chief
    // Ravi Patel".
    let stop = |at: usize| {
        let word = &reading.words[at];
        // "Mum-of-two Ana Ruiz"
        let hyphened = at > source.start && reading.words[at - 1].first == b'-';
        let of_phrase = word.is(PREPOSITION) && !hyphened || word.tag2[0] == b'W';
        let initials = word.first == b'(' && at + 3 < source.end && {
            let [close, next] = [&reading.words[at + 2], &reading.words[at + 3]];
            close.first == b')' && matches!(next.tag2, [b'N', b'N'] | [b'J', b'J'])
        };
        word.first == b',' || of_phrase && word.mention == 0 || word.first == b'(' && !initials
    };
    let next_stop = |from: usize| (from..source.end).find(|&at| stop(at)).unwrap_or(source.end);
    let head = next_stop(source.start) - source.start;
    let possessive = |at: usize| {
        // Where a possessive is all that the source has, it is the source.
        let mut after = at;
        while after < source.end && reading.mention_at(after).is_some() {
            after += 1;
        }
        after + 1 < source.end && reading.words[after].tag2 == *b"PO"
    };
    let person = |at: &usize| {
        reading.words[*at].place != Place::Closing
            && reading.person_at(*at).is_some()
            && !possessive(*at)
    };
    // "The union, in a statement signed by its president, Ravi Patel,": the union.
    if let Some(first) =
        reading.mention_at(source.start + usize::from(reading.words[source.start].is(DEFINITE)))
        && first.kind == Kind::Organisation
    {
        let end = reading.words_in(first.span).end;
        let rest = reading.words.get(end..source.end.min(end + 6)).unwrap_or_default();
        if let [comma, through, rest @ ..] = rest
            && comma.first == b','
            && through.is_one_of(&["in", "through", "via"])
            && rest.iter().any(|word| word.is(DOCUMENT))
        {
            return Some(first.entity);
        }
    }
    // The head of the phrase: "Acme spokesman Ravi Patel, who works for …". "A Patel adviser" is another.
    let whose = |at: &usize| !is_whose(reading, source, *at);
    if let Some(at) = (source.start..source.start + head).rev().find(person).filter(whose) {
        return reading.mention_at(at).map(|mention| mention.entity);
    }
    // "Supporters of the governor, Ravi Patel," are not he.
    let several = (source.start..source.start + head)
        .next_back()
        .is_some_and(|at| reading.words[at].tag == hash_str("NNS"))
        && reading.words.get(source.start + head).is_some_and(|word| word.is_one_of(&["of", "to"]));
    // An apposition: "a spokesman, Ravi Patel,".
    let mut at = if several { source.end } else { source.start + head };
    while at < source.end && reading.words[at].first == b',' {
        let next = next_stop(at + 1);
        if let Some(found) = (at + 1..next).find(person) {
            return reading.mention_at(found).map(|mention| mention.entity);
        }
        at = next;
    }
    if let Some(person) = behind_calling(reading, source) {
        return Some(person);
    }
    if !several && let Some(person) = office_holder(reading, source) {
        return Some(person);
    }
    // A body or a place, where it is what the phrase is about: its last word.
    let last = (source.start + head).checked_sub(1)?;
    let ends = reading.mention_at(last).or_else(|| {
        // "the Labour party", "the FARS news agency".
        let before = |far: usize| {
            let at = last.checked_sub(far).filter(|&at| at >= source.start)?;
            // "Quay University (QU) authorities"
            let bracket = usize::from(reading.words[at].first == b')');
            reading.mention_at(at.checked_sub(3 * bracket).filter(|&at| at >= source.start)?)
        };
        let word = &reading.words[last];
        let of_medium = word.is_one_of(&MEDIA);
        // "the former Acme defender" is none of it
        if is_whose(reading, source, last.saturating_sub(1)) {
            return None;
        }
        // "The Tokyo government" is Tokyo, "a Tokyo jury" is not; "Acme researchers" speak for it, "Acme fans" do not.
        let own = word.tag2 == *b"PO" || word.is_one_of(&RULERS);
        let outside =
            word.is_one_of(&OUTSIDERS) || word.is_one_of(&OFFICES) && !word.is_one_of(&SPEAKS_FOR);
        let speaks = |one: &&Mention| match one.kind {
            Kind::Place => own,
            Kind::Organisation => !outside,
            _ => true,
        };
        before(1)
            .filter(speaks)
            .or_else(|| before(2).filter(|one| of_medium && one.kind == Kind::Organisation))
    });
    let Some(ends) = ends else {
        // An apposition: "the plaintiff, the Harbour Agency (HA),".
        let comma = source.clone().find(|&at| reading.words[at].first == b',')?;
        let article = reading.words.get(comma + 1).is_some_and(|word| word.tag2 == *b"DT");
        let start = comma + 1 + usize::from(article);
        let body =
            Some(start).filter(|&at| at < source.end).and_then(|at| reading.mention_at(at))?;
        let name = reading.words_in(body.span);
        let mut rest = reading.words[name.end.min(source.end)..source.end].iter();
        let bracket = rest.clone().next().is_some_and(|word| word.first == b'(');
        let alone = bracket && rest.clone().skip(3).all(|word| word.first == b',')
            || rest.all(|word| word.first == b',');
        let is_body = name.start <= start && body.kind == Kind::Organisation;
        return (is_body && alone).then_some(body.entity);
    };
    let body = match ends.kind {
        Kind::Organisation => true,
        // "Hungary, a longtime ally of Moscow,", "Even China, its only ally,"
        Kind::Place => {
            let first = reading.words_in(ends.span).start;
            let before = &reading.words[source.start.min(first)..first];
            let led = before.iter().all(|word| word.is(DEFINITE) || word.tag2 == *b"RB");
            source.len() <= 3 || led && source.start + head < source.end
        }
        _ => false,
    };
    body.then_some(ends.entity)
}

/// Whether a source is of two or more who are named, and of nobody else: "Israel and Egypt", "JPMorgan and Morgan Stanley".
fn is_joint(reading: &Reading, source: &Range<usize>) -> bool {
    let mut entities = Vec::new();
    let mut joined = false;
    for at in source.clone() {
        let word = &reading.words[at];
        match reading.mention_at(at) {
            Some(one) if matches!(one.kind, Kind::Person | Kind::Organisation | Kind::Place) => {
                if !entities.contains(&one.entity) {
                    entities.push(one.entity);
                }
            }
            // The "and" of a name is of its mention.
            None if word.is_one_of(&["and", "&"]) && entities.len() == 1 => joined = true,
            None if word.is(DEFINITE) || word.is_one_of(&["both"]) => {}
            _ => return false,
        }
    }
    joined && entities.len() == 2
}

/// Whether the name at a word only says whose somebody is who has none: "a | Patel | adviser", "the former | Acme |
/// defender". A spokesman speaks for it.
fn is_whose(reading: &Reading, source: &Range<usize>, at: usize) -> bool {
    let last = &reading.words[source.end - 1];
    let mut end = at;
    while end < source.end && reading.mention_at(end).is_some() {
        end += 1;
    }
    let noun = last.is_one_of(&EPITHETS)
        || last.is_one_of(&[
            "adviser",
            "advisor",
            "aide",
            "ally",
            "attorney",
            "biographer",
            "confidant",
            "donor",
            "lawyer",
        ]);
    end + 1 == source.end && noun && last.mention == 0 && last.tag == hash_str("NN")
}

/// "a specialist in labour law | Ravi Patel |": who is named behind what he does, if that is no more than a field or a
/// place.
fn behind_calling(reading: &Reading, source: &Range<usize>) -> Option<usize> {
    let last = source.end.checked_sub(1).filter(|&at| at > source.start)?;
    let person = reading.person_at(last)?;
    let name = reading.words_in(person.span);
    let calling = reading.words.get(source.start..name.start)?;
    let field = |word: &Word| word.is_one_of(&["in", "on", "at"]);
    let plain =
        |word: &Word| !word.is(PREPOSITION) && !word.is(SPEECH) && !word.is_verb() || field(word);
    let noun = calling.last().is_some_and(|word| word.tag2 == *b"NN" && word.shape == 1);
    (noun && calling.iter().all(plain)).then_some(person.entity)
}

/// Who speaks for a place: "the Tokyo | government |".
const RULERS: [&str; 5] = ["administration", "authorities", "government", "officials", "regime"];

/// Who is of a body, or has to do with it, and does not speak for it.
const OUTSIDERS: [&str; 35] = [
    "alumni",
    "alumnus",
    "commenter",
    "commenters",
    "customer",
    "customers",
    "fan",
    "fans",
    "member",
    "members",
    "mep",
    "mla",
    "mp",
    "mps",
    "msp",
    "politician",
    "senator",
    "td",
    "tds",
    "player",
    "players",
    "reader",
    "readers",
    "student",
    "students",
    "supporter",
    "supporters",
    "user",
    "users",
    "veteran",
    "veterans",
    "viewer",
    "viewers",
    "worker",
    "workers",
];

/// What stands behind the name of a medium: "the FARS news | agency |".
const MEDIA: [&str; 6] = ["agency", "channel", "network", "service", "site", "website"];

/// The body whose short name stands in brackets, "the charity Hands Up Now (HUN)", or the person, "the Minister (Ms Ruiz)".
pub(super) fn in_brackets(reading: &Reading, source: &Range<usize>) -> Option<usize> {
    let mark = |&at: &usize| {
        let word = &reading.words[at];
        word.first == b'(' || word.is(PREPOSITION)
    };
    let open = source.clone().find(mark).filter(|&at| reading.words[at].first == b'(')?;
    // "Ms" is of no mention.
    let named = |at: usize| Some(at).filter(|&at| at < source.end);
    let mention = named(open + 1)
        .and_then(|at| reading.mention_at(at))
        .or_else(|| named(open + 2).and_then(|at| reading.person_at(at)))?;
    let closes = reading.words.get(reading.words_in(mention.span).end)?.first == b')';
    (closes && matches!(mention.kind, Kind::Organisation | Kind::Person)).then_some(mention.entity)
}

/// The person with whom a source ends whose office it tells first: "the Minister for Roads, Kwesi Attah,", "former
/// Speaker of the House Newt Moe". "A friend of Moe" is not Moe.
fn office_holder(reading: &Reading, source: &Range<usize>) -> Option<usize> {
    let words = &reading.words;
    if let Some(person) = set_off(reading, source) {
        return Some(person);
    }
    let (mention, name) = behind_words(reading, source)?;
    let is_office = |at: usize| words[at].is_one_of(&OFFICES);
    let mut before = (source.start..name.start).rev().find(|&at| !words[at].is(TITLE))?;
    // "chief executive officer (CEO) Ana Ruiz"
    if words[before].first == b')' {
        let open = (source.start..before).rev().find(|&at| words[at].first == b'(')?;
        before = open.checked_sub(1).filter(|&at| at >= source.start)?;
        if is_office(before) {
            return Some(mention.entity);
        }
    }
    // Without a comma: an office, of what, and the name behind a noun.
    let preposition = source.clone().find(|&at| words[at].is(PREPOSITION))?;
    // "Minister of Justice Ana Ruiz": justice is no title there.
    if before == preposition && before + 1 < name.start {
        before += 1;
    }
    let of = words[preposition].is_one_of(&["of", "for", "at", "to", "from", "in"]);
    let office = preposition.checked_sub(1).filter(|&at| at >= source.start)?;
    (of && is_office(office) && before > preposition && words[before].tag2 == *b"NN")
        .then_some(mention.entity)
}

/// The first person in a source who is not named at its beginning, if it ends there or goes on behind a mark.
fn behind_words<'r>(
    reading: &'r Reading,
    source: &Range<usize>,
) -> Option<(&'r Mention, Range<usize>)> {
    let mention = source.clone().find_map(|at| reading.person_at(at))?;
    let name = reading.words_in(mention.span);
    let ends = name.end >= source.end || b",(-".contains(&reading.words[name.end].first);
    (name.start > source.start && ends).then_some((mention, name))
}

/// The person who stands between commas in a source, with titles before the name and nothing behind.
fn set_off(reading: &Reading, source: &Range<usize>) -> Option<usize> {
    const LONGEST_TITLE: usize = 4;
    // Whoever is named in a clause about him is another: "the actor, who has a brother, Tom Moe,".
    let words = &reading.words[source.clone()];
    let clause = words.iter().skip(1).position(|word| word.tag2[0] == b'W');
    let words = &words[..clause.map_or(words.len(), |at| at + 1)];
    let nominal = |word: &Word| matches!(word.tag2, [b'N', b'N'] | [b'J', b'J'] | [b'D', b'T']);
    let mut people = words.split(|word| word.first == b',').skip(1).filter_map(|part| {
        let last = part.last()?;
        let mention = reading.mention_of(last)?;
        let name = part.iter().filter(|word| word.mention == last.mention).count();
        let title = &part[..part.len() - name];
        let alone = title.len() <= LONGEST_TITLE && title.iter().all(nominal);
        (mention.kind == Kind::Person && alone).then_some(mention.entity)
    });
    // Three and more are a list.
    let first = people.next()?;
    (people.count() < 2).then_some(first)
}

/// The body that a spokesman without a name speaks for: "a spokesman for Volvo", "a Volvo spokesman".
pub(super) fn spoken_for(reading: &Reading, source: &Range<usize>) -> Option<usize> {
    let head = source.clone().find(|&at| reading.words[at].is_one_of(&SPEAKS_FOR))?;
    let behind = head + 1..source.end.min(head + 6);
    let bodies = behind.chain(source.start..head).filter_map(|at| reading.mention_at(at));
    // "Texas-based Acme" is not Texas.
    let based = |one: &Mention| {
        let end = reading.words_in(one.span).end;
        let next = reading.words.get(end..end + 2).unwrap_or_default();
        matches!(next, [hyphen, based] if hyphen.first == b'-' && based.is_one_of(&["based"]))
    };
    let mut bodies =
        bodies.filter(|one| matches!(one.kind, Kind::Organisation | Kind::Place) && !based(one));
    bodies.next().map(|body| body.entity)
}
