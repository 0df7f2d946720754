//! Text as a page shows it: nothing in it is markup, and nothing is hidden.
//!
//! Marks that turn the direction of writing, and control characters, are shown as their numbers: a text
//! can otherwise be made to read as what it does not say.

use std::fmt::{self, Write};

use askama::filters::{Escaper, Html};

/// What the templates escape with; named in askama.toml.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown;

impl Escaper for Shown {
    fn write_escaped_str<W: Write>(&self, mut dest: W, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.find(is_hidden) {
            let hidden = rest[at..].chars().next().unwrap_or_default();
            Html.write_escaped_str(&mut dest, &rest[..at])?;
            write!(dest, "⟨U+{:04X}⟩", u32::from(hidden))?;
            rest = &rest[at + hidden.len_utf8()..];
        }
        Html.write_escaped_str(dest, rest)
    }
}

/// The same for text that is put into a page by a script, which needs no escaping.
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            out += &format!("⟨U+{:04X}⟩", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\t' | '\r' => false,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}' => true,
        // Tags: letters that no font shows.
        '\u{e0000}'..='\u{e007f}' => true,
        _ => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        Shown.write_escaped_str(&mut out, text).unwrap();
        out
    }

    #[test]
    fn markup_is_text_and_what_turns_the_writing_is_seen() {
        assert_eq!(escaped("a\u{202e}b\u{0}c\n"), "a⟨U+202E⟩b⟨U+0000⟩c\n");
        assert_eq!(escaped("<b>\u{2066}&"), "&#60;b&#62;⟨U+2066⟩&#38;");
        assert_eq!(shown("<b>\u{2066}&"), "<b>⟨U+2066⟩&");
        // Right-to-left letters, joined emoji and combining marks are themselves.
        for plain in ["שלום\n", "👩\u{200d}🚒 e\u{301}"] {
            assert_eq!(escaped(plain), plain);
        }
    }
}
