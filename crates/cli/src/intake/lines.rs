//! JSON: one object a line, or one or an array of them in a file.

use std::fmt;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use serde::Deserializer;
use serde::de::{self, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::read::{Input, all_bytes, cut_short, too_long};
use super::source::{Content, MOST_BYTES, RawArticle, Sink};

/// Each line that is not blank is an article, named by its number.
pub fn read(input: Input<'_>, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let Input { name, mut reader, .. } = input;
    for number in 1_u64.. {
        let mut line = Vec::new();
        let read = (&mut reader).take(MOST_BYTES as u64 + 1).read_until(b'\n', &mut line);
        let result = match read {
            Ok(0) => break,
            Ok(_) if line.len() > MOST_BYTES => {
                skip_line(&mut reader).and(Ok(Content::Unreadable(too_long())))
            }
            Ok(_) if line.trim_ascii().is_empty() => continue,
            Ok(_) => Ok(Content::Json(line)),
            Err(error) => Err(error),
        };
        let name = format!("{name}:{number}");
        match result {
            Ok(content) => sink(RawArticle { name, content })?,
            // After an error nothing more can be read.
            Err(error) => return sink(RawArticle::unreadable(name, cut_short(&error))),
        }
    }
    ControlFlow::Continue(())
}

/// Reads to the end of a line without keeping it.
fn skip_line(reader: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        let (used, done) = match buffer.iter().position(|&byte| byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        reader.consume(used);
        if done {
            return Ok(());
        }
    }
}

/// The file is one object, or an array of them, named by their numbers from 1. Those before a place
/// that is no JSON are read.
pub fn read_array(mut input: Input<'_>, sink: &mut Sink<'_>) -> ControlFlow<()> {
    if let Err(error) = skip_mark_and_blanks(&mut input.reader) {
        return sink(RawArticle::unreadable(input.name, cut_short(&error)));
    }
    if input.reader.fill_buf().is_ok_and(|start| start.first() != Some(&b'[')) {
        return match all_bytes(input.reader) {
            Ok(bytes) => sink(RawArticle { name: input.name, content: Content::Json(bytes) }),
            Err(reason) => sink(RawArticle::unreadable(input.name, reason)),
        };
    }
    let mut objects =
        Objects { name: &input.name, number: 0, flow: ControlFlow::Continue(()), sink };
    let mut json = serde_json::Deserializer::from_reader(input.reader);
    let read = json.deserialize_seq(&mut objects).and_then(|()| json.end());
    let Objects { number, flow, sink, .. } = objects;
    match read {
        Err(error) if flow.is_continue() => {
            let name = format!("{}:{}", input.name, number + 1);
            let reason = format!(
                "from here on no JSON array of articles: {error}; mend it, or make it JSON Lines"
            );
            sink(RawArticle::unreadable(name, reason))
        }
        _ => flow,
    }
}

fn skip_mark_and_blanks(reader: &mut dyn BufRead) -> io::Result<()> {
    if reader.fill_buf()?.starts_with(b"\xEF\xBB\xBF") {
        reader.consume(3);
    }
    loop {
        let buffer = reader.fill_buf()?;
        let blanks = buffer.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let done = blanks < buffer.len() || buffer.is_empty();
        reader.consume(blanks);
        if done {
            return Ok(());
        }
    }
}

/// Hands each object on as it is read, so that an array of any length takes little memory.
struct Objects<'a, 's> {
    name: &'a str,
    number: u64,
    flow: ControlFlow<()>,
    sink: &'a mut Sink<'s>,
}

impl<'de> Visitor<'de> for &mut Objects<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of articles")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut objects: A) -> Result<(), A::Error> {
        while let Some(object) = objects.next_element::<Box<RawValue>>()? {
            self.number += 1;
            let content = Content::Json(Box::<str>::from(object).into_string().into_bytes());
            self.flow =
                (self.sink)(RawArticle { name: format!("{}:{}", self.name, self.number), content });
            if self.flow.is_break() {
                return Err(de::Error::custom("no more is wanted"));
            }
        }
        Ok(())
    }
}
