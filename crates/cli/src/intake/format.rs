//! What a file holds: by its name, or else by its first bytes.

use std::path::Path;

use clap::ValueEnum;

/// How many of the first bytes [`of_bytes`] wants to see. A tar's mark stands at 257.
pub const LOOK: usize = 1024;

/// The formats that articles come in. Each may be compressed with gzip or Zstandard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// One article a file
    Text,
    /// One article a file, in Markdown
    Markdown,
    /// One article a file, in a web page
    Html,
    /// One JSON object with "text" a line
    Jsonl,
    /// A JSON object with "text", or an array of them
    Json,
    /// A table with a header line, commas between; quotes as in RFC 4180
    Csv,
    /// A table with a header line, tabs between
    Tsv,
    /// A table with a text column
    Parquet,
    /// A web archive: the pages that came with status 200
    Warc,
    /// An archive of any of these
    Zip,
    /// An archive of any of these
    Tar,
}

/// What a file's name says that it holds. Endings of compressed files (.gz, .zst) are passed over.
pub fn of_name(path: &Path) -> Option<InputFormat> {
    use InputFormat::{Csv, Html, Json, Jsonl, Markdown, Parquet, Tar, Text, Tsv, Warc, Zip};
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    Some(match name.rsplit_once('.')?.1 {
        "txt" | "text" => Text,
        "md" | "markdown" => Markdown,
        "html" | "htm" | "xhtml" => Html,
        "jsonl" | "ndjson" => Jsonl,
        "json" => Json,
        "csv" => Csv,
        "tsv" | "tab" => Tsv,
        "parquet" => Parquet,
        "warc" | "wet" => Warc,
        "zip" => Zip,
        "tar" | "tgz" | "tzst" => Tar,
        _ => return None,
    })
}

/// What the first [`LOOK`] bytes, no longer compressed, look like. Where nothing tells, it is text.
pub fn of_bytes(start: &[u8]) -> InputFormat {
    let shown = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    let begins = |mark: &str| {
        shown.get(..mark.len()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(mark.as_bytes()))
    };
    if start.starts_with(b"PAR1") {
        InputFormat::Parquet
    } else if start.starts_with(b"PK\x03\x04") {
        InputFormat::Zip
    } else if start.starts_with(b"WARC/1.") {
        InputFormat::Warc
    } else if start.get(257..262) == Some(b"ustar") {
        InputFormat::Tar
    } else if shown.first() == Some(&b'{') {
        InputFormat::Jsonl
    } else if begins("[{")
        || (shown.first() == Some(&b'[') && shown[1..].trim_ascii_start().first() == Some(&b'{'))
    {
        InputFormat::Json
    } else if ["<!doctype html", "<html", "<head"].into_iter().any(begins) {
        InputFormat::Html
    } else {
        InputFormat::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_first_bytes_tell_the_format() {
        for (name, format) in [
            ("a.TXT", Some(InputFormat::Text)),
            ("a/b.jsonl.gz", Some(InputFormat::Jsonl)),
            ("CC-NEWS-2026.warc.gz", Some(InputFormat::Warc)),
            ("b.tar.zst", Some(InputFormat::Tar)),
            ("b.tgz", Some(InputFormat::Tar)),
            ("photo.png", None),
            ("README", None),
        ] {
            assert_eq!(of_name(Path::new(name)), format, "{name}");
        }
        let mut tar = vec![0; 300];
        tar[257..262].copy_from_slice(b"ustar");
        for (bytes, format) in [
            (&b" \n{\"text\":1}"[..], InputFormat::Jsonl),
            (b"\xEF\xBB\xBF{}", InputFormat::Jsonl),
            (b"[ {\"text\":\"x\"}]", InputFormat::Json),
            (b"[Updated] Ruiz resigns", InputFormat::Text),
            (b"<!DOCTYPE HTML><p>", InputFormat::Html),
            (b"PAR1....", InputFormat::Parquet),
            (b"WARC/1.0\r\n", InputFormat::Warc),
            (&tar, InputFormat::Tar),
            (b"", InputFormat::Text),
        ] {
            assert_eq!(of_bytes(bytes), format);
        }
    }
}
