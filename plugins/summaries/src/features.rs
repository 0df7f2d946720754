//! What the model sees of a sentence, in families whose gain can be measured one by one.
//!
//! The features are those that pay for linear models on news: SummaRuNNer's (Nallapati et al. 2017)
//! position, content and salience, and shallow signs of what editors pass over (questions, asides,
//! quotations, sentences that lean on the one before).

use copydesk_learn::features::{ValuedFeatures, hash3};

use crate::sentences::{Opening, Reading};
use crate::weight::Weights;

/// A group of features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Where the sentence stands in the article.
    Position = 1,
    /// How long it is.
    Length,
    /// How frequent its words are in the article.
    Frequency,
    /// How near it is to the other sentences.
    Centrality,
    /// What it shares with the first sentence.
    Lead,
    /// Its digits.
    Numbers,
    /// Its quotation marks.
    Quotation,
    /// Its pronouns and its first word.
    Reference,
    /// Its proper nouns.
    Names,
    /// Its verbs of speech.
    Speech,
    /// Its other marks.
    Marks,
    /// The article's length.
    Article,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Position,
        Self::Length,
        Self::Frequency,
        Self::Centrality,
        Self::Lead,
        Self::Numbers,
        Self::Quotation,
        Self::Reference,
        Self::Names,
        Self::Speech,
        Self::Marks,
        Self::Article,
    ];
}

/// A set of families.
#[derive(Clone, Copy, Debug)]
pub struct Families(u32);

impl Families {
    /// All families.
    pub const ALL: Self = Self(!0);

    /// This family alone.
    #[must_use]
    pub const fn only(family: Family) -> Self {
        Self(1 << family as u32)
    }

    /// All that are in this set, and `family`.
    #[must_use]
    pub const fn with(self, family: Family) -> Self {
        Self(self.0 | 1 << family as u32)
    }

    /// All that are in this set but `family`.
    #[must_use]
    pub const fn without(self, family: Family) -> Self {
        Self(self.0 & !(1 << family as u32))
    }

    const fn has(self, family: Family) -> bool {
        self.0 & (1 << family as u32) != 0
    }
}

/// A sentence in its article.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The article.
    pub reading: &'a Reading,
    /// The weights of its sentences.
    pub weights: &'a Weights,
    /// The sentence's place among them.
    pub sentence: usize,
}

/// Writes the features of a sentence, in place of what was there. Values are of the order of 1.
pub fn write(row: &Row<'_>, families: Families, features: &mut ValuedFeatures) {
    features.clear();
    let mut out = Writer { features, families };
    position(row, &mut out);
    length(row, &mut out);
    frequency(row, &mut out);
    centrality(row, &mut out);
    surface(row, &mut out);
    let article = (row.reading.words() as f32 + 1.0).ln() - 6.0;
    out.number(Family::Article, 0, article);
}

struct Writer<'f> {
    features: &'f mut ValuedFeatures,
    families: Families,
}

impl Writer<'_> {
    /// One of several cases of a template holds.
    fn case(&mut self, family: Family, template: u64, case: usize) {
        if self.families.has(family) {
            self.features.push(hash3(family as u32, template, case as u64));
        }
    }

    fn flag(&mut self, family: Family, template: u64, holds: bool) {
        if holds {
            self.case(family, template, 0);
        }
    }

    fn number(&mut self, family: Family, template: u64, value: f32) {
        if value != 0.0 && self.families.has(family) {
            self.features.push_value(hash3(family as u32, template, 0), value);
        }
    }
}

/// The number of the bin that `value` falls into: how many of the rising `edges` it has reached.
fn bin(value: u32, edges: &[u32]) -> usize {
    edges.partition_point(|&edge| edge <= value)
}

fn position(row: &Row<'_>, out: &mut Writer<'_>) {
    use Family::Position;
    let (at, all) = (row.sentence, row.reading.sentences().len());
    let relative = at as f32 / all as f32;
    let place = if at < 12 { at } else { 11 + bin(at as u32, &[12, 16, 25]) };
    out.case(Position, 0, place);
    out.number(Position, 1, 1.0 / (at + 1) as f32);
    out.number(Position, 2, relative);
    out.flag(Position, 3, at + 1 == all);
    out.flag(Position, 4, at + 3 >= all);
    out.flag(Position, 5, relative > 0.75);
    out.number(Position, 6, if all < 12 { relative } else { 0.0 });
}

fn length(row: &Row<'_>, out: &mut Writer<'_>) {
    use Family::Length;
    let words = row.reading.sentences()[row.sentence].words;
    out.case(Length, 0, bin(words, &[5, 8, 12, 16, 20, 25, 30, 36, 45]));
    // Nothing longer was among the training's articles; the logarithm must not run away.
    out.number(Length, 1, (words.min(100) as f32 + 1.0).ln() - 3.0);
    out.flag(Length, 2, words < 8 && row.sentence < 3);
}

fn frequency(row: &Row<'_>, out: &mut Writer<'_>) {
    use Family::Frequency;
    let weight = row.weights.of(row.sentence);
    out.number(Frequency, 0, weight.prominence);
    out.number(Frequency, 1, weight.frequency);
    out.number(Frequency, 2, weight.frequency_sum.min(60.0) / 10.0);
    out.number(Frequency, 3, weight.topic_sum);
    out.number(Frequency, 4, weight.top_words.min(10.0) / 3.0);
    out.number(Frequency, 5, weight.rarity / 6.0);
    let surface = &row.reading.sentences()[row.sentence].surface;
    let content = row.reading.terms_of(row.sentence).len() as f32;
    out.number(Frequency, 6, content / surface.words.max(1) as f32);
    compare(row, out, Frequency, 3..6);
}

fn centrality(row: &Row<'_>, out: &mut Writer<'_>) {
    use Family::{Centrality, Lead};
    let weight = row.weights.of(row.sentence);
    let before = row.sentence as f32;
    let after = row.reading.sentences().len() as f32 - 1.0 - before;
    out.number(Centrality, 0, weight.before);
    out.number(Centrality, 1, weight.after);
    out.number(Centrality, 2, weight.article);
    out.number(Centrality, 3, (weight.before * before + 1.0).ln().min(3.0));
    out.number(Centrality, 4, (weight.after * after + 1.0).ln().min(3.0));
    out.number(Centrality, 5, if row.sentence == 0 { weight.after } else { 0.0 });
    compare(row, out, Centrality, 0..3);
    out.number(Lead, 0, weight.lead);
    out.number(Lead, 1, weight.lead_covered);
    out.number(Lead, 2, weight.new);
}

fn compare(row: &Row<'_>, out: &mut Writer<'_>, family: Family, which: std::ops::Range<usize>) {
    for which in which {
        let standing = row.weights.standing(row.sentence)[which];
        out.number(family, 20 + which as u64, 1.0 / (standing.place + 1) as f32);
        out.number(family, 30 + which as u64, standing.deviation.clamp(-4.0, 4.0) / 2.0);
    }
}

fn surface(row: &Row<'_>, out: &mut Writer<'_>) {
    use Family::{Marks, Names, Numbers, Quotation, Reference, Speech};
    let seen = &row.reading.sentences()[row.sentence].surface;
    let share = |count: u32| count as f32 / seen.words.max(1) as f32;
    out.flag(Numbers, 0, seen.numbers > 0);
    out.number(Numbers, 1, seen.numbers.min(4) as f32 / 4.0);
    out.flag(Quotation, 0, seen.quote_first);
    out.flag(Quotation, 1, seen.quote_last);
    out.flag(Quotation, 2, seen.quoted > 0);
    out.number(Quotation, 3, share(seen.quoted));
    out.flag(Reference, 0, seen.opening == Opening::Pronoun);
    out.flag(Reference, 1, seen.opening == Opening::Connective);
    out.flag(Reference, 2, seen.opening == Opening::The);
    out.number(Reference, 3, share(seen.pronouns) * 4.0);
    out.flag(Reference, 4, seen.first_person > 0);
    out.flag(Reference, 5, seen.second_person > 0);
    out.number(Names, 0, share(seen.names));
    out.number(Names, 1, seen.names.min(6) as f32 / 6.0);
    out.flag(Names, 2, seen.names == 0);
    out.flag(Speech, 0, seen.speech);
    out.flag(Marks, 0, seen.question);
    out.flag(Marks, 1, seen.exclamation);
    out.flag(Marks, 2, seen.colon);
    out.flag(Marks, 3, seen.dash);
    out.flag(Marks, 4, seen.bracket);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_begin_at_their_edges() {
        let bins: Vec<_> = [0, 4, 5, 7, 8, 90].map(|words| bin(words, &[5, 8])).to_vec();
        assert_eq!(bins, [0, 0, 1, 1, 2, 2]);
    }

    #[test]
    fn a_set_of_families_has_what_was_put_in() {
        let set = Families::only(Family::Position).with(Family::Marks);
        let in_it: Vec<_> = Family::ALL.into_iter().filter(|&family| set.has(family)).collect();
        assert_eq!(in_it, [Family::Position, Family::Marks]);
        assert!(!Families::ALL.without(Family::Names).has(Family::Names));
    }
}
