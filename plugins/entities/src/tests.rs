//! Tables of cases. A text's mentions are marked `[CLASS words]`, its words are set apart by spaces.

use std::collections::BTreeMap;

use copydesk_document::{Annotation, Layer};
use copydesk_learn::features::hash_str;
use copydesk_learn::word_table::WordTableBuilder;
use copydesk_stage::{Document, Span, harness};

use crate::aliases::Aliases;
use crate::corrections::compounds;
use crate::corrections::courtesy;
use crate::corrections::{
    addresses, bodies, clubs, companies, currency, datelines, initialisms, joint, known, storms,
    years,
};
use crate::gold::{Gold, GoldWords};
use crate::labels::{Class, bilou};
use crate::lexicon::{Entry, Lexicon, Near};
use crate::listed::{Found, Listed};
use crate::reading::{Case, Reading};
use crate::roles::profiles;
use crate::tagging::Mention;
use crate::{Entities, MANIFEST};

mod joining;

/// A document of one sentence a line, its tokens set apart by spaces.
fn document(text: &str) -> Document {
    let mut document = Document::new("a", text).unwrap();
    let (mut sentences, mut tokens) = (Vec::new(), Vec::new());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let sentence = line.trim_end();
        sentences.push(
            Annotation::new(document.fresh_id(), Span::from_range(at..at + sentence.len()))
                .with_label("body"),
        );
        let mut from = at;
        for token in sentence.split(' ') {
            let span = Span::from_range(from..from + token.len());
            tokens.push(Annotation::new(document.fresh_id(), span).with_label(tag(token)));
            from += token.len() + 1;
        }
        at += line.len();
    }
    document.insert(Layer::new("sentence", sentences));
    document.insert(Layer::new("token", tokens));
    document
}

fn tag(token: &str) -> &'static str {
    match token.chars().next() {
        Some(c) if c.is_uppercase() => "NNP",
        Some(c) if c.is_ascii_digit() => "CD",
        Some('$') => "$",
        Some('.') => ".",
        _ if matches!(token, "of" | "in" | "on" | "to") => "IN",
        _ => "NN",
    }
}

fn no_lexicon<T>(body: impl FnOnce(&Lexicon<'_>) -> T) -> T {
    let empty = WordTableBuilder::new().finish();
    body(&Lexicon::from_bytes(&empty, &empty, &empty, &empty).unwrap())
}

/// A marked text without its marks, and where they are.
fn unmarked(marked: &str) -> (String, Vec<(std::ops::Range<usize>, Class)>) {
    let (mut text, mut marks) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some(open) = rest.find('[') {
        text.push_str(&rest[..open]);
        let close = rest.find(']').unwrap();
        let (class, words) = rest[open + 1..close].split_once(' ').unwrap();
        let start = text.len();
        text.push_str(words);
        marks.push((start..text.len(), Class::from_name(class).unwrap()));
        rest = &rest[close + 1..];
    }
    text.push_str(rest);
    (text, marks)
}

/// Reads a marked text.
fn read(marked: &str) -> (Reading, Vec<Mention>) {
    let (text, marks) = unmarked(marked);
    let mut reading = Reading::default();
    let document = document(&text);
    let read = |article: &copydesk_stage::Article<'_>| {
        no_lexicon(|lexicon| reading.read(article, lexicon))
    };
    harness::view(&document, &["sentence", "token"], read).unwrap();
    let word =
        |byte: usize| reading.words.partition_point(|word| (word.span.start() as usize) < byte);
    let mentions = marks
        .into_iter()
        .map(|(span, class)| Mention {
            words: word(span.start)..word(span.end),
            class,
            score: 0.95,
        })
        .collect();
    (reading, mentions)
}

/// The mentions after a rule, as a marked text has them.
fn after(marked: &str, rule: impl FnOnce(&Reading, &mut Vec<Mention>)) -> Vec<String> {
    let (reading, mut mentions) = read(marked);
    rule(&reading, &mut mentions);
    let words = |mention: &Mention| {
        let words: Vec<&str> = mention.words.clone().map(|at| reading.letters(at)).collect();
        format!("{} {}", mention.class.name(), words.join(" "))
    };
    mentions.iter().map(words).collect()
}

#[test]
fn places_stand_in_datelines_and_addresses() {
    assert_eq!(
        after("[ORG DALLAS] ( [MISC AN] ) — A jury met .", |r, m| datelines::label(r, m)),
        ["LOC dallas", "ORG an"]
    );
    assert_eq!(after("[ORG DALLAS] fell by 2 .", |r, m| datelines::label(r, m)), ["ORG dallas"]);
    for (marked, labels) in [
        (
            "[PERSON Anna Cole] , 29 , of [PERSON Walker] , [ORG Newcastle] , lied .",
            ["PERSON anna cole", "LOC walker", "LOC newcastle"].as_slice(),
        ),
        (
            "[PERSON Ann Daly] , of [ORG Quay College] , spoke .",
            &["PERSON ann daly", "ORG quay college"],
        ),
        ("[LOC Tralee] , Co [PERSON Kerry] , met .", &["LOC tralee", "LOC kerry"]),
        ("[PERSON Marsh] & Co [PERSON Kerry] .", &["PERSON marsh", "PERSON kerry"]),
    ] {
        assert_eq!(after(marked, |r, m| addresses::label(r, m)), labels, "{marked}");
    }
}

#[test]
fn codes_of_shares_are_no_names() {
    assert_eq!(
        after("[ORG Velum] ( [NORP Nasdaq] : [FAC VLUM] ) grew .", datelines::drop_tickers),
        ["ORG velum", "ORG nasdaq"]
    );
    assert_eq!(
        after("[PERSON Ruiz] : [PERSON VLUM] grew .", datelines::drop_tickers),
        ["PERSON ruiz", "PERSON vlum"]
    );
}

#[test]
fn titles_and_diseases_are_nobody() {
    for (marked, labels) in [
        ("[ORG Councilwoman Nia Brand] spoke .", ["PERSON nia brand"].as_slice()),
        (
            "[PERSON PC Holt] and [PERSON Garda Niamh Tobin] .",
            &["PERSON holt", "PERSON niamh tobin"],
        ),
        ("[ORG Tamsin Eyre KC] rose .", &["PERSON tamsin eyre kc"]),
        ("[ORG SP Group] fell .", &["ORG sp group"]),
        ("[ORG SP Perera] spoke .", &["PERSON perera"]),
        ("[PERSON Taoiseach Declan Furlong] spoke .", &["PERSON declan furlong"]),
        (
            "[ORG MEP] [PERSON Jan Roos] and [ORG MEP Ann Orr] .",
            &["PERSON jan roos", "PERSON ann orr"],
        ),
        ("The [ORG Tánaiste] spoke .", &[]),
        ("[PERSON Parkinson] 's disease .", &[]),
        ("[PERSON Parkinson] 's house .", &["PERSON parkinson"]),
    ] {
        let rules = |reading: &Reading, mentions: &mut Vec<Mention>| {
            courtesy::drop_offices(reading, mentions);
            courtesy::drop_diseases(reading, mentions);
            courtesy::make_people(reading, mentions);
        };
        assert_eq!(after(marked, rules), labels, "{marked}");
    }
}

#[test]
fn companies_are_bodies_whatever_they_look_like() {
    for (marked, labels) in [
        (
            "[ORG Tarn Motors] grew . [PERSON Tarn] paid . Tarn said no .",
            ["ORG tarn motors", "ORG tarn", "ORG tarn"].as_slice(),
        ),
        (
            "[ORG Tarn Motors] hired [PERSON Ada Tarn] . [PERSON Tarn] sang .",
            &["ORG tarn motors", "PERSON ada tarn", "PERSON tarn"],
        ),
        (
            "[ORG Tarn Motors] left [LOC Tarn] . [LOC Tarn] shares fell .",
            &["ORG tarn motors", "LOC tarn", "ORG tarn"],
        ),
        ("shares of [PERSON Velm] fell . [PERSON Velm] grew .", &["ORG velm", "ORG velm"]),
        ("[PERSON Velm] , the Leeds firm that grew .", &["ORG velm"]),
        ("[PERSON Velm] , the mayor , grew .", &["PERSON velm"]),
    ] {
        assert_eq!(after(marked, companies::label), labels, "{marked}");
    }
}

#[test]
fn known_names_are_what_they_are() {
    let label = |marked: &str| {
        let text = unmarked(marked).0;
        after(marked, |reading, mentions| known::label(reading, &text, mentions))
    };
    for (marked, labels) in [
        ("Officers of Police [LOC Scotland] came .", ["ORG police scotland"].as_slice()),
        ("[PERSON Sinn Féin] won .", &["ORG sinn féin"]),
        ("The [PERSON Freddie Mac] .", &["ORG freddie mac"]),
        ("[PERSON Sinn Féin TD Ann Bell] won .", &["ORG sinn féin", "PERSON ann bell"]),
        ("By [LOC Easter] they left [FAC Easter Road] .", &["DATE easter", "FAC easter road"]),
        ("[DATE Covid - 19] .", &["MISC covid - 19"]),
    ] {
        assert_eq!(label(marked), labels, "{marked}");
    }
}

#[test]
fn what_has_a_number_is_no_date() {
    for (marked, labels) in [
        ("on [DATE Highway 16] in [DATE May]", ["DATE may"].as_slice()),
        ("[DATE House Bill 417] passed", &[]),
        ("he wrote on [DATE X] that", &["ORG x"]),
        ("Malcolm X sang on X .", &[]),
    ] {
        let rules = |reading: &Reading, mentions: &mut Vec<Mention>| {
            years::drop_numbered(reading, mentions);
            bodies::label(reading, mentions);
        };
        assert_eq!(after(marked, rules), labels, "{marked}");
    }
}

#[test]
fn sums_are_found_by_their_currency() {
    let label = |marked: &str| {
        let text = unmarked(marked).0;
        after(marked, |reading, mentions| currency::add_sums(reading, &text, mentions))
    };
    for (marked, labels) in [
        ("It cost [PRODUCT C$] 24 million .", ["MONEY c$ 24 million"].as_slice()),
        ("It paid N84m and N95 .", &["MONEY n84m"]),
        ("It made 5.2 billion [NORP Swiss] francs .", &["MONEY 5.2 billion swiss francs"]),
        ("In 2002 [ORG Parma] won .", &["ORG parma"]),
        ("It weighed 20 pounds .", &[]),
        ("It lost 45 cents .", &["MONEY 45 cents"]),
    ] {
        assert_eq!(label(marked), labels, "{marked}");
    }
}

#[test]
fn names_in_two_halves_are_one() {
    assert_eq!(
        after("[LOC Perth] and [ORG Kinross Council] met .", joint::join),
        ["ORG perth and kinross council"]
    );
    assert_eq!(
        after("[LOC France] and [ORG Leeds Council] met .", joint::join),
        ["LOC france", "ORG leeds council"]
    );
    assert_eq!(
        after("[PERSON Dong-hyun] \" [PERSON Danny \" Seo] spoke .", joint::join_nicknames),
        ["PERSON dong-hyun \" danny \" seo"]
    );
    assert_eq!(
        after("[PERSON Penbury Athletic] beat [PERSON Ben Town] .", |r, m| clubs::label(r, m)),
        ["ORG penbury athletic", "ORG ben town"]
    );
}

#[test]
fn short_names_in_brackets_are_names() {
    assert_eq!(
        after("The [ORG Ministry of Manpower] ( MOM ) met . MOM said mom .", initialisms::add),
        ["ORG ministry of manpower", "ORG mom", "ORG mom"]
    );
    assert_eq!(
        after("The [ORG Ministry of Manpower] ( WEB ) met .", initialisms::add),
        ["ORG ministry of manpower"]
    );
}

#[test]
fn an_unsure_label_follows_the_sure_ones() {
    let (reading, mut mentions) =
        read("[PERSON Sola Adeola] won . [LOC Adeola] wept . [LOC Adeola] rested .");
    mentions[1].score = 0.4;
    let mut aliases = Aliases::default();
    aliases.join(&reading, &mut mentions);
    assert_eq!(
        mentions.iter().map(|m| m.class).collect::<Vec<_>>(),
        [Class::Person, Class::Loc, Class::Loc]
    );
    assert!(mentions.iter().all(|mention| (0.0..=1.0).contains(&mention.score)));
    mentions[2].score = 0.3;
    mentions[1].score = 0.3;
    aliases.join(&reading, &mut mentions);
    assert_eq!(mentions.iter().map(|m| m.class).collect::<Vec<_>>(), [Class::Person; 3]);
}

#[test]
fn who_has_a_spokesman_is_an_organisation() {
    let (reading, mut mentions) =
        read("[LOC Rosehill] spokesman [PERSON Ben Osei] of [LOC Sitia] .");
    mentions[0].score = 0.6;
    Aliases::default().join(&reading, &mut mentions);
    let classes: Vec<_> = mentions.iter().map(|mention| mention.class).collect();
    assert_eq!(classes, [Class::Org, Class::Person, Class::Loc]);
}

#[test]
fn adjectives_made_of_names_are_cut_down_to_them() {
    for (marked, expected) in [
        ("A [NORP Sitia - based] firm .", "Sitia"),
        ("The [PERSON Otter - winning] actress .", "Otter"),
        // Names with hyphens, and other words with them.
        ("Then [PERSON Li Ka - shing] left .", "Li Ka - shing"),
        ("Fans of [MISC K - pop] .", "K - pop"),
    ] {
        let (reading, mut mentions) = read(marked);
        compounds::cut(&reading, &mut mentions);
        let words = mentions[0].words.clone();
        let found: Vec<_> = words.map(|at| reading.letters(at).to_owned()).collect();
        assert_eq!(found.join(" "), expected.to_lowercase(), "{marked}");
    }
}

#[test]
fn whoever_has_a_courtesy_title_is_a_person() {
    let (reading, mut mentions) =
        read("Mr [ORG Justice Vale] and [LOC Mrs. Holland] met Justice [ORG Vale] .");
    courtesy::make_people(&reading, &mut mentions);
    let classes: Vec<_> = mentions.iter().map(|mention| mention.class).collect();
    assert_eq!(classes, [Class::Person, Class::Person, Class::Org]);
}

#[test]
fn storms_are_no_people() {
    let (reading, mut mentions) = read(
        "Cyclone [PERSON Ama] hit [LOC Sitia] . [PERSON Ama] passed . Cyclone [PERSON Ben] met [PERSON Ben Osei] .",
    );
    storms::drop_people(&reading, &mut mentions);
    let classes: Vec<_> = mentions.iter().map(|mention| mention.class).collect();
    let [misc, person] = [Class::Misc, Class::Person];
    assert_eq!(classes, [misc, Class::Loc, misc, person, person]);
}

#[test]
fn a_bare_number_is_a_date_if_it_can_be_a_year() {
    let (reading, mut mentions) =
        read("In [DATE 1997] it scored [DATE 5425] and [DATE 13,919] on [DATE 27.08.2022] .");
    years::drop_counts(&reading, &mut mentions);
    let words: Vec<_> = mentions.iter().map(|mention| mention.words.start).collect();
    assert_eq!(words, [1, 8]);
}

#[test]
fn people_have_roles_and_gender() {
    for (marked, roles, gender) in [
        (
            "[NORP Zambian] President [PERSON Sola Adeola] won .",
            vec!["zambian president", "president"],
            None,
        ),
        ("Prime Minister [PERSON Sola Adeola] won .", vec!["prime minister"], None),
        ("the President of the Republic [PERSON Sola Adeola] won .", vec!["president"], None),
        (
            "former Minister of Health and Social Welfare [PERSON Sola Adeola] won .",
            vec!["former minister", "minister"],
            None,
        ),
        ("the Minister of Justice [PERSON Sola Adeola] won .", vec!["minister"], None),
        ("the Minister for Roads , [PERSON Sola Adeola] , won .", vec!["minister"], None),
        ("the leader of the old branch , [PERSON Sola Adeola] , won .", vec!["leader"], None),
        ("the port director , [PERSON Sola Adeola] .", vec!["director"], None),
        ("the shadow home secretary , [PERSON Sola Adeola] .", vec!["shadow home secretary"], None),
        ("the port director , [PERSON Sola Adeola] and a clerk won .", vec![], None),
        // Whoever serves or loves somebody is not that person, nor is whom two have.
        ("a spokesman of Republican [PERSON Sola Adeola] wept .", vec![], None),
        ("the head of President [PERSON Sola Adeola] hurt .", vec!["president"], None),
        ("the mayor of [PERSON Sola Adeola] 's town won .", vec![], None),
        (
            "[PERSON Sola Adeola] , a port spokesman , said no .",
            vec!["port spokesman", "spokesman"],
            Some("male"),
        ),
        ("[PERSON Sola Adeola] , the mayor of [LOC Sitia] , wept .", vec!["mayor"], None),
        ("[PERSON Sola Adeola] , a doctor , said no .", vec!["doctor"], None),
        ("Mrs [PERSON Sola Adeola] won , officials said .", vec![], Some("female")),
        ("Chairman [PERSON Sola Adeola] won .", vec!["chairman"], Some("male")),
        (
            "Chairman [PERSON Sola Adeola] knew her mind and her way .",
            vec!["chairman"],
            Some("female"),
        ),
        ("[PERSON Sola Adeola] said that she knew her mind .", vec![], Some("female")),
        ("[PERSON Sola Adeola] won .\nHe wept .", vec![], Some("male")),
        ("[PERSON Sola Adeola] won .\nIt rained .\nHe wept .", vec![], None),
        ("[PERSON Sola Adeola] met [PERSON Ben Osei] and said she knew her mind .", vec![], None),
    ] {
        let (reading, mut mentions) = read(marked);
        let mut aliases = Aliases::default();
        aliases.join(&reading, &mut mentions);
        let mut found = Vec::new();
        profiles(&reading, &mentions, &aliases, &mut found);
        let person = mentions.iter().position(|mention| mention.class == Class::Person).unwrap();
        assert_eq!(found[person].roles, roles, "{marked}");
        assert_eq!(found[person].gender.map(crate::titles::Gender::name), gender, "{marked}");
    }
}

#[test]
fn listed_names_win() {
    let names = [("Rosehill", "FAC"), ("Rosehill Bank", "ORG"), ("Lido", "FAC")];
    let names =
        names.into_iter().map(|(name, label)| (name.to_owned(), label.to_owned())).collect();
    let listed = Listed::new(&names, "").unwrap();
    let (reading, mut mentions) =
        read("[PERSON Rosehill] met [PERSON Ama Lido Osei] of Rosehill Bank in Rosehills .");
    listed.apply(&reading, &mut mentions, &mut Found::default());
    let found: Vec<_> =
        mentions.iter().map(|mention| (mention.words.clone(), mention.class)).collect();
    assert_eq!(found, [(0..1, Class::Fac), (3..4, Class::Fac), (6..8, Class::Org)]);

    let wrong = [("Rosehill".to_owned(), "PLACE".to_owned())].into_iter().collect();
    let error = Listed::new(&wrong, "").unwrap_err();
    assert!(error.contains("\"PLACE\"") && error.contains("PERSON, ORG"), "{error}");
}

#[test]
fn a_list_joins_the_names_of_one_entity() {
    let list = "# Ours\n\nORG: Port Elsing Gazette | the Gazette | PEG\nPERSON: Ada Obi\n";
    let listed = Listed::new(&BTreeMap::new(), list).unwrap();
    let (reading, mut mentions) = read(
        "PEG 's [PERSON Ada Obi] said the Gazette would go on , and [PERSON Obi] laughed . \
         [ORG Port] Elsing Gazette readers did too .",
    );
    let (mut found, mut aliases) = (Found::default(), Aliases::default());
    listed.apply(&reading, &mut mentions, &mut found);
    aliases.join(&reading, &mut mentions);
    found.join(&mut aliases);
    let joined: Vec<_> = mentions
        .iter()
        .zip(&aliases.canonical)
        .map(|(mention, &canonical)| (mention.words.clone(), mention.class, canonical))
        .collect();
    let (org, person) = (Class::Org, Class::Person);
    assert_eq!(
        joined,
        [(0..1, org, 4), (2..4, person, 1), (5..7, org, 4), (12..13, person, 1), (15..18, org, 4)]
    );
}

#[test]
fn sentences_in_capitals_have_listed_names_too() {
    let list = "FAC: Rosehill\nORG: WHO\nORG: Elsing FC";
    let listed = Listed::new(&BTreeMap::new(), list).unwrap();
    let (reading, mut mentions) = read("WHO SAVED ELSING FC AT ROSEHILL");
    listed.apply(&reading, &mut mentions, &mut Found::default());
    let found: Vec<_> = mentions.iter().map(|mention| mention.words.clone()).collect();
    assert_eq!(found, [2..4, 5..6]);
}

#[test]
fn mistakes_in_a_list_are_told_with_their_line() {
    for (list, message) in [
        ("\nPLACE: Lido", "names_file, line 2: \"PLACE\" is no label"),
        ("Lido", "names_file, line 1: has no label"),
        ("FAC: Lido | ", "names_file, line 1: a name is empty"),
        ("FAC: Lido\nORG: Lido", "names_file, line 2: \"Lido\" is listed as FAC and as ORG"),
    ] {
        let error = Listed::new(&BTreeMap::new(), list).unwrap_err();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn sentences_show_how_they_use_capitals() {
    for (text, case) in [
        ("The mayor of Sitia met voters on Monday .", Case::Running),
        ("MAYOR OF SITIA MEETS VOTERS", Case::Upper),
        ("Mayor of Sitia Meets Angry Voters", Case::Title),
        ("the mayor of sitia met voters", Case::Lower),
        ("Why ?", Case::Running),
    ] {
        assert_eq!(read(text).0.sentences[0].case, case, "{text}");
    }
}

/// The labels of the mentions that the whole stage finds.
fn found(text: &str) -> Vec<(String, String)> {
    let document = document(text);
    let layers = harness::run::<Entities>(MANIFEST, r#"{"names":{}}"#, &document).unwrap();
    let mentions = layers[0].annotations().iter();
    mentions.map(|m| (m.span.unwrap().of(text).to_owned(), m.label.to_string())).collect()
}

#[test]
fn the_stage_finds_plain_cases() {
    for (text, expected) in [
        (
            "President Ama Boateng flew to Kenya on Tuesday .",
            [("Ama Boateng", "PERSON"), ("Kenya", "LOC"), ("Tuesday", "DATE")],
        ),
        (
            "Ministry of Health officials in Lagos paid $ 40 million .",
            [("Ministry of Health", "ORG"), ("Lagos", "LOC"), ("$ 40 million", "MONEY")],
        ),
    ] {
        let expected = expected.map(|(words, label)| (words.to_owned(), label.to_owned()));
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn odd_texts_do_no_harm() {
    let long = "Accra ".repeat(20_000);
    let many: String = (0..3000).map(|n| format!("Ama Osei{n} met Osei . \n")).collect();
    for text in [
        "",
        "-",
        "’s",
        "( ( (",
        "Mr",
        "Mr .",
        "\u{301}\u{301}",
        "👩‍👩‍👧 U.S.-led",
        "İstanbul İİ",
        &long,
        &many,
    ] {
        let _ = found(text);
    }
}

#[test]
fn the_tagger_looks_at_words_that_may_be_in_a_mention() {
    let entry = |text: &str| {
        // Small words are frequent, "baht" and "moot" less so; no other word was ever seen.
        let (anchor, precedes, follows) = match text {
            "baht" => (true, false, true),
            "the" => (false, true, true),
            "of" => (false, false, true),
            "said" | "in" | "by" | "were" | "paid" | "," | "." => (false, false, false),
            _ => return None,
        };
        Some(Entry::pack(0, 0, 5000).with_plain(anchor, precedes, follows).0)
    };
    let mut words = WordTableBuilder::new();
    for text in ["baht", "the", "of", "said", "in", "by", "were", "paid", ",", "."] {
        words.insert(hash_str(text), entry(text).unwrap());
    }
    let (words, empty) = (words.finish(), WordTableBuilder::new().finish());
    let lexicon = Lexicon::from_bytes(&words, &empty, &empty, &empty).unwrap();
    for (text, kept) in [
        // Names and what may go on from them.
        ("In the Gulf of Osei , said Ruiz .", "the Gulf of Osei Ruiz"),
        // A capital that a sentence begins with tells nothing, but for what may begin a name.
        ("In Lagos", "Lagos"),
        ("The Osei said", "The Osei"),
        ("Said the paid", ""),
        // Sums and rare words.
        ("By 300 baht were paid", "300 baht"),
        ("Said the moot , in", "the moot"),
        ("In Osei , said", "Osei"),
        // Without any capitals, everything.
        ("the osei of in said", "the osei of in said"),
    ] {
        let mut reading = Reading::default();
        let document = document(text);
        let read = |article: &copydesk_stage::Article<'_>| reading.read(article, &lexicon);
        harness::view(&document, &["sentence", "token"], read).unwrap();
        let looked_at: Vec<&str> = (0..reading.words.len())
            .filter(|&at| reading.kept[at])
            .map(|at| reading.words[at].span.of(text))
            .collect();
        assert_eq!(looked_at.join(" "), kept, "{text}");
    }
}

#[test]
fn a_word_is_near_what_its_form_without_accents_is_near() {
    let near = Near::pack(Near::SMALL, Near::MIDDLE, Near::LARGE);
    assert_eq!((near.small(), near.middle(), near.large()), (2000, 500, 120));
    let mut vectors = WordTableBuilder::new();
    vectors.insert(hash_str("peru"), near.0);
    vectors.insert(hash_str("méxico"), Near::pack(1, 2, 3).0);
    vectors.insert(hash_str("mexico"), Near::pack(4, 5, 6).0);
    let (vectors, empty) = (vectors.finish(), WordTableBuilder::new().finish());
    let lexicon = Lexicon::from_bytes(&empty, &empty, &empty, &vectors).unwrap();
    let mut reading = Reading::default();
    let read = |article: &copydesk_stage::Article<'_>| reading.read(article, &lexicon);
    harness::view(&document("Perú Peru México Lima"), &["sentence", "token"], read).unwrap();
    let found: Vec<Near> = reading.words.iter().map(|word| word.near).collect();
    assert_eq!(found, [near, near, Near::pack(1, 2, 3), Near::default()]);
}

#[test]
fn what_is_marked_inside_a_word_teaches_nothing() {
    let (reading, _) = read("Ada Ruiz left Anglo-French Lagos .");
    let gold = |span: std::ops::Range<usize>, class: Class| Gold {
        span: Span::from_range(span),
        classes: class.bit(),
    };
    let marked = [gold(0..8, Class::Person), gold(14..19, Class::Norp), gold(27..32, Class::Loc)];
    // Without the first word, the first mention is not of whole words either.
    let within = GoldWords::new(&marked, &reading, &(1..6));
    assert_eq!(within.whole, [(3..4, Class::Loc.bit())]);
    assert_eq!(within.torn, [0..1, 2..3]);
    let masks = within.masks(5, Class::Date.bit());
    let any = u64::MAX >> (64 - bilou().labels());
    assert_eq!((masks[0], masks[2]), (any, any));
    // One label for the place; outside, or any of the four of a date, where nothing is marked.
    assert_eq!([1, 3, 4].map(|word| masks[word].count_ones()), [5, 1, 5]);
}
