//! Closed classes of words, and verbs of speech with what kind of speech they stand for.

use copydesk_learn::features::hash_str;

/// A word that introduces a content clause: "that", "whether", "how".
pub const COMPLEMENTISER: u16 = 1;
/// A third-person pronoun that can stand for a speaker.
pub const HE: u16 = 1 << 1;
/// The same for women.
pub const SHE: u16 = 1 << 2;
/// The same for several, or for a body.
pub const THEY: u16 = 1 << 3;
/// Other words that can name a speaker without saying who: "I", "who", "it", "some".
pub const OTHER_PRONOUN: u16 = 1 << 4;
/// A verb of speech in any of its forms.
pub const SPEECH: u16 = 1 << 5;
/// Forms of be, have, do, and modals.
pub const AUXILIARY: u16 = 1 << 6;
/// The definite article and demonstratives.
pub const DEFINITE: u16 = 1 << 7;
/// A noun for a document that can say something: "report", "letter".
pub const DOCUMENT: u16 = 1 << 8;
/// A verb of speech that gives a thing a name: "called", "labelled".
pub const NAMING: u16 = 1 << 9;
/// A coordinating word: "and", "but", "or".
pub const COORDINATOR: u16 = 1 << 10;
/// A word that begins a subordinate clause other than one of content: "after", "because".
pub const SUBORDINATOR: u16 = 1 << 11;
/// A preposition.
pub const PREPOSITION: u16 = 1 << 12;
/// A title that stands before a name: "Mr", "Dr".
pub const TITLE: u16 = 1 << 13;

const WORDS: &[(u16, &str)] = &[
    (COMPLEMENTISER, "that whether if how why what"),
    (HE, "he him his himself"),
    (SHE, "she her hers herself"),
    (THEY, "they them their theirs themselves"),
    (
        OTHER_PRONOUN,
        "i we you it who which that some others many one nobody everyone someone me us my our its \
         this these those both all several most anyone",
    ),
    (
        AUXILIARY,
        "is are was were be been being am has have had having do does did will would can could may \
         might shall should must 's 've 'd 'll 're n't not never also",
    ),
    (DEFINITE, "the this that these those"),
    (
        DOCUMENT,
        "report statement letter document documents poll survey study memo email e-mail filing \
         indictment complaint lawsuit ruling order article editorial book review audit tweet post \
         transcript analysis paper communique note leaflet inquiry message release brief affidavit",
    ),
    (
        NAMING,
        "call calls called calling label labels labeled labeling labelled labelling dub dubs dubbed \
         dubbing describe describes described describing brand brands branded branding term terms \
         termed terming refer refers referred referring deem deems deemed deeming",
    ),
    (COORDINATOR, "and but or nor yet"),
    (
        SUBORDINATOR,
        "after before because since while when where although though unless until as if once amid",
    ),
    (
        PREPOSITION,
        "of in on at by for with from to about against into over under during through between among \
         per via upon toward towards within without despite",
    ),
    (
        TITLE,
        "mr mrs ms miss dr sir dame lord lady prof rev sen rep gov gen col capt lt sgt hon judge \
         justice mr. mrs. ms. dr. prof. rev. sen. rep. gov. gen. col. capt. lt. sgt. hon. chief \
         alhaji engr engr. barr barr. cllr smt smt. shri sheikh imam president senator governor \
         minister king queen prince princess pope bishop archbishop father sister brother",
    ),
];

/// Verbs of speech by what their kind is called in the output. The first word of a line is the
/// kind; those that follow are lemmas. Forms are made by [`forms`], irregular ones are listed.
const VERBS: &[(&str, &str)] = &[
    ("said", "say remark comment state observe mutter whisper murmur mumble quip joke"),
    ("told", "tell inform brief notify advise assure remind"),
    ("asked", "ask question inquire enquire wonder query"),
    ("answered", "answer reply respond retort counter shoot_back"),
    ("added", "add continue conclude finish"),
    ("announced", "announce declare proclaim reveal disclose unveil"),
    ("reported", "report recount recall relate"),
    ("denied", "deny refute rebut reject dismiss dispute contradict disavow"),
    ("promised", "promise pledge vow swear guarantee commit undertake"),
    ("warned", "warn caution threaten alert"),
    ("claimed", "claim allege assert contend maintain insist profess"),
    ("argued", "argue reason posit"),
    ("accused", "accuse blame charge fault"),
    (
        "criticised",
        "criticise criticize condemn denounce slam blast attack decry deplore lambaste mock ridicule bash rip",
    ),
    ("praised", "praise hail commend applaud laud salute welcome congratulate tout credit"),
    ("admitted", "admit acknowledge concede confess"),
    (
        "confirmed",
        "confirm affirm reaffirm reiterate repeat stress emphasise emphasize underline underscore",
    ),
    (
        "explained",
        "explain clarify elaborate describe note mention cite point indicate outline detail specify",
    ),
    ("suggested", "suggest propose recommend hint imply signal"),
    ("demanded", "demand urge call_for appeal plead beg implore insist_on order"),
    ("called", "call label brand dub term name refer deem"),
    (
        "believed",
        "believe think feel hope fear expect doubt know consider understand suspect worry see want wish",
    ),
    ("predicted", "predict forecast project estimate anticipate"),
    ("wrote", "write post tweet blog publish"),
    (
        "shouted",
        "shout yell scream cry exclaim chant bellow roar snap grumble complain lament sigh moan",
    ),
    ("agreed", "agree accept endorse support back"),
    ("found", "find show conclude_that discover determine"),
    ("testified", "testify rule argue_that"),
    ("thanked", "thank apologise apologize"),
    ("boasted", "boast brag gloat"),
    ("defended", "defend justify"),
];

/// Irregular forms: the form and its lemma.
const IRREGULAR: &[(&str, &str)] = &[
    ("said", "say"),
    ("told", "tell"),
    ("wrote", "write"),
    ("written", "write"),
    ("writing", "write"),
    ("thought", "think"),
    ("knew", "know"),
    ("known", "know"),
    ("found", "find"),
    ("felt", "feel"),
    ("saw", "see"),
    ("seen", "see"),
    ("swore", "swear"),
    ("sworn", "swear"),
    ("shown", "show"),
    ("understood", "understand"),
    ("undertook", "undertake"),
    ("forecast", "forecast"),
    ("begged", "beg"),
    ("begging", "beg"),
    ("bragged", "brag"),
    ("bragging", "brag"),
    ("quipped", "quip"),
    ("dubbed", "dub"),
    ("dubbing", "dub"),
    ("referred", "refer"),
    ("referring", "refer"),
    ("admitted", "admit"),
    ("admitting", "admit"),
    ("committed", "commit"),
    ("ripped", "rip"),
    ("slammed", "slam"),
    ("slamming", "slam"),
    ("rebutted", "rebut"),
    ("snapped", "snap"),
    ("labelled", "label"),
    ("labelling", "label"),
];

/// What is known of words by their hash: class bits and the kind of speech.
#[derive(Clone, Debug)]
pub struct Lexicon {
    /// Open addressing: hash (0 is free), bits, kind (0 is none).
    slots: Vec<(u64, u16, u8)>,
    mask: usize,
}

impl Lexicon {
    /// The table of all words above.
    pub fn new() -> Self {
        let size = 8192;
        let mut lexicon = Self { slots: vec![(0, 0, 0); size], mask: size - 1 };
        for (bits, words) in WORDS {
            for word in words.split_ascii_whitespace() {
                lexicon.add(word, *bits, 0);
            }
        }
        for (number, (_, lemmas)) in VERBS.iter().enumerate() {
            let kind = number as u8 + 1;
            for lemma in lemmas.split_ascii_whitespace().filter(|lemma| !lemma.contains('_')) {
                for form in forms(lemma) {
                    lexicon.add(&form, SPEECH, kind);
                }
                for (form, _) in IRREGULAR.iter().filter(|(_, of)| of == &lemma) {
                    lexicon.add(form, SPEECH, kind);
                }
            }
        }
        lexicon
    }

    fn add(&mut self, word: &str, bits: u16, kind: u8) {
        let hash = hash_str(word).max(1);
        let mut slot = hash as usize & self.mask;
        while self.slots[slot].0 != 0 && self.slots[slot].0 != hash {
            slot = (slot + 1) & self.mask;
        }
        let entry = &mut self.slots[slot];
        entry.0 = hash;
        entry.1 |= bits;
        if entry.2 == 0 {
            entry.2 = kind;
        }
    }

    /// The class bits of a lower-case word, by its hash, and its kind of speech, 0 for none.
    #[inline]
    pub fn get(&self, hash: u64) -> (u16, u8) {
        let hash = hash.max(1);
        let mut slot = hash as usize & self.mask;
        loop {
            let entry = &self.slots[slot];
            if entry.0 == hash {
                return (entry.1, entry.2);
            }
            if entry.0 == 0 {
                return (0, 0);
            }
            slot = (slot + 1) & self.mask;
        }
    }
}

impl Default for Lexicon {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether a kind is one of saying rather than of thinking, wishing or siding.
pub fn is_told(kind: u8) -> bool {
    !matches!(kind_name(kind), None | Some("believed" | "agreed" | "found" | "defended" | "called"))
}

/// What a kind of speech is called.
pub fn kind_name(kind: u8) -> Option<&'static str> {
    VERBS.get(usize::from(kind).checked_sub(1)?).map(|(name, _)| *name)
}

/// The regular forms of a verb: itself, and with -s, -ed and -ing.
fn forms(lemma: &str) -> [String; 4] {
    let before = lemma.as_bytes()[lemma.len().saturating_sub(2)];
    let consonant_y = lemma.ends_with('y') && !b"aeou".contains(&before);
    let stem = &lemma[..lemma.len() - 1];
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| lemma.ends_with(end));
    if consonant_y {
        [lemma.into(), format!("{stem}ies"), format!("{stem}ied"), format!("{lemma}ing")]
    } else if lemma.ends_with("ee") {
        [lemma.into(), format!("{lemma}s"), format!("{lemma}d"), format!("{lemma}ing")]
    } else if lemma.ends_with('e') {
        [lemma.into(), format!("{lemma}s"), format!("{lemma}d"), format!("{stem}ing")]
    } else {
        let s = if hisses { "es" } else { "s" };
        [lemma.into(), format!("{lemma}{s}"), format!("{lemma}ed"), format!("{lemma}ing")]
    }
}

/// Heads of what somebody is in a body, "leader of the opposition"; sorted.
pub const OFFICES: [&str; 65] = [
    "adviser",
    "advisor",
    "ambassador",
    "analyst",
    "archbishop",
    "attorney",
    "bishop",
    "captain",
    "chair",
    "chairman",
    "chairperson",
    "chairwoman",
    "chief",
    "co-founder",
    "coach",
    "commander",
    "commissioner",
    "coordinator",
    "correspondent",
    "counsel",
    "dean",
    "deputy",
    "director",
    "director-general",
    "economist",
    "editor",
    "envoy",
    "executive",
    "expert",
    "founder",
    "general",
    "governor",
    "head",
    "imam",
    "judge",
    "justice",
    "lawmaker",
    "lawyer",
    "leader",
    "lecturer",
    "legislator",
    "manager",
    "mayor",
    "member",
    "minister",
    "officer",
    "owner",
    "president",
    "procurator-general",
    "professor",
    "prosecutor",
    "rapporteur",
    "rector",
    "representative",
    "researcher",
    "secretary",
    "secretary-general",
    "speaker",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "superintendent",
    "under-secretary",
    "undersecretary",
    "vice-president",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_known_in_all_forms() {
        let lexicon = Lexicon::new();
        for (form, kind) in [
            ("said", "said"),
            ("denies", "denied"),
            ("denied", "denied"),
            ("accusing", "accused"),
            ("vowed", "promised"),
            ("vowing", "promised"),
            ("admitted", "admitted"),
            ("labelling", "called"),
            ("wondered", "asked"),
            ("agreed", "agreed"),
            ("guaranteeing", "promised"),
        ] {
            let (bits, found) = lexicon.get(hash_str(form));
            assert_eq!(bits & SPEECH, SPEECH, "{form}");
            assert_eq!(kind_name(found), Some(kind), "{form}");
        }
        assert_eq!(lexicon.get(hash_str("table")), (0, 0));
    }
}
