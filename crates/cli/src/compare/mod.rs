//! Two outputs of the same articles: what agrees, what does not, and where most.
//!
//! [`changes`] says what differs between two records of an article, layer by layer; the command adds
//! that up over a collection.

pub mod changes;

/// The sorts of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Something is found that was not.
    Gained,
    /// Something is no longer found.
    Lost,
    /// It is found with other edges.
    Moved,
    /// The same words have another label.
    Relabelled,
    /// The same words with the same label have another score, attribute or link.
    Changed,
}

impl Kind {
    /// All of them, in the order of the tables.
    pub const ALL: [Self; 5] =
        [Self::Gained, Self::Lost, Self::Moved, Self::Relabelled, Self::Changed];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gained => "gained",
            Self::Lost => "lost",
            Self::Moved => "moved",
            Self::Relabelled => "relabelled",
            Self::Changed => "changed",
        }
    }
}
