//! `POST /exports/{list}`: answers the file, after its line in the log was stored.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Result};
use platform::db::Event;
use platform::http::{Caller, input, problem};
use serde_json::json;
use tokio::sync::Semaphore;

use super::asked::{ExportAsked, Filters, reach_of};
use super::progress::Running;
use super::sheet::{self, ROWS_MAX, Sheet};
use super::{XLSX, day};
use crate::listed::{Listed, Reach};

/// Files are put together one beside another, no more at a time: the rest wait their turn.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
const BODY_BYTES: usize = 10_000;

pub(super) async fn export<L: Listed>(caller: Caller, request: Request) -> Response {
    match taken::<L>(&caller, request).await {
        Ok(sheet) => answer(&caller, L::LIST, sheet),
        Err(error) => problem(&error, &caller.app().words, caller.actor().lang),
    }
}

async fn taken<L: Listed>(caller: &Caller, request: Request) -> Result<Sheet> {
    let (parts, body) = request.into_parts();
    let asked: ExportAsked = input::body_of(&input::whole(body, BODY_BYTES).await?)?;
    let reach = reach_of::<L>(caller.actor(), asked)?;
    let filters = Filters::of::<L>(input::query_of(&parts)?);
    // what is wrong with the filters is told before anybody waits
    filters.page::<L>(None)?;
    let left = day::left(&caller.read()).await?;
    let running = Running::begin(caller.actor(), key_of(&parts.headers));
    let _turn = AT_ONCE.acquire().await.map_err(Error::bug)?;
    let job = sheet::Job {
        filters: &filters,
        reach,
        rows_max: left.map_or(ROWS_MAX, |left| left.min(ROWS_MAX)),
        words: &caller.app().words,
    };
    let sheet = sheet::make::<L>(&caller.read(), job, |rows| running.wrote(rows)).await?;
    let tx = caller.begin().await?;
    day::count(&tx, sheet.rows).await?;
    let event = Event::new("export.made").about(caller.actor().user).with(json!({
        "list": L::LIST,
        "filters": filters.logged(),
        "rows": sheet.rows,
        "is_cut": sheet.is_cut,
        "is_personal": L::IS_PERSONAL,
        "in_full": reach == Reach::InFull,
    }));
    tx.record(event).await?;
    tx.commit().await?;
    Ok(Sheet { left: left.map(|left| left.saturating_sub(sheet.rows)), ..sheet })
}

fn key_of(headers: &HeaderMap) -> Option<String> {
    let key = headers.get("idempotency-key")?.to_str().ok()?;
    (1..=100).contains(&key.len()).then(|| key.to_owned())
}

fn answer(caller: &Caller, list: &str, sheet: Sheet) -> Response {
    let at = caller.actor().zone.clock_of(caller.actor().now).format("%Y%m%d-%H%M");
    let named = format!(
        "attachment; filename=\"{list}-{at}.xlsx\"; filename*=UTF-8''{}",
        input::percent_encoded(&format!("{}-{at}.xlsx", sheet.title))
    );
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(XLSX));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(named) = HeaderValue::from_str(&named) {
        headers.insert(header::CONTENT_DISPOSITION, named);
    }
    headers.insert(HeaderName::from_static("fieldloop-rows"), HeaderValue::from(sheet.rows));
    headers.insert(
        HeaderName::from_static("fieldloop-cut"),
        HeaderValue::from_static(if sheet.is_cut { "true" } else { "false" }),
    );
    if let Some(left) = sheet.left {
        headers.insert(HeaderName::from_static("fieldloop-left"), HeaderValue::from(left));
    }
    (headers, Body::from(sheet.bytes)).into_response()
}
