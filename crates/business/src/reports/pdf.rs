//! The PDF of a report: laid out from its frozen facts when somebody asks, off the threads that serve, and kept in memory for a while.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures::StreamExt;
use kernel::id::TenantId;
use kernel::{Error, Lang, Result};
use moka::sync::Cache;
use platform::db::{self, Sql, View};
use platform::files::{DOCUMENT_BYTES_MAX, FileHash, FileStore, Size, Slice};
use platform::http::{App, Caller, input, problem};
use report::{Picture, Pictures, Sheet, side_for};
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::record::{ReportFacts, ReportId, ServiceReport};
use super::sheet::{self, Edition};
use crate::identity::{links, may};
use crate::nouns::OrderId;
use crate::{orders, portal};

/// Reports laid out at the same time: two cores' worth of decoding.
static PRINTING: Semaphore = Semaphore::const_new(2);
/// Bytes of printed reports that are kept, and for how long after somebody read one last.
const KEPT_BYTES: u64 = 64 * 1_048_576;
const KEPT_FOR: Duration = Duration::from_secs(15 * 60);
/// The longer side of a signature, pixels.
const SIGNATURE_SIDE: u32 = 800;

/// What makes two prints of one version differ.
type Print = (TenantId, ReportId, Lang, bool, String);

static PRINTED: LazyLock<Cache<Print, Bytes>> = LazyLock::new(|| {
    let weigh = |_: &Print, pdf: &Bytes| u32::try_from(pdf.len()).unwrap_or(u32::MAX);
    Cache::builder().weigher(weigh).max_capacity(KEPT_BYTES).time_to_idle(KEPT_FOR).build()
});

/// Query of both routes.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// The language of the print; the caller's where it is not said.
    #[serde(default)]
    lang: Option<Tongue>,
}

/// A language as it is asked for.
#[derive(Clone, Copy, Debug, Deserialize)]
enum Tongue {
    #[serde(rename = "zh-CN")]
    Zh,
    #[serde(rename = "en")]
    En,
}

/// `GET /orders/{id}/reports/{version}`
pub(super) async fn of_order(caller: Caller, request: Request) -> Response {
    answered(&caller, staffs(&caller, request).await)
}

/// `GET /portal/reports/{version}`
pub(super) async fn of_link(caller: Caller, request: Request) -> Response {
    answered(&caller, customers(&caller, request).await)
}

pub(super) fn answered(caller: &Caller, answer: Result<Response>) -> Response {
    answer.unwrap_or_else(|error| problem(&error, &caller.app().words, caller.actor().lang))
}

async fn staffs(caller: &Caller, request: Request) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    let (order, version) = input::path_of::<(OrderId, i64)>(&mut parts).await?;
    let view = caller.read();
    orders::get_visible(&view, order).await?;
    // what it costs is for who sees what orders cost
    let sees_money = caller.actor().may(may::MONEY_READ) || caller.actor().may(may::CHARGES_EDIT);
    printed(caller, &view, &parts, (order, version), sees_money).await
}

async fn customers(caller: &Caller, request: Request) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    let version = input::path_of::<i64>(&mut parts).await?;
    let view = caller.read();
    let order = portal::order_of_link(&view).await?;
    printed(caller, &view, &parts, (order.id, version), true).await
}

async fn printed(
    caller: &Caller,
    view: &View,
    parts: &Parts,
    (order, version): (OrderId, i64),
    sees_money: bool,
) -> Result<Response> {
    let lang = language(caller, parts)?;
    let sql = Sql::new("SELECT * FROM service_report WHERE tenant_id = ? AND order_id = ? AND number = ?");
    let tenant = view.actor().tenant;
    let found: Option<ServiceReport> = db::select_one(view, sql.bind(tenant).bind(order).bind(version)).await?;
    let report = found.ok_or(Error::NotFound("report"))?;
    let Some(facts) = report.facts.as_ref() else { return Err(Error::refused("report.erased")) };
    let company = links::company_code(view).await?;
    let origin = origin(caller.app(), parts);
    let key = (tenant, report.id, lang, sees_money, origin.clone());
    let pdf = match PRINTED.get(&key) {
        Some(pdf) => pdf,
        None => {
            let address = format!("{origin}/c/check/{company}/{}", report.code);
            let edition = Edition { report: &report, address, lang, sees_money };
            let (pdf, is_whole) = print(caller.app(), tenant, facts, edition).await?;
            if is_whole {
                PRINTED.insert(key, pdf.clone());
            }
            pdf
        }
    };
    answer(pdf, &facts.number, version)
}

/// The language that is asked for, else the caller's.
pub(super) fn language(caller: &Caller, parts: &Parts) -> Result<Lang> {
    let Asked { lang } = input::query_of(parts)?;
    Ok(match lang {
        Some(Tongue::Zh) => Lang::Zh,
        Some(Tongue::En) => Lang::En,
        None => caller.actor().lang,
    })
}

/// Lays out a sheet without pictures.
pub(super) async fn laid_out(sheet: Sheet) -> Result<Bytes> {
    let _turn = PRINTING.acquire().await.map_err(Error::bug)?;
    Ok(off_the_threads(move || report::print(&sheet, &Pictures::new())).await??.into())
}

/// Lays it out; whether all its pictures were there. Without them it is not kept: they may come later.
async fn print(app: &App, tenant: TenantId, facts: &ReportFacts, edition: Edition<'_>) -> Result<(Bytes, bool)> {
    let _turn = PRINTING.acquire().await.map_err(Error::bug)?;
    let files = app.files()?;
    let mut pictures = Pictures::new();
    let mut is_whole = true;
    let side = side_for(facts.photos.len());
    let photos = facts.photos.iter().map(|photo| (photo.sha256.as_str(), side));
    let signatures = sheet::signatures_of(facts, edition.sees_money).map(|sha256| (sha256, SIGNATURE_SIDE));
    for (sha256, side) in photos.chain(signatures) {
        if pictures.contains_key(sha256) {
            continue;
        }
        let Some(bytes) = bytes_of(files, tenant, sha256).await? else {
            is_whole = false;
            continue;
        };
        // what is no picture, such as a receipt as a document, leaves its place to words
        if let Ok(picture) = off_the_threads(move || Picture::prepare(&bytes, side)).await? {
            pictures.insert(sha256.to_owned(), picture);
        }
    }
    let sheet = sheet::of(facts, &edition, &app.words);
    let pdf = off_the_threads(move || report::print(&sheet, &pictures)).await??;
    Ok((pdf.into(), is_whole))
}

async fn off_the_threads<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::bug)
}

/// The copy that is shown: upright and smaller than what the camera made; the file itself where there is none.
async fn bytes_of(files: &FileStore, tenant: TenantId, sha256: &str) -> Result<Option<Arc<Vec<u8>>>> {
    let Ok(hash) = sha256.parse::<FileHash>() else { return Ok(None) };
    for size in [Size::Display, Size::Original] {
        let mut opened = match files.read(tenant, &hash, size, Slice::All).await {
            Ok(opened) if opened.total <= DOCUMENT_BYTES_MAX => opened,
            Ok(_) | Err(Error::NotFound(_)) => continue,
            Err(error) => return Err(error),
        };
        let mut bytes = vec![];
        while let Some(part) = opened.body.next().await {
            bytes.extend_from_slice(&part.map_err(|error| Error::Unavailable(error.to_string()))?);
        }
        return Ok(Some(Arc::new(bytes)));
    }
    Ok(None)
}

/// Under which address the reader came, for the code that a phone scans: as it was set up, else as the browser asked for it.
fn origin(app: &App, parts: &Parts) -> String {
    if let Some(url) = &app.settings.public_url {
        return url.clone();
    }
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(|host| is_host(host));
    let scheme = if app.settings.secure_cookies { "https" } else { "http" };
    format!("{scheme}://{}", host.unwrap_or("127.0.0.1:8080"))
}

fn is_host(host: &str) -> bool {
    (1..=255).contains(&host.len()) && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
}

pub(super) fn answer(pdf: Bytes, number: &str, version: i64) -> Result<Response> {
    let name: String = number.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let disposition =
        HeaderValue::from_str(&format!("inline; filename=\"{name}-v{version}.pdf\"")).map_err(Error::bug)?;
    let length = pdf.len();
    let mut response = Response::new(Body::from(pdf));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(super::PDF));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}
