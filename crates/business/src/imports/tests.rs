//! Imports, from the upload to the undoing, on both engines.

mod bad_files;
mod catalogue;
mod orders;
mod people;
mod real;
mod repairs;

use std::collections::BTreeMap;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use platform::db::{Sql, View};
use serde_json::Value;
use tower::ServiceExt;

use super::{Import, ImportKind, MapChoice, Report, run};
use crate::world::World;

/// Takes a text table in, or checks it, as the program itself.
pub(super) async fn import(world: &World, kind: ImportKind, text: &str) -> Report {
    run(&world.db, world.system(), file(kind, text)).await.unwrap()
}

pub(super) fn file(kind: ImportKind, text: &str) -> Import {
    Import {
        kind,
        file_name: "table.csv".into(),
        bytes: text.as_bytes().to_vec(),
        mapping: MapChoice::Fitting,
        check_only: false,
        refuse_wrong: false,
        key: None,
    }
}

pub(super) fn counts(report: &Report) -> (i64, i64, i64) {
    (report.rows_created, report.rows_known, report.rows_wrong)
}

/// How many rows stand in the tables that imports write.
pub(super) async fn stored(view: &View) -> BTreeMap<&'static str, i64> {
    let mut counts = BTreeMap::new();
    for table in
        ["work_order", "order_item", "site", "customer", "asset", "brand", "product", "app_user", "import_run", "event"]
    {
        let sql = Sql::new(&format!("SELECT COUNT(*) FROM {table} WHERE tenant_id = ?")).bind(view.actor().tenant);
        counts.insert(table, view.value(sql).await.unwrap());
    }
    counts
}

/// Sends bytes as the admin, as the console does.
pub(super) async fn upload(world: &World, query: &str, key: &str, bytes: Vec<u8>) -> (StatusCode, Value) {
    let (cookie, csrf) = world.session("admin").await;
    let request = Request::post(format!("/api/v1/imports?{query}"))
        .header("cookie", cookie)
        .header("x-csrf-token", csrf)
        .header("idempotency-key", key)
        .body(Body::from(bytes))
        .unwrap();
    let response = world.app.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 20_000_000).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

/// Fetches a file as the admin.
pub(super) async fn download(world: &World, path: &str) -> (StatusCode, Vec<u8>) {
    let (cookie, _) = world.session("admin").await;
    let request = Request::get(format!("/api/v1{path}")).header("cookie", cookie).body(Body::empty()).unwrap();
    let response = world.app.clone().oneshot(request).await.unwrap();
    let status = response.status();
    (status, to_bytes(response.into_body(), 20_000_000).await.unwrap().to_vec())
}
