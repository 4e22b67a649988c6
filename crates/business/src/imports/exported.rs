//! Import runs as a sheet.

use kernel::{Page, Permission, Result};
use platform::db::View;

use super::queries::{RunFilter, RunShown, list};
use crate::identity::may;
use crate::listed::{Cell, Column, Listed, Reach, column};

pub struct Imports;

impl Listed for Imports {
    const LIST: &'static str = "imports";
    const MAY: Permission = may::IMPORTS_RUN;
    const CURSOR: Option<&'static str> = Some("cursor");
    type Asked = RunFilter;
    type Row = RunShown;

    async fn page(view: &View, asked: RunFilter, _: Reach) -> Result<Page<RunShown>> {
        list(view, (), asked).await
    }

    fn columns() -> Vec<Column<RunShown>> {
        vec![
            column("started_at", |row| row.started_at.into()),
            column("import_kind", |row| Cell::code(row.kind)),
            column("file_name", |row| (&row.file_name).into()),
            column("status", |row| Cell::code(row.status)),
            column("who", |row| row.run_by.into()),
            column("rows_read", |row| row.rows_read.into()),
            column("rows_created", |row| row.rows_created.into()),
            column("rows_known", |row| row.rows_known.into()),
            column("rows_wrong", |row| row.rows_wrong.into()),
            column("undone_at", |row| row.undone_at.into()),
        ]
    }
}
