//! Parquet: each row is an article.

use std::fs::File;
use std::ops::ControlFlow;

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::{Map, Value};

use super::read::{Input, all_bytes};
use super::source::{Content, RawArticle, Sink};

/// Reads the rows in order, named by their numbers from 1. A file that does not stand on the disk by
/// itself is held in memory, because its table of contents is at its end.
pub fn read(input: Input<'_>, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let Input { name, reader, file, .. } = input;
    match file {
        Some(path) => match File::open(&path) {
            Ok(file) => rows(&name, file, sink),
            Err(error) => sink(RawArticle::unreadable(name, format!("cannot be read: {error}"))),
        },
        None => match all_bytes(reader) {
            Ok(bytes) => rows(&name, Bytes::from(bytes), sink),
            Err(reason) => sink(RawArticle::unreadable(name, reason)),
        },
    }
}

fn rows(name: &str, file: impl ChunkReader + 'static, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let damaged = |name: String, error: ParquetError| {
        let reason = format!(
            "from here on no Parquet that can be read: {error}; it may be cut off or damaged"
        );
        RawArticle::unreadable(name, reason)
    };
    let reader = match SerializedFileReader::new(file) {
        Ok(reader) => reader,
        Err(error) => return sink(damaged(name.to_owned(), error)),
    };
    let rows = match reader.get_row_iter(None) {
        Ok(rows) => rows,
        Err(error) => return sink(damaged(name.to_owned(), error)),
    };
    for (number, row) in (1_u64..).zip(rows) {
        let name = format!("{name}:{number}");
        match row {
            Ok(row) => {
                let row: Map<String, Value> = row
                    .get_column_iter()
                    .map(|(column, field)| (column.clone(), value(field)))
                    .collect();
                sink(RawArticle { name, content: Content::Row(row) })?;
            }
            Err(error) => return sink(damaged(name, error)),
        }
    }
    ControlFlow::Continue(())
}

fn value(field: &Field) -> Value {
    match field {
        Field::Str(text) => Value::String(text.clone()),
        // Text that its writer did not mark as such.
        Field::Bytes(bytes) => Value::String(String::from_utf8_lossy(bytes.data()).into_owned()),
        other => other.to_json_value(),
    }
}
