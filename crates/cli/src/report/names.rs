//! Names of files, and text as it is shown.

use std::hash::Hasher;

/// A file's name for an article or an entity: a readable part and a hash that tells it from all others.
pub fn file(name: &str, more: &str) -> String {
    let mut slug = String::new();
    for c in name.chars() {
        let c = c.to_ascii_lowercase();
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= 40 {
            break;
        }
    }
    // FNV-1a, the same on every machine and in every version.
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    hash.write(name.as_bytes());
    hash.write(b"\0");
    hash.write(more.as_bytes());
    format!("{}-{:016x}.html", slug.trim_end_matches('-'), hash.finish())
        .trim_start_matches('-')
        .to_owned()
}

struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// Text in which nothing is hidden: marks that turn the direction of writing, and control characters,
/// are shown as their numbers.
pub fn shown(text: &str) -> String {
    let hidden = |c: char| {
        matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
            || c.is_control() && !matches!(c, '\n' | '\t' | '\r')
    };
    if !text.contains(hidden) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if hidden(c) {
            out += &format!("⟨U+{:04X}⟩", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_plain_short_and_different() {
        let names = ["../../etc/passwd", "Łódź", "con", "a b", "a-b", "x".repeat(400).as_str(), ""]
            .map(|name| file(name, "PERSON"));
        for name in &names {
            assert!(name.len() < 64 && !name.contains(['/', '\\', '%', ' ']), "{name}");
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.'));
        }
        let different: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(different.len(), names.len());
        assert_ne!(file("Georgia", "LOC"), file("Georgia", "PERSON"));
    }

    #[test]
    fn what_turns_the_writing_is_shown() {
        assert_eq!(shown("a\u{202e}b\u{0}c\n"), "a⟨U+202E⟩b⟨U+0000⟩c\n");
        assert_eq!(shown("שלום\n"), "שלום\n");
    }
}
