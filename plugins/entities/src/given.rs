//! Given names of the world's news, with whom they are given to: "Aoife" and "Solveig" are women, "Kofi" and "Tadhg" men.
//!
//! The lists of the model are of names in the United States, by which two in three of these are unknown.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::titles::Gender;

static NAMES: LazyLock<HashMap<&str, Gender>> = LazyLock::new(|| {
    let mut gender = Gender::Female;
    let mut names = HashMap::new();
    for line in include_str!("given.txt").lines().filter(|line| !line.starts_with('#')) {
        match line {
            "female:" => gender = Gender::Female,
            "male:" => gender = Gender::Male,
            _ => names.extend(line.split(' ').map(|name| (name, gender))),
        }
    }
    names
});

/// The gender of a name in small letters without accents, if it is one of these.
pub fn gender(folded: &str) -> Option<Gender> {
    NAMES.get(folded).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::fold_into;

    #[test]
    fn names_are_folded_and_of_one_gender() {
        let lines = include_str!("given.txt").lines().filter(|line| !line.starts_with('#'));
        let names = lines.filter(|line| !line.ends_with(':')).flat_map(|line| line.split(' '));
        assert_eq!(names.clone().count(), NAMES.len(), "a name stands twice");
        for name in names {
            let mut folded = String::new();
            fold_into(name, &mut folded);
            assert_eq!(folded, name);
        }
        assert_eq!(gender("aoife"), Some(Gender::Female));
        assert_eq!(gender("kofi"), Some(Gender::Male));
        assert_eq!(gender("harbour"), None);
    }
}
