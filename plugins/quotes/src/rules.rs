//! What the form of a sentence tells, over what the models found: who is the source, where it ends, and where what was said
//! begins; and quotations that no model saw.

pub(crate) mod agents;
pub(crate) mod edges;
pub(crate) mod headlines;
pub(crate) mod interrupted;
pub(crate) mod interview;
pub(crate) mod no_speech;
pub(crate) mod overruns;
pub(crate) mod phrases;
pub(crate) mod second_verbs;
pub(crate) mod source_edges;
pub(crate) mod sources;
pub(crate) mod told;
pub(crate) mod unclaimed;

use crate::extract::Attribution;
use crate::reading::Reading;

/// Mends what the models found, one rule after the other: each sees what those before it left.
pub(crate) fn correct(text: &str, reading: &Reading, found: &mut Vec<Attribution>) {
    for one in &mut *found {
        edges::snap(reading, one);
    }
    for one in &mut *found {
        headlines::says(reading, one);
        sources::reversed(reading, one);
        sources::subject(reading, one);
        sources::subject_of_content(reading, one);
        sources::anonymous(reading, one);
        sources::cries(reading, one);
        source_edges::before_brackets(reading, one);
        sources::reduced(reading, one);
        source_edges::without_time(reading, one);
        source_edges::trimmed(reading, one);
        source_edges::neither(reading, one);
        source_edges::superlative(reading, one);
        sources::asked(reading, one);
        sources::calling_itself(reading, one);
        sources::behind_relative(reading, one);
        source_edges::with_clause(reading, one);
        source_edges::meanwhile(reading, one);
        sources::apposed(reading, one);
        source_edges::without_aside(reading, one);
        sources::told_name(reading, one);
        interrupted::around_inverted(reading, one);
        told::told_that(reading, one);
        told::told_body(reading, one);
        told::told_hearers(reading, one);
        told::was_told(reading, one);
        told::before_colon(reading, one);
        told::addressed(reading, one);
        sources::beside_cue(reading, one);
        source_edges::apposition(reading, one);
        agents::quoted_as(reading, one);
        agents::passive(reading, one);
        headlines::passive(reading, one);
        headlines::without_flag(reading, one);
        agents::agent(reading, one);
        edges::main_clause(reading, one);
        edges::clause_before_main(reading, one);
        edges::beside_quotation(reading, one);
        edges::up_to_comma(reading, one);
        edges::gerund(reading, one);
        phrases::possessed(reading, one);
        phrases::what_called(reading, one);
        edges::asked(reading, one);
        overruns::before_court(reading, one);
        overruns::apposed_claim(reading, one);
        overruns::up_to_main_verb(reading, one);
        edges::dangling(reading, one);
        edges::next_quotation(reading, one);
    }
    headlines::attributed(reading, found);
    second_verbs::second_verbs(reading, found);
    interrupted::gestures(reading, found);
    unclaimed::beside_speakers(reading, found);
    sources::shared(reading, found);
    found.retain(|one| !no_speech::is_no_speech(text, reading, one));
    found.iter_mut().for_each(|one| no_speech::articled(reading, one));
}
