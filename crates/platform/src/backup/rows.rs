//! Rows as text: one JSON array a line, exact for every kind of column, the same from both engines.

use kernel::column::{Cell as Held, Kind};
use kernel::{Error, Result};
use serde_json::Value as Cell;

use super::{SavedTable, damaged};
use crate::db::{Row, Table, Value, read_at};

pub(super) fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Int => "int",
        Kind::Bool => "bool",
        Kind::Real => "real",
    }
}

/// `"id", "name"`: quoted, as a column may be called like a word of the engine.
pub(super) fn columns(table: &Table) -> String {
    let quoted: Vec<String> = table.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    quoted.join(", ")
}

/// Are these the columns that were saved?
pub(super) fn is_same(table: &Table, saved: &SavedTable) -> bool {
    let columns = table.columns.iter().map(|(name, kind)| (name.as_str(), kind_word(*kind)));
    columns.eq(saved.columns.iter().map(|(name, kind)| (name.as_str(), kind.as_str())))
}

/// Appends a row, selected in the table's order of columns, as a line.
pub(super) fn write_row(table: &Table, row: &Row, to: &mut Vec<u8>) -> Result<()> {
    to.push(b'[');
    for (at, (_, kind)) in table.columns.iter().enumerate() {
        if at > 0 {
            to.push(b',');
        }
        let cell = match kind {
            Kind::Text => read_at::<Option<String>>(row, at)?.map(Cell::from),
            Kind::Int => read_at::<Option<i64>>(row, at)?.map(Cell::from),
            Kind::Bool => read_at::<Option<bool>>(row, at)?.map(Cell::from),
            // as text: the shortest that reads back as the same number
            Kind::Real => read_at::<Option<f64>>(row, at)?.map(|real| Cell::from(real.to_string())),
        };
        serde_json::to_writer(&mut *to, &cell).map_err(Error::bug)?;
    }
    to.extend_from_slice(b"]\n");
    Ok(())
}

/// Reads a line as values to be bound.
pub(super) fn read_row(table: &Table, line: &[u8]) -> Result<Vec<Value>> {
    let cells: Vec<Cell> = serde_json::from_slice(line).map_err(|_| damaged(&table.name))?;
    if cells.len() != table.columns.len() {
        return Err(damaged(&table.name));
    }
    let values = cells.into_iter().zip(&table.columns).map(|(cell, (_, kind))| value(*kind, cell));
    values.collect::<Option<Vec<Value>>>().ok_or_else(|| damaged(&table.name))
}

fn value(kind: Kind, cell: Cell) -> Option<Value> {
    let held = match (kind, cell) {
        (_, Cell::Null) => Held::Null,
        (Kind::Text, Cell::String(text)) => Held::Text(text),
        (Kind::Int, Cell::Number(number)) => Held::Int(number.as_i64()?),
        (Kind::Bool, Cell::Bool(held)) => Held::Bool(held),
        (Kind::Real, Cell::String(real)) => Held::Real(real.parse().ok()?),
        _ => return None,
    };
    Some(Value::new(kind, held))
}
