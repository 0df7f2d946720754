//! The stage as a whole on hand-made articles: spans, links, what is read alone, what is grouped,
//! and texts that are nobody's prose.

use crate::sample::{Found, Said, claims, document, stage};

fn one(text: &str, said: Said<'_>) -> Found {
    let found = claims(&mut stage(), text, &[said]);
    assert!(found.iter().any(|claim| claim.label == "attributed"), "{text}: {found:?}");
    found.into_iter().find(|claim| claim.label == "attributed").unwrap()
}

#[test]
fn a_claim_has_its_claimant_and_a_condition_is_left_out_of_the_span() {
    let text =
        "Mayor Ana Ruiz declared that she would give up her post if it kept the harbour open.";
    let content = "she would give up her post if it kept the harbour open";
    let claim = one(text, Said { source: "Ana Ruiz", cue: "declared", content });
    assert_eq!(claim.text, "she would give up her post");
    assert_eq!(claim.claimant, "Ana Ruiz");
    assert!(claim.flag("conditional"));
    assert_eq!(
        claim.text_attr("standalone"),
        "Ana Ruiz would give up her post if it kept the harbour open"
    );
    assert_eq!(claim.text_attr("stance"), "none");
}

#[test]
fn what_tells_of_a_finding_denies_it_or_leaves_it_open() {
    for (text, cue, content, negated, hedged) in [
        ("Doctors found no evidence that the pill harms.", "found", "the pill harms", true, false),
        ("Doctors found evidence that the pill harms.", "found", "the pill harms", false, false),
        ("Doctors did not find that the pill harms.", "find", "the pill harms", true, false),
        (
            "Doctors did not say which pill had harmed.",
            "say",
            "which pill had harmed",
            false,
            false,
        ),
        ("Doctors could not say that the pill harms.", "say", "the pill harms", false, false),
        ("Doctors ruled out that the pill harms.", "ruled out", "the pill harms", true, false),
        (
            "Doctors have not ruled out that the pill harms.",
            "ruled out",
            "the pill harms",
            false,
            true,
        ),
        ("Doctors saw nothing to show that the pill harms.", "show", "the pill harms", true, false),
    ] {
        let claim = one(text, Said { source: "Doctors", cue, content });
        assert_eq!((claim.flag("negated"), claim.flag("hedged")), (negated, hedged), "{text}");
    }
}

#[test]
fn a_claim_is_read_by_its_main_clause() {
    for (text, negated, hedged) in [
        ("The Front, which did not exist before, took 14 seats in the north.", false, false),
        ("The Front, which took 14 seats in the north, does not exist now.", true, false),
        ("No fewer than 40 ministers have resigned since the vote.", false, false),
        ("Audits of the 40 firms are in no way affected.", true, false),
        ("At no time were the 40 firms in debt.", true, false),
        ("Six men, who were held in May, pleaded not guilty.", false, false),
        ("No minister has resigned over the 40 lost ballots.", true, false),
        ("Despite not winning a seat, the party gained 4,000 votes.", false, false),
        ("The operator, which has lost £3m since January, is likely to raise fares.", false, true),
        ("Walkers are 34 percent less likely to fall ill at 60.", false, false),
        ("A trader who could not pay his 40 workers killed himself in March.", false, false),
        ("Those who may vote in the north have waited for 14 hours.", false, false),
        ("That was not the year in which the party won 40 seats.", true, false),
        ("She survived a vote of no confidence by 361 votes to 174.", false, false),
        ("The no-frills airline lost 40 planes in March.", false, false),
        ("Voters no longer trust the 40 men of the council.", true, false),
        ("Scotland voted no by 55 percent in 2014.", false, false),
        ("Tibbs pleaded no contest to a charge of theft in 2021.", false, false),
        ("Greed, not drought, dried up 80% of the lake.", false, false),
    ] {
        let found = claims(&mut stage(), text, &[]);
        let claim = found.first().unwrap_or_else(|| panic!("no claim in {text}"));
        assert_eq!((claim.flag("negated"), claim.flag("hedged")), (negated, hedged), "{text}");
    }
}

#[test]
fn silence_and_datelines_are_no_claims() {
    for text in [
        "Osgood did not respond to a request for comment.",
        "A spokesman did not immediately respond to emails seeking comment.",
        "The council declined to comment.",
        "LISBON, June 3 (Reuters) —",
        "Osgood would not say whether he had paid 40 people.",
        "The firm has yet to say how it lost the data.",
        "Media: Tom Orr, Quay Press, 212-555-0177",
        "This release contains forward-looking statements about 2027.",
        "Anyone with information should call the police on 101.",
    ] {
        let found = claims(&mut stage(), text, &[]);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
    let text = "Osgood, who has not said whether he will sign the bill, left the chamber at noon.";
    assert!(!claims(&mut stage(), text, &[]).is_empty());
    let text = "Her comments came as she tries to reach out to voters in the north of the city.";
    assert!(!claims(&mut stage(), text, &[]).is_empty());
    let text = "The coastguard did not answer a call for help from the ferry last week.";
    assert!(!claims(&mut stage(), text, &[]).is_empty());
    let text = "The council did not answer 40 letters about the dam, its clerk told us.";
    assert!(!claims(&mut stage(), text, &[]).is_empty());
}

#[test]
fn what_rose_and_what_fell_are_two_claims() {
    let text = "Exports of steel rose 4% in May. Exports of steel fell 4% in May. Steel exports rose 4% in May.";
    let found = claims(&mut stage(), text, &[]);
    let groups: Vec<_> = found.iter().map(|claim| claim.integer("group")).collect();
    assert_eq!(groups, [1, 2, 1]);
    let text =
        "The town built 3,000 new homes last year. The town built 2,000 new homes last year.";
    let found = claims(&mut stage(), text, &[]);
    let groups: Vec<_> = found.iter().map(|claim| claim.integer("group")).collect();
    assert_eq!(groups, [1, 2]);
}

#[test]
fn what_is_read_alone_begins_with_the_name() {
    for (text, content, expected) in [
        ("Ida Sorensen said he was ill.", "he was ill", "Ida Sorensen was ill"),
        (
            "Ida Sorensen said his barn had burned.",
            "his barn had burned",
            "Ida Sorensen’s barn had burned",
        ),
        (
            "“I was at the mill,” Ida Sorensen said.",
            "“I was at the mill,”",
            "Ida Sorensen was at the mill",
        ),
        ("“I am the heir,” Ida Sorensen said.", "“I am the heir,”", "Ida Sorensen is the heir"),
        (
            "“I put my coat on and ran,” Ida Sorensen said.",
            "“I put my coat on and ran,”",
            "Ida Sorensen: I put my coat on and ran",
        ),
        (
            "“The mill lost our grain,” Ida Sorensen said.",
            "“The mill lost our grain,”",
            "Ida Sorensen: The mill lost our grain",
        ),
        (
            "Ida Sorensen said the sale was “much needed”.",
            "the sale was “much needed”",
            "the sale was “much needed”",
        ),
    ] {
        let claim = one(text, Said { source: "Ida Sorensen", cue: "said", content });
        assert_eq!(claim.text_attr("standalone"), expected, "{text}");
    }
}

#[test]
fn what_is_no_clause_is_read_with_who_said_it() {
    for (text, cue, content, expected) in [
        (
            "Ida Sorensen promised to plant 400 trees.",
            "promised",
            "to plant 400 trees",
            "Ida Sorensen promised to plant 400 trees",
        ),
        (
            "Ida Sorensen accused the bank of hiding what it lost.",
            "accused",
            "the bank of hiding what it lost",
            "Ida Sorensen accused the bank of hiding what it lost",
        ),
        (
            "Ida Sorensen warned people who were tired would fall ill.",
            "warned",
            "people who were tired would fall ill",
            "people who were tired would fall ill",
        ),
    ] {
        let claim = one(text, Said { source: "Ida Sorensen", cue, content });
        assert_eq!(claim.text, content);
        assert_eq!(claim.text_attr("standalone"), expected, "{text}");
    }
}

#[test]
fn a_relative_clause_is_read_with_what_it_is_about() {
    for (text, source, cue, content, expected) in [
        (
            "The scheme, which critics say has wasted £40m, was launched in May.",
            "critics",
            "say",
            "has wasted £40m",
            "The scheme has wasted £40m",
        ),
        (
            "The firm closed the mill, a move the union calls rash and that Moe said had cost 40 jobs.",
            "Moe",
            "said",
            "had cost 40 jobs",
            "had cost 40 jobs",
        ),
        (
            "Ten died in a fire at the mill that Moe said had been set.",
            "Moe",
            "said",
            "had been set",
            "the mill had been set",
        ),
    ] {
        let claim = one(text, Said { source, cue, content });
        assert_eq!(claim.text_attr("standalone"), expected, "{text}");
    }
}

#[test]
fn who_holds_an_office_is_not_named_twice() {
    let text = "The mayor, Ida Sorensen, spent £3m on the harbour.";
    let found = claims(&mut stage(), text, &[]);
    assert_eq!(found[0].text_attr("standalone"), text);
}

#[test]
fn a_condition_may_have_its_verb_first() {
    for (text, conditional) in [
        ("The bank could lose 40 jobs should the town agree.", true),
        ("Had the deal failed, the bank would have lost £4m.", true),
        ("The 40 men had the deal in their hands.", false),
        ("The bank should keep the 40 jobs it has.", false),
    ] {
        let found = claims(&mut stage(), text, &[]);
        assert_eq!(found[0].flag("conditional"), conditional, "{text}");
    }
}

#[test]
fn a_statement_begins_with_whom_its_pronoun_means() {
    for (text, expected) in [
        (
            "Ida Sorensen said the mill had burned. She lost 400 sheep. Her barn cost $9,000.",
            ["Ida Sorensen lost 400 sheep.", "Ida Sorensen’s barn cost $9,000."],
        ),
        // Whoever does not stand before the verb, or stands there with another, is not meant for certain.
        (
            "Three clerks met Ida Sorensen. She lost 400 sheep. Her barn cost $9,000.",
            ["She lost 400 sheep.", "Her barn cost $9,000."],
        ),
        (
            "Lawyers for Ida Sorensen’s clients said the mill had burned. She lost 400 sheep. Her barn cost $9,000.",
            ["She lost 400 sheep.", "Her barn cost $9,000."],
        ),
    ] {
        let cue = if text.contains("said") { "said" } else { "met" };
        let content = if text.contains("said") { "the mill had burned" } else { "Three clerks" };
        let said = Said { source: "Ida Sorensen", cue, content };
        let found = claims(&mut stage(), text, &[said]);
        let alone: Vec<_> = found.iter().map(|claim| claim.text_attr("standalone")).collect();
        assert!(alone.ends_with(&expected), "{alone:?}");
    }
}

#[test]
fn what_is_contracted_behind_the_name_is_written_in_full() {
    for (content, expected) in [
        ("he's warned the board twice", "Harald Moe has warned the board twice"),
        ("he's lost 900 votes", "Harald Moe has lost 900 votes"),
        ("he's accused of theft", "Harald Moe is accused of theft"),
        ("he's worried the roof may fall", "Harald Moe is worried the roof may fall"),
        ("he's never there", "Harald Moe is never there"),
        // Somebody pays him, or he has paid.
        ("he's paid $900", "Harald Moe's paid $900"),
    ] {
        let text = format!("Harald Moe said {content}.");
        let claim = one(&text, Said { source: "Harald Moe", cue: "said", content });
        assert_eq!(claim.text_attr("standalone"), expected);
    }
}

#[test]
fn what_bids_the_reader_is_no_claim() {
    let found = |text: &str| claims(&mut stage(), text, &[]).len();
    for text in [
        "Sign up for our newsletter to get 5 stories every morning.",
        "Please call 555-0123 for tickets to the 2019 show.",
        "Call the hotline on 0800 111 222 if you saw the accident.",
    ] {
        assert_eq!(found(text), 0, "{text}");
    }
    for text in ["Call centres lost 5,000 jobs last year.", "Signs of decay were seen in 40 homes."]
    {
        assert_eq!(found(text), 1, "{text}");
    }
}

#[test]
fn a_question_of_an_article_is_no_claim() {
    let told = "The mill lost 400 jobs in 2019. Two of three houses were sold last year. \
                The council spent $4 million on roads. Harald Moe said the town was broke.";
    let said = Said { source: "Harald Moe", cue: "said", content: "the town was broke" };
    let found = |more: &str| claims(&mut stage(), &format!("{told} {more}"), &[said]).len();
    let without = found("");
    assert_eq!(found("Will the 2,000 workers be paid before 2021?"), without);
    assert_eq!(found("Did you know that the 2,000 workers had been paid in 2021?"), without + 1);
}

#[test]
fn a_body_is_what_it_means_only_where_it_speaks_of_itself() {
    for (content, cue, expected) in [
        ("it had opened 400 beds", "said", "The ministry had opened 400 beds"),
        ("it would close two wards", "announced", "The ministry would close two wards"),
        ("it would cost four million", "said", "it would cost four million"),
        ("it will not sell the mill", "said", "The ministry will not sell the mill"),
    ] {
        let text = format!("The ministry {cue} {content}.");
        let claim = one(&text, Said { source: "The ministry", cue, content });
        assert_eq!(claim.text_attr("standalone"), expected);
    }
}

#[test]
fn a_pronoun_stays_where_it_may_mean_another_speaker() {
    let text = "Harald Moe said the town was broke. He said he had seen it. \
                Oskar Lind said the roads were safe.";
    let moe = Said { source: "Harald Moe", cue: "said", content: "the town was broke" };
    let lind = Said { source: "Oskar Lind", cue: "said", content: "the roads were safe" };
    let he = Said { source: "He", cue: "said", content: "he had seen it" };
    let read_alone = |said: &[Said<'_>]| {
        let found = claims(&mut stage(), text, said);
        found
            .iter()
            .find(|claim| claim.text == he.content)
            .unwrap()
            .text_attr("standalone")
            .to_owned()
    };
    assert_eq!(read_alone(&[moe, he]), "Harald Moe had seen it");
    // Named last, Oskar Lind is taken for the second speaker; but Harald Moe spoke before.
    assert_eq!(read_alone(&[moe, lind, he]), "he had seen it");
    // The premier may be the one who lied.
    let text = "The premier said it was an outrage when Harald Moe told a court he had lied.";
    let premier = Said { source: "The premier", cue: "said", content: "it was an outrage" };
    let moe = Said { source: "Harald Moe", cue: "told", content: "he had lied" };
    let found = claims(&mut stage(), text, &[premier, moe]);
    let claim = found.iter().find(|claim| claim.text == "he had lied").unwrap();
    assert!(["", "he had lied"].contains(&claim.text_attr("standalone")));
}

#[test]
fn two_clauses_with_that_are_two_claims() {
    let text = "Ana Ruiz said that the fund had lost 30 million and that nobody had been told.";
    let content = "that the fund had lost 30 million and that nobody had been told";
    let found = claims(&mut stage(), text, &[Said { source: "Ana Ruiz", cue: "said", content }]);
    let texts: Vec<_> = found.iter().map(|claim| claim.text.as_str()).collect();
    assert_eq!(texts, ["the fund had lost 30 million", "nobody had been told"]);
}

#[test]
fn a_quote_of_two_sentences_makes_two_claims() {
    let text = "“The bridge was closed in June. The ferry took 900 cars,” Ana Ruiz said.";
    let said = Said {
        source: "Ana Ruiz",
        cue: "said",
        content: "“The bridge was closed in June. The ferry took 900 cars,”",
    };
    let found = claims(&mut stage(), text, &[said]);
    let texts: Vec<_> = found.iter().map(|claim| claim.text.as_str()).collect();
    assert_eq!(texts, ["“The bridge was closed in June.", "The ferry took 900 cars,”"]);
    assert_eq!(found[1].list("numbers"), ["900"]);
}

#[test]
fn what_is_left_of_a_sentence_is_the_outlets_own_statement() {
    let text = "Over the past week the council has closed three baths, wrongly claiming that nobody swims.";
    let said = Said { source: "the council", cue: "claiming", content: "nobody swims" };
    let found = claims(&mut stage(), text, &[said]);
    let texts: Vec<_> =
        found.iter().map(|claim| (claim.label.as_str(), claim.text.as_str())).collect();
    let own = "Over the past week the council has closed three baths, wrongly";
    assert!(
        texts.iter().any(|&(label, words)| label == "statement" && own.starts_with(words)),
        "{texts:?}"
    );
}

#[test]
fn the_same_claim_made_again_is_in_the_same_group() {
    let text = "The survey found 4,200 empty houses in the valley.\nRain fell all night.\n\
                In the valley 4,200 houses stand empty, the survey found.";
    let found = claims(&mut stage(), text, &[]);
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].integer("group"), found[2].integer("group"));
    assert_ne!(found[0].integer("group"), found[1].integer("group"));
}

#[test]
fn a_figure_deserves_checking_more_than_thanks() {
    let found = claims(
        &mut stage(),
        "Unemployment rose by 4 percent last year.\nThank you very much.",
        &[],
    );
    assert!(
        found[0].score > 0.6 && found[1].score < 0.2,
        "{} and {}",
        found[0].score,
        found[1].score
    );
}

#[test]
fn a_text_that_is_nobodys_prose_is_no_trouble() {
    let mut stage = stage();
    let long = "false claim that no evidence is not true, ".repeat(3000);
    let numbers = "1,2. ".repeat(3000);
    for text in [
        "",
        " ",
        "\n\n",
        ".",
        "“”",
        "false",
        "Not.",
        "without evidence",
        "\0\u{301}😀 5",
        &long,
        &numbers,
    ] {
        let first = claims(&mut stage, text, &[]);
        let again = claims(&mut stage, text, &[]);
        assert_eq!(format!("{first:?}"), format!("{again:?}"));
    }
    // Quotes without cue or source, and of marks alone.
    for content in ["“", "said", "“a b c d e”"] {
        claims(&mut stage, "“a b c d e” said", &[Said { content, ..Said::default() }]);
    }
    assert_eq!(document("One. Two.", &[]).layer("sentence").unwrap().annotations().len(), 2);
}
