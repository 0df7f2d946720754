//! The tables as Parquet files, compressed with Zstandard.

use std::fs::File;
use std::io::BufWriter;
use std::sync::Arc;

use copydesk_document::{Document, OffsetUnit};
use parquet::basic::{
    Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel,
};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::folder::Folder;
use super::sink::Sink;
use super::tables::{self, Cell, Kind, TABLES, Table};
use crate::failure::Failure;

/// When the rows that are held take about so many bytes of memory, those of the table that has most are
/// written out: with eight tables a row group has 8 MB and more.
const HELD: usize = 64 << 20;

/// What a text in memory takes beside its bytes.
const TEXT: usize = 64;

/// A folder with a Parquet file for each table.
pub struct ParquetTables {
    folder: Folder,
    files: Vec<TableFile>,
    /// The bytes of all files' rows that are not written out yet.
    held: usize,
    offsets: OffsetUnit,
}

struct TableFile {
    table: &'static Table,
    writer: SerializedFileWriter<BufWriter<File>>,
    columns: Vec<Values>,
    bytes: usize,
}

/// The values of a column that are not written out yet, and for each row whether it has one.
struct Values {
    levels: Vec<i16>,
    values: Column,
}

enum Column {
    Integer(Vec<i64>),
    Number(Vec<f64>),
    Boolean(Vec<bool>),
    Text(Vec<ByteArray>),
}

impl ParquetTables {
    /// Begins the files.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn new(folder: Folder, offsets: OffsetUnit) -> Result<Self, Failure> {
        let open = |table: &'static Table| {
            let properties = WriterProperties::builder()
                .set_compression(Compression::ZSTD(ZstdLevel::default()))
                .set_created_by(concat!("copydesk ", env!("CARGO_PKG_VERSION")).to_owned())
                .build();
            let file = folder.create(&file_name(table))?;
            let schema = schema(table).map_err(|error| failure(&folder, table, &error))?;
            let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))
                .map_err(|error| failure(&folder, table, &error))?;
            let columns = table.columns.iter().map(|column| Values::new(column.kind)).collect();
            Ok(TableFile { table, writer, columns, bytes: 0 })
        };
        let files = TABLES.iter().map(open).collect::<Result<_, Failure>>()?;
        Ok(Self { folder, files, held: 0, offsets })
    }
}

fn file_name(table: &Table) -> String {
    format!("{}.parquet", table.name)
}

fn failure(folder: &Folder, table: &Table, error: &ParquetError) -> Failure {
    Failure::new(format!("{}: {error}", folder.path(&file_name(table)).display()))
}

fn schema(table: &Table) -> Result<Type, ParquetError> {
    let column = |column: &tables::Column| {
        let (physical, logical) = match column.kind {
            Kind::Integer => (Physical::INT64, None),
            Kind::Number => (Physical::DOUBLE, None),
            Kind::Boolean => (Physical::BOOLEAN, None),
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let converted = if logical.is_some() { ConvertedType::UTF8 } else { ConvertedType::NONE };
        Type::primitive_type_builder(column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_converted_type(converted)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    };
    let fields = table.columns.iter().map(column).collect::<Result<_, _>>()?;
    Type::group_type_builder(table.name).with_fields(fields).build()
}

impl Values {
    fn new(kind: Kind) -> Self {
        let values = match kind {
            Kind::Integer => Column::Integer(Vec::new()),
            Kind::Number => Column::Number(Vec::new()),
            Kind::Boolean => Column::Boolean(Vec::new()),
            Kind::Text => Column::Text(Vec::new()),
        };
        Self { levels: Vec::new(), values }
    }

    /// Adds a row's value; one of another kind than the column's, as a user's own stage may give, is
    /// written as words or else left out. Returns about how many bytes of memory it takes.
    fn push(&mut self, cell: &Cell<'_>) -> usize {
        let size = match (&mut self.values, cell) {
            (_, Cell::Missing) => 0,
            (Column::Integer(values), Cell::Integer(number)) => {
                values.push(*number);
                8
            }
            (Column::Number(values), Cell::Number(number)) => {
                values.push(*number);
                8
            }
            (Column::Number(values), Cell::Integer(number)) => {
                values.push(*number as f64);
                8
            }
            (Column::Boolean(values), Cell::Boolean(flag)) => {
                values.push(*flag);
                1
            }
            (Column::Text(values), cell) => {
                let text = cell.to_string();
                values.push(ByteArray::from(text.as_str()));
                text.len() + TEXT
            }
            _ => 0,
        };
        self.levels.push(i16::from(size > 0));
        size + 2
    }
}

impl TableFile {
    /// Writes the rows that are held as a row group.
    fn flush(&mut self) -> Result<(), ParquetError> {
        if self.bytes == 0 {
            return Ok(());
        }
        self.bytes = 0;
        let mut group = self.writer.next_row_group()?;
        for Values { levels, values } in &mut self.columns {
            let Some(mut writer) = group.next_column()? else { break };
            match values {
                Column::Integer(values) => {
                    writer.typed::<Int64Type>().write_batch(values, Some(levels), None)?;
                    *values = Vec::new();
                }
                Column::Number(values) => {
                    writer.typed::<DoubleType>().write_batch(values, Some(levels), None)?;
                    *values = Vec::new();
                }
                Column::Boolean(values) => {
                    writer.typed::<BoolType>().write_batch(values, Some(levels), None)?;
                    *values = Vec::new();
                }
                Column::Text(values) => {
                    writer.typed::<ByteArrayType>().write_batch(values, Some(levels), None)?;
                    *values = Vec::new();
                }
            }
            // What was reserved for this table is now another's.
            *levels = Vec::new();
            writer.close()?;
        }
        group.close()?;
        Ok(())
    }
}

impl Sink for ParquetTables {
    fn write(&mut self, document: &Document, wanted: &dyn Fn(&str) -> bool) -> Result<(), Failure> {
        let Self { folder, files, held, offsets } = self;
        tables::rows(document, *offsets, wanted, |table, row| {
            let file = &mut files[table];
            let cells = file.columns.iter_mut().zip(row);
            let bytes = cells.map(|(column, cell)| column.push(cell)).sum::<usize>();
            file.bytes += bytes;
            *held += bytes;
            if *held < HELD {
                return Ok(());
            }
            let largest = files.iter_mut().max_by_key(|file| file.bytes);
            let file = largest.expect("there are tables");
            *held -= file.bytes;
            file.flush().map_err(|error| failure(folder, file.table, &error))
        })
    }

    fn finish(self: Box<Self>) -> Result<(), Failure> {
        let Self { folder, files, .. } = *self;
        for mut file in files {
            file.flush().map_err(|error| failure(&folder, file.table, &error))?;
            file.writer.close().map_err(|error| failure(&folder, file.table, &error))?;
        }
        folder.finish()
    }
}
