//! The tables as one SQLite database, with full-text search and views for the commonest questions.

use std::fs;
use std::path::Path;

use copydesk_document::{Document, OffsetUnit};
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, OpenFlags, ToSql, params_from_iter};

use super::partial::Partial;
use super::sink::Sink;
use super::tables::{self, Cell, Kind, TABLES, Table};
use crate::exclusive::beside;
use crate::failure::Failure;

/// Tells our databases from others, so that none of those is ever replaced: "copy".
const APPLICATION: i32 = i32::from_be_bytes(*b"copy");

/// Views, indexes and full-text search, made when all rows are there.
const VIEWS: &str = include_str!("sqlite.sql");

/// A database that is being written: under its name with `.partial` added, until it is whole.
pub struct Database {
    connection: Connection,
    inserts: Vec<String>,
    // Given up after the connection.
    partial: Partial,
    offsets: OffsetUnit,
}

impl Database {
    /// Begins a database that is to stand at `target`.
    ///
    /// # Errors
    /// When something stands there that is no database of copydesk's, or it cannot be written.
    pub fn create(target: &Path, offsets: OffsetUnit) -> Result<Self, Failure> {
        if target.exists() && !is_ours(target) {
            return Err(Failure::new(format!(
                "{}: something stands there that is no database of copydesk's; name another place, or take it away",
                target.display()
            )));
        }
        let stale = beside(target, ".partial");
        if stale.exists() {
            fs::remove_file(&stale).map_err(|error| Failure::at(&stale, &error))?;
        }
        let partial = Partial::begun(target);
        let begin = || {
            let connection = Connection::open(partial.path())?;
            // Nobody reads it before it is whole, and a broken-off run begins anew.
            connection.execute_batch(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;",
            )?;
            connection.pragma_update(None, "application_id", APPLICATION)?;
            for table in &TABLES {
                connection.execute_batch(&create(table))?;
            }
            connection.execute_batch("BEGIN")?;
            Ok(connection)
        };
        let connection = begin().map_err(|error| failure(target, &error))?;
        let inserts = TABLES.iter().map(insert).collect();
        Ok(Self { connection, inserts, partial, offsets })
    }
}

fn create(table: &Table) -> String {
    let columns = table.columns.iter().map(|column| {
        let kind = match column.kind {
            Kind::Integer => "INTEGER",
            Kind::Number => "REAL",
            Kind::Boolean => "BOOLEAN",
            Kind::Text => "TEXT",
        };
        format!("{} {kind}", column.name)
    });
    format!("CREATE TABLE {} ({})", table.name, columns.collect::<Vec<_>>().join(", "))
}

fn insert(table: &Table) -> String {
    let places = vec!["?"; table.columns.len()].join(", ");
    format!("INSERT INTO {} VALUES ({places})", table.name)
}

fn is_ours(path: &Path) -> bool {
    let id = || {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.pragma_query_value(None, "application_id", |row| row.get::<_, i32>(0))
    };
    id().is_ok_and(|id| id == APPLICATION)
}

fn failure(path: &Path, error: &rusqlite::Error) -> Failure {
    Failure::new(format!("{}: {error}", path.display()))
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Cell::Missing => Ok(ToSqlOutput::from(rusqlite::types::Null)),
            Cell::Integer(number) => number.to_sql(),
            Cell::Number(number) => number.to_sql(),
            Cell::Boolean(flag) => flag.to_sql(),
            Cell::Text(text) => text.to_sql(),
        }
    }
}

impl Sink for Database {
    fn write(&mut self, document: &Document, wanted: &dyn Fn(&str) -> bool) -> Result<(), Failure> {
        let Self { connection, inserts, partial, offsets, .. } = self;
        tables::rows(document, *offsets, wanted, |table, row| {
            connection
                .prepare_cached(&inserts[table])
                .and_then(|mut insert| insert.execute(params_from_iter(row)))
                .map(drop)
                .map_err(|error| failure(partial.target(), &error))
        })
    }

    fn finish(self: Box<Self>) -> Result<(), Failure> {
        let Self { connection, partial, .. } = *self;
        connection
            .execute_batch("COMMIT")
            .and_then(|()| connection.execute_batch(VIEWS))
            .map_err(|error| failure(partial.target(), &error))?;
        connection.close().map_err(|(_, error)| failure(partial.target(), &error))?;
        partial.finish()
    }
}
