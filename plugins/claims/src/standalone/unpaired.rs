//! Quotation marks that have lost their counterpart to what is not part of the claim.

/// Takes a mark out that nothing closes, or that closes nothing: of `the plan “was dead` and `he “won`.
pub(super) fn take_out(text: &mut String) {
    let mut without = Vec::new();
    for (open, close) in [('“', '”'), ('«', '»'), ('"', '"')] {
        let mut opened = Vec::new();
        for (at, c) in text.char_indices() {
            if c == close && (open != close || !opened.is_empty()) {
                if opened.pop().is_none() {
                    without.push(at);
                }
            } else if c == open {
                opened.push(at);
            }
        }
        without.append(&mut opened);
    }
    if !without.is_empty() {
        without.sort_unstable();
        let marks = text.char_indices();
        let kept = marks.filter(|(at, _)| without.binary_search(at).is_err());
        *text = kept.map(|(_, c)| c).collect();
    }
    // A single closing mark looks like an apostrophe.
    if let Some(at) = text.find('‘')
        && !text[at + '‘'.len_utf8()..].contains('‘')
        && !text[at..].char_indices().any(|(end, c)| c == '’' && ends_a_word(text, at + end))
    {
        text.remove(at);
    }
}

fn ends_a_word(text: &str, at: usize) -> bool {
    !text[at..].chars().nth(1).is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_marks_without_a_counterpart_go() {
        for (text, expected) in [
            ("Moe can't “win and then lose", "Moe can't win and then lose"),
            ("the toll was high” that year", "the toll was high that year"),
            ("the odds were ”low.”", "the odds were low."),
            ("he said “she said “no” to “us”", "he said she said “no” to “us”"),
            ("he won \"twice\" and \"lost", "he won \"twice\" and lost"),
            ("said ‘Moe won it", "said Moe won it"),
            ("said ‘Moe’s goats’ won", "said ‘Moe’s goats’ won"),
            ("the boys’ “much needed” win", "the boys’ “much needed” win"),
        ] {
            let mut text = text.to_owned();
            super::take_out(&mut text);
            assert_eq!(text, expected);
        }
    }
}
