//! The nine classes of entity and the tagger's BILOU labels for them (Ratinov & Roth 2009).

use copydesk_learn::bilou::Bilou;

/// What kind of thing an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A person or a family, real or invented.
    Person,
    /// A company, ministry, party, team, newspaper or other organisation.
    Org,
    /// A country, city, region, mountain or river.
    Loc,
    /// A building, port, road or other facility.
    Fac,
    /// A nationality, religion, political or ethnic group, or a language.
    Norp,
    /// A vehicle, weapon, food, programme or other thing that is made.
    Product,
    /// An event, law, work of art or other name.
    Misc,
    /// A day, month, year or other date.
    Date,
    /// A sum of money.
    Money,
}

impl Class {
    /// All classes, in the order of the tagger's labels.
    pub const ALL: [Self; 9] = [
        Self::Person,
        Self::Org,
        Self::Loc,
        Self::Fac,
        Self::Norp,
        Self::Product,
        Self::Misc,
        Self::Date,
        Self::Money,
    ];

    /// The label of the entity layer.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "PERSON",
            Self::Org => "ORG",
            Self::Loc => "LOC",
            Self::Fac => "FAC",
            Self::Norp => "NORP",
            Self::Product => "PRODUCT",
            Self::Misc => "MISC",
            Self::Date => "DATE",
            Self::Money => "MONEY",
        }
    }

    /// The class that the entity layer calls so.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }

    /// The class as a set of one, in bits.
    pub const fn bit(self) -> u64 {
        1 << self as u8
    }
}

/// The class that a number of [`bilou`] stands for.
///
/// # Panics
/// When the number is not one of a class.
pub const fn class(number: u8) -> Class {
    Class::ALL[number as usize]
}

/// The tagger's labels.
pub fn bilou() -> Bilou {
    Bilou::new(Class::ALL.len() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_numbered_as_they_are_listed() {
        for (number, listed) in Class::ALL.into_iter().enumerate() {
            assert_eq!(listed as usize, number);
            assert_eq!(class(number as u8), listed);
            assert_eq!(Class::from_name(listed.name()), Some(listed));
        }
        assert_eq!(Class::from_name("PER"), None);
    }
}
