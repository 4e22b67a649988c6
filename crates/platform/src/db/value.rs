//! Values and rows between the rooms and the two engines: the kernel's four kinds of cell, bound and read alike.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kernel::column::{Cell, Kind};
use kernel::{Column, Error, Result};

/// A value to be bound. It knows its kind even where it is NULL, as PostgreSQL wants to know.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub(super) kind: Kind,
    pub(super) cell: Cell,
}

impl Value {
    /// A cell of a kind; NULL fits every kind.
    pub fn new(kind: Kind, cell: Cell) -> Self {
        Self { kind, cell }
    }
}

/// The value that binds a column.
pub fn value<C: Column>(column: &C) -> Value {
    Value { kind: C::KIND, cell: column.cell() }
}

/// A row that a statement answered.
#[derive(Debug)]
pub struct Row {
    names: Arc<[Box<str>]>,
    cells: Vec<Cell>,
    /// Where the next name is looked for first: columns are mostly read in the order they were asked for.
    next: AtomicUsize,
}

impl Row {
    pub(super) fn new(names: Arc<[Box<str>]>, cells: Vec<Cell>) -> Self {
        Self { names, cells, next: AtomicUsize::new(0) }
    }

    pub(super) fn width(&self) -> usize {
        self.cells.len()
    }
    /// The cells from a place on, as values to be bound again. A NULL among them is taken for a text.
    pub(super) fn values_from(&self, at: usize) -> Vec<Value> {
        let kind = |cell: &Cell| match cell {
            Cell::Int(_) => Kind::Int,
            Cell::Bool(_) => Kind::Bool,
            Cell::Real(_) => Kind::Real,
            Cell::Text(_) | Cell::Null => Kind::Text,
        };
        self.cells[at..].iter().map(|cell| Value::new(kind(cell), cell.clone())).collect()
    }

    fn place(&self, name: &str) -> Option<usize> {
        let from = self.next.load(Ordering::Relaxed);
        let all = self.names.len();
        let at = (from..all).chain(0..from.min(all)).find(|at| &*self.names[*at] == name)?;
        self.next.store(at + 1, Ordering::Relaxed);
        Some(at)
    }
}

/// Reads one named column of a row.
///
/// # Errors
/// `Bug` when the column is missing or holds something that is no such value.
pub fn read<C: Column>(row: &Row, name: &str) -> Result<C> {
    let at = row.place(name).ok_or_else(|| Error::bug(format!("column {name} is not in the answer")))?;
    taken(row, at).ok_or_else(|| wrong::<C>(name))
}

/// Reads one column by its place: for counts, sums and other short answers.
///
/// # Errors
/// As [`read`].
pub fn read_at<C: Column>(row: &Row, at: usize) -> Result<C> {
    taken(row, at).ok_or_else(|| wrong::<C>(&at.to_string()))
}

fn wrong<C>(column: &str) -> Error {
    Error::bug(format!("column {column} holds no {}", std::any::type_name::<C>()))
}

/// The embedded engine has no BOOLEAN of its own and keeps a whole number where a real one is whole.
fn taken<C: Column>(row: &Row, at: usize) -> Option<C> {
    let cell = match (C::KIND, row.cells.get(at)?) {
        (Kind::Bool, Cell::Int(held @ (0 | 1))) => Cell::Bool(*held == 1),
        #[expect(clippy::cast_precision_loss, reason = "a real column that the engine stored as a whole number")]
        (Kind::Real, Cell::Int(held)) => Cell::Real(*held as f64),
        (_, held) => held.clone(),
    };
    C::from_cell(cell)
}
