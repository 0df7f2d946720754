//! Tables with a header line: CSV as in RFC 4180, and values between tabs.
//!
//! A quote that never closes would swallow the rest of the file. So a row is read line by line, and
//! when it does not come out with the header's number of columns, its first line alone is given up,
//! with a problem, and reading goes on at the next line.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::encoding;
use super::read::{Input, cut_short};
use super::source::{Content, RawArticle, Sink};

/// The longest row, in bytes, in which a closing quote is looked for.
const LONGEST_ROW: usize = 16 << 20;

/// Each row is an article, named by the line that it begins on.
pub fn read(input: Input<'_>, delimiter: u8, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let mut table = Table { lines: Lines::new(input.reader), delimiter };
    let header = match table.header() {
        Ok(Some(header)) => header,
        Ok(None) => {
            return sink(RawArticle::unreadable(
                input.name,
                "the table is empty; there is no article in it",
            ));
        }
        Err(error) => return sink(RawArticle::unreadable(input.name, cut_short(&error))),
    };
    loop {
        if let Err(error) = table.lines.skip_blank() {
            return sink(RawArticle::unreadable(input.name, cut_short(&error)));
        }
        let number = table.lines.number + 1;
        let name = format!("{}:{number}", input.name);
        match table.row(header.len()) {
            Ok(None) => return ControlFlow::Continue(()),
            Ok(Some(Ok(values))) => {
                let row: Map<String, Value> =
                    header.iter().cloned().zip(values.into_iter().map(Value::String)).collect();
                sink(RawArticle { name, content: Content::Row(row) })?;
            }
            Ok(Some(Err(reason))) => sink(RawArticle::unreadable(name, reason))?,
            Err(error) => return sink(RawArticle::unreadable(name, cut_short(&error))),
        }
    }
}

struct Table<'a> {
    lines: Lines<'a>,
    delimiter: u8,
}

impl Table<'_> {
    /// The names of the columns, or `None` when there is nothing at all.
    fn header(&mut self) -> io::Result<Option<Vec<String>>> {
        self.lines.skip_blank()?;
        let Some((row, count, _)) = self.whole_row()? else { return Ok(None) };
        self.lines.take(count);
        let row = row.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&row);
        let mut names = self.values(row, true).unwrap_or_default();
        for name in &mut names {
            *name = name.trim().to_owned();
        }
        Ok(Some(names))
    }

    /// The values of the next row, or why it has none.
    fn row(&mut self, columns: usize) -> io::Result<Option<Result<Vec<String>, String>>> {
        let Some((row, count, closed)) = self.whole_row()? else { return Ok(None) };
        let quoted = self.values(&row, true).filter(|_| closed);
        if let Some(values) = quoted.as_ref().filter(|values| values.len() == columns) {
            let values = values.clone();
            self.lines.take(count);
            return Ok(Some(Ok(values)));
        }
        let line = self.lines.take(1).pop().unwrap_or_default();
        // Between tabs, quotes are often meant as they stand.
        let plain = self.values(&line, false).filter(|values| values.len() == columns);
        if let (b'\t', Some(values)) = (self.delimiter, plain) {
            return Ok(Some(Ok(values)));
        }
        let found = quoted.map_or(0, |values| values.len());
        Ok(Some(Err(if count > 1 || opens_quote(self.delimiter, &line, false) {
            "a quote that opens in this row is not closed, or closed too late; mend the row. Reading went on at the next line"
                .to_owned()
        } else {
            format!(
                "this row has {found} columns and the header has {columns}; mend the row, or leave it out"
            )
        })))
    }

    /// The lines from here to where all quotes are closed, how many they are, and whether they are
    /// closed: at the end of the file, after [`LONGEST_ROW`], and where a later line would close a
    /// quote amid a value, they are not. The lines stay to be taken.
    fn whole_row(&mut self) -> io::Result<Option<(Vec<u8>, usize, bool)>> {
        let mut row = Vec::new();
        let mut open = false;
        let mut count = 0;
        while let Some(line) = self.lines.peek(count)? {
            if open && closes_amid_value(self.delimiter, line) {
                break;
            }
            count += 1;
            open = opens_quote(self.delimiter, line, open);
            row.extend_from_slice(line);
            if !open || row.len() > LONGEST_ROW {
                break;
            }
        }
        Ok((count > 0).then_some((row, count, !open)))
    }

    /// The values of a row, or `None` where it does not come out as one row.
    fn values(&self, row: &[u8], quoting: bool) -> Option<Vec<String>> {
        let (row, _) = encoding::text_of(row.to_vec(), None).ok()?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .quoting(quoting)
            .from_reader(row.as_bytes());
        let mut records = reader.records();
        let record = records.next()?.ok()?;
        records.next().is_none().then(|| record.iter().map(str::to_owned).collect())
    }
}

/// Whether a quote is open at the end of a line, given whether one was open at its start. A quote
/// opens only where a value begins.
fn opens_quote(delimiter: u8, line: &[u8], mut open: bool) -> bool {
    let mut value_begins = !open;
    let mut bytes = line.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if open {
            if byte == b'"' && bytes.next_if_eq(&b'"').is_none() {
                open = false;
            }
        } else if byte == b'"' && value_begins {
            open = true;
        }
        value_begins = !open && byte == delimiter;
    }
    open
}

/// Whether the quote that is open at the start of a line is closed by one that no end of a value
/// follows.
fn closes_amid_value(delimiter: u8, line: &[u8]) -> bool {
    let mut bytes = line.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'"' && bytes.next_if_eq(&b'"').is_none() {
            return bytes.peek().is_some_and(|next| ![delimiter, b'\r', b'\n'].contains(next));
        }
    }
    false
}

/// Lines that can be looked at before they are taken.
struct Lines<'a> {
    reader: Box<dyn BufRead + 'a>,
    ahead: VecDeque<Vec<u8>>,
    /// How many were taken.
    number: u64,
}

impl<'a> Lines<'a> {
    fn new(reader: Box<dyn BufRead + 'a>) -> Self {
        Self { reader, ahead: VecDeque::new(), number: 0 }
    }

    /// Takes the empty lines that come next.
    fn skip_blank(&mut self) -> io::Result<()> {
        while self.peek(0)?.is_some_and(|line| line.trim_ascii().is_empty()) {
            self.take(1);
        }
        Ok(())
    }

    /// The line `at` places ahead, with its line end, or `None` past the end.
    fn peek(&mut self, at: usize) -> io::Result<Option<&[u8]>> {
        while self.ahead.len() <= at {
            let mut line = Vec::new();
            // A line without end is cut into pieces, each of which then fails as a row.
            if (&mut self.reader).take(LONGEST_ROW as u64).read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            self.ahead.push_back(line);
        }
        Ok(Some(&self.ahead[at]))
    }

    fn take(&mut self, count: usize) -> Vec<Vec<u8>> {
        self.number += count as u64;
        self.ahead.drain(..count).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, delimiter: u8) -> Vec<(String, Result<String, String>)> {
        let mut found = Vec::new();
        let input = Input {
            name: "t".to_owned(),
            reader: Box::new(io::Cursor::new(text.as_bytes().to_vec())),
            file: None,
            depth: 0,
        };
        let flow = read(input, delimiter, &mut |article| {
            let content = match article.content {
                Content::Row(row) => Ok(row["text"].as_str().unwrap().to_owned()),
                Content::Unreadable(reason) => Err(reason),
                other => panic!("{other:?}"),
            };
            found.push((article.name, content));
            ControlFlow::Continue(())
        });
        assert!(flow.is_continue());
        found
    }

    #[test]
    fn rows_of_several_lines_and_doubled_quotes() {
        let found = rows(
            "\u{FEFF}id, text \r\n1,\"Ruiz said\r\n\"\"no\"\".\"\r\n\r\n2,plain \"as is\"\r\n",
            b',',
        );
        assert_eq!(
            found,
            [
                ("t:2".to_owned(), Ok("Ruiz said\r\n\"no\".".to_owned())),
                ("t:5".to_owned(), Ok("plain \"as is\"".to_owned())),
            ]
        );
    }

    #[test]
    fn a_quote_that_never_closes_costs_its_own_row_only() {
        let found = rows("id,text\n1,\"Ruiz said\n2,\"Hill, too\"\n3,x\n4,a,b\n5,y\n", b',');
        let good: Vec<_> = found
            .iter()
            .filter_map(|(name, row)| Some((name.as_str(), row.as_deref().ok()?)))
            .collect();
        assert_eq!(good, [("t:3", "Hill, too"), ("t:4", "x"), ("t:6", "y")]);
        assert!(found[0].1.as_ref().unwrap_err().contains("not closed"), "{found:?}");
        assert!(
            found[3].1.as_ref().unwrap_err().contains("3 columns and the header has 2"),
            "{found:?}"
        );
    }

    #[test]
    fn between_tabs_quotes_may_be_meant_as_they_stand() {
        let found = rows("id\ttext\n1\t\"No,\" said Ruiz\n2\t\"unclosed\n3\t\"quoted\"\n", b'\t');
        let texts: Vec<_> = found.iter().map(|(_, row)| row.clone().unwrap()).collect();
        assert_eq!(texts[1], "\"unclosed");
        assert_eq!(texts[2], "quoted");
    }
}
