//! Closed-class words about people: honorifics, role nouns, and the gender that they show.

/// Whether people of a name are spoken of as he or as she.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// She.
    Female,
    /// He.
    Male,
}

impl Gender {
    /// The value of the attribute.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }
}

/// Words before a name that are no part of it, in small letters without stops; sorted.
const HONORIFICS: &[&str] = &[
    "adm",
    "admiral",
    "afioga",
    "alderman",
    "alhaja",
    "alhaji",
    "ambassador",
    "archbishop",
    "assemblyman",
    "assemblymember",
    "assemblywoman",
    "auntie",
    "ayatollah",
    "bapak",
    "baron",
    "baroness",
    "bishop",
    "brig",
    "brigadier",
    "capt",
    "captain",
    "cardinal",
    "cdr",
    "chancellor",
    "chief",
    "cllr",
    "cmdr",
    "coach",
    "col",
    "colonel",
    "commander",
    "commissioner",
    "comrade",
    "congressman",
    "congresswoman",
    "const",
    "constable",
    "coun",
    "councillor",
    "councilman",
    "councilmember",
    "councilor",
    "councilwoman",
    "count",
    "countess",
    "cpl",
    "crown",
    "dame",
    "dato",
    "datuk",
    "deputy",
    "det",
    "detective",
    "doctor",
    "dona",
    "dr",
    "drs",
    "duchess",
    "duke",
    "emir",
    "emperor",
    "empress",
    "engr",
    "father",
    "former",
    "garda",
    "gda",
    "gen",
    "general",
    "gov",
    "governor",
    "hon",
    "honourable",
    "imam",
    "insp",
    "inspector",
    "judge",
    "justice",
    "khun",
    "king",
    "lady",
    "lieutenant",
    "lord",
    "lt",
    "madam",
    "madame",
    "maj",
    "major",
    "mallam",
    "mayor",
    "minister",
    "miss",
    "mr",
    "mrs",
    "ms",
    "mullah",
    "mx",
    "mzee",
    "officer",
    "pak",
    "pani",
    "pastor",
    "pm",
    "pope",
    "premier",
    "president",
    "prime",
    "prince",
    "princess",
    "prof",
    "professor",
    "puan",
    "queen",
    "rabbi",
    "rep",
    "rev",
    "reverend",
    "sardar",
    "secretary",
    "sen",
    "senator",
    "senior",
    "sergeant",
    "sgt",
    "sheik",
    "sheikh",
    "sheriff",
    "shri",
    "sir",
    "sister",
    "smt",
    "speaker",
    "sultan",
    "supt",
    "tun",
    "ustaz",
    "venerable",
    "vice",
];

/// Ranks by their initials, which are none in small letters; sorted.
const RANKS: [&str; 16] = [
    "acp", "asp", "csp", "dci", "dcp", "dcs", "di", "dig", "ds", "dsp", "igp", "pc", "sp", "ssp",
    "supt", "wpc",
];

/// Whether a word stands before names as a rank's initials do, if it is in capitals.
pub fn is_rank(word: &str) -> bool {
    RANKS.binary_search(&word).is_ok()
}

/// Titles that no name has in its middle: "U.S. President Ana Ruiz" is Ana Ruiz, and Martin Luther King Jr. is no king.
const OFFICES: [&str; 17] = [
    "ambassador",
    "chancellor",
    "commissioner",
    "congressman",
    "congresswoman",
    "dr",
    "gov",
    "governor",
    "minister",
    "mr",
    "mrs",
    "ms",
    "premier",
    "president",
    "prof",
    "sen",
    "senator",
];

/// Whether a word is the title of an office, and never a name.
pub fn is_office_title(word: &str) -> bool {
    OFFICES.contains(&word.trim_end_matches('.'))
}

/// Nouns for what people are, in small letters; sorted. Others are known by their endings.
const ROLES: &[&str] = &[
    "activist",
    "actor",
    "actress",
    "adviser",
    "advisor",
    "aide",
    "ambassador",
    "analyst",
    "anchor",
    "archbishop",
    "architect",
    "artist",
    "assemblyman",
    "assemblymember",
    "assemblywoman",
    "assistant",
    "astronaut",
    "athlete",
    "attorney",
    "author",
    "ayatollah",
    "banker",
    "baron",
    "biologist",
    "bishop",
    "boss",
    "boxer",
    "brigadier",
    "broadcaster",
    "businessman",
    "businesswoman",
    "campaigner",
    "candidate",
    "captain",
    "cardinal",
    "ceo",
    "cfo",
    "chair",
    "chairman",
    "chairperson",
    "chairwoman",
    "champion",
    "chancellor",
    "chef",
    "chief",
    "citizen",
    "cleric",
    "co-founder",
    "coach",
    "colonel",
    "columnist",
    "comedian",
    "commander",
    "commentator",
    "commissioner",
    "composer",
    "conductor",
    "congressman",
    "congresswoman",
    "constable",
    "consultant",
    "convener",
    "coordinator",
    "coroner",
    "correspondent",
    "councillor",
    "councilman",
    "councilmember",
    "councilor",
    "counsel",
    "creator",
    "critic",
    "curator",
    "dancer",
    "daughter",
    "dean",
    "defender",
    "delegate",
    "deputy",
    "designer",
    "detective",
    "dictator",
    "diplomat",
    "director",
    "director-general",
    "doctor",
    "driver",
    "duchess",
    "duke",
    "economist",
    "editor",
    "editor-in-chief",
    "emperor",
    "employee",
    "engineer",
    "entrepreneur",
    "envoy",
    "executive",
    "expert",
    "farmer",
    "father",
    "fighter",
    "filmmaker",
    "firefighter",
    "fisherman",
    "footballer",
    "forward",
    "founder",
    "friend",
    "garda",
    "general",
    "goalkeeper",
    "governor",
    "guard",
    "guitarist",
    "head",
    "historian",
    "husband",
    "imam",
    "inspector",
    "investigator",
    "investor",
    "journalist",
    "judge",
    "justice",
    "king",
    "lawmaker",
    "lawyer",
    "leader",
    "lecturer",
    "legislator",
    "lieutenant",
    "magistrate",
    "manager",
    "mayor",
    "mechanic",
    "mediator",
    "member",
    "mep",
    "midfielder",
    "minister",
    "model",
    "mother",
    "mp",
    "msp",
    "musician",
    "negotiator",
    "novelist",
    "nurse",
    "officer",
    "official",
    "opponent",
    "organiser",
    "organizer",
    "owner",
    "painter",
    "partner",
    "pastor",
    "philosopher",
    "photographer",
    "physician",
    "pilot",
    "player",
    "playwright",
    "pm",
    "poet",
    "policeman",
    "policewoman",
    "politician",
    "pope",
    "premier",
    "president",
    "president-elect",
    "priest",
    "prince",
    "princess",
    "principal",
    "producer",
    "professor",
    "prosecutor",
    "psychologist",
    "publisher",
    "queen",
    "rabbi",
    "rapper",
    "rebel",
    "rector",
    "registrar",
    "reporter",
    "representative",
    "researcher",
    "resident",
    "runner",
    "scholar",
    "scientist",
    "secretary",
    "secretary-general",
    "senator",
    "sergeant",
    "sheikh",
    "sheriff",
    "singer",
    "sister",
    "son",
    "songwriter",
    "speaker",
    "specialist",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "striker",
    "student",
    "sultan",
    "superintendent",
    "surgeon",
    "survivor",
    "swimmer",
    "taoiseach",
    "td",
    "teacher",
    "trader",
    "trainer",
    "treasurer",
    "trustee",
    "tycoon",
    "tánaiste",
    "umpire",
    "undersecretary",
    "veteran",
    "vicar",
    "vice-president",
    "victim",
    "volunteer",
    "warden",
    "widow",
    "wife",
    "winner",
    "witness",
    "worker",
    "writer",
];

/// Whether the word stands before names without being part of them.
pub fn is_honorific(word: &str) -> bool {
    HONORIFICS.binary_search(&word.trim_end_matches('.')).is_ok()
}

/// What a title stands for that is cut short: "Gov." for governor.
pub fn in_full(word: &str) -> Option<&'static str> {
    Some(match word.trim_end_matches('.') {
        "capt" => "captain",
        "cllr" | "coun" => "councillor",
        "col" => "colonel",
        "cpl" => "corporal",
        "det" => "detective",
        "dr" => "doctor",
        "gen" => "general",
        "gov" => "governor",
        "insp" => "inspector",
        "lt" => "lieutenant",
        "maj" => "major",
        "prof" => "professor",
        "rep" => "representative",
        "rev" => "reverend",
        "sen" => "senator",
        "sgt" => "sergeant",
        "supt" => "superintendent",
        _ => return None,
    })
}

/// Whether the word is a noun for what a person is.
pub fn is_role(word: &str) -> bool {
    ROLES.binary_search(&word).is_ok()
        || ["person", "woman", "ologist"]
            .iter()
            .any(|ending| word.len() > ending.len() + 2 && word.ends_with(ending))
}

/// Whether the word says that somebody is of another's family.
pub fn is_relative(word: &str) -> bool {
    matches!(
        word,
        "aunt"
            | "brother"
            | "cousin"
            | "dad"
            | "daughter"
            | "father"
            | "fiancé"
            | "fiancée"
            | "grandfather"
            | "grandmother"
            | "grandson"
            | "husband"
            | "mother"
            | "mum"
            | "nephew"
            | "niece"
            | "parent"
            | "parents"
            | "sister"
            | "son"
            | "twin"
            | "uncle"
            | "widow"
            | "widower"
            | "wife"
    )
}

/// The gender that a title or role noun shows.
pub fn gender_of(word: &str) -> Option<Gender> {
    match word.trim_end_matches('.') {
        "mr" | "sir" | "lord" | "king" | "prince" | "duke" | "baron" | "emperor" | "father"
        | "brother" | "actor" | "husband" | "son" | "imam" | "pope" | "cardinal" | "dad"
        | "grandfather" | "grandson" | "nephew" | "uncle" | "widower" | "alhaji" | "encik"
        | "malam" | "mallam" | "shri" | "tuan" => Some(Gender::Male),
        "mrs" | "ms" | "miss" | "lady" | "dame" | "queen" | "princess" | "duchess" | "baroness"
        | "countess" | "empress" | "madam" | "madame" | "sister" | "mother" | "actress"
        | "wife" | "daughter" | "widow" | "mum" | "grandmother" | "niece" | "aunt" | "alhaja"
        | "begum" | "hajia" | "hajiya" | "puan" | "smt" => Some(Gender::Female),
        word if word.ends_with("woman") => Some(Gender::Female),
        // Women are chairman too.
        "chairman" => None,
        word if word.ends_with("man") && ROLES.binary_search(&word).is_ok() => Some(Gender::Male),
        _ => None,
    }
}

/// Given names that do not tell men from women, whatever lists of one country say: "Andrea" is he in Italy, "Kim" and
/// "Min" are families' names too, and "Nana" is a chief's title in Ghana. Sorted.
const UNSURE: [&str; 60] = [
    "ai",
    "alex",
    "andrea",
    "ashley",
    "avery",
    "billie",
    "cameron",
    "chris",
    "claude",
    "dale",
    "dara",
    "darcy",
    "dominique",
    "frankie",
    "gabriele",
    "han",
    "hyun",
    "isa",
    "jamie",
    "jean",
    "jess",
    "jordan",
    "kai",
    "kari",
    "kelly",
    "kim",
    "kit",
    "kyung",
    "laurence",
    "lee",
    "li",
    "lindsay",
    "mai",
    "mattie",
    "michele",
    "mika",
    "min",
    "ming",
    "misha",
    "nana",
    "nicky",
    "nicola",
    "nikita",
    "noor",
    "nur",
    "pat",
    "quinn",
    "riley",
    "robbie",
    "robin",
    "ronnie",
    "sam",
    "sandy",
    "sasha",
    "sidney",
    "simone",
    "terry",
    "toni",
    "wei",
    "yuri",
];

/// Whether the word is such a name.
pub fn is_unsure(given: &str) -> bool {
    UNSURE.binary_search(&given).is_ok()
}

/// The gender that a pronoun shows.
pub fn pronoun(word: &str) -> Option<Gender> {
    match word {
        "he" | "him" | "his" | "himself" => Some(Gender::Male),
        "she" | "her" | "hers" | "herself" => Some(Gender::Female),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_for_searching() {
        for list in [HONORIFICS, ROLES, &UNSURE, &RANKS] {
            for pair in list.windows(2) {
                assert!(pair[0] < pair[1], "{pair:?}");
            }
        }
    }

    #[test]
    fn words_tell_roles_and_gender() {
        for (word, role, gender) in [
            ("spokeswoman", true, Some(Gender::Female)),
            ("chairman", true, None),
            ("spokesman", true, Some(Gender::Male)),
            ("minister", true, None),
            ("criminologist", true, None),
            ("human", false, None),
            ("woman", false, Some(Gender::Female)),
            ("mrs.", false, Some(Gender::Female)),
        ] {
            assert_eq!((is_role(word), gender_of(word)), (role, gender), "{word}");
        }
    }
}
