//! The tag set: Penn Treebank tags as OntoNotes 5 and GUM have them.

/// The tags; a tag's number is its place here.
#[rustfmt::skip]
pub(crate) const TAGS: [&str; 50] = [
    "NN", "NNS", "NNP", "NNPS", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD", "JJ", "JJR", "JJS", "RB", "RBR", "RBS", "RP",
    "IN", "TO", "DT", "PDT", "WDT", "WP", "WP$", "WRB", "PRP", "PRP$", "POS", "EX", "CC", "CD", "UH", "FW", "LS", "SYM", "ADD",
    "AFX", "GW", "NFP", "XX", "HYPH", "-LRB-", "-RRB-", "``", "''", ",", ".", ":", "$",
];

/// The number of a tag.
pub(crate) const fn tag(name: &str) -> u8 {
    let mut at = 0;
    while at < TAGS.len() {
        if same(TAGS[at].as_bytes(), name.as_bytes()) {
            return at as u8;
        }
        at += 1;
    }
    panic!("no such tag")
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_manifest_declares_the_tags_in_this_order() {
        let manifest: serde_json::Value = serde_json::from_str(crate::MANIFEST).expect("JSON");
        let declared = manifest["provides"][2]["labels"].as_array().expect("an array");
        let names: Vec<_> = declared.iter().filter_map(|name| name.as_str()).collect();
        assert_eq!(names, super::TAGS);
    }
}
