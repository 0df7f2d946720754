//! Web archives (WARC 1.0 and 1.1, ISO 28500): the pages in them, and the texts of WET files.
//!
//! Archives come with lengths that are wrong and records that are cut off. So a record whose block
//! runs over the head of another one is cut there, and where no record begins, reading goes on at
//! the next head.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::mem;
use std::ops::ControlFlow;

use super::read::{Input, cut_short, too_long};
use super::source::{Carrier, Content, MOST_BYTES, RawArticle, Sink};

/// What each record begins with.
const HEAD: &[u8] = b"WARC/1.";
/// No line in a record's head is longer.
const LONGEST_LINE: u64 = 1 << 16;

/// Each page is an article, named by its record's number from 1. Records that are no pages (requests,
/// metadata, images, answers other than 200) are passed over.
pub fn read(input: Input<'_>, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let mut records = Records { reader: input.reader };
    for number in 1_u64.. {
        let name = format!("{}:{number}", input.name);
        let (record, complaint) = match records.next() {
            Ok(Some(found)) => found,
            Ok(None) => break,
            Err(error) => return sink(RawArticle::unreadable(name, cut_short(&error))),
        };
        match (complaint, record.and_then(Record::page)) {
            // What a wrong length leaves of a page may be half of it: better none, and said.
            (Some(reason), _) => sink(RawArticle::unreadable(name, reason))?,
            (None, Some(Ok(content))) => sink(RawArticle { name, content })?,
            (None, Some(Err(reason))) => sink(RawArticle::unreadable(name, reason))?,
            (None, None) => {}
        }
    }
    ControlFlow::Continue(())
}

struct Records<'a> {
    reader: Box<dyn BufRead + 'a>,
}

/// A record's head, with names in lower case, and its block.
struct Record {
    head: Vec<(String, String)>,
    block: Vec<u8>,
}

impl<'a> Records<'a> {
    /// The next record and what is wrong with it; at least one of the two. `None` at the end.
    #[allow(clippy::type_complexity, reason = "two options are what it gives")]
    fn next(&mut self) -> io::Result<Option<(Option<Record>, Option<String>)>> {
        let skipped = match self.find_head()? {
            Some(skipped) => skipped,
            None => return Ok(None),
        };
        if skipped > 0 {
            let reason = format!(
                "{skipped} bytes before the next record belong to none; the archive is damaged here, or the length of the record before is wrong"
            );
            return Ok(Some((None, Some(reason))));
        }
        let mut head = Vec::new();
        self.line()?;
        loop {
            let line = self.line()?;
            let line = String::from_utf8_lossy(line.trim_ascii_end()).into_owned();
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':') {
                head.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        let length = find(&head, "content-length").and_then(|length| length.parse::<u64>().ok());
        let Some(length) = length else {
            return Ok(Some((
                None,
                Some("the record has no length; the archive is damaged here".to_owned()),
            )));
        };
        if length > MOST_BYTES as u64 {
            // Read in pieces only to where the next record begins, if it does.
            return Ok(Some((None, Some(too_long()))));
        }
        let mut block = Vec::new();
        (&mut self.reader).take(length).read_to_end(&mut block)?;
        let complaint = if let Some(at) = next_head_in(&block) {
            let rest = block.split_off(at);
            let reader = mem::replace(&mut self.reader, Box::new(io::empty()));
            self.reader = Box::new(BufReader::new(Cursor::new(rest).chain(reader)));
            Some("the record's length is wrong: it runs into the next record; that one was read by itself".to_owned())
        } else if (block.len() as u64) < length {
            Some(format!(
                "the archive ends {} bytes before this record does; it was cut off",
                length - block.len() as u64
            ))
        } else {
            None
        };
        Ok(Some((Some(Record { head, block }), complaint)))
    }

    /// Goes to the next head, and says how many bytes that are not blank were skipped; `None` when
    /// there is none.
    fn find_head(&mut self) -> io::Result<Option<u64>> {
        let mut skipped = 0;
        loop {
            let start = self.reader.fill_buf()?;
            if start.is_empty() {
                return Ok((skipped > 0).then_some(skipped));
            }
            if start.starts_with(HEAD) {
                return Ok(Some(skipped));
            }
            if start.len() < HEAD.len() && HEAD.starts_with(start) {
                // The buffer ends within what may be a head.
                let start = start.to_vec();
                self.reader.consume(start.len());
                let reader = mem::replace(&mut self.reader, Box::new(io::empty()));
                let mut more = Vec::new();
                let mut joined = Cursor::new(start).chain(reader);
                (&mut joined).take(HEAD.len() as u64).read_to_end(&mut more)?;
                let whole = more.starts_with(HEAD);
                self.reader =
                    Box::new(BufReader::new(Cursor::new(more).chain(joined.into_inner().1)));
                if whole {
                    return Ok(Some(skipped));
                }
            }
            skipped += self.line()?.trim_ascii().len() as u64;
        }
    }

    fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        (&mut self.reader).take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        Ok(line)
    }
}

/// Where another record begins in a block: a head after an empty line.
fn next_head_in(block: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = block[from..]
        .windows(HEAD.len() + 4)
        .position(|bytes| bytes.starts_with(b"\r\n\r\n") && bytes.ends_with(HEAD))
    {
        let head = from + at + 4;
        // A page may speak of archives; a head has its type within the first lines.
        let look = &block[head..block.len().min(head + 2048)];
        if look.windows(10).any(|bytes| bytes.eq_ignore_ascii_case(b"\nWARC-Type")) {
            return Some(head);
        }
        from = head;
    }
    None
}

fn find<'h>(head: &'h [(String, String)], name: &str) -> Option<&'h str> {
    head.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

impl Record {
    /// The page or text in the record, if it has one, or what is wrong with it.
    fn page(self) -> Option<Result<Content, String>> {
        let url =
            find(&self.head, "warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
        match find(&self.head, "warc-type")? {
            "response"
                if find(&self.head, "content-type")
                    .is_some_and(|kind| kind.starts_with("application/http")) =>
            {
                match answer(&self.block) {
                    Ok((status, _, _)) if status != 200 => None,
                    Ok((_, kind, body)) => content(&kind, body, url).map(Ok),
                    Err(reason) => Some(Err(reason)),
                }
            }
            "response" | "resource" | "conversion" => {
                let kind = find(&self.head, "content-type").unwrap_or_default().to_owned();
                content(&kind, self.block, url).map(Ok)
            }
            _ => None,
        }
    }
}

/// What a block of this media type is, if it is a page or a text.
fn content(kind: &str, bytes: Vec<u8>, url: Option<String>) -> Option<Content> {
    let mut parts = kind.split(';').map(str::trim);
    let charset = |mut parts: std::str::Split<'_, char>| {
        parts.find_map(|part| {
            part.trim().strip_prefix("charset=").map(|name| name.trim_matches('"').to_owned())
        })
    };
    match parts.next()?.to_ascii_lowercase().as_str() {
        "text/html" | "application/xhtml+xml" => {
            Some(Content::Html(bytes, Carrier { url, charset: charset(kind.split(';')) }))
        }
        "text/plain" => Some(Content::Text(bytes)),
        _ => None,
    }
}

/// The status, media type and body of an answer in HTTP/1.
fn answer(block: &[u8]) -> Result<(u16, String, Vec<u8>), String> {
    let mut headers = [httparse::EMPTY_HEADER; 128];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response
        .parse(block)
        .map_err(|error| format!("no answer of a web server that can be read: {error}"))?;
    let httparse::Status::Complete(length) = parsed else {
        return Err("the web server's answer breaks off in its head".to_owned());
    };
    let header = |name: &str| {
        response
            .headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name))
            .map(|header| String::from_utf8_lossy(header.value).trim().to_owned())
    };
    let mut body = block[length..].to_vec();
    // Some crawlers undo these and leave the head as it was: undone is what does not show them.
    if header("transfer-encoding").is_some_and(|how| how.eq_ignore_ascii_case("chunked")) {
        body = unchunked(&body).unwrap_or(body);
    }
    if body.starts_with(&[0x1F, 0x8B]) {
        let mut plain = Vec::new();
        flate2::read::MultiGzDecoder::new(&body[..])
            .take(MOST_BYTES as u64)
            .read_to_end(&mut plain)
            .map_err(|error| cut_short(&error))?;
        body = plain;
    }
    Ok((response.code.unwrap_or(0), header("content-type").unwrap_or_default(), body))
}

/// The chunks joined, or `None` when these are no chunks.
fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(body.len());
    loop {
        let httparse::Status::Complete((start, length)) = httparse::parse_chunk_size(body).ok()?
        else {
            return None;
        };
        let length = usize::try_from(length).ok()?;
        if length == 0 {
            return Some(joined);
        }
        joined.extend_from_slice(body.get(start..start.checked_add(length)?)?);
        body = body.get(start + length + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, block: &str, length: usize) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/{length}\r\n\
             Content-Type: application/http; msgtype={kind}\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
        )
    }

    fn page(words: &str) -> String {
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{words}</p>")
    }

    fn read_all(bytes: &str) -> Vec<(String, Result<String, String>)> {
        let mut found = Vec::new();
        // A buffer of a few bytes cuts every head in two.
        let reader = Box::new(BufReader::with_capacity(5, Cursor::new(bytes.as_bytes().to_vec())));
        let input = Input { name: "a.warc".to_owned(), reader, file: None, depth: 0 };
        let flow = read(input, &mut |article| {
            let content = match article.content {
                Content::Html(bytes, carrier) => {
                    assert!(carrier.url.unwrap().starts_with("https://example.org/"));
                    assert_eq!(carrier.charset.as_deref(), Some("utf-8"));
                    Ok(String::from_utf8(bytes).unwrap())
                }
                Content::Unreadable(reason) => Err(reason),
                other => panic!("{other:?}"),
            };
            found.push((article.name, content));
            ControlFlow::Continue(())
        });
        assert!(flow.is_continue());
        found
    }

    fn good(words: &str) -> String {
        record("response", &page(words), page(words).len())
    }

    #[test]
    fn pages_are_read_and_the_rest_is_passed_over() {
        let moved = "HTTP/1.1 301 Moved\r\nLocation: /x\r\n\r\n";
        let chunked = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<p>two\r\n4\r\n</p>\r\n0\r\n\r\n";
        let archive = [
            record("warcinfo", "x", 1),
            record("request", "GET / HTTP/1.1\r\n\r\n", 18),
            good("one"),
            record("response", moved, moved.len()),
            record("response", chunked, chunked.len()),
        ]
        .concat();
        assert_eq!(
            read_all(&archive),
            [
                ("a.warc:3".to_owned(), Ok("<p>one</p>".to_owned())),
                ("a.warc:5".to_owned(), Ok("<p>two</p>".to_owned())),
            ]
        );
    }

    #[test]
    fn wrong_lengths_cost_their_own_record_only() {
        let block = page("wrong");
        let archive = [
            good("one"),
            record("response", &block, block.len() + 90),
            good("two"),
            record("response", &block, block.len() - 9),
            good("three"),
            record("response", &block, block.len() + 1000),
        ]
        .concat();
        let found = read_all(&archive);
        let pages: Vec<_> = found.iter().filter_map(|(_, page)| page.as_deref().ok()).collect();
        // The third had nine bytes too few: what is left of it is taken for what it is.
        assert_eq!(pages, ["<p>one</p>", "<p>two</p>", "<p>", "<p>three</p>"]);
        let reasons: Vec<_> = found.iter().filter_map(|(_, page)| page.as_ref().err()).collect();
        assert!(reasons[0].contains("runs into the next record"), "{reasons:?}");
        assert!(reasons[1].contains("9 bytes before the next record"), "{reasons:?}");
        assert!(reasons[2].contains("the archive ends"), "{reasons:?}");
    }
}
