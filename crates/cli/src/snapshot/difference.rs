//! What differs between the snapshot that is kept and a new one: by sentence, and in each by layer what
//! was gained, lost, moved or relabelled.

use std::collections::{BTreeMap, HashMap, VecDeque};

use super::passage::Passage;
use crate::compare::Kind;

/// How many changes of each kind, by layer. A sentence that is new or gone counts under "sentence",
/// a problem too.
pub type Tally = BTreeMap<String, [u64; 5]>;

/// What differs between two contents, and how much of it by layer.
pub fn difference(kept: &str, new: &str) -> (Vec<Passage>, Tally) {
    let (old, new) = (blocks(kept), blocks(new));
    // For each new block the first old one with the same sentence that no earlier block has.
    let mut places: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for (place, block) in old.iter().enumerate() {
        places.entry(block.sentence).or_default().push_back(place);
    }
    let mut partner = |block: &Block<'_>| places.get_mut(block.sentence)?.pop_front();
    let partners: Vec<Option<usize>> = new.iter().map(&mut partner).collect();
    let mut gone = vec![true; old.len()];
    partners.iter().flatten().for_each(|&place| gone[place] = false);

    let (mut passages, mut tally) = (Vec::new(), Tally::new());
    let mut next = 0;
    for (block, place) in new.iter().zip(&partners) {
        let Some(place) = *place else {
            passages.push(whole(Kind::Gained, block, &mut tally));
            continue;
        };
        // Sentences that are gone show where they stood.
        while next < place {
            if gone[next] {
                passages.push(whole(Kind::Lost, &old[next], &mut tally));
            }
            next += 1;
        }
        next = next.max(place + 1);
        passages.extend(compare(&old[place], block, &mut tally));
    }
    for (block, _) in old.iter().zip(gone).skip(next).filter(|(_, gone)| *gone) {
        passages.push(whole(Kind::Lost, block, &mut tally));
    }
    (passages, tally)
}

/// A sentence with the marks under it.
struct Block<'a> {
    sentence: &'a str,
    marks: Vec<Mark<'a>>,
}

/// A mark, read from its line.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Mark<'a> {
    line: &'a str,
    /// The columns of its carets.
    start: usize,
    end: usize,
    layer: &'a str,
    label: &'a str,
}

impl<'a> Mark<'a> {
    /// The mark in a line, or `None` for a line of text.
    fn parse(line: &'a str) -> Option<Self> {
        let (start, end, words) = match line.strip_prefix("whole article: ") {
            Some(words) => (0, 0, words),
            None => {
                let (start, end, words) = carets(line)?;
                (start, end, words.strip_prefix('…').unwrap_or(words).strip_prefix(' ')?)
            }
        };
        let mut words = words.split(' ');
        let layer = words.next().filter(|layer| !layer.is_empty())?;
        let label = words.next().unwrap_or_default();
        // What follows the layer is a score, an attribute or a link where there is no label.
        let no_label = label.contains(['=', '→']) || label.parse::<f64>().is_ok();
        Some(Self { line, start, end, layer, label: if no_label { "" } else { label } })
    }

    fn same_place(&self, other: &Self) -> bool {
        (self.start, self.end) == (other.start, other.end)
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
    }
}

/// The columns of a line's carets, and what stands behind them; `None` for a line without.
pub fn carets(line: &str) -> Option<(usize, usize, &str)> {
    let carets = line.trim_start_matches(' ');
    let words = carets.trim_start_matches('^');
    let (start, end) = (line.len() - carets.len(), line.len() - words.len());
    (start < end).then_some((start, end, words))
}

/// The contents by sentence. Empty lines between paragraphs are left out.
fn blocks(contents: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for line in contents.lines().filter(|line| !line.is_empty()) {
        match (Mark::parse(line), blocks.last_mut()) {
            (Some(mark), Some(block)) => block.marks.push(mark),
            _ => blocks.push(Block { sentence: line, marks: Vec::new() }),
        }
    }
    blocks
}

/// A sentence that is new or gone, with all that is under it.
fn whole(kind: Kind, block: &Block<'_>, tally: &mut Tally) -> Passage {
    count(tally, "sentence", kind);
    block.marks.iter().for_each(|mark| count(tally, mark.layer, kind));
    let lines: Vec<_> = block.marks.iter().map(|mark| mark.line.to_owned()).collect();
    let (lost, gained) = if kind == Kind::Lost { (lines, Vec::new()) } else { (Vec::new(), lines) };
    Passage { sentence: block.sentence.to_owned(), whole: Some(kind), lost, gained }
}

/// Whether two marks of a layer may be the same one, before and after.
type Near = fn(&Mark<'_>, &Mark<'_>) -> bool;

/// What differs under one sentence, or `None` if nothing does.
fn compare(old: &Block<'_>, new: &Block<'_>, tally: &mut Tally) -> Option<Passage> {
    let mut lost: Vec<Mark<'_>> = old.marks.clone();
    let mut gained = Vec::new();
    for mark in &new.marks {
        match lost.iter().position(|other| other == mark) {
            Some(at) => drop(lost.remove(at)),
            None => gained.push(*mark),
        }
    }
    if lost.is_empty() && gained.is_empty() {
        return None;
    }
    let lines = |marks: &[Mark<'_>]| marks.iter().map(|mark| mark.line.to_owned()).collect();
    let passage = Passage {
        sentence: new.sentence.to_owned(),
        whole: None,
        lost: lines(&lost),
        gained: lines(&gained),
    };
    // The nearer two marks are, the sooner they are taken for one that has changed.
    let near: [(Near, Kind); 4] = [
        (|one, other| one.same_place(other) && one.label == other.label, Kind::Changed),
        (|one, other| one.same_place(other), Kind::Relabelled),
        (|one, other| one.overlaps(other) && one.label == other.label, Kind::Moved),
        (|one, other| one.overlaps(other), Kind::Moved),
    ];
    for (is_near, kind) in near {
        gained.retain(|mark| {
            let same = |other: &Mark<'_>| other.layer == mark.layer && is_near(mark, other);
            match lost.iter().position(same) {
                Some(at) => {
                    count(tally, mark.layer, kind);
                    lost.remove(at);
                    false
                }
                None => true,
            }
        });
    }
    gained.iter().for_each(|mark| count(tally, mark.layer, Kind::Gained));
    lost.iter().for_each(|mark| count(tally, mark.layer, Kind::Lost));
    Some(passage)
}

fn count(tally: &mut Tally, layer: &str, kind: Kind) {
    tally.entry(layer.to_owned()).or_default()[kind as usize] += 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: &str = "\
Ana Ruiz met Hugh Hill of Port Elsing.
^^^^^^^^ entity PERSON 0.9
             ^^^^^^^^^ entity PERSON 0.9 role=[\"mayor\"]
                          ^^^^^^^^^^^ entity LOC 0.7

Rain fell.
^^^^^^^^^^ summary 0.4 rank=1
Rain fell.";

    fn told(new: &str) -> Vec<(String, [u64; 5])> {
        difference(KEPT, new).1.into_iter().collect()
    }

    #[test]
    fn each_kind_of_change_is_told_by_layer() {
        assert_eq!(told(KEPT), []);
        for (from, to, layer, counts) in [
            ("^^^^^^^^ entity PERSON 0.9\n     ", "     ", "entity", [0, 1, 0, 0, 0]),
            ("LOC 0.7", "LOC 0.7\n^^^ cue", "cue", [1, 0, 0, 0, 0]),
            (
                "^^^^^^^^^ entity PERSON 0.9 role",
                "^^^^ entity PERSON 0.9 role",
                "entity",
                [0, 0, 1, 0, 0],
            ),
            ("entity LOC", "entity ORG", "entity", [0, 0, 0, 1, 0]),
            ("mayor", "doctor", "entity", [0, 0, 0, 0, 1]),
            ("rank=1", "rank=2", "summary", [0, 0, 0, 0, 1]),
        ] {
            assert!(KEPT.contains(from), "{from}");
            assert_eq!(told(&KEPT.replace(from, to)), [(layer.to_owned(), counts)], "{to}");
        }
    }

    #[test]
    fn a_sentence_that_is_gone_takes_its_marks_with_it() {
        let new =
            KEPT.replace("\nRain fell.\n^^^^^^^^^^ summary 0.4 rank=1\nRain fell.", "\nSnow.");
        let (passages, tally) = difference(KEPT, &new);
        let shown: Vec<_> = passages.iter().map(|one| (&*one.sentence, one.whole)).collect();
        let lost = Some(Kind::Lost);
        assert_eq!(
            shown,
            [("Snow.", Some(Kind::Gained)), ("Rain fell.", lost), ("Rain fell.", lost)]
        );
        assert_eq!(tally["sentence"], [1, 2, 0, 0, 0]);
        assert_eq!(tally["summary"], [0, 1, 0, 0, 0]);
    }

    #[test]
    fn a_text_that_looks_like_a_mark_does_no_harm() {
        let odd = "^^^ entity PERSON\n^^^ entity PERSON 0.9\n   ^ \n…";
        assert_eq!(difference(odd, odd), (Vec::new(), Tally::new()));
        assert!(!difference(odd, "").0.is_empty());
    }
}
