//! Of which land somebody is what he is: "Uganda's president" is not Kenya's.

use super::Speakers;
use crate::reading::{Kind, Mention, Reading};
use crate::word::Word;

impl Speakers {
    /// Notes of which land somebody is what he is: "Kenya's president, Daniel Mutua," is Kenya's.
    pub(super) fn note_home(&mut self, reading: &Reading, mention: &Mention) {
        const FAR: usize = 8;
        let start = reading.words_in(mention.span).start;
        let from = start.saturating_sub(FAR);
        let Some(first) = reading.words.get(start) else { return };
        let before = reading.words[from..start].iter().rev().take_while(|word| {
            let nominal =
                matches!(word.tag2, [b'N', b'N'] | [b'J', b'J'] | [b'P', b'O'] | [b'D', b'T']);
            word.sentence == first.sentence && (nominal || word.first == b',')
        });
        let home = before.filter_map(|word| reading.mention_of(word)).find(|one| is_land(one));
        self.homes.extend(home.map(|home| (mention.entity, home.begins)));
    }

    /// Whether a description is of another land than the one of which somebody is it: "Uganda's president", "the Russian
    /// ambassador".
    pub(super) fn is_elsewhere(&self, reading: &Reading, phrase: &[Word], entity: usize) -> bool {
        // "The Democratic senator", "the North African nation's president"
        const PARTIES: [&[u8; 3]; 8] =
            [b"con", b"dem", b"gop", b"lab", b"lib", b"rep", b"soc", b"tor"];
        let country = ["country", "island", "nation", "state"];
        let country = phrase.iter().any(|word| word.is_one_of(&country));
        let lands = phrase.iter().filter_map(|word| reading.mention_of(word));
        let mut lands = lands.filter(|one| is_land(one) && !PARTIES.contains(&&one.begins));
        let land = lands.next().filter(|_| !country);
        let Some(land) = land else { return false };
        let mut homes = self.homes.iter().filter(|(whose, _)| *whose == entity).peekable();
        homes.peek().is_some() && !homes.any(|&(_, home)| is_one_land(home, land.begins))
    }
}

/// Whether a mention is of a land or its people.
fn is_land(mention: &Mention) -> bool {
    matches!(mention.kind, Kind::Place | Kind::People)
}

/// Whether names that begin so may be of one land: "Kenya" and "Kenyan", "France" and "French", "the United Kingdom" and
/// "British".
fn is_one_land(one: [u8; 3], other: [u8; 3]) -> bool {
    const ALIKE: [[&[u8; 3]; 2]; 9] = [
        [b"fra", b"fre"],
        [b"net", b"dut"],
        [b"wal", b"wel"],
        [b"den", b"dan"],
        [b"ire", b"iri"],
        [b"uni", b"bri"],
        [b"uni", b"ame"],
        [b"eng", b"bri"],
        [b"phi", b"fil"],
    ];
    let short = |name: [u8; 3]| name[..2] == *b"us" || name[..2] == *b"uk" || name[1] == b'.';
    let pair = [&one, &other];
    one == other
        || short(one)
        || short(other)
        || ALIKE.iter().any(|&[a, b]| pair == [a, b] || pair == [b, a])
}
