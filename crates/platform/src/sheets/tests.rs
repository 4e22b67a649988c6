//! Files as people bring them: made here, nasty on purpose; and real ones.

mod mapped;
mod real;
mod text_files;
mod workbooks;
mod written;

pub(crate) use real::real_brands;

use super::*;

fn texts(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|row| row.cells.iter().map(Cell::shown).collect()).collect()
}

fn lines(table: &Table) -> Vec<u32> {
    table.rows.iter().map(|row| row.line).collect()
}

fn code(result: kernel::Result<Table>) -> &'static str {
    result.expect_err("expected a refusal").code()
}
