//! Precision, recall and F1, in per cent.

use std::ops::AddAssign;

use serde_json::{Value, json};

/// How many found items are gold items, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Items both found and gold.
    pub right: u64,
    /// Items found.
    pub found: u64,
    /// Items in the gold standard.
    pub gold: u64,
}

impl Counts {
    /// Precision, recall and F1 of these counts (van Rijsbergen 1979).
    pub fn figure(self) -> Figure {
        let share = |whole: u64| if whole == 0 { 0.0 } else { self.right as f64 / whole as f64 };
        Figure { counts: Some(self), ..Figure::of(share(self.found), share(self.gold)) }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.found += other.found;
        self.gold += other.gold;
    }
}

/// Precision, recall and F1 in per cent, rounded to two digits; all 0 where there is nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// The share of what was found that is right.
    pub precision: f64,
    /// The share of the gold items that were found.
    pub recall: f64,
    /// The harmonic mean of the two, of their unrounded values.
    pub f1: f64,
    /// What they were computed from, where that is whole items.
    pub counts: Option<Counts>,
}

impl Figure {
    /// The figure of a precision and a recall between 0 and 1.
    pub fn of(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        let f1 = if sum == 0.0 { 0.0 } else { 200.0 * precision * recall / sum };
        let (precision, recall) = (percent(precision), percent(recall));
        Self { precision, recall, f1: round(f1), counts: None }
    }

    /// As an object with p, r and f1.
    pub fn json(self) -> Value {
        json!({"p": self.precision, "r": self.recall, "f1": self.f1})
    }
}

/// A share in per cent, to two digits.
pub fn percent(share: f64) -> f64 {
    round(100.0 * share)
}

/// To two digits, by the number's exact value, so that 0.125 goes to the even 0.12 and a number that
/// only looks like a half in decimal goes where it lies.
pub fn round(number: f64) -> f64 {
    to_digits(number, 2)
}

/// To one digit, in the same way.
pub fn round1(number: f64) -> f64 {
    to_digits(number, 1)
}

fn to_digits(number: f64, digits: usize) -> f64 {
    format!("{number:.digits$}").parse().expect("a number's own digits are a number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_of_a_pocket_calculator() {
        let figure = Counts { right: 8, found: 10, gold: 16 }.figure();
        assert_eq!((figure.precision, figure.recall, figure.f1), (80.0, 50.0, 61.54));
        let nothing = Counts::default().figure();
        assert_eq!((nothing.precision, nothing.recall, nothing.f1), (0.0, 0.0, 0.0));
        let none_right = Counts { right: 0, found: 3, gold: 2 }.figure();
        assert_eq!(none_right.f1, 0.0);
    }

    #[test]
    fn rounding_goes_by_the_exact_value() {
        // As Python's round: 0.125 is exactly between, 2.675 lies below its decimal, 1.005 too.
        for (number, rounded) in [(0.125, 0.12), (0.375, 0.38), (2.675, 2.67), (1.005, 1.0)] {
            assert_eq!(round(number), rounded);
        }
        assert_eq!(round1(0.25), 0.2);
    }
}
