//! Which mentions are joined, and what joining must hold to whatever the article.

use super::read;
use crate::aliases::Aliases;
use crate::corrections::echoes;
use crate::labels::Class;

/// By mention, the place among the mentions of the one that stands for its entity.
fn joined(marked: &str) -> Vec<usize> {
    let (reading, mut mentions) = read(marked);
    let mut aliases = Aliases::default();
    aliases.join(&reading, &mut mentions);
    aliases.canonical
}

#[test]
fn mentions_of_one_entity_are_joined() {
    for (marked, canonical) in [
        // Short names, before and after the full one.
        (
            "[PERSON Adeola] won . [PERSON Sola Adeola] thanked voters . [PERSON Sola] wept .",
            vec![1, 1, 1],
        ),
        // Titles and possessives.
        (
            "[PERSON Judge Ines Prado] ruled . Mr Justice [PERSON Prado 's] order stands .",
            vec![0, 0],
        ),
        // Initials and diacritics.
        ("[PERSON J. Núñez] spoke . [PERSON Jorge Nunez] listened .", vec![1, 1]),
        ("[PERSON A. B. Núñez] and [PERSON Ana B. Nunez] are one .", vec![1, 1]),
        // Spellings of one name, of which the one in capitals is for show.
        (
            "[PERSON Olena Karpinskiy] left . [PERSON Karpinsky] and [PERSON Karpinskyy] .",
            vec![0, 0, 0],
        ),
        ("[LOC NORWAY] won , and [LOC Norway] sang . [LOC Norway 's] day .", vec![1, 1, 1]),
        ("[ORG UNHO] met , and [ORG Unho] left .", vec![0, 0]),
        // An initial that two could have is nobody's.
        ("[PERSON John Hill] and [PERSON Jane Hill] read [PERSON J. Hill] .", vec![0, 1, 2]),
        // Familiar forms.
        ("[PERSON William Marsh] rose . [PERSON Bill Marsh] sat .", vec![0, 0]),
        ("[PERSON Kate Marsh] and [PERSON Bill Marsh] met .", vec![0, 1]),
        ("Mrs [PERSON Sam Marsh] met Mr [PERSON Samuel Marsh] .", vec![0, 1]),
        // Whoever is Mrs is not Thomas.
        ("[PERSON Kwame Marsh] left . Mrs [PERSON Marsh] said no .", vec![0, 1]),
        // Titles of state and court.
        (
            "[PERSON U.S. President Ana Prado] spoke . [PERSON Ana Prado] and [PERSON Prado] .",
            vec![0, 0, 0],
        ),
        ("[PERSON Ana Luther King Jr.] spoke . [PERSON Ana King] .", vec![0, 0]),
        ("President [PERSON Sola Adeola] and President [PERSON Adeola 's] men .", vec![0, 0]),
        ("[PERSON Mr Justice MacDonald] , or [PERSON Angus MacDonald] .", vec![1, 1]),
        ("[PERSON Tsar Peter] was [PERSON Peter] .", vec![0, 0]),
        // Names with particles, and without.
        ("[PERSON Bill de Vries] won . [PERSON de Vries] and [PERSON De Vries] .", vec![0, 0, 0]),
        ("[PERSON Ursula van der Berg] and [PERSON van der Berg] .", vec![0, 0]),
        ("[PERSON Omar al-Haddad] , or [PERSON El-Haddad] , or [PERSON Haddad] .", vec![0, 0, 0]),
        ("[PERSON Khalid bin Saud] and [PERSON bin Saud] .", vec![0, 0]),
        // Two surnames, of which the first is used, or both, or a husband's added.
        (
            "[PERSON Luis Miguel Prado Ríos] said so . [PERSON Prado Ríos] left . [PERSON Luis Miguel Prado] slept .",
            vec![0, 0, 0],
        ),
        (
            "[PERSON Ana Prado-Osei] came . [PERSON Ana Prado] left . [PERSON Osei] slept .",
            vec![0, 0, 0],
        ),
        ("[PERSON Ana Marsh Osei] is [PERSON Ana Osei] .", vec![0, 0]),
        // The family name first or last; hyphens or none.
        (
            "[PERSON Tan Wei-ling] , that is [PERSON Wei Ling Tan] or [PERSON Tan Wei Ling] .",
            vec![0, 0, 0],
        ),
        ("[PERSON Tan Boon] rose . [PERSON Tan] sat . [PERSON Boon Tan] left .", vec![0, 0, 0]),
        // Father and son.
        ("[PERSON Ben Osei Sr] and [PERSON Ben Osei Jr] met .", vec![0, 1]),
        ("[PERSON Ben Osei Jr] is [PERSON Ben Osei] .", vec![0, 0]),
        // A name in letters.
        ("[PERSON Ana Belén Ruiz] is [PERSON ABR] .", vec![0, 0]),
        // Two of one surname, told apart by title, then by who was named last.
        ("[PERSON Ben Osei] met [PERSON Ama Osei] . Mrs [PERSON Osei] left .", vec![0, 1, 1]),
        (
            "[PERSON Ben Osei] came . [PERSON Osei] sat . [PERSON Ama Osei] rose . [PERSON Osei] spoke .",
            vec![0, 0, 2, 2],
        ),
        ("[PERSON Ama Osei] and [PERSON Ben Osei] differ .", vec![0, 1]),
        (
            "[PERSON Ama Osei] and her brother [PERSON Kofi Osei] came . Mrs [PERSON Osei] left .",
            vec![0, 1, 0],
        ),
        // A surname alone is not of those who are told to be of the family, unless a title says so.
        (
            "[PERSON Ben Osei] fell . His mother , [PERSON Ama Osei] , wept . [PERSON Osei] spoke .",
            vec![0, 1, 0],
        ),
        (
            "[PERSON Ben Osei] and wife [PERSON Ama Osei] came . Mrs [PERSON Osei] spoke .",
            vec![0, 1, 1],
        ),
        (
            "[PERSON Ama Osei] is married to the poet [PERSON Ben Osei] . [PERSON Osei] spoke .",
            vec![0, 1, 0],
        ),
        // "At the home of his sister" tells nothing of the name behind it.
        ("[PERSON Ben Osei] came . At the home of his sister , [PERSON Osei] slept .", vec![0, 0]),
        // Given names behind one initial must not differ.
        ("[PERSON S. Anand Osei] and [PERSON S.K. Vinod Osei] met .", vec![0, 1]),
        ("[PERSON Ben Osei Sr] rose . [PERSON Ama Marsh] met [PERSON Osei Jr] .", vec![0, 1, 2]),
        // A name from the middle, where one has it.
        ("[PERSON Muhammad Shafie Yusof] rose . [PERSON Shafie] sat .", vec![0, 0]),
        (
            "[PERSON Ana Shafie Osei] met [PERSON Ben Shafie Marsh] . [PERSON Shafie] sat .",
            vec![0, 1, 2],
        ),
        // Titles that belong to no name.
        ("[PERSON Datuk Seri Anwar Salleh Ibrahim] and [PERSON Anwar Salleh] .", vec![0, 0]),
        ("[PERSON Tan Sri Muhyiddin Yassin] and [PERSON Tan Wei] .", vec![0, 1]),
        (
            "[PERSON Paul Hynes] fled . [PERSON Det Insp Hynes] ran . [PERSON PC Holt] .",
            vec![0, 0, 2],
        ),
        ("[PERSON Colm Tierney BL] rose . Mr [PERSON Tierney] sat .", vec![0, 0]),
        // Short names of which each letter is in the full one.
        ("The [ORG Ministry of Law] ( [ORG MinLaw] ) met . [ORG MinLaw] said no .", vec![0, 0, 0]),
        ("[FAC Sitia Airport] ( [ORG IATA] : STA ) .", vec![0, 1]),
        // A company by its first word, and what is named after another.
        ("[ORG Asikafo Footwear] grew . [ORG Asikafo] sells shoes .", vec![0, 0]),
        ("[ORG Norrfinans AB] fell . [ORG Norrfinans] rose .", vec![0, 0]),
        ("[ORG Asikafo Museum] opened . [ORG Asikafo] paid .", vec![0, 1]),
        (
            "[ORG Asikafo Footwear] and [ORG Asikafo Metals] met . [ORG Asikafo] paid .",
            vec![0, 1, 2],
        ),
        (
            "[ORG Luma Retail Inc] ( \" [PERSON Luma] \" ) grew . [PERSON Luma] fell .",
            vec![0, 0, 0],
        ),
        // Acronyms, near and far.
        ("The [ORG Harbour Safety Board] ( [ORG HSB] ) met . [ORG HSB] said no .", vec![0, 0, 0]),
        ("[LOC U.A.E.] and [LOC United Arab Emirates] agreed .", vec![1, 1]),
        ("The [ORG Provincial Office for Disaster Relief] ( [ORG PODR] ) met .", vec![0, 0]),
        ("The [ORG Harbour Relief and Aid Fund] . [ORG Hraf] paid .", vec![0, 0]),
        ("[ORG Rosehill Mining Board Ltd] fell . [ORG RMB] rose .", vec![0, 0]),
        ("The [ORG HSB] spoke . The [ORG Harbour Safety Board] spoke .", vec![1, 1]),
        // A place is no acronym of an office.
        ("[ORG University of Sitia] of the [LOC US] .", vec![0, 1]),
        // Kinds of thing may be left out, other words not.
        ("[ORG Rosehill Bank] fell . [ORG Rosehill] rose .", vec![0, 0]),
        ("[FAC Rosehill Museum] is in [LOC Rosehill] .", vec![0, 1]),
        ("[ORG Rosehill Bank] and [ORG Rosehill University] like [ORG Rosehill] .", vec![0, 1, 2]),
        ("[ORG Marsh & Hill] is [ORG Marsh and Hill] is [ORG Marsh and Hill Ltd] .", vec![2, 2, 2]),
        ("[ORG New People 's Party] . [ORG New People Party] .", vec![0, 0]),
        ("[FAC Rosehill] is [FAC Rosehill Airport] .", vec![1, 1]),
        // The head of a name, unless two have it.
        ("The [ORG Ministry of Tides] met . The [ORG Ministry] slept .", vec![0, 0]),
        ("[ORG Bank of Sitia] and [ORG Bank of Crete] and the [ORG Bank] .", vec![0, 1, 2]),
        // Letters after a name.
        ("[PERSON Ines Prado KC] rose . [PERSON Ines Prado , MP] sat .", vec![0, 0]),
        ("[PERSON Prado] spoke . [PERSON Ines Prado OBE] nodded .", vec![1, 1]),
        // Names of one state; a person of such a name is no state.
        (
            "[LOC U.S.] and [LOC America] and the [LOC United States 's] and [LOC UK] .",
            vec![2, 2, 2, 3],
        ),
        ("[LOC Britain] and [PERSON Ann Britain] and [LOC the UK] .", vec![0, 1, 0]),
        (
            "[LOC N.J.] is [LOC New Jersey] . [LOC St. Kitts] is [LOC Saint Kitts] .",
            vec![1, 1, 2, 2],
        ),
        (
            "[LOC Kenya] is the [LOC Republic of Kenya] . [LOC Mexico] has [LOC Mexico City] .",
            vec![1, 1, 2, 3],
        ),
        ("[LOC Austin] , or [LOC Austin , TX] , or [LOC Austin , Texas] .", vec![1, 1, 1]),
        (
            "[LOC Paris , Texas] is not [LOC Paris , France] ; [LOC Paris] may be either .",
            vec![0, 1, 2],
        ),
        ("[PRODUCT Hill Comet] sold . The [PRODUCT Comet] flew .", vec![0, 0]),
        // A place with what it lies in.
        ("[LOC Sitia] is far . [LOC Sitia , Crete] is near . [LOC Crete] .", vec![1, 1, 2]),
        // The end of an organisation's name, unless two have it.
        ("[ORG Rosehill Mariners] won . The [ORG Mariners] sang .", vec![0, 0]),
        ("[ORG Harbour Bank] and [ORG Port Bank] met . The [ORG Bank] fell .", vec![0, 1, 2]),
        ("The [ORG Bank] fell . [ORG Harbour Bank] rose .", vec![0, 1]),
        // Peoples in singular and plural; days are never joined.
        ("[NORP Zambian] law and [NORP Zambians] .", vec![0, 0]),
        ("[PERSON Galois] and [NORP Galois] .", vec![0, 0]),
        ("[DATE Monday] and [DATE Monday] .", vec![0, 1]),
        // Other names that the article tells of, now and in the past.
        (
            "[PERSON Ahmed Diallo] , better known as [PERSON Kito] , is free . [PERSON Kito] sang .",
            vec![0, 0, 0],
        ),
        ("[PERSON Diallo] alias ‘ [PERSON El Gallo] ’ sang .", vec![1, 1]),
        (
            "[ORG Quayside] ( formerly [ORG Port Industries Group] ) fell . [ORG Quayside] rose .",
            vec![0, 0, 0],
        ),
        ("[LOC Burma] , which is also called [LOC Myanmar] , votes .", vec![0, 0]),
        ("[PERSON Moe] , whose real name is [PERSON Olaf Berg] , sang .", vec![1, 1]),
        // What somebody calls another, what is of something, and who was somewhere before.
        ("[PERSON Moe] also called [PERSON Berg] a friend .", vec![0, 1]),
        ("They met [PERSON Moe] . Previously [PERSON Berg] sang .", vec![0, 1]),
        ("They met [PERSON Moe] , then [PERSON Berg] .", vec![0, 1]),
        ("[ORG Quay Mills] , formerly [ORG Port Power] 's supplier .", vec![0, 1]),
        ("The hills of [LOC Zambia] known as the [LOC Copperbelt] .", vec![0, 1]),
        ("[PERSON Moe] , formerly of [ORG Quay College] , sang .", vec![0, 1]),
    ] {
        assert_eq!(joined(marked), canonical, "{marked}");
    }
}

#[test]
fn a_long_row_of_other_names_comes_to_an_end() {
    let names = |at: usize| format!("[PERSON Ama{at} Osei{at}]");
    let mut text: String = (1..20)
        .map(|at| format!("{} , also known as {} , sang . ", names(at), names(at - 1)))
        .collect();
    text.push_str(&format!("{} , also known as {} , sang .", names(0), names(19)));
    let canonical = joined(&text);
    assert!(canonical.iter().all(|&at| canonical[at] == at), "{canonical:?}");
}

/// A number from 0 up to `below`, the next of a fixed sequence.
fn next(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize % below
}

/// A text of names of all kinds that may or may not be of one entity.
fn any_text(state: &mut u64, mentions: usize) -> String {
    const WORDS: [&str; 12] = [
        "Ama",
        "Ben",
        "Osei",
        "Osei-Hill",
        "Hill",
        "A.",
        "HSB",
        "Harbour",
        "Safety",
        "Board",
        "Jr",
        "Bank",
    ];
    const CLASSES: [&str; 4] = ["PERSON", "ORG", "LOC", "NORP"];
    let mut text = String::new();
    for _ in 0..mentions {
        let length = 1 + next(state, 3);
        let words: Vec<_> = (0..length).map(|_| WORDS[next(state, WORDS.len())]).collect();
        let class = CLASSES[next(state, CLASSES.len())];
        let goes_on = ["said .", "said .", ", also known as"][next(state, 3)];
        text.push_str(&format!("[{class} {}] {goes_on} ", words.join(" ")));
    }
    text + "nothing . "
}

#[test]
fn whoever_stands_for_an_entity_stands_for_itself_and_has_its_fullest_name() {
    let mut state = 1;
    for _ in 0..500 {
        let text = any_text(&mut state, 12);
        let (reading, mut mentions) = read(&text);
        let mut aliases = Aliases::default();
        aliases.join(&reading, &mut mentions);
        for (at, &canonical) in aliases.canonical.iter().enumerate() {
            assert_eq!(aliases.canonical[canonical], canonical, "{text}");
            let words = |at: usize| aliases.names[at].words_in_full();
            assert!(words(at) <= words(canonical), "{at} {canonical} {text}");
        }
        // A used scratch makes no difference.
        let first = aliases.canonical.clone();
        aliases.join(&reading, &mut mentions);
        assert_eq!(aliases.canonical, first, "{text}");
    }
}

#[test]
fn joining_does_not_depend_on_mentions_of_others() {
    let mut state = 2;
    for _ in 0..200 {
        let text = any_text(&mut state, 8);
        let other =
            "[PERSON Zola Quist] met [ORG Quay Union] in [LOC Yarrow] . [PERSON Quist] left . ";
        let (before, after) = (joined(&text), joined(&format!("{other}{text}{other}")));
        let moved: Vec<_> = after[4..4 + before.len()].iter().map(|at| at - 4).collect();
        assert_eq!(before, moved, "{text}");
    }
}

/// The mentions, as words, once repetitions are added.
fn repeated(marked: &str) -> Vec<(String, Class)> {
    let (reading, mut mentions) = read(marked);
    echoes::add(&reading, &mut mentions);
    let words = |mention: &crate::tagging::Mention| {
        let words: Vec<_> = mention.words.clone().map(|at| reading.letters(at)).collect();
        (words.join(" "), mention.class)
    };
    mentions.iter().map(words).collect()
}

#[test]
fn a_known_name_is_found_again() {
    let (person, org) = (Class::Person, Class::Org);
    for (marked, expected) in [
        (
            "The [ORG Rosehill Mariners] won their match and later the Rosehill Mariners sang .",
            vec![("rosehill mariners", org), ("rosehill mariners", org)],
        ),
        (
            "[PERSON Ama Osei] won and the cameras found Osei in tears .",
            vec![("ama osei", person), ("osei", person)],
        ),
        // Not where it may be part of something else, begins a sentence as any word could, or is
        // written otherwise.
        (
            "[PERSON Ama Osei] won and the cameras found Osei Street in tears .",
            vec![("ama osei", person)],
        ),
        (
            "[PERSON Ama Hill] won on the hill that day .\nHill and dale were green .",
            vec![("ama hill", person)],
        ),
        (
            "[PERSON Ama Osei] won and the OSEI-led team and Osei-led teams sang .",
            vec![("ama osei", person)],
        ),
    ] {
        let expected: Vec<_> =
            expected.into_iter().map(|(words, class)| (words.to_owned(), class)).collect();
        assert_eq!(repeated(marked), expected, "{marked}");
    }
}
