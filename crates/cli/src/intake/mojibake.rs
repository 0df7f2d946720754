//! UTF-8 that was once taken for Windows-1252: "donâ€™t" for "don’t", "SÃ£o Paulo" for "São Paulo".
//!
//! Feeds and dumps hold such text in good UTF-8, so that no look at the bytes tells. What tells is that its odd
//! characters, as bytes of Windows-1252, are whole characters of UTF-8.

use encoding_rs::WINDOWS_1252;

/// What the text was meant to be, where enough of it gives it away; otherwise `None`.
pub fn mended(text: &str) -> Option<String> {
    /// So many whole characters are no chance where none is a quotation mark, a dash or an apostrophe.
    const LEAST: usize = 3;
    // Most text has no such character at all.
    let leads = |c: &char| ('Â'..='ô').contains(c);
    let first = text.bytes().position(|byte| byte == 0xC3)?;
    text[first..]
        .char_indices()
        .find(|(at, c)| leads(c) && meant(&text[first + at..]).is_some())?;
    let sure = text.contains("â€");
    let mut mended = String::with_capacity(text.len());
    let mut found = 0;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let plain = rest.bytes().take_while(u8::is_ascii).count();
        if plain > 0 {
            mended.push_str(&rest[..plain]);
            rest = &rest[plain..];
        } else if let Some((meant, length)) = meant(rest) {
            mended.push(meant);
            found += 1;
            rest = &rest[length..];
        } else {
            mended.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    (found > 0 && (sure || found >= LEAST)).then_some(mended)
}

/// The character that the text begins with, if it is one of UTF-8 in the wrong clothes, and how many bytes of the
/// text it takes.
fn meant(text: &str) -> Option<(char, usize)> {
    let mut characters = text.char_indices();
    let lead = byte(characters.next()?.1)?;
    let more = match lead {
        0xC2..=0xDF => 1,
        0xE0..=0xEF => 2,
        0xF0..=0xF4 => 3,
        _ => return None,
    };
    let mut bytes = vec![lead];
    let mut end = 0;
    for (at, c) in characters.take(more) {
        let Some(byte) = byte(c).filter(|byte| (0x80..0xC0).contains(byte)) else { break };
        bytes.push(byte);
        end = at + c.len_utf8();
    }
    if let Ok(whole) = std::str::from_utf8(&bytes) {
        return whole.chars().next().map(|c| (c, end));
    }
    // The byte 0x9D is no character of Windows-1252 and often gets lost: of "”" two thirds are left.
    let lost = if text[end..].starts_with('\u{FFFD}') { '\u{FFFD}'.len_utf8() } else { 0 };
    (bytes == [0xE2, 0x80]).then_some(('”', end + lost))
}

/// The byte of a character in Windows-1252.
fn byte(c: char) -> Option<u8> {
    let mut bytes = [0; 4];
    let (encoded, _, unknown) = WINDOWS_1252.encode(c.encode_utf8(&mut bytes));
    encoded.first().copied().filter(|_| !unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_for_another_encoding_is_mended() {
        let meant = "“We don’t know – yet,” said José Müller of São Paulo… 20 € ✓ 😀.";
        let mangled = WINDOWS_1252.decode_without_bom_handling(meant.as_bytes()).0;
        assert!(mangled.starts_with("â€œWe donâ€™t"), "{mangled}");
        assert_eq!(mended(&mangled).as_deref(), Some(meant));
        // The last byte of a closing mark is lost on the way.
        assert_eq!(mended("â€œNo,â€ she said.").as_deref(), Some("“No,” she said."));
        assert_eq!(mended("â€œNo,â€\u{FFFD} she said.").as_deref(), Some("“No,” she said."));
        assert_eq!(mended("Ã‰lan, SÃ£o, JosÃ©").as_deref(), Some("Élan, São, José"));
    }

    #[test]
    fn good_text_is_left_alone() {
        for good in [
            "“We don’t know – yet,” said José Müller of São Paulo…",
            "SÃO PAULO, ÁGUAS DE LINDÓIA, MARANHÃO, IRMÃ",
            "The Â£5 note", // One alone may be meant.
            "Âge d’or – l’été à Nîmes, 20 €",
            "Москва, 北京, العربية, Ελλάδα, Đà Nẵng",
            "",
        ] {
            assert_eq!(mended(good), None, "{good}");
        }
    }
}
