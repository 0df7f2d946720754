//! The closed-class words that begin sentences and seldom names.

/// Whether `word`, with its capital, is one of those that begin sentences and seldom names.
pub(crate) fn starts_sentences(word: &str) -> bool {
    STARTERS.binary_search(&word).is_ok()
}

/// In byte order.
#[rustfmt::skip]
const STARTERS: &[&str] = &[
    "A", "According", "After", "All", "Also", "Although", "Among", "An", "And", "Another", "Any", "As", "Asked", "At", "Because",
    "Before", "Both", "But", "By", "Despite", "During", "Each", "Earlier", "Either", "Even", "Every", "For", "From", "Had",
    "Has", "Have", "He", "Her", "Here", "His", "How", "However", "I", "If", "In", "Indeed", "Instead", "Is", "It", "Its", "Last",
    "Later", "Many", "Meanwhile", "More", "Moreover", "Most", "My", "No", "Nobody", "Nor", "Not", "Nothing", "Now", "Of", "On",
    "Once", "One", "Only", "Or", "Other", "Our", "Perhaps", "She", "Since", "So", "Some", "Still", "Such", "Than", "That", "The",
    "Their", "Then", "There", "These", "They", "This", "Those", "Though", "Through", "Thus", "To", "Today", "Under", "Unless", "Until",
    "Was", "We", "What", "When", "Where", "Whether", "Which", "While", "Who", "Why", "With", "Without", "Yes", "Yet", "You", "Your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starters_are_in_order_for_the_search() {
        assert!(STARTERS.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
