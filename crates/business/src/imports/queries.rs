//! Reading runs: the list, and one with its row errors.

use kernel::{Page, Result, page};
use platform::db::{self, Sql, View};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::record::{ImportId, ImportKind, ImportRun, ImportStatus};
use super::report::Report;

/// What the list can be narrowed by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunFilter {
    pub kind: Option<ImportKind>,
    pub cursor: Option<String>,
    pub limit: Option<i64>,
}

/// A run on the list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RunShown {
    pub id: ImportId,
    pub kind: ImportKind,
    pub file_name: String,
    pub status: ImportStatus,
    pub rows_read: i64,
    pub rows_created: i64,
    pub rows_known: i64,
    pub rows_wrong: i64,
    pub started_at: kernel::Moment,
    pub undone_at: Option<kernel::Moment>,
    pub run_by: kernel::id::UserId,
    pub version: i64,
}

/// `GET /imports`
pub(super) async fn list(view: &View, _: (), filter: RunFilter) -> Result<Page<RunShown>> {
    let limit = page::limit_of(filter.limit);
    let sql = Sql::new("SELECT * FROM import_run WHERE tenant_id = ?")
        .bind(view.actor().tenant)
        .and(" AND kind = ?", filter.kind)
        .and(" AND id < ?", filter.cursor)
        .push(" ORDER BY id DESC LIMIT ?")
        .bind(limit + 1);
    let runs: Vec<ImportRun> = db::select(view, sql).await?;
    Ok(Page::of(runs, limit, |run| run.id.to_string()).map(|run| RunShown {
        id: run.id,
        kind: run.kind,
        file_name: run.file_name,
        status: run.status,
        rows_read: run.rows_read,
        rows_created: run.rows_created,
        rows_known: run.rows_known,
        rows_wrong: run.rows_wrong,
        started_at: run.started_at,
        undone_at: run.undone_at,
        run_by: run.run_by,
        version: run.version,
    }))
}

/// `GET /imports/{id}`
pub(super) async fn one(view: &View, id: ImportId, _: Nothing) -> Result<Report> {
    db::get::<ImportRun>(view, id).await.map(Report::from)
}
