use super::*;
use crate::rng::Rng;

const PEOPLE: [&str; 6] = ["Kato", "Okello", "Mensah", "Diallo", "Banda", "Osei"];
const PLACES: [&str; 6] = ["Kampala", "Accra", "Lagos", "Dakar", "Lusaka", "Nairobi"];
const VERBS: [&str; 4] = ["said", "told", "warned", "insisted"];
const NOUNS: [&str; 5] = ["reporters", "voters", "officials", "diplomats", "students"];

/// Sentences in which the words of a group stand in the same places.
fn trainer(classes: usize, sentences: usize) -> ClusterTrainer {
    let mut trainer =
        ClusterTrainer::new(ClusterOptions { classes, min_count: 2, ..Default::default() });
    let mut rng = Rng::new(7);
    let mut pick = |words: &[&'static str]| words[rng.below(words.len())];
    for _ in 0..sentences {
        let sentence =
            [pick(&PEOPLE), pick(&VERBS), pick(&NOUNS), "in", pick(&PLACES), "yesterday"];
        trainer.push(sentence);
    }
    trainer
}

#[test]
fn words_in_the_same_places_share_a_class() {
    let classes = trainer(6, 400).train();
    for group in [&PEOPLE[..], &PLACES, &VERBS, &NOUNS] {
        let first = classes.class(group[0]);
        assert!(first.is_some());
        for word in group {
            assert_eq!(classes.class(word), first, "{word} and {}", group[0]);
        }
    }
    let mut distinct: Vec<_> =
        ["Kato", "Kampala", "said", "voters", "in"].iter().map(|w| classes.class(w)).collect();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), 5);
}

/// With more classes than groups the groups must be found again as branches of the tree.
#[test]
fn the_tree_joins_split_groups_first() {
    let classes = trainer(12, 2000).train();
    let paths = |group: &[&str]| -> Vec<Path> {
        group.iter().filter_map(|word| classes.path(word)).collect()
    };
    let shared =
        |paths: &[Path], bits| paths.iter().all(|path| path.prefix(bits) == paths[0].prefix(bits));
    for group in [&PEOPLE[..], &PLACES] {
        let paths = paths(group);
        let branch = paths[0].prefix((0..32).rfind(|&bits| shared(&paths, bits)).unwrap_or(0));
        for outsider in VERBS {
            let other = classes.path(outsider).unwrap();
            assert_ne!(other.prefix(branch.len()), branch, "{outsider} is among {group:?}");
        }
    }
}

#[test]
fn the_same_text_gives_the_same_classes() {
    assert_eq!(trainer(8, 300).train(), trainer(8, 300).train());
}

#[test]
fn rare_words_have_no_class() {
    let mut trainer = trainer(4, 50);
    trainer.push(["Kato", "vanished"]);
    let classes = trainer.train();
    assert_eq!(classes.class("vanished"), None);
    assert_eq!(classes.path("never seen"), None);
}

#[test]
fn a_text_may_be_empty_or_have_fewer_words_than_classes() {
    let empty = ClusterTrainer::new(ClusterOptions::default()).train();
    assert_eq!(empty.words().count(), 0);
    let options = ClusterOptions { classes: 50, min_count: 1, rounds: 3 };
    let mut few = ClusterTrainer::new(options);
    few.push(["Lagos", "votes"]);
    let few = few.train();
    assert_eq!(few.classes(), 2);
    assert_ne!(few.path("Lagos"), few.path("votes"));
}

#[test]
fn paths_are_read_from_the_root() {
    let path = Path::from_u32(0b1_0110);
    assert_eq!(path.to_string(), "0110");
    assert_eq!(path.len(), 4);
    assert_eq!(path.prefix(2).to_string(), "01");
    assert_eq!(path.prefix(9), path);
    assert_eq!(path.prefix(0), Path::ROOT);
    assert_ne!(Path::ROOT.child(0), Path::ROOT);
}
