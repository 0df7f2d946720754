//! The tables as CSV: UTF-8, a line of names first, a missing value as nothing between commas.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use copydesk_document::{Document, OffsetUnit};

use super::folder::Folder;
use super::sink::Sink;
use super::tables::{self, TABLES};
use crate::failure::Failure;

/// A folder with a CSV file for each table.
pub struct CsvTables {
    folder: Folder,
    files: Vec<csv::Writer<BufWriter<File>>>,
    offsets: OffsetUnit,
}

impl CsvTables {
    /// Begins the files.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn new(folder: Folder, offsets: OffsetUnit) -> Result<Self, Failure> {
        let mut files = Vec::new();
        for table in &TABLES {
            let mut writer = csv::Writer::from_writer(folder.create(&file_name(table.name))?);
            let names = table.columns.iter().map(|column| column.name);
            writer.write_record(names).map_err(|error| failure(&folder, table.name, error))?;
            files.push(writer);
        }
        Ok(Self { folder, files, offsets })
    }
}

fn file_name(table: &str) -> String {
    format!("{table}.csv")
}

fn failure(folder: &Folder, table: &str, error: csv::Error) -> Failure {
    let path = folder.path(&file_name(table));
    at(&path, io::Error::from(error))
}

fn at(path: &Path, error: io::Error) -> Failure {
    Failure::at(path, &error)
}

impl Sink for CsvTables {
    fn write(&mut self, document: &Document, wanted: &dyn Fn(&str) -> bool) -> Result<(), Failure> {
        let Self { folder, files, offsets } = self;
        tables::rows(document, *offsets, wanted, |table, row| {
            let cells = row.iter().map(ToString::to_string);
            files[table]
                .write_record(cells)
                .map_err(|error| failure(folder, TABLES[table].name, error))
        })
    }

    fn finish(self: Box<Self>) -> Result<(), Failure> {
        let Self { folder, files, .. } = *self;
        for (writer, table) in files.into_iter().zip(&TABLES) {
            let path = folder.path(&file_name(table.name));
            let mut file = writer.into_inner().map_err(|error| at(&path, error.into_error()))?;
            file.flush().map_err(|error| at(&path, error))?;
        }
        folder.finish()
    }
}
