//! Imports: tables from elsewhere, checked, previewed, taken in whole or not at all, and undone.
//!
//! ```text
//! bytes ─► table ─► mapping ─► rows ─┬─ check: what would be, nothing written
//!                                    └─ run: one transaction ─► records ─► undo, while nothing was built on them
//! ```
//! Door: [`run`] (also for the command line), [`undo::undo`]. A row is recognised by its id in the source or by its natural key, so the same
//! file twice changes nothing.

mod brands;
pub mod exported;
mod file;
mod http;
mod kinds;
mod life;
mod mappings;
mod queries;
mod record;
mod report;
mod undo;

pub use file::MapChoice;
pub use life::{Import, run};
pub use mappings::read_map;
pub use record::{ImportId, ImportKind, ImportRun, ImportStatus};
pub use report::Report;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use platform::http::{May, Op, Routes};

use crate::identity::may;

const RUN: May = May::With(may::IMPORTS_RUN);

pub fn routes(routes: &mut Routes) {
    routes.room("imports");
    let mut upload = Op::post("/imports", "importFile", RUN, "Checks a table, or takes it in.").creates();
    upload.shape.query = Some(routes.schema::<http::Upload>());
    upload.shape.answer = Some(routes.schema::<Report>());
    upload.shape.is_command = true;
    let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let errors =
        Op::get("/imports/{id}/errors.xlsx", "importErrors", RUN, "The wrong rows, to correct and send again.");
    let template =
        Op::get("/imports/templates/{file}", "importTemplate", RUN, "An empty table of a kind: customers.xlsx.");
    routes
        .raw(upload, post(http::upload).layer(DefaultBodyLimit::disable()))
        .raw(errors.answers(sheet), get(http::errors))
        .raw(template.answers(sheet), get(http::template))
        .query(Op::get("/imports", "listImports", RUN, "Runs, the latest first."), queries::list)
        .query(Op::get("/imports/{id}", "getImport", RUN, "One run with its row errors."), queries::one)
        .query(
            Op::get("/imports/{id}/brands", "importBrands", RUN, "Brand spellings that may be one name."),
            brands::proposals,
        )
        .command(Op::post("/imports/{id}/undoing", "undoImport", RUN, "Takes everything back."), undo::undo_route)
        .query(
            Op::get("/import-mappings/{kind}", "listImportMappings", RUN, "Column mappings of a kind."),
            mappings::list,
        )
        .query(Op::get("/import-mappings/{kind}/{name}", "getImportMapping", RUN, "A column mapping."), mappings::one)
        .command(
            Op::put("/import-mappings/{kind}/{name}", "putImportMapping", RUN, "Keeps a column mapping."),
            mappings::put,
        );
}

#[cfg(test)]
mod tests;
