//! Bytes to text: UTF-8, or what else they are.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The text of these bytes, and the name of its encoding where that is not UTF-8. `stated` is the
/// encoding that the carrier names; it counts where the bytes do not contradict it.
///
/// Encodings without a mark are guessed from the bytes by `chardetng`, as Firefox does.
///
/// # Errors
/// What the bytes are, when they are no text, and what to do.
pub fn text_of(
    bytes: Vec<u8>,
    stated: Option<&str>,
) -> Result<(String, Option<&'static str>), String> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return decode(&bytes[mark..], encoding);
    }
    // Before UTF-8: the zeros of UTF-16 are characters there, too.
    if let Some(encoding) = utf16_without_mark(&bytes) {
        return decode(&bytes, encoding);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if text.starts_with("%PDF-") || text.starts_with("{\\rtf") => text.into_bytes(),
        Ok(text) => return Ok((text, None)),
        Err(error) => error.into_bytes(),
    };
    if let Some(what) = no_text(&bytes) {
        return Err(what);
    }
    let stated = stated.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    if let Some(encoding) = stated.filter(|encoding| *encoding != UTF_8)
        && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(&bytes)
    {
        return Ok((text.into_owned(), Some(encoding.name())));
    }
    if mostly_utf8(&bytes) {
        // A few damaged bytes do not make it another encoding.
        return Ok((
            String::from_utf8_lossy(&bytes).into_owned(),
            Some("UTF-8 with damaged bytes"),
        ));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes, true);
    decode(&bytes, detector.guess(None, Utf8Detection::Deny))
}

fn decode(
    bytes: &[u8],
    encoding: &'static Encoding,
) -> Result<(String, Option<&'static str>), String> {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let name = (encoding != UTF_8).then(|| encoding.name());
    if damaged && name.is_none() {
        return Ok((text.into_owned(), Some("UTF-8 with damaged bytes")));
    }
    Ok((text.into_owned(), name))
}

/// Whether nine in ten of the bytes beyond ASCII are parts of whole UTF-8 characters.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
        broken += chunk.invalid().len();
    }
    whole > 9 * broken
}

/// UTF-16 whose text is mostly of the Latin script shows in zeros at every other place.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let look = &bytes[..bytes.len().min(1024) & !1];
    let zeros = |from: usize| look.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), look.len() / 2);
    match pairs {
        0..4 => None,
        _ if odd * 10 > pairs * 7 && even == 0 => Some(UTF_16LE),
        _ if even * 10 > pairs * 7 && odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// What bytes that are no text are, by their first ones.
fn no_text(bytes: &[u8]) -> Option<String> {
    const KINDS: [(&[u8], &str, &str); 12] = [
        (b"%PDF", "a PDF", "convert it to text, for example with pdftotext,"),
        (b"\xD0\xCF\x11\xE0", "an office document", "save it as text or HTML,"),
        (b"{\\rtf", "a document in RTF", "save it as text or HTML,"),
        (b"\x89PNG", "an image", ""),
        (b"\xFF\xD8\xFF", "an image", ""),
        (b"GIF8", "an image", ""),
        (b"RIFF", "an image, a sound or a film", ""),
        (b"BZh", "a file compressed with bzip2", "unpack it"),
        (b"\xFD7zXZ", "a file compressed with xz", "unpack it"),
        (b"7z\xBC\xAF", "a 7-Zip archive", "unpack it"),
        (b"Rar!", "a RAR archive", "unpack it"),
        (b"\x7FELF", "a program", ""),
    ];
    for (mark, what, mend) in KINDS {
        if bytes.starts_with(mark) {
            let mend = if mend.is_empty() { String::new() } else { format!("{mend} or ") };
            return Some(format!(
                "this is {what} and no text; {mend}leave it out of the collection"
            ));
        }
    }
    // Text in an older encoding has no NULs; images, archives and programs nearly always do.
    bytes
        .contains(&0)
        .then(|| "this is a binary file and no text; leave it out of the collection".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_found() {
        let utf16: Vec<u8> = "Ruiz spoke.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, text, name) in [
            (b"Caf\xC3\xA9".to_vec(), "Café", None),
            (b"\xEF\xBB\xBFCaf\xC3\xA9".to_vec(), "Café", None),
            (b"\xFE\xFF\0R\0u".to_vec(), "Ru", Some("UTF-16BE")),
            (utf16, "Ruiz spoke.", Some("UTF-16LE")),
            (
                b"The Caf\xE9 Ruiz \x93opened\x94 on Monday.".to_vec(),
                "The Café Ruiz “opened” on Monday.",
                Some("windows-1252"),
            ),
            (
                b"\xCC\xEE\xF1\xEA\xE2\xE0 \xE3\xEE\xE2\xEE\xF0\xE8\xF2".to_vec(),
                "Москва говорит",
                Some("windows-1251"),
            ),
        ] {
            assert_eq!(text_of(bytes, None).unwrap(), (text.to_owned(), name));
        }
        let stated = text_of(b"\xB9\xE6".to_vec(), Some("iso-8859-2")).unwrap();
        assert_eq!(stated, ("šć".to_owned(), Some("ISO-8859-2")));
        let (text, name) =
            text_of("é".repeat(20).into_bytes().into_iter().chain([0xFF]).collect(), None).unwrap();
        assert!(text.ends_with('\u{FFFD}') && name == Some("UTF-8 with damaged bytes"));
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, says) in [
            (&b"%PDF-1.7\n\xE2\xE3"[..], "this is a PDF and no text; convert it"),
            (b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", "this is an image"),
            (b"\0\x01\x02\xFF\xFE", "this is a binary file"),
        ] {
            assert!(text_of(bytes.to_vec(), None).unwrap_err().starts_with(says), "{says}");
        }
    }
}
