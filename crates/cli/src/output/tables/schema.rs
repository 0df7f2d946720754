//! The tables and their columns.

use Kind::{Boolean, Integer, Number, Text};

/// A table: its name and columns.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
}

/// A column: its name and what is in it.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What kind of value it holds; any may be missing.
    pub kind: Kind,
}

/// The kinds of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// Words.
    Text,
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

/// The tables. A row of the table at a place has a cell for each of its columns.
pub const TABLES: [Table; 8] = [
    Table {
        name: "articles",
        columns: &[
            column("article", Text),
            column("title", Text),
            column("byline", Text),
            column("url", Text),
            column("published", Text),
            column("language", Text),
            column("words", Integer),
            column("problems", Integer),
            column("text", Text),
        ],
    },
    Table {
        name: "entities",
        columns: &[
            column("article", Text),
            column("entity", Integer),
            column("name", Text),
            column("label", Text),
            column("gender", Text),
            column("roles", Text),
            column("mentions", Integer),
        ],
    },
    Table {
        name: "mentions",
        columns: &[
            column("article", Text),
            column("mention", Integer),
            column("entity", Integer),
            column("name", Text),
            column("label", Text),
            column("score", Number),
            column("start_pos", Integer),
            column("end_pos", Integer),
            column("text", Text),
        ],
    },
    Table {
        name: "quotes",
        columns: &[
            column("article", Text),
            column("quote", Integer),
            column("kind", Text),
            column("content", Text),
            column("source", Text),
            column("source_kind", Text),
            column("cue", Text),
            column("cue_kind", Text),
            column("tense", Text),
            column("speaker", Text),
            column("speaker_label", Text),
            column("speaker_entity", Integer),
            column("within", Integer),
            column("score", Number),
            column("start_pos", Integer),
            column("end_pos", Integer),
        ],
    },
    Table {
        name: "claims",
        columns: &[
            column("article", Text),
            column("claim", Integer),
            column("kind", Text),
            column("score", Number),
            column("standalone", Text),
            column("claimant", Text),
            column("claimant_label", Text),
            column("claimant_entity", Integer),
            column("stance", Text),
            column("marker", Text),
            column("type", Text),
            column("hedged", Boolean),
            column("negated", Boolean),
            column("claim_group", Integer),
            column("quote", Integer),
            column("start_pos", Integer),
            column("end_pos", Integer),
            column("text", Text),
            column("attrs", Text),
        ],
    },
    Table {
        name: "summaries",
        columns: &[
            column("article", Text),
            column("rank", Integer),
            column("score", Number),
            column("start_pos", Integer),
            column("end_pos", Integer),
            column("text", Text),
        ],
    },
    Table {
        name: "annotations",
        columns: &[
            column("article", Text),
            column("layer", Text),
            column("annotation", Integer),
            column("label", Text),
            column("score", Number),
            column("start_pos", Integer),
            column("end_pos", Integer),
            column("text", Text),
            column("attrs", Text),
            column("links", Text),
        ],
    },
    Table {
        name: "problems",
        columns: &[
            column("article", Text),
            column("stage", Text),
            column("kind", Text),
            column("message", Text),
        ],
    },
];

pub(super) const ARTICLES: usize = 0;
pub(super) const ENTITIES: usize = 1;
pub(super) const MENTIONS: usize = 2;
pub(super) const QUOTES: usize = 3;
pub(super) const CLAIMS: usize = 4;
pub(super) const SUMMARIES: usize = 5;
pub(super) const ANNOTATIONS: usize = 6;
pub(super) const PROBLEMS: usize = 7;
